/* pair-rows.c - see pair-rows.h. */
#include "app/pair-rows.h"

CowPairRows
cow_pair_rows (CowWork *work, guint64 task)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;

  return (CowPairRows){ .work = work,
                        .from = cow_selection_get (plan->from, graph, task / plan->to->n),
                        .to = cow_selection_get (plan->to, graph, task % plan->to->n),
                        .most = plan->limit };
}

gboolean
cow_pair_rows_add (const CowFoundPath *path, gpointer user)
{
  CowPairRows *pair = user;
  CowRows *rows = pair->work->rows;

  cow_rows_begin (rows);
  cow_rows_vertex (rows, pair->from);
  cow_rows_vertex (rows, pair->to);
  cow_rows_int (rows, (gint64)++pair->rank);
  cow_rows_cost (rows, path->cost);
  cow_rows_int (rows, path->hops);
  cow_rows_path (rows, path->vertices, (gsize)path->hops + 1);
  cow_work_count_hits (pair->work, path->arcs, path->hops);
  return cow_rows_end (rows) && pair->rank < pair->most;
}
