/* test-repair.c - costs after each edge and each vertex was taken away, against a search from scratch over what is left (Bellman and Ford over a
 * list of edges). */
#include "config.h"

#include "graph/path/repair.h"
#include "shape-fixture.h"

/* The arcs of each edge, in the order in which the fixture placed them. (transfer full) [2 * edges] */
static guint64 *
list_arcs (const PathFixture *fixture)
{
  const OracleGraph *oracle = &fixture->oracle;
  g_autofree guint64 *next = g_memdup2 (fixture->offsets[0], (oracle->n + 1) * sizeof *next);
  guint64 *arcs = g_new (guint64, oracle->n_edges * 2 + 1);

  for (guint i = 0; i < oracle->n_edges * 2; i++)
    {
      const OracleEdge *edge = &oracle->edges[i / 2];

      arcs[i] = COW_ARC_NONE;
      if (i % 2 && (oracle->directed || edge->source == edge->target))
        continue;
      arcs[i] = next[fixture->vertex_at[i % 2 ? edge->target : edge->source]]++;
      g_assert_cmpuint (cow_csr_target (&fixture->view.out, arcs[i]), ==, fixture->vertex_at[i % 2 ? edge->source : edge->target]);
    }
  return arcs;
}

typedef struct
{
  const PathFixture *fixture;
  CowRepair *repair;
  guint32 source;
  const gboolean *avoided;
  const gint64 *cutoff;
  const OracleCost *before;
} Check;

static OracleCost
within_cutoff (const Check *check, OracleCost cost)
{
  double value = check->fixture->oracle.is_real ? cost.real : (double)cost.integer;

  if (check->cutoff && cost.reached && value > (double)*check->cutoff)
    cost.reached = FALSE;
  return cost;
}

/* After a cut that left `costs`. some: mend only what leads to the first of the vertices and to the last. */
static void
check_after (const Check *check, const OracleCost *costs, guint32 n_hung, gboolean some)
{
  const PathFixture *fixture = check->fixture;
  const OracleGraph *oracle = &fixture->oracle;
  guint32 targets[] = { fixture->vertex_at[0], fixture->vertex_at[oracle->n - 1] }, n = 0;
  GError *error = NULL;

  g_assert_true (cow_repair_mend (check->repair, some ? targets : NULL, some ? 2 : 0, NULL, &error));
  g_assert_no_error (error);
  for (guint32 i = 0; i < oracle->n; i++)
    {
      guint32 vertex = fixture->vertex_at[i];

      n += cow_repair_has_hung (check->repair, vertex);
      path_assert_cost (oracle, cow_repair_before (check->repair, vertex), within_cutoff (check, check->before[i]));
      if (!some || i == 0 || i == oracle->n - 1)
        path_assert_cost (oracle, cow_repair_after (check->repair, vertex), within_cutoff (check, costs[i]));
      /* Who costs more now did hang on it. */
      if (oracle_compare (oracle, costs[i], check->before[i]) != 0 && within_cutoff (check, check->before[i]).reached)
        g_assert_true (cow_repair_has_hung (check->repair, vertex));
    }
  g_assert_cmpuint (n, ==, n_hung);
  for (guint32 i = 0; i < n_hung; i++)
    g_assert_true (cow_repair_has_hung (check->repair, cow_repair_hung (check->repair, i)));
}

static void
check_edges (const Check *check, const guint64 *arcs)
{
  OracleGraph rest = check->fixture->oracle;
  OracleCost costs[64];

  rest.edges = g_memdup2 (rest.edges, (rest.n_edges + 1) * sizeof *rest.edges);
  for (guint i = 0; i < check->fixture->oracle.n_edges; i++)
    {
      OracleEdge kept = rest.edges[i];

      /* A loop helps nobody. */
      rest.edges[i].target = rest.edges[i].source;
      oracle_costs (&rest, &check->source, 1, check->avoided, costs);
      rest.edges[i] = kept;
      check_after (check, costs, cow_repair_cut_edge (check->repair, arcs[i * 2], arcs[i * 2 + 1]), i % 3 == 2);
    }
  g_free (rest.edges);
}

static void
check_vertices (const Check *check)
{
  const PathFixture *fixture = check->fixture;
  gboolean avoided[64];
  OracleCost costs[64];

  for (guint32 gone = 0; gone < fixture->oracle.n; gone++)
    {
      for (guint i = 0; i < fixture->oracle.n; i++)
        avoided[i] = i == gone || (check->avoided && check->avoided[i]);
      oracle_costs (&fixture->oracle, &check->source, 1, avoided, costs);
      costs[gone].reached = FALSE;
      for (guint i = 0; i < fixture->oracle.n && gone == check->source; i++)
        costs[i].reached = FALSE;
      guint32 n_hung = cow_repair_cut_vertex (check->repair, fixture->vertex_at[gone]);
      if (n_hung)
        g_assert_cmpuint (cow_repair_hung (check->repair, 0), ==, fixture->vertex_at[gone]);
      check_after (check, costs, n_hung, gone % 3 == 2);
    }
}

static void
check_source (const PathFixture *fixture, CowRepair *repair, const guint64 *arcs, guint32 source, const gboolean *avoided, const gint64 *cutoff)
{
  guint32 start = fixture->vertex_at[source];
  guint64 avoid[1] = { 0 };
  OracleCost before[64];
  Check check = { fixture, repair, source, avoided, cutoff, before };
  CowSearchQuery query = { .sources = &start, .n_sources = 1, .avoid = avoided ? avoid : NULL };
  GError *error = NULL;

  for (guint i = 0; avoided && i < fixture->oracle.n; i++)
    if (avoided[i])
      avoid[0] |= G_GUINT64_CONSTANT (1) << fixture->vertex_at[i];
  if (cutoff)
    {
      query.has_cutoff = TRUE;
      query.cutoff = cow_cost_int (*cutoff);
    }
  oracle_costs (&fixture->oracle, &source, 1, avoided, before);
  cow_repair_root (repair, &query, NULL, &error);
  g_assert_no_error (error);
  check_edges (&check, arcs);
  check_vertices (&check);
}

static CowRepair *
new_repair (const CowView *view)
{
  GError *error = NULL;
  CowRepair *repair = cow_repair_new (view, &error);

  g_assert_no_error (error);
  return repair;
}

static const PathKind kinds[] = { PATH_NONE,      PATH_DROPPED, PATH_U32,     PATH_U32_LARGE, PATH_I64_SMALL, PATH_I64_LARGE,
                                  PATH_DYADIC,    PATH_DECIMAL, PATH_SPREAD,  PATH_CONSTANT,  PATH_CONSTANT_REAL };

static void
test_random (void)
{
  for (guint32 seed = 0; seed < 1200; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, seed % 3 ? 12 : 60, kinds[seed % G_N_ELEMENTS (kinds)]);
      g_autoptr (CowRepair) repair = new_repair (&fixture->view);
      g_autofree guint64 *arcs = list_arcs (fixture);
      GRand *random = g_rand_new_with_seed (seed);
      gboolean avoided[64];
      gint64 cutoff = g_rand_int_range (random, -1, 40);

      for (guint i = 0; i < 64; i++)
        avoided[i] = g_rand_int (random) % 5 == 0;
      for (guint i = 0; i < 2; i++)
        check_source (fixture, repair, arcs, (guint32)g_rand_int_range (random, 0, (gint32)fixture->oracle.n), seed % 5 == 4 ? avoided : NULL,
                      seed % 7 == 6 ? &cutoff : NULL);
      g_rand_free (random);
    }
}

static void
test_shapes (void)
{
  for (guint i = 0; i < SHAPE_FIXTURES; i++)
    {
      g_autoptr (PathFixture) fixture = shape_fixture (i);
      g_autoptr (CowRepair) repair = new_repair (&fixture->view);
      g_autofree guint64 *arcs = list_arcs (fixture);

      for (guint32 source = 0; source < fixture->oracle.n; source++)
        check_source (fixture, repair, arcs, source, NULL, NULL);
    }
}

static void
test_refused (void)
{
  const OracleEdge negative[] = { { 0, 1, 4, 4 }, { 1, 2, -3, -3 } };
  const OracleEdge large[] = { { 0, 1, 1, 0 }, { 0, 2, G_MAXINT64 - 1, 0 }, { 2, 1, 5, 0 } };
  g_autoptr (PathFixture) below = path_fixture_new (0, 3, TRUE, PATH_I64_SMALL, g_memdup2 (negative, sizeof negative), 2);
  g_autoptr (PathFixture) above = path_fixture_new (0, 3, TRUE, PATH_I64_LARGE, g_memdup2 (large, sizeof large), 3);
  g_autofree guint64 *arcs = list_arcs (above);
  guint32 stop = 1, source = 0, nobody = 7, target = 1;
  CowProgress progress = { .stop = &stop };
  CowSearchQuery query = { .sources = &source, .n_sources = 1 };
  GError *error = NULL;

  g_assert_null (cow_repair_new (&below->view, &error));
  g_assert_cmpstr (error->message, ==, "negative weight -3 on edge 1 -> 2");
  g_clear_error (&error);
  g_autoptr (CowRepair) repair = new_repair (&above->view);
  g_assert_false (cow_repair_root (repair, &(CowSearchQuery){ .sources = &nobody, .n_sources = 1 }, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (cow_repair_root (repair, &query, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  /* The other way is too long for a cost. */
  g_assert_true (cow_repair_root (repair, &query, NULL, NULL));
  g_assert_cmpuint (cow_repair_cut_edge (repair, arcs[0], arcs[1]), ==, 1);
  g_assert_false (cow_repair_mend (repair, &target, 1, NULL, &error));
  g_assert_cmpstr (error->message, ==, "cost overflow: the way to \"1\" costs more than 9223372036854775807");
  g_clear_error (&error);
  g_assert_cmpuint (cow_repair_cut_edge (repair, arcs[4], COW_ARC_NONE), ==, 0);
  g_assert_true (cow_repair_mend (repair, NULL, 0, NULL, &error));
  g_assert_cmpint (cow_repair_after (repair, 1).integer, ==, 1);
  g_assert_cmpuint (cow_repair_cut_edge (repair, arcs[0], COW_ARC_NONE), ==, 1);
  progress.budget = 0;
  g_assert_false (cow_repair_mend (repair, NULL, 0, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/repair/random", test_random);
  g_test_add_func ("/repair/shapes", test_shapes);
  g_test_add_func ("/repair/refused", test_refused);
  return g_test_run ();
}
