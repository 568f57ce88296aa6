/* batch-lanes.c - shortest paths over weights from 16 sources at once: the costs of a vertex for all of them stand in one cache
 * line, and one instruction relaxes an arc for all.
 *
 * A vertex is queued by the least cost that changed since it was last passed on; when its turn comes, all lanes go along each arc. Where
 * most vertices are few arcs from everywhere, the turns of the lanes come close together, and a pass serves many of them; where not (roads),
 * nearly every pass serves one, and searches one by one are better. Labels are corrected as in drain.c, so the costs are
 * exact whatever the order.
 *
 * Source: Kaufmann, Then et al., "Parallel array-based single- and multi-source breadth first searches on large dense graphs", 2017 (batches); buckets as
 * in buckets.c. */
#include "graph/path/batch-lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define AHEAD_ENTRIES 4
#define AHEAD_ARCS 16
#define STEP_ARCS 4096
#define WIDER 1        /* buckets of a batch are 2^WIDER times as wide as those of one search; */
#define WIDER_SKEWED 5 /* … where a few vertices have most of the arcs */
#define SKEW 32        /* a degree so many times the mean one tells that */

/* --- One arc --- */

/* Plain C; the compiler may make vectors of it. */
COW_INLINE guint64
relax_portable (const guint32 *from, guint32 weight, guint32 *row)
{
  guint32 least = G_MAXUINT32;

  for (guint lane = 0; lane < COW_LANES; lane++)
    {
      guint32 cost = from[lane] + weight;
      if (cost < row[lane])
        {
          row[lane] = cost;
          least = MIN (least, cost);
        }
    }
  return least;
}
#define TARGET
#define RELAX relax_portable
#define SUFFIX portable
#include "graph/path/batch-lanes-pass.h"

#if defined(__x86_64__)
#define TARGET __attribute__ ((target ("avx2")))
TARGET COW_INLINE guint64
relax_avx2 (const guint32 *from, guint32 weight, guint32 *row)
{
  const __m256i added = _mm256_set1_epi32 ((int)weight), none = _mm256_set1_epi32 (-1);
  __m256i a = _mm256_add_epi32 (_mm256_load_si256 ((const __m256i *)from), added);
  __m256i b = _mm256_add_epi32 (_mm256_load_si256 ((const __m256i *)from + 1), added);
  __m256i old_a = _mm256_load_si256 ((__m256i *)row), old_b = _mm256_load_si256 ((__m256i *)row + 1);
  __m256i new_a = _mm256_min_epu32 (a, old_a), new_b = _mm256_min_epu32 (b, old_b);
  __m256i same_a = _mm256_cmpeq_epi32 (new_a, old_a), same_b = _mm256_cmpeq_epi32 (new_b, old_b);

  if (_mm256_testc_si256 (_mm256_and_si256 (same_a, same_b), none))
    return G_MAXUINT32;
  _mm256_store_si256 ((__m256i *)row, new_a);
  _mm256_store_si256 ((__m256i *)row + 1, new_b);
  __m256i least = _mm256_min_epu32 (_mm256_or_si256 (new_a, same_a), _mm256_or_si256 (new_b, same_b));
  __m128i half = _mm_min_epu32 (_mm256_castsi256_si128 (least), _mm256_extracti128_si256 (least, 1));
  half = _mm_min_epu32 (half, _mm_shuffle_epi32 (half, 0x4e));
  half = _mm_min_epu32 (half, _mm_shuffle_epi32 (half, 0xb1));
  return (guint32)_mm_cvtsi128_si32 (half);
}
#define RELAX relax_avx2
#define SUFFIX avx2
#include "graph/path/batch-lanes-pass.h"

#define TARGET __attribute__ ((target ("avx512f")))
TARGET COW_INLINE guint64
relax_avx512 (const guint32 *from, guint32 weight, guint32 *row)
{
  __m512i cost = _mm512_add_epi32 (_mm512_load_si512 (from), _mm512_set1_epi32 ((int)weight));
  __m512i old = _mm512_load_si512 (row);
  __mmask16 lower = _mm512_cmplt_epu32_mask (cost, old);

  if (lower == 0)
    return G_MAXUINT32;
  _mm512_store_si512 (row, _mm512_min_epu32 (cost, old));
  return _mm512_mask_reduce_min_epu32 (lower, cost);
}
#define RELAX relax_avx512
#define SUFFIX avx512
#include "graph/path/batch-lanes-pass.h"
#endif

static CowLanesDrain
choose_drain (CowVectors vectors, const char **name)
{
  *name = "portable";
#if defined(__x86_64__)
  gboolean best = vectors == COW_VECTORS_BEST;
  __builtin_cpu_init ();
  if ((best || vectors == COW_VECTORS_AVX512) && __builtin_cpu_supports ("avx512f"))
    {
      *name = "AVX-512";
      return drain_avx512;
    }
  if ((best || vectors == COW_VECTORS_AVX2) && __builtin_cpu_supports ("avx2"))
    {
      *name = "AVX2";
      return drain_avx2;
    }
#else
  (void)vectors;
#endif
  return drain_portable;
}

/* --- The batch --- */

struct _CowLanesBatch
{
  CowLanes lanes;
  CowLanesDrain drain;
  char name[64];
  guint n_sources;
  guint64 queue_peak;
  gboolean summed; /* what follows is of this run */
  guint64 reached[COW_LANES], sums[COW_LANES];
  guint32 farthest[COW_LANES], most[COW_LANES];
};

static gsize
costs_bytes (guint32 n)
{
  return (gsize)MAX (n, 1) * COW_LANES * sizeof (guint32);
}

gboolean
cow_lanes_batch_suits (const CowView *view)
{
  return view->out.kind == COW_WEIGHT_U32 && view->weight_max_int >= 0 && view->weight_max_int <= COW_LANES_WEIGHT
         && (guint64)view->weight_max_int * (view->out.n > 0 ? view->out.n - 1 : 0) < COW_LANES_FAR - 1;
}

gboolean
cow_lanes_batch_is_fast (void)
{
  const char *name;

  return choose_drain (COW_VECTORS_BEST, &name) != drain_portable;
}

guint64
cow_lanes_batch_bytes (const CowView *view)
{
  return costs_bytes (view->out.n) + cow_labels_bytes (view->out.n, COW_CELL_NARROW) + cow_buckets_bytes (view->out.n);
}

static gboolean
is_skewed (const CowView *view)
{
  return view->graph->meta != NULL && view->graph->meta->max_out_degree * (guint64)view->out.n > view->out.n_arcs * SKEW;
}

CowLanesBatch *
cow_lanes_batch_new (const CowView *view, const CowBatchShape *shape, GError **error)
{
  const char *name;

  if (shape->lanes != COW_LANES || !cow_lanes_batch_suits (view))
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "no batch of %u lanes over these weights", shape->lanes);
      return NULL;
    }
  CowLanesBatch *batch = g_new0 (CowLanesBatch, 1);
  CowLanes *lanes = &batch->lanes;
  lanes->view = *view;
  if (!(lanes->costs = cow_scratch_map (costs_bytes (view->out.n), error))
      || !cow_labels_init (&lanes->pending, view->out.n, COW_CELL_NARROW, error)
      || !(lanes->buckets = cow_buckets_new (view, &view->out, &lanes->pending, error)))
    {
      cow_lanes_batch_free (batch);
      return NULL;
    }
  lanes->buckets->shift += is_skewed (view) ? WIDER_SKEWED : WIDER;
  batch->drain = choose_drain (shape->vectors, &name);
  g_snprintf (batch->name, sizeof batch->name, "16 sources at once (%s), buckets of width %" G_GUINT64_FORMAT, name,
              (guint64)1 << lanes->buckets->shift);
  return batch;
}

void
cow_lanes_batch_free (CowLanesBatch *batch)
{
  if (batch == NULL)
    return;
  cow_buckets_free (batch->lanes.buckets);
  cow_labels_clear (&batch->lanes.pending);
  if (batch->lanes.costs != NULL)
    cow_scratch_unmap (batch->lanes.costs, costs_bytes (batch->lanes.view.out.n));
  g_free (batch);
}

static void
start (CowLanesBatch *batch, const CowBatchQuery *query)
{
  CowLanes *lanes = &batch->lanes;
  gsize cells = (gsize)lanes->view.out.n * COW_LANES;

  for (gsize i = 0; i < cells; i++)
    lanes->costs[i] = lanes->filler;
  cow_labels_reset (&lanes->pending);
  cow_buckets_reset (lanes->buckets);
  for (guint lane = 0; lane < query->n_sources; lane++)
    {
      guint32 source = query->sources[lane];

      lanes->costs[(gsize)source * COW_LANES + lane] = 0;
      if (cow_label_get (&lanes->pending, source) == 0)
        continue;
      cow_label_set (&lanes->pending, source, 0);
      cow_buckets_push (lanes->buckets, source, 0);
    }
}

gboolean
cow_lanes_batch_run (CowLanesBatch *batch, const CowBatchQuery *query, CowProgress *progress, GError **error)
{
  CowLanes *lanes = &batch->lanes;
  guint64 limit;

  batch->n_sources = 0;
  batch->summed = FALSE;
  batch->queue_peak = lanes->settled = lanes->relaxed = lanes->step = 0;
  if (!cow_label_limit (COW_CELL_NARROW, query->has_cutoff, query->cutoff, &limit))
    return TRUE;
  lanes->filler = (guint32)MIN (limit, COW_LANES_FAR - 1) + 1;
  lanes->avoid = query->avoid;
  lanes->progress = progress;
  start (batch, query);
  while (cow_buckets_next (lanes->buckets))
    {
      batch->queue_peak = MAX (batch->queue_peak, lanes->buckets->live);
      if (!batch->drain (lanes))
        {
          cow_search_set_cancelled (error);
          return FALSE;
        }
    }
  if (progress != NULL && lanes->step > 0 && cow_progress_step (progress, lanes->step))
    {
      cow_search_set_cancelled (error);
      return FALSE;
    }
  batch->n_sources = query->n_sources;
  return TRUE;
}

/* --- Asking --- */

/* One pass over all costs for all lanes. */
static void
sum_up (CowLanesBatch *batch)
{
  const CowLanes *lanes = &batch->lanes;
  const CowGraph *graph = lanes->view.graph;

  batch->summed = TRUE;
  memset (batch->reached, 0, sizeof batch->reached);
  memset (batch->sums, 0, sizeof batch->sums);
  memset (batch->most, 0, sizeof batch->most);
  memset (batch->farthest, 0xff, sizeof batch->farthest);
  for (guint32 vertex = 0; vertex < lanes->view.out.n; vertex++)
    {
      const guint32 *row = lanes->costs + (gsize)vertex * COW_LANES;
      guint farther = 0;

      for (guint lane = 0; lane < COW_LANES; lane++)
        {
          guint32 is_reached = row[lane] < lanes->filler;

          batch->reached[lane] += is_reached;
          batch->sums[lane] += is_reached ? row[lane] : 0;
          farther |= is_reached & (row[lane] >= batch->most[lane]);
        }
      for (guint lane = 0; farther && lane < COW_LANES; lane++)
        {
          guint32 known = batch->farthest[lane];

          if (row[lane] >= lanes->filler || row[lane] < batch->most[lane]
              || (row[lane] == batch->most[lane] && known != COW_VERTEX_NONE
                  && cow_graph_appearance (graph, known) < cow_graph_appearance (graph, vertex)))
            continue;
          batch->most[lane] = row[lane];
          batch->farthest[lane] = vertex;
        }
    }
}

void
cow_lanes_batch_summarize (CowLanesBatch *batch, guint lane, CowSearchSummary *summary)
{
  *summary = (CowSearchSummary){ .farthest = COW_VERTEX_NONE, .max = cow_cost_unreachable (), .sum = cow_cost_int (0) };
  if (lane >= batch->n_sources)
    return;
  if (!batch->summed)
    sum_up (batch);
  /* n costs below 2^32 do not overflow 63 bits. */
  summary->reached = batch->reached[lane];
  summary->farthest = batch->farthest[lane];
  summary->max = cow_cost_int (batch->most[lane]);
  summary->sum = cow_cost_int ((gint64)batch->sums[lane]);
  summary->mean = (double)batch->sums[lane] / (double)batch->reached[lane];
}

CowCost
cow_lanes_batch_cost (const CowLanesBatch *batch, guint lane, guint32 vertex)
{
  guint32 cost;

  if (lane >= batch->n_sources || vertex >= batch->lanes.view.out.n)
    return cow_cost_unreachable ();
  cost = batch->lanes.costs[(gsize)vertex * COW_LANES + lane];
  return cost < batch->lanes.filler ? cow_cost_int (cost) : cow_cost_unreachable ();
}

void
cow_lanes_batch_counts (const CowLanesBatch *batch, CowSearchCounts *counts)
{
  *counts = (CowSearchCounts){ .algorithm = batch->name,
                               .settled = batch->lanes.settled,
                               .relaxed = batch->lanes.relaxed,
                               .queue_peak = batch->queue_peak };
}
