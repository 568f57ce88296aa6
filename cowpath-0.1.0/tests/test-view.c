/* test-view.c - views against naive filtering of the list of edges the graph was made from: all kinds of weights, directions,
 * filters and orders of vertices. Vertex i is named "i" and has the appearance i. */
#include "config.h"

#include "graph/transpose.h"
#include "graph/view.h"
#include "tests/image-fixture.h"

/* What the naive side knows of an edge. */
typedef struct
{
  double weight; /* as the graph has it */
  guint32 edge, source, target;
} Facts;

typedef struct
{
  const char *text; /* NULL: the weight of the graph */
  gboolean uses_weight, real;
  double (*compute) (const Facts *facts);
} WeightCase;

typedef struct
{
  const char *text;
  gboolean uses_weight;
  gboolean (*keeps) (const Facts *facts);
} WhereCase;

static double
compute_inline (const Facts *facts)
{
  return facts->weight;
}

static double
compute_double (const Facts *facts)
{
  return facts->weight * 2 + 1;
}

static double
compute_quarter (const Facts *facts)
{
  return facts->weight / 4;
}

static double
compute_negative (const Facts *facts)
{
  return (double)facts->edge - 3;
}

static double
compute_ends (const Facts *facts)
{
  return facts->source * 10.0 + facts->target;
}

static double
compute_large (const Facts *facts)
{
  return facts->edge * 4294967296.0;
}

static double
compute_negative_real (const Facts *facts)
{
  return 20.5 - facts->edge;
}

static const WeightCase weight_cases[] = {
  { NULL, FALSE, FALSE, compute_inline },
  { "weight", TRUE, FALSE, compute_inline },
  { "weight * 2 + 1", TRUE, FALSE, compute_double },
  { "weight / 4", TRUE, TRUE, compute_quarter },
  { "id - 3", FALSE, FALSE, compute_negative },
  { "src.appearance * 10 + dst.appearance", FALSE, FALSE, compute_ends },
  { "id * 4294967296", FALSE, FALSE, compute_large },
  { "20.5 - e.id", FALSE, TRUE, compute_negative_real },
};

static gboolean
keep_all (const Facts *facts)
{
  (void)facts;
  return TRUE;
}

static gboolean
keep_weight (const Facts *facts)
{
  return facts->weight > 20;
}

static gboolean
keep_thirds (const Facts *facts)
{
  return facts->edge % 3 != 0;
}

static gboolean
keep_ascending (const Facts *facts)
{
  return facts->source < facts->target;
}

static gboolean
keep_nothing (const Facts *facts)
{
  (void)facts;
  return FALSE;
}

static const WhereCase where_cases[] = {
  { NULL, FALSE, keep_all },
  { "weight > 20", TRUE, keep_weight },
  { "id % 3 != 0", FALSE, keep_thirds },
  { "src.appearance < dst.appearance", FALSE, keep_ascending },
  { "id == null", FALSE, keep_nothing },
};

/* An arc as it should be or is; sorted by list, then edge. */
typedef struct
{
  guint32 list, edge, entry;
  double weight;
} Arc;

static int
compare_arcs (gconstpointer a, gconstpointer b)
{
  const Arc *left = a, *right = b;
  if (left->list != right->list)
    return left->list < right->list ? -1 : 1;
  return (left->edge > right->edge) - (left->edge < right->edge);
}

typedef struct
{
  guint n, m;
  const FixtureEdge *edges;
  CowGraph *graph;
  double scale;
  gboolean weighted;
  const WeightCase *weight;
  const WhereCase *where;
  CowDirection direction;
  const guint64 *blocked;
  gboolean unweighted;
} Case;

static GArray *
list_expected (const Case *test)
{
  GArray *arcs = g_array_new (FALSE, FALSE, sizeof (Arc));
  gboolean directed = test->graph->directed;

  for (guint32 e = 0; e < test->m; e++)
    {
      Facts facts = { .edge = e, .source = test->edges[e].source, .target = test->edges[e].target,
                      .weight = test->weighted ? test->edges[e].weight * test->scale : 1 };
      if (!directed && facts.target < facts.source)
        {
          facts.source = test->edges[e].target;
          facts.target = test->edges[e].source;
        }
      if (!test->where->keeps (&facts) || (test->blocked && ((test->blocked[e >> 6] >> (e & 63)) & 1)))
        continue;
      double weight = test->unweighted ? 1 : test->weight->compute (&facts);
      Arc out = { .list = facts.source, .entry = facts.target, .edge = e, .weight = weight };
      Arc in = { .list = facts.target, .entry = facts.source, .edge = e, .weight = weight };
      gboolean any = !directed || test->direction == COW_DIRECTION_ANY;
      if (any || test->direction == COW_DIRECTION_OUT)
        g_array_append_val (arcs, out);
      if ((any && out.list != in.list) || (directed && test->direction == COW_DIRECTION_IN))
        g_array_append_val (arcs, in);
    }
  g_array_sort (arcs, compare_arcs);
  return arcs;
}

static guint64
graph_arc (const Case *test, const CowView *view, guint64 arc)
{
  if (view->out_arc)
    return view->out_arc[arc];
  g_assert_true (!test->graph->directed || test->direction != COW_DIRECTION_IN);
  return arc;
}

/* In the order of the view when that order is promised, else by edge. */
static GArray *
list_actual (const Case *test, const CowView *view, const guint32 *edges, gboolean written)
{
  GArray *arcs = g_array_new (FALSE, FALSE, sizeof (Arc));
  const CowGraph *graph = test->graph;

  for (guint32 a = 0; a < graph->n; a++)
    {
      guint32 v = cow_graph_vertex_at (graph, a);
      for (guint64 i = view->out.offsets[v]; i < view->out.offsets[v + 1]; i++)
        {
          Arc arc = { .list = a, .entry = cow_graph_appearance (graph, cow_csr_target (&view->out, i)),
                      .edge = edges[graph_arc (test, view, i)], .weight = cow_cost_as_double (cow_csr_weight (&view->out, i)) };
          g_array_append_val (arcs, arc);
          if (i == view->out.offsets[v] || !graph->directed)
            continue;
          const Arc *before = &g_array_index (arcs, Arc, arcs->len - 2);
          if (test->direction == COW_DIRECTION_IN)
            g_assert_true (before->entry < arc.entry || (before->entry == arc.entry && before->edge < arc.edge));
          else if (test->direction == COW_DIRECTION_ANY && written)
            g_assert_cmpuint (before->edge, <, arc.edge);
        }
    }
  g_array_sort (arcs, compare_arcs);
  return arcs;
}

static void
check_facts (const Case *test, const CowView *view, const GArray *arcs, const guint32 *edges)
{
  double low = INFINITY, high = -INFINITY;
  guint32 negative = COW_EDGE_NONE;

  for (guint i = 0; i < arcs->len; i++)
    {
      const Arc *arc = &g_array_index (arcs, Arc, i);
      low = MIN (low, arc->weight);
      high = MAX (high, arc->weight);
      if (arc->weight < 0)
        negative = MIN (negative, arc->edge);
    }
  if (arcs->len)
    {
      g_assert_cmpfloat (view->weight_min_real, ==, low);
      g_assert_cmpfloat (view->weight_max_real, ==, high);
      if (view->out.kind != COW_WEIGHT_F64)
        {
          g_assert_cmpfloat ((double)view->weight_min_int, ==, low);
          g_assert_cmpfloat ((double)view->weight_max_int, ==, high);
        }
    }
  if (negative == COW_EDGE_NONE)
    g_assert_cmpuint (view->negative_arc, ==, COW_ARC_NONE);
  else
    g_assert_cmpuint (edges[graph_arc (test, view, view->negative_arc)], ==, negative);
}

/* The reverse holds the same arcs, each list by appearance. */
static void
check_reverse (const Case *test, const CowView *view, gboolean by_appearance)
{
  const CowGraph *graph = test->graph;
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (Arc)), in = g_array_new (FALSE, FALSE, sizeof (Arc));

  g_assert_nonnull (view->in.offsets);
  for (guint32 v = 0; v < graph->n; v++)
    {
      for (guint64 i = view->out.offsets[v]; i < view->out.offsets[v + 1]; i++)
        {
          double weight = cow_cost_as_double (cow_csr_weight (&view->out, i));
          Arc arc = { .list = cow_csr_target (&view->out, i), .edge = v, .weight = weight };
          g_array_append_val (out, arc);
        }
      for (guint64 i = view->in.offsets[v]; i < view->in.offsets[v + 1]; i++)
        {
          Arc arc = { .list = v, .edge = cow_csr_target (&view->in, i), .weight = cow_cost_as_double (cow_csr_weight (&view->in, i)) };
          g_array_append_val (in, arc);
          if (by_appearance && i > view->in.offsets[v])
            g_assert_cmpuint (cow_graph_appearance (graph, cow_csr_target (&view->in, i - 1)), <=, cow_graph_appearance (graph, arc.edge));
        }
    }
  g_array_sort (out, compare_arcs);
  g_array_sort (in, compare_arcs);
  g_assert_cmpuint (out->len, ==, in->len);
  double sums[2] = { 0, 0 };
  for (guint i = 0; i < out->len; i++)
    {
      const Arc *a = &g_array_index (out, Arc, i), *b = &g_array_index (in, Arc, i);
      g_assert_cmpuint (a->list, ==, b->list);
      g_assert_cmpuint (a->edge, ==, b->edge);
      /* Parallel arcs may change places in the sort: their weights must add up. */
      sums[0] += a->weight;
      sums[1] += b->weight;
    }
  g_assert_cmpfloat_with_epsilon (sums[0], sums[1], 1e-6 * (fabs (sums[0]) + 1));
}

static void
check_view (const Case *test, const CowView *view, gboolean written, gboolean need_in)
{
  g_autofree guint32 *edges = g_new0 (guint32, test->graph->n_arcs + 1);
  gboolean real = test->weight->text ? test->weight->real || (test->weight->uses_weight && test->graph->out.kind == COW_WEIGHT_F64)
                                     : test->graph->out.kind == COW_WEIGHT_F64;

  cow_graph_edge_of_arc_table (test->graph, edges);
  g_autoptr (GArray) expected = list_expected (test);
  g_autoptr (GArray) actual = list_actual (test, view, edges, written);
  g_assert_cmpuint (actual->len, ==, expected->len);
  g_assert_cmpuint (view->out.n_arcs, ==, expected->len);
  for (guint i = 0; i < actual->len; i++)
    {
      const Arc *a = &g_array_index (actual, Arc, i), *b = &g_array_index (expected, Arc, i);
      g_assert_cmpuint (a->list, ==, b->list);
      g_assert_cmpuint (a->edge, ==, b->edge);
      g_assert_cmpuint (a->entry, ==, b->entry);
      g_assert_cmpfloat (a->weight, ==, b->weight);
    }
  check_facts (test, view, expected, edges);
  if (test->unweighted || (!test->weight->text && !test->weighted))
    g_assert_cmpint (view->out.kind, ==, COW_WEIGHT_NONE);
  else if (real)
    g_assert_cmpint (view->out.kind, ==, COW_WEIGHT_F64);
  else if (written)
    g_assert_cmpint (view->out.kind, ==,
                     view->weight_min_int >= 0 && view->weight_max_int < G_MAXUINT32 ? COW_WEIGHT_U32 : COW_WEIGHT_I64);
  if (need_in)
    check_reverse (test, view, written && test->graph->directed && test->direction != COW_DIRECTION_ANY);
}

static void
run_case (const Case *test, gboolean need_in, guint *n_direct)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CowExpr) weight = NULL, where = NULL;
  gboolean missing = FALSE;
  ImageFixture image;
  CowView view;

  if (test->weight->text)
    weight = cow_expr_new (test->weight->text, COW_SCOPE_EDGE, test->graph, &error);
  g_assert_no_error (error);
  if (test->where->text)
    where = cow_expr_new (test->where->text, COW_SCOPE_EDGE, test->graph, &error);
  g_assert_no_error (error);
  CowViewSpec spec = { .direction = test->direction, .unweighted = test->unweighted, .weight = weight, .where = where,
                       .blocked_edges = test->blocked, .need_in = need_in, .need_arcs = TRUE };
  if (cow_view_direct (test->graph, &spec, &view, &missing))
    {
      g_assert_false (missing);
      g_assert_true (!test->where->text && !test->blocked);
      check_view (test, &view, FALSE, need_in);
      ++*n_direct;
    }
  image_begin (&image);
  cow_view_write (test->graph, &spec, image.writer, &image.progress, &error);
  g_assert_no_error (error);
  g_autoptr (CowArena) arena = image_end (&image);
  cow_view_open (test->graph, arena, &view, &error);
  g_assert_no_error (error);
  g_assert_true (view.graph == test->graph);
  check_view (test, &view, TRUE, need_in);
}

static void
attach_transpose (CowGraph *graph)
{
  g_autoptr (GError) error = NULL;
  ImageFixture image;

  image_begin (&image);
  cow_transpose_write (graph, TRUE, image.writer, &image.progress, &error);
  g_assert_no_error (error);
  cow_graph_attach (graph, image_end (&image), &error);
  g_assert_no_error (error);
}

static void
run_graph (guint32 seed, gboolean directed, FixtureWeights kind, guint n, guint m)
{
  static const double scales[] = { 1, 1, (double)FIXTURE_I64_SCALE, FIXTURE_F64_SCALE };
  g_autofree FixtureEdge *edges = fixture_random_edges (seed, n, m);
  g_autoptr (CowGraph) graph = fixture_random_graph (seed, n, m, directed, kind);
  g_autofree guint64 *blocked = g_new0 (guint64, m / 64 + 1);
  guint n_direct = 0;

  for (guint e = 1; e < m; e += 5)
    blocked[e >> 6] |= G_GUINT64_CONSTANT (1) << (e & 63);
  if (directed)
    attach_transpose (graph);
  Case test = { .n = n, .m = m, .edges = edges, .graph = graph, .scale = scales[kind], .weighted = kind != FIXTURE_UNWEIGHTED };
  for (guint weight = 0; weight < G_N_ELEMENTS (weight_cases); weight++)
    for (guint where = 0; where < G_N_ELEMENTS (where_cases); where++)
      for (guint variant = 0; variant < 3; variant++)
        {
          if (kind == FIXTURE_UNWEIGHTED && (weight_cases[weight].uses_weight || where_cases[where].uses_weight))
            continue;
          test.weight = &weight_cases[weight];
          test.where = &where_cases[where];
          test.direction = (CowDirection)variant;
          test.blocked = (seed + weight + where) % 3 == 0 ? blocked : NULL;
          test.unweighted = (seed + weight + where) % 7 == 6;
          run_case (&test, (weight + where + variant) % 2, &n_direct);
        }
  if (kind != FIXTURE_UNWEIGHTED)
    g_assert_cmpuint (n_direct, >, 0);
}

static void
test_random (gconstpointer data)
{
  gboolean directed = GPOINTER_TO_INT (data);

  for (guint32 seed = 0; seed < 12; seed++)
    run_graph (seed, directed, (FixtureWeights)(seed % 4), 1 + seed * 5, seed * 11 + 3);
  run_graph (99, directed, FIXTURE_UNWEIGHTED, 3, 0);
}

static void
test_missing_transpose (void)
{
  static const FixtureEdge edges[] = { { 0, 1, 3 }, { 1, 2, 4 } };
  g_autoptr (CowGraph) graph = fixture_graph (TRUE, 3, edges, 2, FIXTURE_U32);
  CowViewSpec spec = { .direction = COW_DIRECTION_IN };
  CowView view;
  gboolean missing = FALSE;

  g_assert_false (cow_view_direct (graph, &spec, &view, &missing));
  g_assert_true (missing);
  spec = (CowViewSpec){ .direction = COW_DIRECTION_OUT, .need_in = TRUE };
  g_assert_false (cow_view_direct (graph, &spec, &view, &missing));
  g_assert_true (missing);
  spec = (CowViewSpec){ .direction = COW_DIRECTION_ANY, .need_in = TRUE };
  g_assert_false (cow_view_direct (graph, &spec, &view, &missing));
  g_assert_false (missing);
  spec = (CowViewSpec){ .direction = COW_DIRECTION_OUT };
  g_assert_true (cow_view_direct (graph, &spec, &view, &missing));
  g_assert_null (view.in.offsets);
  g_assert_true (view.out.offsets == graph->out.offsets);
  attach_transpose (graph);
  spec.direction = COW_DIRECTION_IN;
  g_assert_true (cow_view_direct (graph, &spec, &view, &missing));
  g_assert_true (view.out.offsets == graph->in.offsets && view.in.offsets == graph->out.offsets && view.out_arc == graph->in_out_arc);
}

/* 2^32 - 2 is the largest weight that fits beside a target. */
static void
test_kinds (void)
{
  static const FixtureEdge edges[] = { { 0, 1, 3 }, { 1, 2, 4 } };
  static const struct
  {
    const char *text;
    CowWeightKind kind;
  } cases[] = {
    { "4294967294", COW_WEIGHT_U32 }, { "4294967295", COW_WEIGHT_I64 }, { "-1", COW_WEIGHT_I64 },         { "0", COW_WEIGHT_U32 },
    { "1.0", COW_WEIGHT_F64 },        { "round(weight / 2)", COW_WEIGHT_U32 }, { "if(id == 0, 1, 2.5)", COW_WEIGHT_F64 },
  };
  g_autoptr (CowGraph) graph = fixture_graph (TRUE, 3, edges, 2, FIXTURE_U32);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CowExpr) weight = cow_expr_new (cases[i].text, COW_SCOPE_EDGE, graph, &error);
      CowViewSpec spec = { .weight = weight };
      ImageFixture image;
      CowView view;
      g_assert_no_error (error);
      image_begin (&image);
      cow_view_write (graph, &spec, image.writer, &image.progress, &error);
      g_assert_no_error (error);
      g_autoptr (CowArena) arena = image_end (&image);
      cow_view_open (graph, arena, &view, &error);
      g_assert_no_error (error);
      g_assert_cmpint (view.out.kind, ==, cases[i].kind);
    }
}

static void
test_errors (void)
{
  static const FixtureEdge edges[] = { { 0, 1, 3 }, { 1, 2, 0 } };
  static const struct
  {
    const char *weight, *where;
    CowGraphError code;
    const char *message;
  } cases[] = {
    { "1 / weight", NULL, COW_GRAPH_ERROR_RANGE, "division by zero at column 3 for edge 1 -> 2" },
    { "1 / weight", "weight > 0", 0, NULL },
    { "if(weight > 0, weight, null)", NULL, COW_GRAPH_ERROR_RANGE, "weight \"if(weight > 0, weight, null)\" is null for edge 1 -> 2" },
    { "null", NULL, COW_GRAPH_ERROR_RANGE, "weight \"null\" is null for edge 0 -> 1" },
    { "exp(1000 - weight)", NULL, COW_GRAPH_ERROR_RANGE, "weight \"exp(1000 - weight)\" is inf for edge 0 -> 1" },
    { "weight > 1", NULL, COW_GRAPH_ERROR_TYPE, "weight \"weight > 1\" is a bool: a weight is a number" },
    { "src.name", NULL, COW_GRAPH_ERROR_TYPE, "weight \"src.name\" is a string: a weight is a number" },
    { NULL, "weight", COW_GRAPH_ERROR_TYPE, "filter \"weight\" is an int: it must be true or false" },
    { NULL, "5 % weight == 2", COW_GRAPH_ERROR_RANGE, "division by zero at column 3 for edge 1 -> 2" },
    { "9223372036854775807 + weight", NULL, COW_GRAPH_ERROR_RANGE, "overflow of 9223372036854775807 + 3 at column 21 for edge 0 -> 1" },
  };
  g_autoptr (CowGraph) graph = fixture_graph_reordered (TRUE, 3, edges, 2, FIXTURE_U32, COW_REORDER_NONE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CowExpr) weight = cases[i].weight ? cow_expr_new (cases[i].weight, COW_SCOPE_EDGE, graph, &error) : NULL;
      g_assert_no_error (error);
      g_autoptr (CowExpr) where = cases[i].where ? cow_expr_new (cases[i].where, COW_SCOPE_EDGE, graph, &error) : NULL;
      g_assert_no_error (error);
      CowViewSpec spec = { .weight = weight, .where = where };
      ImageFixture image;
      image_begin (&image);
      g_assert_cmpint (cow_view_write (graph, &spec, image.writer, &image.progress, &error), ==, cases[i].message == NULL);
      if (cases[i].message)
        {
          g_assert_error (error, COW_GRAPH_ERROR, (int)cases[i].code);
          g_assert_cmpstr (error->message, ==, cases[i].message);
        }
      image_drop (&image);
    }
}

static void
test_cancel (void)
{
  g_autoptr (CowGraph) graph = fixture_random_graph (3, 50, 500, TRUE, FIXTURE_U32);
  CowViewSpec spec = { .direction = COW_DIRECTION_ANY };
  guint32 stop = 1;

  for (gint64 budget = 1; budget < 1200; budget += 97)
    {
      g_autoptr (GError) error = NULL;
      ImageFixture image;
      image_begin (&image);
      image.progress = (CowProgress){ .stop = &stop, .budget = budget };
      if (!cow_view_write (graph, &spec, image.writer, &image.progress, &error))
        g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
      else
        g_assert_cmpint (budget, >, 500);
      image_drop (&image);
    }
}

/* An image of another graph, or of none, is refused. */
static void
test_foreign_image (void)
{
  g_autoptr (CowGraph) small = fixture_random_graph (3, 5, 9, TRUE, FIXTURE_U32);
  g_autoptr (CowGraph) large = fixture_random_graph (4, 9, 9, TRUE, FIXTURE_U32);
  g_autoptr (GError) error = NULL;
  CowViewSpec spec = { .direction = COW_DIRECTION_ANY };
  ImageFixture image;
  CowView view;

  image_begin (&image);
  g_assert_true (cow_view_write (small, &spec, image.writer, &image.progress, NULL));
  g_autoptr (CowArena) arena = image_end (&image);
  g_assert_false (cow_view_open (large, arena, &view, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/view/random/directed", GINT_TO_POINTER (1), test_random);
  g_test_add_data_func ("/view/random/undirected", GINT_TO_POINTER (0), test_random);
  g_test_add_func ("/view/missing-transpose", test_missing_transpose);
  g_test_add_func ("/view/kinds", test_kinds);
  g_test_add_func ("/view/errors", test_errors);
  g_test_add_func ("/view/cancel", test_cancel);
  g_test_add_func ("/view/foreign-image", test_foreign_image);
  return g_test_run ();
}
