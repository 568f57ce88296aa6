/* builder-csr.c - edges become compressed sparse rows by counting: one pass counts, one puts each arc in its
 * place.
 *
 * The offsets are their own cursors: offsets[v + 1] begins where the list of v begins and has come to its end
 * when the last arc is placed. Edges are taken in order, so each list is in order of appearance of its edges.
 */
#include "graph/builder-private.h"

#define SHORT_LIST 8 /* compared pair by pair when looking for parallel arcs */

/* What the inner loop touches. */
typedef struct
{
  const guint32 *source, *target;
  const guint32 *weights_in_u32;
  const guint64 *weights_in_u64; /* integers and doubles alike: only moved */
  guint64 *cursors;              /* offsets + 1 */
  guint32 *arcs;
  guint64 *weights_out;
  guint32 *edges; /* NULL: derived */
} Scatter;

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
count_integers (const CowBuilder *builder, CowImageMeta *meta)
{
  gint64 low = G_MAXINT64, high = G_MININT64;

  for (guint64 edge = 0; edge < builder->m; edge++)
    {
      gint64 weight = builder->weight_kind == COW_WEIGHT_U32 ? (gint64)builder->weights.u32[edge]
                                                             : builder->weights.i64[edge];

      if (weight < 0 && meta->negative_edge == G_MAXUINT64)
        meta->negative_edge = edge;
      low = MIN (low, weight);
      high = MAX (high, weight);
    }
  meta->weight_min_int = low;
  meta->weight_max_int = high;
  meta->weight_min_real = (double)low;
  meta->weight_max_real = (double)high;
}

static void
count_reals (const CowBuilder *builder, CowImageMeta *meta)
{
  double low = INFINITY, high = -INFINITY;

  for (guint64 edge = 0; edge < builder->m; edge++)
    {
      double weight = builder->weights.f64[edge];

      if (weight < 0 && meta->negative_edge == G_MAXUINT64)
        meta->negative_edge = edge;
      low = MIN (low, weight);
      high = MAX (high, weight);
    }
  meta->weight_min_real = low;
  meta->weight_max_real = high;
}

static void
count_weights (const CowBuilder *builder, CowImageMeta *meta)
{
  meta->weight_kind = builder->weight_kind;
  meta->negative_edge = G_MAXUINT64;
  meta->weight_min_int = meta->weight_max_int = 1;
  meta->weight_min_real = meta->weight_max_real = 1;
  if (builder->weight_kind == COW_WEIGHT_NONE)
    return;
  g_strlcpy (meta->weight_name, builder->weight_name ? builder->weight_name : "weight",
             sizeof meta->weight_name);
  if (builder->weight_kind == COW_WEIGHT_F64)
    count_reals (builder, meta);
  else
    count_integers (builder, meta);
}

static void
count_edges (const CowBuilder *builder, CowImageMeta *meta)
{
  const guint32 *source = builder->source.u32, *target = builder->target.u32;
  guint64 n_loops = 0;

  for (guint64 edge = 0; edge < builder->m; edge++)
    n_loops += source[edge] == target[edge];
  meta->n = builder->names.n;
  meta->m = builder->m;
  meta->directed = builder->options.directed != FALSE;
  meta->n_loops = n_loops;
  meta->n_arcs = meta->directed ? meta->m : 2 * meta->m - n_loops;
}

gboolean
cow_builder_edges_are_ranked (const CowBuilder *builder)
{
  const guint32 *source = builder->source.u32, *target = builder->target.u32;
  const guint32 *number = cow_interner_is_dense (&builder->names) ? builder->names.numbers.u32 : NULL;
  guint32 before = 0;

  for (guint64 edge = 0; edge < builder->m; edge++)
    {
      guint32 from = number ? number[source[edge]] : source[edge], to = number ? number[target[edge]] : target[edge];
      guint32 listing = builder->options.directed ? from : MIN (from, to);

      if (listing < before)
        return FALSE;
      before = listing;
    }
  return TRUE;
}

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

/* The bytes may be those of a file that was there before: nothing is taken for zero. */
static void
count_arcs (const CowBuilder *builder, const CowImageMeta *meta, guint64 *offsets)
{
  const guint32 *source = builder->source.u32, *target = builder->target.u32;
  guint64 *cursors = offsets + 1, before = 0;

  memset (offsets, 0, (meta->n + 1) * sizeof (guint64));
  if (meta->directed)
    for (guint64 edge = 0; edge < meta->m; edge++)
      cursors[source[edge]]++;
  else
    for (guint64 edge = 0; edge < meta->m; edge++)
      {
        cursors[source[edge]]++;
        cursors[target[edge]] += source[edge] != target[edge];
      }
  for (guint64 vertex = 0; vertex < meta->n; vertex++)
    {
      guint64 count = cursors[vertex];

      cursors[vertex] = before;
      before += count;
    }
}

static inline __attribute__ ((always_inline)) void
place_arc (const Scatter *scatter, CowWeightKind kind, gboolean with_edges, guint32 source, guint32 target,
           guint64 edge)
{
  guint64 arc = scatter->cursors[source]++;

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

static inline __attribute__ ((always_inline)) void
place_edges (const Scatter *scatter, gboolean directed, CowWeightKind kind, gboolean with_edges,
             guint64 begin, guint64 end)
{
  for (guint64 edge = begin; edge < end; edge++)
    {
      guint32 source = scatter->source[edge], target = scatter->target[edge];

      place_arc (scatter, kind, with_edges, source, target, edge);
      if (!directed && source != target)
        place_arc (scatter, kind, with_edges, target, source, edge);
    }
}

/* The compiler makes a loop of its own for each of the cases. */
static void
place_block (const Scatter *scatter, gboolean directed, CowWeightKind kind, guint64 begin, guint64 end)
{
#define PLACE(DIRECTED, KIND)                                                                                \
  do                                                                                                         \
    {                                                                                                        \
      if (scatter->edges)                                                                                    \
        place_edges (scatter, DIRECTED, KIND, TRUE, begin, end);                                             \
      else                                                                                                   \
        place_edges (scatter, DIRECTED, KIND, FALSE, begin, end);                                            \
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

static gboolean
place_all (const CowBuilder *builder, const CowImageMeta *meta, CowImageWriter *writer, CowProgress *progress,
           GError **error)
{
  guint64 *offsets = cow_image_writer_section (writer, COW_SECTION_OUT_OFFSETS, 0);
  Scatter scatter = {
    .source = builder->source.u32,
    .target = builder->target.u32,
    .weights_in_u32 = builder->weights.u32,
    .weights_in_u64 = builder->weights.u64,
    .cursors = offsets + 1,
    .arcs = cow_image_writer_section (writer, COW_SECTION_OUT_ARCS, 0),
    .weights_out = cow_image_writer_section (writer, COW_SECTION_OUT_WEIGHTS, 0),
    .edges = cow_image_writer_section (writer, COW_SECTION_EDGE_OF_ARC, 0),
  };

  count_arcs (builder, meta, offsets);
  for (guint64 begin = 0, end; begin < meta->m; begin = end)
    {
      end = MIN (begin + COW_PROGRESS_BUDGET, meta->m);
      place_block (&scatter, meta->directed, meta->weight_kind, begin, end);
      if (!cow_builder_go_on (progress, end - begin, error))
        return FALSE;
    }
  return TRUE;
}

/* Arcs of one list that lead where an earlier one of it led. Undirected edges are counted at their lower end.
 */
static guint64
count_parallel (const guint32 *targets, guint32 stride, guint64 degree, guint32 vertex, gboolean directed,
                guint32 *seen)
{
  guint64 n_parallel = 0;

  for (guint64 i = 0; i < degree; i++)
    {
      guint32 target = targets[i * stride];
      gboolean known = FALSE;

      if (!directed && target < vertex)
        continue;
      if (degree > SHORT_LIST)
        {
          known = seen[target] == vertex + 1;
          seen[target] = vertex + 1;
        }
      else
        for (guint64 j = 0; j < i && !known; j++)
          known = targets[j * stride] == target;
      n_parallel += known;
    }
  return n_parallel;
}

static gboolean
count_lists (CowBuilder *builder, CowImageMeta *meta, CowImageWriter *writer, CowProgress *progress,
             GError **error)
{
  const guint64 *offsets = cow_image_writer_section (writer, COW_SECTION_OUT_OFFSETS, 0);
  const guint32 *arcs = cow_image_writer_section (writer, COW_SECTION_OUT_ARCS, 0);
  guint32 stride = meta->weight_kind == COW_WEIGHT_U32 ? 2 : 1;
  CowGrow seen = { 0 };
  gboolean done = TRUE;

  if (!cow_grow_exact (&seen, &builder->memory, meta->n * sizeof (guint32), error))
    return FALSE;
  for (guint64 vertex = 0; vertex < meta->n && done; vertex++)
    {
      guint64 degree = offsets[vertex + 1] - offsets[vertex];

      meta->max_out_degree = MAX (meta->max_out_degree, degree);
      meta->n_parallel += count_parallel (arcs + offsets[vertex] * stride, stride, degree, (guint32)vertex,
                                          meta->directed, seen.u32);
      done = cow_builder_go_on (progress, 0, error);
    }
  cow_grow_clear (&seen, &builder->memory);
  return done;
}

gboolean
cow_builder_write_csr (CowBuilder *builder, gboolean ranked, CowImageMeta *meta, CowImageWriter *writer,
                       CowProgress *progress, GError **error)
{
  narrow_weights (builder);
  count_weights (builder, meta);
  count_edges (builder, meta);
  if (!add_sections (meta, ranked, writer, error) || !place_all (builder, meta, writer, progress, error))
    return FALSE;
  cow_grow_clear (&builder->source, &builder->memory);
  cow_grow_clear (&builder->target, &builder->memory);
  cow_grow_clear (&builder->weights, &builder->memory);
  builder->edge_capacity = 0;
  return count_lists (builder, meta, writer, progress, error);
}
