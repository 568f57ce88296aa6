/* pane-table.c - results of one job as a table: any number of rows, of which only the visible ones are ever
 * asked for.
 *
 * Column widths come from the rows that were seen and only grow, so that nothing jumps while rows stream in.
 */
#include "config.h"

#include <string.h>

#include "ui/draw.h"
#include "ui/pane.h"
#include "ui/text.h"
#include "ui/units.h"

#define GAP 2
#define CELL_BYTES_MAX 4096 /* of one cell are looked at: a path may have a million vertices */
#define TABLE_FRAME 2       /* title and header */

void
cow_table_pane_clear (CowTablePane *pane)
{
  g_clear_pointer (&pane->title, g_free);
  g_clear_pointer (&pane->widths, g_array_unref);
}

static char *
clean_cell (char *text)
{
  GString *out = g_string_new (NULL);
  if (text)
    {
      gsize length = strnlen (text, CELL_BYTES_MAX + 1);
      cow_text_clean (out, text, MIN (length, CELL_BYTES_MAX));
      if (length > CELL_BYTES_MAX)
        g_string_append (out, "…");
    }
  g_free (text);
  return g_string_free (out, FALSE);
}

static char *
get_cell (const CowPaneContext *context, guint64 row, guint column)
{
  return clean_cell (context->model->cell (context->user, row, column));
}

static char *
get_column_title (const CowPaneContext *context, guint column, gboolean *right)
{
  *right = FALSE;
  const char *title = context->model->column_title (context->user, column, right);
  return cow_text_clean_dup (title ? title : "");
}

gboolean
cow_table_pane_update (CowTablePane *pane, const CowPaneContext *context)
{
  char *title = context->model->table_title (context->user);
  if (!title)
    {
      cow_table_pane_clear (pane);
      return FALSE;
    }
  guint64 rows = context->model->n_rows (context->user);
  guint n_columns = context->model->n_columns (context->user);
  if (g_strcmp0 (title, pane->title) != 0 || rows < pane->rows_seen || !pane->widths
      || pane->widths->len != n_columns)
    {
      cow_table_pane_clear (pane);
      *pane
          = (CowTablePane){ .title = g_strdup (title), .widths = g_array_new (FALSE, TRUE, sizeof (guint)) };
      g_array_set_size (pane->widths, n_columns);
    }
  pane->rows_seen = rows;
  g_free (title);
  return TRUE;
}

static guint64
find_last_page (const CowTablePane *pane, CowBand band)
{
  guint64 visible = (guint64)MAX (band.height - TABLE_FRAME, 1);
  return pane->rows_seen > visible ? pane->rows_seen - visible : 0;
}

static guint *
find_width (CowTablePane *pane, guint column)
{
  return &g_array_index (pane->widths, guint, column);
}

static void
measure_cell (CowTablePane *pane, guint column, const char *text)
{
  guint width = cow_text_width (text, strlen (text));
  if (width > *find_width (pane, column))
    *find_width (pane, column) = width;
}

/* Draws one column over all visible rows; returns the columns of the window it took. */
static int
draw_column (CowTablePane *pane, const CowPaneContext *context, CowBand band, guint64 from, guint64 to,
             guint column, int x)
{
  gboolean right, last = column + 1 == pane->widths->len;
  g_autofree char *title = get_column_title (context, column, &right);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  measure_cell (pane, column, title);
  for (guint64 row = from; row < to; row++)
    {
      g_ptr_array_add (cells, get_cell (context, row, column));
      measure_cell (pane, column, g_ptr_array_index (cells, cells->len - 1));
    }
  /* A wide column leaves half of the window to the others; the last one takes what is left. */
  int room = context->columns - x;
  int width = (int)*find_width (pane, column);
  width = MIN (width, last ? room : MAX (12, context->columns / 2));
  int fit = MIN (width, room);
  for (int row = -1; row < (int)cells->len; row++)
    {
      const char *text = row < 0 ? title : g_ptr_array_index (cells, row);
      int text_width = (int)cow_text_width (text, strlen (text));
      int indent = right && text_width < width ? width - text_width : 0;
      cow_draw_text (context->theme, band.row + TABLE_FRAME + row, x + indent, fit - indent, text,
                     strlen (text), row < 0 ? COW_STYLE_HEADER : COW_STYLE_PLAIN);
    }
  return width + GAP;
}

static char *
describe_position (const CowTablePane *pane, guint64 from, guint64 to, int columns)
{
  GString *out = g_string_new (NULL);
  if (pane->column > 0)
    g_string_append_printf (out, "column %u of %u, ", pane->column + 1, pane->widths->len);
  if (pane->rows_seen == 0)
    g_string_append (out, "no rows");
  else
    {
      cow_units_count (out, from + 1);
      g_string_append_c (out, '-');
      cow_units_count (out, to);
      g_string_append (out, " of ");
      cow_units_count (out, pane->rows_seen);
    }
  if (columns < 40 && pane->rows_seen > 0)
    {
      g_string_truncate (out, 0);
      cow_units_count (out, to);
      g_string_append_c (out, '/');
      cow_units_count (out, pane->rows_seen);
    }
  return g_string_free (out, FALSE);
}

void
cow_table_pane_draw (CowTablePane *pane, const CowPaneContext *context, CowBand band, gboolean focused)
{
  if (band.height <= 0 || !pane->widths)
    return;
  guint64 last_page = find_last_page (pane, band);
  if (pane->scrolled && pane->row >= last_page)
    pane->scrolled = FALSE;
  guint64 from = pane->scrolled ? pane->row : last_page;
  guint64 to = MIN (pane->rows_seen, from + (guint64)MAX (band.height - TABLE_FRAME, 0));
  int x = 0;
  for (guint column = pane->column; band.height > 1 && column < pane->widths->len && x < context->columns;
       column++)
    x += draw_column (pane, context, band, from, to, column, x);
  g_autofree char *title = cow_text_clean_dup (pane->title);
  g_autofree char *position = describe_position (pane, from, MAX (to, from), context->columns);
  cow_draw_title (context->theme, band.row, context->columns, title, position,
                  focused ? COW_STYLE_TITLE_FOCUS : COW_STYLE_TITLE);
}

void
cow_table_pane_scroll (CowTablePane *pane, const CowPaneContext *context, CowBand band, int rows)
{
  (void)context;
  guint64 last_page = find_last_page (pane, band);
  guint64 row = pane->scrolled ? pane->row : last_page;
  if (rows < 0)
    row = row > (guint64)-rows ? row - (guint64)-rows : 0;
  else
    row = MIN (row + (guint64)rows, last_page);
  pane->row = row;
  pane->scrolled = row < last_page;
}

void
cow_table_pane_scroll_columns (CowTablePane *pane, const CowPaneContext *context, int columns)
{
  (void)context;
  if (!pane->widths || pane->widths->len == 0)
    return;
  pane->column = (guint)CLAMP ((int)pane->column + columns, 0, (int)pane->widths->len - 1);
}

void
cow_table_pane_start (CowTablePane *pane)
{
  pane->row = 0;
  pane->scrolled = TRUE;
}
