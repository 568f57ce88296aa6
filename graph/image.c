/* image.c - writing an image section by section, finding a section, and the checksum.
 *
 * The table of sections has its full room at the front, so no section ever moves relative to the start; the
 * destination itself may move whenever it grows, which is why the writer keeps offsets and hands out
 * addresses anew. */
#include "graph/image.h"

#include <string.h>

#include "graph/grow.h"

#define TABLE_END (sizeof (CowImageHeader) + COW_IMAGE_MAX_SECTIONS * sizeof (CowImageSection))
#define ALIGNMENT 64u

struct _CowImageWriter
{
  CowImageGrow grow;
  gpointer user;
  guint8 *base;
  guint64 bytes;
  guint32 n_sections;
  CowImageSection sections[COW_IMAGE_MAX_SECTIONS];
};

CowImageWriter *
cow_image_writer_new (CowImageGrow grow, gpointer user, GError **error)
{
  CowImageWriter *writer = g_new0 (CowImageWriter, 1);

  writer->grow = grow;
  writer->user = user;
  writer->bytes = (TABLE_END + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  writer->base = grow (writer->bytes, user, error);
  if (!writer->base)
    g_clear_pointer (&writer, g_free);
  return writer;
}

void *
cow_image_writer_add (CowImageWriter *writer, CowSectionKind kind, guint32 index, guint64 bytes,
                      GError **error)
{
  CowImageSection *section;
  guint64 end;
  guint8 *base;

  if (writer->n_sections == COW_IMAGE_MAX_SECTIONS)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                   "more than %d arrays in one image: too many columns", COW_IMAGE_MAX_SECTIONS);
      return NULL;
    }
  if (bytes > G_MAXINT64 - writer->bytes - ALIGNMENT)
    {
      cow_memory_refuse (bytes, 0, error);
      return NULL;
    }
  end = (writer->bytes + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  base = writer->grow (end, writer->user, error);
  if (!base)
    return NULL;
  section = &writer->sections[writer->n_sections++];
  *section = (CowImageSection){ .kind = kind, .index = index, .offset = writer->bytes, .bytes = bytes };
  writer->base = base;
  writer->bytes = end;
  return base + section->offset;
}

void *
cow_image_writer_section (CowImageWriter *writer, CowSectionKind kind, guint32 index)
{
  for (guint32 i = 0; i < writer->n_sections; i++)
    if (writer->sections[i].kind == (guint32)kind && writer->sections[i].index == index)
      return writer->base + writer->sections[i].offset;
  return NULL;
}

gboolean
cow_image_writer_finish (CowImageWriter *writer, gboolean checksums, guint64 *bytes, GError **error)
{
  CowImageHeader header
      = { .version = COW_IMAGE_VERSION, .n_sections = writer->n_sections, .bytes = writer->bytes };
  gsize table_bytes = writer->n_sections * sizeof (CowImageSection);
  guint8 *base = writer->grow (writer->bytes, writer->user, error);

  if (!base)
    return FALSE;
  writer->base = base;
  if (checksums)
    for (guint32 i = 0; i < writer->n_sections; i++)
      {
        CowImageSection *section = &writer->sections[i];

        section->checksum = cow_image_checksum (base + section->offset, section->bytes, 0);
      }
  memcpy (header.magic, COW_IMAGE_MAGIC, sizeof header.magic);
  header.checksum = cow_image_checksum (writer->sections, table_bytes, 0);
  memcpy (base, &header, sizeof header);
  memcpy (base + sizeof header, writer->sections, table_bytes);
  if (bytes)
    *bytes = writer->bytes;
  return TRUE;
}

void
cow_image_writer_free (CowImageWriter *writer)
{
  g_free (writer);
}

gpointer
cow_image_grow_anonymous (guint64 bytes, gpointer mapping_user, GError **error)
{
  CowImageMapping *mapping = mapping_user;
  CowGrow grow = { .data = mapping->base, .bytes = mapping->bytes };
  CowMemory memory = { .used_bytes = mapping->bytes };
  gboolean grown = cow_grow_extend (&grow, &memory, MAX (bytes, 1), error);

  mapping->base = grow.data;
  mapping->bytes = grow.bytes;
  return grown ? mapping->base : NULL;
}

void
cow_image_mapping_clear (CowImageMapping *mapping)
{
  CowGrow grow = { .data = mapping->base, .bytes = mapping->bytes };
  CowMemory memory = { .used_bytes = mapping->bytes };

  cow_grow_clear (&grow, &memory);
  mapping->base = NULL;
  mapping->bytes = 0;
}

const void *
cow_image_section (const void *base, CowSectionKind kind, guint32 index, guint64 *bytes)
{
  const CowImageHeader *header = base;
  const CowImageSection *sections = (const CowImageSection *)(header + 1);

  for (guint32 i = 0; i < header->n_sections; i++)
    if (sections[i].kind == (guint32)kind && sections[i].index == index)
      {
        if (bytes)
          *bytes = sections[i].bytes;
        return (const guint8 *)base + sections[i].offset;
      }
  if (bytes)
    *bytes = 0;
  return NULL;
}

static inline guint64
load_word (const guint8 *bytes)
{
  guint64 word;

  memcpy (&word, bytes, sizeof word);
  return GUINT64_FROM_LE (word);
}

static inline guint64
mix_words (guint64 left, guint64 right)
{
  unsigned __int128 product = (unsigned __int128)left * right;

  return (guint64)product ^ (guint64)(product >> 64);
}

/* Four lanes of multiply-and-fold over 64-byte blocks; the tail is padded with zeros, the length goes in
 * last. */
guint64
cow_image_checksum (const void *bytes, gsize length, guint64 seed)
{
  static const guint64 keys[4]
      = { 0x9e3779b97f4a7c15u, 0xc2b2ae3d27d4eb4fu, 0x165667b19e3779f9u, 0xd6e8feb86659fd93u };
  const guint8 *at = bytes;
  guint64 lanes[4] = { seed ^ keys[0], seed ^ keys[1], seed ^ keys[2], seed ^ keys[3] };
  gsize left = length;

  while (left > 0)
    {
      guint8 last[64] = { 0 };
      const guint8 *block = at;

      if (left < 64)
        {
          memcpy (last, at, left);
          block = last;
        }
      for (guint i = 0; i < 4; i++)
        lanes[i] = mix_words (lanes[i] ^ load_word (block + 16 * i), keys[i] ^ load_word (block + 16 * i + 8))
                   + lanes[i] * 5;
      at += MIN (left, 64);
      left -= MIN (left, 64);
    }
  return mix_words (mix_words (lanes[0] ^ keys[1], lanes[1] ^ keys[0]) ^ length,
                    mix_words (lanes[2] ^ keys[3], lanes[3] ^ keys[2]) ^ keys[0]);
}
