/* expr-private.h - what the files of the expression language share: tokens, nodes, access to attributes, programs.
 *
 *   expr-lexer.c   text -> tokens
 *   expr-parser.c  tokens -> nodes
 *   expr-names.c   names -> accesses (columns and what is built in)
 *   expr-check.c   types of nodes
 *   expr-code.c    nodes -> a program over registers
 *   expr-keys.c    constants -> codes and vertices
 *   expr-eval.c    the program, a row at a time
 *   expr.c         the public face */
#pragma once

#include "graph/expr.h"

G_BEGIN_DECLS

#define COW_EXPR_MAX_TEXT 65536 /* bytes */
#define COW_EXPR_MAX_NESTING 200
#define COW_EXPR_MAX_HEIGHT 2000 /* of the tree: long chains of + or `or` lean to the left */
#define COW_EXPR_MAX_NODES 16384

/* Tokens. */
typedef enum
{
  COW_TOKEN_END,
  COW_TOKEN_NAME,   /* identifier, or anything in backquotes */
  COW_TOKEN_QUOTED_NAME,
  COW_TOKEN_INT,
  COW_TOKEN_HUGE,   /* 9223372036854775808, which only a minus in front makes an integer */
  COW_TOKEN_REAL,
  COW_TOKEN_STRING,
  COW_TOKEN_OPERATOR, /* its text is static: "+", "<=", "(", … */
} CowTokenKind;

typedef struct
{
  CowTokenKind kind;
  guint32 start, end; /* bytes in the text */
  char *text;         /* name, string (unescaped), operator; in the lexer's chunk */
  gsize length;
  union
  {
    gint64 integer;
    double real;
  };
} CowToken;

typedef struct
{
  const char *text;
  gsize length, place;
  GStringChunk *chunk; /* borrowed */
} CowLexer;

gboolean cow_lexer_next (CowLexer *lexer, CowToken *token, GError **error);
/* Column from 1 of a byte: characters, not bytes. */
guint cow_expr_column_at (const char *text, gsize place);
/* How many bytes of a text to show: at most `most`, and no part of a character. */
gsize cow_expr_cut (const char *text, gsize length, gsize most);

/* Where the value of a name comes from. */
typedef enum
{
  COW_ACCESS_COLUMN,
  COW_ACCESS_INLINE_WEIGHT,
  COW_ACCESS_EDGE_NUMBER,
  COW_ACCESS_NAME,
  COW_ACCESS_DEGREE,
  COW_ACCESS_APPEARANCE,
  COW_ACCESS_COORDINATE,
  COW_ACCESS_VALUE, /* a variable */
} CowAccessKind;

/* Which number of a CowRow: the order of its first four members. */
typedef enum
{
  COW_ROW_VERTEX,
  COW_ROW_EDGE,
  COW_ROW_SOURCE,
  COW_ROW_TARGET,
} CowRowPart;

typedef struct
{
  CowAccessKind kind;
  CowRowPart part;
  CowType type;
  guint axis;        /* COORDINATE: 0 x, 1 y */
  CowColumn column;  /* COLUMN: a copy, so that a later attach does not pull it away; its arrays stay */
  CowValue value;    /* VALUE: text in the chunk */
  char buffer[24];   /* NAME: numbers are made here */
} CowAccess;

/* Nodes. */
typedef enum
{
  COW_NODE_LITERAL,
  COW_NODE_ATTRIBUTE,
  COW_NODE_NEGATE,
  COW_NODE_ADD,
  COW_NODE_SUBTRACT,
  COW_NODE_MULTIPLY,
  COW_NODE_DIVIDE,
  COW_NODE_REMAINDER,
  COW_NODE_EQUAL,
  COW_NODE_UNEQUAL,
  COW_NODE_LESS,
  COW_NODE_LESS_EQUAL,
  COW_NODE_GREATER,
  COW_NODE_GREATER_EQUAL,
  COW_NODE_MATCH,
  COW_NODE_IN,
  COW_NODE_NOT_IN,
  COW_NODE_AND,
  COW_NODE_OR,
  COW_NODE_NOT,
  COW_NODE_CALL,
} CowNodeKind;

typedef enum
{
  COW_FUNCTION_MIN,
  COW_FUNCTION_MAX,
  COW_FUNCTION_ABS,
  COW_FUNCTION_LOG,
  COW_FUNCTION_EXP,
  COW_FUNCTION_SQRT,
  COW_FUNCTION_IF,
  COW_FUNCTION_FLOOR,
  COW_FUNCTION_CEIL,
  COW_FUNCTION_ROUND,
  COW_FUNCTION_LEN,
  COW_FUNCTION_LOWER,
  COW_FUNCTION_UPPER,
} CowFunction;

typedef struct
{
  const char *name;
  guint least, most; /* arguments */
} CowFunctionInfo;

extern const CowFunctionInfo cow_expr_functions[]; /* by CowFunction; ended by a NULL name */

typedef struct _CowNode CowNode;
struct _CowNode
{
  CowNodeKind kind;
  CowType type;
  guint32 place, end; /* bytes in the text: of the operator or word, for messages */
  guint32 start;      /* of the whole node */
  guint height;
  gboolean constant;
  CowFunction function;
  CowValue value;     /* LITERAL */
  char *prefix;       /* ATTRIBUTE: NULL, "e", "v", "src", "dst" */
  char *name;         /* ATTRIBUTE */
  gboolean null_word; /* LITERAL: the word null itself, which == and != ask for */
  int access;         /* ATTRIBUTE: in expr->accesses */
  guint n_children;
  CowNode **children;
};

/* Programs: registers first for what is computed, then the constants, which are never written. */
typedef enum
{
  COW_OP_END,
  COW_OP_JUMP,          /* to aux */
  COW_OP_JUMP_UNLESS,   /* a is not true -> aux */
  COW_OP_JUMP_FALSE,    /* a is false, and not null -> aux */
  COW_OP_JUMP_TRUE,
  COW_OP_MOVE,
  COW_OP_LOAD_INT,      /* aux: access */
  COW_OP_LOAD_REAL,
  COW_OP_LOAD_BOOL,
  COW_OP_LOAD_STRING,
  COW_OP_LOAD_CODE,     /* the dictionary code of a string, as an integer */
  COW_OP_LOAD_WEIGHT_NONE,
  COW_OP_LOAD_WEIGHT_U32,
  COW_OP_LOAD_WEIGHT_I64,
  COW_OP_LOAD_WEIGHT_F64,
  COW_OP_LOAD_EDGE,
  COW_OP_LOAD_VERTEX,   /* the vertex itself, to compare names without making them */
  COW_OP_LOAD_NAME,
  COW_OP_LOAD_DEGREE,
  COW_OP_LOAD_APPEARANCE,
  COW_OP_LOAD_COORDINATE,
  COW_OP_TO_REAL,
  COW_OP_NEGATE_INT,
  COW_OP_NEGATE_REAL,
  COW_OP_ADD_INT,
  COW_OP_ADD_REAL,
  COW_OP_SUBTRACT_INT,
  COW_OP_SUBTRACT_REAL,
  COW_OP_MULTIPLY_INT,
  COW_OP_MULTIPLY_REAL,
  COW_OP_DIVIDE,
  COW_OP_REMAINDER_INT,
  COW_OP_REMAINDER_REAL,
  COW_OP_EQUAL_INT, /* bools too */
  COW_OP_LESS_INT,
  COW_OP_LESS_EQUAL_INT,
  COW_OP_EQUAL_REAL,
  COW_OP_LESS_REAL,
  COW_OP_LESS_EQUAL_REAL,
  COW_OP_EQUAL_MIXED, /* a int, b real */
  COW_OP_LESS_MIXED,
  COW_OP_LESS_EQUAL_MIXED,
  COW_OP_GREATER_MIXED,
  COW_OP_GREATER_EQUAL_MIXED,
  COW_OP_EQUAL_STRING,
  COW_OP_LESS_STRING,
  COW_OP_LESS_EQUAL_STRING,
  COW_OP_EQUAL_CODE,  /* LOAD_CODE and EQUAL_INT in one: aux access, b the constant's key */
  COW_OP_IS_NULL,
  COW_OP_AND,
  COW_OP_OR,
  COW_OP_NOT,
  COW_OP_IN_INT,      /* aux: list */
  COW_OP_IN_REAL,
  COW_OP_IN_STRING,
  COW_OP_MATCH,       /* aux: pattern */
  COW_OP_MATCH_CODE,  /* a pattern on the code of a column, remembered by code */
  COW_OP_MIN_INT,
  COW_OP_MIN_REAL,
  COW_OP_MAX_INT,
  COW_OP_MAX_REAL,
  COW_OP_ABS_INT,
  COW_OP_ABS_REAL,
  COW_OP_LOG,
  COW_OP_EXP,
  COW_OP_SQRT,
  COW_OP_FLOOR,
  COW_OP_CEIL,
  COW_OP_ROUND,
  COW_OP_LEN,
  COW_OP_LOWER,       /* aux: buffer */
  COW_OP_UPPER,
  COW_OP_COUNT,
} CowOp;

typedef struct
{
  guint16 op, result, a, b;
  guint32 place; /* byte of the text, for errors */
  guint32 aux;
} CowInstruction;

typedef struct
{
  union
  {
    gint64 integer; /* bools are 0 and 1 */
    double real;
    const char *text;
  };
  guint32 length;
  guint32 null;
} CowCell;

/* The constants behind `in`. Integers and keys are sorted. */
typedef struct
{
  GArray *integers; /* gint64 */
  GArray *reals;    /* double */
  GArray *strings;  /* CowValue, by bytes */
} CowList;

typedef struct
{
  GRegex *regex, *raw; /* raw: for text that is not UTF-8 */
  guint8 *known;       /* by code: 0 unknown, 1 no, 2 yes; NULL: not yet or no memory */
  gboolean tried;
  guint access;        /* MATCH_CODE: the column */
} CowPattern;

/* A constant that is a code of a column or a vertex once the graph is looked at: lazily, in the worker. */
typedef struct
{
  guint access;
  CowValue text;
  guint16 constant; /* register that takes the key, or … */
  gint64 list;      /* … the list whose integers take it; -1 */
} CowKey;

struct _CowExpr
{
  char *text;
  CowScope scope;
  const CowGraph *graph;
  CowExprLookup lookup;
  gpointer lookup_user;
  GStringChunk *chunk;
  GPtrArray *nodes;    /* CowNode*, all of them */
  GPtrArray *accesses; /* CowAccess* */
  GArray *code;        /* CowInstruction */
  GArray *constants;   /* CowCell, until the program is complete */
  CowCell *registers;  /* [n_temporaries + constants] */
  guint n_temporaries;
  guint result;        /* register */
  CowType type;
  gboolean constant, uses_ends, inline_weight, resolved;
  GPtrArray *lists, *patterns, *buffers; /* CowList*, CowPattern*, GString* */
  GArray *keys;        /* CowKey */
};

CowNode *cow_expr_parse (CowExpr *expr, GError **error);
gboolean cow_expr_bind (CowExpr *expr, CowNode *node, GError **error); /* an ATTRIBUTE */
gboolean cow_expr_check (CowExpr *expr, CowNode *node, GError **error);
gboolean cow_expr_generate (CowExpr *expr, CowNode *root, GError **error);
/* The value of a node over literals; a string lasts as long as expr. */
gboolean cow_expr_compute (CowExpr *expr, CowNode *node, CowValue *value, GError **error);
void cow_expr_resolve (CowExpr *expr); /* looks up the keys; once, in the worker */
void cow_expr_free_buffer (GString *buffer);
gboolean cow_expr_run (CowExpr *expr, const CowRow *row, GError **error);
char *cow_expr_describe (const CowExpr *expr, const CowNode *node); /* `attribute "x"`, `"y" + …`, for messages */
int cow_expr_compare_text (const char *a, gsize a_length, const char *b, gsize b_length);

G_END_DECLS
