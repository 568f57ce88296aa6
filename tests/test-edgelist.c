/* test-edgelist.c - edge lists and vertex tables: what is read from which text, what is refused and where, what is written. */
#include "config.h"

#include "tests/read-fixture.h"

static Reading
read_text (const char *text)
{
  return fixture_read ("edgelist", text, NULL);
}

static void
test_delimiters (void)
{
  static const struct
  {
    const char *text, *edges;
  } cases[] = {
    { "1 2\n2 3\n", "1>2 2>3" },
    { "1\t2\t5\n2\t3\t7\n", "1>2:5 2>3:7" },
    { "  1   2 \t 5  \n2 3 7", "1>2:5 2>3:7" },
    { "1,2,5\n2,3,7\n", "1>2:5 2>3:7" },
    { "1, 2, 5\n2 ,3,7 \n", "1>2:5 2>3:7" },
    { "1;2;5\r\n2;3;7\r\n", "1>2:5 2>3:7" },
    { "a b;c;5\nc;a b;7\n", "a b>c:5 c>a b:7" },
    { "New York,Boston,5\nBoston,New York,6\n", "New York>Boston:5 Boston>New York:6" },
    { "New York\tBoston\nBoston\tNew York\n", "New York>Boston Boston>New York" },
    { "a;1 b\nb c\n", "a;1>b b>c" },
    { "\"a \n\"\tb\na c\tb\n", "a \n>b a c>b" },
    { "\"a\n\n;\";b\nc, d;\"e\n\"", "a\n\n;>b c, d>e\n" },
    { "# don\"t\na;b c\nd;e\"\n", "a>b c d>e\"" },
    { "1 2\n\n   \n# c\n%c\n2 3\n", "1>2 2>3" },
    { "1 2 # one\n2 3 5 # two\n", "1>2:1 2>3:5" },
    { "1\t2\t#3\n", "1>2" },
    { "0 0\n", "0>0" },
    { "00 0\n01 1\n", "00>0 01>1" },
    { "4294967294 4294967295\n", "4294967294>4294967295" },
    { "99999999999 1 2\n", "99999999999>1:2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_edges (reading, cases[i].edges);
    }
}

static void
test_told_delimiter (void)
{
  static const struct
  {
    char delimiter;
    const char *text, *edges;
  } cases[] = {
    { '|', "a|b|3\nb|c|4\n", "a>b:3 b>c:4" },
    { '|', "a b|c d\n", "a b>c d" },
    { ',', "a\tb,c\n", "a\tb>c" },
    { ' ', "a,b c,d\n", "a,b>c,d" },
    { '\t', "a,b\tc\n", "a,b>c" },
    { ':', "1:2:3\n2:3:4.5\n", "1>2:3 2>3:4.5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CowReadOptions options = { .directed = -1, .delimiter = cases[i].delimiter };
      g_auto (Reading) reading = fixture_read ("edgelist", cases[i].text, &options);

      assert_edges (reading, cases[i].edges);
    }
  CowReadOptions quote = { .directed = -1, .delimiter = '"' };
  g_auto (Reading) reading = fixture_read ("edgelist", "a b\n", &quote);
  g_assert_error (reading.error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX);
}

static void
test_weights (void)
{
  static const struct
  {
    const char *weight, *kept;
  } good[] = {
    { "0", "0" }, { "-0.0", "0" }, { "-0", "0" }, { "5", "5" }, { "5.0", "5" }, { "+5", "5" }, { "-3", "-3" }, { "2.5", "2.5" },
    { ".5", "0.5" }, { "1e3", "1000" }, { "1e-320", "1e-320" }, { "4294967295", "4294967295" },
    { "9223372036854775807", "9223372036854775807" }, { "-9223372036854775808", "-9223372036854775808" },
    { "1.7976931348623157e308", "1.7976931348623157e308" }, { "007", "7" },
  };
  static const struct
  {
    const char *weight, *message;
  } bad[] = {
    { "inf", "x.txt:2: weight \"inf\" is not finite" },
    { "-inf", "x.txt:2: weight \"-inf\" is not finite" },
    { "1e999", "x.txt:2: weight \"1e999\" is not finite" },
    { "nan", "x.txt:2: weight \"nan\" is not a number" },
    { "heavy", "x.txt:2: weight \"heavy\" is no number" },
    { "1,5", "x.txt:2: weight \"1,5\" is no number (numbers are written with a point)" },
    { "0x10", "x.txt:2: weight \"0x10\" is no number" },
    { "9223372036854775808", "x.txt:2: weight \"9223372036854775808\" is beyond 64-bit integers" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *text = g_strdup_printf ("a b %s\n", good[i].weight), *edge = g_strdup_printf ("a>b:%s", good[i].kept);
      g_auto (Reading) reading = read_text (text);

      assert_edges (reading, edge);
      /* Numbers for names take another way. */
      g_autofree char *plain = g_strdup_printf ("3 4 %s\r\n", good[i].weight), *plain_edge = g_strdup_printf ("1>2:1 3>4:%s", good[i].kept);
      g_autofree char *whole = g_strconcat ("1 2 1\n", plain, NULL);
      g_auto (Reading) fast = read_text (whole);
      if (strchr (good[i].weight, 'e') == NULL || strlen (good[i].kept) < 10)
        assert_edges (fast, plain_edge);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strdup_printf ("a b 1\nb c %s\n", bad[i].weight), *plain = g_strdup_printf ("1 2 1\n3 4 %s\n", bad[i].weight);
      g_auto (Reading) reading = read_text (text);
      g_auto (Reading) fast = read_text (plain);

      assert_refused (reading, bad[i].message);
      assert_refused (fast, bad[i].message);
    }
}

/* An integer that a double cannot hold, among fractions. */
static void
test_inexact_weights (void)
{
  g_auto (Reading) reading = read_text ("a b 0.5\nb c 9007199254740993\n");

  g_assert_nonnull (reading.error);
  g_assert_true (g_str_has_prefix (reading.error->message, "x.txt:2: weight 9007199254740993 "));
  g_auto (Reading) late = read_text ("a b 9007199254740993\nb c 0.5\n");
  g_assert_nonnull (late.error);
  /* These are doubles, and are written so. */
  g_auto (Reading) exact = read_text ("1 2 0.5\n2 3 -15922337203685478\n3 4 9223372036854774784\n");
  assert_edges (exact, "1>2:0.5 2>3:-15922337203685478 3>4:9.223372036854775e18");
  g_auto (Reading) widened = read_text ("a b 15922337203685478\nb c 1e400\n");
  g_assert_nonnull (widened.error);
  g_auto (Reading) first = read_text ("a b 15922337203685478\nb c 1e300\n");
  assert_edges (first, "a>b:15922337203685478 b>c:1e300");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "", "x.txt: empty file: no edges" },
    { "\xef\xbb\xbf", "x.txt: empty file: no edges" },
    { "a\n", "x.txt:1: one field: an edge needs two" },
    { "# c\n\n1 2\n3\n", "x.txt:4: one field: an edge needs two" },
    { "1 2 3\n4 5\n", "x.txt:2: 2 fields, the first line has 3" },
    { "a,b\nlone\nb,c\n", "x.txt:2: one field: an edge needs two" },
    { "1,2,3\n4,5\n", "x.txt:2: 2 fields, the first line has 3" },
    { "// c\n1 2\n", "x.txt:1: comment in \"//\" style" },
    { "1 2\n// c\n", "x.txt:2: comment in \"//\" style" },
    { "1,2\n,3\n", "x.txt:2: empty vertex name" },
    { "1,2\n3,\n", "x.txt:2: empty vertex name" },
    { "a b 1,5\nb c 2,25\n", "x.txt:1: weight \"1,5\" with a decimal comma" },
    { "\"a\",b\n\"c\n", "x.txt:2: quote is not closed" },
    { "\"a\"x,b\n", "x.txt:1: text behind a closing quote" },
    { "source,target,weight\na,b,\n", "x.txt:2: weight \"\" is no number" },
    { "source,target,x,x\na,b,1,2\n", "x.txt:1: two columns are called \"x\"" },
    { "source,target,n:int\na,b,1\nb,c,x\n", "x.txt:3: \"x\" in column \"n\" is no int" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = read_text (cases[i].text);

      assert_refused (reading, cases[i].message);
      g_assert_null (reading.graph);
    }
}

static void
test_skipped (void)
{
  CowReadOptions options = { .directed = -1, .skip_bad_lines = TRUE };
  g_auto (Reading) reading
      = fixture_read ("edgelist", "1 2 3\nlone\n3 4 x\n4 5 6\n// c\n5 6\n6 7 inf\n7 8 9\n\"open 8 1\n8 9 1\n", &options);
  g_auto (Reading) one = fixture_read ("edgelist", "lone\n1 2\n", &options);

  assert_edges (reading, "1>2:3 4>5:6 7>8:9 8>9:1");
  g_assert_cmpstr (reading.warnings->str, ==, "x.txt: 6 bad lines skipped, the first: x.txt:2: one field: an edge needs two\n");
  assert_edges (one, "1>2");
  g_assert_cmpstr (one.warnings->str, ==, "x.txt: 1 bad line skipped, the first: x.txt:1: one field: an edge needs two\n");
}

static void
test_quotes (void)
{
  g_auto (Reading) reading = read_text ("\"a, b\",\"say \"\"hi\"\"\",1\n\"\",\"x\ny\",2\n\"q\",\"say \"\"hi\"\"\",3\n");
  g_auto (Reading) blanks = read_text ("\"New York\" Boston 5\nBoston \"New York\" 6\n");
  g_auto (Reading) number = read_text ("\"1\",2\n1,\"2\"\n");
  g_auto (Reading) comment = read_text ("\"#a\"\t\"//b\"\n\"//b\"\t\"%c\"\n");

  assert_edges (reading, "a, b>say \"hi\":1 >x\ny:2 q>say \"hi\":3");
  assert_edges (blanks, "New York>Boston:5 Boston>New York:6");
  assert_edges (number, "1>2 1>2");
  assert_edges (comment, "#a>//b //b>%c");
  g_assert_cmpuint (number.graph->n, ==, 2);
}

/* A quoted name with line ends, across the end of a block of the input; errors behind it still know their line. */
static void
test_quotes_across_blocks (void)
{
  for (guint shift = 0; shift < 12; shift++)
    {
      GString *text = g_string_new (NULL);

      while (text->len < (4u << 20) - 20 + shift)
        g_string_append (text, text->len + 8 > (4u << 20) - 40 ? "a,b\n" : "a,b\na,b\n");
      guint lines = (guint)(text->len / 4);
      g_string_append (text, "\"one\ntwo \"\"2\"\"\nthree\",end\nlone\n");
      g_auto (Reading) reading = read_text (text->str);
      g_autofree char *message = g_strdup_printf ("x.txt:%u: one field", lines + 4);

      assert_refused (reading, message);
      g_string_truncate (text, text->len - 5);
      g_auto (Reading) good = read_text (text->str);
      g_assert_no_error (good.error);
      g_assert_cmpuint (good.graph->m, ==, lines + 1);
      g_assert_cmpuint (cow_graph_find (good.graph, "one\ntwo \"2\"\nthree", 17), !=, COW_VERTEX_NONE);
      g_string_free (text, TRUE);
    }
}

/* A lost quote does not swallow a large file. */
static void
test_lost_quote (void)
{
  GString *text = g_string_new ("a,b\n\"c,d\n");

  for (guint i = 0; i < 3000000; i++)
    g_string_append (text, "e,f\n");
  g_auto (Reading) reading = read_text (text->str);
  CowReadOptions options = { .directed = -1, .skip_bad_lines = TRUE };
  g_auto (Reading) skipping = fixture_read ("edgelist", text->str, &options);

  assert_refused (reading, "x.txt:2: quote is not closed");
  g_assert_no_error (skipping.error);
  g_assert_cmpuint (skipping.graph->m, ==, 3000001);
  g_string_free (text, TRUE);
}

static void
test_attributes (void)
{
  g_auto (Reading) header = read_text ("source,target,weight,name,lanes,toll\na,b,2,\"A 1\",3,true\nb,c,3.5,,2,false\n");
  g_auto (Reading) bare = read_text ("a b road 5\nb c rail 6\n");
  g_auto (Reading) growing = read_text ("1 2\n2 3 4\n3 4 5 6\n");
  g_auto (Reading) swapped = read_text ("length\tto\tfrom\tweight\n7\tb\ta\t2\n8\tc\tb\t3\n");

  assert_edges (header, "a>b:2 b>c:3.5");
  assert_column (header, FALSE, "name", "string|A 1|");
  assert_column (header, FALSE, "lanes", "int|3|2");
  assert_column (header, FALSE, "toll", "bool|true|false");
  assert_edges (bare, "a>b b>c");
  assert_column (bare, FALSE, "c3", "string|road|rail");
  assert_column (bare, FALSE, "c4", "int|5|6");
  assert_edges (growing, "1>2:1 2>3:4 3>4:5");
  assert_column (growing, FALSE, "c4", "int|||6");
  assert_edges (swapped, "a>b:2 b>c:3");
  assert_column (swapped, FALSE, "length", "int|7|8");
}

static void
test_header (void)
{
  static const struct
  {
    CowHeader header;
    const char *text, *edges;
  } cases[] = {
    { COW_HEADER_AUTO, "source,target\n1,2\n", "1>2" },
    { COW_HEADER_AUTO, "From To\n1 2\n", "1>2" },
    { COW_HEADER_AUTO, "source\ttarget\tweight\n", "" },
    { COW_HEADER_AUTO, "u v\n1 2\n", "1>2" },
    { COW_HEADER_AUTO, "u v\nv w\n", "u>v v>w" },
    { COW_HEADER_AUTO, "u v\n", "u>v" },
    { COW_HEADER_AUTO, "a b c\n1 2 3\n2 3 4\n", "1>2 2>3" },
    { COW_HEADER_AUTO, "a b weight\nx y 3\n", "x>y:3" },
    { COW_HEADER_AUTO, "a b\nx y\n", "a>b x>y" },
    { COW_HEADER_AUTO, "a b c\nx y z\n", "a>b x>y" },
    { COW_HEADER_AUTO, "# comment\n\nsrc;dst\n1;2\n", "1>2" },
    { COW_HEADER_NO, "source,target\n1,2\n", "source>target 1>2" },
    { COW_HEADER_YES, "1,2\n3,4\n", "3>4" },
    { COW_HEADER_YES, "\n# c\nx y\n3 4\n", "3>4" },
    { COW_HEADER_AUTO, "\"source\",\"target\"\n1,2\n", "1>2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CowReadOptions options = { .directed = -1, .header = cases[i].header };
      g_auto (Reading) reading = fixture_read ("edgelist", cases[i].text, &options);

      assert_edges (reading, cases[i].edges);
    }
}

static void
test_columns (void)
{
  CowReadOptions typed = { .directed = -1, .columns = "src,dst,id:string,-,speed:real" };
  CowReadOptions turned = { .directed = -1, .columns = "weight:int,dst,src" };
  CowReadOptions words = { .directed = -1, .columns = "a,b,label" };
  g_auto (Reading) reading = fixture_read ("edgelist", "a b 007 x 5\nb c 12 y 6\nb d 13 z\n", &typed);
  g_auto (Reading) good = fixture_read ("edgelist", "a b 007 x 5\nb c 12 y 6\n", &typed);
  g_auto (Reading) order = fixture_read ("edgelist", "5 b a\n6 c b\n", &turned);
  g_auto (Reading) header = fixture_read ("edgelist", "source,target,zone\n1,2,3\n", &words);
  g_auto (Reading) real = fixture_read ("edgelist", "5 b a\n6.5 c b\n", &turned);

  assert_refused (reading, "x.txt:3: 4 fields, the first line has 5");
  assert_edges (good, "a>b b>c");
  assert_column (good, FALSE, "id", "string|007|12");
  assert_column (good, FALSE, "speed", "real|5|6");
  assert_column (good, FALSE, "-", NULL);
  assert_edges (order, "a>b:5 b>c:6");
  assert_edges (header, "1>2");
  assert_column (header, FALSE, "label", "int|3");
  assert_refused (real, "x.txt:2: weight \"6.5\" is no integer");
}

static void
test_bad_columns (void)
{
  static const char *const cases[] = { "src", "", "src,dst,x:colour", "src,dst,x,x", "src,dst,weight:string" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CowReadOptions options = { .directed = -1, .columns = cases[i] };
      g_auto (Reading) reading = fixture_read ("edgelist", "a b 1 2\n", &options);

      g_assert_error (reading.error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX);
    }
}

static void
test_directed (void)
{
  CowReadOptions undirected = { .directed = 0 }, directed = { .directed = 1 };
  g_auto (Reading) one = fixture_read ("edgelist", "b a 2\na b 3\na a 1\n", &undirected);
  g_auto (Reading) other = fixture_read ("edgelist", "b a 2\n", &directed);

  assert_edges (one, "b-a:2 b-a:3 a-a:1");
  assert_edges (other, "b>a:2");
}

/* What the short cut for plain numbers reads and what fields read is the same. */
static void
test_plain_like_fields (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 40; round++)
    {
      GString *plain = g_string_new (NULL), *quoted = g_string_new (NULL);
      gboolean weighted = round % 2;

      for (guint i = 0; i < 700; i++)
        {
          guint64 u = g_rand_int (random) >> g_rand_int_range (random, 0, 32), v = g_rand_int (random) >> g_rand_int_range (random, 0, 32);
          double weight = (double)g_rand_int_range (random, 0, 1000) / (round % 4 == 1 ? 1 : 8);
          char number[32];

          cow_number_format_real (weight, number);
          g_string_append_printf (plain, "%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "%s%s\n", u, v, weighted ? "\t" : "", weighted ? number : "");
          g_string_append_printf (quoted, "\"%" G_GUINT64_FORMAT "\"\t%" G_GUINT64_FORMAT "%s%s\n", u, v, weighted ? "\t" : "", weighted ? number : "");
        }
      g_auto (Reading) fast = read_text (plain->str);
      g_auto (Reading) slow = read_text (quoted->str);
      g_assert_no_error (fast.error);
      g_autofree char *edges = fixture_edges (fast.graph);
      assert_edges (slow, edges);
      g_string_free (plain, TRUE);
      g_string_free (quoted, TRUE);
    }
}

static void
test_vertices (void)
{
  g_auto (Reading) table = fixture_read_bytes (cow_format_by_name ("edgelist"), "a b\n", 4, NULL,
                                               "name,x,y,zone\na,1.5,2,north\nc,3,,south\n\"d, e\",,,\n");
  g_auto (Reading) bare = fixture_read_bytes (cow_format_by_name ("edgelist"), "1 2\n", 4, NULL, "3\n1\n");
  g_auto (Reading) three = fixture_read_bytes (cow_format_by_name ("edgelist"), "1 2\n", 4, NULL, "2 7 8\n1 5 6\n");
  g_auto (Reading) lon = fixture_read_bytes (cow_format_by_name ("edgelist"), "a b\n", 4, NULL, "id\tlat\tlon\na\t48.5\t11.25\n");

  g_assert_no_error (table.error);
  g_assert_cmpuint (table.graph->n, ==, 4);
  g_assert_cmpuint (cow_graph_find (table.graph, "d, e", 4), !=, COW_VERTEX_NONE);
  assert_column (table, TRUE, "zone", "string|north||south|");
  assert_column (table, TRUE, "x", "real|1.5||3|");
  guint32 a = cow_graph_find (table.graph, "a", 1), c = cow_graph_find (table.graph, "c", 1);
  g_assert_cmpfloat (table.graph->coordinates[2 * a], ==, 1.5);
  g_assert_cmpfloat (table.graph->coordinates[2 * a + 1], ==, 2);
  g_assert_true (isnan (table.graph->coordinates[2 * c]));
  g_assert_no_error (bare.error);
  g_assert_cmpuint (bare.graph->n, ==, 3);
  g_assert_no_error (three.error);
  guint32 two = cow_graph_find (three.graph, "2", 1);
  g_assert_cmpfloat (three.graph->coordinates[2 * two + 1], ==, 8);
  g_assert_no_error (lon.error);
  a = cow_graph_find (lon.graph, "a", 1);
  g_assert_cmpfloat (lon.graph->coordinates[2 * a], ==, 11.25);
  g_assert_cmpfloat (lon.graph->coordinates[2 * a + 1], ==, 48.5);
}

static void
test_vertices_refused (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "name,x\na\n", "vertices:2: 1 fields, the first line has 2" },
    { "name,x,y\na,1,north\n", "vertices:2: coordinate \"north\" is no finite number" },
    { "name,x,x\na,1,2\n", "vertices:1: two columns are called \"x\"" },
    { "name,n:int\na,1\nb,1.5\n", "vertices:3: \"1.5\" in column \"n\" is no int" },
    { "p aux sp co 2\nv 1 2 3\nw 2 3 4\n", "vertices:3: no line of coordinates" },
    { "name,b\n,1\n", "vertices:2: empty vertex name" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = fixture_read_bytes (cow_format_by_name ("edgelist"), "a b\n", 4, NULL, cases[i].text);

      assert_refused (reading, cases[i].message);
    }
}

static void
check_round_trip (const Reading *reading)
{
  gsize length;

  g_assert_no_error (reading->error);
  g_autofree char *written = fixture_write (reading->graph, "edgelist", &length), *edges = fixture_edges (reading->graph);
  CowReadOptions options = { .directed = reading->graph->directed ? 1 : 0 };
  g_auto (Reading) back = fixture_read_bytes (NULL, written, length, &options, NULL);

  assert_edges (back, edges);
  for (guint i = 0; i < reading->graph->columns->len; i++)
    {
      const CowColumn *column = reading->graph->columns->pdata[i];
      g_autofree char *cells = fixture_column (reading->graph, FALSE, column->name);

      if (!column->on_vertex)
        assert_column (back, FALSE, column->name, cells);
    }
  /* And so are the numbers of the vertices. */
  for (guint32 appearance = 0; appearance < back.graph->n; appearance++)
    {
      char one[24], two[24];
      gsize one_length, two_length;
      const char *here = cow_graph_name (reading->graph, cow_graph_vertex_at (reading->graph, appearance), one, &one_length);
      const char *there = cow_graph_name (back.graph, cow_graph_vertex_at (back.graph, appearance), two, &two_length);

      g_assert_true (one_length == two_length && memcmp (here, there, one_length) == 0);
    }
}

static void
test_round_trip (void)
{
  static const char *const texts[] = {
    "1 2\n2 3\n",
    "1 2 3\n2 3 4.5\n3 3 0\n1 2 3\n",
    "from to\n",
    "a from\nto b\n",
    "\"tab\there\",\"quote \"\" here\"\n\"line\nend\",\"return\r\"\n\"\",\" blanks \"\n",
    "\"#x\",\"%y\"\n\"//z\",a;b\n\"a,b\",\"c;d\"\n",
    "source,target,weight,n,t,r,f,digits:string,whole:real,none\na,b,1,5,x,2.5,true,12,3,\nb,c,2,,\"y\tz\",,false,13,4,\n",
    "source,target,truth:string\na,b,true\nb,c,false\n",
    "u v w\nv u w\n",
    "one,two,target,x:y,n:int:real\n1,2,3,4,5\n", /* ends by place: target is an attribute */
    "one,two,source,src,from\n1,2,3,4,5\n",
    "9 8 -5\n8 7 9223372036854775807\n",
    "weight x\nx weight\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (int directed = 0; directed < 2; directed++)
      {
        CowReadOptions options = { .directed = directed, .header = i == 2 || i == 3 ? COW_HEADER_NO : i == 9 || i == 10 ? COW_HEADER_YES : COW_HEADER_AUTO };
        g_auto (Reading) reading = fixture_read ("edgelist", texts[i], &options);

        check_round_trip (&reading);
      }
}

/* Vertex i of a fixture is called "i": its ends as numbers, the smaller one in front when undirected. */
static void
number_ends (const CowGraph *graph, guint32 edge, guint64 numbers[2], CowCost *weight)
{
  guint32 ends[2];
  guint64 arc;

  g_assert_true (cow_graph_edge_ends (graph, edge, &ends[0], &ends[1], &arc));
  for (guint i = 0; i < 2; i++)
    {
      char buffer[24];
      gsize length;
      g_autofree char *name = NULL;
      const char *text = cow_graph_name (graph, ends[i], buffer, &length);

      name = g_strndup (text, length);
      numbers[i] = g_ascii_strtoull (name, NULL, 10);
    }
  if (!graph->directed && numbers[0] > numbers[1])
    {
      guint64 swap = numbers[0];

      numbers[0] = numbers[1];
      numbers[1] = swap;
    }
  *weight = graph->out.kind != COW_WEIGHT_NONE ? cow_csr_weight (&graph->out, arc) : cow_cost_int (1);
}

static void
test_round_trip_random (void)
{
  for (guint32 seed = 0; seed < 12; seed++)
    {
      g_auto (Reading) reading = { .fd = fixture_file ("", 0), .warnings = g_string_new (NULL) };
      FixtureWeights kinds[] = { FIXTURE_UNWEIGHTED, FIXTURE_U32, FIXTURE_I64, FIXTURE_F64 };
      gsize length;

      reading.graph = fixture_random_graph (seed, 40, 120, seed % 2, kinds[seed % 4]);
      g_autofree char *written = fixture_write (reading.graph, "edgelist", &length);
      CowReadOptions options = { .directed = (int)(seed % 2) };
      g_auto (Reading) back = fixture_read_bytes (NULL, written, length, &options, NULL);
      g_assert_no_error (back.error);
      g_assert_cmpuint (back.graph->m, ==, reading.graph->m);
      for (guint32 edge = 0; edge < back.graph->m; edge++)
        {
          guint64 here[2], there[2];
          CowCost weight, other;

          number_ends (reading.graph, edge, here, &weight);
          number_ends (back.graph, edge, there, &other);
          g_assert_true (here[0] == there[0] && here[1] == there[1]);
          g_assert_true (cow_cost_as_double (weight) == cow_cost_as_double (other));
        }
      check_round_trip (&back);
    }
}

static void
test_stop (void)
{
  GString *text = g_string_new (NULL);
  guint32 stop = 1;
  guint64 units = 0;
  CowProgress progress = { .stop = &stop, .units = &units };
  CowBuilderOptions building = { .directed = TRUE };
  CowReadOptions options = { .name = "x", .directed = -1 };

  for (guint i = 0; i < 200000; i++)
    g_string_append (text, "1 2\n");
  int fd = fixture_file (text->str, text->len);
  g_autoptr (CowInput) input = cow_input_new (fd, "x", 0, NULL);
  g_autoptr (CowBuilder) builder = cow_builder_new (&building);
  g_autoptr (GError) error = NULL;
  g_assert_false (cow_format_by_name ("edgelist")->read (input, &options, builder, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_assert_cmpuint (cow_builder_n_edges (builder), <, 100000);
  close (fd);
  g_string_free (text, TRUE);
}

static void
test_guess (void)
{
  static const struct
  {
    const char *name, *bytes, *format;
  } cases[] = {
    { "a", "1 2\n", "edgelist" },
    { "a.gr", "p sp 3 4\n", "dimacs" },
    { "a.txt", "c x\np sp 3 4\na 1 2 3\n", "dimacs" },
    { "a", "c x\nc y\n\np tw 3 4\n1 2\n", "dimacs" },
    { "NY.gr.xz", "p tw 3 4\n1 2\n", "dimacs" },
    { "a.csv.gz", "1,2\n", "edgelist" },
    { "a", "", "edgelist" },
    { "a.gr", "p sp 3\n", "dimacs" },
    { "a", "c d\nd e\n", "edgelist" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (cow_format_guess (cases[i].name, cases[i].bytes, strlen (cases[i].bytes))->name, ==, cases[i].format);
  g_assert_cmpstr (cow_format_by_ending ("x/y.TSV.zst")->name, ==, "edgelist");
  g_assert_null (cow_format_by_ending ("x/y"));
  g_assert_null (cow_format_by_ending (".gr"));
  g_assert_null (cow_format_by_name ("gr"));
}

/* What the registry promises to the manual. */
static void
test_registry (void)
{
  for (guint i = 0; cow_formats ()[i] != NULL; i++)
    {
      const CowFormat *format = cow_formats ()[i];

      g_assert_true (cow_format_by_name (format->name) == format);
      g_assert_true (format->summary != NULL && format->details != NULL && format->endings != NULL);
      g_assert_true (format->sniff != NULL && format->read != NULL);
      g_assert_cmpuint (format->sniff ("", 0), ==, 0);
    }
}

/* A line of delimiters is refused before its fields fill the memory, in the list and in its header. */
static void
test_many_fields (void)
{
  static const char *const heads[] = { "", "a,b\n" };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      GString *text = g_string_new (heads[i]);
      CowReadOptions options = { .directed = -1, .delimiter = ',' };
      g_autofree char *expected = g_strdup_printf ("x.txt:%u: more than 1048576 fields", i + 1);

      for (guint k = 0; k < 1048576; k++)
        g_string_append_c (text, ',');
      g_string_append_c (text, '\n');
      g_auto (Reading) reading = fixture_read_bytes (cow_format_by_name ("edgelist"), text->str, text->len, &options, NULL);
      assert_refused (reading, expected);
      g_string_free (text, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edgelist/delimiters", test_delimiters);
  g_test_add_func ("/edgelist/told-delimiter", test_told_delimiter);
  g_test_add_func ("/edgelist/weights", test_weights);
  g_test_add_func ("/edgelist/inexact-weights", test_inexact_weights);
  g_test_add_func ("/edgelist/refused", test_refused);
  g_test_add_func ("/edgelist/skipped", test_skipped);
  g_test_add_func ("/edgelist/quotes", test_quotes);
  g_test_add_func ("/edgelist/quotes-across-blocks", test_quotes_across_blocks);
  g_test_add_func ("/edgelist/lost-quote", test_lost_quote);
  g_test_add_func ("/edgelist/attributes", test_attributes);
  g_test_add_func ("/edgelist/header", test_header);
  g_test_add_func ("/edgelist/columns", test_columns);
  g_test_add_func ("/edgelist/bad-columns", test_bad_columns);
  g_test_add_func ("/edgelist/directed", test_directed);
  g_test_add_func ("/edgelist/plain-like-fields", test_plain_like_fields);
  g_test_add_func ("/edgelist/round-trip", test_round_trip);
  g_test_add_func ("/edgelist/round-trip-random", test_round_trip_random);
  g_test_add_func ("/edgelist/stop", test_stop);
  g_test_add_func ("/vertices/table", test_vertices);
  g_test_add_func ("/vertices/refused", test_vertices_refused);
  g_test_add_func ("/format/guess", test_guess);
  g_test_add_func ("/format/registry", test_registry);
  g_test_add_func ("/edgelist/many-fields", test_many_fields);
  return g_test_run ();
}
