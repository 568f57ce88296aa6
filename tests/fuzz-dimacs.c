/* fuzz-dimacs.c - any bytes as a DIMACS file: a graph that reads back as it was written, or an error.
 *
 * The first byte chooses the options, and the limit. */
#include "config.h"

#include "tests/fuzz-format.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const CowFormat *format;

  if (format == NULL)
    format = cow_format_by_name ("dimacs");
  if (size < 1)
    return 0;
  CowReadOptions options = { .directed = data[0] % 3 - 1, .skip_bad_lines = data[0] >> 2 & 1 };
  g_auto (Reading) reading = fuzz_read (format, data, size, &options);
  if (reading.graph == NULL)
    return 0;
  gsize length;
  g_autofree char *written = fixture_write (reading.graph, "dimacs", &length), *edges = fixture_edges (reading.graph);
  g_auto (Reading) back = fixture_read_bytes (format, written, length, NULL, NULL);
  g_assert_no_error (back.error);
  g_assert_cmpuint (back.graph->n, ==, reading.graph->n);
  /* An arc without a weight comes back with the weight 1. */
  if (reading.graph->out.kind != COW_WEIGHT_NONE || !reading.graph->directed)
    assert_edges (back, edges);
  return 0;
}
