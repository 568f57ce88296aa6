/* simplepaths.c - every simple path of every pair. A task is a pair; rows leave as paths are found, and a limit ends the search at once. */
#include "app/explain.h"
#include "app/pair-rows.h"
#include "graph/path/enumerate.h"

typedef struct
{
  CowSearchPlan base; /* first: the plan of the shared steps */
  guint64 min_hops, max_hops;
} Plan;

typedef struct
{
  CowEnumeration *enumeration;
  guint64 *avoid;
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

static gpointer
set_up (CowWork *work, GError **error)
{
  const CowView *view = &work->job->view->view;
  const Plan *plan = work->plan;
  Scratch *scratch = g_new0 (Scratch, 1);

  if (!cow_work_avoid (work, &scratch->avoid, error))
    return NULL;
  scratch->enumeration = cow_enumeration_new (view, plan->max_hops != G_MAXUINT64, error);
  return scratch->enumeration ? scratch : NULL;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  const CowSearchPlan *base = &plan->base;
  const Scratch *scratch = work->scratch;
  CowPairRows pair = cow_pair_rows (work, task);
  CowEnumerationQuery query = { .source = pair.from, .target = pair.to, .avoid = scratch->avoid,
                                .min_hops = plan->min_hops,
                                .max_hops = plan->max_hops,
                                .has_cutoff = base->has_cutoff,
                                .cutoff = base->cutoff };
  CowSearchCounts counts;

  if (base->limit > 0 && !cow_enumeration_run (scratch->enumeration, &query, cow_pair_rows_add, &pair, &work->progress, error))
    return FALSE;
  cow_enumeration_take_counts (scratch->enumeration, &counts);
  cow_work_count (work, &counts);
  if (pair.rank == 0)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  const CowView *view = &job->view->view;
  const Plan *plan = job->plan;
  CowTasks tasks;

  (void)data;
  cow_search_tasks (job, &tasks);
  cow_job_explain_why (job, "every simple path: no vertex is entered from which the target is out of reach or beyond a limit");
  tasks.setup = set_up;
  tasks.run = run;
  tasks.algorithm = "depth-first enumeration, pruned by costs to the target";
  tasks.scratch_bytes = cow_enumeration_scratch_bytes (view, plan->max_hops != G_MAXUINT64) + cow_job_avoid_bytes (job);
  tasks.units_per_task = 0;
  tasks.bulk = TRUE;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  CowViewWish wish = { .need_in = TRUE };
  gint64 min_hops = 0, max_hops = G_MAXINT64;
  CowJob *job;
  Plan *plan;

  cow_call_int (call, "min-hops", &min_hops);
  cow_call_int (call, "max-hops", &max_hops);
  job = cow_search_job_new (call, &wish, error);
  if (!job)
    return FALSE;
  plan = cow_search_plan_extend (job, sizeof *plan, g_free);
  plan->base.pairs = TRUE;
  plan->min_hops = (guint64)min_hops;
  plan->max_hops = max_hops == G_MAXINT64 ? G_MAXUINT64 : (guint64)max_hops;
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { "TO", COW_ARG_VERTICES, "targets" },
  { NULL },
};

static const CowOptionSpec option_min_hops = { .name = "min-hops", .kind = COW_ARG_INT, .value = "N", .summary = "only paths of at least N edges" };
static const CowOptionSpec option_max_hops = { .name = "max-hops", .kind = COW_ARG_INT, .value = "N", .summary = "only paths of at most N edges" };
static const CowOptionSpec *const options[] = { &option_max_hops, &option_min_hops, &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "simplepaths a d" }, "every way that passes no vertex twice" },
  { { "simplepaths a d --max-hops=2" }, "those of at most two edges" },
  { { "simplepaths a '*' --cutoff=6 --limit=1" }, "for every vertex one way that costs at most 6" },
  { { NULL } },
};

const CowCommand cow_command_simplepaths = {
  .name = "simplepaths",
  .group = "paths",
  .summary = "every simple path of every pair",
  .details = "Paths that enter no vertex twice, in the order of a depth-first search that takes the edges of a vertex as they appeared in the input; that order "
             "is the same for any number of workers. There may be more paths than anybody can list: --max-hops, --min-hops and --cutoff (inclusive) "
             "choose among them, --limit=N ends each pair after N rows. Ways from which the target cannot be reached within --max-hops and "
             "--cutoff are not followed.\n\nParallel edges make different paths: two rows may show the same vertices. From a vertex to itself there is one path, of no "
             "edges. A pair without a path has no row; the status is 1 when no pair has one. For the cheapest paths first see ksp.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_PAIR_LIMIT,
  .start = start,
};
