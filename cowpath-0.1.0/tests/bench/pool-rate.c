/* pool-rate.c - what the pool itself costs: tasks a second, bytes a second, first byte, cancel.
 *
 * Usage: pool-rate [CANCELS]. Prints a table; asserts nothing. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pool/pool.h"

typedef struct
{
  GMainLoop *loop;
  guint64 n_bytes, n_ended;
} Run;

static gboolean
work_nothing (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)worker, (void)task, (void)user, (void)error;
  return TRUE;
}

static gboolean
work_row (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)user, (void)error;
  char row[64];
  int length = snprintf (row, sizeof row, "%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\n", task, task * 7);
  cow_pool_worker_write (worker, row, (gsize)length);
  return TRUE;
}

static gboolean
work_stream (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)task, (void)user, (void)error;
  static guint8 block[32 * 1024];
  for (int i = 0; i < 64 * 32; i++)
    cow_pool_worker_write (worker, block, sizeof block);
  return TRUE;
}

static gboolean
work_rows (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)task, (void)user, (void)error;
  for (int i = 0; i < 2000000; i++)
    cow_pool_worker_write (worker, "one row of 32 bytes, like a path", 32);
  return TRUE;
}

static gboolean
work_polite (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)task, (void)user, (void)error;
  while (!cow_pool_worker_should_stop (worker))
    ;
  return TRUE;
}

static gboolean
work_stuck (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)worker, (void)task, (void)user, (void)error;
  for (volatile guint64 i = 0;; i = i + 1)
    ;
  return TRUE;
}

static void
on_bytes (CowPoolJob *job, guint64 task, const guint8 *bytes, gsize length, gpointer user)
{
  (void)job, (void)task, (void)bytes;
  ((Run *)user)->n_bytes += length;
}

static void
on_task (CowPoolJob *job, guint64 task, CowTaskOutcome outcome, const GError *error, gpointer user)
{
  (void)job, (void)task, (void)outcome, (void)error;
  ((Run *)user)->n_ended++;
}

static void
on_finished (CowPoolJob *job, CowJobState state, gpointer user)
{
  (void)job, (void)state;
  g_main_loop_quit (((Run *)user)->loop);
}

static CowPoolSpec
make_spec (Run *run, guint64 n_tasks, gboolean (*work) (CowPoolWorker *, guint64, gpointer, GError **))
{
  return (CowPoolSpec){ .name = "bench",
                        .n_tasks = n_tasks,
                        .n_workers = 2,
                        .retries = 1,
                        .work = work,
                        .on_bytes = on_bytes,
                        .on_task = on_task,
                        .on_finished = on_finished,
                        .user = run };
}

static void
measure (Run *run, const char *what, guint64 n_tasks, gboolean (*work) (CowPoolWorker *, guint64, gpointer, GError **))
{
  CowPoolSpec spec = make_spec (run, n_tasks, work);
  CowPoolProgress progress;
  run->n_bytes = run->n_ended = 0;
  CowPoolJob *job = cow_pool_job_new (&spec, NULL);
  if (job == NULL)
    exit (1);
  g_main_loop_run (run->loop);
  cow_pool_job_progress (job, &progress);
  double seconds = (double)progress.elapsed_ns / 1e9;
  printf ("%-34s %9.1f ms %12.0f tasks/s %9.1f MB/s  first byte %.2f ms\n", what, seconds * 1e3,
          (double)run->n_ended / seconds, (double)run->n_bytes / seconds / 1e6, (double)progress.first_byte_ns / 1e6);
  cow_pool_job_free (job);
}

static int
compare (const void *a, const void *b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
  return (x > y) - (x < y);
}

static void
measure_cancels (Run *run, const char *what, guint n, gboolean (*work) (CowPoolWorker *, guint64, gpointer, GError **))
{
  g_autofree gint64 *times = g_new (gint64, n);
  for (guint i = 0; i < n; i++)
    {
      CowPoolSpec spec = make_spec (run, 100, work);
      CowPoolProgress progress;
      guint n_busy;
      CowPoolJob *job = cow_pool_job_new (&spec, NULL);
      if (job == NULL)
        exit (1);
      do
        {
          g_main_context_iteration (NULL, FALSE);
          g_autoptr (GArray) workers = cow_pool_job_workers (job);
          n_busy = 0;
          for (guint k = 0; k < workers->len; k++)
            n_busy += g_array_index (workers, CowPoolWorkerInfo, k).task != G_MAXUINT64;
        }
      while (n_busy < 2);
      cow_pool_job_cancel (job);
      g_main_loop_run (run->loop);
      cow_pool_job_progress (job, &progress);
      times[i] = progress.cancel_ns;
      cow_pool_job_free (job);
    }
  qsort (times, n, sizeof *times, compare);
  printf ("%-34s p50 %.2f ms  p99 %.2f ms  max %.2f ms  of %u\n", what, (double)times[n / 2] / 1e6,
          (double)times[n - 1 - n / 100] / 1e6, (double)times[n - 1] / 1e6, n);
}

int
main (int argc, char **argv)
{
  guint n_cancels = argc > 1 ? (guint)atoi (argv[1]) : 1000;
  Run run = { .loop = g_main_loop_new (NULL, FALSE) };
  measure (&run, "100,000 empty tasks", 100000, work_nothing);
  measure (&run, "1,000,000 empty tasks", 1000000, work_nothing);
  measure (&run, "100,000 tasks of one row", 100000, work_row);
  measure (&run, "2 streams in blocks of 32 KiB", 16, work_stream);
  measure (&run, "2 streams in rows of 32 bytes", 4, work_rows);
  measure_cancels (&run, "cancel, workers look at the flag", n_cancels, work_polite);
  measure_cancels (&run, "cancel, workers are stuck", n_cancels, work_stuck);
  g_main_loop_unref (run.loop);
  return 0;
}
