/* fuzz-text.c - any bytes: what cow_text_clean() lets through is valid, printable UTF-8 without control
 * characters, and the width functions agree with each other. Also the key decoder, which reads bytes nobody
 * chose. */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ui/keys.h"
#include "ui/text.h"
#include "ui/wrap.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_clean (const char *text, gsize length, gboolean newlines)
{
  if (strlen (text) != length || !g_utf8_validate (text, (gssize)length, NULL))
    abort ();
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (newlines && c == '\n')
        continue;
      GUnicodeType type = g_unichar_type (c);
      if (c < 0x20 || (c >= 0x7f && c < 0xa0) || !g_unichar_isprint (c) || type == G_UNICODE_FORMAT
          || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR)
        abort ();
    }
}

static void
check_width (const char *text, gsize length)
{
  guint width = cow_text_width (text, length), part;
  for (guint columns = 0; columns <= 9; columns++)
    {
      gsize fit = cow_text_fit (text, length, columns, &part);
      if (part > columns || fit > length || cow_text_width (text, fit) != part
          || (width <= columns) != (fit == length))
        abort ();
      if (length > 0 && cow_wrap_row (text, length, columns) == 0)
        abort ();
    }
}

static void
check_keys (const char *bytes, gsize length)
{
  guint key;
  for (gsize i = 0; i < length;)
    {
      gsize used = cow_key_decode (bytes + i, length - i, &key);
      if (used > length - i || (used == 0 && length - i > 80))
        abort ();
      if (used == 0)
        break;
      i += used;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  GString *out = g_string_new (NULL);
  cow_text_clean (out, (const char *)data, size);
  check_clean (out->str, out->len, FALSE);
  check_width (out->str, out->len);
  check_width ((const char *)data, size); /* foreign bytes must not hurt either */
  g_string_free (out, TRUE);
  char *text = g_strndup ((const char *)data, size);
  char *lines = cow_text_clean_lines (text);
  check_clean (lines, strlen (lines), TRUE);
  g_free (lines);
  g_free (text);
  check_keys ((const char *)data, size);
  return 0;
}
