/* attributed-write.h - what writers of formats with named attributes have in common: columns under names that will be understood,
 * vertices in order of appearance, edges in theirs, texts that the format can carry. */
#pragma once

#include "graph/file/edge-order.h"
#include "graph/format.h"

G_BEGIN_DECLS

typedef struct
{
  const CowColumn *column;
  char *name; /* as it is written */
} CowWrittenColumn;

typedef struct
{
  const CowGraph *graph;
  CowEdgeOrder order;
  GArray *vertex_columns, *edge_columns; /* of CowWrittenColumn */
  gboolean weighted;
  gboolean coordinates; /* they are in no column: written as x and y */
  gboolean unicode;     /* texts must be UTF-8 */
  gboolean xml;         /* … without control characters but tab and the ends of lines */
  CowProgress *progress, nobody;
} CowWritePlan;

/* reserved: NULL-ended words that mean something else in the format; an attribute called so gets a _ behind its name. "weight" is
 * one of them for edges. Errors: COW_GRAPH_ERROR_MEMORY. */
gboolean cow_write_plan_init (CowWritePlan *plan, const CowGraph *graph, const char *const *vertex_reserved,
                              const char *const *edge_reserved, CowProgress *progress, GError **error);
void cow_write_plan_clear (CowWritePlan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CowWritePlan, cow_write_plan_clear)

static inline const CowWrittenColumn *
cow_write_plan_column (const CowWritePlan *plan, gboolean on_vertex, guint i)
{
  return &g_array_index (on_vertex ? plan->vertex_columns : plan->edge_columns, CowWrittenColumn, i);
}

/* TRUE: go on; FALSE: cancelled, the error is set. */
gboolean cow_write_plan_step (CowWritePlan *plan, GError **error);
/* Errors: COW_GRAPH_ERROR_FILE: the text cannot be written, with what it is and why. */
gboolean cow_write_plan_text (const CowWritePlan *plan, const char *what, const char *text, gsize length, GError **error);
/* All names, attributes' names and texts of columns at once, so that nothing is written of what cannot be written. */
gboolean cow_write_plan_check (const CowWritePlan *plan, GError **error);
/* The weight of an edge as a value, in a weighted graph. */
CowValue cow_write_plan_weight (const CowWritePlan *plan, guint64 edge);
/* Coordinates of a vertex that has some, where they are not in columns. */
gboolean cow_write_plan_place (const CowWritePlan *plan, guint32 vertex, double *x, double *y);

/* A real that is known as one by its point: 3.0, 1.0e+16. inf and nan as told. */
void cow_write_real (CowOutput *out, double value, const char *infinite, const char *nan);

G_END_DECLS
