/* widest.c - the path whose narrowest arc is widest, to all vertices.
 *
 * The trick: what is reached over arcs no narrower than the way so far is exactly as wide as that way. So a flood fills, from a
 * stack, all that a width reaches, and only the arcs that are narrower go through the heap; when the flood is done the widest of
 * them is the next width. Widths are kept as what is missing to the widest there can be: label 0 is a source, and labels grow.
 *
 * Source: Dijkstra, "A note on two problems in connexion with graphs", 1959, with min for the sum; Pollack, "The maximum capacity
 * through a network", 1960. */
#include "graph/path/heap-private.h"

struct _CowWidest
{
  CowHeap *heap;
  guint32 *stack; /* [n]: a vertex is put on it once, when its width is final */
  gsize bytes;
  guint64 height;
};

guint64
cow_widest_bytes (guint32 n)
{
  return cow_heap_bytes (n) + (guint64)n * sizeof (guint32) + 4096;
}

CowWidest *
cow_widest_new (guint32 n, GError **error)
{
  CowWidest *widest = g_new0 (CowWidest, 1);

  widest->bytes = (gsize)n * sizeof (guint32);
  widest->heap = cow_heap_new (n, error);
  if (widest->heap && (widest->stack = cow_scratch_map (widest->bytes, error)))
    return widest;
  cow_widest_free (widest);
  return NULL;
}

void
cow_widest_free (CowWidest *widest)
{
  if (!widest)
    return;
  cow_heap_free (widest->heap);
  cow_scratch_unmap (widest->stack, widest->bytes);
  g_free (widest);
}

gboolean
cow_widest_check_view (const CowView *view, GError **error)
{
  if (view->out.kind != COW_WEIGHT_I64 || view->weight_min_int > G_MININT64)
    return TRUE;
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "an edge of weight %" G_GINT64_FORMAT ": widths begin one above that", G_MININT64);
  return FALSE;
}

COW_INLINE void
flood_arcs (CowWidest *widest, CowSearchRun *run, guint32 vertex, guint64 level, CowWeightKind weights)
{
  const CowCsr *csr = &run->view->out;

  for (guint64 arc = csr->offsets[vertex]; arc < csr->offsets[vertex + 1]; arc++)
    {
      guint32 to = cow_csr_target (csr, arc);
      guint64 before = cow_label_get_as (run->labels, to, COW_CELL_WIDTH), label;
      if (before <= level)
        continue;
      label = MAX (level, cow_width_of_arc (csr, arc, weights));
      if (label >= before || label > run->limit)
        continue;
      cow_label_set_as (run->labels, to, label, COW_CELL_WIDTH);
      if (label == level)
        widest->stack[widest->height++] = to;
      else
        cow_heap_push (widest->heap, run->labels, (CowHeapEntry){ .key = label, .vertex = to });
    }
}

/* All that is as wide as `level`. TRUE: stopped. */
COW_INLINE gboolean
flood (CowWidest *widest, CowSearchRun *run, guint64 level, CowWeightKind weights)
{
  while (widest->height > 0)
    {
      guint32 vertex = widest->stack[--widest->height];
      guint64 degree = cow_csr_degree (&run->view->out, vertex);
      flood_arcs (widest, run, vertex, level, weights);
      run->counts->settled++;
      run->counts->relaxed += degree;
      if (run->progress != NULL && cow_progress_step (run->progress, degree))
        return TRUE;
    }
  return FALSE;
}

COW_INLINE CowSearchStop
search (CowWidest *widest, CowSearchRun *run, CowWeightKind weights)
{
  CowHeap *heap = widest->heap;
  guint64 level = 0;
  guint next_target = 0;

  heap->n_entries = 0;
  widest->height = 0;
  for (guint i = 0; i < run->n_sources; i++)
    widest->stack[widest->height++] = run->sources[i];
  for (;;)
    {
      if (flood (widest, run, level, weights))
        return COW_STOP_CANCELLED;
      if (heap->n_entries == 0)
        break;
      run->counts->queue_peak = MAX (run->counts->queue_peak, heap->n_entries);
      CowHeapEntry entry = cow_heap_pop (heap);
      if (cow_label_get_as (run->labels, entry.vertex, COW_CELL_WIDTH) != entry.key)
        continue;
      if (entry.key > level && run->targets != NULL && cow_search_targets_done (run, &next_target, level))
        {
          run->radius = level;
          return COW_STOP_DONE;
        }
      level = entry.key;
      widest->stack[widest->height++] = entry.vertex;
    }
  run->radius = COW_LABEL_NONE - 1;
  return COW_STOP_DONE;
}

CowSearchStop
cow_widest_run (CowWidest *widest, CowSearchRun *run)
{
  switch (run->view->out.kind)
    {
    case COW_WEIGHT_U32:
      return search (widest, run, COW_WEIGHT_U32);
    case COW_WEIGHT_I64:
      return search (widest, run, COW_WEIGHT_I64);
    case COW_WEIGHT_F64:
      return search (widest, run, COW_WEIGHT_F64);
    case COW_WEIGHT_NONE:
    default:
      return search (widest, run, COW_WEIGHT_NONE);
    }
}
