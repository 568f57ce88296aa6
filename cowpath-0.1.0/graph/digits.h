/* digits.h - canonical decimal numbers: no sign, no leading zero; the fast path of vertex names.
 *
 * What parses here prints as exactly the same text. Private to graph/. */
#pragma once

#include <glib.h>

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

/* Writes at most 20 digits, no NUL; returns how many. */
static inline gsize
cow_digits_format (guint64 number, char *text)
{
  char backwards[20];
  gsize length = 0;

  do
    backwards[length++] = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  for (gsize i = 0; i < length; i++)
    text[i] = backwards[length - 1 - i];
  return length;
}

G_END_DECLS
