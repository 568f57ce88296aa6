/* input-file.c - see input-file.h. */
#include "app/input-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/command.h"
#include "app/status.h"

int
cow_input_file_open (const char *file, GError **error)
{
  struct stat status;
  int fd = open (file, O_RDONLY | O_CLOEXEC);

  if (fd >= 0 && fstat (fd, &status) == 0 && S_ISDIR (status.st_mode))
    {
      close (fd);
      fd = -1;
      errno = EISDIR;
    }
  if (fd < 0)
    cow_fail (error, COW_STATUS_FILE, "cannot read \"%s\": %s", file, g_strerror (errno));
  return fd;
}

char *
cow_input_file_stem (const char *file)
{
  g_autofree char *base = g_path_get_basename (file);
  static const char *const packers[] = { ".gz", ".xz", ".bz2", ".zst", ".lz4" };
  char *dot;

  for (guint i = 0; i < G_N_ELEMENTS (packers); i++)
    if (g_str_has_suffix (base, packers[i]) && strlen (base) > strlen (packers[i]))
      base[strlen (base) - strlen (packers[i])] = '\0';
  dot = strrchr (base, '.');
  if (dot && dot != base)
    *dot = '\0';
  return g_steal_pointer (&base);
}

gboolean
cow_input_file_delimiter (const char *text, char *delimiter, GError **error)
{
  *delimiter = 0;
  if (!text)
    return TRUE;
  if (g_str_equal (text, "tab") || g_str_equal (text, "\\t"))
    *delimiter = '\t';
  else if (g_str_equal (text, "blanks") || g_str_equal (text, " "))
    *delimiter = ' ';
  else if (strlen (text) == 1 && text[0] != '"' && text[0] != '\n')
    *delimiter = text[0];
  else
    return cow_fail (error, COW_STATUS_USAGE, "--delimiter wants one character, tab or blanks, not \"%s\"", text);
  return TRUE;
}

CowHeader
cow_input_file_header (const char *word)
{
  return !word || g_str_equal (word, "auto") ? COW_HEADER_AUTO : g_str_equal (word, "yes") ? COW_HEADER_YES : COW_HEADER_NO;
}

const CowOptionSpec cow_option_delimiter
    = { .name = "delimiter", .kind = COW_ARG_TEXT, .value = "C", .summary = "between the fields: one character, tab, or blanks; default: found from the first lines" };

const CowOptionSpec cow_option_header
    = { .name = "header", .kind = COW_ARG_CHOICE, .value = "WHEN", .choices = "auto|yes|no", .fallback = "auto", .summary = "is the first line a header" };
