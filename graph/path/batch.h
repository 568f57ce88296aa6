/* batch.h - full searches from many sources in one pass over the arcs: each source is a lane.
 *
 * A CowBatch is scratch like a CowSearch: made once per worker for a view, run once per task, where a task is a batch of
 * sources. What it answers is what a CowSearch from each of them would. */
#pragma once

#include "graph/path/search.h"

G_BEGIN_DECLS

typedef enum
{
  COW_BATCH_NONE, /* one search after the other is better */
  COW_BATCH_BITS, /* breadth-first, a bit per lane: every arc costs the same */
  COW_BATCH_LANES, /* 32-bit weights: a cost per lane, in 16 bits as long as all fit */
} CowBatchKind;

/* Which instructions to use. All give the same; tests compare them. */
typedef enum
{
  COW_VECTORS_BEST, /* that the processor has */
  COW_VECTORS_PORTABLE,
  COW_VECTORS_AVX2,
  COW_VECTORS_AVX512,
} CowVectors;

#define COW_BATCH_MAX_LANES 512

/* What is asked of a batch. */
typedef enum
{
  COW_BATCH_SUMMARIES, /* no costs: BITS takes n bits per lane */
  COW_BATCH_COSTS,     /* also the cost of each vertex, 4 n bytes per lane; LANES keeps them anyway */
  COW_BATCH_TARGETS,   /* also the costs of the targets of the query, which BITS looks at after each level: 4 bytes per target and lane */
} CowBatchWant;

typedef struct
{
  CowBatchKind kind;
  guint lanes; /* BITS: 64, 256 or 512; LANES: 16, or 32 with costs of 16 bits */
  CowBatchWant want;
  CowVectors vectors;
  guint32 n_targets; /* TARGETS: as many as a query may have */
} CowBatchShape;

/* Do a few searches that are soon given up widen fast? Lanes share what they do only where most vertices are reached in few
 * levels: on road-like graphs a batch is slower than its searches one by one. Complexity: O(1), about a millisecond. */
gboolean cow_batch_is_shallow (const CowView *view);
/* The shape that suits so many sources, shared by n_workers, in at most limit_bytes per worker. NONE: one by one is better.
 * Complexity: as cow_batch_is_shallow. */
CowBatchShape cow_batch_choose (const CowView *view, guint64 n_sources, guint n_workers, CowBatchWant want,
                                guint64 limit_bytes);
guint64 cow_batch_scratch_bytes (const CowView *view, const CowBatchShape *shape);

typedef struct _CowBatch CowBatch;
/* Errors: COW_GRAPH_ERROR_MEMORY; _RANGE when weights are negative or the shape does not fit the view. */
CowBatch *cow_batch_new (const CowView *view, const CowBatchShape *shape, GError **error);
void cow_batch_free (CowBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowBatch, cow_batch_free)

typedef struct
{
  const guint32 *sources; /* lane i starts at sources[i]; the same vertex may come twice */
  guint n_sources;        /* at most the lanes of the shape */
  const guint64 *avoid;   /* as in CowSearchQuery */
  gboolean has_cutoff;
  CowCost cutoff;
  const guint32 *targets; /* with COW_BATCH_TARGETS; looked at again when costs are asked for */
  guint n_targets;
} CowBatchQuery;

/* Complexity: O(n + arcs) steps on as many words as lanes need, per level that differs between lanes; never more than the
 * searches one by one. Errors: COW_GRAPH_ERROR_CANCELLED; _UNKNOWN: no such vertex.
 * Source: Then et al., "The more the merrier: efficient multi-source graph traversal", 2014. */
gboolean cow_batch_run (CowBatch *batch, const CowBatchQuery *query, CowProgress *progress, GError **error);

/* After a run: as cow_search_summarize and cow_search_cost after the search of this lane. */
gboolean cow_batch_summarize (const CowBatch *batch, guint lane, CowSearchSummary *summary, GError **error);
CowCost cow_batch_cost (const CowBatch *batch, guint lane, guint32 vertex); /* only with COW_BATCH_COSTS */
/* The same of the number-th target of the query; with COW_BATCH_TARGETS, or of LANES. */
CowCost cow_batch_target_cost (const CowBatch *batch, guint lane, guint number);
void cow_batch_counts (const CowBatch *batch, CowSearchCounts *counts); /* BITS: settled: of all lanes; relaxed: rows of lanes. LANES: both of rows */

G_END_DECLS
