/* parts.h - what a graph in memory is made of, in bytes: for `info` and `memory`. */
#pragma once

#include "graph/graph.h"

G_BEGIN_DECLS

typedef enum
{
  COW_PART_OFFSETS,     /* where the arcs of a vertex begin: 8 (n + 1) */
  COW_PART_ARCS,        /* targets: 4 an arc */
  COW_PART_WEIGHTS,     /* 4 or 8 an arc, beside the targets or not */
  COW_PART_IN,          /* the transpose, offsets and weights included */
  COW_PART_EDGES,       /* edge of an arc */
  COW_PART_ORDER,       /* place of an appearance and back */
  COW_PART_NAMES,
  COW_PART_COORDINATES,
  COW_PART_COLUMNS,
  COW_PART_INDEXES,
  COW_PART_OTHER,       /* tables of sections, gaps between them, columns that were replaced */
  COW_N_PARTS,
} CowPartKind;

typedef struct
{
  CowPartKind kind;
  const char *name; /* of a column or an index; NULL: the part is one */
  gboolean on_vertex; /* a column */
  guint64 bytes;
} CowPart;

const char *cow_part_name (CowPartKind kind); /* offsets, arcs, … */
/* (transfer full): GArray of CowPart, in order of kind, a column and an index each, none that is empty. Their bytes are cow_graph_bytes.
 * Complexity: O(sections * columns). */
GArray *cow_graph_parts (const CowGraph *graph);

G_END_DECLS
