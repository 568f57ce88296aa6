/* test-command.c - the registry says about each command what help, completion and the manual need; names are found. */
#include <glib.h>
#include <string.h>

#include "app/command.h"
#include "app/help.h"
#include "app/manual.h"
#include "app/status.h"

static gboolean
is_name (const char *name)
{
  if (!name || !g_ascii_islower (name[0]))
    return FALSE;
  for (; *name; name++)
    if (!g_ascii_islower (*name) && !g_ascii_isdigit (*name) && *name != '-' && *name != '_')
      return FALSE;
  return TRUE;
}

/* One line of prose: not empty, no full stop at its end. */
static gboolean
is_summary (const char *text)
{
  return text && text[0] && !strchr (text, '\n') && text[strlen (text) - 1] != '.';
}

static void
check_option (const CowCommand *command, guint at)
{
  const CowOptionSpec *option = command->options[at];

  g_test_message ("%s --%s", command->name, option->name);
  g_assert_true (is_name (option->name));
  g_assert_true (is_summary (option->summary));
  g_assert_true ((option->choices != NULL) == (option->kind == COW_ARG_CHOICE));
  if (option->kind == COW_ARG_FLAG)
    g_assert_null (option->fallback);
  if (option->choices && option->fallback)
    {
      g_auto (GStrv) choices = g_strsplit (option->choices, "|", -1);

      g_assert_true (g_strv_contains ((const char *const *)choices, option->fallback));
    }
  for (guint i = 0; i < at; i++)
    g_assert_cmpstr (command->options[i]->name, !=, option->name);
}

static void
check_operands (const CowCommand *command)
{
  gboolean optional = FALSE;

  for (const CowOperand *operand = command->operands; operand && operand->name; operand++)
    {
      g_assert_true (g_ascii_isupper (operand->name[0]) || !g_ascii_isalpha (operand->name[0]));
      g_assert_false (optional && !operand->optional); /* what must be there comes first */
      optional = operand->optional;
      if (operand->repeated)
        g_assert_null (operand[1].name);
    }
}

static void
check_columns (const CowCommand *command)
{
  for (const CowResultColumn *column = command->columns; column && column->name; column++)
    {
      g_assert_cmpint (column->kind, <=, COW_CELL_VALUE);
      for (const CowResultColumn *other = command->columns; other < column; other++)
        g_assert_cmpstr (other->name, !=, column->name);
    }
}

static void
test_registry (void)
{
  static const char *const groups[] = { "graph", "paths", "structure", "jobs", "session", NULL };
  const CowCommand *const *commands = cow_commands ();

  g_assert_nonnull (commands[0]);
  for (guint i = 0; commands[i]; i++)
    {
      const CowCommand *command = commands[i];

      g_test_message ("%s", command->name);
      g_assert_true (is_name (command->name));
      g_assert_true (is_summary (command->summary));
      g_assert_true (g_strv_contains (groups, command->group));
      g_assert_nonnull (command->start);
      for (guint k = 0; k < i; k++)
        g_assert_cmpstr (commands[k]->name, !=, command->name);
      for (guint k = 0; command->options && command->options[k]; k++)
        check_option (command, k);
      check_operands (command);
      check_columns (command);
      for (const CowExample *example = command->examples; example && example->lines[0]; example++)
        g_assert_nonnull (example->about);
    }
}

static void
test_find (void)
{
  const CowCommand *const *commands = cow_commands ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; commands[i]; i++)
    {
      g_assert_true (cow_command_by_name (commands[i]->name, FALSE, &error) == commands[i]);
      g_assert_true (cow_command_by_name (commands[i]->name, TRUE, &error) == commands[i]); /* path, not pathological */
      g_assert_no_error (error);
      for (guint k = 0; commands[i]->options && commands[i]->options[k]; k++)
        g_assert_true (cow_command_find_option (commands[i], commands[i]->options[k]->name, TRUE, &error) == commands[i]->options[k]);
    }
  g_assert_null (cow_command_by_name ("distnaces", FALSE, &error));
  g_assert_error (error, COW_APP_ERROR, COW_STATUS_USAGE);
  g_assert_cmpstr (error->message, ==, "unknown command \"distnaces\" (did you mean \"distances\"?)");
  g_clear_error (&error);
  g_assert_null (cow_command_by_name ("dista", FALSE, NULL));
  g_assert_nonnull (cow_command_by_name ("dista", TRUE, NULL));
  g_assert_null (cow_command_by_name ("", TRUE, &error));
  g_assert_error (error, COW_APP_ERROR, COW_STATUS_USAGE);
}

static void
test_options (void)
{
  static const CowOptionSpec max = { .name = "max-hops", .kind = COW_ARG_INT, .value = "N", .summary = "x" };
  static const CowOptionSpec members = { .name = "members", .kind = COW_ARG_FLAG, .summary = "x" };
  static const CowOptionSpec *const options[] = { &max, &members, COW_VIEW_OPTIONS, NULL };
  static const CowOperand operands[]
    = { { "FROM", COW_ARG_VERTICES, "x" }, { "TO", COW_ARG_VERTICES, "x", .optional = 1, .repeated = 1 }, { NULL } };
  static const CowCommand command = { .name = "try", .options = options, .operands = operands };
  g_autoptr (GError) error = NULL;
  g_autofree char *usage = cow_command_usage (&command);

  g_assert_cmpstr (usage, ==, "try FROM [TO…] [--max-hops=N] [--members] …");
  g_assert_true (cow_command_find_option (&command, "max", TRUE, &error) == &max);
  g_assert_null (cow_command_find_option (&command, "max", FALSE, NULL));
  g_assert_null (cow_command_find_option (&command, "me", TRUE, &error));
  g_assert_cmpstr (error->message, ==, "ambiguous option \"--me\" of try: --members, --memory");
  g_clear_error (&error);
  g_assert_null (cow_command_find_option (&command, "wieght", TRUE, &error));
  g_assert_cmpstr (error->message, ==, "unknown option \"--wieght\" of try (did you mean \"--weight\"?)");
}

static gboolean
takes_option (const CowCommand *command, const char *name)
{
  for (guint i = 0; command->options && command->options[i]; i++)
    if (strcmp (command->options[i]->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* Whoever asks about paths takes all that means the same everywhere, but for the gaps that stand here; and of each it says why. */
static void
test_everywhere (void)
{
  static const char *const everywhere[]
      = { "weight", "direction", "where", "avoid",  "block", "overlay", "cutoff", "limit",  "top",  "sort",
          "order",  "timeout",   "deadline", "memory", "retry", "shard",   "workers", "format", "name", "output" };
  static const char *const gaps[] = { "neighbors --cutoff", "reach --weight", "walk --cutoff", "pareto --weight", "maxflow --cutoff", "mincut --cutoff", NULL };
  const CowCommand *const *commands = cow_commands ();
  guint n_gaps = 0;

  for (guint i = 0; commands[i]; i++)
    {
      const CowCommand *command = commands[i];
      gboolean asks = (strcmp (command->group, "paths") == 0 || strcmp (command->name, "neighbors") == 0) && !(command->flags & COW_COMMAND_PREFIX);

      for (const CowRefusal *refusal = command->refusals; refusal && refusal->option; refusal++)
        {
          g_assert_true (is_summary (refusal->why));
          g_assert_false (takes_option (command, refusal->option));
        }
      for (guint k = 0; asks && k < G_N_ELEMENTS (everywhere); k++)
        {
          g_autofree char *pair = g_strdup_printf ("%s --%s", command->name, everywhere[k]);
          g_autofree char *wanted = NULL;
          g_autoptr (GError) error = NULL;

          g_test_message ("%s", pair);
          g_assert_true (takes_option (command, everywhere[k]) != g_strv_contains (gaps, pair));
          if (takes_option (command, everywhere[k]))
            continue;
          n_gaps++;
          g_assert_null (cow_command_find_option (command, everywhere[k], FALSE, &error));
          wanted = g_strdup_printf ("%s takes no --%s: %s", command->name, everywhere[k], cow_command_refusal (command, everywhere[k]));
          g_assert_cmpstr (error->message, ==, wanted);
        }
      /* Random numbers are in few answers. */
      g_assert_true (!asks || takes_option (command, "seed") == (strcmp (command->name, "walk") == 0));
    }
  g_assert_cmpuint (n_gaps, ==, g_strv_length ((char **)gaps));
}

static void
test_nearest (void)
{
  static const char *const words[] = { "path", "distances", "tree", "ksp", "components", NULL };

  g_assert_cmpstr (cow_nearest_word ("paht", words), ==, "path");
  g_assert_cmpstr (cow_nearest_word ("PATH", words), ==, "path");
  g_assert_cmpstr (cow_nearest_word ("comp", words), ==, "components");
  g_assert_cmpstr (cow_nearest_word ("distanse", words), ==, "distances");
  g_assert_cmpstr (cow_nearest_word ("xyzzy", words), ==, NULL);
  g_assert_cmpstr (cow_nearest_word ("", words), ==, NULL);
  g_assert_cmpstr (cow_nearest_word ("p", words), ==, NULL);
  g_assert_cmpstr (cow_nearest_word ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", words), ==, NULL);
}

static void
test_help (void)
{
  const CowCommand *const *commands = cow_commands ();
  g_autofree char *overview = cow_help_text (NULL, 80, NULL);
  g_autoptr (GError) error = NULL;
  const CowTopic *topics;
  guint n;

  topics = cow_topics (&n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = cow_help_text (topics[i].name, 72, &error);

      g_assert_no_error (error);
      g_assert_nonnull (strstr (text, topics[i].title));
      g_assert_nonnull (strstr (overview, topics[i].title));
    }
  for (guint i = 0; commands[i]; i++)
    {
      g_autofree char *text = cow_help_text (commands[i]->name, 60, &error);

      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (text, commands[i]->name));
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
  g_assert_null (cow_help_text ("selectros", 80, &error));
  g_assert_error (error, COW_APP_ERROR, COW_STATUS_USAGE);
  g_assert_cmpstr (error->message, ==, "no help on \"selectros\" (did you mean \"selectors\"?)");
}

/* Nothing in a text is read as a request or an escape. */
static void
test_mdoc (void)
{
  static const char text[] = ".first 'second \\fB --option. Next \"one\" →";
  g_autoptr (GString) out = g_string_new (NULL);

  cow_mdoc_text (out, text, strlen (text));
  g_assert_cmpstr (out->str, ==, "\\&.first \\(aqsecond \\efB \\-\\-option.\nNext \\(dqone\\(dq \\[u2192]\n");
  g_string_truncate (out, 0);
  cow_mdoc_argument (out, "No \"x\"");
  g_assert_cmpstr (out->str, ==, " \"\\&No \\(dqx\\(dq\"");
}

static void
test_manual (void)
{
  const CowCommand *const *commands = cow_commands ();
  g_autoptr (GString) out = g_string_new (NULL);

  cow_manual_commands (out);
  for (guint i = 0; commands[i]; i++)
    {
      g_autofree char *heading = g_strdup_printf ("\n.Ss \"\\&%s\"\n", commands[i]->name);

      g_assert_true ((strstr (out->str, heading) != NULL) == !(commands[i]->flags & COW_COMMAND_TESTING));
    }
  for (const char *at = out->str; *at; at++)
    g_assert_true ((guchar)*at < 0x80);
  g_string_truncate (out, 0);
  cow_manual_formats (out);
  g_assert_nonnull (strstr (out->str, ".Sh SEE ALSO"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/command/registry", test_registry);
  g_test_add_func ("/command/find", test_find);
  g_test_add_func ("/command/options", test_options);
  g_test_add_func ("/command/everywhere", test_everywhere);
  g_test_add_func ("/command/nearest", test_nearest);
  g_test_add_func ("/command/help", test_help);
  g_test_add_func ("/command/mdoc", test_mdoc);
  g_test_add_func ("/command/manual", test_manual);
  return g_test_run ();
}
