/* ch-many.h - costs from many sources to some targets, by a contraction hierarchy: searches up from all targets leave what they found
 * at the vertices they met, in buckets; a search up from a source looks into the buckets of those that it meets.
 *
 * The buckets are an image that a child writes once and all workers read; a CowChManySearch is the scratch of a worker. */
#pragma once

#include "graph/path/ch.h"

G_BEGIN_DECLS

/* In a child. targets may have a vertex twice. Complexity: a search up per target. Errors: COW_GRAPH_ERROR_UNKNOWN (no such vertex),
 * _MEMORY, _CANCELLED.
 * Source: Knopp, Sanders, Schultes, Schulz, Wagner, "Computing many-to-many shortest paths using highway hierarchies", 2007. */
gboolean cow_ch_buckets_write (const CowIndex *index, const CowView *view, const guint32 *targets, guint32 n_targets,
                               CowImageWriter *writer, CowProgress *progress, GError **error);

typedef struct _CowChSlot CowChSlot;
typedef struct _CowChMet CowChMet;
typedef struct
{
  guint32 n_targets;
  guint64 n_slots;        /* a power of two */
  const CowChSlot *slots; /* by hash of the place */
  const CowChMet *met;    /* what the searches left, by place */
} CowChBuckets;
/* Errors: COW_GRAPH_ERROR_FILE when the image does not hold buckets. */
gboolean cow_ch_buckets_open (const void *image, guint32 n_targets, CowChBuckets *buckets, GError **error);

typedef struct _CowChManySearch CowChManySearch;
guint64 cow_ch_many_search_scratch_bytes (const CowIndex *index, guint32 n_targets);
/* Borrows all. Errors: COW_GRAPH_ERROR_MEMORY. */
CowChManySearch *cow_ch_many_search_new (const CowIndex *index, const CowView *view, const CowChBuckets *buckets, GError **error);
void cow_ch_many_search_free (CowChManySearch *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowChManySearch, cow_ch_many_search_free)
/* Complexity: a search up, and what the targets left where it comes. Errors: COW_GRAPH_ERROR_UNKNOWN, _CANCELLED. */
gboolean cow_ch_many_search_run (CowChManySearch *search, guint32 source, gboolean has_cutoff, CowCost cutoff, CowProgress *progress,
                                 GError **error);
CowCost cow_ch_many_search_cost (const CowChManySearch *search, guint32 target); /* the number of a target */
void cow_ch_many_search_counts (const CowChManySearch *search, CowSearchCounts *counts);

G_END_DECLS
