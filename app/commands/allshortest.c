/* allshortest.c - all shortest paths of every pair, or how many there are. A task is a pair; pairs of one source that follow each other in a worker
 * share its search. */
#include "app/explain.h"
#include "app/pair-rows.h"
#include "graph/path/all-shortest.h"

typedef struct
{
  CowSearchPlan base; /* first: the plan of the shared steps */
  gboolean count;
} Plan;

typedef struct
{
  CowAllShortest *all;
  guint64 *avoid;
  GArray *targets; /* of guint32; NULL: all vertices */
  guint32 source;  /* of the last search */
} Scratch;

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "rank", COW_CELL_INT, "the order in which paths are found, from 1" },
  { "cost", COW_CELL_COST, "of the path" },
  { "hops", COW_CELL_INT, "its edges" },
  { "path", COW_CELL_PATH, "its vertices, both ends included" },
  { NULL },
};

static const CowResultColumn count_columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "cost", COW_CELL_COST, "of each path; inf without one" },
  { "count", COW_CELL_INT, "paths, exactly" },
};

static gpointer
set_up (CowWork *work, GError **error)
{
  const CowView *view = &work->job->view->view;
  const CowSearchPlan *base = work->plan;
  Scratch *scratch = g_new0 (Scratch, 1);

  scratch->source = COW_VERTEX_NONE;
  if (!cow_work_avoid (work, &scratch->avoid, error))
    return NULL;
  scratch->targets = cow_search_targets (base->to, view->graph);
  scratch->all = cow_all_shortest_new (view, error);
  return scratch->all ? scratch : NULL;
}

static gboolean
search (CowWork *work, guint32 source, GError **error)
{
  const CowSearchPlan *base = work->plan;
  Scratch *scratch = work->scratch;
  CowSearchQuery query = { .sources = &source, .n_sources = 1, .avoid = scratch->avoid, .has_cutoff = base->has_cutoff, .cutoff = base->cutoff };
  CowSearchCounts counts;

  if (scratch->source == source)
    return TRUE;
  scratch->source = COW_VERTEX_NONE;
  if (scratch->targets)
    {
      query.targets = (const guint32 *)(void *)scratch->targets->data;
      query.n_targets = scratch->targets->len;
    }
  if (!cow_all_shortest_run (scratch->all, &query, &work->progress, error))
    return FALSE;
  cow_all_shortest_counts (scratch->all, &counts);
  cow_work_count (work, &counts);
  scratch->source = source;
  return TRUE;
}

static gboolean
run_paths (CowWork *work, guint64 task, GError **error)
{
  const Scratch *scratch = work->scratch;
  CowPairRows pair = cow_pair_rows (work, task);

  if (pair.most > 0
      && (!search (work, pair.from, error)
          || !cow_all_shortest_paths (scratch->all, pair.to, cow_pair_rows_add, &pair, &work->progress, error)))
    return FALSE;
  if (pair.rank == 0)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

static gboolean
add_count (CowWork *work, const CowPairRows *pair, CowCost cost, const CowBigCount *count, GError **error)
{
  CowRows *rows = work->rows;
  g_autofree char *digits = NULL;
  gint64 small = 0;

  if (!cow_big_count_small (count, &small) && !(digits = cow_big_count_text (count, error)))
    return FALSE;
  cow_rows_begin (rows);
  cow_rows_vertex (rows, pair->from);
  cow_rows_vertex (rows, pair->to);
  cow_rows_cost (rows, cost);
  if (digits)
    cow_rows_digits (rows, digits);
  else
    cow_rows_int (rows, small);
  cow_rows_end (rows);
  return TRUE;
}

static gboolean
run_count (CowWork *work, guint64 task, GError **error)
{
  const Scratch *scratch = work->scratch;
  CowPairRows pair = cow_pair_rows (work, task);
  CowBigCount count = { 0 };
  gboolean ok = search (work, pair.from, error) && cow_all_shortest_count (scratch->all, pair.to, &count, &work->progress, error);

  if (ok && cow_big_count_is_zero (&count))
    cow_pool_worker_set_negative (work->worker);
  ok = ok && (pair.most == 0 || add_count (work, &pair, cow_all_shortest_cost (scratch->all, pair.to), &count, error));
  cow_big_count_clear (&count);
  return ok;
}

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  const CowView *view = &job->view->view;
  const Plan *plan = job->plan;
  CowTasks tasks;

  (void)data;
  cow_search_tasks (job, &tasks);
  tasks.setup = set_up;
  tasks.run = plan->count ? run_count : run_paths;
  tasks.scratch_bytes = cow_all_shortest_scratch_bytes (view) + cow_job_avoid_bytes (job);
  tasks.units_per_task = 0;
  tasks.bulk = !plan->count;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  CowViewWish wish = { .need_in = TRUE };
  CowJob *job = cow_search_job_new (call, &wish, error);
  Plan *plan;

  if (!job)
    return FALSE;
  plan = cow_search_plan_extend (job, sizeof *plan, g_free);
  plan->base.pairs = TRUE;
  plan->count = cow_call_has (call, "count");
  if (plan->count && !cow_job_set_columns (job, count_columns, G_N_ELEMENTS (count_columns), error))
    return FALSE;
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { "TO", COW_ARG_VERTICES, "targets" },
  { NULL },
};

static const CowOptionSpec option_count = { .name = "count", .kind = COW_ARG_FLAG, .summary = "only how many there are, exactly: from to cost count" };
static const CowOptionSpec *const options[] = { &option_count, &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "allshortest a d" }, "every cheapest way" },
  { { "allshortest a d --weight=none --limit=10" }, "ten of those with the fewest edges" },
  { { "allshortest a '*' --count" }, "for every vertex how many cheapest ways there are" },
  { { NULL } },
};

const CowCommand cow_command_allshortest = {
  .name = "allshortest",
  .group = "paths",
  .summary = "all shortest paths of every pair, or their number",
  .details = "Every path of least cost, in the order of a depth-first search that takes the edges of a vertex as they appeared in the input; that order is the same "
             "for any number of workers. Parallel edges make different paths: two rows may show the same vertices. From a vertex to itself there is one path, of "
             "no edges. Rows leave as paths are found, and --limit=N ends each pair after N of them. A pair without a path has no row, with "
             "--count the cost inf and the count 0; the status is 1 when no pair has one.\n\n--count does not list: it adds up, exactly, with as many digits "
             "as it takes; JSON has them as a number. It is the number of rows that there would be without --count.\n\nPaths enter no vertex twice, so edges of weight 0 "
             "that make cycles (an undirected one is a cycle of two) do not make paths infinite. Finding and counting the ways through such a cluster of "
             "vertices is then a matter of trying them: a large and dense one may have more than can be counted in any time.\n\nWhere weights are no integers, paths are "
             "equally short when the sums from the source on are equal to the last bit.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_PAIR_LIMIT,
  .start = start,
};
