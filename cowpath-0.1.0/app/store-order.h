/* store-order.h - the rows of a store by one of their columns. */
#pragma once

#include "app/row.h"
#include "app/store.h"

G_BEGIN_DECLS

/* Row numbers in order, (transfer full). Equal rows stay as they came; null and unreachable are last either way. column < 0: as
 * they came. Complexity: O(n log n) comparisons. Errors: COW_STATUS_MEMORY. */
guint64 *cow_store_order (CowStore *store, int column, gboolean descending, const CowRowContext *context, GError **error);

G_END_DECLS
