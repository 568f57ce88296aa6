/* expr-keys.c - constants that stand for what the graph says: dictionary codes of a column, vertices by name.
 *
 * Sought when a program first runs, in the worker and not in the session: a dictionary may have as many entries as there are
 * edges. All constants of a column are found in one pass over its dictionary. */
#include "config.h"

#include "graph/expr-private.h"

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  const CowKey *left = &g_array_index ((GArray *)data, CowKey, *(const guint *)a);
  const CowKey *right = &g_array_index ((GArray *)data, CowKey, *(const guint *)b);
  return cow_expr_compare_text (left->text.text, left->text.length, right->text.text, right->text.length);
}

static void
set_key (CowExpr *expr, const CowKey *key, gint64 value)
{
  if (key->list < 0)
    expr->registers[key->constant].integer = value;
  else
    g_array_append_val (((CowList *)expr->lists->pdata[key->list])->integers, value);
}

/* All keys of one column: one pass over its dictionary. */
static void
resolve_column (CowExpr *expr, guint access_index)
{
  const CowColumn *column = &((const CowAccess *)expr->accesses->pdata[access_index])->column;
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < expr->keys->len; i++)
    if (g_array_index (expr->keys, CowKey, i).access == access_index)
      g_array_append_val (order, i);
  g_array_sort_with_data (order, compare_keys, expr->keys);
  for (guint64 code = 0; code < column->n_codes; code++)
    {
      const char *text = column->text_bytes + column->text_offsets[code];
      gsize length = column->text_offsets[code + 1] - column->text_offsets[code];
      guint low = 0, high = order->len;
      while (low < high)
        {
          guint middle = low + (high - low) / 2;
          const CowKey *key = &g_array_index (expr->keys, CowKey, g_array_index (order, guint, middle));
          if (cow_expr_compare_text (key->text.text, key->text.length, text, length) < 0)
            low = middle + 1;
          else
            high = middle;
        }
      for (; low < order->len; low++)
        {
          const CowKey *key = &g_array_index (expr->keys, CowKey, g_array_index (order, guint, low));
          if (cow_expr_compare_text (key->text.text, key->text.length, text, length) != 0)
            break;
          set_key (expr, key, (gint64)code);
        }
    }
}

static int
compare_integers (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
  return (left > right) - (left < right);
}

void
cow_expr_resolve (CowExpr *expr)
{
  expr->resolved = TRUE;
  if (!expr->keys->len)
    return;
  for (guint i = 0; i < expr->accesses->len; i++)
    {
      const CowAccess *access = expr->accesses->pdata[i];
      gboolean wanted = FALSE;
      for (guint k = 0; k < expr->keys->len && !wanted; k++)
        wanted = g_array_index (expr->keys, CowKey, k).access == i;
      if (wanted && access->kind == COW_ACCESS_COLUMN)
        resolve_column (expr, i);
    }
  for (guint k = 0; k < expr->keys->len; k++)
    {
      const CowKey *key = &g_array_index (expr->keys, CowKey, k);
      if (((const CowAccess *)expr->accesses->pdata[key->access])->kind != COW_ACCESS_NAME)
        continue;
      guint32 vertex = cow_graph_find (expr->graph, key->text.text, key->text.length);
      if (vertex != COW_VERTEX_NONE)
        set_key (expr, key, vertex);
    }
  for (guint i = 0; i < expr->lists->len; i++)
    g_array_sort (((CowList *)expr->lists->pdata[i])->integers, compare_integers);
}
