/* dag.h - shortest and longest paths where there are no cycles, in topological order: the scratch of one worker, and what can be
 * asked of it. Weights may be negative. */
#pragma once

#include "graph/path/search.h"

G_BEGIN_DECLS

typedef enum
{
  COW_DAG_NONE, /* for plans: not this search */
  COW_DAG_SHORTEST,
  COW_DAG_LONGEST,
} CowDagAim;

typedef struct _CowDag CowDag;

/* Scratch per worker, in bytes. slack: for cow_dag_finish too. O(1). */
guint64 cow_dag_scratch_bytes (const CowView *view, gboolean slack);
/* Needs view.in. Errors: COW_GRAPH_ERROR_MEMORY, _UNKNOWN without view.in. */
CowDag *cow_dag_new (const CowView *view, CowDagAim aim, GError **error);
void cow_dag_free (CowDag *dag);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowDag, cow_dag_free)

/* No sources in the query: every vertex that is not avoided is one. Targets are not looked at. The cutoff only hides: what costs
 * more (SHORTEST) or less (LONGEST).
 * Complexity: O(vertices and arcs that the sources reach).
 * Errors: COW_GRAPH_ERROR_CYCLE (the sources reach a cycle; the message prints it), _RANGE (overflow), _CANCELLED, _UNKNOWN. */
gboolean cow_dag_run (CowDag *dag, const CowSearchQuery *query, CowProgress *progress, GError **error);

/* After a run. */
CowCost cow_dag_cost (const CowDag *dag, guint32 vertex);
/* The vertex that costs most, of several the one that appeared first; COW_VERTEX_NONE when there is none. O(reached). */
guint32 cow_dag_farthest (const CowDag *dag);
gboolean cow_dag_summarize (const CowDag *dag, CowSearchSummary *summary, GError **error);
/* One best path, source first. SHORTEST without negative weights: the one that cow_search_path gives. Else: backwards from the target
 * the predecessor that appeared first, to the first source at cost 0
 * (when all are sources: as far as it goes). FALSE without error: not reached. */
gboolean cow_dag_path (CowDag *dag, guint32 target, GArray *vertices, GError **error);

/* How much later a vertex may be than it is, after a LONGEST run: fills what cow_dag_slack tells. The end is `target`, or with
 * COW_VERTEX_NONE the most that any vertex costs. FALSE without error: the target is not reached.
 * Complexity: O(vertices and arcs that were reached). Errors: COW_GRAPH_ERROR_MEMORY, _CANCELLED, _RANGE. */
gboolean cow_dag_finish (CowDag *dag, guint32 target, CowProgress *progress, GError **error);

typedef struct
{
  CowCost earliest; /* the longest way to the vertex */
  CowCost latest;   /* without delaying the end */
  CowCost slack;    /* the difference: 0 on longest paths. Reals: what rounding leaves there counts as 0 */
} CowSlack;

/* FALSE: the vertex is on no way to the end; or, with the error, the difference does not fit. */
gboolean cow_dag_slack (const CowDag *dag, guint32 vertex, CowSlack *slack, GError **error);

void cow_dag_counts (const CowDag *dag, CowSearchCounts *counts);

G_END_DECLS
