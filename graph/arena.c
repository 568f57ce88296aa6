/* arena.c - one mapping per arena: named, sealed by mprotect; 2 MiB aligned and MADV_HUGEPAGE, unless it is so small that the clearing of such a page
 * would be most of the work. */
#include "graph/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "graph/grow.h"
#include "graph/huge.h"

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif

#define PAGE_BYTES ((gsize)4096)
#define SMALL_BYTES ((gsize)64 << 10)
#define LARGEST_BYTES ((gsize)1 << 46)

struct _CowArena
{
  guint8 *base;
  gsize bytes;
  gboolean from_file;
  int fd; /* of the file, to look at its length; -1: none */
};

guint64
cow_memory_available (void)
{
  char text[4096];
  const char *found;
  guint64 kilobytes = 0;
  gssize length;
  int fd = open ("/proc/meminfo", O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return 0;
  length = read (fd, text, sizeof text - 1);
  close (fd);
  if (length <= 0)
    return 0;
  text[length] = '\0';
  found = strstr (text, "MemAvailable:");
  if (!found || sscanf (found, "MemAvailable: %" G_GUINT64_FORMAT " kB", &kilobytes) != 1)
    return 0;
  return kilobytes * 1024;
}

CowArena *
cow_arena_new (gsize bytes, GError **error)
{
  CowArena *arena;
  gsize unit = bytes < SMALL_BYTES ? PAGE_BYTES : COW_HUGE_BYTES;
  gsize rounded = bytes <= LARGEST_BYTES ? (MAX (bytes, 1) + unit - 1) & ~(unit - 1) : 0;
  void *place = rounded ? cow_huge_map (rounded, PROT_READ | PROT_WRITE, 0) : NULL;

  if (!place)
    {
      cow_memory_refuse (bytes, cow_memory_available (), error);
      return NULL;
    }
  (void)prctl (PR_SET_VMA, PR_SET_VMA_ANON_NAME, place, rounded, "cowpath graph");

  arena = g_new0 (CowArena, 1);
  arena->base = place;
  arena->bytes = rounded;
  return arena;
}

CowArena *
cow_arena_map_file (int fd, GError **error)
{
  CowArena *arena;
  struct stat status;
  void *place;

  if (fstat (fd, &status) < 0)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "cannot examine image: %s",
                   g_strerror (errno));
      return NULL;
    }
  if (!S_ISREG (status.st_mode) || status.st_size <= 0)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "cannot map image: %s",
                   S_ISREG (status.st_mode) ? "the file is empty" : "not a regular file");
      return NULL;
    }
  /* Private and never written: shares the page cache, and a worker may still make its own copy of a page. */
  place = mmap (NULL, (gsize)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (place == MAP_FAILED)
    {
      g_set_error (error, COW_GRAPH_ERROR, errno == ENOMEM ? COW_GRAPH_ERROR_MEMORY : COW_GRAPH_ERROR_FILE,
                   "cannot map image: %s (%" G_GINT64_FORMAT " bytes wanted)", g_strerror (errno),
                   (gint64)status.st_size);
      return NULL;
    }
  arena = g_new0 (CowArena, 1);
  arena->base = place;
  arena->bytes = (gsize)status.st_size;
  arena->from_file = TRUE;
  arena->fd = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  return arena;
}

void
cow_arena_free (CowArena *arena)
{
  if (!arena)
    return;
  munmap (arena->base, arena->bytes);
  if (arena->from_file && arena->fd >= 0)
    close (arena->fd);
  g_free (arena);
}

gboolean
cow_arena_is_whole (const CowArena *arena)
{
  struct stat status;

  return !arena->from_file || arena->fd < 0 || fstat (arena->fd, &status) < 0 || (guint64)status.st_size >= arena->bytes;
}

void *
cow_arena_base (const CowArena *arena)
{
  return arena->base;
}

gsize
cow_arena_bytes (const CowArena *arena)
{
  return arena->bytes;
}

gboolean
cow_arena_seal (CowArena *arena, GError **error)
{
  if (mprotect (arena->base, arena->bytes, PROT_READ) == 0)
    return TRUE;
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "cannot seal memory of the graph: %s",
               g_strerror (errno));
  return FALSE;
}

gboolean
cow_arena_unseal_pages (CowArena *arena, const void *start, gsize bytes, GError **error)
{
  guintptr page = (guintptr)sysconf (_SC_PAGESIZE);
  guintptr base = (guintptr)arena->base, from = (guintptr)start;
  guintptr end = (base + arena->bytes + page - 1) & ~(page - 1), to;

  if (from < base || from > base + arena->bytes || bytes > base + arena->bytes - from)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                   "cannot unseal %" G_GSIZE_FORMAT " bytes outside of the graph", bytes);
      return FALSE;
    }
  if (bytes == 0)
    return TRUE;
  to = MIN ((from + bytes + page - 1) & ~(page - 1), end);
  from &= ~(page - 1);
  if (mprotect ((void *)from, to - from, PROT_READ | PROT_WRITE) == 0)
    return TRUE;
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
               "cannot copy %" G_GSIZE_FORMAT " bytes of the graph: %s", bytes, g_strerror (errno));
  return FALSE;
}
