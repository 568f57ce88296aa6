/* attribute.h - a column that an expression makes, as an image to attach to the graph. */
#pragma once

#include "graph/expr.h"
#include "graph/image.h"
#include "graph/progress.h"

G_BEGIN_DECLS

/* In a child: the value of the expression for every edge or every vertex, with the type of the expression. The expression must be
 * compiled for what the rows are. Attaching the image replaces an attribute of that name.
 * Complexity: O(n + arcs). Errors: those of the expression (naming the row), COW_GRAPH_ERROR_TYPE when it is always null, _MEMORY, _CANCELLED. */
gboolean cow_attribute_write (const CowGraph *graph, const char *name, CowExpr *expr, gboolean on_vertex, CowImageWriter *writer,
                              CowProgress *progress, GError **error);

G_END_DECLS
