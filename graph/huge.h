/* huge.h - anonymous memory that begins where huge pages begin. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define COW_HUGE_BYTES ((gsize)2 << 20)

/* Private anonymous memory; from COW_HUGE_BYTES on it begins at a multiple of them, and what it has of huge pages is wanted as such (a kernel
 * without them is slower, not wrong). bytes: a multiple of a page's 4096. protection, flags: of mmap, flags on top of MAP_PRIVATE and MAP_ANONYMOUS.
 * NULL: errno says why. munmap frees it. */
void *cow_huge_map (gsize bytes, int protection, int flags);

G_END_DECLS
