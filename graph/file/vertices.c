/* vertices.c - what --vertices reads: a table whose first column is the name, or DIMACS coordinates.
 *
 * The table shares fields and columns with edge lists. Columns x and y (lon and lat) become attributes and coordinates both. */
#include "graph/file/columns.h"
#include "graph/file/fields.h"

#include <math.h>
#include <string.h>

#define MOST_COLUMNS 200
#define MICRO 1e-6 /* DIMACS coordinates are degrees times a million */

typedef struct
{
  const CowReadOptions *options;
  CowInput *input;
  CowBuilder *builder;
  CowProgress *progress;
  CowFieldReader lines;
  CowColumns columns;
  gboolean header;  /* the next line is it */
  gboolean co;      /* DIMACS coordinates */
  double scale;     /* of those */
  guint n_first;
  gint x, y;        /* which columns; -1: none */
  guint64 n_bad;
  char *first_bad;
} VertexReader;

static void
clear_reader (VertexReader *reader)
{
  cow_field_reader_clear (&reader->lines);
  cow_columns_clear (&reader->columns);
  g_free (reader->first_bad);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VertexReader, clear_reader)

static gboolean
is_word (const CowField *field, const char *word)
{
  return !field->quoted && strlen (word) == field->length && memcmp (field->text, word, field->length) == 0;
}

static gboolean
is_number (const CowField *field)
{
  double value;

  return !field->quoted && cow_number_parse_real (field->text, field->length, &value);
}

/* Calls visit for each line of fields in the first bytes, until it returns FALSE. */
static void
sample_lines (const char *bytes, gsize length, char delimiter, gboolean (*visit) (const CowFields *fields, gpointer user),
              gpointer user)
{
  g_autofree char *copy = g_malloc (length + 1);
  g_auto (CowFields) fields;

  memcpy (copy, bytes, length);
  copy[length] = '\n';
  cow_fields_init (&fields);
  for (const char *at = copy, *end = copy + length + 1; at < end;)
    {
      CowSplit split = cow_fields_split (&fields, at, end, delimiter, &at);

      if (split == COW_SPLIT_OPEN || (split == COW_SPLIT_FIELDS && !visit (&fields, user)))
        return;
    }
}

/* Coordinates say so in a problem line, or begin with v; comments may come before. */
static gboolean
find_co (const CowFields *fields, gpointer user)
{
  gboolean *co = user;

  if (is_word (&fields->items[0], "c"))
    return TRUE;
  *co = (fields->n >= 2 && is_word (&fields->items[0], "p") && is_word (&fields->items[1], "aux"))
        || (fields->n == 4 && is_word (&fields->items[0], "v") && is_number (&fields->items[1]) && is_number (&fields->items[2])
            && is_number (&fields->items[3]));
  return FALSE;
}

/* Degrees do not go beyond 360; if a millionth of every number could be a place on earth, that is what they are. */
typedef struct
{
  gboolean beyond, earth;
} Span;

static gboolean
measure_co (const CowFields *fields, gpointer user)
{
  Span *span = user;
  double x, y;

  if (fields->n == 4 && is_word (&fields->items[0], "v")
      && cow_number_parse_real (fields->items[2].text, fields->items[2].length, &x)
      && cow_number_parse_real (fields->items[3].text, fields->items[3].length, &y))
    {
      span->beyond |= fabs (x) > 360 || fabs (y) > 360;
      span->earth &= fabs (x) <= 180 / MICRO && fabs (y) <= 90 / MICRO;
    }
  return TRUE;
}

/* No header has a number for a name. */
static gboolean
find_header (const CowFields *fields, gpointer user)
{
  gboolean *header = user;

  *header = TRUE;
  for (guint i = 0; i < fields->n; i++)
    *header &= !is_number (&fields->items[i]);
  return FALSE;
}

static void
look_at_first_lines (VertexReader *reader)
{
  gsize length;
  const char *bytes = cow_input_peek (reader->input, &length);
  char asked = reader->options->delimiter, delimiter = cow_fields_guess_delimiter (bytes, length);
  const char *newline = memchr (bytes, '\n', length);

  /* The delimiter that the user named is meant for the edges; it counts here when it stands in the first line. */
  if (asked > 0 && asked != '"' && asked != '\n' && asked != '\r' && asked != '#' && asked != '%'
      && memchr (bytes, asked, newline != NULL ? (gsize)(newline - bytes) : length) != NULL)
    delimiter = asked;
  sample_lines (bytes, length, ' ', find_co, &reader->co);
  if (reader->co)
    {
      Span span = { .earth = TRUE };

      delimiter = ' ';
      sample_lines (bytes, length, delimiter, measure_co, &span);
      reader->scale = span.beyond && span.earth ? MICRO : 1;
    }
  else
    sample_lines (bytes, length, delimiter, find_header, &reader->header);
  cow_field_reader_init (&reader->lines, reader->input, delimiter);
}

static gboolean
fail_at (VertexReader *reader, GError **error, const char *message)
{
  return cow_input_error_at (reader->input, reader->lines.line, error, "%s", message);
}

static void
find_coordinates (VertexReader *reader)
{
  static const char *const pairs[][2] = { { "lon", "lat" }, { "lng", "lat" }, { "longitude", "latitude" }, { "x", "y" } };

  for (guint pair = 0; pair < G_N_ELEMENTS (pairs); pair++)
    {
      reader->x = reader->y = -1;
      for (guint i = 1; i < reader->columns.plans->len; i++)
        {
          const char *name = cow_columns_get (&reader->columns, i)->name;

          if (g_ascii_strcasecmp (name, pairs[pair][0]) == 0)
            reader->x = (gint)i;
          else if (g_ascii_strcasecmp (name, pairs[pair][1]) == 0)
            reader->y = (gint)i;
        }
      if (reader->x >= 0 && reader->y >= 0)
        return;
    }
  reader->x = reader->y = -1;
}

static gboolean
take_header (VertexReader *reader, GError **error)
{
  const CowFields *fields = &reader->lines.fields;
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  reader->header = FALSE;
  reader->n_first = fields->n;
  if (fields->n > MOST_COLUMNS)
    return cow_input_error_at (reader->input, reader->lines.line, error, "%u columns: more than %d", fields->n, MOST_COLUMNS);
  for (guint i = 0; i < fields->n; i++)
    cow_columns_add (&reader->columns, fields->items[i].text, fields->items[i].length);
  for (guint i = 1; i < fields->n; i++)
    {
      const CowColumnPlan *plan = cow_columns_get (&reader->columns, i);

      if (plan->role != COW_ROLE_IGNORED && !g_hash_table_add (names, plan->name))
        return cow_input_error_at (reader->input, reader->lines.line, error, "two columns are called \"%.60s\"", plan->name);
    }
  find_coordinates (reader);
  return TRUE;
}

/* What the line has beyond the columns there are. Without a header the first line with a name says what lines must have: a name, or a name and
 * two coordinates, also where it is then left out as a bad one. */
static gboolean
plan_columns (VertexReader *reader, GError **error)
{
  const CowFields *fields = &reader->lines.fields;

  if (fields->n > MOST_COLUMNS)
    return cow_input_error_at (reader->input, reader->lines.line, error, "%u columns: more than %d", fields->n, MOST_COLUMNS);
  gboolean is_first = reader->n_first == 0;
  if (is_first)
    reader->n_first = fields->n;
  if (is_first && fields->n == 3 && is_number (&fields->items[1]) && is_number (&fields->items[2]))
    {
      cow_columns_add (&reader->columns, "name", 4);
      cow_columns_add (&reader->columns, "x", 1);
      cow_columns_add (&reader->columns, "y", 1);
      find_coordinates (reader);
    }
  while (reader->columns.plans->len < fields->n)
    cow_columns_add_unnamed (&reader->columns, COW_ROLE_ATTRIBUTE);
  return TRUE;
}

/* FALSE: not there, or no coordinate; an empty field is one that is not known. */
static gboolean
parse_coordinate (const CowField *field, double *value)
{
  if (field->length == 0)
    {
      *value = (double)NAN;
      return TRUE;
    }
  return cow_number_parse_real (field->text, field->length, value) && isfinite (*value);
}

static gboolean
check_line (VertexReader *reader, double *x, double *y, GError **error)
{
  const CowFields *fields = &reader->lines.fields;

  if (fields->n < reader->n_first)
    return cow_input_error_at (reader->input, reader->lines.line, error, "%u fields, the first line has %u", fields->n,
                               reader->n_first);
  if (fields->items[0].length == 0 && !fields->items[0].quoted)
    return fail_at (reader, error, "empty vertex name");
  if (fields->n > reader->columns.plans->len && !plan_columns (reader, error))
    return FALSE;
  for (guint i = 1; i < fields->n; i++)
    {
      g_autoptr (GError) wrong = NULL;

      if (!cow_column_check_cell (cow_columns_get (&reader->columns, i), &fields->items[i], &wrong))
        return fail_at (reader, error, wrong->message);
    }
  for (guint k = 0; reader->x >= 0 && k < 2; k++)
    {
      const CowField *field = &fields->items[k == 0 ? reader->x : reader->y];

      if (!parse_coordinate (field, k == 0 ? x : y))
        {
          g_autofree char *shown = cow_field_quote (field);
          return cow_input_error_at (reader->input, reader->lines.line, error, "coordinate %s is no finite number", shown);
        }
    }
  return TRUE;
}

static gboolean
take_row (VertexReader *reader, GError **wrong, GError **error)
{
  const CowFields *fields = &reader->lines.fields;
  double x = (double)NAN, y = (double)NAN;
  guint32 appearance;

  if (reader->header)
    return take_header (reader, error);
  if (!check_line (reader, &x, &y, wrong))
    return FALSE;
  if (!cow_builder_vertex (reader->builder, fields->items[0].text, fields->items[0].length, &appearance, error))
    return FALSE;
  for (guint i = 1; i < fields->n; i++)
    {
      CowColumnPlan *plan = cow_columns_get (&reader->columns, i);

      if (plan->role != COW_ROLE_IGNORED
          && !cow_column_store_cell (plan, reader->builder, TRUE, appearance, &fields->items[i], error))
        return FALSE;
    }
  return isnan (x) || isnan (y) || cow_builder_coordinates (reader->builder, appearance, x, y, error);
}

/* v ID X Y; comments and the problem line say nothing more. */
static gboolean
take_co (VertexReader *reader, GError **wrong, GError **error)
{
  const CowFields *fields = &reader->lines.fields;
  guint32 appearance;
  double x, y;

  if (is_word (&fields->items[0], "c") || is_word (&fields->items[0], "p"))
    return TRUE;
  if (!is_word (&fields->items[0], "v") || fields->n != 4 || !is_number (&fields->items[1])
      || !cow_number_parse_real (fields->items[2].text, fields->items[2].length, &x)
      || !cow_number_parse_real (fields->items[3].text, fields->items[3].length, &y) || !isfinite (x) || !isfinite (y))
    return fail_at (reader, wrong, "no line of coordinates: `v ID X Y`");
  return cow_builder_vertex (reader->builder, fields->items[1].text, fields->items[1].length, &appearance, error)
         && cow_builder_coordinates (reader->builder, appearance, x * reader->scale, y * reader->scale, error);
}

static gboolean
read_line (VertexReader *reader, GError *wrong, GError **error)
{
  GError *own = NULL;

  if (wrong == NULL && (reader->co ? take_co (reader, &wrong, &own) : take_row (reader, &wrong, &own)))
    return TRUE;
  if (wrong != NULL && reader->options->skip_bad_lines)
    {
      if (reader->n_bad++ == 0)
        reader->first_bad = g_strdup (wrong->message);
      g_error_free (wrong);
      return TRUE;
    }
  if (own != NULL && !g_str_has_prefix (own->message, cow_input_name (reader->input)))
    g_prefix_error (&own, "%s:%" G_GUINT64_FORMAT ": ", cow_input_name (reader->input),
                    cow_input_line_number_at (reader->input, reader->lines.line));
  g_propagate_error (error, wrong != NULL ? wrong : own);
  return FALSE;
}

static gboolean
read_chunk (VertexReader *reader, GError **error)
{
  for (;;)
    {
      GError *wrong = NULL;

      if (cow_field_reader_next (&reader->lines, &wrong) == COW_NEXT_CHUNK)
        return TRUE;
      if (!read_line (reader, wrong, error))
        return FALSE;
      if (cow_progress_step (reader->progress, 1))
        {
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "%s: cancelled", cow_input_name (reader->input));
          return FALSE;
        }
    }
}

gboolean
cow_read_vertices (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  CowProgress nobody = { 0 };
  g_auto (VertexReader) reader = { .options = options, .input = input, .builder = builder, .scale = 1, .x = -1, .y = -1 };
  GError *wrong = NULL;

  reader.progress = progress != NULL ? progress : &nobody;
  cow_columns_init (&reader.columns);
  look_at_first_lines (&reader);
  while (cow_field_reader_chunk (&reader.lines, &wrong))
    if (!read_chunk (&reader, error))
      return FALSE;
  if (wrong != NULL)
    {
      g_propagate_error (error, wrong);
      return FALSE;
    }
  if (reader.n_bad > 0)
    cow_read_warn (options, "%" G_GUINT64_FORMAT " bad line%s skipped, the first: %s", reader.n_bad, reader.n_bad == 1 ? "" : "s",
                   reader.first_bad);
  return TRUE;
}
