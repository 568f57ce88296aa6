/* batch-bfs.c - breadth-first search from up to 512 sources at once, a bit per source.
 *
 * A vertex has a row of bits that says which lanes have reached it; following an arc is an OR of two rows, for all lanes.
 * Levels go top-down over the vertices that some lane is at, or bottom-up over those that some lane has not reached: then
 * rows are gathered and nothing is written at random. The farthest vertex of a lane is among its last level, which is the
 * present frontier when the lane finds nothing more: nothing has to be kept per lane and vertex. */
#include "graph/path/batch-bfs.h"

#include "graph/path/batch-private.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define WORDS 1
#define SUFFIX 64_portable
#include "graph/path/batch-bfs-pass.h"
#define WORDS 4
#define SUFFIX 256_portable
#include "graph/path/batch-bfs-pass.h"
#define WORDS 8
#define SUFFIX 512_portable
#include "graph/path/batch-bfs-pass.h"

#if defined(__x86_64__)
#pragma GCC push_options
#pragma GCC target("avx2")
#define WORDS 4
#define SUFFIX 256_avx2
#include "graph/path/batch-bfs-pass.h"
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f")
#define WORDS 8
#define SUFFIX 512_avx512
#include "graph/path/batch-bfs-pass.h"
#pragma GCC pop_options
#endif

struct _CowBitsBatch
{
  CowBits bits;
  CowBitsPasses passes;
  guint64 *arrays; /* the rows and lists of bits */
  char name[64];
  gint64 unit; /* what an arc costs */
  double unit_real;
  guint lanes, n_sources;
  guint32 *levels; /* [lanes][n]: level + 1, 0 where not reached; NULL: not asked for */
  gsize levels_bytes;
  guint32 *target_levels; /* [n_targets][lanes], the same of the targets; NULL: there are none */
  const guint32 *targets; /* of the query */
  guint n_targets, max_targets;
  guint64 queue_peak, settled;
  /* By lane. */
  guint64 reached[COW_BATCH_MAX_LANES], sums[COW_BATCH_MAX_LANES], last[COW_BATCH_MAX_LANES];
  guint32 farthest[COW_BATCH_MAX_LANES];
};

static gsize
rows_bytes (guint32 n, guint lanes)
{
  return (gsize)n * (lanes / 8);
}

/* Of three sets of rows and two lists: one mapping, so that but one of its pages is used in part. */
static gsize
arrays_bytes (guint32 n, guint lanes)
{
  return cow_scratch_round (3 * rows_bytes (n, lanes) + 2 * (gsize)n * sizeof (guint32));
}

guint64
cow_bits_batch_bytes (const CowView *view, const CowBatchShape *shape)
{
  guint64 n = view->out.n, bytes = arrays_bytes (view->out.n, shape->lanes);

  if (shape->want == COW_BATCH_COSTS)
    bytes += n * shape->lanes * sizeof (guint32);
  if (shape->want == COW_BATCH_TARGETS)
    bytes += (guint64)shape->n_targets * shape->lanes * sizeof (guint32);
  return bytes + sizeof (CowBitsBatch) + 6 * 4096;
}

/* --- Making --- */

guint
cow_bits_batch_widest (void)
{
#if defined(__x86_64__)
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx512f"))
    return 512;
  if (__builtin_cpu_supports ("avx2"))
    return 256;
#endif
  return 64;
}

static CowBitsPasses
choose_passes (guint lanes, CowVectors vectors)
{
#if defined(__x86_64__)
  gboolean best = vectors == COW_VECTORS_BEST;
  __builtin_cpu_init ();
  if (lanes == 512 && (best || vectors == COW_VECTORS_AVX512) && __builtin_cpu_supports ("avx512f"))
    return (CowBitsPasses){ top_down_512_avx512, bottom_up_512_avx512 };
  if (lanes == 256 && (best || vectors == COW_VECTORS_AVX2) && __builtin_cpu_supports ("avx2"))
    return (CowBitsPasses){ top_down_256_avx2, bottom_up_256_avx2 };
#else
  (void)vectors;
#endif
  if (lanes == 512)
    return (CowBitsPasses){ top_down_512_portable, bottom_up_512_portable };
  if (lanes == 256)
    return (CowBitsPasses){ top_down_256_portable, bottom_up_256_portable };
  return (CowBitsPasses){ top_down_64_portable, bottom_up_64_portable };
}

static gsize
target_bytes (const CowBitsBatch *batch)
{
  return (gsize)batch->max_targets * batch->lanes * sizeof (guint32);
}

static gboolean
map_arrays (CowBitsBatch *batch, CowBatchWant want, GError **error)
{
  CowBits *bits = &batch->bits;
  gsize n = bits->view.out.n;

  bits->row_bytes = rows_bytes (bits->view.out.n, batch->lanes);
  batch->levels_bytes = n * batch->lanes * sizeof (guint32);
  if (!(batch->arrays = cow_scratch_map (arrays_bytes (bits->view.out.n, batch->lanes), error)))
    return FALSE;
  bits->seen = batch->arrays;
  bits->visit = bits->seen + bits->row_bytes / sizeof (guint64);
  bits->next = bits->visit + bits->row_bytes / sizeof (guint64);
  bits->frontier = (guint32 *)(bits->next + bits->row_bytes / sizeof (guint64));
  bits->found = bits->frontier + n;
  if (batch->max_targets > 0 && !(batch->target_levels = cow_scratch_map (target_bytes (batch), error)))
    return FALSE;
  return want != COW_BATCH_COSTS || (batch->levels = cow_scratch_map (batch->levels_bytes, error)) != NULL;
}

CowBitsBatch *
cow_bits_batch_new (const CowView *view, const CowBatchShape *shape, GError **error)
{
  gint64 unit = 1;
  double unit_real = 0.0;

  if (!cow_view_unit (view, &unit, &unit_real))
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                           "weights differ: breadth-first search needs arcs that all cost the same");
      return NULL;
    }
  CowBitsBatch *batch = g_new0 (CowBitsBatch, 1);
  batch->bits.view = *view;
  batch->unit = unit;
  batch->unit_real = unit_real;
  batch->lanes = shape->lanes;
  batch->max_targets = shape->want == COW_BATCH_TARGETS ? shape->n_targets : 0;
  batch->bits.words = shape->lanes / 64;
  batch->passes = choose_passes (shape->lanes, shape->vectors);
  g_snprintf (batch->name, sizeof batch->name, "breadth-first, %u sources at once", shape->lanes);
  if (map_arrays (batch, shape->want, error))
    return batch;
  cow_bits_batch_free (batch);
  return NULL;
}

void
cow_bits_batch_free (CowBitsBatch *batch)
{
  if (batch == NULL)
    return;
  cow_scratch_unmap (batch->arrays, arrays_bytes (batch->bits.view.out.n, batch->lanes));
  cow_scratch_unmap (batch->levels, batch->levels_bytes);
  cow_scratch_unmap (batch->target_levels, target_bytes (batch));
  g_free (batch);
}

/* --- Counting --- */

void
cow_bits_flush (CowBits *bits)
{
  if (bits->pending == 0)
    return;
  for (guint word = 0; word < bits->words; word++)
    for (guint lane = 0; lane < 64; lane++)
      {
        guint64 count = 0;
        for (guint p = 0; p < COW_BITS_PLANES; p++)
          count |= (bits->planes[p][word] >> lane & 1) << p;
        bits->counts[word * 64 + lane] += count;
      }
  memset (bits->planes, 0, sizeof bits->planes);
  bits->pending = 0;
}

/* Which lanes are at a target now. */
static void
look_at_targets (CowBitsBatch *batch, guint64 level)
{
  const CowBits *bits = &batch->bits;

  for (guint i = 0; i < batch->n_targets; i++)
    for (guint word = 0; word < bits->words; word++)
      for (guint64 row = bits->visit[(gsize)batch->targets[i] * bits->words + word]; row != 0; row &= row - 1)
        batch->target_levels[(gsize)i * batch->lanes + word * 64 + (guint)__builtin_ctzll (row)] = (guint32)level + 1;
}

static void
keep_levels (CowBitsBatch *batch, guint64 level)
{
  const CowBits *bits = &batch->bits;
  gsize n = bits->view.out.n;

  for (guint word = 0; word < bits->words; word++)
    for (guint64 i = 0; i < bits->n_frontier; i++)
      {
        guint32 vertex = bits->frontier[i];
        for (guint64 row = bits->visit[(gsize)vertex * bits->words + word]; row != 0; row &= row - 1)
          batch->levels[(word * 64 + (gsize)__builtin_ctzll (row)) * n + vertex] = (guint32)level + 1;
      }
}

/* The lanes of `mask` are at their last level: the farthest of each is in the frontier. */
static void
find_farthest (CowBitsBatch *batch, const guint64 *mask)
{
  const CowBits *bits = &batch->bits;
  const CowGraph *graph = bits->view.graph;

  for (guint64 i = 0; i < bits->n_frontier; i++)
    {
      guint32 vertex = bits->frontier[i];
      const guint64 *row = bits->visit + (gsize)vertex * bits->words;
      for (guint word = 0; word < bits->words; word++)
        for (guint64 rest = row[word] & mask[word]; rest != 0; rest &= rest - 1)
          {
            guint32 *best = &batch->farthest[word * 64 + (guint)__builtin_ctzll (rest)];
            if (*best == COW_VERTEX_NONE
                || cow_graph_appearance (graph, vertex) < cow_graph_appearance (graph, *best))
              *best = vertex;
          }
    }
}

/* --- Running --- */

static void
empty_rows (CowBits *bits, guint64 *rows, const guint32 *vertices, guint64 n_vertices)
{
  if (n_vertices > bits->view.out.n / 8)
    memset (rows, 0, bits->row_bytes);
  else
    for (guint64 i = 0; i < n_vertices; i++)
      memset (rows + (gsize)vertices[i] * bits->words, 0, bits->words * sizeof (guint64));
}

static void
start (CowBitsBatch *batch, const CowBatchQuery *query, CowProgress *progress)
{
  CowBits *bits = &batch->bits;
  guint32 n = bits->view.out.n;

  memset (bits->seen, 0, bits->row_bytes);
  empty_rows (bits, bits->visit, bits->frontier, bits->n_frontier);
  empty_rows (bits, bits->next, bits->found, bits->n_found);
  memset (bits->planes, 0, sizeof bits->planes);
  memset (bits->counts, 0, sizeof bits->counts);
  memset (bits->all, 0, sizeof bits->all);
  if (batch->levels != NULL)
    memset (batch->levels, 0, batch->levels_bytes);
  batch->targets = query->targets;
  batch->n_targets = batch->target_levels != NULL && query->targets != NULL ? MIN (query->n_targets, batch->max_targets) : 0;
  if (batch->n_targets > 0)
    memset (batch->target_levels, 0, target_bytes (batch));
  bits->n_frontier = bits->n_found = 0;
  bits->pending = 0;
  bits->step = bits->relaxed = 0;
  bits->open_arcs = bits->view.out.n_arcs;
  bits->progress = progress;
  batch->n_sources = query->n_sources;
  batch->queue_peak = batch->settled = 0;
  for (guint lane = 0; lane < query->n_sources; lane++)
    {
      bits->all[lane / 64] |= (guint64)1 << (lane % 64);
      batch->reached[lane] = batch->sums[lane] = batch->last[lane] = 0;
      batch->farthest[lane] = COW_VERTEX_NONE;
    }
  if (query->avoid == NULL)
    return;
  /* Seen by all lanes: none goes there. A source that is to be avoided is reached by its own lane alone. */
  for (guint32 vertex = 0; vertex < n; vertex++)
    if ((query->avoid[vertex / 64] >> (vertex % 64) & 1) != 0)
      memcpy (bits->seen + (gsize)vertex * bits->words, bits->all, bits->words * sizeof (guint64));
}

static void
place_sources (CowBitsBatch *batch, const CowBatchQuery *query)
{
  CowBits *bits = &batch->bits;

  for (guint lane = 0; lane < query->n_sources; lane++)
    {
      guint32 vertex = query->sources[lane];
      guint64 *row = bits->visit + (gsize)vertex * bits->words, any = 0;
      for (guint word = 0; word < bits->words; word++)
        any |= row[word];
      if (any == 0)
        bits->frontier[bits->n_frontier++] = vertex;
      row[lane / 64] |= (guint64)1 << (lane % 64);
      bits->seen[(gsize)vertex * bits->words + lane / 64] |= (guint64)1 << (lane % 64);
      batch->reached[lane] = 1;
    }
}

/* What the frontier has to push against what is there to pull, a look at every vertex included. A pull may stop early and
 * writes in order: an arc of it costs about half. */
static gboolean
choose_bottom_up (const CowBits *bits)
{
  guint64 arcs = 0;

  if (bits->view.in.offsets == NULL || bits->n_frontier <= bits->view.out.n / 64)
    return FALSE;
  for (guint64 i = 0; i < bits->n_frontier; i++)
    arcs += cow_csr_degree (&bits->view.out, bits->frontier[i]);
  return arcs * 2 > bits->open_arcs + bits->view.out.n;
}

/* Books what the lanes found at this level. ended: lanes that found nothing, for the first time. */
static gboolean
book_level (CowBitsBatch *batch, guint64 level, const guint64 *active, guint64 *ended)
{
  CowBits *bits = &batch->bits;
  gboolean any = FALSE;

  cow_bits_flush (bits);
  memset (ended, 0, COW_BITS_MAX_WORDS * sizeof *ended);
  for (guint lane = 0; lane < batch->n_sources; lane++)
    {
      guint64 bit = (guint64)1 << (lane % 64), count = bits->counts[lane];
      if (count == 0 && (active[lane / 64] & bit) != 0)
        {
          ended[lane / 64] |= bit;
          any = TRUE;
        }
      if (count == 0)
        continue;
      batch->reached[lane] += count;
      batch->sums[lane] += count * level;
      batch->last[lane] = level;
      bits->counts[lane] = 0;
    }
  return any;
}

/* What was found becomes the frontier; the old rows are emptied for what comes next. */
static void
turn (CowBits *bits)
{
  guint64 *rows = bits->visit;
  guint32 *vertices = bits->frontier;

  empty_rows (bits, rows, vertices, bits->n_frontier);
  bits->visit = bits->next;
  bits->frontier = bits->found;
  bits->n_frontier = bits->n_found;
  bits->next = rows;
  bits->found = vertices;
  bits->n_found = 0;
}

static gboolean
search (CowBitsBatch *batch, guint64 limit)
{
  CowBits *bits = &batch->bits;
  guint64 active[COW_BITS_MAX_WORDS], ended[COW_BITS_MAX_WORDS];

  memcpy (active, bits->all, sizeof active);
  for (guint64 level = 0;; level++)
    {
      batch->queue_peak = MAX (batch->queue_peak, bits->n_frontier);
      if (batch->levels != NULL)
        keep_levels (batch, level);
      if (batch->n_targets > 0)
        look_at_targets (batch, level);
      if (bits->n_frontier == 0 || level >= limit)
        break;
      if (!(choose_bottom_up (bits) ? batch->passes.bottom_up (bits) : batch->passes.top_down (bits)))
        return FALSE;
      if (book_level (batch, level + 1, active, ended))
        find_farthest (batch, ended);
      for (guint word = 0; word < bits->words; word++)
        active[word] &= ~ended[word];
      turn (bits);
    }
  find_farthest (batch, active); /* those that the limit stopped */
  return bits->step == 0 || bits->progress == NULL || !cow_progress_step (bits->progress, bits->step);
}

gboolean
cow_bits_batch_run (CowBitsBatch *batch, const CowBatchQuery *query, CowProgress *progress, GError **error)
{
  guint64 limit;

  start (batch, query, progress);
  if (!cow_level_limit (batch->unit, batch->unit_real, query->has_cutoff, query->cutoff, &limit))
    return TRUE;
  place_sources (batch, query);
  if (search (batch, limit))
    {
      for (guint lane = 0; lane < batch->n_sources; lane++)
        batch->settled += batch->reached[lane];
      return TRUE;
    }
  batch->n_sources = 0;
  cow_search_set_cancelled (error);
  return FALSE;
}

/* --- Asking --- */

static CowCost
cost_of_level (const CowBitsBatch *batch, guint64 level)
{
  if (batch->unit_real > 0.0)
    return cow_cost_real ((double)level * batch->unit_real);
  return cow_cost_int ((gint64)level * batch->unit);
}

gboolean
cow_bits_batch_summarize (const CowBitsBatch *batch, guint lane, CowSearchSummary *summary, GError **error)
{
  *summary = (CowSearchSummary){ .farthest = COW_VERTEX_NONE,
                                 .max = cow_cost_unreachable (),
                                 .sum = cow_cost_int (0) };
  if (lane >= batch->n_sources || batch->reached[lane] == 0)
    return TRUE;
  summary->reached = batch->reached[lane];
  summary->farthest = batch->farthest[lane];
  summary->max = cost_of_level (batch, batch->last[lane]);
  if (batch->unit_real > 0.0)
    {
      summary->sum = cow_cost_real ((double)batch->sums[lane] * batch->unit_real);
      summary->mean = summary->sum.real / (double)summary->reached;
      return TRUE;
    }
  __int128 sum = (__int128)batch->sums[lane] * batch->unit;
  if (sum > G_MAXINT64)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                   "cost overflow: the costs of %" G_GUINT64_FORMAT " vertices sum up to more than %" G_GINT64_FORMAT,
                   summary->reached, G_MAXINT64);
      return FALSE;
    }
  summary->sum = cow_cost_int ((gint64)sum);
  summary->mean = (double)summary->sum.integer / (double)summary->reached;
  return TRUE;
}

CowCost
cow_bits_batch_cost (const CowBitsBatch *batch, guint lane, guint32 vertex)
{
  gsize n = batch->bits.view.out.n;

  if (batch->levels == NULL || lane >= batch->n_sources || vertex >= n)
    return cow_cost_unreachable ();
  guint32 level = batch->levels[lane * n + vertex];
  return level == 0 ? cow_cost_unreachable () : cost_of_level (batch, level - 1);
}

CowCost
cow_bits_batch_target_cost (const CowBitsBatch *batch, guint lane, guint number)
{
  if (number >= batch->n_targets || lane >= batch->n_sources)
    return cow_cost_unreachable ();
  guint32 level = batch->target_levels[(gsize)number * batch->lanes + lane];
  return level == 0 ? cow_cost_unreachable () : cost_of_level (batch, level - 1);
}

void
cow_bits_batch_counts (const CowBitsBatch *batch, CowSearchCounts *counts)
{
  *counts = (CowSearchCounts){ .algorithm = batch->name,
                               .settled = batch->settled,
                               .relaxed = batch->bits.relaxed,
                               .queue_peak = batch->queue_peak };
}
