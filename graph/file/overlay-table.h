/* overlay-table.h - a table of edges that the user keeps beside a graph (u, v, value) becomes an overlay. */
#pragma once

#include "graph/format.h"
#include "graph/overlay.h"

G_BEGIN_DECLS

typedef enum
{
  COW_OVERLAY_ADD,      /* every line is one more edge */
  COW_OVERLAY_OVERRIDE, /* the edges between the ends weigh what the line says */
  COW_OVERLAY_LOOKUP,   /* as override, and as add where there is no such edge */
} CowOverlayMode;

typedef struct
{
  const CowReadOptions *read; /* name, delimiter, header, warn */
  CowOverlayMode mode;
  gboolean skip_unknown; /* lines with an end (override: an edge) that the graph does not have */
} CowOverlayTableOptions;

/* Lines of two or three fields, of which further ones are not looked at. Without a value (in a table of two columns) an added edge costs 1.
 * Where values replace others the last line counts; an undirected pair may be written either way. OVERRIDE and LOOKUP
 * want graph->edge_of_arc.
 * Complexity: O(lines log lines + degrees of the sources). Errors: COW_GRAPH_ERROR_FILE (`NAME:LINE: what`), _MEMORY, _CANCELLED. */
gboolean cow_overlay_table_read (CowInput *input, const CowOverlayTableOptions *options, const CowGraph *graph, CowOverlay *overlay,
                                 CowProgress *progress, GError **error);

G_END_DECLS
