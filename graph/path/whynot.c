/* whynot.c - see whynot.h: Dijkstra's search whose cost has a head. In front of the sum of the weights stand the arcs that were turned and those that
 * were opened, so the search goes over what is open until nothing is left of it, then over what one opening gives, and so on: layer by layer,
 * each vertex once.
 *
 * Behind the sum stands a round: how many arcs of weight zero the way has at its end. With it every arc makes a label larger, the predecessors of a
 * vertex are all settled before it, and the first of them by appearance is taken. That is the rule of walk.c, and its search among vertices of the
 * same cost, round by round. */
#include "graph/path/whynot.h"

#include "graph/path/entry-heap.h"
#include "graph/path/search-private.h"

enum
{
  LABELLED = 1 << 0,
  SETTLED = 1 << 1
};

/* Of a vertex; zero: not reached. */
typedef struct
{
  guint64 head; /* arcs turned, 32 bits; arcs opened, 32 bits */
  guint64 cost; /* as a label */
  guint64 arc;  /* that leads to it */
  guint32 round, parent;
  guint32 state;
} Cell;

typedef struct
{
  guint64 head, cost;
  guint32 round, appearance, vertex;
} Entry;

static inline gboolean
comes_before (gconstpointer heap, const Entry *a, const Entry *b)
{
  (void)heap;
  if (a->head != b->head)
    return a->head < b->head;
  if (a->cost != b->cost)
    return a->cost < b->cost;
  return a->round != b->round ? a->round < b->round : a->appearance < b->appearance;
}
COW_DEFINE_HEAP (Heap, Entry, comes_before)

#define ONE_TURNED (G_GUINT64_CONSTANT (1) << 32)

struct _CowWhyNot
{
  CowView view;
  CowCsr turned; /* arcs that the view does not have in `out`, numbered behind its own; none: 0 of them */
  CowCellKind kind;
  guint64 limit; /* the largest label */
  Cell *cells;
  gsize cells_bytes;
  GArray *touched; /* of guint32 */
  Heap heap;
  guint32 source;
  CowSearchCounts counts;
};

guint64
cow_whynot_scratch_bytes (const CowView *view)
{
  return (guint64)view->out.n * (sizeof (Cell) + sizeof (guint32));
}

CowWhyNot *
cow_whynot_new (const CowView *view, GError **error)
{
  CowWhyNot *whynot;

  if (!cow_search_check_view (view, error))
    return NULL;
  whynot = g_new0 (CowWhyNot, 1);
  whynot->view = *view;
  if (view->graph->directed && !view->marks)
    whynot->turned = view->in;
  whynot->kind = view->out.kind == COW_WEIGHT_F64 ? COW_CELL_REAL : COW_CELL_WIDE;
  whynot->touched = g_array_new (FALSE, FALSE, sizeof (guint32));
  cow_label_limit (whynot->kind, FALSE, cow_cost_unreachable (), &whynot->limit);
  whynot->cells_bytes = (gsize)view->out.n * sizeof *whynot->cells;
  whynot->cells = cow_scratch_map (whynot->cells_bytes, error);
  if (whynot->cells)
    return whynot;
  cow_whynot_free (whynot);
  return NULL;
}

void
cow_whynot_free (CowWhyNot *whynot)
{
  if (!whynot)
    return;
  cow_scratch_unmap (whynot->cells, whynot->cells_bytes);
  g_array_unref (whynot->touched);
  g_free (whynot->heap.entries);
  g_free (whynot);
}

static void
forget (CowWhyNot *whynot)
{
  for (guint i = 0; i < whynot->touched->len; i++)
    whynot->cells[g_array_index (whynot->touched, guint32, i)] = (Cell){ 0 };
  g_array_set_size (whynot->touched, 0);
  whynot->heap.n = 0;
  whynot->counts = (CowSearchCounts){ .algorithm = "Dijkstra by arcs turned, arcs opened, cost" };
}

static gboolean
has_bit (const guint64 *bits, guint32 vertex)
{
  return bits && (bits[vertex >> 6] >> (vertex & 63)) & 1;
}

static gboolean
label (CowWhyNot *whynot, const Entry *entry, guint64 arc, guint32 parent, GError **error)
{
  Cell *cell = &whynot->cells[entry->vertex];

  if (!cell->state)
    g_array_append_val (whynot->touched, entry->vertex);
  *cell = (Cell){ .head = entry->head, .cost = entry->cost, .arc = arc, .round = entry->round, .parent = parent, .state = LABELLED };
  return heap_push (&whynot->heap, *entry, error);
}

/* A way to the end of an arc: is it better than what is known? */
static gboolean
offer (CowWhyNot *whynot, const Entry *entry, guint64 arc, guint32 parent, GError **error)
{
  Cell *cell = &whynot->cells[entry->vertex];
  Entry known = { cell->head, cell->cost, cell->round, entry->appearance, entry->vertex };
  const CowGraph *graph = whynot->view.graph;

  if (!cell->state || comes_before (NULL, entry, &known))
    return label (whynot, entry, arc, parent, error);
  if (!comes_before (NULL, &known, entry) && cow_graph_appearance (graph, parent) < cow_graph_appearance (graph, cell->parent))
    {
      cell->parent = parent;
      cell->arc = arc;
    }
  return TRUE;
}

/* marks: of the arcs, or all: what all of them have. first: the number of arc 0. */
static gboolean
relax (CowWhyNot *whynot, const CowCsr *arcs, guint64 first, const guint8 *marks_of, guint8 all, guint32 vertex, const guint64 *avoid, GError **error)
{
  const CowView *view = &whynot->view;
  const Cell from = whynot->cells[vertex];

  for (guint64 arc = arcs->offsets[vertex]; arc < arcs->offsets[vertex + 1]; arc++)
    {
      guint32 to = cow_csr_target (arcs, arc);
      guint8 marks = marks_of ? marks_of[arc] : all;

      if (whynot->cells[to].state & SETTLED)
        continue;
      Entry entry = { .head = from.head, .appearance = cow_graph_appearance (view->graph, to), .vertex = to };
      entry.head += marks & COW_MARK_TURNED ? ONE_TURNED : 0;
      entry.head += marks & COW_MARK_BARRED || has_bit (avoid, to);
      entry.cost = cow_label_add (from.cost, arcs, arc, whynot->kind, arcs->kind);
      entry.round = entry.head == from.head && entry.cost == from.cost ? from.round + 1 : 0;
      if (entry.cost <= whynot->limit && !offer (whynot, &entry, first + arc, vertex, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cow_whynot_run (CowWhyNot *whynot, const CowSearchQuery *query, CowProgress *progress, GError **error)
{
  const CowView *view = &whynot->view;
  guint next = 0;

  forget (whynot);
  if (!cow_search_check_vertex (view, query->sources[0], error))
    return FALSE;
  for (guint i = 0; query->targets && i < query->n_targets; i++)
    if (!cow_search_check_vertex (view, query->targets[i], error))
      return FALSE;
  whynot->source = query->sources[0];
  if (!label (whynot, &(Entry){ .appearance = cow_graph_appearance (view->graph, whynot->source), .vertex = whynot->source }, COW_ARC_NONE,
              COW_VERTEX_NONE, error))
    return FALSE;
  while (whynot->heap.n > 0)
    {
      whynot->counts.queue_peak = MAX (whynot->counts.queue_peak, whynot->heap.n);
      guint32 vertex = heap_pop (&whynot->heap).vertex;
      Cell *cell = &whynot->cells[vertex];
      guint64 degree = cow_csr_degree (&view->out, vertex) + (whynot->turned.n_arcs ? cow_csr_degree (&whynot->turned, vertex) : 0);

      if (cell->state & SETTLED)
        continue;
      if (whynot->kind != COW_CELL_REAL && cell->cost > G_MAXINT64)
        {
          cow_search_set_overflow (view, vertex, error);
          return FALSE;
        }
      cell->state |= SETTLED;
      while (query->targets && next < query->n_targets && whynot->cells[query->targets[next]].state & SETTLED)
        next++;
      if (query->targets && next == query->n_targets)
        break;
      if (!relax (whynot, &view->out, 0, view->marks, 0, vertex, query->avoid, error))
        return FALSE;
      if (whynot->turned.n_arcs && !relax (whynot, &whynot->turned, view->out.n_arcs, NULL, COW_MARK_TURNED, vertex, query->avoid, error))
        return FALSE;
      whynot->counts.settled++;
      whynot->counts.relaxed += degree;
      if (!cow_progress_go_on (progress, degree, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cow_whynot_way (const CowWhyNot *whynot, guint32 target, CowWhyNotWay *way, GArray *vertices, GArray *arcs)
{
  const Cell *cell = &whynot->cells[target];
  guint hops = 0;

  g_array_set_size (vertices, 0);
  g_array_set_size (arcs, 0);
  if (!(cell->state & SETTLED))
    return FALSE;
  *way = (CowWhyNotWay){ .turned = (guint32)(cell->head >> 32), .opened = (guint32)cell->head, .cost = cow_label_cost (cell->cost, whynot->kind) };
  for (guint32 at = target; at != whynot->source; at = whynot->cells[at].parent)
    hops++;
  g_array_set_size (vertices, hops + 1);
  g_array_set_size (arcs, hops);
  for (guint32 at = target;; at = whynot->cells[at].parent)
    {
      guint64 arc = whynot->cells[at].arc;

      g_array_index (vertices, guint32, hops) = at;
      if (hops-- == 0)
        return TRUE;
      g_array_index (arcs, guint64, hops) = arc;
      way->weightless |= whynot->view.marks && whynot->view.marks[arc] & COW_MARK_WEIGHTLESS;
    }
}

gboolean
cow_whynot_is_turned (const CowWhyNot *whynot, guint64 arc)
{
  return whynot->view.marks ? (whynot->view.marks[arc] & COW_MARK_TURNED) != 0 : arc >= whynot->view.out.n_arcs;
}

void
cow_whynot_counts (const CowWhyNot *whynot, CowSearchCounts *counts)
{
  *counts = whynot->counts;
  counts->scratch_bytes = cow_whynot_scratch_bytes (&whynot->view) + whynot->heap.room * sizeof (Entry);
}
