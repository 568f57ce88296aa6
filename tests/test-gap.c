/* test-gap.c - the files of the GAP benchmark: which edge lists have ids for vertices, serialized graphs and what can be wrong with
 * every byte of them. */
#include "config.h"

#include "tests/read-fixture.h"

static void
test_edgelist (void)
{
  static const struct
  {
    const char *text, *edges, *warning;
    guint n;
  } cases[] = {
    { "0 3\n5 0\n", "0>3 5>0", "x.el: 3 vertices that no edge names declared: the ids are those of a GAP edge list (--input=edgelist: not so)\n", 6 },
    { "3 0 7\n", "3>0:7", "x.el: 2 vertices that no", 4 },
    { "0 1\n1 2\n", "0>1 1>2", "", 3 },
    { "1 3\n", "1>3", "", 2 },        /* 0 is not there */
    { "0 1031\n", "0>1031", "x.el: 1030 vertices", 1032 },
    { "0 1032\n", "0>1032", "", 2 },  /* not below 4 * 2 + 1024 */
    { "0 3\na 0\n", "0>3 a>0", "", 3 },
    { "00 3\n0 5\n", "00>3 0>5", "", 4 },
    { "", NULL, "", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CowReadOptions options = { .name = "x.el", .directed = -1 };
      g_auto (Reading) reading = fixture_read (NULL, cases[i].text, &options);

      if (cases[i].edges == NULL)
        {
          assert_refused (reading, "x.el: empty file");
          continue;
        }
      assert_edges (reading, cases[i].edges);
      g_assert_cmpuint (reading.graph->n, ==, cases[i].n);
      if (*cases[i].warning == '\0' || !g_str_has_prefix (reading.warnings->str, cases[i].warning))
        g_assert_cmpstr (reading.warnings->str, ==, cases[i].warning);
    }
}

/* Appearance goes on where the edges ended. */
static void
test_appearance (void)
{
  CowReadOptions options = { .name = "x.wel", .directed = -1 };
  g_auto (Reading) reading = fixture_read (NULL, "4 0 1\n", &options);
  GString *names = g_string_new (NULL);

  g_assert_no_error (reading.error);
  for (guint32 i = 0; i < reading.graph->n; i++)
    {
      char buffer[24];
      gsize length;
      const char *name = cow_graph_name (reading.graph, cow_graph_vertex_at (reading.graph, i), buffer, &length);

      g_string_append_len (names, name, (gssize)length);
    }
  g_assert_cmpstr (names->str, ==, "40123");
  g_string_free (names, TRUE);
}

typedef struct
{
  guint8 bytes[512];
  gsize length;
} File;

static void
put (File *file, guint64 value, gsize size)
{
  value = GUINT64_TO_LE (value);
  memcpy (file->bytes + file->length, &value, size);
  file->length += size;
}

/* The bytes of `0>1 0>2 2>0 2>2` or `0-1 0-2 2-2`; weights 10, 20 … or none. */
static void
make_file (File *file, gboolean directed, gboolean weighted)
{
  static const guint64 offsets[2][4] = { { 0, 2, 3, 5 }, { 0, 2, 2, 4 } }, inverse_offsets[] = { 0, 1, 2, 4 };
  static const guint32 ends[2][5] = { { 1, 2, 0, 0, 2 }, { 1, 2, 0, 2 } }, inverse_ends[] = { 2, 0, 0, 2 };
  static const guint32 weights[2][5] = { { 10, 20, 10, 20, 30 }, { 10, 20, 30, 40 } }, inverse_weights[] = { 30, 10, 20, 40 };
  guint m = directed ? 4 : 5;

  file->length = 0;
  put (file, directed, 1);
  put (file, m, 8);
  put (file, 3, 8);
  for (guint i = 0; i < 4; i++)
    put (file, offsets[directed][i], 8);
  for (guint i = 0; i < m; i++)
    {
      put (file, ends[directed][i], 4);
      put (file, weights[directed][i], weighted ? 4 : 0);
    }
  for (guint i = 0; directed && i < 4; i++)
    put (file, inverse_offsets[i], 8);
  for (guint i = 0; directed && i < m; i++)
    {
      put (file, inverse_ends[i], 4);
      put (file, inverse_weights[i], weighted ? 4 : 0);
    }
}

static Reading
read_file (const File *file, const char *name, int directed)
{
  CowReadOptions options = { .name = name, .directed = directed };

  return fixture_read_bytes (cow_format_by_name ("gap"), (const char *)file->bytes, file->length, &options, NULL);
}

static void
test_serialized (void)
{
  static const struct
  {
    gboolean directed, weighted;
    const char *name;
    int told;
    const char *edges;
  } cases[] = {
    { TRUE, FALSE, "x.sg", -1, "0>1 0>2 2>0 2>2" },
    { TRUE, TRUE, "x.wsg", -1, "0>1:10 0>2:20 2>0:30 2>2:40" },
    { FALSE, FALSE, "x.sg", -1, "0-1 0-2 2-2" },
    { FALSE, TRUE, "x.wsg", -1, "0-1:10 0-2:20 2-2:30" },
    { FALSE, FALSE, "x", -1, "0-1 0-2 2-2" },
    { FALSE, TRUE, "x", -1, "0-1:10 0-2:20 2-2:30" },
    { TRUE, TRUE, "x.bin", -1, "0>1:10 0>2:20 2>0:30 2>2:40" },
    { FALSE, TRUE, "x.wsg", 1, "0>1:10 0>2:20 1>0:10 2>0:20 2>2:30" },
    { TRUE, FALSE, "x.sg", 0, "0-1 0-2 0-2 2-2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      File file;

      make_file (&file, cases[i].directed, cases[i].weighted);
      g_auto (Reading) reading = read_file (&file, cases[i].name, cases[i].told);
      assert_edges (reading, cases[i].edges);
      g_assert_cmpstr (cow_format_guess ("x", (const char *)file.bytes, file.length)->name, ==, "gap");
    }
}

/* Cut anywhere, longer by a byte, any bit of it turned: an error, or (a weight, both of whose copies would have to change) never. */
static void
test_damaged (void)
{
  for (guint kind = 0; kind < 4; kind++)
    {
      const char *name = kind & 1 ? "x.wsg" : "x.sg";
      File file, damaged;

      make_file (&file, (kind & 2) != 0, kind & 1);
      for (gsize length = 0; length < file.length; length++)
        {
          damaged = file;
          damaged.length = length;
          g_auto (Reading) reading = read_file (&damaged, name, -1);
          g_assert_error (reading.error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
        }
      damaged = file;
      put (&damaged, 0, 1);
      g_auto (Reading) longer = read_file (&damaged, name, -1);
      g_autofree char *message = g_strdup_printf ("%s: byte %" G_GSIZE_FORMAT ": the file goes on behind the graph", name, file.length);
      assert_refused (longer, message);
      for (gsize bit = 0; bit < 8 * file.length; bit++)
        {
          damaged = file;
          damaged.bytes[bit / 8] ^= (guint8)(1 << bit % 8);
          g_auto (Reading) reading = read_file (&damaged, name, -1);
          /* The weight of an undirected loop stands once. */
          if (kind == 1 && bit / 8 >= file.length - 4)
            continue;
          g_assert_nonnull (reading.error);
        }
    }
}

static void
test_refused (void)
{
  File file;

  make_file (&file, FALSE, FALSE);
  file.bytes[0] = 2;
  g_auto (Reading) flag = read_file (&file, "x.sg", -1);
  assert_refused (flag, "x.sg: byte 1: the first byte says whether the graph is directed: 0 or 1, not 2");

  make_file (&file, FALSE, FALSE);
  memset (file.bytes + 9, 0xff, 8);
  g_auto (Reading) huge = read_file (&file, "x.sg", -1);
  assert_refused (huge, "x.sg: byte 17: 18446744073709551615 vertices: at most 4294967294");

  make_file (&file, FALSE, FALSE);
  file.length = 60;
  g_auto (Reading) cut = read_file (&file, "x.sg", -1);
  assert_refused (cut, "x.sg: byte 60: the file ends in the neighbors");

  make_file (&file, TRUE, FALSE);
  file.bytes[file.length - 1] = 1;
  g_auto (Reading) neighbor = read_file (&file, "x.sg", -1);
  assert_refused (neighbor, "x.sg: byte 113: neighbor 16777218 of 3 vertices");

  make_file (&file, TRUE, FALSE);
  file.bytes[file.length - 4] = 1;
  g_auto (Reading) inverse = read_file (&file, "x.sg", -1);
  assert_refused (inverse, "x.sg: byte 113: the inverse does not have the arcs of the graph");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gap/edgelist", test_edgelist);
  g_test_add_func ("/gap/appearance", test_appearance);
  g_test_add_func ("/gap/serialized", test_serialized);
  g_test_add_func ("/gap/damaged", test_damaged);
  g_test_add_func ("/gap/refused", test_refused);
  return g_test_run ();
}
