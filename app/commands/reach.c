/* reach.c - which vertices can be reached at all: one breadth-first search a source, whatever edges cost. */
#include "app/explain.h"
#include "app/search-plan.h"

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "vertex", COW_CELL_VERTEX, "a vertex that it reaches; the source is one" },
  { NULL },
};

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  const CowSearchScratch *scratch = work->scratch;
  guint32 source = cow_selection_get (plan->from, graph, task);

  if (!cow_search_from (work, source, FALSE, error))
    return FALSE;
  for (guint32 i = 0; i < graph->n; i++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, i);

      if (cow_search_cost (scratch->search, vertex).kind == COW_COST_UNREACHABLE)
        continue;
      cow_rows_begin (work->rows);
      cow_rows_vertex (work->rows, source);
      cow_rows_vertex (work->rows, vertex);
      if (!cow_rows_end (work->rows))
        break;
    }
  return TRUE;
}

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  CowTasks tasks;

  (void)data;
  cow_search_tasks (job, &tasks);
  cow_job_explain_why (job, "what is reached does not depend on costs: every edge counts alike");
  tasks.run = run;
  tasks.bulk = TRUE;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  CowViewWish wish = { .unweighted = TRUE };
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

static const CowOptionSpec *const options[] = { &cow_option_cutoff, &cow_option_direction, &cow_option_where, &cow_option_avoid,
                                                &cow_option_block,  &cow_option_overlay,   &cow_option_output, COW_JOB_OPTIONS, NULL };

static const CowRefusal refusals[] = { { "weight", "it counts edges, whatever they cost; see distances" }, { NULL } };

static const CowExample examples[] = {
  { { "reach b" }, "all that b leads to" },
  { { "reach c --direction=in into @before" }, "all that leads to c, kept as a set" },
  { { "reach a --cutoff=1" }, "within one edge" },
  { { NULL } },
};

const CowCommand cow_command_reach = {
  .name = "reach",
  .group = "paths",
  .summary = "the vertices that can be reached from each source",
  .details = "Weights do not matter; --cutoff counts edges. The source is reached. Rows of a source come in order of first appearance.",
  .operands = operands,
  .options = options,
  .refusals = refusals,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
