/* distances.c - costs from each FROM: to named targets, to all, or as a summary. One task is one search,
 * or a batch of them. Where weights are negative and sources many, a child makes weights that are not first. */
#include "app/explain.h"
#include "app/pair-rows.h"
#include "app/search-index.h"

enum
{
  SOURCES_FOR_JOHNSON = 4 /* from here on one search that takes negative weights pays for the others */
};

typedef struct
{
  CowSearchPlan base; /* first: the plan of the shared steps */
  CowArena *arena;    /* of the weights that are not negative, or NULL */
  CowJohnson johnson;
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_clear_pointer (&plan->arena, cow_arena_free);
  g_free (plan);
}

static const CowResultColumn pair_columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "cost", COW_CELL_COST, "of a shortest path; inf without one" },
  { NULL },
};

static const CowResultColumn summary_columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "reached", COW_CELL_INT, "vertices reached, the source included" },
  { "farthest", COW_CELL_VERTEX, "the one at the largest cost, the first by appearance" },
  { "max", COW_CELL_COST, "its cost" },
  { "mean", COW_CELL_REAL, "mean cost of those reached" },
  { "sum", COW_CELL_COST, "sum of their costs" },
};

static gboolean
add_summary (CowRows *rows, guint32 source, const CowSearchSummary *summary)
{
  cow_rows_begin (rows);
  cow_rows_vertex (rows, source);
  cow_rows_int (rows, (gint64)summary->reached);
  cow_rows_vertex (rows, summary->farthest);
  cow_rows_cost (rows, summary->max);
  cow_rows_real (rows, summary->mean);
  cow_rows_cost (rows, summary->sum);
  return cow_rows_end (rows);
}

static gboolean
summarize (CowWork *work, guint32 source, GError **error)
{
  CowSearchSummary summary;

  if (!cow_search_found_summary (work->scratch, &summary, error))
    return FALSE;
  add_summary (work->rows, source, &summary);
  return TRUE;
}

static gboolean
add_row (CowRows *rows, guint32 source, guint32 target, CowCost cost)
{
  cow_rows_begin (rows);
  cow_rows_vertex (rows, source);
  cow_rows_vertex (rows, target);
  cow_rows_cost (rows, cost);
  return cow_rows_end (rows);
}

/* What a task knows the costs of: what searched last, or a lane of a sweep or of a batch. */
typedef struct
{
  const CowSearchScratch *scratch;
  guint lane;
} Found;

static CowCost
get_cost (const Found *found, guint32 target, guint64 number)
{
  const CowSearchScratch *scratch = found->scratch;

  return scratch->phast  ? cow_phast_cost (scratch->phast, found->lane, target)
         : scratch->many ? cow_ch_many_search_cost (scratch->many, (guint32)number)
         : !scratch->batch ? cow_search_found_cost (scratch, target)
         : scratch->targets ? cow_batch_target_cost (scratch->batch, found->lane, (guint)number)
                           : cow_batch_cost (scratch->batch, found->lane, target);
}

/* The rows of a source. FALSE: nobody wants more. *any: a target was reached. */
static gboolean
list_targets (CowWork *work, guint32 source, const Found *found, gboolean *any)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  gboolean goes_on = TRUE;

  for (guint64 i = 0; i < plan->to->n && goes_on; i++)
    {
      guint32 target = cow_selection_get (plan->to, graph, i);
      CowCost cost = get_cost (found, target, i);

      if (cost.kind == COW_COST_UNREACHABLE && plan->to->all)
        continue;
      *any |= cost.kind != COW_COST_UNREACHABLE;
      goes_on = add_row (work->rows, source, target, cost);
    }
  return goes_on;
}

static gboolean
run_source (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  guint32 source = cow_selection_get (plan->from, work->job->entry->graph, task);

  cow_search_join_team (work, task);
  if (!cow_search_from (work, source, TRUE, error))
    return FALSE;
  if (!plan->to)
    return summarize (work, source, error);
  gboolean any = FALSE;
  list_targets (work, source, &(Found){ .scratch = work->scratch }, &any);
  if (!any)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

static gboolean
run_batch (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowSearchScratch *scratch = work->scratch;
  g_autofree guint32 *sources = NULL;
  gboolean goes_on = TRUE, any = FALSE;
  guint n_sources;

  if (!cow_search_batch (work, task, &sources, &n_sources, error))
    return FALSE;
  for (guint lane = 0; lane < n_sources && goes_on; lane++)
    {
      CowSearchSummary summary;

      if (plan->to)
        goes_on = list_targets (work, sources[lane], &(Found){ .scratch = scratch, .lane = lane }, &any);
      else if (cow_search_lane_summary (scratch, lane, &summary, error))
        goes_on = add_summary (work->rows, sources[lane], &summary);
      else
        return FALSE;
    }
  if (plan->to && goes_on && !any)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

static gboolean
run_pair (CowWork *work, guint64 task, GError **error)
{
  const CowSearchScratch *scratch = work->scratch;
  CowPairRows pair = cow_pair_rows (work, task);
  CowCost cost;

  if (!cow_search_pair_by_index (work, scratch->hierarchy, pair.from, pair.to, &cost, error))
    return FALSE;
  add_row (work->rows, pair.from, pair.to, cost);
  return TRUE;
}

/* ---- negative weights, many sources ---- */

static gboolean
is_asked_for (const CowJob *job)
{
  return g_str_equal (cow_call_option (job->call, "algorithm"), "johnson");
}

/* Where auto chose and numbers are too large, the image stays empty: each source is searched the slow way. */
static gboolean
write_johnson (CowWork *work, CowImageWriter *writer, GError **error)
{
  const CowJob *job = work->job;
  const Plan *plan = work->plan;
  const CowSelection *from = plan->base.from;
  g_autofree guint32 *sources = g_try_new (guint32, from->n);
  g_autofree guint64 *avoid = NULL;
  GError *problem = NULL;

  if (!sources)
    return cow_fail (error, COW_STATUS_MEMORY, "not enough memory for %" G_GUINT64_FORMAT " sources", from->n);
  for (guint64 i = 0; i < from->n; i++)
    sources[i] = cow_selection_get (from, job->entry->graph, i);
  if (!cow_work_avoid (work, &avoid, error))
    return FALSE;
  if (cow_johnson_write (&job->view->view, sources, (guint)from->n, avoid, writer, &work->progress, &problem))
    return TRUE;
  if (!is_asked_for (job) && g_error_matches (problem, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE))
    {
      g_error_free (problem);
      return cow_image_writer_section (writer, COW_SECTION_BITMAP, 0) || cow_image_writer_add (writer, COW_SECTION_BITMAP, 0, 8, error);
    }
  g_propagate_error (error, problem);
  return FALSE;
}

static gboolean
take_johnson (CowJob *job, CowArena *arena, GError **error)
{
  Plan *plan = job->plan;
  guint64 bytes;

  plan->arena = arena;
  if (cow_image_section (cow_arena_base (arena), COW_SECTION_BITMAP, 0, &bytes))
    return TRUE;
  if (!cow_johnson_open (&job->view->view, cow_arena_base (arena), &plan->johnson, error))
    return FALSE;
  plan->base.johnson = &plan->johnson;
  cow_job_explain_why (job, "a weight is negative, %" G_GUINT64_FORMAT " sources: one search that takes it makes weights that are not",
                       plan->base.from->n);
  return TRUE;
}

/* auto: only over integers, whose costs are the same whatever searches. */
static gboolean
fork_johnson (CowJob *job, gpointer data, GError **error)
{
  CowImageChild child = { .write = write_johnson, .done = take_johnson, .what = "making weights that are not negative" };
  const Plan *plan = job->plan;
  const CowView *view = &job->view->view;
  gboolean is_auto = g_str_equal (cow_call_option (job->call, "algorithm"), "auto");

  (void)data;
  if (view->negative_arc == COW_ARC_NONE || plan->base.from->n == 0)
    return TRUE;
  if (!is_asked_for (job) && !(is_auto && view->out.kind == COW_WEIGHT_I64 && plan->base.from->n >= SOURCES_FOR_JOHNSON))
    return TRUE;
  return cow_job_fork_image (job, &child, error);
}

/* ---- starting ---- */

/* May fork a child that prepares what was chosen. */
static gboolean
choose_way (CowJob *job, gpointer data, GError **error)
{
  CowSearchPlan *plan = job->plan;

  (void)data;
  return plan->johnson || cow_search_choose_signed (job) || cow_search_choose_index (job, error);
}

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  CowSearchPlan *plan = job->plan;
  CowTasks tasks;

  (void)data;
  plan->only_summary = plan->to == NULL;
  if (!plan->johnson && !cow_search_by_index (plan))
    cow_search_choose_batch (job);
  if (!plan->johnson && !cow_search_by_index (plan) && plan->batch.kind == COW_BATCH_NONE)
    cow_search_advise_index (job, FALSE);
  if (!cow_search_by_index (plan) && plan->batch.kind == COW_BATCH_NONE && !cow_search_choose_teams (job, error))
    return FALSE;
  cow_search_tasks (job, &tasks);
  tasks.run = plan->by_hierarchy ? run_pair : plan->batch_sources > 0 ? run_batch : run_source;
  tasks.bulk = plan->to && (plan->to->all || plan->to->n > 1000);
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  /* Breadth-first search from below needs the transpose; it pays when there are many sources, not before. */
  CowViewWish wish = { .unweighted = FALSE };
  CowJob *job = cow_search_job_new (call, &wish, error);
  Plan *plan;

  if (!job)
    return FALSE;
  plan = cow_search_plan_extend (job, sizeof *plan, plan_free);
  if (!cow_call_operand (call, 1) && !cow_job_set_columns (job, summary_columns, G_N_ELEMENTS (summary_columns), error))
    return FALSE;
  cow_job_then (job, fork_johnson, NULL);
  cow_job_then (job, choose_way, NULL);
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { "TO", COW_ARG_VERTICES, "targets; '*' for all that are reached; without it one row per source", .optional = TRUE },
  { NULL },
};

static const CowOptionSpec option_algorithm = {
  .name = "algorithm",
  .kind = COW_ARG_CHOICE,
  .value = "NAME",
  .choices = "auto|bfs|dijkstra|delta|heap|ch|phast|bellmanford|dag|johnson",
  .fallback = "auto",
  .summary = "how to search: auto picks by the graph, the weights and the number of sources; bfs wants edges that cost 1 each; "
             "dijkstra keeps vertices in buckets as wide as the weights allow and corrects costs inside a bucket, which is delta-stepping, so delta is the same; heap is "
             "Dijkstra's algorithm with a plain heap; ch and phast ask the index ch (see index); bellmanford and johnson take negative weights, dag too where there is no cycle",
};

static const CowOptionSpec *const options[] = { &option_algorithm, &cow_option_together, &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "distances a d" }, "the cost of a shortest path" },
  { { "distances a '*'" }, "to every vertex that a reaches" },
  { { "set @s = a + b", "distances @s" }, "one row per source: how many it reaches, how far" },
  { { "index build ch", "set @s = a + b", "distances @s --algorithm=phast" }, "the same by an index: 16 sources in one sweep" },
  { { NULL } },
};

const CowCommand cow_command_distances = {
  .name = "distances",
  .group = "paths",
  .summary = "costs of shortest paths from each source",
  .details = "Every source is a task; sources run in parallel. With named targets every pair has a row, with cost inf where there is "
             "no path; with '*' only vertices that are reached have one, in order of first appearance. The source itself is reached at "
             "cost 0.\n\nWithout TO the costs are not listed but summed up: reached counts the source too.\n\nWhere a weight is negative, auto searches with the Bellman-Ford algorithm; "
             "a negative cycle that the source reaches is an error that prints it. From four sources on, where weights are integers, it takes "
             "Johnson's algorithm instead: one search by Bellman-Ford from all sources together makes weights that are not negative, and "
             "then each source takes no longer than usual. The costs are the same. --algorithm=johnson does so for any weights; of fractions the "
             "last digits may then differ from the sum of the weights. dag takes negative weights too, in one pass over what is reached, where "
             "there is no cycle at all. The other algorithms refuse negative weights."
             "\n\nWhere most vertices are few edges apart, sums from many sources, and costs to some targets, are made for several sources at once: up to 512 where every edge costs "
             "the same, 16 where weights are integers whose sums stay below 3 * 2^30. Then such a batch is a task, but for --shard and --timeout."
             "\n\nWith an index ch for the same --weight, --direction and --where, each source is searched upwards in it, and one sweep down makes the costs "
             "of all vertices for 16 sources at once (phast). With few targets for the size of the graph it is less work to search upwards from these too and to see where both came: ch takes what is "
             "less, and so does auto where there is such an index, a sweep only without --cutoff, and not where --shard or --timeout count several sources one by one. The answers are the same."
             "\n\nWith --together=yes and fewer sources than workers, several workers search from one source together, where every edge costs the same or "
             "weights are small integers, unless --shard or --timeout count tasks or targets are named; `explain` says so. The answer is the same. "
             "They share what they note about vertices, which costs each of them more than its own would: measure whether it pays.",
  .operands = operands,
  .options = options,
  .columns = pair_columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
