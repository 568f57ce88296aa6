/* bound-private.h - what a bound says of a vertex, where it is asked for every vertex that is met. */
#pragma once

#include "graph/path/bound.h"
#include "graph/path/search-private.h"

G_BEGIN_DECLS

/* A label that is no more than the cost of the way from `vertex` to `target`. */
COW_INLINE guint64
cow_bound_label (const CowBound *bound, guint32 vertex, guint32 target)
{
  double rest;

  switch (bound->facts.kind)
    {
    case COW_BOUND_INTEGERS:
      /* The difference may need a bit more than there is: as unsigned it fits. */
      return bound->integers[vertex] > bound->integers[target] ? (guint64)bound->integers[vertex] - (guint64)bound->integers[target] : 0;
    case COW_BOUND_REALS:
      rest = bound->reals[vertex] - bound->reals[target];
      break;
    case COW_BOUND_SPHERE:
    case COW_BOUND_PLANE:
    default:
      rest = cow_point_line (bound->places[vertex], bound->places[target]);
      if (bound->facts.kind == COW_BOUND_SPHERE)
        rest = 2 * asin (MIN (rest / 2, 1.0));
      break;
    }
  rest = (rest - bound->facts.margin) * bound->facts.scale;
  if (!(rest > 0))
    return 0;
  if (bound->in_reals)
    return cow_bits_of_real (MIN (rest, G_MAXDOUBLE));
  return rest < 0x1p63 ? (guint64)rest : G_MAXINT64;
}

G_END_DECLS
