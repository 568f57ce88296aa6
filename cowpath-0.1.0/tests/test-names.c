/* test-names.c - names come back exactly as they were, whatever way they are kept, and are found whole or by
 * prefix. */
#include "tests/graph-fixture.h"

static CowBuilder *
new_builder (CowReorder reorder)
{
  CowBuilderOptions options = { .directed = TRUE, .reorder = reorder, .format = "test" };

  return cow_builder_new (&options);
}

static guint32
add_name (CowBuilder *builder, const char *name)
{
  GError *error = NULL;
  guint32 appearance;

  g_assert_true (cow_builder_vertex (builder, name, strlen (name), &appearance, &error));
  g_assert_no_error (error);
  return appearance;
}

/* Builds from names, each given twice; edges make a star around the last so that an order by degree moves it.
 */
static CowGraph *
build_names (const char *const *names, guint n, CowReorder reorder)
{
  CowBuilder *builder = new_builder (reorder);

  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (add_name (builder, names[i]), ==, i);
      g_assert_cmpuint (add_name (builder, names[i / 2]), ==, i / 2);
    }
  g_assert_cmpuint (cow_builder_n_vertices (builder), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_true (cow_builder_edge (builder, n - 1, i, NULL));
  return fixture_finish (builder);
}

static void
check_names (const CowGraph *graph, const char *const *names, guint n, CowNamesKind kind)
{
  g_assert_cmpint (graph->meta->names_kind, ==, kind);
  g_assert_cmpuint (graph->n, ==, n);
  for (guint i = 0; i < n; i++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, i);
      char buffer[24];
      gsize length;
      const char *name = cow_graph_name (graph, vertex, buffer, &length);

      g_assert_cmpmem (name, (int)length, names[i], (int)strlen (names[i]));
      g_assert_cmpuint (cow_graph_find (graph, names[i], strlen (names[i])), ==, vertex);
      g_assert_cmpuint (cow_graph_appearance (graph, vertex), ==, i);
    }
}

static const char *const sequence[] = { "7", "8", "9", "10", "11", "12" };
static const char *const beyond[]
    = { "18446744073709551600", "18446744073709551601", "18446744073709551602" };
static const char *const numbers[] = { "5", "0", "300", "2", "1", "1029" };
static const char *const sparse[] = { "5", "4294967294", "4000000000", "2", "123456789", "0" };
static const char *const large[] = { "5", "4294967295", "18446744073709551615", "2" };
static const char *const texts[]
    = { "b", "a", "", "aa", "ab", "\xc3\xa9", "abcdefgh", "abcdefghi", "abcdefg", "1 2", "B" };
static const char *const mixed[]
    = { "1", "2", "3", "x", "4", "01", "+1", "-1", "1.0", "007", "1e3", "18446744073709551616" };
static const char *const turned[] = { "10", "5", "7", "00", "6" };

typedef struct
{
  const char *const *names;
  guint n;
  CowNamesKind kind;
} NameSet;

static const NameSet sets[] = {
  { sequence, G_N_ELEMENTS (sequence), COW_NAMES_SEQUENCE },
  { beyond, G_N_ELEMENTS (beyond), COW_NAMES_SEQUENCE },
  { numbers, G_N_ELEMENTS (numbers), COW_NAMES_NUMBER },
  { sparse, G_N_ELEMENTS (sparse), COW_NAMES_TEXT },
  { large, G_N_ELEMENTS (large), COW_NAMES_TEXT },
  { texts, G_N_ELEMENTS (texts), COW_NAMES_TEXT },
  { mixed, G_N_ELEMENTS (mixed), COW_NAMES_TEXT },
  { turned, G_N_ELEMENTS (turned), COW_NAMES_TEXT },
};

static void
test_kinds (void)
{
  static const CowReorder orders[] = { COW_REORDER_NONE, COW_REORDER_DEGREE, COW_REORDER_BFS };

  for (guint set = 0; set < G_N_ELEMENTS (sets); set++)
    for (guint order = 0; order < G_N_ELEMENTS (orders); order++)
      {
        g_autoptr (CowGraph) graph = build_names (sets[set].names, sets[set].n, orders[order]);

        check_names (graph, sets[set].names, sets[set].n, sets[set].kind);
      }
}

static void
test_absent (void)
{
  static const char *const absent[] = { "6",
                                        "13",
                                        "010",
                                        "7 ",
                                        " 7",
                                        "-7",
                                        "+7",
                                        "7.0",
                                        "x",
                                        "18446744073709551617",
                                        "99999999999999999999999",
                                        "1030",
                                        "4294967296",
                                        "301",
                                        "abcdefghij",
                                        "c",
                                        "\xc3" };

  for (guint set = 0; set < 4; set++)
    {
      g_autoptr (CowGraph) graph = build_names (sets[set].names, sets[set].n, COW_REORDER_DEGREE);

      for (guint i = 0; i < G_N_ELEMENTS (absent); i++)
        g_assert_cmpuint (cow_graph_find (graph, absent[i], strlen (absent[i])), ==, COW_VERTEX_NONE);
      g_assert_cmpuint (cow_graph_find (graph, "", 0), ==, COW_VERTEX_NONE);
    }
}

/* Many numbers in an order and a spread that take the interner through its tables and back. */
static void
test_many_numbers (void)
{
  static const guint32 factors[] = { 1, 3, 2654435761u, 40503 };

  for (guint f = 0; f < G_N_ELEMENTS (factors); f++)
    {
      CowBuilder *builder = new_builder (COW_REORDER_NONE);
      guint32 appearance, n = 60000;
      g_autoptr (CowGraph) graph = NULL;

      for (guint round = 0; round < 2; round++)
        for (guint32 i = 0; i < n; i++)
          {
            guint32 number = (n - i) * factors[f] % G_MAXUINT32;

            g_assert_true (cow_builder_vertex_number (builder, number, &appearance, NULL));
            g_assert_cmpuint (appearance, ==, i);
          }
      graph = fixture_finish (builder);
      for (guint32 i = 0; i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("%u", (n - i) * factors[f] % G_MAXUINT32);

          g_assert_cmpuint (cow_graph_find (graph, name, strlen (name)), ==, i);
        }
    }
}

static void
test_many_texts (void)
{
  CowBuilder *builder = new_builder (COW_REORDER_NONE);
  g_autoptr (CowGraph) graph = NULL;
  const guint n = 30000;
  char name[64];

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < n; i++)
      {
        g_snprintf (name, sizeof name, "%.*s%u", (int)(i % 30), "https://example.org/some/page/",
                    i * 7919 % n);
        g_assert_cmpuint (add_name (builder, name), ==, i);
      }
  graph = fixture_finish (builder);
  for (guint i = 0; i < n; i++)
    {
      g_snprintf (name, sizeof name, "%.*s%u", (int)(i % 30), "https://example.org/some/page/", i * 7919 % n);
      g_assert_cmpuint (cow_graph_find (graph, name, strlen (name)), ==, i);
    }
}

/* Lengths around what the interner keeps aside: 7 and 65535 bytes; names that differ in the last byte or in
 * length only. */
static void
test_long_texts (void)
{
  static const guint lengths[] = { 6, 7, 8, 9, 15, 16, 17, 65534, 65535, 65536, 65537, 70000 };
  CowBuilder *builder = new_builder (COW_REORDER_NONE);
  g_autofree char *name = g_malloc (70001);
  guint expected = 0;
  g_autoptr (CowGraph) graph = NULL;

  for (guint round = 0; round < 2; round++, expected = 0)
    for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
      for (char last = 'a'; last < 'd'; last++)
        {
          memset (name, 'x', lengths[i]);
          name[lengths[i] - 1] = last;
          name[lengths[i]] = '\0';
          g_assert_cmpuint (add_name (builder, name), ==, expected++);
        }
  graph = fixture_finish (builder);
  g_assert_cmpuint (graph->n, ==, 3 * G_N_ELEMENTS (lengths));
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      memset (name, 'x', lengths[i]);
      name[lengths[i] - 1] = 'b';
      g_assert_cmpuint (cow_graph_find (graph, name, lengths[i]), ==, 3 * i + 1);
      name[lengths[i] - 1] = 'd';
      g_assert_cmpuint (cow_graph_find (graph, name, lengths[i]), ==, COW_VERTEX_NONE);
    }
}

typedef struct
{
  const CowGraph *graph;
  GString *found;
  guint stop_after;
} Visit;

static gboolean
visit_name (guint32 vertex, gpointer user)
{
  Visit *visit = user;
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (visit->graph, vertex, buffer, &length);

  g_string_append_len (visit->found, name, (gssize)length);
  g_string_append_c (visit->found, '|');
  return --visit->stop_after > 0;
}

static void
check_prefix (const CowGraph *graph, const char *prefix, guint limit, guint stop_after, const char *expected)
{
  Visit visit = { graph, g_string_new (NULL), stop_after };

  cow_graph_find_prefix (graph, prefix, strlen (prefix), limit, visit_name, &visit);
  g_assert_cmpstr (visit.found->str, ==, expected);
  g_string_free (visit.found, TRUE);
}

static void
test_prefix (void)
{
  g_autoptr (CowGraph) in_sequence = build_names (sequence, G_N_ELEMENTS (sequence), COW_REORDER_DEGREE);
  g_autoptr (CowGraph) of_numbers = build_names (numbers, G_N_ELEMENTS (numbers), COW_REORDER_DEGREE);
  g_autoptr (CowGraph) of_texts = build_names (texts, G_N_ELEMENTS (texts), COW_REORDER_DEGREE);
  g_autoptr (CowGraph) far = build_names (beyond, G_N_ELEMENTS (beyond), COW_REORDER_NONE);
  g_autoptr (CowGraph) none = build_names (NULL, 0, COW_REORDER_NONE);

  check_prefix (in_sequence, "1", 9, 9, "10|11|12|");
  check_prefix (in_sequence, "", 9, 9, "7|8|9|10|11|12|");
  check_prefix (in_sequence, "8", 9, 9, "8|");
  check_prefix (in_sequence, "0", 9, 9, "");
  check_prefix (in_sequence, "01", 9, 9, "");
  check_prefix (in_sequence, "x", 9, 9, "");
  check_prefix (of_numbers, "0", 9, 9, "0|");
  check_prefix (of_numbers, "1", 9, 9, "1|1029|");
  check_prefix (of_numbers, "10", 9, 9, "1029|");
  check_prefix (of_numbers, "", 3, 9, "0|1|2|");
  check_prefix (of_numbers, "", 9, 2, "0|1|");
  check_prefix (of_numbers, "", 0, 9, "");
  check_prefix (of_texts, "a", 9, 9, "a|aa|ab|abcdefg|abcdefgh|abcdefghi|");
  check_prefix (of_texts, "abcdefgh", 9, 9, "abcdefgh|abcdefghi|");
  check_prefix (of_texts, "", 5, 9, "|1 2|B|a|aa|");
  check_prefix (of_texts, "", 99, 99, "|1 2|B|a|aa|ab|abcdefg|abcdefgh|abcdefghi|b|\xc3\xa9|");
  check_prefix (of_texts, "c", 9, 9, "");
  check_prefix (of_texts, "\xc3", 9, 9, "\xc3\xa9|");
  check_prefix (of_texts, "\xff", 9, 9, "");
  check_prefix (of_texts, "a", 9, 1, "a|");
  check_prefix (far, "184467440737095516", 9, 9,
                "18446744073709551600|18446744073709551601|18446744073709551602|");
  check_prefix (far, "18446744073709551602", 9, 9, "18446744073709551602|");
  check_prefix (far, "2", 9, 9, "");
  check_prefix (none, "", 9, 9, "");
}

static void
test_sequence (void)
{
  CowBuilder *builder = new_builder (COW_REORDER_NONE);
  GError *error = NULL;
  guint32 appearance;
  g_autoptr (CowGraph) graph = NULL;

  g_assert_false (cow_builder_sequence (builder, 1, G_MAXUINT32, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_false (cow_builder_sequence (builder, 0, 9000000000000000000u, &error));
  g_clear_error (&error);
  g_assert_true (cow_builder_sequence (builder, 1, 1000, &error));
  g_assert_false (cow_builder_sequence (builder, 1, 1, &error)); /* not again */
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_cmpuint (add_name (builder, "1000"), ==, 999);
  g_assert_true (cow_builder_vertex_number (builder, 1, &appearance, NULL));
  g_assert_cmpuint (appearance, ==, 0);
  g_assert_cmpuint (add_name (builder, "2000"), ==, 1000); /* leaves the sequence */
  g_assert_cmpuint (add_name (builder, "500"), ==, 499);
  graph = fixture_finish (builder);
  g_assert_cmpint (graph->meta->names_kind, ==, COW_NAMES_NUMBER);
  g_assert_cmpuint (cow_graph_find (graph, "2000", 4), ==, 1000);
  g_assert_cmpuint (cow_graph_find (graph, "0", 1), ==, COW_VERTEX_NONE);
}

/* A limit makes what is too large an error with both figures, and the builder can still be freed. */
static void
test_memory (void)
{
  CowBuilderOptions options = { .memory_bytes = 1 << 20, .format = "test" };
  g_autoptr (CowBuilder) builder = cow_builder_new (&options);
  GError *error = NULL;
  guint32 appearance;
  char name[64];

  g_assert_false (cow_builder_sequence (builder, 0, 4000000000u, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY);
  g_clear_error (&error);
  for (guint i = 0; !error; i++)
    {
      g_assert_cmpuint (i, <, 1 << 20);
      g_snprintf (name, sizeof name, "name %u", i);
      cow_builder_vertex (builder, name, strlen (name), &appearance, &error);
    }
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY);
  g_assert_nonnull (strstr (error->message, "bytes wanted"));
  g_assert_nonnull (strstr (error->message, "available"));
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/names/kinds", test_kinds);
  g_test_add_func ("/names/absent", test_absent);
  g_test_add_func ("/names/many-numbers", test_many_numbers);
  g_test_add_func ("/names/many-texts", test_many_texts);
  g_test_add_func ("/names/long-texts", test_long_texts);
  g_test_add_func ("/names/prefix", test_prefix);
  g_test_add_func ("/names/sequence", test_sequence);
  g_test_add_func ("/names/memory", test_memory);
  return g_test_run ();
}
