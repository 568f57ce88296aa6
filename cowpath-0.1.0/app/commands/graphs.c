/* graphs.c - graphs, use, close: which graphs the session holds. */
#include "app/immediate.h"

static const CowResultColumn columns[] = {
  { "graph", COW_CELL_TEXT, "its name" },
  { "vertices", COW_CELL_INT, "" },
  { "edges", COW_CELL_INT, "" },
  { "directed", COW_CELL_BOOL, "" },
  { "bytes", COW_CELL_INT, "memory of its arrays" },
  { "current", COW_CELL_BOOL, "is it the one that commands ask" },
  { "origin", COW_CELL_TEXT, "file or generator" },
  { NULL },
};

static gboolean
start_graphs (CowCall *call, GError **error)
{
  CowGraphs *graphs = call->session->graphs;
  CowAnswer *answer = cow_immediate_begin (call, error);
  CowRows *rows;

  if (!answer)
    return FALSE;
  rows = cow_answer_rows (answer);
  for (guint i = 0; i < graphs->entries->len; i++)
    {
      const CowGraphEntry *entry = g_ptr_array_index (graphs->entries, i);

      cow_rows_begin (rows);
      cow_rows_text (rows, entry->name, -1);
      cow_rows_int (rows, entry->graph->n);
      cow_rows_int (rows, (gint64)entry->graph->m);
      cow_rows_bool (rows, entry->graph->directed);
      cow_rows_int (rows, (gint64)cow_graph_bytes (entry->graph));
      cow_rows_bool (rows, entry == graphs->current);
      cow_rows_text (rows, entry->origin, -1);
      cow_rows_end (rows);
    }
  return cow_immediate_end (call, answer, error);
}

static const CowOptionSpec *const row_options[] = { COW_ROW_OPTIONS, NULL };

const CowCommand cow_command_graphs = {
  .name = "graphs",
  .group = "graph",
  .summary = "the graphs of this session",
  .options = row_options,
  .columns = columns,
  .start = start_graphs,
};

static gboolean
fail_unknown (CowCall *call, const char *name, GError **error)
{
  const GPtrArray *entries = call->session->graphs->entries;
  g_autofree const char **names = g_new0 (const char *, entries->len + 1);
  const char *near;

  for (guint i = 0; i < entries->len; i++)
    names[i] = ((CowGraphEntry *)g_ptr_array_index (entries, i))->name;
  near = cow_nearest_word (name, names);
  return cow_fail (error, COW_STATUS_USAGE, near ? "unknown graph \"%s\" (did you mean \"%s\"?)" : "unknown graph \"%s\"", name, near);
}

static gboolean
start_use (CowCall *call, GError **error)
{
  const char *name = cow_call_operand (call, 0);
  CowGraphEntry *entry = cow_graphs_find (call->session->graphs, name);

  if (!entry)
    return fail_unknown (call, name, error);
  call->session->graphs->current = entry;
  cow_session_note (call->session, "%s: %u vertices, %" G_GUINT64_FORMAT " edges", name, entry->graph->n, entry->graph->m);
  return TRUE;
}

static gboolean
start_close (CowCall *call, GError **error)
{
  const char *name = cow_call_operand (call, 0);

  if (!cow_graphs_close (call->session->graphs, name))
    return fail_unknown (call, name, error);
  cow_session_note (call->session, "%s is closed", name);
  return TRUE;
}

static const CowOperand operands[] = {
  { "G", COW_ARG_GRAPH, "name of a graph" },
  { NULL },
};

const CowCommand cow_command_use = {
  .name = "use",
  .group = "graph",
  .summary = "ask another graph of the session from now on",
  .operands = operands,
  .flags = COW_COMMAND_CHANGES,
  .start = start_use,
};

const CowCommand cow_command_close = {
  .name = "close",
  .group = "graph",
  .summary = "let go of a graph",
  .details = "Jobs that still ask it keep it until they end.",
  .operands = operands,
  .flags = COW_COMMAND_CHANGES,
  .start = start_close,
};
