/* phast.h - all costs from up to 16 sources at once, by a contraction hierarchy: search up from each, then one sweep down.
 *
 * A CowPhast is scratch like a CowSearch: made once per worker, run once per task. The sweep goes over all arcs of the hierarchy in
 * the order in which they stand and does the same for 16 sources side by side, so it runs at the speed of memory. */
#pragma once

#include "graph/path/batch.h"
#include "graph/path/ch.h"

G_BEGIN_DECLS

#define COW_PHAST_LANES 16

typedef struct _CowPhast CowPhast;
guint64 cow_phast_scratch_bytes (const CowIndex *index, const CowView *view);
guint64 cow_phast_arcs (const CowIndex *index); /* that a sweep goes over: the units of progress of a run */
/* view: the one that the index is of; no other form of it is asked for. Borrows both. Errors: COW_GRAPH_ERROR_MEMORY. */
CowPhast *cow_phast_new (const CowIndex *index, const CowView *view, CowVectors vectors, GError **error);
void cow_phast_free (CowPhast *phast);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowPhast, cow_phast_free)
/* query: at most COW_PHAST_LANES sources, nothing to avoid. What it answers is what a CowSearch from each would.
 * Complexity: O(n + arcs of the hierarchy). Errors: COW_GRAPH_ERROR_UNKNOWN (no such vertex), _CANCELLED, _MEMORY (costs that
 * outgrow 31 bits make the scratch twice as large).
 * Source: Delling, Goldberg, Nowatzyk, Werneck, "PHAST: hardware-accelerated shortest path trees", 2011. */
gboolean cow_phast_run (CowPhast *phast, const CowBatchQuery *query, CowProgress *progress, GError **error);
/* Errors: COW_GRAPH_ERROR_RANGE when the sum does not fit in 64 bits. */
gboolean cow_phast_summarize (const CowPhast *phast, guint lane, CowSearchSummary *summary, GError **error);
CowCost cow_phast_cost (const CowPhast *phast, guint lane, guint32 vertex);
void cow_phast_counts (const CowPhast *phast, CowSearchCounts *counts); /* settled, relaxed: of the searches up, and rows of the sweep */

G_END_DECLS
