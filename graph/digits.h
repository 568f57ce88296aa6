/* digits.h - canonical decimal numbers: no sign, no leading zero; the fast path of vertex names.
 *
 * What parses here prints as exactly the same text. Private to graph/. */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* TRUE when the whole text is a canonical number below 2^64. */
static inline gboolean
cow_digits_parse (const char *text, gsize length, guint64 *number)
{
  guint64 value = 0;

  if (length == 0 || length > 20 || (text[0] == '0' && length > 1))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      guint digit = (guint)(guint8)text[i] - '0';

      if (digit > 9 || (i == 19 && (value > G_MAXUINT64 / 10 || (value == G_MAXUINT64 / 10 && digit > 5))))
        return FALSE;
      value = value * 10 + digit;
    }
  *number = value;
  return TRUE;
}

/* How many digits the number has. */
static inline gsize
cow_digits_count (guint64 number)
{
  gsize count = 1;

  for (; number >= 10000; number /= 10000)
    count += 4;
  return count + (number >= 10) + (number >= 100) + (number >= 1000);
}

/* Writes at most 20 digits, no NUL; returns how many. Two at a time, from the last. */
static inline gsize
cow_digits_format (guint64 number, char *text)
{
  static const char pairs[] = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
                              "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
  gsize length = cow_digits_count (number);
  char *at = text + length;

  for (; number >= 100; number /= 100)
    memcpy (at -= 2, pairs + number % 100 * 2, 2);
  if (number >= 10)
    memcpy (text, pairs + number * 2, 2);
  else
    *text = (char)('0' + number);
  return length;
}

G_END_DECLS
