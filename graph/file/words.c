/* words.c - words between blanks: the parts of words.h that are not worth a place in every loop. */
#include "graph/file/words.h"

#include <string.h>

guint
cow_words_split (const char *at, const char *end, CowWord *words, guint most)
{
  CowWord word;
  guint count = 0;

  for (; cow_word_next (&at, end, &word); count++)
    if (count < most)
      words[count] = word;
  return count;
}

gboolean
cow_word_is (const CowWord *word, const char *text)
{
  return strlen (text) == word->length && g_ascii_strncasecmp (text, word->text, word->length) == 0;
}

char *
cow_word_show (const CowWord *word)
{
  return g_strdup_printf ("\"%.*s\"", (int)MIN (word->length, 60), word->text);
}

const char *
cow_word_weight (const CowWord *word, CowCost *weight)
{
  gint64 integer;
  double real;

  if (cow_word_int (word, &integer))
    {
      *weight = cow_cost_int (integer);
      return NULL;
    }
  if (!cow_number_parse_real (word->text, word->length, &real) || !isfinite (real))
    return "is no finite number";
  for (gsize i = 0; i < word->length; i++)
    if (!g_ascii_isdigit (word->text[i]) && (i > 0 || (word->text[i] != '-' && word->text[i] != '+')))
      {
        *weight = cow_cost_real (real);
        return NULL;
      }
  return "is beyond 64-bit integers (with a fraction or an exponent it is read as a double)";
}
