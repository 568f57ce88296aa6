/* test-disjoint.c - disjoint paths against a flow of least cost by Bellman and Ford over a list of arcs. */
#include "config.h"

#include "graph/path/disjoint.h"
#include "shape-fixture.h"
#include "simple-oracle.h"

/* ---- the oracle: a flow, one unit at a time ---- */

typedef struct
{
  guint from, to;
  double cost; /* exact: small numbers */
  int room;
  guint twin;
} FlowArc;

static void
add_flow_arc (GArray *arcs, guint from, guint to, double cost, int room)
{
  FlowArc there = { from, to, cost, room, arcs->len + 1 }, back = { to, from, -cost, 0, arcs->len };

  g_array_append_val (arcs, there);
  g_array_append_val (arcs, back);
}

/* Nodes 2 v and 2 v + 1; by edges the step between them has all the room. An undirected edge has two arcs: taking both never pays. */
static GArray *
make_flow (const OracleGraph *graph, CowDisjointBy by, guint32 source, guint32 target)
{
  GArray *arcs = g_array_new (FALSE, FALSE, sizeof (FlowArc));

  for (guint32 vertex = 0; vertex < graph->n; vertex++)
    add_flow_arc (arcs, vertex * 2, vertex * 2 + 1, 0, by == COW_DISJOINT_EDGES || vertex == source || vertex == target ? 1000 : 1);
  for (guint i = 0; i < graph->n_edges; i++)
    {
      const OracleEdge *edge = &graph->edges[i];
      double cost = graph->is_real ? edge->real : (double)edge->integer;

      if (edge->source == edge->target)
        continue;
      add_flow_arc (arcs, edge->source * 2 + 1, edge->target * 2, cost, 1);
      if (!graph->directed)
        add_flow_arc (arcs, edge->target * 2 + 1, edge->source * 2, cost, 1);
    }
  return arcs;
}

/* One more unit at least cost. FALSE: there is no room. */
static gboolean
push_unit (const OracleGraph *graph, GArray *arcs, guint32 source, guint32 target, double *cost)
{
  double costs[128];
  guint by[128];

  for (guint i = 0; i < graph->n * 2; i++)
    costs[i] = INFINITY;
  costs[source * 2] = 0;
  for (gboolean changed = TRUE; changed;)
    {
      changed = FALSE;
      for (guint i = 0; i < arcs->len; i++)
        {
          const FlowArc *arc = &g_array_index (arcs, FlowArc, i);

          if (arc->room > 0 && costs[arc->from] + arc->cost < costs[arc->to] - 1e-9)
            {
              costs[arc->to] = costs[arc->from] + arc->cost;
              by[arc->to] = i;
              changed = TRUE;
            }
        }
    }
  if (costs[target * 2] > G_MAXDOUBLE)
    return FALSE;
  *cost += costs[target * 2];
  for (guint at = target * 2; at != source * 2;)
    {
      FlowArc *arc = &g_array_index (arcs, FlowArc, by[at]);

      arc->room--;
      g_array_index (arcs, FlowArc, arc->twin).room++;
      at = arc->from;
    }
  return TRUE;
}

/* ---- what is checked ---- */

static CowDisjoint *
new_disjoint (const CowView *view, CowDisjointBy by)
{
  GError *error = NULL;
  CowDisjoint *disjoint = cow_disjoint_new (view, by, &error);

  g_assert_no_error (error);
  return disjoint;
}

/* The weight of each use of an edge must be matched by an edge that is there: of parallel ones, no more uses than edges. */
static void
assert_disjoint (const SimpleTaker *taker, CowDisjointBy by)
{
  const PathFixture *fixture = taker->fixture;
  const CowCsr *out = &fixture->view.out;
  g_autofree guint *uses = g_new0 (guint, 64 * 64), *edges = g_new0 (guint, 64 * 64);
  g_autoptr (GHashTable) arcs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gboolean inner[64] = { FALSE };

  for (guint i = 0; i < fixture->oracle.n_edges; i++)
    {
      guint32 a = fixture->vertex_at[fixture->oracle.edges[i].source], b = fixture->vertex_at[fixture->oracle.edges[i].target];

      edges[fixture->oracle.directed ? a * 64 + b : MIN (a, b) * 64 + MAX (a, b)]++;
    }
  for (guint i = 0; i < taker->ways->len; i++)
    {
      gsize size;
      const guint64 *way = g_bytes_get_data (taker->ways->pdata[i], &size);
      guint32 at = taker->source;

      for (gsize hop = 0; hop < size / sizeof *way; hop++)
        {
          guint32 to = cow_csr_target (out, way[hop]);

          g_assert_true (g_hash_table_add (arcs, g_memdup2 (&way[hop], sizeof *way)));
          uses[fixture->oracle.directed ? at * 64 + to : MIN (at, to) * 64 + MAX (at, to)]++;
          if (by == COW_DISJOINT_VERTICES && to != taker->target)
            {
              g_assert_false (inner[to]);
              inner[to] = TRUE;
            }
          at = to;
        }
    }
  for (guint i = 0; i < 64 * 64; i++)
    g_assert_cmpuint (uses[i], <=, edges[i]);
}

static void
check_pair (const PathFixture *fixture, CowDisjoint *disjoint, CowDisjointBy by, guint32 source, guint32 target, guint k)
{
  g_autoptr (GArray) flow = make_flow (&fixture->oracle, by, source, target);
  double wanted = 0, sum = 0;
  GError *error = NULL;
  SimpleTaker taker;
  guint n = 0;

  simple_taker_init (&taker, fixture, fixture->vertex_at[source], fixture->vertex_at[target]);
  g_assert_true (cow_disjoint_run (disjoint, &(CowDisjointQuery){ .source = taker.source, .target = taker.target, .k = k }, simple_take, &taker,
                                   NULL, &error));
  g_assert_no_error (error);
  if (source == target)
    n = 1;
  else
    while (n < k && push_unit (&fixture->oracle, flow, source, target, &wanted))
      n++;
  g_assert_cmpuint (taker.costs->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      double cost = cow_cost_as_double (g_array_index (taker.costs, CowCost, i));

      g_assert_true (i == 0 || cost >= cow_cost_as_double (g_array_index (taker.costs, CowCost, i - 1)));
      sum += cost;
    }
  g_assert_cmpfloat_with_epsilon (sum, wanted, wanted * 1e-9 + 1e-6);
  assert_disjoint (&taker, by);
  simple_taker_clear (&taker);
}

/* As many as together cost at most some sum, and one more sum in between. */
static void
check_cutoff (const PathFixture *fixture, CowDisjoint *disjoint, CowDisjointBy by, guint32 source, guint32 target, guint k, guint which)
{
  g_autoptr (GArray) flow = make_flow (&fixture->oracle, by, source, target);
  double sums[8] = { 0 }, cutoff, sum = 0;
  gboolean exact = !fixture->oracle.is_real && which % 2;
  CowDisjointQuery query = { .source = fixture->vertex_at[source], .target = fixture->vertex_at[target], .k = k, .has_cutoff = TRUE };
  GError *error = NULL;
  SimpleTaker taker;
  guint n = 0, wanted;

  while (n < k && push_unit (&fixture->oracle, flow, source, target, &sums[n + 1]))
    {
      n++;
      sums[n] += sums[n - 1];
    }
  which = n ? which % n + 1 : 0;
  cutoff = exact ? sums[which] : which < n ? (sums[which] + sums[which + 1]) / 2 : sums[which] * 1.1 + 0.01;
  /* Sums that differ by rounding alone say nothing. */
  if (source == target || (!exact && (cutoff - sums[which] < 1e-6 + sums[which] * 1e-9 || sums[which] > 1e15)))
    return;
  for (wanted = 0; wanted < n && sums[wanted + 1] <= cutoff; wanted++)
    continue;
  query.cutoff = exact ? cow_cost_int ((gint64)cutoff) : cow_cost_real (cutoff);
  simple_taker_init (&taker, fixture, query.source, query.target);
  g_assert_true (cow_disjoint_run (disjoint, &query, simple_take, &taker, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (taker.costs->len, ==, wanted);
  for (guint i = 0; i < wanted; i++)
    sum += cow_cost_as_double (g_array_index (taker.costs, CowCost, i));
  g_assert_cmpfloat_with_epsilon (sum, sums[wanted], sums[wanted] * 1e-9 + 1e-6);
  assert_disjoint (&taker, by);
  simple_taker_clear (&taker);
}

static const PathKind kinds[] = { PATH_NONE, PATH_DROPPED, PATH_U32, PATH_U32_LARGE, PATH_I64_SMALL, PATH_DYADIC, PATH_DECIMAL, PATH_CONSTANT };

static void
test_random (gconstpointer data)
{
  CowDisjointBy by = (CowDisjointBy)GPOINTER_TO_UINT (data);

  for (guint32 seed = 0; seed < 1000; seed++)
    {
      PathKind kind = kinds[seed % G_N_ELEMENTS (kinds)];
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, seed % 3 ? 60 : 12, kind);
      g_autoptr (CowDisjoint) disjoint = new_disjoint (&fixture->view, by);
      GRand *random = g_rand_new_with_seed (seed);
      gint32 n = (gint32)fixture->oracle.n;

      for (guint i = 0; i < 4; i++)
        {
          guint32 source = (guint32)g_rand_int_range (random, 0, n), target = (guint32)g_rand_int_range (random, 0, n);
          guint k = (guint)g_rand_int_range (random, 1, 7);

          check_pair (fixture, disjoint, by, source, target, k);
          check_cutoff (fixture, disjoint, by, source, target, k, (guint)g_rand_int_range (random, 0, 4));
        }
      g_rand_free (random);
    }
}

static void
test_shapes (gconstpointer data)
{
  CowDisjointBy by = (CowDisjointBy)GPOINTER_TO_UINT (data);

  for (guint i = 0; i < G_N_ELEMENTS (fixture_shapes) * 2 * G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (PathFixture) fixture = shape_fixture_new (&fixture_shapes[i / 2 / G_N_ELEMENTS (kinds)], i, i % 2, kinds[i / 2 % G_N_ELEMENTS (kinds)]);
      g_autoptr (CowDisjoint) disjoint = new_disjoint (&fixture->view, by);

      for (guint32 source = 0; source < fixture->oracle.n; source++)
        for (guint32 target = 0; target < fixture->oracle.n; target++)
          for (guint k = 1; k < 8; k += 3)
            check_pair (fixture, disjoint, by, source, target, k);
    }
}

/* The graph where taking the shortest path first leaves no second one. */
static void
test_trap (void)
{
  const OracleEdge edges[] = { { 0, 1, 1, 0 }, { 1, 2, 1, 0 }, { 2, 3, 1, 0 }, { 0, 2, 5, 0 }, { 1, 3, 5, 0 } };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 4, TRUE, PATH_U32, g_memdup2 (edges, sizeof edges), G_N_ELEMENTS (edges));
  g_autoptr (CowDisjoint) disjoint = new_disjoint (&fixture->view, COW_DISJOINT_EDGES);
  SimpleTaker taker;
  guint64 avoid = 1 << 1;

  simple_taker_init (&taker, fixture, 0, 3);
  g_assert_true (cow_disjoint_run (disjoint, &(CowDisjointQuery){ .source = 0, .target = 3, .k = 2 }, simple_take, &taker, NULL, NULL));
  g_assert_cmpuint (taker.costs->len, ==, 2);
  g_assert_cmpint (g_array_index (taker.costs, CowCost, 0).integer, ==, 6);
  g_assert_cmpint (g_array_index (taker.costs, CowCost, 1).integer, ==, 6);
  simple_taker_clear (&taker);
  g_autoptr (CowDisjoint) around = new_disjoint (&fixture->view, COW_DISJOINT_VERTICES);
  simple_taker_init (&taker, fixture, 0, 3);
  g_assert_true (cow_disjoint_run (around, &(CowDisjointQuery){ .source = 0, .target = 3, .k = 2, .avoid = &avoid }, simple_take, &taker, NULL, NULL));
  g_assert_cmpuint (taker.costs->len, ==, 1);
  /* From a vertex that is to be avoided one may leave. */
  simple_taker_clear (&taker);
  simple_taker_init (&taker, fixture, 1, 3);
  g_assert_true (cow_disjoint_run (around, &(CowDisjointQuery){ .source = 1, .target = 3, .k = 3, .avoid = &avoid }, simple_take, &taker, NULL, NULL));
  g_assert_cmpuint (taker.costs->len, ==, 2);
  simple_taker_clear (&taker);
}

static void
test_refused (void)
{
  const OracleEdge negative[] = { { 0, 1, 4, 4 }, { 1, 2, -3, -3 } };
  g_autoptr (PathFixture) below = path_fixture_new (0, 3, TRUE, PATH_I64_SMALL, g_memdup2 (negative, sizeof negative), 2);
  guint32 stop = 1;
  CowProgress progress = { .stop = &stop };
  GError *error = NULL;

  g_assert_null (cow_disjoint_new (&below->view, COW_DISJOINT_EDGES, &error));
  g_assert_cmpstr (error->message, ==, "negative weight -3 on edge 1 -> 2");
  g_clear_error (&error);
  below->view.negative_arc = COW_ARC_NONE;
  below->integers[0][1] = below->integers[1][1] = 3;
  g_autoptr (CowDisjoint) disjoint = new_disjoint (&below->view, COW_DISJOINT_EDGES);
  g_assert_false (cow_disjoint_run (disjoint, &(CowDisjointQuery){ .source = 0, .target = 7, .k = 1 }, simple_take, NULL, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (cow_disjoint_run (disjoint, &(CowDisjointQuery){ .source = 0, .target = 2, .k = 1 }, simple_take, NULL, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/disjoint/random/edges", GUINT_TO_POINTER (COW_DISJOINT_EDGES), test_random);
  g_test_add_data_func ("/disjoint/random/vertices", GUINT_TO_POINTER (COW_DISJOINT_VERTICES), test_random);
  g_test_add_data_func ("/disjoint/shapes/edges", GUINT_TO_POINTER (COW_DISJOINT_EDGES), test_shapes);
  g_test_add_data_func ("/disjoint/shapes/vertices", GUINT_TO_POINTER (COW_DISJOINT_VERTICES), test_shapes);
  g_test_add_func ("/disjoint/trap", test_trap);
  g_test_add_func ("/disjoint/refused", test_refused);
  return g_test_run ();
}
