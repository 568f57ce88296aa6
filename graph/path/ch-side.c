/* ch-side.c - a search that only goes up: the half of every question to a contraction hierarchy.
 *
 * A vertex is stalled, that is, not searched from, when a vertex above it shows a way down to it that is shorter than the way up:
 * then no shortest way goes up through it. Labels of stalled vertices are too long, and harmless: they are lengths of ways.
 *
 * The search waits for memory and for branches more than it computes. So what the head of the queue leads to is asked for ahead, in the
 * order in which it becomes known: where a row is when its vertex is reached, rows of the first few in the queue, labels of the
 * first; and the queue picks the least of four without a branch. */
#include "graph/path/ch-private.h"

#define ARITY 4
#define PREFETCHED 8 /* labels at the ends of the row that is likely to be next */

gboolean
cow_ch_side_init (CowChSide *side, guint32 n, GError **error)
{
  side->cells_bytes = MAX (n, 1) * sizeof *side->cells;
  side->cells = cow_scratch_map (side->cells_bytes, error);
  return side->cells != NULL;
}

void
cow_ch_side_clear (CowChSide *side)
{
  if (side->cells)
    cow_scratch_unmap (side->cells, side->cells_bytes);
  g_free (side->touched);
  g_free (side->order);
  g_free (side->heap);
}

/* Room for `more` vertices that are reached, and one that is searched from. */
static void
reserve (CowChSide *side, guint64 more)
{
  if (G_UNLIKELY (side->n_touched + more > side->touched_room))
    {
      side->touched_room = MAX (1024, (side->n_touched + more) * 2);
      side->touched = g_renew (guint32, side->touched, side->touched_room);
    }
  /* Of the queue there is always a node more, which pop reads and does not heed. */
  if (G_UNLIKELY (side->heap_length + more + ARITY > side->heap_room))
    {
      guint64 old = side->heap_room;

      side->heap_room = MAX (1024, (side->heap_length + more + ARITY) * 2);
      side->heap = g_renew (CowChEntry, side->heap, side->heap_room);
      for (guint64 i = old; i < side->heap_room; i++)
        side->heap[i].cost = COW_LABEL_NONE;
    }
  if (G_UNLIKELY (side->n_order == side->order_room))
    {
      side->order_room = MAX (1024, side->order_room * 2);
      side->order = g_renew (guint32, side->order, side->order_room);
    }
}

static void
push (CowChSide *side, guint64 cost, guint32 place)
{
  guint at = side->heap_length++;
  CowChEntry *heap = side->heap;

  for (guint up = (at - 1) / ARITY; at > 0 && heap[up].cost > cost; at = up, up = (at - 1) / ARITY)
    heap[at] = heap[up];
  heap[at] = (CowChEntry){ cost, place };
}

/* Entries behind the last have the cost of what is not reached, so that nodes are always full. */
static CowChEntry
pop (CowChSide *side)
{
  CowChEntry *heap = side->heap, least = heap[0], last = heap[--side->heap_length];
  guint at = 0, length = side->heap_length;

  heap[length].cost = COW_LABEL_NONE;
  if (length == 0)
    return least;
  for (guint first = 1; first < length; first = ARITY * at + 1)
    {
      guint left = first + (heap[first + 1].cost < heap[first].cost), right = first + 2 + (heap[first + 3].cost < heap[first + 2].cost);
      guint child = heap[right].cost < heap[left].cost ? right : left;

      if (heap[child].cost >= last.cost)
        break;
      heap[at] = heap[child];
      at = child;
    }
  heap[at] = last;
  return least;
}

COW_INLINE void
reach (CowChSide *side, guint32 place, guint64 cost)
{
  guint64 *cell = &side->cells[place];

  if (cost >= ~*cell)
    return;
  side->touched[side->n_touched] = place;
  side->n_touched += *cell == 0;
  *cell = ~cost;
  push (side, cost, place);
}

void
cow_ch_side_begin (CowChSide *side, guint32 place)
{
  for (guint i = 0; i < side->n_touched; i++)
    side->cells[side->touched[i]] = 0;
  for (guint i = 0; i < side->heap_length; i++)
    side->heap[i].cost = COW_LABEL_NONE;
  side->n_touched = side->n_order = side->heap_length = 0;
  reserve (side, 1);
  reach (side, place, 0);
}

/* Without a branch for each arc: whether a label is less cannot be foretold. */
COW_INLINE gboolean
is_stalled (const CowChSide *side, const CowChRows *against, guint32 place, guint64 cost, gboolean wide)
{
  gboolean stalled = FALSE;

  for (guint64 arc = against->offsets[place]; arc < against->offsets[place + 1]; arc++)
    {
      guint64 label = ~side->cells[cow_ch_target (against, arc, wide)];

      stalled |= (label < cost) & (label + cow_ch_weight (against, arc, wide) < cost);
    }
  return stalled;
}

COW_INLINE void
settle_as (CowChSide *side, const CowChRows *along, const CowChRows *against, guint32 place, guint64 cost, gboolean wide)
{
  guint64 first = along->offsets[place], end = along->offsets[place + 1];

  side->stalled = is_stalled (side, against, place, cost, wide);
  if (side->stalled)
    return;
  reserve (side, end - first);
  side->order[side->n_order++] = place;
  side->n_relaxed += end - first;
  for (guint64 arc = first; arc < end; arc++)
    {
      guint64 sum = cost + cow_ch_weight (along, arc, wide);
      guint32 above = cow_ch_target (along, arc, wide);

      if (sum < COW_CH_LIMIT)
        {
          reach (side, above, sum);
          __builtin_prefetch (&along->offsets[above]);
        }
    }
}

/* What is likely to be taken next, and after that. */
COW_INLINE void
prefetch_next (const CowChSide *side, const CowChRows *along, gboolean wide)
{
  guint n = MIN (side->heap_length, 1 + ARITY);
  guint64 first, end;

  for (guint i = 1; i < n; i++)
    {
      const guint32 *row = along->arcs + along->offsets[side->heap[i].place] * (wide ? 4 : 2);

      __builtin_prefetch (row);
      __builtin_prefetch (row + 16);
    }
  if (n == 0)
    return;
  first = along->offsets[side->heap[0].place];
  end = along->offsets[side->heap[0].place + 1];
  for (guint64 arc = first; arc < MIN (end, first + PREFETCHED); arc++)
    __builtin_prefetch (side->cells + cow_ch_target (along, arc, wide));
}

COW_INLINE gboolean
step_as (CowChSide *side, const CowChRows *along, const CowChRows *against, guint32 *place, gboolean wide)
{
  CowChEntry entry = pop (side);

  prefetch_next (side, along, wide);
  if (entry.cost > cow_ch_side_label (side, entry.place))
    return FALSE;
  side->n_settled++;
  *place = entry.place;
  settle_as (side, along, against, entry.place, entry.cost, wide);
  return TRUE;
}

gboolean
cow_ch_side_step (CowChSide *side, const CowCh *ch, gboolean backward, guint32 *place)
{
  const CowChRows *along = backward ? &ch->in : &ch->out, *against = backward ? &ch->out : &ch->in;

  return ch->wide ? step_as (side, along, against, place, TRUE) : step_as (side, along, against, place, FALSE);
}
