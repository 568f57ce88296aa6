/* builder-csr.c - edges become compressed sparse rows by counting: one pass has counted, one puts each arc in its place.
 *
 * Each part of the edges has cursors of its own, one for each vertex, that begin where the parts before it end. A cursor and the
 * place of the vertex in the final order stand side by side, so that an edge misses the cache once at each end. Edges are taken
 * in order, so each list is in order of appearance of its edges, whatever the number of threads. */
#include "graph/builder-private.h"

#define SHORT_LIST 8 /* compared pair by pair when looking for parallel arcs */

/* By appearance: where the next arc goes, and the vertex. */
typedef struct
{
  guint32 arc, vertex;
} NarrowCursor;

typedef struct
{
  guint64 arc;
  guint32 vertex;
} WideCursor;

/* What the inner loop touches. */
typedef struct
{
  const guint32 *source, *target;
  const guint32 *weights_in_u32;
  const guint64 *weights_in_u64; /* integers and doubles alike: only moved */
  union
  {
    void *data;
    NarrowCursor *narrow;
    WideCursor *wide;
  } cursors;
  guint32 *arcs;
  guint64 *weights_out;
  guint32 *edges; /* NULL: derived */
} Scatter;

/* All parts together. */
typedef struct
{
  CowBuilder *builder;
  const CowBuilderCounts *counts;
  const CowBuilderOrder *order;
  CowImageMeta *meta;
  CowProgress *progress;
  const guint64 *offsets;
  gboolean wide;
  CowGrow cursors[COW_PARALLEL_MOST];
  CowGrow marks[COW_PARALLEL_MOST];       /* guint32[n] */
  gboolean stopped[COW_PARALLEL_MOST];
  guint64 n_parallel[COW_PARALLEL_MOST];
  guint64 max_degree[COW_PARALLEL_MOST];
  Scatter scatter; /* but for the cursors */
} Placing;

static gboolean
add_sections (const CowImageMeta *meta, gboolean derived, CowImageWriter *writer, GError **error)
{
  guint64 arc_bytes = meta->weight_kind == COW_WEIGHT_U32 ? 8 : 4;
  gboolean own_weights = meta->weight_kind == COW_WEIGHT_I64 || meta->weight_kind == COW_WEIGHT_F64;

  return cow_image_writer_add (writer, COW_SECTION_OUT_OFFSETS, 0, (meta->n + 1) * sizeof (guint64), error)
         && cow_image_writer_add (writer, COW_SECTION_OUT_ARCS, 0, meta->n_arcs * arc_bytes, error)
         && (!own_weights
             || cow_image_writer_add (writer, COW_SECTION_OUT_WEIGHTS, 0, meta->n_arcs * 8, error))
         && (derived || cow_image_writer_add (writer, COW_SECTION_EDGE_OF_ARC, 0, meta->n_arcs * 4, error));
}

static void
sum_offsets (const CowBuilderCounts *counts, const CowBuilderOrder *order, guint64 n, guint64 *offsets)
{
  guint64 sum = 0;

  for (guint32 vertex = 0; vertex < n; vertex++)
    {
      offsets[vertex] = sum;
      sum += counts->totals.u32[cow_builder_order_appearance (order, vertex)];
    }
  offsets[n] = sum;
}

static void
set_cursors (const Placing *placing, guint part, guint64 n)
{
  const guint32 *vertex_at = placing->order->vertex_at.u32, *before = placing->counts->before[part].u32;

  for (guint32 i = 0; i < n; i++)
    {
      guint32 vertex = vertex_at ? vertex_at[i] : i;
      guint64 arc = placing->offsets[vertex] + (before ? before[i] : 0);

      if (placing->wide)
        ((WideCursor *)placing->cursors[part].data)[i] = (WideCursor){ arc, vertex };
      else
        ((NarrowCursor *)placing->cursors[part].data)[i] = (NarrowCursor){ (guint32)arc, vertex };
    }
}

static inline __attribute__ ((always_inline)) void
place_arc (const Scatter *scatter, CowWeightKind kind, gboolean with_edges, guint64 arc, guint32 target, guint64 edge)
{
  if (kind == COW_WEIGHT_U32)
    {
      /* Both halves at once: little-endian, target first. */
      guint64 both = target | (guint64)scatter->weights_in_u32[edge] << 32;

      memcpy (scatter->arcs + 2 * arc, &both, sizeof both);
    }
  else
    scatter->arcs[arc] = target;
  if (kind == COW_WEIGHT_I64 || kind == COW_WEIGHT_F64)
    scatter->weights_out[arc] = scatter->weights_in_u64[edge];
  if (with_edges)
    scatter->edges[arc] = (guint32)edge;
}

static inline __attribute__ ((always_inline)) guint64
next_arc (const Scatter *scatter, gboolean wide, guint32 appearance)
{
  return wide ? scatter->cursors.wide[appearance].arc++ : scatter->cursors.narrow[appearance].arc++;
}

static inline __attribute__ ((always_inline)) guint32
vertex_of (const Scatter *scatter, gboolean wide, guint32 appearance)
{
  return wide ? scatter->cursors.wide[appearance].vertex : scatter->cursors.narrow[appearance].vertex;
}

static inline __attribute__ ((always_inline)) void
place_edges (const Scatter *scatter, gboolean wide, gboolean directed, CowWeightKind kind, gboolean with_edges, guint64 begin,
             guint64 end)
{
  for (guint64 edge = begin; edge < end; edge++)
    {
      guint32 source = scatter->source[edge], target = scatter->target[edge];

      place_arc (scatter, kind, with_edges, next_arc (scatter, wide, source), vertex_of (scatter, wide, target), edge);
      if (!directed && source != target)
        place_arc (scatter, kind, with_edges, next_arc (scatter, wide, target), vertex_of (scatter, wide, source), edge);
    }
}

/* The compiler makes a loop of its own for each of the cases. */
static void
place_block (const Scatter *scatter, gboolean wide, gboolean directed, CowWeightKind kind, guint64 begin, guint64 end)
{
#define PLACE(DIRECTED, KIND)                                                                                \
  do                                                                                                         \
    {                                                                                                        \
      if (wide) /* rare: not worth loops of its own */                                                       \
        place_edges (scatter, TRUE, DIRECTED, KIND, scatter->edges != NULL, begin, end);                     \
      else if (scatter->edges)                                                                               \
        place_edges (scatter, FALSE, DIRECTED, KIND, TRUE, begin, end);                                      \
      else                                                                                                   \
        place_edges (scatter, FALSE, DIRECTED, KIND, FALSE, begin, end);                                     \
    }                                                                                                        \
  while (0)

  if (directed && kind == COW_WEIGHT_NONE)
    PLACE (TRUE, COW_WEIGHT_NONE);
  else if (directed && kind == COW_WEIGHT_U32)
    PLACE (TRUE, COW_WEIGHT_U32);
  else if (directed)
    PLACE (TRUE, COW_WEIGHT_F64);
  else if (kind == COW_WEIGHT_NONE)
    PLACE (FALSE, COW_WEIGHT_NONE);
  else if (kind == COW_WEIGHT_U32)
    PLACE (FALSE, COW_WEIGHT_U32);
  else
    PLACE (FALSE, COW_WEIGHT_F64);
#undef PLACE
}

/* FALSE: asked to stop. What the first part did stands for all. */
static gboolean
go_on (const Placing *placing, guint part, guint64 units)
{
  if (part == 0)
    return !placing->progress || !cow_progress_step (placing->progress, units);
  return !cow_builder_should_stop (placing->progress);
}

static void
place_part (guint part, gpointer user)
{
  Placing *placing = user;
  const CowImageMeta *meta = placing->meta;
  guint n_parts = placing->counts->n_parts;
  guint64 begin = cow_parallel_begin (meta->m, part, n_parts), end = cow_parallel_begin (meta->m, part + 1, n_parts), next;
  Scatter scatter = placing->scatter;

  scatter.cursors.data = placing->cursors[part].data;
  set_cursors (placing, part, meta->n);
  for (; begin < end && !placing->stopped[part]; begin = next)
    {
      next = MIN (begin + COW_PROGRESS_BUDGET, end);
      place_block (&scatter, placing->wide, meta->directed, meta->weight_kind, begin, next);
      placing->stopped[part] = !go_on (placing, part, (next - begin) * n_parts);
    }
}

static gboolean
was_stopped (const Placing *placing)
{
  gboolean stopped = FALSE;

  for (guint part = 0; part < placing->counts->n_parts; part++)
    stopped |= placing->stopped[part];
  return stopped;
}

static gboolean
place_all (Placing *placing, CowImageWriter *writer, GError **error)
{
  CowBuilder *builder = placing->builder;
  guint64 *offsets = cow_image_writer_section (writer, COW_SECTION_OUT_OFFSETS, 0);
  gsize size = placing->wide ? sizeof (WideCursor) : sizeof (NarrowCursor);
  gboolean done = TRUE;

  sum_offsets (placing->counts, placing->order, placing->meta->n, offsets);
  placing->offsets = offsets;
  placing->scatter = (Scatter){
    .source = builder->source.u32,
    .target = builder->target.u32,
    .weights_in_u32 = builder->weights.u32,
    .weights_in_u64 = builder->weights.u64,
    .arcs = cow_image_writer_section (writer, COW_SECTION_OUT_ARCS, 0),
    .weights_out = cow_image_writer_section (writer, COW_SECTION_OUT_WEIGHTS, 0),
    .edges = cow_image_writer_section (writer, COW_SECTION_EDGE_OF_ARC, 0),
  };
  for (guint part = 0; part < placing->counts->n_parts && done; part++)
    done = cow_grow_exact (&placing->cursors[part], &builder->memory, placing->meta->n * size, error);
  if (done)
    cow_parallel_run (placing->counts->n_parts, place_part, placing);
  for (guint part = 0; part < placing->counts->n_parts; part++)
    cow_grow_clear (&placing->cursors[part], &builder->memory);
  return done && (!was_stopped (placing) || cow_builder_cancelled (error));
}

/* Arcs of one list that lead where an earlier one of it led. Undirected edges are counted at their lower end. */
static guint64
count_in_pairs (const guint32 *targets, guint32 stride, guint64 degree, guint32 lowest)
{
  guint64 n_parallel = 0;

  for (guint64 i = 0; i < degree; i++)
    {
      guint32 target = targets[i * stride];
      gboolean known = FALSE;

      if (target < lowest)
        continue;
      for (guint64 j = 0; j < i && !known; j++)
        known = targets[j * stride] == target;
      n_parallel += known;
    }
  return n_parallel;
}

/* The same for long lists. mark: of this list alone. Which end is lower is a matter of chance, so nothing branches on it. */
static guint64
count_by_marks (const guint32 *targets, guint32 stride, guint64 degree, guint32 lowest, guint32 *marks, guint32 mark)
{
  guint64 n_parallel = 0;

  for (guint64 i = 0; i < degree; i++)
    {
      guint32 target = targets[i * stride];

      n_parallel += (marks[target] == mark) & (target >= lowest);
      marks[target] = mark;
    }
  return n_parallel;
}

/* The first vertex whose list does not begin before `arc`. */
static guint64
vertex_from (const guint64 *offsets, guint64 n, guint64 arc)
{
  guint64 low = 0, high = n;

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;

      if (offsets[middle] < arc)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
look_at_lists (guint part, gpointer user)
{
  Placing *placing = user;
  const CowImageMeta *meta = placing->meta;
  const guint64 *offsets = placing->offsets;
  guint n_parts = placing->counts->n_parts;
  guint32 stride = meta->weight_kind == COW_WEIGHT_U32 ? 2 : 1;
  guint64 begin = vertex_from (offsets, meta->n, cow_parallel_begin (meta->n_arcs, part, n_parts));
  guint64 end = part + 1 == n_parts ? meta->n : vertex_from (offsets, meta->n, cow_parallel_begin (meta->n_arcs, part + 1, n_parts));

  if (part == 0)
    begin = 0;
  for (guint64 vertex = begin; vertex < end && !placing->stopped[part]; vertex++)
    {
      const guint32 *targets = placing->scatter.arcs + offsets[vertex] * stride;
      guint64 degree = offsets[vertex + 1] - offsets[vertex];
      guint32 lowest = meta->directed ? 0 : (guint32)vertex;

      placing->max_degree[part] = MAX (placing->max_degree[part], degree);
      placing->n_parallel[part] += degree <= SHORT_LIST ? count_in_pairs (targets, stride, degree, lowest)
                                                        : count_by_marks (targets, stride, degree, lowest, placing->marks[part].u32, (guint32)vertex + 1);
      if (vertex % 64 == 0)
        placing->stopped[part] = !go_on (placing, part, 0);
    }
}

static gboolean
count_lists (Placing *placing, GError **error)
{
  CowMemory *memory = &placing->builder->memory;
  CowImageMeta *meta = placing->meta;
  gboolean done = TRUE;

  for (guint part = 0; part < placing->counts->n_parts && done; part++)
    done = cow_grow_exact (&placing->marks[part], memory, meta->n * sizeof (guint32), error);
  if (done)
    cow_parallel_run (placing->counts->n_parts, look_at_lists, placing);
  for (guint part = 0; part < placing->counts->n_parts; part++)
    {
      cow_grow_clear (&placing->marks[part], memory);
      meta->n_parallel += placing->n_parallel[part];
      meta->max_out_degree = MAX (meta->max_out_degree, placing->max_degree[part]);
    }
  return done && (!was_stopped (placing) || cow_builder_cancelled (error));
}

gboolean
cow_builder_write_csr (CowBuilder *builder, CowBuilderCounts *counts, const CowBuilderOrder *order, CowImageMeta *meta,
                       CowImageWriter *writer, CowProgress *progress, GError **error)
{
  Placing placing = { .builder = builder, .counts = counts, .order = order, .meta = meta, .progress = progress,
                      .wide = meta->n_arcs > builder->narrow_arcs };

  if (!add_sections (meta, counts->ranked, writer, error) || !place_all (&placing, writer, error))
    return FALSE;
  cow_builder_counts_clear (counts, &builder->memory);
  cow_grow_clear (&builder->source, &builder->memory);
  cow_grow_clear (&builder->target, &builder->memory);
  cow_grow_clear (&builder->weights, &builder->memory);
  builder->edge_capacity = 0;
  return count_lists (&placing, error);
}
