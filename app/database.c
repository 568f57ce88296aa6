/* database.c - see database.h. The session alone writes; workers that are forked meanwhile inherit a connection they never touch.
 *
 * Columns have the types of their cells: numbers are numbers, a vertex is a number when all names are; paths are JSON arrays.
 * An unreachable cost is null, as it is in JSON. */
#include "app/database.h"

#include <sqlite3.h>
#include <string.h>

#include "app/status.h"
#include "graph/input.h"

struct _CowDatabase
{
  sqlite3 *handle;
  sqlite3_stmt *insert;
  const CowRowContext *context;
  char *file;
  GString *text; /* of a path */
  GError *failed;
};

gboolean
cow_database_has_ending (const char *file)
{
  static const char *const endings[] = { ".db", ".sqlite", ".sqlite3" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize length = strlen (file), ending = strlen (endings[i]);

      if (length > ending && g_ascii_strcasecmp (file + length - ending, endings[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
fail (CowDatabase *database, int code)
{
  if (!database->failed)
    cow_fail (&database->failed, COW_STATUS_FILE, "cannot write \"%s\": %s", database->file,
              database->handle && sqlite3_errcode (database->handle) != SQLITE_OK ? sqlite3_errmsg (database->handle) : sqlite3_errstr (code));
  return FALSE;
}

static gboolean
run (CowDatabase *database, const char *sql)
{
  int code = sqlite3_exec (database->handle, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || fail (database, code);
}

static const char *
type_of (const CowDatabase *database, const CowResultColumn *column)
{
  const CowGraph *graph = database->context->graph;

  switch (column->kind)
    {
    case COW_CELL_VERTEX:
      return graph && graph->meta->names_kind != COW_NAMES_TEXT ? " INTEGER" : " TEXT";
    case COW_CELL_INT:
      return " INTEGER";
    case COW_CELL_REAL:
      return " REAL";
    case COW_CELL_BOOL:
      return " BOOLEAN";
    case COW_CELL_TEXT:
    case COW_CELL_PATH:
      return " TEXT";
    case COW_CELL_COST:
      return " NUMERIC";
    case COW_CELL_VALUE:
      break;
    }
  return ""; /* each cell keeps its own */
}

/* (transfer full): a name in quotes that no column before has: SQLite knows no case. */
static char *
name_column (const CowDatabase *database, GHashTable *taken, guint i)
{
  g_autofree char *name = g_strdup (database->context->columns[i].name), *quoted = NULL;
  char *folded = g_ascii_strdown (name, -1), *made;

  while (!g_hash_table_add (taken, folded))
    {
      char *longer = g_strconcat (name, "_", NULL);

      g_free (name);
      name = longer;
      folded = g_ascii_strdown (name, -1);
    }
  made = sqlite3_mprintf ("\"%w\"", name);
  quoted = g_strdup (made);
  sqlite3_free (made);
  return g_steal_pointer (&quoted);
}

static gboolean
make_table (CowDatabase *database, const char *table, gboolean perhaps_there)
{
  g_autoptr (GString) create = g_string_new (NULL);
  g_autoptr (GString) insert = g_string_new (NULL), values = g_string_new (NULL);
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int code;

  g_string_printf (create, "CREATE TABLE %s\"%s\" (", perhaps_there ? "IF NOT EXISTS " : "", table);
  g_string_printf (insert, "INSERT INTO \"%s\" (", table);
  for (guint i = 0; i < database->context->n_columns; i++)
    {
      g_autofree char *name = name_column (database, taken, i);

      g_string_append_printf (create, "%s%s%s", i ? ", " : "", name, type_of (database, &database->context->columns[i]));
      g_string_append_printf (insert, "%s%s", i ? ", " : "", name);
      g_string_append_printf (values, "%s?%u", i ? ", " : "", i + 1);
    }
  g_string_append (create, ")");
  g_string_append_printf (insert, ") VALUES (%s)", values->str);
  if (!run (database, create->str))
    return FALSE;
  code = sqlite3_prepare_v2 (database->handle, insert->str, -1, &database->insert, NULL);
  return code == SQLITE_OK || fail (database, code);
}

CowDatabase *
cow_database_open (const char *file, const char *temporary, const char *table, const CowRowContext *context, GError **error)
{
  CowDatabase *database = g_new0 (CowDatabase, 1);
  int code;

  database->file = g_strdup (file);
  database->context = context;
  database->text = g_string_new (NULL);
  code = sqlite3_open_v2 (temporary ? temporary : file, &database->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  /* A file that is renamed when complete needs no journal. */
  if ((code == SQLITE_OK || fail (database, code))
      && (!temporary || run (database, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE"))
      && run (database, temporary ? "BEGIN" : "BEGIN IMMEDIATE") && make_table (database, table, temporary == NULL))
    return database;
  g_propagate_error (error, g_steal_pointer (&database->failed));
  cow_database_free (database);
  return NULL;
}

static int
bind_vertex (CowDatabase *database, int place, guint32 vertex)
{
  const CowGraph *graph = database->context->graph;
  char buffer[24];
  gsize length;
  const char *name;
  gint64 number;

  if (!graph || vertex >= graph->n)
    return sqlite3_bind_null (database->insert, place);
  name = cow_graph_name (graph, vertex, buffer, &length);
  if (graph->meta->names_kind != COW_NAMES_TEXT && cow_number_parse_int (name, length, &number))
    return sqlite3_bind_int64 (database->insert, place, number);
  return sqlite3_bind_text64 (database->insert, place, name, length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static int
bind_cell (CowDatabase *database, int place, const CowCell *cell)
{
  sqlite3_stmt *insert = database->insert;

  switch (cell->tag)
    {
    case COW_CELL_IS_VERTEX:
      return bind_vertex (database, place, cell->vertex);
    case COW_CELL_IS_INT:
      return sqlite3_bind_int64 (insert, place, cell->integer);
    case COW_CELL_IS_REAL:
      return sqlite3_bind_double (insert, place, cell->real);
    case COW_CELL_IS_BOOL:
      return sqlite3_bind_int (insert, place, cell->boolean != FALSE);
    case COW_CELL_IS_TEXT:
      return sqlite3_bind_text64 (insert, place, cell->text, cell->length, SQLITE_TRANSIENT, SQLITE_UTF8);
    case COW_CELL_IS_DIGITS:
      /* As a text SQLite would make a rounded real of it. */
      return sqlite3_bind_blob64 (insert, place, cell->text, cell->length, SQLITE_TRANSIENT);
    case COW_CELL_IS_PATH:
      g_string_truncate (database->text, 0);
      cow_cell_format (database->text, cell, COW_FORMAT_JSON, database->context);
      return sqlite3_bind_text64 (insert, place, database->text->str, database->text->len, SQLITE_TRANSIENT, SQLITE_UTF8);
    case COW_CELL_IS_NULL:
    case COW_CELL_IS_UNREACHABLE:
    default:
      return sqlite3_bind_null (insert, place);
    }
}

gboolean
cow_database_row (CowDatabase *database, const guint8 *payload, gsize length)
{
  const guint8 *at = payload, *end = payload + length;
  int code = SQLITE_OK;

  if (database->failed)
    return FALSE;
  for (guint i = 0; i < database->context->n_columns && code == SQLITE_OK; i++)
    {
      CowCell cell;

      if (!cow_cell_next (&at, end, &cell))
        cell.tag = COW_CELL_IS_NULL;
      code = bind_cell (database, (int)i + 1, &cell);
    }
  if (code == SQLITE_OK)
    code = sqlite3_step (database->insert);
  sqlite3_reset (database->insert);
  return code == SQLITE_DONE || fail (database, code);
}

gboolean
cow_database_close (CowDatabase *database, GError **error)
{
  gboolean ok = !database->failed && run (database, "COMMIT");

  if (!ok)
    g_propagate_error (error, g_steal_pointer (&database->failed));
  cow_database_free (database);
  return ok;
}

void
cow_database_free (CowDatabase *database)
{
  if (!database)
    return;
  sqlite3_finalize (database->insert);
  sqlite3_close (database->handle);
  g_clear_error (&database->failed);
  g_string_free (database->text, TRUE);
  g_free (database->file);
  g_free (database);
}
