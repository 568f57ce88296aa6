/* builder-private.h - what the files of the builder share: its parts, each with its own functions.
 *
 * builder.c edges and weights; builder-names.c names to appearances; builder-columns.c cells; then, at the
 * end, builder-merge.c parallel edges, builder-count.c what can be counted, order.c the order of vertices,
 * builder-csr.c the arcs, builder-write.c names, columns and facts, builder-finish.c the sequence of it all. */
#pragma once

#include <string.h>

#include "graph/builder.h"
#include "graph/grow.h"
#include "graph/parallel.h"
#include "graph/text-table.h"

G_BEGIN_DECLS

#define COW_BUILDER_PART_EDGES 131072 /* a thread costs some 50 µs, and its tables memory */
#define COW_BUILDER_EXACT_INT ((gint64)1 << 53) /* integers up to here are doubles without loss */

/* Names while they come. They start as a sequence that needs no memory, become numbers with a table from
 * number to appearance when one is out of sequence, and texts when one is no number or too large. */
typedef enum
{
  COW_INTERN_SEQUENCE,
  COW_INTERN_NUMBERS,
  COW_INTERN_TEXTS,
} CowInternKind;

typedef struct
{
  CowInternKind kind;
  guint32 n;
  guint64 first;   /* SEQUENCE */
  guint32 largest; /* NUMBERS */
  CowGrow numbers; /* NUMBERS: guint32[n]: appearance -> number */
  CowGrow index;   /* NUMBERS, dense: guint32[n_index]: number -> appearance + 1, 0: none */
  guint64 n_index;
  CowGrow slots;   /* NUMBERS, sparse: guint64[n_slots]: number << 32 | appearance; all ones: free */
  guint64 n_slots; /* 0: dense */
  CowTextTable texts;
} CowInterner;

typedef struct
{
  char *name;
  gboolean on_vertex;
  gboolean declared; /* the type is fixed */
  CowType type;      /* NULL: no cell yet */
  guint64 rows;      /* cells has so many */
  CowGrow cells, valid;
  CowTextTable strings;
  CowGrow originals; /* texts of cells that their value would not print as: see builder-columns.c */
  guint64 originals_bytes, originals_row;
} CowBuilderColumn;

struct _CowBuilder
{
  CowBuilderOptions options;
  char *format;
  char *weight_name; /* NULL: "weight" */
  CowMemory memory;
  GRWLock texts_lock; /* memory.moving */
  CowInterner names;
  guint64 m, edge_capacity;
  guint64 narrow_arcs; /* up to so many arcs cursors have 32 bits; a test lowers it */
  CowGrow source, target; /* guint32[m]: appearances, vertices in the end */
  CowWeightKind weight_kind;
  CowGrow weights;     /* [m]: guint32, gint64 or double */
  CowGrow coordinates; /* double[2 n_coordinates]: by appearance; 0, 0 is kept as NaN below */
  guint64 n_coordinates;
  GPtrArray *columns; /* of CowBuilderColumn* */
};

/* The order that was chosen: vertex_at as in the image, and its inverse. Both empty: identity. */
typedef struct
{
  CowOrderKind kind;
  CowGrow vertex_at, appearance;
} CowBuilderOrder;

/* builder-names.c */
/* Text of a name; numbers are written into buffer. */
const char *cow_interner_name (const CowInterner *names, guint32 appearance, char buffer[24], gsize *length);
gboolean cow_interner_is_dense (const CowInterner *names); /* NUMBERS that deserve a table */
void cow_interner_clear (CowInterner *names, CowMemory *memory);
/* Appearances of the ends of a batch. FALSE: error set; *done: how many edges have theirs. */
gboolean cow_builder_find_ends (CowBuilder *builder, const CowEdgeBatch *batch, guint32 *source, guint32 *target, guint *done,
                                GError **error);

/* A name that is known to be text, for names are. */
gboolean cow_builder_vertex_text (CowBuilder *builder, const CowTextRef *name, guint32 *appearance, GError **error);

/* builder.c */
gboolean cow_builder_reserve_edges (CowBuilder *builder, guint64 more, GError **error);
gboolean cow_builder_widen_weights (CowBuilder *builder, CowWeightKind kind, GError **error);

/* builder-columns.c */
void cow_builder_column_free (CowBuilderColumn *column, CowMemory *memory);
gsize cow_builder_cell_bytes (CowType type);

/* builder-merge.c: drops self-loops and parallel edges as the options say. dropped: a bitmap over the edges
 * as they came, empty when none is dropped. */
gboolean cow_builder_merge (CowBuilder *builder, CowGrow *dropped, CowProgress *progress, GError **error);

/* builder-count.c: one pass over the edges, by as many threads as pay, before vertices are renumbered. */
typedef struct
{
  guint n_parts; /* the edges from cow_parallel_begin (m, part, n_parts) on are those of a part */
  CowGrow totals;                       /* guint32[n]: arcs of each appearance */
  CowGrow before[COW_PARALLEL_MOST];    /* guint32[n]: those of the parts before; [0] stays empty: none */
  gboolean ranked; /* edges are numbered along the arcs (graph.h says how): no table of edges is needed */
} CowBuilderCounts;

/* Fills what meta says of edges and weights. */
gboolean cow_builder_count (CowBuilder *builder, CowBuilderCounts *counts, CowImageMeta *meta, CowProgress *progress,
                            GError **error);
/* Does the vertex in whose list an edge is numbered never descend, among edges from begin to before end? rank: by appearance, NULL: that
 * itself. *first and *last: the ranks of its first and last edge. */
gboolean cow_builder_ascends (const CowBuilder *builder, const guint32 *rank, guint64 begin, guint64 end, guint32 *first, guint32 *last);
void cow_builder_counts_clear (CowBuilderCounts *counts, CowMemory *memory);

/* builder-csr.c: adds and fills the sections of offsets, arcs, weights and edges; frees edges and counts. */
gboolean cow_builder_write_csr (CowBuilder *builder, CowBuilderCounts *counts, const CowBuilderOrder *order,
                                CowImageMeta *meta, CowImageWriter *writer, CowProgress *progress, GError **error);

/* builder-write.c */
gboolean cow_builder_write_names (CowBuilder *builder, const CowBuilderOrder *order, CowImageMeta *meta,
                                  CowImageWriter *writer, GError **error);
/* The texts of a column; n_codes: those of the table, 1 when it is empty (a column of nulls has one text, empty). */
gboolean cow_builder_write_texts (const CowTextTable *strings, guint32 index, guint64 n_codes, CowImageWriter *writer, GError **error);
gboolean cow_builder_write_columns (CowBuilder *builder, const CowBuilderOrder *order, const CowGrow *dropped,
                                    CowImageWriter *writer, GError **error);
gboolean cow_builder_write_coordinates (CowBuilder *builder, const CowBuilderOrder *order,
                                        CowImageWriter *writer, GError **error);

static inline guint32
cow_builder_order_appearance (const CowBuilderOrder *order, guint32 vertex)
{
  return order->appearance.data ? order->appearance.u32[vertex] : vertex;
}

static inline gboolean
cow_builder_is_dropped (const CowGrow *dropped, guint64 edge)
{
  return dropped->data && (dropped->u64[edge >> 6] >> (edge & 63) & 1);
}

/* For the other threads: only the first one tells what was done. */
static inline gboolean
cow_builder_should_stop (const CowProgress *progress)
{
  return progress && progress->stop && __atomic_load_n (progress->stop, __ATOMIC_RELAXED) != 0;
}

static inline gboolean
cow_builder_cancelled (GError **error)
{
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

/* As cow_progress_step; TRUE: go on, FALSE: the error is set. progress may be NULL. */
static inline gboolean
cow_builder_go_on (CowProgress *progress, guint64 units, GError **error)
{
  if (!progress || !cow_progress_step (progress, units))
    return TRUE;
  return cow_builder_cancelled (error);
}

G_END_DECLS
