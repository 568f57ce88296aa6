/* random-walk.h - walks that choose each next edge at random: the scratch of one worker, and one walk at a time. */
#pragma once

#include "graph/progress.h"
#include "graph/view.h"

G_BEGIN_DECLS

typedef struct _CowRandomWalk CowRandomWalk;

typedef struct
{
  guint32 source;
  guint64 length;       /* edges at most */
  guint64 seed, number; /* a walk is decided by these two and the appearance of its source */
  double restart;       /* 0..1: so probably the next step goes back to the source instead */
  const guint64 *avoid; /* bitmap over vertices that may not be entered, or NULL */
} CowRandomWalkQuery;

/* Scratch per worker, in bytes, for walks up to that length. */
guint64 cow_random_walk_scratch_bytes (guint64 length);
/* Errors: COW_GRAPH_ERROR_RANGE when a weight is negative or infinite, _MEMORY. */
CowRandomWalk *cow_random_walk_new (const CowView *view, guint64 length, GError **error);
void cow_random_walk_free (CowRandomWalk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowRandomWalk, cow_random_walk_free)

/* An edge is chosen in proportion to its weight among those that leave the vertex; where all weigh 0, or none leaves, the walk ends.
 * vertices: borrowed until the next walk, source first. Returns how many there are, 0 with the error.
 * Complexity: O(1) a step while weights are of similar size, at worst O(out-degree).
 * Errors: COW_GRAPH_ERROR_CANCELLED, _UNKNOWN (no such vertex). */
guint64 cow_random_walk_run (CowRandomWalk *walk, const CowRandomWalkQuery *query, const guint32 **vertices, CowProgress *progress,
                             GError **error);

G_END_DECLS
