/* test-batch.c - batches of searches: every lane against the oracle, and against the one-sided search to the bit. */
#include "config.h"

#include "graph/path/batch-lead.h"
#include "graph/path/batch.h"
#include "shape-fixture.h"

#define MAX_N 60

static const PathKind kinds[] = { PATH_NONE, PATH_DROPPED, PATH_CONSTANT, PATH_CONSTANT_REAL };
static const guint widths[] = { 64, 256, 512 };

static CowBatch *
new_batch (const CowView *view, guint lanes, CowBatchWant want, CowVectors vectors)
{
  CowBatchShape shape = { .kind = lanes <= 32 ? COW_BATCH_LANES : COW_BATCH_BITS, .lanes = lanes, .want = want, .vectors = vectors };
  GError *error = NULL;
  CowBatch *batch = cow_batch_new (view, &shape, &error);

  g_assert_no_error (error);
  return batch;
}

static gboolean
same_cost (CowCost a, CowCost b)
{
  if (a.kind != b.kind)
    return FALSE;
  return a.kind == COW_COST_INT ? a.integer == b.integer : a.kind == COW_COST_UNREACHABLE || a.real == b.real;
}

static void
assert_lane (const CowBatch *batch, guint lane, CowSearch *search, CowBatchWant want)
{
  CowSearchSummary one, many;
  CowSearchCounts counts;
  GError *error = NULL;

  cow_search_counts (search, &counts);
  g_assert_true (cow_search_summarize (search, &one, &error));
  g_assert_true (cow_batch_summarize (batch, lane, &many, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (many.reached, ==, one.reached);
  g_assert_cmpuint (many.farthest, ==, one.farthest);
  g_assert_true (same_cost (many.max, one.max));
  g_assert_true (same_cost (many.sum, one.sum));
  if (one.reached > 0)
    g_assert_true (many.mean == one.mean);
  for (guint32 v = 0; want == COW_BATCH_COSTS && v < counts.settled + MAX_N; v++)
    g_assert_true (same_cost (cow_batch_cost (batch, lane, v), cow_search_cost (search, v)));
}

static void
run_batch (CowBatch *batch, const CowBatchQuery *query)
{
  CowProgress progress = { 0 };
  GError *error = NULL;

  cow_batch_run (batch, query, &progress, &error);
  g_assert_no_error (error);
}

/* All lanes against one search each. */
static void
check_batch (const CowView *view, CowBatch *batch, const CowBatchQuery *query, CowBatchWant want)
{
  GError *error = NULL;
  g_autoptr (CowSearch) search = cow_search_new (view, COW_SEARCH_AUTO, &error);

  g_assert_no_error (error);
  run_batch (batch, query);
  for (guint lane = 0; lane < query->n_sources; lane++)
    {
      cow_search_run (search,
                      &(CowSearchQuery){ .sources = &query->sources[lane],
                                         .n_sources = 1,
                                         .avoid = query->avoid,
                                         .has_cutoff = query->has_cutoff,
                                         .cutoff = query->cutoff },
                      NULL, &error);
      g_assert_no_error (error);
      assert_lane (batch, lane, search, want);
    }
}

static void
draw_query (GRand *random, const PathFixture *fixture, guint lanes, guint32 *sources, guint64 *avoid, CowBatchQuery *query)
{
  guint n = fixture->oracle.n;

  *query = (CowBatchQuery){ .sources = sources, .n_sources = (guint)g_rand_int_range (random, 0, (gint32)lanes + 1) };
  for (guint i = 0; i < query->n_sources; i++)
    sources[i] = (guint32)g_rand_int_range (random, 0, (gint32)n);
  if (g_rand_int (random) % 3 == 0)
    {
      query->avoid = avoid;
      for (guint32 v = 0; v < n; v++)
        if (g_rand_int (random) % 4 == 0)
          avoid[v / 64] |= (guint64)1 << (v % 64);
    }
  if (g_rand_int (random) % 3 == 0)
    {
      query->has_cutoff = TRUE;
      query->cutoff = g_rand_boolean (random) ? cow_cost_int (g_rand_int_range (random, -1, 30))
                                              : cow_cost_real (g_rand_double_range (random, -1, 20));
    }
}

static void
test_random (void)
{
  static guint32 sources[COW_BATCH_MAX_LANES];

  for (guint32 seed = 0; seed < 1000; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, MAX_N, kinds[seed % G_N_ELEMENTS (kinds)]);
      GRand *random = g_rand_new_with_seed (seed);
      CowView view = fixture->view;
      guint lanes = widths[seed % 3];
      CowBatchWant want = seed % 5 == 0 ? COW_BATCH_SUMMARIES : COW_BATCH_COSTS;
      if (seed % 7 == 0)
        view.in.offsets = NULL;
      g_autoptr (CowBatch) batch = new_batch (&view, lanes, want, (CowVectors)(seed % 4));
      for (guint round = 0; round < 2; round++)
        {
          guint64 avoid[(MAX_N + 63) / 64] = { 0 };
          CowBatchQuery query;
          draw_query (random, fixture, lanes, sources, avoid, &query);
          check_batch (&view, batch, &query, want);
        }
      g_rand_free (random);
    }
}

/* Weights: 16 lanes side by side, or 32 with costs of 16 bits. */
static void
check_lanes (const PathFixture *fixture, guint32 seed)
{
  guint lanes = seed % 2 ? 16 : 32;
  guint32 sources[32];
  GRand *random = g_rand_new_with_seed (seed);
  g_autoptr (CowBatch) batch = new_batch (&fixture->view, lanes, COW_BATCH_COSTS, (CowVectors)(seed / 2 % 4));

  for (guint round = 0; round < 3; round++)
    {
      guint64 avoid[(MAX_N + 63) / 64] = { 0 };
      CowBatchQuery query;

      draw_query (random, fixture, lanes, sources, avoid, &query);
      check_batch (&fixture->view, batch, &query, COW_BATCH_COSTS);
    }
  g_rand_free (random);
}

static void
test_lanes (void)
{
  static const PathKind weighted[] = { PATH_U32, PATH_U32, PATH_CONSTANT };

  for (guint32 seed = 5000; seed < 6200; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, MAX_N, weighted[seed % G_N_ELEMENTS (weighted)]);
      check_lanes (fixture, seed);
    }
}

/* Costs on both sides of 2^16: a ring of few chords, weights up to the largest that 16 bits are tried for. */
static void
test_lanes_overflow (void)
{
  guint overflows = 0;

  for (guint32 seed = 0; seed < 400; seed++)
    {
      GRand *random = g_rand_new_with_seed (seed);
      guint n = (guint)g_rand_int_range (random, 2, MAX_N + 1), n_edges = n + seed % 3;
      OracleEdge *edges = g_new0 (OracleEdge, n_edges);

      for (guint i = 0; i < n_edges; i++)
        edges[i] = (OracleEdge){ .source = i < n ? i : (guint32)g_rand_int_range (random, 0, (gint32)n),
                                 .target = i < n ? (i + 1) % n : (guint32)g_rand_int_range (random, 0, (gint32)n),
                                 .integer = g_rand_int_range (random, seed % 2 ? 1 : 3000, 3277) };
      g_rand_free (random);
      g_autoptr (PathFixture) fixture = path_fixture_new (seed, n, seed % 4 < 2, PATH_U32, edges, n_edges);
      check_lanes (fixture, seed);
      for (guint round = 0; round < 2; round++)
        {
          g_autoptr (CowBatch) batch = new_batch (&fixture->view, 32, COW_BATCH_COSTS, (CowVectors)(seed % 4));
          guint32 sources[32] = { 0 };
          CowSearchCounts counts;

          for (guint i = 0; i < 32; i++)
            sources[i] = i % n;
          check_batch (&fixture->view, batch, &(CowBatchQuery){ .sources = sources, .n_sources = 32, .has_cutoff = round, .cutoff = cow_cost_int (65535 - 2 * (seed % 3)) }, COW_BATCH_COSTS);
          cow_batch_counts (batch, &counts);
          overflows += g_str_has_prefix (counts.algorithm, "16 ");
        }
    }
  g_assert_cmpuint (overflows, >, 50);
  g_assert_cmpuint (overflows, <, 600);
}

/* A source at the end of an arc of weight w to a star of 9000 arcs sets out w earlier than the middle of the star; `longest` is the most. */
static void
test_leads (void)
{
  static const guint32 weights[] = { 7, 100, 40 };
  guint n = 9004, n_edges = 0;
  OracleEdge *edges = g_new0 (OracleEdge, n);
  guint32 sources[4] = { 0 }, leads[4];
  GError *error = NULL;

  for (guint32 i = 1; i < n; i++)
    {
      guint32 weight = i <= 3 ? weights[i - 1] : 3;
      edges[n_edges++] = (OracleEdge){ .source = 0, .target = i, .integer = weight, .real = weight };
    }
  g_autoptr (PathFixture) fixture = path_fixture_new (0, n, FALSE, PATH_U32, edges, n_edges);
  for (guint lane = 0; lane < 4; lane++)
    for (guint32 v = 0; v < n; v++)
      if (cow_graph_appearance (fixture->view.graph, v) == lane)
        sources[lane] = v;
  for (guint32 longest = 1000; longest >= 10; longest /= 10)
    {
      guint32 farthest = MIN (longest, 100);

      g_assert_true (cow_batch_find_leads (&fixture->view, sources, 4, longest, leads, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (leads[0], ==, farthest);
      for (guint lane = 1; lane < 4; lane++)
        g_assert_cmpuint (leads[lane], ==, farthest - MIN (weights[lane - 1], longest));
    }
}

/* Sums that could outgrow 32 bits are left to one search after the other. */
static void
test_lanes_refused (void)
{
  g_autoptr (PathFixture) fixture = path_fixture_random (7, MAX_N, PATH_U32_HUGE);
  CowBatchShape shape = { .kind = COW_BATCH_LANES, .lanes = 16 };
  g_autoptr (GError) error = NULL;

  fixture->view.weight_max_int = G_MAXUINT32;
  g_assert_null (cow_batch_new (&fixture->view, &shape, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
}

/* Without CowSearch in between: a source per vertex, against the oracle. */
static void
check_oracle (const PathFixture *fixture, guint lanes, CowVectors vectors)
{
  guint n = fixture->oracle.n;
  g_autoptr (CowBatch) batch = new_batch (&fixture->view, lanes, COW_BATCH_COSTS, vectors);
  OracleCost costs[MAX_N];

  for (guint32 first = 0; first < n; first += lanes)
    {
      guint count = MIN (lanes, n - first);

      run_batch (batch, &(CowBatchQuery){ .sources = fixture->vertex_at + first, .n_sources = count });
      for (guint32 lane = 0; lane < count; lane++)
        {
          guint32 from = first + lane;

          oracle_costs (&fixture->oracle, &from, 1, NULL, costs);
          for (guint32 to = 0; to < n; to++)
            path_assert_cost (&fixture->oracle, cow_batch_cost (batch, lane, fixture->vertex_at[to]), costs[to]);
        }
    }
}

static void
test_oracle (void)
{
  for (guint32 seed = 10000; seed < 12000; seed++)
    {
      PathKind kind = seed % 2 ? PATH_U32 : kinds[seed / 2 % G_N_ELEMENTS (kinds)];
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, MAX_N, kind);

      check_oracle (fixture, kind == PATH_U32 ? 16u << seed / 2 % 2 : widths[seed % 3], (CowVectors)(seed / 8 % 4));
    }
}

static void
test_small_shapes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture_shapes) * 2 * (G_N_ELEMENTS (kinds) + 1); i++)
    {
      guint k = i / 2 % (G_N_ELEMENTS (kinds) + 1);
      PathKind kind = k < G_N_ELEMENTS (kinds) ? kinds[k] : PATH_U32;
      g_autoptr (PathFixture) fixture = shape_fixture_new (&fixture_shapes[i / 2 / (G_N_ELEMENTS (kinds) + 1)], i, i % 2, kind);

      for (guint vectors = COW_VECTORS_BEST; vectors <= COW_VECTORS_AVX512; vectors++)
        for (guint wide = 0; wide < 2; wide++)
          check_oracle (fixture, kind == PATH_U32 ? 16u << wide : widths[wide * 2], (CowVectors)vectors);
    }
}

static OracleEdge *
shape_edges (const char *shape, guint n, guint *n_edges)
{
  OracleEdge *edges = g_new0 (OracleEdge, 8 * n + 1);
  guint count = 0, side = 60;
  GRand *random = g_rand_new_with_seed (7);

  for (guint32 v = 0; v < n; v++)
    {
      if (g_str_equal (shape, "path") && v > 0)
        edges[count++] = (OracleEdge){ .source = v - 1, .target = v, .integer = 1, .real = 1 };
      if (g_str_equal (shape, "star") && v > 0)
        edges[count++] = (OracleEdge){ .source = 0, .target = v, .integer = 1, .real = 1 };
      if (g_str_equal (shape, "grid") && v % side != 0)
        edges[count++] = (OracleEdge){ .source = v - 1, .target = v, .integer = 1, .real = 1 };
      if (g_str_equal (shape, "grid") && v >= side)
        edges[count++] = (OracleEdge){ .source = v - side, .target = v, .integer = 1, .real = 1 };
      for (guint i = 0; g_str_equal (shape, "random") && i < 6; i++)
        edges[count++] = (OracleEdge){ .source = v, .target = (guint32)g_rand_int_range (random, 0, (gint32)n), .integer = 1, .real = 1 };
      /* Loops, parallel edges, several components. */
      for (guint i = 0; g_str_equal (shape, "loops") && i < 4; i++)
        edges[count++] = (OracleEdge){ .source = v, .target = v - v % 50 + (v * 7 + i / 2) % 50 % (n - v + v % 50), .integer = 1, .real = 1 };
    }
  g_rand_free (random);
  *n_edges = count;
  return edges;
}

/* Large enough for levels from below, for counters that are read off in between, for rows that are emptied either way. */
static void
test_shapes (void)
{
  static const char *const shapes[] = { "empty", "path", "star", "grid", "random", "loops" };
  static guint32 sources[COW_BATCH_MAX_LANES];

  for (guint i = 0; i < G_N_ELEMENTS (shapes) * 2; i++)
    {
      guint n = 3000, n_edges;
      OracleEdge *edges = shape_edges (shapes[i / 2], n, &n_edges);
      g_autoptr (PathFixture) fixture = path_fixture_new (i + 1, n, i % 2 == 1, PATH_NONE, edges, n_edges);
      for (guint lane = 0; lane < COW_BATCH_MAX_LANES; lane++)
        sources[lane] = lane % 100 == 99 ? sources[lane - 1] : lane * 2654435761u % n;
      for (guint vectors = COW_VECTORS_BEST; vectors <= COW_VECTORS_AVX512; vectors++)
        for (guint w = 0; w < G_N_ELEMENTS (widths); w++)
          {
            if ((vectors == COW_VECTORS_AVX2 && w == 0) || (g_str_equal (shapes[i / 2], "path") && w > 0 && vectors > 0))
              continue;
            g_autoptr (CowBatch) batch = new_batch (&fixture->view, widths[w], COW_BATCH_SUMMARIES, (CowVectors)vectors);
            guint count = w == 0 ? 64 : 150;
            check_batch (&fixture->view, batch, &(CowBatchQuery){ .sources = sources, .n_sources = count },
                         COW_BATCH_SUMMARIES);
          }
    }
}

/* The costs of the targets of a query, some of them twice, as those of all vertices. */
static void
test_targets (void)
{
  for (guint32 seed = 3000; seed < 3300; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed, MAX_N, seed % 3 == 2 ? PATH_U32 : kinds[seed % G_N_ELEMENTS (kinds)]);
      guint n = fixture->oracle.n, n_targets = MIN (n, 1 + seed % 9), lanes = seed % 3 == 2 ? 16u << seed % 2 : widths[seed / 3 % 3];
      guint32 sources[16], targets[10];
      CowBatchShape shape = { .kind = seed % 3 == 2 ? COW_BATCH_LANES : COW_BATCH_BITS, .lanes = lanes, .want = COW_BATCH_TARGETS, .n_targets = 10 };
      g_autoptr (CowBatch) batch = cow_batch_new (&fixture->view, &shape, NULL);
      g_autoptr (CowSearch) search = cow_search_new (&fixture->view, COW_SEARCH_AUTO, NULL);

      for (guint i = 0; i < 16 && n > 0; i++)
        sources[i] = i * 7 % n;
      for (guint i = 0; i < n_targets; i++)
        targets[i] = i * i * 5 % n;
      for (guint round = 0; round < 2 && n > 0; round++)
        {
          CowBatchQuery query = { .sources = sources, .n_sources = 16 - round, .targets = targets, .n_targets = n_targets, .has_cutoff = round, .cutoff = cow_cost_int (9) };
          run_batch (batch, &query);
          for (guint lane = 0; lane < query.n_sources; lane++)
            {
              cow_search_run (search, &(CowSearchQuery){ .sources = &sources[lane], .n_sources = 1, .has_cutoff = round, .cutoff = query.cutoff }, NULL, NULL);
              for (guint i = 0; i < n_targets; i++)
                g_assert_true (same_cost (cow_batch_target_cost (batch, lane, i), cow_search_cost (search, targets[i])));
            }
          g_assert_cmpint (cow_batch_target_cost (batch, 0, n_targets).kind, ==, COW_COST_UNREACHABLE);
        }
    }
}

static void
test_choose (void)
{
  g_autoptr (PathFixture) same = path_fixture_random (3, MAX_N, PATH_CONSTANT);
  OracleEdge *edges = g_new0 (OracleEdge, 2);
  edges[0] = (OracleEdge){ .source = 0, .target = 1, .integer = 1, .real = 1 };
  edges[1] = (OracleEdge){ .source = 1, .target = 2, .integer = 2, .real = 2 };
  g_autoptr (PathFixture) mixed = path_fixture_new (1, 3, TRUE, PATH_U32, edges, 2);
  GError *error = NULL;

  guint widest = cow_batch_choose (&same->view, 1 << 20, 1, COW_BATCH_SUMMARIES, G_MAXUINT64).lanes;
  g_assert_true (widest == 64 || widest == 256 || widest == 512); /* by the processor */
  g_assert_cmpint (cow_batch_choose (&same->view, 15, 1, COW_BATCH_SUMMARIES, G_MAXUINT64).kind, ==, COW_BATCH_NONE);
  g_assert_cmpint (cow_batch_choose (&same->view, 16, 1, COW_BATCH_SUMMARIES, G_MAXUINT64).kind, ==, COW_BATCH_BITS);
  g_assert_cmpuint (cow_batch_choose (&same->view, 16, 1, COW_BATCH_SUMMARIES, G_MAXUINT64).lanes, ==, 64);
  g_assert_cmpint (cow_batch_choose (&same->view, 31, 2, COW_BATCH_SUMMARIES, G_MAXUINT64).kind, ==, COW_BATCH_NONE);
  g_assert_cmpuint (cow_batch_choose (&same->view, 200, 1, COW_BATCH_SUMMARIES, G_MAXUINT64).lanes, ==, MIN (widest, 256));
  g_assert_cmpuint (cow_batch_choose (&same->view, 1000, 16, COW_BATCH_SUMMARIES, G_MAXUINT64).lanes, ==, 64);
  g_assert_cmpint (cow_batch_choose (&same->view, 1000, 1, COW_BATCH_SUMMARIES, 1000).kind, ==, COW_BATCH_NONE);
  g_assert_cmpint (cow_batch_choose (&mixed->view, 1000, 1, COW_BATCH_SUMMARIES, G_MAXUINT64).kind, !=, COW_BATCH_BITS); /* by the processor */
  g_assert_cmpint (cow_batch_choose (&mixed->view, 5, 1, COW_BATCH_SUMMARIES, G_MAXUINT64).kind, ==, COW_BATCH_NONE);
  CowBatchShape shape = { .kind = COW_BATCH_BITS, .lanes = 64 };
  g_assert_null (cow_batch_new (&mixed->view, &shape, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  shape.lanes = 100;
  g_assert_null (cow_batch_new (&same->view, &shape, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
}

/* Batches are for graphs that a few levels span. */
static void
test_shallow (void)
{
  static const struct
  {
    const char *shape;
    gboolean is_shallow;
  } cases[] = { { "empty", TRUE }, { "path", FALSE }, { "star", TRUE }, { "grid", FALSE }, { "random", TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n = 30000, n_edges;
      OracleEdge *edges = shape_edges (cases[i].shape, n, &n_edges);
      g_autoptr (PathFixture) fixture = path_fixture_new (i, n, FALSE, PATH_NONE, edges, n_edges);
      g_assert_cmpint (cow_batch_is_shallow (&fixture->view), ==, cases[i].is_shallow);
    }
}

/* A batch that was stopped answers nothing and can be run again; one that got too much says so. */
static void
test_refuse (void)
{
  static guint32 sources[COW_BATCH_MAX_LANES];
  guint n = 200000, n_edges;
  OracleEdge *edges = shape_edges ("random", n, &n_edges);
  g_autoptr (PathFixture) fixture = path_fixture_new (1, n, FALSE, PATH_NONE, edges, n_edges);
  g_autoptr (CowBatch) batch = new_batch (&fixture->view, 64, COW_BATCH_SUMMARIES, COW_VECTORS_BEST);
  guint32 stop = 1;
  guint64 units = 0;
  CowProgress progress = { .stop = &stop, .units = &units };
  CowSearchSummary summary;
  GError *error = NULL;

  for (guint lane = 0; lane < 64; lane++)
    sources[lane] = lane * 1000;
  CowBatchQuery query = { .sources = sources, .n_sources = 64 };
  g_assert_false (cow_batch_run (batch, &query, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (units, <, fixture->view.out.n_arcs / 4);
  g_assert_true (cow_batch_summarize (batch, 0, &summary, &error));
  g_assert_cmpuint (summary.reached, ==, 0);
  run_batch (batch, &query);
  g_assert_true (cow_batch_summarize (batch, 63, &summary, &error));
  g_assert_cmpuint (summary.reached, >, n / 2);
  query.n_sources = 65;
  g_assert_false (cow_batch_run (batch, &query, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  query.n_sources = 1;
  sources[0] = n;
  g_assert_false (cow_batch_run (batch, &query, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batch/random", test_random);
  g_test_add_func ("/batch/lanes", test_lanes);
  g_test_add_func ("/batch/lanes-overflow", test_lanes_overflow);
  g_test_add_func ("/batch/leads", test_leads);
  g_test_add_func ("/batch/lanes-refused", test_lanes_refused);
  g_test_add_func ("/batch/oracle", test_oracle);
  g_test_add_func ("/batch/small-shapes", test_small_shapes);
  g_test_add_func ("/batch/shapes", test_shapes);
  g_test_add_func ("/batch/targets", test_targets);
  g_test_add_func ("/batch/choose", test_choose);
  g_test_add_func ("/batch/shallow", test_shallow);
  g_test_add_func ("/batch/refuse", test_refuse);
  return g_test_run ();
}
