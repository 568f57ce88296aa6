/* pane.h - the three panes below the status line: what each shows of the model, where it is scrolled to, how
 * it is drawn.
 *
 * A pane asks the model for what is visible, nothing more; drawing and scrolling are O(window). */
#pragma once

#include "ui/layout.h"
#include "ui/model.h"
#include "ui/theme.h"

G_BEGIN_DECLS

/* What a pane draws with. */
typedef struct
{
  const CowModel *model;
  gpointer user;
  const CowTheme *theme;
  int columns;
} CowPaneContext;

/* Output: lines, wrapped at blanks. */
typedef struct
{
  gboolean scrolled; /* FALSE: the end is shown and followed */
  guint64 line;      /* first visible when scrolled … */
  guint part;        /* … and which of its wrapped rows */
} CowOutputPane;

void cow_output_pane_draw (CowOutputPane *pane, const CowPaneContext *context, CowBand band);
void cow_output_pane_scroll (CowOutputPane *pane, const CowPaneContext *context, CowBand band, int rows);
void cow_output_pane_start (CowOutputPane *pane, const CowPaneContext *context);

/* Results: one table. */
typedef struct
{
  gboolean scrolled;
  guint64 row;  /* first visible when scrolled */
  guint column; /* first visible */
  char *title;  /* of the table the rest belongs to */
  guint64 rows_seen;
  GArray *widths; /* of guint: grow only, until another table comes */
} CowTablePane;

void cow_table_pane_clear (CowTablePane *pane);
/* Notices another table; TRUE: there is one. */
gboolean cow_table_pane_update (CowTablePane *pane, const CowPaneContext *context);
void cow_table_pane_draw (CowTablePane *pane, const CowPaneContext *context, CowBand band, gboolean focused);
void cow_table_pane_scroll (CowTablePane *pane, const CowPaneContext *context, CowBand band, int rows);
void cow_table_pane_scroll_columns (CowTablePane *pane, const CowPaneContext *context, int columns);
void cow_table_pane_start (CowTablePane *pane);

/* Jobs: one row each, newest first. */
typedef struct
{
  guint first;
} CowJobsPane;

void cow_jobs_pane_draw (CowJobsPane *pane, const CowPaneContext *context, CowBand band, gboolean focused);
void cow_jobs_pane_scroll (CowJobsPane *pane, const CowPaneContext *context, CowBand band, int rows);

G_END_DECLS
