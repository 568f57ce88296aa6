/* arena.h - where a graph lives: private anonymous memory in huge pages, read-only once sealed.
 *
 * Private anonymous memory with MADV_HUGEPAGE forks in 0.3 ms per GB and reads at full speed; PROT_READ makes a stray write
 * a SIGSEGV of one worker instead of a silent copy of a page. One owner: the session. */
#pragma once

#include <glib.h>

#include "graph/types.h"

G_BEGIN_DECLS

typedef struct _CowArena CowArena;

/* Maps `bytes` (rounded up to 2 MiB, 2 MiB aligned; below 64 KiB to pages of 4 KiB), named "cowpath graph" for smaps where the kernel can.
 * Memory is taken page by page, as it is filled: whether there is enough is for the caller to know. Errors: COW_GRAPH_ERROR_MEMORY when it
 * cannot be mapped at all, with bytes wanted and available (MemAvailable). */
CowArena *cow_arena_new (gsize bytes, GError **error);
/* Maps a native image read-only instead (option image=map); page cache, not huge pages. */
CowArena *cow_arena_map_file (int fd, GError **error);
void cow_arena_free (CowArena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowArena, cow_arena_free)

void *cow_arena_base (const CowArena *arena);
gsize cow_arena_bytes (const CowArena *arena);  /* mapped */
/* FALSE: the file that is mapped has become shorter: to read what it has lost kills a process (SIGBUS). */
gboolean cow_arena_is_whole (const CowArena *arena);
gboolean cow_arena_seal (CowArena *arena, GError **error); /* mprotect PROT_READ */
/* Worker only: make the pages that hold [start, start+bytes) writable in this process: a what-if edit copies them. */
gboolean cow_arena_unseal_pages (CowArena *arena, const void *start, gsize bytes, GError **error);

/* What the kernel calls MemAvailable, in bytes; 0: unknown. Opens /proc/meminfo: not in a sandboxed child. */
guint64 cow_memory_available (void);

G_END_DECLS
