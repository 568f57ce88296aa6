/* jobs.c - jobs, and what is done to them: cancel wait pause resume retry forget results. */
#include <string.h>

#include "app/immediate.h"
#include "app/job.h"

static const CowResultColumn job_columns[] = {
  { "job", COW_CELL_TEXT, "%N" },
  { "state", COW_CELL_TEXT, "preparing, running, paused, stopping, done, failed, partial or cancelled" },
  { "command", COW_CELL_TEXT, "" },
  { "tasks", COW_CELL_INT, "" },
  { "done", COW_CELL_INT, "tasks that ended well" },
  { "failed", COW_CELL_INT, "tasks that did not" },
  { "seconds", COW_CELL_REAL, "so far, or in all" },
  { "eta", COW_CELL_REAL, "seconds to go, null when unknown" },
  { "rows", COW_CELL_INT, "" },
  { NULL },
};

static void
add_job (CowRows *rows, CowJob *job)
{
  CowPoolProgress progress;
  double fraction, eta;
  char id[16];

  cow_job_progress (job, &progress);
  cow_job_estimate (job, &fraction, &eta);
  g_snprintf (id, sizeof id, "%%%u", job->id);
  cow_rows_begin (rows);
  cow_rows_text (rows, id, -1);
  cow_rows_text (rows, cow_job_state (job), -1);
  cow_rows_text (rows, job->name ? job->name : job->call->text, -1);
  cow_rows_int (rows, (gint64)job->tasks.n_tasks);
  cow_rows_int (rows, job->tasks_begun ? (gint64)progress.done : 0);
  cow_rows_int (rows, (gint64)job->failures->len);
  cow_rows_real (rows, (double)(gint64)(cow_job_seconds (job) * 1000) / 1000);
  if (eta >= 0)
    cow_rows_real (rows, (double)(gint64)(eta * 10) / 10);
  else
    cow_rows_null (rows);
  cow_rows_int (rows, (gint64)cow_job_rows (job));
  cow_rows_end (rows);
}

static gboolean
start_jobs (CowCall *call, GError **error)
{
  const GPtrArray *jobs = call->session->jobs;
  CowAnswer *answer = cow_immediate_begin (call, error);

  if (!answer)
    return FALSE;
  for (guint i = 0; i < jobs->len; i++)
    if (((CowJob *)g_ptr_array_index (jobs, i))->id)
      add_job (cow_answer_rows (answer), g_ptr_array_index (jobs, i));
  return cow_immediate_end (call, answer, error);
}

static const CowOptionSpec *const row_options[] = { COW_ROW_OPTIONS, NULL };

const CowCommand cow_command_jobs = {
  .name = "jobs",
  .group = "jobs",
  .summary = "jobs, running and over",
  .details = "Every command with rows that forks is a job; it stays listed until it is forgotten.",
  .options = row_options,
  .columns = job_columns,
  .start = start_jobs,
};

/* ---- one job ---- */

static const CowOperand job_operand[] = {
  { "%J", COW_ARG_JOB, "%N, or %% for the last" },
  { NULL },
};

static const CowOperand optional_job_operand[] = {
  { "%J", COW_ARG_JOB, "%N, or %% for the last; default: the last that runs", .optional = TRUE },
  { NULL },
};

static CowJob *
running_job (CowCall *call, GError **error)
{
  const char *word = cow_call_operand (call, 0);
  const GPtrArray *jobs = call->session->jobs;

  if (word)
    return cow_session_find_job (call->session, word, NULL, error);
  for (guint i = jobs->len; i-- > 0;)
    if (!((CowJob *)g_ptr_array_index (jobs, i))->over && ((CowJob *)g_ptr_array_index (jobs, i))->id)
      return g_ptr_array_index (jobs, i);
  cow_fail (error, COW_STATUS_USAGE, "no job is running");
  return NULL;
}

static gboolean
start_cancel (CowCall *call, GError **error)
{
  CowJob *job = running_job (call, error);

  if (!job)
    return FALSE;
  if (job->over)
    cow_session_note (call->session, "%%%u is over already: %s", job->id, cow_job_state (job));
  else
    cow_job_cancel (job);
  return TRUE;
}

const CowCommand cow_command_cancel = {
  .name = "cancel",
  .group = "jobs",
  .summary = "stop a job; the rows it made so far stay",
  .operands = optional_job_operand,
  .start = start_cancel,
};

static gboolean
start_pause (CowCall *call, GError **error)
{
  CowJob *job = running_job (call, error);

  if (!job)
    return FALSE;
  if (job->over)
    return cow_fail (error, COW_STATUS_USAGE, "%%%u is over, there is nothing to pause", job->id);
  cow_job_pause (job, TRUE);
  return TRUE;
}

const CowCommand cow_command_pause = {
  .name = "pause",
  .group = "jobs",
  .summary = "stop the workers of a job for a while",
  .operands = optional_job_operand,
  .start = start_pause,
};

static gboolean
start_resume (CowCall *call, GError **error)
{
  CowJob *job = running_job (call, error);

  if (!job)
    return FALSE;
  if (job->over)
    return cow_fail (error, COW_STATUS_USAGE, "%%%u is over, there is nothing to resume", job->id);
  cow_job_pause (job, FALSE);
  return TRUE;
}

const CowCommand cow_command_resume = {
  .name = "resume",
  .group = "jobs",
  .summary = "let the workers of a paused job go on",
  .operands = optional_job_operand,
  .start = start_resume,
};

static gboolean
start_forget (CowCall *call, GError **error)
{
  CowJob *job = cow_session_find_job (call->session, cow_call_operand (call, 0), NULL, error);

  if (!job)
    return FALSE;
  if (!job->over)
    return cow_fail (error, COW_STATUS_USAGE, "%%%u is still running: cancel it first", job->id);
  cow_session_forget_job (call->session, job);
  return TRUE;
}

const CowCommand cow_command_forget = {
  .name = "forget",
  .group = "jobs",
  .summary = "drop a job that is over, and its rows",
  .operands = job_operand,
  .start = start_forget,
};

/* Runs the command of a job again, as it was typed. */
static gboolean
start_retry (CowCall *call, GError **error)
{
  CowJob *job = cow_session_find_job (call->session, cow_call_operand (call, 0), NULL, error);
  g_autoptr (CowLine) line = NULL;
  CowCall *again;

  if (!job)
    return FALSE;
  if (!job->over)
    return cow_fail (error, COW_STATUS_USAGE, "%%%u is still running", job->id);
  line = cow_line_parse (job->call->text, error);
  again = line ? cow_call_new (call->session, line, 0, job->call->text, TRUE, error) : NULL;
  return again && cow_session_start_call (call->session, again, error);
}

const CowCommand cow_command_retry = {
  .name = "retry",
  .group = "jobs",
  .summary = "run the command of a job once more, as a new job",
  .operands = job_operand,
  .flags = COW_COMMAND_PREFIX,
  .start = start_retry,
};

/* ---- wait ---- */

/* A job without children whose only step comes back until the other job is over. */
static gboolean
still_waits (gpointer user)
{
  CowJob *job = user;
  const CowJob *other = NULL;

  for (guint i = 0; i < job->session->jobs->len; i++)
    {
      CowJob *candidate = g_ptr_array_index (job->session->jobs, i);

      if (candidate->id && !candidate->over
          && (!job->plan || candidate->id == GPOINTER_TO_UINT (job->plan)))
        other = candidate;
    }
  if (other && !job->cancelled)
    return G_SOURCE_CONTINUE;
  job->wait_source = 0;
  cow_job_continue (job);
  return G_SOURCE_REMOVE;
}

static gboolean
wait_for_jobs (CowJob *job, gpointer data, GError **error)
{
  (void)data;
  (void)error;
  job->wait_source = g_timeout_add (5, still_waits, job);
  return TRUE;
}

static gboolean
take_status (CowJob *job, gpointer data, GError **error)
{
  (void)data;
  (void)error;
  for (guint i = 0; i < job->session->jobs->len; i++)
    {
      const CowJob *other = g_ptr_array_index (job->session->jobs, i);

      if (other->id && other->id == GPOINTER_TO_UINT (job->plan))
        job->call->status = other->status;
    }
  return TRUE;
}

static gboolean
start_wait (CowCall *call, GError **error)
{
  const char *word = cow_call_operand (call, 0);
  guint id = 0;
  CowJob *job;

  if (word)
    {
      CowJob *other = cow_session_find_job (call->session, word, NULL, error);

      if (!other)
        return FALSE;
      id = other->id;
    }
  job = cow_job_new (call, GUINT_TO_POINTER (id), NULL);
  cow_job_then (job, wait_for_jobs, NULL);
  cow_job_then (job, take_status, NULL);
  return cow_job_start (job, error);
}

static const CowOperand wait_operand[] = {
  { "%J", COW_ARG_JOB, "%N, or %% for the last; default: all", .optional = TRUE },
  { NULL },
};

const CowCommand cow_command_wait = {
  .name = "wait",
  .group = "jobs",
  .summary = "wait until a job, or every job, is over",
  .details = "The status is that of the job that was named.",
  .operands = wait_operand,
  .flags = COW_COMMAND_CHANGES,
  .start = start_wait,
};

/* ---- results ---- */

static gboolean
start_results (CowCall *call, GError **error)
{
  CowJob *job = cow_session_find_job (call->session, cow_call_operand (call, 0), NULL, error);
  g_autoptr (CowAnswer) answer = NULL;
  const CowRowContext *context;
  CowStore *store;

  if (!job)
    return FALSE;
  store = job->answer ? cow_answer_store (job->answer) : NULL;
  if (!store)
    return cow_fail (error, COW_STATUS_USAGE, job->answer ? "the rows of %%%u went elsewhere and were not kept" : "%%%u has no rows", job->id);
  context = cow_answer_context (job->answer);
  answer = cow_answer_new (call, job->entry, context->columns, context->n_columns, error);
  if (!answer || !cow_answer_replay (answer, store, cow_call_option (call, "where"), error) || !cow_answer_finish (answer, TRUE, error))
    return FALSE;
  if (cow_store_n_dropped (store))
    cow_session_warn (call->session, "%%%u: the first %" G_GUINT64_FORMAT " rows were kept, %" G_GUINT64_FORMAT " were not (option keep)",
                      job->id, cow_store_n_rows (store), cow_store_n_dropped (store));
  cow_answer_remember (answer, call->session);
  return TRUE;
}

static const CowOptionSpec option_where
    = { .name = "where", .kind = COW_ARG_EXPR, .value = "EXPR", .summary = "only rows for which the expression over the columns is true" };
static const CowOptionSpec *const results_options[] = { &option_where, COW_ROW_OPTIONS, NULL };

/* The columns are those of the job. */
static const CowResultColumn results_columns[] = {
  { "…", COW_CELL_VALUE, "the columns of the job" },
  { NULL },
};

const CowCommand cow_command_results = {
  .name = "results",
  .group = "jobs",
  .summary = "print the rows of a job again, filtered and sorted",
  .details = "Works while the job runs, too. Rows are kept up to the size that option keep says; rows that were written to a file or a program "
             "are not.",
  .operands = job_operand,
  .options = results_options,
  .columns = results_columns,
  .start = start_results,
};
