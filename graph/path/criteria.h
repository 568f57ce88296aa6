/* criteria.h - paths of one pair by several costs at once: the cheapest one within limits, or all that no other beats. */
#pragma once

#include "graph/path/found.h"
#include "graph/path/search.h"

G_BEGIN_DECLS

#define COW_CRITERIA_MOST 16

typedef struct _CowCriteria CowCriteria;

/* Fixed scratch; the labels of a query come on top, 32 bytes each and 8 per criterion. */
guint64 cow_criteria_scratch_bytes (const CowView *const *views, guint n_views);
/* One view per criterion, 1 to COW_CRITERIA_MOST: over the same arcs in the same order, each with its weights and `in`.
 * Errors: COW_GRAPH_ERROR_RANGE when a weight is negative: *wrong (may be NULL) says in which view; _UNKNOWN without `in`; _MEMORY. */
CowCriteria *cow_criteria_new (const CowView *const *views, guint n_views, guint *wrong, GError **error);
void cow_criteria_free (CowCriteria *criteria);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowCriteria, cow_criteria_free)

typedef enum
{
  COW_CRITERIA_CHEAPEST, /* one path: least in the first criterion among those within the limits; of these in the second, and so on */
  COW_CRITERIA_PARETO,   /* one path for each vector that no other path beats or equals in all criteria */
} CowCriteriaWish;

typedef struct
{
  guint32 source, target;
  const guint64 *avoid;  /* bitmap over vertices that may not be entered, or NULL; the same in all queries of a CowCriteria */
  const CowCost *limits; /* [views], inclusive; UNREACHABLE: none. NULL: none at all */
  CowCriteriaWish wish;
} CowCriteriaQuery;

/* values: of each criterion. FALSE: no more are wanted. */
typedef gboolean (*CowCriteriaFunc) (const CowFoundPath *path, const CowCost *values, gpointer user);

/* Paths come in the order of their first value, then the second …; path->cost is the first. Where all weights are integers each comes when it is found, else
 * at the end. Which of several paths with the same values: by a fixed rule that knows vertices by their appearance only.
 * Complexity: one search to the target per criterion, then O(labels * degrees * labels of a vertex), of which there may be exponentially many.
 * Memory: the labels.
 * counts (may be NULL): a label is a way from the source to a vertex that might be part of an answer. labels_made; labels_dropped, before or after they
 * were made: another way to the same vertex, or an answer, is as good; pruned: ways that come to more than a limit with the least that is left
 * of them, or do not lead to the target within it; queue_peak: labels alive at once.
 * Errors: COW_GRAPH_ERROR_CANCELLED, _MEMORY, _RANGE: at the end, when ways were left out because they cost more than 2^63 - 1.
 * Source: Martins, "On a multicriteria shortest path problem", 1984; Mandow, Perez de la Cruz, "Multiobjective A* search with consistent
 * heuristics", 2010; Pulido et al., "Dimensionality reduction in multiobjective shortest path search", 2015. */
gboolean cow_criteria_run (CowCriteria *criteria, const CowCriteriaQuery *query, CowCriteriaFunc found, gpointer user, CowSearchCounts *counts,
                           CowProgress *progress, GError **error);

G_END_DECLS
