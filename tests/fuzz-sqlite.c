/* fuzz-sqlite.c - any bytes as a database: a graph or an error, and an end: a view may recur for ever, so it is stopped after a while.
 *
 * The first byte chooses the query. */
#include "config.h"

#include "tests/heap-arena.h"
#include "tests/read-fixture.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const queries[] = { NULL, "SELECT b, a FROM t ORDER BY a", "SELECT * FROM t JOIN v", "SELECT name, sql, rootpage FROM sqlite_master" };
  static const guint32 stop = 1;
  static const CowFormat *format;

  if (format == NULL)
    format = cow_format_by_name ("sqlite");
  if (size < 1)
    return 0;
  CowReadOptions options = { .name = "x", .directed = -1, .query = queries[data[0] % 4], .skip_bad_lines = data[0] >> 2 & 1 };
  CowBuilderOptions building = { .directed = TRUE };
  CowProgress progress = { .stop = &stop, .budget = 20000 };
  g_autoptr (CowBuilder) builder = cow_builder_new (&building);
  int fd = fixture_file (data + 1, size - 1);
  g_autoptr (CowInput) input = cow_input_new (fd, "x", 0, NULL);
  g_autoptr (GError) error = NULL;
  format->sniff ((const char *)data + 1, size - 1);
  if (input != NULL)
    g_assert_true (format->read (input, &options, builder, &progress, &error) == (error == NULL));
  fixture_close (fd);
  return 0;
}
