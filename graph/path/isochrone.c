/* isochrone.c - bands of cost: vertices by where their cost lies, edges cut where a band ends.
 *
 * An edge is looked at once, from the end that stands first in memory when it has two arcs; vertices are taken by appearance, so that
 * sums of parts do not depend on how they are numbered. Whole edges are counted, only parts are summed. */
#include "graph/path/isochrone.h"

#include "graph/path/cost-summary.h"
#include "graph/path/search-private.h"

typedef struct
{
  const CowView *view;
  const CowSearch *search;
  const CowCost *limits;
  guint n_limits;
  gboolean both_ways;
  const guint64 *avoid;
  guint64 *whole; /* [n_limits]: edges that lie in a band from end to end */
  long double *parts; /* [n_limits] */
} Bands;

static int
compare_limits (CowCost limit, CowCost cost)
{
  /* Integers up to 2^63 and doubles, exactly. */
  if (limit.kind == COW_COST_REAL && cost.kind == COW_COST_INT)
    return ((long double)limit.real > cost.integer) - ((long double)limit.real < cost.integer);
  if (limit.kind == COW_COST_INT && cost.kind == COW_COST_REAL)
    return ((long double)limit.integer > cost.real) - ((long double)limit.integer < cost.real);
  return cow_cost_compare (limit, cost);
}

guint
cow_band_find (const CowCost *limits, guint n_limits, CowCost cost)
{
  guint low = 0, high = n_limits;

  if (cost.kind == COW_COST_UNREACHABLE)
    return n_limits;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (compare_limits (limits[middle], cost) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The part of an edge that is covered from an end at `cost`, not cut off at 1: zero weights cover it at once. */
static long double
covered_part (CowCost limit, CowCost cost, double weight)
{
  long double left;

  if (cost.kind == COW_COST_UNREACHABLE || compare_limits (limit, cost) < 0)
    return 0.0L;
  if (limit.kind == COW_COST_INT && cost.kind == COW_COST_INT)
    left = limit.integer - cost.integer;
  else
    left = (long double)cow_cost_as_double (limit) - cow_cost_as_double (cost);
  return left >= weight ? 1.0L : left / weight;
}

/* `near` and `far`: the costs at which the edge is entered from its ends, unreachable where it is not. */
static void
add_edge (Bands *bands, CowCost near, CowCost far, double weight)
{
  guint band = MIN (cow_band_find (bands->limits, bands->n_limits, near), cow_band_find (bands->limits, bands->n_limits, far));
  long double before = 0.0L;

  for (; band < bands->n_limits && before < 1.0L; band++)
    {
      long double part = MIN (1.0L, covered_part (bands->limits[band], near, weight) + covered_part (bands->limits[band], far, weight));
      if (part - before == 1.0L)
        bands->whole[band]++;
      else
        bands->parts[band] += part - before;
      before = part;
    }
}

static gboolean
is_avoided (const Bands *bands, guint32 vertex)
{
  return bands->avoid && bands->avoid[vertex / 64] >> (vertex % 64) & 1;
}

static void
add_arcs (Bands *bands, guint32 vertex, CowCost cost)
{
  const CowCsr *out = &bands->view->out;

  for (guint64 arc = out->offsets[vertex]; arc < out->offsets[vertex + 1]; arc++)
    {
      guint32 to = cow_csr_target (out, arc);
      CowCost near = is_avoided (bands, to) ? cow_cost_unreachable () : cost, far = cow_cost_unreachable ();
      if (bands->both_ways)
        {
          CowCost other = cow_search_cost (bands->search, to);
          gboolean is_within = cow_band_find (bands->limits, bands->n_limits, other) < bands->n_limits;
          /* Where the other end is within as well, it has the edge too. */
          if (is_within && to < vertex)
            continue;
          if (is_within && !is_avoided (bands, vertex))
            far = other;
        }
      add_edge (bands, near, far, cow_cost_as_double (cow_csr_weight (out, arc)));
    }
}

gboolean
cow_bands_sum (const CowView *view, const CowSearch *search, const CowCost *limits, guint n_limits, gboolean both_ways,
               const guint64 *avoid, CowBand *bands, CowProgress *progress, GError **error)
{
  g_autofree guint64 *whole = g_new0 (guint64, n_limits + 1);
  g_autofree long double *parts = g_new0 (long double, n_limits + 1);
  Bands all = { view, search, limits, n_limits, both_ways, avoid, whole, parts };

  for (guint i = 0; i < n_limits; i++)
    bands[i].vertices = 0;
  for (guint32 i = 0; i < view->graph->n; i++)
    {
      guint32 vertex = cow_graph_vertex_at (view->graph, i);
      CowCost cost = cow_search_cost (search, vertex);
      guint band = cow_band_find (limits, n_limits, cost);
      guint64 degree = 0;

      if (band < n_limits)
        {
          bands[band].vertices++;
          degree = cow_csr_degree (&view->out, vertex);
          add_arcs (&all, vertex, cost);
        }
      if (progress && cow_progress_step (progress, degree))
        {
          cow_search_set_cancelled (error);
          return FALSE;
        }
    }
  for (guint i = 0; i < n_limits; i++)
    bands[i].edges = (double)((long double)whole[i] + parts[i]);
  return TRUE;
}
