/* whynot.h - why there is no way: the least that would have to give way for one. */
#pragma once

#include "graph/path/search.h"

G_BEGIN_DECLS

typedef struct _CowWhyNot CowWhyNot;

guint64 cow_whynot_scratch_bytes (const CowView *view); /* beyond it: the queue */
/* Of a view that keeps what is barred, with marks or without: then the arcs of view.in, of a directed graph, are those that are turned. Errors: COW_GRAPH_ERROR_RANGE when the weight of an arc that is not barred is negative, _MEMORY. */
CowWhyNot *cow_whynot_new (const CowView *view, GError **error);
void cow_whynot_free (CowWhyNot *whynot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowWhyNot, cow_whynot_free)

/* Ways from a source over all arcs of the view, first those that turn the fewest arcs, of these those that open the fewest, of these the
 * cheapest. An arc is opened that is marked as barred or enters a vertex of `avoid`; the source is never entered. Without marks and avoid these are
 * the shortest paths, and whatever is equal is chosen as they choose (see cow_search_path).
 * query: one source, targets, avoid; a cutoff is not looked at.
 * Complexity: O((n + arcs) log arcs). Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY, _RANGE (overflow), _UNKNOWN. */
gboolean cow_whynot_run (CowWhyNot *whynot, const CowSearchQuery *query, CowProgress *progress, GError **error);

typedef struct
{
  guint32 turned, opened; /* arcs of the way */
  gboolean weightless;    /* some arc is barred and has no weight: cost is that of the others */
  CowCost cost;
} CowWhyNotWay;

/* After a run, of a target: the way, source first. arcs: of view.out, and behind them those of view.in. FALSE: nothing leads there. */
gboolean cow_whynot_way (const CowWhyNot *whynot, guint32 target, CowWhyNotWay *way, GArray *vertices, GArray *arcs);
/* Is it walked against the direction that is asked for? */
gboolean cow_whynot_is_turned (const CowWhyNot *whynot, guint64 arc);
void cow_whynot_counts (const CowWhyNot *whynot, CowSearchCounts *counts);

G_END_DECLS
