/* bound-private.h - what a bound says of a vertex, where it is asked for every vertex that is met. */
#pragma once

#include "graph/path/bound.h"
#include "graph/path/search-private.h"

G_BEGIN_DECLS

/* Costs in rows of landmarks: less than FINITE, or NONE. Differences of two fit, and those that mean "never" are FINITE or more. */
#define COW_LANDMARK_NONE G_MAXINT32
#define COW_LANDMARK_FINITE (1 << 30)

typedef gint32 CowLanes __attribute__ ((vector_size (16), may_alias));

COW_INLINE CowLanes
cow_lanes_max (CowLanes a, CowLanes b)
{
  CowLanes greater = a > b;

  return (a & greater) | (b & ~greater);
}

/* The greatest difference that says how far it is from the one to the other. By the triangle inequality that is at least what
 * the target is farther from a landmark than the vertex, and what the vertex is farther from reaching one than the target. */
COW_INLINE gint32
cow_landmarks_difference (const CowBound *bound, guint32 vertex, guint32 target)
{
  guint words = bound->both_ways ? bound->lanes : 2 * bound->lanes;
  const CowLanes *from = (const CowLanes *)(const void *)(bound->landmarks + (gsize)vertex * words);
  const CowLanes *to = (const CowLanes *)(const void *)(bound->landmarks + (gsize)target * words);
  CowLanes most = { 0 };

  for (guint i = 0; i < bound->lanes / 4; i++)
    most = cow_lanes_max (most, to[i] - from[i]);
  from += bound->both_ways ? 0 : bound->lanes / 4;
  to += bound->both_ways ? 0 : bound->lanes / 4;
  for (guint i = 0; i < bound->lanes / 4; i++)
    most = cow_lanes_max (most, from[i] - to[i]);
  return MAX (MAX (most[0], most[1]), MAX (most[2], most[3]));
}

COW_INLINE guint64
cow_landmarks_label (const CowBound *bound, guint32 vertex, guint32 target)
{
  gint32 difference = cow_landmarks_difference (bound, vertex, target);

  if (difference >= COW_LANDMARK_FINITE)
    return COW_LABEL_NONE;
  difference -= bound->rounded;
  if (difference <= 0)
    return 0;
  return bound->in_reals ? cow_bits_of_real (difference * bound->facts.scale) : (guint64)difference << bound->shift;
}

/* What is known of a vertex will be asked for soon. */
COW_INLINE void
cow_bound_prefetch (const CowBound *bound, guint32 vertex)
{
  gsize words = bound->both_ways ? bound->lanes : 2 * bound->lanes;

  if (bound->facts.kind == COW_BOUND_LANDMARKS)
    for (gsize i = 0; i < words; i += 16)
      __builtin_prefetch (bound->landmarks + vertex * words + i);
  else if (bound->places)
    __builtin_prefetch (bound->places + vertex);
  else
    __builtin_prefetch (bound->integers ? (const void *)(bound->integers + vertex) : bound->reals + vertex);
}

/* A label that is no more than the cost of the way from `vertex` to `target`; COW_LABEL_NONE: there is none. */
COW_INLINE guint64
cow_bound_label (const CowBound *bound, guint32 vertex, guint32 target)
{
  double rest;

  switch (bound->facts.kind)
    {
    case COW_BOUND_LANDMARKS:
      return cow_landmarks_label (bound, vertex, target);
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
