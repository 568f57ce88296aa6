/* expr.h - the expression language of --where, --weight, @{…}, attr and assert: compiled once, run per vertex or edge.
 *
 * Names: attributes of the edge (e. for short), of its ends (src. dst.), of a vertex (v.); in assert, variables. A null operand
 * makes a null result, comparisons with null are false (but == null and != null ask), `and` and `or` are three-valued.
 * Integers are exact: overflow and division by zero are errors of that row; `/` always gives a real, `%` of ints an int. */
#pragma once

#include "graph/graph.h"

G_BEGIN_DECLS

typedef struct _CowExpr CowExpr;

/* Where names are looked up. */
typedef enum
{
  COW_SCOPE_EDGE,   /* e. src. dst. ; bare names: the edge's, else an error that says src./dst. */
  COW_SCOPE_VERTEX, /* v. ; bare names: the vertex's. Also built in: name (string), degree (int), appearance (int) */
  COW_SCOPE_VALUES, /* variables given by callback */
} CowScope;

/* For COW_SCOPE_VALUES: FALSE when there is no such variable. */
typedef gboolean (*CowExprLookup) (const char *name, CowValue *value, gpointer user);

/* Errors: COW_GRAPH_ERROR_SYNTAX, _UNKNOWN, _TYPE; messages hold the column (from 1) and the offending word, e.g.
 * `column 7: unknown edge attribute "lenght" (did you mean "length"?)`. Depth and length are bounded. */
CowExpr *cow_expr_new (const char *text, CowScope scope, const CowGraph *graph, GError **error);
CowExpr *cow_expr_new_values (const char *text, CowExprLookup lookup, gpointer user, GError **error);
void cow_expr_free (CowExpr *expr);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowExpr, cow_expr_free)

CowType cow_expr_type (const CowExpr *expr); /* static type; NULL type: always null */
const char *cow_expr_text (const CowExpr *expr);
gboolean cow_expr_is_constant (const CowExpr *expr);
gboolean cow_expr_uses_ends (const CowExpr *expr);
gboolean cow_expr_is_inline_weight (const CowExpr *expr); /* nothing but the weight that stands in the arcs */

/* Evaluate for one row. Edge scope: edge, its source and target vertex, and the arc (for the inline weight); vertex scope:
 * vertex. A string result is valid until the next evaluation. Errors: COW_GRAPH_ERROR_RANGE. Thread-unsafe: one evaluator per worker. */
typedef struct
{
  guint32 vertex;         /* vertex scope */
  guint32 edge;           /* edge scope: the edge (from graph->m on: one of an overlay, without attributes) … */
  guint32 source, target; /* … and its ends as the user wrote them */
  guint64 arc;            /* … and an out-arc of it */
} CowRow;
/* Says that a row comes soon: its cells are fetched while others are computed. Only edge, vertex and ends need be set. */
void cow_expr_prefetch (const CowExpr *expr, const CowRow *row);
gboolean cow_expr_eval (CowExpr *expr, const CowRow *row, CowValue *value, GError **error);
/* TRUE exactly when the value is true (null and false: FALSE). */
gboolean cow_expr_test (CowExpr *expr, const CowRow *row, gboolean *result, GError **error);

/* For whoever reads a text in a line: `column N: …`, where byte `place` stands. Returns FALSE. */
gboolean cow_expr_fail (GError **error, CowGraphError code, const char *text, gsize place, const char *format, ...) G_GNUC_PRINTF (5, 6);

G_END_DECLS
