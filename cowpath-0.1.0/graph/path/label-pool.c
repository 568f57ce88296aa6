/* label-pool.c - see label-pool.h. Nobody knows beforehand how many labels a query makes, so each block is asked for with a look at what the
 * machine has left: an answer that does not fit ends with an error and not with the kernel's choice of a victim. */
#include "graph/path/label-pool.h"

#include "graph/arena.h"

enum
{
  KEPT_BLOCKS = 64,
  LOOK_EVERY = 16 /* blocks */
};

#define RESERVE_BYTES ((guint64)64 << 20)

void
cow_label_pool_init (CowLabelPool *pool, guint n_values)
{
  *pool = (CowLabelPool){ .blocks = g_ptr_array_new_with_free_func (g_free) };
  pool->stride = sizeof (CowPathLabel) + n_values * sizeof (guint64);
}

void
cow_label_pool_clear (CowLabelPool *pool)
{
  g_clear_pointer (&pool->blocks, g_ptr_array_unref);
}

void
cow_label_pool_reset (CowLabelPool *pool)
{
  if (pool->blocks->len > KEPT_BLOCKS)
    g_ptr_array_set_size (pool->blocks, KEPT_BLOCKS);
  pool->n = pool->alive = 0;
  pool->unused = COW_LABEL_POOL_NONE;
}

static gboolean
add_block (CowLabelPool *pool, GError **error)
{
  gsize bytes = pool->stride << COW_LABEL_POOL_BLOCK_BITS;
  gboolean look = pool->blocks->len % LOOK_EVERY == LOOK_EVERY - 1;
  gpointer block = NULL;

  if (pool->n < G_MAXUINT32 - (2u << COW_LABEL_POOL_BLOCK_BITS) && (!look || cow_memory_available () >= bytes * LOOK_EVERY + RESERVE_BYTES))
    block = g_try_malloc (bytes);
  if (block)
    {
      g_ptr_array_add (pool->blocks, block);
      return TRUE;
    }
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
               "not enough memory for more than %u labels: %" G_GUINT64_FORMAT " bytes are in use, %" G_GUINT64_FORMAT " available", pool->n,
               (guint64)bytes * pool->blocks->len, cow_memory_available ());
  return FALSE;
}

guint32
cow_label_pool_take (CowLabelPool *pool, GError **error)
{
  guint32 number = pool->unused;

  if (number != COW_LABEL_POOL_NONE)
    pool->unused = cow_label_pool_at (pool, number)->next;
  else if (pool->n >> COW_LABEL_POOL_BLOCK_BITS < pool->blocks->len || add_block (pool, error))
    number = ++pool->n;
  else
    return COW_LABEL_POOL_NONE;
  pool->alive++;
  return number;
}

void
cow_label_pool_give_back (CowLabelPool *pool, guint32 number)
{
  cow_label_pool_at (pool, number)->next = pool->unused;
  pool->unused = number;
  pool->alive--;
}
