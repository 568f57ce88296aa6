/* edge-order.h - the edges of a graph in order of appearance, for writers. */
#pragma once

#include "graph/graph.h"

G_BEGIN_DECLS

typedef struct
{
  const CowGraph *graph;
  guint64 *arcs;    /* [m]: edge -> one of its arcs */
  guint32 *sources; /* [m]: where that arc begins */
} CowEdgeOrder;

/* Complexity: O(arcs), 4 bytes an arc while it works and 12 an edge. Errors: COW_GRAPH_ERROR_MEMORY. */
gboolean cow_edge_order_init (CowEdgeOrder *order, const CowGraph *graph, GError **error);
void cow_edge_order_clear (CowEdgeOrder *order);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CowEdgeOrder, cow_edge_order_clear)

/* The ends of an undirected edge come with the one that appeared first in front: reading what was written in this order gives
 * every vertex the appearance it had. */
void cow_edge_order_ends (const CowEdgeOrder *order, guint64 edge, guint32 *source, guint32 *target);
static inline CowCost
cow_edge_order_weight (const CowEdgeOrder *order, guint64 edge)
{
  return cow_csr_weight (&order->graph->out, order->arcs[edge]);
}

G_END_DECLS
