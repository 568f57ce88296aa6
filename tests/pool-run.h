/* pool-run.h - what the tests of the pool share: a job whose tasks answer with known random bytes, run to its end.
 *
 * The session side keeps every stream that arrives and checks, task by task, that it is the right one, that it ended
 * exactly once and that nothing came after its end. */
#pragma once

#include <dirent.h>
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "pool/pool.h"

#ifdef COW_SANITIZED
static const gboolean pool_is_sanitized G_GNUC_UNUSED = TRUE;
#else
static const gboolean pool_is_sanitized G_GNUC_UNUSED = FALSE;
#endif

typedef struct
{
  CowPoolJob *job;
  GMainLoop *loop;
  guint64 n_tasks;
  gsize bytes_max;       /* a stream has at most so many bytes */
  GByteArray **streams;  /* by task */
  guint8 *ends;          /* by task: how often it ended */
  guint8 *outcomes;
  GError **errors;
  GPtrArray *obituaries;
  CowJobState state;
  gboolean finished;
  guint32 *shared;       /* counters that workers and session see, a page */
  guint64 n_events;      /* callbacks so far */
  gpointer more;
} PoolRun;

static inline PoolRun *
pool_run_new (guint64 n_tasks, gsize bytes_max)
{
  PoolRun *run = g_new0 (PoolRun, 1);
  run->loop = g_main_loop_new (NULL, FALSE);
  run->n_tasks = n_tasks;
  run->bytes_max = bytes_max;
  run->streams = g_new0 (GByteArray *, n_tasks + 1);
  for (guint64 i = 0; i < n_tasks; i++)
    run->streams[i] = g_byte_array_new ();
  run->ends = g_new0 (guint8, n_tasks + 1);
  run->outcomes = g_new0 (guint8, n_tasks + 1);
  run->errors = g_new0 (GError *, n_tasks + 1);
  run->obituaries = g_ptr_array_new_with_free_func (g_free);
  run->shared = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (run->shared != MAP_FAILED);
  return run;
}

static inline void
pool_run_free (PoolRun *run)
{
  cow_pool_job_free (run->job);
  for (guint64 i = 0; i < run->n_tasks; i++)
    {
      g_byte_array_unref (run->streams[i]);
      g_clear_error (&run->errors[i]);
    }
  g_free (run->streams);
  g_free (run->ends);
  g_free (run->outcomes);
  g_free (run->errors);
  g_ptr_array_unref (run->obituaries);
  munmap (run->shared, 4096);
  g_main_loop_unref (run->loop);
  g_free (run);
}

/* The stream of a task: its length and its bytes follow from its number alone. */
static inline guint64
pool_mix (guint64 x)
{
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

static inline gsize
pool_stream_length (const PoolRun *run, guint64 task)
{
  guint64 r = pool_mix (task);
  if (run->bytes_max == 0 || r % 7 == 0)
    return 0;
  return (gsize)(pool_mix (r) % (r % 5 == 0 ? run->bytes_max : MIN (run->bytes_max, 200)));
}

static inline void
pool_fill_stream (guint64 task, guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i += 8)
    {
      guint64 word = pool_mix (task * 1000003 + i);
      memcpy (bytes + i, &word, MIN (8, length - i));
    }
}

/* Write the task's stream in pieces of random sizes. at_half is called in the middle, may be NULL. */
static inline void
pool_write_stream (CowPoolWorker *worker, PoolRun *run, guint64 task, void (*at_half) (PoolRun *run, guint64 task))
{
  gsize length = pool_stream_length (run, task);
  g_autofree guint8 *bytes = g_malloc (length + 8);
  pool_fill_stream (task, bytes, length);
  gboolean half = FALSE;
  for (gsize i = 0; i < length;)
    {
      gsize piece = MIN (length - i, 1 + (gsize)(pool_mix (i) % (i % 3 == 0 ? 10000 : 50)));
      cow_pool_worker_write (worker, bytes + i, piece);
      i += piece;
      if (!half && i >= length / 2 && at_half != NULL)
        at_half (run, task);
      half = half || i >= length / 2;
    }
  if (length == 0 && at_half != NULL)
    at_half (run, task);
}

static inline gboolean
pool_work_plain (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)error;
  pool_write_stream (worker, user, task, NULL);
  return TRUE;
}

static inline void
pool_on_bytes (CowPoolJob *job, guint64 task, const guint8 *bytes, gsize length, gpointer user)
{
  PoolRun *run = user;
  (void)job;
  run->n_events++;
  g_assert_cmpuint (task, <, run->n_tasks);
  g_assert_cmpuint (run->ends[task], ==, 0);
  g_assert_false (run->finished);
  g_byte_array_append (run->streams[task], bytes, (guint)length);
}

static inline void
pool_on_task (CowPoolJob *job, guint64 task, CowTaskOutcome outcome, const GError *error, gpointer user)
{
  PoolRun *run = user;
  (void)job;
  run->n_events++;
  g_assert_cmpuint (task, <, run->n_tasks);
  g_assert_cmpuint (run->ends[task], ==, 0);
  g_assert_false (run->finished);
  g_assert_true ((error != NULL) == (outcome == COW_TASK_FAILED || outcome == COW_TASK_TIMED_OUT));
  run->ends[task]++;
  run->outcomes[task] = (guint8)outcome;
  run->errors[task] = error != NULL ? g_error_copy (error) : NULL;
}

static inline void
pool_on_finished (CowPoolJob *job, CowJobState state, gpointer user)
{
  PoolRun *run = user;
  (void)job;
  g_assert_false (run->finished);
  run->finished = TRUE;
  run->state = state;
  g_main_loop_quit (run->loop);
}

static inline void
pool_on_obituary (CowPoolJob *job, const char *line, gpointer user)
{
  PoolRun *run = user;
  (void)job;
  g_assert_null (strchr (line, '\n'));
  g_assert_true (g_utf8_validate (line, -1, NULL));
  g_ptr_array_add (run->obituaries, g_strdup (line));
}

static inline CowPoolSpec
pool_run_spec (PoolRun *run, guint n_workers)
{
  return (CowPoolSpec){ .name = "test",
                        .n_tasks = run->n_tasks,
                        .n_workers = n_workers,
                        .retries = 1,
                        .work = pool_work_plain,
                        .on_bytes = pool_on_bytes,
                        .on_task = pool_on_task,
                        .on_finished = pool_on_finished,
                        .on_obituary = pool_on_obituary,
                        .user = run };
}

static inline void
pool_run_start (PoolRun *run, const CowPoolSpec *spec)
{
  g_autoptr (GError) error = NULL;
  run->job = cow_pool_job_new (spec, &error);
  g_assert_no_error (error);
  g_assert_nonnull (run->job);
}

static inline void
pool_run_wait (PoolRun *run)
{
  if (!run->finished)
    g_main_loop_run (run->loop);
}

/* Every task ended once with its right stream. */
static inline void
pool_run_check_stream (const PoolRun *run, guint64 task)
{
  gsize length = pool_stream_length (run, task);
  g_autofree guint8 *bytes = g_malloc (length + 8);
  pool_fill_stream (task, bytes, length);
  g_assert_cmpuint (run->streams[task]->len, ==, length);
  g_assert_true (length == 0 || memcmp (run->streams[task]->data, bytes, length) == 0);
}

static inline void
pool_run_check_all (const PoolRun *run)
{
  g_assert_cmpint (run->state, ==, COW_JOB_DONE);
  for (guint64 task = 0; task < run->n_tasks; task++)
    {
      if (run->errors[task] != NULL)
        g_error ("task %" G_GUINT64_FORMAT ": %s", task, run->errors[task]->message);
      g_assert_cmpuint (run->ends[task], ==, 1);
      g_assert_cmpuint (run->outcomes[task], ==, COW_TASK_DONE);
      pool_run_check_stream (run, task);
    }
}

static inline guint
pool_count_fds (void)
{
  DIR *directory = opendir ("/proc/self/fd");
  guint n = 0;
  g_assert_nonnull (directory);
  while (readdir (directory) != NULL)
    n++;
  closedir (directory);
  return n;
}

/* No child, dead or alive, is left. */
static inline void
pool_check_no_children (void)
{
  siginfo_t info;
  g_assert_cmpint (waitid (P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT), ==, -1);
}

/* After a running job was freed: whoever did not die at once is reaped from the main loop. */
static inline void
pool_wait_no_children (void)
{
  siginfo_t info;
  while (waitid (P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static inline guint32
pool_count (guint32 *counter)
{
  return __atomic_fetch_add (counter, 1, __ATOMIC_SEQ_CST);
}
