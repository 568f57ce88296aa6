/* maxflow.c - how much flows from S to T at most, and mincut: which edges hold it back. A task is a pair; the network is made
 * once, by a child, and shared. */
#include "app/explain.h"
#include "app/search-plan.h"
#include "graph/path/max-flow.h"

typedef struct
{
  CowSearchPlan base; /* first: the plan of the shared steps */
  CowArena *arena;    /* of the network */
  CowFlowNetwork network;
  gboolean list_cut;
} Plan;

typedef struct
{
  CowMaxFlow *flow;
  guint64 *avoid;
} Scratch;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_clear_pointer (&plan->arena, cow_arena_free);
  g_free (plan);
}

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "value", COW_CELL_COST, "what flows at most; inf when nothing bounds it" },
  { NULL },
};

static const CowResultColumn cut_columns[] = {
  { "from", COW_CELL_VERTEX, "the source; of an edge of the cut, its end on the side of the source" },
  { "to", COW_CELL_VERTEX, "the target; of an edge of the cut, its end on the side of the target" },
  { "value", COW_CELL_COST, "the weight of the whole cut; null in the rows of its edges" },
  { "weight", COW_CELL_COST, "of the edge; null in the row of the pair" },
  { NULL },
};

static gboolean
add_pair (const Plan *plan, CowRows *rows, const CowMaxFlowQuery *query, CowCost value)
{
  cow_rows_begin (rows);
  cow_rows_vertex (rows, query->source);
  cow_rows_vertex (rows, query->target);
  cow_rows_cost (rows, value);
  if (plan->list_cut)
    cow_rows_null (rows);
  return cow_rows_end (rows);
}

static gboolean
add_cut_edge (CowRows *rows, const CowCutEdge *edge)
{
  cow_rows_begin (rows);
  cow_rows_vertex (rows, edge->from);
  cow_rows_vertex (rows, edge->to);
  cow_rows_null (rows);
  cow_rows_cost (rows, edge->weight);
  return cow_rows_end (rows);
}

static gpointer
set_up (CowWork *work, GError **error)
{
  const CowView *view = &work->job->view->view;
  const Plan *plan = work->plan;
  Scratch *scratch = g_new0 (Scratch, 1);

  if (!cow_work_avoid (work, &scratch->avoid, error))
    return NULL;
  scratch->flow = cow_max_flow_new (view, &plan->network, error);
  return scratch->flow ? scratch : NULL;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  const Scratch *scratch = work->scratch;
  CowMaxFlowQuery query = { .avoid = scratch->avoid };
  const CowCutEdge *cut;
  CowSearchCounts counts;
  CowCost value;
  gsize n;

  query.source = cow_selection_get (plan->base.from, graph, task / plan->base.to->n);
  query.target = cow_selection_get (plan->base.to, graph, task % plan->base.to->n);
  if (!cow_max_flow_run (scratch->flow, &query, &value, &work->progress, error))
    return FALSE;
  cow_max_flow_counts (scratch->flow, &counts);
  cow_work_count (work, &counts);
  if (cow_cost_as_double (value) == 0)
    cow_pool_worker_set_negative (work->worker);
  if (!add_pair (plan, work->rows, &query, value) || !plan->list_cut)
    return TRUE;
  cut = cow_max_flow_cut (scratch->flow, &n);
  for (gsize i = 0; i < n; i++)
    if (!add_cut_edge (work->rows, &cut[i]))
      break;
  return TRUE;
}

static gboolean
fork_flows (CowJob *job, gpointer data, GError **error)
{
  const CowView *view = &job->view->view;
  CowTasks tasks;

  (void)data;
  cow_search_tasks (job, &tasks);
  cow_job_explain_why (job, "levels while they bring much; where capacities are integers and many rounds bring little, push-relabel takes over");
  tasks.setup = set_up;
  tasks.run = run;
  tasks.scratch_bytes = cow_max_flow_scratch_bytes (view) + cow_job_avoid_bytes (job);
  tasks.units_per_task = 0;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
write_network (CowWork *work, CowImageWriter *writer, GError **error)
{
  return cow_flow_network_write (&work->job->view->view, writer, &work->progress, error);
}

static gboolean
take_network (CowJob *job, CowArena *arena, GError **error)
{
  Plan *plan = job->plan;

  plan->arena = arena;
  return cow_flow_network_open (&job->view->view, cow_arena_base (arena), &plan->network, error);
}

static gboolean
fork_network (CowJob *job, gpointer data, GError **error)
{
  CowImageChild child = { .write = write_network, .done = take_network, .what = "preparing the network" };

  (void)data;
  return cow_job_fork_image (job, &child, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  CowViewWish wish = { .need_in = TRUE };
  CowJob *job = cow_search_job_new (call, &wish, error);
  Plan *plan;

  if (!job)
    return FALSE;
  plan = cow_search_plan_extend (job, sizeof *plan, plan_free);
  plan->base.pairs = TRUE;
  plan->list_cut = call->command->columns == cut_columns;
  cow_job_then (job, fork_network, NULL);
  cow_job_then (job, fork_flows, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "S", COW_ARG_VERTICES, "sources" },
  { "T", COW_ARG_VERTICES, "targets" },
  { NULL },
};

static const CowOptionSpec *const options[] = { COW_VIEW_OPTIONS, NULL };

static const CowRefusal refusals[]
    = { { "cutoff", "a weight is how much an edge carries, not what it costs; --where leaves edges out by it" }, { NULL } };

static const CowExample flow_examples[] = {
  { { "maxflow a d" }, "how much flows from a to d" },
  { { "maxflow a d --weight=none" }, "how many ways there are that share no edge" },
  { { NULL } },
};

static const CowExample cut_examples[] = {
  { { "mincut a d" }, "a cheapest set of edges without which d cannot be reached" },
  { { "mincut a d into @cut", "path a d --block=@cut" }, "kept as a set, and tried" },
  { { NULL } },
};

#define CAPACITIES                                                                                                                        \
  "The weight of an edge is its capacity: what flows over it at most. An undirected edge carries that much in either direction. "        \
  "Parallel edges carry each what they can; self-loops carry nothing. Each pair of a source and a target is a question of its own."       \
  "\n\nValues of integer weights are exact; one above 9223372036854775807 is an error. With weights that are fractions the value is the "  \
  "weight of the cut that was found, summed up without loss; flows are pushed in double arithmetic without a tolerance, so a cut may "     \
  "be heavier than the least one by what the rounding of these amounts to. Weights are finite: an edge that shall bound nothing gets "    \
  "one larger than all others together. From a vertex to itself the value is inf. Negative weights are an error. The status is 1 when "   \
  "nothing flows between any pair."

const CowCommand cow_command_maxflow = {
  .name = "maxflow",
  .group = "paths",
  .summary = "how much flows from a source to a target at most",
  .details = CAPACITIES,
  .operands = operands,
  .options = options,
  .refusals = refusals,
  .columns = columns,
  .examples = flow_examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};

const CowCommand cow_command_mincut = {
  .name = "mincut",
  .group = "paths",
  .summary = "edges of least total weight that separate a target from a source",
  .details = "Each pair has a row with the value of the cut, which is that of maxflow, and then a row for every edge of the cut. Of several "
             "least cuts it is the one nearest to the target; edges of weight 0 that cross it are listed too. Edges come by the "
             "appearance of their ends, parallel edges each for itself. When the value is inf no cut is listed. With several pairs, the "
             "rows of one pair stand together where rows are in the order of the input (--order=input).\n\nInto a set go the edges of the cut."
             "\n\n" CAPACITIES,
  .operands = operands,
  .options = options,
  .refusals = refusals,
  .columns = cut_columns,
  .examples = cut_examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_EDGES,
  .start = start,
};
