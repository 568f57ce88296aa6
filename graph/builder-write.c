/* builder-write.c - names, columns and coordinates, turned from order of appearance into the order of
 * vertices. */
#include "graph/builder-private.h"

/* What sorting names compares: the first bytes as a number, then the texts. */
typedef struct
{
  guint64 head; /* first 8 bytes, most significant first, padded with zeros */
  guint32 vertex;
} NameKey;

typedef struct
{
  const guint64 *offsets;
  const char *bytes;
} NameTexts;

static int
compare_names (gconstpointer left_key, gconstpointer right_key, gpointer user)
{
  const NameKey *left = left_key, *right = right_key;
  const NameTexts *texts = user;
  const char *left_text, *right_text;
  gsize left_length, right_length;
  int order;

  if (left->head != right->head)
    return left->head < right->head ? -1 : 1;
  left_text = texts->bytes + texts->offsets[left->vertex];
  right_text = texts->bytes + texts->offsets[right->vertex];
  left_length = (gsize)(texts->offsets[left->vertex + 1] - texts->offsets[left->vertex]);
  right_length = (gsize)(texts->offsets[right->vertex + 1] - texts->offsets[right->vertex]);
  order
      = MIN (left_length, right_length) ? memcmp (left_text, right_text, MIN (left_length, right_length)) : 0;
  return order != 0 ? order : left_length < right_length ? -1 : left_length > right_length;
}

static guint64
read_head (const char *text, gsize length)
{
  guint64 head = 0;

  if (length > 0)
    memcpy (&head, text, MIN (length, sizeof head));
  return GUINT64_FROM_BE (head);
}

static gboolean
sort_names (CowMemory *memory, guint32 n, const NameTexts *texts, guint32 *sorted, GError **error)
{
  CowGrow grow = { 0 };
  NameKey *keys;

  if (!cow_grow_exact (&grow, memory, n * sizeof (NameKey), error))
    return FALSE;
  keys = grow.data;
  for (guint32 vertex = 0; vertex < n; vertex++)
    {
      gsize length = (gsize)(texts->offsets[vertex + 1] - texts->offsets[vertex]);

      keys[vertex] = (NameKey){ read_head (texts->bytes + texts->offsets[vertex], length), vertex };
    }
  qsort_r (keys, n, sizeof *keys, compare_names, (gpointer)texts);
  for (guint32 i = 0; i < n; i++)
    sorted[i] = keys[i].vertex;
  cow_grow_clear (&grow, memory);
  return TRUE;
}

static void
hash_names (guint32 n, const NameTexts *texts, guint32 *hash, guint64 n_places)
{
  guint64 mask = n_places - 1;

  memset (hash, 0xff, n_places * sizeof *hash);
  for (guint32 vertex = 0; vertex < n; vertex++)
    {
      gsize length = (gsize)(texts->offsets[vertex + 1] - texts->offsets[vertex]);
      guint64 place = (cow_text_hash (texts->bytes + texts->offsets[vertex], length) >> 32) & mask;

      while (hash[place] != COW_VERTEX_NONE)
        place = (place + 1) & mask;
      hash[place] = vertex;
    }
}

/* Offsets and bytes by vertex. */
static gboolean
copy_texts (const CowInterner *names, const CowBuilderOrder *order, CowImageWriter *writer, GError **error)
{
  guint64 *offsets
      = cow_image_writer_add (writer, COW_SECTION_NAME_OFFSETS, 0, ((guint64)names->n + 1) * 8, error);
  guint64 end = 0;
  char buffer[24], *bytes;
  gsize length;

  if (!offsets)
    return FALSE;
  for (guint32 vertex = 0; vertex < names->n; vertex++)
    {
      cow_interner_name (names, cow_builder_order_appearance (order, vertex), buffer, &length);
      offsets[vertex] = end;
      end += length;
    }
  offsets[names->n] = end;
  bytes = cow_image_writer_add (writer, COW_SECTION_NAME_BYTES, 0, end, error);
  if (!bytes)
    return FALSE;
  for (guint32 vertex = 0; vertex < names->n; vertex++)
    {
      const char *name
          = cow_interner_name (names, cow_builder_order_appearance (order, vertex), buffer, &length);

      if (length > 0)
        memcpy (bytes, name, length);
      bytes += length;
    }
  return TRUE;
}

static gboolean
write_texts (CowBuilder *builder, const CowBuilderOrder *order, CowImageWriter *writer, GError **error)
{
  guint32 n = builder->names.n;
  guint64 n_places = 16;
  NameTexts texts;

  while (n_places * 2 < (guint64)n * 3)
    n_places *= 2;
  cow_grow_clear (&builder->names.texts.slots, &builder->memory);
  cow_grow_clear (&builder->names.slots, &builder->memory);
  if (!copy_texts (&builder->names, order, writer, error))
    return FALSE;
  cow_interner_clear (&builder->names, &builder->memory);
  if (!cow_image_writer_add (writer, COW_SECTION_NAME_HASH, 0, n_places * sizeof (guint32), error)
      || !cow_image_writer_add (writer, COW_SECTION_NAME_SORTED, 0, (guint64)n * sizeof (guint32), error))
    return FALSE;
  texts.offsets = cow_image_writer_section (writer, COW_SECTION_NAME_OFFSETS, 0);
  texts.bytes = cow_image_writer_section (writer, COW_SECTION_NAME_BYTES, 0);
  hash_names (n, &texts, cow_image_writer_section (writer, COW_SECTION_NAME_HASH, 0), n_places);
  return sort_names (&builder->memory, n, &texts,
                     cow_image_writer_section (writer, COW_SECTION_NAME_SORTED, 0), error);
}

static gboolean
write_numbers (const CowInterner *names, const CowBuilderOrder *order, CowImageWriter *writer, GError **error)
{
  guint64 length = (guint64)names->largest + 1;
  guint32 *numbers, *index;

  if (!cow_image_writer_add (writer, COW_SECTION_NAME_NUMBER, 0, (guint64)names->n * sizeof (guint32), error))
    return FALSE;
  index = cow_image_writer_add (writer, COW_SECTION_NAME_INDEX, 0, length * sizeof (guint32), error);
  if (!index)
    return FALSE;
  numbers = cow_image_writer_section (writer, COW_SECTION_NAME_NUMBER, 0);
  memset (index, 0xff, length * sizeof (guint32));
  for (guint32 vertex = 0; vertex < names->n; vertex++)
    {
      numbers[vertex] = names->numbers.u32[cow_builder_order_appearance (order, vertex)];
      index[numbers[vertex]] = vertex;
    }
  return TRUE;
}

gboolean
cow_builder_write_names (CowBuilder *builder, const CowBuilderOrder *order, CowImageMeta *meta,
                         CowImageWriter *writer, GError **error)
{
  if (builder->names.kind == COW_INTERN_SEQUENCE)
    {
      meta->names_kind = COW_NAMES_SEQUENCE;
      meta->first_number = builder->names.first;
      return TRUE;
    }
  if (cow_interner_is_dense (&builder->names))
    {
      meta->names_kind = COW_NAMES_NUMBER;
      return write_numbers (&builder->names, order, writer, error);
    }
  meta->names_kind = COW_NAMES_TEXT;
  return write_texts (builder, order, writer, error);
}

/* Where the cells of a column go. */
typedef struct
{
  const CowBuilderColumn *column;
  const CowBuilderOrder *order;
  const CowGrow *dropped; /* of the edges */
  guint64 rows;           /* rows that stay */
} Rows;

/* The row of the input that becomes the next row of the image, from *next on. */
static inline guint64
take_row (const Rows *rows, guint64 row, guint64 *next)
{
  if (rows->column->on_vertex)
    return cow_builder_order_appearance (rows->order, (guint32)row);
  while (cow_builder_is_dropped (rows->dropped, *next))
    ++*next;
  return (*next)++;
}

static void
copy_cells (const Rows *rows, guint8 *cells)
{
  const CowBuilderColumn *column = rows->column;
  gsize size = column->type == COW_TYPE_NULL ? 4 : cow_builder_cell_bytes (column->type);
  guint64 next = 0;

  for (guint64 row = 0; row < rows->rows; row++)
    {
      guint64 from = take_row (rows, row, &next);

      if (from >= column->rows || column->type == COW_TYPE_NULL)
        memset (cells + row * size, 0, size);
      else
        memcpy (cells + row * size, column->cells.u8 + from * size, size);
    }
}

/* Returns how many are null. */
static guint64
copy_valid (const Rows *rows, guint64 *valid)
{
  const CowBuilderColumn *column = rows->column;
  guint64 next = 0, n_null = 0;

  if (valid)
    memset (valid, 0, (rows->rows + 63) / 64 * sizeof (guint64));
  for (guint64 row = 0; row < rows->rows; row++)
    {
      guint64 from = take_row (rows, row, &next);

      if (from >= column->rows || !(column->valid.u64[from >> 6] >> (from & 63) & 1))
        n_null++;
      else if (valid)
        valid[row >> 6] |= (guint64)1 << (row & 63);
    }
  return n_null;
}

gboolean
cow_builder_write_texts (const CowTextTable *strings, guint32 index, guint64 n_codes, CowImageWriter *writer, GError **error)
{
  guint64 length = strings->count ? strings->offsets.u64[strings->count] : 0;
  guint64 *offsets
      = cow_image_writer_add (writer, COW_SECTION_COLUMN_TEXT_OFFSETS, index, (n_codes + 1) * 8, error);
  char *bytes;

  if (!offsets)
    return FALSE;
  memset (offsets, 0, (n_codes + 1) * 8); /* a column of nulls has one text, empty */
  if (strings->count > 0)
    memcpy (offsets, strings->offsets.data, (n_codes + 1) * 8);
  bytes = cow_image_writer_add (writer, COW_SECTION_COLUMN_TEXT_BYTES, index, length, error);
  if (bytes && length > 0)
    memcpy (bytes, strings->bytes.data, length);
  return bytes != NULL;
}

static gboolean
write_column (const Rows *rows, CowBuilderColumn *column, guint32 index, CowImageWriter *writer,
              GError **error)
{
  gsize size = column->type == COW_TYPE_NULL ? 4 : cow_builder_cell_bytes (column->type);
  CowImageColumn described = { .type = column->type == COW_TYPE_NULL ? COW_TYPE_STRING : column->type,
                               .on_vertex = column->on_vertex,
                               .rows = rows->rows };
  void *place;

  g_strlcpy (described.name, column->name, sizeof described.name);
  described.n_null = copy_valid (rows, NULL);
  if (described.type == COW_TYPE_STRING)
    described.n_codes = MAX (column->strings.count, 1);
  if (!(place = cow_image_writer_add (writer, COW_SECTION_COLUMN, index, sizeof described, error)))
    return FALSE;
  memcpy (place, &described, sizeof described);
  if (!(place = cow_image_writer_add (writer, COW_SECTION_COLUMN_CELLS, index, rows->rows * size, error)))
    return FALSE;
  copy_cells (rows, place);
  if (described.n_null > 0)
    {
      place
          = cow_image_writer_add (writer, COW_SECTION_COLUMN_VALID, index, (rows->rows + 63) / 64 * 8, error);
      if (!place)
        return FALSE;
      copy_valid (rows, place);
    }
  return described.type != COW_TYPE_STRING || cow_builder_write_texts (&column->strings, index, described.n_codes, writer, error);
}

gboolean
cow_builder_write_columns (CowBuilder *builder, const CowBuilderOrder *order, const CowGrow *dropped,
                           CowImageWriter *writer, GError **error)
{
  for (guint32 i = 0; i < builder->columns->len; i++)
    {
      CowBuilderColumn *column = builder->columns->pdata[i];
      Rows rows = { column, order, dropped, column->on_vertex ? builder->names.n : builder->m };

      if (!write_column (&rows, column, i, writer, error))
        return FALSE;
      cow_grow_clear (&column->cells, &builder->memory);
      cow_grow_clear (&column->valid, &builder->memory);
      cow_grow_clear (&column->originals, &builder->memory);
      cow_text_table_clear (&column->strings, &builder->memory);
      column->rows = 0;
    }
  return TRUE;
}

gboolean
cow_builder_write_coordinates (CowBuilder *builder, const CowBuilderOrder *order, CowImageWriter *writer,
                               GError **error)
{
  double *places;

  if (builder->n_coordinates == 0)
    return TRUE;
  places = cow_image_writer_add (writer, COW_SECTION_COORDINATES, 0, (guint64)builder->names.n * 16, error);
  if (!places)
    return FALSE;
  for (guint32 vertex = 0; vertex < builder->names.n; vertex++)
    {
      guint64 appearance = cow_builder_order_appearance (order, vertex);
      gboolean known = appearance < builder->n_coordinates;

      places[2 * (guint64)vertex] = known ? builder->coordinates.f64[2 * appearance] : NAN;
      places[2 * (guint64)vertex + 1] = known ? builder->coordinates.f64[2 * appearance + 1] : NAN;
    }
  cow_grow_clear (&builder->coordinates, &builder->memory);
  return TRUE;
}
