/* builder-finish.c - the last steps of a builder, in the order that needs the least memory: merge, reorder,
 * arcs, names, columns. What a step has written it frees. */
#include "graph/builder-private.h"

#include "graph/order.h"

/* A bound from below for the image: refuses before the first big allocation what cannot end well. */
static gboolean
check_image_memory (const CowBuilder *builder, GError **error)
{
  guint64 arcs = builder->m * (builder->options.directed ? 1 : 2);
  guint64 arc_bytes = builder->weight_kind == COW_WEIGHT_NONE  ? 4
                      : builder->weight_kind == COW_WEIGHT_U32 ? 8
                                                               : 12;

  return cow_memory_check (&builder->memory, arcs * arc_bytes + (guint64)builder->names.n * sizeof (guint64),
                           error);
}

/* Every vertex needs its place when the curve is drawn. */
static gboolean
fill_coordinates (CowBuilder *builder, GError **error)
{
  if (builder->n_coordinates == 0 || builder->n_coordinates == builder->names.n)
    return TRUE;
  return cow_builder_coordinates (builder, builder->names.n - 1, NAN, NAN, error);
}

static gboolean
choose_order (CowBuilder *builder, const CowBuilderCounts *counts, CowBuilderOrder *order, CowProgress *progress, GError **error)
{
  gboolean dense = cow_interner_is_dense (&builder->names);
  CowOrderInput input = {
    .n = builder->names.n,
    .m = builder->m,
    .source = builder->source.u32,
    .target = builder->target.u32,
    .numbers = dense ? builder->names.numbers.u32 : NULL,
    .largest_number = dense ? builder->names.largest : 0,
    .coordinates = builder->n_coordinates > 0 ? builder->coordinates.f64 : NULL,
    .reorder = builder->options.reorder,
    .degrees = counts->totals.u32,
    .both_sides = !builder->options.directed,
    .n_threads = counts->n_parts,
  };
  g_autoptr (GError) local = NULL;

  if (cow_order_choose (&input, &builder->memory, progress, &order->kind, &order->vertex_at, &local))
    return TRUE;
  if (builder->options.reorder == COW_REORDER_AUTO
      && g_error_matches (local, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY))
    {
      /* A better order is a wish, not a need. */
      order->kind = COW_ORDER_INPUT;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
invert_order (CowBuilder *builder, CowBuilderOrder *order, GError **error)
{
  const guint32 *vertex_at = order->vertex_at.u32;
  guint64 n = builder->names.n;

  if (!vertex_at)
    return TRUE;
  if (!cow_grow_exact (&order->appearance, &builder->memory, n * sizeof (guint32), error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    order->appearance.u32[vertex_at[i]] = i;
  return TRUE;
}

static gboolean
write_order (CowBuilder *builder, const CowBuilderOrder *order, CowImageWriter *writer, GError **error)
{
  guint64 bytes = (guint64)builder->names.n * sizeof (guint32);
  void *place;

  if (!order->vertex_at.data)
    return TRUE;
  if (!(place = cow_image_writer_add (writer, COW_SECTION_APPEARANCE, 0, bytes, error)))
    return FALSE;
  memcpy (place, order->appearance.data, bytes);
  if (!(place = cow_image_writer_add (writer, COW_SECTION_VERTEX_AT, 0, bytes, error)))
    return FALSE;
  memcpy (place, order->vertex_at.data, bytes);
  return TRUE;
}

static gboolean
write_image (CowBuilder *builder, CowBuilderCounts *counts, CowBuilderOrder *order, CowGrow *dropped, CowImageWriter *writer,
             CowProgress *progress, GError **error)
{
  CowImageMeta meta = { 0 };

  if (!cow_builder_merge (builder, dropped, progress, error) || !fill_coordinates (builder, error)
      || !cow_builder_count (builder, counts, &meta, progress, error)
      || !choose_order (builder, counts, order, progress, error) || !invert_order (builder, order, error)
      || !cow_image_writer_add (writer, COW_SECTION_META, 0, sizeof meta, error))
    return FALSE;
  meta.order_kind = order->vertex_at.data ? order->kind : COW_ORDER_INPUT;
  g_strlcpy (meta.format, builder->format, sizeof meta.format);
  if (!cow_builder_write_csr (builder, counts, order, &meta, writer, progress, error)
      || !write_order (builder, order, writer, error)
      || !cow_builder_write_coordinates (builder, order, writer, error)
      || !cow_builder_write_columns (builder, order, dropped, writer, error)
      || !cow_builder_write_names (builder, order, &meta, writer, error))
    return FALSE;
  memcpy (cow_image_writer_section (writer, COW_SECTION_META, 0), &meta, sizeof meta);
  if (progress)
    cow_progress_flush (progress);
  return TRUE;
}

gboolean
cow_builder_finish (CowBuilder *builder, CowImageWriter *writer, CowProgress *progress, GError **error)
{
  CowBuilderCounts counts = { 0 };
  CowBuilderOrder order = { 0 };
  CowGrow dropped = { 0 };
  gboolean done = check_image_memory (builder, error)
                  && write_image (builder, &counts, &order, &dropped, writer, progress, error);

  cow_builder_counts_clear (&counts, &builder->memory);
  cow_grow_clear (&order.vertex_at, &builder->memory);
  cow_grow_clear (&order.appearance, &builder->memory);
  cow_grow_clear (&dropped, &builder->memory);
  return done;
}
