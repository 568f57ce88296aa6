/* johnson.c - see johnson.h. The cost from the nearest source is a potential: no arc leads to a vertex whose potential is more than
 * that of its begin and the weight together, so the weight plus the difference is never negative, and all ways between two
 * vertices change by the same.
 *
 * Only the sources asked for count as sources of that search, not all vertices: what none of them reaches may hold a negative
 * cycle and nobody minds. Costs are kept far enough from the ends of 64 bits that nothing needs a look on the way; graphs with
 * larger ones are refused. */
#include "graph/path/johnson.h"

#include <string.h>

#include "graph/path/bellman-ford.h"
#include "graph/path/cost-summary.h"

#define LARGEST ((gint64)1 << 61) /* potential */

struct _CowJohnsonSearch
{
  const CowJohnson *johnson;
  CowSearch *search;
  guint32 source;
  gboolean has_cutoff;
  CowCost cutoff;
};

/* ---- making ---- */

static gboolean
fail_large (GError **error)
{
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                       "weights too large for Johnson's algorithm: costs could exceed 2^62 (bellmanford may do)");
  return FALSE;
}

/* What no source reaches is never asked for: it has potential 0 and arcs without weight. */
static gboolean
fill_potentials (const CowBellmanFord *search, guint32 n, void *potentials, GError **error)
{
  for (guint32 vertex = 0; vertex < n; vertex++)
    {
      CowCost cost = cow_bellman_ford_cost (search, vertex);

      if (cost.kind == COW_COST_REAL)
        ((double *)potentials)[vertex] = cost.real;
      else if (cost.kind == COW_COST_INT)
        ((gint64 *)potentials)[vertex] = cost.integer;
      else
        memset ((char *)potentials + (gsize)vertex * 8, 0, 8);
      if (cost.kind == COW_COST_INT && (cost.integer > LARGEST || cost.integer < -LARGEST))
        return fail_large (error);
    }
  return TRUE;
}

typedef struct
{
  const CowView *view;
  const CowBellmanFord *search;
  const guint64 *avoid;
  const void *potentials;
  void *weights, *largest;
} Making;

static gboolean
is_used (const Making *making, guint32 from, guint32 to)
{
  return cow_bellman_ford_cost (making->search, from).kind != COW_COST_UNREACHABLE
         && cow_bellman_ford_cost (making->search, to).kind != COW_COST_UNREACHABLE
         && !(making->avoid && making->avoid[to / 64] >> (to % 64) & 1);
}

static void
fill_real (const Making *making, guint32 from, guint32 to, guint64 arc)
{
  const double *potentials = making->potentials;
  double *weights = making->weights, *largest = making->largest;
  double weight = making->view->out.weights_f64[arc] + (potentials[from] - potentials[to]);

  weights[arc] = weight > 0 && is_used (making, from, to) ? weight : 0.0;
  *largest = MAX (*largest, weights[arc]);
}

static gboolean
fill_integer (const Making *making, guint32 from, guint32 to, guint64 arc)
{
  const gint64 *potentials = making->potentials;
  gint64 *weights = making->weights, *largest = making->largest;
  __int128 weight = is_used (making, from, to) ? (__int128)making->view->out.weights_i64[arc] + potentials[from] - potentials[to] : 0;

  weights[arc] = (gint64)weight;
  if (weight * making->view->out.n > 2 * (__int128)LARGEST)
    return FALSE;
  *largest = MAX (*largest, weights[arc]);
  return TRUE;
}

static gboolean
fill_weights (const Making *making, CowProgress *progress, GError **error)
{
  const CowCsr *out = &making->view->out;

  memset (making->largest, 0, 8);
  for (guint32 from = 0; from < out->n; from++)
    {
      for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
        {
          guint32 to = cow_csr_target (out, arc);

          if (out->kind == COW_WEIGHT_F64)
            fill_real (making, from, to, arc);
          else if (!fill_integer (making, from, to, arc))
            return fail_large (error);
        }
      if (progress && cow_progress_step (progress, cow_csr_degree (out, from)))
        {
          g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
cow_johnson_write (const CowView *view, const guint32 *sources, guint n_sources, const guint64 *avoid, CowImageWriter *writer,
                   CowProgress *progress, GError **error)
{
  CowSearchQuery query = { .sources = sources, .n_sources = n_sources, .avoid = avoid };
  g_autoptr (CowBellmanFord) search = NULL;
  void *potentials;
  Making making;

  if (view->out.kind != COW_WEIGHT_I64 && view->out.kind != COW_WEIGHT_F64)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE, "no weights that could be negative");
      return FALSE;
    }
  search = cow_bellman_ford_new (view, error);
  if (!search || !cow_bellman_ford_run (search, &query, progress, error))
    return FALSE;
  if (!cow_image_writer_add (writer, COW_SECTION_JOHNSON_POTENTIALS, 0, (guint64)view->out.n * 8, error)
      || !cow_image_writer_add (writer, COW_SECTION_JOHNSON_LARGEST, 0, 8, error)
      || !cow_image_writer_add (writer, COW_SECTION_JOHNSON_WEIGHTS, 0, view->out.n_arcs * 8, error))
    return FALSE;
  potentials = cow_image_writer_section (writer, COW_SECTION_JOHNSON_POTENTIALS, 0);
  making = (Making){ .view = view, .search = search, .avoid = avoid, .potentials = potentials };
  making.weights = cow_image_writer_section (writer, COW_SECTION_JOHNSON_WEIGHTS, 0);
  making.largest = cow_image_writer_section (writer, COW_SECTION_JOHNSON_LARGEST, 0);
  return fill_potentials (search, view->out.n, potentials, error) && fill_weights (&making, progress, error);
}

gboolean
cow_johnson_open (const CowView *view, const void *image, CowJohnson *johnson, GError **error)
{
  guint64 potentials_bytes = 0, weights_bytes = 0, largest_bytes = 0;
  const void *potentials = cow_image_section (image, COW_SECTION_JOHNSON_POTENTIALS, 0, &potentials_bytes);
  const void *weights = cow_image_section (image, COW_SECTION_JOHNSON_WEIGHTS, 0, &weights_bytes);
  const void *largest = cow_image_section (image, COW_SECTION_JOHNSON_LARGEST, 0, &largest_bytes);
  CowView *changed = &johnson->view;

  *johnson = (CowJohnson){ .view = *view };
  if (!largest || largest_bytes != 8 || potentials_bytes != (guint64)view->out.n * 8 || weights_bytes != view->out.n_arcs * 8)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "image does not hold the potentials of this graph");
      return FALSE;
    }
  changed->in = (CowCsr){ .offsets = NULL };
  changed->negative_arc = COW_ARC_NONE;
  changed->weight_min_int = changed->weight_max_int = 0;
  changed->weight_min_real = changed->weight_max_real = 0;
  if (view->out.kind == COW_WEIGHT_F64)
    {
      johnson->reals = potentials;
      changed->out.weights_f64 = weights;
      changed->weight_max_real = *(const double *)largest;
    }
  else
    {
      johnson->integers = potentials;
      changed->out.weights_i64 = weights;
      changed->weight_max_int = *(const gint64 *)largest;
    }
  return TRUE;
}

/* ---- searching ---- */

guint64
cow_johnson_scratch_bytes (const CowJohnson *johnson)
{
  return cow_search_scratch_bytes (&johnson->view, COW_SEARCH_DIJKSTRA);
}

CowJohnsonSearch *
cow_johnson_search_new (const CowJohnson *johnson, GError **error)
{
  CowSearch *inner = cow_search_new (&johnson->view, COW_SEARCH_DIJKSTRA, error);
  CowJohnsonSearch *search;

  if (!inner)
    return NULL;
  search = g_new0 (CowJohnsonSearch, 1);
  search->johnson = johnson;
  search->search = inner;
  return search;
}

void
cow_johnson_search_free (CowJohnsonSearch *search)
{
  if (!search)
    return;
  cow_search_free (search->search);
  g_free (search);
}

gboolean
cow_johnson_search_run (CowJohnsonSearch *search, const CowSearchQuery *query, CowProgress *progress, GError **error)
{
  CowSearchQuery whole = *query;

  g_return_val_if_fail (query->n_sources == 1, FALSE);
  search->source = query->sources[0];
  search->has_cutoff = query->has_cutoff;
  search->cutoff = query->cutoff;
  whole.has_cutoff = FALSE;
  return cow_search_run (search->search, &whole, progress, error);
}

CowCost
cow_johnson_search_cost (const CowJohnsonSearch *search, guint32 vertex)
{
  const CowJohnson *johnson = search->johnson;
  CowCost cost = cow_search_cost (search->search, vertex);

  if (cost.kind == COW_COST_UNREACHABLE)
    return cost;
  if (cost.kind == COW_COST_INT)
    cost = cow_cost_int (cost.integer + (johnson->integers[vertex] - johnson->integers[search->source]));
  else
    cost = cow_cost_real (cost.real + (johnson->reals[vertex] - johnson->reals[search->source]));
  return search->has_cutoff && cow_cost_compare (cost, search->cutoff) > 0 ? cow_cost_unreachable () : cost;
}

static CowCost
cost_of (guint32 vertex, gconstpointer user)
{
  return cow_johnson_search_cost (user, vertex);
}

gboolean
cow_johnson_search_summarize (const CowJohnsonSearch *search, CowSearchSummary *summary, GError **error)
{
  return cow_cost_summarize (search->johnson->view.graph, cost_of, search, summary, error);
}

void
cow_johnson_search_counts (const CowJohnsonSearch *search, CowSearchCounts *counts)
{
  cow_search_counts (search->search, counts);
}
