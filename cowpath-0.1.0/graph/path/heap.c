/* heap.c - Dijkstra's algorithm with one 4-ary heap: the plain form, and what is left when weights differ too
 * much for buckets.
 *
 * Keys are costs as bits (integers, or doubles that are not negative: both compare as integers).
 *
 * Source: Johnson, "Priority queues with update and finding minimum spanning trees", 1975 (d-ary heaps). */
#include "graph/path/heap-private.h"

static guint64
room_for (guint32 n)
{
  return (guint64)n + n / 4 + 16;
}

guint64
cow_heap_bytes (guint32 n)
{
  return room_for (n) * sizeof (CowHeapEntry) + sizeof (CowHeap) + 4096;
}

CowHeap *
cow_heap_new (guint32 n, GError **error)
{
  CowHeap *heap = g_new0 (CowHeap, 1);

  heap->room = room_for (n);
  heap->bytes = heap->room * sizeof (CowHeapEntry);
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
      cow_heap_push (heap, run->labels, (CowHeapEntry){ .key = longer, .vertex = to });
    }
}

COW_INLINE CowSearchStop
search (CowHeap *heap, CowSearchRun *run, guint32 *overflow, CowCellKind kind, CowWeightKind weights)
{
  const CowCsr *csr = &run->view->out;
  guint next_target = 0;

  heap->n_entries = 0;
  for (guint i = 0; i < run->n_sources; i++)
    cow_heap_push (heap, run->labels, (CowHeapEntry){ .key = 0, .vertex = run->sources[i] });
  while (heap->n_entries > 0)
    {
      run->counts->queue_peak = MAX (run->counts->queue_peak, heap->n_entries);
      CowHeapEntry entry = cow_heap_pop (heap);
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

static CowSearchStop
search_chances (CowHeap *heap, CowSearchRun *run, guint32 *overflow)
{
  switch (run->view->out.kind)
    {
    case COW_WEIGHT_U32:
      return search (heap, run, overflow, COW_CELL_CHANCE, COW_WEIGHT_U32);
    case COW_WEIGHT_I64:
      return search (heap, run, overflow, COW_CELL_CHANCE, COW_WEIGHT_I64);
    case COW_WEIGHT_F64:
      return search (heap, run, overflow, COW_CELL_CHANCE, COW_WEIGHT_F64);
    case COW_WEIGHT_NONE:
    default:
      return search (heap, run, overflow, COW_CELL_CHANCE, COW_WEIGHT_NONE);
    }
}

CowSearchStop
cow_heap_run (CowHeap *heap, CowSearchRun *run, guint32 *overflow)
{
  if (run->labels->kind == COW_CELL_CHANCE)
    return search_chances (heap, run, overflow);
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
