/* negative-oracle.h - costs by rounds over a list of edges, where weights may be negative, and random graphs that have such. */
#pragma once

#include "path-fixture.h"

#define NEGATIVE_MAX_N 60

/* n rounds over the list; FALSE: round n still changes something reachable, so there is a negative cycle. */
static G_GNUC_UNUSED gboolean
negative_costs (const OracleGraph *graph, guint32 source, const gboolean *avoided, OracleCost *costs)
{
  gboolean changed = TRUE;

  for (guint i = 0; i < graph->n; i++)
    costs[i] = (OracleCost){ .reached = i == source };
  for (guint round = 0; changed && round <= graph->n; round++)
    {
      changed = FALSE;
      for (guint i = 0; i < graph->n_edges * 2; i++)
        {
          const OracleEdge *edge = &graph->edges[i / 2];
          guint32 from = i % 2 ? edge->target : edge->source, to = i % 2 ? edge->source : edge->target;
          if ((i % 2 && graph->directed) || !costs[from].reached || avoided[to])
            continue;
          OracleCost cost = oracle_add (graph, costs[from], edge);
          if (oracle_compare (graph, cost, costs[to]) >= 0)
            continue;
          costs[to] = cost;
          changed = TRUE;
        }
    }
  return !changed;
}

/* Some weights become negative: by potentials (no cycle is), or just so (some are). */
static G_GNUC_UNUSED PathFixture *
negative_fixture (guint32 seed, PathKind kind, gboolean potentials)
{
  GRand *random = g_rand_new_with_seed (seed);
  guint n = (guint)g_rand_int_range (random, 1, seed % 3 ? 15 : NEGATIVE_MAX_N + 1), n_edges = (guint)g_rand_int_range (random, 0, (gint32)n * 4);
  OracleEdge *edges = g_new0 (OracleEdge, n_edges + 1);
  gint64 height[NEGATIVE_MAX_N];
  gboolean directed = potentials || g_rand_int (random) % 4 != 0;
  guint32 rare = n < 15 ? 10 : 10 + g_rand_int (random) % (8 * n); /* how many edges to a negative one: else all had a cycle */

  for (guint i = 0; i < n; i++)
    height[i] = g_rand_int_range (random, -20, 21);
  for (guint i = 0; i < n_edges; i++)
    {
      edges[i].source = (guint32)g_rand_int_range (random, 0, (gint32)n);
      edges[i].target = (guint32)g_rand_int_range (random, 0, (gint32)n);
      edges[i].integer = g_rand_int_range (random, 0, 12);
      if (potentials)
        edges[i].integer += height[edges[i].source] - height[edges[i].target];
      else if (g_rand_int (random) % rare == 0)
        edges[i].integer = -edges[i].integer;
      if (kind == PATH_NONE)
        edges[i].integer = 1;
      if (kind == PATH_U32)
        edges[i].integer = ABS (edges[i].integer);
      edges[i].real = (double)edges[i].integer * 0.375;
    }
  g_rand_free (random);
  return path_fixture_new (seed + 1, n, directed, kind, edges, n_edges);
}
