/* buckets.c - the queue of buckets: chunks of 512 bytes that are appended to and never sorted, and how wide a
 * bucket is.
 *
 * A list is known by the place of its next entry; whether its chunk is full shows in the low bits of that
 * address. A pool of bounded size serves all lists: when it is used up, entries that went stale are thrown
 * away.
 *
 * Sources: Dial 1969; Cherkassky, Goldberg, Radzik, "Shortest paths algorithms", 1996 (radix and multi-level
 * buckets). */
#include "graph/path/buckets-private.h"

#define SAMPLES 1024
#define SHORT_ARCS 0.75 /* a bucket is about as wide as the arcs that a vertex has so many of, or shorter */

/* --- Memory --- */

/* A vertex has at most one entry that is not stale, so with room for 1.25 n entries a queue that is full
 * holds stale ones to throw away, and throwing them away costs O(1) per entry pushed. */
guint64
cow_buckets_chunks (guint32 n)
{
  return ((guint64)n + n / 4) / COW_CHUNK_ENTRIES + MIN ((guint64)n, COW_BUCKET_MAX_SLOTS) + COW_BUCKET_FAR
         + 16;
}

guint64
cow_buckets_bytes (guint32 n)
{
  return cow_buckets_chunks (n) * COW_CHUNK_BYTES + sizeof (CowBuckets);
}

/* --- Width --- */

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

static double
longest_arc (const CowView *view, const CowCsr *csr, CowCellKind kind)
{
  if (kind != COW_CELL_REAL)
    return (double)cow_view_weight_max (view);
  return csr->kind == COW_WEIGHT_NONE ? 1.0 : MIN (view->weight_max_real, G_MAXDOUBLE);
}

/* A circle as large as the longest arc needs. */
static void
choose_slots (CowBuckets *buckets, double longest, double width)
{
  while (((guint64)1 << buckets->slot_bits) < COW_BUCKET_MAX_SLOTS && ldexp (1.0, (int)buckets->slot_bits) < longest / width + 2)
    buckets->slot_bits++;
  buckets->n_slots = (guint64)1 << buckets->slot_bits;
  buckets->mask = buckets->n_slots - 1;
}

/* 2^by times as narrow as one search alone wants it. */
static void
choose_width (CowBuckets *buckets, const CowView *view, const CowCsr *csr, CowCellKind kind, guint by)
{
  double wanted = csr->kind == COW_WEIGHT_NONE ? 1.0 : sample_short_weight (csr, SHORT_ARCS), longest = longest_arc (view, csr, kind);

  if (kind == COW_CELL_REAL)
    {
      double width = MAX (ldexp (wanted, -(int)by), least_width (csr->n, longest));
      int exponent = 0;
      if (width > 0.0)
        frexp (width, &exponent);
      exponent = CLAMP (exponent, -1000, 1020);
      buckets->scale = ldexp (1.0, -exponent);
      choose_slots (buckets, longest, ldexp (1.0, exponent));
      g_snprintf (buckets->name, sizeof buckets->name, "bucket queue (width 2^%d)", exponent);
    }
  else
    {
      while (buckets->shift < 40 && ldexp (M_SQRT2, (int)buckets->shift) <= wanted)
        buckets->shift++;
      buckets->shift -= MIN (buckets->shift, by);
      choose_slots (buckets, longest, ldexp (1.0, (int)buckets->shift));
      g_snprintf (buckets->name, sizeof buckets->name, "bucket queue (width %" G_GUINT64_FORMAT ")",
                  (guint64)1 << buckets->shift);
    }
}

/* --- The queue --- */

gboolean
cow_buckets_fit_circle (const CowView *view)
{
  CowBuckets probe = { 0 };

  choose_width (&probe, view, &view->out, COW_CELL_NARROW, 0);
  return (cow_view_weight_max (view) >> probe.shift) + 2 <= probe.n_slots;
}

void
cow_buckets_place (CowBuckets *buckets, const CowView *view, const CowLabels *labels, CowBucketChunk *pool, guint64 n_chunks)
{
  buckets->labels = labels;
  choose_width (buckets, view, &view->out, labels->kind, 0);
  buckets->n_chunks = n_chunks;
  buckets->pool = pool;
}

CowBuckets *
cow_buckets_new (const CowView *view, const CowCsr *csr, const CowLabels *labels, guint narrower, GError **error)
{
  CowBuckets *buckets = g_new0 (CowBuckets, 1);

  buckets->labels = labels;
  choose_width (buckets, view, csr, labels->kind, narrower);
  buckets->n_chunks = cow_buckets_chunks (labels->n);
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

/* Is the entry's vertex labelled anew since? */
static gboolean
is_outdated (const CowBuckets *buckets, CowBucketEntry entry)
{
  return cow_bucket_check (cow_label_get (buckets->labels, entry.vertex), buckets->labels->kind) != entry.check;
}

/* Label of the vertex of an entry that is not for a past bucket, or COW_LABEL_NONE when the entry is stale. Two labels may have one
 * digest: a label whose bucket is past was emptied there, and taking it for this entry's would turn the queue back, for ever. */
static guint64
label_of_entry (const CowBuckets *buckets, CowBucketEntry entry)
{
  CowCellKind kind = buckets->labels->kind;
  guint64 label = cow_label_get (buckets->labels, entry.vertex);
  return is_outdated (buckets, entry) || cow_bucket_number (buckets, label, kind) < buckets->now ? COW_LABEL_NONE : label;
}

/* Takes the last chunk off a list: copies its entries out and frees it. Returns how many. */
static guint
pop_chunk (CowBuckets *buckets, CowBucketEntry **list, CowBucketEntry entries[COW_CHUNK_ENTRIES])
{
  CowBucketEntry *end = *list;
  CowBucketChunk *chunk = cow_bucket_chunk_of_end (end);
  guint count = (guint)(end - chunk->entries);

  memcpy (entries, chunk->entries, count * sizeof *entries);
  *list = cow_bucket_end_of_full (chunk->previous);
  cow_bucket_free_chunk (buckets, chunk);
  return count;
}

/* is_coming: past buckets are none of the list's. Entries left aside, and those after them, may belong to one. */
static void
compact_list (CowBuckets *buckets, CowBucketEntry **list, gboolean is_coming)
{
  CowBucketEntry entries[COW_CHUNK_ENTRIES], *rest = *list, *end = NULL;

  while (rest != NULL)
    {
      guint count = pop_chunk (buckets, &rest, entries);
      for (guint i = 0; i < count; i++)
        {
          if (is_coming ? label_of_entry (buckets, entries[i]) == COW_LABEL_NONE : is_outdated (buckets, entries[i]))
            {
              buckets->live--;
              continue;
            }
          if (((guintptr)end & (COW_CHUNK_BYTES - 1)) == 0)
            {
              /* The chunk just read is free, so there is one. */
              CowBucketChunk *chunk = buckets->free;
              buckets->free = chunk->previous;
              chunk->previous = end == NULL ? NULL : cow_bucket_chunk_of_end (end);
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
    compact_list (buckets, &buckets->write[list], FALSE);
  compact_list (buckets, &buckets->taken, FALSE);
}

CowBucketEntry *
cow_buckets_extend (CowBuckets *buckets, guint64 list)
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
      g_assert (chunk != NULL); /* cow_buckets_chunks () has room for n entries and a part-filled chunk per list */
      buckets->free = chunk->previous;
    }
  CowBucketEntry *end = buckets->write[list];
  chunk->previous = end == NULL ? NULL : cow_bucket_chunk_of_end (end);
  return chunk->entries;
}

void
cow_buckets_push (CowBuckets *buckets, guint32 vertex, guint64 label)
{
  CowCellKind kind = buckets->labels->kind;

  cow_bucket_put (buckets, cow_bucket_list (buckets, cow_bucket_number (buckets, label, kind)),
                  (CowBucketEntry){ .vertex = vertex, .check = cow_bucket_check (label, kind) });
  buckets->live++;
}

void
cow_buckets_restart (CowBuckets *buckets, guint64 label)
{
  buckets->now = cow_bucket_number (buckets, label, buckets->labels->kind);
  buckets->block = buckets->now >> buckets->slot_bits;
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
            cow_bucket_put (
                buckets, cow_bucket_list (buckets, cow_bucket_number (buckets, label, buckets->labels->kind)),
                entries[i]);
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
      compact_list (buckets, list, TRUE);
      if (*list == NULL)
        continue;
      *number = G_MAXUINT64;
      for (CowBucketEntry *end = *list; end != NULL;
           end = cow_bucket_end_of_full (cow_bucket_chunk_of_end (end)->previous))
        for (const CowBucketEntry *entry = cow_bucket_chunk_of_end (end)->entries; entry < end; entry++)
          {
            guint64 label = cow_label_get (buckets->labels, entry->vertex);
            *number = MIN (*number, cow_bucket_number (buckets, label, buckets->labels->kind));
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

void
cow_buckets_resume (CowBuckets *buckets)
{
  CowBucketEntry entries[COW_CHUNK_ENTRIES], *rest = buckets->write[cow_bucket_deferred (buckets)];

  buckets->write[cow_bucket_deferred (buckets)] = NULL;
  while (rest != NULL)
    {
      guint count = pop_chunk (buckets, &rest, entries);
      for (guint i = 0; i < count; i++)
        cow_bucket_put (buckets, buckets->now & buckets->mask, entries[i]);
    }
}
