/* fuzz-lexer.c - any bytes as a command line: no crash; each word, quoted, reads back. */
#include <glib.h>
#include <string.h>

#include "app/lexer.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  g_autofree char *text = g_strndup ((const char *)bytes, length);
  g_autoptr (CowLine) line = cow_line_parse (text, NULL);

  cow_line_continues (text);
  for (guint i = 0; line && i < line->words->len; i++)
    {
      g_autofree char *quoted = cow_word_quote (line->words->pdata[i]);
      g_autofree char *again = g_strconcat ("x ", quoted, NULL);
      g_autoptr (CowLine) read = cow_line_parse (again, NULL);

      g_assert_true (g_array_index (line->starts, int, i) < (int)strlen (text));
      g_assert_cmpuint (read->words->len, ==, 2);
      g_assert_cmpstr (read->words->pdata[1], ==, line->words->pdata[i]);
    }
  return 0;
}
