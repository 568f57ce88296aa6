/* row.c - see row.h: the writer, the reader of cells and the cutter.
 *
 * A record is a guint32 length in the machine's order, then its payload. A cell is a tag byte and its value, unaligned, so
 * everything goes through memcpy, which compilers turn into one move. Text lines are made from the same cells at the end of
 * the row, in the same buffer turn after turn: no allocation per row. */
#include "app/row.h"

#include <string.h>

#define RECORD_MAX_BYTES (1u << 31)  /* no record is longer; a longer one is damaged */
#define SLICE_BYTES (1u << 30)       /* a line of text longer than this goes as several records */
#define PATH_MAX_VERTICES (1u << 28) /* a longer path would not fit in a record and is given as null */
#define TAIL_KEEP_BYTES (1u << 20)   /* a longer tail is given back once it is empty */
#define GATHERED_BYTES 3072          /* of lines that are written together: they fit a frame of the pool with what it adds */
#define LENGTH_BYTES ((guint)sizeof (guint32))

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

void
cow_rows_begin (CowRows *rows)
{
  g_byte_array_set_size (rows->record, LENGTH_BYTES);
}

/* Appends a tag and `size` bytes of value (at most 8). */
static void
put_cell (CowRows *rows, CowCellTag tag, const void *value, guint size)
{
  guint8 cell[1 + 8];

  cell[0] = (guint8)tag;
  if (size)
    memcpy (cell + 1, value, size);
  g_byte_array_append (rows->record, cell, 1 + size);
}

void
cow_rows_null (CowRows *rows)
{
  put_cell (rows, COW_CELL_IS_NULL, NULL, 0);
}

void
cow_rows_vertex (CowRows *rows, guint32 vertex)
{
  if (vertex == COW_VERTEX_NONE)
    cow_rows_null (rows);
  else
    put_cell (rows, COW_CELL_IS_VERTEX, &vertex, sizeof vertex);
}

void
cow_rows_int (CowRows *rows, gint64 value)
{
  put_cell (rows, COW_CELL_IS_INT, &value, sizeof value);
}

void
cow_rows_real (CowRows *rows, double value)
{
  put_cell (rows, COW_CELL_IS_REAL, &value, sizeof value);
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
      put_cell (rows, COW_CELL_IS_UNREACHABLE, NULL, 0);
      break;
    }
}

void
cow_rows_bool (CowRows *rows, gboolean value)
{
  guint8 byte = value != FALSE;

  put_cell (rows, COW_CELL_IS_BOOL, &byte, sizeof byte);
}

static void
put_text (CowRows *rows, CowCellTag tag, const char *text, gsize bytes)
{
  guint32 size = (guint32)MIN (bytes, SLICE_BYTES / 4); /* names end at 64 MiB, the longest line a reader takes */

  put_cell (rows, tag, &size, sizeof size);
  if (size)
    g_byte_array_append (rows->record, (const guint8 *)text, size);
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
  guint32 count = (guint32)n;

  if (n > PATH_MAX_VERTICES)
    {
      cow_rows_null (rows);
      return;
    }
  put_cell (rows, COW_CELL_IS_PATH, &count, sizeof count);
  if (n)
    g_byte_array_append (rows->record, (const guint8 *)vertices, (guint)(n * sizeof *vertices));
}

void
cow_rows_flush (CowRows *rows)
{
  if (rows->text->len)
    rows->write (rows->text->str, rows->text->len, rows->user);
  g_string_truncate (rows->text, 0);
}

/* Writes the line that stands in rows->text from `start` on, after room for its length, or leaves it there for others to follow. */
static void
write_text (CowRows *rows, gsize start)
{
  char *at = rows->text->str + start;
  gsize left = rows->text->len - start - LENGTH_BYTES;
  guint32 size = (guint32)MIN (left, SLICE_BYTES);

  memcpy (at, &size, sizeof size);
  if (left <= SLICE_BYTES)
    {
      if (!rows->gathers || rows->text->len >= GATHERED_BYTES)
        cow_rows_flush (rows);
      return;
    }
  if (start)
    rows->write (rows->text->str, start, rows->user);
  do
    {
      size = (guint32)MIN (left, SLICE_BYTES);
      memcpy (at, &size, sizeof size); /* over the end of the slice before, which is gone already */
      rows->write (at, LENGTH_BYTES + size, rows->user);
      at += size;
      left -= size;
    }
  while (left);
  g_string_truncate (rows->text, 0);
}

gboolean
cow_rows_end (CowRows *rows)
{
  GByteArray *record = rows->record;
  guint32 size = record->len - LENGTH_BYTES;

  if (rows->rows >= rows->limit)
    return FALSE;
  if (rows->format == COW_FORMAT_CELLS)
    {
      memcpy (record->data, &size, sizeof size);
      rows->write (record->data, record->len, rows->user);
    }
  else
    {
      gsize start = rows->text->len;

      g_string_append_len (rows->text, "\0\0\0", LENGTH_BYTES);
      cow_row_format_record (rows->text, record->data + LENGTH_BYTES, size, rows->format, &rows->context);
      write_text (rows, start);
    }
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
