/* test-widest.c - widest and most probable paths against rounds over the edge list: values, paths, trees, on shapes and random graphs. */
#include "config.h"

#include "graph-fixture.h"
#include "graph/path/search.h"
#include "path-fixture.h"

#define MAX_N 60

/* Weights of both signs, few different ones: many ties. */
static void
draw_width (GRand *random, PathKind kind, OracleEdge *edge)
{
  edge->integer = g_rand_int_range (random, kind == PATH_U32 ? 0 : -6, 12);
  if (kind == PATH_I64_LARGE)
    edge->integer = g_rand_int (random) % 3 ? edge->integer * ((gint64)1 << 40) : g_rand_boolean (random) ? G_MAXINT64 : G_MININT64 + 1;
  if (kind == PATH_NONE)
    edge->integer = 1;
  edge->real = (double)edge->integer * 0.375;
  if (kind == PATH_SPREAD)
    edge->real = g_rand_int (random) % 8 ? ldexp (g_rand_double_range (random, -1, 1), g_rand_int_range (random, -60, 60)) : INFINITY;
}

/* Many are 1, some 0, some so small that products fall below the least double. */
static void
draw_chance (GRand *random, PathKind kind, OracleEdge *edge)
{
  gint32 draw = g_rand_int_range (random, 0, 12);

  edge->integer = draw > 1 || kind == PATH_NONE;
  edge->real = draw == 0 ? 0.0 : draw > 9 ? 1.0 : draw / (kind == PATH_DYADIC ? 16.0 : 10.0);
  if (kind == PATH_SPREAD)
    edge->real = draw == 0 ? 1e-160 : g_rand_double_range (random, 0, 1);
}

static PathFixture *
random_fixture (guint32 seed, OracleJoin join, PathKind kind)
{
  GRand *random = g_rand_new_with_seed (seed);
  guint n = (guint)g_rand_int_range (random, 1, seed % 2 ? 16 : MAX_N + 1);
  guint n_edges = n * (guint)g_rand_int_range (random, 0, 4) + (guint)g_rand_int_range (random, 0, 3);
  gboolean directed = g_rand_boolean (random), is_long = g_rand_int (random) % 4 == 0;
  OracleEdge *edges = g_new0 (OracleEdge, n_edges + 1);

  for (guint i = 0; i < n_edges; i++)
    {
      edges[i].source = (guint32)g_rand_int_range (random, 0, (gint32)n);
      edges[i].target = is_long ? (edges[i].source + 1 + g_rand_int (random) % 3) % n : (guint32)g_rand_int_range (random, 0, (gint32)n);
      (join == ORACLE_NARROWEST ? draw_width : draw_chance) (random, kind, &edges[i]);
    }
  g_rand_free (random);
  PathFixture *fixture = path_fixture_new (seed % 5 ? seed + 1 : 0, n, directed, kind, edges, n_edges);
  fixture->oracle.join = join;
  return fixture;
}

static CowSearch *
new_search (const PathFixture *fixture)
{
  GError *error = NULL;
  CowSearch *search
      = cow_search_new (&fixture->view, fixture->oracle.join == ORACLE_NARROWEST ? COW_SEARCH_WIDEST : COW_SEARCH_RELIABLE, &error);

  g_assert_no_error (error);
  return search;
}

/* Within a cutoff: at least as good. Sources are as good as can be. */
static gboolean
is_within (const OracleGraph *graph, OracleCost cost, CowCost cutoff)
{
  return graph->is_real || graph->join == ORACLE_PRODUCT ? cost.real >= cow_cost_as_double (cutoff) : cost.integer >= cutoff.integer;
}

static void
check_tree (guint32 target, const GArray *vertices, const guint32 *parents, const guint32 *hops)
{
  guint32 at = target;

  g_assert_cmpuint (hops[target] + 1, ==, vertices->len);
  for (guint i = vertices->len; i > 0; at = parents[at], i--)
    g_assert_cmpuint (at, ==, g_array_index (vertices, guint32, i - 1));
  g_assert_cmpuint (at, ==, COW_VERTEX_NONE);
}

static void
check (const PathFixture *fixture, CowSearch *search, const guint32 *sources, guint n_sources, const gboolean *avoided, const CowCost *cutoff)
{
  const OracleGraph *oracle = &fixture->oracle;
  OracleCost costs[MAX_N];
  guint32 starts[4], parents[MAX_N], hops[MAX_N];
  guint64 avoid[1] = { 0 };
  GError *error = NULL;
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32)), arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  CowSearchQuery query = { .sources = starts, .n_sources = n_sources, .avoid = avoided ? avoid : NULL, .has_cutoff = cutoff != NULL };

  for (guint i = 0; i < n_sources; i++)
    starts[i] = fixture->vertex_at[sources[i]];
  for (guint i = 0; avoided && i < oracle->n; i++)
    if (avoided[i])
      avoid[0] |= (guint64)1 << fixture->vertex_at[i];
  if (cutoff)
    query.cutoff = *cutoff;
  oracle_costs (oracle, sources, n_sources, avoided, costs);
  g_assert_true (cow_search_run (search, &query, NULL, &error));
  g_assert_no_error (error);
  gboolean some = cow_search_cost (search, starts[0]).kind != COW_COST_UNREACHABLE;
  if (some)
    g_assert_true (cow_search_parents (search, parents, hops, NULL, &error));
  for (guint32 i = 0; i < oracle->n; i++)
    {
      OracleCost wanted = costs[i];
      wanted.reached = wanted.reached && (!cutoff || is_within (oracle, wanted, *cutoff));
      path_assert_cost (oracle, cow_search_cost (search, fixture->vertex_at[i]), wanted);
      g_assert_cmpint (cow_search_path (search, fixture->vertex_at[i], vertices, arcs, &error), ==, wanted.reached);
      g_assert_no_error (error);
      if (!wanted.reached)
        continue;
      path_assert_path (fixture, costs, sources, n_sources, i, vertices, arcs);
      check_tree (fixture->vertex_at[i], vertices, parents, hops);
    }
  /* Asked for one target alone, that is the same. */
  guint32 alone = fixture->vertex_at[oracle->n / 2];
  query.targets = &alone;
  query.n_targets = 1;
  g_assert_true (cow_search_run (search, &query, NULL, &error));
  costs[oracle->n / 2].reached &= !cutoff || is_within (oracle, costs[oracle->n / 2], *cutoff);
  path_assert_cost (oracle, cow_search_cost (search, alone), costs[oracle->n / 2]);
  if (cow_search_path (search, alone, vertices, arcs, &error))
    path_assert_path (fixture, costs, sources, n_sources, oracle->n / 2, vertices, arcs);
}

static void
test_random (gconstpointer data)
{
  OracleJoin join = GPOINTER_TO_UINT (data) / 100;
  PathKind kind = (PathKind)(GPOINTER_TO_UINT (data) % 100);
  GRand *random = g_rand_new_with_seed (kind);

  for (guint32 seed = 0; seed < 200; seed++)
    {
      g_autoptr (PathFixture) fixture = random_fixture (seed, join, kind);
      g_autoptr (CowSearch) search = new_search (fixture);
      for (guint round = 0; round < 4; round++)
        {
          gboolean avoided[MAX_N];
          guint32 sources[3];
          CowCost cutoff = join == ORACLE_PRODUCT       ? cow_cost_real (g_rand_double_range (random, -0.1, 1.1))
                           : fixture->oracle.is_real ? cow_cost_real (g_rand_int_range (random, -6, 12) * 0.375)
                                                        : cow_cost_int (g_rand_int_range (random, -6, 12));
          for (guint i = 0; i < 3; i++)
            sources[i] = (guint32)g_rand_int_range (random, 0, (gint32)fixture->oracle.n);
          for (guint i = 0; i < MAX_N; i++)
            avoided[i] = g_rand_int (random) % 5 == 0;
          check (fixture, search, sources, round == 3 ? 3 : 1, round == 1 ? avoided : NULL, round == 2 ? &cutoff : NULL);
        }
    }
  g_rand_free (random);
}

static void
test_shapes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture_shapes) * 8; i++)
    {
      const FixtureShape *shape = &fixture_shapes[i / 8];
      OracleEdge *edges = g_new0 (OracleEdge, shape->n_edges + 1);
      gboolean chances = i / 2 % 2, reals = chances || i / 4 % 2;

      for (guint e = 0; e < shape->n_edges; e++)
        {
          gint64 weight = (gint64)shape->edges[e].weight;
          edges[e] = (OracleEdge){ shape->edges[e].source, shape->edges[e].target, weight, chances ? (double)weight / 10 : (double)weight * 0.375 };
        }
      g_autoptr (PathFixture) fixture
          = path_fixture_new (i, shape->n_vertices, i % 2, reals ? PATH_DYADIC : PATH_I64_SMALL, edges, shape->n_edges);
      fixture->oracle.join = chances ? ORACLE_PRODUCT : ORACLE_NARROWEST;
      g_autoptr (CowSearch) search = new_search (fixture);
      for (guint32 source = 0; source < shape->n_vertices; source++)
        check (fixture, search, &source, 1, NULL, NULL);
    }
}

static char *
message_of (CowSearchKind search_kind, gboolean directed, PathKind kind, const OracleEdge *list, guint n_edges, guint n)
{
  GError *error = NULL;
  g_autoptr (PathFixture) fixture = path_fixture_new (0, n, directed, kind, g_memdup2 (list, n_edges * sizeof *list), n_edges);
  fixture->graph.out = fixture->view.out;
  g_autoptr (CowSearch) search = cow_search_new (&fixture->view, search_kind, &error);

  if (search)
    return g_strdup ("good");
  char *message = g_strdup (error->message);
  g_error_free (error);
  return message;
}

static void
test_messages (void)
{
  static const OracleEdge above[] = { { 2, 0, 1, 1 }, { 1, 2, 3, 1.5 }, { 0, 1, 2, 2 } };
  static const OracleEdge below[] = { { 0, 1, 1, 0.5 }, { 1, 2, -1, -0.5 } };
  static const OracleEdge good[] = { { 0, 1, 1, 1 }, { 1, 2, 0, -0.0 } };
  static const OracleEdge deep[] = { { 0, 1, G_MININT64, 0 } };
  g_autofree char *a = message_of (COW_SEARCH_RELIABLE, TRUE, PATH_DYADIC, above, 3, 3);
  g_autofree char *b = message_of (COW_SEARCH_RELIABLE, FALSE, PATH_U32, above, 3, 3);
  g_autofree char *c = message_of (COW_SEARCH_RELIABLE, FALSE, PATH_DYADIC, below, 2, 3);
  g_autofree char *d = message_of (COW_SEARCH_RELIABLE, TRUE, PATH_I64_SMALL, below, 2, 3);
  g_autofree char *e = message_of (COW_SEARCH_RELIABLE, TRUE, PATH_DYADIC, good, 2, 3);
  g_autofree char *f = message_of (COW_SEARCH_RELIABLE, TRUE, PATH_NONE, above, 3, 3);
  g_autofree char *g = message_of (COW_SEARCH_WIDEST, TRUE, PATH_I64_LARGE, deep, 1, 2);
  g_autofree char *h = message_of (COW_SEARCH_WIDEST, TRUE, PATH_I64_SMALL, below, 2, 3);

  g_assert_cmpstr (a, ==, "no probability: weight 2 on edge 0 -> 1 is not between 0 and 1");
  g_assert_cmpstr (b, ==, "no probability: weight 2 on edge 0 -- 1 is not between 0 and 1");
  g_assert_cmpstr (c, ==, "no probability: weight -0.5 on edge 1 -- 2 is not between 0 and 1");
  g_assert_cmpstr (d, ==, "no probability: weight -1 on edge 1 -> 2 is not between 0 and 1");
  g_assert_cmpstr (e, ==, "good");
  g_assert_cmpstr (f, ==, "good");
  g_assert_nonnull (strstr (g, "widths begin one above that"));
  g_assert_cmpstr (h, ==, "good");
}

/* A long chain ends; a search that shall stop does. */
static void
test_long (void)
{
  guint n = 200000;
  OracleEdge *edges = g_new0 (OracleEdge, n);
  guint32 stop = 1, source;
  GError *error = NULL;
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i + 1 < n; i++)
    edges[i] = (OracleEdge){ .source = i, .target = i + 1, .integer = (gint64)(n - i % 3), .real = 0.5 };
  g_autoptr (PathFixture) fixture = path_fixture_new (7, n, TRUE, PATH_I64_SMALL, edges, n - 1);
  fixture->oracle.join = ORACLE_NARROWEST;
  g_autoptr (CowSearch) search = new_search (fixture);
  source = fixture->vertex_at[0];
  CowSearchQuery query = { .sources = &source, .n_sources = 1 };
  CowProgress progress = { .stop = &stop };
  g_assert_false (cow_search_run (search, &query, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (cow_search_run (search, &query, NULL, &error));
  g_assert_cmpint (cow_search_cost (search, fixture->vertex_at[n - 1]).integer, ==, n - 2);
  g_assert_true (cow_search_path (search, fixture->vertex_at[n - 1], vertices, NULL, &error));
  g_assert_cmpuint (vertices->len, ==, n);
  /* 0.5 to the 1074th is the least double, one more halving is no way. */
  g_autoptr (PathFixture) halves = path_fixture_new (7, 1100, TRUE, PATH_DYADIC, g_memdup2 (edges, 1100 * sizeof *edges), 1099);
  halves->oracle.join = ORACLE_PRODUCT;
  g_autoptr (CowSearch) chances = new_search (halves);
  source = halves->vertex_at[0];
  g_assert_true (cow_search_run (chances, &query, NULL, &error));
  g_assert_true (cow_search_cost (chances, halves->vertex_at[1074]).real == ldexp (1, -1074));
  g_assert_cmpint (cow_search_cost (chances, halves->vertex_at[1075]).kind, ==, COW_COST_UNREACHABLE);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    OracleJoin join;
    PathKind kind;
  } kinds[] = { { "widest/none", ORACLE_NARROWEST, PATH_NONE },       { "widest/u32", ORACLE_NARROWEST, PATH_U32 },
                { "widest/i64", ORACLE_NARROWEST, PATH_I64_SMALL },   { "widest/ends", ORACLE_NARROWEST, PATH_I64_LARGE },
                { "widest/f64", ORACLE_NARROWEST, PATH_DYADIC },      { "widest/spread", ORACLE_NARROWEST, PATH_SPREAD },
                { "reliable/none", ORACLE_PRODUCT, PATH_NONE },       { "reliable/u32", ORACLE_PRODUCT, PATH_U32 },
                { "reliable/i64", ORACLE_PRODUCT, PATH_I64_SMALL },   { "reliable/dyadic", ORACLE_PRODUCT, PATH_DYADIC },
                { "reliable/decimal", ORACLE_PRODUCT, PATH_DECIMAL }, { "reliable/spread", ORACLE_PRODUCT, PATH_SPREAD } };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strconcat ("/", kinds[i].name, NULL);
      g_test_add_data_func (name, GUINT_TO_POINTER ((guint)kinds[i].join * 100 + kinds[i].kind), test_random);
    }
  g_test_add_func ("/widest/shapes", test_shapes);
  g_test_add_func ("/widest/messages", test_messages);
  g_test_add_func ("/widest/long", test_long);
  return g_test_run ();
}
