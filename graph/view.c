/* view.c - the free views: the graph's own arrays, read in one direction or the other, with or without their weights.
 *
 * Nothing is copied: a view is a dozen pointers. What needs other arrays is written by view-write.c and opened here. */
#include "config.h"

#include "graph/view.h"

/* An arc of view->out that is the first negative edge. Only graphs that have one pay for the search. */
static guint64
find_negative_arc (const CowGraph *graph, gboolean reversed)
{
  guint64 edge = graph->meta->negative_edge, arc;
  guint32 source, target;

  if (edge >= graph->m)
    return COW_ARC_NONE;
  if (!cow_graph_edge_ends (graph, (guint32)edge, &source, &target, &arc))
    return COW_ARC_NONE;
  if (!reversed)
    return arc;
  double weight = cow_cost_as_double (cow_csr_weight (&graph->out, arc));
  for (guint64 in = graph->in.offsets[target]; in < graph->in.offsets[target + 1]; in++)
    if (cow_csr_target (&graph->in, in) == source
        && (graph->in_out_arc ? graph->in_out_arc[in] == arc
                              : cow_cost_as_double (cow_csr_weight (&graph->in, in)) == weight))
      return in;
  return COW_ARC_NONE;
}

static void
fill_weights (CowView *view, const CowImageMeta *meta)
{
  if (view->out.kind == COW_WEIGHT_NONE)
    {
      view->weight_min_int = view->weight_max_int = 1;
      view->weight_min_real = view->weight_max_real = 1.0;
      view->negative_arc = COW_ARC_NONE;
      return;
    }
  view->weight_min_int = meta->weight_min_int;
  view->weight_max_int = meta->weight_max_int;
  view->weight_min_real = meta->weight_min_real;
  view->weight_max_real = meta->weight_max_real;
}

static void
drop_weights (CowCsr *csr)
{
  csr->kind = COW_WEIGHT_NONE;
  csr->weights_i64 = NULL;
  csr->weights_f64 = NULL;
}

gboolean
cow_view_direct (const CowGraph *graph, const CowViewSpec *spec, CowView *view, gboolean *missing_transpose)
{
  gboolean reversed = graph->directed && spec->direction == COW_DIRECTION_IN;
  gboolean wants_in = graph->directed && (reversed || spec->need_in || spec->keep_barred);

  if (missing_transpose)
    *missing_transpose = FALSE;
  if (spec->where || spec->blocked_edges || spec->n_overlays)
    return FALSE;
  if (!spec->unweighted && spec->weight && !cow_expr_is_inline_weight (spec->weight))
    return FALSE;
  if (graph->directed && spec->direction == COW_DIRECTION_ANY)
    return FALSE;
  if (wants_in && !graph->in.offsets)
    {
      if (missing_transpose)
        *missing_transpose = TRUE;
      return FALSE;
    }

  *view = (CowView){ .graph = graph, .out = graph->out, .negative_arc = COW_ARC_NONE };
  if (!graph->directed)
    view->in = graph->out;
  else if (reversed)
    {
      view->out = graph->in;
      view->in = graph->out;
      view->out_arc = graph->in_out_arc;
    }
  else if (graph->in.offsets)
    view->in = graph->in;
  if (spec->unweighted)
    {
      drop_weights (&view->out);
      drop_weights (&view->in);
    }
  fill_weights (view, graph->meta);
  if (view->out.kind != COW_WEIGHT_NONE)
    view->negative_arc = find_negative_arc (graph, reversed);
  return TRUE;
}

static gboolean
fail_malformed (GError **error)
{
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "image does not hold a view of this graph");
  return FALSE;
}

/* Points csr at the sections of one direction. */
static gboolean
open_rows (const void *base, const CowImageMeta *meta, CowSectionKind offsets, CowSectionKind arcs, CowSectionKind weights, CowCsr *csr)
{
  guint64 bytes;
  CowWeightKind kind = meta->weight_kind;

  *csr = (CowCsr){ .n = (guint32)meta->n, .stride = kind == COW_WEIGHT_U32 ? 2 : 1, .n_arcs = meta->n_arcs, .kind = kind };
  csr->offsets = cow_image_section (base, offsets, 0, &bytes);
  if (!csr->offsets || bytes / sizeof (guint64) < meta->n + 1 || csr->offsets[meta->n] != meta->n_arcs)
    return FALSE;
  csr->targets = cow_image_section (base, arcs, 0, &bytes);
  if (!csr->targets || bytes / sizeof (guint32) / csr->stride < meta->n_arcs)
    return FALSE;
  if (kind != COW_WEIGHT_I64 && kind != COW_WEIGHT_F64)
    return TRUE;
  const void *cells = cow_image_section (base, weights, 0, &bytes);
  if (!cells || bytes / 8 < meta->n_arcs)
    return FALSE;
  if (kind == COW_WEIGHT_I64)
    csr->weights_i64 = cells;
  else
    csr->weights_f64 = cells;
  return TRUE;
}

gboolean
cow_view_open (const CowGraph *graph, CowArena *arena, CowView *view, GError **error)
{
  const void *base = cow_arena_base (arena);
  guint64 bytes;
  const CowImageMeta *meta = cow_image_section (base, COW_SECTION_META, 0, &bytes);

  if (!meta || bytes < sizeof *meta || meta->n != graph->n || meta->weight_kind > COW_WEIGHT_F64)
    return fail_malformed (error);
  *view = (CowView){ .graph = graph, .negative_arc = COW_ARC_NONE };
  if (!open_rows (base, meta, COW_SECTION_OUT_OFFSETS, COW_SECTION_OUT_ARCS, COW_SECTION_OUT_WEIGHTS, &view->out))
    return fail_malformed (error);
  if (!meta->directed)
    view->in = view->out;
  else if (cow_image_section (base, COW_SECTION_IN_OFFSETS, 0, &bytes)
           && !open_rows (base, meta, COW_SECTION_IN_OFFSETS, COW_SECTION_IN_ARCS, COW_SECTION_IN_WEIGHTS, &view->in))
    return fail_malformed (error);
  view->out_arc = cow_image_section (base, COW_SECTION_VIEW_ARC, 0, &bytes);
  if (view->out_arc && bytes / sizeof (guint64) < meta->n_arcs)
    return fail_malformed (error);
  view->touched = cow_image_section (base, COW_SECTION_VIEW_TOUCHED, 0, &bytes);
  view->n_touched = view->touched ? bytes / sizeof *view->touched : 0;
  view->marks = cow_image_section (base, COW_SECTION_VIEW_MARKS, 0, &bytes);
  if (view->marks && bytes < meta->n_arcs)
    return fail_malformed (error);
  fill_weights (view, meta);
  /* In the image of a view the first negative edge is told by its arc (see view-write.c). */
  if (view->out.kind != COW_WEIGHT_NONE && meta->negative_edge < meta->n_arcs)
    view->negative_arc = meta->negative_edge;
  return TRUE;
}

guint32
cow_view_layer (const CowView *view, guint64 arc)
{
  guint64 from = 0, to = view->n_touched;

  while (from < to)
    {
      guint64 middle = from + (to - from) / 2;

      if (view->touched[middle].arc == arc)
        return view->touched[middle].layer;
      if (view->touched[middle].arc < arc)
        from = middle + 1;
      else
        to = middle;
    }
  return COW_LAYER_NONE;
}
