/* parallel.h - one piece of work cut into parts, a thread for each.
 *
 * For children that load or build: the session has one thread, always, for it forks. A part must not allocate from GLib's or
 * the C library's heap in quantity, nor write to the worker's pipe; it shares what `user` points to and nothing else. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define COW_PARALLEL_MOST 64 /* parts */

typedef void (*CowParallelPart) (guint part, gpointer user);

/* Runs parts 0 … n_parts - 1 (at most COW_PARALLEL_MOST) and returns when all are done; part 0 in the calling thread. A
 * thread that cannot be made costs time, not the answer: the caller runs its part. */
void cow_parallel_run (guint n_parts, CowParallelPart run, gpointer user);

/* Where part `part` of `n_parts` begins among `count` items; that of part n_parts is count. */
static inline guint64
cow_parallel_begin (guint64 count, guint part, guint n_parts)
{
  return (guint64)((unsigned __int128)count * part / n_parts);
}

/* Threads that stay until joined, for work that comes in pieces. TRUE: it runs. */
typedef struct
{
  gulong id;
  CowParallelPart run;
  guint part;
  gpointer user;
} CowParallelThread;
gboolean cow_parallel_start (CowParallelThread *thread);
void cow_parallel_join (CowParallelThread *thread);

G_END_DECLS
