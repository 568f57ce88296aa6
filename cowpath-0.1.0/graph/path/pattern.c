/* pattern.c - the text of a pattern becomes a tree, by recursive descent: either < sequence < repetition < word. Nesting is bounded, so that no text can
 * exhaust the stack of whoever walks the tree. automaton.c makes the automaton. */
#include "graph/path/pattern.h"

#include <string.h>

#include "graph/expr.h"
#include "graph/path/pattern-private.h"

#define fail_at(parser, place, error, ...) cow_expr_fail (error, COW_GRAPH_ERROR_SYNTAX, (parser)->text, place, __VA_ARGS__)

enum
{
  MOST_NESTING = 100,
  MOST_WORDS = 250,
  MOST_TIMES = 1000,
  MOST_BYTES = 65536
};

typedef struct
{
  const char *text;
  gsize place;
  guint nesting;
  CowPattern *pattern;
  GHashTable *symbols; /* char* (of pattern->words) -> symbol */
} Parser;

static CowPatternNode *parse_either (Parser *parser, GError **error);

static void
node_free (CowPatternNode *node)
{
  if (!node)
    return;
  if (node->parts)
    g_ptr_array_unref (node->parts);
  g_free (node);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowPatternNode, node_free)

static CowPatternNode *
new_node (CowPatternKind kind, CowPatternNode *part)
{
  CowPatternNode *node = g_new0 (CowPatternNode, 1);

  node->kind = kind;
  if (part)
    {
      node->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)node_free);
      g_ptr_array_add (node->parts, part);
    }
  return node;
}

static char
look (Parser *parser)
{
  parser->place += strspn (parser->text + parser->place, " \t\r\n\v\f");
  return parser->text[parser->place];
}

/* Ends a word that stands without quotes. */
static gboolean
is_special (char c)
{
  return !c || g_ascii_isspace (c) || strchr ("|*+?(){}.\"'", c) != NULL;
}

static CowPatternNode *
word_node (Parser *parser, const char *word, gsize place, GError **error)
{
  CowPattern *pattern = parser->pattern;
  guint symbol = GPOINTER_TO_UINT (g_hash_table_lookup (parser->symbols, word));
  CowPatternNode *node;

  if (!symbol)
    {
      char *kept = g_strdup (word);

      if (pattern->words->len == MOST_WORDS)
        {
          g_free (kept);
          fail_at (parser, place, error, "more than %d different labels", MOST_WORDS);
          return NULL;
        }
      g_ptr_array_add (pattern->words, kept);
      g_array_append_val (pattern->places, place);
      symbol = pattern->words->len;
      g_hash_table_insert (parser->symbols, kept, GUINT_TO_POINTER (symbol));
    }
  node = new_node (COW_PATTERN_WORD, NULL);
  node->symbol = symbol;
  return node;
}

/* In either kind of quotes, or bare; a backslash takes the character after it as it is. */
static CowPatternNode *
parse_word (Parser *parser, GError **error)
{
  g_autoptr (GString) word = g_string_new (NULL);
  gsize start = parser->place;
  const char *text = parser->text;
  char quote = strchr ("\"'", text[start]) ? text[start] : 0;

  parser->place += quote != 0;
  while (quote ? text[parser->place] && text[parser->place] != quote : !is_special (text[parser->place]))
    {
      if (text[parser->place] == '\\' && !text[++parser->place])
        {
          fail_at (parser, parser->place - 1, error, "nothing after the backslash");
          return NULL;
        }
      g_string_append_c (word, text[parser->place++]);
    }
  if (quote && text[parser->place++] != quote)
    {
      fail_at (parser, start, error, "this quote is not closed");
      return NULL;
    }
  return word_node (parser, word->str, start, error);
}

static CowPatternNode *
parse_atom (Parser *parser, GError **error)
{
  char c = look (parser);
  gsize start = parser->place;

  if (c == '.')
    {
      parser->place++;
      return new_node (COW_PATTERN_ANY, NULL);
    }
  if (c != '(')
    return parse_word (parser, error);
  if (++parser->nesting > MOST_NESTING)
    {
      fail_at (parser, start, error, "nested deeper than %d levels", MOST_NESTING);
      return NULL;
    }
  parser->place++;
  g_autoptr (CowPatternNode) node = parse_either (parser, error);
  if (!node)
    return NULL;
  if (look (parser) != ')')
    {
      fail_at (parser, start, error, "this \"(\" is not closed");
      return NULL;
    }
  parser->place++;
  parser->nesting--;
  return g_steal_pointer (&node);
}

/* Digits at the place; FALSE: there are none. */
static gboolean
read_number (Parser *parser, guint *number)
{
  gsize start = parser->place;

  look (parser);
  for (*number = 0; g_ascii_isdigit (parser->text[parser->place]); parser->place++)
    {
      start = G_MAXSIZE;
      *number = MIN (*number * 10 + (guint)(parser->text[parser->place] - '0'), MOST_TIMES + 1);
    }
  return start == G_MAXSIZE;
}

/* {2} {1,3} {2,} {,3}; the place is behind the brace. */
static gboolean
read_times (Parser *parser, guint *least, guint *most, GError **error)
{
  gsize start = parser->place - 1;
  gboolean from = read_number (parser, least), to = from;

  *most = *least;
  if (look (parser) == ',')
    {
      parser->place++;
      to = read_number (parser, most);
      if (from && !to)
        *most = G_MAXUINT;
    }
  if (!from && !to)
    return fail_at (parser, start, error, "\"{\" wants a number: {2}, {1,3} or {2,}");
  if (look (parser) != '}')
    return fail_at (parser, parser->place, error, "\"}\" is missing here");
  parser->place++;
  if (*least > MOST_TIMES || (*most > MOST_TIMES && *most != G_MAXUINT))
    return fail_at (parser, start, error, "repeated more than %d times", MOST_TIMES);
  if (*most == 0 || *least > *most)
    return fail_at (parser, start, error, *most ? "fewer times at most than at least" : "repeated at most 0 times");
  return TRUE;
}

static CowPatternNode *
parse_repeat (Parser *parser, GError **error)
{
  g_autoptr (CowPatternNode) node = parse_atom (parser, error);
  guint depth = 0;

  while (node)
    {
      char c = look (parser);
      guint least = c == '+', most = c == '?' ? 1 : G_MAXUINT;

      if (!c || !strchr ("*+?{", c))
        return g_steal_pointer (&node);
      if (++depth > MOST_NESTING)
        {
          fail_at (parser, parser->place, error, "repeated again more than %d times", MOST_NESTING);
          return NULL;
        }
      parser->place++;
      if (c == '{' && !read_times (parser, &least, &most, error))
        return NULL;
      node = new_node (COW_PATTERN_REPEAT, g_steal_pointer (&node));
      node->least = least;
      node->most = most;
    }
  return NULL;
}

/* What cannot begin a part of a sequence: says so. */
static gboolean
check_begin (Parser *parser, GError **error)
{
  char c = look (parser);

  if (!c)
    return fail_at (parser, parser->place, error, parser->place ? "a label is missing at the end" : "the pattern is empty");
  if (strchr ("*+?{", c))
    return fail_at (parser, parser->place, error, "nothing to repeat before \"%c\"", c);
  if (strchr ("|)}", c))
    return fail_at (parser, parser->place, error, "a label is missing before \"%c\"", c);
  return TRUE;
}

static CowPatternNode *
parse_sequence (Parser *parser, GError **error)
{
  g_autoptr (CowPatternNode) node = NULL;
  char c;

  do
    {
      CowPatternNode *part = check_begin (parser, error) ? parse_repeat (parser, error) : NULL;

      if (!part)
        return NULL;
      if (node)
        g_ptr_array_add (node->parts, part);
      else
        node = new_node (COW_PATTERN_SEQUENCE, part);
      c = look (parser);
    }
  while (c && !strchr ("|)}", c));
  return g_steal_pointer (&node);
}

static CowPatternNode *
parse_either (Parser *parser, GError **error)
{
  g_autoptr (CowPatternNode) node = NULL;

  for (;;)
    {
      CowPatternNode *part = parse_sequence (parser, error);

      if (!part)
        return NULL;
      if (node)
        g_ptr_array_add (node->parts, part);
      else
        node = new_node (COW_PATTERN_EITHER, part);
      if (look (parser) != '|')
        return g_steal_pointer (&node);
      parser->place++;
    }
}

static gboolean
parse (Parser *parser, GError **error)
{
  g_autoptr (CowPatternNode) root = NULL;

  if (strlen (parser->text) > MOST_BYTES)
    return fail_at (parser, MOST_BYTES, error, "longer than %d bytes", MOST_BYTES);
  root = parse_either (parser, error);
  if (!root)
    return FALSE;
  if (look (parser))
    return fail_at (parser, parser->place, error, "\"%c\" closes nothing", parser->text[parser->place]);
  parser->pattern->n_symbols = parser->pattern->words->len + 1;
  return cow_pattern_compile (parser->pattern, root, error);
}

CowPattern *
cow_pattern_new (const char *text, GError **error)
{
  g_autoptr (CowPattern) pattern = g_new0 (CowPattern, 1);
  g_autoptr (GHashTable) symbols = g_hash_table_new (g_str_hash, g_str_equal);
  Parser parser = { .text = text, .pattern = pattern, .symbols = symbols };

  pattern->words = g_ptr_array_new_with_free_func (g_free);
  pattern->places = g_array_new (FALSE, FALSE, sizeof (gsize));
  return parse (&parser, error) ? g_steal_pointer (&pattern) : NULL;
}

void
cow_pattern_free (CowPattern *pattern)
{
  if (!pattern)
    return;
  g_ptr_array_unref (pattern->words);
  g_array_unref (pattern->places);
  g_free (pattern->next);
  g_free (pattern->accepts);
  g_free (pattern);
}
