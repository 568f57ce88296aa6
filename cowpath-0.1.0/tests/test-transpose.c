/* test-transpose.c - the transpose of random graphs: every arc once, in the promised order, and twice is nothing. */
#include "config.h"

#include "graph/transpose.h"
#include "tests/image-fixture.h"

/* kind 0: none, 1: small integers, 2: large and negative integers, 3: reals. */
static CowGraph *
make_graph (guint32 seed, guint32 n, guint32 m, int kind, CowReorder reorder, gboolean directed)
{
  CowBuilderOptions options = { .directed = directed, .reorder = reorder, .format = "test" };
  CowBuilder *builder = cow_builder_new (&options);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  for (guint32 v = 0; v < n; v++)
    {
      guint32 appearance;
      g_assert_true (cow_builder_vertex_number (builder, v * 3, &appearance, NULL));
    }
  for (guint32 e = 0; e < m; e++)
    {
      /* A few favorites, so that there are parallel edges and loops. */
      guint32 a = (guint32)g_rand_int_range (random, 0, (gint32)n), b = (guint32)g_rand_int_range (random, 0, (gint32)MIN (n, 7));
      g_assert_true (g_rand_boolean (random) ? cow_builder_edge (builder, a, b, NULL) : cow_builder_edge (builder, b, a, NULL));
      if (kind == 1)
        g_assert_true (cow_builder_weight_int (builder, g_rand_int_range (random, 0, 1000), NULL));
      else if (kind == 2)
        g_assert_true (cow_builder_weight_int (builder, ((gint64)g_rand_int (random) << 20) - (G_GINT64_CONSTANT (1) << 50), NULL));
      else if (kind == 3)
        g_assert_true (cow_builder_weight_real (builder, g_rand_double (random) - 0.25, NULL));
    }
  return fixture_finish (builder);
}

static double
weight_of (const CowCsr *csr, guint64 arc)
{
  return cow_cost_as_double (cow_csr_weight (csr, arc));
}

static void
check_transpose (const CowGraph *graph)
{
  g_autofree guint8 *seen = g_malloc0 (graph->n_arcs + 1);
  g_autofree guint32 *edges = g_new0 (guint32, graph->n_arcs + 1);
  const CowCsr *out = &graph->out, *in = &graph->in;

  cow_graph_edge_of_arc_table (graph, edges);
  g_assert_cmpuint (in->n_arcs, ==, graph->n_arcs);
  g_assert_cmpuint (in->offsets[0], ==, 0);
  g_assert_cmpuint (in->offsets[graph->n], ==, graph->n_arcs);
  for (guint32 v = 0; v < graph->n; v++)
    for (guint64 arc = in->offsets[v]; arc < in->offsets[v + 1]; arc++)
      {
        guint64 back = graph->in_out_arc[arc];
        guint32 source = cow_csr_target (in, arc);
        g_assert_cmpuint (back, <, graph->n_arcs);
        g_assert_false (seen[back]);
        seen[back] = 1;
        g_assert_cmpuint (cow_csr_target (out, back), ==, v);
        g_assert_true (out->offsets[source] <= back && back < out->offsets[source + 1]);
        g_assert_cmpfloat (weight_of (in, arc), ==, weight_of (out, back));
        if (arc == in->offsets[v])
          continue;
        guint32 before = cow_graph_appearance (graph, cow_csr_target (in, arc - 1)), now = cow_graph_appearance (graph, source);
        g_assert_cmpuint (before, <=, now);
        if (before == now)
          g_assert_cmpuint (edges[graph->in_out_arc[arc - 1]], <, edges[back]);
      }
}

/* Turning the rows twice gives the arcs back, sorted by target. */
static void
check_twice (const CowGraph *graph)
{
  const CowCsr *out = &graph->out;
  gsize arcs = graph->n_arcs + 1;
  g_autofree guint64 *offsets = g_new (guint64, (gsize)graph->n + 1), *arc_of = g_new (guint64, arcs);
  g_autofree guint32 *targets = g_new0 (guint32, arcs * 2);
  g_autofree gint64 *weights = g_new0 (gint64, arcs);

  g_assert_true (cow_csr_transpose (&graph->in, NULL, offsets, targets, out->weights_i64 || out->weights_f64 ? weights : NULL, arc_of,
                                    NULL, NULL));
  g_assert_cmpint (memcmp (offsets, out->offsets, ((gsize)graph->n + 1) * 8), ==, 0);
  for (guint32 v = 0; v < graph->n; v++)
    for (guint64 arc = offsets[v]; arc < offsets[v + 1]; arc++)
      {
        guint64 first = graph->in_out_arc[arc_of[arc]];
        g_assert_true (out->offsets[v] <= first && first < out->offsets[v + 1]);
        g_assert_cmpuint (targets[arc * out->stride], ==, cow_csr_target (out, first));
        if (arc > offsets[v])
          g_assert_cmpuint (targets[arc * out->stride], >=, targets[(arc - 1) * out->stride]);
        if (out->kind == COW_WEIGHT_U32)
          g_assert_cmpuint (targets[arc * 2 + 1], ==, out->targets[first * 2 + 1]);
        else if (out->weights_i64)
          g_assert_cmpint (weights[arc], ==, out->weights_i64[first]);
        else if (out->weights_f64)
          g_assert_cmpmem (&weights[arc], 8, &out->weights_f64[first], 8);
      }
}

static void
attach_transpose (CowGraph *graph)
{
  g_autoptr (GError) error = NULL;
  ImageFixture image;

  image_begin (&image);
  cow_transpose_write (graph, TRUE, image.writer, &image.progress, &error);
  g_assert_no_error (error);
  cow_graph_attach (graph, image_end (&image), &error);
  g_assert_no_error (error);
}

static void
test_random (void)
{
  static const CowReorder reorders[] = { COW_REORDER_NONE, COW_REORDER_BFS, COW_REORDER_DEGREE };

  for (guint32 seed = 0; seed < 36; seed++)
    {
      g_autoptr (CowGraph) graph
          = make_graph (seed, 1 + seed * 7, seed < 2 ? 0 : 40 * seed, (int)(seed % 4), reorders[seed / 4 % 3], TRUE);
      attach_transpose (graph);
      check_transpose (graph);
      check_twice (graph);
    }
}

static void
test_empty (void)
{
  CowBuilderOptions options = { .directed = TRUE, .format = "test" };
  CowBuilder *builder = cow_builder_new (&options);
  g_autoptr (CowGraph) graph = fixture_finish (builder);

  attach_transpose (graph);
  g_assert_cmpuint (graph->in.offsets[0], ==, 0);
}

static void
test_cancel (void)
{
  g_autoptr (CowGraph) graph = make_graph (5, 100, 5000, 1, COW_REORDER_NONE, TRUE);
  g_autoptr (GError) error = NULL;
  guint32 stop = 1;
  ImageFixture image;

  image_begin (&image);
  image.progress = (CowProgress){ .stop = &stop, .budget = 10 };
  g_assert_false (cow_transpose_write (graph, TRUE, image.writer, &image.progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  image_drop (&image);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transpose/random", test_random);
  g_test_add_func ("/transpose/empty", test_empty);
  g_test_add_func ("/transpose/cancel", test_cancel);
  return g_test_run ();
}
