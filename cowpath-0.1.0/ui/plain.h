/* plain.h - line mode: the prompt by readline's callback interface on the main loop, output as lines; and progress on stderr
 * for batch runs. */
#pragma once

#include <stdio.h>

#include "ui/model.h"

G_BEGIN_DECLS

typedef struct _CowPlain CowPlain;

CowPlain *cow_plain_new (const CowUserEvents *events, gpointer user, const char *history_file, GError **error);
void cow_plain_free (CowPlain *plain);
void cow_plain_prompt (CowPlain *plain, const char *prompt); /* show it and read a line; events->line is called */
void cow_plain_hold (CowPlain *plain);     /* a foreground job runs: no prompt, keys wait; Ctrl-C comes as a signal */
void cow_plain_interrupt (CowPlain *plain); /* SIGINT while typing: clear the line, new prompt */
void cow_plain_resized (CowPlain *plain);   /* on SIGWINCH */
/* Prints above the prompt without disturbing what is being typed. */
void cow_plain_print (CowPlain *plain, FILE *stream, const char *text);

/* Progress line on stderr, only when it is a terminal: drawn after 0.5 s, at most 4 times a second, erased at the end.
 * title is cleaned. Keep one per foreground job; update is cheap when nothing is due. now_ns: monotonic, given by the caller so
 * that tests own the clock. */
typedef struct _CowProgressLine CowProgressLine;
CowProgressLine *cow_progress_line_new (int fd, gboolean is_terminal, const char *title, gint64 now_ns);
void cow_progress_line_update (CowProgressLine *line, double fraction, guint64 done, guint64 total, double eta_seconds, gint64 now_ns);
void cow_progress_line_erase (CowProgressLine *line); /* before anything else writes to the terminal */
void cow_progress_line_free (CowProgressLine *line);

/* Shared by plain and screen (history.c): readline history file, private (0600), appended. */
void cow_history_load (const char *file);
void cow_history_add (const char *file, const char *line);

G_END_DECLS
