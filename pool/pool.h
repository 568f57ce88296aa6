/* pool.h - a job: forked workers claim numbered tasks, stream bytes back, and are supervised.
 *
 * The pool knows nothing of graphs, rows or terminals. A job has n_tasks tasks; worker processes, forked from the
 * session, claim them in shared memory and answer each with a stream of bytes. A task's stream must depend on the
 * task alone: when a worker dies, the task is run once more and the bytes that already arrived are skipped, so that
 * nothing is lost and nothing comes twice. pool/README.md tells the life of a worker. */
#pragma once

#include <glib.h>
#include <sys/types.h>

#include "pool/meter.h"

G_BEGIN_DECLS

typedef struct _CowPoolJob CowPoolJob;       /* session side */
typedef struct _CowPoolWorker CowPoolWorker; /* worker side, valid in the forked child only */

#define COW_POOL_ERROR (cow_pool_error_quark ())
GQuark cow_pool_error_quark (void);

typedef enum
{
  COW_POOL_ERROR_SYSTEM,  /* a system call failed: fork, pipe, mmap … */
  COW_POOL_ERROR_THREADS, /* more than one thread at a fork */
  COW_POOL_ERROR_FRAME,   /* a worker sent bytes that are no frame */
  COW_POOL_ERROR_CRASHED, /* a worker died on this task, twice */
  COW_POOL_ERROR_TIMEOUT, /* the task ran longer than task_timeout_ns */
  COW_POOL_ERROR_MEMORY,  /* a worker hit its memory limit */
} CowPoolError;

/* Counters of a task. */
#define COW_POOL_TALLIES 16

/* How a task ended. */
typedef enum
{
  COW_TASK_DONE,      /* the work function returned TRUE */
  COW_TASK_NEGATIVE,  /* done, and the answer is no (cow_pool_worker_set_negative) */
  COW_TASK_FAILED,    /* the work function set an error, or the worker died on it twice */
  COW_TASK_TIMED_OUT, /* stopped by task_timeout_ns */
} CowTaskOutcome;

typedef enum
{
  COW_JOB_WAITING, /* no worker was forked yet */
  COW_JOB_RUNNING,
  COW_JOB_PAUSED,
  COW_JOB_STOPPING,  /* cancelled, workers still leave */
  COW_JOB_DONE,      /* every task ended, some perhaps failed */
  COW_JOB_CANCELLED, /* cow_pool_job_cancel */
  COW_JOB_EXPIRED,   /* the deadline came first */
  COW_JOB_BROKEN,    /* could not go on: not one worker could be forked, or too many crashes */
} CowJobState;

/* What the session wants done, and whom to tell. Copied by cow_pool_job_new; user must outlive the job.
 * work, setup run in the worker; the on_ functions run in the session, from the main loop, never after
 * cow_pool_job_free, in the order: (on_bytes | on_grown)* on_task (for each task), … on_finished (once, last). */
typedef struct
{
  const char *name;           /* for obituaries and process titles */
  guint64 n_tasks;            /* may be 0: on_finished comes at once */
  guint n_workers;            /* at most this many processes; fewer when there are fewer tasks or fork fails */
  guint retries;              /* runs after the first that a task may get when its worker dies; usual: 1 */
  gint64 task_timeout_ns;     /* 0: none */
  gint64 deadline_ns;         /* of the whole job, 0: none */
  guint64 memory_limit_bytes; /* RLIMIT_DATA above what was mapped at the fork, 0: none */
  guint64 memfd_limit_bytes;  /* > 0: the job has a memfd for one large result, see cow_pool_worker_memfd */

  /* In the worker, once, before its first task. NULL or returns FALSE with error: every task of it fails so. */
  gboolean (*setup) (CowPoolWorker *worker, gpointer user, GError **error);
  /* In the worker, once per task. Returns FALSE with error set when the task failed. A cancelled or timed out task
   * may return either: what it says is not looked at. */
  gboolean (*work) (CowPoolWorker *worker, guint64 task, gpointer user, GError **error);
  /* In a worker that finds no task to claim, before it leaves: it may help those that are at one. With this there are n_workers processes even
   * when there are fewer tasks. One that dies helping is not replaced, and no task is lost by it. May be NULL. */
  void (*help) (CowPoolWorker *worker, gpointer user);

  /* Bytes of a task's stream, in order within the task; tasks of different workers interleave. */
  void (*on_bytes) (CowPoolJob *job, guint64 task, const guint8 *bytes, gsize length, gpointer user);
  /* So many bytes of the memfd are written (cow_pool_worker_show_memfd) and may be read, and given back by a hole, before the task ends. 0: the
   * task is run again, and what was written is gone. Must not free the job. May be NULL. */
  void (*on_grown) (CowPoolJob *job, guint64 bytes, gpointer user);
  /* What a task counted (cow_pool_worker_tally), before its on_task and only if the task is DONE or NEGATIVE and counted something: once a
   * task, however often it ran. tallies: [COW_POOL_TALLIES]. May be NULL. */
  void (*on_tallies) (CowPoolJob *job, guint64 task, const guint64 *tallies, gpointer user);
  /* A task ended. error is NULL unless FAILED or TIMED_OUT; message names pid, signal and last words. */
  void (*on_task) (CowPoolJob *job, guint64 task, CowTaskOutcome outcome, const GError *error, gpointer user);
  /* All workers are reaped, all bytes delivered. The job may be freed from here. */
  void (*on_finished) (CowPoolJob *job, CowJobState state, gpointer user);
  /* A worker died of something else than its own leave: one line for the user (may be NULL). */
  void (*on_obituary) (CowPoolJob *job, const char *line, gpointer user);
  gpointer user;
} CowPoolSpec;

/* cow_pool_job_new: starts a job. Nothing is forked before the main loop turns (one fork per turn).
 * Errors: COW_POOL_ERROR_SYSTEM when board or memfd cannot be made. */
CowPoolJob *cow_pool_job_new (const CowPoolSpec *spec, GError **error);
/* Kills and reaps what is left (blocking at most 100 ms), frees. on_finished is not called. */
void cow_pool_job_free (CowPoolJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowPoolJob, cow_pool_job_free)

/* Raise the flag; SIGTERM at 20 ms, SIGKILL at 35 ms (SIGCONT before, for the stopped). Idempotent. */
void cow_pool_job_cancel (CowPoolJob *job);
void cow_pool_job_pause (CowPoolJob *job);  /* SIGSTOP to the process group */
void cow_pool_job_resume (CowPoolJob *job); /* SIGCONT */
/* Stop reading from the workers (TRUE) while a consumer is full; they block on their pipes. */
void cow_pool_job_throttle (CowPoolJob *job, gboolean hold);

/* A sample of the board. */
typedef struct
{
  CowJobState state;
  guint64 n_tasks, done, failed, negative; /* tasks; done includes negative */
  guint64 units;                           /* what workers advanced, all tasks together (vertices settled, bytes …) */
  guint64 units_total;                     /* announced by cow_pool_worker_announce; 0: unknown */
  guint64 bytes;                           /* received */
  guint n_workers;                         /* alive now */
  guint n_started, n_crashed, n_killed;    /* processes so far; crashed: own fault, killed: from outside */
  gint64 elapsed_ns;                       /* running, pauses excluded */
  gint64 first_byte_ns;                    /* from cow_pool_job_new to the first byte, 0 when none came */
  gint64 cancel_ns;                        /* from cancel to the last worker reaped, 0 when not cancelled */
  double fraction;                         /* 0..1 of the whole job, from tasks and units */
} CowPoolProgress;
void cow_pool_job_progress (CowPoolJob *job, CowPoolProgress *progress);
/* Why the job is COW_JOB_BROKEN, else NULL. (transfer none) */
const GError *cow_pool_job_get_error (CowPoolJob *job);

/* One living worker. scratch_bytes is what it announced. */
typedef struct
{
  guint slot;
  pid_t pid;
  guint64 task;     /* G_MAXUINT64: idle */
  char state;       /* as in /proc/PID/stat: R S T Z … */
  guint64 tasks_done;
  guint64 scratch_bytes;
} CowPoolWorkerInfo;
/* Returns: (transfer full): array of CowPoolWorkerInfo. */
GArray *cow_pool_job_workers (CowPoolJob *job);

/* The memfd that the job's task fills; -1 when there is none. (transfer none): from on_grown. */
int cow_pool_job_memfd (CowPoolJob *job);
/* The memfd that the job's task filled and sealed; -1 when there is none. (transfer full): the caller closes.
 * Call from on_finished, when state is COW_JOB_DONE. */
int cow_pool_job_steal_memfd (CowPoolJob *job);

/* ---- in the worker ---- */

/* Append to the stream of the current task. Blocks when the session does not read. */
void cow_pool_worker_write (CowPoolWorker *worker, const void *bytes, gsize length);
/* TRUE: leave the task soon, its result is not wanted. One relaxed load; also TRUE when the task's time is over. */
gboolean cow_pool_worker_should_stop (CowPoolWorker *worker);
/* Addresses on the board for a hot loop: the stop flag (non-zero: stop) and the unit counter (add to it relaxed).
 * They are this worker's own cache line; the session samples them. */
const guint32 *cow_pool_worker_stop_flag (CowPoolWorker *worker);
guint64 *cow_pool_worker_units (CowPoolWorker *worker);
void cow_pool_worker_announce (CowPoolWorker *worker, guint64 units_of_this_task);
void cow_pool_worker_set_scratch (CowPoolWorker *worker, guint64 bytes);
void cow_pool_worker_set_negative (CowPoolWorker *worker); /* the answer of this task is no */
/* For a step that must not be left half done: from here on the death of the session does not kill this worker. */
void cow_pool_worker_outlive_session (CowPoolWorker *worker);
/* Adds to a counter of the current task, index < COW_POOL_TALLIES. */
void cow_pool_worker_tally (CowPoolWorker *worker, guint index, guint64 amount);
/* A worker keeps its scratch from task to task here. */
void cow_pool_worker_set_data (CowPoolWorker *worker, gpointer data);
gpointer cow_pool_worker_get_data (CowPoolWorker *worker);
/* The job's memfd (only when memfd_limit_bytes > 0, and then the job has one task): empty at the start of each
 * attempt. The worker grows it with cow_pool_worker_grow_memfd, at once or bit by bit (posix_fallocate: a full tmpfs is an
 * error, not a SIGBUS); the pool seals it when the task is done. cow_pool_worker_show_memfd tells the session at once that so
 * many bytes, ever more, are written and stay as they are. */
int cow_pool_worker_memfd (CowPoolWorker *worker);
gboolean cow_pool_worker_grow_memfd (CowPoolWorker *worker, guint64 bytes, GError **error);
void cow_pool_worker_show_memfd (CowPoolWorker *worker, guint64 bytes);

G_END_DECLS
