/* spur.c - A* with exact potentials: where nothing is closed it walks straight to the goal, and else it leaves the tree of shortest ways only
 * as far as it must.
 *
 * Cells carry the number of the search that wrote them, so that nothing is wiped between two. The queue is ordered by the
 * estimated cost of the whole way, then by how far along it is, then by appearance: a total order that does not know how vertices lie in memory.
 *
 * Source: Hart, Nilsson, Raphael, "A formal basis for the heuristic determination of minimum cost paths", 1968. */
#include "graph/path/spur.h"

#include "graph/path/entry-heap.h"

typedef struct
{
  guint64 cost; /* of the cheapest way known */
  guint64 arc;  /* its last arc, COW_ARC_NONE at the start */
  guint32 from;
  guint32 round;  /* of the search that wrote the above */
  guint32 closed; /* round of closing */
  guint32 unused;
} Cell;

typedef struct
{
  guint64 estimate, cost;
  guint32 appearance, vertex;
} Entry;

COW_INLINE gboolean
comes_before (gconstpointer heap, const Entry *a, const Entry *b)
{
  (void)heap;
  if (a->estimate != b->estimate)
    return a->estimate < b->estimate;
  if (a->cost != b->cost)
    return a->cost > b->cost;
  return a->appearance < b->appearance;
}

COW_DEFINE_HEAP (Heap, Entry, comes_before)

struct _CowSpur
{
  CowGoal *goal;
  Cell *cells; /* [n] */
  gsize cells_bytes;
  guint32 round, closing;
  Heap heap;
};

static gsize
cells_bytes (const CowView *view)
{
  return (gsize)view->out.n * sizeof (Cell);
}

guint64
cow_spur_scratch_bytes (const CowView *view)
{
  /* The queue holds what one search touched, rarely more than a part of the vertices. */
  return cells_bytes (view) + (guint64)view->out.n / 4 * sizeof (Entry);
}

CowSpur *
cow_spur_new (CowGoal *goal, GError **error)
{
  CowSpur *spur = g_new0 (CowSpur, 1);

  spur->goal = goal;
  spur->closing = 1;
  spur->cells_bytes = cells_bytes (&goal->view);
  spur->cells = cow_scratch_map (spur->cells_bytes, error);
  if (spur->cells)
    return spur;
  g_free (spur);
  return NULL;
}

void
cow_spur_free (CowSpur *spur)
{
  if (!spur)
    return;
  cow_scratch_unmap (spur->cells, spur->cells_bytes);
  g_free (spur->heap.entries);
  g_free (spur);
}

static void
wipe (CowSpur *spur)
{
  memset (spur->cells, 0, spur->cells_bytes);
}

void
cow_spur_open_all (CowSpur *spur)
{
  if (++spur->closing == 0)
    {
      wipe (spur);
      spur->round = 0;
      spur->closing = 1;
    }
}

void
cow_spur_close (CowSpur *spur, guint32 vertex)
{
  spur->cells[vertex].closed = spur->closing;
}

void
cow_spur_open (CowSpur *spur, guint32 vertex)
{
  spur->cells[vertex].closed = 0;
}

static void
begin_round (CowSpur *spur)
{
  spur->heap.n = 0;
  if (++spur->round != 0)
    return;
  for (guint32 vertex = 0; vertex < spur->goal->view.out.n; vertex++)
    spur->cells[vertex].round = 0;
  spur->round = 1;
}

/* ---- the search ---- */

static gboolean
is_forbidden (const CowSpurQuery *query, guint64 arc)
{
  guint low = 0, high = query->n_not_arcs;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (query->not_arcs[middle] < arc)
        low = middle + 1;
      else
        high = middle;
    }
  return low < query->n_not_arcs && query->not_arcs[low] == arc;
}

typedef struct
{
  guint64 limit; /* with slack */
  guint64 near;  /* with slack, at most the limit */
  guint64 least_beyond; /* estimate of what was left for later */
  gboolean *overflow;
} Bounds;

/* Is it worth knowing what else is left out, be it only that it costs more than can be counted? */
COW_INLINE gboolean
is_news (const Bounds *bounds, guint64 estimate, CowCellKind kind)
{
  return estimate <= bounds->limit ? estimate < bounds->least_beyond : kind != COW_CELL_REAL && estimate > G_MAXINT64;
}

COW_INLINE void
leave_out (Bounds *bounds, guint64 estimate)
{
  if (estimate <= bounds->limit)
    bounds->least_beyond = estimate;
  else
    *bounds->overflow = TRUE;
}

/* The potential is asked before the cell: of the many neighbors of a busy vertex it dismisses most, and it lies closer. */
COW_INLINE gboolean
relax (CowSpur *spur, const CowSpurQuery *query, Bounds *bounds, guint32 from, guint64 cost, CowCellKind kind, CowWeightKind weights, GError **error)
{
  const CowCsr *out = &spur->goal->view.out;

  for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
    {
      guint32 to = cow_csr_target (out, arc);
      Cell *cell = &spur->cells[to];
      guint64 rest = cow_goal_label (spur->goal, to), longer = cow_label_add (cost, out, arc, kind, weights), estimate;

      if (rest == COW_LABEL_NONE)
        continue;
      estimate = cow_label_sum (longer, rest, kind);
      if (estimate > bounds->near && !is_news (bounds, estimate, kind))
        continue;
      if (cell->closed == spur->closing || (cell->round == spur->round && cell->cost <= longer)
          || (from == query->start && is_forbidden (query, arc)))
        continue;
      if (estimate > bounds->near)
        {
          leave_out (bounds, estimate);
          continue;
        }
      cell->cost = longer;
      cell->arc = arc;
      cell->from = from;
      cell->round = spur->round;
      if (!heap_push (&spur->heap, (Entry){ estimate, longer, cow_graph_appearance (spur->goal->view.graph, to), to }, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
relax_by_kind (CowSpur *spur, const CowSpurQuery *query, Bounds *bounds, guint32 from, guint64 cost, GError **error)
{
  switch (spur->goal->view.out.kind)
    {
    case COW_WEIGHT_U32:
      return relax (spur, query, bounds, from, cost, COW_CELL_WIDE, COW_WEIGHT_U32, error);
    case COW_WEIGHT_I64:
      return relax (spur, query, bounds, from, cost, COW_CELL_WIDE, COW_WEIGHT_I64, error);
    case COW_WEIGHT_F64:
      return relax (spur, query, bounds, from, cost, COW_CELL_REAL, COW_WEIGHT_F64, error);
    case COW_WEIGHT_NONE:
    default:
      return relax (spur, query, bounds, from, cost, COW_CELL_WIDE, COW_WEIGHT_NONE, error);
    }
}

static void
append_arcs (const CowSpur *spur, guint32 start, GArray *arcs)
{
  guint first = arcs->len;

  for (guint32 at = spur->goal->target; at != start; at = spur->cells[at].from)
    g_array_append_val (arcs, spur->cells[at].arc);
  for (guint i = first, j = arcs->len; i + 1 < j; i++)
    {
      guint64 kept = g_array_index (arcs, guint64, --j);

      g_array_index (arcs, guint64, j) = g_array_index (arcs, guint64, i);
      g_array_index (arcs, guint64, i) = kept;
    }
}

/* The next vertex to settle. NONE: there is none; LATER: what there is shall wait, from *cost on. */
static CowSpurResult
take_next (CowSpur *spur, const CowSpurQuery *query, const Bounds *bounds, guint64 looked_at, Entry *entry, guint64 *cost)
{
  CowCellKind kind = cow_goal_kind (spur->goal);

  do
    {
      if (spur->heap.n == 0)
        {
          *cost = cow_label_less_slack (bounds->least_beyond, kind);
          return bounds->least_beyond == COW_LABEL_NONE ? COW_SPUR_NONE : COW_SPUR_LATER;
        }
      *entry = heap_pop (&spur->heap);
    }
  while (entry->cost != spur->cells[entry->vertex].cost);
  if (!query->may_defer || looked_at < query->patience || entry->estimate <= query->enough || entry->vertex == spur->goal->target)
    return COW_SPUR_FOUND;
  *cost = cow_label_less_slack (entry->estimate, kind);
  return COW_SPUR_LATER;
}

CowSpurResult
cow_spur_run (CowSpur *spur, const CowSpurQuery *query, guint64 *cost, GArray *arcs, gboolean *overflow, CowProgress *progress,
              GError **error)
{
  CowGoal *goal = spur->goal;
  CowCellKind kind = cow_goal_kind (goal);
  Bounds bounds = { .limit = cow_label_with_slack (query->limit, kind), .least_beyond = COW_LABEL_NONE, .overflow = overflow };
  Entry entry = { .cost = query->cost, .vertex = query->start };
  Cell *start = &spur->cells[query->start];
  guint64 looked_at = 0;

  if (!goal->reached)
    return COW_SPUR_NONE;
  bounds.near = query->may_defer ? MIN (cow_label_with_slack (query->near, kind), bounds.limit) : bounds.limit;
  begin_round (spur);
  start->cost = query->cost;
  start->arc = COW_ARC_NONE;
  start->round = spur->round;
  while (entry.vertex != goal->target)
    {
      guint64 degree = cow_csr_degree (&goal->view.out, entry.vertex);
      CowSpurResult next;

      if (!relax_by_kind (spur, query, &bounds, entry.vertex, entry.cost, error))
        return COW_SPUR_FAILED;
      if (progress && cow_progress_step (progress, degree))
        {
          cow_search_set_cancelled (error);
          return COW_SPUR_FAILED;
        }
      looked_at += degree;
      goal->counts.settled++;
      goal->counts.relaxed += degree;
      goal->counts.queue_peak = MAX (goal->counts.queue_peak, spur->heap.n);
      next = take_next (spur, query, &bounds, looked_at, &entry, cost);
      if (next != COW_SPUR_FOUND)
        return next;
    }
  *cost = entry.cost;
  if (entry.cost > query->limit)
    return COW_SPUR_NONE;
  append_arcs (spur, query->start, arcs);
  return COW_SPUR_FOUND;
}
