/* test-dag.c - longest and shortest paths without cycles, slack and cycles against rounds over the edge list. */
#include "config.h"

#include "graph/path/bellman-ford.h"
#include "graph/path/dag.h"
#include "shape-fixture.h"

#define MAX_N 60

/* A random graph without cycles: edges go up in an order that is not that of appearance. cyclic: now and then one goes down. */
static PathFixture *
random_fixture (guint32 seed, PathKind kind, gboolean negative, gboolean cyclic)
{
  GRand *random = g_rand_new_with_seed (seed);
  guint n = (guint)g_rand_int_range (random, 1, seed % 2 ? 9 : MAX_N + 1), n_edges = (guint)g_rand_int_range (random, 0, (gint32)n * 3 + 1);
  OracleEdge *edges = g_new0 (OracleEdge, n_edges + 1);
  guint32 place[MAX_N];
  guint kept = 0;

  for (guint32 i = 0; i < n; i++)
    {
      guint32 j = (guint32)g_rand_int_range (random, 0, (gint32)i + 1);
      place[i] = place[j];
      place[j] = i;
    }
  for (guint i = 0; i < n_edges; i++)
    {
      OracleEdge edge = { .source = (guint32)g_rand_int_range (random, 0, (gint32)n), .target = (guint32)g_rand_int_range (random, 0, (gint32)n) };
      gboolean down = place[edge.source] >= place[edge.target];
      if (down && !(cyclic && g_rand_int (random) % 12 == 0))
        continue;
      path_fixture_draw_weight (random, kind, seed % 3 == 0, &edge);
      edge.integer -= negative ? 9 : 0;
      edge.real -= negative ? 9 * 0.375 : 0;
      edges[kept++] = edge;
    }
  g_rand_free (random);
  return path_fixture_new (seed % 5 ? seed + 1 : 0, n, TRUE, kind, edges, kept);
}

/* What the sources reach, and whether a cycle is in it: a vertex that reaches itself. */
static gboolean
oracle_reaches_cycle (const OracleGraph *graph, const gboolean *sources, const gboolean *avoided)
{
  for (guint start = 0; start < graph->n; start++)
    {
      gboolean from_source = FALSE;
      for (guint round = 0; round < 2; round++)
        {
          /* First backwards: does a source reach `start`? Then forwards: does it reach itself? */
          gboolean seen[MAX_N] = { FALSE }, changed = TRUE, itself = FALSE;
          seen[start] = TRUE;
          while (changed)
            {
              changed = FALSE;
              for (guint i = 0; i < graph->n_edges * 2; i++)
                {
                  const OracleEdge *edge = &graph->edges[i / 2];
                  guint32 from = i % 2 ? edge->target : edge->source, to = i % 2 ? edge->source : edge->target;
                  if ((i % 2 && graph->directed) || avoided[to] || !seen[round ? from : to])
                    continue;
                  itself |= round && to == start;
                  if (seen[round ? to : from])
                    continue;
                  seen[round ? to : from] = changed = TRUE;
                }
            }
          if (round == 0)
            for (guint i = 0; i < graph->n; i++)
              from_source |= seen[i] && sources[i];
          else if (from_source && itself)
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
is_better (const OracleGraph *graph, CowDagAim aim, OracleCost a, OracleCost b)
{
  if (!a.reached || !b.reached)
    return a.reached && !b.reached;
  return aim == COW_DAG_LONGEST ? oracle_compare (graph, a, b) > 0 : oracle_compare (graph, a, b) < 0;
}

/* Rounds over the list until nothing changes; way: the other way round over what has costs there, costs[i] is then the best way on. */
static void
oracle_best (const OracleGraph *graph, CowDagAim aim, const gboolean *sources, const gboolean *avoided, const OracleCost *way, OracleCost *costs)
{
  gboolean changed = TRUE;

  for (guint i = 0; i < graph->n; i++)
    costs[i] = (OracleCost){ .reached = sources[i] };
  while (changed)
    {
      changed = FALSE;
      for (guint i = 0; i < graph->n_edges; i++)
        {
          const OracleEdge *edge = &graph->edges[i];
          guint32 from = way ? edge->target : edge->source, to = way ? edge->source : edge->target;
          if (!costs[from].reached || avoided[edge->target] || (way && !way[to].reached))
            continue;
          OracleCost cost = oracle_add (graph, costs[from], edge);
          if (!is_better (graph, aim, cost, costs[to]))
            continue;
          costs[to] = cost;
          changed = TRUE;
        }
    }
}

static void
check_path (const PathFixture *fixture, CowDag *dag, const OracleCost *costs, const gboolean *sources, gboolean everywhere, guint32 target)
{
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  GError *error = NULL;
  guint32 at = target;

  g_assert_cmpint (cow_dag_path (dag, fixture->vertex_at[target], vertices, &error), ==, costs[target].reached);
  g_assert_no_error (error);
  if (!costs[target].reached)
    return;
  for (guint i = vertices->len; i > 0; i--)
    {
      guint32 from = 0;
      g_assert_cmpuint (fixture->appearance[g_array_index (vertices, guint32, i - 1)], ==, at);
      if (!everywhere && oracle_compare (&fixture->oracle, costs[at], (OracleCost){ .reached = TRUE }) == 0 && sources[at])
        {
          g_assert_cmpuint (i, ==, 1);
          return;
        }
      while (from < fixture->oracle.n && !oracle_is_tight (&fixture->oracle, costs, from, at))
        from++;
      at = from;
    }
  g_assert_true (everywhere && at == fixture->oracle.n);
}

static void
check_slack (const PathFixture *fixture, CowDag *dag, const OracleCost *costs, const gboolean *avoided, guint32 target)
{
  const OracleGraph *oracle = &fixture->oracle;
  OracleCost rest[MAX_N], end = { 0 };
  gboolean ends[MAX_N], anywhere = target == oracle->n;
  GError *error = NULL;

  for (guint i = 0; i < oracle->n; i++)
    ends[i] = (anywhere || i == target) && costs[i].reached;
  oracle_best (oracle, COW_DAG_LONGEST, ends, avoided, costs, rest);
  for (guint i = 0; i < oracle->n; i++)
    if (ends[i] && is_better (oracle, COW_DAG_LONGEST, costs[i], end))
      end = costs[i];
  g_assert_cmpint (cow_dag_finish (dag, anywhere ? COW_VERTEX_NONE : fixture->vertex_at[target], NULL, &error), ==, anywhere || end.reached);
  g_assert_no_error (error);
  for (guint i = 0; i < oracle->n; i++)
    {
      CowSlack slack;
      gboolean is_on = costs[i].reached && rest[i].reached && end.reached;
      g_assert_cmpint (cow_dag_slack (dag, fixture->vertex_at[i], &slack, &error), ==, is_on);
      g_assert_no_error (error);
      if (!is_on)
        continue;
      path_assert_cost (oracle, slack.earliest, costs[i]);
      if (oracle->is_real)
        {
          g_assert_cmpfloat_with_epsilon (slack.latest.real, end.real - rest[i].real, 1e-9 * (1 + fabs (end.real) + fabs (rest[i].real)));
          g_assert_true (slack.slack.real == 0.0 || slack.slack.real > 0);
          g_assert_true (slack.slack.real != 0.0 || slack.latest.real == slack.earliest.real);
          continue;
        }
      g_assert_true (slack.latest.integer == end.integer - rest[i].integer);
      g_assert_true (slack.slack.integer == end.integer - rest[i].integer - costs[i].integer);
    }
}

static void
check (const PathFixture *fixture, CowDag *dag, CowDagAim aim, const guint32 *list, guint n_sources, const gboolean *avoided, const CowCost *cutoff)
{
  const OracleGraph *oracle = &fixture->oracle;
  OracleCost costs[MAX_N];
  gboolean sources[MAX_N] = { FALSE };
  guint32 starts[4];
  guint64 avoid[1] = { 0 };
  GError *error = NULL;
  CowSearchQuery query = { .sources = starts, .n_sources = n_sources, .avoid = avoid, .has_cutoff = cutoff != NULL };
  CowSearchSummary summary;
  guint64 reached = 0;

  for (guint i = 0; i < n_sources; i++)
    {
      sources[list[i]] = TRUE;
      starts[i] = fixture->vertex_at[list[i]];
    }
  for (guint i = 0; i < oracle->n; i++)
    {
      if (n_sources == 0)
        sources[i] = !avoided[i];
      if (avoided[i])
        avoid[0] |= (guint64)1 << fixture->vertex_at[i];
    }
  if (cutoff)
    query.cutoff = *cutoff;
  gboolean cyclic = oracle_reaches_cycle (oracle, sources, avoided);
  g_assert_cmpint (cow_dag_run (dag, &query, NULL, &error), ==, !cyclic);
  if (cyclic)
    {
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CYCLE);
      g_assert_true (g_str_has_prefix (error->message, "cycle "));
      g_clear_error (&error);
      g_assert_cmpint (cow_dag_cost (dag, 0).kind, ==, COW_COST_UNREACHABLE);
      return;
    }
  g_assert_no_error (error);
  oracle_best (oracle, aim, sources, avoided, NULL, costs);
  for (guint32 i = 0; i < oracle->n; i++)
    {
      OracleCost wanted = costs[i];
      double value = oracle->is_real ? wanted.real : (double)wanted.integer;
      if (cutoff)
        wanted.reached = wanted.reached && (aim == COW_DAG_LONGEST ? value >= cow_cost_as_double (*cutoff) : value <= cow_cost_as_double (*cutoff));
      reached += wanted.reached;
      path_assert_cost (oracle, cow_dag_cost (dag, fixture->vertex_at[i]), wanted);
      if (!cutoff && (aim == COW_DAG_LONGEST || fixture->view.negative_arc != COW_ARC_NONE))
        check_path (fixture, dag, costs, sources, n_sources == 0, i);
    }
  g_assert_true (cow_dag_summarize (dag, &summary, &error));
  g_assert_cmpuint (summary.reached, ==, reached);
  g_assert_cmpuint (summary.farthest, ==, cow_dag_farthest (dag));
  if (aim == COW_DAG_LONGEST && !cutoff)
    for (guint32 target = 0; target <= oracle->n; target++)
      check_slack (fixture, dag, costs, avoided, target);
}

/* The same paths as all other searches for shortest ones give. */
static void
check_same_paths (const PathFixture *fixture, CowDag *dag, CowBellmanFord *other, guint32 source)
{
  GError *error = NULL;
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32)), wanted = g_array_new (FALSE, FALSE, sizeof (guint32));
  CowSearchQuery query = { .sources = &source, .n_sources = 1 };

  g_assert_true (cow_bellman_ford_run (other, &query, NULL, &error));
  g_assert_true (cow_dag_run (dag, &query, NULL, &error));
  for (guint32 target = 0; target < fixture->oracle.n; target++)
    {
      gboolean reached = cow_bellman_ford_path (other, target, wanted, NULL, &error);
      g_assert_cmpint (cow_dag_path (dag, target, vertices, &error), ==, reached);
      if (reached)
        g_assert_cmpmem (vertices->data, (int)(vertices->len * 4), wanted->data, (int)(wanted->len * 4));
    }
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);
  GRand *random = g_rand_new_with_seed (kind);

  for (guint32 seed = 0; seed < 400; seed++)
    {
      CowDagAim aim = seed / 2 % 2 ? COW_DAG_SHORTEST : COW_DAG_LONGEST;
      gboolean cyclic = seed % 8 == 5, negative = seed % 4 > 1 && kind != PATH_NONE && kind != PATH_U32;
      g_autoptr (PathFixture) fixture = random_fixture (seed, kind, negative, cyclic);
      GError *error = NULL;
      g_autoptr (CowDag) dag = cow_dag_new (&fixture->view, aim, &error);
      g_assert_no_error (error);
      g_autoptr (CowBellmanFord) other = cow_bellman_ford_new (&fixture->view, &error);
      for (guint round = 0; round < 5; round++)
        {
          gboolean avoided[MAX_N] = { FALSE };
          guint32 sources[3];
          CowCost cutoff = fixture->oracle.is_real ? cow_cost_real (g_rand_int_range (random, -20, 40) * 0.375)
                                                   : cow_cost_int (g_rand_int_range (random, -20, 40));
          for (guint i = 0; i < 3; i++)
            sources[i] = (guint32)g_rand_int_range (random, 0, (gint32)fixture->oracle.n);
          for (guint i = 0; round == 1 && i < MAX_N; i++)
            avoided[i] = g_rand_int (random) % 4 == 0;
          check (fixture, dag, aim, sources, round == 3 ? 3 : round == 4 ? 0 : 1, avoided, round == 2 ? &cutoff : NULL);
          if (aim == COW_DAG_SHORTEST && !cyclic)
            check_same_paths (fixture, dag, other, fixture->vertex_at[sources[0]]);
        }
    }
  g_rand_free (random);
}

/* All shapes, directed and not. */
static void
test_shapes (void)
{
  for (guint i = 0; i < 2 * SHAPE_FIXTURES; i++)
    {
      CowDagAim aim = i < SHAPE_FIXTURES ? COW_DAG_LONGEST : COW_DAG_SHORTEST;
      g_autoptr (PathFixture) fixture = shape_fixture (i % SHAPE_FIXTURES);
      gboolean avoided[MAX_N] = { FALSE };
      GError *error = NULL;
      g_autoptr (CowDag) dag = cow_dag_new (&fixture->view, aim, &error);

      g_assert_no_error (error);
      check (fixture, dag, aim, NULL, 0, avoided, NULL);
      for (guint32 source = 0; source < fixture->oracle.n; source++)
        check (fixture, dag, aim, &source, 1, avoided, NULL);
    }
}

static char *
message_of (gboolean directed, PathKind kind, const OracleEdge *list, guint n_edges, guint n, CowDagAim aim)
{
  GError *error = NULL;
  guint32 source = 0;
  g_autoptr (PathFixture) fixture = path_fixture_new (0, n, directed, kind, g_memdup2 (list, n_edges * sizeof *list), n_edges);
  g_autoptr (CowDag) dag = cow_dag_new (&fixture->view, aim, &error);
  CowSearchQuery query = { .sources = &source, .n_sources = 1 };

  if (cow_dag_run (dag, &query, NULL, &error))
    return g_strdup ("done");
  char *message = g_strdup (error->message);
  g_error_free (error);
  return message;
}

static void
test_messages (void)
{
  static const OracleEdge cycle[] = { { 0, 1, 1, 1 }, { 1, 2, 1, 1 }, { 2, 3, 1, 1 }, { 3, 1, 1, 1 }, { 3, 4, 1, 1 } };
  static const OracleEdge loop[] = { { 0, 1, 1, 1 }, { 1, 1, 1, 1 } };
  static const OracleEdge far[] = { { 0, 1, G_MAXINT64 - 1, 0 }, { 1, 2, 2, 0 }, { 0, 2, 5, 0 } };
  static const OracleEdge only[] = { { 0, 1, G_MAXINT64 - 1, 0 }, { 1, 2, 2, 0 } };
  static const OracleEdge endless[] = { { 0, 1, 0, INFINITY }, { 1, 2, 0, 2 }, { 0, 2, 0, 5 } };
  g_autofree char *a = message_of (TRUE, PATH_I64_SMALL, cycle, 5, 5, COW_DAG_LONGEST);
  g_autofree char *b = message_of (FALSE, PATH_I64_SMALL, cycle, 5, 5, COW_DAG_LONGEST);
  g_autofree char *c = message_of (TRUE, PATH_DYADIC, loop, 2, 2, COW_DAG_SHORTEST);
  g_autofree char *d = message_of (TRUE, PATH_I64_LARGE, far, 3, 3, COW_DAG_SHORTEST);
  g_autofree char *e = message_of (TRUE, PATH_I64_LARGE, only, 2, 3, COW_DAG_LONGEST);
  g_autofree char *f = message_of (TRUE, PATH_DYADIC, endless, 3, 3, COW_DAG_LONGEST);
  g_autofree char *g = message_of (TRUE, PATH_I64_LARGE, far, 3, 3, COW_DAG_LONGEST);

  g_assert_cmpstr (a, ==, "cycle 1 -> 2 -> 3 -> 1");
  g_assert_cmpstr (b, ==, "cycle 0 -- 1 -- 0: an undirected edge is one by itself");
  g_assert_cmpstr (c, ==, "cycle 1 -> 1");
  g_assert_cmpstr (d, ==, "done");
  g_assert_cmpstr (e, ==, "cost overflow: the way to \"2\" does not fit in 64 bits");
  g_assert_cmpstr (f, ==, "done");
  g_assert_cmpstr (g, ==, "cost overflow: the way to \"2\" does not fit in 64 bits");
}

static void
test_long (void)
{
  guint n = 300000;
  OracleEdge *edges = g_new0 (OracleEdge, n);
  guint32 stop = 1;
  GError *error = NULL;
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  CowSlack slack;

  for (guint i = 0; i + 1 < n; i++)
    edges[i] = (OracleEdge){ .source = i, .target = i + 1, .integer = 1, .real = 1 };
  g_autoptr (PathFixture) fixture = path_fixture_new (7, n, TRUE, PATH_I64_SMALL, edges, n - 1);
  g_autoptr (CowDag) dag = cow_dag_new (&fixture->view, COW_DAG_LONGEST, &error);
  CowProgress progress = { .stop = &stop };
  CowSearchQuery query = { .n_sources = 0 };
  g_assert_false (cow_dag_run (dag, &query, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (cow_dag_run (dag, &query, NULL, &error));
  g_assert_cmpuint (cow_dag_farthest (dag), ==, fixture->vertex_at[n - 1]);
  g_assert_true (cow_dag_path (dag, fixture->vertex_at[n - 1], vertices, &error));
  g_assert_cmpuint (vertices->len, ==, n);
  g_assert_true (cow_dag_finish (dag, COW_VERTEX_NONE, NULL, &error));
  g_assert_true (cow_dag_slack (dag, fixture->vertex_at[n / 2], &slack, &error));
  g_assert_cmpint (slack.latest.integer, ==, n / 2);
  g_assert_cmpint (slack.slack.integer, ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    PathKind kind;
  } kinds[] = { { "none", PATH_NONE },     { "u32", PATH_U32 },         { "i64", PATH_I64_SMALL },
                { "large", PATH_I64_LARGE }, { "dyadic", PATH_DYADIC }, { "decimal", PATH_DECIMAL } };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strconcat ("/dag/random/", kinds[i].name, NULL);
      g_test_add_data_func (name, GUINT_TO_POINTER (kinds[i].kind), test_random);
    }
  g_test_add_func ("/dag/shapes", test_shapes);
  g_test_add_func ("/dag/messages", test_messages);
  g_test_add_func ("/dag/long", test_long);
  return g_test_run ();
}
