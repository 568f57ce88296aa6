/* expr-check.c - the type of every node, bottom up; and what is constant becomes a literal.
 *
 * A literal is folded by running the little program it would become, so that there is one meaning of each operator. A part
 * whose computation fails (1 / 0) stays as it is: it may stand in a branch that is never taken. */
#include "config.h"

#include <string.h>

#include "graph/expr-private.h"

char *
cow_expr_describe (const CowExpr *expr, const CowNode *node)
{
  gsize length = node->end - node->start;

  if (node->kind == COW_NODE_ATTRIBUTE)
    return g_strdup_printf ("attribute \"%s%s%s\"", node->prefix ? node->prefix : "", node->prefix ? "." : "", node->name);
  if (length <= 40)
    {
      gboolean is_quoted = node->kind == COW_NODE_LITERAL && node->type == COW_TYPE_STRING;

      return g_strdup_printf (is_quoted ? "%.*s" : "\"%.*s\"", (int)length, expr->text + node->start);
    }
  length = cow_expr_cut (expr->text + node->start, length, 40);
  return g_strdup_printf ("\"%.*s…\"", (int)length, expr->text + node->start);
}

static gboolean
is_number (CowType type)
{
  return type == COW_TYPE_INT || type == COW_TYPE_REAL || type == COW_TYPE_NULL;
}

static const char *
name_type (CowType type)
{
  static const char *const names[]
      = { [COW_TYPE_NULL] = "null", [COW_TYPE_BOOL] = "a bool", [COW_TYPE_INT] = "an int", [COW_TYPE_REAL] = "a real",
          [COW_TYPE_STRING] = "a string" };
  return names[type];
}

static gboolean
fail_type (const CowExpr *expr, const CowNode *node, const CowNode *operand, const char *wanted, GError **error)
{
  g_autofree char *subject = cow_expr_describe (expr, operand);
  gboolean call = node->kind == COW_NODE_CALL;
  gsize length = 1;

  if (!call)
    while (node->place + length < node->end && length < 3
           && (g_ascii_isalpha (expr->text[node->place]) ? g_ascii_isalpha (expr->text[node->place + length])
                                                         : strchr ("=~", expr->text[node->place + length]) != NULL))
      length++;
  return cow_expr_fail (error, COW_GRAPH_ERROR_TYPE, expr->text, operand->start, "%s is %s, %s%.*s%s %s", subject,
                        name_type (operand->type), call ? "" : "\"",
                        call ? (int)strlen (cow_expr_functions[node->function].name) : (int)length,
                        call ? cow_expr_functions[node->function].name : expr->text + node->place, call ? "()" : "\"", wanted);
}

static gboolean
want_numbers (const CowExpr *expr, const CowNode *node, GError **error)
{
  for (guint i = 0; i < node->n_children; i++)
    if (!is_number (node->children[i]->type))
      return fail_type (expr, node, node->children[i], node->n_children == 1 ? "wants a number" : "wants numbers", error);
  return TRUE;
}

static gboolean
want_type (const CowExpr *expr, const CowNode *node, CowType type, const char *wanted, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    if (node->children[i]->type != type && node->children[i]->type != COW_TYPE_NULL)
      return fail_type (expr, node, node->children[i], wanted, error);
  return TRUE;
}

/* int and real give real; null gives way to anything. Returns FALSE when they do not fit. */
static gboolean
unify (CowType a, CowType b, CowType *type)
{
  if (a == b || b == COW_TYPE_NULL)
    *type = a;
  else if (a == COW_TYPE_NULL)
    *type = b;
  else if (is_number (a) && is_number (b))
    *type = COW_TYPE_REAL;
  else
    return FALSE;
  return TRUE;
}

static gboolean
check_comparison (const CowExpr *expr, CowNode *node, GError **error)
{
  CowNode *left = node->children[0], *right = node->children[1];
  gboolean ordered = node->kind != COW_NODE_EQUAL && node->kind != COW_NODE_UNEQUAL;
  CowType type;

  node->type = COW_TYPE_BOOL;
  if (!unify (left->type, right->type, &type))
    {
      g_autofree char *a = cow_expr_describe (expr, left), *b = cow_expr_describe (expr, right);
      return cow_expr_fail (error, COW_GRAPH_ERROR_TYPE, expr->text, left->start, "%s is %s, %s is %s: they cannot be compared", a,
                            name_type (left->type), b, name_type (right->type));
    }
  if (ordered && type == COW_TYPE_BOOL)
    return fail_type (expr, node, left->type == COW_TYPE_BOOL ? left : right, "wants numbers or strings", error);
  return TRUE;
}

static gboolean
check_match (const CowExpr *expr, CowNode *node, GError **error)
{
  CowNode *pattern = node->children[1];

  node->type = COW_TYPE_BOOL;
  if (!want_type (expr, node, COW_TYPE_STRING, "wants strings", 2, error))
    return FALSE;
  if (pattern->kind != COW_NODE_LITERAL || pattern->value.type != COW_TYPE_STRING)
    return cow_expr_fail (error, COW_GRAPH_ERROR_TYPE, expr->text, pattern->start,
                          "the regular expression behind \"=~\" must be a constant string");
  return TRUE;
}

static gboolean
check_list (const CowExpr *expr, CowNode *node, GError **error)
{
  node->type = COW_TYPE_BOOL;
  for (guint i = 1; i < node->n_children; i++)
    if (node->children[i]->kind != COW_NODE_LITERAL)
      {
        g_autofree char *member = cow_expr_describe (expr, node->children[i]);
        return cow_expr_fail (error, COW_GRAPH_ERROR_TYPE, expr->text, node->children[i]->start,
                              "%s is not constant: a list holds constants only", member);
      }
  return TRUE;
}

static gboolean
check_call (const CowExpr *expr, CowNode *node, GError **error)
{
  switch (node->function)
    {
    case COW_FUNCTION_MIN:
    case COW_FUNCTION_MAX:
      node->type = COW_TYPE_NULL;
      if (!want_numbers (expr, node, error))
        return FALSE;
      for (guint i = 0; i < node->n_children; i++)
        unify (node->type, node->children[i]->type, &node->type);
      return TRUE;
    case COW_FUNCTION_ABS:
      node->type = node->children[0]->type;
      return want_numbers (expr, node, error);
    case COW_FUNCTION_LOG:
    case COW_FUNCTION_EXP:
    case COW_FUNCTION_SQRT:
      node->type = COW_TYPE_REAL;
      return want_numbers (expr, node, error);
    case COW_FUNCTION_FLOOR:
    case COW_FUNCTION_CEIL:
    case COW_FUNCTION_ROUND:
      node->type = COW_TYPE_INT;
      return want_numbers (expr, node, error);
    case COW_FUNCTION_LEN:
      node->type = COW_TYPE_INT;
      return want_type (expr, node, COW_TYPE_STRING, "wants a string", 1, error);
    case COW_FUNCTION_LOWER:
    case COW_FUNCTION_UPPER:
      node->type = COW_TYPE_STRING;
      return want_type (expr, node, COW_TYPE_STRING, "wants a string", 1, error);
    case COW_FUNCTION_IF:
      if (!want_type (expr, node, COW_TYPE_BOOL, "wants a bool first", 1, error))
        return FALSE;
      if (!unify (node->children[1]->type, node->children[2]->type, &node->type))
        return cow_expr_fail (error, COW_GRAPH_ERROR_TYPE, expr->text, node->children[2]->start,
                              "if() gives %s before and %s here", name_type (node->children[1]->type),
                              name_type (node->children[2]->type));
      return TRUE;
    }
  return TRUE;
}

static gboolean
check_node (CowExpr *expr, CowNode *node, GError **error)
{
  switch (node->kind)
    {
    case COW_NODE_LITERAL:
      node->type = node->value.type;
      return TRUE;
    case COW_NODE_ATTRIBUTE:
      if (!cow_expr_bind (expr, node, error))
        return FALSE;
      if (node->kind == COW_NODE_LITERAL)
        node->type = node->value.type;
      return TRUE;
    case COW_NODE_NEGATE:
      node->type = node->children[0]->type;
      return want_numbers (expr, node, error);
    case COW_NODE_ADD:
    case COW_NODE_SUBTRACT:
    case COW_NODE_MULTIPLY:
    case COW_NODE_REMAINDER:
      return want_numbers (expr, node, error) && unify (node->children[0]->type, node->children[1]->type, &node->type);
    case COW_NODE_DIVIDE:
      node->type = COW_TYPE_REAL;
      return want_numbers (expr, node, error);
    case COW_NODE_EQUAL:
    case COW_NODE_UNEQUAL:
    case COW_NODE_LESS:
    case COW_NODE_LESS_EQUAL:
    case COW_NODE_GREATER:
    case COW_NODE_GREATER_EQUAL:
      return check_comparison (expr, node, error);
    case COW_NODE_MATCH:
      return check_match (expr, node, error);
    case COW_NODE_IN:
    case COW_NODE_NOT_IN:
      return check_list (expr, node, error);
    case COW_NODE_AND:
    case COW_NODE_OR:
      node->type = COW_TYPE_BOOL;
      return want_type (expr, node, COW_TYPE_BOOL, "wants bools", 2, error);
    case COW_NODE_NOT:
      node->type = COW_TYPE_BOOL;
      return want_type (expr, node, COW_TYPE_BOOL, "wants a bool", 1, error);
    case COW_NODE_CALL:
      return check_call (expr, node, error);
    }
  return TRUE;
}

/* Replaces a node over literals by its value. A null stays a computation: only the word null may be asked for with ==. */
static void
fold (CowExpr *expr, CowNode *node)
{
  g_autoptr (GError) ignored = NULL;
  CowValue value;

  if (!node->n_children || node->type == COW_TYPE_NULL)
    return;
  for (guint i = 0; i < node->n_children; i++)
    if (node->children[i]->kind != COW_NODE_LITERAL)
      return;
  if (!cow_expr_compute (expr, node, &value, &ignored) || value.type == COW_TYPE_NULL)
    return;
  node->kind = COW_NODE_LITERAL;
  node->value = value;
  node->n_children = 0;
}

gboolean
cow_expr_check (CowExpr *expr, CowNode *node, GError **error)
{
  node->constant = TRUE;
  for (guint i = 0; i < node->n_children; i++)
    {
      if (!cow_expr_check (expr, node->children[i], error))
        return FALSE;
      node->constant &= node->children[i]->constant;
    }
  if (!check_node (expr, node, error))
    return FALSE;
  if (node->kind == COW_NODE_ATTRIBUTE)
    node->constant = FALSE;
  fold (expr, node);
  return TRUE;
}
