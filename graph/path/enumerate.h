/* enumerate.h - all simple paths of one pair, handed over one by one in the order of a depth-first search. */
#pragma once

#include "graph/path/found.h"
#include "graph/path/search.h"
#include "graph/progress.h"
#include "graph/view.h"

G_BEGIN_DECLS

typedef struct _CowEnumeration CowEnumeration;

typedef struct
{
  guint32 source, target;
  const guint64 *avoid; /* bitmap over vertices that may not be entered, or NULL; the same in all queries of an enumeration */
  guint64 min_hops;
  guint64 max_hops;     /* G_MAXUINT64: any */
  gboolean has_cutoff;  /* only paths that cost at most: inclusive */
  CowCost cutoff;
  guint64 patience;     /* steps without a path, then each step is checked; 0: as many as suit */
} CowEnumerationQuery;

/* hops: queries may set max_hops, which needs distances in edges as well. */
guint64 cow_enumeration_scratch_bytes (const CowView *view, gboolean hops);
/* Needs view.in. Errors: COW_GRAPH_ERROR_RANGE when a weight is negative (names the edge), _UNKNOWN without view.in, _MEMORY. */
CowEnumeration *cow_enumeration_new (const CowView *view, gboolean hops, GError **error);
void cow_enumeration_free (CowEnumeration *enumeration);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowEnumeration, cow_enumeration_free)

/* A path is a sequence of arcs: two that differ in parallel edges are two. Order: arcs of a vertex as they stand in the view, which is the order of
 * appearance of their edges.
 * Complexity: one or two searches to the target; then a path costs at most O(hops * m log n), mostly O(its degrees).
 * Memory: beyond the scratch, one path. Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY, _RANGE, at the end, when there may be
 * further paths but they cost more than 2^63 - 1. */
gboolean cow_enumeration_run (CowEnumeration *enumeration, const CowEnumerationQuery *query, CowFoundFunc found, gpointer user,
                              CowProgress *progress, GError **error);
/* What the runs since the last call looked at; pruned: steps that would have led nowhere. */
void cow_enumeration_take_counts (CowEnumeration *enumeration, CowSearchCounts *counts);

G_END_DECLS
