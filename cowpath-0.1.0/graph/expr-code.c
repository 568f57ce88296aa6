/* expr-code.c - typed nodes become a program over registers.
 *
 * Types are settled here, so that an operation never asks for one: `weight * 2 + 1` is three instructions. Constants are
 * registers that nobody writes. Text of a column compared with a constant is a comparison of dictionary codes, a name
 * compared with a constant one of vertices. Constants are numbered from 0x8000 until the program is complete. */
#include "config.h"

#include <string.h>

#include "graph/expr-private.h"

#define CONSTANT 0x8000u

typedef struct
{
  CowExpr *expr;
  GError **error;
} Generator;

/* Returns the register with the value: `to`, or a constant. Registers from `to` up are free. G_MAXUINT: error set. */
static guint generate (Generator *generator, const CowNode *node, guint to);

static guint
emit (Generator *generator, CowOp op, guint to, guint a, guint b, const CowNode *node, guint aux)
{
  CowExpr *expr = generator->expr;
  CowInstruction instruction = { .op = (guint16)op, .result = (guint16)to, .a = (guint16)a, .b = (guint16)b,
                                 .place = node ? node->place : 0, .aux = aux };
  g_array_append_val (expr->code, instruction);
  if (!(to & CONSTANT))
    expr->n_temporaries = MAX (expr->n_temporaries, to + 1);
  return to;
}

static void
set_jump (Generator *generator, guint at)
{
  g_array_index (generator->expr->code, CowInstruction, at).aux = generator->expr->code->len;
}

static guint
add_constant (Generator *generator, CowCell cell)
{
  g_array_append_val (generator->expr->constants, cell);
  return CONSTANT | (generator->expr->constants->len - 1);
}

static guint
add_null (Generator *generator)
{
  return add_constant (generator, (CowCell){ .null = 1 });
}

static CowCell
make_cell (const CowValue *value)
{
  CowCell cell = { .null = value->type == COW_TYPE_NULL };

  if (value->type == COW_TYPE_BOOL)
    cell.integer = value->boolean != 0;
  else if (value->type == COW_TYPE_INT)
    cell.integer = value->integer;
  else if (value->type == COW_TYPE_REAL)
    cell.real = value->real;
  else if (value->type == COW_TYPE_STRING)
    {
      cell.text = value->text;
      cell.length = (guint32)value->length;
    }
  return cell;
}

static guint
load (Generator *generator, const CowNode *node, guint to)
{
  const CowAccess *access = generator->expr->accesses->pdata[node->access];
  CowOp op = COW_OP_LOAD_INT;

  switch (access->kind)
    {
    case COW_ACCESS_COLUMN:
      if (access->type == COW_TYPE_NULL)
        return add_null (generator);
      op = access->type == COW_TYPE_BOOL   ? COW_OP_LOAD_BOOL
           : access->type == COW_TYPE_INT  ? COW_OP_LOAD_INT
           : access->type == COW_TYPE_REAL ? COW_OP_LOAD_REAL
                                           : COW_OP_LOAD_STRING;
      break;
    case COW_ACCESS_INLINE_WEIGHT:
      switch (generator->expr->graph->out.kind)
        {
        case COW_WEIGHT_U32:
          op = COW_OP_LOAD_WEIGHT_U32;
          break;
        case COW_WEIGHT_I64:
          op = COW_OP_LOAD_WEIGHT_I64;
          break;
        case COW_WEIGHT_F64:
          op = COW_OP_LOAD_WEIGHT_F64;
          break;
        case COW_WEIGHT_NONE:
          return add_null (generator);
        }
      break;
    case COW_ACCESS_EDGE_NUMBER:
      op = COW_OP_LOAD_EDGE;
      break;
    case COW_ACCESS_NAME:
      op = COW_OP_LOAD_NAME;
      break;
    case COW_ACCESS_DEGREE:
      op = COW_OP_LOAD_DEGREE;
      break;
    case COW_ACCESS_APPEARANCE:
      op = COW_OP_LOAD_APPEARANCE;
      break;
    case COW_ACCESS_COORDINATE:
      op = COW_OP_LOAD_COORDINATE;
      break;
    case COW_ACCESS_VALUE:
      break;
    }
  return emit (generator, op, to, 0, 0, node, (guint)node->access);
}

/* As a real number. */
static guint
generate_real (Generator *generator, const CowNode *node, guint to)
{
  if (node->type == COW_TYPE_INT && node->kind == COW_NODE_LITERAL)
    return add_constant (generator, (CowCell){ .real = (double)node->value.integer });
  guint a = generate (generator, node, to);
  if (a == G_MAXUINT || node->type != COW_TYPE_INT)
    return a;
  return emit (generator, COW_OP_TO_REAL, to, a, 0, node, 0);
}

static guint
generate_as (Generator *generator, const CowNode *node, CowType type, guint to)
{
  return type == COW_TYPE_REAL ? generate_real (generator, node, to) : generate (generator, node, to);
}

static guint
generate_binary (Generator *generator, CowOp op, const CowNode *node, const CowNode *left, const CowNode *right, CowType type, guint to)
{
  guint a = generate_as (generator, left, type, to);
  guint b = a == G_MAXUINT ? a : generate_as (generator, right, type, to + 1);
  return b == G_MAXUINT ? b : emit (generator, op, to, a, b, node, 0);
}

static guint
generate_arithmetic (Generator *generator, const CowNode *node, guint to)
{
  gboolean real = node->type == COW_TYPE_REAL;
  CowOp op = COW_OP_END;

  switch (node->kind)
    {
    case COW_NODE_ADD:
      op = real ? COW_OP_ADD_REAL : COW_OP_ADD_INT;
      break;
    case COW_NODE_SUBTRACT:
      op = real ? COW_OP_SUBTRACT_REAL : COW_OP_SUBTRACT_INT;
      break;
    case COW_NODE_MULTIPLY:
      op = real ? COW_OP_MULTIPLY_REAL : COW_OP_MULTIPLY_INT;
      break;
    case COW_NODE_REMAINDER:
      op = real ? COW_OP_REMAINDER_REAL : COW_OP_REMAINDER_INT;
      break;
    default:
      op = COW_OP_DIVIDE;
      break;
    }
  return generate_binary (generator, op, node, node->children[0], node->children[1], node->type, to);
}

/* A key: the constant in what the graph says instead of text, found when the program first runs. */
static guint
add_key (Generator *generator, guint access, const CowValue *text, gint64 list)
{
  guint constant = list < 0 ? add_constant (generator, (CowCell){ .integer = -1 }) : 0;
  CowKey key = { .access = access, .text = *text, .constant = (guint16)constant, .list = list };
  g_array_append_val (generator->expr->keys, key);
  return constant;
}

/* An attribute that has keys: a column of strings, or names. */
static const CowAccess *
find_keyed (const Generator *generator, const CowNode *node)
{
  if (node->kind != COW_NODE_ATTRIBUTE || node->type != COW_TYPE_STRING)
    return NULL;
  const CowAccess *access = generator->expr->accesses->pdata[node->access];
  return access->kind == COW_ACCESS_COLUMN || access->kind == COW_ACCESS_NAME ? access : NULL;
}

static guint
generate_key_equal (Generator *generator, const CowNode *node, const CowNode *attribute, const CowNode *literal, guint to)
{
  const CowAccess *access = find_keyed (generator, attribute);
  guint key = add_key (generator, (guint)attribute->access, &literal->value, -1);

  if (access->kind == COW_ACCESS_COLUMN)
    return emit (generator, COW_OP_EQUAL_CODE, to, key, key, node, (guint)attribute->access);
  emit (generator, COW_OP_LOAD_VERTEX, to, 0, 0, node, (guint)attribute->access);
  return emit (generator, COW_OP_EQUAL_INT, to, to, key, node, 0);
}

static guint
generate_is_null (Generator *generator, const CowNode *node, const CowNode *operand, guint to)
{
  guint a = generate (generator, operand, to);
  return a == G_MAXUINT ? a : emit (generator, COW_OP_IS_NULL, to, a, 0, node, 0);
}

static guint
generate_equal (Generator *generator, const CowNode *node, guint to)
{
  const CowNode *left = node->children[0], *right = node->children[1];
  CowOp op = COW_OP_EQUAL_INT;

  if (right->null_word)
    return generate_is_null (generator, node, left, to);
  if (left->null_word)
    return generate_is_null (generator, node, right, to);
  if (left->type == COW_TYPE_NULL || right->type == COW_TYPE_NULL)
    return add_null (generator);
  if (find_keyed (generator, left) && right->kind == COW_NODE_LITERAL)
    return generate_key_equal (generator, node, left, right, to);
  if (find_keyed (generator, right) && left->kind == COW_NODE_LITERAL)
    return generate_key_equal (generator, node, right, left, to);
  if (left->type == COW_TYPE_STRING)
    op = COW_OP_EQUAL_STRING;
  else if (left->type != right->type)
    {
      op = COW_OP_EQUAL_MIXED;
      if (left->type == COW_TYPE_REAL)
        {
          left = node->children[1];
          right = node->children[0];
        }
    }
  else if (left->type == COW_TYPE_REAL)
    op = COW_OP_EQUAL_REAL;
  return generate_binary (generator, op, node, left, right, COW_TYPE_NULL, to);
}

static guint
generate_order (Generator *generator, const CowNode *node, guint to)
{
  const CowNode *left = node->children[0], *right = node->children[1];
  gboolean greater = node->kind == COW_NODE_GREATER || node->kind == COW_NODE_GREATER_EQUAL;
  gboolean or_equal = node->kind == COW_NODE_LESS_EQUAL || node->kind == COW_NODE_GREATER_EQUAL;
  CowOp op;

  if (left->type == COW_TYPE_NULL || right->type == COW_TYPE_NULL)
    return add_null (generator);
  if (left->type != right->type)
    {
      if (left->type == COW_TYPE_REAL)
        {
          left = node->children[1];
          right = node->children[0];
          greater = !greater;
        }
      op = greater ? (or_equal ? COW_OP_GREATER_EQUAL_MIXED : COW_OP_GREATER_MIXED)
                   : (or_equal ? COW_OP_LESS_EQUAL_MIXED : COW_OP_LESS_MIXED);
      return generate_binary (generator, op, node, left, right, COW_TYPE_NULL, to);
    }
  if (left->type == COW_TYPE_STRING)
    op = or_equal ? COW_OP_LESS_EQUAL_STRING : COW_OP_LESS_STRING;
  else if (left->type == COW_TYPE_REAL)
    op = or_equal ? COW_OP_LESS_EQUAL_REAL : COW_OP_LESS_REAL;
  else
    op = or_equal ? COW_OP_LESS_EQUAL_INT : COW_OP_LESS_INT;
  guint a = generate (generator, left, to);
  guint b = a == G_MAXUINT ? a : generate (generator, right, to + 1);
  if (b == G_MAXUINT)
    return b;
  return greater ? emit (generator, op, to, b, a, node, 0) : emit (generator, op, to, a, b, node, 0);
}

/* a and b: a; unless it is false, b as well. The shorter way also keeps `w != 0 and 1 / w > 2` from dividing. */
static guint
generate_logic (Generator *generator, const CowNode *node, guint to)
{
  gboolean both = node->kind == COW_NODE_AND;
  guint a = generate (generator, node->children[0], to);

  if (a == G_MAXUINT)
    return a;
  if (a != to)
    emit (generator, COW_OP_MOVE, to, a, 0, node, 0);
  guint jump = generator->expr->code->len;
  emit (generator, both ? COW_OP_JUMP_FALSE : COW_OP_JUMP_TRUE, to, to, 0, node, 0);
  guint b = generate (generator, node->children[1], to + 1);
  if (b == G_MAXUINT)
    return b;
  emit (generator, both ? COW_OP_AND : COW_OP_OR, to, to, b, node, 0);
  set_jump (generator, jump);
  return to;
}

static int
compare_integers (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
  return (left > right) - (left < right);
}

static int
compare_reals (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const CowValue *left = a, *right = b;
  return cow_expr_compare_text (left->text, left->length, right->text, right->length);
}

static void
free_list (gpointer data)
{
  CowList *list = data;
  g_array_unref (list->integers);
  g_array_unref (list->reals);
  g_array_unref (list->strings);
  g_free (list);
}

/* Puts one member into the list when it can equal something of type; others never do. */
static void
add_member (CowList *list, CowType type, const CowValue *value)
{
  gint64 integer = value->integer;
  double real = value->real;

  if (type == COW_TYPE_STRING && value->type == COW_TYPE_STRING)
    g_array_append_val (list->strings, *value);
  else if (type == COW_TYPE_BOOL && value->type == COW_TYPE_BOOL)
    {
      integer = value->boolean != 0;
      g_array_append_val (list->integers, integer);
    }
  else if (type == COW_TYPE_INT && value->type == COW_TYPE_INT)
    g_array_append_val (list->integers, integer);
  else if (type == COW_TYPE_INT && value->type == COW_TYPE_REAL && real >= -0x1p63 && real < 0x1p63 && real == trunc (real))
    {
      integer = (gint64)real;
      g_array_append_val (list->integers, integer);
    }
  else if (type == COW_TYPE_REAL && value->type == COW_TYPE_REAL && !isnan (real))
    g_array_append_val (list->reals, real);
  else if (type == COW_TYPE_REAL && value->type == COW_TYPE_INT)
    {
      real = (double)integer;
      if (real < 0x1p63 && (gint64)real == integer)
        g_array_append_val (list->reals, real);
    }
}

static guint
generate_in (Generator *generator, const CowNode *node, guint to)
{
  CowExpr *expr = generator->expr;
  const CowNode *left = node->children[0];
  const CowAccess *keyed = find_keyed (generator, left);
  gboolean asks_null = FALSE;
  CowOp op;

  for (guint i = 1; i < node->n_children; i++)
    asks_null |= node->children[i]->null_word;
  if (left->type == COW_TYPE_NULL)
    return asks_null ? add_constant (generator, (CowCell){ .integer = 1 }) : add_null (generator);

  guint list_index = expr->lists->len;
  CowList *list = g_new0 (CowList, 1);
  g_ptr_array_add (expr->lists, list);
  list->integers = g_array_new (FALSE, FALSE, sizeof (gint64));
  list->reals = g_array_new (FALSE, FALSE, sizeof (double));
  list->strings = g_array_new (FALSE, FALSE, sizeof (CowValue));
  for (guint i = 1; i < node->n_children; i++)
    if (!keyed)
      add_member (list, left->type, &node->children[i]->value);
    else if (node->children[i]->type == COW_TYPE_STRING)
      add_key (generator, (guint)left->access, &node->children[i]->value, list_index);
  g_array_sort (list->integers, compare_integers);
  g_array_sort (list->reals, compare_reals);
  g_array_sort (list->strings, compare_values);

  guint a = to;
  if (keyed)
    emit (generator, keyed->kind == COW_ACCESS_COLUMN ? COW_OP_LOAD_CODE : COW_OP_LOAD_VERTEX, to, 0, 0, left, (guint)left->access);
  else
    a = generate (generator, left, to);
  if (a == G_MAXUINT)
    return a;
  if (!keyed && left->type == COW_TYPE_STRING)
    op = COW_OP_IN_STRING;
  else
    op = left->type == COW_TYPE_REAL ? COW_OP_IN_REAL : COW_OP_IN_INT;
  if (!asks_null)
    return emit (generator, op, to, a, 0, node, list_index);
  /* `x in (1, null)` is `x == 1 or x == null`. */
  emit (generator, COW_OP_IS_NULL, to + 1, a, 0, node, 0);
  emit (generator, op, to, a, 0, node, list_index);
  return emit (generator, COW_OP_OR, to, to, to + 1, node, 0);
}

static void
free_pattern (gpointer data)
{
  CowPattern *pattern = data;
  g_clear_pointer (&pattern->regex, g_regex_unref);
  g_clear_pointer (&pattern->raw, g_regex_unref);
  g_free (pattern->known);
  g_free (pattern);
}

static gboolean
fail_pattern (Generator *generator, const CowNode *node, const char *what)
{
  return cow_expr_fail (generator->error, COW_GRAPH_ERROR_SYNTAX, generator->expr->text, node->start, "bad regular expression: %s", what);
}

/* Bounded work, so that (a*)*b on some text ends with an error of that row. */
static CowPattern *
compile_pattern (Generator *generator, const CowNode *node)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *source = NULL;

  if (memchr (node->value.text, 0, node->value.length))
    return fail_pattern (generator, node, "it holds a zero byte"), NULL;
  if (node->value.length > 4096)
    return fail_pattern (generator, node, "it is longer than 4096 bytes"), NULL;
  source = g_strdup_printf ("(*LIMIT_MATCH=200000)(*LIMIT_DEPTH=2000)%.*s", (int)node->value.length, node->value.text);
  CowPattern *pattern = g_new0 (CowPattern, 1);
  pattern->raw = g_regex_new (source, G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, &problem);
  if (pattern->raw && g_utf8_validate (source, -1, NULL))
    pattern->regex = g_regex_new (source, G_REGEX_OPTIMIZE, 0, &problem);
  if (problem)
    {
      /* The library's text repeats the pattern, with our limits in front; what is wrong stands behind the last colon. */
      const char *what = g_strrstr (problem->message, ": ");
      fail_pattern (generator, node, what ? what + 2 : problem->message);
      free_pattern (pattern);
      return NULL;
    }
  g_ptr_array_add (generator->expr->patterns, pattern);
  return pattern;
}

static guint
generate_match (Generator *generator, const CowNode *node, guint to)
{
  const CowNode *left = node->children[0];
  const CowAccess *keyed = find_keyed (generator, left);
  CowPattern *pattern = compile_pattern (generator, node->children[1]);
  guint index = generator->expr->patterns->len - 1;

  if (!pattern)
    return G_MAXUINT;
  if (left->type == COW_TYPE_NULL)
    return add_null (generator);
  if (keyed && keyed->kind == COW_ACCESS_COLUMN)
    {
      pattern->access = (guint)left->access;
      emit (generator, COW_OP_LOAD_CODE, to, 0, 0, node, pattern->access);
      return emit (generator, COW_OP_MATCH_CODE, to, to, 0, node, index);
    }
  guint a = generate (generator, left, to);
  return a == G_MAXUINT ? a : emit (generator, COW_OP_MATCH, to, a, 0, node, index);
}

/* A null condition counts as false, as in a filter. */
static guint
generate_if (Generator *generator, const CowNode *node, guint to)
{
  guint condition = generate (generator, node->children[0], to);
  guint jumps[2];

  if (condition == G_MAXUINT)
    return condition;
  for (guint i = 0; i < 2; i++)
    {
      jumps[i] = generator->expr->code->len;
      if (i == 0)
        emit (generator, COW_OP_JUMP_UNLESS, to, condition, 0, node, 0);
      guint a = generate_as (generator, node->children[1 + i], node->type, to);
      if (a == G_MAXUINT)
        return a;
      if (a != to)
        emit (generator, COW_OP_MOVE, to, a, 0, node, 0);
      if (i == 0)
        {
          guint end = generator->expr->code->len;
          emit (generator, COW_OP_JUMP, to, 0, 0, node, 0);
          set_jump (generator, jumps[0]);
          jumps[0] = end;
        }
    }
  set_jump (generator, jumps[0]);
  return to;
}

/* min and max of many: the result so far stays in `to`. */
static guint
generate_extreme (Generator *generator, const CowNode *node, guint to)
{
  gboolean real = node->type == COW_TYPE_REAL, least = node->function == COW_FUNCTION_MIN;
  CowOp op = least ? (real ? COW_OP_MIN_REAL : COW_OP_MIN_INT) : (real ? COW_OP_MAX_REAL : COW_OP_MAX_INT);
  guint a = generate_as (generator, node->children[0], node->type, to);

  for (guint i = 1; i < node->n_children && a != G_MAXUINT; i++)
    {
      guint b = generate_as (generator, node->children[i], node->type, to + 1);
      a = b == G_MAXUINT ? b : emit (generator, op, to, a, b, node, 0);
    }
  return a;
}

static guint
generate_call (Generator *generator, const CowNode *node, guint to)
{
  const CowNode *operand = node->children[0];
  CowType type = COW_TYPE_NULL;
  CowOp op = COW_OP_END;
  guint aux = 0;

  switch (node->function)
    {
    case COW_FUNCTION_IF:
      return generate_if (generator, node, to);
    case COW_FUNCTION_MIN:
    case COW_FUNCTION_MAX:
      return generate_extreme (generator, node, to);
    case COW_FUNCTION_ABS:
      op = node->type == COW_TYPE_REAL ? COW_OP_ABS_REAL : COW_OP_ABS_INT;
      break;
    case COW_FUNCTION_LOG:
    case COW_FUNCTION_EXP:
    case COW_FUNCTION_SQRT:
      type = COW_TYPE_REAL;
      op = node->function == COW_FUNCTION_LOG ? COW_OP_LOG : node->function == COW_FUNCTION_EXP ? COW_OP_EXP : COW_OP_SQRT;
      break;
    case COW_FUNCTION_FLOOR:
    case COW_FUNCTION_CEIL:
    case COW_FUNCTION_ROUND:
      if (operand->type == COW_TYPE_INT)
        return generate (generator, operand, to);
      op = node->function == COW_FUNCTION_FLOOR ? COW_OP_FLOOR : node->function == COW_FUNCTION_CEIL ? COW_OP_CEIL : COW_OP_ROUND;
      break;
    case COW_FUNCTION_LEN:
      op = COW_OP_LEN;
      break;
    case COW_FUNCTION_LOWER:
    case COW_FUNCTION_UPPER:
      op = node->function == COW_FUNCTION_LOWER ? COW_OP_LOWER : COW_OP_UPPER;
      aux = generator->expr->buffers->len;
      g_ptr_array_add (generator->expr->buffers, g_string_new (NULL));
      break;
    }
  guint a = generate_as (generator, operand, type, to);
  return a == G_MAXUINT ? a : emit (generator, op, to, a, 0, node, aux);
}

static gboolean
has_null_operand (const CowNode *node)
{
  for (guint i = 0; i < node->n_children; i++)
    if (node->children[i]->type == COW_TYPE_NULL)
      return TRUE;
  return FALSE;
}

static guint
negate (Generator *generator, const CowNode *node, guint a, guint to)
{
  return a == G_MAXUINT ? a : emit (generator, COW_OP_NOT, to, a, 0, node, 0);
}

static guint
generate (Generator *generator, const CowNode *node, guint to)
{
  guint a;

  if (to >= CONSTANT - 2)
    {
      cow_expr_fail (generator->error, COW_GRAPH_ERROR_SYNTAX, generator->expr->text, node->place, "expression is too deep");
      return G_MAXUINT;
    }
  switch (node->kind)
    {
    case COW_NODE_LITERAL:
      return add_constant (generator, make_cell (&node->value));
    case COW_NODE_ATTRIBUTE:
      return load (generator, node, to);
    case COW_NODE_NEGATE:
      if (has_null_operand (node))
        return add_null (generator);
      a = generate (generator, node->children[0], to);
      return a == G_MAXUINT ? a
                            : emit (generator, node->type == COW_TYPE_REAL ? COW_OP_NEGATE_REAL : COW_OP_NEGATE_INT, to, a, 0, node, 0);
    case COW_NODE_ADD:
    case COW_NODE_SUBTRACT:
    case COW_NODE_MULTIPLY:
    case COW_NODE_DIVIDE:
    case COW_NODE_REMAINDER:
      return has_null_operand (node) ? add_null (generator) : generate_arithmetic (generator, node, to);
    case COW_NODE_EQUAL:
      return generate_equal (generator, node, to);
    case COW_NODE_UNEQUAL:
      return negate (generator, node, generate_equal (generator, node, to), to);
    case COW_NODE_LESS:
    case COW_NODE_LESS_EQUAL:
    case COW_NODE_GREATER:
    case COW_NODE_GREATER_EQUAL:
      return generate_order (generator, node, to);
    case COW_NODE_MATCH:
      return generate_match (generator, node, to);
    case COW_NODE_IN:
      return generate_in (generator, node, to);
    case COW_NODE_NOT_IN:
      return negate (generator, node, generate_in (generator, node, to), to);
    case COW_NODE_AND:
    case COW_NODE_OR:
      return generate_logic (generator, node, to);
    case COW_NODE_NOT:
      return negate (generator, node, generate (generator, node->children[0], to), to);
    case COW_NODE_CALL:
      if (node->function != COW_FUNCTION_IF && has_null_operand (node))
        return add_null (generator);
      return generate_call (generator, node, to);
    }
  return G_MAXUINT;
}

static guint16
place_register (const CowExpr *expr, guint16 number)
{
  return number & CONSTANT ? (guint16)(expr->n_temporaries + (number & ~CONSTANT)) : number;
}

gboolean
cow_expr_generate (CowExpr *expr, CowNode *root, GError **error)
{
  Generator generator = { .expr = expr, .error = error };

  expr->code = g_array_new (FALSE, TRUE, sizeof (CowInstruction));
  expr->constants = g_array_new (FALSE, TRUE, sizeof (CowCell));
  expr->keys = g_array_new (FALSE, TRUE, sizeof (CowKey));
  expr->lists = g_ptr_array_new_with_free_func (free_list);
  expr->patterns = g_ptr_array_new_with_free_func (free_pattern);
  expr->buffers = g_ptr_array_new_with_free_func ((GDestroyNotify)(void (*) (void))cow_expr_free_buffer);
  guint result = generate (&generator, root, 0);
  if (result == G_MAXUINT)
    return FALSE;
  emit (&generator, COW_OP_END, 0, 0, 0, root, 0);
  if (expr->n_temporaries + expr->constants->len > G_MAXUINT16)
    return cow_expr_fail (error, COW_GRAPH_ERROR_SYNTAX, expr->text, 0, "expression is too large");
  expr->result = place_register (expr, (guint16)result);
  for (guint i = 0; i < expr->code->len; i++)
    {
      CowInstruction *instruction = &g_array_index (expr->code, CowInstruction, i);
      instruction->a = place_register (expr, instruction->a);
      instruction->b = place_register (expr, instruction->b);
    }
  for (guint i = 0; i < expr->keys->len; i++)
    {
      CowKey *key = &g_array_index (expr->keys, CowKey, i);
      key->constant = place_register (expr, key->constant);
    }
  expr->registers = g_new0 (CowCell, (gsize)expr->n_temporaries + expr->constants->len);
  if (expr->constants->len)
    memcpy (expr->registers + expr->n_temporaries, expr->constants->data, expr->constants->len * sizeof (CowCell));
  return TRUE;
}
