/* test-all-shortest.c - all shortest paths and their number, against those found by recursion among all simple paths. */
#include "config.h"

#include "graph/path/all-shortest.h"
#include "shape-fixture.h"
#include "simple-oracle.h"

enum
{
  MOST_STEPS = 2000 /* of the oracle, for one pair */
};

static CowAllShortest *
new_all (const CowView *view)
{
  GError *error = NULL;
  CowAllShortest *all = cow_all_shortest_new (view, &error);

  g_assert_no_error (error);
  return all;
}

static void
search (CowAllShortest *all, guint32 source)
{
  CowSearchQuery query = { .sources = &source, .n_sources = 1 };
  GError *error = NULL;

  g_assert_true (cow_all_shortest_run (all, &query, NULL, &error));
  g_assert_no_error (error);
}

static void
take_paths (CowAllShortest *all, guint32 target, SimpleTaker *taker)
{
  GError *error = NULL;

  g_assert_true (cow_all_shortest_paths (all, target, simple_take, taker, NULL, &error));
  g_assert_no_error (error);
  simple_assert_all_differ (taker);
}

static char *
count_paths (CowAllShortest *all, guint32 target)
{
  GError *error = NULL;
  CowBigCount count = { 0 };
  char *text;

  g_assert_true (cow_all_shortest_count (all, target, &count, NULL, &error));
  g_assert_no_error (error);
  text = cow_big_count_text (&count, &error);
  g_assert_no_error (error);
  cow_big_count_clear (&count);
  return text;
}

/* Simple paths all of whose edges are tight for the oracle's costs. */
static guint
count_tight (SimpleSearch *search, const OracleCost *costs, guint32 at, guint hops)
{
  guint n = 0;

  if (at == search->target)
    return 1;
  if (search->steps++ > MOST_STEPS)
    return 0;
  search->on_path[at] = TRUE;
  for (guint i = 0; i < search->graph->n_edges * 2; i++)
    {
      const OracleEdge *edge = &search->graph->edges[i / 2];
      guint32 from = i % 2 ? edge->target : edge->source, to = i % 2 ? edge->source : edge->target;

      if (from == at && !search->on_path[to] && !(i % 2 && search->graph->directed) && from != to
          && oracle_compare (search->graph, oracle_add (search->graph, costs[from], edge), costs[to]) == 0)
        n += count_tight (search, costs, to, hops + 1);
    }
  search->on_path[at] = FALSE;
  return n;
}

/* Depth-first, arcs in order. */
static void
assert_order (const SimpleTaker *taker)
{
  for (guint i = 1; i < taker->ways->len; i++)
    {
      gsize left_size, right_size, at = 0;
      const guint64 *left = g_bytes_get_data (taker->ways->pdata[i - 1], &left_size);
      const guint64 *right = g_bytes_get_data (taker->ways->pdata[i], &right_size);

      while (at < MIN (left_size, right_size) / sizeof *left && left[at] == right[at])
        at++;
      g_assert_cmpuint (at, <, MIN (left_size, right_size) / sizeof *left);
      g_assert_cmpuint (left[at], <, right[at]);
    }
}

/* FALSE: too many paths for the oracle. */
static gboolean
check_pair (const PathFixture *fixture, CowAllShortest *all, const OracleCost *costs, guint32 source, guint32 target)
{
  const OracleGraph *oracle = &fixture->oracle;
  SimpleSearch slow = { .graph = oracle, .target = target };
  guint wanted = costs[target].reached ? count_tight (&slow, costs, source, 0) : 0;
  g_autofree char *number = NULL, *digits = g_strdup_printf ("%u", wanted);
  SimpleTaker taker;

  if (slow.steps > MOST_STEPS)
    return FALSE;
  simple_taker_init (&taker, fixture, fixture->vertex_at[source], fixture->vertex_at[target]);
  take_paths (all, fixture->vertex_at[target], &taker);
  assert_order (&taker);
  g_assert_cmpuint (taker.costs->len, ==, wanted);
  for (guint i = 0; i < wanted; i++)
    path_assert_cost (oracle, g_array_index (taker.costs, CowCost, i), costs[target]);
  number = count_paths (all, fixture->vertex_at[target]);
  g_assert_cmpstr (number, ==, digits);
  path_assert_cost (oracle, cow_all_shortest_cost (all, fixture->vertex_at[target]), costs[target]);
  simple_taker_clear (&taker);
  return TRUE;
}

static guint
check_source (const PathFixture *fixture, CowAllShortest *all, guint32 source)
{
  g_autofree OracleCost *costs = g_new (OracleCost, fixture->oracle.n);
  guint checked = 0;

  oracle_costs (&fixture->oracle, &source, 1, NULL, costs);
  search (all, fixture->vertex_at[source]);
  for (guint32 target = 0; target < fixture->oracle.n; target++)
    checked += check_pair (fixture, all, costs, source, target);
  return checked;
}

static void
test_random (gconstpointer data)
{
  PathKind kind = (PathKind)GPOINTER_TO_UINT (data);
  guint checked = 0, pairs = 0;

  for (guint32 seed = 0; seed < 120; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed * PATH_KINDS + kind, seed % 2 ? 12 : 60, kind);
      g_autoptr (CowAllShortest) all = new_all (&fixture->view);

      for (guint32 source = 0; source < MIN (fixture->oracle.n, 4); source++)
        {
          checked += check_source (fixture, all, source);
          pairs += fixture->oracle.n;
        }
    }
  g_assert_cmpuint (checked, >, pairs / 4 * 3);
}

static void
test_shapes (void)
{
  for (guint i = 0; i < SHAPE_FIXTURES; i++)
    {
      g_autoptr (PathFixture) fixture = shape_fixture (i);
      g_autoptr (CowAllShortest) all = new_all (&fixture->view);

      for (guint32 source = 0; source < fixture->oracle.n; source++)
        g_assert_cmpuint (check_source (fixture, all, source), ==, fixture->oracle.n);
    }
}

/* n double edges in a row: 2^n paths. */
static PathFixture *
make_chain (guint n, gint64 weight)
{
  OracleEdge *edges = g_new0 (OracleEdge, n * 2);

  for (guint i = 0; i < n * 2; i++)
    edges[i] = (OracleEdge){ .source = i / 2, .target = i / 2 + 1, .integer = weight, .real = (double)weight };
  return path_fixture_new (7, n + 1, TRUE, PATH_U32, edges, n * 2);
}

static void
test_big (void)
{
  static const struct
  {
    guint n;
    const char *digits;
  } wanted[] = {
    { 62, "4611686018427387904" },
    { 63, "9223372036854775808" },
    { 64, "18446744073709551616" },
    { 100, "1267650600228229401496703205376" },
    { 200, "1606938044258990275541962092341162602522202993782792835301376" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    for (gint64 weight = 0; weight < 2; weight++)
      {
        g_autoptr (PathFixture) fixture = make_chain (wanted[i].n, weight);
        g_autoptr (CowAllShortest) all = new_all (&fixture->view);
        g_autofree char *digits = NULL;
        SimpleTaker taker;

        search (all, fixture->vertex_at[0]);
        digits = count_paths (all, fixture->vertex_at[wanted[i].n]);
        g_assert_cmpstr (digits, ==, wanted[i].digits);
        if (wanted[i].n > 63)
          continue;
        simple_taker_init (&taker, fixture, fixture->vertex_at[0], fixture->vertex_at[wanted[i].n]);
        taker.most = 100;
        take_paths (all, fixture->vertex_at[wanted[i].n], &taker);
        g_assert_cmpuint (taker.costs->len, ==, 100);
        simple_taker_clear (&taker);
      }
}

static void
test_decimal (void)
{
  CowBigCount count = { 0 }, one = { 0 };
  g_autofree char *text = NULL;
  gint64 small;

  g_assert_true (cow_big_count_small (&count, &small) && small == 0);
  text = cow_big_count_text (&count, NULL);
  g_assert_cmpstr (text, ==, "0");
  g_assert_true (cow_big_count_set (&one, 1000000000, NULL));
  g_assert_true (cow_big_count_set (&count, 1, NULL));
  for (guint i = 1; i <= 12; i++)
    {
      CowBigCount product = { 0 };
      g_autofree char *digits = NULL, *zeros = g_strnfill (i * 9, '0'), *expected = g_strconcat ("1", zeros, NULL);

      g_assert_true (cow_big_count_add (&product, &count, 1000000000, NULL));
      cow_big_count_clear (&count);
      count = product;
      digits = cow_big_count_text (&count, NULL);
      g_assert_cmpstr (digits, ==, expected);
      g_assert_true (cow_big_count_small (&count, &small) == (i <= 2));
    }
  cow_big_count_clear (&count);
  g_assert_true (cow_big_count_set (&count, G_MAXUINT64, NULL));
  g_assert_false (cow_big_count_small (&count, &small));
  g_assert_true (cow_big_count_set (&one, 1, NULL));
  g_assert_true (cow_big_count_add (&count, &one, 1, NULL));
  g_free (text);
  text = cow_big_count_text (&count, NULL);
  g_assert_cmpstr (text, ==, "18446744073709551616");
  cow_big_count_clear (&count);
  cow_big_count_clear (&one);
}

/* A complete graph of zero weights beside the way, entered by it and left only through the entry: without a look ahead its dead ends would never end. */
static void
test_trap (void)
{
  enum { TRAP = 30 };
  OracleEdge *edges = g_new0 (OracleEdge, TRAP * TRAP + 4);
  guint n = 0;
  guint32 source = TRAP, middle = TRAP + 1, target = TRAP + 2;

  for (guint32 i = 0; i < TRAP; i++)
    for (guint32 j = 0; j < i; j++)
      edges[n++] = (OracleEdge){ .source = i, .target = j };
  edges[n++] = (OracleEdge){ .source = source, .target = middle, .integer = 1, .real = 1 };
  edges[n++] = (OracleEdge){ .source = middle, .target = 0 };
  edges[n++] = (OracleEdge){ .source = middle, .target = target, .integer = 1, .real = 1 };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, TRAP + 3, FALSE, PATH_U32, edges, n);
  g_autoptr (CowAllShortest) all = new_all (&fixture->view);
  SimpleTaker taker;

  search (all, source);
  simple_taker_init (&taker, fixture, source, target);
  take_paths (all, target, &taker);
  g_assert_cmpuint (taker.costs->len, ==, 1);
  simple_taker_clear (&taker);
}

static void
test_refused (void)
{
  const OracleEdge negative[] = { { 0, 1, 4, 4 }, { 1, 2, -3, -3 } };
  const OracleEdge fine[] = { { 0, 1, 4, 4 }, { 1, 2, 3, 3 } };
  g_autoptr (PathFixture) below = path_fixture_new (0, 3, TRUE, PATH_I64_SMALL, g_memdup2 (negative, sizeof negative), 2);
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 3, TRUE, PATH_U32, g_memdup2 (fine, sizeof fine), 2);
  g_autoptr (CowAllShortest) all = new_all (&fixture->view);
  CowView one_way = fixture->view;
  guint32 stop = 1;
  CowProgress progress = { .stop = &stop };
  CowBigCount count = { 0 };
  SimpleTaker taker;
  GError *error = NULL;

  g_assert_null (cow_all_shortest_new (&below->view, &error));
  g_assert_cmpstr (error->message, ==, "negative weight -3 on edge 1 -> 2");
  g_clear_error (&error);
  one_way.in.offsets = NULL;
  g_assert_null (cow_all_shortest_new (&one_way, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  search (all, 0);
  simple_taker_init (&taker, fixture, 0, 2);
  g_assert_false (cow_all_shortest_paths (all, 2, simple_take, &taker, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (cow_all_shortest_count (all, 9, &count, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  take_paths (all, 2, &taker);
  g_assert_cmpuint (taker.costs->len, ==, 1);
  simple_taker_clear (&taker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint kind = 0; kind < PATH_KINDS; kind++)
    {
      g_autofree char *name = g_strdup_printf ("/all-shortest/random/%u", kind);

      g_test_add_data_func (name, GUINT_TO_POINTER (kind), test_random);
    }
  g_test_add_func ("/all-shortest/shapes", test_shapes);
  g_test_add_func ("/all-shortest/big", test_big);
  g_test_add_func ("/all-shortest/decimal", test_decimal);
  g_test_add_func ("/all-shortest/trap", test_trap);
  g_test_add_func ("/all-shortest/refused", test_refused);
  return g_test_run ();
}
