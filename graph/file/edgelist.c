/* edgelist.c - edge lists: one edge a line, two names, perhaps a weight and attributes.
 *
 * Lines that are as the first ones were go straight from the buffer into the builder, read by several threads where there are some
 * (plain-stream.h): plain numbers the shortest way (plain-edges.h), text names and attributes as rows (edge-rows.h). Any other line falls
 * through to the column plan and its errors. Writing is in edgelist-write.c. */
#include "graph/file/columns.h"
#include "graph/file/edgelist.h"
#include "graph/file/fields.h"
#include "graph/file/formats.h"
#include "graph/file/header.h"
#include "graph/file/plain-stream.h"

#include <math.h>
#include <string.h>

#define PLAIN_EDGES 8192 /* read before the builder gets them: a first-level cache or two */
#define MOST_COLUMNS 200 /* an image holds a thousand sections, a column up to four */

typedef struct
{
  const CowReadOptions *options;
  CowInput *input;
  CowBuilder *builder;
  CowProgress *progress;
  CowFieldReader lines;
  CowColumns columns;
  gboolean header;       /* the next line is it */
  gboolean named;        /* the columns are told by a header or the user */
  guint n_first;         /* fields of the first line; 0: not seen yet */
  guint source, target;  /* which fields; columns told: by name */
  CowPlainShape shape;   /* lines that the short cut may read; not those of any kind: none */
  GPtrArray *row_shapes; /* that there were: threads may still use an older one */
  guint n_text_columns;  /* of the latest: those that held strings */
  CowPlainEdges edges;
  CowEdgeRows rows;
  CowPlainStream *stream; /* NULL: one thread */
  guint64 n_bad;
  char *first_bad;
} EdgeReader;

static void
clear_reader (EdgeReader *reader)
{
  cow_field_reader_clear (&reader->lines);
  cow_columns_clear (&reader->columns);
  cow_plain_edges_clear (&reader->edges);
  cow_edge_rows_clear (&reader->rows);
  if (reader->stream)
    cow_plain_stream_close (reader->stream, NULL, NULL);
  g_clear_pointer (&reader->row_shapes, g_ptr_array_unref);
  g_free (reader->first_bad);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EdgeReader, clear_reader)

/* Columns that hold strings by now. G_MAXUINT: rows cannot be read, for columns are not all known to the builder. */
static guint
count_text_columns (const EdgeReader *reader)
{
  guint count = 0;

  for (guint i = 0; i < reader->columns.plans->len; i++)
    {
      const CowColumnPlan *plan = cow_columns_get (&reader->columns, i);

      if (plan->role != COW_ROLE_ATTRIBUTE)
        continue;
      if (plan->column < 0)
        return G_MAXUINT;
      count += cow_builder_cell_table (reader->builder, (guint)plan->column) != NULL;
    }
  return count;
}

static const CowRowShape *
make_row_shape (EdgeReader *reader)
{
  guint n_fields = reader->columns.plans->len;
  CowRowShape *shape = g_malloc0 (sizeof *shape + n_fields * sizeof *shape->fields);

  shape->builder = reader->builder;
  shape->names = cow_builder_name_table (reader->builder);
  shape->delimiter = reader->lines.delimiter;
  shape->source = reader->source;
  shape->target = reader->target;
  shape->least = MAX (MAX (reader->n_first, 2), MAX (reader->source, reader->target) + 1);
  shape->n_fields = n_fields;
  for (guint i = 0; i < n_fields; i++)
    {
      const CowColumnPlan *plan = cow_columns_get (&reader->columns, i);

      shape->fields[i] = (CowRowField){ .role = plan->role, .type = plan->type };
      if (plan->role != COW_ROLE_ATTRIBUTE)
        continue;
      shape->n_columns++;
      shape->fields[i].texts = cow_builder_cell_table (reader->builder, (guint)plan->column);
    }
  g_ptr_array_add (reader->row_shapes, shape);
  return shape;
}

/* Rows: names or columns turn to text, columns become more, a few times in a file. */
static const CowRowShape *
choose_row_shape (EdgeReader *reader)
{
  const CowRowShape *latest = reader->row_shapes->len > 0 ? g_ptr_array_index (reader->row_shapes, reader->row_shapes->len - 1) : NULL;
  guint n_text_columns = count_text_columns (reader);

  if (reader->n_first == 0 || n_text_columns == G_MAXUINT)
    return NULL;
  if (latest && latest->n_fields == reader->columns.plans->len && n_text_columns == reader->n_text_columns
      && latest->names == cow_builder_name_table (reader->builder))
    return latest;
  reader->n_text_columns = n_text_columns;
  return make_row_shape (reader);
}

/* Which lines the short cut may read from here on. */
static void
choose_shape (EdgeReader *reader)
{
  gboolean weighted = reader->columns.plans->len > 2 && cow_columns_get (&reader->columns, 2)->role == COW_ROLE_WEIGHT
                      && cow_columns_get (&reader->columns, 2)->type == COW_TYPE_NULL;

  gboolean ends_first = reader->source == 0 && reader->target == 1;
  gboolean in_numbers = g_ascii_isalnum (reader->lines.delimiter) || strchr ("+-.", reader->lines.delimiter) != NULL;
  gboolean numbers = ends_first && !in_numbers && !cow_builder_name_table (reader->builder);
  CowPlainShape shape = reader->shape;

  if (reader->options->by_line)
    return;
  shape.bare = numbers && reader->n_first < 3;
  shape.weighted = numbers && reader->n_first < 4 && weighted;
  shape.rows = shape.bare || shape.weighted ? NULL : choose_row_shape (reader);
  if (reader->stream && (shape.bare != reader->shape.bare || shape.weighted != reader->shape.weighted || shape.rows != reader->shape.rows))
    cow_plain_stream_set_shape (reader->stream, &shape);
  reader->shape = shape;
}

static void
place_ends (EdgeReader *reader)
{
  for (guint i = 0; i < reader->columns.plans->len; i++)
    {
      CowColumnRole role = cow_columns_get (&reader->columns, i)->role;

      if (role == COW_ROLE_SOURCE)
        reader->source = i;
      else if (role == COW_ROLE_TARGET)
        reader->target = i;
    }
}

static gboolean
fail_at (EdgeReader *reader, GError **error, const char *message)
{
  return cow_input_error_at (reader->input, reader->lines.line, error, "%s", message);
}

static gboolean
take_header (EdgeReader *reader, GError **error)
{
  const CowFields *fields = &reader->lines.fields;
  g_autoptr (GError) wrong = NULL;

  reader->header = FALSE;
  reader->n_first = fields->n;
  if (fields->n < 2)
    return fail_at (reader, error, "header with one field: an edge needs two");
  if (fields->n > MOST_COLUMNS)
    return cow_input_error_at (reader->input, reader->lines.line, error, "%u columns: more than %d", fields->n, MOST_COLUMNS);
  if (reader->named)
    return TRUE;
  for (guint i = 0; i < fields->n; i++)
    cow_columns_add (&reader->columns, fields->items[i].text, fields->items[i].length);
  reader->named = TRUE;
  if (!cow_columns_assign_ends (&reader->columns, &wrong))
    return fail_at (reader, error, wrong->message);
  place_ends (reader);
  choose_shape (reader);
  return TRUE;
}

/* `1,5`: digits, a comma, digits. */
static gboolean
is_decimal_comma (const CowField *field)
{
  const char *comma = memchr (field->text, ',', field->length);
  CowField left = { field->text, comma ? (gsize)(comma - field->text) : 0, FALSE };
  gint64 value;

  return comma != NULL && !field->quoted && cow_number_parse_int (left.text, left.length, &value)
         && cow_number_parse_int (comma + 1, field->length - left.length - 1, &value);
}

/* Columns that the plan does not know yet: the third is the weight when it is a number, the others attributes c3, c4 … */
static gboolean
plan_columns (EdgeReader *reader, GError **error)
{
  const CowFields *fields = &reader->lines.fields;

  if (fields->n > MOST_COLUMNS)
    return cow_input_error_at (reader->input, reader->lines.line, error, "%u columns: more than %d", fields->n, MOST_COLUMNS);
  while (reader->columns.plans->len < fields->n)
    {
      guint index = reader->columns.plans->len;
      CowColumnRole role = COW_ROLE_ATTRIBUTE;

      if (!reader->named && index < 2)
        role = index == 0 ? COW_ROLE_SOURCE : COW_ROLE_TARGET;
      else if (!reader->named && index == 2)
        {
          const CowField *third = &fields->items[2];

          if (is_decimal_comma (third))
            return cow_input_error_at (reader->input, reader->lines.line, error,
                                       "weight \"%.*s\" with a decimal comma: numbers are written with a point",
                                       (int)MIN (third->length, 60), third->text);
          role = cow_field_is_number (third) ? COW_ROLE_WEIGHT : COW_ROLE_ATTRIBUTE;
        }
      cow_columns_add_unnamed (&reader->columns, role);
    }
  return TRUE;
}

static gboolean
parse_weight (EdgeReader *reader, const CowColumnPlan *plan, const CowField *field, CowCost *weight, GError **error)
{
  double real;

  if (cow_edge_weight_parse (field, plan->type, weight))
    return TRUE;
  g_autofree char *shown = cow_field_quote (field);
  if (plan->type == COW_TYPE_INT || !cow_number_parse_real (field->text, field->length, &real))
    return cow_input_error_at (reader->input, reader->lines.line, error, "weight %s is no %s%s", shown,
                               plan->type == COW_TYPE_INT ? "integer" : "number",
                               is_decimal_comma (field) ? " (numbers are written with a point)" : "");
  if (!isfinite (real))
    return cow_input_error_at (reader->input, reader->lines.line, error, "weight %s is not %s", shown, isnan (real) ? "a number" : "finite");
  return cow_input_error_at (reader->input, reader->lines.line, error,
                             "weight %s is beyond 64-bit integers (with a fraction or an exponent it is read as a double)", shown);
}

/* All that can be wrong with a line, before anything of it reaches the builder. */
static gboolean
check_line (EdgeReader *reader, CowCost *weight, GError **error)
{
  const CowFields *fields = &reader->lines.fields;

  *weight = cow_cost_unreachable ();
  if (!fields->items[0].quoted && fields->items[0].length >= 2 && memcmp (fields->items[0].text, "//", 2) == 0)
    return fail_at (reader, error, "comment in \"//\" style: comments begin with # or %");
  if (fields->n < 2)
    return fail_at (reader, error, "one field: an edge needs two");
  if (fields->n < reader->n_first || fields->n <= MAX (reader->source, reader->target))
    return cow_input_error_at (reader->input, reader->lines.line, error, "%u fields, the first line has %u", fields->n,
                               MAX (reader->n_first, MAX (reader->source, reader->target) + 1));
  if (fields->n > reader->columns.plans->len && !plan_columns (reader, error))
    return FALSE;
  const CowField *source = &fields->items[reader->source], *target = &fields->items[reader->target];
  if ((source->length == 0 && !source->quoted) || (target->length == 0 && !target->quoted))
    return fail_at (reader, error, "empty vertex name");
  for (guint i = 0; i < fields->n; i++)
    {
      const CowColumnPlan *plan = cow_columns_get (&reader->columns, i);
      g_autoptr (GError) wrong = NULL;

      if (plan->role == COW_ROLE_WEIGHT && !parse_weight (reader, plan, &fields->items[i], weight, error))
        return FALSE;
      if (plan->role == COW_ROLE_ATTRIBUTE && !cow_column_check_cell (plan, &fields->items[i], &wrong))
        return fail_at (reader, error, wrong->message);
    }
  return TRUE;
}

static gboolean
store_line (EdgeReader *reader, CowCost weight, GError **error)
{
  const CowFields *fields = &reader->lines.fields;
  const CowField *source = &fields->items[reader->source], *target = &fields->items[reader->target];
  guint32 from, to;

  if (!cow_builder_vertex (reader->builder, source->text, source->length, &from, error)
      || !cow_builder_vertex (reader->builder, target->text, target->length, &to, error)
      || !cow_builder_edge (reader->builder, from, to, error))
    return FALSE;
  if (weight.kind == COW_COST_INT && !cow_builder_weight_int (reader->builder, weight.integer, error))
    return FALSE;
  if (weight.kind == COW_COST_REAL && !cow_builder_weight_real (reader->builder, weight.real, error))
    return FALSE;
  guint64 row = cow_builder_n_edges (reader->builder) - 1;
  for (guint i = 0; i < fields->n; i++)
    {
      CowColumnPlan *plan = cow_columns_get (&reader->columns, i);

      if (plan->role == COW_ROLE_ATTRIBUTE
          && !cow_column_store_cell (plan, reader->builder, FALSE, row, &fields->items[i], error))
        return FALSE;
    }
  return TRUE;
}

/* A malformed line: counted when the user wants them skipped, else the end. */
static gboolean
reject_line (EdgeReader *reader, GError *wrong, GError **error)
{
  if (!reader->options->skip_bad_lines || !g_error_matches (wrong, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE))
    {
      g_propagate_error (error, wrong);
      return FALSE;
    }
  if (reader->n_bad++ == 0)
    reader->first_bad = g_strdup (wrong->message);
  g_error_free (wrong);
  return TRUE;
}

static gboolean
take_line (EdgeReader *reader, GError **error)
{
  CowCost weight;
  GError *wrong = NULL;

  if (reader->header)
    return take_header (reader, error);
  if (!check_line (reader, &weight, &wrong))
    return reject_line (reader, wrong, error);
  if (reader->n_first == 0)
    reader->n_first = reader->lines.fields.n;
  if (store_line (reader, weight, error))
    {
      choose_shape (reader);
      return TRUE;
    }
  g_prefix_error (error, "%s:%" G_GUINT64_FORMAT ": ", cow_input_name (reader->input),
                  cow_input_line_number_at (reader->input, reader->lines.line));
  return FALSE;
}

static gboolean
check_cancelled (EdgeReader *reader, guint units, GError **error)
{
  if (!cow_progress_step (reader->progress, units))
    return TRUE;
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "%s: cancelled", cow_input_name (reader->input));
  return FALSE;
}

static gboolean
store_cells (EdgeReader *reader, const CowEdgeRows *rows, guint64 first_row, guint count, guint *done, GError **error)
{
  guint cell = 0;

  for (guint i = 0; i < reader->columns.plans->len && cell < rows->n_columns; i++)
    {
      const CowColumnPlan *plan = cow_columns_get (&reader->columns, i);

      if (plan->role == COW_ROLE_ATTRIBUTE
          && !cow_builder_cells (reader->builder, (guint)plan->column, first_row, count, rows->cells + cell++, rows->n_columns, done, error))
        return FALSE;
    }
  return TRUE;
}

/* What a scan gave, from `text` on. shape: by which rows were read; NULL: each of these edges is a line. */
static gboolean
store_edges (EdgeReader *reader, const CowPlainEdges *edges, const CowEdgeRows *rows, const CowRowShape *shape, const char *text, GError **error)
{
  CowEdgeBatch batch = { .count = edges->count, .from = edges->from, .to = edges->to, .kind = edges->kind, .weights.data = edges->weights.data };
  guint64 line, row = cow_builder_n_edges (reader->builder);
  guint done;

  batch.found = shape && shape->names;
  batch.unknown = rows->unknown;
  if (cow_builder_edges (reader->builder, &batch, &done, error)
      && (!shape || edges->count == 0 || store_cells (reader, rows, row, edges->count, &done, error)))
    {
      choose_shape (reader);
      return check_cancelled (reader, edges->count, error);
    }
  line = shape ? cow_input_line_number_at (reader->input, text + rows->lines[done]) : cow_input_line_number_at (reader->input, text) + done;
  g_prefix_error (error, "%s:%" G_GUINT64_FORMAT ": ", cow_input_name (reader->input), line);
  return FALSE;
}

/* Plain lines and rows from reader->lines.at on, as long as there are some. */
static gboolean
read_plain_lines (EdgeReader *reader, GError **error)
{
  CowPlainEdges *edges = &reader->edges;

  do
    {
      const char *from = reader->lines.at;
      const CowRowShape *shape = reader->shape.rows;

      reader->lines.at = cow_edge_rows_scan (&reader->rows, edges, &reader->shape, from, reader->lines.end);
      if (!store_edges (reader, edges, &reader->rows, shape, from, error))
        return FALSE;
    }
  while (edges->count == edges->capacity);
  return TRUE;
}

static gboolean
has_plain_lines (const EdgeReader *reader)
{
  return reader->shape.bare || reader->shape.weighted || reader->shape.rows;
}

/* The lines from reader->lines.at on, up to the end of the text; or, of a detached text, up to a line that crosses it. once: or up
 * to where threads could go on. */
static gboolean
read_text (EdgeReader *reader, gboolean once, GError **error)
{
  for (;;)
    {
      GError *wrong = NULL;

      if (has_plain_lines (reader) && once)
        return TRUE;
      if (has_plain_lines (reader) && !read_plain_lines (reader, error))
        return FALSE;
      if (!check_cancelled (reader, 1, error))
        return FALSE;
      switch (cow_field_reader_next (&reader->lines, &wrong))
        {
        case COW_NEXT_CHUNK:
          return TRUE;
        case COW_NEXT_FIELDS:
          if (!take_line (reader, error))
            return FALSE;
          break;
        case COW_NEXT_BAD:
          if (!reject_line (reader, wrong, error))
            return FALSE;
          break;
        }
    }
}

/* FALSE with error, or without: the end. */
static gboolean
read_block (EdgeReader *reader, GError **error)
{
  const CowPlainBlock *block = cow_plain_stream_next (reader->stream, error);
  CowPlainStream *stream = reader->stream;

  if (!block || !store_edges (reader, &block->edges, &block->rows, block->shape, block->text, error))
    return FALSE;
  reader->lines.at = block->at;
  reader->lines.end = block->end;
  if (block->at == block->end)
    return TRUE;
  reader->lines.detached = TRUE;
  if (!read_text (reader, FALSE, error))
    return FALSE;
  reader->lines.detached = FALSE;
  if (reader->lines.at == reader->lines.end)
    return TRUE;
  /* A quoted field goes on in the next block: from here on one thread reads alone. */
  reader->stream = NULL;
  return cow_plain_stream_close (stream, reader->lines.at, error);
}

/* Hands what is left of the input to threads and takes it from them. */
static gboolean
read_in_threads (EdgeReader *reader, guint n_threads, GError **error)
{
  GError *wrong = NULL;

  cow_input_keep (reader->input, (gsize)(reader->lines.end - reader->lines.at));
  if (!cow_input_prepend (reader->input, NULL, 0, error))
    return FALSE;
  reader->stream = cow_plain_stream_new (reader->input, &reader->shape, reader->options->piece_bytes, n_threads, error);
  if (!reader->stream)
    return FALSE;
  while (reader->stream && read_block (reader, &wrong))
    ;
  if (!wrong)
    return TRUE;
  g_propagate_error (error, wrong);
  return FALSE;
}

static gboolean
read_all (EdgeReader *reader, GError **error)
{
  guint n_threads = cow_builder_n_threads (reader->builder);
  GError *wrong = NULL;

  while (cow_field_reader_chunk (&reader->lines, &wrong))
    {
      gboolean alone = n_threads < 2;

      if (!read_text (reader, !alone, error))
        return FALSE;
      if (alone || !has_plain_lines (reader))
        continue;
      if (!read_in_threads (reader, n_threads, error))
        return FALSE;
      if (reader->stream)
        return TRUE;
      n_threads = 1;
    }
  if (!wrong)
    return TRUE;
  g_propagate_error (error, wrong);
  return FALSE;
}

static gboolean
choose_delimiter (EdgeReader *reader, const char *bytes, gsize length, GError **error)
{
  char delimiter = reader->options->delimiter;

  if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter == '#' || delimiter == '%' || delimiter < 0)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX,
                           "delimiter cannot be a quote, a line end, # or %, nor a letter beyond ASCII");
      return FALSE;
    }
  if (delimiter == 0)
    delimiter = cow_fields_guess_delimiter (bytes, length);
  reader->shape = (CowPlainShape){ .delimiter = delimiter, .largest = COW_PLAIN_LARGEST };
  cow_field_reader_init (&reader->lines, reader->input, delimiter);
  return TRUE;
}

static gboolean
read_edgelist (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  CowProgress nobody = { 0 };
  g_auto (EdgeReader) reader = { .options = options, .input = input, .builder = builder, .target = 1 };
  gsize length;
  const char *bytes = cow_input_peek (input, &length);

  reader.progress = progress != NULL ? progress : &nobody;
  reader.row_shapes = g_ptr_array_new_with_free_func (g_free);
  cow_columns_init (&reader.columns);
  if (!choose_delimiter (&reader, bytes, length, error))
    return FALSE;
  cow_builder_set_directed (builder, options->directed != 0);
  if (options->columns != NULL)
    {
      if (!cow_columns_parse (&reader.columns, options->columns, error))
        return FALSE;
      reader.named = TRUE;
      place_ends (&reader);
    }
  reader.header = options->header == COW_HEADER_YES || (options->header == COW_HEADER_AUTO && cow_header_detect (bytes, length, reader.lines.delimiter));
  if (!cow_plain_edges_init (&reader.edges, cow_plain_edges_fit (input, PLAIN_EDGES)))
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "no memory to read edges");
      return FALSE;
    }
  if (!read_all (&reader, error))
    return FALSE;
  if (length == 0)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s: empty file: no edges", cow_input_name (input));
      return FALSE;
    }
  if (reader.n_bad > 0)
    cow_read_warn (options, "%" G_GUINT64_FORMAT " bad line%s skipped, the first: %s", reader.n_bad, reader.n_bad == 1 ? "" : "s",
                   reader.first_bad);
  return TRUE;
}

/* Text that begins with two fields; anything may be an edge list, so it is never surer than this. */
static guint
sniff_edgelist (const char *bytes, gsize length)
{
  g_auto (CowFields) fields;
  const char *newline = memchr (bytes, '\n', length);
  const char *at = bytes, *end;

  cow_fields_init (&fields);
  if (length == 0 || newline == NULL || memchr (bytes, 0, length) != NULL)
    return 0;
  for (end = bytes + length; end[-1] != '\n'; end--)
    ;
  char delimiter = cow_fields_guess_delimiter (bytes, length);
  while (at < end)
    {
      CowSplit split = cow_fields_split (&fields, at, end, delimiter, &at);

      if (split != COW_SPLIT_NOTHING)
        return split == COW_SPLIT_FIELDS && fields.n >= 2 ? 20 : 0;
    }
  return 5;
}

const CowFormat cow_format_edgelist = {
  .name = "edgelist",
  .endings = ".txt .tsv .csv .edges .edgelist .ncol",
  .summary = "text, one edge a line: source, target, perhaps a weight and attributes",
  .details
  = "Fields are separated by tabs, semicolons, commas or blanks, found from the first lines: a delimiter that stands in every "
    "one of them. Blanks around a field are dropped. A field in double quotes may hold delimiters, line ends and, doubled, "
    "quotes. Lines that begin with # or % are comments, and where blanks separate, a field that begins with # ends the line. "
    "Names are kept exactly as text: 1e3, 0x10 and -1 are names.\n\n"
    "Without a header the first two fields are source and target, the third is the weight if it is a number in the first "
    "line, else the attribute c3; further fields are the attributes c4, c5 and so on. The first line is a header when it has "
    "well-known words for both ends (source, src, from, u; target, dst, to, v; and the like), or when its third field "
    "is no number and that of the next lines is. Columns are then found by name, the ends also as the first two, and "
    "the column weight is the weight. A name may carry a type: capacity:int. An empty field is null; in a column of type string, \"\" "
    "is an empty text.\n\n"
    "A line with one field, or with fewer fields than the first line, is an error. A line may have more fields: an edge without "
    "the further ones has null there, and the weight 1. A weight must be a finite number with a decimal point; an "
    "integer beyond 64 bits is refused. A file without a byte is an error, a file without a line of fields is a graph "
    "without vertices. Lines in the // style are refused as comments.\n\n"
    "    roads.txt:3: one field: an edge needs two\n"
    "    roads.txt:7: weight \"heavy\" is no number\n"
    "    roads.csv:2: quote is not closed\n\n"
    "The graph is directed unless the load says otherwise. Written, fields are separated by tabs; there is a header when there "
    "are attributes or when the first edge would be taken for one. An edge list has no place for isolated vertices.",
  .sniff = sniff_edgelist,
  .read = read_edgelist,
  .skips_bad_lines = TRUE,
  .write = cow_edgelist_write,
  .loses = COW_LOSES_VERTEX_COLUMNS | COW_LOSES_COORDINATES | COW_LOSES_ISOLATED | COW_LOSES_DIRECTION,
};
