/* graph-fixture.h - small graphs for tests, built in this process as the loader builds large ones.
 *
 * Vertex i of a fixture is named "i" and has the appearance i; after a reordering its place is another. */
#pragma once

#include <glib.h>
#include <string.h>

#include "graph/builder-private.h"
#include "graph/graph.h"

typedef struct
{
  guint32 source, target;
  double weight;
} FixtureEdge;

/* The kind of weights the graph shall have. The builder takes the narrowest that holds all of them, so the
 * weights of the edges (small integers) are scaled by what forces the kind, exactly; all zero, or no edges:
 * it stays narrower. */
typedef enum
{
  FIXTURE_UNWEIGHTED,
  FIXTURE_U32, /* weight */
  FIXTURE_I64, /* weight * 2^33 */
  FIXTURE_F64, /* weight * 0.375 */
} FixtureWeights;

#define FIXTURE_I64_SCALE ((gint64)1 << 33)
#define FIXTURE_F64_SCALE 0.375

typedef struct
{
  const char *name;
  guint n_vertices;
  const FixtureEdge *edges;
  guint n_edges;
} FixtureShape;

/* Finishes a builder (taken) into a graph: image, check of all slices, arena, seal, open. NULL with error: no memory, as its limit says. */
static G_GNUC_UNUSED CowGraph *
fixture_try_finish (CowBuilder *builder, GError **refused)
{
  CowImageMapping mapping = { 0 };
  GError *error = NULL;
  /* Room for most graphs at once: a fuzzer makes thousands a second. */
  cow_image_grow_anonymous (48 << 10, &mapping, NULL);
  CowImageWriter *writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, &error);
  CowArena *arena;
  CowGraph *graph;
  guint64 bytes = 0;

  g_assert_no_error (error);
  gboolean done = cow_builder_finish (builder, writer, NULL, &error);
  g_assert_cmpint (done, ==, error == NULL);
  cow_builder_free (builder);
  if (!done)
    {
      cow_image_writer_free (writer);
      cow_image_mapping_clear (&mapping);
      g_propagate_error (refused, error);
      return NULL;
    }
  cow_image_writer_finish (writer, FALSE, &bytes, &error);
  g_assert_no_error (error);
  cow_image_writer_free (writer);

  arena = cow_arena_new (bytes, &error);
  g_assert_no_error (error);
  memcpy (cow_arena_base (arena), mapping.base, bytes);
  cow_image_mapping_clear (&mapping);
  cow_image_check (cow_arena_base (arena), bytes, &error);
  g_assert_no_error (error);
  cow_image_check_slice (cow_arena_base (arena), 0, bytes, &error);
  g_assert_no_error (error);
  cow_arena_seal (arena, &error);
  g_assert_no_error (error);
  graph = cow_graph_open (arena, &error);
  g_assert_no_error (error);
  return graph;
}

static G_GNUC_UNUSED CowGraph *
fixture_finish (CowBuilder *builder)
{
  GError *error = NULL;
  CowGraph *graph = fixture_try_finish (builder, &error);

  g_assert_no_error (error);
  return graph;
}

static G_GNUC_UNUSED void
fixture_add_edge (CowBuilder *builder, const FixtureEdge *edge, FixtureWeights kind)
{
  GError *error = NULL;

  cow_builder_edge (builder, edge->source, edge->target, &error);
  g_assert_no_error (error);
  if (kind == FIXTURE_U32)
    cow_builder_weight_int (builder, (gint64)edge->weight, &error);
  else if (kind == FIXTURE_I64)
    cow_builder_weight_int (builder, (gint64)edge->weight * FIXTURE_I64_SCALE, &error);
  else if (kind == FIXTURE_F64)
    cow_builder_weight_real (builder, edge->weight * FIXTURE_F64_SCALE, &error);
  g_assert_no_error (error);
}

/* How graphs are built: a test of the builder sets them, all others leave them. */
static G_GNUC_UNUSED guint fixture_threads = 1;
static G_GNUC_UNUSED gboolean fixture_wide = FALSE; /* as if there were more than 2^32 arcs */

static G_GNUC_UNUSED CowGraph *
fixture_graph_reordered (gboolean directed, guint n_vertices, const FixtureEdge *edges, guint n_edges,
                         FixtureWeights kind, CowReorder reorder)
{
  CowBuilderOptions options
      = { .directed = directed, .reorder = reorder, .format = "fixture", .threads = fixture_threads, .part_edges = 1 };
  CowBuilder *builder = cow_builder_new (&options);
  GError *error = NULL;

  if (fixture_wide)
    builder->narrow_arcs = 0;

  cow_builder_sequence (builder, 0, n_vertices, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_edges; i++)
    fixture_add_edge (builder, &edges[i], kind);
  return fixture_finish (builder);
}

static G_GNUC_UNUSED CowGraph *
fixture_graph (gboolean directed, guint n_vertices, const FixtureEdge *edges, guint n_edges,
               FixtureWeights kind)
{
  return fixture_graph_reordered (directed, n_vertices, edges, n_edges, kind, COW_REORDER_AUTO);
}

/* Ends drawn evenly (self-loops and parallel edges happen), weights 1 .. 100. The same seed gives the same
 * edges. (transfer full): g_free. */
static G_GNUC_UNUSED FixtureEdge *
fixture_random_edges (guint32 seed, guint n_vertices, guint n_edges)
{
  GRand *random = g_rand_new_with_seed (seed);
  FixtureEdge *edges = g_new0 (FixtureEdge, n_edges + 1);

  for (guint i = 0; i < n_edges; i++)
    {
      edges[i].source = (guint32)g_rand_int_range (random, 0, (gint32)n_vertices);
      edges[i].target = (guint32)g_rand_int_range (random, 0, (gint32)n_vertices);
      edges[i].weight = g_rand_int_range (random, 1, 101);
    }
  g_rand_free (random);
  return edges;
}

/* In an order of memory that depends on the seed too: nothing may depend on it. */
static G_GNUC_UNUSED CowGraph *
fixture_random_graph (guint32 seed, guint n_vertices, guint n_edges, gboolean directed, FixtureWeights kind)
{
  static const CowReorder orders[] = { COW_REORDER_NONE, COW_REORDER_BFS, COW_REORDER_DEGREE };
  FixtureEdge *edges = fixture_random_edges (seed, n_vertices, n_edges);
  CowGraph *graph = fixture_graph_reordered (directed, n_vertices, edges, n_edges, kind, orders[seed % 3]);

  g_free (edges);
  return graph;
}

/* The shapes every algorithm must survive; read as directed or undirected. */
static const FixtureEdge fixture_one_edge[] = { { 0, 1, 7 } };
static const FixtureEdge fixture_disconnected[]
    = { { 0, 1, 2 }, { 1, 2, 3 }, { 2, 0, 4 }, { 4, 5, 1 }, { 5, 6, 9 } };
static const FixtureEdge fixture_parallel[]
    = { { 0, 1, 5 }, { 0, 1, 2 }, { 1, 0, 3 }, { 1, 2, 4 }, { 0, 1, 2 }, { 1, 2, 1 }, { 2, 3, 6 } };
static const FixtureEdge fixture_loops[]
    = { { 0, 0, 1 }, { 0, 1, 3 }, { 1, 1, 2 }, { 1, 2, 4 }, { 2, 2, 9 }, { 2, 2, 1 }, { 3, 3, 5 } };
static const FixtureEdge fixture_zero[]
    = { { 0, 1, 0 }, { 1, 2, 0 }, { 2, 0, 0 }, { 2, 3, 5 }, { 3, 4, 0 }, { 0, 4, 5 }, { 4, 5, 1 } };
static const FixtureEdge fixture_star[] = { { 0, 1, 1 }, { 0, 2, 2 }, { 0, 3, 3 }, { 0, 4, 4 }, { 0, 5, 5 },
                                            { 0, 6, 6 }, { 0, 7, 7 }, { 8, 0, 8 }, { 9, 0, 9 } };
static const FixtureEdge fixture_path[]
    = { { 0, 1, 3 },   { 1, 2, 1 },   { 2, 3, 4 },   { 3, 4, 1 },   { 4, 5, 5 },   { 5, 6, 9 },
        { 6, 7, 2 },   { 7, 8, 6 },   { 8, 9, 5 },   { 9, 10, 3 },  { 10, 11, 5 }, { 11, 12, 8 },
        { 12, 13, 9 }, { 13, 14, 7 }, { 14, 15, 9 }, { 15, 16, 3 }, { 16, 17, 2 }, { 17, 18, 3 },
        { 18, 19, 8 }, { 19, 20, 4 }, { 20, 21, 6 }, { 21, 22, 2 }, { 22, 23, 6 }, { 23, 24, 4 },
        { 24, 25, 3 }, { 25, 26, 3 }, { 26, 27, 8 }, { 27, 28, 3 }, { 28, 29, 2 }, { 29, 30, 7 },
        { 30, 31, 9 }, { 31, 32, 5 } };
static const FixtureEdge fixture_tree[]
    = { { 0, 1, 2 }, { 0, 2, 3 }, { 1, 3, 1 }, { 1, 4, 4 }, { 2, 5, 1 }, { 2, 6, 5 } };
static const FixtureEdge fixture_cycle[]
    = { { 0, 1, 1 }, { 1, 2, 1 }, { 2, 3, 1 }, { 3, 4, 1 }, { 4, 0, 1 } };
static const FixtureEdge fixture_complete[]
    = { { 0, 1, 4 }, { 0, 2, 1 }, { 0, 3, 7 }, { 0, 4, 9 },  { 1, 2, 2 },
        { 1, 3, 5 }, { 1, 4, 1 }, { 2, 3, 8 }, { 2, 4, 10 }, { 3, 4, 3 } };

static G_GNUC_UNUSED const FixtureShape fixture_shapes[] = {
  { "empty", 0, NULL, 0 },
  { "one vertex", 1, NULL, 0 },
  { "no edges", 4, NULL, 0 },
  { "one edge", 2, fixture_one_edge, G_N_ELEMENTS (fixture_one_edge) },
  { "disconnected", 8, fixture_disconnected, G_N_ELEMENTS (fixture_disconnected) },
  { "parallel edges", 4, fixture_parallel, G_N_ELEMENTS (fixture_parallel) },
  { "self-loops", 4, fixture_loops, G_N_ELEMENTS (fixture_loops) },
  { "zero weights", 6, fixture_zero, G_N_ELEMENTS (fixture_zero) },
  { "long path", 33, fixture_path, G_N_ELEMENTS (fixture_path) },
  { "star", 10, fixture_star, G_N_ELEMENTS (fixture_star) },
  { "tree", 7, fixture_tree, G_N_ELEMENTS (fixture_tree) },
  { "cycle", 5, fixture_cycle, G_N_ELEMENTS (fixture_cycle) },
  { "complete", 5, fixture_complete, G_N_ELEMENTS (fixture_complete) },
};
