/* overlay-stack.h - several overlays as one, later over earlier, in the form in which a view is written.
 *
 * A lookup by edge is a bit and, where the bit is set, a count of the bits before it: nothing is searched. */
#pragma once

#include "graph/overlay.h"
#include "graph/view.h"

G_BEGIN_DECLS

/* What became of an edge of the graph. layer: which overlay gave the weight, COW_LAYER_NONE when none did. */
typedef struct
{
  CowOverlayChange change;
  guint32 layer;
} CowStackChange;

/* An arc that the graph does not have. number: of its edge among the added ones, in order. */
typedef struct
{
  guint32 source, target;
  guint32 number, layer;
  CowCost weight;
} CowStackArc;

typedef struct
{
  guint64 *touched;  /* bitmap over edges of the graph, NULL when no edge is */
  guint32 *before;   /* per word of it: changes before */
  CowStackChange *changes;
  guint64 n_changes;
  CowStackArc *arcs; /* grouped by source: see cow_overlay_stack_new */
  guint64 n_arcs, n_added;
  gboolean weighs, weighs_real; /* some weight is not 1; some weight is no integer */
} CowOverlayStack;

/* by_appearance: the arcs come in the order in which their sources appeared, else in the order of the vertices; those of one source in
 * the order in which they were added. An undirected edge has two, a loop one.
 * Complexity: O(m / 64 + changes and added edges, sorted). Errors: COW_GRAPH_ERROR_MEMORY; _RANGE beyond 2^32 - 2 edges. */
CowOverlayStack *cow_overlay_stack_new (const CowGraph *graph, CowOverlay *const *overlays, guint n, gboolean by_appearance, GError **error);
void cow_overlay_stack_free (CowOverlayStack *stack);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowOverlayStack, cow_overlay_stack_free)

/* NULL: as it is. */
static inline const CowStackChange *
cow_overlay_stack_change (const CowOverlayStack *stack, guint32 edge)
{
  guint64 word, bit = G_GUINT64_CONSTANT (1) << (edge & 63);

  if (!stack->touched || !((word = stack->touched[edge >> 6]) & bit))
    return NULL;
  return &stack->changes[stack->before[edge >> 6] + (guint)__builtin_popcountll (word & (bit - 1))];
}

/* A weight that an overlay gave. */
static inline CowValue
cow_stack_value (CowCost cost)
{
  return cost.kind == COW_COST_INT ? (CowValue){ .type = COW_TYPE_INT, .integer = cost.integer }
                                   : (CowValue){ .type = COW_TYPE_REAL, .real = cost.real };
}

void cow_overlay_stack_sort_touched (CowViewTouched *touched, guint64 n); /* ascending by arc */

G_END_DECLS
