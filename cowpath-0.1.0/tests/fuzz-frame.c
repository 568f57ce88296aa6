/* fuzz-frame.c - whatever bytes come through a pipe, decoding reads none beyond them.
 *
 * Linked with -fsanitize=fuzzer it is a fuzzer, with fuzz-main.c it replays files. The first byte of an input says
 * whether the checksum is made right, so that the fuzzer gets behind it. */
#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pool/checksum.h"
#include "pool/frame.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
repair (guint8 *bytes, gsize size)
{
  guint16 length;
  memcpy (&length, bytes, 2);
  if (length < COW_FRAME_HEAD_BYTES || length > size)
    return;
  guint32 crc = cow_checksum_add (0, bytes, 8);
  crc = cow_checksum_add (crc, bytes + COW_FRAME_HEAD_BYTES, length - COW_FRAME_HEAD_BYTES);
  memcpy (bytes + 8, &crc, 4);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size < 1)
    return 0;
  gsize left = size - 1;
  guint8 *bytes = malloc (left > 0 ? left : 1); /* exactly as large, so that a step beyond is seen */
  memcpy (bytes, data + 1, left);
  for (guint8 *at = bytes;;)
    {
      CowFrame frame;
      CowRecord record;
      if (data[0] % 2 == 1 && left >= COW_FRAME_HEAD_BYTES)
        repair (at, left);
      gssize length = cow_frame_decode (at, left, &frame);
      if (length <= 0)
        break;
      gsize used = COW_FRAME_HEAD_BYTES;
      while (cow_frame_next (&frame, &record))
        {
          used += COW_FRAME_RECORD_BYTES + record.length;
          if (record.payload < at || record.payload + record.length > at + length)
            abort ();
          GError *error = record.kind == COW_RECORD_END ? cow_record_error (&record) : NULL;
          if (error != NULL && !g_utf8_validate (error->message, -1, NULL))
            abort ();
          g_clear_error (&error);
        }
      if (used != (gsize)length)
        abort ();
      at += length;
      left -= (gsize)length;
    }
  free (bytes);
  return 0;
}
