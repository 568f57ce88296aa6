/* info.c - what is known of the graph without looking at its arrays. */
#include "app/immediate.h"
#include "app/overlays.h"
#include "graph/index.h"
#include "graph/parts.h"
#include "pool/meter.h"

#include <string.h>
#include <unistd.h>

static void
add_text (CowRows *rows, const char *key, const char *value)
{
  cow_rows_begin (rows);
  cow_rows_text (rows, key, -1);
  cow_rows_text (rows, value, -1);
  cow_rows_end (rows);
}

static void
add_int (CowRows *rows, const char *key, guint64 value)
{
  cow_rows_begin (rows);
  cow_rows_text (rows, key, -1);
  cow_rows_int (rows, (gint64)value);
  cow_rows_end (rows);
}

static void
add_real (CowRows *rows, const char *key, double value)
{
  cow_rows_begin (rows);
  cow_rows_text (rows, key, -1);
  cow_rows_real (rows, value);
  cow_rows_end (rows);
}

static void
add_bool (CowRows *rows, const char *key, gboolean value)
{
  cow_rows_begin (rows);
  cow_rows_text (rows, key, -1);
  cow_rows_bool (rows, value);
  cow_rows_end (rows);
}

static void
add_weights (CowRows *rows, const CowImageMeta *meta)
{
  static const char *const kinds[] = { "none", "u32", "i64", "f64" };

  add_bool (rows, "weighted", meta->weight_kind != COW_WEIGHT_NONE);
  if (meta->weight_kind == COW_WEIGHT_NONE)
    return;
  add_text (rows, "weight_type", kinds[MIN (meta->weight_kind, 3)]);
  if (meta->weight_kind == COW_WEIGHT_F64)
    {
      add_real (rows, "weight_min", meta->weight_min_real);
      add_real (rows, "weight_max", meta->weight_max_real);
    }
  else
    {
      add_int (rows, "weight_min", (guint64)meta->weight_min_int);
      add_int (rows, "weight_max", (guint64)meta->weight_max_int);
    }
}

/* How much of the arenas is in huge pages, as the kernel tells. */
static void
add_pages (CowRows *rows, CowGraphEntry *entry)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (CowMeterRange));
  CowMeter meter;

  cow_graph_entry_ranges (entry, ranges);
  if (!cow_meter_read_ranges (getpid (), (const CowMeterRange *)(void *)ranges->data, ranges->len, &meter, NULL))
    return;
  add_int (rows, "resident_bytes", meter.range_rss_bytes);
  add_int (rows, "huge_bytes", meter.range_huge_bytes);
  add_text (rows, "pages", meter.range_huge_bytes * 2 > meter.range_rss_bytes ? "huge" : "small");
}

/* What overlays are there, and what the written views of the graph take that are kept for the next command. */
static void
add_views (CowRows *rows, const CowGraphEntry *entry)
{
  const CowOverlays *overlays = entry->overlays;
  g_autoptr (GString) used = g_string_new (NULL);
  guint64 overlay_bytes = 0, view_bytes = 0;
  double view_seconds = 0;

  for (guint i = 0; i < overlays->all->len; i++)
    overlay_bytes += cow_overlay_bytes (((const CowNamedOverlay *)g_ptr_array_index (overlays->all, i))->overlay);
  for (guint i = 0; i < overlays->used->len; i++)
    g_string_append_printf (used, "%s%s", i ? "," : "", ((const CowNamedOverlay *)g_ptr_array_index (overlays->used, i))->name);
  for (guint i = 0; i < entry->views->len; i++)
    {
      const CowSharedView *view = g_ptr_array_index (entry->views, i);

      view_bytes += view->arena ? cow_arena_bytes (view->arena) : 0;
      view_seconds += view->seconds;
    }
  add_int (rows, "overlays", overlays->all->len);
  add_text (rows, "overlay_in_use", used->len ? used->str : "none");
  add_int (rows, "overlay_bytes", overlay_bytes);
  add_int (rows, "view_bytes", view_bytes);
  add_real (rows, "view_seconds", (double)(gint64)(view_seconds * 1e6) / 1e6);
}

static double
round_to_hundredths (double value)
{
  return (double)(gint64)(value * 100 + 0.5) / 100;
}

/* What the arrays are: KEY_bytes, those that are there. memory --parts tells of each column and index. */
static void
add_parts (CowRows *rows, const CowGraph *graph)
{
  g_autoptr (GArray) parts = cow_graph_parts (graph);
  guint64 sums[COW_N_PARTS] = { 0 };

  for (guint i = 0; i < parts->len; i++)
    sums[g_array_index (parts, CowPart, i).kind] += g_array_index (parts, CowPart, i).bytes;
  for (guint kind = 0; kind < COW_N_PARTS; kind++)
    {
      char key[32];

      if (sums[kind] == 0 || kind == COW_PART_INDEXES)
        continue;
      g_snprintf (key, sizeof key, "%s_bytes", cow_part_name (kind));
      add_int (rows, key, sums[kind]);
    }
}

static gboolean
start (CowCall *call, GError **error)
{
  static const char *const orders[] = { "input", "number", "bfs", "degree", "space" };
  static const char *const names[] = { "sequence", "numbers", "text" };
  CowGraphEntry *entry = call->session->graphs->current;
  const CowGraph *graph = entry->graph;
  const CowImageMeta *meta = graph->meta;
  guint64 index_bytes = cow_graph_index_bytes (graph), bytes = cow_graph_bytes (graph) - index_bytes;
  CowAnswer *answer = cow_immediate_begin (call, error);
  CowRows *rows;

  if (!answer)
    return FALSE;
  rows = cow_answer_rows (answer);
  add_text (rows, "graph", entry->name);
  add_int (rows, "vertices", graph->n);
  add_int (rows, "edges", graph->m);
  add_int (rows, "arcs", graph->n_arcs);
  add_bool (rows, "directed", graph->directed);
  add_weights (rows, meta);
  add_int (rows, "loops", meta->n_loops);
  add_int (rows, "parallel_edges", meta->n_parallel);
  add_int (rows, "max_degree", meta->max_out_degree);
  add_int (rows, "attributes", graph->columns->len);
  add_bool (rows, "coordinates", graph->coordinates != NULL);
  add_text (rows, "names", names[MIN (meta->names_kind, 2)]);
  add_text (rows, "order", orders[MIN (meta->order_kind, 4)]);
  add_bool (rows, "transpose", graph->directed && graph->in.offsets != NULL);
  add_text (rows, "format", meta->format);
  add_text (rows, "origin", entry->origin);
  add_int (rows, "bytes", bytes);
  if (graph->m)
    {
      add_real (rows, "bytes_per_edge", round_to_hundredths ((double)bytes / (double)graph->m));
      add_real (rows, "bytes_per_arc", round_to_hundredths ((double)bytes / (double)graph->n_arcs));
    }
  else
    add_int (rows, "bytes_per_edge", 0);
  add_parts (rows, graph);
  add_int (rows, "indexes", graph->indexes->len);
  add_int (rows, "index_bytes", index_bytes);
  add_pages (rows, entry);
  add_views (rows, entry);
  add_real (rows, "load_seconds", (double)(gint64)(entry->load_seconds * 1e6) / 1e6);
  return cow_immediate_end (call, answer, error);
}

static const CowResultColumn columns[] = {
  { "key", COW_CELL_TEXT, "" },
  { "value", COW_CELL_VALUE, "" },
  { NULL },
};

static const CowOptionSpec *const options[] = { COW_ROW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "info" }, "vertices, edges, memory, pages" },
  { { NULL } },
};

const CowCommand cow_command_info = {
  .name = "info",
  .group = "graph",
  .summary = "the graph in figures",
  .details = "edges counts edges, not arcs: an undirected edge is one. bytes is the memory of all arrays, bytes_per_edge what that is for one "
             "edge, and the keys behind it which arrays they are (memory --parts: each column, each index); other_bytes are tables of the image, gaps, and columns "
             "that were replaced. index_bytes is the memory of indexes beside it; view_bytes and view_seconds are the price of the written views (a filter, a weight "
             "expression, overlays) that are kept for the next command; pages says whether most of it is in huge pages. order is how vertices were renumbered inside for speed; max_degree is that of "
             "outgoing arcs.",
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
