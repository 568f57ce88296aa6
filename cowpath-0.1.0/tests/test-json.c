/* test-json.c - node-link, adjacency and lines of JSON: strings and numbers, what is an edge, what is refused and where. */
#include "config.h"

#include "tests/read-fixture.h"

typedef struct
{
  const char *format, *text, *expected;
} JsonCase;

#define AB "\"nodes\": [{\"id\": \"a\"}, {\"id\": \"b\"}]"

static void
test_edges (void)
{
  static const JsonCase cases[] = {
    { "json", "{\"nodes\": [], \"links\": []}", "" },
    { "json", "{" AB ", \"links\": [{\"source\": \"b\", \"target\": \"a\"}]}", "a-b" },
    { "json", "{" AB ", \"edges\": [{\"target\": \"a\", \"weight\": 2, \"source\": \"b\"}], \"directed\": true}", "b>a:2" },
    { "json", "{\"directed\": true, \"links\": [{\"source\": 1, \"target\": 2}, {\"source\": 2.5, \"target\": -0}], \"x\": [[{}]]}", "1>2 2.5>-0" },
    { "json", "{\"directed\": true, \"nodes\": [{}, {\"a\": 1}], \"links\": [{\"source\": 1, \"target\": 0}]}", "1>0" },
    { "json", "{\"directed\": true, \"links\": [{\"source\": 0, \"target\": 1}], \"nodes\": [{\"id\": 0}, {\"id\": 1}]}", "0>1" },
    { "json", "{\"directed\": true, \"multigraph\": true, " AB ", \"links\": [{\"source\": \"a\", \"target\": \"a\", \"key\": 7}]}", "a>a" },
    { "json", "{\"directed\": true, \"nodes\": [{\"id\": 99999999999999999999}], \"links\": [{\"source\": 99999999999999999999, \"target\": 99999999999999999999}]}",
      "99999999999999999999>99999999999999999999" },
    { "json", "{\"directed\": true, \"links\": [{\"source\": \"\\u00e9\\\\\\\"\\/\\n\\ud83d\\udc04\", \"target\": \"\"}]}", "\xc3\xa9\\\"/\n\xf0\x9f\x90\x84>" },
    { "adjacency", "{\"directed\": true, " AB ", \"adjacency\": [[{\"id\": \"b\", \"weight\": 3}], [{\"id\": \"a\"}, {\"id\": \"b\"}]]}", "a>b:3 b>a:1 b>b:1" },
    { "adjacency", "{" AB ", \"adjacency\": [[{\"id\": \"b\"}, {\"id\": \"a\"}], [{\"id\": \"a\"}]]}", "a-b a-a" },
    { "adjacency", "{\"multigraph\": true, " AB ", \"adjacency\": [[{\"id\": \"b\", \"key\": 0}, {\"id\": \"b\", \"key\": 1}], [{\"id\": \"a\", \"key\": 0}, {\"id\": \"a\", \"key\": 1}]]}",
      "a-b a-b" },
    { "jsonl", "", "" },
    { "jsonl", "{\"source\": \"a\", \"target\": \"b\"}", "a>b" },
    { "jsonl", "{\"directed\": false}\n{\"target\": \"a\", \"w\": 1, \"weight\": 4, \"source\": \"b\"}\n{\"id\": \"c\"}", "b-a:4" },
    { "jsonl", "{\"id\": 3}{\"from\": 3, \"to\": 4, \"id\": 99, \"directed\": true}", "3>4" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = fixture_read (cases[i].format, cases[i].text, NULL);

      assert_edges (reading, cases[i].expected);
      g_assert_cmpstr (reading.warnings->str, ==, "");
    }
}

static void
test_attributes (void)
{
  g_auto (Reading) reading = fixture_read ("json",
                                           "{\"graph\": {\"cowpath-columns\": [[\"edge\", \"never\", \"bool\"]]}, \"nodes\": [{\"id\": 1, \"s\": \"7\", \"b\": true, \"i\": -9223372036854775808,"
                                           " \"r\": 1e3, \"lon\": 8.5, \"lat\": 47, \"deep\": {\"a\": [1]}}, {\"id\": 2, \"s\": \"\", \"b\": null, \"r\": NaN}],"
                                           " \"links\": [{\"source\": 1, \"target\": 2, \"m\": 1}, {\"source\": 1, \"target\": 1, \"m\": \"x\"}]}",
                                           NULL);

  assert_column (reading, TRUE, "s", "string|7|");
  assert_column (reading, TRUE, "b", "bool|true|");
  assert_column (reading, TRUE, "i", "int|-9223372036854775808|");
  assert_column (reading, TRUE, "r", "real|1000|nan");
  assert_column (reading, FALSE, "m", "string|1|x");
  assert_column (reading, FALSE, "never", "bool||");
  g_assert_cmpstr (reading.warnings->str, ==, "x.txt: 1 objects and arrays inside of vertices and edges passed over, the first is called deep\n");
  g_assert_cmpfloat (reading.graph->coordinates[2 * cow_graph_find (reading.graph, "1", 1)], ==, 8.5);
  g_auto (Reading) lines = fixture_read ("jsonl", "{\"from\": 1, \"id\": \"e\", \"to\": 2}\n{\"vertex\": 1, \"id\": \"other\", \"n\": 3}\n", NULL);
  assert_column (lines, FALSE, "id", "string|e");
  assert_column (lines, TRUE, "id", "string|other|");
  assert_column (lines, TRUE, "n", "int|3|");
}

static void
test_refused (void)
{
  static const JsonCase cases[] = {
    { "json", "", "x.txt:1: the file ends where a value is to be" },
    { "json", "[]", "x.txt:1: no object with nodes and links" },
    { "json", "{}", "x.txt:1: neither nodes nor links in it" },
    { "json", "{\"nodes\": []}\n{", "x.txt:2: { where the end is to be" },
    { "json", "{\"nodes\": [\n{\"id\": 1}\n", "x.txt:3: the file ends where a comma or ] is to be" },
    { "json", "{\"nodes\": [{\"id\": 1},\n]}", "x.txt:2: ] where a value is to be" },
    { "json", "{\"nodes\": [{\"id\": 1,\n}]}", "x.txt:2: } where a key in quotes is to be" },
    { "json", "{\"nodes\": [{\"id\"\n1}]}", "x.txt:2: 1 where a colon is to be" },
    { "json", "{\"nodes\": [{\"id\": 1}\n{\"id\": 1}]}", "x.txt:2: { where a comma or ] is to be" },
    { "json", "{\"nodes\": [{\"id\": 1},\n{\"id\": 1}]}", "x.txt:2: vertex \"1\" twice" },
    { "json", "{\"nodes\": [{\"id\": 1},\n{\"id\": \"1\"}]}", "x.txt:2: vertex \"1\" twice" },
    { "json", "{\"nodes\": [\n{\"id\": null}]}", "x.txt:2: id is neither a string nor a number" },
    { "json", "{\"nodes\": [\n{\"id\": [1, 2]}]}", "x.txt:2: id is neither a string nor a number" },
    { "json", "{\"nodes\": [\n{\"id\": 1, \"id\": 1}]}", "x.txt:2: id twice" },
    { "json", "{\"nodes\": [\n{\"id\": 1, \"a\": 1, \"a\": 1}]}", "x.txt:2: attribute \"a\" twice" },
    { "json", "{\"nodes\": [\n7]}", "x.txt:2: in nodes is no object" },
    { "json", "{\"nodes\":\n7}", "x.txt:2: nodes is no array" },
    { "json", "{\"nodes\": [],\n\"nodes\": []}", "x.txt:2: nodes twice" },
    { "json", "{\"links\": [],\n\"edges\": []}", "x.txt:2: links twice, or links and edges" },
    { "json", "{\"nodes\": [], \"links\": [\n{\"source\": 1, \"target\": 2}]}", "x.txt:2: edge to \"1\", which is not declared" },
    { "json", "{\"links\": [\n{\"source\": 1}]}", "x.txt:2: edge without a target" },
    { "json", "{\"directed\":\n1}", "x.txt:2: directed is neither true nor false" },
    { "json", "{\"nodes\": [{\"a\":\n9223372036854775808}]}", "x.txt:2: integer 9223372036854775808 is beyond 64 bits" },
    { "json", "{\"nodes\": [{\"a\":\n1e400}]}", "x.txt:2: \"1e400\" is no number of 64 bits" },
    { "json", "{\"nodes\": [{\"a\":\n01}]}", "x.txt:2: \"01\" is no value" },
    { "json", "{\"nodes\": [{\"a\":\n+1}]}", "x.txt:2: \"+1\" is no value" },
    { "json", "{\"nodes\": [{\"a\":\n1.}]}", "x.txt:2: \"1.\" is no value" },
    { "json", "{\"nodes\": [{\"a\":\n.5}]}", "x.txt:2: \".5\" is no value" },
    { "json", "{\"nodes\": [{\"a\":\ntru}]}", "x.txt:2: \"tru\" is no value" },
    { "json", "{\"nodes\": [{\"a\":\n'x'}]}", "x.txt:2: ' where a value is to be" },
    { "json", "{\"nodes\": [{\"a\":\n\"x}", "x.txt:2: string is not closed" },
    { "json", "{\"nodes\": [{\"a\":\n\"x\ny\"}]}", "x.txt:2: byte 0x0a in a string" },
    { "json", "{\"nodes\": [{\"a\":\n\"\xfc\"}]}", "x.txt:2: a string that is not UTF-8" },
    { "json", "{\"nodes\": [{\"a\":\n\"\\x\"}]}", "x.txt:2: an escape that JSON does not have" },
    { "json", "{\"nodes\": [{\"a\":\n\"\\u12g4\"}]}", "x.txt:2: \\u without four hex digits" },
    { "json", "{\"nodes\": [{\"a\":\n\"\\u0000\"}]}", "x.txt:2: \\u0000 in a string" },
    { "json", "{\"nodes\": [{\"a\":\n\"\\ud800x\"}]}", "x.txt:2: half a surrogate pair: \\ud800" },
    { "json", "{\"nodes\": [{\"a\":\n\"\\udc00\\ud800\"}]}", "x.txt:2: half a surrogate pair: \\udc00" },
    { "json", "{\"nodes\": [{\"a\":\n\"\\ud800\\ud800\"}]}", "x.txt:2: half a surrogate pair: \\ud800" },
    { "json", "{\"links\": [{\"source\": 1, \"target\": 1,\n\"weight\": \"x\"}]}", "x.txt:2: weight \"x\" is no finite number" },
    { "json", "{\"links\": [{\"source\": 1, \"target\": 1,\n\"weight\": NaN}]}", "x.txt:2: weight nan is no finite number" },
    { "json", "{\"links\": [{\"source\": 1, \"target\": 1,\n\"weight\": true}]}", "x.txt:2: weight true is no finite number" },
    { "adjacency", "{\n\"adjacency\": []}", "x.txt:2: adjacency before nodes, or beside links" },
    { "adjacency", "{" AB ",\n\"adjacency\": [[], [], []]}", "x.txt:2: adjacency of more than the 2 nodes" },
    { "adjacency", "{" AB ",\n\"adjacency\": [[{}], []]}", "x.txt:2: neighbor without an id" },
    { "adjacency", "{" AB ",\n\"adjacency\": [[{\"id\": \"z\"}], []]}", "x.txt:2: an undirected edge stands at one of its ends only" },
    { "adjacency", "{\"directed\": true, " AB ",\n\"adjacency\": [[{\"id\": \"z\"}], []]}", "x.txt:2: edge to \"z\", which is not declared" },
    { "adjacency", "{" AB ",\n\"adjacency\": [[{\"id\": \"b\"}], []]}", "x.txt:2: an undirected edge stands at one of its ends only" },
    { "adjacency", "{" AB ", \"adjacency\": [[{\"id\": \"b\"}], [{\"id\": \"a\"}]],\n\"directed\": true}", "x.txt:2: directed comes behind adjacency" },
    { "jsonl", "{\"id\": 1}\n7\n", "x.txt:2: no object: each line is a {…}" },
    { "jsonl", "{\"id\": 1}\n{\"a\": 7}\n", "x.txt:2: neither an edge (source, target) nor a vertex (id)" },
    { "jsonl", "{\"id\": 1}\n{\"source\": 7}\n", "x.txt:2: edge without a target" },
    { "jsonl", "{\"id\": 1}\n{\"source\": 7, \"src\": 3}\n", "x.txt:2: src twice" },
    { "jsonl", "{\"id\": 1}\n{\"id\": 1}\n", "x.txt:2: vertex \"1\" twice" },
    { "jsonl", "{\"directed\": true,\n\"source\": 1}\n", "x.txt:2: \"source\" in the header" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = fixture_read (cases[i].format, cases[i].text, NULL);

      assert_refused (reading, cases[i].expected);
    }
}

static void
check_bounded (const char *before, const char *piece, gsize times, const char *message)
{
  GString *text = g_string_new (before);

  for (gsize i = 0; i < times; i++)
    g_string_append (text, piece);
  g_auto (Reading) reading = fixture_read ("json", text->str, NULL);
  assert_refused (reading, message);
  g_string_free (text, TRUE);
}

static void
test_bounds (void)
{
  check_bounded ("{\"a\": ", "[", 100000, "x.txt:1: nesting too deep: more than 64 objects and arrays");
  check_bounded ("{\"a\": ", "{\"a\":", 100000, "x.txt:1: nesting too deep: more than 64 objects and arrays");
  check_bounded ("{\"a\": \"", "aaaaaaaaaaaaaaaa", 2 << 20, "x.txt:1: a string of more than 16 MiB");
  check_bounded ("{\"a\": 1", "0000000000000000", 2 << 20, "x.txt:1: a number of more than 16 MiB");
}

static void
test_sniff (void)
{
  static const JsonCase cases[] = {
    { "json", "{\"nodes\": [", NULL },
    { "json", " {\"directed\": true, \"multigraph\": false, \"graph\": {\"a\": \"id\"}, \"nodes\": [{\"id\": 1}], \"links\": []}", NULL },
    { "adjacency", "{\"directed\": true, \"nodes\": [], \"adjacency\": [", NULL },
    { "jsonl", "{\"source\": 1, \"target\": 2}\n", NULL },
    { "jsonl", "{\"weight\": 1, \"from\": 1, \"to\": \"}{\\\"\"}\n{\"from\": 1}", NULL },
    { "jsonl", "{\"directed\": false, \"multigraph\": false}\n{\"id\": 1}\n", NULL },
    { "edgelist", "{a b\n", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (cow_format_guess ("x", cases[i].text, strlen (cases[i].text))->name, ==, cases[i].format);
}

static void
test_write (void)
{
  g_auto (Reading) reading = fixture_read ("json", "{" AB ", \"links\": [{\"source\": \"a\", \"target\": \"b\", \"weight\": 2, \"source_\": 1.0}]}", NULL);

  g_assert_no_error (reading.error);
  g_autofree char *json = fixture_write (reading.graph, "json", NULL), *adjacency = fixture_write (reading.graph, "adjacency", NULL);
  g_autofree char *lines = fixture_write (reading.graph, "jsonl", NULL);
#define HEADER "{\"directed\": false, \"multigraph\": false, \"graph\": {}"
#define NODES ",\n\"nodes\": [\n{\"id\": \"a\"},\n{\"id\": \"b\"}\n],\n"
  g_assert_cmpstr (json, ==, HEADER NODES "\"links\": [\n{\"source\": \"a\", \"target\": \"b\", \"weight\": 2, \"source_\": 1.0}\n]}\n");
  g_assert_cmpstr (adjacency, ==,
                   HEADER NODES "\"adjacency\": [\n[{\"id\": \"b\", \"weight\": 2, \"source_\": 1.0}],\n[{\"id\": \"a\", \"weight\": 2, \"source_\": 1.0}]\n]}\n");
  g_assert_cmpstr (lines, ==, HEADER "}\n{\"id\": \"a\"}\n{\"id\": \"b\"}\n{\"source\": \"a\", \"target\": \"b\", \"weight\": 2, \"source_\": 1.0}\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/edges", test_edges);
  g_test_add_func ("/json/attributes", test_attributes);
  g_test_add_func ("/json/refused", test_refused);
  g_test_add_func ("/json/bounds", test_bounds);
  g_test_add_func ("/json/sniff", test_sniff);
  g_test_add_func ("/json/write", test_write);
  return g_test_run ();
}
