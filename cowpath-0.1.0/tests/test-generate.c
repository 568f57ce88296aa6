/* test-generate.c - models: the shape each promises, the same bytes for a seed, what parameters are refused. */
#include "config.h"

#include "graph/generate.h"
#include "tests/read-fixture.h"

static CowGraph *
generate_seed (guint64 seed, const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, " ", -1);
  CowBuilderOptions options = { .directed = TRUE };
  CowBuilder *builder = cow_builder_new (&options);
  GError *error = NULL;
  g_autoptr (CowGenerator) generator = cow_generator_new (parts[0], (const char *const *)parts + 1, seed, &error);

  g_assert_no_error (error);
  g_assert_true (cow_generator_run (generator, builder, NULL, &error));
  g_assert_no_error (error);
  CowGraph *graph = fixture_finish (builder);
  g_assert_cmpint (graph->directed, ==, cow_generator_directed (generator));
  return graph;
}

static CowGraph *
generate (const char *words)
{
  return generate_seed (1, words);
}

static void
test_shapes (void)
{
  static const struct
  {
    const char *words, *edges;
    guint n;
  } cases[] = {
    { "path n=4", "0-1 1-2 2-3", 4 },
    { "path n=3 directed=yes", "0>1 1>2", 3 },
    { "path n=0", "", 0 },
    { "path n=1", "", 1 },
    { "star n=4", "0-1 0-2 0-3", 4 },
    { "star n=0", "", 0 },
    { "complete n=4", "0-1 0-2 0-3 1-2 1-3 2-3", 4 },
    { "complete n=3 directed=yes", "0>1 0>2 1>0 1>2 2>0 2>1", 3 },
    { "complete n=1", "", 1 },
    { "grid rows=2 cols=3 drop=0", "0-1 0-3 1-2 1-4 2-5 3-4 4-5", 6 },
    { "grid rows=1 cols=3 drop=0 directed=yes", "0>1 1>0 1>2 2>1", 3 },
    { "grid rows=3 cols=3 drop=1", "", 9 },
    { "grid rows=0 cols=5", "", 0 },
    { "path n=3 weights=7..7", "0-1:7 1-2:7", 3 },
    { "path n=3 weights=-2", "0-1:-2 1-2:-2", 3 },
    { "er n=4 degree=3", "0-1 0-2 0-3 1-2 1-3 2-3", 4 },
    { "er n=3 degree=2 directed=yes", "0>1 0>2 1>0 1>2 2>0 2>1", 3 },
    { "er n=5 degree=0", "", 5 },
    { "ba n=4 m=3", "0-3 1-3 2-3", 4 },
    { "geometric n=5 radius=0", "", 5 },
    { "geometric n=4 radius=1.5", "0-1 0-2 0-3 1-2 1-3 2-3", 4 },
    { "rmat scale=0 edgefactor=5", "", 1 },
    { "rmat scale=2 edgefactor=0", "", 4 },
    { "path n=1e1 directed=no weights=1..1", "0-1:1 1-2:1 2-3:1 3-4:1 4-5:1 5-6:1 6-7:1 7-8:1 8-9:1", 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CowGraph) graph = generate (cases[i].words);
      g_autofree char *edges = fixture_edges (graph);

      g_assert_cmpstr (edges, ==, cases[i].edges);
      g_assert_cmpuint (graph->n, ==, cases[i].n);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *words;
    CowGraphError code;
    const char *message;
  } cases[] = {
    { "klein n=4", COW_GRAPH_ERROR_UNKNOWN, "unknown model \"klein\"" },
    { "path m=4", COW_GRAPH_ERROR_UNKNOWN, "model path has no parameter \"m\"" },
    { "path", COW_GRAPH_ERROR_RANGE, "model path needs n=" },
    { "path n=-1", COW_GRAPH_ERROR_RANGE, "n \"-1\" is no number from 0 to 4294967294" },
    { "path n=4294967295", COW_GRAPH_ERROR_RANGE, "n \"4294967295\" is no number from 0 to 4294967294" },
    { "path n=1.5", COW_GRAPH_ERROR_RANGE, "n \"1.5\" is no number from 0 to 4294967294" },
    { "path n=x", COW_GRAPH_ERROR_RANGE, "n \"x\" is no number from 0 to 4294967294" },
    { "path n=nan", COW_GRAPH_ERROR_RANGE, "n \"nan\" is no number from 0 to 4294967294" },
    { "path n", COW_GRAPH_ERROR_RANGE, "parameter \"n\" is not NAME=VALUE" },
    { "path n=3 weights=5..1", COW_GRAPH_ERROR_RANGE, "weights \"5..1\" are no range" },
    { "path n=3 weights=a..b", COW_GRAPH_ERROR_RANGE, "weights \"a..b\" are not LOW..HIGH in integers" },
    { "path n=3 weights=1..2.5", COW_GRAPH_ERROR_RANGE, "weights \"1..2.5\" are not LOW..HIGH in integers" },
    { "path n=3 weights=-9223372036854775808..9223372036854775807", COW_GRAPH_ERROR_RANGE, "weights \"-9223372036854775808..9223372036854775807\" are no range" },
    { "path n=3 directed=perhaps", COW_GRAPH_ERROR_RANGE, "directed \"perhaps\" is neither yes nor no" },
    { "grid rows=3 cols=3 drop=1.5", COW_GRAPH_ERROR_RANGE, "drop is not from 0 to 1" },
    { "grid rows=1e5 cols=1e5", COW_GRAPH_ERROR_RANGE, "10000000000 vertices are more than 4294967294" },
    { "complete n=1e6", COW_GRAPH_ERROR_RANGE, "499999500000 edges are more than 4294967294" },
    { "er n=10 degree=10", COW_GRAPH_ERROR_RANGE, "50 edges are more than the 45 pairs of vertices" },
    { "er n=10 degree=-1", COW_GRAPH_ERROR_RANGE, "degree is negative" },
    { "rmat scale=32", COW_GRAPH_ERROR_RANGE, "scale 32 is not from 0 to 31" },
    { "rmat scale=3 a=0.9 b=0.9", COW_GRAPH_ERROR_RANGE, "a, b and c are not probabilities that leave room for the fourth" },
    { "ba n=3 m=3", COW_GRAPH_ERROR_RANGE, "m 3 is not from 1 to n - 1" },
    { "ba n=0 m=1", COW_GRAPH_ERROR_RANGE, "m 1 is not from 1 to n - 1" },
    { "geometric n=3 radius=2", COW_GRAPH_ERROR_RANGE, "radius is not from 0 to 1.5" },
    { "geometric n=3 radius=inf", COW_GRAPH_ERROR_RANGE, "radius \"inf\" is no number" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = g_strsplit (cases[i].words, " ", -1);
      g_autoptr (GError) error = NULL;

      g_assert_null (cow_generator_new (parts[0], (const char *const *)parts + 1, 1, &error));
      g_assert_error (error, COW_GRAPH_ERROR, (int)cases[i].code);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static const char *const random_models[] = {
  "grid rows=40 cols=30 drop=0.2",
  "grid rows=40 cols=30 drop=0.2 directed=yes",
  "rmat scale=9 edgefactor=8",
  "rmat scale=9 edgefactor=8 directed=yes permute=yes",
  "er n=500 degree=6",
  "er n=500 degree=6 directed=yes",
  "er n=60 degree=40",
  "er n=60 degree=40 directed=yes",
  "ba n=400 m=3",
  "geometric n=500 radius=0.08",
  "geometric n=500 radius=0.08 directed=yes",
};

static char *
edges_of (guint64 seed, const char *words)
{
  g_autoptr (CowGraph) graph = generate_seed (seed, words);

  return fixture_edges (graph);
}

/* The same seed the same edges, another one others, and weights change nothing but weights. */
static void
test_seeds (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (random_models); i++)
    {
      g_autofree char *one = edges_of (7, random_models[i]), *again = edges_of (7, random_models[i]), *other = edges_of (8, random_models[i]);
      g_autofree char *words = g_strconcat (random_models[i], " weights=4..4", NULL), *weighted = edges_of (7, words);
      g_autoptr (GRegex) weight = g_regex_new (":4", 0, 0, NULL);
      g_autofree char *bare = g_regex_replace_literal (weight, weighted, -1, 0, "", 0, NULL);

      g_assert_cmpstr (one, ==, again);
      g_assert_cmpstr (one, !=, other);
      g_assert_cmpstr (one, ==, bare);
    }
}

/* Fixed once, so that files of old stay reproducible: a change of these is a change of every generated graph. */
static void
test_fixed (void)
{
  static const struct
  {
    const char *words, *edges;
  } cases[] = {
    { "er n=8 degree=2 weights=1..100", "0-6:12 0-7:70 2-6:71 3-4:20 3-5:6 4-6:96 4-7:88 5-6:74" },
    { "rmat scale=3 edgefactor=1", "0-2 0-3 0-6 0-7 1-6 2-4" },
    { "ba n=7 m=2", "0-2 1-2 2-3 0-3 2-4 0-4 2-5 3-5 2-6 4-6" },
    { "grid rows=3 cols=3 drop=0.3", "0-1 0-3 1-2 1-4 2-5 4-5 4-7 5-8 6-7 7-8" },
    { "geometric n=6 radius=0.4", "0-1 0-2 1-2 1-4 3-4" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *edges = edges_of (1, cases[i].words);

      g_assert_cmpstr (edges, ==, cases[i].edges);
    }
}

/* No loops, no duplicates; in order of the ends where the model says so. */
static void
check_simple (const CowGraph *graph, gboolean sorted)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint64 before = 0;

  for (guint32 edge = 0; edge < graph->m; edge++)
    {
      guint32 ends[2];
      guint64 arc;

      g_assert_true (cow_graph_edge_ends (graph, edge, &ends[0], &ends[1], &arc));
      guint64 u = cow_graph_appearance (graph, ends[0]), v = cow_graph_appearance (graph, ends[1]);
      if (!graph->directed && u > v)
        {
          guint64 swap = u;

          u = v;
          v = swap;
        }
      gint64 *key = g_new (gint64, 1);
      *key = (gint64)(u << 32 | v);
      g_assert_cmpuint (u, !=, v);
      g_assert_true (!sorted || edge == 0 || before < (guint64)*key);
      before = (guint64)*key;
      g_assert_true (g_hash_table_add (seen, key));
    }
}

static void
test_simple (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (random_models); i++)
    for (guint64 seed = 0; seed < 3; seed++)
      {
        g_autoptr (CowGraph) graph = generate_seed (seed, random_models[i]);

        check_simple (graph, g_str_has_prefix (random_models[i], "er") || g_str_has_prefix (random_models[i], "rmat")
                                 || g_str_has_prefix (random_models[i], "geometric"));
      }
}

static void
test_counts (void)
{
  g_autoptr (CowGraph) er = generate ("er n=1000 degree=8"), directed = generate ("er n=1000 degree=8 directed=yes"),
                       dense = generate ("er n=101 degree=70"), ba = generate ("ba n=500 m=4"),
                       grid = generate ("grid rows=100 cols=100 drop=0.03"), rmat = generate ("rmat scale=12 edgefactor=16");

  g_assert_cmpuint (er->m, ==, 4000);
  g_assert_cmpuint (directed->m, ==, 8000);
  g_assert_cmpuint (dense->m, ==, 3535);
  g_assert_cmpuint (ba->m, ==, 4 * 496);
  g_assert_cmpuint (rmat->n, ==, 4096);
  /* 19800 edges, 3 % of them dropped: 594 with a deviation of 24. */
  g_assert_cmpuint (grid->m, >, 19800 - 594 - 200);
  g_assert_cmpuint (grid->m, <, 19800 - 594 + 200);
  g_assert_cmpuint (rmat->m, <, 65536);
  g_assert_cmpuint (rmat->m, >, 40000);
  /* The first vertices of an unpermuted rmat are the great ones; the new ones of a ba are not. */
  guint32 first = cow_graph_vertex_at (rmat, 0);
  g_assert_cmpuint (cow_csr_degree (&rmat->out, first), ==, rmat->meta->max_out_degree);
  g_assert_cmpuint (ba->meta->max_out_degree, >, 30);
}

static void
test_weights (void)
{
  g_autoptr (CowGraph) graph = generate ("complete n=60 weights=-3..3");
  guint counts[7] = { 0 };

  for (guint64 arc = 0; arc < graph->n_arcs; arc++)
    {
      CowCost weight = cow_csr_weight (&graph->out, arc);

      g_assert_cmpint (weight.kind, ==, COW_COST_INT);
      g_assert_true (weight.integer >= -3 && weight.integer <= 3);
      counts[weight.integer + 3]++;
    }
  for (guint i = 0; i < 7; i++) /* 3540 arcs: 506 each, in pairs */
    g_assert_true (counts[i] > 350 && counts[i] < 660);
}

/* Every pair is looked at: the slow way. */
static void
test_geometric (void)
{
  for (guint64 seed = 0; seed < 4; seed++)
    {
      const double radius = seed % 2 ? 0.11 : 0.3;
      g_autoptr (CowGraph) graph = generate_seed (seed, seed % 2 ? "geometric n=200 radius=0.11" : "geometric n=200 radius=0.3");
      guint64 near = 0;

      for (guint32 u = 0; u < graph->n; u++)
        {
          g_assert_true (graph->coordinates[2 * u] >= 0 && graph->coordinates[2 * u] < 1);
          for (guint32 v = 0; v < u; v++)
            near += hypot (graph->coordinates[2 * u] - graph->coordinates[2 * v], graph->coordinates[2 * u + 1] - graph->coordinates[2 * v + 1]) <= radius;
        }
      g_assert_cmpuint (graph->m, ==, near);
      for (guint32 u = 0; u < graph->n; u++)
        for (guint64 arc = graph->out.offsets[u]; arc < graph->out.offsets[u + 1]; arc++)
          {
            guint32 v = cow_csr_target (&graph->out, arc);

            g_assert_true (hypot (graph->coordinates[2 * u] - graph->coordinates[2 * v], graph->coordinates[2 * u + 1] - graph->coordinates[2 * v + 1]) <= radius + 1e-9);
          }
    }
}

static void
test_stop (void)
{
  static const char *const models[][4] = { { "path", "n=1e7", NULL }, { "rmat", "scale=20", NULL }, { "er", "n=1e6", "degree=16", NULL },
                                           { "geometric", "n=1e5", "radius=0.3", NULL }, { "grid", "rows=4000", "cols=4000", "drop=1" } };

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      guint32 stop = 1;
      guint64 units = 0;
      CowProgress progress = { .stop = &stop, .units = &units };
      CowBuilderOptions options = { 0 };
      g_autoptr (CowBuilder) builder = cow_builder_new (&options);
      g_autoptr (GError) error = NULL;
      const char *parameters[4] = { models[i][1], models[i][2], models[i][2] != NULL ? models[i][3] : NULL, NULL };
      g_autoptr (CowGenerator) generator = cow_generator_new (models[i][0], parameters, 1, &error);

      g_assert_no_error (error);
      g_assert_false (cow_generator_run (generator, builder, &progress, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
      g_assert_cmpuint (cow_builder_n_edges (builder), <, 200000);
    }
}

static void
test_registry (void)
{
  guint count = 0;

  for (; cow_models ()[count] != NULL; count++)
    {
      const CowGraphModel *model = cow_models ()[count];

      g_assert_true (model->name != NULL && model->summary != NULL && model->parameters != NULL);
      for (guint i = 0; model->parameters[i].name != NULL; i++)
        g_assert_nonnull (model->parameters[i].summary);
    }
  g_assert_cmpuint (count, ==, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/generate/shapes", test_shapes);
  g_test_add_func ("/generate/refused", test_refused);
  g_test_add_func ("/generate/seeds", test_seeds);
  g_test_add_func ("/generate/fixed", test_fixed);
  g_test_add_func ("/generate/simple", test_simple);
  g_test_add_func ("/generate/counts", test_counts);
  g_test_add_func ("/generate/weights", test_weights);
  g_test_add_func ("/generate/geometric", test_geometric);
  g_test_add_func ("/generate/stop", test_stop);
  g_test_add_func ("/generate/registry", test_registry);
  return g_test_run ();
}
