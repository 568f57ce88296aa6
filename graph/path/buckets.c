/* buckets.c - Dijkstra's algorithm with a queue of buckets, for integers of any size and for reals.
 *
 * Three things make it fast: entries are appended to chunks of 512 bytes and never sorted; a bucket is as
 * wide as the few shortest arcs of a vertex, labels are corrected inside it, so a whole bucket is known ahead
 * and its cells, offsets and arcs are prefetched; and the kernel is compiled once for each kind of cell and
 * weight. Sources: Dial 1969; Cherkassky, Goldberg, Radzik, "Shortest paths algorithms", 1996 (radix and
 * multi-level buckets); Meyer, Sanders, "Delta-stepping", 2003 (correcting labels inside a bucket). */
#include "graph/path/buckets-private.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define AHEAD_CELL 12  /* entries ahead whose label and offsets are prefetched */
#define AHEAD_ARCS 6   /* ... whose arcs are */
#define STEP_ARCS 4096 /* arcs between two looks at the progress */

#define SAMPLES 1024
#define SHORT_ARCS 0.75 /* a bucket is about as wide as the arcs that a vertex has so many of, or shorter */
#define VECTOR_ARCS 8   /* from this degree on arcs are relaxed 16 at a time */

/* Memory
 * ------------------------------------------------------------------------------------------------------------
 */

/* A vertex has at most one entry that is not stale, so with room for 1.25 n entries a queue that is full
 * holds stale ones to throw away, and throwing them away costs O(1) per entry pushed. */
static guint64
chunks_for (guint32 n)
{
  return ((guint64)n + n / 4) / COW_CHUNK_ENTRIES + MIN ((guint64)n, COW_BUCKET_MAX_SLOTS) + COW_BUCKET_FAR
         + 16;
}

guint64
cow_buckets_bytes (guint32 n)
{
  return chunks_for (n) * COW_CHUNK_BYTES + sizeof (CowBuckets);
}

static CowBucketChunk *
chunk_of_end (CowBucketEntry *end)
{
  return (CowBucketChunk *)(((guintptr)end - 1) & ~(guintptr)(COW_CHUNK_BYTES - 1));
}

static CowBucketEntry *
end_of_full (CowBucketChunk *chunk)
{
  return chunk == NULL ? NULL : chunk->entries + COW_CHUNK_ENTRIES;
}

static void
free_chunk (CowBuckets *buckets, CowBucketChunk *chunk)
{
  chunk->previous = buckets->free;
  buckets->free = chunk;
}

/* Width
 * -------------------------------------------------------------------------------------------------------------
 */

static gint
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

/* The weight that a vertex of mean degree has `per_vertex` arcs shorter than, from evenly spaced samples. */
static double
sample_short_weight (const CowCsr *csr, double per_vertex)
{
  double samples[SAMPLES];
  guint n_samples = (guint)MIN (csr->n_arcs, SAMPLES);
  double degree = (double)csr->n_arcs / MAX (csr->n, 1);

  if (n_samples == 0)
    return 1.0;
  for (guint i = 0; i < n_samples; i++)
    samples[i] = cow_cost_as_double (cow_csr_weight (csr, csr->n_arcs / n_samples * i));
  qsort (samples, n_samples, sizeof *samples, compare_doubles);
  if (per_vertex < degree && samples[(guint)(per_vertex / degree * (n_samples - 1))] == 0.0)
    return samples[n_samples / 2] / 64; /* many zeros: a part of the usual arc */
  return samples[(guint)(MIN (per_vertex / MAX (degree, 1.0), 1.0) * (n_samples - 1))];
}

/* Numbers of buckets must stay exact in a double: costs end below n * largest, and are finite. */
static double
least_width (guint32 n, double largest)
{
  return MIN (largest * ((double)n + 1.0), G_MAXDOUBLE) / 0x1p51;
}

gboolean
cow_buckets_suit (const CowView *view)
{
  double largest = view->weight_max_real;

  if (view->out.kind != COW_WEIGHT_F64 || largest == 0.0)
    return TRUE;
  return largest <= G_MAXDOUBLE
         && sample_short_weight (&view->out, SHORT_ARCS) >= least_width (view->out.n, largest);
}

static void
choose_width (CowBuckets *buckets, const CowView *view, const CowCsr *csr, CowCellKind kind)
{
  double wanted = csr->kind == COW_WEIGHT_NONE ? 1.0 : sample_short_weight (csr, SHORT_ARCS), largest, width;

  if (kind == COW_CELL_REAL)
    {
      largest = csr->kind == COW_WEIGHT_NONE ? 1.0 : MIN (view->weight_max_real, G_MAXDOUBLE);
      width = MAX (wanted, least_width (csr->n, largest));
      int exponent = 0;
      if (width > 0.0)
        frexp (width, &exponent);
      exponent = CLAMP (exponent, -1000, 1020);
      buckets->scale = ldexp (1.0, -exponent);
      width = ldexp (1.0, exponent);
      g_snprintf (buckets->name, sizeof buckets->name, "bucket queue (width 2^%d)", exponent);
    }
  else
    {
      largest = (double)cow_view_weight_max (view);
      while (buckets->shift < 40 && ldexp (M_SQRT2, (int)buckets->shift) <= wanted)
        buckets->shift++;
      width = ldexp (1.0, (int)buckets->shift);
      g_snprintf (buckets->name, sizeof buckets->name, "bucket queue (width %" G_GUINT64_FORMAT ")",
                  (guint64)1 << buckets->shift);
    }
  while (((guint64)1 << buckets->slot_bits) < COW_BUCKET_MAX_SLOTS
         && ldexp (1.0, (int)buckets->slot_bits) < largest / width + 2)
    buckets->slot_bits++;
  buckets->n_slots = (guint64)1 << buckets->slot_bits;
  buckets->mask = buckets->n_slots - 1;
}

/* The queue
 * ---------------------------------------------------------------------------------------------------------
 */

CowBuckets *
cow_buckets_new (const CowView *view, const CowCsr *csr, const CowLabels *labels, GError **error)
{
  CowBuckets *buckets = g_new0 (CowBuckets, 1);

  buckets->labels = labels;
  choose_width (buckets, view, csr, labels->kind);
  buckets->n_chunks = chunks_for (labels->n);
  buckets->pool_bytes = buckets->n_chunks * COW_CHUNK_BYTES;
  buckets->pool = cow_scratch_map (buckets->pool_bytes, error);
  if (buckets->pool != NULL)
    return buckets;
  g_free (buckets);
  return NULL;
}

void
cow_buckets_free (CowBuckets *buckets)
{
  if (buckets == NULL)
    return;
  cow_scratch_unmap (buckets->pool, buckets->pool_bytes);
  g_free (buckets);
}

void
cow_buckets_rebind (CowBuckets *buckets, const CowLabels *labels)
{
  buckets->labels = labels;
  cow_buckets_reset (buckets);
}

void
cow_buckets_reset (CowBuckets *buckets)
{
  memset (buckets->write, 0, buckets->n_slots * sizeof *buckets->write);
  memset (buckets->write + buckets->n_slots, 0, COW_BUCKET_FAR * sizeof *buckets->write);
  buckets->now = buckets->block = buckets->live = buckets->n_fresh = 0;
  buckets->taken = NULL;
  buckets->free = NULL;
}

COW_INLINE guint64
number_of (const CowBuckets *buckets, guint64 label, CowCellKind kind)
{
  if (kind == COW_CELL_REAL)
    return (guint64)(cow_real_of_bits (label) * buckets->scale);
  return label >> buckets->shift;
}

COW_INLINE guint32
check_of (guint64 label, CowCellKind kind)
{
  return kind == COW_CELL_NARROW ? (guint32)label : (guint32)(label ^ label >> 32);
}

COW_INLINE guint64
list_of (const CowBuckets *buckets, guint64 number)
{
  if (G_LIKELY (number - buckets->now < buckets->n_slots))
    return number & buckets->mask;
  return buckets->n_slots + 64 - (guint64)__builtin_clzll (number >> buckets->slot_bits ^ buckets->block);
}

/* No far entry has the bit length 0. */
COW_INLINE guint64
deferred_list (const CowBuckets *buckets)
{
  return buckets->n_slots;
}

static CowBucketEntry *extend_list (CowBuckets *buckets, guint64 list);

COW_INLINE void
put (CowBuckets *buckets, guint64 list, CowBucketEntry entry)
{
  CowBucketEntry *end = buckets->write[list];
  if (((guintptr)end & (COW_CHUNK_BYTES - 1)) == 0)
    end = extend_list (buckets, list);
  *end = entry;
  buckets->write[list] = end + 1;
}

/* Label of an entry's vertex, or COW_LABEL_NONE when the entry is stale. */
static guint64
label_of_entry (const CowBuckets *buckets, CowBucketEntry entry)
{
  CowCellKind kind = buckets->labels->kind;
  guint64 label = cow_label_get (buckets->labels, entry.vertex);
  return check_of (label, kind) == entry.check ? label : COW_LABEL_NONE;
}

/* Takes the last chunk off a list: copies its entries out and frees it. Returns how many. */
static guint
pop_chunk (CowBuckets *buckets, CowBucketEntry **list, CowBucketEntry entries[COW_CHUNK_ENTRIES])
{
  CowBucketEntry *end = *list;
  CowBucketChunk *chunk = chunk_of_end (end);
  guint count = (guint)(end - chunk->entries);

  memcpy (entries, chunk->entries, count * sizeof *entries);
  *list = end_of_full (chunk->previous);
  free_chunk (buckets, chunk);
  return count;
}

static void
compact_list (CowBuckets *buckets, CowBucketEntry **list)
{
  CowBucketEntry entries[COW_CHUNK_ENTRIES], *rest = *list, *end = NULL;

  while (rest != NULL)
    {
      guint count = pop_chunk (buckets, &rest, entries);
      for (guint i = 0; i < count; i++)
        {
          if (label_of_entry (buckets, entries[i]) == COW_LABEL_NONE)
            {
              buckets->live--;
              continue;
            }
          if (((guintptr)end & (COW_CHUNK_BYTES - 1)) == 0)
            {
              /* The chunk just read is free, so there is one. */
              CowBucketChunk *chunk = buckets->free;
              buckets->free = chunk->previous;
              chunk->previous = end == NULL ? NULL : chunk_of_end (end);
              end = chunk->entries;
            }
          *end++ = entries[i];
        }
    }
  *list = end;
}

static void
compact (CowBuckets *buckets)
{
  for (guint64 list = 0; list < buckets->n_slots + COW_BUCKET_FAR; list++)
    compact_list (buckets, &buckets->write[list]);
  compact_list (buckets, &buckets->taken);
}

/* Gives the list room for an entry and returns its place. */
static __attribute__ ((noinline)) CowBucketEntry *
extend_list (CowBuckets *buckets, guint64 list)
{
  CowBucketChunk *chunk = buckets->free;

  if (G_LIKELY (chunk != NULL))
    buckets->free = chunk->previous;
  else if (buckets->n_fresh < buckets->n_chunks)
    chunk = &buckets->pool[buckets->n_fresh++];
  else
    {
      compact (buckets);
      if (((guintptr)buckets->write[list] & (COW_CHUNK_BYTES - 1)) != 0)
        return buckets->write[list];
      chunk = buckets->free;
      g_assert (chunk != NULL); /* chunks_for () has room for n entries and a part-filled chunk per list */
      buckets->free = chunk->previous;
    }
  CowBucketEntry *end = buckets->write[list];
  chunk->previous = end == NULL ? NULL : chunk_of_end (end);
  return chunk->entries;
}

void
cow_buckets_push (CowBuckets *buckets, guint32 vertex, guint64 label)
{
  CowCellKind kind = buckets->labels->kind;

  put (buckets, list_of (buckets, number_of (buckets, label, kind)),
       (CowBucketEntry){ .vertex = vertex, .check = check_of (label, kind) });
  buckets->live++;
}

/* Brings the far entries of a block that is reached into the circle; those between the old block and this one
 * are gone. */
static void
enter_block (CowBuckets *buckets, guint64 block)
{
  guint64 far = 64 - (guint64)__builtin_clzll (block ^ buckets->block);
  CowBucketEntry entries[COW_CHUNK_ENTRIES], *rest = buckets->write[buckets->n_slots + far];

  buckets->write[buckets->n_slots + far] = NULL;
  buckets->block = block;
  while (rest != NULL)
    {
      guint count = pop_chunk (buckets, &rest, entries);
      for (guint i = 0; i < count; i++)
        {
          guint64 label = label_of_entry (buckets, entries[i]);
          if (label != COW_LABEL_NONE)
            put (buckets, list_of (buckets, number_of (buckets, label, buckets->labels->kind)), entries[i]);
          else
            buckets->live--;
        }
    }
}

/* The least number in the nearest far list that has entries. FALSE: all are empty. */
static gboolean
find_far (CowBuckets *buckets, guint64 *number)
{
  for (guint64 far = 1; far < COW_BUCKET_FAR; far++)
    {
      CowBucketEntry **list = &buckets->write[buckets->n_slots + far];
      compact_list (buckets, list);
      if (*list == NULL)
        continue;
      *number = G_MAXUINT64;
      for (CowBucketEntry *end = *list; end != NULL; end = end_of_full (chunk_of_end (end)->previous))
        for (const CowBucketEntry *entry = chunk_of_end (end)->entries; entry < end; entry++)
          {
            guint64 label = cow_label_get (buckets->labels, entry->vertex);
            *number = MIN (*number, number_of (buckets, label, buckets->labels->kind));
          }
      return TRUE;
    }
  return FALSE;
}

gboolean
cow_buckets_next (CowBuckets *buckets)
{
  for (;;)
    {
      guint64 end = buckets->now + buckets->n_slots;
      for (; buckets->now < end; buckets->now++)
        {
          guint64 block = buckets->now >> buckets->slot_bits;
          if (block != buckets->block)
            {
              enter_block (buckets, block);
              end = buckets->now + buckets->n_slots;
            }
          if (buckets->write[buckets->now & buckets->mask] != NULL)
            return TRUE;
        }
      guint64 number;
      if (!find_far (buckets, &number))
        return FALSE;
      buckets->now = number;
      if (number >> buckets->slot_bits != buckets->block)
        enter_block (buckets, number >> buckets->slot_bits);
    }
}

guint64
cow_buckets_base (const CowBuckets *buckets)
{
  if (buckets->labels->kind == COW_CELL_REAL)
    return cow_bits_of_real ((double)buckets->now / buckets->scale);
  return buckets->now << buckets->shift;
}

guint64
cow_buckets_last (const CowBuckets *buckets)
{
  if (buckets->labels->kind == COW_CELL_REAL)
    return cow_bits_of_real ((double)(buckets->now + 1) / buckets->scale) - 1;
  return (buckets->now << buckets->shift) + (((guint64)1 << buckets->shift) - 1);
}

/* The kernel
 * -------------------------------------------------------------------------------------------------------- */

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
  if (weights == COW_WEIGHT_I64)
    __builtin_prefetch (&csr->weights_i64[arc]);
  else if (weights == COW_WEIGHT_F64)
    __builtin_prefetch (&csr->weights_f64[arc]);
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

/* Makes the label of `to` smaller, if that is allowed, and queues it. Returns how many entries that made. */
COW_INLINE guint
improve (CowBucketPass *pass, guint32 to, guint64 cost, CowCellKind kind, CowBucketMode mode)
{
  CowBuckets *buckets = pass->buckets;

  if (cost > pass->limit)
    return 0;
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
  guint64 number = number_of (buckets, cost, kind);
  if (mode == COW_BUCKET_PRUNE) /* what was deferred comes late */
    number = MAX (number, buckets->now);
  put (buckets, list_of (buckets, number), (CowBucketEntry){ .vertex = to, .check = check_of (cost, kind) });
  return 1;
}

#ifdef __x86_64__
/* The same as relax_arcs () below for 32-bit labels and weights, 16 arcs at a time: their labels are gathered
 * at once, and the few that get closer are found as bits, without a branch for those that do not. */
static __attribute__ ((target ("avx512f"), noinline)) guint
relax_arcs_avx512 (CowBucketPass *pass, guint64 first, guint64 end, guint32 cost)
{
  const guint32 *arcs = pass->csr->targets;
  const void *cells = pass->labels->cells;
  const __m512i even = _mm512_setr_epi32 (0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  const __m512i odd = _mm512_setr_epi32 (1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
  guint pushed = 0;

  for (guint64 arc = first; arc < end; arc += 16)
    {
      guint64 left = MIN (end - arc, 16);
      guint32 words = (guint32)(((guint64)1 << left * 2) - 1);
      __m512i low = _mm512_maskz_loadu_epi32 ((__mmask16)words, arcs + arc * 2);
      __m512i high = _mm512_maskz_loadu_epi32 ((__mmask16)(words >> 16), arcs + arc * 2 + 16);
      __m512i to = _mm512_permutex2var_epi32 (low, even, high),
              weight = _mm512_permutex2var_epi32 (low, odd, high);
      __mmask16 used = (__mmask16)((1u << left) - 1);
      __m512i longer = _mm512_add_epi32 (_mm512_set1_epi32 ((int)cost), weight);
      __m512i upside_down = _mm512_xor_si512 (longer, _mm512_set1_epi32 (-1));
      __m512i known = _mm512_mask_i32gather_epi32 (_mm512_setzero_si512 (), used, to, cells, 4);
      guint closer = _mm512_mask_cmpgt_epu32_mask (used, upside_down, known);
      if (closer == 0)
        continue;
      guint32 targets[16], costs[16];
      _mm512_storeu_si512 (targets, to);
      _mm512_storeu_si512 (costs, longer);
      for (; closer != 0; closer &= closer - 1)
        {
          guint i = (guint)__builtin_ctz (closer);
          /* Once more: two of the arcs may lead to the same vertex. */
          if (costs[i] < cow_label_get_as (pass->labels, targets[i], COW_CELL_NARROW))
            pushed += improve (pass, targets[i], costs[i], COW_CELL_NARROW, COW_BUCKET_PLAIN);
        }
    }
  return pushed;
}

static gboolean
can_relax_vectors (const CowLabels *labels)
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

static gboolean
can_relax_vectors (const CowLabels *labels)
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

COW_INLINE CowSearchStop
drain_chunk (CowBucketPass *pass, const CowBucketEntry *entries, guint count, guint64 *step, CowCellKind kind,
             CowWeightKind weights, CowBucketMode mode)
{
  const CowCsr *csr = pass->csr;
  CowBuckets *buckets = pass->buckets;
  const gboolean vectors = pass->vectors;

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
      guint64 cost = cow_label_get_as (pass->labels, vertex, kind);
      if (check_of (cost, kind) != entries[i].check)
        continue;
      if (kind == COW_CELL_WIDE && cost > G_MAXINT64)
        {
          pass->overflow = vertex;
          return COW_STOP_OVERFLOW;
        }
      if (mode == COW_BUCKET_MEET && is_deferred (pass, cost, kind))
        {
          put (buckets, deferred_list (buckets), entries[i]);
          buckets->live++;
          continue;
        }
      if (mode == COW_BUCKET_PRUNE
          && cow_label_sum (cost, cow_label_get_as (pass->other, vertex, kind), kind) > pass->bound)
        continue;
      guint64 first = csr->offsets[vertex], end = csr->offsets[vertex + 1];
      if (kind == COW_CELL_NARROW && weights == COW_WEIGHT_U32 && mode == COW_BUCKET_PLAIN && vectors
          && end - first >= VECTOR_ARCS)
        buckets->live += relax_arcs_avx512 (pass, first, end, (guint32)cost);
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
  return COW_STOP_DONE;
}

void
cow_buckets_resume (CowBuckets *buckets)
{
  CowBucketEntry entries[COW_CHUNK_ENTRIES], *rest = buckets->write[deferred_list (buckets)];

  buckets->write[deferred_list (buckets)] = NULL;
  while (rest != NULL)
    {
      guint count = pop_chunk (buckets, &rest, entries);
      for (guint i = 0; i < count; i++)
        put (buckets, buckets->now & buckets->mask, entries[i]);
    }
}

/* New entries of the same bucket make the next round, so that a label is corrected in order of hops, not
 * depth first. */
COW_INLINE CowSearchStop
drain (CowBucketPass *pass, CowCellKind kind, CowWeightKind weights, CowBucketMode mode)
{
  CowBuckets *buckets = pass->buckets;
  CowBucketEntry **write = &buckets->write[buckets->now & buckets->mask];
  CowSearchStop stop = COW_STOP_DONE;
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
          CowBucketEntry *end = buckets->taken;
          CowBucketChunk *chunk = chunk_of_end (end);
          guint count = (guint)(end - chunk->entries);
          buckets->taken = end_of_full (chunk->previous);
          buckets->live -= count;
          stop = drain_chunk (pass, chunk->entries, count, &step, kind, weights, mode);
          free_chunk (buckets, chunk);
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

CowSearchStop
cow_buckets_run (CowBuckets *buckets, CowSearchRun *run, CowWeightKind weights, guint32 *overflow)
{
  CowBucketPass pass = { .buckets = buckets,
                         .csr = &run->view->out,
                         .labels = run->labels,
                         .weights = weights,
                         .limit = run->limit,
                         .weight_max = cow_view_weight_max (run->view),
                         .progress = run->progress,
                         .counts = run->counts,
                         .vectors = can_relax_vectors (run->labels) };
  guint next_target = 0;

  cow_buckets_reset (buckets);
  for (guint i = 0; i < run->n_sources; i++)
    cow_buckets_push (buckets, run->sources[i], 0);
  while (cow_buckets_next (buckets))
    {
      CowSearchStop stop = cow_buckets_drain (&pass, COW_BUCKET_PLAIN);
      if (stop != COW_STOP_DONE)
        {
          *overflow = pass.overflow;
          return stop;
        }
      run->radius = cow_buckets_last (buckets);
      if (run->targets != NULL && cow_search_targets_done (run, &next_target, run->radius))
        return COW_STOP_DONE;
    }
  run->radius = COW_LABEL_NONE - 1;
  return COW_STOP_DONE;
}
