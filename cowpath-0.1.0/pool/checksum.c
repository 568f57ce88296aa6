/* checksum.c - CRC-32C (Castagnoli), by the processor's instruction where it has one, else by eight tables.
 *
 * The trick: a CRC does not depend on how the bytes were cut, so that two runs of a task can be compared although
 * their records end at different places. The tables are built by the first call that needs them. */
#include "pool/checksum.h"

#include <string.h>

#define POLYNOMIAL 0x82f63b78u

static guint32 tables[8][256];

static void
build_tables (void)
{
  for (guint32 i = 0; i < 256; i++)
    {
      guint32 crc = i;
      for (int bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ ((crc & 1) ? POLYNOMIAL : 0);
      tables[0][i] = crc;
    }
  for (guint32 i = 0; i < 256; i++)
    for (int k = 1; k < 8; k++)
      tables[k][i] = (tables[k - 1][i] >> 8) ^ tables[0][tables[k - 1][i] & 0xff];
}

static guint32
add_by_tables (guint32 crc, const guint8 *bytes, gsize length)
{
  if (tables[0][1] == 0)
    build_tables ();
  for (; length >= 8; bytes += 8, length -= 8)
    {
      guint32 low = crc ^ ((guint32)bytes[0] | (guint32)bytes[1] << 8 | (guint32)bytes[2] << 16 | (guint32)bytes[3] << 24);
      crc = tables[7][low & 0xff] ^ tables[6][(low >> 8) & 0xff] ^ tables[5][(low >> 16) & 0xff] ^ tables[4][low >> 24]
            ^ tables[3][bytes[4]] ^ tables[2][bytes[5]] ^ tables[1][bytes[6]] ^ tables[0][bytes[7]];
    }
  for (; length > 0; bytes++, length--)
    crc = (crc >> 8) ^ tables[0][(crc ^ *bytes) & 0xff];
  return crc;
}

#if defined(__x86_64__)
__attribute__ ((target ("sse4.2"))) static guint32
add_by_instruction (guint32 start, const guint8 *bytes, gsize length)
{
  unsigned long long crc = start;
  for (; length >= 8; bytes += 8, length -= 8)
    {
      guint64 word;
      memcpy (&word, bytes, 8);
      crc = __builtin_ia32_crc32di (crc, word);
    }
  guint32 rest = (guint32)crc;
  for (; length > 0; bytes++, length--)
    rest = __builtin_ia32_crc32qi (rest, *bytes);
  return rest;
}
#endif

guint32
cow_checksum_add (guint32 crc, const void *bytes, gsize length)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("sse4.2"))
    return ~add_by_instruction (~crc, bytes, length);
#endif
  return ~add_by_tables (~crc, bytes, length);
}
