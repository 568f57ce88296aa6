/* osm-blobs.c - see osm-blobs.h. A frame is four bytes of length, a header that tells what follows and how long it is, and the blob. */
#include "graph/file/osm-blobs.h"

#include <string.h>
#include <zlib.h>

#define MOST_HEADER_BYTES 65536u
#define MOST_BLOB_BYTES (32u << 20) /* what the format allows, compressed or not */
#define BOMB_BYTES ((guint64)48 << 20)
#define BOMB_RATIO 100 /* maps expand to twice or three times */

void
cow_osm_blobs_init (CowOsmBlobs *blobs, CowInput *input)
{
  *blobs = (CowOsmBlobs){ .input = input, .frame = g_byte_array_new (), .body = g_byte_array_new () };
}

void
cow_osm_blobs_clear (CowOsmBlobs *blobs)
{
  g_clear_pointer (&blobs->frame, g_byte_array_unref);
  g_clear_pointer (&blobs->body, g_byte_array_unref);
}

gboolean
cow_osm_blobs_error (const CowOsmBlobs *blobs, GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s: byte %" G_GUINT64_FORMAT ": %s", cow_input_name (blobs->input), blobs->begin,
               message);
  return FALSE;
}

static gboolean
next_block (CowOsmBlobs *blobs, GError **error)
{
  gssize got = cow_input_read (blobs->input, &blobs->at, error);

  blobs->left = got > 0 ? (gsize)got : 0;
  return got >= 0;
}

/* `length` bytes; NULL: an error, the end of the file among them. */
static const char *
take (CowOsmBlobs *blobs, gsize length, const char *what, GError **error)
{
  const char *taken = blobs->at;

  if (blobs->left >= length)
    {
      blobs->at += length;
      blobs->left -= length;
      blobs->position += length;
      return taken;
    }
  g_byte_array_set_size (blobs->frame, 0);
  while (blobs->frame->len < length)
    {
      if (blobs->left == 0 && !next_block (blobs, error))
        return NULL;
      if (blobs->left == 0)
        {
          cow_osm_blobs_error (blobs, error, "the file ends in %s", what);
          return NULL;
        }
      gsize part = MIN (length - blobs->frame->len, blobs->left);
      g_byte_array_append (blobs->frame, (const guint8 *)blobs->at, (guint)part);
      blobs->at += part;
      blobs->left -= part;
      blobs->position += part;
    }
  return (const char *)blobs->frame->data;
}

static gboolean
inflate_blob (CowOsmBlobs *blobs, const CowProtobuf *packed, guint64 raw_size, GError **error)
{
  uLongf length = (uLongf)raw_size;
  int status;

  blobs->inflated += raw_size;
  if (blobs->inflated > BOMB_BYTES && blobs->inflated / BOMB_RATIO > blobs->position)
    return cow_osm_blobs_error (blobs, error, "expands to more than %d times its size, as only a bomb does", BOMB_RATIO);
  g_byte_array_set_size (blobs->body, (guint)raw_size + 1);
  status = uncompress (blobs->body->data, &length, packed->at, cow_protobuf_length (packed));
  if (status == Z_MEM_ERROR)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "%s: no memory to decompress", cow_input_name (blobs->input));
      return FALSE;
    }
  if (status != Z_OK || length != raw_size)
    return cow_osm_blobs_error (blobs, error, "cannot be decompressed: damaged");
  return TRUE;
}

/* The message inside of a blob. */
static gboolean
open_blob (CowOsmBlobs *blobs, CowProtobuf blob, CowProtobuf *message, GError **error)
{
  CowProtobufField field;
  CowProtobuf raw = { 0 }, packed = { 0 };
  guint64 raw_size = 0;
  guint other = 0;

  while (cow_protobuf_next (&blob, &field))
    if (field.number == 1 && field.is_bytes)
      raw = field.bytes;
    else if (field.number == 2)
      raw_size = field.value;
    else if (field.number == 3 && field.is_bytes)
      packed = field.bytes;
    else if (field.number >= 4 && field.number <= 7)
      other = field.number;
  if (blob.bad)
    return cow_osm_blobs_error (blobs, error, "a damaged blob");
  if (raw.at != NULL)
    {
      *message = raw;
      return TRUE;
    }
  if (packed.at == NULL)
    return cow_osm_blobs_error (blobs, error, other != 0 ? "a blob that is not compressed by zlib" : "a blob with nothing in it");
  if (raw_size > MOST_BLOB_BYTES)
    return cow_osm_blobs_error (blobs, error, "a blob of more than %u MiB", MOST_BLOB_BYTES >> 20);
  if (!inflate_blob (blobs, &packed, raw_size, error))
    return FALSE;
  *message = cow_protobuf_new (blobs->body->data, raw_size);
  return TRUE;
}

/* The header of a frame: what it is, and how long the blob behind it. */
static gboolean
take_header (CowOsmBlobs *blobs, CowProtobufField *type, guint64 *length, GError **error)
{
  const guint8 *size = (const guint8 *)take (blobs, 4, "the length of a header", error);
  CowProtobufField field;
  CowProtobuf header;
  const char *bytes;
  guint32 header_bytes;

  if (size == NULL)
    return FALSE;
  header_bytes = (guint32)size[0] << 24 | (guint32)size[1] << 16 | (guint32)size[2] << 8 | size[3];
  if (header_bytes > MOST_HEADER_BYTES)
    return cow_osm_blobs_error (blobs, error, "a header of %u bytes: at most %u", header_bytes, MOST_HEADER_BYTES);
  if ((bytes = take (blobs, header_bytes, "a header", error)) == NULL)
    return FALSE;
  header = cow_protobuf_new (bytes, header_bytes);
  *length = G_MAXUINT64;
  *type = (CowProtobufField){ 0 };
  while (cow_protobuf_next (&header, &field))
    if (field.number == 1 && field.is_bytes)
      *type = field;
    else if (field.number == 3 && !field.is_bytes)
      *length = field.value;
  if (header.bad || !type->is_bytes || *length == G_MAXUINT64)
    return cow_osm_blobs_error (blobs, error, "a damaged header of a blob");
  if (*length > MOST_BLOB_BYTES)
    return cow_osm_blobs_error (blobs, error, "a blob of more than %u MiB", MOST_BLOB_BYTES >> 20);
  return TRUE;
}

static gboolean
is_called (const CowProtobufField *type, const char *name)
{
  return cow_protobuf_length (&type->bytes) == strlen (name) && memcmp (type->bytes.at, name, strlen (name)) == 0;
}

gboolean
cow_osm_blobs_next (CowOsmBlobs *blobs, gboolean *header, CowProtobuf *message, GError **error)
{
  CowProtobufField type = { 0 };
  guint64 length = 0;
  const char *bytes;
  gboolean data;

  do
    {
      if (blobs->left == 0 && !next_block (blobs, error))
        return FALSE;
      if (blobs->left == 0)
        return FALSE;
      blobs->begin = blobs->position;
      if (!take_header (blobs, &type, &length, error))
        return FALSE;
      *header = is_called (&type, "OSMHeader");
      data = is_called (&type, "OSMData");
      if ((bytes = take (blobs, length, "a blob", error)) == NULL)
        return FALSE;
    }
  while (!*header && !data);
  return open_blob (blobs, cow_protobuf_new (bytes, length), message, error);
}
