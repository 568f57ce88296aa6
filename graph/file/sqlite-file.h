/* sqlite-file.h - an input as a database that SQLite reads but cannot touch: a virtual file system with that one file in it. */
#pragma once

#include <sqlite3.h>

#include "graph/format.h"

G_BEGIN_DECLS

typedef struct
{
  int fd;            /* -1: bytes */
  const char *bytes; /* borrowed */
  guint64 size;
} CowSqliteSource;

/* No file is opened, made or locked; neither a journal nor a write-ahead log is seen. The source is borrowed until the database is
 * closed; one at a time. Errors: COW_GRAPH_ERROR_FILE, COW_GRAPH_ERROR_MEMORY. */
sqlite3 *cow_sqlite_open (const CowSqliteSource *source, GError **error);

G_END_DECLS
