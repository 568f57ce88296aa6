/* longest.c - longest paths in a graph without cycles, and the slack they leave. One task is one source, or all of them at once. */
#include "app/explain.h"
#include "app/search-plan.h"

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "where the path begins" },
  { "to", COW_CELL_VERTEX, "where it ends" },
  { "cost", COW_CELL_COST, "of the path; inf without one" },
  { "hops", COW_CELL_INT, "edges of the path; null without one" },
  { "path", COW_CELL_PATH, "its vertices, both ends included" },
  { NULL },
};

static const CowResultColumn slack_columns[] = {
  { "from", COW_CELL_VERTEX, "where everything begins; null when that may be anywhere" },
  { "to", COW_CELL_VERTEX, "where everything ends; null when that may be anywhere" },
  { "vertex", COW_CELL_VERTEX, "a vertex on a way from the beginning to the end" },
  { "earliest", COW_CELL_COST, "the longest way to it" },
  { "latest", COW_CELL_COST, "how late it may be without making the longest way of all longer" },
  { "slack", COW_CELL_COST, "the difference; 0 for the vertices of longest paths" },
};

/* The one longest path of all. */
static gboolean
run_everywhere (CowWork *work, guint64 task, GError **error)
{
  CowSearchScratch *scratch = work->scratch;
  CowRows *rows = work->rows;
  guint32 farthest;

  (void)task;
  if (!cow_search_from (work, COW_VERTEX_NONE, FALSE, error))
    return FALSE;
  farthest = cow_dag_farthest (scratch->dag);
  if (farthest == COW_VERTEX_NONE)
    {
      cow_pool_worker_set_negative (work->worker);
      return TRUE;
    }
  if (!cow_search_found_path (work, farthest, error))
    return FALSE;
  cow_rows_begin (rows);
  cow_rows_vertex (rows, g_array_index (scratch->vertices, guint32, 0));
  cow_rows_vertex (rows, farthest);
  cow_rows_cost (rows, cow_dag_cost (scratch->dag, farthest));
  cow_rows_int (rows, (gint64)scratch->vertices->len - 1);
  cow_rows_path (rows, (const guint32 *)(const void *)scratch->vertices->data, scratch->vertices->len);
  cow_rows_end (rows);
  return TRUE;
}

/* Rows of all vertices on ways from `from` to `to`, in order of appearance. */
static gboolean
add_slack (CowWork *work, guint32 from, guint32 to, gboolean *found, gboolean *more, GError **error)
{
  const CowGraph *graph = work->job->entry->graph;
  const CowSearchScratch *scratch = work->scratch;
  CowRows *rows = work->rows;
  GError *local = NULL;

  if (!cow_dag_finish (scratch->dag, to, &work->progress, &local))
    {
      if (local)
        g_propagate_error (error, local);
      return local == NULL;
    }
  for (guint32 i = 0; *more && i < graph->n; i++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, i);
      CowSlack slack;

      if (!cow_dag_slack (scratch->dag, vertex, &slack, &local))
        {
          if (!local)
            continue;
          g_propagate_error (error, local);
          return FALSE;
        }
      *found = TRUE;
      cow_rows_begin (rows);
      cow_rows_vertex (rows, from);
      cow_rows_vertex (rows, to);
      cow_rows_vertex (rows, vertex);
      cow_rows_cost (rows, slack.earliest);
      cow_rows_cost (rows, slack.latest);
      cow_rows_cost (rows, slack.slack);
      *more = cow_rows_end (rows);
    }
  return TRUE;
}

static gboolean
run_slack (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  guint32 from = plan->from ? cow_selection_get (plan->from, graph, task) : COW_VERTEX_NONE;
  gboolean found = FALSE, more = TRUE;

  if (!cow_search_from (work, from, FALSE, error))
    return FALSE;
  if (!plan->to && !add_slack (work, from, COW_VERTEX_NONE, &found, &more, error))
    return FALSE;
  for (guint64 i = 0; plan->to && more && i < plan->to->n; i++)
    if (!add_slack (work, from, cow_selection_get (plan->to, graph, i), &found, &more, error))
      return FALSE;
  if (!found)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  gboolean slack = cow_call_has (job->call, "slack");
  CowSearchPlan *plan = job->plan;
  CowTasks tasks;

  (void)data;
  plan->dag = COW_DAG_LONGEST;
  cow_search_rows_tasks (job, &tasks);
  cow_job_explain_why (job, "without cycles one pass in topological order gives all longest paths");
  if (slack)
    {
      tasks.run = run_slack;
      tasks.bulk = TRUE;
      tasks.scratch_bytes = cow_dag_scratch_bytes (&job->view->view, TRUE) + cow_job_avoid_bytes (job);
      tasks.units_per_task = 0;
    }
  else if (!plan->from)
    {
      tasks.run = run_everywhere;
      tasks.bulk = FALSE;
    }
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  gboolean slack = cow_call_has (call, "slack");
  CowViewWish wish = { .need_in = TRUE };
  CowJob *job;

  if (slack && cow_call_has (call, "cutoff"))
    return cow_fail (error, COW_STATUS_USAGE, "--slack and --cutoff do not go together");
  job = cow_search_job_new (call, &wish, error);
  if (!job || (slack && !cow_job_set_columns (job, slack_columns, G_N_ELEMENTS (slack_columns), error)))
    return FALSE;
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources; without it, the path may begin and end anywhere", .optional = TRUE },
  { "TO", COW_ARG_VERTICES, "targets; without it, or with '*', all that are reached", .optional = TRUE },
  { NULL },
};

static const CowOptionSpec option_slack = { .name = "slack", .kind = COW_ARG_FLAG, .summary = "a row per vertex: how early and how late it may be" };
static const CowOptionSpec option_cutoff = { .name = "cutoff", .kind = COW_ARG_REAL, .value = "X", .summary = "only what costs at least X" };
static const CowOptionSpec *const options[] = { &option_slack, &option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "longest" }, "the longest path there is" },
  { { "longest a d" }, "the longest path from a to d" },
  { { "longest a" }, "the longest path to every vertex that a reaches" },
  { { "longest --slack" }, "edges are tasks: how early and how late each event may be; slack 0 is the critical path" },
  { { "longest a d --slack --sort=slack" }, "the same between two events" },
  { { NULL } },
};

const CowCommand cow_command_longest = {
  .name = "longest",
  .group = "paths",
  .summary = "longest paths where there are no cycles, and slack",
  .details = "Weights may be negative. A cycle that a source reaches is an error that prints it, a self-loop too; in an undirected graph, and with "
             "--direction=any, every edge is one. Without FROM that is any cycle, and the answer is the one longest path of the graph, a single "
             "vertex when nothing costs more than 0. With named targets every pair has a row, with cost inf where there is no path; otherwise "
             "the vertices that are reached have one, in order of first appearance. Shortest paths in the same manner: path and distances with "
             "--algorithm=dag.\n\n"
             "Among equally long paths one is taken by a fixed rule: seen from the target, the predecessor that appeared first, as far as it goes when FROM is not given. Where "
             "several ends are equally far, the one that appeared first.\n\n"
             "--slack answers what project plans ask. Vertices are events, edges are tasks and weights their durations. earliest is the longest way from "
             "FROM (without it: from anywhere) to the vertex, latest the longest such way to TO (to anywhere) less the longest way on from the vertex, "
             "and slack is their difference. Only vertices on a way from FROM to TO have a row. What rounding leaves of a slack counts as "
             "0. The slack of an edge is latest of its target less earliest of its source less its weight.\n\n--cutoff=X is the least cost.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
