/* builder-bulk.c - many edges at once: readers of plain lines call the builder per block, not per edge.
 *
 * What the batch and the builder agree on (how names are kept, of which kind weights are) is done in plain loops; the rare
 * rest, such as the first fraction among integers, goes through the calls for one edge, which know how to widen. */
#include "graph/builder-private.h"

/* Are the weights of the batch fit to stand among those of the builder without a look at each? */
static gboolean
fits (const CowBuilder *builder, const CowEdgeBatch *batch)
{
  return batch->kind == builder->weight_kind || batch->kind == COW_WEIGHT_NONE
         || (batch->kind == COW_WEIGHT_U32 && builder->weight_kind != COW_WEIGHT_NONE);
}

static void
copy_weights (CowBuilder *builder, const CowEdgeBatch *batch, guint count)
{
  guint64 m = builder->m;

  if (builder->weight_kind == COW_WEIGHT_NONE)
    return;
  if (batch->kind == builder->weight_kind)
    {
      if (batch->kind == COW_WEIGHT_U32)
        memcpy (builder->weights.u32 + m, batch->weights.u32, count * sizeof (guint32));
      else
        memcpy (builder->weights.u64 + m, batch->weights.data, count * sizeof (guint64));
      return;
    }
  for (guint i = 0; i < count; i++)
    {
      guint32 weight = batch->kind == COW_WEIGHT_NONE ? 1 : batch->weights.u32[i];

      if (builder->weight_kind == COW_WEIGHT_U32)
        builder->weights.u32[m + i] = weight;
      else if (builder->weight_kind == COW_WEIGHT_I64)
        builder->weights.i64[m + i] = weight;
      else
        builder->weights.f64[m + i] = weight;
    }
}

/* Appearances of the ends of edge i. */
static gboolean
find_ends (CowBuilder *builder, const CowEdgeBatch *batch, guint i, const CowTextRef **unknown, guint32 *source, guint32 *target,
           GError **error)
{
  *source = batch->from[i];
  *target = batch->to[i];
  if (!batch->found)
    return cow_builder_vertex_number (builder, *source, source, error) && cow_builder_vertex_number (builder, *target, target, error);
  return (*source != COW_VERTEX_NONE || cow_builder_vertex_text (builder, (*unknown)++, source, error))
         && (*target != COW_VERTEX_NONE || cow_builder_vertex_text (builder, (*unknown)++, target, error));
}

/* Those of all. */
static gboolean
find_all_ends (CowBuilder *builder, const CowEdgeBatch *batch, guint *done, GError **error)
{
  guint32 *source = builder->source.u32 + builder->m, *target = builder->target.u32 + builder->m;
  const CowTextRef *unknown = batch->unknown;

  if (!batch->found)
    return cow_builder_find_ends (builder, batch, source, target, done, error);
  for (; *done < batch->count; ++*done)
    if (!find_ends (builder, batch, *done, &unknown, source + *done, target + *done, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_one (CowBuilder *builder, const CowEdgeBatch *batch, guint i, const CowTextRef **unknown, GError **error)
{
  guint32 source, target;

  if (!find_ends (builder, batch, i, unknown, &source, &target, error) || !cow_builder_edge (builder, source, target, error))
    return FALSE;
  if (batch->kind == COW_WEIGHT_U32)
    return cow_builder_weight_int (builder, batch->weights.u32[i], error);
  if (batch->kind == COW_WEIGHT_I64)
    return cow_builder_weight_int (builder, batch->weights.i64[i], error);
  return batch->kind == COW_WEIGHT_NONE || cow_builder_weight_real (builder, batch->weights.f64[i], error);
}

gboolean
cow_builder_edges (CowBuilder *builder, const CowEdgeBatch *batch, guint *done, GError **error)
{
  const CowTextRef *unknown = batch->unknown;
  gboolean found;

  *done = 0;
  if (batch->count == 0)
    return TRUE;
  if (builder->m == 0)
    builder->weight_kind = batch->kind;
  if (!fits (builder, batch))
    {
      for (; *done < batch->count; ++*done)
        if (!add_one (builder, batch, *done, &unknown, error))
          return FALSE;
      return TRUE;
    }
  if (!cow_builder_reserve_edges (builder, batch->count, error))
    return FALSE;
  found = find_all_ends (builder, batch, done, error);
  copy_weights (builder, batch, *done);
  builder->m += *done;
  return found;
}
