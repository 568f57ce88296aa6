/* dot-lexer.h - a DOT file as tokens: what dot.c parses. */
#pragma once

#include "graph/input.h"

G_BEGIN_DECLS

/* Other tokens are their own character: { } [ ] ; , = : */
enum
{
  COW_DOT_END = 0,
  COW_DOT_ID = 256, /* a name, a number or a quoted text; in `text` */
  COW_DOT_ARC,      /* -> */
  COW_DOT_EDGE,     /* -- */
};

#define COW_DOT_TEXT_BYTES ((gsize)1 << 20) /* longest text: what one lost quote may swallow */

typedef struct
{
  CowInput *input;
  const char *at, *end; /* what is left of the chunk */
  guint64 line;         /* of `at`, from 1 */
  gboolean begins;      /* `at` is the first place of a line */
  GError *broken;       /* of the input */
  int token;
  guint64 token_line; /* where it begins */
  GString *text;
  gboolean quoted; /* no keyword then */
} CowDotLexer;

void cow_dot_lexer_init (CowDotLexer *lexer, CowInput *input);
void cow_dot_lexer_clear (CowDotLexer *lexer);
/* The next token; FALSE: an error, with its line. */
gboolean cow_dot_lexer_next (CowDotLexer *lexer, GError **error);
gboolean cow_dot_lexer_is (const CowDotLexer *lexer, const char *keyword);
/* `NAME:LINE: message`; returns FALSE. */
gboolean cow_dot_lexer_fail (const CowDotLexer *lexer, guint64 line, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);
/* (transfer full): the token as a message names it. */
char *cow_dot_lexer_show (const CowDotLexer *lexer);

/* For the registry: a head of a graph with its brace; GML says `graph [`. */
guint cow_dot_sniff (const char *bytes, gsize length);

G_END_DECLS
