/* edgelist-write.c - a graph as an edge list that reads back the same: tabs, quotes where needed, edges in order of appearance. */
#include "graph/file/columns.h"
#include "graph/file/edge-order.h"
#include "graph/file/edgelist.h"

#include <string.h>

/* What would be a comment at the start of a line, or at that of the file a byte order mark or a compressed file. */
static gboolean
begins_badly (const char *text, gsize length)
{
  static const char *const bad[] = { "#", "%", "//", "\xef\xbb\xbf", "\x1f\x8b", "BZh", "\x28\xb5\x2f\xfd" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (length >= strlen (bad[i]) && memcmp (text, bad[i], strlen (bad[i])) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
needs_quotes (const char *text, gsize length, gboolean first)
{
  if (length == 0 || *text == '"' || *text == ' ' || text[length - 1] == ' ')
    return TRUE;
  if (first && begins_badly (text, length))
    return TRUE;
  for (gsize i = 0; i < length; i++)
    if (text[i] == '\t' || text[i] == '\n' || text[i] == '\r' || text[i] == '"')
      return TRUE;
  return FALSE;
}

static void
write_text (CowOutput *out, const char *text, gsize length, gboolean first)
{
  if (!needs_quotes (text, length, first))
    {
      cow_output_bytes (out, text, length);
      return;
    }
  cow_output_bytes (out, "\"", 1);
  for (const char *end = text + length; text < end;)
    {
      const char *quote = memchr (text, '"', (gsize)(end - text));

      cow_output_bytes (out, text, (gsize)((quote != NULL ? quote + 1 : end) - text));
      if (quote != NULL)
        cow_output_bytes (out, "\"", 1);
      text = quote != NULL ? quote + 1 : end;
    }
  cow_output_bytes (out, "\"", 1);
}

static void
write_cell (CowOutput *out, CowValue value)
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
      cow_output_real (out, value.real);
      break;
    case COW_TYPE_STRING:
      write_text (out, value.text, value.length, FALSE);
      break;
    }
}

/* Only in a column that is declared to have texts is "" one. */
static gboolean
has_empty_text (const CowColumn *column)
{
  for (guint64 code = 0; column->type == COW_TYPE_STRING && code < column->n_codes; code++)
    if (column->text_offsets[code] == column->text_offsets[code + 1])
      return TRUE;
  return FALSE;
}

static gboolean
has_column (const GPtrArray *columns, const char *name)
{
  for (guint i = 0; i < columns->len; i++)
    if (strcmp (((const CowColumn *)columns->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* (transfer full): the name of an attribute as the reader will understand it: neither to be ignored nor the weight. */
static char *
choose_name (const GPtrArray *columns, const CowColumn *column)
{
  g_autofree char *name = g_strdup (column->name);
  gboolean bad = *name == '\0' || strcmp (name, "-") == 0 || cow_column_word (name, strlen (name)) == 3;

  while (bad)
    {
      g_autofree char *longer = g_strconcat (name, "_", NULL);

      bad = has_column (columns, longer);
      g_free (name);
      name = g_steal_pointer (&longer);
    }
  /* A name tells its type where a reader could guess another one from the cells. A colon could be that of a type; with a type
   * of its own it is not. */
  if (cow_column_needs_type (column) || has_empty_text (column) || strchr (name, ':') != NULL)
    return g_strconcat (name, ":", cow_type_name (column->type == COW_TYPE_NULL ? COW_TYPE_STRING : column->type), NULL);
  return g_steal_pointer (&name);
}

/* The first usual words for both ends that no attribute is called. */
static const char *
choose_ends (const GPtrArray *columns)
{
  static const char *const words[][2] = { { "source", "target" }, { "src", "dst" }, { "from", "to" }, { "from_id", "to_id" } };
  static const char *const ends[] = { "source\ttarget", "src\tdst", "from\tto", "from_id\tto_id" };
  guint i = 0;

  while (i < G_N_ELEMENTS (words) - 1 && (has_column (columns, words[i][0]) || has_column (columns, words[i][1])))
    i++;
  return ends[i];
}

static void
write_header (CowOutput *out, gboolean weighted, const GPtrArray *columns)
{
  cow_output_printf (out, "%s%s", choose_ends (columns), weighted ? "\tweight" : "");
  for (guint i = 0; i < columns->len; i++)
    {
      g_autofree char *name = choose_name (columns, columns->pdata[i]);

      cow_output_bytes (out, "\t", 1);
      write_text (out, name, strlen (name), FALSE);
    }
  cow_output_bytes (out, "\n", 1);
}

/* Without a header, would the reader take the first edge for one? Without edges the header is all there is. */
static gboolean
looks_like_header (const CowEdgeOrder *order)
{
  const CowGraph *graph = order->graph;
  char first[24], second[24];
  guint32 source, target;
  gsize length;

  if (graph->m == 0)
    return TRUE;
  cow_edge_order_ends (order, 0, &source, &target);
  const char *name = cow_graph_name (graph, source, first, &length);
  guint from = cow_column_word (name, length);
  name = cow_graph_name (graph, target, second, &length);
  return from != 0 && cow_column_word (name, length) != 0;
}

gboolean
cow_edgelist_write (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  g_auto (CowEdgeOrder) order = { 0 };
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  gboolean weighted = graph->out.kind != COW_WEIGHT_NONE;
  char buffer[24];

  if (!cow_edge_order_init (&order, graph, error))
    return FALSE;
  for (guint i = 0; graph->columns != NULL && i < graph->columns->len; i++)
    if (!((CowColumn *)graph->columns->pdata[i])->on_vertex)
      g_ptr_array_add (columns, graph->columns->pdata[i]);
  if (columns->len > 0 || looks_like_header (&order))
    write_header (out, weighted, columns);
  for (guint64 edge = 0; edge < graph->m; edge++)
    {
      guint32 ends[2];

      cow_edge_order_ends (&order, edge, &ends[0], &ends[1]);
      for (guint i = 0; i < 2; i++)
        {
          gsize length;
          const char *name = cow_graph_name (graph, ends[i], buffer, &length);

          write_text (out, name, length, i == 0);
          cow_output_bytes (out, "\t", i == 0 ? 1 : 0);
        }
      if (weighted)
        {
          cow_output_bytes (out, "\t", 1);
          cow_output_cost (out, cow_edge_order_weight (&order, edge));
        }
      for (guint i = 0; i < columns->len; i++)
        {
          cow_output_bytes (out, "\t", 1);
          write_cell (out, cow_column_value (columns->pdata[i], edge));
        }
      cow_output_bytes (out, "\n", 1);
      if (!cow_progress_go_on (progress, 1, error))
        return FALSE;
    }
  return TRUE;
}
