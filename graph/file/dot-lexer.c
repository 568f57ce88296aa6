/* dot-lexer.c - a DOT file as tokens, a character at a time from chunks of whole lines; texts may go across them.
 *
 * As Graphviz reads it: in quotes \" is a quote and a backslash at the end of a line joins it to the next; any other backslash stays,
 * in front of another one both do. */
#include "graph/file/dot-lexer.h"

#include <string.h>

#define AT_END (-1)

void
cow_dot_lexer_init (CowDotLexer *lexer, CowInput *input)
{
  *lexer = (CowDotLexer){ .input = input, .line = 1, .begins = TRUE, .text = g_string_new (NULL) };
}

void
cow_dot_lexer_clear (CowDotLexer *lexer)
{
  if (lexer->text != NULL)
    g_string_free (lexer->text, TRUE);
  lexer->text = NULL;
  g_clear_error (&lexer->broken);
}

gboolean
cow_dot_lexer_fail (const CowDotLexer *lexer, guint64 line, GError **error, const char *format, ...)
{
  va_list list;

  if (lexer->broken != NULL)
    {
      g_propagate_error (error, g_error_copy (lexer->broken));
      return FALSE;
    }
  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s:%" G_GUINT64_FORMAT ": %s", cow_input_name (lexer->input), line, message);
  return FALSE;
}

static gboolean
refill (CowDotLexer *lexer)
{
  gsize length = 0;

  if (lexer->broken != NULL || !cow_input_lines (lexer->input, &lexer->at, &length, &lexer->broken))
    {
      lexer->at = lexer->end = NULL;
      return FALSE;
    }
  lexer->end = lexer->at + length;
  return length > 0;
}

/* The character that comes next, without taking it. */
static inline int
peek (CowDotLexer *lexer)
{
  return lexer->at < lexer->end || refill (lexer) ? (guchar)*lexer->at : AT_END;
}

static inline int
take (CowDotLexer *lexer)
{
  int c = peek (lexer);

  if (c == AT_END)
    return c;
  lexer->at++;
  lexer->begins = c == '\n';
  lexer->line += c == '\n';
  return c;
}

static void
skip_line (CowDotLexer *lexer)
{
  int c;

  while ((c = peek (lexer)) != AT_END && c != '\n')
    take (lexer);
}

static gboolean
skip_comment (CowDotLexer *lexer, GError **error)
{
  guint64 line = lexer->line;
  int before = 0, c;

  take (lexer);
  if (peek (lexer) == '/')
    {
      skip_line (lexer);
      return TRUE;
    }
  if (peek (lexer) != '*')
    return cow_dot_lexer_fail (lexer, line, error, "\"/\" that begins no comment");
  take (lexer);
  while ((c = take (lexer)) != AT_END && !(before == '*' && c == '/'))
    before = c;
  return c != AT_END || cow_dot_lexer_fail (lexer, line, error, "comment is not closed");
}

/* Blanks and comments; # begins one where a line begins. */
static gboolean
skip_blanks (CowDotLexer *lexer, GError **error)
{
  for (;;)
    {
      int c = peek (lexer);

      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v')
        take (lexer);
      else if (c == '#' && lexer->begins)
        skip_line (lexer);
      else if (c != '/')
        return TRUE;
      else if (!skip_comment (lexer, error))
        return FALSE;
    }
}

static gboolean
check_length (const CowDotLexer *lexer, GError **error)
{
  return lexer->text->len <= COW_DOT_TEXT_BYTES
         || cow_dot_lexer_fail (lexer, lexer->token_line, error, "text of more than 1 MiB: is its quote closed?");
}

/* What stands between quotes, behind the first. */
static gboolean
take_quoted (CowDotLexer *lexer, GError **error)
{
  guint64 line = lexer->line;
  int c;

  while ((c = take (lexer)) != '"')
    {
      if (c == AT_END)
        return cow_dot_lexer_fail (lexer, line, error, "quote is not closed");
      if (c == '\\')
        {
          int next = peek (lexer);

          if (next == '"')
            c = take (lexer);
          else if (next == '\n')
            {
              take (lexer);
              continue;
            }
          else if (next == '\\')
            g_string_append_c (lexer->text, (char)take (lexer));
        }
      g_string_append_c (lexer->text, (char)c);
      if (!check_length (lexer, error))
        return FALSE;
    }
  return TRUE;
}

/* "a" + "b" is one text. */
static gboolean
take_quoted_sum (CowDotLexer *lexer, GError **error)
{
  lexer->quoted = TRUE;
  for (;;)
    {
      take (lexer);
      if (!take_quoted (lexer, error) || !skip_blanks (lexer, error))
        return FALSE;
      if (peek (lexer) != '+')
        return TRUE;
      take (lexer);
      if (!skip_blanks (lexer, error))
        return FALSE;
      if (peek (lexer) != '"')
        return cow_dot_lexer_fail (lexer, lexer->line, error, "\"+\" joins quoted texts only");
    }
}

static gboolean
is_letter (int c)
{
  return g_ascii_isalpha (c) || c == '_' || c >= 0x80;
}

static gboolean
take_name (CowDotLexer *lexer, GError **error)
{
  for (int c = peek (lexer); is_letter (c) || g_ascii_isdigit (c); c = peek (lexer))
    {
      g_string_append_c (lexer->text, (char)take (lexer));
      if (!check_length (lexer, error))
        return FALSE;
    }
  return TRUE;
}

/* [-](.digits | digits[.digits]); a sign has been taken already. */
static gboolean
take_number (CowDotLexer *lexer, GError **error)
{
  gboolean point = FALSE, digit = FALSE;

  for (int c = peek (lexer); g_ascii_isdigit (c) || (c == '.' && !point); c = peek (lexer))
    {
      point |= c == '.';
      digit |= c != '.';
      g_string_append_c (lexer->text, (char)take (lexer));
      if (!check_length (lexer, error))
        return FALSE;
    }
  if (!digit)
    return cow_dot_lexer_fail (lexer, lexer->token_line, error, "a point without digits");
  if (is_letter (peek (lexer)) || peek (lexer) == '.')
    return cow_dot_lexer_fail (lexer, lexer->token_line, error, "number \"%.60s\" runs into what follows: quote it", lexer->text->str);
  return TRUE;
}

static gboolean
take_dash (CowDotLexer *lexer, GError **error)
{
  take (lexer);
  int c = peek (lexer);
  if (c == '>' || c == '-')
    {
      take (lexer);
      lexer->token = c == '>' ? COW_DOT_ARC : COW_DOT_EDGE;
      return TRUE;
    }
  if (!g_ascii_isdigit (c) && c != '.')
    return cow_dot_lexer_fail (lexer, lexer->token_line, error, "\"-\" is neither an edge nor a number");
  g_string_append_c (lexer->text, '-');
  return take_number (lexer, error);
}

gboolean
cow_dot_lexer_next (CowDotLexer *lexer, GError **error)
{
  if (!skip_blanks (lexer, error))
    return FALSE;
  int c = peek (lexer);
  g_string_truncate (lexer->text, 0);
  lexer->token = COW_DOT_ID;
  lexer->token_line = lexer->line;
  lexer->quoted = FALSE;
  if (c == AT_END)
    {
      lexer->token = COW_DOT_END;
      return lexer->broken == NULL || cow_dot_lexer_fail (lexer, 0, error, "%s", "");
    }
  if (c == '"')
    return take_quoted_sum (lexer, error);
  if (c == '-')
    return take_dash (lexer, error);
  if (g_ascii_isdigit (c) || c == '.')
    return take_number (lexer, error);
  if (is_letter (c))
    return take_name (lexer, error);
  if (c == '<')
    return cow_dot_lexer_fail (lexer, lexer->line, error, "HTML-like text: only quoted text is read");
  if (strchr ("{}[];,=:", c) == NULL)
    return c >= ' ' && c < 0x7f ? cow_dot_lexer_fail (lexer, lexer->line, error, "unexpected \"%c\"", c)
                                : cow_dot_lexer_fail (lexer, lexer->line, error, "unexpected byte %d", c);
  lexer->token = take (lexer);
  return TRUE;
}

gboolean
cow_dot_lexer_is (const CowDotLexer *lexer, const char *keyword)
{
  return lexer->token == COW_DOT_ID && !lexer->quoted && g_ascii_strcasecmp (lexer->text->str, keyword) == 0;
}

char *
cow_dot_lexer_show (const CowDotLexer *lexer)
{
  switch (lexer->token)
    {
    case COW_DOT_END:
      return g_strdup ("the end of the file");
    case COW_DOT_ID:
      return g_strdup_printf ("\"%.60s\"", lexer->text->str);
    case COW_DOT_ARC:
      return g_strdup ("\"->\"");
    case COW_DOT_EDGE:
      return g_strdup ("\"--\"");
    default:
      return g_strdup_printf ("\"%c\"", lexer->token);
    }
}

/* Skips blanks, comments and a name or quoted text; NULL: the bytes end. */
static const char *
skip_to_word (const char *at, const char *end)
{
  for (;;)
    {
      while (at < end && g_ascii_isspace (*at))
        at++;
      if (at == end)
        return NULL;
      const char *close;
      if (end - at > 1 && at[0] == '/' && at[1] == '*')
        close = g_strstr_len (at + 2, end - at - 2, "*/");
      else if (*at == '#' || (end - at > 1 && at[0] == '/' && at[1] == '/'))
        close = memchr (at, '\n', (gsize)(end - at));
      else
        return at;
      if (close == NULL)
        return NULL;
      at = close + (*close == '*' ? 2 : 1);
    }
}

static const char *
skip_keyword (const char *at, const char *end, const char *word)
{
  gsize length = strlen (word);

  return at != NULL && (gsize)(end - at) > length && g_ascii_strncasecmp (at, word, length) == 0 && !g_ascii_isalnum (at[length])
                 && at[length] != '_'
             ? at + length
             : NULL;
}

guint
cow_dot_sniff (const char *bytes, gsize length)
{
  const char *end = bytes + length, *at = skip_to_word (bytes, end), *behind = skip_keyword (at, end, "strict");

  if (behind != NULL)
    at = skip_to_word (behind, end);
  if ((behind = skip_keyword (at, end, "digraph")) == NULL && (behind = skip_keyword (at, end, "graph")) == NULL)
    return 0;
  at = skip_to_word (behind, end);
  if (at != NULL && *at == '"')
    {
      for (at++; at < end && *at != '"'; at++)
        at += *at == '\\';
      at = at < end ? skip_to_word (at + 1, end) : NULL;
    }
  else if (at != NULL && *at != '{')
    {
      while (at < end && (g_ascii_isalnum (*at) || *at == '_' || *at == '-' || *at == '.' || *at < 0))
        at++;
      at = skip_to_word (at, end);
    }
  return at != NULL && *at == '{' ? 90 : 0;
}
