/* dag.c - shortest and longest paths over arcs without cycles: each vertex once, when all that leads to it is done.
 *
 * Only what the sources reach is looked at: a first pass finds it and counts how many arcs lead to each vertex, a second takes the
 * vertices whose count is down to 0. What is left over has a cycle, found by walking backwards over what is left over. Costs are labels
 * as in the other searches, so that shortest paths can be those of the same walk; with negative costs a label is only looked at
 * where the vertex is known to have one.
 *
 * Source: Kahn, "Topological sorting of large networks", 1962; Kelley and Walker, "Critical-path planning and scheduling", 1959. */
#include "graph/path/dag.h"

#include "graph/path/cost-summary.h"
#include "graph/path/cycle-text.h"
#include "graph/path/search-private.h"

/* What rounding may make of a slack of 0, as a part of the costs it is the difference of. */
#define ROUNDING 1e-12

struct _CowDag
{
  CowView view;
  CowDagAim aim;
  CowLabels labels;  /* of vertices that are valued */
  CowLabels rest;    /* slack: the longest way on to the end, of vertices that are on one; cells NULL until wanted */
  guint32 *waiting;  /* [n], 0: not reached, else 1 + the arcs that lead to it from what is not done */
  guint32 *found;    /* [n]: what is reached, as it was found */
  guint32 *order;    /* [n]: what is done */
  guint64 *valued;   /* bitmap */
  guint64 *ending;   /* bitmap: rest is known */
  gsize array_bytes, bitmap_bytes;
  guint32 n_found, n_done;
  guint64 n_relaxed;
  GArray *sources;   /* ascending, each once; empty: all */
  const guint64 *avoid;
  gboolean has_cutoff, is_done;
  CowCost cutoff, end; /* end: of the project */
};

static gboolean
has_bit (const guint64 *bits, guint32 vertex)
{
  return bits[vertex / 64] >> (vertex % 64) & 1;
}

static void
set_bit (guint64 *bits, guint32 vertex)
{
  bits[vertex / 64] |= (guint64)1 << (vertex % 64);
}

/* Making: */

static gsize
bitmap_bytes (guint32 n)
{
  return ((gsize)n / 64 + 1) * sizeof (guint64);
}

guint64
cow_dag_scratch_bytes (const CowView *view, gboolean slack)
{
  guint32 n = view->out.n;

  return cow_labels_bytes (n, COW_CELL_WIDE) * (slack ? 2 : 1) + (guint64)n * 3 * sizeof (guint32) + 2 * bitmap_bytes (n) + 5 * 4096;
}

CowDag *
cow_dag_new (const CowView *view, CowDagAim aim, GError **error)
{
  CowDag *dag;
  guint32 n = view->out.n;

  if (!view->in.offsets)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN, "no arcs to walk back on: the view has no reverse");
      return NULL;
    }
  dag = g_new0 (CowDag, 1);
  dag->view = *view;
  dag->aim = aim;
  dag->sources = g_array_new (FALSE, FALSE, sizeof (guint32));
  dag->array_bytes = (gsize)n * sizeof (guint32);
  dag->bitmap_bytes = bitmap_bytes (n);
  if (cow_labels_init (&dag->labels, n, view->out.kind == COW_WEIGHT_F64 ? COW_CELL_REAL : COW_CELL_WIDE, error)
      && (dag->waiting = cow_scratch_map (dag->array_bytes, error)) && (dag->found = cow_scratch_map (dag->array_bytes, error))
      && (dag->order = cow_scratch_map (dag->array_bytes, error)) && (dag->valued = cow_scratch_map (dag->bitmap_bytes, error))
      && (dag->ending = cow_scratch_map (dag->bitmap_bytes, error)))
    return dag;
  cow_dag_free (dag);
  return NULL;
}

void
cow_dag_free (CowDag *dag)
{
  if (!dag)
    return;
  cow_labels_clear (&dag->labels);
  cow_labels_clear (&dag->rest);
  cow_scratch_unmap (dag->waiting, dag->array_bytes);
  cow_scratch_unmap (dag->found, dag->array_bytes);
  cow_scratch_unmap (dag->order, dag->array_bytes);
  cow_scratch_unmap (dag->valued, dag->bitmap_bytes);
  cow_scratch_unmap (dag->ending, dag->bitmap_bytes);
  g_array_free (dag->sources, TRUE);
  g_free (dag);
}

/* Costs: */

static gboolean
is_real (const CowDag *dag)
{
  return dag->labels.kind == COW_CELL_REAL;
}

/* A label with one more arc. FALSE: it does not fit, or costs infinitely much, which is no way. */
static gboolean
add_arc (const CowDag *dag, guint64 label, const CowCsr *csr, guint64 arc, guint64 *sum)
{
  CowCost weight = cow_csr_weight (csr, arc);
  gint64 integer;

  if (is_real (dag))
    {
      double real = cow_real_of_bits (label) + cow_cost_as_double (weight) + 0.0;
      *sum = cow_bits_of_real (real);
      return isfinite (real);
    }
  if (__builtin_add_overflow ((gint64)label, weight.integer, &integer))
    return FALSE;
  *sum = (guint64)integer;
  return TRUE;
}

/* Negative: a is less. */
static int
compare (const CowDag *dag, guint64 a, guint64 b)
{
  if (is_real (dag))
    return (cow_real_of_bits (a) > cow_real_of_bits (b)) - (cow_real_of_bits (a) < cow_real_of_bits (b));
  return ((gint64)a > (gint64)b) - ((gint64)a < (gint64)b);
}

static gboolean
is_better (const CowDag *dag, guint64 a, guint64 b)
{
  return dag->aim == COW_DAG_LONGEST ? compare (dag, a, b) > 0 : compare (dag, a, b) < 0;
}

static CowCost
cost_of (const CowDag *dag, guint64 label)
{
  return is_real (dag) ? cow_cost_real (cow_real_of_bits (label)) : cow_cost_int ((gint64)label);
}

static guint64
label_of (const CowDag *dag, guint32 vertex)
{
  return cow_label_get_as (&dag->labels, vertex, COW_CELL_WIDE);
}

/* Running: */

static gboolean
is_avoided (const CowDag *dag, guint32 vertex)
{
  return dag->avoid && has_bit (dag->avoid, vertex);
}

static void
add_source (CowDag *dag, guint32 vertex)
{
  if (dag->waiting[vertex])
    return;
  dag->waiting[vertex] = 1;
  dag->found[dag->n_found++] = vertex;
  set_bit (dag->valued, vertex);
  cow_label_set_as (&dag->labels, vertex, 0, COW_CELL_WIDE);
}

static gint
compare_vertices (gconstpointer a, gconstpointer b)
{
  guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;

  return (left > right) - (left < right);
}

static gboolean
begin (CowDag *dag, const CowSearchQuery *query, GError **error)
{
  for (guint32 i = 0; i < dag->n_found; i++)
    {
      dag->waiting[dag->found[i]] = 0;
      dag->valued[dag->found[i] / 64] = 0;
    }
  cow_labels_reset (&dag->labels);
  dag->n_found = dag->n_done = 0;
  dag->n_relaxed = 0;
  dag->is_done = FALSE;
  dag->avoid = query->avoid;
  dag->has_cutoff = query->has_cutoff;
  dag->cutoff = query->cutoff;
  g_array_set_size (dag->sources, 0);
  for (guint i = 0; i < query->n_sources; i++)
    {
      if (!cow_search_check_vertex (&dag->view, query->sources[i], error))
        return FALSE;
      if (dag->waiting[query->sources[i]] == 0)
        g_array_append_val (dag->sources, query->sources[i]);
      add_source (dag, query->sources[i]);
    }
  g_array_sort (dag->sources, compare_vertices);
  for (guint32 vertex = 0; query->n_sources == 0 && vertex < dag->view.out.n; vertex++)
    if (!is_avoided (dag, vertex))
      add_source (dag, vertex);
  return TRUE;
}

static gboolean
stop (CowProgress *progress, guint64 units, GError **error)
{
  if (!progress || !cow_progress_step (progress, units))
    return FALSE;
  cow_search_set_cancelled (error);
  return TRUE;
}

/* All that is reached, and how many arcs lead there. */
static gboolean
find_all (CowDag *dag, CowProgress *progress, GError **error)
{
  const CowCsr *out = &dag->view.out;

  for (guint32 i = 0; i < dag->n_found; i++)
    {
      guint32 vertex = dag->found[i];
      for (guint64 arc = out->offsets[vertex]; arc < out->offsets[vertex + 1]; arc++)
        {
          guint32 to = cow_csr_target (out, arc);
          if (is_avoided (dag, to))
            continue;
          if (dag->waiting[to]++)
            continue;
          dag->waiting[to] = 2;
          dag->found[dag->n_found++] = to;
        }
      if (stop (progress, cow_csr_degree (out, vertex), error))
        return FALSE;
    }
  return TRUE;
}

/* A sum of integers that does not fit: would it be better than all that fit? */
static gboolean
overflows_better (const CowDag *dag, guint64 arc)
{
  CowCost weight = cow_csr_weight (&dag->view.out, arc);

  return weight.kind == COW_COST_INT && (weight.integer > 0) == (dag->aim == COW_DAG_LONGEST);
}

/* COW_VERTEX_NONE, or the vertex to which the way does not fit. */
static guint32
relax_arcs (CowDag *dag, guint32 vertex)
{
  const CowCsr *out = &dag->view.out;
  gboolean is_valued = has_bit (dag->valued, vertex);
  guint64 label = label_of (dag, vertex), sum;

  dag->n_relaxed += cow_csr_degree (out, vertex);
  for (guint64 arc = out->offsets[vertex]; arc < out->offsets[vertex + 1]; arc++)
    {
      guint32 to = cow_csr_target (out, arc);
      if (is_avoided (dag, to))
        continue;
      if (--dag->waiting[to] == 1)
        dag->order[dag->n_done++] = to;
      if (!is_valued)
        continue;
      if (!add_arc (dag, label, out, arc, &sum))
        {
          if (overflows_better (dag, arc))
            return to;
          continue;
        }
      if (has_bit (dag->valued, to) && !is_better (dag, sum, label_of (dag, to)))
        continue;
      set_bit (dag->valued, to);
      cow_label_set_as (&dag->labels, to, sum, COW_CELL_WIDE);
    }
  return COW_VERTEX_NONE;
}

static void
set_overflow (const CowDag *dag, guint32 vertex, GError **error)
{
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (dag->view.graph, vertex, buffer, &length);

  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "cost overflow: the way to \"%.*s\" does not fit in 64 bits", (int)MIN (length, 200), name);
}

/* In topological order. A sum that overflows for the worse is left aside; where nothing else leads, or for the better, it is an error. */
static gboolean
settle_all (CowDag *dag, CowProgress *progress, GError **error)
{
  for (guint32 i = 0; i < dag->n_found; i++)
    if (dag->waiting[dag->found[i]] == 1)
      dag->order[dag->n_done++] = dag->found[i];
  for (guint32 i = 0; i < dag->n_done; i++)
    {
      guint32 vertex = dag->order[i], lost = vertex;
      if (is_real (dag) || has_bit (dag->valued, vertex))
        lost = relax_arcs (dag, vertex);
      if (lost != COW_VERTEX_NONE)
        {
          set_overflow (dag, lost, error);
          return FALSE;
        }
      if (stop (progress, cow_csr_degree (&dag->view.out, vertex), error))
        return FALSE;
    }
  return TRUE;
}

/* The predecessor that appeared first among those that are not done. */
static guint32
find_undone (const CowDag *dag, guint32 vertex)
{
  const CowCsr *in = &dag->view.in;
  guint32 first = COW_VERTEX_NONE;

  for (guint64 arc = in->offsets[vertex]; arc < in->offsets[vertex + 1]; arc++)
    {
      guint32 from = cow_csr_target (in, arc);
      if (dag->waiting[from] > 1
          && (first == COW_VERTEX_NONE
              || cow_graph_appearance (dag->view.graph, from) < cow_graph_appearance (dag->view.graph, first)))
        first = from;
    }
  return first;
}

static void
set_cycle (CowDag *dag, GError **error)
{
  g_autoptr (GString) text = g_string_new ("cycle ");
  g_autoptr (GArray) cycle = g_array_new (FALSE, FALSE, sizeof (guint32)), turned = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL); /* vertex -> its place in the walk, from 1 */
  const CowGraph *graph = dag->view.graph;
  guint32 at = COW_VERTEX_NONE;
  guint first;

  for (guint32 i = 0; i < dag->n_found; i++)
    if (dag->waiting[dag->found[i]] > 1
        && (at == COW_VERTEX_NONE || cow_graph_appearance (graph, dag->found[i]) < cow_graph_appearance (graph, at)))
      at = dag->found[i];
  for (; !g_hash_table_contains (places, GUINT_TO_POINTER (at)); at = find_undone (dag, at))
    {
      g_array_append_val (cycle, at);
      g_hash_table_insert (places, GUINT_TO_POINTER (at), GUINT_TO_POINTER (cycle->len));
      if (!graph->directed && cycle->len == 2)
        {
          at = g_array_index (cycle, guint32, 0);
          break;
        }
    }
  first = GPOINTER_TO_UINT (g_hash_table_lookup (places, GUINT_TO_POINTER (at))) - 1;
  for (guint i = cycle->len; i > first; i--)
    g_array_append_val (turned, g_array_index (cycle, guint32, i - 1));
  cow_cycle_append (text, &dag->view, turned);
  if (!graph->directed)
    g_string_append (text, ": an undirected edge is one by itself");
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CYCLE, text->str);
}

gboolean
cow_dag_run (CowDag *dag, const CowSearchQuery *query, CowProgress *progress, GError **error)
{
  if (!begin (dag, query, error) || !find_all (dag, progress, error) || !settle_all (dag, progress, error))
    return FALSE;
  if (dag->n_done < dag->n_found)
    {
      set_cycle (dag, error);
      return FALSE;
    }
  dag->is_done = TRUE;
  return TRUE;
}

/* Asking: */

static gboolean
is_hidden (const CowDag *dag, CowCost cost)
{
  double real = cow_cost_as_double (dag->cutoff);
  int order;

  if (!dag->has_cutoff || dag->cutoff.kind == COW_COST_UNREACHABLE)
    return FALSE;
  if (cost.kind == COW_COST_INT && dag->cutoff.kind == COW_COST_INT)
    order = (cost.integer > dag->cutoff.integer) - (cost.integer < dag->cutoff.integer);
  else if (cost.kind == COW_COST_INT)
    order = ((long double)cost.integer > real) - ((long double)cost.integer < real);
  else
    order = (cost.real > real) - (cost.real < real);
  return dag->aim == COW_DAG_LONGEST ? order < 0 : order > 0;
}

CowCost
cow_dag_cost (const CowDag *dag, guint32 vertex)
{
  if (!dag->is_done || vertex >= dag->view.out.n || !has_bit (dag->valued, vertex))
    return cow_cost_unreachable ();
  CowCost cost = cost_of (dag, label_of (dag, vertex));
  return is_hidden (dag, cost) ? cow_cost_unreachable () : cost;
}

guint32
cow_dag_farthest (const CowDag *dag)
{
  const CowGraph *graph = dag->view.graph;
  guint32 farthest = COW_VERTEX_NONE;

  for (guint32 i = 0; i < dag->n_done; i++)
    {
      guint32 vertex = dag->order[i];
      if (cow_dag_cost (dag, vertex).kind == COW_COST_UNREACHABLE)
        continue;
      int order = farthest == COW_VERTEX_NONE ? 1 : compare (dag, label_of (dag, vertex), label_of (dag, farthest));
      if (order > 0 || (order == 0 && cow_graph_appearance (graph, vertex) < cow_graph_appearance (graph, farthest)))
        farthest = vertex;
    }
  return farthest;
}

static CowCost
cost_for_summary (guint32 vertex, gconstpointer dag)
{
  return cow_dag_cost (dag, vertex);
}

gboolean
cow_dag_summarize (const CowDag *dag, CowSearchSummary *summary, GError **error)
{
  return cow_cost_summarize (dag->view.graph, cost_for_summary, dag, summary, error);
}

static gboolean
is_source (const CowDag *dag, guint32 vertex)
{
  guint index;

  return g_array_binary_search (dag->sources, &vertex, compare_vertices, &index);
}

/* The predecessor that appeared first among those over which `vertex` costs what it does. */
static guint32
find_predecessor (const CowDag *dag, guint32 vertex)
{
  const CowCsr *in = &dag->view.in;
  guint64 label = label_of (dag, vertex), sum;
  guint32 first = COW_VERTEX_NONE;

  for (guint64 arc = in->offsets[vertex]; arc < in->offsets[vertex + 1]; arc++)
    {
      guint32 from = cow_csr_target (in, arc);
      if (has_bit (dag->valued, from) && add_arc (dag, label_of (dag, from), in, arc, &sum) && compare (dag, sum, label) == 0
          && (first == COW_VERTEX_NONE
              || cow_graph_appearance (dag->view.graph, from) < cow_graph_appearance (dag->view.graph, first)))
        first = from;
    }
  return first;
}

gboolean
cow_dag_path (CowDag *dag, guint32 target, GArray *vertices, GError **error)
{
  const CowView *view = &dag->view;

  g_array_set_size (vertices, 0);
  if (cow_dag_cost (dag, target).kind == COW_COST_UNREACHABLE)
    return FALSE;
  if (dag->aim == COW_DAG_SHORTEST && view->negative_arc == COW_ARC_NONE && dag->sources->len > 0)
    return cow_labels_walk (view, &dag->labels, view->out.kind, is_real (dag) ? cow_bits_of_real (G_MAXDOUBLE) : G_MAXINT64,
                            (const guint32 *)(const void *)dag->sources->data, dag->sources->len, target, vertices, NULL, error);
  g_array_append_val (vertices, target);
  for (guint32 at = target; dag->sources->len == 0 || label_of (dag, at) != 0 || !is_source (dag, at);)
    {
      at = find_predecessor (dag, at);
      if (at == COW_VERTEX_NONE)
        break;
      g_array_append_val (vertices, at);
    }
  for (guint i = 0, j = vertices->len; i + 1 < j; i++)
    {
      guint32 kept = g_array_index (vertices, guint32, --j);
      g_array_index (vertices, guint32, j) = g_array_index (vertices, guint32, i);
      g_array_index (vertices, guint32, i) = kept;
    }
  return TRUE;
}

/* Slack: */

/* The longest way on from a vertex whose successors are done. */
static gboolean
find_rest (CowDag *dag, guint32 vertex, gboolean to_anywhere, GError **error)
{
  const CowCsr *out = &dag->view.out;
  gboolean ends = to_anywhere || has_bit (dag->ending, vertex);
  guint64 rest = 0, sum;

  for (guint64 arc = out->offsets[vertex]; arc < out->offsets[vertex + 1]; arc++)
    {
      guint32 to = cow_csr_target (out, arc);
      if (!has_bit (dag->ending, to) || is_avoided (dag, to))
        continue;
      if (!add_arc (dag, cow_label_get_as (&dag->rest, to, COW_CELL_WIDE), out, arc, &sum))
        {
          if (is_real (dag))
            continue;
          set_overflow (dag, to, error);
          return FALSE;
        }
      if (ends && compare (dag, sum, rest) <= 0)
        continue;
      rest = sum;
      ends = TRUE;
    }
  if (ends)
    {
      set_bit (dag->ending, vertex);
      cow_label_set_as (&dag->rest, vertex, rest, COW_CELL_WIDE);
    }
  return TRUE;
}

gboolean
cow_dag_finish (CowDag *dag, guint32 target, CowProgress *progress, GError **error)
{
  gboolean to_anywhere = target == COW_VERTEX_NONE;
  guint64 end = 0;

  if (!dag->rest.cells && !cow_labels_init (&dag->rest, dag->view.out.n, dag->labels.kind, error))
    return FALSE;
  cow_labels_reset (&dag->rest);
  memset (dag->ending, 0, dag->bitmap_bytes);
  if (!dag->is_done || (!to_anywhere && (target >= dag->view.out.n || !has_bit (dag->valued, target))))
    return FALSE;
  if (!to_anywhere)
    {
      set_bit (dag->ending, target);
      cow_label_set_as (&dag->rest, target, 0, COW_CELL_WIDE);
      end = label_of (dag, target);
    }
  for (guint32 i = dag->n_done; i > 0; i--)
    {
      guint32 vertex = dag->order[i - 1];
      if (!has_bit (dag->valued, vertex))
        continue;
      if (to_anywhere && compare (dag, label_of (dag, vertex), end) > 0)
        end = label_of (dag, vertex);
      if ((to_anywhere || vertex != target) && !find_rest (dag, vertex, to_anywhere, error))
        return FALSE;
      if (stop (progress, cow_csr_degree (&dag->view.out, vertex), error))
        return FALSE;
    }
  dag->end = cost_of (dag, end);
  return TRUE;
}

static void
subtract_reals (double end, double earliest, double rest, CowSlack *slack)
{
  double latest = end - rest, difference = latest - earliest;

  if (fabs (difference) <= ROUNDING * (fabs (end) + fabs (earliest) + fabs (rest)))
    {
      latest = earliest;
      difference = 0.0;
    }
  *slack = (CowSlack){ cow_cost_real (earliest), cow_cost_real (latest), cow_cost_real (difference) };
}

gboolean
cow_dag_slack (const CowDag *dag, guint32 vertex, CowSlack *slack, GError **error)
{
  gint64 latest, difference;

  if (!dag->is_done || !has_bit (dag->ending, vertex))
    return FALSE;
  CowCost earliest = cost_of (dag, label_of (dag, vertex)), rest = cost_of (dag, cow_label_get_as (&dag->rest, vertex, COW_CELL_WIDE));
  if (is_real (dag))
    {
      subtract_reals (dag->end.real, earliest.real, rest.real, slack);
      return TRUE;
    }
  if (__builtin_sub_overflow (dag->end.integer, rest.integer, &latest) || __builtin_sub_overflow (latest, earliest.integer, &difference))
    {
      set_overflow (dag, vertex, error);
      return FALSE;
    }
  *slack = (CowSlack){ cow_cost_int (earliest.integer), cow_cost_int (latest), cow_cost_int (difference) };
  return TRUE;
}

void
cow_dag_counts (const CowDag *dag, CowSearchCounts *counts)
{
  *counts = (CowSearchCounts){ .algorithm = "topological order",
                               .settled = dag->n_done,
                               .relaxed = dag->n_relaxed,
                               .queue_peak = dag->n_found,
                               .scratch_bytes = cow_dag_scratch_bytes (&dag->view, dag->rest.cells != NULL) };
}
