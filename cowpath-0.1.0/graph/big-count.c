/* big-count.c - addition in columns of 64 bits with a carry of 128; decimal by dividing by 10^18 again and again. */
#include "graph/big-count.h"

#include <string.h>

#define DECIMAL G_GUINT64_CONSTANT (1000000000000000000)

enum
{
  DECIMAL_DIGITS = 18
};

void
cow_big_count_clear (CowBigCount *count)
{
  g_free (count->words);
  *count = (CowBigCount){ 0 };
}

gboolean
cow_big_count_is_zero (const CowBigCount *count)
{
  return count->n == 0;
}

static gboolean
reserve (CowBigCount *count, guint n, GError **error)
{
  guint room = n + n / 8 + 1;
  guint64 *words;

  if (n <= count->room)
    return TRUE;
  words = g_try_realloc_n (count->words, room, sizeof *words);
  if (!words)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "not enough memory for a count: %" G_GSIZE_FORMAT " bytes wanted",
                   room * sizeof *words);
      return FALSE;
    }
  memset (words + count->room, 0, (room - count->room) * sizeof *words);
  count->words = words;
  count->room = room;
  return TRUE;
}

gboolean
cow_big_count_set (CowBigCount *count, guint64 value, GError **error)
{
  if (!reserve (count, 1, error))
    return FALSE;
  memset (count->words, 0, count->room * sizeof *count->words);
  count->words[0] = value;
  count->n = value != 0;
  return TRUE;
}

gboolean
cow_big_count_add (CowBigCount *count, const CowBigCount *other, guint64 times, GError **error)
{
  guint n = MAX (count->n, other->n + 1) + 1;
  guint64 carry = 0;

  if (times == 0 || other->n == 0)
    return TRUE;
  if (!reserve (count, n, error))
    return FALSE;
  for (guint i = 0; i < n && (carry || i < other->n); i++)
    {
      unsigned __int128 sum = (unsigned __int128)(i < other->n ? other->words[i] : 0) * times + count->words[i] + carry;

      count->words[i] = (guint64)sum;
      carry = (guint64)(sum >> 64);
    }
  for (count->n = n; count->n > 0 && count->words[count->n - 1] == 0;)
    count->n--;
  return TRUE;
}

gboolean
cow_big_count_small (const CowBigCount *count, gint64 *value)
{
  if (count->n > 1 || (count->n == 1 && count->words[0] > G_MAXINT64))
    return FALSE;
  *value = count->n ? (gint64)count->words[0] : 0;
  return TRUE;
}

/* words /= 10^18. Returns: what is left over. */
static guint64
divide (guint64 *words, guint n)
{
  guint64 rest = 0;

  for (guint i = n; i > 0; i--)
    {
      unsigned __int128 part = (unsigned __int128)rest << 64 | words[i - 1];

      words[i - 1] = (guint64)(part / DECIMAL);
      rest = (guint64)(part % DECIMAL);
    }
  return rest;
}

char *
cow_big_count_text (const CowBigCount *count, GError **error)
{
  guint n = count->n;
  gsize room = (gsize)n * 20 + DECIMAL_DIGITS + 1, at = room;
  g_autofree guint64 *words = g_try_new (guint64, MAX (n, 1));
  char *text = words ? g_try_malloc (room) : NULL;

  if (!text)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "not enough memory for the digits of a count: %" G_GSIZE_FORMAT " bytes wanted",
                   room);
      return NULL;
    }
  if (n)
    memcpy (words, count->words, n * sizeof *words);
  text[--at] = '\0';
  do
    {
      guint64 part = divide (words, n);

      while (n > 0 && words[n - 1] == 0)
        n--;
      for (guint digit = 0; digit < DECIMAL_DIGITS; digit++)
        {
          if (n == 0 && part == 0 && digit > 0)
            break;
          text[--at] = (char)('0' + part % 10);
          part /= 10;
        }
    }
  while (n > 0);
  memmove (text, text + at, room - at);
  return text;
}
