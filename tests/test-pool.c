/* test-pool.c - jobs that go well, and tasks that say no or fail of their own. */
#include "tests/pool-run.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>

static void
test_streams (gconstpointer data)
{
  static const struct
  {
    guint64 n_tasks;
    gsize bytes_max;
  } shapes[] = { { 0, 0 }, { 1, 100 }, { 1, 5000000 }, { 3, 3000000 }, { 40, 1000000 }, { 1000, 20000 }, { 100000, 0 } };
  guint n_workers = GPOINTER_TO_UINT (data);
  guint n_fds = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      PoolRun *run = pool_run_new (shapes[i].n_tasks, shapes[i].bytes_max);
      CowPoolSpec spec = pool_run_spec (run, n_workers);
      pool_run_start (run, &spec);
      g_assert_false (run->finished);
      pool_run_wait (run);
      pool_run_check_all (run);
      g_assert_cmpuint (run->obituaries->len, ==, 0);
      CowPoolProgress progress;
      cow_pool_job_progress (run->job, &progress);
      g_assert_cmpuint (progress.done, ==, shapes[i].n_tasks);
      g_assert_cmpuint (progress.n_started, <=, MIN (n_workers, shapes[i].n_tasks));
      g_assert_cmpuint (progress.n_workers, ==, 0);
      g_assert_cmpfloat (progress.fraction, ==, 1.0);
      pool_run_free (run);
      pool_check_no_children ();
      if (i == 0)
        n_fds = pool_count_fds ();
      g_assert_cmpuint (pool_count_fds (), ==, n_fds);
    }
}

static gboolean
work_answers (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  pool_write_stream (worker, user, task, NULL);
  if (task % 3 == 1)
    cow_pool_worker_set_negative (worker);
  if (task % 3 == 2)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "no room for täsk %" G_GUINT64_FORMAT, task);
  return task % 3 != 2;
}

static void
test_outcomes (void)
{
  PoolRun *run = pool_run_new (300, 5000);
  CowPoolSpec spec = pool_run_spec (run, 2);
  spec.work = work_answers;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  for (guint64 task = 0; task < 300; task++)
    {
      static const CowTaskOutcome expected[] = { COW_TASK_DONE, COW_TASK_NEGATIVE, COW_TASK_FAILED };
      g_assert_cmpuint (run->ends[task], ==, 1);
      g_assert_cmpuint (run->outcomes[task], ==, expected[task % 3]);
      pool_run_check_stream (run, task);
      if (task % 3 == 2)
        {
          g_autofree char *message = g_strdup_printf ("no room for täsk %" G_GUINT64_FORMAT, task);
          g_assert_error (run->errors[task], G_FILE_ERROR, G_FILE_ERROR_NOSPC);
          g_assert_cmpstr (run->errors[task]->message, ==, message);
        }
    }
  CowPoolProgress progress;
  cow_pool_job_progress (run->job, &progress);
  g_assert_cmpuint (progress.done, ==, 200);
  g_assert_cmpuint (progress.negative, ==, 100);
  g_assert_cmpuint (progress.failed, ==, 100);
  pool_run_free (run);
}

static gboolean
setup_fails (CowPoolWorker *worker, gpointer user, GError **error)
{
  (void)worker, (void)user;
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no tools here");
  return FALSE;
}

typedef struct
{
  guint64 sums[COW_POOL_TALLIES];
  guint n;
} Tallies;

static gboolean
work_counts (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  cow_pool_worker_tally (worker, 0, task);
  cow_pool_worker_tally (worker, COW_POOL_TALLIES - 1, task % 3 == 0);
  cow_pool_worker_tally (worker, 0, 1);
  return work_answers (worker, task, user, error);
}

static Tallies counted;

static void
take_counts (CowPoolJob *job, guint64 task, const guint64 *tallies, gpointer user)
{
  (void)job, (void)user;
  g_assert_cmpuint (tallies[0], ==, task + 1);
  counted.n++;
  for (guint i = 0; i < COW_POOL_TALLIES; i++)
    counted.sums[i] += tallies[i];
}

/* Counters come once for each task that was done, and start at 0 for each. */
static void
test_tallies (void)
{
  PoolRun *run = pool_run_new (300, 5000);
  CowPoolSpec spec = pool_run_spec (run, 3);

  counted = (Tallies){ 0 };
  spec.work = work_counts;
  spec.on_tallies = take_counts;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpuint (counted.n, ==, 200); /* every third fails */
  g_assert_cmpuint (counted.sums[0], ==, 29800 + 200);
  g_assert_cmpuint (counted.sums[1], ==, 0);
  g_assert_cmpuint (counted.sums[COW_POOL_TALLIES - 1], ==, 100);
  pool_run_free (run);
}

static void
test_setup_fails (void)
{
  PoolRun *run = pool_run_new (50, 100);
  CowPoolSpec spec = pool_run_spec (run, 2);
  spec.setup = setup_fails;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  for (guint64 task = 0; task < 50; task++)
    {
      g_assert_error (run->errors[task], G_FILE_ERROR, G_FILE_ERROR_NOENT);
      g_assert_cmpuint (run->streams[task]->len, ==, 0);
    }
  pool_run_free (run);
}

static gboolean
setup_counts (CowPoolWorker *worker, gpointer user, GError **error)
{
  (void)error;
  PoolRun *run = user;
  pool_count (&run->shared[0]);
  cow_pool_worker_set_data (worker, run->shared);
  cow_pool_worker_set_scratch (worker, 12345);
  return TRUE;
}

static gboolean
work_counts_units (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)error, (void)task;
  PoolRun *run = user;
  g_assert_true (cow_pool_worker_get_data (worker) == run->shared);
  cow_pool_worker_announce (worker, 10);
  *cow_pool_worker_units (worker) += 10;
  g_assert_cmpuint (*cow_pool_worker_stop_flag (worker), ==, 0);
  return TRUE;
}

static void
test_units (void)
{
  PoolRun *run = pool_run_new (700, 0);
  CowPoolSpec spec = pool_run_spec (run, 2);
  CowPoolProgress progress;
  spec.setup = setup_counts;
  spec.work = work_counts_units;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  pool_run_check_all (run);
  cow_pool_job_progress (run->job, &progress);
  g_assert_cmpuint (progress.units, ==, 7000);
  g_assert_cmpuint (progress.units_total, ==, 7000);
  g_assert_cmpuint (run->shared[0], ==, progress.n_started);
  pool_run_free (run);
}

/* Both tasks must be seen running at once, by the session, before either ends. */
static gboolean
work_until_released (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)error, (void)task;
  PoolRun *run = user;
  cow_pool_worker_announce (worker, 100);
  *cow_pool_worker_units (worker) += 50;
  cow_pool_worker_write (worker, "x", 1);
  while (__atomic_load_n (&run->shared[1], __ATOMIC_ACQUIRE) == 0)
    g_usleep (500);
  return TRUE;
}

static void
test_board (void)
{
  PoolRun *run = pool_run_new (2, 0);
  CowPoolSpec spec = pool_run_spec (run, 2);
  CowPoolProgress progress;
  spec.work = work_until_released;
  spec.setup = setup_counts;
  pool_run_start (run, &spec);
  /* The bytes of a task that does not end must arrive all the same. */
  while (run->streams[0]->len == 0 || run->streams[1]->len == 0)
    g_main_context_iteration (NULL, TRUE);
  cow_pool_job_progress (run->job, &progress);
  g_assert_cmpint (progress.state, ==, COW_JOB_RUNNING);
  g_assert_cmpuint (progress.n_workers, ==, 2);
  g_assert_cmpuint (progress.done, ==, 0);
  g_assert_cmpuint (progress.units, ==, 100);
  g_assert_cmpuint (progress.units_total, ==, 200);
  g_assert_cmpfloat_with_epsilon (progress.fraction, 0.5, 1e-9);
  g_assert_cmpint (progress.first_byte_ns, >, 0);

  g_autoptr (GArray) workers = cow_pool_job_workers (run->job);
  g_assert_cmpuint (workers->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const CowPoolWorkerInfo *info = &g_array_index (workers, CowPoolWorkerInfo, i);
      g_assert_cmpuint (info->task, <, 2);
      g_assert_cmpuint (info->scratch_bytes, ==, 12345);
      g_assert_nonnull (strchr ("RSD", info->state));
      g_assert_cmpint (getpgid (info->pid), ==, getpgid (g_array_index (workers, CowPoolWorkerInfo, 0).pid));
      g_assert_cmpint (getpgid (info->pid), !=, getpgid (0));
    }
  __atomic_store_n (&run->shared[1], 1, __ATOMIC_RELEASE);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  pool_run_free (run);
}

/* Answers that wait in a frame while the worker is deep in its next task must come out. */
static gboolean
work_then_hang (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)error;
  PoolRun *run = user;
  cow_pool_worker_write (worker, "abc", 3);
  while (task == 20 && __atomic_load_n (&run->shared[1], __ATOMIC_ACQUIRE) == 0)
    g_usleep (500);
  return TRUE;
}

static void
test_knock (void)
{
  PoolRun *run = pool_run_new (21, 0);
  CowPoolSpec spec = pool_run_spec (run, 1);
  spec.work = work_then_hang;
  pool_run_start (run, &spec);
  while (run->streams[20]->len == 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpuint (run->ends[i], ==, 1);
  g_assert_cmpuint (run->ends[20], ==, 0);
  __atomic_store_n (&run->shared[1], 1, __ATOMIC_RELEASE);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  pool_run_free (run);
}

static gboolean
work_memfd (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  PoolRun *run = user;
  int fd = cow_pool_worker_memfd (worker);
  g_assert_cmpint (lseek (fd, 0, SEEK_END), ==, 0);
  if (!cow_pool_worker_grow_memfd (worker, run->bytes_max, error))
    return FALSE;
  guint8 *map = mmap (NULL, run->bytes_max, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  pool_fill_stream (task, map, run->bytes_max);
  if (pool_count (&run->shared[0]) == 0)
    raise (SIGKILL);
  munmap (map, run->bytes_max);
  return TRUE;
}

static void
test_memfd (gconstpointer data)
{
  gsize bytes = 300000;
  gboolean too_large = GPOINTER_TO_INT (data);
  PoolRun *run = pool_run_new (1, bytes);
  CowPoolSpec spec = pool_run_spec (run, 1);
  spec.work = work_memfd;
  spec.memfd_limit_bytes = too_large ? bytes - 1 : bytes;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  int fd = cow_pool_job_steal_memfd (run->job);
  if (too_large)
    {
      g_assert_error (run->errors[0], COW_POOL_ERROR, COW_POOL_ERROR_MEMORY);
      g_assert_cmpint (fd, ==, -1);
    }
  else
    {
      g_assert_no_error (run->errors[0]);
      g_assert_cmpint (fcntl (fd, F_GET_SEALS), ==, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
      g_autofree guint8 *expected = g_malloc (bytes + 8), *got = g_malloc (bytes + 8);
      pool_fill_stream (0, expected, bytes);
      g_assert_cmpint (pread (fd, got, bytes + 8, 0), ==, bytes);
      g_assert_cmpint (memcmp (got, expected, bytes), ==, 0);
      g_assert_cmpint (write (fd, "x", 1), ==, -1);
      g_assert_cmpint (cow_pool_job_steal_memfd (run->job), ==, -1);
      close (fd);
    }
  pool_run_free (run);
}

enum
{
  PIECE = 50000,
  PIECES = 10
};

/* Shows the memfd piece by piece; the first time, dies on the way. */
static gboolean
work_grown (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  PoolRun *run = user;
  gboolean first = pool_count (&run->shared[0]) == 0;
  g_autofree guint8 *bytes = g_malloc (PIECES * PIECE + 8);

  pool_fill_stream (task, bytes, PIECES * PIECE);
  for (gsize done = 0; done < PIECES * PIECE; done += PIECE)
    {
      if (!cow_pool_worker_grow_memfd (worker, done + PIECE, error))
        return FALSE;
      g_assert_cmpint (pwrite (cow_pool_worker_memfd (worker), bytes + done, PIECE, (off_t)done), ==, PIECE);
      cow_pool_worker_show_memfd (worker, done + PIECE);
      if (first && done == 5 * PIECE)
        raise (SIGKILL);
    }
  /* The session has them before the task ends. */
  while (__atomic_load_n (&run->shared[1], __ATOMIC_ACQUIRE) < PIECES * PIECE)
    g_usleep (100);
  return TRUE;
}

typedef struct
{
  guint8 bytes[PIECES * PIECE];
  guint64 got;
  guint begun;
} Grown; /* begun: attempts after the first */

static void
take_grown (CowPoolJob *job, guint64 bytes, gpointer user)
{
  PoolRun *run = user;
  Grown *grown = run->more;
  int fd = cow_pool_job_memfd (job);

  g_assert_cmpint (run->ends[0], ==, 0);
  if (bytes == 0)
    {
      grown->got = 0;
      grown->begun++;
      return;
    }
  g_assert_cmpuint (bytes, >, grown->got);
  g_assert_cmpint (pread (fd, grown->bytes + grown->got, bytes - grown->got, (off_t)grown->got), ==, (gssize)(bytes - grown->got));
  g_assert_cmpint (fallocate (fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, (off_t)bytes), ==, 0);
  grown->got = bytes;
  __atomic_store_n (&run->shared[1], grown->begun == 1 ? (guint32)bytes : 0, __ATOMIC_RELEASE);
}

static void
test_memfd_grown (void)
{
  PoolRun *run = pool_run_new (1, 0);
  CowPoolSpec spec = pool_run_spec (run, 1);
  g_autofree Grown *grown = g_new0 (Grown, 1);
  g_autofree guint8 *expected = g_malloc (PIECES * PIECE + 8);

  run->more = grown;
  spec.work = work_grown;
  spec.on_grown = take_grown;
  spec.memfd_limit_bytes = PIECES * PIECE;
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  g_assert_no_error (run->errors[0]);
  g_assert_cmpuint (grown->begun, ==, 1);
  g_assert_cmpuint (grown->got, ==, PIECES * PIECE);
  pool_fill_stream (0, expected, PIECES * PIECE);
  g_assert_cmpint (memcmp (grown->bytes, expected, PIECES * PIECE), ==, 0);
  pool_run_free (run);
}

static void
test_memfd_one_task (void)
{
  PoolRun *run = pool_run_new (2, 0);
  CowPoolSpec spec = pool_run_spec (run, 1);
  g_autoptr (GError) error = NULL;
  spec.memfd_limit_bytes = 100;
  g_assert_null (cow_pool_job_new (&spec, &error));
  g_assert_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM);
  pool_run_free (run);
}

static void
test_too_many_tasks (void)
{
  PoolRun *run = pool_run_new (0, 0);
  CowPoolSpec spec = pool_run_spec (run, 1);
  g_autoptr (GError) error = NULL;
  spec.n_tasks = G_GUINT64_CONSTANT (1) << 62;
  g_assert_null (cow_pool_job_new (&spec, &error));
  g_assert_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM);
  pool_run_free (run);
}

static void *
run_thread (void *data)
{
  (void)data;
  pause ();
  return NULL;
}

static void
test_threads (void)
{
  pthread_t thread;
  PoolRun *run = pool_run_new (5, 0);
  CowPoolSpec spec = pool_run_spec (run, 2);
  g_assert_cmpint (pthread_create (&thread, NULL, run_thread, NULL), ==, 0);
  pool_run_start (run, &spec);
  pool_run_wait (run);
  g_assert_cmpint (run->state, ==, COW_JOB_BROKEN);
  g_assert_error ((GError *)cow_pool_job_get_error (run->job), COW_POOL_ERROR, COW_POOL_ERROR_THREADS);
  g_assert_cmpuint (run->obituaries->len, ==, 1);
  pool_run_free (run);
  pthread_cancel (thread);
  pthread_join (thread, NULL);
}

/* The session reads nothing: workers must block, not grow, and nothing may be lost. */
static void
test_throttle (void)
{
  PoolRun *run = pool_run_new (40, 1000000);
  CowPoolSpec spec = pool_run_spec (run, 2);
  CowPoolProgress progress;
  pool_run_start (run, &spec);
  cow_pool_job_throttle (run->job, TRUE);
  cow_pool_job_progress (run->job, &progress);
  for (guint i = 0; i < 200; i++)
    {
      g_main_context_iteration (NULL, i < 2);
      g_usleep (100);
    }
  g_assert_cmpuint (run->n_events, ==, 0);
  cow_pool_job_throttle (run->job, FALSE);
  while (run->n_events == 0)
    g_main_context_iteration (NULL, TRUE);
  cow_pool_job_throttle (run->job, TRUE);
  cow_pool_job_throttle (run->job, TRUE);
  guint64 n_events = run->n_events;
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (run->n_events, ==, n_events);
  cow_pool_job_throttle (run->job, FALSE);
  pool_run_wait (run);
  pool_run_check_all (run);
  pool_run_free (run);
}

static void
on_task_frees (CowPoolJob *job, guint64 task, CowTaskOutcome outcome, const GError *error, gpointer user)
{
  PoolRun *run = user;
  pool_on_task (job, task, outcome, error, user);
  g_assert_nonnull (run->job);
  cow_pool_job_free (g_steal_pointer (&run->job));
  g_main_loop_quit (run->loop);
}

static void
test_free_from_callback (void)
{
  for (guint i = 0; i < 10; i++)
    {
      guint n_fds = pool_count_fds ();
      PoolRun *run = pool_run_new (1000, 1000);
      CowPoolSpec spec = pool_run_spec (run, 3);
      spec.on_task = on_task_frees;
      pool_run_start (run, &spec);
      g_main_loop_run (run->loop);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_false (run->finished);
      pool_run_free (run);
      pool_check_no_children ();
      g_assert_cmpuint (pool_count_fds (), <=, n_fds + (i == 0 ? 2 : 0));
    }
}

/* A sanitizer shall refuse absurd sizes as malloc does. */
const char *__asan_default_options (void);
const char *
__asan_default_options (void)
{
  return "allocator_may_return_null=1";
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/pool/streams/1", GUINT_TO_POINTER (1), test_streams);
  g_test_add_data_func ("/pool/streams/2", GUINT_TO_POINTER (2), test_streams);
  g_test_add_data_func ("/pool/streams/5", GUINT_TO_POINTER (5), test_streams);
  g_test_add_func ("/pool/outcomes", test_outcomes);
  g_test_add_func ("/pool/tallies", test_tallies);
  g_test_add_func ("/pool/setup-fails", test_setup_fails);
  g_test_add_func ("/pool/units", test_units);
  g_test_add_func ("/pool/board", test_board);
  g_test_add_func ("/pool/knock", test_knock);
  g_test_add_data_func ("/pool/memfd/fits", GINT_TO_POINTER (0), test_memfd);
  g_test_add_data_func ("/pool/memfd/too-large", GINT_TO_POINTER (1), test_memfd);
  g_test_add_func ("/pool/memfd/grown", test_memfd_grown);
  g_test_add_func ("/pool/memfd/one-task", test_memfd_one_task);
  g_test_add_func ("/pool/too-many-tasks", test_too_many_tasks);
  g_test_add_func ("/pool/threads", test_threads);
  g_test_add_func ("/pool/throttle", test_throttle);
  g_test_add_func ("/pool/free-from-callback", test_free_from_callback);
  return g_test_run ();
}
