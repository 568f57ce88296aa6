/* pajek-write.c - a graph as a Pajek network that reads back the same: texts in quotes, what quotes cannot hold as numbers. */
#include "graph/file/attributed-write.h"
#include "graph/file/pajek.h"

#include <string.h>

static void
write_quoted (CowOutput *out, const char *text, gsize length)
{
  gsize done = 0;

  cow_output_bytes (out, "\"", 1);
  for (gsize i = 0; i < length; i++)
    if (text[i] == '"' || (guchar)text[i] < ' ' || (text[i] == '&' && i + 1 < length && text[i + 1] == '#'))
      {
        cow_output_bytes (out, text + done, i - done);
        cow_output_printf (out, "&#%d;", text[i]);
        done = i + 1;
      }
  cow_output_bytes (out, text + done, length - done);
  cow_output_bytes (out, "\"", 1);
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
      cow_write_real (out, value.real, "inf", "nan");
      break;
    case COW_TYPE_STRING:
      write_quoted (out, value.text, value.length);
      break;
    }
}

/* A key without quotes: letters; `l` would be the label, inf and nan are numbers. */
static gboolean
is_plain_key (const char *name)
{
  double number;

  if (!g_ascii_isalpha (*name) || strcmp (name, "l") == 0 || cow_number_parse_real (name, strlen (name), &number))
    return FALSE;
  for (; *name != '\0'; name++)
    if (!g_ascii_isalnum (*name) && *name != '_')
      return FALSE;
  return TRUE;
}

static void
write_cells (const CowWritePlan *plan, gboolean on_vertex, guint64 row, CowOutput *out)
{
  const GArray *columns = on_vertex ? plan->vertex_columns : plan->edge_columns;

  for (guint i = 0; i < columns->len; i++)
    {
      const CowWrittenColumn *written = cow_write_plan_column (plan, on_vertex, i);
      CowValue value = cow_column_value (written->column, row);

      if (value.type == COW_TYPE_NULL)
        continue;
      cow_output_bytes (out, " ", 1);
      if (is_plain_key (written->name))
        cow_output_bytes (out, written->name, strlen (written->name));
      else
        write_quoted (out, written->name, strlen (written->name));
      cow_output_bytes (out, " ", 1);
      write_value (out, value);
    }
}

static void
write_vertex (const CowWritePlan *plan, guint32 vertex, CowOutput *out)
{
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (plan->graph, vertex, buffer, &length);
  double place[2];

  cow_output_int (out, (gint64)cow_graph_appearance (plan->graph, vertex) + 1);
  cow_output_bytes (out, " ", 1);
  write_quoted (out, name, length);
  if (cow_write_plan_place (plan, vertex, &place[0], &place[1]))
    for (guint axis = 0; axis < 2; axis++)
      {
        cow_output_bytes (out, " ", 1);
        cow_write_real (out, place[axis], "inf", "nan");
      }
  write_cells (plan, TRUE, vertex, out);
  cow_output_bytes (out, "\n", 1);
}

static void
write_edge (const CowWritePlan *plan, guint64 edge, CowOutput *out)
{
  guint32 source, target;

  cow_edge_order_ends (&plan->order, edge, &source, &target);
  cow_output_int (out, (gint64)cow_graph_appearance (plan->graph, source) + 1);
  cow_output_bytes (out, " ", 1);
  cow_output_int (out, (gint64)cow_graph_appearance (plan->graph, target) + 1);
  if (plan->weighted)
    {
      cow_output_bytes (out, " ", 1);
      cow_output_cost (out, cow_edge_order_weight (&plan->order, edge));
    }
  write_cells (plan, FALSE, edge, out);
  cow_output_bytes (out, "\n", 1);
}

gboolean
cow_pajek_write (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  g_auto (CowWritePlan) plan = { 0 };

  if (!cow_write_plan_init (&plan, graph, NULL, NULL, progress, error))
    return FALSE;
  gboolean bare = plan.vertex_columns->len == 0 && !plan.coordinates && cow_graph_is_numbered (graph, 1);
  cow_output_printf (out, "*Vertices %u\n", graph->n);
  for (guint32 appearance = 0; !bare && appearance < graph->n; appearance++)
    {
      write_vertex (&plan, cow_graph_vertex_at (graph, appearance), out);
      if (!cow_write_plan_step (&plan, error))
        return FALSE;
    }
  cow_output_printf (out, graph->directed ? "*Arcs\n" : "*Edges\n");
  for (guint64 edge = 0; edge < graph->m; edge++)
    {
      write_edge (&plan, edge, out);
      if (!cow_write_plan_step (&plan, error))
        return FALSE;
    }
  return TRUE;
}
