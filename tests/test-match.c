/* test-match.c - cheapest walks by a pattern, against Bellman and Ford over a graph that has every vertex once per state, written down edge by edge. */
#include "config.h"

#include "graph/path/match.h"
#include "shape-fixture.h"

enum
{
  LABELS = 4 /* the first is none that a pattern names */
};

static const char *const patterns[] = {
  "a", "a+", ".*", "a b*", "(a | b)+ c?", "a* b a*", ". .", "(a b)*", ".* c .*", "(. .)*", "a{2,3}", "b? (a | c)* b?", "x", "a x?",
};

/* A graph and the labels of its edges, as views over the same arcs. */
typedef struct
{
  PathFixture *costs, *labels;
} Pair;

static void
pair_free (Pair *pair)
{
  path_fixture_free (pair->costs);
  path_fixture_free (pair->labels);
  g_free (pair);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pair, pair_free)

static CowPattern *
new_pattern (const char *text)
{
  GError *error = NULL;
  CowPattern *pattern = cow_pattern_new (text, &error);

  g_assert_no_error (error);
  return pattern;
}

/* Labels 1, 2, 3 stand for a, b, c: as symbols of this pattern. */
static guint
symbol_of (const CowPattern *pattern, guint label)
{
  const char name[] = { (char)('a' + label - 1), 0 };

  for (guint i = 0; label && i < pattern->words->len; i++)
    if (g_str_equal (pattern->words->pdata[i], name))
      return i + 1;
  return COW_PATTERN_OTHER;
}

static Pair *
pair_new (guint32 seed, guint n, gboolean directed, PathKind kind, OracleEdge *edges, guint n_edges, const CowPattern *pattern)
{
  Pair *pair = g_new0 (Pair, 1);
  OracleEdge *labels = g_memdup2 (edges, (n_edges + 1) * sizeof *edges);
  GRand *random = g_rand_new_with_seed (seed);

  for (guint e = 0; e < n_edges; e++)
    labels[e].integer = symbol_of (pattern, g_rand_int (random) % LABELS);
  pair->costs = path_fixture_new (seed, n, directed, kind, edges, n_edges);
  pair->labels = path_fixture_new (seed, n, directed, PATH_U32, labels, n_edges);
  g_rand_free (random);
  return pair;
}

/* The edges of `fixture`, which is taken. */
static Pair *
pair_of (PathFixture *fixture, guint32 seed, PathKind kind, const CowPattern *pattern)
{
  OracleGraph oracle = fixture->oracle;

  fixture->oracle.edges = NULL;
  path_fixture_free (fixture);
  return pair_new (seed + 1, oracle.n, oracle.directed, kind, oracle.edges, oracle.n_edges, pattern);
}

/* Vertex v in state q is v * states + q; hops: every edge costs 1 instead. */
static OracleGraph
make_product (const Pair *pair, const CowPattern *pattern, const gboolean *avoided)
{
  const OracleGraph *costs = &pair->costs->oracle, *labels = &pair->labels->oracle;
  OracleGraph product = { .n = costs->n * pattern->n_states, .directed = TRUE, .is_real = costs->is_real };

  product.edges = g_new0 (OracleEdge, (gsize)costs->n_edges * 2 * pattern->n_states + 1);
  for (guint i = 0; i < costs->n_edges * 2; i++)
    for (guint32 state = 0; state < pattern->n_states; state++)
      {
        OracleEdge edge = costs->edges[i / 2];
        guint32 from = i % 2 ? edge.target : edge.source, to = i % 2 ? edge.source : edge.target;
        guint32 next = cow_pattern_step (pattern, state, (guint)labels->edges[i / 2].integer);

        if (next == COW_PATTERN_DEAD || (i % 2 && costs->directed) || (avoided && avoided[to]))
          continue;
        edge.source = from * pattern->n_states + state;
        edge.target = to * pattern->n_states + next;
        product.edges[product.n_edges++] = edge;
      }
  return product;
}

static OracleCost
best_of (const OracleGraph *product, const CowPattern *pattern, const OracleCost *costs, guint32 target)
{
  OracleCost best = { 0 };

  for (guint32 state = 0; state < pattern->n_states; state++)
    if (pattern->accepts[state] && oracle_compare (product, costs[target * pattern->n_states + state], best) < 0)
      best = costs[target * pattern->n_states + state];
  return best;
}

/* The fewest edges of a walk at that cost: by layers. */
static guint
fewest_hops (const OracleGraph *product, const CowPattern *pattern, const OracleCost *costs, guint32 source, guint32 target)
{
  g_autofree guint *hops = g_new (guint, product->n);
  guint fewest = G_MAXUINT;

  for (guint i = 0; i < product->n; i++)
    hops[i] = G_MAXUINT;
  hops[source * pattern->n_states] = 0;
  for (gboolean changed = TRUE; changed;)
    {
      changed = FALSE;
      for (guint i = 0; i < product->n_edges; i++)
        {
          const OracleEdge *edge = &product->edges[i];

          if (hops[edge->source] == G_MAXUINT || hops[edge->target] <= hops[edge->source] + 1
              || oracle_compare (product, oracle_add (product, costs[edge->source], edge), costs[edge->target]) != 0)
            continue;
          hops[edge->target] = hops[edge->source] + 1;
          changed = TRUE;
        }
    }
  for (guint32 state = 0; state < pattern->n_states; state++)
    if (pattern->accepts[state] && oracle_compare (product, costs[target * pattern->n_states + state], best_of (product, pattern, costs, target)) == 0)
      fewest = MIN (fewest, hops[target * pattern->n_states + state]);
  return fewest;
}

/* It goes from source to target over arcs that are there, matches, and costs what it says. */
static void
assert_walk (const Pair *pair, const CowPattern *pattern, const CowFoundPath *path, guint32 source, guint32 target)
{
  const CowCsr *out = &pair->costs->view.out;
  OracleCost sum = { .reached = TRUE };
  guint32 state = 0;

  g_assert_cmpuint (path->vertices[0], ==, source);
  g_assert_cmpuint (path->vertices[path->hops], ==, target);
  for (guint i = 0; i < path->hops; i++)
    {
      guint64 arc = path->arcs[i];

      g_assert_cmpuint (arc, >=, out->offsets[path->vertices[i]]);
      g_assert_cmpuint (arc, <, out->offsets[path->vertices[i] + 1]);
      g_assert_cmpuint (cow_csr_target (out, arc), ==, path->vertices[i + 1]);
      state = cow_pattern_step (pattern, state, (guint)pair->labels->integers[0][arc]);
      g_assert_cmpuint (state, !=, COW_PATTERN_DEAD);
      sum.integer += out->kind == COW_WEIGHT_NONE ? 1 : pair->costs->integers[0][arc];
      sum.real += pair->costs->reals[0][arc];
    }
  g_assert_true (pattern->accepts[state]);
  path_assert_cost (&pair->costs->oracle, path->cost, sum);
}

static CowMatch *
new_match (const Pair *pair, const CowPattern *pattern)
{
  GError *error = NULL;
  CowMatch *match = cow_match_new (&pair->costs->view, &pair->labels->view, pattern, &error);

  g_assert_no_error (error);
  return match;
}

static void
run (CowMatch *match, const CowSearchQuery *query)
{
  GError *error = NULL;

  g_assert_true (cow_match_run (match, query, NULL, &error));
  g_assert_no_error (error);
}

/* From one source to all, and to each of a few alone. */
static void
check_source (const Pair *pair, const CowPattern *pattern, CowMatch *match, guint32 source, const gboolean *avoided, const guint64 *avoid)
{
  const PathFixture *fixture = pair->costs;
  OracleGraph product = make_product (pair, pattern, avoided);
  g_autofree OracleCost *costs = g_new (OracleCost, product.n + 1);
  guint32 begin = source * pattern->n_states, from = fixture->vertex_at[source];
  CowFoundPath path;

  oracle_costs (&product, &begin, 1, NULL, costs);
  for (guint pass = 0; pass < 3; pass++)
    {
      guint32 to = fixture->vertex_at[(source + pass * 3) % fixture->oracle.n];
      CowSearchQuery query = { .sources = &from, .n_sources = 1, .avoid = avoid, .targets = pass ? &to : NULL, .n_targets = 1 };

      run (match, &query);
      for (guint32 target = 0; target < fixture->oracle.n; target++)
        {
          OracleCost best = best_of (&product, pattern, costs, target);

          if (pass && fixture->vertex_at[target] != to)
            continue;
          g_assert_true (cow_match_path (match, fixture->vertex_at[target], &path) == best.reached);
          if (!best.reached)
            continue;
          path_assert_cost (&product, path.cost, best);
          assert_walk (pair, pattern, &path, from, fixture->vertex_at[target]);
          g_assert_cmpuint (path.hops, ==, fewest_hops (&product, pattern, costs, source, target));
        }
    }
  g_free (product.edges);
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);

  for (guint32 seed = 0; seed < 90; seed++)
    {
      g_autoptr (CowPattern) pattern = new_pattern (patterns[seed % G_N_ELEMENTS (patterns)]);
      g_autoptr (Pair) pair = pair_of (path_fixture_random (seed * PATH_KINDS + kind, seed % 2 ? 10 : 60, kind), seed, kind, pattern);
      g_autoptr (CowMatch) match = new_match (pair, pattern);
      GRand *random = g_rand_new_with_seed (seed);
      guint n = pair->costs->oracle.n;
      g_autofree gboolean *avoided = g_new0 (gboolean, n);
      g_autofree guint64 *avoid = g_new0 (guint64, n / 64 + 1);

      for (guint i = 0; i < n / 4; i++)
        {
          guint32 appearance = g_rand_int (random) % n, vertex = pair->costs->vertex_at[appearance];

          avoided[appearance] = TRUE;
          avoid[vertex / 64] |= (guint64)1 << (vertex % 64);
        }
      for (guint i = 0; i < 2; i++)
        {
          guint32 source = g_rand_int (random) % n;

          check_source (pair, pattern, match, source, NULL, NULL);
          check_source (pair, pattern, match, source, avoided, avoid);
        }
      g_rand_free (random);
    }
}

static void
test_shapes (void)
{
  for (guint i = 0; i < SHAPE_FIXTURES; i++)
    for (guint p = i % 3; p < G_N_ELEMENTS (patterns); p += 3)
      {
        g_autoptr (CowPattern) pattern = new_pattern (patterns[p]);
        g_autoptr (Pair) pair = pair_of (shape_fixture (i), i, (PathKind)(i / 2 % PATH_KINDS), pattern);
        g_autoptr (CowMatch) match = new_match (pair, pattern);

        for (guint32 source = 0; source < MIN (pair->costs->oracle.n, 3); source++)
          check_source (pair, pattern, match, source, NULL, NULL);
      }
}

static void
test_cutoff (void)
{
  const OracleEdge edges[3] = { { 0, 1, 3, 3 }, { 1, 2, 4, 4 } }; /* pair_new takes one more than there are */
  g_autoptr (CowPattern) pattern = new_pattern (".*");
  g_autoptr (Pair) pair = pair_new (0, 3, TRUE, PATH_U32, g_memdup2 (edges, 3 * sizeof *edges), 2, pattern);
  g_autoptr (CowMatch) match = new_match (pair, pattern);
  guint32 source = 0, target = 2;
  CowSearchQuery query = { .sources = &source, .n_sources = 1, .targets = &target, .n_targets = 1, .has_cutoff = TRUE };
  CowSearchCounts counts;
  CowFoundPath path;

  query.cutoff = cow_cost_int (7);
  run (match, &query);
  g_assert_true (cow_match_path (match, 2, &path));
  cow_match_counts (match, &counts);
  g_assert_cmpuint (counts.settled, ==, 2);
  query.cutoff = cow_cost_int (6);
  run (match, &query);
  g_assert_false (cow_match_path (match, 2, &path));
  g_assert_true (cow_match_path (match, 1, &path));
  query.cutoff = cow_cost_int (-1);
  run (match, &query);
  g_assert_false (cow_match_path (match, 0, &path));
}

static void
test_refused (void)
{
  const gint64 half = G_MAXINT64 / 2 + 1;
  const OracleEdge large[] = { { 0, 1, half, 0 }, { 1, 2, half, 0 }, { 0, 0, 0, 0 } };
  const OracleEdge negative[] = { { 0, 1, 4, 4 }, { 1, 2, -3, -3 }, { 0, 0, 0, 0 } };
  g_autoptr (CowPattern) pattern = new_pattern ("."), many = new_pattern (".*");
  g_autoptr (Pair) below = pair_new (0, 3, TRUE, PATH_I64_SMALL, g_memdup2 (negative, sizeof negative), 2, pattern);
  g_autoptr (Pair) pair = pair_new (0, 3, TRUE, PATH_I64_LARGE, g_memdup2 (large, sizeof large), 2, many);
  g_autoptr (CowMatch) match = new_match (pair, many);
  guint32 source = 0, nowhere = 9, stop = 1;
  CowProgress progress = { .stop = &stop };
  CowSearchQuery query = { .sources = &source, .n_sources = 1 };
  GError *error = NULL;

  g_assert_null (cow_match_new (&below->costs->view, &below->labels->view, pattern, &error));
  g_assert_cmpstr (error->message, ==, "negative weight -3 on edge 1 -> 2");
  g_clear_error (&error);
  g_assert_null (cow_match_new (&pair->costs->view, &pair->costs->view, many, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (cow_match_run (match, &query, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_false (cow_match_run (match, &query, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  query.sources = &nowhere;
  g_assert_false (cow_match_run (match, &query, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint kind = 0; kind < PATH_KINDS; kind++)
    {
      g_autofree char *name = g_strdup_printf ("/match/random/%u", kind);

      g_test_add_data_func (name, GUINT_TO_POINTER (kind), test_random);
    }
  g_test_add_func ("/match/shapes", test_shapes);
  g_test_add_func ("/match/cutoff", test_cutoff);
  g_test_add_func ("/match/refused", test_refused);
  return g_test_run ();
}
