/* test-number.c - numbers as text: what is written reads back the same, whatever the locale says. */
#include <glib.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "graph/input.h"

static guint64
bits_of (double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

static void
assert_real (double value, const char *text)
{
  char buffer[32];
  double back = 0;

  g_assert_cmpuint (cow_number_format_real (value, buffer), ==, strlen (text));
  g_assert_cmpstr (buffer, ==, text);
  g_assert_true (cow_number_parse_real (text, strlen (text), &back));
  g_assert_true (bits_of (back) == bits_of (value) || (isnan (back) && isnan (value)));
}

static void
test_format_real (void)
{
  assert_real (0, "0");
  assert_real (-0.0, "-0");
  assert_real (1, "1");
  assert_real (-17, "-17");
  assert_real (1.5, "1.5");
  assert_real (0.1, "0.1");
  assert_real (-2.25, "-2.25");
  assert_real (0.001, "0.001");
  assert_real (0.0001, "0.0001");
  assert_real (1e-5, "1e-5");
  assert_real (3.14159, "3.14159");
  assert_real (123456.789012, "123456.789012");
  assert_real (1.0 / 3, "0.3333333333333333");
  assert_real (0.1 + 0.2, "0.30000000000000004");
  assert_real (9007199254740991.0, "9007199254740991");
  assert_real (1e15, "1000000000000000");
  assert_real (1e22, "1e22");
  assert_real (1e300, "1e300");
  assert_real (1.7976931348623157e308, "1.7976931348623157e308");
  assert_real (5e-324, "5e-324");
  assert_real (-1e-320, "-1e-320");
  assert_real (2.2250738585072014e-308, "2.2250738585072014e-308");
  assert_real ((double)INFINITY, "inf");
  assert_real (-(double)INFINITY, "-inf");
  assert_real ((double)NAN, "nan");
}

static void
test_format_int (void)
{
  static const gint64 values[] = { 0, 1, -1, 9, 10, 99, 100, 101, 12345, -67890, G_MAXINT64, G_MININT64, G_MAXINT32 };
  char buffer[24];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *wanted = g_strdup_printf ("%" G_GINT64_FORMAT, values[i]);
      gint64 back = 77;

      g_assert_cmpuint (cow_number_format_int (values[i], buffer), ==, strlen (wanted));
      g_assert_cmpstr (buffer, ==, wanted);
      g_assert_true (cow_number_parse_int (wanted, strlen (wanted), &back));
      g_assert_cmpint (back, ==, values[i]);
    }
}

static void
test_parse_int (void)
{
  static const char *const bad[] = { "", "-", "+", "a", "1a", " 1", "1 ", "1.0", "9223372036854775808", "-9223372036854775809",
                                     "18446744073709551616", "99999999999999999999999", "0x10", "1e3", "--1" };
  gint64 value;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (cow_number_parse_int (bad[i], strlen (bad[i]), &value));
  g_assert_true (cow_number_parse_int ("+007", 4, &value));
  g_assert_cmpint (value, ==, 7);
  g_assert_true (cow_number_parse_int ("-9223372036854775808", 20, &value));
  g_assert_cmpint (value, ==, G_MININT64);
  /* The length counts, not what stands behind. */
  g_assert_true (cow_number_parse_int ("123", 2, &value));
  g_assert_cmpint (value, ==, 12);
}

static void
test_parse_real (void)
{
  static const char *const bad[] = { "", "-", ".", "-.", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "infinit", "nanx", "1e5x", " 1",
                                     "1 ", "nan(1)", "1_000", "--1", "+-1", "1e5.5" };
  static const struct
  {
    const char *text;
    double value;
  } good[] = {
    { "1.", 1 }, { ".5", 0.5 }, { "+1.5e+3", 1500 }, { "-.25E-2", -0.0025 }, { "1e999", HUGE_VAL }, { "-1e999", -HUGE_VAL },
    { "1e-999", 0 }, { "Infinity", HUGE_VAL }, { "-INF", -HUGE_VAL }, { "000000000000000000000000000000001.5", 1.5 },
    { "123456789012345678901234567890", 123456789012345678901234567890.0 },
    { "9007199254740993", 9007199254740993.0 }, { "0.1e-22", 0.1e-22 }, { "1e99999999999999999999", HUGE_VAL },
    { "0e99999999999999999999", 0 },
  };
  double value;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (cow_number_parse_real (bad[i], strlen (bad[i]), &value))
      g_error ("\"%s\" was taken for a number", bad[i]);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (cow_number_parse_real (good[i].text, strlen (good[i].text), &value));
      g_assert_true (value == good[i].value);
    }
}

/* A text of ten thousand digits: neither slow nor out of its buffer. */
static void
test_parse_long (void)
{
  g_autofree char *text = g_malloc (10001);
  double value;
  gint64 integer;

  memset (text, '1', 10000);
  g_assert_true (cow_number_parse_real (text, 10000, &value));
  g_assert_true (isinf (value));
  text[1] = '.';
  g_assert_true (cow_number_parse_real (text, 10000, &value));
  g_assert_true (value == 10.0 / 9);
  g_assert_false (cow_number_parse_int (text, 10000, &integer));
}

static double
random_double (GRand *random)
{
  guint64 bits = (guint64)g_rand_int (random) << 32 | g_rand_int (random);
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static void
check_round_trip (double value)
{
  char buffer[32];
  double back = 0;
  gsize length = cow_number_format_real (value, buffer);

  g_assert_cmpuint (length, <, 32);
  g_assert_cmpuint (length, ==, strlen (buffer));
  g_assert_true (cow_number_parse_real (buffer, length, &back));
  if (bits_of (back) != bits_of (value) && !(isnan (back) && isnan (value)))
    g_error ("%a was written as %s, which reads as %a", value, buffer, back);
}

static void
test_round_trip_bits (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < 1000000; i++)
    check_round_trip (random_double (random));
}

/* The short cuts are where a wrong digit would hide: few decimals, whole numbers, powers of ten and two and their neighbors. */
static void
test_round_trip_short (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);

  for (guint i = 0; i < 300000; i++)
    {
      double whole = (double)((guint64)g_rand_int (random) << 32 | g_rand_int (random)) / pow (2, g_rand_int_range (random, 0, 64));

      check_round_trip (floor (whole));
      check_round_trip (whole / pow (10, g_rand_int_range (random, 0, 12)));
      check_round_trip (floor (whole) / 1000);
    }
  for (int exponent = -1074; exponent < 1024; exponent++)
    {
      double power = ldexp (1, exponent);

      check_round_trip (power);
      check_round_trip (nextafter (power, 0));
      check_round_trip (nextafter (power, HUGE_VAL));
    }
}

/* Reading agrees with the C library on every text the library writes. */
static void
test_parse_like_library (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint i = 0; i < 200000; i++)
    {
      char format[8], buffer[64];
      double value = random_double (random), back = 0;

      if (!isfinite (value))
        continue;
      g_snprintf (format, sizeof format, "%%.%dg", g_rand_int_range (random, 1, 20));
      g_ascii_formatd (buffer, sizeof buffer, format, i % 2 ? value : fmod (value, 1e6));
      g_assert_true (cow_number_parse_real (buffer, strlen (buffer), &back));
      g_assert_true (bits_of (back) == bits_of (g_ascii_strtod (buffer, NULL)));
    }
}

/* No shorter text reads back to the same value. */
static void
test_shortest (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (guint i = 0; i < 20000; i++)
    {
      double value = i % 2 ? random_double (random) : (double)g_rand_int_range (random, 1, 1000000) / 1000;
      char buffer[32];
      guint digits = 0;

      if (!isfinite (value) || fabs (value) < 1e-300)
        continue;
      cow_number_format_real (value, buffer);
      for (const char *at = buffer + strspn (buffer, "-0."); *at != '\0' && *at != 'e'; at++)
        digits += g_ascii_isdigit (*at);
      for (guint fewer = 1; fewer < MIN (digits, 17); fewer++)
        {
          char format[8], shorter[64];

          if (value == floor (value) && fabs (value) < 0x1p53)
            break; /* a whole number keeps its zeros */
          g_snprintf (format, sizeof format, "%%.%ug", fewer);
          g_ascii_formatd (shorter, sizeof shorter, format, value);
          g_assert_false (g_ascii_strtod (shorter, NULL) == value);
        }
    }
}

static void
test_locale (void)
{
  static const char *const locales[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "ru_RU.UTF-8" };
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (locales) && !found; i++)
    found = setlocale (LC_NUMERIC, locales[i]) != NULL;
  if (!found)
    {
      g_test_skip ("no locale with a decimal comma here");
      return;
    }
  test_format_real ();
  test_parse_real ();
  setlocale (LC_NUMERIC, "C");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number/format-real", test_format_real);
  g_test_add_func ("/number/format-int", test_format_int);
  g_test_add_func ("/number/parse-int", test_parse_int);
  g_test_add_func ("/number/parse-real", test_parse_real);
  g_test_add_func ("/number/parse-long", test_parse_long);
  g_test_add_func ("/number/round-trip-bits", test_round_trip_bits);
  g_test_add_func ("/number/round-trip-short", test_round_trip_short);
  g_test_add_func ("/number/parse-like-library", test_parse_like_library);
  g_test_add_func ("/number/shortest", test_shortest);
  g_test_add_func ("/number/locale", test_locale);
  return g_test_run ();
}
