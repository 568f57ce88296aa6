/* header.h - does a table of edges begin with a line that names its columns? */
#pragma once

#include "graph/file/fields.h"

G_BEGIN_DECLS

/* From the first bytes of a file, COW_INPUT_PEEK_BYTES or all there are. Complexity: O(length). */
gboolean cow_header_detect (const char *bytes, gsize length, char delimiter);

gboolean cow_field_is_number (const CowField *field);

G_END_DECLS
