/* fuzz-number.c - any bytes as a number: what is accepted agrees with the C library, and a value survives its text. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "graph/input.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
same_value (double a, double b)
{
  return memcmp (&a, &b, sizeof a) == 0 || (isnan (a) && isnan (b));
}

static void
check_value (double value)
{
  char buffer[32];
  double back = 0;
  gsize length = cow_number_format_real (value, buffer);

  g_assert_true (length < sizeof buffer && buffer[length] == '\0');
  g_assert_true (cow_number_parse_real (buffer, length, &back));
  g_assert_true (same_value (value, back));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  /* An exact copy, so that one byte too far is seen. */
  g_autofree char *text = g_memdup2 (data, size), *ended = g_strndup ((const char *)data, size);
  gint64 integer;
  double value;

  if (cow_number_parse_int (text, size, &integer))
    {
      char buffer[24];
      gint64 back;

      g_assert_true (cow_number_parse_int (buffer, cow_number_format_int (integer, buffer), &back));
      g_assert_cmpint (back, ==, integer);
      g_assert_cmpint (integer, ==, g_ascii_strtoll (ended, NULL, 10));
    }
  if (cow_number_parse_real (text, size, &value))
    {
      char *end;

      g_assert_true (same_value (value, g_ascii_strtod (ended, &end)));
      g_assert_true (*end == '\0');
      check_value (value);
    }
  if (size >= sizeof value)
    {
      memcpy (&value, data, sizeof value);
      check_value (value);
    }
  return 0;
}
