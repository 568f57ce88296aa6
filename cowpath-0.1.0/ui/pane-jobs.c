/* pane-jobs.c - one row per job, newest first: what it is, how far, how fast, at what price.
 *
 * The right part is made of fields in order of importance; as many as the window has room for are shown. */
#include "config.h"

#include <string.h>

#include "ui/draw.h"
#include "ui/pane.h"
#include "ui/text.h"
#include "ui/units.h"

#define TITLE_LEAST 16 /* columns, and a quarter of a wide window */
#define BAR_COLUMNS 10

typedef struct
{
  const char *header;
  int width;
  void (*append) (GString *out, const CowJobItem *item);
} JobField;

static void
append_state (GString *out, const CowJobItem *item)
{
  cow_text_clean (out, item->state ? item->state : "", item->state ? strlen (item->state) : 0);
}

static void
append_percent (GString *out, const CowJobItem *item)
{
  if (item->fraction >= 0)
    g_string_append_printf (out, "%u%%", (guint)(MIN (item->fraction, 1) * 100));
}

static void
append_tasks (GString *out, const CowJobItem *item)
{
  cow_units_count (out, item->done);
  if (item->tasks > 0)
    {
      g_string_append_c (out, '/');
      cow_units_count (out, item->tasks);
    }
}

static void
append_rate (GString *out, const CowJobItem *item)
{
  if (item->rate > 0)
    cow_units_rate (out, item->rate);
}

static void
append_time (GString *out, const CowJobItem *item)
{
  if (item->active && item->eta_seconds >= 0)
    {
      g_string_append (out, "ETA ");
      cow_units_seconds (out, item->eta_seconds);
    }
  else if (item->seconds >= 0)
    cow_units_seconds (out, item->seconds);
}

static void
append_failed (GString *out, const CowJobItem *item)
{
  if (item->failed > 0)
    {
      cow_units_count (out, item->failed);
      g_string_append (out, " failed");
    }
}

static void
append_workers (GString *out, const CowJobItem *item)
{
  if (item->workers > 0)
    g_string_append_printf (out, "%u", item->workers);
}

static void
append_rows (GString *out, const CowJobItem *item)
{
  cow_units_count (out, item->rows);
}

static void
append_private (GString *out, const CowJobItem *item)
{
  if (item->private_bytes > 0)
    cow_units_bytes (out, item->private_bytes);
}

static void
append_shared (GString *out, const CowJobItem *item)
{
  if (item->shared_bytes > 0)
    cow_units_bytes (out, item->shared_bytes);
}

/* In order of importance and of place. The bar is drawn between state and percent. */
static const JobField fields[] = {
  { "state", 9, append_state },   { "", 4, append_percent },        { "time", 11, append_time },
  { "", 10, append_failed },      { "tasks", 15, append_tasks },    { "private", 7, append_private },
  { "shared", 7, append_shared }, { "workers", 7, append_workers }, { "rate", 8, append_rate },
  { "rows", 11, append_rows },
};
#define STATE_FIELD 0
#define PERCENT_FIELD 1
#define FAILED_FIELD 3
#define FIELDS_BEFORE_BAR 5 /* these are worth more than a bar */

typedef struct
{
  guint n_fields;
  int bar;   /* columns, 0: none */
  int title; /* columns of the title */
} JobRowPlan;

static JobRowPlan
plan_row (int columns)
{
  JobRowPlan plan = { 0 };
  int least = MAX (TITLE_LEAST, columns / 4);
  int room = columns - least;
  while (plan.n_fields < G_N_ELEMENTS (fields) && room >= fields[plan.n_fields].width + 1)
    {
      room -= fields[plan.n_fields++].width + 1;
      if (plan.n_fields == FIELDS_BEFORE_BAR && room >= BAR_COLUMNS + 1)
        {
          plan.bar = BAR_COLUMNS;
          room -= BAR_COLUMNS + 1;
        }
    }
  plan.title = MIN (least + room, columns);
  return plan;
}

static void
draw_bar (const CowPaneContext *context, int row, int column, double fraction)
{
  if (fraction < 0)
    return;
  gboolean utf8 = context->theme->utf8;
  int filled = (int)(MIN (fraction, 1) * BAR_COLUMNS);
  for (int i = 0; i < BAR_COLUMNS; i++)
    {
      const char *mark = i < filled ? (utf8 ? "█" : "#") : (utf8 ? "░" : ".");
      cow_draw_text (context->theme, row, column + i, 1, mark, strlen (mark), COW_STYLE_BAR);
    }
}

static CowStyle
find_style (guint field, const CowJobItem *item)
{
  if (field == FAILED_FIELD || (field == STATE_FIELD && item->failed > 0 && !item->active))
    return COW_STYLE_ERROR;
  if (field == STATE_FIELD && item->active)
    return COW_STYLE_ACTIVE;
  return item->active ? COW_STYLE_PLAIN : COW_STYLE_DIM;
}

static void
draw_job (const CowPaneContext *context, const JobRowPlan *plan, int row, const CowJobItem *item)
{
  g_autofree char *title = cow_text_clean_dup (item->title ? item->title : "");
  cow_draw_text (context->theme, row, 0, plan->title, title, strlen (title),
                 item->active ? COW_STYLE_PLAIN : COW_STYLE_DIM);
  int column = plan->title + 1;
  for (guint i = 0; i < plan->n_fields; i++)
    {
      if (i == PERCENT_FIELD && plan->bar > 0)
        {
          draw_bar (context, row, column, item->fraction);
          column += plan->bar + 1;
        }
      g_autoptr (GString) text = g_string_new (NULL);
      fields[i].append (text, item);
      int width = (int)cow_text_width (text->str, text->len);
      int indent = i == STATE_FIELD ? 0 : MAX (0, fields[i].width - width);
      cow_draw_text (context->theme, row, column + indent, fields[i].width - indent, text->str, text->len,
                     find_style (i, item));
      column += fields[i].width + 1;
    }
}

/* The title line names the fields: right-aligned over them as they are. */
static void
draw_header (const CowPaneContext *context, const JobRowPlan *plan, CowBand band, guint n_jobs, guint first,
             CowStyle style)
{
  g_autofree char *title
      = band.height - 1 < (int)n_jobs
            ? g_strdup_printf ("jobs %u-%u of %u", first + 1, first + (guint)band.height - 1, n_jobs)
            : g_strdup ("jobs");
  cow_draw_title (context->theme, band.row, context->columns, title, "", style);
  int column = plan->title + 1;
  for (guint i = 0; i < plan->n_fields; i++)
    {
      if (i == PERCENT_FIELD && plan->bar > 0)
        column += plan->bar + 1;
      int width = (int)strlen (fields[i].header);
      int indent = i == STATE_FIELD ? 0 : fields[i].width - width;
      cow_draw_text (context->theme, band.row, column + indent, width, fields[i].header, (gsize)width, style);
      column += fields[i].width + 1;
    }
}

static guint
find_last_first (guint n_jobs, CowBand band)
{
  guint visible = (guint)MAX (band.height - 1, 1);
  return n_jobs > visible ? n_jobs - visible : 0;
}

void
cow_jobs_pane_draw (CowJobsPane *pane, const CowPaneContext *context, CowBand band, gboolean focused)
{
  if (band.height <= 0)
    return;
  guint n_jobs = context->model->n_jobs (context->user);
  JobRowPlan plan = plan_row (context->columns);
  pane->first = MIN (pane->first, find_last_first (n_jobs, band));
  draw_header (context, &plan, band, n_jobs, pane->first, focused ? COW_STYLE_TITLE_FOCUS : COW_STYLE_TITLE);
  for (guint i = 0; (int)i < band.height - 1 && pane->first + i < n_jobs; i++)
    {
      CowJobItem item = { .fraction = -1, .eta_seconds = -1 };
      context->model->job (context->user, pane->first + i, &item);
      draw_job (context, &plan, band.row + 1 + (int)i, &item);
      g_free (item.title);
      g_free (item.state);
    }
}

void
cow_jobs_pane_scroll (CowJobsPane *pane, const CowPaneContext *context, CowBand band, int rows)
{
  guint last = find_last_first (context->model->n_jobs (context->user), band);
  pane->first = (guint)CLAMP ((gint64)pane->first + rows, 0, (gint64)last);
}
