/* test-overlay.c - a graph with overlays against the graph that one gets by making the edits by hand; edits against a plain
 * list; tables of edges, good and bad. Vertex i is named "i" and has the appearance i. */
#include "config.h"

#include "graph/file/overlay-table.h"
#include "graph/overlay-stack.h"
#include "graph/path/search.h"
#include "graph/transpose.h"
#include "graph/view.h"
#include "tests/image-fixture.h"
#include "tests/read-fixture.h"

#define MOST_EDGES 200
#define MOST_ADDED 16

/* The naive side: every edge of the graph with all edits applied, then what was added. */
typedef struct
{
  FixtureEdge edge;
  gboolean blocked, known, touched;
  CowCost weight;
} Edge;

typedef struct
{
  GRand *random;
  CowGraph *graph;
  guint n, m, n_added;
  FixtureWeights kind;
  Edge edges[MOST_EDGES + 4 * MOST_ADDED];
  CowOverlay *overlays[3];
  guint n_overlays;
} Trial;

static guint
draw (Trial *trial, guint below)
{
  return (guint)g_rand_int_range (trial->random, 0, (gint32)below);
}

/* Exact in doubles, whatever the graph's kind. */
static CowCost
draw_weight (Trial *trial, gboolean real)
{
  gint64 whole = g_rand_int_range (trial->random, 0, 30);

  return real && draw (trial, 2) ? cow_cost_real ((double)whole * 0.25) : cow_cost_int (whole);
}

static CowCost
base_weight (FixtureWeights kind, double weight)
{
  return kind == FIXTURE_UNWEIGHTED ? cow_cost_int (1)
         : kind == FIXTURE_F64      ? cow_cost_real (weight * FIXTURE_F64_SCALE)
         : kind == FIXTURE_I64      ? cow_cost_int ((gint64)weight * FIXTURE_I64_SCALE)
                                    : cow_cost_int ((gint64)weight);
}

static gboolean
same_ends (const Trial *trial, const FixtureEdge *a, const FixtureEdge *b)
{
  return (a->source == b->source && a->target == b->target) || (!trial->graph->directed && a->source == b->target && a->target == b->source);
}

static guint32
place (const Trial *trial, guint32 appearance)
{
  return cow_graph_vertex_at (trial->graph, appearance);
}

static void
edit_added (Trial *trial, CowOverlay *overlay, gboolean real)
{
  Edge *edge = &trial->edges[trial->m + trial->n_added];
  g_autoptr (GError) error = NULL;

  *edge = (Edge){ .edge = { draw (trial, trial->n), draw (trial, trial->n), 0 }, .known = draw (trial, 2), .weight = draw_weight (trial, real), .touched = TRUE };
  /* A table has each pair once; among tables the last counts. */
  for (Edge *other = &trial->edges[trial->m]; edge->known && other < edge; other++)
    if (other->known && same_ends (trial, &other->edge, &edge->edge))
      other->blocked = TRUE;
  CowOverlayEdge added = { place (trial, edge->edge.source), place (trial, edge->edge.target), edge->known, edge->weight };
  cow_overlay_add (overlay, &added, &error);
  g_assert_no_error (error);
  trial->n_added++;
}

static void
edit_edges (Trial *trial, CowOverlay *overlay, gboolean real)
{
  guint32 edges[8];
  guint n = draw (trial, 8);
  guint action = draw (trial, 2);
  CowCost weight = draw_weight (trial, real);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      Edge *edge = &trial->edges[edges[i] = draw (trial, trial->m)];

      if (action == 0)
        edge->blocked = TRUE;
      else
        {
          edge->weight = weight;
          edge->touched = TRUE;
        }
    }
  if (action == 0)
    cow_overlay_block (overlay, edges, n, &error);
  else
    cow_overlay_reweight (overlay, edges, n, weight, &error);
  g_assert_no_error (error);
}

/* Parallel edges and loops happen; every fifth has zero weights; up to three overlays. */
static void
begin_trial (Trial *trial, guint32 seed)
{
  static const CowReorder orders[] = { COW_REORDER_NONE, COW_REORDER_BFS, COW_REORDER_DEGREE };
  g_autofree FixtureEdge *edges = NULL;
  gboolean directed = seed & 1, real = seed >> 1 & 1;

  *trial = (Trial){ .random = g_rand_new_with_seed (seed), .kind = seed / 4 % 4 };
  trial->n = 1 + draw (trial, draw (trial, 2) ? 60 : 12);
  trial->m = draw (trial, trial->n * 3 + 4);
  edges = fixture_random_edges (seed, trial->n, trial->m);
  for (guint i = 0; i < trial->m && seed % 5 == 0; i++)
    edges[i].weight = (guint)edges[i].weight % 3;
  trial->graph = fixture_graph_reordered (directed, trial->n, edges, trial->m, trial->kind, orders[draw (trial, 3)]);
  for (guint i = 0; i < trial->m; i++)
    trial->edges[i] = (Edge){ .edge = edges[i], .weight = base_weight (trial->kind, edges[i].weight) };
  trial->n_overlays = 1 + draw (trial, 3);
  for (guint k = 0; k < trial->n_overlays; k++)
    {
      trial->overlays[k] = cow_overlay_new ();
      for (guint i = draw (trial, MOST_ADDED); i > 0; i--)
        if (trial->m && draw (trial, 3))
          edit_edges (trial, trial->overlays[k], real);
        else
          edit_added (trial, trial->overlays[k], real);
    }
}

static void
end_trial (Trial *trial)
{
  for (guint k = 0; k < trial->n_overlays; k++)
    cow_overlay_unref (trial->overlays[k]);
  cow_graph_free (trial->graph);
  g_rand_free (trial->random);
}

/* ---- views ---- */

typedef struct
{
  guint32 list, entry;
  double weight;
  guint64 origin; /* edge of the graph; m + place among the added ones */
  gboolean touched;
} Arc;

static int
compare_arcs (gconstpointer left, gconstpointer right)
{
  const Arc *a = left, *b = right;

  if (a->list != b->list)
    return a->list < b->list ? -1 : 1;
  if (a->entry != b->entry)
    return a->entry < b->entry ? -1 : 1;
  return (a->origin > b->origin) - (a->origin < b->origin);
}

static GArray *
list_expected (const Trial *trial, CowDirection direction)
{
  GArray *arcs = g_array_new (FALSE, FALSE, sizeof (Arc));
  gboolean any = !trial->graph->directed || direction == COW_DIRECTION_ANY;
  guint64 origin = 0;

  for (guint i = 0; i < trial->m + trial->n_added; i++)
    {
      const Edge *edge = &trial->edges[i];
      Arc out = { edge->edge.source, edge->edge.target, cow_cost_as_double (edge->weight), origin, edge->touched };
      Arc in = { out.entry, out.list, out.weight, origin, edge->touched };

      if (i < trial->m || !edge->blocked)
        origin++;
      if (edge->blocked)
        continue;
      if (any || direction == COW_DIRECTION_OUT)
        g_array_append_val (arcs, out);
      if ((any && out.list != out.entry) || (!any && direction == COW_DIRECTION_IN))
        g_array_append_val (arcs, in);
    }
  g_array_sort (arcs, compare_arcs);
  return arcs;
}

static GArray *
list_actual (const Trial *trial, const CowView *view)
{
  const CowGraph *graph = trial->graph;
  GArray *arcs = g_array_new (FALSE, FALSE, sizeof (Arc));
  g_autofree guint32 *edges = g_new0 (guint32, graph->n_arcs + 1);

  cow_graph_edge_of_arc_table (graph, edges);
  for (guint32 v = 0; v < graph->n; v++)
    for (guint64 i = view->out.offsets[v]; i < view->out.offsets[v + 1]; i++)
      {
        guint64 origin = view->out_arc[i];
        Arc arc = { cow_graph_appearance (graph, v), cow_graph_appearance (graph, cow_csr_target (&view->out, i)),
                    cow_cost_as_double (cow_csr_weight (&view->out, i)),
                    origin >= graph->n_arcs ? graph->m + (origin - graph->n_arcs) : edges[origin], cow_view_layer (view, i) != COW_LAYER_NONE };

        g_array_append_val (arcs, arc);
      }
  g_array_sort (arcs, compare_arcs);
  return arcs;
}

static CowArena *
open_view (const Trial *trial, const CowViewSpec *spec, CowView *view)
{
  g_autoptr (GError) error = NULL;
  ImageFixture image;
  CowArena *arena;

  g_assert_false (cow_view_direct (trial->graph, spec, view, NULL));
  image_begin (&image);
  cow_view_write (trial->graph, spec, image.writer, &image.progress, &error);
  g_assert_no_error (error);
  arena = image_end (&image);
  cow_view_open (trial->graph, arena, view, &error);
  g_assert_no_error (error);
  return arena;
}

/* The same edits, made before the graph was built. */
static CowGraph *
rebuild (const Trial *trial)
{
  CowBuilderOptions options = { .directed = trial->graph->directed, .reorder = COW_REORDER_NONE, .format = "fixture" };
  CowBuilder *builder = cow_builder_new (&options);
  g_autoptr (GError) error = NULL;

  cow_builder_sequence (builder, 0, trial->n, &error);
  for (guint i = 0; i < trial->m + trial->n_added; i++)
    {
      const Edge *edge = &trial->edges[i];

      if (edge->blocked)
        continue;
      cow_builder_edge (builder, edge->edge.source, edge->edge.target, &error);
      if (edge->weight.kind == COW_COST_INT)
        cow_builder_weight_int (builder, edge->weight.integer, &error);
      else
        cow_builder_weight_real (builder, edge->weight.real, &error);
      g_assert_no_error (error);
    }
  return fixture_finish (builder);
}

/* Costs and paths from every vertex are those of the graph built with the edits. */
static void
check_paths (const Trial *trial, const CowView *view)
{
  g_autoptr (CowGraph) graph = rebuild (trial);
  g_autoptr (GError) error = NULL;
  g_autoptr (CowSearch) left = NULL, right = NULL;
  g_autoptr (GArray) mine = g_array_new (FALSE, FALSE, 4), wanted = g_array_new (FALSE, FALSE, 4);
  CowArena *arena = NULL;
  CowViewSpec spec = { .need_in = TRUE };
  CowView other;
  gboolean missing;
  CowProgress progress = { .budget = COW_PROGRESS_BUDGET };

  if (!cow_view_direct (graph, &spec, &other, &missing))
    {
      ImageFixture image;

      g_assert_true (missing);
      image_begin (&image);
      cow_transpose_write (graph, TRUE, image.writer, &image.progress, &error);
      g_assert_no_error (error);
      arena = image_end (&image);
      cow_graph_attach (graph, arena, &error);
      g_assert_true (cow_view_direct (graph, &spec, &other, &missing));
    }
  left = cow_search_new (view, COW_SEARCH_AUTO, &error);
  g_assert_no_error (error);
  right = cow_search_new (&other, COW_SEARCH_AUTO, &error);
  g_assert_no_error (error);
  for (guint32 from = 0; from < trial->n; from++)
    {
      guint32 source = place (trial, from);
      CowSearchQuery query = { .sources = &source, .n_sources = 1 }, plain = { .sources = &from, .n_sources = 1 };

      g_assert_true (cow_search_run (left, &query, &progress, &error));
      g_assert_true (cow_search_run (right, &plain, &progress, &error));
      for (guint32 to = 0; to < trial->n; to++)
        {
          CowCost a = cow_search_cost (left, place (trial, to)), b = cow_search_cost (right, to);

          g_assert_cmpfloat (cow_cost_as_double (a), ==, cow_cost_as_double (b));
          if (a.kind == COW_COST_UNREACHABLE)
            continue;
          g_assert_true (cow_search_path (left, place (trial, to), mine, NULL, &error));
          g_assert_true (cow_search_path (right, to, wanted, NULL, &error));
          g_assert_cmpuint (mine->len, ==, wanted->len);
          for (guint i = 0; i < mine->len; i++)
            g_assert_cmpuint (cow_graph_appearance (trial->graph, g_array_index (mine, guint32, i)), ==,
                              g_array_index (wanted, guint32, i));
        }
    }
}

static void
check_kind (const CowView *view, const GArray *arcs)
{
  double low = INFINITY, high = -INFINITY;

  for (guint i = 0; i < arcs->len; i++)
    {
      low = MIN (low, g_array_index (arcs, Arc, i).weight);
      high = MAX (high, g_array_index (arcs, Arc, i).weight);
    }
  if (!arcs->len)
    return;
  g_assert_cmpfloat (view->weight_min_real, ==, low);
  g_assert_cmpfloat (view->weight_max_real, ==, high);
}

static void
test_random (void)
{
  guint n_nonempty = 0;

  for (guint32 seed = 0; seed < 1200; seed++)
    {
      Trial trial;

      begin_trial (&trial, seed);
      CowDirection direction = (CowDirection)(seed / 16 % 4 % 3);
      CowViewSpec spec = { .direction = direction, .need_in = TRUE, .need_arcs = TRUE, .overlays = trial.overlays, .n_overlays = trial.n_overlays };
      CowView view;
      CowArena *arena = open_view (&trial, &spec, &view);
      g_autoptr (GArray) expected = list_expected (&trial, direction), actual = list_actual (&trial, &view);

      g_assert_cmpuint (actual->len, ==, expected->len);
      for (guint i = 0; i < actual->len; i++)
        {
          const Arc *a = &g_array_index (actual, Arc, i), *b = &g_array_index (expected, Arc, i);

          g_assert_cmpuint (a->list, ==, b->list);
          g_assert_cmpuint (a->entry, ==, b->entry);
          g_assert_cmpuint (a->origin, ==, b->origin);
          g_assert_cmpfloat (a->weight, ==, b->weight);
          g_assert_cmpint (a->touched, ==, b->touched);
        }
      check_kind (&view, expected);
      if (direction == COW_DIRECTION_OUT && seed / 64 % 2)
        check_paths (&trial, &view);
      n_nonempty += actual->len > 0;
      cow_arena_free (arena);
      end_trial (&trial);
    }
  g_assert_cmpuint (n_nonempty, >, 1000);
}

/* --weight=none knows no weights; --where and --block leave added edges alone. */
static void
test_options (void)
{
  const FixtureEdge edges[] = { { 0, 1, 5 }, { 1, 2, 6 } };
  Trial trial = { .graph = fixture_graph (TRUE, 3, edges, 2, FIXTURE_U32) };
  CowOverlay *overlay = cow_overlay_new ();
  CowOverlayEdge added = { place (&trial, 0), place (&trial, 2), FALSE, cow_cost_real (0.5) };
  guint64 blocked[] = { 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CowExpr) where = cow_expr_new ("weight > 5", COW_SCOPE_EDGE, trial.graph, &error);
  CowViewSpec spec = { .unweighted = TRUE, .overlays = &overlay, .n_overlays = 1 };
  CowView view;
  CowArena *arena;

  cow_overlay_add (overlay, &added, &error);
  arena = open_view (&trial, &spec, &view);
  g_assert_cmpint (view.out.kind, ==, COW_WEIGHT_NONE);
  g_assert_cmpuint (view.out.n_arcs, ==, 3);
  cow_arena_free (arena);
  /* A cost of its own: the attributes of an added edge are null, those of its ends are not. */
  g_autoptr (CowExpr) symbol = cow_expr_new ("if(weight == 5, 1, 0) + if(id == 1, 2, 0) + src.appearance * 10", COW_SCOPE_EDGE, trial.graph, &error);
  spec = (CowViewSpec){ .weight = symbol, .overlays_keep_weights = TRUE, .overlays = &overlay, .n_overlays = 1 };
  arena = open_view (&trial, &spec, &view);
  for (guint64 i = 0; i < 3; i++)
    {
      guint32 to = cow_graph_appearance (trial.graph, cow_csr_target (&view.out, i));
      gboolean is_first = i < view.out.offsets[place (&trial, 0) + 1] && i >= view.out.offsets[place (&trial, 0)];

      g_assert_cmpint (cow_csr_weight (&view.out, i).integer, ==, !is_first ? 12 : to == 1 ? 1 : 0);
    }
  cow_arena_free (arena);
  g_autoptr (CowExpr) resource = cow_expr_new ("weight + 1", COW_SCOPE_EDGE, trial.graph, &error);
  ImageFixture image;
  spec.weight = resource;
  image_begin (&image);
  g_assert_false (cow_view_write (trial.graph, &spec, image.writer, &image.progress, &error));
  g_assert_cmpstr (error->message, ==, "weight \"weight + 1\" is null for edge 0 -> 2");
  g_clear_error (&error);
  image_drop (&image);
  spec = (CowViewSpec){ .where = where, .blocked_edges = blocked, .overlays = &overlay, .n_overlays = 1 };
  arena = open_view (&trial, &spec, &view);
  g_assert_cmpint (view.out.kind, ==, COW_WEIGHT_F64);
  g_assert_cmpuint (view.out.n_arcs, ==, 2);
  cow_arena_free (arena);
  cow_overlay_unref (overlay);
  cow_graph_free (trial.graph);
}

/* ---- edits ---- */

static void
test_edits (void)
{
  g_autoptr (CowOverlay) overlay = cow_overlay_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GError) error = NULL;
  gboolean blocked[50] = { FALSE };
  gint64 weights[50];
  guint64 n_blocked, n_reweighted;

  for (guint i = 0; i < 50; i++)
    weights[i] = -1;
  for (guint round = 0; round < 2000; round++)
    {
      CowOverlay *before = round % 3 ? NULL : cow_overlay_ref (overlay);
      guint64 n_before = overlay->n_changes, i = 0;
      guint32 edges[5];
      guint n = (guint)g_rand_int_range (random, 0, 6), action = (guint)g_rand_int_range (random, 0, 3), wanted[2] = { 0, 0 };

      g_assert_true (cow_overlay_own (&overlay, &error));
      g_assert_true (!before || before != overlay);
      for (guint k = 0; k < n; k++)
        {
          edges[k] = (guint32)g_rand_int_range (random, 0, 50);
          if (action < 2)
            blocked[edges[k]] = action == 0;
          else
            weights[edges[k]] = round;
        }
      g_assert_true (action == 0   ? cow_overlay_block (overlay, edges, n, &error)
                     : action == 1 ? cow_overlay_unblock (overlay, edges, n, &error)
                                   : cow_overlay_reweight (overlay, edges, n, cow_cost_int (round), &error));
      for (guint32 edge = 0; edge < 50; edge++)
        {
          if (!blocked[edge] && weights[edge] < 0)
            continue;
          g_assert_cmpuint (i, <, overlay->n_changes);
          const CowOverlayChange *change = &overlay->changes[i++];
          g_assert_cmpuint (change->edge, ==, edge);
          g_assert_cmpint (change->blocked, ==, blocked[edge]);
          g_assert_cmpint (change->weight.kind == COW_COST_INT ? change->weight.integer : -1, ==, weights[edge]);
          wanted[0] += blocked[edge];
          wanted[1] += weights[edge] >= 0;
        }
      g_assert_cmpuint (i, ==, overlay->n_changes);
      cow_overlay_count (overlay, &n_blocked, &n_reweighted);
      g_assert_cmpuint (n_blocked, ==, wanted[0]);
      g_assert_cmpuint (n_reweighted, ==, wanted[1]);
      if (before)
        g_assert_cmpuint (before->n_changes, ==, n_before);
      cow_overlay_unref (before);
    }
}

/* ---- tables ---- */

static CowOverlay *
read_table (const CowGraph *graph, const char *text, CowOverlayMode mode, gboolean skip, GError **error)
{
  CowReadOptions read = { .name = "t", .directed = -1 };
  CowOverlayTableOptions options = { &read, mode, skip };
  g_autoptr (CowOverlay) overlay = cow_overlay_new ();
  int fd = fixture_file (text, strlen (text));
  g_autoptr (CowInput) input = cow_input_new (fd, "t", 0, error);
  gboolean ok;

  g_assert_nonnull (input);
  ok = cow_overlay_table_read (input, &options, graph, overlay, NULL, error);
  close (fd);
  return ok ? g_steal_pointer (&overlay) : NULL;
}

static CowGraph *
table_graph (gboolean directed)
{
  const FixtureEdge edges[] = { { 0, 1, 5 }, { 1, 2, 6 }, { 0, 1, 7 }, { 2, 2, 1 } };
  CowGraph *graph = fixture_graph (directed, 4, edges, 4, FIXTURE_U32);
  guint32 *table = g_new0 (guint32, graph->n_arcs + 1);

  g_assert_true (cow_graph_edge_of_arc_table (graph, table));
  graph->edge_of_arc = table;
  return graph;
}

static void
free_table_graph (CowGraph *graph)
{
  g_free ((gpointer)graph->edge_of_arc);
  graph->edge_of_arc = NULL;
  cow_graph_free (graph);
}

/* As text: "e0=3 e2=3 +1>3=0.5". */
static char *
describe (const CowGraph *graph, const CowOverlay *overlay)
{
  GString *text = g_string_new (NULL);
  char number[32];

  for (guint64 i = 0; i < overlay->n_changes; i++)
    {
      cow_number_format_real (cow_cost_as_double (overlay->changes[i].weight), number);
      g_string_append_printf (text, "e%u=%s ", overlay->changes[i].edge, number);
    }
  for (guint64 i = 0; i < overlay->n_added; i++)
    {
      const CowOverlayEdge *edge = &overlay->added[i];

      cow_number_format_real (cow_cost_as_double (edge->weight), number);
      g_string_append_printf (text, "%c%u>%u=%s ", edge->known ? '?' : '+', cow_graph_appearance (graph, edge->source),
                              cow_graph_appearance (graph, edge->target), number);
    }
  return g_strchomp (g_string_free (text, FALSE));
}

static void
test_tables (void)
{
  static const struct
  {
    gboolean undirected;
    CowOverlayMode mode;
    gboolean skip;
    const char *text, *wanted; /* wanted: overlay, or `!` and the error */
  } cases[] = {
    { FALSE, COW_OVERLAY_ADD, FALSE, "0 3 2\n0 3 2.5\n3\t3", "!t:3: 2 fields, the first line has 3" },
    { FALSE, COW_OVERLAY_ADD, FALSE, "0 3\n1 2\n", "+0>3=1 +1>2=1" },
    { FALSE, COW_OVERLAY_ADD, FALSE, "u,v,value,more\n0,3,2,x\n0,3,-0.5,y\n", "+0>3=2 +0>3=-0.5" },
    { FALSE, COW_OVERLAY_OVERRIDE, FALSE, "# c\n0 1 3\n1 2 4\n0 1 9\n", "e0=9 e1=4 e2=9" },
    { FALSE, COW_OVERLAY_OVERRIDE, FALSE, "0 1 3\n1 0 3\n", "!t:2: no edge \"1\" -> \"0\"" },
    { TRUE, COW_OVERLAY_OVERRIDE, FALSE, "0 1 3\n1 0 4\n2 2 8\n", "e0=4 e2=4 e3=8" },
    { FALSE, COW_OVERLAY_OVERRIDE, TRUE, "0 1 3\n1 0 3\n9 9 1\n", "e0=3 e2=3" },
    { FALSE, COW_OVERLAY_LOOKUP, FALSE, "0 3 3\n0 1 4\n1 3 1\n0 3 2.5\n", "e0=4 e2=4 ?1>3=1 ?0>3=2.5" },
    { TRUE, COW_OVERLAY_LOOKUP, FALSE, "0 3 3\n3 0 4\n", "?0>3=4" },
    { FALSE, COW_OVERLAY_LOOKUP, FALSE, "0 3\n", "!t:1: no value: this mode wants a third field" },
    { FALSE, COW_OVERLAY_LOOKUP, FALSE, "", "" },
    { FALSE, COW_OVERLAY_LOOKUP, FALSE, "0 3 1\n\n\"0\n\" 3 1\n", "!t:3: unknown vertex \"0\n\"" },
    { FALSE, COW_OVERLAY_LOOKUP, FALSE, "0 7 1\n", "!t:1: unknown vertex \"7\"" },
    { FALSE, COW_OVERLAY_LOOKUP, FALSE, "0 3 nan\n", "!t:1: value \"nan\" is not finite" },
    { FALSE, COW_OVERLAY_LOOKUP, FALSE, "0 3 1e999\n", "!t:1: value \"1e999\" is not finite" },
    { FALSE, COW_OVERLAY_LOOKUP, FALSE, "0 3 9223372036854775807\n", "?0>3=9223372036854775807" },
    { FALSE, COW_OVERLAY_LOOKUP, FALSE, "0 3 9223372036854775808\n", "!t:1: value \"9223372036854775808\" does not fit in 64 bits" },
    { FALSE, COW_OVERLAY_LOOKUP, FALSE, "0 3 x\n", "!t:1: value \"x\" is no number" },
    { FALSE, COW_OVERLAY_ADD, FALSE, "0\n", "!t:1: one field: two ends are wanted" },
    { FALSE, COW_OVERLAY_ADD, FALSE, "0,3,1\n0,\"3\n", "!t:2: quote is not closed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CowGraph *graph = table_graph (!cases[i].undirected);
      g_autoptr (GError) error = NULL;
      g_autoptr (CowOverlay) overlay = read_table (graph, cases[i].text, cases[i].mode, cases[i].skip, &error);
      g_autofree char *got = overlay ? describe (graph, overlay) : g_strconcat ("!", error->message, NULL);

      if (strstr (cases[i].wanted, "9223372036854775807"))
        g_assert_cmpint (overlay->added[0].weight.integer, ==, G_MAXINT64);
      else
        g_assert_cmpstr (got, ==, cases[i].wanted);
      if (overlay)
        {
          /* And through an image. */
          ImageFixture image;

          image_begin (&image);
          g_assert_true (cow_overlay_write (overlay, image.writer, &error));
          CowArena *arena = image_end (&image);
          g_autoptr (CowOverlay) back = cow_overlay_from_image (cow_arena_base (arena), graph, &error);
          g_assert_no_error (error);
          g_autofree char *again = describe (graph, back);
          g_assert_cmpstr (again, ==, got);
          cow_arena_free (arena);
        }
      free_table_graph (graph);
    }
}

/* What a child sends is not trusted. */
static void
test_foreign (void)
{
  CowGraph *graph = table_graph (TRUE);

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (CowOverlay) overlay = cow_overlay_new ();
      g_autoptr (GError) error = NULL;
      CowOverlayEdge edge = { 0, i == 0 ? 4 : 1, FALSE, i == 1 ? cow_cost_real (INFINITY) : i == 2 ? cow_cost_unreachable () : cow_cost_int (1) };
      guint32 changed[] = { 1, i == 3 ? 4 : 2 };
      ImageFixture image;

      cow_overlay_add (overlay, &edge, &error);
      cow_overlay_block (overlay, changed, 2, &error);
      if (i == 4)
        overlay->changes[1].edge = 1;
      image_begin (&image);
      cow_overlay_write (overlay, image.writer, &error);
      CowArena *arena = image_end (&image);
      g_autoptr (CowOverlay) back = cow_overlay_from_image (cow_arena_base (arena), graph, &error);
      if (i == 5)
        g_assert_nonnull (back);
      else
        g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
      cow_arena_free (arena);
    }
  free_table_graph (graph);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overlay/random", test_random);
  g_test_add_func ("/overlay/options", test_options);
  g_test_add_func ("/overlay/edits", test_edits);
  g_test_add_func ("/overlay/tables", test_tables);
  g_test_add_func ("/overlay/foreign", test_foreign);
  return g_test_run ();
}
