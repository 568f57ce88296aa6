/* test-attribute.c - attributes that expressions make, cell by cell against the list of edges that a graph was made from: every type, nulls,
 * directed and not, whatever the order of vertices. Vertex i is named "i" and has the appearance i. */
#include "config.h"

#include "graph/attribute.h"
#include "tests/image-fixture.h"

static gboolean
make (CowGraph *graph, const char *name, const char *text, gboolean on_vertex, GError **error)
{
  g_autoptr (CowExpr) expr = cow_expr_new (text, on_vertex ? COW_SCOPE_VERTEX : COW_SCOPE_EDGE, graph, error);
  ImageFixture image;

  if (!expr)
    return FALSE;
  image_begin (&image);
  if (!cow_attribute_write (graph, name, expr, on_vertex, image.writer, &image.progress, error))
    {
      image_drop (&image);
      return FALSE;
    }
  return cow_graph_attach (graph, image_end (&image), error);
}

static CowValue
value_at (const CowGraph *graph, gboolean on_vertex, const char *name, guint64 row)
{
  const CowColumn *column = cow_graph_column (graph, on_vertex, name);

  g_assert_nonnull (column);
  g_assert_cmpuint (column->rows, ==, on_vertex ? graph->n : graph->m);
  return cow_column_value (column, row);
}

static void
assert_text (const CowValue *value, const char *wanted)
{
  g_autofree char *text = g_strndup (value->text, value->length);

  g_assert_cmpstr (text, ==, wanted);
}

static void
check_edges (CowGraph *graph, const FixtureEdge *edges, guint m)
{
  static const char *const texts[] = { "e.id * 7 - 30", "e.id / 4", "e.id % 3 == 1", "if(e.id % 2 == 0, src.name, \"odd\")", "if(e.id % 5 == 0, null, dst.appearance)",
                                       "if(e.id % 4 == 3, e.id, 0.5)" };
  static const CowType types[] = { COW_TYPE_INT, COW_TYPE_REAL, COW_TYPE_BOOL, COW_TYPE_STRING, COW_TYPE_INT, COW_TYPE_REAL };
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *name = g_strdup_printf ("a%u", i);

      make (graph, name, texts[i], FALSE, &error);
      g_assert_no_error (error);
      g_assert_cmpint (cow_graph_column (graph, FALSE, name)->type, ==, types[i]);
      g_assert_null (cow_graph_column (graph, TRUE, name));
    }
  g_assert_cmpuint (cow_graph_column (graph, FALSE, "a4")->n_null, ==, (m + 4) / 5);
  for (guint32 e = 0; e < m; e++)
    {
      gboolean turned = !graph->directed && edges[e].target < edges[e].source;
      guint32 source = turned ? edges[e].target : edges[e].source, target = turned ? edges[e].source : edges[e].target;
      g_autofree char *name = e % 2 ? g_strdup ("odd") : g_strdup_printf ("%u", source);
      CowValue text = value_at (graph, FALSE, "a3", e), part = value_at (graph, FALSE, "a4", e);

      g_assert_cmpint (value_at (graph, FALSE, "a0", e).integer, ==, (gint64)e * 7 - 30);
      g_assert_cmpfloat (value_at (graph, FALSE, "a1", e).real, ==, e / 4.0);
      g_assert_cmpint (value_at (graph, FALSE, "a2", e).boolean, ==, e % 3 == 1);
      assert_text (&text, name);
      g_assert_cmpint (part.type, ==, e % 5 ? COW_TYPE_INT : COW_TYPE_NULL);
      if (e % 5)
        g_assert_cmpint (part.integer, ==, target);
      g_assert_cmpfloat (value_at (graph, FALSE, "a5", e).real, ==, e % 4 == 3 ? e : 0.5);
    }
}

static void
check_vertices (CowGraph *graph)
{
  GError *error = NULL;

  make (graph, "half", "if(appearance % 2 == 0, appearance / 2, null)", TRUE, &error);
  g_assert_no_error (error);
  make (graph, "label", "name", TRUE, &error);
  g_assert_no_error (error);
  for (guint32 v = 0; v < graph->n; v++)
    {
      guint32 appearance = cow_graph_appearance (graph, v);
      g_autofree char *name = g_strdup_printf ("%u", appearance);
      CowValue half = value_at (graph, TRUE, "half", v), label = value_at (graph, TRUE, "label", v);

      g_assert_cmpint (half.type, ==, appearance % 2 ? COW_TYPE_NULL : COW_TYPE_REAL);
      if (appearance % 2 == 0)
        g_assert_cmpfloat (half.real, ==, appearance / 2.0);
      assert_text (&label, name);
    }
}

static void
test_values (void)
{
  for (guint32 seed = 0; seed < 48; seed++)
    {
      guint n = 1 + seed, m = seed * 3 % 70;
      gboolean directed = seed / 3 % 2;
      g_autofree FixtureEdge *edges = fixture_random_edges (seed, n, m);
      g_autoptr (CowGraph) graph = fixture_random_graph (seed, n, m, directed, (FixtureWeights)(seed % 4));

      check_edges (graph, edges, m);
      check_vertices (graph);
    }
}

/* One attribute of another; replaced, of another type; no edge and no vertex. */
static void
test_replace (void)
{
  static const FixtureEdge edges[] = { { 0, 1, 3 }, { 1, 2, 9 } };
  g_autoptr (CowGraph) graph = fixture_graph (TRUE, 3, edges, 2, FIXTURE_U32), empty = fixture_graph (TRUE, 0, NULL, 0, FIXTURE_UNWEIGHTED);
  GError *error = NULL;

  g_assert_true (make (graph, "x", "weight * 2", FALSE, &error));
  g_assert_true (make (graph, "x", "x + 1", FALSE, &error));
  g_assert_cmpint (value_at (graph, FALSE, "x", 1).integer, ==, 19);
  g_assert_true (make (graph, "x", "if(x > 7, \"much\", null)", FALSE, &error));
  g_assert_cmpint (value_at (graph, FALSE, "x", 0).type, ==, COW_TYPE_NULL);
  g_assert_cmpint (value_at (graph, FALSE, "x", 1).type, ==, COW_TYPE_STRING);
  g_assert_cmpuint (graph->columns->len, ==, 1);
  g_assert_true (make (empty, "x", "e.id", FALSE, &error));
  g_assert_true (make (empty, "x", "name", TRUE, &error));
  g_assert_cmpuint (empty->columns->len, ==, 2);
}

static void
test_refused (void)
{
  static const FixtureEdge edges[] = { { 0, 1, 3 }, { 1, 2, 0 } };
  static const struct
  {
    const char *text, *message;
    CowGraphError code;
  } cases[] = {
    { "1 / weight", "division by zero at column 3 for edge 1 -> 2", COW_GRAPH_ERROR_RANGE },
    { "null", "\"null\" is always null: an attribute has a type", COW_GRAPH_ERROR_TYPE },
  };
  g_autoptr (CowGraph) graph = fixture_graph_reordered (TRUE, 3, edges, 2, FIXTURE_U32, COW_REORDER_NONE);
  g_autoptr (CowExpr) expr = cow_expr_new ("e.id", COW_SCOPE_EDGE, graph, NULL);
  g_autoptr (GError) error = NULL;
  guint32 stop = 1;
  ImageFixture image;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_false (make (graph, "x", cases[i].text, FALSE, &error));
      g_assert_error (error, COW_GRAPH_ERROR, (int)cases[i].code);
      g_assert_cmpstr (error->message, ==, cases[i].message);
      g_clear_error (&error);
      g_assert_null (cow_graph_column (graph, FALSE, "x"));
    }
  image_begin (&image);
  image.progress = (CowProgress){ .stop = &stop };
  g_assert_false (cow_attribute_write (graph, "x", expr, FALSE, image.writer, &image.progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  image_drop (&image);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attribute/values", test_values);
  g_test_add_func ("/attribute/replace", test_replace);
  g_test_add_func ("/attribute/refused", test_refused);
  return g_test_run ();
}
