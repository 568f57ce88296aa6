/* fuzz-attributed.h - any bytes as a file of a format with attributes: an error, or a graph that is written (or told why not) and reads
 * back the same. What a fuzzer of one format calls. */
#pragma once

#include "tests/attributed-fixture.h"


static G_GNUC_UNUSED int
fuzz_attributed (const char *name, const guint8 *data, gsize size)
{
  const CowFormat *format = cow_format_by_name (name);

  if (size < 1)
    return 0;
  CowReadOptions options = { .directed = data[0] % 3 - 1 };
  format->sniff ((const char *)data + 1, size - 1);
  g_auto (Reading) reading = fixture_read_bytes (format, (const char *)data + 1, size - 1, &options, NULL);
  if (reading.graph == NULL)
    {
      g_assert_nonnull (reading.error);
      return 0;
    }
  if (format->write == NULL)
    return 0;
  int fd = fixture_file ("", 0);
  CowOutput *out = cow_output_new (fd);
  g_autoptr (GError) error = NULL;
  if (format->write (reading.graph, out, NULL, &error))
    {
      g_assert_true (cow_output_finish (out, &error));
      gsize length;
      g_autofree char *written = fixture_write (reading.graph, name, &length);
      g_auto (Reading) back = fixture_read_bytes (format, written, length, NULL, NULL);
      g_assert_no_error (back.error);
      g_assert_cmpuint (back.graph->n, ==, reading.graph->n);
      g_assert_cmpuint (back.graph->m, ==, reading.graph->m);
      g_assert_cmpint (back.graph->directed, ==, reading.graph->directed);
    }
  else
    {
      g_assert_nonnull (error);
      cow_output_finish (out, NULL);
    }
  close (fd);
  return 0;
}
