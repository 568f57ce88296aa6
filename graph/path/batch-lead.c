/* batch-lead.c - how far each source of a batch is from where most arcs are; see batch-lead.h.
 *
 * A search by Dijkstra's rule, its labels in a hash table, ends when the vertices it settled have so many arcs. Where a few
 * vertices have most of the arcs, it has come to one of them; where all have about as many, searches grow alike from then on. How far it
 * came is how much earlier than others the source must set out. */
#include "graph/path/batch-lead.h"
#include "graph/path/entry-heap.h"

#define ENOUGH_ARCS 8192

typedef struct
{
  guint64 cost;
  guint32 vertex;
} Entry;

static inline gboolean
comes_before (gconstpointer heap, const Entry *a, const Entry *b)
{
  (void)heap;
  return a->cost < b->cost;
}

COW_DEFINE_HEAP (Heap, Entry, comes_before)

/* The cost at which the search of one source has met enough arcs, or all there are, or `longest`. */
static gboolean
find_distance (const CowCsr *csr, guint32 source, guint32 longest, Heap *heap, GHashTable *settled, guint32 *distance, GError **error)
{
  guint64 arcs = 0;

  *distance = 0;
  heap->n = 0;
  g_hash_table_remove_all (settled);
  if (!heap_push (heap, (Entry){ 0, source }, error))
    return FALSE;
  while (heap->n > 0 && *distance < longest)
    {
      Entry entry = heap_pop (heap);
      if (!g_hash_table_add (settled, GUINT_TO_POINTER (entry.vertex)))
        continue;
      guint64 first = csr->offsets[entry.vertex], end = csr->offsets[entry.vertex + 1];
      *distance = (guint32)MIN (entry.cost, longest);
      arcs += end - first;
      if (arcs >= ENOUGH_ARCS)
        break;
      for (guint64 arc = first; arc < end; arc++)
        if (!heap_push (heap, (Entry){ entry.cost + csr->targets[arc * 2 + 1], csr->targets[arc * 2] }, error))
          return FALSE;
    }
  return TRUE;
}

gboolean
cow_batch_find_leads (const CowView *view, const guint32 *sources, guint n_sources, guint32 longest, guint32 *leads, GError **error)
{
  g_autoptr (GHashTable) settled = g_hash_table_new (NULL, NULL);
  Heap heap = { 0 };
  guint32 farthest = 0;
  gboolean goes_on = TRUE;

  for (guint lane = 0; lane < n_sources && goes_on; lane++)
    {
      goes_on = find_distance (&view->out, sources[lane], longest, &heap, settled, &leads[lane], error);
      farthest = MAX (farthest, leads[lane]);
    }
  for (guint lane = 0; lane < n_sources; lane++)
    leads[lane] = farthest - leads[lane];
  g_free (heap.entries);
  return goes_on;
}
