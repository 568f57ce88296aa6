/* aim.h - a search for one pair that is led by a bound on what is left to go (A*): the scratch of one worker. */
#pragma once

#include "graph/path/bound.h"
#include "graph/path/search.h"

G_BEGIN_DECLS

typedef struct _CowAim CowAim;

/* Scratch per worker, in bytes, with a queue that holds a quarter of the vertices. O(1). */
guint64 cow_aim_scratch_bytes (const CowView *view);
/* The bound is borrowed. Errors: COW_GRAPH_ERROR_RANGE when a weight is negative, _MEMORY. */
CowAim *cow_aim_new (const CowView *view, const CowBound *bound, GError **error);
void cow_aim_free (CowAim *aim);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowAim, cow_aim_free)

/* avoid, cutoff: as in CowSearchQuery.
 * Complexity: O((settled + arcs looked at) log queue); settled are only vertices whose cost and bound together are no more than the
 * cost of the target. Source: Hart, Nilsson, Raphael, "A formal basis for the heuristic determination of minimum cost paths", 1968.
 * Errors: COW_GRAPH_ERROR_RANGE (overflow), _MEMORY, _CANCELLED, _UNKNOWN (no such vertex). */
gboolean cow_aim_run (CowAim *aim, guint32 source, guint32 target, const guint64 *avoid, gboolean has_cutoff, CowCost cutoff,
                      CowProgress *progress, GError **error);

/* After a run: the same cost, to the bit, and the same path that the other searches give. The path needs view.in. */
CowCost cow_aim_cost (const CowAim *aim);
gboolean cow_aim_path (CowAim *aim, GArray *vertices, GArray *arcs, GError **error);
void cow_aim_counts (const CowAim *aim, CowSearchCounts *counts);

G_END_DECLS
