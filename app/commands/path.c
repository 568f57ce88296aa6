/* path.c - one shortest path for every pair of FROM and TO. Few targets: a task is a pair, searched from both ends. Many: a
 * task is a source, searched once. */
#include "app/search-plan.h"

enum
{
  MOST_PAIRS_PER_SOURCE = 4
};

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "cost", COW_CELL_COST, "of the path; inf without one" },
  { "hops", COW_CELL_INT, "edges of the path; null without one" },
  { "path", COW_CELL_PATH, "its vertices, both ends included" },
  { NULL },
};

static gboolean
add_row (CowRows *rows, guint32 from, guint32 to, CowCost cost, const GArray *vertices)
{
  gboolean found = cost.kind != COW_COST_UNREACHABLE;

  cow_rows_begin (rows);
  cow_rows_vertex (rows, from);
  cow_rows_vertex (rows, to);
  cow_rows_cost (rows, cost);
  if (found)
    cow_rows_int (rows, (gint64)vertices->len - 1);
  else
    cow_rows_null (rows);
  cow_rows_path (rows, (const guint32 *)(void *)vertices->data, found ? vertices->len : 0);
  return cow_rows_end (rows);
}

static gboolean
run_pair (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  CowSearchScratch *scratch = work->scratch;
  guint32 from = cow_selection_get (plan->from, graph, task / plan->to->n);
  guint32 to = cow_selection_get (plan->to, graph, task % plan->to->n);
  CowCost cost;

  if (!cow_bidirectional_run (scratch->bidirectional, from, to, scratch->avoid, plan->has_cutoff, plan->cutoff, &work->progress, error))
    return FALSE;
  cost = cow_bidirectional_cost (scratch->bidirectional);
  g_array_set_size (scratch->vertices, 0);
  if (cost.kind == COW_COST_UNREACHABLE)
    cow_pool_worker_set_negative (work->worker);
  else if (!cow_bidirectional_path (scratch->bidirectional, scratch->vertices, NULL, error))
    return FALSE;
  add_row (work->rows, from, to, cost, scratch->vertices);
  return TRUE;
}

static gboolean
run_source (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  CowSearchScratch *scratch = work->scratch;
  guint32 from = cow_selection_get (plan->from, graph, task);
  gboolean found = FALSE;

  if (!cow_search_from (work, from, TRUE, error))
    return FALSE;
  for (guint64 i = 0; i < plan->to->n; i++)
    {
      guint32 to = cow_selection_get (plan->to, graph, i);
      CowCost cost = cow_search_found_cost (scratch, to);

      g_array_set_size (scratch->vertices, 0);
      if (cost.kind != COW_COST_UNREACHABLE)
        {
          found = TRUE;
          if (!cow_search_found_path (scratch, to, error))
            return FALSE;
        }
      if (!add_row (work->rows, from, to, cost, scratch->vertices))
        break;
    }
  if (!found)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  CowSearchPlan *plan = job->plan;
  const char *algorithm = cow_call_option (job->call, "algorithm");
  CowTasks tasks;

  (void)data;
  plan->pairs = !cow_search_choose_bellman_ford (job)
                && (g_str_equal (algorithm, "bidirectional")
                    || (g_str_equal (algorithm, "auto") && plan->to->n <= MOST_PAIRS_PER_SOURCE));
  cow_search_tasks (job, &tasks);
  tasks.run = plan->pairs ? run_pair : run_source;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  CowViewWish wish = { .need_in = TRUE };
  CowJob *job = cow_search_job_new (call, &wish, error);

  if (!job)
    return FALSE;
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { "TO", COW_ARG_VERTICES, "targets" },
  { NULL },
};

static const CowOptionSpec *const options[] = { &cow_option_algorithm, &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "path a d" }, "a cheapest path" },
  { { "path a d --weight=none" }, "a path with the fewest edges" },
  { { "path a d --avoid=b" }, "a cheapest path that does not pass through b" },
  { { NULL } },
};

const CowCommand cow_command_path = {
  .name = "path",
  .group = "paths",
  .summary = "a shortest path for every pair",
  .details = "Every pair of a source and a target has a row. Among paths of the same cost one is chosen by a fixed rule, the same for every "
             "algorithm: seen from the target, the predecessor that appeared first in the input. A pair without a path has cost inf, no "
             "hops and an empty path; the status is 1 when no pair at all has one.\n\nWhere a weight is negative, auto searches with the "
             "Bellman-Ford algorithm; a negative cycle that the source reaches is an error that prints it. The other algorithms refuse "
             "negative weights.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
