/* set.h - a set of vertices or edges: a bitmap with a count; the algebra of `set`.
 *
 * Bits stand for appearances (:N) and edge numbers (e:N), so that walking a set meets its members in the order users know. */
#pragma once

#include "graph/expr.h"
#include "graph/graph.h"
#include "graph/progress.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean of_edges;
  guint64 universe; /* n or m */
  guint64 size;     /* members */
  guint64 *bits;    /* [(universe + 63) / 64], over appearances or edges */
} CowSet;

CowSet *cow_set_new (gboolean of_edges, guint64 universe, GError **error);
CowSet *cow_set_copy (const CowSet *set, GError **error);
void cow_set_free (CowSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowSet, cow_set_free)

static inline gboolean
cow_set_has (const CowSet *set, guint64 member)
{
  return (set->bits[member >> 6] >> (member & 63)) & 1;
}

void cow_set_add (CowSet *set, guint64 member);
void cow_set_remove (CowSet *set, guint64 member);
guint64 cow_set_next (const CowSet *set, guint64 from); /* smallest member >= from, or universe */
/* left becomes left OP right; both over the same universe. */
typedef enum
{
  COW_SET_UNION,
  COW_SET_DIFFERENCE,
  COW_SET_INTERSECTION,
} CowSetOperation;
void cow_set_combine (CowSet *left, CowSetOperation operation, const CowSet *right);
void cow_set_recount (CowSet *set);
/* A copy of the set in such an image; bits beyond the universe are dropped. Errors: COW_GRAPH_ERROR_FILE, _MEMORY. */
CowSet *cow_set_from_image (const void *base, gboolean of_edges, guint64 universe, GError **error);
/* All rows for which expr is true: an O(n) or O(arcs) scan, in a child; result is a BITMAP section. */
gboolean cow_set_write_matching (const CowGraph *graph, CowExpr *expr, CowScope scope, CowImageWriter *writer, CowProgress *progress, GError **error);

G_END_DECLS
