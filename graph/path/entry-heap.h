/* entry-heap.h - a heap of entries of any type, four to a node, in an array that grows: the queue of searches that order by more than a cost.
 *
 * COW_DEFINE_HEAP (Heap, Entry, comes_before) makes the type and static functions heap_push, heap_pop for it. Entries are moved, never
 * compared with themselves; comes_before (heap, a, b) is 0 or 1 and must be a total order where the order of equals would show, and may look at heap->context.
 *
 * Source: Johnson, "Priority queues with update and finding minimum spanning trees", 1975 (d-ary heaps). */
#pragma once

#include "graph/types.h"

G_BEGIN_DECLS

#define COW_HEAP_ARITY 4 /* heap_pop picks the least of so many */

#define COW_DEFINE_HEAP(Heap, Entry, comes_before)                                                                                \
  typedef struct                                                                                                                  \
  {                                                                                                                               \
    Entry *entries;                                                                                                               \
    gsize n, room;                                                                                                                \
    gconstpointer context;                                                                                                        \
  } Heap;                                                                                                                         \
                                                                                                                                  \
  static gboolean heap_grow (Heap *heap, GError **error)                                                                          \
  {                                                                                                                               \
    gsize room = heap->room ? heap->room * 2 : 256;                                                                               \
    Entry *entries = g_try_realloc_n (heap->entries, room, sizeof *entries);                                                      \
                                                                                                                                  \
    if (!entries)                                                                                                                 \
      {                                                                                                                           \
        g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,                                                              \
                     "not enough memory for the queue of a search: %" G_GSIZE_FORMAT " bytes wanted", room * sizeof *entries);    \
        return FALSE;                                                                                                             \
      }                                                                                                                           \
    heap->entries = entries;                                                                                                      \
    heap->room = room;                                                                                                            \
    return TRUE;                                                                                                                  \
  }                                                                                                                               \
                                                                                                                                  \
  static inline gboolean heap_push (Heap *heap, Entry entry, GError **error)                                                      \
  {                                                                                                                               \
    gsize hole = heap->n;                                                                                                         \
                                                                                                                                  \
    if (G_UNLIKELY (hole == heap->room) && !heap_grow (heap, error))                                                              \
      return FALSE;                                                                                                               \
    heap->n++;                                                                                                                    \
    for (gsize above; hole > 0 && comes_before (heap, &entry, &heap->entries[above = (hole - 1) / COW_HEAP_ARITY]); hole = above) \
      heap->entries[hole] = heap->entries[above];                                                                                 \
    heap->entries[hole] = entry;                                                                                                  \
    return TRUE;                                                                                                                  \
  }                                                                                                                               \
                                                                                                                                  \
  /* Of a heap that is not empty. */                                                                                              \
  static inline Entry heap_pop (Heap *heap)                                                                                       \
  {                                                                                                                               \
    Entry *entries = heap->entries, first = entries[0], last = entries[--heap->n];                                                \
    gsize hole = 0, n = heap->n;                                                                                                  \
                                                                                                                                  \
    for (gsize child; (child = hole * COW_HEAP_ARITY + 1) < n;)                                                                   \
      {                                                                                                                           \
        gsize least = child;                                                                                                      \
                                                                                                                                  \
        /* Of a full node in two rounds, which the processor need not guess. */                                                   \
        if (G_LIKELY (child + COW_HEAP_ARITY <= n))                                                                               \
          {                                                                                                                       \
            gsize left = child + (gsize)comes_before (heap, &entries[child + 1], &entries[child]);                                \
            gsize right = child + 2 + (gsize)comes_before (heap, &entries[child + 3], &entries[child + 2]);                       \
                                                                                                                                  \
            least = comes_before (heap, &entries[right], &entries[left]) ? right : left;                                          \
          }                                                                                                                       \
        else                                                                                                                      \
          for (gsize i = child + 1; i < n; i++)                                                                                   \
            least = comes_before (heap, &entries[i], &entries[least]) ? i : least;                                                \
        if (!comes_before (heap, &entries[least], &last))                                                                         \
          break;                                                                                                                  \
        entries[hole] = entries[least];                                                                                           \
        hole = least;                                                                                                             \
      }                                                                                                                           \
    entries[hole] = last;                                                                                                         \
    return first;                                                                                                                 \
  }

G_END_DECLS
