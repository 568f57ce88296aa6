/* test-bidirectional.c - two-sided searches: cost, path and arcs are those of the oracle, and so of the
 * one-sided search. */
#include "config.h"

#include "graph/path/search.h"
#include "shape-fixture.h"

#define MAX_N 60

typedef struct
{
  guint32 source, target;
  gboolean has_avoid, avoided[MAX_N], has_cutoff;
  CowCost cutoff;
} Pair;

static void
check_pair (const PathFixture *fixture, CowBidirectional *search, const Pair *pair, gboolean cut)
{
  OracleCost costs[MAX_N];
  guint64 avoid[(MAX_N + 63) / 64] = { 0 };
  GError *error = NULL;
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) arcs = g_array_new (FALSE, FALSE, sizeof (guint64));

  oracle_costs (&fixture->oracle, &pair->source, 1, pair->has_avoid ? pair->avoided : NULL, costs);
  for (guint i = 0; i < fixture->oracle.n; i++)
    if (pair->avoided[i])
      avoid[fixture->vertex_at[i] / 64] |= (guint64)1 << (fixture->vertex_at[i] % 64);
  gboolean done
      = cow_bidirectional_run (search, fixture->vertex_at[pair->source], fixture->vertex_at[pair->target],
                               pair->has_avoid ? avoid : NULL, pair->has_cutoff, pair->cutoff, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  if (cut)
    costs[pair->target].reached = FALSE;
  path_assert_cost (&fixture->oracle, cow_bidirectional_cost (search), costs[pair->target]);
  g_assert_true (cow_bidirectional_path (search, vertices, arcs, &error) == costs[pair->target].reached);
  g_assert_no_error (error);
  path_assert_path (fixture, costs, &pair->source, 1, pair->target, vertices, arcs);
}

/* Cutoffs at the cost and just below it. */
static void
check_cutoffs (const PathFixture *fixture, CowBidirectional *search, Pair pair)
{
  CowCost cost = cow_bidirectional_cost (search);

  if (cost.kind == COW_COST_UNREACHABLE)
    return;
  pair.has_cutoff = TRUE;
  pair.cutoff = cost;
  check_pair (fixture, search, &pair, FALSE);
  pair.cutoff = cost.kind == COW_COST_INT ? cow_cost_int (cost.integer - 1)
                                          : cow_cost_real (cost.real * (1 - 1e-9) - 1e-300);
  check_pair (fixture, search, &pair, TRUE);
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);

  for (guint32 seed = 0; seed < 120; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed * PATH_KINDS + kind, MAX_N, kind);
      g_autoptr (CowBidirectional) search = NULL;
      GRand *random = g_rand_new_with_seed (seed);
      GError *error = NULL;
      search = cow_bidirectional_new (&fixture->view, &error);
      g_assert_no_error (error);
      for (guint queries = 0; queries < 30; queries++)
        {
          gint32 n = (gint32)fixture->oracle.n;
          Pair pair = { .source = (guint32)g_rand_int_range (random, 0, n),
                        .target = (guint32)g_rand_int_range (random, 0, n),
                        .has_avoid = queries % 4 == 3 };
          for (gint32 i = 0; pair.has_avoid && i < n; i++)
            pair.avoided[i] = g_rand_int (random) % 4 == 0;
          check_pair (fixture, search, &pair, FALSE);
          check_cutoffs (fixture, search, pair);
        }
      g_rand_free (random);
    }
}

static void
test_shapes (void)
{
  for (guint i = 0; i < SHAPE_FIXTURES; i++)
    {
      g_autoptr (PathFixture) fixture = shape_fixture (i);
      GError *error = NULL;
      g_autoptr (CowBidirectional) search = cow_bidirectional_new (&fixture->view, &error);

      g_assert_no_error (error);
      for (guint32 source = 0; source < fixture->oracle.n; source++)
        for (guint32 target = 0; target < fixture->oracle.n; target++)
          {
            Pair pair = { .source = source, .target = target };

            check_pair (fixture, search, &pair, FALSE);
            check_cutoffs (fixture, search, pair);
          }
    }
}

/* On graphs larger than a bucket, with many ties, against the one-sided search. */
static void
test_grid (void)
{
  guint side = 120, n = side * side;

  for (guint i = 0; i < 6; i++)
    {
      static const PathKind kinds[]
          = { PATH_NONE, PATH_U32, PATH_U32_LARGE, PATH_I64_LARGE, PATH_DECIMAL, PATH_SPREAD };
      GRand *random = g_rand_new_with_seed (i);
      OracleEdge *edges = g_new0 (OracleEdge, 2 * n);
      guint k = 0;
      for (guint32 v = 0; v < n; v++)
        for (guint down = 0; down < 2; down++)
          if (down ? v + side < n : (v + 1) % side != 0)
            {
              edges[k] = (OracleEdge){ .source = v, .target = v + (down ? side : 1) };
              path_fixture_draw_weight (random, kinds[i], i % 2, &edges[k++]);
            }
      g_autoptr (PathFixture) fixture = path_fixture_new (i + 1, n, FALSE, kinds[i], edges, k);
      GError *error = NULL;
      g_autoptr (CowBidirectional) both = cow_bidirectional_new (&fixture->view, &error);
      g_autoptr (CowSearch) one = cow_search_new (&fixture->view, COW_SEARCH_HEAP, &error);
      g_assert_no_error (error);
      for (guint queries = 0; queries < 12; queries++)
        {
          guint32 source = (guint32)g_rand_int_range (random, 0, (gint32)n),
                  target = (guint32)g_rand_int_range (random, 0, (gint32)n);
          GArray *paths[4];
          for (guint p = 0; p < 4; p++)
            paths[p] = g_array_new (FALSE, FALSE, p % 2 ? sizeof (guint64) : sizeof (guint32));
          g_assert_true (cow_bidirectional_run (both, source, target, NULL, FALSE, cow_cost_unreachable (),
                                                NULL, &error));
          g_assert_true (cow_search_run (
              one,
              &(CowSearchQuery){ .sources = &source, .n_sources = 1, .targets = &target, .n_targets = 1 },
              NULL, &error));
          CowCost cost = cow_bidirectional_cost (both), wanted = cow_search_cost (one, target);
          g_assert_cmpint (cost.kind, ==, wanted.kind);
          g_assert_cmpint (cost.integer, ==, wanted.integer); /* of reals: the same bits */
          g_assert_true (cow_bidirectional_path (both, paths[0], paths[1], &error));
          g_assert_true (cow_search_path (one, target, paths[2], paths[3], &error));
          g_assert_cmpmem (paths[0]->data, paths[0]->len * 4, paths[2]->data, paths[2]->len * 4);
          g_assert_cmpmem (paths[1]->data, paths[1]->len * 8, paths[3]->data, paths[3]->len * 8);
          CowSearchCounts counts;
          cow_bidirectional_counts (both, &counts);
          g_assert_cmpuint (counts.scratch_bytes, ==, cow_bidirectional_scratch_bytes (&fixture->view));
          g_assert_cmpuint (counts.settled, >, 0);
          for (guint p = 0; p < 4; p++)
            g_array_free (paths[p], TRUE);
        }
      g_rand_free (random);
    }
}

static void
test_overflow (void)
{
  OracleEdge *edges = g_new0 (OracleEdge, 2);
  GError *error = NULL;

  edges[0] = (OracleEdge){ .source = 0, .target = 1, .integer = G_MAXINT64 - 5 };
  edges[1] = (OracleEdge){ .source = 1, .target = 2, .integer = 6 };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 4, TRUE, PATH_I64_LARGE, edges, 2);
  g_autoptr (CowBidirectional) search = cow_bidirectional_new (&fixture->view, &error);
  g_assert_false (cow_bidirectional_run (search, 0, 2, NULL, FALSE, cow_cost_unreachable (), NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_true (cow_bidirectional_run (search, 0, 1, NULL, FALSE, cow_cost_unreachable (), NULL, &error));
  g_assert_cmpint (cow_bidirectional_cost (search).integer, ==, G_MAXINT64 - 5);
  g_assert_true (cow_bidirectional_run (search, 0, 3, NULL, FALSE, cow_cost_unreachable (), NULL, &error));
  g_assert_cmpint (cow_bidirectional_cost (search).kind, ==, COW_COST_UNREACHABLE);
}

static void
test_refused (void)
{
  OracleEdge *edges = g_new0 (OracleEdge, 1);
  GError *error = NULL;

  edges[0] = (OracleEdge){ .source = 0, .target = 1, .integer = 2 };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 2, TRUE, PATH_U32, edges, 1);
  g_autoptr (CowBidirectional) search = cow_bidirectional_new (&fixture->view, &error);
  g_assert_false (cow_bidirectional_run (search, 0, 2, NULL, FALSE, cow_cost_unreachable (), NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  fixture->view.in.offsets = NULL;
  g_assert_null (cow_bidirectional_new (&fixture->view, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
}

static void
test_cancelled (void)
{
  guint n = 300000;
  OracleEdge *edges = g_new0 (OracleEdge, n);
  GError *error = NULL;
  guint32 stop = 1;
  CowProgress progress = { .stop = &stop };

  for (guint32 i = 0; i + 1 < n; i++)
    edges[i] = (OracleEdge){ .source = i, .target = i + 1, .integer = 1 };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, n, TRUE, PATH_U32, edges, n - 1);
  g_autoptr (CowBidirectional) search = cow_bidirectional_new (&fixture->view, &error);
  g_assert_false (
      cow_bidirectional_run (search, 0, n - 1, NULL, FALSE, cow_cost_unreachable (), &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  stop = 0;
  g_assert_true (
      cow_bidirectional_run (search, 0, n - 1, NULL, FALSE, cow_cost_unreachable (), &progress, &error));
  g_assert_cmpint (cow_bidirectional_cost (search).integer, ==, n - 1);
}

int
main (int argc, char *argv[])
{
  static const char *const names[PATH_KINDS]
      = { "none",      "dropped", "u32",     "u32-large", "u32-huge", "i64-small",
          "i64-large", "i64-far", "dyadic",  "decimal", "spread",    "constant", "constant-real" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < PATH_KINDS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/bidirectional/random/%s", names[i]);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_random);
    }
  g_test_add_func ("/bidirectional/shapes", test_shapes);
  g_test_add_func ("/bidirectional/grid", test_grid);
  g_test_add_func ("/bidirectional/overflow", test_overflow);
  g_test_add_func ("/bidirectional/refused", test_refused);
  g_test_add_func ("/bidirectional/cancelled", test_cancelled);
  return g_test_run ();
}
