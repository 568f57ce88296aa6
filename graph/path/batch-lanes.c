/* batch-lanes.c - shortest paths over weights from 16 or 32 sources at once: the costs of a vertex for all of them stand in one
 * cache line, and one instruction relaxes an arc for all.
 *
 * A vertex is queued by the least cost that changed since it was last passed on; when its turn comes, all lanes go along each arc. Where
 * most vertices are few arcs from everywhere, the lanes come to a vertex at about the same time if each sets out at its own
 * (batch-lead.h): a pass serves nearly all of them. Where not (roads), nearly every pass serves one, and searches one by one are
 * better. Labels are corrected as in drain.c, so the costs are exact whatever the order.
 *
 * Where weights are small, costs of 16 bits are tried: 32 lanes in the same line, for the same traffic of memory. Before a vertex
 * passes its costs on they are looked at; when one could become too large, the batch begins anew with 32 bits, as two of 16 lanes, and
 * stays with them.
 *
 * Source: Kaufmann, Then et al., "Parallel array-based single- and multi-source breadth first searches on large dense graphs", 2017 (batches); buckets as
 * in buckets.c. */
#include "graph/path/batch-lanes.h"
#include "graph/path/batch-lead.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define ROW_BYTES (COW_LANES * sizeof (guint32)) /* or COW_NARROW_LANES of guint16 */
#define AHEAD_ENTRIES 4
#define AHEAD_ARCS 16
#define STEP_ARCS 4096
#define NARROWER 2     /* buckets of a batch are 1 / 2^NARROWER as wide as those of one search */
#define LEAD_WEIGHTS 4 /* a source sets out at most so many of the largest weight later than another */
#define NARROW_WEIGHT 3276 /* weights up to it: 20 of them fit 16 bits, and where batches pay few costs are of more */
/* --- One arc --- */

/* Plain C; the compiler may make vectors of it. */
#define WIDTH COW_LANES
#define COST guint32
#define TARGET
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
#define OVERFLOWS(from, edge) FALSE
#define RELAX relax_portable
#define SUFFIX portable
#include "graph/path/batch-lanes-pass.h"

#define WIDTH COW_NARROW_LANES
#define COST guint16
#define TARGET
COW_INLINE guint64
relax_narrow_portable (const guint16 *from, guint32 weight, guint16 *row)
{
  guint32 least = G_MAXUINT32;

  for (guint lane = 0; lane < COW_NARROW_LANES; lane++)
    {
      guint32 cost = from[lane] + weight;
      if (cost < row[lane])
        {
          row[lane] = (guint16)cost;
          least = MIN (least, cost);
        }
    }
  return least;
}
COW_INLINE gboolean
overflows_portable (const guint16 *from, guint32 edge)
{
  gboolean overflows = FALSE;

  for (guint lane = 0; lane < COW_NARROW_LANES; lane++)
    overflows |= from[lane] >= edge && from[lane] < G_MAXUINT16;
  return overflows;
}
#define OVERFLOWS overflows_portable
#define RELAX relax_narrow_portable
#define SUFFIX narrow_portable
#include "graph/path/batch-lanes-pass.h"

#if defined(__x86_64__)
#define WIDTH COW_LANES
#define COST guint32
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
#define OVERFLOWS(from, edge) FALSE
#define RELAX relax_avx2
#define SUFFIX avx2
#include "graph/path/batch-lanes-pass.h"

#define WIDTH COW_NARROW_LANES
#define COST guint16
#define TARGET __attribute__ ((target ("avx2")))
TARGET COW_INLINE guint64
relax_narrow_avx2 (const guint16 *from, guint32 weight, guint16 *row)
{
  const __m256i added = _mm256_set1_epi16 ((short)weight), none = _mm256_set1_epi32 (-1);
  __m256i a = _mm256_adds_epu16 (_mm256_load_si256 ((const __m256i *)from), added);
  __m256i b = _mm256_adds_epu16 (_mm256_load_si256 ((const __m256i *)from + 1), added);
  __m256i old_a = _mm256_load_si256 ((__m256i *)row), old_b = _mm256_load_si256 ((__m256i *)row + 1);
  __m256i new_a = _mm256_min_epu16 (a, old_a), new_b = _mm256_min_epu16 (b, old_b);
  __m256i same_a = _mm256_cmpeq_epi16 (new_a, old_a), same_b = _mm256_cmpeq_epi16 (new_b, old_b);

  if (_mm256_testc_si256 (_mm256_and_si256 (same_a, same_b), none))
    return G_MAXUINT32;
  _mm256_store_si256 ((__m256i *)row, new_a);
  _mm256_store_si256 ((__m256i *)row + 1, new_b);
  __m256i least = _mm256_min_epu16 (_mm256_or_si256 (new_a, same_a), _mm256_or_si256 (new_b, same_b));
  __m128i half = _mm_min_epu16 (_mm256_castsi256_si128 (least), _mm256_extracti128_si256 (least, 1));
  return (guint16)_mm_cvtsi128_si32 (_mm_minpos_epu16 (half));
}
/* One more than a cost, so that filler is 0. */
TARGET COW_INLINE gboolean
overflows_avx2 (const guint16 *from, guint32 edge)
{
  const __m256i one = _mm256_set1_epi16 (1), most = _mm256_set1_epi16 ((short)edge);
  __m256i a = _mm256_add_epi16 (_mm256_load_si256 ((const __m256i *)from), one);
  __m256i b = _mm256_add_epi16 (_mm256_load_si256 ((const __m256i *)from + 1), one);
  __m256i above = _mm256_subs_epu16 (_mm256_max_epu16 (a, b), most);

  return !_mm256_testz_si256 (above, above);
}
#define OVERFLOWS overflows_avx2
#define RELAX relax_narrow_avx2
#define SUFFIX narrow_avx2
#include "graph/path/batch-lanes-pass.h"

#define WIDTH COW_LANES
#define COST guint32
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
#define OVERFLOWS(from, edge) FALSE
#define RELAX relax_avx512
#define SUFFIX avx512
#include "graph/path/batch-lanes-pass.h"

#define WIDTH COW_NARROW_LANES
#define COST guint16
#define TARGET __attribute__ ((target ("avx512f,avx512bw")))
TARGET COW_INLINE guint64
relax_narrow_avx512 (const guint16 *from, guint32 weight, guint16 *row)
{
  __m512i cost = _mm512_adds_epu16 (_mm512_load_si512 (from), _mm512_set1_epi16 ((short)weight));
  __m512i old = _mm512_load_si512 (row);
  __mmask32 lower = _mm512_cmplt_epu16_mask (cost, old);

  if (lower == 0)
    return G_MAXUINT32;
  _mm512_store_si512 (row, _mm512_min_epu16 (cost, old));
  cost = _mm512_mask_mov_epi16 (_mm512_set1_epi16 (-1), lower, cost);
  __m256i half = _mm256_min_epu16 (_mm512_castsi512_si256 (cost), _mm512_extracti64x4_epi64 (cost, 1));
  return (guint16)_mm_cvtsi128_si32 (_mm_minpos_epu16 (_mm_min_epu16 (_mm256_castsi256_si128 (half), _mm256_extracti128_si256 (half, 1))));
}
TARGET COW_INLINE gboolean
overflows_avx512 (const guint16 *from, guint32 edge)
{
  __m512i more = _mm512_add_epi16 (_mm512_load_si512 (from), _mm512_set1_epi16 (1));

  return _mm512_cmpgt_epu16_mask (more, _mm512_set1_epi16 ((short)edge)) != 0;
}
#define OVERFLOWS overflows_avx512
#define RELAX relax_narrow_avx512
#define SUFFIX narrow_avx512
#include "graph/path/batch-lanes-pass.h"
#endif

typedef struct
{
  const char *name;
  CowLanesDrain drain, drain_narrow;
} Drains;

static Drains
choose_drains (CowVectors vectors)
{
#if defined(__x86_64__)
  gboolean best = vectors == COW_VECTORS_BEST;
  __builtin_cpu_init ();
  if ((best || vectors == COW_VECTORS_AVX512) && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw"))
    return (Drains){ "AVX-512", drain_avx512, drain_narrow_avx512 };
  if ((best || vectors == COW_VECTORS_AVX2) && __builtin_cpu_supports ("avx2"))
    return (Drains){ "AVX2", drain_avx2, drain_narrow_avx2 };
#else
  (void)vectors;
#endif
  return (Drains){ "portable", drain_portable, drain_narrow_portable };
}

/* --- The batch --- */

struct _CowLanesBatch
{
  CowLanes lanes;
  Drains drains;
  char name[96];
  guint n_lanes;
  gboolean is_narrow;   /* costs of 16 bits; not any more after an overflow */
  gpointer costs[2];    /* of 16 lanes each with 32 bits, or of all in the first */
  guint n_sources;
  guint32 leads[COW_NARROW_LANES];   /* the cost of a source: all costs of its lane are too large by it */
  guint32 fillers[COW_NARROW_LANES]; /* where a lane has not come */
  guint64 queue_peak;
  gboolean summed; /* what follows is of this run */
  guint64 reached[COW_NARROW_LANES], sums[COW_NARROW_LANES];
  guint32 farthest[COW_NARROW_LANES], most[COW_NARROW_LANES];
};

static gsize
costs_bytes (guint32 n)
{
  return cow_scratch_round ((gsize)MAX (n, 1) * COW_LANES * sizeof (guint32));
}

gboolean
cow_lanes_batch_suits (const CowView *view)
{
  return view->out.kind == COW_WEIGHT_U32 && view->weight_max_int >= 0 && view->weight_max_int <= COW_LANES_WEIGHT
         && (guint64)view->weight_max_int * (view->out.n > 0 ? view->out.n - 1 : 0) < COW_LANES_FAR - 1;
}

gboolean
cow_lanes_batch_is_narrow (const CowView *view)
{
  return cow_lanes_batch_suits (view) && view->weight_max_int <= NARROW_WEIGHT;
}

gboolean
cow_lanes_batch_is_fast (void)
{
  return choose_drains (COW_VECTORS_BEST).drain != drain_portable;
}

/* Both arrays, though the second is touched only after an overflow. */
guint64
cow_lanes_batch_bytes (const CowView *view, const CowBatchShape *shape)
{
  return costs_bytes (view->out.n) * (shape->lanes / COW_LANES) + cow_labels_bytes (view->out.n, COW_CELL_NARROW)
         + cow_buckets_bytes (view->out.n);
}

static void
describe (CowLanesBatch *batch)
{
  g_snprintf (batch->name, sizeof batch->name, "%u sources at once (%s%s), buckets of width %" G_GUINT64_FORMAT,
              batch->is_narrow ? COW_NARROW_LANES : COW_LANES, batch->drains.name, batch->is_narrow ? ", costs of 16 bits" : "",
              (guint64)1 << batch->lanes.buckets->shift);
}

CowLanesBatch *
cow_lanes_batch_new (const CowView *view, const CowBatchShape *shape, GError **error)
{
  gboolean is_narrow = shape->lanes == COW_NARROW_LANES;

  if (!(is_narrow ? cow_lanes_batch_is_narrow (view) : shape->lanes == COW_LANES && cow_lanes_batch_suits (view)))
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "no batch of %u lanes over these weights", shape->lanes);
      return NULL;
    }
  CowLanesBatch *batch = g_new0 (CowLanesBatch, 1);
  CowLanes *lanes = &batch->lanes;
  lanes->view = *view;
  if (!(batch->costs[0] = cow_scratch_map (costs_bytes (view->out.n), error))
      || (is_narrow && !(batch->costs[1] = cow_scratch_map (costs_bytes (view->out.n), error)))
      || !cow_labels_init (&lanes->pending, view->out.n, COW_CELL_NARROW, error)
      || !(lanes->buckets = cow_buckets_new (view, &view->out, &lanes->pending, NARROWER, error)))
    {
      cow_lanes_batch_free (batch);
      return NULL;
    }
  batch->drains = choose_drains (shape->vectors);
  batch->n_lanes = shape->lanes;
  batch->is_narrow = is_narrow;
  describe (batch);
  return batch;
}

void
cow_lanes_batch_free (CowLanesBatch *batch)
{
  if (batch == NULL)
    return;
  cow_buckets_free (batch->lanes.buckets);
  cow_labels_clear (&batch->lanes.pending);
  for (guint i = 0; i < G_N_ELEMENTS (batch->costs); i++)
    if (batch->costs[i] != NULL)
      cow_scratch_unmap (batch->costs[i], costs_bytes (batch->lanes.view.out.n));
  g_free (batch);
}

/* --- A run --- */

static void
set_cost (CowLanesBatch *batch, gsize cell, guint32 cost)
{
  if (batch->is_narrow)
    ((guint16 *)batch->lanes.costs)[cell] = (guint16)cost;
  else
    ((guint32 *)batch->lanes.costs)[cell] = cost;
}

static guint
row_lanes (const CowLanesBatch *batch)
{
  return batch->is_narrow ? COW_NARROW_LANES : COW_LANES;
}

/* first: the lane of the first source, in a row by itself. */
static void
start (CowLanesBatch *batch, const guint32 *sources, guint first, guint n_sources)
{
  CowLanes *lanes = &batch->lanes;
  guint width = row_lanes (batch);
  char *row = lanes->costs;

  for (guint lane = 0; lane < width && lanes->view.out.n > 0; lane++)
    set_cost (batch, lane, batch->fillers[first + lane]);
  for (gsize vertex = 1; vertex < lanes->view.out.n; vertex++)
    memcpy (row + vertex * ROW_BYTES, row, ROW_BYTES);
  cow_labels_reset (&lanes->pending);
  cow_buckets_reset (lanes->buckets);
  for (guint lane = 0; lane < n_sources; lane++)
    {
      guint32 source = sources[first + lane], lead = batch->leads[first + lane];

      set_cost (batch, (gsize)source * width + lane, lead);
      if (cow_label_get (&lanes->pending, source) <= lead)
        continue;
      cow_label_set (&lanes->pending, source, lead);
      cow_buckets_push (lanes->buckets, source, lead);
    }
}

/* From as many sources as a row has lanes. FALSE: cancelled, or overflowed. */
static gboolean
run_row (CowLanesBatch *batch, const CowBatchQuery *query, guint first)
{
  CowLanes *lanes = &batch->lanes;
  CowLanesDrain drain = batch->is_narrow ? batch->drains.drain_narrow : batch->drains.drain;

  lanes->costs = batch->costs[first / COW_LANES];
  start (batch, query->sources, first, MIN (query->n_sources - first, row_lanes (batch)));
  while (cow_buckets_next (lanes->buckets))
    {
      batch->queue_peak = MAX (batch->queue_peak, lanes->buckets->live);
      if (!drain (lanes))
        return FALSE;
    }
  return TRUE;
}

/* Costs up to `limit` and those a lead larger count; far: what no cost of the type reaches. */
static void
set_fillers (CowLanesBatch *batch, guint64 limit, guint32 far)
{
  for (guint lane = 0; lane < COW_NARROW_LANES; lane++)
    batch->fillers[lane] = (guint32)MIN (limit + batch->leads[lane], far - 1) + 1;
}

/* FALSE: cancelled. */
static gboolean
run_all (CowLanesBatch *batch, const CowBatchQuery *query, guint64 limit)
{
  CowLanes *lanes = &batch->lanes;
  guint64 latest = 0;

  for (guint lane = 0; lane < query->n_sources; lane++)
    latest = MAX (latest, batch->leads[lane]);
  if (batch->is_narrow)
    {
      set_fillers (batch, limit, G_MAXUINT16);
      lanes->edge = limit + latest < G_MAXUINT16 ? G_MAXUINT16 : G_MAXUINT16 - (guint32)lanes->view.weight_max_int;
      if (run_row (batch, query, 0))
        return TRUE;
      if (!lanes->overflowed)
        return FALSE;
      batch->is_narrow = FALSE;
      describe (batch);
    }
  set_fillers (batch, limit, COW_LANES_FAR);
  for (guint first = 0; first < query->n_sources; first += COW_LANES)
    if (!run_row (batch, query, first))
      return FALSE;
  return TRUE;
}

/* A few arcs; with it, too, the longest path has a cost of 32 bits. */
static guint32
longest_lead (const CowView *view)
{
  guint64 longest_path = (guint64)view->weight_max_int * (view->out.n > 0 ? view->out.n - 1 : 0);

  return (guint32)MIN ((guint64)view->weight_max_int * LEAD_WEIGHTS, COW_LANES_FAR - 2 - longest_path);
}

gboolean
cow_lanes_batch_run (CowLanesBatch *batch, const CowBatchQuery *query, CowProgress *progress, GError **error)
{
  CowLanes *lanes = &batch->lanes;
  guint64 limit;

  batch->n_sources = 0;
  batch->summed = FALSE;
  batch->queue_peak = lanes->settled = lanes->relaxed = lanes->step = 0;
  lanes->overflowed = FALSE;
  if (!cow_label_limit (COW_CELL_NARROW, query->has_cutoff, query->cutoff, &limit))
    return TRUE;
  limit = MIN (limit, COW_LANES_FAR);
  lanes->avoid = query->avoid;
  lanes->progress = progress;
  memset (batch->leads, 0, sizeof batch->leads);
  if (!cow_batch_find_leads (&lanes->view, query->sources, query->n_sources, longest_lead (&lanes->view), batch->leads, error))
    return FALSE;
  if (!run_all (batch, query, limit) || (progress != NULL && lanes->step > 0 && cow_progress_step (progress, lanes->step)))
    {
      cow_search_set_cancelled (error);
      return FALSE;
    }
  batch->n_sources = query->n_sources;
  return TRUE;
}

/* --- Asking --- */

static guint32
cost_at (const CowLanesBatch *batch, guint32 vertex, guint lane)
{
  return batch->is_narrow ? ((const guint16 *)batch->costs[0])[(gsize)vertex * COW_NARROW_LANES + lane]
                          : ((const guint32 *)batch->costs[lane / COW_LANES])[(gsize)vertex * COW_LANES + lane % COW_LANES];
}

/* What one vertex adds to the sums of all lanes. */
static void
sum_up_vertex (CowLanesBatch *batch, guint32 vertex)
{
  const CowGraph *graph = batch->lanes.view.graph;
  guint32 costs[COW_NARROW_LANES];
  guint farther = 0;

  for (guint lane = 0; lane < batch->n_lanes; lane++)
    costs[lane] = cost_at (batch, vertex, lane);
  for (guint lane = 0; lane < batch->n_lanes; lane++)
    {
      guint32 is_reached = costs[lane] < batch->fillers[lane];

      costs[lane] = is_reached ? costs[lane] - batch->leads[lane] : G_MAXUINT32;
      batch->reached[lane] += is_reached;
      batch->sums[lane] += is_reached ? costs[lane] : 0;
      farther |= is_reached & (costs[lane] >= batch->most[lane]);
    }
  for (guint lane = 0; farther && lane < batch->n_lanes; lane++)
    {
      guint32 known = batch->farthest[lane];

      if (costs[lane] == G_MAXUINT32 || costs[lane] < batch->most[lane]
          || (costs[lane] == batch->most[lane] && known != COW_VERTEX_NONE
              && cow_graph_appearance (graph, known) < cow_graph_appearance (graph, vertex)))
        continue;
      batch->most[lane] = costs[lane];
      batch->farthest[lane] = vertex;
    }
}

/* One pass over all costs for all lanes; those without a source hold filler, or what was there before. */
static void
sum_up (CowLanesBatch *batch)
{
  batch->summed = TRUE;
  memset (batch->reached, 0, sizeof batch->reached);
  memset (batch->sums, 0, sizeof batch->sums);
  memset (batch->most, 0, sizeof batch->most);
  memset (batch->farthest, 0xff, sizeof batch->farthest);
  for (guint32 vertex = 0; vertex < batch->lanes.view.out.n; vertex++)
    sum_up_vertex (batch, vertex);
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
  cost = cost_at (batch, vertex, lane);
  return cost < batch->fillers[lane] ? cow_cost_int (cost - batch->leads[lane]) : cow_cost_unreachable ();
}

void
cow_lanes_batch_counts (const CowLanesBatch *batch, CowSearchCounts *counts)
{
  *counts = (CowSearchCounts){ .algorithm = batch->name,
                               .settled = batch->lanes.settled,
                               .relaxed = batch->lanes.relaxed,
                               .queue_peak = batch->queue_peak };
}
