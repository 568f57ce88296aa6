/* fuzz-format.h - any bytes as a file of a format: an error, or a graph that is written (or told why not) and reads back the same. What a
 * fuzzer of one format calls. */
#pragma once

#include "tests/heap-arena.h"
#include "tests/read-fixture.h"

/* A graph made, written and read again costs many times what reading does, so a fuzzer does all of it for one input in 32, as chance
 * has it; a replay always. */
static G_GNUC_UNUSED gboolean
fuzz_is_chosen (const guint8 *data, gsize size)
{
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  guint32 hash = 0;

  for (gsize i = 0; i < size; i++)
    hash = (hash ^ data[i]) * 16777619;
  return hash >> 27 == 0;
#else
  (void)data, (void)size;
  return TRUE;
#endif
}

/* A few bytes may announce very many vertices: the limit of the builder refuses them, wherever it is when it meets it. Seldom there is
 * room enough for arrays that leave the heap. */
static G_GNUC_UNUSED Reading
fuzz_read (const CowFormat *format, const guint8 *data, gsize size, const CowReadOptions *options)
{
  fixture_memory_bytes = data[0] >> 4 == 15 ? 256 << 10 : 32 << 10;
  fixture_only_reads = !fuzz_is_chosen (data, size);
  Reading reading = fixture_read_bytes (format, (const char *)data + 1, size - 1, options, NULL);
  g_assert_true (fixture_only_reads || (reading.graph == NULL) == (reading.error != NULL));
  fixture_memory_bytes = 0;
  fixture_only_reads = FALSE;
  return reading;
}

static G_GNUC_UNUSED void
fuzz_round_trip (const CowFormat *format, const CowGraph *graph)
{
  gsize length;
  g_autofree char *written = format->write != NULL ? fixture_try_write (graph, format->name, &length) : NULL;

  if (written == NULL)
    return;
  g_auto (Reading) back = fixture_read_bytes (format, written, length, NULL, NULL);
  g_assert_no_error (back.error);
  g_assert_cmpuint (back.graph->n, ==, graph->n);
  g_assert_cmpuint (back.graph->m, ==, graph->m);
  g_assert_cmpint (back.graph->directed, ==, graph->directed);
}

/* The options of an edge list that a byte stands for. */
static G_GNUC_UNUSED CowReadOptions
fuzz_edgelist_options (guint8 byte)
{
  static const char delimiters[] = { 0, 0, ' ', ',', '\t', ';', '|', 0 };
  static const char *const columns[] = { NULL, NULL, NULL, "src,dst,n:int,t:string,weight" };

  return (CowReadOptions){
    .directed = byte & 1,
    .skip_bad_lines = byte >> 1 & 1,
    .delimiter = delimiters[byte >> 2 & 7],
    .columns = columns[byte >> 5 & 3],
    .header = byte >> 7 ? COW_HEADER_YES : COW_HEADER_AUTO,
  };
}

/* The first byte chooses the options and the limit. */
static G_GNUC_UNUSED int
fuzz_format (const char *name, const guint8 *data, gsize size)
{
  static const CowFormat *format;

  if (format == NULL)
    format = cow_format_by_name (name);
  if (size < 1)
    return 0;
  CowReadOptions options = { .directed = data[0] % 3 - 1, .skip_bad_lines = data[0] >> 2 & 1 };
  format->sniff ((const char *)data + 1, size - 1);
  g_auto (Reading) reading = fuzz_read (format, data, size, &options);
  if (reading.graph != NULL)
    fuzz_round_trip (format, reading.graph);
  return 0;
}
