/* view-plan.c - what is decided before a view is written, and its facts afterwards; see view-private.h. */
#include "config.h"

#include <string.h>

#include "graph/view-private.h"

gpointer
cow_view_try_array (guint64 n, gsize each, GError **error)
{
  gpointer array = g_try_malloc0 (MAX (n, 1) * each);
  if (!array)
    g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
                 "not enough memory for a view: %" G_GUINT64_FORMAT " bytes wanted, %" G_GUINT64_FORMAT " available", n * each,
                 cow_memory_available ());
  return array;
}

gboolean
cow_view_plan_edges (CowViewWriting *writing, GError **error)
{
  const CowGraph *graph = writing->graph;

  writing->edge_of_arc = graph->edge_of_arc;
  if (graph->edge_of_arc || (graph->directed && !graph->vertex_at && graph->meta->names_kind != COW_NAMES_NUMBER))
    return TRUE;
  writing->own_edge_of_arc = cow_view_try_array (graph->n_arcs, sizeof (guint32), error);
  if (!writing->own_edge_of_arc)
    return FALSE;
  cow_graph_edge_of_arc_table (graph, writing->own_edge_of_arc);
  writing->edge_of_arc = writing->own_edge_of_arc;
  return TRUE;
}

gboolean
cow_view_plan_weights (CowViewWriting *writing, GError **error)
{
  const CowViewSpec *spec = writing->spec;

  if (spec->unweighted)
    writing->kind = COW_WEIGHT_NONE;
  else if (!spec->weight || cow_expr_is_inline_weight (spec->weight))
    {
      CowWeightKind kind = writing->graph->out.kind;
      writing->kind = kind == COW_WEIGHT_U32 ? COW_WEIGHT_I64 : kind; /* until the largest is known */
    }
  else
    {
      CowType type = cow_expr_type (spec->weight);
      if (type == COW_TYPE_BOOL || type == COW_TYPE_STRING)
        {
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE, "weight \"%s\" is a %s: a weight is a number",
                       cow_expr_text (spec->weight), cow_type_name (type));
          return FALSE;
        }
      writing->weight = (CowExpr *)spec->weight; /* its registers are scratch */
      writing->kind = type == COW_TYPE_REAL ? COW_WEIGHT_F64 : COW_WEIGHT_I64;
    }
  if (writing->stack && writing->stack->weighs && !spec->unweighted && !spec->overlays_keep_weights)
    {
      if (writing->kind == COW_WEIGHT_NONE)
        writing->kind = COW_WEIGHT_I64;
      if (writing->stack->weighs_real)
        writing->kind = COW_WEIGHT_F64;
    }
  if (spec->where && cow_expr_type (spec->where) != COW_TYPE_BOOL && cow_expr_type (spec->where) != COW_TYPE_NULL)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE, "filter \"%s\" is %s %s: it must be true or false",
                   cow_expr_text (spec->where), cow_expr_type (spec->where) == COW_TYPE_INT ? "an" : "a",
                   cow_type_name (cow_expr_type (spec->where)));
      return FALSE;
    }
  writing->where = (CowExpr *)spec->where;
  return TRUE;
}

void
cow_view_plan_meta (const CowViewWriting *writing, CowImageMeta *meta)
{
  const CowGraph *graph = writing->graph;
  const char *name = writing->weight ? cow_expr_text (writing->weight) : graph->meta->weight_name;

  memset (meta, 0, sizeof *meta);
  meta->n = graph->n;
  meta->m = writing->n_edges;
  meta->n_arcs = writing->n_arcs;
  meta->directed = graph->directed && !writing->both;
  meta->weight_kind = writing->kind;
  meta->names_kind = COW_NAMES_SEQUENCE;
  meta->order_kind = graph->meta->order_kind;
  if (writing->kind != COW_WEIGHT_F64)
    {
      meta->weight_min_int = writing->min_int;
      meta->weight_max_int = writing->max_int;
    }
  meta->weight_min_real = writing->min_real;
  meta->weight_max_real = writing->max_real;
  meta->negative_edge = writing->negative_arc;
  for (guint32 v = 0; v < graph->n; v++)
    meta->max_out_degree = MAX (meta->max_out_degree, writing->offsets[v + 1] - writing->offsets[v]);
  if (writing->kind != COW_WEIGHT_NONE)
    g_strlcpy (meta->weight_name, name, sizeof meta->weight_name);
  g_strlcpy (meta->format, "view", sizeof meta->format);
}
