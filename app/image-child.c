/* image-child.c - one forked child writes an image; the session copies it into an arena, a slice a turn of the main loop.
 *
 * What is O(n + m) runs in the child; the session only copies and, for foreign data, checks bounds: 8 MiB at a time, so that
 * the prompt stays alive. The memfd between the two is written and read, never mapped: a fault on each of its small pages costs
 * ten times what the copy does. The session copies while the child writes, and each gives back what the other has: so the image
 * exists once, and a little. What is checked is the copy, which nobody else can reach. */
#include "app/job.h"

#include <errno.h>
#include <fcntl.h>
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
  gsize bytes;                 /* of the image, as its header says */
  gsize ready, copied, checked; /* ready: there to be copied */
  gboolean complete;           /* the child is done */
  guint idle;                  /* 0: waits for more */
};

/* ---- in the child ---- */

/* The image goes into the memfd; its memory is given back on the way. */
static gboolean
send_image (CowPoolWorker *worker, CowImageMapping *mapping, guint64 bytes, GError **error)
{
  guint8 *base = mapping->base;
  int fd = cow_pool_worker_memfd (worker);

  for (guint64 done = 0; done < bytes;)
    {
      gsize n = (gsize)MIN (SLICE_BYTES - done % SLICE_BYTES, bytes - done);

      if (!cow_pool_worker_grow_memfd (worker, done + n, error))
        return FALSE;
      gssize written = pwrite (fd, base + done, n, (off_t)done);
      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return cow_fail (error, COW_STATUS_MEMORY, "cannot hand over %" G_GUINT64_FORMAT " bytes: %s", bytes, g_strerror (errno));
      done += (guint64)written;
      cow_pool_worker_show_memfd (worker, done);
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
  gsize n = MIN (SLICE_BYTES, hand_over->ready - hand_over->copied);
  gssize got = pread (hand_over->fd, (guint8 *)cow_arena_base (hand_over->arena) + hand_over->copied, n, (off_t)hand_over->copied);

  if (got < 0 && errno == EINTR)
    return TRUE;
  if (got <= 0)
    return cow_fail (error, COW_STATUS_FAILED, "cannot read what the child wrote: %s", got < 0 ? g_strerror (errno) : "it is too short");
  (void)fallocate (hand_over->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)hand_over->copied, got);
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
may_go_on (const struct _CowHandOver *hand_over)
{
  return hand_over->copied < hand_over->ready || (hand_over->complete && hand_over->checked < hand_over->bytes);
}

/* job->error says why. */
static void
give_up (CowJob *job)
{
  cow_image_hand_over_free (job);
  if (job->pool)
    cow_pool_job_cancel (job->pool);
  else
    cow_job_continue (job);
}

static gboolean
take_slice (gpointer user)
{
  CowJob *job = user;
  struct _CowHandOver *hand_over = job->hand_over;
  CowArena *arena;

  if (!(hand_over->copied < hand_over->ready ? copy_slice (hand_over, &job->error) : check_slice (hand_over, &job->error)))
    {
      hand_over->idle = 0;
      give_up (job);
      return G_SOURCE_REMOVE;
    }
  if (may_go_on (hand_over))
    return G_SOURCE_CONTINUE;
  hand_over->idle = 0;
  if (!hand_over->complete)
    return G_SOURCE_REMOVE;
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

/* Of an image whose first bytes are there. What the header says is not believed but compared, at the end, with what came. */
static gboolean
begin_copy (CowJob *job, int memfd, GError **error)
{
  struct _CowHandOver *hand_over = g_new0 (struct _CowHandOver, 1);
  CowImageHeader header;

  job->hand_over = hand_over;
  hand_over->fd = fcntl (memfd, F_DUPFD_CLOEXEC, 3);
  if (hand_over->fd < 0 || pread (memfd, &header, sizeof header, 0) != sizeof header)
    return cow_fail (error, COW_STATUS_FAILED, "cannot read what the child wrote: %s", g_strerror (errno));
  if (job->image.limit_bytes && header.bytes > job->image.limit_bytes)
    return cow_fail (error, COW_STATUS_MEMORY, "%s: an image of %" G_GUINT64_FORMAT " bytes is larger than the limit of %" G_GUINT64_FORMAT,
                     job->image.what, header.bytes, job->image.limit_bytes);
  hand_over->bytes = header.bytes;
  hand_over->arena = cow_arena_new (hand_over->bytes, error);
  return hand_over->arena != NULL;
}

static void
copy_what_is_there (CowJob *job)
{
  if (!job->hand_over->idle && may_go_on (job->hand_over))
    job->hand_over->idle = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, take_slice, job, NULL);
}

static void
take_grown (CowPoolJob *pool, guint64 bytes, gpointer user)
{
  CowJob *job = user;

  if (bytes == 0) /* the child died and another one begins */
    cow_image_hand_over_free (job);
  if (bytes == 0 || job->error || job->cancelled || job->expired)
    return;
  if (!job->hand_over && !begin_copy (job, cow_pool_job_memfd (pool), &job->error))
    {
      give_up (job);
      return;
    }
  job->hand_over->ready = MIN (bytes, job->hand_over->bytes);
  copy_what_is_there (job);
}

/* The child is done; what it wrote must be as long as it said. */
static gboolean
complete_copy (CowJob *job, int memfd, GError **error)
{
  struct _CowHandOver *hand_over = job->hand_over;
  struct stat status;

  if (!hand_over || fstat (memfd, &status) != 0 || (guint64)status.st_size != hand_over->bytes || hand_over->ready != hand_over->bytes)
    return cow_fail (error, COW_STATUS_FAILED, "%s: the child wrote another image than it announced", job->image.what);
  hand_over->complete = TRUE;
  copy_what_is_there (job);
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
  gboolean done = state == COW_JOB_DONE && !job->error;
  int memfd = done ? cow_pool_job_steal_memfd (pool) : -1;

  cow_job_say_notes (job);
  if (state == COW_JOB_BROKEN && !job->error)
    cow_fail (&job->error, COW_STATUS_FAILED, "%s: no child could be forked", job->image.what);
  if (state == COW_JOB_EXPIRED)
    job->expired = TRUE;
  g_clear_pointer (&job->pool, cow_pool_job_free);
  if (!done || !complete_copy (job, memfd, &job->error))
    cow_image_hand_over_free (job);
  if (memfd >= 0)
    close (memfd);
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
  spec.on_grown = take_grown;
  spec.on_task = take_image_end;
  spec.on_finished = image_finished;
  spec.on_obituary = image_obituary;
  spec.user = job;
  job->pool = cow_pool_job_new (&spec, error);
  return job->pool != NULL;
}
