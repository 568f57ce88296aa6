/* gml-token.h - GML as words, numbers, strings and brackets, from an input of any length. */
#pragma once

#include "graph/file/bytes.h"

G_BEGIN_DECLS

#define COW_GML_TOKEN_BYTES ((gsize)16 << 20) /* longest string */

typedef enum
{
  COW_GML_END,
  COW_GML_WORD,
  COW_GML_INT,
  COW_GML_REAL,
  COW_GML_STRING,
  COW_GML_OPEN,
  COW_GML_CLOSE,
  COW_GML_ERROR, /* the error is set */
} CowGmlToken;

typedef struct
{
  CowBytes bytes;
  GString *text;    /* of the token; strings are UTF-8 without escapes */
  GString *comment; /* of the last line that began with # */
  /* Called for each comment; FALSE with an error. May be NULL. */
  gboolean (*on_comment) (const char *text, gpointer user, GError **error);
  gpointer user;
} CowGmlTokens;

void cow_gml_tokens_init (CowGmlTokens *tokens, CowInput *input, CowProgress *progress);
void cow_gml_tokens_clear (CowGmlTokens *tokens);
/* Errors: COW_GRAPH_ERROR_FILE: a string that is not closed, a character that begins nothing, a NUL byte. */
CowGmlToken cow_gml_next (CowGmlTokens *tokens, GError **error);

/* In quotes, with all that is not plain ASCII as &#N;. */
void cow_gml_write_string (CowOutput *out, const char *text, gsize length);

G_END_DECLS
