/* metis.c - METIS graphs: a header `n m [fmt [ncon]]`, then the neighbors of each vertex on a line of its own.
 *
 * An undirected edge stands in the lists of both its ends; it is added by the first and only compared at the second (twins.h). */
#include "graph/file/formats.h"
#include "graph/file/lines.h"
#include "graph/file/twins.h"

#include <string.h>

#define MOST_CONSTRAINTS 100
#define SIZE_COLUMN "vertex_size"
#define WEIGHT_COLUMN "vertex_weight"

typedef struct
{
  const CowReadOptions *options;
  CowLines lines;
  CowBuilder *builder;
  CowTwins twins;
  gboolean directed;
  gboolean sizes, edge_weights;
  guint n_weights; /* of a vertex */
  guint64 n, m;    /* as announced */
  guint64 n_entries, n_loops;
  guint size_column, weight_columns[MOST_CONSTRAINTS];
} MetisReader;

static void
clear_reader (MetisReader *reader)
{
  cow_twins_clear (&reader->twins);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MetisReader, clear_reader)

/* A line that is no comment. */
static gboolean
next_line (MetisReader *reader, GError **error)
{
  while (cow_lines_next (&reader->lines, error))
    if (reader->lines.text == reader->lines.stop || *reader->lines.text != '%')
      return TRUE;
  return FALSE;
}

/* The hundreds digit means vertex sizes in METIS, "there may be loops and parallel edges" in the 10th DIMACS challenge. With sizes
 * no vertex has an empty line. */
static gboolean
has_empty_line (const char *bytes, gsize length, guint64 n)
{
  const char *at = bytes, *end = bytes + length, *newline;
  gboolean header = TRUE;

  for (guint64 vertex = 0; vertex < n && at < end && (newline = memchr (at, '\n', (gsize)(end - at))) != NULL; at = newline + 1)
    {
      CowWord word;
      const char *from = at;
      gboolean empty = !cow_word_next (&from, newline, &word);

      if (*at == '%' || (header && empty))
        continue;
      if (empty)
        return TRUE;
      vertex += !header;
      header = FALSE;
    }
  return FALSE;
}

static gboolean
parse_format (MetisReader *reader, const CowWord *words, guint count, GError **error)
{
  guint digits[3] = { 0, 0, 0 };
  guint64 constraints = 1;
  gsize length = count > 2 ? words[2].length : 0;
  gboolean good = length <= 3;

  for (gsize i = 0; good && i < length; i++)
    {
      digits[3 - length + i] = (guint)(guchar)words[2].text[i] - '0';
      good = digits[3 - length + i] <= 1;
    }
  if (!good)
    {
      g_autofree char *shown = cow_word_show (&words[2]);
      return cow_lines_fail (&reader->lines, error, "format %s: it is up to three digits 0 or 1", shown);
    }
  if (count > 3 && (!cow_lines_count (&reader->lines, &words[3], "vertex weights", &constraints, error)))
    return FALSE;
  if (constraints > MOST_CONSTRAINTS)
    return cow_lines_fail (&reader->lines, error, "%" G_GUINT64_FORMAT " weights a vertex: at most %d", constraints, MOST_CONSTRAINTS);
  reader->sizes = digits[0] == 1;
  reader->n_weights = digits[1] == 1 ? (guint)constraints : 0;
  reader->edge_weights = digits[2] == 1;
  return TRUE;
}

static void
declare_columns (MetisReader *reader)
{
  if (reader->sizes)
    reader->size_column = cow_builder_column (reader->builder, TRUE, SIZE_COLUMN, COW_TYPE_INT);
  for (guint i = 0; i < reader->n_weights; i++)
    {
      g_autofree char *name = i == 0 ? g_strdup (WEIGHT_COLUMN) : g_strdup_printf (WEIGHT_COLUMN "_%u", i + 1);

      reader->weight_columns[i] = cow_builder_column (reader->builder, TRUE, name, COW_TYPE_INT);
    }
}

static gboolean
read_header (MetisReader *reader, GError **error)
{
  CowWord words[4];
  gsize length;
  const char *first = cow_input_peek (reader->lines.input, &length);
  g_autofree char *bytes = g_memdup2 (first, length);
  guint count = 0;
  GError *wrong = NULL;

  while (count == 0 && next_line (reader, &wrong))
    count = cow_words_split (reader->lines.text, reader->lines.stop, words, G_N_ELEMENTS (words));
  if (wrong != NULL)
    {
      g_propagate_error (error, wrong);
      return FALSE;
    }
  if (count == 0)
    return cow_lines_fail_whole (&reader->lines, error, "no header `VERTICES EDGES [FORMAT [WEIGHTS]]`");
  if (count < 2 || count > 4)
    return cow_lines_fail (&reader->lines, error, "header of %u number%s: it is `VERTICES EDGES [FORMAT [WEIGHTS]]`", count,
                           count == 1 ? "" : "s");
  if (!cow_lines_count (&reader->lines, &words[0], "vertices", &reader->n, error)
      || !cow_lines_count (&reader->lines, &words[1], "edges", &reader->m, error) || !parse_format (reader, words, count, error)
      || !cow_lines_sequence (&reader->lines, reader->builder, reader->n, error))
    return FALSE;
  if (reader->sizes && has_empty_line (bytes, length, reader->n))
    reader->sizes = FALSE;
  declare_columns (reader);
  return reader->directed || cow_twins_init (&reader->twins, reader->n, error);
}

/* One number in front of the neighbors, into a column. */
static gboolean
read_property (MetisReader *reader, const char **at, guint32 vertex, guint column, const char *what, GError **error)
{
  CowWord word;
  CowValue value = { .type = COW_TYPE_INT };

  if (!cow_word_next (at, reader->lines.stop, &word))
    return cow_lines_fail (&reader->lines, error, "no %s of vertex %u", what, vertex + 1);
  if (!cow_word_int (&word, &value.integer))
    {
      g_autofree char *shown = cow_word_show (&word);
      return cow_lines_fail (&reader->lines, error, "%s %s is no integer", what, shown);
    }
  return cow_builder_cell (reader->builder, column, vertex, &value, error) || cow_lines_prefix (&reader->lines, error);
}

static gboolean
take_entry (MetisReader *reader, guint32 vertex, guint32 neighbor, CowCost weight, GError **error)
{
  gboolean added = reader->directed || neighbor >= vertex;

  reader->n_entries += neighbor != vertex;
  reader->n_loops += neighbor == vertex;
  if (!reader->directed && neighbor != vertex)
    cow_twins_add (&reader->twins, vertex, neighbor, weight);
  return !added
         || (cow_builder_edge (reader->builder, vertex, neighbor, error) && cow_builder_weight (reader->builder, weight, error))
         || cow_lines_prefix (&reader->lines, error);
}

static gboolean
read_vertex (MetisReader *reader, guint32 vertex, GError **error)
{
  const char *at = reader->lines.text;
  CowWord word, weight_word;

  if (reader->sizes && !read_property (reader, &at, vertex, reader->size_column, "size", error))
    return FALSE;
  for (guint i = 0; i < reader->n_weights; i++)
    if (!read_property (reader, &at, vertex, reader->weight_columns[i], "weight", error))
      return FALSE;
  while (cow_word_next (&at, reader->lines.stop, &word))
    {
      CowCost weight = cow_cost_unreachable ();
      guint32 neighbor;

      if (!cow_lines_vertex (&reader->lines, &word, reader->n, &neighbor, error))
        return FALSE;
      if (reader->edge_weights && !cow_word_next (&at, reader->lines.stop, &weight_word))
        return cow_lines_fail (&reader->lines, error, "no weight behind neighbor %u", neighbor + 1);
      if (reader->edge_weights && !cow_lines_weight (&reader->lines, &weight_word, &weight, error))
        return FALSE;
      if (!take_entry (reader, vertex, neighbor, weight, error))
        return FALSE;
    }
  if (reader->directed || cow_twins_fit (&reader->twins, vertex))
    return TRUE;
  return cow_lines_fail (&reader->lines, error,
                         "vertex %u and those before it do not list each other alike: an edge stands at both its ends, with one "
                         "weight (--directed makes each entry an arc)",
                         vertex + 1);
}

/* What follows the last vertex may be blank. */
static gboolean
read_rest (MetisReader *reader, GError **error)
{
  CowWord word;
  GError *wrong = NULL;

  while (next_line (reader, &wrong))
    {
      const char *at = reader->lines.text;

      if (cow_word_next (&at, reader->lines.stop, &word))
        return cow_lines_fail (&reader->lines, error, "line behind that of the last vertex, %" G_GUINT64_FORMAT, reader->n);
    }
  if (wrong == NULL)
    return TRUE;
  g_propagate_error (error, wrong);
  return FALSE;
}

static void
compare_counts (const MetisReader *reader)
{
  guint64 found = (reader->directed ? reader->n_entries : reader->n_entries / 2) + reader->n_loops;

  /* A list of both ends read as arcs has two for each edge. */
  if (found != reader->m && !(reader->directed && found == 2 * reader->m))
    cow_read_warn (reader->options, "%" G_GUINT64_FORMAT " edges announced, %" G_GUINT64_FORMAT " found", reader->m, found);
}

static gboolean
read_metis (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  g_auto (MetisReader) reader = {
    .options = options, .lines = { .input = input, .progress = progress }, .builder = builder, .directed = options->directed == 1
  };
  GError *wrong = NULL;

  cow_builder_set_directed (builder, reader.directed);
  if (!read_header (&reader, error))
    return FALSE;
  for (guint32 vertex = 0; vertex < reader.n; vertex++)
    {
      if (next_line (&reader, &wrong))
        {
          if (!read_vertex (&reader, vertex, error))
            return FALSE;
          continue;
        }
      if (wrong == NULL)
        return cow_lines_fail_whole (&reader.lines, error, "%" G_GUINT64_FORMAT " node line%s missing: %" G_GUINT64_FORMAT " announced",
                                     reader.n - vertex, reader.n - vertex == 1 ? "" : "s", reader.n);
      g_propagate_error (error, wrong);
      return FALSE;
    }
  if (!read_rest (&reader, error))
    return FALSE;
  compare_counts (&reader);
  return TRUE;
}

/* A header of two to four numbers could be an edge too: only the ending makes it sure. */
static guint
sniff_metis (const char *bytes, gsize length)
{
  const char *at = bytes, *end = bytes + length, *newline;
  CowWord words[4];
  guint count = 0;

  while (count == 0 && at < end && (newline = memchr (at, '\n', (gsize)(end - at))) != NULL)
    {
      if (*at != '%')
        count = cow_words_split (at, newline, words, G_N_ELEMENTS (words));
      at = newline + 1;
    }
  gint64 number;
  for (guint i = 0; i < MIN (count, 4); i++)
    if (!cow_word_int (&words[i], &number) || number < 0)
      return 0;
  return count >= 2 && count <= 4 ? 10 : 0;
}

/* ---- writing ---- */

typedef struct
{
  const CowColumn *size, *weights[MOST_CONSTRAINTS];
  guint n_weights;
} Properties;

static gboolean
check_property (const CowColumn *column, gint64 least, GError **error)
{
  for (guint64 row = 0; row < column->rows; row++)
    {
      CowValue value = cow_column_value (column, row);

      if (value.type == COW_TYPE_INT && value.integer >= least)
        continue;
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE,
                   "vertex attribute \"%s\" cannot be written: METIS wants an integer of at least %" G_GINT64_FORMAT
                   " at every vertex",
                   column->name, least);
      return FALSE;
    }
  return TRUE;
}

static gboolean
find_properties (const CowGraph *graph, Properties *properties, GError **error)
{
  properties->size = cow_graph_column (graph, TRUE, SIZE_COLUMN);
  properties->weights[0] = cow_graph_column (graph, TRUE, WEIGHT_COLUMN);
  properties->n_weights = properties->weights[0] != NULL;
  while (properties->n_weights > 0 && properties->n_weights < MOST_CONSTRAINTS)
    {
      g_autofree char *name = g_strdup_printf (WEIGHT_COLUMN "_%u", properties->n_weights + 1);
      const CowColumn *column = cow_graph_column (graph, TRUE, name);

      if (column == NULL)
        break;
      properties->weights[properties->n_weights++] = column;
    }
  if (properties->size != NULL && !check_property (properties->size, 0, error))
    return FALSE;
  for (guint i = 0; i < properties->n_weights; i++)
    if (!check_property (properties->weights[i], 0, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_weight (CowOutput *out, CowCost weight, GError **error)
{
  if (weight.kind != COW_COST_INT || weight.integer < 1)
    {
      char text[32];
      gsize length = weight.kind == COW_COST_INT ? cow_number_format_int (weight.integer, text)
                                                 : cow_number_format_real (cow_cost_as_double (weight), text);

      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE,
                   "an edge of weight %.*s cannot be written: METIS wants integers of at least 1", (int)length, text);
      return FALSE;
    }
  cow_output_bytes (out, " ", 1);
  cow_output_int (out, weight.integer);
  return TRUE;
}

/* Numbers on a line, a blank between them. */
static void
write_number (CowOutput *out, guint *count, gint64 number)
{
  if ((*count)++ > 0)
    cow_output_bytes (out, " ", 1);
  cow_output_int (out, number);
}

static gboolean
write_vertex (const CowGraph *graph, const Properties *properties, guint32 vertex, CowOutput *out, GError **error)
{
  gboolean weighted = graph->out.kind != COW_WEIGHT_NONE;
  guint count = 0;

  if (properties->size != NULL)
    write_number (out, &count, cow_column_value (properties->size, vertex).integer);
  for (guint i = 0; i < properties->n_weights; i++)
    write_number (out, &count, cow_column_value (properties->weights[i], vertex).integer);
  for (guint64 arc = graph->out.offsets[vertex]; arc < graph->out.offsets[vertex + 1]; arc++)
    {
      write_number (out, &count, (gint64)cow_graph_appearance (graph, cow_csr_target (&graph->out, arc)) + 1);
      if (weighted && !write_weight (out, cow_csr_weight (&graph->out, arc), error))
        return FALSE;
    }
  cow_output_bytes (out, "\n", 1);
  return TRUE;
}

static gboolean
write_metis (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  gboolean weighted = graph->out.kind != COW_WEIGHT_NONE;
  Properties properties;

  if (graph->directed)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE, "a directed graph cannot be written: METIS has edges, not arcs");
      return FALSE;
    }
  if (!find_properties (graph, &properties, error))
    return FALSE;
  cow_output_printf (out, "%u %" G_GUINT64_FORMAT, graph->n, graph->m);
  if (weighted || properties.n_weights > 0 || properties.size != NULL)
    cow_output_printf (out, " %d%d%d", properties.size != NULL, properties.n_weights > 0, weighted);
  if (properties.n_weights > 1)
    cow_output_printf (out, " %u", properties.n_weights);
  cow_output_bytes (out, "\n", 1);
  for (guint32 appearance = 0; appearance < graph->n; appearance++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, appearance);

      if (!write_vertex (graph, &properties, vertex, out, error)
          || !cow_progress_go_on (progress, cow_csr_degree (&graph->out, vertex) / 2, error))
        return FALSE;
    }
  return TRUE;
}

const CowFormat cow_format_metis = {
  .name = "metis",
  .endings = ".graph .metis",
  .summary = "METIS, also of the 10th DIMACS challenge: the neighbors of each vertex on a line",
  .details
  = "The header is `VERTICES EDGES [FORMAT [WEIGHTS]]`; then one line a vertex, which may be empty. Lines that begin with % are "
    "comments. FORMAT has up to three digits: 1 for vertex sizes, 1 for vertex weights (WEIGHTS of them, default 1), 1 for edge "
    "weights. A line is `[SIZE] [WEIGHT…] NEIGHBOR [EDGE-WEIGHT] NEIGHBOR [EDGE-WEIGHT] …`. Sizes and weights of vertices are "
    "integers and become the vertex attributes vertex_size, vertex_weight, vertex_weight_2 and so on, at most 100 of them; edge "
    "weights are integers or decimal fractions. When FORMAT says sizes but a vertex in the first 64 KiB has an empty line, there "
    "are none: the digit then means loops and parallel edges, as the 10th DIMACS challenge has it.\n\n"
    "Vertices are 1 to VERTICES. The graph is undirected: each edge stands at both of its ends, with the same weight; a loop stands "
    "once. With --directed each entry is an arc. Edges are numbered along the lists.\n\n"
    "A neighbor out of range, lines that are missing or too many, and an edge that stands at one of its ends only are errors "
    "(`x.graph:4: vertex \"4\" is not one of 1 to 3`, `x.graph: 2 node lines missing: 4 announced`); another number of edges than "
    "announced is a warning that tells both. The format is known by its ending: by content it could be an edge list. A line "
    "may have 64 MiB.\n\n"
    "Written are undirected graphs whose edge weights are integers of at least 1, as METIS wants them; another is refused. "
    "The vertex attributes vertex_size and vertex_weight are written too. Names other than 1 to n, other attributes and coordinates "
    "are not, which a warning says.",
  .sniff = sniff_metis,
  .read = read_metis,
  .write = write_metis,
  .loses = COW_LOSES_NAMES | COW_LOSES_EDGE_COLUMNS | COW_LOSES_VERTEX_COLUMNS | COW_LOSES_COORDINATES,
  .carries = SIZE_COLUMN " " WEIGHT_COLUMN,
};
