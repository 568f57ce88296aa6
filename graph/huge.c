/* huge.c - see huge.h. A mapping may begin anywhere: one that is larger by a huge page holds the place, and what stands before and behind
 * is given back. */
#include "graph/huge.h"

#include <sys/mman.h>

void *
cow_huge_map (gsize bytes, int protection, int flags)
{
  gsize slack = bytes >= COW_HUGE_BYTES ? COW_HUGE_BYTES : 0, before;
  guint8 *place = mmap (NULL, bytes + slack, protection, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

  if (place == MAP_FAILED)
    return NULL;
  if (slack == 0)
    return place;
  before = (gsize)(-(gintptr)place) & (COW_HUGE_BYTES - 1);
  if (before > 0)
    munmap (place, before);
  if (slack > before)
    munmap (place + before + bytes, slack - before);
  (void)madvise (place + before, bytes, MADV_HUGEPAGE);
  return place + before;
}
