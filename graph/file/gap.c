/* gap.c - the formats of the GAP benchmark: edge lists whose ids are the vertices 0 to the largest, and serialized graphs.
 *
 * An `.el` file is read as any edge list; then the ids that no edge names are declared, if the names look like such ids. A `.sg` or
 * `.wsg` file is the arrays of a graph as they lay in memory: nothing in it is believed before it has been compared. */
#include "graph/file/edgelist.h"
#include "graph/file/formats.h"
#include "graph/file/twins.h"
#include "graph/file/words.h"
#include "graph/grow.h"

#include <string.h>

/* ---- edge lists ---- */

static gboolean
read_gap_edgelist (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  guint64 added;

  if (!cow_format_edgelist.read (input, options, builder, progress, error) || !cow_builder_fill_numbers (builder, &added, error))
    return FALSE;
  if (added > 0)
    cow_read_warn (options,
                   "%" G_GUINT64_FORMAT " vert%s that no edge names declared: the ids are those of a GAP edge list (--input=edgelist: not so)",
                   added, added == 1 ? "ex" : "ices");
  return TRUE;
}

/* The ending alone. */
static guint
sniff_never (const char *bytes, gsize length)
{
  (void)bytes;
  (void)length;
  return 0;
}

const CowFormat cow_format_gap_edgelist = {
  .name = "el",
  .endings = ".el .wel",
  .summary = "GAP edge list: an edge list whose ids are all the vertices from 0 to the largest",
  .details
  = "Read as edgelist. When every name is a canonical number, 0 is among them, and the largest is less than 4 times the number of "
    "names plus 1024, all ids from 0 to the largest are vertices, as the GAP benchmark has it: those that no edge names are "
    "declared behind the others, in ascending order, and a note tells how many. Else the file is an ordinary edge list, and with "
    "--input=edgelist it always is.\n\n    net.el:3: one field: an edge needs two\n\nWritten as edgelist.",
  .sniff = sniff_never,
  .read = read_gap_edgelist,
  .skips_bad_lines = TRUE,
  .write = cow_edgelist_write,
  .loses = COW_LOSES_VERTEX_COLUMNS | COW_LOSES_COORDINATES | COW_LOSES_ISOLATED | COW_LOSES_DIRECTION,
};

/* ---- serialized graphs ---- */

typedef struct
{
  CowInput *input;
  CowProgress *progress;
  const char *at;
  gsize left;       /* bytes at `at` */
  guint64 position; /* in the file */
  guint8 cut[8];    /* a number that lies across two blocks */
} Bytes;

static gboolean
fail (const Bytes *bytes, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (const Bytes *bytes, GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s: byte %" G_GUINT64_FORMAT ": %s", cow_input_name (bytes->input),
               bytes->position, message);
  return FALSE;
}

static gboolean
next_block (Bytes *bytes, GError **error)
{
  gssize got = cow_input_read (bytes->input, &bytes->at, error);

  bytes->left = got > 0 ? (gsize)got : 0;
  return got >= 0;
}

/* `size` bytes, 1 to 8; NULL: an error, or the end of the file, which is one. */
static const guint8 *
take (Bytes *bytes, gsize size, const char *what, GError **error)
{
  const guint8 *taken = bytes->cut;

  if (G_LIKELY (bytes->left >= size))
    {
      taken = (const guint8 *)bytes->at;
      bytes->at += size;
      bytes->left -= size;
      bytes->position += size;
      return taken;
    }
  for (gsize have = 0; have < size;)
    {
      if (bytes->left == 0 && !next_block (bytes, error))
        return NULL;
      if (bytes->left == 0)
        {
          fail (bytes, error, "the file ends in %s", what);
          return NULL;
        }
      gsize part = MIN (size - have, bytes->left);
      memcpy (bytes->cut + have, bytes->at, part);
      have += part;
      bytes->at += part;
      bytes->left -= part;
      bytes->position += part;
    }
  return taken;
}

static gboolean
take_u64 (Bytes *bytes, const char *what, guint64 *value, GError **error)
{
  const guint8 *taken = take (bytes, 8, what, error);

  if (taken == NULL)
    return FALSE;
  memcpy (value, taken, 8);
  *value = GUINT64_FROM_LE (*value);
  return TRUE;
}

static gboolean
take_u32 (Bytes *bytes, const char *what, guint32 *value, GError **error)
{
  const guint8 *taken = take (bytes, 4, what, error);

  if (taken == NULL)
    return FALSE;
  memcpy (value, taken, 4);
  *value = GUINT32_FROM_LE (*value);
  return TRUE;
}

typedef struct
{
  const CowReadOptions *options;
  Bytes bytes;
  CowBuilder *builder;
  CowMemory memory;
  CowGrow offsets; /* guint64[n + 1] */
  CowTwins twins;  /* an undirected graph's, for its both ends */
  gboolean file_directed, directed, weighted;
  guint64 n, m; /* m: arcs */
  guint64 sum;  /* over all arcs, to compare the inverse with */
} GapReader;

static void
clear_reader (GapReader *reader)
{
  cow_grow_clear (&reader->offsets, &reader->memory);
  cow_twins_clear (&reader->twins);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GapReader, clear_reader)

#define HEADER_BYTES 17 /* bool directed, int64 arcs, int64 vertices */

static guint64
size_of_file (const GapReader *reader, gboolean weighted)
{
  guint64 half = (reader->n + 1) * 8 + reader->m * (weighted ? 8 : 4);

  return HEADER_BYTES + (reader->file_directed ? 2 : 1) * half;
}

/* Weighted or not: only the ending says, or the size that one of them has. */
static void
choose_weighted (GapReader *reader)
{
  const char *name = reader->options->name != NULL ? reader->options->name : "";
  const CowFormat *wanted = cow_format_by_ending (name);

  reader->weighted = FALSE;
  if (wanted != NULL && strcmp (wanted->name, "gap") == 0)
    reader->weighted = g_ascii_strcasecmp (strrchr (name, '.'), ".wsg") == 0 || strstr (name, ".wsg.") != NULL;
  else
    reader->weighted = cow_input_size (reader->bytes.input) == size_of_file (reader, TRUE) && reader->m > 0;
}

static gboolean
read_header (GapReader *reader, GError **error)
{
  const guint8 *flag = take (&reader->bytes, 1, "the header", error);

  if (flag == NULL)
    return FALSE;
  if (*flag > 1)
    return fail (&reader->bytes, error, "the first byte says whether the graph is directed: 0 or 1, not %u", *flag);
  reader->file_directed = *flag == 1;
  if (!take_u64 (&reader->bytes, "the header", &reader->m, error) || !take_u64 (&reader->bytes, "the header", &reader->n, error))
    return FALSE;
  if (reader->n >= COW_VERTEX_NONE)
    return fail (&reader->bytes, error, "%" G_GUINT64_FORMAT " vertices: at most %u", reader->n, COW_VERTEX_NONE - 1);
  if (reader->m > (guint64)2 * COW_EDGE_NONE)
    return fail (&reader->bytes, error, "%" G_GUINT64_FORMAT " arcs: at most %u edges", reader->m, COW_EDGE_NONE - 1);
  choose_weighted (reader);
  reader->directed = reader->options->directed >= 0 ? reader->options->directed : reader->file_directed;
  cow_builder_set_directed (reader->builder, reader->directed);
  if (reader->n > 0 && !cow_builder_sequence (reader->builder, 0, reader->n, error))
    {
      g_prefix_error (error, "%s: ", cow_input_name (reader->bytes.input));
      return FALSE;
    }
  return reader->file_directed || cow_twins_init (&reader->twins, reader->n, error);
}

/* The array grows with what has come: a header that lies costs nothing. */
static gboolean
read_offsets (GapReader *reader, GError **error)
{
  guint64 before = 0, offset;

  for (guint64 i = 0; i <= reader->n; i++)
    {
      if (!take_u64 (&reader->bytes, "the offsets", &offset, error)
          || !cow_grow_reserve (&reader->offsets, &reader->memory, (i + 1) * 8, error))
        return FALSE;
      if (i == 0 ? offset != 0 : offset < before || offset > reader->m)
        return fail (&reader->bytes, error, "offset %" G_GUINT64_FORMAT " of vertex %" G_GUINT64_FORMAT " does not follow %" G_GUINT64_FORMAT,
                     offset, i, before);
      reader->offsets.u64[i] = before = offset;
    }
  return before == reader->m
         || fail (&reader->bytes, error, "the last offset is %" G_GUINT64_FORMAT ", not the number of arcs, %" G_GUINT64_FORMAT, before,
                  reader->m);
}

/* Undirected: the arc from the first end is the edge, the other one is its twin. With --directed both stay. */
static gboolean
take_arc (GapReader *reader, guint32 source, guint32 target, CowCost weight, GError **error)
{
  gboolean twin = !reader->file_directed && source != target;

  reader->sum += cow_twins_hash (source, target, weight);
  if (twin)
    cow_twins_add (&reader->twins, source, target, weight);
  if (twin && !reader->directed && target < source)
    return TRUE;
  if (cow_builder_edge (reader->builder, source, target, error) && cow_builder_weight (reader->builder, weight, error))
    return cow_progress_go_on (reader->bytes.progress, 1, error);
  g_prefix_error (error, "%s: ", cow_input_name (reader->bytes.input));
  return FALSE;
}

static gboolean
read_arc (GapReader *reader, guint32 *end, CowCost *weight, GError **error)
{
  guint32 bits;

  if (!take_u32 (&reader->bytes, "the neighbors", end, error))
    return FALSE;
  if (*end >= reader->n)
    return fail (&reader->bytes, error, "neighbor %u of %" G_GUINT64_FORMAT " vertices", *end, reader->n);
  *weight = cow_cost_unreachable ();
  if (!reader->weighted)
    return TRUE;
  if (!take_u32 (&reader->bytes, "the weights", &bits, error))
    return FALSE;
  *weight = cow_cost_int ((gint32)bits);
  return TRUE;
}

static gboolean
read_neighbors (GapReader *reader, GError **error)
{
  for (guint32 vertex = 0; vertex < reader->n; vertex++)
    {
      for (guint64 arc = reader->offsets.u64[vertex]; arc < reader->offsets.u64[vertex + 1]; arc++)
        {
          guint32 end;
          CowCost weight;

          if (!read_arc (reader, &end, &weight, error) || !take_arc (reader, vertex, end, weight, error))
            return FALSE;
        }
      if (!reader->file_directed && !cow_twins_fit (&reader->twins, vertex))
        return fail (&reader->bytes, error, "vertex %u and those before it do not list each other alike", vertex);
    }
  return TRUE;
}

/* The arcs once more, by their targets. */
static gboolean
compare_inverse (GapReader *reader, GError **error)
{
  guint64 sum = 0;

  if (!read_offsets (reader, error))
    return FALSE;
  for (guint32 vertex = 0; vertex < reader->n; vertex++)
    for (guint64 arc = reader->offsets.u64[vertex]; arc < reader->offsets.u64[vertex + 1]; arc++)
      {
        guint32 end;
        CowCost weight;

        if (!read_arc (reader, &end, &weight, error))
          return FALSE;
        sum += cow_twins_hash (end, vertex, weight);
      }
  return sum == reader->sum || fail (&reader->bytes, error, "the inverse does not have the arcs of the graph");
}

static gboolean
read_gap (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  g_auto (GapReader) reader = { .options = options, .bytes = { .input = input, .progress = progress }, .builder = builder };

  if (!read_header (&reader, error) || !read_offsets (&reader, error) || !read_neighbors (&reader, error)
      || (reader.file_directed && !compare_inverse (&reader, error)))
    return FALSE;
  if (reader.bytes.left == 0 && !next_block (&reader.bytes, error))
    return FALSE;
  return reader.bytes.left == 0 || fail (&reader.bytes, error, "the file goes on behind the graph");
}

/* A flag, two counts, offsets from 0 upwards. */
static guint
sniff_gap (const char *bytes, gsize length)
{
  guint64 header[2], before = 0, offset;

  if (length < HEADER_BYTES + 8 || (guchar)*bytes > 1)
    return 0;
  memcpy (header, bytes + 1, 16);
  guint64 m = GUINT64_FROM_LE (header[0]), n = GUINT64_FROM_LE (header[1]);
  if (n >= COW_VERTEX_NONE || m > (guint64)2 * COW_EDGE_NONE)
    return 0;
  for (guint64 i = 0; i <= n && HEADER_BYTES + 8 * (i + 1) <= length; i++)
    {
      memcpy (&offset, bytes + HEADER_BYTES + 8 * i, 8);
      offset = GUINT64_FROM_LE (offset);
      if (i == 0 ? offset != 0 : offset < before || offset > m)
        return 0;
      before = offset;
    }
  return 60;
}

const CowFormat cow_format_gap = {
  .name = "gap",
  .endings = ".sg .wsg",
  .summary = "GAP serialized graph",
  .details
  = "What the converter of the GAP benchmark writes, in little-endian order: a byte that is 1 when the graph is directed, the number of "
    "arcs and that of vertices in 8 bytes each, offsets of 8 bytes for each vertex and one more, and for each arc its other end in 4 "
    "bytes, in .wsg followed by a weight of 4 bytes; a directed graph has offsets and arcs a second time, by their targets. An "
    "undirected edge is two arcs, a loop one. Vertices are 0 to n - 1. Whether there are weights is known by the ending .wsg, else by "
    "the size of the file.\n\n"
    "Everything must fit: offsets that descend, a neighbor out of range, an edge that stands at one end only, an inverse with other "
    "arcs, a file too short or too long are errors (`x.sg: byte 117: the file ends in the neighbors`). It cannot be written.",
  .sniff = sniff_gap,
  .read = read_gap,
};
