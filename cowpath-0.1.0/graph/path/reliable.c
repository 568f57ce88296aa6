/* reliable.c - the path of largest probability: what its search asks of the weights. The search itself is that of heap.c, over
 * labels that say how far a probability is below 1.
 *
 * Products are doubles, taken from the source on, arc by arc. Rounding is monotone: of two products the larger one stays at least as
 * large whatever both are multiplied with, and no product exceeds its factors. So the search is exact among products so rounded,
 * without logarithms, which would order some of them differently. What is below the least double is 0: no way.
 *
 * Source: Dijkstra, "A note on two problems in connexion with graphs", 1959, with the product for the sum. */
#include "graph/path/search-private.h"

gboolean
cow_reliable_check_view (const CowView *view, GError **error)
{
  guint64 bad = view->negative_arc;

  if (view->out.kind == COW_WEIGHT_NONE || view->out.n_arcs == 0)
    return TRUE;
  if (view->out.kind == COW_WEIGHT_F64 ? view->weight_max_real > 1.0 : view->weight_max_int > 1)
    bad = cow_view_first_arc_outside (view, 0.0, 1.0);
  if (bad == COW_ARC_NONE)
    return TRUE;
  g_autofree char *arc = cow_view_arc_text (view, bad);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "no probability: weight %s is not between 0 and 1", arc);
  return FALSE;
}
