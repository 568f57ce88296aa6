/* bound.c - see bound.h. One pass over the vertices writes places or values, one over the arcs proves them.
 *
 * Places: the scale is the least weight per distance of all arcs, so no arc costs less than its length times it, and by the
 * triangle inequality no way does. Vertices at one place bind nothing. What rounding may do to distances between points of a
 * sphere is less than the margin, which counts against the bound at both ends: arcs are taken for longer, the rest of the way
 * for shorter. */
#include "graph/path/bound-private.h"

#define PART_LEFT (1 - 1e-9) /* of a bound, after all that rounding may have added to a long sum */
#define SPHERE_MARGIN 1e-15  /* radians: of a distance between two points made from degrees */

/* ---- shared ---- */

static CowBoundFacts *
add_facts (CowImageWriter *writer, CowSectionKind kind, guint64 bytes, GError **error)
{
  CowBoundFacts *facts;

  if (!cow_image_writer_add (writer, COW_SECTION_BOUND_FACTS, 0, sizeof *facts, error)
      || !cow_image_writer_add (writer, kind, 0, bytes, error))
    return NULL;
  facts = cow_image_writer_section (writer, COW_SECTION_BOUND_FACTS, 0);
  *facts = (CowBoundFacts){ .scale = 1 };
  return facts;
}

static gboolean
is_stopped (CowProgress *progress, guint64 units, GError **error)
{
  if (!progress || !cow_progress_step (progress, units))
    return FALSE;
  cow_search_set_cancelled (error);
  return TRUE;
}

static gboolean
fail_vertex (const CowView *view, guint32 vertex, CowGraphError code, const char *what, GError **error)
{
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (view->graph, vertex, buffer, &length);

  g_set_error (error, COW_GRAPH_ERROR, code, "%s for vertex \"%.*s\"", what, (int)MIN (length, 200), name);
  return FALSE;
}

/* ---- places ---- */

/* The distance of two vertices; 0: they are at the same place to the bit. NaN when one is not known. */
static double
distance (const CowBoundFacts *facts, const CowPoint *places, guint32 a, guint32 b)
{
  double line = cow_point_line (places[a], places[b]);

  if (isnan (line) || line == 0)
    return line;
  return (facts->kind == COW_BOUND_SPHERE ? 2 * asin (MIN (line / 2, 1.0)) : line) + facts->margin;
}

static gboolean
scale_places (const CowView *view, CowBoundFacts *facts, const CowPoint *places, CowProgress *progress, GError **error)
{
  const CowCsr *out = &view->out;

  facts->scale = INFINITY;
  for (guint32 from = 0; from < out->n; from++)
    {
      for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
        {
          guint32 to = cow_csr_target (out, arc);
          double length = distance (facts, places, from, to);

          if (isnan (length))
            return fail_vertex (view, isnan (places[from].x) || isnan (places[from].y) ? from : to, COW_GRAPH_ERROR_UNKNOWN, "no coordinates", error);
          if (length > 0)
            facts->scale = MIN (facts->scale, cow_cost_as_double (cow_csr_weight (out, arc)) / length);
        }
      if (is_stopped (progress, cow_csr_degree (out, from), error))
        return FALSE;
    }
  /* No arc leads anywhere: nothing to prove, and nothing to search. */
  facts->scale = facts->scale <= G_MAXDOUBLE ? facts->scale * PART_LEFT : 0;
  return TRUE;
}

gboolean
cow_bound_write_places (const CowView *view, CowImageWriter *writer, CowProgress *progress, GError **error)
{
  const CowGraph *graph = view->graph;
  CowBoundFacts *facts;
  CowPoint *places;
  gboolean sphere = cow_places_are_degrees (graph);

  if (!graph->coordinates)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN, "no coordinates: the graph has none to tell distances from");
      return FALSE;
    }
  if (!cow_search_check_view (view, error))
    return FALSE;
  facts = add_facts (writer, COW_SECTION_BOUND_PLACES, (guint64)graph->n * sizeof (CowPoint), error);
  if (!facts)
    return FALSE;
  places = cow_image_writer_section (writer, COW_SECTION_BOUND_PLACES, 0);
  facts->kind = sphere ? COW_BOUND_SPHERE : COW_BOUND_PLANE;
  facts->margin = sphere ? SPHERE_MARGIN : 0;
  for (gsize i = 0; i < graph->n; i++)
    places[i] = cow_point_new (graph->coordinates[2 * i], graph->coordinates[2 * i + 1], sphere);
  return scale_places (view, facts, places, progress, error);
}

/* ---- values ---- */

static gboolean
fill_values (const CowView *view, CowExpr *expr, CowBoundFacts *facts, void *values, CowProgress *progress, GError **error)
{
  double largest = 0;

  for (guint32 vertex = 0; vertex < view->out.n; vertex++)
    {
      CowRow row = { .vertex = vertex };
      CowValue value;

      if (!cow_expr_eval (expr, &row, &value, error))
        return FALSE;
      if (value.type == COW_TYPE_NULL)
        return fail_vertex (view, vertex, COW_GRAPH_ERROR_UNKNOWN, "no bound: null", error);
      if (facts->kind == COW_BOUND_INTEGERS)
        ((gint64 *)values)[vertex] = value.integer;
      else
        {
          double real = value.type == COW_TYPE_INT ? (double)value.integer : value.real;

          if (!isfinite (real))
            return fail_vertex (view, vertex, COW_GRAPH_ERROR_RANGE, "bound that is not finite", error);
          ((double *)values)[vertex] = real;
          largest = MAX (largest, fabs (real));
        }
      if (is_stopped (progress, 1, error))
        return FALSE;
    }
  facts->margin = largest * ((double)view->out.n + 4) * 0x1p-52;
  return TRUE;
}

static gboolean
falls_too_far (const CowBoundFacts *facts, const void *values, guint32 from, guint32 to, CowCost weight)
{
  const gint64 *integers = values;
  const double *reals = values;

  if (facts->kind == COW_BOUND_INTEGERS)
    return (__int128)integers[from] - integers[to] > weight.integer;
  return reals[from] - reals[to] > cow_cost_as_double (weight);
}

static gboolean
fail_arc (const CowView *view, CowExpr *expr, guint32 from, guint32 to, CowCost weight, GError **error)
{
  char from_buffer[24], to_buffer[24], number[G_ASCII_DTOSTR_BUF_SIZE];
  gsize from_length, to_length;
  const char *from_name = cow_graph_name (view->graph, from, from_buffer, &from_length);
  const char *to_name = cow_graph_name (view->graph, to, to_buffer, &to_length);

  g_ascii_formatd (number, sizeof number, "%.17g", cow_cost_as_double (weight));
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
               "\"%s\" is no lower bound: from \"%.*s\" to \"%.*s\" it falls by more than the weight %s of the edge", cow_expr_text (expr),
               (int)MIN (from_length, 200), from_name, (int)MIN (to_length, 200), to_name, number);
  return FALSE;
}

static gboolean
check_values (const CowView *view, CowExpr *expr, const CowBoundFacts *facts, const void *values, CowProgress *progress, GError **error)
{
  const CowCsr *out = &view->out;

  for (guint32 place = 0; place < out->n; place++)
    {
      guint32 from = cow_graph_vertex_at (view->graph, place);

      for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
        {
          guint32 to = cow_csr_target (out, arc);
          CowCost weight = cow_csr_weight (out, arc);

          if (falls_too_far (facts, values, from, to, weight))
            return fail_arc (view, expr, from, to, weight, error);
        }
      if (is_stopped (progress, cow_csr_degree (out, from), error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cow_bound_write_values (const CowView *view, CowExpr *expr, CowImageWriter *writer, CowProgress *progress, GError **error)
{
  CowType type = cow_expr_type (expr);
  CowBoundFacts *facts;
  void *values;

  if (type != COW_TYPE_INT && type != COW_TYPE_REAL)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE, "bound \"%s\" is of type %s: it must be a number", cow_expr_text (expr),
                   cow_type_name (type));
      return FALSE;
    }
  if (!cow_search_check_view (view, error))
    return FALSE;
  facts = add_facts (writer, COW_SECTION_BOUND_VALUES, (guint64)view->out.n * 8, error);
  if (!facts)
    return FALSE;
  values = cow_image_writer_section (writer, COW_SECTION_BOUND_VALUES, 0);
  facts->kind = type == COW_TYPE_INT && view->out.kind != COW_WEIGHT_F64 ? COW_BOUND_INTEGERS : COW_BOUND_REALS;
  return fill_values (view, expr, facts, values, progress, error) && check_values (view, expr, facts, values, progress, error);
}

/* ---- opening ---- */

gboolean
cow_bound_open (const CowView *view, const void *image, CowBound *bound, GError **error)
{
  guint64 facts_bytes = 0, bytes = 0;
  const CowBoundFacts *facts = cow_image_section (image, COW_SECTION_BOUND_FACTS, 0, &facts_bytes);

  *bound = (CowBound){ .n = view->out.n, .in_reals = view->out.kind == COW_WEIGHT_F64 };
  if (facts && facts_bytes == sizeof *facts)
    {
      bound->facts = *facts;
      if (facts->kind == COW_BOUND_SPHERE || facts->kind == COW_BOUND_PLANE)
        bound->places = cow_image_section (image, COW_SECTION_BOUND_PLACES, 0, &bytes);
      else if (facts->kind == COW_BOUND_INTEGERS && !bound->in_reals)
        bound->integers = cow_image_section (image, COW_SECTION_BOUND_VALUES, 0, &bytes);
      else
        bound->reals = cow_image_section (image, COW_SECTION_BOUND_VALUES, 0, &bytes);
      if (bytes == (guint64)bound->n * (bound->places ? sizeof (CowPoint) : 8))
        return TRUE;
    }
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "image does not hold a bound of this graph");
  return FALSE;
}
