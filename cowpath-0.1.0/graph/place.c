/* place.c - see place.h. */
#include "graph/place.h"

gboolean
cow_places_are_degrees (const CowGraph *graph)
{
  if (!graph->coordinates)
    return FALSE;
  for (gsize i = 0; i < graph->n; i++)
    if (fabs (graph->coordinates[2 * i]) > 180 || fabs (graph->coordinates[2 * i + 1]) > 90)
      return FALSE;
  return TRUE;
}

CowPoint
cow_point_new (double x, double y, gboolean sphere)
{
  double longitude = x * (G_PI / 180), latitude = y * (G_PI / 180);

  if (!sphere)
    return (CowPoint){ x, y, 0 };
  return (CowPoint){ cos (latitude) * cos (longitude), cos (latitude) * sin (longitude), sin (latitude) };
}

guint32
cow_place_nearest (const CowGraph *graph, double x, double y, CowProgress *progress)
{
  gboolean sphere = fabs (x) <= 180 && fabs (y) <= 90 && cow_places_are_degrees (graph);
  CowPoint place = cow_point_new (x, y, sphere);
  guint32 found = COW_VERTEX_NONE;
  double best = INFINITY;

  for (guint32 i = 0; i < graph->n && graph->coordinates; i++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, i);
      const double *at = &graph->coordinates[2 * (gsize)vertex];
      double line = cow_point_line (cow_point_new (at[0], at[1], sphere), place);

      if (line < best)
        {
          best = line;
          found = vertex;
        }
      if (progress && cow_progress_step (progress, 1))
        return COW_VERTEX_NONE;
    }
  return found;
}
