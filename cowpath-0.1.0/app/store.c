/* store.c - see store.h. One growing array of records (length, payload) and the place of every 32nd. */
#include "app/store.h"

#include <string.h>

enum
{
  INDEX_EVERY = 32
};

struct _CowStore
{
  guint64 limit_bytes;
  guint8 *bytes;
  gsize used, allocated;
  GArray *index; /* of gsize */
  guint64 rows, dropped;
};

CowStore *
cow_store_new (guint64 limit_bytes)
{
  CowStore *store = g_new0 (CowStore, 1);

  store->limit_bytes = limit_bytes;
  store->index = g_array_new (FALSE, FALSE, sizeof (gsize));
  return store;
}

void
cow_store_clear (CowStore *store)
{
  g_clear_pointer (&store->bytes, g_free);
  store->used = store->allocated = 0;
  store->rows = store->dropped = 0;
  g_array_set_size (store->index, 0);
}

void
cow_store_free (CowStore *store)
{
  if (!store)
    return;
  cow_store_clear (store);
  g_array_unref (store->index);
  g_free (store);
}

static gboolean
make_room (CowStore *store, gsize more)
{
  gsize wanted = MAX (store->used + more, store->allocated * 2);
  guint8 *bytes;

  if (store->used + more <= store->allocated)
    return TRUE;
  bytes = g_try_realloc (store->bytes, MAX (wanted, 4096));
  if (!bytes)
    return FALSE;
  store->bytes = bytes;
  store->allocated = MAX (wanted, 4096);
  return TRUE;
}

void
cow_store_add (CowStore *store, const guint8 *payload, gsize length)
{
  guint32 size = (guint32)length;

  /* Once a row was dropped all later ones are: what is kept is the beginning, without holes. */
  if (store->dropped || store->used + length + sizeof size > store->limit_bytes || !make_room (store, length + sizeof size))
    {
      store->dropped++;
      return;
    }
  if (store->rows % INDEX_EVERY == 0)
    g_array_append_val (store->index, store->used);
  memcpy (store->bytes + store->used, &size, sizeof size);
  memcpy (store->bytes + store->used + sizeof size, payload, length);
  store->used += length + sizeof size;
  store->rows++;
}

guint64
cow_store_n_rows (const CowStore *store)
{
  return store->rows;
}

guint64
cow_store_n_dropped (const CowStore *store)
{
  return store->dropped;
}

const guint8 *
cow_store_row (CowStore *store, guint64 row, gsize *length)
{
  gsize at;
  guint32 size;

  if (row >= store->rows)
    return NULL;
  at = g_array_index (store->index, gsize, row / INDEX_EVERY);
  for (guint64 i = row - row % INDEX_EVERY;; i++)
    {
      memcpy (&size, store->bytes + at, sizeof size);
      if (i == row)
        break;
      at += size + sizeof size;
    }
  *length = size;
  return store->bytes + at + sizeof size;
}
