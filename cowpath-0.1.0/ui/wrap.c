/* wrap.c - long lines in rows of a window; see wrap.h. */
#include "config.h"

#include "ui/wrap.h"

#include "ui/text.h"

gsize
cow_wrap_row (const char *text, gsize length, guint columns)
{
  gsize fit = cow_text_fit (text, length, MAX (columns, 1), NULL);
  if (fit == length)
    return length;
  if (fit == 0) /* a wide character in a window of one column */
    return (gsize)MIN (length, (gsize)(g_utf8_next_char (text) - text));
  /* A blank in the second half is a good place to break; before that the row would look torn. */
  for (gsize i = fit; i > fit / 2; i--)
    if (text[i - 1] == ' ')
      return i;
  return fit;
}

guint
cow_wrap_count (const char *text, gsize length, guint columns)
{
  guint rows = 0;
  gsize i = 0;
  do
    {
      i += cow_wrap_row (text + i, length - i, columns);
      rows++;
    }
  while (i < length);
  return rows;
}
