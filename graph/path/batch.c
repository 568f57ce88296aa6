/* batch.c - see batch.h: which batch suits a view, and the checks that all kinds share. */
#include "graph/path/batch-private.h"
#include "graph/path/search-private.h"

#define FEWEST 8 /* sources worth a batch */

struct _CowBatch
{
  CowView view;
  CowBatchShape shape;
  CowBitsBatch *bits;
};

CowBatchShape
cow_batch_choose (const CowView *view, guint64 n_sources, guint n_workers, CowBatchWant want, guint64 limit_bytes)
{
  static const guint widths[] = { 512, 256, 64 };
  CowBatchShape shape = { .kind = COW_BATCH_NONE, .want = want, .vectors = COW_VECTORS_BEST };
  gint64 unit;
  double unit_real;

  if (n_sources < FEWEST || view->negative_arc != COW_ARC_NONE || !cow_view_unit (view, &unit, &unit_real))
    return shape;
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      shape.lanes = widths[i];
      /* A wide row with few lanes in it costs as much as a full one; every worker shall have a batch. */
      if (widths[i] > 64 && n_sources < (guint64)widths[i] * MAX (n_workers, 1) / 2)
        continue;
      if (cow_bits_batch_bytes (view, &shape) > limit_bytes)
        continue;
      shape.kind = COW_BATCH_BITS;
      return shape;
    }
  return shape;
}

guint64
cow_batch_scratch_bytes (const CowView *view, const CowBatchShape *shape)
{
  return shape->kind == COW_BATCH_BITS ? cow_bits_batch_bytes (view, shape) : 0;
}

CowBatch *
cow_batch_new (const CowView *view, const CowBatchShape *shape, GError **error)
{
  if (!cow_search_check_view (view, error))
    return NULL;
  if (shape->kind != COW_BATCH_BITS || (shape->lanes != 64 && shape->lanes != 256 && shape->lanes != 512))
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "no batch of %u lanes", shape->lanes);
      return NULL;
    }
  CowBitsBatch *bits = cow_bits_batch_new (view, shape, error);
  if (bits == NULL)
    return NULL;
  CowBatch *batch = g_new0 (CowBatch, 1);
  batch->view = *view;
  batch->shape = *shape;
  batch->bits = bits;
  return batch;
}

void
cow_batch_free (CowBatch *batch)
{
  if (batch == NULL)
    return;
  cow_bits_batch_free (batch->bits);
  g_free (batch);
}

gboolean
cow_batch_run (CowBatch *batch, const CowBatchQuery *query, CowProgress *progress, GError **error)
{
  if (query->n_sources > batch->shape.lanes)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "%u sources in a batch of %u lanes", query->n_sources,
                   batch->shape.lanes);
      return FALSE;
    }
  for (guint lane = 0; lane < query->n_sources; lane++)
    if (!cow_search_check_vertex (&batch->view, query->sources[lane], error))
      return FALSE;
  return cow_bits_batch_run (batch->bits, query, progress, error);
}

gboolean
cow_batch_summarize (const CowBatch *batch, guint lane, CowSearchSummary *summary, GError **error)
{
  return cow_bits_batch_summarize (batch->bits, lane, summary, error);
}

CowCost
cow_batch_cost (const CowBatch *batch, guint lane, guint32 vertex)
{
  return cow_bits_batch_cost (batch->bits, lane, vertex);
}

void
cow_batch_counts (const CowBatch *batch, CowSearchCounts *counts)
{
  cow_bits_batch_counts (batch->bits, counts);
  counts->scratch_bytes = cow_batch_scratch_bytes (&batch->view, &batch->shape);
}
