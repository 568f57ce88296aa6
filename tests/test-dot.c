/* test-dot.c - DOT files: statements, groups, defaults, quoting; what is refused and where; what is written. */
#include "config.h"

#include "tests/read-fixture.h"

static Reading
read_text (const char *text)
{
  return fixture_read ("dot", text, NULL);
}

static void
test_statements (void)
{
  static const struct
  {
    const char *text, *edges;
    guint n;
  } cases[] = {
    { "digraph { a -> b }", "a>b", 2 },
    { "graph g { a -- b; b--c c -- a }", "a-b b-c a-c", 3 },
    { "DiGraph \"a name\" { a -> b -> c -> a; d; }", "a>b b>c c>a", 4 },
    { "digraph { {a b} -> c -> {d e} }", "a>c b>c c>d c>e", 5 },
    { "digraph { a -> {b -> c; {c d}} }", "b>c a>b a>c a>d", 4 },
    { "digraph { subgraph cluster_1 { label=x; a; b } subgraph { c } -> subgraph cluster_2 { a c } }", "c>a c>c", 3 },
    { "digraph { {a a} -> {b b} }", "a>b", 2 },
    { "digraph { {} -> a; a -> {} }", "", 1 },
    { "graph{1--2.5;-.5--2.5;\"1\"--.5}", "1-2.5 2.5--.5 1-.5", 4 },
    { "digraph { a:n -> b:port:sw -> \"c:d\" }", "a>b b>c:d", 3 },
    { "/* c\n*/ digraph { // x\n# y\na -> /* z */ b\n#\n}\n// end", "a>b", 2 },
    { "digraph { rankdir=LR; node = x; \"q\"=\"v\" ; a -> b }", NULL, 0 },
    { "digraph { rankdir=LR; \"q\"=\"v\" graph [a=b]; a -> b }", "a>b", 2 },
    { "digraph { \"a\" + \"b\" /* c */ + \"c\" -> d }", "abc>d", 2 },
    { "digraph { \"x\\\"y\" -> \"b\\\\\" -> \"a\\nb\" -> \"long \\\nname\" -> \"two\nlines\" }",
      "x\"y>b\\\\ b\\\\>a\\nb a\\nb>long name long name>two\nlines", 5 },
    { "digraph { \"node\" -> \"graph\" }", "node>graph", 2 },
    { "digraph { a -> a; a -> a }", "a>a a>a", 1 },
    { "graph {}", "", 0 },
    { "digraph { \xc3\xa9t\xc3\xa9 -> b }", "\xc3\xa9t\xc3\xa9>b", 2 },
    { "digraph{a->b[weight=3];b->c[weight=\"2.5\"]c->d}", "a>b:3 b>c:2.5 c>d:1", 4 },
    { "digraph { edge [weight=2]; a -> b; subgraph { edge [weight=5] b -> c } c -> d [weight=7]; d -> e }", "a>b:2 b>c:5 c>d:7 d>e:2", 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      if (cases[i].edges == NULL)
        {
          assert_refused (reading, "x.txt:1:");
          continue;
        }
      assert_edges (reading, cases[i].edges);
      g_assert_cmpuint (reading.graph->n, ==, cases[i].n);
      g_assert_cmpstr (reading.warnings->str, ==, "");
      g_assert_cmpstr (cow_format_guess ("x", cases[i].text, strlen (cases[i].text))->name, ==, "dot");
    }
}

static void
test_attributes (void)
{
  g_auto (Reading) reading = read_text ("digraph {\n"
                                        "  node [shape=box]; a [label=\"A \\\"x\\\"\", size=3, bold];\n"
                                        "  subgraph { node [shape=circle, color=red] b; c [shape=dot] }\n"
                                        "  d [size=2][label=\"\"; size=1]\n"
                                        "  a -> b -> c [kind=road, open=true; toll=\"1e3\"] c -> d [open=false] a [color=blue]\n"
                                        "  edge [kind=lane] {a b} -> e [toll=7]\n"
                                        "}\n");

  assert_edges (reading, "a>b b>c c>d a>e b>e");
  assert_column (reading, TRUE, "shape", "string|box|circle|dot|box|box");
  assert_column (reading, TRUE, "label", "string|A \"x\"||||");
  assert_column (reading, TRUE, "color", "string|blue|red|red||");
  assert_column (reading, TRUE, "bold", "bool|true||||");
  assert_column (reading, TRUE, "size", "int|3|||1|");
  assert_column (reading, FALSE, "kind", "string|road|road||lane|lane");
  assert_column (reading, FALSE, "open", "bool|true|true|false||");
  assert_column (reading, FALSE, "toll", "real|1000|1000||7|7");
}

static void
test_places (void)
{
  static const char *const texts[]
      = { "graph { a [pos=\"1.5,-2\"] }", "graph { a [pos=\"1.5,-2!\"] }", "graph { a [x=1.5, y=-2] }", "graph { a [lat=-2, lon=1.5] }" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (Reading) reading = read_text (texts[i]);

      g_assert_no_error (reading.error);
      g_assert_nonnull (reading.graph->coordinates);
      g_assert_cmpfloat (reading.graph->coordinates[0], ==, 1.5);
      g_assert_cmpfloat (reading.graph->coordinates[1], ==, -2);
    }
  g_auto (Reading) none = read_text ("graph { a [pos=\"1.5\", x=3, lat=nan, lon=1] }");
  g_assert_no_error (none.error);
  g_assert_null (none.graph->coordinates);
}

static void
test_strict (void)
{
  g_auto (Reading) graph = read_text ("strict graph { a -- b [weight=3]; b -- a [weight=4]; b -- c; a -- b }");
  g_auto (Reading) digraph = read_text ("strict digraph { a -> b; b -> a; a -> b }");

  assert_edges (graph, "a-b:3 b-c:1");
  g_assert_cmpstr (graph.warnings->str, ==, "x.txt: 2 parallel edges of a strict graph dropped\n");
  assert_edges (digraph, "a>b b>a");
  g_assert_cmpstr (digraph.warnings->str, ==, "x.txt: 1 parallel edge of a strict graph dropped\n");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "", "x.txt:1: the file begins with graph or digraph, not the end of the file" },
    { "a -> b", "x.txt:1: the file begins with graph or digraph, not \"a\"" },
    { "digraph", "x.txt:2: \"{\" of the graph is due, not the end of the file" },
    { "digraph [", "x.txt:1: \"{\" of the graph is due, not \"[\"" },
    { "graph {\na -> b }", "x.txt:2: \"->\" in a graph: its edges are --" },
    { "digraph {\na -- b }", "x.txt:2: \"--\" in a digraph: its edges are ->" },
    { "digraph {\na -> }", "x.txt:2: a vertex or a subgraph is due behind an edge, not \"}\"" },
    { "digraph {\na -> ;", "x.txt:2: a vertex or a subgraph is due behind an edge, not \";\"" },
    { "digraph {\na -> node [x=1]}", "x.txt:2: a vertex or a subgraph is due behind an edge, not \"node\"" },
    { "digraph {\na\n", "x.txt:3: a statement or \"}\" is due, not the end of the file" },
    { "digraph { a }\ndigraph { b }", "x.txt:2: one graph a file: its end is due, not \"digraph\"" },
    { "digraph { a }}", "x.txt:1: one graph a file: its end is due, not \"}\"" },
    { "digraph { node x }", "x.txt:1: \"[\" behind graph, node or edge is due, not \"x\"" },
    { "digraph { a [x= ] }", "x.txt:1: the value of an attribute is due, not \"]\"" },
    { "digraph { a [=1] }", "x.txt:1: an attribute or \"]\" is due, not \"=\"" },
    { "digraph { a [x=1", "x.txt:2: an attribute or \"]\" is due, not the end of the file" },
    { "digraph { a [\"\"=1] }", "x.txt:1: name of an attribute of 0 bytes" },
    { "digraph { a -> b [weight=heavy] }", "x.txt:1: weight \"heavy\" is no finite number" },
    { "digraph { a -> b [\nweight=nan] }", "x.txt:2: weight \"nan\" is no finite number" },
    { "digraph { a -> b [weight=\"\"] }", "x.txt:1: weight \"\" is no finite number" },
    { "digraph { a [label=<b>] }", "x.txt:1: HTML-like text: only quoted text is read" },
    { "digraph {\na -> \"b\n\n", "x.txt:2: quote is not closed" },
    { "digraph {\n/* a\n\n", "x.txt:2: comment is not closed" },
    { "digraph { a / b }", "x.txt:1: \"/\" that begins no comment" },
    { "digraph { 3a }", "x.txt:1: number \"3\" runs into what follows: quote it" },
    { "digraph { 1.2.3 }", "x.txt:1: number \"1.2\" runs into what follows" },
    { "digraph { . }", "x.txt:1: a point without digits" },
    { "digraph { - }", "x.txt:1: \"-\" is neither an edge nor a number" },
    { "digraph { a ? b }", "x.txt:1: unexpected \"?\"" },
    { "digraph { a # b\n }", "x.txt:1: unexpected \"#\"" },
    { "digraph { \"a\" + b }", "x.txt:1: \"+\" joins quoted texts only" },
    { "digraph { subgraph s -> a }", "x.txt:1: \"{\" of a subgraph is due, not \"->\"" },
    { "digraph { {a} [x=1] }", "x.txt:1: attributes behind a subgraph: they stand in it" },
    { "digraph { a: }", "x.txt:1: a port is due, not \"}\"" },
    { "digraph { x=; }", "x.txt:1: the value of an attribute is due, not \";\"" },
    { "strict { }", "x.txt:1: the file begins with graph or digraph, not \"{\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_refused (reading, cases[i].message);
    }
}

/* (transfer full): count times the text, in which @ is a number of seven digits. */
static char *
repeat (const char *before, const char *text, guint count, const char *after)
{
  GString *all = g_string_new (before);

  for (guint i = 0; i < count; i++)
    for (const char *at = text; *at != '\0'; at++)
      if (*at == '@')
        g_string_append_printf (all, "%07u", i);
      else
        g_string_append_c (all, *at);
  g_string_append (all, after);
  return g_string_free (all, FALSE);
}

static void
test_bounds (void)
{
  g_autofree char *deep = repeat ("digraph {", "{", 100000, ""), *fits = repeat ("digraph {", "{", 249, "a");
  g_autofree char *closes = repeat (fits, "}", 250, ""), *group = repeat ("{", "a@ ", 1025, "}");
  g_autofree char *pairs = g_strdup_printf ("digraph { %s -> %s }", group, group);
  g_autofree char *text = repeat ("digraph { \"", "@ ", 140000, "\" }"), *columns = repeat ("graph { a [", "k@=1 ", 201, "] }");
  g_auto (Reading) nested = read_text (deep), bounded = read_text (closes), product = read_text (pairs), lost = read_text (text),
                   wide = read_text (columns);

  assert_refused (nested, "x.txt:1: nesting too deep: more than 250 subgraphs in each other");
  assert_edges (bounded, "");
  assert_refused (product, "x.txt:1: groups of 1025 and 1025 vertices: more than 1048576 edges between them");
  assert_refused (lost, "x.txt:1: text of more than 1 MiB: is its quote closed?");
  assert_refused (wide, "x.txt:1: more than 200 attributes");
}

static void
test_guess (void)
{
  static const struct
  {
    const char *name, *bytes, *format;
  } cases[] = {
    { "a", "/* x */ strict digraph \"a \\\" {\" {", "dot" }, { "a", "#x\n//y\ngraph g-1.5 {", "dot" },
    { "a", "graph\n[ node", "edgelist" },                    { "a.gv", "x", "dot" },
    { "a.dot", "// nothing\n", "dot" },                      { "a", "graph a\n", "edgelist" },
    { "a", "graphs b\nc d\n", "edgelist" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *guessed = cow_format_guess (cases[i].name, cases[i].bytes, strlen (cases[i].bytes))->name;

      if (strcmp (cases[i].format, "dot") == 0)
        g_assert_cmpstr (guessed, ==, "dot");
      else
        g_assert_cmpstr (guessed, !=, "dot");
    }
}

static void
test_write (void)
{
  g_auto (Reading) reading = read_text ("digraph { \"a b\" [k=\"x\\\"y\", n=-3]; node -> \"1.5\"; }");
  assert_refused (reading, "x.txt:1: \"[\" behind");
  g_auto (Reading) good = read_text ("digraph { \"a b\" [k=\"x\\\"y\", n=-3, r=2.5]; \"node\" -> 7 [weight=0.5]; }");
  g_autofree char *written = fixture_write (good.graph, "dot", NULL);
  g_assert_cmpstr (written, ==,
                   "digraph {\n  \"a b\" [k=\"x\\\"y\", n=-3, r=\"2.5\"];\n  \"node\";\n  7;\n  \"node\" -> 7 [weight=\"0.5\"];\n}\n");
  g_auto (Reading) end = fixture_read ("edgelist", "a\\ b\n", NULL), even = fixture_read ("edgelist", "a\\\\ b\n", NULL);
  g_assert_null (fixture_try_write (end.graph, "dot", NULL));
  g_autofree char *pair = fixture_write (even.graph, "dot", NULL);
  g_assert_cmpstr (pair, ==, "digraph {\n  \"a\\\\\";\n  b;\n  \"a\\\\\" -> b;\n}\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dot/statements", test_statements);
  g_test_add_func ("/dot/attributes", test_attributes);
  g_test_add_func ("/dot/places", test_places);
  g_test_add_func ("/dot/strict", test_strict);
  g_test_add_func ("/dot/refused", test_refused);
  g_test_add_func ("/dot/bounds", test_bounds);
  g_test_add_func ("/dot/guess", test_guess);
  g_test_add_func ("/dot/write", test_write);
  return g_test_run ();
}
