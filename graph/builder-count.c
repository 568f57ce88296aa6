/* builder-count.c - what can be counted before the arcs are placed: how many each vertex has, self-loops, bounds of the weights,
 * whether edges come in the order of their lists.
 *
 * Each part of the edges counts into a table of its own; the tables then become, for each vertex, the arcs of the parts before,
 * which is where a part may begin to write. So the lists come out the same for any number of threads. */
#include "graph/builder-private.h"

typedef struct
{
  guint64 n_loops, negative_edge;
  gint64 low, high;
  double low_real, high_real;
  gboolean ranked, stopped;
  guint32 first_listing, last_listing; /* of ranked edges */
} Tally;

typedef struct
{
  const CowBuilder *builder;
  CowBuilderCounts *counts;
  const CowProgress *progress;
  Tally tallies[COW_PARALLEL_MOST];
} Counting;

static void
narrow_weights (CowBuilder *builder)
{
  const gint64 *wide = builder->weights.i64;

  if (builder->m == 0)
    builder->weight_kind = COW_WEIGHT_NONE;
  if (builder->weight_kind != COW_WEIGHT_I64)
    return;
  for (guint64 edge = 0; edge < builder->m; edge++)
    if (wide[edge] < 0 || wide[edge] >= G_MAXUINT32)
      return;
  for (guint64 edge = 0; edge < builder->m; edge++) /* in place, from the front: never overtakes */
    builder->weights.u32[edge] = (guint32)wide[edge];
  builder->weight_kind = COW_WEIGHT_U32;
}

static void
count_weights (const CowBuilder *builder, Tally *tally, guint64 begin, guint64 end)
{
  guint32 low = G_MAXUINT32, high = 0;

  switch (builder->weight_kind)
    {
    case COW_WEIGHT_NONE:
      break;
    case COW_WEIGHT_U32:
      for (guint64 edge = begin; edge < end; edge++)
        {
          low = MIN (low, builder->weights.u32[edge]);
          high = MAX (high, builder->weights.u32[edge]);
        }
      tally->low = MIN (tally->low, low);
      tally->high = MAX (tally->high, high);
      break;
    case COW_WEIGHT_I64:
      for (guint64 edge = begin; edge < end; edge++)
        {
          gint64 weight = builder->weights.i64[edge];

          if (weight < 0)
            tally->negative_edge = MIN (tally->negative_edge, edge);
          tally->low = MIN (tally->low, weight);
          tally->high = MAX (tally->high, weight);
        }
      break;
    case COW_WEIGHT_F64:
      for (guint64 edge = begin; edge < end; edge++)
        {
          double weight = builder->weights.f64[edge];

          if (weight < 0)
            tally->negative_edge = MIN (tally->negative_edge, edge);
          tally->low_real = MIN (tally->low_real, weight);
          tally->high_real = MAX (tally->high_real, weight);
        }
      break;
    }
}

gboolean
cow_builder_ascends (const CowBuilder *builder, const guint32 *rank, guint64 begin, guint64 end, guint32 *first, guint32 *last)
{
  const guint32 *source = builder->source.u32, *target = builder->target.u32;

  *first = *last = 0;
  for (guint64 edge = begin; edge < end; edge++)
    {
      guint32 from = rank ? rank[source[edge]] : source[edge], to = rank ? rank[target[edge]] : target[edge];
      guint32 listing = builder->options.directed ? from : MIN (from, to);

      if (listing < *last)
        return FALSE;
      if (edge == begin)
        *first = listing;
      *last = listing;
    }
  return TRUE;
}

static guint64
count_ends (const CowBuilder *builder, guint32 *degrees, guint64 begin, guint64 end)
{
  const guint32 *source = builder->source.u32, *target = builder->target.u32;
  guint64 n_loops = 0;

  if (builder->options.directed)
    for (guint64 edge = begin; edge < end; edge++)
      {
        degrees[source[edge]]++;
        n_loops += source[edge] == target[edge];
      }
  else
    for (guint64 edge = begin; edge < end; edge++)
      {
        gboolean loop = source[edge] == target[edge];

        degrees[source[edge]]++;
        degrees[target[edge]] += !loop;
        n_loops += loop;
      }
  return n_loops;
}

/* Into the table of the part behind, that is: `before` of it, in the end. The last part counts into the totals. */
static guint32 *
own_table (CowBuilderCounts *counts, guint part)
{
  return part + 1 < counts->n_parts ? counts->before[part + 1].u32 : counts->totals.u32;
}

static void
count_part (guint part, gpointer user)
{
  Counting *counting = user;
  const CowBuilder *builder = counting->builder;
  Tally *tally = &counting->tallies[part];
  guint64 begin = cow_parallel_begin (builder->m, part, counting->counts->n_parts);
  guint64 end = cow_parallel_begin (builder->m, part + 1, counting->counts->n_parts);
  guint32 *degrees = own_table (counting->counts, part);
  const guint32 *rank = cow_interner_is_dense (&builder->names) ? builder->names.numbers.u32 : NULL;

  *tally = (Tally){ .negative_edge = G_MAXUINT64, .low = G_MAXINT64, .high = G_MININT64,
                    .low_real = INFINITY, .high_real = -INFINITY };
  tally->ranked = cow_builder_ascends (builder, rank, begin, end, &tally->first_listing, &tally->last_listing);
  for (guint64 next; begin < end && !tally->stopped; begin = next)
    {
      next = MIN (begin + COW_PROGRESS_BUDGET, end);
      tally->n_loops += count_ends (builder, degrees, begin, next);
      count_weights (builder, tally, begin, next);
      tally->stopped = cow_builder_should_stop (counting->progress);
    }
}

/* Each table gets the sum of those before it. */
static void
sum_part (guint part, gpointer user)
{
  Counting *counting = user;
  CowBuilderCounts *counts = counting->counts;
  guint64 n = counting->builder->names.n;
  guint64 begin = cow_parallel_begin (n, part, counts->n_parts), end = cow_parallel_begin (n, part + 1, counts->n_parts);

  for (guint later = 1; later < counts->n_parts; later++)
    {
      const guint32 *from = own_table (counts, later - 1);
      guint32 *to = own_table (counts, later);

      for (guint64 i = begin; i < end; i++)
        to[i] += from[i];
    }
}

static void
tell_weights (const CowBuilder *builder, const Tally *all, CowImageMeta *meta)
{
  meta->weight_kind = builder->weight_kind;
  meta->negative_edge = all->negative_edge;
  meta->weight_min_int = meta->weight_max_int = 1;
  meta->weight_min_real = meta->weight_max_real = 1;
  if (builder->weight_kind == COW_WEIGHT_NONE)
    return;
  g_strlcpy (meta->weight_name, builder->weight_name ? builder->weight_name : "weight", sizeof meta->weight_name);
  if (builder->weight_kind == COW_WEIGHT_F64)
    {
      meta->weight_min_real = all->low_real;
      meta->weight_max_real = all->high_real;
      return;
    }
  meta->weight_min_int = all->low;
  meta->weight_max_int = all->high;
  meta->weight_min_real = (double)all->low;
  meta->weight_max_real = (double)all->high;
}

/* All tallies in one. */
static Tally
join_tallies (const Counting *counting)
{
  Tally all = counting->tallies[0];

  for (guint part = 1; part < counting->counts->n_parts; part++)
    {
      const Tally *tally = &counting->tallies[part];

      all.n_loops += tally->n_loops;
      all.negative_edge = MIN (all.negative_edge, tally->negative_edge);
      all.low = MIN (all.low, tally->low);
      all.high = MAX (all.high, tally->high);
      all.low_real = MIN (all.low_real, tally->low_real);
      all.high_real = MAX (all.high_real, tally->high_real);
      all.stopped |= tally->stopped;
      all.ranked &= tally->ranked && tally->first_listing >= all.last_listing;
      all.last_listing = tally->last_listing;
    }
  return all;
}

gboolean
cow_builder_count (CowBuilder *builder, CowBuilderCounts *counts, CowImageMeta *meta, CowProgress *progress,
                   GError **error)
{
  guint64 part_edges = builder->options.part_edges ? builder->options.part_edges : COW_BUILDER_PART_EDGES;
  guint64 bytes = (guint64)builder->names.n * sizeof (guint32);
  Counting counting = { .builder = builder, .counts = counts, .progress = progress };
  Tally all;

  /* A table more must not weigh much beside the edges that it helps with. */
  counts->n_parts = (guint)CLAMP (builder->m / MAX (part_edges, builder->options.part_edges ? 1 : builder->names.n / 2), 1,
                                  CLAMP (builder->options.threads, 1, COW_PARALLEL_MOST));
  if (!cow_grow_exact (&counts->totals, &builder->memory, bytes, error))
    return FALSE;
  for (guint part = 1; part < counts->n_parts; part++)
    if (!cow_grow_exact (&counts->before[part], &builder->memory, bytes, error))
      return FALSE;
  narrow_weights (builder);
  cow_parallel_run (counts->n_parts, count_part, &counting);
  all = join_tallies (&counting);
  if (all.stopped)
    return cow_builder_cancelled (error);
  cow_parallel_run (counts->n_parts, sum_part, &counting);
  counts->ranked = all.ranked;
  meta->n = builder->names.n;
  meta->m = builder->m;
  meta->directed = builder->options.directed != FALSE;
  meta->n_loops = all.n_loops;
  meta->n_arcs = meta->directed ? meta->m : 2 * meta->m - all.n_loops;
  tell_weights (builder, &all, meta);
  return TRUE;
}

void
cow_builder_counts_clear (CowBuilderCounts *counts, CowMemory *memory)
{
  cow_grow_clear (&counts->totals, memory);
  for (guint part = 0; part < COW_PARALLEL_MOST; part++)
    cow_grow_clear (&counts->before[part], memory);
}
