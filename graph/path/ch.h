/* ch.h - shortest paths by a contraction hierarchy: an index in which every shortest path first only goes up, then only down.
 *
 * Built once (index.h); then one pair takes two small searches upward, all costs from a source one upward search and a sweep down
 * over the arcs, which 16 sources share (phast.h). Costs are integers and exact. */
#pragma once

#include "graph/index.h"
#include "graph/path/search.h"

G_BEGIN_DECLS

/* Arrays: place of each vertex (u32[n]), vertex at each place, offsets of the rows of arcs upward (u64[n + 1]), the arcs
 * (narrow: {u32 place, u32 weight}, wide: {u32 place, u32 0, u64 weight}), the same of arcs from above when directed. Every arc
 * of a row leads to a lower place: along the places, upper vertices come first. Where paths can be unpacked: the place in the
 * middle of each arc, ties, places that have some. facts: 1 when wide, largest weight, 1 when paths are unpacked. */
extern const CowIndexKind cow_index_kind_ch;

/* An index as searches read it: pointers only. */
typedef struct _CowCh CowCh;

/* One pair after the other, and costs from the last source to any vertex. */
typedef struct _CowChSearch CowChSearch;
guint64 cow_ch_search_scratch_bytes (const CowIndex *index);
/* view: the one that the index is of, with `in` when paths are asked for. Borrows both. Errors: COW_GRAPH_ERROR_MEMORY. */
CowChSearch *cow_ch_search_new (const CowIndex *index, const CowView *view, GError **error);
void cow_ch_search_free (CowChSearch *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowChSearch, cow_ch_search_free)
/* The cost of a shortest path, unreachable beyond the cutoff. Complexity: two upward searches, each of a few hundred vertices on a
 * road network. Errors: COW_GRAPH_ERROR_UNKNOWN (no such vertex), _CANCELLED.
 * Source: Geisberger et al. 2008 (stalling on demand). */
gboolean cow_ch_search_run (CowChSearch *search, guint32 source, guint32 target, gboolean has_cutoff, CowCost cutoff,
                            CowProgress *progress, GError **error);
CowCost cow_ch_search_cost (const CowChSearch *search);
/* The path of that pair: the one that cow_search_path names. It is unpacked, with every way that is as short; else the costs of the
 * vertices beside it are made on demand, by going down from the search upward. arcs (may be NULL): of view.out. FALSE without error: not reached. */
gboolean cow_ch_search_path (CowChSearch *search, GArray *vertices, GArray *arcs, GError **error);
void cow_ch_search_counts (const CowChSearch *search, CowSearchCounts *counts);

G_END_DECLS
