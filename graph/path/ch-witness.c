/* ch-witness.c - is the way u, v, w the only shortest one from u to w? A small Dijkstra search around v answers for all w at once.
 *
 * It gives up after a few settled vertices. Labels of vertices that were reached and not settled are lengths of ways too, so
 * they count as witnesses; and when all targets have one, the search is over.
 *
 * Vertices are tried many at a time. Two that go together must not be witnesses for each other: a way through one that is tried
 * too counts only when it is strictly shorter. (If a, v, b is a shortest way, no such way exists; so of every shortest way each
 * vertex that goes is replaced by a shortcut or by a way that stays.) So costs are doubled here, and the lowest bit says that the
 * way leads through such a vertex: an equal way of that sort is longer by one. */
#include "graph/path/ch-private.h"

/* Of a vertex in the search of now: mark tells whether the rest is of it. */
typedef struct
{
  guint64 cost; /* doubled */
  guint32 mark;
  guint32 slot; /* 1 + its number among the targets, 0: none */
} Cell;

typedef struct
{
  guint64 cost;
  guint32 vertex;
} Entry;

typedef struct
{
  guint32 vertex, hops;
  guint64 needed; /* twice the length by way of v */
  gboolean found;
} Target;

struct _CowChWitness
{
  const CowChGraph *graph;
  Cell *cells;
  gsize cells_bytes;
  guint32 mark;
  Entry *heap;
  guint heap_length, heap_room;
  GArray *targets; /* of Target */
  guint64 bound;   /* twice the longest way needed */
  guint64 last;    /* twice the least weight of an arc into a target: more than bound less this is worth nothing elsewhere */
};

CowChWitness *
cow_ch_witness_new (const CowChGraph *graph, GError **error)
{
  CowChWitness *witness = g_new0 (CowChWitness, 1);

  witness->graph = graph;
  witness->cells_bytes = MAX (graph->n, 1) * sizeof (Cell);
  witness->cells = cow_scratch_map (witness->cells_bytes, error);
  witness->targets = g_array_new (FALSE, FALSE, sizeof (Target));
  if (!witness->cells)
    g_clear_pointer (&witness, cow_ch_witness_free);
  return witness;
}

void
cow_ch_witness_free (CowChWitness *witness)
{
  if (!witness)
    return;
  if (witness->cells)
    cow_scratch_unmap (witness->cells, witness->cells_bytes);
  g_free (witness->heap);
  g_array_unref (witness->targets);
  g_free (witness);
}

static void
push (CowChWitness *witness, guint64 cost, guint32 vertex)
{
  guint at = witness->heap_length++;
  Entry *heap;

  if (witness->heap_length > witness->heap_room)
    {
      witness->heap_room = MAX (64, witness->heap_room * 2);
      witness->heap = g_renew (Entry, witness->heap, witness->heap_room);
    }
  heap = witness->heap;
  for (guint up = (at - 1) / 2; at > 0 && heap[up].cost > cost; at = up, up = (at - 1) / 2)
    heap[at] = heap[up];
  heap[at] = (Entry){ cost, vertex };
}

static Entry
pop (CowChWitness *witness)
{
  Entry *heap = witness->heap, least = heap[0], last = heap[--witness->heap_length];
  guint at = 0, length = witness->heap_length;

  for (guint child = 1; child < length; child = 2 * at + 1)
    {
      if (child + 1 < length && heap[child + 1].cost < heap[child].cost)
        child++;
      if (heap[child].cost >= last.cost)
        break;
      heap[at] = heap[child];
      at = child;
    }
  heap[at] = last;
  return least;
}

/* Makes the cell one of this search. */
static inline Cell *
touch (CowChWitness *witness, guint32 vertex)
{
  Cell *cell = &witness->cells[vertex];

  if (cell->mark != witness->mark)
    *cell = (Cell){ COW_LABEL_NONE, witness->mark, 0 };
  return cell;
}

/* Relaxes the arcs of a vertex. Returns how many targets got their witness. */
static guint
relax (CowChWitness *witness, guint32 vertex, guint64 cost, guint32 avoided, const guint8 *skip)
{
  const CowChList *list = &witness->graph->out[vertex];
  const CowChArc *arcs = cow_ch_arcs (witness->graph, list);
  guint n_found = 0;

  for (guint32 i = 0; i < list->length; i++)
    {
      guint32 to = arcs[i].target;
      guint64 sum = (cost + 2 * arcs[i].weight) | (skip && skip[to]);
      Cell *cell = &witness->cells[to];

      if (sum > witness->bound)
        break;
      if (to == avoided || (sum + witness->last > witness->bound && (cell->mark != witness->mark || !cell->slot)))
        continue;
      touch (witness, to);
      if (sum >= cell->cost)
        continue;
      cell->cost = sum;
      if (cell->slot)
        {
          Target *target = &g_array_index (witness->targets, Target, cell->slot - 1);

          n_found += !target->found && sum <= target->needed;
          target->found |= sum <= target->needed;
        }
      push (witness, sum, to);
    }
  return n_found;
}

/* Finds which targets can be reached from `from` around `avoided`. */
static void
search (CowChWitness *witness, guint32 from, guint32 avoided, const guint8 *skip, guint settle_limit)
{
  guint n_open = witness->targets->len, n_settled = 0;

  witness->heap_length = 0;
  touch (witness, from)->cost = 0;
  n_open -= relax (witness, from, 0, avoided, skip);
  while (n_open > 0 && witness->heap_length > 0 && n_settled < settle_limit)
    {
      Entry entry = pop (witness);

      if (entry.cost > witness->cells[entry.vertex].cost)
        continue;
      n_settled++;
      n_open -= relax (witness, entry.vertex, entry.cost, avoided, skip);
    }
}

/* Twice the least weight of an arc into a vertex, but from `avoided`. */
static guint64
get_last_step (const CowChGraph *graph, guint32 vertex, guint32 avoided)
{
  const CowChList *in = &graph->in[vertex];
  const CowChArc *arcs = cow_ch_arcs (graph, in);

  for (guint32 i = 0; i < MIN (in->length, 2); i++)
    if (arcs[i].target != avoided)
      return 2 * arcs[i].weight;
  return 2 * COW_CH_LIMIT;
}

/* The ends of ways from -> vertex -> end. */
static void
set_targets (CowChWitness *witness, const CowChArc *from, guint32 vertex, const CowChArc *ends, guint32 n_ends)
{
  if (++witness->mark == 0)
    {
      memset (witness->cells, 0, witness->cells_bytes);
      witness->mark = 1;
    }
  g_array_set_size (witness->targets, 0);
  witness->bound = 0;
  witness->last = G_MAXUINT64;
  for (guint32 i = 0; i < n_ends; i++)
    {
      Target target = { ends[i].target, (guint32)(from->hops + ends[i].hops), 2 * (guint64)(from->weight + ends[i].weight), FALSE };

      /* Longer than all arcs together: on no shortest way. */
      if (ends[i].target == from->target || target.needed >= 2 * COW_CH_LIMIT)
        continue;
      g_array_append_val (witness->targets, target);
      touch (witness, target.vertex)->slot = witness->targets->len;
      witness->bound = MAX (witness->bound, target.needed);
      witness->last = MIN (witness->last, get_last_step (witness->graph, target.vertex, vertex));
    }
}

static void
report (CowChWitness *witness, guint32 from, CowChPrice *price, GArray *shortcuts)
{
  guint both = witness->graph->symmetric ? 2 : 1;

  for (guint i = 0; i < witness->targets->len; i++)
    {
      const Target *target = &g_array_index (witness->targets, Target, i);
      CowChShortcut shortcut = { from, target->vertex, target->hops, target->found, target->needed / 2 };

      if (target->found)
        {
          if (shortcuts && witness->cells[target->vertex].cost / 2 == shortcut.weight)
            g_array_append_val (shortcuts, shortcut);
          continue;
        }
      price->n_added += both;
      price->hops_added += both * (guint64)target->hops;
      if (shortcuts)
        g_array_append_val (shortcuts, shortcut);
    }
}

void
cow_ch_witness_run (CowChWitness *witness, guint32 vertex, const guint8 *skip, guint settle_limit, CowChPrice *price,
                    GArray *shortcuts)
{
  const CowChGraph *graph = witness->graph;
  const CowChList *in = &graph->in[vertex], *out = &graph->out[vertex];
  const CowChArc *sources = cow_ch_arcs (graph, in), *ends = cow_ch_arcs (graph, out);

  *price = (CowChPrice){ .n_removed = in->length + out->length };
  for (guint32 i = 0; i < in->length; i++)
    price->hops_removed += sources[i].hops;
  for (guint32 i = 0; i < out->length; i++)
    price->hops_removed += ends[i].hops;
  for (guint32 i = 0; i < in->length; i++)
    {
      /* Undirected: every pair once. */
      guint32 first = graph->symmetric ? i + 1 : 0;

      set_targets (witness, &sources[i], vertex, ends + first, out->length - first);
      if (witness->targets->len == 0)
        continue;
      search (witness, sources[i].target, vertex, skip, settle_limit);
      report (witness, sources[i].target, price, shortcuts);
    }
}
