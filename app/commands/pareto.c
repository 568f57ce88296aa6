/* pareto.c - for every pair the paths that no other beats in all of several weights. A task is a pair. */
#include <string.h>

#include "app/criteria-plan.h"
#include "graph/input.h"

/* Who takes the paths of a pair. */
typedef struct
{
  CowWork *work;
  guint32 from, to;
  guint64 rank;
} Pair;

static const CowResultColumn columns_before[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "rank", COW_CELL_INT, "by the first weight, from 1" },
};
static const CowResultColumn columns_after[] = {
  { "hops", COW_CELL_INT, "edges of the path" },
  { "path", COW_CELL_PATH, "its vertices, both ends included" },
};
/* As the manual shows them. */
static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "rank", COW_CELL_INT, "by the first weight, from 1" },
  { "WEIGHT", COW_CELL_COST, "a column per weight, named as it was written: its sum along the path" },
  { "hops", COW_CELL_INT, "edges of the path" },
  { "path", COW_CELL_PATH, "its vertices, both ends included" },
  { NULL },
};

static gboolean
add_row (const CowFoundPath *path, const CowCost *values, gpointer user)
{
  Pair *pair = user;
  CowRows *rows = pair->work->rows;
  const CowCriteriaPlan *plan = pair->work->plan;

  cow_rows_begin (rows);
  cow_rows_vertex (rows, pair->from);
  cow_rows_vertex (rows, pair->to);
  cow_rows_int (rows, (gint64)++pair->rank);
  for (guint i = 0; i < plan->names->len; i++)
    cow_rows_cost (rows, values[i]);
  cow_rows_int (rows, path->hops);
  cow_rows_path (rows, path->vertices, (gsize)path->hops + 1);
  cow_work_count_hits (pair->work, path->arcs, path->hops);
  return cow_rows_end (rows) && pair->rank < plan->base.limit;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *base = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  Pair pair = { .work = work,
                .from = cow_selection_get (base->from, graph, task / base->to->n),
                .to = cow_selection_get (base->to, graph, task % base->to->n) };

  if (base->limit > 0 && !cow_criteria_search (work, task, add_row, &pair, error))
    return FALSE;
  if (pair.rank == 0)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

static gboolean
check_names (const GPtrArray *names, const char *text, GError **error)
{
  if (names->len > COW_CRITERIA_MOST)
    return cow_fail (error, COW_STATUS_USAGE, "more than %d weights", COW_CRITERIA_MOST);
  for (guint i = 0; i < names->len; i++)
    if (!*(const char *)names->pdata[i])
      return cow_fail (error, COW_STATUS_USAGE, "--weights=%s: weight %u is empty", text, i + 1);
  return TRUE;
}

/* "9,,2.5": of each weight what a path may come to. */
static gboolean
read_cutoffs (CowCall *call, const GPtrArray *names, CowCost *limits, GError **error)
{
  const char *text = cow_call_option (call, "cutoff");
  g_auto (GStrv) words = g_strsplit (text ? text : "", ",", -1);

  if (g_strv_length (words) > names->len)
    return cow_fail (error, COW_STATUS_USAGE, "--cutoff=%s has more numbers than --weights has weights", text);
  for (guint i = 0; words[i]; i++)
    {
      const char *word = g_strstrip (words[i]);
      gint64 whole;
      double real;

      if (cow_number_parse_int (word, strlen (word), &whole))
        limits[i] = cow_cost_int (whole);
      else if (!*word)
        continue;
      else if (!cow_number_parse_real (word, strlen (word), &real) || isnan (real))
        return cow_fail (error, COW_STATUS_USAGE, "--cutoff=%s: \"%s\" is no number", text, word);
      else if (real < INFINITY)
        limits[i] = cow_cost_real (real);
    }
  return TRUE;
}

static gboolean
start (CowCall *call, GError **error)
{
  const char *weights = cow_call_option (call, "weights");
  CowCost limits[COW_CRITERIA_MOST];
  GPtrArray *names;
  CowJob *job;

  if (!weights)
    return cow_fail (error, COW_STATUS_USAGE, "--weights=A,B is missing: what paths are compared by");
  for (guint i = 0; i < COW_CRITERIA_MOST; i++)
    limits[i] = cow_cost_unreachable ();
  names = cow_criteria_split (weights);
  if (!check_names (names, weights, error) || !read_cutoffs (call, names, limits, error))
    {
      g_ptr_array_unref (names);
      return FALSE;
    }
  job = cow_criteria_job_new (call, COW_CRITERIA_PARETO, names, limits, 0, columns_before, G_N_ELEMENTS (columns_before), columns_after,
                              G_N_ELEMENTS (columns_after), error);
  return job && cow_criteria_job_start (job, run, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { "TO", COW_ARG_VERTICES, "targets" },
  { NULL },
};

static const CowOptionSpec option_weights = {
  .name = "weights",
  .kind = COW_ARG_TEXT,
  .value = "A,B,…",
  .summary = "edge attributes or expressions over them, with commas between: what paths are compared by",
};
static const CowOptionSpec option_cutoff = {
  .name = "cutoff",
  .kind = COW_ARG_TEXT,
  .value = "X[,Y…]",
  .summary = "only paths that come to at most X of the first weight, Y of the second, and so on; nothing, or inf, is no bound",
};
static const CowOptionSpec *const options[]
    = { &option_weights, &option_cutoff, &cow_option_direction, &cow_option_where, &cow_option_avoid, &cow_option_block, &cow_option_overlay, &cow_option_output,
        COW_JOB_OPTIONS, NULL };

static const CowRefusal refusals[] = { { "weight", "--weights=A,B says what paths are compared by" }, { NULL } };

static const CowExample examples[] = {
  { { "pareto a d --weights=weight,1" }, "cheaper ways against those of fewer edges" },
  { { "pareto a '*' --weights='weight % 3, weight, 1'" }, "three weights" },
  { { "pareto a d --weights=weight,1 --cutoff=,2" }, "of at most two edges, whatever they cost" },
  { { NULL } },
};

const CowCommand cow_command_pareto = {
  .name = "pareto",
  .group = "paths",
  .summary = "the paths of every pair that no other beats in all of several weights",
  .details = "All Pareto-optimal choices between two or more weights: a path is listed when no other path of the pair is at least as good in every weight and better "
             "in one. There is one row for each such vector of sums; of several paths with the same sums one is shown, by a fixed rule that does not depend on the number "
             "of workers. Rows are ordered by the first weight, then the second and so on.\n\nA weight is an edge attribute or an expression; 1 counts edges. Whole numbers are "
             "exact; where all weights are whole, rows leave as they are found and --limit=N ends each pair after N rows. A negative value is an error that names the edge, and "
             "so is one that is missing (null). A pair without a path has no row; the status is 1 when no pair has one. From a vertex to itself there is one path, of no "
             "edges.\n\nLabels are set as for constrained, with a search backwards per weight to tell what is left at least; a note on stderr says how many were made and dropped. With --cutoff, paths beyond it are neither listed nor "
             "followed. The number of choices can grow exponentially with the length of paths, above all with three weights and more.",
  .operands = operands,
  .options = options,
  .refusals = refusals,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_PAIR_LIMIT,
  .start = start,
};
