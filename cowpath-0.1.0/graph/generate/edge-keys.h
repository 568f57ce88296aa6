/* edge-keys.h - edges as sorted 64-bit keys, source in front: how random models merge duplicates and write in order. */
#pragma once

#include "graph/generate/model.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 *keys, *spare;
  guint64 count, capacity;
  guint bits; /* of one vertex: a key has twice as many */
} CowEdgeKeys;

/* Errors: COW_GRAPH_ERROR_MEMORY, with the bytes wanted. */
gboolean cow_edge_keys_init (CowEdgeKeys *keys, guint64 capacity, guint64 n_vertices, GError **error);
void cow_edge_keys_clear (CowEdgeKeys *keys);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CowEdgeKeys, cow_edge_keys_clear)

/* Undirected: the smaller end in front. A self-loop is left out. There must be room. */
static inline void
cow_edge_keys_add (CowEdgeKeys *keys, guint64 source, guint64 target, gboolean directed)
{
  guint64 front = directed || source < target ? source : target;

  keys->keys[keys->count] = front << keys->bits | (source ^ target ^ front);
  keys->count += source != target;
}

/* Sorts and leaves one of each. Complexity: O(count * bits / 11), as many bytes again. */
void cow_edge_keys_merge (CowEdgeKeys *keys);
gboolean cow_edge_keys_emit (CowEdgeKeys *keys, CowModelRun *run, GError **error);

G_END_DECLS
