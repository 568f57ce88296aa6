/* fuzz-vertices.c - any bytes as a table of vertices or of DIMACS coordinates: declared, or an error.
 *
 * The first byte chooses the options. */
#include "config.h"

#include "tests/heap-arena.h"
#include "tests/read-fixture.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size < 1)
    return 0;
  CowReadOptions options = { .name = "x", .skip_bad_lines = data[0] & 1, .delimiter = data[0] & 2 ? '|' : 0 };
  CowBuilderOptions building = { .directed = TRUE };
  CowBuilder *builder = cow_builder_new (&building);
  int fd = fixture_file (data + 1, size - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CowInput) input = cow_input_new (fd, "x", 0, &error);

  if (input != NULL && cow_read_vertices (input, &options, builder, NULL, &error))
    cow_graph_free (fixture_finish (builder));
  else
    {
      g_assert_nonnull (error);
      cow_builder_free (builder);
    }
  fixture_close (fd);
  return 0;
}
