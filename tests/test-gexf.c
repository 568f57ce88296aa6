/* test-gexf.c - GEXF: classes of attributes, defaults, types of edges, places; what is refused and where. */
#include "config.h"

#include "tests/read-fixture.h"

#define NODES "<nodes><node id='a'/><node id='b'/></nodes>"

static Reading
read_text (const char *text)
{
  return fixture_read ("gexf", text, NULL);
}

static void
test_edges (void)
{
  static const struct
  {
    const char *text, *edges;
    guint n;
  } cases[] = {
    { "<gexf><graph/></gexf>", "", 0 },
    { "<gexf><graph>" NODES "<edges><edge source='b' target='a'/></edges></graph></gexf>", "a-b", 2 },
    { "<gexf><graph defaultedgetype='directed'>" NODES "<edges><edge id='0' source='b' target='a' weight='1.5'/></edges></graph></gexf>", "b>a:1.5", 2 },
    { "<gexf><graph defaultedgetype='mutual'>" NODES "<edges><edge source='b' target='a' type='undirected'/></edges></graph></gexf>", "a-b", 2 },
    { "<gexf><graph><edges><edge source='b' target='a' type='directed'/></edges>" NODES "</graph></gexf>", "b>a", 2 },
    { "<x:gexf xmlns:x='y'><x:meta><x:creator>z</x:creator></x:meta><x:graph><x:nodes><x:node id='q'/></x:nodes></x:graph></x:gexf>", "", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_edges (reading, cases[i].edges);
      g_assert_cmpuint (reading.graph->n, ==, cases[i].n);
    }
}

static void
test_attributes (void)
{
  g_auto (Reading) reading = read_text (
    "<gexf><graph mode='static' defaultedgetype='directed'>\n"
    "<attributes class='node'><attribute id='0' title='url' type='anyURI'/><attribute id='1' title='n' type='integer'><default>7</default></attribute>"
    "<attribute id='2' title='ok' type='boolean'/><attribute id='3' type='liststring'/></attributes>\n"
    "<attributes class='edge'><attribute id='0' title='n' type='double'/></attributes>\n"
    "<nodes><node id='a' label='&quot;A&quot;'><viz:position x='1.5' y='-2' z='9'/><attvalues><attvalue for='0' value='http://x/'/><attvalue for='2' value='true'/>"
    "</attvalues></node><node id='b'><attvalues><attvalue id='1' value='-1'/><attvalue for='3' value='a|b'/></attvalues></node></nodes>\n"
    "<edges><edge source='a' target='b' label='x'><attvalues><attvalue for='0' value='INF'/></attvalues></edge><edge source='b' target='b' weight='4'/></edges></graph></gexf>");

  assert_edges (reading, "a>b:1 b>b:4");
  assert_column (reading, TRUE, "label", "string|\"A\"|");
  assert_column (reading, TRUE, "url", "string|http://x/|");
  assert_column (reading, TRUE, "n", "int|7|-1");
  assert_column (reading, TRUE, "ok", "bool|true|");
  assert_column (reading, TRUE, "3", "string||a|b");
  assert_column (reading, FALSE, "n", "real|inf|");
  assert_column (reading, FALSE, "label", "string|x|");
  guint32 a = cow_graph_find (reading.graph, "a", 1), b = cow_graph_find (reading.graph, "b", 1);
  g_assert_cmpfloat (reading.graph->coordinates[2 * a], ==, 1.5);
  g_assert_cmpfloat (reading.graph->coordinates[2 * a + 1], ==, -2);
  g_assert_true (isnan (reading.graph->coordinates[2 * b]));
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "<gexf/>", "x.txt: no graph in it" },
    { "<graphml/>", "x.txt:1: no GEXF: the document is called \"graphml\"" },
    { "<gexf><graph>\n</graph><graph/></gexf>", "x.txt:2: a second graph" },
    { "<gexf><graph><nodes>\n<node/></nodes></graph></gexf>", "x.txt:2: node without an id" },
    { "<gexf><graph><nodes><node id='a'/>\n<node id='a'/></nodes></graph></gexf>", "x.txt:2: vertex \"a\" twice" },
    { "<gexf><graph><nodes><node id='a'>\n<nodes/></node></nodes></graph></gexf>", "x.txt:2: nodes inside of a node" },
    { "<gexf><graph>" NODES "<edges>\n<edge source='a'/></edges></graph></gexf>", "x.txt:2: edge without a target" },
    { "<gexf><graph>" NODES "<edges>\n<edge source='a' target='z'/></edges></graph></gexf>", "x.txt:2: edge to \"z\", which is not declared" },
    { "<gexf><graph>" NODES "<edges>\n<edge source='a' target='b' type='odd'/></edges></graph></gexf>", "x.txt:2: edge of type \"odd\"" },
    { "<gexf><graph>" NODES "<edges><edge source='a' target='b'/>\n<edge source='a' target='b' type='directed'/></edges></graph></gexf>",
      "x.txt:2: directed edge among undirected ones" },
    { "<gexf><graph>" NODES "<edges>\n<edge source='a' target='b' weight='x'/></edges></graph></gexf>", "x.txt:2: weight \"x\" is no finite number" },
    { "<gexf><graph>\n<attributes class='graph'/></graph></gexf>", "x.txt:2: attributes of class \"graph\"" },
    { "<gexf><graph><attributes class='node'>\n<attribute/></attributes></graph></gexf>", "x.txt:2: attribute without an id" },
    { "<gexf><graph><attributes class='node'><attribute id='0'/>\n<attribute id='0'/></attributes></graph></gexf>", "x.txt:2: attribute \"0\" twice" },
    { "<gexf><graph><nodes><node id='a'><attvalues>\n<attvalue for='9' value='1'/></attvalues></node></nodes></graph></gexf>",
      "x.txt:2: value for attribute \"9\", which is not declared" },
    { "<gexf><graph><attributes class='node'><attribute id='0' title='n' type='long'/></attributes><nodes><node id='a'><attvalues>\n<attvalue for='0' value='1.5'/></attvalues></node></nodes></graph></gexf>",
      "x.txt:2: \"1.5\" is not of type int, as attribute \"n\" is" },
    { "<gexf><graph><nodes><node id='a'>\n<viz:position x='1' y='inf'/></node></nodes></graph></gexf>", "x.txt:2: coordinate \"inf\" is no finite number" },
    { "<gexf><graph><nodes><node id='a'>\n<viz:position x='1'/></node></nodes></graph></gexf>", "x.txt:2: coordinate \"\" is no finite number" },
    { "<gexf><graph>\n", "x.txt:2: document ended unexpectedly" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_refused (reading, cases[i].message);
    }
}

static void
test_sniff (void)
{
  const char *text = "<?xml version='1.0'?>\n<gexf xmlns='http://www.gexf.net/1.2draft' version='1.2'>";

  g_assert_cmpstr (cow_format_guess ("x", text, strlen (text))->name, ==, "gexf");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gexf/edges", test_edges);
  g_test_add_func ("/gexf/attributes", test_attributes);
  g_test_add_func ("/gexf/refused", test_refused);
  g_test_add_func ("/gexf/sniff", test_sniff);
  return g_test_run ();
}
