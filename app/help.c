/* help.c - see help.h. Everything comes from the registry and the table of topics; nothing here names a command. */
#include "app/help.h"

#include <string.h>

#include "app/command.h"
#include "app/status.h"

#define LABEL_COLUMNS 26

static const char *const kind_texts[] = {
  [COW_ARG_FLAG] = "",
  [COW_ARG_TEXT] = "",
  [COW_ARG_INT] = "an integer",
  [COW_ARG_REAL] = "a number",
  [COW_ARG_DURATION] = "a duration: 250ms, 30s, 5m, 2h",
  [COW_ARG_SIZE] = "a size: 512M, 2G",
  [COW_ARG_CHOICE] = "",
  [COW_ARG_FILE] = "a file",
  [COW_ARG_VERTEX] = "a vertex",
  [COW_ARG_VERTICES] = "vertices",
  [COW_ARG_EDGES] = "edges",
  [COW_ARG_VERTEX_OR_EDGE] = "a vertex or an edge",
  [COW_ARG_SET] = "a set: @NAME",
  [COW_ARG_EXPR] = "an expression",
  [COW_ARG_ATTRIBUTE] = "an attribute",
  [COW_ARG_GRAPH] = "a loaded graph",
  [COW_ARG_OVERLAY] = "overlays: NAME,NAME… or none",
  [COW_ARG_JOB] = "a job: %3, %%",
  [COW_ARG_COMMAND] = "a command with its operands",
  [COW_ARG_TOPIC] = "a command or a topic of help",
};

const char *
cow_argument_kind_text (guint kind)
{
  return kind < G_N_ELEMENTS (kind_texts) ? kind_texts[kind] : "";
}

/* Appends one paragraph (length bytes without newline) wrapped at width; rows after the first are indented. at: columns that
 * the first row has already. */
static void
append_wrapped (GString *out, const char *text, gsize length, guint at, guint indent, guint width)
{
  const char *end = text + length;

  for (guint column = at, words = 0; text < end; words++)
    {
      const char *stop = text;
      guint columns;

      while (stop < end && *stop != ' ' && *stop != '\n')
        stop++;
      columns = (guint)g_utf8_strlen (text, stop - text);
      if (words && column + 1 + columns > width)
        {
          g_string_append_printf (out, "\n%*s", (int)indent, "");
          column = indent;
        }
      else if (words)
        {
          g_string_append_c (out, ' ');
          column++;
        }
      g_string_append_len (out, text, stop - text);
      column += columns;
      for (text = stop; text < end && (*text == ' ' || *text == '\n');)
        text++;
    }
  g_string_append_c (out, '\n');
}

/* Paragraphs as topics and details have them: lines that begin with a blank stay as they are. */
static void
append_prose (GString *out, const char *text, guint indent, guint width)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i]; i++)
    {
      if (lines[i][0])
        g_string_append_printf (out, "%*s", (int)indent, "");
      if (lines[i][0] == ' ')
        g_string_append_printf (out, "%s\n", lines[i]);
      else
        append_wrapped (out, lines[i], strlen (lines[i]), indent, indent, width);
    }
}

/* "  label        text", the text wrapped in its own column. */
static void
append_item (GString *out, const char *label, const char *text, guint width)
{
  guint columns = 2 + (guint)g_utf8_strlen (label, -1);

  g_string_append_printf (out, "  %s", label);
  if (columns + 1 > LABEL_COLUMNS)
    {
      g_string_append_c (out, '\n');
      columns = 0;
    }
  g_string_append_printf (out, "%*s", (int)(LABEL_COLUMNS - columns), "");
  append_wrapped (out, text, strlen (text), LABEL_COLUMNS, LABEL_COLUMNS, width);
}

static void
append_option (GString *out, const CowOptionSpec *option, guint width)
{
  g_autofree char *label
    = option->kind == COW_ARG_FLAG
        ? g_strconcat ("--", option->name, NULL)
        : g_strconcat ("--", option->name, "=", option->value ? option->value : "VALUE", NULL);
  g_autoptr (GString) text = g_string_new (option->summary);

  if (option->choices)
    g_string_append_printf (text, " (%s)", option->choices);
  if (option->fallback)
    g_string_append_printf (text, "; default: %s", option->fallback);
  append_item (out, label, text->str, width);
}

static void
append_operands (GString *out, const CowCommand *command, guint width)
{
  if (!command->operands || !command->operands[0].name)
    return;
  g_string_append (out, "\nOperands\n");
  for (const CowOperand *operand = command->operands; operand->name; operand++)
    append_item (out, operand->name, operand->summary ? operand->summary : cow_argument_kind_text (operand->kind), width);
}

static void
append_options (GString *out, const CowCommand *command, guint width)
{
  if (!command->options || !command->options[0])
    return;
  g_string_append (out, "\nOptions\n");
  for (guint i = 0; command->options[i]; i++)
    append_option (out, command->options[i], width);
}

static void
append_refusals (GString *out, const CowCommand *command, guint width)
{
  if (!command->refusals)
    return;
  g_string_append (out, "\nNot taken\n");
  for (const CowRefusal *refusal = command->refusals; refusal->option; refusal++)
    {
      g_autofree char *label = g_strconcat ("--", refusal->option, NULL);

      append_item (out, label, refusal->why, width);
    }
}

static void
append_columns (GString *out, const CowCommand *command, guint width)
{
  if (!command->columns || !command->columns[0].name)
    return;
  g_string_append (out, "\nColumns\n");
  for (const CowResultColumn *column = command->columns; column->name; column++)
    append_item (out, column->name, column->summary ? column->summary : "", width);
}

static void
append_examples (GString *out, const CowCommand *command, guint width)
{
  if (!command->examples || !command->examples[0].lines[0])
    return;
  g_string_append (out, "\nExamples\n");
  for (const CowExample *example = command->examples; example->lines[0]; example++)
    {
      if (example->about)
        {
          g_string_append (out, "  ");
          append_wrapped (out, example->about, strlen (example->about), 2, 2, width);
        }
      for (guint i = 0; i < G_N_ELEMENTS (example->lines) && example->lines[i]; i++)
        g_string_append_printf (out, "    %s\n", example->lines[i]);
    }
}

static char *
command_text (const CowCommand *command, guint width)
{
  GString *out = g_string_new (NULL);
  g_autofree char *usage = cow_command_usage (command);

  append_wrapped (out, usage, strlen (usage), 0, 4, width);
  g_string_append (out, "\n  ");
  append_wrapped (out, command->summary, strlen (command->summary), 2, 2, width);
  append_operands (out, command, width);
  append_options (out, command, width);
  append_refusals (out, command, width);
  append_columns (out, command, width);
  if (command->details)
    {
      g_string_append (out, "\n");
      append_prose (out, command->details, 2, width);
    }
  append_examples (out, command, width);
  return g_string_free (out, FALSE);
}

static char *
topic_text (const CowTopic *topic, guint width)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "%s\n\n", topic->title);
  append_prose (out, topic->text, 0, width);
  if (strcmp (topic->name, "keys") == 0)
    {
      g_autofree char *keys = cow_topic_keys ();

      g_string_append_printf (out, "\n%s", keys);
    }
  if (strcmp (topic->name, "algorithms") == 0)
    {
      g_autofree char *algorithms = cow_topic_algorithms ();

      g_string_append_c (out, '\n');
      append_prose (out, algorithms, 0, width);
    }
  if (strcmp (topic->name, "options") == 0)
    {
      g_string_append_c (out, '\n');
      for (const CowOptionSpec *const *option = cow_common_options (); *option; option++)
        append_option (out, *option, width);
    }
  return g_string_free (out, FALSE);
}

/* Groups in the order in which the registry first names them. */
static char *
overview_text (guint width)
{
  const CowCommand *const *commands = cow_commands ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GString *out = g_string_new (NULL);
  const CowTopic *topics;
  guint n;

  for (guint i = 0; commands[i]; i++)
    {
      if (commands[i]->flags & COW_COMMAND_TESTING || !g_hash_table_add (seen, (gpointer)commands[i]->group))
        continue;
      g_string_append_printf (out, "%s%c%s\n", out->len ? "\n" : "", g_ascii_toupper (commands[i]->group[0]),
                              commands[i]->group + 1);
      for (guint k = i; commands[k]; k++)
        if (!(commands[k]->flags & COW_COMMAND_TESTING) && strcmp (commands[k]->group, commands[i]->group) == 0)
          append_item (out, commands[k]->name, commands[k]->summary, width);
    }
  g_string_append (out, "\nTopics\n");
  topics = cow_topics (&n);
  for (guint i = 0; i < n; i++)
    append_item (out, topics[i].name, topics[i].title, width);
  g_string_append (out, "\n`help NAME` tells more about each of them.\n");
  return g_string_free (out, FALSE);
}

static void
fail_unknown_topic (const char *topic, GError **error)
{
  const CowCommand *const *commands = cow_commands ();
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const CowTopic *topics;
  const char *near;
  guint n;

  for (guint i = 0; commands[i]; i++)
    if (!(commands[i]->flags & COW_COMMAND_TESTING))
      g_ptr_array_add (names, (gpointer)commands[i]->name);
  topics = cow_topics (&n);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (names, (gpointer)topics[i].name);
  g_ptr_array_add (names, NULL);
  near = cow_nearest_word (topic, (const char *const *)names->pdata);
  if (near)
    cow_fail (error, COW_STATUS_USAGE, "no help on \"%s\" (did you mean \"%s\"?)", topic, near);
  else
    cow_fail (error, COW_STATUS_USAGE, "no help on \"%s\" (help lists what there is)", topic);
}

char *
cow_help_text (const char *topic, guint width, GError **error)
{
  const CowCommand *const *commands = cow_commands ();
  g_autofree char *command = NULL, *text = NULL;
  const CowTopic *topics;
  guint n;

  width = MAX (width, 40);
  if (!topic || !topic[0])
    return overview_text (width);
  for (guint i = 0; commands[i] && !command; i++)
    if (strcmp (commands[i]->name, topic) == 0)
      command = command_text (commands[i], width);
  topics = cow_topics (&n);
  for (guint i = 0; i < n && !text; i++)
    if (strcmp (topics[i].name, topic) == 0)
      text = topic_text (&topics[i], width);
  /* A word may be both, as jobs is. */
  if (command && text)
    return g_strconcat (command, "\n", text, NULL);
  if (!command && !text)
    fail_unknown_topic (topic, error);
  return command ? g_steal_pointer (&command) : g_steal_pointer (&text);
}
