/* panes.c - the model behind the panes: a ring of output lines, the rows of one job as a table, the jobs. */
#include <signal.h>
#include <string.h>

#include "app/front.h"
#include "app/job.h"
#include "pool/meter.h"
#include "pool/signals.h"
#include "ui/plain.h"
#include "ui/screen.h"
#include "ui/text.h"

enum
{
  MOST_LINES = 10000,
  METER_NS = 500 * 1000 * 1000
};

typedef struct
{
  char *text;
  CowLineStyle style;
} Line;

struct _CowPanes
{
  CowSession *session;
  CowScreen *screen;
  char *history_file;
  GPtrArray *ring;   /* of Line*: line i is at i % MOST_LINES */
  guint64 first_line, n_lines;
  GString *unfinished; /* printed text without its newline yet */
  guint shown_job;     /* id, 0: the latest with rows */
};

static void
line_free (gpointer data)
{
  Line *line = data;

  if (line)
    g_free (line->text);
  g_free (line);
}

/* ---- output ---- */

static void
add_line (CowPanes *panes, const char *text, gsize length, CowLineStyle style)
{
  Line *line = g_new (Line, 1);

  *line = (Line){ g_strndup (text, length), style };
  if (panes->ring->len < MOST_LINES)
    g_ptr_array_add (panes->ring, line);
  else
    {
      gpointer *place = &g_ptr_array_index (panes->ring, panes->n_lines % MOST_LINES);

      line_free (*place);
      *place = line;
      panes->first_line = panes->n_lines + 1 - MOST_LINES;
    }
  panes->n_lines++;
}

static void
add_text (CowPanes *panes, const char *text, CowLineStyle style)
{
  while (*text)
    {
      const char *newline = strchr (text, '\n');
      gsize length = newline ? (gsize)(newline - text) : strlen (text);

      add_line (panes, text, length, style);
      text += length + (newline != NULL);
    }
}

static void
say (const char *text, gboolean is_error, gpointer user)
{
  CowPanes *panes = *(CowPanes **)user;

  if (!panes)
    return;
  add_text (panes, text, is_error ? COW_LINE_ERROR : COW_LINE_NOTE);
  cow_screen_changed (panes->screen);
}

static void
print (const char *text, gsize length, gpointer user)
{
  CowPanes *panes = *(CowPanes **)user;
  const char *newline;

  if (!panes)
    return;
  g_string_append_len (panes->unfinished, text, (gssize)length);
  while ((newline = memchr (panes->unfinished->str, '\n', panes->unfinished->len)))
    {
      gsize n = (gsize)(newline - panes->unfinished->str);

      add_line (panes, panes->unfinished->str, n, COW_LINE_PLAIN);
      g_string_erase (panes->unfinished, 0, (gssize)n + 1);
    }
  cow_screen_changed (panes->screen);
}

static void
changed (gpointer user)
{
  CowPanes *panes = *(CowPanes **)user;

  if (panes)
    cow_screen_changed (panes->screen);
}

static void
idle (gpointer user)
{
  changed (user);
}

static void
busy (CowJob *job, gpointer user)
{
  CowPanes *panes = *(CowPanes **)user;

  /* What was asked last is looked at. */
  if (panes && job->answer)
    {
      panes->shown_job = job->id;
      cow_screen_follow (panes->screen);
    }
}

static void
page (const char *title, const char *text, gpointer user)
{
  CowPanes *panes = *(CowPanes **)user;

  if (panes)
    cow_screen_page (panes->screen, title, text);
}

void
cow_panes_listener (CowListener *listener, CowPanes **slot)
{
  *listener
      = (CowListener){ .say = say, .print = print, .changed = changed, .idle = idle, .busy = busy, .page = page, .user = slot };
}

/* ---- the model ---- */

static char *
model_status (gpointer user, char **right)
{
  CowPanes *panes = user;
  const CowGraphEntry *entry = panes->session->graphs->current;
  g_autofree char *size = entry ? cow_format_size (cow_graph_bytes (entry->graph)) : NULL;
  guint running = 0;

  for (guint i = 0; i < panes->session->jobs->len; i++)
    running += !((CowJob *)g_ptr_array_index (panes->session->jobs, i))->over;
  *right = g_strdup_printf ("%u worker%s, %u running ", cow_settings_workers (&panes->session->settings),
                            cow_settings_workers (&panes->session->settings) == 1 ? "" : "s", running);
  if (!entry)
    return g_strdup (" cowpath: no graph, try load FILE or generate grid rows=1000 cols=1000");
  return g_strdup_printf (" cowpath: %s  %u vertices  %" G_GUINT64_FORMAT " edges  %s  %s", entry->name, entry->graph->n,
                          entry->graph->m, entry->graph->directed ? "directed" : "undirected", size);
}

static guint64
model_n_lines (gpointer user)
{
  return ((CowPanes *)user)->n_lines;
}

static guint64
model_first_line (gpointer user)
{
  return ((CowPanes *)user)->first_line;
}

static const char *
model_line (gpointer user, guint64 index, CowLineStyle *style)
{
  const CowPanes *panes = user;
  const Line *line = g_ptr_array_index (panes->ring, index % MOST_LINES);

  *style = line->style;
  return line->text;
}

static CowJob *
shown_job (CowPanes *panes)
{
  CowJob *found = NULL;

  for (guint i = 0; i < panes->session->jobs->len; i++)
    {
      CowJob *job = g_ptr_array_index (panes->session->jobs, i);

      if (!job->answer || !cow_answer_store (job->answer))
        continue;
      found = job;
      if (job->id == panes->shown_job)
        break;
    }
  return found;
}

static char *
model_table_title (gpointer user)
{
  CowJob *job = shown_job (user);

  return job ? g_strdup_printf ("%%%u %s (%s)", job->id, job->call->text, cow_job_state (job)) : NULL;
}

static guint
model_n_columns (gpointer user)
{
  CowJob *job = shown_job (user);

  return job ? cow_answer_context (job->answer)->n_columns : 0;
}

static const char *
model_column_title (gpointer user, guint column, gboolean *right)
{
  CowJob *job = shown_job (user);
  const CowResultColumn *spec;

  *right = FALSE;
  if (!job)
    return "";
  spec = &cow_answer_context (job->answer)->columns[column];
  *right = spec->kind == COW_CELL_INT || spec->kind == COW_CELL_REAL || spec->kind == COW_CELL_COST;
  return spec->name;
}

static guint64
model_n_rows (gpointer user)
{
  CowJob *job = shown_job (user);

  return job ? cow_store_n_rows (cow_answer_store (job->answer)) : 0;
}

static char *
model_cell (gpointer user, guint64 row, guint column)
{
  CowJob *job = shown_job (user);
  GString *text = g_string_new (NULL);
  const guint8 *at, *end;
  gsize length;
  CowCell cell;

  if (!job || !(at = cow_store_row (cow_answer_store (job->answer), row, &length)))
    return g_string_free (text, FALSE);
  end = at + length;
  for (guint i = 0; i <= column; i++)
    if (!cow_cell_next (&at, end, &cell))
      return g_string_free (text, FALSE);
  /* A path of a million vertices need not be written out to show its beginning. */
  if (cell.tag == COW_CELL_IS_PATH)
    cell.n = MIN (cell.n, 200);
  cow_cell_format (text, &cell, COW_FORMAT_TABLE, cow_answer_context (job->answer));
  return g_string_free (text, FALSE);
}

static guint
model_n_jobs (gpointer user)
{
  return ((CowPanes *)user)->session->jobs->len;
}

static void
meter_workers (CowJob *job, CowJobItem *item)
{
  g_autoptr (GArray) workers = job->pool ? cow_pool_job_workers (job->pool) : NULL;
  gint64 now = g_get_monotonic_time () * 1000;

  item->workers = workers ? workers->len : 0;
  if (workers && workers->len && now - job->metered_ns > METER_NS)
    {
      job->metered_ns = now;
      job->private_bytes = job->shared_bytes = 0;
      for (guint i = 0; i < workers->len; i++)
        {
          CowMeter meter;

          if (!cow_meter_read (g_array_index (workers, CowPoolWorkerInfo, i).pid, &meter, NULL))
            continue;
          job->private_bytes += meter.private_bytes;
          job->shared_bytes = MAX (job->shared_bytes, meter.shared_bytes);
        }
    }
  item->private_bytes = job->private_bytes;
  item->shared_bytes = job->shared_bytes;
}

static void
model_job (gpointer user, guint index, CowJobItem *item)
{
  CowPanes *panes = user;
  CowJob *job = g_ptr_array_index (panes->session->jobs, panes->session->jobs->len - 1 - index);
  CowPoolProgress progress;
  char id[16] = "";

  if (job->id)
    g_snprintf (id, sizeof id, "%%%u ", job->id);
  cow_job_progress (job, &progress);
  item->title = g_strconcat (id, job->name ? job->name : job->call->text, NULL);
  item->state = g_strdup (!job->over && !job->tasks_begun && job->image.what ? job->image.what : cow_job_state (job));
  cow_job_estimate (job, &item->fraction, &item->eta_seconds);
  item->tasks = job->tasks.n_tasks;
  item->done = job->tasks_begun ? progress.done : 0;
  item->failed = job->failures->len;
  item->rows = cow_job_rows (job);
  item->seconds = cow_job_seconds (job);
  item->rate = progress.elapsed_ns > 0 && job->tasks_begun ? (double)progress.done / ((double)progress.elapsed_ns * 1e-9) : 0;
  item->active = !job->over;
  meter_workers (job, item);
}

static char *
model_hint (gpointer user, const char *line, int cursor)
{
  (void)user;
  (void)cursor;
  return cow_hint (line);
}

/* ---- what the user does ---- */

static void
take_line (const char *line, gpointer user)
{
  CowPanes *panes = user;
  g_autofree char *echo = g_strconcat ("> ", line, NULL);

  add_text (panes, echo, COW_LINE_COMMAND);
  cow_history_add (panes->history_file, line);
  cow_session_type (panes->session, line);
  cow_screen_changed (panes->screen);
}

static void
take_interrupt (gpointer user)
{
  cow_session_interrupt (((CowPanes *)user)->session);
}

static void
take_end (gpointer user)
{
  cow_session_quit (((CowPanes *)user)->session);
}

static char **
complete (const char *line, int start, int end, gpointer user)
{
  return cow_complete (((CowPanes *)user)->session, line, start, end);
}

static void
next_table (int step, gpointer user)
{
  CowPanes *panes = user;
  const GPtrArray *jobs = panes->session->jobs;
  CowJob *job = shown_job (panes);
  guint index;

  if (!job || !g_ptr_array_find ((GPtrArray *)jobs, job, &index))
    return;
  for (gint64 i = (gint64)index + step; i >= 0 && i < jobs->len; i += step)
    {
      CowJob *candidate = g_ptr_array_index (jobs, i);

      if (!candidate->answer || !cow_answer_store (candidate->answer))
        continue;
      panes->shown_job = candidate->id;
      cow_screen_changed (panes->screen);
      return;
    }
}

/* ---- life ---- */

CowPanes *
cow_panes_new (CowSession *session, const char *history_file, GError **error)
{
  static const CowModel model = {
    .status = model_status,
    .n_lines = model_n_lines,
    .first_line = model_first_line,
    .line = model_line,
    .table_title = model_table_title,
    .n_columns = model_n_columns,
    .column_title = model_column_title,
    .n_rows = model_n_rows,
    .cell = model_cell,
    .n_jobs = model_n_jobs,
    .job = model_job,
    .hint = model_hint,
  };
  static const CowUserEvents events = {
    .line = take_line, .interrupt = take_interrupt, .end = take_end, .complete = complete, .next_table = next_table
  };
  CowPanes *panes = g_new0 (CowPanes, 1);

  panes->session = session;
  panes->history_file = g_strdup (history_file);
  panes->ring = g_ptr_array_new_with_free_func (line_free);
  panes->unfinished = g_string_new (NULL);
  panes->screen = cow_screen_new (&model, &events, panes, history_file, session->settings.color != 2, error);
  if (!panes->screen)
    {
      cow_panes_free (panes);
      return NULL;
    }
  return panes;
}

void
cow_panes_free (CowPanes *panes)
{
  g_clear_pointer (&panes->screen, cow_screen_free);
  g_ptr_array_unref (panes->ring);
  g_string_free (panes->unfinished, TRUE);
  g_free (panes->history_file);
  g_free (panes);
}

void
cow_panes_signal (CowPanes *panes, int signal_number)
{
  switch (signal_number)
    {
    case SIGWINCH:
      cow_screen_resized (panes->screen);
      break;
    case SIGTSTP:
      cow_screen_suspend (panes->screen);
      cow_signals_suspend ();
      cow_screen_resume (panes->screen);
      break;
    default:
      break;
    }
}
