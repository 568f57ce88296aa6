/* tree.c - the tree of each source: of shortest paths, by one search and the parents of all vertices in one pass; or of a depth-first search, whose rows
 * leave as vertices are entered. */
#include "app/explain.h"
#include "app/search-plan.h"
#include "graph/path/depth-first.h"

typedef struct
{
  CowDepthFirst *depth;
  guint64 *avoid;
} DepthScratch;

typedef struct
{
  CowRows *rows;
  guint32 source;
} Pen;

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "vertex", COW_CELL_VERTEX, "a vertex that it reaches; the source is one" },
  { "cost", COW_CELL_COST, "of the path in the tree" },
  { "hops", COW_CELL_INT, "edges of that path" },
  { "parent", COW_CELL_VERTEX, "the vertex before it on that path; null for the source" },
  { NULL },
};

static gboolean
add_row (guint32 vertex, guint32 parent, guint32 hops, CowCost cost, gpointer user)
{
  const Pen *pen = user;

  cow_rows_begin (pen->rows);
  cow_rows_vertex (pen->rows, pen->source);
  cow_rows_vertex (pen->rows, vertex);
  cow_rows_cost (pen->rows, cost);
  cow_rows_int (pen->rows, hops);
  cow_rows_vertex (pen->rows, parent);
  return cow_rows_end (pen->rows);
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  const CowSearchScratch *scratch = work->scratch;
  guint32 source = cow_selection_get (plan->from, graph, task);
  Pen pen = { work->rows, source };

  if (!cow_search_from (work, source, FALSE, error))
    return FALSE;
  for (guint32 i = 0; i < graph->n; i++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, i);
      CowCost cost = cow_search_cost (scratch->search, vertex);

      if (cost.kind != COW_COST_UNREACHABLE && !add_row (vertex, scratch->parents[vertex], scratch->hops[vertex], cost, &pen))
        break;
    }
  return TRUE;
}

static gpointer
set_up_depth (CowWork *work, GError **error)
{
  const CowView *view = &work->job->view->view;
  DepthScratch *scratch = g_new0 (DepthScratch, 1);

  if (!cow_work_avoid (work, &scratch->avoid, error))
    return NULL;
  scratch->depth = cow_depth_first_new (view, error);
  return scratch->depth ? scratch : NULL;
}

static gboolean
run_depth (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const DepthScratch *scratch = work->scratch;
  guint32 source = cow_selection_get (plan->from, work->job->entry->graph, task);
  CowSearchQuery query = { .sources = &source, .n_sources = 1, .avoid = scratch->avoid, .has_cutoff = plan->has_cutoff, .cutoff = plan->cutoff };
  Pen pen = { work->rows, source };
  CowSearchCounts counts;

  if (!cow_depth_first_run (scratch->depth, &query, add_row, &pen, &work->progress, error))
    return FALSE;
  cow_depth_first_counts (scratch->depth, &counts);
  cow_work_count (work, &counts);
  return TRUE;
}

static gboolean
is_depth_first (const CowJob *job)
{
  return g_str_equal (cow_call_option (job->call, "algorithm"), "dfs");
}

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  CowSearchPlan *plan = job->plan;
  CowTasks tasks;

  (void)data;
  plan->trees = !is_depth_first (job);
  cow_search_tasks (job, &tasks);
  tasks.run = run;
  tasks.units_per_task *= 2;
  if (is_depth_first (job))
    {
      tasks.setup = set_up_depth;
      tasks.run = run_depth;
      tasks.algorithm = "depth-first";
      cow_job_explain_why (job, "--algorithm=dfs");
      tasks.scratch_bytes = cow_depth_first_scratch_bytes (&job->view->view) + cow_job_avoid_bytes (job);
      tasks.units_per_task = 0;
    }
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

static const CowOptionSpec option_algorithm = {
  .name = "algorithm",
  .kind = COW_ARG_CHOICE,
  .value = "NAME",
  .choices = "auto|bfs|dijkstra|heap|dfs",
  .fallback = "auto",
  .summary = "what tree: dfs is that of a depth-first search; all others are of shortest paths: auto picks by the weights, bfs wants edges that cost 1 each, heap is "
             "Dijkstra's algorithm with a plain heap",
};
static const CowOptionSpec *const options[] = { &option_algorithm, &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "tree a" }, "how a reaches all others" },
  { { "tree d --direction=in" }, "how all others reach d: the parent is the next on the way" },
  { { "tree a --weight=none --cutoff=2" }, "within two edges" },
  { { "tree a --algorithm=dfs" }, "depth-first, in the order in which vertices are entered" },
  { { NULL } },
};

const CowCommand cow_command_tree = {
  .name = "tree",
  .group = "paths",
  .summary = "the tree of shortest paths from each source, or of a depth-first search",
  .details = "Every vertex that is reached has a row, in order of first appearance. Following parents gives the same path as the command "
             "path: among equally short ones, the predecessor that appeared first. With --weight=none it is a breadth-first tree.\n\n--algorithm=dfs gives the tree of a "
             "depth-first search: from the vertex entered last it goes on over the first edge, as edges appeared in the input, that leads to a vertex not entered before. Its rows come in the order "
             "in which vertices are entered; cost and hops are those of the way in the tree, which is no shortest one, and beyond --cutoff it is not followed.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
