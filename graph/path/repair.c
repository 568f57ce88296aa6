/* repair.c - see repair.h: a tree of shortest paths in preorder, so that whatever hangs on an edge or a vertex is one piece of an array.
 *
 * Taking something away makes no path cheaper, and a vertex whose path does not lead over it keeps that path: only the piece is looked at. Its vertices
 * start from the best arc that comes from outside the piece, then Dijkstra's search goes on inside. Nothing outside is written, so one tree serves
 * removal after removal, and the graph none the wiser.
 *
 * Labels of the piece lie in an array by place, wiped by the next removal. Of parallel edges that cost the same one is as good as another, so an edge
 * is left out by skipping one arc between its ends at which the sum is that of the tree. */
#include "graph/path/repair.h"

#include "graph/path/entry-heap.h"
#include "graph/path/search-private.h"

typedef struct
{
  guint64 label;
  guint32 vertex;
} Entry;

static inline gboolean
comes_before (gconstpointer heap, const Entry *a, const Entry *b)
{
  (void)heap;
  return a->label != b->label ? a->label < b->label : a->vertex < b->vertex;
}
COW_DEFINE_HEAP (Heap, Entry, comes_before)

struct _CowRepair
{
  CowView view;
  CowSearch *search;
  CowSearchFindings findings;
  gboolean rooted; /* findings hold something */
  CowCellKind kind;
  guint64 limit;   /* the largest label within the cutoff */
  gsize array_bytes, mended_bytes;
  guint32 *parents, *hops; /* hops: while the tree is laid out, where the next child goes */
  guint32 *sizes, *places, *order; /* of the tree: vertices below, itself included; preorder and its inverse */
  guint64 *mended; /* by place: labels in the piece */
  guint32 first, end; /* the piece, as places */
  gboolean gone;   /* the first vertex of the piece is */
  guint32 tail, head; /* the ends of the edge that is gone, COW_VERTEX_NONE: none */
  Heap heap;
  CowSearchCounts counts;
};

guint64
cow_repair_scratch_bytes (const CowView *view)
{
  return cow_search_scratch_bytes (view, COW_SEARCH_DIJKSTRA) + (guint64)view->out.n * (5 * sizeof (guint32) + sizeof (guint64));
}

static gboolean
map_arrays (CowRepair *repair, GError **error)
{
  guint32 **arrays[] = { &repair->parents, &repair->hops, &repair->sizes, &repair->places, &repair->order };

  repair->array_bytes = (gsize)repair->view.out.n * sizeof (guint32);
  repair->mended_bytes = (gsize)repair->view.out.n * sizeof (guint64);
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    if (!(*arrays[i] = cow_scratch_map (repair->array_bytes, error)))
      return FALSE;
  return (repair->mended = cow_scratch_map (repair->mended_bytes, error)) != NULL;
}

CowRepair *
cow_repair_new (const CowView *view, GError **error)
{
  CowRepair *repair;

  if (!view->in.offsets)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN, "no arcs to walk back on: the view has no reverse");
      return NULL;
    }
  repair = g_new0 (CowRepair, 1);
  repair->view = *view;
  repair->kind = view->out.kind == COW_WEIGHT_F64 ? COW_CELL_REAL : COW_CELL_WIDE;
  repair->search = cow_search_new (view, COW_SEARCH_DIJKSTRA, error);
  if (repair->search && map_arrays (repair, error))
    return repair;
  cow_repair_free (repair);
  return NULL;
}

void
cow_repair_free (CowRepair *repair)
{
  if (!repair)
    return;
  g_clear_pointer (&repair->search, cow_search_free);
  cow_scratch_unmap (repair->parents, repair->array_bytes);
  cow_scratch_unmap (repair->hops, repair->array_bytes);
  cow_scratch_unmap (repair->sizes, repair->array_bytes);
  cow_scratch_unmap (repair->places, repair->array_bytes);
  cow_scratch_unmap (repair->order, repair->array_bytes);
  cow_scratch_unmap (repair->mended, repair->mended_bytes);
  g_free (repair->heap.entries);
  g_free (repair);
}

/* ---- the tree ---- */

static guint64
label_of (const CowRepair *repair, guint32 vertex)
{
  guint64 label;

  if (!repair->rooted)
    return COW_LABEL_NONE;
  label = cow_label_get (repair->findings.labels, vertex);
  return label <= repair->findings.limit ? label : COW_LABEL_NONE;
}

/* Reached vertices by their hops, the source first, into by_depth. Returns how many. */
static guint32
sort_by_depth (const CowRepair *repair, guint32 *by_depth, guint32 *starts)
{
  guint32 n = repair->view.out.n, deepest = 0, place = 0;

  memset (starts, 0, repair->array_bytes);
  for (guint32 vertex = 0; vertex < n; vertex++)
    if (label_of (repair, vertex) != COW_LABEL_NONE)
      {
        starts[repair->hops[vertex]]++;
        deepest = MAX (deepest, repair->hops[vertex]);
      }
  for (guint32 depth = 0; depth <= deepest; depth++)
    {
      guint32 count = starts[depth];

      starts[depth] = place;
      place += count;
    }
  for (guint32 vertex = 0; vertex < n; vertex++)
    if (label_of (repair, vertex) != COW_LABEL_NONE)
      by_depth[starts[repair->hops[vertex]]++] = vertex;
  return place;
}

/* Who is above comes before who is below, so sizes go up in one pass and places down in another. */
static void
lay_out_tree (CowRepair *repair)
{
  guint32 *by_depth = (guint32 *)repair->mended, *starts = by_depth + repair->view.out.n;
  guint32 n = sort_by_depth (repair, by_depth, starts), *next = repair->hops;

  for (guint32 i = 0; i < n; i++)
    repair->sizes[by_depth[i]] = 1;
  for (guint32 i = n; i-- > 1;)
    repair->sizes[repair->parents[by_depth[i]]] += repair->sizes[by_depth[i]];
  for (guint32 i = 0; i < n; i++)
    {
      guint32 vertex = by_depth[i], above = repair->parents[vertex];

      repair->places[vertex] = above == COW_VERTEX_NONE ? 0 : next[above];
      if (above != COW_VERTEX_NONE)
        next[above] += repair->sizes[vertex];
      next[vertex] = repair->places[vertex] + 1;
      repair->order[repair->places[vertex]] = vertex;
    }
}

gboolean
cow_repair_root (CowRepair *repair, const CowSearchQuery *query, CowProgress *progress, GError **error)
{
  CowSearchQuery whole = *query;

  whole.targets = NULL;
  whole.n_targets = 0;
  repair->rooted = FALSE;
  repair->first = repair->end = 0;
  if (!cow_search_run (repair->search, &whole, progress, error))
    return FALSE;
  cow_search_counts (repair->search, &repair->counts);
  if (!cow_search_findings (repair->search, &repair->findings)
      || !cow_label_limit (repair->kind, query->has_cutoff, query->cutoff, &repair->limit))
    return TRUE;
  if (!cow_search_parents (repair->search, repair->parents, repair->hops, progress, error))
    return FALSE;
  repair->rooted = TRUE;
  lay_out_tree (repair);
  return TRUE;
}

CowCost
cow_repair_before (const CowRepair *repair, guint32 vertex)
{
  return cow_search_cost (repair->search, vertex);
}

gboolean
cow_repair_summarize (const CowRepair *repair, CowSearchSummary *summary, GError **error)
{
  return cow_search_summarize (repair->search, summary, error);
}

/* ---- cuts ---- */

static guint32
take_piece (CowRepair *repair, guint32 vertex)
{
  repair->first = repair->places[vertex];
  repair->end = repair->first + repair->sizes[vertex];
  return repair->sizes[vertex];
}

static void
put_back (CowRepair *repair)
{
  repair->first = repair->end = 0;
  repair->gone = FALSE;
  repair->tail = repair->head = COW_VERTEX_NONE;
}

/* Does the tree go over this arc, or over one beside it that costs the same? */
static gboolean
is_in_tree (const CowRepair *repair, guint64 arc, guint32 from, guint32 to)
{
  guint64 label = label_of (repair, from), cost = label_of (repair, to);

  return label != COW_LABEL_NONE && cost != COW_LABEL_NONE && repair->parents[to] == from
         && cow_label_add (label, &repair->view.out, arc, repair->kind, repair->findings.weights) == cost;
}

guint32
cow_repair_cut_edge (CowRepair *repair, guint64 arc, guint64 other_arc)
{
  const guint64 arcs[] = { arc, other_arc };

  put_back (repair);
  for (guint i = 0; i < G_N_ELEMENTS (arcs); i++)
    {
      if (arcs[i] == COW_ARC_NONE)
        continue;
      guint32 from = cow_view_arc_source (&repair->view, arcs[i]), to = cow_csr_target (&repair->view.out, arcs[i]);
      if (!is_in_tree (repair, arcs[i], from, to))
        continue;
      repair->tail = from;
      repair->head = to;
      return take_piece (repair, to);
    }
  return 0;
}

guint32
cow_repair_cut_vertex (CowRepair *repair, guint32 vertex)
{
  put_back (repair);
  if (label_of (repair, vertex) == COW_LABEL_NONE)
    return 0;
  repair->gone = TRUE;
  return take_piece (repair, vertex);
}

guint32
cow_repair_hung (const CowRepair *repair, guint32 index)
{
  return repair->order[repair->first + index];
}

gboolean
cow_repair_has_hung (const CowRepair *repair, guint32 vertex)
{
  return repair->first < repair->end && label_of (repair, vertex) != COW_LABEL_NONE && repair->places[vertex] >= repair->first
         && repair->places[vertex] < repair->end;
}

/* ---- mending ---- */

static gboolean
offer (CowRepair *repair, guint32 vertex, guint64 label, GError **error)
{
  guint64 *mended = &repair->mended[repair->places[vertex]];

  if (label >= *mended || label > repair->limit)
    return TRUE;
  *mended = label;
  return heap_push (&repair->heap, (Entry){ label, vertex }, error);
}

/* The best arc into a vertex of the piece from outside. */
static gboolean
enter (CowRepair *repair, guint32 vertex, GError **error)
{
  const CowCsr *in = &repair->view.in;
  guint64 best = COW_LABEL_NONE, lost = vertex == repair->head ? label_of (repair, vertex) : COW_LABEL_NONE;

  for (guint64 arc = in->offsets[vertex]; arc < in->offsets[vertex + 1]; arc++)
    {
      guint32 from = cow_csr_target (in, arc);
      guint64 label = label_of (repair, from);

      if (label == COW_LABEL_NONE || (repair->places[from] >= repair->first && repair->places[from] < repair->end))
        continue;
      label = cow_label_add (label, in, arc, repair->kind, repair->findings.weights);
      if (label == lost && from == repair->tail)
        lost = COW_LABEL_NONE; /* this one is gone, the others are not */
      else
        best = MIN (best, label);
    }
  repair->counts.relaxed += cow_csr_degree (in, vertex);
  return offer (repair, vertex, best, error);
}

static gboolean
relax (CowRepair *repair, Entry entry, GError **error)
{
  const CowCsr *out = &repair->view.out;

  for (guint64 arc = out->offsets[entry.vertex]; arc < out->offsets[entry.vertex + 1]; arc++)
    {
      guint32 to = cow_csr_target (out, arc);

      if (!cow_repair_has_hung (repair, to) || (repair->gone && repair->places[to] == repair->first))
        continue;
      if (!offer (repair, to, cow_label_add (entry.label, out, arc, repair->kind, repair->findings.weights), error))
        return FALSE;
    }
  repair->counts.relaxed += cow_csr_degree (out, entry.vertex);
  return TRUE;
}

/* Is the label of a vertex final once `label` is? */
static gboolean
is_mended (const CowRepair *repair, guint32 vertex, guint64 label)
{
  if (!cow_repair_has_hung (repair, vertex) || (repair->gone && repair->places[vertex] == repair->first))
    return TRUE;
  return repair->mended[repair->places[vertex]] <= label;
}

gboolean
cow_repair_mend (CowRepair *repair, const guint32 *targets, gsize n_targets, CowProgress *progress, GError **error)
{
  gsize next = 0;

  repair->heap.n = 0;
  memset (&repair->mended[repair->first], 0xff, (gsize)(repair->end - repair->first) * sizeof *repair->mended);
  for (guint32 place = repair->first + repair->gone; place < repair->end; place++)
    {
      guint32 vertex = repair->order[place];

      if (!enter (repair, vertex, error) || !cow_progress_go_on (progress, cow_csr_degree (&repair->view.in, vertex), error))
        return FALSE;
    }
  while (repair->heap.n > 0)
    {
      repair->counts.queue_peak = MAX (repair->counts.queue_peak, repair->heap.n);
      Entry entry = heap_pop (&repair->heap);

      if (entry.label != repair->mended[repair->places[entry.vertex]])
        continue;
      if (repair->kind == COW_CELL_WIDE && entry.label > G_MAXINT64)
        {
          cow_search_set_overflow (&repair->view, entry.vertex, error);
          return FALSE;
        }
      while (targets && next < n_targets && is_mended (repair, targets[next], entry.label))
        next++;
      if (targets && next == n_targets)
        return TRUE;
      repair->counts.settled++;
      if (!relax (repair, entry, error) || !cow_progress_go_on (progress, cow_csr_degree (&repair->view.out, entry.vertex), error))
        return FALSE;
    }
  return TRUE;
}

CowCost
cow_repair_after (const CowRepair *repair, guint32 vertex)
{
  if (!cow_repair_has_hung (repair, vertex))
    return cow_repair_before (repair, vertex);
  guint64 label = repair->mended[repair->places[vertex]];
  if (label == COW_LABEL_NONE || (repair->gone && repair->places[vertex] == repair->first))
    return cow_cost_unreachable ();
  return cow_label_cost (label, repair->kind);
}

void
cow_repair_counts (CowRepair *repair, CowSearchCounts *counts)
{
  *counts = repair->counts;
  counts->algorithm = "repair of a tree of shortest paths";
  counts->scratch_bytes = cow_repair_scratch_bytes (&repair->view) + repair->heap.room * sizeof (Entry);
  repair->counts = (CowSearchCounts){ 0 };
}
