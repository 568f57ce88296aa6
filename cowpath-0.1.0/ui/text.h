/* text.h - text that came from a file becomes text a terminal may see; and how wide it is there.
 *
 * Names are foreign bytes: control characters (C0, DEL, C1), invalid UTF-8, bidi controls and other format characters
 * are shown as \xNN (each byte), so that only our own sequences reach the terminal. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void cow_text_clean (GString *out, const char *bytes, gsize length); /* appends */
char *cow_text_clean_dup (const char *text); /* (transfer full), NUL-terminated input; newlines are escaped too */
/* Like cow_text_clean but keeps \n and turns \t into blanks: for messages of several lines. */
char *cow_text_clean_lines (const char *text);
guint cow_text_width (const char *text, gsize length);   /* columns of clean UTF-8: wcwidth, wide characters 2, combining 0 */
/* Longest prefix of at most `columns`; returns its bytes; *width (may be NULL) what it takes. */
gsize cow_text_fit (const char *text, gsize length, guint columns, guint *width);

G_END_DECLS
