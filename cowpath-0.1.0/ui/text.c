/* text.c - foreign bytes made safe for a terminal, and their width there.
 *
 * The trick: nothing is filtered by a list of bad sequences. A character passes only when it is valid UTF-8,
 * assigned, and visible by its Unicode category; every byte of anything else is shown as \xNN, so no escape
 * sequence can be put together. */
#include "config.h"

#include "ui/text.h"

#include <string.h>
#include <wchar.h>

/* Characters that are neither control nor format by category, yet show nothing: two names that differ only by
 * them would look the same. Source: Unicode DerivedCoreProperties, Default_Ignorable_Code_Point. */
static gboolean
is_ignorable (gunichar c)
{
  return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5
         || (c >= 0x180b && c <= 0x180f) || c == 0x3164 || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xffa0
         || (c >= 0xe0000 && c <= 0xe0fff);
}

static gboolean
is_visible (gunichar c)
{
  if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad)
    return FALSE;
  if (c < 0x300)
    return TRUE;
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return FALSE;
    default:
      return !is_ignorable (c);
    }
}

/* One character of at most `length` bytes; 0: not valid UTF-8 (*c is then the byte). */
static gsize
decode_character (const char *bytes, gsize length, gunichar *c)
{
  guchar first = (guchar)bytes[0];
  *c = first;
  if (first < 0x80)
    return 1;
  gunichar decoded = g_utf8_get_char_validated (bytes, (gssize)MIN (length, 6));
  if (decoded == (gunichar)-1 || decoded == (gunichar)-2)
    return 0;
  *c = decoded;
  return (gsize)(g_utf8_next_char (bytes) - bytes);
}

/* In a locale of one byte per character the terminal takes the bytes 0x80-0x9f inside UTF-8 for C1 controls,
 * so there nothing but ASCII may pass. The C locale says nothing about the terminal: UTF-8 passes. */
static gboolean
is_eight_bit_terminal (void)
{
  const char *charset = NULL;
  return !g_get_charset (&charset) && g_strcmp0 (charset, "ANSI_X3.4-1968") != 0
         && g_strcmp0 (charset, "US-ASCII") != 0;
}

static void
append_escaped (GString *out, const char *bytes, gsize length)
{
  static const char digits[] = "0123456789abcdef";
  for (gsize i = 0; i < length; i++)
    {
      guchar byte = (guchar)bytes[i];
      char text[4] = { '\\', 'x', digits[byte >> 4], digits[byte & 15] };
      g_string_append_len (out, text, sizeof text);
    }
}

/**
 * cow_text_clean:
 *
 * Appends @length bytes, which may be anything, as printable UTF-8: what is not a visible character becomes
 * \xNN per byte.
 *
 * Complexity: O(length); the result is at most four times as long.
 */
void
cow_text_clean (GString *out, const char *bytes, gsize length)
{
  gboolean ascii_only = is_eight_bit_terminal ();
  gsize i = 0;
  while (i < length)
    {
      gsize run = i;
      while (run < length && bytes[run] >= 0x20 && bytes[run] < 0x7f)
        run++;
      g_string_append_len (out, bytes + i, (gssize)(run - i));
      i = run;
      if (i == length)
        break;
      gunichar c;
      gsize size = decode_character (bytes + i, length - i, &c);
      if (size > 0 && is_visible (c) && !ascii_only)
        g_string_append_len (out, bytes + i, (gssize)size);
      else
        append_escaped (out, bytes + i, MAX (size, 1));
      i += MAX (size, 1);
    }
}

char *
cow_text_clean_dup (const char *text)
{
  gsize length = strlen (text);
  GString *out = g_string_sized_new (length + 1);
  cow_text_clean (out, text, length);
  return g_string_free (out, FALSE);
}

/**
 * cow_text_clean_lines:
 *
 * For text of several lines: newlines stay, a tab becomes blanks up to the next multiple of eight columns.
 */
char *
cow_text_clean_lines (const char *text)
{
  GString *out = g_string_new (NULL);
  gsize line_start = 0;
  while (*text)
    {
      gsize run = strcspn (text, "\n\t");
      cow_text_clean (out, text, run);
      text += run;
      if (*text == '\n')
        {
          g_string_append_c (out, '\n');
          line_start = out->len;
        }
      else if (*text == '\t')
        {
          guint width = cow_text_width (out->str + line_start, out->len - line_start);
          for (guint blanks = 8 - width % 8; blanks > 0; blanks--)
            g_string_append_c (out, ' ');
        }
      if (*text)
        text++;
    }
  return g_string_free (out, FALSE);
}

/* The C library knows best what ncurses will do; outside a UTF-8 locale it knows nothing and GLib's tables
 * answer. */
static guint
measure_character (gunichar c)
{
  if (c < 0x300)
    return 1;
  int width = wcwidth ((wchar_t)c);
  if (width >= 0)
    return (guint)width;
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

guint
cow_text_width (const char *text, gsize length)
{
  guint width = 0;
  cow_text_fit (text, length, G_MAXUINT, &width);
  return width;
}

/**
 * cow_text_fit:
 * @width: (out) (optional): columns of the prefix
 *
 * Returns: the bytes of the longest prefix that takes at most @columns; combining characters stay with their
 * base. Bytes that are not UTF-8 count as one column each.
 */
gsize
cow_text_fit (const char *text, gsize length, guint columns, guint *width)
{
  guint used = 0;
  gsize i = 0;
  while (i < length)
    {
      gunichar c;
      gsize size = decode_character (text + i, length - i, &c);
      guint wide = size > 0 ? measure_character (c) : 1;
      if (wide > columns - used)
        break;
      used += wide;
      i += MAX (size, 1);
    }
  if (width)
    *width = used;
  return i;
}
