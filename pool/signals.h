/* signals.h - the one place that sets signals, and the one that clears them.
 *
 * The session blocks what it handles and reads it from a signalfd in the main loop (g_unix_signal_add would start a
 * thread). A child gets every signal back to its default. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Called from the main loop for SIGINT SIGTERM SIGHUP SIGWINCH SIGTSTP SIGCONT SIGQUIT (SIGPIPE is ignored). */
typedef void (*CowSignalFunc) (int signal_number, gpointer user);

/* Session: block and watch. fatal (may be NULL) is called async-signal-safely on SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL
 * before the signal takes its default action: the terminal is restored there. */
gboolean cow_signals_watch (CowSignalFunc func, gpointer user, void (*fatal) (void), GError **error);
void cow_signals_unwatch (void);
/* Child, and a session that suspends: everything to default, nothing blocked. */
void cow_signals_reset (void);
/* Session: stop the process as Ctrl-Z would; returns after SIGCONT. */
void cow_signals_suspend (void);

G_END_DECLS
