/* words.h - words between blanks, and the numbers they are, for formats whose lines are made of them. */
#pragma once

#include "graph/builder.h"
#include "graph/input.h"

G_BEGIN_DECLS

/* Points into the line. */
typedef struct
{
  const char *text;
  gsize length;
} CowWord;

/* Takes the next word of what stands between *at and end; FALSE: there is none. */
static inline gboolean
cow_word_next (const char **at, const char *end, CowWord *word)
{
  const char *from = *at;

  while (from < end && (*from == ' ' || *from == '\t' || *from == '\r' || *from == '\n'))
    from++;
  word->text = from;
  while (from < end && *from != ' ' && *from != '\t' && *from != '\r' && *from != '\n')
    from++;
  word->length = (gsize)(from - word->text);
  *at = from;
  return word->length > 0;
}

/* Stores the first `most` words and counts all. */
guint cow_words_split (const char *at, const char *end, CowWord *words, guint most);
/* The same letters, large or small. */
gboolean cow_word_is (const CowWord *word, const char *text);
/* (transfer full): in quotes, not longer than fits a message. */
char *cow_word_show (const CowWord *word);

static inline gboolean
cow_word_int (const CowWord *word, gint64 *value)
{
  const char *text = word->text;

  /* Nearly all are short and have no sign. */
  if (word->length - 1 < 18)
    {
      guint64 sum = 0;
      gsize i = 0;

      for (guint digit; i < word->length && (digit = (guint)(guchar)text[i] - '0') <= 9; i++)
        sum = sum * 10 + digit;
      if (i == word->length)
        {
          *value = (gint64)sum;
          return TRUE;
        }
    }
  return cow_number_parse_int (text, word->length, value);
}

/* A finite number: an integer stays one. NULL: it is; else what is wrong with it, "is no finite number". */
const char *cow_word_weight (const CowWord *word, CowCost *weight);

/* The weight of the last edge. */
static inline gboolean
cow_builder_weight (CowBuilder *builder, CowCost weight, GError **error)
{
  return weight.kind == COW_COST_INT    ? cow_builder_weight_int (builder, weight.integer, error)
         : weight.kind == COW_COST_REAL ? cow_builder_weight_real (builder, weight.real, error)
                                        : TRUE;
}

G_END_DECLS
