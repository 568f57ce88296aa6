/* explain.c - runs a command without its rows and says how it was answered. */
#include "app/explain.h"

static const CowResultColumn columns[] = {
  { "key", COW_CELL_TEXT, "what is told" },
  { "value", COW_CELL_VALUE, "a text or a number" },
  { NULL },
};

static gboolean
start (CowCall *call, GError **error)
{
  g_autoptr (CowLine) line = cow_line_parse (call->text, error);
  g_autoptr (CowCall) inner = line ? cow_call_new (call->session, line, 1, call->text, call->where == NULL, error) : NULL;
  g_autoptr (CowCall) outer = inner ? cow_call_new (call->session, line, 0, call->text, call->where == NULL, error) : NULL;

  if (!outer)
    return FALSE;
  /* What is answered without workers has nothing to explain. */
  if (!(inner->command->flags & COW_COMMAND_GRAPH) || !inner->command->columns || (inner->command->flags & COW_COMMAND_CHANGES)
      || !cow_command_find_option (inner->command, "workers", FALSE, NULL))
    return cow_fail (error, COW_STATUS_USAGE, "explain wants a command that asks the graph by workers, not \"%s\"", inner->command->name);
  if (cow_call_has (inner, "format"))
    {
      GPtrArray *format = cow_call_option_all (inner, "format");

      g_hash_table_replace (outer->options, g_strdup ("format"), g_ptr_array_ref (format));
    }
  inner->where = g_strdup (call->where);
  outer->where = g_strdup (call->where);
  inner->out = COW_OUT_NOWHERE;
  inner->explained_by = g_steal_pointer (&outer);
  return cow_session_start_call (call->session, g_steal_pointer (&inner), error);
}

static const CowOperand operands[] = {
  { "COMMAND", COW_ARG_COMMAND, "a command that asks the graph, with its operands and options" },
  { NULL },
};

static const CowExample examples[] = {
  { { "explain path a d" }, "how the path was found" },
  { { "explain distances a --algorithm=heap" }, "the same for another way to search" },
  { { NULL } },
};

const CowCommand cow_command_explain = {
  .name = "explain",
  .group = "paths",
  .summary = "run a command and say how it was answered",
  .details = "The command runs as it would, but its rows are counted instead of printed. What is told: the algorithm and why it was chosen; the index that "
             "was used; tasks and rows; vertices settled, edges relaxed, labels made and dropped, what was pruned, and the longest queue, where the "
             "algorithm counts them, else the steps of its progress; the processes that were forked for the tasks; the scratch memory of a worker; the seconds before the workers began (weights, "
             "filters, the transpose) and in all.\n\nCounts are sums over all tasks, but for queue_peak and scratch_bytes, which are the largest of one. Work that "
             "was done twice, because a worker died, counts twice. --format and > apply to the explanation.",
  .operands = operands,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_RAW | COW_COMMAND_PREFIX,
  .start = start,
};
