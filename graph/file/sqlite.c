/* sqlite.c - a table of an SQLite database, or what a query says, as edges: a row is an edge.
 *
 * Rows come typed, so nothing is guessed; columns mean what those of an edge list with a header mean. */
#include "graph/file/attributes.h"
#include "graph/file/columns.h"
#include "graph/file/formats.h"
#include "graph/file/sqlite-file.h"

#include <string.h>

#define MAGIC "SQLite format 3" /* and a NUL */
#define HEADER_BYTES 100
#define STEPS_PER_LOOK 10000 /* of SQLite's machine, between looks at the stop flag */

typedef struct
{
  const CowReadOptions *options;
  CowInput *input;
  CowBuilder *builder;
  CowProgress *progress;
  CowSqliteSource source;
  GByteArray *bytes; /* the whole of a compressed file */
  sqlite3 *database;
  sqlite3_stmt *statement;
  CowColumns columns;
  CowAttributes edges;
  GPtrArray *attributes; /* by column: of CowAttribute*, NULL: none */
  int ends[2];
  guint64 row, n_bad;
  char *first_bad;
} SqliteReader;

static void
clear_reader (SqliteReader *reader)
{
  sqlite3_finalize (reader->statement);
  sqlite3_close (reader->database);
  cow_columns_clear (&reader->columns);
  cow_attributes_clear (&reader->edges);
  g_ptr_array_unref (reader->attributes);
  g_clear_pointer (&reader->bytes, g_byte_array_unref);
  g_free (reader->first_bad);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SqliteReader, clear_reader)

static gboolean fail (SqliteReader *reader, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (SqliteReader *reader, GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  if (reader->row > 0)
    g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s: row %" G_GUINT64_FORMAT ": %s", cow_input_name (reader->input),
                 reader->row, message);
  else
    g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s: %s", cow_input_name (reader->input), message);
  return FALSE;
}

/* What SQLite says, or that we were told to stop. */
static gboolean
fail_sqlite (SqliteReader *reader, GError **error)
{
  int code = sqlite3_errcode (reader->database);

  if (code == SQLITE_INTERRUPT)
    g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "%s: cancelled", cow_input_name (reader->input));
  else if (code == SQLITE_NOMEM)
    g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "%s: SQLite has no memory", cow_input_name (reader->input));
  else
    fail (reader, error, "%.300s", sqlite3_errmsg (reader->database));
  return FALSE;
}

static int
look_at_flag (void *user)
{
  return cow_progress_step (((SqliteReader *)user)->progress, STEPS_PER_LOOK);
}

/* The file itself where it is one, else all of its bytes. */
static gboolean
find_source (SqliteReader *reader, GError **error)
{
  const char *bytes;
  gssize length;

  reader->source.fd = cow_input_descriptor (reader->input);
  reader->source.size = cow_input_size (reader->input);
  if (reader->source.fd >= 0)
    return TRUE;
  reader->bytes = g_byte_array_new ();
  while ((length = cow_input_read (reader->input, &bytes, error)) > 0)
    {
      if (length > (gssize)(G_MAXINT32 - reader->bytes->len))
        return fail (reader, error, "a compressed database of more than 2 GiB: unpack it first");
      g_byte_array_append (reader->bytes, (const guint8 *)bytes, (guint)length);
    }
  reader->source.bytes = (const char *)reader->bytes->data;
  reader->source.size = reader->bytes->len;
  return length == 0;
}

static sqlite3_stmt *
prepare (SqliteReader *reader, const char *text, GError **error)
{
  sqlite3_stmt *statement = NULL;
  const char *tail = "";

  if (sqlite3_prepare_v2 (reader->database, text, -1, &statement, &tail) != SQLITE_OK)
    return fail_sqlite (reader, error), NULL;
  if (statement == NULL || tail[strspn (tail, " \t\r\n;")] != '\0')
    {
      sqlite3_finalize (statement);
      return fail (reader, error, statement == NULL ? "an empty query" : "more than one query"), NULL;
    }
  return statement;
}

/* (transfer full): the one table, or the one called edges. */
static char *
choose_table (SqliteReader *reader, GError **error)
{
  sqlite3_stmt *list = prepare (reader, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
                                error);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *chosen = NULL;
  guint count = 0;
  gboolean edges = FALSE;
  int code;

  if (list == NULL)
    return NULL;
  while ((code = sqlite3_step (list)) == SQLITE_ROW)
    {
      const char *name = (const char *)sqlite3_column_text (list, 0);

      if (name == NULL)
        continue;
      if (count++ < 10)
        g_string_append_printf (names, "%s%.60s", count > 1 ? ", " : "", name);
      if (count == 1 || g_ascii_strcasecmp (name, "edges") == 0)
        {
          edges |= g_ascii_strcasecmp (name, "edges") == 0;
          g_free (chosen);
          chosen = g_strdup (name);
        }
    }
  sqlite3_finalize (list);
  if (code != SQLITE_DONE)
    return fail_sqlite (reader, error), NULL;
  if (count == 0)
    return fail (reader, error, "no table in it"), NULL;
  if (count > 1 && !edges)
    return fail (reader, error, "%u tables (%s%s) and none is called edges: choose one with --table", count, names->str, count > 10 ? ", …" : ""),
           NULL;
  return g_steal_pointer (&chosen);
}

static gboolean
prepare_rows (SqliteReader *reader, GError **error)
{
  g_autofree char *table = NULL, *text = NULL;
  char *query;

  if (reader->options->query != NULL)
    return (reader->statement = prepare (reader, reader->options->query, error)) != NULL;
  table = reader->options->table != NULL ? g_strdup (reader->options->table) : choose_table (reader, error);
  if (table == NULL)
    return FALSE;
  query = sqlite3_mprintf ("SELECT * FROM \"%w\"", table);
  text = g_strdup (query);
  sqlite3_free (query);
  return (reader->statement = prepare (reader, text, error)) != NULL;
}

/* SQLite keeps bools as 0 and 1: how the column was declared tells. */
static gboolean
is_bool (SqliteReader *reader, int column)
{
  const char *told = sqlite3_column_decltype (reader->statement, column);

  return told != NULL && g_ascii_strncasecmp (told, "bool", 4) == 0;
}

/* By --columns, else by their names; without one called weight a third column of numbers is it. */
static gboolean
name_columns (SqliteReader *reader, gboolean first_row, GError **error)
{
  int count = sqlite3_column_count (reader->statement);
  CowColumnPlan *third;
  gboolean weight = FALSE;

  if (reader->options->columns != NULL && !cow_columns_parse (&reader->columns, reader->options->columns, error))
    return FALSE;
  if ((guint)count < MAX (reader->columns.plans->len, 2))
    return fail (reader, error, "%d column%s: an edge needs two", count, count == 1 ? "" : "s");
  if (count > COW_MOST_ATTRIBUTES)
    return fail (reader, error, "%d columns: more than %d", count, COW_MOST_ATTRIBUTES);
  if (reader->options->columns != NULL)
    {
      while (reader->columns.plans->len < (guint)count)
        cow_columns_add (&reader->columns, "-", 1);
      return TRUE;
    }
  for (int i = 0; i < count; i++)
    {
      const char *name = sqlite3_column_name (reader->statement, i);

      cow_columns_add (&reader->columns, name != NULL ? name : "", name != NULL ? strlen (name) : 0);
    }
  if (!cow_columns_assign_ends (&reader->columns, error))
    return FALSE;
  for (int i = 0; i < count; i++)
    weight |= cow_columns_get (&reader->columns, (guint)i)->role == COW_ROLE_WEIGHT;
  third = count > 2 ? cow_columns_get (&reader->columns, 2) : NULL;
  if (!weight && third != NULL && third->role == COW_ROLE_ATTRIBUTE && third->type == COW_TYPE_NULL && first_row && !is_bool (reader, 2)
      && (sqlite3_column_type (reader->statement, 2) == SQLITE_INTEGER || sqlite3_column_type (reader->statement, 2) == SQLITE_FLOAT))
    third->role = COW_ROLE_WEIGHT;
  return TRUE;
}

static gboolean
plan_columns (SqliteReader *reader, gboolean first_row, GError **error)
{
  if (!name_columns (reader, first_row, error))
    return FALSE;
  for (guint i = 0; i < reader->columns.plans->len; i++)
    {
      CowColumnPlan *plan = cow_columns_get (&reader->columns, i);
      CowAttribute *attribute = NULL;

      if (plan->role == COW_ROLE_SOURCE || plan->role == COW_ROLE_TARGET)
        reader->ends[plan->role == COW_ROLE_TARGET] = (int)i;
      else if (plan->role != COW_ROLE_IGNORED)
        {
          CowType type = plan->type;

          if (type == COW_TYPE_NULL && is_bool (reader, (int)i))
            type = COW_TYPE_BOOL;
          attribute = cow_attributes_get (&reader->edges, plan->name, strlen (plan->name), type, error);
          if (attribute == NULL)
            return FALSE;
          attribute->weight = plan->role == COW_ROLE_WEIGHT;
        }
      g_ptr_array_add (reader->attributes, attribute);
    }
  return TRUE;
}

/* FALSE: a blob, error set. */
static gboolean
read_value (SqliteReader *reader, int column, CowValue *value, GError **error)
{
  sqlite3_stmt *statement = reader->statement;

  *value = (CowValue){ .type = COW_TYPE_NULL };
  switch (sqlite3_column_type (statement, column))
    {
    case SQLITE_INTEGER:
      value->type = COW_TYPE_INT;
      value->integer = sqlite3_column_int64 (statement, column);
      break;
    case SQLITE_FLOAT:
      value->type = COW_TYPE_REAL;
      value->real = sqlite3_column_double (statement, column);
      break;
    case SQLITE_TEXT:
      value->type = COW_TYPE_STRING;
      value->text = (const char *)sqlite3_column_text (statement, column);
      value->length = (gsize)sqlite3_column_bytes (statement, column);
      if (value->text == NULL)
        return fail_sqlite (reader, error);
      if (memchr (value->text, '\0', value->length) != NULL)
        return fail (reader, error, "a text with a NUL byte in column \"%s\"", sqlite3_column_name (statement, column));
      break;
    case SQLITE_BLOB:
      return fail (reader, error, "a blob in column \"%s\"", sqlite3_column_name (statement, column));
    default:
      break;
    }
  return TRUE;
}

static gboolean
read_end (SqliteReader *reader, guint which, guint32 *appearance, GError **error)
{
  CowValue value;
  char text[32];
  gsize length;

  if (!read_value (reader, reader->ends[which], &value, error))
    return FALSE;
  if (value.type == COW_TYPE_NULL)
    return fail (reader, error, "%s is null", which == 0 ? "source" : "target");
  if (value.type == COW_TYPE_STRING)
    return cow_builder_vertex (reader->builder, value.text, value.length, appearance, error);
  if (value.type == COW_TYPE_INT && value.integer >= 0)
    return cow_builder_vertex_number (reader->builder, (guint64)value.integer, appearance, error);
  length = value.type == COW_TYPE_INT ? cow_number_format_int (value.integer, text) : cow_number_format_real (value.real, text);
  return cow_builder_vertex (reader->builder, text, length, appearance, error);
}

/* A value of the type that the column was declared as. */
static gboolean
fit_value (SqliteReader *reader, const CowAttribute *attribute, CowValue *value, GError **error)
{
  CowType type = attribute->type;
  gboolean fits = type == COW_TYPE_NULL || value->type == COW_TYPE_NULL || value->type <= type;

  if (type == COW_TYPE_BOOL && value->type == COW_TYPE_INT && (value->integer == 0 || value->integer == 1))
    {
      *value = (CowValue){ .type = COW_TYPE_BOOL, .boolean = value->integer == 1 };
      return TRUE;
    }
  if (!fits && value->type == COW_TYPE_STRING)
    {
      CowValue text = *value;

      fits = cow_attribute_parse (type, text.text, text.length, value);
    }
  return fits || fail (reader, error, "a value of column \"%s\" is not of type %s", attribute->name, cow_type_name (type));
}

static gboolean
read_cells (SqliteReader *reader, GError **error)
{
  cow_attributes_begin (&reader->edges);
  for (guint i = 0; i < reader->attributes->len; i++)
    {
      CowAttribute *attribute = reader->attributes->pdata[i];
      CowValue value;

      if (attribute != NULL
          && (!read_value (reader, (int)i, &value, error) || (!attribute->weight && !fit_value (reader, attribute, &value, error))
              || !cow_attributes_cell (&reader->edges, attribute, &value, error)))
        return FALSE;
      if (attribute != NULL && attribute->weight && value.type != COW_TYPE_INT && value.type != COW_TYPE_NULL
          && (value.type != COW_TYPE_REAL || !isfinite (value.real))
          && (value.type != COW_TYPE_STRING || !cow_number_parse_real (value.text, value.length, &value.real) || !isfinite (value.real)))
        return fail (reader, error, "weight is no finite number");
    }
  return TRUE;
}

/* wrong: what is wrong with the row, which may be skipped; nothing of it has reached the edges then. */
static gboolean
read_row (SqliteReader *reader, GError **wrong, GError **error)
{
  guint32 source, target;

  if (!read_cells (reader, wrong) || !read_end (reader, 0, &source, wrong) || !read_end (reader, 1, &target, wrong))
    return FALSE;
  return cow_builder_edge (reader->builder, source, target, error)
         && cow_attributes_store (&reader->edges, cow_builder_n_edges (reader->builder) - 1, error);
}

static gboolean
take_row (SqliteReader *reader, GError **error)
{
  GError *wrong = NULL, *own = NULL;

  reader->row++;
  if (read_row (reader, &wrong, &own))
    return TRUE;
  if (wrong != NULL && reader->options->skip_bad_lines && wrong->code == COW_GRAPH_ERROR_FILE)
    {
      if (reader->n_bad++ == 0)
        reader->first_bad = g_strdup (wrong->message);
      g_error_free (wrong);
      return TRUE;
    }
  if (own != NULL)
    g_prefix_error (&own, "%s: row %" G_GUINT64_FORMAT ": ", cow_input_name (reader->input), reader->row);
  g_propagate_error (error, wrong != NULL ? wrong : own);
  return FALSE;
}

static gboolean
read_rows (SqliteReader *reader, GError **error)
{
  int code = sqlite3_step (reader->statement);

  if (code != SQLITE_ROW && code != SQLITE_DONE)
    return fail_sqlite (reader, error);
  if (!plan_columns (reader, code == SQLITE_ROW, error))
    return FALSE;
  for (; code == SQLITE_ROW; code = sqlite3_step (reader->statement))
    if (!take_row (reader, error))
      return FALSE;
  cow_attributes_declare (&reader->edges);
  if (reader->n_bad > 0)
    cow_read_warn (reader->options, "%" G_GUINT64_FORMAT " bad row%s skipped, the first: %s", reader->n_bad, reader->n_bad == 1 ? "" : "s",
                   reader->first_bad);
  return code == SQLITE_DONE || fail_sqlite (reader, error);
}

static gboolean
read_sqlite (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  CowProgress nobody = { 0 };
  g_auto (SqliteReader) reader = { .options = options, .input = input, .builder = builder };
  gsize length;
  const char *head = cow_input_peek (input, &length);

  reader.progress = progress != NULL ? progress : &nobody;
  reader.attributes = g_ptr_array_new ();
  cow_columns_init (&reader.columns);
  cow_attributes_init (&reader.edges, builder, FALSE);
  if (length < HEADER_BYTES || memcmp (head, MAGIC, sizeof MAGIC) != 0)
    return fail (&reader, error, "no SQLite database");
  if (head[18] == 2 || head[19] == 2)
    cow_read_warn (options, "the database is in WAL mode: what stands in its log only is not read");
  if (!find_source (&reader, error) || (reader.database = cow_sqlite_open (&reader.source, error)) == NULL)
    return FALSE;
  sqlite3_progress_handler (reader.database, STEPS_PER_LOOK, look_at_flag, &reader);
  if (options->directed >= 0)
    cow_builder_set_directed (builder, options->directed);
  return prepare_rows (&reader, error) && read_rows (&reader, error);
}

static guint
sniff_sqlite (const char *bytes, gsize length)
{
  return length >= sizeof MAGIC && memcmp (bytes, MAGIC, sizeof MAGIC) == 0 ? 100 : 0;
}

const CowFormat cow_format_sqlite = {
  .name = "sqlite",
  .endings = ".sqlite .sqlite3 .db",
  .summary = "a table of an SQLite database, or a query (read only)",
  .details
  = "A row is an edge. `--table=NAME` chooses a table or a view, `--query=SQL` anything that one SELECT says; without them the only table is "
    "taken, or the one called edges. Columns called source and target (from, to, …) are its ends, else the first two; one called weight is the "
    "weight, else the third when its first value is a number; all others are attributes. `--columns` tells it otherwise, in the "
    "order of the columns; those that it does not name are left out.\n\n"
    "Integers, reals and texts are what they are; 0 and 1 of a column declared as BOOL are bools. An end that is null, a blob, a text with a NUL "
    "byte are errors that tell the row (--bad-lines=skip leaves it out). Edges have a direction unless --undirected is given.\n\n"
    "The database is read by a process that can open nothing: attached databases, extensions, writes, and triggers are refused, sorting is done "
    "in memory. Of a database in WAL mode only what is checkpointed is read. One that is compressed is unpacked in memory.\n\n"
    "    shop.db: 3 tables (a, b, c) and none is called edges: choose one with --table\n"
    "    shop.db: row 17: source is null\n"
    "    shop.db: no such table: edge",
  .sniff = sniff_sqlite,
  .read = read_sqlite,
  .skips_bad_lines = TRUE,
};
