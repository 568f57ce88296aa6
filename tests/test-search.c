/* test-search.c - searches against the oracle on random graphs of all kinds, and what they must survive. */
#include "config.h"

#include <stdio.h>

#include "graph/path/search.h"
#include "shape-fixture.h"

#define MAX_N 60

static const CowSearchKind kinds[]
    = { COW_SEARCH_AUTO, COW_SEARCH_DIJKSTRA, COW_SEARCH_HEAP, COW_SEARCH_BFS };

static gboolean
can_breadth (const PathFixture *fixture)
{
  const CowView *view = &fixture->view;

  if (view->out.kind == COW_WEIGHT_NONE || view->out.n_arcs == 0)
    return TRUE;
  if (view->out.kind == COW_WEIGHT_F64)
    return view->weight_min_real == view->weight_max_real && view->weight_min_real == 2.5;
  return view->weight_min_int == view->weight_max_int && view->weight_min_int > 0
         && view->weight_min_int < (1 << 30);
}

static CowSearch *
new_search (const CowView *view, CowSearchKind kind)
{
  GError *error = NULL;
  CowSearch *search = cow_search_new (view, kind, &error);

  g_assert_no_error (error);
  return search;
}

static void
run (CowSearch *search, const CowSearchQuery *query)
{
  GError *error = NULL;
  gboolean done = cow_search_run (search, query, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

/* A query drawn by the seed, in appearances. */
typedef struct
{
  guint32 sources[4], targets[4];
  guint n_sources, n_targets;
  gboolean has_cutoff, avoided[MAX_N];
  gboolean has_avoid;
  CowCost cutoff;
} Drawn;

static Drawn
draw_query (GRand *random, const PathFixture *fixture)
{
  Drawn drawn = { 0 };
  gint32 n = (gint32)fixture->oracle.n;
  guint shape = g_rand_int (random) % 8;

  drawn.n_sources = shape == 1 ? 3 : 1;
  for (guint i = 0; i < drawn.n_sources; i++)
    drawn.sources[i] = (guint32)g_rand_int_range (random, 0, n);
  drawn.n_targets = shape == 2 ? 1 : shape == 3 ? 4 : 0;
  for (guint i = 0; i < drawn.n_targets; i++)
    drawn.targets[i] = (guint32)g_rand_int_range (random, 0, n);
  drawn.has_avoid = shape == 4 || g_rand_int (random) % 8 == 0;
  for (gint32 i = 0; drawn.has_avoid && i < n; i++)
    drawn.avoided[i] = g_rand_int (random) % 4 == 0;
  return drawn;
}

/* Half of the time at the cost of a vertex: inclusive. */
static void
draw_cutoff (GRand *random, const PathFixture *fixture, const OracleCost *costs, Drawn *drawn)
{
  OracleCost at = costs[g_rand_int_range (random, 0, (gint32)fixture->oracle.n)];
  gint32 shift = g_rand_int_range (random, -1, 2);

  if (g_rand_int (random) % 3 != 0 || !at.reached)
    return;
  drawn->has_cutoff = TRUE;
  if (fixture->oracle.is_real)
    drawn->cutoff = cow_cost_real (at.real + shift * 0.05);
  else if (g_rand_boolean (random))
    drawn->cutoff = cow_cost_int ((gint64)at.integer + shift);
  else
    drawn->cutoff = cow_cost_real ((double)at.integer + shift * 0.5);
}

static gboolean
is_within (const PathFixture *fixture, const Drawn *drawn, OracleCost cost)
{
  if (!cost.reached || !drawn->has_cutoff)
    return cost.reached;
  if (fixture->oracle.is_real)
    return cost.real <= drawn->cutoff.real;
  return drawn->cutoff.kind == COW_COST_INT ? cost.integer <= drawn->cutoff.integer
                                            : (double)cost.integer <= drawn->cutoff.real;
}

/* The farthest cost among the targets that may be entered. FALSE: the search has to go to the end. */
static gboolean
find_last_target (const PathFixture *fixture, const Drawn *drawn, const OracleCost *costs, OracleCost *last)
{
  *last = (OracleCost){ .reached = TRUE };
  for (guint i = 0; i < drawn->n_targets; i++)
    {
      if (drawn->avoided[drawn->targets[i]] && !costs[drawn->targets[i]].reached)
        continue;
      if (!is_within (fixture, drawn, costs[drawn->targets[i]]))
        return FALSE;
      if (oracle_compare (&fixture->oracle, costs[drawn->targets[i]], *last) > 0)
        *last = costs[drawn->targets[i]];
    }
  return drawn->n_targets > 0;
}

static void
check_summary (const PathFixture *fixture, CowSearch *search, const OracleCost *costs)
{
  CowSearchSummary summary;
  GError *error = NULL;
  guint64 reached = 0;
  guint32 farthest = COW_VERTEX_NONE;
  __int128 integers = 0;
  double reals = 0;

  g_assert_true (cow_search_summarize (search, &summary, &error));
  g_assert_no_error (error);
  for (guint32 i = 0; i < fixture->oracle.n; i++)
    {
      if (!costs[i].reached)
        continue;
      reached++;
      integers += costs[i].integer;
      reals += costs[i].real;
      if (farthest == COW_VERTEX_NONE || oracle_compare (&fixture->oracle, costs[i], costs[farthest]) > 0)
        farthest = i;
    }
  g_assert_cmpuint (summary.reached, ==, reached);
  if (reached == 0)
    return;
  g_assert_cmpuint (fixture->appearance[summary.farthest], ==, farthest);
  path_assert_cost (&fixture->oracle, summary.max, costs[farthest]);
  double sum = fixture->oracle.is_real ? reals : (double)integers;
  g_assert_cmpfloat_with_epsilon (cow_cost_as_double (summary.sum), sum, sum * 1e-9 + 1e-300);
  g_assert_cmpfloat_with_epsilon (summary.mean, sum / (double)reached, sum * 1e-9 + 1e-300);
}

static void
check_query (GRand *random, const PathFixture *fixture, CowSearch *search)
{
  OracleCost costs[MAX_N], last;
  Drawn drawn = draw_query (random, fixture);
  guint32 sources[4], targets[4];
  guint64 avoid[(MAX_N + 63) / 64] = { 0 };
  guint n = fixture->oracle.n;

  oracle_costs (&fixture->oracle, drawn.sources, drawn.n_sources, drawn.has_avoid ? drawn.avoided : NULL,
                costs);
  draw_cutoff (random, fixture, costs, &drawn);
  for (guint i = 0; i < drawn.n_sources; i++)
    sources[i] = fixture->vertex_at[drawn.sources[i]];
  for (guint i = 0; i < drawn.n_targets; i++)
    targets[i] = fixture->vertex_at[drawn.targets[i]];
  for (guint i = 0; i < n; i++)
    if (drawn.avoided[i])
      avoid[fixture->vertex_at[i] / 64] |= (guint64)1 << (fixture->vertex_at[i] % 64);
  CowSearchQuery query = { .sources = sources,
                           .n_sources = drawn.n_sources,
                           .targets = drawn.n_targets ? targets : NULL,
                           .n_targets = drawn.n_targets,
                           .avoid = drawn.has_avoid ? avoid : NULL,
                           .has_cutoff = drawn.has_cutoff,
                           .cutoff = drawn.cutoff };
  run (search, &query);

  gboolean has_last = find_last_target (fixture, &drawn, costs, &last);
  for (guint32 i = 0; i < n; i++)
    if (!is_within (fixture, &drawn, costs[i]))
      costs[i].reached = FALSE;
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint32 i = 0; i < n; i++)
    {
      guint32 vertex = fixture->vertex_at[i];
      CowCost cost = cow_search_cost (search, vertex);
      /* Beyond the last target a vertex may be settled or not, but never be wrong. */
      if (!has_last || oracle_compare (&fixture->oracle, costs[i], last) <= 0
          || cost.kind != COW_COST_UNREACHABLE)
        path_assert_cost (&fixture->oracle, cost, costs[i]);
      if (g_rand_int (random) % 4 != 0 || cost.kind == COW_COST_UNREACHABLE)
        continue;
      GError *error = NULL;
      g_assert_true (cow_search_path (search, vertex, vertices, arcs, &error));
      g_assert_no_error (error);
      path_assert_path (fixture, costs, drawn.sources, drawn.n_sources, i, vertices, arcs);
    }
  if (has_last)
    return;
  check_summary (fixture, search, costs);
  query.only_summary = TRUE;
  run (search, &query);
  check_summary (fixture, search, costs);
}

static void
test_random (gconstpointer data)
{
  PathKind path_kind = (PathKind)GPOINTER_TO_UINT (data);

  for (guint32 seed = 0; seed < 260; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed * PATH_KINDS + path_kind, MAX_N, path_kind);
      GRand *random = g_rand_new_with_seed (seed);
      for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        {
          /* Four of the kinds of weights are for a breadth-first search: 1000 graphs for it, and as many for the others from fewer of each. */
          if (kinds[i] == COW_SEARCH_BFS ? !can_breadth (fixture) : seed >= 100)
            continue;
          g_autoptr (CowSearch) search = new_search (&fixture->view, kinds[i]);
          for (guint queries = 0; queries < 12; queries++)
            check_query (random, fixture, search);
        }
      g_rand_free (random);
    }
}

static void
test_shapes (void)
{
  GRand *random = g_rand_new_with_seed (1);

  for (guint i = 0; i < SHAPE_FIXTURES; i++)
    {
      g_autoptr (PathFixture) fixture = shape_fixture (i);

      for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
        {
          if (kinds[k] == COW_SEARCH_BFS && !can_breadth (fixture))
            continue;
          g_autoptr (CowSearch) search = new_search (&fixture->view, kinds[k]);
          for (guint queries = 0; fixture->oracle.n && queries < 24; queries++)
            check_query (random, fixture, search);
        }
    }
  g_rand_free (random);
}

/* The shapes through the real builder, all pairs, and what AUTO finds against the plain form. */
static void
test_built_shapes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture_shapes) * 8; i++)
    {
      const FixtureShape *shape = &fixture_shapes[i / 8];
      gboolean directed = i % 2;
      FixtureWeights weights = (FixtureWeights)(i / 2 % 4);
      CowGraph *graph = fixture_graph (directed, shape->n_vertices, shape->edges, shape->n_edges, weights);
      OracleEdge *edges = g_new0 (OracleEdge, shape->n_edges + 1);
      OracleGraph oracle = { .n = shape->n_vertices,
                             .directed = directed,
                             .edges = edges,
                             .n_edges = shape->n_edges,
                             .is_real = graph->out.kind == COW_WEIGHT_F64 };
      CowView view = { .graph = graph,
                       .out = graph->out,
                       .negative_arc = COW_ARC_NONE,
                       .weight_min_int = graph->meta->weight_min_int,
                       .weight_max_int = graph->meta->weight_max_int,
                       .weight_min_real = graph->meta->weight_min_real,
                       .weight_max_real = graph->meta->weight_max_real };
      for (guint e = 0; e < shape->n_edges; e++)
        {
          double scale = graph->out.kind == COW_WEIGHT_I64 ? (double)FIXTURE_I64_SCALE : 1.0;
          edges[e] = (OracleEdge){ .source = shape->edges[e].source,
                                   .target = shape->edges[e].target,
                                   .integer = graph->out.kind == COW_WEIGHT_NONE
                                                  ? 1
                                                  : (gint64)(shape->edges[e].weight * scale),
                                   .real = shape->edges[e].weight * FIXTURE_F64_SCALE };
        }
      for (guint k = 0; k < 3; k++)
        {
          g_autoptr (CowSearch) search = new_search (&view, kinds[k]);
          for (guint32 source = 0; source < shape->n_vertices; source++)
            {
              OracleCost costs[64];
              guint32 vertex = cow_graph_vertex_at (graph, source);
              oracle_costs (&oracle, &source, 1, NULL, costs);
              run (search, &(CowSearchQuery){ .sources = &vertex, .n_sources = 1 });
              for (guint32 target = 0; target < shape->n_vertices; target++)
                path_assert_cost (&oracle, cow_search_cost (search, cow_graph_vertex_at (graph, target)),
                                  costs[target]);
            }
        }
      g_free (edges);
      cow_graph_free (graph);
    }
}

static OracleEdge *
chain_edges (guint n, gint64 weight)
{
  OracleEdge *edges = g_new0 (OracleEdge, n);

  for (guint i = 0; i + 1 < n; i++)
    edges[i] = (OracleEdge){ .source = i, .target = i + 1, .integer = weight, .real = (double)weight };
  return edges;
}

static void
test_overflow (void)
{
  const gint64 half = G_MAXINT64 / 2;
  OracleEdge *edges = g_new0 (OracleEdge, 3);
  guint32 source = 0, target = 2;
  GError *error = NULL;

  edges[0] = (OracleEdge){ .source = 0, .target = 1, .integer = half };
  edges[1] = (OracleEdge){ .source = 1, .target = 2, .integer = half };
  edges[2] = (OracleEdge){ .source = 2, .target = 3, .integer = half };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 4, TRUE, PATH_I64_LARGE, edges, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CowSearch) search = new_search (&fixture->view, kinds[i]);
      g_assert_false (
          cow_search_run (search, &(CowSearchQuery){ .sources = &source, .n_sources = 1 }, NULL, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
      g_assert_nonnull (strstr (error->message, "\"3\""));
      g_clear_error (&error);
      g_assert_cmpint (cow_search_cost (search, 0).kind, ==, COW_COST_UNREACHABLE);
      /* Nothing is wrong with what is nearer. */
      run (search,
           &(CowSearchQuery){ .sources = &source, .n_sources = 1, .targets = &target, .n_targets = 1 });
      g_assert_true (cow_search_cost (search, 2).integer == half * 2);
      run (search,
           &(CowSearchQuery){
               .sources = &source, .n_sources = 1, .has_cutoff = TRUE, .cutoff = cow_cost_int (half) });
      g_assert_true (cow_search_cost (search, 1).integer == half);
      g_assert_cmpint (cow_search_cost (search, 2).kind, ==, COW_COST_UNREACHABLE);
    }
}

static void
test_summary_overflow (void)
{
  OracleEdge *edges = g_new0 (OracleEdge, 2);
  guint32 source = 0;
  CowSearchSummary summary;
  GError *error = NULL;

  for (guint32 i = 0; i < 2; i++)
    edges[i] = (OracleEdge){ .source = 0, .target = i + 1, .integer = G_MAXINT64 / 2 + 1 };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 3, TRUE, PATH_I64_LARGE, edges, 2);
  g_autoptr (CowSearch) search = new_search (&fixture->view, COW_SEARCH_AUTO);
  run (search, &(CowSearchQuery){ .sources = &source, .n_sources = 1 });
  g_assert_false (cow_search_summarize (search, &summary, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
}

/* Costs pass 2^32 on the way: the labels are widened and stay so. */
static void
test_widening (void)
{
  guint n = 3000;
  gint64 weight = (1 << 28) - 2;
  g_autoptr (PathFixture) fixture
      = path_fixture_new (3, n, FALSE, PATH_U32_LARGE, chain_edges (n, weight), n - 1);
  g_autoptr (CowSearch) search = new_search (&fixture->view, COW_SEARCH_AUTO);

  for (guint round = 0; round < 3; round++)
    {
      guint32 source = fixture->vertex_at[round * 7];
      run (search, &(CowSearchQuery){ .sources = &source, .n_sources = 1 });
      for (guint32 i = 0; i < n; i++)
        g_assert_cmpint (cow_search_cost (search, fixture->vertex_at[i]).integer, ==,
                         weight * ABS ((gint64)i - (gint64)round * 7));
    }
}

static void
test_negative (void)
{
  static const PathKind signed_kinds[] = { PATH_I64_SMALL, PATH_DYADIC };

  for (guint i = 0; i < G_N_ELEMENTS (signed_kinds); i++)
    {
      OracleEdge *edges = chain_edges (4, 5);
      GError *error = NULL;
      edges[2].integer = -3;
      edges[2].real = -0.5;
      g_autoptr (PathFixture) fixture = path_fixture_new (5, 4, TRUE, signed_kinds[i], edges, 3);
      g_assert_null (cow_search_new (&fixture->view, COW_SEARCH_AUTO, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
      g_assert_cmpstr (error->message, ==,
                       i == 0 ? "negative weight -3 on edge 2 -> 3" : "negative weight -0.5 on edge 2 -> 3");
      g_clear_error (&error);
      g_assert_null (cow_bidirectional_new (&fixture->view, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
      g_clear_error (&error);
    }
}

static void
test_refused (void)
{
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 3, TRUE, PATH_U32, chain_edges (3, 4), 2);
  GError *error = NULL;
  guint32 outside = 3, inside = 0;

  g_autoptr (CowSearch) search = new_search (&fixture->view, COW_SEARCH_AUTO);
  g_assert_false (
      cow_search_run (search, &(CowSearchQuery){ .sources = &outside, .n_sources = 1 }, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (cow_search_run (
      search, &(CowSearchQuery){ .sources = &inside, .n_sources = 1, .targets = &outside, .n_targets = 1 },
      NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_cmpint (cow_search_cost (search, outside).kind, ==, COW_COST_UNREACHABLE);

  g_autoptr (PathFixture) unlike = path_fixture_random (8, 20, PATH_U32);
  g_assert_null (cow_search_new (&unlike->view, COW_SEARCH_BFS, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
}

static void
test_cancelled (void)
{
  guint n = 200000;
  static const PathKind path_kinds[] = { PATH_NONE, PATH_U32, PATH_DECIMAL };

  for (guint i = 0; i < G_N_ELEMENTS (path_kinds) * 2; i++)
    {
      g_autoptr (PathFixture) fixture
          = path_fixture_new (0, n, TRUE, path_kinds[i / 2], chain_edges (n, 1), n - 1);
      g_autoptr (CowSearch) search = new_search (&fixture->view, i % 2 ? COW_SEARCH_HEAP : COW_SEARCH_AUTO);
      guint32 stop = 1, source = 0;
      guint64 units = 0;
      CowProgress progress = { .stop = &stop, .units = &units };
      GError *error = NULL;
      g_assert_false (cow_search_run (search, &(CowSearchQuery){ .sources = &source, .n_sources = 1 },
                                      &progress, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
      g_clear_error (&error);
      g_assert_cmpuint (units, <, n);
      g_assert_cmpint (cow_search_cost (search, 0).kind, ==, COW_COST_UNREACHABLE);
      /* And then it can be used again. */
      stop = 0;
      g_assert_true (cow_search_run (search, &(CowSearchQuery){ .sources = &source, .n_sources = 1 },
                                     &progress, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat (cow_cost_as_double (cow_search_cost (search, n - 1)), ==, n - 1);
      cow_progress_flush (&progress);
      g_assert_cmpuint (units, >=, n - 1);
    }
}

/* A path of a million vertices, with weights and all at cost 0: no recursion anywhere, no quadratic walk. */
static void
test_long_path (void)
{
  guint n = 1000000;

  for (gint64 weight = 0; weight < 2; weight++)
    {
      g_autoptr (PathFixture) fixture
          = path_fixture_new (0, n, FALSE, PATH_U32, chain_edges (n, weight), n - 1);
      g_autoptr (CowSearch) search = new_search (&fixture->view, COW_SEARCH_DIJKSTRA);
      g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_autoptr (GArray) arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
      guint32 source = 0;
      GError *error = NULL;
      run (search, &(CowSearchQuery){ .sources = &source, .n_sources = 1 });
      g_assert_true (cow_search_path (search, n - 1, vertices, arcs, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (vertices->len, ==, n);
      for (guint32 i = 0; i < n; i++)
        g_assert_cmpuint (g_array_index (vertices, guint32, i), ==, i);
    }
}

/* Every vertex of a chain makes every leaf closer: queues full of stale entries must stay within what was
 * announced. */
static void
test_stale_entries (void)
{
  guint chain = 1500, leaves = 400, n = chain + leaves, k = 0;
  OracleEdge *edges = g_new0 (OracleEdge, chain * (leaves + 1));

  for (guint32 i = 0; i < chain; i++)
    {
      if (i + 1 < chain)
        edges[k++] = (OracleEdge){ .source = i, .target = i + 1, .integer = 1, .real = 1 };
      for (guint32 leaf = 0; leaf < leaves; leaf++, k++)
        {
          edges[k] = (OracleEdge){ .source = i, .target = chain + leaf, .integer = 10000 - 3 * (gint64)i };
          edges[k].real = (double)edges[k].integer;
        }
    }
  for (PathKind kind = PATH_U32; kind <= PATH_DYADIC; kind++)
    {
      OracleEdge *copy = g_memdup2 (edges, sizeof *edges * chain * (leaves + 1));
      g_autoptr (PathFixture) fixture = path_fixture_new (7, n, TRUE, kind, copy, k);
      for (guint i = 0; i < 3; i++)
        {
          g_autoptr (CowSearch) search = new_search (&fixture->view, kinds[i]);
          guint32 source = fixture->vertex_at[0];
          CowSearchCounts counts;
          run (search, &(CowSearchQuery){ .sources = &source, .n_sources = 1 });
          for (guint32 leaf = 0; leaf < leaves; leaf++)
            g_assert_cmpfloat (
                cow_cost_as_double (cow_search_cost (search, fixture->vertex_at[chain + leaf])), ==,
                10000 - 2.0 * (chain - 1));
          cow_search_counts (search, &counts);
          g_assert_cmpuint (counts.settled, >=, n);
          g_assert_cmpuint (counts.relaxed, >=, k);
          g_assert_cmpuint (counts.queue_peak, >, 0);
          g_assert_nonnull (counts.algorithm);
        }
    }
  g_free (edges);
}

/* Sums that overflow, and infinite weights, are no way; denormals are. */
static void
test_tiny_and_huge (void)
{
  OracleEdge *edges = g_new0 (OracleEdge, 5);
  guint32 source = 0;

  edges[0] = (OracleEdge){ .source = 0, .target = 1, .real = 1e-320 };
  edges[1] = (OracleEdge){ .source = 1, .target = 2, .real = G_MAXDOUBLE };
  edges[2] = (OracleEdge){ .source = 2, .target = 3, .real = G_MAXDOUBLE };
  edges[3] = (OracleEdge){ .source = 0, .target = 3, .real = 1 };
  edges[4] = (OracleEdge){ .source = 0, .target = 4, .real = INFINITY };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 5, TRUE, PATH_SPREAD, edges, 5);
  for (guint with_infinite = 0; with_infinite < 2; with_infinite++)
    {
      fixture->view.weight_max_real = with_infinite ? INFINITY : G_MAXDOUBLE;
      for (guint i = 0; i < 3; i++)
        {
          g_autoptr (CowSearch) search = new_search (&fixture->view, kinds[i]);
          source = 0;
          run (search, &(CowSearchQuery){ .sources = &source, .n_sources = 1 });
          g_assert_true (cow_search_cost (search, 1).real == 1e-320);
          g_assert_true (cow_search_cost (search, 2).real == G_MAXDOUBLE);
          g_assert_true (cow_search_cost (search, 3).real == 1);
          g_assert_cmpint (cow_search_cost (search, 4).kind, ==, COW_COST_UNREACHABLE);
          source = 1;
          run (search, &(CowSearchQuery){ .sources = &source, .n_sources = 1 });
          g_assert_cmpint (cow_search_cost (search, 3).kind, ==, COW_COST_UNREACHABLE);
        }
    }
}

/* Resident anonymous memory of this process. */
static guint64
resident_bytes (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL)
      || (line = strstr (text, "RssAnon:")) == NULL)
    return 0;
  return g_ascii_strtoull (line + 8, NULL, 10) * 1024;
}

static void
test_scratch (void)
{
  static const PathKind path_kinds[] = { PATH_NONE, PATH_U32, PATH_U32_LARGE, PATH_I64_LARGE, PATH_DECIMAL };
  guint n = 60000, n_edges = 240000;

  for (guint i = 0; i < G_N_ELEMENTS (path_kinds) * 3; i++)
    {
      GRand *random = g_rand_new_with_seed (i);
      OracleEdge *edges = g_new0 (OracleEdge, n_edges);
      for (guint e = 0; e < n_edges; e++)
        {
          edges[e].source = (guint32)g_rand_int_range (random, 0, (gint32)n);
          edges[e].target = (guint32)g_rand_int_range (random, 0, (gint32)n);
          path_fixture_draw_weight (random, path_kinds[i / 3], FALSE, &edges[e]);
        }
      g_rand_free (random);
      g_autoptr (PathFixture) fixture = path_fixture_new (0, n, FALSE, path_kinds[i / 3], edges, n_edges);
      guint64 stated = cow_search_scratch_bytes (&fixture->view, kinds[i % 3]), before = resident_bytes ();
      g_autoptr (CowSearch) search = new_search (&fixture->view, kinds[i % 3]);
      for (guint32 source = 0; source < 3; source++)
        run (search, &(CowSearchQuery){ .sources = &source, .n_sources = 1 });
      guint64 after = resident_bytes ();
      CowSearchCounts counts;
      cow_search_counts (search, &counts);
      g_assert_cmpuint (counts.scratch_bytes, ==, stated);
#ifndef __SANITIZE_ADDRESS__
      g_assert_cmpuint (after, <=, before + stated + (1 << 20));
#else
      (void)before, (void)after;
#endif
    }
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
      g_autofree char *path = g_strdup_printf ("/search/random/%s", names[i]);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_random);
    }
  g_test_add_func ("/search/shapes", test_shapes);
  g_test_add_func ("/search/built-shapes", test_built_shapes);
  g_test_add_func ("/search/overflow", test_overflow);
  g_test_add_func ("/search/summary-overflow", test_summary_overflow);
  g_test_add_func ("/search/widening", test_widening);
  g_test_add_func ("/search/negative", test_negative);
  g_test_add_func ("/search/refused", test_refused);
  g_test_add_func ("/search/cancelled", test_cancelled);
  g_test_add_func ("/search/long-path", test_long_path);
  g_test_add_func ("/search/stale-entries", test_stale_entries);
  g_test_add_func ("/search/tiny-and-huge", test_tiny_and_huge);
  g_test_add_func ("/search/scratch", test_scratch);
  return g_test_run ();
}
