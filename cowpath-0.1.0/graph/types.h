/* types.h - the words of the field as types: vertices, arcs, edges, costs, values; and the errors of the folder. */
#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/* A vertex is known by three numbers:
 *   vertex      its place in the arrays, after renumbering for locality; users never see it
 *   appearance  :N, its order of first appearance in the input, from 0; ties are broken by it
 *   name        text, exactly as in the input
 * An edge is e:N, the order of appearance, from 0. A directed edge is one arc, an undirected edge two (a self-loop one). */
#define COW_VERTEX_NONE G_MAXUINT32 /* no vertex; also why n <= 2^32 - 2 */
#define COW_EDGE_NONE G_MAXUINT32   /* no edge; also why m <= 2^32 - 2 */
#define COW_ARC_NONE G_MAXUINT64

#define COW_GRAPH_ERROR (cow_graph_error_quark ())
GQuark cow_graph_error_quark (void);

typedef enum
{
  COW_GRAPH_ERROR_FILE,      /* cannot be read or written, or is malformed: `FILE:LINE: what` (exit status 3) */
  COW_GRAPH_ERROR_MEMORY,    /* not enough memory: bytes wanted and available (6) */
  COW_GRAPH_ERROR_UNKNOWN,   /* no such vertex, attribute, set … (2) */
  COW_GRAPH_ERROR_TYPE,      /* an expression's types do not fit (2) */
  COW_GRAPH_ERROR_SYNTAX,    /* an expression does not parse (2) */
  COW_GRAPH_ERROR_RANGE,     /* an overflow, a negative weight, division by zero (2) */
  COW_GRAPH_ERROR_CYCLE,     /* a negative cycle, a cycle where none may be (2) */
  COW_GRAPH_ERROR_CANCELLED, /* progress said stop */
} CowGraphError;

/* How arcs carry weights. U32 stands beside the target in one 8-byte arc; the others are arrays in arc order. */
typedef enum
{
  COW_WEIGHT_NONE, /* every arc costs 1 */
  COW_WEIGHT_U32,
  COW_WEIGHT_I64,
  COW_WEIGHT_F64,
} CowWeightKind;

/* A cost: exact integers when weights are integers, else doubles; unreachable is a cost too. */
typedef enum
{
  COW_COST_UNREACHABLE,
  COW_COST_INT,
  COW_COST_REAL,
} CowCostKind;

typedef struct
{
  CowCostKind kind;
  union
  {
    gint64 integer;
    double real;
  };
} CowCost;

static inline CowCost
cow_cost_int (gint64 value)
{
  return (CowCost){ .kind = COW_COST_INT, .integer = value };
}

static inline CowCost
cow_cost_real (double value)
{
  return (CowCost){ .kind = COW_COST_REAL, .real = value == 0.0 ? 0.0 : value }; /* never -0 */
}

static inline CowCost
cow_cost_unreachable (void)
{
  return (CowCost){ .kind = COW_COST_UNREACHABLE };
}

static inline double
cow_cost_as_double (CowCost cost)
{
  return cost.kind == COW_COST_INT ? (double)cost.integer : cost.kind == COW_COST_REAL ? cost.real : INFINITY;
}

/* Types of attributes and of expressions. */
typedef enum
{
  COW_TYPE_NULL,
  COW_TYPE_BOOL,
  COW_TYPE_INT,
  COW_TYPE_REAL,
  COW_TYPE_STRING,
} CowType;

const char *cow_type_name (CowType type); /* null, bool, int, real, string */

/* One value. A string is borrowed, not NUL-terminated. */
typedef struct
{
  CowType type;
  union
  {
    gboolean boolean;
    gint64 integer;
    double real;
    struct
    {
      const char *text;
      gsize length;
    };
  };
} CowValue;

G_END_DECLS
