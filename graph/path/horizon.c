/* horizon.c - leaving out arcs that lead too far: where vertices have many arcs, most arcs of a search are too long to be of use to anyone.
 *
 * The search first makes no label beyond a limit, the horizon, so an arc from a vertex of cost d is only looked along when it is no longer
 * than the horizon less d; of the others the length is read, which is there in order, but not the label at the end, which is anywhere.
 * When that is done all labels up to the horizon are final. If what is reached has nearly all arcs, each vertex of the rest looks for its
 * best arc from there by itself (the arcs of the rest are few: that is why it was not reached) and the search goes on without a horizon.
 * Else the horizon moves on, and the arcs that led between the old and the new one are looked along.
 *
 * Source: pulling instead of pushing long arcs: Chakaravarthy, Checconi, Petrini, Sabharwal, "Scalable single source shortest path
 * algorithms for massively parallel systems", 2014. */
#include <math.h>

#include "graph/path/buckets-private.h"

#define LEAST_DEGREE 8  /* arcs a vertex: below there is too little to leave out */
#define FIRST_WIDTHS 10 /* the first horizon, in buckets */
#define REST 8          /* the others look for themselves when they have this part of the arcs or less */
#define BEYOND 3        /* the horizon aims at e^-BEYOND of the arcs being left */
#define FEW 64          /* this part of the arcs is not much to look at again */
#define MAX_ROUNDS 15   /* more of them, and there will be no horizon any more */
#define MANY_ROUNDS 5   /* a round over more than a few arcs counts as much */
#define STEP_ARCS 4096  /* arcs between two looks at the progress */

guint64
cow_horizon_first (CowHorizon *horizon, const CowBucketPass *pass, const CowSearchRun *run)
{
  /* A vertex to be avoided has the best of all labels, which is no offer. */
  if (!pass->vectors || pass->labels->kind != COW_CELL_NARROW || pass->weights != COW_WEIGHT_U32 || run->view->in.offsets == NULL
      || run->avoid != NULL || pass->csr->n_arcs / LEAST_DEGREE < pass->csr->n)
    return COW_LABEL_NONE;
  horizon->first = ((guint64)FIRST_WIDTHS << pass->buckets->shift) - 1;
  for (guint i = 0; i < run->n_sources; i++)
    horizon->reached += pass->csr->offsets[run->sources[i] + 1] - pass->csr->offsets[run->sources[i]];
  return horizon->first < pass->weight_max ? horizon->first : COW_LABEL_NONE;
}

/* The first vertex from v on that has a label, or n. */
COW_INLINE guint32
next_reached (const CowBucketPass *pass, guint32 v)
{
  const guint32 *cells = pass->labels->cells;
  const guint32 n = pass->labels->n, block = 1u << COW_LABEL_BLOCK_BITS;

  for (; v < n; v++)
    {
      while (v < n && (v & (block - 1)) == 0 && !pass->labels->dirty[v >> COW_LABEL_BLOCK_BITS])
        v += block;
      if (v < n && cells[v] != 0)
        return v;
    }
  return n;
}

/* The arcs of all vertices that have a label. */
static guint64
count_reached (const CowBucketPass *pass)
{
  const guint64 *offsets = pass->csr->offsets;
  guint64 arcs = 0;

  for (guint32 v = next_reached (pass, 0); v < pass->labels->n; v = next_reached (pass, v + 1))
    arcs += offsets[v + 1] - offsets[v];
  return arcs;
}

/* From all that is reached along the arcs that lead beyond the old horizon, but not beyond the new one. */
static gboolean
push (CowBucketPass *pass)
{
  const guint32 *cells = pass->labels->cells;
  const guint64 *offsets = pass->csr->offsets;
  guint64 step = 0;

  for (guint32 v = next_reached (pass, 0); v < pass->labels->n; v = next_reached (pass, v + 1))
    {
      if (~cells[v] >= pass->floor) /* new */
        continue;
      cow_buckets_relax (pass, offsets[v], offsets[v + 1], ~cells[v]);
      step += offsets[v + 1] - offsets[v];
      if (step < STEP_ARCS)
        continue;
      if (pass->progress != NULL && cow_progress_look (pass->progress, step))
        return FALSE;
      step = 0;
    }
  cow_buckets_relax_pending (pass);
  return TRUE;
}

/* The best label that the arcs into a vertex give; COW_LABEL_NONE: none does. */
static guint64
best_of_arcs (const guint32 *cells, const CowCsr *in, guint64 first, guint64 end)
{
  guint64 best = COW_LABEL_NONE;

  for (guint64 arc = first; arc < end; arc++)
    {
      guint32 cell = cells[in->targets[arc * 2]];
      guint64 cost = cell == 0 ? COW_LABEL_NONE : (guint64)(guint32)~cell + in->targets[arc * 2 + 1];
      best = MIN (best, cost);
    }
  return best;
}

/* Each vertex that has no label takes the best that those with final ones offer. */
static gboolean
pull (CowBucketPass *pass, const CowCsr *in)
{
  const guint32 *cells = pass->labels->cells;
  guint64 step = 0;

  for (guint32 v = 0; v < pass->labels->n; v++)
    {
      guint64 first = in->offsets[v], end = in->offsets[v + 1];
      if (cells[v] != 0 || first == end)
        continue;
      guint64 best = best_of_arcs (cells, in, first, end);
      if (best <= pass->limit)
        {
          cow_label_set_as (pass->labels, v, best, COW_CELL_NARROW);
          cow_buckets_push (pass->buckets, v, best);
        }
      step += end - first;
      pass->counts->relaxed += end - first;
      if (step < STEP_ARCS)
        continue;
      if (pass->progress != NULL && cow_progress_look (pass->progress, step))
        return FALSE;
      step = 0;
    }
  return TRUE;
}

/* The least cost beyond the limit that an arc leads to, from what is reached. */
static guint64
least_beyond (const CowBucketPass *pass)
{
  const guint32 *cells = pass->labels->cells;
  const CowCsr *csr = pass->csr;
  guint64 least = COW_LABEL_NONE;

  for (guint32 v = next_reached (pass, 0); v < pass->labels->n; v = next_reached (pass, v + 1))
    for (guint64 arc = csr->offsets[v]; arc < csr->offsets[v + 1]; arc++)
      {
        guint64 cost = (guint64)(guint32)~cells[v] + csr->targets[arc * 2 + 1];
        least = cost > pass->limit ? MIN (least, cost) : least;
      }
  return least;
}

/* What is reached grows like a power for each step of cost until it is nearly all: where that will be, by the last two horizons. As long as
 * it does not grow, a way on has to be found first. */
static guint64
next_limit (const CowHorizon *horizon, const CowBucketPass *pass, guint64 reached)
{
  guint64 limit = pass->limit, arcs = pass->csr->n_arcs;

  if (reached < 2 * horizon->reached && reached < arcs / FEW)
    return cow_label_sum (least_beyond (pass), horizon->first, COW_CELL_NARROW);
  double step = (double)(limit - horizon->limit), growth = log (MAX ((double)reached / (double)horizon->reached, 1.001));
  double wanted = reached < arcs / FEW / 2 ? log ((double)arcs / FEW / (double)reached) : log ((double)arcs / (double)reached) + BEYOND;
  return limit + 1 + (guint64)CLAMP (wanted * step / growth, (double)limit / 8, (double)limit * 3);
}

gboolean
cow_horizon_widen (CowHorizon *horizon, CowBucketPass *pass, const CowSearchRun *run)
{
  guint64 arcs = pass->csr->n_arcs, reached = count_reached (pass), old = pass->limit;
  gboolean done;

  cow_buckets_restart (pass->buckets, old + 1);
  if (arcs - reached <= arcs / REST)
    {
      pass->limit = run->limit;
      return pull (pass, &run->view->in);
    }
  horizon->rounds += reached > arcs / FEW ? MANY_ROUNDS : 1;
  guint64 next = horizon->rounds > MAX_ROUNDS ? COW_LABEL_NONE : next_limit (horizon, pass, reached);
  horizon->limit = old;
  horizon->reached = reached;
  pass->floor = old + 1;
  pass->limit = MIN (run->limit, next);
  done = push (pass);
  pass->floor = 0;
  return done;
}
