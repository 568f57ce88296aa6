/* random-walk.c - walks whose steps are drawn in proportion to weights, without a table of sums.
 *
 * The trick is rejection: any arc of the vertex is drawn evenly and taken with the probability of its weight to the largest of the
 * graph. That is exact and needs no memory; where weights are too different to be taken soon, one pass sums them up and a second
 * finds the place that was drawn: exact as well, so is the mixture. Every walk has random numbers of its own, so nothing depends on who
 * makes it or what came before.
 *
 * Source: von Neumann, "Various techniques used in connection with random digits", 1951 (rejection). */
#include "graph/path/random-walk.h"

#include "graph/generate/random.h"
#include "graph/path/search-private.h"

enum
{
  SMALL = 8, /* arcs that are summed up at once */
  TRIES = 32 /* then too */
};

struct _CowRandomWalk
{
  CowView view;
  guint64 length;
  guint32 *vertices; /* [length + 1] */
  gsize bytes;
  double largest;    /* weight */
  gboolean is_even;  /* all weights are the same and positive */
};

guint64
cow_random_walk_scratch_bytes (guint64 length)
{
  return (length + 1) * sizeof (guint32) + 4096;
}

CowRandomWalk *
cow_random_walk_new (const CowView *view, guint64 length, GError **error)
{
  gboolean is_real = view->out.kind == COW_WEIGHT_F64;
  double least = is_real ? view->weight_min_real : (double)view->weight_min_int;
  double largest = is_real ? view->weight_max_real : (double)view->weight_max_int;
  CowRandomWalk *walk;

  if (!cow_search_check_view (view, error))
    return NULL;
  if (view->out.n_arcs > 0 && view->out.kind != COW_WEIGHT_NONE && !isfinite (largest))
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "an infinite weight: nothing can be drawn in proportion to it");
      return NULL;
    }
  walk = g_new0 (CowRandomWalk, 1);
  walk->view = *view;
  walk->length = length;
  walk->bytes = (length + 1) * sizeof (guint32);
  walk->vertices = cow_scratch_map (walk->bytes, error);
  walk->is_even = view->out.kind == COW_WEIGHT_NONE || (least == largest && largest > 0);
  walk->largest = largest;
  if (walk->vertices)
    return walk;
  g_free (walk);
  return NULL;
}

void
cow_random_walk_free (CowRandomWalk *walk)
{
  if (!walk)
    return;
  cow_scratch_unmap (walk->vertices, walk->bytes);
  g_free (walk);
}

/* In [0, 1). */
static double
draw_real (CowRandom *random)
{
  return (double)(cow_random_next (random) >> 11) * 0x1p-53;
}

static gboolean
is_closed (const CowRandomWalkQuery *query, guint32 vertex)
{
  return query->avoid && query->avoid[vertex / 64] >> (vertex % 64) & 1;
}

static double
weight_of (const CowRandomWalk *walk, const CowRandomWalkQuery *query, guint64 arc)
{
  const CowCsr *out = &walk->view.out;

  if (is_closed (query, cow_csr_target (out, arc)))
    return 0.0;
  return cow_cost_as_double (cow_csr_weight (out, arc));
}

/* By sums. Each weight is taken as a part of the largest, so that sums stay finite. COW_ARC_NONE: all weigh 0. */
static guint64
draw_by_sum (const CowRandomWalk *walk, const CowRandomWalkQuery *query, guint64 first, guint64 end, CowRandom *random)
{
  double sum = 0.0, place;
  guint64 last = COW_ARC_NONE;

  for (guint64 arc = first; arc < end; arc++)
    {
      double part = walk->largest > 0 ? weight_of (walk, query, arc) / walk->largest : 0.0;
      sum += part;
      if (part > 0)
        last = arc;
    }
  if (last == COW_ARC_NONE)
    return COW_ARC_NONE;
  place = draw_real (random) * sum;
  for (guint64 arc = first; arc < last; arc++)
    {
      double part = weight_of (walk, query, arc) / walk->largest;
      if (place < part)
        return arc;
      place -= part;
    }
  return last; /* also what rounding left over */
}

static guint64
draw_arc (const CowRandomWalk *walk, const CowRandomWalkQuery *query, guint32 vertex, CowRandom *random)
{
  guint64 first = walk->view.out.offsets[vertex], end = walk->view.out.offsets[vertex + 1];

  if (walk->is_even && !query->avoid)
    return first == end ? COW_ARC_NONE : first + cow_random_below (random, end - first);
  for (guint try = 0; end - first > SMALL && try < TRIES; try++)
    {
      guint64 arc = first + cow_random_below (random, end - first);
      double weight = weight_of (walk, query, arc);

      if (weight > 0 && (weight >= walk->largest || draw_real (random) * walk->largest < weight))
        return arc;
    }
  return draw_by_sum (walk, query, first, end, random);
}

/* The walks of a source are numbered; sources are told apart by their appearance. */
static void
begin_random (const CowRandomWalk *walk, const CowRandomWalkQuery *query, CowRandom *random)
{
  guint64 state = query->seed;
  guint64 mixed = cow_random_mix (&state) ^ cow_graph_appearance (walk->view.graph, query->source);

  cow_random_init (random, cow_random_mix (&mixed), query->number);
}

guint64
cow_random_walk_run (CowRandomWalk *walk, const CowRandomWalkQuery *query, const guint32 **vertices, CowProgress *progress, GError **error)
{
  guint64 length = MIN (query->length, walk->length), n = 0, restart = cow_random_threshold (query->restart);
  guint32 at = query->source;
  CowRandom random;

  if (!cow_search_check_vertex (&walk->view, at, error))
    return 0;
  begin_random (walk, query, &random);
  walk->vertices[n++] = at;
  while (n <= length)
    {
      guint64 arc = COW_ARC_NONE;

      if (query->restart > 0 && cow_random_chance (&random, restart))
        at = query->source;
      else if ((arc = draw_arc (walk, query, at, &random)) != COW_ARC_NONE)
        at = cow_csr_target (&walk->view.out, arc);
      else
        break;
      walk->vertices[n++] = at;
      if (progress && cow_progress_step (progress, 1))
        {
          cow_search_set_cancelled (error);
          return 0;
        }
    }
  *vertices = walk->vertices;
  return n;
}
