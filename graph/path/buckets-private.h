/* buckets-private.h - a queue of buckets for searches whose keys never fall: what buckets.c gives the
 * searches.
 *
 * Bucket number = cost >> shift, or cost * scale for reals. Buckets within a window of the one being emptied
 * stand in a circle; those beyond it in far lists by the highest bit in which their block of buckets differs
 * from ours (as in a radix heap), so weights of any size will do. Inside one bucket labels are corrected, not
 * settled in order: the arcs shorter than a bucket is wide are few when the width is chosen for it, and a
 * whole bucket can be prefetched. */
#pragma once

#include "graph/path/search-private.h"

G_BEGIN_DECLS

#define COW_CHUNK_BYTES 512
#define COW_CHUNK_ENTRIES 63
#define COW_BUCKET_FAR 65 /* far lists, by bit length */
#define COW_BUCKET_MAX_SLOTS 1024

/* check: a digest of the label when it was pushed. An entry whose vertex has another one by now is stale. */
typedef struct
{
  guint32 vertex, check;
} CowBucketEntry;

typedef struct _CowBucketChunk CowBucketChunk;
struct _CowBucketChunk
{
  CowBucketChunk *previous; /* full, of the same bucket; or of the free list */
  CowBucketEntry entries[COW_CHUNK_ENTRIES];
};

typedef struct
{
  const CowLabels *labels;
  guint shift;  /* integers: log2 of the width */
  double scale; /* reals: 1 / width, a power of two */
  guint slot_bits;
  guint64 n_slots, mask; /* of the circle */
  guint64 now;           /* number of the bucket being emptied */
  guint64 block;         /* now >> slot_bits when the far lists were last looked at */
  guint64 live;          /* entries, stale ones too */
  CowBucketEntry *taken; /* rest of the bucket being emptied, as a list like those in write[] */
  CowBucketChunk *pool;  /* [n_chunks] */
  gsize pool_bytes;
  guint64 n_chunks, n_fresh; /* chunks from n_fresh on were not used in this run */
  CowBucketChunk *free;
  /* Where the next entry of a list goes. NULL: empty. At a multiple of COW_CHUNK_BYTES: its chunk is full. */
  CowBucketEntry *write[COW_BUCKET_MAX_SLOTS + COW_BUCKET_FAR];
  char name[64];
} CowBuckets;

guint64 cow_buckets_bytes (guint32 n);
/* csr: what will be searched; its weights are sampled for the width, of which buckets have 1 / 2^narrower. */
CowBuckets *cow_buckets_new (const CowView *view, const CowCsr *csr, const CowLabels *labels, guint narrower, GError **error);
/* FALSE: weights of so different sizes that buckets would hold too much; the heap is better. Samples the
 * weights. */
gboolean cow_buckets_suit (const CowView *view);
/* The same in memory of the caller, for labels of 32 bits: n_chunks chunks, at least cow_buckets_chunks (n). */
void cow_buckets_place (CowBuckets *buckets, const CowView *view, const CowLabels *labels, CowBucketChunk *pool, guint64 n_chunks);
guint64 cow_buckets_chunks (guint32 n);
/* Is no arc of these integer weights longer than the circle is wide? Then there are no far lists. Samples the weights. */
gboolean cow_buckets_fit_circle (const CowView *view);
void cow_buckets_free (CowBuckets *buckets);
void cow_buckets_rebind (CowBuckets *buckets, const CowLabels *labels);
void cow_buckets_reset (CowBuckets *buckets);
void cow_buckets_push (CowBuckets *buckets, guint32 vertex,
                       guint64 label); /* a start; the searches push inline */
/* The queue is empty; no label below this one will be pushed. */
void cow_buckets_restart (CowBuckets *buckets, guint64 label);
/* Goes to the first bucket that holds entries. FALSE: there is none. */
gboolean cow_buckets_next (CowBuckets *buckets);
guint64 cow_buckets_base (const CowBuckets *buckets); /* least label the present bucket can hold */
guint64 cow_buckets_last (const CowBuckets *buckets); /* largest */

/* What emptying one bucket does besides relaxing. */
typedef enum
{
  COW_BUCKET_PLAIN,
  COW_BUCKET_MEET,  /* two-sided: keeps the best sum with the other side's label */
  COW_BUCKET_PRUNE, /* only where label + the other side's label <= bound */
  COW_BUCKET_SHARED, /* others make the same labels smaller at the same time */
} CowBucketMode;

/* Arcs that vectors keep for a while, so that the labels at their ends, which were asked for, have time to come. */
#define COW_MAX_PENDING 64
typedef struct
{
  guint count;
  guint32 to[COW_MAX_PENDING + 16], cost[COW_MAX_PENDING + 16];
} CowPendingArcs;

typedef struct
{
  CowBuckets *buckets;
  const CowCsr *csr;
  const CowLabels *labels;
  CowWeightKind weights;
  guint64 limit;          /* larger labels are not made */
  guint64 floor;          /* nor are those below it: they were made before (vectors leave out what they lead from) */
  guint64 weight_max;     /* narrow cells: what must fit above a bucket */
  const CowLabels *other; /* MEET, PRUNE */
  guint64 best;           /* MEET: in and out */
  guint64 other_top;      /* MEET: the other side's labels below it are final, and those up to it where no arc
                             costs 0 */
  gboolean has_no_zeros;  /* MEET: no arc costs 0 */
  double slack;           /* MEET, reals: a path may seem longer than it is by this factor */
  guint64 bound;          /* PRUNE */
  guint64 two_arcs;       /* PRUNE: what two arcs cost at least; where they lead beyond the bound no arc is looked along. 0: always */
  CowProgress *progress;
  CowSearchCounts *counts;
  gboolean vectors; /* PLAIN, SHARED: the processor can relax 16 arcs at a time */
  gboolean cut;     /* out: limit or floor left an arc out */
  CowPendingArcs pending;
  guint32 overflow; /* out, with COW_STOP_OVERFLOW */
} CowBucketPass;

/* MEET leaves entries aside that a path as short as the best cannot need, unless ties are asked for; this
 * puts them into the present bucket. For PRUNE, which takes entries in any order. */
void cow_buckets_resume (CowBuckets *buckets);
/* Empties the present bucket. */
CowSearchStop cow_buckets_drain (CowBucketPass *pass, CowBucketMode mode);
/* SHARED, over labels and weights of 32 bits: the entries of one chunk, which belongs to any queue; what they reach goes to this one.
 * FALSE: cancelled. */
gboolean cow_buckets_drain_shared (CowBucketPass *pass, const CowBucketEntry *entries, guint count);
gboolean cow_buckets_can_relax_vectors (const CowLabels *labels); /* for CowBucketPass.vectors */
/* With vectors, over labels and weights of 32 bits: the arcs from first to end of a vertex of this cost. Some pend until the other is called. */
void cow_buckets_relax (CowBucketPass *pass, guint64 first, guint64 end, guint32 cost);
void cow_buckets_relax_pending (CowBucketPass *pass);
/* A whole one-sided search. */
CowSearchStop cow_buckets_run (CowBuckets *buckets, CowSearchRun *run, CowWeightKind weights,
                               guint32 *overflow);

/* Leaving out arcs that lead too far (horizon.c). */
typedef struct
{
  guint64 first;          /* how far the first horizon is */
  guint64 limit, reached; /* the last one, and the arcs of the vertices within it */
  guint rounds;
} CowHorizon;

/* The first limit for the labels of a search; COW_LABEL_NONE: better none. Complexity: O(sources). */
guint64 cow_horizon_first (CowHorizon *horizon, const CowBucketPass *pass, const CowSearchRun *run);
/* All labels up to pass->limit are final and the queue is empty: moves the limit on, and makes and queues what follows from that.
 * FALSE: cancelled. Complexity: O(arcs of what is reached), or, where that is nearly all, O(n + arcs of the rest). */
gboolean cow_horizon_widen (CowHorizon *horizon, CowBucketPass *pass, const CowSearchRun *run);

/* The queue from inside, for kernels that push. */

COW_INLINE CowBucketChunk *
cow_bucket_chunk_of_end (CowBucketEntry *end)
{
  return (CowBucketChunk *)(((guintptr)end - 1) & ~(guintptr)(COW_CHUNK_BYTES - 1));
}

COW_INLINE CowBucketEntry *
cow_bucket_end_of_full (CowBucketChunk *chunk)
{
  return chunk == NULL ? NULL : chunk->entries + COW_CHUNK_ENTRIES;
}

COW_INLINE void
cow_bucket_free_chunk (CowBuckets *buckets, CowBucketChunk *chunk)
{
  chunk->previous = buckets->free;
  buckets->free = chunk;
}

COW_INLINE guint64
cow_bucket_number (const CowBuckets *buckets, guint64 label, CowCellKind kind)
{
  if (kind == COW_CELL_REAL)
    return (guint64)(cow_real_of_bits (label) * buckets->scale);
  return label >> buckets->shift;
}

COW_INLINE guint32
cow_bucket_check (guint64 label, CowCellKind kind)
{
  return kind == COW_CELL_NARROW ? (guint32)label : (guint32)(label ^ label >> 32);
}

COW_INLINE guint64
cow_bucket_list (const CowBuckets *buckets, guint64 number)
{
  if (G_LIKELY (number - buckets->now < buckets->n_slots))
    return number & buckets->mask;
  return buckets->n_slots + 64 - (guint64)__builtin_clzll (number >> buckets->slot_bits ^ buckets->block);
}

/* No far entry has the bit length 0. */
COW_INLINE guint64
cow_bucket_deferred (const CowBuckets *buckets)
{
  return buckets->n_slots;
}

/* Gives the list room for an entry and returns its place. */
CowBucketEntry *cow_buckets_extend (CowBuckets *buckets, guint64 list);

COW_INLINE void
cow_bucket_put (CowBuckets *buckets, guint64 list, CowBucketEntry entry)
{
  CowBucketEntry *end = buckets->write[list];
  if (((guintptr)end & (COW_CHUNK_BYTES - 1)) == 0)
    end = cow_buckets_extend (buckets, list);
  *end = entry;
  buckets->write[list] = end + 1;
}

G_END_DECLS
