/* grow.h - arrays that grow, all charged to one account with a limit.
 *
 * Private to the builder. Up to 64 KiB an array is on the heap: a small graph is loaded without a system call for each. Then it is a
 * mapping, which grows by mremap into a 2 MiB aligned place, so that huge pages move as they are and nothing is copied. New bytes are
 * zero. The account makes a file that wants too much an error
 * and not the end of the process: with overcommit mmap itself hardly ever says no. */
#pragma once

#include <glib.h>

#include "graph/types.h"

G_BEGIN_DECLS

/* Bytes held by all arrays of one owner. limit_bytes 0: no limit but what mmap says. */
typedef struct
{
  guint64 limit_bytes;
  guint64 used_bytes;
  GRWLock *moving; /* held by who moves a table of texts in which others may look things up; NULL: nobody else looks */
} CowMemory;

/* All zero is an empty array. */
typedef struct
{
  union
  {
    void *data;
    guint8 *u8;
    guint32 *u32;
    guint64 *u64;
    gint64 *i64;
    double *f64;
    char *text;
  };
  gsize bytes; /* held */
} CowGrow;

/* Makes the array at least `bytes` long; grows geometrically.
 * Errors: COW_GRAPH_ERROR_MEMORY with bytes wanted and available. */
gboolean cow_grow_reserve_slow (CowGrow *grow, CowMemory *memory, guint64 bytes, GError **error);
void cow_grow_clear (CowGrow *grow, CowMemory *memory);
/* As cow_grow_reserve for an empty array, but exactly `bytes` (rounded up). */
gboolean cow_grow_exact (CowGrow *grow, CowMemory *memory, guint64 bytes, GError **error);
/* As cow_grow_reserve, but to exactly `bytes` (rounded up): for what grows in few, known steps. */
gboolean cow_grow_extend (CowGrow *grow, CowMemory *memory, guint64 bytes, GError **error);
/* FALSE with the error when `bytes` more would pass the limit: for what is about to be mapped elsewhere. */
gboolean cow_memory_check (const CowMemory *memory, guint64 bytes, GError **error);
gboolean cow_memory_refuse (guint64 wanted_bytes, guint64 available_bytes,
                            GError **error); /* sets the error; FALSE */

static inline gboolean
cow_grow_reserve (CowGrow *grow, CowMemory *memory, guint64 bytes, GError **error)
{
  return G_LIKELY (bytes <= grow->bytes) || cow_grow_reserve_slow (grow, memory, bytes, error);
}

G_END_DECLS
