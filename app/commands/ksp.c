/* ksp.c - the k shortest simple paths of every pair. A task is a pair; rows leave as paths are found. */
#include "app/explain.h"
#include "app/pair-rows.h"
#include "graph/path/ksp.h"

typedef struct
{
  CowSearchPlan base; /* first: the plan of the shared steps */
  guint64 k;
} Plan;

typedef struct
{
  CowKsp *ksp;
  guint64 *avoid;
} Scratch;

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "rank", COW_CELL_INT, "1 for a shortest path" },
  { "cost", COW_CELL_COST, "of the path" },
  { "hops", COW_CELL_INT, "its edges" },
  { "path", COW_CELL_PATH, "its vertices, both ends included" },
  { NULL },
};

static gpointer
set_up (CowWork *work, GError **error)
{
  const CowView *view = &work->job->view->view;
  Scratch *scratch = g_new0 (Scratch, 1);

  if (!cow_work_avoid (work, &scratch->avoid, error))
    return NULL;
  scratch->ksp = cow_ksp_new (view, error);
  return scratch->ksp ? scratch : NULL;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  const CowSearchPlan *base = &plan->base;
  const Scratch *scratch = work->scratch;
  CowPairRows pair = cow_pair_rows (work, task);
  CowKspQuery query = { .source = pair.from, .target = pair.to, .k = plan->k, .avoid = scratch->avoid, .has_cutoff = base->has_cutoff, .cutoff = base->cutoff };

  CowSearchCounts counts;

  if (!cow_ksp_run (scratch->ksp, &query, cow_pair_rows_add, &pair, &work->progress, error))
    return FALSE;
  cow_ksp_take_counts (scratch->ksp, &counts);
  cow_work_count (work, &counts);
  if (pair.rank == 0)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  const CowView *view = &job->view->view;
  CowTasks tasks;

  (void)data;
  cow_search_tasks (job, &tasks);
  cow_job_explain_why (job, "simple paths by cost, parallel edges apart: each search is led by exact costs to the target");
  tasks.setup = set_up;
  tasks.run = run;
  tasks.algorithm = "Yen, deviations by Lawler, exact potentials of a reverse search";
  tasks.scratch_bytes = cow_ksp_scratch_bytes (view) + cow_job_avoid_bytes (job);
  tasks.units_per_task = 0;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  CowViewWish wish = { .need_in = TRUE };
  gint64 k;
  CowJob *job;
  Plan *plan;

  if (!cow_call_int (call, "k", &k))
    return cow_fail (error, COW_STATUS_USAGE, "--k=N is missing: how many paths of each pair");
  if (k < 1)
    return cow_fail (error, COW_STATUS_USAGE, "--k must be at least 1");
  job = cow_search_job_new (call, &wish, error);
  if (!job)
    return FALSE;
  plan = cow_search_plan_extend (job, sizeof *plan, g_free);
  plan->base.pairs = TRUE;
  plan->k = MIN ((guint64)k, plan->base.limit);
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { "TO", COW_ARG_VERTICES, "targets" },
  { NULL },
};

static const CowOptionSpec option_k = { .name = "k", .kind = COW_ARG_INT, .value = "N", .summary = "how many paths of each pair at most" };
static const CowOptionSpec *const options[] = { &option_k, &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "ksp a d --k=2" }, "the two cheapest ways" },
  { { "ksp a d --k=10 --cutoff=9" }, "up to ten ways that cost at most 9" },
  { { "ksp a '*' --k=2 --weight=none" }, "to every vertex the two ways with the fewest edges" },
  { { NULL } },
};

const CowCommand cow_command_ksp = {
  .name = "ksp",
  .group = "paths",
  .summary = "the k shortest simple paths of every pair",
  .details = "Paths that enter no vertex twice, cheapest first; every pair is a task of its own, and its rows come as they are found. Parallel edges "
             "make different paths: two rows may show the same vertices. Fewer rows than --k: there are no more paths. From a vertex to itself "
             "there is one path, of no edges.\n\nPaths of the same cost come in a fixed order, that of the places where they branch off the paths before "
             "them; asking for more paths never changes the first. The answer does not depend on the number of workers or on how vertices lie in memory. "
             "A pair without a path has no row; the status is 1 when no pair has one.\n\nYen's algorithm with Lawler's division. Each worker "
             "needs about 40 bytes per vertex and at most --k paths that wait; one search to the target serves all sources that follow each other.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_PAIR_LIMIT,
  .start = start,
};
