/* unset.c - forgets named sets: all that are given, or none when one of them is not there. */
#include "app/call.h"

static gboolean
check_set (GHashTable *sets, const char *word, GError **error)
{
  g_autofree const char **names = (const char **)g_hash_table_get_keys_as_array (sets, NULL);
  const char *near;

  if (word[0] != '@')
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" is no set: write @NAME", word);
  if (g_hash_table_contains (sets, word + 1))
    return TRUE;
  near = cow_nearest_word (word + 1, names);
  return cow_fail (error, COW_STATUS_USAGE, near ? "unknown set %s (did you mean @%s?)" : "unknown set %s", word, near);
}

static gboolean
start (CowCall *call, GError **error)
{
  GHashTable *sets = call->session->graphs->current->sets;

  for (guint i = 0; i < cow_call_n_operands (call); i++)
    if (!check_set (sets, cow_call_operand (call, i), error))
      return FALSE;
  for (guint i = 0; i < cow_call_n_operands (call); i++)
    if (g_hash_table_remove (sets, cow_call_operand (call, i) + 1))
      cow_session_note (call->session, "%s is forgotten", cow_call_operand (call, i));
  return TRUE;
}

static const CowOperand operands[] = {
  { "@S", COW_ARG_SET, "name of a set", .repeated = TRUE },
  { NULL },
};

static const CowExample examples[] = {
  { { "set @s = a + b", "unset @s" }, "make a set and forget it" },
  { { NULL } },
};

const CowCommand cow_command_unset = {
  .name = "unset",
  .group = "graph",
  .summary = "forget named sets",
  .operands = operands,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_CHANGES,
  .start = start,
};
