/* transpose.h - the other direction of a directed graph, as an image with IN_* sections, by counting. */
#pragma once

#include "graph/graph.h"
#include "graph/progress.h"

G_BEGIN_DECLS

/* Writes META, IN_OFFSETS, IN_ARCS and, for weights that do not stand beside the targets, IN_WEIGHTS.
 * with_edges: also IN_EDGES (in-arc -> out-arc). In-arcs of a vertex are ordered by (source appearance, edge).
 * Complexity: O(n + arcs) time, nothing private but a few KiB. Runs in a child.
 * Errors: COW_GRAPH_ERROR_MEMORY, COW_GRAPH_ERROR_CANCELLED. */
gboolean cow_transpose_write (const CowGraph *graph, gboolean with_edges, CowImageWriter *writer, CowProgress *progress, GError **error);

/* The same for any rows, into arrays of the caller: offsets[n + 1], arcs[n_arcs * stride], weights[n_arcs] (when csr has
 * weights_i64 or weights_f64, else NULL), arc_of[n_arcs] (in-arc -> arc of csr, or NULL). The arcs of a vertex come by ascending
 * position of their source in vertex_at (NULL: by vertex), then in the order they have in csr. progress may be NULL. */
gboolean cow_csr_transpose (const CowCsr *csr, const guint32 *vertex_at, guint64 *offsets, guint32 *arcs, void *weights, guint64 *arc_of,
                            CowProgress *progress, GError **error);

G_END_DECLS
