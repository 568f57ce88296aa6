/* test-ksp.c - the k shortest simple paths against all simple paths, sorted. */
#include "config.h"

#include "graph/path/ksp.h"
#include "shape-fixture.h"
#include "simple-oracle.h"

static CowKsp *
new_ksp (const CowView *view)
{
  GError *error = NULL;
  CowKsp *ksp = cow_ksp_new (view, &error);

  g_assert_no_error (error);
  return ksp;
}

static void
run (CowKsp *ksp, const CowKspQuery *query, SimpleTaker *taker)
{
  GError *error = NULL;
  gboolean done = cow_ksp_run (ksp, query, simple_take, taker, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  simple_assert_all_differ (taker);
}

/* The costs against the cheapest of all paths. FALSE: there are too many to list. */
static gboolean
check_pair (const PathFixture *fixture, CowKsp *ksp, guint32 source, guint32 target, guint64 k)
{
  const OracleGraph *oracle = &fixture->oracle;
  SimpleTaker taker;
  GArray *all;

  simple_taker_init (&taker, fixture, fixture->vertex_at[source], fixture->vertex_at[target]);
  run (ksp, &(CowKspQuery){ .source = taker.source, .target = taker.target, .k = k }, &taker);
  if (taker.costs->len == k)
    {
      CowCost last = g_array_index (taker.costs, CowCost, k - 1);
      OracleCost limit = { .reached = TRUE, .integer = last.kind == COW_COST_INT ? last.integer : 0, .real = cow_cost_as_double (last) };

      all = simple_paths (oracle, source, target, &limit);
    }
  else
    all = simple_paths (oracle, source, target, NULL);
  if (all)
    {
      g_assert_cmpuint (taker.costs->len, ==, MIN (k, all->len));
      for (guint i = 0; i < taker.costs->len; i++)
        g_assert_true (simple_same_cost (oracle, g_array_index (taker.costs, CowCost, i), g_array_index (all, SimplePath, i).cost));
      g_array_unref (all);
    }
  simple_taker_clear (&taker);
  return all != NULL;
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);
  guint checked = 0;

  for (guint32 seed = 0; seed < 120; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed * PATH_KINDS + kind, seed % 2 ? 9 : 60, kind);
      g_autoptr (CowKsp) ksp = new_ksp (&fixture->view);
      GRand *random = g_rand_new_with_seed (seed);
      gint32 n = (gint32)fixture->oracle.n;

      for (guint i = 0; i < 6; i++)
        checked += check_pair (fixture, ksp, (guint32)g_rand_int_range (random, 0, n), (guint32)g_rand_int_range (random, 0, n),
                               (guint64)g_rand_int_range (random, 1, i == 0 ? 400 : 12));
      g_rand_free (random);
    }
  g_assert_cmpuint (checked, >, 500);
}

/* Every pair of every shape, as many paths as there are. */
static void
test_shapes (void)
{
  for (guint i = 0; i < SHAPE_FIXTURES; i++)
    {
      g_autoptr (PathFixture) fixture = shape_fixture (i);
      g_autoptr (CowKsp) ksp = new_ksp (&fixture->view);

      for (guint32 source = 0; source < fixture->oracle.n; source++)
        for (guint32 target = 0; target < fixture->oracle.n; target++)
          g_assert_true (check_pair (fixture, ksp, source, target, 100000));
    }
}

/* Fewer paths are the first of more, a taker that has enough ends it, a cutoff and vertices to avoid hold. */
static void
test_prefix (void)
{
  for (guint32 seed = 0; seed < 200; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed * 7, 30, (PathKind)(seed % PATH_KINDS));
      g_autoptr (CowKsp) ksp = new_ksp (&fixture->view);
      guint32 source = fixture->vertex_at[0], target = fixture->vertex_at[fixture->oracle.n - 1];
      SimpleTaker many, few;

      simple_taker_init (&many, fixture, source, target);
      run (ksp, &(CowKspQuery){ .source = source, .target = target, .k = 60 }, &many);
      for (guint k = 1; k <= many.costs->len; k += 7)
        {
          simple_taker_init (&few, fixture, source, target);
          few.most = k % 2 ? 0 : k;
          run (ksp, &(CowKspQuery){ .source = source, .target = target, .k = k % 2 ? k : 1000 }, &few);
          g_assert_cmpuint (few.costs->len, ==, k);
          for (guint i = 0; i < k; i++)
            g_assert_true (g_bytes_equal (few.ways->pdata[i], many.ways->pdata[i]));
          simple_taker_clear (&few);
          simple_taker_init (&few, fixture, source, target);
          run (ksp, &(CowKspQuery){ .source = source, .target = target, .k = 60, .has_cutoff = TRUE, .cutoff = g_array_index (many.costs, CowCost, k - 1) }, &few);
          g_assert_cmpuint (few.costs->len, >=, k);
          for (guint i = 0; i < few.costs->len; i++)
            g_assert_cmpfloat (cow_cost_as_double (g_array_index (few.costs, CowCost, i)), <=,
                               cow_cost_as_double (g_array_index (many.costs, CowCost, k - 1)));
          simple_taker_clear (&few);
        }
      simple_taker_clear (&many);
    }
}

/* Which paths come, and in which order, does not depend on how vertices lie in memory. */
static void
test_order_of_memory (void)
{
  for (guint32 seed = 0; seed < 100; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, 25, seed % 2 ? PATH_NONE : PATH_U32);
      GString *first = NULL;

      for (guint32 shuffle = 0; shuffle < 3; shuffle++)
        {
          OracleEdge *edges = g_memdup2 (fixture->oracle.edges, (fixture->oracle.n_edges + 1) * sizeof *edges);
          g_autoptr (PathFixture) other = path_fixture_new (shuffle, fixture->oracle.n, fixture->oracle.directed,
                                                            seed % 2 ? PATH_NONE : PATH_U32, edges, fixture->oracle.n_edges);
          g_autoptr (CowKsp) ksp = new_ksp (&other->view);
          SimpleTaker taker;
          GString *text = g_string_new (NULL);

          simple_taker_init (&taker, other, other->vertex_at[0], other->vertex_at[other->oracle.n - 1]);
          run (ksp, &(CowKspQuery){ .source = taker.source, .target = taker.target, .k = 40 }, &taker);
          for (guint i = 0; i < taker.ways->len; i++)
            {
              gsize size;
              const guint64 *arcs = g_bytes_get_data (taker.ways->pdata[i], &size);

              for (gsize a = 0; a < size / sizeof *arcs; a++)
                g_string_append_printf (text, " %u", other->appearance[cow_csr_target (&other->view.out, arcs[a])]);
              g_string_append_c (text, '\n');
            }
          simple_taker_clear (&taker);
          if (!first)
            first = text;
          else
            {
              g_assert_cmpstr (text->str, ==, first->str);
              g_string_free (text, TRUE);
            }
        }
      g_string_free (first, TRUE);
    }
}

/* An avoided vertex is on no path, but for the source. */
static void
test_avoid (void)
{
  for (guint32 seed = 0; seed < 100; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed * 13, 12, PATH_U32);
      OracleGraph less = fixture->oracle;
      g_autoptr (CowKsp) ksp = new_ksp (&fixture->view);
      guint64 avoid[1] = { 0 };
      guint32 target = less.n - 1;
      SimpleTaker taker;
      GArray *all;

      less.edges = g_new0 (OracleEdge, less.n_edges + 1);
      less.n_edges = 0;
      for (guint32 vertex = 0; vertex < target; vertex += 3)
        avoid[0] |= (guint64)1 << fixture->vertex_at[vertex];
      for (guint i = 0; i < fixture->oracle.n_edges; i++)
        {
          OracleEdge edge = fixture->oracle.edges[i];

          if ((edge.source % 3 == 0 && edge.source != 0 && edge.source != target) || (edge.target % 3 == 0 && edge.target != 0 && edge.target != target))
            continue;
          less.edges[less.n_edges++] = edge;
        }
      simple_taker_init (&taker, fixture, fixture->vertex_at[0], fixture->vertex_at[target]);
      run (ksp, &(CowKspQuery){ .source = taker.source, .target = taker.target, .k = 1000000, .avoid = avoid }, &taker);
      all = simple_paths (&less, 0, target, NULL);
      if (all)
        {
          g_assert_cmpuint (taker.costs->len, ==, all->len);
          g_array_unref (all);
        }
      simple_taker_clear (&taker);
      g_free (less.edges);
    }
}

static OracleEdge *
copy_edges (const OracleEdge *edges, guint n)
{
  return g_memdup2 (edges, n * sizeof *edges);
}

static void
test_refused (void)
{
  const OracleEdge negative[] = { { 0, 1, 4, 4 }, { 1, 2, -3, -3 } };
  const gint64 half = G_MAXINT64 / 2 + 1;
  const OracleEdge large[] = { { 0, 1, half, 0 }, { 1, 2, half - 1, 0 }, { 0, 2, 5, 0 } };
  g_autoptr (PathFixture) below = path_fixture_new (0, 3, TRUE, PATH_I64_SMALL, copy_edges (negative, 2), 2);
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 3, TRUE, PATH_I64_LARGE, copy_edges (large, 3), 3);
  OracleEdge more[3];
  guint32 stop = 1;
  CowProgress progress = { .stop = &stop };
  GError *error = NULL;
  SimpleTaker taker;

  g_assert_null (cow_ksp_new (&below->view, &error));
  g_assert_cmpstr (error->message, ==, "negative weight -3 on edge 1 -> 2");
  g_clear_error (&error);
  below->view.negative_arc = COW_ARC_NONE;
  below->view.in.offsets = NULL;
  g_assert_null (cow_ksp_new (&below->view, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);

  /* 2^63 - 1 is a cost. */
  g_autoptr (CowKsp) ksp = new_ksp (&fixture->view);
  simple_taker_init (&taker, fixture, 0, 2);
  run (ksp, &(CowKspQuery){ .source = 0, .target = 2, .k = 9 }, &taker);
  g_assert_cmpuint (taker.costs->len, ==, 2);
  g_assert_cmpint (g_array_index (taker.costs, CowCost, 1).integer, ==, G_MAXINT64);
  simple_taker_clear (&taker);
  g_assert_false (cow_ksp_run (ksp, &(CowKspQuery){ .source = 0, .target = 3, .k = 9 }, simple_take, &taker, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  progress.budget = 0;
  g_autoptr (CowKsp) again = new_ksp (&fixture->view);
  simple_taker_init (&taker, fixture, 0, 2);
  g_assert_false (cow_ksp_run (again, &(CowKspQuery){ .source = 0, .target = 2, .k = 9 }, simple_take, &taker, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  simple_taker_clear (&taker);

  /* One more is an error, after the path that has a cost, and none for who wants just that. */
  memcpy (more, large, sizeof more);
  more[1].integer++;
  g_autoptr (PathFixture) beyond = path_fixture_new (0, 3, TRUE, PATH_I64_LARGE, copy_edges (more, 3), 3);
  g_autoptr (CowKsp) over = new_ksp (&beyond->view);
  simple_taker_init (&taker, beyond, 0, 2);
  run (over, &(CowKspQuery){ .source = 0, .target = 2, .k = 1 }, &taker);
  g_assert_false (cow_ksp_run (over, &(CowKspQuery){ .source = 0, .target = 2, .k = 2 }, simple_take, &taker, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_assert_cmpuint (taker.costs->len, ==, 2);
  g_clear_error (&error);
  simple_taker_clear (&taker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint kind = 0; kind < PATH_KINDS; kind++)
    {
      g_autofree char *name = g_strdup_printf ("/ksp/random/%u", kind);

      g_test_add_data_func (name, GUINT_TO_POINTER (kind), test_random);
    }
  g_test_add_func ("/ksp/shapes", test_shapes);
  g_test_add_func ("/ksp/prefix", test_prefix);
  g_test_add_func ("/ksp/order-of-memory", test_order_of_memory);
  g_test_add_func ("/ksp/avoid", test_avoid);
  g_test_add_func ("/ksp/refused", test_refused);
  return g_test_run ();
}
