/* preflow.h - the second half of a hard flow: where paths one by one take too many rounds, all that can flow is pushed at once. */
#pragma once

#include "graph/path/flow-network.h"
#include "graph/progress.h"

G_BEGIN_DECLS

/* Of cow_preflow_run, in bytes. O(1). */
guint64 cow_preflow_scratch_bytes (guint64 n);

typedef struct
{
  const CowFlowNetwork *network;
  guint64 *left;   /* [arcs]: what may still flow: a flow so far, none of it or some */
  guint8 *touched; /* [arcs >> touched_bits]: set where left changes */
  guint touched_bits;
  guint32 source, target;
  const guint64 *avoid; /* bitmap over vertices that nothing flows through (a source in it is allowed), or NULL */
  CowProgress *progress;
} CowPreflowQuery;

/* Makes left that of a greatest preflow: what flows into the target is a greatest flow, and what can still send something to the
 * target is what it would be for the flow itself; what got stuck on the way is not sent back to the source. Integers only.
 * Complexity: O(n² √arcs); 56 bytes a vertex. Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY.
 * Source: Cherkassky, Goldberg, "On implementing the push-relabel method for the maximum flow problem", 1997. */
gboolean cow_preflow_run (const CowPreflowQuery *query, GError **error);

G_END_DECLS
