/* test-native.c - the native image: what is saved comes back whole, and every damaged byte that matters is found. */
#include "config.h"

#include <sys/stat.h>

#include "graph/file/native.h"
#include "tests/read-fixture.h"

static const char text[] = "source\ttarget\tweight\tkind\topen:bool\tlanes:int\n"
                           "a\tb\t1.5\t\"x, \"\"y\"\"\"\ttrue\t3\n"
                           "b\tc\t2\tz\xc3\xbcrich\t\t\n"
                           "c\ta\t3\t\tfalse\t-7\n"
                           "a\ta\t0.25\tz\xc3\xbcrich\ttrue\t0\n";
static const char places[] = "name\tlon\tlat\tage\nz\t4\t5\t6\na\t1\t2\t\n";

/* Bytes of a file into a graph, as load does it: copy, check, open. (transfer full), or NULL with error. */
static CowGraph *
open_native (const void *bytes, gsize length, GError **error)
{
  CowImageMapping mapping = { 0 };
  int fd = fixture_file (bytes, length);
  g_autoptr (CowInput) input = cow_input_new (fd, "x.cow", 0, error);
  g_autoptr (CowImageWriter) writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, error);
  CowGraph *graph = NULL;
  guint64 size;

  if (input != NULL && writer != NULL && cow_native_read (input, writer, NULL, error)
      && cow_image_writer_finish (writer, FALSE, &size, error) && cow_image_check (mapping.base, size, error)
      && cow_image_check_slice (mapping.base, 0, size, error))
    {
      CowArena *arena = cow_arena_new (size, error);

      g_assert_nonnull (arena);
      memcpy (cow_arena_base (arena), mapping.base, size);
      graph = cow_graph_open (arena, error);
    }
  cow_image_mapping_clear (&mapping);
  close (fd);
  return graph;
}

static Reading
read_sample (int directed)
{
  CowReadOptions options = { .directed = directed };

  return fixture_read_bytes (cow_format_by_name ("edgelist"), text, strlen (text), &options, places);
}

static void
assert_same_column (const CowGraph *graph, const CowGraph *back, gboolean on_vertex, const char *name)
{
  g_autofree char *before = fixture_column (graph, on_vertex, name), *after = fixture_column (back, on_vertex, name);

  g_assert_nonnull (before);
  g_assert_cmpstr (after, ==, before);
}

static void
test_whole (gconstpointer data)
{
  g_auto (Reading) reading = read_sample (GPOINTER_TO_INT (data));
  GError *error = NULL;
  gsize length;

  g_assert_no_error (reading.error);
  g_autofree char *bytes = fixture_write (reading.graph, "cow", &length), *edges = fixture_edges (reading.graph);
  g_assert_cmpuint (length % 64, ==, 0);
  g_autoptr (CowGraph) back = open_native (bytes, length, &error);
  g_assert_no_error (error);
  g_autofree char *edges_back = fixture_edges (back);
  g_assert_cmpstr (edges_back, ==, edges);
  g_assert_cmpuint (back->n, ==, 4); /* z has no edge */
  g_assert_cmpint (memcmp (back->meta, reading.graph->meta, sizeof *back->meta), ==, 0);
  g_assert_cmpuint (back->columns->len, ==, reading.graph->columns->len);
  for (guint i = 0; i < back->columns->len; i++)
    {
      const CowColumn *column = reading.graph->columns->pdata[i];

      assert_same_column (reading.graph, back, column->on_vertex, column->name);
    }
  g_assert_cmpint (memcmp (back->coordinates, reading.graph->coordinates, 16 * back->n), ==, 0);
  /* Written again it is the same file. */
  gsize again_length;
  g_autofree char *again = fixture_write (back, "cow", &again_length);
  g_assert_cmpmem (again, (int)again_length, bytes, (int)length);
}

/* Every byte of header, table and arrays is covered by a check: turn each one over. */
static void
test_damage (void)
{
  g_auto (Reading) reading = read_sample (-1);
  gsize length;
  g_autofree char *bytes = fixture_write (reading.graph, "cow", &length);
  CowImageHeader header;
  g_autofree CowImageSection *sections = g_new (CowImageSection, COW_IMAGE_MAX_SECTIONS);
  g_autofree char *covered = g_malloc0 (length);

  memcpy (&header, bytes, sizeof header);
  memcpy (sections, bytes + sizeof header, header.n_sections * sizeof *sections);
  memset (covered, 1, 16); /* magic, version, number of sections */
  memset (covered + 24, 1, 8 + header.n_sections * sizeof *sections);
  for (guint32 i = 0; i < header.n_sections; i++)
    memset (covered + sections[i].offset, 1, sections[i].bytes);
  for (gsize at = 0; at < length; at++)
    {
      g_autoptr (GError) error = NULL;

      if (!covered[at])
        continue;
      bytes[at] = (char)~bytes[at];
      g_assert_null (open_native (bytes, length, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
      g_assert_true (g_str_has_prefix (error->message, "x.cow: "));
      bytes[at] = (char)~bytes[at];
    }
}

static void
test_truncated (void)
{
  g_auto (Reading) reading = read_sample (-1);
  gsize length;
  g_autofree char *bytes = fixture_write (reading.graph, "cow", &length);

  for (gsize cut = 0; cut < length; cut += cut < 64 || cut > 32800 ? 1 : 997)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (open_native (bytes, cut, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
    }
}

/* A header that promises much: nothing is asked for on its word. */
static void
test_promise (void)
{
  g_auto (Reading) reading = read_sample (-1);
  g_autoptr (GError) error = NULL;
  gsize length;
  g_autofree char *bytes = fixture_write (reading.graph, "cow", &length);
  CowImageHeader header;

  memcpy (&header, bytes, sizeof header);
  header.bytes = (guint64)1 << 50;
  memcpy (bytes, &header, sizeof header);
  g_assert_null (open_native (bytes, length, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_assert_true (g_str_has_prefix (error->message, "x.cow: truncated: 1125899906842624 bytes announced"));
}

static void
test_other_files (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_native ("a b 1\n", 6, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_clear_error (&error);
  g_autofree char *zeros = g_malloc0 (40000);
  g_assert_null (open_native (zeros, 40000, &error));
  g_assert_cmpstr (error->message, ==, "x.cow: not a native image");
  g_assert_true (cow_format_guess ("x", "COWPATH\n....", 12) == cow_format_by_name ("cow"));
  g_assert_true (cow_format_by_ending ("x.cow.gz") == cow_format_by_name ("cow"));
}

static void
test_map (void)
{
  g_auto (Reading) reading = read_sample (-1);
  gsize length;
  g_autofree char *bytes = fixture_write (reading.graph, "cow", &length), *edges = fixture_edges (reading.graph);
  int fd = fixture_file (bytes, length), other = fixture_file ("a b\n", 4);
  GError *error = NULL;

  g_assert_cmpint (fchmod (fd, 0666), ==, 0);
  g_assert_cmpstr (cow_native_refuse_map (fd), ==, "others may write it");
  g_assert_cmpint (fchmod (fd, 0664), ==, 0);
  g_assert_cmpstr (cow_native_refuse_map (fd), ==, "others may write it");
  g_assert_cmpint (fchmod (fd, 0644), ==, 0);
  g_assert_null (cow_native_refuse_map (fd));
  g_assert_cmpstr (cow_native_refuse_map (other), ==, "it is no plain native image");
  CowArena *arena = cow_arena_map_file (fd, &error);
  g_assert_no_error (error);
  g_autoptr (CowGraph) back = cow_graph_open (arena, &error);
  g_assert_no_error (error);
  g_autofree char *edges_back = fixture_edges (back);
  g_assert_cmpstr (edges_back, ==, edges);
  close (fd);
  close (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/native/whole/directed", GINT_TO_POINTER (1), test_whole);
  g_test_add_data_func ("/native/whole/undirected", GINT_TO_POINTER (0), test_whole);
  g_test_add_func ("/native/damage", test_damage);
  g_test_add_func ("/native/truncated", test_truncated);
  g_test_add_func ("/native/promise", test_promise);
  g_test_add_func ("/native/other-files", test_other_files);
  g_test_add_func ("/native/map", test_map);
  return g_test_run ();
}
