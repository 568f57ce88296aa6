/* draw.c - clean text into the cells of the window.
 *
 * The trick: every character is put into its cell by position (add_wchnstr clips and moves no cursor), so
 * text whose width we and ncurses see differently can garble its own line at most. The one place that hands
 * text to ncurses. */
#include "config.h"

#include "ui/draw.h"

#include <curses.h>
#include <string.h>
#include <wchar.h>

#include "ui/text.h"

/* Base character and its combining marks; more marks than a cell takes are left out. */
static gsize
take_cluster (const char *text, gsize length, wchar_t cluster[CCHARW_MAX + 1], int *width)
{
  gsize i = 0;
  int n = 0;
  *width = 0;
  while (i < length)
    {
      gunichar c = g_utf8_get_char_validated (text + i, (gssize)(length - i));
      gsize size = 1;
      if (c == (gunichar)-1 || c == (gunichar)-2)
        c = '?';
      else
        size = (gsize)(g_utf8_next_char (text + i) - (text + i));
      int columns = (int)cow_text_width (text + i, size);
      if (n > 0 && columns > 0)
        break;
      i += size;
      if (n == 0)
        {
          *width = MAX (columns, 1);
          if (columns == 0) /* a mark without a base gets one */
            cluster[n++] = L' ';
          else if (wcwidth ((wchar_t)c) != columns) /* the locale cannot show it */
            c = '?';
        }
      if (n < CCHARW_MAX && (c < 0x80 || wcwidth ((wchar_t)c) >= 0))
        cluster[n++] = (wchar_t)c;
    }
  cluster[n] = L'\0';
  return i;
}

static void
put_cell (const CowTheme *theme, int row, int column, const wchar_t *cluster, CowStyle style)
{
  cchar_t cell;
  if (setcchar (&cell, cluster, theme->styles[style].attributes, theme->styles[style].pair, NULL) == OK)
    mvadd_wchnstr (row, column, &cell, 1);
}

int
cow_draw_text (const CowTheme *theme, int row, int column, int width, const char *text, gsize length,
               CowStyle style)
{
  if (width <= 0)
    return 0;
  gboolean cut = cow_text_width (text, length) > (guint)width;
  if (cut)
    length = cow_text_fit (text, length, (guint)width - 1, NULL);
  int used = 0;
  gsize i = 0;
  while (i < length && used < width)
    {
      wchar_t cluster[CCHARW_MAX + 1];
      int columns;
      i += take_cluster (text + i, length - i, cluster, &columns);
      if (used + columns > width)
        break;
      put_cell (theme, row, column + used, cluster, style);
      /* A wide character the locale cannot show became one "?": its second cell is blank. */
      if (columns == 2 && wcwidth (cluster[0]) == 1)
        put_cell (theme, row, column + used + 1, L" ", style);
      used += columns;
    }
  if (cut && used < width)
    {
      put_cell (theme, row, column + used, theme->utf8 ? L"…" : L">", style);
      used++;
    }
  return used;
}

void
cow_draw_field (const CowTheme *theme, int row, int column, int width, const char *text, CowStyle style)
{
  for (int used = cow_draw_text (theme, row, column, width, text, strlen (text), style); used < width; used++)
    put_cell (theme, row, column + used, L" ", style);
}

void
cow_draw_title (const CowTheme *theme, int row, int columns, const char *title, const char *right,
                CowStyle style)
{
  for (int i = 0; i < columns; i++)
    put_cell (theme, row, i, theme->utf8 ? L"─" : L"-", style);
  g_autofree char *right_text = g_strdup_printf (" %s ", right);
  g_autofree char *left_text = g_strdup_printf (" %s ", title);
  int right_width = right[0] ? (int)cow_text_width (right_text, strlen (right_text)) : 0;
  if (right_width > columns - 8) /* too narrow for both: the title matters more */
    right_width = 0;
  else if (right_width > 0)
    cow_draw_text (theme, row, columns - right_width - 2, right_width, right_text, strlen (right_text),
                   style);
  if (title[0])
    cow_draw_text (theme, row, MIN (2, columns), columns - (right_width > 0 ? right_width + 5 : 2), left_text,
                   strlen (left_text), style);
}
