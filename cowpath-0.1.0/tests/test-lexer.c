/* test-lexer.c - words, quotes, outputs, background, columns of errors; quoting reads back. */
#include <glib.h>
#include <string.h>

#include "app/lexer.h"
#include "app/status.h"

typedef struct
{
  const char *line;
  const char *words; /* joined by | */
  CowOutKind out;
  const char *target;
  gboolean background;
} Case;

static const Case cases[] = {
  { "", "" },
  { "   \t ", "" },
  { "# all of it", "" },
  { "path a b", "path|a|b" },
  { "path a b # why", "path|a|b" },
  { "path a#b =#c", "path|a#b|=#c" },
  { "path 'a b' \"c d\" e\\ f", "path|a b|c d|e f" },
  { "echo 'it'\\''s' \"a\\\"b\\\\c\\$d\\`e\"", "echo|it's|a\"b\\c$d`e" },
  { "echo \"C:\\x\\n\"", "echo|C:\\x\\n" },
  { "echo '' x", "echo||x" },
  { "echo '#' '>' \\> \"|\" '&'", "echo|#|>|>|\\||&" },
  { "show u->v a--b x>y p|q R&D", "show|u->v|a--b|x>y|p\\|q|R&D" },
  { "path a b > out.tsv", "path|a|b", COW_OUT_FILE, "out.tsv" },
  { "path a b >out.tsv &", "path|a|b", COW_OUT_FILE, "out.tsv", TRUE },
  { "path a b >> 'my file' # c", "path|a|b", COW_OUT_APPEND, "my file" },
  { "path a b >>f", "path|a|b", COW_OUT_APPEND, "f" },
  { "path a b | sort -k2 | head > 'x' & # y  ", "path|a|b", COW_OUT_SHELL, "sort -k2 | head > 'x' & # y" },
  { "path a b |wc", "path|a|b", COW_OUT_SHELL, "wc" },
  { "path a b &", "path|a|b", COW_OUT_NONE, NULL, TRUE },
  { "path a b & # later", "path|a|b", COW_OUT_NONE, NULL, TRUE },
  { "path a b&", "path|a|b&" },
  { "set @s = @a & @b", "set|@s|=|@a|&|@b" },
  { "set @s = @a & @b &", "set|@s|=|@a|&|@b", COW_OUT_NONE, NULL, TRUE },
  { "echo '&'", "echo|&" },
  { "neighbors a into @near", "neighbors|a", COW_OUT_INTO, "@near" },
  { "neighbors a into @near &", "neighbors|a", COW_OUT_INTO, "@near", TRUE },
  { "path into @near", "path", COW_OUT_INTO, "@near" },
  { "path 'into' @near", "path|into|@near" },
  { "path a into b", "path|a|into|b" },
  { "path into @a @b", "path|into|@a|@b" },
  { "into @near", "into|@near" },
  { "degree @{kind == \"a } b\" and x > 3}", "degree|@{kind == \"a } b\" and x > 3}" },
  { "path @{a == '}'} *", "path|@{a == '}'}|*" },
  { "path @{ {x} {y{z}} }", "path|@{ {x} {y{z}} }" },
  { "path @{`odd } name` > 1}@b", "path|@{`odd } name` > 1}@b" },
  { "path --avoid=@{x > 1 # 2} a", "path|--avoid=@{x > 1 # 2}|a" },
  { "path \"@{x}\" {y", "path|@{x}|{y" },
  { "echo \xff\xfe \xc3\xa4", "echo|\xff\xfe|\xc3\xa4" },
  { "echo a\\\nb", "echo|ab" },
  { "echo a \\\n  b \"c\\\nd\"", "echo|a|b|cd" },
  { "echo a\r", "echo|a" },
};

static char *
join_words (const CowLine *line)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < line->words->len; i++)
    {
      if (i)
        g_string_append_c (out, '|');
      for (const char *at = line->words->pdata[i]; *at; at++)
        g_string_append_printf (out, *at == '|' ? "\\%c" : "%c", *at);
    }
  return g_string_free (out, FALSE);
}

static void
test_lines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *want = &cases[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (CowLine) line = cow_line_parse (want->line, &error);
      g_autofree char *words = NULL;

      g_test_message ("%s", want->line);
      g_assert_no_error (error);
      words = join_words (line);
      g_assert_cmpstr (words, ==, want->words);
      g_assert_cmpint (line->out, ==, want->out);
      g_assert_cmpstr (line->out_target, ==, want->target);
      g_assert_cmpint (line->background, ==, want->background);
      g_assert_cmpuint (line->starts->len, ==, line->words->len);
    }
}

static void
test_starts (void)
{
  g_autoptr (CowLine) line = cow_line_parse ("  path 'a b'  @{x y} c", NULL);
  static const int starts[] = { 2, 7, 14, 21 };

  g_assert_cmpuint (line->starts->len, ==, G_N_ELEMENTS (starts));
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    g_assert_cmpint (g_array_index (line->starts, int, i), ==, starts[i]);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *line, *message;
  } errors[] = {
    { "path 'a b", "column 6: unclosed quote" },
    { "path a \"b\\\"", "column 8: unclosed quote" },
    { "path a x'", "column 9: unclosed quote" },
    { "path @{a", "column 6: unclosed @{" },
    { "path @{a == '}", "column 6: unclosed @{" },
    { "path a\\", "column 7: nothing follows the backslash" },
    { "path a >", "column 8: missing file after >" },
    { "path a >> # f", "column 8: missing file after >>" },
    { "path a > &", "column 8: missing file after >" },
    { "path a > ''", "column 8: empty file name" },
    { "path a |  ", "column 8: missing shell command after |" },
    { "path a > f > g", "column 12: a second output: one of >, >>, | and into is enough" },
    { "path a > f | g", "column 12: a second output: one of >, >>, | and into is enough" },
    { "path a into @s > f", "column 16: a second output: one of >, >>, | and into is enough" },
    { "results a >= 3", "column 14: unexpected word after the output file (quote expressions that contain >)" },
    { "> f", "column 1: no command before the output" },
    { " | f", "column 2: no command before the output" },
    { "&", "no command before &" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cow_line_parse (errors[i].line, &error));
      g_assert_error (error, COW_APP_ERROR, COW_STATUS_USAGE);
      g_assert_cmpstr (error->message, ==, errors[i].message);
    }
}

static void
test_continues (void)
{
  static const char *const yes[] = { "a \\", "\\", "a 'b' \\", "a \"b \\", "a | sed 's/#/\\", "a#b \\", "a \\\\\\", "a @{x \\" };
  static const char *const no[] = { "", "a", "a \\\\", "# a \\", "a # b \\", "a 'b \\", "a ''#'\\" };

  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_true (cow_line_continues (yes[i]));
  for (guint i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_false (cow_line_continues (no[i]));
}

/* Any word reads back, alone as the last operand and after a redirection. */
static void
test_quote (void)
{
  static const char letters[] = "ab '\"\\#>|&@{}`$\t\n=*-\x01\x7f\xff";
  GRand *random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 20000; round++)
    {
      char word[8] = "";
      guint n = (guint)g_rand_int_range (random, 0, 7);
      g_autofree char *quoted = NULL, *text = NULL;
      g_autoptr (CowLine) line = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < n; i++)
        word[i] = letters[g_rand_int_range (random, 0, sizeof letters - 1)];
      quoted = cow_word_quote (round ? word : "into");
      text = g_strdup_printf ("echo %s %s @x y %s", quoted, quoted, quoted);
      line = cow_line_parse (text, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (line->words->len, ==, 6);
      g_assert_cmpstr (line->words->pdata[1], ==, round ? word : "into");
      g_assert_cmpstr (line->words->pdata[5], ==, round ? word : "into");
      g_assert_false (line->background);
    }
  g_rand_free (random);
}

static void
test_status (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cow_fail (&error, COW_STATUS_PARTIAL, "after %d s", 3));
  g_assert_cmpstr (error->message, ==, "after 3 s");
  g_assert_cmpint (cow_status_of_error (error), ==, COW_STATUS_PARTIAL);
  g_clear_error (&error);
  g_assert_cmpint (cow_status_of_error (NULL), ==, COW_STATUS_DONE);
  g_set_error (&error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "x");
  g_assert_cmpint (cow_status_of_error (error), ==, COW_STATUS_FILE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lexer/lines", test_lines);
  g_test_add_func ("/lexer/starts", test_starts);
  g_test_add_func ("/lexer/errors", test_errors);
  g_test_add_func ("/lexer/continues", test_continues);
  g_test_add_func ("/lexer/quote", test_quote);
  g_test_add_func ("/lexer/status", test_status);
  return g_test_run ();
}
