/* constrained.c - the cheapest path of every pair whose sums over other attributes keep limits. A task is a pair. */
#include <string.h>

#include "app/criteria-plan.h"
#include "graph/input.h"

/* Who takes the path of a pair. */
typedef struct
{
  CowWork *work;
  guint32 from, to;
  gboolean found;
} Pair;

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "cost", COW_CELL_COST, "of the path; inf without one" },
  { "hops", COW_CELL_INT, "its edges; null without one" },
  { "path", COW_CELL_PATH, "its vertices, both ends included" },
  { NULL },
};

static gboolean
add_row (const CowFoundPath *path, const CowCost *values, gpointer user)
{
  Pair *pair = user;
  CowRows *rows = pair->work->rows;
  const CowCriteriaPlan *plan = pair->work->plan;

  pair->found = TRUE;
  cow_rows_begin (rows);
  cow_rows_vertex (rows, pair->from);
  cow_rows_vertex (rows, pair->to);
  cow_rows_cost (rows, path->cost);
  cow_rows_int (rows, path->hops);
  cow_rows_path (rows, path->vertices, (gsize)path->hops + 1);
  cow_work_count_hits (pair->work, path->arcs, path->hops);
  for (guint i = 1; i < plan->names->len; i++)
    cow_rows_cost (rows, values[i]);
  return cow_rows_end (rows);
}

static void
add_empty_row (const Pair *pair)
{
  CowRows *rows = pair->work->rows;
  const CowCriteriaPlan *plan = pair->work->plan;

  cow_rows_begin (rows);
  cow_rows_vertex (rows, pair->from);
  cow_rows_vertex (rows, pair->to);
  cow_rows_cost (rows, cow_cost_unreachable ());
  cow_rows_null (rows);
  cow_rows_path (rows, NULL, 0);
  for (guint i = 1; i < plan->names->len; i++)
    cow_rows_null (rows);
  cow_rows_end (rows);
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *base = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  Pair pair = { .work = work,
                .from = cow_selection_get (base->from, graph, task / base->to->n),
                .to = cow_selection_get (base->to, graph, task % base->to->n) };

  if (!cow_criteria_search (work, task, add_row, &pair, error))
    return FALSE;
  if (pair.found)
    return TRUE;
  add_empty_row (&pair);
  cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

/* "toll:25": the last colon parts them, so that an expression may hold one. */
static gboolean
read_limit (const char *text, char **name, CowCost *limit, GError **error)
{
  const char *colon = strrchr (text, ':');
  gint64 whole;
  double real;

  if (!colon || colon == text)
    return cow_fail (error, COW_STATUS_USAGE, "--max wants ATTR:VALUE, not \"%s\"", text);
  if (cow_number_parse_int (colon + 1, strlen (colon + 1), &whole))
    *limit = cow_cost_int (whole);
  else if (cow_number_parse_real (colon + 1, strlen (colon + 1), &real))
    *limit = cow_cost_real (real);
  else
    return cow_fail (error, COW_STATUS_USAGE, "--max=%s: \"%s\" is no number", text, colon + 1);
  if (!(cow_cost_as_double (*limit) >= 0))
    return cow_fail (error, COW_STATUS_USAGE, "--max=%s: a limit below 0 cannot be kept", text);
  *name = g_strstrip (g_strndup (text, (gsize)(colon - text)));
  return TRUE;
}

static gboolean
read_limits (CowCall *call, GPtrArray *names, CowCost *limits, GError **error)
{
  const GPtrArray *given = cow_call_option_all (call, "max");

  if (!given || !given->len)
    return cow_fail (error, COW_STATUS_USAGE, "--max=ATTR:VALUE is missing: what the path may use up (without limits see path)");
  if (given->len >= COW_CRITERIA_MOST)
    return cow_fail (error, COW_STATUS_USAGE, "more than %d limits", COW_CRITERIA_MOST - 1);
  g_ptr_array_add (names, NULL);
  limits[0] = cow_cost_unreachable ();
  for (guint i = 0; i < given->len; i++)
    {
      char *name = NULL;

      if (!read_limit (given->pdata[i], &name, &limits[i + 1], error))
        return FALSE;
      g_ptr_array_add (names, name);
    }
  return TRUE;
}

static gboolean
start (CowCall *call, GError **error)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  CowCost limits[COW_CRITERIA_MOST];
  CowJob *job;

  if (!read_limits (call, names, limits, error))
    {
      g_ptr_array_unref (names);
      return FALSE;
    }
  job = cow_criteria_job_new (call, COW_CRITERIA_CHEAPEST, names, limits, 1, columns, G_N_ELEMENTS (columns) - 1, NULL, 0, error);
  return job && cow_criteria_job_start (job, run, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { "TO", COW_ARG_VERTICES, "targets" },
  { NULL },
};

static const CowOptionSpec option_max = {
  .name = "max",
  .kind = COW_ARG_TEXT,
  .value = "ATTR:VALUE",
  .summary = "the sum of this edge attribute, or expression, along the path is at most VALUE; may be repeated",
  .repeated = TRUE,
};
static const CowOptionSpec *const options[] = { &option_max, &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "constrained a d --max=1:2" }, "a cheapest way of at most two edges: every edge uses up 1" },
  { { "constrained a d --weight=none --max=weight:7" }, "the fewest edges that cost at most 7 together" },
  { { "constrained a '*' --max=weight%3:2 --max=1:3" }, "two limits" },
  { { "constrained a '*' --max=1:2 --cutoff=6" }, "only what costs at most 6" },
  { { NULL } },
};

const CowCommand cow_command_constrained = {
  .name = "constrained",
  .group = "paths",
  .summary = "a cheapest path within limits on other attributes, for every pair",
  .details = "A path of least cost among those whose sums keep every --max=ATTR:VALUE (inclusive). ATTR is an edge attribute or an expression over them: "
             "--max=toll:25, --max='if(type == \"ferry\", 1, 0):1', --max=1:20 for at most 20 edges. Every pair has a row, with what the path uses up of each in a column of that "
             "name. --cutoff=X is one more limit, on the cost. A pair without such a path has cost inf, no hops and an empty path; the status is 1 when no pair at all has one.\n\nAttributes may be "
             "whole numbers or fractions. A negative value is an error that names the edge, and so is one that is missing (null): "
             "--max='if(toll == null, 0, toll):25' says what it shall count.\n\nLabels are set in the order of the cost plus the least that is left: a label is a way to a vertex that no "
             "other way beats in cost and in all limits. Searches backwards from the target, one per limit and one for the cost, cut off what cannot arrive in time. There may "
             "be very many labels when limits are tight and attributes have little to do with the cost; a note on stderr says how many were made and dropped. Each takes 40 bytes and "
             "8 per limit, beside 20 bytes per vertex and limit. Of equally cheap paths one is taken by a fixed rule, the same for any number of workers.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
