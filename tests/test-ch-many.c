/* test-ch-many.c - costs from every source to some targets by buckets: each is the oracle's, with and without a cutoff; targets that
 * come twice, none at all, no such vertex, a search that is stopped. */
#include "config.h"

#include "ch-fixture.h"
#include "graph/path/ch-many.h"

#define MAX_N 60

/* Buckets in an arena of their own, looked at as the session would. */
static CowArena *
write_buckets (const CowIndex *index, const CowView *view, const guint32 *targets, guint32 n_targets, CowChBuckets *buckets)
{
  ImageFixture image;
  GError *error = NULL;
  CowArena *arena;

  image_begin (&image);
  g_assert_true (cow_ch_buckets_write (index, view, targets, n_targets, image.writer, &image.progress, &error));
  arena = image_end (&image);
  g_assert_true (cow_ch_buckets_open (cow_arena_base (arena), n_targets, buckets, &error));
  return arena;
}

static void
check_source (const PathFixture *fixture, CowChManySearch *search, guint32 source, const guint32 *targets, guint n_targets)
{
  OracleCost costs[MAX_N], wanted;
  GError *error = NULL;
  gint64 cutoff = source % 3 == 0 ? 0 : (gint64)source * 3;

  oracle_costs (&fixture->oracle, &source, 1, NULL, costs);
  g_assert_true (cow_ch_many_search_run (search, fixture->vertex_at[source], FALSE, cow_cost_unreachable (), NULL, &error));
  for (guint i = 0; i < n_targets; i++)
    path_assert_cost (&fixture->oracle, cow_ch_many_search_cost (search, i), costs[targets[i]]);
  g_assert_true (cow_ch_many_search_run (search, fixture->vertex_at[source], TRUE, cow_cost_int (cutoff), NULL, &error));
  for (guint i = 0; i < n_targets; i++)
    {
      wanted = costs[targets[i]];
      wanted.reached &= wanted.integer <= cutoff;
      path_assert_cost (&fixture->oracle, cow_ch_many_search_cost (search, i), wanted);
    }
  g_assert_true (cow_ch_many_search_run (search, fixture->vertex_at[source], TRUE, cow_cost_int (-1), NULL, &error));
  for (guint i = 0; i < n_targets; i++)
    g_assert_cmpint (cow_ch_many_search_cost (search, i).kind, ==, COW_COST_UNREACHABLE);
}

/* From every vertex to targets that the seed draws. */
static void
check_graph (const PathFixture *fixture, guint32 seed, guint n_targets)
{
  GError *error = NULL;
  guint32 targets[MAX_N], vertices[MAX_N];
  CowSearchCounts counts;
  CowChBuckets buckets;
  g_autoptr (CowIndex) index = ch_build (&fixture->view, 1, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < n_targets; i++)
    {
      targets[i] = (seed * 7 + i * i) % fixture->oracle.n;
      vertices[i] = fixture->vertex_at[targets[i]];
    }
  g_autoptr (CowArena) arena = write_buckets (index, &fixture->view, vertices, n_targets, &buckets);
  g_autoptr (CowChManySearch) search = cow_ch_many_search_new (index, &fixture->view, &buckets, &error);
  for (guint32 source = 0; source < fixture->oracle.n; source++)
    check_source (fixture, search, source, targets, n_targets);
  cow_ch_many_search_counts (search, &counts);
  g_assert_cmpuint (counts.scratch_bytes, ==, cow_ch_many_search_scratch_bytes (index, n_targets));
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);

  for (guint32 seed = 0; seed < 150; seed++)
    {
      g_autoptr (PathFixture) fixture = ch_make_random (seed, MAX_N, kind);

      check_graph (fixture, seed, seed % 7 == 0 ? 0 : 1 + seed * 11 % MAX_N);
    }
}

static void
test_shapes (void)
{
  for (guint i = 0; i < CH_SHAPES; i++)
    {
      g_autoptr (PathFixture) fixture = ch_make_shape (i);

      check_graph (fixture, i, fixture->oracle.n ? 1 + i % 9 : 0);
    }
}

/* Buckets of many places, against searches up from both ends. */
static void
test_grid (void)
{
  for (guint directed = 0; directed < 2; directed++)
    {
      g_autoptr (PathFixture) fixture = ch_make_grid (70, directed, PATH_U32, directed);
      GError *error = NULL;
      g_autoptr (CowIndex) index = ch_build (&fixture->view, 2, &error);
      g_autoptr (CowChSearch) pairs = cow_ch_search_new (index, &fixture->view, &error);
      guint32 targets[100];
      CowChBuckets buckets;

      for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
        targets[i] = i * 487 % fixture->oracle.n;
      g_autoptr (CowArena) arena = write_buckets (index, &fixture->view, targets, G_N_ELEMENTS (targets), &buckets);
      g_autoptr (CowChManySearch) search = cow_ch_many_search_new (index, &fixture->view, &buckets, &error);
      for (guint32 source = 3; source < fixture->oracle.n; source += 499)
        {
          g_assert_true (cow_ch_many_search_run (search, source, FALSE, cow_cost_unreachable (), NULL, &error));
          for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
            {
              CowCost cost = cow_ch_many_search_cost (search, i);

              g_assert_true (cow_ch_search_run (pairs, source, targets[i], FALSE, cow_cost_unreachable (), NULL, &error));
              g_assert_cmpint (cost.kind, ==, cow_ch_search_cost (pairs).kind);
              g_assert_cmpint (cost.integer, ==, cow_ch_search_cost (pairs).integer);
            }
        }
    }
}

static void
test_refused (void)
{
  g_autoptr (PathFixture) fixture = ch_make_grid (70, TRUE, PATH_U32, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CowIndex) index = ch_build (&fixture->view, 1, &error);
  guint32 stop = 1, targets[2] = { 5, fixture->oracle.n };
  CowProgress stopped = { .stop = &stop };
  CowChBuckets buckets;
  ImageFixture image;

  g_autoptr (CowArena) arena = write_buckets (index, &fixture->view, targets, 1, &buckets);
  g_autoptr (CowChManySearch) search = cow_ch_many_search_new (index, &fixture->view, &buckets, &error);
  g_assert_false (cow_ch_many_search_run (search, 3, FALSE, cow_cost_unreachable (), &stopped, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (cow_ch_many_search_run (search, fixture->oracle.n, FALSE, cow_cost_unreachable (), NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  image_begin (&image);
  g_assert_false (cow_ch_buckets_write (index, &fixture->view, targets, 2, image.writer, &image.progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  stopped = (CowProgress){ .stop = &stop };
  g_assert_false (cow_ch_buckets_write (index, &fixture->view, targets, 1, image.writer, &stopped, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  image_drop (&image);
  /* Not the image of buckets. */
  g_assert_false (cow_ch_buckets_open (cow_arena_base (index->arena), 1, &buckets, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ch_kinds); i++)
    {
      g_autofree char *name = g_strdup_printf ("/ch-many/random/%u", ch_kinds[i]);

      g_test_add_data_func (name, GUINT_TO_POINTER (ch_kinds[i]), test_random);
    }
  g_test_add_func ("/ch-many/shapes", test_shapes);
  g_test_add_func ("/ch-many/grid", test_grid);
  g_test_add_func ("/ch-many/refused", test_refused);
  return g_test_run ();
}
