/* test-horizon.c - searches that leave out arcs beyond a horizon: graphs with many arcs a vertex, against the oracle. */
#include "config.h"

#include "graph/path/buckets-private.h"
#include "path-fixture.h"

#define MAX_N 400

typedef enum
{
  SHAPE_RANDOM,
  SHAPE_HUBS,    /* a few vertices with arcs to all, and leaves on long ones */
  SHAPE_TAIL,    /* a chain of long arcs that ends in a dense part */
  SHAPE_ISLANDS, /* dense parts, joined by one long arc each, or not at all */
  SHAPE_RING,    /* of dense parts: far across */
  SHAPES,
} Shape;

static void
add (GArray *edges, guint32 source, guint32 target, gint64 weight)
{
  g_array_append_val (edges, ((OracleEdge){ .source = source, .target = target, .integer = weight, .real = (double)weight }));
}

/* count edges among the vertices from first on. */
static void
add_dense (GArray *edges, GRand *random, guint32 first, guint32 n, guint count, gint32 heaviest, gboolean zeros)
{
  for (guint i = 0; i < count; i++)
    add (edges, first + (guint32)g_rand_int_range (random, 0, (gint32)n), first + (guint32)g_rand_int_range (random, 0, (gint32)n),
         zeros && g_rand_int (random) % 8 == 0 ? 0 : g_rand_int_range (random, 1, heaviest + 1));
}

static PathFixture *
draw (Shape shape, guint32 seed, GRand *random)
{
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (OracleEdge));
  guint32 n = (guint32)g_rand_int_range (random, 60, MAX_N + 1), part = n / 4, tail = shape == SHAPE_TAIL ? part : 0;
  gint32 heaviest = g_rand_boolean (random) ? 1000 : 255;
  gboolean zeros = g_rand_int (random) % 4 == 0, directed = g_rand_int (random) % 3 == 0;

  for (guint32 v = 0; v < tail; v++)
    add (edges, v, v + 1, heaviest / 2 + g_rand_int_range (random, 0, heaviest / 2));
  if (shape == SHAPE_RANDOM || shape == SHAPE_TAIL)
    add_dense (edges, random, tail, n - tail, n * 16, heaviest, zeros);
  for (guint32 hub = 0; shape == SHAPE_HUBS && hub < 12; hub++)
    for (guint32 v = 12; v < n - part; v++)
      add (edges, hub, v, g_rand_int_range (random, 1, heaviest + 1));
  for (guint32 v = n - part; shape == SHAPE_HUBS && v < n; v++)
    add (edges, v, v % 12, heaviest - (gint64)(v % 5));
  for (guint32 i = 0; (shape == SHAPE_ISLANDS || shape == SHAPE_RING) && i < 4; i++)
    {
      add_dense (edges, random, i * part, part, part * 16, shape == SHAPE_RING ? 40 : heaviest, zeros);
      if (shape == SHAPE_RING || i % 2 == 0)
        add (edges, i * part, (i + 1) % 4 * part, shape == SHAPE_RING ? 300 : heaviest);
    }
  guint n_edges = edges->len;
  return path_fixture_new (seed, n, directed, PATH_U32, (OracleEdge *)(void *)g_array_free (edges, FALSE), n_edges);
}

static void
run (CowSearch *search, const CowSearchQuery *query)
{
  GError *error = NULL;

  g_assert_true (cow_search_run (search, query, NULL, &error));
  g_assert_no_error (error);
}

/* All costs, or with targets theirs; then again to a cutoff in between. */
static void
check_query (const PathFixture *fixture, CowSearch *search, const guint32 *sources, guint n_sources, const guint32 *targets, guint n_targets)
{
  OracleCost costs[MAX_N];
  guint32 from[4], to[4];

  oracle_costs (&fixture->oracle, sources, n_sources, NULL, costs);
  for (guint i = 0; i < n_sources; i++)
    from[i] = fixture->vertex_at[sources[i]];
  for (guint i = 0; i < n_targets; i++)
    to[i] = fixture->vertex_at[targets[i]];
  run (search, &(CowSearchQuery){ .sources = from, .n_sources = n_sources, .targets = n_targets > 0 ? to : NULL, .n_targets = n_targets });
  for (guint i = 0; i < (n_targets > 0 ? n_targets : fixture->oracle.n); i++)
    {
      guint32 vertex = n_targets > 0 ? targets[i] : i;
      path_assert_cost (&fixture->oracle, cow_search_cost (search, fixture->vertex_at[vertex]), costs[vertex]);
    }
  OracleCost at = costs[sources[0] * 7 % fixture->oracle.n];
  if (!at.reached)
    return;
  run (search, &(CowSearchQuery){ .sources = from, .n_sources = n_sources, .has_cutoff = TRUE, .cutoff = cow_cost_int ((gint64)at.integer) });
  for (guint32 i = 0; i < fixture->oracle.n; i++)
    {
      costs[i].reached &= costs[i].integer <= at.integer;
      path_assert_cost (&fixture->oracle, cow_search_cost (search, fixture->vertex_at[i]), costs[i]);
    }
}

static void
test_shape (gconstpointer data)
{
  Shape shape = (Shape)GPOINTER_TO_UINT (data);
  GRand *random = g_rand_new_with_seed (shape + 1);

  for (guint32 seed = 0; seed < 250; seed++)
    {
      g_autoptr (PathFixture) fixture = draw (shape, seed, random);
      GError *error = NULL;
      g_autoptr (CowSearch) search = cow_search_new (&fixture->view, COW_SEARCH_DIJKSTRA, &error);
      g_assert_no_error (error);
      for (guint queries = 0; queries < 4; queries++)
        {
          guint32 drawn[8];
          for (guint i = 0; i < G_N_ELEMENTS (drawn); i++)
            drawn[i] = (guint32)g_rand_int_range (random, 0, (gint32)fixture->oracle.n);
          check_query (fixture, search, drawn, queries == 2 ? 3 : 1, drawn + 4, queries == 3 ? 2 : 0);
        }
    }
  g_rand_free (random);
}

/* Where the processor can, most arcs are not looked along; with vertices to keep out of, and without arcs to look back along, all are. */
static void
test_counts (void)
{
  GRand *random = g_rand_new_with_seed (1);
  g_autoptr (PathFixture) fixture = draw (SHAPE_RANDOM, 1, random);
  CowLabels labels = { .n = fixture->view.out.n };
  guint32 source = fixture->vertex_at[0];
  guint64 avoid[MAX_N / 64 + 1] = { 0 };
  CowSearchCounts counts;

  g_rand_free (random);
  if (!cow_buckets_can_relax_vectors (&labels))
    {
      g_test_skip ("this processor has no AVX-512");
      return;
    }
  for (guint variant = 0; variant < 3; variant++)
    {
      CowView view = fixture->view;
      GError *error = NULL;
      if (variant == 2)
        view.in.offsets = NULL;
      g_autoptr (CowSearch) search = cow_search_new (&view, COW_SEARCH_DIJKSTRA, &error);
      g_assert_no_error (error);
      run (search, &(CowSearchQuery){ .sources = &source, .n_sources = 1, .avoid = variant == 1 ? avoid : NULL });
      cow_search_counts (search, &counts);
      if (variant == 0)
        g_assert_cmpuint (counts.relaxed, <, view.out.n_arcs / 2);
      else
        g_assert_cmpuint (counts.relaxed, >=, view.out.n_arcs / 2);
    }
}

int
main (int argc, char *argv[])
{
  static const char *const names[SHAPES] = { "random", "hubs", "tail", "islands", "ring" };

  g_test_init (&argc, &argv, NULL);
  for (guint shape = 0; shape < SHAPES; shape++)
    {
      g_autofree char *path = g_strconcat ("/horizon/", names[shape], NULL);
      g_test_add_data_func (path, GUINT_TO_POINTER (shape), test_shape);
    }
  g_test_add_func ("/horizon/counts", test_counts);
  return g_test_run ();
}
