/* pattern-private.h - between the text of a pattern and its automaton: a tree, which pattern.c makes and automaton.c takes apart. */
#pragma once

#include "graph/path/pattern.h"

G_BEGIN_DECLS

typedef enum
{
  COW_PATTERN_WORD,     /* symbol */
  COW_PATTERN_ANY,
  COW_PATTERN_SEQUENCE, /* of parts */
  COW_PATTERN_EITHER,   /* of parts */
  COW_PATTERN_REPEAT,   /* parts[0], least to most times */
} CowPatternKind;

typedef struct _CowPatternNode
{
  CowPatternKind kind;
  guint symbol, least, most; /* most: G_MAXUINT for any number, never 0 */
  GPtrArray *parts;          /* of CowPatternNode*, owned; NULL: none */
} CowPatternNode;

/* Fills n_states, next, accepts from the tree. Errors: COW_GRAPH_ERROR_SYNTAX: too large. */
gboolean cow_pattern_compile (CowPattern *pattern, const CowPatternNode *root, GError **error);

G_END_DECLS
