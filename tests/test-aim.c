/* test-aim.c - searches led by a bound: cost, path and arcs are those of the oracle whatever the bound says, and what is no bound
 * is refused. */
#include "config.h"

#include "aim-check.h"
#include "shape-fixture.h"

#define MAX_N AIM_MAX_N

/* How coordinates and values are made. */
typedef enum
{
  MAKE_PLANE,    /* anywhere: the scale is what the worst edge allows */
  MAKE_DEGREES,
  MAKE_TIGHT,    /* on a line, by the cost from a vertex: in undirected graphs bounds are nearly exact */
  MAKE_VALUES,   /* what it costs to one vertex, halved every other time */
  MAKE_REALS,    /* the same as reals, a little less */
  MAKES,
} Make;

typedef struct
{
  PathFixture *fixture;
  double coordinates[2 * MAX_N];
  gint64 integers[MAX_N];
  double reals[MAX_N];
  CowColumn column;
  CowImageMapping mapping;
  CowBound bound;
  CowAim *aim;
} Tested;

static void
make_values (Tested *tested, GRand *random, Make make)
{
  PathFixture *fixture = tested->fixture;
  gboolean halved = g_rand_boolean (random);
  OracleCost costs[MAX_N];
  double largest = 0;

  aim_rest_costs (&fixture->oracle, g_rand_int (random) % fixture->oracle.n, costs);
  for (guint i = 0; i < fixture->oracle.n; i++)
    largest = MAX (largest, costs[i].reached ? fixture->oracle.is_real ? costs[i].real : (double)costs[i].integer : 0);
  for (guint i = 0; i < fixture->oracle.n; i++)
    {
      guint32 vertex = fixture->vertex_at[i];
      double cost = fixture->oracle.is_real ? costs[i].real : (double)costs[i].integer;

      tested->integers[vertex] = costs[i].reached ? (gint64)costs[i].integer / (halved ? 2 : 1) : (gint64)1 << 50;
      tested->reals[vertex] = costs[i].reached ? cost * (halved ? 0.5 : 0.999) : largest;
      tested->coordinates[2 * vertex] = tested->reals[vertex] + 1000;
      tested->coordinates[2 * vertex + 1] = 0;
    }
  tested->column = (CowColumn){ .name = "h", .type = make == MAKE_VALUES ? COW_TYPE_INT : COW_TYPE_REAL, .on_vertex = TRUE, .rows = fixture->oracle.n,
                                .cells = make == MAKE_VALUES ? (const void *)tested->integers : tested->reals };
  fixture->graph.columns = g_ptr_array_new ();
  g_ptr_array_add (fixture->graph.columns, &tested->column);
}

static void
make_places (Tested *tested, GRand *random, Make make)
{
  for (guint i = 0; i < tested->fixture->oracle.n; i++)
    {
      tested->coordinates[2 * i] = make == MAKE_DEGREES ? g_rand_double_range (random, -180, 180) : (double)(g_rand_int (random) % 1000);
      tested->coordinates[2 * i + 1] = make == MAKE_DEGREES ? g_rand_double_range (random, -90, 90) : (double)(g_rand_int (random) % 10);
    }
}

static gboolean
write_bound (Tested *tested, gboolean values, GError **error)
{
  g_autoptr (CowImageWriter) writer = cow_image_writer_new (cow_image_grow_anonymous, &tested->mapping, error);
  g_autoptr (CowExpr) expr = values ? cow_expr_new ("h", COW_SCOPE_VERTEX, &tested->fixture->graph, error) : NULL;
  const CowView *view = &tested->fixture->view;
  guint64 bytes;

  g_assert_no_error (*error);
  if (!(values ? cow_bound_write_values (view, expr, writer, NULL, error) : cow_bound_write_places (view, writer, NULL, error)))
    return FALSE;
  g_assert_true (cow_image_writer_finish (writer, FALSE, &bytes, error));
  g_assert_true (cow_image_check (tested->mapping.base, bytes, error));
  return cow_bound_open (view, tested->mapping.base, &tested->bound, error);
}

static void
tested_init (Tested *tested, PathFixture *fixture, GRand *random, Make make)
{
  GError *error = NULL;

  *tested = (Tested){ .fixture = fixture };
  fixture->graph.coordinates = tested->coordinates;
  if (make >= MAKE_TIGHT)
    make_values (tested, random, make);
  else
    make_places (tested, random, make);
  write_bound (tested, make >= MAKE_VALUES, &error);
  g_assert_no_error (error);
  tested->aim = cow_aim_new (&fixture->view, &tested->bound, &error);
  g_assert_no_error (error);
}

static void
tested_clear (Tested *tested)
{
  g_clear_pointer (&tested->fixture->graph.columns, g_ptr_array_unref);
  cow_aim_free (tested->aim);
  cow_image_mapping_clear (&tested->mapping);
}

/* ---- what is checked ---- */

static void
test_random (gconstpointer data)
{
  PathKind kind = GPOINTER_TO_UINT (data) % PATH_KINDS;
  Make make = GPOINTER_TO_UINT (data) / PATH_KINDS;

  for (guint32 seed = 0; seed < 40; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed * PATH_KINDS + kind, MAX_N, kind);
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      guint n = fixture->oracle.n;
      Tested tested;

      tested_init (&tested, fixture, random, make);
      for (guint i = 0; i < 12; i++)
        {
          guint32 source = g_rand_int (random) % n, target = g_rand_int (random) % n;
          gboolean avoided[MAX_N];

          for (guint v = 0; v < n; v++)
            avoided[v] = g_rand_int (random) % 4 == 0;
          aim_check_query (tested.fixture, tested.aim, &tested.bound, source, target, i % 3 ? NULL : avoided, NULL, FALSE);
          CowCost cost = cow_aim_cost (tested.aim);
          if (cost.kind == COW_COST_UNREACHABLE || i % 3 == 0)
            continue;
          aim_check_query (tested.fixture, tested.aim, &tested.bound, source, target, NULL, &cost, FALSE);
          cost = cost.kind == COW_COST_INT ? cow_cost_int (cost.integer - 1) : cow_cost_real (cost.real * (1 - 1e-9) - 1e-300);
          aim_check_query (tested.fixture, tested.aim, &tested.bound, source, target, NULL, &cost, TRUE);
        }
      tested_clear (&tested);
    }
}

/* Values that are integers are no use where weights are not; differences of costs that round fall too far where weights are tiny. */
static gboolean
suits (Make make, PathKind kind)
{
  return (make != MAKE_VALUES || !path_kind_is_real (kind)) && (make != MAKE_REALS || kind != PATH_SPREAD);
}

static void
test_shapes (void)
{
  for (guint i = 0; i < SHAPE_FIXTURES * MAKES; i++)
    {
      PathKind kind = (PathKind)(i % SHAPE_FIXTURES / 2 % PATH_KINDS);
      Make make = (Make)(i / SHAPE_FIXTURES);
      g_autoptr (PathFixture) fixture = shape_fixture (i % SHAPE_FIXTURES);
      g_autoptr (GRand) random = g_rand_new_with_seed (i);
      Tested tested;

      if (!suits (make, kind) || fixture->oracle.n == 0)
        continue;
      tested_init (&tested, fixture, random, make);
      for (guint32 source = 0; source < fixture->oracle.n; source++)
        for (guint32 target = source % 3; target < fixture->oracle.n; target += 3)
          aim_check_query (fixture, tested.aim, &tested.bound, source, target, NULL, NULL, FALSE);
      tested_clear (&tested);
    }
}

/* A long street with side streets: who aims along it does not look into what lies behind. */
static void
test_aims (void)
{
  guint n = 50;
  OracleEdge *edges = g_new0 (OracleEdge, n);
  GError *error = NULL;
  CowSearchCounts counts;
  Tested tested = { 0 };

  for (guint i = 0; i + 1 < n; i++)
    edges[i] = (OracleEdge){ i, i + 1, 10, 10 };
  g_autoptr (PathFixture) fixture = path_fixture_new (5, n, FALSE, PATH_U32, edges, n - 1);
  tested.fixture = fixture;
  for (guint i = 0; i < n; i++)
    tested.coordinates[2 * fixture->vertex_at[i]] = i;
  fixture->graph.coordinates = tested.coordinates;
  g_assert_true (write_bound (&tested, FALSE, &error));
  tested.aim = cow_aim_new (&fixture->view, &tested.bound, &error);
  g_assert_true (cow_aim_run (tested.aim, fixture->vertex_at[25], fixture->vertex_at[35], NULL, FALSE, cow_cost_int (0), NULL, &error));
  g_assert_cmpint (cow_aim_cost (tested.aim).integer, ==, 100);
  cow_aim_counts (tested.aim, &counts);
  g_assert_cmpuint (counts.settled, <=, 12);
  tested_clear (&tested);
}

static void
expect (PathFixture *fixture, Tested *tested, gboolean values, CowGraphError code, const char *message)
{
  GError *error = NULL;

  tested->fixture = fixture;
  g_assert_false (write_bound (tested, values, &error));
  g_assert_error (error, COW_GRAPH_ERROR, (gint)code);
  g_assert_nonnull (strstr (error->message, message));
  g_clear_error (&error);
  cow_image_mapping_clear (&tested->mapping);
}

static void
test_refused (void)
{
  const OracleEdge edges[] = { { 0, 1, 4, 4 }, { 1, 2, 3, 3 } };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 4, TRUE, PATH_U32, g_memdup2 (edges, sizeof edges), 2);
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  static const gint64 falls[] = { 9, 5, 1, 0 };
  static const guint64 some = 0xd;
  CowColumn column = { .name = "h", .type = COW_TYPE_INT, .on_vertex = TRUE, .rows = 4, .cells = falls };
  Tested tested = { 0 };

  g_ptr_array_add (columns, &column);
  expect (fixture, &tested, FALSE, COW_GRAPH_ERROR_UNKNOWN, "no coordinates");
  tested.coordinates[4] = NAN;
  fixture->graph.coordinates = tested.coordinates;
  expect (fixture, &tested, FALSE, COW_GRAPH_ERROR_UNKNOWN, "no coordinates for vertex \"2\"");
  fixture->graph.columns = columns;
  expect (fixture, &tested, TRUE, COW_GRAPH_ERROR_RANGE, "\"h\" is no lower bound: from \"1\" to \"2\" it falls by more than the weight 3");
  column.valid = &some;
  expect (fixture, &tested, TRUE, COW_GRAPH_ERROR_UNKNOWN, "for vertex \"1\"");
  fixture->view.negative_arc = 0;
  expect (fixture, &tested, TRUE, COW_GRAPH_ERROR_RANGE, "negative weight");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint make = 0; make < MAKES; make++)
    for (guint kind = 0; kind < PATH_KINDS; kind++)
      {
        g_autofree char *name = g_strdup_printf ("/aim/random/%u/%u", make, kind);

        if (suits (make, kind))
          g_test_add_data_func (name, GUINT_TO_POINTER (make * PATH_KINDS + kind), test_random);
      }
  g_test_add_func ("/aim/shapes", test_shapes);
  g_test_add_func ("/aim/aims", test_aims);
  g_test_add_func ("/aim/refused", test_refused);
  return g_test_run ();
}
