/* front.h - the three faces of a session: batch, a prompt in line mode, the panes. Each makes a listener and feeds lines. */
#pragma once

#include "app/session.h"

G_BEGIN_DECLS

typedef struct _CowFront CowFront;

/* mode PANES needs a terminal that can show them (cow_screen_possible). Errors: the terminal cannot be used. */
CowFront *cow_front_new (CowMode mode, GError **error);
void cow_front_listener (CowFront *front, CowListener *listener);
/* Once the session is there: the prompt begins when it is idle. */
gboolean cow_front_attach (CowFront *front, CowSession *session, GError **error);
void cow_front_signal (CowFront *front, int signal_number); /* from the signalfd */
void cow_front_free (CowFront *front);                      /* the terminal is as it was */

/* Where the history of lines is kept, by the XDG rules: ~/.local/state/cowpath/history; (transfer full). */
char *cow_front_history_file (void);

/* complete.c: whole words for the word line[start..end): commands, options, files, vertices, sets, jobs. */
char **cow_complete (CowSession *session, const char *line, int start, int end);
/* The usage line of the command being typed, for the hint line; (transfer full), NULL: none. */
char *cow_hint (const char *line);

/* panes.c: the model behind the panes. */
typedef struct _CowPanes CowPanes;
CowPanes *cow_panes_new (CowSession *session, const char *history_file, GError **error);
void cow_panes_free (CowPanes *panes);
void cow_panes_listener (CowListener *listener, CowPanes **slot);
void cow_panes_signal (CowPanes *panes, int signal_number);

G_END_DECLS
