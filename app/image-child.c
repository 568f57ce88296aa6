/* image-child.c - one forked child writes an image; the session copies it into an arena, a slice a turn of the main loop.
 *
 * What is O(n + m) runs in the child; the session only copies and, for foreign data, checks bounds: 8 MiB at a time, so that
 * the prompt stays alive. The memfd between the two is written and read, never mapped: a fault on each of its small pages costs
 * ten times what the copy does. What is checked is the copy, which nobody else can reach. */
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

/* The copy that is under way, and then the check of it. */
struct _CowHandOver
{
  CowArena *arena;
  int fd;
  gsize bytes, copied, checked;
  guint idle;
};

/* ---- in the child ---- */

/* The image goes into the memfd; its memory is given back on the way, so that it hardly ever exists twice. */
static gboolean
send_image (CowPoolWorker *worker, CowImageMapping *mapping, guint64 bytes, GError **error)
{
  guint8 *base = mapping->base;
  int fd = cow_pool_worker_memfd (worker);

  if (!cow_pool_worker_grow_memfd (worker, bytes, error))
    return FALSE;
  for (guint64 done = 0; done < bytes;)
    {
      gsize n = (gsize)MIN (SLICE_BYTES - done % SLICE_BYTES, bytes - done);
      gssize written = pwrite (fd, base + done, n, (off_t)done);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return cow_fail (error, COW_STATUS_MEMORY, "cannot hand over %" G_GUINT64_FORMAT " bytes: %s", bytes, g_strerror (errno));
      done += (guint64)written;
      if (done % SLICE_BYTES == 0)
        (void)madvise (base + done - SLICE_BYTES, SLICE_BYTES, MADV_DONTNEED);
    }
  return TRUE;
}

static gboolean
write_image (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  CowJob *job = user;
  CowImageMapping mapping = { 0 };
  g_autoptr (CowImageWriter) writer = NULL;
  CowWork work = { .worker = worker, .job = job, .plan = job->plan };
  guint64 bytes;

  (void)task;
  work.progress.stop = cow_pool_worker_stop_flag (worker);
  work.progress.units = cow_pool_worker_units (worker);
  writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, error);
  if (!writer || !job->image.write (&work, writer, error) || !cow_image_writer_finish (writer, FALSE, &bytes, error))
    return FALSE;
  cow_progress_flush (&work.progress);
  return send_image (worker, &mapping, bytes, error);
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
  close (hand_over->fd);
  g_clear_pointer (&hand_over->arena, cow_arena_free);
  g_free (hand_over);
}

static gboolean
copy_slice (struct _CowHandOver *hand_over, GError **error)
{
  gsize n = MIN (SLICE_BYTES, hand_over->bytes - hand_over->copied);
  gssize got = pread (hand_over->fd, (guint8 *)cow_arena_base (hand_over->arena) + hand_over->copied, n, (off_t)hand_over->copied);

  if (got < 0 && errno == EINTR)
    return TRUE;
  if (got <= 0)
    return cow_fail (error, COW_STATUS_FAILED, "cannot read what the child wrote: %s", got < 0 ? g_strerror (errno) : "it is too short");
  hand_over->copied += (gsize)got;
  return hand_over->copied < hand_over->bytes || cow_image_check (cow_arena_base (hand_over->arena), hand_over->bytes, error);
}

static gboolean
check_slice (struct _CowHandOver *hand_over, GError **error)
{
  gsize n = MIN (SLICE_BYTES, hand_over->bytes - hand_over->checked);
  gsize from = hand_over->checked;

  hand_over->checked += n;
  return cow_image_check_slice (cow_arena_base (hand_over->arena), from, from + n, error);
}

static gboolean
take_slice (gpointer user)
{
  CowJob *job = user;
  struct _CowHandOver *hand_over = job->hand_over;
  CowArena *arena;

  if (!(hand_over->copied < hand_over->bytes ? copy_slice (hand_over, &job->error) : check_slice (hand_over, &job->error)))
    {
      hand_over->idle = 0;
      cow_image_hand_over_free (job);
      cow_job_continue (job);
      return G_SOURCE_REMOVE;
    }
  if (hand_over->checked < hand_over->bytes)
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

/* Takes the descriptor, on an error too. */
static gboolean
begin_copy (CowJob *job, int fd, GError **error)
{
  struct _CowHandOver *hand_over = g_new0 (struct _CowHandOver, 1);
  struct stat status;

  hand_over->fd = fd;
  job->hand_over = hand_over;
  if (fstat (fd, &status) != 0 || status.st_size <= 0)
    return cow_fail (error, COW_STATUS_FAILED, "cannot look at what the child wrote: %s", g_strerror (errno));
  hand_over->bytes = (gsize)status.st_size;
  hand_over->arena = cow_arena_new (hand_over->bytes, error);
  if (!hand_over->arena)
    return FALSE;
  hand_over->idle = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, take_slice, job, NULL);
  return TRUE;
}

void
cow_job_take_note (CowPoolJob *pool, guint64 task, const guint8 *bytes, gsize length, gpointer user)
{
  CowJob *job = user;

  (void)pool;
  (void)task;
  if (!job->notes)
    job->notes = g_string_new (NULL);
  if (job->notes->len < 65536)
    g_string_append_len (job->notes, (const char *)bytes, (gssize)length);
}

void
cow_job_say_notes (CowJob *job)
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

  cow_job_say_notes (job);
  if (state == COW_JOB_BROKEN && !job->error)
    cow_fail (&job->error, COW_STATUS_FAILED, "%s: no child could be forked", job->image.what);
  if (state == COW_JOB_EXPIRED)
    job->expired = TRUE;
  g_clear_pointer (&job->pool, cow_pool_job_free);
  if (fd >= 0 && !begin_copy (job, fd, &job->error))
    cow_image_hand_over_free (job);
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
  spec.on_bytes = cow_job_take_note;
  spec.on_task = take_image_end;
  spec.on_finished = image_finished;
  spec.on_obituary = image_obituary;
  spec.user = job;
  job->pool = cow_pool_job_new (&spec, error);
  return job->pool != NULL;
}
