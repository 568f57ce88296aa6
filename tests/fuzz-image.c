/* fuzz-image.c - any bytes as an image: what the checks let pass must be safe to open and to walk to the last
 * byte.
 *
 * The checksum of the table is made right first, or nothing would ever pass it. */
#include <string.h>

#include "graph/graph.h"
#include "graph/index.h"
#include "graph/path/aim.h"
#include "graph/path/ch.h"
#include "graph/path/landmarks.h"
#include "tests/heap-arena.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length);

static volatile guint64 sink;

static gboolean
visit_name (guint32 vertex, gpointer user)
{
  const CowGraph *graph = user;
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (graph, vertex, buffer, &length);

  for (gsize i = 0; i < length; i++)
    sink += (guint8)name[i];
  return TRUE;
}

static void
walk_csr (const CowCsr *csr)
{
  if (!csr->offsets)
    return;
  for (guint32 vertex = 0; vertex < csr->n; vertex++)
    for (guint64 arc = csr->offsets[vertex]; arc < csr->offsets[vertex + 1]; arc++)
      {
        sink += cow_csr_degree (csr, cow_csr_target (csr, arc));
        sink += cow_cost_as_double (cow_csr_weight (csr, arc)) > 0;
      }
}

static void
walk_names (const CowGraph *graph)
{
  char buffer[24];
  gsize length;

  for (guint32 vertex = 0; vertex < graph->n; vertex++)
    {
      const char *name = cow_graph_name (graph, vertex, buffer, &length);

      g_assert (cow_graph_vertex_at (graph, cow_graph_appearance (graph, vertex)) == vertex);
      sink += cow_graph_find (graph, name, length);
    }
  cow_graph_find_prefix (graph, "", 0, 1000, visit_name, (gpointer)graph);
  cow_graph_find_prefix (graph, "1", 1, 1000, visit_name, (gpointer)graph);
  sink += cow_graph_find (graph, "absent", 6);
}

static void
walk_columns (const CowGraph *graph)
{
  for (guint i = 0; i < graph->columns->len; i++)
    {
      const CowColumn *column = graph->columns->pdata[i];

      g_assert (cow_graph_column (graph, column->on_vertex, column->name) != NULL);
      for (guint64 row = 0; row < column->rows; row++)
        {
          CowValue value = cow_column_value (column, row);

          if (value.type == COW_TYPE_STRING)
            for (gsize at = 0; at < value.length; at++)
              sink += (guint8)value.text[at];
        }
    }
}

static void
walk_edges (const CowGraph *graph)
{
  g_autofree guint32 *table = g_new (guint32, graph->n_arcs + 1);
  guint32 source, target;
  guint64 arc;

  if (cow_graph_edge_of_arc_table (graph, table))
    for (guint64 i = 0; i < graph->n_arcs; i++)
      g_assert (table[i] < graph->m);
  for (guint32 edge = 0; edge < MIN (graph->m, 100); edge++)
    if (cow_graph_edge_ends (graph, edge, &source, &target, &arc))
      sink += source + target + arc;
  for (guint64 i = 0; graph->in_out_arc && i < graph->n_arcs; i++)
    sink += cow_csr_target (&graph->out, graph->in_out_arc[i]);
}

/* A hierarchy that passed may be of anything: pairs are searched and, where the arcs have their reverse, walked back. */
static void
walk_ch (const CowGraph *graph, const CowIndex *index)
{
  CowViewSpec spec = { .need_in = !graph->meta->directed };
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (CowChSearch) search = NULL;
  CowView view;

  if (!cow_view_direct (graph, &spec, &view, NULL) || !(search = cow_ch_search_new (index, &view, NULL)))
    return;
  for (guint32 source = 0; source < MIN (graph->n, 20); source++)
    if (cow_ch_search_run (search, source, graph->n - 1 - source, FALSE, cow_cost_unreachable (), NULL, NULL) && spec.need_in)
      sink += cow_ch_search_path (search, vertices, NULL, NULL);
}

/* Searches that a foreign index leads find what they find, and end. */
static void
walk_landmarks (const CowView *view, const CowIndexData *data)
{
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  CowBound bound;
  CowAim *aim;

  if (!cow_landmarks_open (view, data, &bound))
    return;
  aim = cow_aim_new (view, &bound, NULL);
  for (guint32 target = 0; aim && target < MIN (view->out.n, 4); target++)
    {
      if (cow_aim_run (aim, view->out.n - 1, target, NULL, FALSE, cow_cost_unreachable (), NULL, NULL) && cow_aim_path (aim, vertices, NULL, NULL))
        sink += vertices->len;
    }
  cow_aim_free (aim);
}

static void
walk_indexes (const CowGraph *graph)
{
  CowViewSpec both = { .need_in = TRUE }, there = { 0 };
  CowView view;
  gboolean missing;

  for (guint i = 0; i < graph->indexes->len; i++)
    {
      const CowIndex *index = graph->indexes->pdata[i];

      for (guint array = 0; array < COW_INDEX_ARRAYS; array++)
        for (guint64 at = 0; at < index->data.array_bytes[array]; at++)
          sink += ((const guint8 *)index->data.arrays[array])[at];
      if (index->kind == &cow_index_kind_alt
          && (cow_view_direct (graph, &both, &view, &missing) || cow_view_direct (graph, &there, &view, &missing)))
        walk_landmarks (&view, &index->data);
      if (index->kind == &cow_index_kind_ch)
        walk_ch (graph, index);
    }
}

/* In slices of an odd length, so that elements are cut. */
static gboolean
check_whole (const void *base, gsize length)
{
  if (!cow_image_check (base, length, NULL))
    return FALSE;
  for (gsize from = 0; from < length; from += 4099)
    if (!cow_image_check_slice (base, from, MIN (from + 4099, length), NULL))
      return FALSE;
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  CowArena *arena;
  CowImageHeader *header;
  guint8 *base;

  if (length < sizeof *header || length > 1 << 20)
    return 0;
  base = g_memdup2 (bytes, length);
  header = (CowImageHeader *)base;
  if (header->n_sections <= (length - sizeof *header) / sizeof (CowImageSection))
    header->checksum = cow_image_checksum (header + 1, header->n_sections * sizeof (CowImageSection), 0);
  if (check_whole (base, length) && (arena = cow_arena_new (length, NULL)))
    {
      g_autoptr (CowGraph) graph = NULL;

      memcpy (cow_arena_base (arena), base, length);
      graph = cow_graph_open (arena, NULL);
      if (graph)
        {
          walk_csr (&graph->out);
          walk_csr (&graph->in);
          walk_names (graph);
          walk_columns (graph);
          walk_edges (graph);
          walk_indexes (graph);
        }
    }
  g_free (base);
  return 0;
}
