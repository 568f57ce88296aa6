/* fuzz-numbered.h - any bytes as a file whose vertices are numbers it announces: an error, or a graph that is written, or refused, and
 * reads back the same. What a fuzzer of one format calls. */
#pragma once

#include "tests/read-fixture.h"

/* The most vertices that a line of the text could announce. */
static G_GNUC_UNUSED gboolean
fuzz_is_modest (const char *text, gsize size)
{
  guint digits = 0;

  for (gsize i = 0; i < size; i++)
    {
      digits = g_ascii_isdigit (text[i]) ? digits + 1 : 0;
      if (digits == 6)
        return FALSE;
    }
  return TRUE;
}

/* Read, but not built. */
static G_GNUC_UNUSED void
fuzz_read_only (const CowFormat *format, const char *bytes, gsize size, const CowReadOptions *options)
{
  CowBuilderOptions building = { .directed = TRUE, .memory_bytes = 64 << 20 };
  CowReadOptions own = *options;
  g_autoptr (CowBuilder) builder = cow_builder_new (&building);
  int fd = fixture_file (bytes, size);
  g_autoptr (CowInput) input = cow_input_new (fd, "x", 0, NULL);

  own.name = "x";
  if (input != NULL)
    format->read (input, &own, builder, NULL, NULL);
  close (fd);
}

/* The first byte chooses the options. */
static G_GNUC_UNUSED int
fuzz_numbered (const char *name, const guint8 *data, gsize size, gboolean binary)
{
  const CowFormat *format = cow_format_by_name (name);

  if (size < 1)
    return 0;
  const char *bytes = (const char *)data + 1;
  CowReadOptions options = { .directed = data[0] % 3 - 1 };
  size--;
  format->sniff (bytes, size);
  if (binary ? size >= 17 && (bytes[11] | bytes[12] | bytes[13] | bytes[14] | bytes[15] | bytes[16]) != 0
             : !fuzz_is_modest (bytes, size))
    {
      fuzz_read_only (format, bytes, size, &options);
      return 0;
    }
  g_auto (Reading) reading = fixture_read_bytes (format, bytes, size, &options, NULL);
  if (reading.graph == NULL)
    {
      g_assert_nonnull (reading.error);
      return 0;
    }
  gsize length;
  g_autofree char *written = format->write != NULL ? fixture_try_write (reading.graph, name, &length) : NULL;
  if (written == NULL)
    return 0;
  g_auto (Reading) back = fixture_read_bytes (format, written, length, NULL, NULL);
  g_assert_no_error (back.error);
  g_assert_cmpuint (back.graph->n, ==, reading.graph->n);
  g_assert_cmpuint (back.graph->m, ==, reading.graph->m);
  g_assert_cmpint (back.graph->directed, ==, reading.graph->directed);
  return 0;
}
