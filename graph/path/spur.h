/* spur.h - the cheapest way from a vertex to the goal that keeps off closed vertices and, at its start, off some arcs: the search that
 * enumerations make over and over. */
#pragma once

#include "graph/path/goal.h"

G_BEGIN_DECLS

typedef struct _CowSpur CowSpur;

guint64 cow_spur_scratch_bytes (const CowView *view);
/* The goal is borrowed; what the searches do is counted in its counts. Errors: COW_GRAPH_ERROR_MEMORY. */
CowSpur *cow_spur_new (CowGoal *goal, GError **error);
void cow_spur_free (CowSpur *spur);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowSpur, cow_spur_free)

void cow_spur_open_all (CowSpur *spur); /* O(1) */
void cow_spur_close (CowSpur *spur, guint32 vertex);
void cow_spur_open (CowSpur *spur, guint32 vertex);

typedef struct
{
  guint32 start;
  guint64 cost;              /* of the way to start, as a label */
  const guint64 *not_arcs;   /* ascending: arcs of start that may not be taken */
  guint n_not_arcs;
  guint64 limit;             /* the whole way costs at most this label */
  /* A search that may be put off: ways that cost more than `near` are left for later; and when `patience` arcs were looked at, so are
   * those that cost more than `enough`. */
  gboolean may_defer;
  guint64 near, enough; /* labels */
  guint64 patience;
} CowSpurQuery;

typedef enum
{
  COW_SPUR_FOUND,
  COW_SPUR_NONE,
  COW_SPUR_LATER,  /* put off: cost is set to what any way costs at least */
  COW_SPUR_FAILED, /* cancelled or no memory: error is set */
} CowSpurResult;

/* cost: label of the whole way. arcs: those from start to the goal are appended. overflow: set to TRUE when ways were left out because
 * they cost more than 2^63 - 1. Among equally cheap ways one is taken by a rule that knows vertices by their appearance only.
 * Complexity: O((settled + arcs looked at) log queue); settled are only vertices whose cost by way of the goal's potential is no more than
 * that of the way found. */
CowSpurResult cow_spur_run (CowSpur *spur, const CowSpurQuery *query, guint64 *cost, GArray *arcs, gboolean *overflow,
                            CowProgress *progress, GError **error);

/* A label that is a little smaller, or larger: reals summed forwards and backwards differ by rounding, and a bound must not cut off what is just
 * within. Integers stay. */
static inline guint64
cow_label_less_slack (guint64 label, CowCellKind kind)
{
  return kind == COW_CELL_REAL && label <= cow_bits_of_real (G_MAXDOUBLE) ? cow_bits_of_real (cow_real_of_bits (label) * (1 - 2e-9)) : label;
}

static inline guint64
cow_label_with_slack (guint64 label, CowCellKind kind)
{
  guint64 finite = cow_bits_of_real (G_MAXDOUBLE);

  if (kind != COW_CELL_REAL || label >= finite)
    return label;
  return MIN (cow_bits_of_real (cow_real_of_bits (label) * (1 + 1e-9)), finite);
}

G_END_DECLS
