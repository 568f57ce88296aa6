/* goal.c - costs to one target, by one search over the arcs backwards. Kept while the target stays the same: many sources, one
 * target is one search.
 *
 * Dijkstra's algorithm always, also where breadth-first search would do: its labels are costs, not levels. */
#include "graph/path/goal.h"

#include "graph/path/cost-summary.h"

#define SLACK 1e-8 /* more than the sums of searches are allowed to differ by */

guint64
cow_goal_scratch_bytes (const CowView *view)
{
  return cow_search_scratch_bytes (view, COW_SEARCH_DIJKSTRA);
}

CowGoal *
cow_goal_new (const CowView *view, GError **error)
{
  CowView backwards = *view;
  CowGoal *goal;

  /* Before the turn: the edge is named as it stands. */
  if (!cow_search_check_view (view, error))
    return NULL;
  if (!view->in.offsets)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN, "no arcs to walk back on: the view has no reverse");
      return NULL;
    }
  backwards.out = view->in;
  backwards.in = view->out;
  backwards.out_arc = NULL;
  backwards.turned = TRUE;
  goal = g_new0 (CowGoal, 1);
  goal->view = *view;
  goal->target = COW_VERTEX_NONE;
  goal->reverse = cow_search_new (&backwards, COW_SEARCH_DIJKSTRA, error);
  if (goal->reverse)
    return goal;
  g_free (goal);
  return NULL;
}

void
cow_goal_free (CowGoal *goal)
{
  if (!goal)
    return;
  cow_search_free (goal->reverse);
  g_free (goal);
}

void
cow_goal_bound (CowGoal *goal, CowCost cutoff)
{
  gboolean has_cutoff = cutoff.kind != COW_COST_UNREACHABLE;

  if (has_cutoff && cow_goal_kind (goal) == COW_CELL_REAL)
    cutoff = cow_cost_real (cow_cost_as_double (cutoff) * (1 + SLACK));
  if (has_cutoff == goal->has_cutoff && (!has_cutoff || cow_cost_compare (cutoff, goal->cutoff) == 0))
    return;
  goal->has_cutoff = has_cutoff;
  goal->cutoff = cutoff;
  goal->target = COW_VERTEX_NONE;
}

gboolean
cow_goal_run (CowGoal *goal, guint32 target, const guint64 *avoid, CowProgress *progress, GError **error)
{
  CowSearchQuery query = { .sources = &target, .n_sources = 1, .avoid = avoid, .has_cutoff = goal->has_cutoff, .cutoff = goal->cutoff };

  if (goal->target == target && target != COW_VERTEX_NONE)
    return TRUE;
  goal->target = COW_VERTEX_NONE;
  goal->reached = FALSE;
  if (!cow_search_check_vertex (&goal->view, target, error) || !cow_search_run (goal->reverse, &query, progress, error))
    return FALSE;
  CowSearchCounts counts;
  cow_search_counts (goal->reverse, &counts);
  cow_search_counts_add (&goal->counts, &counts);
  goal->target = target;
  goal->reached = (!avoid || !(avoid[target / 64] >> (target % 64) & 1)) && cow_search_findings (goal->reverse, &goal->findings);
  return TRUE;
}

void
cow_goal_take_counts (CowGoal *goal, CowSearchCounts *counts)
{
  *counts = goal->counts;
  goal->counts = (CowSearchCounts){ 0 };
}
