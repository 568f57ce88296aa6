/* test-pool-fault.c - workers crash, leave, lie and are killed: nothing may be lost, nothing may come twice.
 *
 * COW_LONG=1 in the environment makes the killers hit more than a thousand times. */
#include "tests/pool-run.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>

static void
crash_null (void)
{
  volatile int *volatile nothing = NULL;
  *nothing = 1;
}

/* ---- a task that kills its worker once ---- */

typedef struct
{
  guint n_workers;
  gboolean mid_stream;
  int number;
} CrashCase;

static const CrashCase *crash_case; /* inherited by the workers */

static void
crash_first_time (PoolRun *run, guint64 task)
{
  if (task % 50 == 7 && pool_count (&run->shared[task / 50]) == 0)
    {
      if (crash_case->number == SIGSEGV)
        crash_null ();
      else if (crash_case->number == 0)
        _exit (3);
      else if (crash_case->number == -1)
        exit (0);
      else if (crash_case->number == -2)
        g_error ("something is badly wrong");
      else
        raise (crash_case->number);
    }
}

static gboolean
work_crash_once (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)error;
  if (!crash_case->mid_stream)
    crash_first_time (user, task);
  pool_write_stream (worker, user, task, crash_case->mid_stream ? crash_first_time : NULL);
  return TRUE;
}

static void
test_crash_once (void)
{
  static const CrashCase cases[] = { { 1, FALSE, SIGSEGV }, { 1, TRUE, SIGSEGV }, { 2, TRUE, SIGSEGV }, { 2, TRUE, SIGABRT },
                                     { 5, TRUE, SIGBUS },   { 2, TRUE, 0 },       { 2, TRUE, -1 },      { 2, FALSE, -2 },
                                     { 3, TRUE, SIGKILL },  { 3, TRUE, SIGTERM } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n_fds = pool_count_fds ();
      PoolRun *run = pool_run_new (500, 100000);
      CowPoolSpec spec = pool_run_spec (run, cases[i].n_workers);
      CowPoolProgress progress;
      crash_case = &cases[i];
      spec.work = work_crash_once;
      pool_run_start (run, &spec);
      pool_run_wait (run);
      pool_run_check_all (run);
      cow_pool_job_progress (run->job, &progress);
      gboolean outside = cases[i].number == SIGKILL || cases[i].number == SIGTERM;
      g_assert_cmpuint (progress.n_crashed, ==, outside ? 0 : 10);
      g_assert_cmpuint (progress.n_killed, ==, outside ? 10 : 0);
      g_assert_cmpuint (run->obituaries->len, ==, 10);
      if (cases[i].number == -2)
        g_assert_nonnull (strstr (run->obituaries->pdata[0], "something is badly wrong"));
      pool_run_free (run);
      pool_check_no_children ();
      g_assert_cmpuint (pool_count_fds (), <=, n_fds + (i == 0 ? 2 : 0));
    }
}

/* ---- tasks that always kill their worker ---- */

static gboolean
work_crash_always (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)error;
  PoolRun *run = user;
  if (task % 100 == 42)
    {
      pool_count (&run->shared[task / 100]);
      crash_null ();
    }
  pool_write_stream (worker, run, task, NULL);
  return TRUE;
}

static void
test_crash_always (gconstpointer data)
{
  guint retries = GPOINTER_TO_UINT (data);
  PoolRun *run = pool_run_new (2000, 3000);
  CowPoolSpec spec = pool_run_spec (run, 2);
  CowPoolProgress progress;
  spec.work = work_crash_always;
  spec.retries = retries;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  for (guint64 task = 0; task < 2000; task++)
    {
      gboolean bad = task % 100 == 42;
      g_assert_cmpuint (run->ends[task], ==, 1);
      g_assert_cmpuint (run->outcomes[task], ==, bad ? COW_TASK_FAILED : COW_TASK_DONE);
      if (!bad)
        {
          pool_run_check_stream (run, task);
          continue;
        }
      g_autofree char *in_task = g_strdup_printf ("in task %" G_GUINT64_FORMAT, task);
      g_assert_error (run->errors[task], COW_POOL_ERROR, COW_POOL_ERROR_CRASHED);
      g_assert_cmpuint (run->shared[task / 100], ==, 1 + retries);
      g_assert_nonnull (strstr (run->errors[task]->message, in_task));
      g_assert_nonnull (strstr (run->errors[task]->message, "(pid "));
      if (pool_is_sanitized)
        continue;
      g_assert_nonnull (strstr (run->errors[task]->message, "died of SIGSEGV"));
      g_assert_nonnull (strstr (run->errors[task]->message, "touching unmapped memory at 0x0"));
    }
  cow_pool_job_progress (run->job, &progress);
  g_assert_cmpuint (progress.failed, ==, 20);
  g_assert_cmpuint (progress.done, ==, 1980);
  g_assert_cmpuint (progress.n_crashed, ==, 20 * (1 + retries));
  pool_run_free (run);
}

static gboolean
setup_crashes (CowPoolWorker *worker, gpointer user, GError **error)
{
  (void)worker, (void)user, (void)error;
  abort ();
}

static void
test_setup_crashes (void)
{
  PoolRun *run = pool_run_new (20, 0);
  CowPoolSpec spec = pool_run_spec (run, 2);
  spec.setup = setup_crashes;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_BROKEN);
  g_assert_error ((GError *)cow_pool_job_get_error (run->job), COW_POOL_ERROR, COW_POOL_ERROR_CRASHED);
  pool_run_free (run);
  pool_check_no_children ();
}

/* ---- answers that are not repeatable ---- */

static gboolean
work_differ (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)error;
  PoolRun *run = user;
  guint32 turn = pool_count (&run->shared[task]);
  g_autofree char *text = g_strnfill (50000, turn == 0 || task == 2 ? 'a' : 'b');
  if (task == 1 && turn == 1)
    return TRUE; /* shorter than before */
  cow_pool_worker_write (worker, text, 50000);
  if (task < 3 && turn == 0)
    abort ();
  return TRUE;
}

static void
test_not_repeatable (void)
{
  PoolRun *run = pool_run_new (10, 0);
  CowPoolSpec spec = pool_run_spec (run, 1);
  spec.work = work_differ;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  for (guint64 task = 0; task < 10; task++)
    {
      g_assert_cmpuint (run->ends[task], ==, 1);
      g_assert_cmpuint (run->outcomes[task], ==, task < 2 ? COW_TASK_FAILED : COW_TASK_DONE);
      if (task < 2)
        g_assert_nonnull (strstr (run->errors[task]->message, "not repeatable"));
      else
        g_assert_cmpuint (run->streams[task]->len, ==, 50000);
      g_assert_null (memchr (run->streams[task]->data, 'b', run->streams[task]->len));
    }
  pool_run_free (run);
}

/* ---- a worker that scribbles into its pipe ---- */

static gboolean
work_scribble (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)error;
  PoolRun *run = user;
  if (task == 11)
    {
      pool_count (&run->shared[0]);
      for (int fd = 3; fd < 100; fd++)
        if (fcntl (fd, F_GETFL) == O_WRONLY && write (fd, "these bytes are no frame at all", 31) < 0)
          g_assert_not_reached ();
      while (!cow_pool_worker_should_stop (worker))
        g_usleep (1000);
    }
  pool_write_stream (worker, run, task, NULL);
  return TRUE;
}

static void
test_scribble (void)
{
  PoolRun *run = pool_run_new (100, 1000);
  CowPoolSpec spec = pool_run_spec (run, 2);
  spec.work = work_scribble;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  g_assert_error (run->errors[11], COW_POOL_ERROR, COW_POOL_ERROR_FRAME);
  g_assert_cmpuint (run->shared[0], ==, 2);
  for (guint64 task = 0; task < 100; task++)
    {
      g_assert_cmpuint (run->outcomes[task], ==, task == 11 ? COW_TASK_FAILED : COW_TASK_DONE);
      if (task != 11)
        pool_run_check_stream (run, task);
    }
  pool_run_free (run);
}

/* ---- memory ---- */

static gboolean
work_greedy (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)user;
  gsize bytes = task == 3 ? 64 * 1024 * 1024 : 1024 * 1024;
  if (task == 4)
    g_free (g_malloc (64 * 1024 * 1024));
  g_autofree char *block = g_try_malloc (bytes);
  if (block == NULL)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOMEM, "no %zu bytes", bytes);
      return FALSE;
    }
  memset (block, (int)task, bytes);
  cow_pool_worker_write (worker, block, 100);
  return TRUE;
}

static void
test_memory_limit (void)
{
  if (pool_is_sanitized)
    {
      g_test_skip ("a sanitizer's allocator does not keep to the limit");
      return;
    }
  PoolRun *run = pool_run_new (6, 0);
  CowPoolSpec spec = pool_run_spec (run, 2);
  spec.work = work_greedy;
  spec.memory_limit_bytes = 16 * 1024 * 1024;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  for (guint task = 0; task < 6; task++)
    if (task == 3)
      g_assert_error (run->errors[3], G_FILE_ERROR, G_FILE_ERROR_NOMEM);
    else if (task == 4)
      g_assert_error (run->errors[4], COW_POOL_ERROR, COW_POOL_ERROR_MEMORY);
    else
      g_assert_no_error (run->errors[task]);
  pool_run_free (run);
}

/* ---- fork and pipe fail ---- */

static void
test_no_descriptors (void)
{
  struct rlimit before, few;
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &before), ==, 0);
  PoolRun *run = pool_run_new (100, 1000);
  CowPoolSpec spec = pool_run_spec (run, 8);
  CowPoolProgress progress;
  pool_run_start (run, &spec);
  /* Enough for two workers or three, not for eight. */
  few = before;
  few.rlim_cur = pool_count_fds () + 8;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &few), ==, 0);
  pool_run_wait (run);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  pool_run_check_all (run);
  cow_pool_job_progress (run->job, &progress);
  g_assert_cmpuint (progress.n_started, >, 0);
  pool_run_free (run);

  /* Not one: broken, with a reason, and no hang. */
  guint n_fds = pool_count_fds ();
  run = pool_run_new (100, 1000);
  spec = pool_run_spec (run, 8);
  pool_run_start (run, &spec);
  few.rlim_cur = n_fds - 2;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &few), ==, 0);
  pool_run_wait (run);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  g_assert_cmpint (run->state, ==, COW_JOB_BROKEN);
  g_assert_nonnull (strstr (cow_pool_job_get_error (run->job)->message, "no worker can be forked"));
  pool_run_free (run);
  g_assert_cmpuint (pool_count_fds (), ==, n_fds);
}

/* ---- kills from outside ---- */

typedef struct
{
  PoolRun *run;
  GRand *random;
  guint n_hits, n_wanted;
  pid_t last;
} Killer;

static gboolean
kill_somebody (gpointer data)
{
  static const int numbers[] = { SIGKILL, SIGSEGV, SIGABRT, SIGBUS, SIGTERM };
  Killer *killer = data;
  if (killer->run->finished || killer->n_hits >= killer->n_wanted)
    {
      __atomic_store_n (&killer->run->shared[0], 1, __ATOMIC_RELEASE);
      return G_SOURCE_REMOVE;
    }
  g_autoptr (GArray) workers = cow_pool_job_workers (killer->run->job);
  if (workers->len > 0)
    {
      guint i = (guint)g_rand_int_range (killer->random, 0, (gint)workers->len);
      int number = numbers[g_rand_int_range (killer->random, 0, G_N_ELEMENTS (numbers))];
      kill (g_array_index (workers, CowPoolWorkerInfo, i).pid, number);
      killer->n_hits++;
    }
  return G_SOURCE_CONTINUE;
}

/* Tasks take their time until the killer is content, so that the job cannot end before. */
static gboolean
work_slow (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)error;
  PoolRun *run = user;
  pool_write_stream (worker, run, task, NULL);
  if (__atomic_load_n (&run->shared[0], __ATOMIC_ACQUIRE) == 0)
    g_usleep (task % 97 == 0 ? 20000 : task % 5 == 0 ? 3000 : 100);
  return TRUE;
}

static void
test_kills (gconstpointer data)
{
  guint n_workers = GPOINTER_TO_UINT (data);
  gboolean is_long = g_strcmp0 (g_getenv ("COW_LONG"), "1") == 0;
  guint n_fds = pool_count_fds ();
  PoolRun *run = pool_run_new (is_long ? 20000 : 3000, 20000);
  CowPoolSpec spec = pool_run_spec (run, n_workers);
  CowPoolProgress progress;
  Killer killer = { run, g_rand_new_with_seed (n_workers), 0, is_long ? 1500 : 150, 0 };
  spec.work = work_slow;
  pool_run_start (run, &spec);
  g_timeout_add (is_long ? 3 : 4, kill_somebody, &killer);
  pool_run_wait (run);
  pool_run_check_all (run);
  cow_pool_job_progress (run->job, &progress);
  g_test_message ("%u kills sent, %u died of them, %u counted as crashes, %u processes", killer.n_hits, progress.n_killed,
                  progress.n_crashed, progress.n_started);
  g_assert_cmpuint (progress.n_killed, >, 0);
  g_rand_free (killer.random);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  pool_run_free (run);
  pool_check_no_children ();
  g_assert_cmpuint (pool_count_fds (), <=, n_fds + 2);
}

/* One task, hit again and again while it runs: no kill from outside may be counted against it. */
static gboolean
work_until_content (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)error, (void)task;
  PoolRun *run = user;
  guint8 bytes[1000];
  pool_fill_stream (0, bytes, sizeof bytes);
  cow_pool_worker_write (worker, bytes, 500);
  while (__atomic_load_n (&run->shared[0], __ATOMIC_ACQUIRE) == 0)
    g_usleep (200);
  cow_pool_worker_write (worker, bytes + 500, 500);
  return TRUE;
}

static gboolean
kill_running (gpointer data)
{
  static const int numbers[] = { SIGSEGV, SIGBUS, SIGABRT, SIGKILL, SIGFPE, SIGILL, SIGINT, SIGHUP };
  Killer *killer = data;
  g_autoptr (GArray) workers = cow_pool_job_workers (killer->run->job);
  if (killer->n_hits >= killer->n_wanted)
    {
      __atomic_store_n (&killer->run->shared[0], 1, __ATOMIC_RELEASE);
      return G_SOURCE_REMOVE;
    }
  const CowPoolWorkerInfo *info = &g_array_index (workers, CowPoolWorkerInfo, 0);
  if (workers->len == 1 && info->task == 0 && info->pid != killer->last)
    {
      killer->last = info->pid;
      kill (info->pid, numbers[killer->n_hits++ % G_N_ELEMENTS (numbers)]);
    }
  return G_SOURCE_CONTINUE;
}

static void
test_kill_one_task (void)
{
  PoolRun *run = pool_run_new (1, 0);
  CowPoolSpec spec = pool_run_spec (run, 1);
  CowPoolProgress progress;
  Killer killer = { run, NULL, 0, 40, 0 };
  guint8 bytes[1000];
  spec.work = work_until_content;
  pool_run_start (run, &spec);
  g_timeout_add (2, kill_running, &killer);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  g_assert_no_error (run->errors[0]);
  pool_fill_stream (0, bytes, sizeof bytes);
  g_assert_cmpmem (run->streams[0]->data, (int)run->streams[0]->len, bytes, 1000);
  cow_pool_job_progress (run->job, &progress);
  g_assert_cmpuint (progress.n_crashed, ==, 0);
  g_assert_cmpuint (progress.n_killed, >=, 39); /* the last may have come when the task was over */
  g_assert_nonnull (strstr (run->obituaries->pdata[0], "was killed by SIGSEGV from process"));
  pool_run_free (run);
}

static gboolean
work_kill_oneself (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)worker, (void)task, (void)user, (void)error;
  raise (SIGKILL);
  return TRUE;
}

static void
test_kill_budget (void)
{
  PoolRun *run = pool_run_new (1, 0);
  CowPoolSpec spec = pool_run_spec (run, 1);
  CowPoolProgress progress;
  spec.work = work_kill_oneself;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_BROKEN);
  cow_pool_job_progress (run->job, &progress);
  g_assert_cmpuint (progress.n_killed, ==, 101);
  g_assert_cmpuint (run->ends[0], ==, 0);
  pool_run_free (run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool-fault/crash-once", test_crash_once);
  g_test_add_data_func ("/pool-fault/crash-always/1", GUINT_TO_POINTER (1), test_crash_always);
  g_test_add_data_func ("/pool-fault/crash-always/0", GUINT_TO_POINTER (0), test_crash_always);
  g_test_add_func ("/pool-fault/setup-crashes", test_setup_crashes);
  g_test_add_func ("/pool-fault/not-repeatable", test_not_repeatable);
  g_test_add_func ("/pool-fault/scribble", test_scribble);
  g_test_add_func ("/pool-fault/memory-limit", test_memory_limit);
  g_test_add_func ("/pool-fault/no-descriptors", test_no_descriptors);
  g_test_add_data_func ("/pool-fault/kills/2", GUINT_TO_POINTER (2), test_kills);
  g_test_add_data_func ("/pool-fault/kills/5", GUINT_TO_POINTER (5), test_kills);
  g_test_add_func ("/pool-fault/kill-one-task", test_kill_one_task);
  g_test_add_func ("/pool-fault/kill-budget", test_kill_budget);
  return g_test_run ();
}
