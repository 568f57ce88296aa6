/* overlay-stack.c - see overlay-stack.h: the changes of all overlays sorted by edge and folded, the added edges as sorted arcs.
 *
 * Runs in the child that writes a view. */
#include "config.h"

#include "graph/overlay-stack.h"

#include <stdlib.h>
#include <string.h>

static gpointer
try_array (guint64 n, gsize each, GError **error)
{
  gpointer array = g_try_malloc0_n (MAX (n, 1), each);

  if (!array)
    g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
                 "not enough memory for overlays: %" G_GUINT64_FORMAT " bytes wanted", n * each);
  return array;
}

static void
note_weight (CowOverlayStack *stack, CowCost weight)
{
  stack->weighs |= weight.kind != COW_COST_INT || weight.integer != 1;
  stack->weighs_real |= weight.kind == COW_COST_REAL;
}

/* ---- changes ---- */

static int
compare_changes (gconstpointer left, gconstpointer right)
{
  const CowStackChange *a = left, *b = right;

  if (a->change.edge != b->change.edge)
    return a->change.edge < b->change.edge ? -1 : 1;
  return (a->layer > b->layer) - (a->layer < b->layer);
}

/* One change an edge: blocked if any overlay blocks it, the weight of the last that gives one. */
static void
fold_changes (CowOverlayStack *stack)
{
  guint64 n = 0;

  for (guint64 i = 0; i < stack->n_changes; i++)
    {
      CowStackChange next = stack->changes[i];
      gboolean weighs = next.change.weight.kind != COW_COST_UNREACHABLE;

      if (!weighs)
        next.layer = COW_LAYER_NONE;
      if (n == 0 || stack->changes[n - 1].change.edge != next.change.edge)
        stack->changes[n++] = next;
      else
        {
          CowStackChange *change = &stack->changes[n - 1];

          change->change.blocked |= next.change.blocked;
          if (weighs)
            {
              change->change.weight = next.change.weight;
              change->layer = next.layer;
            }
        }
    }
  stack->n_changes = n;
}

static gboolean
collect_changes (CowOverlayStack *stack, const CowGraph *graph, CowOverlay *const *overlays, guint n, GError **error)
{
  guint64 words = graph->m / 64 + 1;

  for (guint layer = 0; layer < n; layer++)
    stack->n_changes += overlays[layer]->n_changes;
  if (!stack->n_changes)
    return TRUE;
  stack->changes = try_array (stack->n_changes, sizeof *stack->changes, error);
  stack->touched = stack->changes ? try_array (words, sizeof *stack->touched, error) : NULL;
  stack->before = stack->touched ? try_array (words, sizeof *stack->before, error) : NULL;
  if (!stack->before)
    return FALSE;
  stack->n_changes = 0;
  for (guint layer = 0; layer < n; layer++)
    for (guint64 i = 0; i < overlays[layer]->n_changes; i++)
      stack->changes[stack->n_changes++] = (CowStackChange){ overlays[layer]->changes[i], layer };
  if (n > 1)
    qsort (stack->changes, stack->n_changes, sizeof *stack->changes, compare_changes);
  fold_changes (stack);
  for (guint64 i = 0; i < stack->n_changes; i++)
    {
      const CowOverlayChange *change = &stack->changes[i].change;

      stack->touched[change->edge >> 6] |= G_GUINT64_CONSTANT (1) << (change->edge & 63);
      if (change->weight.kind != COW_COST_UNREACHABLE && !change->blocked)
        note_weight (stack, change->weight);
    }
  for (guint64 word = 1; word < words; word++)
    stack->before[word] = stack->before[word - 1] + (guint)__builtin_popcountll (stack->touched[word - 1]);
  return TRUE;
}

/* ---- added edges ---- */

/* An added edge on its way: key, the ends, in one order when edges have no direction. */
typedef struct
{
  guint64 key;
  guint64 place; /* among all */
  CowOverlayEdge edge;
  guint32 layer;
} Added;

static int
compare_keys (gconstpointer left, gconstpointer right)
{
  const Added *a = left, *b = right;

  if (a->key != b->key)
    return a->key < b->key ? -1 : 1;
  return (a->place > b->place) - (a->place < b->place);
}

static int
compare_places (gconstpointer left, gconstpointer right)
{
  const Added *a = left, *b = right;

  return (a->place > b->place) - (a->place < b->place);
}

/* Of known costs between the same ends only the last stays. added: in the order of keys. */
static guint64
drop_covered (Added *added, guint64 n)
{
  guint64 kept = 0;

  for (guint64 i = 0, group; i < n; i = group)
    {
      guint64 last_known = n;

      for (group = i; group < n && added[group].key == added[i].key; group++)
        if (added[group].edge.known)
          last_known = group;
      for (guint64 k = i; k < group; k++)
        if (!added[k].edge.known || k == last_known)
          added[kept++] = added[k];
    }
  return kept;
}

static int
compare_arcs (gconstpointer left, gconstpointer right, gpointer user)
{
  const CowStackArc *a = left, *b = right;
  const CowGraph *graph = user;
  guint32 from = graph ? cow_graph_appearance (graph, a->source) : a->source;
  guint32 other = graph ? cow_graph_appearance (graph, b->source) : b->source;

  if (from != other)
    return from < other ? -1 : 1;
  return (a->number > b->number) - (a->number < b->number);
}

static gboolean
collect_added (CowOverlayStack *stack, const CowGraph *graph, CowOverlay *const *overlays, guint n, gboolean by_appearance, GError **error)
{
  g_autofree Added *added = NULL;
  guint64 n_added = 0, place = 0;

  for (guint layer = 0; layer < n; layer++)
    n_added += overlays[layer]->n_added;
  if (!n_added)
    return TRUE;
  if (graph->m + n_added >= COW_EDGE_NONE)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "overlays add too many edges: %" G_GUINT64_FORMAT, n_added);
      return FALSE;
    }
  added = try_array (n_added, sizeof *added, error);
  stack->arcs = added ? try_array (n_added * 2, sizeof *stack->arcs, error) : NULL;
  if (!stack->arcs)
    return FALSE;
  for (guint layer = 0; layer < n; layer++)
    for (guint64 i = 0; i < overlays[layer]->n_added; i++, place++)
      {
        const CowOverlayEdge *edge = &overlays[layer]->added[i];
        gboolean turn = !graph->directed && edge->target < edge->source;

        added[place] = (Added){ .place = place, .edge = *edge, .layer = layer };
        added[place].key = (guint64)(turn ? edge->target : edge->source) << 32 | (turn ? edge->source : edge->target);
      }
  qsort (added, n_added, sizeof *added, compare_keys);
  n_added = drop_covered (added, n_added);
  qsort (added, n_added, sizeof *added, compare_places);

  stack->n_added = n_added;
  for (guint64 i = 0; i < n_added; i++)
    {
      const CowOverlayEdge *edge = &added[i].edge;
      CowStackArc arc = { edge->source, edge->target, (guint32)i, added[i].layer, edge->weight };

      stack->arcs[stack->n_arcs++] = arc;
      if (!graph->directed && edge->source != edge->target)
        stack->arcs[stack->n_arcs++] = (CowStackArc){ arc.target, arc.source, arc.number, arc.layer, arc.weight };
      note_weight (stack, edge->weight);
    }
  qsort_r (stack->arcs, stack->n_arcs, sizeof *stack->arcs, compare_arcs, by_appearance ? (gpointer)graph : NULL);
  return TRUE;
}

CowOverlayStack *
cow_overlay_stack_new (const CowGraph *graph, CowOverlay *const *overlays, guint n, gboolean by_appearance, GError **error)
{
  g_autoptr (CowOverlayStack) stack = g_new0 (CowOverlayStack, 1);

  if (!collect_changes (stack, graph, overlays, n, error) || !collect_added (stack, graph, overlays, n, by_appearance, error))
    return NULL;
  return g_steal_pointer (&stack);
}

void
cow_overlay_stack_free (CowOverlayStack *stack)
{
  if (!stack)
    return;
  g_free (stack->touched);
  g_free (stack->before);
  g_free (stack->changes);
  g_free (stack->arcs);
  g_free (stack);
}

static int
compare_touched (gconstpointer left, gconstpointer right)
{
  const CowViewTouched *a = left, *b = right;

  return (a->arc > b->arc) - (a->arc < b->arc);
}

void
cow_overlay_stack_sort_touched (CowViewTouched *touched, guint64 n)
{
  qsort (touched, n, sizeof *touched, compare_touched);
}
