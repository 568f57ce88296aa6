/* table.h - rows of text cells as an aligned table on a stream: batch output on a terminal, `help`, `jobs`.
 *
 * Widths come from the first rows (up to a page) and only grow after that; numbers are right-aligned. */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

typedef struct _CowTableWriter CowTableWriter;
typedef struct
{
  const char *title;
  gboolean right; /* numbers */
} CowTableColumn;

/* write: takes whole lines. max_width: of the terminal, 0: unlimited (the last column is cut with … when it is the only one too long). */
CowTableWriter *cow_table_writer_new (const CowTableColumn *columns, guint n_columns, guint max_width, gboolean color,
                                      void (*write) (const char *text, gsize length, gpointer user), gpointer user);
void cow_table_writer_row (CowTableWriter *writer, const char *const *cells); /* clean UTF-8, copied */
void cow_table_writer_flush (CowTableWriter *writer); /* what was held back for measuring goes out now */
void cow_table_writer_free (CowTableWriter *writer);  /* flushes */

G_END_DECLS
