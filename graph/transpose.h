/* transpose.h - the other direction of a directed graph, as an image with IN_* sections, by counting. */
#pragma once

#include "graph/graph.h"
#include "graph/progress.h"

G_BEGIN_DECLS

/* with_edges: also IN_EDGES (in-arc -> out-arc). In-arcs of a vertex are ordered by (source appearance, edge).
 * Complexity: O(n + arcs). Runs in a child. */
gboolean cow_transpose_write (const CowGraph *graph, gboolean with_edges, CowImageWriter *writer, CowProgress *progress, GError **error);

G_END_DECLS
