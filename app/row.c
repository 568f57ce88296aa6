/* row.c - see row.h: the writer, the reader of cells and the cutter.
 *
 * A record is a guint32 length in the machine's order, then its payload. A cell is a tag byte and its value, unaligned, so
 * everything goes through memcpy, which compilers turn into one move. A cell of a line of tsv or csv becomes text at once;
 * objects, which name their columns, are made from the record at the end of the row. All in the same buffer turn after turn: no allocation per row. */
#include "app/row.h"

#include <string.h>

#define RECORD_MAX_BYTES (1u << 31)  /* no record is longer; a longer one is damaged */
#define SLICE_BYTES (1u << 30)       /* a line of text longer than this goes as several records; only the first has rows */
#define PATH_MAX_VERTICES (1u << 28) /* a longer path would not fit in a record and is given as null */
#define TAIL_KEEP_BYTES (1u << 20)   /* a longer tail is given back once it is empty */
#define GATHERED_BYTES 3072          /* of lines that are written together: they fit a frame of the pool with what it adds */
#define LENGTH_BYTES ((guint)sizeof (guint32))
#define HEAD_BYTES (2 * LENGTH_BYTES) /* of a record of lines */

void
cow_rows_init (CowRows *rows, CowRowFormat format, const CowRowContext *context,
               void (*write) (const void *bytes, gsize length, gpointer user), gpointer user)
{
  *rows = (CowRows){ .write = write, .user = user, .format = format, .context = *context, .limit = G_MAXUINT64 };
  rows->record = g_byte_array_sized_new (256);
  rows->text = g_string_sized_new (256);
}

void
cow_rows_clear (CowRows *rows)
{
  g_clear_pointer (&rows->record, g_byte_array_unref);
  if (rows->text)
    g_string_free (rows->text, TRUE);
  rows->text = NULL;
}

/* Is a cell text as soon as it comes? */
static gboolean
is_direct (const CowRows *rows)
{
  return rows->format == COW_FORMAT_TSV || rows->format == COW_FORMAT_CSV;
}

/* Where the next line begins. */
static gsize
begin_line (CowRows *rows)
{
  if (rows->text->len == 0)
    g_string_append_len (rows->text, "\0\0\0\0\0\0\0", HEAD_BYTES);
  return rows->text->len;
}

void
cow_rows_begin (CowRows *rows)
{
  if (!is_direct (rows))
    {
      g_byte_array_set_size (rows->record, LENGTH_BYTES);
      return;
    }
  if (rows->is_open) /* a row that was not ended */
    g_string_truncate (rows->text, rows->start);
  rows->is_open = TRUE;
  rows->start = begin_line (rows);
  rows->n_cells = 0;
}

/* Appends a tag and `size` bytes of value (at most 8). */
static void
encode (CowRows *rows, CowCellTag tag, const void *value, guint size)
{
  guint8 cell[1 + 8];

  cell[0] = (guint8)tag;
  if (size)
    memcpy (cell + 1, value, size);
  g_byte_array_append (rows->record, cell, 1 + size);
}

static void
put (CowRows *rows, const CowCell *cell)
{
  guint32 count;

  if (is_direct (rows))
    {
      cow_row_format_cell (rows->text, cell, rows->n_cells++, rows->format, &rows->context);
      return;
    }
  switch (cell->tag)
    {
    case COW_CELL_IS_VERTEX:
      encode (rows, cell->tag, &cell->vertex, sizeof cell->vertex);
      break;
    case COW_CELL_IS_INT:
      encode (rows, cell->tag, &cell->integer, sizeof cell->integer);
      break;
    case COW_CELL_IS_REAL:
      encode (rows, cell->tag, &cell->real, sizeof cell->real);
      break;
    case COW_CELL_IS_BOOL:
      encode (rows, cell->tag, &(guint8){ cell->boolean != FALSE }, 1);
      break;
    case COW_CELL_IS_TEXT:
    case COW_CELL_IS_DIGITS:
      count = (guint32)cell->length;
      encode (rows, cell->tag, &count, sizeof count);
      g_byte_array_append (rows->record, (const guint8 *)cell->text, count);
      break;
    case COW_CELL_IS_PATH:
      count = (guint32)cell->n;
      encode (rows, cell->tag, &count, sizeof count);
      g_byte_array_append (rows->record, cell->path, count * (guint)sizeof (guint32));
      break;
    case COW_CELL_IS_NULL:
    case COW_CELL_IS_UNREACHABLE:
    default:
      encode (rows, cell->tag, NULL, 0);
      break;
    }
}

void
cow_rows_null (CowRows *rows)
{
  put (rows, &(CowCell){ .tag = COW_CELL_IS_NULL });
}

void
cow_rows_vertex (CowRows *rows, guint32 vertex)
{
  if (vertex == COW_VERTEX_NONE)
    cow_rows_null (rows);
  else
    put (rows, &(CowCell){ .tag = COW_CELL_IS_VERTEX, .vertex = vertex });
}

void
cow_rows_int (CowRows *rows, gint64 value)
{
  put (rows, &(CowCell){ .tag = COW_CELL_IS_INT, .integer = value });
}

void
cow_rows_real (CowRows *rows, double value)
{
  put (rows, &(CowCell){ .tag = COW_CELL_IS_REAL, .real = value });
}

void
cow_rows_cost (CowRows *rows, CowCost cost)
{
  switch (cost.kind)
    {
    case COW_COST_INT:
      cow_rows_int (rows, cost.integer);
      break;
    case COW_COST_REAL:
      cow_rows_real (rows, cost.real);
      break;
    case COW_COST_UNREACHABLE:
    default:
      put (rows, &(CowCell){ .tag = COW_CELL_IS_UNREACHABLE });
      break;
    }
}

void
cow_rows_bool (CowRows *rows, gboolean value)
{
  put (rows, &(CowCell){ .tag = COW_CELL_IS_BOOL, .boolean = value });
}

/* Names end at 64 MiB, the longest line a reader takes. */
static void
put_text (CowRows *rows, CowCellTag tag, const char *text, gsize bytes)
{
  put (rows, &(CowCell){ .tag = tag, .text = text, .length = MIN (bytes, SLICE_BYTES / 4) });
}

void
cow_rows_text (CowRows *rows, const char *text, gssize length)
{
  put_text (rows, COW_CELL_IS_TEXT, text, length < 0 ? strlen (text) : (gsize)length);
}

void
cow_rows_digits (CowRows *rows, const char *digits)
{
  put_text (rows, COW_CELL_IS_DIGITS, digits, strlen (digits));
}

void
cow_rows_value (CowRows *rows, const CowValue *value)
{
  switch (value->type)
    {
    case COW_TYPE_BOOL:
      cow_rows_bool (rows, value->boolean);
      break;
    case COW_TYPE_INT:
      cow_rows_int (rows, value->integer);
      break;
    case COW_TYPE_REAL:
      cow_rows_real (rows, value->real);
      break;
    case COW_TYPE_STRING:
      cow_rows_text (rows, value->text, (gssize)value->length);
      break;
    case COW_TYPE_NULL:
    default:
      cow_rows_null (rows);
      break;
    }
}

void
cow_rows_path (CowRows *rows, const guint32 *vertices, gsize n)
{
  if (n > PATH_MAX_VERTICES)
    cow_rows_null (rows);
  else
    put (rows, &(CowCell){ .tag = COW_CELL_IS_PATH, .path = (const guint8 *)vertices, .n = n });
}

/* Writes a record of lines that stand from `at` on, after room for its head. */
static void
write_lines (CowRows *rows, char *at, gsize length)
{
  guint32 head[] = { (guint32)(length + sizeof (guint32)), rows->n_lines };

  memcpy (at, head, sizeof head);
  rows->write (at, sizeof head + length, rows->user);
  rows->n_lines = 0;
}

void
cow_rows_flush (CowRows *rows)
{
  char *at = rows->text->str;

  if (rows->is_open)
    g_string_truncate (rows->text, rows->start);
  rows->is_open = FALSE;
  if (rows->text->len <= HEAD_BYTES)
    return;
  for (gsize left = rows->text->len - HEAD_BYTES, size; left > 0; left -= size, at += size)
    write_lines (rows, at, size = MIN (left, SLICE_BYTES)); /* the heads after the first: over the end of a slice that is gone already */
  g_string_truncate (rows->text, 0);
}

/* The line of a row that is complete. */
static void
end_text (CowRows *rows)
{
  GByteArray *record = rows->record;

  if (is_direct (rows))
    {
      rows->is_open = FALSE;
      cow_row_format_end (rows->text, rows->start, rows->n_cells, rows->format, &rows->context);
    }
  else
    {
      begin_line (rows);
      cow_row_format_record (rows->text, record->data + LENGTH_BYTES, record->len - LENGTH_BYTES, rows->format, &rows->context);
    }
  rows->n_lines++;
  if (!rows->gathers || rows->text->len >= GATHERED_BYTES)
    cow_rows_flush (rows);
}

gboolean
cow_rows_end (CowRows *rows)
{
  GByteArray *record = rows->record;

  if (rows->rows >= rows->limit)
    return FALSE;
  if (rows->format == COW_FORMAT_CELLS)
    {
      guint32 size = record->len - LENGTH_BYTES;

      memcpy (record->data, &size, sizeof size);
      rows->write (record->data, record->len, rows->user);
    }
  else
    end_text (rows);
  return ++rows->rows < rows->limit;
}

/* Copies `size` bytes at *at, when they are there. */
static gboolean
take_bytes (const guint8 **at, const guint8 *end, void *value, gsize size)
{
  if ((gsize)(end - *at) < size)
    return FALSE;
  memcpy (value, *at, size);
  *at += size;
  return TRUE;
}

/* Reads a count and steps over that many things of `unit` bytes, which stay where they are. */
static gboolean
take_block (const guint8 **at, const guint8 *end, gsize unit, const guint8 **block, gsize *n)
{
  guint32 count;

  if (!take_bytes (at, end, &count, sizeof count) || (gsize)(end - *at) / unit < count)
    return FALSE;
  *block = *at;
  *n = count;
  *at += count * unit;
  return TRUE;
}

static gboolean
take_value (const guint8 **at, const guint8 *end, CowCell *cell)
{
  const guint8 *block;
  gsize n;
  guint8 byte;

  switch (cell->tag)
    {
    case COW_CELL_IS_NULL:
    case COW_CELL_IS_UNREACHABLE:
      return TRUE;
    case COW_CELL_IS_VERTEX:
      return take_bytes (at, end, &cell->vertex, sizeof cell->vertex);
    case COW_CELL_IS_INT:
      return take_bytes (at, end, &cell->integer, sizeof cell->integer);
    case COW_CELL_IS_REAL:
      return take_bytes (at, end, &cell->real, sizeof cell->real);
    case COW_CELL_IS_BOOL:
      if (!take_bytes (at, end, &byte, sizeof byte))
        return FALSE;
      cell->boolean = byte != 0;
      return TRUE;
    case COW_CELL_IS_TEXT:
    case COW_CELL_IS_DIGITS:
      if (!take_block (at, end, 1, &block, &n))
        return FALSE;
      /* Digits are written and compared as they are. */
      for (guint32 i = 0; cell->tag == COW_CELL_IS_DIGITS && i < n; i++)
        if (!g_ascii_isdigit (block[i]))
          return FALSE;
      cell->text = (const char *)block;
      cell->length = n;
      return TRUE;
    case COW_CELL_IS_PATH:
      if (!take_block (at, end, sizeof (guint32), &block, &n))
        return FALSE;
      cell->path = block;
      cell->n = n;
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
cow_cell_next (const guint8 **at, const guint8 *end, CowCell *cell)
{
  const guint8 *next = *at;

  if (next >= end)
    return FALSE;
  cell->tag = (CowCellTag)*next++;
  if (!take_value (&next, end, cell))
    return FALSE;
  *at = next;
  return TRUE;
}

static guint32
read_length (const guint8 *bytes)
{
  guint32 length;

  memcpy (&length, bytes, sizeof length);
  return length;
}

/* Moves up to `wanted - tail->len` bytes to the tail. Returns: the tail has what is wanted. */
static gboolean
fill_tail (GByteArray *tail, gsize wanted, const guint8 **bytes, gsize *length)
{
  gsize take = wanted > tail->len ? MIN (wanted - tail->len, *length) : 0;

  if (take)
    g_byte_array_append (tail, *bytes, (guint)take);
  *bytes += take;
  *length -= take;
  return tail->len >= wanted;
}

/* Completes the record in the tail. FALSE: it needs more bytes, or its length is damaged: then its first bytes stay in the
 * tail for ever and everything after them is dropped. */
static gboolean
finish_tail (CowRecordCutter *cutter, const guint8 **bytes, gsize *length, CowRecordFunc func, gpointer user)
{
  GByteArray *tail = cutter->tail;
  guint32 size;

  if (!fill_tail (tail, LENGTH_BYTES, bytes, length))
    return FALSE;
  size = read_length (tail->data);
  if (size > RECORD_MAX_BYTES || !fill_tail (tail, (gsize)size + LENGTH_BYTES, bytes, length))
    return FALSE;
  func (tail->data + LENGTH_BYTES, size, user);
  if (tail->len > TAIL_KEEP_BYTES)
    cow_record_cutter_clear (cutter);
  else
    g_byte_array_set_size (tail, 0);
  return TRUE;
}

void
cow_record_cutter_feed (CowRecordCutter *cutter, const guint8 *bytes, gsize length, CowRecordFunc func, gpointer user)
{
  if (cutter->tail && cutter->tail->len && !finish_tail (cutter, &bytes, &length, func, user))
    return;
  while (length >= LENGTH_BYTES)
    {
      guint32 size = read_length (bytes);

      if (length - LENGTH_BYTES < size)
        break;
      func (bytes + LENGTH_BYTES, size, user);
      bytes += LENGTH_BYTES + size;
      length -= LENGTH_BYTES + size;
    }
  if (!length)
    return;
  if (!cutter->tail)
    cutter->tail = g_byte_array_new ();
  finish_tail (cutter, &bytes, &length, func, user);
}

void
cow_record_cutter_clear (CowRecordCutter *cutter)
{
  g_clear_pointer (&cutter->tail, g_byte_array_unref);
}
