/* parts.c - see parts.h. The tables of sections tell; what they leave of an image is what lies between. */
#include "graph/parts.h"

#include "graph/index.h"

const char *
cow_part_name (CowPartKind kind)
{
  static const char *const names[COW_N_PARTS]
      = { "offsets", "arcs", "weights", "in_arcs", "edge_of_arc", "order", "names", "coordinates", "columns", "indexes", "other" };

  return names[kind];
}

static CowPartKind
kind_of (const CowImageSection *section)
{
  switch (section->kind)
    {
    case COW_SECTION_OUT_OFFSETS:
      return COW_PART_OFFSETS;
    case COW_SECTION_OUT_ARCS:
      return COW_PART_ARCS;
    case COW_SECTION_OUT_WEIGHTS:
      return COW_PART_WEIGHTS;
    case COW_SECTION_IN_OFFSETS:
    case COW_SECTION_IN_ARCS:
    case COW_SECTION_IN_WEIGHTS:
    case COW_SECTION_IN_EDGES:
      return COW_PART_IN;
    case COW_SECTION_EDGE_OF_ARC:
      return COW_PART_EDGES;
    case COW_SECTION_APPEARANCE:
    case COW_SECTION_VERTEX_AT:
      return COW_PART_ORDER;
    case COW_SECTION_NAME_NUMBER:
    case COW_SECTION_NAME_INDEX:
    case COW_SECTION_NAME_OFFSETS:
    case COW_SECTION_NAME_BYTES:
    case COW_SECTION_NAME_HASH:
    case COW_SECTION_NAME_SORTED:
      return COW_PART_NAMES;
    case COW_SECTION_COORDINATES:
      return COW_PART_COORDINATES;
    case COW_SECTION_COLUMN:
    case COW_SECTION_COLUMN_CELLS:
    case COW_SECTION_COLUMN_VALID:
    case COW_SECTION_COLUMN_TEXT_OFFSETS:
    case COW_SECTION_COLUMN_TEXT_BYTES:
      return COW_PART_COLUMNS;
    default:
      return section->kind >= COW_SECTION_INDEX ? COW_PART_INDEXES : COW_PART_OTHER;
    }
}

/* The column of the graph whose sections have this index in the image; -1: it was replaced by another. */
static gint
find_column (const CowGraph *graph, const void *base, guint32 index)
{
  const void *cells = cow_image_section (base, COW_SECTION_COLUMN_CELLS, index, NULL);
  const CowImageColumn *header = cow_image_section (base, COW_SECTION_COLUMN, index, NULL);

  for (guint i = 0; header != NULL && i < graph->columns->len; i++)
    {
      const CowColumn *column = graph->columns->pdata[i];

      if (column->name == header->name && (column->cells == cells || column->rows == 0))
        return (gint)i;
    }
  return -1;
}

/* The same of an index that lies in the image of the graph. */
static gint
find_index (const CowGraph *graph, const void *base, guint32 number)
{
  const void *header = cow_image_section (base, COW_SECTION_INDEX, number, NULL);

  for (guint i = 0; header != NULL && i < graph->indexes->len; i++)
    {
      const CowIndex *index = graph->indexes->pdata[i];

      if (index->arena == NULL && (const void *)index->data.header == header)
        return (gint)i;
    }
  return -1;
}

typedef struct
{
  guint64 of_kind[COW_N_PARTS];
  guint64 *of_column, *of_index; /* [columns], [indexes] */
} Sums;

static void
add_image (const CowGraph *graph, const void *base, Sums *sums)
{
  const CowImageHeader *header = base;
  const CowImageSection *sections = (const CowImageSection *)(header + 1);
  guint64 left = header->bytes;

  for (guint32 i = 0; i < header->n_sections; i++)
    {
      CowPartKind kind = kind_of (&sections[i]);
      gint column = kind == COW_PART_COLUMNS ? find_column (graph, base, sections[i].index) : -1;
      gint index = kind == COW_PART_INDEXES ? find_index (graph, base, sections[i].index) : -1;

      left -= MIN (left, sections[i].bytes);
      if (column >= 0)
        sums->of_column[column] += sections[i].bytes;
      else if (index >= 0)
        sums->of_index[index] += sections[i].bytes;
      else
        sums->of_kind[kind == COW_PART_COLUMNS || kind == COW_PART_INDEXES ? COW_PART_OTHER : kind] += sections[i].bytes;
    }
  sums->of_kind[COW_PART_OTHER] += left;
}

static void
add_part (GArray *parts, CowPartKind kind, const char *name, gboolean on_vertex, guint64 bytes)
{
  const CowPart part = { kind, name, on_vertex, bytes };

  if (bytes > 0)
    g_array_append_val (parts, part);
}

GArray *
cow_graph_parts (const CowGraph *graph)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (CowPart));
  g_autofree guint64 *columns = g_new0 (guint64, graph->columns->len + 1), *indexes = g_new0 (guint64, graph->indexes->len + 1);
  Sums sums = { .of_column = columns, .of_index = indexes };
  guint64 beside;

  for (guint i = 0; i < graph->arenas->len; i++)
    add_image (graph, cow_arena_base (graph->arenas->pdata[i]), &sums);
  /* Narrow weights stand beside their targets. */
  beside = graph->meta->weight_kind == COW_WEIGHT_U32 ? sums.of_kind[COW_PART_ARCS] / 2 : 0;
  sums.of_kind[COW_PART_ARCS] -= beside;
  sums.of_kind[COW_PART_WEIGHTS] += beside;
  for (CowPartKind kind = 0; kind < COW_N_PARTS; kind++)
    {
      add_part (parts, kind, NULL, FALSE, sums.of_kind[kind]);
      for (guint i = 0; kind == COW_PART_COLUMNS && i < graph->columns->len; i++)
        {
          const CowColumn *column = graph->columns->pdata[i];

          add_part (parts, kind, column->name, column->on_vertex, columns[i]);
        }
      for (guint i = 0; kind == COW_PART_INDEXES && i < graph->indexes->len; i++)
        {
          const CowIndex *index = graph->indexes->pdata[i];

          add_part (parts, kind, index->kind->name, FALSE, index->arena ? index->bytes : indexes[i]);
        }
    }
  return parts;
}
