/* test-builder.c - what goes into a builder comes out of the graph, in whatever order vertices are kept. */
#include "tests/graph-fixture.h"

static const CowReorder orders[]
    = { COW_REORDER_AUTO, COW_REORDER_NONE, COW_REORDER_BFS, COW_REORDER_DEGREE, COW_REORDER_SPACE };
static const FixtureWeights kinds[] = { FIXTURE_UNWEIGHTED, FIXTURE_U32, FIXTURE_I64, FIXTURE_F64 };

static double
scale_weight (double weight, FixtureWeights kind)
{
  return kind == FIXTURE_UNWEIGHTED ? 1
         : kind == FIXTURE_I64      ? weight * (double)FIXTURE_I64_SCALE
         : kind == FIXTURE_F64      ? weight * FIXTURE_F64_SCALE
                                    : weight;
}

/* The two tables undo each other, and names lead back. */
static void
check_vertices (const CowGraph *graph, guint n)
{
  g_assert_cmpuint (graph->n, ==, n);
  for (guint32 vertex = 0; vertex < n; vertex++)
    {
      guint32 appearance = cow_graph_appearance (graph, vertex);
      char buffer[24], expected[24];
      gsize length;
      const char *name = cow_graph_name (graph, vertex, buffer, &length);

      g_assert_cmpuint (cow_graph_vertex_at (graph, appearance), ==, vertex);
      g_snprintf (expected, sizeof expected, "%u", appearance);
      g_assert_cmpmem (name, (int)length, expected, (int)strlen (expected));
      g_assert_cmpuint (cow_graph_find (graph, name, length), ==, vertex);
    }
}

/* Each list holds the arcs of its edges, in the order of the edges, and no other. */
static void
check_lists (const CowGraph *graph, const FixtureEdge *edges, guint m, FixtureWeights kind)
{
  guint64 *next = g_new (guint64, graph->n + 1), n_arcs = 0;
  guint32 *table = g_new (guint32, graph->n_arcs + 1);

  memcpy (next, graph->out.offsets, (graph->n + 1) * sizeof *next);
  g_assert_true (cow_graph_edge_of_arc_table (graph, table));
  /* A self-loop is one arc. Where the table is derived, edges are met along the lists as well. */
  for (guint edge = 0; edge < m; edge++)
    for (guint side = 0; side < (graph->directed || edges[edge].source == edges[edge].target ? 1u : 2u);
         side++)
      {
        guint32 from = cow_graph_vertex_at (graph, side ? edges[edge].target : edges[edge].source);
        guint32 to = cow_graph_vertex_at (graph, side ? edges[edge].source : edges[edge].target);
        guint64 arc = next[from]++;

        g_assert_cmpuint (arc, <, graph->out.offsets[from + 1]);
        g_assert_cmpuint (cow_csr_target (&graph->out, arc), ==, to);
        g_assert_cmpfloat (cow_cost_as_double (cow_csr_weight (&graph->out, arc)), ==,
                           scale_weight (edges[edge].weight, kind));
        g_assert_cmpuint (table[arc], ==, edge);
        n_arcs++;
      }
  g_assert_cmpuint (n_arcs, ==, graph->n_arcs);
  g_free (table);
  g_free (next);
}

static void
check_ends (const CowGraph *graph, const FixtureEdge *edges, guint m)
{
  guint32 source, target, *table = g_new (guint32, graph->n_arcs + 1);
  guint64 arc;

  g_assert_true (cow_graph_edge_of_arc_table (graph, table));
  for (guint edge = 0; edge < m; edge++)
    {
      guint32 from = edges[edge].source, to = edges[edge].target;

      g_assert_true (cow_graph_edge_ends (graph, edge, &source, &target, &arc));
      if (!graph->directed && from > to)
        {
          from = edges[edge].target;
          to = edges[edge].source;
        }
      g_assert_cmpuint (cow_graph_appearance (graph, source), ==, from);
      g_assert_cmpuint (cow_graph_appearance (graph, target), ==, to);
      g_assert_cmpuint (table[arc], ==, edge);
      g_assert_cmpuint (cow_csr_target (&graph->out, arc), ==, target);
      g_assert_cmpuint (graph->out.offsets[source], <=, arc);
      g_assert_cmpuint (graph->out.offsets[source + 1], >, arc);
    }
  g_assert_false (cow_graph_edge_ends (graph, m, &source, &target, &arc));
  g_free (table);
}

static gboolean
is_parallel (const FixtureEdge *left, const FixtureEdge *right, gboolean directed)
{
  return (left->source == right->source && left->target == right->target)
         || (!directed && left->source == right->target && left->target == right->source);
}

static void
check_facts (const CowGraph *graph, const FixtureEdge *edges, guint m, FixtureWeights kind)
{
  const CowImageMeta *meta = graph->meta;
  double low = INFINITY, high = -INFINITY;
  guint n_loops = 0, n_parallel = 0;
  guint64 max_degree = 0;

  for (guint i = 0; i < m; i++)
    {
      gboolean known = FALSE;

      n_loops += edges[i].source == edges[i].target;
      for (guint j = 0; j < i && !known; j++)
        known = is_parallel (&edges[i], &edges[j], graph->directed);
      n_parallel += known;
      low = MIN (low, scale_weight (edges[i].weight, kind));
      high = MAX (high, scale_weight (edges[i].weight, kind));
    }
  for (guint32 vertex = 0; vertex < graph->n; vertex++)
    max_degree = MAX (max_degree, cow_csr_degree (&graph->out, vertex));
  g_assert_cmpuint (meta->m, ==, m);
  g_assert_cmpuint (meta->n_loops, ==, n_loops);
  g_assert_cmpuint (meta->n_parallel, ==, n_parallel);
  g_assert_cmpuint (meta->max_out_degree, ==, max_degree);
  g_assert_cmpuint (meta->negative_edge, ==, G_MAXUINT64);
  g_assert_cmpstr (meta->format, ==, "fixture");
  if (kind == FIXTURE_UNWEIGHTED || m == 0)
    {
      g_assert_cmpint (meta->weight_kind, ==, COW_WEIGHT_NONE);
      g_assert_cmpstr (meta->weight_name, ==, "");
      return;
    }
  g_assert_cmpint (meta->weight_kind, ==,
                   kind == FIXTURE_U32   ? COW_WEIGHT_U32
                   : kind == FIXTURE_I64 ? COW_WEIGHT_I64
                                         : COW_WEIGHT_F64);
  g_assert_cmpstr (meta->weight_name, ==, "weight");
  g_assert_cmpfloat (meta->weight_min_real, ==, low);
  g_assert_cmpfloat (meta->weight_max_real, ==, high);
}

static void
check_graph_once (gboolean directed, guint n, const FixtureEdge *edges, guint m, FixtureWeights kind,
                  CowReorder reorder)
{
  g_autoptr (CowGraph) graph = fixture_graph_reordered (directed, n, edges, m, kind, reorder);

  check_vertices (graph, n);
  check_lists (graph, edges, m, kind);
  check_ends (graph, edges, m);
  check_facts (graph, edges, m, kind);
}

/* Threads and the width of cursors change nothing. */
static void
check_graph (gboolean directed, guint n, const FixtureEdge *edges, guint m, FixtureWeights kind,
             CowReorder reorder)
{
  for (guint way = 0; way < 4; way++)
    {
      fixture_threads = way % 2 ? 3 : 1;
      fixture_wide = way >= 2;
      check_graph_once (directed, n, edges, m, kind, reorder);
    }
}

static void
test_shapes (void)
{
  for (guint shape = 0; shape < G_N_ELEMENTS (fixture_shapes); shape++)
    for (guint order = 0; order < G_N_ELEMENTS (orders); order++)
      for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
        for (gboolean directed = FALSE; directed <= TRUE; directed++)
          check_graph (directed, fixture_shapes[shape].n_vertices, fixture_shapes[shape].edges,
                       fixture_shapes[shape].n_edges, kinds[kind], orders[order]);
}

static void
test_random (void)
{
  for (guint32 seed = 0; seed < 40; seed++)
    {
      guint n = 1 + seed * 3, m = seed % 4 == 0 ? n * 12 : n * 2;
      FixtureEdge *edges = fixture_random_edges (seed, n, m);

      for (guint order = 0; order < G_N_ELEMENTS (orders); order++)
        for (gboolean directed = FALSE; directed <= TRUE; directed++)
          check_graph (directed, n, edges, m, kinds[seed % G_N_ELEMENTS (kinds)], orders[order]);
      g_free (edges);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/builder/shapes", test_shapes);
  g_test_add_func ("/builder/random", test_random);
  return g_test_run ();
}
