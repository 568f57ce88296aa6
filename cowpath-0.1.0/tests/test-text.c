/* test-text.c - only what a terminal may see comes out of cow_text_clean(), and its width is known. */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "ui/text.h"
#include "ui/units.h"
#include "ui/wrap.h"

static char *
clean (const char *bytes, gsize length)
{
  GString *out = g_string_new (NULL);
  cow_text_clean (out, bytes, length);
  return g_string_free (out, FALSE);
}

static void
assert_clean (const char *text, const char *expected)
{
  g_autofree char *got = clean (text, strlen (text));
  g_assert_cmpstr (got, ==, expected);
}

/* An independent and stricter look at the result. */
static void
assert_safe (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      g_assert_true (g_unichar_isprint (c));
      g_assert_cmpuint (c, !=, 0x7f);
      g_assert_false (c < 0x20 || (c >= 0x80 && c < 0xa0) || (c >= 0x200b && c <= 0x200f)
                      || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff
                      || c == 0x61c || (c >= 0xe0000 && c <= 0xe0fff));
    }
}

static void
test_kept (void)
{
  static const char *const kept[]
      = { "", "plain text", "Zürich", "東京", "a → b", "naïve e\u0301", "😀", "\u00a0", "back\\slash" };
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    assert_clean (kept[i], kept[i]);
}

static void
test_escaped (void)
{
  assert_clean ("\033[31m", "\\x1b[31m");
  assert_clean ("a\tb\nc\rd", "a\\x09b\\x0ac\\x0dd");
  assert_clean ("\x7f", "\\x7f");
  assert_clean ("\xc2\x9b", "\\xc2\\x9b");    /* C1: CSI */
  assert_clean ("\x9b", "\\x9b");             /* the same as a byte */
  assert_clean ("\xc2\xad", "\\xc2\\xad");    /* soft hyphen */
  assert_clean ("\u202e", "\\xe2\\x80\\xae"); /* right-to-left override */
  assert_clean ("\u2066\u2069", "\\xe2\\x81\\xa6\\xe2\\x81\\xa9");
  assert_clean ("\u200b", "\\xe2\\x80\\x8b");
  assert_clean ("\u200d", "\\xe2\\x80\\x8d");
  assert_clean ("\u2028", "\\xe2\\x80\\xa8");
  assert_clean ("\ufeff", "\\xef\\xbb\\xbf");
  assert_clean ("\ufe0f", "\\xef\\xb8\\x8f"); /* variation selector: invisible */
  assert_clean ("\u061c", "\\xd8\\x9c");
  assert_clean ("\xf3\xa0\x81\xa1", "\\xf3\\xa0\\x81\\xa1"); /* a tag */
  assert_clean ("\xef\xbf\xbf", "\\xef\\xbf\\xbf");          /* a noncharacter */
  assert_clean ("\xed\xa0\x80", "\\xed\\xa0\\x80");          /* a surrogate */
  assert_clean ("\xc0\xaf", "\\xc0\\xaf");                   /* overlong */
  assert_clean ("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* beyond Unicode */
  assert_clean ("ok\xc3", "ok\\xc3");                        /* cut off */
  assert_clean ("\xc3z", "\\xc3z");
}

static void
test_every_byte (void)
{
  for (guint first = 0; first < 256; first++)
    for (guint second = 0; second < 256; second++)
      {
        char bytes[2] = { (char)first, (char)second };
        g_autofree char *got = clean (bytes, 2);
        assert_safe (got);
        if (first < 0x20)
          g_assert_true (g_str_has_prefix (got, "\\x"));
      }
}

static void
test_every_character (void)
{
  for (gunichar c = 0; c < 0x110000; c++)
    {
      char bytes[6];
      int length = g_unichar_to_utf8 (c, bytes);
      g_autofree char *got = clean (bytes, (gsize)length);
      assert_safe (got);
    }
}

static void
test_nul (void)
{
  g_autofree char *got = clean ("a\0b", 3);
  g_assert_cmpstr (got, ==, "a\\x00b");
}

static void
test_lines (void)
{
  g_autofree char *got = cow_text_clean_lines ("a\tb\n\tc\033\n東\tx\n");
  g_assert_cmpstr (got, ==, "a       b\n        c\\x1b\n東      x\n");
}

static void
test_width (void)
{
  g_assert_cmpuint (cow_text_width ("", 0), ==, 0);
  g_assert_cmpuint (cow_text_width ("abc", 3), ==, 3);
  g_assert_cmpuint (cow_text_width ("Zürich", strlen ("Zürich")), ==, 6);
  g_assert_cmpuint (cow_text_width ("東京", strlen ("東京")), ==, 4);
  g_assert_cmpuint (cow_text_width ("e\u0301", strlen ("e\u0301")), ==, 1);
  g_assert_cmpuint (cow_text_width ("\xff\xfe", 2), ==, 2);
}

static void
test_fit (void)
{
  guint width;
  const char *text = "東e\u0301京";
  g_assert_cmpuint (cow_text_fit (text, strlen (text), 0, &width), ==, 0);
  g_assert_cmpuint (width, ==, 0);
  g_assert_cmpuint (cow_text_fit (text, strlen (text), 1, &width), ==, 0);
  g_assert_cmpuint (cow_text_fit (text, strlen (text), 2, &width), ==, 3);
  g_assert_cmpuint (width, ==, 2);
  g_assert_cmpuint (cow_text_fit (text, strlen (text), 3, &width), ==, 6); /* with its accent */
  g_assert_cmpuint (cow_text_fit (text, strlen (text), 4, &width), ==, 6);
  g_assert_cmpuint (width, ==, 3);
  g_assert_cmpuint (cow_text_fit (text, strlen (text), 100, NULL), ==, strlen (text));
}

static void
test_wrap (void)
{
  g_assert_cmpuint (cow_wrap_count ("", 0, 10), ==, 1);
  g_assert_cmpuint (cow_wrap_row ("hello world again", 17, 12), ==, 12);
  g_assert_cmpuint (cow_wrap_row ("hello world again", 17, 13), ==, 12);
  g_assert_cmpuint (cow_wrap_row ("a bbbbbbbbbbbbbbb", 17, 10), ==, 10); /* no blank worth breaking at */
  g_assert_cmpuint (cow_wrap_row ("東京", 6, 1), ==, 3);                 /* must advance */
  g_assert_cmpuint (cow_wrap_count ("東京", 6, 1), ==, 2);
  g_assert_cmpuint (cow_wrap_count ("abcdefghij", 10, 3), ==, 4);
  g_assert_cmpuint (cow_wrap_count ("abcdefghij", 10, 0), ==, 10);
}

static void
assert_units (void (*append) (GString *, guint64), guint64 value, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);
  append (out, value);
  g_assert_cmpstr (out->str, ==, expected);
}

static void
assert_real_units (void (*append) (GString *, double), double value, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);
  append (out, value);
  g_assert_cmpstr (out->str, ==, expected);
}

static void
test_units (void)
{
  assert_units (cow_units_bytes, 0, "0B");
  assert_units (cow_units_bytes, 1023, "1023B");
  assert_units (cow_units_bytes, 1024, "1.0K");
  assert_units (cow_units_bytes, 12900000, "12.3M");
  assert_units (cow_units_bytes, (guint64)1 << 33, "8.0G");
  assert_units (cow_units_bytes, ((guint64)1 << 20) - 1, "1.0M"); /* not 1024.0K */
  assert_units (cow_units_bytes, G_MAXUINT64, "16.0E");
  assert_units (cow_units_count, 0, "0");
  assert_units (cow_units_count, 999, "999");
  assert_units (cow_units_count, 1000, "1,000");
  assert_units (cow_units_count, 98765432, "98,765,432");
  assert_units (cow_units_count, G_MAXUINT64, "18,446,744,073,709,551,615");
  assert_real_units (cow_units_seconds, 4.2, "4.2s");
  assert_real_units (cow_units_seconds, 9.96, "0:10");
  assert_real_units (cow_units_seconds, 42, "0:42");
  assert_real_units (cow_units_seconds, 3723, "1:02:03");
  assert_real_units (cow_units_seconds, 183600, "2d03h");
  assert_real_units (cow_units_seconds, -1, "?");
  assert_real_units (cow_units_seconds, 1e300, "34722d05h");
  assert_real_units (cow_units_rate, 0.35, "0.35/s");
  assert_real_units (cow_units_rate, 12.34, "12.3/s");
  assert_real_units (cow_units_rate, 999.7, "1.00k/s");
  assert_real_units (cow_units_rate, 1234567, "1.23M/s");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/kept", test_kept);
  g_test_add_func ("/text/escaped", test_escaped);
  g_test_add_func ("/text/every-byte", test_every_byte);
  g_test_add_func ("/text/every-character", test_every_character);
  g_test_add_func ("/text/nul", test_nul);
  g_test_add_func ("/text/lines", test_lines);
  g_test_add_func ("/text/width", test_width);
  g_test_add_func ("/text/fit", test_fit);
  g_test_add_func ("/text/wrap", test_wrap);
  g_test_add_func ("/text/units", test_units);
  return g_test_run ();
}
