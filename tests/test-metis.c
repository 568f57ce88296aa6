/* test-metis.c - METIS files: the formats of a line, what is refused and where, lists that contradict each other, what is written. */
#include "config.h"

#include "tests/read-fixture.h"

static Reading
read_text (const char *text)
{
  return fixture_read ("metis", text, NULL);
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *text, *edges;
    guint n;
  } cases[] = {
    { "3 2\n2\n1 3\n2\n", "1-2 2-3", 3 },
    { "% c\n\n3 2 0\n% c\n 2 \r\n1\t3\n2\n\n% end\n", "1-2 2-3", 3 },
    { "3 2 1\n2 5\n1 5 3 7\n2 7\n", "1-2:5 2-3:7", 3 },
    { "3 2 001\n2 2.5\n1 2.5 3 7\n2 7.0\n", "1-2:2.5 2-3:7", 3 },
    { "2 1 001\n2 9223372036854775807\n1 9223372036854775807\n", "1-2:9223372036854775807", 2 },
    { "4 1\n\n4\n\n2\n", "2-4", 4 },
    { "2 2\n1 2\n1\n", "1-1 1-2", 2 },
    { "2 3\n2 2 2\n1 1 1\n", "1-2 1-2 1-2", 2 },
    { "3 2 0 4\n2\n1 3\n2\n", "1-2 2-3", 3 },
    { "0 0\n", "", 0 },
    { "3 0\n\n\n\n", "", 3 },
    /* Sizes without any: the digit means loops and parallel edges. */
    { "3 2 100\n2 2\n1 1\n\n", "1-2 1-2", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_edges (reading, cases[i].edges);
      g_assert_cmpuint (reading.graph->n, ==, cases[i].n);
      g_assert_false (reading.graph->directed);
      g_assert_cmpstr (reading.warnings->str, ==, "");
    }
}

static void
test_properties (void)
{
  g_auto (Reading) all = read_text ("3 2 111 2\n10 1 2 2 5\n20 3 4 1 5 3 6\n30 5 6 2 6\n");
  g_auto (Reading) weights = read_text ("2 1 010\n7 2\n-8 1\n");
  g_auto (Reading) sizes = read_text ("2 1 100\n7 2\n8 1\n");

  assert_edges (all, "1-2:5 2-3:6");
  assert_column (all, TRUE, "vertex_size", "int|10|20|30");
  assert_column (all, TRUE, "vertex_weight", "int|1|3|5");
  assert_column (all, TRUE, "vertex_weight_2", "int|2|4|6");
  assert_edges (weights, "1-2");
  assert_column (weights, TRUE, "vertex_weight", "int|7|-8");
  g_assert_null (cow_graph_column (weights.graph, TRUE, "vertex_size"));
  assert_edges (sizes, "1-2");
  assert_column (sizes, TRUE, "vertex_size", "int|7|8");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "", "x.txt: no header `VERTICES EDGES" },
    { "%\n", "x.txt: no header" },
    { "3\n", "x.txt:1: header of 1 number: it is" },
    { "1 2 3 4 5\n", "x.txt:1: header of 5 numbers" },
    { "x 2\n", "x.txt:1: \"x\" is no number of vertices" },
    { "3 -2\n", "x.txt:1: \"-2\" is no number of edges" },
    { "9e18 0\n", "x.txt:1: \"9e18\" is no number of vertices" },
    { "4294967295 0\n", "x.txt:1: 4294967295 vertices: at most 4294967294" },
    { "3 2 002\n", "x.txt:1: format \"002\": it is up to three digits 0 or 1" },
    { "3 2 0001\n", "x.txt:1: format \"0001\"" },
    { "3 2 010 101\n", "x.txt:1: 101 weights a vertex: at most 100" },
    { "3 2\n2\n1 3\n", "x.txt: 1 node line missing: 3 announced" },
    { "4 2\n2\n1\n", "x.txt: 2 node lines missing: 4 announced" },
    { "2 1\n2\n1\n% c\n\n1\n", "x.txt:6: line behind that of the last vertex, 2" },
    { "3 3\n2 3\n1 3\n1 2 4\n", "x.txt:4: vertex \"4\" is not one of 1 to 3" },
    { "3 3\n0\n", "x.txt:2: vertex \"0\" is not one of 1 to 3" },
    { "2 1\n2 x\n", "x.txt:2: vertex \"x\" is not one of 1 to 2" },
    { "2 1 1\n2\n1 5\n", "x.txt:2: no weight behind neighbor 2" },
    { "2 1 1\n2 nan\n1 nan\n", "x.txt:2: weight \"nan\" is no finite number" },
    { "2 1 1\n2 99999999999999999999\n", "x.txt:2: weight \"99999999999999999999\" is beyond 64-bit integers" },
    { "2 1 010\n\n", "x.txt:2: no weight of vertex 1" },
    { "2 1 010\n1.5 2\n", "x.txt:2: weight \"1.5\" is no integer" },
    { "2 1 110\n1\n", "x.txt:2: no weight of vertex 1" },
    { "3 2\n2\n3\n2\n", "x.txt:3: vertex 2 and those before it do not list each other alike" },
    { "3 2\n\n1\n\n", "x.txt:3: vertex 2 and those before it do not list each other alike" },
    { "3 2 1\n2 5\n1 6\n\n", "x.txt:3: vertex 2 and those before it do not list each other alike" },
    { "2 1\n2 2\n1\n", "x.txt:3: vertex 2 and those before" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_refused (reading, cases[i].message);
    }
}

static void
test_directed (void)
{
  CowReadOptions directed = { .directed = 1 };
  g_auto (Reading) arcs = fixture_read ("metis", "3 3 1\n2 5 3 6\n\n2 7\n", &directed);
  g_auto (Reading) both = fixture_read ("metis", "2 1\n2\n1\n", &directed);
  g_auto (Reading) fewer = fixture_read ("metis", "2 5\n2\n1\n", &directed);
  g_auto (Reading) counted = read_text ("2 7\n2\n1\n");

  assert_edges (arcs, "1>2:5 1>3:6 3>2:7");
  g_assert_cmpstr (arcs.warnings->str, ==, "");
  assert_edges (both, "1>2 2>1");
  g_assert_cmpstr (both.warnings->str, ==, "");
  g_assert_cmpstr (fewer.warnings->str, ==, "x.txt: 5 edges announced, 2 found\n");
  assert_edges (counted, "1-2");
  g_assert_cmpstr (counted.warnings->str, ==, "x.txt: 7 edges announced, 1 found\n");
}

static void
test_write (void)
{
  CowReadOptions undirected = { .directed = 0 };
  g_auto (Reading) names = fixture_read ("edgelist", "b a 5\na c 6\nc c 1\n", &undirected);
  g_auto (Reading) all = read_text ("3 2 111 2\n10 1 2 2 5\n20 3 4 1 5 3 6\n30 5 6 2 6\n");
  g_auto (Reading) empty = read_text ("2 0\n\n\n");
  g_auto (Reading) fraction = fixture_read ("edgelist", "1 2 0.5\n", &undirected);
  g_auto (Reading) zero = fixture_read ("edgelist", "1 2 0\n", &undirected);
  g_auto (Reading) directed = fixture_read ("edgelist", "1 2\n", NULL);
  g_auto (Reading) negative = read_text ("2 1 010\n7 2\n-8 1\n");
  g_autofree char *first = fixture_write (names.graph, "metis", NULL), *second = fixture_write (all.graph, "metis", NULL),
                  *third = fixture_write (empty.graph, "metis", NULL);

  g_assert_cmpstr (first, ==, "3 3 001\n2 5\n1 5 3 6\n2 6 3 1\n");
  g_assert_cmpstr (second, ==, "3 2 111 2\n10 1 2 2 5\n20 3 4 1 5 3 6\n30 5 6 2 6\n");
  g_assert_cmpstr (third, ==, "2 0\n\n\n");
  g_assert_null (fixture_try_write (fraction.graph, "metis", NULL));
  g_assert_null (fixture_try_write (zero.graph, "metis", NULL));
  g_assert_null (fixture_try_write (directed.graph, "metis", NULL));
  g_assert_null (fixture_try_write (negative.graph, "metis", NULL));
}

static void
test_guess (void)
{
  static const struct
  {
    const char *name, *bytes, *format;
  } cases[] = {
    { "a.graph", "3 2\n2\n1 3\n2\n", "metis" },   { "a.graph.xz", "% c\n\n3 2 1\n", "metis" }, { "a.txt", "3 2\n2 3\n", "edgelist" },
    { "a", "3 2\n2 3\n", "edgelist" }, { "a.graph", "p sp 3 2\n", "dimacs" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (cow_format_guess (cases[i].name, cases[i].bytes, strlen (cases[i].bytes))->name, ==, cases[i].format);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metis/kinds", test_kinds);
  g_test_add_func ("/metis/properties", test_properties);
  g_test_add_func ("/metis/refused", test_refused);
  g_test_add_func ("/metis/directed", test_directed);
  g_test_add_func ("/metis/write", test_write);
  g_test_add_func ("/metis/guess", test_guess);
  return g_test_run ();
}
