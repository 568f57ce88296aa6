/* test-row.c - rows survive the way through writer, cutter and reader; cells look as the contract says in every format.
 *
 * Texts stand in for names: both take the same way; names of a real graph are seen in the golden tests. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "app/row.h"

static const CowResultColumn three[] = {
  { "from", COW_CELL_TEXT, "" }, { "cost", COW_CELL_COST, "" }, { "path", COW_CELL_PATH, "" }
};

static void
collect (const void *bytes, gsize length, gpointer user)
{
  g_byte_array_append (user, bytes, (guint)length);
}

static void
append_payload (const guint8 *payload, gsize length, gpointer user)
{
  g_string_append_len (user, (const char *)payload, (gssize)length);
}

typedef struct
{
  GString *text;
  guint rows;
} Lines;

static void
append_lines (const guint8 *payload, gsize length, gpointer user)
{
  Lines *lines = user;
  guint32 n;

  g_assert_cmpuint (length, >, sizeof n);
  memcpy (&n, payload, sizeof n);
  lines->rows += n;
  g_string_append_len (lines->text, (const char *)payload + sizeof n, (gssize)(length - sizeof n));
}

/* One cell in one format. */
static char *
format_cell (CowCell cell, CowRowFormat format, gboolean clean)
{
  const CowRowContext context = { .columns = three, .n_columns = 3, .clean = clean };
  GString *out = g_string_new (NULL);

  cow_cell_format (out, &cell, format, &context);
  return g_string_free (out, FALSE);
}

#define TEXT_CELL(string) ((CowCell){ .tag = COW_CELL_IS_TEXT, .text = (string), .length = strlen (string) })

static void
check (CowCell cell, const char *table, const char *tsv, const char *csv, const char *json)
{
  const char *want[] = { table, tsv, csv, json, json };
  static const CowRowFormat formats[]
    = { COW_FORMAT_TABLE, COW_FORMAT_TSV, COW_FORMAT_CSV, COW_FORMAT_JSON, COW_FORMAT_JSONL };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *got = format_cell (cell, formats[i], FALSE);

      g_assert_cmpstr (got, ==, want[i]);
    }
}

static void
test_values (void)
{
  check ((CowCell){ .tag = COW_CELL_IS_NULL }, "", "", "", "null");
  check ((CowCell){ .tag = COW_CELL_IS_UNREACHABLE }, "inf", "inf", "inf", "null");
  check ((CowCell){ .tag = COW_CELL_IS_BOOL, .boolean = TRUE }, "true", "true", "true", "true");
  check ((CowCell){ .tag = COW_CELL_IS_BOOL }, "false", "false", "false", "false");
  check ((CowCell){ .tag = COW_CELL_IS_PATH }, "", "[]", "[]", "[]");
  check ((CowCell){ .tag = COW_CELL_IS_INT, .integer = G_MININT64 }, "-9223372036854775808", "-9223372036854775808",
         "-9223372036854775808", "-9223372036854775808");
  check ((CowCell){ .tag = COW_CELL_IS_REAL, .real = 0.1 }, "0.1", "0.1", "0.1", "0.1");
  check ((CowCell){ .tag = COW_CELL_IS_REAL, .real = 3.0 }, "3", "3", "3", "3");
  check ((CowCell){ .tag = COW_CELL_IS_REAL, .real = INFINITY }, "inf", "inf", "inf", "null");
  check ((CowCell){ .tag = COW_CELL_IS_REAL, .real = NAN }, "nan", "nan", "nan", "null");
}

static void
test_texts (void)
{
  check (TEXT_CELL ("plain"), "plain", "plain", "plain", "\"plain\"");
  check (TEXT_CELL ("42"), "42", "42", "42", "\"42\"");
  check (TEXT_CELL (""), "", "", "\"\"", "\"\"");
  check (TEXT_CELL ("a,b"), "a,b", "a,b", "\"a,b\"", "\"a,b\"");
  check (TEXT_CELL ("\"q\""), "\"q\"", "\"q\"", "\"\"\"q\"\"\"", "\"\\\"q\\\"\"");
  check (TEXT_CELL ("a\tb\nc\rd\\e"), "a\\x09b\\x0ac\\x0dd\\e", "a\\tb\\nc\\rd\\\\e", "\"a\tb\nc\rd\\e\"",
         "\"a\\tb\\nc\\rd\\\\e\"");
  check (TEXT_CELL ("\xc3\xa4\xe2\x86\x92"), "\xc3\xa4\xe2\x86\x92", "\xc3\xa4\xe2\x86\x92", "\xc3\xa4\xe2\x86\x92",
         "\"\xc3\xa4\xe2\x86\x92\"");
}

static void
test_json_is_safe (void)
{
  static const struct
  {
    const char *text, *json;
  } texts[] = {
    { "\x01\x1b[2J\x7f", "\"\\u0001\\u001b[2J\\u007f\"" },
    { "a\xff\xfe" "b", "\"a\xef\xbf\xbd\xef\xbf\xbd" "b\"" },
    { "\xe2\x82", "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
    { "\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
    { "\xc2\x9b" "31m", "\"\\u009b31m\"" },
    { "\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\"" },
    { "\xe2\x80\xae" "evil\xe2\x81\xa6", "\"\\u202eevil\\u2066\"" },
    { "\xf3\xa0\x81\x81", "\"\\udb40\\udc41\"" },
    { "\xf0\x9f\x90\x84", "\"\xf0\x9f\x90\x84\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *got = format_cell (TEXT_CELL (texts[i].text), COW_FORMAT_JSON, FALSE);

      g_assert_cmpstr (got, ==, texts[i].json);
    }
}

/* No byte that a terminal acts on, in any format. */
static void
test_clean (void)
{
  for (CowRowFormat format = COW_FORMAT_TABLE; format <= COW_FORMAT_GEOJSON; format++)
    for (guint byte = 1; byte < 256; byte++)
      {
        char text[] = { 'a', (char)byte, ']', '0', '\0' };
        g_autofree char *got = format_cell (TEXT_CELL (text), format, TRUE);

        for (const char *at = got; *at; at++)
          g_assert_true ((guchar)*at >= 0x20 && *at != 0x7f);
        g_assert_true (g_utf8_validate (got, -1, NULL));
      }
}

static void
write_sample (CowRows *rows)
{
  static const guint32 path[] = { 1, 2, 3 };

  cow_rows_begin (rows); /* and given up */
  cow_rows_int (rows, 1);
  cow_rows_begin (rows);
  cow_rows_text (rows, "x,y", -1);
  cow_rows_cost (rows, cow_cost_int (7));
  cow_rows_path (rows, path, 0);
  g_assert_true (cow_rows_end (rows));
  cow_rows_begin (rows);
  cow_rows_text (rows, "z\tz", 2);
  cow_rows_cost (rows, cow_cost_unreachable ());
  cow_rows_null (rows);
  cow_rows_end (rows);
  cow_rows_begin (rows); /* likewise */
  cow_rows_int (rows, 2);
}

/* What comes out in a format, cut from pieces of `step` bytes. */
static char *
run_sample (CowRowFormat format, gsize step)
{
  const CowRowContext context = { .columns = three, .n_columns = 3 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Lines lines = { .text = g_string_new (NULL) };
  CowRecordCutter cutter = { NULL };
  CowRows rows;

  cow_rows_init (&rows, format, &context, collect, bytes);
  rows.gathers = step % 2 == 1;
  write_sample (&rows);
  g_assert_cmpuint (bytes->len > 0, ==, !rows.gathers);
  cow_rows_flush (&rows);
  cow_rows_clear (&rows);
  for (gsize at = 0; at < bytes->len; at += step)
    cow_record_cutter_feed (&cutter, bytes->data + at, MIN (step, bytes->len - at), append_lines, &lines);
  cow_record_cutter_clear (&cutter);
  g_assert_cmpuint (lines.rows, ==, 2);
  return g_string_free (lines.text, FALSE);
}

static void
test_lines (void)
{
  for (gsize step = 1; step < 80; step++)
    {
      g_autofree char *tsv = run_sample (COW_FORMAT_TSV, step);
      g_autofree char *csv = run_sample (COW_FORMAT_CSV, step);
      g_autofree char *jsonl = run_sample (COW_FORMAT_JSONL, step);

      g_assert_cmpstr (tsv, ==, "x,y\t7\t[]\nz\\t\tinf\t\n");
      g_assert_cmpstr (csv, ==, "\"x,y\",7,[]\nz\t,inf,\n");
      g_assert_cmpstr (jsonl, ==,
                       "{\"from\":\"x,y\",\"cost\":7,\"path\":[]}\n{\"from\":\"z\\t\",\"cost\":null,\"path\":null}\n");
    }
}

/* Many lines, and one that is longer than what is gathered: the same bytes, in fewer pieces. */
static void
count_piece (const void *bytes, gsize length, gpointer user)
{
  GArray *pieces = user;
  guint size = (guint)length;

  (void)bytes;
  g_array_append_val (pieces, size);
}

static void
test_gathered (void)
{
  const CowRowContext context = { .columns = three, .n_columns = 1 };
  g_autofree char *text = g_strnfill (10000, 'x');
  guint64 total[2] = { 0 };
  guint n_pieces[2];

  for (guint gathers = 0; gathers < 2; gathers++)
    {
      g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (guint));
      CowRows rows;

      cow_rows_init (&rows, COW_FORMAT_TSV, &context, count_piece, pieces);
      rows.gathers = gathers;
      for (guint i = 0; i < 2000; i++)
        {
          cow_rows_begin (&rows);
          cow_rows_text (&rows, text, i == 1000 ? 10000 : i % 50);
          cow_rows_end (&rows);
        }
      cow_rows_flush (&rows);
      cow_rows_clear (&rows);
      n_pieces[gathers] = pieces->len;
      for (guint i = 0; i < pieces->len; i++)
        total[gathers] += g_array_index (pieces, guint, i) - 2 * sizeof (guint32);
    }
  g_assert_cmpuint (total[0], ==, total[1]);
  g_assert_cmpuint (n_pieces[0], ==, 2000);
  g_assert_cmpuint (n_pieces[1], <, 40);
}

static void
test_header (void)
{
  const CowRowContext all = { .columns = three, .n_columns = 3 }, one = { .columns = three, .n_columns = 1 };
  static const guint8 null_cell[] = { COW_CELL_IS_NULL };
  g_autoptr (GString) out = g_string_new (NULL);

  cow_row_format_header (out, COW_FORMAT_TSV, &all);
  cow_row_format_header (out, COW_FORMAT_CSV, &all);
  cow_row_format_header (out, COW_FORMAT_JSON, &all);
  cow_row_format_record (out, null_cell, 1, COW_FORMAT_CSV, &one);
  cow_row_format_record (out, null_cell, 1, COW_FORMAT_JSON, &one);
  g_assert_cmpstr (out->str, ==, "from\tcost\tpath\nfrom,cost,path\n\"\"\n{\"from\":null}");
}

static void
test_limit (void)
{
  const CowRowContext context = { .columns = three, .n_columns = 1 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  CowRows rows;

  cow_rows_init (&rows, COW_FORMAT_CELLS, &context, collect, bytes);
  rows.limit = 2;
  for (guint i = 0; i < 4; i++)
    {
      cow_rows_begin (&rows);
      cow_rows_int (&rows, i);
      g_assert_cmpint (cow_rows_end (&rows), ==, i == 0);
    }
  g_assert_cmpuint (rows.rows, ==, 2);
  g_assert_cmpuint (bytes->len, ==, 2 * (4 + 9));
  cow_rows_clear (&rows);
}

/* Every kind of cell comes back; every shorter record stops cleanly. */
static void
test_cells (void)
{
  static const guint32 path[] = { 5, 6 };
  const CowValue values[] = { { .type = COW_TYPE_NULL },
                              { .type = COW_TYPE_BOOL, .boolean = TRUE },
                              { .type = COW_TYPE_INT, .integer = -1 },
                              { .type = COW_TYPE_REAL, .real = 0.5 },
                              { .type = COW_TYPE_STRING, .text = "abc", .length = 2 } };
  static const CowCellTag tags[]
    = { COW_CELL_IS_NULL, COW_CELL_IS_BOOL,   COW_CELL_IS_INT,  COW_CELL_IS_REAL,       COW_CELL_IS_TEXT,
        COW_CELL_IS_NULL, COW_CELL_IS_VERTEX, COW_CELL_IS_PATH, COW_CELL_IS_UNREACHABLE };
  const CowRowContext context = { .columns = three, .n_columns = 3 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  CowRows rows;

  cow_rows_init (&rows, COW_FORMAT_CELLS, &context, collect, bytes);
  cow_rows_begin (&rows);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    cow_rows_value (&rows, &values[i]);
  cow_rows_vertex (&rows, COW_VERTEX_NONE);
  cow_rows_vertex (&rows, 9);
  cow_rows_path (&rows, path, 2);
  cow_rows_cost (&rows, cow_cost_unreachable ());
  cow_rows_end (&rows);
  cow_rows_clear (&rows);
  for (guint length = 4; length <= bytes->len; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, length);
      const guint8 *at = copy + 4;
      CowCell cell;
      guint n = 0;

      for (; cow_cell_next (&at, copy + length, &cell); n++)
        g_assert_cmpint (cell.tag, ==, tags[n]);
      g_assert_cmpint (n == G_N_ELEMENTS (tags), ==, length == bytes->len);
    }
}

static void
test_damaged (void)
{
  static const guint8 bytes[] = { 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0 };
  g_autoptr (GString) out = g_string_new (NULL);
  CowRecordCutter cutter = { NULL };

  for (guint i = 0; i < 1000; i++)
    cow_record_cutter_feed (&cutter, bytes, sizeof bytes, append_payload, out);
  g_assert_cmpuint (out->len, ==, 0);
  g_assert_cmpuint (cutter.tail->len, ==, 4);
  cow_record_cutter_clear (&cutter);
}

/* Each is smaller than the next. */
static void
test_order (void)
{
  const CowCell cells[] = {
    { .tag = COW_CELL_IS_BOOL },
    { .tag = COW_CELL_IS_BOOL, .boolean = TRUE },
    { .tag = COW_CELL_IS_REAL, .real = -INFINITY },
    { .tag = COW_CELL_IS_INT, .integer = G_MININT64 },
    { .tag = COW_CELL_IS_REAL, .real = -1.5 },
    { .tag = COW_CELL_IS_INT, .integer = -1 },
    { .tag = COW_CELL_IS_REAL, .real = -0.5 },
    { .tag = COW_CELL_IS_INT, .integer = 0 },
    { .tag = COW_CELL_IS_REAL, .real = 0x1p53 },
    { .tag = COW_CELL_IS_INT, .integer = (G_GINT64_CONSTANT (1) << 53) + 1 },
    { .tag = COW_CELL_IS_INT, .integer = G_MAXINT64 },
    { .tag = COW_CELL_IS_REAL, .real = 0x1p63 },
    { .tag = COW_CELL_IS_REAL, .real = INFINITY },
    { .tag = COW_CELL_IS_REAL, .real = NAN },
    TEXT_CELL (""),
    TEXT_CELL ("10"),
    TEXT_CELL ("9"),
    TEXT_CELL ("a"),
    TEXT_CELL ("ab"),
    TEXT_CELL ("\xff"),
    { .tag = COW_CELL_IS_PATH },
    { .tag = COW_CELL_IS_UNREACHABLE },
    { .tag = COW_CELL_IS_NULL },
  };
  const CowRowContext context = { .columns = three, .n_columns = 3 };

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    for (guint k = 0; k < G_N_ELEMENTS (cells); k++)
      {
        int order = cow_cell_compare (&cells[i], &cells[k], &context);

        g_assert_cmpint ((order > 0) - (order < 0), ==, (i > k) - (i < k));
      }
}

static void
test_format_names (void)
{
  CowRowFormat format;

  g_assert_true (cow_row_format_by_name ("csv", &format) && format == COW_FORMAT_CSV);
  g_assert_false (cow_row_format_by_name ("CSV", &format));
  g_assert_true (cow_row_format_by_ending ("a.b/x.JSONL", &format) && format == COW_FORMAT_JSONL);
  g_assert_false (cow_row_format_by_ending ("a.csv/x", &format));
  g_assert_false (cow_row_format_by_ending ("x.table", &format));
  g_assert_false (cow_row_format_by_ending ("x.db", &format));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row/values", test_values);
  g_test_add_func ("/row/texts", test_texts);
  g_test_add_func ("/row/json-is-safe", test_json_is_safe);
  g_test_add_func ("/row/clean", test_clean);
  g_test_add_func ("/row/lines", test_lines);
  g_test_add_func ("/row/gathered", test_gathered);
  g_test_add_func ("/row/header", test_header);
  g_test_add_func ("/row/limit", test_limit);
  g_test_add_func ("/row/cells", test_cells);
  g_test_add_func ("/row/damaged", test_damaged);
  g_test_add_func ("/row/order", test_order);
  g_test_add_func ("/row/format-names", test_format_names);
  return g_test_run ();
}
