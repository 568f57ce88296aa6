/* checksum.h - CRC-32C of bytes, in pieces: of frames, and of the part of a stream that was delivered. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The checksum of what crc stands for followed by bytes; start with 0. Equal for every cutting of the same bytes.
 * Complexity: O(length), 8 bytes per instruction where the processor has SSE 4.2. */
guint32 cow_checksum_add (guint32 crc, const void *bytes, gsize length);

G_END_DECLS
