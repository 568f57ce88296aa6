/* expr-lexer.c - words of an expression: names, numbers, strings, operators; the places of all for messages.
 *
 * Plain bytes, C locale: digits and letters are ASCII, and every byte above 127 is a letter. */
#include "config.h"

#include <string.h>

#include "graph/expr-private.h"
#include "graph/input.h"

guint
cow_expr_column_at (const char *text, gsize place)
{
  guint column = 1;
  for (gsize i = 0; i < place && text[i]; i++)
    column += ((guchar)text[i] & 0xc0) != 0x80;
  return column;
}

gsize
cow_expr_cut (const char *text, gsize length, gsize most)
{
  if (length <= most)
    return length;
  while (most > 0 && ((guchar)text[most] & 0xc0) == 0x80)
    most--;
  return most;
}

gboolean
cow_expr_fail (GError **error, CowGraphError code, const char *text, gsize place, const char *format, ...)
{
  va_list list;
  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, COW_GRAPH_ERROR, code, "column %u: %s", cow_expr_column_at (text, place), message);
  return FALSE;
}

static gboolean
is_letter (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (guchar)c >= 0x80;
}

static gboolean
fail_here (const CowLexer *lexer, gsize place, GError **error, const char *what)
{
  return cow_expr_fail (error, COW_GRAPH_ERROR_SYNTAX, lexer->text, place, "%s", what);
}

static gboolean
read_number (CowLexer *lexer, CowToken *token, GError **error)
{
  const char *text = lexer->text;
  gsize start = lexer->place, end = start;
  gboolean real = FALSE;

  while (g_ascii_isdigit (text[end]))
    end++;
  if (text[end] == '.' && (g_ascii_isdigit (text[end + 1]) || end > start))
    {
      real = TRUE;
      for (end++; g_ascii_isdigit (text[end]); end++)
        ;
    }
  if (text[end] == 'e' || text[end] == 'E')
    {
      gsize digits = end + 1 + (text[end + 1] == '+' || text[end + 1] == '-');
      if (g_ascii_isdigit (text[digits]))
        {
          real = TRUE;
          for (end = digits; g_ascii_isdigit (text[end]); end++)
            ;
        }
    }
  if (is_letter (text[end]))
    return fail_here (lexer, end, error, "a number runs into a name");
  lexer->place = end;
  if (real)
    {
      token->kind = COW_TOKEN_REAL;
      token->real = g_ascii_strtod (text + start, NULL);
      if (isinf (token->real))
        return fail_here (lexer, start, error, "number is too large");
      return TRUE;
    }
  guint64 value = 0;
  for (gsize i = start; i < end; i++)
    {
      guint digit = (guint)(text[i] - '0');
      if (value > (G_GUINT64_CONSTANT (9223372036854775808) - digit) / 10)
        return fail_here (lexer, start, error, "integer does not fit 64 bits");
      value = value * 10 + digit;
    }
  token->kind = value > G_MAXINT64 ? COW_TOKEN_HUGE : COW_TOKEN_INT;
  token->integer = (gint64)value;
  return TRUE;
}

static int
hex_value (char c)
{
  return g_ascii_xdigit_value (c);
}

/* After the backslash at lexer->place; appends to out. */
static gboolean
read_escape (CowLexer *lexer, GString *out, GError **error)
{
  char c = lexer->text[lexer->place++];
  gunichar wide = 0;
  int digits = c == 'x' ? 2 : c == 'u' ? 4 : 0;

  switch (c)
    {
    case 'n':
      g_string_append_c (out, '\n');
      return TRUE;
    case 't':
      g_string_append_c (out, '\t');
      return TRUE;
    case 'r':
      g_string_append_c (out, '\r');
      return TRUE;
    case '\\':
    case '\'':
    case '"':
    case '`':
    case '/':
      g_string_append_c (out, c);
      return TRUE;
    case 'x':
    case 'u':
      for (int i = 0; i < digits; i++)
        {
          int value = hex_value (lexer->text[lexer->place]);
          if (value < 0)
            return fail_here (lexer, lexer->place, error,
                              c == 'x' ? "\"\\x\" wants two hexadecimal digits" : "\"\\u\" wants four hexadecimal digits");
          wide = wide * 16 + (gunichar)value;
          lexer->place++;
        }
      if (c == 'x')
        g_string_append_c (out, (char)wide);
      else if (!g_unichar_validate (wide))
        return fail_here (lexer, lexer->place - 6, error, "no such character");
      else
        g_string_append_unichar (out, wide);
      return TRUE;
    default:
      /* Other escapes stay as they are, so that regular expressions need no second backslash. */
      g_string_append_c (out, '\\');
      lexer->place--;
      return TRUE;
    }
}

static gboolean
read_quoted (CowLexer *lexer, CowToken *token, GError **error)
{
  gsize start = lexer->place;
  char quote = lexer->text[lexer->place++];
  g_autoptr (GString) out = g_string_new (NULL);

  while (lexer->text[lexer->place] != quote)
    {
      if (!lexer->text[lexer->place])
        return fail_here (lexer, start, error, quote == '`' ? "name is not closed by a backquote" : "string is not closed");
      if (lexer->text[lexer->place] == '\\')
        {
          lexer->place++;
          if (!read_escape (lexer, out, error))
            return FALSE;
        }
      else
        g_string_append_c (out, lexer->text[lexer->place++]);
    }
  lexer->place++;
  token->kind = quote == '`' ? COW_TOKEN_QUOTED_NAME : COW_TOKEN_STRING;
  token->text = g_string_chunk_insert_len (lexer->chunk, out->str, (gssize)out->len);
  token->length = out->len;
  if (quote == '`' && (!out->len || memchr (out->str, 0, out->len)))
    return fail_here (lexer, start, error, "no attribute has such a name");
  return TRUE;
}

static gboolean
read_operator (CowLexer *lexer, CowToken *token, GError **error)
{
  static const char *const operators[] = { "==", "!=", "<=", ">=", "=~", "<", ">", "+", "-", "*", "/", "%", "(", ")", ",", "." };
  static const struct
  {
    const char *text, *hint;
  } foreign[] = {
    { "&&", "\"&&\" is written \"and\"" },   { "||", "\"||\" is written \"or\"" },    { "!~", "\"!~\" is written \"not (… =~ …)\"" },
    { "!", "\"!\" is written \"not\"" },     { "=", "\"=\" is written \"==\"" },      { "<>", "\"<>\" is written \"!=\"" },
    { "**", "there is no \"**\"" },          { "[", "a list is written (a, b, c)" },
  };
  const char *here = lexer->text + lexer->place;

  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    if (g_str_has_prefix (here, foreign[i].text) && !g_str_has_prefix (here, "!=") && !g_str_has_prefix (here, "==")
        && !g_str_has_prefix (here, "=~"))
      return fail_here (lexer, lexer->place, error, foreign[i].hint);
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_has_prefix (here, operators[i]))
      {
        token->kind = COW_TOKEN_OPERATOR;
        token->text = (char *)operators[i];
        token->length = strlen (operators[i]);
        lexer->place += token->length;
        return TRUE;
      }
  return cow_expr_fail (error, COW_GRAPH_ERROR_SYNTAX, lexer->text, lexer->place,
                        g_ascii_isprint (*here) ? "unexpected \"%c\"" : "unexpected byte 0x%02x", (guchar)*here);
}

gboolean
cow_lexer_next (CowLexer *lexer, CowToken *token, GError **error)
{
  gboolean fine = TRUE;

  while (g_ascii_isspace (lexer->text[lexer->place]))
    lexer->place++;
  *token = (CowToken){ .kind = COW_TOKEN_END, .start = (guint32)lexer->place };
  const char *here = lexer->text + lexer->place;
  if (!*here)
    ;
  else if (g_ascii_isdigit (*here) || (*here == '.' && g_ascii_isdigit (here[1])))
    fine = read_number (lexer, token, error);
  else if (*here == '"' || *here == '\'' || *here == '`')
    fine = read_quoted (lexer, token, error);
  else if (is_letter (*here))
    {
      while (is_letter (lexer->text[lexer->place]) || g_ascii_isdigit (lexer->text[lexer->place]))
        lexer->place++;
      token->kind = COW_TOKEN_NAME;
      token->length = lexer->place - token->start;
      token->text = g_string_chunk_insert_len (lexer->chunk, here, (gssize)token->length);
    }
  else
    fine = read_operator (lexer, token, error);
  token->end = (guint32)lexer->place;
  return fine;
}
