/* place.h - where vertices are: coordinates as points whose distances can be told, on the sphere or in the plane. */
#pragma once

#include "graph/graph.h"
#include "graph/progress.h"

G_BEGIN_DECLS

/* A point of the unit sphere, or of the plane z = 0. */
typedef struct
{
  double x, y, z;
} CowPoint;

/* Are all coordinates that are known degrees, so that distances go along the sphere? FALSE too without coordinates.
 * Complexity: O(n). */
gboolean cow_places_are_degrees (const CowGraph *graph);
CowPoint cow_point_new (double x, double y, gboolean sphere);

/* The straight line between two points, through the sphere. NaN when one of them is not known. */
static inline double
cow_point_line (CowPoint a, CowPoint b)
{
  double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;

  return sqrt (x * x + y * y + z * z);
}

/* The vertex nearest to a place, of several the one that appeared first; COW_VERTEX_NONE: no vertex has coordinates, or it was
 * cancelled. Complexity: O(n). */
guint32 cow_place_nearest (const CowGraph *graph, double x, double y, CowProgress *progress);

G_END_DECLS
