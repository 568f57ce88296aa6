/* layout.h - which rows of the window belong to which pane. A pure function, so that every size can be
 * tested. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  COW_PANE_OUTPUT,
  COW_PANE_TABLE,
  COW_PANE_JOBS,
  COW_N_PANES,
} CowPane;

typedef struct
{
  int row, height; /* height 0: not shown */
} CowBand;

typedef struct
{
  int rows;
  gboolean has_table;
  guint64 table_rows;
  guint n_jobs;
  double output_share; /* of what output and table divide, 0..1 */
  CowPane focus;
  gboolean zoom; /* the focused pane takes it all */
} CowLayoutWish;

typedef struct
{
  CowBand status, panes[COW_N_PANES], prompt, hint;
} CowLayout;

/* Shape: bands do not overlap, lie within the rows, and leave no row unused. Too few rows give up jobs, then
 * the hint, then the split between output and table (the focused one of the two stays), then the status line;
 * the prompt stays to the last. */
void cow_layout_compute (const CowLayoutWish *wish, CowLayout *layout);

G_END_DECLS
