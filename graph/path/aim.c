/* aim.c - see aim.h. Vertices are taken by their cost and the bound on the rest together, until that exceeds the cost of the target.
 *
 * All on shortest paths have been taken then: what is left to go from them is no less than the bound. So labels along these paths
 * are those of a search without bounds, and the walk back over them finds the same path, ties included; reals get the room
 * that rounding may need. A vertex whose label gets better after it was taken is taken again: the bound need not be consistent. */
#include "graph/path/aim.h"

#include "graph/path/bound-private.h"
#include "graph/path/entry-heap.h"

#define PREFETCHED 8 /* arcs of a vertex whose targets are asked for ahead */

typedef struct
{
  guint64 estimate, label;
  guint32 vertex;
} Entry;

static inline gboolean
comes_before (gconstpointer heap, const Entry *a, const Entry *b)
{
  (void)heap;
  return a->estimate < b->estimate;
}

COW_DEFINE_HEAP (Heap, Entry, comes_before)

struct _CowAim
{
  CowView view;
  const CowBound *bound;
  CowLabels labels;
  Heap heap;
  guint32 source, target;
  guint64 label; /* of the target; COW_LABEL_NONE: not reached */
  CowSearchCounts counts;
};

guint64
cow_aim_scratch_bytes (const CowView *view)
{
  return cow_labels_bytes (view->out.n, COW_CELL_WIDE) + (guint64)view->out.n / 4 * sizeof (Entry);
}

CowAim *
cow_aim_new (const CowView *view, const CowBound *bound, GError **error)
{
  g_autoptr (CowAim) aim = NULL;

  if (!cow_search_check_view (view, error))
    return NULL;
  aim = g_new0 (CowAim, 1);
  aim->view = *view;
  aim->bound = bound;
  aim->label = COW_LABEL_NONE;
  aim->counts.scratch_bytes = cow_aim_scratch_bytes (view);
  if (!cow_labels_init (&aim->labels, view->out.n, bound->in_reals ? COW_CELL_REAL : COW_CELL_WIDE, error))
    return NULL;
  return g_steal_pointer (&aim);
}

void
cow_aim_free (CowAim *aim)
{
  if (!aim)
    return;
  cow_labels_clear (&aim->labels);
  g_free (aim->heap.entries);
  g_free (aim);
}

/* ---- the search ---- */

/* Beyond which estimate nothing matters: the cost of the target, of reals and what n additions may round. */
static guint64
widen (const CowAim *aim, guint64 label)
{
  if (aim->labels.kind != COW_CELL_REAL || label == COW_LABEL_NONE)
    return label;
  return cow_bits_of_real (MIN (cow_real_of_bits (label) * (1.0 + ((double)aim->view.out.n + 2.0) * 0x1p-51), G_MAXDOUBLE));
}

/* The search waits for memory more than for anything else: what the entries at the head of the queue lead to is asked for ahead, a
 * step at a time. */
COW_INLINE void
prefetch_next (const CowAim *aim)
{
  const CowCsr *out = &aim->view.out;

  for (gsize i = 1; i <= COW_HEAP_ARITY && i < aim->heap.n; i++)
    __builtin_prefetch (out->offsets + aim->heap.entries[i].vertex);
  if (aim->heap.n > 0)
    {
      guint64 arc = out->offsets[aim->heap.entries[0].vertex];

      __builtin_prefetch (out->targets + arc * out->stride);
      if (out->kind == COW_WEIGHT_F64)
        __builtin_prefetch (out->weights_f64 + arc);
    }
}

/* Labels are never more than `limit`, estimates never more than `most`. */
COW_INLINE gboolean
relax (CowAim *aim, Entry from, guint64 limit, guint64 most, CowCellKind kind, CowWeightKind weights, GError **error)
{
  const CowCsr *out = &aim->view.out;
  guint64 first = out->offsets[from.vertex], end = out->offsets[from.vertex + 1];

  prefetch_next (aim);
  for (guint64 arc = first; arc < MIN (end, first + PREFETCHED); arc++)
    {
      guint32 to = cow_csr_target (out, arc);

      __builtin_prefetch ((const guint64 *)aim->labels.cells + to);
      cow_bound_prefetch (aim->bound, to);
    }
  for (guint64 arc = first; arc < end; arc++)
    {
      Entry to = { .label = cow_label_add (from.label, out, arc, kind, weights), .vertex = cow_csr_target (out, arc) };

      if (to.label >= cow_label_get_as (&aim->labels, to.vertex, kind) || to.label > limit)
        continue;
      to.estimate = cow_label_sum (to.label, cow_bound_label (aim->bound, to.vertex, aim->target), kind);
      if (to.estimate > most)
        {
          aim->counts.pruned++;
          continue;
        }
      cow_label_set_as (&aim->labels, to.vertex, to.label, kind);
      if (!heap_push (&aim->heap, to, error))
        return FALSE;
    }
  aim->counts.queue_peak = MAX (aim->counts.queue_peak, aim->heap.n);
  return TRUE;
}

static gboolean
relax_any (CowAim *aim, Entry from, guint64 limit, guint64 most, GError **error)
{
  switch (aim->view.out.kind)
    {
    case COW_WEIGHT_U32:
      return relax (aim, from, limit, most, COW_CELL_WIDE, COW_WEIGHT_U32, error);
    case COW_WEIGHT_I64:
      return relax (aim, from, limit, most, COW_CELL_WIDE, COW_WEIGHT_I64, error);
    case COW_WEIGHT_F64:
      return relax (aim, from, limit, most, COW_CELL_REAL, COW_WEIGHT_F64, error);
    case COW_WEIGHT_NONE:
    default:
      return relax (aim, from, limit, most, COW_CELL_WIDE, COW_WEIGHT_NONE, error);
    }
}

static gboolean
search (CowAim *aim, guint64 limit, CowProgress *progress, GError **error)
{
  Entry entry = { .estimate = cow_bound_label (aim->bound, aim->source, aim->target), .vertex = aim->source };
  guint64 most = widen (aim, limit);

  aim->heap.n = 0;
  if (!heap_push (&aim->heap, entry, error))
    return FALSE;
  while (aim->heap.n > 0)
    {
      guint64 degree;

      entry = heap_pop (&aim->heap);
      if (entry.estimate > most)
        break;
      if (cow_label_get (&aim->labels, entry.vertex) != entry.label)
        continue;
      if (aim->labels.kind == COW_CELL_WIDE && entry.label > G_MAXINT64)
        {
          cow_search_set_overflow (&aim->view, entry.vertex, error);
          return FALSE;
        }
      if (!relax_any (aim, entry, limit, most, error))
        return FALSE;
      most = MIN (most, widen (aim, cow_label_get (&aim->labels, aim->target)));
      degree = cow_csr_degree (&aim->view.out, entry.vertex);
      aim->counts.settled++;
      aim->counts.relaxed += degree;
      if (progress && cow_progress_step (progress, degree))
        {
          cow_search_set_cancelled (error);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
is_avoided (const guint64 *avoid, guint32 vertex)
{
  return avoid && (avoid[vertex / 64] >> (vertex % 64) & 1);
}

gboolean
cow_aim_run (CowAim *aim, guint32 source, guint32 target, const guint64 *avoid, gboolean has_cutoff, CowCost cutoff, CowProgress *progress,
             GError **error)
{
  static const char *const names[] = {
    [COW_BOUND_SPHERE] = "A*, distances on the sphere", [COW_BOUND_PLANE] = "A*, distances in the plane", [COW_BOUND_INTEGERS] = "A*, values",
    [COW_BOUND_REALS] = "A*, values",                   [COW_BOUND_LANDMARKS] = "A*, landmarks",
  };
  guint64 limit, label;
  gboolean ok;

  aim->label = COW_LABEL_NONE;
  aim->counts = (CowSearchCounts){ .algorithm = names[aim->bound->facts.kind], .scratch_bytes = aim->counts.scratch_bytes };
  if (!cow_search_check_vertex (&aim->view, source, error) || !cow_search_check_vertex (&aim->view, target, error))
    return FALSE;
  aim->source = source;
  aim->target = target;
  if (!cow_label_limit (aim->labels.kind, has_cutoff, cutoff, &limit) || (source != target && is_avoided (avoid, target)))
    return TRUE;
  cow_labels_reset (&aim->labels);
  if (avoid)
    cow_labels_close (&aim->labels, avoid);
  cow_label_set (&aim->labels, source, 0);
  ok = search (aim, limit, progress, error);
  if (avoid)
    {
      cow_labels_open (&aim->labels, avoid);
      cow_label_set (&aim->labels, source, 0);
    }
  if (!ok)
    return FALSE;
  label = cow_label_get (&aim->labels, target);
  if (label <= limit)
    aim->label = label;
  return TRUE;
}

CowCost
cow_aim_cost (const CowAim *aim)
{
  return cow_label_cost (aim->label, aim->labels.kind);
}

gboolean
cow_aim_path (CowAim *aim, GArray *vertices, GArray *arcs, GError **error)
{
  g_array_set_size (vertices, 0);
  if (arcs)
    g_array_set_size (arcs, 0);
  if (aim->label == COW_LABEL_NONE)
    return FALSE;
  return cow_labels_walk (&aim->view, &aim->labels, aim->view.out.kind, aim->label, &aim->source, 1, aim->target, vertices, arcs, error);
}

void
cow_aim_counts (const CowAim *aim, CowSearchCounts *counts)
{
  *counts = aim->counts;
}
