/* fuzz-row.c - any bytes as rows: cut at odd places, read, formatted and compared without a crash; JSON stays UTF-8. */
#include <glib.h>

#include "app/row.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length);

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "" }, { "cost", COW_CELL_COST, "" }, { "path", COW_CELL_PATH, "" }
};

static void
try_record (const guint8 *payload, gsize length, gpointer user)
{
  const CowRowContext context = { .columns = columns, .n_columns = G_N_ELEMENTS (columns), .clean = length & 1 };
  g_autoptr (GString) out = g_string_new (NULL);
  const guint8 *at = payload;
  CowCell cell, before;

  (void)user;
  for (gboolean first = TRUE; cow_cell_next (&at, payload + length, &cell); first = FALSE)
    {
      if (!first)
        g_assert_cmpint (cow_cell_compare (&cell, &before, &context), ==, -cow_cell_compare (&before, &cell, &context));
      before = cell;
    }
  for (CowRowFormat format = COW_FORMAT_TABLE; format <= COW_FORMAT_GEOJSON; format++)
    {
      g_string_truncate (out, 0);
      cow_row_format_record (out, payload, length, format, &context);
      if (format >= COW_FORMAT_JSON)
        g_assert_true (g_utf8_validate (out->str, (gssize)out->len, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  CowRecordCutter cutter = { NULL };
  gsize step = length ? 1 + bytes[0] % 13u : 1;

  try_record (bytes, length, NULL);
  for (gsize at = 0; at < length; at += step)
    cow_record_cutter_feed (&cutter, bytes + at, MIN (step, length - at), try_record, NULL);
  cow_record_cutter_clear (&cutter);
  return 0;
}
