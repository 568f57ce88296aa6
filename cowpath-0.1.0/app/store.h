/* store.h - the rows of a job, kept in memory up to a bound: what the results pane shows and `results` prints. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CowStore CowStore;

CowStore *cow_store_new (guint64 limit_bytes);
void cow_store_free (CowStore *store);
void cow_store_add (CowStore *store, const guint8 *payload, gsize length);
guint64 cow_store_n_rows (const CowStore *store);   /* kept */
guint64 cow_store_n_dropped (const CowStore *store); /* beyond the bound */
const guint8 *cow_store_row (CowStore *store, guint64 row, gsize *length); /* O(1): a short walk from an indexed row */
void cow_store_clear (CowStore *store);

G_END_DECLS
