/* estimate.c - the beginning of a file and, of a plain list of edges, pieces from all over it, are read and built for real; the
 * arrays that come out are scaled, those of vertices by vertices and those of edges by edges.
 *
 * Edges grow with the bytes. Vertices do not: how many there are is judged by how often those of the sample came again, as one
 * counts fish by catching some of them twice. */
#include "graph/estimate.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "graph/builder-private.h"

#define HEAD_BYTES ((gsize)2 << 20)
#define PIECE_BYTES ((gsize)64 << 10)
#define N_PIECES 32

typedef struct
{
  GByteArray *text;
  double file_text_bytes; /* how long the whole would be, decompressed */
  gsize head_bytes;       /* the rest of the text are pieces */
  gboolean whole;
} Sample;

/* Text up to HEAD_BYTES, cut behind a line unless it is all. */
static gboolean
take_head (CowInput *input, Sample *sample, GError **error)
{
  const char *bytes;
  gssize got = 1;
  guint64 size = cow_input_size (input);

  while (sample->text->len < HEAD_BYTES && (got = cow_input_read (input, &bytes, error)) > 0)
    g_byte_array_append (sample->text, (const guint8 *)bytes, (guint)MIN ((gsize)got, HEAD_BYTES - sample->text->len));
  if (got < 0)
    return FALSE;
  sample->whole = got == 0 || (sample->text->len == size && cow_input_consumed (input) == size);
  if (sample->whole)
    {
      sample->file_text_bytes = sample->text->len;
      return TRUE;
    }
  sample->file_text_bytes = cow_input_is_plain (input) ? (double)size : (double)size * cow_input_ratio (input);
  while (sample->text->len > 0 && sample->text->data[sample->text->len - 1] != '\n')
    g_byte_array_set_size (sample->text, sample->text->len - 1);
  sample->head_bytes = sample->text->len;
  return TRUE;
}

static double
count_lines (const GByteArray *text, gsize begin, gsize end)
{
  double n = 0;

  for (gsize i = begin; i < end; i++)
    n += text->data[i] == '\n';
  return n;
}

/* Lines of the file for one of the sample. Lines may grow along a file, as numbers do: what lies behind the head is told by the
 * pieces. */
static double
compare_lines (const Sample *sample)
{
  gsize all = sample->text->len, head = sample->head_bytes;

  if (sample->whole || all == 0)
    return 1;
  if (all == head)
    return sample->file_text_bytes / (double)all;
  double in_head = count_lines (sample->text, 0, head), in_pieces = count_lines (sample->text, head, all);
  double in_file = in_head + (sample->file_text_bytes - (double)head) * in_pieces / (double)(all - head);

  return in_file / (in_head + in_pieces);
}

/* Whole lines from places that lie evenly behind the head. */
static void
take_pieces (int fd, guint64 size, Sample *sample)
{
  g_autofree char *piece = g_malloc (PIECE_BYTES);

  for (guint i = 0; i < N_PIECES; i++)
    {
      guint64 place = HEAD_BYTES + (size - HEAD_BYTES - PIECE_BYTES) / N_PIECES * i;
      gssize got = pread (fd, piece, PIECE_BYTES, (off_t)place);
      const char *first = got > 0 ? memchr (piece, '\n', (gsize)got) : NULL;
      const char *last = got > 0 ? memrchr (piece, '\n', (gsize)got) : NULL;

      if (first != last)
        g_byte_array_append (sample->text, (const guint8 *)first + 1, (guint)(last - first));
    }
}

static gboolean
write_all (int fd, const GByteArray *text, GError **error)
{
  for (gsize done = 0; done < text->len;)
    {
      gssize now = pwrite (fd, text->data + done, text->len - done, (off_t)done);

      if (now < 0 && errno == EINTR)
        continue;
      if (now <= 0)
        {
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "cannot keep a sample: %s", g_strerror (errno));
          return FALSE;
        }
      done += (gsize)now;
    }
  return TRUE;
}

/* Distinct vertices among some edges. */
static guint32
count_distinct (const CowBuilder *builder, guint8 *seen, guint64 begin, guint64 end)
{
  guint32 n = 0;

  memset (seen, 0, builder->names.n);
  for (guint64 edge = begin; edge < end; edge++)
    {
      n += !seen[builder->source.u32[edge]];
      seen[builder->source.u32[edge]] = 1;
      n += !seen[builder->target.u32[edge]];
      seen[builder->target.u32[edge]] = 1;
    }
  return n;
}

/* Two ways that both guess too few when some vertices are met more often than others: by those that two halves share, and (Chao
 * 1984) by those that were met once and twice. Never more than the edges allow, nor the numbers when the sample is from all over. */
static double
judge_vertices (const CowBuilder *builder, double m, gboolean all_over)
{
  guint32 n = builder->names.n;
  g_autofree guint8 *seen = g_malloc0 (MAX (n, 1)), *times = g_malloc0 (MAX (n, 1));
  double first = count_distinct (builder, seen, 0, builder->m / 2);
  double second = count_distinct (builder, seen, builder->m / 2, builder->m);
  double met = 0, once = 0, twice = 0, linear, judged;

  for (guint64 edge = 0; edge < builder->m; edge++)
    for (guint side = 0; side < 2; side++)
      {
        guint8 *time = &times[side ? builder->target.u32[edge] : builder->source.u32[edge]];

        *time = (guint8)MIN (*time + 1, 3);
      }
  for (guint32 i = 0; i < n; i++)
    {
      met += times[i] > 0;
      once += times[i] == 1;
      twice += times[i] == 2;
    }
  if (met < n) /* some were declared: so were all */
    return n;
  linear = n * m / (double)builder->m;
  judged = MAX (first * second / MAX (first + second - n, 1), n + once * once / (2 * MAX (twice, 1)));
  judged = CLAMP (judged, n, linear);
  if (all_over && builder->names.kind == COW_INTERN_NUMBERS)
    judged = MIN (judged, MAX ((double)builder->names.largest + 1, n));
  return judged;
}

static gboolean
is_by_vertex (const void *base, const CowImageSection *section)
{
  switch (section->kind)
    {
    case COW_SECTION_OUT_OFFSETS:
    case COW_SECTION_APPEARANCE:
    case COW_SECTION_VERTEX_AT:
    case COW_SECTION_NAME_NUMBER:
    case COW_SECTION_NAME_OFFSETS:
    case COW_SECTION_NAME_BYTES:
    case COW_SECTION_NAME_HASH:
    case COW_SECTION_NAME_SORTED:
    case COW_SECTION_COORDINATES:
      return TRUE;
    case COW_SECTION_COLUMN_CELLS:
    case COW_SECTION_COLUMN_VALID:
    case COW_SECTION_COLUMN_TEXT_OFFSETS:
    case COW_SECTION_COLUMN_TEXT_BYTES:
      return ((const CowImageColumn *)cow_image_section (base, COW_SECTION_COLUMN, section->index, NULL))->on_vertex != 0;
    default:
      return FALSE;
    }
}

/* Texts that are few beside the rows will not be many in the whole. */
static gboolean
has_few_texts (const void *base, const CowImageSection *section)
{
  const CowImageColumn *column;

  if (section->kind != COW_SECTION_COLUMN_TEXT_OFFSETS && section->kind != COW_SECTION_COLUMN_TEXT_BYTES)
    return FALSE;
  column = cow_image_section (base, COW_SECTION_COLUMN, section->index, NULL);
  return column->n_codes < column->rows / 16;
}

static double
scale_image (const void *base, double by_vertex, double by_edge, double n, double largest, gboolean ascends)
{
  const CowImageHeader *header = base;
  const CowImageSection *sections = (const CowImageSection *)(header + 1);
  gboolean numbers = largest >= 0 && largest < n * 4 + 1024; /* kept as such, whatever the sample does */
  double bytes = 0;

  for (guint32 i = 0; i < header->n_sections; i++)
    {
      const CowImageSection *section = &sections[i];
      gboolean of_names = section->kind >= COW_SECTION_NAME_NUMBER && section->kind <= COW_SECTION_NAME_SORTED;

      if (section->kind == COW_SECTION_EDGE_OF_ARC && numbers && ascends)
        continue;
      if (section->kind == COW_SECTION_META || section->kind == COW_SECTION_COLUMN || has_few_texts (base, section))
        bytes += (double)section->bytes;
      else if (!(of_names && numbers))
        bytes += (double)section->bytes * (is_by_vertex (base, section) ? by_vertex : by_edge);
    }
  return bytes + (numbers ? 4 * n + 4 * (largest + 1) : 0);
}

/* Builds what was read; the builder is used up. */
static gboolean
measure_graph (CowBuilder *builder, const Sample *sample, double ratio, CowEstimate *estimate, GError **error)
{
  CowImageMapping mapping = { 0 };
  guint32 first, last;
  double m_sample = (double)builder->m, n_sample = builder->names.n, edge_bytes = 8;
  double largest = builder->names.kind == COW_INTERN_NUMBERS ? (double)builder->names.largest : -1;
  g_autoptr (CowImageWriter) writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, error);
  gboolean ascends = largest >= 0 && cow_builder_ascends (builder, builder->names.numbers.u32, 0, builder->m, &first, &last);
  gboolean done;

  estimate->whole = sample->whole;
  estimate->m = sample->whole ? m_sample : m_sample * ratio;
  estimate->n = sample->whole || m_sample == 0 ? n_sample : judge_vertices (builder, estimate->m, sample->text->len > sample->head_bytes);
  edge_bytes += builder->weight_kind == COW_WEIGHT_NONE ? 0 : builder->weight_kind == COW_WEIGHT_U32 ? 4 : 8;
  done = writer && cow_builder_finish (builder, writer, NULL, error) && cow_image_writer_finish (writer, FALSE, NULL, error);
  if (done)
    {
      double by_vertex = n_sample > 0 ? estimate->n / n_sample : 1, by_edge = m_sample > 0 ? estimate->m / m_sample : 1;
      double threads = MAX (builder->options.threads, 1);

      if (sample->whole)
        estimate->resident_bytes = (double)((const CowImageHeader *)mapping.base)->bytes;
      else
        estimate->resident_bytes = sizeof (CowImageHeader) + COW_IMAGE_MAX_SECTIONS * sizeof (CowImageSection)
                                   + scale_image (mapping.base, by_vertex, by_edge, estimate->n, largest, ascends);
      /* The edges stand beside the image, and for each thread a cursor for each vertex. */
      estimate->peak_bytes = estimate->resident_bytes + estimate->m * edge_bytes + 8 * threads * estimate->n;
    }
  cow_image_mapping_clear (&mapping);
  return done;
}

static gboolean
estimate_image (const char *head, gsize length, guint64 size, CowEstimate *estimate, GError **error)
{
  g_autofree guint8 *copy = g_memdup2 (head, length);
  const CowImageHeader *header = (const CowImageHeader *)(const void *)copy;
  const CowImageSection *section = (const CowImageSection *)(header + 1);
  const CowImageMeta *meta = NULL;

  if (length >= sizeof *header + sizeof *section && header->n_sections > 0 && section->kind == COW_SECTION_META
      && section->offset % 8 == 0 && section->offset <= length && length - section->offset >= sizeof *meta)
    meta = (const CowImageMeta *)(const void *)(copy + section->offset);
  if (!meta)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "damaged image: it does not begin with the facts of the graph");
      return FALSE;
    }
  *estimate = (CowEstimate){ .whole = TRUE, .n = (double)meta->n, .m = (double)meta->m, .resident_bytes = (double)header->bytes };
  estimate->peak_bytes = estimate->resident_bytes;
  estimate->seconds = (double)size / 1e9; /* checksum, copy, check */
  return TRUE;
}

/* The sample as if it were the file. What is cut off in the middle of an element is an error that says nothing. */
static gboolean
read_sample (int scratch_fd, const Sample *sample, const CowFormat *format, const CowReadOptions *read, CowBuilder *builder,
             GError **error)
{
  CowReadOptions options = *read;
  g_autoptr (GError) wrong = NULL;
  g_autoptr (CowInput) input = NULL;

  options.warn = NULL;
  if (!write_all (scratch_fd, sample->text, error) || !(input = cow_input_new (scratch_fd, options.name, 0, error)))
    return FALSE;
  if (format->read (input, &options, builder, NULL, &wrong))
    return TRUE;
  if (!sample->whole && g_error_matches (wrong, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE) && cow_builder_n_edges (builder) > 0)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&wrong));
  return FALSE;
}

gboolean
cow_estimate_load (int fd, int scratch_fd, const CowFormat *format, const CowReadOptions *read, const CowBuilderOptions *build,
                   CowEstimate *estimate, GError **error)
{
  g_autoptr (CowInput) input = cow_input_new (fd, read->name, 0, error);
  g_autoptr (GByteArray) text = g_byte_array_new ();
  Sample sample = { .text = text };
  g_autoptr (CowBuilder) builder = NULL;
  gint64 started;
  clock_t worked;
  gsize length;

  if (!input)
    return FALSE;
  const char *head = cow_input_peek (input, &length);
  if (!format)
    format = cow_format_guess (read->name, head, length);
  if (g_str_equal (format->name, "cow"))
    return estimate_image (head, length, cow_input_size (input), estimate, error);
  if (!take_head (input, &sample, error))
    return FALSE;
  if (!sample.whole && cow_input_is_plain (input) && cow_input_size (input) > HEAD_BYTES + 2 * N_PIECES * PIECE_BYTES
      && (g_str_equal (format->name, "edgelist") || g_str_equal (format->name, "dimacs")))
    take_pieces (fd, cow_input_size (input), &sample);
  builder = cow_builder_new (build);
  started = g_get_monotonic_time ();
  worked = clock ();
  if (!read_sample (scratch_fd, &sample, format, read, builder, error)
      || !measure_graph (builder, &sample, compare_lines (&sample), estimate, error))
    return FALSE;
  /* Threads that help make the first smaller, others who use the machine the second. */
  estimate->seconds = MIN ((double)(g_get_monotonic_time () - started) / 1e6, (double)(clock () - worked) / CLOCKS_PER_SEC) * MAX (sample.file_text_bytes / MAX (sample.text->len, 1), 1);
  return TRUE;
}
