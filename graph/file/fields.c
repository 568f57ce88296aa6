/* fields.c - one line of a text table as fields. The readers of edge lists and of vertex tables share it. */
#include "graph/file/fields.h"

#include <string.h>

#define SAMPLE_LINES 64

void
cow_fields_init (CowFields *fields)
{
  *fields = (CowFields){ .allocated = 16 };
  fields->items = g_new (CowField, fields->allocated);
  fields->unquoted = g_byte_array_new ();
}

void
cow_fields_clear (CowFields *fields)
{
  g_clear_pointer (&fields->items, g_free);
  g_clear_pointer (&fields->unquoted, g_byte_array_unref);
}

static inline gboolean
is_blank (char byte)
{
  return byte == ' ' || byte == '\t';
}

/* Does the line end here: \n or \r\n. */
static inline gboolean
is_line_end (const char *at)
{
  return *at == '\n' || (*at == '\r' && at[1] == '\n');
}

#define ONES 0x0101010101010101u

/* A mark in the high bit of the first byte that is `byte`; perhaps marks behind it. */
static inline guint64
mark_byte (guint64 word, char byte)
{
  guint64 differs = word ^ (guchar)byte * ONES;

  return (differs - ONES) & ~differs & 0x80 * ONES;
}

/* Where an unquoted field ends, eight bytes at a time: there is a \n before `end`. */
static inline const char *
find_field_end (const char *at, const char *end, char delimiter, gboolean blanks)
{
  while (end - at >= 8)
    {
      guint64 word, marks;

      memcpy (&word, at, sizeof word);
      word = GUINT64_FROM_LE (word);
      marks = mark_byte (word, '\n') | mark_byte (word, delimiter);
      if (blanks)
        marks |= mark_byte (word, '\t');
      if (marks != 0)
        return at + __builtin_ctzll (marks) / 8;
      at += 8;
    }
  while (*at != '\n' && *at != delimiter && !(blanks && *at == '\t'))
    at++;
  return at;
}

static inline void
add_field (CowFields *fields, const char *text, gsize length, gboolean quoted)
{
  if (G_UNLIKELY (fields->n == fields->allocated))
    {
      fields->allocated *= 2;
      fields->items = g_renew (CowField, fields->items, fields->allocated);
    }
  fields->items[fields->n++] = (CowField){ text, length, quoted };
}

/* A field behind an opening quote. Doubled quotes go to scratch; its address may still move, so the field holds the place in it
 * (text NULL would be ambiguous: quoted is set to 2) until settle_fields. */
static CowSplit
split_quoted (CowFields *fields, const char **at, const char *end)
{
  const char *from = *at + 1;
  const char *quote = memchr (from, '"', (gsize)(end - from));
  fields->where = *at;
  if (quote == NULL || (gsize)(quote - from) > COW_QUOTED_BYTES)
    return COW_SPLIT_OPEN;
  if (quote[1] != '"')
    {
      add_field (fields, from, (gsize)(quote - from), TRUE);
      *at = quote + 1;
      return COW_SPLIT_FIELDS;
    }
  guint start = fields->unquoted->len;
  for (;;)
    {
      g_byte_array_append (fields->unquoted, (const guint8 *)from, (guint)(quote - from));
      if (quote[1] != '"')
        break;
      g_byte_array_append (fields->unquoted, (const guint8 *)"\"", 1);
      from = quote + 2;
      quote = from < end ? memchr (from, '"', (gsize)(end - from)) : NULL;
      if (quote == NULL || fields->unquoted->len - start + (gsize)(quote - from) > COW_QUOTED_BYTES)
        return COW_SPLIT_OPEN;
    }
  add_field (fields, GSIZE_TO_POINTER (start), fields->unquoted->len - start, 2);
  *at = quote + 1;
  return COW_SPLIT_FIELDS;
}

static void
settle_fields (CowFields *fields)
{
  if (fields->unquoted->len == 0)
    return;
  for (guint i = 0; i < fields->n; i++)
    if (fields->items[i].quoted == 2)
      {
        fields->items[i].text = (const char *)fields->unquoted->data + GPOINTER_TO_SIZE (fields->items[i].text);
        fields->items[i].quoted = TRUE;
      }
}

static inline __attribute__ ((always_inline)) CowSplit
split_line (CowFields *fields, const char *line, const char *end, char delimiter, gboolean blanks, const char **next)
{
  fields->n = 0;
  if (G_UNLIKELY (fields->unquoted->len > 0))
    g_byte_array_set_size (fields->unquoted, 0);
  fields->where = line;
  const char *at = line;
  while (is_blank (*at) && *at != delimiter)
    at++;
  while (blanks && is_blank (*at))
    at++;
  if (is_line_end (at) || *at == '#' || *at == '%')
    {
      at = memchr (at, '\n', (gsize)(end - at));
      *next = at + 1;
      return COW_SPLIT_NOTHING;
    }
  for (;;)
    {
      if (G_UNLIKELY (fields->n == COW_MOST_FIELDS))
        {
          fields->where = at;
          *next = (const char *)memchr (at, '\n', (gsize)(end - at)) + 1;
          return COW_SPLIT_MANY;
        }
      if (*at == '"')
        {
          CowSplit split = split_quoted (fields, &at, end);
          if (split != COW_SPLIT_FIELDS)
            {
              /* Where to go on if the line is given up. */
              *next = (const char *)memchr (fields->where, '\n', (gsize)(end - fields->where)) + 1;
              return split;
            }
        }
      else
        {
          const char *from = at;
          at = find_field_end (at, end, delimiter, blanks);
          const char *to = at;
          if (*at == '\n' && to > from && to[-1] == '\r')
            to--;
          while (!blanks && to > from && is_blank (to[-1]))
            to--;
          add_field (fields, from, (gsize)(to - from), FALSE);
        }
      while (is_blank (*at) && (blanks || *at != delimiter))
        at++;
      if (is_line_end (at) || (blanks && *at == '#' && is_blank (at[-1])))
        break;
      if (!blanks && *at == delimiter)
        {
          at++;
          while (is_blank (*at) && *at != delimiter)
            at++;
        }
      else if (!(blanks && is_blank (at[-1])))
        {
          fields->where = at;
          *next = (const char *)memchr (at, '\n', (gsize)(end - at)) + 1;
          return COW_SPLIT_BAD;
        }
    }
  *next = *at == '#' ? (const char *)memchr (at, '\n', (gsize)(end - at)) + 1 : at + (*at == '\r') + 1;
  settle_fields (fields);
  return COW_SPLIT_FIELDS;
}

CowSplit
cow_fields_split (CowFields *fields, const char *line, const char *end, char delimiter, const char **next)
{
  /* One loop for each of the usual delimiters. */
  if (delimiter == ' ')
    return split_line (fields, line, end, ' ', TRUE, next);
  if (delimiter == '\t')
    return split_line (fields, line, end, '\t', FALSE, next);
  return split_line (fields, line, end, delimiter, FALSE, next);
}

/* What one line says about the delimiter. */
typedef struct
{
  guint lines, tabs, semicolons, commas, decimal;
} Evidence;

static gboolean
has_byte (const char *from, const char *to, char byte)
{
  gboolean quoted = FALSE;
  for (; from < to; from++)
    if (*from == '"')
      quoted = !quoted;
    else if (*from == byte && !quoted)
      return TRUE;
  return FALSE;
}

/* `a b 1,5`: three fields by blanks, and commas only between digits: a decimal comma, no delimiter. */
static gboolean
is_decimal_line (const char *from, const char *to)
{
  guint fields = 0;
  for (const char *at = from; at < to; at++)
    {
      if (!is_blank (*at) && (at == from || is_blank (at[-1])))
        fields++;
      if (*at == ',' && (at == from || at + 1 == to || !g_ascii_isdigit (at[-1]) || !g_ascii_isdigit (at[1])))
        return FALSE;
    }
  return fields >= 3;
}

/* FALSE: a quoted field is never closed; what follows says nothing. */
static gboolean
weigh_line (Evidence *evidence, const char *from, const char *to)
{
  guint quotes = 0;

  if (to > from && to[-1] == '\r')
    to--;
  while (from < to && is_blank (*from))
    from++;
  if (from == to || *from == '#' || *from == '%')
    return TRUE;
  for (const char *at = from; at < to; at++)
    quotes += *at == '"';
  if (quotes % 2 != 0 && evidence->lines > 0)
    return FALSE;
  gboolean tab = has_byte (from, to, '\t'), semicolon = has_byte (from, to, ';'), comma = has_byte (from, to, ',');
  gboolean blank = has_byte (from, to, ' ');
  if (evidence->lines > 0 && !tab && !semicolon && !comma && !blank)
    return TRUE; /* one word, malformed whatever separates: it is not to blame the lines before it */
  evidence->lines++;
  evidence->tabs += tab;
  evidence->semicolons += semicolon;
  evidence->commas += comma;
  evidence->decimal += comma && is_decimal_line (from, to);
  return quotes % 2 == 0;
}

/* The \n behind the lines of one record: a quoted field may hold ends of lines. NULL: the text ends first. One that is never closed: the
 * first. */
static const char *
find_record_end (const char *at, const char *end)
{
  const char *first = memchr (at, '\n', (gsize)(end - at)), *newline = first;
  guint quotes = 0;

  while (at < end && is_blank (*at))
    at++;
  if (at < end && (*at == '#' || *at == '%'))
    return first;
  for (;; newline = memchr (at, '\n', (gsize)(end - at)))
    {
      for (; at < (newline != NULL ? newline : end); at++)
        quotes += *at == '"';
      if (quotes % 2 == 0)
        return newline;
      if (newline == NULL)
        return first;
      at = newline + 1;
    }
}

char
cow_fields_guess_delimiter (const char *bytes, gsize length)
{
  Evidence evidence = { 0 };
  const char *at = bytes, *end = bytes + length;
  while (at < end && evidence.lines < SAMPLE_LINES)
    {
      const char *newline = find_record_end (at, end);
      /* A line that the sample cuts in two says nothing, unless it is all there is. */
      if ((newline != NULL || evidence.lines == 0 || length < COW_INPUT_PEEK_BYTES) && !weigh_line (&evidence, at, newline != NULL ? newline : end))
        break;
      at = newline != NULL ? newline + 1 : end;
    }
  if (evidence.lines == 0)
    return ' ';
  if (evidence.tabs == evidence.lines)
    return '\t';
  if (evidence.semicolons == evidence.lines)
    return ';';
  if (evidence.commas == evidence.lines && evidence.decimal < evidence.lines)
    return ',';
  return ' ';
}

void
cow_field_reader_init (CowFieldReader *reader, CowInput *input, char delimiter)
{
  *reader = (CowFieldReader){ .input = input, .delimiter = delimiter };
  cow_fields_init (&reader->fields);
}

void
cow_field_reader_clear (CowFieldReader *reader)
{
  cow_fields_clear (&reader->fields);
}

gboolean
cow_field_reader_chunk (CowFieldReader *reader, GError **error)
{
  gsize length;
  if (!cow_input_lines (reader->input, &reader->at, &length, error))
    return FALSE;
  reader->end = reader->at + length;
  return TRUE;
}

CowNext
cow_field_reader_next (CowFieldReader *reader, GError **error)
{
  while (reader->at < reader->end)
    {
      reader->line = reader->at;
      CowSplit split = cow_fields_split (&reader->fields, reader->line, reader->end, reader->delimiter, &reader->at);
      if (split == COW_SPLIT_FIELDS)
        return COW_NEXT_FIELDS;
      if (split == COW_SPLIT_NOTHING)
        continue;
      const char *where = reader->fields.where;
      if (split == COW_SPLIT_OPEN)
        {
          if (reader->detached)
            {
              reader->at = reader->line;
              return COW_NEXT_CHUNK;
            }
          if (!cow_input_at_end (reader->input) && (gsize)(reader->end - where) <= 2 * COW_QUOTED_BYTES)
            {
              cow_input_keep (reader->input, (gsize)(reader->end - reader->line));
              reader->at = reader->end;
              return COW_NEXT_CHUNK;
            }
          cow_input_error_at (reader->input, where, error, "quote is not closed");
        }
      else if (split == COW_SPLIT_MANY)
        cow_input_error_at (reader->input, where, error, "more than %u fields", COW_MOST_FIELDS);
      else
        cow_input_error_at (reader->input, where, error, "text behind a closing quote");
      return COW_NEXT_BAD;
    }
  return COW_NEXT_CHUNK;
}

char *
cow_field_quote (const CowField *field)
{
  gsize shown = MIN (field->length, 60);
  return g_strdup_printf ("\"%.*s%s\"", (int)shown, field->text, shown < field->length ? "…" : "");
}
