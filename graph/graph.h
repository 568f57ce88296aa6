/* graph.h - a graph as algorithms and commands see it: pointers into a sealed image, and what can be asked of it in O(1).
 *
 * Nothing here writes. A CowGraph is a small struct on the heap of the session; the arrays it points to are in arenas. */
#pragma once

#include <glib.h>

#include "graph/arena.h"
#include "graph/image.h"
#include "graph/types.h"

G_BEGIN_DECLS

/* Compressed sparse rows, one direction. The k-th target is targets[k * stride]: stride 2 when a 32-bit weight stands
 * beside it (targets[k * 2 + 1]), else 1. Passed by value or const pointer; owns nothing. */
typedef struct
{
  guint32 n;
  guint32 stride;
  guint64 n_arcs;
  const guint64 *offsets; /* [n + 1]; NULL: this direction is not there */
  const guint32 *targets;
  CowWeightKind kind;     /* how to weigh: may be NONE on arcs of stride 2 */
  const gint64 *weights_i64;
  const double *weights_f64;
} CowCsr;

static inline guint32
cow_csr_target (const CowCsr *csr, guint64 arc)
{
  return csr->targets[arc * csr->stride];
}

static inline guint64
cow_csr_degree (const CowCsr *csr, guint32 vertex)
{
  return csr->offsets[vertex + 1] - csr->offsets[vertex];
}

CowCost cow_csr_weight (const CowCsr *csr, guint64 arc);

/* A typed column; borrowed arrays. */
typedef struct
{
  const char *name;
  CowType type;
  gboolean on_vertex;
  guint64 rows, n_null, n_codes;
  const void *cells;
  const guint64 *valid; /* NULL: no nulls */
  const guint64 *text_offsets;
  const char *text_bytes;
} CowColumn;

CowValue cow_column_value (const CowColumn *column, guint64 row);

typedef struct
{
  const CowImageMeta *meta;
  guint32 n;
  guint64 m, n_arcs;
  gboolean directed;
  CowCsr out;
  CowCsr in;                  /* the transpose; offsets NULL until attached; = out when undirected */
  const guint64 *in_out_arc;  /* in-arc -> out-arc, NULL when not attached */
  const guint32 *appearance;  /* vertex -> appearance; NULL: identity */
  const guint32 *vertex_at;   /* appearance -> vertex; NULL: identity */
  const guint32 *edge_of_arc; /* out-arc -> edge; NULL: derived, see below */
  const double *coordinates;  /* [2 n] or NULL */
  GPtrArray *columns;         /* of CowColumn*, edge and vertex */
  GPtrArray *arenas;          /* of CowArena*: what is kept alive and measured; [0] the graph itself */
  GPtrArray *indexes;         /* of CowIndex* (graph/index.h), oldest first */
  /* For names.c. */
  const guint32 *name_number, *name_index;
  const guint64 *name_offsets;
  const char *name_bytes;
  const guint32 *name_hash, *name_sorted;
  guint64 name_index_size, name_hash_size;
} CowGraph;

/* Takes the arena, on an error too. It holds a complete image, whose contents cow_image_check_slice has passed. */
CowGraph *cow_graph_open (CowArena *arena, GError **error);
/* Adds what a later job computed: IN_* sections, EDGE_OF_ARC, columns, coordinates, an index. Takes the arena, on an error too.
 * A column of the same name and side replaces the older one, and with it go the indexes of views that expressions made. */
gboolean cow_graph_attach (CowGraph *graph, CowArena *arena, GError **error);
void cow_graph_free (CowGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowGraph, cow_graph_free)

static inline guint32
cow_graph_appearance (const CowGraph *graph, guint32 vertex)
{
  return graph->appearance ? graph->appearance[vertex] : vertex;
}

static inline guint32
cow_graph_vertex_at (const CowGraph *graph, guint32 appearance)
{
  return graph->vertex_at ? graph->vertex_at[appearance] : appearance;
}

/* What the input calls the weight of edges. */
static inline const char *
cow_graph_weight_name (const CowGraph *graph)
{
  return graph->meta->weight_name[0] != '\0' ? graph->meta->weight_name : "weight";
}

/* Names (names.c). */
/* Writes the name into buffer when it must be made (numbers: at least 24 bytes), else points into the arena. */
const char *cow_graph_name (const CowGraph *graph, guint32 vertex, char buffer[24], gsize *length);
/* The name will be asked for soon. vertex: may be none. */
void cow_graph_prefetch_name (const CowGraph *graph, guint32 vertex);
guint32 cow_graph_find (const CowGraph *graph, const char *name, gsize length); /* COW_VERTEX_NONE: none. O(1) */
/* Vertices whose names begin with prefix, at most `limit`, for completion: calls visit until it returns FALSE.
 * Complexity: O(log n + found) for text; O(digits * found) for numbers. */
void cow_graph_find_prefix (const CowGraph *graph, const char *prefix, gsize length, guint limit,
                            gboolean (*visit) (guint32 vertex, gpointer user), gpointer user);

const CowColumn *cow_graph_column (const CowGraph *graph, gboolean on_vertex, const char *name);
guint64 cow_graph_bytes (const CowGraph *graph); /* of all images; arenas round up to 2 MiB */

/* The rank of a vertex: its number where names are kept as numbers, else its appearance. Files and generators list edges by
 * it more often than not. */
guint64 cow_graph_n_ranks (const CowGraph *graph);
guint32 cow_graph_at_rank (const CowGraph *graph, guint64 rank); /* COW_VERTEX_NONE: no vertex has this number */
guint64 cow_graph_rank (const CowGraph *graph, guint32 vertex);

/* When EDGE_OF_ARC is absent the edges are numbered along the arcs: vertices by ascending rank, the arcs of each in order;
 * undirected edges at their arc from the end of lower rank. This fills a table [n_arcs] for those who need it (O(arcs), in a
 * child). FALSE: not enough memory, or (in a foreign image) arcs that lack their twins. */
gboolean cow_graph_edge_of_arc_table (const CowGraph *graph, guint32 *table);
/* The ends and out-arc of edge N. O(arcs) without table: in a child. */
gboolean cow_graph_edge_ends (const CowGraph *graph, guint32 edge, guint32 *source, guint32 *target, guint64 *arc);

G_END_DECLS
