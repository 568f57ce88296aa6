/* manual.h - the manual pages that cannot disagree with the program: made from its registries. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* cowpath-commands(7) and cowpath-formats(5), in mdoc(7). */
void cow_manual_commands (GString *out);
void cow_manual_formats (GString *out);

/* Appends text as running lines of mdoc: a sentence a line, everything roff would take for its own escaped. */
void cow_mdoc_text (GString *out, const char *text, gsize length);
/* Appends text as one argument of a macro. */
void cow_mdoc_argument (GString *out, const char *text);

G_END_DECLS
