/* lines.h - a file line by line for readers: the current line, errors about it, progress, cancelling. */
#pragma once

#include "graph/file/words.h"
#include "graph/format.h"

G_BEGIN_DECLS

typedef struct
{
  CowInput *input;
  CowProgress *progress;  /* may be NULL */
  const char *at, *end;   /* what is left of the chunk */
  const char *text, *stop; /* the current line: [text, stop), without its end */
} CowLines;

/* The next line. FALSE at the end (error unset) and on an error. One unit of progress. */
gboolean cow_lines_next (CowLines *lines, GError **error);
guint64 cow_lines_number (const CowLines *lines); /* of the current line, from 1; at the end, of the last one */
/* `NAME:LINE: message` about the current line; returns FALSE. */
gboolean cow_lines_fail (const CowLines *lines, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* `NAME: message` about the whole file; returns FALSE. */
gboolean cow_lines_fail_whole (const CowLines *lines, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Puts `NAME:LINE: ` before what the builder said; returns FALSE. */
gboolean cow_lines_prefix (const CowLines *lines, GError **error);
/* `vertex "x" is not one of 1 to n` unless the word is; then *appearance = id - 1. */
gboolean cow_lines_vertex (const CowLines *lines, const CowWord *word, guint64 n, guint32 *appearance, GError **error);
/* `weight "x" is …` unless it is a finite number. */
gboolean cow_lines_weight (const CowLines *lines, const CowWord *word, CowCost *weight, GError **error);
/* A count announced by the file: 0 to 2^63 - 1; what: "vertices". */
gboolean cow_lines_count (const CowLines *lines, const CowWord *word, const char *what, guint64 *count, GError **error);
/* Declares vertices 1 to n. */
gboolean cow_lines_sequence (const CowLines *lines, CowBuilder *builder, guint64 n, GError **error);

G_END_DECLS
