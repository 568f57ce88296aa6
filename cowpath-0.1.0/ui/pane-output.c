/* pane-output.c - what commands said: lines of any length, wrapped; follows its end unless scrolled up.
 *
 * The trick: the place is (line, wrapped part), so nothing about lines that are out of sight is known or
 * needed. */
#include "config.h"

#include <string.h>

#include "ui/draw.h"
#include "ui/pane.h"
#include "ui/text.h"
#include "ui/units.h"
#include "ui/wrap.h"

#define LINE_BYTES_MAX 32768 /* of one line are drawn: cleaning is done for each frame */

static char *
get_line (const CowPaneContext *context, guint64 index, CowStyle *style)
{
  static const CowStyle styles[] = {
    [COW_LINE_PLAIN] = COW_STYLE_PLAIN, [COW_LINE_COMMAND] = COW_STYLE_COMMAND,
    [COW_LINE_NOTE] = COW_STYLE_NOTE,   [COW_LINE_ERROR] = COW_STYLE_ERROR,
    [COW_LINE_DIM] = COW_STYLE_DIM,
  };
  CowLineStyle line_style = COW_LINE_PLAIN;
  const char *text = context->model->line (context->user, index, &line_style);
  *style = (guint)line_style < G_N_ELEMENTS (styles) ? styles[line_style] : COW_STYLE_PLAIN;
  if (!text)
    return g_strdup ("");
  gsize length = strnlen (text, LINE_BYTES_MAX + 1);
  if (length <= LINE_BYTES_MAX)
    {
      char *clean = cow_text_clean_lines (text);
      return g_strdelimit (clean, "\n", ' ');
    }
  g_autofree char *head = g_strndup (text, LINE_BYTES_MAX);
  g_autofree char *clean = cow_text_clean_lines (head);
  return g_strconcat (g_strdelimit (clean, "\n", ' '), "…", NULL);
}

static guint
count_parts (const CowPaneContext *context, guint64 index)
{
  CowStyle style;
  g_autofree char *text = get_line (context, index, &style);
  return cow_wrap_count (text, strlen (text), (guint)MAX (context->columns, 1));
}

/* Lines are numbered over the whole session: [first, end). */
static void
find_range (const CowPaneContext *context, guint64 *first, guint64 *end)
{
  *end = context->model->n_lines (context->user);
  *first = MIN (context->model->first_line (context->user), *end);
}

/* The place from which the last `height` rows are shown. */
static void
find_last_page (const CowPaneContext *context, int height, guint64 *line, guint *part)
{
  guint64 first, end;
  find_range (context, &first, &end);
  *line = end;
  *part = 0;
  guint rows = 0;
  while (*line > first && rows < (guint)MAX (height, 0))
    {
      (*line)--;
      rows += count_parts (context, *line);
    }
  if (rows > (guint)MAX (height, 0))
    *part = rows - (guint)height;
}

static gboolean
is_at_or_after (guint64 line, guint part, guint64 other_line, guint other_part)
{
  return line > other_line || (line == other_line && part >= other_part);
}

static void
draw_position (const CowPaneContext *context, CowBand band, guint64 first, guint64 from, guint64 to,
               guint64 end)
{
  g_autoptr (GString) text = g_string_new (" lines ");
  cow_units_count (text, from - first + 1);
  g_string_append_c (text, '-');
  cow_units_count (text, to - first);
  g_string_append (text, " of ");
  cow_units_count (text, end - first);
  g_string_append_c (text, ' ');
  int width = (int)cow_text_width (text->str, text->len);
  if (width < context->columns)
    cow_draw_text (context->theme, band.row, context->columns - width, width, text->str, text->len,
                   COW_STYLE_POPUP);
}

void
cow_output_pane_draw (CowOutputPane *pane, const CowPaneContext *context, CowBand band)
{
  guint64 first, end, line;
  guint part;
  if (band.height <= 0)
    return;
  find_range (context, &first, &end);
  find_last_page (context, band.height, &line, &part);
  if (pane->scrolled && is_at_or_after (pane->line, pane->part, line, part))
    pane->scrolled = FALSE;
  if (pane->scrolled && pane->line < first) /* the model forgot it */
    {
      pane->line = first;
      pane->part = 0;
    }
  if (pane->scrolled)
    {
      line = pane->line;
      part = pane->part;
    }
  guint64 from = line;
  for (int row = 0; row < band.height && line < end; line++)
    {
      CowStyle style;
      g_autofree char *text = get_line (context, line, &style);
      gsize length = strlen (text), i = 0;
      guint index = 0;
      do
        {
          gsize n = cow_wrap_row (text + i, length - i, (guint)MAX (context->columns, 1));
          if (index++ >= part)
            cow_draw_text (context->theme, band.row + row++, 0, context->columns, text + i, n, style);
          i += n;
        }
      while (i < length && row < band.height);
      part = 0;
    }
  if (pane->scrolled)
    draw_position (context, band, first, from, line, end);
}

void
cow_output_pane_scroll (CowOutputPane *pane, const CowPaneContext *context, CowBand band, int rows)
{
  guint64 first, end;
  find_range (context, &first, &end);
  if (!pane->scrolled)
    find_last_page (context, band.height, &pane->line, &pane->part);
  pane->line = CLAMP (pane->line, first, end);
  pane->scrolled = TRUE;
  for (; rows < 0 && (pane->line > first || pane->part > 0); rows++)
    {
      if (pane->part > 0)
        pane->part--;
      else
        pane->part = count_parts (context, --pane->line) - 1;
    }
  for (; rows > 0 && pane->line < end; rows--)
    if (++pane->part >= count_parts (context, pane->line))
      {
        pane->line++;
        pane->part = 0;
      }
}

void
cow_output_pane_start (CowOutputPane *pane, const CowPaneContext *context)
{
  guint64 end;
  find_range (context, &pane->line, &end);
  pane->part = 0;
  pane->scrolled = TRUE;
}
