/* test-table.c - tables on a stream: aligned, never narrower than what was shown, cut only in the last
 * column. */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "ui/table.h"
#include "ui/text.h"

static const CowTableColumn columns[] = { { "name", FALSE }, { "cost", TRUE }, { "path", FALSE } };

static void
collect (const char *text, gsize length, gpointer user)
{
  g_assert_cmpuint (length, >, 0);
  g_assert_cmpint (text[length - 1], ==, '\n'); /* whole lines */
  g_string_append_len (user, text, (gssize)length);
}

static CowTableWriter *
start (GString *out, guint max_width, gboolean color)
{
  return cow_table_writer_new (columns, 3, max_width, color, collect, out);
}

static void
add (CowTableWriter *writer, const char *a, const char *b, const char *c)
{
  cow_table_writer_row (writer, (const char *const[]){ a, b, c });
}

static void
test_aligned (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  CowTableWriter *writer = start (out, 0, FALSE);
  add (writer, "a", "5", "a → b");
  add (writer, "東京", "12345", "");
  g_assert_cmpuint (out->len, ==, 0); /* held back */
  cow_table_writer_free (writer);
  g_assert_cmpstr (out->str, ==,
                   "name   cost  path\n"
                   "a         5  a → b\n"
                   "東京  12345\n");
}

static void
test_empty (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  cow_table_writer_free (start (out, 0, FALSE));
  g_assert_cmpstr (out->str, ==, "name  cost  path\n");
}

static void
test_header_color (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  cow_table_writer_free (start (out, 0, TRUE));
  g_assert_cmpstr (out->str, ==, "\033[1mname  cost  path\033[0m\n");
}

static void
test_cut (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  CowTableWriter *writer = start (out, 22, FALSE);
  add (writer, "a", "5", "abcdefghijkl");
  add (writer, "a", "5", "abcdefghij");
  add (writer, "a", "5", "東京東京東京");
  cow_table_writer_free (writer);
  g_assert_cmpstr (out->str, ==,
                   "name  cost  path\n"
                   "a        5  abcdefghi…\n"
                   "a        5  abcdefghij\n"
                   "a        5  東京東京…\n");
}

/* When the others alone fill the line nothing is cut: the terminal wraps. */
static void
test_not_cut (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  CowTableWriter *writer = start (out, 14, FALSE);
  add (writer, "a", "5", "abcdefghijklmnopqrst");
  cow_table_writer_free (writer);
  g_assert_nonnull (strstr (out->str, "abcdefghijklmnopqrst"));
}

static void
test_grows (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  CowTableWriter *writer = start (out, 0, FALSE);
  add (writer, "a", "1", "x");
  cow_table_writer_flush (writer);
  g_assert_cmpstr (out->str, ==, "name  cost  path\na        1  x\n");
  g_string_truncate (out, 0);
  add (writer, "longer name", "1", "x");
  add (writer, "a", "1", "x");
  g_assert_cmpstr (out->str, ==, "longer name     1  x\na               1  x\n");
  cow_table_writer_free (writer);
}

/* Memory is one page: rows go out without a flush. */
static void
test_streams (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  CowTableWriter *writer = start (out, 0, FALSE);
  guint first = 0;
  for (guint i = 1; i <= 1000; i++)
    {
      add (writer, "a", "1", "x");
      if (out->len > 0 && first == 0)
        first = i;
    }
  g_assert_cmpuint (first, >, 10);
  g_assert_cmpuint (first, <, 200);
  cow_table_writer_free (writer);
  guint lines = 0;
  for (const char *p = out->str; *p; p++)
    lines += *p == '\n';
  g_assert_cmpuint (lines, ==, 1001);
}

static void
test_title_cleaned (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const CowTableColumn hostile[] = { { "a\033[2Jb", FALSE } };
  cow_table_writer_free (cow_table_writer_new (hostile, 1, 0, FALSE, collect, out));
  g_assert_cmpstr (out->str, ==, "a\\x1b[2Jb\n");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table/aligned", test_aligned);
  g_test_add_func ("/table/empty", test_empty);
  g_test_add_func ("/table/header-color", test_header_color);
  g_test_add_func ("/table/cut", test_cut);
  g_test_add_func ("/table/not-cut", test_not_cut);
  g_test_add_func ("/table/grows", test_grows);
  g_test_add_func ("/table/streams", test_streams);
  g_test_add_func ("/table/title-cleaned", test_title_cleaned);
  return g_test_run ();
}
