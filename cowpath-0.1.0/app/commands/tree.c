/* tree.c - the shortest-path tree of each source: one search, then the parents of all vertices in one pass. */
#include "app/search-plan.h"

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "vertex", COW_CELL_VERTEX, "a vertex that it reaches; the source is one" },
  { "cost", COW_CELL_COST, "of a shortest path" },
  { "hops", COW_CELL_INT, "edges of that path" },
  { "parent", COW_CELL_VERTEX, "the vertex before it on that path; null for the source" },
  { NULL },
};

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  const CowSearchScratch *scratch = work->scratch;
  CowRows *rows = work->rows;
  guint32 source = cow_selection_get (plan->from, graph, task);

  if (!cow_search_from (work, source, FALSE, error))
    return FALSE;
  for (guint32 i = 0; i < graph->n; i++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, i);
      CowCost cost = cow_search_cost (scratch->search, vertex);

      if (cost.kind == COW_COST_UNREACHABLE)
        continue;
      cow_rows_begin (rows);
      cow_rows_vertex (rows, source);
      cow_rows_vertex (rows, vertex);
      cow_rows_cost (rows, cost);
      cow_rows_int (rows, scratch->hops[vertex]);
      cow_rows_vertex (rows, scratch->parents[vertex]);
      if (!cow_rows_end (rows))
        break;
    }
  return TRUE;
}

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  CowSearchPlan *plan = job->plan;
  CowTasks tasks;

  (void)data;
  plan->trees = TRUE;
  cow_search_tasks (job, &tasks);
  tasks.run = run;
  tasks.units_per_task *= 2;
  tasks.bulk = TRUE;
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
  { NULL },
};

static const CowOptionSpec *const options[] = { &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "tree a" }, "how a reaches all others" },
  { { "tree d --direction=in" }, "how all others reach d: the parent is the next on the way" },
  { { "tree a --weight=none --cutoff=2" }, "within two edges" },
  { { NULL } },
};

const CowCommand cow_command_tree = {
  .name = "tree",
  .group = "paths",
  .summary = "the tree of shortest paths from each source",
  .details = "Every vertex that is reached has a row, in order of first appearance. Following parents gives the same path as the command "
             "path: among equally short ones, the predecessor that appeared first.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
