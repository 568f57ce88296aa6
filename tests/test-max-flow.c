/* test-max-flow.c - flows against Edmonds and Karp over a matrix; cuts are taken out and must separate and weigh as much. */
#include "config.h"

#include "graph/path/max-flow.h"
#include "graph/path/preflow.h"
#include "shape-fixture.h"

/* ---- the oracle ---- */

typedef struct
{
  guint n;
  gboolean is_real;
  __int128 integers[60][60];
  double reals[60][60];
} Matrix;

static Matrix *
new_matrix (const OracleGraph *graph, const gboolean *avoided, guint32 source)
{
  Matrix *matrix = g_new0 (Matrix, 1);

  matrix->n = graph->n;
  matrix->is_real = graph->is_real;
  for (guint i = 0; i < graph->n_edges * 2; i++)
    {
      const OracleEdge *edge = &graph->edges[i / 2];
      guint32 from = i % 2 ? edge->target : edge->source, to = i % 2 ? edge->source : edge->target;

      if ((i % 2 && graph->directed) || from == to || (avoided && (avoided[to] || (avoided[from] && from != source))))
        continue;
      matrix->integers[from][to] += edge->integer;
      matrix->reals[from][to] += edge->real;
    }
  return matrix;
}

static gboolean
has_room (const Matrix *matrix, guint from, guint to)
{
  return matrix->is_real ? matrix->reals[from][to] > 1e-12 : matrix->integers[from][to] > 0;
}

/* by[v]: the vertex before v on a way with the fewest edges; n: none. */
static gboolean
search (const Matrix *matrix, guint source, guint target, guint *by)
{
  guint queue[60], length = 0;

  for (guint i = 0; i < matrix->n; i++)
    by[i] = matrix->n;
  by[source] = source;
  queue[length++] = source;
  for (guint i = 0; i < length; i++)
    for (guint to = 0; to < matrix->n; to++)
      if (by[to] == matrix->n && has_room (matrix, queue[i], to))
        {
          by[to] = queue[i];
          queue[length++] = to;
        }
  return by[target] != matrix->n;
}

static void
edmonds_karp (Matrix *matrix, guint source, guint target, __int128 *integer, double *real)
{
  guint by[60];

  *integer = 0;
  *real = 0;
  while (search (matrix, source, target, by))
    {
      __int128 least = (__int128)1 << 100;
      double least_real = INFINITY;

      for (guint at = target; at != source; at = by[at])
        {
          least = MIN (least, matrix->integers[by[at]][at]);
          least_real = MIN (least_real, matrix->reals[by[at]][at]);
        }
      for (guint at = target; at != source; at = by[at])
        {
          matrix->integers[by[at]][at] -= least;
          matrix->integers[at][by[at]] += least;
          matrix->reals[by[at]][at] -= least_real;
          matrix->reals[at][by[at]] += least_real;
        }
      *integer += least;
      *real += least_real;
    }
}

/* ---- what is checked ---- */

typedef struct
{
  CowImageMapping mapping;
  CowFlowNetwork network;
  CowMaxFlow *flow;
} Tested;

static void
tested_init (Tested *tested, const CowView *view)
{
  GError *error = NULL;
  guint64 bytes;

  tested->mapping = (CowImageMapping){ 0 };
  g_autoptr (CowImageWriter) writer = cow_image_writer_new (cow_image_grow_anonymous, &tested->mapping, &error);
  g_assert_no_error (error);
  g_assert_true (cow_flow_network_write (view, writer, NULL, &error));
  g_assert_true (cow_image_writer_finish (writer, FALSE, &bytes, &error));
  g_assert_true (cow_image_check (tested->mapping.base, bytes, &error));
  g_assert_true (cow_flow_network_open (view, tested->mapping.base, &tested->network, &error));
  g_assert_cmpuint (tested->network.offsets[tested->network.n] * 16 + ((guint64)tested->network.n + 1) * 8, <=, cow_flow_network_bytes (view));
  for (guint64 arc = 0; arc < tested->network.n_arcs; arc++)
    {
      CowFlowArc there = tested->network.arcs[arc], back = tested->network.arcs[there.twin];

      g_assert_cmpuint (back.twin, ==, arc);
      g_assert_cmpuint (arc, >=, tested->network.offsets[back.head]);
      g_assert_cmpuint (arc, <, tested->network.offsets[back.head + 1]);
    }
  tested->flow = cow_max_flow_new (view, &tested->network, &error);
  g_assert_no_error (error);
}

static void
tested_clear (Tested *tested)
{
  cow_max_flow_free (tested->flow);
  cow_image_mapping_clear (&tested->mapping);
}

/* Takes the edges of the cut out of a copy of the graph; they must be there, weigh `value` and leave no way. */
static void
check_cut (const PathFixture *fixture, const Tested *tested, guint32 source, guint32 target, const gboolean *avoided, CowCost value)
{
  g_autofree OracleEdge *edges = g_memdup2 (fixture->oracle.edges, (fixture->oracle.n_edges + 1) * sizeof (OracleEdge));
  OracleGraph rest = fixture->oracle;
  OracleCost costs[60];
  __int128 integer = 0;
  double real = 0;
  gsize n;
  const CowCutEdge *cut = cow_max_flow_cut (tested->flow, &n);
  guint64 last = 0;

  rest.edges = edges;
  for (gsize i = 0; i < n; i++)
    {
      guint32 from = fixture->appearance[cut[i].from], to = fixture->appearance[cut[i].to];
      guint e = 0;

      g_assert_cmpuint ((guint64)from << 32 | to, >=, last);
      last = (guint64)from << 32 | to;
      for (; e < rest.n_edges; e++)
        {
          gboolean there = edges[e].source == from && edges[e].target == to, back = edges[e].source == to && edges[e].target == from;
          gboolean fits = cut[i].weight.kind == COW_COST_INT ? cut[i].weight.integer == edges[e].integer : cut[i].weight.real == edges[e].real;

          if ((there || (back && !rest.directed)) && fits)
            break;
        }
      g_assert_cmpuint (e, <, rest.n_edges);
      integer += edges[e].integer;
      real += edges[e].real;
      edges[e] = edges[--rest.n_edges];
    }
  if (value.kind == COW_COST_INT)
    g_assert_true (integer == value.integer);
  else
    g_assert_cmpfloat (fabs (real - value.real), <=, 1e-9 * real);
  oracle_costs (&rest, &source, 1, avoided, costs);
  g_assert_false (costs[target].reached);
}

/* The way for hard ones, from nothing: what can still send something to the target is the other side of the same cut. */
static void
check_preflow (const Tested *tested, const CowMaxFlowQuery *query, __int128 value)
{
  const CowFlowNetwork *network = &tested->network;
  g_autofree guint64 *left = g_memdup2 (network->capacities, (network->n_arcs + 1) * sizeof *left);
  g_autofree guint8 *touched = g_new0 (guint8, network->n_arcs + 1);
  CowPreflowQuery whole
      = { .network = network, .left = left, .touched = touched, .source = query->source, .target = query->target, .avoid = query->avoid };
  gboolean sends[60] = { FALSE }, changed = TRUE;
  gsize n_cut, n_crossing = 0;
  const CowCutEdge *cut = cow_max_flow_cut (tested->flow, &n_cut);
  __int128 crossing = 0;
  GError *error = NULL;

  g_assert_true (cow_preflow_run (&whole, &error));
  g_assert_no_error (error);
  sends[query->target] = TRUE;
  while (changed)
    {
      changed = FALSE;
      for (guint32 from = 0; from < network->n; from++)
        for (guint64 arc = network->offsets[from]; arc < network->offsets[from + 1]; arc++)
          {
            gboolean avoided = query->avoid && from != query->source && query->avoid[0] >> from & 1;

            if (sends[from] || !sends[network->arcs[arc].head] || !left[arc] || avoided)
              continue;
            sends[from] = changed = TRUE;
          }
    }
  g_assert_false (sends[query->source]);
  for (guint32 from = 0; from < network->n; from++)
    for (guint64 arc = network->offsets[from]; arc < network->offsets[from + 1]; arc++)
      {
        gboolean avoided = query->avoid && from != query->source && query->avoid[0] >> from & 1;

        if (left[arc] != network->capacities[arc])
          g_assert_cmpuint (touched[arc], ==, 1);
        if (sends[from] || avoided || !sends[network->arcs[arc].head])
          continue;
        crossing += network->capacities[arc];
        n_crossing += network->capacities[arc] > 0;
      }
  g_assert_true (crossing == value);
  for (gsize i = 0; i < n_cut; i++)
    {
      g_assert_true (!sends[cut[i].from] && sends[cut[i].to]);
      n_crossing -= cut[i].weight.integer > 0;
    }
  g_assert_cmpuint (n_crossing, ==, 0);
}

static void
check_pair (const PathFixture *fixture, const Tested *tested, guint32 source, guint32 target, const gboolean *avoided)
{
  g_autofree Matrix *matrix = new_matrix (&fixture->oracle, avoided, source);
  CowMaxFlowQuery query = { fixture->vertex_at[source], fixture->vertex_at[target], NULL };
  guint64 avoid = 0;
  CowCost value;
  __int128 integer;
  double real;
  GError *error = NULL;

  for (guint i = 0; avoided && i < fixture->oracle.n; i++)
    avoid |= (guint64)(avoided[i] != 0) << fixture->vertex_at[i];
  query.avoid = avoided ? &avoid : NULL;
  gboolean done = cow_max_flow_run (tested->flow, &query, &value, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  if (source == target)
    {
      g_assert_cmpint (value.kind, ==, COW_COST_UNREACHABLE);
      return;
    }
  edmonds_karp (matrix, source, target, &integer, &real);
  if (fixture->oracle.is_real)
    {
      g_assert_cmpint (value.kind, ==, COW_COST_REAL);
      g_assert_cmpfloat (fabs (value.real - real), <=, 1e-9 * real + 1e-11);
    }
  else
    {
      g_assert_cmpint (value.kind, ==, COW_COST_INT);
      g_assert_true (value.integer == integer);
      if ((source + target) % 2 && (!avoided || !avoided[target]))
        check_preflow (tested, &query, integer);
    }
  check_cut (fixture, tested, source, target, avoided, value);
}

static void
test_random (gconstpointer data)
{
  PathKind kind = GPOINTER_TO_UINT (data);

  for (guint32 seed = 0; seed < 200; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed * PATH_KINDS + kind, seed % 2 ? 12 : 60, kind);
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      guint n = fixture->oracle.n;
      gboolean avoided[60] = { FALSE };
      Tested tested;

      /* Half of the undirected ones as the program has them: one table for both ways. */
      if (!fixture->oracle.directed && seed % 2)
        fixture->view.in = fixture->view.out;
      for (guint i = 0; i < n; i++)
        avoided[i] = g_rand_int (random) % 5 == 0;
      tested_init (&tested, &fixture->view);
      for (guint i = 0; i < 12; i++)
        check_pair (fixture, &tested, g_rand_int (random) % n, g_rand_int (random) % n, i % 3 ? NULL : avoided);
      tested_clear (&tested);
    }
}

static void
test_shapes (void)
{
  for (guint i = 0; i < 2 * SHAPE_FIXTURES; i++)
    {
      g_autoptr (PathFixture) fixture = shape_fixture (i % SHAPE_FIXTURES);
      Tested tested;

      if (!fixture->oracle.directed && i >= SHAPE_FIXTURES)
        fixture->view.in = fixture->view.out;
      tested_init (&tested, &fixture->view);
      for (guint32 source = 0; source < fixture->oracle.n; source++)
        for (guint32 target = 0; target < fixture->oracle.n; target++)
          check_pair (fixture, &tested, source, target, NULL);
      tested_clear (&tested);
    }
}

static CowCost
flow_of (PathFixture *fixture, guint32 source, guint32 target, guint *n_cut, GError **error)
{
  CowMaxFlowQuery query = { fixture->vertex_at[source], fixture->vertex_at[target], NULL };
  CowCost value = cow_cost_int (-1);
  Tested tested;
  gsize n;

  tested_init (&tested, &fixture->view);
  if (!cow_max_flow_run (tested.flow, &query, &value, NULL, error))
    value = cow_cost_int (-1);
  cow_max_flow_cut (tested.flow, &n);
  *n_cut = (guint)n;
  tested_clear (&tested);
  return value;
}

static void
test_large (void)
{
  const gint64 most = G_MAXINT64;
  const OracleEdge fits[] = { { 0, 1, most - 5, 0 }, { 1, 2, most - 1, 0 }, { 0, 2, 5, 0 }, { 2, 3, most, 0 } };
  const OracleEdge exceeds[] = { { 0, 1, most, 0 }, { 0, 1, 1, 0 } };
  GError *error = NULL;
  guint n_cut;

  for (guint directed = 0; directed < 2; directed++)
    for (guint same = directed; same < 2; same++)
      {
        g_autoptr (PathFixture) first = path_fixture_new (1, 4, (gboolean)directed, PATH_I64_LARGE, g_memdup2 (fits, sizeof fits), 4);
        g_autoptr (PathFixture) second = path_fixture_new (1, 2, (gboolean)directed, PATH_I64_LARGE, g_memdup2 (exceeds, sizeof exceeds), 2);

        if (same && !directed)
          {
            first->view.in = first->view.out;
            second->view.in = second->view.out;
          }
        g_assert_cmpint (flow_of (first, 0, 3, &n_cut, &error).integer, ==, most);
        g_assert_no_error (error);
        g_assert_cmpuint (n_cut, ==, 1);
        flow_of (second, 0, 1, &n_cut, &error);
        g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
        g_assert_nonnull (strstr (error->message, "flow overflow: from \"0\" to \"1\""));
        g_clear_error (&error);
      }
}

static void
test_unbounded (void)
{
  const OracleEdge edges[] = { { 0, 1, 0, INFINITY }, { 1, 2, 0, 2.5 }, { 1, 3, 0, 0.25 }, { 3, 2, 0, INFINITY },
                               { 2, 4, 0, INFINITY }, { 0, 5, 0, INFINITY }, { 5, 6, 0, INFINITY } };
  GError *error = NULL;
  guint n_cut;

  for (guint directed = 0; directed < 2; directed++)
    {
      g_autoptr (PathFixture) fixture
          = path_fixture_new (3, 7, (gboolean)directed, PATH_DYADIC, g_memdup2 (edges, sizeof edges), G_N_ELEMENTS (edges));

      if (!directed)
        fixture->view.in = fixture->view.out;
      g_assert_true (flow_of (fixture, 0, 4, &n_cut, &error).real == 2.75);
      g_assert_cmpuint (n_cut, ==, 2);
      g_assert_cmpint (flow_of (fixture, 0, 6, &n_cut, &error).kind, ==, COW_COST_UNREACHABLE);
      g_assert_cmpuint (n_cut, ==, 0);
      g_assert_no_error (error);
    }
}

/* A path is pushed in every way at once: long, without recursion. */
static void
test_long (void)
{
  guint n = 200000;
  OracleEdge *edges = g_new0 (OracleEdge, n);

  for (guint i = 0; i + 1 < n; i++)
    edges[i] = (OracleEdge){ i, i + 1, 7 + i % 5, 0 };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, n, TRUE, PATH_U32, edges, n - 1);
  guint n_cut;
  g_assert_cmpint (flow_of (fixture, 0, n - 1, &n_cut, NULL).integer, ==, 7);
  g_assert_cmpuint (n_cut, ==, 1);
}

static void
test_refused (void)
{
  const OracleEdge negative[] = { { 0, 1, 4, 4 }, { 1, 2, -3, -3 } };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 3, TRUE, PATH_I64_SMALL, g_memdup2 (negative, sizeof negative), 2);
  guint32 stop = 1;
  CowProgress progress = { .stop = &stop };
  CowMaxFlowQuery query = { 0, 7, NULL };
  GError *error = NULL;
  CowCost value;
  Tested tested;

  g_assert_null (cow_max_flow_new (&fixture->view, NULL, &error));
  g_assert_cmpstr (error->message, ==, "negative weight -3 on edge 1 -> 2");
  g_clear_error (&error);
  fixture->view.negative_arc = COW_ARC_NONE;
  fixture->integers[0][1] = fixture->integers[1][1] = 3;
  tested_init (&tested, &fixture->view);
  g_assert_false (cow_max_flow_run (tested.flow, &query, &value, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  query.target = 2;
  g_assert_false (cow_max_flow_run (tested.flow, &query, &value, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  /* What was broken off does not show in the next answer. */
  g_assert_true (cow_max_flow_run (tested.flow, &query, &value, NULL, &error));
  g_assert_cmpint (value.integer, ==, 3);
  tested_clear (&tested);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint kind = 0; kind < PATH_KINDS; kind++)
    {
      g_autofree char *name = g_strdup_printf ("/max-flow/random/%u", kind);
      /* Sizes 2^60 apart: what the oracle takes for nothing is much. */
      if (kind != PATH_SPREAD)
        g_test_add_data_func (name, GUINT_TO_POINTER (kind), test_random);
    }
  g_test_add_func ("/max-flow/shapes", test_shapes);
  g_test_add_func ("/max-flow/large", test_large);
  g_test_add_func ("/max-flow/unbounded", test_unbounded);
  g_test_add_func ("/max-flow/long", test_long);
  g_test_add_func ("/max-flow/refused", test_refused);
  return g_test_run ();
}
