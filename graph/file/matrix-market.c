/* matrix-market.c - Matrix Market: a square matrix is a graph, an entry in row i and column j the arc i > j with its value as weight.
 *
 * All kinds: coordinate and array; real, integer, complex, pattern; general, symmetric, skew-symmetric, hermitian. */
#include "graph/file/edge-order.h"
#include "graph/file/formats.h"
#include "graph/file/lines.h"

#include <string.h>

#define BANNER "%%MatrixMarket"

typedef enum
{
  FIELD_REAL,
  FIELD_INTEGER,
  FIELD_COMPLEX,
  FIELD_PATTERN,
} Field;

typedef enum
{
  SYMMETRY_GENERAL,
  SYMMETRY_SYMMETRIC,
  SYMMETRY_SKEW,
  SYMMETRY_HERMITIAN,
} Symmetry;

typedef struct
{
  CowLines lines;
  CowBuilder *builder;
  gboolean dense; /* array */
  Field field;
  Symmetry symmetry;
  gboolean directed;
  guint64 n, m;      /* m: entries announced, or to come */
  guint64 n_entries; /* so far */
  int side;          /* of the diagonal, on which a symmetric matrix is listed; 0: not known yet */
  guint64 row, column; /* of the next entry of an array, from 0 */
  guint real_column, imaginary_column;
} MatrixReader;

/* What stands at one place of the matrix. */
typedef struct
{
  CowCost weight;         /* unreachable: a pattern */
  double real, imaginary; /* complex */
} Entry;

static gboolean
choose_word (const MatrixReader *reader, const CowWord *word, const char *what, const char *const *choices, guint *chosen, GError **error)
{
  for (guint i = 0; choices[i] != NULL; i++)
    if (cow_word_is (word, choices[i]))
      {
        *chosen = i;
        return TRUE;
      }
  g_autofree char *shown = cow_word_show (word), *all = g_strjoinv (", ", (char **)choices);
  return cow_lines_fail (&reader->lines, error, "%s %s: it is one of %s", what, shown, all);
}

static gboolean
parse_banner (MatrixReader *reader, GError **error)
{
  static const char *const objects[] = { "matrix", NULL }, *const formats[] = { "coordinate", "array", NULL },
                           *const fields[] = { "real", "integer", "complex", "pattern", "double", NULL },
                           *const symmetries[] = { "general", "symmetric", "skew-symmetric", "hermitian", NULL };
  CowWord words[5];
  guint count = cow_words_split (reader->lines.text, reader->lines.stop, words, G_N_ELEMENTS (words)), chosen[4];

  if (count != 5 || !cow_word_is (&words[0], BANNER))
    return cow_lines_fail (&reader->lines, error,
                           "the first line is `%s matrix FORMAT FIELD SYMMETRY`, as in `%s matrix coordinate real general`", BANNER,
                           BANNER);
  if (!choose_word (reader, &words[1], "object", objects, &chosen[0], error)
      || !choose_word (reader, &words[2], "format", formats, &chosen[1], error)
      || !choose_word (reader, &words[3], "field", fields, &chosen[2], error)
      || !choose_word (reader, &words[4], "symmetry", symmetries, &chosen[3], error))
    return FALSE;
  reader->dense = chosen[1] == 1;
  reader->field = chosen[2] == 4 ? FIELD_REAL : (Field)chosen[2];
  reader->symmetry = (Symmetry)chosen[3];
  if (reader->dense && reader->field == FIELD_PATTERN)
    return cow_lines_fail (&reader->lines, error, "an array cannot be a pattern");
  if (reader->symmetry == SYMMETRY_HERMITIAN && reader->field != FIELD_COMPLEX)
    return cow_lines_fail (&reader->lines, error, "only a complex matrix can be hermitian");
  if (reader->symmetry == SYMMETRY_SKEW && reader->field == FIELD_PATTERN)
    return cow_lines_fail (&reader->lines, error, "a pattern cannot be skew-symmetric");
  return TRUE;
}

/* A line with words; comments may stand anywhere. */
static gboolean
next_line (MatrixReader *reader, GError **error)
{
  CowWord word;

  while (cow_lines_next (&reader->lines, error))
    {
      const char *at = reader->lines.text;

      if (cow_word_next (&at, reader->lines.stop, &word) && *word.text != '%')
        return TRUE;
    }
  return FALSE;
}

static gboolean
parse_size (MatrixReader *reader, GError **error)
{
  CowWord words[3];
  guint count = cow_words_split (reader->lines.text, reader->lines.stop, words, G_N_ELEMENTS (words)), wanted = reader->dense ? 2 : 3;
  guint64 columns;

  if (count != wanted)
    return cow_lines_fail (&reader->lines, error, "%u words: the size is `ROWS COLUMNS%s`", count, reader->dense ? "" : " ENTRIES");
  if (!cow_lines_count (&reader->lines, &words[0], "rows", &reader->n, error)
      || !cow_lines_count (&reader->lines, &words[1], "columns", &columns, error)
      || (!reader->dense && !cow_lines_count (&reader->lines, &words[2], "entries", &reader->m, error)))
    return FALSE;
  if (reader->n != columns)
    return cow_lines_fail (&reader->lines, error,
                           "rectangular matrix, %" G_GUINT64_FORMAT " x %" G_GUINT64_FORMAT ": only a square one is a graph", reader->n, columns);
  if (!cow_lines_sequence (&reader->lines, reader->builder, reader->n, error))
    return FALSE;
  if (reader->dense)
    {
      guint64 triangle = reader->n > 0 ? reader->n * (reader->n - 1) / 2 : 0;

      reader->m = reader->symmetry == SYMMETRY_GENERAL ? reader->n * reader->n
                                                       : triangle + (reader->symmetry == SYMMETRY_SKEW ? 0 : reader->n);
      reader->row = reader->symmetry == SYMMETRY_SKEW;
    }
  return TRUE;
}

static gboolean
fail_entry (const MatrixReader *reader, GError **error)
{
  static const char *const shapes[] = { "VALUE", "VALUE", "REAL IMAGINARY", "" };

  return cow_lines_fail (&reader->lines, error, "an entry is `%s%s`", reader->dense ? "" : "ROW COLUMN ", shapes[reader->field]);
}

static gboolean
parse_value (const MatrixReader *reader, const char **at, Entry *entry, GError **error)
{
  CowWord words[2] = { { NULL, 0 }, { NULL, 0 } };
  CowCost parts[2];
  guint n_words = reader->field == FIELD_PATTERN ? 0 : reader->field == FIELD_COMPLEX ? 2 : 1;

  for (guint i = 0; i < n_words; i++)
    {
      if (!cow_word_next (at, reader->lines.stop, &words[i]))
        return fail_entry (reader, error);
      const char *wrong = cow_word_weight (&words[i], &parts[i]);
      if (wrong == NULL && reader->field == FIELD_INTEGER && parts[i].kind != COW_COST_INT)
        wrong = "is no integer";
      if (wrong != NULL)
        {
          g_autofree char *shown = cow_word_show (&words[i]);
          return cow_lines_fail (&reader->lines, error, "value %s %s", shown, wrong);
        }
    }
  entry->weight = n_words == 0 ? cow_cost_unreachable () : parts[0];
  if (n_words < 2)
    return TRUE;
  entry->real = cow_cost_as_double (parts[0]);
  entry->imaginary = cow_cost_as_double (parts[1]);
  double modulus = hypot (entry->real, entry->imaginary);
  entry->weight = cow_cost_real (modulus);
  return isfinite (modulus) || cow_lines_fail (&reader->lines, error, "value beyond the largest double");
}

static gboolean
add_edge (MatrixReader *reader, guint32 source, guint32 target, const Entry *entry, GError **error)
{
  if (!cow_builder_edge (reader->builder, source, target, error) || !cow_builder_weight (reader->builder, entry->weight, error))
    return cow_lines_prefix (&reader->lines, error);
  if (reader->field != FIELD_COMPLEX)
    return TRUE;
  guint64 edge = cow_builder_n_edges (reader->builder) - 1;
  CowValue real = { .type = COW_TYPE_REAL, .real = entry->real }, imaginary = { .type = COW_TYPE_REAL, .real = entry->imaginary };
  return (cow_builder_cell (reader->builder, reader->real_column, edge, &real, error)
          && cow_builder_cell (reader->builder, reader->imaginary_column, edge, &imaginary, error))
         || cow_lines_prefix (&reader->lines, error);
}

/* What stands on the other side of the diagonal. */
static gboolean
mirror (const MatrixReader *reader, Entry *entry, GError **error)
{
  if (reader->symmetry == SYMMETRY_HERMITIAN)
    entry->imaginary = -entry->imaginary;
  if (reader->symmetry != SYMMETRY_SKEW)
    return TRUE;
  if (reader->field == FIELD_COMPLEX)
    {
      entry->real = -entry->real;
      entry->imaginary = -entry->imaginary;
    }
  else if (entry->weight.kind == COW_COST_REAL)
    entry->weight.real = -entry->weight.real;
  else if (entry->weight.integer == G_MININT64)
    return cow_lines_fail (&reader->lines, error, "the negative of the value is beyond 64-bit integers");
  else
    entry->weight.integer = -entry->weight.integer;
  return TRUE;
}

static gboolean
take_entry (MatrixReader *reader, guint32 row, guint32 column, Entry *entry, GError **error)
{
  int side = row > column ? 1 : -1;

  reader->n_entries++;
  if (reader->symmetry != SYMMETRY_GENERAL && row != column)
    {
      if (reader->side == -side)
        return cow_lines_fail (&reader->lines, error, "entries on both sides of the diagonal: a symmetric matrix lists one triangle");
      reader->side = side;
    }
  if (reader->symmetry == SYMMETRY_SKEW && row == column)
    return cow_lines_fail (&reader->lines, error, "entry on the diagonal of a skew-symmetric matrix");
  if (!add_edge (reader, row, column, entry, error))
    return FALSE;
  return reader->symmetry == SYMMETRY_GENERAL || !reader->directed || row == column
         || (mirror (reader, entry, error) && add_edge (reader, column, row, entry, error));
}

static gboolean
read_coordinate (MatrixReader *reader, GError **error)
{
  const char *at = reader->lines.text;
  CowWord word;
  guint32 ends[2];
  Entry entry;

  if (reader->n_entries == reader->m)
    return cow_lines_fail (&reader->lines, error, "more entries than the %" G_GUINT64_FORMAT " announced", reader->m);
  for (guint i = 0; i < 2; i++)
    {
      if (!cow_word_next (&at, reader->lines.stop, &word))
        return fail_entry (reader, error);
      if (!cow_lines_vertex (&reader->lines, &word, reader->n, &ends[i], error))
        return FALSE;
    }
  if (!parse_value (reader, &at, &entry, error))
    return FALSE;
  if (cow_word_next (&at, reader->lines.stop, &word))
    return fail_entry (reader, error);
  return take_entry (reader, ends[0], ends[1], &entry, error);
}

/* The entries come down the columns; a triangle leaves out what is above the diagonal. */
static void
advance_place (MatrixReader *reader)
{
  if (++reader->row < reader->n)
    return;
  reader->column++;
  reader->row = reader->symmetry == SYMMETRY_GENERAL ? 0 : reader->column + (reader->symmetry == SYMMETRY_SKEW);
}

/* Any number of values on a line. Zeros are no edges. */
static gboolean
read_array (MatrixReader *reader, GError **error)
{
  const char *at = reader->lines.text;
  CowWord word;

  for (const char *next = at; cow_word_next (&next, reader->lines.stop, &word); next = at)
    {
      Entry entry;

      if (reader->n_entries == reader->m)
        return cow_lines_fail (&reader->lines, error, "more entries than the %" G_GUINT64_FORMAT " of the array", reader->m);
      if (!parse_value (reader, &at, &entry, error))
        return FALSE;
      if (cow_cost_as_double (entry.weight) == 0)
        reader->n_entries++;
      else if (!take_entry (reader, (guint32)reader->row, (guint32)reader->column, &entry, error))
        return FALSE;
      advance_place (reader);
    }
  return TRUE;
}

static gboolean
read_matrix (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  MatrixReader reader = { .lines = { .input = input, .progress = progress }, .builder = builder };
  GError *wrong = NULL;
  gboolean sized = FALSE;

  if (!cow_lines_next (&reader.lines, &wrong))
    {
      if (wrong == NULL)
        return cow_lines_fail_whole (&reader.lines, error, "empty file: no banner %s", BANNER);
      g_propagate_error (error, wrong);
      return FALSE;
    }
  if (!parse_banner (&reader, error))
    return FALSE;
  reader.directed = options->directed >= 0 ? options->directed
                                           : reader.symmetry == SYMMETRY_GENERAL || reader.symmetry == SYMMETRY_SKEW;
  cow_builder_set_directed (builder, reader.directed);
  if (reader.field == FIELD_COMPLEX)
    {
      reader.real_column = cow_builder_column (builder, FALSE, "real", COW_TYPE_REAL);
      reader.imaginary_column = cow_builder_column (builder, FALSE, "imaginary", COW_TYPE_REAL);
    }
  while (next_line (&reader, &wrong))
    {
      if (!(!sized ? parse_size : reader.dense ? read_array : read_coordinate) (&reader, error))
        return FALSE;
      sized = TRUE;
    }
  if (wrong != NULL)
    {
      g_propagate_error (error, wrong);
      return FALSE;
    }
  if (!sized)
    return cow_lines_fail_whole (&reader.lines, error, "no line with the size of the matrix");
  return reader.n_entries == reader.m
         || cow_lines_fail_whole (&reader.lines, error, "the file ends after %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " entries",
                                  reader.n_entries, reader.m);
}

static guint
sniff_matrix (const char *bytes, gsize length)
{
  return length >= strlen (BANNER) && g_ascii_strncasecmp (bytes, BANNER, strlen (BANNER)) == 0 ? 100 : 0;
}

static gboolean
write_matrix (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  g_auto (CowEdgeOrder) order = { 0 };
  CowWeightKind kind = graph->out.kind;

  if (!cow_edge_order_init (&order, graph, error))
    return FALSE;
  cow_output_printf (out, "%s matrix coordinate %s %s\n", BANNER,
                     kind == COW_WEIGHT_NONE  ? "pattern"
                     : kind == COW_WEIGHT_F64 ? "real"
                                              : "integer",
                     graph->directed ? "general" : "symmetric");
  cow_output_printf (out, "%u %u %" G_GUINT64_FORMAT "\n", graph->n, graph->n, graph->m);
  for (guint64 edge = 0; edge < graph->m; edge++)
    {
      guint32 source, target;

      cow_edge_order_ends (&order, edge, &source, &target);
      guint32 row = cow_graph_appearance (graph, source), column = cow_graph_appearance (graph, target);
      gboolean turn = !graph->directed && row < column; /* the lower triangle */
      cow_output_int (out, (gint64)(turn ? column : row) + 1);
      cow_output_bytes (out, " ", 1);
      cow_output_int (out, (gint64)(turn ? row : column) + 1);
      if (kind != COW_WEIGHT_NONE)
        {
          cow_output_bytes (out, " ", 1);
          cow_output_cost (out, cow_edge_order_weight (&order, edge));
        }
      cow_output_bytes (out, "\n", 1);
      if (!cow_progress_go_on (progress, 1, error))
        return FALSE;
    }
  return TRUE;
}

const CowFormat cow_format_matrix_market = {
  .name = "matrixmarket",
  .endings = ".mtx .mm",
  .summary = "Matrix Market: a square matrix whose entries are edges",
  .details
  = "The first line is `%%MatrixMarket matrix FORMAT FIELD SYMMETRY`, with FORMAT coordinate or array, FIELD real (or double), "
    "integer, complex or pattern, SYMMETRY general, symmetric, skew-symmetric or hermitian, in large or small letters. Lines that "
    "begin with % are comments. The size follows, `ROWS COLUMNS ENTRIES` or, of an array, `ROWS COLUMNS`, and then the entries: lines "
    "`ROW COLUMN [VALUE]`, or the values of an array column by column. Vertices are 1 to ROWS.\n\n"
    "An entry in row i and column j is the edge from i to j and its value the weight; a pattern has no weights. Entries of a "
    "coordinate matrix are edges even when they are 0, those of an array are not. Symmetric and hermitian matrices list one "
    "triangle and are undirected; with --directed an entry off the diagonal is two arcs. A skew-symmetric matrix is directed: an "
    "entry is one arc with its value and one back with the negative. The weight of a complex entry is its modulus; the edge "
    "attributes real and imaginary keep it whole.\n\n"
    "Refused are a rectangular matrix (`x.mtx:2: rectangular matrix, 3 x 4: only a square one is a graph`), values that are not "
    "finite (`x.mtx:3: value \"NaN\" is no finite number`), entries on both sides of the diagonal of a symmetric matrix, and "
    "another number of entries than announced.\n\n"
    "Written as a coordinate matrix: general when directed, else symmetric; integer, real, or pattern without weights. Parallel "
    "edges are entries at one place, which some programs add up. Names other than 1 to n, attributes and coordinates are not "
    "written, which a warning says.",
  .sniff = sniff_matrix,
  .read = read_matrix,
  .write = write_matrix,
  .loses = COW_LOSES_NAMES | COW_LOSES_EDGE_COLUMNS | COW_LOSES_VERTEX_COLUMNS | COW_LOSES_COORDINATES,
};
