/* screen.h - the panes: status line, output, results table, jobs, prompt (readline inside ncurses), hint line.
 *
 * Draws at most 30 times a second, only what changed; reads keys from the main loop. Plain mode (plain.h) shows the same
 * prompt without panes. */
#pragma once

#include "ui/model.h"

G_BEGIN_DECLS

typedef struct _CowScreen CowScreen;

/* Can this terminal show panes? FALSE: TERM=dumb, unset, unknown, not a terminal, or smaller than 20x6 (why: static text). */
gboolean cow_screen_possible (const char **why);
CowScreen *cow_screen_new (const CowModel *model, const CowUserEvents *events, gpointer user, const char *history_file, gboolean color,
                           GError **error);
void cow_screen_free (CowScreen *screen); /* restores the terminal */
void cow_screen_changed (CowScreen *screen);  /* something in the model changed: draw soon */
void cow_screen_follow (CowScreen *screen);   /* output and table scroll to their ends again */
void cow_screen_resized (CowScreen *screen);  /* on SIGWINCH */
void cow_screen_suspend (CowScreen *screen);  /* before Ctrl-Z stops us, or another program takes the terminal */
void cow_screen_resume (CowScreen *screen);
char *cow_screen_text (CowScreen *screen);    /* all that is shown, as lines: for tests and for saving; (transfer full) */
/* Async-signal-safe: puts the terminal back, whatever state it is in. */
void cow_terminal_restore (void);
/* Draws a full-window pager over the panes (man pages, help) until the user leaves it with q; keys of less. Not
 * blocking: it returns at once, the panes come back when the user leaves. */
void cow_screen_page (CowScreen *screen, const char *title, const char *text);
/* What stands before the line being typed; "cowpath> " until told otherwise. */
void cow_screen_prompt (CowScreen *screen, const char *prompt);

G_END_DECLS
