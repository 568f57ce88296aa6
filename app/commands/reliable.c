/* reliable.c - the most probable path from each FROM. One task is one search. */
#include "app/explain.h"
#include "app/search-plan.h"

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "probability", COW_CELL_COST, "of the path, the product of those of its edges; 0 without one" },
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
  plan->kind = COW_SEARCH_RELIABLE;
  plan->no_way = COW_NO_WAY_ZERO;
  cow_search_rows_tasks (job, &tasks);
  cow_job_explain_why (job, "a probability only falls along a path: a vertex is final when it is the most probable left");
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  CowViewWish wish = { .need_in = TRUE, .need_arcs = TRUE };
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

static const CowOptionSpec option_cutoff = { .name = "cutoff", .kind = COW_ARG_REAL, .value = "X", .summary = "only what has at least the probability X" };
static const CowOptionSpec *const options[] = { &option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "reliable a d --weight=0.9" }, "every edge works nine times in ten: the path with the fewest edges" },
  { { "reliable a --weight='1 / (1 + weight)'" }, "probabilities made from weights, to every vertex that a reaches" },
  { { "reliable a --weight='1 / (1 + weight)' --cutoff=0.1" }, "only what is reached at least one time in ten" },
  { { NULL } },
};

const CowCommand cow_command_reliable = {
  .name = "reliable",
  .group = "paths",
  .summary = "paths most likely to work",
  .details = "The weight of an edge is the probability that it works, from 0 to 1; that of a path is their product. A weight beyond "
             "these is an error that names the first such edge; an edge of probability 0 is no way. Every source is a task. With named targets "
             "every pair has a row, with probability 0 where there is no path; otherwise the vertices that are reached have one, in order of first "
             "appearance.\n\nProducts are doubles, multiplied from the source on, and compared as they are: rounding cannot make a longer way seem better "
             "than the way it begins with. What falls below 5e-324 is 0. Among equally probable paths one is taken by the rule of path, "
             "backwards from the target: the predecessor that appeared first among those that are more probable; where there is none, the nearest vertex that "
             "is the source or has one. --cutoff=X is the least probability. The status is 1 when no pair has a path.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
