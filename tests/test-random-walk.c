/* test-random-walk.c - that walks go along edges, end where they must, and take each edge as often as its weight says. */
#include "config.h"

#include "graph/path/random-walk.h"
#include "shape-fixture.h"

#define MAX_N 60

static double
weight_of (const PathFixture *fixture, const OracleEdge *edge)
{
  if (fixture->view.out.kind == COW_WEIGHT_NONE)
    return 1;
  return fixture->oracle.is_real ? edge->real : (double)edge->integer;
}

/* The weight of all edges from -> to, by appearance. */
static double
weight_between (const PathFixture *fixture, guint32 from, guint32 to)
{
  double sum = 0;

  for (guint i = 0; i < fixture->oracle.n_edges; i++)
    {
      const OracleEdge *edge = &fixture->oracle.edges[i];
      gboolean along = edge->source == from && edge->target == to;
      gboolean against = !fixture->oracle.directed && edge->target == from && edge->source == to;
      if (along || against)
        sum += weight_of (fixture, edge);
    }
  return sum;
}

static double
weight_from (const PathFixture *fixture, guint32 from, const gboolean *avoided)
{
  double sum = 0;

  for (guint32 to = 0; to < fixture->oracle.n; to++)
    sum += avoided && avoided[to] ? 0 : weight_between (fixture, from, to);
  return sum;
}

static CowRandomWalk *
new_walk (const PathFixture *fixture, guint64 length)
{
  GError *error = NULL;
  CowRandomWalk *walk = cow_random_walk_new (&fixture->view, length, &error);

  g_assert_no_error (error);
  return walk;
}

static void
check_walk (const PathFixture *fixture, CowRandomWalk *walk, const CowRandomWalkQuery *query, const gboolean *avoided)
{
  const guint32 *vertices;
  GError *error = NULL;
  guint64 n = cow_random_walk_run (walk, query, &vertices, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (n, >=, 1);
  g_assert_cmpuint (n, <=, query->length + 1);
  g_assert_cmpuint (vertices[0], ==, query->source);
  for (guint64 i = 1; i < n; i++)
    {
      guint32 from = fixture->appearance[vertices[i - 1]], to = fixture->appearance[vertices[i]];
      if (query->restart > 0 && vertices[i] == query->source)
        continue;
      g_assert_cmpfloat (weight_between (fixture, from, to), >, 0);
      g_assert_false (avoided && avoided[to]);
    }
  if (n <= query->length)
    g_assert_cmpfloat (weight_from (fixture, fixture->appearance[vertices[n - 1]], avoided), ==, 0);
  /* The same again, and shorter walks are beginnings of longer ones. */
  g_autofree guint32 *kept = g_memdup2 (vertices, n * sizeof *vertices);
  CowRandomWalkQuery shorter = *query;
  shorter.length = query->length / 2;
  g_assert_cmpuint (cow_random_walk_run (walk, &shorter, &vertices, NULL, &error), ==, MIN (n, shorter.length + 1));
  for (guint64 i = 0; i < MIN (n, shorter.length + 1); i++)
    g_assert_cmpuint (vertices[i], ==, kept[i]);
}

static void
test_random (void)
{
  GRand *random = g_rand_new_with_seed (1);

  for (guint32 seed = 0; seed < 1200; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, MAX_N, (PathKind)(seed % PATH_KINDS));
      g_autoptr (CowRandomWalk) walk = new_walk (fixture, 50);
      gboolean avoided[MAX_N] = { FALSE };
      guint64 avoid[1] = { 0 };
      for (guint i = 0; i < fixture->oracle.n; i++)
        {
          avoided[i] = g_rand_int (random) % 4 == 0;
          if (avoided[i])
            avoid[0] |= (guint64)1 << fixture->vertex_at[i];
        }
      for (guint round = 0; round < 6; round++)
        {
          CowRandomWalkQuery query = { .source = (guint32)g_rand_int_range (random, 0, (gint32)fixture->oracle.n),
                                       .length = (guint64)g_rand_int_range (random, 0, 51),
                                       .seed = g_rand_int (random),
                                       .number = round,
                                       .restart = round % 3 == 2 ? 0.3 : 0,
                                       .avoid = round % 2 ? avoid : NULL };
          check_walk (fixture, walk, &query, round % 2 ? avoided : NULL);
        }
    }
  g_rand_free (random);
}

static void
test_shapes (void)
{
  for (guint i = 0; i < SHAPE_FIXTURES; i++)
    {
      g_autoptr (PathFixture) fixture = shape_fixture (i);
      g_autoptr (CowRandomWalk) walk = new_walk (fixture, 40);

      for (guint32 source = 0; source < fixture->oracle.n; source++)
        for (guint round = 0; round < 3; round++)
          check_walk (fixture, walk, &(CowRandomWalkQuery){ .source = source, .length = round * 20, .seed = i, .number = round, .restart = round == 1 ? 0.25 : 0 }, NULL);
    }
}

/* One step from the middle of a star, many times: each edge in proportion. `skew`: how different weights are; avoided: all odd ones. */
static void
check_shares (guint n_edges, PathKind kind, guint skew, gboolean avoid_odd)
{
  enum
  {
    DRAWS = 60000
  };
  OracleEdge *edges = g_new0 (OracleEdge, n_edges);
  g_autofree guint64 *seen = g_new0 (guint64, n_edges + 1), *avoid = g_new0 (guint64, n_edges / 64 + 2);
  double sum = 0, chi = 0;
  guint kinds = 0;
  GError *error = NULL;

  for (guint i = 0; i < n_edges; i++)
    {
      gint64 weight = i % 5 == 4 ? 0 : i % skew == 0 ? (gint64)(1000 * skew) : 1 + i % 7;
      edges[i] = (OracleEdge){ 0, i + 1, weight, (double)weight / 16 };
    }
  g_autoptr (PathFixture) fixture = path_fixture_new (3, n_edges + 1, TRUE, kind, edges, n_edges);
  g_autoptr (CowRandomWalk) walk = new_walk (fixture, 1);
  CowRandomWalkQuery query = { .source = fixture->vertex_at[0], .length = 1, .seed = 5, .avoid = avoid_odd ? avoid : NULL };
  for (guint i = 1; i <= n_edges; i += 2)
    avoid[fixture->vertex_at[i] / 64] |= (guint64)1 << (fixture->vertex_at[i] % 64);
  for (query.number = 0; query.number < DRAWS; query.number++)
    {
      const guint32 *vertices;
      g_assert_cmpuint (cow_random_walk_run (walk, &query, &vertices, NULL, &error), ==, 2);
      seen[fixture->appearance[vertices[1]]]++;
    }
  for (guint i = 0; i < n_edges; i++)
    sum += avoid_odd && i % 2 == 0 ? 0 : weight_of (fixture, &edges[i]);
  for (guint i = 0; i < n_edges; i++)
    {
      double wanted = avoid_odd && i % 2 == 0 ? 0 : DRAWS * weight_of (fixture, &edges[i]) / sum;
      double difference = (double)seen[i + 1] - wanted;
      if (wanted == 0)
        g_assert_cmpuint (seen[i + 1], ==, 0);
      else
        chi += difference * difference / wanted;
      kinds += wanted > 0;
    }
  /* About normal with mean kinds - 1 and variance twice that; five deviations. */
  g_assert_cmpfloat (chi, <, kinds - 1 + 5 * sqrt (2.0 * kinds));
}

static void
test_shares (void)
{
  static const PathKind kinds[] = { PATH_NONE, PATH_U32, PATH_I64_SMALL, PATH_DYADIC };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint odd = 0; odd < 2; odd++)
      {
        check_shares (5, kinds[i], 2, odd);
        check_shares (40, kinds[i], 3, odd);
        check_shares (200, kinds[i], 97, odd); /* rejection gives up */
      }
}

static void
test_restart (void)
{
  guint n = 2001;
  OracleEdge *edges = g_new0 (OracleEdge, n);
  guint64 back = 0;
  const guint32 *vertices;
  GError *error = NULL;

  for (guint i = 0; i + 1 < n; i++)
    edges[i] = (OracleEdge){ i, i + 1, 1, 1 };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, n, TRUE, PATH_U32, edges, n - 1);
  g_autoptr (CowRandomWalk) walk = new_walk (fixture, 1000);
  CowRandomWalkQuery query = { .source = 0, .length = 1000, .restart = 0.25 };
  for (query.number = 0; query.number < 50; query.number++)
    {
      g_assert_cmpuint (cow_random_walk_run (walk, &query, &vertices, NULL, &error), ==, 1001);
      for (guint i = 1; i <= 1000; i++)
        back += vertices[i] == 0;
    }
  /* 50000 steps, a quarter of them back: 12500, deviation 97. */
  g_assert_cmpuint (back, >, 12500 - 500);
  g_assert_cmpuint (back, <, 12500 + 500);
  query.restart = 1;
  g_assert_cmpuint (cow_random_walk_run (walk, &query, &vertices, NULL, &error), ==, 1001);
  for (guint i = 0; i <= 1000; i++)
    g_assert_cmpuint (vertices[i], ==, 0);
}

/* Sources, numbers and seeds give different walks. */
static void
test_independent (void)
{
  guint n = 12;
  OracleEdge *edges = g_new0 (OracleEdge, n * n);
  GError *error = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);

  for (guint i = 0; i < n * n; i++)
    edges[i] = (OracleEdge){ i / n, i % n, 1, 1 };
  g_autoptr (PathFixture) complete = path_fixture_new (1, n, TRUE, PATH_NONE, edges, n * n);
  g_autoptr (CowRandomWalk) walk = new_walk (complete, 20);
  for (guint32 i = 0; i < 1000; i++)
    {
      CowRandomWalkQuery query = { .source = complete->vertex_at[i % 10], .length = 20, .seed = i / 10 % 10, .number = i / 100 };
      const guint32 *vertices;
      guint64 length = cow_random_walk_run (walk, &query, &vertices, NULL, &error);
      /* Without the source: the numbers that were drawn. */
      g_assert_true (g_hash_table_add (seen, g_bytes_new (vertices + 1, (length - 1) * sizeof *vertices)));
    }
}

static void
test_errors (void)
{
  static const OracleEdge negative[] = { { 0, 1, 1, 1 }, { 1, 2, -2, -2 } };
  static const OracleEdge endless[] = { { 0, 1, 1, INFINITY } };
  guint32 stop = 1;
  GError *error = NULL;
  const guint32 *vertices;
  CowProgress progress = { .stop = &stop };
  g_autoptr (PathFixture) a = path_fixture_new (0, 3, TRUE, PATH_I64_SMALL, g_memdup2 (negative, sizeof negative), 2);
  g_autoptr (PathFixture) b = path_fixture_new (0, 2, TRUE, PATH_DYADIC, g_memdup2 (endless, sizeof endless), 1);
  g_autoptr (PathFixture) c = path_fixture_new (0, 2, FALSE, PATH_NONE, g_memdup2 (endless, sizeof endless), 1);

  g_assert_null (cow_random_walk_new (&a->view, 3, &error));
  g_assert_cmpstr (error->message, ==, "negative weight -2 on edge 1 -> 2");
  g_clear_error (&error);
  g_assert_null (cow_random_walk_new (&b->view, 3, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  g_autoptr (CowRandomWalk) walk = new_walk (c, 200000);
  CowRandomWalkQuery query = { .source = 0, .length = 200000 };
  g_assert_cmpuint (cow_random_walk_run (walk, &query, &vertices, &progress, &error), ==, 0);
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  query.source = 2;
  g_assert_cmpuint (cow_random_walk_run (walk, &query, &vertices, NULL, &error), ==, 0);
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random-walk/random", test_random);
  g_test_add_func ("/random-walk/shapes", test_shapes);
  g_test_add_func ("/random-walk/shares", test_shares);
  g_test_add_func ("/random-walk/restart", test_restart);
  g_test_add_func ("/random-walk/independent", test_independent);
  g_test_add_func ("/random-walk/errors", test_errors);
  return g_test_run ();
}
