/* path-fixture.h - random graphs for searches: as an edge list for the oracle and, with shuffled vertex
 * numbers, as a view. */
#pragma once

#include <string.h>

#include "graph/view.h"
#include "oracle.h"

/* How the view carries weights, and how large they are. */
typedef enum
{
  PATH_NONE,    /* no weights */
  PATH_DROPPED, /* weights beside the targets, not looked at (--weight=none) */
  PATH_U32,
  PATH_U32_LARGE, /* up to 2^28: sums outgrow 32 bits */
  PATH_U32_HUGE,  /* up to 2^32 - 1 */
  PATH_I64_SMALL,
  PATH_I64_LARGE, /* up to 2^40, of all sizes */
  PATH_I64_FAR,   /* small, or small multiples of 2^33: halves of sums are alike */
  PATH_DYADIC,    /* doubles whose sums are exact */
  PATH_DECIMAL,   /* doubles whose sums round */
  PATH_SPREAD,    /* doubles of all sizes */
  PATH_CONSTANT,  /* 32-bit, all the same */
  PATH_CONSTANT_REAL,
  PATH_KINDS,
} PathKind;

typedef struct
{
  OracleGraph oracle;
  CowImageMeta meta;
  CowGraph graph;
  CowView view;
  guint32 *appearance, *vertex_at;
  guint64 *offsets[2];
  guint32 *targets[2];
  gint64 *integers[2];
  double *reals[2];
} PathFixture;

static G_GNUC_UNUSED void
path_fixture_draw_weight (GRand *random, PathKind kind, gboolean zeros, OracleEdge *edge)
{
  guint32 draw = g_rand_int (random);
  gint64 integer = 1 + draw % 20;

  if (kind == PATH_U32_LARGE)
    integer = 1 + (draw & 0xfffffff) % ((1 << 28) - 1);
  else if (kind == PATH_U32_HUGE)
    integer = draw >> (g_rand_int (random) % 32);
  else if (kind == PATH_I64_LARGE)
    integer = (gint64)draw << (g_rand_int (random) % 9) >> (g_rand_int (random) % 33);
  else if (kind == PATH_I64_FAR)
    integer = draw & 0x40000000 ? (gint64)(draw % 20) : (gint64)(draw % 20) << 33;
  else if (kind == PATH_CONSTANT)
    integer = 7;
  else if (kind == PATH_NONE || kind == PATH_DROPPED)
    integer = 1;
  if (zeros && kind >= PATH_U32 && kind < PATH_CONSTANT && g_rand_int (random) % 3 == 0)
    integer = 0;
  edge->integer = integer;
  edge->real = (double)integer * 0.375;
  if (kind == PATH_DECIMAL)
    edge->real = (double)integer * 0.1;
  else if (kind == PATH_SPREAD)
    edge->real = ldexp ((double)integer * 0.1, (int)(g_rand_int (random) % 60) - 30);
  else if (kind == PATH_CONSTANT_REAL)
    edge->real = 2.5;
}

static G_GNUC_UNUSED gboolean
path_kind_is_real (PathKind kind)
{
  return kind == PATH_DYADIC || kind == PATH_DECIMAL || kind == PATH_SPREAD || kind == PATH_CONSTANT_REAL;
}

static G_GNUC_UNUSED CowWeightKind
path_kind_weights (PathKind kind)
{
  if (kind == PATH_NONE || kind == PATH_DROPPED)
    return COW_WEIGHT_NONE;
  if (kind == PATH_I64_SMALL || kind == PATH_I64_LARGE || kind == PATH_I64_FAR)
    return COW_WEIGHT_I64;
  return path_kind_is_real (kind) ? COW_WEIGHT_F64 : COW_WEIGHT_U32;
}

/* Arcs of one direction by counting: side 0 out, 1 in. */
static G_GNUC_UNUSED void
path_fixture_fill_csr (PathFixture *fixture, guint side, guint stride, CowCsr *csr)
{
  const OracleGraph *oracle = &fixture->oracle;
  guint64 n_arcs = 0;

  fixture->offsets[side] = g_new0 (guint64, oracle->n + 2);
  for (guint pass = 0; pass < 2; pass++)
    {
      guint64 *next = fixture->offsets[side] + (pass ? 1 : 2); /* counts become starts, starts become ends */
      for (guint i = 0; i < oracle->n_edges * 2; i++)
        {
          const OracleEdge *edge = &oracle->edges[i / 2];
          gboolean flipped = (i % 2) != (side == 1 && oracle->directed);
          if (i % 2 && (oracle->directed || edge->source == edge->target))
            continue;
          guint32 from = fixture->vertex_at[flipped ? edge->target : edge->source];
          guint32 to = fixture->vertex_at[flipped ? edge->source : edge->target];
          if (!pass)
            {
              n_arcs++;
              if (from + 2 < oracle->n + 2)
                next[from]++;
              continue;
            }
          guint64 arc = next[from]++;
          fixture->targets[side][arc * stride] = to;
          if (stride == 2)
            fixture->targets[side][arc * 2 + 1] = (guint32)edge->integer;
          fixture->integers[side][arc] = edge->integer;
          fixture->reals[side][arc] = edge->real;
        }
      if (pass)
        continue;
      for (guint v = 1; v < oracle->n; v++)
        fixture->offsets[side][v + 1] += fixture->offsets[side][v];
      fixture->targets[side] = g_new0 (guint32, n_arcs * stride + 1);
      fixture->integers[side] = g_new0 (gint64, n_arcs + 1);
      fixture->reals[side] = g_new0 (double, n_arcs + 1);
    }
  fixture->offsets[side][oracle->n] = n_arcs;
  *csr = (CowCsr){ .n = oracle->n,
                   .stride = stride,
                   .n_arcs = n_arcs,
                   .offsets = fixture->offsets[side],
                   .targets = fixture->targets[side],
                   .weights_i64 = fixture->integers[side],
                   .weights_f64 = fixture->reals[side] };
}

static G_GNUC_UNUSED void
path_fixture_fill_extremes (PathFixture *fixture)
{
  CowView *view = &fixture->view;

  view->negative_arc = COW_ARC_NONE;
  for (guint64 arc = 0; arc < view->out.n_arcs; arc++)
    {
      gint64 integer = view->out.kind == COW_WEIGHT_NONE ? 1 : fixture->integers[0][arc];
      double real = view->out.kind == COW_WEIGHT_NONE ? 1.0 : fixture->reals[0][arc];
      view->weight_min_int = arc == 0 ? integer : MIN (view->weight_min_int, integer);
      view->weight_max_int = arc == 0 ? integer : MAX (view->weight_max_int, integer);
      view->weight_min_real = arc == 0 ? real : MIN (view->weight_min_real, real);
      view->weight_max_real = arc == 0 ? real : MAX (view->weight_max_real, real);
      if (view->negative_arc == COW_ARC_NONE && (view->out.kind == COW_WEIGHT_F64 ? real < 0 : integer < 0))
        view->negative_arc = arc;
    }
}

/* Takes the edges (g_free). seed: of the shuffle of vertex numbers; 0: they are the appearances. */
static G_GNUC_UNUSED PathFixture *
path_fixture_new (guint32 seed, guint n, gboolean directed, PathKind kind, OracleEdge *edges, guint n_edges)
{
  PathFixture *fixture = g_new0 (PathFixture, 1);
  GRand *random = g_rand_new_with_seed (seed);
  guint stride = kind == PATH_DROPPED || path_kind_weights (kind) == COW_WEIGHT_U32 ? 2 : 1;

  fixture->oracle = (OracleGraph){
    .n = n, .directed = directed, .is_real = path_kind_is_real (kind), .edges = edges, .n_edges = n_edges
  };
  fixture->vertex_at = g_new (guint32, n + 1);
  fixture->appearance = g_new (guint32, n + 1);
  for (guint32 i = 0; i < n; i++)
    {
      guint32 j = seed ? (guint32)g_rand_int_range (random, 0, (gint32)i + 1) : i;
      fixture->vertex_at[i] = fixture->vertex_at[j];
      fixture->vertex_at[j] = i;
    }
  for (guint32 i = 0; i < n; i++)
    fixture->appearance[fixture->vertex_at[i]] = i;
  g_rand_free (random);

  fixture->meta.names_kind = COW_NAMES_SEQUENCE;
  fixture->graph = (CowGraph){ .meta = &fixture->meta,
                               .n = n,
                               .m = n_edges,
                               .directed = directed,
                               .appearance = fixture->appearance,
                               .vertex_at = fixture->vertex_at };
  fixture->view.graph = &fixture->graph;
  path_fixture_fill_csr (fixture, 0, stride, &fixture->view.out);
  path_fixture_fill_csr (fixture, 1, stride, &fixture->view.in);
  fixture->view.out.kind = fixture->view.in.kind = path_kind_weights (kind);
  path_fixture_fill_extremes (fixture);
  return fixture;
}

static G_GNUC_UNUSED void
path_fixture_free (PathFixture *fixture)
{
  for (guint side = 0; side < 2; side++)
    {
      g_free (fixture->offsets[side]);
      g_free (fixture->targets[side]);
      g_free (fixture->integers[side]);
      g_free (fixture->reals[side]);
    }
  g_free (fixture->appearance);
  g_free (fixture->vertex_at);
  g_free (fixture->oracle.edges);
  g_free (fixture);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PathFixture, path_fixture_free)

/* A random graph in the shape that the seed says: sparse or dense, with or without zero weights, long or not.
 */
static G_GNUC_UNUSED PathFixture *
path_fixture_random (guint32 seed, guint max_n, PathKind kind)
{
  GRand *random = g_rand_new_with_seed (seed + 1);
  guint n = (guint)g_rand_int_range (random, 1, (gint32)max_n + 1);
  guint n_edges = n * (guint)g_rand_int_range (random, 0, 5) + (guint)g_rand_int_range (random, 0, 3);
  gboolean directed = g_rand_boolean (random), zeros = g_rand_int (random) % 4 == 0,
           is_long = g_rand_int (random) % 4 == 0;
  OracleEdge *edges = g_new0 (OracleEdge, n_edges + 1);

  for (guint i = 0; i < n_edges; i++)
    {
      edges[i].source = (guint32)g_rand_int_range (random, 0, (gint32)n);
      edges[i].target = is_long ? (edges[i].source + 1 + g_rand_int (random) % 3) % n
                                : (guint32)g_rand_int_range (random, 0, (gint32)n);
      path_fixture_draw_weight (random, kind, zeros, &edges[i]);
    }
  g_rand_free (random);
  return path_fixture_new (seed + 1, n, directed, kind, edges, n_edges);
}

static G_GNUC_UNUSED void
path_assert_cost (const OracleGraph *oracle, CowCost cost, OracleCost wanted)
{
  if (!wanted.reached)
    g_assert_cmpint (cost.kind, ==, COW_COST_UNREACHABLE);
  else if (oracle->is_real || oracle->join == ORACLE_PRODUCT || (oracle->join == ORACLE_NARROWEST && wanted.integer > G_MAXINT64))
    {
      g_assert_cmpint (cost.kind, ==, COW_COST_REAL);
      g_assert_true (cost.real == wanted.real);
    }
  else
    {
      g_assert_cmpint (cost.kind, ==, COW_COST_INT);
      g_assert_true (cost.integer == wanted.integer);
    }
}

static G_GNUC_UNUSED OracleCost
path_oracle_add (const PathFixture *fixture, OracleCost cost, guint64 arc)
{
  OracleEdge edge = { .integer = fixture->view.out.kind == COW_WEIGHT_NONE ? 1 : fixture->integers[0][arc], .real = fixture->reals[0][arc] };

  return oracle_add (&fixture->oracle, cost, &edge);
}

/* vertices and arcs against the oracle's path: each arc is the first of its weight between its ends, sums to
 * the cost. */
static G_GNUC_UNUSED void
path_assert_path (const PathFixture *fixture, const OracleCost *costs, const guint32 *sources,
                  guint n_sources, guint32 target, const GArray *vertices, const GArray *arcs)
{
  g_autofree guint32 *wanted = g_new (guint32, fixture->oracle.n + 1);
  guint length = oracle_path (&fixture->oracle, costs, sources, n_sources, target, wanted);
  OracleCost sum = oracle_start (&fixture->oracle);

  g_assert_cmpuint (vertices->len, ==, length);
  g_assert_cmpuint (arcs->len, ==, length ? length - 1 : 0);
  for (guint i = 0; i < length; i++)
    g_assert_cmpuint (fixture->appearance[g_array_index (vertices, guint32, i)], ==, wanted[length - 1 - i]);
  for (guint i = 0; i + 1 < length; i++)
    {
      guint32 from = g_array_index (vertices, guint32, i), to = g_array_index (vertices, guint32, i + 1);
      guint64 arc = g_array_index (arcs, guint64, i);
      g_assert_cmpuint (arc, >=, fixture->view.out.offsets[from]);
      g_assert_cmpuint (arc, <, fixture->view.out.offsets[from + 1]);
      g_assert_cmpuint (cow_csr_target (&fixture->view.out, arc), ==, to);
      OracleCost before = sum;
      sum = path_oracle_add (fixture, before, arc);
      for (guint64 other = fixture->view.out.offsets[from]; other < arc; other++)
        if (cow_csr_target (&fixture->view.out, other) == to)
          g_assert_cmpint (oracle_compare (&fixture->oracle, path_oracle_add (fixture, before, other), sum), !=, 0);
    }
  if (length > 0)
    g_assert_cmpint (oracle_compare (&fixture->oracle, sum, costs[target]), ==, 0);
}
