/* test-team.c - searches by several members, here threads: the labels of a search alone, whoever helps, and whoever dies. */
#include "config.h"

#include <pthread.h>
#include <sched.h>

#include "graph/path/team-private.h"
#include "shape-fixture.h"

#define MAX_N 60

static const PathKind kinds[] = { PATH_NONE, PATH_DROPPED, PATH_CONSTANT, PATH_U32 };
static guint n_shared; /* runs in which somebody helped */

static void *
help (void *team)
{
  CowProgress progress = { 0 };

  cow_team_help (team, &progress);
  return NULL;
}

static gboolean
same_cost (CowCost a, CowCost b)
{
  return a.kind == b.kind && (a.kind == COW_COST_UNREACHABLE || (a.kind == COW_COST_INT ? a.integer == b.integer : a.real == b.real));
}

static void
run (CowSearch *search, const CowSearchQuery *query)
{
  CowProgress progress = { 0 };
  GError *error = NULL;

  cow_search_run (search, query, &progress, &error);
  g_assert_no_error (error);
}

static void
assert_same (CowSearch *one, CowSearch *other, guint32 n)
{
  CowSearchSummary left, right;

  g_assert_true (cow_search_summarize (one, &left, NULL));
  g_assert_true (cow_search_summarize (other, &right, NULL));
  g_assert_cmpuint (left.reached, ==, right.reached);
  g_assert_cmpuint (left.farthest, ==, right.farthest);
  g_assert_true (same_cost (left.sum, right.sum));
  for (guint32 v = 0; v < n; v++)
    g_assert_true (same_cost (cow_search_cost (one, v), cow_search_cost (other, v)));
}

/* A search with helpers against the same alone. helpers: threads. */
static void
check (const CowView *view, CowSearch *search, CowSearch *alone, const CowSearchQuery *query, guint helpers)
{
  g_autoptr (CowTeam) team = cow_team_new (view, COW_SEARCH_AUTO, helpers + 1, NULL);
  pthread_t threads[COW_TEAM_MAX];
  CowSearchCounts counts;

  g_assert_nonnull (team);
  for (guint i = 0; i < helpers; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, help, team), ==, 0);
  cow_search_join (search, team);
  run (search, query);
  run (alone, query);
  assert_same (search, alone, view->out.n);
  cow_search_counts (search, &counts);
  n_shared += strstr (counts.algorithm, "workers on one source") != NULL && team->n_joined > 0;
  /* A team that nobody led, because nothing was within the cutoff, need not wait a second for it. */
  __atomic_store_n (&team->state, COW_TEAM_OVER, __ATOMIC_RELEASE);
  for (guint i = 0; i < helpers; i++)
    pthread_join (threads[i], NULL);
  /* Afterwards the search is as it was. */
  cow_search_join (search, NULL);
  run (search, query);
  assert_same (search, alone, view->out.n);
}

static void
test_random (void)
{
  for (guint32 seed = 0; seed < 1200; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, MAX_N, kinds[seed % G_N_ELEMENTS (kinds)]);
      GRand *random = g_rand_new_with_seed (seed);
      guint n = fixture->oracle.n;
      CowView view = fixture->view;

      if (seed % 7 == 0)
        view.in.offsets = NULL;
      g_autoptr (CowSearch) search = cow_search_new (&view, COW_SEARCH_AUTO, NULL);
      g_autoptr (CowSearch) alone = cow_search_new (&view, COW_SEARCH_AUTO, NULL);
      for (guint round = 0; round < 2 && n > 0; round++)
        {
          guint64 avoid[(MAX_N + 63) / 64] = { 0 };
          guint32 sources[] = { (guint32)g_rand_int_range (random, 0, (gint32)n), (guint32)g_rand_int_range (random, 0, (gint32)n) };
          CowSearchQuery query = { .sources = sources, .n_sources = 1 + round };
          if (seed % 3 == 0)
            {
              query.avoid = avoid;
              avoid[0] = (guint64)g_rand_int (random) << 32 | g_rand_int (random);
            }
          if (seed % 4 == 1)
            {
              query.has_cutoff = TRUE;
              query.cutoff = cow_cost_int (g_rand_int_range (random, -1, 30));
            }
          check (&view, search, alone, &query, seed % 12 == 0 ? 2 : 0);
        }
      g_rand_free (random);
    }
}

/* Against the oracle, without a search alone in between. */
static void
check_oracle (const PathFixture *fixture, guint step)
{
  g_autoptr (CowSearch) search = cow_search_new (&fixture->view, COW_SEARCH_AUTO, NULL);
  guint n = fixture->oracle.n;

  for (guint32 from = 0; from < n; from += step)
    {
      g_autoptr (CowTeam) team = cow_team_new (&fixture->view, COW_SEARCH_AUTO, 2, NULL);
      OracleCost costs[MAX_N];

      cow_search_join (search, team);
      run (search, &(CowSearchQuery){ .sources = &fixture->vertex_at[from], .n_sources = 1 });
      oracle_costs (&fixture->oracle, &from, 1, NULL, costs);
      for (guint32 to = 0; to < n; to++)
        path_assert_cost (&fixture->oracle, cow_search_cost (search, fixture->vertex_at[to]), costs[to]);
    }
}

static void
test_oracle (void)
{
  for (guint32 seed = 2000; seed < 3000; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, MAX_N, kinds[seed % G_N_ELEMENTS (kinds)]);

      check_oracle (fixture, 20);
    }
}

static void
test_shapes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture_shapes) * 2 * G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (PathFixture) fixture
          = shape_fixture_new (&fixture_shapes[i / 2 / G_N_ELEMENTS (kinds)], i, i % 2, kinds[i / 2 % G_N_ELEMENTS (kinds)]);

      if (cow_team_suits (&fixture->view, COW_SEARCH_AUTO))
        check_oracle (fixture, 1);
    }
}

/* Large enough to be cut into pieces. shape: a long path, a star, a grid, random arcs of mean degree 12. */
static PathFixture *
make_large (const char *shape, PathKind kind, guint32 seed)
{
  guint n = 20000, side = 140, count = 0;
  OracleEdge *edges = g_new0 (OracleEdge, 14 * n);
  GRand *random = g_rand_new_with_seed (seed);

  for (guint32 v = 1; v < n; v++)
    {
      guint first = count;
      if (g_str_equal (shape, "path"))
        edges[count++] = (OracleEdge){ .source = v - 1, .target = v };
      else if (g_str_equal (shape, "star"))
        edges[count++] = (OracleEdge){ .source = 0, .target = v };
      else if (g_str_equal (shape, "grid"))
        {
          if (v % side != 0)
            edges[count++] = (OracleEdge){ .source = v - 1, .target = v };
          if (v >= side)
            edges[count++] = (OracleEdge){ .source = v - side, .target = v };
        }
      else
        for (guint i = 0; i < 12; i++)
          edges[count++] = (OracleEdge){ .source = v, .target = (guint32)g_rand_int_range (random, 0, (gint32)n) };
      for (guint i = first; i < count; i++)
        path_fixture_draw_weight (random, kind, TRUE, &edges[i]);
    }
  g_rand_free (random);
  return path_fixture_new (seed, n, seed % 2 == 1, kind, edges, count);
}

static void
test_large (void)
{
  static const char *const shapes[] = { "path", "star", "grid", "random" };

  n_shared = 0;
  for (guint32 i = 0; i < G_N_ELEMENTS (shapes) * 8; i++)
    {
      g_autoptr (PathFixture) fixture = make_large (shapes[i % 4], i / 4 % 2 ? PATH_U32 : PATH_NONE, i / 8);
      g_autoptr (CowSearch) search = cow_search_new (&fixture->view, COW_SEARCH_AUTO, NULL);
      g_autoptr (CowSearch) alone = cow_search_new (&fixture->view, COW_SEARCH_AUTO, NULL);
      guint32 source = fixture->vertex_at[i * 7 % 20000];

      check (&fixture->view, search, alone, &(CowSearchQuery){ .sources = &source, .n_sources = 1 }, 1 + i % 4);
    }
  g_assert_cmpuint (n_shared, >, 0);
}

/* Holds a life, takes a piece and is gone with it. */
static void *
die_helping (void *data)
{
  CowTeam *team = data;

  g_assert_cmpint (pthread_mutex_lock (&team->lives[1]), ==, 0);
  __atomic_store_n (&team->present[1], 1, __ATOMIC_RELEASE);
  __atomic_store_n (&team->n_joined, 1, __ATOMIC_RELEASE);
  for (;;)
    {
      guint64 word = __atomic_load_n (&team->claim, __ATOMIC_ACQUIRE);
      if ((guint32)word < __atomic_load_n (&team->n_pieces, __ATOMIC_ACQUIRE)
          && __atomic_compare_exchange_n (&team->claim, &word, word + 1, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return NULL;
      if (__atomic_load_n (&team->state, __ATOMIC_ACQUIRE) == COW_TEAM_OVER)
        return team;
      sched_yield ();
    }
}

static void
test_helper_dies (void)
{
  guint n_died = 0;

  /* Whoever is slow to start finds nothing left to take. */
  for (guint32 i = 0; i < 200 && n_died < 6; i++)
    {
      g_autoptr (PathFixture) fixture = make_large (i % 2 ? "grid" : "random", i / 2 % 2 ? PATH_U32 : PATH_NONE, i);
      g_autoptr (CowSearch) search = cow_search_new (&fixture->view, COW_SEARCH_AUTO, NULL);
      g_autoptr (CowSearch) alone = cow_search_new (&fixture->view, COW_SEARCH_AUTO, NULL);
      g_autoptr (CowTeam) team = cow_team_new (&fixture->view, COW_SEARCH_AUTO, 2, NULL);
      CowSearchQuery query = { .sources = fixture->vertex_at, .n_sources = 1 };
      pthread_t thread;
      void *late;

      pthread_create (&thread, NULL, die_helping, team);
      while (__atomic_load_n (&team->n_joined, __ATOMIC_ACQUIRE) == 0)
        sched_yield ();
      cow_search_join (search, team);
      run (search, &query);
      run (alone, &query);
      assert_same (search, alone, fixture->view.out.n);
      pthread_join (thread, &late);
      n_died += late == NULL;
    }
  g_assert_cmpuint (n_died, >, 0);
}

static void *
die_leading (void *team)
{
  g_assert_true (cow_team_begin (team));
  return NULL;
}

/* Helpers leave, and who comes instead of the leader searches alone. */
static void
test_leader_dies (void)
{
  g_autoptr (PathFixture) fixture = make_large ("random", PATH_U32, 1);
  g_autoptr (CowSearch) search = cow_search_new (&fixture->view, COW_SEARCH_AUTO, NULL);
  g_autoptr (CowSearch) alone = cow_search_new (&fixture->view, COW_SEARCH_AUTO, NULL);
  g_autoptr (CowTeam) team = cow_team_new (&fixture->view, COW_SEARCH_AUTO, 3, NULL);
  CowSearchQuery query = { .sources = fixture->vertex_at, .n_sources = 1 };
  pthread_t threads[3];

  for (guint i = 0; i < 2; i++)
    pthread_create (&threads[i], NULL, help, team);
  pthread_create (&threads[2], NULL, die_leading, team);
  for (guint i = 0; i < 3; i++)
    pthread_join (threads[i], NULL);
  cow_search_join (search, team);
  run (search, &query);
  run (alone, &query);
  assert_same (search, alone, fixture->view.out.n);
}

/* Cancelled: neither the leader nor a helper goes on. */
static void
test_cancel (void)
{
  g_autoptr (PathFixture) fixture = make_large ("random", PATH_U32, 3);
  g_autoptr (CowSearch) search = cow_search_new (&fixture->view, COW_SEARCH_AUTO, NULL);
  g_autoptr (CowTeam) team = cow_team_new (&fixture->view, COW_SEARCH_AUTO, 2, NULL);
  CowSearchQuery query = { .sources = fixture->vertex_at, .n_sources = 1 };
  guint32 stop = 1;
  CowProgress progress = { .stop = &stop };
  GError *error = NULL;
  pthread_t thread;

  pthread_create (&thread, NULL, help, team);
  cow_search_join (search, team);
  g_assert_false (cow_search_run (search, &query, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  pthread_join (thread, NULL);
  run (search, &query);
}

static void
test_suits (void)
{
  g_autoptr (PathFixture) weighted = path_fixture_random (7, MAX_N, PATH_U32);
  g_autoptr (PathFixture) real = path_fixture_random (7, MAX_N, PATH_DECIMAL);
  g_autoptr (PathFixture) huge = path_fixture_random (7, MAX_N, PATH_I64_LARGE);

  g_assert_true (cow_team_suits (&weighted->view, COW_SEARCH_AUTO));
  g_assert_false (cow_team_suits (&weighted->view, COW_SEARCH_HEAP));
  g_assert_false (cow_team_suits (&real->view, COW_SEARCH_AUTO));
  g_assert_false (cow_team_suits (&huge->view, COW_SEARCH_AUTO));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/team/random", test_random);
  g_test_add_func ("/team/oracle", test_oracle);
  g_test_add_func ("/team/shapes", test_shapes);
  g_test_add_func ("/team/large", test_large);
  g_test_add_func ("/team/helper-dies", test_helper_dies);
  g_test_add_func ("/team/leader-dies", test_leader_dies);
  g_test_add_func ("/team/cancel", test_cancel);
  g_test_add_func ("/team/suits", test_suits);
  return g_test_run ();
}
