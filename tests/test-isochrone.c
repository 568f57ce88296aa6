/* test-isochrone.c - bands of vertices and parts of edges against graphs whose edges are cut into pieces of weight 1, and sums by hand. */
#include "config.h"

#include "graph-fixture.h"
#include "graph/path/isochrone.h"
#include "path-fixture.h"

#define MAX_N 60
#define MAX_BANDS 5

/* Covered edges within `limit`, counted piece by piece: every edge of weight w becomes w edges of weight 1 with vertices between, and
 * a piece is covered when its costlier end along the way is within the limit. Whole weights only. */
static double
count_pieces (const PathFixture *fixture, const guint32 *sources, guint n_sources, const gboolean *avoided, gint64 limit, guint64 *n_within)
{
  const OracleGraph *oracle = &fixture->oracle;
  guint n = oracle->n, n_pieces = 0, next = oracle->n;
  double covered = 0;

  for (guint i = 0; i < oracle->n_edges; i++)
    n_pieces += (guint)MAX (oracle->edges[i].integer, 1);
  OracleGraph cut = { .n = n + n_pieces, .directed = oracle->directed, .edges = g_new0 (OracleEdge, n_pieces + 1) };
  g_autofree OracleCost *costs = g_new0 (OracleCost, cut.n);
  g_autofree gboolean *closed = g_new0 (gboolean, cut.n);
  for (guint i = 0; i < oracle->n_edges; i++)
    {
      const OracleEdge *edge = &oracle->edges[i];
      guint32 at = edge->source;
      for (gint64 piece = 1; piece <= MAX (edge->integer, 1); piece++)
        {
          guint32 to = piece >= edge->integer ? edge->target : next++;
          cut.edges[cut.n_edges++] = (OracleEdge){ .source = at, .target = to, .integer = edge->integer > 0 };
          at = to;
        }
    }
  memcpy (closed, avoided, n * sizeof *closed);
  oracle_costs (&cut, sources, n_sources, closed, costs);
  *n_within = 0;
  for (guint i = 0; i < n; i++)
    *n_within += costs[i].reached && costs[i].integer <= limit;
  for (guint i = 0, first = 0; i < oracle->n_edges; i++)
    {
      const OracleEdge *edge = &oracle->edges[i];
      guint pieces = (guint)MAX (edge->integer, 1), within = 0;
      /* An end that must not be entered closes the edge from the other end, whose cost is then no way in. */
      gboolean along = costs[edge->source].reached && !avoided[edge->target];
      gboolean against = !oracle->directed && costs[edge->target].reached && !avoided[edge->source];
      gint64 from = (gint64)costs[edge->source].integer, to = (gint64)costs[edge->target].integer;
      for (guint piece = 0; piece < pieces; piece++)
        within += (along && from + (edge->integer ? piece + 1 : 0) <= limit) || (against && to + (edge->integer ? pieces - piece : 0) <= limit);
      covered += (double)within / pieces;
      first += pieces;
    }
  g_free (cut.edges);
  return covered;
}

static CowSearch *
run_search (const PathFixture *fixture, const guint32 *sources, guint n_sources, const guint64 *avoid, CowCost cutoff)
{
  GError *error = NULL;
  CowSearch *search = cow_search_new (&fixture->view, COW_SEARCH_AUTO, &error);
  guint32 starts[4];
  CowSearchQuery query = { .sources = starts, .n_sources = n_sources, .avoid = avoid, .has_cutoff = TRUE, .cutoff = cutoff };

  g_assert_no_error (error);
  for (guint i = 0; i < n_sources; i++)
    starts[i] = fixture->vertex_at[sources[i]];
  g_assert_true (cow_search_run (search, &query, NULL, &error));
  return search;
}

static void
check (const PathFixture *fixture, const guint32 *sources, guint n_sources, const gboolean *avoided, GRand *random, double scale)
{
  CowCost limits[MAX_BANDS];
  CowBand bands[MAX_BANDS];
  guint n_limits = (guint)g_rand_int_range (random, 1, MAX_BANDS + 1);
  guint64 avoid[1] = { 0 }, vertices = 0, wanted_vertices;
  gint64 limit = 0, limit_of[MAX_BANDS];
  double edges = 0;
  GError *error = NULL;

  for (guint i = 0; i < n_limits; i++)
    {
      limit += g_rand_int_range (random, i ? 1 : 0, 12);
      limit_of[i] = limit;
      limits[i] = fixture->oracle.is_real ? cow_cost_real ((double)limit * scale) : cow_cost_int (limit);
    }
  for (guint i = 0; i < fixture->oracle.n; i++)
    if (avoided[i])
      avoid[0] |= (guint64)1 << fixture->vertex_at[i];
  CowCost cutoff = limits[n_limits - 1];
  if (g_rand_boolean (random)) /* a search that went further */
    cutoff = cow_cost_real (cow_cost_as_double (cutoff) + 3.5);
  g_autoptr (CowSearch) search = run_search (fixture, sources, n_sources, avoid, cutoff);
  g_assert_true (cow_bands_sum (&fixture->view, search, limits, n_limits, !fixture->oracle.directed, avoid, bands, NULL, &error));
  for (guint i = 0; i < n_limits; i++)
    {
      double wanted = count_pieces (fixture, sources, n_sources, avoided, limit_of[i], &wanted_vertices);
      vertices += bands[i].vertices;
      edges += bands[i].edges;
      g_assert_cmpuint (vertices, ==, wanted_vertices);
      g_assert_cmpfloat_with_epsilon (edges, wanted, 1e-9);
    }
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);
  GRand *random = g_rand_new_with_seed (kind);

  for (guint32 seed = 0; seed < 300; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, MAX_N, kind);
      gboolean avoided[MAX_N] = { FALSE };
      for (guint round = 0; round < 3; round++)
        {
          guint32 sources[3];
          for (guint i = 0; i < 3; i++)
            sources[i] = (guint32)g_rand_int_range (random, 0, (gint32)fixture->oracle.n);
          for (guint i = 0; round == 1 && i < MAX_N; i++)
            avoided[i] = g_rand_int (random) % 4 == 0;
          check (fixture, sources, round == 2 ? 3 : 1, avoided, random, 0.375);
        }
    }
  g_rand_free (random);
}

/* a -4- b -8- c, limits between; shapes of a half: by hand. */
static void
test_parts (void)
{
  static const OracleEdge line[] = { { 0, 1, 4, 4 }, { 1, 2, 8, 8 } };
  static const OracleEdge odd[] = { { 0, 1, 3, 3 }, { 0, 1, 3, 3 }, { 0, 0, 2, 2 }, { 1, 2, 0, 0 }, { 2, 3, 0, INFINITY } };
  CowCost limits[] = { cow_cost_real (1.5), cow_cost_int (6), cow_cost_real (7.25), cow_cost_int (100) };
  CowBand bands[4];
  guint32 source = 0, stop = 1;
  GError *error = NULL;
  CowProgress progress = { .stop = &stop, .budget = 0 };

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (PathFixture) fixture
          = path_fixture_new (i, 3, i % 2, i / 2 ? PATH_DYADIC : PATH_U32, g_memdup2 (line, sizeof line), 2);
      g_autoptr (CowSearch) search = run_search (fixture, &source, 1, NULL, limits[3]);
      g_assert_true (cow_bands_sum (&fixture->view, search, limits, 4, !(i % 2), NULL, bands, NULL, &error));
      g_assert_cmpfloat (bands[0].edges, ==, 1.5 / 4);
      g_assert_cmpfloat (bands[1].edges, ==, 2.5 / 4 + 2.0 / 8);
      g_assert_cmpfloat (bands[2].edges, ==, 1.25 / 8);
      g_assert_cmpfloat (bands[3].edges, ==, 4.75 / 8);
      g_assert_cmpuint (bands[0].vertices, ==, 1);
      g_assert_cmpuint (bands[1].vertices, ==, 1);
      g_assert_cmpuint (bands[2].vertices, ==, 0);
      g_assert_cmpuint (bands[3].vertices, ==, 1);
    }
  /* Undirected: a loop is entered from both ends, halves meet, weight 0 is covered at once, an infinite one never. */
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 4, FALSE, PATH_DYADIC, g_memdup2 (odd, sizeof odd), 5);
  g_autoptr (CowSearch) search = run_search (fixture, &source, 1, NULL, limits[3]);
  limits[0] = cow_cost_real (0.5);
  limits[1] = cow_cost_int (3);
  g_assert_true (cow_bands_sum (&fixture->view, search, limits, 2, TRUE, NULL, bands, NULL, &error));
  g_assert_cmpfloat_with_epsilon (bands[0].edges, 2 * 0.5 / 3 + 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (bands[1].edges, 2 * 2.5 / 3 + 0.5 + 1, 1e-12);
  g_assert_false (cow_bands_sum (&fixture->view, search, limits, 2, TRUE, NULL, bands, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
}

static void
test_find (void)
{
  CowCost limits[] = { cow_cost_int (0), cow_cost_real (2.5), cow_cost_int (G_MAXINT64 - 1), cow_cost_real (0x1p63) };

  g_assert_cmpuint (cow_band_find (limits, 4, cow_cost_int (0)), ==, 0);
  g_assert_cmpuint (cow_band_find (limits, 4, cow_cost_real (2.5)), ==, 1);
  g_assert_cmpuint (cow_band_find (limits, 4, cow_cost_int (3)), ==, 2);
  g_assert_cmpuint (cow_band_find (limits, 4, cow_cost_int (G_MAXINT64 - 1)), ==, 2);
  g_assert_cmpuint (cow_band_find (limits, 4, cow_cost_int (G_MAXINT64)), ==, 3);
  g_assert_cmpuint (cow_band_find (limits, 4, cow_cost_real (0x1p64)), ==, 4);
  g_assert_cmpuint (cow_band_find (limits, 4, cow_cost_unreachable ()), ==, 4);
}

/* All shapes, both directions, from every vertex. */
static void
test_shapes (void)
{
  GRand *random = g_rand_new_with_seed (3);

  for (guint i = 0; i < G_N_ELEMENTS (fixture_shapes) * 4; i++)
    {
      const FixtureShape *shape = &fixture_shapes[i / 4];
      OracleEdge *edges = g_new0 (OracleEdge, shape->n_edges + 1);
      guint n_edges = 0, n = MIN (shape->n_vertices, MAX_N);
      gboolean avoided[MAX_N] = { FALSE };
      for (guint e = 0; e < shape->n_edges; e++)
        if (shape->edges[e].source < n && shape->edges[e].target < n)
          edges[n_edges++] = (OracleEdge){ shape->edges[e].source, shape->edges[e].target, (gint64)shape->edges[e].weight,
                                           shape->edges[e].weight * 0.375 };
      g_autoptr (PathFixture) fixture = path_fixture_new (i, n, i % 2, i / 2 % 2 ? PATH_DYADIC : PATH_I64_SMALL, edges, n_edges);
      for (guint32 source = 0; source < n; source++)
        check (fixture, &source, 1, avoided, random, 0.375);
    }
  g_rand_free (random);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    PathKind kind;
  } kinds[] = { { "none", PATH_NONE }, { "u32", PATH_U32 }, { "i64", PATH_I64_SMALL }, { "f64", PATH_DYADIC } };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strconcat ("/isochrone/random/", kinds[i].name, NULL);
      g_test_add_data_func (name, GUINT_TO_POINTER (kinds[i].kind), test_random);
    }
  g_test_add_func ("/isochrone/parts", test_parts);
  g_test_add_func ("/isochrone/find", test_find);
  g_test_add_func ("/isochrone/shapes", test_shapes);
  return g_test_run ();
}
