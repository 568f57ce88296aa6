/* shape-fixture.h - the shapes that every algorithm must survive as fixtures for searches: each one both ways and with weights of every kind. */
#pragma once

#include "graph-fixture.h"
#include "path-fixture.h"

#define SHAPE_FIXTURES (G_N_ELEMENTS (fixture_shapes) * 2 * PATH_KINDS)

/* The weight of a shape's edge as one of this kind; zeros stay. */
static G_GNUC_UNUSED void
shape_set_weight (PathKind kind, gint64 weight, OracleEdge *edge)
{
  edge->integer = weight;
  if (kind == PATH_NONE || kind == PATH_DROPPED)
    edge->integer = 1;
  else if (kind == PATH_CONSTANT)
    edge->integer = 7;
  else if (kind == PATH_U32_LARGE || kind == PATH_U32_HUGE)
    edge->integer = weight << (kind == PATH_U32_LARGE ? 24 : 28);
  else if (kind == PATH_I64_LARGE || (kind == PATH_I64_FAR && weight % 2 == 0))
    edge->integer = weight << 33;
  edge->real = (double)weight * (kind == PATH_DECIMAL ? 0.1 : 0.375);
  if (kind == PATH_SPREAD)
    edge->real = ldexp ((double)weight * 0.1, (int)weight * 6 - 30);
  else if (kind == PATH_CONSTANT_REAL)
    edge->real = 2.5;
}

static G_GNUC_UNUSED PathFixture *
shape_fixture_new (const FixtureShape *shape, guint32 seed, gboolean directed, PathKind kind)
{
  OracleEdge *edges = g_new0 (OracleEdge, shape->n_edges + 1);

  for (guint i = 0; i < shape->n_edges; i++)
    {
      edges[i] = (OracleEdge){ .source = shape->edges[i].source, .target = shape->edges[i].target };
      shape_set_weight (kind, (gint64)shape->edges[i].weight, &edges[i]);
    }
  return path_fixture_new (seed, shape->n_vertices, directed, kind, edges, shape->n_edges);
}

/* number: below SHAPE_FIXTURES, each shape, direction and kind once. */
static G_GNUC_UNUSED PathFixture *
shape_fixture (guint number)
{
  return shape_fixture_new (&fixture_shapes[number / (2 * PATH_KINDS)], number, number % 2, (PathKind)(number / 2 % PATH_KINDS));
}
