/* worker.c - the life of a worker: claim a task, run it, stream its answer, until there is none.
 *
 * The trick is when a frame goes out. A full one at once; one that is not full at the end of a task when the last is
 * 5 ms old, so that quick tasks share frames and the answers of slow ones appear as they end. When bytes wait although
 * the worker is deep in a long task, the session sees it on the board and knocks with SIGUSR1. */
#include "pool/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pool/crash.h"
#include "pool/signals.h"

#define FLUSH_NS (5 * 1000 * 1000)
#define BATCH_SHORT_NS (250 * 1000)
#define BATCH_LONG_NS (1000 * 1000)

struct _CowPoolWorker
{
  CowPoolJob *job; /* a copy, as it was at the fork */
  CowBoardSlot *slot;
  int fd;
  CowFrameWriter writer;
  volatile sig_atomic_t busy, knocked;
  gint64 last_flush_ns; /* 0: never */
  guint64 task, position;
  gboolean negative, counted;
  guint64 tallies[COW_POOL_TALLIES];
  GError *setup_error;
  gpointer data;
};

static CowPoolWorker *own_worker; /* for the handler of SIGUSR1, which has no other way to know */

static void
write_frame (CowPoolWorker *worker)
{
  CowFrameWriter *writer = &worker->writer;
  if (writer->length == 0)
    return;
  cow_frame_seal (writer);
  gssize n;
  do
    n = write (worker->fd, writer->bytes, writer->length);
  while (n < 0 && errno == EINTR);
  if (n != (gssize)writer->length)
    _exit (0); /* the session does not read any more */
  cow_frame_clear (writer);
  cow_store (&worker->slot->pending, 0);
  cow_store (&worker->slot->flushes, worker->slot->flushes + 1);
}

/* Between these two the handler leaves the frame alone. */
static void
lock_frame (CowPoolWorker *worker)
{
  worker->busy = 1;
  __atomic_signal_fence (__ATOMIC_SEQ_CST);
}

static void
unlock_frame (CowPoolWorker *worker)
{
  __atomic_signal_fence (__ATOMIC_SEQ_CST);
  worker->busy = 0;
  __atomic_signal_fence (__ATOMIC_SEQ_CST);
  if (worker->knocked)
    {
      worker->knocked = 0;
      worker->busy = 1;
      __atomic_signal_fence (__ATOMIC_SEQ_CST);
      write_frame (worker);
      __atomic_signal_fence (__ATOMIC_SEQ_CST);
      worker->busy = 0;
    }
}

static void
on_knock (int number, siginfo_t *info, void *context)
{
  (void)info, (void)context;
  int before = errno;
  pid_t pid = getpid ();
  if (syscall (SYS_gettid) != pid)
    syscall (SYS_tgkill, pid, pid, number); /* the frame belongs to the first thread */
  else if (own_worker == NULL)
    return;
  else if (own_worker->busy)
    own_worker->knocked = 1;
  else
    write_frame (own_worker);
  errno = before;
}

static void
flush (CowPoolWorker *worker, gint64 now)
{
  lock_frame (worker);
  write_frame (worker);
  unlock_frame (worker);
  worker->last_flush_ns = now;
}

void
cow_pool_worker_write (CowPoolWorker *worker, const void *bytes, gsize length)
{
  const guint8 *at = bytes;
  if (length == 0 || worker->task == COW_BOARD_IDLE)
    return;
  lock_frame (worker);
  while (length > 0)
    {
      gsize taken = cow_frame_add_data (&worker->writer, worker->task, worker->position, at, length);
      if (taken == 0)
        write_frame (worker);
      worker->position += taken;
      at += taken;
      length -= taken;
    }
  cow_store (&worker->slot->pending, 1);
  unlock_frame (worker);
  if (worker->last_flush_ns == 0)
    flush (worker, cow_pool_now ()); /* the first bytes go out at once */
}

/* Pages that were copied for writing would otherwise keep a seal off; the session tries once more after our death. */
static void
seal_memfd (const CowPoolJob *job)
{
  if (fcntl (job->memfd, F_ADD_SEALS, cow_pool_job_seals (job)) != 0)
    fcntl (job->memfd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW);
}

static gboolean
add_end (CowPoolWorker *worker, guint8 outcome, const GError *error)
{
  if (worker->counted && (outcome == COW_TASK_DONE || outcome == COW_TASK_NEGATIVE))
    return cow_frame_add_tallies (&worker->writer, worker->task, worker->position, outcome, worker->tallies, COW_POOL_TALLIES);
  return cow_frame_add_end (&worker->writer, worker->task, worker->position, outcome, error);
}

static void
end_task (CowPoolWorker *worker, guint8 outcome, const GError *error)
{
  lock_frame (worker);
  if (!add_end (worker, outcome, error))
    {
      write_frame (worker);
      add_end (worker, outcome, error);
    }
  cow_store (&worker->slot->pending, 1);
  unlock_frame (worker);

  gint64 now = cow_pool_now ();
  if (now - worker->last_flush_ns >= FLUSH_NS || outcome == COW_RECORD_INTERRUPTED)
    flush (worker, now);
}

static void
begin_task (CowPoolWorker *worker, guint64 task)
{
  CowBoardSlot *slot = worker->slot;
  worker->task = task;
  worker->position = 0;
  worker->negative = FALSE;
  if (worker->counted)
    memset (worker->tallies, 0, sizeof worker->tallies);
  worker->counted = FALSE;
  cow_store (&slot->announced_before, slot->announced_before + slot->announced);
  cow_store (&slot->announced, 0);
  cow_store (&slot->units_before, slot->units);
  if (worker->job->spec.task_timeout_ns > 0)
    cow_store (&slot->started_ns, cow_pool_now ());
  __atomic_store_n (&slot->task, task, __ATOMIC_RELEASE);
  if (cow_load (&slot->stop) != 0)
    {
      /* Raised for the task before. When the whole job is cancelled, whoever comes second raises it for good. */
      __atomic_store_n (&slot->stop, 0, __ATOMIC_SEQ_CST);
      if (__atomic_load_n (&worker->job->board->cancel, __ATOMIC_SEQ_CST))
        cow_store (&slot->stop, 1);
    }
}

static void
run_task (CowPoolWorker *worker, guint64 task)
{
  CowPoolJob *job = worker->job;
  CowBoardSlot *slot = worker->slot;
  g_autoptr (GError) error = NULL;
  begin_task (worker, task);

  gboolean done = FALSE;
  if (worker->setup_error != NULL)
    error = g_error_copy (worker->setup_error);
  else
    done = job->spec.work (worker, task, job->spec.user, &error);
  if (!done && error == NULL)
    error = g_error_new (COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "task %" G_GUINT64_FORMAT " failed without saying why",
                         task);

  if (cow_load (&slot->stop) != 0)
    end_task (worker, COW_RECORD_INTERRUPTED, NULL);
  else if (!done)
    end_task (worker, COW_TASK_FAILED, error);
  else
    {
      if (job->memfd >= 0)
        seal_memfd (job);
      end_task (worker, worker->negative ? COW_TASK_NEGATIVE : COW_TASK_DONE, NULL);
    }
  worker->task = COW_BOARD_IDLE;
  __atomic_store_n (&slot->task, COW_BOARD_IDLE, __ATOMIC_RELEASE);
  cow_store (&slot->tasks_done, slot->tasks_done + 1);
}

static gboolean
is_cancelled (const CowPoolWorker *worker)
{
  return cow_load (&worker->job->board->cancel) != 0;
}

/* Batches grow while they take next to no time and shrink when they take long: claims stay cheap, tasks stay spread. */
static void
run_claimed (CowPoolWorker *worker)
{
  guint64 begin, end;
  guint want = 1;
  while (!is_cancelled (worker) && cow_board_claim (worker->job->board, worker->slot, want, &begin, &end))
    {
      gint64 start = cow_pool_now ();
      for (guint64 task = begin; task < end && !is_cancelled (worker); task++)
        run_task (worker, task);
      gint64 took = cow_pool_now () - start;
      if (took < BATCH_SHORT_NS)
        want = MIN (want * 2, COW_BOARD_BATCH_MAX);
      else if (took > BATCH_LONG_NS)
        want = 1;
    }
}

void
cow_pool_worker_prepare (gpointer data)
{
  const CowPoolStart *start = data;
  cow_crash_watch (&start->job->board->slots[start->slot]);
  cow_signals_catch (SIGUSR1, on_knock);
}

int
cow_pool_worker_main (gpointer data)
{
  const CowPoolStart *start = data;
  CowPoolJob *job = start->job;
  CowPoolWorker *worker = g_new0 (CowPoolWorker, 1);
  worker->job = job;
  worker->slot = &job->board->slots[start->slot];
  worker->fd = start->fd;
  worker->task = COW_BOARD_IDLE;
  own_worker = worker;

  if (job->spec.setup != NULL && !job->spec.setup (worker, job->spec.user, &worker->setup_error)
      && worker->setup_error == NULL)
    worker->setup_error
        = g_error_new_literal (COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "a worker could not set itself up");
  for (guint i = 0; i < start->n_redo && !is_cancelled (worker); i++)
    run_task (worker, start->redo[i]);
  run_claimed (worker);
  flush (worker, 0);
  if (job->spec.help != NULL && !is_cancelled (worker))
    job->spec.help (worker, job->spec.user);
  cow_store (&worker->slot->left, 1);
  return 0;
}

gboolean
cow_pool_worker_should_stop (CowPoolWorker *worker)
{
  return cow_load (&worker->slot->stop) != 0;
}

const guint32 *
cow_pool_worker_stop_flag (CowPoolWorker *worker)
{
  return &worker->slot->stop;
}

guint64 *
cow_pool_worker_units (CowPoolWorker *worker)
{
  return &worker->slot->units;
}

void
cow_pool_worker_announce (CowPoolWorker *worker, guint64 units_of_this_task)
{
  cow_store (&worker->slot->announced, units_of_this_task);
}

void
cow_pool_worker_set_scratch (CowPoolWorker *worker, guint64 bytes)
{
  cow_store (&worker->slot->scratch_bytes, bytes);
}

void
cow_pool_worker_set_negative (CowPoolWorker *worker)
{
  worker->negative = TRUE;
}

void
cow_pool_worker_outlive_session (CowPoolWorker *worker)
{
  (void)worker;
  prctl (PR_SET_PDEATHSIG, 0); /* set by cow_spawn */
}

void
cow_pool_worker_tally (CowPoolWorker *worker, guint index, guint64 amount)
{
  worker->tallies[index] += amount;
  worker->counted |= amount > 0;
}

void
cow_pool_worker_set_data (CowPoolWorker *worker, gpointer data)
{
  worker->data = data;
}

gpointer
cow_pool_worker_get_data (CowPoolWorker *worker)
{
  return worker->data;
}

int
cow_pool_worker_memfd (CowPoolWorker *worker)
{
  return worker->job->memfd;
}

gboolean
cow_pool_worker_grow_memfd (CowPoolWorker *worker, guint64 bytes, GError **error)
{
  const CowPoolJob *job = worker->job;
  if (bytes > job->spec.memfd_limit_bytes)
    {
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_MEMORY,
                   "a result of %" G_GUINT64_FORMAT " bytes is larger than the limit of %" G_GUINT64_FORMAT, bytes,
                   job->spec.memfd_limit_bytes);
      return FALSE;
    }
  struct stat now;
  int code = fstat (job->memfd, &now) != 0 ? errno : 0;
  if (code == 0 && (guint64)now.st_size < bytes)
    code = posix_fallocate (job->memfd, now.st_size, (off_t)bytes - now.st_size);
  if (code == 0)
    return TRUE;
  g_set_error (error, COW_POOL_ERROR, code == ENOSPC || code == ENOMEM ? COW_POOL_ERROR_MEMORY : COW_POOL_ERROR_SYSTEM,
               "cannot get %" G_GUINT64_FORMAT " bytes for a result: %s", bytes, g_strerror (code));
  return FALSE;
}

void
cow_pool_worker_show_memfd (CowPoolWorker *worker, guint64 bytes)
{
  if (worker->task == COW_BOARD_IDLE)
    return;
  lock_frame (worker);
  if (!cow_frame_add_grown (&worker->writer, worker->task, bytes))
    {
      write_frame (worker);
      cow_frame_add_grown (&worker->writer, worker->task, bytes);
    }
  unlock_frame (worker);
  flush (worker, cow_pool_now ());
}
