/* job.h - the session's side of a job, shared by job.c, stream.c, supervise.c and stop.c.
 *
 * job.c begins and ends a job and answers questions, supervise.c forks and buries, stream.c turns bytes into
 * callbacks, stop.c holds, pauses, cancels and times out. Everything runs in the one main loop. */
#pragma once

#include <glib.h>

#include "pool/board.h"
#include "pool/frame.h"
#include "pool/pool.h"

G_BEGIN_DECLS

#define COW_POOL_TICK_MS 50      /* how often the board is looked at */
#define COW_POOL_TERM_MS 20      /* after this a worker that was told to stop gets SIGTERM */
#define COW_POOL_KILL_MS 35      /* … and SIGKILL */
#define COW_POOL_PIPE_BYTES (1024 * 1024)
#define COW_POOL_READ_BYTES (64 * 1024)
#define COW_POOL_WORDS_BYTES 2048 /* how much of a worker's stderr is kept */

/* A task that did not end in its first run. */
typedef struct
{
  guint64 task;
  guint64 delivered; /* bytes of its stream that on_bytes got */
  guint32 crc;       /* of these bytes */
  guint attempts;    /* runs that killed their worker */
} CowPoolTrace;

/* One process, from its fork to its burial. */
typedef struct
{
  CowPoolJob *job;
  guint slot;
  pid_t pid;
  int pidfd, read_fd, stderr_fd;
  GSource *pid_source, *read_source, *stderr_source, *kill_source;

  guint64 *redo; /* lost tasks that it runs before it claims others */
  guint n_redo;

  guint8 *buffer; /* bytes that are no whole frame yet */
  gsize fill;
  guint32 sequence;

  guint64 task; /* whose stream is open, COW_BOARD_IDLE: none */
  guint64 position, skip;
  guint64 grown; /* bytes of the memfd that it has shown */
  guint32 crc, skip_crc;
  gboolean mute; /* this run differs from the one before: its bytes are not wanted */

  GString *words; /* the end of its stderr */

  gboolean reaped, eof;
  gboolean killed; /* by us, no obituary */
  gboolean bad;    /* sent something that is no frame */
  int exit_code, exit_status;

  guint64 expired_task; /* told to stop because its time is over */
  guint64 credit_task;  /* that lived through pauses … */
  gint64 credit_ns;     /* … of this length */
  guint64 seen_flushes;
} CowPoolChild;

struct _CowPoolJob
{
  CowPoolSpec spec;
  char *name;
  gint refs;
  gboolean freed, finished;
  CowJobState state;  /* WAITING, RUNNING, PAUSED, STOPPING, then the verdict */
  CowJobState verdict; /* what STOPPING leads to */
  GError *error;      /* why it is BROKEN */

  CowBoard *board;
  int memfd;
  CowPoolChild **children; /* by slot */
  guint n_live;            /* forked and not buried */
  guint n_alive;           /* forked and not reaped */
  pid_t group;

  guint64 *ended; /* bitmap of tasks */
  guint64 n_ended, n_failed, n_negative;
  GArray *redo; /* guint64: lost tasks nobody runs now */
  GHashTable *traces;

  GSource *spawn_source, *tick_source, *deadline_source, *term_source, *kill_source;
  guint n_fork_failures, n_idle_crashes;
  gint64 window_ns;
  guint n_window_forks;
  guint64 oom_kills;

  gboolean held;
  gint64 held_ns; /* when the hold began */
  gint64 start_ns, paused_ns, pauses_ns, end_ns, cancel_start_ns, cancel_ns, first_byte_ns;
  guint64 bytes, units_past, announced_past;
  guint n_started, n_crashed, n_killed;
};

gint64 cow_pool_now (void); /* CLOCK_MONOTONIC, ns */

/* job.c */
CowPoolJob *cow_pool_job_ref (CowPoolJob *job);
void cow_pool_job_unref (CowPoolJob *job);
gboolean cow_pool_job_has_ended (const CowPoolJob *job, guint64 task);
/* The task ended: mark it, tell the user. (transfer full) error. The job may be freed when this returns. */
void cow_pool_job_end_task (CowPoolJob *job, guint64 task, CowTaskOutcome outcome, GError *error);
/* Finish when there is nothing left to do and nobody left to bury. */
void cow_pool_job_check_finished (CowPoolJob *job);
CowPoolTrace *cow_pool_job_trace (CowPoolJob *job, guint64 task); /* made when missing */
void cow_pool_job_obituary (CowPoolJob *job, const char *line);
gint64 cow_pool_job_elapsed (const CowPoolJob *job);
/* Of its memfd, at the end. Against writing too, unless the session reads it on the way: that seal is one against holes, and who reads on the way
 * has a copy of his own. */
int cow_pool_job_seals (const CowPoolJob *job);

/* supervise.c */
void cow_pool_job_wake (CowPoolJob *job); /* fork when there is need */
gboolean cow_pool_child_reap (CowPoolChild *child); /* FALSE: it lives */
/* Close and unwatch what belongs to a process; one that was not reaped is reaped when it dies. Then free. */
void cow_pool_child_detach (CowPoolChild *child);
void cow_pool_child_free (CowPoolChild *child);
guint64 cow_pool_oom_kills (void); /* of the whole machine so far */
void cow_pool_child_check_buried (CowPoolChild *child);
void cow_pool_child_signal (CowPoolChild *child, int number);
gboolean cow_pool_job_is_stopping (const CowPoolJob *job);

/* stream.c */
void cow_pool_child_watch (CowPoolChild *child);
void cow_pool_child_watch_bytes (CowPoolChild *child, gboolean on);
void cow_pool_child_read (CowPoolChild *child); /* what is there; may bury it */
/* Last words: the last line of stderr with control characters replaced. (transfer full): NULL when it said nothing. */
char *cow_pool_child_last_words (CowPoolChild *child);
void cow_pool_child_keep_stream (CowPoolChild *child); /* remember what a dead worker's open stream delivered */

/* stop.c */
void cow_pool_job_stop (CowPoolJob *job, CowJobState verdict);
void cow_pool_job_arm (CowPoolJob *job);    /* start tick and deadline */
void cow_pool_job_disarm (CowPoolJob *job); /* remove every timer */
GSource *cow_pool_source_add (GSource *source, gint priority, GSourceFunc func, gpointer data);
void cow_pool_source_clear (GSource **source);

G_END_DECLS
