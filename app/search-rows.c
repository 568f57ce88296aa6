/* search-rows.c - rows from, to, cost, hops, path of one search from each source, for the commands that answer so. */
#include "app/search-plan.h"

enum
{
  MANY_TARGETS = 64 /* from so many on, all paths are found in one pass */
};

static void
add_cost (CowRows *rows, CowCost cost, CowNoWay no_way)
{
  if (cost.kind != COW_COST_UNREACHABLE || no_way == COW_NO_WAY_INF)
    cow_rows_cost (rows, cost);
  else if (no_way == COW_NO_WAY_ZERO)
    cow_rows_int (rows, 0);
  else
    cow_rows_null (rows);
}

static gboolean
add_row (CowWork *work, guint32 from, guint32 to, CowCost cost, gboolean *more, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  CowSearchScratch *scratch = work->scratch;
  CowRows *rows = work->rows;

  g_array_set_size (scratch->vertices, 0);
  if (cost.kind != COW_COST_UNREACHABLE && !cow_search_found_path (work, to, error))
    return FALSE;
  cow_rows_begin (rows);
  cow_rows_vertex (rows, from);
  cow_rows_vertex (rows, to);
  add_cost (rows, cost, plan->no_way);
  if (scratch->vertices->len > 0)
    cow_rows_int (rows, (gint64)scratch->vertices->len - 1);
  else
    cow_rows_null (rows);
  cow_rows_path (rows, (const guint32 *)(const void *)scratch->vertices->data, scratch->vertices->len);
  *more = cow_rows_end (rows);
  return TRUE;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  guint32 from = cow_selection_get (plan->from, graph, task);
  gboolean only_reached = !plan->to || plan->to->all, found = FALSE, more = TRUE;
  guint64 n = plan->to ? plan->to->n : graph->n;

  if (!cow_search_from (work, from, TRUE, error))
    return FALSE;
  for (guint64 i = 0; more && i < n; i++)
    {
      guint32 to = plan->to ? cow_selection_get (plan->to, graph, i) : cow_graph_vertex_at (graph, (guint32)i);
      CowCost cost = cow_search_found_cost (work->scratch, to);
      gboolean reached = cost.kind != COW_COST_UNREACHABLE;

      found |= reached;
      if ((reached || !only_reached) && !add_row (work, from, to, cost, &more, error))
        return FALSE;
    }
  if (!found)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

void
cow_search_rows_tasks (CowJob *job, CowTasks *tasks)
{
  CowSearchPlan *plan = job->plan;

  plan->trees = !plan->bellman_ford && !plan->dag && (!plan->to || plan->to->n >= MANY_TARGETS);
  cow_search_tasks (job, tasks);
  tasks->run = run;
  tasks->bulk = !plan->to || plan->to->all || plan->to->n > 1000;
}
