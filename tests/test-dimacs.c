/* test-dimacs.c - DIMACS and PACE files: each kind of problem, what is refused and where, coordinates, what is written. */
#include "config.h"

#include "tests/read-fixture.h"

static Reading
read_text (const char *text)
{
  return fixture_read ("dimacs", text, NULL);
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *text, *edges;
    guint n;
  } cases[] = {
    { "c road\np sp 3 2\na 1 2 5\na 3 1 7\n", "1>2:5 3>1:7", 3 },
    { "p sp 4 1\r\na 2 1 5\r\n", "2>1:5", 4 },
    { "p sp 3 2\na 1 2 2.5\na  2\t3 -1\n", "1>2:2.5 2>3:-1", 3 },
    { "p sp 2 1\na 1 2 9223372036854775807", "1>2:9223372036854775807", 2 },
    { "c x\nc\n\np tw 4 2\n1 2\n4 3\n", "1-2 3-4", 4 },
    { "p td 2 1\n2 1\n", "1-2", 2 },
    { "p edge 3 2\nn 1 5\ne 1 2\ne 3 2\n", "1-2 2-3", 3 },
    { "p col 3 1\ne 1 1\n", "1-1", 3 },
    { "p edge 3 2\ne 1 2 4\ne 2 3 6\n", "1-2:4 2-3:6", 3 },
    { "p sp 0 0\n", "", 0 },
    { "p sp 2 0\nc end\n", "", 2 },
    { "p sp 2 1\na 01 2 3\n", "1>2:3", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_edges (reading, cases[i].edges);
      g_assert_cmpuint (reading.graph->n, ==, cases[i].n);
      g_assert_cmpstr (reading.warnings->str, ==, "");
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "", "x.txt: no problem line" },
    { "c only\n", "x.txt: no problem line" },
    { "a 1 2 3\np sp 2 1\n", "x.txt:1: no problem line" },
    { "p sp 3\n", "x.txt:1: problem line with 3 words" },
    { "p\n", "x.txt:1: problem line with 1 words" },
    { "p sp 3 2 1\n", "x.txt:1: problem line with 5 words" },
    { "p sp x 2\n", "x.txt:1: \"x\" is no number of vertices" },
    { "p sp 3 -2\n", "x.txt:1: \"-2\" is no number of edges" },
    { "p sp 4294967295 1\n", "x.txt:1: 4294967295 vertices: at most 4294967294" },
    { "p sp 9e18 1\n", "x.txt:1: \"9e18\" is no number of vertices" },
    { "p cnf 3 2\n", "x.txt:1: unknown problem \"cnf\"" },
    { "c\np sp 3 1\np sp 3 1\n", "x.txt:3: second problem line" },
    { "p sp 3 2\na 0 1 3\n", "x.txt:2: vertex \"0\" is not one of 1 to 3" },
    { "p sp 3 2\na 1 2 3\na 1 4 3\n", "x.txt:3: vertex \"4\" is not one of 1 to 3" },
    { "p sp 3 2\na 1 x 3\n", "x.txt:2: vertex \"x\" is not one of 1 to 3" },
    { "p sp 3 2\na 1 99999999999999999999 3\n", "x.txt:2: vertex \"99999999999999999999\" is not one of 1 to 3" },
    { "p sp 3 2\na 1 18446744073709551617 3\n", "x.txt:2: vertex \"18446744073709551617\" is not one of 1 to 3" },
    { "p sp 3 2\na 1 2\n", "x.txt:2: 2 numbers: an arc has a source, a target and a weight" },
    { "p sp 3 2\na 1 2 3 4\n", "x.txt:2: 4 numbers: an arc has" },
    { "p sp 3 2\na 1 2 inf\n", "x.txt:2: weight \"inf\" is no finite number" },
    { "p sp 3 2\na 1 2 nan\n", "x.txt:2: weight \"nan\" is no finite number" },
    { "p sp 3 2\na 1 2 9223372036854775808\n", "x.txt:2: weight \"9223372036854775808\" is beyond 64-bit integers" },
    { "p sp 3 2\na 1 2 1,5\n", "x.txt:2: weight \"1,5\" is no finite number" },
    { "p sp 3 2\ne 1 2\n", "x.txt:2: line of type \"e\": a `p sp` file has lines of type a" },
    { "p edge 3 2\n1 2\n", "x.txt:2: line of type \"1\": a `p edge` file has lines of type e" },
    { "p tw 3 2\n1\n", "x.txt:2: 1 numbers: an edge has two ends" },
    { "p tw 3 2\n1 2 3\n", "x.txt:2: 3 numbers: an edge has two ends" },
    { "p aux sp co 3\n", "x.txt:1: coordinates, not a graph" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_refused (reading, cases[i].message);
    }
}

static void
test_counts (void)
{
  g_auto (Reading) fewer = read_text ("p sp 3 5\na 1 2 3\na 2 3 1\n");
  g_auto (Reading) more = read_text ("p tw 3 1\n1 2\n2 3\n");

  assert_edges (fewer, "1>2:3 2>3:1");
  g_assert_cmpstr (fewer.warnings->str, ==, "x.txt: 5 edges announced, 2 found\n");
  assert_edges (more, "1-2 2-3");
  g_assert_cmpstr (more.warnings->str, ==, "x.txt: 1 edges announced, 2 found\n");
}

static void
test_flow (void)
{
  static const struct
  {
    const char *text, *warnings, *terminals;
  } cases[] = {
    { "p max 3 2\nn 1 s\nn 3 t\na 1 2 5\na 2 3 4\n", "x.txt: flow from 1 to 3: the attribute terminal says so\n", "string|source||sink" },
    { "p max 3 2\nn 3 t\na 1 2 5\na 2 3 4\n", "x.txt: no source: `n VERTEX s` and `n VERTEX t` are missing\n", "string|||sink" },
    { "p max 3 2\na 1 2 5\nn 2 s\na 2 3 4\n", "x.txt: no sink: `n VERTEX s` and `n VERTEX t` are missing\n", "string||source|" },
    { "p max 3 2\na 1 2 5\na 2 3 4\n", "x.txt: no source and no sink: `n VERTEX s` and `n VERTEX t` are missing\n", NULL },
  };
  static const struct
  {
    const char *text, *message;
  } refused[] = {
    { "p max 3 2\nn 1\n", "x.txt:2: a terminal is `n VERTEX s` (the source) or `n VERTEX t` (the sink)" },
    { "p max 3 2\nn 1 x\n", "x.txt:2: a terminal is" },
    { "p max 3 2\nn 4 s\n", "x.txt:2: vertex \"4\" is not one of 1 to 3" },
    { "p max 3 2\nn 1 s\nn 2 s\n", "x.txt:3: second source, the first is vertex 1" },
    { "p max 3 2\nn 1 s\nn 1 t\n", "x.txt:3: vertex 1 is source and sink" },
    { "p sp 3 2\nn 1 s\n", "x.txt:2: line of type \"n\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_edges (reading, "1>2:5 2>3:4");
      assert_column (reading, TRUE, "terminal", cases[i].terminals);
      g_assert_cmpstr (reading.warnings->str, ==, cases[i].warnings);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_auto (Reading) reading = read_text (refused[i].text);

      assert_refused (reading, refused[i].message);
    }
}

static void
test_options (void)
{
  CowReadOptions undirected = { .directed = 0 }, directed = { .directed = 1 }, skip = { .directed = -1, .skip_bad_lines = TRUE };
  g_auto (Reading) sp = fixture_read ("dimacs", "p sp 2 1\na 2 1 4\n", &undirected);
  g_auto (Reading) tw = fixture_read ("dimacs", "p tw 2 1\n2 1\n", &directed);
  g_auto (Reading) skipped = fixture_read ("dimacs", "p sp 2 1\na 0 1 1\na 1 2 3\nz\na 1\n", &skip);
  g_auto (Reading) twice = fixture_read ("dimacs", "p sp 2 1\np sp 2 1\n", &skip);

  assert_edges (sp, "1-2:4");
  assert_edges (tw, "2>1");
  assert_edges (skipped, "1>2:3");
  g_assert_cmpstr (skipped.warnings->str, ==, "x.txt: 3 bad lines skipped, the first: x.txt:2: vertex \"0\" is not one of 1 to 2\n");
  assert_refused (twice, "x.txt:2: second problem line");
}

/* Numbers in several ways of writing: those the short cut reads and those it leaves. */
static void
test_plain_like_words (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  GString *plain = g_string_new ("p sp 1000 3000\n"), *spread = g_string_new ("p sp 1000 3000\n");

  for (guint i = 0; i < 3000; i++)
    {
      int u = g_rand_int_range (random, 1, 1001), v = g_rand_int_range (random, 1, 1001), w = g_rand_int_range (random, 0, 100000);

      g_string_append_printf (plain, "a %d %d %d\n", u, v, w);
      g_string_append_printf (spread, " a  +%d\t%d %d \r\n", u, v, w);
    }
  g_auto (Reading) fast = read_text (plain->str);
  g_auto (Reading) slow = read_text (spread->str);
  g_assert_no_error (fast.error);
  g_autofree char *edges = fixture_edges (fast.graph);
  assert_edges (slow, edges);
  g_assert_cmpstr (fast.warnings->str, ==, "");
  g_string_free (plain, TRUE);
  g_string_free (spread, TRUE);
}

static void
check_coordinates (const char *table, guint32 appearance, double x, double y)
{
  const char *text = "p sp 3 1\na 1 2 3\n";
  g_auto (Reading) reading = fixture_read_bytes (cow_format_by_name ("dimacs"), text, strlen (text), NULL, table);

  g_assert_no_error (reading.error);
  g_assert_cmpuint (reading.graph->n, ==, 3);
  guint32 vertex = cow_graph_vertex_at (reading.graph, appearance);
  g_assert_cmpfloat_with_epsilon (reading.graph->coordinates[2 * vertex], x, 1e-12);
  g_assert_cmpfloat_with_epsilon (reading.graph->coordinates[2 * vertex + 1], y, 1e-12);
}

static void
test_coordinates (void)
{
  check_coordinates ("c New York\np aux sp co 3\nv 1 -73530767 41085396\nv 2 -73530538 41086098\nv 3 1 2\n", 0, -73.530767, 41.085396);
  check_coordinates ("c New York\np aux sp co 3\nv 1 -73530767 41085396\nv 2 -73530538 41086098\nv 3 1 2\n", 2, 1e-6, 2e-6);
  check_coordinates ("v 1 10 20\nv 2 30 40\nv 3 0 0\n", 1, 30, 40);
  check_coordinates ("v 1 10.5 20\nv 3 400000000 0\n", 2, 400000000, 0); /* nowhere on earth, so no millionths */
}

static void
check_round_trip (const Reading *reading, const char *begins)
{
  gsize length;

  g_assert_no_error (reading->error);
  g_autofree char *written = fixture_write (reading->graph, "dimacs", &length), *edges = fixture_edges (reading->graph);
  if (!g_str_has_prefix (written, begins))
    g_assert_cmpstr (written, ==, begins);
  g_auto (Reading) back = fixture_read_bytes (NULL, written, length, NULL, NULL);
  assert_edges (back, edges);
  g_assert_cmpuint (back.graph->n, ==, reading->graph->n);
  g_assert_cmpint (back.graph->directed, ==, reading->graph->directed);
  g_assert_cmpstr (back.warnings->str, ==, "");
}

static void
test_round_trip (void)
{
  static const struct
  {
    const char *text, *begins;
  } cases[] = {
    { "p sp 5 3\na 5 1 2\na 1 5 3\na 2 2 0\n", "p sp 5 3\na 5 1 2\n" },
    { "p sp 2 1\na 2 1 0.5\n", "p sp 2 1\na 2 1 0.5\n" },
    { "p tw 4 2\n4 1\n2 3\n", "p edge 4 2\ne 1 4\n" },
    { "p edge 4 2\ne 4 1 7\ne 2 3 8\n", "c an edge carries its weight behind its ends\np edge 4 2\ne 1 4 7\n" },
    { "p sp 0 0\n", "p sp 0 0\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      check_round_trip (&reading, cases[i].begins);
    }
}

static void
test_write_names (void)
{
  g_auto (Reading) names = fixture_read ("edgelist", "b a 5\na c 6\n", NULL);
  g_auto (Reading) bare = fixture_read ("edgelist", "1 2\n2 3\n", NULL);
  g_autofree char *renumbered = fixture_write (names.graph, "dimacs", NULL), *same = fixture_write (bare.graph, "dimacs", NULL);

  g_assert_cmpstr (renumbered, ==, "c vertices are numbered in order of appearance, their names are not kept\np sp 3 2\na 1 2 5\na 2 3 6\n");
  g_assert_cmpstr (same, ==, "p sp 3 2\na 1 2 1\na 2 3 1\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dimacs/kinds", test_kinds);
  g_test_add_func ("/dimacs/refused", test_refused);
  g_test_add_func ("/dimacs/counts", test_counts);
  g_test_add_func ("/dimacs/flow", test_flow);
  g_test_add_func ("/dimacs/options", test_options);
  g_test_add_func ("/dimacs/plain-like-words", test_plain_like_words);
  g_test_add_func ("/dimacs/coordinates", test_coordinates);
  g_test_add_func ("/dimacs/round-trip", test_round_trip);
  g_test_add_func ("/dimacs/write-names", test_write_names);
  return g_test_run ();
}
