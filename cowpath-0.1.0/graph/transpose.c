/* transpose.c - the other direction of a graph: count the arcs into each vertex, then drop each arc into its place.
 *
 * Going through the sources in order of appearance leaves every list sorted without comparing anything. The places are
 * random, so arcs are handled in blocks: while a block is collected the counters it will want are prefetched, and while it
 * takes its places the lines it will write are. The offsets themselves serve as the counters: offsets[v + 1] runs from the
 * begin of v's list to its end. */
#include "config.h"

#include <string.h>

#include "graph/transpose.h"

#define BLOCK 256

typedef struct
{
  guint64 *offsets;
  guint32 *arcs;
  gint64 *weights; /* 8 bytes each, moved as they are: integers or doubles */
  guint64 *arc_of;
} Rows;

/* One block of arcs on their way. */
typedef struct
{
  guint n;
  guint32 source[BLOCK], target[BLOCK];
  guint64 arc[BLOCK], place[BLOCK];
} Block;

static void
place_block (const CowCsr *csr, const Rows *in, Block *block)
{
  for (guint i = 0; i < block->n; i++)
    {
      guint64 place = in->offsets[(guint64)block->target[i] + 1]++;
      block->place[i] = place;
      __builtin_prefetch (&in->arcs[place * csr->stride], 1);
      if (in->weights)
        __builtin_prefetch (&in->weights[place], 1);
      if (in->arc_of)
        __builtin_prefetch (&in->arc_of[place], 1);
    }
  if (csr->stride == 2)
    for (guint i = 0; i < block->n; i++)
      {
        guint32 arc[2] = { block->source[i], csr->targets[block->arc[i] * 2 + 1] };
        memcpy (&in->arcs[block->place[i] * 2], arc, sizeof arc);
      }
  else
    for (guint i = 0; i < block->n; i++)
      in->arcs[block->place[i]] = block->source[i];
  if (in->weights)
    {
      const char *from = csr->weights_i64 ? (const char *)csr->weights_i64 : (const char *)csr->weights_f64;
      for (guint i = 0; i < block->n; i++)
        memcpy (&in->weights[block->place[i]], from + block->arc[i] * 8, 8);
    }
  if (in->arc_of)
    for (guint i = 0; i < block->n; i++)
      in->arc_of[block->place[i]] = block->arc[i];
  block->n = 0;
}

static gboolean
fail_cancelled (GError **error)
{
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

/* offsets[v + 1] becomes the number of arcs into the vertices before v: where v's list begins. */
static gboolean
count_arcs (const CowCsr *csr, guint64 *offsets, CowProgress *progress)
{
  memset (offsets, 0, ((gsize)csr->n + 1) * sizeof *offsets);
  for (guint64 from = 0; from < csr->n_arcs;)
    {
      guint64 to = MIN (from + COW_PROGRESS_BUDGET, csr->n_arcs);
      for (guint64 arc = from; arc < to; arc++)
        offsets[(guint64)cow_csr_target (csr, arc) + 1]++;
      if (progress && cow_progress_step (progress, to - from))
        return FALSE;
      from = to;
    }
  guint64 begin = 0;
  for (guint64 v = 1; v <= csr->n; v++)
    {
      guint64 count = offsets[v];
      offsets[v] = begin;
      begin += count;
    }
  return TRUE;
}

gboolean
cow_csr_transpose (const CowCsr *csr, const guint32 *vertex_at, guint64 *offsets, guint32 *arcs, void *weights, guint64 *arc_of,
                   CowProgress *progress, GError **error)
{
  Rows in = { .offsets = offsets, .arcs = arcs, .weights = weights, .arc_of = arc_of };
  Block block;

  block.n = 0;
  if (!count_arcs (csr, offsets, progress))
    return fail_cancelled (error);
  for (guint32 place = 0; place < csr->n; place++)
    {
      if (vertex_at && (guint64)place + 8 < csr->n)
        __builtin_prefetch (&csr->offsets[vertex_at[place + 8]]);
      guint32 source = vertex_at ? vertex_at[place] : place;
      guint64 begin = csr->offsets[source], end = csr->offsets[source + 1];
      for (guint64 arc = begin; arc < end; arc++)
        {
          guint32 target = cow_csr_target (csr, arc);
          __builtin_prefetch (&offsets[(guint64)target + 1], 1);
          block.source[block.n] = source;
          block.target[block.n] = target;
          block.arc[block.n] = arc;
          if (++block.n == BLOCK)
            place_block (csr, &in, &block);
        }
      if (progress && cow_progress_step (progress, end - begin))
        return fail_cancelled (error);
    }
  place_block (csr, &in, &block);
  return TRUE;
}

gboolean
cow_transpose_write (const CowGraph *graph, gboolean with_edges, CowImageWriter *writer, CowProgress *progress, GError **error)
{
  CowCsr csr = graph->out;
  guint64 offsets_bytes = ((guint64)graph->n + 1) * sizeof (guint64);
  gboolean weighted = csr.weights_i64 || csr.weights_f64;

  CowImageMeta *meta = cow_image_writer_add (writer, COW_SECTION_META, 0, sizeof *meta, error);
  if (!meta)
    return FALSE;
  *meta = *graph->meta;
  if (!cow_image_writer_add (writer, COW_SECTION_IN_OFFSETS, 0, offsets_bytes, error)
      || !cow_image_writer_add (writer, COW_SECTION_IN_ARCS, 0, csr.n_arcs * csr.stride * sizeof (guint32), error))
    return FALSE;
  if (weighted && !cow_image_writer_add (writer, COW_SECTION_IN_WEIGHTS, 0, csr.n_arcs * 8, error))
    return FALSE;
  if (with_edges && !cow_image_writer_add (writer, COW_SECTION_IN_EDGES, 0, csr.n_arcs * sizeof (guint64), error))
    return FALSE;
  return cow_csr_transpose (&csr, graph->vertex_at, cow_image_writer_section (writer, COW_SECTION_IN_OFFSETS, 0),
                            cow_image_writer_section (writer, COW_SECTION_IN_ARCS, 0),
                            cow_image_writer_section (writer, COW_SECTION_IN_WEIGHTS, 0),
                            cow_image_writer_section (writer, COW_SECTION_IN_EDGES, 0), progress, error);
}
