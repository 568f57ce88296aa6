/* builder-merge.c - parallel edges become one, which keeps the place and the attributes of the first.
 *
 * Edges are sorted by one end by counting; along the list of a vertex a table remembers the first edge to
 * each other end. */
#include "graph/builder-private.h"

typedef struct
{
  CowBuilder *builder;
  CowGrow *dropped;
  CowGrow starts; /* guint32[n + 1]: of the lists */
  CowGrow edges;  /* guint32[m]: edges by their listing end, in order */
  CowGrow first;  /* guint32[n]: other end -> first edge + 1 */
} Merge;

static inline void
drop_edge (const Merge *merge, guint64 edge)
{
  merge->dropped->u64[edge >> 6] |= (guint64)1 << (edge & 63);
}

/* An undirected edge is listed at its smaller end. */
static inline void
read_ends (const CowBuilder *builder, guint64 edge, guint32 *listing, guint32 *other)
{
  guint32 source = builder->source.u32[edge], target = builder->target.u32[edge];
  gboolean swap = !builder->options.directed && target < source;

  *listing = swap ? target : source;
  *other = swap ? source : target;
}

static gboolean
list_edges (Merge *merge, CowProgress *progress, GError **error)
{
  CowBuilder *builder = merge->builder;
  guint32 *starts = merge->starts.u32, listing, other, before = 0;

  for (guint64 edge = 0; edge < builder->m; edge++)
    {
      read_ends (builder, edge, &listing, &other);
      starts[listing]++;
    }
  for (guint32 vertex = 0; vertex < builder->names.n; vertex++)
    {
      guint32 count = starts[vertex];

      starts[vertex] = before;
      before += count;
    }
  for (guint64 edge = 0; edge < builder->m; edge++)
    {
      read_ends (builder, edge, &listing, &other);
      merge->edges.u32[starts[listing]++] = (guint32)edge;
      if (!cow_builder_go_on (progress, 0, error))
        return FALSE;
    }
  return TRUE; /* starts[v] is now where the list of v ends */
}

static gboolean
refuse_sum (const CowBuilder *builder, guint64 edge, GError **error)
{
  char buffers[2][24];
  gsize lengths[2];
  const char *source
      = cow_interner_name (&builder->names, builder->source.u32[edge], buffers[0], &lengths[0]);
  const char *target
      = cow_interner_name (&builder->names, builder->target.u32[edge], buffers[1], &lengths[1]);

  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
               "sum of the weights of parallel edges overflows between \"%.*s\" and \"%.*s\"",
               (int)MIN (lengths[0], 200), source, (int)MIN (lengths[1], 200), target);
  return FALSE;
}

static gboolean
sum_weights (CowBuilder *builder, guint64 into, guint64 from, GError **error)
{
  if (builder->weight_kind == COW_WEIGHT_U32)
    {
      guint64 sum = (guint64)builder->weights.u32[into] + builder->weights.u32[from];

      if (sum < G_MAXUINT32)
        {
          builder->weights.u32[into] = (guint32)sum;
          return TRUE;
        }
      if (!cow_builder_widen_weights (builder, COW_WEIGHT_I64, error))
        return FALSE;
    }
  if (builder->weight_kind == COW_WEIGHT_I64)
    return !__builtin_add_overflow (builder->weights.i64[into], builder->weights.i64[from],
                                    &builder->weights.i64[into])
           || refuse_sum (builder, into, error);
  if (builder->weight_kind == COW_WEIGHT_F64)
    {
      double left = builder->weights.f64[into], right = builder->weights.f64[from], sum = left + right;

      if (isnan (sum) || (isinf (sum) && !isinf (left) && !isinf (right)))
        return refuse_sum (builder, into, error);
      builder->weights.f64[into] = sum;
    }
  return TRUE;
}

static gboolean
is_less (const CowBuilder *builder, guint64 left, guint64 right)
{
  switch (builder->weight_kind)
    {
    case COW_WEIGHT_U32:
      return builder->weights.u32[left] < builder->weights.u32[right];
    case COW_WEIGHT_I64:
      return builder->weights.i64[left] < builder->weights.i64[right];
    case COW_WEIGHT_F64:
      return builder->weights.f64[left] < builder->weights.f64[right];
    case COW_WEIGHT_NONE:
      break;
    }
  return FALSE;
}

static gboolean
merge_weights (CowBuilder *builder, guint64 into, guint64 from, GError **error)
{
  CowDuplicates policy = builder->options.duplicates;

  if (policy == COW_DUPLICATES_SUM)
    return sum_weights (builder, into, from, error);
  if ((policy == COW_DUPLICATES_MIN && is_less (builder, from, into))
      || (policy == COW_DUPLICATES_MAX && is_less (builder, into, from)))
    {
      if (builder->weight_kind == COW_WEIGHT_U32)
        builder->weights.u32[into] = builder->weights.u32[from];
      else
        builder->weights.u64[into] = builder->weights.u64[from];
    }
  return TRUE;
}

static gboolean
merge_list (Merge *merge, guint64 begin, guint64 end, GError **error)
{
  CowBuilder *builder = merge->builder;
  guint32 *first = merge->first.u32, listing, other;

  for (guint64 place = begin; place < end; place++)
    {
      guint32 edge = merge->edges.u32[place];

      read_ends (builder, edge, &listing, &other);
      if (cow_builder_is_dropped (merge->dropped, edge))
        continue;
      if (first[other] == 0)
        first[other] = edge + 1;
      else
        {
          drop_edge (merge, edge);
          if (!merge_weights (builder, first[other] - 1, edge, error))
            return FALSE;
        }
    }
  for (guint64 place = begin; place < end; place++)
    {
      read_ends (builder, merge->edges.u32[place], &listing, &other);
      first[other] = 0;
    }
  return TRUE;
}

static gboolean
merge_parallel (Merge *merge, CowProgress *progress, GError **error)
{
  CowBuilder *builder = merge->builder;
  guint64 n = builder->names.n, begin = 0;

  if (!cow_grow_exact (&merge->starts, &builder->memory, n * sizeof (guint32), error)
      || !cow_grow_exact (&merge->edges, &builder->memory, builder->m * sizeof (guint32), error)
      || !cow_grow_exact (&merge->first, &builder->memory, n * sizeof (guint32), error)
      || !list_edges (merge, progress, error))
    return FALSE;
  for (guint64 vertex = 0; vertex < n; vertex++)
    {
      guint64 end = merge->starts.u32[vertex];

      if (!merge_list (merge, begin, end, error) || !cow_builder_go_on (progress, 0, error))
        return FALSE;
      begin = end;
    }
  return TRUE;
}

static void
compact_edges (CowBuilder *builder, const CowGrow *dropped)
{
  guint64 kept = 0;

  for (guint64 edge = 0; edge < builder->m; edge++)
    {
      if (cow_builder_is_dropped (dropped, edge))
        continue;
      builder->source.u32[kept] = builder->source.u32[edge];
      builder->target.u32[kept] = builder->target.u32[edge];
      if (builder->weight_kind == COW_WEIGHT_U32)
        builder->weights.u32[kept] = builder->weights.u32[edge];
      else if (builder->weight_kind != COW_WEIGHT_NONE)
        builder->weights.u64[kept] = builder->weights.u64[edge];
      kept++;
    }
  builder->m = kept;
}

gboolean
cow_builder_merge (CowBuilder *builder, CowGrow *dropped, CowProgress *progress, GError **error)
{
  Merge merge = { .builder = builder, .dropped = dropped };
  gboolean done = TRUE;

  if (builder->m == 0 || (builder->options.duplicates == COW_DUPLICATES_KEEP && !builder->options.drop_loops))
    return TRUE;
  if (!cow_grow_exact (dropped, &builder->memory, (builder->m + 63) / 64 * sizeof (guint64), error))
    return FALSE;
  if (builder->options.drop_loops)
    for (guint64 edge = 0; edge < builder->m; edge++)
      if (builder->source.u32[edge] == builder->target.u32[edge])
        drop_edge (&merge, edge);
  if (builder->options.duplicates != COW_DUPLICATES_KEEP)
    done = merge_parallel (&merge, progress, error);
  cow_grow_clear (&merge.starts, &builder->memory);
  cow_grow_clear (&merge.edges, &builder->memory);
  cow_grow_clear (&merge.first, &builder->memory);
  if (done)
    compact_edges (builder, dropped);
  return done;
}
