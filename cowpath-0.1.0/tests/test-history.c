/* test-history.c - the history file is private, bounded, and keeps out what the user kept out. */
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <readline/history.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ui/plain.h"

static char *
make_place (char **directory)
{
  g_autoptr (GError) error = NULL;
  *directory = g_dir_make_tmp ("cow-history-XXXXXX", &error);
  g_assert_no_error (error);
  clear_history ();
  return g_build_filename (*directory, "deep", "er", "history", NULL);
}

static void
remove_place (const char *directory)
{
  const char *const arguments[] = { "rm", "-rf", directory, NULL };
  g_assert_true (
      g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void
assert_file (const char *file, const char *expected)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_private (void)
{
  g_autofree char *directory = NULL;
  g_autofree char *file = make_place (&directory);
  struct stat status;
  cow_history_load (file); /* not there yet */
  g_assert_cmpint (history_length, ==, 0);
  cow_history_add (file, "info");
  g_assert_cmpint (stat (file, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_autofree char *parent = g_path_get_dirname (file);
  g_assert_cmpint (stat (parent, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0700);
  g_assert_cmpint (chmod (file, 0644), ==, 0);
  cow_history_add (file, "graphs"); /* closes it again */
  g_assert_cmpint (stat (file, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  assert_file (file, "info\ngraphs\n");
  remove_place (directory);
}

static void
test_left_out (void)
{
  g_autofree char *directory = NULL;
  g_autofree char *file = make_place (&directory);
  cow_history_load (file);
  cow_history_add (file, " secret");
  cow_history_add (file, "\tsecret");
  cow_history_add (file, "");
  cow_history_add (file, "path a b");
  cow_history_add (file, "path a b"); /* again */
  cow_history_add (file, "evil\033[2J");
  cow_history_add (file, "bad \xff");
  cow_history_add (file, "info");
  cow_history_add (file, "path a b");
  assert_file (file, "path a b\ninfo\npath a b\n");
  g_assert_cmpint (history_length, ==, 3);
  remove_place (directory);
}

static void
test_loaded (void)
{
  g_autofree char *directory = NULL;
  g_autofree char *file = make_place (&directory);
  cow_history_load (file);
  cow_history_add (file, "first");
  g_assert_true (g_file_set_contents (file, "one\n\033]0;evil\007\n\n two\nthree", -1, NULL));
  clear_history ();
  cow_history_load (file);
  g_assert_cmpint (history_length, ==, 2);
  g_assert_cmpstr (history_get (history_base)->line, ==, "one");
  g_assert_cmpstr (history_get (history_base + 1)->line, ==, "three");
  remove_place (directory);
}

static void
test_bounded (void)
{
  g_autofree char *directory = NULL;
  g_autofree char *file = make_place (&directory);
  g_autoptr (GString) text = g_string_new (NULL);
  cow_history_load (file);
  cow_history_add (file, "first");
  for (int i = 1; i <= 30000; i++)
    g_string_append_printf (text, "line %d\n", i);
  g_assert_true (g_file_set_contents (file, text->str, -1, NULL));
  clear_history ();
  cow_history_load (file);
  g_assert_cmpint (history_length, ==, 10000);
  g_assert_cmpstr (history_get (history_base + 9999)->line, ==, "line 30000");
  g_autofree char *kept = NULL;
  g_assert_true (g_file_get_contents (file, &kept, NULL, NULL));
  g_assert_true (g_str_has_prefix (kept, "line 20001\n"));
  g_assert_true (g_str_has_suffix (kept, "\nline 30000\n"));
  struct stat status;
  g_assert_cmpint (stat (file, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  remove_place (directory);
}

static void
test_no_file (void)
{
  clear_history ();
  cow_history_load (NULL);
  cow_history_add (NULL, "memory only");
  g_assert_cmpint (history_length, ==, 1);
  cow_history_load ("/proc/self/nowhere/history");
  cow_history_add ("/proc/self/nowhere/history", "cannot be written");
  cow_history_add ("/dev/null", "not a regular file");
  g_assert_cmpint (history_length, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/private", test_private);
  g_test_add_func ("/history/left-out", test_left_out);
  g_test_add_func ("/history/loaded", test_loaded);
  g_test_add_func ("/history/bounded", test_bounded);
  g_test_add_func ("/history/no-file", test_no_file);
  return g_test_run ();
}
