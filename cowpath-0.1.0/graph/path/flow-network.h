/* flow-network.h - a view as flows need it: every arc knows the arc on which what it carries can be sent back.
 *
 * Written once, by a child, as an image, and shared by all workers; what a flow changes is kept by cow_max_flow. */
#pragma once

#include "graph/view.h"

G_BEGIN_DECLS

/* Sections of the image. */
#define COW_SECTION_FLOW_OFFSETS (COW_SECTION_PRIVATE + 0)    /* guint64[n + 1] */
#define COW_SECTION_FLOW_ARCS (COW_SECTION_PRIVATE + 1)       /* CowFlowArc[arcs] */
#define COW_SECTION_FLOW_CAPACITIES (COW_SECTION_PRIVATE + 2) /* guint64[arcs]: integers, or bits of doubles */

/* twin: the arc back. */
typedef struct
{
  guint32 head, twin;
} CowFlowArc;

/* Borrowed arrays. An edge that works both ways is two arcs of the same capacity, each the twin of the other; a directed one an
 * arc and its twin of capacity 0. Self-loops and edges without capacity are left out. */
typedef struct
{
  guint32 n;
  guint64 n_arcs;
  const guint64 *offsets;
  const CowFlowArc *arcs;
  const guint64 *capacities;
} CowFlowNetwork;

/* Most bytes that the image can take. O(1). */
guint64 cow_flow_network_bytes (const CowView *view);
/* In a child.
 * Complexity: O(n + arcs). Errors: COW_GRAPH_ERROR_RANGE when a weight is negative, _MEMORY, _CANCELLED. */
gboolean cow_flow_network_write (const CowView *view, CowImageWriter *writer, CowProgress *progress, GError **error);
/* Over such an image, which the caller keeps. Errors: COW_GRAPH_ERROR_FILE. */
gboolean cow_flow_network_open (const CowView *view, const void *image, CowFlowNetwork *network, GError **error);

G_END_DECLS
