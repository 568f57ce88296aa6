/* parents.c - the shortest-path tree from the labels of a search: for all vertices at once what walk.c finds for one.
 *
 * Most vertices have a predecessor that is strictly closer, and the first of these by appearance is the parent. Where zero weights
 * leave none, the walk would search backwards among vertices of the same cost for the nearest that has one; seen from there it is
 * one breadth-first search forwards, whose rounds are the distances of those walks: the parent is the vertex of the round
 * before that appeared first. */
#include "graph/path/search-private.h"

#define UNKNOWN G_MAXUINT32 /* in hops: not yet known */

typedef struct
{
  CowSearchFindings findings;
  CowCellKind kind;
  guint32 *parents, *hops; /* hops: at first the round of the search among equal costs */
  GArray *equal;           /* of guint32: vertices without a closer predecessor */
  CowProgress *progress;
} Tree;

static guint64
label_of (const Tree *tree, guint32 vertex)
{
  guint64 label = cow_label_get (tree->findings.labels, vertex);

  return label <= tree->findings.limit ? label : COW_LABEL_NONE;
}

static gboolean
appeared_before (const Tree *tree, guint32 left, guint32 right)
{
  const CowGraph *graph = tree->findings.view->graph;

  return right == COW_VERTEX_NONE || cow_graph_appearance (graph, left) < cow_graph_appearance (graph, right);
}

static guint32
find_closer (const Tree *tree, guint32 vertex, guint64 cost)
{
  const CowCsr *in = &tree->findings.view->in;
  guint32 found = COW_VERTEX_NONE;

  for (guint64 arc = in->offsets[vertex]; arc < in->offsets[vertex + 1]; arc++)
    {
      guint32 from = cow_csr_target (in, arc);
      guint64 label = label_of (tree, from);

      if (label < cost && cow_label_add (label, in, arc, tree->kind, tree->findings.weights) == cost && appeared_before (tree, from, found))
        found = from;
    }
  return found;
}

static gboolean
stop (Tree *tree, guint64 units, GError **error)
{
  if (!tree->progress || !cow_progress_step (tree->progress, units))
    return FALSE;
  cow_search_set_cancelled (error);
  return TRUE;
}

static gboolean
find_parents (Tree *tree, GError **error)
{
  const CowCsr *in = &tree->findings.view->in;

  for (guint32 vertex = 0; vertex < in->n; vertex++)
    {
      guint64 cost = label_of (tree, vertex);

      if (cost == COW_LABEL_NONE || tree->hops[vertex] == 0)
        continue;
      tree->parents[vertex] = find_closer (tree, vertex, cost);
      if (tree->parents[vertex] == COW_VERTEX_NONE)
        g_array_append_val (tree->equal, vertex);
      else
        tree->hops[vertex] = 0;
      if (stop (tree, cow_csr_degree (in, vertex), error))
        return FALSE;
    }
  return TRUE;
}

/* The vertices without closer predecessor that have one at the same cost and in round 0: they are round 1. */
static GArray *
begin_rounds (Tree *tree)
{
  const CowCsr *in = &tree->findings.view->in;
  GArray *reached = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < tree->equal->len; i++)
    {
      guint32 vertex = g_array_index (tree->equal, guint32, i);
      guint64 cost = label_of (tree, vertex);

      for (guint64 arc = in->offsets[vertex]; arc < in->offsets[vertex + 1]; arc++)
        {
          guint32 from = cow_csr_target (in, arc);

          if (tree->hops[from] == 0 && label_of (tree, from) == cost
              && cow_label_add (cost, in, arc, tree->kind, tree->findings.weights) == cost
              && appeared_before (tree, from, tree->parents[vertex]))
            tree->parents[vertex] = from;
        }
      if (tree->parents[vertex] != COW_VERTEX_NONE)
        g_array_append_val (reached, vertex);
    }
  for (guint i = 0; i < reached->len; i++)
    tree->hops[g_array_index (reached, guint32, i)] = 1;
  return reached;
}

static void
leave_equal (Tree *tree, guint32 from, GArray *reached)
{
  const CowCsr *out = &tree->findings.view->out;
  guint64 cost = label_of (tree, from);
  guint32 round = tree->hops[from] + 1;

  for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
    {
      guint32 to = cow_csr_target (out, arc);

      if ((tree->hops[to] != UNKNOWN && tree->hops[to] != round) || label_of (tree, to) != cost
          || cow_label_add (cost, out, arc, tree->kind, tree->findings.weights) != cost)
        continue;
      if (tree->hops[to] == UNKNOWN)
        g_array_append_val (reached, to);
      tree->hops[to] = round;
      if (appeared_before (tree, from, tree->parents[to]))
        tree->parents[to] = from;
    }
}

static gboolean
cross_equal (Tree *tree, GError **error)
{
  g_autoptr (GArray) reached = begin_rounds (tree);

  for (guint i = 0; i < reached->len; i++)
    {
      guint32 from = g_array_index (reached, guint32, i);

      leave_equal (tree, from, reached);
      if (stop (tree, cow_csr_degree (&tree->findings.view->out, from), error))
        return FALSE;
    }
  if (reached->len == tree->equal->len)
    return TRUE;
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                       "no way back from a reached vertex: the view's reverse does not fit its arcs");
  return FALSE;
}

/* Up to a vertex whose hops are known, then once more to write down what was counted: each step is taken twice in all. */
static void
count_hops (Tree *tree)
{
  guint32 n = tree->findings.view->out.n;

  for (guint32 vertex = 0; vertex < n; vertex++)
    {
      guint32 steps = 0, at = vertex;

      if (label_of (tree, vertex) == COW_LABEL_NONE)
        continue;
      for (; tree->hops[at] == UNKNOWN; at = tree->parents[at])
        steps++;
      steps += tree->hops[at];
      for (at = vertex; tree->hops[at] == UNKNOWN; at = tree->parents[at])
        tree->hops[at] = steps--;
    }
}

static void
mark_sources (Tree *tree)
{
  memset (tree->hops, 0xff, (gsize)tree->findings.view->out.n * sizeof *tree->hops);
  for (guint i = 0; i < tree->findings.n_sources; i++)
    {
      guint32 source = tree->findings.sources[i];

      tree->hops[source] = 0;
      tree->parents[source] = COW_VERTEX_NONE;
    }
}

gboolean
cow_search_parents (const CowSearch *search, guint32 *parents, guint32 *hops, CowProgress *progress, GError **error)
{
  Tree tree = { .parents = parents, .hops = hops, .progress = progress };
  gboolean ok;

  if (!cow_search_findings (search, &tree.findings))
    return TRUE;
  if (!tree.findings.view->in.offsets)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN, "no arcs to walk back on: the view has no reverse");
      return FALSE;
    }
  tree.kind = tree.findings.labels->kind;
  tree.equal = g_array_new (FALSE, FALSE, sizeof (guint32));
  mark_sources (&tree);
  ok = find_parents (&tree, error) && cross_equal (&tree, error);
  g_array_unref (tree.equal);
  if (!ok)
    return FALSE;
  mark_sources (&tree);
  count_hops (&tree);
  return TRUE;
}
