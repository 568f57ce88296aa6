/* history.c - the history of lines: readline's list in memory, a private file that every session appends to.
 *
 * A line that begins with a blank is kept nowhere, as in shells. A history that cannot be read or written is
 * no error: the prompt works without. */
#include "config.h"

#include "ui/plain.h"

#include <errno.h>
#include <fcntl.h>
#include <readline/history.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINES_MAX 10000
#define SLACK_LINES 2000 /* the file is rewritten only when it is this much too long */
#define LINE_BYTES_MAX 65536

/* A line from a file is put before the cursor as it is: control characters have no business there. */
static gboolean
is_worth_keeping (const char *line)
{
  if (line[0] == '\0' || line[0] == ' ' || line[0] == '\t')
    return FALSE;
  gsize length = 0;
  for (; line[length]; length++)
    if (((guchar)line[length] < 0x20 && line[length] != '\t') || line[length] == 0x7f)
      return FALSE;
  return length <= LINE_BYTES_MAX && g_utf8_validate (line, (gssize)length, NULL);
}

static int
open_private (const char *file, int flags)
{
  int fd = open (file, flags | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
  if (fd < 0 && errno == ENOENT)
    {
      g_autofree char *directory = g_path_get_dirname (file);
      if (g_mkdir_with_parents (directory, 0700) == 0)
        fd = open (file, flags | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    }
  struct stat status;
  if (fd >= 0 && (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode)))
    {
      close (fd);
      return -1;
    }
  if (fd >= 0 && (status.st_mode & 077) != 0)
    (void)!fchmod (fd, 0600); /* an older file may be open to others; when it is not ours we cannot help it */
  return fd;
}

/* Keeps the newest lines; a temporary file and a rename, so that a crash leaves one or the other. */
static void
shorten_file (const char *file, char **lines, gsize first, gsize n)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (gsize i = first; i < n; i++)
    if (lines[i][0])
      g_string_append_printf (text, "%s\n", lines[i]);
  g_file_set_contents_full (file, text->str, (gssize)text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

/**
 * cow_history_load:
 * @file: (nullable): NULL: no file, memory only
 */
void
cow_history_load (const char *file)
{
  using_history ();
  stifle_history (LINES_MAX);
  g_autofree char *text = NULL;
  struct stat status;
  if (!file || stat (file, &status) != 0 || !S_ISREG (status.st_mode)
      || !g_file_get_contents (file, &text, NULL, NULL))
    return;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gsize n = g_strv_length (lines);
  gsize first = n > LINES_MAX + 1 ? n - LINES_MAX - 1 : 0;
  for (gsize i = first; i < n; i++)
    if (is_worth_keeping (lines[i]))
      add_history (lines[i]);
  if (n > LINES_MAX + SLACK_LINES)
    shorten_file (file, lines, first, n);
}

/**
 * cow_history_add:
 * @file: (nullable): NULL: memory only
 *
 * A line equal to the one before it is not kept twice.
 */
void
cow_history_add (const char *file, const char *line)
{
  if (!is_worth_keeping (line))
    return;
  HIST_ENTRY *last = history_length > 0 ? history_get (history_base + history_length - 1) : NULL;
  if (last && strcmp (last->line, line) == 0)
    return;
  add_history (line);
  int fd = file ? open_private (file, O_WRONLY | O_APPEND) : -1;
  if (fd < 0)
    return;
  g_autofree char *text = g_strconcat (line, "\n", NULL);
  /* One write: lines of two sessions do not mix. */
  (void)!write (fd, text, strlen (text));
  close (fd);
}
