/* signals.h - the one place that sets signals, and the one that clears them.
 *
 * The session blocks what it handles and reads it from a signalfd in the main loop (g_unix_signal_add would start a
 * thread). A child gets every signal back to its default. */
#pragma once

#include <glib.h>
#include <signal.h>

G_BEGIN_DECLS

/* Called from the main loop for SIGINT SIGTERM SIGHUP SIGWINCH SIGTSTP SIGCONT SIGQUIT (SIGPIPE is ignored). */
typedef void (*CowSignalFunc) (int signal_number, gpointer user);

/* Session: block and watch. fatal (may be NULL) is called async-signal-safely on SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL
 * before the signal takes its default action: the terminal is restored there. */
gboolean cow_signals_watch (CowSignalFunc func, gpointer user, void (*fatal) (void), GError **error);
void cow_signals_unwatch (void);
/* Child: everything to default, nothing blocked. The two halves are for a child that installs handlers of its own
 * while all signals are still blocked. */
void cow_signals_reset (void);
void cow_signals_reset_actions (void);
void cow_signals_unblock (void);
/* Child: forget SIGINT SIGQUIT SIGTSTP that are pending, and take their defaults. */
void cow_signals_drop_keys (void);
/* Session: stop the process as Ctrl-Z would; returns after SIGCONT. */
void cow_signals_suspend (void);

/* Catch the signals a process earns by its own fault (SEGV BUS ABRT FPE ILL TRAP) on a stack of its own. The handler
 * ends with cow_signals_pass, which lets the signal take the action it had before (as a rule: die). */
void cow_signals_catch_faults (void (*handler) (int number, siginfo_t *info, void *context));
void cow_signals_pass (int number, const siginfo_t *info);
/* Catch one signal, restarting system calls; or once, after which its default is back. None of these is for the
 * session, which has cow_signals_watch. */
void cow_signals_catch (int number, void (*handler) (int number, siginfo_t *info, void *context));
void cow_signals_catch_once (int number, void (*handler) (int number, siginfo_t *info, void *context));

G_END_DECLS
