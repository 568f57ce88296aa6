/* expr-eval.c - runs a program for one row: a switch in a loop, no allocation, no question about types.
 *
 * Null travels as a flag beside each value: an operation on a null passes the flag on without looking at the value. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "graph/expr-private.h"
#include "graph/input.h"

G_STATIC_ASSERT (G_STRUCT_OFFSET (CowRow, vertex) == COW_ROW_VERTEX * sizeof (guint32));
G_STATIC_ASSERT (G_STRUCT_OFFSET (CowRow, edge) == COW_ROW_EDGE * sizeof (guint32));
G_STATIC_ASSERT (G_STRUCT_OFFSET (CowRow, source) == COW_ROW_SOURCE * sizeof (guint32));
G_STATIC_ASSERT (G_STRUCT_OFFSET (CowRow, target) == COW_ROW_TARGET * sizeof (guint32));

static inline guint32
row_part (const CowRow *row, CowRowPart part)
{
  switch (part)
    {
    case COW_ROW_EDGE:
      return row->edge;
    case COW_ROW_SOURCE:
      return row->source;
    case COW_ROW_TARGET:
      return row->target;
    case COW_ROW_VERTEX:
      break;
    }
  return row->vertex;
}

int
cow_expr_compare_text (const char *a, gsize a_length, const char *b, gsize b_length)
{
  gsize length = MIN (a_length, b_length);
  int order = length ? memcmp (a, b, length) : 0;
  return order ? order : (a_length > b_length) - (a_length < b_length);
}

/* -1, 0, 1; 2 when b is not a number. Exact: no integer is rounded. */
static int
compare_mixed (gint64 a, double b)
{
  if (isnan (b))
    return 2;
  if (b >= 0x1p63)
    return -1;
  if (b < -0x1p63)
    return 1;
  gint64 whole = (gint64)b;
  if (a != whole)
    return a < whole ? -1 : 1;
  double rest = b - (double)whole;
  return rest > 0 ? -1 : rest < 0 ? 1 : 0;
}

/* An edge that an overlay adds has a number beyond the last row: its attributes are null. */
static inline gboolean
is_valid (const CowColumn *column, guint64 row)
{
  if (G_UNLIKELY (row >= column->rows))
    return FALSE;
  return !column->valid || ((column->valid[row >> 6] >> (row & 63)) & 1);
}

static void
load_text (const CowColumn *column, guint64 row, CowCell *cell)
{
  cell->null = !is_valid (column, row);
  if (cell->null)
    return;
  guint32 code = ((const guint32 *)column->cells)[row];
  cell->text = column->text_bytes + column->text_offsets[code];
  cell->length = (guint32)(column->text_offsets[code + 1] - column->text_offsets[code]);
}

/* Arcs that leave a vertex; in an undirected graph a loop touches it twice. */
static gint64
count_degree (const CowGraph *graph, guint32 vertex)
{
  gint64 degree = (gint64)cow_csr_degree (&graph->out, vertex);

  if (graph->directed || !graph->meta->n_loops)
    return degree;
  for (guint64 arc = graph->out.offsets[vertex]; arc < graph->out.offsets[vertex + 1]; arc++)
    degree += cow_csr_target (&graph->out, arc) == vertex;
  return degree;
}

static gboolean
find_integer (const GArray *list, gint64 value)
{
  const gint64 *items = (const gint64 *)(const void *)list->data;
  guint low = 0, high = list->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (items[middle] < value)
        low = middle + 1;
      else
        high = middle;
    }
  return low < list->len && items[low] == value;
}

static gboolean
find_real (const GArray *list, double value)
{
  const double *items = (const double *)(const void *)list->data;
  guint low = 0, high = list->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (items[middle] < value)
        low = middle + 1;
      else
        high = middle;
    }
  return low < list->len && items[low] == value;
}

static gboolean
find_text (const GArray *list, const char *text, gsize length)
{
  const CowValue *items = (const CowValue *)(const void *)list->data;
  guint low = 0, high = list->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      int order = cow_expr_compare_text (items[middle].text, items[middle].length, text, length);
      if (order == 0)
        return TRUE;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return FALSE;
}

/* ` for edge a -> b`, as far as the row is known. */
static char *
name_row (const CowExpr *expr, const CowRow *row)
{
  char buffers[2][24];
  gsize lengths[2];

  if (!row || !expr->graph || expr->scope == COW_SCOPE_VALUES)
    return g_strdup ("");
  if (expr->scope == COW_SCOPE_VERTEX)
    {
      const char *name = cow_graph_name (expr->graph, row->vertex, buffers[0], &lengths[0]);
      return g_strdup_printf (" for vertex %.*s", (int)lengths[0], name);
    }
  const char *source = cow_graph_name (expr->graph, row->source, buffers[0], &lengths[0]);
  const char *target = cow_graph_name (expr->graph, row->target, buffers[1], &lengths[1]);
  return g_strdup_printf (" for edge %.*s %s %.*s", (int)lengths[0], source, expr->graph->directed ? "->" : "--", (int)lengths[1], target);
}

static gboolean fail_row (const CowExpr *expr, const CowInstruction *at, const CowRow *row, GError **error, const char *format, ...)
    G_GNUC_PRINTF (5, 6);

static gboolean
fail_row (const CowExpr *expr, const CowInstruction *at, const CowRow *row, GError **error, const char *format, ...)
{
  g_autofree char *where = name_row (expr, row);
  va_list list;
  va_start (list, format);
  g_autofree char *what = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "%s at column %u%s", what, cow_expr_column_at (expr->text, at->place), where);
  return FALSE;
}

static gboolean
fail_overflow (const CowExpr *expr, const CowInstruction *at, const CowRow *row, gint64 a, const char *operator, gint64 b, GError **error)
{
  return fail_row (expr, at, row, error, "overflow of %" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT, a, operator, b);
}

/* 1 yes, 0 no, -1 error. */
static int
match_text (const CowExpr *expr, const CowInstruction *at, const CowRow *row, const CowPattern *pattern, const char *text, gsize length,
            GError **error)
{
  g_autoptr (GError) problem = NULL;
  const GRegex *regex = pattern->regex && g_utf8_validate_len (text, length, NULL) ? pattern->regex : pattern->raw;
  gboolean matched = g_regex_match_full (regex, text ? text : "", (gssize)length, 0, 0, NULL, &problem);

  if (!problem)
    return matched;
  fail_row (expr, at, row, error, "regular expression takes too long on a text of %" G_GSIZE_FORMAT " bytes", length);
  return -1;
}

/* The answer for a code is found once: columns repeat themselves. */
static int
match_code (const CowExpr *expr, const CowInstruction *at, const CowRow *row, CowPattern *pattern, gint64 code, GError **error)
{
  const CowAccess *access = expr->accesses->pdata[pattern->access];
  const guint64 *offsets = access->column.text_offsets;

  if (!pattern->known && !pattern->tried)
    {
      pattern->tried = TRUE;
      pattern->known = g_try_malloc0 (access->column.n_codes);
    }
  if (pattern->known && pattern->known[code])
    return pattern->known[code] - 1;
  int matched = match_text (expr, at, row, pattern, access->column.text_bytes + offsets[code], offsets[code + 1] - offsets[code], error);
  if (pattern->known && matched >= 0)
    pattern->known[code] = (guint8)(matched + 1);
  return matched;
}

static gint64
count_characters (const char *text, gsize length)
{
  gint64 count = 0;
  for (gsize i = 0; i < length; i++)
    count += ((guchar)text[i] & 0xc0) != 0x80;
  return count;
}

static void
change_case (GString *buffer, const CowCell *from, gboolean upper, CowCell *to)
{
  gboolean ascii = TRUE;

  for (guint32 i = 0; i < from->length && ascii; i++)
    ascii = (guchar)from->text[i] < 0x80;
  if (!ascii && g_utf8_validate_len (from->text, from->length, NULL))
    {
      g_autofree char *changed = upper ? g_utf8_strup (from->text, from->length) : g_utf8_strdown (from->text, from->length);
      g_string_assign (buffer, changed);
    }
  else
    {
      g_string_truncate (buffer, 0);
      g_string_append_len (buffer, from->text ? from->text : "", from->length);
      for (gsize i = 0; i < buffer->len; i++)
        buffer->str[i] = upper ? g_ascii_toupper (buffer->str[i]) : g_ascii_tolower (buffer->str[i]);
    }
  to->text = buffer->str;
  to->length = (guint32)buffer->len;
}

static gboolean
round_real (const CowExpr *expr, const CowInstruction *at, const CowRow *row, double value, gint64 *result, GError **error)
{
  double whole = at->op == COW_OP_FLOOR ? floor (value) : at->op == COW_OP_CEIL ? ceil (value) : round (value);
  char text[32];

  if (whole >= -0x1p63 && whole < 0x1p63)
    {
      *result = (gint64)whole;
      return TRUE;
    }
  cow_number_format_real (value, text);
  return fail_row (expr, at, row, error, "%s does not fit an integer", text);
}

static gboolean
fail_domain (const CowExpr *expr, const CowInstruction *at, const CowRow *row, const char *function, double value, GError **error)
{
  char text[32];

  cow_number_format_real (value, text);
  return fail_row (expr, at, row, error, "%s(%s) is not a number", function, text);
}

/* The operations that may fail or take long: kept out of the loop, which stays small. */
static gboolean
run_rare (CowExpr *expr, const CowInstruction *at, const CowRow *row, GError **error)
{
  CowCell *result = &expr->registers[at->result];
  const CowCell *a = &expr->registers[at->a];
  const CowAccess *access;
  CowList *list;
  gsize length;
  int matched;

  switch ((CowOp)at->op)
    {
    case COW_OP_LOAD_NAME:
      access = expr->accesses->pdata[at->aux];
      result->text = cow_graph_name (expr->graph, row_part (row, access->part), ((CowAccess *)access)->buffer, &length);
      result->length = (guint32)length;
      result->null = 0;
      return TRUE;
    case COW_OP_IN_STRING:
      list = expr->lists->pdata[at->aux];
      result->integer = find_text (list->strings, a->text, a->length);
      return TRUE;
    case COW_OP_MATCH:
      matched = match_text (expr, at, row, expr->patterns->pdata[at->aux], a->text, a->length, error);
      result->integer = matched;
      return matched >= 0;
    case COW_OP_MATCH_CODE:
      matched = match_code (expr, at, row, expr->patterns->pdata[at->aux], a->integer, error);
      result->integer = matched;
      return matched >= 0;
    case COW_OP_FLOOR:
    case COW_OP_CEIL:
    case COW_OP_ROUND:
      return round_real (expr, at, row, a->real, &result->integer, error);
    case COW_OP_LOG:
      if (a->real <= 0)
        return fail_domain (expr, at, row, "log", a->real, error);
      result->real = log (a->real);
      return TRUE;
    case COW_OP_SQRT:
      if (a->real < 0)
        return fail_domain (expr, at, row, "sqrt", a->real, error);
      result->real = sqrt (a->real);
      return TRUE;
    case COW_OP_LEN:
      result->integer = count_characters (a->text, a->length);
      return TRUE;
    case COW_OP_LOWER:
    case COW_OP_UPPER:
      change_case (expr->buffers->pdata[at->aux], a, at->op == COW_OP_UPPER, result);
      return TRUE;
    default:
      return TRUE;
    }
}

#define ACCESS ((const CowAccess *)accesses[at->aux])
#define ROW (row_part (row, access->part))
/* Passes a null on, and does the rest only for values. */
#define UNLESS_NULL(flag) \
  result->null = (flag); \
  if (!result->null)

gboolean
cow_expr_run (CowExpr *expr, const CowRow *row, GError **error)
{
  const CowInstruction *code = (const CowInstruction *)(const void *)expr->code->data;
  CowCell *registers = expr->registers;
  gpointer *accesses = expr->accesses->pdata;
  const CowCsr *out = expr->graph ? &expr->graph->out : NULL;
  const CowAccess *access;
  guint64 place;
  gint64 integer;

  if (G_UNLIKELY (!expr->resolved))
    cow_expr_resolve (expr);
  for (const CowInstruction *at = code;; at++)
    {
      CowCell *result = &registers[at->result];
      const CowCell *a = &registers[at->a], *b = &registers[at->b];
      switch ((CowOp)at->op)
        {
        case COW_OP_END:
        case COW_OP_COUNT:
          return TRUE;
        case COW_OP_JUMP:
          at = code + at->aux - 1;
          break;
        case COW_OP_JUMP_UNLESS:
          if (a->null || !a->integer)
            at = code + at->aux - 1;
          break;
        case COW_OP_JUMP_FALSE:
          if (!a->null && !a->integer)
            at = code + at->aux - 1;
          break;
        case COW_OP_JUMP_TRUE:
          if (!a->null && a->integer)
            at = code + at->aux - 1;
          break;
        case COW_OP_MOVE:
          *result = *a;
          break;

        case COW_OP_LOAD_INT:
          access = ACCESS;
          place = ROW;
          UNLESS_NULL (!is_valid (&access->column, place)) result->integer = ((const gint64 *)access->column.cells)[place];
          break;
        case COW_OP_LOAD_REAL:
          access = ACCESS;
          place = ROW;
          UNLESS_NULL (!is_valid (&access->column, place)) result->real = ((const double *)access->column.cells)[place];
          break;
        case COW_OP_LOAD_BOOL:
          access = ACCESS;
          place = ROW;
          UNLESS_NULL (!is_valid (&access->column, place)) result->integer = ((const guint8 *)access->column.cells)[place] != 0;
          break;
        case COW_OP_LOAD_STRING:
          access = ACCESS;
          load_text (&access->column, ROW, result);
          break;
        case COW_OP_LOAD_CODE:
          access = ACCESS;
          place = ROW;
          UNLESS_NULL (!is_valid (&access->column, place)) result->integer = ((const guint32 *)access->column.cells)[place];
          break;
        case COW_OP_EQUAL_CODE:
          access = ACCESS;
          place = ROW;
          UNLESS_NULL (!is_valid (&access->column, place))
          result->integer = ((const guint32 *)access->column.cells)[place] == b->integer;
          break;
        case COW_OP_LOAD_WEIGHT_NONE:
          result->null = 1;
          break;
        case COW_OP_LOAD_WEIGHT_U32:
          UNLESS_NULL (row->arc >= out->n_arcs)
          result->integer = out->targets[row->arc * 2 + 1];
          break;
        case COW_OP_LOAD_WEIGHT_I64:
          UNLESS_NULL (row->arc >= out->n_arcs)
          result->integer = out->weights_i64[row->arc];
          break;
        case COW_OP_LOAD_WEIGHT_F64:
          UNLESS_NULL (row->arc >= out->n_arcs)
          result->real = out->weights_f64[row->arc];
          break;
        case COW_OP_LOAD_EDGE:
          UNLESS_NULL (expr->graph && row->edge >= expr->graph->m)
          result->integer = row->edge;
          break;
        case COW_OP_LOAD_VERTEX:
          access = ACCESS;
          result->null = 0;
          result->integer = ROW;
          break;
        case COW_OP_LOAD_DEGREE:
          access = ACCESS;
          result->null = 0;
          result->integer = count_degree (expr->graph, ROW);
          break;
        case COW_OP_LOAD_APPEARANCE:
          access = ACCESS;
          result->null = 0;
          result->integer = cow_graph_appearance (expr->graph, ROW);
          break;
        case COW_OP_LOAD_COORDINATE:
          access = ACCESS;
          result->real = expr->graph->coordinates[(guint64)ROW * 2 + access->axis];
          result->null = isnan (result->real) != 0;
          break;
        case COW_OP_LOAD_NAME:
          if (!run_rare (expr, at, row, error))
            return FALSE;
          break;

        case COW_OP_TO_REAL:
          UNLESS_NULL (a->null) result->real = (double)a->integer;
          break;
        case COW_OP_NEGATE_INT:
          UNLESS_NULL (a->null) if (G_UNLIKELY (__builtin_sub_overflow ((gint64)0, a->integer, &result->integer)))
            return fail_row (expr, at, row, error, "overflow of -(%" G_GINT64_FORMAT ")", G_MININT64);
          break;
        case COW_OP_NEGATE_REAL:
          UNLESS_NULL (a->null) result->real = -a->real;
          break;
        case COW_OP_ADD_INT:
          UNLESS_NULL (a->null | b->null)
          {
            if (G_UNLIKELY (__builtin_add_overflow (a->integer, b->integer, &integer)))
              return fail_overflow (expr, at, row, a->integer, "+", b->integer, error);
            result->integer = integer;
          }
          break;
        case COW_OP_ADD_REAL:
          UNLESS_NULL (a->null | b->null) result->real = a->real + b->real;
          break;
        case COW_OP_SUBTRACT_INT:
          UNLESS_NULL (a->null | b->null)
          {
            if (G_UNLIKELY (__builtin_sub_overflow (a->integer, b->integer, &integer)))
              return fail_overflow (expr, at, row, a->integer, "-", b->integer, error);
            result->integer = integer;
          }
          break;
        case COW_OP_SUBTRACT_REAL:
          UNLESS_NULL (a->null | b->null) result->real = a->real - b->real;
          break;
        case COW_OP_MULTIPLY_INT:
          UNLESS_NULL (a->null | b->null)
          {
            if (G_UNLIKELY (__builtin_mul_overflow (a->integer, b->integer, &integer)))
              return fail_overflow (expr, at, row, a->integer, "*", b->integer, error);
            result->integer = integer;
          }
          break;
        case COW_OP_MULTIPLY_REAL:
          UNLESS_NULL (a->null | b->null) result->real = a->real * b->real;
          break;
        case COW_OP_DIVIDE:
          UNLESS_NULL (a->null | b->null)
          {
            if (G_UNLIKELY (b->real == 0))
              return fail_row (expr, at, row, error, "division by zero");
            result->real = a->real / b->real;
          }
          break;
        case COW_OP_REMAINDER_INT:
          UNLESS_NULL (a->null | b->null)
          {
            if (G_UNLIKELY (b->integer == 0))
              return fail_row (expr, at, row, error, "division by zero");
            result->integer = b->integer == -1 ? 0 : a->integer % b->integer;
          }
          break;
        case COW_OP_REMAINDER_REAL:
          UNLESS_NULL (a->null | b->null)
          {
            if (G_UNLIKELY (b->real == 0))
              return fail_row (expr, at, row, error, "division by zero");
            result->real = fmod (a->real, b->real);
          }
          break;

        case COW_OP_EQUAL_INT:
          UNLESS_NULL (a->null | b->null) result->integer = a->integer == b->integer;
          break;
        case COW_OP_LESS_INT:
          UNLESS_NULL (a->null | b->null) result->integer = a->integer < b->integer;
          break;
        case COW_OP_LESS_EQUAL_INT:
          UNLESS_NULL (a->null | b->null) result->integer = a->integer <= b->integer;
          break;
        case COW_OP_EQUAL_REAL:
          UNLESS_NULL (a->null | b->null) result->integer = a->real == b->real;
          break;
        case COW_OP_LESS_REAL:
          UNLESS_NULL (a->null | b->null) result->integer = a->real < b->real;
          break;
        case COW_OP_LESS_EQUAL_REAL:
          UNLESS_NULL (a->null | b->null) result->integer = a->real <= b->real;
          break;
        case COW_OP_EQUAL_MIXED:
          UNLESS_NULL (a->null | b->null) result->integer = compare_mixed (a->integer, b->real) == 0;
          break;
        case COW_OP_LESS_MIXED:
          UNLESS_NULL (a->null | b->null) result->integer = compare_mixed (a->integer, b->real) == -1;
          break;
        case COW_OP_LESS_EQUAL_MIXED:
          UNLESS_NULL (a->null | b->null) result->integer = compare_mixed (a->integer, b->real) <= 0;
          break;
        case COW_OP_GREATER_MIXED:
          UNLESS_NULL (a->null | b->null) result->integer = compare_mixed (a->integer, b->real) == 1;
          break;
        case COW_OP_GREATER_EQUAL_MIXED:
          UNLESS_NULL (a->null | b->null)
          {
            int order = compare_mixed (a->integer, b->real);
            result->integer = order == 0 || order == 1;
          }
          break;
        case COW_OP_EQUAL_STRING:
          UNLESS_NULL (a->null | b->null)
          result->integer = a->length == b->length && cow_expr_compare_text (a->text, a->length, b->text, b->length) == 0;
          break;
        case COW_OP_LESS_STRING:
          UNLESS_NULL (a->null | b->null) result->integer = cow_expr_compare_text (a->text, a->length, b->text, b->length) < 0;
          break;
        case COW_OP_LESS_EQUAL_STRING:
          UNLESS_NULL (a->null | b->null) result->integer = cow_expr_compare_text (a->text, a->length, b->text, b->length) <= 0;
          break;
        case COW_OP_IS_NULL:
          integer = a->null;
          result->integer = integer;
          result->null = 0;
          break;
        case COW_OP_AND: /* a is true or null: a false one has jumped */
          if (!b->null && !b->integer)
            *result = (CowCell){ .integer = 0 };
          else
            *result = (CowCell){ .integer = 1, .null = a->null | b->null };
          break;
        case COW_OP_OR: /* also behind `in`, where a may be anything */
          if ((!b->null && b->integer) || (!a->null && a->integer))
            *result = (CowCell){ .integer = 1 };
          else
            *result = (CowCell){ .integer = 0, .null = a->null | b->null };
          break;
        case COW_OP_NOT:
          UNLESS_NULL (a->null) result->integer = !a->integer;
          break;
        case COW_OP_IN_INT:
          UNLESS_NULL (a->null) result->integer = find_integer (((CowList *)expr->lists->pdata[at->aux])->integers, a->integer);
          break;
        case COW_OP_IN_REAL:
          UNLESS_NULL (a->null) result->integer = find_real (((CowList *)expr->lists->pdata[at->aux])->reals, a->real);
          break;

        case COW_OP_MIN_INT:
          UNLESS_NULL (a->null | b->null) result->integer = MIN (a->integer, b->integer);
          break;
        case COW_OP_MIN_REAL:
          UNLESS_NULL (a->null | b->null) result->real = isnan (a->real) || a->real < b->real ? a->real : b->real;
          break;
        case COW_OP_MAX_INT:
          UNLESS_NULL (a->null | b->null) result->integer = MAX (a->integer, b->integer);
          break;
        case COW_OP_MAX_REAL:
          UNLESS_NULL (a->null | b->null) result->real = isnan (a->real) || a->real > b->real ? a->real : b->real;
          break;
        case COW_OP_ABS_INT:
          UNLESS_NULL (a->null)
          {
            if (G_UNLIKELY (a->integer == G_MININT64))
              return fail_row (expr, at, row, error, "overflow of abs(%" G_GINT64_FORMAT ")", G_MININT64);
            result->integer = a->integer < 0 ? -a->integer : a->integer;
          }
          break;
        case COW_OP_ABS_REAL:
          UNLESS_NULL (a->null) result->real = fabs (a->real);
          break;
        case COW_OP_EXP:
          UNLESS_NULL (a->null) result->real = exp (a->real);
          break;
        case COW_OP_LOG:
        case COW_OP_SQRT:
        case COW_OP_FLOOR:
        case COW_OP_CEIL:
        case COW_OP_ROUND:
        case COW_OP_LEN:
        case COW_OP_LOWER:
        case COW_OP_UPPER:
        case COW_OP_IN_STRING:
        case COW_OP_MATCH:
        case COW_OP_MATCH_CODE:
          UNLESS_NULL (a->null) if (!run_rare (expr, at, row, error)) return FALSE;
          break;
        }
    }
}
