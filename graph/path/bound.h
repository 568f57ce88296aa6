/* bound.h - how much it costs at least from a vertex to a target, without a search: what searches that aim at it are led by.
 *
 * A bound is made for a view by a child, as an image, and shared by all workers. It is checked while it is made: what cannot be
 * proven to be no more than the true cost is refused or made smaller, so a search never answers wrongly because of it. Bounds of a view
 * hold for every view of the same weights with fewer arcs. */
#pragma once

#include "graph/place.h"
#include "graph/view.h"

G_BEGIN_DECLS

/* Sections of the image. */
#define COW_SECTION_BOUND_FACTS (COW_SECTION_PRIVATE + 8)  /* CowBoundFacts */
#define COW_SECTION_BOUND_PLACES (COW_SECTION_PRIVATE + 9) /* CowPoint[n] */
#define COW_SECTION_BOUND_VALUES (COW_SECTION_PRIVATE + 10) /* gint64[n] or double[n] */

typedef enum
{
  COW_BOUND_SPHERE,   /* places: points of the unit sphere, distances along it */
  COW_BOUND_PLANE,    /* places: points of the plane */
  COW_BOUND_INTEGERS, /* values: what is left to go, counted from anywhere */
  COW_BOUND_REALS,
  COW_BOUND_LANDMARKS, /* see landmarks.h */
} CowBoundKind;

typedef struct
{
  CowBoundKind kind;
  double scale;  /* places: cost of a unit of distance */
  double margin; /* taken off: what rounding may have added */
} CowBoundFacts;

/* Borrowed arrays. */
typedef struct
{
  CowBoundFacts facts;
  gboolean in_reals; /* costs are reals */
  guint32 n;
  const CowPoint *places;
  const gint64 *integers;
  const double *reals;
  const gint32 *landmarks; /* rows of costs from and to them */
  guint lanes;             /* of a row, for either direction; a multiple of 4 */
  gboolean both_ways;      /* costs from and to are the same: a row has them once */
  gint shift;              /* a row counts in 2^shift */
  gint32 rounded;          /* what a difference may be too much, in these units */
} CowBound;

/* By the coordinates of the graph: along the sphere when all of them are degrees, else in the plane. The cost of a unit of distance
 * is the least that any arc has.
 * Complexity: O(n + arcs). Errors: COW_GRAPH_ERROR_UNKNOWN (no coordinates, or a vertex with edges lacks them), _RANGE (a negative
 * weight), _CANCELLED. */
gboolean cow_bound_write_places (const CowView *view, CowImageWriter *writer, CowProgress *progress, GError **error);
/* By the values of an expression over vertices. They must not fall by more than the weight along any arc: then the value of a vertex
 * less that of a target is a bound, for every target.
 * Complexity: O(n + arcs). Errors: COW_GRAPH_ERROR_RANGE (an arc along which they fall by more, named; a negative weight; a value that
 * is not finite), _UNKNOWN (a value is null), _TYPE (they are no numbers), _CANCELLED. */
gboolean cow_bound_write_values (const CowView *view, CowExpr *expr, CowImageWriter *writer, CowProgress *progress, GError **error);
/* Over such an image, which the caller keeps. Errors: COW_GRAPH_ERROR_FILE. */
gboolean cow_bound_open (const CowView *view, const void *image, CowBound *bound, GError **error);

G_END_DECLS
