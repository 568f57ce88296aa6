/* fuzz-overlay.c - any bytes as a table of known costs beside a small graph: an error, or an overlay that goes through an image.
 *
 * The first byte chooses the mode and the options. */
#include "config.h"

#include "tests/heap-arena.h"
#include "tests/image-fixture.h"
#include "tests/read-fixture.h"
#include "graph/file/overlay-table.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Names that are numbers and names that are not, parallel edges, a loop. */
static CowGraph *
make_graph (gboolean directed)
{
  static const char text[] = "a b 1\nb c 2\na b 3\nc c 4\n1 a 5\n1 2 6\n\"x y\" 2 7\n";
  const CowReadOptions options = { .directed = directed };
  g_auto (Reading) reading = fixture_read ("edgelist", text, &options);

  guint32 *edges;

  g_assert_no_error (reading.error);
  if (reading.graph->edge_of_arc == NULL)
    {
      edges = g_new (guint32, reading.graph->n_arcs); /* for as long as the process lives */
      g_assert_true (cow_graph_edge_of_arc_table (reading.graph, edges));
      reading.graph->edge_of_arc = edges;
    }
  return g_steal_pointer (&reading.graph);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static CowGraph *graphs[2];

  if (size < 1)
    return 0;
  for (guint i = 0; i < 2 && graphs[i] == NULL; i++)
    graphs[i] = make_graph ((gboolean)i);
  const CowGraph *graph = graphs[data[0] & 1];
  const CowReadOptions read = { .name = "x", .delimiter = data[0] & 2 ? ',' : 0, .header = data[0] & 4 ? COW_HEADER_NO : COW_HEADER_AUTO };
  const CowOverlayTableOptions options = { .read = &read, .mode = (CowOverlayMode)(data[0] / 8 % 3), .skip_unknown = (data[0] & 64) != 0 };
  g_autoptr (CowOverlay) overlay = cow_overlay_new ();
  int fd = fixture_file (data + 1, size - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CowInput) input = cow_input_new (fd, "x", 0, &error);

  if (input == NULL || !cow_overlay_table_read (input, &options, graph, overlay, NULL, &error))
    g_assert_nonnull (error);
  else
    {
      ImageFixture image;

      image_begin (&image);
      g_assert_true (cow_overlay_write (overlay, image.writer, &error));
      g_autoptr (CowArena) arena = image_end (&image);
      g_autoptr (CowOverlay) back = cow_overlay_from_image (cow_arena_base (arena), graph, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (back->n_added, ==, overlay->n_added);
      g_assert_cmpuint (back->n_changes, ==, overlay->n_changes);
      for (guint64 i = 0; i < back->n_added; i++)
        g_assert_true (back->added[i].source < graph->n && back->added[i].target < graph->n);
    }
  fixture_close (fd);
  return 0;
}
