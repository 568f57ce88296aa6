/* store-order.c - see store-order.h. */
#include "app/store-order.h"

#include "app/status.h"

typedef struct
{
  CowStore *store;
  int column;
  gboolean descending;
  const CowRowContext *context;
} Order;

static gboolean
get_cell (CowStore *store, guint64 row, int column, CowCell *cell)
{
  gsize length;
  const guint8 *at = cow_store_row (store, row, &length), *end = at + length;

  for (int i = 0; i <= column; i++)
    if (!cow_cell_next (&at, end, cell))
      return FALSE;
  return TRUE;
}

static gboolean
is_last (const CowCell *cell)
{
  return cell->tag == COW_CELL_IS_NULL || cell->tag == COW_CELL_IS_UNREACHABLE;
}

static int
compare_rows (gconstpointer left, gconstpointer right, gpointer user)
{
  const Order *order = user;
  guint64 a = *(const guint64 *)left, b = *(const guint64 *)right;
  CowCell x, y;
  int result = 0;

  if (get_cell (order->store, a, order->column, &x) && get_cell (order->store, b, order->column, &y))
    {
      result = cow_cell_compare (&x, &y, order->context);
      if (order->descending && is_last (&x) == is_last (&y))
        result = -result;
    }
  return result ? result : (a > b) - (a < b);
}

guint64 *
cow_store_order (CowStore *store, int column, gboolean descending, const CowRowContext *context, GError **error)
{
  guint64 n = cow_store_n_rows (store);
  Order order = { store, column, descending, context };
  guint64 *rows = n < G_MAXINT ? g_try_new (guint64, n + 1) : NULL;

  if (!rows)
    {
      cow_fail (error, COW_STATUS_MEMORY, "not enough memory to sort %" G_GUINT64_FORMAT " rows", n);
      return NULL;
    }
  for (guint64 i = 0; i < n; i++)
    rows[i] = i;
  if (column >= 0)
    g_qsort_with_data (rows, (gint)n, sizeof *rows, compare_rows, &order);
  return rows;
}
