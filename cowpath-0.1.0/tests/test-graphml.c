/* test-graphml.c - GraphML: keys, defaults, directions; what is passed over, what is refused and where. */
#include "config.h"

#include "tests/read-fixture.h"

#define HEAD "<?xml version='1.0'?>\n<graphml xmlns='http://graphml.graphdrawing.org/xmlns'>\n"
#define AB "<node id='a'/><node id='b'/>"

static Reading
read_text (const char *text)
{
  return fixture_read ("graphml", text, NULL);
}

static void
test_edges (void)
{
  static const struct
  {
    const char *text, *edges;
    guint n;
  } cases[] = {
    { "<graphml><graph edgedefault='directed'>" AB "<edge source='b' target='a'/></graph></graphml>", "b>a", 2 },
    { "<graphml><graph edgedefault='undirected'>" AB "<edge source='b' target='a'/></graph></graphml>", "a-b", 2 },
    { "<graphml><graph>" AB "</graph></graphml>", "", 2 },
    { "<graphml><graph edgedefault='directed'><edge source='b' target='a'/>" AB "</graph></graphml>", "b>a", 2 },
    { "<graphml><graph edgedefault='directed'>" AB "<edge source='b' target='a' directed='false'/></graph></graphml>", "a-b", 2 },
    { "<g:graphml xmlns:g='x'><g:graph edgedefault='directed'><g:node id='a'/><g:edge source='a' target='a'/></g:graph></g:graphml>", "a>a", 1 },
    { "<!DOCTYPE graphml SYSTEM 'graphml.dtd'><!-- x --><graphml><desc>d</desc><graph edgedefault='directed'><node id='a'><port name='p'/></node>"
      "<edge source='a' target='a' sourceport='p'><desc/></edge></graph></graphml>", "a>a", 1 },
    { "<graphml><key id='w' for='edge' attr.name='weight' attr.type='double'><default>2.5</default></key><graph edgedefault='directed'>" AB
      "<edge source='a' target='b'/><edge source='b' target='a'><data key='w'> 7 </data></edge></graph></graphml>", "a>b:2.5 b>a:7", 2 },
    { "<graphml><key id='w' for='edge' attr.name='weight' attr.type='string'/><graph edgedefault='directed'>" AB
      "<edge source='a' target='b'><data key='w'>9007199254740993</data></edge></graph></graphml>", "a>b:9007199254740993", 2 },
    { "<graphml><graph edgedefault='directed'><node id='&lt;&#65;&#x42;&amp;'/></graph></graphml>", "", 1 },
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
  g_auto (Reading) reading = read_text (HEAD
    "<key id='d0' for='node' attr.name='color' attr.type='string'><default>yellow</default></key>\n"
    "<key id='d1' for='node' attr.name='on' attr.type='boolean'/>\n"
    "<key id='d2' for='all' attr.name='n' attr.type='long'/>\n"
    "<key id='d3' for='node' attr.name='lon' attr.type='float'/><key id='d4' for='node' attr.name='lat' attr.type='double'/>\n"
    "<key id='d5' for='edge' attr.name='mix' attr.type='int'/><key id='d6' for='edge' attr.name='mix' attr.type='double'/>\n"
    "<key id='d7' for='edge' attr.name='none' attr.type='int'/><key id='d8' for='graph' attr.name='g'/>\n"
    "<key id='d9' for='node' yfiles.type='nodegraphics'/>\n"
    "<graph edgedefault='directed'><data key='d8'>x</data>\n"
    "<node id='a'><data key='d0'>green</data><data key='d1'>True</data><data key='d2'>-5</data><data key='d3'>8.5</data><data key='d4'>47</data></node>\n"
    "<node id='b'><data key='d0'></data><data key='d1'>0</data><data key='d2'/><data key='d9'><y:Shape><y:Fill/></y:Shape></data></node>\n"
    "<node id='c'><data key='d0'>x<![CDATA[<&>]]>y</data></node><node id='d'/>\n"
    "<edge source='a' target='b'><data key='d5'>3</data></edge><edge source='a' target='c'><data key='d6'>0.5</data><data key='d2'>9</data></edge>\n"
    "</graph></graphml>");

  assert_edges (reading, "a>b a>c");
  assert_column (reading, TRUE, "color", "string|green||x<&>y|yellow");
  assert_column (reading, TRUE, "on", "bool|true|false||");
  assert_column (reading, TRUE, "n", "int|-5|||");
  assert_column (reading, FALSE, "n", "int||9");
  assert_column (reading, FALSE, "mix", "real|3|0.5");
  assert_column (reading, FALSE, "none", "int||");
  g_assert_null (cow_graph_column (reading.graph, TRUE, "g"));
  /* An empty string is no null. */
  const CowColumn *color = cow_graph_column (reading.graph, TRUE, "color");
  g_assert_cmpint (cow_column_value (color, cow_graph_vertex_at (reading.graph, 1)).type, ==, COW_TYPE_STRING);
  guint32 a = cow_graph_find (reading.graph, "a", 1);
  g_assert_cmpfloat (reading.graph->coordinates[2 * a], ==, 8.5);
  g_assert_cmpfloat (reading.graph->coordinates[2 * a + 1], ==, 47);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "", "x.txt:1: document was empty" },
    { "<graphml>", "x.txt:1: document ended unexpectedly" },
    { "<graphml/>", "x.txt: no graph in it" },
    { "<html></html>", "x.txt:1: no GraphML: the document is called \"html\"" },
    { "<graphml>\n<graph edgedefault='maybe'></graph></graphml>", "x.txt:2: edgedefault \"maybe\" is neither" },
    { "<graphml><graph></graph>\n<graph></graph></graphml>", "x.txt:2: a second graph" },
    { "<graphml><graph>\n<node/></graph></graphml>", "x.txt:2: node without an id" },
    { "<graphml><graph>\n<node id='a'/>\n<node id='a'/></graph></graphml>", "x.txt:3: vertex \"a\" twice" },
    { "<graphml><graph>\n<node id='a'><graph/></node></graph></graphml>", "x.txt:2: a graph inside of a node" },
    { "<graphml><graph>\n<hyperedge/></graph></graphml>", "x.txt:2: a hyperedge" },
    { "<graphml><graph><node id='a'/>\n<edge source='a'/></graph></graphml>", "x.txt:2: edge without a target" },
    { "<graphml><graph><node id='a'/>\n<edge source='a' target='99'/>\n<node id='b'/></graph></graphml>", "x.txt:2: edge to \"99\", which is not declared" },
    { "<graphml><graph edgedefault='directed'>" AB "<edge source='a' target='b'/>\n<edge source='a' target='b' directed='false'/></graph></graphml>",
      "x.txt:2: undirected edge among directed ones" },
    { "<graphml>\n<key for='node'/><graph/></graphml>", "x.txt:2: key without an id" },
    { "<graphml><key id='k'/>\n<key id='k'/><graph/></graphml>", "x.txt:2: key \"k\" twice" },
    { "<graphml>\n<key id='k' attr.type='date'/><graph/></graphml>", "x.txt:2: attr.type \"date\"" },
    { "<graphml><graph>\n<node id='a'><data key='k'>1</data></node></graph></graphml>", "x.txt:2: data of key \"k\", which is not declared" },
    { "<graphml><key id='k' for='edge' attr.name='w'/><graph>\n<node id='a'><data key='k'>1</data></node></graph></graphml>", "x.txt:2: key \"k\" is not for nodes" },
    { "<graphml><key id='k' for='node' attr.name='w' attr.type='int'/><graph>\n<node id='a'><data key='k'>1.5</data></node></graph></graphml>",
      "x.txt:2: \"1.5\" is not of type int, as attribute \"w\" is" },
    { "<graphml><key id='k' for='node' attr.name='w' attr.type='int'/><graph>\n<node id='a'><data key='k'>1</data><data key='k'>1</data></node></graph></graphml>",
      "x.txt:2: attribute \"w\" twice" },
    { "<graphml><key id='k' for='edge' attr.name='weight'/><graph><node id='a'/>\n<edge source='a' target='a'><data key='k'>inf</data></edge></graph></graphml>",
      "x.txt:2: weight inf is no finite number" },
    { "<graphml><graph><node id='&nbsp;'/></graph></graphml>", "x.txt:1: entity name" },
    { "<!DOCTYPE g [\n<!ENTITY a 'x'>]><graphml><graph/></graphml>", "x.txt:2: entities are declared: they are refused" },
    { "<?xml version='1.0' encoding='ISO-8859-1'?><graphml><graph/></graphml>", "x.txt:1: encoding \"ISO-8859-1\"" },
    { "<graphml><graph>\n<node id='\xfc'/></graph></graphml>", "x.txt:2: not UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_refused (reading, cases[i].message);
    }
}

static void
test_direction (void)
{
  const char *text = "<graphml><graph edgedefault='directed'>" AB "<edge source='b' target='a'/><edge source='b' target='a' directed='false'/></graph></graphml>";
  CowReadOptions directed = { .directed = 1 }, undirected = { .directed = 0 };
  g_auto (Reading) one = fixture_read ("graphml", text, &directed);
  g_auto (Reading) two = fixture_read ("graphml", text, &undirected);

  assert_edges (one, "b>a b>a");
  assert_edges (two, "a-b a-b");
}

static void
check_bounded (const char *before, const char *piece, gsize times, const char *message)
{
  GString *text = g_string_new (before);

  for (gsize i = 0; i < times; i++)
    g_string_append (text, piece);
  g_auto (Reading) reading = read_text (text->str);
  assert_refused (reading, message);
  g_string_free (text, TRUE);
}

static void
test_bounds (void)
{
  check_bounded ("<graphml>", "<a>", 100000, "x.txt:1: nesting too deep: more than 64 elements");
  check_bounded ("<graphml><graph><node id='", "aaaaaaaaaaaaaaaa", 2 << 20, "x.txt:1: a tag or a text of more than 16 MiB");
  check_bounded ("<graphml><!--", "aaaaaaaaaaaaaaaa", 2 << 20, "x.txt:1: a tag or a text of more than 16 MiB");
  check_bounded ("<graphml><key id='k' for='node' attr.name='t'/><graph><node id='a'><data key='k'>", "aaaaaaaaaaaaaaaa", 2 << 20,
                 "x.txt:1: a tag or a text of more than 16 MiB");
  check_bounded ("<graphml><key id='k' for='node' attr.name='t'/><graph><node id='a'><data key='k'>", "aaaaaaaaaaaaaaaa<!-- -->", 2 << 20,
                 "x.txt:1: a text of more than 16 MiB");
  GString *keys = g_string_new ("<graphml>");
  for (guint i = 0; i < 300; i++)
    g_string_append_printf (keys, "<key id='k%u' for='node' attr.name='n%u'/>", i, i);
  check_bounded (keys->str, "", 0, "x.txt:1: more than 200 attributes of vertices");
  g_string_free (keys, TRUE);
}

static void
test_sniff (void)
{
  static const char *const yes[] = { "<graphml>", "\n <?xml version='1.0'?>\n<!-- a > b --><graphml xmlns='x'>", "<!DOCTYPE g [ <!ENTITY a 'b'> ]><graphml/>", "<g:graphml>" };
  static const char *const no[] = { "", "<", "<graph>", "<graphmlx>", "a b\n", "<?xml", "<gexf>", "<!-- <graphml> -->" };

  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_cmpstr (cow_format_guess ("x", yes[i], strlen (yes[i]))->name, ==, "graphml");
  for (guint i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_cmpstr (cow_format_guess ("x", no[i], strlen (no[i]))->name, !=, "graphml");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graphml/edges", test_edges);
  g_test_add_func ("/graphml/attributes", test_attributes);
  g_test_add_func ("/graphml/refused", test_refused);
  g_test_add_func ("/graphml/direction", test_direction);
  g_test_add_func ("/graphml/bounds", test_bounds);
  g_test_add_func ("/graphml/sniff", test_sniff);
  return g_test_run ();
}
