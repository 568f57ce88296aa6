/* progress-line.c - one line of progress on stderr for batch runs.
 *
 * The trick: a line is erased by blanks and a carriage return alone, so it works on every terminal, and the
 * caller owns the clock, so a test needs none. */
#include "config.h"

#include "ui/plain.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ui/text.h"
#include "ui/units.h"

#define DELAY_NS (500 * G_GINT64_CONSTANT (1000000))
#define INTERVAL_NS (250 * G_GINT64_CONSTANT (1000000))
#define BAR_COLUMNS 20
#define TITLE_COLUMNS 30

struct _CowProgressLine
{
  int fd;
  gboolean is_terminal;
  char *title;    /* clean */
  gint64 due_ns;  /* not drawn before */
  GString *shown; /* on the terminal now */
  GString *next;  /* scratch */
};

CowProgressLine *
cow_progress_line_new (int fd, gboolean is_terminal, const char *title, gint64 now_ns)
{
  CowProgressLine *line = g_new0 (CowProgressLine, 1);
  line->fd = fd;
  line->is_terminal = is_terminal;
  line->title = cow_text_clean_dup (title);
  line->due_ns = now_ns + DELAY_NS;
  line->shown = g_string_new (NULL);
  line->next = g_string_new (NULL);
  return line;
}

static guint
find_columns (int fd)
{
  struct winsize size;
  if (ioctl (fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return 80;
}

/* A progress line is worth no error: what cannot be written is not shown. */
static void
write_bytes (int fd, const char *bytes, gsize length)
{
  while (length > 0)
    {
      ssize_t n = write (fd, bytes, length);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return;
      bytes += n;
      length -= (gsize)n;
    }
}

static void
make_text (CowProgressLine *line, double fraction, guint64 done, guint64 total, double eta_seconds)
{
  GString *out = line->next;
  guint width;
  gsize length = strlen (line->title);
  gsize fit = cow_text_fit (line->title, length, TITLE_COLUMNS, &width);
  g_string_truncate (out, 0);
  if (fit < length)
    fit = cow_text_fit (line->title, length, TITLE_COLUMNS - 1, &width);
  g_string_append_len (out, line->title, (gssize)fit);
  if (fit < length)
    g_string_append (out, "…");
  if (fraction >= 0)
    {
      fraction = MIN (fraction, 1);
      guint filled = (guint)(fraction * BAR_COLUMNS);
      g_string_append_printf (out, " %3u%% [", (guint)(fraction * 100));
      for (guint i = 0; i < BAR_COLUMNS; i++)
        g_string_append_c (out, i < filled ? '#' : '.');
      g_string_append_c (out, ']');
    }
  g_string_append_c (out, ' ');
  cow_units_count (out, done);
  if (total > 0)
    {
      g_string_append_c (out, '/');
      cow_units_count (out, total);
    }
  if (eta_seconds >= 0)
    {
      g_string_append (out, " ETA ");
      cow_units_seconds (out, eta_seconds);
    }
  /* The last column stays free: some terminals wrap when it is written. */
  g_string_truncate (out, cow_text_fit (out->str, out->len, find_columns (line->fd) - 1, NULL));
}

static void
draw_line (CowProgressLine *line)
{
  guint old_width = cow_text_width (line->shown->str, line->shown->len);
  guint width = cow_text_width (line->next->str, line->next->len);
  g_string_assign (line->shown, line->next->str);
  g_string_prepend_c (line->next, '\r');
  for (guint i = width; i < old_width; i++)
    g_string_append_c (line->next, ' ');
  write_bytes (line->fd, line->next->str, line->next->len);
}

/**
 * cow_progress_line_update:
 * @fraction: 0..1, negative: unknown
 * @total: 0: unknown
 * @eta_seconds: negative: unknown
 *
 * Units: now_ns counts nanoseconds of a clock that never goes back.
 */
void
cow_progress_line_update (CowProgressLine *line, double fraction, guint64 done, guint64 total,
                          double eta_seconds, gint64 now_ns)
{
  if (!line->is_terminal || now_ns < line->due_ns)
    return;
  line->due_ns = now_ns + INTERVAL_NS;
  make_text (line, fraction, done, total, eta_seconds);
  if (!g_string_equal (line->next, line->shown))
    draw_line (line);
}

void
cow_progress_line_erase (CowProgressLine *line)
{
  if (line->shown->len == 0)
    return;
  g_string_truncate (line->next, 0);
  draw_line (line);
  write_bytes (line->fd, "\r", 1);
}

void
cow_progress_line_free (CowProgressLine *line)
{
  if (!line)
    return;
  cow_progress_line_erase (line);
  g_free (line->title);
  g_string_free (line->shown, TRUE);
  g_string_free (line->next, TRUE);
  g_free (line);
}
