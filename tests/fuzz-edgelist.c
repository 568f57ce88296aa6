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
  static const char delimiters[] = { 0, 0, ' ', ',', '\t', ';', '|', 0 };
  static const char *const columns[] = { NULL, NULL, NULL, "src,dst,n:int,t:string,weight" };

  if (format == NULL)
    format = cow_format_by_name ("edgelist");
  if (size < 1)
    return 0;
  CowReadOptions options = {
    .directed = data[0] & 1,
    .skip_bad_lines = data[0] >> 1 & 1,
    .delimiter = delimiters[data[0] >> 2 & 7],
    .columns = columns[data[0] >> 5 & 3],
    .header = data[0] >> 7 ? COW_HEADER_YES : COW_HEADER_AUTO,
  };
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
