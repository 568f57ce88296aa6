/* cost-summary.h - how many vertices have a cost, the largest, the sum: of whoever can tell the cost of a vertex. */
#pragma once

#include "graph/path/search.h"

G_BEGIN_DECLS

typedef CowCost (*CowCostFunc) (guint32 vertex, gconstpointer user);

/* By appearance, so that rounding does not depend on how vertices are numbered.
 * Complexity: O(n). Errors: COW_GRAPH_ERROR_RANGE when the sum does not fit in 64 bits. */
gboolean cow_cost_summarize (const CowGraph *graph, CowCostFunc cost_of, gconstpointer user, CowSearchSummary *summary, GError **error);

/* Is left less than, equal to, more than right? Unreachable is more than all. */
static inline int
cow_cost_compare (CowCost left, CowCost right)
{
  if (left.kind == COW_COST_INT && right.kind == COW_COST_INT)
    return (left.integer > right.integer) - (left.integer < right.integer);
  double a = cow_cost_as_double (left), b = cow_cost_as_double (right);
  return (a > b) - (a < b);
}

G_END_DECLS
