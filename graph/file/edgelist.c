/* edgelist.c - edge lists: one edge a line, two names, perhaps a weight and attributes.
 *
 * Lines of plain numbers, which is what large files are made of, are read straight from the buffer into the builder; any other
 * line falls through to fields, the column plan and its errors. Writing is in edgelist-write.c. */
#include "graph/file/columns.h"
#include "graph/file/edgelist.h"
#include "graph/file/fields.h"
#include "graph/file/formats.h"

#include <math.h>
#include <string.h>

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
  guint n_plain;         /* most fields a line of plain numbers may have: 0 (no such lines), 2 or 3 with a weight */
  gboolean stopped;      /* by the progress */
  guint64 n_bad;
  char *first_bad;
} EdgeReader;

/* What a line says when it is well-formed. */
typedef struct
{
  CowCostKind weight_kind; /* COW_COST_UNREACHABLE: none */
  gint64 integer;
  double real;
} EdgeLine;

static void
clear_reader (EdgeReader *reader)
{
  cow_field_reader_clear (&reader->lines);
  cow_columns_clear (&reader->columns);
  g_free (reader->first_bad);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EdgeReader, clear_reader)

static gboolean
is_number (const CowField *field)
{
  double value;

  return !field->quoted && cow_number_parse_real (field->text, field->length, &value);
}

/* The first lines, as far as the question "is the first one a header" goes. */
typedef struct
{
  guint lines;                  /* behind the first */
  gboolean third, third_number; /* some have a third field; all of those are numbers */
  gboolean recurs;              /* an end of the first line is an end again */
} Sample;

static gboolean
same_field (const CowField *a, const CowField *b)
{
  return a->length == b->length && memcmp (a->text, b->text, a->length) == 0;
}

static void
sample_lines (EdgeReader *reader, const CowFields *first, const char *at, const char *end, Sample *sample)
{
  g_auto (CowFields) fields;

  cow_fields_init (&fields);
  *sample = (Sample){ .third_number = TRUE };
  while (at < end && sample->lines < 64)
    {
      CowSplit split = cow_fields_split (&fields, at, end, reader->lines.delimiter, &at);

      if (split == COW_SPLIT_OPEN)
        return;
      if (split != COW_SPLIT_FIELDS)
        continue;
      sample->lines++;
      if (fields.n > 2)
        {
          sample->third = TRUE;
          sample->third_number &= is_number (&fields.items[2]);
        }
      for (guint i = 0; i < MIN (fields.n, 2); i++)
        sample->recurs |= same_field (&fields.items[i], &first->items[0]) || same_field (&fields.items[i], &first->items[1]);
    }
}

/* Well-known words for both ends make a header; `u` and `v` are names as well, so they must not come again. */
static gboolean
has_header_words (const CowFields *first, const Sample *sample)
{
  guint sources = 0, targets = 0, letters = 0;

  for (guint i = 0; i < first->n; i++)
    {
      guint meaning = cow_column_word (first->items[i].text, first->items[i].length);

      sources += meaning == 1;
      targets += meaning == 2;
      letters += (meaning == 1 || meaning == 2) && first->items[i].length == 1;
    }
  if (sources == 0 || targets == 0)
    return FALSE;
  return letters < 2 || (!sample->recurs && (sample->lines > 0 || first->n > 2));
}

static gboolean
detect_header (EdgeReader *reader, const char *bytes, gsize length)
{
  const char *newline = length > 0 ? g_strrstr_len (bytes, (gssize)length, "\n") : NULL;
  g_autofree char *copy = NULL;
  g_auto (CowFields) first;
  Sample sample;

  cow_fields_init (&first);
  if (newline != NULL && length == COW_INPUT_PEEK_BYTES)
    length = (gsize)(newline - bytes); /* the line behind it may be cut in two */
  copy = g_malloc (length + 1);
  memcpy (copy, bytes, length);
  copy[length] = '\n';
  const char *at = copy, *end = copy + length + 1;
  CowSplit split = COW_SPLIT_NOTHING;
  while (at < end && split == COW_SPLIT_NOTHING)
    split = cow_fields_split (&first, at, end, reader->lines.delimiter, &at);
  if (split != COW_SPLIT_FIELDS || first.n < 2)
    return FALSE;
  sample_lines (reader, &first, at, end, &sample);
  if (has_header_words (&first, &sample))
    return TRUE;
  return first.n > 2 && !is_number (&first.items[2]) && sample.third && sample.third_number;
}

/* Which lines the short cut may read. */
static void
allow_plain_lines (EdgeReader *reader)
{
  gboolean weighted = reader->columns.plans->len > 2 && cow_columns_get (&reader->columns, 2)->role == COW_ROLE_WEIGHT
                      && cow_columns_get (&reader->columns, 2)->type == COW_TYPE_NULL;

  reader->n_plain = reader->source != 0 || reader->target != 1 ? 0 : weighted ? 3 : 2;
  if (reader->n_plain < reader->n_first)
    reader->n_plain = 0;
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
  allow_plain_lines (reader);
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
          role = is_number (third) ? COW_ROLE_WEIGHT : COW_ROLE_ATTRIBUTE;
        }
      cow_columns_add_unnamed (&reader->columns, role);
    }
  return TRUE;
}

static gboolean
parse_weight (EdgeReader *reader, const CowColumnPlan *plan, const CowField *field, EdgeLine *line, GError **error)
{
  if (cow_number_parse_int (field->text, field->length, &line->integer))
    {
      line->weight_kind = COW_COST_INT;
      return TRUE;
    }
  g_autofree char *shown = cow_field_quote (field);
  if (plan->type == COW_TYPE_INT || !cow_number_parse_real (field->text, field->length, &line->real))
    return cow_input_error_at (reader->input, reader->lines.line, error, "weight %s is no %s%s", shown,
                               plan->type == COW_TYPE_INT ? "integer" : "number",
                               is_decimal_comma (field) ? " (numbers are written with a point)" : "");
  if (isnan (line->real))
    return cow_input_error_at (reader->input, reader->lines.line, error, "weight %s is not a number", shown);
  if (isinf (line->real))
    return cow_input_error_at (reader->input, reader->lines.line, error, "weight %s is not finite", shown);
  gboolean integer = TRUE;
  for (gsize i = 0; i < field->length; i++)
    integer &= g_ascii_isdigit (field->text[i]) || field->text[i] == '-' || field->text[i] == '+';
  if (integer)
    return cow_input_error_at (reader->input, reader->lines.line, error,
                               "weight %s is beyond 64-bit integers (with a fraction or an exponent it is read as a double)",
                               shown);
  line->weight_kind = COW_COST_REAL;
  return TRUE;
}

/* All that can be wrong with a line, before anything of it reaches the builder. */
static gboolean
check_line (EdgeReader *reader, EdgeLine *line, GError **error)
{
  const CowFields *fields = &reader->lines.fields;

  line->weight_kind = COW_COST_UNREACHABLE;
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

      if (plan->role == COW_ROLE_WEIGHT && !parse_weight (reader, plan, &fields->items[i], line, error))
        return FALSE;
      if (plan->role == COW_ROLE_ATTRIBUTE && !cow_column_check_cell (plan, &fields->items[i], &wrong))
        return fail_at (reader, error, wrong->message);
    }
  return TRUE;
}

static gboolean
store_line (EdgeReader *reader, const EdgeLine *line, GError **error)
{
  const CowFields *fields = &reader->lines.fields;
  const CowField *source = &fields->items[reader->source], *target = &fields->items[reader->target];
  guint32 from, to;

  if (!cow_builder_vertex (reader->builder, source->text, source->length, &from, error)
      || !cow_builder_vertex (reader->builder, target->text, target->length, &to, error)
      || !cow_builder_edge (reader->builder, from, to, error))
    return FALSE;
  if (line->weight_kind == COW_COST_INT && !cow_builder_weight_int (reader->builder, line->integer, error))
    return FALSE;
  if (line->weight_kind == COW_COST_REAL && !cow_builder_weight_real (reader->builder, line->real, error))
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
  EdgeLine line;
  GError *wrong = NULL;

  if (reader->header)
    return take_header (reader, error);
  if (!check_line (reader, &line, &wrong))
    return reject_line (reader, wrong, error);
  if (reader->n_first == 0)
    reader->n_first = reader->lines.fields.n;
  allow_plain_lines (reader);
  if (store_line (reader, &line, error))
    return TRUE;
  g_prefix_error (error, "%s:%" G_GUINT64_FORMAT ": ", cow_input_name (reader->input),
                  cow_input_line_number_at (reader->input, reader->lines.line));
  return FALSE;
}

/* A canonical number of at most 10 digits: what the builder takes as a number. NULL: something else. */
static inline const char *
scan_number (const char *at, guint64 *number)
{
  const char *from = at;
  guint64 value = (guint)(guchar)*at - '0';

  if (value > 9)
    return NULL;
  for (guint digit; (digit = (guint)(guchar)*++at - '0') <= 9;)
    {
      value = value * 10 + digit;
      if (at - from > 9)
        return NULL;
    }
  *number = value;
  return *from == '0' && at - from > 1 ? NULL : at;
}

static inline const char *
skip_separator (const char *at, char delimiter)
{
  if (delimiter != ' ')
    return *at == delimiter ? at + 1 : NULL;
  if (*at != ' ' && *at != '\t')
    return NULL;
  while (*at == ' ' || *at == '\t')
    at++;
  return at;
}

/* Behind the line end, or NULL. */
static inline const char *
skip_line_end (const char *at, char delimiter)
{
  if (delimiter == ' ')
    while (*at == ' ' || *at == '\t')
      at++;
  if (*at == '\r')
    at++;
  return *at == '\n' ? at + 1 : NULL;
}

/* A weight that ends where the line does; the rest of what a weight can be is left to parse_weight. */
static inline const char *
scan_weight (const char *at, EdgeLine *line)
{
  const char *from = at;
  gint64 value = 0;

  while ((guint)(guchar)*at - '0' <= 9 && at - from < 18)
    value = value * 10 + (*at++ - '0');
  if (G_LIKELY (at > from && (*at == '\n' || *at == '\r' || *at == ' ' || *at == '\t')))
    {
      line->weight_kind = COW_COST_INT;
      line->integer = value;
      return at;
    }
  gboolean fraction = FALSE;
  while (*at != '\n' && *at != '\r' && *at != ' ' && *at != '\t' && *at != ',' && *at != ';')
    {
      fraction |= *at == '.';
      at++;
    }
  line->weight_kind = COW_COST_REAL;
  return fraction && cow_number_parse_real (from, (gsize)(at - from), &line->real) && isfinite (line->real) ? at : NULL;
}

/* Edges on their way to the builder. Scanning lines mispredicts at every digit count; looking names up misses the cache. Apart from
 * each other the misses of many edges overlap. */
#define BATCH_EDGES 256

typedef struct
{
  guint count;
  guint64 from[BATCH_EDGES], to[BATCH_EDGES];
  EdgeLine lines[BATCH_EDGES];
  const char *places[BATCH_EDGES]; /* for errors */
} EdgeBatch;

static gboolean
store_batch (EdgeReader *reader, EdgeBatch *batch, GError **error)
{
  CowBuilder *builder = reader->builder;
  guint32 ends[BATCH_EDGES][2];
  guint i;

  for (i = 0; i < batch->count; i++)
    if (!cow_builder_vertex_number (builder, batch->from[i], &ends[i][0], error)
        || !cow_builder_vertex_number (builder, batch->to[i], &ends[i][1], error))
      goto failed;
  for (i = 0; i < batch->count; i++)
    {
      const EdgeLine *line = &batch->lines[i];

      if (!cow_builder_edge (builder, ends[i][0], ends[i][1], error)
          || (line->weight_kind == COW_COST_INT && !cow_builder_weight_int (builder, line->integer, error))
          || (line->weight_kind == COW_COST_REAL && !cow_builder_weight_real (builder, line->real, error)))
        goto failed;
    }
  reader->stopped |= cow_progress_step (reader->progress, batch->count);
  batch->count = 0;
  return TRUE;

failed:
  g_prefix_error (error, "%s:%" G_GUINT64_FORMAT ": ", cow_input_name (reader->input),
                  cow_input_line_number_at (reader->input, batch->places[i]));
  return FALSE;
}

/* Scans lines of two or three numbers into a batch until it is full; returns the line where it stopped.
 * Every line ends in \n, which is no digit and no separator: nothing need look at the end of the bytes. */
static const char *
scan_plain_lines (const EdgeReader *reader, EdgeBatch *batch, const char *at, const char *end)
{
  const char delimiter = reader->lines.delimiter;
  const gboolean weighted = reader->n_plain == 3, bare = reader->n_first < 3;

  while (at < end && batch->count < BATCH_EDGES)
    {
      const char *next, *behind;
      guint i = batch->count;
      EdgeLine *line = &batch->lines[i];

      if ((next = scan_number (at, &batch->from[i])) == NULL || (next = skip_separator (next, delimiter)) == NULL
          || (next = scan_number (next, &batch->to[i])) == NULL)
        return at;
      line->weight_kind = COW_COST_UNREACHABLE;
      behind = bare ? skip_line_end (next, delimiter) : NULL;
      if (behind == NULL
          && (!weighted || (next = skip_separator (next, delimiter)) == NULL || (next = scan_weight (next, line)) == NULL
              || (behind = skip_line_end (next, delimiter)) == NULL))
        return at;
      batch->places[i] = at;
      batch->count++;
      at = behind;
    }
  return at;
}

/* Returns the line where it stopped: one for the slow way, or the end. NULL on an error of the builder. */
static const char *
read_plain_lines (EdgeReader *reader, const char *at, const char *end, GError **error)
{
  EdgeBatch batch;

  for (gboolean full = TRUE; full && !reader->stopped;)
    {
      batch.count = 0;
      at = scan_plain_lines (reader, &batch, at, end);
      full = batch.count == BATCH_EDGES;
      if (!store_batch (reader, &batch, error))
        return NULL;
    }
  return at;
}

static gboolean
read_chunk (EdgeReader *reader, GError **error)
{
  for (;;)
    {
      GError *wrong = NULL;

      if (reader->n_plain > 0)
        {
          const char *at = read_plain_lines (reader, reader->lines.at, reader->lines.end, error);

          if (at == NULL)
            return FALSE;
          reader->lines.at = at;
        }
      if (reader->stopped || cow_progress_step (reader->progress, 1))
        {
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "%s: cancelled", cow_input_name (reader->input));
          return FALSE;
        }
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
  cow_field_reader_init (&reader->lines, reader->input, delimiter);
  return TRUE;
}

static gboolean
read_edgelist (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  CowProgress nobody = { 0 };
  g_auto (EdgeReader) reader = { .options = options, .input = input, .builder = builder, .target = 1 };
  GError *wrong = NULL;
  gsize length;
  const char *bytes = cow_input_peek (input, &length);

  reader.progress = progress != NULL ? progress : &nobody;
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
  reader.header = options->header == COW_HEADER_YES || (options->header == COW_HEADER_AUTO && detect_header (&reader, bytes, length));
  while (cow_field_reader_chunk (&reader.lines, &wrong))
    if (!read_chunk (&reader, error))
      return FALSE;
  if (wrong != NULL)
    {
      g_propagate_error (error, wrong);
      return FALSE;
    }
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
  .endings = ".txt .tsv .csv .el .wel .edges .edgelist .ncol",
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
    "the column weight is the weight. A name may carry a type: capacity:int.\n\n"
    "A line with one field, or with fewer fields than the first line, is an error. A line may have more fields: an edge without "
    "the further ones has null there, and the weight 1. A weight must be a finite number with a decimal point; an "
    "integer beyond 64 bits is refused. A file without a byte is an error, a file without a line of fields is a graph "
    "without vertices. Lines in the // style are refused as comments.\n\n"
    "The graph is directed unless the load says otherwise. Written, fields are separated by tabs; there is a header when there "
    "are attributes or when the first edge would be taken for one. An edge list has no place for isolated vertices.",
  .sniff = sniff_edgelist,
  .read = read_edgelist,
  .write = cow_edgelist_write,
};
