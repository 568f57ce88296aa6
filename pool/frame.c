/* frame.c - fill frames on the worker's side, take them apart on the session's.
 *
 * The trick: cow_frame_decode walks every record before it says yes, so cow_frame_next has nothing left to check,
 * and a frame is applied whole or not at all. */
#include "pool/frame.h"

#include <string.h>

#include "pool/checksum.h"
#include "pool/pool.h"

#define MAGIC 0xc0f7u
#define DOMAIN_BYTES_MAX 64u
#define DOMAINS_MAX 64 /* that no code of this process has named yet */
#define MESSAGE_BYTES_MAX 2048u

static guint32
compute_checksum (const guint8 *bytes, gsize length)
{
  guint32 crc = cow_checksum_add (0, bytes, 8);
  return cow_checksum_add (crc, bytes + COW_FRAME_HEAD_BYTES, length - COW_FRAME_HEAD_BYTES);
}

static void
put_record (guint8 *at, CowRecordKind kind, guint8 outcome, gsize length, guint64 task, guint64 offset)
{
  guint16 length16 = (guint16)length;
  at[0] = (guint8)kind;
  at[1] = outcome;
  memcpy (at + 2, &length16, 2);
  memcpy (at + 4, &task, 8);
  memcpy (at + 12, &offset, 8);
}

/* Where a record with length bytes of payload goes, or NULL when there is no room. */
static guint8 *
reserve (CowFrameWriter *writer, gsize length)
{
  gsize used = writer->length == 0 ? COW_FRAME_HEAD_BYTES : writer->length;
  if (used + COW_FRAME_RECORD_BYTES + length > COW_FRAME_BYTES_MAX)
    return NULL;
  writer->length = used + COW_FRAME_RECORD_BYTES + length;
  return writer->bytes + used;
}

gsize
cow_frame_add_data (CowFrameWriter *writer, guint64 task, guint64 offset, const void *bytes, gsize length)
{
  gsize used = writer->length == 0 ? COW_FRAME_HEAD_BYTES : writer->length;
  if (used + COW_FRAME_RECORD_BYTES >= COW_FRAME_BYTES_MAX || length == 0)
    return 0;
  gsize taken = MIN (length, COW_FRAME_BYTES_MAX - used - COW_FRAME_RECORD_BYTES);
  guint8 *at = reserve (writer, taken);
  put_record (at, COW_RECORD_DATA, 0, taken, task, offset);
  memcpy (at + COW_FRAME_RECORD_BYTES, bytes, taken);
  return taken;
}

gboolean
cow_frame_add_grown (CowFrameWriter *writer, guint64 task, guint64 bytes)
{
  guint8 *at = reserve (writer, 0);
  if (at == NULL)
    return FALSE;
  put_record (at, COW_RECORD_GROWN, 0, 0, task, bytes);
  return TRUE;
}

/* Length of text, at most limit, that does not end within a UTF-8 character. */
static gsize
cut_text (const char *text, gsize limit)
{
  gsize length = strlen (text);
  if (length <= limit)
    return length;
  length = limit;
  while (length > 0 && ((guchar)text[length] & 0xc0) == 0x80)
    length--;
  return length;
}

gboolean
cow_frame_add_end (CowFrameWriter *writer, guint64 task, guint64 total, guint8 outcome, const GError *error)
{
  const char *domain = error != NULL ? g_quark_to_string (error->domain) : NULL;
  gsize domain_length = domain != NULL ? MIN (strlen (domain), DOMAIN_BYTES_MAX) : 0;
  gsize message_length = error != NULL ? cut_text (error->message, MESSAGE_BYTES_MAX) : 0;
  gsize length = error != NULL ? 4 + domain_length + 1 + message_length : 0;
  guint8 *at = reserve (writer, length);
  if (at == NULL)
    return FALSE;

  put_record (at, COW_RECORD_END, outcome, length, task, total);
  if (error != NULL)
    {
      gint32 code = error->code;
      at += COW_FRAME_RECORD_BYTES;
      memcpy (at, &code, 4);
      if (domain_length > 0)
        memcpy (at + 4, domain, domain_length);
      at[4 + domain_length] = 0;
      memcpy (at + 4 + domain_length + 1, error->message, message_length);
    }
  return TRUE;
}

gboolean
cow_frame_add_tallies (CowFrameWriter *writer, guint64 task, guint64 total, guint8 outcome, const guint64 *tallies, guint n)
{
  guint8 *at = reserve (writer, n * sizeof *tallies);
  if (at == NULL)
    return FALSE;
  put_record (at, COW_RECORD_END, outcome, n * sizeof *tallies, task, total);
  memcpy (at + COW_FRAME_RECORD_BYTES, tallies, n * sizeof *tallies);
  return TRUE;
}

void
cow_frame_seal (CowFrameWriter *writer)
{
  guint16 length = (guint16)writer->length, magic = MAGIC;
  memcpy (writer->bytes, &length, 2);
  memcpy (writer->bytes + 2, &magic, 2);
  memcpy (writer->bytes + 4, &writer->sequence, 4);
  guint32 crc = compute_checksum (writer->bytes, writer->length);
  memcpy (writer->bytes + 8, &crc, 4);
}

void
cow_frame_clear (CowFrameWriter *writer)
{
  writer->length = 0;
  writer->sequence++;
}

/* The record at position, which must lie before the end of the frame. Returns: FALSE when it is not sound. */
static gboolean
read_record (const CowFrame *frame, gsize position, CowRecord *record)
{
  gsize left = frame->length - position;
  if (left < COW_FRAME_RECORD_BYTES)
    return FALSE;
  const guint8 *at = frame->bytes + position;
  guint16 length;
  memcpy (&length, at + 2, 2);
  if (length > left - COW_FRAME_RECORD_BYTES)
    return FALSE;
  record->kind = at[0];
  record->outcome = at[1];
  record->length = length;
  memcpy (&record->task, at + 4, 8);
  memcpy (&record->offset, at + 12, 8);
  record->payload = at + COW_FRAME_RECORD_BYTES;
  if (record->kind == COW_RECORD_DATA)
    return length > 0 && record->outcome == 0 && record->offset <= G_MAXUINT64 - length;
  if (record->kind == COW_RECORD_GROWN)
    return length == 0 && record->outcome == 0;
  return record->kind == COW_RECORD_END
         && (record->outcome <= COW_TASK_FAILED || record->outcome == COW_RECORD_INTERRUPTED);
}

gssize
cow_frame_decode (const guint8 *bytes, gsize available, CowFrame *frame)
{
  guint16 length, magic;
  guint32 crc;
  if (available < 4)
    return 0;
  memcpy (&length, bytes, 2);
  memcpy (&magic, bytes + 2, 2);
  if (magic != MAGIC || length < COW_FRAME_HEAD_BYTES || length > COW_FRAME_BYTES_MAX)
    return -1;
  if (available < length)
    return 0;
  memcpy (&crc, bytes + 8, 4);
  if (crc != compute_checksum (bytes, length))
    return -1;

  *frame = (CowFrame){ .bytes = bytes, .length = length, .position = COW_FRAME_HEAD_BYTES };
  memcpy (&frame->sequence, bytes + 4, 4);
  CowRecord record;
  for (gsize position = frame->position; position < length; position += COW_FRAME_RECORD_BYTES + record.length)
    if (!read_record (frame, position, &record))
      return -1;
  return length;
}

gboolean
cow_frame_next (CowFrame *frame, CowRecord *record)
{
  if (frame->position >= frame->length || !read_record (frame, frame->position, record))
    return FALSE;
  frame->position += COW_FRAME_RECORD_BYTES + record->length;
  return TRUE;
}

/* A quark is never freed, so that a worker gone mad may only make a few. */
static GQuark
find_domain (const char *domain)
{
  static guint n_made;
  gsize plain = strspn (domain, "abcdefghijklmnopqrstuvwxyz0123456789-_");

  if (plain == 0 || domain[plain] != '\0')
    return COW_POOL_ERROR;
  GQuark known = g_quark_try_string (domain);
  if (known != 0 || n_made == DOMAINS_MAX)
    return known != 0 ? known : COW_POOL_ERROR;
  n_made++;
  return g_quark_from_string (domain);
}

GError *
cow_record_error (const CowRecord *record)
{
  if (record->length == 0)
    return NULL;
  const guint8 *nul = record->length > 4 ? memchr (record->payload + 4, 0, record->length - 4) : NULL;
  if (nul == NULL || nul - (record->payload + 4) > (gssize)DOMAIN_BYTES_MAX)
    return g_error_new_literal (COW_POOL_ERROR, COW_POOL_ERROR_FRAME, "a worker sent an error that cannot be read");

  gint32 code;
  memcpy (&code, record->payload, 4);
  const char *domain = (const char *)record->payload + 4;
  gsize length = record->length - (gsize)(nul + 1 - record->payload);
  g_autofree char *message = g_utf8_make_valid ((const char *)nul + 1, (gssize)length);
  return g_error_new_literal (find_domain (domain), code, message);
}
