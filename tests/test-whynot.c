/* test-whynot.c - why there is no path, over views that keep what is barred, against sets of edges tried one after the other and against labels
 * improved until nothing changes; both work on the list of edges that a graph was made from. Vertex i is named "i" and has the appearance i. */
#include "config.h"

#include "graph/path/whynot.h"
#include "graph/transpose.h"
#include "oracle.h"
#include "tests/image-fixture.h"

/* An edge as the naive side sees it: closed or not, and which way it may be gone. */
typedef struct
{
  OracleEdge edge;
  gboolean barred, weightless;
} Edge;

typedef struct
{
  guint n, m;
  Edge *edges;
  gboolean directed, is_real;
  CowDirection direction;
  gboolean *avoided;  /* [n] */
  guint64 *avoid;     /* the same, over vertices */
  CowGraph *graph;
  CowArena *arena;
  CowView view;
  guint32 *edge_of_arc;
} Case;

static void
case_clear (Case *test)
{
  g_free (test->edges);
  g_free (test->avoided);
  g_free (test->avoid);
  g_free (test->edge_of_arc);
  g_clear_pointer (&test->arena, cow_arena_free);
  cow_graph_free (test->graph);
}

static void
make_view (Case *test, const char *weight_text, const char *where_text, const guint64 *blocked)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CowExpr) weight = weight_text ? cow_expr_new (weight_text, COW_SCOPE_EDGE, test->graph, &error) : NULL;
  g_autoptr (CowExpr) where = where_text ? cow_expr_new (where_text, COW_SCOPE_EDGE, test->graph, &error) : NULL;
  CowViewSpec spec = { .direction = test->direction, .weight = weight, .where = where, .blocked_edges = blocked, .need_arcs = TRUE, .keep_barred = TRUE };
  ImageFixture image;

  g_assert_no_error (error);
  test->edge_of_arc = g_new0 (guint32, test->graph->n_arcs + 1);
  g_assert_true (cow_graph_edge_of_arc_table (test->graph, test->edge_of_arc));
  if (test->graph->directed && !test->graph->in.offsets)
    {
      image_begin (&image);
      cow_transpose_write (test->graph, TRUE, image.writer, &image.progress, &error);
      g_assert_no_error (error);
      cow_graph_attach (test->graph, image_end (&image), &error);
      g_assert_no_error (error);
    }
  if (cow_view_direct (test->graph, &spec, &test->view, NULL))
    {
      g_assert_true (!where && !blocked);
      return;
    }
  image_begin (&image);
  cow_view_write (test->graph, &spec, image.writer, &image.progress, &error);
  g_assert_no_error (error);
  test->arena = image_end (&image);
  cow_view_open (test->graph, test->arena, &test->view, &error);
  g_assert_no_error (error);
  g_assert_nonnull (test->view.marks);
}

enum
{
  BAR_NOTHING,
  BAR_WHERE,
  BAR_BLOCK,
  BAR_BOTH,
  BAR_WEIGHTLESS, /* those that are barred have no weight */
  BAR_KINDS
};

/* fixture: the edges, weights as the graph has them. bars: one of the above. */
static void
case_init (Case *test, guint32 seed, guint n, const FixtureEdge *fixture, guint m, gboolean directed, FixtureWeights kind, guint bars)
{
  static const double scales[] = { 1, 1, (double)FIXTURE_I64_SCALE, FIXTURE_F64_SCALE };
  static const CowReorder orders[] = { COW_REORDER_NONE, COW_REORDER_BFS, COW_REORDER_DEGREE };
  g_autofree guint64 *blocked = g_new0 (guint64, m / 64 + 1);
  gboolean weighted, decimal;
  GRand *random = g_rand_new_with_seed (seed);

  *test = (Case){ .n = n, .m = m, .directed = directed, .direction = (CowDirection)(seed % 3) };
  test->graph = fixture_graph_reordered (directed, n, fixture, m, kind, orders[seed % 3]);
  weighted = test->graph->out.kind != COW_WEIGHT_NONE;
  decimal = weighted && kind == FIXTURE_U32 && seed % 5 == 4 && bars != BAR_WEIGHTLESS;
  test->is_real = test->graph->out.kind == COW_WEIGHT_F64 || decimal;
  test->edges = g_new0 (Edge, m + 1);
  test->avoided = g_new0 (gboolean, n + 1);
  test->avoid = g_new0 (guint64, n / 64 + 1);
  for (guint i = 0; i < m; i++)
    {
      double weight = kind == FIXTURE_UNWEIGHTED ? 1 : fixture[i].weight * scales[kind];
      Edge *edge = &test->edges[i];

      if (decimal)
        weight *= 0.1;
      edge->edge = (OracleEdge){ fixture[i].source, fixture[i].target, (gint64)weight, weight };
      edge->weightless = bars == BAR_WEIGHTLESS && i % 3 == 0 && weighted;
      edge->barred = (bars == BAR_WHERE || bars == BAR_BOTH || bars == BAR_WEIGHTLESS) && i % 3 == 0;
      if ((bars == BAR_BLOCK || bars == BAR_BOTH) && g_rand_int (random) % 3 == 0)
        {
          edge->barred = TRUE;
          blocked[i >> 6] |= G_GUINT64_CONSTANT (1) << (i & 63);
        }
      if (edge->weightless)
        edge->edge.integer = 0, edge->edge.real = 0;
    }
  for (guint i = 0; i < n; i++)
    if (seed % 4 == 3 && g_rand_int (random) % 4 == 0)
      {
        guint32 vertex = cow_graph_vertex_at (test->graph, i);

        test->avoided[i] = TRUE;
        test->avoid[vertex >> 6] |= G_GUINT64_CONSTANT (1) << (vertex & 63);
      }
  g_rand_free (random);
  const char *weightless = seed % 2 ? "if(id % 3 == 0, null, weight)" : "if(id % 3 == 0, -1, weight)";
  make_view (test, decimal ? "weight * 0.1" : bars == BAR_WEIGHTLESS && weighted ? weightless : NULL,
             bars == BAR_WHERE || bars == BAR_BOTH || bars == BAR_WEIGHTLESS ? "id % 3 != 0" : NULL,
             bars == BAR_BLOCK || bars == BAR_BOTH ? blocked : NULL);
}

/* May edge i be gone from `from` to its other end? turned: against the direction that is asked for. */
static gboolean
goes (const Case *test, guint i, gboolean back, guint32 *from, guint32 *to, gboolean *turned)
{
  const OracleEdge *edge = &test->edges[i].edge;

  *from = back ? edge->target : edge->source;
  *to = back ? edge->source : edge->target;
  *turned = test->directed && test->direction != COW_DIRECTION_ANY && back != (test->direction == COW_DIRECTION_IN);
  return edge->source != edge->target;
}

/* ---- labels improved until nothing changes ---- */

typedef struct
{
  gboolean reached;
  guint turned, opened;
  __int128 integer;
  double real;
} Label;

static gint
compare_labels (const Case *test, const Label *a, const Label *b)
{
  if (!a->reached || !b->reached)
    return b->reached - a->reached;
  if (a->turned != b->turned)
    return a->turned < b->turned ? -1 : 1;
  if (a->opened != b->opened)
    return a->opened < b->opened ? -1 : 1;
  return test->is_real ? (a->real > b->real) - (a->real < b->real) : (a->integer > b->integer) - (a->integer < b->integer);
}

static Label
extend (const Case *test, const Label *label, guint i, guint32 to, gboolean turned)
{
  const Edge *edge = &test->edges[i];

  return (Label){ label->reached, label->turned + turned, label->opened + (edge->barred || test->avoided[to]), label->integer + edge->edge.integer,
                  label->real + edge->edge.real };
}

static void
improve_labels (const Case *test, guint32 source, Label *labels)
{
  gboolean changed = TRUE, turned;
  guint32 from, to;

  memset (labels, 0, test->n * sizeof *labels);
  labels[source].reached = TRUE;
  while (changed)
    {
      changed = FALSE;
      for (guint i = 0; i < test->m * 2; i++)
        if (goes (test, i / 2, i % 2, &from, &to, &turned) && labels[from].reached && to != source)
          {
            Label label = extend (test, &labels[from], i / 2, to, turned);

            if (compare_labels (test, &label, &labels[to]) < 0)
              {
                labels[to] = label;
                changed = TRUE;
              }
          }
    }
}

/* ---- sets of edges tried one after the other ---- */

/* Is there a way that turns only edges of `turns` and opens only those of `opens`? */
static gboolean
is_connected (const Case *test, guint32 source, guint32 target, guint turns, guint opens)
{
  gboolean reached[64] = { FALSE }, changed = TRUE, turned;
  guint32 from, to;

  reached[source] = TRUE;
  while (changed)
    {
      changed = FALSE;
      for (guint i = 0; i < test->m * 2; i++)
        {
          if (!goes (test, i / 2, i % 2, &from, &to, &turned) || !reached[from] || reached[to] || (turned && !(turns >> (i / 2) & 1)))
            continue;
          if ((test->edges[i / 2].barred || test->avoided[to]) && !(opens >> (i / 2) & 1))
            continue;
          reached[to] = changed = TRUE;
        }
    }
  return reached[target];
}

/* The sizes of the smallest sets. FALSE: none helps. */
static gboolean
find_smallest_sets (const Case *test, guint32 source, guint32 target, guint *n_turned, guint *n_opened)
{
  guint all = 1u << test->m, best = G_MAXUINT;

  for (guint turns = 0; turns < all; turns++)
    for (guint opens = 0; opens < all; opens++)
      {
        guint size = (guint)__builtin_popcount (turns) * 100 + (guint)__builtin_popcount (opens);

        if (size < best && is_connected (test, source, target, turns, opens))
          best = size;
      }
  *n_turned = best / 100;
  *n_opened = best % 100;
  return best != G_MAXUINT;
}

/* ---- what is checked ---- */

/* Open from end to end: the path that the rule of the manual picks among the edges that are open. */
static void
check_open_path (const Case *test, guint32 source, guint32 target, const GArray *vertices)
{
  OracleGraph open = { .n = test->n, .is_real = test->is_real, .directed = test->directed && test->direction != COW_DIRECTION_ANY };
  g_autofree OracleEdge *edges = g_new0 (OracleEdge, test->m + 1);
  OracleCost costs[64];
  guint32 wanted[64];

  for (guint i = 0; i < test->m; i++)
    if (!test->edges[i].barred)
      {
        edges[open.n_edges] = test->edges[i].edge;
        if (open.directed && test->direction == COW_DIRECTION_IN)
          {
            edges[open.n_edges].source = test->edges[i].edge.target;
            edges[open.n_edges].target = test->edges[i].edge.source;
          }
        open.n_edges++;
      }
  open.edges = edges;
  oracle_costs (&open, &source, 1, test->avoided, costs);
  guint length = oracle_path (&open, costs, &source, 1, target, wanted);
  g_assert_cmpuint (vertices->len, ==, length);
  for (guint i = 0; i < length; i++)
    g_assert_cmpuint (cow_graph_appearance (test->graph, g_array_index (vertices, guint32, i)), ==, wanted[length - 1 - i]);
}

/* The predecessor of each vertex is the first of those that are strictly better, unless there is none. */
static gboolean
is_first_predecessor (const Case *test, const Label *labels, guint32 parent, guint32 vertex)
{
  gboolean turned;
  guint32 from, to, first = G_MAXUINT32;

  for (guint i = 0; i < test->m * 2; i++)
    if (goes (test, i / 2, i % 2, &from, &to, &turned) && to == vertex && labels[from].reached)
      {
        Label label = extend (test, &labels[from], i / 2, to, turned);

        if (compare_labels (test, &label, &labels[vertex]) == 0 && compare_labels (test, &labels[from], &labels[vertex]) < 0)
          first = MIN (first, from);
      }
  return first == G_MAXUINT32 || first == parent;
}

/* The arc of the graph, and the ends that an arc has by the view: it may be one of view.in. */
static guint64
find_ends (const CowView *view, guint64 arc, guint32 *from, guint32 *to)
{
  CowView turned = { .graph = view->graph, .out = view->in };

  if (arc < view->out.n_arcs)
    {
      *from = cow_view_arc_source (view, arc);
      *to = cow_csr_target (&view->out, arc);
      return view->out_arc ? view->out_arc[arc] : arc;
    }
  g_assert_true (view->graph->directed && !view->marks);
  arc -= view->out.n_arcs;
  g_assert_cmpuint (arc, <, turned.out.n_arcs);
  *from = cow_view_arc_source (&turned, arc);
  *to = cow_csr_target (&turned.out, arc);
  return view->in.targets == view->graph->in.targets ? view->graph->in_out_arc[arc] : arc;
}

/* Each arc is there, they sum up to what the way says. */
static void
check_way (const Case *test, const CowWhyNot *whynot, const Label *labels, guint32 source, const CowWhyNotWay *way, const GArray *vertices,
           const GArray *arcs)
{
  Label sum = { .reached = TRUE };
  gboolean weightless = FALSE;

  g_assert_cmpuint (cow_graph_appearance (test->graph, g_array_index (vertices, guint32, 0)), ==, source);
  g_assert_cmpuint (vertices->len, ==, arcs->len + 1);
  for (guint i = 0; i < arcs->len; i++)
    {
      guint64 arc = g_array_index (arcs, guint64, i);
      guint32 from = g_array_index (vertices, guint32, i), to = g_array_index (vertices, guint32, i + 1);
      guint32 ends[2], edge = test->edge_of_arc[find_ends (&test->view, arc, &ends[0], &ends[1])];
      guint8 marks = test->view.marks ? test->view.marks[arc] : 0;
      gboolean turned;

      g_assert_cmpuint (ends[0], ==, from);
      g_assert_cmpuint (ends[1], ==, to);
      from = cow_graph_appearance (test->graph, from);
      to = cow_graph_appearance (test->graph, to);
      gboolean back = test->edges[edge].edge.source != from;
      g_assert_true (goes (test, edge, back, &ends[0], &ends[1], &turned));
      g_assert_true (ends[0] == from && ends[1] == to);
      g_assert_cmpint (turned, ==, cow_whynot_is_turned (whynot, arc));
      g_assert_cmpint (test->edges[edge].barred, ==, (marks & COW_MARK_BARRED) != 0);
      g_assert_cmpint (test->edges[edge].weightless, ==, (marks & COW_MARK_WEIGHTLESS) != 0);
      weightless |= test->edges[edge].weightless;
      sum = extend (test, &sum, edge, to, turned);
      g_assert_true (is_first_predecessor (test, labels, from, to));
    }
  g_assert_cmpuint (way->turned, ==, sum.turned);
  g_assert_cmpuint (way->opened, ==, sum.opened);
  g_assert_cmpint (way->weightless, ==, weightless);
  g_assert_cmpfloat (cow_cost_as_double (way->cost), ==, test->is_real ? sum.real : (double)sum.integer);
}

static void
check_source (const Case *test, CowWhyNot *whynot, guint32 source, gboolean exhaustive)
{
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32)), arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint32 start = cow_graph_vertex_at (test->graph, source);
  CowSearchQuery query = { .sources = &start, .n_sources = 1, .avoid = test->avoid };
  Label labels[64];
  GError *error = NULL;

  improve_labels (test, source, labels);
  cow_whynot_run (whynot, &query, NULL, &error);
  g_assert_no_error (error);
  for (guint32 target = 0; target < test->n; target++)
    {
      guint32 end = cow_graph_vertex_at (test->graph, target);
      CowWhyNotWay way;
      guint n_turned, n_opened;

      /* To one target: the search ends there, the answer is the same. */
      if (target % 3 == 0)
        {
          query.targets = &end;
          query.n_targets = 1;
          g_assert_true (cow_whynot_run (whynot, &query, NULL, NULL));
        }
      else if (target % 3 == 1)
        {
          query.targets = NULL;
          g_assert_true (cow_whynot_run (whynot, &query, NULL, NULL));
        }
      gboolean found = cow_whynot_way (whynot, end, &way, vertices, arcs);
      g_assert_cmpint (found, ==, labels[target].reached);
      if (exhaustive)
        g_assert_cmpint (find_smallest_sets (test, source, target, &n_turned, &n_opened), ==, found);
      if (!found)
        continue;
      g_assert_cmpuint (way.turned, ==, labels[target].turned);
      g_assert_cmpuint (way.opened, ==, labels[target].opened);
      g_assert_cmpfloat (cow_cost_as_double (way.cost), ==, test->is_real ? labels[target].real : (double)labels[target].integer);
      g_assert_cmpint (way.cost.kind, ==, test->is_real && test->view.out.kind == COW_WEIGHT_F64 ? COW_COST_REAL : COW_COST_INT);
      if (exhaustive)
        g_assert_true (way.turned == n_turned && way.opened == n_opened);
      check_way (test, whynot, labels, source, &way, vertices, arcs);
      if (!way.turned && !way.opened)
        check_open_path (test, source, target, vertices);
    }
}

static void
check_case (const Case *test, guint n_sources, gboolean exhaustive)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CowWhyNot) whynot = cow_whynot_new (&test->view, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < MIN (n_sources, test->n); i++)
    check_source (test, whynot, (i * 7) % test->n, exhaustive);
}

static void
run_random (guint32 seed, guint n, guint m, guint n_sources, gboolean exhaustive)
{
  g_autofree FixtureEdge *edges = fixture_random_edges (seed, n, m);
  FixtureWeights kind = (FixtureWeights)(seed / 2 % 4);
  Case test;

  /* Few different weights, so that there is something to choose; every third graph has zeros. */
  for (guint i = 0; i < m; i++)
    edges[i].weight = (double)((guint)edges[i].weight % 5 + (seed % 3 != 0));
  case_init (&test, seed, n, edges, m, seed % 2, kind, seed / 8 % BAR_KINDS);
  check_case (&test, n_sources, exhaustive);
  case_clear (&test);
}

static void
test_random (void)
{
  for (guint32 seed = 0; seed < 1200; seed++)
    {
      guint n = 1 + (seed * 31) % (seed / 2 % 2 ? 12 : 60);

      run_random (seed, n, n * (seed % 4) + seed % 3, 2, FALSE);
    }
}

static void
test_exhaustive (void)
{
  for (guint32 seed = 0; seed < 400; seed++)
    run_random (seed, 2 + seed % 4, 1 + (seed * 7) % 5, 2, TRUE);
}

static void
test_shapes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture_shapes); i++)
    for (guint32 seed = 0; seed < 2 * 4 * BAR_KINDS; seed++)
      {
        const FixtureShape *shape = &fixture_shapes[i];
        Case test;

        case_init (&test, seed, shape->n_vertices, shape->edges, shape->n_edges, seed % 2, (FixtureWeights)(seed / 2 % 4), seed / 8 % BAR_KINDS);
        check_case (&test, shape->n_vertices, FALSE);
        case_clear (&test);
      }
}

static void
test_refused (void)
{
  static const FixtureEdge edges[] = { { 0, 1, 3 }, { 1, 2, 9 } };
  g_autoptr (GError) error = NULL;
  guint32 source = 7, start = 0, stop = 1;
  CowProgress progress = { .stop = &stop };
  Case test;

  case_init (&test, 0, 3, edges, 2, FALSE, FIXTURE_I64, BAR_NOTHING);
  g_autoptr (CowWhyNot) whynot = cow_whynot_new (&test.view, &error);
  g_assert_no_error (error);
  g_assert_false (cow_whynot_run (whynot, &(CowSearchQuery){ .sources = &source, .n_sources = 1 }, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_false (cow_whynot_run (whynot, &(CowSearchQuery){ .sources = &start, .n_sources = 1 }, &progress, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  case_clear (&test);
}

/* What an expression makes of the weights of what is not barred is judged as always. */
static void
test_weights (void)
{
  static const FixtureEdge edges[] = { { 0, 1, 3 }, { 1, 2, 9 }, { 2, 3, 9 } };
  static const struct
  {
    const char *weight, *where, *message;
    guint32 target;
  } cases[] = {
    { "weight - 4", "weight > 3", NULL, 3 },
    { "weight - 4", NULL, "negative weight -1 on edge 0 -> 1", 3 },
    { "9223372036854775800 + id", "id != 1", NULL, 1 },
    { "9223372036854775800 + id", "id > 1", "cost overflow: the way to \"2\" costs more than 9223372036854775807", 3 },
    { "9223372036854775800 + id", "id > 1", "cost overflow: the way to \"2\" costs more than 9223372036854775807", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      Case test = { .n = 3, .directed = TRUE, .graph = fixture_graph_reordered (TRUE, 4, edges, 3, FIXTURE_U32, COW_REORDER_NONE) };
      guint32 source = 0, target = cases[i].target;
      CowSearchQuery query = { .sources = &source, .n_sources = 1, .targets = &target, .n_targets = 1 };

      make_view (&test, cases[i].weight, cases[i].where, NULL);
      g_autoptr (CowWhyNot) whynot = cow_whynot_new (&test.view, &error);
      g_assert_cmpint (whynot && cow_whynot_run (whynot, &query, NULL, &error), ==, cases[i].message == NULL);
      if (cases[i].message)
        g_assert_cmpstr (error->message, ==, cases[i].message);
      case_clear (&test);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/whynot/random", test_random);
  g_test_add_func ("/whynot/exhaustive", test_exhaustive);
  g_test_add_func ("/whynot/shapes", test_shapes);
  g_test_add_func ("/whynot/refused", test_refused);
  g_test_add_func ("/whynot/weights", test_weights);
  return g_test_run ();
}
