/* test-frame.c - frames survive the way through a pipe, and nothing else passes for one. */
#include <glib.h>
#include <string.h>

#include "pool/checksum.h"
#include "pool/frame.h"
#include "pool/pool.h"

static void
test_checksum (void)
{
  guint8 bytes[1000];
  g_assert_cmphex (cow_checksum_add (0, "123456789", 9), ==, 0xe3069283u);
  g_assert_cmphex (cow_checksum_add (0, "", 0), ==, 0);
  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8)g_test_rand_int ();
  guint32 whole = cow_checksum_add (0, bytes, sizeof bytes);
  for (gsize cut = 0; cut <= sizeof bytes; cut++)
    g_assert_cmphex (cow_checksum_add (cow_checksum_add (0, bytes, cut), bytes + cut, sizeof bytes - cut), ==, whole);
}

/* Fill frames with random records, then decode them from one run of bytes and compare. */
static void
test_round_trip (void)
{
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GByteArray) pipe = g_byte_array_new ();
      g_autoptr (GString) sent = g_string_new (NULL), got = g_string_new (NULL);
      CowFrameWriter writer = { .sequence = 0 };
      guint8 bytes[9000];
      for (gsize i = 0; i < sizeof bytes; i++)
        bytes[i] = (guint8)('a' + i % 23);
      for (guint i = 0; i < 60; i++)
        {
          gsize length = (gsize)g_test_rand_int_range (1, round % 2 ? 9000 : 60), at = 0;
          while (at < length)
            {
              gsize n = cow_frame_add_data (&writer, i, at, bytes + at, length - at);
              if (n == 0)
                {
                  cow_frame_seal (&writer);
                  g_assert_cmpuint (writer.length, <=, COW_FRAME_BYTES_MAX);
                  g_byte_array_append (pipe, writer.bytes, (guint)writer.length);
                  cow_frame_clear (&writer);
                }
              at += n;
            }
          g_string_append_len (sent, (char *)bytes, (gssize)length);
          if (cow_frame_add_end (&writer, i, length, COW_TASK_DONE, NULL))
            g_string_append_printf (sent, "|%u %zu|", i, length);
          if (cow_frame_add_grown (&writer, i, length * 3))
            g_string_append_printf (sent, "<%u %zu>", i, length * 3);
        }
      cow_frame_seal (&writer);
      g_byte_array_append (pipe, writer.bytes, (guint)writer.length);

      gsize at = 0;
      for (guint32 sequence = 0; at < pipe->len; sequence++)
        {
          CowFrame frame;
          CowRecord record;
          gssize length = cow_frame_decode (pipe->data + at, pipe->len - at, &frame);
          g_assert_cmpint (length, >, 0);
          g_assert_cmpuint (frame.sequence, ==, sequence);
          g_assert_cmpint (cow_frame_decode (pipe->data + at, (gsize)length - 1, &frame), ==, 0);
          g_assert_cmpint (cow_frame_decode (pipe->data + at, pipe->len - at, &frame), ==, length);
          while (cow_frame_next (&frame, &record))
            if (record.kind == COW_RECORD_DATA)
              g_string_append_len (got, (const char *)record.payload, (gssize)record.length);
            else
              g_string_append_printf (got, record.kind == COW_RECORD_END ? "|%u %" G_GUINT64_FORMAT "|" : "<%u %" G_GUINT64_FORMAT ">",
                                      (guint)record.task, record.offset);
          at += (gsize)length;
        }
      g_assert_cmpstr (got->str, ==, sent->str);
    }
}

static GError *
send_error (const GError *error)
{
  CowFrameWriter writer = { .length = 0 };
  CowFrame frame;
  CowRecord record;
  g_assert_true (cow_frame_add_end (&writer, 5, 0, COW_TASK_FAILED, error));
  cow_frame_seal (&writer);
  g_assert_cmpint (cow_frame_decode (writer.bytes, writer.length, &frame), ==, (gssize)writer.length);
  g_assert_true (cow_frame_next (&frame, &record));
  GError *got = cow_record_error (&record);
  g_assert_false (cow_frame_next (&frame, &record));
  return got;
}

static void
test_errors (void)
{
  g_autoptr (GError) plain = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_PERM, "not \"yours\"");
  g_autoptr (GError) got = send_error (plain);
  g_assert_error (got, G_FILE_ERROR, G_FILE_ERROR_PERM);
  g_assert_cmpstr (got->message, ==, "not \"yours\"");

  /* Too long: cut, and between two characters. */
  g_autoptr (GString) text = g_string_new ("x");
  while (text->len < 5000)
    g_string_append (text, "ä");
  g_autoptr (GError) longer = g_error_new_literal (G_FILE_ERROR, 1, text->str);
  g_autoptr (GError) cut = send_error (longer);
  g_assert_true (g_str_has_prefix (text->str, cut->message));
  g_assert_cmpuint (strlen (cut->message), >, 2000);
  g_assert_true (g_utf8_validate (cut->message, -1, NULL));

  g_autoptr (GError) empty = g_error_new_literal (G_FILE_ERROR, 1, "");
  g_autoptr (GError) nothing = send_error (empty);
  g_assert_error (nothing, G_FILE_ERROR, 1);

  g_autoptr (GError) invalid = g_error_new_literal (G_FILE_ERROR, 1, "a\xff\xc3");
  g_autoptr (GError) valid = send_error (invalid);
  g_assert_true (g_utf8_validate (valid->message, -1, NULL));
}

/* Any single changed bit is noticed. */
static void
test_flipped_bits (void)
{
  CowFrameWriter writer = { .sequence = 3 };
  CowFrame frame;
  cow_frame_add_data (&writer, 1, 0, "hello", 5);
  cow_frame_add_end (&writer, 1, 5, COW_TASK_NEGATIVE, NULL);
  cow_frame_seal (&writer);
  g_assert_cmpint (cow_frame_decode (writer.bytes, writer.length, &frame), ==, (gssize)writer.length);
  for (gsize bit = 0; bit < writer.length * 8; bit++)
    {
      writer.bytes[bit / 8] ^= (guint8)(1 << bit % 8);
      g_assert_cmpint (cow_frame_decode (writer.bytes, writer.length, &frame), <=, 0);
      writer.bytes[bit / 8] ^= (guint8)(1 << bit % 8);
    }
}

/* Frames with a right checksum and wrong contents. */
static void
test_malformed (void)
{
  static const struct
  {
    gsize at;
    guint8 value;
  } faults[] = { { 12, 0 },     /* kind 0 */
                 { 12, 3 },     /* kind 3 */
                 { 13, 1 },     /* DATA with an outcome */
                 { 14, 6 },     /* payload longer than the frame */
                 { 14, 0 },     /* empty DATA, then a torn record */
                 { 15, 0xff },  /* much longer */
                 { 37 + 1, 3 }, /* outcome TIMED_OUT, which only the session may say */
                 { 37 + 1, 77 } };
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      CowFrameWriter writer = { .sequence = 0 };
      CowFrame frame;
      cow_frame_add_data (&writer, 1, 0, "hello", 5);
      cow_frame_add_end (&writer, 1, 5, COW_TASK_DONE, NULL);
      writer.bytes[faults[i].at] = faults[i].value;
      cow_frame_seal (&writer);
      g_assert_cmpint (cow_frame_decode (writer.bytes, writer.length, &frame), ==, -1);
    }

  CowFrameWriter writer = { .sequence = 0 };
  CowFrame frame;
  guint64 offset = G_MAXUINT64 - 3;
  cow_frame_add_data (&writer, 1, offset, "hello", 5);
  cow_frame_seal (&writer);
  g_assert_cmpint (cow_frame_decode (writer.bytes, writer.length, &frame), ==, -1);
  g_assert_cmpint (cow_frame_decode ((const guint8 *)"", 0, &frame), ==, 0);
  g_assert_cmpint (cow_frame_decode ((const guint8 *)"ab", 2, &frame), ==, 0);
  g_assert_cmpint (cow_frame_decode ((const guint8 *)"abcd", 4, &frame), ==, -1);
}

/* An END whose payload is no error. */
static void
test_bad_error (void)
{
  CowRecord record = { .kind = COW_RECORD_END, .payload = (const guint8 *)"abcdefgh", .length = 8 };
  for (gsize length = 1; length <= 8; length++)
    {
      record.length = length;
      g_autoptr (GError) error = cow_record_error (&record);
      g_assert_error (error, COW_POOL_ERROR, COW_POOL_ERROR_FRAME);
    }
  record.length = 0;
  g_assert_null (cow_record_error (&record));
}

/* A worker may name domains that nobody has named before, but only so many. */
static void
test_many_domains (void)
{
  guint own = 0;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *domain = g_strdup_printf ("0000x%u-quark0 m", i);
      gsize length = strlen (domain) + 1;
      CowRecord record = { .kind = COW_RECORD_END, .payload = (const guint8 *)domain, .length = (guint16)length };

      memset (domain, 0, 4); /* the code */
      domain[length - 4] = '\0';
      g_autoptr (GError) error = cow_record_error (&record);
      own += error->domain != COW_POOL_ERROR;
    }
  g_assert_cmpuint (own, ==, 64);
  static const char known[] = "\0\0\0\0g-file-error-quark\0message";
  (void)G_FILE_ERROR;
  CowRecord record = { .kind = COW_RECORD_END, .payload = (const guint8 *)known, .length = sizeof known - 1 };
  g_autoptr (GError) error = cow_record_error (&record);
  g_assert_error (error, G_FILE_ERROR, 0);
  g_assert_cmpstr (error->message, ==, "message");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame/checksum", test_checksum);
  g_test_add_func ("/frame/round-trip", test_round_trip);
  g_test_add_func ("/frame/errors", test_errors);
  g_test_add_func ("/frame/flipped-bits", test_flipped_bits);
  g_test_add_func ("/frame/malformed", test_malformed);
  g_test_add_func ("/frame/bad-error", test_bad_error);
  g_test_add_func ("/frame/many-domains", test_many_domains);
  return g_test_run ();
}
