/* native.h - what the loader needs of the native image beyond the registry: it has no edges to build, only bytes to copy. */
#pragma once

#include "graph/format.h"

G_BEGIN_DECLS

/* Copies a `.cow` file into an image, section by section, and compares each with its checksum. The image still has to pass
 * cow_image_check and cow_image_check_slice, as any that comes from a child. Complexity: O(bytes), two passes.
 * Errors: COW_GRAPH_ERROR_FILE (damaged, truncated, of another version), COW_GRAPH_ERROR_MEMORY. */
gboolean cow_native_read (CowInput *input, CowImageWriter *writer, CowProgress *progress, GError **error);

/* May the file be mapped without a look at its contents: a plain native image that belongs to this user or to root, and that
 * nobody else may write. NULL: yes; else the reason why not. */
const char *cow_native_refuse_map (int fd);

G_END_DECLS
