/* worker.h - the forked side of a job. */
#pragma once

#include <glib.h>

#include "pool/job.h"

G_BEGIN_DECLS

/* What a child finds in its inherited memory. */
typedef struct
{
  CowPoolJob *job;
  guint slot;
  int fd; /* the writing end of its pipe */
  const guint64 *redo;
  guint n_redo;
} CowPoolStart;

/* Install the handlers of a worker, for cow_spawn. */
void cow_pool_worker_prepare (gpointer start);
/* Entry point of a worker, for cow_spawn. Returns: the exit status. */
int cow_pool_worker_main (gpointer start);

G_END_DECLS
