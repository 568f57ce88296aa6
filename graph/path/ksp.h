/* ksp.h - the k shortest simple paths of one pair, handed over one by one in order of cost. */
#pragma once

#include "graph/path/found.h"
#include "graph/path/search.h"
#include "graph/progress.h"
#include "graph/view.h"

G_BEGIN_DECLS

typedef struct _CowKsp CowKsp;

guint64 cow_ksp_scratch_bytes (const CowView *view);
/* Needs view.in. Errors: COW_GRAPH_ERROR_RANGE when a weight is negative (names the edge), _UNKNOWN without view.in, _MEMORY. */
CowKsp *cow_ksp_new (const CowView *view, GError **error);
void cow_ksp_free (CowKsp *ksp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowKsp, cow_ksp_free)

typedef struct
{
  guint32 source, target;
  guint64 k;
  const guint64 *avoid; /* bitmap over vertices that may not be entered, or NULL; the same in all queries of a CowKsp */
  gboolean has_cutoff;  /* only paths that cost at most: inclusive */
  CowCost cutoff;
} CowKspQuery;

/* A path is a sequence of arcs: two that differ in parallel edges are two. Paths of the same cost come in the order in which they branched off;
 * asking for more paths never changes the first ones.
 * Complexity: one search to the target, then for each path at most as many small searches as it has hops. Memory: beyond the scratch,
 * at most k paths that wait, each kept from where it branches off, and k + 1024 beginnings of others. Of the graph no more is looked at,
 * up to a factor, than what lies on ways no dearer than the last path asked for.
 * Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY, _RANGE when there may be a further path but it costs more than 2^63 - 1. */
gboolean cow_ksp_run (CowKsp *ksp, const CowKspQuery *query, CowFoundFunc found, gpointer user, CowProgress *progress, GError **error);
/* What the runs since the last call looked at. */
void cow_ksp_take_counts (CowKsp *ksp, CowSearchCounts *counts);

G_END_DECLS
