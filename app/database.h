/* database.h - rows into a table of an SQLite database: what `> x.db` makes. */
#pragma once

#include <glib.h>

#include "app/row.h"

G_BEGIN_DECLS

typedef struct _CowDatabase CowDatabase;

/* Is it the name of a database: .db .sqlite .sqlite3? */
gboolean cow_database_has_ending (const char *file);
/* temporary: an empty file that will be called `file`; NULL: the database itself, whose table of the same name and columns gets more
 * rows. context is borrowed. Everything is one transaction. Errors: COW_STATUS_FILE. */
CowDatabase *cow_database_open (const char *file, const char *temporary, const char *table, const CowRowContext *context, GError **error);
/* One record of cells. FALSE: it could not be written, as closing will tell. */
gboolean cow_database_row (CowDatabase *database, const guint8 *payload, gsize length);
/* Commits and frees. Errors: COW_STATUS_FILE: what went wrong first. */
gboolean cow_database_close (CowDatabase *database, GError **error);
/* Frees without a commit. */
void cow_database_free (CowDatabase *database);

G_END_DECLS
