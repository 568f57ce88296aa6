/* fuzz-pattern.c - any text as a pattern: it becomes an automaton or says why not, and the automaton leads nowhere outside itself. */
#include "config.h"

#include <string.h>

#include "graph/path/pattern.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CowPattern) pattern = NULL;
  g_autofree char *text = NULL;

  if (size > 3000)
    return 0;
  text = g_strndup ((const char *)data, size);
  pattern = cow_pattern_new (text, &error);
  g_assert_true (!pattern == (error != NULL));
  if (!pattern)
    {
      g_assert_true (error->domain == COW_GRAPH_ERROR && error->code == COW_GRAPH_ERROR_SYNTAX && error->message[0]);
      return 0;
    }
  g_assert_true (pattern->n_states >= 1 && pattern->n_states <= 1000 && pattern->n_symbols == pattern->words->len + 1);
  g_assert_cmpuint (pattern->places->len, ==, pattern->words->len);
  for (guint i = 0; i < pattern->places->len; i++)
    g_assert_cmpuint (g_array_index (pattern->places, gsize, i), <, strlen (text));
  for (guint32 state = 0; state < pattern->n_states; state++)
    for (guint symbol = 0; symbol < pattern->n_symbols; symbol++)
      {
        guint32 next = cow_pattern_step (pattern, state, symbol);

        g_assert_true (next == COW_PATTERN_DEAD || next < pattern->n_states);
      }
  return 0;
}
