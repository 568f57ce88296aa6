/* isochrone.c - what lies within some costs of each FROM. One task is one search, up to the last of them. */
#include "app/search-plan.h"

#include <string.h>

#include "graph/input.h"
#include "graph/path/cost-summary.h"
#include "graph/path/isochrone.h"

enum
{
  MOST_BANDS = 1000
};

typedef struct
{
  CowSearchPlan base; /* first: the plan of the shared steps */
  CowCost limits[MOST_BANDS]; /* ascending */
  guint n_limits;
  gboolean both_ways; /* edges can be entered from both ends */
} Plan;

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "band", COW_CELL_COST, "its limit: what costs at most that, and more than the limit before" },
  { "vertices", COW_CELL_INT, "that lie in the band" },
  { "edges", COW_CELL_REAL, "that lie in the band, by parts: an edge half of which does counts 0.5" },
  { NULL },
};

static const CowResultColumn member_columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "vertex", COW_CELL_VERTEX, "a vertex in one of the bands" },
  { "cost", COW_CELL_COST, "of a shortest path to it" },
  { "band", COW_CELL_COST, "the least limit that it lies within" },
};

static gboolean
run_bands (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  const CowSearchScratch *scratch = work->scratch;
  CowRows *rows = work->rows;
  guint32 source = cow_selection_get (plan->base.from, work->job->entry->graph, task);
  CowBand bands[MOST_BANDS];

  if (!cow_search_from (work, source, FALSE, error)
      || !cow_bands_sum (&work->job->view->view, scratch->search, plan->limits, plan->n_limits, plan->both_ways, scratch->avoid, bands,
                         &work->progress, error))
    return FALSE;
  for (guint i = 0; i < plan->n_limits; i++)
    {
      cow_rows_begin (rows);
      cow_rows_vertex (rows, source);
      cow_rows_cost (rows, plan->limits[i]);
      cow_rows_int (rows, (gint64)bands[i].vertices);
      cow_rows_real (rows, bands[i].edges);
      if (!cow_rows_end (rows))
        break;
    }
  return TRUE;
}

static gboolean
run_members (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  const CowSearchScratch *scratch = work->scratch;
  CowRows *rows = work->rows;
  guint32 source = cow_selection_get (plan->base.from, graph, task);

  if (!cow_search_from (work, source, FALSE, error))
    return FALSE;
  for (guint32 i = 0; i < graph->n; i++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, i);
      CowCost cost = cow_search_cost (scratch->search, vertex);
      guint band = cow_band_find (plan->limits, plan->n_limits, cost);

      if (band == plan->n_limits)
        continue;
      cow_rows_begin (rows);
      cow_rows_vertex (rows, source);
      cow_rows_vertex (rows, vertex);
      cow_rows_cost (rows, cost);
      cow_rows_cost (rows, plan->limits[band]);
      if (!cow_rows_end (rows))
        break;
    }
  return TRUE;
}

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  gboolean members = cow_call_has (job->call, "members");
  Plan *plan = job->plan;
  CowTasks tasks;

  (void)data;
  plan->base.has_cutoff = TRUE;
  plan->base.cutoff = plan->limits[plan->n_limits - 1];
  plan->both_ways = !job->entry->graph->directed || g_strcmp0 (cow_call_option (job->call, "direction"), "any") == 0;
  cow_search_tasks (job, &tasks);
  tasks.run = members ? run_members : run_bands;
  tasks.bulk = members;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
read_limit (const char *text, CowCost *limit, GError **error)
{
  gint64 whole;
  double real;

  if (cow_number_parse_int (text, strlen (text), &whole))
    *limit = cow_cost_int (whole);
  else if (cow_number_parse_real (text, strlen (text), &real))
    *limit = cow_cost_real (real);
  else
    return cow_fail (error, COW_STATUS_USAGE, "--cutoff: \"%s\" is no number", text);
  if (cow_cost_as_double (*limit) >= 0.0)
    return TRUE;
  return cow_fail (error, COW_STATUS_USAGE, "--cutoff: \"%s\" is not 0 or more", text);
}

static int
compare_limits (const void *a, const void *b)
{
  return cow_cost_compare (*(const CowCost *)a, *(const CowCost *)b);
}

static gboolean
read_limits (CowCall *call, Plan *plan, GError **error)
{
  const char *text = cow_call_option (call, "cutoff");
  g_auto (GStrv) words = NULL;
  guint kept = 0;

  if (!text)
    return cow_fail (error, COW_STATUS_USAGE, "--cutoff=A,B,C is missing: the limits of the bands");
  words = g_strsplit (text, ",", MOST_BANDS + 1);
  plan->n_limits = g_strv_length (words);
  if (plan->n_limits > MOST_BANDS)
    return cow_fail (error, COW_STATUS_USAGE, "--cutoff: more than %d bands", MOST_BANDS);
  for (guint i = 0; i < plan->n_limits; i++)
    if (!read_limit (words[i], &plan->limits[i], error))
      return FALSE;
  qsort (plan->limits, plan->n_limits, sizeof plan->limits[0], compare_limits);
  for (guint i = 0; i < plan->n_limits; i++)
    if (i == 0 || cow_cost_compare (plan->limits[i], plan->limits[kept - 1]) > 0)
      plan->limits[kept++] = plan->limits[i];
  plan->n_limits = kept;
  if (kept > 0)
    return TRUE;
  return cow_fail (error, COW_STATUS_USAGE, "--cutoff: no limits");
}

static gboolean
start (CowCall *call, GError **error)
{
  CowViewWish wish = { .need_in = FALSE };
  CowJob *job = cow_search_job_new (call, &wish, error);
  Plan *plan;

  if (!job)
    return FALSE;
  plan = cow_search_plan_extend (job, sizeof *plan, g_free);
  if (!read_limits (call, plan, error))
    return FALSE;
  if (cow_call_has (call, "members") && !cow_job_set_columns (job, member_columns, G_N_ELEMENTS (member_columns), error))
    return FALSE;
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { NULL },
};

static const CowOptionSpec option_cutoff
    = { .name = "cutoff", .kind = COW_ARG_TEXT, .value = "A,B,C", .summary = "the limits of the bands, inclusive; must be given" };
static const CowOptionSpec option_members = { .name = "members", .kind = COW_ARG_FLAG, .summary = "a row per vertex with its cost and band" };
static const CowOptionSpec *const options[] = { &option_cutoff, &option_members, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "isochrone a --cutoff=2,4,8" }, "how much lies within 2 of a, beyond that within 4, and within 8" },
  { { "isochrone a --cutoff=2,4 --members" }, "which vertices" },
  { { "isochrone d --cutoff=5 --direction=in" }, "from where d is reached at a cost of 5" },
  { { NULL } },
};

const CowCommand cow_command_isochrone = {
  .name = "isochrone",
  .group = "paths",
  .summary = "what lies within some costs of each source",
  .details = "Every limit makes a band: what costs at most the limit, and more than the next smaller one. Bands come in ascending "
             "order, also empty ones; all that lies within a limit is the sum of the bands up to it.\n\nThe cost grows evenly along an edge, "
             "so edges at the border of a band are cut: one of weight 8 that is entered at cost 3 lies by 2/8 within the limit 5. A directed edge is "
             "entered from its source only; an undirected one, and with --direction=any each, from both ends, until the two parts meet. Parallel "
             "edges and self-loops count as edges; an edge of weight 0 lies whole in the band of its first end. Edges are a real number because "
             "parts are summed up. Edges that lead to a vertex of --avoid are not entered.\n\nWith --members every vertex within the last limit has a row, in "
             "order of first appearance.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
