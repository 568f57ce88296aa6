/* owners.c - which of several sources each vertex is nearest to, from the labels of one search from all of them.
 *
 * The sources take, in order of appearance, all that can be reached from them over tight arcs and has no owner yet: so the first
 * to come is the first by appearance, vertices are met once, and zero weights need no care. */
#include "graph/path/search-private.h"

static gint
compare_appearances (gconstpointer a, gconstpointer b, gpointer user)
{
  guint32 left = cow_graph_appearance (user, *(const guint32 *)a);
  guint32 right = cow_graph_appearance (user, *(const guint32 *)b);

  return (left > right) - (left < right);
}

typedef struct
{
  CowSearchFindings findings;
  CowCellKind kind;
  guint32 *owners;
  guint32 *stack; /* [n]: a vertex is put on it when it gets its owner, so at most once */
  guint64 height;
  CowProgress *progress;
} Taking;

static void
take_vertex (Taking *taking, guint32 vertex, guint32 owner)
{
  taking->owners[vertex] = owner;
  taking->stack[taking->height++] = vertex;
}

static void
take_over_arcs (Taking *taking, guint32 from, guint32 owner)
{
  const CowCsr *out = &taking->findings.view->out;
  guint64 label = cow_label_get (taking->findings.labels, from);

  for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
    {
      guint32 to = cow_csr_target (out, arc);
      guint64 there = cow_label_get (taking->findings.labels, to);

      if (taking->owners[to] == COW_VERTEX_NONE && there <= taking->findings.limit
          && cow_label_add (label, out, arc, taking->kind, taking->findings.weights) == there)
        take_vertex (taking, to, owner);
    }
}

static gboolean
take_all (Taking *taking, guint32 source, GError **error)
{
  if (taking->owners[source] != COW_VERTEX_NONE)
    return TRUE;
  take_vertex (taking, source, source);
  while (taking->height > 0)
    {
      guint32 from = taking->stack[--taking->height];

      take_over_arcs (taking, from, source);
      if (taking->progress && cow_progress_step (taking->progress, cow_csr_degree (&taking->findings.view->out, from)))
        {
          cow_search_set_cancelled (error);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
cow_search_owners (const CowSearch *search, guint32 *owners, CowProgress *progress, GError **error)
{
  Taking taking = { .owners = owners, .progress = progress };
  gboolean reached = cow_search_findings (search, &taking.findings), ok = TRUE;
  guint32 n = taking.findings.view->out.n;
  gsize bytes = (gsize)n * sizeof (guint32);
  guint32 *sources;

  memset (owners, 0xff, bytes);
  if (!reached)
    return TRUE;
  taking.kind = taking.findings.labels->kind;
  taking.stack = cow_scratch_map (bytes, error);
  if (!taking.stack)
    return FALSE;
  sources = g_memdup2 (taking.findings.sources, taking.findings.n_sources * sizeof *sources);
  g_qsort_with_data (sources, (gint)taking.findings.n_sources, sizeof *sources, compare_appearances,
                     (gpointer)taking.findings.view->graph);
  for (guint i = 0; i < taking.findings.n_sources && ok; i++)
    ok = take_all (&taking, sources[i], error);
  g_free (sources);
  cow_scratch_unmap (taking.stack, bytes);
  return ok;
}
