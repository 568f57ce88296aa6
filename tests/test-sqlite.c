/* test-sqlite.c - tables of SQLite databases: which table, which columns, types; what is refused; damaged databases. */
#include "config.h"

#include <sqlite3.h>

#include "tests/read-fixture.h"

/* (transfer full): a database in bytes. */
static char *
make_database (const char *sql, gsize *length)
{
  sqlite3 *database;
  char *message = NULL, *bytes;
  sqlite3_int64 size;
  unsigned char *serialized;

  g_assert_cmpint (sqlite3_open (":memory:", &database), ==, SQLITE_OK);
  sqlite3_exec (database, "PRAGMA page_size = 512", NULL, NULL, NULL);
  sqlite3_exec (database, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  serialized = sqlite3_serialize (database, "main", &size, 0);
  bytes = g_memdup2 (serialized, (gsize)size);
  *length = (gsize)size;
  sqlite3_free (serialized);
  sqlite3_close (database);
  return bytes;
}

static Reading
read_database (const char *sql, const CowReadOptions *options)
{
  gsize length;
  g_autofree char *bytes = make_database (sql, &length);

  return fixture_read_bytes (NULL, bytes, length, options, NULL);
}

static void
test_tables (void)
{
  static const struct
  {
    const char *sql, *table, *query, *columns, *edges;
  } cases[] = {
    { "CREATE TABLE t (a, b); INSERT INTO t VALUES ('x', 'y'), (7, -3), (1.5, 'z')", NULL, NULL, NULL, "x>y 7>-3 1.5>z" },
    { "CREATE TABLE t (a, b, n); INSERT INTO t VALUES (1, 2, 5), (2, 1, NULL)", NULL, NULL, NULL, "1>2:5 2>1:1" },
    { "CREATE TABLE t (a, b, s); INSERT INTO t VALUES (1, 2, 'x')", NULL, NULL, NULL, "1>2" },
    { "CREATE TABLE t (weight, target, source); INSERT INTO t VALUES (2.5, 1, 2)", NULL, NULL, NULL, "2>1:2.5" },
    { "CREATE TABLE t (a, b, c, weight); INSERT INTO t VALUES (1, 2, 7, '9')", NULL, NULL, NULL, "1>2:9" },
    { "CREATE TABLE t (a, b); CREATE TABLE Edges (a, b); INSERT INTO Edges VALUES (1, 2)", NULL, NULL, NULL, "1>2" },
    { "CREATE TABLE t (a, b); CREATE TABLE \"o\"\"dd\" (a, b); INSERT INTO \"o\"\"dd\" VALUES (1, 2)", "o\"dd", NULL, NULL, "1>2" },
    { "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2); CREATE VIEW v AS SELECT b, a FROM t", "v", NULL, NULL, "2>1" },
    { "CREATE TABLE t (a, b, c); INSERT INTO t VALUES (1, 2, 3), (4, 5, 6)", NULL, "SELECT c, a FROM t WHERE b > 2;", NULL, "6>4" },
    { "CREATE TABLE t (a, b, c); INSERT INTO t VALUES (1, 2, 3)", NULL, NULL, "weight,dst,src", "3>2:1" },
    { "CREATE TABLE t (a, b)", NULL, NULL, NULL, "" },
    { "CREATE TABLE t (a, b); INSERT INTO t VALUES (9223372036854775807, 4294967296)", NULL, NULL, NULL, "9223372036854775807>4294967296" },
    { "CREATE TABLE t (a, b); WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 2000) INSERT INTO t SELECT x, 1 FROM c", NULL,
      "SELECT sum(b), max(a) FROM t", NULL, "2000>2000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CowReadOptions options = { .directed = -1, .table = cases[i].table, .query = cases[i].query, .columns = cases[i].columns };
      g_auto (Reading) reading = read_database (cases[i].sql, &options);

      assert_edges (reading, cases[i].edges);
      g_assert_cmpstr (reading.warnings->str, ==, "");
    }
}

static void
test_types (void)
{
  const char *sql = "CREATE TABLE t (a, b, ok BOOLEAN, i INTEGER, r REAL, s TEXT, mixed, none);"
                    "INSERT INTO t VALUES (1, 2, 1, 9007199254740993, 3, '5', 1, NULL), (2, 3, 0, NULL, 0.5, '', 'x', NULL)";
  CowReadOptions typed = { .directed = 0, .columns = "a,b,-,i:real,-,s:int" };
  g_auto (Reading) reading = read_database (sql, NULL);
  g_auto (Reading) told = read_database ("CREATE TABLE t (a, b, c, i, d, s); INSERT INTO t VALUES (2, 1, 0, 4, 0, '5')", &typed);

  assert_column (reading, FALSE, "ok", "bool|true|false");
  assert_column (reading, FALSE, "i", "int|9007199254740993|");
  assert_column (reading, FALSE, "r", "real|3|0.5");
  assert_column (reading, FALSE, "s", "string|5|");
  assert_column (reading, FALSE, "mixed", "string|1|x");
  assert_column (reading, FALSE, "none", "string||");
  assert_edges (told, "2-1");
  assert_column (told, FALSE, "i", "real|4");
  assert_column (told, FALSE, "s", "int|5");
  g_assert_null (cow_graph_column (told.graph, FALSE, "c"));
}

static void
test_refused (void)
{
  static const struct
  {
    const char *sql, *query, *message;
  } cases[] = {
    { "CREATE TABLE x (a)", NULL, "x.txt: 1 column: an edge needs two" },
    { "CREATE VIEW v AS SELECT 1, 2", NULL, "x.txt: no table in it" },
    { "CREATE TABLE b (a, b); CREATE TABLE a (a, b)", NULL, "x.txt: 2 tables (a, b) and none is called edges: choose one with --table" },
    { "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2), (NULL, 1)", NULL, "x.txt: row 2: source is null" },
    { "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, NULL)", NULL, "x.txt: row 1: target is null" },
    { "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, x'00')", NULL, "x.txt: row 1: a blob in column \"b\"" },
    { "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'a' || char(0) || 'b')", NULL, "x.txt: row 1: a text with a NUL byte in column \"b\"" },
    { "CREATE TABLE t (a, b, weight); INSERT INTO t VALUES (1, 2, 'x')", NULL, "x.txt: row 1: weight is no finite number" },
    { "CREATE TABLE t (a, b, weight); INSERT INTO t VALUES (1, 2, 9e999)", NULL, "x.txt: row 1: weight is no finite number" },
    { "CREATE TABLE t (a, b, ok BOOL); INSERT INTO t VALUES (1, 2, 3)", NULL, "x.txt: row 1: a value of column \"ok\" is not of type bool" },
    { "CREATE TABLE t (a, b)", "SELECT", "x.txt: incomplete input" },
    { "CREATE TABLE t (a, b)", "", "x.txt: an empty query" },
    { "CREATE TABLE t (a, b)", "SELECT 1, 2; SELECT 3, 4", "x.txt: more than one query" },
    { "CREATE TABLE t (a, b)", "SELECT a FROM t", "x.txt: 1 column: an edge needs two" },
    { "CREATE TABLE t (a, b)", "SELECT a, zz FROM t", "x.txt: no such column: zz" },
    { "CREATE TABLE t (a, b)", "INSERT INTO t VALUES (1, 2)", "x.txt: not authorized" },
    { "CREATE TABLE t (a, b)", "DROP TABLE t", "x.txt: not authorized" },
    { "CREATE TABLE t (a, b)", "PRAGMA journal_mode", "x.txt: not authorized" },
    { "CREATE TABLE t (a, b)", "ATTACH '/etc/passwd' AS p", "x.txt: not authorized" },
    { "CREATE TABLE t (a, b)", "SELECT load_extension('x'), 1", "x.txt: not authorized to use function: load_extension" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CowReadOptions options = { .directed = -1, .query = cases[i].query };
      g_auto (Reading) reading = read_database (cases[i].sql, &options);

      assert_refused (reading, cases[i].message);
    }
}

static void
test_skip (void)
{
  CowReadOptions skip = { .directed = -1, .skip_bad_lines = TRUE };
  g_auto (Reading) reading = read_database ("CREATE TABLE t (a, b, c); INSERT INTO t VALUES (1, 2, 3), (NULL, 1, 1), (2, x'11', 1), (2, 3, 'x'), (2, 4, 5)", &skip);

  assert_edges (reading, "1>2:3 2>4:5");
  g_assert_cmpstr (reading.warnings->str, ==, "x.txt: 3 bad rows skipped, the first: x.txt: row 2: source is null\n");
}

/* The header says it has a log; the bytes in the file are read all the same. */
static void
test_log (void)
{
  gsize length;
  g_autofree char *bytes = make_database ("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2)", &length);

  bytes[18] = bytes[19] = 2;
  g_auto (Reading) reading = fixture_read_bytes (NULL, bytes, length, NULL, NULL);
  assert_edges (reading, "1>2");
  g_assert_cmpstr (reading.warnings->str, ==, "x.txt: the database is in WAL mode: what stands in its log only is not read\n");
}

static void
test_damaged (void)
{
  const CowFormat *format = cow_format_by_name ("sqlite");
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  gsize length;
  g_autofree char *bytes = make_database ("CREATE TABLE t (a, b); CREATE INDEX i ON t (b, a); WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 500)"
                                          "INSERT INTO t SELECT x, x * 7 % 100 FROM c", &length);

  g_assert_cmpuint (length, >, 5000);
  for (gsize cut = 0; cut < length; cut += 1 + cut / 5)
    {
      g_auto (Reading) reading = fixture_read_bytes (format, bytes, cut, NULL, NULL);

      g_assert_nonnull (reading.error);
    }
  for (guint round = 0; round < 300; round++)
    {
      g_autofree char *copy = g_memdup2 (bytes, length);

      for (guint i = 0; i < 5; i++)
        copy[g_rand_int_range (random, 16, (gint32)length)] = (char)g_rand_int (random);
      g_auto (Reading) reading = fixture_read_bytes (format, copy, length, NULL, NULL);
      g_assert_true (reading.graph != NULL || reading.error != NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sqlite/tables", test_tables);
  g_test_add_func ("/sqlite/types", test_types);
  g_test_add_func ("/sqlite/refused", test_refused);
  g_test_add_func ("/sqlite/skip", test_skip);
  g_test_add_func ("/sqlite/log", test_log);
  g_test_add_func ("/sqlite/damaged", test_damaged);
  return g_test_run ();
}
