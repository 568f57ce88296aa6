/* aim-check.h - one query of a search that is led by a bound: cost, path and arcs are those of the oracle, and the bound is one. */
#pragma once

#include "graph/path/aim.h"
#include "graph/path/bound-private.h"
#include "path-fixture.h"

#define AIM_MAX_N 60

/* Costs from every vertex to `target`. */
static G_GNUC_UNUSED void
aim_rest_costs (const OracleGraph *graph, guint32 target, OracleCost *costs)
{
  OracleGraph back = *graph;

  back.edges = g_memdup2 (graph->edges, (graph->n_edges + 1) * sizeof (OracleEdge));
  for (guint i = 0; i < graph->n_edges; i++)
    {
      back.edges[i].source = graph->edges[i].target;
      back.edges[i].target = graph->edges[i].source;
    }
  oracle_costs (&back, &target, 1, NULL, costs);
  g_free (back.edges);
}

static G_GNUC_UNUSED void
aim_check_query (const PathFixture *fixture, CowAim *aim, const CowBound *bound, guint32 source, guint32 target, const gboolean *avoided, const CowCost *cutoff, gboolean cut)
{
  OracleCost costs[AIM_MAX_N], rest[AIM_MAX_N];
  guint64 avoid = 0;
  GError *error = NULL;
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) arcs = g_array_new (FALSE, FALSE, sizeof (guint64));

  oracle_costs (&fixture->oracle, &source, 1, avoided, costs);
  for (guint i = 0; avoided && i < fixture->oracle.n; i++)
    avoid |= (guint64)(avoided[i] != 0) << fixture->vertex_at[i];
  gboolean done = cow_aim_run (aim, fixture->vertex_at[source], fixture->vertex_at[target], avoided ? &avoid : NULL, cutoff != NULL,
                               cutoff ? *cutoff : cow_cost_unreachable (), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  costs[target].reached &= !cut;
  path_assert_cost (&fixture->oracle, cow_aim_cost (aim), costs[target]);
  g_assert_true (cow_aim_path (aim, vertices, arcs, &error) == costs[target].reached);
  g_assert_no_error (error);
  path_assert_path (fixture, costs, &source, 1, target, vertices, arcs);
  /* The bound itself: never more than what is left to go. */
  aim_rest_costs (&fixture->oracle, target, rest);
  for (guint i = 0; i < fixture->oracle.n; i++)
    {
      guint64 label = cow_bound_label (bound, fixture->vertex_at[i], fixture->vertex_at[target]);

      if (label == COW_LABEL_NONE)
        g_assert_false (rest[i].reached);
      else if (rest[i].reached && fixture->oracle.is_real)
        g_assert_cmpfloat (cow_real_of_bits (label), <=, rest[i].real);
      else if (rest[i].reached)
        g_assert_true (label <= rest[i].integer);
    }
}
