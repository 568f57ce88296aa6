/* ch-side.c - a search that only goes up: the half of every question to a contraction hierarchy.
 *
 * A vertex is stalled, that is, not searched from, when a vertex above it shows a way down to it that is shorter than the way up:
 * then no shortest way goes up through it. Labels of stalled vertices are too long, and harmless: they are lengths of ways. */
#include "graph/path/ch-private.h"

gboolean
cow_ch_side_init (CowChSide *side, guint32 n, GError **error)
{
  side->cells_bytes = MAX (n, 1) * sizeof *side->cells;
  side->cells = cow_scratch_map (side->cells_bytes, error);
  side->touched = g_array_new (FALSE, FALSE, sizeof (guint32));
  side->order = g_array_new (FALSE, FALSE, sizeof (guint32));
  return side->cells != NULL;
}

void
cow_ch_side_clear (CowChSide *side)
{
  if (side->cells)
    cow_scratch_unmap (side->cells, side->cells_bytes);
  g_clear_pointer (&side->touched, g_array_unref);
  g_clear_pointer (&side->order, g_array_unref);
  g_free (side->heap);
}

static void
push (CowChSide *side, guint64 cost, guint32 place)
{
  guint at = side->heap_length++;
  CowChEntry *heap;

  if (side->heap_length > side->heap_room)
    {
      side->heap_room = MAX (1024, side->heap_room * 2);
      side->heap = g_renew (CowChEntry, side->heap, side->heap_room);
    }
  heap = side->heap;
  for (guint up = (at - 1) / 4; at > 0 && heap[up].cost > cost; at = up, up = (at - 1) / 4)
    heap[at] = heap[up];
  heap[at] = (CowChEntry){ cost, place };
}

static CowChEntry
pop (CowChSide *side)
{
  CowChEntry *heap = side->heap, least = heap[0], last = heap[--side->heap_length];
  guint at = 0, length = side->heap_length;

  for (guint first = 1; first < length; first = 4 * at + 1)
    {
      guint child = first;

      for (guint other = first + 1; other < MIN (first + 4, length); other++)
        if (heap[other].cost < heap[child].cost)
          child = other;
      if (heap[child].cost >= last.cost)
        break;
      heap[at] = heap[child];
      at = child;
    }
  heap[at] = last;
  return least;
}

static void
reach (CowChSide *side, guint32 place, guint64 cost)
{
  guint64 *cell = &side->cells[place];

  if (cost >= ~*cell)
    return;
  if (*cell == 0)
    g_array_append_val (side->touched, place);
  *cell = ~cost;
  push (side, cost, place);
}

void
cow_ch_side_begin (CowChSide *side, guint32 place)
{
  for (guint i = 0; i < side->touched->len; i++)
    side->cells[g_array_index (side->touched, guint32, i)] = 0;
  g_array_set_size (side->touched, 0);
  g_array_set_size (side->order, 0);
  side->heap_length = 0;
  reach (side, place, 0);
}

COW_INLINE gboolean
is_stalled (const CowChSide *side, const CowChRows *against, guint32 place, guint64 cost, gboolean wide)
{
  for (guint64 arc = against->offsets[place]; arc < against->offsets[place + 1]; arc++)
    {
      guint64 label = ~side->cells[cow_ch_target (against, arc, wide)];

      if (label < cost && label + cow_ch_weight (against, arc, wide) < cost)
        return TRUE;
    }
  return FALSE;
}

COW_INLINE void
settle_as (CowChSide *side, const CowChRows *along, const CowChRows *against, guint32 place, guint64 cost, gboolean wide)
{
  side->stalled = is_stalled (side, against, place, cost, wide);
  if (side->stalled)
    return;
  g_array_append_val (side->order, place);
  for (guint64 arc = along->offsets[place]; arc < along->offsets[place + 1]; arc++)
    {
      guint64 sum = cost + cow_ch_weight (along, arc, wide);

      side->n_relaxed++;
      if (sum < COW_CH_LIMIT)
        {
          guint32 above = cow_ch_target (along, arc, wide);

          reach (side, above, sum);
          __builtin_prefetch (&along->offsets[above]);
        }
    }
}

gboolean
cow_ch_side_step (CowChSide *side, const CowCh *ch, gboolean backward, guint32 *place)
{
  const CowChRows *along = backward ? &ch->in : &ch->out, *against = backward ? &ch->out : &ch->in;
  CowChEntry entry = pop (side);

  /* Most of the time is waiting for rows: ask for the one that is likely to be the next. */
  if (side->heap_length > 0)
    {
      guint64 next = along->offsets[side->heap[0].place];

      __builtin_prefetch (along->arcs + next * (ch->wide ? 4 : 2));
      __builtin_prefetch (along->arcs + next * (ch->wide ? 4 : 2) + 16);
    }
  if (entry.cost > cow_ch_side_label (side, entry.place))
    return FALSE;
  side->n_settled++;
  *place = entry.place;
  if (ch->wide)
    settle_as (side, along, against, entry.place, entry.cost, TRUE);
  else
    settle_as (side, along, against, entry.place, entry.cost, FALSE);
  return TRUE;
}
