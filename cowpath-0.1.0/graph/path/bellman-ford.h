/* bellman-ford.h - shortest paths where weights may be negative: the scratch of one worker, and what can be asked of it.
 *
 * The same questions as search.h answers, for views that searches by cost refuse. Who looks for speed uses those. */
#pragma once

#include "graph/path/search.h"

G_BEGIN_DECLS

typedef struct _CowBellmanFord CowBellmanFord;

/* Scratch per worker, in bytes. O(1). */
guint64 cow_bellman_ford_scratch_bytes (const CowView *view);
/* Errors: COW_GRAPH_ERROR_MEMORY. */
CowBellmanFord *cow_bellman_ford_new (const CowView *view, GError **error);
void cow_bellman_ford_free (CowBellmanFord *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowBellmanFord, cow_bellman_ford_free)

/* The targets of the query are not looked at: no cost is final before all are. The cutoff only hides what is beyond it, since
 * the way to a cheap vertex may lead over a dear one.
 * Complexity: O(n m), near O(m) on most graphs.
 * Errors: COW_GRAPH_ERROR_CYCLE (a negative cycle that the sources reach; the message prints it), _RANGE (overflow), _CANCELLED,
 * _UNKNOWN (no such vertex). */
gboolean cow_bellman_ford_run (CowBellmanFord *search, const CowSearchQuery *query, CowProgress *progress, GError **error);

/* After a run. */
CowCost cow_bellman_ford_cost (const CowBellmanFord *search, guint32 vertex);
gboolean cow_bellman_ford_summarize (const CowBellmanFord *search, CowSearchSummary *summary, GError **error);
/* One shortest path, source first. Without negative weights the one that cow_search_path gives. With them: backwards from the
 * target the predecessor that appeared first; where cycles of cost 0 would lead that walk in a circle, the path of the search.
 * Without view.in always that one. arcs may be NULL. FALSE without error: not reached. */
gboolean cow_bellman_ford_path (CowBellmanFord *search, guint32 target, GArray *vertices, GArray *arcs, GError **error);
void cow_bellman_ford_counts (const CowBellmanFord *search, CowSearchCounts *counts);

G_END_DECLS
