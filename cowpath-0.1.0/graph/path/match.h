/* match.h - the cheapest walk of which the labels match a pattern. */
#pragma once

#include "graph/path/found.h"
#include "graph/path/pattern.h"
#include "graph/path/search.h"

G_BEGIN_DECLS

typedef struct _CowMatch CowMatch;

guint64 cow_match_scratch_bytes (const CowView *view, const CowPattern *pattern);
/* symbols: a view over the same arcs in the same order, whose weights are symbols of the pattern. All borrowed.
 * Errors: COW_GRAPH_ERROR_RANGE when a weight is negative (names the edge), _UNKNOWN when the views do not fit, _MEMORY. */
CowMatch *cow_match_new (const CowView *view, const CowView *symbols, const CowPattern *pattern, GError **error);
void cow_match_free (CowMatch *match);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowMatch, cow_match_free)

/* From one source; a walk that is empty matches only a pattern that says so. A walk may pass a vertex and an edge more than once.
 * Complexity: O(states * arcs * log (states * n)). Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY, _RANGE (overflow). */
gboolean cow_match_run (CowMatch *match, const CowSearchQuery *query, CowProgress *progress, GError **error);

/* After a run, for one of its targets. Among walks of the same cost one with the fewest edges; of these, by a rule that knows vertices by their appearance
 * only. path: borrowed until the next call. FALSE: there is none. */
gboolean cow_match_path (CowMatch *match, guint32 target, CowFoundPath *path);
void cow_match_counts (const CowMatch *match, CowSearchCounts *counts);

G_END_DECLS
