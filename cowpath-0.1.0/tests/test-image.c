/* test-image.c - an image round trips through the writer, and a damaged one is refused before anybody follows
 * it. */
#include "tests/graph-fixture.h"

typedef struct
{
  guint64 *bytes; /* aligned copy */
  guint64 length;
} Image;

static void
clear_image (Image *image)
{
  g_free (image->bytes);
  image->bytes = NULL;
}

static Image
write_image (CowBuilder *builder)
{
  CowImageMapping mapping = { 0 };
  GError *error = NULL;
  CowImageWriter *writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, &error);
  Image image;

  g_assert_true (cow_builder_finish (builder, writer, NULL, &error));
  g_assert_true (cow_image_writer_finish (writer, TRUE, &image.length, &error));
  g_assert_no_error (error);
  image.bytes = g_memdup2 (mapping.base, image.length);
  cow_image_writer_free (writer);
  cow_image_mapping_clear (&mapping);
  cow_builder_free (builder);
  return image;
}

/* All kinds of sections but the transpose: columns of all types, coordinates, a table of edges, an order. */
static Image
rich_image (CowNamesKind names, CowWeightKind weights)
{
  CowBuilderOptions options = { .directed = TRUE, .reorder = COW_REORDER_DEGREE, .format = "test" };
  CowBuilder *builder = cow_builder_new (&options);
  static const char *const cells[] = { "true", "3", "0.5", "some text" };
  GError *error = NULL;
  guint columns[8];
  guint32 at;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("column %u", i);

      columns[i] = cow_builder_column (builder, FALSE, name, COW_TYPE_NULL);
      columns[i + 4] = cow_builder_column (builder, TRUE, name, COW_TYPE_NULL);
    }
  for (guint i = 0; i < 40; i++)
    {
      guint number = names == COW_NAMES_SEQUENCE ? i : 39 - i;
      g_autofree char *name = g_strdup_printf (names == COW_NAMES_TEXT ? "v%u" : "%u", number);

      g_assert_true (cow_builder_vertex (builder, name, strlen (name), &at, &error));
      g_assert_cmpuint (at, ==, i);
      g_assert_true (cow_builder_coordinates (builder, i, i, -(double)i, &error));
    }
  for (guint i = 0; i < 100; i++)
    {
      g_assert_true (cow_builder_edge (builder, i * 7 % 40, i * i % 40, &error));
      if (weights == COW_WEIGHT_U32)
        g_assert_true (cow_builder_weight_int (builder, i, &error));
      else if (weights == COW_WEIGHT_I64)
        g_assert_true (cow_builder_weight_int (builder, (gint64)i - 50, &error));
      else if (weights == COW_WEIGHT_F64)
        g_assert_true (cow_builder_weight_real (builder, i + 0.5, &error));
      for (guint column = 0; column < 4; column++)
        if (i % 3 != column % 3)
          g_assert_true (cow_builder_cell_text (builder, columns[column], i, cells[column],
                                                strlen (cells[column]), &error));
    }
  for (guint i = 0; i < 40; i++)
    for (guint column = 0; column < 4; column++)
      g_assert_true (cow_builder_cell_text (builder, columns[column + 4], i, cells[column],
                                            strlen (cells[column]), &error));
  g_assert_no_error (error);
  return write_image (builder);
}

static gboolean
check_in_slices (const Image *image, guint64 step)
{
  if (!cow_image_check (image->bytes, image->length, NULL))
    return FALSE;
  for (guint64 from = 0; from < image->length; from += step)
    {
      g_autoptr (GError) error = NULL;

      if (cow_image_check_slice (image->bytes, from, MIN (from + step, image->length), &error))
        continue;
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
      return FALSE;
    }
  return TRUE;
}

static CowImageSection *
find_section (const Image *image, CowSectionKind kind, guint32 index)
{
  CowImageHeader *header = (CowImageHeader *)image->bytes;
  CowImageSection *sections = (CowImageSection *)(header + 1);

  for (guint32 i = 0; i < header->n_sections; i++)
    if (sections[i].kind == (guint32)kind && sections[i].index == index)
      return &sections[i];
  return NULL;
}

static void
repair_table (const Image *image)
{
  CowImageHeader *header = (CowImageHeader *)image->bytes;

  header->checksum = cow_image_checksum (header + 1, header->n_sections * sizeof (CowImageSection), 0);
}

static void
test_round_trip (void)
{
  for (guint names = 0; names < 3; names++)
    for (guint weights = 0; weights < 4; weights++)
      {
        Image image = rich_image (names, weights);
        const CowImageMeta *meta = cow_image_section (image.bytes, COW_SECTION_META, 0, NULL);
        const CowImageHeader *header = (const CowImageHeader *)image.bytes;
        const CowImageSection *sections = (const CowImageSection *)(header + 1);

        g_assert_cmpuint (meta->names_kind, ==, names);
        g_assert_cmpuint (meta->weight_kind, ==, weights);
        g_assert_nonnull (find_section (&image, COW_SECTION_EDGE_OF_ARC, 0));
        g_assert_nonnull (find_section (&image, COW_SECTION_VERTEX_AT, 0));
        g_assert_true (check_in_slices (&image, image.length));
        g_assert_true (check_in_slices (&image, 1)); /* each element begins in one of them */
        g_assert_true (check_in_slices (&image, 4093));
        for (guint32 i = 0; i < header->n_sections; i++)
          {
            g_assert_cmpuint (sections[i].offset % 64, ==, 0);
            g_assert_cmpuint (
                sections[i].checksum, ==,
                cow_image_checksum ((guint8 *)image.bytes + sections[i].offset, sections[i].bytes, 0));
          }
        g_assert_null (cow_image_section (image.bytes, COW_SECTION_BITMAP, 0, NULL));
        clear_image (&image);
      }
}

/* Any cut of the file is noticed at once. */
static void
test_truncated (void)
{
  Image image = rich_image (COW_NAMES_TEXT, COW_WEIGHT_U32);

  for (guint64 length = 0; length < image.length; length += length < 200 ? 1 : 997)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cow_image_check (image.bytes, length, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
    }
  clear_image (&image);
}

/* One element of one section is set to a value that nothing may have. */
typedef struct
{
  CowSectionKind kind;
  guint32 index;
  guint width;
  guint place; /* element */
  guint64 value;
} Damage;

static const Damage damages[] = {
  { COW_SECTION_OUT_OFFSETS, 0, 8, 0, 1 },
  { COW_SECTION_OUT_OFFSETS, 0, 8, 3, G_MAXUINT64 },
  { COW_SECTION_OUT_OFFSETS, 0, 8, 20, 0 },
  { COW_SECTION_OUT_OFFSETS, 0, 8, 40, 101 },
  { COW_SECTION_OUT_ARCS, 0, 4, 0, 40 },
  { COW_SECTION_OUT_ARCS, 0, 4, 198, G_MAXUINT32 },
  { COW_SECTION_OUT_ARCS, 0, 4, 1, 100 }, /* a weight above the largest */
  { COW_SECTION_EDGE_OF_ARC, 0, 4, 99, 100 },
  { COW_SECTION_APPEARANCE, 0, 4, 7, 40 },
  { COW_SECTION_VERTEX_AT, 0, 4, 7, 40 },
  { COW_SECTION_NAME_OFFSETS, 0, 8, 2, G_MAXUINT64 },
  { COW_SECTION_NAME_OFFSETS, 0, 8, 40, 5 },
  { COW_SECTION_NAME_HASH, 0, 4, 3, 40 },
  { COW_SECTION_NAME_SORTED, 0, 4, 39, 40 },
  { COW_SECTION_COLUMN_CELLS, 0, 1, 5, 2 },
  { COW_SECTION_COLUMN_CELLS, 6, 4, 5, 1 },
  { COW_SECTION_COLUMN_TEXT_OFFSETS, 6, 8, 0, 3 },
  { COW_SECTION_COLUMN_TEXT_OFFSETS, 6, 8, 1, 10 },
};

static void
test_damaged (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      const Damage *damage = &damages[i];
      Image image = rich_image (COW_NAMES_TEXT, COW_WEIGHT_U32);
      CowImageSection *section;
      guint32 index = damage->index;

      /* Columns are numbered edge, vertex, edge, vertex …: 6 is the strings of edges, 0 the bools of edges.
       */
      section = find_section (&image, damage->kind, index);
      g_assert_nonnull (section);
      g_assert_cmpuint ((guint64)damage->width * (damage->place + 1), <=, section->bytes);
      memcpy ((guint8 *)image.bytes + section->offset + (guint64)damage->width * damage->place,
              &damage->value, damage->width);
      if (check_in_slices (&image, 4096))
        g_error ("damage %u of section %u passes", i, damage->kind);
      clear_image (&image);
    }
}

/* Two tables that are no inverse of each other, though each is in range. */
static void
test_swapped (void)
{
  Image image = rich_image (COW_NAMES_NUMBER, COW_WEIGHT_U32);
  static const CowSectionKind kinds[]
      = { COW_SECTION_APPEARANCE, COW_SECTION_VERTEX_AT, COW_SECTION_NAME_NUMBER };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      CowImageSection *section = find_section (&image, kinds[i], 0);
      guint32 *values = (guint32 *)((guint8 *)image.bytes + section->offset), first = values[0];

      values[0] = values[1];
      g_assert_false (check_in_slices (&image, 4096));
      values[0] = first;
    }
  g_assert_true (check_in_slices (&image, 4096));
  clear_image (&image);
}

typedef void (*Spoil) (CowImageMeta *meta);

static void
spoil_n (CowImageMeta *meta)
{
  meta->n++;
}
static void
spoil_huge_n (CowImageMeta *meta)
{
  meta->n = G_MAXUINT64;
}
static void
spoil_arcs (CowImageMeta *meta)
{
  meta->n_arcs--;
}
static void
spoil_kind (CowImageMeta *meta)
{
  meta->weight_kind = COW_WEIGHT_F64;
}
static void
spoil_unknown (CowImageMeta *meta)
{
  meta->weight_kind = 4;
}
static void
spoil_names (CowImageMeta *meta)
{
  meta->names_kind = 3;
}
static void
spoil_degree (CowImageMeta *meta)
{
  meta->max_out_degree = 1;
}
static void
spoil_low (CowImageMeta *meta)
{
  meta->weight_min_int = 1;
  meta->weight_min_real = 1;
}
static void
spoil_bounds (CowImageMeta *meta)
{
  meta->weight_min_real = NAN;
}
static void
spoil_negative (CowImageMeta *meta)
{
  meta->negative_edge = 0;
}
static void
spoil_text (CowImageMeta *meta)
{
  memset (meta->format, 'x', sizeof meta->format);
}
static void
spoil_loops (CowImageMeta *meta)
{
  meta->n_loops = 101;
}

static void
test_facts (void)
{
  static const Spoil spoils[]
      = { spoil_n,      spoil_huge_n, spoil_arcs,   spoil_kind,     spoil_unknown, spoil_names,
          spoil_degree, spoil_low,    spoil_bounds, spoil_negative, spoil_text,    spoil_loops };

  for (guint i = 0; i < G_N_ELEMENTS (spoils); i++)
    {
      Image image = rich_image (COW_NAMES_NUMBER, COW_WEIGHT_U32);
      CowImageSection *section = find_section (&image, COW_SECTION_META, 0);

      spoils[i]((CowImageMeta *)((guint8 *)image.bytes + section->offset));
      if (check_in_slices (&image, 4096))
        g_error ("spoiled fact %u passes", i);
      clear_image (&image);
    }
}

static void
test_table (void)
{
  Image image = rich_image (COW_NAMES_NUMBER, COW_WEIGHT_I64);
  CowImageHeader *header = (CowImageHeader *)image.bytes;
  CowImageSection *sections = (CowImageSection *)(header + 1), kept;

  for (guint32 i = 0; i < header->n_sections; i++)
    for (guint field = 0; field < 4; field++)
      {
        kept = sections[i];
        if (field == 0)
          sections[i].offset += 1;
        else if (field == 1)
          sections[i].offset = image.length + 64;
        else if (field == 2)
          sections[i].bytes = G_MAXUINT64 - 8;
        else
          sections[i].kind = 200;
        g_assert_false (cow_image_check (image.bytes, image.length, NULL)); /* the checksum */
        repair_table (&image);
        g_assert_false (cow_image_check (image.bytes, image.length, NULL));
        sections[i] = kept;
        repair_table (&image);
      }
  g_assert_true (cow_image_check (image.bytes, image.length, NULL));
  sections[1].kind = sections[0].kind; /* twice the same */
  repair_table (&image);
  g_assert_false (cow_image_check (image.bytes, image.length, NULL));
  clear_image (&image);
}

/* A section that a graph cannot do without. */
static void
test_missing (void)
{
  static const CowSectionKind needed[]
      = { COW_SECTION_META,      COW_SECTION_OUT_OFFSETS, COW_SECTION_OUT_ARCS,
          COW_SECTION_VERTEX_AT, COW_SECTION_NAME_NUMBER, COW_SECTION_NAME_INDEX };

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      Image image = rich_image (COW_NAMES_NUMBER, COW_WEIGHT_NONE);
      g_autoptr (GError) error = NULL;
      CowArena *arena = cow_arena_new (image.length, NULL);

      find_section (&image, needed[i], 0)->kind = COW_SECTION_INDEX + i;
      repair_table (&image);
      memcpy (cow_arena_base (arena), image.bytes, image.length);
      g_assert_null (cow_graph_open (arena, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
      clear_image (&image);
    }
}

static void
test_checksum (void)
{
  guint8 bytes[300] = { 0 };
  GHashTable *known = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint64 sums[300 + 1];

  for (guint length = 0; length <= 300; length++)
    {
      sums[length] = cow_image_checksum (bytes, length, 0);
      g_assert_true (g_hash_table_add (known, &sums[length]));
      if (length == 0)
        continue;
      for (guint bit = 0; bit < 8; bit++)
        {
          bytes[length - 1] ^= (guint8)(1u << bit);
          g_assert_cmpuint (cow_image_checksum (bytes, length, 0), !=, sums[length]);
          bytes[length - 1] ^= (guint8)(1u << bit);
        }
      g_assert_cmpuint (cow_image_checksum (bytes, length, 1), !=, sums[length]);
    }
  g_hash_table_unref (known);
}

static void
test_writer_limits (void)
{
  CowImageMapping mapping = { 0 };
  GError *error = NULL;
  CowImageWriter *writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, &error);

  g_assert_null (cow_image_writer_add (writer, COW_SECTION_BITMAP, 0, G_MAXUINT64 - 100, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY);
  g_clear_error (&error);
  for (guint32 i = 0; i < COW_IMAGE_MAX_SECTIONS; i++)
    {
      guint64 *place = cow_image_writer_add (writer, COW_SECTION_BITMAP, i, 8, &error);

      g_assert_nonnull (place);
      *place = i;
    }
  g_assert_null (cow_image_writer_add (writer, COW_SECTION_BITMAP, 5000, 8, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_true (cow_image_writer_finish (writer, FALSE, NULL, &error));
  g_assert_true (cow_image_check (mapping.base, mapping.bytes, &error));
  for (guint32 i = 0; i < COW_IMAGE_MAX_SECTIONS; i++)
    {
      guint64 bytes;
      const guint64 *place = cow_image_section (mapping.base, COW_SECTION_BITMAP, i, &bytes);

      g_assert_cmpuint (bytes, ==, 8);
      g_assert_cmpuint (*place, ==, i);
      g_assert_true (cow_image_writer_section (writer, COW_SECTION_BITMAP, i) == (const void *)place);
    }
  cow_image_writer_free (writer);
  cow_image_mapping_clear (&mapping);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image/round-trip", test_round_trip);
  g_test_add_func ("/image/truncated", test_truncated);
  g_test_add_func ("/image/damaged", test_damaged);
  g_test_add_func ("/image/swapped", test_swapped);
  g_test_add_func ("/image/facts", test_facts);
  g_test_add_func ("/image/table", test_table);
  g_test_add_func ("/image/missing", test_missing);
  g_test_add_func ("/image/checksum", test_checksum);
  g_test_add_func ("/image/writer-limits", test_writer_limits);
  return g_test_run ();
}
