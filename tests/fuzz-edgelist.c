/* fuzz-edgelist.c - any bytes as an edge list, plain or compressed: a graph or an error that names the file, and what is read is
 * written and read again the same.
 *
 * The first byte chooses the options. */
#include "config.h"

#include "tests/fuzz-format.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const CowFormat *format;

  if (format == NULL)
    format = cow_format_by_name ("edgelist");
  if (size < 1)
    return 0;
  CowReadOptions options = fuzz_edgelist_options (data[0]);
  g_auto (Reading) reading = fuzz_read (format, data, size, &options);
  if (reading.graph == NULL)
    return 0;
  gsize length;
  g_autofree char *written = fixture_write (reading.graph, "edgelist", &length), *edges = fixture_edges (reading.graph);
  CowReadOptions plain = { .directed = data[0] & 1 };
  g_auto (Reading) back = fixture_read_bytes (format, written, length, &plain, NULL);
  assert_edges (back, edges);
  return 0;
}
