/* all-shortest.h - every shortest path of a pair, one by one, or how many there are. */
#pragma once

#include "graph/big-count.h"
#include "graph/path/found.h"
#include "graph/path/search.h"

G_BEGIN_DECLS

typedef struct _CowAllShortest CowAllShortest;

guint64 cow_all_shortest_scratch_bytes (const CowView *view);
/* Needs view.in. Errors: COW_GRAPH_ERROR_RANGE when a weight is negative (names the edge), _UNKNOWN without view.in, _MEMORY. */
CowAllShortest *cow_all_shortest_new (const CowView *view, GError **error);
void cow_all_shortest_free (CowAllShortest *all);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowAllShortest, cow_all_shortest_free)

/* The search that the other two ask: from one source, to all targets that they will be asked for. */
gboolean cow_all_shortest_run (CowAllShortest *all, const CowSearchQuery *query, CowProgress *progress, GError **error);
CowCost cow_all_shortest_cost (const CowAllShortest *all, guint32 target);

/* A path is a sequence of arcs that enters no vertex twice; each arc is tight: what it costs to its end is exactly what it costs to its start plus its
 * weight. (Integers: these are all the simple paths of least cost. Reals: those whose sums come out equal to the bit, from the source
 * on, at every step.) Order: depth-first, arcs of a vertex as they stand in the view, which is the order of appearance of their edges.
 *
 * Complexity: O(arcs of the vertices on shortest paths) before the first, then O(degrees along the path) each; where arcs of weight zero make cycles a
 * step may cost a search among these vertices. Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY. */
gboolean cow_all_shortest_paths (CowAllShortest *all, guint32 target, CowFoundFunc found, gpointer user, CowProgress *progress, GError **error);

/* The number of these paths. 0: not reached. Complexity: O(arcs) additions; paths inside a strongly connected set of vertices with zero weights in
 * between are counted one by one, from each vertex where shortest paths enter it. Errors: as above. */
gboolean cow_all_shortest_count (CowAllShortest *all, guint32 target, CowBigCount *count, CowProgress *progress, GError **error);

G_END_DECLS
