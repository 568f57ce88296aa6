/* test-bellman-ford.c - costs, paths and negative cycles against rounds over the edge list, on shapes and random graphs. */
#include "config.h"

#include "graph/path/bellman-ford.h"
#include "graph-fixture.h"
#include "negative-oracle.h"

#define MAX_N NEGATIVE_MAX_N

/* A path by itself: every arc is there, costs sum up, no vertex twice. */
static void
check_path (const PathFixture *fixture, const GArray *vertices, const GArray *arcs, guint32 source, guint32 target, OracleCost wanted)
{
  const CowCsr *out = &fixture->view.out;
  OracleCost sum = { .reached = TRUE };
  gboolean seen[MAX_N] = { FALSE };

  g_assert_cmpuint (vertices->len, >, 0);
  g_assert_cmpuint (arcs->len + 1, ==, vertices->len);
  g_assert_cmpuint (g_array_index (vertices, guint32, 0), ==, source);
  g_assert_cmpuint (g_array_index (vertices, guint32, vertices->len - 1), ==, target);
  for (guint i = 0; i < vertices->len; i++)
    {
      guint32 at = g_array_index (vertices, guint32, i);
      g_assert_false (seen[at]);
      seen[at] = TRUE;
      if (i + 1 == vertices->len)
        break;
      guint64 arc = g_array_index (arcs, guint64, i);
      g_assert_cmpuint (arc, >=, out->offsets[at]);
      g_assert_cmpuint (arc, <, out->offsets[at + 1]);
      g_assert_cmpuint (cow_csr_target (out, arc), ==, g_array_index (vertices, guint32, i + 1));
      sum.integer += out->kind == COW_WEIGHT_NONE ? 1 : fixture->integers[0][arc];
      sum.real += fixture->reals[0][arc];
    }
  g_assert_cmpint (oracle_compare (&fixture->oracle, sum, wanted), ==, 0);
}

/* The rule: the predecessor of least number among the tight ones. FALSE: it loops. */
static gboolean
oracle_first_path (const OracleGraph *graph, const OracleCost *costs, guint32 source, guint32 target, guint32 *path, guint *length)
{
  *length = 0;
  path[(*length)++] = target;
  while (path[*length - 1] != source)
    {
      guint32 from = 0, to = path[*length - 1];
      while (from < graph->n && (from == to || !oracle_is_tight (graph, costs, from, to)))
        from++;
      g_assert_cmpuint (from, <, graph->n);
      if (oracle_contains (path, *length, from))
        return FALSE;
      path[(*length)++] = from;
    }
  return TRUE;
}

static void
check_source (const PathFixture *fixture, CowBellmanFord *search, guint32 source, const gboolean *avoided, const CowCost *cutoff)
{
  const OracleGraph *oracle = &fixture->oracle;
  OracleCost costs[MAX_N];
  guint32 vertex = fixture->vertex_at[source], path[MAX_N + 1];
  guint length;
  guint64 avoid[1] = { 0 };
  GError *error = NULL;
  gboolean wanted = negative_costs (oracle, source, avoided, costs);
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32)), arcs = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < oracle->n; i++)
    if (avoided[i])
      avoid[0] |= (guint64)1 << fixture->vertex_at[i];
  CowSearchQuery query = { .sources = &vertex, .n_sources = 1, .avoid = avoid, .has_cutoff = cutoff != NULL };
  if (cutoff)
    query.cutoff = *cutoff;
  gboolean done = cow_bellman_ford_run (search, &query, NULL, &error);
  if (!wanted)
    {
      g_assert_false (done);
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CYCLE);
      g_assert_true (g_str_has_prefix (error->message, "negative cycle "));
      g_assert_nonnull (strstr (error->message, ", cost -"));
      g_clear_error (&error);
      g_assert_cmpint (cow_bellman_ford_cost (search, vertex).kind, ==, COW_COST_UNREACHABLE);
      return;
    }
  g_assert_no_error (error);
  g_assert_true (done);
  for (guint32 i = 0; i < oracle->n; i++)
    {
      guint32 at = fixture->vertex_at[i];
      CowCost cost = cow_bellman_ford_cost (search, at);
      OracleCost hidden = costs[i];
      if (cutoff)
        hidden.reached = hidden.reached
                         && (oracle->is_real ? hidden.real <= cow_cost_as_double (*cutoff)
                                             : (double)hidden.integer <= cow_cost_as_double (*cutoff));
      path_assert_cost (oracle, cost, hidden);
      g_assert_cmpint (cow_bellman_ford_path (search, at, vertices, arcs, &error), ==, hidden.reached);
      g_assert_no_error (error);
      if (!hidden.reached)
        continue;
      check_path (fixture, vertices, arcs, vertex, at, costs[i]);
      if (fixture->view.negative_arc == COW_ARC_NONE)
        path_assert_path (fixture, costs, &source, 1, i, vertices, arcs);
      else if (oracle_first_path (oracle, costs, source, i, path, &length))
        for (guint step = 0; step < MAX (length, vertices->len); step++)
          g_assert_cmpuint (fixture->appearance[g_array_index (vertices, guint32, step)], ==, path[length - 1 - step]);
    }
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);
  GRand *random = g_rand_new_with_seed (kind);

  for (guint32 seed = 0; seed < 600; seed++)
    {
      g_autoptr (PathFixture) fixture = negative_fixture (seed, kind, seed % 2);
      GError *error = NULL;
      g_autoptr (CowBellmanFord) search = cow_bellman_ford_new (&fixture->view, &error);
      g_assert_no_error (error);
      for (guint32 source = 0; source < fixture->oracle.n; source += 1 + fixture->oracle.n / 16)
        {
          gboolean avoided[MAX_N] = { FALSE };
          CowCost cutoff = fixture->oracle.is_real ? cow_cost_real (g_rand_int_range (random, -10, 20) * 0.375)
                                                   : cow_cost_int (g_rand_int_range (random, -10, 20));
          for (guint i = 0; source % 3 == 1 && i < MAX_N; i++)
            avoided[i] = g_rand_int (random) % 4 == 0;
          check_source (fixture, search, source, avoided, source % 4 == 2 ? &cutoff : NULL);
        }
    }
  g_rand_free (random);
}

/* All shapes of the fixtures, both directions, every edge as it is and every third one made negative. */
static void
test_shapes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture_shapes) * 8; i++)
    {
      const FixtureShape *shape = &fixture_shapes[i / 8];
      OracleEdge *edges = g_new0 (OracleEdge, shape->n_edges + 1);
      gboolean avoided[MAX_N] = { FALSE };
      GError *error = NULL;
      guint n = MIN (shape->n_vertices, MAX_N), n_edges = 0;

      for (guint e = 0; e < shape->n_edges; e++)
        {
          gint64 weight = (gint64)shape->edges[e].weight * (i / 2 % 2 && e % 3 == 0 ? -1 : 1);
          if (shape->edges[e].source < n && shape->edges[e].target < n)
            edges[n_edges++] = (OracleEdge){ shape->edges[e].source, shape->edges[e].target, weight, (double)weight * 0.375 };
        }
      g_autoptr (PathFixture) fixture
          = path_fixture_new (i, n, i % 2, i / 4 % 2 ? PATH_DYADIC : PATH_I64_SMALL, edges, n_edges);
      g_autoptr (CowBellmanFord) search = cow_bellman_ford_new (&fixture->view, &error);
      g_assert_no_error (error);
      for (guint32 source = 0; source < n; source++)
        check_source (fixture, search, source, avoided, NULL);
    }
}

static char *
message_of (gboolean directed, PathKind kind, const OracleEdge *list, guint n_edges, guint n)
{
  GError *error = NULL;
  guint32 source = 0;
  g_autoptr (PathFixture) fixture = path_fixture_new (0, n, directed, kind, g_memdup2 (list, n_edges * sizeof *list), n_edges);
  g_autoptr (CowBellmanFord) search = cow_bellman_ford_new (&fixture->view, &error);
  CowSearchQuery query = { .sources = &source, .n_sources = 1 };

  g_assert_no_error (error);
  if (cow_bellman_ford_run (search, &query, NULL, &error))
    return g_strdup ("done");
  char *message = g_strdup (error->message);
  g_error_free (error);
  return message;
}

static void
test_messages (void)
{
  static const OracleEdge cycle[] = { { 0, 1, 1, 1.5 }, { 1, 2, 2, 2 }, { 2, 3, -6, -6 }, { 3, 1, 2, 2 }, { 3, 1, 3, 3 } };
  static const OracleEdge edge[] = { { 0, 1, 4, 4 }, { 1, 2, -3, -3 } };
  static const OracleEdge loop[] = { { 0, 0, -1, -1 } };
  static const OracleEdge rounding[] = { { 0, 1, 0, -0.1 }, { 1, 2, 0, -0.2 }, { 2, 0, 0, 0.3 } };
  static const OracleEdge far[] = { { 0, 1, G_MAXINT64 - 1, 0 }, { 1, 2, 2, 0 } };
  static const OracleEdge deep[] = { { 0, 1, G_MININT64 + 1, 0 }, { 1, 2, -2, 0 } };
  static const OracleEdge around[] = { { 0, 1, G_MAXINT64 - 1, 0 }, { 1, 2, 2, 0 }, { 0, 2, 5, 0 } };
  g_autofree char *a = message_of (TRUE, PATH_I64_SMALL, cycle, 5, 4), *b = message_of (TRUE, PATH_DYADIC, cycle, 5, 4);
  g_autofree char *c = message_of (FALSE, PATH_I64_SMALL, edge, 2, 3), *d = message_of (TRUE, PATH_I64_SMALL, loop, 1, 1);
  g_autofree char *e = message_of (TRUE, PATH_DYADIC, rounding, 3, 3), *f = message_of (TRUE, PATH_I64_LARGE, far, 2, 3);
  g_autofree char *g = message_of (TRUE, PATH_I64_LARGE, deep, 2, 3), *h = message_of (TRUE, PATH_I64_LARGE, around, 3, 3);

  g_assert_cmpstr (a, ==, "negative cycle 1 -> 2 -> 3 -> 1, cost -2");
  g_assert_cmpstr (b, ==, "negative cycle 1 -> 2 -> 3 -> 1, cost -2");
  g_assert_cmpstr (c, ==, "negative cycle 1 -- 2 -- 1, cost -6: an undirected edge of negative weight is one by itself");
  g_assert_cmpstr (d, ==, "negative cycle 0 -> 0, cost -1");
  g_assert_cmpstr (e, ==, "done");
  g_assert_nonnull (strstr (f, "cost overflow: the way to \"2\" costs more"));
  g_assert_nonnull (strstr (g, "cost overflow: the way to \"2\" costs less"));
  g_assert_cmpstr (h, ==, "done");
}

static void
test_cancel_and_summary (void)
{
  guint n = 3000;
  OracleEdge *edges = g_new0 (OracleEdge, n);
  guint32 stop = 1, source = 0;
  GError *error = NULL;
  CowSearchSummary summary;

  for (guint i = 0; i + 1 < n; i++)
    edges[i] = (OracleEdge){ .source = i, .target = i + 1, .integer = -1, .real = -1 };
  g_autoptr (PathFixture) fixture = path_fixture_new (7, n, TRUE, PATH_I64_SMALL, edges, n - 1);
  g_autoptr (CowBellmanFord) search = cow_bellman_ford_new (&fixture->view, &error);
  CowProgress progress = { .stop = &stop };
  source = fixture->vertex_at[0];
  CowSearchQuery query = { .sources = &source, .n_sources = 1 };
  g_assert_false (cow_bellman_ford_run (search, &query, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (cow_bellman_ford_run (search, &query, NULL, &error));
  g_assert_true (cow_bellman_ford_summarize (search, &summary, &error));
  g_assert_cmpuint (summary.reached, ==, n);
  g_assert_cmpuint (summary.farthest, ==, source);
  g_assert_cmpint (summary.max.integer, ==, 0);
  g_assert_cmpint (summary.sum.integer, ==, -(gint64)n * (n - 1) / 2);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    PathKind kind;
  } kinds[] = { { "none", PATH_NONE }, { "u32", PATH_U32 }, { "i64", PATH_I64_SMALL }, { "f64", PATH_DYADIC } };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strconcat ("/bellman-ford/random/", kinds[i].name, NULL);
      g_test_add_data_func (name, GUINT_TO_POINTER (kinds[i].kind), test_random);
    }
  g_test_add_func ("/bellman-ford/shapes", test_shapes);
  g_test_add_func ("/bellman-ford/messages", test_messages);
  g_test_add_func ("/bellman-ford/cancel-and-summary", test_cancel_and_summary);
  return g_test_run ();
}
