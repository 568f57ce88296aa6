/* expr.c - the public face of expressions: text in, a program out, a value a row. */
#include "config.h"

#include <string.h>

#include "graph/expr-private.h"

static void
free_node (gpointer data)
{
  CowNode *node = data;
  g_free (node->children);
  g_free (node);
}

void
cow_expr_free_buffer (GString *buffer)
{
  g_string_free (buffer, TRUE);
}

static CowExpr *
new_empty (const char *text, CowScope scope, const CowGraph *graph)
{
  CowExpr *expr = g_new0 (CowExpr, 1);

  expr->text = g_strdup (text);
  expr->scope = scope;
  expr->graph = graph;
  expr->chunk = g_string_chunk_new (256);
  expr->nodes = g_ptr_array_new_with_free_func (free_node);
  expr->accesses = g_ptr_array_new_with_free_func (g_free);
  return expr;
}

/* Parses, checks and generates; takes expr. */
static CowExpr *
compile (CowExpr *expr, GError **error)
{
  CowNode *root = cow_expr_parse (expr, error);

  if (!root || !cow_expr_check (expr, root, error) || !cow_expr_generate (expr, root, error))
    {
      cow_expr_free (expr);
      return NULL;
    }
  expr->type = root->type;
  expr->constant = root->constant;
  expr->inline_weight = root->kind == COW_NODE_ATTRIBUTE
                        && ((const CowAccess *)expr->accesses->pdata[root->access])->kind == COW_ACCESS_INLINE_WEIGHT;
  return expr;
}

CowExpr *
cow_expr_new (const char *text, CowScope scope, const CowGraph *graph, GError **error)
{
  return compile (new_empty (text, scope, graph), error);
}

CowExpr *
cow_expr_new_values (const char *text, CowExprLookup lookup, gpointer user, GError **error)
{
  CowExpr *expr = new_empty (text, COW_SCOPE_VALUES, NULL);

  expr->lookup = lookup;
  expr->lookup_user = user;
  return compile (expr, error);
}

void
cow_expr_free (CowExpr *expr)
{
  if (!expr)
    return;
  g_clear_pointer (&expr->code, g_array_unref);
  g_clear_pointer (&expr->constants, g_array_unref);
  g_clear_pointer (&expr->keys, g_array_unref);
  g_clear_pointer (&expr->lists, g_ptr_array_unref);
  g_clear_pointer (&expr->patterns, g_ptr_array_unref);
  g_clear_pointer (&expr->buffers, g_ptr_array_unref);
  g_ptr_array_unref (expr->nodes);
  g_ptr_array_unref (expr->accesses);
  g_string_chunk_free (expr->chunk);
  g_free (expr->registers);
  g_free (expr->text);
  g_free (expr);
}

CowType
cow_expr_type (const CowExpr *expr)
{
  return expr->type;
}

const char *
cow_expr_text (const CowExpr *expr)
{
  return expr->text;
}

gboolean
cow_expr_is_constant (const CowExpr *expr)
{
  return expr->constant;
}

gboolean
cow_expr_uses_ends (const CowExpr *expr)
{
  return expr->uses_ends;
}

gboolean
cow_expr_is_inline_weight (const CowExpr *expr)
{
  return expr->inline_weight;
}

void
cow_expr_prefetch (const CowExpr *expr, const CowRow *row)
{
  const guint32 parts[] = { row->vertex, row->edge, row->source, row->target };

  for (guint i = 0; i < expr->accesses->len; i++)
    {
      const CowAccess *access = expr->accesses->pdata[i];
      guint64 place = parts[access->part];
      if (access->kind != COW_ACCESS_COLUMN || place >= access->column.rows)
        continue;
      gsize bytes = access->type == COW_TYPE_BOOL ? 1 : access->type == COW_TYPE_STRING ? 4 : 8;
      __builtin_prefetch ((const char *)access->column.cells + place * bytes);
      if (access->column.valid)
        __builtin_prefetch (&access->column.valid[place >> 6]);
    }
}

static CowValue
make_value (const CowCell *cell, CowType type)
{
  CowValue value = { .type = cell->null ? COW_TYPE_NULL : type };

  switch (value.type)
    {
    case COW_TYPE_NULL:
      break;
    case COW_TYPE_BOOL:
      value.boolean = cell->integer != 0;
      break;
    case COW_TYPE_INT:
      value.integer = cell->integer;
      break;
    case COW_TYPE_REAL:
      value.real = cell->real;
      break;
    case COW_TYPE_STRING:
      value.text = cell->text ? cell->text : "";
      value.length = cell->length;
      break;
    }
  return value;
}

gboolean
cow_expr_eval (CowExpr *expr, const CowRow *row, CowValue *value, GError **error)
{
  if (!cow_expr_run (expr, row, error))
    return FALSE;
  *value = make_value (&expr->registers[expr->result], expr->type);
  return TRUE;
}

gboolean
cow_expr_test (CowExpr *expr, const CowRow *row, gboolean *result, GError **error)
{
  if (!cow_expr_run (expr, row, error))
    return FALSE;
  const CowCell *cell = &expr->registers[expr->result];
  *result = expr->type == COW_TYPE_BOOL && !cell->null && cell->integer;
  return TRUE;
}

gboolean
cow_expr_compute (CowExpr *expr, CowNode *node, CowValue *value, GError **error)
{
  static const CowRow no_row;
  g_autoptr (CowExpr) part = new_empty (expr->text, COW_SCOPE_VALUES, NULL);

  if (!cow_expr_generate (part, node, error))
    return FALSE;
  part->type = node->type;
  if (!cow_expr_eval (part, &no_row, value, error))
    return FALSE;
  if (value->type == COW_TYPE_STRING)
    value->text = g_string_chunk_insert_len (expr->chunk, value->text, (gssize)value->length);
  return TRUE;
}
