/* goal.h - what it costs at least from every vertex to one target: the exact potentials of searches that aim at it. */
#pragma once

#include "graph/path/search-private.h"

G_BEGIN_DECLS

typedef struct
{
  CowView view;       /* as the caller sees it */
  CowSearch *reverse; /* over the arcs backwards */
  CowSearchFindings findings;
  guint32 target;     /* of the last run, COW_VERTEX_NONE: none */
  gboolean has_cutoff;
  CowCost cutoff;     /* with slack */
  gboolean reached;   /* findings hold something */
  CowSearchCounts counts; /* of all runs, and of those who search with its costs */
} CowGoal;

guint64 cow_goal_scratch_bytes (const CowView *view);
/* Needs view.in. Errors: COW_GRAPH_ERROR_RANGE when a weight is negative, _UNKNOWN without view.in, _MEMORY. */
CowGoal *cow_goal_new (const CowView *view, GError **error);
void cow_goal_free (CowGoal *goal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowGoal, cow_goal_free)

/* From the next run on, only vertices that cost at most the cutoff are looked for: what goes by others is dearer. Reals get some slack, since they
 * are summed up the other way round. UNREACHABLE: all. */
void cow_goal_bound (CowGoal *goal, CowCost cutoff);
/* Costs from everywhere to `target`, never through a vertex of `avoid`. The same target again costs nothing: avoid must then be the same too.
 * Complexity: that of one search over all that reaches the target. Errors: COW_GRAPH_ERROR_CANCELLED, _RANGE (overflow), _UNKNOWN. */
gboolean cow_goal_run (CowGoal *goal, guint32 target, const guint64 *avoid, CowProgress *progress, GError **error);

/* The counts, which then begin anew. */
void cow_goal_take_counts (CowGoal *goal, CowSearchCounts *counts);

/* The kind of cells that sums of labels and weights are kept in: WIDE or REAL. */
static inline CowCellKind
cow_goal_kind (const CowGoal *goal)
{
  return goal->view.out.kind == COW_WEIGHT_F64 ? COW_CELL_REAL : COW_CELL_WIDE;
}

/* COW_LABEL_NONE: the target cannot be reached from there, or not within the cutoff. */
static inline guint64
cow_goal_label (const CowGoal *goal, guint32 vertex)
{
  guint64 label;

  if (G_UNLIKELY (!goal->reached))
    return COW_LABEL_NONE;
  label = cow_label_get (goal->findings.labels, vertex);
  return label <= goal->findings.limit ? label : COW_LABEL_NONE;
}

G_END_DECLS
