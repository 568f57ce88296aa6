/* builder-columns.c - cells of attributes, in an array of the narrowest type that holds all of them so far.
 *
 * bool < int < real < string: a cell of a wider type widens the column. What a cell would not print as again
 * ("1e3" in a column of reals, "true" among numbers) is kept as text aside, in order of arrival, until the
 * end: if the column turns to strings after all, every cell shows exactly what stood in the input. */
#include "graph/builder-private.h"

#include "graph/digits.h"
#include "graph/input.h"

#define LONGEST_NUMBER 64 /* a longer text is no number to a guess */

gsize
cow_builder_cell_bytes (CowType type)
{
  return type == COW_TYPE_NULL ? 0 : type == COW_TYPE_BOOL ? 1 : type == COW_TYPE_STRING ? 4 : 8;
}

guint
cow_builder_column (CowBuilder *builder, gboolean on_vertex, const char *name, CowType type)
{
  CowBuilderColumn *column;

  for (guint i = 0; i < builder->columns->len; i++)
    {
      column = builder->columns->pdata[i];
      if (!column->on_vertex == !on_vertex && strcmp (column->name, name) == 0)
        return i;
    }
  column = g_new0 (CowBuilderColumn, 1);
  column->name = g_strdup (name);
  column->on_vertex = on_vertex != FALSE;
  column->declared = type != COW_TYPE_NULL;
  column->type = type;
  g_ptr_array_add (builder->columns, column);
  return builder->columns->len - 1;
}

void
cow_builder_column_free (CowBuilderColumn *column, CowMemory *memory)
{
  cow_grow_clear (&column->cells, memory);
  cow_grow_clear (&column->valid, memory);
  cow_grow_clear (&column->originals, memory);
  cow_text_table_clear (&column->strings, memory);
  g_free (column->name);
  g_free (column);
}

static inline gboolean
is_valid (const CowBuilderColumn *column, guint64 row)
{
  return row < column->rows && (column->valid.u64[row >> 6] >> (row & 63) & 1);
}

/* Originals: (row - row before, zigzag), length, bytes; the two numbers in groups of 7 bits. */

static guint8 *
put_varint (guint8 *at, guint64 value)
{
  for (; value >= 128; value >>= 7)
    *at++ = (guint8)(value | 128);
  *at++ = (guint8)value;
  return at;
}

static const guint8 *
get_varint (const guint8 *at, guint64 *value)
{
  guint shift = 0;

  *value = 0;
  do
    {
      *value |= (guint64)(*at & 127) << shift;
      shift += 7;
    }
  while (*at++ & 128);
  return at;
}

static gboolean
keep_original (CowBuilderColumn *column, CowMemory *memory, guint64 row, const char *text, gsize length,
               GError **error)
{
  gint64 step = (gint64)(row - column->originals_row);
  guint8 *at;

  if (!cow_grow_reserve (&column->originals, memory, column->originals_bytes + 20 + length, error))
    return FALSE;
  at = column->originals.u8 + column->originals_bytes;
  at = put_varint (at, (guint64)step << 1 ^ (guint64)(step >> 63));
  at = put_varint (at, length);
  memcpy (at, text, length);
  column->originals_bytes = (guint64)(at + length - column->originals.u8);
  column->originals_row = row;
  return TRUE;
}

/* Longest text of a cell that is no string. */
#define CELL_TEXT 32

static gsize
print_value (const CowValue *value, char text[CELL_TEXT])
{
  switch (value->type)
    {
    case COW_TYPE_BOOL:
      return g_strlcpy (text, value->boolean ? "true" : "false", CELL_TEXT);
    case COW_TYPE_INT:
      return cow_number_format_int (value->integer, text);
    case COW_TYPE_REAL:
      if (fabs (value->real) <= (double)COW_BUILDER_EXACT_INT && value->real == trunc (value->real))
        return cow_number_format_int ((gint64)value->real, text);
      return cow_number_format_real (value->real, text);
    case COW_TYPE_NULL:
    case COW_TYPE_STRING:
      break;
    }
  return 0;
}

static CowValue
read_cell (const CowBuilderColumn *column, guint64 row)
{
  CowValue value = { .type = column->type };

  if (column->type == COW_TYPE_BOOL)
    value.boolean = column->cells.u8[row];
  else if (column->type == COW_TYPE_INT)
    value.integer = column->cells.i64[row];
  else if (column->type == COW_TYPE_REAL)
    value.real = column->cells.f64[row];
  return value;
}

static double
value_as_real (const CowValue *value)
{
  double real = value->type == COW_TYPE_BOOL  ? (double)value->boolean
                : value->type == COW_TYPE_INT ? (double)value->integer
                                              : value->real;

  return real == 0 ? 0 : real; /* never -0 */
}

static gboolean
write_cell (CowBuilderColumn *column, CowMemory *memory, guint64 row, const CowValue *value, const char *text,
            gsize length, GError **error)
{
  char printed[CELL_TEXT];

  switch (column->type)
    {
    case COW_TYPE_BOOL:
      column->cells.u8[row] = value->boolean != FALSE;
      break;
    case COW_TYPE_INT:
      column->cells.i64[row] = value->type == COW_TYPE_BOOL ? value->boolean != FALSE : value->integer;
      break;
    case COW_TYPE_REAL:
      column->cells.f64[row] = value_as_real (value);
      break;
    case COW_TYPE_STRING:
      if (!text)
        {
          length = print_value (value, printed);
          text = printed;
        }
      column->cells.u32[row] = cow_text_table_intern (&column->strings, memory, text, length, error);
      return column->cells.u32[row] != G_MAXUINT32;
    case COW_TYPE_NULL:
      break;
    }
  return TRUE;
}

/* Would the cell not print as what it was given as? */
static gboolean
differs_in_print (const CowBuilderColumn *column, const CowValue *value, gboolean from_text)
{
  if (column->type == COW_TYPE_BOOL)
    return FALSE;
  if (column->type == COW_TYPE_INT)
    return value->type == COW_TYPE_BOOL;
  if (value->type == COW_TYPE_INT)
    return value->integer < -COW_BUILDER_EXACT_INT || value->integer > COW_BUILDER_EXACT_INT;
  return value->type == COW_TYPE_BOOL || from_text;
}

/* Codes of all cells: what is kept aside first, the others as they print. */
static gboolean
intern_cells (CowBuilderColumn *column, CowMemory *memory, guint32 *codes, GError **error)
{
  const guint8 *at = column->originals.u8, *end = at ? at + column->originals_bytes : NULL;
  guint64 row = 0, step, length;
  char printed[CELL_TEXT];

  while (at < end)
    {
      at = get_varint (at, &step);
      at = get_varint (at, &length);
      row += step >> 1 ^ -(step & 1);
      codes[row] = cow_text_table_intern (&column->strings, memory, (const char *)at, length, error) + 1;
      if (codes[row] == 0)
        return FALSE;
      at += length;
    }
  for (row = 0; row < column->rows; row++)
    {
      CowValue value = read_cell (column, row);

      if (codes[row] == 0 && is_valid (column, row))
        {
          codes[row] = cow_text_table_intern (&column->strings, memory, printed,
                                              print_value (&value, printed), error)
                       + 1;
          if (codes[row] == 0)
            return FALSE;
        }
    }
  for (row = 0; row < column->rows; row++)
    codes[row] -= codes[row] != 0;
  return TRUE;
}

static gboolean
widen_cells (CowBuilderColumn *column, CowMemory *memory, CowType type, CowGrow *wide, GError **error)
{
  CowBuilderColumn target = { .type = type, .cells = *wide };
  char printed[CELL_TEXT];

  if (type == COW_TYPE_STRING)
    return intern_cells (column, memory, wide->u32, error);
  for (guint64 row = 0; row < column->rows; row++)
    {
      CowValue value = read_cell (column, row);

      if (!is_valid (column, row))
        continue;
      /* A bool kept from before is in a column of bools no longer than until here: all of them are kept now.
       */
      if (differs_in_print (&target, &value, FALSE)
          && !keep_original (column, memory, row, printed, print_value (&value, printed), error))
        return FALSE;
      write_cell (&target, memory, row, &value, NULL, 0, NULL);
    }
  return TRUE;
}

static gboolean
widen_column (CowBuilderColumn *column, CowMemory *memory, CowType type, GError **error)
{
  CowGrow wide = { 0 };

  if (column->type != COW_TYPE_NULL && column->rows > 0)
    {
      if (!cow_grow_reserve (&wide, memory, column->rows * cow_builder_cell_bytes (type), error))
        return FALSE;
      if (!widen_cells (column, memory, type, &wide, error))
        {
          cow_grow_clear (&wide, memory);
          return FALSE;
        }
      cow_grow_clear (&column->cells, memory);
      column->cells = wide;
    }
  column->type = type;
  if (type == COW_TYPE_STRING)
    cow_grow_clear (&column->originals, memory);
  return TRUE;
}

static gboolean
refuse_type (const CowBuilderColumn *column, const char *text, gsize length, GError **error)
{
  g_autofree char *shown = g_strndup (text, MIN (length, 60));

  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE,
               "\"%s\" is not of type %s, as attribute \"%s\" is", shown, cow_type_name (column->type),
               column->name);
  return FALSE;
}

/* Gives the column room for the row. */
static gboolean
reach_row (CowBuilder *builder, CowBuilderColumn *column, guint64 row, GError **error)
{
  guint64 limit = column->on_vertex ? builder->names.n : builder->m;

  if (row >= limit)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                   "attribute \"%s\" of %s %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, column->name,
                   column->on_vertex ? "vertex" : "edge", row, limit);
      return FALSE;
    }
  if (!cow_grow_reserve (&column->cells, &builder->memory, (row + 1) * cow_builder_cell_bytes (column->type),
                         error)
      || !cow_grow_reserve (&column->valid, &builder->memory, ((row >> 6) + 1) * sizeof (guint64), error))
    return FALSE;
  column->rows = MAX (column->rows, row + 1);
  return TRUE;
}

/* text: what the input said, NULL when the cell came as a value. */
static gboolean
set_cell (CowBuilder *builder, CowBuilderColumn *column, guint64 row, const CowValue *value, const char *text,
          gsize length, GError **error)
{
  CowMemory *memory = &builder->memory;
  char printed[CELL_TEXT];
  gboolean from_text = text != NULL;

  if (value->type > column->type)
    {
      if (column->declared)
        {
          if (!text)
            length = print_value (value, printed);
          return refuse_type (column, text ? text : printed, length, error);
        }
      if (!widen_column (column, memory, value->type, error))
        return FALSE;
    }
  if (!reach_row (builder, column, row, error))
    return FALSE;
  if (!column->declared && column->type != COW_TYPE_STRING
      && (is_valid (column, row) || differs_in_print (column, value, from_text)))
    {
      if (!text)
        length = print_value (value, printed);
      if (!keep_original (column, memory, row, text ? text : printed, length, error))
        return FALSE;
    }
  if (!write_cell (column, memory, row, value, text, length, error))
    return FALSE;
  column->valid.u64[row >> 6] |= (guint64)1 << (row & 63);
  return TRUE;
}

gboolean
cow_builder_cell (CowBuilder *builder, guint index, guint64 row, const CowValue *value, GError **error)
{
  CowBuilderColumn *column = builder->columns->pdata[index];

  if (value->type == COW_TYPE_NULL)
    return TRUE;
  if (value->type == COW_TYPE_STRING)
    return set_cell (builder, column, row, value, value->text ? value->text : "", value->length, error);
  return set_cell (builder, column, row, value, NULL, 0, error);
}

static gboolean
parse_bool (const char *text, gsize length, gboolean *value)
{
  *value = length == 4 && memcmp (text, "true", 4) == 0;
  return *value || (length == 5 && memcmp (text, "false", 5) == 0);
}

/* -?(0|[1-9][0-9]*) within 64 bits, but not -0: prints as it reads. */
static gboolean
parse_canonical_int (const char *text, gsize length, gint64 *value)
{
  gboolean negative = length > 1 && text[0] == '-';
  guint64 number;

  if (!cow_digits_parse (text + negative, length - negative, &number))
    return FALSE;
  if (number > (guint64)G_MAXINT64 + negative || (negative && number == 0))
    return FALSE;
  *value = negative ? (gint64)(0 - number) : (gint64)number;
  return TRUE;
}

/* A number in its looks: neither "007" (an identifier, whose zeros count) nor digits beyond 64 bits (exact
 * only as text). */
static gboolean
looks_real (const char *text, gsize length)
{
  gsize start = length > 0 && (text[0] == '-' || text[0] == '+'), digits = start;

  if (length > LONGEST_NUMBER)
    return FALSE;
  while (digits < length && g_ascii_isdigit (text[digits]))
    digits++;
  if (digits - start > 1 && text[start] == '0')
    return FALSE;
  return digits < length || digits - start < 19;
}

CowValue
cow_builder_guess_cell (const char *text, gsize length)
{
  CowValue value = { .type = COW_TYPE_STRING };
  gboolean boolean;
  gint64 integer;
  double real;

  if (parse_canonical_int (text, length, &integer))
    return (CowValue){ .type = COW_TYPE_INT, .integer = integer };
  if (looks_real (text, length) && cow_number_parse_real (text, length, &real))
    return (CowValue){ .type = COW_TYPE_REAL, .real = real };
  if (parse_bool (text, length, &boolean))
    return (CowValue){ .type = COW_TYPE_BOOL, .boolean = boolean };
  value.text = text;
  value.length = length;
  return value;
}

/* The text as the declared type; FALSE: it is not of that type. */
static gboolean
parse_declared (CowType type, const char *text, gsize length, CowValue *value)
{
  *value = (CowValue){ .type = type };
  switch (type)
    {
    case COW_TYPE_BOOL:
      if (length == 1 && (text[0] == '0' || text[0] == '1'))
        {
          value->boolean = text[0] == '1';
          return TRUE;
        }
      return parse_bool (text, length, &value->boolean);
    case COW_TYPE_INT:
      return cow_number_parse_int (text, length, &value->integer);
    case COW_TYPE_REAL:
      return cow_number_parse_real (text, length, &value->real);
    case COW_TYPE_STRING:
      value->text = text;
      value->length = length;
      return TRUE;
    case COW_TYPE_NULL:
      break;
    }
  return FALSE;
}

gboolean
cow_builder_cell_text (CowBuilder *builder, guint index, guint64 row, const char *text, gsize length,
                       GError **error)
{
  CowBuilderColumn *column = builder->columns->pdata[index];
  CowValue value;

  if (length == 0)
    return TRUE;
  if (!column->declared && column->type != COW_TYPE_STRING)
    value = cow_builder_guess_cell (text, length);
  else if (!parse_declared (column->type, text, length, &value))
    return refuse_type (column, text, length, error);
  return set_cell (builder, column, row, &value, text, length, error);
}

const CowTextTable *
cow_builder_cell_table (const CowBuilder *builder, guint index)
{
  const CowBuilderColumn *column = builder->columns->pdata[index];

  return column->type == COW_TYPE_STRING ? &column->strings : NULL;
}

/* Room for the last row that has a cell, as soon as there is a type to give room for. */
static gboolean
reach_cells (CowBuilder *builder, CowBuilderColumn *column, guint64 first_row, guint count, const CowTextCell *cells, guint stride,
             GError **error)
{
  while (count > 0 && cells[(gsize)(count - 1) * stride].type == COW_TYPE_NULL)
    count--;
  return count == 0 || column->type == COW_TYPE_NULL || reach_row (builder, column, first_row + count - 1, error);
}

static gboolean
set_new_text (CowBuilder *builder, CowBuilderColumn *column, guint64 row, const CowTextCell *cell, GError **error)
{
  guint32 code = cow_text_table_intern_tagged (&column->strings, &builder->memory, cell->text, cell->length, cell->string.tag, error);

  column->cells.u32[row] = code;
  column->valid.u64[row >> 6] |= (guint64)1 << (row & 63);
  return code != G_MAXUINT32;
}

static gboolean
set_text_cell (CowBuilder *builder, CowBuilderColumn *column, guint64 row, const CowTextCell *cell, GError **error)
{
  CowValue value = { .type = (CowType)cell->type };

  if (value.type == COW_TYPE_STRING && column->type == COW_TYPE_STRING && row < column->rows)
    return set_new_text (builder, column, row, cell, error);
  if (value.type == COW_TYPE_BOOL)
    value.boolean = cell->integer != 0;
  else if (value.type == COW_TYPE_INT)
    value.integer = cell->integer;
  else if (value.type == COW_TYPE_REAL)
    value.real = cell->real;
  return set_cell (builder, column, row, &value, column->declared && value.type != COW_TYPE_STRING ? NULL : cell->text, cell->length, error);
}

/* Sets a cell that needs nothing but a place; FALSE: not such a one. */
static inline gboolean
set_plain_cell (CowBuilderColumn *column, guint64 row, const CowTextCell *cell)
{
  if (cell->type != (guint32)column->type || row >= column->rows)
    return FALSE;
  switch (column->type)
    {
    case COW_TYPE_BOOL:
      column->cells.u8[row] = cell->integer != 0;
      break;
    case COW_TYPE_INT:
      column->cells.i64[row] = cell->integer;
      break;
    case COW_TYPE_REAL:
      if (!column->declared)
        return FALSE; /* its text is kept */
      column->cells.f64[row] = cell->real == 0 ? 0 : cell->real;
      break;
    case COW_TYPE_STRING:
      if (cell->string.code == COW_CODE_NONE)
        return FALSE;
      column->cells.u32[row] = cell->string.code;
      break;
    case COW_TYPE_NULL:
      return FALSE;
    }
  column->valid.u64[row >> 6] |= (guint64)1 << (row & 63);
  return TRUE;
}

gboolean
cow_builder_cells (CowBuilder *builder, guint index, guint64 first_row, guint count, const CowTextCell *cells, guint stride, guint *done,
                   GError **error)
{
  CowBuilderColumn *column = builder->columns->pdata[index];

  *done = 0;
  if (!reach_cells (builder, column, first_row, count, cells, stride, error))
    return FALSE;
  for (; *done < count; ++*done, cells += stride)
    if (cells->type != COW_TYPE_NULL && !set_plain_cell (column, first_row + *done, cells)
        && !set_text_cell (builder, column, first_row + *done, cells, error))
      return FALSE;
  return TRUE;
}
