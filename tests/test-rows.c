/* test-rows.c - lines with text names and attributes, read as rows by one thread and by several, give what one line after the other
 * gives (CowReadOptions.by_line): the same image byte by byte, the same error, the same warnings. */
#include "tests/read-fixture.h"

typedef struct
{
  guint32 seed;
  char delimiter;
  guint n;         /* different names */
  gboolean texts;  /* names are no numbers; else they are, up to a rare one */
  guint n_cells;   /* attributes */
  gboolean header, typed;
  guint odd;       /* one line in so many is out of the ordinary; 0: none */
  gsize bytes;
} Recipe;

static const char *const words[] = { "red", "green", "a longer text than fits a slot", "x", "naïve", "1x", "-" };

static void
append_name (GString *text, GRand *random, const Recipe *recipe)
{
  guint name = g_rand_int (random) % recipe->n;

  if (!recipe->texts)
    g_string_append_printf (text, "%u", name);
  else if (name % 7 == 0)
    g_string_append_printf (text, "%u", name); /* a number among texts */
  else if (name % 7 == 1)
    g_string_append_printf (text, "\"quoted name, %u\"", name);
  else if (name % 7 == 2)
    g_string_append_printf (text, "a_name_that_is_rather_long_%u", name);
  else
    g_string_append_printf (text, "v%u", name);
}

/* Kinds of cells in turn: int, real, text of few and of many values, bool; rarely another kind, when types are found. */
static void
append_cell (GString *text, GRand *random, const Recipe *recipe, guint column)
{
  guint kind = column % 5;

  if (recipe->odd && g_rand_int_range (random, 0, 12) == 0)
    return; /* null */
  if (recipe->odd && !recipe->typed && g_rand_int_range (random, 0, (gint32)recipe->odd * 4) == 0)
    kind = g_rand_int (random) % 5;
  switch (kind)
    {
    case 0:
      g_string_append_printf (text, "%d", g_rand_int_range (random, -1000, 1000));
      break;
    case 1:
      g_string_append_printf (text, "%d.%d", g_rand_int_range (random, 0, 1000), g_rand_int_range (random, 0, 100));
      break;
    case 2:
      g_string_append (text, words[g_rand_int (random) % (recipe->delimiter == ' ' ? 2 : G_N_ELEMENTS (words))]);
      break;
    case 3:
      g_string_append_printf (text, "\"id %u\"", g_rand_int (random) % (4 * recipe->n));
      break;
    default:
      g_string_append (text, g_rand_boolean (random) ? "true" : "false");
    }
}

static void
append_row (GString *text, GRand *random, const Recipe *recipe, guint n_cells, const char *end)
{
  append_name (text, random, recipe);
  g_string_append_c (text, recipe->delimiter);
  append_name (text, random, recipe);
  g_string_append_c (text, recipe->delimiter);
  if (recipe->odd && g_rand_int_range (random, 0, (gint32)recipe->odd * 2) == 0)
    g_string_append (text, g_rand_boolean (random) ? "-2.5" : "5000000000");
  else
    g_string_append_printf (text, "%d", g_rand_int_range (random, 0, 300));
  for (guint i = 0; i < n_cells; i++)
    {
      g_string_append_c (text, recipe->delimiter);
      append_cell (text, random, recipe, i);
    }
  g_string_append (text, end);
}

static void
append_odd_line (GString *text, GRand *random, const Recipe *recipe)
{
  char d = recipe->delimiter;

  switch (g_rand_int_range (random, 0, recipe->seed % 3 == 0 ? 13 : 8))
    {
    case 0:
      g_string_append (text, "# a comment\n");
      break;
    case 1:
      g_string_append (text, "\n");
      break;
    case 2:
      append_row (text, random, recipe, recipe->n_cells, "\r\n");
      break;
    case 3:
      g_string_append_printf (text, "\"a \"\"doubled\"\" quote\"%cb%c7\n", d, d);
      break;
    case 4:
      g_string_append_printf (text, "\"two\nlines\"%cb%c8\n", d, d);
      break;
    case 5:
      append_row (text, random, recipe, recipe->n_cells + 1, "\n"); /* a column more */
      break;
    case 6:
      append_row (text, random, recipe, recipe->n_cells / 2, "\n");
      break;
    case 7:
      g_string_append_printf (text, "name_%u%c%u%c%c1\n", g_rand_int (random) % 100, d, g_rand_int (random) % recipe->n, d, d);
      break;
    case 8:
      g_string_append (text, "alone\n");
      break;
    case 9:
      g_string_append_printf (text, "5%c6%cnan\n", d, d);
      break;
    case 10:
      g_string_append_printf (text, "\"5\"x%c6%c1\n", d, d);
      break;
    case 11:
      g_string_append_printf (text, "//%c6%c1\n", d, d);
      break;
    default:
      g_string_append_printf (text, "\"\"%c\"\"%c1\n%c%c1\n", d, d, d, d);
    }
}

static GString *
make_text (const Recipe *recipe)
{
  static const char *const types[] = { "int", "real", "string", "string", "bool" };
  GRand *random = g_rand_new_with_seed (recipe->seed);
  GString *text = g_string_new (NULL);

  if (recipe->header)
    {
      g_string_append_printf (text, "source%ctarget%cweight", recipe->delimiter, recipe->delimiter);
      for (guint i = 0; i < recipe->n_cells; i++)
        g_string_append_printf (text, "%ccolumn%u%s%s", recipe->delimiter, i, recipe->typed ? ":" : "", recipe->typed ? types[i % 5] : "");
      g_string_append_c (text, '\n');
    }
  while (text->len < recipe->bytes)
    if (recipe->odd && g_rand_int_range (random, 0, (gint32)recipe->odd) == 0)
      append_odd_line (text, random, recipe);
    else
      append_row (text, random, recipe, recipe->n_cells, "\n");
  g_rand_free (random);
  return text;
}

static Reading
read_with (const GString *text, const Recipe *recipe, guint threads, gboolean by_line)
{
  CowReadOptions options = { .directed = recipe->seed % 2, .skip_bad_lines = recipe->seed % 4 != 0, .by_line = by_line,
                             .delimiter = recipe->delimiter, .header = recipe->header ? COW_HEADER_YES : COW_HEADER_NO };

  fixture_threads = threads;
  Reading reading = fixture_read_bytes (cow_format_by_name ("edgelist"), text->str, text->len, &options, NULL);
  fixture_threads = 1;
  return reading;
}

static guint n_graphs, n_errors, n_warned;

static void
check_recipe (const Recipe *recipe, gboolean all_threads)
{
  GString *text = make_text (recipe);
  guint threads = recipe->seed % 2 ? 2 : 5;

  g_test_message ("seed %u", recipe->seed);
  g_auto (Reading) slow = read_with (text, recipe, 1, TRUE);
  g_auto (Reading) one = read_with (text, recipe, 1, FALSE);
  g_auto (Reading) several = read_with (text, recipe, threads, FALSE);
  assert_same_reading (&one, &slow);
  assert_same_reading (&several, &slow);
  if (all_threads)
    {
      g_auto (Reading) others = read_with (text, recipe, 7 - threads, FALSE);

      assert_same_reading (&others, &slow);
    }
  n_graphs += slow.graph != NULL;
  n_errors += slow.error != NULL;
  n_warned += slow.warnings->len > 0;
  g_string_free (text, TRUE);
}

static const char delimiters[] = { ' ', '\t', ',', ';', '|' };

static Recipe
make_recipe (guint32 seed)
{
  return (Recipe){ .seed = seed, .delimiter = delimiters[seed % 5], .n = 1 + seed % 50, .texts = seed / 2 % 4 != 0, .n_cells = seed / 8 % 7,
                   .header = seed % 3 == 0, .typed = seed / 3 % 2 == 0, .odd = seed / 5 % 3 ? 3 + seed % 40 : 0, .bytes = 20 + seed * 3 };
}

static void
test_small (void)
{
  n_graphs = n_errors = n_warned = 0;
  for (guint32 seed = 0; seed < 1000; seed++)
    {
      Recipe recipe = make_recipe (seed);

      check_recipe (&recipe, FALSE);
    }
  g_assert_cmpuint (n_graphs, >, 500); /* the test is not one of errors only */
  g_assert_cmpuint (n_errors, >, 50);
  g_assert_cmpuint (n_warned, >, 100);
}

/* Several pieces for each thread; tables of texts grow while others look into them. */
static void
test_large (void)
{
  for (guint32 seed = 0; seed < 20; seed++)
    {
      Recipe recipe = make_recipe (seed * 7);

      recipe.n = seed % 3 ? 300 : 200000;
      recipe.odd = seed % 4 == 0 ? 0 : seed % 4 == 1 ? 20 : 8000u << seed % 3;
      recipe.bytes = 1500000;
      check_recipe (&recipe, TRUE);
    }
}

/* A line at every place across the border of two pieces of text: threads cut behind a line end, and a piece may be one line. */
static void
test_borders (void)
{
  for (guint shift = 0; shift < 24; shift++)
    {
      Recipe recipe = { .seed = shift * 4 + 2, .delimiter = '\t', .n = 1000, .texts = TRUE, .n_cells = 2, .bytes = (256 << 10) - 12 + shift };
      GString *text = make_text (&recipe), *more = make_text (&recipe);

      g_string_append (text, shift % 2 ? "last\tone\t3\t4\t0.5\r\n" : "");
      if (shift % 3 == 0)
        {
          g_string_append (text, "long\t\"");
          for (guint i = 0; i < 40000; i++)
            g_string_append (text, "0123456789");
          g_string_append (text, "\"\t5\n");
        }
      g_string_append (text, more->str);
      g_string_append (text, "end\twithout\t1"); /* no line end */
      g_auto (Reading) slow = read_with (text, &recipe, 1, TRUE);
      g_auto (Reading) two = read_with (text, &recipe, 2, FALSE);
      g_auto (Reading) five = read_with (text, &recipe, 5, FALSE);
      g_assert_no_error (slow.error);
      assert_same_reading (&two, &slow);
      assert_same_reading (&five, &slow);
      g_string_free (text, TRUE);
      g_string_free (more, TRUE);
    }
}

/* The line of an error far into the file, behind comments and quoted line ends, is the same for all. */
static void
test_error_line (void)
{
  for (guint threads = 1; threads <= 5; threads += 2)
    {
      GString *text = g_string_new ("# first\na,b,1,x\n");
      Recipe recipe = { .seed = 0, .delimiter = ',' };

      for (guint i = 0; i < 60000; i++)
        g_string_append_printf (text, "v%u,w%u,%u,\"t%u\"\n%s", i, i / 2, i % 9, i % 11, i % 1000 == 0 ? "# comment\n" : i % 7000 == 1 ? "\"a\nb\",c,1,y\n" : "");
      guint lines = 1;
      for (const char *at = text->str; *at; at++)
        lines += *at == '\n';
      g_string_append (text, "v1,v2,heavy,z\n");
      g_autofree char *expected = g_strdup_printf ("x.txt:%u: weight \"heavy\" is no number", lines);
      g_auto (Reading) reading = read_with (text, &recipe, threads, FALSE);
      g_assert_error (reading.error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
      g_assert_cmpstr (reading.error->message, ==, expected);
      g_string_free (text, TRUE);
    }
}

/* An error that only the builder can see, in a block that threads have read: integers no double holds among fractions. */
static void
test_builder_error_line (void)
{
  for (guint threads = 1; threads <= 5; threads += 2)
    {
      GString *text = g_string_new ("a,b,1.5,x\n# comment\n");
      Recipe recipe = { .seed = 0, .delimiter = ',' };

      for (guint i = 0; i < 30000; i++)
        g_string_append_printf (text, "v%u,w%u,%u,t\n\n", i, i / 2, i % 9);
      g_string_append (text, "v1,v2,9007199254740993,t\nv3,v4,1,t\n");
      g_auto (Reading) reading = read_with (text, &recipe, threads, FALSE);
      g_assert_error (reading.error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
      g_assert_true (g_str_has_prefix (reading.error->message, "x.txt:60003: "));
      g_string_free (text, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rows/small", test_small);
  g_test_add_func ("/rows/large", test_large);
  g_test_add_func ("/rows/borders", test_borders);
  g_test_add_func ("/rows/error-line", test_error_line);
  g_test_add_func ("/rows/builder-error-line", test_builder_error_line);
  return g_test_run ();
}
