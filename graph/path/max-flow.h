/* max-flow.h - the greatest flow between two vertices and a least cut between them: the scratch of one worker. */
#pragma once

#include "graph/path/flow-network.h"
#include "graph/path/search.h"

G_BEGIN_DECLS

typedef struct _CowMaxFlow CowMaxFlow;

typedef struct
{
  guint32 source, target;
  const guint64 *avoid; /* bitmap over vertices that nothing flows through (a source in it is allowed), or NULL */
} CowMaxFlowQuery;

/* An edge of the cut, from the side of the source to that of the target. */
typedef struct
{
  guint32 from, to;
  CowCost weight;
} CowCutEdge;

/* Scratch per worker, in bytes. O(1). */
guint64 cow_max_flow_scratch_bytes (const CowView *view);
/* view and network are borrowed; needs view.in.
 * Complexity: O(n + arcs). Errors: COW_GRAPH_ERROR_RANGE when a weight is negative, _UNKNOWN without view.in, _MEMORY. */
CowMaxFlow *cow_max_flow_new (const CowView *view, const CowFlowNetwork *network, GError **error);
void cow_max_flow_free (CowMaxFlow *flow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowMaxFlow, cow_max_flow_free)

/* value: what flows at most, which is the weight of all edges of a least cut; unreachable (infinite) when edges of infinite
 * capacity lead from the source to the target, and when both are the same vertex. Integers are exact; reals are the weights of the
 * cut summed up with what rounding lost, whatever the augmentations lost.
 * Complexity: O(n² arcs), on most graphs a few searches and as many paths as are saturated; integers that take more than a few are
 * pushed (preflow.h), O(n² √arcs). Source: Dinitz, "Algorithm for solution
 * of a problem of maximum flow in networks with power estimation", 1970.
 * Errors: COW_GRAPH_ERROR_RANGE (the value exceeds 2^63 - 1), _CANCELLED, _UNKNOWN (no such vertex). */
gboolean cow_max_flow_run (CowMaxFlow *flow, const CowMaxFlowQuery *query, CowCost *value, CowProgress *progress, GError **error);

/* After a run: the edges of the least cut that is nearest to the target, those of weight 0 included, by appearance of their ends.
 * Borrowed until the next run. None when the value is infinite. */
const CowCutEdge *cow_max_flow_cut (const CowMaxFlow *flow, gsize *n);
/* settled: vertices found in all searches for levels; relaxed: the arcs they looked at. */
void cow_max_flow_counts (const CowMaxFlow *flow, CowSearchCounts *counts);

G_END_DECLS
