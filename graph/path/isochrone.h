/* isochrone.h - how much of a graph lies within several costs of the sources of a search: vertices, and edges by the part that is covered. */
#pragma once

#include "graph/path/search.h"

G_BEGIN_DECLS

/* What lies beyond the band before and up to this one. */
typedef struct
{
  guint64 vertices;
  double edges; /* parts of edges, summed up */
} CowBand;

/* The first of `limits` (ascending, of the kind of number that users wrote) that is at least `cost`; n_limits: none is. */
guint cow_band_find (const CowCost *limits, guint n_limits, CowCost cost);

/* After a run of `search` whose cutoff was the last limit or more. Along an edge cost grows evenly: of an edge of weight w that is entered at
 * cost c, min (1, (limit - c) / w) is covered. both_ways: edges can be entered from both ends and stand as two arcs (a self-loop as one).
 * avoid: that of the query. bands: [n_limits].
 * Shape: each edge counts once. Complexity: O(n + arcs of reached vertices * log limits). Errors: COW_GRAPH_ERROR_CANCELLED. */
gboolean cow_bands_sum (const CowView *view, const CowSearch *search, const CowCost *limits, guint n_limits, gboolean both_ways,
                        const guint64 *avoid, CowBand *bands, CowProgress *progress, GError **error);

G_END_DECLS
