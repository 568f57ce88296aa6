/* sqlite-file.c - see sqlite-file.h. The sandboxed child may not open files, so SQLite reads from the descriptor it was given.
 *
 * A database in WAL mode says so in two bytes of its header, and SQLite would then want a shared-memory file beside it; the bytes are
 * read as those of a database without one. A file that shrinks gives short reads, never SIGBUS: nothing is mapped. */
#include "graph/file/sqlite-file.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define VFS_NAME "cowpath-input"
#define MODE_AT 18 /* two bytes of the header: 1 journal, 2 write-ahead log */

static const CowSqliteSource *opened; /* what xOpen gives */

typedef struct
{
  sqlite3_file base;
  const CowSqliteSource *source;
} File;

static gsize
read_source (const CowSqliteSource *source, void *buffer, gsize length, guint64 offset)
{
  gsize done = 0;

  if (offset >= source->size)
    return 0;
  length = MIN (length, source->size - offset);
  if (source->fd < 0)
    {
      memcpy (buffer, source->bytes + offset, length);
      return length;
    }
  while (done < length)
    {
      gssize now = pread (source->fd, (char *)buffer + done, length - done, (off_t)(offset + done));

      if (now < 0 && errno == EINTR)
        continue;
      if (now <= 0)
        break;
      done += (gsize)now;
    }
  return done;
}

static int
file_close (sqlite3_file *file)
{
  (void)file;
  return SQLITE_OK;
}

static int
file_read (sqlite3_file *file, void *buffer, int length, sqlite3_int64 offset)
{
  gsize done = read_source (((File *)file)->source, buffer, (gsize)length, (guint64)offset);

  for (sqlite3_int64 at = MODE_AT; at < MODE_AT + 2; at++)
    if (at >= offset && at < offset + (sqlite3_int64)done && ((guint8 *)buffer)[at - offset] == 2)
      ((guint8 *)buffer)[at - offset] = 1;
  if (done == (gsize)length)
    return SQLITE_OK;
  memset ((char *)buffer + done, 0, (gsize)length - done);
  return SQLITE_IOERR_SHORT_READ;
}

static int
file_write (sqlite3_file *file, const void *buffer, int length, sqlite3_int64 offset)
{
  (void)file, (void)buffer, (void)length, (void)offset;
  return SQLITE_READONLY;
}

static int
file_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  (void)file, (void)size;
  return SQLITE_READONLY;
}

static int
file_sync (sqlite3_file *file, int flags)
{
  (void)file, (void)flags;
  return SQLITE_OK;
}

static int
file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  *size = (sqlite3_int64)((File *)file)->source->size;
  return SQLITE_OK;
}

static int
file_lock (sqlite3_file *file, int lock)
{
  (void)file, (void)lock;
  return SQLITE_OK;
}

static int
file_reserved (sqlite3_file *file, int *reserved)
{
  (void)file;
  *reserved = 0;
  return SQLITE_OK;
}

static int
file_control (sqlite3_file *file, int what, void *argument)
{
  (void)file, (void)what, (void)argument;
  return SQLITE_NOTFOUND;
}

static int
file_sector (sqlite3_file *file)
{
  (void)file;
  return 4096;
}

static int
file_characteristics (sqlite3_file *file)
{
  (void)file;
  return SQLITE_IOCAP_IMMUTABLE;
}

static int
vfs_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  static const sqlite3_io_methods methods = {
    1,           file_close,    file_read,    file_write,  file_truncate,        file_sync, file_size, file_lock, file_lock, file_reserved,
    file_control, file_sector, file_characteristics,
  };

  (void)vfs, (void)name;
  file->pMethods = NULL;
  if (!(flags & SQLITE_OPEN_MAIN_DB) || opened == NULL)
    return SQLITE_CANTOPEN;
  ((File *)file)->source = opened;
  file->pMethods = &methods;
  if (out_flags != NULL)
    *out_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  return SQLITE_OK;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *name, int sync)
{
  (void)vfs, (void)name, (void)sync;
  return SQLITE_READONLY;
}

/* Nothing stands beside the file. */
static int
vfs_access (sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  (void)vfs, (void)name, (void)flags;
  *result = 0;
  return SQLITE_OK;
}

static int
vfs_full_name (sqlite3_vfs *vfs, const char *name, int length, char *full)
{
  (void)vfs;
  g_strlcpy (full, name, (gsize)length);
  return SQLITE_OK;
}

static int
vfs_random (sqlite3_vfs *vfs, int length, char *bytes)
{
  (void)vfs;
  memset (bytes, 0, (gsize)length);
  return length;
}

static int
vfs_sleep (sqlite3_vfs *vfs, int microseconds)
{
  (void)vfs;
  return microseconds;
}

static int
vfs_time (sqlite3_vfs *vfs, double *days)
{
  (void)vfs;
  *days = 2440587.5 + (double)g_get_real_time () / 86400e6;
  return SQLITE_OK;
}

static int
vfs_error (sqlite3_vfs *vfs, int length, char *text)
{
  (void)vfs, (void)length, (void)text;
  return 0;
}

/* What an untrusted database may make a query do is nothing but read. */
static int
authorize (void *user, int action, const char *first, const char *second, const char *database, const char *trigger)
{
  (void)user, (void)first, (void)database, (void)trigger;
  if (action == SQLITE_FUNCTION && second != NULL && g_ascii_strcasecmp (second, "load_extension") == 0)
    return SQLITE_DENY;
  return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE ? SQLITE_OK
                                                                                                                      : SQLITE_DENY;
}

static void
harden (sqlite3 *database)
{
  sqlite3_db_config (database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_limit (database, SQLITE_LIMIT_LENGTH, 64 << 20);
  sqlite3_limit (database, SQLITE_LIMIT_EXPR_DEPTH, 100);
  sqlite3_limit (database, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit (database, SQLITE_LIMIT_WORKER_THREADS, 0);
  /* What is sorted is sorted in memory: there are no files. */
  sqlite3_exec (database, "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", NULL, NULL, NULL);
  sqlite3_set_authorizer (database, authorize, NULL);
}

sqlite3 *
cow_sqlite_open (const CowSqliteSource *source, GError **error)
{
  static sqlite3_vfs vfs = {
    .iVersion = 1,           .szOsFile = sizeof (File),       .mxPathname = 64,       .zName = VFS_NAME,         .xOpen = vfs_open,
    .xDelete = vfs_delete,   .xAccess = vfs_access,           .xFullPathname = vfs_full_name, .xRandomness = vfs_random,
    .xSleep = vfs_sleep,     .xCurrentTime = vfs_time,        .xGetLastError = vfs_error,
  };
  sqlite3 *database = NULL;
  int code;

  opened = source;
  code = sqlite3_vfs_register (&vfs, 0);
  if (code == SQLITE_OK)
    code = sqlite3_open_v2 ("input", &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, VFS_NAME);
  if (code != SQLITE_OK)
    {
      g_set_error (error, COW_GRAPH_ERROR, code == SQLITE_NOMEM ? COW_GRAPH_ERROR_MEMORY : COW_GRAPH_ERROR_FILE, "SQLite: %s",
                   sqlite3_errstr (code));
      sqlite3_close (database);
      return NULL;
    }
  harden (database);
  return database;
}
