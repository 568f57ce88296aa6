/* test-johnson.c - costs over made weights against rounds over the edge list: negative weights, cycles that are reached or not. */
#include "config.h"

#include "graph/path/johnson.h"
#include "graph-fixture.h"
#include "negative-oracle.h"

typedef struct
{
  CowImageMapping mapping;
  CowJohnson johnson;
  CowJohnsonSearch *search;
} Tested;

/* FALSE with error; then there is nothing to clear. */
static gboolean
tested_init (Tested *tested, const CowView *view, const guint32 *sources, guint n_sources, const guint64 *avoid, GError **error)
{
  guint64 bytes;

  *tested = (Tested){ .mapping = { 0 } };
  g_autoptr (CowImageWriter) writer = cow_image_writer_new (cow_image_grow_anonymous, &tested->mapping, error);
  g_assert_nonnull (writer);
  if (!cow_johnson_write (view, sources, n_sources, avoid, writer, NULL, error))
    {
      cow_image_mapping_clear (&tested->mapping);
      return FALSE;
    }
  g_assert_true (cow_image_writer_finish (writer, FALSE, &bytes, error));
  g_assert_true (cow_image_check (tested->mapping.base, bytes, error));
  g_assert_true (cow_johnson_open (view, tested->mapping.base, &tested->johnson, error));
  for (guint64 arc = 0; arc < view->out.n_arcs; arc++)
    g_assert_cmpfloat (cow_cost_as_double (cow_csr_weight (&tested->johnson.view.out, arc)), >=, 0);
  tested->search = cow_johnson_search_new (&tested->johnson, error);
  return tested->search != NULL;
}

static void
tested_clear (Tested *tested)
{
  cow_johnson_search_free (tested->search);
  cow_image_mapping_clear (&tested->mapping);
}

static void
check_summary (const PathFixture *fixture, const Tested *tested, const OracleCost *costs)
{
  CowSearchSummary summary;
  guint64 reached = 0;
  double sum = 0, largest = -INFINITY;
  guint32 farthest = 0;
  GError *error = NULL;

  for (guint32 i = 0; i < fixture->oracle.n; i++)
    if (costs[i].reached)
      {
        double cost = fixture->oracle.is_real ? costs[i].real : (double)costs[i].integer;

        reached++;
        sum += cost;
        if (cost > largest)
          {
            largest = cost;
            farthest = i;
          }
      }
  g_assert_true (cow_johnson_search_summarize (tested->search, &summary, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (summary.reached, ==, reached);
  g_assert_cmpuint (fixture->appearance[summary.farthest], ==, farthest);
  g_assert_cmpfloat (cow_cost_as_double (summary.max), ==, largest);
  g_assert_cmpfloat (cow_cost_as_double (summary.sum), ==, sum);
}

static void
check_sources (const PathFixture *fixture, const guint32 *sources, guint n_sources, const gboolean *avoided, const CowCost *cutoff)
{
  const OracleGraph *oracle = &fixture->oracle;
  guint32 vertices[NEGATIVE_MAX_N] = { 0 };
  OracleCost costs[NEGATIVE_MAX_N];
  guint64 avoid = 0;
  gboolean possible = TRUE;
  GError *error = NULL;
  Tested tested;

  for (guint i = 0; i < oracle->n; i++)
    avoid |= (guint64)(avoided[i] != 0) << fixture->vertex_at[i];
  for (guint i = 0; i < n_sources; i++)
    {
      vertices[i] = fixture->vertex_at[sources[i]];
      possible &= negative_costs (oracle, sources[i], avoided, costs);
    }
  if (!tested_init (&tested, &fixture->view, vertices, n_sources, &avoid, &error))
    {
      g_assert_false (possible);
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CYCLE);
      g_assert_true (g_str_has_prefix (error->message, "negative cycle "));
      g_clear_error (&error);
      return;
    }
  g_assert_true (possible);
  for (guint i = 0; i < n_sources; i++)
    {
      CowSearchQuery query = { .sources = &vertices[i], .n_sources = 1, .avoid = &avoid, .has_cutoff = cutoff != NULL };

      if (cutoff)
        query.cutoff = *cutoff;
      g_assert_true (cow_johnson_search_run (tested.search, &query, NULL, &error));
      g_assert_no_error (error);
      negative_costs (oracle, sources[i], avoided, costs);
      for (guint32 to = 0; to < oracle->n; to++)
        {
          if (cutoff)
            costs[to].reached &= (oracle->is_real ? costs[to].real : (double)costs[to].integer) <= cow_cost_as_double (*cutoff);
          path_assert_cost (oracle, cow_johnson_search_cost (tested.search, fixture->vertex_at[to]), costs[to]);
        }
      if (!cutoff || costs[sources[i]].reached)
        check_summary (fixture, &tested, costs);
    }
  tested_clear (&tested);
}

static void
test_random (gconstpointer data)
{
  PathKind kind = GPOINTER_TO_UINT (data);
  g_autoptr (GRand) random = g_rand_new_with_seed (kind);

  for (guint32 seed = 0; seed < 1500; seed++)
    {
      g_autoptr (PathFixture) fixture = negative_fixture (seed, kind, seed % 3 != 0);
      guint n = fixture->oracle.n, n_sources = 1 + g_rand_int (random) % n;
      guint32 sources[NEGATIVE_MAX_N];
      gboolean avoided[NEGATIVE_MAX_N] = { FALSE };
      CowCost cutoff = fixture->oracle.is_real ? cow_cost_real (g_rand_int_range (random, -10, 20) * 0.375)
                                               : cow_cost_int (g_rand_int_range (random, -10, 20));

      for (guint i = 0; i < n_sources; i++)
        sources[i] = g_rand_int (random) % n;
      for (guint i = 0; seed % 4 == 1 && i < NEGATIVE_MAX_N; i++)
        avoided[i] = g_rand_int (random) % 4 == 0;
      check_sources (fixture, sources, n_sources, avoided, seed % 5 == 2 ? &cutoff : NULL);
    }
}

static void
test_shapes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture_shapes) * 8; i++)
    {
      const FixtureShape *shape = &fixture_shapes[i / 8];
      OracleEdge *edges = g_new0 (OracleEdge, shape->n_edges + 1);
      gboolean avoided[NEGATIVE_MAX_N] = { FALSE };
      guint32 sources[NEGATIVE_MAX_N];
      guint n = MIN (shape->n_vertices, NEGATIVE_MAX_N), n_edges = 0;

      for (guint e = 0; e < shape->n_edges; e++)
        {
          gint64 weight = (gint64)shape->edges[e].weight * (i / 2 % 2 && e % 3 == 0 ? -1 : 1);
          if (shape->edges[e].source < n && shape->edges[e].target < n)
            edges[n_edges++] = (OracleEdge){ shape->edges[e].source, shape->edges[e].target, weight, (double)weight * 0.375 };
        }
      for (guint v = 0; v < n; v++)
        sources[v] = v;
      g_autoptr (PathFixture) fixture = path_fixture_new (i, n, i % 2, i / 4 % 2 ? PATH_DYADIC : PATH_I64_SMALL, edges, n_edges);
      check_sources (fixture, sources, n, avoided, NULL);
      for (guint v = 0; v < n; v++)
        check_sources (fixture, &sources[v], 1, avoided, NULL);
    }
}

static GError *
error_of (const OracleEdge *list, guint n_edges, guint n)
{
  g_autoptr (PathFixture) fixture = path_fixture_new (0, n, TRUE, PATH_I64_SMALL, g_memdup2 (list, n_edges * sizeof *list), n_edges);
  guint32 source = 0;
  GError *error = NULL;
  Tested tested;

  if (tested_init (&tested, &fixture->view, &source, 1, NULL, &error))
    tested_clear (&tested);
  return error;
}

static void
test_refused (void)
{
  const gint64 much = (gint64)1 << 60;
  const OracleEdge potential[] = { { 0, 1, -much, 0 }, { 1, 2, -much, 0 }, { 2, 3, -much, 0 } };
  const OracleEdge weight[] = { { 0, 1, much, 0 }, { 0, 2, -1, 0 }, { 2, 1, 3, 0 }, { 2, 3, 1, 0 } };
  const OracleEdge cycle[] = { { 0, 1, 1, 0 }, { 1, 2, -4, 0 }, { 2, 1, 3, 0 } };
  const OracleEdge apart[] = { { 0, 3, 1, 0 }, { 1, 2, -4, 0 }, { 2, 1, 3, 0 } };
  GError *error = error_of (potential, 3, 4);

  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  error = error_of (weight, 4, 5);
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_assert_nonnull (strstr (error->message, "too large for Johnson's algorithm"));
  g_clear_error (&error);
  error = error_of (cycle, 3, 3);
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CYCLE);
  g_clear_error (&error);
  error = error_of (apart, 3, 4);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/johnson/random/integers", GUINT_TO_POINTER (PATH_I64_SMALL), test_random);
  g_test_add_data_func ("/johnson/random/reals", GUINT_TO_POINTER (PATH_DYADIC), test_random);
  g_test_add_func ("/johnson/shapes", test_shapes);
  g_test_add_func ("/johnson/refused", test_refused);
  return g_test_run ();
}
