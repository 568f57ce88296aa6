/* man-page.c - a manual page as text: generated pages come from the registries, cowpath(1) from where it was installed or
 * built; mandoc or man formats them. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "app/help.h"
#include "app/manual.h"
#include "app/status.h"
#include "pool/spawn.h"

static char *
read_page (const char *page, GError **error)
{
  const char *const places[] = { MANDIR "/man1/cowpath.1", "man/cowpath.1", SOURCE_MAN "/cowpath.1" };
  g_autoptr (GString) text = NULL;
  char *found;

  if (g_str_equal (page, "cowpath"))
    {
      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        if (g_file_get_contents (places[i], &found, NULL, NULL))
          return found;
      cow_fail (error, COW_STATUS_FILE, "cannot find the page cowpath(1): it is not installed");
      return NULL;
    }
  text = g_string_new (NULL);
  if (g_str_equal (page, "cowpath-commands"))
    cow_manual_commands (text);
  else if (g_str_equal (page, "cowpath-formats"))
    cow_manual_formats (text);
  else
    {
      cow_fail (error, COW_STATUS_USAGE, "no page \"%s\": cowpath, cowpath-commands or cowpath-formats", page);
      return NULL;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
cow_help_manual (const char *page, GError **error)
{
  g_autofree char *source = read_page (page, error);
  g_autofree char *name = NULL, *command = NULL;
  char *text = NULL;
  int fd, in = -1, status;
  pid_t pid;

  if (!source)
    return NULL;
  fd = g_file_open_tmp ("cowpath-XXXXXX", &name, error);
  if (fd < 0)
    return NULL;
  close (fd);
  command = g_strdup_printf ("{ mandoc -T utf8 || man -l - || cat; } 2>/dev/null | col -b > %s", name);
  pid = cow_spawn_program (command, &in, error);
  if (pid > 0)
    {
      for (gsize done = 0, length = strlen (source); done < length;)
        {
          gssize n = write (in, source + done, length - done);

          if (n < 0 && errno != EINTR)
            break;
          done += n > 0 ? (gsize)n : 0;
        }
      close (in);
      while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
        ;
      g_file_get_contents (name, &text, NULL, error);
    }
  g_unlink (name);
  return text;
}
