/* units.h - numbers as people read them in a narrow column: bytes, durations, counts, rates. Always in the C
 * locale. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void cow_units_bytes (GString *out, guint64 bytes);    /* 812B 12.3M 8.0G, powers of 1024 */
void cow_units_seconds (GString *out, double seconds); /* 4.2s 0:42 1:02:03 2d03h */
void cow_units_count (GString *out, guint64 count);    /* 98,765 */
void cow_units_rate (GString *out, double per_second); /* 0.35/s 12.3/s 1.2k/s */

G_END_DECLS
