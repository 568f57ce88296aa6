/* osm-fixture.h - a map as text in XML, and as a PBF file made by hand: what both readers are tested and compared with. */
#pragma once

#include <string.h>
#include <zlib.h>

#include "tests/read-fixture.h"

typedef struct
{
  gint64 id;
  gint32 lon, lat; /* 10^-7 degrees */
} MapNode;

typedef struct
{
  gint64 id;
  guint n_nodes;
  gint64 nodes[8];
  const char *tags[11]; /* key, value, …, NULL */
} MapWay;

typedef struct
{
  guint n_nodes, n_ways;
  const MapNode *nodes;
  const MapWay *ways;
} Map;

typedef struct
{
  gboolean dense, packed, ways_first;
  gint64 granularity, lon_offset, lat_offset;
  const char *feature; /* NULL: OsmSchema-V0.6 */
} PbfStyle;

static G_GNUC_UNUSED char *
map_to_xml (const Map *map, gboolean ways_first)
{
  GString *nodes = g_string_new (NULL), *ways = g_string_new (NULL), *text = g_string_new ("<osm version='0.6'>\n");

  for (guint i = 0; i < map->n_nodes; i++)
    {
      char lon[32], lat[32];

      lon[cow_number_format_real (map->nodes[i].lon / 1e7, lon)] = '\0';
      lat[cow_number_format_real (map->nodes[i].lat / 1e7, lat)] = '\0';
      g_string_append_printf (nodes, "<node id='%" G_GINT64_FORMAT "' lat='%s' lon='%s'><tag k='highway' v='stop'/></node>\n", map->nodes[i].id, lat, lon);
    }
  for (guint i = 0; i < map->n_ways; i++)
    {
      g_string_append_printf (ways, "<way id='%" G_GINT64_FORMAT "'>", map->ways[i].id);
      for (guint k = 0; k < map->ways[i].n_nodes; k++)
        g_string_append_printf (ways, "<nd ref='%" G_GINT64_FORMAT "'/>", map->ways[i].nodes[k]);
      for (guint k = 0; map->ways[i].tags[k] != NULL; k += 2)
        {
          g_autofree char *value = g_markup_escape_text (map->ways[i].tags[k + 1], -1);
          g_string_append_printf (ways, "<tag k='%s' v='%s'/>", map->ways[i].tags[k], value);
        }
      g_string_append (ways, "</way>\n");
    }
  g_string_append_printf (text, "%s%s<relation id='1'><member type='way' ref='1' role=''/><tag k='highway' v='primary'/></relation></osm>\n",
                          ways_first ? ways->str : nodes->str, ways_first ? nodes->str : ways->str);
  g_string_free (nodes, TRUE);
  g_string_free (ways, TRUE);
  return g_string_free (text, FALSE);
}

/* ---- PBF ---- */

static G_GNUC_UNUSED void
put_varint (GByteArray *to, guint64 value)
{
  do
    {
      guint8 byte = (guint8)((value & 127) | (value > 127 ? 128 : 0));

      g_byte_array_append (to, &byte, 1);
      value >>= 7;
    }
  while (value > 0);
}

static G_GNUC_UNUSED void
put_zigzag (GByteArray *to, gint64 value)
{
  put_varint (to, (guint64)value << 1 ^ (guint64)(value >> 63));
}

static G_GNUC_UNUSED void
put_number (GByteArray *to, guint field, guint64 value)
{
  put_varint (to, field << 3);
  put_varint (to, value);
}

static G_GNUC_UNUSED void
put_bytes (GByteArray *to, guint field, const void *bytes, gsize length)
{
  put_varint (to, field << 3 | 2);
  put_varint (to, length);
  g_byte_array_append (to, bytes, (guint)length);
}

/* Frees the message. */
static G_GNUC_UNUSED void
put_message (GByteArray *to, guint field, GByteArray *message)
{
  put_bytes (to, field, message->data, message->len);
  g_byte_array_unref (message);
}

/* A frame around a message, which is freed. */
static G_GNUC_UNUSED void
put_blob (GByteArray *file, const char *type, GByteArray *message, gboolean packed)
{
  GByteArray *blob = g_byte_array_new (), *header = g_byte_array_new ();

  if (packed)
    {
      uLongf length = compressBound (message->len);
      g_autofree guint8 *bytes = g_malloc (length);

      g_assert_cmpint (compress (bytes, &length, message->data, message->len), ==, Z_OK);
      put_number (blob, 2, message->len);
      put_bytes (blob, 3, bytes, length);
    }
  else
    put_bytes (blob, 1, message->data, message->len);
  put_bytes (header, 1, type, strlen (type));
  put_bytes (header, 2, "index", 5);
  put_number (header, 3, blob->len);
  const guint8 length[4] = { 0, 0, (guint8)(header->len >> 8), (guint8)header->len };
  g_byte_array_append (file, length, 4);
  g_byte_array_append (file, header->data, header->len);
  g_byte_array_append (file, blob->data, blob->len);
  g_byte_array_unref (message);
  g_byte_array_unref (blob);
  g_byte_array_unref (header);
}

static G_GNUC_UNUSED GByteArray *
pbf_nodes (const Map *map, const PbfStyle *style)
{
  GByteArray *group = g_byte_array_new (), *rows[3];
  gint64 last[3] = { 0 };

  for (guint i = 0; i < 3; i++)
    rows[i] = g_byte_array_new ();
  for (guint i = 0; i < map->n_nodes; i++)
    {
      const MapNode *node = &map->nodes[i];
      gint64 now[3] = { node->id, ((gint64)node->lat * 100 - style->lat_offset) / style->granularity,
                        ((gint64)node->lon * 100 - style->lon_offset) / style->granularity };
      GByteArray *message = g_byte_array_new ();

      for (guint k = 0; k < 3; k++)
        {
          put_zigzag (rows[k], now[k] - last[k]);
          last[k] = now[k];
          put_varint (message, (k == 0 ? 1 : 7 + k) << 3);
          put_zigzag (message, now[k]);
        }
      if (!style->dense)
        put_bytes (group, 1, message->data, message->len);
      g_byte_array_unref (message);
    }
  if (style->dense)
    {
      GByteArray *dense = g_byte_array_new ();

      for (guint k = 0; k < 3; k++)
        put_bytes (dense, k == 0 ? 1 : 7 + k, rows[k]->data, rows[k]->len);
      put_message (group, 2, dense);
    }
  for (guint i = 0; i < 3; i++)
    g_byte_array_unref (rows[i]);
  return group;
}

/* The texts go into the table as they come. */
static G_GNUC_UNUSED GByteArray *
pbf_ways (const Map *map, GByteArray *texts)
{
  GByteArray *group = g_byte_array_new ();
  guint n_texts = 1;

  put_bytes (texts, 1, "", 0);
  for (guint i = 0; i < map->n_ways; i++)
    {
      const MapWay *way = &map->ways[i];
      GByteArray *message = g_byte_array_new (), *words[2] = { g_byte_array_new (), g_byte_array_new () }, *refs = g_byte_array_new ();
      gint64 last = 0;

      put_number (message, 1, (guint64)way->id);
      for (guint k = 0; way->tags[k] != NULL; k++)
        {
          put_bytes (texts, 1, way->tags[k], strlen (way->tags[k]));
          put_varint (words[k & 1], n_texts++);
        }
      for (guint k = 0; k < way->n_nodes; k++)
        {
          put_zigzag (refs, way->nodes[k] - last);
          last = way->nodes[k];
        }
      put_message (message, 2, words[0]);
      put_message (message, 3, words[1]);
      put_message (message, 8, refs);
      put_message (group, 3, message);
    }
  return group;
}

static G_GNUC_UNUSED void
put_block (GByteArray *file, const PbfStyle *style, GByteArray *texts, GByteArray *group)
{
  GByteArray *block = g_byte_array_new ();

  put_message (block, 1, texts);
  put_message (block, 2, group);
  put_number (block, 17, (guint64)style->granularity);
  put_number (block, 19, (guint64)style->lat_offset);
  put_number (block, 20, (guint64)style->lon_offset);
  put_blob (file, "OSMData", block, style->packed);
}

/* (transfer full) */
static G_GNUC_UNUSED GByteArray *
map_to_pbf (const Map *map, const PbfStyle *style)
{
  GByteArray *file = g_byte_array_new (), *header = g_byte_array_new (), *texts = g_byte_array_new (), *ways;
  const char *feature = style->feature != NULL ? style->feature : "OsmSchema-V0.6";

  put_bytes (header, 4, feature, strlen (feature));
  put_bytes (header, 4, "DenseNodes", 10);
  put_bytes (header, 16, "test", 4);
  put_blob (file, "OSMHeader", header, style->packed);
  ways = pbf_ways (map, texts);
  if (style->ways_first)
    put_block (file, style, texts, ways);
  put_block (file, style, g_byte_array_new (), pbf_nodes (map, style));
  put_blob (file, "Unheard", g_byte_array_new (), FALSE);
  if (!style->ways_first)
    put_block (file, style, texts, ways);
  return file;
}
