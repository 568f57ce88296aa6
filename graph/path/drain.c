/* drain.c - Dijkstra's algorithm over the queue of buckets: the loop that empties a bucket, for integers of
 * any size and reals.
 *
 * A bucket is as wide as the few shortest arcs of a vertex and labels are corrected inside it, so a whole
 * bucket is known ahead and its cells, offsets and arcs are prefetched. The kernel is compiled once for each
 * kind of cell, weight and pass.
 *
 * Source: Meyer, Sanders, "Delta-stepping: a parallelizable shortest path algorithm", 2003 (correcting labels
 * inside a bucket). */
#include "graph/path/buckets-private.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define AHEAD_CELL 12   /* entries ahead whose label and offsets are prefetched */
#define AHEAD_ARCS 6    /* ... whose arcs are */
#define AHEAD_TARGETS 2 /* ... whose first arcs' ends are, where vertices have many arcs */
#define MAX_TARGETS 16
#define LINE_ARCS 8     /* arcs of 8 bytes in a line of the cache */
#define AHEAD_LINES 2   /* of the arcs of an entry that are prefetched */
#define AHEAD_WORDS 512 /* of the arcs of one vertex: two an arc */
#define GATHERED (8 * COW_CHUNK_ENTRIES) /* entries that are moved out of their chunks at a time */
#define STEP_ARCS 4096 /* arcs between two looks at the progress */
#define VECTOR_ARCS 8   /* from this degree on arcs are relaxed 16 at a time */

/* Hints for an entry that will be settled soon. Its arcs are looked up by its offsets, which were asked for
 * earlier. */
COW_INLINE void
prefetch_entry (const CowBucketPass *pass, const CowBucketEntry *entry, CowCellKind kind)
{
  gsize cell = kind == COW_CELL_NARROW ? sizeof (guint32) : sizeof (guint64);

  __builtin_prefetch ((const char *)pass->labels->cells + entry->vertex * cell);
  __builtin_prefetch (&pass->csr->offsets[entry->vertex]);
}

COW_INLINE void
prefetch_arcs (const CowBucketPass *pass, const CowBucketEntry *entry, CowWeightKind weights)
{
  const CowCsr *csr = pass->csr;
  guint64 arc = csr->offsets[entry->vertex];

  __builtin_prefetch (&csr->targets[arc * csr->stride]);
  if (weights == COW_WEIGHT_U32)
    {
      guint64 end = MIN (csr->offsets[entry->vertex + 1], arc + LINE_ARCS * AHEAD_LINES);
      for (arc += LINE_ARCS; arc < end; arc += LINE_ARCS)
        __builtin_prefetch (&csr->targets[arc * 2]);
    }
  if (weights == COW_WEIGHT_I64)
    __builtin_prefetch (&csr->weights_i64[arc]);
  else if (weights == COW_WEIGHT_F64)
    __builtin_prefetch (&csr->weights_f64[arc]);
}

/* The arcs are there by now: asks for the labels at their ends. Only for an entry that will be settled. */
COW_INLINE void
prefetch_targets (const CowBucketPass *pass, const CowBucketEntry *entry, CowCellKind kind,
                  CowWeightKind weights)
{
  const CowCsr *csr = pass->csr;
  gsize cell = kind == COW_CELL_NARROW ? sizeof (guint32) : sizeof (guint64);
  gsize stride = weights == COW_WEIGHT_U32 ? 2 : csr->stride;

  if (cow_bucket_check (cow_label_get_as (pass->labels, entry->vertex, kind), kind) != entry->check)
    return;
  guint64 first = csr->offsets[entry->vertex],
          end = MIN (csr->offsets[entry->vertex + 1], first + MAX_TARGETS);
  for (guint64 arc = first; arc < end; arc++)
    __builtin_prefetch ((const char *)pass->labels->cells + csr->targets[arc * stride] * cell);
}

/* Can no path as short as the best known lead through a vertex of this label that the other side has not
 * reached within its radius? (Such a path costs at least label + radius.) */
COW_INLINE gboolean
is_beyond (const CowBucketPass *pass, guint64 label, CowCellKind kind)
{
  guint64 sum = cow_label_sum (label, pass->other_top, kind);

  if (pass->best == COW_LABEL_NONE)
    return FALSE;
  if (kind == COW_CELL_REAL)
    return cow_real_of_bits (sum) > cow_real_of_bits (pass->best) * pass->slack;
  return sum > pass->best;
}

/* May the search stop short of a vertex of this label? Where arcs cost nothing, not at the very radius: ties
 * would be missed. */
COW_INLINE gboolean
is_deferred (const CowBucketPass *pass, guint64 label, CowCellKind kind)
{
  if (is_beyond (pass, label, kind))
    return TRUE;
  return kind != COW_CELL_REAL && pass->has_no_zeros
         && cow_label_sum (label, pass->other_top, kind) >= pass->best;
}

/* The same while others do so: whoever makes the label this small queues the vertex. Who looks at a label meanwhile sees it or the one
 * before. The blocks that were written are told by who asked for all this. */
COW_INLINE guint
improve_shared (CowBucketPass *pass, guint32 to, guint64 cost)
{
  guint32 *cell = (guint32 *)pass->labels->cells + to, known = __atomic_load_n (cell, __ATOMIC_RELAXED), wanted = ~(guint32)cost;

  while (wanted > known)
    if (__atomic_compare_exchange_n (cell, &known, wanted, TRUE, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      {
        cow_bucket_put (pass->buckets, cow_bucket_list (pass->buckets, cost >> pass->buckets->shift),
                        (CowBucketEntry){ .vertex = to, .check = (guint32)cost });
        return 1;
      }
  return 0;
}

/* Makes the label of `to` smaller, if that is allowed, and queues it. Returns how many entries that made. */
COW_INLINE guint
improve (CowBucketPass *pass, guint32 to, guint64 cost, CowCellKind kind, CowBucketMode mode)
{
  CowBuckets *buckets = pass->buckets;

  if (cost > pass->limit)
    {
      pass->cut = TRUE;
      return 0;
    }
  if (mode == COW_BUCKET_SHARED)
    return improve_shared (pass, to, cost);
  if (mode != COW_BUCKET_PLAIN)
    {
      guint64 other = cow_label_get_as (pass->other, to, kind), sum = cow_label_sum (cost, other, kind);
      if (mode == COW_BUCKET_PRUNE && sum > pass->bound)
        return 0;
      if (mode == COW_BUCKET_MEET && sum < pass->best)
        pass->best = sum;
      else if (mode == COW_BUCKET_MEET && other > pass->other_top && is_beyond (pass, cost, kind))
        return 0;
    }
  cow_label_set_as (pass->labels, to, cost, kind);
  guint64 number = cow_bucket_number (buckets, cost, kind);
  if (mode == COW_BUCKET_PRUNE) /* what was deferred comes late */
    number = MAX (number, buckets->now);
  cow_bucket_put (buckets, cow_bucket_list (buckets, number),
                  (CowBucketEntry){ .vertex = to, .check = cow_bucket_check (cost, kind) });
  return 1;
}

#ifdef __x86_64__
/* The arcs that pend: 16 labels are gathered at once, and the few that get smaller are found as bits, without a branch for those that do
 * not. Returns how many entries that made. */
__attribute__ ((target ("avx512f"))) COW_INLINE guint
look_up (CowBucketPass *pass, CowBucketMode mode)
{
  CowPendingArcs *pending = &pass->pending;
  guint pushed = 0;

  for (guint i = 0; i < pending->count; i += 16)
    {
      __mmask16 used = (__mmask16)((1u << MIN (pending->count - i, 16)) - 1);
      __m512i to = _mm512_maskz_loadu_epi32 (used, pending->to + i), cost = _mm512_maskz_loadu_epi32 (used, pending->cost + i);
      __m512i known = _mm512_mask_i32gather_epi32 (_mm512_setzero_si512 (), used, to, pass->labels->cells, 4);
      guint closer = _mm512_mask_cmpgt_epu32_mask (used, _mm512_xor_si512 (cost, _mm512_set1_epi32 (-1)), known);
      for (; closer != 0; closer &= closer - 1)
        {
          guint at = i + (guint)__builtin_ctz (closer);
          /* Once more: two of the arcs may lead to the same vertex. */
          if (pending->cost[at] < cow_label_get_as (pass->labels, pending->to[at], COW_CELL_NARROW))
            pushed += improve (pass, pending->to[at], pending->cost[at], COW_CELL_NARROW, mode);
        }
    }
  pending->count = 0;
  return pushed;
}

/* The arcs of a cost within reach are put behind those that pend already, and the labels at their ends are asked for. Returns how many. */
__attribute__ ((target ("avx512f"))) COW_INLINE guint
keep_arcs (CowPendingArcs *pending, const guint32 *cells, __m512i low, __m512i high, __mmask16 used, __m512i cost, __m512i floor, __m512i span)
{
  const __m512i even = _mm512_setr_epi32 (0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  const __m512i odd = _mm512_setr_epi32 (1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  __m512i longer = _mm512_add_epi32 (cost, _mm512_permutex2var_epi32 (low, odd, high));
  __mmask16 wanted = _mm512_mask_cmple_epu32_mask (used, _mm512_sub_epi32 (longer, floor), span);
  guint32 *to = pending->to + pending->count;
  guint count = (guint)__builtin_popcount (wanted);

  _mm512_storeu_si512 (to, _mm512_maskz_compress_epi32 (wanted, _mm512_permutex2var_epi32 (low, even, high)));
  _mm512_storeu_si512 (pending->cost + pending->count, _mm512_maskz_compress_epi32 (wanted, longer));
  pending->count += count;
  for (guint i = 0; i < 2; i++) /* without a branch that cannot be foreseen; of no arc it is the first label */
    __builtin_prefetch (&cells[to[i]]);
  for (guint i = 2; i < count; i++)
    __builtin_prefetch (&cells[to[i]]);
  return count;
}

/* The same as relax_arcs () below for 32-bit labels and weights, 16 arcs at a time: what leads beyond the limit falls out before anyone looks
 * where it leads. */
__attribute__ ((target ("avx512f"))) COW_INLINE guint
relax_vectors (CowBucketPass *pass, guint64 first, guint64 end, guint32 cost, CowBucketMode mode)
{
  const guint32 *arcs = pass->csr->targets, *cells = pass->labels->cells;
  CowPendingArcs *pending = &pass->pending;
  const __m512i floor = _mm512_set1_epi32 ((int)(guint32)pass->floor), costs = _mm512_set1_epi32 ((int)cost),
                span = _mm512_set1_epi32 ((int)(guint32)(MIN (pass->limit, G_MAXUINT32 - 1) - pass->floor));
  guint pushed = 0, within = 0;
  guint64 arc = first;

  for (; arc + 16 <= end; arc += 16)
    {
      const guint32 *at = arcs + arc * 2;
      __builtin_prefetch (at + AHEAD_WORDS);
      __builtin_prefetch (at + AHEAD_WORDS + 16);
      within += keep_arcs (pending, cells, _mm512_loadu_si512 (at), _mm512_loadu_si512 (at + 16), 0xffff, costs, floor, span);
      if (pending->count >= COW_MAX_PENDING)
        pushed += look_up (pass, mode);
    }
  if (arc < end)
    {
      guint left = (guint)(end - arc);
      guint32 words = ((guint32)1 << left * 2) - 1;
      const guint32 *at = arcs + arc * 2;
      within += keep_arcs (pending, cells, _mm512_maskz_loadu_epi32 ((__mmask16)words, at),
                           _mm512_maskz_loadu_epi32 ((__mmask16)(words >> 16), at + 16), (__mmask16)((1u << left) - 1), costs, floor, span);
      if (pending->count >= COW_MAX_PENDING)
        pushed += look_up (pass, mode);
    }
  pass->counts->relaxed += within;
  pass->cut |= within < end - first;
  return pushed;
}

static __attribute__ ((target ("avx512f"), noinline)) guint
relax_arcs_avx512 (CowBucketPass *pass, guint64 first, guint64 end, guint32 cost)
{
  return relax_vectors (pass, first, end, cost, COW_BUCKET_PLAIN);
}

static __attribute__ ((target ("avx512f"), noinline)) guint
relax_shared_avx512 (CowBucketPass *pass, guint64 first, guint64 end, guint32 cost)
{
  return relax_vectors (pass, first, end, cost, COW_BUCKET_SHARED);
}

static __attribute__ ((target ("avx512f"), noinline)) guint
look_up_avx512 (CowBucketPass *pass)
{
  return look_up (pass, COW_BUCKET_PLAIN);
}

static __attribute__ ((target ("avx512f"), noinline)) guint
look_up_shared_avx512 (CowBucketPass *pass)
{
  return look_up (pass, COW_BUCKET_SHARED);
}

gboolean
cow_buckets_can_relax_vectors (const CowLabels *labels)
{
  return labels->n <= G_MAXINT32 && __builtin_cpu_supports ("avx512f");
}
#else
static guint
relax_arcs_avx512 (CowBucketPass *pass, guint64 first, guint64 end, guint32 cost)
{
  (void)pass, (void)first, (void)end, (void)cost;
  return 0;
}

static guint
relax_shared_avx512 (CowBucketPass *pass, guint64 first, guint64 end, guint32 cost)
{
  return relax_arcs_avx512 (pass, first, end, cost);
}

static guint
look_up_avx512 (CowBucketPass *pass)
{
  (void)pass;
  return 0;
}

static guint
look_up_shared_avx512 (CowBucketPass *pass)
{
  return look_up_avx512 (pass);
}

gboolean
cow_buckets_can_relax_vectors (const CowLabels *labels)
{
  (void)labels;
  return FALSE;
}
#endif

COW_INLINE guint
relax_arcs (CowBucketPass *pass, guint64 first, guint64 end, guint64 cost, CowCellKind kind,
            CowWeightKind weights, CowBucketMode mode)
{
  const CowCsr *csr = pass->csr;
  gsize stride = weights == COW_WEIGHT_U32 ? 2 : csr->stride;
  guint pushed = 0;

  for (guint64 arc = first; arc < end; arc++)
    {
      guint32 to = csr->targets[arc * stride];
      guint64 longer = cow_label_add (cost, csr, arc, kind, weights);
      if (longer < cow_label_get_as (pass->labels, to, kind))
        pushed += improve (pass, to, longer, kind, mode);
    }
  return pushed;
}

/* The same where the two sides have met: not along arcs that lead beyond what a path as short as the best can need. Their ends are not even
 * looked at: if the other side settled one, it came along the arc itself and found the sum. *left_out: whether there were any. */
COW_INLINE guint
relax_near_arcs (CowBucketPass *pass, guint64 first, guint64 end, guint64 cost, CowCellKind kind, CowWeightKind weights,
                 gboolean *left_out)
{
  const CowCsr *csr = pass->csr;
  gsize stride = weights == COW_WEIGHT_U32 ? 2 : csr->stride;
  guint64 farthest = pass->best > pass->other_top ? pass->best - pass->other_top : 0; /* integers */
  guint pushed = 0;

  for (guint64 arc = first; arc < end; arc++)
    {
      guint64 longer = cow_label_add (cost, csr, arc, kind, weights);
      if (kind == COW_CELL_REAL ? is_beyond (pass, longer, kind) : longer > farthest)
        {
          *left_out = TRUE;
          continue;
        }
      guint32 to = csr->targets[arc * stride];
      if (longer < cow_label_get_as (pass->labels, to, kind))
        pushed += improve (pass, to, longer, kind, COW_BUCKET_MEET);
    }
  return pushed;
}

void
cow_buckets_relax (CowBucketPass *pass, guint64 first, guint64 end, guint32 cost)
{
  pass->buckets->live += end - first >= VECTOR_ARCS
                             ? relax_arcs_avx512 (pass, first, end, cost)
                             : relax_arcs (pass, first, end, cost, COW_CELL_NARROW, COW_WEIGHT_U32, COW_BUCKET_PLAIN);
}

void
cow_buckets_relax_pending (CowBucketPass *pass)
{
  pass->buckets->live += look_up_avx512 (pass);
}

COW_INLINE CowSearchStop
drain_chunk (CowBucketPass *pass, const CowBucketEntry *entries, guint count, guint64 *step, CowCellKind kind,
             CowWeightKind weights, CowBucketMode mode)
{
  const CowCsr *csr = pass->csr;
  CowBuckets *buckets = pass->buckets;
  const gboolean vectors = kind == COW_CELL_NARROW && weights == COW_WEIGHT_U32 && (mode == COW_BUCKET_PLAIN || mode == COW_BUCKET_SHARED)
                           && pass->vectors,
                 is_dense = csr->n_arcs / VECTOR_ARCS >= csr->n;

  for (guint i = 0; i < MIN (count, AHEAD_CELL); i++)
    prefetch_entry (pass, &entries[i], kind);
  for (guint i = 0; i < MIN (count, AHEAD_ARCS); i++)
    prefetch_arcs (pass, &entries[i], weights);
  for (guint i = 0; i < count; i++)
    {
      guint32 vertex = entries[i].vertex;
      if (i + AHEAD_CELL < count)
        prefetch_entry (pass, &entries[i + AHEAD_CELL], kind);
      if (i + AHEAD_ARCS < count)
        prefetch_arcs (pass, &entries[i + AHEAD_ARCS], weights);
      if (is_dense && !vectors && i + AHEAD_TARGETS < count)
        prefetch_targets (pass, &entries[i + AHEAD_TARGETS], kind, weights);
      guint64 cost = cow_label_get_as (pass->labels, vertex, kind);
      if (cow_bucket_check (cost, kind) != entries[i].check)
        continue;
      if (kind == COW_CELL_WIDE && cost > G_MAXINT64)
        {
          pass->overflow = vertex;
          return COW_STOP_OVERFLOW;
        }
      if (mode == COW_BUCKET_MEET && is_deferred (pass, cost, kind))
        {
          cow_bucket_put (buckets, cow_bucket_deferred (buckets), entries[i]);
          buckets->live++;
          continue;
        }
      if (mode == COW_BUCKET_PRUNE
          && (cow_label_sum (cost, cow_label_get_as (pass->other, vertex, kind), kind) > pass->bound || cost + pass->two_arcs > pass->bound))
        continue;
      guint64 first = csr->offsets[vertex], end = csr->offsets[vertex + 1];
      if (vectors && end - first >= VECTOR_ARCS)
        {
          buckets->live += mode == COW_BUCKET_SHARED ? relax_shared_avx512 (pass, first, end, (guint32)cost)
                                                     : relax_arcs_avx512 (pass, first, end, (guint32)cost);
          pass->counts->relaxed -= end - first; /* they are counted there */
        }
      else if (mode == COW_BUCKET_MEET && pass->best != COW_LABEL_NONE)
        {
          gboolean left_out = FALSE;
          buckets->live += relax_near_arcs (pass, first, end, cost, kind, weights, &left_out);
          if (left_out) /* a shortest path may go on there, to what the other side has settled */
            {
              cow_bucket_put (buckets, cow_bucket_deferred (buckets), entries[i]);
              buckets->live++;
            }
        }
      else
        buckets->live += relax_arcs (pass, first, end, cost, kind, weights, mode);
      pass->counts->settled++;
      pass->counts->relaxed += end - first;
      if (G_UNLIKELY ((*step += end - first + 1) >= STEP_ARCS))
        {
          if (pass->progress != NULL && cow_progress_step (pass->progress, *step))
            return COW_STOP_CANCELLED;
          *step = 0;
        }
    }
  if (vectors && pass->pending.count > 0)
    buckets->live += mode == COW_BUCKET_SHARED ? look_up_shared_avx512 (pass) : look_up_avx512 (pass);
  return COW_STOP_DONE;
}

/* Moves the entries of the next chunk out, so that what is ahead is known beyond the ends of chunks. Returns how many. */
COW_INLINE guint
take_chunk (CowBuckets *buckets, CowBucketEntry *entries)
{
  CowBucketEntry *end = buckets->taken;
  CowBucketChunk *chunk = cow_bucket_chunk_of_end (end);
  guint count = (guint)(end - chunk->entries);

  memcpy (entries, chunk->entries, count * sizeof *entries);
  buckets->taken = cow_bucket_end_of_full (chunk->previous);
  buckets->live -= count;
  cow_bucket_free_chunk (buckets, chunk);
  return count;
}

/* New entries of the same bucket make the next round, so that a label is corrected in order of hops, not
 * depth first. */
COW_INLINE CowSearchStop
drain (CowBucketPass *pass, CowCellKind kind, CowWeightKind weights, CowBucketMode mode)
{
  CowBuckets *buckets = pass->buckets;
  CowBucketEntry **write = &buckets->write[buckets->now & buckets->mask];
  CowSearchStop stop = COW_STOP_DONE;
  CowBucketEntry entries[GATHERED];
  guint64 step = 0;

  if (kind == COW_CELL_NARROW && cow_buckets_last (buckets) + pass->weight_max > G_MAXUINT32 - 1)
    return COW_STOP_NARROW;
  pass->counts->queue_peak = MAX (pass->counts->queue_peak, buckets->live);
  while (*write != NULL && stop == COW_STOP_DONE)
    {
      buckets->taken = *write;
      *write = NULL;
      while (buckets->taken != NULL && stop == COW_STOP_DONE)
        {
          guint count = 0;
          while (buckets->taken != NULL && count + COW_CHUNK_ENTRIES <= GATHERED)
            count += take_chunk (buckets, entries + count);
          stop = drain_chunk (pass, entries, count, &step, kind, weights, mode);
        }
    }
  if (stop == COW_STOP_DONE && pass->progress != NULL && step > 0 && cow_progress_step (pass->progress, step))
    return COW_STOP_CANCELLED;
  return stop;
}

/* One copy of the kernel for each kind of cell, of weight and of pass. */
#define DRAIN(name, cell, weight)                                                                            \
  static CowSearchStop name##_plain (CowBucketPass *pass)                                                    \
  {                                                                                                          \
    return drain (pass, cell, weight, COW_BUCKET_PLAIN);                                                     \
  }                                                                                                          \
  static CowSearchStop name##_meet (CowBucketPass *pass)                                                     \
  {                                                                                                          \
    return drain (pass, cell, weight, COW_BUCKET_MEET);                                                      \
  }                                                                                                          \
  static CowSearchStop name##_prune (CowBucketPass *pass)                                                    \
  {                                                                                                          \
    return drain (pass, cell, weight, COW_BUCKET_PRUNE);                                                     \
  }

DRAIN (drain_narrow_none, COW_CELL_NARROW, COW_WEIGHT_NONE)
DRAIN (drain_narrow_u32, COW_CELL_NARROW, COW_WEIGHT_U32)
DRAIN (drain_narrow_i64, COW_CELL_NARROW, COW_WEIGHT_I64)
DRAIN (drain_wide_u32, COW_CELL_WIDE, COW_WEIGHT_U32)
DRAIN (drain_wide_i64, COW_CELL_WIDE, COW_WEIGHT_I64)
DRAIN (drain_real_f64, COW_CELL_REAL, COW_WEIGHT_F64)

typedef CowSearchStop (*DrainFunction) (CowBucketPass *pass);

static const DrainFunction drains[3][4][3] = {
  [COW_CELL_NARROW] = {
    [COW_WEIGHT_NONE] = { drain_narrow_none_plain, drain_narrow_none_meet, drain_narrow_none_prune },
    [COW_WEIGHT_U32] = { drain_narrow_u32_plain, drain_narrow_u32_meet, drain_narrow_u32_prune },
    [COW_WEIGHT_I64] = { drain_narrow_i64_plain, drain_narrow_i64_meet, drain_narrow_i64_prune },
  },
  [COW_CELL_WIDE] = {
    [COW_WEIGHT_U32] = { drain_wide_u32_plain, drain_wide_u32_meet, drain_wide_u32_prune },
    [COW_WEIGHT_I64] = { drain_wide_i64_plain, drain_wide_i64_meet, drain_wide_i64_prune },
  },
  [COW_CELL_REAL] = {
    [COW_WEIGHT_F64] = { drain_real_f64_plain, drain_real_f64_meet, drain_real_f64_prune },
  },
};

CowSearchStop
cow_buckets_drain (CowBucketPass *pass, CowBucketMode mode)
{
  return drains[pass->labels->kind][pass->weights][mode](pass);
}

gboolean
cow_buckets_drain_shared (CowBucketPass *pass, const CowBucketEntry *entries, guint count)
{
  guint64 step = 0;

  return drain_chunk (pass, entries, count, &step, COW_CELL_NARROW, COW_WEIGHT_U32, COW_BUCKET_SHARED) == COW_STOP_DONE
         && (pass->progress == NULL || step == 0 || !cow_progress_step (pass->progress, step));
}

/* Until the queue is empty, or all targets have final labels. */
static CowSearchStop
empty_queue (CowBucketPass *pass, CowSearchRun *run, guint *next_target, gboolean *found)
{
  while (cow_buckets_next (pass->buckets))
    {
      CowSearchStop stop = cow_buckets_drain (pass, COW_BUCKET_PLAIN);
      if (stop != COW_STOP_DONE)
        return stop;
      run->radius = cow_buckets_last (pass->buckets);
      *found = run->targets != NULL && cow_search_targets_done (run, next_target, run->radius);
      if (*found)
        return COW_STOP_DONE;
    }
  return COW_STOP_DONE;
}

CowSearchStop
cow_buckets_run (CowBuckets *buckets, CowSearchRun *run, CowWeightKind weights, guint32 *overflow)
{
  CowBucketPass pass = { .buckets = buckets,
                         .csr = &run->view->out,
                         .labels = run->labels,
                         .weights = weights,
                         .weight_max = cow_view_weight_max (run->view),
                         .progress = run->progress,
                         .counts = run->counts,
                         .vectors = cow_buckets_can_relax_vectors (run->labels) };
  CowHorizon horizon = { 0 };
  guint next_target = 0;
  gboolean found = FALSE;

  pass.limit = MIN (run->limit, cow_horizon_first (&horizon, &pass, run));
  cow_buckets_reset (buckets);
  for (guint i = 0; i < run->n_sources; i++)
    cow_buckets_push (buckets, run->sources[i], 0);
  CowSearchStop stop = empty_queue (&pass, run, &next_target, &found);
  while (stop == COW_STOP_DONE && !found && pass.cut && pass.limit < run->limit)
    stop = cow_horizon_widen (&horizon, &pass, run) ? empty_queue (&pass, run, &next_target, &found) : COW_STOP_CANCELLED;
  *overflow = pass.overflow;
  if (stop == COW_STOP_DONE && !found)
    run->radius = COW_LABEL_NONE - 1;
  return stop;
}
