/* ch-fixture.h - for tests: the contraction hierarchy of a fixture's view, and graphs that have one: random ones, the shapes, grids. */
#pragma once

#include "graph/path/ch.h"
#include "image-fixture.h"
#include "shape-fixture.h"

/* An undirected graph has one table for both directions. */
static inline void
ch_share_table (PathFixture *fixture)
{
  if (!fixture->oracle.directed)
    fixture->view.in = fixture->view.out;
}

/* Weights that a hierarchy takes. */
static G_GNUC_UNUSED const PathKind ch_kinds[]
    = { PATH_NONE, PATH_DROPPED, PATH_U32, PATH_U32_LARGE, PATH_U32_HUGE, PATH_I64_SMALL, PATH_I64_LARGE, PATH_I64_FAR, PATH_CONSTANT };

#define CH_SHAPES (G_N_ELEMENTS (fixture_shapes) * 2 * G_N_ELEMENTS (ch_kinds))

/* number: below CH_SHAPES, each shape, direction and kind once. */
static G_GNUC_UNUSED PathFixture *
ch_make_shape (guint number)
{
  const FixtureShape *shape = &fixture_shapes[number / (2 * G_N_ELEMENTS (ch_kinds))];
  PathFixture *fixture = shape_fixture_new (shape, number, number % 2, ch_kinds[number / 2 % G_N_ELEMENTS (ch_kinds)]);

  ch_share_table (fixture);
  return fixture;
}

static G_GNUC_UNUSED PathFixture *
ch_make_random (guint32 seed, guint max_n, PathKind kind)
{
  PathFixture *fixture = path_fixture_random (seed * PATH_KINDS + kind, max_n, kind);

  ch_share_table (fixture);
  return fixture;
}

/* The index of a view, in an arena of its own. NULL with error. */
static G_GNUC_UNUSED CowIndex *
ch_build (const CowView *view, guint n_threads, GError **error)
{
  ImageFixture image;
  CowIndexBuild wish = { .view = view, .n_threads = n_threads };
  CowIndex *index;
  CowArena *arena;

  image_begin (&image);
  wish.progress = &image.progress;
  if (!cow_index_write (&cow_index_kind_ch, &wish, "", image.writer, error))
    {
      image_drop (&image);
      return NULL;
    }
  arena = image_end (&image);
  index = cow_index_open (cow_arena_base (arena), 0);
  index->arena = arena;
  return index;
}

static G_GNUC_UNUSED PathFixture *
ch_make_grid (guint side, gboolean directed, PathKind kind, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  guint n = side * side, k = 0;
  OracleEdge *edges = g_new0 (OracleEdge, 2 * n);
  PathFixture *fixture;

  for (guint32 v = 0; v < n; v++)
    for (guint down = 0; down < 2; down++)
      if (down ? v + side < n : (v + 1) % side != 0)
        {
          edges[k] = (OracleEdge){ .source = v, .target = v + (down ? side : 1) };
          path_fixture_draw_weight (random, kind, seed % 2, &edges[k++]);
        }
  fixture = path_fixture_new (seed + 1, n, directed, kind, edges, k);
  ch_share_table (fixture);
  return fixture;
}
