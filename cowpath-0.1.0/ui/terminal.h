/* terminal.h - the state of the terminal: remembered before we touch it, put back whatever happens. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Can this kind of terminal show panes? FALSE: why, static text. */
gboolean cow_terminal_is_able (const char *name, const char **why);
/* Remembers the settings of the terminal on `fd` for cow_terminal_restore(); (plain mode: readline changes
 * them). */
void cow_terminal_remember (int fd);
/* With ncurses up: prepares the bytes that leave full-screen mode, switches the line discipline to raw keys
 * that still stop on Ctrl-Z, and turns bracketed paste on. */
void cow_terminal_enter (int fd);
void cow_terminal_leave (void);  /* bracketed paste off; before endwin() */
void cow_terminal_forget (void); /* it is as it was: nothing to restore */

G_END_DECLS
