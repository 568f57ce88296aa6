/* test-phast.c - the sweep down a hierarchy: each lane against the oracle and against a search of its own to the last bit, for every set
 * of instructions; cells that widen; cutoffs; a run that is stopped. */
#include "config.h"

#include "ch-fixture.h"
#include "graph/path/phast.h"

#define MAX_N 60

static const CowVectors vectors[] = { COW_VECTORS_BEST, COW_VECTORS_PORTABLE, COW_VECTORS_AVX2, COW_VECTORS_AVX512 };

static CowPhast *
new_phast (const CowIndex *index, const CowView *view, CowVectors set)
{
  GError *error = NULL;
  CowPhast *phast = cow_phast_new (index, view, set, &error);

  g_assert_no_error (error);
  return phast;
}

static void
assert_same (CowCost a, CowCost b)
{
  g_assert_cmpint (a.kind, ==, b.kind);
  if (a.kind != COW_COST_UNREACHABLE)
    g_assert_cmpint (a.integer, ==, b.integer);
}

/* A lane against a search from its source. */
static void
check_lane (const CowPhast *phast, guint lane, CowSearch *search, const CowBatchQuery *query, guint32 n)
{
  CowSearchSummary wanted, got;
  CowSearchQuery one = { .sources = &query->sources[lane], .n_sources = 1, .has_cutoff = query->has_cutoff, .cutoff = query->cutoff };
  GError *error = NULL;

  g_assert_true (cow_search_run (search, &one, NULL, &error));
  g_assert_true (cow_search_summarize (search, &wanted, &error));
  g_assert_true (cow_phast_summarize (phast, lane, &got, &error));
  g_assert_cmpuint (got.reached, ==, wanted.reached);
  g_assert_cmpuint (got.farthest, ==, wanted.farthest);
  assert_same (got.max, wanted.max);
  assert_same (got.sum, wanted.sum);
  g_assert_true (got.mean == wanted.mean);
  for (guint32 vertex = 0; vertex < n; vertex++)
    assert_same (cow_phast_cost (phast, lane, vertex), cow_search_cost (search, vertex));
}

static void
check_run (CowPhast *phast, const CowBatchQuery *query, const CowView *view)
{
  GError *error = NULL;
  g_autoptr (CowSearch) search = cow_search_new (view, COW_SEARCH_HEAP, &error);

  g_assert_no_error (error);
  g_assert_true (cow_phast_run (phast, query, NULL, &error));
  for (guint lane = 0; lane < query->n_sources; lane++)
    check_lane (phast, lane, search, query, view->out.n);
  g_assert_cmpint (cow_phast_cost (phast, query->n_sources, 0).kind, ==, COW_COST_UNREACHABLE);
}

/* Against the oracle, which knows nothing of searches. */
static void
check_oracle (const PathFixture *fixture, CowPhast *phast)
{
  OracleCost costs[MAX_N];
  GError *error = NULL;

  for (guint32 source = 0; source < fixture->oracle.n; source++)
    {
      CowBatchQuery query = { .sources = &fixture->vertex_at[source], .n_sources = 1 };

      oracle_costs (&fixture->oracle, &source, 1, NULL, costs);
      g_assert_true (cow_phast_run (phast, &query, NULL, &error));
      for (guint32 target = 0; target < fixture->oracle.n; target++)
        path_assert_cost (&fixture->oracle, cow_phast_cost (phast, 0, fixture->vertex_at[target]), costs[target]);
    }
}

static void
check_graph (const PathFixture *fixture, guint32 seed, gint64 cutoff)
{
  GError *error = NULL;
  guint32 sources[COW_PHAST_LANES];
  CowBatchQuery query = { .sources = sources, .n_sources = fixture->oracle.n ? 1 + seed % COW_PHAST_LANES : 0 };
  g_autoptr (CowIndex) index = ch_build (&fixture->view, 1, &error);

  g_assert_no_error (error);
  for (guint lane = 0; lane < query.n_sources; lane++)
    sources[lane] = (seed * 31 + lane * 17) % fixture->oracle.n; /* some come twice */
  for (guint v = 0; v < G_N_ELEMENTS (vectors); v++)
    {
      g_autoptr (CowPhast) phast = new_phast (index, &fixture->view, vectors[v]);

      check_run (phast, &query, &fixture->view);
      query.has_cutoff = TRUE;
      query.cutoff = cow_cost_int (cutoff);
      check_run (phast, &query, &fixture->view);
      query.cutoff = cow_cost_int (-1);
      check_run (phast, &query, &fixture->view);
      query.has_cutoff = FALSE;
      check_oracle (fixture, phast);
    }
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);

  for (guint32 seed = 0; seed < 130; seed++)
    {
      g_autoptr (PathFixture) fixture = ch_make_random (seed, MAX_N, kind);

      check_graph (fixture, seed, kind == PATH_U32_LARGE ? 1 << 29 : (gint64)seed % 40);
    }
}

static void
test_shapes (void)
{
  for (guint i = 0; i < CH_SHAPES; i++)
    {
      g_autoptr (PathFixture) fixture = ch_make_shape (i);

      check_graph (fixture, i, (gint64)i % 12);
    }
}

/* Several steps of a sweep; weights of 28 bits outgrow narrow cells on the way. */
static void
test_grid (void)
{
  static const PathKind kinds[] = { PATH_NONE, PATH_U32, PATH_U32_LARGE, PATH_I64_LARGE };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (PathFixture) fixture = ch_make_grid (70, i % 2, kinds[i / 2], i);
      GError *error = NULL;
      g_autoptr (CowIndex) index = ch_build (&fixture->view, 2, &error);
      guint32 sources[COW_PHAST_LANES];
      CowBatchQuery query = { .sources = sources, .n_sources = COW_PHAST_LANES };

      g_assert_no_error (error);
      for (guint v = 0; v < G_N_ELEMENTS (vectors); v++)
        {
          g_autoptr (CowPhast) phast = new_phast (index, &fixture->view, vectors[v]);
          CowSearchCounts counts;

          for (guint run = 0; run < 2; run++)
            {
              for (guint lane = 0; lane < COW_PHAST_LANES; lane++)
                sources[lane] = (run * 977 + lane * 613) % fixture->oracle.n;
              check_run (phast, &query, &fixture->view);
            }
          cow_phast_counts (phast, &counts);
          g_assert_cmpuint (counts.scratch_bytes, <=, cow_phast_scratch_bytes (index, &fixture->view));
        }
    }
}

/* Costs around the end of narrow cells: a path of n arcs of 2^27. */
static void
test_widening (void)
{
  for (guint32 n = 10; n < 24; n++)
    {
      OracleEdge *edges = g_new0 (OracleEdge, n);
      g_autoptr (PathFixture) fixture = NULL;
      g_autoptr (CowIndex) index = NULL;
      GError *error = NULL;
      guint32 source;
      CowBatchQuery query = { .sources = &source, .n_sources = 1 };

      for (guint32 i = 0; i + 1 < n; i++)
        edges[i] = (OracleEdge){ .source = i, .target = i + 1, .integer = (1 << 27) - (n == 17) };
      fixture = path_fixture_new (n, n, TRUE, PATH_U32_LARGE, edges, n - 1);
      index = ch_build (&fixture->view, 1, &error);
      g_assert_no_error (error);
      source = fixture->vertex_at[0];
      for (guint v = 0; v < G_N_ELEMENTS (vectors); v++)
        {
          g_autoptr (CowPhast) phast = new_phast (index, &fixture->view, vectors[v]);

          check_run (phast, &query, &fixture->view);
          check_oracle (fixture, phast);
        }
    }
}

static void
test_stopped (void)
{
  g_autoptr (PathFixture) fixture = ch_make_grid (70, FALSE, PATH_U32, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CowIndex) index = ch_build (&fixture->view, 1, &error);
  g_autoptr (CowPhast) phast = new_phast (index, &fixture->view, COW_VECTORS_BEST);
  guint32 stop = 1, source = 5;
  CowProgress progress = { .stop = &stop };
  CowBatchQuery query = { .sources = &source, .n_sources = 1 };

  g_assert_false (cow_phast_run (phast, &query, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  check_run (phast, &query, &fixture->view);
  source = fixture->oracle.n;
  g_clear_error (&error);
  g_assert_false (cow_phast_run (phast, &query, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ch_kinds); i++)
    {
      g_autofree char *name = g_strdup_printf ("/phast/random/%u", ch_kinds[i]);

      g_test_add_data_func (name, GUINT_TO_POINTER (ch_kinds[i]), test_random);
    }
  g_test_add_func ("/phast/shapes", test_shapes);
  g_test_add_func ("/phast/grid", test_grid);
  g_test_add_func ("/phast/widening", test_widening);
  g_test_add_func ("/phast/stopped", test_stopped);
  return g_test_run ();
}
