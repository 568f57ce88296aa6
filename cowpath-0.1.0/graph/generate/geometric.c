/* geometric.c - points in the unit square, tied when they are no farther apart than the radius.
 *
 * Places are integers of 2^-31, so that distances compare the same on every machine; a grid of cells at least a radius wide
 * leaves nine cells to look at. Edges come by their smaller end, then the larger. */
#include "graph/generate/model.h"

#include <math.h>
#include <stdlib.h>

#define UNIT 0x1p31

typedef struct
{
  guint32 *x, *y;
  guint32 *next;   /* [n]: the vertex behind it in its cell */
  guint32 *first;  /* [side * side] */
  guint64 side;    /* cells in a row */
  guint64 reach2;  /* squared radius */
} Points;

static gboolean
prepare_geometric (CowModelRun *run, GError **error)
{
  double radius = run->values[1].real, n;

  run->n = (guint64)run->values[0].integer;
  n = (double)run->n;
  if (radius < 0 || radius > 1.5)
    return cow_model_out_of_range (error, "radius is not from 0 to 1.5");
  run->expected = MIN (n * n / 2, n * n / 2 * G_PI * radius * radius) * (run->directed ? 2 : 1);
  return TRUE;
}

static void
clear_points (Points *points)
{
  g_free (points->x);
  g_free (points->y);
  g_free (points->next);
  g_free (points->first);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Points, clear_points)

static guint64
cell_of (const Points *points, guint32 place)
{
  return (guint64)place * points->side >> 31;
}

static gboolean
scatter_points (CowModelRun *run, Points *points, GError **error)
{
  double radius = run->values[1].real;
  guint64 reach = (guint64)(radius * UNIT);

  points->reach2 = reach * reach;
  points->side = (guint64)MIN (sqrt ((double)run->n) + 1, radius > 0 ? floor (1 / radius) : 65536);
  points->side = CLAMP (points->side, 1, 65536);
  points->x = g_try_new (guint32, run->n);
  points->y = g_try_new (guint32, run->n);
  points->next = g_try_new (guint32, run->n);
  points->first = g_try_new (guint32, points->side * points->side);
  if (run->n > 0 && (points->x == NULL || points->y == NULL || points->next == NULL || points->first == NULL))
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "no memory for %" G_GUINT64_FORMAT " bytes of points",
                   12 * run->n + 4 * points->side * points->side);
      return FALSE;
    }
  for (guint64 cell = 0; cell < points->side * points->side; cell++)
    points->first[cell] = COW_VERTEX_NONE;
  for (guint64 v = 0; v < run->n; v++)
    {
      guint64 bits = cow_random_next (&run->random);

      points->x[v] = (guint32)(bits >> 33);
      points->y[v] = (guint32)bits >> 1;
      if (!cow_builder_coordinates (run->builder, (guint32)v, points->x[v] / UNIT, points->y[v] / UNIT, error))
        return FALSE;
      guint32 *head = &points->first[cell_of (points, points->y[v]) * points->side + cell_of (points, points->x[v])];
      points->next[v] = *head;
      *head = (guint32)v;
    }
  return TRUE;
}

static gboolean
is_near (const Points *points, guint32 u, guint32 v)
{
  gint64 dx = (gint64)points->x[u] - points->x[v], dy = (gint64)points->y[u] - points->y[v];

  return (guint64)(dx * dx + dy * dy) <= points->reach2;
}

static int
compare_vertices (const void *a, const void *b)
{
  guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;

  return (left > right) - (left < right);
}

/* The near vertices behind u, ascending; directed: all but u. */
static void
collect_near (const CowModelRun *run, const Points *points, guint32 u, GArray *near)
{
  guint64 column = cell_of (points, points->x[u]), row = cell_of (points, points->y[u]);

  g_array_set_size (near, 0);
  for (guint64 y = row > 0 ? row - 1 : 0; y <= row + 1 && y < points->side; y++)
    for (guint64 x = column > 0 ? column - 1 : 0; x <= column + 1 && x < points->side; x++)
      for (guint32 v = points->first[y * points->side + x]; v != COW_VERTEX_NONE; v = points->next[v])
        if ((run->directed ? v != u : v > u) && is_near (points, u, v))
          g_array_append_val (near, v);
  if (near->len > 1)
    qsort (near->data, near->len, sizeof (guint32), compare_vertices);
}

static gboolean
run_geometric (CowModelRun *run, GError **error)
{
  g_auto (Points) points = { 0 };
  g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (!scatter_points (run, &points, error))
    return FALSE;
  for (guint64 u = 0; u < run->n; u++)
    {
      collect_near (run, &points, (guint32)u, near);
      for (guint i = 0; i < near->len; i++)
        if (!cow_model_edge (run, (guint32)u, g_array_index (near, guint32, i), error))
          return FALSE;
      if (cow_model_stopped (run, 1, error))
        return FALSE;
    }
  return TRUE;
}

const CowModelClass cow_model_geometric = {
  .model = {
    .name = "geometric",
    .summary = "points in the unit square, tied when they are no farther apart than the radius; they have coordinates",
    .parameters = (const CowGraphModelParameter[]) {
      { "n", "vertices", NULL },
      { "radius", "largest distance of two tied points", NULL },
      { 0 },
    },
    .source = "Gilbert, Random plane networks, 1961",
  },
  .kinds = (const CowParameterKind[]) { COW_PARAMETER_COUNT, COW_PARAMETER_REAL },
  .prepare = prepare_geometric,
  .run = run_geometric,
};
