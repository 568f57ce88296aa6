/* match.c - the cheapest walk of every pair whose edges carry labels as a pattern says. A task is a pair; pairs of one source that follow each other in a
 * worker share its search.
 *
 * The labels become a second view: an expression, made from the words of the pattern, gives each edge the number of its word. So filters and everything else that
 * makes a view hold for labels too, and workers inherit them. */
#include <string.h>

#include "app/explain.h"
#include "app/search-plan.h"
#include "graph/input.h"
#include "graph/path/match.h"

typedef struct
{
  CowSearchPlan base; /* first: the plan of the shared steps */
  CowPattern *pattern;
} Plan;

typedef struct
{
  CowMatch *match;
  guint64 *avoid;
  GArray *targets; /* of guint32; NULL: all vertices */
  guint32 source;  /* of the last search */
} Scratch;

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "cost", COW_CELL_COST, "of the walk; inf without one" },
  { "hops", COW_CELL_INT, "its edges; null without one" },
  { "path", COW_CELL_PATH, "its vertices, both ends included" },
  { NULL },
};

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  cow_pattern_free (plan->pattern);
  g_free (plan);
}

/* ---- labels as numbers ---- */

static void
append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (; *text; text++)
    if (*text == '"' || *text == '\\')
      g_string_append_printf (out, "\\%c", *text);
    else if (g_ascii_iscntrl (*text))
      g_string_append_printf (out, "\\x%02x", (guint)(guchar)*text);
    else
      g_string_append_c (out, *text);
  g_string_append_c (out, '"');
}

/* The word as a constant of the attribute's type. FALSE: it is none. */
static gboolean
append_constant (GString *out, const char *word, CowType type)
{
  gint64 integer;
  double real;

  switch (type)
    {
    case COW_TYPE_BOOL:
      if (!g_str_equal (word, "true") && !g_str_equal (word, "false"))
        return FALSE;
      break;
    case COW_TYPE_INT:
      if (!cow_number_parse_int (word, strlen (word), &integer))
        return FALSE;
      g_string_append_printf (out, "%" G_GINT64_FORMAT, integer);
      return TRUE;
    case COW_TYPE_REAL:
      if (!cow_number_parse_real (word, strlen (word), &real) || !isfinite (real))
        return FALSE;
      break;
    case COW_TYPE_STRING:
    case COW_TYPE_NULL:
    default:
      append_quoted (out, word);
      return TRUE;
    }
  g_string_append (out, word);
  return TRUE;
}

/* An expression that gives an edge the symbol of its label. (transfer full) */
static char *
make_symbols (const CowPattern *pattern, const char *text, const char *attr, const CowGraph *graph, GError **error)
{
  g_autoptr (CowExpr) expr = cow_expr_new (attr, COW_SCOPE_EDGE, graph, error);
  g_autoptr (GString) out = g_string_new ("0");
  CowType type;

  if (!expr)
    {
      g_prefix_error (error, "--attr: ");
      return NULL;
    }
  type = cow_expr_type (expr);
  for (guint i = 0; i < pattern->words->len; i++)
    {
      g_string_append_printf (out, " + if((%s) == ", attr);
      if (!append_constant (out, pattern->words->pdata[i], type))
        {
          cow_expr_fail (error, COW_GRAPH_ERROR_TYPE, text, g_array_index (pattern->places, gsize, i), "\"%s\" is no %s, and \"%s\" is %s",
                         (const char *)pattern->words->pdata[i], cow_type_name (type), attr, cow_type_name (type));
          return NULL;
        }
      g_string_append_printf (out, ", %u, 0)", i + 1);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* ---- in a worker ---- */

static gpointer
set_up (CowWork *work, GError **error)
{
  const CowView *view = &work->job->view->view;
  const CowSharedView *symbols = work->job->more_views->pdata[0];
  const Plan *plan = work->plan;
  Scratch *scratch = g_new0 (Scratch, 1);

  scratch->source = COW_VERTEX_NONE;
  if (!cow_work_avoid (work, &scratch->avoid, error))
    return NULL;
  scratch->targets = cow_search_targets (plan->base.to, view->graph);
  scratch->match = cow_match_new (view, &symbols->view, plan->pattern, error);
  return scratch->match ? scratch : NULL;
}

static gboolean
search (CowWork *work, guint32 source, GError **error)
{
  const CowSearchPlan *base = work->plan;
  Scratch *scratch = work->scratch;
  CowSearchQuery query = { .sources = &source, .n_sources = 1, .avoid = scratch->avoid, .has_cutoff = base->has_cutoff, .cutoff = base->cutoff };
  CowSearchCounts counts;

  if (scratch->source == source)
    return TRUE;
  scratch->source = COW_VERTEX_NONE;
  if (scratch->targets)
    {
      query.targets = (const guint32 *)(void *)scratch->targets->data;
      query.n_targets = scratch->targets->len;
    }
  if (!cow_match_run (scratch->match, &query, &work->progress, error))
    return FALSE;
  cow_match_counts (scratch->match, &counts);
  cow_work_count (work, &counts);
  scratch->source = source;
  return TRUE;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *base = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  const Scratch *scratch = work->scratch;
  guint32 from = cow_selection_get (base->from, graph, task / base->to->n), to = cow_selection_get (base->to, graph, task % base->to->n);
  CowFoundPath path = { .cost = cow_cost_unreachable () };
  CowRows *rows = work->rows;
  gboolean found;

  if (!search (work, from, error))
    return FALSE;
  found = cow_match_path (scratch->match, to, &path);
  cow_rows_begin (rows);
  cow_rows_vertex (rows, from);
  cow_rows_vertex (rows, to);
  cow_rows_cost (rows, path.cost);
  if (found)
    cow_rows_int (rows, path.hops);
  else
    cow_rows_null (rows);
  cow_rows_path (rows, path.vertices, found ? (gsize)path.hops + 1 : 0);
  cow_rows_end (rows);
  if (found)
    cow_work_count_hits (work, path.arcs, path.hops);
  if (!found)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

/* ---- in the session ---- */

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  const CowView *view = &job->view->view;
  const Plan *plan = job->plan;
  CowTasks tasks;

  (void)data;
  cow_search_tasks (job, &tasks);
  cow_job_explain_why (job, "a label decides which edge may come next: one search over vertices and states of the pattern");
  tasks.setup = set_up;
  tasks.run = run;
  tasks.scratch_bytes = cow_match_scratch_bytes (view, plan->pattern) + cow_job_avoid_bytes (job);
  tasks.units_per_task = 0;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  const char *text = cow_call_operand (call, 2);
  g_autoptr (CowPattern) pattern = cow_pattern_new (text, error);
  g_autofree char *symbols = NULL;
  CowViewWish wish = { 0 };
  CowJob *job;
  Plan *plan;

  symbols = pattern ? make_symbols (pattern, text, cow_call_option (call, "attr"), call->session->graphs->current->graph, error) : NULL;
  if (!symbols || !(job = cow_search_job_new (call, &wish, error)))
    return FALSE;
  plan = cow_search_plan_extend (job, sizeof *plan, plan_free);
  plan->base.pairs = TRUE;
  plan->pattern = g_steal_pointer (&pattern);
  wish.weight = symbols;
  if (!cow_job_want_another_view (job, &wish, error))
    return FALSE;
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { "TO", COW_ARG_VERTICES, "targets" },
  { "PATTERN", COW_ARG_TEXT, "what the labels along the walk must be, from its first edge to its last" },
  { NULL },
};

static const CowOptionSpec option_attr = {
  .name = "attr",
  .kind = COW_ARG_EXPR,
  .value = "ATTR",
  .fallback = "type",
  .summary = "the edge attribute, or expression, that is the label of an edge",
};
static const CowOptionSpec *const options[] = { &option_attr, &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "match a d --attr='if(weight > 2, \"dear\", \"cheap\")' 'cheap+ dear?'" }, "cheap edges, then at most one that is dear" },
  { { "match a '*' --attr=weight '. (2 | 3)*'" }, "any edge, then only edges of weight 2 and 3" },
  { { "match a d --attr=weight '.{2,3}'" }, "two or three edges, whatever they are" },
  { { NULL } },
};

const CowCommand cow_command_match = {
  .name = "match",
  .group = "paths",
  .summary = "a cheapest walk whose edge types match a pattern, for every pair",
  .details = "Follows edges by type: PATTERN is a regular expression whose letters are the labels of edges, --attr (an attribute of edges, type when nothing is "
             "said). Labels stand one after the other with blanks between; a | b is either, . any label, ( ) brackets; what stands before *, +, ? may come any number of times, at "
             "least once, at most once; a{2}, a{1,3}, a{2,} count. A label with blanks or with one of | * + ? ( ) { } . in it stands in quotes, 'like this' or "
             "\"like this\"; a backslash takes the next character as it is. Labels are compared whole and exactly; of an attribute that holds numbers, as numbers. An edge without a label (null) "
             "is matched by . alone. The pattern as a whole is one word of the command line, so it wants quotes of its own.\n\nEvery pair has a row: a cheapest walk from the source to the "
             "target, from the first edge to the last as the pattern says. A walk may pass a vertex or an edge more than once where the pattern leaves no other way. From a vertex to itself the walk of no edges "
             "counts when the pattern allows it, else a round trip is looked for. Of equally cheap walks one with the fewest edges is taken, of these by a fixed rule, the same for "
             "any number of workers. A pair without such a walk has cost inf, no hops and an empty path; the status is 1 when no pair at all has one.\n\nThe search goes over pairs of a vertex and a "
             "state of the pattern, which is made as small as it can be: memory per worker is up to 32 bytes per vertex and state. Types are filtered faster by --where when their order does not matter.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
