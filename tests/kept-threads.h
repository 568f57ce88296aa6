/* kept-threads.h - graph/parallel.h by threads that wait for their next piece of work, for fuzzers: the linker takes these functions in place of
 * graph/parallel.c.
 *
 * A thread made and ended, with AddressSanitizer, costs a hundred times what it does for an input of a few lines. */
#pragma once

#include "graph/parallel.h"

#define KEPT_MOST 16

static struct
{
  GMutex lock;
  GCond changed;
  CowParallelThread *work[KEPT_MOST]; /* NULL: nobody waits for this thread */
  gboolean done[KEPT_MOST];
  guint n;                            /* threads that there are */
} kept;

static gpointer
kept_thread (gpointer user)
{
  guint own = GPOINTER_TO_UINT (user);

  g_mutex_lock (&kept.lock);
  for (;;)
    {
      CowParallelThread *work = kept.work[own];

      if (work == NULL || kept.done[own])
        {
          g_cond_wait (&kept.changed, &kept.lock);
          continue;
        }
      g_mutex_unlock (&kept.lock);
      work->run (work->part, work->user);
      g_mutex_lock (&kept.lock);
      kept.done[own] = TRUE;
      g_cond_broadcast (&kept.changed);
    }
  return NULL;
}

gboolean
cow_parallel_start (CowParallelThread *thread)
{
  guint free = 0;

  g_mutex_lock (&kept.lock);
  while (free < kept.n && kept.work[free] != NULL)
    free++;
  if (free == kept.n && kept.n < KEPT_MOST)
    g_thread_unref (g_thread_new ("kept", kept_thread, GUINT_TO_POINTER (kept.n++)));
  thread->id = 0;
  if (free < kept.n)
    {
      kept.work[free] = thread;
      kept.done[free] = FALSE;
      thread->id = free + 1;
      g_cond_broadcast (&kept.changed);
    }
  g_mutex_unlock (&kept.lock);
  return thread->id != 0;
}

void
cow_parallel_join (CowParallelThread *thread)
{
  if (thread->id == 0)
    return;
  g_mutex_lock (&kept.lock);
  while (!kept.done[thread->id - 1])
    g_cond_wait (&kept.changed, &kept.lock);
  kept.work[thread->id - 1] = NULL;
  g_mutex_unlock (&kept.lock);
  thread->id = 0;
}

/* One part after the other: what is built in parts has tests of its own. */
void
cow_parallel_run (guint n_parts, CowParallelPart run, gpointer user)
{
  for (guint part = 0; part < CLAMP (n_parts, 1, COW_PARALLEL_MOST); part++)
    run (part, user);
}
