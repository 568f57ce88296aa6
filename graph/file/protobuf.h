/* protobuf.h - fields of a message of Protocol Buffers, one after the other, out of memory; nothing is copied.
 *
 * What does not fit its message (a length beyond the end, a number of more than 64 bits, a group) makes the message `bad` and is its end. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const guint8 *at, *end;
  gboolean bad;
} CowProtobuf;

typedef struct
{
  guint32 number;
  gboolean is_bytes;
  guint64 value;     /* of what is no bytes */
  CowProtobuf bytes; /* text, a message, packed numbers */
} CowProtobufField;

static inline CowProtobuf
cow_protobuf_new (const void *bytes, gsize length)
{
  return (CowProtobuf){ bytes, (const guint8 *)bytes + length, FALSE };
}

static inline gsize
cow_protobuf_length (const CowProtobuf *message)
{
  return (gsize)(message->end - message->at);
}

static inline gboolean
cow_protobuf_refuse (CowProtobuf *message)
{
  message->bad = TRUE;
  message->at = message->end;
  return FALSE;
}

/* FALSE: the end, or bad. */
static inline gboolean
cow_protobuf_varint (CowProtobuf *message, guint64 *value)
{
  guint64 sum = 0;

  for (guint shift = 0; shift < 64 && message->at < message->end; shift += 7)
    {
      guint8 byte = *message->at++;

      sum |= (guint64)(byte & 127) << shift;
      if (byte < 128)
        {
          *value = sum;
          return TRUE;
        }
      if (message->at == message->end)
        return cow_protobuf_refuse (message);
    }
  if (message->at < message->end)
    cow_protobuf_refuse (message);
  return FALSE;
}

/* The same of a number that may be negative and is written with its sign at the end (sint64). */
static inline gboolean
cow_protobuf_zigzag (CowProtobuf *message, gint64 *value)
{
  guint64 bits;

  if (!cow_protobuf_varint (message, &bits))
    return FALSE;
  *value = (gint64)(bits >> 1 ^ (0 - (bits & 1)));
  return TRUE;
}

static inline gboolean
cow_protobuf_skip (CowProtobuf *message, guint64 length)
{
  if (length > cow_protobuf_length (message))
    return cow_protobuf_refuse (message);
  message->at += length;
  return TRUE;
}

/* The next field; FALSE: the end, or bad. */
static inline gboolean
cow_protobuf_next (CowProtobuf *message, CowProtobufField *field)
{
  guint64 key, length = 0;

  if (!cow_protobuf_varint (message, &key))
    return FALSE;
  *field = (CowProtobufField){ .number = (guint32)MIN (key >> 3, G_MAXUINT32) };
  switch (key & 7)
    {
    case 0:
      return cow_protobuf_varint (message, &field->value) || cow_protobuf_refuse (message);
    case 1:
      return cow_protobuf_skip (message, 8);
    case 2:
      if (!cow_protobuf_varint (message, &length) || !cow_protobuf_skip (message, length))
        return cow_protobuf_refuse (message);
      field->is_bytes = TRUE;
      field->bytes = cow_protobuf_new (message->at - length, length);
      return TRUE;
    case 5:
      return cow_protobuf_skip (message, 4);
    default:
      return cow_protobuf_refuse (message);
    }
}

G_END_DECLS
