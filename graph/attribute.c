/* attribute.c - see attribute.h: cells are written where they will stay; which of them are null, and the texts, are known at the end and
 * follow. */
#include "config.h"

#include <string.h>

#include "graph/attribute.h"
#include "graph/builder-private.h"
#include "graph/edge-scan.h"

typedef struct
{
  CowExpr *expr;
  CowType type;
  guint64 rows, n_null;
  void *cells;
  guint64 *valid; /* bitmap */
  CowTextTable texts;
  CowMemory memory;
  GError *error; /* of a row */
} Attribute;

static gboolean
put (Attribute *attribute, guint64 row, const CowValue *value, GError **error)
{
  guint32 code;

  if (value->type == COW_TYPE_NULL)
    {
      attribute->n_null++;
      return TRUE;
    }
  attribute->valid[row >> 6] |= G_GUINT64_CONSTANT (1) << (row & 63);
  switch (attribute->type)
    {
    case COW_TYPE_BOOL:
      ((guint8 *)attribute->cells)[row] = value->boolean != 0;
      return TRUE;
    case COW_TYPE_INT:
      ((gint64 *)attribute->cells)[row] = value->integer;
      return TRUE;
    case COW_TYPE_REAL:
      ((double *)attribute->cells)[row] = value->type == COW_TYPE_INT ? (double)value->integer : value->real;
      return TRUE;
    case COW_TYPE_STRING:
    default:
      code = cow_text_table_intern (&attribute->texts, &attribute->memory, value->text, value->length, error);
      ((guint32 *)attribute->cells)[row] = code;
      return code != G_MAXUINT32;
    }
}

static gboolean
put_row (Attribute *attribute, guint64 number, const CowRow *row, GError **error)
{
  CowValue value;

  return cow_expr_eval (attribute->expr, row, &value, error) && put (attribute, number, &value, error);
}

static gboolean
visit_edge (const CowEdge *edge, gpointer user)
{
  Attribute *attribute = user;
  CowRow row = { .edge = edge->edge, .source = edge->source, .target = edge->target, .arc = edge->arc };

  return put_row (attribute, edge->edge, &row, &attribute->error);
}

static gboolean
fill_edges (Attribute *attribute, const CowGraph *graph, CowProgress *progress, GError **error)
{
  if (!cow_edge_scan (graph, visit_edge, attribute, progress, error))
    return FALSE;
  if (!attribute->error)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&attribute->error));
  return FALSE;
}

static gboolean
fill_vertices (Attribute *attribute, const CowGraph *graph, CowProgress *progress, GError **error)
{
  for (guint32 vertex = 0; vertex < graph->n; vertex++)
    {
      CowRow row = { .vertex = vertex };

      if (!put_row (attribute, vertex, &row, error) || !cow_progress_go_on (progress, 1, error))
        return FALSE;
    }
  return TRUE;
}

/* What was not known before the last row. */
static gboolean
write_rest (const Attribute *attribute, CowImageWriter *writer, GError **error)
{
  guint64 words = (attribute->rows + 63) / 64, n_codes = MAX (attribute->texts.count, 1);
  CowImageColumn *described = cow_image_writer_section (writer, COW_SECTION_COLUMN, 0);

  described->n_null = attribute->n_null;
  if (attribute->type == COW_TYPE_STRING)
    described->n_codes = n_codes;
  if (attribute->n_null > 0)
    {
      guint64 *valid = cow_image_writer_add (writer, COW_SECTION_COLUMN_VALID, 0, words * sizeof *valid, error);

      if (!valid)
        return FALSE;
      memcpy (valid, attribute->valid, words * sizeof *valid);
    }
  return attribute->type != COW_TYPE_STRING || cow_builder_write_texts (&attribute->texts, 0, n_codes, writer, error);
}

static gboolean
write_column (Attribute *attribute, const CowGraph *graph, const char *name, gboolean on_vertex, CowImageWriter *writer, CowProgress *progress,
              GError **error)
{
  guint64 cells_bytes = attribute->rows * cow_builder_cell_bytes (attribute->type);
  CowImageColumn *described = cow_image_writer_add (writer, COW_SECTION_COLUMN, 0, sizeof *described, error);

  if (!described)
    return FALSE;
  memset (described, 0, sizeof *described);
  g_strlcpy (described->name, name, sizeof described->name);
  described->type = attribute->type;
  described->on_vertex = on_vertex != FALSE;
  described->rows = attribute->rows;
  attribute->cells = cow_image_writer_add (writer, COW_SECTION_COLUMN_CELLS, 0, cells_bytes, error);
  if (!attribute->cells)
    return FALSE;
  memset (attribute->cells, 0, cells_bytes);
  return (on_vertex ? fill_vertices (attribute, graph, progress, error) : fill_edges (attribute, graph, progress, error))
         && write_rest (attribute, writer, error);
}

gboolean
cow_attribute_write (const CowGraph *graph, const char *name, CowExpr *expr, gboolean on_vertex, CowImageWriter *writer, CowProgress *progress,
                     GError **error)
{
  Attribute attribute = { .expr = expr, .type = cow_expr_type (expr), .rows = on_vertex ? graph->n : graph->m };
  gboolean written = FALSE;

  if (attribute.type == COW_TYPE_NULL)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE, "\"%s\" is always null: an attribute has a type", cow_expr_text (expr));
      return FALSE;
    }
  attribute.valid = g_try_new0 (guint64, attribute.rows / 64 + 1);
  if (attribute.valid)
    written = write_column (&attribute, graph, name, on_vertex, writer, progress, error);
  else
    g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "not enough memory for an attribute: %" G_GUINT64_FORMAT " bytes wanted",
                 attribute.rows / 8);
  g_free (attribute.valid);
  cow_text_table_clear (&attribute.texts, &attribute.memory);
  return written;
}
