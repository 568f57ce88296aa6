/* mdoc.c - text becomes mdoc(7), see manual.h: no byte of it is read as a request, a macro or an escape. */
#include "app/manual.h"

#include <string.h>

#define LINE_COLUMNS 78

/* One character. Beyond ASCII as \[uXXXX]: every roff reads that, whatever the locale. */
static void
append_character (GString *out, gunichar character)
{
  if (character == '\\')
    g_string_append (out, "\\e");
  else if (character == '"')
    g_string_append (out, "\\(dq");
  else if (character == '\'')
    g_string_append (out, "\\(aq");
  else if (character == '`')
    g_string_append (out, "\\(ga");
  else if (character == '^')
    g_string_append (out, "\\(ha");
  else if (character == '~')
    g_string_append (out, "\\(ti");
  else if (character >= 0x80)
    g_string_append_printf (out, "\\[u%04X]", character);
  else
    g_string_append_c (out, (char)character);
}

static void
append_word (GString *out, const char *word, gsize length)
{
  gboolean option = length > 1 && word[0] == '-';

  for (const char *at = word; at < word + length; at = g_utf8_next_char (at))
    if (option && *at == '-')
      g_string_append (out, "\\-");
    else
      append_character (out, g_utf8_get_char (at));
}

static gboolean
ends_sentence (const char *word, gsize length)
{
  while (length && strchr (")\"']", word[length - 1]))
    length--;
  return length && strchr (".?!", word[length - 1]) != NULL;
}

void
cow_mdoc_text (GString *out, const char *text, gsize length)
{
  const char *end = text + length;
  gsize line = out->len;

  while (text < end)
    {
      const char *stop = text;

      while (stop < end && *stop != ' ' && *stop != '\n')
        stop++;
      if (stop > text)
        {
          if (out->len > line && out->len - line + (gsize)(stop - text) > LINE_COLUMNS)
            {
              g_string_append_c (out, '\n');
              line = out->len;
            }
          if (out->len > line)
            g_string_append_c (out, ' ');
          else if (*text == '.' || *text == '\'')
            g_string_append (out, "\\&");
          append_word (out, text, (gsize)(stop - text));
          if (ends_sentence (text, (gsize)(stop - text)) && stop < end)
            {
              g_string_append_c (out, '\n');
              line = out->len;
            }
        }
      text = stop < end ? stop + 1 : end;
    }
  if (out->len > line)
    g_string_append_c (out, '\n');
}

void
cow_mdoc_argument (GString *out, const char *text)
{
  g_string_append (out, " \"\\&");
  append_word (out, text, strlen (text));
  g_string_append_c (out, '"');
}
