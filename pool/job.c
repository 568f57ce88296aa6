/* job.c - a job from its beginning to its end, and what can be asked of it meanwhile.
 *
 * The trick is the bitmap of ended tasks: whatever dies, is killed, comes late or comes twice, a task ends exactly once,
 * for nothing else than a clear bit lets it end. */
#include "pool/job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORKERS_MAX 1024u
#define FREE_WAIT_MS 100

gint64
cow_pool_now (void)
{
  struct timespec now;
  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64)now.tv_sec * 1000000000 + now.tv_nsec;
}

CowPoolJob *
cow_pool_job_ref (CowPoolJob *job)
{
  job->refs++;
  return job;
}

void
cow_pool_job_unref (CowPoolJob *job)
{
  if (--job->refs > 0)
    return;
  for (guint i = 0; job->children != NULL && i < job->board->n_slots; i++)
    if (job->children[i] != NULL)
      cow_pool_child_free (job->children[i]);
  g_free (job->children);
  cow_board_free (job->board);
  if (job->memfd >= 0)
    close (job->memfd);
  g_clear_error (&job->error);
  g_clear_pointer (&job->redo, g_array_unref);
  g_clear_pointer (&job->traces, g_hash_table_unref);
  g_free (job->ended);
  g_free (job->name);
  g_free (job);
}

static gboolean
check_spec (const CowPoolSpec *spec, GError **error)
{
  if (spec->memfd_limit_bytes == 0 || spec->n_tasks <= 1)
    return TRUE;
  g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM,
               "a job with one large result has one task, not %" G_GUINT64_FORMAT, spec->n_tasks);
  return FALSE;
}

CowPoolJob *
cow_pool_job_new (const CowPoolSpec *spec, GError **error)
{
  g_return_val_if_fail (spec->work != NULL, NULL);
  if (!check_spec (spec, error))
    return NULL;
  CowPoolJob *job = g_new0 (CowPoolJob, 1);
  guint64 n_useful = spec->help != NULL && spec->n_tasks > 0 ? G_MAXUINT64 : spec->n_tasks;
  guint n_slots = (guint)CLAMP (MIN ((guint64)spec->n_workers, n_useful), 1, WORKERS_MAX);
  gsize n_words = (gsize)(spec->n_tasks / 64 + 1);
  job->refs = 1;
  job->memfd = -1;
  job->spec = *spec;
  job->name = g_strdup (spec->name != NULL ? spec->name : "job");
  job->spec.name = job->name;
  job->board = cow_board_new (spec->n_tasks, n_slots, error);
  job->ended = job->board != NULL ? g_try_new0 (guint64, n_words) : NULL;
  if (job->ended == NULL)
    {
      if (job->board != NULL)
        g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM,
                     "cannot get %zu bytes to remember which of %" G_GUINT64_FORMAT " tasks ended", n_words * 8,
                     spec->n_tasks);
      cow_pool_job_unref (job);
      return NULL;
    }
  job->children = g_new0 (CowPoolChild *, n_slots);
  job->redo = g_array_new (FALSE, FALSE, sizeof (guint64));
  job->traces = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  job->oom_kills = cow_pool_oom_kills ();
  job->start_ns = cow_pool_now ();
  cow_pool_job_arm (job);
  cow_pool_job_wake (job);
  return job;
}

/* SIGKILL and reap everybody who dies in time. */
static void
kill_all (CowPoolJob *job)
{
  for (guint i = 0; i < job->board->n_slots; i++)
    if (job->children[i] != NULL)
      cow_pool_child_signal (job->children[i], SIGKILL);
  gint64 limit = cow_pool_now () + FREE_WAIT_MS * G_GINT64_CONSTANT (1000000);
  for (guint i = 0; i < job->board->n_slots; i++)
    {
      CowPoolChild *child = job->children[i];
      while (child != NULL && !child->reaped && !cow_pool_child_reap (child))
        {
          gint64 left_ns = limit - cow_pool_now ();
          struct pollfd wait = { .fd = child->pidfd, .events = POLLIN };
          if (left_ns <= 0)
            break;
          poll (&wait, 1, (int)(left_ns / 1000000) + 1);
        }
    }
}

void
cow_pool_job_free (CowPoolJob *job)
{
  if (job == NULL || job->freed)
    return;
  job->freed = TRUE;
  cow_pool_job_disarm (job);
  kill_all (job);
  for (guint i = 0; i < job->board->n_slots; i++)
    if (job->children[i] != NULL)
      cow_pool_child_detach (job->children[i]);
  cow_pool_job_unref (job);
}

const GError *
cow_pool_job_get_error (CowPoolJob *job)
{
  return job->error;
}

/* ---- tasks ---- */

gboolean
cow_pool_job_has_ended (const CowPoolJob *job, guint64 task)
{
  return (job->ended[task / 64] >> (task % 64)) & 1;
}

CowPoolTrace *
cow_pool_job_trace (CowPoolJob *job, guint64 task)
{
  CowPoolTrace *trace = g_hash_table_lookup (job->traces, &task);
  if (trace == NULL)
    {
      trace = g_new0 (CowPoolTrace, 1);
      trace->task = task;
      g_hash_table_insert (job->traces, &trace->task, trace);
    }
  return trace;
}

void
cow_pool_job_end_task (CowPoolJob *job, guint64 task, CowTaskOutcome outcome, GError *error)
{
  if (!cow_pool_job_has_ended (job, task))
    {
      job->ended[task / 64] |= G_GUINT64_CONSTANT (1) << (task % 64);
      job->n_ended++;
      job->n_idle_crashes = 0;
      job->n_failed += outcome == COW_TASK_FAILED || outcome == COW_TASK_TIMED_OUT;
      job->n_negative += outcome == COW_TASK_NEGATIVE;
      if (g_hash_table_size (job->traces) > 0)
        g_hash_table_remove (job->traces, &task);
      if (job->spec.on_task != NULL)
        job->spec.on_task (job, task, outcome, error, job->spec.user);
    }
  g_clear_error (&error);
}

void
cow_pool_job_obituary (CowPoolJob *job, const char *line)
{
  if (job->spec.on_obituary != NULL)
    job->spec.on_obituary (job, line, job->spec.user);
}

/* ---- the end ---- */

int
cow_pool_job_seals (const CowPoolJob *job)
{
  return job->spec.on_grown != NULL ? F_SEAL_SHRINK | F_SEAL_GROW : F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
}

/* No writer is left by now, so that the seal against writing holds. */
static void
seal_result (CowPoolJob *job)
{
  if (job->memfd >= 0 && job->n_failed == 0 && fcntl (job->memfd, F_ADD_SEALS, cow_pool_job_seals (job)) == 0)
    return;
  if (job->memfd >= 0)
    close (job->memfd);
  job->memfd = -1;
}

void
cow_pool_job_check_finished (CowPoolJob *job)
{
  if (job->freed || job->finished || job->n_live > 0)
    return;
  gboolean stopping = cow_pool_job_is_stopping (job);
  if (!stopping && job->n_ended < job->spec.n_tasks)
    return;

  if (job->state == COW_JOB_PAUSED)
    cow_pool_job_resume (job);
  cow_pool_job_disarm (job);
  job->finished = TRUE;
  job->state = stopping ? job->verdict : COW_JOB_DONE;
  job->end_ns = cow_pool_now ();
  if (stopping && job->cancel_ns == 0)
    job->cancel_ns = job->end_ns - job->cancel_start_ns;
  seal_result (job);

  cow_pool_job_ref (job);
  if (job->error != NULL)
    cow_pool_job_obituary (job, job->error->message);
  if (!job->freed && job->spec.on_finished != NULL)
    job->spec.on_finished (job, job->state, job->spec.user);
  cow_pool_job_unref (job);
}

int
cow_pool_job_memfd (CowPoolJob *job)
{
  return job->memfd;
}

int
cow_pool_job_steal_memfd (CowPoolJob *job)
{
  if (job->state != COW_JOB_DONE)
    return -1;
  int fd = job->memfd;
  job->memfd = -1;
  return fd;
}

/* ---- questions ---- */

gint64
cow_pool_job_elapsed (const CowPoolJob *job)
{
  gint64 now = job->finished ? job->end_ns : job->state == COW_JOB_PAUSED ? job->paused_ns : cow_pool_now ();
  return now - job->start_ns - job->pauses_ns;
}

/* The part of the present task that a worker says is done. */
static double
read_part (const CowBoardSlot *slot)
{
  guint64 units = cow_load (&slot->units), before = cow_load (&slot->units_before), total = cow_load (&slot->announced);
  if (cow_load (&slot->task) == COW_BOARD_IDLE || total == 0 || units <= before)
    return 0;
  return MIN (1.0, (double)(units - before) / (double)total);
}

void
cow_pool_job_progress (CowPoolJob *job, CowPoolProgress *progress)
{
  guint64 n_tasks = job->spec.n_tasks, n_running = 0, announced = job->announced_past;
  *progress = (CowPoolProgress){ .state = job->state,
                                 .n_tasks = n_tasks,
                                 .done = job->n_ended - job->n_failed,
                                 .failed = job->n_failed,
                                 .negative = job->n_negative,
                                 .units = job->units_past,
                                 .bytes = job->bytes,
                                 .n_workers = job->n_alive,
                                 .n_started = job->n_started,
                                 .n_crashed = job->n_crashed,
                                 .n_killed = job->n_killed,
                                 .elapsed_ns = cow_pool_job_elapsed (job),
                                 .first_byte_ns = job->first_byte_ns,
                                 .cancel_ns = job->cancel_ns };
  double parts = 0;
  for (guint i = 0; i < job->board->n_slots; i++)
    if (job->children[i] != NULL)
      {
        const CowBoardSlot *slot = &job->board->slots[i];
        progress->units += cow_load (&slot->units);
        announced += cow_load (&slot->announced_before) + cow_load (&slot->announced);
        parts += read_part (slot);
        n_running += cow_load (&slot->task) != COW_BOARD_IDLE;
      }
  /* What the tasks that began announced, stretched over those that did not. */
  guint64 n_begun = MIN (job->n_ended + n_running, n_tasks);
  if (announced > 0 && n_begun > 0)
    progress->units_total = (guint64)((double)announced * ((double)n_tasks / (double)n_begun));
  progress->fraction = n_tasks == 0 ? 1.0 : MIN (1.0, ((double)job->n_ended + parts) / (double)n_tasks);
}

static char
read_state (pid_t pid)
{
  char path[64], text[512];
  snprintf (path, sizeof path, "/proc/%d/stat", (int)pid);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gssize n = fd >= 0 ? read (fd, text, sizeof text - 1) : -1;
  if (fd >= 0)
    close (fd);
  if (n <= 0)
    return '?';
  text[n] = '\0';
  const char *end = strrchr (text, ')'); /* the name before may hold anything */
  return end != NULL && end[1] == ' ' ? end[2] : '?';
}

GArray *
cow_pool_job_workers (CowPoolJob *job)
{
  GArray *workers = g_array_new (FALSE, FALSE, sizeof (CowPoolWorkerInfo));
  for (guint i = 0; i < job->board->n_slots; i++)
    {
      const CowPoolChild *child = job->children[i];
      const CowBoardSlot *slot = &job->board->slots[i];
      if (child == NULL || child->reaped)
        continue;
      CowPoolWorkerInfo info = { .slot = i,
                                 .pid = child->pid,
                                 .task = cow_load (&slot->task),
                                 .state = read_state (child->pid),
                                 .tasks_done = cow_load (&slot->tasks_done),
                                 .scratch_bytes = cow_load (&slot->scratch_bytes) };
      g_array_append_val (workers, info);
    }
  return workers;
}
