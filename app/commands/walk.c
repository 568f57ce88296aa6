/* walk.c - random walks from each FROM. A task is some walks of one source. */
#include "app/explain.h"
#include "app/search-plan.h"
#include "graph/path/random-walk.h"

enum
{
  WALKS_PER_TASK = 256
};

#define MOST_EDGES ((gint64)1 << 30)
#define MOST_WALKS ((gint64)1 << 40)

typedef struct
{
  CowSearchPlan base; /* first: the plan of the shared steps */
  gint64 length, count, seed;
  double restart;
  guint64 tasks_per_source;
} Plan;

typedef struct
{
  CowRandomWalk *walk;
  guint64 *avoid;
} Scratch;

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "walk", COW_CELL_INT, "the number of the walk, from 1" },
  { "path", COW_CELL_PATH, "its vertices, the source first" },
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
  scratch->walk = cow_random_walk_new (view, (guint64)plan->length, error);
  return scratch->walk ? scratch : NULL;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  const Scratch *scratch = work->scratch;
  CowRows *rows = work->rows;
  guint64 first = task % plan->tasks_per_source * WALKS_PER_TASK, count = (guint64)plan->count;
  CowRandomWalkQuery query = { .length = (guint64)plan->length, .seed = (guint64)plan->seed, .restart = plan->restart, .avoid = scratch->avoid };

  query.source = cow_selection_get (plan->base.from, work->job->entry->graph, task / plan->tasks_per_source);
  for (guint64 i = first; i < MIN (first + WALKS_PER_TASK, count); i++)
    {
      const guint32 *vertices;
      guint64 n;

      query.number = i + 1;
      n = cow_random_walk_run (scratch->walk, &query, &vertices, &work->progress, error);
      if (n == 0)
        return FALSE;
      cow_rows_begin (rows);
      cow_rows_vertex (rows, query.source);
      cow_rows_int (rows, (gint64)query.number);
      cow_rows_path (rows, vertices, n);
      if (!cow_rows_end (rows))
        break;
    }
  return TRUE;
}

static char *
describe (CowJob *job, guint64 task)
{
  const Plan *plan = job->plan;

  return cow_search_describe (job, task / plan->tasks_per_source);
}

static gboolean
fork_walks (CowJob *job, gpointer data, GError **error)
{
  Plan *plan = job->plan;
  CowTasks tasks = { .setup = set_up, .run = run, .describe = describe, .bulk = TRUE };

  (void)data;
  plan->tasks_per_source = ((guint64)plan->count + WALKS_PER_TASK - 1) / WALKS_PER_TASK;
  tasks.algorithm = "random steps by rejection";
  cow_job_explain_why (job, "each edge in proportion to its weight, without a table of sums");
  tasks.n_tasks = plan->base.from->n * plan->tasks_per_source;
  tasks.scratch_bytes = cow_random_walk_scratch_bytes ((guint64)plan->length) + cow_job_avoid_bytes (job);
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
read_options (CowCall *call, Plan *plan, GError **error)
{
  plan->count = 1;
  if (!cow_call_int (call, "length", &plan->length))
    return cow_fail (error, COW_STATUS_USAGE, "--length=N is missing: how many edges a walk shall have");
  cow_call_int (call, "count", &plan->count);
  cow_call_int (call, "seed", &plan->seed);
  cow_call_real (call, "restart", &plan->restart);
  if (plan->length > MOST_EDGES)
    return cow_fail (error, COW_STATUS_USAGE, "--length must be at most %" G_GINT64_FORMAT, MOST_EDGES);
  if (plan->count < 1 || plan->count > MOST_WALKS)
    return cow_fail (error, COW_STATUS_USAGE, "--count must be from 1 to %" G_GINT64_FORMAT, MOST_WALKS);
  if (!(plan->restart >= 0.0 && plan->restart <= 1.0))
    return cow_fail (error, COW_STATUS_USAGE, "--restart must be from 0 to 1");
  return TRUE;
}

static gboolean
start (CowCall *call, GError **error)
{
  Plan options = { .seed = 1 };
  CowViewWish wish = { .need_in = FALSE };
  CowJob *job;
  Plan *plan;

  if (!read_options (call, &options, error) || !(job = cow_search_job_new (call, &wish, error)))
    return FALSE;
  plan = cow_search_plan_extend (job, sizeof *plan, g_free);
  options.base = plan->base;
  *plan = options;
  cow_job_then (job, fork_walks, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { NULL },
};

static const CowOptionSpec option_length = { .name = "length", .kind = COW_ARG_INT, .value = "N", .summary = "steps of a walk at most; must be given" };
static const CowOptionSpec option_count = { .name = "count", .kind = COW_ARG_INT, .value = "N", .fallback = "1", .summary = "walks from each source" };
static const CowOptionSpec option_restart = {
  .name = "restart",
  .kind = COW_ARG_REAL,
  .value = "P",
  .fallback = "0",
  .summary = "the probability that a step goes back to the source instead of along an edge",
};
static const CowOptionSpec *const options[]
    = { &option_length, &option_count, &option_restart, &cow_option_seed, COW_VIEW_OPTIONS, NULL };

static const CowRefusal refusals[]
    = { { "cutoff", "a weight is how probable an edge is, not what it costs; --length=N bounds a walk" }, { NULL } };

static const CowExample examples[] = {
  { { "walk a --length=3" }, "three steps from a" },
  { { "walk '*' --length=2 --count=2 --seed=7" }, "two walks from every vertex" },
  { { "walk a --length=8 --restart=0.5 --weight=none" }, "every second step or so begins anew, and edges are equally probable" },
  { { NULL } },
};

const CowCommand cow_command_walk = {
  .name = "walk",
  .group = "paths",
  .summary = "random walks from each source",
  .details = "Each step takes one of the edges that leave the vertex, with a probability in proportion to its weight: a weight of 0 is never "
             "taken, parallel edges each count, a self-loop stays where it is. Weights must not be negative; with --weight=none all edges are "
             "equally probable. A walk that comes to where no edge leaves ends there and has fewer vertices; a walk never enters a vertex of "
             "--avoid.\n\nWith --restart=P every step, with that probability, goes back to the source instead; it then stands in the path once "
             "more. The random numbers of a walk depend on --seed, its source and its number alone: the answer is the same for any number of "
             "workers, and the walks of a source are the same whatever other sources there are.",
  .operands = operands,
  .options = options,
  .refusals = refusals,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
