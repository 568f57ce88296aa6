/* walk.c - from labels to one path: backwards over tight arcs, always by the same rule, so that every
 * algorithm that knows the costs names the same path.
 *
 * An arc u -> v is tight when cost[u] + weight is exactly cost[v]. Steps go to strictly closer vertices; only
 * where zero weights leave none, a small breadth-first search among vertices of the same cost finds the way
 * to one that has. So the walk cannot loop, whatever the weights. */
#include "graph/path/search-private.h"

typedef struct
{
  const CowView *view;
  const CowLabels *labels;
  CowLabelOf label_of; /* instead of labels */
  gpointer user;
  CowCellKind kind;
  CowWeightKind weights;
  guint64 limit;
  const guint32 *sources;
  guint n_sources;
} Walk;

static guint64
label_of (const Walk *walk, guint32 vertex)
{
  guint64 label = walk->labels != NULL ? cow_label_get (walk->labels, vertex) : walk->label_of (walk->user, vertex);
  return label <= walk->limit ? label : COW_LABEL_NONE;
}

static gboolean
is_source (const Walk *walk, guint32 vertex)
{
  guint low = 0, high = walk->n_sources;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (walk->sources[middle] < vertex)
        low = middle + 1;
      else
        high = middle;
    }
  return low < walk->n_sources && walk->sources[low] == vertex;
}

/* Is in-arc `arc` from a vertex labelled `label` tight for a vertex labelled `cost`? */
static gboolean
is_tight (const Walk *walk, const CowCsr *csr, guint64 arc, guint64 label, guint64 cost)
{
  return cow_label_add (label, csr, arc, walk->kind, walk->weights) == cost;
}

/* The strictly closer predecessor that appeared first, or COW_VERTEX_NONE. */
static guint32
find_closer (const Walk *walk, guint32 vertex, guint64 cost)
{
  const CowCsr *in = &walk->view->in;
  guint32 found = COW_VERTEX_NONE, found_appearance = G_MAXUINT32;

  for (guint64 arc = in->offsets[vertex]; arc < in->offsets[vertex + 1]; arc++)
    {
      guint32 from = cow_csr_target (in, arc);
      guint64 label = label_of (walk, from);
      if (label >= cost || !is_tight (walk, in, arc, label, cost))
        continue;
      guint32 appearance = cow_graph_appearance (walk->view->graph, from);
      if (found == COW_VERTEX_NONE || appearance < found_appearance)
        {
          found = from;
          found_appearance = appearance;
        }
    }
  return found;
}

static gint
compare_appearances (gconstpointer a, gconstpointer b, gpointer user)
{
  guint32 left = cow_graph_appearance (user, *(const guint32 *)a);
  guint32 right = cow_graph_appearance (user, *(const guint32 *)b);
  return (left > right) - (left < right);
}

/* Puts the predecessors of `vertex` at the same cost that were not seen yet at the end of queue, in order of
 * appearance. */
static void
add_level_predecessors (const Walk *walk, guint32 vertex, guint64 cost, GArray *queue, GHashTable *parents)
{
  const CowCsr *in = &walk->view->in;
  guint first = queue->len;

  for (guint64 arc = in->offsets[vertex]; arc < in->offsets[vertex + 1]; arc++)
    {
      guint32 from = cow_csr_target (in, arc);
      if (label_of (walk, from) != cost || !is_tight (walk, in, arc, cost, cost)
          || g_hash_table_contains (parents, GUINT_TO_POINTER (from)))
        continue;
      g_hash_table_insert (parents, GUINT_TO_POINTER (from), GUINT_TO_POINTER (vertex));
      g_array_append_val (queue, from);
    }
  if (queue->len - first > 1)
    g_qsort_with_data (queue->data + first * sizeof (guint32), (gint)(queue->len - first), sizeof (guint32),
                       compare_appearances, (gpointer)walk->view->graph);
}

/* No predecessor of `vertex` is closer: goes back among those at its cost to the first, breadth-first, that
 * is a source or has a closer one. Appends the vertices on the way, that one last. FALSE: there is none (the
 * labels are no shortest costs). */
static gboolean
cross_level (const Walk *walk, guint32 vertex, guint64 cost, GArray *vertices)
{
  g_autoptr (GHashTable) parents
      = g_hash_table_new (NULL, NULL); /* vertex -> the next on the way to `vertex` */
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_hash_table_insert (parents, GUINT_TO_POINTER (vertex), GUINT_TO_POINTER (vertex));
  add_level_predecessors (walk, vertex, cost, queue, parents);
  for (guint head = 0; head < queue->len; head++)
    {
      guint32 at = g_array_index (queue, guint32, head);
      if ((cost != 0 || !is_source (walk, at)) && find_closer (walk, at, cost) == COW_VERTEX_NONE)
        {
          add_level_predecessors (walk, at, cost, queue, parents);
          continue;
        }
      for (; at != vertex; at = GPOINTER_TO_UINT (g_hash_table_lookup (parents, GUINT_TO_POINTER (at))))
        g_array_append_val (way, at);
      for (guint i = way->len; i > 0; i--)
        g_array_append_val (vertices, g_array_index (way, guint32, i - 1));
      return TRUE;
    }
  return FALSE;
}

/* The first arc from -> to of view.out that has the right weight. */
static guint64
find_out_arc (const Walk *walk, guint32 from, guint32 to)
{
  const CowCsr *out = &walk->view->out;
  guint64 label = label_of (walk, from), cost = label_of (walk, to);

  for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
    if (cow_csr_target (out, arc) == to && is_tight (walk, out, arc, label, cost))
      return arc;
  return COW_ARC_NONE;
}

static void
reverse (GArray *vertices)
{
  for (guint i = 0, j = vertices->len; i + 1 < j; i++)
    {
      guint32 kept = g_array_index (vertices, guint32, --j);
      g_array_index (vertices, guint32, j) = g_array_index (vertices, guint32, i);
      g_array_index (vertices, guint32, i) = kept;
    }
}

static gboolean
walk_back (const Walk *walk, guint32 target, GArray *vertices, GArray *arcs, GError **error)
{
  const CowView *view = walk->view;
  guint32 vertex = target;

  g_array_set_size (vertices, 0);
  if (arcs != NULL)
    g_array_set_size (arcs, 0);
  if (target >= view->out.n || label_of (walk, target) == COW_LABEL_NONE)
    return FALSE;
  if (view->in.offsets == NULL)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN,
                           "no arcs to walk back on: the view has no reverse");
      return FALSE;
    }
  g_array_append_val (vertices, vertex);
  for (;;)
    {
      guint64 cost = label_of (walk, vertex);
      if (cost == 0 && is_source (walk, vertex))
        break;
      guint32 closer = find_closer (walk, vertex, cost);
      if (closer != COW_VERTEX_NONE)
        g_array_append_val (vertices, closer);
      else if (!cross_level (walk, vertex, cost, vertices))
        {
          g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                               "no way back from a reached vertex: the view's reverse does not fit its arcs");
          g_array_set_size (vertices, 0);
          return FALSE;
        }
      vertex = g_array_index (vertices, guint32, vertices->len - 1);
    }
  reverse (vertices);
  for (guint i = 0; arcs != NULL && i + 1 < vertices->len; i++)
    {
      guint64 arc = find_out_arc (walk, g_array_index (vertices, guint32, i),
                                  g_array_index (vertices, guint32, i + 1));
      g_array_append_val (arcs, arc);
    }
  return TRUE;
}

gboolean
cow_labels_walk (const CowView *view, const CowLabels *labels, CowWeightKind weights, guint64 limit,
                 const guint32 *sources, guint n_sources, guint32 target, GArray *vertices, GArray *arcs,
                 GError **error)
{
  Walk walk = { .view = view,
                .labels = labels,
                .kind = labels->kind,
                .weights = weights,
                .limit = limit,
                .sources = sources,
                .n_sources = n_sources };

  return walk_back (&walk, target, vertices, arcs, error);
}

gboolean
cow_labels_walk_by (const CowView *view, CowLabelOf get, gpointer user, guint64 limit, guint32 source,
                    guint32 target, GArray *vertices, GArray *arcs, GError **error)
{
  Walk walk = { .view = view,
                .label_of = get,
                .user = user,
                .kind = COW_CELL_WIDE,
                .weights = view->out.kind,
                .limit = limit,
                .sources = &source,
                .n_sources = 1 };

  return walk_back (&walk, target, vertices, arcs, error);
}
