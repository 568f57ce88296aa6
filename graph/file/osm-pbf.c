/* osm-pbf.c - OpenStreetMap PBF: blocks of nodes and ways with a table of texts each, as osm-roads.h wants them.
 *
 * A file that can be read twice is: ways first, then the places of those nodes only that roads pass, so that memory does not depend on
 * the other nine tenths. */
#include "graph/file/formats.h"
#include "graph/file/osm-blobs.h"
#include "graph/file/osm-roads.h"

#include <string.h>
#include <unistd.h>

typedef enum
{
  EVERYTHING, /* in the one pass there is */
  WAYS,
  PLACES,
} Pass;

/* A block: what its groups refer to. */
typedef struct
{
  CowProtobuf texts;
  guint32 *offsets; /* [n_texts]: of fields in `texts` */
  guint32 n_texts, capacity;
  gint64 granularity, lon_offset, lat_offset; /* in 10^-9 degrees */
} Block;

typedef struct
{
  const CowReadOptions *options;
  CowOsmRoads *roads;
  CowOsmTags tags;
  CowOsmBlobs blobs;
  Block block;
  Pass pass;
  CowProgress *progress;
} PbfReader;

static void
clear_reader (PbfReader *reader)
{
  cow_osm_blobs_clear (&reader->blobs);
  cow_osm_roads_free (reader->roads);
  cow_osm_tags_clear (&reader->tags);
  g_free (reader->block.offsets);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PbfReader, clear_reader)

static gboolean
refuse_damage (PbfReader *reader, const char *what, GError **error)
{
  return cow_osm_blobs_error (&reader->blobs, error, "damaged %s", what);
}

static gboolean
read_header (PbfReader *reader, CowProtobuf message, GError **error)
{
  CowProtobufField field;

  while (cow_protobuf_next (&message, &field))
    {
      gsize length = cow_protobuf_length (&field.bytes);

      if (field.number != 4 || !field.is_bytes)
        continue;
      if ((length != strlen ("OsmSchema-V0.6") || memcmp (field.bytes.at, "OsmSchema-V0.6", length) != 0)
          && (length != strlen ("DenseNodes") || memcmp (field.bytes.at, "DenseNodes", length) != 0))
        return cow_osm_blobs_error (&reader->blobs, error, "it needs \"%.*s\", which is not known", (int)MIN (length, 60), field.bytes.at);
    }
  return !message.bad || refuse_damage (reader, "header", error);
}

/* ---- texts ---- */

static gboolean
index_texts (PbfReader *reader, CowProtobuf table, GError **error)
{
  Block *block = &reader->block;
  CowProtobufField field;

  block->texts = table;
  block->n_texts = 0;
  for (const guint8 *begin = table.at; cow_protobuf_next (&table, &field); begin = table.at)
    {
      if (field.number != 1 || !field.is_bytes)
        continue;
      if (block->n_texts == block->capacity)
        {
          guint32 capacity = MAX (1024, block->capacity * 2);
          guint32 *offsets = g_try_renew (guint32, block->offsets, capacity);

          if (offsets == NULL)
            {
              g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "no memory for %u texts of a block", capacity);
              return FALSE;
            }
          block->offsets = offsets;
          block->capacity = capacity;
        }
      block->offsets[block->n_texts++] = (guint32)(begin - block->texts.at);
    }
  return !table.bad || refuse_damage (reader, "table of texts", error);
}

/* NULL: there is no such text. */
static const char *
get_text (const Block *block, guint64 number, gsize *length)
{
  CowProtobuf at = block->texts;
  CowProtobufField field;

  if (number >= block->n_texts)
    return NULL;
  at.at += block->offsets[number];
  if (!cow_protobuf_next (&at, &field))
    return NULL;
  *length = cow_protobuf_length (&field.bytes);
  return (const char *)field.bytes.at;
}

/* ---- nodes ---- */

/* FALSE: outside of the earth. */
static gboolean
find_units (const Block *block, gint64 offset, gint64 value, gint64 most_degrees, gint32 *units)
{
  gint64 nano;

  if (__builtin_mul_overflow (value, block->granularity, &nano) || __builtin_add_overflow (nano, offset, &nano)
      || nano > most_degrees * 1000000000 || nano < -most_degrees * 1000000000)
    return FALSE;
  *units = (gint32)((nano + (nano < 0 ? -50 : 50)) / 100);
  return TRUE;
}

static gboolean
add_node (PbfReader *reader, gint64 id, gint64 lon, gint64 lat, GError **error)
{
  gint32 x, y;

  if (!find_units (&reader->block, reader->block.lon_offset, lon, 180, &x) || !find_units (&reader->block, reader->block.lat_offset, lat, 90, &y))
    return cow_osm_blobs_error (&reader->blobs, error, "node %" G_GINT64_FORMAT " is not on the earth", id);
  return cow_osm_roads_node (reader->roads, id, x, y, reader->pass == EVERYTHING, error);
}

static gboolean
read_node (PbfReader *reader, CowProtobuf message, GError **error)
{
  gint64 values[3] = { 0 }; /* id, lat, lon */
  guint told = 0;
  CowProtobufField field;

  while (cow_protobuf_next (&message, &field))
    {
      guint which = field.number == 1 ? 0 : field.number == 8 ? 1 : field.number == 9 ? 2 : 3;

      if (which == 3 || field.is_bytes)
        continue;
      values[which] = (gint64)(field.value >> 1 ^ (0 - (field.value & 1)));
      told |= 1u << which;
    }
  if (message.bad || told != 7)
    return refuse_damage (reader, "node", error);
  return add_node (reader, values[0], values[2], values[1], error);
}

/* The differences of ids and places, each in a row of its own. Sums may wrap: they are of unsigned numbers, and what is nonsense is no place. */
static gboolean
read_dense (PbfReader *reader, CowProtobuf message, GError **error)
{
  CowProtobuf rows[3] = { { 0 } };
  guint64 sums[3] = { 0 };
  CowProtobufField field;

  while (cow_protobuf_next (&message, &field))
    {
      guint which = field.number == 1 ? 0 : field.number == 8 ? 1 : field.number == 9 ? 2 : 3;

      if (which < 3 && field.is_bytes)
        rows[which] = field.bytes;
    }
  if (message.bad)
    return refuse_damage (reader, "nodes", error);
  while (rows[0].at < rows[0].end)
    {
      for (guint i = 0; i < 3; i++)
        {
          gint64 step;

          if (!cow_protobuf_zigzag (&rows[i], &step))
            return refuse_damage (reader, "nodes", error);
          sums[i] += (guint64)step;
        }
      if (!add_node (reader, (gint64)sums[0], (gint64)sums[2], (gint64)sums[1], error))
        return FALSE;
    }
  return (rows[1].at == rows[1].end && rows[2].at == rows[2].end) || refuse_damage (reader, "nodes", error);
}

/* ---- ways ---- */

static gboolean
read_tags (PbfReader *reader, CowProtobuf keys, CowProtobuf values, GError **error)
{
  guint64 key, value;

  while (cow_protobuf_varint (&keys, &key))
    {
      gsize key_length, length;
      const char *key_text = get_text (&reader->block, key, &key_length), *text;

      if (!cow_protobuf_varint (&values, &value) || key_text == NULL || (text = get_text (&reader->block, value, &length)) == NULL)
        return refuse_damage (reader, "tags of a way", error);
      cow_osm_tags_tell (&reader->tags, key_text, key_length, text, length);
    }
  return (!keys.bad && values.at == values.end) || refuse_damage (reader, "tags of a way", error);
}

static gboolean
read_refs (PbfReader *reader, CowProtobuf refs, GError **error)
{
  guint64 sum = 0;
  gint64 step;

  while (cow_protobuf_zigzag (&refs, &step))
    {
      sum += (guint64)step;
      if (!cow_osm_roads_way_node (reader->roads, (gint64)sum, error))
        return FALSE;
    }
  return !refs.bad || refuse_damage (reader, "nodes of a way", error);
}

static gboolean
read_way (PbfReader *reader, CowProtobuf message, GError **error)
{
  CowProtobuf keys = { 0 }, values = { 0 }, refs = { 0 };
  CowProtobufField field;
  gint64 id = 0;

  while (cow_protobuf_next (&message, &field))
    if (field.number == 1 && !field.is_bytes)
      id = (gint64)field.value;
    else if (field.number == 2 && field.is_bytes)
      keys = field.bytes;
    else if (field.number == 3 && field.is_bytes)
      values = field.bytes;
    else if (field.number == 8 && field.is_bytes)
      refs = field.bytes;
  if (message.bad)
    return refuse_damage (reader, "way", error);
  cow_osm_tags_begin (&reader->tags);
  if (!read_tags (reader, keys, values, error))
    return FALSE;
  if (reader->tags.values[COW_OSM_HIGHWAY]->len == 0)
    return TRUE;
  cow_osm_roads_way_begin (reader->roads, id);
  return read_refs (reader, refs, error) && cow_osm_roads_way_end (reader->roads, &reader->tags, error);
}

/* ---- blocks ---- */

static gboolean
read_group (PbfReader *reader, CowProtobuf group, GError **error)
{
  CowProtobufField field;
  gboolean places = reader->pass != WAYS, ways = reader->pass != PLACES;

  while (cow_protobuf_next (&group, &field))
    {
      if (!field.is_bytes)
        continue;
      if ((places && field.number == 1 && !read_node (reader, field.bytes, error))
          || (places && field.number == 2 && !read_dense (reader, field.bytes, error))
          || (ways && field.number == 3 && !read_way (reader, field.bytes, error)))
        return FALSE;
      if (!cow_progress_go_on (reader->progress, cow_protobuf_length (&field.bytes), error))
        return FALSE;
    }
  return !group.bad || refuse_damage (reader, "group", error);
}

/* Offsets and texts first: they may stand behind what they are for. */
static gboolean
read_block (PbfReader *reader, CowProtobuf message, GError **error)
{
  Block *block = &reader->block;
  CowProtobuf again = message;
  CowProtobufField field;

  block->n_texts = 0;
  block->granularity = 100;
  block->lon_offset = block->lat_offset = 0;
  while (cow_protobuf_next (&again, &field))
    if (field.number == 1 && field.is_bytes && reader->pass != PLACES && !index_texts (reader, field.bytes, error))
      return FALSE;
    else if (field.number == 17 && !field.is_bytes)
      block->granularity = (gint32)field.value;
    else if (field.number == 19 && !field.is_bytes)
      block->lat_offset = (gint64)field.value;
    else if (field.number == 20 && !field.is_bytes)
      block->lon_offset = (gint64)field.value;
  if (again.bad || block->granularity <= 0)
    return refuse_damage (reader, "block", error);
  while (cow_protobuf_next (&message, &field))
    if (field.number == 2 && field.is_bytes && !read_group (reader, field.bytes, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_blobs (PbfReader *reader, CowInput *input, GError **error)
{
  gboolean header, first = TRUE;
  CowProtobuf message;
  GError *wrong = NULL;

  cow_osm_blobs_clear (&reader->blobs);
  cow_osm_blobs_init (&reader->blobs, input);
  for (; cow_osm_blobs_next (&reader->blobs, &header, &message, &wrong); first = FALSE)
    {
      if (first && !header)
        return cow_osm_blobs_error (&reader->blobs, error, "no header: not a map in PBF");
      if (!(header ? read_header (reader, message, error) : read_block (reader, message, error)))
        return FALSE;
    }
  if (wrong != NULL)
    {
      g_propagate_error (error, wrong);
      return FALSE;
    }
  return !first || cow_osm_blobs_error (&reader->blobs, error, "empty: not a map in PBF");
}

static gboolean
read_osm_pbf (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  g_auto (PbfReader) reader = { .options = options, .roads = cow_osm_roads_new (options, builder), .progress = progress };
  int fd = cow_input_descriptor (input);

  cow_osm_tags_init (&reader.tags);
  reader.pass = fd >= 0 ? WAYS : EVERYTHING;
  if (!read_blobs (&reader, input, error))
    return FALSE;
  if (reader.pass == WAYS)
    {
      g_autoptr (CowInput) again = NULL;

      if (lseek (fd, 0, SEEK_SET) != 0 || (again = cow_input_new (fd, cow_input_name (input), 0, error)) == NULL)
        return FALSE;
      if (cow_input_size (again) != cow_input_size (input))
        return cow_osm_blobs_error (&reader.blobs, error, "the file has another size than before: it was written while it was read");
      cow_osm_roads_again (reader.roads);
      reader.pass = PLACES;
      if (!read_blobs (&reader, again, error))
        return FALSE;
    }
  return cow_osm_roads_build (reader.roads, progress, error);
}

static guint
sniff_osm_pbf (const char *bytes, gsize length)
{
  static const char name[] = "\x0a\x09OSMHeader";

  return length >= 4 + sizeof name - 1 && bytes[0] == 0 && bytes[1] == 0 && memcmp (bytes + 4, name, sizeof name - 1) == 0 ? 100 : 0;
}

const CowFormat cow_format_osm_pbf = {
  .name = "osm-pbf",
  .endings = ".pbf",
  .summary = "the roads of an OpenStreetMap file in PBF, as region extracts come (read only)",
  .details
  = "What is read of it, and what becomes of it, is what osm says. Blobs are plain or compressed by zlib, at most 32 MiB each; a file that needs features other than "
    "OsmSchema-V0.6 and DenseNodes (one with the history of its objects, say) is refused. A file is read twice, ways before nodes, so that memory is 30 bytes or so for each node "
    "of a road and none for the others; from a pipe, or when it is compressed once more, in one pass with 16 bytes for every node.\n\n"
    "    region.osm.pbf: byte 61407: cannot be decompressed: damaged\n"
    "    region.osm.pbf: byte 0: it needs \"HistoricalInformation\", which is not known",
  .sniff = sniff_osm_pbf,
  .read = read_osm_pbf,
};
