/* image-check.c - what a foreign image must satisfy before anything follows an offset in it.
 *
 * In two steps: cow_image_check looks at the table and at the sizes, cow_image_check_slice at the contents,
 * any slice on its own. An element is checked by the slice it begins in; the image is sealed, so looking
 * outside of the slice is safe, and no state is kept from call to call. What passes can be walked without a
 * bounds check. */
#include "graph/image.h"
#include "graph/index.h"

#include <string.h>

typedef struct
{
  const guint8 *base;
  const CowImageHeader *header;
  const CowImageSection *sections;
  const CowImageMeta *meta; /* NULL: an image that goes with a graph */
  guint64 n;                /* vertices; G_MAXUINT64 when nothing tells */
} Facts;

/* The three arrays of one direction. */
typedef struct
{
  CowSectionKind offsets, arcs, weights;
} CsrKinds;

static const CsrKinds csr_kinds[] = {
  { COW_SECTION_OUT_OFFSETS, COW_SECTION_OUT_ARCS, COW_SECTION_OUT_WEIGHTS },
  { COW_SECTION_IN_OFFSETS, COW_SECTION_IN_ARCS, COW_SECTION_IN_WEIGHTS },
};

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *what = NULL;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "damaged image: %s", what);
  return FALSE;
}

static const CowImageSection *
find_section (const Facts *facts, guint32 kind, guint32 index)
{
  for (guint32 i = 0; i < facts->header->n_sections; i++)
    if (facts->sections[i].kind == kind && facts->sections[i].index == index)
      return &facts->sections[i];
  return NULL;
}

static const void *
section_data (const Facts *facts, const CowImageSection *section)
{
  return facts->base + section->offset;
}

static void
read_facts (const void *base, Facts *facts)
{
  const CowImageSection *section;

  *facts = (Facts){ .base = base, .header = base, .n = G_MAXUINT64 };
  facts->sections = (const CowImageSection *)(facts->header + 1);
  if ((section = find_section (facts, COW_SECTION_META, 0)) && section->bytes == sizeof (CowImageMeta))
    {
      facts->meta = section_data (facts, section);
      facts->n = facts->meta->n;
    }
  else if ((section = find_section (facts, COW_SECTION_OUT_OFFSETS, 0))
           || (section = find_section (facts, COW_SECTION_IN_OFFSETS, 0)))
    facts->n = section->bytes / sizeof (guint64) - 1;
}

/* Kinds of which an image has one: they are looked up as index 0. */
static gboolean
is_single (guint32 kind)
{
  return kind <= COW_SECTION_NAME_SORTED || kind == COW_SECTION_COORDINATES;
}

static gboolean
check_table (const void *base, guint64 bytes, GError **error)
{
  const CowImageHeader *header = base;
  const CowImageSection *sections = (const CowImageSection *)(header + 1);
  guint64 table_bytes, end;

  if (bytes < sizeof *header || memcmp (header->magic, COW_IMAGE_MAGIC, sizeof header->magic) != 0)
    return refuse (error, "it does not begin like one");
  if (header->version != COW_IMAGE_VERSION)
    return refuse (error, "version %u where %u is known", header->version, COW_IMAGE_VERSION);
  if (header->bytes > bytes || header->bytes < sizeof *header)
    return refuse (error, "%" G_GUINT64_FORMAT " bytes long where %" G_GUINT64_FORMAT " were announced",
                   bytes, header->bytes);
  table_bytes = (guint64)header->n_sections * sizeof *sections;
  if (header->n_sections > COW_IMAGE_MAX_SECTIONS || table_bytes > header->bytes - sizeof *header)
    return refuse (error, "%u sections do not fit", header->n_sections);
  if (cow_image_checksum (sections, table_bytes, 0) != header->checksum)
    return refuse (error, "checksum of the table of sections differs");
  end = sizeof *header + table_bytes;
  for (guint32 i = 0; i < header->n_sections; i++)
    {
      const CowImageSection *section = &sections[i];
      gboolean known = (section->kind >= COW_SECTION_META && section->kind <= COW_SECTION_VIEW_MARKS)
                       || (section->kind >= COW_SECTION_PRIVATE && section->kind < COW_SECTION_PRIVATE + COW_IMAGE_PRIVATE_KINDS)
                       || section->kind >= COW_SECTION_INDEX;

      if (!known)
        return refuse (error, "section %u is of unknown kind %u", i, section->kind);
      if (section->index != 0 && is_single (section->kind))
        return refuse (error, "section %u of kind %u is not the only one", i, section->kind);
      if (section->offset % 64 != 0 || section->offset < end || section->offset > header->bytes
          || section->bytes > header->bytes - section->offset)
        return refuse (error, "section %u of kind %u lies out of bounds", i, section->kind);
      end = section->offset + section->bytes;
      for (guint32 j = 0; j < i; j++)
        if (sections[j].kind == section->kind && sections[j].index == section->index)
          return refuse (error, "two sections of kind %u and index %u", section->kind, section->index);
    }
  return TRUE;
}

static gboolean
check_weight_facts (const CowImageMeta *meta, GError **error)
{
  if (meta->weight_kind == COW_WEIGHT_NONE)
    return meta->negative_edge == G_MAXUINT64 || refuse (error, "a negative edge without weights");
  /* Written so that a NaN fails. */
  if (!(meta->weight_min_real <= meta->weight_max_real))
    return refuse (error, "bounds of the weights are in disorder");
  if (meta->weight_kind != COW_WEIGHT_F64)
    {
      if (meta->weight_min_int > meta->weight_max_int || meta->weight_min_real != (double)meta->weight_min_int
          || meta->weight_max_real != (double)meta->weight_max_int)
        return refuse (error, "bounds of the weights are in disorder");
      if (meta->weight_kind == COW_WEIGHT_U32
          && (meta->weight_min_int < 0 || meta->weight_max_int >= G_MAXUINT32))
        return refuse (error, "a weight does not fit into 32 bits");
    }
  /* In the image of a view it is an arc. */
  if (meta->weight_min_real < 0 ? meta->negative_edge >= MAX (meta->m, meta->n_arcs)
                                : meta->negative_edge != G_MAXUINT64)
    return refuse (error, "the negative edge does not fit the weights");
  return TRUE;
}

static gboolean
check_meta (const CowImageMeta *meta, GError **error)
{
  if (meta->n >= COW_VERTEX_NONE || meta->m >= COW_EDGE_NONE || meta->n_arcs > 2 * meta->m)
    return refuse (error,
                   "%" G_GUINT64_FORMAT " vertices, %" G_GUINT64_FORMAT " edges, %" G_GUINT64_FORMAT " arcs",
                   meta->n, meta->m, meta->n_arcs);
  if (meta->directed > 1 || meta->weight_kind > COW_WEIGHT_F64 || meta->names_kind > COW_NAMES_TEXT
      || meta->order_kind > COW_ORDER_SPACE)
    return refuse (error, "unknown kind of graph, weights, names or order");
  if (meta->n_loops > meta->m || meta->n_parallel > meta->m || meta->max_out_degree > meta->n_arcs)
    return refuse (error, "more loops, parallel edges or arcs of one vertex than edges");
  if (meta->names_kind == COW_NAMES_SEQUENCE && meta->first_number > G_MAXUINT64 - meta->n)
    return refuse (error, "names beyond 64 bits");
  if (!memchr (meta->weight_name, '\0', sizeof meta->weight_name)
      || !memchr (meta->format, '\0', sizeof meta->format))
    return refuse (error, "a name without end");
  return check_weight_facts (meta, error);
}

/* n_arcs and stride follow from the last offset and the bytes of the arcs, also where no meta tells. */
static gboolean
check_csr (const Facts *facts, const CsrKinds *kinds, GError **error)
{
  const CowImageSection *offsets = find_section (facts, kinds->offsets, 0);
  const CowImageSection *arcs = find_section (facts, kinds->arcs, 0);
  const CowImageSection *weights = find_section (facts, kinds->weights, 0);
  guint64 n_arcs;

  if (!offsets && !arcs && !weights)
    return TRUE;
  if (!offsets || !arcs)
    return refuse (error, "offsets without arcs or the reverse");
  if (facts->n >= COW_VERTEX_NONE || offsets->bytes != (facts->n + 1) * sizeof (guint64))
    return refuse (error, "%" G_GUINT64_FORMAT " bytes of offsets do not fit the vertices", offsets->bytes);
  n_arcs = ((const guint64 *)section_data (facts, offsets))[facts->n];
  if (n_arcs > (guint64)2 * G_MAXUINT32 || (arcs->bytes != n_arcs * 4 && arcs->bytes != n_arcs * 8))
    return refuse (error, "%" G_GUINT64_FORMAT " bytes of arcs do not fit %" G_GUINT64_FORMAT " arcs",
                   arcs->bytes, n_arcs);
  if (weights && weights->bytes != n_arcs * 8)
    return refuse (error, "%" G_GUINT64_FORMAT " bytes of weights do not fit %" G_GUINT64_FORMAT " arcs",
                   weights->bytes, n_arcs);
  if (facts->meta && kinds->offsets == COW_SECTION_OUT_OFFSETS)
    {
      gboolean inline_weights = facts->meta->weight_kind == COW_WEIGHT_U32;
      gboolean own_weights
          = facts->meta->weight_kind == COW_WEIGHT_I64 || facts->meta->weight_kind == COW_WEIGHT_F64;

      if (n_arcs != facts->meta->n_arcs)
        return refuse (error, "offsets end at arc %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, n_arcs,
                       facts->meta->n_arcs);
      if (n_arcs > 0 && ((inline_weights && arcs->bytes != n_arcs * 8) || own_weights != (weights != NULL)))
        return refuse (error, "arcs and the kind of weights do not fit");
    }
  return TRUE;
}

/* A section that must have exactly so many bytes when it is there; unknown: nothing in the image tells how
 * many. */
static gboolean
check_size (const Facts *facts, CowSectionKind kind, guint64 count, guint64 element_bytes, GError **error)
{
  const CowImageSection *section = find_section (facts, kind, 0);

  if (!section)
    return TRUE;
  if (count == G_MAXUINT64)
    return refuse (error, "section of kind %u without the facts of its graph", kind);
  if (section->bytes != count * element_bytes)
    return refuse (error, "section of kind %u has %" G_GUINT64_FORMAT " bytes", kind, section->bytes);
  return TRUE;
}

/* Text: offsets of count + 1 entries that end where the bytes do. */
static gboolean
check_text_sizes (const Facts *facts, const CowImageSection *offsets, const CowImageSection *bytes,
                  guint64 count, GError **error)
{
  if (!offsets || !bytes || offsets->bytes / sizeof (guint64) != count + 1
      || offsets->bytes % sizeof (guint64) != 0)
    return refuse (error, "texts are not complete");
  if (((const guint64 *)section_data (facts, offsets))[count] != bytes->bytes)
    return refuse (error, "texts do not end with their bytes");
  return TRUE;
}

static gboolean
check_names (const Facts *facts, GError **error)
{
  guint64 n = facts->meta ? facts->n : G_MAXUINT64;
  const CowImageSection *number = find_section (facts, COW_SECTION_NAME_NUMBER, 0);
  const CowImageSection *index = find_section (facts, COW_SECTION_NAME_INDEX, 0);
  const CowImageSection *offsets = find_section (facts, COW_SECTION_NAME_OFFSETS, 0);
  const CowImageSection *bytes = find_section (facts, COW_SECTION_NAME_BYTES, 0);
  const CowImageSection *hash = find_section (facts, COW_SECTION_NAME_HASH, 0);
  const CowImageSection *sorted = find_section (facts, COW_SECTION_NAME_SORTED, 0);

  if (!number != !index || !offsets != !bytes || !offsets != !hash || !offsets != !sorted)
    return refuse (error, "names are not complete");
  if (!check_size (facts, COW_SECTION_NAME_NUMBER, n, 4, error)
      || !check_size (facts, COW_SECTION_NAME_SORTED, n, 4, error))
    return FALSE;
  if (index && (index->bytes % 4 != 0 || index->bytes / 4 > G_MAXUINT32))
    return refuse (error, "numbers of names beyond 32 bits");
  if (offsets && !check_text_sizes (facts, offsets, bytes, n, error))
    return FALSE;
  if (hash && (hash->bytes < 4 || (hash->bytes & (hash->bytes - 1)) != 0 || hash->bytes / 4 <= n))
    return refuse (error, "table of names has no power of two of places");
  return TRUE;
}

static guint64
cell_bytes (guint32 type)
{
  return type == COW_TYPE_BOOL ? 1 : type == COW_TYPE_STRING ? 4 : 8;
}

static gboolean
check_column (const Facts *facts, const CowImageSection *section, GError **error)
{
  const CowImageColumn *column = section_data (facts, section);
  const CowImageSection *cells = find_section (facts, COW_SECTION_COLUMN_CELLS, section->index);
  const CowImageSection *valid = find_section (facts, COW_SECTION_COLUMN_VALID, section->index);

  if (section->bytes != sizeof *column || !memchr (column->name, '\0', sizeof column->name))
    return refuse (error, "column %u is not described", section->index);
  if (column->type < COW_TYPE_BOOL || column->type > COW_TYPE_STRING || column->on_vertex > 1)
    return refuse (error, "column %u is of unknown type", section->index);
  if (column->rows > G_MAXUINT32 || column->n_null > column->rows
      || (facts->meta && column->rows != (column->on_vertex ? facts->meta->n : facts->meta->m)))
    return refuse (error, "column %u has %" G_GUINT64_FORMAT " rows", section->index, column->rows);
  if (!cells || cells->bytes != column->rows * cell_bytes (column->type))
    return refuse (error, "cells of column %u do not fit its rows", section->index);
  if (valid ? valid->bytes != (column->rows + 63) / 64 * 8 : column->n_null != 0)
    return refuse (error, "nulls of column %u do not fit its rows", section->index);
  if (column->type != COW_TYPE_STRING)
    return TRUE;
  if (column->n_codes > G_MAXUINT32 || (column->rows > 0 && column->n_codes == 0))
    return refuse (error, "column %u has %" G_GUINT64_FORMAT " texts", section->index, column->n_codes);
  return check_text_sizes (facts, find_section (facts, COW_SECTION_COLUMN_TEXT_OFFSETS, section->index),
                           find_section (facts, COW_SECTION_COLUMN_TEXT_BYTES, section->index),
                           column->n_codes, error);
}

static gboolean
check_columns (const Facts *facts, GError **error)
{
  for (guint32 i = 0; i < facts->header->n_sections; i++)
    {
      const CowImageSection *section = &facts->sections[i];

      if (section->kind == COW_SECTION_COLUMN && !check_column (facts, section, error))
        return FALSE;
      if (section->kind >= COW_SECTION_COLUMN_CELLS && section->kind <= COW_SECTION_COLUMN_TEXT_BYTES
          && !find_section (facts, COW_SECTION_COLUMN, section->index))
        return refuse (error, "arrays of column %u without its description", section->index);
      if (section->kind == COW_SECTION_BITMAP && section->bytes % 8 != 0)
        return refuse (error, "a bitmap of %" G_GUINT64_FORMAT " bytes", section->bytes);
      if (section->kind >= COW_SECTION_INDEX
          && !cow_index_check_section (facts->base, section, facts->meta ? facts->n : G_MAXUINT64, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cow_image_check (const void *base, guint64 bytes, GError **error)
{
  const CowImageSection *section;
  Facts facts;
  guint64 n_in_arcs = G_MAXUINT64, n_named;

  if (!check_table (base, bytes, error))
    return FALSE;
  read_facts (base, &facts);
  if (find_section (&facts, COW_SECTION_META, 0) && !facts.meta)
    return refuse (error, "facts of the graph have another size");
  if (facts.meta && !check_meta (facts.meta, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (csr_kinds); i++)
    if (!check_csr (&facts, &csr_kinds[i], error))
      return FALSE;
  if ((section = find_section (&facts, COW_SECTION_IN_OFFSETS, 0)))
    n_in_arcs = ((const guint64 *)section_data (&facts, section))[facts.n];
  n_named = facts.meta ? facts.n : G_MAXUINT64;
  if (!find_section (&facts, COW_SECTION_APPEARANCE, 0) != !find_section (&facts, COW_SECTION_VERTEX_AT, 0))
    return refuse (error, "order of appearance without its inverse");
  if (!check_size (&facts, COW_SECTION_IN_EDGES, n_in_arcs, 8, error)
      || !check_size (&facts, COW_SECTION_APPEARANCE, n_named, 4, error)
      || !check_size (&facts, COW_SECTION_VERTEX_AT, n_named, 4, error)
      || !check_size (&facts, COW_SECTION_EDGE_OF_ARC, facts.meta ? facts.meta->n_arcs : G_MAXUINT64, 4,
                      error)
      || !check_size (&facts, COW_SECTION_VIEW_ARC, facts.meta ? facts.meta->n_arcs : G_MAXUINT64, 8, error)
      || !check_size (&facts, COW_SECTION_VIEW_MARKS, facts.meta ? facts.meta->n_arcs : G_MAXUINT64, 1, error))
    return FALSE;
  section = find_section (&facts, COW_SECTION_COORDINATES, 0);
  if (section && (section->bytes % 16 != 0 || (facts.meta && section->bytes / 16 != facts.n)))
    return refuse (error, "%" G_GUINT64_FORMAT " bytes of coordinates", section->bytes);
  return check_names (&facts, error) && check_columns (&facts, error);
}

/* The contents. Each checker gets a section and the elements [first, end) that begin in the slice. */

static gboolean
check_offsets (const guint64 *offsets, guint64 first, guint64 end, guint64 longest)
{
  gboolean bad = FALSE;

  if (first == 0 && end > 0)
    bad = offsets[first++] != 0;
  for (guint64 i = first; i < end; i++)
    bad |= (offsets[i] < offsets[i - 1]) | (offsets[i] - offsets[i - 1] > longest);
  return !bad;
}

static gboolean
check_below (const guint32 *values, guint64 first, guint64 end, guint64 limit)
{
  guint32 largest = 0;

  for (guint64 i = first; i < end; i++)
    largest = MAX (largest, values[i]);
  return first >= end || largest < limit;
}

static gboolean
check_below_or_none (const guint32 *values, guint64 first, guint64 end, guint64 limit)
{
  gboolean bad = FALSE;

  for (guint64 i = first; i < end; i++)
    bad |= (values[i] >= limit) & (values[i] != COW_VERTEX_NONE);
  return !bad;
}

static gboolean
check_inline_arcs (const Facts *facts, gboolean with_bounds, const guint32 *arcs, guint64 first, guint64 end)
{
  guint32 low = with_bounds ? (guint32)facts->meta->weight_min_int : 0;
  guint32 span = with_bounds ? (guint32)facts->meta->weight_max_int - low : G_MAXUINT32;
  guint64 n = facts->n;

  for (guint64 i = first; i < end; i++)
    if (arcs[2 * i] >= n || arcs[2 * i + 1] - low > span)
      return FALSE;
  return TRUE;
}

static gboolean
check_own_weights (const CowImageMeta *meta, const void *weights, guint64 first, guint64 end)
{
  const gint64 *integers = weights;
  const double *reals = weights;
  gboolean bad = FALSE;

  if (!meta) /* nothing tells the type */
    return TRUE;
  if (meta->weight_kind == COW_WEIGHT_I64)
    for (guint64 i = first; i < end; i++)
      bad |= (integers[i] < meta->weight_min_int) | (integers[i] > meta->weight_max_int);
  else
    for (guint64 i = first; i < end; i++) /* a NaN is not within */
      bad |= !(reals[i] >= meta->weight_min_real && reals[i] <= meta->weight_max_real);
  return !bad;
}

/* Every appearance leads to a vertex that leads back: then both tables are permutations. */
static gboolean
check_inverse (const Facts *facts, CowSectionKind inverse_kind, const guint32 *values, guint64 first,
               guint64 end)
{
  const CowImageSection *inverse_section = find_section (facts, inverse_kind, 0);
  const guint32 *inverse = section_data (facts, inverse_section);
  guint64 limit = inverse_section->bytes / 4;

  for (guint64 i = first; i < end; i++)
    if (values[i] >= limit || inverse[values[i]] != i)
      return FALSE;
  return TRUE;
}

static gboolean
check_coordinates (const double *coordinates, guint64 first, guint64 end)
{
  for (guint64 i = first; i < end; i++)
    if (isinf (coordinates[i]))
      return FALSE;
  return TRUE;
}

static guint64
element_bytes (const Facts *facts, const CowImageSection *section)
{
  const CowImageSection *column;

  switch (section->kind)
    {
    case COW_SECTION_OUT_ARCS:
    case COW_SECTION_IN_ARCS:
      {
        CowSectionKind kind
            = section->kind == COW_SECTION_OUT_ARCS ? COW_SECTION_OUT_OFFSETS : COW_SECTION_IN_OFFSETS;
        const CowImageSection *offsets = find_section (facts, kind, 0);
        guint64 n_arcs = ((const guint64 *)section_data (facts, offsets))[facts->n];

        return n_arcs > 0 ? section->bytes / n_arcs : 4;
      }
    case COW_SECTION_APPEARANCE:
    case COW_SECTION_VERTEX_AT:
    case COW_SECTION_EDGE_OF_ARC:
    case COW_SECTION_NAME_NUMBER:
    case COW_SECTION_NAME_INDEX:
    case COW_SECTION_NAME_HASH:
    case COW_SECTION_NAME_SORTED:
      return 4;
    case COW_SECTION_COLUMN_CELLS:
      column = find_section (facts, COW_SECTION_COLUMN, section->index);
      return cell_bytes (((const CowImageColumn *)section_data (facts, column))->type);
    default:
      return section->kind >= COW_SECTION_INDEX ? cow_index_element_bytes (facts->base, section) : 8;
    }
}

static gboolean
check_cells (const Facts *facts, const CowImageSection *section, guint64 first, guint64 end)
{
  const CowImageColumn *column
      = section_data (facts, find_section (facts, COW_SECTION_COLUMN, section->index));
  const guint8 *booleans = section_data (facts, section);
  gboolean bad = FALSE;

  if (column->type == COW_TYPE_STRING)
    return check_below (section_data (facts, section), first, end, column->n_codes);
  if (column->type == COW_TYPE_BOOL)
    for (guint64 i = first; i < end; i++)
      bad |= booleans[i] > 1;
  return !bad;
}

static gboolean
check_elements (const Facts *facts, const CowImageSection *section, guint64 size, guint64 first, guint64 end)
{
  const void *data = section_data (facts, section);

  switch (section->kind)
    {
    case COW_SECTION_OUT_OFFSETS:
      return check_offsets (data, first, end, facts->meta ? facts->meta->max_out_degree : G_MAXUINT64);
    case COW_SECTION_IN_OFFSETS:
    case COW_SECTION_NAME_OFFSETS:
    case COW_SECTION_COLUMN_TEXT_OFFSETS:
      return check_offsets (data, first, end, G_MAXUINT64);
    case COW_SECTION_OUT_ARCS:
    case COW_SECTION_IN_ARCS:
      if (size == 4)
        return check_below (data, first, end, facts->n);
      return check_inline_arcs (facts, facts->meta && facts->meta->weight_kind == COW_WEIGHT_U32, data, first,
                                end);
    case COW_SECTION_OUT_WEIGHTS:
    case COW_SECTION_IN_WEIGHTS:
      return check_own_weights (facts->meta, data, first, end);
    case COW_SECTION_IN_EDGES:
      {
        guint64 limit = section->bytes / 8;

        for (guint64 i = first; i < end; i++)
          if (((const guint64 *)data)[i] >= limit)
            return FALSE;
        return TRUE;
      }
    case COW_SECTION_APPEARANCE:
      return check_inverse (facts, COW_SECTION_VERTEX_AT, data, first, end);
    case COW_SECTION_VERTEX_AT:
      return check_inverse (facts, COW_SECTION_APPEARANCE, data, first, end);
    case COW_SECTION_EDGE_OF_ARC:
      return check_below (data, first, end, facts->meta->m);
    case COW_SECTION_NAME_NUMBER:
      return check_inverse (facts, COW_SECTION_NAME_INDEX, data, first, end);
    case COW_SECTION_NAME_INDEX:
    case COW_SECTION_NAME_HASH:
      return check_below_or_none (data, first, end, facts->n);
    case COW_SECTION_NAME_SORTED:
      return check_below (data, first, end, facts->n);
    case COW_SECTION_COLUMN_CELLS:
      return check_cells (facts, section, first, end);
    case COW_SECTION_COORDINATES:
      return check_coordinates (data, first, end);
    default: /* bytes of text, bitmaps */
      return section->kind < COW_SECTION_INDEX || cow_index_check_elements (facts->base, section, first, end);
    }
}

gboolean
cow_image_check_slice (const void *base, guint64 from, guint64 to, GError **error)
{
  Facts facts;

  read_facts (base, &facts);
  for (guint32 i = 0; i < facts.header->n_sections; i++)
    {
      const CowImageSection *section = &facts.sections[i];
      guint64 section_end = section->offset + section->bytes, size, first, end;

      if (section->bytes == 0 || section_end <= from || section->offset >= to)
        continue;
      size = element_bytes (&facts, section);
      first = from > section->offset ? (from - section->offset + size - 1) / size : 0;
      end = MIN ((MIN (to, section_end) - section->offset + size - 1) / size, section->bytes / size);
      if (!check_elements (&facts, section, size, first, end))
        return refuse (error, "contents of section %u (kind %u, index %u) are out of range", i, section->kind,
                       section->index);
    }
  return TRUE;
}
