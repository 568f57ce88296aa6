/* edge-scan.h - every edge once, with its ends as users know them, by one pass over the arcs. */
#pragma once

#include "graph/graph.h"
#include "graph/progress.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 edge, source, target;
  guint64 arc; /* an out-arc of it: of an undirected edge, one of the two */
} CowEdge;

/* Calls visit for each edge in the order of the arcs, until it returns FALSE. The source of an undirected
 * edge is the end that appeared first. Needs no memory: edges without a table are numbered along the arcs.
 * Complexity: O(n + arcs): in a child. Errors: COW_GRAPH_ERROR_CANCELLED. progress may be NULL. */
gboolean cow_edge_scan (const CowGraph *graph, gboolean (*visit) (const CowEdge *edge, gpointer user), gpointer user,
                        CowProgress *progress, GError **error);

G_END_DECLS
