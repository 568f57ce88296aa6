/* depth-first.c - recursion written out: a level holds the arc to try next, so that the order is that of the recursive form and depth costs memory, no stack. */
#include "graph/path/depth-first.h"

#include "graph/path/search-private.h"

typedef struct
{
  guint64 next; /* arc to try */
  guint64 cost; /* label, of the way to here */
  guint32 vertex;
} Level;

struct _CowDepthFirst
{
  CowView view;
  CowCellKind kind;
  guint64 *seen; /* bitmap [n] */
  gsize seen_bytes;
  Level *levels;
  gsize n_levels, room;
  CowSearchCounts counts;
};

guint64
cow_depth_first_scratch_bytes (const CowView *view)
{
  return (guint64)view->out.n * sizeof (Level) + view->out.n / 8;
}

CowDepthFirst *
cow_depth_first_new (const CowView *view, GError **error)
{
  CowDepthFirst *depth;

  if (!cow_search_check_view (view, error))
    return NULL;
  depth = g_new0 (CowDepthFirst, 1);
  depth->view = *view;
  depth->kind = view->out.kind == COW_WEIGHT_F64 ? COW_CELL_REAL : COW_CELL_WIDE;
  depth->seen_bytes = ((gsize)view->out.n / 64 + 1) * sizeof (guint64);
  depth->seen = cow_scratch_map (depth->seen_bytes, error);
  if (depth->seen)
    return depth;
  g_free (depth);
  return NULL;
}

void
cow_depth_first_free (CowDepthFirst *depth)
{
  if (!depth)
    return;
  cow_scratch_unmap (depth->seen, depth->seen_bytes);
  g_free (depth->levels);
  g_free (depth);
}

static gboolean
enter (CowDepthFirst *depth, guint32 vertex, guint64 cost, GError **error)
{
  if (depth->n_levels == depth->room)
    {
      gsize room = depth->room ? depth->room * 2 : 1024;
      Level *levels = g_try_realloc_n (depth->levels, room, sizeof *levels);

      if (!levels)
        {
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
                       "not enough memory for the levels of a depth-first search: %" G_GSIZE_FORMAT " bytes wanted", room * sizeof *levels);
          return FALSE;
        }
      depth->levels = levels;
      depth->room = room;
    }
  depth->seen[vertex / 64] |= (guint64)1 << (vertex % 64);
  depth->levels[depth->n_levels++] = (Level){ depth->view.out.offsets[vertex], cost, vertex };
  depth->counts.settled++;
  depth->counts.queue_peak = MAX (depth->counts.queue_peak, depth->n_levels);
  return TRUE;
}

static gboolean
has_bit (const guint64 *bits, guint32 vertex)
{
  return bits && bits[vertex / 64] >> (vertex % 64) & 1;
}

/* The next arc of a level that leads to a vertex to enter: its cost and end. FALSE: there is none. */
static gboolean
find_next (const CowDepthFirst *depth, Level *level, const guint64 *avoid, guint64 limit, guint32 *to, guint64 *cost)
{
  const CowCsr *out = &depth->view.out;

  while (level->next < out->offsets[level->vertex + 1])
    {
      guint64 arc = level->next++;

      *to = cow_csr_target (out, arc);
      *cost = cow_label_add (level->cost, out, arc, depth->kind, out->kind);
      if (*cost <= limit && !has_bit (depth->seen, *to) && !has_bit (avoid, *to))
        return TRUE;
    }
  return FALSE;
}

gboolean
cow_depth_first_run (CowDepthFirst *depth, const CowSearchQuery *query, CowDepthFirstFunc visit, gpointer user, CowProgress *progress,
                     GError **error)
{
  guint32 source = query->sources[0], to;
  guint64 limit, cost;

  if (!cow_search_check_vertex (&depth->view, source, error))
    return FALSE;
  if (!cow_label_limit (depth->kind, query->has_cutoff, query->cutoff, &limit))
    return TRUE;
  memset (depth->seen, 0, depth->seen_bytes);
  depth->n_levels = 0;
  depth->counts = (CowSearchCounts){ .algorithm = "depth-first" };
  if (!enter (depth, source, 0, error))
    return FALSE;
  if (!visit (source, COW_VERTEX_NONE, 0, cow_label_cost (0, depth->kind), user))
    return TRUE;
  while (depth->n_levels > 0)
    {
      Level *level = &depth->levels[depth->n_levels - 1];
      guint64 first = level->next;
      guint32 from = level->vertex;
      gboolean found = find_next (depth, level, query->avoid, limit, &to, &cost);

      depth->counts.relaxed += level->next - first;
      if (progress && cow_progress_step (progress, level->next - first))
        {
          cow_search_set_cancelled (error);
          return FALSE;
        }
      if (!found)
        {
          depth->n_levels--;
          continue;
        }
      if (depth->kind == COW_CELL_WIDE && cost > G_MAXINT64)
        {
          cow_search_set_overflow (&depth->view, to, error);
          return FALSE;
        }
      if (!enter (depth, to, cost, error))
        return FALSE;
      if (!visit (to, from, (guint32)(depth->n_levels - 1), cow_label_cost (cost, depth->kind), user))
        return TRUE;
    }
  return TRUE;
}

void
cow_depth_first_counts (const CowDepthFirst *depth, CowSearchCounts *counts)
{
  *counts = depth->counts;
  counts->scratch_bytes = depth->seen_bytes + depth->room * sizeof *depth->levels;
}
