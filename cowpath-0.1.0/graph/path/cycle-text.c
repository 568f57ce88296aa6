/* cycle-text.c - see cycle-text.h. The cost of a cycle is that of its cheapest parallel arcs, summed in 128 bits. */
#include "graph/path/cycle-text.h"

#define NAMES_SHOWN 40 /* of a long cycle, half of them from its end */
#define NAME_BYTES 200

CowCost
cow_least_weight (const CowView *view, guint32 from, guint32 to)
{
  const CowCsr *out = &view->out;
  CowCost least = cow_cost_unreachable ();

  for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
    {
      if (cow_csr_target (out, arc) != to)
        continue;
      CowCost weight = cow_csr_weight (out, arc);
      if (least.kind == COW_COST_UNREACHABLE
          || (weight.kind == COW_COST_INT ? weight.integer < least.integer : weight.real < least.real))
        least = weight;
    }
  return least;
}

static void
append_name (GString *text, const CowView *view, guint32 vertex)
{
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (view->graph, vertex, buffer, &length);

  g_string_append_len (text, name, (gssize)MIN (length, NAME_BYTES));
}

void
cow_cycle_append (GString *text, const CowView *view, const GArray *cycle)
{
  const char *arrow = view->graph->directed ? " -> " : " -- ";
  guint first = 0;

  for (guint i = 1; i < cycle->len; i++)
    if (cow_graph_appearance (view->graph, g_array_index (cycle, guint32, i))
        < cow_graph_appearance (view->graph, g_array_index (cycle, guint32, first)))
      first = i;
  for (guint i = 0; i <= cycle->len; i++)
    {
      if (i > 0)
        g_string_append (text, arrow);
      if (cycle->len > NAMES_SHOWN && i == NAMES_SHOWN / 2)
        {
          guint left_out = cycle->len - NAMES_SHOWN;
          g_string_append_printf (text, "(%u more)%s", left_out, arrow);
          i += left_out;
        }
      append_name (text, view, g_array_index (cycle, guint32, (first + i) % cycle->len));
    }
}

static void
append_cost (GString *text, CowCost cost)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (cost.kind == COW_COST_INT)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, cost.integer);
  else
    g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.15g", cost.real));
}

/* FALSE: the sum does not fit. */
static gboolean
sum_cycle (const CowView *view, const GArray *cycle, CowCost *sum)
{
  __int128 integers = 0;
  long double reals = 0;
  gboolean is_real = FALSE;

  for (guint i = 0; i < cycle->len; i++)
    {
      CowCost weight = cow_least_weight (view, g_array_index (cycle, guint32, i), g_array_index (cycle, guint32, (i + 1) % cycle->len));
      is_real |= weight.kind == COW_COST_REAL;
      if (weight.kind == COW_COST_INT)
        integers += weight.integer;
      else
        reals += weight.real;
    }
  *sum = is_real ? cow_cost_real ((double)reals) : cow_cost_int ((gint64)integers);
  return is_real || (integers >= G_MININT64 && integers <= G_MAXINT64);
}

/* In an undirected graph an edge of negative weight goes there and back. */
static gboolean
find_negative_edge (const CowView *view, const GArray *cycle, GArray *edge, CowCost *weight)
{
  for (guint i = 0; i < cycle->len; i++)
    {
      guint32 from = g_array_index (cycle, guint32, i), to = g_array_index (cycle, guint32, (i + 1) % cycle->len);
      *weight = cow_least_weight (view, from, to);
      if (weight->kind == COW_COST_INT ? weight->integer >= 0 : weight->real >= 0)
        continue;
      g_array_append_val (edge, from);
      if (to != from)
        g_array_append_val (edge, to);
      return TRUE;
    }
  return FALSE;
}

void
cow_set_negative_cycle (const CowView *view, const GArray *cycle, GError **error)
{
  g_autoptr (GString) text = g_string_new ("negative cycle ");
  g_autoptr (GArray) edge = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean is_edge = !view->graph->directed && find_negative_edge (view, cycle, edge, &(CowCost){ 0 });
  CowCost sum;

  cow_cycle_append (text, view, is_edge ? edge : cycle);
  if (sum_cycle (view, is_edge ? edge : cycle, &sum))
    {
      g_string_append (text, ", cost ");
      append_cost (text, sum);
    }
  if (is_edge)
    g_string_append (text, ": an undirected edge of negative weight is one by itself");
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CYCLE, text->str);
}
