/* widest.c - the path whose narrowest edge is widest, from each FROM. One task is one search. */
#include "app/explain.h"
#include "app/search-plan.h"

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "width", COW_CELL_COST, "of the narrowest edge of the path; inf for the source itself, null without a path" },
  { "hops", COW_CELL_INT, "edges of the path; null without one" },
  { "path", COW_CELL_PATH, "its vertices, both ends included" },
  { NULL },
};

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  CowSearchPlan *plan = job->plan;
  CowTasks tasks;

  (void)data;
  plan->kind = COW_SEARCH_WIDEST;
  plan->no_way = COW_NO_WAY_NULL;
  cow_search_rows_tasks (job, &tasks);
  cow_job_explain_why (job, "a width only falls along a path: a vertex is final when it is the widest left");
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
  { "TO", COW_ARG_VERTICES, "targets; without it, or with '*', all that are reached", .optional = TRUE },
  { NULL },
};

static const CowOptionSpec option_cutoff = { .name = "cutoff", .kind = COW_ARG_REAL, .value = "X", .summary = "only what is at least X wide" };
static const CowOptionSpec *const options[] = { &option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "widest a d" }, "how much fits through at once from a to d, and which way" },
  { { "widest a" }, "the same for every vertex that a reaches" },
  { { "widest a --cutoff=2" }, "only where at least 2 fits through" },
  { { NULL } },
};

const CowCommand cow_command_widest = {
  .name = "widest",
  .group = "paths",
  .summary = "paths whose narrowest edge is as wide as can be",
  .details = "The weight of an edge is its width (a capacity, a clearance); a path is as wide as its narrowest edge, and the widest path is "
             "printed. Weights may be negative. The source itself has width inf. Every source is a task. With named targets every pair has a "
             "row, without width where there is no path; otherwise the vertices that are reached have one, in order of first appearance.\n\n"
             "Among equally wide paths one is taken by the rule of path, backwards from the target: the predecessor that appeared first among "
             "those to which there is a wider way; where there is none, the nearest vertex that is the source or has one. --cutoff=X is the least width. "
             "The status is 1 when no pair has a path.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
