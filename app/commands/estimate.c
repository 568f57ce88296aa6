/* estimate.c - what a command would take, told before it runs: it is prepared as far as its workers and not forked. */
#include "app/call.h"
#include "app/status.h"

static const CowResultColumn columns[] = {
  { "scratch_per_worker", COW_CELL_INT, "bytes of private memory that a worker takes; load: that the child takes at its peak" },
  { "workers", COW_CELL_INT, "processes that would be forked" },
  { "total", COW_CELL_INT, "bytes beside the graphs that are there; load: of all processes together, at the peak" },
  { "available", COW_CELL_INT, "bytes that the system has" },
  { "vertices", COW_CELL_INT, "load: of the graph" },
  { "edges", COW_CELL_INT, "load: of the graph" },
  { "resident", COW_CELL_INT, "load: bytes of the graph" },
  { "seconds", COW_CELL_REAL, "load: from the first byte to the graph" },
  { NULL },
};

static gboolean
start (CowCall *call, GError **error)
{
  g_autoptr (CowLine) line = cow_line_parse (call->text, error);
  g_autoptr (CowCall) inner = line ? cow_call_new (call->session, line, 1, call->text, call->where == NULL, error) : NULL;
  g_autoptr (CowCall) outer = inner ? cow_call_new (call->session, line, 0, call->text, call->where == NULL, error) : NULL;
  gboolean asks, loads;

  if (!outer)
    return FALSE;
  loads = g_str_equal (inner->command->name, "load");
  asks = inner->command->columns && (inner->command->flags & COW_COMMAND_GRAPH) && !(inner->command->flags & COW_COMMAND_CHANGES);
  if (!loads && !asks)
    return cow_fail (error, COW_STATUS_USAGE, "estimate wants load or a command that asks the graph, not \"%s\"", inner->command->name);
  if (cow_call_has (inner, "format"))
    {
      GPtrArray *format = cow_call_option_all (inner, "format");

      g_hash_table_replace (outer->options, g_strdup ("format"), g_ptr_array_ref (format));
    }
  inner->where = g_strdup (call->where);
  outer->where = g_strdup (call->where);
  inner->out = COW_OUT_NOWHERE;
  inner->estimated_by = g_steal_pointer (&outer);
  return cow_session_start_call (call->session, g_steal_pointer (&inner), error);
}

static const CowOperand operands[] = {
  { "COMMAND", COW_ARG_COMMAND, "load, or a command that asks the graph, with its operands and options" },
  { NULL },
};

static const CowExample examples[] = {
  { { "estimate distances '*'" }, "memory of all workers, before they are forked" },
  { { NULL } },
};

const CowCommand cow_command_estimate = {
  .name = "estimate",
  .group = "jobs",
  .summary = "say what a command would take, without running it",
  .details = "Of a command that asks the graph, the weights and filters are prepared as it would prepare them, and its workers are not forked. An index that "
             "it would use is not built.\n\nOf load, the first two megabytes of the file are read and built, and of a large plain edge list pieces from all over it; "
             "the rest is extrapolated. What fits the sample whole is exact. Else edges and bytes of an edge list are good to a few percent, vertices, "
             "which come again, to a factor of two or three, and the seconds are those of a machine that has little else to do. A --vertices table does not count.",
  .operands = operands,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_RAW | COW_COMMAND_PREFIX,
  .start = start,
};
