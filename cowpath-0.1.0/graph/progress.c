/* progress.c - the slow path of cow_progress_step: publish what was done, look at the flag, refill the
 * budget. */
#include "graph/progress.h"

gboolean
cow_progress_flush (CowProgress *progress)
{
  if (progress->units && progress->pending)
    __atomic_fetch_add (progress->units, progress->pending, __ATOMIC_RELAXED);
  progress->pending = 0;
  progress->budget = COW_PROGRESS_BUDGET;
  return progress->stop && __atomic_load_n (progress->stop, __ATOMIC_RELAXED) != 0;
}
