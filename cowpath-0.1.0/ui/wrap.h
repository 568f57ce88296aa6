/* wrap.h - long lines in rows of a window: broken at blanks where there are any. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of the first row of at most `columns` columns; always at least one character when there is text. */
gsize cow_wrap_row (const char *text, gsize length, guint columns);
guint cow_wrap_count (const char *text, gsize length, guint columns); /* rows; an empty line takes one */

G_END_DECLS
