/* simple-oracle.h - all simple paths of a pair the slow way: every edge tried from every end, recursion, no cleverness but a bound on the number
 * of steps, beyond which a graph is no use for the test. */
#pragma once

#include "path-fixture.h"
#include "graph/path/found.h"

#define SIMPLE_MOST_STEPS 30000

typedef struct
{
  OracleCost cost;
  guint hops;
} SimplePath;

typedef struct
{
  const OracleGraph *graph;
  guint32 target;
  gboolean has_limit;
  OracleCost limit;   /* inclusive; with it, ways that cost more already are left */
  double slack;
  const OracleCost *rest; /* to the target, or NULL */
  gboolean on_path[64];
  GArray *paths;      /* of SimplePath */
  guint64 steps;
} SimpleSearch;

static G_GNUC_UNUSED gboolean
simple_is_beyond (const SimpleSearch *search, guint32 at, OracleCost cost)
{
  OracleCost whole = cost;

  if (!search->rest)
    return FALSE;
  if (!search->rest[at].reached)
    return TRUE;
  whole.integer += search->rest[at].integer;
  whole.real += search->rest[at].real;
  if (!search->has_limit)
    return FALSE;
  return search->graph->is_real ? whole.real > search->limit.real * (1 + 1e-9) : whole.integer > search->limit.integer;
}

static G_GNUC_UNUSED void
simple_from (SimpleSearch *search, guint32 at, OracleCost cost, guint hops)
{
  if (search->steps++ > SIMPLE_MOST_STEPS || simple_is_beyond (search, at, cost))
    return;
  if (at == search->target)
    {
      SimplePath path = { cost, hops };

      g_array_append_val (search->paths, path);
      return;
    }
  search->on_path[at] = TRUE;
  for (guint i = 0; i < search->graph->n_edges * 2; i++)
    {
      const OracleEdge *edge = &search->graph->edges[i / 2];
      guint32 from = i % 2 ? edge->target : edge->source, to = i % 2 ? edge->source : edge->target;

      if (from == at && !search->on_path[to] && !(i % 2 && search->graph->directed))
        simple_from (search, to, oracle_add (search->graph, cost, edge), hops + 1);
    }
  search->on_path[at] = FALSE;
}

static G_GNUC_UNUSED gint
simple_compare (gconstpointer a, gconstpointer b, gpointer graph)
{
  return oracle_compare (graph, ((const SimplePath *)a)->cost, ((const SimplePath *)b)->cost);
}

/* Costs from every vertex to `target`. */
static G_GNUC_UNUSED void
simple_costs_to (const OracleGraph *graph, guint32 target, OracleCost *costs)
{
  OracleGraph turned = *graph;

  turned.edges = g_new0 (OracleEdge, graph->n_edges + 1);
  for (guint i = 0; i < graph->n_edges; i++)
    {
      turned.edges[i] = graph->edges[i];
      turned.edges[i].source = graph->edges[i].target;
      turned.edges[i].target = graph->edges[i].source;
    }
  oracle_costs (&turned, &target, 1, NULL, costs);
  g_free (turned.edges);
}

/* All simple paths, cheapest first, those at most `limit` when it is given. NULL: too many steps. */
static G_GNUC_UNUSED GArray *
simple_paths (const OracleGraph *graph, guint32 source, guint32 target, const OracleCost *limit)
{
  OracleCost rest[64];
  SimpleSearch search = { .graph = graph, .target = target, .rest = rest };

  g_assert_cmpuint (graph->n, <=, 64);
  simple_costs_to (graph, target, rest);
  if (limit)
    {
      search.has_limit = TRUE;
      search.limit = *limit;
    }
  search.paths = g_array_new (FALSE, FALSE, sizeof (SimplePath));
  simple_from (&search, source, (OracleCost){ .reached = TRUE }, 0);
  if (search.steps > SIMPLE_MOST_STEPS)
    {
      g_array_unref (search.paths);
      return NULL;
    }
  g_array_sort_with_data (search.paths, simple_compare, (gpointer)graph);
  return search.paths;
}

/* Equal, but for rounding where sums of the kind round. */
static G_GNUC_UNUSED gboolean
simple_same_cost (const OracleGraph *graph, CowCost cost, OracleCost wanted)
{
  if (!graph->is_real)
    return cost.kind == COW_COST_INT && cost.integer == wanted.integer;
  return cost.kind == COW_COST_REAL && ABS (cost.real - wanted.real) <= wanted.real * 1e-9;
}

/* That a path goes from source to target over arcs that are there, enters no vertex twice, and costs what it says. */
static G_GNUC_UNUSED void
simple_assert_path (const PathFixture *fixture, const CowFoundPath *path, guint32 source, guint32 target)
{
  const CowCsr *out = &fixture->view.out;
  OracleCost sum = { .reached = TRUE };
  gboolean seen[64] = { FALSE };

  g_assert_cmpuint (path->vertices[0], ==, source);
  g_assert_cmpuint (path->vertices[path->hops], ==, target);
  for (guint i = 0; i <= path->hops; i++)
    {
      g_assert_false (seen[path->vertices[i]]);
      seen[path->vertices[i]] = TRUE;
    }
  for (guint i = 0; i < path->hops; i++)
    {
      guint64 arc = path->arcs[i];

      g_assert_cmpuint (arc, >=, out->offsets[path->vertices[i]]);
      g_assert_cmpuint (arc, <, out->offsets[path->vertices[i] + 1]);
      g_assert_cmpuint (cow_csr_target (out, arc), ==, path->vertices[i + 1]);
      sum.integer += out->kind == COW_WEIGHT_NONE ? 1 : fixture->integers[0][arc];
      sum.real += fixture->reals[0][arc];
    }
  path_assert_cost (&fixture->oracle, path->cost, sum);
}

/* What an enumeration handed over. */
typedef struct
{
  const PathFixture *fixture;
  guint32 source, target; /* as vertices */
  GPtrArray *ways;        /* of GBytes: the arcs */
  GArray *costs;          /* of CowCost */
  GArray *hops;           /* of guint32 */
  guint most;             /* then it says that it wants no more; 0: never */
} SimpleTaker;

static G_GNUC_UNUSED gboolean
simple_take (const CowFoundPath *path, gpointer user)
{
  SimpleTaker *taker = user;

  simple_assert_path (taker->fixture, path, taker->source, taker->target);
  g_ptr_array_add (taker->ways, g_bytes_new (path->arcs, path->hops * sizeof (guint64)));
  g_array_append_val (taker->costs, path->cost);
  g_array_append_val (taker->hops, path->hops);
  return taker->costs->len != taker->most;
}

static G_GNUC_UNUSED void
simple_taker_init (SimpleTaker *taker, const PathFixture *fixture, guint32 source, guint32 target)
{
  *taker = (SimpleTaker){ .fixture = fixture, .source = source, .target = target };
  taker->ways = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  taker->costs = g_array_new (FALSE, FALSE, sizeof (CowCost));
  taker->hops = g_array_new (FALSE, FALSE, sizeof (guint32));
}

static G_GNUC_UNUSED void
simple_taker_clear (SimpleTaker *taker)
{
  g_ptr_array_unref (taker->ways);
  g_array_unref (taker->costs);
  g_array_unref (taker->hops);
}

static G_GNUC_UNUSED void
simple_assert_all_differ (const SimpleTaker *taker)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_bytes_hash, g_bytes_equal);

  for (guint i = 0; i < taker->ways->len; i++)
    g_assert_true (g_hash_table_add (seen, taker->ways->pdata[i]));
}
