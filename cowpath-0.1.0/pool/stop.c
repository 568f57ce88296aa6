/* stop.c - everything that makes a job wait or end early: hold, pause, cancel, deadline, task timeout.
 *
 * The trick is that asking and forcing are one path: raise the flag, then SIGTERM, then SIGKILL, on timers that nothing
 * the workers do can hold up. Time in which a job was paused, or its output held, is not counted against it. */
#include "pool/job.h"

#include <signal.h>

void
cow_pool_source_clear (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_source_unref (*source);
  *source = NULL;
}

/* Returns: (transfer full): for cow_pool_source_clear. */
GSource *
cow_pool_source_add (GSource *source, gint priority, GSourceFunc func, gpointer data)
{
  g_source_set_priority (source, priority);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, NULL);
  return source;
}

static void
signal_all (CowPoolJob *job, int number)
{
  for (guint i = 0; i < job->board->n_slots; i++)
    if (job->children[i] != NULL)
      cow_pool_child_signal (job->children[i], number);
}

/* Time of the present tasks that shall not count. */
static void
add_credit (CowPoolJob *job, gint64 ns)
{
  for (guint i = 0; i < job->board->n_slots; i++)
    {
      CowPoolChild *child = job->children[i];
      if (child == NULL)
        continue;
      guint64 task = cow_load (&job->board->slots[i].task);
      if (child->credit_task != task)
        child->credit_ns = 0;
      child->credit_task = task;
      child->credit_ns += ns;
    }
}

/* ---- a task's time ---- */

static gboolean
on_task_kill (gpointer data)
{
  CowPoolChild *child = data;
  cow_pool_source_clear (&child->kill_source);
  if (child->reaped || cow_pool_job_has_ended (child->job, child->expired_task)
      || cow_load (&child->job->board->slots[child->slot].task) != child->expired_task)
    return G_SOURCE_REMOVE;
  child->killed = TRUE;
  cow_pool_child_signal (child, SIGKILL);
  return G_SOURCE_REMOVE;
}

static void
check_time (CowPoolChild *child, gint64 now)
{
  CowPoolJob *job = child->job;
  CowBoardSlot *slot = &job->board->slots[child->slot];
  guint64 task = __atomic_load_n (&slot->task, __ATOMIC_ACQUIRE);
  gint64 started = __atomic_load_n (&slot->started_ns, __ATOMIC_ACQUIRE);
  if (task == COW_BOARD_IDLE || __atomic_load_n (&slot->task, __ATOMIC_ACQUIRE) != task || child->expired_task == task)
    return;
  gint64 credit = child->credit_task == task ? child->credit_ns : 0;
  if (now - started - credit <= job->spec.task_timeout_ns)
    return;
  child->expired_task = task;
  __atomic_store_n (&slot->stop, 1, __ATOMIC_SEQ_CST);
  cow_pool_source_clear (&child->kill_source);
  child->kill_source
      = cow_pool_source_add (g_timeout_source_new (COW_POOL_KILL_MS), G_PRIORITY_HIGH, on_task_kill, child);
}

/* Bytes wait in a worker that is busy with something long: make it write them. */
static void
check_pending (CowPoolChild *child)
{
  const CowBoardSlot *slot = &child->job->board->slots[child->slot];
  guint64 flushes = cow_load (&slot->flushes);
  if (cow_load (&slot->pending) != 0 && flushes == child->seen_flushes)
    cow_pool_child_signal (child, SIGUSR1);
  child->seen_flushes = flushes;
}

static gboolean
on_tick (gpointer data)
{
  CowPoolJob *job = data;
  gint64 now = cow_pool_now ();
  for (guint i = 0; i < job->board->n_slots && !job->held; i++)
    {
      CowPoolChild *child = job->children[i];
      if (child == NULL || child->reaped)
        continue;
      check_pending (child);
      if (job->spec.task_timeout_ns > 0)
        check_time (child, now);
    }
  return G_SOURCE_CONTINUE;
}

/* ---- the job's time ---- */

static gboolean
on_deadline (gpointer data)
{
  CowPoolJob *job = data;
  cow_pool_source_clear (&job->deadline_source);
  cow_pool_job_stop (job, COW_JOB_EXPIRED);
  return G_SOURCE_REMOVE;
}

void
cow_pool_job_arm (CowPoolJob *job)
{
  if (job->state >= COW_JOB_PAUSED)
    return;
  if (job->tick_source == NULL && job->n_alive > 0)
    {
      gint64 fine_ms = job->spec.task_timeout_ns > 0 ? job->spec.task_timeout_ns / 4000000 : COW_POOL_TICK_MS;
      guint tick_ms = (guint)CLAMP (fine_ms, 1, COW_POOL_TICK_MS);
      job->tick_source = cow_pool_source_add (g_timeout_source_new (tick_ms), G_PRIORITY_DEFAULT, on_tick, job);
    }
  if (job->deadline_source == NULL && job->spec.deadline_ns > 0)
    {
      gint64 left_ms = (job->spec.deadline_ns - cow_pool_job_elapsed (job) + 999999) / 1000000;
      job->deadline_source = cow_pool_source_add (g_timeout_source_new ((guint)CLAMP (left_ms, 0, G_MAXINT)),
                                                  G_PRIORITY_HIGH, on_deadline, job);
    }
}

void
cow_pool_job_disarm (CowPoolJob *job)
{
  cow_pool_source_clear (&job->spawn_source);
  cow_pool_source_clear (&job->tick_source);
  cow_pool_source_clear (&job->deadline_source);
  cow_pool_source_clear (&job->term_source);
  cow_pool_source_clear (&job->kill_source);
}

/* ---- stopping ---- */

static gboolean
on_term (gpointer data)
{
  CowPoolJob *job = data;
  cow_pool_source_clear (&job->term_source);
  signal_all (job, SIGTERM);
  signal_all (job, SIGCONT); /* a stopped process takes its SIGTERM when it goes on */
  return G_SOURCE_REMOVE;
}

static gboolean
on_kill (gpointer data)
{
  CowPoolJob *job = data;
  cow_pool_source_clear (&job->kill_source);
  signal_all (job, SIGKILL);
  return G_SOURCE_REMOVE;
}

static void
end_pause (CowPoolJob *job)
{
  gint64 ns = cow_pool_now () - job->paused_ns;
  job->pauses_ns += ns;
  add_credit (job, ns);
  signal_all (job, SIGCONT);
}

void
cow_pool_job_stop (CowPoolJob *job, CowJobState verdict)
{
  if (cow_pool_job_is_stopping (job))
    return;
  job->cancel_start_ns = cow_pool_now ();
  if (job->state == COW_JOB_PAUSED)
    end_pause (job);
  job->state = COW_JOB_STOPPING;
  job->verdict = verdict;
  __atomic_store_n (&job->board->cancel, 1, __ATOMIC_SEQ_CST);
  for (guint i = 0; i < job->board->n_slots; i++)
    __atomic_store_n (&job->board->slots[i].stop, 1, __ATOMIC_SEQ_CST);
  cow_pool_job_throttle (job, FALSE); /* what the workers wrote is delivered, and none of them waits at its pipe */
  cow_pool_job_disarm (job);
  if (job->n_alive > 0)
    {
      job->term_source = cow_pool_source_add (g_timeout_source_new (COW_POOL_TERM_MS), G_PRIORITY_HIGH, on_term, job);
      job->kill_source = cow_pool_source_add (g_timeout_source_new (COW_POOL_KILL_MS), G_PRIORITY_HIGH, on_kill, job);
    }
  cow_pool_job_wake (job);
}

void
cow_pool_job_cancel (CowPoolJob *job)
{
  cow_pool_job_stop (job, COW_JOB_CANCELLED);
}

void
cow_pool_job_pause (CowPoolJob *job)
{
  if (job->state >= COW_JOB_PAUSED)
    return;
  job->state = COW_JOB_PAUSED;
  job->paused_ns = cow_pool_now ();
  cow_pool_job_disarm (job);
  signal_all (job, SIGSTOP);
}

void
cow_pool_job_resume (CowPoolJob *job)
{
  if (job->state != COW_JOB_PAUSED)
    return;
  end_pause (job);
  job->state = job->n_started > 0 ? COW_JOB_RUNNING : COW_JOB_WAITING;
  cow_pool_job_arm (job);
  cow_pool_job_wake (job);
}

void
cow_pool_job_throttle (CowPoolJob *job, gboolean hold)
{
  if (job->held == hold || (hold && cow_pool_job_is_stopping (job)))
    return;
  gint64 now = cow_pool_now ();
  job->held = hold;
  if (hold)
    job->held_ns = now - job->pauses_ns;
  else
    add_credit (job, MAX (0, now - job->pauses_ns - job->held_ns)); /* pauses got theirs already */
  for (guint i = 0; i < job->board->n_slots; i++)
    if (job->children[i] != NULL)
      cow_pool_child_watch_bytes (job->children[i], !hold);
}
