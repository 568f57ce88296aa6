/* test-gml.c - GML: lists, labels as names or not, characters; what is passed over, what is refused and where. */
#include "config.h"

#include "tests/read-fixture.h"

#define N12 "node [ id 1 ] node [ id 2 ] "

static Reading
read_text (const char *text)
{
  return fixture_read ("gml", text, NULL);
}

static void
test_edges (void)
{
  static const struct
  {
    const char *text, *edges, *warnings;
    guint n;
  } cases[] = {
    { "graph [ ]", "", "", 0 },
    { "graph[node[id 1]]", "", "", 1 },
    { "graph [ " N12 "edge [ source 2 target 1 ] ]", "1-2", "", 2 },
    { "graph [ directed 1 " N12 "edge [ source 2 target 1 weight 4 ] ]", "2>1:4", "", 2 },
    { "graph [ " N12 "edge [ weight 2.5 target 1 source 2 ] directed 1 ]", "2>1:2.5", "", 2 },
    { "graph [ directed 1 edge [ source 2 target 1 ] " N12 "]", "2>1", "", 2 },
    { "# x [\nCreator \"y\"\nVersion 1\ngraph\n[\ncomment \"]\"\ndirected 1\nnode\n[\nid\n1 ] edge [ source 1 target 1 ]\n]\n", "1>1", "", 1 },
    { "graph [ directed 1 node [ id 99999999999999999999 ] node [ id -7 ] edge [ source 99999999999999999999 target -7 ] ]",
      "99999999999999999999>-7", "", 2 },
    { "graph [ directed 1 node [ id 1 label \"x y\" ] node [ id 2 label 7 ] edge [ source 1 target 2 ] ]", "x y>7", "", 2 },
    { "graph [ directed 1 node [ id 1 label \"x\" ] node [ id 2 label \"x\" ] edge [ source 1 target 2 ] ]", "1>2",
      "x.txt: two nodes have the same label: nodes are called by their ids\n", 2 },
    { "graph [ directed 1 node [ id 1 label \"x\" ] node [ id 2 ] edge [ source 1 target 2 ] ]", "1>2", "", 2 },
    { "graph [ directed 1 node [ id 5 label \"1\" ] node [ id 1 label \"5\" ] edge [ source 5 target 1 ] ]", "1>5", "", 2 },
    { "graph [ directed 1 multigraph 1 node [ id 1 ] edge [ source 1 target 1 key 0 ] edge [ source 1 target 1 key 1 ] ]", "1>1 1>1", "", 1 },
    { "graph [ node [ id 1 a [ b [ c 1 ] ] ] d [ e 1 ] ]", "", "x.txt: 1 list inside of nodes and edges passed over, the first is called a\n", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_edges (reading, cases[i].edges);
      g_assert_cmpuint (reading.graph->n, ==, cases[i].n);
      g_assert_cmpstr (reading.warnings->str, ==, cases[i].warnings);
    }
}

static void
test_attributes (void)
{
  g_auto (Reading) reading = read_text ("# cowpath vertex on bool\n# cowpath edge never real\n"
                                        "graph [ node [ id 1 s \"a&quot;b&#10;&auml;&#xe9;&nope;&\" on 1 n -5 graphics [ x 1.5 y 2 w 3.0 ] ]\n"
                                        "node [ id 2 s \"\" on 0 n 1.e-2 ] node [ id 3 s \"Z\xfcrich\" n +INF ] edge [ source 1 target 2 k \"x\ny\" ] ]");

  assert_column (reading, TRUE, "s", "string|a\"b\n\xc3\xa4\xc3\xa9&nope;&||Z\xc3\xbcrich");
  assert_column (reading, TRUE, "on", "bool|true|false|");
  assert_column (reading, TRUE, "n", "real|-5|0.01|inf");
  assert_column (reading, TRUE, "x", "real|1.5||");
  assert_column (reading, FALSE, "never", "real|");
  assert_column (reading, FALSE, "k", "string|x\ny");
  guint32 one = cow_graph_find (reading.graph, "1", 1);
  g_assert_cmpfloat (reading.graph->coordinates[2 * one + 1], ==, 2);
  g_auto (Reading) labels = read_text ("graph [ node [ id 1 label \"x\" a 1 ] node [ id 2 label \"x\" a 2 ] ]");
  assert_column (labels, TRUE, "label", "string|x|x");
  assert_column (labels, TRUE, "a", "int|1|2");
  g_auto (Reading) names = read_text ("graph [ node [ id 1 label \"x\" a 1 ] node [ id 2 label \"y\" a 2 ] ]");
  g_assert_no_error (names.error);
  g_assert_null (cow_graph_column (names.graph, TRUE, "label"));
  assert_column (names, TRUE, "a", "int|1|2");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "", "x.txt:1: no `graph [` in it" },
    { "a 1\n", "x.txt:2: no `graph [` in it" },
    { "graph [\n", "x.txt:2: the file ends inside of 1 lists: ] is missing" },
    { "graph [ ]\n]", "x.txt:2: ] without [" },
    { "graph [ ]\ngraph [ ]", "x.txt:2: a second graph" },
    { "graph [\nnode [ ] ]", "x.txt:2: node without an id" },
    { "graph [\nnode [ id 1 id 1 ] ]", "x.txt:2: id twice" },
    { "graph [\nnode [ id 1 ]\nnode [ id 1 ] ]", "x.txt:3: vertex \"1\" twice" },
    { "graph [\nnode [ id 1 a 1 a 2 ] ]", "x.txt:2: attribute \"a\" twice" },
    { "graph [ " N12 "\nedge [ source 1 ] ]", "x.txt:2: edge without a target" },
    { "graph [ " N12 "\nedge [ source 1\ntarget 99 ]\n]", "x.txt:2: edge to \"99\", which is not declared" },
    { "graph [\ndirected 2 ]", "x.txt:2: directed is 2: neither 0 nor 1" },
    { "graph [\n[ ] ]", "x.txt:2: [ where a key is to be" },
    { "graph [\n\"a\" 1 ]", "x.txt:2: \"a\" where a key is to be" },
    { "graph [\na ]", "x.txt:2: key \"a\" without a value" },
    { "graph [\nnode [ id 1 a b ] ]", "x.txt:2: \"b\" is no value" },
    { "graph [\nnode [ id 1 a 9223372036854775808 ] ]", "x.txt:2: integer 9223372036854775808 is beyond 64 bits" },
    { "graph [\nnode [ id 1 a 1e400 ] ]", "x.txt:2: \"1e400\" is no number of 64 bits" },
    { "graph [\nnode [ id 1 a 1.2.3 ] ]", "x.txt:2: \"1.2.3\" is no number of 64 bits" },
    { "graph [\nnode [ id 1 a -x ] ]", "x.txt:2: \"-x\" is neither a word nor a number" },
    { "graph [\nnode [ id 1 a \"x\n] ]", "x.txt:2: quote is not closed" },
    { "graph [\nnode [ id 1 a \x01 ] ]", "x.txt:2: character 0x01 begins nothing" },
    { "graph [ " N12 "\nedge [ source 1 target 2 weight \"x\" ] ]", "x.txt:2: weight \"x\" is no finite number" },
    { "graph [ " N12 "\nedge [ source 1 target 2 weight NAN ] ]", "x.txt:2: weight nan is no finite number" },
    { "graph [ " N12 "\nedge [ source 1 target 2 weight -INF ] ]", "x.txt:2: weight -inf is no finite number" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_refused (reading, cases[i].message);
    }
}

static void
test_bounds (void)
{
  GString *deep = g_string_new (NULL), *text = g_string_new ("graph [ a \""), *zero = g_string_new ("graph [ a \"");

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "a [ ");
  for (guint i = 0; i < 3 << 20; i++)
    g_string_append (text, "12345678");
  g_string_append_len (zero, "\0\"]", 3);
  g_auto (Reading) nested = read_text (deep->str);
  g_auto (Reading) endless = read_text (text->str);
  g_auto (Reading) nul = fixture_read_bytes (cow_format_by_name ("gml"), zero->str, zero->len, NULL, NULL);
  assert_refused (nested, "x.txt:1: nesting too deep: more than 63 lists");
  assert_refused (endless, "x.txt:1: a string of more than 16 MiB");
  assert_refused (nul, "x.txt:1: NUL byte in a string");
  g_string_free (deep, TRUE);
  g_string_free (text, TRUE);
  g_string_free (zero, TRUE);
}

static void
test_write (void)
{
  g_auto (Reading) reading = read_text ("graph [ directed 1 node [ id 3 label \"\xc3\xa9\" v 1.0 ] node [ id 4 label \"b\" ] edge [ source 3 target 4 weight 2 ] ]");
  g_auto (Reading) numbers = read_text ("graph [ node [ id 30 ] node [ id 4 ] edge [ source 30 target 4 ] edge [ source 4 target 30 ] ]");

  g_assert_no_error (reading.error);
  g_assert_no_error (numbers.error);
  g_autofree char *names = fixture_write (reading.graph, "gml", NULL), *ids = fixture_write (numbers.graph, "gml", NULL);
  g_assert_cmpstr (names, ==,
                   "graph [\n  directed 1\n  node [\n    id 0\n    label \"&#233;\"\n    v 1.0\n  ]\n  node [\n    id 1\n    label \"b\"\n  ]\n"
                   "  edge [\n    source 0\n    target 1\n    weight 2\n  ]\n]\n");
  g_assert_cmpstr (ids, ==,
                   "graph [\n  directed 0\n  multigraph 1\n  node [\n    id 30\n  ]\n  node [\n    id 4\n  ]\n"
                   "  edge [\n    source 30\n    target 4\n  ]\n  edge [\n    source 30\n    target 4\n  ]\n]\n");
}

static void
test_sniff (void)
{
  static const char *const yes[] = { "graph [", "Creator \"x y\"\nVersion 1\ngraph\n[\n", "# comment\n\ngraph [ directed 1", "comment \"a\nb\" graph [" };
  static const char *const no[] = { "", "graph", "graph {", "digraph [", "a b\n", "graph x\n", "#\n#\n", "Creator \"" };

  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_cmpstr (cow_format_guess ("x", yes[i], strlen (yes[i]))->name, ==, "gml");
  for (guint i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_cmpstr (cow_format_guess ("x", no[i], strlen (no[i]))->name, !=, "gml");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gml/edges", test_edges);
  g_test_add_func ("/gml/attributes", test_attributes);
  g_test_add_func ("/gml/refused", test_refused);
  g_test_add_func ("/gml/bounds", test_bounds);
  g_test_add_func ("/gml/write", test_write);
  g_test_add_func ("/gml/sniff", test_sniff);
  return g_test_run ();
}
