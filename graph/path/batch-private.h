/* batch-private.h - what batch.c chooses from. */
#pragma once

#include "graph/path/batch.h"

G_BEGIN_DECLS

/* Bit-parallel breadth-first search (batch-bfs.c). */
typedef struct _CowBitsBatch CowBitsBatch;
guint cow_bits_batch_widest (void); /* lanes that one instruction holds here: a wider batch is slower per lane */
guint64 cow_bits_batch_bytes (const CowView *view, const CowBatchShape *shape);
CowBitsBatch *cow_bits_batch_new (const CowView *view, const CowBatchShape *shape, GError **error);
void cow_bits_batch_free (CowBitsBatch *batch);
gboolean cow_bits_batch_run (CowBitsBatch *batch, const CowBatchQuery *query, CowProgress *progress, GError **error);
gboolean cow_bits_batch_summarize (const CowBitsBatch *batch, guint lane, CowSearchSummary *summary, GError **error);
CowCost cow_bits_batch_cost (const CowBitsBatch *batch, guint lane, guint32 vertex);
CowCost cow_bits_batch_target_cost (const CowBitsBatch *batch, guint lane, guint number);
void cow_bits_batch_counts (const CowBitsBatch *batch, CowSearchCounts *counts);

/* Weighted searches from 16 or 32 sources side by side (batch-lanes.c): 32-bit weights whose sums provably stay below 3 * 2^30. */
typedef struct _CowLanesBatch CowLanesBatch;
gboolean cow_lanes_batch_suits (const CowView *view);
gboolean cow_lanes_batch_is_narrow (const CowView *view); /* it also suits, and costs may well fit 16 bits: 32 lanes pay */
gboolean cow_lanes_batch_is_fast (void); /* without vectors of the processor it is no faster than one search after the other */
guint64 cow_lanes_batch_bytes (const CowView *view, const CowBatchShape *shape);
CowLanesBatch *cow_lanes_batch_new (const CowView *view, const CowBatchShape *shape, GError **error);
void cow_lanes_batch_free (CowLanesBatch *batch);
gboolean cow_lanes_batch_run (CowLanesBatch *batch, const CowBatchQuery *query, CowProgress *progress, GError **error);
void cow_lanes_batch_summarize (CowLanesBatch *batch, guint lane, CowSearchSummary *summary);
CowCost cow_lanes_batch_cost (const CowLanesBatch *batch, guint lane, guint32 vertex);
void cow_lanes_batch_counts (const CowLanesBatch *batch, CowSearchCounts *counts);

G_END_DECLS
