/* test-pool-stop.c - cancel, deadline, task timeout, pause: a job always ends, and leaves nobody behind. */
#include "tests/pool-run.h"

#include <fcntl.h>

static int
compare_ns (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
  return (x > y) - (x < y);
}

/* ---- cancel ---- */

static gboolean
work_polite (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)task, (void)user, (void)error;
  while (!cow_pool_worker_should_stop (worker))
    ;
  return TRUE;
}

static gboolean
work_spin (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)worker, (void)task, (void)user, (void)error;
  for (volatile guint64 i = 0;; i = i + 1)
    ;
  return TRUE;
}

static gboolean
work_stopped (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)worker, (void)task, (void)user, (void)error;
  for (;;)
    raise (SIGSTOP);
  return TRUE;
}

static gboolean
work_deaf (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)worker, (void)task, (void)user, (void)error;
  signal (SIGTERM, SIG_IGN);
  for (;;)
    pause ();
  return TRUE;
}

static gboolean
work_flood (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)task, (void)user, (void)error;
  static const guint8 block[10000];
  for (;;)
    cow_pool_worker_write (worker, block, sizeof block);
  return TRUE;
}

typedef struct
{
  const char *name;
  gboolean (*work) (CowPoolWorker *, guint64, gpointer, GError **);
  gboolean throttle, pause;
} StopCase;

static const StopCase stop_cases[] = { { "polite", work_polite, FALSE, FALSE }, { "spin", work_spin, FALSE, FALSE },
                                       { "stopped", work_stopped, FALSE, FALSE }, { "deaf", work_deaf, FALSE, FALSE },
                                       { "flood", work_flood, FALSE, FALSE },   { "full-pipe", work_flood, TRUE, FALSE },
                                       { "paused", work_spin, FALSE, TRUE } };

static void
drop_bytes (CowPoolJob *job, guint64 task, const guint8 *bytes, gsize length, gpointer user)
{
  (void)job, (void)task, (void)bytes, (void)length, (void)user;
}

static void
cancel_once (const StopCase *stop_case, guint n_turns, GArray *times)
{
  PoolRun *run = pool_run_new (100, 0);
  CowPoolSpec spec = pool_run_spec (run, 3);
  CowPoolProgress progress;
  spec.work = stop_case->work;
  spec.on_bytes = drop_bytes;
  pool_run_start (run, &spec);
  cow_pool_job_throttle (run->job, stop_case->throttle);
  for (guint i = 0; i < n_turns; i++)
    g_main_context_iteration (NULL, FALSE);
  if (stop_case->pause)
    cow_pool_job_pause (run->job);
  cow_pool_job_cancel (run->job);
  cow_pool_job_cancel (run->job);
  g_assert_false (run->finished);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_CANCELLED);
  cow_pool_job_progress (run->job, &progress);
  g_assert_cmpint (progress.cancel_ns, >, 0);
  g_assert_cmpuint (progress.n_workers, ==, 0);
  g_assert_cmpuint (progress.n_crashed + progress.n_killed, ==, 0);
  g_assert_cmpuint (run->obituaries->len, ==, 0);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (run->ends[i], ==, 0);
  g_array_append_val (times, progress.cancel_ns);
  pool_run_free (run);
  pool_check_no_children ();
}

static void
test_cancel (gconstpointer data)
{
  const StopCase *stop_case = data;
  guint n_times = g_strcmp0 (g_getenv ("COW_LONG"), "1") == 0 ? 1500 : 25, n_fds = 0;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < n_times; i++)
    {
      cancel_once (stop_case, i % 9, times);
      if (i == 0)
        n_fds = pool_count_fds ();
    }
  g_assert_cmpuint (pool_count_fds (), ==, n_fds);
  g_array_sort (times, compare_ns);
  g_test_message ("%s: cancel to last worker reaped: p50 %.1f ms, p99 %.1f ms, max %.1f ms of %u", stop_case->name,
                  (double)g_array_index (times, gint64, n_times / 2) / 1e6,
                  (double)g_array_index (times, gint64, n_times - 1 - n_times / 100) / 1e6,
                  (double)g_array_index (times, gint64, n_times - 1) / 1e6, n_times);
}

/* What was written before the cancel stays: whole streams of the tasks that ended, a beginning of the others. */
static gboolean
work_some_then_wait (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)error;
  pool_write_stream (worker, user, task, NULL);
  while (task >= 30 && !cow_pool_worker_should_stop (worker))
    g_usleep (200);
  return TRUE;
}

static void
test_cancel_keeps_rows (void)
{
  PoolRun *run = pool_run_new (100, 3000);
  CowPoolSpec spec = pool_run_spec (run, 2);
  CowPoolProgress progress = { 0 };
  spec.work = work_some_then_wait;
  pool_run_start (run, &spec);
  while (progress.done < 30)
    {
      g_main_context_iteration (NULL, TRUE);
      cow_pool_job_progress (run->job, &progress);
    }
  cow_pool_job_cancel (run->job);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_CANCELLED);
  for (guint64 task = 0; task < 100; task++)
    {
      g_assert_cmpuint (run->ends[task], ==, task < 30);
      if (task < 30)
        pool_run_check_stream (run, task);
    }
  pool_run_free (run);
}

static void
on_task_cancels (CowPoolJob *job, guint64 task, CowTaskOutcome outcome, const GError *error, gpointer user)
{
  pool_on_task (job, task, outcome, error, user);
  cow_pool_job_cancel (job);
}

static void
test_cancel_from_callback (void)
{
  PoolRun *run = pool_run_new (1000, 1000);
  CowPoolSpec spec = pool_run_spec (run, 2);
  spec.on_task = on_task_cancels;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_CANCELLED);
  pool_run_free (run);
  pool_check_no_children ();
}

static void
test_free_running (void)
{
  guint n_fds = 0;
  for (gsize i = 0; i < 3 * G_N_ELEMENTS (stop_cases); i++)
    {
      PoolRun *run = pool_run_new (10, 0);
      CowPoolSpec spec = pool_run_spec (run, 2);
      spec.work = stop_cases[i / 3].work;
      spec.on_bytes = drop_bytes;
      pool_run_start (run, &spec);
      for (guint turn = 0; turn < 4 * (i % 3); turn++)
        g_main_context_iteration (NULL, FALSE);
      pool_run_free (run);
      pool_wait_no_children ();
      if (i == 0)
        n_fds = pool_count_fds ();
      g_assert_cmpuint (pool_count_fds (), ==, n_fds);
    }
}

/* ---- timeouts ---- */

static gboolean
work_some_hang (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)user, (void)error;
  cow_pool_worker_write (worker, "row", 3);
  if (task % 10 == 3)
    work_polite (worker, task, user, error);
  if (task == 18)
    work_deaf (worker, task, user, error);
  if (task % 10 == 3)
    cow_pool_worker_write (worker, "+", 1);
  return TRUE;
}

static void
test_task_timeout (void)
{
  PoolRun *run = pool_run_new (40, 0);
  CowPoolSpec spec = pool_run_spec (run, 2);
  spec.work = work_some_hang;
  spec.task_timeout_ns = 300 * 1000 * 1000;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  for (guint64 task = 0; task < 40; task++)
    {
      gboolean hangs = task % 10 == 3 || task == 18;
      g_assert_cmpuint (run->ends[task], ==, 1);
      g_assert_cmpuint (run->outcomes[task], ==, hangs ? COW_TASK_TIMED_OUT : COW_TASK_DONE);
      if (hangs)
        g_assert_error (run->errors[task], COW_POOL_ERROR, COW_POOL_ERROR_TIMEOUT);
      if (task != 18)
        g_assert_cmpuint (run->streams[task]->len, ==, hangs ? 4 : 3);
    }
  pool_run_free (run);
  pool_check_no_children ();
}

/* Timeouts so short that flags are often raised a task too late: whatever is stopped by mistake must be run again. */
static gboolean
work_near_timeout (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)error;
  PoolRun *run = user;
  gsize length = pool_stream_length (run, task);
  g_autofree guint8 *bytes = g_malloc (length + 8);
  pool_fill_stream (task, bytes, length);
  gint64 end = g_get_monotonic_time () + (gint64)(pool_mix (task) % 2500);
  for (gsize i = 0; i < length && !cow_pool_worker_should_stop (worker); i++)
    cow_pool_worker_write (worker, bytes + i, 1);
  while (!cow_pool_worker_should_stop (worker) && g_get_monotonic_time () < end)
    ;
  return TRUE;
}

static void
test_timeout_race (void)
{
  PoolRun *run = pool_run_new (600, 300);
  CowPoolSpec spec = pool_run_spec (run, 2);
  guint n_timed_out = 0;
  spec.work = work_near_timeout;
  spec.task_timeout_ns = 2 * 1000 * 1000;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  for (guint64 task = 0; task < 600; task++)
    {
      g_assert_cmpuint (run->ends[task], ==, 1);
      if (run->outcomes[task] == COW_TASK_DONE)
        pool_run_check_stream (run, task);
      else
        {
          g_assert_cmpuint (run->outcomes[task], ==, COW_TASK_TIMED_OUT);
          n_timed_out++;
        }
    }
  g_test_message ("%u of 600 timed out", n_timed_out);
  pool_run_free (run);
}

static void
test_deadline (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stop_cases); i++)
    {
      PoolRun *run = pool_run_new (10, 0);
      CowPoolSpec spec = pool_run_spec (run, 2);
      spec.work = stop_cases[i].work;
      spec.on_bytes = drop_bytes;
      spec.deadline_ns = 20 * 1000 * 1000;
      pool_run_start (run, &spec);
      cow_pool_job_throttle (run->job, stop_cases[i].throttle);
      pool_run_wait (run);
      g_assert_cmpint (run->state, ==, COW_JOB_EXPIRED);
      pool_run_free (run);
      pool_check_no_children ();
    }
}

/* ---- pause ---- */

static gboolean
work_tick (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)task, (void)error;
  PoolRun *run = user;
  while (__atomic_load_n (&run->shared[1], __ATOMIC_ACQUIRE) == 0 && !cow_pool_worker_should_stop (worker))
    pool_count (&run->shared[0]);
  return TRUE;
}

static void
turn_for (gint64 ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;
  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

static gboolean
all_in_state (CowPoolJob *job, char state)
{
  g_autoptr (GArray) workers = cow_pool_job_workers (job);
  for (guint i = 0; i < workers->len; i++)
    if (g_array_index (workers, CowPoolWorkerInfo, i).state != state)
      return FALSE;
  return workers->len > 0;
}

/* Paused for longer than timeout and deadline: neither may strike. */
static void
test_pause (void)
{
  PoolRun *run = pool_run_new (2, 0);
  CowPoolSpec spec = pool_run_spec (run, 2);
  CowPoolProgress progress, later;
  spec.work = work_tick;
  spec.task_timeout_ns = G_GINT64_CONSTANT (1000000000);
  spec.deadline_ns = G_GINT64_CONSTANT (1100000000);
  pool_run_start (run, &spec);
  while (__atomic_load_n (&run->shared[0], __ATOMIC_ACQUIRE) == 0)
    g_main_context_iteration (NULL, FALSE);
  cow_pool_job_pause (run->job);
  cow_pool_job_pause (run->job);
  while (!all_in_state (run->job, 'T'))
    g_usleep (200);
  cow_pool_job_progress (run->job, &progress);
  g_assert_cmpint (progress.state, ==, COW_JOB_PAUSED);
  guint32 count = __atomic_load_n (&run->shared[0], __ATOMIC_ACQUIRE);
  turn_for (1300);
  g_assert_cmpuint (__atomic_load_n (&run->shared[0], __ATOMIC_ACQUIRE), ==, count);
  g_assert_false (run->finished);
  cow_pool_job_progress (run->job, &later);
  g_assert_cmpint (later.elapsed_ns, ==, progress.elapsed_ns);
  cow_pool_job_resume (run->job);
  while (__atomic_load_n (&run->shared[0], __ATOMIC_ACQUIRE) == count)
    g_main_context_iteration (NULL, FALSE);
  __atomic_store_n (&run->shared[1], 1, __ATOMIC_RELEASE);
  pool_run_wait (run);
  pool_run_check_all (run);
  pool_run_free (run);
}

static void
test_pause_before_start (void)
{
  PoolRun *run = pool_run_new (20, 100);
  CowPoolSpec spec = pool_run_spec (run, 2);
  CowPoolProgress progress;
  pool_run_start (run, &spec);
  cow_pool_job_pause (run->job);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  cow_pool_job_progress (run->job, &progress);
  g_assert_cmpuint (progress.n_started, ==, 0);
  cow_pool_job_resume (run->job);
  pool_run_wait (run);
  pool_run_check_all (run);
  pool_run_free (run);
}

/* Killed while paused: the job must take up the lost tasks when it goes on. */
static void
test_kill_paused (void)
{
  PoolRun *run = pool_run_new (2, 0);
  CowPoolSpec spec = pool_run_spec (run, 2);
  spec.work = work_tick;
  pool_run_start (run, &spec);
  while (__atomic_load_n (&run->shared[0], __ATOMIC_ACQUIRE) == 0)
    g_main_context_iteration (NULL, FALSE);
  cow_pool_job_pause (run->job);
  g_autoptr (GArray) workers = cow_pool_job_workers (run->job);
  for (guint i = 0; i < workers->len; i++)
    kill (g_array_index (workers, CowPoolWorkerInfo, i).pid, SIGKILL);
  while (run->obituaries->len < workers->len)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (run->finished);
  __atomic_store_n (&run->shared[1], 1, __ATOMIC_RELEASE);
  cow_pool_job_resume (run->job);
  pool_run_wait (run);
  pool_run_check_all (run);
  pool_run_free (run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (stop_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/pool-stop/cancel/%s", stop_cases[i].name);
      g_test_add_data_func (path, &stop_cases[i], test_cancel);
    }
  g_test_add_func ("/pool-stop/cancel-keeps-rows", test_cancel_keeps_rows);
  g_test_add_func ("/pool-stop/cancel-from-callback", test_cancel_from_callback);
  g_test_add_func ("/pool-stop/free-running", test_free_running);
  g_test_add_func ("/pool-stop/task-timeout", test_task_timeout);
  g_test_add_func ("/pool-stop/timeout-race", test_timeout_race);
  g_test_add_func ("/pool-stop/deadline", test_deadline);
  g_test_add_func ("/pool-stop/pause", test_pause);
  g_test_add_func ("/pool-stop/pause-before-start", test_pause_before_start);
  g_test_add_func ("/pool-stop/kill-paused", test_kill_paused);
  return g_test_run ();
}
