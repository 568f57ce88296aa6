/* test-criteria.c - paths by several costs against all simple paths, found by recursion: sums and answers are equal to the bit. */
#include "config.h"

#include "graph/path/criteria.h"
#include "graph-fixture.h"
#include "simple-oracle.h"

enum
{
  CRITERIA = 3,
  MOST_STEPS = 4000 /* of the oracle, for one pair */
};

/* The same arcs with three weights each. */
typedef struct
{
  PathFixture *fixtures[CRITERIA];
  const CowView *views[CRITERIA];
} Many;

typedef struct
{
  OracleCost values[CRITERIA];
} Vector;

typedef struct
{
  const Many *many;
  guint n;
  guint32 target;
  gboolean on_path[64];
  GArray *found; /* of Vector */
  guint64 steps;
} Slow;

static const OracleGraph *
oracle_of (const Many *many, guint k)
{
  return &many->fixtures[k]->oracle;
}

static void
many_free (Many *many)
{
  for (guint k = 0; k < CRITERIA; k++)
    path_fixture_free (many->fixtures[k]);
  g_free (many);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Many, many_free)

/* edges: taken. The first weights are theirs. */
static Many *
many_new (guint32 seed, guint n, gboolean directed, const PathKind *kinds, OracleEdge *edges, guint n_edges)
{
  Many *many = g_new0 (Many, 1);
  GRand *random = g_rand_new_with_seed (seed + 77);

  for (guint k = 0; k < CRITERIA; k++)
    {
      OracleEdge *own = k ? g_memdup2 (edges, (n_edges + 1) * sizeof *edges) : edges;

      for (guint e = 0; k && e < n_edges; e++)
        path_fixture_draw_weight (random, kinds[k], seed % 3 == 0, &own[e]);
      many->fixtures[k] = path_fixture_new (seed, n, directed, kinds[k], own, n_edges);
    }
  for (guint k = 0; k < CRITERIA; k++)
    many->views[k] = &many->fixtures[k]->view;
  g_rand_free (random);
  return many;
}

static Many *
many_random (guint32 seed, guint max_n, const PathKind *kinds)
{
  PathFixture *first = path_fixture_random (seed, max_n, kinds[0]);
  OracleGraph oracle = first->oracle;

  first->oracle.edges = NULL;
  path_fixture_free (first);
  return many_new (seed + 1, oracle.n, oracle.directed, kinds, oracle.edges, oracle.n_edges);
}

static void
walk_all (Slow *slow, guint32 at, const Vector *sums)
{
  const OracleGraph *graph = oracle_of (slow->many, 0);

  if (slow->steps++ > MOST_STEPS)
    return;
  if (at == slow->target)
    {
      g_array_append_val (slow->found, *sums);
      return;
    }
  slow->on_path[at] = TRUE;
  for (guint i = 0; i < graph->n_edges * 2; i++)
    {
      const OracleEdge *edge = &graph->edges[i / 2];
      guint32 from = i % 2 ? edge->target : edge->source, to = i % 2 ? edge->source : edge->target;
      Vector longer;

      if (from != at || slow->on_path[to] || (i % 2 && graph->directed))
        continue;
      for (guint k = 0; k < slow->n; k++)
        longer.values[k] = oracle_add (oracle_of (slow->many, k), sums->values[k], &oracle_of (slow->many, k)->edges[i / 2]);
      walk_all (slow, to, &longer);
    }
  slow->on_path[at] = FALSE;
}

/* The sums of all simple paths in n criteria; NULL: too many. */
static GArray *
all_sums (const Many *many, guint n, guint32 source, guint32 target)
{
  Slow slow = { .many = many, .n = n, .target = target, .found = g_array_new (FALSE, FALSE, sizeof (Vector)) };
  Vector nothing = { { { .reached = TRUE }, { .reached = TRUE }, { .reached = TRUE } } };

  walk_all (&slow, source, &nothing);
  if (slow.steps <= MOST_STEPS)
    return slow.found;
  g_array_unref (slow.found);
  return NULL;
}

static gint
compare_value (const Many *many, guint k, const Vector *a, const Vector *b)
{
  return oracle_compare (oracle_of (many, k), a->values[k], b->values[k]);
}

static gboolean
is_no_worse (const Many *many, guint n, const Vector *a, const Vector *b)
{
  for (guint k = 0; k < n; k++)
    if (compare_value (many, k, a, b) > 0)
      return FALSE;
  return TRUE;
}

typedef struct
{
  const Many *many;
  guint n;
  SimpleTaker taker; /* checks the first criterion, and that it is a path */
  GArray *vectors;   /* of CowCost[CRITERIA] */
} Taker;

static gboolean
take (const CowFoundPath *path, const CowCost *values, gpointer user)
{
  Taker *taker = user;
  CowCost kept[CRITERIA] = { { 0 } };

  for (guint k = 0; k < taker->n; k++)
    {
      const PathFixture *fixture = taker->many->fixtures[k];
      CowFoundPath same = *path;

      /* The sum of each criterion along these very arcs. */
      same.cost = kept[k] = values[k];
      simple_assert_path (fixture, &same, taker->taker.source, taker->taker.target);
    }
  g_array_append_vals (taker->vectors, kept, CRITERIA);
  return simple_take (path, &taker->taker);
}

static void
run (CowCriteria *criteria, CowCriteriaQuery *query, Taker *taker)
{
  GError *error = NULL;
  CowSearchCounts counts;

  simple_taker_init (&taker->taker, taker->many->fixtures[0], query->source, query->target);
  taker->vectors = g_array_new (FALSE, FALSE, sizeof (CowCost));
  g_assert_true (cow_criteria_run (criteria, query, take, taker, &counts, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts.labels_made, >=, taker->taker.costs->len);
  g_assert_cmpuint (counts.queue_peak, <=, counts.labels_made);
}

static void
clear (Taker *taker)
{
  simple_taker_clear (&taker->taker);
  g_array_unref (taker->vectors);
}

static void
assert_vector (const Taker *taker, guint i, const Vector *wanted)
{
  for (guint k = 0; k < taker->n; k++)
    path_assert_cost (oracle_of (taker->many, k), g_array_index (taker->vectors, CowCost, i * CRITERIA + k), wanted->values[k]);
}

typedef struct
{
  const Many *many;
  guint n;
} Order;

static gint
compare_vectors (gconstpointer a, gconstpointer b, gpointer user)
{
  const Order *order = user;

  for (guint k = 0; k < order->n; k++)
    {
      gint sign = compare_value (order->many, k, a, b);

      if (sign)
        return sign;
    }
  return 0;
}

static CowCost
as_cost (const OracleGraph *graph, OracleCost cost)
{
  return graph->is_real ? cow_cost_real (cost.real) : cow_cost_int ((gint64)cost.integer);
}

/* In the criteria from `first` on, what some path comes to, exactly: it keeps that. */
static void
draw_limits (GRand *random, const Many *many, guint first, guint n, const GArray *sums, Vector *bounds, CowCost *limits)
{
  for (guint k = 0; k < CRITERIA; k++)
    limits[k] = cow_cost_unreachable ();
  for (guint k = first; k < n && sums->len; k++)
    {
      bounds->values[k] = g_array_index (sums, Vector, g_rand_int_range (random, 0, (gint32)sums->len)).values[k];
      limits[k] = as_cost (oracle_of (many, k), bounds->values[k]);
    }
}

static gboolean
is_within (const Many *many, guint first, guint n, const Vector *one, const Vector *bounds)
{
  for (guint k = first; k < n; k++)
    if (compare_value (many, k, one, bounds) > 0)
      return FALSE;
  return TRUE;
}

/* first: criteria before it have no limit. */
static void
check_pareto (GRand *random, const Many *many, guint first, guint n, CowCriteria *criteria, GArray *sums, guint32 source, guint32 target)
{
  CowCost limits[CRITERIA];
  Vector bounds = { { { 0 } } };
  CowCriteriaQuery query = { .source = many->fixtures[0]->vertex_at[source],
                             .target = many->fixtures[0]->vertex_at[target],
                             .limits = limits,
                             .wish = COW_CRITERIA_PARETO };
  Order order = { many, n };
  Taker taker = { .many = many, .n = n };
  guint wanted = 0;

  draw_limits (random, many, first, n, sums, &bounds, limits);
  g_array_sort_with_data (sums, compare_vectors, &order);
  run (criteria, &query, &taker);
  for (guint i = 0; i < sums->len; i++)
    {
      const Vector *one = &g_array_index (sums, Vector, i);
      gboolean beaten = !is_within (many, first, n, one, &bounds);

      /* Sorted: whoever beats it, or is the same, stands before it. */
      for (guint j = 0; j < i && !beaten; j++)
        beaten = is_no_worse (many, n, &g_array_index (sums, Vector, j), one);
      if (beaten)
        continue;
      g_assert_cmpuint (wanted, <, taker.taker.costs->len);
      assert_vector (&taker, wanted++, one);
    }
  g_assert_cmpuint (taker.taker.costs->len, ==, wanted);
  clear (&taker);
}

static void
check_cheapest (GRand *random, const Many *many, guint first, guint n, CowCriteria *criteria, const GArray *sums, guint32 source, guint32 target)
{
  CowCost limits[CRITERIA];
  CowCriteriaQuery query = { .source = many->fixtures[0]->vertex_at[source],
                             .target = many->fixtures[0]->vertex_at[target],
                             .limits = limits,
                             .wish = COW_CRITERIA_CHEAPEST };
  Vector bounds = { { { 0 } } };
  const Vector *best = NULL;
  Order order = { many, n };
  Taker taker = { .many = many, .n = n };

  draw_limits (random, many, first, n, sums, &bounds, limits);
  for (guint i = 0; i < sums->len; i++)
    {
      const Vector *one = &g_array_index (sums, Vector, i);

      if (is_within (many, first, n, one, &bounds) && (!best || compare_vectors (one, best, &order) < 0))
        best = one;
    }
  run (criteria, &query, &taker);
  g_assert_cmpuint (taker.taker.costs->len, ==, best != NULL);
  if (best)
    assert_vector (&taker, 0, best);
  clear (&taker);
}

static gboolean
check_pair (GRand *random, const Many *many, guint n, CowCriteria *criteria, guint32 source, guint32 target)
{
  g_autoptr (GArray) sums = all_sums (many, n, source, target);

  if (!sums)
    return FALSE;
  check_cheapest (random, many, 1, n, criteria, sums, source, target);
  check_cheapest (random, many, 0, n, criteria, sums, source, target);
  check_pareto (random, many, n, n, criteria, sums, source, target);
  check_pareto (random, many, 0, n, criteria, sums, source, target);
  return TRUE;
}

static CowCriteria *
new_criteria (const Many *many, guint n)
{
  GError *error = NULL;
  CowCriteria *criteria = cow_criteria_new (many->views, n, NULL, &error);

  g_assert_no_error (error);
  return criteria;
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);
  guint checked = 0;

  for (guint32 seed = 0; seed < 100; seed++)
    {
      PathKind kinds[CRITERIA] = { kind, (PathKind)((kind + seed) % PATH_KINDS), (PathKind)((kind + seed * 5 + 2) % PATH_KINDS) };
      g_autoptr (Many) many = many_random (seed * PATH_KINDS + kind, seed % 2 ? 9 : 60, kinds);
      GRand *random = g_rand_new_with_seed (seed);
      gint32 size = (gint32)oracle_of (many, 0)->n;

      for (guint n = 1; n <= CRITERIA; n++)
        {
          g_autoptr (CowCriteria) criteria = new_criteria (many, n);

          for (guint i = 0; i < 3; i++)
            checked += check_pair (random, many, n, criteria, (guint32)g_rand_int_range (random, 0, size), (guint32)g_rand_int_range (random, 0, size));
        }
      g_rand_free (random);
    }
  g_assert_cmpuint (checked, >, 450);
}

static void
test_shapes (void)
{
  static const PathKind kinds[][CRITERIA]
      = { { PATH_U32, PATH_NONE, PATH_I64_SMALL }, { PATH_U32, PATH_U32, PATH_DECIMAL }, { PATH_NONE, PATH_U32, PATH_U32 } };
  GRand *random = g_rand_new_with_seed (1);

  for (guint i = 0; i < G_N_ELEMENTS (fixture_shapes) * 6; i++)
    {
      const FixtureShape *shape = &fixture_shapes[i / 6];
      OracleEdge *edges = g_new0 (OracleEdge, shape->n_edges + 1);

      for (guint e = 0; e < shape->n_edges; e++)
        edges[e] = (OracleEdge){ .source = shape->edges[e].source,
                                 .target = shape->edges[e].target,
                                 .integer = i % 3 < 2 ? (gint64)shape->edges[e].weight : 1,
                                 .real = shape->edges[e].weight };
      g_autoptr (Many) many = many_new (i, shape->n_vertices, i / 3 % 2, kinds[i % 3], edges, shape->n_edges);
      for (guint n = 1; n <= CRITERIA; n++)
        {
          g_autoptr (CowCriteria) criteria = new_criteria (many, n);

          for (guint32 source = 0; source < shape->n_vertices; source++)
            for (guint32 target = 0; target < shape->n_vertices; target++)
              g_assert_true (check_pair (random, many, n, criteria, source, target));
        }
    }
  g_rand_free (random);
}

/* n times two ways: cost 2^i against use 2^i. Every subset is a choice of its own. */
static Many *
make_ladder (guint n)
{
  Many *many = g_new0 (Many, 1);
  OracleEdge *edges[2] = { g_new0 (OracleEdge, 2 * n), g_new0 (OracleEdge, 2 * n) };

  for (guint i = 0; i < 2 * n; i++)
    for (guint k = 0; k < 2; k++)
      edges[k][i] = (OracleEdge){ .source = i / 2, .target = i / 2 + 1, .integer = i % 2 == k ? (gint64)1 << (i / 2) : 0 };
  for (guint k = 0; k < CRITERIA; k++)
    {
      many->fixtures[k] = path_fixture_new (3, n + 1, TRUE, PATH_U32, k < 2 ? edges[k] : g_memdup2 (edges[0], 2 * n * sizeof *edges[0]), 2 * n);
      many->views[k] = &many->fixtures[k]->view;
    }
  return many;
}

static void
test_ladder (void)
{
  g_autoptr (Many) many = make_ladder (12);
  g_autoptr (CowCriteria) criteria = new_criteria (many, 2);
  const guint32 *vertex_at = many->fixtures[0]->vertex_at;
  CowCost limits[2] = { cow_cost_unreachable (), cow_cost_int (1000) };
  CowCriteriaQuery query = { .source = vertex_at[0], .target = vertex_at[12], .wish = COW_CRITERIA_PARETO };
  Taker all = { .many = many, .n = 2 }, few = { .many = many, .n = 2, .taker.most = 7 }, one = { .many = many, .n = 2 };

  run (criteria, &query, &all);
  g_assert_cmpuint (all.taker.costs->len, ==, 4096);
  for (gint64 i = 0; i < 4096; i++)
    {
      g_assert_true (g_array_index (all.vectors, CowCost, i * CRITERIA).integer == i);
      g_assert_true (g_array_index (all.vectors, CowCost, i * CRITERIA + 1).integer == 4095 - i);
    }
  clear (&all);
  query.limits = limits;
  query.wish = COW_CRITERIA_CHEAPEST;
  run (criteria, &query, &one);
  g_assert_true (g_array_index (one.vectors, CowCost, 0).integer == 3095);
  clear (&one);
  /* Limits go with all choices too. */
  query.wish = COW_CRITERIA_PARETO;
  run (criteria, &query, &few);
  g_assert_cmpuint (few.taker.costs->len, ==, 1001);
  clear (&few);
}

static void
test_refused (void)
{
  const gint64 half = G_MAXINT64 / 2 + 1;
  const OracleEdge large[] = { { 0, 1, half, 0 }, { 1, 2, half, 0 } };
  const OracleEdge negative[] = { { 0, 1, 4, 4 }, { 1, 2, -3, -3 } };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 3, TRUE, PATH_I64_LARGE, g_memdup2 (large, sizeof large), 2);
  g_autoptr (PathFixture) below = path_fixture_new (0, 3, TRUE, PATH_I64_SMALL, g_memdup2 (negative, sizeof negative), 2);
  g_autoptr (PathFixture) other = path_fixture_new (0, 3, TRUE, PATH_NONE, g_memdup2 (large, sizeof large), 1);
  const CowView *bad[] = { &fixture->view, &below->view }, *apart[] = { &fixture->view, &other->view };
  g_autoptr (Many) many = make_ladder (4);
  g_autoptr (CowCriteria) criteria = new_criteria (many, 2);
  guint32 stop = 1;
  CowProgress progress = { .stop = &stop };
  CowCriteriaQuery query = { .source = 9, .target = 0, .wish = COW_CRITERIA_PARETO };
  Taker taker = { .many = many, .n = 2 };
  GError *error = NULL;
  guint wrong = 9;

  g_assert_null (cow_criteria_new (bad, 2, &wrong, &error));
  g_assert_cmpstr (error->message, ==, "negative weight -3 on edge 1 -> 2");
  g_assert_cmpuint (wrong, ==, 1);
  g_clear_error (&error);
  g_assert_null (cow_criteria_new (apart, 2, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (cow_criteria_run (criteria, &query, take, &taker, NULL, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  query.source = many->fixtures[0]->vertex_at[0];
  query.target = many->fixtures[0]->vertex_at[4];
  g_assert_false (cow_criteria_run (criteria, &query, take, &taker, NULL, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  /* Nothing of that is left. */
  run (criteria, &query, &taker);
  g_assert_cmpuint (taker.taker.costs->len, ==, 16);
  clear (&taker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint kind = 0; kind < PATH_KINDS; kind++)
    {
      g_autofree char *name = g_strdup_printf ("/criteria/random/%u", kind);

      g_test_add_data_func (name, GUINT_TO_POINTER (kind), test_random);
    }
  g_test_add_func ("/criteria/shapes", test_shapes);
  g_test_add_func ("/criteria/ladder", test_ladder);
  g_test_add_func ("/criteria/refused", test_refused);
  return g_test_run ();
}
