/* session.c - what is about the session itself: source let echo time assert on-error option history help man quit. */
#include <errno.h>
#include <string.h>

#include "app/help.h"
#include "app/immediate.h"
#include "app/job.h"
#include "graph/expr.h"
#include "graph/input.h"

static char *
join_operands (const CowCall *call, guint first)
{
  GString *text = g_string_new (NULL);

  for (guint i = first; i < cow_call_n_operands (call); i++)
    g_string_append_printf (text, "%s%s", i > first ? " " : "", cow_call_operand (call, i));
  return g_string_free (text, FALSE);
}

/* ---- source, echo, let ---- */

static gboolean
start_source (CowCall *call, GError **error)
{
  return cow_session_push_file (call->session, cow_call_operand (call, 0), error);
}

static const CowOperand file_operand[] = {
  { "FILE", COW_ARG_FILE, "a command file" },
  { NULL },
};

const CowCommand cow_command_source = {
  .name = "source",
  .group = "session",
  .summary = "run the lines of a command file",
  .operands = file_operand,
  .start = start_source,
};

static gboolean
start_echo (CowCall *call, GError **error)
{
  g_autofree char *text = join_operands (call, 0);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  (void)error;
  cow_session_print (call->session, line);
  return TRUE;
}

static const CowOperand text_operands[] = {
  { "TEXT", COW_ARG_TEXT, "words", .optional = TRUE, .repeated = TRUE },
  { NULL },
};

const CowCommand cow_command_echo = {
  .name = "echo",
  .group = "session",
  .summary = "print words on stdout",
  .operands = text_operands,
  .flags = COW_COMMAND_RAW,
  .start = start_echo,
};

static gboolean
start_let (CowCall *call, GError **error)
{
  const char *name = cow_call_operand (call, 0), *equals = cow_call_operand (call, 1);
  g_autofree char *value = NULL;

  if (!g_regex_match_simple ("^[A-Za-z_][A-Za-z0-9_]*$", name, 0, 0))
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" is no name for a variable", name);
  if (!g_str_equal (equals, "="))
    return cow_fail (error, COW_STATUS_USAGE, "let wants NAME = VALUE");
  value = join_operands (call, 2);
  g_hash_table_replace (call->session->variables, g_strdup (name), g_steal_pointer (&value));
  return TRUE;
}

static const CowOperand let_operands[] = {
  { "NAME", COW_ARG_TEXT, "letters, digits and _" },
  { "=", COW_ARG_TEXT, "" },
  { "VALUE", COW_ARG_TEXT, "the rest of the line", .repeated = TRUE },
  { NULL },
};

const CowCommand cow_command_let = {
  .name = "let",
  .group = "session",
  .summary = "give a value a name: $NAME and ${NAME} in later lines",
  .details = "Variables are replaced outside of single quotes, before the line is cut into words. An unknown variable is an error.",
  .operands = let_operands,
  .flags = COW_COMMAND_CHANGES | COW_COMMAND_RAW,
  .start = start_let,
};

/* ---- time ---- */

static gboolean
start_time (CowCall *call, GError **error)
{
  g_autoptr (CowLine) line = cow_line_parse (call->text, error);
  CowCall *inner = line ? cow_call_new (call->session, line, 1, call->text, call->where == NULL, error) : NULL;

  if (!inner)
    return FALSE;
  if (g_str_equal (inner->command->name, "time"))
    {
      cow_call_free (inner);
      return cow_fail (error, COW_STATUS_USAGE, "time of time");
    }
  inner->timed = TRUE;
  inner->where = g_strdup (call->where);
  return cow_session_start_call (call->session, inner, error);
}

static const CowOperand command_operand[] = {
  { "COMMAND", COW_ARG_COMMAND, "a command with its operands and options" },
  { NULL },
};

const CowCommand cow_command_time = {
  .name = "time",
  .group = "session",
  .summary = "run a command and say how long it took",
  .details = "The seconds go to stderr, from the start of the command to its last row.",
  .operands = command_operand,
  .flags = COW_COMMAND_RAW | COW_COMMAND_PREFIX,
  .start = start_time,
};

/* ---- assert ---- */

static gboolean
look_up (const char *name, CowValue *value, gpointer user)
{
  const CowSession *session = user;
  const CowValue *known = g_hash_table_lookup (session->last.values, name);
  const char *variable = g_hash_table_lookup (session->variables, name);

  if (known)
    *value = *known;
  else if (g_str_equal (name, "rows"))
    *value = (CowValue){ .type = COW_TYPE_INT, .integer = (gint64)session->last.rows };
  else if (g_str_equal (name, "status"))
    *value = (CowValue){ .type = COW_TYPE_INT, .integer = session->status };
  else if (session->graphs->current && g_str_equal (name, "vertices"))
    *value = (CowValue){ .type = COW_TYPE_INT, .integer = session->graphs->current->graph->n };
  else if (session->graphs->current && g_str_equal (name, "edges"))
    *value = (CowValue){ .type = COW_TYPE_INT, .integer = (gint64)session->graphs->current->graph->m };
  else if (variable)
    {
      *value = (CowValue){ .type = COW_TYPE_STRING };
      value->text = variable;
      value->length = strlen (variable);
      if (cow_number_parse_int (variable, value->length, &value->integer))
        value->type = COW_TYPE_INT;
      else if (cow_number_parse_real (variable, strlen (variable), &value->real))
        value->type = COW_TYPE_REAL;
      else
        {
          value->text = variable;
          value->length = strlen (variable);
        }
    }
  else
    return FALSE;
  return TRUE;
}

static gboolean
start_assert (CowCall *call, GError **error)
{
  /* One quoted word is the expression; else the words as they were written are: their quotes belong to it. */
  const char *text = cow_call_n_operands (call) == 1 ? cow_call_operand (call, 0) : call->raw;
  g_autoptr (CowExpr) expr = cow_expr_new_values (text, look_up, call->session, error);
  gboolean holds = FALSE;

  if (!expr || !cow_expr_test (expr, NULL, &holds, error))
    return FALSE;
  if (!holds)
    {
      cow_session_warn (call->session, "%s%sassert failed: %s", call->where ? call->where : "", call->where ? ": " : "", text);
      call->status = COW_STATUS_NO;
    }
  return TRUE;
}

static const CowOperand expr_operand[] = {
  { "EXPR", COW_ARG_EXPR, "an expression", .repeated = TRUE },
  { NULL },
};

const CowCommand cow_command_assert = {
  .name = "assert",
  .group = "session",
  .summary = "stop a script unless an expression is true",
  .details = "Names are the columns of the first row of the last answer, rows (how many it had), status (of the last command), vertices and "
             "edges (of the graph), and variables. A false assert has status 1 and ends a batch.",
  .operands = expr_operand,
  .flags = COW_COMMAND_RAW | COW_COMMAND_EXPRESSION,
  .start = start_assert,
};

/* ---- settings ---- */

static gboolean
start_on_error (CowCall *call, GError **error)
{
  return cow_settings_set (&call->session->settings, "on-error", cow_call_operand (call, 0), error);
}

static const CowOperand on_error_operand[] = {
  { "HOW", COW_ARG_TEXT, "stop or continue" },
  { NULL },
};

const CowCommand cow_command_on_error = {
  .name = "on-error",
  .group = "session",
  .summary = "does a failing command end a batch",
  .operands = on_error_operand,
  .start = start_on_error,
};

static const CowResultColumn option_columns[] = {
  { "option", COW_CELL_TEXT, "" },
  { "value", COW_CELL_TEXT, "" },
  { "values", COW_CELL_TEXT, "what it may be" },
  { "meaning", COW_CELL_TEXT, "" },
  { NULL },
};

static void
add_setting (CowRows *rows, const CowSetting *setting, const CowSettings *settings)
{
  g_autofree char *value = setting->get (settings);

  cow_rows_begin (rows);
  cow_rows_text (rows, setting->name, -1);
  cow_rows_text (rows, value, -1);
  cow_rows_text (rows, setting->values, -1);
  cow_rows_text (rows, setting->summary, -1);
  cow_rows_end (rows);
}

static gboolean
start_option (CowCall *call, GError **error)
{
  const char *word = cow_call_operand (call, 0);
  const char *equals = word ? strchr (word, '=') : NULL;
  g_autofree char *name = equals ? g_strndup (word, (gsize)(equals - word)) : g_strdup (word);
  CowAnswer *answer;
  const CowSetting *settings;
  guint n;

  if (equals)
    return cow_settings_set (&call->session->settings, name, equals + 1, error);
  if (name)
    {
      g_autofree char *value = cow_settings_get (&call->session->settings, name, error);

      if (!value)
        return FALSE;
    }
  answer = cow_immediate_begin (call, error);
  if (!answer)
    return FALSE;
  settings = cow_setting_list (&n);
  for (guint i = 0; i < n; i++)
    if (!name || g_str_equal (settings[i].name, name))
      add_setting (cow_answer_rows (answer), &settings[i], &call->session->settings);
  return cow_immediate_end (call, answer, error);
}

static const CowOperand option_operand[] = {
  { "NAME[=VALUE]", COW_ARG_TEXT, "an option to show or to set; default: show all", .optional = TRUE },
  { NULL },
};
static const CowOptionSpec *const row_options[] = { COW_ROW_OPTIONS, NULL };

const CowCommand cow_command_option = {
  .name = "option",
  .group = "session",
  .summary = "show or set options of the session",
  .operands = option_operand,
  .options = row_options,
  .columns = option_columns,
  .start = start_option,
};

/* ---- history, help, man, quit ---- */

static const CowResultColumn history_columns[] = {
  { "number", COW_CELL_INT, "" },
  { "line", COW_CELL_TEXT, "" },
  { NULL },
};

static gboolean
start_history (CowCall *call, GError **error)
{
  const GPtrArray *history = call->session->history;
  CowAnswer *answer = cow_immediate_begin (call, error);
  CowRows *rows;

  if (!answer)
    return FALSE;
  rows = cow_answer_rows (answer);
  for (guint i = 0; i < history->len; i++)
    {
      cow_rows_begin (rows);
      cow_rows_int (rows, i + 1);
      cow_rows_text (rows, g_ptr_array_index (history, i), -1);
      cow_rows_end (rows);
    }
  return cow_immediate_end (call, answer, error);
}

const CowCommand cow_command_history = {
  .name = "history",
  .group = "session",
  .summary = "the lines typed in this session",
  .options = row_options,
  .columns = history_columns,
  .start = start_history,
};

static void
show_text (CowSession *session, const char *title, const char *text)
{
  if (session->listener.page)
    session->listener.page (title, text, session->listener.user);
  else
    cow_session_print (session, text);
}

static gboolean
start_help (CowCall *call, GError **error)
{
  const char *topic = cow_call_operand (call, 0);
  g_autofree char *text = cow_help_text (topic, 80, error);

  if (!text)
    return FALSE;
  show_text (call->session, topic ? topic : "help", text);
  return TRUE;
}

static const CowOperand topic_operand[] = {
  { "TOPIC", COW_ARG_TOPIC, "a command, or selectors, expressions, options, exit, formats, keys, jobs", .optional = TRUE },
  { NULL },
};

const CowCommand cow_command_help = {
  .name = "help",
  .group = "session",
  .summary = "what commands there are; what one does",
  .operands = topic_operand,
  .start = start_help,
};

/* The manual pages as text: mandoc or man formats what is installed, or what lies beside the program in a build. */
static gboolean
start_man (CowCall *call, GError **error)
{
  const char *page = cow_call_operand (call, 0);
  g_autofree char *text = cow_help_manual (page ? page : "cowpath", error);

  if (!text)
    return FALSE;
  show_text (call->session, page ? page : "cowpath", text);
  return TRUE;
}

static const CowOperand page_operand[] = {
  { "PAGE", COW_ARG_TEXT, "cowpath, cowpath-commands or cowpath-formats", .optional = TRUE },
  { NULL },
};

const CowCommand cow_command_man = {
  .name = "man",
  .group = "session",
  .summary = "read a manual page",
  .operands = page_operand,
  .start = start_man,
};

static gboolean
start_quit (CowCall *call, GError **error)
{
  (void)error;
  cow_session_quit (call->session);
  return TRUE;
}

const CowCommand cow_command_quit = {
  .name = "quit",
  .group = "session",
  .summary = "leave; jobs that still run are cancelled",
  .start = start_quit,
};
