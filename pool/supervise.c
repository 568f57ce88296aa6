/* supervise.c - fork workers, reap them, say how they died, give their tasks to others.
 *
 * The trick is to bury in order: reap through the pidfd, drain the pipe to its end, and only then look at which of the
 * worker's tasks did not end. What it still managed to say counts; what it did not is run again. */
#include "pool/job.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pool/spawn.h"
#include "pool/worker.h"

#define FORK_FAILURES_MAX 10
#define FORK_RETRY_MS 50
#define WINDOW_NS G_GINT64_CONSTANT (1000000000)
#define WINDOW_FORKS 50
#define BACK_OFF_MS 20

gboolean
cow_pool_job_is_stopping (const CowPoolJob *job)
{
  return job->state >= COW_JOB_STOPPING;
}

void
cow_pool_child_signal (CowPoolChild *child, int number)
{
  /* Until it is reaped, its process id belongs to nobody else; that of its group might. */
  if (!child->reaped)
    kill (child->pid, number);
}

/* ---- forking ---- */

static gboolean
wants_worker (const CowPoolJob *job)
{
  if (job->freed || job->state > COW_JOB_RUNNING || job->n_live >= job->board->n_slots)
    return FALSE;
  guint64 next = cow_load (&job->board->next);
  if (job->spec.help != NULL && job->n_started < job->board->n_slots && job->n_ended < job->spec.n_tasks)
    return TRUE;
  return job->redo->len > 0 || next < job->spec.n_tasks || (job->n_live == 0 && job->n_ended < job->spec.n_tasks);
}

/* Nobody is left and tasks are missing: a worker died between a claim and its note. */
static void
find_missing (CowPoolJob *job)
{
  if (job->n_live > 0 || job->redo->len > 0 || cow_load (&job->board->next) < job->spec.n_tasks)
    return;
  for (guint64 task = 0; task < job->spec.n_tasks; task++)
    if (!cow_pool_job_has_ended (job, task))
      g_array_append_val (job->redo, task);
}

/* An attempt starts with an empty memfd; one that was sealed already is replaced. */
static gboolean
empty_memfd (CowPoolJob *job, GError **error)
{
  if (job->memfd >= 0 && job->spec.on_grown != NULL)
    job->spec.on_grown (job, 0, job->spec.user);
  if (job->memfd >= 0 && ftruncate (job->memfd, 0) == 0)
    return TRUE;
  int fd = memfd_create ("cowpath-result", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0)
    {
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "cannot make a memfd: %s", g_strerror (errno));
      return FALSE;
    }
  if (job->memfd >= 0)
    close (job->memfd);
  job->memfd = fd;
  return TRUE;
}

/* The session never blocks on its end. */
static gboolean
make_pipe (int fds[2], int writer_flags, GError **error)
{
  if (pipe2 (fds, O_CLOEXEC) != 0)
    {
      fds[0] = fds[1] = -1;
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "cannot make a pipe: %s", g_strerror (errno));
      return FALSE;
    }
  fcntl (fds[0], F_SETFL, O_NONBLOCK);
  fcntl (fds[1], F_SETFL, writer_flags);
  return TRUE;
}

static void
close_pipe (int fds[2])
{
  for (int i = 0; i < 2; i++)
    if (fds[i] >= 0)
      close (fds[i]);
}

/* The lost tasks that a fresh worker begins with: its share among the workers that may still be forked. */
static void
take_redo (CowPoolJob *job, CowPoolChild *child)
{
  guint open = job->board->n_slots - job->n_live;
  guint n = MIN ((job->redo->len + open - 1) / open, COW_BOARD_BATCH_MAX);
  child->redo = g_memdup2 (job->redo->data, n * sizeof (guint64));
  child->n_redo = n;
}

static CowPoolChild *
fork_worker (CowPoolJob *job, GError **error)
{
  int data[2] = { -1, -1 }, words[2] = { -1, -1 };
  guint slot = 0;
  while (job->children[slot] != NULL)
    slot++;
  if ((job->spec.memfd_limit_bytes > 0 && !empty_memfd (job, error)) || !make_pipe (data, 0, error)
      || !make_pipe (words, O_NONBLOCK, error))
    {
      close_pipe (data);
      return NULL;
    }
  fcntl (data[1], F_SETPIPE_SZ, COW_POOL_PIPE_BYTES); /* may be refused, then it stays small */
  cow_board_clear_slot (job->board, slot);

  CowPoolChild *child = g_new0 (CowPoolChild, 1);
  child->job = job;
  child->slot = slot;
  child->task = child->expired_task = child->credit_task = COW_BOARD_IDLE;
  take_redo (job, child);
  CowPoolStart start = { job, slot, data[1], child->redo, child->n_redo };
  int keep[] = { data[1], job->memfd };
  CowSpawn spawn = { .name = job->name,
                     .main = cow_pool_worker_main,
                     .prepare = cow_pool_worker_prepare,
                     .user = &start,
                     .keep_fds = keep,
                     .n_keep_fds = job->memfd >= 0 ? 2 : 1,
                     .group = job->n_alive > 0 ? job->group : 0,
                     .stderr_fd = words[1],
                     .data_limit_bytes = job->spec.memory_limit_bytes };
  child->pid = cow_spawn (&spawn, &child->pidfd, error);
  close (data[1]);
  close (words[1]);
  child->read_fd = data[0];
  child->stderr_fd = words[0];
  if (child->pid < 0)
    {
      close (data[0]);
      close (words[0]);
      g_free (child->redo);
      g_free (child);
      return NULL;
    }
  if (spawn.group == 0)
    job->group = child->pid;
  g_array_remove_range (job->redo, 0, child->n_redo);
  return child;
}

/* ---- dying ---- */

guint64
cow_pool_oom_kills (void)
{
  FILE *file = fopen ("/proc/vmstat", "re");
  char line[128];
  guint64 kills = 0;
  while (file != NULL && fgets (line, sizeof line, file) != NULL)
    if (g_str_has_prefix (line, "oom_kill "))
      kills = g_ascii_strtoull (line + 9, NULL, 10);
  if (file != NULL)
    fclose (file);
  return kills;
}

static gboolean
is_fault (int number)
{
  switch (number)
    {
    case SIGSEGV:
    case SIGBUS:
    case SIGABRT:
    case SIGFPE:
    case SIGILL:
    case SIGTRAP:
    case SIGSYS:
    case SIGXCPU:
    case SIGXFSZ:
    case SIGPIPE:
      return TRUE;
    default:
      return FALSE;
    }
}

static const char *
name_signal (int number)
{
  const char *name = sigabbrev_np (number);
  return name != NULL ? name : "?";
}

/* How it ended: "died of SIGSEGV", "left with status 3" … */
static char *
describe_end (const CowPoolChild *child, gboolean outside, gboolean oom)
{
  const CowBoardSlot *slot = &child->job->board->slots[child->slot];
  if (child->bad)
    return g_strdup ("sent bytes that are no frame");
  if (child->exit_code == CLD_EXITED)
    return g_strdup_printf ("left with status %d", child->exit_status);
  if (oom)
    return g_strdup ("was killed because memory ran out");
  if (outside && cow_load (&slot->outside_pid) > 0)
    return g_strdup_printf ("was killed by SIG%s from process %d", name_signal (child->exit_status),
                            (int)cow_load (&slot->outside_pid));
  if (outside)
    return g_strdup_printf ("was killed by SIG%s from outside", name_signal (child->exit_status));
  return g_strdup_printf ("died of SIG%s", name_signal (child->exit_status));
}

/* The line about a dead worker, without the name of the job. */
static char *
write_obituary (CowPoolChild *child, guint64 task, gboolean outside, gboolean oom)
{
  g_autofree char *end = describe_end (child, outside, oom);
  g_autofree char *words = cow_pool_child_last_words (child);
  GString *line = g_string_new (NULL);
  g_string_printf (line, "worker %u (pid %d) %s", child->slot, (int)child->pid, end);
  if (task != COW_BOARD_IDLE)
    g_string_append_printf (line, " in task %" G_GUINT64_FORMAT, task);
  if (words != NULL)
    g_string_append_printf (line, ": %s", words);
  return g_string_free (line, FALSE);
}

static void
push_lost (CowPoolJob *job, guint64 task)
{
  if (!cow_pool_job_has_ended (job, task))
    g_array_append_val (job->redo, task);
}

static void
collect_lost (CowPoolChild *child)
{
  guint64 begin, end;
  for (guint i = 0; i < child->n_redo; i++)
    push_lost (child->job, child->redo[i]);
  cow_board_claimed (child->job->board, child->slot, &begin, &end);
  for (guint64 task = begin; task < end; task++)
    push_lost (child->job, task);
}

static void
break_job (CowPoolJob *job, CowPoolError code, const char *what, const char *detail)
{
  if (job->error == NULL)
    job->error = g_error_new (COW_POOL_ERROR, (gint)code, "%s: %s", what, detail);
  cow_pool_job_stop (job, COW_JOB_BROKEN);
}

/* A crash of its own making. */
static void
count_crash (CowPoolChild *child, guint64 task, const char *line, gboolean oom)
{
  CowPoolJob *job = child->job;
  job->n_crashed++;
  if (task == COW_BOARD_IDLE)
    {
      if (++job->n_idle_crashes > job->board->n_slots + 5)
        break_job (job, COW_POOL_ERROR_CRASHED, "workers die before they begin a task", line);
      return;
    }
  CowPoolTrace *trace = cow_pool_job_trace (job, task);
  if (++trace->attempts <= job->spec.retries)
    return;
  gboolean memory = oom || strstr (child->words->str, "failed to allocate") != NULL;
  CowPoolError code = child->bad ? COW_POOL_ERROR_FRAME : memory ? COW_POOL_ERROR_MEMORY : COW_POOL_ERROR_CRASHED;
  cow_pool_job_end_task (job, task, COW_TASK_FAILED, g_error_new_literal (COW_POOL_ERROR, (gint)code, line));
}

static void
count_kill (CowPoolJob *job, const char *line)
{
  guint64 budget = MAX (100, job->spec.n_tasks > G_MAXUINT64 / 10 ? G_MAXUINT64 : 10 * job->spec.n_tasks);
  if (++job->n_killed > budget)
    break_job (job, COW_POOL_ERROR_CRASHED, "workers are killed again and again", line);
}

/* What the death of a worker means for the job. The job may be freed when this returns. */
static void
account (CowPoolChild *child)
{
  CowPoolJob *job = child->job;
  const CowBoardSlot *slot = &job->board->slots[child->slot];
  guint64 task = cow_load (&slot->task);
  gboolean is_signal = child->exit_code != CLD_EXITED;
  gboolean clean = !is_signal && child->exit_status == 0 && cow_load (&slot->left) != 0 && !child->bad;
  if (task >= job->spec.n_tasks || cow_pool_job_has_ended (job, task))
    task = COW_BOARD_IDLE;

  if (task != COW_BOARD_IDLE && child->expired_task == task && !cow_pool_job_is_stopping (job))
    cow_pool_job_end_task (job, task, COW_TASK_TIMED_OUT,
                           g_error_new (COW_POOL_ERROR, COW_POOL_ERROR_TIMEOUT,
                                        "task %" G_GUINT64_FORMAT " took longer than %.3f s and did not stop", task,
                                        (double)job->spec.task_timeout_ns / 1e9));
  else if (!clean && !child->killed && !cow_pool_job_is_stopping (job))
    {
      guint64 oom_kills = is_signal && child->exit_status == SIGKILL ? cow_pool_oom_kills () : job->oom_kills;
      gboolean oom = oom_kills != job->oom_kills;
      gboolean outside = is_signal && !child->bad && !oom
                         && (!is_fault (child->exit_status) || cow_load (&slot->outside_signal) != 0);
      job->oom_kills = oom_kills;
      g_autofree char *line = write_obituary (child, task, outside, oom);
      cow_pool_job_obituary (job, line);
      if (job->freed)
        return;
      if (outside)
        count_kill (job, line);
      else
        count_crash (child, task, line, oom);
    }
}

static void
add_units (CowPoolJob *job, const CowBoardSlot *slot)
{
  /* What a task did that is run again counts once. */
  gboolean lost = cow_load (&slot->task) != COW_BOARD_IDLE;
  job->units_past += lost ? cow_load (&slot->units_before) : cow_load (&slot->units);
  job->announced_past += cow_load (&slot->announced_before) + (lost ? 0 : cow_load (&slot->announced));
}

void
cow_pool_child_check_buried (CowPoolChild *child)
{
  CowPoolJob *job = child->job;
  if (!child->reaped || !child->eof || job->freed)
    return;
  cow_pool_job_ref (job);
  cow_pool_child_keep_stream (child);
  account (child);
  if (!job->freed)
    {
      if (!cow_pool_job_is_stopping (job))
        collect_lost (child);
      add_units (job, &job->board->slots[child->slot]);
      job->children[child->slot] = NULL;
      job->n_live--;
      cow_pool_child_detach (child);
      cow_pool_child_free (child);
      cow_pool_job_wake (job);
      cow_pool_job_check_finished (job);
    }
  cow_pool_job_unref (job);
}

gboolean
cow_pool_child_reap (CowPoolChild *child)
{
  siginfo_t info = { 0 };
  if (waitid (P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG) != 0 || info.si_pid == 0)
    return FALSE;
  child->reaped = TRUE;
  child->exit_code = info.si_code;
  child->exit_status = info.si_status;
  return TRUE;
}

static gboolean
on_death (int fd, GIOCondition condition, gpointer data)
{
  (void)fd, (void)condition;
  CowPoolChild *child = data;
  CowPoolJob *job = child->job;
  if (!cow_pool_child_reap (child))
    return G_SOURCE_CONTINUE;
  cow_pool_source_clear (&child->pid_source);
  if (--job->n_alive == 0 && job->cancel_start_ns != 0 && cow_pool_job_is_stopping (job))
    job->cancel_ns = cow_pool_now () - job->cancel_start_ns;
  if (child->eof)
    cow_pool_child_check_buried (child);
  else
    cow_pool_child_read (child); /* end-of-file buries it; while the job is held, the end of the hold does */
  return G_SOURCE_REMOVE;
}

static gboolean
on_orphan_death (int fd, GIOCondition condition, gpointer data)
{
  (void)condition;
  if (waitpid (GPOINTER_TO_INT (data), NULL, WNOHANG) == 0)
    return G_SOURCE_CONTINUE;
  close (fd);
  return G_SOURCE_REMOVE;
}

void
cow_pool_child_detach (CowPoolChild *child)
{
  cow_pool_source_clear (&child->pid_source);
  cow_pool_source_clear (&child->read_source);
  cow_pool_source_clear (&child->stderr_source);
  cow_pool_source_clear (&child->kill_source);
  close (child->read_fd);
  close (child->stderr_fd);
  if (!child->reaped)
    g_source_unref (cow_pool_source_add (g_unix_fd_source_new (child->pidfd, G_IO_IN | G_IO_HUP), G_PRIORITY_DEFAULT,
                                         G_SOURCE_FUNC (on_orphan_death), GINT_TO_POINTER (child->pid)));
  else
    close (child->pidfd);
}

void
cow_pool_child_free (CowPoolChild *child)
{
  g_string_free (child->words, TRUE);
  g_free (child->buffer);
  g_free (child->redo);
  g_free (child);
}

/* ---- the loop ---- */

/* More than so many restarts a second, and something is wrong: slow down. Returns: ms until the next fork. */
static guint
pace_forks (CowPoolJob *job)
{
  gint64 now = cow_pool_now ();
  if (now - job->window_ns > WINDOW_NS)
    {
      job->window_ns = now;
      job->n_window_forks = 0;
    }
  return job->n_window_forks > WINDOW_FORKS ? BACK_OFF_MS : 0;
}

static void
fork_failed (CowPoolJob *job, GError *error, guint *delay_ms)
{
  job->n_fork_failures++;
  *delay_ms = FORK_RETRY_MS;
  gboolean hopeless = g_error_matches (error, COW_POOL_ERROR, COW_POOL_ERROR_THREADS);
  if (hopeless || (job->n_live == 0 && job->n_fork_failures > FORK_FAILURES_MAX))
    break_job (job, (CowPoolError)error->code, "no worker can be forked", error->message);
  g_error_free (error);
}

static gboolean on_spawn (gpointer data);

static void
schedule_spawn (CowPoolJob *job, guint delay_ms)
{
  cow_pool_source_clear (&job->spawn_source);
  job->spawn_source = cow_pool_source_add (delay_ms > 0 ? g_timeout_source_new (delay_ms) : g_idle_source_new (),
                                           G_PRIORITY_DEFAULT, on_spawn, job);
}

static gboolean
on_spawn (gpointer data)
{
  CowPoolJob *job = cow_pool_job_ref (data);
  GError *error = NULL;
  guint delay_ms = 0;
  cow_pool_source_clear (&job->spawn_source);
  find_missing (job);
  if (wants_worker (job))
    {
      CowPoolChild *child = fork_worker (job, &error);
      if (child == NULL)
        fork_failed (job, error, &delay_ms);
      else
        {
          job->children[child->slot] = child;
          job->n_live++;
          job->n_alive++;
          job->n_window_forks += job->n_started++ >= job->board->n_slots;
          job->n_fork_failures = 0;
          if (job->state == COW_JOB_WAITING)
            job->state = COW_JOB_RUNNING;
          child->pid_source = cow_pool_source_add (g_unix_fd_source_new (child->pidfd, G_IO_IN | G_IO_HUP), G_PRIORITY_HIGH,
                                                   G_SOURCE_FUNC (on_death), child);
          cow_pool_child_watch (child);
          cow_pool_job_arm (job);
          delay_ms = pace_forks (job);
        }
    }
  if (wants_worker (job))
    schedule_spawn (job, delay_ms);
  cow_pool_job_check_finished (job);
  cow_pool_job_unref (job);
  return G_SOURCE_REMOVE;
}

void
cow_pool_job_wake (CowPoolJob *job)
{
  if (job->spawn_source != NULL || job->freed || job->finished)
    return;
  if (wants_worker (job))
    schedule_spawn (job, pace_forks (job));
  else if (job->n_live == 0 && job->state != COW_JOB_PAUSED)
    schedule_spawn (job, 0); /* only to see that it is finished */
}
