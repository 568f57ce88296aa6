/* row-geojson.c - a row as a feature of GeoJSON (RFC 7946): its cells are the properties, its vertices the geometry.
 *
 * A path is a line, or a point when it is one vertex; else the column `vertex` is a point; else `from` and `to` are a line; else the
 * first column of vertices is a point. Vertices without coordinates are left out of a line; what is left without a geometry has
 * null, which is valid. */
#include "app/row.h"

#include <string.h>

#include "graph/input.h"

/* The cells that can make a geometry; tag NULL: not there. */
typedef struct
{
  CowCell path, vertex, from, to, first;
} Ends;

static void
find_ends (const guint8 *payload, gsize length, const CowRowContext *context, Ends *ends)
{
  const guint8 *end = payload + length;
  CowCell cell;

  memset (ends, 0, sizeof *ends);
  ends->path.tag = ends->vertex.tag = ends->from.tag = ends->to.tag = ends->first.tag = COW_CELL_IS_NULL;
  for (guint i = 0; i < context->n_columns && cow_cell_next (&payload, end, &cell); i++)
    {
      const char *name = context->columns[i].name;

      if (cell.tag == COW_CELL_IS_PATH)
        ends->path = cell;
      if (cell.tag != COW_CELL_IS_VERTEX)
        continue;
      if (strcmp (name, "vertex") == 0)
        ends->vertex = cell;
      else if (strcmp (name, "from") == 0)
        ends->from = cell;
      else if (strcmp (name, "to") == 0)
        ends->to = cell;
      if (ends->first.tag == COW_CELL_IS_NULL)
        ends->first = cell;
    }
}

/* FALSE: it is not known where the vertex is. */
static gboolean
append_position (GString *out, guint32 vertex, const CowRowContext *context)
{
  const CowGraph *graph = context->graph;
  char buffer[32];
  double x, y;

  if (!graph || !graph->coordinates || vertex >= graph->n)
    return FALSE;
  x = graph->coordinates[2 * (gsize)vertex];
  y = graph->coordinates[2 * (gsize)vertex + 1];
  if (!isfinite (x) || !isfinite (y))
    return FALSE;
  g_string_append_c (out, '[');
  g_string_append_len (out, buffer, (gssize)cow_number_format_real (x, buffer));
  g_string_append_c (out, ',');
  g_string_append_len (out, buffer, (gssize)cow_number_format_real (y, buffer));
  g_string_append_c (out, ']');
  return TRUE;
}

static guint32
vertex_at (const Ends *ends, gsize i)
{
  guint32 vertex;

  if (ends->path.tag != COW_CELL_IS_PATH)
    return i ? ends->to.vertex : ends->from.vertex;
  memcpy (&vertex, ends->path.path + i * sizeof vertex, sizeof vertex);
  return vertex;
}

/* The positions of n vertices in brackets; a line needs two. FALSE: there are fewer, and nothing was appended. */
static gboolean
append_line (GString *out, const Ends *ends, gsize n, const CowRowContext *context)
{
  gsize start = out->len, known = 0;

  g_string_append (out, "{\"type\":\"LineString\",\"coordinates\":[");
  for (gsize i = 0; i < n; i++)
    {
      gsize before = out->len;

      if (known)
        g_string_append_c (out, ',');
      if (append_position (out, vertex_at (ends, i), context))
        known++;
      else
        g_string_truncate (out, before);
    }
  g_string_append (out, "]}");
  if (known < 2)
    g_string_truncate (out, start);
  return known >= 2;
}

static gboolean
append_point (GString *out, guint32 vertex, const CowRowContext *context)
{
  gsize start = out->len;

  g_string_append (out, "{\"type\":\"Point\",\"coordinates\":");
  if (append_position (out, vertex, context))
    {
      g_string_append_c (out, '}');
      return TRUE;
    }
  g_string_truncate (out, start);
  return FALSE;
}

static gboolean
append_geometry (GString *out, const Ends *ends, const CowRowContext *context)
{
  if (ends->path.tag == COW_CELL_IS_PATH)
    return ends->path.n == 1 ? append_point (out, vertex_at (ends, 0), context) : append_line (out, ends, ends->path.n, context);
  if (ends->vertex.tag == COW_CELL_IS_VERTEX)
    return append_point (out, ends->vertex.vertex, context);
  if (ends->from.tag == COW_CELL_IS_VERTEX && ends->to.tag == COW_CELL_IS_VERTEX)
    return append_line (out, ends, 2, context);
  return ends->first.tag == COW_CELL_IS_VERTEX && append_point (out, ends->first.vertex, context);
}

void
cow_row_format_feature (GString *out, const guint8 *payload, gsize length, const CowRowContext *context)
{
  Ends ends;

  find_ends (payload, length, context, &ends);
  g_string_append (out, "{\"type\":\"Feature\",\"geometry\":");
  if (!append_geometry (out, &ends, context))
    g_string_append (out, "null");
  g_string_append (out, ",\"properties\":");
  cow_row_format_record (out, payload, length, COW_FORMAT_JSON, context);
  g_string_append_c (out, '}');
}
