/* test-pattern.c - patterns against PCRE: labels of one letter, so that a pattern without its blanks is a regular expression over letters. */
#include "config.h"

#include <string.h>

#include "graph/path/pattern.h"

static CowPattern *
new_pattern (const char *text)
{
  GError *error = NULL;
  CowPattern *pattern = cow_pattern_new (text, &error);

  g_assert_no_error (error);
  return pattern;
}

static guint
symbol_of (const CowPattern *pattern, const char *word)
{
  for (guint i = 0; i < pattern->words->len; i++)
    if (g_str_equal (pattern->words->pdata[i], word))
      return i + 1;
  return COW_PATTERN_OTHER;
}

/* words: labels with blanks between. */
static gboolean
matches (const CowPattern *pattern, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  guint32 state = 0;

  for (guint i = 0; list[i] && state != COW_PATTERN_DEAD; i++)
    if (*list[i])
      state = cow_pattern_step (pattern, state, symbol_of (pattern, list[i]));
  return state != COW_PATTERN_DEAD && pattern->accepts[state];
}

typedef struct
{
  const char *pattern, *words;
  gboolean matches;
} Line;

static void
test_words (void)
{
  static const Line lines[] = {
    { "depends", "depends", TRUE },
    { "depends", "depend", FALSE },
    { "depends", "", FALSE },
    { "depends", "depends depends", FALSE },
    { "depends+ recommends?", "depends", TRUE },
    { "depends+ recommends?", "depends depends recommends", TRUE },
    { "depends+ recommends?", "recommends", FALSE },
    { "depends+recommends?", "depends recommends", TRUE },
    { "(a | b)* c", "a b b a c", TRUE },
    { "(a | b)* c", "c", TRUE },
    { "(a | b)* c", "a b", FALSE },
    { "a b | c", "c", TRUE },
    { "a b | c", "a c", FALSE },
    { ". .", "any thing", TRUE },
    { ". .", "any", FALSE },
    { ".*", "", TRUE },
    { "\t a \n b ", "a b", TRUE },
    { "Pre-Depends / x:y", "Pre-Depends / x:y", TRUE },
    { "'a'b", "a b", TRUE },
    { "a'b'", "a b", TRUE },
    { "\"a\\\"b\"", "a\"b", TRUE },
    { "a\\|b", "a|b", TRUE },
    { "a\\.", "a.", TRUE },
    { "a.", "a x", TRUE },
    { "'.'", ".", TRUE },
    { "'.'", "x", FALSE },
    { "straße ölig", "straße ölig", TRUE },
    { "a{2}", "a a", TRUE },
    { "a{2}", "a", FALSE },
    { "a{2}", "a a a", FALSE },
    { "a { 1 , 3 }", "a a a", TRUE },
    { "a{1,3}", "a a a a", FALSE },
    { "a{2,}", "a a a a", TRUE },
    { "a{2,}", "a", FALSE },
    { "a{,2}", "", TRUE },
    { "a{,2}", "a a a", FALSE },
    { "a{0,1}", "", TRUE },
    { "a+?", "", TRUE },
    { "(a?){3} b", "a b", TRUE },
    { "2 3", "2 3", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (CowPattern) pattern = new_pattern (lines[i].pattern);

      if (matches (pattern, lines[i].words) != lines[i].matches)
        g_error ("\"%s\" and \"%s\"", lines[i].pattern, lines[i].words);
    }
}

/* An empty label, and one with a blank. */
static void
test_odd_labels (void)
{
  g_autoptr (CowPattern) pattern = new_pattern ("'' \"two words\"");
  guint32 state;

  g_assert_cmpuint (pattern->n_symbols, ==, 3);
  g_assert_cmpstr (pattern->words->pdata[0], ==, "");
  g_assert_cmpstr (pattern->words->pdata[1], ==, "two words");
  g_assert_cmpuint (g_array_index (pattern->places, gsize, 1), ==, 3);
  state = cow_pattern_step (pattern, 0, 1);
  g_assert_cmpuint (state, !=, COW_PATTERN_DEAD);
  g_assert_true (pattern->accepts[cow_pattern_step (pattern, state, 2)]);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text, *message;
  } lines[] = {
    { "", "column 1: the pattern is empty" },
    { "  ", "column 3: a label is missing at the end" },
    { "*", "column 1: nothing to repeat before \"*\"" },
    { "a (+ b)", "column 4: nothing to repeat before \"+\"" },
    { "a |", "column 4: a label is missing at the end" },
    { "| a", "column 1: a label is missing before \"|\"" },
    { "a || b", "column 4: a label is missing before \"|\"" },
    { "a ()", "column 4: a label is missing before \")\"" },
    { "(a b", "column 1: this \"(\" is not closed" },
    { "ö (a b", "column 3: this \"(\" is not closed" },
    { "a) b", "column 2: \")\" closes nothing" },
    { "a} b", "column 2: \"}\" closes nothing" },
    { "a 'b", "column 3: this quote is not closed" },
    { "a \"b\\\"", "column 3: this quote is not closed" },
    { "a\\", "column 2: nothing after the backslash" },
    { "a{", "column 2: \"{\" wants a number: {2}, {1,3} or {2,}" },
    { "a{}", "column 2: \"{\" wants a number: {2}, {1,3} or {2,}" },
    { "a{,}", "column 2: \"{\" wants a number: {2}, {1,3} or {2,}" },
    { "a{x}", "column 2: \"{\" wants a number: {2}, {1,3} or {2,}" },
    { "a{2 3}", "column 5: \"}\" is missing here" },
    { "a{3,2}", "column 2: fewer times at most than at least" },
    { "a{0}", "column 2: repeated at most 0 times" },
    { "a{1001}", "column 2: repeated more than 1000 times" },
    { "a{99999999999999999999}", "column 2: repeated more than 1000 times" },
    { "a{1000}{1000}", "the pattern is too large: more than 2000 places for labels" },
    { "(.* a .{12})", "the pattern is too large: more than 1000 states" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      GError *error = NULL;

      g_assert_null (cow_pattern_new (lines[i].text, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX);
      g_assert_cmpstr (error->message, ==, lines[i].message);
      g_clear_error (&error);
    }
}

static void
test_bounds (void)
{
  g_autoptr (GString) deep = g_string_new (NULL), words = g_string_new (NULL), again = g_string_new ("a");
  g_autoptr (GError) error = NULL, more = NULL, often = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      g_string_append_c (deep, '(');
      g_string_append_c (again, '*');
    }
  for (guint i = 0; i < 251; i++)
    g_string_append_printf (words, "w%u ", i);
  g_assert_null (cow_pattern_new (deep->str, &error));
  g_assert_cmpstr (error->message, ==, "column 101: nested deeper than 100 levels");
  g_assert_null (cow_pattern_new (words->str, &more));
  g_assert_nonnull (strstr (more->message, "more than 250 different labels"));
  g_assert_null (cow_pattern_new (again->str, &often));
  g_assert_nonnull (strstr (often->message, "repeated again more than 100 times"));
}

/* The least number of states. */
static void
test_smallest (void)
{
  static const struct
  {
    const char *text;
    guint n_states;
  } lines[] = {
    { ".*", 1 }, { "a*", 1 }, { "(a | b)*", 1 }, { "(a* b*)*", 1 }, { "a+", 2 }, { "a a*", 2 }, { "a", 2 }, { "a?", 2 }, { "a b | a c", 3 }, { "(a | b) c", 3 },
    { "a c | b c | d c", 3 }, { "a{5}", 6 }, { "(a a)*", 2 }, { ".* a", 2 }, { ". | a", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (CowPattern) pattern = new_pattern (lines[i].text);

      if (pattern->n_states != lines[i].n_states)
        g_error ("\"%s\": %u states", lines[i].text, pattern->n_states);
    }
}

static void
append_random (GRand *random, GString *text, guint depth)
{
  guint draw = g_rand_int (random) % (depth ? 9 : 4);

  if (draw < 3)
    g_string_append_printf (text, "%c", 'a' + draw);
  else if (draw == 3)
    g_string_append_c (text, '.');
  else if (draw == 4 || draw == 5)
    {
      append_random (random, text, depth - 1);
      g_string_append_c (text, ' ');
      append_random (random, text, depth - 1);
    }
  else
    {
      g_string_append_c (text, '(');
      append_random (random, text, depth - 1);
      if (draw == 6)
        {
          g_string_append (text, " | ");
          append_random (random, text, depth - 1);
        }
      g_string_append_c (text, ')');
      if (draw == 7)
        g_string_append_c (text, "*+?"[g_rand_int (random) % 3]);
      else if (draw == 8)
        {
          guint least = g_rand_int (random) % 3;

          if (g_rand_boolean (random))
            g_string_append_printf (text, "{%u,%u}", least, least + 1 + g_rand_int (random) % 2);
          else
            g_string_append_printf (text, "{%u,}", least);
        }
    }
}

static void
test_random (void)
{
  for (guint32 seed = 0; seed < 500; seed++)
    {
      GRand *random = g_rand_new_with_seed (seed);
      g_autoptr (GString) text = g_string_new (NULL), letters = g_string_new ("^(?:");
      g_autoptr (CowPattern) pattern = NULL;
      g_autoptr (GRegex) regex = NULL;

      append_random (random, text, 1 + seed % 4);
      for (const char *at = text->str; *at; at++)
        if (*at != ' ')
          g_string_append_c (letters, *at);
      g_string_append (letters, ")$");
      pattern = new_pattern (text->str);
      regex = g_regex_new (letters->str, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
      g_assert_nonnull (regex);
      /* All walks of up to five edges over a, b, c and x. */
      for (guint number = 0; number < 1024 + 256 + 64 + 16 + 4 + 1; number++)
        {
          g_autoptr (GString) word = g_string_new (NULL), spaced = g_string_new (NULL);

          for (guint rest = number; rest > 0; rest = (rest - 1) / 4)
            {
              g_string_append_c (word, "abcx"[(rest - 1) % 4]);
              g_string_append_printf (spaced, "%c ", "abcx"[(rest - 1) % 4]);
            }
          if (matches (pattern, spaced->str) != g_regex_match (regex, word->str, 0, NULL))
            g_error ("\"%s\" and \"%s\"", text->str, spaced->str);
        }
      g_rand_free (random);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pattern/words", test_words);
  g_test_add_func ("/pattern/odd-labels", test_odd_labels);
  g_test_add_func ("/pattern/errors", test_errors);
  g_test_add_func ("/pattern/bounds", test_bounds);
  g_test_add_func ("/pattern/smallest", test_smallest);
  g_test_add_func ("/pattern/random", test_random);
  return g_test_run ();
}
