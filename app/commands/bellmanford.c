/* bellmanford.c - shortest paths from each FROM where weights may be negative. One task is one search. */
#include "app/explain.h"
#include "app/search-plan.h"

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "cost", COW_CELL_COST, "of the path; inf without one" },
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
  plan->bellman_ford = TRUE;
  cow_search_rows_tasks (job, &tasks);
  cow_job_explain_why (job, "weights may be negative: costs are corrected until none gets lower");
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

static const CowOptionSpec *const options[] = { &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "bellmanford a d" }, "a cheapest path, whatever the signs of the weights" },
  { { "bellmanford a" }, "a cheapest path to every vertex that a reaches" },
  { { "bellmanford a d --weight=weight-1" }, "every edge one cheaper" },
  { { NULL } },
};

const CowCommand cow_command_bellmanford = {
  .name = "bellmanford",
  .group = "paths",
  .summary = "shortest paths where weights may be negative",
  .details = "Every source is a task. With named targets every pair has a row, with cost inf where there is no path; otherwise the "
             "vertices that are reached have one, in order of first appearance.\n\nA negative cycle that a source reaches makes its "
             "costs meaningless: it is an error that prints the cycle and its cost. An undirected edge of negative weight is such a "
             "cycle by itself. Where weights are not integers, a cycle whose cost is nothing but rounding counts as 0.\n\nAmong paths of "
             "the same cost the one is printed that is found backwards from the target by taking the predecessor that appeared first, "
             "as path does; where cycles of cost 0 would lead in a circle, any shortest path, always the same. --cutoff hides what "
             "costs more; it does not shorten the search.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
