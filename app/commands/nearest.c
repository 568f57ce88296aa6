/* nearest.c - the closest of many targets. For one closest and several sources a single search runs backwards from all targets
 * at once and says for each vertex which one it came from; else there is a search from each source. */

#include "app/explain.h"
#include "app/search-plan.h"

enum
{
  MORE_THAN_WANTED = 4096 /* candidates that are gathered before the best are picked */
};

typedef struct
{
  guint32 target, appearance;
  CowCost cost;
} Near;

typedef struct
{
  CowSearchScratch base; /* first: cow_search_from knows it as that */
  GArray *near; /* of Near */
} Scratch;

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "a target close to it" },
  { "cost", COW_CELL_COST, "of a shortest path from the source to it" },
  { "rank", COW_CELL_INT, "1 for the closest; of equally close ones the first to appear comes first" },
  { NULL },
};

static gboolean
add_row (CowRows *rows, guint32 from, guint32 to, CowCost cost, guint64 rank)
{
  cow_rows_begin (rows);
  cow_rows_vertex (rows, from);
  cow_rows_vertex (rows, to);
  cow_rows_cost (rows, cost);
  cow_rows_int (rows, (gint64)rank);
  return cow_rows_end (rows);
}

/* ---- a search from each source ---- */

static gpointer
set_up_each (CowWork *work, GError **error)
{
  CowSearchScratch *base = cow_search_setup (work, error);
  Scratch *scratch;

  if (!base)
    return NULL;
  scratch = g_new0 (Scratch, 1);
  scratch->base = *base;
  scratch->near = g_array_new (FALSE, FALSE, sizeof (Near));
  return scratch;
}

static int
compare_near (gconstpointer left, gconstpointer right)
{
  const Near *a = left, *b = right;
  int order = a->cost.kind == COW_COST_INT ? (a->cost.integer > b->cost.integer) - (a->cost.integer < b->cost.integer)
                                           : (a->cost.real > b->cost.real) - (a->cost.real < b->cost.real);

  return order ? order : (a->appearance > b->appearance) - (a->appearance < b->appearance);
}

/* Puts them in order and keeps the k best; a target that was given twice comes once. */
static void
keep_best (GArray *near, guint64 k)
{
  guint kept = 0;

  g_array_sort (near, compare_near);
  for (guint i = 0; i < near->len && kept < k; i++)
    if (kept == 0 || g_array_index (near, Near, i).target != g_array_index (near, Near, kept - 1).target)
      g_array_index (near, Near, kept++) = g_array_index (near, Near, i);
  g_array_set_size (near, kept);
}

static guint64
get_k (const CowCall *call)
{
  gint64 k = 1;

  cow_call_int (call, "k", &k);
  return (guint64)k;
}

static gboolean
run_each (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  Scratch *scratch = work->scratch;
  GArray *near = scratch->near;
  guint64 k = get_k (work->job->call);
  guint32 source = cow_selection_get (plan->from, graph, task);

  /* To stop when all targets are settled helps only when all are wanted; a search to the end settles any k. */
  if (!cow_search_from (work, source, k >= plan->to->n, error))
    return FALSE;
  g_array_set_size (near, 0);
  for (guint64 i = 0; i < plan->to->n; i++)
    {
      guint32 target = cow_selection_get (plan->to, graph, i);
      Near one = { target, cow_graph_appearance (graph, target), cow_search_cost (scratch->base.search, target) };

      if (one.cost.kind != COW_COST_UNREACHABLE)
        g_array_append_val (near, one);
      if (near->len >= MORE_THAN_WANTED && near->len / 2 >= k)
        keep_best (near, k);
    }
  keep_best (near, k);
  if (!near->len)
    cow_pool_worker_set_negative (work->worker);
  for (guint i = 0; i < near->len; i++)
    {
      const Near *one = &g_array_index (near, Near, i);

      if (!add_row (work->rows, source, one->target, one->cost, i + 1))
        break;
    }
  return TRUE;
}

/* ---- backwards from all targets ---- */

typedef struct
{
  CowSearch *search;
  guint32 *targets, *owners;
} Backwards;

static gpointer
set_up_together (CowWork *work, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  CowView view = work->job->view->view;
  Backwards *backwards = g_new0 (Backwards, 1);
  guint64 n = plan->to->n;

  /* A negative edge is named by its place in the view as it was, and no search is made of that. */
  if (view.negative_arc == COW_ARC_NONE)
    {
      CowCsr out = view.out;

      view.out = view.in;
      view.in = out;
      view.out_arc = NULL;
      view.turned = TRUE;
    }
  backwards->search = cow_search_new (&view, plan->kind, error);
  if (!backwards->search)
    return NULL;
  backwards->targets = g_try_new (guint32, MAX (n, 1));
  backwards->owners = g_try_new (guint32, MAX (graph->n, 1));
  if (!backwards->targets || !backwards->owners)
    {
      cow_fail (error, COW_STATUS_MEMORY, "not enough memory to note the closest: %" G_GUINT64_FORMAT " bytes wanted",
                (n + graph->n) * sizeof (guint32));
      return NULL;
    }
  for (guint64 i = 0; i < n; i++)
    backwards->targets[i] = cow_selection_get (plan->to, graph, i);
  return backwards;
}

static gboolean
run_together (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  const Backwards *backwards = work->scratch;
  CowSearchQuery query = { .sources = backwards->targets,
                           .n_sources = (guint)plan->to->n,
                           .has_cutoff = plan->has_cutoff,
                           .cutoff = plan->cutoff };
  gboolean found = FALSE;
  CowSearchCounts counts;

  (void)task;
  if (!cow_search_run (backwards->search, &query, &work->progress, error)
      || !cow_search_owners (backwards->search, backwards->owners, &work->progress, error))
    return FALSE;
  cow_search_counts (backwards->search, &counts);
  cow_work_count (work, &counts);
  for (guint64 i = 0; i < plan->from->n; i++)
    {
      guint32 source = cow_selection_get (plan->from, graph, i);

      if (backwards->owners[source] == COW_VERTEX_NONE)
        continue;
      found = TRUE;
      if (!add_row (work->rows, source, backwards->owners[source], cow_search_cost (backwards->search, source), 1))
        break;
    }
  if (!found)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

/* ---- the question ---- */

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  const CowSearchPlan *plan = job->plan;
  const CowView *view = &job->view->view;
  gboolean together;
  CowTasks tasks;

  (void)data;
  if (plan->from->n == 0)
    job->call->status = COW_STATUS_NO;
  /* What is to be avoided may be left but not entered: seen backwards that is another question. */
  together = get_k (job->call) == 1 && !job->avoid && !cow_call_has (job->call, "shard") && plan->from->n > 1 && view->in.offsets != NULL;
  cow_search_tasks (job, &tasks);
  tasks.bulk = plan->from->n > 1000;
  if (together)
    {
      cow_job_explain_why (job, "one closest target for several sources: one search backwards from all targets at once");
      tasks.n_tasks = 1;
      tasks.setup = set_up_together;
      tasks.run = run_together;
      tasks.describe = NULL;
      tasks.scratch_bytes += (plan->to->n + 2 * (guint64)view->out.n) * sizeof (guint32);
      tasks.units_per_task = 2 * view->out.n_arcs;
    }
  else
    {
      tasks.setup = set_up_each;
      tasks.run = run_each;
      tasks.scratch_bytes += plan->to->n * sizeof (Near);
    }
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  gint64 k = 1;
  CowViewWish wish = { .need_in = FALSE };
  const char *from = cow_call_operand (call, 0);
  CowJob *job;

  cow_call_int (call, "k", &k);
  if (k < 1 || k > G_MAXINT)
    return cow_fail (error, COW_STATUS_USAGE, "--k must be from 1 to %d", G_MAXINT);
  wish.need_in = k == 1 && !cow_call_has (call, "avoid") && (from[0] == '@' || g_str_equal (from, "*"));
  job = cow_search_job_new (call, &wish, error);
  if (!job)
    return FALSE;
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { "TO", COW_ARG_VERTICES, "targets to choose from" },
  { NULL },
};

static const CowOptionSpec option_k = { .name = "k", .kind = COW_ARG_INT, .value = "N", .fallback = "1", .summary = "how many of the closest targets" };
static const CowOptionSpec *const options[] = { &option_k, &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "set @s = b + d", "nearest a @s" }, "which of b and d is closest to a" },
  { { "set @s = b + d", "nearest '*' @s" }, "for every vertex, which it gets to first" },
  { { "set @s = b + d", "nearest '*' @s --direction=in" }, "for every vertex, from which it is reached first" },
  { { "nearest a '*' --k=3" }, "the three closest vertices" },
  { { NULL } },
};

const CowCommand cow_command_nearest = {
  .name = "nearest",
  .group = "paths",
  .summary = "the closest targets of each source",
  .details = "A source that is itself a target is closest to itself, at cost 0. A source that reaches no target has no row; the status is 1 "
             "when none does.\n\nThe one closest of many sources (--k=1) is found by a single search backwards from all targets.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
