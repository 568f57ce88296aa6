/* search.h - shortest path searches from one vertex (or a set): the scratch of one worker, and what can be asked of it.
 *
 * A CowSearch is made once per worker for a view, and run once per task. What it holds is scratch: O(n) bytes, reset
 * in O(touched). Costs are exact: integers are 64-bit (32-bit cells where they provably fit), overflow is an error. */
#pragma once

#include "graph/progress.h"
#include "graph/view.h"

G_BEGIN_DECLS

typedef struct _CowSearch CowSearch;

typedef enum
{
  COW_SEARCH_AUTO,          /* bfs when every arc costs the same, else dijkstra */
  COW_SEARCH_BFS,           /* breadth-first, direction-optimizing when the view has `in` */
  COW_SEARCH_DIJKSTRA,      /* bucket queue for integers, 4-ary heap for the rest */
  COW_SEARCH_HEAP,          /* Dijkstra with the heap, always: the plain form, for comparison and tests */
  COW_SEARCH_WIDEST,        /* costs are widths: of the narrowest arc, as wide as can be; the sources are infinitely wide (widest.c) */
  COW_SEARCH_RELIABLE,      /* costs are probabilities: products, as large as can be (reliable.c) */
} CowSearchKind;

/* Scratch that a search of this kind takes per worker, in bytes, without touching anything. O(1). */
guint64 cow_search_scratch_bytes (const CowView *view, CowSearchKind kind);
/* Errors: COW_GRAPH_ERROR_MEMORY; COW_GRAPH_ERROR_RANGE when a weight is negative (names the first such edge by its ends). WIDEST takes
 * all weights but -2^63, RELIABLE those from 0 to 1: then too the error names the first edge that has another. */
CowSearch *cow_search_new (const CowView *view, CowSearchKind kind, GError **error);
void cow_search_free (CowSearch *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowSearch, cow_search_free)

typedef struct
{
  const guint32 *sources; /* all at cost 0 */
  guint n_sources;
  const guint64 *avoid;   /* bitmap over vertices that may not be entered (a source in it is allowed), or NULL */
  gboolean has_cutoff;    /* settle only cost <= cutoff (inclusive); WIDEST, RELIABLE: >= cutoff */
  CowCost cutoff;
  const guint32 *targets; /* stop when all these are settled; NULL: go on to the end */
  guint n_targets;
  gboolean only_summary;  /* nothing but cow_search_summarize and cow_search_counts will be asked for: saves the costs where it can */
} CowSearchQuery;

/* FALSE with COW_GRAPH_ERROR_CANCELLED or _RANGE (overflow). */
gboolean cow_search_run (CowSearch *search, const CowSearchQuery *query, CowProgress *progress, GError **error);

/* After a run. A vertex that was not settled (beyond the cutoff, after the last target) is unreachable here. */
CowCost cow_search_cost (const CowSearch *search, guint32 vertex);

/* Reached vertices, the sources included, not of WIDEST and RELIABLE: the summary of `distances FROM`. farthest: largest cost, first by appearance. */
typedef struct
{
  guint64 reached;
  guint32 farthest;
  CowCost max, sum; /* sum INT while it fits; an overflow is an error of the call */
  double mean;
} CowSearchSummary;
gboolean cow_search_summarize (const CowSearch *search, CowSearchSummary *summary, GError **error);

/* One shortest path, source first. Needs view.in. Among shortest paths: backwards from the target, the predecessor that
 * appeared first, strictly closer ones before those at the same cost (zero weights).
 * arcs (may be NULL): arcs of view.out taken. FALSE: not reached. */
gboolean cow_search_path (CowSearch *search, guint32 target, GArray *vertices, GArray *arcs, GError **error);

/* The tree of all those paths at once (parents.c): for every vertex the one before it on the path that cow_search_path gives, and
 * the hops from its source. parents, hops: [n], filled for reached vertices only; a source has COW_VERTEX_NONE and 0. Needs view.in.
 * Complexity: O(n + arcs into reached vertices). Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY, _UNKNOWN without view.in. */
gboolean cow_search_parents (const CowSearch *search, guint32 *parents, guint32 *hops, CowProgress *progress, GError **error);

/* The source each reached vertex is nearest to, of several the one that appeared first (owners.c). owners: [n], as vertices, filled
 * for reached vertices, COW_VERTEX_NONE for the others.
 * Complexity: O(n + arcs), O(n) bytes. Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY. */
gboolean cow_search_owners (const CowSearch *search, guint32 *owners, CowProgress *progress, GError **error);

/* What happened, for explain. */
typedef struct
{
  const char *algorithm; /* "bucket queue (width 16)", … */
  guint64 settled, relaxed, queue_peak, scratch_bytes;
  guint64 pruned, labels_made, labels_dropped; /* of algorithms that do so */
} CowSearchCounts;
void cow_search_counts (const CowSearch *search, CowSearchCounts *counts);
/* Work and labels are added up, queue_peak is the longer one; algorithm and scratch stay those of sum. */
void cow_search_counts_add (CowSearchCounts *sum, const CowSearchCounts *more);

/* Bidirectional search, one pair (bidirectional.c): meets in the middle, stops when the two radii reach the best cost so far.
 * Keeps its own scratch. Same rules for ties: the path is made by the same backward walk. */
typedef struct _CowBidirectional CowBidirectional;
guint64 cow_bidirectional_scratch_bytes (const CowView *view);
/* Is it the better way for a pair? Not where all arcs cost the same and vertices have few: there breadth-first search is as quick with all of
 * the graph as this one is with its part. O(1). */
gboolean cow_bidirectional_pays (const CowView *view);
CowBidirectional *cow_bidirectional_new (const CowView *view, GError **error);
void cow_bidirectional_free (CowBidirectional *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowBidirectional, cow_bidirectional_free)
gboolean cow_bidirectional_run (CowBidirectional *search, guint32 source, guint32 target, const guint64 *avoid, gboolean has_cutoff,
                                CowCost cutoff, CowProgress *progress, GError **error);
CowCost cow_bidirectional_cost (const CowBidirectional *search);
gboolean cow_bidirectional_path (CowBidirectional *search, GArray *vertices, GArray *arcs, GError **error);
void cow_bidirectional_counts (const CowBidirectional *search, CowSearchCounts *counts);

G_END_DECLS
