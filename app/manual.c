/* manual.c - see manual.h. One pass over the registry and the topics; the page knows whether a paragraph has to be begun. */
#include "app/manual.h"

#include <string.h>

#include "app/command.h"
#include "app/help.h"
#include "graph/format.h"

#define PAGE_DATE "November 23, 2026"

typedef struct
{
  GString *out;
  gboolean fresh; /* nothing stands under the heading yet: no .Pp */
} Page;

static void
begin_page (Page *page, GString *out, const char *name, const char *section, const char *about)
{
  g_autofree char *title = g_ascii_strup (name, -1);

  *page = (Page){ .out = out, .fresh = TRUE };
  g_string_append_printf (out, ".\\\" made from the registries of the program; changes here are lost\n.Dd %s\n.Dt %s %s\n.Os\n",
                          PAGE_DATE, title, section);
  g_string_append_printf (out, ".Sh NAME\n.Nm %s\n.Nd %s\n", name, about);
}

static void
add_heading (Page *page, const char *macro, const char *text)
{
  g_string_append (page->out, macro);
  cow_mdoc_argument (page->out, text);
  g_string_append_c (page->out, '\n');
  page->fresh = TRUE;
}

static void
add_paragraph (Page *page, const char *text, gsize length)
{
  if (!page->fresh)
    g_string_append (page->out, ".Pp\n");
  page->fresh = FALSE;
  cow_mdoc_text (page->out, text, length);
}

static void
add_literal_line (Page *page, const char *line)
{
  if (*line == '.' || *line == '\'')
    g_string_append (page->out, "\\&");
  for (; *line; line = g_utf8_next_char (line))
    {
      gunichar character = g_utf8_get_char (line);

      switch (character)
        {
        case '\\':
          g_string_append (page->out, "\\e");
          break;
        case '-':
          g_string_append (page->out, "\\-");
          break;
        case '\'':
          g_string_append (page->out, "\\(aq");
          break;
        case '`':
          g_string_append (page->out, "\\(ga");
          break;
        case '^':
          g_string_append (page->out, "\\(ha");
          break;
        case '~':
          g_string_append (page->out, "\\(ti");
          break;
        default:
          if (character < 0x80)
            g_string_append_c (page->out, (char)character);
          else
            g_string_append_printf (page->out, "\\[u%04X]", character);
          break;
        }
    }
  g_string_append_c (page->out, '\n');
}

/* Lines that stay as they are, two columns less indented than in the source. Returns how many of `lines` it took. */
static guint
add_literal (Page *page, char **lines)
{
  guint n = 0;

  g_string_append (page->out, ".Bd -literal -offset indent\n");
  for (; lines[n] && lines[n][0] == ' '; n++)
    add_literal_line (page, lines[n] + MIN (strspn (lines[n], " "), 2));
  g_string_append (page->out, ".Ed\n");
  page->fresh = FALSE;
  return n;
}

static void
add_prose (Page *page, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i];)
    if (lines[i][0] == ' ')
      i += add_literal (page, lines + i);
    else
      {
        g_autoptr (GString) paragraph = g_string_new (NULL);

        for (; lines[i] && lines[i][0] && lines[i][0] != ' '; i++)
          g_string_append_printf (paragraph, "%s ", lines[i]);
        if (paragraph->len)
          add_paragraph (page, paragraph->str, paragraph->len - 1);
        while (lines[i] && !lines[i][0])
          i++;
      }
}

static void
begin_list (Page *page, const char *lead)
{
  add_paragraph (page, lead, strlen (lead));
  g_string_append (page->out, ".Bl -tag -width Ds -offset indent -compact\n");
}

static void
end_list (Page *page)
{
  g_string_append (page->out, ".El\n");
  page->fresh = FALSE;
}

static void
add_option (Page *page, const CowOptionSpec *option)
{
  g_autoptr (GString) text = g_string_new (option->summary);

  g_string_append_printf (page->out, ".It Fl \\-%s", option->name);
  if (option->kind != COW_ARG_FLAG)
    {
      g_string_append (page->out, " Ns = Ns Ar");
      cow_mdoc_argument (page->out, option->value ? option->value : "VALUE");
    }
  g_string_append_c (page->out, '\n');
  if (option->choices)
    g_string_append_printf (text, " (%s)", option->choices);
  if (option->fallback)
    g_string_append_printf (text, "; default: %s", option->fallback);
  cow_mdoc_text (page->out, text->str, text->len);
}

static void
add_item (Page *page, const char *macro, const char *label, const char *text)
{
  g_string_append_printf (page->out, ".It %s", macro);
  cow_mdoc_argument (page->out, label);
  g_string_append_c (page->out, '\n');
  cow_mdoc_text (page->out, text, strlen (text));
}

static const char *
column_text (const CowResultColumn *column)
{
  static const char *const texts[] = { "a vertex",     "an integer", "a number",           "a cost",
                                       "text",         "true or false", "a list of vertices", "a value" };

  return column->summary && column->summary[0] ? column->summary : texts[column->kind];
}

static void
add_operands (Page *page, const CowCommand *command)
{
  if (!command->operands || !command->operands[0].name)
    return;
  begin_list (page, "Operands:");
  for (const CowOperand *operand = command->operands; operand->name; operand++)
    {
      const char *kind = cow_argument_kind_text (operand->kind);

      add_item (page, "Ar", operand->name, operand->summary && operand->summary[0] ? operand->summary : *kind ? kind : "text");
    }
  end_list (page);
}

/* Own options in full; the common ones by name. */
static void
add_options (Page *page, const CowCommand *command)
{
  g_autoptr (GString) common = g_string_new (NULL);
  guint own = 0;

  for (guint i = 0; command->options && command->options[i]; i++)
    if (cow_option_is_common (command->options[i]))
      g_string_append_printf (common, "%s--%s", common->len ? ", " : "", command->options[i]->name);
    else
      own++;
  if (own)
    {
      begin_list (page, "Options:");
      for (guint i = 0; command->options[i]; i++)
        if (!cow_option_is_common (command->options[i]))
          add_option (page, command->options[i]);
      end_list (page);
    }
  if (common->len)
    {
      g_string_prepend (common, "Options that mean the same everywhere: ");
      g_string_append_c (common, '.');
      add_paragraph (page, common->str, common->len);
    }
}

static void
add_refusals (Page *page, const CowCommand *command)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const CowRefusal *refusal = command->refusals; refusal && refusal->option; refusal++)
    g_string_append_printf (text, "%sIt takes no --%s: %s.", text->len ? " " : "", refusal->option, refusal->why);
  if (text->len)
    add_paragraph (page, text->str, text->len);
}

static void
add_columns (Page *page, const CowCommand *command)
{
  if (!command->columns || !command->columns[0].name)
    return;
  begin_list (page, "Columns:");
  for (const CowResultColumn *column = command->columns; column->name; column++)
    add_item (page, "Va", column->name, column_text (column));
  end_list (page);
}

static void
add_examples (Page *page, const CowCommand *command)
{
  if (!command->examples)
    return;
  for (const CowExample *example = command->examples; example->lines[0]; example++)
    {
      g_autofree char *lead = g_strdup_printf ("Example%s%s:", example->about ? ", " : "", example->about ? example->about : "");

      add_paragraph (page, lead, strlen (lead));
      g_string_append (page->out, ".Bd -literal -offset indent -compact\n");
      for (guint i = 0; i < G_N_ELEMENTS (example->lines) && example->lines[i]; i++)
        add_literal_line (page, example->lines[i]);
      g_string_append (page->out, ".Ed\n");
    }
}

/* Cut at blanks: lines of the source stay short, the formatter fills them again. */
static void
add_usage (Page *page, const char *usage)
{
  while (*usage)
    {
      gsize length = strlen (usage), cut = length;

      if (length > 60)
        {
          const char *blank = strchr (usage + 40, ' ');

          cut = blank ? (gsize)(blank - usage) : length;
        }
      cow_mdoc_text (page->out, usage, cut);
      usage += cut + (usage[cut] == ' ');
    }
}

static void
add_command (Page *page, const CowCommand *command)
{
  g_autofree char *usage = cow_command_usage (command);

  add_heading (page, ".Ss", command->name);
  g_string_append (page->out, ".Bd -ragged -compact\n");
  add_usage (page, usage);
  g_string_append (page->out, ".Ed\n");
  page->fresh = FALSE;
  add_paragraph (page, command->summary, strlen (command->summary));
  add_operands (page, command);
  add_options (page, command);
  add_refusals (page, command);
  add_columns (page, command);
  if (command->details)
    add_prose (page, command->details);
  add_examples (page, command);
}

static void
add_group (Page *page, const char *group)
{
  const CowCommand *const *commands = cow_commands ();
  g_autofree char *upper = g_ascii_strup (group, -1);
  g_autofree char *title = g_strconcat ("COMMANDS: ", upper, NULL);

  add_heading (page, ".Sh", title);
  for (guint i = 0; commands[i]; i++)
    if (!(commands[i]->flags & COW_COMMAND_TESTING) && strcmp (commands[i]->group, group) == 0)
      add_command (page, commands[i]);
}

static void
add_topic (Page *page, const CowTopic *topic)
{
  add_prose (page, topic->text);
  if (strcmp (topic->name, "keys") == 0)
    {
      g_autofree char *keys = cow_topic_keys ();

      add_prose (page, keys);
    }
  if (strcmp (topic->name, "algorithms") == 0)
    {
      g_autofree char *algorithms = cow_topic_algorithms ();

      add_prose (page, algorithms);
    }
  if (strcmp (topic->name, "options") == 0)
    {
      begin_list (page, "They are:");
      for (const CowOptionSpec *const *option = cow_common_options (); *option; option++)
        add_option (page, *option);
      end_list (page);
    }
}

void
cow_manual_commands (GString *out)
{
  static const char intro[] = "The same commands are read at the prompt, from -c, from command files and from stdin. Each "
                              "answers with rows, whose columns are named below, or changes the session and says so in one "
                              "line on stderr.";
  const CowCommand *const *commands = cow_commands ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const CowTopic *topics, *exit_topic = NULL;
  guint n;
  Page page;

  begin_page (&page, out, "cowpath-commands", "7", "command language of cowpath");
  g_string_append (out, ".Sh DESCRIPTION\n");
  add_paragraph (&page, intro, strlen (intro));
  topics = cow_topics (&n);
  for (guint i = 0; i < n; i++)
    if (strcmp (topics[i].name, "exit") == 0)
      exit_topic = &topics[i];
    else
      {
        add_heading (&page, ".Ss", topics[i].title);
        add_topic (&page, &topics[i]);
      }
  for (guint i = 0; commands[i]; i++)
    if (!(commands[i]->flags & COW_COMMAND_TESTING) && g_hash_table_add (seen, (gpointer)commands[i]->group))
      add_group (&page, commands[i]->group);
  if (exit_topic)
    {
      g_string_append (out, ".Sh EXIT STATUS\n");
      page.fresh = TRUE;
      add_topic (&page, exit_topic);
    }
  g_string_append (out, ".Sh SEE ALSO\n.Xr cowpath 1 ,\n.Xr cowpath-formats 5\n");
}

static void
add_format (Page *page, const CowFormat *format)
{
  g_autofree char *facts = g_strdup_printf ("Endings: %s. Can be %s.%s",
                                            format->endings && format->endings[0] ? format->endings : "none",
                                            !format->write  ? "read"
                                            : format->read  ? "read and written"
                                                            : "written",
                                            !format->read             ? ""
                                            : format->skips_bad_lines ? " --bad-lines=skip leaves bad lines out."
                                                                      : " What is bad is an error: --bad-lines=skip changes nothing.");

  add_heading (page, ".Ss", format->name);
  add_paragraph (page, format->summary, strlen (format->summary));
  add_paragraph (page, facts, strlen (facts));
  if (format->details)
    add_prose (page, format->details);
}

void
cow_manual_formats (GString *out)
{
  static const char intro[] = "The format of a file is found by its first bytes and its ending, unless load --input or save "
                              "--output says. Files compressed by gzip, bzip2, xz, zstd and lz4 are unpacked while they are "
                              "read, by a process that may do nothing else.\n\nA graph has at most 4294967294 vertices and as many edges, and "
                              "200 attributes of either. A line of text may have 64 MiB and no NUL byte. A compressed file that expands to more "
                              "than 250 times its size is refused.";
  const CowFormat *const *formats = cow_formats ();
  Page page;

  begin_page (&page, out, "cowpath-formats", "5", "files that cowpath reads and writes");
  g_string_append (out, ".Sh DESCRIPTION\n");
  add_prose (&page, intro);
  for (guint i = 0; formats[i]; i++)
    add_format (&page, formats[i]);
  g_string_append (out, ".Sh SEE ALSO\n.Xr cowpath 1 ,\n.Xr cowpath-commands 7\n");
}
