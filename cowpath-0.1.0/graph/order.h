/* order.h - in which order vertices stand in memory: the one that keeps neighbors near.
 *
 * Private to the builder. Nobody above may depend on the order: results are in appearances and names. */
#pragma once

#include "graph/builder.h"
#include "graph/grow.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 n;
  guint64 m;
  const guint32 *source, *target; /* [m]: appearances */
  const guint32 *numbers;         /* [n]: by appearance; NULL: names are no dense numbers */
  guint32 largest_number;
  const double *coordinates; /* [2 n]: by appearance, NaN: unknown; NULL: none */
  CowReorder reorder;
  const guint32 *degrees; /* [n]: by appearance; out-arcs only unless both_sides; NULL: to be counted */
  gboolean both_sides;
  guint n_threads; /* 0: one */
} CowOrderInput;

/* vertex_at: guint32[n], appearance -> vertex; stays empty for the order of appearance. What is asked for but
 * cannot be (space without coordinates) falls back as AUTO does. Complexity: O(n) for all but BFS, which is
 * O(n + m) and takes 8 bytes per edge for the time. Errors: COW_GRAPH_ERROR_MEMORY,
 * COW_GRAPH_ERROR_CANCELLED. */
gboolean cow_order_choose (const CowOrderInput *input, CowMemory *memory, CowProgress *progress,
                           CowOrderKind *kind, CowGrow *vertex_at, GError **error);

G_END_DECLS
