/* session.h - the state of the program: graphs, jobs, settings, the lines still to run, and who listens.
 *
 * One session, one thread, one main loop. Lines come from -c, files, stdin or a prompt and all take the same way: a script
 * on a stack (executor.c). */
#pragma once

#include <glib.h>
#include <stdio.h>

#include "app/command.h"
#include "app/graphs.h"
#include "app/row.h"
#include "app/settings.h"
#include "app/status.h"

G_BEGIN_DECLS

typedef struct _CowJob CowJob;
typedef struct _CowSession CowSession;
typedef struct _CowScript CowScript;
struct _CowCall;

typedef enum
{
  COW_MODE_BATCH,
  COW_MODE_PLAIN, /* a prompt in line mode */
  COW_MODE_PANES,
} CowMode;

/* Whom the session tells; batch and plain write to streams, the panes to their model. Text is raw: the listener cleans it. */
typedef struct
{
  void (*say) (const char *text, gboolean is_error, gpointer user);      /* one message, no newline at its end */
  void (*print) (const char *text, gsize length, gpointer user);         /* rows and answers: stdout */
  void (*changed) (gpointer user);                                       /* jobs, rows, graphs: draw again */
  void (*idle) (gpointer user);                                          /* nothing left to run: show a prompt */
  void (*busy) (CowJob *job, gpointer user);                             /* a foreground job began */
  void (*page) (const char *title, const char *text, gpointer user);     /* long text, NULL: print */
  gpointer user;
} CowListener;

/* The answer of the last command, for `assert`: names and values of its first row, and `rows`, `status`. */
typedef struct
{
  GHashTable *values; /* char* -> CowValue* (strings owned by `texts`) */
  GStringChunk *texts;
  guint64 rows;
} CowLastAnswer;

struct _CowSession
{
  CowMode mode;
  CowListener listener;
  CowSettings settings;
  CowGraphs *graphs;
  GPtrArray *jobs; /* of CowJob*, owned, ascending ids; forgotten ones are gone */
  guint next_job_id;
  CowLastAnswer last;
  CowStatus status;        /* of the last command */
  GQueue scripts;          /* of CowScript*, the top is running */
  GQueue typed;            /* of char*: lines from a prompt that wait */
  CowJob *foreground;      /* what the top script waits for */
  gboolean interrupted;    /* batch: stop */
  gboolean output_broken;  /* stdout cannot be written */
  gboolean quitting;
  gboolean ended;          /* nothing more will run: the main loop may quit */
  guint advance_source;
  GMainLoop *loop;
  gboolean stdin_is_script; /* @- would eat it */
  gboolean terminal;        /* stdout is a terminal */
  GPtrArray *history;       /* of char*, for the command `history` */
  GHashTable *variables;    /* let: char* -> char* */
};

CowSession *cow_session_new (CowMode mode, const CowListener *listener);
void cow_session_free (CowSession *session); /* cancels and reaps all */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowSession, cow_session_free)

/* One line on stderr or in the output pane; silent with -q (note) or never silent (error). */
void cow_session_note (CowSession *session, const char *format, ...) G_GNUC_PRINTF (2, 3);
void cow_session_warn (CowSession *session, const char *format, ...) G_GNUC_PRINTF (2, 3);
void cow_session_error (CowSession *session, const char *where, const GError *error);
/* Text for stdout that is no table: help, echo. */
void cow_session_print (CowSession *session, const char *text);

/* executor.c */
/* Lines that run after all that is on the stack; name is for messages, NULL: none. A file: before what is on it (source), or after.
 * '-' is stdin. Errors: COW_STATUS_FILE. */
void cow_session_push_end (CowSession *session, const char *name, const char *text);
gboolean cow_session_push_file (CowSession *session, const char *file, GError **error);
gboolean cow_session_push_file_end (CowSession *session, const char *file, GError **error);
void cow_session_drop_scripts (CowSession *session);
void cow_session_type (CowSession *session, const char *line); /* a prompt read this */
void cow_session_advance (CowSession *session);                /* soon: run what can run */
/* Called by a job when it is over: its command ended with this status. */
void cow_session_job_over (CowSession *session, CowJob *job, CowStatus status);
void cow_session_forget_job (CowSession *session, CowJob *job);
void cow_session_interrupt (CowSession *session); /* Ctrl-C */
void cow_session_output_broke (CowSession *session); /* stdout is gone: a batch ends with COW_STATUS_FILE */
void cow_session_quit (CowSession *session);
gboolean cow_session_is_busy (CowSession *session); /* a script or a foreground job runs */
/* Starts a command. Takes the call, also on an error. (For commands that run commands: time.) */
gboolean cow_session_start_call (CowSession *session, struct _CowCall *call, GError **error);

CowJob *cow_session_find_job (CowSession *session, const char *word, gint64 *task, GError **error); /* %3 %% %3.17 */

G_END_DECLS
