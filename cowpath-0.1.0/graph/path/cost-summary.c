/* cost-summary.c - see cost-summary.h. */
#include "graph/path/cost-summary.h"

gboolean
cow_cost_summarize (const CowGraph *graph, CowCostFunc cost_of, gconstpointer user, CowSearchSummary *summary, GError **error)
{
  __int128 integers = 0;
  long double reals = 0;

  *summary = (CowSearchSummary){ .farthest = COW_VERTEX_NONE, .max = cow_cost_unreachable (), .sum = cow_cost_int (0) };
  for (guint32 appearance = 0; appearance < graph->n; appearance++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, appearance);
      CowCost cost = cost_of (vertex, user);

      if (cost.kind == COW_COST_UNREACHABLE)
        continue;
      if (cost.kind == COW_COST_INT)
        integers += cost.integer;
      else
        reals += cost.real;
      if (summary->reached++ > 0 && cow_cost_compare (cost, summary->max) <= 0)
        continue;
      summary->max = cost;
      summary->farthest = vertex;
    }
  if (summary->reached == 0)
    return TRUE;
  if (integers > G_MAXINT64 || integers < G_MININT64)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                   "cost overflow: the sum of the costs of %" G_GUINT64_FORMAT " vertices does not fit in 64 bits", summary->reached);
      return FALSE;
    }
  summary->sum = summary->max.kind == COW_COST_REAL ? cow_cost_real ((double)reals) : cow_cost_int ((gint64)integers);
  summary->mean = cow_cost_as_double (summary->sum) / (double)summary->reached;
  return TRUE;
}
