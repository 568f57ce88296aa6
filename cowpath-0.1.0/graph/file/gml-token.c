/* gml-token.c - see gml-token.h. A byte at a time; a token that crosses the end of a buffer needs no second look. */
#include "graph/file/gml-token.h"

#include <string.h>

void
cow_gml_tokens_init (CowGmlTokens *tokens, CowInput *input, CowProgress *progress)
{
  *tokens = (CowGmlTokens){ .on_comment = NULL };
  cow_bytes_init (&tokens->bytes, input, progress);
  tokens->text = g_string_new (NULL);
  tokens->comment = g_string_new (NULL);
}

void
cow_gml_tokens_clear (CowGmlTokens *tokens)
{
  g_string_free (tokens->text, TRUE);
  g_string_free (tokens->comment, TRUE);
}

static gboolean
read_comment (CowGmlTokens *tokens, GError **error)
{
  int byte;

  g_string_truncate (tokens->comment, 0);
  while ((byte = cow_bytes_peek (&tokens->bytes, error)) >= 0 && byte != '\n')
    {
      if (tokens->comment->len < 1024)
        g_string_append_c (tokens->comment, (char)byte);
      tokens->bytes.at++;
    }
  return byte != COW_BYTES_ERROR
         && (tokens->on_comment == NULL || tokens->on_comment (tokens->comment->str, tokens->user, error));
}

/* Names of the characters 160 to 255, as HTML took them over. */
static const char *const latin1_names[] = {
  "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",   "laquo",
  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",  "para",   "middot",
  "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde",
  "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc",  "Iuml",
  "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",
  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
  "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute",
  "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml",
};

/* The character that a name or a #number means, 0: none. */
static gunichar
find_entity (const char *name, gsize length)
{
  static const struct
  {
    const char *name;
    gunichar character;
  } basic[] = { { "amp", '&' }, { "quot", '"' }, { "lt", '<' }, { "gt", '>' }, { "apos", '\'' } };
  g_autofree char *word = g_strndup (name, length);
  guint64 number;

  if (word[0] == '#')
    {
      gboolean hex = word[1] == 'x' || word[1] == 'X';

      if (!g_ascii_string_to_unsigned (word + 1 + hex, hex ? 16 : 10, 1, 0x10FFFF, &number, NULL))
        return 0;
      return g_unichar_validate ((gunichar)number) ? (gunichar)number : 0;
    }
  for (guint i = 0; i < G_N_ELEMENTS (basic); i++)
    if (strcmp (basic[i].name, word) == 0)
      return basic[i].character;
  for (guint i = 0; i < G_N_ELEMENTS (latin1_names); i++)
    if (strcmp (latin1_names[i], word) == 0)
      return 160 + i;
  return 0;
}

#define LONGEST_ENTITY 10

/* &…; in place: what it means is never longer. An unknown one stays as it is. */
static void
resolve_entities (GString *text)
{
  char *to = text->str, *end = text->str + text->len;

  for (char *from = text->str; from < end;)
    {
      char *semicolon = *from == '&' ? memchr (from, ';', (gsize)MIN (end - from, LONGEST_ENTITY + 2)) : NULL;
      gunichar character = semicolon != NULL ? find_entity (from + 1, (gsize)(semicolon - from - 1)) : 0;

      if (character == 0)
        *to++ = *from++;
      else
        {
          to += g_unichar_to_utf8 (character, to);
          from = semicolon + 1;
        }
    }
  g_string_truncate (text, (gsize)(to - text->str));
}

/* GML is ISO 8859-1 by its definition and UTF-8 in use: what is not the one is the other. */
static void
make_utf8 (GString *text)
{
  if (g_utf8_validate_len (text->str, text->len, NULL))
    return;
  g_autofree char *old = g_memdup2 (text->str, text->len);
  gsize length = text->len;

  g_string_truncate (text, 0);
  for (gsize i = 0; i < length; i++)
    g_string_append_unichar (text, (guchar)old[i]);
}

static CowGmlToken
read_string (CowGmlTokens *tokens, GError **error)
{
  int byte;

  tokens->bytes.at++;
  while ((byte = cow_bytes_peek (&tokens->bytes, error)) >= 0 && byte != '"')
    {
      const char *from = tokens->bytes.at;

      /* As much as the buffer holds at once. */
      while (tokens->bytes.at < tokens->bytes.end && *tokens->bytes.at != '"' && *tokens->bytes.at != '\0')
        tokens->bytes.line += *tokens->bytes.at++ == '\n';
      g_string_append_len (tokens->text, from, tokens->bytes.at - from);
      if (tokens->bytes.at < tokens->bytes.end && *tokens->bytes.at == '\0')
        return cow_bytes_error (&tokens->bytes, error, "NUL byte in a string"), COW_GML_ERROR;
      if (tokens->text->len > COW_GML_TOKEN_BYTES)
        return cow_bytes_error (&tokens->bytes, error, "a string of more than %u MiB", (guint)(COW_GML_TOKEN_BYTES >> 20)), COW_GML_ERROR;
    }
  if (byte == COW_BYTES_END)
    cow_bytes_error (&tokens->bytes, error, "quote is not closed");
  if (byte < 0)
    return COW_GML_ERROR;
  tokens->bytes.at++;
  make_utf8 (tokens->text);
  resolve_entities (tokens->text);
  return COW_GML_STRING;
}

static gboolean
is_plain (int byte)
{
  return byte > ' ' && byte < 127 && byte != '[' && byte != ']' && byte != '"' && byte != '#';
}

/* A word, or a number: sign, digits, fraction, exponent. */
static CowGmlToken
read_plain (CowGmlTokens *tokens, GError **error)
{
  int byte;
  const char *text;

  while ((byte = cow_bytes_peek (&tokens->bytes, error)) >= 0 && is_plain (byte))
    {
      g_string_append_c (tokens->text, (char)byte);
      tokens->bytes.at++;
      if (tokens->text->len > COW_GML_TOKEN_BYTES)
        return cow_bytes_error (&tokens->bytes, error, "a word of more than %u MiB", (guint)(COW_GML_TOKEN_BYTES >> 20)), COW_GML_ERROR;
    }
  text = tokens->text->str;
  if (byte == COW_BYTES_ERROR)
    return COW_GML_ERROR;
  if (tokens->text->len == 0)
    return cow_bytes_error (&tokens->bytes, error, "character 0x%02x begins nothing", byte), COW_GML_ERROR;
  if (g_ascii_isalpha (*text) || *text == '_')
    return COW_GML_WORD;
  gsize sign = *text == '-' || *text == '+';
  if (strspn (text + sign, "0123456789") == tokens->text->len - sign && tokens->text->len > sign)
    return COW_GML_INT;
  if (text[sign] == '.' || g_ascii_isdigit (text[sign]) || (sign && strcmp (text + 1, "INF") == 0))
    return COW_GML_REAL;
  return cow_bytes_error (&tokens->bytes, error, "\"%.60s\" is neither a word nor a number", text), COW_GML_ERROR;
}

CowGmlToken
cow_gml_next (CowGmlTokens *tokens, GError **error)
{
  int byte;

  g_string_truncate (tokens->text, 0);
  while ((byte = cow_bytes_peek (&tokens->bytes, error)) >= 0)
    {
      tokens->bytes.token_line = tokens->bytes.line;
      if (byte == '#')
        {
          if (!read_comment (tokens, error))
            return COW_GML_ERROR;
          continue;
        }
      if (byte == '"')
        return read_string (tokens, error);
      if (!g_ascii_isspace (byte) && byte != '[' && byte != ']')
        return read_plain (tokens, error);
      tokens->bytes.at++;
      tokens->bytes.line += byte == '\n';
      if (byte == '[')
        return COW_GML_OPEN;
      if (byte == ']')
        return COW_GML_CLOSE;
    }
  tokens->bytes.token_line = tokens->bytes.line;
  return byte == COW_BYTES_END ? COW_GML_END : COW_GML_ERROR;
}

void
cow_gml_write_string (CowOutput *out, const char *text, gsize length)
{
  cow_output_bytes (out, "\"", 1);
  for (const char *at = text, *end = text + length; at < end;)
    {
      const char *plain = at;

      while (at < end && *at >= ' ' && *at < 127 && *at != '"' && *at != '&')
        at++;
      cow_output_bytes (out, plain, (gsize)(at - plain));
      if (at == end)
        break;
      if (*at == '"' || *at == '&')
        cow_output_printf (out, *at == '"' ? "&quot;" : "&amp;");
      else
        cow_output_printf (out, "&#%u;", g_utf8_get_char (at));
      at = g_utf8_next_char (at);
    }
  cow_output_bytes (out, "\"", 1);
}
