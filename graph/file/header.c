/* header.c - a header, or already an edge: told from the first line and those behind it. */
#include "graph/file/header.h"

#include <string.h>

#include "graph/file/columns.h"
#include "graph/input.h"

gboolean
cow_field_is_number (const CowField *field)
{
  double value;

  return !field->quoted && cow_number_parse_real (field->text, field->length, &value);
}

/* The first lines, as far as the question "is the first one a header" goes. */
typedef struct
{
  guint lines;                  /* behind the first */
  gboolean third, third_number; /* some have a third field; all of those are numbers */
  gboolean recurs;              /* an end of the first line is an end again */
} Sample;

static gboolean
same_field (const CowField *a, const CowField *b)
{
  return a->length == b->length && memcmp (a->text, b->text, a->length) == 0;
}

static void
sample_lines (const CowFields *first, const char *at, const char *end, char delimiter, Sample *sample)
{
  g_auto (CowFields) fields;

  cow_fields_init (&fields);
  *sample = (Sample){ .third_number = TRUE };
  while (at < end && sample->lines < 64)
    {
      CowSplit split = cow_fields_split (&fields, at, end, delimiter, &at);

      if (split == COW_SPLIT_OPEN)
        return;
      if (split != COW_SPLIT_FIELDS)
        continue;
      sample->lines++;
      if (fields.n > 2)
        {
          sample->third = TRUE;
          sample->third_number &= cow_field_is_number (&fields.items[2]);
        }
      for (guint i = 0; i < MIN (fields.n, 2); i++)
        sample->recurs |= same_field (&fields.items[i], &first->items[0]) || same_field (&fields.items[i], &first->items[1]);
    }
}

/* Well-known words for both ends make a header; `u` and `v` are names as well, so they must not come again. */
static gboolean
has_header_words (const CowFields *first, const Sample *sample)
{
  guint sources = 0, targets = 0, letters = 0;

  for (guint i = 0; i < first->n; i++)
    {
      guint meaning = cow_column_word (first->items[i].text, first->items[i].length);

      sources += meaning == 1;
      targets += meaning == 2;
      letters += (meaning == 1 || meaning == 2) && first->items[i].length == 1;
    }
  if (sources == 0 || targets == 0)
    return FALSE;
  return letters < 2 || (!sample->recurs && (sample->lines > 0 || first->n > 2));
}

gboolean
cow_header_detect (const char *bytes, gsize length, char delimiter)
{
  const char *newline = length > 0 ? g_strrstr_len (bytes, (gssize)length, "\n") : NULL;
  g_autofree char *copy = NULL;
  g_auto (CowFields) first;
  Sample sample;

  cow_fields_init (&first);
  if (newline != NULL && length == COW_INPUT_PEEK_BYTES)
    length = (gsize)(newline - bytes); /* the line behind it may be cut in two */
  copy = g_malloc (length + 1);
  memcpy (copy, bytes, length);
  copy[length] = '\n';
  const char *at = copy, *end = copy + length + 1;
  CowSplit split = COW_SPLIT_NOTHING;
  while (at < end && split == COW_SPLIT_NOTHING)
    split = cow_fields_split (&first, at, end, delimiter, &at);
  if (split != COW_SPLIT_FIELDS || first.n < 2)
    return FALSE;
  sample_lines (&first, at, end, delimiter, &sample);
  if (has_header_words (&first, &sample))
    return TRUE;
  return first.n > 2 && !cow_field_is_number (&first.items[2]) && sample.third && sample.third_number;
}
