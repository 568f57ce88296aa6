/* find.c - vertices by the look of their name, or of a string attribute. A task is a stretch of vertices in order of appearance,
 * so that all cores look and the answer keeps that order. */
#include <string.h>

#include "app/job.h"

enum
{
  VERTICES_PER_TASK = 65536
};

typedef enum
{
  MATCH_PREFIX,
  MATCH_GLOB,
  MATCH_REGEX,
} Match;

typedef struct
{
  Match match;
  const char *pattern; /* of the call */
  gsize length;
  GRegex *regex, *raw; /* raw: for texts that are no UTF-8 */
  char *attribute;     /* NULL: the name */
} Plan;

static const CowResultColumn columns[] = {
  { "vertex", COW_CELL_VERTEX, "a vertex whose name or attribute matches" },
  { NULL },
};

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_clear_pointer (&plan->regex, g_regex_unref);
  g_clear_pointer (&plan->raw, g_regex_unref);
  g_free (plan->attribute);
  g_free (plan);
}

/* ---- matching ---- */

/* Bytes of the character at text: a valid sequence of UTF-8, or one byte. */
static gsize
character_bytes (const char *text, const char *end)
{
  gunichar character = g_utf8_get_char_validated (text, end - text);

  return character >= (gunichar)-2 ? 1 : (gsize)(g_utf8_next_char (text) - text);
}

/* '*' is any text, '?' one character, '\' takes what follows as it stands. On a mismatch the last star takes one byte more, and
 * no earlier one has to be tried again: O(pattern * text). */
static gboolean
match_glob (const char *pattern, const char *pattern_end, const char *text, const char *end)
{
  const char *star = NULL, *resume = NULL;

  while (text < end || pattern < pattern_end)
    {
      if (pattern < pattern_end && *pattern == '*')
        {
          star = ++pattern;
          resume = text;
          continue;
        }
      if (pattern < pattern_end && text < end)
        {
          const char *wanted = *pattern == '\\' && pattern + 1 < pattern_end ? pattern + 1 : pattern;

          if (*pattern == '?')
            {
              text += character_bytes (text, end);
              pattern++;
              continue;
            }
          if (*wanted == *text)
            {
              pattern = wanted + 1;
              text++;
              continue;
            }
        }
      if (!star || resume >= end)
        return FALSE;
      pattern = star;
      text = ++resume;
    }
  return TRUE;
}

/* matches: as found. FALSE: the expression needs more steps than it may take. */
static gboolean
match_regex (const Plan *plan, const char *text, gsize length, gboolean *matches, GError **error)
{
  GError *fault = NULL;
  const GRegex *regex = plan->regex && g_utf8_validate (text, (gssize)length, NULL) ? plan->regex : plan->raw;

  *matches = g_regex_match_full (regex, text, (gssize)length, 0, 0, NULL, &fault);
  if (!fault)
    return TRUE;
  cow_fail (error, COW_STATUS_USAGE, "regular expression \"%s\": %s", plan->pattern, fault->message);
  g_error_free (fault);
  return FALSE;
}

static gboolean
match_text (const Plan *plan, const char *text, gsize length, gboolean *matches, GError **error)
{
  switch (plan->match)
    {
    case MATCH_REGEX:
      return match_regex (plan, text, length, matches, error);
    case MATCH_GLOB:
      *matches = match_glob (plan->pattern, plan->pattern + plan->length, text, text + length);
      return TRUE;
    case MATCH_PREFIX:
    default:
      *matches = length >= plan->length && memcmp (text, plan->pattern, plan->length) == 0;
      return TRUE;
    }
}

static gboolean
match_vertex (const Plan *plan, const CowGraph *graph, const CowColumn *column, guint32 vertex, gboolean *matches, GError **error)
{
  char buffer[24];
  gsize length;

  if (column)
    {
      CowValue value = cow_column_value (column, vertex);

      *matches = FALSE;
      return value.type != COW_TYPE_STRING || match_text (plan, value.text, value.length, matches, error);
    }
  const char *name = cow_graph_name (graph, vertex, buffer, &length);
  return match_text (plan, name, length, matches, error);
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  const CowColumn *column = plan->attribute ? cow_graph_column (graph, TRUE, plan->attribute) : NULL;
  guint64 first = task * VERTICES_PER_TASK, end = MIN (first + VERTICES_PER_TASK, graph->n);
  gboolean found = FALSE;

  for (guint64 i = first; i < end; i++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, (guint32)i);
      gboolean matches;

      if (!match_vertex (plan, graph, column, vertex, &matches, error))
        return FALSE;
      if (matches)
        {
          found = TRUE;
          cow_rows_begin (work->rows);
          cow_rows_vertex (work->rows, vertex);
          if (!cow_rows_end (work->rows))
            break;
        }
      if (cow_progress_step (&work->progress, 1))
        break;
    }
  if (!found)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

/* ---- the question ---- */

static gboolean
compile_regex (Plan *plan, const char *body, gsize length, gboolean ignore_case, GError **error)
{
  g_autofree char *text = g_strndup (body, length);
  GRegexCompileFlags flags = G_REGEX_OPTIMIZE | (ignore_case ? G_REGEX_CASELESS : 0);
  GError *fault = NULL;

  if (g_utf8_validate (text, -1, NULL))
    plan->regex = g_regex_new (text, flags, 0, &fault);
  if (!fault)
    plan->raw = g_regex_new (text, flags | G_REGEX_RAW, 0, &fault);
  if (!fault)
    return TRUE;
  cow_fail (error, COW_STATUS_USAGE, "bad regular expression: %s", fault->message);
  g_error_free (fault);
  return FALSE;
}

static gboolean
read_pattern (Plan *plan, const char *pattern, GError **error)
{
  gsize length = strlen (pattern);
  gboolean ignore_case = length > 2 && pattern[length - 1] == 'i' && pattern[length - 2] == '/';
  gsize end = ignore_case ? length - 1 : length;

  plan->pattern = pattern;
  plan->length = length;
  if (end >= 2 && pattern[0] == '/' && pattern[end - 1] == '/')
    {
      plan->match = MATCH_REGEX;
      return compile_regex (plan, pattern + 1, end - 2, ignore_case, error);
    }
  plan->match = strpbrk (pattern, "*?") ? MATCH_GLOB : MATCH_PREFIX;
  return TRUE;
}

static gboolean
read_attribute (Plan *plan, const CowGraph *graph, const char *name, GError **error)
{
  const CowColumn *column = name ? cow_graph_column (graph, TRUE, name) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *near;

  if (!name || (!column && g_str_equal (name, "name")))
    return TRUE;
  if (column && column->type != COW_TYPE_STRING)
    return cow_fail (error, COW_STATUS_USAGE, "vertex attribute \"%s\" is of type %s, a string is wanted", name, cow_type_name (column->type));
  plan->attribute = g_strdup (name);
  if (column)
    return TRUE;
  g_ptr_array_add (names, (char *)"name");
  for (guint i = 0; i < graph->columns->len; i++)
    {
      column = g_ptr_array_index (graph->columns, i);
      if (column->on_vertex)
        g_ptr_array_add (names, (char *)column->name);
    }
  g_ptr_array_add (names, NULL);
  near = cow_nearest_word (name, (const char *const *)names->pdata);
  return cow_fail (error, COW_STATUS_USAGE, near ? "unknown vertex attribute \"%s\" (did you mean \"%s\"?)" : "unknown vertex attribute \"%s\"",
                   name, near);
}

static gboolean
fork_tasks (CowJob *job, gpointer data, GError **error)
{
  guint32 n = job->entry->graph->n;
  CowTasks tasks = { .n_tasks = ((guint64)n + VERTICES_PER_TASK - 1) / VERTICES_PER_TASK, .run = run, .bulk = n > VERTICES_PER_TASK };

  (void)data;
  tasks.units_per_task = MIN (n, VERTICES_PER_TASK);
  if (n == 0)
    job->call->status = COW_STATUS_NO;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  CowJob *job = cow_job_new (call, plan, plan_free);

  if (!read_pattern (plan, cow_call_operand (call, 0), error)
      || !read_attribute (plan, job->entry->graph, cow_call_option (call, "attr"), error))
    return FALSE;
  cow_job_then (job, fork_tasks, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "PATTERN", COW_ARG_TEXT, "a prefix; with * or ? a pattern for the whole text; /REGEX/ or /REGEX/i is looked for anywhere in it" },
  { NULL },
};

static const CowOptionSpec option_attr
    = { .name = "attr", .kind = COW_ARG_ATTRIBUTE, .value = "NAME", .summary = "look at this string attribute of the vertices; default: their name" };
static const CowOptionSpec *const options[] = { &option_attr, COW_JOB_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "find a" }, "names that begin with a" },
  { { "find '/^[bc]$/' into @middle" }, "by a regular expression, kept as a set" },
  { { "find '?'" }, "names of one character" },
  { { NULL } },
};

const CowCommand cow_command_find = {
  .name = "find",
  .group = "graph",
  .summary = "vertices whose name or attribute matches a pattern",
  .details = "In a pattern * stands for any text and ? for one character, and a backslash takes the next character as it is. Regular "
             "expressions are those of Perl. Rows come in order of first appearance; the status is 1 when nothing matches.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
