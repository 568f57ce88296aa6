/* view-write.c - a view that is not free: filtered, weighed by an expression, or without direction, as an image.
 *
 * Two passes and no copy of the graph: the first asks the filters and the weight of each arc, remembers the answer in one bit
 * and counts; then the kind of the weights and all sizes are known, and the second drops each kept arc into its place. The
 * order in which arcs are dropped is the order of the lists: as they stand for direction out, by appearance of the source for in,
 * by appearance of the edge for any. As in the transpose the offsets are the counters.
 *
 * An undirected edge is weighed and filtered with its end that appeared first as src, whichever way an arc of it goes.
 * Overlays: an edge that they block is not kept, one that they weigh is weighed by them whatever the expression says; what they
 * add stands in its list behind the arcs of the graph that come from the same place, and has the numbers from graph->n_arcs (as an
 * arc) and graph->m (as an edge) on. Where the graph has no weights and an overlay has, an edge of the graph costs 1.
 *
 * A view that keeps what is barred has every arc, and when the graph is directed every arc the other way too. What could not be weighed
 * because it was never meant to be costs nothing there and says so.
 *
 * In META of the image, negative_edge is an out-arc of the view, weight_name the text of the expression. */
#include "config.h"

#include <string.h>

#include "graph/input.h"
#include "graph/overlay-stack.h"
#include "graph/transpose.h"
#include "graph/view-private.h"

#define AHEAD 16 /* arcs between asking for a line and using it */

typedef CowViewWriting Writing;

static gboolean
fail_cancelled (GError **error)
{
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

static gboolean
step (const Writing *writing, guint64 units)
{
  return writing->progress && cow_progress_step (writing->progress, units);
}

static inline CowRow
make_row (const Writing *writing, guint32 source, guint32 target, guint64 arc)
{
  const CowGraph *graph = writing->graph;
  CowRow row = { .edge = writing->edge_of_arc ? writing->edge_of_arc[arc] : (guint32)arc, .source = source, .target = target, .arc = arc };

  if (!graph->directed && cow_graph_appearance (graph, target) < cow_graph_appearance (graph, source))
    {
      row.source = target;
      row.target = source;
    }
  return row;
}

static gboolean
fail_weight (const Writing *writing, const CowRow *row, const char *what, GError **error)
{
  char buffers[2][24];
  gsize lengths[2];
  const char *source = cow_graph_name (writing->graph, row->source, buffers[0], &lengths[0]);
  const char *target = cow_graph_name (writing->graph, row->target, buffers[1], &lengths[1]);
  const char *text = writing->weight ? cow_expr_text (writing->weight) : writing->graph->meta->weight_name;

  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "weight \"%s\" is %s for edge %.*s %s %.*s", text, what, (int)lengths[0],
               source, writing->graph->directed ? "->" : "--", (int)lengths[1], target);
  return FALSE;
}

/* The weight of an arc of the graph as an INT or REAL value, never anything else. */
static inline gboolean
weigh_as_written (const Writing *writing, const CowRow *row, CowValue *value, GError **error)
{
  const CowCsr *out = &writing->graph->out;

  if (writing->stack && !writing->spec->overlays_keep_weights)
    {
      const CowStackChange *change = cow_overlay_stack_change (writing->stack, row->edge);

      if (change && change->layer != COW_LAYER_NONE)
        {
          *value = cow_stack_value (change->change.weight);
          return TRUE;
        }
    }
  if (!writing->weight)
    {
      if (out->kind == COW_WEIGHT_NONE)
        *value = (CowValue){ .type = COW_TYPE_INT, .integer = 1 };
      else if (out->kind == COW_WEIGHT_F64)
        *value = (CowValue){ .type = COW_TYPE_REAL, .real = out->weights_f64[row->arc] };
      else
        *value = (CowValue){ .type = COW_TYPE_INT,
                             .integer = out->kind == COW_WEIGHT_U32 ? (gint64)out->targets[row->arc * 2 + 1] : out->weights_i64[row->arc] };
      return TRUE;
    }
  if (!cow_expr_eval (writing->weight, row, value, error))
    return FALSE;
  if (G_UNLIKELY (value->type == COW_TYPE_NULL))
    return fail_weight (writing, row, "null", error);
  if (G_UNLIKELY (value->type == COW_TYPE_REAL && !isfinite (value->real)))
    {
      char text[32];
      cow_number_format_real (value->real, text);
      return fail_weight (writing, row, text, error);
    }
  return TRUE;
}

/* …of the type that the view's weights have. */
static inline gboolean
weigh (const Writing *writing, const CowRow *row, CowValue *value, GError **error)
{
  if (!weigh_as_written (writing, row, value, error))
    return FALSE;
  if (writing->kind == COW_WEIGHT_F64 && value->type == COW_TYPE_INT)
    *value = (CowValue){ .type = COW_TYPE_REAL, .real = (double)value->integer };
  return TRUE;
}

static void
note_weight (Writing *writing, const CowValue *value)
{
  double real = value->type == COW_TYPE_INT ? (double)value->integer : value->real;

  if (value->type == COW_TYPE_INT)
    {
      writing->min_int = MIN (writing->min_int, value->integer);
      writing->max_int = MAX (writing->max_int, value->integer);
    }
  writing->min_real = MIN (writing->min_real, real);
  writing->max_real = MAX (writing->max_real, real);
}

/* How many arcs of the view an arc of the graph becomes; counts them. */
static guint
count_arc (Writing *writing, guint32 source, guint32 target)
{
  guint n = 0;

  if (!writing->reversed)
    {
      writing->offsets[(guint64)source + 1]++;
      n++;
    }
  if (writing->reversed || (writing->both && source != target))
    {
      writing->offsets[(guint64)target + 1]++;
      n++;
    }
  writing->n_arcs += n;
  return n;
}

/* Do the options leave this edge out? FALSE with error. */
static inline gboolean
is_barred (const Writing *writing, const CowRow *row, const CowStackChange *change, gboolean *barred, GError **error)
{
  const guint64 *blocked = writing->spec->blocked_edges;
  gboolean wanted = TRUE;

  *barred = (blocked && ((blocked[row->edge >> 6] >> (row->edge & 63)) & 1)) || (change && change->change.blocked);
  if (*barred || !writing->where)
    return TRUE;
  if (!cow_expr_test (writing->where, row, &wanted, error))
    return FALSE;
  *barred = !wanted;
  return TRUE;
}

/* The weight of an edge that is barred, 0 when it has none that could count. Returns its marks. */
static guint8
weigh_barred (const Writing *writing, const CowRow *row, CowValue *value)
{
  gboolean weighed = weigh (writing, row, value, NULL);

  /* A blocked edge that an overlay weighs by a fraction does not make all weights reals. */
  if (weighed && (value->type == COW_TYPE_INT ? value->integer >= 0 : value->real >= 0 && writing->kind == COW_WEIGHT_F64))
    return COW_MARK_BARRED;
  *value = writing->kind == COW_WEIGHT_F64 ? (CowValue){ .type = COW_TYPE_REAL, .real = 0 } : (CowValue){ .type = COW_TYPE_INT, .integer = 0 };
  return COW_MARK_BARRED | COW_MARK_WEIGHTLESS;
}

/* Does the view hold this arc? Counts it when it does. */
static gboolean
survey_arc (Writing *writing, guint32 source, guint32 target, guint64 arc, GError **error)
{
  CowRow row = make_row (writing, source, target, arc);
  const CowStackChange *change = writing->stack ? cow_overlay_stack_change (writing->stack, row.edge) : NULL;
  CowValue value;
  gboolean barred;
  guint n;

  if (!is_barred (writing, &row, change, &barred, error))
    return FALSE;
  if (barred && !writing->barred)
    return TRUE;
  if (barred)
    writing->barred[arc >> 6] |= G_GUINT64_CONSTANT (1) << (arc & 63);
  if (writing->kind != COW_WEIGHT_NONE)
    {
      if (barred)
        weigh_barred (writing, &row, &value);
      else if (!weigh (writing, &row, &value, error))
        return FALSE;
      note_weight (writing, &value);
    }
  writing->kept[arc >> 6] |= G_GUINT64_CONSTANT (1) << (arc & 63);
  writing->n_edges += writing->graph->directed || row.source == source;
  n = count_arc (writing, source, target);
  if (change && change->layer != COW_LAYER_NONE)
    writing->n_touched += n;
  return TRUE;
}

/* Edges of neighboring arcs may lie far apart: their cells are asked for ahead of time. */
static inline void
prefetch_row (const Writing *writing, guint32 source, guint64 arc)
{
  if (arc >= writing->graph->n_arcs)
    return;
  CowRow row = { .edge = writing->edge_of_arc ? writing->edge_of_arc[arc] : (guint32)arc,
                 .source = source,
                 .target = cow_csr_target (&writing->graph->out, arc) };
  if (writing->where)
    cow_expr_prefetch (writing->where, &row);
  if (writing->weight)
    cow_expr_prefetch (writing->weight, &row);
}

static gboolean
survey (Writing *writing, GError **error)
{
  const CowCsr *out = &writing->graph->out;

  for (guint32 source = 0; source < out->n; source++)
    {
      for (guint64 arc = out->offsets[source]; arc < out->offsets[source + 1]; arc++)
        {
          prefetch_row (writing, source, arc + AHEAD);
          if (!survey_arc (writing, source, cow_csr_target (out, arc), arc, error))
            return FALSE;
        }
      if (step (writing, cow_csr_degree (out, source)))
        return fail_cancelled (error);
    }
  return TRUE;
}

/* layer: of the overlay that weighed or added it, or COW_LAYER_NONE. */
static void
place_entry (Writing *writing, guint32 list, guint32 entry, const CowRow *row, const CowValue *value, guint32 layer, guint8 marks)
{
  guint64 place = writing->offsets[(guint64)list + 1]++;
  gboolean negative = FALSE;

  switch (writing->kind)
    {
    case COW_WEIGHT_NONE:
      writing->arcs[place] = entry;
      break;
    case COW_WEIGHT_U32:
      writing->arcs[place * 2] = entry;
      writing->arcs[place * 2 + 1] = (guint32)value->integer;
      break;
    case COW_WEIGHT_I64:
      writing->arcs[place] = entry;
      writing->weights_i64[place] = value->integer;
      negative = value->integer < 0;
      break;
    case COW_WEIGHT_F64:
      writing->arcs[place] = entry;
      writing->weights_f64[place] = value->real == 0.0 ? 0.0 : value->real;
      negative = value->real < 0;
      break;
    }
  if (writing->view_arc)
    writing->view_arc[place] = row->arc;
  if (writing->marks)
    writing->marks[place] = marks;
  if (layer != COW_LAYER_NONE)
    writing->touched[writing->n_touched++]
        = (CowViewTouched){ .arc = place, .layer = layer, .added = row->arc >= writing->graph->n_arcs };
  if (negative && row->edge < writing->negative_edge)
    {
      writing->negative_edge = row->edge;
      writing->negative_arc = place;
    }
}

static void
place_row (Writing *writing, guint32 source, guint32 target, const CowRow *row, const CowValue *value, guint32 layer, guint8 marks)
{
  if (!writing->reversed)
    place_entry (writing, source, target, row, value, layer, marks | writing->mark_there);
  if (writing->reversed || (writing->both && source != target))
    place_entry (writing, target, source, row, value, layer, marks | writing->mark_back);
}

static gboolean
place_arc (Writing *writing, guint32 source, guint64 arc, GError **error)
{
  CowValue value = { .type = COW_TYPE_NULL };
  const CowStackChange *change;
  guint8 marks = 0;

  if (!((writing->kept[arc >> 6] >> (arc & 63)) & 1))
    return TRUE;
  guint32 target = cow_csr_target (&writing->graph->out, arc);
  CowRow row = make_row (writing, source, target, arc);
  if (writing->barred && ((writing->barred[arc >> 6] >> (arc & 63)) & 1))
    marks = writing->kind != COW_WEIGHT_NONE ? weigh_barred (writing, &row, &value) : COW_MARK_BARRED;
  else if (writing->kind != COW_WEIGHT_NONE && !weigh (writing, &row, &value, error))
    return FALSE;
  change = writing->stack ? cow_overlay_stack_change (writing->stack, row.edge) : NULL;
  place_row (writing, source, target, &row, &value, change ? change->layer : COW_LAYER_NONE, marks);
  return TRUE;
}

/* ---- what overlays add ---- */

/* Numbered behind the edges and arcs of the graph. */
static gboolean
weigh_added (const Writing *writing, const CowStackArc *arc, CowRow *row, CowValue *value, GError **error)
{
  const CowGraph *graph = writing->graph;
  gboolean turn = !graph->directed && cow_graph_appearance (graph, arc->target) < cow_graph_appearance (graph, arc->source);

  *row = (CowRow){ .edge = (guint32)(graph->m + arc->number),
                   .source = turn ? arc->target : arc->source,
                   .target = turn ? arc->source : arc->target,
                   .arc = graph->n_arcs + arc->number };
  *value = cow_stack_value (arc->weight);
  if (writing->kind == COW_WEIGHT_NONE)
    return TRUE;
  if (writing->spec->overlays_keep_weights)
    return weigh (writing, row, value, error);
  if (writing->kind == COW_WEIGHT_F64 && value->type == COW_TYPE_INT)
    *value = (CowValue){ .type = COW_TYPE_REAL, .real = (double)value->integer };
  return TRUE;
}

static gboolean
survey_added (Writing *writing, GError **error)
{
  const CowOverlayStack *stack = writing->stack;
  CowRow row;
  CowValue value;

  for (guint64 i = 0; stack && i < stack->n_arcs; i++)
    {
      if (!weigh_added (writing, &stack->arcs[i], &row, &value, error))
        return FALSE;
      note_weight (writing, &value);
      writing->n_touched += count_arc (writing, stack->arcs[i].source, stack->arcs[i].target);
    }
  writing->n_edges += stack ? stack->n_added : 0;
  return TRUE;
}

/* The arcs that come from `source`, if it is its turn; all that are left with COW_VERTEX_NONE. */
static gboolean
place_added (Writing *writing, guint32 source, GError **error)
{
  const CowOverlayStack *stack = writing->stack;
  CowRow row;
  CowValue value;

  for (; stack && writing->next_added < stack->n_arcs; writing->next_added++)
    {
      const CowStackArc *arc = &stack->arcs[writing->next_added];

      if (source != COW_VERTEX_NONE && arc->source != source)
        return TRUE;
      if (!weigh_added (writing, arc, &row, &value, error))
        return FALSE;
      place_row (writing, arc->source, arc->target, &row, &value, arc->layer, 0);
    }
  return TRUE;
}

/* The counter and the place that a later arc will want in a list of its target. */
static inline void
prefetch_place (const Writing *writing, guint64 arc)
{
  const CowCsr *out = &writing->graph->out;

  if (!writing->reversed && !writing->both)
    return;
  if (arc + 2 * AHEAD < out->n_arcs)
    __builtin_prefetch (&writing->offsets[(guint64)cow_csr_target (out, arc + 2 * AHEAD) + 1], 1);
  if (arc + AHEAD < out->n_arcs)
    {
      guint64 place = writing->offsets[(guint64)cow_csr_target (out, arc + AHEAD) + 1];
      __builtin_prefetch (&writing->arcs[place * (writing->kind == COW_WEIGHT_U32 ? 2 : 1)], 1);
    }
}

/* Arcs source by source, in the order of vertex_at, or as they stand. */
static gboolean
place_by_source (Writing *writing, const guint32 *vertex_at, GError **error)
{
  const CowCsr *out = &writing->graph->out;

  for (guint32 i = 0; i < out->n; i++)
    {
      guint32 source = vertex_at ? vertex_at[i] : i;
      for (guint64 arc = out->offsets[source]; arc < out->offsets[source + 1]; arc++)
        {
          if (writing->weight)
            prefetch_row (writing, source, arc + AHEAD);
          prefetch_place (writing, arc);
          if (!place_arc (writing, source, arc, error))
            return FALSE;
        }
      if (!place_added (writing, source, error))
        return FALSE;
      if (step (writing, cow_csr_degree (out, source)))
        return fail_cancelled (error);
    }
  return TRUE;
}

/* Where edge number N stands. */
typedef struct
{
  guint32 arc, source;
} Place;

/* Three steps ahead of an edge: its arc; the counters of both lists; the places in them. */
static inline void
prefetch_edge (const Writing *writing, const Place *places, guint64 edge)
{
  const CowCsr *out = &writing->graph->out;
  guint64 m = writing->graph->m, stride = writing->kind == COW_WEIGHT_U32 ? 2 : 1;

  if (edge + 3 * AHEAD < m)
    {
      const Place *later = &places[edge + 3 * AHEAD];
      __builtin_prefetch (&out->targets[(guint64)later->arc * out->stride]);
      __builtin_prefetch (&writing->edge_of_arc[later->arc]);
      __builtin_prefetch (&writing->offsets[(guint64)later->source + 1], 1);
    }
  if (edge + 2 * AHEAD < m)
    __builtin_prefetch (&writing->offsets[(guint64)cow_csr_target (out, places[edge + 2 * AHEAD].arc) + 1], 1);
  if (edge + AHEAD < m)
    {
      const Place *soon = &places[edge + AHEAD];
      __builtin_prefetch (&writing->arcs[writing->offsets[(guint64)soon->source + 1] * stride], 1);
      __builtin_prefetch (&writing->arcs[writing->offsets[(guint64)cow_csr_target (out, soon->arc) + 1] * stride], 1);
    }
}

/* Arcs of a directed graph in the order of their edges. */
static gboolean
place_by_edge (Writing *writing, GError **error)
{
  const CowCsr *out = &writing->graph->out;
  g_autofree Place *places = NULL;

  if (!writing->edge_of_arc)
    return place_by_source (writing, NULL, error);
  places = cow_view_try_array (writing->graph->m, sizeof *places, error);
  if (!places)
    return FALSE;
  for (guint32 source = 0; source < out->n; source++)
    for (guint64 arc = out->offsets[source]; arc < out->offsets[source + 1]; arc++)
      {
        if (arc + AHEAD < out->n_arcs)
          __builtin_prefetch (&places[writing->edge_of_arc[arc + AHEAD]], 1);
        places[writing->edge_of_arc[arc]] = (Place){ .arc = (guint32)arc, .source = source };
      }
  for (guint64 edge = 0; edge < writing->graph->m; edge++)
    {
      prefetch_edge (writing, places, edge);
      if (!place_arc (writing, places[edge].source, places[edge].arc, error))
        return FALSE;
      if (step (writing, 1))
        return fail_cancelled (error);
    }
  return TRUE;
}

/* offsets[v + 1] from a count to the begin of v's list. */
static void
turn_counts (Writing *writing)
{
  guint64 begin = 0;

  for (guint64 v = 1; v <= writing->graph->n; v++)
    {
      guint64 count = writing->offsets[v];
      writing->offsets[v] = begin;
      begin += count;
    }
}

static void
choose_kind (Writing *writing)
{
  if (writing->kind == COW_WEIGHT_NONE || writing->n_arcs == 0)
    {
      writing->min_int = writing->max_int = 1;
      writing->min_real = writing->max_real = 1.0;
    }
  if (writing->kind == COW_WEIGHT_I64 && writing->min_int >= 0 && writing->max_int < G_MAXUINT32)
    writing->kind = COW_WEIGHT_U32;
}

/* Adds the sections of one direction. */
static gboolean
lay_out (const Writing *writing, CowImageWriter *writer, CowSectionKind arcs, CowSectionKind weights, GError **error)
{
  gboolean beside = writing->kind == COW_WEIGHT_U32, apart = writing->kind == COW_WEIGHT_I64 || writing->kind == COW_WEIGHT_F64;

  return cow_image_writer_add (writer, arcs, 0, writing->n_arcs * sizeof (guint32) * (beside ? 2 : 1), error)
         && (!apart || cow_image_writer_add (writer, weights, 0, writing->n_arcs * 8, error));
}

static gboolean
write_reverse (const Writing *writing, CowImageWriter *writer, GError **error)
{
  CowCsr out = { .n = writing->graph->n,
                 .stride = writing->kind == COW_WEIGHT_U32 ? 2 : 1,
                 .n_arcs = writing->n_arcs,
                 .offsets = writing->offsets,
                 .targets = writing->arcs,
                 .kind = writing->kind,
                 .weights_i64 = writing->weights_i64,
                 .weights_f64 = writing->weights_f64 };

  return cow_csr_transpose (&out, writing->graph->vertex_at, cow_image_writer_section (writer, COW_SECTION_IN_OFFSETS, 0),
                            cow_image_writer_section (writer, COW_SECTION_IN_ARCS, 0),
                            cow_image_writer_section (writer, COW_SECTION_IN_WEIGHTS, 0), NULL, writing->progress, error);
}

/* Offsets of both directions are laid out before anything is counted, the rest when its size is known. */
static gboolean
write_image (Writing *writing, CowImageWriter *writer, GError **error)
{
  const CowGraph *graph = writing->graph;
  guint64 offsets_bytes = ((guint64)graph->n + 1) * sizeof (guint64);
  gboolean reverse = writing->spec->need_in && graph->directed && !writing->both;

  if (!cow_image_writer_add (writer, COW_SECTION_META, 0, sizeof (CowImageMeta), error))
    return FALSE;
  writing->offsets = cow_image_writer_add (writer, COW_SECTION_OUT_OFFSETS, 0, offsets_bytes, error);
  if (!writing->offsets)
    return FALSE;
  memset (writing->offsets, 0, offsets_bytes);
  if (!survey (writing, error))
    return FALSE;
  if (!survey_added (writing, error))
    return FALSE;
  choose_kind (writing);

  if (!lay_out (writing, writer, COW_SECTION_OUT_ARCS, COW_SECTION_OUT_WEIGHTS, error))
    return FALSE;
  if (writing->spec->need_arcs
      && !cow_image_writer_add (writer, COW_SECTION_VIEW_ARC, 0, writing->n_arcs * sizeof (guint64), error))
    return FALSE;
  if (writing->barred && !cow_image_writer_add (writer, COW_SECTION_VIEW_MARKS, 0, writing->n_arcs, error))
    return FALSE;
  if (writing->stack
      && !cow_image_writer_add (writer, COW_SECTION_VIEW_TOUCHED, 0, writing->n_touched * sizeof (CowViewTouched), error))
    return FALSE;
  if (reverse
      && (!cow_image_writer_add (writer, COW_SECTION_IN_OFFSETS, 0, offsets_bytes, error)
          || !lay_out (writing, writer, COW_SECTION_IN_ARCS, COW_SECTION_IN_WEIGHTS, error)))
    return FALSE;
  writing->offsets = cow_image_writer_section (writer, COW_SECTION_OUT_OFFSETS, 0);
  writing->arcs = cow_image_writer_section (writer, COW_SECTION_OUT_ARCS, 0);
  if (writing->kind == COW_WEIGHT_I64)
    writing->weights_i64 = cow_image_writer_section (writer, COW_SECTION_OUT_WEIGHTS, 0);
  else if (writing->kind == COW_WEIGHT_F64)
    writing->weights_f64 = cow_image_writer_section (writer, COW_SECTION_OUT_WEIGHTS, 0);
  writing->view_arc = cow_image_writer_section (writer, COW_SECTION_VIEW_ARC, 0);
  writing->marks = cow_image_writer_section (writer, COW_SECTION_VIEW_MARKS, 0);
  writing->touched = cow_image_writer_section (writer, COW_SECTION_VIEW_TOUCHED, 0);
  writing->n_touched = 0;

  turn_counts (writing);
  gboolean placed = writing->both ? place_by_edge (writing, error)
                                  : place_by_source (writing, writing->reversed ? graph->vertex_at : NULL, error);
  if (!placed || !place_added (writing, COW_VERTEX_NONE, error))
    return FALSE;
  if (writing->stack)
    cow_overlay_stack_sort_touched (writing->touched, writing->n_touched);
  cow_view_plan_meta (writing, cow_image_writer_section (writer, COW_SECTION_META, 0));
  return !reverse || write_reverse (writing, writer, error);
}

gboolean
cow_view_write (const CowGraph *graph, const CowViewSpec *spec, CowImageWriter *writer, CowProgress *progress, GError **error)
{
  Writing writing = { .graph = graph,
                      .spec = spec,
                      .progress = progress,
                      .reversed = graph->directed && spec->direction == COW_DIRECTION_IN && !spec->keep_barred,
                      .both = graph->directed && (spec->direction == COW_DIRECTION_ANY || spec->keep_barred),
                      .mark_there = graph->directed && spec->direction == COW_DIRECTION_IN ? COW_MARK_TURNED : 0,
                      .mark_back = graph->directed && spec->direction == COW_DIRECTION_OUT ? COW_MARK_TURNED : 0,
                      .min_int = G_MAXINT64,
                      .max_int = G_MININT64,
                      .min_real = INFINITY,
                      .max_real = -INFINITY,
                      .negative_edge = COW_EDGE_NONE,
                      .negative_arc = COW_ARC_NONE };
  gboolean written = FALSE;

  if (spec->n_overlays
      && !(writing.stack = cow_overlay_stack_new (graph, spec->overlays, spec->n_overlays, writing.reversed, error)))
    return FALSE;
  if (!cow_view_plan_weights (&writing, error))
    {
      cow_overlay_stack_free (writing.stack);
      return FALSE;
    }
  writing.kept = cow_view_try_array (graph->n_arcs / 64 + 1, sizeof (guint64), error);
  if (writing.kept && spec->keep_barred)
    writing.barred = cow_view_try_array (graph->n_arcs / 64 + 1, sizeof (guint64), error);
  if (writing.kept && (writing.barred || !spec->keep_barred) && cow_view_plan_edges (&writing, error))
    written = write_image (&writing, writer, error);
  g_free (writing.kept);
  g_free (writing.barred);
  g_free (writing.own_edge_of_arc);
  cow_overlay_stack_free (writing.stack);
  return written;
}
