/* fuzz-threads.c - any bytes as an edge list or a DIMACS file: several threads that take a few bytes each in turn read what one reads alone.
 *
 * The first byte chooses the options, the second the format, the number of threads and the size of their pieces. The oracle of an edge list
 * is the reading of one line after the other (CowReadOptions.by_line). */
#include "config.h"

#include "tests/fuzz-format.h"
#include "tests/kept-threads.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size < 2)
    return 0;
  const CowFormat *format = cow_format_by_name (data[1] & 4 ? "dimacs" : "edgelist");
  CowReadOptions options = fuzz_edgelist_options (data[0]);
  options.piece_bytes = (gsize)8 << 2 * (data[1] >> 3 & 3);
  /* A DIMACS file announces its vertices. */
  fixture_memory_bytes = 64 << 10;
  fixture_threads = 2 + (data[1] & 3);
  g_auto (Reading) several = fixture_read_bytes (format, (const char *)data + 2, size - 2, &options, NULL);
  fixture_threads = 1;
  options.by_line = TRUE;
  g_auto (Reading) one = fixture_read_bytes (format, (const char *)data + 2, size - 2, &options, NULL);
  fixture_memory_bytes = 0;
  /* Threads count in parts, each with memory of its own, so the limit ends at other places. */
  if (!g_error_matches (several.error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY) && !g_error_matches (one.error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY))
    assert_same_reading (&several, &one);
  return 0;
}
