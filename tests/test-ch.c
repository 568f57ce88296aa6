/* test-ch.c - contraction hierarchies: cost and path of every pair are those of the oracle, for any number of threads; reals and
 * weights too large are refused; damaged arrays are seen. */
#include "config.h"

#include "ch-fixture.h"
#include "graph/path/ch-private.h"

#define MAX_N 60

static gboolean
has_middles (const CowIndex *index)
{
  CowCh ch;

  cow_ch_open (index, &ch);
  return ch.unpacks;
}

static void
check_pair (const PathFixture *fixture, const CowIndex *index, CowChSearch *search, guint32 source, guint32 target, const OracleCost *costs)
{
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  GError *error = NULL;
  OracleCost below[MAX_N];
  CowCost cost;

  g_assert_true (cow_ch_search_run (search, fixture->vertex_at[source], fixture->vertex_at[target], FALSE, cow_cost_unreachable (), NULL, &error));
  cost = cow_ch_search_cost (search);
  path_assert_cost (&fixture->oracle, cost, costs[target]);
  g_assert_true (cow_ch_search_path (search, vertices, arcs, &error) == costs[target].reached);
  g_assert_no_error (error);
  path_assert_path (fixture, costs, &source, 1, target, vertices, arcs);
  if (!costs[target].reached)
    return;
  g_assert_true (cow_ch_search_unpacked (search) == has_middles (index));
  g_assert_true (cow_ch_search_run (search, fixture->vertex_at[source], fixture->vertex_at[target], TRUE, cost, NULL, &error));
  path_assert_cost (&fixture->oracle, cow_ch_search_cost (search), costs[target]);
  memcpy (below, costs, sizeof below);
  below[target].reached = FALSE;
  g_assert_true (cow_ch_search_run (search, fixture->vertex_at[source], fixture->vertex_at[target], TRUE, cow_cost_int (cost.integer - 1), NULL, &error));
  path_assert_cost (&fixture->oracle, cow_ch_search_cost (search), below[target]);
}

/* From every vertex; of a larger graph to every few, not always the same. */
static void
check_pairs (const PathFixture *fixture, const CowIndex *index)
{
  guint n = fixture->oracle.n, step = 1 + n / 12;
  GError *error = NULL;
  g_autoptr (CowChSearch) search = cow_ch_search_new (index, &fixture->view, &error);
  OracleCost costs[MAX_N];
  CowSearchCounts counts;

  g_assert_no_error (error);
  for (guint32 source = 0; source < n; source++)
    {
      oracle_costs (&fixture->oracle, &source, 1, NULL, costs);
      for (guint32 target = source % step; target < n; target += step)
        check_pair (fixture, index, search, source, target, costs);
    }
  cow_ch_search_counts (search, &counts);
  g_assert_cmpuint (counts.scratch_bytes, ==, cow_ch_search_scratch_bytes (index));
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);

  for (guint32 seed = 0; seed < 130; seed++)
    {
      g_autoptr (PathFixture) fixture = ch_make_random (seed, MAX_N, kind);
      g_autoptr (CowIndex) index = NULL, again = NULL;
      GError *error = NULL;

      index = ch_build (&fixture->view, 1, &error);
      g_assert_no_error (error);
      again = ch_build (&fixture->view, 3, &error);
      g_assert_no_error (error);
      for (guint a = 0; a < COW_INDEX_ARRAYS; a++)
        {
          g_assert_cmpuint (index->data.array_bytes[a], ==, again->data.array_bytes[a]);
          g_assert_true (index->data.array_bytes[a] == 0
                         || memcmp (index->data.arrays[a], again->data.arrays[a], index->data.array_bytes[a]) == 0);
        }
      check_pairs (fixture, index);
    }
}

static void
test_shapes (void)
{
  for (guint i = 0; i < CH_SHAPES; i++)
    {
      g_autoptr (PathFixture) fixture = ch_make_shape (i);
      GError *error = NULL;
      g_autoptr (CowIndex) index = ch_build (&fixture->view, 1, &error);
      g_assert_no_error (error);
      check_pairs (fixture, index);
    }
}

/* Larger than the oracle likes, with many ties, against the plain search; several rounds of several threads. */
static void
test_grid (void)
{
  static const PathKind kinds[] = { PATH_NONE, PATH_U32, PATH_U32_LARGE, PATH_I64_LARGE };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (PathFixture) fixture = ch_make_grid (70, i % 2, kinds[i / 2], i);
      GError *error = NULL;
      g_autoptr (CowIndex) index = ch_build (&fixture->view, 2, &error);
      g_assert_no_error (error);
      g_autoptr (CowChSearch) search = cow_ch_search_new (index, &fixture->view, &error);
      g_autoptr (CowSearch) plain = cow_search_new (&fixture->view, COW_SEARCH_HEAP, &error);
      g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (guint32)), wanted = g_array_new (FALSE, FALSE, sizeof (guint32));

      for (guint32 query = 0; query < 12; query++)
        {
          guint32 source = query * 397 % 4900, target = (query * 1999 + 50) % 4900;

          g_assert_true (cow_search_run (plain, &(CowSearchQuery){ .sources = &source, .n_sources = 1 }, NULL, &error));
          g_assert_true (cow_ch_search_run (search, source, target, FALSE, cow_cost_unreachable (), NULL, &error));
          g_assert_cmpint (cow_ch_search_cost (search).kind, ==, cow_search_cost (plain, target).kind);
          g_assert_cmpint (cow_ch_search_cost (search).integer, ==, cow_search_cost (plain, target).integer);
          g_assert_true (cow_ch_search_path (search, path, NULL, &error) == cow_search_path (plain, target, wanted, NULL, &error));
          if (cow_ch_search_cost (search).kind != COW_COST_UNREACHABLE)
            g_assert_cmpmem (path->data, path->len * 4, wanted->data, wanted->len * 4);
        }
    }
}

static void
test_refused (void)
{
  static const PathKind kinds[] = { PATH_DYADIC, PATH_DECIMAL, PATH_SPREAD };
  OracleEdge edges[2] = { { .source = 0, .target = 1, .integer = (gint64)1 << 51 }, { .source = 1, .target = 2, .integer = (gint64)1 << 51 } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (i, MAX_N, kinds[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (ch_build (&fixture->view, 1, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
    }
  g_autoptr (PathFixture) fixture = path_fixture_new (1, 3, TRUE, PATH_I64_LARGE, g_memdup2 (edges, sizeof edges), 2);
  g_autoptr (GError) error = NULL;
  g_assert_null (ch_build (&fixture->view, 1, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
}

/* Random arcs between many vertices have no hierarchy, and that is seen early; a tree and a star are as shallow, and have one. */
static void
test_expander (void)
{
  enum
  {
    N = 1500
  };

  for (guint shape = 0; shape < 3; shape++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (7);
      guint k = shape == 0 ? 6 * N : N - 1;
      OracleEdge *edges = g_new0 (OracleEdge, k);
      g_autoptr (GError) error = NULL;

      for (guint32 i = 0; i < k; i++)
        {
          edges[i] = (OracleEdge){ .source = shape == 0 ? i % N : i + 1,
                                   .target = shape == 0 ? (guint32)g_rand_int_range (random, 0, N) : shape == 1 ? i / 2 : 0,
                                   .integer = g_rand_int_range (random, 1, 1000) };
        }
      g_autoptr (PathFixture) fixture = path_fixture_new (1, N, FALSE, PATH_U32, edges, k);
      ch_share_table (fixture);
      g_autoptr (CowIndex) index = ch_build (&fixture->view, 1, &error);
      g_assert_true ((index != NULL) == (shape > 0));
      if (shape > 0)
        continue;
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
      g_assert_nonnull (strstr (error->message, "no hierarchy"));
    }
}

/* What unpacks taken away: the path is walked, and the same. */
static void
test_walked (void)
{
  g_autoptr (PathFixture) fixture = ch_make_grid (20, TRUE, PATH_U32, 6);
  GError *error = NULL;
  g_autoptr (CowIndex) index = ch_build (&fixture->view, 1, &error);
  g_assert_no_error (error);
  g_assert_true (has_middles (index));
  CowImageIndex header = *index->data.header;
  CowIndex bare = *index;
  header.facts[2] = 0;
  bare.data.header = &header;
  g_autoptr (CowChSearch) unpacking = cow_ch_search_new (index, &fixture->view, &error), walking = cow_ch_search_new (&bare, &fixture->view, &error);
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (guint32)), wanted = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) arcs = g_array_new (FALSE, FALSE, sizeof (guint64)), wanted_arcs = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint32 target = 0; target < 400; target++)
    {
      g_assert_true (cow_ch_search_run (unpacking, 3, target, FALSE, cow_cost_unreachable (), NULL, &error));
      g_assert_true (cow_ch_search_run (walking, 3, target, FALSE, cow_cost_unreachable (), NULL, &error));
      g_assert_true (cow_ch_search_path (unpacking, path, arcs, &error) == cow_ch_search_path (walking, wanted, wanted_arcs, &error));
      if (wanted->len == 0)
        continue;
      g_assert_true (cow_ch_search_unpacked (unpacking));
      g_assert_false (cow_ch_search_unpacked (walking));
      g_assert_cmpmem (path->data, path->len * 4, wanted->data, wanted->len * 4);
      g_assert_cmpmem (arcs->data, arcs->len * 8, wanted_arcs->data, wanted_arcs->len * 8);
    }
}

/* Every word of every array set to something that cannot be: no check lets it pass, or it is walked without harm. */
static void
test_damaged (void)
{
  g_autoptr (PathFixture) fixture = ch_make_grid (6, TRUE, PATH_U32, 3);
  GError *error = NULL;
  g_autoptr (CowIndex) index = ch_build (&fixture->view, 1, &error);
  guint n_seen = 0;

  for (guint a = 0; a < COW_INDEX_ARRAYS; a++)
    for (guint64 word = 0; word < index->data.array_bytes[a] / 4; word++)
      {
        CowIndexData data = index->data;
        g_autofree guint32 *copy = g_memdup2 (data.arrays[a], data.array_bytes[a]);
        gboolean passes;

        copy[word] ^= 0x80000000;
        data.arrays[a] = copy;
        passes = cow_index_kind_ch.check (&data);
        for (guint b = 0; b < cow_index_kind_ch.n_arrays && passes; b++)
          passes = !data.arrays[b]
                   || cow_index_kind_ch.check_elements (&data, b, 0, data.array_bytes[b] / cow_index_kind_ch.element_bytes (data.header, b));
        g_assert_false (passes);
        n_seen++;
      }
  g_assert_cmpuint (n_seen, >, 36 * 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ch_kinds); i++)
    {
      g_autofree char *name = g_strdup_printf ("/ch/random/%u", ch_kinds[i]);

      g_test_add_data_func (name, GUINT_TO_POINTER (ch_kinds[i]), test_random);
    }
  g_test_add_func ("/ch/shapes", test_shapes);
  g_test_add_func ("/ch/grid", test_grid);
  g_test_add_func ("/ch/refused", test_refused);
  g_test_add_func ("/ch/expander", test_expander);
  g_test_add_func ("/ch/walked", test_walked);
  g_test_add_func ("/ch/damaged", test_damaged);
  return g_test_run ();
}
