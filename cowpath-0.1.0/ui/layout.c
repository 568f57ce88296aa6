/* layout.c - which rows of the window belong to which pane; see layout.h. */
#include "config.h"

#include "ui/layout.h"

#define JOBS_MAX 6 /* rows of jobs, below their title */
#define JOBS_FROM_ROWS 14
#define HINT_FROM_ROWS 9
#define PANE_LEAST 3  /* rows of a pane worth having: title, header, one row */
#define TABLE_FRAME 2 /* title and header */

static void
place_band (CowBand *band, int *row, int height)
{
  band->row = *row;
  band->height = height;
  *row += height;
}

/* Rows for jobs: all when they are few, never more than a quarter of the window. */
static int
find_jobs_height (const CowLayoutWish *wish)
{
  if (wish->n_jobs == 0 || wish->rows < JOBS_FROM_ROWS)
    return 0;
  int shown = (int)MIN (wish->n_jobs, JOBS_MAX);
  return 1 + MAX (1, MIN (shown, wish->rows / 4 - 1));
}

/* Divides `rest` rows between output and table. */
static int
find_table_height (const CowLayoutWish *wish, int rest)
{
  if (!wish->has_table)
    return 0;
  if (rest < 2 * PANE_LEAST)
    return wish->focus == COW_PANE_TABLE ? rest : 0;
  int output = (int)((double)rest * CLAMP (wish->output_share, 0, 1));
  int table = rest - CLAMP (output, PANE_LEAST, rest - PANE_LEAST);
  /* A short table leaves its rows to the output. */
  if (wish->table_rows < (guint64)(table - TABLE_FRAME))
    table = MAX (PANE_LEAST, (int)wish->table_rows + TABLE_FRAME);
  return table;
}

void
cow_layout_compute (const CowLayoutWish *wish, CowLayout *layout)
{
  *layout = (CowLayout){ 0 };
  int rows = MAX (wish->rows, 0);
  int prompt = rows >= 1;
  int status = rows >= 3;
  int hint = rows >= HINT_FROM_ROWS;
  int rest = rows - prompt - status - hint;
  int heights[COW_N_PANES] = { 0 };
  if (wish->zoom && (wish->focus != COW_PANE_TABLE || wish->has_table)
      && (wish->focus != COW_PANE_JOBS || wish->n_jobs > 0))
    heights[wish->focus] = rest;
  else
    {
      heights[COW_PANE_JOBS] = find_jobs_height (wish);
      rest -= heights[COW_PANE_JOBS];
      heights[COW_PANE_TABLE] = find_table_height (wish, rest);
      heights[COW_PANE_OUTPUT] = rest - heights[COW_PANE_TABLE];
    }
  int row = 0;
  place_band (&layout->status, &row, status);
  for (int i = 0; i < COW_N_PANES; i++)
    place_band (&layout->panes[i], &row, heights[i]);
  place_band (&layout->prompt, &row, prompt);
  place_band (&layout->hint, &row, hint);
}
