/* label-pool.h - labels of a search with several costs: numbered, in blocks that never move, with a list of those to use again. */
#pragma once

#include "graph/types.h"

G_BEGIN_DECLS

#define COW_LABEL_POOL_NONE 0 /* no label: numbers begin at 1 */

typedef struct
{
  guint64 arc;    /* by which it came, COW_ARC_NONE at the source */
  guint32 vertex;
  guint32 parent; /* label */
  guint32 next;   /* of the same vertex, or to use again */
  guint32 hops;
  guint64 values[]; /* a number or the bits of a real each */
} CowPathLabel;

typedef struct
{
  GPtrArray *blocks;
  gsize stride;   /* bytes of a label */
  guint32 n;      /* numbers given out, in use or not */
  guint32 unused; /* list */
  guint32 alive;
} CowLabelPool;

void cow_label_pool_init (CowLabelPool *pool, guint n_values);
void cow_label_pool_clear (CowLabelPool *pool);
void cow_label_pool_reset (CowLabelPool *pool); /* no labels; some memory is kept */
/* The number of a new label, or COW_LABEL_POOL_NONE. Errors: COW_GRAPH_ERROR_MEMORY. */
guint32 cow_label_pool_take (CowLabelPool *pool, GError **error);
void cow_label_pool_give_back (CowLabelPool *pool, guint32 number);

#define COW_LABEL_POOL_BLOCK_BITS 15

static inline CowPathLabel *
cow_label_pool_at (const CowLabelPool *pool, guint32 number)
{
  char *block = pool->blocks->pdata[(number - 1) >> COW_LABEL_POOL_BLOCK_BITS];

  return (CowPathLabel *)(void *)(block + ((number - 1) & ((1u << COW_LABEL_POOL_BLOCK_BITS) - 1)) * pool->stride);
}

G_END_DECLS
