/* index.c - what speeds up later searches: built once by a child, kept with the graph, saved in its native image. */
#include <string.h>

#include "app/immediate.h"
#include "app/job.h"
#include "graph/path/landmarks.h"

static const CowResultColumn columns[] = {
  { "index", COW_CELL_TEXT, "its kind, then the options of a search that it serves" },
  { "kind", COW_CELL_TEXT, "as index build was told" },
  { "bytes", COW_CELL_INT, "memory, shared by all workers" },
  { "seconds", COW_CELL_REAL, "that it took to build" },
  { NULL },
};

static char *
name_index (const char *kind, const char *view)
{
  return view[0] ? g_strdup_printf ("%s %s", kind, view) : g_strdup (kind);
}

static void
add_row (CowRows *rows, const CowIndex *index)
{
  g_autofree char *name = name_index (index->kind->name, index->data.header->view);

  cow_rows_begin (rows);
  cow_rows_text (rows, name, -1);
  cow_rows_text (rows, index->kind->name, -1);
  cow_rows_int (rows, (gint64)index->bytes);
  cow_rows_real (rows, (double)(gint64)(index->data.header->seconds * 1e3 + 0.5) / 1e3);
  cow_rows_end (rows);
}

static char *
name_kinds (void)
{
  GString *names = g_string_new (NULL);

  for (const CowIndexKind *const *each = cow_index_kinds (); *each; each++)
    g_string_append_printf (names, "%s%s", names->len ? ", " : "", (*each)->name);
  return g_string_free (names, FALSE);
}

/* Operand KIND. TRUE with *kind NULL: not given. */
static gboolean
read_kind (const CowCall *call, const CowIndexKind **kind, GError **error)
{
  const char *word = cow_call_operand (call, 1);
  g_autofree char *known = name_kinds ();

  *kind = word ? cow_index_kind_by_name (word) : NULL;
  return !word || *kind || cow_fail (error, COW_STATUS_USAGE, "unknown kind of index \"%s\": there is %s", word, known);
}

/* An index is of the graph, not of what an overlay makes of it. */
static gboolean
check_no_overlay (const CowJob *job, GError **error)
{
  return cow_job_view_words (job) != NULL
         || cow_fail (error, COW_STATUS_USAGE, "an overlay is in use, and an index is of the graph without: overlay use none first");
}

/* ---- build ---- */

typedef struct
{
  const CowIndexKind *kind;
  guint n_threads;
  gint64 seed, landmarks;
} Plan;

static gboolean
write_index (CowWork *work, CowImageWriter *writer, GError **error)
{
  const Plan *plan = work->plan;
  CowIndexBuild build = { .view = &work->job->view->view,
                          .n_threads = plan->n_threads,
                          .seed = (guint64)plan->seed,
                          .n_landmarks = (guint)plan->landmarks,
                          .progress = &work->progress };

  if (plan->kind->units)
    cow_pool_worker_announce (work->worker, plan->kind->units (&build));
  return cow_index_write (plan->kind, &build, cow_job_view_words (work->job), writer, error);
}

static gboolean
take_index (CowJob *job, CowArena *arena, GError **error)
{
  const Plan *plan = job->plan;

  if (!cow_graph_attach (job->entry->graph, arena, error))
    return FALSE;
  add_row (cow_answer_rows (job->answer), cow_graph_index (job->entry->graph, plan->kind->name, cow_job_view_words (job)));
  return TRUE;
}

static gboolean
fork_build (CowJob *job, gpointer data, GError **error)
{
  CowImageChild child = { .write = write_index, .done = take_index, .what = "building the index" };

  (void)data;
  if (job->view->view.negative_arc != COW_ARC_NONE)
    return cow_fail (error, COW_STATUS_USAGE, "an index wants weights that are not negative");
  return cow_job_fork_image (job, &child, error);
}

static gboolean
start_build (CowCall *call, const CowIndexKind *kind, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  CowJob *job = cow_job_new (call, plan, g_free);
  CowViewWish wish = { .need_in = kind->need_in };

  cow_call_int (call, "seed", &plan->seed);
  cow_call_int (call, "landmarks", &plan->landmarks);
  if (plan->landmarks < 1 || plan->landmarks > COW_LANDMARKS_MOST)
    return cow_fail (error, COW_STATUS_USAGE, "--landmarks must be between 1 and %d", COW_LANDMARKS_MOST);
  plan->kind = kind;
  plan->n_threads = MIN (cow_job_workers (job), 64);
  if (!cow_job_want_view (job, &wish, error) || !check_no_overlay (job, error))
    return FALSE;
  cow_job_then (job, fork_build, NULL);
  return cow_job_start (job, error);
}

/* ---- list, drop ---- */

static gboolean
list (CowCall *call, const CowIndexKind *kind, GError **error)
{
  const GPtrArray *indexes = call->session->graphs->current->graph->indexes;
  CowAnswer *answer = cow_immediate_begin (call, error);

  if (!answer)
    return FALSE;
  for (guint i = 0; i < indexes->len; i++)
    {
      const CowIndex *index = g_ptr_array_index (indexes, i);

      if (!kind || index->kind == kind)
        add_row (cow_answer_rows (answer), index);
    }
  return cow_immediate_end (call, answer, error);
}

static gboolean
drop_indexes (CowJob *job, gpointer data, GError **error)
{
  const Plan *plan = job->plan;
  CowGraph *graph = job->entry->graph;
  const char *view = cow_job_view_words (job);
  const CowIndex *index = cow_graph_index (graph, plan->kind->name, view);

  (void)data;
  if (!index)
    {
      g_autofree char *name = name_index (plan->kind->name, view);

      return cow_fail (error, COW_STATUS_USAGE, "there is no index \"%s\": see index list", name);
    }
  add_row (cow_answer_rows (job->answer), index);
  return cow_graph_drop_index (graph, plan->kind->name, view);
}

static gboolean
start_drop (CowCall *call, const CowIndexKind *kind, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  CowJob *job = cow_job_new (call, plan, g_free);
  CowViewWish wish = { 0 };

  plan->kind = kind;
  if (!cow_job_read_view (job, &wish, error) || !check_no_overlay (job, error))
    return FALSE;
  cow_job_then (job, drop_indexes, NULL);
  return cow_job_start (job, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  const char *action = cow_call_operand (call, 0);
  const CowIndexKind *kind;

  if (!read_kind (call, &kind, error))
    return FALSE;
  if (g_str_equal (action, "list"))
    return list (call, kind, error);
  if (!g_str_equal (action, "build") && !g_str_equal (action, "drop"))
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" where build, list or drop was expected", action);
  if (!kind)
    {
      g_autofree char *known = name_kinds ();

      return cow_fail (error, COW_STATUS_USAGE, "index %s wants the kind of index: %s", action, known);
    }
  return g_str_equal (action, "build") ? start_build (call, kind, error) : start_drop (call, kind, error);
}

static const CowOperand operands[] = {
  { "ACTION", COW_ARG_TEXT, "build, list or drop" },
  { "KIND", COW_ARG_TEXT, "which kind of index: alt (landmarks) or ch (a contraction hierarchy); with list: only these", .optional = TRUE },
  { NULL },
};

static const CowOptionSpec option_landmarks = {
  .name = "landmarks",
  .kind = COW_ARG_INT,
  .value = "N",
  .fallback = "16",
  .summary = "alt: how many; each takes 4 bytes a vertex (8 where edges have a direction)",
};

static const CowOptionSpec *const options[] = { &option_landmarks, &cow_option_weight,   &cow_option_direction, &cow_option_where, &cow_option_seed,
                                                &cow_option_deadline, &cow_option_name,      &cow_option_workers, COW_ROW_OPTIONS,
                                                NULL };

static const CowExample examples[] = {
  { { "index build alt", "path a d --algorithm=alt" }, "landmarks, and a search that they lead" },
  { { "index build ch", "index list" }, "one for the weights of the graph" },
  { { "index build ch --weight=none", "path a d --weight=none" }, "one for paths with the fewest edges" },
  { { NULL } },
};

const CowCommand cow_command_index = {
  .name = "index",
  .group = "graph",
  .summary = "build, list or drop what speeds up later searches",
  .details = "An index serves searches over the same weights, direction and filter as it was built with; the column index says which "
             "options those are. It belongs to the graph: save writes it into a native image, and load of such an image has it again. build "
             "answers with the row of the new index, which takes the place of an older one; drop with the row of the one that is gone.\n\n"
             "alt: landmarks lead path --algorithm=alt. They are prepared in the time of some searches, and hold where edges or vertices are "
             "left out too: with --where, --avoid, --block and overlays that only block edges.\n\n"
             "ch: a contraction hierarchy takes longer to build, on all --workers, and answers a pair on a road map in far less time; path and distances use one "
             "that fits with --algorithm=auto whenever it pays. Weights have to be integers. A job for which building it first would "
             "pay twice over says so in a note. A search that leaves out vertices or edges by a set (--avoid, --block) does not use it.\n\n"
             "A search with an overlay that adds edges or replaces weights uses no index. The memory of an index that came with a native image "
             "is given back when the graph is closed.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
