/* load.c - a file becomes the current graph. A child reads it in a sandbox and hands over an image; the graph that was there
 * stays until the new one is whole. */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/input-file.h"
#include "app/job.h"
#include "app/immediate.h"
#include "graph/estimate.h"
#include "graph/file/native.h"
#include "graph/format.h"
#include "pool/sandbox.h"

#ifdef COW_FAULTS
gboolean cow_fault_load (const char *kind, GError **error); /* fault.c */
#endif

typedef struct
{
  char *file, *vertices_file, *name;
  int directed; /* 1, 0, or -1: as the format says */
  CowBuilderOptions builder;
  CowReadOptions read;
  const CowFormat *format; /* NULL: found from the file */
  guint64 file_bytes;      /* 0: unknown */
#ifdef COW_FAULTS
  const char *fault; /* what the reader does instead of reading */
#endif
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_free (plan->file);
  g_free (plan->vertices_file);
  g_free (plan->name);
  g_free ((char *)plan->read.columns);
  g_free ((char *)plan->read.table);
  g_free ((char *)plan->read.query);
  g_free (plan);
}

static void
warn (const char *message, gpointer user)
{
  cow_work_note (user, message);
}

/* An image is taken as it is. */
static gboolean
check_native_options (const Plan *plan, GError **error)
{
  if (plan->vertices_file || plan->read.directed >= 0 || plan->builder.duplicates != COW_DUPLICATES_KEEP || plan->builder.drop_loops
      || plan->builder.reorder != COW_REORDER_AUTO)
    return cow_fail (error, COW_STATUS_USAGE, "a native image is loaded as it is: options that change the graph do not apply");
  return TRUE;
}

/* Errors: a table or a query for what is no database. */
static gboolean
check_database_options (const Plan *plan, const CowFormat *format, GError **error)
{
  if ((plan->read.table || plan->read.query) && !g_str_equal (format->name, "sqlite"))
    return cow_fail (error, COW_STATUS_USAGE, "--%s is for SQLite databases, and \"%s\" is read as %s", plan->read.table ? "table" : "query",
                     plan->file, format->name);
  return TRUE;
}

/* Everything that needs the file system or /proc comes before the sandbox. */
static gboolean
read_file (CowWork *work, CowImageWriter *writer, GError **error)
{
  Plan *plan = work->plan;
  g_autoptr (CowInput) input = NULL, vertices = NULL;
  g_autoptr (CowBuilder) builder = NULL;
  const CowFormat *format = plan->format;
  CowProgress reading = { .stop = work->progress.stop };
  const char *head;
  gsize head_length;
  int fd = cow_input_file_open (plan->file, error), vertices_fd = -1;

  if (fd < 0 || (plan->vertices_file && (vertices_fd = cow_input_file_open (plan->vertices_file, error)) < 0))
    return FALSE;
  guint64 limit = work->job->image.memory_bytes, available = cow_memory_available ();
  plan->builder.memory_bytes = limit && available ? MIN (limit, available) : MAX (limit, available);
  plan->builder.threads = cow_settings_workers (&work->job->session->settings);
  if (work->job->session->settings.sandbox && !cow_sandbox_enter (plan->builder.threads > 1, error))
    return FALSE;
#ifdef COW_FAULTS
  if (plan->fault)
    return cow_fault_load (plan->fault, error);
#endif
  input = cow_input_new (fd, plan->file, 0, error);
  if (!input)
    return FALSE;
  head = cow_input_peek (input, &head_length);
  if (!format)
    format = cow_format_guess (plan->file, head, head_length);
  if (!check_database_options (plan, format, error))
    return FALSE;
  if (g_str_equal (format->name, "cow"))
    {
      cow_pool_worker_announce (work->worker, cow_input_size (input));
      return check_native_options (plan, error) && cow_native_read (input, writer, &work->progress, error);
    }
  if (plan->read.skip_bad_lines && !format->skips_bad_lines)
    {
      g_autofree char *message = g_strdup_printf ("%s: --bad-lines=skip changes nothing: what is bad in a file of %s is an error", plan->file, format->name);

      warn (message, work);
    }
  plan->builder.format = format->name;
  plan->read.name = plan->file;
  plan->read.warn = warn;
  plan->read.warn_user = work;
  builder = cow_builder_new (&plan->builder);
  /* Bytes of the file are the progress, whatever the format; behind them the edges, of which there is one in 16 bytes or so. */
  cow_pool_worker_announce (work->worker, cow_input_size (input) + cow_input_size (input) / 16);
  cow_input_report (input, work->progress.units);
  if (!format->read (input, &plan->read, builder, &reading, error))
    return FALSE;
  if (plan->vertices_file)
    {
      CowReadOptions table = { .name = plan->vertices_file, .directed = -1, .header = COW_HEADER_YES, .warn = warn, .warn_user = work };

      vertices = cow_input_new (vertices_fd, plan->vertices_file, 0, error);
      if (!vertices || !cow_read_vertices (vertices, &table, builder, &reading, error))
        return FALSE;
    }
  cow_pool_worker_announce (work->worker, cow_input_size (input) + cow_builder_n_edges (builder));
  g_clear_pointer (&input, cow_input_free);
  return cow_builder_finish (builder, writer, &work->progress, error);
}

/* Speed is told of files that take a moment: one that is mapped is not read. */
static void
tell_load (const CowJob *job, const CowGraphEntry *entry)
{
  const Plan *plan = job->plan;
  const CowGraph *graph = entry->graph;
  g_autofree char *rate = NULL;

  if (plan->file_bytes >= 1000000 && entry->load_seconds > 0.005)
    rate = g_strdup_printf (", %.0f MB/s", (double)plan->file_bytes / 1e6 / entry->load_seconds);
  cow_session_note (job->session, "%s: %u vertices, %" G_GUINT64_FORMAT " edges, %s, %.3f s%s", plan->name, graph->n, graph->m,
                    graph->directed ? "directed" : "undirected", entry->load_seconds, rate ? rate : "");
}

static gboolean
take_graph (CowJob *job, CowArena *arena, GError **error)
{
  Plan *plan = job->plan;
  CowGraph *graph = cow_graph_open (arena, error);
  CowGraphEntry *entry;

  if (!graph)
    return FALSE;
  entry = cow_graph_entry_new (plan->name, plan->file, graph);
  entry->load_seconds = cow_job_seconds (job);
  cow_graphs_put (job->session->graphs, entry);
  tell_load (job, entry);
  return TRUE;
}

/* option image=map: nothing of the file is read but its table. *mapped FALSE, no error: the child shall copy it. */
static gboolean
map_native (CowJob *job, gboolean *mapped, GError **error)
{
  Plan *plan = job->plan;
  const char *refused;
  CowArena *arena;
  int fd;

  *mapped = FALSE;
  if (plan->format ? !g_str_equal (plan->format->name, "cow") : !g_str_has_suffix (plan->file, ".cow"))
    return TRUE;
  if ((fd = cow_input_file_open (plan->file, error)) < 0)
    return FALSE;
  refused = cow_native_refuse_map (fd);
  if (refused)
    {
      cow_session_note (job->session, "%s: copied, not mapped: %s", plan->file, refused);
      close (fd);
      return TRUE;
    }
  *mapped = TRUE;
  arena = check_native_options (plan, error) ? cow_arena_map_file (fd, error) : NULL;
  close (fd);
  return arena && take_graph (job, arena, error);
}

static gboolean
fork_loader (CowJob *job, gpointer data, GError **error)
{
  const CowSettings *settings = &job->session->settings;
  Plan *plan = job->plan;
  gboolean mapped = FALSE;
  CowImageChild child = { .write = read_file,
                          .done = take_graph,
                          .what = "loading",
                          .failure_status = COW_STATUS_FILE,
                          .memory_bytes = settings->load_memory_bytes,
                          .timeout_ns = settings->load_timeout_ns };
  struct stat status;

  (void)data;
  cow_call_duration (job->call, "timeout", &child.timeout_ns);
  cow_call_size (job->call, "memory", &child.memory_bytes);
  if (stat (plan->file, &status) == 0 && S_ISREG (status.st_mode))
    plan->file_bytes = child.file_bytes = (guint64)status.st_size;
  if (settings->map_image && (!map_native (job, &mapped, error) || mapped))
    return mapped && !(error && *error);
  return cow_job_fork_image (job, &child, error);
}

static gboolean
estimate_file (CowWork *work, guint64 task, GError **error)
{
  Plan *plan = work->plan;
  int fd = cow_input_file_open (plan->file, error), scratch_fd = fd >= 0 ? memfd_create ("sample", MFD_CLOEXEC) : -1;
  guint64 available = cow_memory_available ();
  CowEstimate estimate = { 0 };

  (void)task;
  if (fd < 0)
    return FALSE;
  if (scratch_fd < 0)
    return cow_fail (error, COW_STATUS_FAILED, "cannot keep a sample: %s", g_strerror (errno));
  plan->builder.memory_bytes = available;
  plan->builder.threads = cow_settings_workers (&work->job->session->settings);
  plan->read.name = plan->file;
  if (work->job->session->settings.sandbox && !cow_sandbox_enter (plan->builder.threads > 1, error))
    return FALSE;
  if (!cow_estimate_load (fd, scratch_fd, plan->format, &plan->read, &plan->builder, &estimate, error))
    return FALSE;
  cow_rows_begin (work->rows);
  cow_rows_int (work->rows, (gint64)estimate.peak_bytes);
  cow_rows_int (work->rows, 1);
  cow_rows_int (work->rows, (gint64)estimate.peak_bytes);
  cow_rows_int (work->rows, (gint64)available);
  cow_rows_int (work->rows, (gint64)estimate.n);
  cow_rows_int (work->rows, (gint64)estimate.m);
  cow_rows_int (work->rows, (gint64)estimate.resident_bytes);
  cow_rows_real (work->rows, trunc (estimate.seconds * 1000) / 1000);
  cow_rows_end (work->rows);
  return TRUE;
}

static gboolean
fork_estimate (CowJob *job, gpointer data, GError **error)
{
  CowTasks tasks = { .n_tasks = 1, .estimates = TRUE, .run = estimate_file };

  (void)data;
  job->answer = cow_immediate_begin (job->call->estimated_by, error);
  return job->answer && cow_job_fork_tasks (job, &tasks, error);
}

static int
choice_index (const char *value, const char *const *words)
{
  for (int i = 0; value && words[i]; i++)
    if (g_str_equal (words[i], value))
      return i;
  return 0;
}

static const char *const duplicate_words[] = { "keep", "min", "max", "sum", "first", NULL };
static const char *const reorder_words[] = { "auto", "none", "bfs", "degree", "space", NULL };

static gboolean
start (CowCall *call, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  CowJob *job = cow_job_new (call, plan, plan_free);
  const char *as = cow_call_option (call, "as"), *input = cow_call_option (call, "input");

  plan->file = g_strdup (cow_call_operand (call, 0));
  plan->vertices_file = g_strdup (cow_call_option (call, "vertices"));
  plan->name = as ? g_strdup (as) : cow_input_file_stem (plan->file);
  if (cow_call_has (call, "directed") && cow_call_has (call, "undirected"))
    return cow_fail (error, COW_STATUS_USAGE, "--directed and --undirected exclude each other");
  plan->read.directed = cow_call_has (call, "directed") ? 1 : cow_call_has (call, "undirected") ? 0 : -1;
  plan->builder.directed = plan->read.directed != 0;
  plan->builder.duplicates = (CowDuplicates)choice_index (cow_call_option (call, "duplicates"), duplicate_words);
  plan->builder.drop_loops = g_strcmp0 (cow_call_option (call, "loops"), "drop") == 0;
  plan->builder.reorder = (CowReorder)choice_index (cow_call_option (call, "reorder"), reorder_words);
  plan->read.header = cow_input_file_header (cow_call_option (call, "header"));
  plan->read.skip_bad_lines = g_strcmp0 (cow_call_option (call, "bad-lines"), "skip") == 0;
  plan->read.columns = g_strdup (cow_call_option (call, "columns"));
  plan->read.table = g_strdup (cow_call_option (call, "table"));
  plan->read.query = g_strdup (cow_call_option (call, "query"));
  if (plan->read.table && plan->read.query)
    return cow_fail (error, COW_STATUS_USAGE, "--table and --query exclude each other");
  if (!cow_input_file_delimiter (cow_call_option (call, "delimiter"), &plan->read.delimiter, error))
    return FALSE;
#ifdef COW_FAULTS
  if (input && g_str_has_prefix (input, "fault-"))
    {
      plan->fault = input + strlen ("fault-");
      input = "edgelist";
    }
#endif
  if (input && !(plan->format = cow_format_by_name (input)))
    return cow_fail (error, COW_STATUS_USAGE, "unknown format \"%s\": see man cowpath-formats", input);
  cow_job_then (job, call->estimated_by ? fork_estimate : fork_loader, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FILE", COW_ARG_FILE, "the file, perhaps compressed (gzip, bzip2, xz, zstd, lz4)" },
  { NULL },
};

static const CowOptionSpec option_as = { .name = "as", .kind = COW_ARG_TEXT, .value = "G", .summary = "name of the graph; default: that of the file" };
static const CowOptionSpec option_input
    = { .name = "input", .kind = COW_ARG_TEXT, .value = "FORMAT", .summary = "the format; default: found from the first bytes and the ending" };
static const CowOptionSpec option_directed = { .name = "directed", .kind = COW_ARG_FLAG, .summary = "edges have a direction, whatever the format says" };
static const CowOptionSpec option_undirected
    = { .name = "undirected", .kind = COW_ARG_FLAG, .summary = "edges have no direction, whatever the format says" };
static const CowOptionSpec option_columns = { .name = "columns",
                                              .kind = COW_ARG_TEXT,
                                              .value = "src,dst,NAME:TYPE,…",
                                              .summary = "what the columns of an edge list are; types are bool, int, real, string" };
static const CowOptionSpec option_table
    = { .name = "table", .kind = COW_ARG_TEXT, .value = "NAME", .summary = "the table or view of an SQLite database; default: the only one, or the one called edges" };
static const CowOptionSpec option_query
    = { .name = "query", .kind = COW_ARG_TEXT, .value = "SQL", .summary = "a SELECT whose rows are the edges" };
static const CowOptionSpec option_vertices = { .name = "vertices",
                                               .kind = COW_ARG_FILE,
                                               .value = "FILE",
                                               .summary = "a table with a header whose first column names a vertex: declares vertices and their "
                                                          "attributes; or DIMACS coordinates (.co)" };
static const CowOptionSpec option_duplicates = { .name = "duplicates",
                                                 .kind = COW_ARG_CHOICE,
                                                 .value = "HOW",
                                                 .choices = "keep|min|max|sum|first",
                                                 .fallback = "keep",
                                                 .summary = "parallel edges: keep all, or one with the least, the largest, the summed or the first weight" };
static const CowOptionSpec option_loops
    = { .name = "loops", .kind = COW_ARG_CHOICE, .value = "HOW", .choices = "keep|drop", .fallback = "keep", .summary = "self-loops" };
static const CowOptionSpec option_bad_lines = { .name = "bad-lines",
                                                .kind = COW_ARG_CHOICE,
                                                .value = "HOW",
                                                .choices = "stop|skip",
                                                .fallback = "stop",
                                                .summary = "a line that does not fit: an error, or, in formats where lines stand for themselves (cowpath-formats says which), left out and counted" };
static const CowOptionSpec option_reorder = { .name = "reorder",
                                              .kind = COW_ARG_CHOICE,
                                              .value = "ORDER",
                                              .choices = "auto|none|bfs|degree|space",
                                              .fallback = "auto",
                                              .summary = "how vertices are renumbered inside, for speed; never seen in answers" };

static const CowOptionSpec option_memory
    = { .name = "memory", .kind = COW_ARG_SIZE, .value = "SIZE", .summary = "most memory the child that reads may take; default: option load-memory" };
static const CowOptionSpec option_timeout
    = { .name = "timeout", .kind = COW_ARG_DURATION, .value = "D", .summary = "longest time it may take; default: option load-timeout" };

static const CowOptionSpec *const options[]
    = { &option_as,     &option_input,  &option_directed,   &option_undirected, &option_columns,  &option_vertices, &cow_option_delimiter,
        &cow_option_header, &option_duplicates, &option_loops, &option_bad_lines,  &option_reorder,  &option_table,    &option_query,    &option_memory,   &option_timeout,
        &cow_option_deadline, NULL };

const CowCommand cow_command_load = {
  .name = "load",
  .group = "graph",
  .summary = "read a graph from a file",
  .details = "The file is parsed by a child process that may do nothing but read it; what it hands over is checked. When it fails, the graph "
             "that was loaded stays. A graph is directed unless the format says otherwise or --undirected is given; an undirected edge "
             "counts as one edge.\n\nA text edge list has two columns, and a third that is a weight if it is numeric; see "
             "cowpath-formats(5).",
  .operands = operands,
  .options = options,
  .flags = COW_COMMAND_CHANGES,
  .start = start,
};
