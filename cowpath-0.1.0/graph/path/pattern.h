/* pattern.h - a regular expression over the labels of edges, as an automaton: what `match` walks beside the graph.
 *
 *   depends+ recommends?      words are labels, one after the other
 *   (a | b)* . "two words"    either, any label, a label in quotes
 *   a{2} a{1,3} a{2,}         counted
 *
 * It matches a whole walk, not a part of it. */
#pragma once

#include "graph/types.h"

G_BEGIN_DECLS

#define COW_PATTERN_DEAD G_MAXUINT32
#define COW_PATTERN_OTHER 0 /* the symbol of labels that the pattern does not name */

typedef struct
{
  guint n_symbols;   /* OTHER, then the words in the order in which they first stand there */
  GPtrArray *words;  /* of char*: of symbol i + 1 */
  GArray *places;    /* of gsize: where the word first stands in the text */
  guint n_states;    /* at least 1; 0 is where a walk begins; the least number for this pattern */
  guint32 *next;     /* [n_states * n_symbols]: or DEAD: nothing that follows can match any more */
  guint8 *accepts;   /* [n_states] */
} CowPattern;

/* Errors: COW_GRAPH_ERROR_SYNTAX, `column 7: nothing to repeat before "*"`; also when the automaton would be too large. Complexity: exponential in
 * the worst case, but bounded: 1000 states, 250 words. */
CowPattern *cow_pattern_new (const char *text, GError **error);
void cow_pattern_free (CowPattern *pattern);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowPattern, cow_pattern_free)

static inline guint32
cow_pattern_step (const CowPattern *pattern, guint32 state, guint symbol)
{
  return pattern->next[(gsize)state * pattern->n_symbols + symbol];
}

G_END_DECLS
