/* batch.c - see batch.h: which batch suits a view, and the checks that all kinds share. */
#include "graph/path/batch-private.h"
#include "graph/path/search-private.h"

#include <string.h>

#define FEWEST 16 /* sources of a worker worth a batch: one costs as much as 8 to 12 searches that go from below */
#define FEWEST_LANES 6 /* sources of a worker worth a weighted batch, which costs as much as 2 to 6 searches */
#define FEWEST_NARROW_LANES 17
#define PROBES 4
#define PROBE_VERTICES 16384
#define PROBE_ARCS 262144
#define PROBE_SLOTS 65536 /* a power of two, four times the vertices */
#define SHALLOW 20 /* levels within which a probe is over: random graphs take 4 to 10, grids 90 */

struct _CowBatch
{
  CowView view;
  CowBatchShape shape;
  CowBitsBatch *bits;
  CowLanesBatch *lanes; /* instead, of the kind LANES */
  const guint32 *targets; /* of the last query; borrowed */
  guint n_targets;
};

typedef struct
{
  guint32 queue[PROBE_VERTICES];
  guint length;
  guint32 seen[PROBE_SLOTS]; /* what is in the queue, by open addressing; + 1, 0: free */
  guint64 arcs;
} Probe;

static void
probe_vertex (Probe *probe, guint32 vertex)
{
  guint32 slot = (vertex * 0x9e3779b1u) / (G_MAXUINT32 / PROBE_SLOTS + 1);

  while (probe->seen[slot] != 0 && probe->seen[slot] != vertex + 1)
    slot = (slot + 1) % PROBE_SLOTS;
  if (probe->seen[slot] != 0)
    return;
  probe->seen[slot] = vertex + 1;
  probe->queue[probe->length++] = vertex;
}

static void
probe_arcs (Probe *probe, const CowCsr *csr, guint32 vertex)
{
  guint64 last = csr->offsets[vertex + 1];

  for (guint64 arc = csr->offsets[vertex]; arc < last && probe->length < PROBE_VERTICES && probe->arcs < PROBE_ARCS; arc++, probe->arcs++)
    probe_vertex (probe, cow_csr_target (csr, arc));
}

/* Levels of a breadth-first search that is given up after so many vertices or arcs. */
static guint
probe_depth (Probe *probe, const CowCsr *csr, guint32 start)
{
  guint depth = 0, level_end = 1;

  memset (probe, 0, sizeof *probe);
  probe_vertex (probe, start);
  for (guint i = 0; i < probe->length && probe->length < PROBE_VERTICES && probe->arcs < PROBE_ARCS; i++)
    {
      if (i == level_end)
        {
          depth++;
          level_end = probe->length;
        }
      probe_arcs (probe, csr, probe->queue[i]);
    }
  return depth;
}

gboolean
cow_batch_is_shallow (const CowView *view)
{
  g_autofree Probe *probe = g_new (Probe, 1);
  guint64 n = view->out.n;

  for (guint64 i = 0; i < PROBES && n > 0; i++)
    if (probe_depth (probe, &view->out, (guint32)(n * (2 * i + 1) / (2 * PROBES))) > SHALLOW)
      return FALSE;
  return TRUE;
}

CowBatchShape
cow_batch_choose (const CowView *view, guint64 n_sources, guint n_workers, CowBatchWant want, guint64 limit_bytes)
{
  static const guint widths[] = { 512, 256, 64 };
  CowBatchShape shape = { .kind = COW_BATCH_NONE, .want = want, .vectors = COW_VECTORS_BEST };
  guint64 per_worker = n_sources / MAX (n_workers, 1);
  gint64 unit;
  double unit_real;

  if (view->negative_arc != COW_ARC_NONE)
    return shape;
  if (!cow_view_unit (view, &unit, &unit_real))
    {
      if (per_worker < FEWEST_LANES || !cow_lanes_batch_is_fast () || !cow_lanes_batch_suits (view) || !cow_batch_is_shallow (view))
        return shape;
      for (shape.lanes = per_worker >= FEWEST_NARROW_LANES && cow_lanes_batch_is_narrow (view) ? 32 : 16; shape.lanes >= 16; shape.lanes /= 2)
        if (cow_lanes_batch_bytes (view, &shape) <= limit_bytes)
          {
            shape.kind = COW_BATCH_LANES;
            break;
          }
      return shape;
    }
  if (per_worker < FEWEST || !cow_batch_is_shallow (view))
    return shape;
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      shape.lanes = widths[i];
      /* A wide row with few lanes in it costs as much as a full one; every worker shall have a batch. */
      if (widths[i] > 64 && (per_worker < widths[i] / 4 * 3 || widths[i] > cow_bits_batch_widest ()))
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
  return shape->kind == COW_BATCH_BITS    ? cow_bits_batch_bytes (view, shape)
         : shape->kind == COW_BATCH_LANES ? cow_lanes_batch_bytes (view, shape)
                                          : 0;
}

CowBatch *
cow_batch_new (const CowView *view, const CowBatchShape *shape, GError **error)
{
  if (!cow_search_check_view (view, error))
    return NULL;
  if (shape->kind == COW_BATCH_NONE
      || (shape->kind == COW_BATCH_BITS && shape->lanes != 64 && shape->lanes != 256 && shape->lanes != 512))
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "no batch of %u lanes", shape->lanes);
      return NULL;
    }
  CowBatch *batch = g_new0 (CowBatch, 1);
  batch->view = *view;
  batch->shape = *shape;
  if (shape->kind == COW_BATCH_LANES)
    batch->lanes = cow_lanes_batch_new (view, shape, error);
  else
    batch->bits = cow_bits_batch_new (view, shape, error);
  if (batch->lanes == NULL && batch->bits == NULL)
    g_clear_pointer (&batch, g_free);
  return batch;
}

void
cow_batch_free (CowBatch *batch)
{
  if (batch == NULL)
    return;
  g_clear_pointer (&batch->bits, cow_bits_batch_free);
  cow_lanes_batch_free (batch->lanes);
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
  batch->targets = query->targets;
  batch->n_targets = query->n_targets;
  return batch->lanes ? cow_lanes_batch_run (batch->lanes, query, progress, error)
                      : cow_bits_batch_run (batch->bits, query, progress, error);
}

gboolean
cow_batch_summarize (const CowBatch *batch, guint lane, CowSearchSummary *summary, GError **error)
{
  if (!batch->lanes)
    return cow_bits_batch_summarize (batch->bits, lane, summary, error);
  cow_lanes_batch_summarize (batch->lanes, lane, summary);
  return TRUE;
}

CowCost
cow_batch_cost (const CowBatch *batch, guint lane, guint32 vertex)
{
  return batch->lanes ? cow_lanes_batch_cost (batch->lanes, lane, vertex) : cow_bits_batch_cost (batch->bits, lane, vertex);
}

CowCost
cow_batch_target_cost (const CowBatch *batch, guint lane, guint number)
{
  if (batch->bits)
    return cow_bits_batch_target_cost (batch->bits, lane, number);
  return number < batch->n_targets ? cow_batch_cost (batch, lane, batch->targets[number]) : cow_cost_unreachable ();
}

void
cow_batch_counts (const CowBatch *batch, CowSearchCounts *counts)
{
  if (batch->lanes)
    cow_lanes_batch_counts (batch->lanes, counts);
  else
    cow_bits_batch_counts (batch->bits, counts);
  counts->scratch_bytes = cow_batch_scratch_bytes (&batch->view, &batch->shape);
}
