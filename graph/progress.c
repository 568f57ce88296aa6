/* progress.c - the slow path of cow_progress_step: publish what was done, look at the flag, refill the
 * budget. */
#include "graph/progress.h"

#include "graph/types.h"

gboolean
cow_progress_flush (CowProgress *progress)
{
  if (progress->units && progress->pending)
    __atomic_fetch_add (progress->units, progress->pending, __ATOMIC_RELAXED);
  progress->pending = 0;
  progress->budget = COW_PROGRESS_BUDGET;
  return progress->stop && __atomic_load_n (progress->stop, __ATOMIC_RELAXED) != 0;
}

gboolean
cow_progress_go_on (CowProgress *progress, guint64 units, GError **error)
{
  if (progress == NULL || !cow_progress_step (progress, units))
    return TRUE;
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
  return FALSE;
}
