/* edge-order.c - the edges of a graph in order of appearance: the table edge of arc turned round. */
#include "graph/file/edge-order.h"

gboolean
cow_edge_order_init (CowEdgeOrder *order, const CowGraph *graph, GError **error)
{
  guint64 arcs = MAX (graph->n_arcs, 1), m = MAX (graph->m, 1);
  g_autofree guint32 *edge_of_arc = g_try_new (guint32, arcs);

  *order = (CowEdgeOrder){ .graph = graph, .arcs = g_try_new (guint64, m), .sources = g_try_new (guint32, m) };
  if (edge_of_arc == NULL || order->arcs == NULL || order->sources == NULL)
    {
      cow_edge_order_clear (order);
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
                   "no memory for %" G_GUINT64_FORMAT " bytes to write the edges in order", 4 * arcs + 12 * m);
      return FALSE;
    }
  if (!cow_graph_edge_of_arc_table (graph, edge_of_arc))
    {
      cow_edge_order_clear (order);
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "edges and arcs of the graph do not fit together");
      return FALSE;
    }
  for (guint64 edge = 0; edge < graph->m; edge++)
    order->arcs[edge] = COW_ARC_NONE;
  for (guint32 vertex = 0; vertex < graph->n; vertex++)
    for (guint64 arc = graph->out.offsets[vertex]; arc < graph->out.offsets[vertex + 1]; arc++)
      {
        guint32 edge = edge_of_arc[arc];

        if (edge < graph->m && order->arcs[edge] == COW_ARC_NONE)
          {
            order->arcs[edge] = arc;
            order->sources[edge] = vertex;
          }
      }
  return TRUE;
}

void
cow_edge_order_clear (CowEdgeOrder *order)
{
  g_clear_pointer (&order->arcs, g_free);
  g_clear_pointer (&order->sources, g_free);
}

#define AHEAD 24 /* edges: far enough for memory to answer */

/* Arcs lie in the order of vertices, edges come in that of the input: every one would wait for memory. */
static void
fetch_ahead (const CowEdgeOrder *order, guint64 edge)
{
  const CowGraph *graph = order->graph;

  if (edge + 2 * AHEAD >= graph->m)
    return;
  __builtin_prefetch (&graph->out.targets[order->arcs[edge + 2 * AHEAD] * graph->out.stride]);
  if (graph->appearance == NULL)
    return;
  __builtin_prefetch (&graph->appearance[order->sources[edge + AHEAD]]);
  __builtin_prefetch (&graph->appearance[cow_csr_target (&graph->out, order->arcs[edge + AHEAD])]);
}

void
cow_edge_order_ends (const CowEdgeOrder *order, guint64 edge, guint32 *source, guint32 *target)
{
  guint32 from = order->sources[edge], to = cow_csr_target (&order->graph->out, order->arcs[edge]);
  gboolean turn = !order->graph->directed && cow_graph_appearance (order->graph, to) < cow_graph_appearance (order->graph, from);

  fetch_ahead (order, edge);
  *source = turn ? to : from;
  *target = turn ? from : to;
}
