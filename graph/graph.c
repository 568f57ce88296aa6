/* graph.c - a graph opened over checked images: pointers to their sections, columns by name, edges by number.
 *
 * Where edges are numbered along the arcs there is no table of edges: an edge is found by counting. */
#include "graph/graph.h"
#include "graph/index.h"

#include <string.h>
#include <wchar.h>

G_STATIC_ASSERT (sizeof (wchar_t) == sizeof (guint32)); /* wmemchr searches tables of edges */

CowCost
cow_csr_weight (const CowCsr *csr, guint64 arc)
{
  switch (csr->kind)
    {
    case COW_WEIGHT_U32:
      return cow_cost_int (csr->targets[arc * 2 + 1]);
    case COW_WEIGHT_I64:
      return cow_cost_int (csr->weights_i64[arc]);
    case COW_WEIGHT_F64:
      return cow_cost_real (csr->weights_f64[arc]);
    case COW_WEIGHT_NONE:
      break;
    }
  return cow_cost_int (1);
}

CowValue
cow_column_value (const CowColumn *column, guint64 row)
{
  CowValue value = { .type = COW_TYPE_NULL };
  guint32 code;

  if (row >= column->rows || (column->valid && !(column->valid[row >> 6] >> (row & 63) & 1)))
    return value;
  value.type = column->type;
  switch (column->type)
    {
    case COW_TYPE_BOOL:
      value.boolean = ((const guint8 *)column->cells)[row];
      break;
    case COW_TYPE_INT:
      value.integer = ((const gint64 *)column->cells)[row];
      break;
    case COW_TYPE_REAL:
      value.real = ((const double *)column->cells)[row];
      break;
    case COW_TYPE_STRING:
      code = ((const guint32 *)column->cells)[row];
      value.text = column->text_bytes + column->text_offsets[code];
      value.length = (gsize)(column->text_offsets[code + 1] - column->text_offsets[code]);
      break;
    case COW_TYPE_NULL:
      break;
    }
  return value;
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "damaged image: %s", what);
  return FALSE;
}

/* The header is checked by cow_image_check: the sizes fit. */
static void
open_csr (const void *base, CowSectionKind offsets, CowWeightKind kind, CowCsr *csr)
{
  CowSectionKind arcs = offsets + 1, weights = offsets + 2;
  guint64 offset_bytes, arc_bytes;
  const void *own_weights = cow_image_section (base, weights, 0, NULL);

  csr->offsets = cow_image_section (base, offsets, 0, &offset_bytes);
  csr->targets = cow_image_section (base, arcs, 0, &arc_bytes);
  csr->n = (guint32)(offset_bytes / sizeof (guint64) - 1);
  csr->n_arcs = csr->offsets[csr->n];
  csr->stride = csr->n_arcs > 0          ? (guint32)(arc_bytes / csr->n_arcs / sizeof (guint32))
                : kind == COW_WEIGHT_U32 ? 2
                                         : 1;
  csr->kind = kind;
  csr->weights_i64 = kind == COW_WEIGHT_I64 ? own_weights : NULL;
  csr->weights_f64 = kind == COW_WEIGHT_F64 ? own_weights : NULL;
}

static gboolean
open_names (CowGraph *graph, const void *base, GError **error)
{
  guint64 bytes;

  graph->name_number = cow_image_section (base, COW_SECTION_NAME_NUMBER, 0, NULL);
  graph->name_index = cow_image_section (base, COW_SECTION_NAME_INDEX, 0, &bytes);
  graph->name_index_size = bytes / sizeof (guint32);
  graph->name_offsets = cow_image_section (base, COW_SECTION_NAME_OFFSETS, 0, NULL);
  graph->name_bytes = cow_image_section (base, COW_SECTION_NAME_BYTES, 0, NULL);
  graph->name_hash = cow_image_section (base, COW_SECTION_NAME_HASH, 0, &bytes);
  graph->name_hash_size = bytes / sizeof (guint32);
  graph->name_sorted = cow_image_section (base, COW_SECTION_NAME_SORTED, 0, NULL);
  if (graph->meta->names_kind == COW_NAMES_NUMBER && !graph->name_number)
    return refuse (error, "names are missing");
  if (graph->meta->names_kind == COW_NAMES_TEXT && !graph->name_offsets)
    return refuse (error, "names are missing");
  return TRUE;
}

static CowColumn *
open_column (const void *base, const CowImageColumn *described, guint32 index)
{
  CowColumn *column = g_new0 (CowColumn, 1);

  column->name = described->name;
  column->type = described->type;
  column->on_vertex = described->on_vertex != 0;
  column->rows = described->rows;
  column->n_null = described->n_null;
  column->n_codes = described->n_codes;
  column->cells = cow_image_section (base, COW_SECTION_COLUMN_CELLS, index, NULL);
  column->valid = cow_image_section (base, COW_SECTION_COLUMN_VALID, index, NULL);
  column->text_offsets = cow_image_section (base, COW_SECTION_COLUMN_TEXT_OFFSETS, index, NULL);
  column->text_bytes = cow_image_section (base, COW_SECTION_COLUMN_TEXT_BYTES, index, NULL);
  return column;
}

static gint
find_column (const CowGraph *graph, gboolean on_vertex, const char *name)
{
  for (guint i = 0; i < graph->columns->len; i++)
    {
      const CowColumn *column = graph->columns->pdata[i];

      if (!column->on_vertex == !on_vertex && strcmp (column->name, name) == 0)
        return (gint)i;
    }
  return -1;
}

static gboolean
open_columns (CowGraph *graph, const void *base, GError **error)
{
  const CowImageHeader *header = base;
  const CowImageSection *sections = (const CowImageSection *)(header + 1);

  for (guint32 i = 0; i < header->n_sections; i++)
    {
      const CowImageColumn *described = (const CowImageColumn *)((const guint8 *)base + sections[i].offset);
      CowColumn *column;
      gint known;

      if (sections[i].kind != COW_SECTION_COLUMN)
        continue;
      if (described->rows != (described->on_vertex ? graph->n : graph->m))
        return refuse (error, "a column does not fit the graph");
      column = open_column (base, described, sections[i].index);
      known = find_column (graph, column->on_vertex, column->name);
      if (known < 0)
        g_ptr_array_add (graph->columns, column);
      else
        {
          g_free (graph->columns->pdata[known]);
          graph->columns->pdata[known] = column;
          cow_graph_drop_derived_indexes (graph);
        }
    }
  return TRUE;
}

static gboolean
open_indexes (CowGraph *graph, const void *base, GError **error)
{
  const CowImageHeader *header = base;
  const CowImageSection *sections = (const CowImageSection *)(header + 1);

  for (guint32 i = 0; i < header->n_sections; i++)
    {
      CowIndex *index = sections[i].kind == COW_SECTION_INDEX ? cow_index_open (base, sections[i].index) : NULL;

      if (!index)
        continue;
      if (index->data.header->n != graph->n)
        {
          cow_index_unref (index);
          return refuse (error, "an index does not fit the graph");
        }
      cow_graph_add_index (graph, index);
    }
  return TRUE;
}

static gboolean
open_facts (CowGraph *graph, const void *base, GError **error)
{
  const CowImageMeta *meta = cow_image_section (base, COW_SECTION_META, 0, NULL);

  if (!meta || !cow_image_section (base, COW_SECTION_OUT_OFFSETS, 0, NULL))
    return refuse (error, "it holds no graph");
  if (meta->n_arcs != (meta->directed ? meta->m : 2 * meta->m - meta->n_loops))
    return refuse (error, "its arcs do not fit its edges");
  graph->meta = meta;
  graph->n = (guint32)meta->n;
  graph->m = meta->m;
  graph->n_arcs = meta->n_arcs;
  graph->directed = meta->directed != 0;
  return TRUE;
}

CowGraph *
cow_graph_open (CowArena *arena, GError **error)
{
  g_autoptr (CowGraph) graph = g_new0 (CowGraph, 1);
  const void *base = cow_arena_base (arena);

  graph->columns = g_ptr_array_new_with_free_func (g_free);
  graph->indexes = g_ptr_array_new_with_free_func ((GDestroyNotify)cow_index_unref);
  graph->arenas = g_ptr_array_new_with_free_func ((GDestroyNotify)cow_arena_free);
  g_ptr_array_add (graph->arenas, arena);
  if (!cow_image_check (base, cow_arena_bytes (arena), error) || !open_facts (graph, base, error)
      || !open_names (graph, base, error) || !open_columns (graph, base, error) || !open_indexes (graph, base, error))
    return NULL;
  open_csr (base, COW_SECTION_OUT_OFFSETS, graph->meta->weight_kind, &graph->out);
  if (!graph->directed)
    graph->in = graph->out;
  else if (cow_image_section (base, COW_SECTION_IN_OFFSETS, 0, NULL))
    open_csr (base, COW_SECTION_IN_OFFSETS, graph->meta->weight_kind, &graph->in);
  if (graph->in.offsets && graph->in.n_arcs != graph->n_arcs)
    {
      refuse (error, "its transpose has other arcs");
      return NULL;
    }
  graph->in_out_arc = cow_image_section (base, COW_SECTION_IN_EDGES, 0, NULL);
  graph->appearance = cow_image_section (base, COW_SECTION_APPEARANCE, 0, NULL);
  graph->vertex_at = cow_image_section (base, COW_SECTION_VERTEX_AT, 0, NULL);
  graph->edge_of_arc = cow_image_section (base, COW_SECTION_EDGE_OF_ARC, 0, NULL);
  graph->coordinates = cow_image_section (base, COW_SECTION_COORDINATES, 0, NULL);
  return g_steal_pointer (&graph);
}

/* A transpose in an image of its own. Its weights are of the graph's kind, or it has none. */
static gboolean
attach_transpose (CowGraph *graph, const void *base, GError **error)
{
  guint64 weight_bytes, arc_bytes, edge_bytes;
  const void *edges = cow_image_section (base, COW_SECTION_IN_EDGES, 0, &edge_bytes);
  CowWeightKind kind = graph->meta->weight_kind;
  CowCsr in = { 0 };

  if (!graph->directed)
    return refuse (error, "a transpose of an undirected graph");
  cow_image_section (base, COW_SECTION_IN_WEIGHTS, 0, &weight_bytes);
  cow_image_section (base, COW_SECTION_IN_ARCS, 0, &arc_bytes);
  open_csr (base, COW_SECTION_IN_OFFSETS, kind, &in);
  if (in.n != graph->n || in.n_arcs != graph->n_arcs
      || ((kind == COW_WEIGHT_I64 || kind == COW_WEIGHT_F64) && weight_bytes != in.n_arcs * 8)
      || (kind == COW_WEIGHT_U32 && arc_bytes != in.n_arcs * 8))
    return refuse (error, "the transpose does not fit the graph");
  graph->in = in;
  if (edges)
    graph->in_out_arc = edges;
  return TRUE;
}

/* The image of an index alone: it belongs to the index, since the index may be dropped. */
static gboolean
attach_index (CowGraph *graph, CowArena *arena, GError **error)
{
  CowIndex *index;

  if (!cow_image_check (cow_arena_base (arena), cow_arena_bytes (arena), error))
    {
      cow_arena_free (arena);
      return FALSE;
    }
  index = cow_index_open (cow_arena_base (arena), 0);
  index->arena = arena;
  if (index->data.header->n != graph->n)
    {
      cow_index_unref (index);
      return refuse (error, "the index does not fit the graph");
    }
  cow_graph_add_index (graph, index);
  return TRUE;
}

gboolean
cow_graph_attach (CowGraph *graph, CowArena *arena, GError **error)
{
  const void *base = cow_arena_base (arena);
  const double *coordinates;
  const guint32 *edge_of_arc;
  guint64 bytes;

  if (cow_image_section (base, COW_SECTION_INDEX, 0, NULL))
    return attach_index (graph, arena, error);
  /* Kept to the end of the graph, even when refused: what was attached before the fault points into it. */
  g_ptr_array_add (graph->arenas, arena);
  if (!cow_image_check (base, cow_arena_bytes (arena), error))
    return FALSE;
  coordinates = cow_image_section (base, COW_SECTION_COORDINATES, 0, &bytes);
  if (coordinates && bytes != (guint64)graph->n * 2 * sizeof (double))
    return refuse (error, "coordinates do not fit the graph");
  if (cow_image_section (base, COW_SECTION_IN_OFFSETS, 0, NULL) && !attach_transpose (graph, base, error))
    return FALSE;
  edge_of_arc = cow_image_section (base, COW_SECTION_EDGE_OF_ARC, 0, &bytes);
  if (edge_of_arc && bytes != graph->n_arcs * sizeof (guint32))
    return refuse (error, "the table of edges does not fit the graph");
  if (coordinates)
    graph->coordinates = coordinates;
  if (edge_of_arc)
    graph->edge_of_arc = edge_of_arc;
  return open_columns (graph, base, error);
}

void
cow_graph_free (CowGraph *graph)
{
  if (!graph)
    return;
  g_ptr_array_unref (graph->columns);
  g_ptr_array_unref (graph->indexes);
  g_ptr_array_unref (graph->arenas);
  g_free (graph);
}

const CowColumn *
cow_graph_column (const CowGraph *graph, gboolean on_vertex, const char *name)
{
  gint found = find_column (graph, on_vertex, name);

  return found < 0 ? NULL : graph->columns->pdata[found];
}

guint64
cow_graph_bytes (const CowGraph *graph)
{
  guint64 bytes = 0;

  for (guint i = 0; i < graph->arenas->len; i++)
    bytes += ((const CowImageHeader *)cow_arena_base (graph->arenas->pdata[i]))->bytes;
  for (guint i = 0; i < graph->indexes->len; i++)
    {
      const CowIndex *index = graph->indexes->pdata[i];

      bytes += index->arena ? index->bytes : 0;
    }
  return bytes;
}

guint64
cow_graph_n_ranks (const CowGraph *graph)
{
  return graph->meta->names_kind == COW_NAMES_NUMBER ? graph->name_index_size : graph->n;
}

guint32
cow_graph_at_rank (const CowGraph *graph, guint64 rank)
{
  return graph->meta->names_kind == COW_NAMES_NUMBER ? graph->name_index[rank] : cow_graph_vertex_at (graph, (guint32)rank);
}

guint64
cow_graph_rank (const CowGraph *graph, guint32 vertex)
{
  return graph->meta->names_kind == COW_NAMES_NUMBER ? graph->name_number[vertex] : cow_graph_appearance (graph, vertex);
}

/* Is this the arc at which its edge is numbered? */
static gboolean
is_numbering_arc (const CowGraph *graph, guint32 vertex, guint64 arc)
{
  guint32 target = cow_csr_target (&graph->out, arc);

  return graph->directed || target == vertex || cow_graph_rank (graph, vertex) < cow_graph_rank (graph, target);
}

/* An edge is numbered where its arc leads to a vertex of higher rank; its twin stands in the list of that vertex, and the twins
 * of one list are in the order of their numbers: a cursor for each list finds them. */
static gboolean
number_undirected_arcs (const CowGraph *graph, guint32 *table)
{
  const CowCsr *out = &graph->out;
  guint64 *cursors = g_try_new (guint64, MAX (graph->n, 1));
  guint64 n_placed = 0;
  guint32 edge = 0;
  gboolean whole = cursors != NULL;

  if (whole && graph->n > 0)
    memcpy (cursors, out->offsets, graph->n * sizeof (guint64));
  for (guint64 rank = 0; rank < cow_graph_n_ranks (graph) && whole; rank++)
    {
      guint32 vertex = cow_graph_at_rank (graph, rank);

      if (vertex == COW_VERTEX_NONE)
        continue;
      for (guint64 arc = out->offsets[vertex]; arc < out->offsets[vertex + 1] && whole; arc++)
        {
          guint32 target = cow_csr_target (out, arc);
          guint64 *cursor = &cursors[target];

          if (!is_numbering_arc (graph, vertex, arc))
            continue;
          table[arc] = edge;
          if (target != vertex)
            {
              while (*cursor < out->offsets[target + 1] && is_numbering_arc (graph, target, *cursor))
                ++*cursor;
              whole = *cursor < out->offsets[target + 1];
              if (whole)
                table[(*cursor)++] = edge;
              n_placed++;
            }
          n_placed++;
          edge++;
        }
    }
  g_free (cursors);
  /* In a foreign image arcs may lack their twins. */
  return whole && edge == graph->m && n_placed == graph->n_arcs;
}

static void
number_directed_arcs (const CowGraph *graph, guint32 *table)
{
  guint32 edge = 0;

  for (guint64 rank = 0; rank < cow_graph_n_ranks (graph); rank++)
    {
      guint32 vertex = cow_graph_at_rank (graph, rank);

      if (vertex == COW_VERTEX_NONE)
        continue;
      for (guint64 arc = graph->out.offsets[vertex]; arc < graph->out.offsets[vertex + 1]; arc++)
        table[arc] = edge++;
    }
}

gboolean
cow_graph_edge_of_arc_table (const CowGraph *graph, guint32 *table)
{
  if (graph->n_arcs == 0)
    return TRUE;
  if (graph->edge_of_arc)
    memcpy (table, graph->edge_of_arc, graph->n_arcs * sizeof (guint32));
  else if (!graph->directed)
    return number_undirected_arcs (graph, table);
  else
    number_directed_arcs (graph, table);
  return TRUE;
}

static guint32
find_owner (const CowCsr *csr, guint64 arc)
{
  guint32 low = 0, high = csr->n;

  while (high - low > 1)
    {
      guint32 middle = low + (high - low) / 2;

      if (csr->offsets[middle] <= arc)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static guint64
find_in_table (const CowGraph *graph, guint32 edge, guint64 from)
{
  const wchar_t *start = (const wchar_t *)graph->edge_of_arc + from;
  const wchar_t *found = from < graph->n_arcs ? wmemchr (start, (wchar_t)edge, graph->n_arcs - from) : NULL;

  return found ? from + (guint64)(found - start) : COW_ARC_NONE;
}

/* Without a table: the arc at which an edge is numbered, by counting. */
static guint64
count_to_edge (const CowGraph *graph, guint32 edge)
{
  const CowCsr *out = &graph->out;
  guint64 next = 0;

  for (guint64 rank = 0; rank < cow_graph_n_ranks (graph); rank++)
    {
      guint32 vertex = cow_graph_at_rank (graph, rank);
      guint64 degree = vertex == COW_VERTEX_NONE ? 0 : cow_csr_degree (out, vertex);

      if (graph->directed && next + degree > edge)
        return out->offsets[vertex] + (edge - next);
      for (guint64 i = 0; i < degree && !graph->directed; i++)
        if (is_numbering_arc (graph, vertex, out->offsets[vertex] + i) && next++ == edge)
          return out->offsets[vertex] + i;
      if (graph->directed)
        next += degree;
    }
  return COW_ARC_NONE;
}

/* Without a table: the twin of an arc is the arc back of the same rank among the arcs between the two. */
static guint64
find_twin (const CowGraph *graph, guint32 source, guint64 arc)
{
  const CowCsr *out = &graph->out;
  guint32 target = cow_csr_target (out, arc);
  guint64 rank = 0;

  for (guint64 other = out->offsets[source]; other < arc; other++)
    rank += cow_csr_target (out, other) == target;
  for (guint64 other = out->offsets[target]; other < out->offsets[target + 1]; other++)
    if (cow_csr_target (out, other) == source && rank-- == 0)
      return other;
  return COW_ARC_NONE;
}

/* Of the two arcs of an undirected edge, the one that leaves the end that appeared first. */
static guint64
choose_arc (const CowGraph *graph, guint32 edge, guint64 arc)
{
  guint32 source = find_owner (&graph->out, arc), target = cow_csr_target (&graph->out, arc);
  guint64 twin;

  if (graph->directed || cow_graph_appearance (graph, source) <= cow_graph_appearance (graph, target))
    return arc;
  twin = graph->edge_of_arc ? find_in_table (graph, edge, arc + 1) : find_twin (graph, source, arc);
  return twin == COW_ARC_NONE ? arc : twin;
}

gboolean
cow_graph_edge_ends (const CowGraph *graph, guint32 edge, guint32 *source, guint32 *target, guint64 *arc)
{
  guint64 found;

  if (edge >= graph->m)
    return FALSE;
  if (graph->edge_of_arc)
    found = find_in_table (graph, edge, 0);
  else
    found = count_to_edge (graph, edge);
  if (found == COW_ARC_NONE)
    return FALSE;
  found = choose_arc (graph, edge, found);
  *source = find_owner (&graph->out, found);
  *target = cow_csr_target (&graph->out, found);
  *arc = found;
  return TRUE;
}
