/* test-progress-line.c - when the progress line is drawn and what stands there, with a clock of our own. */
#include "config.h"

#include <locale.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ui/plain.h"
#include "ui/text.h"

#define MS G_GINT64_CONSTANT (1000000)

static char *
take (int fd)
{
  off_t length = lseek (fd, 0, SEEK_END);
  char *text = g_malloc0 ((gsize)length + 1);
  g_assert_cmpint (pread (fd, text, (gsize)length, 0), ==, length);
  g_assert_cmpint (ftruncate (fd, 0), ==, 0);
  lseek (fd, 0, SEEK_SET);
  return text;
}

static void
assert_written (int fd, const char *expected)
{
  g_autofree char *got = take (fd);
  g_assert_cmpstr (got, ==, expected);
}

static void
test_delay_and_rate (void)
{
  int fd = memfd_create ("terminal", MFD_CLOEXEC);
  CowProgressLine *line = cow_progress_line_new (fd, TRUE, "%1 distances", 1000 * MS);
  cow_progress_line_update (line, 0.1, 10, 100, 9, 1499 * MS);
  assert_written (fd, ""); /* too early */
  cow_progress_line_update (line, 0.25, 25, 100, 42, 1500 * MS);
  assert_written (fd, "\r%1 distances  25% [#####...............] 25/100 ETA 0:42");
  cow_progress_line_update (line, 0.5, 50, 100, 3, 1749 * MS);
  assert_written (fd, ""); /* too soon */
  cow_progress_line_update (line, 0.5, 50, 100, 3, 1750 * MS);
  assert_written (fd, "\r%1 distances  50% [##########..........] 50/100 ETA 3.0s");
  cow_progress_line_update (line, 0.5, 50, 100, 3, 2750 * MS);
  assert_written (fd, ""); /* nothing new */
  cow_progress_line_update (line, 1, 100, 100, -1, 3000 * MS);
  assert_written (fd, "\r%1 distances 100% [####################] 100/100        ");
  cow_progress_line_free (line);
  close (fd);
}

static void
test_erase (void)
{
  int fd = memfd_create ("terminal", MFD_CLOEXEC);
  CowProgressLine *line = cow_progress_line_new (fd, TRUE, "job", 0);
  cow_progress_line_erase (line);
  assert_written (fd, ""); /* nothing to erase */
  cow_progress_line_update (line, -1, 7, 0, -1, 600 * MS);
  assert_written (fd, "\rjob 7");
  cow_progress_line_erase (line);
  assert_written (fd, "\r     \r");
  cow_progress_line_update (line, -1, 7, 0, -1, 1600 * MS);
  assert_written (fd, "\rjob 7"); /* drawn again although it is the same */
  cow_progress_line_free (line);
  assert_written (fd, "\r     \r");
  close (fd);
}

static void
test_no_terminal (void)
{
  int fd = memfd_create ("file", MFD_CLOEXEC);
  CowProgressLine *line = cow_progress_line_new (fd, FALSE, "job", 0);
  cow_progress_line_update (line, 0.5, 1, 2, 3, 5000 * MS);
  cow_progress_line_free (line);
  assert_written (fd, "");
  close (fd);
}

static void
test_title (void)
{
  int fd = memfd_create ("terminal", MFD_CLOEXEC);
  CowProgressLine *line = cow_progress_line_new (
      fd, TRUE, "\033]0;x\007 東京東京東京東京東京東京東京東京東京東京東京東京東京東京", 0);
  cow_progress_line_update (line, 0.123, 12345678, 100000000, 1e9, 600 * MS);
  g_autofree char *text = take (fd);
  g_assert_null (strchr (text, '\033'));
  g_assert_null (strchr (text, '\007'));
  g_assert_nonnull (strstr (text, "\\x1b]0;x\\x07"));
  g_assert_cmpuint (cow_text_width (text + 1, strlen (text + 1)), <, 80);
  cow_progress_line_free (line);
  close (fd);
}

/* A terminal that is gone ends nothing. */
static void
test_closed (void)
{
  CowProgressLine *line = cow_progress_line_new (-1, TRUE, "job", 0);
  cow_progress_line_update (line, 2, 1, 2, 3, 5000 * MS);
  cow_progress_line_free (line);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/progress-line/delay-and-rate", test_delay_and_rate);
  g_test_add_func ("/progress-line/erase", test_erase);
  g_test_add_func ("/progress-line/no-terminal", test_no_terminal);
  g_test_add_func ("/progress-line/title", test_title);
  g_test_add_func ("/progress-line/closed", test_closed);
  return g_test_run ();
}
