/* test-depth-first.c - depth-first trees against the recursive form over the list of edges. */
#include "config.h"

#include "graph/path/depth-first.h"
#include "shape-fixture.h"

typedef struct
{
  guint32 vertex, parent; /* appearances; parent: COW_VERTEX_NONE at the source */
  guint hops;
  OracleCost cost;
} Visit;

typedef struct
{
  const OracleGraph *graph;
  const gboolean *avoided;
  gboolean has_limit;
  OracleCost limit;
  gboolean *seen;
  GArray *visits;
} Slow;

static void
visit_slowly (Slow *slow, const Visit *visit)
{
  slow->seen[visit->vertex] = TRUE;
  g_array_append_val (slow->visits, *visit);
  /* The arcs of a vertex stand in the order of their edges. */
  for (guint i = 0; i < slow->graph->n_edges * 2; i++)
    {
      const OracleEdge *edge = &slow->graph->edges[i / 2];
      guint32 from = i % 2 ? edge->target : edge->source, to = i % 2 ? edge->source : edge->target;
      Visit next = { .vertex = to, .parent = visit->vertex, .hops = visit->hops + 1 };

      if (from != visit->vertex || (i % 2 && slow->graph->directed) || slow->seen[to] || (slow->avoided && slow->avoided[to]))
        continue;
      next.cost = oracle_add (slow->graph, visit->cost, edge);
      if (!slow->has_limit || oracle_compare (slow->graph, next.cost, slow->limit) <= 0)
        visit_slowly (slow, &next);
    }
}

typedef struct
{
  const PathFixture *fixture;
  const GArray *wanted;
  guint n, most;
} Taker;

static gboolean
take (guint32 vertex, guint32 parent, guint32 hops, CowCost cost, gpointer user)
{
  Taker *taker = user;
  const Visit *wanted;

  g_assert_cmpuint (taker->n, <, taker->wanted->len);
  wanted = &g_array_index (taker->wanted, Visit, taker->n++);
  g_assert_cmpuint (taker->fixture->appearance[vertex], ==, wanted->vertex);
  g_assert_cmpuint (parent == COW_VERTEX_NONE ? parent : taker->fixture->appearance[parent], ==, wanted->parent);
  g_assert_cmpuint (hops, ==, wanted->hops);
  path_assert_cost (&taker->fixture->oracle, cost, wanted->cost);
  return taker->n != taker->most;
}

static void
check (GRand *random, const PathFixture *fixture, CowDepthFirst *depth, guint32 source)
{
  const OracleGraph *oracle = &fixture->oracle;
  g_autofree gboolean *seen = g_new0 (gboolean, oracle->n), *avoided = g_new0 (gboolean, oracle->n);
  g_autofree guint64 *avoid = g_new0 (guint64, oracle->n / 64 + 1);
  g_autoptr (GArray) visits = g_array_new (FALSE, FALSE, sizeof (Visit));
  Slow slow = { .graph = oracle, .seen = seen, .visits = visits };
  Visit begin = { .vertex = source, .parent = COW_VERTEX_NONE, .cost.reached = TRUE };
  guint32 from = fixture->vertex_at[source];
  CowSearchQuery query = { .sources = &from, .n_sources = 1 };
  Taker taker = { .fixture = fixture, .wanted = visits };
  GError *error = NULL;

  if (g_rand_boolean (random))
    {
      slow.avoided = avoided;
      query.avoid = avoid;
      for (guint i = 0; i < oracle->n / 5; i++)
        {
          guint32 appearance = g_rand_int (random) % oracle->n, vertex = fixture->vertex_at[appearance];

          avoided[appearance] = TRUE;
          avoid[vertex / 64] |= (guint64)1 << (vertex % 64);
        }
    }
  if (g_rand_boolean (random) && oracle->n_edges)
    {
      const OracleEdge *edge = &oracle->edges[g_rand_int (random) % oracle->n_edges];

      /* What one edge costs, so that it is just within. */
      slow.has_limit = query.has_cutoff = TRUE;
      slow.limit = (OracleCost){ .reached = TRUE, .integer = edge->integer, .real = edge->real };
      query.cutoff = oracle->is_real ? cow_cost_real (edge->real) : cow_cost_int (edge->integer);
    }
  visit_slowly (&slow, &begin);
  g_assert_true (cow_depth_first_run (depth, &query, take, &taker, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (taker.n, ==, visits->len);
  /* Who has enough ends it. */
  taker.n = 0;
  taker.most = (visits->len + 1) / 2;
  g_assert_true (cow_depth_first_run (depth, &query, take, &taker, NULL, &error));
  g_assert_cmpuint (taker.n, ==, taker.most);
}

static CowDepthFirst *
new_depth (const PathFixture *fixture)
{
  GError *error = NULL;
  CowDepthFirst *depth = cow_depth_first_new (&fixture->view, &error);

  g_assert_no_error (error);
  return depth;
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);

  for (guint32 seed = 0; seed < 100; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed * PATH_KINDS + kind, 60, kind);
      g_autoptr (CowDepthFirst) depth = new_depth (fixture);
      GRand *random = g_rand_new_with_seed (seed);

      for (guint i = 0; i < 6; i++)
        check (random, fixture, depth, g_rand_int (random) % fixture->oracle.n);
      g_rand_free (random);
    }
}

static void
test_shapes (void)
{
  GRand *random = g_rand_new_with_seed (1);

  for (guint i = 0; i < SHAPE_FIXTURES; i++)
    {
      g_autoptr (PathFixture) fixture = shape_fixture (i);
      g_autoptr (CowDepthFirst) depth = new_depth (fixture);

      for (guint32 source = 0; source < fixture->oracle.n; source++)
        check (random, fixture, depth, source);
    }
  g_rand_free (random);
}

static gboolean
count (guint32 vertex, guint32 parent, guint32 hops, CowCost cost, gpointer user)
{
  guint *n = user;

  (void)vertex;
  (void)parent;
  (void)cost;
  g_assert_cmpuint (hops, ==, *n);
  (*n)++;
  return TRUE;
}

/* As deep as it is long. */
static void
test_long_path (void)
{
  enum { LONG = 1000000 };
  FixtureEdge *edges = g_new (FixtureEdge, LONG - 1);
  CowGraph *graph;
  guint32 source;
  CowSearchQuery query = { .sources = &source, .n_sources = 1 };
  GError *error = NULL;
  guint n = 0;

  for (guint32 i = 0; i < LONG - 1; i++)
    edges[i] = (FixtureEdge){ i, i + 1, 1 };
  graph = fixture_graph (FALSE, LONG, edges, LONG - 1, FIXTURE_U32);
  source = cow_graph_vertex_at (graph, 0);
  CowView view = { .graph = graph, .out = graph->out, .negative_arc = COW_ARC_NONE };
  g_autoptr (CowDepthFirst) depth = cow_depth_first_new (&view, &error);
  g_assert_true (cow_depth_first_run (depth, &query, count, &n, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, LONG);
  cow_graph_free (graph);
  g_free (edges);
}

static void
test_refused (void)
{
  const gint64 half = G_MAXINT64 / 2 + 1;
  const OracleEdge large[] = { { 0, 1, half, 0 }, { 1, 2, half, 0 } };
  const OracleEdge negative[] = { { 0, 1, 4, 4 }, { 1, 2, -3, -3 } };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 3, TRUE, PATH_I64_LARGE, g_memdup2 (large, sizeof large), 2);
  g_autoptr (PathFixture) below = path_fixture_new (0, 3, TRUE, PATH_I64_SMALL, g_memdup2 (negative, sizeof negative), 2);
  g_autoptr (CowDepthFirst) depth = new_depth (fixture);
  guint32 source = 0, nowhere = 9, stop = 1;
  CowProgress progress = { .stop = &stop };
  CowSearchQuery query = { .sources = &source, .n_sources = 1 };
  GError *error = NULL;
  guint n = 0;

  g_assert_null (cow_depth_first_new (&below->view, &error));
  g_assert_cmpstr (error->message, ==, "negative weight -3 on edge 1 -> 2");
  g_clear_error (&error);
  g_assert_false (cow_depth_first_run (depth, &query, count, &n, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  n = 0;
  progress.budget = 0;
  g_assert_false (cow_depth_first_run (depth, &query, count, &n, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  query.sources = &nowhere;
  g_assert_false (cow_depth_first_run (depth, &query, count, &n, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint kind = 0; kind < PATH_KINDS; kind++)
    {
      g_autofree char *name = g_strdup_printf ("/depth-first/random/%u", kind);

      g_test_add_data_func (name, GUINT_TO_POINTER (kind), test_random);
    }
  g_test_add_func ("/depth-first/shapes", test_shapes);
  g_test_add_func ("/depth-first/long-path", test_long_path);
  g_test_add_func ("/depth-first/refused", test_refused);
  return g_test_run ();
}
