/* text-table.c - open addressing over an append-only buffer; half of the hash stands in the slot, so that a
 * text is only looked at when it almost surely is the one, and the table grows without touching the texts. */
#include "graph/text-table.h"

#include <string.h>

#define SHORT_BYTES 7
#define MAX_BYTES (((guint64)1 << 40) - 1)

static inline guint64
load_part (const char *text, gsize length)
{
  guint64 word = 0;

  if (length > 0)
    memcpy (&word, text, length);
  return GUINT64_FROM_LE (word);
}

/* At most 7 bytes; parts may overlap. */
static inline guint64
load_short (const char *text, gsize length)
{
  if (length >= 4)
    return load_part (text, 4) | load_part (text + length - 4, 4) << (8 * (length - 4));
  if (length == 0)
    return 0;
  return load_part (text, 1) | load_part (text + length / 2, 1) << (8 * (length / 2)) | load_part (text + length - 1, 1) << (8 * (length - 1));
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

static inline void
begin_move (CowMemory *memory)
{
  if (memory->moving)
    g_rw_lock_writer_lock (memory->moving);
}

static inline void
end_move (CowMemory *memory)
{
  if (memory->moving)
    g_rw_lock_writer_unlock (memory->moving);
}

static gboolean
enlarge_slots (CowTextTable *table, CowMemory *memory, GError **error)
{
  guint64 n_slots = table->n_slots ? table->n_slots * 2 : 64, mask = n_slots - 1;
  const CowTextSlot *old = table->slots.data;
  CowGrow grow = { 0 }, before = table->slots;
  CowTextSlot *slots;

  /* Slots are chosen by the tag: at most 2^32 of them. */
  if (!cow_grow_exact (&grow, memory, n_slots * sizeof (CowTextSlot), error))
    return FALSE;
  slots = grow.data;
  for (guint64 i = 0; i < table->n_slots; i++)
    {
      guint64 place = old[i].tag & mask;

      if (old[i].code == 0)
        continue;
      while (slots[place].code != 0)
        place = (place + 1) & mask;
      slots[place] = old[i];
    }
  begin_move (memory);
  table->slots = grow;
  table->n_slots = n_slots;
  end_move (memory);
  cow_grow_clear (&before, memory);
  return TRUE;
}

/* As cow_grow_reserve; nobody looks meanwhile. */
static gboolean
make_room (CowGrow *grow, CowMemory *memory, guint64 bytes, GError **error)
{
  gboolean done;

  if (G_LIKELY (bytes <= grow->bytes))
    return TRUE;
  begin_move (memory);
  done = cow_grow_reserve (grow, memory, bytes, error);
  end_move (memory);
  return done;
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
  if (start + length > MAX_BYTES)
    return cow_memory_refuse (start + length, MAX_BYTES, error);
  if (!make_room (&table->offsets, memory, ((guint64)table->count + 2) * sizeof (guint64), error)
      || !make_room (&table->bytes, memory, start + length + 1, error)) /* an empty text has a place too */
    return FALSE;
  if (length > 0)
    memcpy (table->bytes.text + start, text, length);
  table->offsets.u64[++table->count] = start + length;
  return TRUE;
}

/* The word of a long text: all ones in the top byte, the length in the 16 bits below (or all ones, if
 * longer), then the offset of the text in 40 bits. */
static inline guint64
long_word (gsize length, guint64 offset)
{
  return (guint64)0xff << 56 | (guint64)MIN (length, 0xffff) << 40 | offset;
}

static inline gboolean
is_long_text (const CowTextTable *table, const CowTextSlot *slot, const char *text, gsize length)
{
  const char *known = table->bytes.text + (slot->word & MAX_BYTES);
  gsize known_length = length;

  if ((slot->word ^ long_word (length, 0)) & ~MAX_BYTES)
    return FALSE;
  if (length >= 0xffff)
    known = cow_text_table_get (table, slot->code - 1, &known_length);
  return known_length == length && memcmp (known, text, length) == 0;
}

/* The slot of a text, or a free one where it would stand; *word: what a short text is there. There must be slots. A slot is seen as taken
 * once its code is there, which is written last; *code: as it was seen, 0: free, for another text may take the slot the moment after. */
static inline CowTextSlot *
find_slot (const CowTextTable *table, const char *text, gsize length, guint32 tag, guint64 *word, guint32 *code)
{
  const gboolean is_short = length <= SHORT_BYTES;
  const guint64 mask = table->n_slots - 1;

  *word = is_short ? load_short (text, length) | (guint64)length << 56 : 0;
  for (guint64 place = tag & mask;; place = (place + 1) & mask)
    {
      CowTextSlot *slot = (CowTextSlot *)table->slots.data + place;

      *code = __atomic_load_n (&slot->code, __ATOMIC_ACQUIRE);
      if (*code == 0)
        return slot;
      if (slot->tag == tag && (is_short ? slot->word == *word : is_long_text (table, slot, text, length)))
        return slot;
    }
}

guint32
cow_text_table_find (const CowTextTable *table, const char *text, gsize length, guint32 tag)
{
  guint64 word;
  guint32 code;

  if (table->n_slots == 0)
    return G_MAXUINT32;
  find_slot (table, text, length, tag, &word, &code);
  return code - 1;
}

guint32
cow_text_table_intern_tagged (CowTextTable *table, CowMemory *memory, const char *text, gsize length, guint32 tag, GError **error)
{
  CowTextSlot *slot;
  guint64 word;
  guint32 code;

  if (G_UNLIKELY (((guint64)table->count + 1) * 3 > table->n_slots * 2) && table->n_slots < (guint64)1 << 32
      && !enlarge_slots (table, memory, error))
    return G_MAXUINT32;
  slot = find_slot (table, text, length, tag, &word, &code);
  if (code != 0)
    return code - 1;
  if (!append_text (table, memory, text, length, error))
    return G_MAXUINT32;
  slot->tag = tag;
  slot->word = length <= SHORT_BYTES ? word : long_word (length, table->offsets.u64[table->count - 1]);
  __atomic_store_n (&slot->code, table->count, __ATOMIC_RELEASE);
  return table->count - 1;
}

guint32
cow_text_table_intern (CowTextTable *table, CowMemory *memory, const char *text, gsize length, GError **error)
{
  return cow_text_table_intern_tagged (table, memory, text, length, cow_text_tag (text, length), error);
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
