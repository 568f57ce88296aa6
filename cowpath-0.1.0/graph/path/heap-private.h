/* heap-private.h - the 4-ary heap of heap.c and widest.c, inline where it counts.
 *
 * A vertex that gets closer is put in again and its older entry is stale; a full heap throws the stale ones away, so it never
 * holds more than 1.25 n. */
#pragma once

#include "graph/path/search-private.h"

G_BEGIN_DECLS

#define COW_HEAP_ARITY 4

typedef struct
{
  guint64 key;
  guint32 vertex;
} CowHeapEntry;

struct _CowHeap
{
  CowHeapEntry *entries;
  gsize bytes;
  guint64 n_entries, room;
};

/* Puts `entry` at `hole`, or at the place below it where it belongs. */
static inline void
cow_heap_sift_down (CowHeap *heap, guint64 hole, CowHeapEntry entry)
{
  CowHeapEntry *entries = heap->entries;

  for (;;)
    {
      guint64 child = hole * COW_HEAP_ARITY + 1, end = MIN (child + COW_HEAP_ARITY, heap->n_entries), least = child;
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

static inline CowHeapEntry
cow_heap_pop (CowHeap *heap)
{
  CowHeapEntry first = heap->entries[0], last = heap->entries[--heap->n_entries];

  if (heap->n_entries > 0)
    cow_heap_sift_down (heap, 0, last);
  return first;
}

static inline void
cow_heap_drop_stale (CowHeap *heap, const CowLabels *labels)
{
  guint64 kept = 0;

  for (guint64 i = 0; i < heap->n_entries; i++)
    if (cow_label_get (labels, heap->entries[i].vertex) == heap->entries[i].key)
      heap->entries[kept++] = heap->entries[i];
  heap->n_entries = kept;
  for (guint64 i = kept / COW_HEAP_ARITY + 1; i > 0; i--)
    if (i - 1 < kept)
      cow_heap_sift_down (heap, i - 1, heap->entries[i - 1]);
}

static inline void
cow_heap_push (CowHeap *heap, const CowLabels *labels, CowHeapEntry entry)
{
  if (G_UNLIKELY (heap->n_entries == heap->room))
    cow_heap_drop_stale (heap, labels);
  guint64 hole = heap->n_entries++;
  while (hole > 0 && heap->entries[(hole - 1) / COW_HEAP_ARITY].key > entry.key)
    {
      heap->entries[hole] = heap->entries[(hole - 1) / COW_HEAP_ARITY];
      hole = (hole - 1) / COW_HEAP_ARITY;
    }
  heap->entries[hole] = entry;
}

G_END_DECLS
