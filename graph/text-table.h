/* text-table.h - texts numbered in order of first sight: what interns names and the strings of columns.
 *
 * Private to the builder, but for the hash: the table of names in an image is read with the same one. */
#pragma once

#include <glib.h>

#include "graph/grow.h"

G_BEGIN_DECLS

/* A text of at most 7 bytes stands in its slot, of a longer one its place: finding one is one miss of the
 * cache, or two. */
typedef struct
{
  guint32 tag;  /* upper half of the hash */
  guint32 code; /* + 1; 0: free */
  guint64 word; /* short: the text, its length in the top byte; long: see text-table.c */
} CowTextSlot;

/* All zero is an empty table. */
typedef struct _CowTextTable
{
  CowGrow bytes;   /* the texts, one after the other */
  CowGrow offsets; /* guint64[count + 1] */
  CowGrow slots;   /* CowTextSlot[n_slots] */
  guint64 n_slots; /* power of two, or 0 */
  guint32 count;
} CowTextTable;

guint64 cow_text_hash (const char *text, gsize length);
/* The half of the hash that a table asks for. */
static inline guint32
cow_text_tag (const char *text, gsize length)
{
  return (guint32)(cow_text_hash (text, length) >> 32);
}

/* The code of a text; a new one is added and is then == the count before. G_MAXUINT32 with error.
 * Complexity: O(length). Errors: COW_GRAPH_ERROR_MEMORY; COW_GRAPH_ERROR_RANGE beyond 2^32 - 2 texts. */
guint32 cow_text_table_intern (CowTextTable *table, CowMemory *memory, const char *text, gsize length,
                               GError **error);
guint32 cow_text_table_intern_tagged (CowTextTable *table, CowMemory *memory, const char *text, gsize length, guint32 tag,
                                      GError **error);
/* The code, or G_MAXUINT32: unknown. One thread may add texts meanwhile, if it has a memory->moving, of which the caller holds
 * the reader's side: what it adds may be found or not. Complexity: O(length). */
guint32 cow_text_table_find (const CowTextTable *table, const char *text, gsize length, guint32 tag);
void cow_text_table_clear (CowTextTable *table, CowMemory *memory);

/* The first place where a text of this tag may stand. */
static inline void
cow_text_table_prefetch (const CowTextTable *table, guint32 tag)
{
  if (table->n_slots > 0)
    __builtin_prefetch ((const CowTextSlot *)table->slots.data + (tag & (table->n_slots - 1)));
}

static inline const char *
cow_text_table_get (const CowTextTable *table, guint32 code, gsize *length)
{
  const guint64 *offsets = table->offsets.u64;

  *length = (gsize)(offsets[code + 1] - offsets[code]);
  return table->bytes.text + offsets[code];
}

G_END_DECLS
