/* builder.c - a builder from its making to the last edge: flat arrays of ends and weights that grow together.
 *
 * Weights begin as 32-bit numbers and are widened, all of them, by the first that does not fit. */
#include "graph/builder-private.h"

CowBuilder *
cow_builder_new (const CowBuilderOptions *options)
{
  CowBuilder *builder = g_new0 (CowBuilder, 1);

  builder->options = *options;
  builder->format = g_strdup (options->format ? options->format : "");
  builder->options.format = builder->format;
  builder->memory.limit_bytes = options->memory_bytes;
  g_rw_lock_init (&builder->texts_lock);
  builder->memory.moving = &builder->texts_lock;
  builder->narrow_arcs = G_MAXUINT32;
  builder->columns = g_ptr_array_new ();
  return builder;
}

void
cow_builder_free (CowBuilder *builder)
{
  if (!builder)
    return;
  cow_interner_clear (&builder->names, &builder->memory);
  cow_grow_clear (&builder->source, &builder->memory);
  cow_grow_clear (&builder->target, &builder->memory);
  cow_grow_clear (&builder->weights, &builder->memory);
  cow_grow_clear (&builder->coordinates, &builder->memory);
  for (guint i = 0; i < builder->columns->len; i++)
    cow_builder_column_free (builder->columns->pdata[i], &builder->memory);
  g_ptr_array_unref (builder->columns);
  g_rw_lock_clear (&builder->texts_lock);
  g_free (builder->format);
  g_free (builder->weight_name);
  g_free (builder);
}

void
cow_builder_set_directed (CowBuilder *builder, gboolean directed)
{
  builder->options.directed = directed;
}

guint64
cow_builder_n_vertices (const CowBuilder *builder)
{
  return builder->names.n;
}

guint64
cow_builder_n_edges (const CowBuilder *builder)
{
  return builder->m;
}

guint
cow_builder_n_threads (const CowBuilder *builder)
{
  return MAX (builder->options.threads, 1);
}

void
cow_builder_hold_texts (CowBuilder *builder)
{
  g_rw_lock_reader_lock (&builder->texts_lock);
}

void
cow_builder_release_texts (CowBuilder *builder)
{
  g_rw_lock_reader_unlock (&builder->texts_lock);
}

static gsize
weight_bytes (CowWeightKind kind)
{
  return kind == COW_WEIGHT_NONE ? 0 : kind == COW_WEIGHT_U32 ? 4 : 8;
}

gboolean
cow_builder_reserve_edges (CowBuilder *builder, guint64 more, GError **error)
{
  guint64 m = builder->m + more, capacity;

  if (m > COW_EDGE_NONE - 1)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "more than %u edges", COW_EDGE_NONE - 1);
      return FALSE;
    }
  if (!cow_grow_reserve (&builder->source, &builder->memory, m * 4, error)
      || !cow_grow_reserve (&builder->target, &builder->memory, m * 4, error)
      || !cow_grow_reserve (&builder->weights, &builder->memory, m * weight_bytes (builder->weight_kind),
                            error))
    return FALSE;
  capacity = MIN (builder->source.bytes, builder->target.bytes) / 4;
  if (builder->weight_kind != COW_WEIGHT_NONE)
    capacity = MIN (capacity, builder->weights.bytes / weight_bytes (builder->weight_kind));
  builder->edge_capacity = MIN (capacity, COW_EDGE_NONE - 1);
  return TRUE;
}

static inline void
store_weight_int (CowBuilder *builder, guint64 edge, gint64 weight)
{
  switch (builder->weight_kind)
    {
    case COW_WEIGHT_U32:
      builder->weights.u32[edge] = (guint32)weight;
      break;
    case COW_WEIGHT_I64:
      builder->weights.i64[edge] = weight;
      break;
    case COW_WEIGHT_F64:
      builder->weights.f64[edge] = (double)weight;
      break;
    case COW_WEIGHT_NONE:
      break;
    }
}

gboolean
cow_builder_edge (CowBuilder *builder, guint32 source, guint32 target, GError **error)
{
  if (G_UNLIKELY (source >= builder->names.n || target >= builder->names.n))
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "edge to vertex :%u of %u",
                   MAX (source, target), builder->names.n);
      return FALSE;
    }
  if (G_UNLIKELY (builder->m >= builder->edge_capacity) && !cow_builder_reserve_edges (builder, 1, error))
    return FALSE;
  builder->source.u32[builder->m] = source;
  builder->target.u32[builder->m] = target;
  store_weight_int (builder, builder->m, 1);
  builder->m++;
  return TRUE;
}

static gboolean
refuse_inexact (gint64 weight, GError **error)
{
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
               "weight %" G_GINT64_FORMAT " is beyond 2^53 and no double: it cannot stand among weights with fractions", weight);
  return FALSE;
}

static gint64
read_weight_int (const CowBuilder *builder, guint64 edge)
{
  return builder->weight_kind == COW_WEIGHT_NONE  ? 1
         : builder->weight_kind == COW_WEIGHT_U32 ? (gint64)builder->weights.u32[edge]
                                                  : builder->weights.i64[edge];
}

/* Never called on doubles: nothing is wider. */
gboolean
cow_builder_widen_weights (CowBuilder *builder, CowWeightKind kind, GError **error)
{
  CowGrow wide = { 0 };

  if (!cow_grow_reserve (&wide, &builder->memory,
                         MAX (builder->edge_capacity, builder->m) * weight_bytes (kind), error))
    return FALSE;
  for (guint64 edge = 0; edge < builder->m; edge++)
    {
      gint64 weight = read_weight_int (builder, edge);

      if (kind == COW_WEIGHT_U32)
        wide.u32[edge] = (guint32)weight;
      else if (kind == COW_WEIGHT_I64)
        wide.i64[edge] = weight;
      else if (cow_builder_is_exact (weight))
        wide.f64[edge] = (double)weight;
      else
        {
          cow_grow_clear (&wide, &builder->memory);
          return refuse_inexact (weight, error);
        }
    }
  cow_grow_clear (&builder->weights, &builder->memory);
  builder->weights = wide;
  builder->weight_kind = kind;
  return TRUE;
}

static gboolean
check_last_edge (const CowBuilder *builder, GError **error)
{
  if (builder->m > 0)
    return TRUE;
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "a weight before the first edge");
  return FALSE;
}

gboolean
cow_builder_weight_int (CowBuilder *builder, gint64 weight, GError **error)
{
  CowWeightKind kind = weight >= 0 && weight < G_MAXUINT32 ? COW_WEIGHT_U32 : COW_WEIGHT_I64;

  if (!check_last_edge (builder, error))
    return FALSE;
  if (builder->weight_kind == COW_WEIGHT_F64 && !cow_builder_is_exact (weight))
    return refuse_inexact (weight, error);
  if (G_UNLIKELY (kind > builder->weight_kind) && !cow_builder_widen_weights (builder, kind, error))
    return FALSE;
  store_weight_int (builder, builder->m - 1, weight);
  return TRUE;
}

gboolean
cow_builder_weight_real (CowBuilder *builder, double weight, GError **error)
{
  if (isnan (weight))
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "weight is not a number");
      return FALSE;
    }
  /* 3.0 is as exact as 3, and -0.0 becomes 0 on the way. */
  if (fabs (weight) <= (double)COW_BUILDER_EXACT_INT && weight == trunc (weight))
    return cow_builder_weight_int (builder, (gint64)weight, error);
  if (!check_last_edge (builder, error))
    return FALSE;
  if (builder->weight_kind != COW_WEIGHT_F64 && !cow_builder_widen_weights (builder, COW_WEIGHT_F64, error))
    return FALSE;
  builder->weights.f64[builder->m - 1] = weight;
  return TRUE;
}

void
cow_builder_set_weight_name (CowBuilder *builder, const char *name)
{
  g_free (builder->weight_name);
  builder->weight_name = g_strdup (name);
}

gboolean
cow_builder_coordinates (CowBuilder *builder, guint32 appearance, double x, double y, GError **error)
{
  guint64 count = (guint64)appearance + 1;

  if (appearance >= builder->names.n || isinf (x) || isinf (y))
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                   "coordinates of vertex :%u are out of range", appearance);
      return FALSE;
    }
  if (!cow_grow_reserve (&builder->coordinates, &builder->memory, count * 2 * sizeof (double), error))
    return FALSE;
  for (; builder->n_coordinates < count; builder->n_coordinates++)
    {
      builder->coordinates.f64[2 * builder->n_coordinates] = NAN;
      builder->coordinates.f64[2 * builder->n_coordinates + 1] = NAN;
    }
  builder->coordinates.f64[2 * (guint64)appearance] = x;
  builder->coordinates.f64[2 * (guint64)appearance + 1] = y;
  return TRUE;
}
