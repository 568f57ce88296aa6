/* set.c - named sets of vertices or edges, made of selectors by union, difference and intersection from left to right. */
#include <string.h>

#include "app/job.h"
#include "app/selection.h"
#include "graph/set.h"

typedef struct
{
  CowSetOperation operation; /* with what stands left of it; the first: union */
  const CowSelection *selection;
} Term;

typedef struct
{
  char *name; /* without @ */
  gboolean of_edges;
  GArray *terms; /* of Term */
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_free (plan->name);
  g_array_unref (plan->terms);
  g_free (plan);
}

/* ---- when all selectors are known ---- */

static gboolean
fill_set (CowSet *set, const CowGraph *graph, const CowSelection *selection)
{
  guint64 words = (set->universe + 63) / 64;

  memset (set->bits, selection->all ? 0xff : 0, words * sizeof *set->bits);
  if (selection->all && (set->universe & 63))
    set->bits[words - 1] = (G_GUINT64_CONSTANT (1) << (set->universe & 63)) - 1;
  set->size = selection->all ? set->universe : 0;
  for (guint64 i = 0; i < selection->n && !selection->all; i++)
    {
      guint32 member = cow_selection_get (selection, graph, i);

      cow_set_add (set, set->of_edges ? member : cow_graph_appearance (graph, member));
    }
  return TRUE;
}

static gboolean
combine (CowJob *job, gpointer data, GError **error)
{
  Plan *plan = job->plan;
  const CowGraph *graph = job->entry->graph;
  guint64 universe = plan->of_edges ? graph->m : graph->n;
  g_autoptr (CowSet) result = cow_set_new (plan->of_edges, universe, error);
  g_autoptr (CowSet) term_set = result ? cow_set_new (plan->of_edges, universe, error) : NULL;
  guint64 size;

  (void)data;
  if (!term_set)
    return FALSE;
  for (guint i = 0; i < plan->terms->len; i++)
    {
      const Term *term = &g_array_index (plan->terms, Term, i);

      fill_set (term_set, graph, term->selection);
      cow_set_combine (result, term->operation, term_set);
    }
  cow_set_recount (result);
  size = result->size;
  g_hash_table_replace (job->entry->sets, g_strdup (plan->name), g_steal_pointer (&result));
  cow_session_note (job->session, "@%s: %" G_GUINT64_FORMAT " %s%s", plan->name, size, plan->of_edges ? "edge" : "vert",
                    plan->of_edges ? (size == 1 ? "" : "s") : (size == 1 ? "ex" : "ices"));
  return TRUE;
}

/* ---- reading the line ---- */

static gboolean
read_name (Plan *plan, const char *word, GError **error)
{
  const char *at = word + 1;

  if (word[0] != '@' || !word[1] || word[1] == '-')
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" is no name of a set: write @ and letters, digits, _ or -", word);
  for (; *at; at++)
    if (!g_ascii_isalnum (*at) && *at != '_' && *at != '-')
      return cow_fail (error, COW_STATUS_USAGE, "\"%s\" is no name of a set: write @ and letters, digits, _ or -", word);
  plan->name = g_strdup (word + 1);
  return TRUE;
}

static gboolean
read_operation (const char *word, CowSetOperation *operation, GError **error)
{
  if (!word[0] || word[1] || !strchr ("+-&", word[0]))
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" where +, - or & was expected, with blanks around it", word);
  *operation = word[0] == '+' ? COW_SET_UNION : word[0] == '-' ? COW_SET_DIFFERENCE : COW_SET_INTERSECTION;
  return TRUE;
}

static gboolean
add_term (CowJob *job, Plan *plan, CowSetOperation operation, const char *word, GError **error)
{
  Term term = { .operation = operation };
  gboolean of_edges;

  if (!cow_select_kind (job->entry, word, &of_edges, error))
    return FALSE;
  if (plan->terms->len == 0)
    plan->of_edges = of_edges;
  /* An expression may do for either, and '*' is all of whatever the set is made of. */
  else if (of_edges != plan->of_edges && !g_str_equal (word, "*") && !(plan->of_edges && g_str_has_prefix (word, "@{")))
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" stands for %s, but @%s began with %s", word, of_edges ? "edges" : "vertices", plan->name,
                     plan->of_edges ? "edges" : "vertices");
  term.selection = cow_job_select (job, word, plan->of_edges, error);
  if (!term.selection)
    return FALSE;
  g_array_append_val (plan->terms, term);
  return TRUE;
}

static gboolean
start (CowCall *call, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  CowJob *job = cow_job_new (call, plan, plan_free);
  guint n = cow_call_n_operands (call);

  plan->terms = g_array_new (FALSE, FALSE, sizeof (Term));
  if (!read_name (plan, cow_call_operand (call, 0), error))
    return FALSE;
  if (!g_str_equal (cow_call_operand (call, 1), "="))
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" where = was expected", cow_call_operand (call, 1));
  for (guint i = 2; i < n; i += 2)
    {
      CowSetOperation operation = COW_SET_UNION;

      if (i > 2 && !read_operation (cow_call_operand (call, i - 1), &operation, error))
        return FALSE;
      if (!add_term (job, plan, operation, cow_call_operand (call, i), error))
        return FALSE;
    }
  if (n % 2 == 0)
    {
      CowSetOperation operation;

      return read_operation (cow_call_operand (call, n - 1), &operation, error)
             && cow_fail (error, COW_STATUS_USAGE, "a selector was expected after \"%s\"", cow_call_operand (call, n - 1));
    }
  cow_job_then (job, combine, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "@S", COW_ARG_SET, "name of the set" },
  { "=", COW_ARG_TEXT, "as it stands" },
  { "SELECTOR", COW_ARG_VERTICES, "what is in it; more selectors follow after + (and), - (but not) or & (of these only)", .repeated = TRUE },
  { NULL },
};

static const CowExample examples[] = {
  { { "set @ends = a + d", "distances @ends" }, "two vertices" },
  { { "set @others = '*' - a", "find '*' into @all", "set @two = @all & @others - b" }, "from left to right" },
  { { "set @cheap = '@{weight < 3}'", "distances a d --block=@cheap" }, "edges" },
  { { NULL } },
};

const CowCommand cow_command_set = {
  .name = "set",
  .group = "graph",
  .summary = "name a set of vertices or edges",
  .details = "Selectors are combined from left to right: + adds, - takes away, & keeps what both have; blanks stand around them. The first "
             "selector says whether it is a set of edges (e:N, FROM->TO, FROM--TO, a set of edges, or an expression over edges) or of "
             "vertices; all others must be of that kind. A set belongs to the graph that was current; its members are kept in order of "
             "first appearance.",
  .operands = operands,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_CHANGES | COW_COMMAND_RAW,
  .start = start,
};
