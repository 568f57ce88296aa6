/* overlay.c - overlays by name: made, read from a file, put in use, listed, explained, dropped. */
#include <string.h>

#include "app/immediate.h"
#include "app/input-file.h"
#include "app/job.h"
#include "app/overlays.h"
#include "graph/edge-scan.h"
#include "graph/file/overlay-table.h"
#include "graph/overlay-stack.h"
#include "pool/sandbox.h"

/* ---- new, use, drop ---- */

static gboolean
make (CowCall *call, CowOverlays *overlays, const char *name, GError **error)
{
  if (!cow_overlays_check_name (name, error))
    return FALSE;
  if (cow_overlays_find (overlays, name))
    return cow_fail (error, COW_STATUS_USAGE, "there is an overlay \"%s\" already", name);
  cow_overlays_put (overlays, name, cow_overlay_new ());
  cow_session_note (call->session, "overlay %s: empty", name);
  return TRUE;
}

static gboolean
use (CowCall *call, CowOverlays *overlays, const char *names, GError **error)
{
  if (!cow_overlays_use (overlays, names, error))
    return FALSE;
  if (overlays->used->len)
    cow_session_note (call->session, "overlay %s is in use", names);
  else
    cow_session_note (call->session, "no overlay is in use");
  return TRUE;
}

static gboolean
drop (CowCall *call, CowOverlays *overlays, const char *name, GError **error)
{
  CowNamedOverlay *named = cow_overlays_get (overlays, name, error);

  if (!named)
    return FALSE;
  cow_overlays_drop (overlays, named);
  cow_session_note (call->session, "overlay %s is dropped", name);
  return TRUE;
}

/* ---- list ---- */

static gboolean
list (CowCall *call, CowOverlays *overlays, GError **error)
{
  CowAnswer *answer = cow_immediate_begin (call, error);
  CowRows *rows;

  if (!answer)
    return FALSE;
  rows = cow_answer_rows (answer);
  for (guint i = 0; i < overlays->all->len; i++)
    {
      const CowNamedOverlay *named = g_ptr_array_index (overlays->all, i);
      guint64 n_blocked, n_reweighted;

      cow_overlay_count (named->overlay, &n_blocked, &n_reweighted);
      cow_rows_begin (rows);
      cow_rows_text (rows, named->name, -1);
      cow_rows_int (rows, (gint64)named->overlay->n_added);
      cow_rows_int (rows, (gint64)n_blocked);
      cow_rows_int (rows, (gint64)n_reweighted);
      cow_rows_int (rows, (gint64)named->hits);
      cow_rows_end (rows);
    }
  return cow_immediate_end (call, answer, error);
}

/* ---- attach ---- */

typedef struct
{
  char *file, *name;
  CowReadOptions read;
  CowOverlayTableOptions table;
} Attachment;

static void
attachment_free (gpointer data)
{
  Attachment *attachment = data;

  g_free (attachment->file);
  g_free (attachment->name);
  g_free (attachment);
}

static void
warn (const char *message, gpointer user)
{
  cow_work_note (user, message);
}

/* In a child, like a load: what is parsed is not trusted. */
static gboolean
read_table (CowWork *work, CowImageWriter *writer, GError **error)
{
  Attachment *attachment = work->plan;
  g_autoptr (CowOverlay) overlay = cow_overlay_new ();
  g_autoptr (CowInput) input = NULL;
  int fd = cow_input_file_open (attachment->file, error);

  if (fd < 0 || (work->job->session->settings.sandbox && !cow_sandbox_enter (FALSE, error)))
    return FALSE;
  input = cow_input_new (fd, attachment->file, 0, error);
  if (!input)
    return FALSE;
  attachment->read.warn = warn;
  attachment->read.warn_user = work;
  return cow_overlay_table_read (input, &attachment->table, work->job->entry->graph, overlay, &work->progress, error)
         && cow_overlay_write (overlay, writer, error);
}

static gboolean
take_table (CowJob *job, CowArena *arena, GError **error)
{
  const Attachment *attachment = job->plan;
  CowOverlay *overlay = cow_overlay_from_image (cow_arena_base (arena), job->entry->graph, error);
  CowNamedOverlay *named;
  guint64 n_blocked, n_reweighted;
  g_autofree char *size = NULL;

  cow_arena_free (arena);
  if (!overlay)
    return FALSE;
  named = cow_overlays_put (job->entry->overlays, attachment->name, overlay);
  cow_overlay_count (overlay, &n_blocked, &n_reweighted);
  size = g_format_size_full (cow_overlay_bytes (overlay), G_FORMAT_SIZE_IEC_UNITS);
  cow_session_note (job->session, "overlay %s: %" G_GUINT64_FORMAT " added, %" G_GUINT64_FORMAT " reweighted, %s, %.3f s", named->name,
                    overlay->n_added, n_reweighted, size, cow_job_seconds (job));
  return TRUE;
}

static gboolean
fork_reader (CowJob *job, gpointer data, GError **error)
{
  const CowSettings *settings = &job->session->settings;
  CowImageChild child = { .write = read_table,
                          .done = take_table,
                          .what = "reading an overlay",
                          .failure_status = COW_STATUS_FILE,
                          .memory_bytes = settings->load_memory_bytes,
                          .timeout_ns = settings->load_timeout_ns };

  (void)data;
  return cow_job_fork_image (job, &child, error);
}

static gboolean
attach (CowCall *call, const char *file, GError **error)
{
  Attachment *attachment = g_new0 (Attachment, 1);
  CowJob *job = cow_job_new (call, attachment, attachment_free);
  const char *mode = cow_call_option (call, "mode"), *name = cow_call_option (call, "as");

  cow_job_set_silent (job);
  attachment->file = g_strdup (file);
  attachment->name = name ? g_strdup (name) : cow_input_file_stem (file);
  attachment->read.name = attachment->file;
  attachment->read.directed = -1;
  attachment->read.header = cow_input_file_header (cow_call_option (call, "header"));
  attachment->table.read = &attachment->read;
  attachment->table.skip_unknown = g_str_equal (cow_call_option (call, "unknown"), "skip");
  attachment->table.mode = g_str_equal (mode, "add") ? COW_OVERLAY_ADD : g_str_equal (mode, "override") ? COW_OVERLAY_OVERRIDE : COW_OVERLAY_LOOKUP;
  if (!cow_overlays_check_name (attachment->name, error)
      || !cow_input_file_delimiter (cow_call_option (call, "delimiter"), &attachment->read.delimiter, error))
    return FALSE;
  if (attachment->table.mode != COW_OVERLAY_ADD)
    cow_job_want_edge_table (job);
  cow_job_then (job, fork_reader, NULL);
  return cow_job_start (job, error);
}

/* ---- diff ---- */

static const CowResultColumn diff_columns[] = {
  { "from", COW_CELL_VERTEX, "diff: an end of the edge" },
  { "to", COW_CELL_VERTEX, "diff: its other end" },
  { "was", COW_CELL_COST, "diff: its weight in the graph; null when it is not there" },
  { "now", COW_CELL_COST, "diff: its weight with the overlay; null when it is blocked" },
  { "kind", COW_CELL_TEXT, "diff: blocked, reweighted or added" },
};

typedef struct
{
  CowOverlay *overlay;
} Difference;

static void
difference_free (gpointer data)
{
  Difference *difference = data;

  cow_overlay_unref (difference->overlay);
  g_free (difference);
}

/* The ends and an arc of each changed edge, in the order of the changes. */
typedef struct
{
  const CowOverlayStack *stack;
  CowEdge *edges;
  guint64 found;
} Finding;

static gboolean
find_change (const CowEdge *edge, gpointer user)
{
  Finding *finding = user;
  const CowStackChange *change = cow_overlay_stack_change (finding->stack, edge->edge);

  if (!change)
    return TRUE;
  finding->edges[change - finding->stack->changes] = *edge;
  return ++finding->found < finding->stack->n_changes;
}

static void
add_difference (CowRows *rows, guint32 from, guint32 to, CowCost was, CowCost now, const char *kind)
{
  cow_rows_begin (rows);
  cow_rows_vertex (rows, from);
  cow_rows_vertex (rows, to);
  if (was.kind == COW_COST_UNREACHABLE)
    cow_rows_null (rows);
  else
    cow_rows_cost (rows, was);
  if (now.kind == COW_COST_UNREACHABLE)
    cow_rows_null (rows);
  else
    cow_rows_cost (rows, now);
  cow_rows_text (rows, kind, -1);
  cow_rows_end (rows);
}

/* By default an edge costs what its attribute weight says, else 1. */
static CowCost
default_weight (const CowGraph *graph, const CowEdge *edge)
{
  const CowColumn *column = graph->out.kind == COW_WEIGHT_NONE ? cow_graph_column (graph, FALSE, "weight") : NULL;
  CowValue value;

  if (!column)
    return cow_csr_weight (&graph->out, edge->arc);
  value = cow_column_value (column, edge->edge);
  return value.type == COW_TYPE_INT    ? cow_cost_int (value.integer)
         : value.type == COW_TYPE_REAL ? cow_cost_real (value.real)
                                       : cow_cost_unreachable ();
}

static gboolean
run_diff (CowWork *work, guint64 task, GError **error)
{
  const Difference *difference = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  CowOverlay *overlay = difference->overlay;
  g_autoptr (CowOverlayStack) stack = cow_overlay_stack_new (graph, &overlay, 1, FALSE, error);
  g_autofree CowEdge *edges = NULL;
  Finding finding = { .stack = stack };

  (void)task;
  if (!stack)
    return FALSE;
  finding.edges = edges = g_try_new0 (CowEdge, MAX (stack->n_changes, 1));
  if (!edges)
    return cow_fail (error, COW_STATUS_MEMORY, "not enough memory for %" G_GUINT64_FORMAT " edges", stack->n_changes);
  if (stack->n_changes && !cow_edge_scan (graph, find_change, &finding, &work->progress, error))
    return FALSE;
  for (guint64 i = 0; i < stack->n_changes; i++)
    {
      const CowOverlayChange *change = &stack->changes[i].change;

      add_difference (work->rows, edges[i].source, edges[i].target, default_weight (graph, &edges[i]),
                      change->blocked ? cow_cost_unreachable () : change->weight, change->blocked ? "blocked" : "reweighted");
    }
  for (guint64 i = 0; i < overlay->n_added; i++)
    add_difference (work->rows, overlay->added[i].source, overlay->added[i].target, cow_cost_unreachable (), overlay->added[i].weight, "added");
  return TRUE;
}

static gboolean
fork_diff (CowJob *job, gpointer data, GError **error)
{
  const Difference *difference = job->plan;
  CowTasks tasks = { .n_tasks = 1, .run = run_diff };

  (void)data;
  tasks.scratch_bytes = job->entry->graph->m / 64 * 12 + difference->overlay->n_changes * 80 + difference->overlay->n_added * 160;
  tasks.units_per_task = job->entry->graph->n_arcs;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
diff (CowCall *call, CowOverlays *overlays, const char *name, GError **error)
{
  const CowNamedOverlay *named = cow_overlays_get (overlays, name, error);
  Difference *difference;
  CowJob *job;

  if (!named)
    return FALSE;
  difference = g_new0 (Difference, 1);
  difference->overlay = cow_overlay_ref (named->overlay);
  job = cow_job_new (call, difference, difference_free);
  if (!cow_job_set_columns (job, diff_columns, G_N_ELEMENTS (diff_columns), error))
    return FALSE;
  cow_job_then (job, fork_diff, NULL);
  return cow_job_start (job, error);
}

/* ---- the command ---- */

static gboolean
start (CowCall *call, GError **error)
{
  CowOverlays *overlays = call->session->graphs->current->overlays;
  const char *action = cow_call_operand (call, 0), *name = cow_call_operand (call, 1);

  if (g_str_equal (action, "list"))
    return name ? cow_fail (error, COW_STATUS_USAGE, "overlay list takes no name") : list (call, overlays, error);
  if (!name && (g_str_equal (action, "new") || g_str_equal (action, "attach") || g_str_equal (action, "use") || g_str_equal (action, "diff")
                || g_str_equal (action, "drop")))
    return cow_fail (error, COW_STATUS_USAGE, "overlay %s wants a %s", action, g_str_equal (action, "attach") ? "file" : "name");
  if (g_str_equal (action, "attach"))
    return attach (call, name, error);
  if (g_str_equal (action, "diff"))
    return diff (call, overlays, name, error);
  if (call->out != COW_OUT_NONE)
    return cow_fail (error, COW_STATUS_USAGE, "overlay %s prints no rows to redirect", action);
  if (g_str_equal (action, "new"))
    return make (call, overlays, name, error);
  if (g_str_equal (action, "use"))
    return use (call, overlays, name, error);
  if (g_str_equal (action, "drop"))
    return drop (call, overlays, name, error);
  return cow_fail (error, COW_STATUS_USAGE, "unknown action \"%s\": overlay new, attach, use, list, diff or drop", action);
}

static const CowOperand operands[] = {
  { "ACTION", COW_ARG_TEXT, "new NAME, attach FILE, use NAME, list, diff NAME or drop NAME" },
  { "NAME", COW_ARG_OVERLAY, "an overlay; use takes several, separated by commas, or none; attach takes a file", .optional = TRUE },
  { NULL },
};

static const CowResultColumn columns[] = {
  { "overlay", COW_CELL_TEXT, "its name" },
  { "added", COW_CELL_INT, "edges that it adds" },
  { "blocked", COW_CELL_INT, "edges that it takes away" },
  { "reweighted", COW_CELL_INT, "edges whose weight it replaces" },
  { "hits", COW_CELL_INT, "how often edges that it added or weighed were on paths that were answered" },
  { NULL },
};

static const CowOptionSpec option_as = { .name = "as", .kind = COW_ARG_TEXT, .value = "NAME", .summary = "attach: the name of the overlay; default: that of the file" };
static const CowOptionSpec option_mode = {
  .name = "mode",
  .kind = COW_ARG_CHOICE,
  .value = "HOW",
  .choices = "add|override|lookup",
  .fallback = "lookup",
  .summary = "attach: every line is one more edge; or the edges between its ends cost what it says; or the latter where there are such edges, "
             "else the former",
};
static const CowOptionSpec option_unknown = {
  .name = "unknown",
  .kind = COW_ARG_CHOICE,
  .value = "HOW",
  .choices = "stop|skip",
  .fallback = "stop",
  .summary = "attach: a line with a vertex (override: an edge) that the graph does not have: an error, or left out and counted",
};
static const CowOptionSpec *const options[] = { &option_as, &option_mode, &option_unknown, &cow_option_delimiter, &cow_option_header,
                                                &cow_option_deadline, COW_ROW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "overlay new plan", "edge block b->c", "overlay use plan", "path a d", "overlay list" }, "a what-if, and how much it was used" },
  { { "overlay new one", "edge add a d 3", "overlay new two", "edge block a->b", "path a d --overlay=one,two", "overlay diff one" }, "two that stack" },
  { { NULL } },
};

const CowCommand cow_command_overlay = {
  .name = "overlay",
  .group = "graph",
  .summary = "what-if changes of a graph: edges added, blocked, weighed anew",
  .details
  = "An overlay is a list of changes beside a graph, which itself never changes. new makes an empty one, which edge fills; attach reads a table of edges, "
    "compressed or not: two names and a value a line, fields as in an edge list, further fields ignored. What has the same name is replaced. use says which are in use: all "
    "commands that walk along edges then see the graph with them, as they do with --overlay. diff prints what one changes, in the order of the edges, "
    "added ones last; drop forgets it. Overlays belong to the graph that was current and go with it.\n\n"
    "The modes of attach. add: each line adds one edge, of weight 1 without a value. override: every edge from the first name to the second gets the "
    "value as its weight. lookup, the default, is a dictionary of known costs: going from the first name to the second costs what the line says; edges that are there get "
    "that weight, and where there is none the pair becomes an edge. If the values are the true distances, answers stay the same and are found in fewer hops; see "
    "hits. In the last two modes the last of several lines for a pair counts, and in a graph without directions a pair may be written either "
    "way.\n\n"
    "Several overlays stack: an edge is blocked if one of them blocks it, weighs what the last says that weighs it, and all added edges are there, except that a "
    "pair in a later lookup replaces the same pair in an earlier one.\n\n"
    "The weight that an overlay gives stands in place of whatever --weight computes, unless that is none: then each edge costs 1, added ones too. In a "
    "graph without weights all other edges cost 1. --where and --block choose among the edges of the graph, by the attributes these have; added edges are always "
    "there, have no number, and their attributes are null.\n\n"
    "A graph with overlays is written out once, as a view that all workers share; a line on stderr says its bytes and seconds, and info says what is kept. "
    "Later commands with the same options find it there until the overlay is edited. hits counts, for every command that answers with the vertices of "
    "shortest, widest, longest or otherwise best paths, each time that an edge which the overlay added or weighed was on one.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_CHANGES,
  .start = start,
};
