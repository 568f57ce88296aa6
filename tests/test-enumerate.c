/* test-enumerate.c - all simple paths against those found by recursion. */
#include "config.h"

#include "graph/path/enumerate.h"
#include "shape-fixture.h"
#include "simple-oracle.h"

static CowEnumeration *
new_enumeration (const CowView *view)
{
  GError *error = NULL;
  CowEnumeration *enumeration = cow_enumeration_new (view, TRUE, &error);

  g_assert_no_error (error);
  return enumeration;
}

static void
run (CowEnumeration *enumeration, const CowEnumerationQuery *query, SimpleTaker *taker)
{
  GError *error = NULL;
  gboolean done = cow_enumeration_run (enumeration, query, simple_take, taker, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  simple_assert_all_differ (taker);
}

static int
compare_costs (gconstpointer a, gconstpointer b)
{
  const CowCost *left = a, *right = b;

  if (left->kind == COW_COST_INT)
    return (left->integer > right->integer) - (left->integer < right->integer);
  return (left->real > right->real) - (left->real < right->real);
}

/* Depth-first, arcs in order: each way comes after the one before it, compared arc by arc. */
static void
assert_order (const SimpleTaker *taker)
{
  for (guint i = 1; i < taker->ways->len; i++)
    {
      gsize left_size, right_size, at = 0;
      const guint64 *left = g_bytes_get_data (taker->ways->pdata[i - 1], &left_size);
      const guint64 *right = g_bytes_get_data (taker->ways->pdata[i], &right_size);

      while (at < MIN (left_size, right_size) / sizeof *left && left[at] == right[at])
        at++;
      g_assert_cmpuint (at, <, MIN (left_size, right_size) / sizeof *left);
      g_assert_cmpuint (left[at], <, right[at]);
    }
}

static gboolean
check_pair (GRand *random, const PathFixture *fixture, CowEnumeration *enumeration, guint32 source, guint32 target)
{
  const OracleGraph *oracle = &fixture->oracle;
  GArray *all = simple_paths (oracle, source, target, NULL);
  CowEnumerationQuery query = { .source = fixture->vertex_at[source], .target = fixture->vertex_at[target], .max_hops = G_MAXUINT64 };
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (SimplePath));
  SimpleTaker taker;

  if (!all)
    return FALSE;
  /* Each step checked from the first one on, from the tenth, or as it suits. */
  query.patience = (guint64[]){ 1, 10, 0 }[g_rand_int (random) % 3];
  if (g_rand_boolean (random))
    query.max_hops = (guint64)g_rand_int_range (random, 0, 6);
  if (g_rand_int (random) % 3 == 0)
    query.min_hops = (guint64)g_rand_int_range (random, 0, 6);
  /* The cutoff is the cost of a path: reals may round to either side of that, but for those that do not round. */
  if (g_rand_boolean (random) && all->len)
    {
      OracleCost at = g_array_index (all, SimplePath, g_rand_int_range (random, 0, (gint32)all->len)).cost;

      query.has_cutoff = TRUE;
      query.cutoff = oracle->is_real ? cow_cost_real (at.real) : cow_cost_int ((gint64)at.integer);
    }
  for (guint i = 0; i < all->len; i++)
    {
      SimplePath path = g_array_index (all, SimplePath, i);

      if (path.hops >= query.min_hops && path.hops <= query.max_hops
          && (!query.has_cutoff || (oracle->is_real ? path.cost.real <= query.cutoff.real : path.cost.integer <= query.cutoff.integer)))
        g_array_append_val (wanted, path);
    }
  simple_taker_init (&taker, fixture, query.source, query.target);
  run (enumeration, &query, &taker);
  assert_order (&taker);
  g_array_sort (taker.costs, compare_costs);
  g_assert_cmpuint (taker.costs->len, ==, wanted->len);
  for (guint i = 0; i < wanted->len; i++)
    g_assert_true (simple_same_cost (oracle, g_array_index (taker.costs, CowCost, i), g_array_index (wanted, SimplePath, i).cost));
  simple_taker_clear (&taker);
  g_array_unref (all);
  return TRUE;
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);
  guint checked = 0;

  for (guint32 seed = 0; seed < 100; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed * PATH_KINDS + kind, seed % 4 ? 9 : 60, kind);
      g_autoptr (CowEnumeration) enumeration = new_enumeration (&fixture->view);
      GRand *random = g_rand_new_with_seed (seed);
      gint32 n = (gint32)fixture->oracle.n;

      for (guint i = 0; i < 4; i++)
        checked += check_pair (random, fixture, enumeration, (guint32)g_rand_int_range (random, 0, n), (guint32)g_rand_int_range (random, 0, n));
      g_rand_free (random);
    }
  g_assert_cmpuint (checked, >, 200);
}

static void
test_shapes (void)
{
  GRand *random = g_rand_new_with_seed (1);

  for (guint i = 0; i < SHAPE_FIXTURES; i++)
    {
      g_autoptr (PathFixture) fixture = shape_fixture (i);
      g_autoptr (CowEnumeration) enumeration = new_enumeration (&fixture->view);

      for (guint32 source = 0; source < fixture->oracle.n; source++)
        for (guint32 target = 0; target < fixture->oracle.n; target++)
          g_assert_true (check_pair (random, fixture, enumeration, source, target));
    }
  g_rand_free (random);
}

/* A complete graph behind a vertex that the way has passed: 30 vertices that lead to the target only back through it. */
static PathFixture *
make_trap (guint32 *source, guint32 *target)
{
  enum { TRAP = 30 };
  OracleEdge *edges = g_new0 (OracleEdge, TRAP * TRAP + 10);
  guint n = 0;

  for (guint32 i = 0; i < TRAP; i++)
    for (guint32 j = 0; j < i; j++)
      edges[n++] = (OracleEdge){ .source = i, .target = j, .integer = 1, .real = 1 };
  *source = TRAP;
  *target = TRAP + 2;
  edges[n++] = (OracleEdge){ .source = TRAP, .target = TRAP + 1, .integer = 1, .real = 1 };
  edges[n++] = (OracleEdge){ .source = TRAP + 1, .target = 0, .integer = 1, .real = 1 };
  edges[n++] = (OracleEdge){ .source = TRAP + 1, .target = TRAP + 2, .integer = 1, .real = 1 };
  return path_fixture_new (0, TRAP + 3, FALSE, PATH_U32, edges, n);
}

/* Without a look ahead this would take longer than anybody lives. */
static void
test_trap (void)
{
  guint32 source, target;
  g_autoptr (PathFixture) fixture = make_trap (&source, &target);
  g_autoptr (CowEnumeration) enumeration = new_enumeration (&fixture->view);
  SimpleTaker taker;

  simple_taker_init (&taker, fixture, source, target);
  run (enumeration, &(CowEnumerationQuery){ .source = source, .target = target, .max_hops = G_MAXUINT64 }, &taker);
  g_assert_cmpuint (taker.costs->len, ==, 1);
  simple_taker_clear (&taker);
  simple_taker_init (&taker, fixture, source, target);
  run (enumeration, &(CowEnumerationQuery){ .source = source, .target = target, .max_hops = 20, .has_cutoff = TRUE, .cutoff = cow_cost_int (25) }, &taker);
  g_assert_cmpuint (taker.costs->len, ==, 1);
  simple_taker_clear (&taker);
}

static gboolean
count_hops (const CowFoundPath *path, gpointer user)
{
  *(guint64 *)user += path->hops;
  return TRUE;
}

/* A path that is as long as the graph: a check costs no more than the step. */
static void
test_long (void)
{
  guint n = 200000;
  guint64 hops = 0;
  GError *error = NULL;
  OracleEdge *edges = g_new0 (OracleEdge, n);

  for (guint32 i = 0; i + 1 < n; i++)
    edges[i] = (OracleEdge){ .source = i, .target = i + 1, .integer = 1 + i % 9, .real = 1 };
  g_autoptr (PathFixture) fixture = path_fixture_new (3, n, FALSE, PATH_U32, edges, n - 1);
  g_autoptr (CowEnumeration) enumeration = new_enumeration (&fixture->view);
  CowEnumerationQuery query = { .source = fixture->vertex_at[0], .target = fixture->vertex_at[n - 1], .max_hops = n };
  g_assert_true (cow_enumeration_run (enumeration, &query, count_hops, &hops, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (hops, ==, n - 1);
}

/* A taker that has enough ends it, in a graph with more paths than can be counted; the next query starts afresh. */
static void
test_enough (void)
{
  guint32 source, target;
  g_autoptr (PathFixture) fixture = make_trap (&source, &target);
  g_autoptr (CowEnumeration) enumeration = new_enumeration (&fixture->view);
  SimpleTaker first, again;

  simple_taker_init (&first, fixture, 3, 9);
  first.most = 1000;
  run (enumeration, &(CowEnumerationQuery){ .source = 3, .target = 9, .max_hops = G_MAXUINT64 }, &first);
  g_assert_cmpuint (first.costs->len, ==, 1000);
  simple_taker_init (&again, fixture, 3, 9);
  again.most = 7;
  run (enumeration, &(CowEnumerationQuery){ .source = 3, .target = 9, .max_hops = G_MAXUINT64 }, &again);
  g_assert_cmpuint (again.costs->len, ==, 7);
  for (guint i = 0; i < 7; i++)
    g_assert_true (g_bytes_equal (first.ways->pdata[i], again.ways->pdata[i]));
  simple_taker_clear (&first);
  simple_taker_clear (&again);
}

static void
test_refused (void)
{
  const gint64 half = G_MAXINT64 / 2 + 1;
  const OracleEdge large[] = { { 0, 1, half, 0 }, { 1, 2, half, 0 }, { 0, 2, 5, 0 } };
  const OracleEdge negative[] = { { 0, 1, 4, 4 }, { 1, 2, -3, -3 } };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 3, TRUE, PATH_I64_LARGE, g_memdup2 (large, sizeof large), 3);
  g_autoptr (PathFixture) below = path_fixture_new (0, 3, TRUE, PATH_I64_SMALL, g_memdup2 (negative, sizeof negative), 2);
  g_autoptr (CowEnumeration) enumeration = new_enumeration (&fixture->view);
  guint32 stop = 1;
  CowProgress progress = { .stop = &stop };
  GError *error = NULL;
  SimpleTaker taker;

  g_assert_null (cow_enumeration_new (&below->view, FALSE, &error));
  g_assert_cmpstr (error->message, ==, "negative weight -3 on edge 1 -> 2");
  g_clear_error (&error);
  simple_taker_init (&taker, fixture, 0, 2);
  g_assert_false (cow_enumeration_run (enumeration, &(CowEnumerationQuery){ .source = 0, .target = 2, .max_hops = G_MAXUINT64 }, simple_take, &taker, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_cmpuint (taker.costs->len, ==, 1);
  simple_taker_clear (&taker);
  simple_taker_init (&taker, fixture, 0, 2);
  run (enumeration, &(CowEnumerationQuery){ .source = 0, .target = 2, .max_hops = G_MAXUINT64, .has_cutoff = TRUE, .cutoff = cow_cost_int (G_MAXINT64) }, &taker);
  g_assert_cmpuint (taker.costs->len, ==, 1);
  g_assert_false (cow_enumeration_run (enumeration, &(CowEnumerationQuery){ .source = 9, .target = 2, .max_hops = G_MAXUINT64 }, simple_take, &taker, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (cow_enumeration_run (enumeration, &(CowEnumerationQuery){ .source = 0, .target = 2, .max_hops = G_MAXUINT64 }, simple_take, &taker, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  simple_taker_clear (&taker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint kind = 0; kind < PATH_KINDS; kind++)
    {
      g_autofree char *name = g_strdup_printf ("/enumerate/random/%u", kind);

      g_test_add_data_func (name, GUINT_TO_POINTER (kind), test_random);
    }
  g_test_add_func ("/enumerate/shapes", test_shapes);
  g_test_add_func ("/enumerate/trap", test_trap);
  g_test_add_func ("/enumerate/long", test_long);
  g_test_add_func ("/enumerate/enough", test_enough);
  g_test_add_func ("/enumerate/refused", test_refused);
  return g_test_run ();
}
