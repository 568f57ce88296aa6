/* disjoint.c - paths of every pair that share no edge, or no vertex, of least total cost. A task is a pair. */
#include "app/explain.h"
#include "app/pair-rows.h"
#include "graph/path/disjoint.h"

typedef struct
{
  CowSearchPlan base; /* first: the plan of the shared steps */
  CowDisjointBy by;
  guint64 k;
} Plan;

typedef struct
{
  CowDisjoint *disjoint;
  guint64 *avoid;
} Scratch;

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "rank", COW_CELL_INT, "1 for the cheapest of them" },
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
  scratch->disjoint = cow_disjoint_new (view, plan->by, error);
  return scratch->disjoint ? scratch : NULL;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  const CowSearchPlan *base = &plan->base;
  const Scratch *scratch = work->scratch;
  CowPairRows pair = cow_pair_rows (work, task);
  CowDisjointQuery query = { .source = pair.from,
                             .target = pair.to,
                             .k = plan->k,
                             .avoid = scratch->avoid,
                             .has_cutoff = base->has_cutoff,
                             .cutoff = base->cutoff };
  CowSearchCounts counts;

  if (base->limit > 0 && !cow_disjoint_run (scratch->disjoint, &query, cow_pair_rows_add, &pair, &work->progress, error))
    return FALSE;
  cow_disjoint_take_counts (scratch->disjoint, &counts);
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
  cow_job_explain_why (job, "least total cost: a path may turn round what those before it took");
  tasks.setup = set_up;
  tasks.run = run;
  tasks.algorithm = "successive shortest paths with potentials (Suurballe, Bhandari)";
  tasks.scratch_bytes = cow_disjoint_scratch_bytes (view, plan->by) + cow_job_avoid_bytes (job);
  tasks.units_per_task = 0;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  CowViewWish wish = { .need_in = TRUE };
  gint64 k = 0;
  CowJob *job;
  Plan *plan;

  cow_call_int (call, "k", &k);
  if (k < 1)
    return cow_fail (error, COW_STATUS_USAGE, "--k must be at least 1");
  job = cow_search_job_new (call, &wish, error);
  if (!job)
    return FALSE;
  plan = cow_search_plan_extend (job, sizeof *plan, g_free);
  plan->base.pairs = TRUE;
  plan->k = (guint64)k;
  plan->by = g_str_equal (cow_call_option (call, "by"), "vertex") ? COW_DISJOINT_VERTICES : COW_DISJOINT_EDGES;
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { "TO", COW_ARG_VERTICES, "targets" },
  { NULL },
};

static const CowOptionSpec option_k = { .name = "k", .kind = COW_ARG_INT, .value = "N", .fallback = "2", .summary = "how many paths of each pair at most" };
static const CowOptionSpec option_by = {
  .name = "by",
  .kind = COW_ARG_CHOICE,
  .value = "WHAT",
  .choices = "edge|vertex",
  .fallback = "edge",
  .summary = "what no two paths may share: edges, or vertices other than the ends as well",
};
static const CowOptionSpec *const options[] = { &option_k, &option_by, &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "disjoint a d" }, "two ways that share no edge" },
  { { "disjoint a d --by=vertex" }, "two ways that meet only at their ends" },
  { { "disjoint a d --k=100 --weight=none" }, "as many ways as there are" },
  { { "disjoint a d --k=100 --cutoff=13" }, "as many as cost at most 13 together" },
  { { NULL } },
};

const CowCommand cow_command_disjoint = {
  .name = "disjoint",
  .group = "paths",
  .summary = "paths without common edges or vertices, of least total cost",
  .details = "Up to --k paths of every pair, together as cheap as paths that share nothing can be; the cheapest of them comes first. That need not be a shortest "
             "path: taking that one may leave no other. When there are fewer than --k such paths, there are fewer rows, with the least total cost for that number. "
             "--limit leaves out rows, it does not change which paths are chosen.\n\n--cutoff=X bounds what all paths of a pair cost together: there are the most paths, up "
             "to --k, that together cost at most X, and as many are never cheaper. So each of them costs at most X as well; with --k=1 it is the cutoff of path.\n\nParallel edges are different edges: two paths may show the same "
             "vertices. An undirected edge is used by one path, in one direction. A pair without a path has no row; the status is 1 when no pair has "
             "one. Of equally cheap choices one is taken by a fixed rule that does not depend on the number of workers.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_PAIR_LIMIT,
  .start = start,
};
