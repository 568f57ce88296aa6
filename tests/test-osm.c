/* test-osm.c - roads of OpenStreetMap, in XML and in PBF: what a way becomes, what both say of random maps, what is refused. */
#include "config.h"

#include "tests/attributed-fixture.h"
#include "tests/osm-fixture.h"
#include "graph/file/osm-tags.h"

static const PbfStyle plain_style = { .dense = TRUE, .granularity = 100 };

/* Nodes 1 to 6 stand on the equator, a thousandth of a degree apart: 111.195 m on a sphere of 6371008.8 m. */
static const MapNode row[] = { { 1, 0, 0 }, { 2, 10000, 0 }, { 3, 20000, 0 }, { 4, 30000, 0 }, { 5, 40000, 0 }, { 6, 50000, 0 } };

static char *
edges_of (Reading reading)
{
  g_assert_no_error (reading.error);
  return fixture_edges (reading.graph);
}

/* Both readers give these edges. */
static void
check_map (const Map *map, int directed, const char *expected)
{
  g_autofree char *xml = map_to_xml (map, FALSE);
  g_autoptr (GByteArray) pbf = map_to_pbf (map, &plain_style);
  CowReadOptions options = { .directed = directed };
  g_auto (Reading) from_xml = fixture_read ("osm", xml, &options);
  g_auto (Reading) from_pbf = fixture_read_bytes (cow_format_by_name ("osm-pbf"), (const char *)pbf->data, pbf->len, &options, NULL);
  g_autofree char *xml_edges = edges_of (from_xml), *pbf_edges = edges_of (from_pbf);

  g_assert_cmpstr (xml_edges, ==, expected);
  g_assert_cmpstr (pbf_edges, ==, expected);
}

static void
test_edges (void)
{
  static const struct
  {
    MapWay ways[3];
    int directed;
    const char *edges;
  } cases[] = {
    { { { 7, 3, { 1, 2, 3 }, { "highway", "primary" } } }, -1, "1>3:222.39 3>1:222.39" },
    { { { 7, 3, { 1, 2, 3 }, { "highway", "primary" } } }, 0, "1-3:222.39" },
    { { { 7, 2, { 1, 2 }, { "highway", "primary", "oneway", "yes" } } }, -1, "1>2:111.195" },
    { { { 7, 2, { 1, 2 }, { "highway", "primary", "oneway", "1" } } }, -1, "1>2:111.195" },
    { { { 7, 2, { 1, 2 }, { "highway", "primary", "oneway", "-1" } } }, -1, "2>1:111.195" },
    { { { 7, 2, { 1, 2 }, { "highway", "primary", "oneway", "-1" } } }, 0, "1-2:111.195" },
    { { { 7, 2, { 1, 2 }, { "highway", "motorway" } } }, -1, "1>2:111.195" },
    { { { 7, 2, { 1, 2 }, { "highway", "motorway", "oneway", "no" } } }, -1, "1>2:111.195 2>1:111.195" },
    { { { 7, 2, { 1, 2 }, { "highway", "motorway_link" } } }, -1, "1>2:111.195 2>1:111.195" },
    { { { 7, 4, { 1, 2, 3, 1 }, { "highway", "tertiary", "junction", "roundabout" } } }, -1, "1>1:444.78" },
    /* what no car may use */
    { { { 7, 2, { 1, 2 }, { "highway", "footway" } } }, -1, "" },
    { { { 7, 2, { 1, 2 }, { "highway", "service", "area", "yes" } } }, -1, "" },
    { { { 7, 2, { 1, 2 }, { "highway", "service", "access", "private" } } }, -1, "" },
    { { { 7, 2, { 1, 2 }, { "highway", "service", "motorcar", "yes", "access", "no" } } }, -1, "1>2:111.195 2>1:111.195" },
    { { { 7, 2, { 1, 2 }, { "highway", "service", "motor_vehicle", "no", "access", "yes" } } }, -1, "" },
    { { { 7, 2, { 1, 2 }, { "name", "x" } } }, -1, "" },
    { { { 7, 1, { 1 }, { "highway", "primary" } } }, -1, "" },
    { { { 7, 2, { 1, 1 }, { "highway", "primary" } } }, -1, "" },
    /* a junction in the middle of one, at the end of the other; a footway makes none */
    { { { 7, 3, { 1, 2, 3 }, { "highway", "road", "oneway", "yes" } }, { 8, 2, { 2, 5 }, { "highway", "road", "oneway", "yes" } } }, -1,
      "1>2:111.195 2>3:111.195 2>5:333.585" },
    { { { 7, 3, { 1, 2, 3 }, { "highway", "road", "oneway", "yes" } }, { 8, 2, { 2, 5 }, { "highway", "path" } } }, -1, "1>3:222.39" },
    /* a way that crosses itself */
    { { { 7, 6, { 1, 2, 3, 4, 2, 5 }, { "highway", "road", "oneway", "yes" } } }, -1, "1>2:111.195 2>2:444.78 2>5:333.585" },
    /* nodes that are not there: 90 and 91 */
    { { { 7, 5, { 1, 2, 90, 4, 5 }, { "highway", "road", "oneway", "yes" } } }, -1, "1>2:111.195 4>5:111.195" },
    { { { 7, 5, { 90, 2, 91, 4, 5 }, { "highway", "road", "oneway", "yes" } } }, -1, "4>5:111.195" },
    { { { 7, 4, { 1, 2, 3, 90 }, { "highway", "road", "oneway", "yes" } }, { 8, 3, { 2, 3, 4 }, { "highway", "road", "oneway", "yes" } } }, -1,
      "1>2:111.195 2>3:111.195 2>3:111.195 3>4:111.195" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Map map = { .n_nodes = G_N_ELEMENTS (row), .nodes = row, .ways = cases[i].ways };

      while (map.n_ways < 3 && cases[i].ways[map.n_ways].n_nodes > 0)
        map.n_ways++;
      check_map (&map, cases[i].directed, cases[i].edges);
    }
}

static void
test_attributes (void)
{
  static const MapWay ways[] = {
    { 7, 2, { 1, 2 }, { "highway", "primary", "name", "Main & \"High\"", "ref", "A 1", "maxspeed", "30 mph", "oneway", "yes" } },
    { 8, 2, { 2, 3 }, { "highway", "residential", "ref", "B 2", "maxspeed:backward", "20" } },
    { -9, 2, { 3, 4 }, { "highway", "service", "maxspeed", "signals" } },
  };
  const Map map = { .n_nodes = 6, .nodes = row, .n_ways = 3, .ways = ways };
  g_autofree char *text = map_to_xml (&map, TRUE);
  g_auto (Reading) reading = fixture_read (NULL, text, NULL);

  assert_edges (reading, "1>2:111.195 2>3:111.195 3>2:111.195 3>4:111.195 4>3:111.195");
  assert_column (reading, FALSE, "speed", "real|48.3|30|20|15|15");
  assert_column (reading, FALSE, "seconds", "real|8.288|13.343|20.015|26.687|26.687");
  assert_column (reading, FALSE, "highway", "string|primary|residential|residential|service|service");
  assert_column (reading, FALSE, "name", "string|Main & \"High\"|B 2|B 2||");
  assert_column (reading, FALSE, "oneway", "bool|true|false|false|false|false");
  assert_column (reading, FALSE, "way", "int|7|8|8|-9|-9");
  g_assert_cmpstr (cow_graph_weight_name (reading.graph), ==, "length");
  guint32 vertex = cow_graph_find (reading.graph, "3", 1);
  g_assert_cmpfloat (reading.graph->coordinates[2 * vertex], ==, 0.002);
  g_assert_cmpfloat (reading.graph->coordinates[2 * vertex + 1], ==, 0);
}

static void
test_speeds (void)
{
  static const struct
  {
    const char *text;
    guint tenths;
  } cases[] = { { "50", 500 }, { "50 km/h", 500 }, { "50kmh", 500 }, { "30 mph", 483 }, { "10 knots", 185 }, { "none", 1300 }, { "walk", 70 },
                { "DE:urban", 500 }, { "FR:rural", 900 }, { "DE:zone:30", 300 }, { "DE:zone20", 200 }, { "DE:bicycle_road", 300 }, { "7.5", 75 },
                { "", 0 }, { "0", 0 }, { "-5", 0 }, { "fast", 0 }, { "50;70", 0 }, { "50 furlongs", 0 }, { "1e9", 0 }, { "5000", 0 }, { "DE:", 0 },
                { "DE:zone", 0 }, { "0.001", 0 }, { "1.2.3", 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (cow_osm_parse_speed (cases[i].text), ==, cases[i].tenths);
}

/* ---- random maps ---- */

/* (transfer full): the edges as a plain walk over the map finds them, in the form of fixture_edges without lengths. */
static char *
slow_edges (const Map *map)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < map->n_ways; i++)
    {
      const MapWay *way = &map->ways[i];
      guint last = 0;

      for (guint k = 1; k < way->n_nodes; k++)
        {
          guint uses = 0;

          for (guint w = 0; w < map->n_ways; w++)
            for (guint j = 0; j < map->ways[w].n_nodes; j++)
              if (map->ways[w].nodes[j] == way->nodes[k])
                uses += j == 0 || j + 1 == map->ways[w].n_nodes ? 2 : 1;
          if (uses < 2)
            continue;
          g_string_append_printf (text, "%s%" G_GINT64_FORMAT ">%" G_GINT64_FORMAT, text->len > 0 ? " " : "", way->nodes[last], way->nodes[k]);
          if (way->tags[2] == NULL)
            g_string_append_printf (text, " %" G_GINT64_FORMAT ">%" G_GINT64_FORMAT, way->nodes[k], way->nodes[last]);
          last = k;
        }
    }
  return g_string_free (text, FALSE);
}

static char *
without_lengths (const char *edges)
{
  g_autoptr (GRegex) length = g_regex_new (":[^ ]*", 0, 0, NULL);

  return g_regex_replace (length, edges, -1, 0, "", 0, NULL);
}

static void
test_random (void)
{
  GRand *random = g_rand_new_with_seed (4711);

  for (guint round = 0; round < 300; round++)
    {
      MapNode nodes[12];
      MapWay ways[6] = { { 0 } };
      Map map = { .nodes = nodes, .ways = ways, .n_nodes = (guint)g_rand_int_range (random, 2, 13), .n_ways = (guint)g_rand_int_range (random, 0, 7) };
      PbfStyle style = { .dense = g_rand_boolean (random), .packed = g_rand_boolean (random), .ways_first = g_rand_boolean (random), .granularity = 100 };

      if (round % 3 == 0)
        style = (PbfStyle){ .dense = style.dense, .granularity = 20, .lon_offset = -1234500, .lat_offset = 900 };
      for (guint i = 0; i < map.n_nodes; i++)
        nodes[i] = (MapNode){ (gint64)i * (round % 2 ? 5000000000 : 3) - 4, g_rand_int_range (random, -1800000000, 1800000000),
                              g_rand_int_range (random, -900000000, 900000000) };
      for (guint i = 0; i < map.n_ways; i++)
        {
          ways[i] = (MapWay){ .id = i, .tags = { "highway", "road", g_rand_boolean (random) ? "oneway" : NULL, "yes" } };
          while (ways[i].n_nodes < 2 || (ways[i].n_nodes < 8 && g_rand_int_range (random, 0, 4) > 0))
            {
              gint64 node = nodes[g_rand_int_range (random, 0, (gint)map.n_nodes)].id;

              if (ways[i].n_nodes == 0 || ways[i].nodes[ways[i].n_nodes - 1] != node)
                ways[i].nodes[ways[i].n_nodes++] = node;
            }
        }
      g_autofree char *xml = map_to_xml (&map, g_rand_boolean (random)), *expected = slow_edges (&map);
      g_autoptr (GByteArray) pbf = map_to_pbf (&map, &style);
      g_auto (Reading) from_xml = fixture_read (NULL, xml, NULL);
      g_auto (Reading) from_pbf = fixture_read_bytes (NULL, (const char *)pbf->data, pbf->len, NULL, NULL);
      g_assert_no_error (from_xml.error);
      g_assert_no_error (from_pbf.error);
      g_autofree char *edges = fixture_edges (from_xml.graph), *got = without_lengths (edges);
      g_assert_cmpstr (got, ==, expected);
      g_autofree char *all = fixture_everything (from_xml.graph, FALSE), *same = fixture_everything (from_pbf.graph, FALSE);
      g_assert_cmpstr (all, ==, same);
      g_assert_cmpint (from_xml.graph->coordinates != NULL, ==, map.n_ways > 0);
      if (map.n_ways > 0)
        g_assert_cmpmem (from_xml.graph->coordinates, from_xml.graph->n * 16, from_pbf.graph->coordinates, from_pbf.graph->n * 16);
    }
  g_rand_free (random);
}

/* ---- what is refused ---- */

static void
test_refused_xml (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "<osmChange/>", "x.txt:1: no map of OpenStreetMap: the document is called \"osmChange\"" },
    { "<osm>\n<node id='1'/></osm>", "x.txt:2: node without lon and lat" },
    { "<osm>\n<node lat='1' lon='1'/></osm>", "x.txt:2: node without an id" },
    { "<osm>\n<node id='x' lat='1' lon='1'/></osm>", "x.txt:2: id \"x\" of a node is no integer" },
    { "<osm>\n<node id='99999999999999999999' lat='1' lon='1'/></osm>", "x.txt:2: id \"99999999999999999999\" of a node is no integer" },
    { "<osm>\n<node id='1' lat='95' lon='1'/></osm>", "x.txt:2: lat \"95\" is not between -90 and 90" },
    { "<osm>\n<node id='1' lat='1' lon='nan'/></osm>", "x.txt:2: lon \"nan\" is not between -180 and 180" },
    { "<osm>\n<way/></osm>", "x.txt:2: way without an id" },
    { "<osm><way id='1'>\n<nd/></way></osm>", "x.txt:2: nd without an id" },
    { "<osm><way id='1'>\n<tag k='a'/></way></osm>", "x.txt:2: tag without k and v" },
    { "<osm>\n<way id='1'>", "x.txt:2: document ended unexpectedly" },
    { "<osm>\n<!-- \xff --><node/></osm>", "x.txt:2: not UTF-8" },
    { "<osm>\n<!-- \xff --></osm>", "x.txt:2: not UTF-8" },
    { "<osm>\n<!-- \xff --><a b></osm>", "x.txt:2: not UTF-8" },
    { "<!DOCTYPE osm [\n<!ENTITY a 'b'>]><osm/>", "x.txt:2: entities are declared" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = fixture_read ("osm", cases[i].text, NULL);

      assert_refused (reading, cases[i].message);
    }
}

static const MapWay one_road[] = { { 7, 2, { 1, 2 }, { "highway", "primary" } } };
static const Map small_map = { .n_nodes = 6, .nodes = row, .n_ways = 1, .ways = one_road };

static Reading
read_pbf (const GByteArray *file, gsize length)
{
  return fixture_read_bytes (cow_format_by_name ("osm-pbf"), (const char *)file->data, length, NULL, NULL);
}

/* A block of one blob behind a header. */
static GByteArray *
with_block (GByteArray *block)
{
  GByteArray *file = g_byte_array_new ();

  put_blob (file, "OSMHeader", g_byte_array_new (), FALSE);
  put_blob (file, "OSMData", block, FALSE);
  return file;
}

/* Cut anywhere but between two blobs it is an error, and never a crash. */
static void
test_truncated (void)
{
  const PbfStyle style = { .dense = TRUE, .packed = TRUE, .granularity = 100 };
  g_autoptr (GByteArray) file = map_to_pbf (&small_map, &style);
  guint whole = 0;

  for (gsize length = 0; length < file->len; length++)
    {
      g_auto (Reading) reading = read_pbf (file, length);

      if (reading.error == NULL)
        whole++;
      else
        assert_refused (reading, "x.txt: byte ");
    }
  g_assert_cmpuint (whole, ==, 3); /* behind the header, the nodes, the blob that nobody knows */
}

static void
test_damaged (void)
{
  const PbfStyle style = { .dense = TRUE, .packed = TRUE, .granularity = 100 };
  g_autoptr (GByteArray) file = map_to_pbf (&small_map, &style);
  guint refused = 0;

  for (gsize place = 0; place < file->len; place++)
    for (guint bit = 0; bit < 8; bit++)
      {
        file->data[place] ^= (guint8)(1 << bit);
        g_auto (Reading) reading = read_pbf (file, file->len);
        refused += reading.error != NULL;
        file->data[place] ^= (guint8)(1 << bit);
      }
  g_assert_cmpuint (refused, >, file->len * 6);
}

static void
test_refused_pbf (void)
{
  const PbfStyle history = { .dense = TRUE, .granularity = 100, .feature = "HistoricalInformation" };
  GByteArray *files[6], *group = g_byte_array_new (), *block = g_byte_array_new (), *way = g_byte_array_new ();
  static const char *const messages[] = {
    "x.txt: byte 0: it needs \"HistoricalInformation\", which is not known",
    "x.txt: byte 0: no header: not a map in PBF",
    "x.txt: byte 26: damaged tags of a way",
    "x.txt: byte 26: node 1 is not on the earth",
    "x.txt: byte 0: a header of 16777472 bytes: at most 65536",
    "x.txt: byte 0: empty: not a map in PBF",
  };

  files[0] = map_to_pbf (&small_map, &history);
  files[1] = g_byte_array_new ();
  put_blob (files[1], "OSMData", g_byte_array_new (), FALSE);
  put_bytes (way, 2, "\x05", 1); /* a text that is not in the table */
  put_bytes (way, 3, "\x05", 1);
  put_message (group, 3, way);
  put_message (block, 2, group);
  files[2] = with_block (block);
  block = g_byte_array_new ();
  put_block (block, &(PbfStyle){ .dense = TRUE, .granularity = 100, .lat_offset = G_MAXINT64 }, g_byte_array_new (), pbf_nodes (&small_map, &plain_style));
  files[3] = g_byte_array_new ();
  put_blob (files[3], "OSMHeader", g_byte_array_new (), FALSE);
  g_byte_array_append (files[3], block->data, block->len);
  g_byte_array_unref (block);
  files[4] = g_byte_array_new ();
  g_byte_array_append (files[4], (const guint8 *)"\x01\x00\x01\x00zzzz", 8);
  files[5] = g_byte_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_auto (Reading) reading = read_pbf (files[i], files[i]->len);

      assert_refused (reading, messages[i]);
      g_byte_array_unref (files[i]);
    }
}

/* Small files that claim to be large. */
static void
test_bombs (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new (), claim = g_byte_array_new ();
  GByteArray *header = g_byte_array_new ();

  put_blob (file, "OSMHeader", g_byte_array_new (), FALSE);
  for (guint i = 0; i < 4; i++)
    {
      GByteArray *block = g_byte_array_new ();

      g_byte_array_set_size (block, 30 << 20);
      memset (block->data, 0, block->len);
      block->data[0] = 0x22; /* a field nobody knows, as long as the block */
      guint64 rest = block->len - 5;
      for (guint k = 1; k < 5; k++, rest >>= 7)
        block->data[k] = (guint8)((rest & 127) | (k < 4 ? 128 : 0));
      put_blob (file, "OSMData", block, TRUE);
    }
  g_auto (Reading) reading = read_pbf (file, file->len);
  g_assert_error (reading.error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_assert_nonnull (strstr (reading.error->message, "as only a bomb does"));

  put_bytes (header, 1, "OSMHeader", 9);
  put_number (header, 3, (guint64)1 << 40);
  g_byte_array_append (claim, (const guint8[]){ 0, 0, 0, (guint8)header->len }, 4);
  g_byte_array_append (claim, header->data, header->len);
  g_byte_array_unref (header);
  g_auto (Reading) large = read_pbf (claim, claim->len);
  assert_refused (large, "x.txt: byte 0: a blob of more than 32 MiB");
}

static void
test_missing (void)
{
  static const MapWay ways[] = { { 7, 4, { 1, 90, 91, 2 }, { "highway", "primary" } } };
  const Map map = { .n_nodes = 6, .nodes = row, .n_ways = 1, .ways = ways };
  g_autofree char *text = map_to_xml (&map, FALSE);
  g_auto (Reading) reading = fixture_read ("osm", text, NULL);

  assert_edges (reading, "");
  g_assert_cmpstr (reading.warnings->str, ==, "x.txt: 2 of 4 nodes of roads are not in the file: the roads end there\n");
}

/* Between its two readings the file changes its size. */
static void
test_changed (void)
{
  g_autoptr (GByteArray) file = map_to_pbf (&small_map, &plain_style);
  CowReadOptions options = { .name = "x.pbf", .directed = -1 };
  CowBuilderOptions building = { .directed = TRUE };
  g_autoptr (CowBuilder) builder = cow_builder_new (&building);
  g_autoptr (GError) error = NULL;
  int fd = fixture_file (file->data, file->len);
  g_autoptr (CowInput) input = cow_input_new (fd, "x.pbf", 0, &error);

  g_assert_cmpint (pwrite (fd, "zzzz", 4, (off_t)file->len), ==, 4);
  g_assert_false (cow_format_by_name ("osm-pbf")->read (input, &options, builder, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  close (fd);
}

/* With a folder as the argument the seeds of the fuzzer of PBF are written there. */
static void
write_corpus (const char *folder)
{
  static const PbfStyle styles[] = { { .dense = TRUE, .granularity = 100 }, { .granularity = 20, .lat_offset = 900, .ways_first = TRUE },
                                     { .dense = TRUE, .packed = TRUE, .granularity = 100 }, { .feature = "HistoricalInformation", .granularity = 100 } };
  static const char *const names[] = { "dense", "nodes", "packed", "history" };

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      g_autoptr (GByteArray) file = map_to_pbf (&small_map, &styles[i]);
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_byte_array_prepend (file, (const guint8 *)"\x02", 1); /* the options of the fuzzer */
      g_assert_true (g_file_set_contents (path, (const char *)file->data, file->len, NULL));
    }
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--corpus") == 0)
    return write_corpus (argv[2]), 0;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/osm/edges", test_edges);
  g_test_add_func ("/osm/attributes", test_attributes);
  g_test_add_func ("/osm/speeds", test_speeds);
  g_test_add_func ("/osm/random", test_random);
  g_test_add_func ("/osm/refused-xml", test_refused_xml);
  g_test_add_func ("/osm/truncated", test_truncated);
  g_test_add_func ("/osm/damaged", test_damaged);
  g_test_add_func ("/osm/refused-pbf", test_refused_pbf);
  g_test_add_func ("/osm/bombs", test_bombs);
  g_test_add_func ("/osm/changed", test_changed);
  g_test_add_func ("/osm/missing", test_missing);
  return g_test_run ();
}
