/* heap.c - Dijkstra's algorithm with one 4-ary heap: the plain form, and what is left when weights differ too
 * much for buckets.
 *
 * Keys are costs as bits (integers, or doubles that are not negative: both compare as integers). A vertex
 * that gets closer is put in again and its older entry is stale; a full heap throws the stale ones away, so
 * it never holds more than 1.25 n.
 *
 * Source: Johnson, "Priority queues with update and finding minimum spanning trees", 1975 (d-ary heaps). */
#include "graph/path/search-private.h"

#define ARITY 4

typedef struct
{
  guint64 key;
  guint32 vertex;
} Entry;

struct _CowHeap
{
  Entry *entries;
  gsize bytes;
  guint64 n_entries, room;
};

static guint64
room_for (guint32 n)
{
  return (guint64)n + n / 4 + 16;
}

guint64
cow_heap_bytes (guint32 n)
{
  return room_for (n) * sizeof (Entry) + sizeof (CowHeap) + 4096;
}

CowHeap *
cow_heap_new (guint32 n, GError **error)
{
  CowHeap *heap = g_new0 (CowHeap, 1);

  heap->room = room_for (n);
  heap->bytes = heap->room * sizeof (Entry);
  heap->entries = cow_scratch_map (heap->bytes, error);
  if (heap->entries != NULL)
    return heap;
  g_free (heap);
  return NULL;
}

void
cow_heap_free (CowHeap *heap)
{
  if (heap == NULL)
    return;
  cow_scratch_unmap (heap->entries, heap->bytes);
  g_free (heap);
}

/* Puts `entry` at `hole`, or at the place below it where it belongs. */
static void
sift_down (CowHeap *heap, guint64 hole, Entry entry)
{
  Entry *entries = heap->entries;

  for (;;)
    {
      guint64 child = hole * ARITY + 1, end = MIN (child + ARITY, heap->n_entries), least = child;
      if (child >= heap->n_entries)
        break;
      for (guint64 i = child + 1; i < end; i++)
        least = entries[i].key < entries[least].key ? i : least;
      if (entries[least].key >= entry.key)
        break;
      entries[hole] = entries[least];
      hole = least;
    }
  entries[hole] = entry;
}

static Entry
pop (CowHeap *heap)
{
  Entry first = heap->entries[0], last = heap->entries[--heap->n_entries];

  if (heap->n_entries > 0)
    sift_down (heap, 0, last);
  return first;
}

static void
drop_stale (CowHeap *heap, const CowLabels *labels)
{
  guint64 kept = 0;

  for (guint64 i = 0; i < heap->n_entries; i++)
    if (cow_label_get (labels, heap->entries[i].vertex) == heap->entries[i].key)
      heap->entries[kept++] = heap->entries[i];
  heap->n_entries = kept;
  for (guint64 i = kept / ARITY + 1; i > 0; i--)
    if (i - 1 < kept)
      sift_down (heap, i - 1, heap->entries[i - 1]);
}

static void
push (CowHeap *heap, const CowLabels *labels, Entry entry)
{
  if (G_UNLIKELY (heap->n_entries == heap->room))
    drop_stale (heap, labels);
  guint64 hole = heap->n_entries++;
  while (hole > 0 && heap->entries[(hole - 1) / ARITY].key > entry.key)
    {
      heap->entries[hole] = heap->entries[(hole - 1) / ARITY];
      hole = (hole - 1) / ARITY;
    }
  heap->entries[hole] = entry;
}

COW_INLINE void
relax_arcs (CowHeap *heap, CowSearchRun *run, guint32 vertex, guint64 cost, CowCellKind kind,
            CowWeightKind weights)
{
  const CowCsr *csr = &run->view->out;

  for (guint64 arc = csr->offsets[vertex]; arc < csr->offsets[vertex + 1]; arc++)
    {
      guint32 to = cow_csr_target (csr, arc);
      guint64 longer = cow_label_add (cost, csr, arc, kind, weights);
      if (longer >= cow_label_get_as (run->labels, to, kind) || longer > run->limit)
        continue;
      cow_label_set_as (run->labels, to, longer, kind);
      push (heap, run->labels, (Entry){ .key = longer, .vertex = to });
    }
}

COW_INLINE CowSearchStop
search (CowHeap *heap, CowSearchRun *run, guint32 *overflow, CowCellKind kind, CowWeightKind weights)
{
  const CowCsr *csr = &run->view->out;
  guint next_target = 0;

  heap->n_entries = 0;
  for (guint i = 0; i < run->n_sources; i++)
    push (heap, run->labels, (Entry){ .key = 0, .vertex = run->sources[i] });
  while (heap->n_entries > 0)
    {
      run->counts->queue_peak = MAX (run->counts->queue_peak, heap->n_entries);
      Entry entry = pop (heap);
      if (cow_label_get_as (run->labels, entry.vertex, kind) != entry.key)
        continue;
      /* Not before all vertices at the last target's cost are known: ties along a path look at them. */
      if (run->targets != NULL && entry.key > 0 && cow_search_targets_done (run, &next_target, entry.key - 1))
        {
          run->radius = entry.key - 1;
          return COW_STOP_DONE;
        }
      if (kind == COW_CELL_WIDE && entry.key > G_MAXINT64)
        {
          *overflow = entry.vertex;
          return COW_STOP_OVERFLOW;
        }
      relax_arcs (heap, run, entry.vertex, entry.key, kind, weights);
      guint64 degree = cow_csr_degree (csr, entry.vertex);
      run->counts->settled++;
      run->counts->relaxed += degree;
      if (run->progress != NULL && cow_progress_step (run->progress, degree))
        return COW_STOP_CANCELLED;
    }
  run->radius = COW_LABEL_NONE - 1;
  return COW_STOP_DONE;
}

CowSearchStop
cow_heap_run (CowHeap *heap, CowSearchRun *run, guint32 *overflow)
{
  switch (run->view->out.kind)
    {
    case COW_WEIGHT_U32:
      return search (heap, run, overflow, COW_CELL_WIDE, COW_WEIGHT_U32);
    case COW_WEIGHT_I64:
      return search (heap, run, overflow, COW_CELL_WIDE, COW_WEIGHT_I64);
    case COW_WEIGHT_F64:
      return search (heap, run, overflow, COW_CELL_REAL, COW_WEIGHT_F64);
    case COW_WEIGHT_NONE:
    default:
      return search (heap, run, overflow, COW_CELL_WIDE, COW_WEIGHT_NONE);
    }
}
