/* gml-token.c - see gml-token.h. A byte at a time; a token that crosses the end of a buffer needs no second look. */
#include "graph/file/gml-token.h"

#include <string.h>

void
cow_gml_tokens_init (CowGmlTokens *tokens, CowInput *input, CowProgress *progress)
{
  *tokens = (CowGmlTokens){ .input = input, .line = 1, .token_line = 1 };
  tokens->progress = progress;
  tokens->text = g_string_new (NULL);
  tokens->comment = g_string_new (NULL);
}

void
cow_gml_tokens_clear (CowGmlTokens *tokens)
{
  g_string_free (tokens->text, TRUE);
  g_string_free (tokens->comment, TRUE);
}

gboolean
cow_gml_error (const CowGmlTokens *tokens, GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s:%" G_GUINT64_FORMAT ": %s", cow_input_name (tokens->input),
               tokens->token_line, message);
  return FALSE;
}

#define AT_END (-1)
#define AT_ERROR (-2)

static int
refill (CowGmlTokens *tokens, GError **error)
{
  gssize length = cow_input_read (tokens->input, &tokens->at, error);

  if (length <= 0)
    {
      tokens->at = tokens->end = NULL;
      return length == 0 ? AT_END : AT_ERROR;
    }
  tokens->end = tokens->at + length;
  if (cow_progress_step (tokens->progress != NULL ? tokens->progress : &tokens->nobody, (guint64)length))
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "%s: cancelled", cow_input_name (tokens->input));
      return AT_ERROR;
    }
  return (guchar)*tokens->at;
}

/* The next byte without taking it. */
static inline int
peek (CowGmlTokens *tokens, GError **error)
{
  return G_LIKELY (tokens->at < tokens->end) ? (guchar)*tokens->at : refill (tokens, error);
}

static gboolean
read_comment (CowGmlTokens *tokens, GError **error)
{
  int byte;

  g_string_truncate (tokens->comment, 0);
  while ((byte = peek (tokens, error)) >= 0 && byte != '\n')
    {
      if (tokens->comment->len < 1024)
        g_string_append_c (tokens->comment, (char)byte);
      tokens->at++;
    }
  return byte != AT_ERROR
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

  tokens->at++;
  while ((byte = peek (tokens, error)) >= 0 && byte != '"')
    {
      const char *from = tokens->at;

      /* As much as the buffer holds at once. */
      while (tokens->at < tokens->end && *tokens->at != '"' && *tokens->at != '\0')
        tokens->line += *tokens->at++ == '\n';
      g_string_append_len (tokens->text, from, tokens->at - from);
      if (tokens->at < tokens->end && *tokens->at == '\0')
        return cow_gml_error (tokens, error, "NUL byte in a string"), COW_GML_ERROR;
      if (tokens->text->len > COW_GML_TOKEN_BYTES)
        return cow_gml_error (tokens, error, "a string of more than %u MiB", (guint)(COW_GML_TOKEN_BYTES >> 20)), COW_GML_ERROR;
    }
  if (byte == AT_END)
    cow_gml_error (tokens, error, "quote is not closed");
  if (byte < 0)
    return COW_GML_ERROR;
  tokens->at++;
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

  while ((byte = peek (tokens, error)) >= 0 && is_plain (byte))
    {
      g_string_append_c (tokens->text, (char)byte);
      tokens->at++;
      if (tokens->text->len > COW_GML_TOKEN_BYTES)
        return cow_gml_error (tokens, error, "a word of more than %u MiB", (guint)(COW_GML_TOKEN_BYTES >> 20)), COW_GML_ERROR;
    }
  text = tokens->text->str;
  if (byte == AT_ERROR)
    return COW_GML_ERROR;
  if (tokens->text->len == 0)
    return cow_gml_error (tokens, error, "character 0x%02x begins nothing", byte), COW_GML_ERROR;
  if (g_ascii_isalpha (*text) || *text == '_')
    return COW_GML_WORD;
  gsize sign = *text == '-' || *text == '+';
  if (strspn (text + sign, "0123456789") == tokens->text->len - sign && tokens->text->len > sign)
    return COW_GML_INT;
  if (text[sign] == '.' || g_ascii_isdigit (text[sign]) || (sign && strcmp (text + 1, "INF") == 0))
    return COW_GML_REAL;
  return cow_gml_error (tokens, error, "\"%.60s\" is neither a word nor a number", text), COW_GML_ERROR;
}

CowGmlToken
cow_gml_next (CowGmlTokens *tokens, GError **error)
{
  int byte;

  g_string_truncate (tokens->text, 0);
  while ((byte = peek (tokens, error)) >= 0)
    {
      tokens->token_line = tokens->line;
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
      tokens->at++;
      tokens->line += byte == '\n';
      if (byte == '[')
        return COW_GML_OPEN;
      if (byte == ']')
        return COW_GML_CLOSE;
    }
  tokens->token_line = tokens->line;
  return byte == AT_END ? COW_GML_END : COW_GML_ERROR;
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
      cow_output_printf (out, "&#%u;", g_utf8_get_char (at));
      at = g_utf8_next_char (at);
    }
  cow_output_bytes (out, "\"", 1);
}
