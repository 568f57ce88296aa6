/* heap-arena.h - graph/arena.h on the heap, for fuzzers: the linker takes these functions in place of graph/arena.c.
 *
 * A mapping costs a fuzzer more than all that it does with the graph, and hides the step behind the end of an image in the rest of its
 * last page; on the heap AddressSanitizer sees it. Nothing is sealed: what writes to a graph is the business of the other tests. */
#pragma once

#include <string.h>

#include "graph/arena.h"

struct _CowArena
{
  guint8 *base;
  gsize bytes;
};

CowArena *
cow_arena_new (gsize bytes, GError **error)
{
  guint8 *base = g_try_malloc0 (MAX (bytes, 1));
  CowArena *arena;

  if (base == NULL)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "not enough memory: %" G_GSIZE_FORMAT " bytes wanted", bytes);
      return NULL;
    }
  arena = g_new0 (CowArena, 1);
  arena->base = base;
  arena->bytes = bytes;
  return arena;
}

CowArena *
cow_arena_map_file (int fd, GError **error)
{
  (void)fd;
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "no file is mapped here");
  return NULL;
}

void
cow_arena_free (CowArena *arena)
{
  if (arena != NULL)
    g_free (arena->base);
  g_free (arena);
}

gboolean
cow_arena_is_whole (const CowArena *arena)
{
  (void)arena;
  return TRUE;
}

void *
cow_arena_base (const CowArena *arena)
{
  return arena->base;
}

gsize
cow_arena_bytes (const CowArena *arena)
{
  return arena->bytes;
}

gboolean
cow_arena_seal (CowArena *arena, GError **error)
{
  (void)arena, (void)error;
  return TRUE;
}

gboolean
cow_arena_unseal_pages (CowArena *arena, const void *start, gsize bytes, GError **error)
{
  (void)arena, (void)start, (void)bytes, (void)error;
  return TRUE;
}

guint64
cow_memory_available (void)
{
  return 0;
}
