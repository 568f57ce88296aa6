/* test-input.c - bytes of a file by lines, chunks and blocks; compressed, cut off, too long, too much; and the output stream. */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "tests/read-fixture.h"

static CowInput *
open_bytes (const void *bytes, gsize length, guint64 limit, GError **error)
{
  /* The descriptor is left to the end of the program: the input only borrows it. */
  return cow_input_new (fixture_file (bytes, length), "f", limit, error);
}

static CowInput *
open_text (const char *text)
{
  GError *error = NULL;
  CowInput *input = open_bytes (text, strlen (text), 0, &error);

  g_assert_no_error (error);
  return input;
}

static void
assert_line (CowInput *input, const char *expected)
{
  GError *error = NULL;
  const char *line;
  gsize length;
  gboolean more = cow_input_line (input, &line, &length, &error);

  g_assert_no_error (error);
  g_assert_cmpint (more, ==, expected != NULL);
  if (more)
    {
      g_autofree char *text = g_strndup (line, length);

      g_assert_cmpstr (text, ==, expected);
    }
}

static void
test_lines (void)
{
  g_autoptr (CowInput) input = open_text ("a\n\r\nb c\r\n\nlast");

  g_assert_cmpuint (cow_input_size (input), ==, 14);
  assert_line (input, "a");
  g_assert_cmpuint (cow_input_line_number (input), ==, 1);
  assert_line (input, "");
  assert_line (input, "b c");
  g_assert_cmpuint (cow_input_line_number (input), ==, 3);
  assert_line (input, "");
  assert_line (input, "last");
  g_assert_cmpuint (cow_input_line_number (input), ==, 5);
  assert_line (input, NULL);
  assert_line (input, NULL);
  g_assert_cmpuint (cow_input_consumed (input), ==, 14);
}

static void
test_ends (void)
{
  g_autoptr (CowInput) nothing = open_text (""), newline = open_text ("\n"), bare = open_text ("x\r"), mark = open_text ("\xef\xbb\xbfy\n");

  assert_line (nothing, NULL);
  assert_line (newline, "");
  assert_line (newline, NULL);
  assert_line (bare, "x");
  assert_line (bare, NULL);
  assert_line (mark, "y");
  assert_line (mark, NULL);
}

static void
test_peek (void)
{
  g_autoptr (CowInput) input = open_text ("one\ntwo\n");
  gsize length;

  g_assert_cmpmem (cow_input_peek (input, &length), (int)length, "one\ntwo\n", 8);
  assert_line (input, "one");
  g_assert_cmpmem (cow_input_peek (input, &length), (int)length, "two\n", 4);
  assert_line (input, "two");
  (void)cow_input_peek (input, &length);
  g_assert_cmpuint (length, ==, 0);
}

/* 9 MiB are several blocks, and lines that cross them. */
#define LARGE (9u << 20)

static GString *
make_text (gsize bytes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; text->len < bytes; i++)
    g_string_append_printf (text, "line %u %.*s\n", i, (int)(i % 50), "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
  return text;
}

static void
check_large_lines (CowInput *input, const GString *text)
{
  GError *error = NULL;
  const char *line, *expected = text->str;
  gsize length;
  guint64 number = 0;

  while (cow_input_line (input, &line, &length, &error))
    {
      g_assert_true (memcmp (line, expected, length) == 0 && expected[length] == '\n');
      expected += length + 1;
      g_assert_cmpuint (cow_input_line_number (input), ==, ++number);
    }
  g_assert_no_error (error);
  g_assert_true (expected == text->str + text->len);
}

static void
test_large (void)
{
  GString *text = make_text (LARGE);
  GError *error = NULL;
  g_autoptr (CowInput) lines = open_bytes (text->str, text->len, 0, &error);
  g_autoptr (CowInput) chunks = open_bytes (text->str, text->len - 1, 0, &error); /* the last line without its end */
  const char *chunk, *expected = text->str;
  gsize length;
  guint64 line = 1;

  check_large_lines (lines, text);
  while (cow_input_lines (chunks, &chunk, &length, &error))
    {
      g_assert_true (memcmp (chunk, expected, length) == 0 && chunk[length - 1] == '\n');
      g_assert_cmpuint (cow_input_line_number_at (chunks, chunk), ==, line);
      for (gsize i = 0; i < length; i++)
        line += chunk[i] == '\n';
      g_assert_cmpuint (cow_input_line_number_at (chunks, chunk + length), ==, line);
      expected += length;
    }
  g_assert_no_error (error);
  g_assert_true (expected == text->str + text->len);
  g_string_free (text, TRUE);
}

static void
test_keep (void)
{
  GString *text = make_text (LARGE);
  GError *error = NULL;
  g_autoptr (CowInput) input = open_bytes (text->str, text->len, 0, &error);
  const char *chunk;
  gsize length, first;

  g_assert_true (cow_input_lines (input, &chunk, &first, &error));
  cow_input_keep (input, 100);
  g_assert_true (cow_input_lines (input, &chunk, &length, &error));
  g_assert_cmpuint (length, >, 100);
  g_assert_cmpmem (chunk, 200, text->str + first - 100, 200);
  gsize before = first - 100;
  /* All of it again: more must come with it, until nothing more is there. */
  while (!cow_input_at_end (input))
    {
      gsize kept = length;

      cow_input_keep (input, kept);
      g_assert_true (cow_input_lines (input, &chunk, &length, &error));
      g_assert_true (length > kept || (length == kept && cow_input_at_end (input)));
      g_assert_true (memcmp (chunk, text->str + before, length) == 0);
    }
  g_assert_cmpuint (before + length, ==, text->len);
  cow_input_keep (input, 10);
  g_assert_true (cow_input_lines (input, &chunk, &length, &error));
  g_assert_cmpuint (length, ==, 10);
  g_assert_false (cow_input_lines (input, &chunk, &length, &error));
  g_assert_no_error (error);
  g_string_free (text, TRUE);
}

static void
test_read (void)
{
  GString *text = make_text (LARGE), *back = g_string_new (NULL);
  GError *error = NULL;
  g_autoptr (CowInput) input = open_bytes (text->str, text->len, 0, &error);
  const char *bytes;
  gssize got;

  while ((got = cow_input_read (input, &bytes, &error)) > 0)
    g_string_append_len (back, bytes, got);
  g_assert_no_error (error);
  g_assert_cmpint (got, ==, 0);
  g_assert_true (g_string_equal (text, back));
  g_string_free (text, TRUE);
  g_string_free (back, TRUE);
}

static void
test_errors (void)
{
  g_autoptr (CowInput) input = open_text ("a\nb\nc\n");
  const char *chunk, *line;
  gsize length;

  g_autoptr (GError) at = NULL, whole = NULL, after = NULL;
  g_assert_true (cow_input_lines (input, &chunk, &length, NULL));
  g_assert_false (cow_input_error_at (input, chunk + 4, &at, "bad \"%s\"", "c"));
  g_assert_error (at, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_assert_cmpstr (at->message, ==, "f:3: bad \"c\"");
  cow_input_keep (input, 4);
  g_assert_true (cow_input_line (input, &line, &length, NULL));
  g_assert_false (cow_input_error (input, &whole, "no"));
  g_assert_cmpstr (whole->message, ==, "f:2: no");
  g_assert_true (cow_input_lines (input, &chunk, &length, NULL));
  g_assert_false (cow_input_error_at (input, chunk, &after, "no"));
  g_assert_cmpstr (after->message, ==, "f:3: no");
}

static void
test_nul (void)
{
  const char bytes[] = "a\nb\nc\0d\n";
  g_autoptr (GError) error = NULL, again = NULL;
  g_autoptr (CowInput) input = open_bytes (bytes, sizeof bytes - 1, 0, NULL);
  g_autoptr (CowInput) chunks = open_bytes (bytes, sizeof bytes - 1, 0, NULL);
  const char *line;
  gsize length;

  assert_line (input, "a");
  assert_line (input, "b");
  g_assert_false (cow_input_line (input, &line, &length, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, "f:3: NUL byte: not a text file");
  g_assert_false (cow_input_lines (chunks, &line, &length, &again));
  g_assert_cmpstr (again->message, ==, "f:3: NUL byte: not a text file");
}

static void
test_limit (void)
{
  GString *text = make_text (LARGE);
  g_autoptr (GError) error = NULL;
  g_autoptr (CowInput) input = open_bytes (text->str, text->len, 1 << 20, &error);
  const char *line;
  gsize length;

  g_assert_no_error (error);
  while (cow_input_line (input, &line, &length, &error))
    ;
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, "f: more than the 1048576 bytes allowed");
  g_string_free (text, TRUE);
}

static void
test_long_line (void)
{
  gsize size = (gsize)66 << 20;
  g_autofree char *bytes = g_malloc (size);
  g_autoptr (GError) error = NULL;
  const char *line;
  gsize length;

  memset (bytes, 'x', size);
  bytes[0] = '\n';
  bytes[(gsize)20 << 20] = '\n';
  g_autoptr (CowInput) input = open_bytes (bytes, size, 0, &error);
  assert_line (input, "");
  g_assert_true (cow_input_line (input, &line, &length, &error));
  g_assert_cmpuint (length, ==, ((gsize)20 << 20) - 1);
  g_assert_true (cow_input_line (input, &line, &length, &error));
  bytes[(gsize)20 << 20] = 'x';
  g_autoptr (CowInput) longer = open_bytes (bytes, size, 0, &error);
  assert_line (longer, "");
  g_assert_false (cow_input_line (longer, &line, &length, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, "f:2: a line of more than 64 MiB");
}

static void
test_unreadable (void)
{
  g_autoptr (GError) error = NULL, directory_error = NULL;
  int directory = open (".", O_RDONLY | O_DIRECTORY);

  g_assert_null (cow_input_new (-1, "f", 0, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_assert_null (cow_input_new (directory, ".", 0, &directory_error));
  g_assert_error (directory_error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  close (directory);
}

/* A pipe gives what it has: recognition must not depend on one read. */
static void
test_pipe (void)
{
  GString *text = g_string_new (NULL);
  int ends[2];

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "%u\n", i);
  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], text->str, text->len), ==, (gssize)text->len);
  close (ends[1]);
  g_autoptr (CowInput) input = cow_input_new (ends[0], "p", 0, NULL);
  g_assert_cmpuint (cow_input_size (input), ==, 0);
  check_large_lines (input, text);
  close (ends[0]);
  g_string_free (text, TRUE);
}

/* (transfer full): text compressed by one filter; NULL: the library cannot. */
static GString *
compress (const char *filter, const GString *text)
{
  gsize room = text->len + (1 << 20), used = 0;
  g_autofree char *buffer = g_malloc (room);
  struct archive *archive = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();
  GString *packed = NULL;

  archive_write_set_bytes_per_block (archive, 0);
  if (archive_write_add_filter_by_name (archive, filter) == ARCHIVE_OK && archive_write_set_format_raw (archive) == ARCHIVE_OK
      && archive_write_open_memory (archive, buffer, room, &used) == ARCHIVE_OK)
    {
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_write_header (archive, entry);
      archive_write_data (archive, text->str, text->len);
      archive_write_close (archive);
      packed = g_string_new_len (buffer, (gssize)used);
    }
  archive_entry_free (entry);
  archive_write_free (archive);
  return packed;
}

static void
check_compressed (const char *filter)
{
  GString *text = make_text (3u << 19), *packed = compress (filter, text);
  GError *error = NULL;

  if (packed == NULL)
    {
      g_test_skip ("the library cannot write this");
      g_string_free (text, TRUE);
      return;
    }
  g_autoptr (CowInput) input = open_bytes (packed->str, packed->len, 0, &error);
  g_assert_no_error (error);
  check_large_lines (input, text);
  g_assert_cmpuint (cow_input_consumed (input), ==, packed->len);

  /* Cut off anywhere, it is an error, and no line too many comes. */
  for (guint i = 1; i < 8; i++)
    {
      g_autoptr (GError) cut_error = NULL;
      gsize cut = i == 7 ? packed->len - 1 : packed->len * i / 7;
      g_autoptr (CowInput) short_input = open_bytes (packed->str, cut, 0, &cut_error);
      const char *line;
      gsize length;

      while (short_input != NULL && cow_input_line (short_input, &line, &length, &cut_error))
        ;
      if (cut_error == NULL)
        g_error ("%s cut off at %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " was not noticed", filter, cut, packed->len);
      g_assert_error (cut_error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
      g_assert_true (g_str_has_prefix (cut_error->message, "f: cannot decompress: "));
    }

  g_autoptr (GError) limited = NULL;
  g_autoptr (CowInput) bomb = open_bytes (packed->str, packed->len, 1 << 20, &limited);
  const char *line;
  gsize length;
  while (bomb != NULL && cow_input_line (bomb, &line, &length, &limited))
    ;
  g_assert_error (limited, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_assert_cmpstr (limited->message, ==, "f: more than the 1048576 bytes allowed after decompression");
  g_string_free (text, TRUE);
  g_string_free (packed, TRUE);
}

static void
test_compressed (gconstpointer filter)
{
  check_compressed (filter);
}

static void
test_compressed_nothing (void)
{
  GString *nothing = g_string_new (NULL), *mark = g_string_new ("\xef\xbb\xbf" "a\n"), *packed = compress ("gzip", nothing),
          *packed_mark = compress ("gzip", mark);
  g_autoptr (CowInput) input = open_bytes (packed->str, packed->len, 0, NULL);
  g_autoptr (CowInput) marked = open_bytes (packed_mark->str, packed_mark->len, 0, NULL);

  g_assert_nonnull (input);
  assert_line (input, NULL);
  assert_line (marked, "a");
  g_string_free (nothing, TRUE);
  g_string_free (mark, TRUE);
  g_string_free (packed, TRUE);
  g_string_free (packed_mark, TRUE);
}

/* Texts that begin like compressed ones. */
/* 40 MB of one line that come from a few kB; as much text that an honest file could hold is let through. */
static void
test_bomb (void)
{
  GString *text = g_string_new (NULL), *honest = make_text (3u << 19);

  while (text->len < (gsize)40 << 20)
    g_string_append (text, "0 1\n");
  GString *packed = compress ("gzip", text), *packed_honest = compress ("gzip", honest);
  g_autoptr (GError) error = NULL;
  const char *lines;
  gsize length, all = 0;
  {
    g_autoptr (CowInput) input = open_bytes (packed->str, packed->len, 0, &error);

    while (cow_input_lines (input, &lines, &length, &error))
      all += length;
    g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
    g_assert_nonnull (strstr (error->message, "as only a bomb does"));
    g_assert_cmpuint (all, <, (gsize)40 << 20);
  }
  g_assert_cmpuint (packed->len * 250, <, text->len);
  g_assert_cmpuint (packed_honest->len * 250, >, honest->len);
  g_string_free (packed_honest, TRUE);
  g_string_free (packed, TRUE);
  g_string_free (honest, TRUE);
  g_string_free (text, TRUE);
}

/* The file changes between two reads: nothing that was not there at the start is taken for it, and nothing dies. */
static void
check_changed (void (*change) (int fd), const char *expected)
{
  GString *text = g_string_new (NULL);
  const char *lines;
  gsize length;
  g_autoptr (GError) error = NULL;

  while (text->len < (gsize)9 << 20)
    g_string_append (text, "12345 67890 1\n");
  int fd = fixture_file (text->str, text->len);
  g_autoptr (CowInput) input = cow_input_new (fd, "f", 0, &error);
  g_assert_true (cow_input_lines (input, &lines, &length, &error));
  change (fd);
  while (cow_input_lines (input, &lines, &length, &error))
    ;
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, expected);
  close (fd);
  g_string_free (text, TRUE);
}

static void
truncate_file (int fd)
{
  g_assert_cmpint (ftruncate (fd, 6 << 20), ==, 0);
}

static void
grow_file (int fd)
{
  struct stat status;

  g_assert_cmpint (fstat (fd, &status), ==, 0);
  g_assert_cmpint (pwrite (fd, "1 2 3\n", 6, status.st_size), ==, 6);
}

static void
write_file (int fd)
{
  const struct timespec times[] = { { 1, 0 }, { 1, 0 } }; /* a clock that is too coarse shall not matter */

  g_assert_cmpint (pwrite (fd, "9", 1, 8 << 20), ==, 1);
  g_assert_cmpint (futimens (fd, times), ==, 0);
}

static void
test_changed (void)
{
  check_changed (truncate_file, "f: cannot be read: it was truncated while it was read");
  check_changed (write_file, "f: cannot be read: it was written while it was read");
}

static void
test_grown (void)
{
  check_changed (grow_file, "f: cannot be read: it has grown while it was read");
}

static void
test_prepend (void)
{
  g_autoptr (CowInput) input = open_text ("a\nb\nc\nd\n");
  const char *lines;
  gsize length;
  g_autoptr (GError) error = NULL;

  g_assert_true (cow_input_lines (input, &lines, &length, NULL));
  g_assert_cmpmem (lines, (int)length, "a\nb\nc\nd\n", 8);
  cow_input_keep (input, 2);
  g_assert_true (cow_input_prepend (input, "b\nc\n", 4, NULL));
  g_assert_true (cow_input_lines (input, &lines, &length, NULL));
  g_assert_cmpmem (lines, (int)length, "b\nc\nd\n", 6);
  cow_input_error_at (input, lines + 4, &error, "here");
  g_assert_cmpstr (error->message, ==, "f:4: here");
  g_assert_false (cow_input_lines (input, &lines, &length, NULL));
}

static void
test_not_compressed (void)
{
  g_autoptr (CowInput) text = open_text ("BZh 12 3\n");

  assert_line (text, "BZh 12 3");
}

static void
test_output (void)
{
  int fd = fixture_file ("", 0);
  CowOutput *out = cow_output_new (fd);
  g_autofree char *large = g_malloc (1 << 20), *back = NULL;
  GError *error = NULL;
  gsize length;

  memset (large, 'z', 1 << 20);
  cow_output_bytes (out, "a", 1);
  cow_output_int (out, G_MININT64);
  cow_output_bytes (out, large, 1 << 20);
  cow_output_real (out, 0.1);
  cow_output_printf (out, "%s-%u", "x", 7u);
  for (guint i = 0; i < 100000; i++)
    cow_output_int (out, 1234567890);
  g_assert_true (cow_output_finish (out, &error));
  g_assert_no_error (error);
  length = (gsize)lseek (fd, 0, SEEK_END);
  g_assert_cmpuint (length, ==, 1 + 20 + (1 << 20) + 3 + 3 + 1000000);
  back = g_malloc (length);
  g_assert_cmpint (pread (fd, back, length, 0), ==, (gssize)length);
  g_assert_cmpmem (back, 21, "a-9223372036854775808", 21);
  g_assert_cmpmem (back + 21, 1 << 20, large, 1 << 20);
  g_assert_cmpmem (back + 21 + (1 << 20), 16, "0.1x-71234567890", 16);
  close (fd);
}

static void
test_output_fails (void)
{
  g_autoptr (GError) error = NULL;
  int fd = open ("/dev/full", O_WRONLY);

  if (fd < 0)
    {
      g_test_skip ("no /dev/full here");
      return;
    }
  CowOutput *out = cow_output_new (fd);
  for (guint i = 0; i < 1000000; i++)
    cow_output_bytes (out, "12345678", 8);
  g_assert_false (cow_output_finish (out, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_assert_true (g_str_has_prefix (error->message, "cannot write: "));
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/input/lines", test_lines);
  g_test_add_func ("/input/ends", test_ends);
  g_test_add_func ("/input/peek", test_peek);
  g_test_add_func ("/input/large", test_large);
  g_test_add_func ("/input/keep", test_keep);
  g_test_add_func ("/input/read", test_read);
  g_test_add_func ("/input/errors", test_errors);
  g_test_add_func ("/input/nul", test_nul);
  g_test_add_func ("/input/limit", test_limit);
  g_test_add_func ("/input/long-line", test_long_line);
  g_test_add_func ("/input/unreadable", test_unreadable);
  g_test_add_func ("/input/pipe", test_pipe);
  g_test_add_data_func ("/input/gzip", "gzip", test_compressed);
  g_test_add_data_func ("/input/bzip2", "bzip2", test_compressed);
  g_test_add_data_func ("/input/xz", "xz", test_compressed);
  g_test_add_data_func ("/input/zstd", "zstd", test_compressed);
  g_test_add_data_func ("/input/lz4", "lz4", test_compressed);
  g_test_add_func ("/input/compressed-nothing", test_compressed_nothing);
  g_test_add_func ("/input/not-compressed", test_not_compressed);
  g_test_add_func ("/input/bomb", test_bomb);
  g_test_add_func ("/input/changed", test_changed);
  g_test_add_func ("/input/grown", test_grown);
  g_test_add_func ("/input/prepend", test_prepend);
  g_test_add_func ("/output/bytes", test_output);
  g_test_add_func ("/output/fails", test_output_fails);
  return g_test_run ();
}
