/* lexer.c - see lexer.h.
 *
 * One pass over the bytes. The trick that keeps paths and expressions free of backslashes: operators are operators only where
 * a word begins, so u->v, a|b and R&D are plain words, and @{ … } is copied as it stands up to its own brace, because the
 * expression language reads the quotes inside. */
#include "app/lexer.h"

#include <string.h>

#include "app/command.h"
#include "app/status.h"

typedef struct
{
  const char *text;
  gsize at;
  GString *word;   /* being made */
  gboolean quoted; /* some of it was */
  GArray *plain;   /* gboolean per word: no quotes in it */
  CowLine *line;
  gsize out_at; /* where the redirection stands */
} Lexer;

static gboolean
is_blank (char byte)
{
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static gsize
skip_blanks (const char *text, gsize at)
{
  while (is_blank (text[at]) || (text[at] == '\\' && text[at + 1] == '\n'))
    at++;
  return at;
}

static gboolean
fail_at (gsize at, const char *what, GError **error)
{
  return cow_fail (error, COW_STATUS_USAGE, "column %" G_GSIZE_FORMAT ": %s", at + 1, what);
}

/* End of the quoted text that begins at text[at], which is a quote: the place of the closing quote, or of the NUL. */
static gsize
end_of_quote (const char *text, gsize at, gboolean escapes)
{
  char quote = text[at++];

  while (text[at] && text[at] != quote)
    at += escapes && text[at] == '\\' && text[at + 1] ? 2 : 1;
  return at;
}

/* End of the @{ … } that begins at text[at]: the place of its closing brace, or of the NUL. */
static gsize
end_of_braces (const char *text, gsize at)
{
  guint depth = 0;

  for (at++; text[at]; at++)
    if (text[at] == '{')
      depth++;
    else if (text[at] == '}')
      {
        if (--depth == 0)
          return at;
      }
    else if (text[at] == '"' || text[at] == '\'' || text[at] == '`') /* strings and quoted names of expressions */
      {
        at = end_of_quote (text, at, TRUE);
        if (!text[at])
          return at;
      }
  return at;
}

/* Double quotes as in the shell: the backslash is special only before these. */
static gboolean
is_escapable (char byte)
{
  return byte == '"' || byte == '\\' || byte == '$' || byte == '`' || byte == '\n';
}

static gboolean
take_quote (Lexer *lexer, GError **error)
{
  gboolean escapes = lexer->text[lexer->at] == '"';
  gsize end = end_of_quote (lexer->text, lexer->at, escapes);

  if (!lexer->text[end])
    return fail_at (lexer->at, "unclosed quote", error);
  for (gsize i = lexer->at + 1; i < end; i++)
    {
      if (escapes && lexer->text[i] == '\\' && is_escapable (lexer->text[i + 1]))
        {
          if (lexer->text[++i] == '\n')
            continue;
        }
      g_string_append_c (lexer->word, lexer->text[i]);
    }
  lexer->quoted = TRUE;
  lexer->at = end + 1;
  return TRUE;
}

static gboolean
take_braces (Lexer *lexer, GError **error)
{
  gsize end = end_of_braces (lexer->text, lexer->at);

  if (!lexer->text[end])
    return fail_at (lexer->at, "unclosed @{", error);
  g_string_append_len (lexer->word, lexer->text + lexer->at, (gssize)(end + 1 - lexer->at));
  lexer->at = end + 1;
  return TRUE;
}

static gboolean
take_escape (Lexer *lexer, GError **error)
{
  char byte = lexer->text[lexer->at + 1];

  if (!byte)
    return fail_at (lexer->at, "nothing follows the backslash", error);
  if (byte != '\n') /* backslash and newline: the line went on, nothing stands here */
    g_string_append_c (lexer->word, byte);
  lexer->quoted = TRUE;
  lexer->at += 2;
  return TRUE;
}

/* Reads one word into lexer->word. */
static gboolean
take_word (Lexer *lexer, GError **error)
{
  char byte;

  g_string_truncate (lexer->word, 0);
  lexer->quoted = FALSE;
  while ((byte = lexer->text[lexer->at]) && !is_blank (byte))
    {
      if (byte == '\'' || byte == '"')
        {
          if (!take_quote (lexer, error))
            return FALSE;
        }
      else if (byte == '\\')
        {
          if (!take_escape (lexer, error))
            return FALSE;
        }
      else if (byte == '@' && lexer->text[lexer->at + 1] == '{')
        {
          if (!take_braces (lexer, error))
            return FALSE;
        }
      else
        {
          g_string_append_c (lexer->word, byte);
          lexer->at++;
        }
    }
  return TRUE;
}

static gboolean
is_end (const char *text, gsize at)
{
  at = skip_blanks (text, at);
  return !text[at] || text[at] == '#';
}

static gboolean
is_background_mark (const Lexer *lexer)
{
  const char *here = lexer->text + lexer->at;

  return here[0] == '&' && (!here[1] || is_blank (here[1])) && is_end (here, 1);
}

static gboolean
take_file (Lexer *lexer, GError **error)
{
  gboolean append = lexer->text[lexer->at + 1] == '>';

  lexer->out_at = lexer->at;
  lexer->line->out = append ? COW_OUT_APPEND : COW_OUT_FILE;
  lexer->at = skip_blanks (lexer->text, lexer->at + (append ? 2 : 1));
  if (is_end (lexer->text, lexer->at) || is_background_mark (lexer))
    return fail_at (lexer->out_at, append ? "missing file after >>" : "missing file after >", error);
  if (!take_word (lexer, error))
    return FALSE;
  if (!lexer->word->len)
    return fail_at (lexer->out_at, "empty file name", error);
  lexer->line->out_target = g_strndup (lexer->word->str, lexer->word->len);
  return TRUE;
}

static gboolean
take_shell (Lexer *lexer, GError **error)
{
  gsize begin = skip_blanks (lexer->text, lexer->at + 1);
  gsize end = begin + strlen (lexer->text + begin);

  while (end > begin && is_blank (lexer->text[end - 1]))
    end--;
  if (end == begin)
    return fail_at (lexer->at, "missing shell command after |", error);
  lexer->out_at = lexer->at;
  lexer->line->out = COW_OUT_SHELL;
  lexer->line->out_target = g_strndup (lexer->text + begin, end - begin);
  lexer->at = begin + strlen (lexer->text + begin);
  return TRUE;
}

static gboolean
take_operand (Lexer *lexer, GError **error)
{
  int start = (int)lexer->at;
  gboolean plain;

  if (!take_word (lexer, error))
    return FALSE;
  plain = !lexer->quoted;
  g_ptr_array_add (lexer->line->words, g_strndup (lexer->word->str, lexer->word->len));
  g_array_append_val (lexer->line->starts, start);
  g_array_append_val (lexer->plain, plain);
  lexer->line->end = (int)lexer->at;
  return TRUE;
}

/* After a verb whose operand is an expression, > and | belong to it. */
static gboolean
is_in_expression (const Lexer *lexer)
{
  const GPtrArray *words = lexer->line->words;
  const CowCommand *command = words->len ? cow_command_by_name (words->pdata[0], FALSE, NULL) : NULL;

  return command && (command->flags & COW_COMMAND_EXPRESSION);
}

static gboolean
take_token (Lexer *lexer, GError **error)
{
  char byte = lexer->text[lexer->at];

  if (is_background_mark (lexer))
    {
      lexer->line->background = TRUE;
      lexer->at++;
      return TRUE;
    }
  if (lexer->line->out != COW_OUT_NONE)
    return fail_at (lexer->at,
                    byte == '>' || byte == '|' ? "a second output: one of >, >>, | and into is enough"
                                               : "unexpected word after the output file (quote expressions that contain >)",
                    error);
  if ((byte == '>' || byte == '|') && !is_in_expression (lexer))
    return byte == '>' ? take_file (lexer, error) : take_shell (lexer, error);
  return take_operand (lexer, error);
}

/* `into @SET` as the last two words, after a verb. */
static gboolean
take_into (Lexer *lexer, GError **error)
{
  CowLine *line = lexer->line;
  guint n = line->words->len;

  if (n < 3 || !g_array_index (lexer->plain, gboolean, n - 2) || strcmp (line->words->pdata[n - 2], "into") != 0
      || ((const char *)line->words->pdata[n - 1])[0] != '@')
    return TRUE;
  if (line->out != COW_OUT_NONE)
    return fail_at (lexer->out_at, "a second output: one of >, >>, | and into is enough", error);
  line->out = COW_OUT_INTO;
  line->out_target = g_strdup (line->words->pdata[n - 1]);
  g_ptr_array_set_size (line->words, (int)n - 2);
  g_array_set_size (line->starts, n - 2);
  return TRUE;
}

static gboolean
run_lexer (Lexer *lexer, GError **error)
{
  CowLine *line = lexer->line;

  if (strlen (lexer->text) >= G_MAXINT)
    return cow_fail (error, COW_STATUS_USAGE, "line too long: more than 2 GB");
  for (;;)
    {
      lexer->at = skip_blanks (lexer->text, lexer->at);
      if (is_end (lexer->text, lexer->at))
        break;
      if (!take_token (lexer, error))
        return FALSE;
    }
  if (!take_into (lexer, error))
    return FALSE;
  if (!line->words->len && line->out != COW_OUT_NONE)
    return fail_at (lexer->out_at, "no command before the output", error);
  if (!line->words->len && line->background)
    return cow_fail (error, COW_STATUS_USAGE, "no command before &");
  return TRUE;
}

CowLine *
cow_line_parse (const char *text, GError **error)
{
  g_autoptr (CowLine) line = g_new0 (CowLine, 1);
  g_autoptr (GString) word = g_string_new (NULL);
  g_autoptr (GArray) plain = g_array_new (FALSE, FALSE, sizeof (gboolean));
  Lexer lexer = { .text = text, .word = word, .plain = plain, .line = line };

  line->words = g_ptr_array_new_with_free_func (g_free);
  line->starts = g_array_new (FALSE, FALSE, sizeof (int));
  return run_lexer (&lexer, error) ? g_steal_pointer (&line) : NULL;
}

void
cow_line_free (CowLine *line)
{
  if (!line)
    return;
  g_ptr_array_unref (line->words);
  g_array_unref (line->starts);
  g_free (line->out_target);
  g_free (line);
}

/* Skips what cow_line_parse would take as one word. literal: it ends inside single quotes that nobody closed. */
static gsize
skip_word (const char *text, gsize at, gboolean *literal)
{
  char byte;

  *literal = FALSE;
  while ((byte = text[at]) && !is_blank (byte))
    {
      if (byte == '\'' || byte == '"')
        at = end_of_quote (text, at, byte == '"');
      else if (byte == '@' && text[at + 1] == '{')
        at = end_of_braces (text, at);
      else if (byte == '\\' && text[at + 1])
        at++;
      *literal = byte == '\'' && !text[at];
      if (text[at])
        at++;
    }
  return at;
}

/* A comment does not go on, whatever it ends in; neither does text in single quotes, where a backslash is a backslash (the
 * parser then says that the quote is unclosed). */
gboolean
cow_line_continues (const char *line)
{
  gsize length = strlen (line), slashes = 0;
  gboolean literal = FALSE;

  while (slashes < length && line[length - 1 - slashes] == '\\')
    slashes++;
  if (slashes % 2 == 0)
    return FALSE;
  for (gsize at = skip_blanks (line, 0); line[at]; at = skip_blanks (line, skip_word (line, at, &literal)))
    if (line[at] == '#')
      return FALSE;
    else if (line[at] == '|')
      return TRUE; /* the shell's words from here on */
  return !literal;
}

static gboolean
is_safe (const char *word)
{
  if (!word[0] || strchr ("#>|&", word[0]) || strcmp (word, "into") == 0)
    return FALSE;
  for (; *word; word++)
    if (is_blank (*word) || g_ascii_iscntrl (*word) || strchr ("'\"\\{}$`", *word))
      return FALSE;
  return TRUE;
}

char *
cow_word_quote (const char *word)
{
  GString *out;

  if (is_safe (word))
    return g_strdup (word);
  out = g_string_new ("'");
  for (; *word; word++)
    if (*word == '\'')
      g_string_append (out, "'\\''");
    else
      g_string_append_c (out, *word);
  g_string_append_c (out, '\'');
  return g_string_free (out, FALSE);
}
