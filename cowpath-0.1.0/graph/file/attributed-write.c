/* attributed-write.c - see attributed-write.h. A column is called as it is unless the format would take that for something else. */
#include "graph/file/attributed-write.h"

#include "graph/file/attributes.h"

#include <string.h>

static gboolean
is_reserved (const char *name, const char *const *reserved, gboolean on_vertex)
{
  for (; reserved != NULL && *reserved != NULL; reserved++)
    if (strcmp (*reserved, name) == 0)
      return TRUE;
  return !on_vertex && g_ascii_strcasecmp (name, "weight") == 0;
}

static gboolean
has_column (const CowGraph *graph, gboolean on_vertex, const char *name)
{
  return cow_graph_column (graph, on_vertex, name) != NULL;
}

static GArray *
list_columns (const CowGraph *graph, gboolean on_vertex, const char *const *reserved)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (CowWrittenColumn));

  for (guint i = 0; graph->columns != NULL && i < graph->columns->len; i++)
    {
      CowWrittenColumn written = { .column = graph->columns->pdata[i] };

      if (!written.column->on_vertex != !on_vertex)
        continue;
      written.name = g_strdup (written.column->name);
      while (is_reserved (written.name, reserved, on_vertex) || written.name[0] == '\0'
             || (strcmp (written.name, written.column->name) != 0 && has_column (graph, on_vertex, written.name)))
        {
          char *longer = g_strconcat (written.name, "_", NULL);

          g_free (written.name);
          written.name = longer;
        }
      g_array_append_val (list, written);
    }
  return list;
}

/* Are there two vertex columns that a reader would take for the coordinates? */
static gboolean
has_axes (const GArray *columns)
{
  guint seen = 0;

  for (guint i = 0; i < columns->len; i++)
    {
      guint axis = cow_attribute_axis (g_array_index (columns, CowWrittenColumn, i).name);

      seen |= axis > 0 ? 1u << (axis - 1) : 0;
    }
  /* lat goes with lon and with lng. */
  seen |= seen & 2 ? 8 : 0;
  return (seen & 3) == 3 || (seen & 12) == 12 || (seen & 48) == 48 || (seen & 192) == 192;
}

gboolean
cow_write_plan_init (CowWritePlan *plan, const CowGraph *graph, const char *const *vertex_reserved, const char *const *edge_reserved,
                     CowProgress *progress, GError **error)
{
  *plan = (CowWritePlan){ .graph = graph, .unicode = TRUE };
  plan->progress = progress;
  plan->weighted = graph->out.kind != COW_WEIGHT_NONE;
  plan->vertex_columns = list_columns (graph, TRUE, vertex_reserved);
  plan->edge_columns = list_columns (graph, FALSE, edge_reserved);
  plan->coordinates = graph->coordinates != NULL && !has_axes (plan->vertex_columns)
                      && !has_column (graph, TRUE, "x") && !has_column (graph, TRUE, "y");
  return cow_edge_order_init (&plan->order, graph, error);
}

static void
free_columns (GArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    g_free (g_array_index (columns, CowWrittenColumn, i).name);
  g_array_unref (columns);
}

void
cow_write_plan_clear (CowWritePlan *plan)
{
  cow_edge_order_clear (&plan->order);
  g_clear_pointer (&plan->vertex_columns, free_columns);
  g_clear_pointer (&plan->edge_columns, free_columns);
}

gboolean
cow_write_plan_step (CowWritePlan *plan, GError **error)
{
  if (!cow_progress_step (plan->progress != NULL ? plan->progress : &plan->nobody, 1))
    return TRUE;
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

/* The first byte that XML 1.0 has no way to say; NULL: none. */
static const char *
find_bad_character (const char *text, gsize length)
{
  for (const char *at = text, *end = text + length; at < end; at++)
    if (((guchar)*at < ' ' && *at != '\t' && *at != '\n' && *at != '\r')
        || ((guchar)*at == 0xEF && end - at >= 3 && (guchar)at[1] == 0xBF && (guchar)at[2] >= 0xBE))
      return at;
  return NULL;
}

gboolean
cow_write_plan_text (const CowWritePlan *plan, const char *what, const char *text, gsize length, GError **error)
{
  const char *why = NULL, *bad;

  if (plan->unicode && !g_utf8_validate_len (text, length, NULL))
    why = "is not UTF-8";
  else if (plan->xml && (bad = find_bad_character (text, length)) != NULL)
    why = "has a control character, which XML cannot hold";
  if (why == NULL)
    return TRUE;
  g_autofree char *cut = g_strndup (text, MIN (length, 60)), *shown = g_strescape (cut, NULL);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s \"%s\" %s", what, shown, why);
  return FALSE;
}

static gboolean
check_columns (const CowWritePlan *plan, gboolean on_vertex, GError **error)
{
  const GArray *columns = on_vertex ? plan->vertex_columns : plan->edge_columns;

  for (guint i = 0; i < columns->len; i++)
    {
      const CowWrittenColumn *written = cow_write_plan_column (plan, on_vertex, i);
      const CowColumn *column = written->column;
      g_autofree char *what = g_strdup_printf ("text of attribute \"%s\":", written->name);

      if (!cow_write_plan_text (plan, "name of an attribute", written->name, strlen (written->name), error))
        return FALSE;
      for (guint64 code = 0; column->type == COW_TYPE_STRING && column->n_null < column->rows && code < column->n_codes; code++)
        if (!cow_write_plan_text (plan, what, column->text_bytes + column->text_offsets[code],
                                  (gsize)(column->text_offsets[code + 1] - column->text_offsets[code]), error))
          return FALSE;
    }
  return TRUE;
}

gboolean
cow_write_plan_check (const CowWritePlan *plan, GError **error)
{
  const CowGraph *graph = plan->graph;
  char buffer[24];
  gsize length;

  if (!check_columns (plan, TRUE, error) || !check_columns (plan, FALSE, error))
    return FALSE;
  for (guint32 vertex = 0; graph->meta->names_kind == COW_NAMES_TEXT && vertex < graph->n; vertex++)
    {
      const char *name = cow_graph_name (graph, vertex, buffer, &length);

      if (!cow_write_plan_text (plan, "name of a vertex", name, length, error))
        return FALSE;
    }
  return TRUE;
}

CowValue
cow_write_plan_weight (const CowWritePlan *plan, guint64 edge)
{
  CowCost cost = cow_edge_order_weight (&plan->order, edge);
  CowValue value = { .type = cost.kind == COW_COST_INT ? COW_TYPE_INT : COW_TYPE_REAL };

  if (cost.kind == COW_COST_INT)
    value.integer = cost.integer;
  else
    value.real = cost.real;
  return value;
}

gboolean
cow_write_plan_place (const CowWritePlan *plan, guint32 vertex, double *x, double *y)
{
  if (!plan->coordinates)
    return FALSE;
  *x = plan->graph->coordinates[2 * (gsize)vertex];
  *y = plan->graph->coordinates[2 * (gsize)vertex + 1];
  return !isnan (*x) && !isnan (*y);
}

void
cow_write_real (CowOutput *out, double value, const char *infinite, const char *nan)
{
  char text[32];
  gsize length = cow_number_format_real (value, text);

  if (isnan (value))
    cow_output_bytes (out, nan, strlen (nan));
  else if (isinf (value))
    {
      cow_output_bytes (out, "-", value < 0 ? 1 : 0);
      cow_output_bytes (out, infinite, strlen (infinite));
    }
  else
    {
      const char *exponent = memchr (text, 'e', length);
      gsize mantissa = exponent != NULL ? (gsize)(exponent - text) : length;

      cow_output_bytes (out, text, mantissa);
      if (memchr (text, '.', mantissa) == NULL)
        cow_output_bytes (out, ".0", 2);
      cow_output_bytes (out, text + mantissa, length - mantissa);
    }
}
