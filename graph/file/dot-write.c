/* dot-write.c - a graph as DOT that reads back the same: every vertex on a line, in order of appearance, then every edge. */
#include "graph/file/attributed-write.h"
#include "graph/file/dot.h"

#include <string.h>

/* An odd number of backslashes in front of a quote, a line end or the end of the text: the last one would be taken for the escape. */
static gboolean
is_sayable (const char *text, gsize length)
{
  guint backslashes = 0;

  for (gsize i = 0; i < length; i++)
    {
      if ((text[i] == '"' || text[i] == '\n') && backslashes % 2 == 1)
        return FALSE;
      backslashes = text[i] == '\\' ? backslashes + 1 : 0;
    }
  return backslashes % 2 == 0;
}

static gboolean
check_text (const char *what, const char *text, gsize length, GError **error)
{
  if (is_sayable (text, length))
    return TRUE;
  g_autofree char *shown = g_strndup (text, MIN (length, 60));
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE,
               "%s \"%s\" cannot be written: DOT has no way to say a backslash in front of a quote, a line end or the end of a text", what,
               shown);
  return FALSE;
}

/* Before anything is written. */
static gboolean
check_texts (const CowWritePlan *plan, GError **error)
{
  const CowGraph *graph = plan->graph;
  char buffer[24];

  for (guint32 vertex = 0; vertex < graph->n; vertex++)
    {
      gsize length;
      const char *name = cow_graph_name (graph, vertex, buffer, &length);

      if (!check_text ("vertex name", name, length, error))
        return FALSE;
    }
  for (guint i = 0; graph->columns != NULL && i < graph->columns->len; i++)
    {
      const CowColumn *column = graph->columns->pdata[i];

      if (!check_text ("attribute", column->name, strlen (column->name), error))
        return FALSE;
      for (guint64 code = 0; column->type == COW_TYPE_STRING && code < column->n_codes; code++)
        if (!check_text ("value", column->text_bytes + column->text_offsets[code],
                         (gsize)(column->text_offsets[code + 1] - column->text_offsets[code]), error))
          return FALSE;
    }
  return TRUE;
}

static void
write_quoted (CowOutput *out, const char *text, gsize length)
{
  cow_output_bytes (out, "\"", 1);
  for (const char *end = text + length; text < end;)
    {
      const char *quote = memchr (text, '"', (gsize)(end - text));

      cow_output_bytes (out, text, (gsize)((quote != NULL ? quote : end) - text));
      if (quote != NULL)
        cow_output_bytes (out, "\\\"", 2);
      text = quote != NULL ? quote + 1 : end;
    }
  cow_output_bytes (out, "\"", 1);
}

/* A name without quotes: letters, or an integer. */
static gboolean
is_plain (const char *text, gsize length)
{
  static const char *const keywords[] = { "node", "edge", "graph", "digraph", "subgraph", "strict" };

  if (length == 0 || length > 64)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (strlen (keywords[i]) == length && g_ascii_strncasecmp (text, keywords[i], length) == 0)
      return FALSE;
  gboolean number = g_ascii_isdigit (*text);
  for (gsize i = 0; i < length; i++)
    if (number ? !g_ascii_isdigit (text[i]) : !g_ascii_isalnum (text[i]) && text[i] != '_')
      return FALSE;
  return TRUE;
}

static void
write_id (CowOutput *out, const char *text, gsize length)
{
  if (is_plain (text, length))
    cow_output_bytes (out, text, length);
  else
    write_quoted (out, text, length);
}

static void
write_value (CowOutput *out, CowValue value)
{
  switch (value.type)
    {
    case COW_TYPE_NULL:
      break;
    case COW_TYPE_BOOL:
      cow_output_bytes (out, value.boolean ? "true" : "false", value.boolean ? 4 : 5);
      break;
    case COW_TYPE_INT:
      cow_output_int (out, value.integer);
      break;
    case COW_TYPE_REAL:
      /* An exponent is no number of DOT: in quotes anything is. */
      cow_output_bytes (out, "\"", 1);
      cow_write_real (out, value.real, "inf", "nan");
      cow_output_bytes (out, "\"", 1);
      break;
    case COW_TYPE_STRING:
      write_quoted (out, value.text, value.length);
      break;
    }
}

/* `[` in front of the first, `, ` in front of another. */
static void
begin_attribute (CowOutput *out, guint *count, const char *name)
{
  cow_output_printf (out, "%s", (*count)++ > 0 ? ", " : " [");
  write_id (out, name, strlen (name));
  cow_output_bytes (out, "=", 1);
}

static void
write_cells (const CowWritePlan *plan, gboolean on_vertex, guint64 row, CowOutput *out, guint *count)
{
  const GArray *columns = on_vertex ? plan->vertex_columns : plan->edge_columns;

  for (guint i = 0; i < columns->len; i++)
    {
      const CowWrittenColumn *written = cow_write_plan_column (plan, on_vertex, i);
      CowValue value = cow_column_value (written->column, row);

      if (value.type == COW_TYPE_NULL)
        continue;
      begin_attribute (out, count, written->name);
      write_value (out, value);
    }
}

static void
write_name (const CowWritePlan *plan, guint32 vertex, CowOutput *out)
{
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (plan->graph, vertex, buffer, &length);

  write_id (out, name, length);
}

static void
write_vertex (const CowWritePlan *plan, guint32 vertex, CowOutput *out)
{
  guint count = 0;
  double x, y;

  cow_output_bytes (out, "  ", 2);
  write_name (plan, vertex, out);
  write_cells (plan, TRUE, vertex, out, &count);
  if (cow_write_plan_place (plan, vertex, &x, &y))
    {
      begin_attribute (out, &count, "x");
      write_value (out, (CowValue){ .type = COW_TYPE_REAL, .real = x });
      begin_attribute (out, &count, "y");
      write_value (out, (CowValue){ .type = COW_TYPE_REAL, .real = y });
    }
  cow_output_printf (out, "%s;\n", count > 0 ? "]" : "");
}

static void
write_edge (const CowWritePlan *plan, guint64 edge, CowOutput *out)
{
  guint32 source, target;
  guint count = 0;

  cow_edge_order_ends (&plan->order, edge, &source, &target);
  cow_output_bytes (out, "  ", 2);
  write_name (plan, source, out);
  cow_output_bytes (out, plan->graph->directed ? " -> " : " -- ", 4);
  write_name (plan, target, out);
  if (plan->weighted)
    {
      CowCost weight = cow_edge_order_weight (&plan->order, edge);

      begin_attribute (out, &count, "weight");
      write_value (out, weight.kind == COW_COST_INT ? (CowValue){ .type = COW_TYPE_INT, .integer = weight.integer }
                                                    : (CowValue){ .type = COW_TYPE_REAL, .real = cow_cost_as_double (weight) });
    }
  write_cells (plan, FALSE, edge, out, &count);
  cow_output_printf (out, "%s;\n", count > 0 ? "]" : "");
}

gboolean
cow_dot_write (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  static const char *const vertex_reserved[] = { NULL }, *const edge_reserved[] = { "weight", NULL };
  g_auto (CowWritePlan) plan = { 0 };

  if (!cow_write_plan_init (&plan, graph, vertex_reserved, edge_reserved, progress, error) || !check_texts (&plan, error))
    return FALSE;
  cow_output_printf (out, "%s {\n", graph->directed ? "digraph" : "graph");
  for (guint32 appearance = 0; appearance < graph->n; appearance++)
    {
      write_vertex (&plan, cow_graph_vertex_at (graph, appearance), out);
      if (!cow_write_plan_step (&plan, error))
        return FALSE;
    }
  for (guint64 edge = 0; edge < graph->m; edge++)
    {
      write_edge (&plan, edge, out);
      if (!cow_write_plan_step (&plan, error))
        return FALSE;
    }
  cow_output_bytes (out, "}\n", 2);
  return TRUE;
}
