/* test-set.c - sets against plain arrays of booleans, and sets that an expression fills. */
#include "config.h"

#include "graph/set.h"
#include "tests/image-fixture.h"

static void
check_equal (const CowSet *set, const gboolean *members)
{
  guint64 size = 0, next = cow_set_next (set, 0);

  for (guint64 i = 0; i < set->universe; i++)
    {
      g_assert_cmpint (cow_set_has (set, i), ==, members[i]);
      size += members[i] != 0;
      if (members[i])
        {
          g_assert_cmpuint (next, ==, i);
          next = cow_set_next (set, i + 1);
        }
    }
  g_assert_cmpuint (next, ==, set->universe);
  g_assert_cmpuint (set->size, ==, size);
}

static void
test_algebra (void)
{
  static const guint64 universes[] = { 0, 1, 63, 64, 65, 1000 };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint u = 0; u < G_N_ELEMENTS (universes); u++)
    for (guint operation = COW_SET_UNION; operation <= COW_SET_INTERSECTION; operation++)
      {
        guint64 n = universes[u];
        g_autoptr (CowSet) left = cow_set_new (FALSE, n, NULL), right = cow_set_new (FALSE, n, NULL);
        gboolean a[1000] = { 0 }, b[1000] = { 0 };

        for (guint i = 0; i < n * 2; i++)
          {
            guint64 x = (guint64)g_rand_int_range (random, 0, (gint32)n), y = (guint64)g_rand_int_range (random, 0, (gint32)n);
            cow_set_add (left, x);
            a[x] = TRUE;
            cow_set_add (right, y);
            b[y] = TRUE;
            if (i % 3 == 0)
              {
                cow_set_remove (left, y);
                a[y] = FALSE;
              }
          }
        check_equal (left, a);
        check_equal (right, b);
        g_autoptr (CowSet) copy = cow_set_copy (left, NULL);
        cow_set_combine (left, operation, right);
        check_equal (copy, a);
        for (guint64 i = 0; i < n; i++)
          a[i] = operation == COW_SET_UNION ? a[i] || b[i] : operation == COW_SET_DIFFERENCE ? a[i] && !b[i] : a[i] && b[i];
        check_equal (left, a);
      }
}

static void
test_edges_of_words (void)
{
  g_autoptr (CowSet) set = cow_set_new (TRUE, 130, NULL);

  cow_set_add (set, 129);
  g_assert_cmpuint (cow_set_next (set, 0), ==, 129);
  g_assert_cmpuint (cow_set_next (set, 130), ==, 130);
  g_assert_cmpuint (cow_set_next (set, 5000), ==, 130);
  cow_set_add (set, 129);
  g_assert_cmpuint (set->size, ==, 1);
  cow_set_remove (set, 5);
  g_assert_cmpuint (set->size, ==, 1);
}

/* 5 - 4 - … - 0 with tags on edges; names appear from the end of the path, so appearance is 5 - name. */
static CowGraph *
make_path (gboolean directed, CowReorder reorder)
{
  CowBuilderOptions options = { .directed = directed, .reorder = reorder, .format = "test" };
  CowBuilder *builder = cow_builder_new (&options);
  guint tag = cow_builder_column (builder, FALSE, "tag", COW_TYPE_STRING);

  for (guint i = 0; i < 5; i++)
    {
      guint32 a, b;
      g_autofree char *text = g_strdup_printf ("t%u", i % 2);
      CowValue value = { .type = COW_TYPE_STRING, .text = text, .length = 2 };
      g_assert_true (cow_builder_vertex_number (builder, 5 - i, &a, NULL));
      g_assert_true (cow_builder_vertex_number (builder, 4 - i, &b, NULL));
      g_assert_true (cow_builder_edge (builder, a, b, NULL));
      g_assert_true (cow_builder_weight_int (builder, i, NULL));
      g_assert_true (cow_builder_cell (builder, tag, i, &value, NULL));
    }
  return fixture_finish (builder);
}

static CowSet *
match (const CowGraph *graph, CowScope scope, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CowExpr) expr = cow_expr_new (text, scope, graph, &error);
  ImageFixture image;

  g_assert_no_error (error);
  image_begin (&image);
  cow_set_write_matching (graph, expr, scope, image.writer, &image.progress, &error);
  g_assert_no_error (error);
  g_autoptr (CowArena) arena = image_end (&image);
  CowSet *set = cow_set_from_image (cow_arena_base (arena), scope == COW_SCOPE_EDGE, scope == COW_SCOPE_EDGE ? graph->m : graph->n, &error);
  g_assert_no_error (error);
  return set;
}

static void
check_matching_edges (const CowGraph *graph, const char *text, guint wanted)
{
  g_autoptr (CowSet) set = match (graph, COW_SCOPE_EDGE, text);

  for (guint e = 0; e < 5; e++)
    if (cow_set_has (set, e) != (gboolean)((wanted >> e) & 1))
      g_error ("%s: edge %u", text, e);
  g_assert_cmpuint (set->size, ==, (guint)__builtin_popcount (wanted));
}

static void
test_matching (void)
{
  for (guint variant = 0; variant < 6; variant++)
    {
      g_autoptr (CowGraph) graph = make_path (variant % 2, variant / 2);

      check_matching_edges (graph, "tag == 't1'", 0x0a);
      check_matching_edges (graph, "weight >= 2", 0x1c);
      check_matching_edges (graph, "id == 4 or id == 0", 0x11);
      check_matching_edges (graph, "src.name == '3'", 0x04);
      check_matching_edges (graph, "dst.name in ('3', '0', 'nobody')", 0x12);
      check_matching_edges (graph, "src.appearance < dst.appearance", 0x1f);
      check_matching_edges (graph, "null", 0);
      g_autoptr (CowSet) ends = match (graph, COW_SCOPE_VERTEX, "name in ('0', '5')");
      g_assert_cmpuint (ends->size, ==, 2);
      g_assert_true (cow_set_has (ends, cow_graph_find (graph, "5", 1)));
      g_autoptr (CowSet) inner = match (graph, COW_SCOPE_VERTEX, "degree == 2");
      g_assert_cmpuint (inner->size, ==, graph->directed ? 0 : 4);
    }
}

static void
test_refused (void)
{
  g_autoptr (CowGraph) graph = make_path (TRUE, COW_REORDER_NONE);
  static const struct
  {
    const char *text;
    CowGraphError code;
    const char *message;
  } cases[] = {
    { "weight + 1", COW_GRAPH_ERROR_TYPE, "condition \"weight + 1\" is an int: it must be true or false" },
    { "1 / weight > 2", COW_GRAPH_ERROR_RANGE, "division by zero at column 3 for edge 5 -> 4" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CowExpr) expr = cow_expr_new (cases[i].text, COW_SCOPE_EDGE, graph, NULL);
      ImageFixture image;
      image_begin (&image);
      g_assert_false (cow_set_write_matching (graph, expr, COW_SCOPE_EDGE, image.writer, &image.progress, &error));
      g_assert_error (error, COW_GRAPH_ERROR, (int)cases[i].code);
      g_assert_cmpstr (error->message, ==, cases[i].message);
      image_drop (&image);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/set/algebra", test_algebra);
  g_test_add_func ("/set/edges-of-words", test_edges_of_words);
  g_test_add_func ("/set/matching", test_matching);
  g_test_add_func ("/set/refused", test_refused);
  return g_test_run ();
}
