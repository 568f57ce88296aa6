/* edge-rows.c - rows in groups: the places where names of a group are looked up are fetched while its other lines are still cut,
 * so that a table larger than the caches costs one wait for many names. */
#include "graph/file/edge-rows.h"

#include <string.h>

#include "graph/digits.h"
#include "graph/text-table.h"

#define GROUP 64 /* rows: a few first-level caches of slots; texts are held for their time */

void
cow_edge_rows_clear (CowEdgeRows *rows)
{
  if (rows->fields.items)
    cow_fields_clear (&rows->fields);
  g_clear_pointer (&rows->lines, g_free);
  g_clear_pointer (&rows->unknown, g_free);
  g_clear_pointer (&rows->cells, g_free);
  g_clear_pointer (&rows->names, g_free);
}

gboolean
cow_edge_weight_parse (const CowField *field, CowType type, CowCost *weight)
{
  gint64 integer;
  double real;
  gboolean digits = TRUE;

  if (cow_number_parse_int (field->text, field->length, &integer))
    {
      *weight = cow_cost_int (integer);
      return TRUE;
    }
  if (type == COW_TYPE_INT || !cow_number_parse_real (field->text, field->length, &real) || !isfinite (real))
    return FALSE;
  for (gsize i = 0; i < field->length; i++)
    digits &= g_ascii_isdigit (field->text[i]) || field->text[i] == '-' || field->text[i] == '+';
  *weight = cow_cost_real (real);
  return !digits; /* an integer beyond 64 bits */
}

/* Room for `capacity` edges and the cells of a group more. */
static gboolean
make_room (CowEdgeRows *rows, const CowPlainEdges *edges, guint n_columns)
{
  gsize cells = ((gsize)edges->count + GROUP) * MAX (n_columns, 1);

  if (!rows->fields.items)
    cow_fields_init (&rows->fields);
  if (!rows->lines)
    {
      rows->lines = g_try_new (guint32, edges->capacity);
      rows->unknown = g_try_new (CowTextRef, 2 * (gsize)edges->capacity);
      rows->names = g_try_new (CowTextRef, 2 * GROUP);
    }
  if (cells > rows->cells_room)
    {
      gsize room = MAX (cells, rows->cells_room * 2);
      CowTextCell *larger = g_try_renew (CowTextCell, rows->cells, room);

      if (!larger)
        return FALSE;
      rows->cells = larger;
      rows->cells_room = room;
    }
  return rows->lines && rows->unknown && rows->names;
}

static inline gboolean
take_text (const CowTextTable *texts, const CowField *field, CowTextCell *cell)
{
  cell->type = COW_TYPE_STRING;
  cell->string.tag = cow_text_tag (field->text, field->length);
  cell->string.code = texts ? cow_text_table_find (texts, field->text, field->length, cell->string.tag) : COW_CODE_NONE;
  return TRUE;
}

/* FALSE: not of the type of the column. */
static inline gboolean
take_cell (const CowRowField *column, const CowField *field, CowTextCell *cell)
{
  CowValue value;

  cell->type = COW_TYPE_NULL;
  cell->length = (guint32)field->length;
  cell->text = field->text;
  if (field->length == 0 && !(field->quoted && column->type == COW_TYPE_STRING))
    return TRUE;
  if (column->type == COW_TYPE_STRING || column->texts)
    return take_text (column->texts, field, cell);
  if (column->type == COW_TYPE_NULL)
    value = cow_builder_guess_cell (field->text, field->length);
  else if (!cow_column_parse_cell (column->type, field, &value))
    return FALSE;
  if (value.type == COW_TYPE_STRING)
    return take_text (NULL, field, cell);
  cell->type = value.type;
  if (value.type == COW_TYPE_BOOL)
    cell->integer = value.boolean;
  else if (value.type == COW_TYPE_INT)
    cell->integer = value.integer;
  else
    cell->real = value.real;
  return TRUE;
}

/* A name for later, or the number it is. */
static inline gboolean
take_name (const CowRowShape *shape, const CowField *field, CowTextRef *name, guint32 *number)
{
  guint64 value;

  if (field->length == 0 && !field->quoted)
    return FALSE;
  if (shape->names)
    {
      *name = (CowTextRef){ field->text, (guint32)field->length, cow_text_tag (field->text, field->length) };
      cow_text_table_prefetch (shape->names, name->tag);
      return TRUE;
    }
  if (!cow_digits_parse (field->text, field->length, &value) || value > COW_PLAIN_LARGEST)
    return FALSE;
  *number = (guint32)value;
  return TRUE;
}

/* The fields of one line as edge number edges->count. FALSE: unusual. */
static inline gboolean
take_row (CowEdgeRows *rows, CowPlainEdges *edges, const CowRowShape *shape, CowTextRef *names)
{
  const CowFields *fields = &rows->fields;
  const CowField *first = fields->items;
  CowTextCell *cell = rows->cells + (gsize)edges->count * shape->n_columns, *end = cell + shape->n_columns;
  CowCost weight = cow_cost_unreachable ();

  if (fields->n < shape->least || fields->n > shape->n_fields || fields->unquoted->len > 0
      || (!first->quoted && first->length >= 2 && memcmp (first->text, "//", 2) == 0)
      || !take_name (shape, &fields->items[shape->source], names, &edges->from[edges->count])
      || !take_name (shape, &fields->items[shape->target], names + 1, &edges->to[edges->count]))
    return FALSE;
  for (guint i = 0; i < fields->n; i++)
    {
      const CowRowField *column = &shape->fields[i];

      if (column->role == COW_ROLE_ATTRIBUTE ? !take_cell (column, &fields->items[i], cell++)
                                             : column->role == COW_ROLE_WEIGHT && !cow_edge_weight_parse (&fields->items[i], column->type, &weight))
        return FALSE;
    }
  for (; cell < end; cell++)
    cell->type = COW_TYPE_NULL;
  return cow_plain_edges_weigh (edges, weight);
}

/* Looks up the names of the edges from `begin` on. */
static void
find_names (CowEdgeRows *rows, CowPlainEdges *edges, const CowTextTable *table, guint begin)
{
  for (guint i = begin; i < edges->count; i++)
    for (guint end = 0; end < 2; end++)
      {
        const CowTextRef *name = &rows->names[2 * (i - begin) + end];
        guint32 code = cow_text_table_find (table, name->text, name->length, name->tag);

        *(end == 0 ? &edges->from[i] : &edges->to[i]) = code;
        if (code == G_MAXUINT32)
          rows->unknown[rows->n_unknown++] = *name;
      }
}

/* Up to GROUP rows; *odd: a line stands in the way. */
static const char *
scan_group (CowEdgeRows *rows, CowPlainEdges *edges, const CowRowShape *shape, const char *base, const char *at, const char *end, gboolean *odd)
{
  const guint begin = edges->count, most = MIN (edges->capacity - begin, GROUP);

  while (at < end && edges->count - begin < most)
    {
      const char *next;
      CowSplit split = cow_fields_split (&rows->fields, at, end, shape->delimiter, &next);

      *odd = split != COW_SPLIT_NOTHING
             && (split != COW_SPLIT_FIELDS || !take_row (rows, edges, shape, &rows->names[2 * (edges->count - begin)]));
      if (*odd)
        break;
      if (split == COW_SPLIT_FIELDS)
        rows->lines[edges->count++] = (guint32)(at - base);
      at = next;
    }
  if (shape->names)
    find_names (rows, edges, shape->names, begin);
  return at;
}

const char *
cow_edge_rows_scan (CowEdgeRows *rows, CowPlainEdges *edges, const CowPlainShape *shape, const char *at, const char *end)
{
  const char *base = at;
  gboolean odd = FALSE;

  edges->count = 0;
  edges->kind = COW_WEIGHT_NONE;
  if (!shape->rows)
    return cow_plain_edges_scan (edges, shape, at, end);
  rows->n_unknown = 0;
  rows->n_columns = shape->rows->n_columns;
  while (at < end && !odd && edges->count < edges->capacity && make_room (rows, edges, shape->rows->n_columns))
    {
      cow_builder_hold_texts (shape->rows->builder);
      at = scan_group (rows, edges, shape->rows, base, at, end, &odd);
      cow_builder_release_texts (shape->rows->builder);
    }
  return at;
}
