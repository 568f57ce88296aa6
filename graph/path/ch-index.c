/* ch-index.c - the contraction hierarchy as an index: the order of its arrays, writing them, checking and opening them.
 *
 * A sweep down reads, for each vertex, the costs of the ends of its upward arcs. Places are given so that these are warm in the
 * cache: vertices come in the order of the graph, which is local, but each after all that it has arcs upward to. So the cells of
 * the vertices above are those that the neighbors just read, and the sweep writes one cell after the other. Only the highest come first, by
 * level: every search for a pair ends among them, and finds them side by side. */
#include "graph/path/ch-private.h"

#include <stdlib.h>

enum
{
  ARRAY_PLACE_OF,
  ARRAY_VERTEX_AT,
  ARRAY_OUT_OFFSETS,
  ARRAY_OUT_ARCS,
  ARRAY_IN_OFFSETS,
  ARRAY_IN_ARCS,
  /* How paths are unpacked; absent in images of before, and where ties are many. */
  ARRAY_OUT_MIDDLES, /* u32 an arc: the place that it leads by, COW_VERTEX_NONE: none */
  ARRAY_IN_MIDDLES,
  ARRAY_TIES, /* CowChPlacedTie[], by place `at` */
  ARRAY_TIED, /* u64[n / 64, rounded up]: a bit for each place that has ties */
  N_ARRAYS
};

enum
{
  FACT_WIDE,
  FACT_MAX_WEIGHT,
  FACT_UNPACKS, /* 1: there is what unpacking wants */
};

#define TOP_PART 16 /* of all vertices, at most one in so many is among the highest */

/* ---- order ---- */

typedef struct
{
  guint32 *place_of, *vertex_at;
  guint32 n_placed;
  GArray *stack; /* of guint32: vertices that wait for those above them */
} Order;

/* Puts the vertices above one that have no place on the stack. FALSE: there were none. */
static gboolean
push_above (const CowChGraph *graph, const CowChList *list, Order *order)
{
  const CowChArc *arcs = cow_ch_arcs (graph, list);
  gboolean found = FALSE;

  for (guint32 i = 0; i < list->length; i++)
    if (order->place_of[arcs[i].target] == COW_VERTEX_NONE)
      {
        g_array_append_val (order->stack, arcs[i].target);
        found = TRUE;
      }
  return found;
}

static void
place (Order *order, guint32 vertex)
{
  order->place_of[vertex] = order->n_placed;
  order->vertex_at[order->n_placed++] = vertex;
}

static void
give_places (const CowChGraph *graph, Order *order)
{
  for (guint32 vertex = 0; vertex < graph->n; vertex++)
    order->place_of[vertex] = COW_VERTEX_NONE;
  for (guint32 root = 0; root < graph->n; root++)
    {
      g_array_append_val (order->stack, root);
      while (order->stack->len > 0)
        {
          guint32 vertex = g_array_index (order->stack, guint32, order->stack->len - 1);

          if (order->place_of[vertex] == COW_VERTEX_NONE
              && (push_above (graph, &graph->out[vertex], order)
                  | (!graph->symmetric && push_above (graph, &graph->in[vertex], order))))
            continue;
          g_array_set_size (order->stack, order->stack->len - 1);
          if (order->place_of[vertex] == COW_VERTEX_NONE)
            place (order, vertex);
        }
    }
}

/* One more than the level of any vertex below, along places: those of vertices below are higher. */
static void
raise_levels (const CowChGraph *graph, const CowChList *list, guint32 above, guint32 *levels)
{
  const CowChArc *arcs = cow_ch_arcs (graph, list);

  for (guint32 i = 0; i < list->length; i++)
    levels[arcs[i].target] = MAX (levels[arcs[i].target], above);
}

/* The least level of the highest vertices. starts: of each level, by level descending, where its vertices go. */
static guint32
find_top (const guint32 *levels, guint32 n, guint32 *starts)
{
  guint32 n_top = 0, top = n;

  for (guint32 vertex = 0; vertex < n; vertex++)
    starts[levels[vertex]]++;
  while (top > 0 && n_top + starts[top - 1] <= n / TOP_PART)
    {
      guint32 here = starts[--top];

      starts[top] = n_top;
      n_top += here;
    }
  return top;
}

/* The highest first, all others in the order in which they are. */
static gboolean
move_top (const CowChGraph *graph, Order *order, GError **error)
{
  guint32 n = graph->n, top, next = 0;
  g_autofree guint32 *levels = g_try_new0 (guint32, MAX (n, 1)), *starts = g_try_new0 (guint32, MAX (n, 1));
  g_autofree guint32 *vertices = g_try_new (guint32, MAX (n, 1));

  if (!levels || !starts || !vertices)
    return cow_memory_refuse (n * (guint64)12, 0, error);
  for (guint32 p = n; p-- > 0;)
    {
      guint32 vertex = order->vertex_at[p];

      raise_levels (graph, &graph->out[vertex], levels[vertex] + 1, levels);
      if (!graph->symmetric)
        raise_levels (graph, &graph->in[vertex], levels[vertex] + 1, levels);
    }
  top = find_top (levels, n, starts);
  for (guint32 vertex = 0; vertex < n; vertex++)
    next += levels[vertex] >= top;
  memcpy (vertices, order->vertex_at, n * sizeof *vertices);
  for (guint32 p = 0; p < n; p++)
    {
      guint32 vertex = vertices[p], to = levels[vertex] >= top ? starts[levels[vertex]]++ : next++;

      order->place_of[vertex] = to;
      order->vertex_at[to] = vertex;
    }
  return TRUE;
}

/* ---- writing ---- */

static guint64
find_max_weight (const CowChGraph *graph)
{
  guint64 most = 0;

  for (guint32 vertex = 0; vertex < graph->n; vertex++)
    {
      const CowChList *lists[2] = { &graph->out[vertex], &graph->in[vertex] };

      for (guint k = 0; k < 2; k++)
        for (guint32 i = 0; i < lists[k]->length; i++)
          most = MAX (most, cow_ch_arcs (graph, lists[k])[i].weight);
    }
  return most;
}

static gint
compare_by_target (gconstpointer left, gconstpointer right)
{
  const CowChArc *a = left, *b = right;

  return (a->target > b->target) - (a->target < b->target);
}

/* The arcs of the vertex at a place, by the places that they lead to. */
static void
sort_row (const CowChGraph *graph, const CowChList *list, const guint32 *place_of, GArray *row)
{
  g_array_set_size (row, 0);
  for (guint32 i = 0; i < list->length; i++)
    {
      CowChArc arc = cow_ch_arcs (graph, list)[i];

      arc.target = place_of[arc.target];
      g_array_append_val (row, arc);
    }
  g_array_sort (row, compare_by_target);
}

static guint64
count_arcs (const CowChGraph *graph, const CowChList *lists)
{
  guint64 n_arcs = 0;

  for (guint32 vertex = 0; vertex < graph->n; vertex++)
    n_arcs += lists[vertex].length;
  return n_arcs;
}

static gboolean
write_rows (const CowChGraph *graph, const CowChList *lists, gboolean wide, CowImageWriter *writer, guint array, GError **error)
{
  g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (CowChArc));
  guint64 n_arcs = count_arcs (graph, lists), *offsets;
  const guint32 *place_of, *vertex_at;
  guint32 *arcs;

  if (!cow_index_add (writer, array, (graph->n + G_GUINT64_CONSTANT (1)) * sizeof *offsets, error)
      || !cow_index_add (writer, array + 1, n_arcs * (wide ? 16 : 8), error))
    return FALSE;
  offsets = cow_index_section (writer, array);
  arcs = cow_index_section (writer, array + 1);
  place_of = cow_index_section (writer, ARRAY_PLACE_OF);
  vertex_at = cow_index_section (writer, ARRAY_VERTEX_AT);
  offsets[0] = 0;
  for (guint32 p = 0; p < graph->n; p++)
    {
      sort_row (graph, &lists[vertex_at[p]], place_of, row);
      for (guint32 i = 0; i < row->len; i++)
        {
          const CowChArc *arc = &g_array_index (row, CowChArc, i);

          *arcs++ = arc->target;
          if (wide)
            *arcs++ = 0;
          *arcs++ = (guint32)arc->weight;
          if (wide)
            *arcs++ = (guint32)(arc->weight >> 32);
        }
      offsets[p + 1] = offsets[p] + row->len;
    }
  return TRUE;
}

/* ---- what unpacking wants ---- */

static gboolean
write_middles (const CowChGraph *graph, const CowChList *lists, CowImageWriter *writer, guint array, GError **error)
{
  g_autoptr (GArray) row = g_array_new (FALSE, FALSE, sizeof (CowChArc));
  const guint32 *place_of, *vertex_at;
  guint32 *middles;

  if (!cow_index_add (writer, array, count_arcs (graph, lists) * sizeof *middles, error))
    return FALSE;
  middles = cow_index_section (writer, array);
  place_of = cow_index_section (writer, ARRAY_PLACE_OF);
  vertex_at = cow_index_section (writer, ARRAY_VERTEX_AT);
  for (guint32 p = 0; p < graph->n; p++)
    {
      sort_row (graph, &lists[vertex_at[p]], place_of, row);
      for (guint32 i = 0; i < row->len; i++)
        {
          guint32 middle = g_array_index (row, CowChArc, i).middle;

          *middles++ = middle == COW_VERTEX_NONE ? middle : place_of[middle];
        }
    }
  return TRUE;
}

static gint
compare_ties (gconstpointer left, gconstpointer right)
{
  const CowChPlacedTie *a = left, *b = right;

  if (a->at != b->at)
    return (a->at > b->at) - (a->at < b->at);
  if (a->other != b->other)
    return (a->other > b->other) - (a->other < b->other);
  return a->middle != b->middle ? (a->middle > b->middle) - (a->middle < b->middle) : (a->is_end > b->is_end) - (a->is_end < b->is_end);
}

/* Each tie stands at both of its ends. */
static gboolean
write_ties (const CowChGraph *graph, CowImageWriter *writer, GError **error)
{
  const CowChTie *ties = (const CowChTie *)(void *)graph->ties->data;
  const guint32 *place_of;
  CowChPlacedTie *placed;
  guint64 *tied;

  if (!cow_index_add (writer, ARRAY_TIES, graph->ties->len * 2 * sizeof *placed, error)
      || !cow_index_add (writer, ARRAY_TIED, (graph->n + G_GUINT64_CONSTANT (63)) / 64 * sizeof *tied, error))
    return FALSE;
  place_of = cow_index_section (writer, ARRAY_PLACE_OF);
  placed = cow_index_section (writer, ARRAY_TIES);
  tied = cow_index_section (writer, ARRAY_TIED);
  memset (tied, 0, (graph->n + G_GUINT64_CONSTANT (63)) / 64 * sizeof *tied);
  for (guint i = 0; i < graph->ties->len; i++)
    {
      guint32 from = place_of[ties[i].from], to = place_of[ties[i].to], middle = place_of[ties[i].middle];

      placed[2 * i] = (CowChPlacedTie){ .at = from, .other = to, .middle = middle };
      placed[2 * i + 1] = (CowChPlacedTie){ .at = to, .other = from, .middle = middle, .is_end = 1 };
      tied[from / 64] |= G_GUINT64_CONSTANT (1) << from % 64;
      tied[to / 64] |= G_GUINT64_CONSTANT (1) << to % 64;
    }
  if (graph->ties->len > 0)
    qsort (placed, 2 * (gsize)graph->ties->len, sizeof *placed, compare_ties);
  return TRUE;
}

static gboolean
write_order (const CowChGraph *graph, CowImageWriter *writer, GError **error)
{
  Order order = { 0 };
  gsize bytes = graph->n * sizeof (guint32);

  if (!cow_index_add (writer, ARRAY_PLACE_OF, bytes, error) || !cow_index_add (writer, ARRAY_VERTEX_AT, bytes, error))
    return FALSE;
  order.place_of = cow_index_section (writer, ARRAY_PLACE_OF);
  order.vertex_at = cow_index_section (writer, ARRAY_VERTEX_AT);
  order.stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  give_places (graph, &order);
  g_array_unref (order.stack);
  return move_top (graph, &order, error);
}

static gboolean
write_ch (const CowIndexBuild *build, CowImageWriter *writer, guint64 *facts, GError **error)
{
  CowProgress nobody = { 0 };
  CowChGraph graph;
  gboolean done, wide;

  done = cow_ch_graph_init (&graph, build->view, error)
         && cow_ch_contract (&graph, build->n_threads, build->progress ? build->progress : &nobody, error);
  facts[FACT_MAX_WEIGHT] = done ? find_max_weight (&graph) : 0;
  facts[FACT_WIDE] = wide = facts[FACT_MAX_WEIGHT] >= COW_CH_FAR;
  done = done && write_order (&graph, writer, error) && write_rows (&graph, graph.out, wide, writer, ARRAY_OUT_OFFSETS, error)
         && (graph.symmetric || write_rows (&graph, graph.in, wide, writer, ARRAY_IN_OFFSETS, error));
  facts[FACT_UNPACKS] = done && graph.ties;
  if (facts[FACT_UNPACKS])
    done = write_middles (&graph, graph.out, writer, ARRAY_OUT_MIDDLES, error)
           && (graph.symmetric || write_middles (&graph, graph.in, writer, ARRAY_IN_MIDDLES, error)) && write_ties (&graph, writer, error);
  cow_ch_graph_clear (&graph);
  return done;
}

static guint64
count_units (const CowIndexBuild *build)
{
  return build->view->out.n;
}

/* ---- checks ---- */

static guint
get_element_bytes (const CowImageIndex *header, guint array)
{
  switch (array)
    {
    case ARRAY_PLACE_OF:
    case ARRAY_VERTEX_AT:
    case ARRAY_OUT_MIDDLES:
    case ARRAY_IN_MIDDLES:
      return 4;
    case ARRAY_TIES:
      return sizeof (CowChPlacedTie);
    case ARRAY_OUT_ARCS:
    case ARRAY_IN_ARCS:
      return header->facts[FACT_WIDE] ? 16 : 8;
    default:
      return 8;
    }
}

static gboolean
check_rows (const CowIndexData *data, guint array)
{
  guint64 n = data->header->n;
  const guint64 *offsets = data->arrays[array];

  return offsets && data->arrays[array + 1] && data->array_bytes[array] == (n + 1) * 8
         && offsets[n] <= G_MAXUINT64 / 16 && data->array_bytes[array + 1] == offsets[n] * get_element_bytes (data->header, array + 1);
}

static gboolean
check_middles (const CowIndexData *data, guint array, guint offsets)
{
  return data->arrays[array] && data->array_bytes[array] == ((const guint64 *)data->arrays[offsets])[data->header->n] * 4;
}

/* After check_rows. */
static gboolean
check_unpacking (const CowIndexData *data, gboolean directed)
{
  const CowImageIndex *header = data->header;

  if (header->facts[FACT_UNPACKS] == 0)
    return !data->arrays[ARRAY_OUT_MIDDLES] && !data->arrays[ARRAY_IN_MIDDLES] && !data->arrays[ARRAY_TIES] && !data->arrays[ARRAY_TIED];
  return header->facts[FACT_UNPACKS] == 1 && check_middles (data, ARRAY_OUT_MIDDLES, ARRAY_OUT_OFFSETS)
         && (directed ? check_middles (data, ARRAY_IN_MIDDLES, ARRAY_IN_OFFSETS) : !data->arrays[ARRAY_IN_MIDDLES])
         && data->arrays[ARRAY_TIES] && data->array_bytes[ARRAY_TIES] % sizeof (CowChPlacedTie) == 0 && data->arrays[ARRAY_TIED]
         && data->array_bytes[ARRAY_TIED] == (header->n + 63) / 64 * 8;
}

static gboolean
check_sizes (const CowIndexData *data)
{
  const CowImageIndex *header = data->header;
  gboolean directed = data->arrays[ARRAY_IN_OFFSETS] || data->arrays[ARRAY_IN_ARCS];

  return header->facts[FACT_WIDE] <= 1 && header->facts[FACT_MAX_WEIGHT] < (header->facts[FACT_WIDE] ? COW_CH_LIMIT : COW_CH_FAR)
         && data->arrays[ARRAY_PLACE_OF] && data->array_bytes[ARRAY_PLACE_OF] == header->n * 4 && data->arrays[ARRAY_VERTEX_AT]
         && data->array_bytes[ARRAY_VERTEX_AT] == header->n * 4 && check_rows (data, ARRAY_OUT_OFFSETS)
         && (!directed || check_rows (data, ARRAY_IN_OFFSETS)) && check_unpacking (data, directed);
}

static gboolean
check_inverse (const guint32 *values, const guint32 *inverse, guint64 n, guint64 first, guint64 end)
{
  for (guint64 i = first; i < end; i++)
    if (values[i] >= n || inverse[values[i]] != i)
      return FALSE;
  return TRUE;
}

/* Rows are checked where their offsets are, with their arcs: an arc leads to a lower place than that of its row. */
static gboolean
check_row_elements (const CowIndexData *data, guint array, guint64 first, guint64 end)
{
  const guint64 *offsets = data->arrays[array];
  CowChRows rows = { offsets, data->arrays[array + 1] };
  guint64 n_arcs = offsets[data->header->n], most = data->header->facts[FACT_MAX_WEIGHT];
  gboolean wide = data->header->facts[FACT_WIDE] != 0, bad = first == 0 && end > 0 && offsets[0] != 0;

  for (guint64 i = MAX (first, 1); i < end && !bad; i++)
    {
      if (offsets[i] < offsets[i - 1] || offsets[i] > n_arcs)
        return FALSE;
      for (guint64 arc = offsets[i - 1]; arc < offsets[i]; arc++)
        bad |= (cow_ch_target (&rows, arc, wide) >= i - 1) | (cow_ch_weight (&rows, arc, wide) > most);
    }
  return !bad;
}

static gboolean
check_middle_elements (const CowIndexData *data, guint array, guint64 first, guint64 end)
{
  const guint32 *middles = data->arrays[array];
  gboolean bad = FALSE;

  for (guint64 i = first; i < end; i++)
    bad |= middles[i] >= data->header->n && middles[i] != COW_VERTEX_NONE;
  return !bad;
}

static gboolean
check_ties (const CowIndexData *data, guint64 first, guint64 end)
{
  const CowChPlacedTie *ties = data->arrays[ARRAY_TIES];
  guint64 n = data->header->n;

  for (guint64 i = first; i < end; i++)
    if (ties[i].at >= n || ties[i].other >= n || ties[i].middle >= n || ties[i].is_end > 1 || (i > 0 && ties[i].at < ties[i - 1].at))
      return FALSE;
  return TRUE;
}

/* The bits are those of the ties. */
static gboolean
check_tied (const CowIndexData *data, guint64 first, guint64 end)
{
  const CowChPlacedTie *ties = data->arrays[ARRAY_TIES];
  const guint64 *tied = data->arrays[ARRAY_TIED];
  guint64 n_ties = data->array_bytes[ARRAY_TIES] / sizeof *ties, low = 0, high = n_ties;

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;

      if (ties[middle].at / 64 < first)
        low = middle + 1;
      else
        high = middle;
    }
  for (guint64 word = first; word < end; word++)
    {
      guint64 bits = 0;

      for (; low < n_ties && ties[low].at / 64 == word; low++)
        bits |= G_GUINT64_CONSTANT (1) << ties[low].at % 64;
      if (bits != tied[word])
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_elements (const CowIndexData *data, guint array, guint64 first, guint64 end)
{
  switch (array)
    {
    case ARRAY_PLACE_OF:
      return check_inverse (data->arrays[ARRAY_PLACE_OF], data->arrays[ARRAY_VERTEX_AT], data->header->n, first, end);
    case ARRAY_VERTEX_AT:
      return check_inverse (data->arrays[ARRAY_VERTEX_AT], data->arrays[ARRAY_PLACE_OF], data->header->n, first, end);
    case ARRAY_OUT_OFFSETS:
    case ARRAY_IN_OFFSETS:
      return check_row_elements (data, array, first, end);
    case ARRAY_OUT_MIDDLES:
    case ARRAY_IN_MIDDLES:
      return check_middle_elements (data, array, first, end);
    case ARRAY_TIES:
      return check_ties (data, first, end);
    case ARRAY_TIED:
      return check_tied (data, first, end);
    default:
      return TRUE; /* with the rows */
    }
}

const CowIndexKind cow_index_kind_ch = {
  .name = "ch",
  .summary = "contraction hierarchy, for graphs like road networks with weights that are integers: a pair in a tenth of a millisecond, "
             "all costs from a source in one or two per million vertices",
  .need_in = TRUE,
  .n_arrays = N_ARRAYS,
  .write = write_ch,
  .element_bytes = get_element_bytes,
  .check = check_sizes,
  .check_elements = check_elements,
  .units = count_units,
};

void
cow_ch_open (const CowIndex *index, CowCh *ch)
{
  const CowIndexData *data = &index->data;
  guint in = data->arrays[ARRAY_IN_OFFSETS] ? ARRAY_IN_OFFSETS : ARRAY_OUT_OFFSETS;

  *ch = (CowCh){ .n = (guint32)data->header->n,
                 .wide = data->header->facts[FACT_WIDE] != 0,
                 .unpacks = data->header->facts[FACT_UNPACKS] != 0,
                 .max_weight = data->header->facts[FACT_MAX_WEIGHT],
                 .place_of = data->arrays[ARRAY_PLACE_OF],
                 .vertex_at = data->arrays[ARRAY_VERTEX_AT],
                 .out = { data->arrays[ARRAY_OUT_OFFSETS], data->arrays[ARRAY_OUT_ARCS], data->arrays[ARRAY_OUT_MIDDLES] },
                 .in = { data->arrays[in], data->arrays[in + 1],
                         data->arrays[in == ARRAY_OUT_OFFSETS ? ARRAY_OUT_MIDDLES : ARRAY_IN_MIDDLES] },
                 .ties = data->arrays[ARRAY_TIES],
                 .n_ties = data->array_bytes[ARRAY_TIES] / sizeof (CowChPlacedTie),
                 .tied = data->arrays[ARRAY_TIED] };
}
