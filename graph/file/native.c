/* native.c - `.cow`, the native image: the arrays of a graph as they stand in memory, with a checksum each.
 *
 * Writing takes two passes over memory, because the table with the checksums stands in front of an append-only stream. Columns,
 * coordinates and indexes are written as the graph has them now, also those attached after the load; a transpose is left out, it is
 * cheaper to build than to read. */
#include "graph/file/native.h"
#include "graph/file/formats.h"
#include "graph/index.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALIGNMENT 64u
#define TABLE_END (sizeof (CowImageHeader) + COW_IMAGE_MAX_SECTIONS * sizeof (CowImageSection))
#define FIRST_SECTION ((TABLE_END + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)
#define COPY_BYTES ((gsize)1 << 20) /* between two looks at the progress */

/* ---- writing ---- */

typedef struct
{
  GArray *sections;   /* of CowImageSection */
  GPtrArray *sources; /* where each lies in memory */
  GArray *described;  /* of CowImageColumn; its room is reserved, so places in it stay */
  guint64 end;
} Layout;

static void
add_section (Layout *layout, guint32 kind, guint32 index, const void *source, guint64 bytes)
{
  CowImageSection section = { .kind = kind, .index = index, .offset = layout->end, .bytes = bytes };

  g_array_append_val (layout->sections, section);
  g_ptr_array_add (layout->sources, (gpointer)source);
  layout->end += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* What is written from the graph instead, or can be made again. */
static gboolean
is_left_out (guint32 kind)
{
  switch (kind)
    {
    case COW_SECTION_IN_OFFSETS:
    case COW_SECTION_IN_ARCS:
    case COW_SECTION_IN_WEIGHTS:
    case COW_SECTION_IN_EDGES:
    case COW_SECTION_COLUMN:
    case COW_SECTION_COLUMN_CELLS:
    case COW_SECTION_COLUMN_VALID:
    case COW_SECTION_COLUMN_TEXT_OFFSETS:
    case COW_SECTION_COLUMN_TEXT_BYTES:
    case COW_SECTION_COORDINATES:
      return TRUE;
    default:
      return kind >= COW_SECTION_INDEX;
    }
}

static guint64
cell_bytes (CowType type)
{
  return type == COW_TYPE_BOOL ? 1 : type == COW_TYPE_STRING ? 4 : 8;
}

static void
add_column (Layout *layout, const CowColumn *column, guint32 index)
{
  CowImageColumn described = { .type = column->type,
                               .on_vertex = column->on_vertex != 0,
                               .rows = column->rows,
                               .n_null = column->n_null,
                               .n_codes = column->n_codes };

  g_strlcpy (described.name, column->name, sizeof described.name);
  g_array_append_val (layout->described, described);
  add_section (layout, COW_SECTION_COLUMN, index, &g_array_index (layout->described, CowImageColumn, layout->described->len - 1),
               sizeof described);
  add_section (layout, COW_SECTION_COLUMN_CELLS, index, column->cells, column->rows * cell_bytes (column->type));
  if (column->valid != NULL)
    add_section (layout, COW_SECTION_COLUMN_VALID, index, column->valid, (column->rows + 63) / 64 * 8);
  if (column->type != COW_TYPE_STRING)
    return;
  add_section (layout, COW_SECTION_COLUMN_TEXT_OFFSETS, index, column->text_offsets, (column->n_codes + 1) * 8);
  add_section (layout, COW_SECTION_COLUMN_TEXT_BYTES, index, column->text_bytes, column->text_offsets[column->n_codes]);
}

static void
add_index (Layout *layout, const CowIndex *index, guint32 number)
{
  add_section (layout, COW_SECTION_INDEX, number, index->data.header, sizeof *index->data.header);
  for (guint a = 0; a < COW_INDEX_ARRAYS; a++)
    if (index->data.arrays[a])
      add_section (layout, COW_SECTION_INDEX + 1 + a, number, index->data.arrays[a], index->data.array_bytes[a]);
}

static void
lay_out (Layout *layout, const CowGraph *graph)
{
  const guint8 *base = cow_arena_base (graph->arenas->pdata[0]);
  const CowImageHeader *header = (const CowImageHeader *)base;
  const CowImageSection *sections = (const CowImageSection *)(header + 1);

  layout->end = FIRST_SECTION;
  layout->sections = g_array_new (FALSE, TRUE, sizeof (CowImageSection));
  layout->sources = g_ptr_array_new ();
  layout->described = g_array_sized_new (FALSE, TRUE, sizeof (CowImageColumn), graph->columns->len + 1);
  for (guint32 i = 0; i < header->n_sections; i++)
    if (!is_left_out (sections[i].kind))
      add_section (layout, sections[i].kind, sections[i].index, base + sections[i].offset, sections[i].bytes);
  if (graph->coordinates != NULL)
    add_section (layout, COW_SECTION_COORDINATES, 0, graph->coordinates, 16 * (guint64)graph->n);
  for (guint i = 0; i < graph->columns->len; i++)
    add_column (layout, graph->columns->pdata[i], i);
  for (guint i = 0; i < graph->indexes->len; i++)
    add_index (layout, graph->indexes->pdata[i], i);
}

static void
clear_layout (Layout *layout)
{
  g_array_free (layout->sections, TRUE);
  g_ptr_array_free (layout->sources, TRUE);
  g_array_free (layout->described, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Layout, clear_layout)

static gboolean
fail_cancelled (GError **error)
{
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

static gboolean
write_native (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  static const guint8 zeros[ALIGNMENT];
  g_auto (Layout) layout = { 0 };
  CowProgress nobody = { 0 };

  if (progress == NULL)
    progress = &nobody;
  lay_out (&layout, graph);
  if (layout.sections->len > COW_IMAGE_MAX_SECTIONS)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "%u arrays: an image holds %d", layout.sections->len,
                   COW_IMAGE_MAX_SECTIONS);
      return FALSE;
    }
  CowImageSection *sections = (CowImageSection *)(gpointer)layout.sections->data;
  guint32 n = layout.sections->len;
  for (guint32 i = 0; i < n; i++)
    {
      sections[i].checksum = cow_image_checksum (layout.sources->pdata[i], sections[i].bytes, 0);
      if (cow_progress_step (progress, 1))
        return fail_cancelled (error);
    }
  CowImageHeader header = { .version = COW_IMAGE_VERSION, .n_sections = n, .bytes = layout.end };
  memcpy (header.magic, COW_IMAGE_MAGIC, sizeof header.magic);
  header.checksum = cow_image_checksum (sections, n * sizeof *sections, 0);
  cow_output_bytes (out, &header, sizeof header);
  cow_output_bytes (out, sections, n * sizeof *sections);
  for (gsize at = sizeof header + n * sizeof *sections; at < FIRST_SECTION;)
    {
      gsize length = MIN (sizeof zeros, FIRST_SECTION - at);

      cow_output_bytes (out, zeros, length);
      at += length;
    }
  for (guint32 i = 0; i < n; i++)
    {
      const guint8 *source = layout.sources->pdata[i];

      for (guint64 done = 0; done < sections[i].bytes; done += COPY_BYTES)
        {
          cow_output_bytes (out, source + done, MIN (COPY_BYTES, sections[i].bytes - done));
          if (cow_progress_step (progress, 1))
            return fail_cancelled (error);
        }
      cow_output_bytes (out, zeros, (gsize)(-sections[i].bytes % ALIGNMENT));
    }
  return TRUE;
}

/* ---- reading ---- */

typedef struct
{
  CowInput *input;
  CowProgress *progress;
  const char *bytes; /* what is left of the last read */
  gsize left;
  guint64 most_bytes; /* that the file can hold; 0: unknown */
} Source;

#define MOST_RATIO 1000 /* a graph that was packed smaller is none: memory is not asked for on its word */

static gboolean refuse (const Source *source, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (const Source *source, GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s: %s", cow_input_name (source->input), message);
  return FALSE;
}

/* Exactly so many bytes, to a place or (NULL) to nowhere. */
static gboolean
take (Source *source, void *to, guint64 bytes, GError **error)
{
  guint8 *place = to;

  while (bytes > 0)
    {
      if (source->left == 0)
        {
          gssize got = cow_input_read (source->input, &source->bytes, error);

          if (got < 0)
            return FALSE;
          if (got == 0)
            return refuse (source, error, "truncated: %" G_GUINT64_FORMAT " bytes are missing in one array", bytes);
          source->left = (gsize)got;
          if (source->most_bytes == 0)
            {
              /* Of a plain file as many bytes come out as went in. */
              guint64 size = cow_input_size (source->input);

              source->most_bytes = cow_input_consumed (source->input) == (guint64)got ? size : MOST_RATIO * size;
            }
        }
      gsize length = (gsize)MIN (MIN (bytes, source->left), COPY_BYTES);
      if (place != NULL)
        {
          memcpy (place, source->bytes, length);
          place += length;
        }
      source->bytes += length;
      source->left -= length;
      bytes -= length;
      if (cow_progress_step (source->progress, 1))
        return fail_cancelled (error);
    }
  return TRUE;
}

static gboolean
check_table (const Source *source, const CowImageHeader *header, const CowImageSection *sections, GError **error)
{
  guint64 end = FIRST_SECTION;

  for (guint32 i = 0; i < header->n_sections; i++)
    {
      if (sections[i].offset < end || sections[i].offset % ALIGNMENT != 0 || sections[i].offset > header->bytes
          || sections[i].bytes > header->bytes - sections[i].offset)
        return refuse (source, error, "damaged image: array %u does not lie where it may", i);
      end = sections[i].offset + sections[i].bytes;
    }
  return TRUE;
}

gboolean
cow_native_read (CowInput *input, CowImageWriter *writer, CowProgress *progress, GError **error)
{
  CowProgress nobody = { 0 };
  Source source = { .input = input, .progress = progress != NULL ? progress : &nobody };
  CowImageHeader header;
  g_autofree CowImageSection *sections = g_new (CowImageSection, COW_IMAGE_MAX_SECTIONS);
  guint64 at = FIRST_SECTION;

  if (!take (&source, &header, sizeof header, error))
    return FALSE;
  if (memcmp (header.magic, COW_IMAGE_MAGIC, sizeof header.magic) != 0)
    return refuse (&source, error, "not a native image");
  if (header.version != COW_IMAGE_VERSION)
    return refuse (&source, error, "native image of version %u: this program reads version %d", header.version, COW_IMAGE_VERSION);
  if (header.n_sections > COW_IMAGE_MAX_SECTIONS)
    return refuse (&source, error, "damaged image: %u arrays, at most %d", header.n_sections, COW_IMAGE_MAX_SECTIONS);
  if (source.most_bytes != 0 && header.bytes > source.most_bytes)
    return refuse (&source, error, "truncated: %" G_GUINT64_FORMAT " bytes announced, the file holds %" G_GUINT64_FORMAT,
                   header.bytes, source.most_bytes);
  gsize table_bytes = header.n_sections * sizeof *sections;
  if (!take (&source, sections, table_bytes, error)
      || !take (&source, NULL, FIRST_SECTION - sizeof header - table_bytes, error))
    return FALSE;
  if (cow_image_checksum (sections, table_bytes, 0) != header.checksum)
    return refuse (&source, error, "damaged image: the table of arrays does not fit its checksum");
  if (!check_table (&source, &header, sections, error))
    return FALSE;
  for (guint32 i = 0; i < header.n_sections; i++)
    {
      void *place = cow_image_writer_add (writer, sections[i].kind, sections[i].index, sections[i].bytes, error);

      if (place == NULL || !take (&source, NULL, sections[i].offset - at, error) || !take (&source, place, sections[i].bytes, error))
        return FALSE;
      if (cow_image_checksum (place, sections[i].bytes, 0) != sections[i].checksum)
        return refuse (&source, error, "damaged image: array %u (kind %u) does not fit its checksum", i, sections[i].kind);
      at = sections[i].offset + sections[i].bytes;
    }
  return TRUE;
}

const char *
cow_native_refuse_map (int fd)
{
  char magic[8];
  struct stat status;

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    return "it is no regular file";
  if (pread (fd, magic, sizeof magic, 0) != sizeof magic || memcmp (magic, COW_IMAGE_MAGIC, sizeof magic) != 0)
    return "it is no plain native image";
  if (status.st_uid != geteuid () && status.st_uid != 0)
    return "it belongs to somebody else";
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return "others may write it";
  return NULL;
}

/* ---- the registry ---- */

static guint
sniff_native (const char *bytes, gsize length)
{
  return length >= 8 && memcmp (bytes, COW_IMAGE_MAGIC, 8) == 0 ? 100 : 0;
}

static gboolean
refuse_parts (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  (void)options;
  (void)builder;
  (void)progress;
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s: a native image is taken whole, not edge by edge",
               cow_input_name (input));
  return FALSE;
}

const CowFormat cow_format_native = {
  .name = "cow",
  .endings = ".cow",
  .summary = "native image: the arrays as they stand in memory",
  .details
  = "Everything the graph has: names, weights, attributes, coordinates, order. The bytes are documented in cowpath-image(5). Each array has "
    "a checksum; a load compares all of them and checks every index, in a child, before the graph is used. Options of load that change "
    "a graph (--directed, --undirected, --vertices, --duplicates, --loops, --reorder) do not apply and are refused.\n\n"
    "    roads.cow: damaged image: array 1 (kind 2) does not fit its checksum\n"
    "    roads.cow: truncated: 53888 bytes announced, the file holds 20000\n\n"
    "With `option image=map` the file is mapped instead of copied and opens in no time whatever its size. Then only the header and "
    "the table are checked, not the contents: a file that was damaged can crash the program. So a file is mapped only when it belongs "
    "to the user or to root and nobody else may write it; others are copied, with a note. It must not be written or cut "
    "while it is in use; save replaces files and does not write into them.",
  .sniff = sniff_native,
  .read = refuse_parts,
  .write = write_native,
};
