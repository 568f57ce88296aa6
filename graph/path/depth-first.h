/* depth-first.h - the tree of a depth-first search from one source. */
#pragma once

#include "graph/path/search.h"

G_BEGIN_DECLS

typedef struct _CowDepthFirst CowDepthFirst;

/* A bitmap, and at worst a level per vertex. */
guint64 cow_depth_first_scratch_bytes (const CowView *view);
/* Errors: COW_GRAPH_ERROR_RANGE when a weight is negative (names the edge), _MEMORY. */
CowDepthFirst *cow_depth_first_new (const CowView *view, GError **error);
void cow_depth_first_free (CowDepthFirst *depth);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowDepthFirst, cow_depth_first_free)

/* parent: COW_VERTEX_NONE at the source. hops, cost: of the way in the tree. FALSE: no more are wanted. */
typedef gboolean (*CowDepthFirstFunc) (guint32 vertex, guint32 parent, guint32 hops, CowCost cost, gpointer user);

/* Visits vertices in the order in which the search enters them: always by the next arc of the vertex entered last, as arcs stand in the view, which is the
 * order of appearance of their edges. Of the query: one source, avoid, and the cutoff, beyond which a way is not followed.
 * Complexity: O(arcs of the vertices reached). Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY, _RANGE (overflow).
 * Source: Tarjan, "Depth-first search and linear graph algorithms", 1972. */
gboolean cow_depth_first_run (CowDepthFirst *depth, const CowSearchQuery *query, CowDepthFirstFunc visit, gpointer user, CowProgress *progress,
                              GError **error);
/* Of the last run: vertices entered, arcs looked at; the deepest level stands for the longest queue. */
void cow_depth_first_counts (const CowDepthFirst *depth, CowSearchCounts *counts);

G_END_DECLS
