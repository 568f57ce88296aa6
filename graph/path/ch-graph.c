/* ch-graph.c - the graph that a contraction eats: lists of arcs in one pool, in blocks of powers of two that are used again.
 *
 * A list that outgrows its block moves to one twice as large; blocks left behind wait in a list per size, whose links stand in
 * the blocks themselves. Lists ascend by weight, so that a search that only cares for what is near stops early. */
#include "graph/path/batch.h"
#include "graph/path/ch-private.h"

#include <stdlib.h>

#define FEW_TIES 1024 /* are worth their place in any graph */
#define FIRST_BLOCK 1 /* place 0 of the pool stays free: it ends the lists of free blocks */

static guint
room_class (guint32 room)
{
  return room <= 1 ? 0 : 32 - (guint)__builtin_clz (room - 1);
}

/* A block of 2^class arcs. */
static gboolean
take_block (CowChGraph *graph, guint class, guint64 *start, GError **error)
{
  CowChArc *pool = graph->pool.data;

  if (graph->free_blocks[class])
    {
      *start = graph->free_blocks[class];
      graph->free_blocks[class] = pool[*start].weight;
      return TRUE;
    }
  *start = graph->pool_end;
  graph->pool_end += G_GUINT64_CONSTANT (1) << class;
  return cow_grow_reserve (&graph->pool, &graph->memory, graph->pool_end * sizeof (CowChArc), error);
}

static void
give_block (CowChGraph *graph, guint64 start, guint class)
{
  CowChArc *pool = graph->pool.data;

  pool[start].weight = graph->free_blocks[class] & (COW_CH_LIMIT - 1);
  graph->free_blocks[class] = start;
}

static gboolean
enlarge (CowChGraph *graph, CowChList *list, GError **error)
{
  guint class = list->room ? room_class (list->room) + 1 : 2;
  guint64 start;
  CowChArc *pool;

  if (!take_block (graph, class, &start, error))
    return FALSE;
  pool = graph->pool.data;
  if (list->room)
    {
      memcpy (pool + start, pool + list->start, list->length * sizeof *pool);
      give_block (graph, list->start, room_class (list->room));
    }
  list->start = start;
  list->room = 1u << class;
  return TRUE;
}

/* Where an arc of this weight belongs among the first `length`: they ascend by weight, then target. */
static guint32
find_place (const CowChArc *arcs, guint32 length, guint64 weight, guint32 target)
{
  guint32 low = 0, high = length;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (arcs[middle].weight < weight || (arcs[middle].weight == weight && arcs[middle].target < target))
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static guint32
find_target (const CowChArc *arcs, guint32 length, guint32 target)
{
  guint32 i = 0;

  while (i < length && arcs[i].target != target)
    i++;
  return i;
}

static CowChArc
make_arc (guint32 target, guint32 middle, guint64 weight, guint32 hops)
{
  return (CowChArc){ .target = target, .middle = middle, .weight = weight & (COW_CH_LIMIT - 1), .hops = MIN (hops, COW_CH_MOST_HOPS) & COW_CH_MOST_HOPS };
}

/* More ties than vertices are not worth their place: then no path is unpacked. */
static void
note_tie (CowChGraph *graph, guint32 middle, const CowChShortcut *shortcut)
{
  CowChTie tie = { shortcut->from, shortcut->to, middle };

  if (!graph->ties)
    return;
  if (graph->ties->len < MAX (graph->n, FEW_TIES))
    g_array_append_val (graph->ties, tie);
  else
    g_clear_pointer (&graph->ties, g_array_unref);
}

static gboolean
add_to_list (CowChGraph *graph, CowChList *list, guint32 target, guint32 middle, const CowChShortcut *shortcut, GError **error)
{
  guint64 weight = shortcut->weight;
  CowChArc *arcs = (CowChArc *)graph->pool.data + list->start;
  guint32 old = find_target (arcs, list->length, target), place;

  if (old < list->length && arcs[old].weight <= weight)
    return TRUE;
  if (list->length == list->room && old == list->length && !enlarge (graph, list, error))
    return FALSE;
  arcs = (CowChArc *)graph->pool.data + list->start;
  if (old == list->length)
    {
      list->length++;
      graph->n_arcs++;
    }
  place = find_place (arcs, old, weight, target);
  memmove (arcs + place + 1, arcs + place, (old - place) * sizeof *arcs);
  arcs[place] = make_arc (target, middle, weight, shortcut->hops);
  return TRUE;
}

gboolean
cow_ch_graph_add (CowChGraph *graph, guint32 middle, const CowChShortcut *shortcut, GError **error)
{
  const CowChList *list = &graph->out[shortcut->from];
  guint32 old = find_target (cow_ch_arcs (graph, list), list->length, shortcut->to);

  if (shortcut->is_tie || (old < list->length && cow_ch_arcs (graph, list)[old].weight == shortcut->weight))
    {
      note_tie (graph, middle, shortcut);
      return TRUE;
    }
  return add_to_list (graph, &graph->out[shortcut->from], shortcut->to, middle, shortcut, error)
         && add_to_list (graph, &graph->in[shortcut->to], shortcut->from, middle, shortcut, error);
}

static void
remove_from_list (CowChGraph *graph, CowChList *list, guint32 target)
{
  CowChArc *arcs = (CowChArc *)graph->pool.data + list->start;
  guint32 place = find_target (arcs, list->length, target);

  if (place == list->length)
    return;
  memmove (arcs + place, arcs + place + 1, (list->length - place - 1) * sizeof *arcs);
  list->length--;
  graph->n_arcs--;
}

void
cow_ch_graph_remove (CowChGraph *graph, guint32 vertex)
{
  const CowChList *out = &graph->out[vertex], *in = &graph->in[vertex];
  guint64 n_own = out->length + (graph->symmetric ? 0 : in->length);

  for (guint32 i = 0; i < out->length; i++)
    remove_from_list (graph, &graph->in[cow_ch_arcs (graph, out)[i].target], vertex);
  for (guint32 i = 0; i < in->length && !graph->symmetric; i++)
    remove_from_list (graph, &graph->out[cow_ch_arcs (graph, in)[i].target], vertex);
  graph->n_arcs -= n_own;
  graph->n_upward += n_own;
}

/* ---- from a view ---- */

static gboolean
check_weights (const CowView *view, GError **error)
{
  const CowCsr *csr = &view->out;
  guint64 sum = 0;

  if (csr->kind == COW_WEIGHT_F64)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                           "weights are reals: sums of shortcuts would be rounded otherwise than a search rounds them; a weight of "
                           "integers such as --weight='round(weight * 1000)' can have this index");
      return FALSE;
    }
  for (guint64 arc = 0; arc < csr->n_arcs && csr->kind != COW_WEIGHT_NONE && sum < COW_CH_LIMIT; arc++)
    {
      gint64 weight = cow_csr_weight (csr, arc).integer;

      sum = weight < 0 || (guint64)weight >= COW_CH_LIMIT ? COW_CH_LIMIT : sum + (guint64)weight;
    }
  if (sum < COW_CH_LIMIT)
    return TRUE;
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                       "weights are negative, or too large for this index: all together must be less than 2^52");
  return FALSE;
}

static gint
compare_by_target (gconstpointer left, gconstpointer right)
{
  const CowChArc *a = left, *b = right;

  return a->target != b->target ? (a->target > b->target) - (a->target < b->target) : (a->weight > b->weight) - (a->weight < b->weight);
}

static gint
compare_by_weight (gconstpointer left, gconstpointer right)
{
  const CowChArc *a = left, *b = right;

  return a->weight != b->weight ? (a->weight > b->weight) - (a->weight < b->weight) : (a->target > b->target) - (a->target < b->target);
}

static gboolean
copy_row (CowChGraph *graph, const CowCsr *csr, guint32 vertex, CowChList *list, GError **error)
{
  guint64 first = csr->offsets[vertex], degree = csr->offsets[vertex + 1] - first;
  guint class = MAX (room_class ((guint32)degree), 2);
  guint32 kept = 0;
  CowChArc *arcs;

  if (degree == 0)
    return TRUE;
  if (!take_block (graph, class, &list->start, error))
    return FALSE;
  list->room = 1u << class;
  arcs = (CowChArc *)graph->pool.data + list->start;
  for (guint64 i = 0; i < degree; i++)
    {
      arcs[i] = make_arc (cow_csr_target (csr, first + i), COW_VERTEX_NONE, (guint64)cow_csr_weight (csr, first + i).integer, 1);
      /* Ways of no cost to a vertex have a rule of their own. */
      if (arcs[i].weight == 0)
        g_clear_pointer (&graph->ties, g_array_unref);
    }
  if (degree > 1)
    qsort (arcs, degree, sizeof *arcs, compare_by_target);
  for (guint64 i = 0; i < degree; i++)
    if (arcs[i].target != vertex && (kept == 0 || arcs[kept - 1].target != arcs[i].target))
      arcs[kept++] = arcs[i];
  if (kept > 1)
    qsort (arcs, kept, sizeof *arcs, compare_by_weight);
  list->length = kept;
  graph->n_arcs += kept;
  return TRUE;
}

gboolean
cow_ch_graph_init (CowChGraph *graph, const CowView *view, GError **error)
{
  guint64 bytes = MAX (view->out.n, 1) * sizeof (CowChList);

  *graph = (CowChGraph){ .n = view->out.n, .symmetric = view->in.offsets == view->out.offsets, .pool_end = FIRST_BLOCK };
  graph->is_shallow = cow_batch_is_shallow (view);
  if (!check_weights (view, error) || !cow_grow_exact (&graph->lists_out, &graph->memory, bytes, error)
      || (!graph->symmetric && !cow_grow_exact (&graph->lists_in, &graph->memory, bytes, error)))
    return FALSE;
  graph->ties = g_array_new (FALSE, FALSE, sizeof (CowChTie));
  graph->out = graph->lists_out.data;
  graph->in = graph->symmetric ? graph->out : graph->lists_in.data;
  for (guint32 vertex = 0; vertex < graph->n; vertex++)
    if (!copy_row (graph, &view->out, vertex, &graph->out[vertex], error)
        || (!graph->symmetric && !copy_row (graph, &view->in, vertex, &graph->in[vertex], error)))
      return FALSE;
  return TRUE;
}

void
cow_ch_graph_clear (CowChGraph *graph)
{
  cow_grow_clear (&graph->lists_out, &graph->memory);
  cow_grow_clear (&graph->lists_in, &graph->memory);
  cow_grow_clear (&graph->pool, &graph->memory);
  g_clear_pointer (&graph->ties, g_array_unref);
}
