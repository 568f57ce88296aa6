/* text-table.c - open addressing over an append-only buffer; half of the hash stands in the slot, so that a
 * text is only looked at when it almost surely is the one, and the table grows without touching the texts. */
#include "graph/text-table.h"

#include <string.h>

static inline guint64
load_part (const char *text, gsize length)
{
  guint64 word = 0;

  memcpy (&word, text, length);
  return GUINT64_FROM_LE (word);
}

static inline guint64
fold (guint64 left, guint64 right)
{
  unsigned __int128 product = (unsigned __int128)left * right;

  return (guint64)product ^ (guint64)(product >> 64);
}

/* Multiply and fold, 16 bytes a step. Part of the image format: NAME_HASH is read with it. */
guint64
cow_text_hash (const char *text, gsize length)
{
  guint64 hash = 0x9e3779b97f4a7c15u ^ length, left, right;
  gsize rest = length;

  while (rest > 16)
    {
      hash = fold (load_part (text, 8) ^ 0xc2b2ae3d27d4eb4fu, load_part (text + 8, 8) ^ hash);
      text += 16;
      rest -= 16;
    }
  if (rest >= 8)
    {
      left = load_part (text, 8);
      right = load_part (text + rest - 8, 8);
    }
  else if (rest >= 4)
    {
      left = load_part (text, 4);
      right = load_part (text + rest - 4, 4);
    }
  else
    {
      left = rest > 0 ? load_part (text, 1) | load_part (text + rest / 2, 1) << 8 : 0;
      right = rest > 0 ? load_part (text + rest - 1, 1) : 0;
    }
  return fold (fold (left ^ 0xc2b2ae3d27d4eb4fu, right ^ hash), 0x165667b19e3779f9u ^ length);
}

static gboolean
enlarge_slots (CowTextTable *table, CowMemory *memory, GError **error)
{
  guint64 n_slots = table->n_slots ? table->n_slots * 2 : 64, mask = n_slots - 1;
  CowGrow slots = { 0 };

  /* Only the upper half of each hash is kept, so slots are chosen by its bits: at most 2^32 of them. */
  if (!cow_grow_exact (&slots, memory, n_slots * sizeof (guint64), error))
    return FALSE;
  for (guint64 i = 0; i < table->n_slots; i++)
    {
      guint64 entry = table->slots.u64[i], place;

      if (!entry)
        continue;
      for (place = (entry >> 32) & mask; slots.u64[place]; place = (place + 1) & mask)
        ;
      slots.u64[place] = entry;
    }
  cow_grow_clear (&table->slots, memory);
  table->slots = slots;
  table->n_slots = n_slots;
  return TRUE;
}

static gboolean
append_text (CowTextTable *table, CowMemory *memory, const char *text, gsize length, GError **error)
{
  guint64 start = table->count ? table->offsets.u64[table->count] : 0;

  if (table->count >= G_MAXUINT32 - 1)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "more than %u different names",
                   G_MAXUINT32 - 1);
      return FALSE;
    }
  if (!cow_grow_reserve (&table->offsets, memory, ((guint64)table->count + 2) * sizeof (guint64), error)
      || !cow_grow_reserve (&table->bytes, memory, start + length, error))
    return FALSE;
  if (length > 0)
    memcpy (table->bytes.text + start, text, length);
  table->offsets.u64[++table->count] = start + length;
  return TRUE;
}

guint32
cow_text_table_intern (CowTextTable *table, CowMemory *memory, const char *text, gsize length, GError **error)
{
  guint64 tag = cow_text_hash (text, length) >> 32, mask, place;

  if (G_UNLIKELY (((guint64)table->count + 1) * 3 > table->n_slots * 2) && table->n_slots < (guint64)1 << 32
      && !enlarge_slots (table, memory, error))
    return G_MAXUINT32;
  mask = table->n_slots - 1;
  for (place = tag & mask; table->slots.u64[place]; place = (place + 1) & mask)
    {
      guint64 entry = table->slots.u64[place];
      guint32 code = (guint32)entry - 1;
      const char *known;
      gsize known_length;

      if (entry >> 32 != tag)
        continue;
      known = cow_text_table_get (table, code, &known_length);
      if (known_length == length && (length == 0 || memcmp (known, text, length) == 0))
        return code;
    }
  if (!append_text (table, memory, text, length, error))
    return G_MAXUINT32;
  table->slots.u64[place] = tag << 32 | table->count;
  return table->count - 1;
}

void
cow_text_table_clear (CowTextTable *table, CowMemory *memory)
{
  cow_grow_clear (&table->bytes, memory);
  cow_grow_clear (&table->offsets, memory);
  cow_grow_clear (&table->slots, memory);
  table->n_slots = 0;
  table->count = 0;
}
