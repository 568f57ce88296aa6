/* edge-scan.c - see edge-scan.h. An undirected edge has two arcs: the one that counts is chosen by a rule that both know. */
#include "graph/edge-scan.h"

/* With a table any arc knows its edge; the arc from the end that appeared first stands for it. */
static gboolean
take_by_table (const CowGraph *graph, CowEdge *edge)
{
  if (!graph->directed && cow_graph_appearance (graph, edge->source) > cow_graph_appearance (graph, edge->target))
    return FALSE;
  edge->edge = graph->edge_of_arc[edge->arc];
  return TRUE;
}

/* Without one, edges are numbered along the arcs; undirected ones at their arc from the end of lower rank. */
static gboolean
take_by_count (const CowGraph *graph, CowEdge *edge, guint32 *next)
{
  if (!graph->directed && cow_graph_rank (graph, edge->target) < cow_graph_rank (graph, edge->source))
    return FALSE;
  edge->edge = (*next)++;
  if (!graph->directed && cow_graph_appearance (graph, edge->source) > cow_graph_appearance (graph, edge->target))
    {
      guint32 source = edge->source;

      edge->source = edge->target;
      edge->target = source;
    }
  return TRUE;
}

gboolean
cow_edge_scan (const CowGraph *graph, gboolean (*visit) (const CowEdge *edge, gpointer user), gpointer user, CowProgress *progress,
               GError **error)
{
  const CowCsr *out = &graph->out;
  guint32 next = 0;

  for (guint64 rank = 0; rank < cow_graph_n_ranks (graph); rank++)
    {
      guint32 vertex = cow_graph_at_rank (graph, rank);

      if (vertex == COW_VERTEX_NONE)
        continue;
      for (guint64 arc = out->offsets[vertex]; arc < out->offsets[vertex + 1]; arc++)
        {
          CowEdge edge = { .source = vertex, .target = cow_csr_target (out, arc), .arc = arc };

          if ((graph->edge_of_arc ? take_by_table (graph, &edge) : take_by_count (graph, &edge, &next)) && !visit (&edge, user))
            return TRUE;
        }
      if (progress && cow_progress_step (progress, cow_csr_degree (out, vertex)))
        {
          g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
          return FALSE;
        }
    }
  return TRUE;
}
