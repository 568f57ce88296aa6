/* test-pajek.c - Pajek networks: sections, labels, attributes; what is refused and where; what is written. */
#include "config.h"

#include "tests/read-fixture.h"

static Reading
read_text (const char *text)
{
  return fixture_read (NULL, text, NULL);
}

static void
test_sections (void)
{
  static const struct
  {
    const char *text, *edges;
    guint n;
  } cases[] = {
    { "*Vertices 3\n*Arcs\n1 2 5\n3 1 7\n", "1>2:5 3>1:7", 3 },
    { "%c\n*Network a b\n\n*vertices 3\r\n*EDGES\r\n1 2\r\n 3\t2\r\n", "1-2 2-3", 3 },
    { "*Vertices 3\n1 \"a b\"\n2 \"c\"\n3 d\n*Edges\n1 2 2.5\n3 3 -1\n", "a b-c:2.5 d-d:-1", 3 },
    { "*Vertices 3\n3 \"x\"\n1 \"y\"\n*Arcs\n1 2\n2 3\n", "y>2 2>x", 3 },
    { "*Vertices 2\n1 \"2\"\n2 \"1\"\n*Arcs\n1 2\n", "2>1", 2 },
    { "*Vertices 3\n*Arcs\n1 2 5\n*Edges\n2 3 4\n3 3\n", "1>2:5 2>3:4 3>2:4 3>3:1", 3 },
    { "*Vertices 3\n*Edges\n2 3 4\n*Arcs\n1 2 5\n", "2>3:4 3>2:4 1>2:5", 3 },
    { "*Vertices 3\n*Arcs\n*Edges\n2 3 4\n", "2-3:4", 3 },
    { "*Vertices 3\n*Arcslist\n1 2 3\n2 1\n*Edgeslist\n3 2\n", "1>2 1>3 2>1 3>2 2>3", 3 },
    { "*Vertices 3\n*Edgeslist\n3 2 1\n", "2-3 1-3", 3 },
    { "*Vertices 2\n*Matrix\n0 1.5\n-2\n0\n", "1>2:1.5 2>1:-2", 2 },
    { "*Vertices 3 1\n*Matrix\n1 2\n", "1>2:1 1>3:2", 3 },
    { "*Vertices 1\n1 \"&#34;&#233;&amp;&#0;&#x;&#9\"\n", "", 1 },
    { "*Vertices 0\n", "", 0 },
    { "*Vertices 2\n1 a", "", 2 },
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
test_names (void)
{
  g_auto (Reading) entities = read_text ("*Vertices 1\n1 \"&#34;&#233;&amp;&#0;&#x;&#9\"\n");
  g_auto (Reading) twice = read_text ("*Vertices 3\n1 \"a\"\n3 \"a\"\n*Arcs\n1 3\n");
  g_auto (Reading) taken = read_text ("*Vertices 2\n1 \"2\"\n*Arcs\n1 2\n");
  char buffer[24];
  gsize length;

  g_assert_no_error (entities.error);
  const char *name = cow_graph_name (entities.graph, 0, buffer, &length);
  g_autofree char *text = g_strndup (name, length);
  g_assert_cmpstr (text, ==, "\"\xc3\xa9&amp;&#0;&#x;&#9");
  assert_edges (twice, "1>3");
  assert_column (twice, TRUE, "label", "string|a||a");
  g_assert_true (g_str_has_prefix (twice.warnings->str, "x.txt: labels are not all different: vertices are called by their numbers"));
  assert_edges (taken, "1>2");
  assert_column (taken, TRUE, "label", "string|2|");
}

static void
test_attributes (void)
{
  g_auto (Reading) reading = read_text ("*Vertices 3\n"
                                        "1 \"a\" 0.5 1 0.25 box ic Red \"bc x\" \"7\"\n"
                                        "2 \"b\" 2 3 [1-5,7]\n"
                                        "3 \"c\" ellipse\n"
                                        "*Arcs :2 \"likes\"\n"
                                        "1 2 4 l \"x y\" w 3 [2]\n"
                                        "*Edges :7\n"
                                        "2 3 c Blue\n");

  assert_edges (reading, "a>b:4 b>c:1 c>b:1");
  assert_column (reading, TRUE, "x", "real|0.5|2|");
  assert_column (reading, TRUE, "y", "int|1|3|");
  assert_column (reading, TRUE, "z", "real|0.25||");
  assert_column (reading, TRUE, "shape", "string|box||ellipse");
  assert_column (reading, TRUE, "ic", "string|Red||");
  assert_column (reading, TRUE, "bc x", "string|7||");
  assert_column (reading, TRUE, "time", "string||[1-5,7]|");
  assert_column (reading, FALSE, "label", "string|x y||");
  assert_column (reading, FALSE, "w", "int|3||");
  assert_column (reading, FALSE, "c", "string||Blue|Blue");
  assert_column (reading, FALSE, "time", "string|[2]||");
  assert_column (reading, FALSE, "relation", "string|likes|7|7");
  g_assert_nonnull (reading.graph->coordinates);
  guint32 second = cow_graph_vertex_at (reading.graph, 1);
  g_assert_cmpfloat (reading.graph->coordinates[2 * second], ==, 2);
  g_assert_cmpfloat (reading.graph->coordinates[2 * second + 1], ==, 3);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "*Network x\n", "x.txt: no section *Vertices" },
    { "*Network x\n1 2\n", "x.txt:2: no section *Vertices before it" },
    { "*Vertices\n", "x.txt:1: it is `*Vertices N`" },
    { "*Vertices 9e18\n", "x.txt:1: \"9e18\" is no number of vertices" },
    { "*Vertices 9000000000000000000\n", "x.txt:1: 9000000000000000000 vertices: at most 4294967294" },
    { "*Vertices -1\n", "x.txt:1: \"-1\" is no number of vertices" },
    { "*Vertices 2 3\n", "x.txt:1: 3 of 2 vertices are of the first kind" },
    { "*Vertices 2\n*Vertices 2\n", "x.txt:2: second *Vertices" },
    { "*Vertices 2\n3 \"a\"\n", "x.txt:2: vertex \"3\" is not one of 1 to 2" },
    { "*Vertices 2\n0 \"a\"\n", "x.txt:2: vertex \"0\" is not one of 1 to 2" },
    { "*Vertices 2\n1 \"a\n", "x.txt:2: quote is not closed" },
    { "*Vertices 2\n1 \"a\" 1 2 3 k v extra w y\n*Arcs\n1 2 5 k\n", "x.txt:4: attribute \"k\" without a value" },
    { "*Vertices 2\n*Arcs\n1\n", "x.txt:3: one word: an arc has two ends" },
    { "*Vertices 2\n*Arcs\n1 3\n", "x.txt:3: vertex \"3\" is not one of 1 to 2" },
    { "*Vertices 2\n*Arcs\n1 2 nan\n", "x.txt:3: weight \"nan\" is no finite number" },
    { "*Vertices 2\n*Arcslist\n1 -2\n", "x.txt:3: vertex \"-2\" is not one of 1 to 2" },
    { "*Network\n*Arcs\n", "x.txt:2: \"*Arcs\" before *Vertices" },
    { "*Vertices 2\n*Partition x\n", "x.txt:2: unknown section \"*Partition\"" },
    { "*Vertices 2\n*Matrix\n0 1\n2\n", "x.txt:4: the matrix has 3 of 4 values" },
    { "*Vertices 2\n*Matrix\n0 1\n2 3 4\n", "x.txt:4: more than the 4 values of the matrix" },
    { "*Vertices 2\n*Matrix\n0 x\n", "x.txt:3: weight \"x\" is no finite number" },
    { "*Vertices 2\n1 a 1 2 \"\" v\n", "x.txt:2: name of an attribute of 0 bytes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_refused (reading, cases[i].message);
    }
}

/* Arcs beyond the first bytes, behind edges: refused unless the user says what is meant. */
static void
test_mixed (void)
{
  GString *text = g_string_new ("*Vertices 2\n*Edges\n");

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "1 2\n");
  g_string_append (text, "*Arcs\n2 1\n");
  CowReadOptions directed = { .directed = 1 }, undirected = { .directed = 0 };
  g_auto (Reading) refused = read_text (text->str), arcs = fixture_read (NULL, text->str, &directed),
                   edges = fixture_read (NULL, text->str, &undirected);
  assert_refused (refused, "x.txt:20004: arcs behind edges: load it --directed");
  g_assert_no_error (arcs.error);
  g_assert_cmpuint (arcs.graph->m, ==, 40001);
  g_assert_no_error (edges.error);
  g_assert_cmpuint (edges.graph->m, ==, 20001);
  g_string_free (text, TRUE);
}

static void
test_write (void)
{
  g_auto (Reading) names = fixture_read ("edgelist", "source\ttarget\tweight\tl\tk\n\"a \"\"b\"\t&#x\t5\tx\t2.5\n", NULL);
  g_auto (Reading) numbers = fixture_read ("edgelist", "1 2\n2 3\n", NULL);
  g_autofree char *first = fixture_write (names.graph, "pajek", NULL), *second = fixture_write (numbers.graph, "pajek", NULL);

  g_assert_cmpstr (first, ==, "*Vertices 2\n1 \"a &#34;b\"\n2 \"&#38;#x\"\n*Arcs\n1 2 5 \"l\" \"x\" k 2.5\n");
  g_assert_cmpstr (second, ==, "*Vertices 3\n*Arcs\n1 2\n2 3\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pajek/sections", test_sections);
  g_test_add_func ("/pajek/names", test_names);
  g_test_add_func ("/pajek/attributes", test_attributes);
  g_test_add_func ("/pajek/refused", test_refused);
  g_test_add_func ("/pajek/mixed", test_mixed);
  g_test_add_func ("/pajek/write", test_write);
  return g_test_run ();
}
