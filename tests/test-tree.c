/* test-tree.c - trees and owners: parents against the oracle's path to each vertex, owners against a search from each source. */
#include "config.h"

#include "graph/path/search.h"
#include "shape-fixture.h"

#define MAX_N 60
#define MAX_SOURCES 4
#define ROUNDS 120

static CowSearch *
new_search (const CowView *view, CowSearchKind kind)
{
  GError *error = NULL;
  CowSearch *search = cow_search_new (view, kind, &error);

  g_assert_no_error (error);
  return search;
}

/* Several sources, sometimes with vertices to avoid and a cutoff. */
typedef struct
{
  guint32 appearances[MAX_SOURCES], sources[MAX_SOURCES];
  guint n;
  gboolean avoided[MAX_N];
  guint64 avoid[(MAX_N + 63) / 64];
  gboolean has_avoid;
} Drawn;

static Drawn
draw (GRand *random, const PathFixture *fixture)
{
  Drawn drawn = { .n = (guint)g_rand_int_range (random, 1, MAX_SOURCES + 1), .has_avoid = g_rand_int (random) % 4 == 0 };
  guint n = fixture->oracle.n;

  for (guint i = 0; i < drawn.n; i++)
    {
      drawn.appearances[i] = (guint32)g_rand_int_range (random, 0, (gint32)n);
      drawn.sources[i] = fixture->vertex_at[drawn.appearances[i]];
    }
  for (guint i = 0; i < n && drawn.has_avoid; i++)
    if (g_rand_int (random) % 4 == 0)
      {
        drawn.avoided[i] = TRUE;
        drawn.avoid[fixture->vertex_at[i] / 64] |= G_GUINT64_CONSTANT (1) << (fixture->vertex_at[i] % 64);
      }
  return drawn;
}

static void
run (CowSearch *search, const Drawn *drawn, guint first, guint n)
{
  CowSearchQuery query = { .sources = drawn->sources + first, .n_sources = n, .avoid = drawn->has_avoid ? drawn->avoid : NULL };
  GError *error = NULL;

  g_assert_true (cow_search_run (search, &query, NULL, &error));
  g_assert_no_error (error);
}

static guint
check_parents (const PathFixture *fixture, const CowSearch *search, const Drawn *drawn)
{
  OracleCost costs[MAX_N];
  guint32 parents[MAX_N], hops[MAX_N], path[MAX_N + 1];
  guint n = fixture->oracle.n, checked = 0;
  GError *error = NULL;

  oracle_costs (&fixture->oracle, drawn->appearances, drawn->n, drawn->has_avoid ? drawn->avoided : NULL, costs);
  g_assert_true (cow_search_parents (search, parents, hops, NULL, &error));
  g_assert_no_error (error);
  for (guint32 i = 0; i < n; i++)
    {
      guint32 vertex = fixture->vertex_at[i];

      if (!costs[i].reached)
        continue;
      guint length = oracle_path (&fixture->oracle, costs, drawn->appearances, drawn->n, i, path);
      g_assert_cmpuint (hops[vertex], ==, length - 1);
      if (length == 1)
        g_assert_cmpuint (parents[vertex], ==, COW_VERTEX_NONE);
      else
        g_assert_cmpuint (fixture->appearance[parents[vertex]], ==, path[1]);
      checked++;
    }
  return checked;
}

static void
test_parents (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);
  guint checked = 0;

  for (guint32 seed = 0; seed < ROUNDS; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, MAX_N, kind);
      g_autoptr (CowSearch) search = new_search (&fixture->view, seed % 2 ? COW_SEARCH_HEAP : COW_SEARCH_AUTO);
      GRand *random = g_rand_new_with_seed (seed);
      Drawn drawn = draw (random, fixture);

      run (search, &drawn, 0, drawn.n);
      checked += check_parents (fixture, search, &drawn);
      g_rand_free (random);
    }
  g_assert_cmpuint (checked, >, ROUNDS);
}

/* Zero weights everywhere: no vertex has a strictly closer one before it. */
static void
test_zero (void)
{
  for (guint32 seed = 0; seed < ROUNDS; seed++)
    {
      GRand *random = g_rand_new_with_seed (seed);
      guint n = 2 + seed % (MAX_N - 2), n_edges = n * 2;
      OracleEdge *edges = g_new0 (OracleEdge, n_edges);

      for (guint i = 0; i < n_edges; i++)
        {
          edges[i].source = (guint32)g_rand_int_range (random, 0, (gint32)n);
          edges[i].target = (guint32)g_rand_int_range (random, 0, (gint32)n);
          edges[i].integer = g_rand_int (random) % 8 == 0;
          edges[i].real = (double)edges[i].integer;
        }
      g_autoptr (PathFixture) fixture = path_fixture_new (seed, n, seed % 3 != 0, PATH_U32, edges, n_edges);
      g_autoptr (CowSearch) search = new_search (&fixture->view, COW_SEARCH_AUTO);
      Drawn drawn = draw (random, fixture);
      run (search, &drawn, 0, drawn.n);
      check_parents (fixture, search, &drawn);
      g_rand_free (random);
    }
}

static gboolean
is_less (CowCost left, CowCost right)
{
  if (left.kind == COW_COST_UNREACHABLE || right.kind == COW_COST_UNREACHABLE)
    return left.kind != COW_COST_UNREACHABLE && right.kind == COW_COST_UNREACHABLE;
  return left.kind == COW_COST_INT ? left.integer < right.integer : left.real < right.real;
}

/* Of costs that are rounded, two ways may be of the same length in one sum and not in the other: then only the cost is checked. */
static guint
check_owners (const PathFixture *fixture, PathKind kind, CowSearch *search, const Drawn *drawn)
{
  guint32 owners[MAX_N], wanted[MAX_N];
  CowCost best[MAX_N];
  guint n = fixture->oracle.n, shared = 0;
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    {
      wanted[i] = COW_VERTEX_NONE;
      best[i] = cow_cost_unreachable ();
    }
  for (guint i = 0; i < drawn->n; i++)
    {
      run (search, drawn, i, 1);
      for (guint v = 0; v < n; v++)
        {
          CowCost cost = cow_search_cost (search, v);

          if (cost.kind == COW_COST_UNREACHABLE || is_less (best[v], cost))
            continue;
          if (is_less (cost, best[v]) || drawn->appearances[i] < fixture->appearance[wanted[v]])
            wanted[v] = drawn->sources[i];
          shared += wanted[v] != drawn->sources[i];
          best[v] = cost;
        }
    }
  run (search, drawn, 0, drawn->n);
  g_assert_true (cow_search_owners (search, owners, NULL, &error));
  g_assert_no_error (error);
  for (guint v = 0; v < n; v++)
    if (kind != PATH_DECIMAL && kind != PATH_SPREAD)
      g_assert_cmpuint (owners[v], ==, wanted[v]);
    else
      g_assert_true ((owners[v] == COW_VERTEX_NONE) == (wanted[v] == COW_VERTEX_NONE));
  return shared;
}

static void
test_owners (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);
  guint shared = 0;

  for (guint32 seed = 0; seed < ROUNDS; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, MAX_N, kind);
      g_autoptr (CowSearch) search = new_search (&fixture->view, seed % 2 ? COW_SEARCH_HEAP : COW_SEARCH_AUTO);
      GRand *random = g_rand_new_with_seed (seed);
      Drawn drawn = draw (random, fixture);

      drawn.has_avoid = FALSE;
      shared += check_owners (fixture, kind, search, &drawn);
      g_rand_free (random);
    }
  if (kind == PATH_NONE || kind == PATH_U32)
    g_assert_cmpuint (shared, >, 0);
}

/* From each vertex, from all at once, and each pair as two owners. */
static void
test_shapes (void)
{
  for (guint i = 0; i < SHAPE_FIXTURES; i++)
    {
      g_autoptr (PathFixture) fixture = shape_fixture (i);
      g_autoptr (CowSearch) search = new_search (&fixture->view, i % 3 ? COW_SEARCH_AUTO : COW_SEARCH_HEAP);
      guint n = fixture->oracle.n;

      for (guint32 source = 0; source < n; source++)
        {
          guint32 other = (source * 5 + 2) % n;
          Drawn drawn = { .n = 1 + source % 2,
                          .appearances = { source, other },
                          .sources = { fixture->vertex_at[source], fixture->vertex_at[other] } };

          run (search, &drawn, 0, drawn.n);
          check_parents (fixture, search, &drawn);
          check_owners (fixture, (PathKind)(i / 2 % PATH_KINDS), search, &drawn);
        }
    }
}

static OracleEdge *
chain (guint n)
{
  OracleEdge *edges = g_new0 (OracleEdge, n);

  for (guint32 i = 0; i + 1 < n; i++)
    edges[i] = (OracleEdge){ .source = i, .target = i + 1, .integer = i % 2, .real = i % 2 };
  return edges;
}

/* A long path, half of it at no cost: nothing here is recursive or quadratic. */
static void
test_long_path (void)
{
  guint n = 300000;
  g_autoptr (PathFixture) fixture = path_fixture_new (0, n, TRUE, PATH_U32, chain (n), n - 1);
  g_autoptr (CowSearch) search = new_search (&fixture->view, COW_SEARCH_AUTO);
  g_autofree guint32 *parents = g_new (guint32, n), *hops = g_new (guint32, n);
  guint32 stop = 1;
  guint64 units = 0;
  CowProgress progress = { .stop = &stop, .units = &units };
  Drawn drawn = { .n = 1 };
  GError *error = NULL;

  run (search, &drawn, 0, 1);
  g_assert_true (cow_search_parents (search, parents, hops, NULL, &error));
  g_assert_no_error (error);
  for (guint32 i = 1; i < n; i++)
    g_assert_true (parents[i] == i - 1 && hops[i] == i);

  g_assert_false (cow_search_parents (search, parents, hops, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (cow_search_owners (search, parents, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
}

static void
test_refused (void)
{
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 4, TRUE, PATH_U32, chain (4), 3);
  CowView view = fixture->view;
  guint32 parents[4], hops[4], owners[4] = { 0 };
  Drawn drawn = { .n = 1 };
  GError *error = NULL;

  view.in.offsets = NULL;
  g_autoptr (CowSearch) search = new_search (&view, COW_SEARCH_HEAP);
  run (search, &drawn, 0, 1);
  g_assert_false (cow_search_parents (search, parents, hops, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);

  /* Not even the source is within the cutoff: nobody owns anything. */
  CowSearchQuery query = { .sources = drawn.sources, .n_sources = 1, .has_cutoff = TRUE, .cutoff = cow_cost_int (-1) };
  g_assert_true (cow_search_run (search, &query, NULL, &error));
  g_assert_true (cow_search_owners (search, owners, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (owners[i], ==, COW_VERTEX_NONE);
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
      g_autofree char *parents = g_strdup_printf ("/tree/parents/%s", names[i]);
      g_autofree char *owners = g_strdup_printf ("/tree/owners/%s", names[i]);

      g_test_add_data_func (parents, GUINT_TO_POINTER (i), test_parents);
      g_test_add_data_func (owners, GUINT_TO_POINTER (i), test_owners);
    }
  g_test_add_func ("/tree/zero", test_zero);
  g_test_add_func ("/tree/shapes", test_shapes);
  g_test_add_func ("/tree/long-path", test_long_path);
  g_test_add_func ("/tree/refused", test_refused);
  return g_test_run ();
}
