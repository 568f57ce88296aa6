/* repair.h - what the costs from a source become when an edge or a vertex is taken away: one search, then many removals that each mend the part
 * of its tree that hung on what is gone. */
#pragma once

#include "graph/path/search.h"

G_BEGIN_DECLS

typedef struct _CowRepair CowRepair;

guint64 cow_repair_scratch_bytes (const CowView *view); /* beyond it: the queue of a removal */
/* Needs view.in. Errors: COW_GRAPH_ERROR_RANGE when a weight is negative (names the edge), _UNKNOWN without view.in, _MEMORY. */
CowRepair *cow_repair_new (const CowView *view, GError **error);
void cow_repair_free (CowRepair *repair);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowRepair, cow_repair_free)

/* The costs with nothing gone: one source, avoid, cutoff; targets are not looked at. The arrays of the query are not needed afterwards.
 * Complexity: one search and O(n + arcs). Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY, _RANGE (overflow), _UNKNOWN. */
gboolean cow_repair_root (CowRepair *repair, const CowSearchQuery *query, CowProgress *progress, GError **error);
CowCost cow_repair_before (const CowRepair *repair, guint32 vertex);
/* How many vertices are reached, and the sum of their costs: see cow_search_summarize. */
gboolean cow_repair_summarize (const CowRepair *repair, CowSearchSummary *summary, GError **error);

/* Takes away one thing; what was gone before is back. Who hung on it is known at once: the vertices whose path, the one that cow_search_path gives, led over it. All
 * others cost what they did. An edge is told by its arcs of view.out: one or two, COW_ARC_NONE for what is not there.
 * Complexity: O(log n). Returns: how many vertices hung on it, a vertex that is gone included. */
guint32 cow_repair_cut_edge (CowRepair *repair, guint64 arc, guint64 other_arc);
guint32 cow_repair_cut_vertex (CowRepair *repair, guint32 vertex);
/* After a cut: the i-th vertex that hung on it. One that is gone is the first. */
guint32 cow_repair_hung (const CowRepair *repair, guint32 index);
gboolean cow_repair_has_hung (const CowRepair *repair, guint32 vertex);

/* After a cut: the cheapest other ways to those that hung on it; targets NULL: to all of them, else to these of them.
 * Complexity: O((vertices that hung on it + their arcs) log vertices). Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY, _RANGE (overflow).
 * Source: Ramalingam and Reps, "An incremental algorithm for a generalization of the shortest-path problem", 1996 (the deletion of one edge). */
gboolean cow_repair_mend (CowRepair *repair, const guint32 *targets, gsize n_targets, CowProgress *progress, GError **error);
CowCost cow_repair_after (const CowRepair *repair, guint32 vertex); /* after that, of any vertex (of those that hung on it: a target) */

/* Of what was done since the last call. */
void cow_repair_counts (CowRepair *repair, CowSearchCounts *counts);

G_END_DECLS
