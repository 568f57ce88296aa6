/* cycle-text.h - cycles as users read them: a -> b -> c -> a, beginning with the vertex that appeared first. */
#pragma once

#include "graph/view.h"

G_BEGIN_DECLS

/* The smallest weight among the parallel arcs from -> to of view.out; there is one. Complexity: O(out-degree). */
CowCost cow_least_weight (const CowView *view, guint32 from, guint32 to);
/* Appends the cycle (of guint32, each vertex once, along the arcs). A long one is cut in the middle. */
void cow_cycle_append (GString *text, const CowView *view, const GArray *cycle);
/* COW_GRAPH_ERROR_CYCLE: negative cycle a -> b -> a, cost -2. Of an undirected graph: the edge that is one by itself. */
void cow_set_negative_cycle (const CowView *view, const GArray *cycle, GError **error);

G_END_DECLS
