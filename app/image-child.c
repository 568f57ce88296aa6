/* image-child.c - one forked child writes an image; the session copies it into an arena, a slice a turn of the main loop.
 *
 * What is O(n + m) runs in the child; the session only copies and, for foreign data, checks bounds: 8 MiB at a time, so that
 * the prompt stays alive. */
#include "app/job.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum
{
  SLICE_BYTES = 8 << 20
};

/* The copy that is under way. */
struct _CowHandOver
{
  CowArena *arena;
  guint8 *source;
  gsize bytes, done;
  guint idle;
};

/* ---- in the child ---- */

/* The memfd as an image writer wants it: mapped, moving when it grows. */
typedef struct
{
  CowPoolWorker *worker;
  void *base;
  gsize mapped;
} Growth;

static void *
grow_memfd (guint64 bytes, gpointer user, GError **error)
{
  Growth *growth = user;
  void *base;

  if (bytes <= growth->mapped)
    return growth->base;
  if (!cow_pool_worker_grow_memfd (growth->worker, bytes, error))
    return NULL;
  base = growth->base
             ? mremap (growth->base, growth->mapped, bytes, MREMAP_MAYMOVE)
             : mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, cow_pool_worker_memfd (growth->worker), 0);
  if (base == MAP_FAILED)
    {
      cow_fail (error, COW_STATUS_MEMORY, "not enough memory: %" G_GUINT64_FORMAT " bytes wanted: %s", bytes, g_strerror (errno));
      return NULL;
    }
  growth->base = base;
  growth->mapped = bytes;
  return base;
}

static gboolean
write_image (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  CowJob *job = user;
  Growth growth = { worker, NULL, 0 };
  g_autoptr (CowImageWriter) writer = NULL;
  CowWork work = { .worker = worker, .job = job, .plan = job->plan };
  guint64 bytes;

  (void)task;
  work.progress.stop = cow_pool_worker_stop_flag (worker);
  work.progress.units = cow_pool_worker_units (worker);
  writer = cow_image_writer_new (grow_memfd, &growth, error);
  if (!writer || !job->image.write (&work, writer, error) || !cow_image_writer_finish (writer, FALSE, &bytes, error))
    return FALSE;
  cow_progress_flush (&work.progress);
  /* The pool seals the memfd: no writable mapping may be left. */
  munmap (growth.base, growth.mapped);
  return TRUE;
}

void
cow_work_note (CowWork *work, const char *text)
{
  cow_pool_worker_write (work->worker, text, strlen (text));
  cow_pool_worker_write (work->worker, "\n", 1);
}

/* ---- in the session ---- */

void
cow_image_hand_over_free (CowJob *job)
{
  struct _CowHandOver *hand_over = job->hand_over;

  if (!hand_over)
    return;
  job->hand_over = NULL;
  if (hand_over->idle)
    g_source_remove (hand_over->idle);
  if (hand_over->source)
    munmap (hand_over->source, hand_over->bytes);
  g_clear_pointer (&hand_over->arena, cow_arena_free);
  g_free (hand_over);
}

static gboolean
copy_slice (gpointer user)
{
  CowJob *job = user;
  struct _CowHandOver *hand_over = job->hand_over;
  gsize n = MIN (SLICE_BYTES, hand_over->bytes - hand_over->done);
  CowArena *arena;

  if (!cow_image_check_slice (hand_over->source, hand_over->done, hand_over->done + n, &job->error))
    {
      hand_over->idle = 0;
      cow_image_hand_over_free (job);
      cow_job_continue (job);
      return G_SOURCE_REMOVE;
    }
  memcpy ((guint8 *)cow_arena_base (hand_over->arena) + hand_over->done, hand_over->source + hand_over->done, n);
  hand_over->done += n;
  if (hand_over->done < hand_over->bytes)
    return G_SOURCE_CONTINUE;
  hand_over->idle = 0;
  arena = g_steal_pointer (&hand_over->arena);
  cow_image_hand_over_free (job);
  if (!cow_arena_seal (arena, &job->error))
    cow_arena_free (arena);
  else
    {
      job->in_step = TRUE;
      job->image.done (job, arena, &job->error);
      job->in_step = FALSE;
    }
  cow_job_continue (job);
  return G_SOURCE_REMOVE;
}

static gboolean
begin_copy (CowJob *job, int fd, GError **error)
{
  struct stat status;
  struct _CowHandOver *hand_over;
  void *source;

  if (fstat (fd, &status) != 0)
    return cow_fail (error, COW_STATUS_FAILED, "cannot look at what the child wrote: %s", g_strerror (errno));
  source = mmap (NULL, (gsize)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
  if (source == MAP_FAILED)
    return cow_fail (error, COW_STATUS_MEMORY, "cannot map what the child wrote: %s", g_strerror (errno));
  hand_over = g_new0 (struct _CowHandOver, 1);
  hand_over->source = source;
  hand_over->bytes = (gsize)status.st_size;
  job->hand_over = hand_over;
  if (!cow_image_check (source, hand_over->bytes, error))
    return FALSE;
  hand_over->arena = cow_arena_new (hand_over->bytes, error);
  if (!hand_over->arena)
    return FALSE;
  hand_over->idle = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, copy_slice, job, NULL);
  return TRUE;
}

static void
take_note (CowPoolJob *pool, guint64 task, const guint8 *bytes, gsize length, gpointer user)
{
  CowJob *job = user;

  (void)pool;
  (void)task;
  if (!job->notes)
    job->notes = g_string_new (NULL);
  if (job->notes->len < 65536)
    g_string_append_len (job->notes, (const char *)bytes, (gssize)length);
}

static void
say_notes (CowJob *job)
{
  g_auto (GStrv) lines = NULL;

  if (!job->notes)
    return;
  lines = g_strsplit (job->notes->str, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (lines[i][0])
      cow_session_warn (job->session, "%s", lines[i]);
  g_string_free (job->notes, TRUE);
  job->notes = NULL;
}

static void
take_image_end (CowPoolJob *pool, guint64 task, CowTaskOutcome outcome, const GError *error, gpointer user)
{
  CowJob *job = user;

  (void)pool;
  (void)task;
  if (outcome == COW_TASK_TIMED_OUT && !job->error)
    cow_fail (&job->error, COW_STATUS_PARTIAL, "%s took longer than it may", job->image.what);
  else if (outcome == COW_TASK_FAILED && !job->error)
    {
      if (error && (error->domain == COW_GRAPH_ERROR || error->domain == COW_APP_ERROR))
        job->error = g_error_copy (error);
      else
        cow_fail (&job->error,
                  g_error_matches (error, COW_POOL_ERROR, COW_POOL_ERROR_MEMORY) ? COW_STATUS_MEMORY : job->image.failure_status,
                  "%s failed: %s", job->image.what, error ? error->message : "the child died");
    }
}

static void
image_finished (CowPoolJob *pool, CowJobState state, gpointer user)
{
  CowJob *job = user;
  int fd = state == COW_JOB_DONE && !job->error ? cow_pool_job_steal_memfd (pool) : -1;

  say_notes (job);
  if (state == COW_JOB_BROKEN && !job->error)
    cow_fail (&job->error, COW_STATUS_FAILED, "%s: no child could be forked", job->image.what);
  if (state == COW_JOB_EXPIRED)
    job->expired = TRUE;
  g_clear_pointer (&job->pool, cow_pool_job_free);
  if (fd >= 0)
    {
      if (!begin_copy (job, fd, &job->error))
        cow_image_hand_over_free (job);
      close (fd);
    }
  cow_job_continue (job);
}

static void
image_obituary (CowPoolJob *pool, const char *line, gpointer user)
{
  /* What killed the child is in the error of its only task. */
  (void)pool;
  (void)line;
  (void)user;
}

gboolean
cow_job_fork_image (CowJob *job, const CowImageChild *child, GError **error)
{
  CowPoolSpec spec = { 0 };

  job->image = *child;
  if (!job->image.failure_status)
    job->image.failure_status = COW_STATUS_FAILED;
  spec.name = child->what;
  spec.n_tasks = 1;
  spec.n_workers = 1;
  spec.task_timeout_ns = child->timeout_ns;
  if (job->deadline_ns)
    spec.deadline_ns = MAX (1, job->deadline_ns - g_get_monotonic_time () * 1000);
  spec.memory_limit_bytes = child->memory_bytes;
  spec.memfd_limit_bytes = child->limit_bytes ? child->limit_bytes : G_MAXINT64;
  spec.work = write_image;
  spec.on_bytes = take_note;
  spec.on_task = take_image_end;
  spec.on_finished = image_finished;
  spec.on_obituary = image_obituary;
  spec.user = job;
  job->pool = cow_pool_job_new (&spec, error);
  return job->pool != NULL;
}
