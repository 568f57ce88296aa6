/* bidirectional.c - one pair: a search from the source and one, on reversed arcs, from the target, which meet
 * in the middle.
 *
 * They stop when the two radii together reach the best sum found. Then the forward search goes on, but only
 * over vertices whose label plus that of the other side is no more than the best: these are the vertices of
 * all shortest paths, and few. That makes the forward labels along them exactly those of a one-sided search,
 * so cost and path come out the same, of reals too (their sums depend on the order of the additions; the
 * corridor is wider by what rounding can amount to).
 *
 * Source: Pohl, "Bi-directional search", 1971; Goldberg, Harrelson, 2005 (stopping). */
#include "graph/path/buckets-private.h"

#define MANY_ARCS 8 /* of a vertex: from here on it pays over arcs that all cost the same too */

typedef struct
{
  CowLabels labels;
  CowBuckets *buckets;
  gboolean pending; /* the present bucket holds entries */
} Side;

struct _CowBidirectional
{
  CowView view;
  CowWeightKind weights;
  Side forward, backward;
  guint32 source, target;
  guint64 label; /* of the target; COW_LABEL_NONE: not reached */
  CowSearchCounts counts;
  char name[96];
};

static guint64
wide_or_narrow_bytes (const CowView *view)
{
  gboolean provable;
  CowCellKind kind = cow_view_cell_kind (view, &provable);

  return cow_labels_bytes (view->out.n,
                           kind == COW_CELL_NARROW && provable ? COW_CELL_NARROW : COW_CELL_WIDE);
}

guint64
cow_bidirectional_scratch_bytes (const CowView *view)
{
  return 2 * (wide_or_narrow_bytes (view) + cow_buckets_bytes (view->out.n));
}

/* A bucket of one search would hold most of a small-world graph: the sides could not take turns, nor stop in time. */
static guint
narrower_by (const CowCsr *csr)
{
  guint64 degree = csr->n_arcs / MAX (csr->n, 1);

  return degree < 4 ? 0 : g_bit_storage (degree) - 2;
}

static gboolean
init_side (Side *side, const CowView *view, const CowCsr *csr, CowCellKind kind, GError **error)
{
  if (!cow_labels_init (&side->labels, view->out.n, kind, error))
    return FALSE;
  side->buckets = cow_buckets_new (view, csr, &side->labels, narrower_by (csr), error);
  return side->buckets != NULL;
}

CowBidirectional *
cow_bidirectional_new (const CowView *view, GError **error)
{
  gboolean provable;
  CowCellKind kind = cow_view_cell_kind (view, &provable);

  if (!cow_search_check_view (view, error))
    return NULL;
  if (view->in.offsets == NULL)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN,
                           "no arcs to search back on: the view has no reverse");
      return NULL;
    }
  CowBidirectional *search = g_new0 (CowBidirectional, 1);
  search->view = *view;
  search->weights = view->out.kind;
  search->label = COW_LABEL_NONE;
  if (!init_side (&search->forward, view, &view->out, kind, error)
      || !init_side (&search->backward, view, &view->in, kind, error))
    {
      cow_bidirectional_free (search);
      return NULL;
    }
  g_snprintf (search->name, sizeof search->name, "bidirectional, %s", search->forward.buckets->name);
  search->counts.algorithm = search->name;
  search->counts.scratch_bytes = cow_bidirectional_scratch_bytes (view);
  return search;
}

void
cow_bidirectional_free (CowBidirectional *search)
{
  if (search == NULL)
    return;
  cow_buckets_free (search->forward.buckets);
  cow_buckets_free (search->backward.buckets);
  cow_labels_clear (&search->forward.labels);
  cow_labels_clear (&search->backward.labels);
  g_free (search);
}

gboolean
cow_bidirectional_pays (const CowView *view)
{
  gint64 unit;
  double unit_real;

  return !cow_view_unit (view, &unit, &unit_real) || view->out.n_arcs / MANY_ARCS >= view->out.n;
}

static void
start_side (Side *side, guint32 vertex, guint32 source, const guint64 *avoid)
{
  cow_labels_reset (&side->labels);
  cow_buckets_reset (side->buckets);
  if (avoid != NULL)
    {
      cow_labels_close (&side->labels, avoid);
      cow_label_set (&side->labels, source, COW_LABEL_NONE); /* the search back may end there */
    }
  cow_label_set (&side->labels, vertex, 0);
  cow_buckets_push (side->buckets, vertex, 0);
  side->pending = cow_buckets_next (side->buckets);
}

static double
slack_of (const CowBidirectional *search)
{
  return 1.0 + ((double)search->view.out.n + 2.0) * 0x1p-51;
}

static gboolean
has_no_zeros (const CowBidirectional *search)
{
  return search->weights == COW_WEIGHT_NONE
         || (search->weights != COW_WEIGHT_F64 && search->view.weight_min_int > 0);
}

/* How far beyond `best` a path that is as short may seem to be: nothing, or the rounding of n additions. */
static guint64
bound_of (const CowBidirectional *search, guint64 best)
{
  if (search->forward.labels.kind != COW_CELL_REAL || best == COW_LABEL_NONE)
    return best;
  return cow_bits_of_real (MIN (cow_real_of_bits (best) * slack_of (search), G_MAXDOUBLE));
}

/* No path that was not seen costs less than `lower`: is the search over? With arcs of cost 0 vertices at the
 * very radius may have no label yet, so ties are not complete before it is passed; with reals, before the
 * slack is. */
static gboolean
is_over (const CowBidirectional *search, guint64 lower, guint64 best, guint64 limit)
{
  if (lower > limit)
    return TRUE;
  if (best == COW_LABEL_NONE)
    return FALSE;
  if (has_no_zeros (search))
    return lower >= best;
  return lower > bound_of (search, best);
}

/* The side with the smaller queue goes on; never beyond costs that fit. */
static Side *
choose_side (CowBidirectional *search)
{
  if (cow_buckets_base (search->forward.buckets) > G_MAXINT64
      && cow_buckets_base (search->backward.buckets) <= G_MAXINT64)
    return &search->backward;
  if (cow_buckets_base (search->backward.buckets) > G_MAXINT64)
    return &search->forward;
  return search->forward.buckets->live <= search->backward.buckets->live ? &search->forward
                                                                         : &search->backward;
}

static CowBucketPass
pass_of (CowBidirectional *search, Side *side, guint64 limit, CowProgress *progress)
{
  gboolean is_forward = side == &search->forward;

  return (CowBucketPass){ .buckets = side->buckets,
                          .csr = is_forward ? &search->view.out : &search->view.in,
                          .labels = &side->labels,
                          .weights = search->weights,
                          .limit = limit,
                          .weight_max = cow_view_weight_max (&search->view),
                          .other = is_forward ? &search->backward.labels : &search->forward.labels,
                          .best = COW_LABEL_NONE,
                          .progress = progress,
                          .counts = &search->counts };
}

static CowSearchStop
meet (CowBidirectional *search, guint64 limit, CowProgress *progress, guint64 *best, guint32 *overflow)
{
  CowCellKind kind = search->forward.labels.kind;

  while (search->forward.pending && search->backward.pending)
    {
      guint64 lower = cow_label_sum (cow_buckets_base (search->forward.buckets),
                                     cow_buckets_base (search->backward.buckets), kind);
      if (is_over (search, lower, *best, bound_of (search, limit)))
        return COW_STOP_DONE;
      Side *side = choose_side (search);
      CowBucketPass pass
          = pass_of (search, side, side == &search->forward ? limit : bound_of (search, limit), progress);
      pass.best = *best;
      pass.other_top
          = cow_buckets_base (side == &search->forward ? search->backward.buckets : search->forward.buckets);
      pass.has_no_zeros = has_no_zeros (search);
      pass.slack = slack_of (search);
      CowSearchStop stop = cow_buckets_drain (&pass, COW_BUCKET_MEET);
      if (stop != COW_STOP_DONE)
        {
          *overflow = pass.overflow;
          return stop;
        }
      *best = pass.best;
      side->pending = cow_buckets_next (side->buckets);
    }
  return COW_STOP_DONE;
}

/* Labels of all vertices on shortest paths, in forward order. */
static CowSearchStop
complete (CowBidirectional *search, guint64 best, guint64 limit, CowProgress *progress, guint32 *overflow)
{
  Side *side = &search->forward;
  CowBucketPass pass = pass_of (search, side, limit, progress);

  pass.bound = bound_of (search, best);
  /* What is one arc away from the end need not look for it: its cost is known. So the last vertices, and their arcs may be many, are spared. */
  if (has_no_zeros (search) && side->labels.kind != COW_CELL_REAL)
    {
      cow_label_set (&side->labels, search->target, best);
      pass.two_arcs = search->weights == COW_WEIGHT_NONE ? 2 : MIN ((guint64)search->view.weight_min_int, G_MAXUINT32) * 2;
    }
  cow_buckets_resume (side->buckets);
  side->pending = cow_buckets_next (side->buckets);
  /* The first bucket also holds what was left aside, whatever its number says. */
  for (gboolean first = TRUE; side->pending && (first || cow_buckets_base (side->buckets) <= pass.bound);
       first = FALSE)
    {
      CowSearchStop stop = cow_buckets_drain (&pass, COW_BUCKET_PRUNE);
      if (stop != COW_STOP_DONE)
        {
          *overflow = pass.overflow;
          return stop;
        }
      side->pending = cow_buckets_next (side->buckets);
    }
  return COW_STOP_DONE;
}

static CowSearchStop
search_pair (CowBidirectional *search, const guint64 *avoid, guint64 limit, CowProgress *progress,
             guint32 *overflow)
{
  guint64 best = search->source == search->target ? 0 : COW_LABEL_NONE;

  start_side (&search->forward, search->source, search->source, avoid);
  start_side (&search->backward, search->target, search->source, avoid);
  CowSearchStop stop = meet (search, limit, progress, &best, overflow);
  if (stop == COW_STOP_DONE && search->forward.labels.kind == COW_CELL_WIDE && best > G_MAXINT64
      && best != COW_LABEL_NONE)
    {
      *overflow = search->target;
      stop = COW_STOP_OVERFLOW;
    }
  if (stop == COW_STOP_DONE && best != COW_LABEL_NONE)
    stop = complete (search, best, limit, progress, overflow);
  if (avoid != NULL)
    {
      cow_labels_open (&search->forward.labels, avoid);
      cow_labels_open (&search->backward.labels, avoid);
      cow_label_set (&search->forward.labels, search->source, 0);
    }
  return stop;
}

static gboolean
widen (CowBidirectional *search, GError **error)
{
  Side *sides[] = { &search->forward, &search->backward };

  cow_labels_clear (&search->forward.labels);
  cow_labels_clear (&search->backward.labels);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      if (!cow_labels_init (&sides[i]->labels, search->view.out.n, COW_CELL_WIDE, error))
        return FALSE;
      cow_buckets_rebind (sides[i]->buckets, &sides[i]->labels);
    }
  return TRUE;
}

static gboolean
is_avoided (const guint64 *avoid, guint32 vertex)
{
  return avoid != NULL && (avoid[vertex >> 6] >> (vertex & 63) & 1) != 0;
}

gboolean
cow_bidirectional_run (CowBidirectional *search, guint32 source, guint32 target, const guint64 *avoid,
                       gboolean has_cutoff, CowCost cutoff, CowProgress *progress, GError **error)
{
  guint64 limit, scratch_bytes = search->counts.scratch_bytes;
  guint32 overflow = target;

  search->label = COW_LABEL_NONE;
  search->counts = (CowSearchCounts){ .algorithm = search->name, .scratch_bytes = scratch_bytes };
  if (search->forward.labels.cells == NULL || search->backward.labels.cells == NULL)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
                           "not enough memory: an earlier run lost its scratch");
      return FALSE;
    }
  if (!cow_search_check_vertex (&search->view, source, error)
      || !cow_search_check_vertex (&search->view, target, error))
    return FALSE;
  search->source = source;
  search->target = target;
  if (!cow_label_limit (search->forward.labels.kind, has_cutoff, cutoff, &limit)
      || (source != target && is_avoided (avoid, target)))
    return TRUE;
  CowSearchStop stop = search_pair (search, avoid, limit, progress, &overflow);
  if (stop == COW_STOP_NARROW)
    {
      if (!widen (search, error))
        return FALSE;
      stop = search_pair (search, avoid, limit, progress, &overflow);
    }
  if (stop == COW_STOP_CANCELLED)
    {
      cow_search_set_cancelled (error);
      return FALSE;
    }
  if (stop != COW_STOP_DONE)
    {
      cow_search_set_overflow (&search->view, overflow, error);
      return FALSE;
    }
  guint64 label = cow_label_get (&search->forward.labels, target);
  search->label = label <= limit ? label : COW_LABEL_NONE;
  return TRUE;
}

CowCost
cow_bidirectional_cost (const CowBidirectional *search)
{
  return cow_label_cost (search->label, search->forward.labels.kind);
}

gboolean
cow_bidirectional_path (CowBidirectional *search, GArray *vertices, GArray *arcs, GError **error)
{
  g_array_set_size (vertices, 0);
  if (arcs != NULL)
    g_array_set_size (arcs, 0);
  if (search->label == COW_LABEL_NONE)
    return FALSE;
  return cow_labels_walk (&search->view, &search->forward.labels, search->weights, search->label,
                          &search->source, 1, search->target, vertices, arcs, error);
}

void
cow_bidirectional_counts (const CowBidirectional *search, CowSearchCounts *counts)
{
  *counts = search->counts;
}
