/* oracle.h - shortest paths the slow way, to judge the fast ones: Bellman and Ford over a list of edges.
 *
 * Shares no line with graph/: integers are summed in 128 bits, vertices are known by their appearance only,
 * and the rule that picks one path among the shortest is spelled out over the edge list. */
#pragma once

#include <glib.h>
#include <math.h>
#include <stdlib.h>

typedef struct
{
  guint32 source, target;
  gint64 integer;
  double real;
} OracleEdge;

/* What the arcs of a path are joined by, and which of two results is better. */
typedef enum
{
  ORACLE_SUM,       /* the smaller */
  ORACLE_NARROWEST, /* the wider; a source is wider than all */
  ORACLE_PRODUCT,   /* the larger; always real, 0 is not reached */
} OracleJoin;

typedef struct
{
  guint n;
  OracleJoin join;
  gboolean directed, is_real;
  OracleEdge *edges;
  guint n_edges;
} OracleGraph;

typedef struct
{
  gboolean reached;
  __int128 integer;
  double real;
} OracleCost;

static G_GNUC_UNUSED gint
oracle_compare (const OracleGraph *graph, OracleCost a, OracleCost b)
{
  if (!a.reached || !b.reached)
    return b.reached - a.reached;
  if (graph->join != ORACLE_SUM)
    {
      OracleCost kept = a;
      a = b;
      b = kept;
    }
  if (graph->is_real || graph->join == ORACLE_PRODUCT)
    return (a.real > b.real) - (a.real < b.real);
  return (a.integer > b.integer) - (a.integer < b.integer);
}

static G_GNUC_UNUSED OracleCost
oracle_start (const OracleGraph *graph)
{
  if (graph->join == ORACLE_NARROWEST)
    return (OracleCost){ .reached = TRUE, .integer = (__int128)G_MAXINT64 + 1, .real = INFINITY };
  return (OracleCost){ .reached = TRUE, .real = graph->join == ORACLE_PRODUCT };
}

static G_GNUC_UNUSED OracleCost
oracle_add (const OracleGraph *graph, OracleCost cost, const OracleEdge *edge)
{
  OracleCost sum = cost;

  if (graph->join == ORACLE_NARROWEST)
    {
      sum.integer = MIN (sum.integer, edge->integer);
      sum.real = MIN (sum.real, edge->real);
      return sum;
    }
  if (graph->join == ORACLE_PRODUCT)
    {
      sum.real *= graph->is_real ? edge->real : (double)edge->integer;
      sum.reached = sum.real > 0;
      return sum;
    }

  sum.integer += edge->integer;
  sum.real += edge->real;
  if (graph->is_real && sum.real > G_MAXDOUBLE)
    sum.reached = FALSE;
  return sum;
}

/* costs[n]; avoided (may be NULL): vertices not entered. */
static G_GNUC_UNUSED void
oracle_costs (const OracleGraph *graph, const guint32 *sources, guint n_sources, const gboolean *avoided,
              OracleCost *costs)
{
  gboolean changed = TRUE;

  for (guint i = 0; i < graph->n; i++)
    costs[i] = (OracleCost){ 0 };
  for (guint i = 0; i < n_sources; i++)
    costs[sources[i]] = oracle_start (graph);
  while (changed)
    {
      changed = FALSE;
      for (guint i = 0; i < graph->n_edges * 2; i++)
        {
          const OracleEdge *edge = &graph->edges[i / 2];
          guint32 from = i % 2 ? edge->target : edge->source, to = i % 2 ? edge->source : edge->target;
          if ((i % 2 && graph->directed) || !costs[from].reached || (avoided && avoided[to]))
            continue;
          OracleCost cost = oracle_add (graph, costs[from], edge);
          if (oracle_compare (graph, cost, costs[to]) < 0)
            {
              costs[to] = cost;
              changed = TRUE;
            }
        }
    }
}

/* Is there an edge from -> to over which to's cost is exactly from's plus its weight? */
static G_GNUC_UNUSED gboolean
oracle_is_tight (const OracleGraph *graph, const OracleCost *costs, guint32 from, guint32 to)
{
  for (guint i = 0; i < graph->n_edges; i++)
    {
      const OracleEdge *edge = &graph->edges[i];
      gboolean along = edge->source == from && edge->target == to;
      gboolean against = !graph->directed && edge->target == from && edge->source == to;
      if ((along || against) && costs[from].reached && costs[to].reached
          && oracle_compare (graph, oracle_add (graph, costs[from], edge), costs[to]) == 0)
        return TRUE;
    }
  return FALSE;
}

static G_GNUC_UNUSED gboolean
oracle_contains (const guint32 *list, guint length, guint32 vertex)
{
  for (guint i = 0; i < length; i++)
    if (list[i] == vertex)
      return TRUE;
  return FALSE;
}

/* The strictly closer predecessor with the smallest number, or n. */
static G_GNUC_UNUSED guint32
oracle_closer (const OracleGraph *graph, const OracleCost *costs, guint32 vertex)
{
  for (guint32 from = 0; from < graph->n; from++)
    if (oracle_compare (graph, costs[from], costs[vertex]) < 0
        && oracle_is_tight (graph, costs, from, vertex))
      return from;
  return graph->n;
}

/* The path by the rule of the manual, target first, into path[n]. Returns its length in vertices, 0 when
 * there is none. */
static G_GNUC_UNUSED guint
oracle_path (const OracleGraph *graph, const OracleCost *costs, const guint32 *sources, guint n_sources,
             guint32 target, guint32 *path)
{
  g_autofree guint32 *queue = g_new (guint32, graph->n + 1), *next = g_new (guint32, graph->n + 1);
  guint length = 0;

  if (!costs[target].reached)
    return 0;
  path[length++] = target;
  while (!oracle_contains (sources, n_sources, path[length - 1]))
    {
      guint32 vertex = path[length - 1], closer = oracle_closer (graph, costs, vertex);
      guint tail = 0;
      if (closer < graph->n)
        {
          path[length++] = closer;
          continue;
        }
      queue[tail++] = vertex;
      for (guint head = 0;; head++)
        {
          g_assert_cmpuint (head, <, tail);
          guint32 at = queue[head];
          if (head > 0
              && (oracle_contains (sources, n_sources, at) || oracle_closer (graph, costs, at) < graph->n))
            {
              guint first = length;
              for (; at != vertex; at = next[at])
                path[length++] = at;
              for (guint i = first, j = length; i + 1 < j; i++)
                {
                  guint32 kept = path[--j];
                  path[j] = path[i];
                  path[i] = kept;
                }
              break;
            }
          for (guint32 from = 0; from < graph->n; from++)
            if (!oracle_contains (queue, tail, from)
                && oracle_compare (graph, costs[from], costs[vertex]) == 0
                && oracle_is_tight (graph, costs, from, at))
              {
                queue[tail++] = from;
                next[from] = at;
              }
        }
    }
  return length;
}
