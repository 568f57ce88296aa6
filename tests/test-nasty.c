/* test-nasty.c - the files that break readers: each outcome as its manifest wants it. */
#include "config.h"

#include <fcntl.h>

#include "tests/read-fixture.h"

typedef struct
{
  const char *file;
  const char *edges;    /* NULL: refused */
  const char *message;  /* behind the file's name */
  const char *warnings; /* behind the file's name; NULL: none */
} NastyCase;

static const NastyCase cases[] = {
  { "empty.txt", NULL, ": empty file: no edges", NULL },
  { "one_newline.txt", "", NULL, NULL },
  { "crlf.txt", "1>2:3.5 2>3:1 3>1:2", NULL, NULL },
  { "bom_utf8.txt", "1>2 2>3", NULL, NULL },
  { "latin1_names.txt", "Z\xfcrich>Gen\xe8ve:5 Basel>Z\xfcrich:1", NULL, NULL },
  { "escape_names.tsv", "\033[31mred\033[0m>b:1 b>c\a:2", NULL, NULL },
  { "huge_ids.txt", "18446744073709551615>9223372036854775807 9223372036854775807>4294967296 4294967296>0", NULL, NULL },
  { "negative_ids.txt", "-1>2 2>-3", NULL, NULL },
  { "hex_ids.txt", "0x10>16 16>1e3 1e3>1000", NULL, NULL },
  { "inf_weight.txt", NULL, ":1: weight \"inf\" is not finite", NULL },
  { "negative_zero.txt", "a>b:0 b>c:0", NULL, NULL },
  { "tiny_and_huge.txt", "a>b:1e-320 b>c:1.7976931348623157e308 c>d:1.7976931348623157e308 a>d:1", NULL, NULL },
  { "decimal_comma.txt", NULL, ":1: weight \"1,5\" with a decimal comma: numbers are written with a point", NULL },
  { "mixed_columns.txt", NULL, ":4: one field: an edge needs two", NULL },
  { "duplicate_edges.txt", "a>b:5 a>b:3 b>a:4 a>b:3", NULL, NULL },
  { "comments_mixed.txt", NULL, ":3: comment in \"//\" style: comments begin with # or %", NULL },
  { "unclosed_quote.csv", NULL, ":2: quote is not closed", NULL },
  { "header_only.csv", "", NULL, NULL },
  { "bad_header.gr", NULL, ":1: problem line with 3 words: it is `p sp VERTICES EDGES`", NULL },
  { "count_mismatch.gr", "1>2:3 2>3:1", NULL, ": 5 edges announced, 2 found" },
  { "zero_node.gr", NULL, ":2: vertex \"0\" is not one of 1 to 3", NULL },
  { "gml_deep.gml", NULL, ":1: nesting too deep: more than 63 lists", NULL },
  { "gml_missing_node.gml", NULL, ":1: edge to \"99\", which is not declared", NULL },
  { "gml_bigint.gml", NULL, ":1: \"1e400\" is no number of 64 bits", NULL },
  { "graphml_billion_laughs.graphml", NULL, ":14: entities are declared: they are refused", NULL },
  { "graphml_unclosed.graphml", NULL, ":2: document ended unexpectedly", NULL },
  { "two_problem_lines.gr", NULL, ":2: second problem line", NULL },
  { "metis_wrong_count.graph", NULL, ":4: vertex \"4\" is not one of 1 to 3", NULL },
  { "metis_short.graph", NULL, ": 2 node lines missing: 4 announced", NULL },
  { "mtx_nan.mtx", NULL, ":3: value \"NaN\" is no finite number", NULL },
};

/* (transfer full): the bytes; NULL: the shared files are not here, and the test says so. They lie beside the sources. */
static char *
read_shared (const char *file, gsize *length)
{
  const char *shared = g_getenv ("COW_SHARED"), *sources = g_getenv ("G_TEST_SRCDIR") ? g_getenv ("G_TEST_SRCDIR") : ".";
  char *bytes = NULL;

  for (guint up = 0; up < 3 && bytes == NULL; up++)
    {
      g_autofree char *folder = shared != NULL ? g_strdup (shared)
                                               : g_build_filename (sources, up > 0 ? ".." : "", up > 1 ? ".." : "", "shared", NULL);
      g_autofree char *path = g_build_filename (folder, "data", "nasty", file, NULL);

      if (!g_file_get_contents (path, &bytes, length, NULL))
        bytes = NULL;
    }
  if (bytes == NULL)
    g_test_skip ("the shared files are not here");
  return bytes;
}

static void
test_case (gconstpointer data)
{
  const NastyCase *nasty = data;
  gsize length;
  g_autofree char *bytes = read_shared (nasty->file, &length);

  if (bytes == NULL)
    return;
  CowReadOptions options = { .name = nasty->file, .directed = -1 };
  g_auto (Reading) reading = fixture_read_bytes (NULL, bytes, length, &options, NULL);
  g_autofree char *warnings = nasty->warnings != NULL ? g_strconcat (nasty->file, nasty->warnings, "\n", NULL) : g_strdup ("");

  g_assert_cmpstr (reading.warnings->str, ==, warnings);
  if (nasty->edges != NULL)
    {
      assert_edges (reading, nasty->edges);
      return;
    }
  g_assert_error (reading.error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_autofree char *message = g_strconcat (nasty->file, nasty->message, NULL);
  /* What XML's parser says goes on in its own words. */
  if (!g_str_has_suffix (nasty->file, ".graphml") || !g_str_has_prefix (reading.error->message, message))
    g_assert_cmpstr (reading.error->message, ==, message);
}

/* No file goes without a case. */
static void
test_manifest (void)
{
  g_autofree char *bytes = read_shared ("MANIFEST.tsv", NULL);

  if (bytes == NULL)
    return;
  g_auto (GStrv) lines = g_strsplit (bytes, "\n", -1);
  guint ours = 0;
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", 2);
      gboolean found = FALSE;

      ours++;
      for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
        found |= strcmp (cases[k].file, fields[0]) == 0;
      if (!found)
        g_error ("%s has no case", fields[0]);
    }
  g_assert_cmpuint (ours, ==, G_N_ELEMENTS (cases));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/nasty/", cases[i].file, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/nasty/manifest", test_manifest);
  return g_test_run ();
}
