/* fields.h - one line of a text table as fields: blanks, tabs, commas or any other delimiter; CSV quoting.
 *
 * Fields point into the input's buffer; only a quoted field with doubled quotes is copied, into scratch that is used again. */
#pragma once

#include <glib.h>

#include "graph/format.h"

G_BEGIN_DECLS

#define COW_MOST_FIELDS 1048576u /* of a line: 24 bytes each are kept */
#define COW_QUOTED_BYTES ((gsize)1 << 20) /* longest quoted field: what one lost quote may swallow */

typedef struct
{
  const char *text;
  gsize length;
  gboolean quoted;
} CowField;

typedef struct
{
  CowField *items;
  guint n, allocated;
  GByteArray *unquoted; /* where doubled quotes were made single */
  const char *where;    /* what is wrong with COW_SPLIT_BAD, _OPEN and _MANY */
} CowFields;

typedef enum
{
  COW_SPLIT_FIELDS,
  COW_SPLIT_NOTHING, /* a blank line or a comment */
  COW_SPLIT_OPEN,    /* a quote is not closed before the end of the bytes: more of them are needed */
  COW_SPLIT_BAD,     /* something follows a closing quote */
  COW_SPLIT_MANY,    /* more than COW_MOST_FIELDS */
} CowSplit;

void cow_fields_init (CowFields *fields);
void cow_fields_clear (CowFields *fields);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CowFields, cow_fields_clear)

/* Splits the line at `line`; `end` is the end of the bytes, behind a \n. *next: where the next line begins. delimiter ' ' means
 * blanks: any number of blanks and tabs, and a field that begins with # ends the line. Blanks around unquoted fields are dropped
 * with every delimiter. Lines that begin with # or % are comments.
 * Complexity: O(bytes of the line). */
CowSplit cow_fields_split (CowFields *fields, const char *line, const char *end, char delimiter, const char **next);

/* What the first lines say: tab, ';', ',' or ' ' for blanks. */
char cow_fields_guess_delimiter (const char *bytes, gsize length);

/* The next line of fields in a chunk of the input, asking for another chunk when a quoted field crosses its end. */
typedef struct
{
  CowInput *input;
  char delimiter;
  const char *at, *end; /* what is left of the chunk */
  const char *line;     /* where the fields began */
  gboolean detached;    /* the text is a copy: a quoted field that crosses its end is left to others, at `at` */
  CowFields fields;
} CowFieldReader;

typedef enum
{
  COW_NEXT_FIELDS,
  COW_NEXT_CHUNK, /* the chunk is used up: cow_field_reader_chunk */
  COW_NEXT_BAD,   /* error set, malformed line: it may be skipped */
} CowNext;

void cow_field_reader_init (CowFieldReader *reader, CowInput *input, char delimiter);
void cow_field_reader_clear (CowFieldReader *reader);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CowFieldReader, cow_field_reader_clear)
/* FALSE at the end (error unset) and on an error. */
gboolean cow_field_reader_chunk (CowFieldReader *reader, GError **error);
CowNext cow_field_reader_next (CowFieldReader *reader, GError **error);

/* A field as text for a message: not longer than fits a line. */
char *cow_field_quote (const CowField *field);

G_END_DECLS
