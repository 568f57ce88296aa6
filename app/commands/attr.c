/* attr.c - an attribute of edges or vertices that an expression computes: by a child, once, then a column like any other. */
#include <string.h>

#include "app/job.h"
#include "graph/attribute.h"

typedef struct
{
  char *name;
  gboolean on_vertex;
  CowExpr *expr;
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_free (plan->name);
  g_clear_pointer (&plan->expr, cow_expr_free);
  g_free (plan);
}

/* ---- the column ---- */

static gboolean
write_column (CowWork *work, CowImageWriter *writer, GError **error)
{
  const Plan *plan = work->plan;

  return cow_attribute_write (work->job->entry->graph, plan->name, plan->expr, plan->on_vertex, writer, &work->progress, error);
}

static gboolean
take_column (CowJob *job, CowArena *arena, GError **error)
{
  const Plan *plan = job->plan;
  const CowGraph *graph = job->entry->graph;
  const CowColumn *column;

  if (!cow_graph_attach (job->entry->graph, arena, error))
    return FALSE;
  /* They may have been made of an attribute that had the name. */
  cow_graph_entry_drop_views (job->entry);
  column = cow_graph_column (graph, plan->on_vertex, plan->name);
  cow_session_note (job->session, "%s: %s of %" G_GUINT64_FORMAT " %s, %" G_GUINT64_FORMAT " null", plan->name, cow_type_name (column->type), column->rows,
                    plan->on_vertex ? "vertices" : "edges", column->n_null);
  return TRUE;
}

static gboolean
fork_column (CowJob *job, gpointer data, GError **error)
{
  CowImageChild child = { .write = write_column, .done = take_column, .what = "computing an attribute" };

  (void)data;
  return cow_job_fork_image (job, &child, error);
}

/* ---- reading the line ---- */

static gboolean
is_name (const char *name)
{
  static const char *const words[] = { "and", "or", "not", "in", NULL };

  if (!name[0] || g_ascii_isdigit (name[0]) || strlen (name) > 100 || g_strv_contains (words, name) || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const char *at = name; *at; at++)
    if (!g_ascii_isalnum (*at) && *at != '_' && (guchar)*at < 0x80)
      return FALSE;
  return TRUE;
}

/* An attribute may be replaced; what expressions know under the name without there being one may not. */
static gboolean
check_name (const CowGraph *graph, const char *name, gboolean on_vertex, GError **error)
{
  g_autoptr (CowExpr) known = NULL;

  if (cow_graph_column (graph, on_vertex, name))
    return TRUE;
  known = cow_expr_new (name, on_vertex ? COW_SCOPE_VERTEX : COW_SCOPE_EDGE, graph, NULL);
  if (!known)
    return TRUE;
  if (cow_expr_is_inline_weight (known))
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" is the weight that the edges have: take another name, and --weight=NAME where it shall count", name);
  return cow_fail (error, COW_STATUS_USAGE, "\"%s\" has a meaning in expressions: take another name", name);
}

static gboolean
is_on_option (const char *word, gboolean *value_follows)
{
  *value_follows = g_str_equal (word, "--on");
  return *value_follows || g_str_has_prefix (word, "--on=");
}

/* One quoted word is the expression; else the words as they were written are: their quotes belong to it. (transfer full) */
static char *
read_text (const CowCall *call, GError **error)
{
  g_autoptr (CowLine) line = NULL;
  GString *text;
  guint first = 0;

  if (cow_call_n_operands (call) == 3)
    return g_strdup (cow_call_operand (call, 2));
  line = cow_line_parse (call->text, error);
  if (!line)
    return NULL;
  while (!g_str_equal (g_ptr_array_index (line->words, first), "="))
    first++;
  text = g_string_new (NULL);
  for (guint i = first + 1; i < line->words->len; i++)
    {
      int from = g_array_index (line->starts, int, i), to = i + 1 < line->words->len ? g_array_index (line->starts, int, i + 1) : line->end;
      gboolean value_follows;

      if (is_on_option (g_ptr_array_index (line->words, i), &value_follows))
        i += value_follows;
      else
        g_string_append_len (text, call->text + from, to - from);
    }
  return g_string_free (text, FALSE);
}

/* Over edges when it can be read so and nobody says otherwise. */
static CowExpr *
compile (const CowCall *call, const CowGraph *graph, const char *text, gboolean *on_vertex, GError **error)
{
  const char *on = cow_call_option (call, "on");
  CowExpr *expr;

  *on_vertex = on && g_str_equal (on, "vertex");
  expr = cow_expr_new (text, *on_vertex ? COW_SCOPE_VERTEX : COW_SCOPE_EDGE, graph, error);
  if (expr || on)
    return expr;
  *on_vertex = TRUE;
  expr = cow_expr_new (text, COW_SCOPE_VERTEX, graph, NULL);
  if (expr)
    g_clear_error (error);
  return expr;
}

static gboolean
start (CowCall *call, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  CowJob *job = cow_job_new (call, plan, plan_free);
  const CowGraph *graph = job->entry->graph;
  g_autofree char *text = NULL;

  plan->name = g_strdup (cow_call_operand (call, 0));
  if (!g_str_equal (cow_call_operand (call, 1), "="))
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" where = was expected, with blanks around it", cow_call_operand (call, 1));
  if (!is_name (plan->name))
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" is no name of an attribute: write letters, digits or _", plan->name);
  text = read_text (call, error);
  plan->expr = text ? compile (call, graph, text, &plan->on_vertex, error) : NULL;
  if (!plan->expr || !check_name (graph, plan->name, plan->on_vertex, error))
    return FALSE;
  cow_job_then (job, fork_column, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "NAME", COW_ARG_TEXT, "of the attribute: letters, digits or _" },
  { "=", COW_ARG_TEXT, "as it stands" },
  { "EXPR", COW_ARG_EXPR, "what it is; quotes inside belong to the expression", .repeated = TRUE },
  { NULL },
};

static const CowOptionSpec option_on = {
  .name = "on", .kind = COW_ARG_CHOICE, .value = "WHAT", .choices = "vertex|edge", .summary = "what has the attribute; by default edges, when the expression can be read over edges"
};
static const CowOptionSpec *const options[] = { &option_on, NULL };

static const CowExample examples[] = {
  { { "attr toll = if(weight > 2, 1, 0)", "path a d --weight=toll" }, "a path with the fewest expensive edges" },
  { { "attr dear = weight > 2", "attr hub = degree > 1 --on=vertex", "path a d --where='not dear or src.hub'" }, "conditions by name" },
  { { "attr kind = if(weight > 2, \"dear\", \"cheap\")", "schema" }, "a text" },
  { { NULL } },
};

const CowCommand cow_command_attr = {
  .name = "attr",
  .group = "graph",
  .summary = "give edges or vertices an attribute that an expression computes",
  .details = "The expression is computed once for every edge (or vertex) of the current graph, with the attributes they have now, and its values stay with the graph "
             "like attributes of a file: every later command can use them by name, schema lists them, save writes them. The type is that of the "
             "expression; a value that is null stays null, and an error of one row is an error of the command.\n\nAn attribute that has the name is "
             "replaced. Names that mean something in expressions without being attributes cannot be taken: id of an edge; name, degree and the like of a vertex; "
             "and the weight of edges that have one. Where edges have no weight, an attribute of edges named weight becomes it.\n\nThe words of the expression "
             "need no quotes; > and | are operators in it.",
  .operands = operands,
  .options = options,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_CHANGES | COW_COMMAND_EXPRESSION,
  .start = start,
};
