/* model.h - what the panes can show; app/ fills it. The screen asks for what is visible, when it draws.
 *
 * All text handed over is foreign until ui/ cleaned it: models may return raw bytes. Nothing here may block or be O(rows). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  COW_LINE_PLAIN,
  COW_LINE_COMMAND, /* what the user typed, echoed */
  COW_LINE_NOTE,    /* what a command said on stderr */
  COW_LINE_ERROR,
  COW_LINE_DIM,
} CowLineStyle;

typedef struct
{
  char *title;        /* "%3 distances @s '*'" */
  char *state;        /* running, done … */
  double fraction;    /* 0..1, < 0: unknown */
  guint64 tasks, done, failed, rows;
  double rate;        /* tasks per second */
  double seconds;     /* so far */
  double eta_seconds; /* < 0: unknown */
  guint workers;
  guint64 private_bytes, shared_bytes; /* of all its workers: sum of private; largest shared */
  gboolean active;
} CowJobItem;

typedef struct
{
  /* Top line: left and right part; (transfer full). */
  char *(*status) (gpointer user, char **right);
  /* Output pane: lines 0 … n-1, oldest first; a model that forgets old lines counts on (first_line). */
  guint64 (*n_lines) (gpointer user);
  guint64 (*first_line) (gpointer user);
  const char *(*line) (gpointer user, guint64 index, CowLineStyle *style);
  /* Results pane: one table at a time. */
  char *(*table_title) (gpointer user); /* (transfer full), NULL: no table */
  guint (*n_columns) (gpointer user);
  const char *(*column_title) (gpointer user, guint column, gboolean *right);
  guint64 (*n_rows) (gpointer user);
  char *(*cell) (gpointer user, guint64 row, guint column); /* (transfer full) */
  /* Jobs pane: newest first. */
  guint (*n_jobs) (gpointer user);
  void (*job) (gpointer user, guint index, CowJobItem *item); /* fills; strings (transfer full) */
  /* Hint line for what is being typed; (transfer full), may be NULL. */
  char *(*hint) (gpointer user, const char *line, int cursor);
} CowModel;

/* What the user does. Called from the main loop. */
typedef struct
{
  void (*line) (const char *line, gpointer user); /* Enter */
  void (*interrupt) (gpointer user);              /* Ctrl-C */
  void (*end) (gpointer user);                    /* Ctrl-D on an empty line */
  /* Completion: candidates for the word line[start..end), whole words already quoted; (transfer full) NULL-ended, may be NULL. */
  char **(*complete) (const char *line, int start, int end, gpointer user);
  void (*next_table) (int step, gpointer user);   /* show the results of the next (+1) or previous (-1) job */
} CowUserEvents;

G_END_DECLS
