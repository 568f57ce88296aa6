/* test-plain.c - the short cut for lines of plain numbers, with one thread and with several, gives what the long way gives.
 *
 * The long way is had by quoting the first name of each line: a quoted field is the same text, and no plain number. */
#include "graph/file/plain-edges.h"
#include "tests/read-fixture.h"

/* One line, by the scanner and by the parsers of numbers; alone, and between others, so that a scanner which looks at several lines takes it. */
static void
check_line_between (const char *from, const char *to, const char *weight, gboolean plain, guint before, guint after)
{
  g_autoptr (GString) all = g_string_new (NULL);
  const char *other = weight ? "7 8 9\n" : "7 8\n";

  for (guint i = 0; i < before; i++)
    g_string_append (all, other);
  gsize begin = all->len;
  g_string_append_printf (all, weight ? "%s %s %s\n" : "%s %s\n", from, to, weight);
  for (guint i = 0; i < after; i++)
    g_string_append (all, other);
  gsize length = all->len;
  const char *line = all->str + begin;
  char *text = g_malloc0 (length + COW_PLAIN_SLACK);
  CowPlainShape shape = { .delimiter = ' ', .bare = TRUE, .weighted = TRUE, .largest = COW_PLAIN_LARGEST };
  g_auto (CowPlainEdges) edges;
  gint64 integer;
  double real;

  memcpy (text, all->str, length);
  g_assert_true (cow_plain_edges_init (&edges, before + 1 + after));
  const char *at = cow_plain_edges_scan (&edges, &shape, text, text + length);
  if (at != (plain ? text + length : text + begin) || edges.count != (plain ? before + 1 + after : before))
    g_error ("\"%.*s\" is %splain", (int)strcspn (line, "\n"), line, plain ? "not " : "");
  if (plain)
    {
      g_assert_cmpuint (edges.from[before], ==, g_ascii_strtoull (from, NULL, 10));
      g_assert_cmpuint (edges.to[before], ==, g_ascii_strtoull (to, NULL, 10));
    }
  if (plain && !weight)
    g_assert_cmpint (edges.kind, ==, COW_WEIGHT_NONE);
  if (plain && weight)
    {
      g_assert_true (cow_number_parse_real (weight, strlen (weight), &real));
      if (cow_number_parse_int (weight, strlen (weight), &integer))
        g_assert_cmpint (edges.kind == COW_WEIGHT_U32 ? (gint64)edges.weights.u32[before] : edges.weights.i64[before], ==, integer);
      else if (edges.kind == COW_WEIGHT_F64)
        g_assert_cmpfloat (edges.weights.f64[before], ==, real);
      else
        g_assert_cmpfloat ((double)(edges.kind == COW_WEIGHT_U32 ? (gint64)edges.weights.u32[before] : edges.weights.i64[before]), ==, real);
    }
  g_free (text);
}

static void
check_line (const char *from, const char *to, const char *weight, gboolean plain)
{
  check_line_between (from, to, weight, plain, 0, 0);
  check_line_between (from, to, weight, plain, 1, 12);
  check_line_between (from, to, weight, plain, 3, 5);
  check_line_between (from, to, weight, plain, 2, 0);
}

static void
test_lines (void)
{
  static const struct
  {
    const char *from, *to, *weight;
    gboolean plain;
  } lines[] = {
    { "0", "0", NULL, TRUE },
    { "4294967294", "4294967294", "4294967294", TRUE },
    { "4294967295", "1", NULL, FALSE },
    { "1", "4294967295", NULL, FALSE },
    { "42949672950", "1", NULL, FALSE },
    { "99999999999999999999", "1", NULL, FALSE },
    { "00", "1", NULL, FALSE },
    { "1", "01", NULL, FALSE },
    { "-1", "1", NULL, FALSE },
    { "1", "2a", NULL, FALSE },
    { "1", "2", "4294967295", TRUE },
    { "1", "2", "-1", TRUE },
    { "1", "2", "-0", TRUE },
    { "1", "2", "-0.0", TRUE },
    { "1", "2", "007", TRUE },
    { "1", "2", "-3.0", TRUE },
    { "1", "2", "3.000", TRUE },
    { "1", "2", "0.1", TRUE },
    { "1", "2", "-0.000001", TRUE },
    { "1", "2", "123456789.12345", TRUE },
    { "1", "2", "99999999999999999", TRUE },
    { "1", "2", "999999999999999999", FALSE }, /* for the long way to judge */
    { "1", "2", "4294967295.0", TRUE },
    { "1", "2", "12345678.12345678", FALSE },
    { "1", "2", "1e3", FALSE },
    { "1", "2", ".5", FALSE },
    { "1", "2", "5.", FALSE },
    { "1", "2", "1.5.5", FALSE },
    { "1", "2", "+1", FALSE },
    { "1", "2", "-", FALSE },
    { "1", "2", "nan", FALSE },
    { "1", "2", "3 4", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    check_line (lines[i].from, lines[i].to, lines[i].weight, lines[i].plain);
}

/* Numbers of every length beside every other. */
static void
test_lengths (void)
{
  GRand *random = g_rand_new_with_seed (1);

  for (guint round = 0; round < 20000; round++)
    {
      char number[3][24];

      for (guint i = 0; i < 3; i++)
        {
          guint bits = (guint)g_rand_int_range (random, 1, i < 2 ? 32 : 55);
          guint64 value = ((guint64)g_rand_int (random) << 32 | g_rand_int (random)) & (((guint64)1 << bits) - 1);

          g_snprintf (number[i], sizeof number[i], "%s%" G_GUINT64_FORMAT "%s", i == 2 && round % 5 == 0 ? "-" : "", value,
                      i == 2 && round % 3 == 0 && value < 100000 ? ".0625" : "");
        }
      check_line (number[0], number[1], number[2], strlen (number[2]) - (number[2][0] == '-') < 18);
    }
  g_rand_free (random);
}

/* ---- whole files ---- */

typedef struct
{
  guint32 seed;
  const char *delimiter;
  guint n;                 /* names */
  gboolean third;          /* the first line has a weight */
  guint odd;               /* one line in so many is out of the ordinary */
  gsize bytes;
} Recipe;

static void
append_weight (GString *text, GRand *random, const Recipe *recipe)
{
  switch (g_rand_int_range (random, 0, recipe->odd ? 40 : 2))
    {
    case 2:
      g_string_append_printf (text, "%s-%d", recipe->delimiter, g_rand_int_range (random, 0, 1000));
      break;
    case 3:
      g_string_append_printf (text, "%s%d.25", recipe->delimiter, g_rand_int_range (random, 0, 1000));
      break;
    case 4:
      g_string_append_printf (text, "%s%d.0", recipe->delimiter, g_rand_int_range (random, 0, 1000));
      break;
    case 5:
      if (recipe->seed % 4 == 0) /* an integer no double holds */
        g_string_append_printf (text, "%s9007199254740993", recipe->delimiter);
      else
        g_string_append_printf (text, "%s5000000000", recipe->delimiter);
      break;
    case 6:
      g_string_append_printf (text, "%s1e2", recipe->delimiter);
      break;
    default:
      g_string_append_printf (text, "%s%d", recipe->delimiter, g_rand_int_range (random, 0, 256));
    }
}

static void
append_odd_line (GString *text, GRand *random, const Recipe *recipe)
{
  switch (g_rand_int_range (random, 0, recipe->seed % 3 == 0 ? 9 : 6))
    {
    case 0:
      g_string_append (text, "# a comment\n");
      break;
    case 1:
      g_string_append (text, "\n");
      break;
    case 2:
      g_string_append_printf (text, "%u%s%u\r\n", g_rand_int (random) % recipe->n, recipe->delimiter, g_rand_int (random) % recipe->n);
      break;
    case 3:
      g_string_append_printf (text, "name%s%u", recipe->delimiter, g_rand_int (random) % recipe->n);
      append_weight (text, random, recipe);
      g_string_append_c (text, '\n');
      break;
    case 4:
      g_string_append_printf (text, "%u%s\"two\nlines\"%s7\n", g_rand_int (random) % recipe->n, recipe->delimiter, recipe->delimiter);
      break;
    case 5:
      g_string_append_printf (text, "%u%s%u%s8%sred\n", g_rand_int (random) % recipe->n, recipe->delimiter, g_rand_int (random) % recipe->n,
                              recipe->delimiter, recipe->delimiter);
      break;
    case 6:
      g_string_append (text, "alone\n");
      break;
    case 7:
      g_string_append_printf (text, "5%s6%snan\n", recipe->delimiter, recipe->delimiter);
      break;
    default:
      g_string_append_printf (text, "\"5\"x%s6\n", recipe->delimiter);
    }
}

/* What a user may have, and the same with a quoted name in each line that would be plain. */
static void
make_text (const Recipe *recipe, GString *plain, GString *quoted)
{
  GRand *random = g_rand_new_with_seed (recipe->seed);

  while (plain->len < recipe->bytes)
    {
      gsize from = plain->len;

      if (recipe->odd && from > 0 && g_rand_int_range (random, 0, (gint32)recipe->odd) == 0)
        {
          append_odd_line (plain, random, recipe);
          g_string_append (quoted, plain->str + from);
          continue;
        }
      g_string_append_printf (plain, "%u%s%u", g_rand_int (random) % recipe->n, recipe->delimiter, g_rand_int (random) % recipe->n);
      if (recipe->third ? from == 0 || g_rand_int_range (random, 0, 8) > 0 || recipe->seed % 2 : g_rand_int_range (random, 0, 30) == 0 && recipe->odd)
        append_weight (plain, random, recipe);
      g_string_append_c (plain, '\n');
      const char *number = plain->str + from;
      gsize digits = strspn (number, "0123456789");
      g_string_append_printf (quoted, "\"%.*s\"%s", (int)digits, number, number + digits);
    }
  g_rand_free (random);
}

static Reading
read_with (const char *format, const GString *text, guint threads, guint32 seed)
{
  CowReadOptions options = { .directed = seed % 2, .skip_bad_lines = seed % 3 == 0 && seed % 4, .header = COW_HEADER_NO };

  fixture_threads = threads;
  Reading reading = fixture_read_bytes (cow_format_by_name (format), text->str, text->len, &options, NULL);
  fixture_threads = 1;
  return reading;
}

static void
check_recipe (const Recipe *recipe)
{
  GString *plain = g_string_new (NULL), *quoted = g_string_new (NULL);

  g_test_message ("seed %u", recipe->seed);
  make_text (recipe, plain, quoted);
  g_auto (Reading) slow = read_with ("edgelist", quoted, 1, recipe->seed);
  g_auto (Reading) one = read_with ("edgelist", plain, 1, recipe->seed);
  g_auto (Reading) three = read_with ("edgelist", plain, 3, recipe->seed);
  assert_same_reading (&one, &slow);
  assert_same_reading (&three, &slow);
  g_string_free (plain, TRUE);
  g_string_free (quoted, TRUE);
}

static const char *const delimiters[] = { " ", "\t", ",", ";" };

static void
test_small (void)
{
  for (guint32 seed = 0; seed < 1200; seed++)
    {
      Recipe recipe = { .seed = seed, .delimiter = delimiters[seed % 4], .n = 1 + seed % 50, .third = seed / 4 % 2,
                        .odd = seed % 5 ? 3 + seed % 40 : 0, .bytes = 20 + seed * 3 };

      check_recipe (&recipe);
    }
}

/* Several pieces for each thread; lines out of the ordinary are rare enough that some pieces have none. */
static void
test_large (void)
{
  for (guint32 seed = 0; seed < 16; seed++)
    {
      Recipe recipe = { .seed = seed, .delimiter = delimiters[seed % 4], .n = seed % 3 ? 5000 : 2000000000, .third = seed / 2 % 2,
                        .odd = seed % 5 ? 20000u << seed % 3 : 0, .bytes = 1500000 };

      check_recipe (&recipe);
    }
}

/* A DIMACS file, and the same with a second blank behind the letters, which is not what programs write. */
static void
make_dimacs (guint32 seed, gsize bytes, GString *plain, GString *wide)
{
  static const char *const kinds[] = { "sp", "edge", "tw" };
  GRand *random = g_rand_new_with_seed (seed);
  const char *kind = kinds[seed % 3], *letter = seed % 3 == 0 ? "a " : seed % 3 == 1 ? "e " : "";
  gint n = 1 + (gint)(seed * 37 % 5000), odd = seed % 4 ? (gint)(bytes / 40) + 2 : G_MAXINT;
  gboolean hostile = seed % 5 == 0;

  g_string_printf (plain, "c made\np %s %d %d\n", kind, n, g_rand_int_range (random, 0, 100));
  g_string_assign (wide, plain->str);
  while (plain->len < bytes)
    {
      gint which = g_rand_int_range (random, 0, odd), ends[2] = { g_rand_int_range (random, 1, n + 1), g_rand_int_range (random, 1, n + 1) };
      GString *line = g_string_new (NULL);

      if (which == 0)
        g_string_append (line, "c a comment");
      else if (which == 1 && hostile)
        {
          ends[g_rand_boolean (random)] = g_rand_boolean (random) ? n + 1 : 0;
          g_string_append_printf (line, "%s%d %d", letter, ends[0], ends[1]);
        }
      else
        g_string_append_printf (line, "%s%d %d", letter, ends[0], ends[1]);
      if (which != 0 && seed % 3 == 0)
        g_string_append_printf (line, g_rand_int_range (random, 0, 1000) ? " %d" : seed % 2 ? " -%d" : " %d.5", g_rand_int_range (random, 0, 300));
      else if (which != 0 && seed % 3 == 1 && g_rand_boolean (random))
        g_string_append_printf (line, " %d", g_rand_int_range (random, 0, 300));
      g_string_append_printf (plain, "%s\n", line->str);
      if (which == 0)
        g_string_append_printf (wide, "%s\n", line->str);
      else if (*letter)
        g_string_append_printf (wide, "%s %s\n", letter, line->str + 2);
      else
        g_string_append_printf (wide, " %s\n", line->str);
      g_string_free (line, TRUE);
    }
  g_rand_free (random);
}

static void
test_dimacs (void)
{
  for (guint32 seed = 0; seed < 250; seed++)
    {
      GString *plain = g_string_new (NULL), *wide = g_string_new (NULL);

      g_test_message ("seed %u", seed);
      make_dimacs (seed, seed % 60 == 1 ? 700000 : 30 + 20 * (gsize)seed, plain, wide);
      g_auto (Reading) slow = read_with ("dimacs", wide, 1, seed);
      g_auto (Reading) one = read_with ("dimacs", plain, 1, seed);
      g_auto (Reading) three = read_with ("dimacs", plain, 3, seed);
      assert_same_reading (&one, &slow);
      assert_same_reading (&three, &slow);
      g_string_free (plain, TRUE);
      g_string_free (wide, TRUE);
    }
}

/* Stop while threads read: the error, and no thread left (the sanitizers and valgrind would see its memory). */
static void
test_stopped (void)
{
  GString *plain = g_string_new (NULL), *quoted = g_string_new (NULL);
  Recipe recipe = { .seed = 1, .delimiter = " ", .n = 1000, .bytes = 3000000 };
  CowBuilderOptions building = { .directed = TRUE, .threads = 3 };
  g_autoptr (CowBuilder) builder = cow_builder_new (&building);
  CowReadOptions options = { .name = "x.txt", .directed = -1 };
  g_autoptr (GError) error = NULL;
  guint32 stop = 1;
  CowProgress progress = { .stop = &stop, .budget = COW_PROGRESS_BUDGET };

  make_text (&recipe, plain, quoted);
  int fd = fixture_file (plain->str, plain->len);
  g_autoptr (CowInput) input = cow_input_new (fd, "x.txt", 0, NULL);
  g_assert_false (cow_format_by_name ("edgelist")->read (input, &options, builder, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_assert_cmpuint (cow_builder_n_edges (builder), >, 0);
  close (fd);
  g_string_free (plain, TRUE);
  g_string_free (quoted, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plain/lines", test_lines);
  g_test_add_func ("/plain/lengths", test_lengths);
  g_test_add_func ("/plain/small", test_small);
  g_test_add_func ("/plain/large", test_large);
  g_test_add_func ("/plain/dimacs", test_dimacs);
  g_test_add_func ("/plain/stopped", test_stopped);
  return g_test_run ();
}
