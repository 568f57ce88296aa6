/* explain.c - see explain.h; and the rows that tell it. */
#include "app/explain.h"

#include <string.h>
#include <sys/mman.h>

#include "app/immediate.h"

enum
{
  MOST_NAMES = 8,
  NAME_BYTES = 96
};

typedef struct
{
  guint32 ready;
  char text[NAME_BYTES];
} Name;

struct _CowExplainPage
{
  guint64 searches, settled, relaxed, pruned, labels_made, labels_dropped, queue_peak, scratch_bytes;
  guint32 n_names;
  Name names[MOST_NAMES];
};

CowExplainPage *
cow_explain_page_new (void)
{
  void *page = mmap (NULL, sizeof (CowExplainPage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  return page == MAP_FAILED ? NULL : page;
}

void
cow_explain_page_free (CowExplainPage *page)
{
  munmap (page, sizeof *page);
}

static void
add (guint64 *sum, guint64 value)
{
  if (value)
    __atomic_fetch_add (sum, value, __ATOMIC_RELAXED);
}

static void
raise_to (guint64 *most, guint64 value)
{
  guint64 now = __atomic_load_n (most, __ATOMIC_RELAXED);

  while (now < value && !__atomic_compare_exchange_n (most, &now, value, TRUE, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    ;
}

/* Two workers may add the same name at once: the report leaves out the second. */
static void
add_name (CowExplainPage *page, const char *text)
{
  guint32 n = MIN (__atomic_load_n (&page->n_names, __ATOMIC_ACQUIRE), MOST_NAMES);

  for (guint32 i = 0; i < n; i++)
    if (__atomic_load_n (&page->names[i].ready, __ATOMIC_ACQUIRE) && g_str_equal (page->names[i].text, text))
      return;
  if (n == MOST_NAMES)
    return;
  n = __atomic_fetch_add (&page->n_names, 1, __ATOMIC_ACQ_REL);
  if (n >= MOST_NAMES)
    return;
  g_strlcpy (page->names[n].text, text, NAME_BYTES);
  __atomic_store_n (&page->names[n].ready, 1, __ATOMIC_RELEASE);
}

void
cow_work_count (CowWork *work, const CowSearchCounts *counts)
{
  CowExplainPage *page = work->job->explain_page;

  if (!page)
    return;
  add (&page->searches, 1);
  add (&page->settled, counts->settled);
  add (&page->relaxed, counts->relaxed);
  add (&page->pruned, counts->pruned);
  add (&page->labels_made, counts->labels_made);
  add (&page->labels_dropped, counts->labels_dropped);
  raise_to (&page->queue_peak, counts->queue_peak);
  raise_to (&page->scratch_bytes, counts->scratch_bytes);
  if (counts->algorithm)
    add_name (page, counts->algorithm);
}

void
cow_job_keep_counts (CowJob *job)
{
  if (!job->explain_page)
    job->explain_page = cow_explain_page_new ();
}

void
cow_job_counts (const CowJob *job, CowSearchCounts *counts)
{
  const CowExplainPage *page = job->explain_page;

  *counts = (CowSearchCounts){ 0 };
  if (page)
    *counts = (CowSearchCounts){ .settled = page->settled,
                                 .relaxed = page->relaxed,
                                 .queue_peak = page->queue_peak,
                                 .scratch_bytes = page->scratch_bytes,
                                 .pruned = page->pruned,
                                 .labels_made = page->labels_made,
                                 .labels_dropped = page->labels_dropped };
}

void
cow_job_explain_why (CowJob *job, const char *format, ...)
{
  va_list arguments;

  if (!job->call->explained_by)
    return;
  va_start (arguments, format);
  g_free (job->why);
  job->why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

/* ---- the report ---- */

static void
tell_text (CowRows *rows, const char *key, const char *value)
{
  cow_rows_begin (rows);
  cow_rows_text (rows, key, -1);
  cow_rows_text (rows, value, -1);
  cow_rows_end (rows);
}

static void
tell_int (CowRows *rows, const char *key, guint64 value)
{
  cow_rows_begin (rows);
  cow_rows_text (rows, key, -1);
  cow_rows_int (rows, (gint64)value);
  cow_rows_end (rows);
}

static void
tell_seconds (CowRows *rows, const char *key, gint64 ns)
{
  cow_rows_begin (rows);
  cow_rows_text (rows, key, -1);
  cow_rows_real (rows, (double)(ns / 1000) / 1e6);
  cow_rows_end (rows);
}

static char *
join_names (const CowExplainPage *page)
{
  GString *text = g_string_new (NULL);

  for (guint32 i = 0; i < MIN (page->n_names, MOST_NAMES); i++)
    {
      gboolean again = !page->names[i].ready;

      for (guint32 k = 0; k < i && !again; k++)
        again = g_str_equal (page->names[k].text, page->names[i].text);
      if (!again)
        g_string_append_printf (text, "%s%s", text->len ? "; " : "", page->names[i].text);
    }
  return g_string_free (text, FALSE);
}

/* Counts that an algorithm does not keep are left out rather than shown as zero. */
static void
tell_counts (CowRows *rows, const CowExplainPage *page)
{
  const struct
  {
    const char *key;
    guint64 value;
  } counts[] = {
    { "searches", page->searches },           { "settled", page->settled },
    { "relaxed", page->relaxed },             { "pruned", page->pruned },
    { "labels_made", page->labels_made },     { "labels_dropped", page->labels_dropped },
    { "queue_peak", page->queue_peak },
  };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (counts[i].value || (page->labels_made && g_str_equal (counts[i].key, "labels_dropped")))
      tell_int (rows, counts[i].key, counts[i].value);
}

gboolean
cow_job_explain_report (CowJob *job, GError **error)
{
  CowCall *call = job->call->explained_by;
  const CowExplainPage *page = job->explain_page;
  CowAnswer *answer = cow_immediate_begin (call, error);
  g_autofree char *command = g_strdup_printf ("%s %s", job->call->command->name, job->call->raw ? job->call->raw : "");
  CowRows *rows;

  if (!answer)
    return FALSE;
  rows = cow_answer_rows (answer);
  tell_text (rows, "command", command);
  if (page && page->n_names)
    {
      g_autofree char *names = join_names (page);

      tell_text (rows, "algorithm", names);
    }
  else if (job->tasks.algorithm)
    tell_text (rows, "algorithm", job->tasks.algorithm);
  if (job->why)
    tell_text (rows, "why", job->why);
  tell_text (rows, "index", job->tasks.index ? job->tasks.index : "none");
  tell_int (rows, "tasks", job->tasks.n_tasks);
  tell_int (rows, "rows", cow_job_rows (job));
  if (page)
    tell_counts (rows, page);
  if (!page || !page->relaxed)
    tell_int (rows, "steps", job->last.units);
  tell_int (rows, "processes", job->last.n_started);
  tell_int (rows, "scratch_bytes", MAX (job->tasks.scratch_bytes, page ? page->scratch_bytes : 0));
  tell_seconds (rows, "seconds_preparing", job->tasks_begun_ns ? job->tasks_begun_ns - job->started_ns : 0);
  tell_seconds (rows, "seconds", job->ended_ns - job->started_ns);
  return cow_immediate_end (call, answer, error);
}
