/* view-arc.c - single arcs of a view as the edges that users know: for messages. */
#include "config.h"

#include "graph/view.h"

/* The vertex whose row holds the arc. */
static guint32
find_row (const CowCsr *csr, guint64 arc)
{
  guint32 low = 0, high = csr->n;

  while (low + 1 < high)
    {
      guint32 middle = low + (high - low) / 2;
      if (csr->offsets[middle] <= arc)
        low = middle;
      else
        high = middle;
    }
  return low;
}

guint32
cow_view_arc_source (const CowView *view, guint64 arc)
{
  return find_row (&view->out, arc);
}

static void
append_name (GString *text, const CowGraph *graph, guint32 vertex)
{
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (graph, vertex, buffer, &length);

  g_string_append_len (text, name, (gssize)MIN (length, 200));
}

char *
cow_view_arc_text (const CowView *view, guint64 arc)
{
  const CowCsr *out = &view->out;
  guint32 source = find_row (out, arc), target = cow_csr_target (out, arc);
  CowCost weight = cow_csr_weight (out, arc);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  GString *text = g_string_new (NULL);

  if (view->graph->directed && out->offsets == view->graph->in.offsets)
    {
      /* direction=in: the edge runs against the arc. */
      guint32 kept = source;
      source = target;
      target = kept;
    }
  if (weight.kind == COW_COST_INT)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, weight.integer);
  else
    g_string_append (text, g_ascii_formatd (number, sizeof number, "%.17g", weight.real));
  g_string_append (text, " on edge ");
  append_name (text, view->graph, source);
  g_string_append (text, view->graph->directed ? " -> " : " -- ");
  append_name (text, view->graph, target);
  return g_string_free (text, FALSE);
}

/* Edges by appearance: by their number where the graph keeps one, else along the arcs (see graph.h). */
typedef struct
{
  guint64 major, minor;
} Place;

/* FALSE: the other arc of an undirected edge has the place. */
static gboolean
find_place (const CowView *view, guint64 arc, Place *place)
{
  const CowGraph *graph = view->graph;
  guint64 own = view->out_arc ? view->out_arc[arc] : arc;

  if (graph->edge_of_arc)
    {
      *place = (Place){ graph->edge_of_arc[own], 0 };
      return TRUE;
    }
  guint32 source = find_row (&graph->out, own);
  *place = (Place){ cow_graph_rank (graph, source), own };
  return graph->directed || place->major <= cow_graph_rank (graph, cow_csr_target (&graph->out, own));
}

guint64
cow_view_first_arc_outside (const CowView *view, double least, double most)
{
  guint64 first = COW_ARC_NONE;
  Place first_place = { 0 };

  for (guint64 arc = 0; arc < view->out.n_arcs; arc++)
    {
      double weight = cow_cost_as_double (cow_csr_weight (&view->out, arc));
      Place place;
      if ((weight >= least && weight <= most) || !find_place (view, arc, &place))
        continue;
      if (first != COW_ARC_NONE
          && (place.major > first_place.major || (place.major == first_place.major && place.minor >= first_place.minor)))
        continue;
      first = arc;
      first_place = place;
    }
  return first;
}
