/* input.h - bytes of a file, plain or compressed (gzip bzip2 xz zstd lz4 through libarchive), a large buffer at a time.
 *
 * Opened from a descriptor: the sandboxed child may not open files. */
#pragma once

#include <glib.h>

#include "graph/types.h"

G_BEGIN_DECLS

typedef struct _CowInput CowInput;

/* fd is borrowed. limit_bytes: most bytes after decompression, 0: none (a bomb ends with an error). */
CowInput *cow_input_new (int fd, const char *name, guint64 limit_bytes, GError **error);
void cow_input_free (CowInput *input);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowInput, cow_input_free)

const char *cow_input_name (const CowInput *input);
/* The first bytes without consuming them; fewer than these are all there are. */
#define COW_INPUT_PEEK_BYTES ((gsize)64 << 10)
const char *cow_input_peek (CowInput *input, gsize *length);
/* The next line without its end (\n, \r\n or \r at the end of the file), valid until the next call; a UTF-8 byte order mark is skipped at the very
 * start. Returns FALSE at the end (error unset) or on an error. A line longer than 64 MiB is an error, as is a NUL byte.
 * Counts lines from 1. */
gboolean cow_input_line (CowInput *input, const char **line, gsize *length, GError **error);
/* As many whole lines as the buffer holds, at least one, for readers that split them themselves; the last byte is always
 * \n (one is added at the end of a file without), an \r before it is left; 16 bytes behind it may be read. FALSE as above. Valid until the next call; NUL bytes and
 * lines over 64 MiB are errors. Line numbers inside are found from a place by cow_input_error_at: nobody counts while all is well. */
gboolean cow_input_lines (CowInput *input, const char **lines, gsize *length, GError **error);
/* The last bytes of those lines shall come again, in front of more of them (a quoted field that goes on). */
void cow_input_keep (CowInput *input, gsize length);
/* These bytes shall come before what was not given yet: lines that were, copied. Errors: COW_GRAPH_ERROR_MEMORY. */
gboolean cow_input_prepend (CowInput *input, const char *bytes, gsize length, GError **error);
/* Places in error messages lie in a copy of lines, `lines_before` lines into the file. NULL: where cow_input_lines gave them. */
void cow_input_look_at (CowInput *input, const char *text, guint64 lines_before);
/* Adds what is read of the file, in bytes, to *units, as it is read. */
void cow_input_report (CowInput *input, guint64 *units);
gboolean cow_input_at_end (const CowInput *input); /* nothing follows what was given last */
/* Raw bytes for binary and XML formats: up to the buffer's end, 0 at the end of the file, -1 on an error. */
gssize cow_input_read (CowInput *input, const char **bytes, GError **error);
/* The descriptor of a regular file that is not compressed, for readers that go back and forth in it by pread; -1: read it in order. */
int cow_input_descriptor (const CowInput *input);
guint64 cow_input_line_number (const CowInput *input);
guint64 cow_input_consumed (const CowInput *input); /* bytes of the file itself, for progress */
guint64 cow_input_size (const CowInput *input);     /* of the file itself, 0: unknown */
gboolean cow_input_is_plain (const CowInput *input); /* not compressed */
double cow_input_ratio (const CowInput *input);      /* bytes of text for a byte of the file, so far */

/* Sets `NAME:LINE: message` as COW_GRAPH_ERROR_FILE; returns FALSE so that callers can return it. */
gboolean cow_input_error (const CowInput *input, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* The same for a place inside what cow_input_lines gave last. */
gboolean cow_input_error_at (const CowInput *input, const char *place, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
guint64 cow_input_line_number_at (const CowInput *input, const char *place);

/* What writers write to: a buffered, append-only stream; errors are sticky and told by finish. */
typedef struct _CowOutput CowOutput;
CowOutput *cow_output_new (int fd); /* borrowed */
void cow_output_bytes (CowOutput *output, const void *bytes, gsize length);
void cow_output_printf (CowOutput *output, const char *format, ...) G_GNUC_PRINTF (2, 3); /* C locale numbers only: no %f %g */
void cow_output_int (CowOutput *output, gint64 value);
void cow_output_real (CowOutput *output, double value); /* shortest text that reads back the same */
void cow_output_cost (CowOutput *output, CowCost cost);   /* unreachable: inf */
gboolean cow_output_finish (CowOutput *output, GError **error); /* flush, fsync, free */

/* number.c: numbers as text, in the C locale, always. */
/* Shortest decimal text that reads back to the same double; integers without fraction; inf -inf nan. Returns length. */
gsize cow_number_format_real (double value, char buffer[32]);
gsize cow_number_format_int (gint64 value, char buffer[24]);
/* Whole text must be a number. int: FALSE also on overflow. real: accepts ints, fractions, exponents, inf, nan (sign allowed). */
gboolean cow_number_parse_int (const char *text, gsize length, gint64 *value);
gboolean cow_number_parse_real (const char *text, gsize length, double *value);

G_END_DECLS
