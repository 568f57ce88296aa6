/* command.c - finds commands and options by name, and says what may have been meant. It walks the registry and knows no
 * command itself. */
#include "app/command.h"

#include <string.h>

#include "app/status.h"

#define WORD_MAX_BYTES 63 /* longer words are near nothing */

/* Damerau-Levenshtein distance (insert, delete, replace, swap neighbors), three rows of the table; letter case is ignored.
 * Complexity: O(length of a * length of b). */
static guint
edit_distance (const char *a, const char *b)
{
  guint rows[3][WORD_MAX_BYTES + 1];
  guint *before = rows[0], *last = rows[1], *now = rows[2];
  gsize n = strlen (a), m = strlen (b);

  for (guint j = 0; j <= m; j++)
    last[j] = j;
  for (guint i = 1; i <= n; i++)
    {
      guint *spare = before;

      now[0] = i;
      for (guint j = 1; j <= m; j++)
        {
          char left = g_ascii_tolower (a[i - 1]), right = g_ascii_tolower (b[j - 1]);

          now[j] = MIN (last[j - 1] + (left != right), MIN (last[j], now[j - 1]) + 1);
          if (i > 1 && j > 1 && left == g_ascii_tolower (b[j - 2]) && right == g_ascii_tolower (a[i - 2]))
            now[j] = MIN (now[j], before[j - 2] + 1);
        }
      before = last;
      last = now;
      now = spare;
    }
  return last[m];
}

/* Near: a third of the word wrong, at least one letter, at most three; or the word begins the other one. */
const char *
cow_nearest_word (const char *word, const char *const *words)
{
  gsize length = strlen (word);
  guint best = (guint)CLAMP ((length + 1) / 3, 1, 3) + 1;
  const char *nearest = NULL;

  if (!length || length > WORD_MAX_BYTES)
    return NULL;
  for (guint i = 0; words[i]; i++)
    {
      guint distance;

      if (strlen (words[i]) > WORD_MAX_BYTES)
        continue;
      distance = edit_distance (word, words[i]);
      if (distance < best && distance < strlen (words[i]))
        {
          best = distance;
          nearest = words[i];
        }
    }
  for (guint i = 0; !nearest && length >= 2 && words[i]; i++)
    if (g_str_has_prefix (words[i], word))
      nearest = words[i];
  return nearest;
}

static gboolean
is_hidden (const CowCommand *command)
{
  return (command->flags & COW_COMMAND_TESTING) != 0;
}

static void
fail_unknown_command (const char *name, GError **error)
{
  const CowCommand *const *commands = cow_commands ();
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *near;

  for (guint i = 0; commands[i]; i++)
    if (!is_hidden (commands[i]))
      g_ptr_array_add (names, (gpointer)commands[i]->name);
  g_ptr_array_add (names, NULL);
  near = cow_nearest_word (name, (const char *const *)names->pdata);
  if (near)
    cow_fail (error, COW_STATUS_USAGE, "unknown command \"%s\" (did you mean \"%s\"?)", name, near);
  else
    cow_fail (error, COW_STATUS_USAGE, "unknown command \"%s\" (help lists them)", name);
}

const CowCommand *
cow_command_by_name (const char *name, gboolean prefix, GError **error)
{
  const CowCommand *const *commands = cow_commands ();
  const CowCommand *found = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; commands[i]; i++)
    {
      if (strcmp (commands[i]->name, name) == 0)
        return commands[i];
      if (!prefix || !name[0] || is_hidden (commands[i]) || !g_str_has_prefix (commands[i]->name, name))
        continue;
      found = commands[i];
      g_string_append_printf (all, "%s%s", n++ ? ", " : "", found->name);
    }
  if (n == 1)
    return found;
  if (n)
    cow_fail (error, COW_STATUS_USAGE, "ambiguous command \"%s\": %s", name, all->str);
  else
    fail_unknown_command (name, error);
  return NULL;
}

const char *
cow_command_refusal (const CowCommand *command, const char *option)
{
  for (const CowRefusal *refusal = command->refusals; refusal && refusal->option; refusal++)
    if (strcmp (refusal->option, option) == 0)
      return refusal->why;
  return strcmp (option, cow_option_seed.name) == 0 ? "nothing in its answer is random" : NULL;
}

static void
fail_unknown_option (const CowCommand *command, const char *name, GError **error)
{
  const char *why = cow_command_refusal (command, name);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *near;

  for (guint i = 0; command->options && command->options[i]; i++)
    g_ptr_array_add (names, (gpointer)command->options[i]->name);
  g_ptr_array_add (names, NULL);
  near = cow_nearest_word (name, (const char *const *)names->pdata);
  if (why)
    cow_fail (error, COW_STATUS_USAGE, "%s takes no --%s: %s", command->name, name, why);
  else if (near)
    cow_fail (error, COW_STATUS_USAGE, "unknown option \"--%s\" of %s (did you mean \"--%s\"?)", name, command->name, near);
  else
    cow_fail (error, COW_STATUS_USAGE, "unknown option \"--%s\" of %s", name, command->name);
}

const CowOptionSpec *
cow_command_find_option (const CowCommand *command, const char *name, gboolean prefix, GError **error)
{
  const CowOptionSpec *found = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; command->options && command->options[i]; i++)
    {
      const CowOptionSpec *option = command->options[i];

      if (strcmp (option->name, name) == 0)
        return option;
      if (!prefix || !name[0] || !g_str_has_prefix (option->name, name))
        continue;
      found = option;
      g_string_append_printf (all, "%s--%s", n++ ? ", " : "", option->name);
    }
  if (n == 1)
    return found;
  if (n)
    cow_fail (error, COW_STATUS_USAGE, "ambiguous option \"--%s\" of %s: %s", name, command->name, all->str);
  else
    fail_unknown_option (command, name, error);
  return NULL;
}

static void
append_operand (GString *out, const CowOperand *operand)
{
  g_string_append_printf (out, operand->optional ? " [%s%s]" : " %s%s", operand->name, operand->repeated ? "…" : "");
}

static void
append_option (GString *out, const CowOptionSpec *option)
{
  const char *value = option->choices ? option->choices : option->value ? option->value : "VALUE";

  if (option->kind == COW_ARG_FLAG)
    g_string_append_printf (out, " [--%s]", option->name);
  else
    g_string_append_printf (out, " [--%s=%s]%s", option->name, value, option->repeated ? "…" : "");
}

/* Options that mean the same everywhere are one "…": their list is long and known. */
char *
cow_command_usage (const CowCommand *command)
{
  GString *out = g_string_new (command->name);
  gboolean common = FALSE;

  for (guint i = 0; command->operands && command->operands[i].name; i++)
    append_operand (out, &command->operands[i]);
  for (guint i = 0; command->options && command->options[i]; i++)
    if (cow_option_is_common (command->options[i]))
      common = TRUE;
    else
      append_option (out, command->options[i]);
  if (common)
    g_string_append (out, " …");
  return g_string_free (out, FALSE);
}
