/* flow-network.c - see flow-network.h. Arcs are counted, then each is dropped with its twin into the two lists they belong to.
 *
 * Where the view reads the same both ways (its reverse is itself) an edge has an arc in either list already: only the one
 * from the lower vertex is looked at and makes both. */
#include "graph/path/flow-network.h"

#include "graph/path/search-private.h"

typedef struct
{
  const CowView *view;
  gboolean symmetric;
  guint64 *offsets; /* while arcs are placed, offsets[v + 1] is where the next arc of v goes */
  CowFlowArc *arcs;
  guint64 *capacities;
} Making;

static guint64
capacity_of (const CowView *view, guint64 arc)
{
  gboolean is_real = view->out.kind == COW_WEIGHT_F64;

  return cow_label_add (0, &view->out, arc, is_real ? COW_CELL_REAL : COW_CELL_WIDE, view->out.kind);
}

static gboolean
carries (const Making *making, guint32 from, guint32 to, guint64 arc)
{
  return (making->symmetric ? from < to : from != to) && capacity_of (making->view, arc) != 0;
}

static void
count_arc (const Making *making, guint32 from, guint32 to, guint64 arc)
{
  (void)arc;
  making->offsets[(gsize)from + 1]++;
  making->offsets[(gsize)to + 1]++;
}

static void
place_arc (const Making *making, guint32 from, guint32 to, guint64 arc)
{
  guint64 there = making->offsets[(gsize)from + 1]++, back = making->offsets[(gsize)to + 1]++;
  guint64 capacity = capacity_of (making->view, arc);

  making->arcs[there] = (CowFlowArc){ .head = to, .twin = (guint32)back };
  making->arcs[back] = (CowFlowArc){ .head = from, .twin = (guint32)there };
  making->capacities[there] = capacity;
  making->capacities[back] = making->symmetric ? capacity : 0;
}

static gboolean
for_each_arc (const Making *making, void (*visit) (const Making *making, guint32 from, guint32 to, guint64 arc), CowProgress *progress,
              GError **error)
{
  const CowCsr *out = &making->view->out;

  for (guint32 from = 0; from < out->n; from++)
    {
      for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
        {
          guint32 to = cow_csr_target (out, arc);

          if (carries (making, from, to, arc))
            visit (making, from, to, arc);
        }
      if (progress && cow_progress_step (progress, cow_csr_degree (out, from)))
        {
          cow_search_set_cancelled (error);
          return FALSE;
        }
    }
  return TRUE;
}

/* From counts to where each list begins. Returns the number of arcs. */
static guint64
sum_up (guint64 *offsets, guint32 n)
{
  guint64 begin = 0;

  for (guint64 vertex = 1; vertex <= n; vertex++)
    {
      guint64 count = offsets[vertex];

      offsets[vertex] = begin;
      begin += count;
    }
  return begin;
}

guint64
cow_flow_network_bytes (const CowView *view)
{
  guint64 arcs = view->in.offsets == view->out.offsets ? view->out.n_arcs : 2 * view->out.n_arcs;

  return ((guint64)view->out.n + 1) * sizeof (guint64) + arcs * (sizeof (CowFlowArc) + sizeof (guint64));
}

gboolean
cow_flow_network_write (const CowView *view, CowImageWriter *writer, CowProgress *progress, GError **error)
{
  Making making = { .view = view, .symmetric = view->in.offsets == view->out.offsets };
  gsize offsets_bytes = ((gsize)view->out.n + 1) * sizeof (guint64);
  guint64 n_arcs;

  if (!cow_search_check_view (view, error))
    return FALSE;
  making.offsets = cow_image_writer_add (writer, COW_SECTION_FLOW_OFFSETS, 0, offsets_bytes, error);
  if (!making.offsets)
    return FALSE;
  memset (making.offsets, 0, offsets_bytes);
  if (!for_each_arc (&making, count_arc, progress, error))
    return FALSE;
  n_arcs = sum_up (making.offsets, view->out.n);
  if (n_arcs > G_MAXUINT32)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                   "too many arcs for a flow: %" G_GUINT64_FORMAT " with those back, at most %u", n_arcs, G_MAXUINT32);
      return FALSE;
    }
  if (!cow_image_writer_add (writer, COW_SECTION_FLOW_ARCS, 0, n_arcs * sizeof (CowFlowArc), error)
      || !cow_image_writer_add (writer, COW_SECTION_FLOW_CAPACITIES, 0, n_arcs * sizeof (guint64), error))
    return FALSE;
  making.offsets = cow_image_writer_section (writer, COW_SECTION_FLOW_OFFSETS, 0);
  making.arcs = cow_image_writer_section (writer, COW_SECTION_FLOW_ARCS, 0);
  making.capacities = cow_image_writer_section (writer, COW_SECTION_FLOW_CAPACITIES, 0);
  return for_each_arc (&making, place_arc, progress, error);
}

gboolean
cow_flow_network_open (const CowView *view, const void *image, CowFlowNetwork *network, GError **error)
{
  guint64 offsets_bytes = 0, arcs_bytes = 0, capacities_bytes = 0;

  *network = (CowFlowNetwork){ .n = view->out.n };
  network->offsets = cow_image_section (image, COW_SECTION_FLOW_OFFSETS, 0, &offsets_bytes);
  network->arcs = cow_image_section (image, COW_SECTION_FLOW_ARCS, 0, &arcs_bytes);
  network->capacities = cow_image_section (image, COW_SECTION_FLOW_CAPACITIES, 0, &capacities_bytes);
  network->n_arcs = capacities_bytes / sizeof (guint64);
  if (network->offsets && offsets_bytes == ((guint64)network->n + 1) * sizeof (guint64)
      && arcs_bytes == network->n_arcs * sizeof (CowFlowArc) && network->offsets[network->n] == network->n_arcs)
    return TRUE;
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "image does not hold a flow network of this graph");
  return FALSE;
}
