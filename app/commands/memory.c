/* memory.c - memory, workers: what each process holds, measured by the kernel. --verify proves the promise: a child reads the
 * whole graph, and not one page of it becomes its own. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "app/immediate.h"
#include "app/job.h"
#include "app/overlays.h"
#include "graph/parts.h"
#include "pool/meter.h"

static const CowResultColumn columns[] = {
  { "process", COW_CELL_TEXT, "session, %J.SLOT (a worker of job J), or verify" },
  { "pid", COW_CELL_INT, "" },
  { "role", COW_CELL_TEXT, "session or worker" },
  { "rss", COW_CELL_INT, "bytes resident, shared ones counted in full" },
  { "pss", COW_CELL_INT, "bytes resident, shared ones divided by those who share" },
  { "private", COW_CELL_INT, "bytes of its own" },
  { "graph", COW_CELL_INT, "session: bytes of graph resident; worker: graph pages that became its own (0 is the promise)" },
  { "scratch", COW_CELL_INT, "bytes a worker stated that its algorithm takes" },
  { "unexplained", COW_CELL_INT, "private beyond graph and scratch" },
  { NULL },
};

static void
add_row (CowRows *rows, const char *process, gint64 pid, gboolean is_session, const CowMeter *meter, guint64 scratch)
{
  guint64 graph = is_session ? meter->range_rss_bytes : meter->range_private_bytes;
  guint64 explained = graph + scratch;

  cow_rows_begin (rows);
  cow_rows_text (rows, process, -1);
  cow_rows_int (rows, pid);
  cow_rows_text (rows, is_session ? "session" : "worker", -1);
  cow_rows_int (rows, (gint64)meter->rss_bytes);
  cow_rows_int (rows, (gint64)meter->pss_bytes);
  cow_rows_int (rows, (gint64)meter->private_bytes);
  cow_rows_int (rows, (gint64)graph);
  cow_rows_int (rows, (gint64)scratch);
  cow_rows_int (rows, meter->private_bytes > explained ? (gint64)(meter->private_bytes - explained) : 0);
  cow_rows_end (rows);
}

/* Rows of the session and of every living worker. Returns: does a worker hold graph pages of its own? */
static gboolean
add_processes (CowSession *session, CowRows *rows)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (CowMeterRange));
  const CowMeterRange *range;
  gboolean copied = FALSE;
  CowMeter meter;

  for (guint i = 0; i < session->graphs->entries->len; i++)
    cow_graph_entry_ranges (g_ptr_array_index (session->graphs->entries, i), ranges);
  range = (const CowMeterRange *)(void *)ranges->data;
  if (cow_meter_read_ranges (getpid (), range, ranges->len, &meter, NULL))
    add_row (rows, "session", getpid (), TRUE, &meter, 0);
  for (guint i = 0; i < session->jobs->len; i++)
    {
      CowJob *job = g_ptr_array_index (session->jobs, i);
      g_autoptr (GArray) workers = job->pool ? cow_pool_job_workers (job->pool) : NULL;

      for (guint k = 0; workers && k < workers->len; k++)
        {
          const CowPoolWorkerInfo *worker = &g_array_index (workers, CowPoolWorkerInfo, k);
          g_autofree char *process = g_strdup_printf ("%%%u.%u", job->id, worker->slot);

          /* A worker may leave between the two looks. */
          if (!cow_meter_read_ranges (worker->pid, range, ranges->len, &meter, NULL))
            continue;
          copied |= meter.range_private_bytes > 0;
          add_row (rows, process, worker->pid, FALSE, &meter, worker->scratch_bytes);
        }
    }
  return copied;
}

#ifdef COW_FAULTS
gboolean cow_fault_scribble;
#endif

/* In a worker: read every byte of every arena, then look at itself. */
static gboolean
verify (CowWork *work, guint64 task, GError **error)
{
  CowGraphEntry *entry = work->job->entry;
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (CowMeterRange));
  guint64 sum = 0;
  CowMeter meter;

  (void)task;
  cow_graph_entry_ranges (entry, ranges);
#ifdef COW_FAULTS
  if (cow_fault_scribble)
    {
      CowArena *arena = g_ptr_array_index (entry->graph->arenas, 0);
      guint8 *base = cow_arena_base (arena);

      if (!cow_arena_unseal_pages (arena, base, 1, error))
        return FALSE;
      *(volatile guint8 *)base = *base;
    }
#endif
  for (guint i = 0; i < ranges->len; i++)
    {
      const CowMeterRange *range = &g_array_index (ranges, CowMeterRange, i);
      const guint64 *words = (const guint64 *)range->start;

      for (gsize k = 0; k < range->bytes / sizeof *words; k++)
        sum += words[k];
    }
  if (!cow_meter_read_ranges (getpid (), (const CowMeterRange *)(void *)ranges->data, ranges->len, &meter, error))
    return FALSE;
  *(volatile guint64 *)&sum = sum;
  add_row (work->rows, "verify", getpid (), FALSE, &meter, 0);
  if (meter.range_private_bytes > 0)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

static gboolean
fork_verify (CowJob *job, gpointer data, GError **error)
{
  CowTasks tasks = { .n_tasks = 1, .run = verify };

  (void)data;
  if (add_processes (job->session, cow_answer_rows (job->answer)))
    job->call->status = COW_STATUS_NO;
  return cow_job_fork_tasks (job, &tasks, error);
}

/* ---- by part ---- */

static const CowResultColumn part_columns[] = {
  { "graph", COW_CELL_TEXT, "" },
  { "part", COW_CELL_TEXT, "" },
  { "name", COW_CELL_TEXT, "of a column or an index; else null" },
  { "bytes", COW_CELL_INT, "" },
  { "bytes_per_arc", COW_CELL_REAL, "" },
  { NULL },
};

static void
add_part (CowRows *rows, const CowGraphEntry *entry, const char *part, const char *name, guint64 bytes)
{
  const guint64 n_arcs = entry->graph->n_arcs;

  cow_rows_begin (rows);
  cow_rows_text (rows, entry->name, -1);
  cow_rows_text (rows, part, -1);
  if (name)
    cow_rows_text (rows, name, -1);
  else
    cow_rows_null (rows);
  cow_rows_int (rows, (gint64)bytes);
  if (n_arcs > 0)
    cow_rows_real (rows, (double)(gint64)((double)bytes / (double)n_arcs * 100 + 0.5) / 100);
  else
    cow_rows_null (rows);
  cow_rows_end (rows);
}

/* The arrays of a graph, and what is kept beside them: overlays, and the views that were written for commands. */
static void
add_parts (CowRows *rows, const CowGraphEntry *entry)
{
  g_autoptr (GArray) parts = cow_graph_parts (entry->graph);
  guint64 overlay_bytes = 0, view_bytes = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const CowPart *part = &g_array_index (parts, CowPart, i);
      const char *what = part->kind == COW_PART_COLUMNS   ? part->on_vertex ? "vertex_column" : "edge_column"
                         : part->kind == COW_PART_INDEXES ? "index"
                                                          : cow_part_name (part->kind);

      add_part (rows, entry, what, part->name, part->bytes);
    }
  for (guint i = 0; i < entry->overlays->all->len; i++)
    overlay_bytes += cow_overlay_bytes (((const CowNamedOverlay *)g_ptr_array_index (entry->overlays->all, i))->overlay);
  for (guint i = 0; i < entry->views->len; i++)
    {
      const CowSharedView *view = g_ptr_array_index (entry->views, i);

      view_bytes += view->arena ? cow_arena_bytes (view->arena) : 0;
    }
  if (overlay_bytes)
    add_part (rows, entry, "overlays", NULL, overlay_bytes);
  if (view_bytes)
    add_part (rows, entry, "views", NULL, view_bytes);
}

static gboolean
tell_parts (CowCall *call, GError **error)
{
  CowAnswer *answer = cow_immediate_begin_with (call, part_columns, error);

  if (!answer)
    return FALSE;
  for (guint i = 0; i < call->session->graphs->entries->len; i++)
    add_parts (cow_answer_rows (answer), g_ptr_array_index (call->session->graphs->entries, i));
  return cow_immediate_end (call, answer, error);
}

static gboolean
start_memory (CowCall *call, GError **error)
{
  CowAnswer *answer;
  CowJob *job;

  if (cow_call_has (call, "parts") && cow_call_has (call, "verify"))
    return cow_fail (error, COW_STATUS_USAGE, "--parts and --verify exclude each other");
  if (cow_call_has (call, "parts"))
    return tell_parts (call, error);

  if (!cow_call_has (call, "verify"))
    {
      answer = cow_immediate_begin (call, error);
      if (!answer)
        return FALSE;
      add_processes (call->session, cow_answer_rows (answer));
      return cow_immediate_end (call, answer, error);
    }
  if (!call->session->graphs->current)
    return cow_fail (error, COW_STATUS_USAGE, "no graph is loaded: use load or generate first");
  job = cow_job_new (call, NULL, NULL);
  cow_job_then (job, fork_verify, NULL);
  return cow_job_start (job, error);
}

static const CowOptionSpec option_verify
    = { .name = "verify", .kind = COW_ARG_FLAG, .summary = "let a worker read the whole graph; status 1 when any worker holds graph pages of its own" };
static const CowOptionSpec option_parts
    = { .name = "parts", .kind = COW_ARG_FLAG, .summary = "what each graph is made of, a row a part: columns graph part name bytes bytes_per_arc" };
static const CowExample memory_examples[] = {
  { { "memory" }, "every process" },
  { { "memory --parts" }, "where the bytes of the graph are" },
  { { NULL } },
};
static const CowOptionSpec *const memory_options[] = { &option_parts, &option_verify, COW_ROW_OPTIONS, NULL };

const CowCommand cow_command_memory = {
  .name = "memory",
  .group = "jobs",
  .summary = "what every process holds, and how much of it is shared",
  .details = "Bytes as the kernel counts them, page by page. Workers share the graph: their column graph is 0 unless a page was written "
             "to. unexplained is private memory beyond the stated scratch: the few hundred kB of a process.\n\n"
             "With --parts the rows are the arrays of each graph: offsets (8 bytes a vertex), arcs (4 an arc), weights (4 or 8 an arc), in_arcs (the transpose, once a command "
             "needed it), edge_of_arc, order, names, coordinates, each edge_column, vertex_column and index by its name, other (tables of the image, gaps, columns that were "
             "replaced), overlays, and views (filters, weight expressions and overlays written out for the next command). bytes_per_arc is what it is for one arc of the graph.",
  .options = memory_options,
  .columns = columns,
  .examples = memory_examples,
  .start = start_memory,
};

/* ---- workers ---- */

static const CowResultColumn worker_columns[] = {
  { "worker", COW_CELL_INT, "its place in the job" },
  { "job", COW_CELL_TEXT, "" },
  { "pid", COW_CELL_INT, "" },
  { "state", COW_CELL_TEXT, "as in /proc: R running, S sleeping, T stopped" },
  { "task", COW_CELL_INT, "null between tasks" },
  { "private", COW_CELL_INT, "bytes of its own" },
  { "shared", COW_CELL_INT, "bytes it shares" },
  { NULL },
};

static void
add_workers (CowRows *rows, CowJob *job)
{
  g_autoptr (GArray) workers = job->pool ? cow_pool_job_workers (job->pool) : NULL;
  char id[16];

  g_snprintf (id, sizeof id, "%%%u", job->id);
  for (guint i = 0; workers && i < workers->len; i++)
    {
      const CowPoolWorkerInfo *worker = &g_array_index (workers, CowPoolWorkerInfo, i);
      CowMeter meter = { 0 };

      cow_meter_read (worker->pid, &meter, NULL);
      cow_rows_begin (rows);
      cow_rows_int (rows, worker->slot);
      cow_rows_text (rows, id, -1);
      cow_rows_int (rows, worker->pid);
      cow_rows_text (rows, &worker->state, 1);
      if (worker->task == G_MAXUINT64)
        cow_rows_null (rows);
      else
        cow_rows_int (rows, (gint64)worker->task);
      cow_rows_int (rows, (gint64)meter.private_bytes);
      cow_rows_int (rows, (gint64)meter.shared_bytes);
      cow_rows_end (rows);
    }
}

static gboolean
start_workers (CowCall *call, GError **error)
{
  const char *number = cow_call_operand (call, 0);
  CowAnswer *answer;

  if (number)
    {
      if (!cow_settings_set (&call->session->settings, "workers", number, error))
        return FALSE;
      cow_session_note (call->session, "workers: %u", cow_settings_workers (&call->session->settings));
      return TRUE;
    }
  answer = cow_immediate_begin (call, error);
  if (!answer)
    return FALSE;
  for (guint i = 0; i < call->session->jobs->len; i++)
    add_workers (cow_answer_rows (answer), g_ptr_array_index (call->session->jobs, i));
  return cow_immediate_end (call, answer, error);
}

static const CowOperand worker_operands[] = {
  { "N", COW_ARG_INT, "processes per job from now on; 0: the cores this process may use", .optional = TRUE },
  { NULL },
};
static const CowOptionSpec *const row_options[] = { COW_ROW_OPTIONS, NULL };

const CowCommand cow_command_workers = {
  .name = "workers",
  .group = "jobs",
  .summary = "the worker processes of now; or how many a job may have",
  .operands = worker_operands,
  .options = row_options,
  .columns = worker_columns,
  .start = start_workers,
};
