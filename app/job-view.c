/* job-view.c - the steps before a search: the transpose, the table of edges, and the view that the options of a call describe.
 *
 * Each is computed at most once: a transpose and a table stay with the graph, views are shared by jobs that say the same. */
#include "app/job.h"

#include <string.h>

#include "app/overlays.h"
#include "app/selection.h"
#include "graph/expr.h"
#include "graph/transpose.h"

/* ---- what stays with the graph ---- */

static gboolean
write_transpose (CowWork *work, CowImageWriter *writer, GError **error)
{
  return cow_transpose_write (work->job->entry->graph, TRUE, writer, &work->progress, error);
}

static gboolean
attach_to_graph (CowJob *job, CowArena *arena, GError **error)
{
  return cow_graph_attach (job->entry->graph, arena, error);
}

static gboolean
take_transpose (CowJob *job, CowArena *arena, GError **error)
{
  /* Two jobs may have wanted it at the same time. */
  if (job->entry->graph->in.offsets)
    {
      cow_arena_free (arena);
      return TRUE;
    }
  return attach_to_graph (job, arena, error);
}

static gboolean
fork_transpose (CowJob *job, gpointer data, GError **error)
{
  CowImageChild child = { .write = write_transpose, .done = take_transpose, .what = "building the transpose" };

  (void)data;
  return job->entry->graph->in.offsets ? TRUE : cow_job_fork_image (job, &child, error);
}

void
cow_job_want_transpose (CowJob *job)
{
  cow_job_then (job, fork_transpose, NULL);
}

static gboolean
write_edge_table (CowWork *work, CowImageWriter *writer, GError **error)
{
  const CowGraph *graph = work->job->entry->graph;
  CowImageMeta *meta = cow_image_writer_add (writer, COW_SECTION_META, 0, sizeof *meta, error);
  guint32 *table;

  if (!meta)
    return FALSE;
  *meta = *graph->meta;
  table = cow_image_writer_add (writer, COW_SECTION_EDGE_OF_ARC, 0, graph->n_arcs * sizeof *table, error);
  if (!table)
    return FALSE;
  if (!cow_graph_edge_of_arc_table (graph, table))
    return cow_fail (error, COW_STATUS_MEMORY, "not enough memory to number the edges");
  return TRUE;
}

static gboolean
take_edge_table (CowJob *job, CowArena *arena, GError **error)
{
  if (job->entry->graph->edge_of_arc)
    {
      cow_arena_free (arena);
      return TRUE;
    }
  return attach_to_graph (job, arena, error);
}

static gboolean
fork_edge_table (CowJob *job, gpointer data, GError **error)
{
  CowImageChild child = { .write = write_edge_table, .done = take_edge_table, .what = "numbering the edges" };

  (void)data;
  return job->entry->graph->edge_of_arc || !job->entry->graph->n_arcs ? TRUE : cow_job_fork_image (job, &child, error);
}

void
cow_job_want_edge_table (CowJob *job)
{
  cow_job_then (job, fork_edge_table, NULL);
}

void
cow_job_want_edge_table_first (CowJob *job)
{
  cow_job_first (job, fork_edge_table, NULL);
}

/* ---- the view ---- */

struct _CowViewRequest
{
  CowViewSpec spec;
  CowExpr *weight, *where;
  GPtrArray *block; /* of CowSelection* */
  guint64 *blocked;
  GPtrArray *overlays; /* of CowOverlay*, references: later edits are made on copies */
  gint64 began_ns;
  char *key;
  gboolean another; /* its view is one of job->more_views */
  char *words; /* the same for users: the options that make the view */
  char *wider_words; /* without those that only leave arcs out */
};

void
cow_view_request_free (struct _CowViewRequest *request)
{
  g_clear_pointer (&request->weight, cow_expr_free);
  g_clear_pointer (&request->where, cow_expr_free);
  g_clear_pointer (&request->block, g_ptr_array_unref);
  g_free (request->blocked);
  g_clear_pointer (&request->overlays, g_ptr_array_unref);
  g_free (request->key);
  g_free (request->words);
  g_free (request->wider_words);
  g_free (request);
}

static gboolean
write_view (CowWork *work, CowImageWriter *writer, GError **error)
{
  const struct _CowViewRequest *request = work->job->image.user;

  return cow_view_write (work->job->entry->graph, &request->spec, writer, &work->progress, error);
}

static CowSharedView *
new_shared_view (const char *key)
{
  CowSharedView *shared = g_new0 (CowSharedView, 1);

  shared->references = 1;
  shared->key = g_strdup (key);
  return shared;
}

static void
keep_view (CowJob *job, const struct _CowViewRequest *request, CowSharedView *shared)
{
  if (request->another)
    g_ptr_array_add (job->more_views, shared);
  else
    job->view = shared;
}

/* What it costs to ask what if. */
static void
say_price (CowJob *job, const CowSharedView *shared)
{
  g_autofree char *size = g_format_size_full (cow_arena_bytes (shared->arena), G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *names = NULL;

  g_ptr_array_add (job->layers, NULL);
  names = g_strjoinv (",", (char **)job->layers->pdata);
  g_ptr_array_set_size (job->layers, (gint)job->layers->len - 1);
  cow_session_note (job->session, "overlay %s: a view of %s written in %.3f s, shared by all workers", names, size, shared->seconds);
}

static gboolean
take_view (CowJob *job, CowArena *arena, GError **error)
{
  const struct _CowViewRequest *request = job->image.user;
  CowSharedView *shared = new_shared_view (request->key);

  shared->arena = arena;
  shared->seconds = (double)(g_get_monotonic_time () * 1000 - request->began_ns) * 1e-9;
  shared->n_overlays = request->spec.n_overlays;
  keep_view (job, request, shared);
  if (shared->n_overlays)
    say_price (job, shared);
  if (!cow_view_open (job->entry->graph, arena, &shared->view, error))
    return FALSE;
  /* A blocked set can change under its name: such a view is this job's own. */
  if (!request->block)
    cow_graph_entry_add_view (job->entry, shared);
  return TRUE;
}

static gboolean
provide_view (CowJob *job, gpointer data, GError **error)
{
  struct _CowViewRequest *request = data;
  CowImageChild child = { .write = write_view, .done = take_view, .what = "preparing weights and filters", .user = request };
  CowSharedView *shared;
  CowView view;
  gboolean missing = FALSE;

  request->began_ns = g_get_monotonic_time () * 1000;
  if (request->block && !request->blocked)
    {
      request->blocked = cow_selections_bitmap (request->block, job->entry->graph, error);
      request->spec.blocked_edges = request->blocked;
      if (!request->blocked)
        return FALSE;
    }
  shared = request->block ? NULL : cow_graph_entry_find_view (job->entry, request->key);
  if (shared)
    {
      keep_view (job, request, shared);
      return TRUE;
    }
  if (cow_view_direct (job->entry->graph, &request->spec, &view, &missing))
    {
      shared = new_shared_view (request->key);
      shared->view = view;
      keep_view (job, request, shared);
      return TRUE;
    }
  if (!missing)
    return cow_job_fork_image (job, &child, error);
  /* Come back here once the transpose is attached, before the steps that follow. */
  cow_job_first (job, provide_view, request);
  return fork_transpose (job, NULL, error);
}

/* ---- the index of a view ---- */

static void
add_words (GString *words, const char *option, const char *value)
{
  if (words->len)
    g_string_append_c (words, ' ');
  g_string_append (words, option);
  if (!strpbrk (value, " \t\n'\"\\#&|<>*"))
    g_string_append (words, value);
  else
    {
      g_autofree char *quoted = g_shell_quote (value);

      g_string_append (words, quoted);
    }
}

static char *
describe_view (const CowGraph *graph, const CowViewSpec *spec, const char *weight, const char *where)
{
  GString *words = g_string_new (NULL);

  if (spec->direction != COW_DIRECTION_OUT && graph->directed)
    add_words (words, "--direction=", spec->direction == COW_DIRECTION_IN ? "in" : "any");
  if (spec->unweighted && (weight || graph->out.kind != COW_WEIGHT_NONE))
    add_words (words, "--weight=", "none");
  else if (spec->weight && !cow_expr_is_inline_weight (spec->weight))
    add_words (words, "--weight=", weight);
  if (where)
    add_words (words, "--where=", where);
  return g_string_free (words, FALSE);
}

const char *
cow_job_view_words (const CowJob *job)
{
  const struct _CowViewRequest *request = job->view_request;

  return request->block || request->spec.n_overlays ? NULL : request->words;
}

static gboolean
take_index (CowJob *job, CowIndex *index)
{
  if (!index)
    return FALSE;
  cow_index_unref (job->index);
  job->index = cow_index_ref (index);
  return TRUE;
}

gboolean
cow_job_take_index (CowJob *job, const char *kind)
{
  const char *words = cow_job_view_words (job);
  CowIndex *index = words && !job->avoid ? cow_graph_index (job->entry->graph, kind, words) : NULL;

  return take_index (job, index && index->data.header->n_arcs == job->view->view.out.n_arcs ? index : NULL);
}

/* Do the overlays of a view do nothing but block edges? */
static gboolean
only_blocks (const CowViewSpec *spec)
{
  for (guint i = 0; i < spec->n_overlays; i++)
    {
      guint64 n_blocked, n_reweighted;

      cow_overlay_count (spec->overlays[i], &n_blocked, &n_reweighted);
      if (n_reweighted || spec->overlays[i]->n_added)
        return FALSE;
    }
  return TRUE;
}

gboolean
cow_job_take_wider_index (CowJob *job, const char *kind)
{
  const struct _CowViewRequest *request = job->view_request;

  return cow_job_take_index (job, kind)
         || (only_blocks (&request->spec) && take_index (job, cow_graph_index (job->entry->graph, kind, request->wider_words)));
}

/* ---- overlays ---- */

/* Nothing of empty ones: the graph's own arrays can serve then. */
static gboolean
choose_overlays (CowJob *job, struct _CowViewRequest *request, GString *key, GError **error)
{
  g_autoptr (GPtrArray) chosen = cow_overlays_choose (job->entry->overlays, job->call, error);

  if (!chosen)
    return FALSE;
  request->overlays = g_ptr_array_new_with_free_func ((GDestroyNotify)cow_overlay_unref);
  g_clear_pointer (&job->layers, g_ptr_array_unref);
  job->layers = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < chosen->len; i++)
    {
      const CowNamedOverlay *named = g_ptr_array_index (chosen, i);

      if (cow_overlay_is_empty (named->overlay))
        continue;
      g_ptr_array_add (request->overlays, cow_overlay_ref (named->overlay));
      g_ptr_array_add (job->layers, g_strdup (named->name));
      g_string_append_printf (key, "|%" G_GUINT64_FORMAT, named->version);
    }
  request->spec.overlays = (CowOverlay *const *)request->overlays->pdata;
  request->spec.n_overlays = request->overlays->len;
  return TRUE;
}

static gboolean
is_weight_none (const CowCall *call)
{
  const char *weight = cow_call_option (call, "weight");

  return weight && g_str_equal (weight, "none");
}

static gboolean
fill_request (struct _CowViewRequest *request, CowJob *job, const CowViewWish *wish, GError **error)
{
  CowCall *call = job->call;
  const CowGraph *graph = job->entry->graph;
  const char *weight = wish->weight ? wish->weight : cow_call_option (call, "weight"), *where = cow_call_option (call, "where");
  const char *direction = cow_call_option (call, "direction");
  CowViewSpec *spec = &request->spec;
  g_autoptr (GString) key = NULL;

  spec->unweighted = wish->unweighted || (!wish->weight && is_weight_none (call));
  spec->need_in = wish->need_in;
  spec->need_arcs = wish->need_arcs;
  spec->keep_barred = wish->keep_barred;
  spec->direction = !direction || g_str_equal (direction, "out") ? COW_DIRECTION_OUT
                    : g_str_equal (direction, "in")              ? COW_DIRECTION_IN
                                                                 : COW_DIRECTION_ANY;
  if (!weight && graph->out.kind == COW_WEIGHT_NONE && cow_graph_column (graph, FALSE, "weight"))
    weight = "weight";
  if (weight && !spec->unweighted && !(request->weight = cow_expr_new (weight, COW_SCOPE_EDGE, graph, error)))
    {
      if (wish->weight)
        g_prefix_error (error, "\"%s\": ", weight);
      else
        g_prefix_error (error, "--weight: ");
      return FALSE;
    }
  if (where && !(request->where = cow_expr_new (where, COW_SCOPE_EDGE, graph, error)))
    {
      g_prefix_error (error, "--where: ");
      return FALSE;
    }
  spec->weight = request->weight;
  spec->where = request->where;
  /* A cost of its own, such as a resource: what overlays weigh is the weight. */
  spec->overlays_keep_weights = wish->weight && !cow_expr_is_inline_weight (request->weight) && !g_str_equal (weight, "weight");
  key = g_string_new (NULL);
  g_string_printf (key, "%d %d %d %d %d %d|%s|%s", spec->direction, spec->unweighted, spec->need_in, spec->need_arcs, spec->keep_barred,
                   spec->overlays_keep_weights,
                   spec->unweighted || !weight ? "" : weight, where ? where : "");
  request->words = describe_view (graph, spec, weight, where);
  request->wider_words = describe_view (graph, spec, weight, NULL);
  if (!choose_overlays (job, request, key, error))
    return FALSE;
  request->key = g_string_free (g_steal_pointer (&key), FALSE);
  return TRUE;
}

gboolean
cow_job_read_view (CowJob *job, const CowViewWish *wish, GError **error)
{
  struct _CowViewRequest *request = g_new0 (struct _CowViewRequest, 1);
  CowCall *call = job->call;

  job->view_request = request;
  if (!fill_request (request, job, wish, error))
    return FALSE;
  if (cow_call_has (call, "block") && !(request->block = cow_job_select_option (job, "block", TRUE, error)))
    return FALSE;
  return !cow_call_has (call, "avoid") || (job->avoid = cow_job_select_option (job, "avoid", FALSE, error));
}

gboolean
cow_job_want_view (CowJob *job, const CowViewWish *wish, GError **error)
{
  if (!cow_job_read_view (job, wish, error))
    return FALSE;
  cow_job_then (job, provide_view, job->view_request);
  return TRUE;
}

gboolean
cow_job_want_another_view (CowJob *job, const CowViewWish *wish, GError **error)
{
  struct _CowViewRequest *request = g_new0 (struct _CowViewRequest, 1);

  if (!job->more_views)
    {
      job->more_views = g_ptr_array_new_with_free_func ((GDestroyNotify)cow_shared_view_unref);
      job->more_view_requests = g_ptr_array_new_with_free_func ((GDestroyNotify)cow_view_request_free);
    }
  request->another = TRUE;
  g_ptr_array_add (job->more_view_requests, request);
  if (!fill_request (request, job, wish, error))
    return FALSE;
  if (job->view_request->block)
    request->block = g_ptr_array_ref (job->view_request->block);
  cow_job_then (job, provide_view, request);
  return TRUE;
}

/* ---- what is barred ---- */

static void
add_bar (GString *text, const char *what, const char *name)
{
  g_string_append_printf (text, "%s%s%s%s", text->len ? ", " : "", what, name ? " " : "", name ? name : "");
}

/* The edge of an arc as expressions see it; one that an overlay added has no number of its own. */
static CowRow
edge_of_view_arc (const CowJob *job, guint64 arc)
{
  const CowGraph *graph = job->entry->graph;
  const CowView *view = &job->view->view, own_arcs = { .out = graph->out };
  guint64 own = view->out_arc ? view->out_arc[arc] : arc;
  CowRow row = { .edge = COW_EDGE_NONE, .source = cow_view_arc_source (view, arc), .target = cow_csr_target (&view->out, arc), .arc = own };
  gboolean turned = view->marks && view->marks[arc] & COW_MARK_TURNED;

  if (own < graph->n_arcs && graph->directed)
    {
      row.source = cow_view_arc_source (&own_arcs, own);
      row.target = cow_csr_target (&graph->out, own);
    }
  else if (graph->directed && turned != (job->view_request->spec.direction == COW_DIRECTION_IN))
    {
      guint32 kept = row.source;

      row.source = row.target;
      row.target = kept;
    }
  if (own < graph->n_arcs && graph->edge_of_arc)
    row.edge = graph->edge_of_arc[own];
  return row;
}

gboolean
cow_work_tell_bars (CowWork *work, guint64 arc, guint32 *source, guint32 *target, GString *text, GError **error)
{
  const CowJob *job = work->job;
  const CowGraph *graph = job->entry->graph;
  const struct _CowViewRequest *request = job->view_request;
  CowRow row = edge_of_view_arc (job, arc);
  gboolean kept = TRUE;

  *source = row.source;
  *target = row.target;
  guint8 marks = job->view->view.marks ? job->view->view.marks[arc] : 0;
  if (marks & COW_MARK_TURNED)
    add_bar (text, "direction", NULL);
  if (!(marks & COW_MARK_BARRED))
    return TRUE;
  if (!graph->directed && cow_graph_appearance (graph, row.target) < cow_graph_appearance (graph, row.source))
    {
      row.source = *target;
      row.target = *source;
    }
  if (request->where && !cow_expr_test (request->where, &row, &kept, error))
    return FALSE;
  if (!kept)
    add_bar (text, "where", NULL);
  if (request->blocked && (request->blocked[row.edge >> 6] >> (row.edge & 63)) & 1)
    add_bar (text, "block", NULL);
  for (guint layer = 0; layer < request->overlays->len; layer++)
    if (cow_overlay_blocks (g_ptr_array_index (request->overlays, layer), row.edge))
      add_bar (text, "overlay", g_ptr_array_index (job->layers, layer));
  return TRUE;
}

CowOverlay *const *
cow_job_overlays (const CowJob *job, guint *n)
{
  *n = job->view_request->spec.n_overlays;
  return job->view_request->spec.overlays;
}

void
cow_work_count_hits (CowWork *work, const guint64 *arcs, gsize n)
{
  const CowView *view = &work->job->view->view;

  for (gsize i = 0; view->n_touched && i < n; i++)
    {
      guint32 layer = cow_view_layer (view, arcs[i]);

      if (layer != COW_LAYER_NONE)
        cow_pool_worker_tally (work->worker, layer, 1);
    }
}
