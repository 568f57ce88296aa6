/* job.c - see job.h: runs steps, joins the pool with answers, says how it ended. */
#include "app/job.h"

#include <string.h>
#include <unistd.h>

#include "app/explain.h"
#include "app/immediate.h"
#include "app/overlays.h"
#include "app/selection.h"

enum
{
  TICK_MS = 100,
  MOST_WORKERS = 1024
};

CowJob *
cow_job_new (CowCall *call, gpointer plan, GDestroyNotify plan_free)
{
  CowJob *job = g_new0 (CowJob, 1);
  CowSession *session = call->session;

  /* What prints no rows (load, set …) is no job that users name. */
  job->id = call->command->columns ? session->next_job_id++ : 0;
  job->name = g_strdup (cow_call_option (call, "name"));
  job->session = session;
  job->call = call;
  call->job = job;
  job->plan = plan;
  job->plan_free = plan_free;
  if (session->graphs->current)
    job->entry = cow_graph_entry_ref (session->graphs->current);
  g_queue_init (&job->steps);
  job->failures = g_ptr_array_new_with_free_func (g_free);
  job->refused_task = G_MAXUINT64;
  job->selections = g_ptr_array_new_with_free_func ((GDestroyNotify)cow_selection_free);
  job->started_ns = g_get_monotonic_time () * 1000;
  g_ptr_array_add (session->jobs, job);
  return job;
}

typedef struct
{
  gpointer data;
  GDestroyNotify destroy;
} Kept;

void
cow_job_keep (CowJob *job, gpointer data, GDestroyNotify destroy)
{
  Kept *kept = g_new (Kept, 1);

  *kept = (Kept){ data, destroy };
  g_queue_push_tail (&job->kept, kept);
}

static void
free_kept (gpointer data)
{
  Kept *kept = data;

  kept->destroy (kept->data);
  g_free (kept);
}

void
cow_job_free (CowJob *job)
{
  if (!job)
    return;
  if (job->tick_source)
    g_source_remove (job->tick_source);
  if (job->step_source)
    g_source_remove (job->step_source);
  if (job->wait_source)
    g_source_remove (job->wait_source);
  if (job->session->foreground == job)
    job->session->foreground = NULL;
  g_clear_pointer (&job->pool, cow_pool_job_free);
  cow_image_hand_over_free (job);
  g_queue_clear_full (&job->steps, g_free);
  g_queue_clear_full (&job->kept, free_kept);
  g_clear_pointer (&job->view_request, cow_view_request_free);
  g_clear_pointer (&job->more_view_requests, g_ptr_array_unref);
  g_clear_pointer (&job->more_views, g_ptr_array_unref);
  g_clear_pointer (&job->answer, cow_answer_free);
  if (job->plan_free)
    job->plan_free (job->plan);
  g_ptr_array_unref (job->failures);
  g_ptr_array_unref (job->selections);
  g_clear_pointer (&job->avoid, g_ptr_array_unref);
  g_clear_pointer (&job->layers, g_ptr_array_unref);
  cow_shared_view_unref (job->view);
  cow_index_unref (job->index);
  cow_graph_entry_unref (job->entry);
  g_clear_error (&job->error);
  cow_call_free (job->call);
  g_clear_pointer (&job->explain_page, cow_explain_page_free);
  g_free (job->why);
  g_free (job->name);
  g_free (job);
}

typedef struct
{
  CowJobStep run;
  gpointer data;
} Step;

void
cow_job_then (CowJob *job, CowJobStep run, gpointer data)
{
  Step *step = g_new (Step, 1);

  *step = (Step){ run, data };
  g_queue_push_tail (&job->steps, step);
}

/* ---- how it ends ---- */

static void
settle_status (CowJob *job)
{
  if (job->error)
    job->status = cow_status_of_error (job->error);
  else if (job->cancelled)
    job->status = COW_STATUS_INTERRUPTED;
  else if (job->expired)
    job->status = COW_STATUS_PARTIAL;
  else if (job->failures->len)
    job->status = job->timed_out == job->failures->len ? COW_STATUS_PARTIAL : COW_STATUS_FAILED;
  else if (job->tasks_begun && job->tasks.n_tasks && job->n_negative == job->tasks.n_tasks)
    job->status = COW_STATUS_NO;
  else
    job->status = job->call->status;
}

static gboolean
end_job (gpointer user)
{
  CowJob *job = user;
  CowSession *session = job->session;
  gboolean complete;
  GError *error = NULL;

  job->step_source = 0;
  if (job->over)
    return G_SOURCE_REMOVE;
  complete = !job->error && !job->cancelled && !job->expired;
  /* What fails before its first row leaves no header, and the file that was there as it was. */
  if (job->answer && job->error && !cow_answer_n_rows (job->answer))
    cow_answer_drop (job->answer);
  else if (job->answer && !cow_answer_finish (job->answer, complete, &error))
    {
      if (job->error)
        g_error_free (error);
      else
        job->error = error;
    }
  job->ended_ns = g_get_monotonic_time () * 1000;
  job->over = TRUE;
  if (job->tick_source)
    g_source_remove (job->tick_source);
  job->tick_source = 0;
  settle_status (job);
  if (job->call->explained_by && !job->error && !cow_job_explain_report (job, &job->error))
    settle_status (job);
  if (job->answer && (!job->call->estimated_by || job->tasks.estimates))
    cow_answer_remember (job->answer, session);
  cow_session_job_over (session, job, job->status);
  if (job->id == 0)
    cow_session_forget_job (session, job);
  return G_SOURCE_REMOVE;
}

/* Steps run one after the other until one leaves children behind. */
static gboolean
run_steps (gpointer user)
{
  CowJob *job = user;

  job->step_source = 0;
  while (!job->pool && !job->hand_over && !job->wait_source && !job->over && !job->step_source)
    {
      if (job->paused && !job->cancelled && !job->expired && !job->error)
        return G_SOURCE_REMOVE;
      g_autofree Step *step = job->error || job->cancelled || job->expired ? NULL : g_queue_pop_head (&job->steps);

      if (!step)
        return end_job (job);
      job->in_step = TRUE;
      if (!step->run (job, step->data, &job->error) && !job->error)
        cow_fail (&job->error, COW_STATUS_FAILED, "a step failed without saying why");
      job->in_step = FALSE;
    }
  return G_SOURCE_REMOVE;
}

void
cow_job_continue (CowJob *job)
{
  if (!job->step_source && !job->over)
    job->step_source = g_idle_add (run_steps, job);
}

static gboolean
expire (gpointer user)
{
  CowJob *job = user;

  /* The pool watches the deadline of the tasks; this one is for the steps before them. */
  if (job->deadline_ns && g_get_monotonic_time () * 1000 > job->deadline_ns && !job->over)
    {
      job->expired = TRUE;
      return TRUE;
    }
  return FALSE;
}

/* Ten times a second: rows that wait go out, panes are drawn, private memory is looked at now and then. */
static gboolean
tick (gpointer user)
{
  CowJob *job = user;

  if (job->answer)
    cow_answer_flush (job->answer);
  if (!job->tasks_begun && !job->paused && expire (job) && job->pool)
    cow_pool_job_cancel (job->pool);
  if (job->pool && job->tasks_begun)
    {
      g_autoptr (GArray) workers = cow_pool_job_workers (job->pool);

      job->workers_peak = MAX (job->workers_peak, workers->len);
    }
  job->session->listener.changed (job->session->listener.user);
  return G_SOURCE_CONTINUE;
}

void
cow_job_first (CowJob *job, CowJobStep run, gpointer data)
{
  Step *step = g_new (Step, 1);

  *step = (Step){ run, data };
  g_queue_push_head (&job->steps, step);
}

/* Do the rows name edges by from and to, as the command may? */
static gboolean
answers_edges (const CowJob *job)
{
  const CowRowContext *context = job->answer ? cow_answer_context (job->answer) : NULL;

  for (guint i = 0; context && (job->call->command->flags & COW_COMMAND_EDGES) && i < context->n_columns; i++)
    if (g_str_equal (context->columns[i].name, "to"))
      return TRUE;
  return FALSE;
}

gboolean
cow_job_start (CowJob *job, GError **error)
{
  const CowCommand *command = job->call->command;
  gint64 deadline;

  if (cow_call_duration (job->call, "deadline", &deadline))
    job->deadline_ns = job->started_ns + deadline;
  if (command->columns && !job->answer && !job->silent)
    {
      guint n = 0;

      while (command->columns[n].name)
        n++;
      job->answer = cow_answer_new (job->call, job->entry, command->columns, n, error);
      if (!job->answer)
        return FALSE;
    }
  /* Rows of edges become a set by their numbers. */
  if (job->call->out == COW_OUT_INTO && answers_edges (job))
    cow_job_want_edge_table_first (job);
  job->tick_source = g_timeout_add (TICK_MS, tick, job);
  cow_job_continue (job);
  return TRUE;
}

void
cow_job_set_silent (CowJob *job)
{
  job->silent = TRUE;
  if (job->id && job->id == job->session->next_job_id - 1)
    job->session->next_job_id--;
  job->id = 0;
}

gboolean
cow_job_set_columns (CowJob *job, const CowResultColumn *columns, guint n_columns, GError **error)
{
  g_clear_pointer (&job->answer, cow_answer_free);
  job->answer = cow_answer_new (job->call, job->entry, columns, n_columns, error);
  return job->answer != NULL;
}

void
cow_job_fail (CowJob *job, GError *error)
{
  if (job->error)
    g_error_free (error);
  else
    job->error = error;
  if (job->pool)
    cow_pool_job_cancel (job->pool);
  else if (!job->in_step)
    cow_job_continue (job);
}

void
cow_job_cancel (CowJob *job)
{
  if (job->over)
    return;
  job->cancelled = TRUE;
  if (job->pool)
    cow_pool_job_cancel (job->pool);
  else
    {
      cow_image_hand_over_free (job);
      cow_job_continue (job);
    }
}

void
cow_job_pause (CowJob *job, gboolean pause)
{
  job->paused = pause;
  if (job->pool && pause)
    cow_pool_job_pause (job->pool);
  else if (job->pool)
    cow_pool_job_resume (job->pool);
  else if (!pause)
    cow_job_continue (job);
}

/* ---- the tasks that make rows ---- */

static void
write_to_worker (const void *bytes, gsize length, gpointer user)
{
  cow_pool_worker_write (user, bytes, length);
}

static CowWork *
new_work (CowPoolWorker *worker, CowJob *job)
{
  CowWork *work = g_new0 (CowWork, 1);

  work->worker = worker;
  work->job = job;
  work->plan = job->plan;
  work->progress.stop = cow_pool_worker_stop_flag (worker);
  work->progress.units = cow_pool_worker_units (worker);
  cow_pool_worker_set_data (worker, work);
  return work;
}

static gboolean
set_up_worker (CowPoolWorker *worker, gpointer user, GError **error)
{
  CowJob *job = user;
  CowWork *work = new_work (worker, job);

  if (job->answer)
    {
      work->rows = g_new0 (CowRows, 1);
      cow_rows_init (work->rows, job->wire, cow_answer_context (job->answer), write_to_worker, worker);
      work->rows->limit = cow_answer_limit (job->answer);
      work->rows->gathers = job->tasks.bulk && work->rows->limit == G_MAXUINT64;
    }
  cow_pool_worker_set_scratch (worker, job->tasks.scratch_bytes);
  if (!job->tasks.setup)
    return TRUE;
  work->scratch = job->tasks.setup (work, error);
  return work->scratch != NULL;
}

static gboolean
run_task (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  CowJob *job = user;
  CowWork *work = cow_pool_worker_get_data (worker);
  gboolean ok;

  if (job->tasks.units_per_task)
    cow_pool_worker_announce (worker, job->tasks.units_per_task);
  ok = job->tasks.run (work, cow_job_real_task (job, task), error);
  if (work->rows)
    cow_rows_flush (work->rows);
  cow_progress_flush (&work->progress);
  return ok;
}

static void
help_others (CowPoolWorker *worker, gpointer user)
{
  CowJob *job = user;
  CowWork *work = cow_pool_worker_get_data (worker);

  if (work && work->scratch)
    job->tasks.help (work);
}

guint64
cow_job_real_task (const CowJob *job, guint64 task)
{
  return job->shard_first + task * job->shard_step;
}

static void
take_bytes (CowPoolJob *pool, guint64 task, const guint8 *bytes, gsize length, gpointer user)
{
  CowJob *job = user;

  if (!job->answer)
    cow_job_take_note (pool, task, bytes, length, user);
  else if (!cow_answer_bytes (job->answer, task, bytes, length))
    cow_pool_job_cancel (pool);
}

/* How often edges of overlays were used. Meanwhile an overlay may be gone. */
static void
take_tallies (CowPoolJob *pool, guint64 task, const guint64 *tallies, gpointer user)
{
  CowJob *job = user;

  (void)pool;
  (void)task;
  for (guint i = 0; job->layers && i < job->layers->len; i++)
    {
      CowNamedOverlay *named = cow_overlays_find (job->entry->overlays, g_ptr_array_index (job->layers, i));

      if (named)
        named->hits += tallies[i];
    }
}

/* The question itself is wrong, as it would be for most tasks: the job ends there. What it answered before, and what is wrong, do not depend on who was
 * fastest: with order=input the tasks before the first one that is refused come to their end. */
static void
refuse_task (CowJob *job, guint64 task, const GError *error)
{
  if (job->error && (job->refused_task == G_MAXUINT64 || task >= job->refused_task))
    return;
  g_clear_error (&job->error);
  job->error = g_error_copy (error);
  job->refused_task = task;
  if (job->answer)
    cow_answer_end_at (job->answer, task);
}

static void
take_task_end (CowPoolJob *pool, guint64 task, CowTaskOutcome outcome, const GError *error, gpointer user)
{
  CowJob *job = user;

  job->n_ended++;
  if (outcome == COW_TASK_NEGATIVE)
    job->n_negative++;
  if (outcome == COW_TASK_FAILED && error && (error->domain == COW_APP_ERROR || error->domain == COW_GRAPH_ERROR)
      && cow_status_of_error (error) != COW_STATUS_FAILED)
    refuse_task (job, task, error);
  else if (outcome == COW_TASK_FAILED || outcome == COW_TASK_TIMED_OUT)
    {
      g_autofree char *what = job->tasks.describe ? job->tasks.describe (job, cow_job_real_task (job, task))
                                                  : g_strdup_printf ("task %" G_GUINT64_FORMAT, task);

      job->timed_out += outcome == COW_TASK_TIMED_OUT;
      g_ptr_array_add (job->failures, g_strdup_printf ("%s: %s", what, error ? error->message : "failed"));
    }
  if (job->answer && !cow_answer_task_ended (job->answer, task))
    cow_pool_job_cancel (pool);
  if (job->refused_task != G_MAXUINT64 && (!job->answer || cow_answer_end_at (job->answer, job->refused_task)))
    cow_pool_job_cancel (pool);
}

static void
take_obituary (CowPoolJob *pool, const char *line, gpointer user)
{
  CowJob *job = user;

  (void)pool;
  cow_session_warn (job->session, "job %%%u: %s", job->id, line);
}

static void
tasks_finished (CowPoolJob *pool, CowJobState state, gpointer user)
{
  CowJob *job = user;

  cow_pool_job_progress (pool, &job->last);
  cow_job_say_notes (job);
  if (state == COW_JOB_EXPIRED)
    job->expired = TRUE;
  if (state == COW_JOB_BROKEN && !job->error)
    cow_fail (&job->error, COW_STATUS_FAILED, "the workers could not go on%s%s", job->failures->len ? ": " : "",
              job->failures->len ? (char *)g_ptr_array_index (job->failures, 0) : "");
  g_clear_pointer (&job->pool, cow_pool_job_free);
  cow_job_continue (job);
}

static gboolean
read_shard (CowJob *job, GError **error)
{
  const char *shard = cow_call_option (job->call, "shard");
  guint64 index, count;
  char end;

  job->shard_first = 0;
  job->shard_step = 1;
  if (!shard)
    return TRUE;
  if (sscanf (shard, "%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT "%c", &index, &count, &end) != 2 || index < 1 || index > count)
    return cow_fail (error, COW_STATUS_USAGE, "--shard wants I/N with 1 <= I <= N, not \"%s\"", shard);
  job->shard_first = index - 1;
  job->shard_step = count;
  job->tasks.n_tasks = job->tasks.n_tasks < index ? 0 : (job->tasks.n_tasks - index) / count + 1;
  return TRUE;
}

/* What the tasks would take, instead of them. */
static gboolean
answer_estimate (CowJob *job, guint64 workers, GError **error)
{
  CowCall *call = job->call->estimated_by;
  guint64 n_workers = MIN (workers, MAX (job->tasks.n_tasks, 1));
  CowAnswer *answer = cow_immediate_begin (call, error);
  CowRows *rows;

  if (!answer)
    return FALSE;
  g_queue_clear_full (&job->steps, g_free);
  rows = cow_answer_rows (answer);
  cow_rows_begin (rows);
  cow_rows_int (rows, (gint64)job->tasks.scratch_bytes);
  cow_rows_int (rows, (gint64)n_workers);
  cow_rows_int (rows, (gint64)(n_workers * job->tasks.scratch_bytes));
  cow_rows_int (rows, (gint64)cow_memory_available ());
  for (guint i = 0; i < 4; i++)
    cow_rows_null (rows);
  cow_rows_end (rows);
  return cow_immediate_end (call, answer, error);
}

guint
cow_job_workers (const CowJob *job)
{
  gint64 workers = cow_settings_workers (&job->session->settings);

  cow_call_int (job->call, "workers", &workers);
  return (guint)CLAMP (workers, 1, MOST_WORKERS);
}

guint64
cow_job_worker_memory (const CowJob *job)
{
  guint64 memory;

  return cow_call_size (job->call, "memory", &memory) ? memory : cow_memory_available () / cow_job_workers (job);
}

gboolean
cow_job_fork_tasks (CowJob *job, const CowTasks *tasks, GError **error)
{
  gint64 workers, retry = 1, timeout = 0;
  guint64 memory = 0;
  CowPoolSpec spec = { 0 };

  job->tasks = *tasks;
  if (!read_shard (job, error))
    return FALSE;
  if (cow_call_int (job->call, "workers", &workers) && (workers < 1 || workers > MOST_WORKERS))
    return cow_fail (error, COW_STATUS_USAGE, "--workers must be from 1 to %d", MOST_WORKERS);
  if (cow_call_int (job->call, "retry", &retry) && retry > 100)
    return cow_fail (error, COW_STATUS_USAGE, "--retry must be from 0 to 100");
  if (job->call->estimated_by && !tasks->estimates)
    return answer_estimate (job, cow_job_workers (job), error);
  cow_call_duration (job->call, "timeout", &timeout);
  cow_call_size (job->call, "memory", &memory);
  if (job->answer)
    job->wire = cow_answer_wire (job->answer, tasks->bulk);
  job->n_ended = 0; /* a job may have tasks in several steps */
  job->tasks_begun = TRUE;
  job->tasks_begun_ns = g_get_monotonic_time () * 1000;
  if (job->call->explained_by && !job->explain_page)
    job->explain_page = cow_explain_page_new ();
  spec.name = job->call->command->name;
  spec.n_tasks = job->tasks.n_tasks;
  spec.n_workers = cow_job_workers (job);
  spec.retries = (guint)retry;
  spec.task_timeout_ns = timeout;
  if (job->deadline_ns)
    spec.deadline_ns = MAX (1, job->deadline_ns - g_get_monotonic_time () * 1000);
  spec.memory_limit_bytes = memory;
  spec.setup = set_up_worker;
  spec.work = run_task;
  spec.help = job->tasks.help ? help_others : NULL;
  spec.on_bytes = take_bytes;
  spec.on_task = take_task_end;
  spec.on_tallies = take_tallies;
  spec.on_finished = tasks_finished;
  spec.on_obituary = take_obituary;
  spec.user = job;
  job->pool = cow_pool_job_new (&spec, error);
  return job->pool != NULL;
}

/* ---- what can be asked ---- */

const char *
cow_job_state (const CowJob *job)
{
  if (job->over)
    return job->cancelled                             ? "cancelled"
           : job->error                                ? "failed"
           : job->expired                              ? "partial"
           : job->failures->len                        ? (job->timed_out == job->failures->len ? "partial" : "failed")
                                                       : "done";
  if (job->pool)
    {
      CowPoolProgress progress;

      cow_pool_job_progress (job->pool, &progress);
      if (progress.state == COW_JOB_PAUSED)
        return "paused";
      if (progress.state == COW_JOB_STOPPING)
        return "stopping";
    }
  if (job->paused)
    return "paused";
  return job->tasks_begun ? "running" : job->started_ns ? "preparing" : "waiting";
}

guint64
cow_job_rows (const CowJob *job)
{
  return job->answer ? cow_answer_n_rows (job->answer) : 0;
}

double
cow_job_seconds (const CowJob *job)
{
  return (double)((job->over ? job->ended_ns : g_get_monotonic_time () * 1000) - job->started_ns) * 1e-9;
}

void
cow_job_progress (CowJob *job, CowPoolProgress *progress)
{
  if (job->pool)
    cow_pool_job_progress (job->pool, progress);
  else
    *progress = job->last;
}

void
cow_job_estimate (CowJob *job, double *fraction, double *eta_seconds)
{
  CowPoolProgress progress;

  cow_job_progress (job, &progress);
  *fraction = job->over ? (g_str_equal (cow_job_state (job), "done") ? 1.0 : progress.fraction) : job->pool ? progress.fraction : -1;
  *eta_seconds = -1;
  if (!job->over && *fraction > 0.001)
    *eta_seconds = (double)progress.elapsed_ns * 1e-9 * (1 - *fraction) / *fraction;
}
