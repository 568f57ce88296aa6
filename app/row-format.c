/* row-format.c - cells as text: table, tsv, csv, JSON (see row.h and commands.md, section 4).
 *
 * The trick: a cell is written at the end of the line as it is, then that tail is looked at once and, only when it must,
 * widened in place from the back. Plain names, which are nearly all, cost one append and one scan. */
#include "app/row.h"

#include <math.h>
#include <string.h>

#include "graph/input.h"
#include "ui/text.h"

#define NAMES_AHEAD 16 /* vertices of a path */

static const struct
{
  const char *name;
  CowRowFormat format;
} formats[] = {
  { "table", COW_FORMAT_TABLE }, { "tsv", COW_FORMAT_TSV },     { "csv", COW_FORMAT_CSV },
  { "json", COW_FORMAT_JSON },   { "jsonl", COW_FORMAT_JSONL }, { "geojson", COW_FORMAT_GEOJSON },
};

gboolean
cow_row_format_by_name (const char *name, CowRowFormat *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (strcmp (formats[i].name, name) == 0)
      {
        *format = formats[i].format;
        return TRUE;
      }
  return FALSE;
}

gboolean
cow_row_format_by_ending (const char *file, CowRowFormat *format)
{
  const char *slash = strrchr (file, '/'), *base = slash ? slash + 1 : file, *dot = strrchr (base, '.');
  g_autofree char *ending = dot ? g_ascii_strdown (dot + 1, -1) : NULL;

  return ending && strcmp (ending, "table") != 0 && cow_row_format_by_name (ending, format);
}

/* The same as g_string_append_len, without a call: all 24 bytes are copied where there is room, since that takes a move or two. */
static inline void
append_digits (GString *out, const char buffer[24], gsize length)
{
  if (G_UNLIKELY (out->len + 24 >= out->allocated_len))
    {
      g_string_append_len (out, buffer, (gssize)length);
      return;
    }
  memcpy (out->str + out->len, buffer, 24);
  out->len += length;
  out->str[out->len] = '\0';
}

/* Opens a gap: the tail that begins at `start` becomes `extra` bytes longer. Returns its old length. */
static gsize
grow_tail (GString *out, gsize start, gsize extra)
{
  gsize length = out->len - start;

  g_string_set_size (out, out->len + extra);
  return length;
}

static char
tsv_letter (char byte)
{
  switch (byte)
    {
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\\':
      return '\\';
    default:
      return 0;
    }
}

static void
escape_tsv_tail (GString *out, gsize start)
{
  gsize extra = 0, from, to;

  for (gsize i = start; i < out->len; i++)
    extra += tsv_letter (out->str[i]) != 0;
  if (!extra)
    return;
  from = start + grow_tail (out, start, extra);
  for (to = out->len; from < to;)
    {
      char byte = out->str[--from], letter = tsv_letter (byte);

      out->str[--to] = letter ? letter : byte;
      if (letter)
        out->str[--to] = '\\';
    }
}

/* RFC 4180. An empty text is quoted, a null is not: they stay apart. */
static void
quote_csv_tail (GString *out, gsize start)
{
  gsize quotes = 0, from, to;
  gboolean special = out->len == start;

  for (gsize i = start; i < out->len; i++)
    {
      char byte = out->str[i];

      quotes += byte == '"';
      special |= byte == '"' || byte == ',' || byte == '\n' || byte == '\r';
    }
  if (!special)
    return;
  from = start + grow_tail (out, start, quotes + 2);
  to = out->len;
  out->str[--to] = '"';
  while (from > start)
    {
      char byte = out->str[--from];

      out->str[--to] = byte;
      if (byte == '"')
        out->str[--to] = '"';
    }
  out->str[start] = '"';
}

static void
clean_tail (GString *out, gsize start)
{
  g_autofree char *copy = NULL;
  gsize length = out->len - start, i = start;

  while (i < out->len && out->str[i] >= ' ' && out->str[i] <= '~')
    i++;
  if (i == out->len)
    return;
  copy = g_memdup2 (out->str + start, length);
  g_string_truncate (out, start);
  cow_text_clean (out, copy, length);
}

/* One character of JSON: controls (C0, DEL, C1), format characters such as bidi controls, and line separators are escaped,
 * so that a JSON line is one line everywhere and harmless on a terminal. */
static void
append_json_character (GString *out, gunichar character)
{
  static const char short_escapes[] = "\bb\ff\nn\rr\tt\"\"\\\\";

  for (gsize i = 0; i < sizeof short_escapes - 1; i += 2)
    if (character == (guchar)short_escapes[i])
      {
        g_string_append_c (out, '\\');
        g_string_append_c (out, short_escapes[i + 1]);
        return;
      }
  switch (g_unichar_type (character))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      if (character > 0xFFFF)
        g_string_append_printf (out, "\\u%04x\\u%04x", 0xD800 + ((character - 0x10000) >> 10),
                                0xDC00 + ((character - 0x10000) & 0x3FF));
      else
        g_string_append_printf (out, "\\u%04x", character);
      break;
    default:
      g_string_append_unichar (out, character);
      break;
    }
}

static void
append_json_text (GString *out, const char *text, gsize length)
{
  const char *end = text + length;

  g_string_append_c (out, '"');
  while (text < end)
    {
      const char *plain = text;
      gunichar character;

      while (text < end && *text >= ' ' && *text <= '~' && *text != '"' && *text != '\\')
        text++;
      g_string_append_len (out, plain, text - plain);
      if (text == end)
        break;
      if ((guchar)*text < 0x80)
        {
          append_json_character (out, (guchar)*text++);
          continue;
        }
      character = g_utf8_get_char_validated (text, end - text);
      if (character == (gunichar)-1 || character == (gunichar)-2)
        {
          g_string_append (out, "\xEF\xBF\xBD"); /* U+FFFD, once for each byte that is no text */
          text++;
          continue;
        }
      append_json_character (out, character);
      text = g_utf8_next_char (text);
    }
  g_string_append_c (out, '"');
}

/* Name of a vertex; a number that is none (of a damaged record) has an empty one. */
static const char *
name_of (const CowRowContext *context, guint32 vertex, char buffer[24], gsize *length)
{
  if (context->graph && vertex < context->graph->n)
    return cow_graph_name (context->graph, vertex, buffer, length);
  *length = 0;
  return "";
}

static gboolean
is_json (CowRowFormat format)
{
  return format == COW_FORMAT_JSON || format == COW_FORMAT_JSONL || format == COW_FORMAT_GEOJSON;
}

static guint32
path_vertex (const CowCell *cell, gsize i)
{
  guint32 vertex;

  memcpy (&vertex, cell->path + i * sizeof vertex, sizeof vertex);
  return vertex;
}

/* Vertices of a path are anywhere: where the name of one a little farther on stands is asked for ahead. */
static void
prefetch_name (const CowCell *cell, gsize i, const CowRowContext *context)
{
  if (context->graph && i + NAMES_AHEAD < cell->n)
    cow_graph_prefetch_name (context->graph, path_vertex (cell, i + NAMES_AHEAD));
}

static void
append_json_path (GString *out, const CowCell *cell, const CowRowContext *context)
{
  gboolean is_text = context->graph && context->graph->meta->names_kind == COW_NAMES_TEXT;

  g_string_append_c (out, '[');
  for (gsize i = 0; i < cell->n; i++)
    {
      char buffer[28];
      gsize length;
      const char *name = name_of (context, path_vertex (cell, i), buffer + 2, &length);

      prefetch_name (cell, i, context);
      if (is_text || length == 0)
        {
          g_string_append_len (out, ",", i > 0);
          append_json_text (out, name, length);
          continue;
        }
      /* Digits, which want no escapes, in one piece. */
      buffer[0] = ',';
      buffer[1] = '"';
      buffer[length + 2] = '"';
      g_string_append_len (out, buffer + (i == 0), (gssize)length + 3 - (i == 0));
    }
  g_string_append_c (out, ']');
}

static void
append_arrow_path (GString *out, const CowCell *cell, const CowRowContext *context)
{
  for (gsize i = 0; i < cell->n; i++)
    {
      char buffer[24];
      gsize length;
      const char *name = name_of (context, path_vertex (cell, i), buffer, &length);

      prefetch_name (cell, i, context);
      if (i)
        g_string_append (out, " \xE2\x86\x92 ");
      cow_text_clean (out, name, length);
    }
}

/* The tail from `start` is text as it came; makes it fit for the format. */
static void
finish_text (GString *out, gsize start, CowRowFormat format, const CowRowContext *context)
{
  if (format == COW_FORMAT_TSV)
    escape_tsv_tail (out, start);
  if (context->clean || format == COW_FORMAT_TABLE || format == COW_FORMAT_CELLS)
    clean_tail (out, start);
  if (format == COW_FORMAT_CSV)
    quote_csv_tail (out, start);
}

static void
append_text (GString *out, const char *text, gsize length, CowRowFormat format, const CowRowContext *context)
{
  gsize start = out->len;

  if (is_json (format))
    {
      append_json_text (out, text, length);
      return;
    }
  g_string_append_len (out, text, (gssize)length);
  finish_text (out, start, format, context);
}

static void
append_path (GString *out, const CowCell *cell, CowRowFormat format, const CowRowContext *context)
{
  gsize start = out->len;

  if (format == COW_FORMAT_TABLE || format == COW_FORMAT_CELLS)
    append_arrow_path (out, cell, context);
  else
    append_json_path (out, cell, context);
  if (format == COW_FORMAT_TSV)
    escape_tsv_tail (out, start);
  else if (format == COW_FORMAT_CSV)
    quote_csv_tail (out, start);
}

static void
append_real (GString *out, double value, CowRowFormat format)
{
  char buffer[32];

  if (is_json (format) && !isfinite (value))
    g_string_append (out, "null");
  else
    g_string_append_len (out, buffer, (gssize)cow_number_format_real (value, buffer));
}

void
cow_cell_format (GString *out, const CowCell *cell, CowRowFormat format, const CowRowContext *context)
{
  char buffer[24];
  const char *name;
  gsize length;

  switch (cell->tag)
    {
    case COW_CELL_IS_VERTEX:
      name = name_of (context, cell->vertex, buffer, &length);
      /* Digits made here need no escape. */
      if (name == buffer && !is_json (format))
        append_digits (out, buffer, length);
      else
        append_text (out, name, length, format, context);
      break;
    case COW_CELL_IS_INT:
      append_digits (out, buffer, cow_number_format_int (cell->integer, buffer));
      break;
    case COW_CELL_IS_REAL:
      append_real (out, cell->real, format);
      break;
    case COW_CELL_IS_UNREACHABLE:
      g_string_append (out, is_json (format) ? "null" : "inf");
      break;
    case COW_CELL_IS_BOOL:
      g_string_append (out, cell->boolean ? "true" : "false");
      break;
    case COW_CELL_IS_TEXT:
      append_text (out, cell->text, cell->length, format, context);
      break;
    case COW_CELL_IS_DIGITS:
      g_string_append_len (out, cell->text, (gssize)cell->length);
      break;
    case COW_CELL_IS_PATH:
      append_path (out, cell, format, context);
      break;
    case COW_CELL_IS_NULL:
    default:
      if (is_json (format))
        g_string_append (out, "null");
      break;
    }
}

/* One object. Columns for which the record has no cell are null. */
static void
append_object (GString *out, const guint8 *payload, gsize length, const CowRowContext *context)
{
  const guint8 *end = payload + length;

  g_string_append_c (out, '{');
  for (guint i = 0; i < context->n_columns; i++)
    {
      CowCell cell;

      if (!cow_cell_next (&payload, end, &cell))
        cell.tag = COW_CELL_IS_NULL;
      if (i)
        g_string_append_c (out, ',');
      append_json_text (out, context->columns[i].name, strlen (context->columns[i].name));
      g_string_append_c (out, ':');
      cow_cell_format (out, &cell, COW_FORMAT_JSON, context);
    }
  g_string_append_c (out, '}');
}

static char
separator_of (CowRowFormat format)
{
  return format == COW_FORMAT_CSV ? ',' : '\t';
}

void
cow_row_format_cell (GString *out, const CowCell *cell, guint number, CowRowFormat format, const CowRowContext *context)
{
  if (number >= context->n_columns)
    return;
  if (number)
    g_string_append_c (out, separator_of (format));
  cow_cell_format (out, cell, format, context);
}

/* A line that would be empty, because its only cell is, would be skipped by readers of csv. */
void
cow_row_format_end (GString *out, gsize start, guint n_cells, CowRowFormat format, const CowRowContext *context)
{
  for (guint i = MAX (n_cells, 1); i < context->n_columns; i++)
    g_string_append_c (out, separator_of (format));
  if (format == COW_FORMAT_CSV && out->len == start)
    g_string_append (out, "\"\"");
  g_string_append_c (out, '\n');
}

void
cow_row_format_record (GString *out, const guint8 *payload, gsize length, CowRowFormat format, const CowRowContext *context)
{
  const guint8 *end = payload + length;
  gsize start = out->len;
  guint n_cells = 0;

  if (format == COW_FORMAT_GEOJSON)
    {
      cow_row_format_feature (out, payload, length, context);
      return;
    }
  if (is_json (format))
    {
      append_object (out, payload, length, context);
      if (format == COW_FORMAT_JSONL)
        g_string_append_c (out, '\n');
      return;
    }
  for (CowCell cell; cow_cell_next (&payload, end, &cell); n_cells++)
    cow_row_format_cell (out, &cell, n_cells, format, context);
  cow_row_format_end (out, start, n_cells, format, context);
}

void
cow_row_format_header (GString *out, CowRowFormat format, const CowRowContext *context)
{
  gsize start = out->len;

  if (is_json (format))
    return;
  for (guint i = 0; i < context->n_columns; i++)
    {
      if (i)
        g_string_append_c (out, separator_of (format));
      append_text (out, context->columns[i].name, strlen (context->columns[i].name), format, context);
    }
  cow_row_format_end (out, start, context->n_columns, format, context);
}

/* Order */

static int
order_bytes (const char *left, gsize left_length, const char *right, gsize right_length)
{
  int order = memcmp (left, right, MIN (left_length, right_length));

  return order ? order : (left_length > right_length) - (left_length < right_length);
}

static gboolean
is_number_name (const char *name, gsize length)
{
  if (!length || (name[0] == '0' && length > 1))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (name[i]))
      return FALSE;
  return TRUE;
}

/* Names that are decimal numbers come first, by value (of two, the longer one is larger); then the others by bytes. */
static int
order_vertices (guint32 left, guint32 right, const CowRowContext *context)
{
  char left_buffer[24], right_buffer[24];
  gsize left_length, right_length;
  const char *left_name = name_of (context, left, left_buffer, &left_length);
  const char *right_name = name_of (context, right, right_buffer, &right_length);
  gboolean left_number = is_number_name (left_name, left_length), right_number = is_number_name (right_name, right_length);

  if (left_number != right_number)
    return left_number ? -1 : 1;
  if (left_number && left_length != right_length)
    return left_length < right_length ? -1 : 1;
  return order_bytes (left_name, left_length, right_name, right_length);
}

static int
order_reals (double left, double right)
{
  if (isnan (left) || isnan (right))
    return (isnan (left) != 0) - (isnan (right) != 0);
  return (left > right) - (left < right);
}

/* Exact: no integer is rounded to a double. */
static int
order_int_real (gint64 integer, double real)
{
  gint64 whole;

  if (isnan (real) || real >= 0x1p63)
    return -1;
  if (real < -0x1p63)
    return 1;
  whole = (gint64)real;
  if (integer != whole)
    return integer < whole ? -1 : 1;
  return order_reals ((double)whole, real); /* whole came from a double: exact */
}

/* Digits without leading zeros: the longer is larger. Beyond 64 bits: larger than any other number but inf. */
static int
order_digits (const CowCell *left, const CowCell *right)
{
  if (left->tag != right->tag)
    return left->tag == COW_CELL_IS_DIGITS ? 1 : -1;
  if (left->length != right->length)
    return left->length < right->length ? -1 : 1;
  return memcmp (left->text, right->text, left->length);
}

static int
order_numbers (const CowCell *left, const CowCell *right)
{
  if (left->tag == COW_CELL_IS_DIGITS || right->tag == COW_CELL_IS_DIGITS)
    return order_digits (left, right);
  if (left->tag == COW_CELL_IS_INT && right->tag == COW_CELL_IS_INT)
    return (left->integer > right->integer) - (left->integer < right->integer);
  if (left->tag == COW_CELL_IS_INT)
    return order_int_real (left->integer, right->real);
  if (right->tag == COW_CELL_IS_INT)
    return -order_int_real (right->integer, left->real);
  return order_reals (left->real, right->real);
}

static int
order_paths (const CowCell *left, const CowCell *right, const CowRowContext *context)
{
  for (gsize i = 0; i < MIN (left->n, right->n); i++)
    {
      guint32 left_vertex = path_vertex (left, i), right_vertex = path_vertex (right, i);

      if (left_vertex != right_vertex)
        return order_vertices (left_vertex, right_vertex, context);
    }
  return (left->n > right->n) - (left->n < right->n);
}

/* Kinds of cells in one column: numbers before text, what is missing last. */
static int
kind_rank (const CowCell *cell)
{
  static const int ranks[] = {
    [COW_CELL_IS_BOOL] = 0,   [COW_CELL_IS_INT] = 1,  [COW_CELL_IS_REAL] = 1,        [COW_CELL_IS_VERTEX] = 2,
    [COW_CELL_IS_TEXT] = 3,   [COW_CELL_IS_PATH] = 4, [COW_CELL_IS_UNREACHABLE] = 5, [COW_CELL_IS_NULL] = 6,
    [COW_CELL_IS_DIGITS] = 1,
  };

  return ranks[cell->tag];
}

int
cow_cell_compare (const CowCell *left, const CowCell *right, const CowRowContext *context)
{
  int left_rank = kind_rank (left), right_rank = kind_rank (right);

  if (left_rank != right_rank)
    return left_rank < right_rank ? -1 : 1;
  switch (left->tag)
    {
    case COW_CELL_IS_BOOL:
      return (left->boolean != FALSE) - (right->boolean != FALSE);
    case COW_CELL_IS_INT:
    case COW_CELL_IS_REAL:
    case COW_CELL_IS_DIGITS:
      return order_numbers (left, right);
    case COW_CELL_IS_VERTEX:
      return left->vertex == right->vertex ? 0 : order_vertices (left->vertex, right->vertex, context);
    case COW_CELL_IS_TEXT:
      return order_bytes (left->text, left->length, right->text, right->length);
    case COW_CELL_IS_PATH:
      return order_paths (left, right, context);
    case COW_CELL_IS_NULL:
    case COW_CELL_IS_UNREACHABLE:
    default:
      return 0;
    }
}
