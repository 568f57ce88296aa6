/* disjoint.h - up to k paths of one pair that share no edge, or no inner vertex, of least total cost. */
#pragma once

#include "graph/path/found.h"
#include "graph/path/search.h"
#include "graph/progress.h"
#include "graph/view.h"

G_BEGIN_DECLS

typedef struct _CowDisjoint CowDisjoint;

typedef enum
{
  COW_DISJOINT_EDGES,    /* no edge is in two paths, in whichever direction */
  COW_DISJOINT_VERTICES, /* no vertex but the ends is in two paths, and no edge */
} CowDisjointBy;

guint64 cow_disjoint_scratch_bytes (const CowView *view, CowDisjointBy by);
/* Needs view.in. Errors: COW_GRAPH_ERROR_RANGE when a weight is negative (names the edge), _UNKNOWN without view.in, _MEMORY. */
CowDisjoint *cow_disjoint_new (const CowView *view, CowDisjointBy by, GError **error);
void cow_disjoint_free (CowDisjoint *disjoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowDisjoint, cow_disjoint_free)

typedef struct
{
  guint32 source, target;
  guint64 k;
  const guint64 *avoid; /* bitmap over vertices that may not be entered, or NULL; the same in all queries of a CowDisjoint */
  gboolean has_cutoff;  /* only as many paths as together cost at most: inclusive */
  CowCost cutoff;
} CowDisjointQuery;

/* The paths come by cost, at the end: the next one may change all before it. When there are fewer than k such paths, as many as there are;
 * with a cutoff, the most that together cost no more, and these as cheap as that many can be.
 * Complexity: one search to the target, then at most k searches. Memory: beyond the scratch, the paths.
 * Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY, _RANGE (overflow). */
gboolean cow_disjoint_run (CowDisjoint *disjoint, const CowDisjointQuery *query, CowFoundFunc found, gpointer user,
                           CowProgress *progress, GError **error);
/* What the runs since the last call looked at. */
void cow_disjoint_take_counts (CowDisjoint *disjoint, CowSearchCounts *counts);

G_END_DECLS
