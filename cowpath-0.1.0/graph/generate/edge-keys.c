/* edge-keys.c - edges as sorted 64-bit keys. A radix sort, 11 bits at a time, only over the bits that keys have. */
#include "graph/generate/edge-keys.h"

#include <string.h>

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)

gboolean
cow_edge_keys_init (CowEdgeKeys *keys, guint64 capacity, guint64 n_vertices, GError **error)
{
  capacity += 1; /* a self-loop is written before it is left out */
  *keys = (CowEdgeKeys){ .capacity = capacity };
  while (n_vertices > G_GUINT64_CONSTANT (1) << keys->bits)
    keys->bits++;
  keys->keys = g_try_new (guint64, capacity);
  keys->spare = g_try_new (guint64, capacity);
  if (keys->keys != NULL && keys->spare != NULL)
    return TRUE;
  cow_edge_keys_clear (keys);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "no memory for %" G_GUINT64_FORMAT " bytes to sort edges",
               16 * capacity);
  return FALSE;
}

void
cow_edge_keys_clear (CowEdgeKeys *keys)
{
  g_clear_pointer (&keys->keys, g_free);
  g_clear_pointer (&keys->spare, g_free);
}

static void
sort_by_digit (CowEdgeKeys *keys, guint shift)
{
  guint64 places[DIGITS] = { 0 }, sum = 0;

  for (guint64 i = 0; i < keys->count; i++)
    places[keys->keys[i] >> shift & (DIGITS - 1)]++;
  for (guint digit = 0; digit < DIGITS; digit++)
    {
      guint64 here = places[digit];

      places[digit] = sum;
      sum += here;
    }
  for (guint64 i = 0; i < keys->count; i++)
    keys->spare[places[keys->keys[i] >> shift & (DIGITS - 1)]++] = keys->keys[i];
  guint64 *sorted = keys->spare;
  keys->spare = keys->keys;
  keys->keys = sorted;
}

void
cow_edge_keys_merge (CowEdgeKeys *keys)
{
  guint64 kept = 0;

  for (guint shift = 0; shift < 2 * keys->bits; shift += DIGIT_BITS)
    sort_by_digit (keys, shift);
  for (guint64 i = 0; i < keys->count; i++)
    if (i == 0 || keys->keys[i] != keys->keys[i - 1])
      keys->keys[kept++] = keys->keys[i];
  keys->count = kept;
}

gboolean
cow_edge_keys_emit (CowEdgeKeys *keys, CowModelRun *run, GError **error)
{
  guint64 mask = (G_GUINT64_CONSTANT (1) << keys->bits) - 1;

  g_clear_pointer (&keys->spare, g_free);
  for (guint64 i = 0; i < keys->count; i++)
    if (!cow_model_edge (run, (guint32)(keys->keys[i] >> keys->bits), (guint32)(keys->keys[i] & mask), error))
      return FALSE;
  return TRUE;
}
