/* bellman-ford.c - labels corrected in rounds, for weights that may be negative.
 *
 * The trick is subtree disassembly: the tree of the paths found so far is threaded in preorder, and when a vertex gets closer
 * everything below it is taken out of the tree (and, by that, out of the queue: it will get closer too). If the arc that does it
 * comes from below, it closes a negative cycle: found at once, paid for by what is taken out. Costs are labels as in the
 * other searches, so that the same walk finds the same path; with negative costs a label is only looked at where the vertex is
 * known to be reached.
 *
 * Source: Bellman, "On a routing problem", 1958; Tarjan, "Shortest paths" (AT&T report), 1981; Cherkassky and Goldberg,
 * "Negative-cycle detection algorithms", 1999. */
#include "graph/path/bellman-ford.h"

#include "graph/path/cost-summary.h"
#include "graph/path/cycle-text.h"
#include "graph/path/search-private.h"

/* What rounding may make of a cycle whose weights sum up to 0, as a part of the weights on it. */
#define ROUNDING 1e-12

/* 0 is nobody, so that the zero pages of the kernel say "not reached" and "not in the tree": a vertex is kept as itself + 1.
 * The root of the tree is above all sources and is kept as n + 1. */
struct _CowBellmanFord
{
  CowView view;
  CowLabels labels;
  guint32 *parent, *before, *after, *children; /* [n + 1] each; parent: 0 not reached; before: 0 not in the tree */
  guint32 *queue;                              /* [n], a ring */
  guint64 *queued;                             /* bitmap */
  guint64 head, length;
  gsize array_bytes, queued_bytes;
  GArray *sources; /* of the last run, ascending, each once */
  const guint64 *avoid;
  gboolean has_cutoff, is_done;
  CowCost cutoff;
  gboolean overflowed;
  CowSearchCounts counts;
};

static guint64
queued_bytes (guint32 n)
{
  return ((guint64)n / 64 + 1) * sizeof (guint64);
}

guint64
cow_bellman_ford_scratch_bytes (const CowView *view)
{
  guint32 n = view->out.n;

  return cow_labels_bytes (n, COW_CELL_WIDE) + ((guint64)n + 1) * sizeof (guint32) * 5 + queued_bytes (n) + 6 * 4096;
}

CowBellmanFord *
cow_bellman_ford_new (const CowView *view, GError **error)
{
  CowBellmanFord *search = g_new0 (CowBellmanFord, 1);
  guint32 n = view->out.n;
  guint32 **arrays[] = { &search->parent, &search->before, &search->after, &search->children, &search->queue };

  search->view = *view;
  search->sources = g_array_new (FALSE, FALSE, sizeof (guint32));
  search->array_bytes = ((gsize)n + 1) * sizeof (guint32);
  search->queued_bytes = queued_bytes (n);
  search->counts.scratch_bytes = cow_bellman_ford_scratch_bytes (view);
  gboolean done = cow_labels_init (&search->labels, n, view->out.kind == COW_WEIGHT_F64 ? COW_CELL_REAL : COW_CELL_WIDE, error);
  for (guint i = 0; done && i < G_N_ELEMENTS (arrays); i++)
    done = (*arrays[i] = cow_scratch_map (search->array_bytes, error)) != NULL;
  if (done && (search->queued = cow_scratch_map (search->queued_bytes, error)))
    return search;
  cow_bellman_ford_free (search);
  return NULL;
}

void
cow_bellman_ford_free (CowBellmanFord *search)
{
  if (search == NULL)
    return;
  guint32 *arrays[] = { search->parent, search->before, search->after, search->children, search->queue };
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    cow_scratch_unmap (arrays[i], search->array_bytes);
  cow_scratch_unmap (search->queued, search->queued_bytes);
  cow_labels_clear (&search->labels);
  g_array_free (search->sources, TRUE);
  g_free (search);
}

/* Tree: */

static void
attach (CowBellmanFord *search, guint32 vertex, guint32 parent)
{
  guint32 next = search->after[parent];

  search->parent[vertex] = parent + 1;
  search->children[vertex] = 0;
  search->children[parent]++;
  search->after[parent] = vertex + 1;
  search->before[vertex] = parent + 1;
  search->after[vertex] = next;
  search->before[next - 1] = vertex + 1;
}

/* Is `vertex` in the subtree of `top`, which is in the tree? */
static gboolean
is_below (const CowBellmanFord *search, guint32 vertex, guint32 top)
{
  guint64 open = 1;

  for (guint32 at = top; open > 0; at = search->after[at] - 1)
    {
      if (at == vertex)
        return TRUE;
      open += search->children[at];
      open--;
    }
  return FALSE;
}

static void
detach_subtree (CowBellmanFord *search, guint32 top)
{
  guint32 left = search->before[top] - 1, at = top;
  guint64 open = 1;

  while (open > 0)
    {
      open += search->children[at];
      open--;
      search->before[at] = 0;
      search->children[at] = 0;
      at = search->after[at] - 1;
    }
  search->after[left] = at + 1;
  search->before[at] = left + 1;
  search->children[search->parent[top] - 1]--;
}

/* Queue: */

static void
push (CowBellmanFord *search, guint32 vertex)
{
  guint64 bit = (guint64)1 << (vertex % 64), place = search->head + search->length;

  if (search->queued[vertex / 64] & bit)
    return;
  search->queued[vertex / 64] |= bit;
  search->queue[place < search->view.out.n ? place : place - search->view.out.n] = vertex;
  search->length++;
  search->counts.queue_peak = MAX (search->counts.queue_peak, search->length);
}

static guint32
pop (CowBellmanFord *search)
{
  guint32 vertex = search->queue[search->head];

  search->head = search->head + 1 == search->view.out.n ? 0 : search->head + 1;
  search->length--;
  search->queued[vertex / 64] &= ~((guint64)1 << (vertex % 64));
  return vertex;
}

/* Costs: */

static CowCost
cost_at (const CowBellmanFord *search, guint32 vertex)
{
  guint64 bits = ~((const guint64 *)search->labels.cells)[vertex];

  return search->labels.kind == COW_CELL_REAL ? cow_cost_real (cow_real_of_bits (bits)) : cow_cost_int ((gint64)bits);
}

typedef enum
{
  SUM_FITS,
  SUM_TOO_LARGE, /* an infinite weight too: no way at all */
  SUM_TOO_SMALL,
} SumResult;

static inline SumResult
add_weight (const CowBellmanFord *search, CowCost cost, const CowCsr *csr, guint64 arc, CowCost *sum)
{
  if (search->labels.kind == COW_CELL_REAL)
    {
      *sum = cow_cost_real (cost.real + csr->weights_f64[arc]);
      return sum->real > G_MAXDOUBLE ? SUM_TOO_LARGE : sum->real < -G_MAXDOUBLE ? SUM_TOO_SMALL : SUM_FITS;
    }
  gint64 weight = csr->kind == COW_WEIGHT_U32 ? csr->targets[arc * 2 + 1] : csr->kind == COW_WEIGHT_I64 ? csr->weights_i64[arc] : 1;
  sum->kind = COW_COST_INT;
  if (!__builtin_add_overflow (cost.integer, weight, &sum->integer))
    return SUM_FITS;
  return weight > 0 ? SUM_TOO_LARGE : SUM_TOO_SMALL;
}

static void
set_cost (CowBellmanFord *search, guint32 vertex, CowCost cost)
{
  cow_label_set_as (&search->labels, vertex, cost.kind == COW_COST_REAL ? cow_bits_of_real (cost.real) : (guint64)cost.integer,
                    COW_CELL_WIDE);
}

static gboolean
set_too_small (const CowBellmanFord *search, guint32 vertex, GError **error)
{
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (search->view.graph, vertex, buffer, &length);

  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "cost overflow: the way to \"%.*s\" costs less than the least number",
               (int)MIN (length, 200), name);
  return FALSE;
}

/* Cycles: */

/* from -> vertex closes a cycle with the path of the tree from `vertex` to `from`. TRUE: it is negative, and more than
 * rounding makes of nothing. */
static gboolean
is_real_cycle (const CowBellmanFord *search, guint32 from, guint32 vertex, GArray *cycle)
{
  g_array_set_size (cycle, 0);
  for (guint32 at = from;; at = search->parent[at] - 1)
    {
      g_array_append_val (cycle, at);
      if (at == vertex)
        break;
    }
  for (guint i = 0, j = cycle->len; i + 1 < j; i++)
    {
      guint32 kept = g_array_index (cycle, guint32, --j);
      g_array_index (cycle, guint32, j) = g_array_index (cycle, guint32, i);
      g_array_index (cycle, guint32, i) = kept;
    }
  if (search->labels.kind != COW_CELL_REAL)
    return TRUE;
  long double sum = 0, size = 0;
  for (guint i = 0; i < cycle->len; i++)
    {
      guint32 to = g_array_index (cycle, guint32, i + 1 < cycle->len ? i + 1 : 0);
      double weight = cow_least_weight (&search->view, g_array_index (cycle, guint32, i), to).real;
      sum += weight;
      size += fabs (weight);
    }
  return sum < -(size * ROUNDING);
}

/* Running: */

/* FALSE: it cannot go on (error is set). */
static gboolean
relax (CowBellmanFord *search, guint32 from, CowCost cost, guint64 arc, GError **error)
{
  const CowCsr *out = &search->view.out;
  guint32 to = cow_csr_target (out, arc);
  CowCost sum;
  SumResult result = add_weight (search, cost, out, arc, &sum);

  if (search->avoid != NULL && search->avoid[to / 64] >> (to % 64) & 1)
    return TRUE;
  if (result == SUM_TOO_LARGE)
    {
      search->overflowed |= search->parent[to] == 0;
      return TRUE;
    }
  if (result == SUM_FITS && search->parent[to] != 0)
    {
      int order = cow_cost_compare (sum, cost_at (search, to));
      /* What was taken out of the tree comes in again at no higher cost: equal is possible where doubles round. */
      if (order > 0 || (order == 0 && search->before[to] != 0))
        return TRUE;
    }
  if (search->before[to] != 0)
    {
      if (is_below (search, from, to))
        {
          g_autoptr (GArray) cycle = g_array_new (FALSE, FALSE, sizeof (guint32));
          if (!is_real_cycle (search, from, to, cycle))
            return TRUE;
          cow_set_negative_cycle (&search->view, cycle, error);
          return FALSE;
        }
      if (result == SUM_FITS)
        detach_subtree (search, to);
    }
  if (result == SUM_TOO_SMALL)
    return set_too_small (search, to, error);
  set_cost (search, to, sum);
  attach (search, to, from);
  push (search, to);
  return TRUE;
}

/* Some way was too dear to be counted. That is an error only for a vertex that has no other. */
static gboolean
check_overflow (CowBellmanFord *search, GError **error)
{
  const CowCsr *out = &search->view.out;

  if (!search->overflowed || search->labels.kind == COW_CELL_REAL)
    return TRUE;
  for (guint32 from = 0; from < out->n; from++)
    for (guint64 arc = out->offsets[from]; search->parent[from] != 0 && arc < out->offsets[from + 1]; arc++)
      {
        guint32 to = cow_csr_target (out, arc);
        if (search->parent[to] != 0 || (search->avoid != NULL && search->avoid[to / 64] >> (to % 64) & 1))
          continue;
        cow_search_set_overflow (&search->view, to, error);
        return FALSE;
      }
  return TRUE;
}

static void
reset (CowBellmanFord *search)
{
  guint64 n = search->view.out.n;

  for (gsize block = 0; block < search->labels.dirty_bytes; block++)
    {
      guint64 from = (guint64)block << COW_LABEL_BLOCK_BITS, to = MIN (from + (1u << COW_LABEL_BLOCK_BITS), n);
      if (!search->labels.dirty[block] || to <= from)
        continue;
      memset (search->parent + from, 0, (to - from) * sizeof (guint32));
      memset (search->before + from, 0, (to - from) * sizeof (guint32));
    }
  for (; search->length > 0;)
    pop (search);
  search->head = 0;
  cow_labels_reset (&search->labels);
  search->after[n] = search->before[n] = (guint32)n + 1;
  search->children[n] = 0;
  search->overflowed = FALSE;
  search->counts = (CowSearchCounts){ .algorithm = "Bellman-Ford, subtree disassembly", .scratch_bytes = search->counts.scratch_bytes };
}

static gint
compare_vertices (gconstpointer a, gconstpointer b)
{
  guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;
  return (left > right) - (left < right);
}

static gboolean
add_sources (CowBellmanFord *search, const CowSearchQuery *query, GError **error)
{
  CowCost zero = search->labels.kind == COW_CELL_REAL ? cow_cost_real (0.0) : cow_cost_int (0);

  g_array_set_size (search->sources, 0);
  for (guint i = 0; i < query->n_sources; i++)
    {
      guint32 source = query->sources[i];
      if (!cow_search_check_vertex (&search->view, source, error))
        return FALSE;
      if (search->parent[source] != 0)
        continue;
      g_array_append_val (search->sources, source);
      set_cost (search, source, zero);
      attach (search, source, search->view.out.n);
      push (search, source);
    }
  g_array_sort (search->sources, compare_vertices);
  return TRUE;
}

gboolean
cow_bellman_ford_run (CowBellmanFord *search, const CowSearchQuery *query, CowProgress *progress, GError **error)
{
  const CowCsr *out = &search->view.out;

  search->is_done = FALSE;
  reset (search);
  search->avoid = query->avoid;
  search->has_cutoff = query->has_cutoff;
  search->cutoff = query->cutoff;
  if (!add_sources (search, query, error))
    return FALSE;
  while (search->length > 0)
    {
      guint32 from = pop (search);
      if (search->before[from] == 0)
        continue;
      CowCost cost = cost_at (search, from);
      for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
        if (!relax (search, from, cost, arc, error))
          return FALSE;
      guint64 degree = cow_csr_degree (out, from);
      search->counts.settled++;
      search->counts.relaxed += degree;
      if (progress != NULL && cow_progress_step (progress, degree))
        {
          cow_search_set_cancelled (error);
          return FALSE;
        }
    }
  search->is_done = check_overflow (search, error);
  return search->is_done;
}

/* Asking: */

CowCost
cow_bellman_ford_cost (const CowBellmanFord *search, guint32 vertex)
{
  if (!search->is_done || vertex >= search->view.out.n || search->parent[vertex] == 0)
    return cow_cost_unreachable ();
  CowCost cost = cost_at (search, vertex);
  if (search->has_cutoff && search->cutoff.kind != COW_COST_UNREACHABLE && cow_cost_compare (cost, search->cutoff) > 0)
    return cow_cost_unreachable ();
  return cost;
}

static CowCost
cost_of (guint32 vertex, gconstpointer user)
{
  return cow_bellman_ford_cost (user, vertex);
}

gboolean
cow_bellman_ford_summarize (const CowBellmanFord *search, CowSearchSummary *summary, GError **error)
{
  return cow_cost_summarize (search->view.graph, cost_of, search, summary, error);
}

static gboolean
is_source (const CowBellmanFord *search, guint32 vertex)
{
  return search->parent[vertex] == search->view.out.n + 1;
}

static gboolean
is_tight (const CowBellmanFord *search, guint32 from, const CowCsr *csr, guint64 arc, guint32 to)
{
  CowCost sum;

  return search->parent[from] != 0 && add_weight (search, cost_at (search, from), csr, arc, &sum) == SUM_FITS
         && cow_cost_compare (sum, cost_at (search, to)) == 0;
}

/* Backwards by the rule, target first. FALSE: it went in a circle. */
static gboolean
walk_first (const CowBellmanFord *search, guint32 target, GArray *vertices)
{
  const CowCsr *in = &search->view.in;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint32 vertex = target; !is_source (search, vertex);)
    {
      guint32 first = COW_VERTEX_NONE, first_appearance = G_MAXUINT32;
      for (guint64 arc = in->offsets[vertex]; arc < in->offsets[vertex + 1]; arc++)
        {
          guint32 from = cow_csr_target (in, arc), appearance = cow_graph_appearance (search->view.graph, from);
          if ((first != COW_VERTEX_NONE && appearance >= first_appearance) || from == vertex || !is_tight (search, from, in, arc, vertex))
            continue;
          first = from;
          first_appearance = appearance;
        }
      if (first == COW_VERTEX_NONE || !g_hash_table_add (seen, GUINT_TO_POINTER (vertex)))
        return FALSE;
      g_array_append_val (vertices, first);
      vertex = first;
    }
  return TRUE;
}

static void
add_arcs (const CowBellmanFord *search, const GArray *vertices, GArray *arcs)
{
  const CowCsr *out = &search->view.out;

  for (guint i = 0; i + 1 < vertices->len; i++)
    {
      guint32 from = g_array_index (vertices, guint32, i), to = g_array_index (vertices, guint32, i + 1);
      guint64 arc = out->offsets[from];
      while (arc + 1 < out->offsets[from + 1] && (cow_csr_target (out, arc) != to || !is_tight (search, from, out, arc, to)))
        arc++;
      g_array_append_val (arcs, arc);
    }
}

gboolean
cow_bellman_ford_path (CowBellmanFord *search, guint32 target, GArray *vertices, GArray *arcs, GError **error)
{
  g_array_set_size (vertices, 0);
  if (arcs != NULL)
    g_array_set_size (arcs, 0);
  if (cow_bellman_ford_cost (search, target).kind == COW_COST_UNREACHABLE)
    return FALSE;
  if (search->view.negative_arc == COW_ARC_NONE && search->view.in.offsets != NULL)
    {
      guint64 all = search->labels.kind == COW_CELL_REAL ? cow_bits_of_real (G_MAXDOUBLE) : G_MAXINT64;
      return cow_labels_walk (&search->view, &search->labels, search->view.out.kind, all,
                              (const guint32 *)(const void *)search->sources->data, search->sources->len, target, vertices, arcs,
                              error);
    }
  g_array_append_val (vertices, target);
  if (search->view.in.offsets == NULL || !walk_first (search, target, vertices))
    {
      g_array_set_size (vertices, 1);
      for (guint32 vertex = target; !is_source (search, vertex); g_array_append_val (vertices, vertex))
        vertex = search->parent[vertex] - 1;
    }
  for (guint i = 0, j = vertices->len; i + 1 < j; i++)
    {
      guint32 kept = g_array_index (vertices, guint32, --j);
      g_array_index (vertices, guint32, j) = g_array_index (vertices, guint32, i);
      g_array_index (vertices, guint32, i) = kept;
    }
  if (arcs != NULL)
    add_arcs (search, vertices, arcs);
  return TRUE;
}

void
cow_bellman_ford_counts (const CowBellmanFord *search, CowSearchCounts *counts)
{
  *counts = search->counts;
}
