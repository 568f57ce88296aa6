/* input-file.h - what commands that read files share: opening one, and what --delimiter and --header say. */
#pragma once

#include <glib.h>

#include "app/command.h"
#include "graph/format.h"

G_BEGIN_DECLS

/* A descriptor, or -1. Errors: COW_STATUS_FILE; a folder is one. */
int cow_input_file_open (const char *file, GError **error);
char *cow_input_file_stem (const char *file); /* roads.gr.xz is called roads; (transfer full) */
/* One character, tab, \t or blanks; NULL: found from the first lines (0). Errors: COW_STATUS_USAGE. */
gboolean cow_input_file_delimiter (const char *text, char *delimiter, GError **error);
CowHeader cow_input_file_header (const char *word); /* auto yes no; NULL: auto */

extern const CowOptionSpec cow_option_delimiter, cow_option_header;

G_END_DECLS
