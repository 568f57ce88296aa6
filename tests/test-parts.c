/* test-parts.c - the parts of a graph in memory: sizes that are known beforehand, and nothing missing, whatever is attached. */
#include "config.h"

#include "tests/attributed-fixture.h"
#include "tests/image-fixture.h"
#include "graph/parts.h"
#include "graph/transpose.h"

static guint64
bytes_of (const GArray *parts, CowPartKind kind)
{
  guint64 bytes = 0;

  for (guint i = 0; i < parts->len; i++)
    if (g_array_index (parts, CowPart, i).kind == kind)
      bytes += g_array_index (parts, CowPart, i).bytes;
  return bytes;
}

static void
check_parts (const CowGraph *graph)
{
  g_autoptr (GArray) parts = cow_graph_parts (graph);
  static const guint weight_bytes[] = { [COW_WEIGHT_NONE] = 0, [COW_WEIGHT_U32] = 4, [COW_WEIGHT_I64] = 8, [COW_WEIGHT_F64] = 8 };
  guint64 sum = 0;
  guint n_columns = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const CowPart *part = &g_array_index (parts, CowPart, i);

      sum += part->bytes;
      n_columns += part->kind == COW_PART_COLUMNS;
      g_assert_cmpuint (part->bytes, >, 0);
      if (i > 0)
        g_assert_cmpint (part->kind, >=, part[-1].kind);
      g_assert_cmpint (part->name != NULL, ==, part->kind == COW_PART_COLUMNS || part->kind == COW_PART_INDEXES);
    }
  g_assert_cmpuint (sum, ==, cow_graph_bytes (graph));
  g_assert_cmpuint (n_columns, ==, graph->columns->len);
  g_assert_cmpuint (bytes_of (parts, COW_PART_OFFSETS), ==, 8 * ((guint64)graph->n + 1));
  g_assert_cmpuint (bytes_of (parts, COW_PART_ARCS), ==, 4 * graph->n_arcs);
  g_assert_cmpuint (bytes_of (parts, COW_PART_WEIGHTS), ==, weight_bytes[graph->meta->weight_kind] * graph->n_arcs);
}

static void
attach_transpose (CowGraph *graph)
{
  g_autoptr (GError) error = NULL;
  ImageFixture image;

  image_begin (&image);
  cow_transpose_write (graph, TRUE, image.writer, &image.progress, &error);
  g_assert_no_error (error);
  cow_graph_attach (graph, image_end (&image), &error);
  g_assert_no_error (error);
}

static void
test_random (void)
{
  for (guint32 seed = 0; seed < 400; seed++)
    {
      g_autoptr (CowGraph) graph = fixture_attributed_graph (seed, FIXTURE_HARD_TEXTS);

      check_parts (graph);
      if (graph->directed && graph->n > 0)
        {
          attach_transpose (graph);
          check_parts (graph);
          g_autoptr (GArray) parts = cow_graph_parts (graph);
          g_assert_cmpuint (bytes_of (parts, COW_PART_IN), >=, 8 * ((guint64)graph->n + 1) + 4 * graph->n_arcs);
        }
    }
}

static void
test_names (void)
{
  for (CowPartKind kind = 0; kind < COW_N_PARTS; kind++)
    for (CowPartKind other = 0; other < kind; other++)
      g_assert_cmpstr (cow_part_name (kind), !=, cow_part_name (other));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parts/random", test_random);
  g_test_add_func ("/parts/names", test_names);
  return g_test_run ();
}
