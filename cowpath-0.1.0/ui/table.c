/* table.c - rows of cells as an aligned table on a stream.
 *
 * The trick: the first rows are held back to learn the widths; after that each row goes out at once and a
 * column only ever grows, so a table of any length takes the memory of one page. */
#include "config.h"

#include "ui/table.h"

#include <string.h>

#include "ui/text.h"

#define HELD_ROWS 100
#define GAP 2       /* blanks between columns */
#define LEAST_CUT 8 /* a last column is not cut below this: then the terminal wraps */
#define HEADER_ON "\033[1m"
#define HEADER_OFF "\033[0m"

struct _CowTableWriter
{
  guint n_columns;
  char **titles;
  gboolean *right;
  guint *widths;
  guint max_width;
  gboolean color;
  gboolean started; /* the header is out */
  GPtrArray *held;  /* of char **, NULL once started */
  GString *out;     /* the line being made, reused */
  void (*write) (const char *text, gsize length, gpointer user);
  gpointer user;
};

CowTableWriter *
cow_table_writer_new (const CowTableColumn *columns, guint n_columns, guint max_width, gboolean color,
                      void (*write) (const char *text, gsize length, gpointer user), gpointer user)
{
  CowTableWriter *writer = g_new0 (CowTableWriter, 1);
  writer->n_columns = n_columns;
  writer->titles = g_new0 (char *, n_columns + 1);
  writer->right = g_new0 (gboolean, n_columns + 1);
  writer->widths = g_new0 (guint, n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    {
      writer->titles[i] = cow_text_clean_dup (columns[i].title);
      writer->right[i] = columns[i].right;
      writer->widths[i] = cow_text_width (writer->titles[i], strlen (writer->titles[i]));
    }
  writer->max_width = max_width;
  writer->color = color;
  writer->held = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  writer->out = g_string_new (NULL);
  writer->write = write;
  writer->user = user;
  return writer;
}

static void
measure_row (CowTableWriter *writer, const char *const *cells)
{
  for (guint i = 0; i < writer->n_columns; i++)
    writer->widths[i] = MAX (writer->widths[i], cow_text_width (cells[i], strlen (cells[i])));
}

/* Columns the last cell may take: cut only when the others leave room for it. */
static guint
room_for_last (const CowTableWriter *writer)
{
  if (writer->max_width == 0)
    return G_MAXUINT;
  guint64 others = 0;
  for (guint i = 0; i + 1 < writer->n_columns; i++)
    others += writer->widths[i] + GAP;
  if (others + LEAST_CUT > writer->max_width)
    return G_MAXUINT;
  return writer->max_width - (guint)others;
}

static void
append_blanks (GString *out, gsize n)
{
  gsize old = out->len;
  g_string_set_size (out, old + n);
  memset (out->str + old, ' ', n);
}

static void
append_cell (CowTableWriter *writer, guint column, const char *cell)
{
  GString *out = writer->out;
  gsize length = strlen (cell);
  gboolean last = column + 1 == writer->n_columns;
  guint width = cow_text_width (cell, length);
  guint room = last ? room_for_last (writer) : G_MAXUINT;
  gboolean cut = width > room;
  if (cut)
    length = cow_text_fit (cell, length, room - 1, &width);
  guint full = MIN (writer->widths[column], room);
  guint padding = full > width + cut ? full - width - cut : 0;
  if (writer->right[column])
    append_blanks (out, padding);
  g_string_append_len (out, cell, (gssize)length);
  if (cut)
    g_string_append (out, "…");
  if (!last)
    append_blanks (out, (writer->right[column] ? 0 : padding) + GAP);
}

static void
write_row (CowTableWriter *writer, const char *const *cells, const char *before, const char *after)
{
  g_string_assign (writer->out, before);
  for (guint i = 0; i < writer->n_columns; i++)
    append_cell (writer, i, cells[i]);
  while (writer->out->len > strlen (before) && writer->out->str[writer->out->len - 1] == ' ')
    g_string_truncate (writer->out, writer->out->len - 1);
  g_string_append (writer->out, after);
  g_string_append_c (writer->out, '\n');
  writer->write (writer->out->str, writer->out->len, writer->user);
}

/**
 * cow_table_writer_flush:
 *
 * Writes the header and the rows held back; from here on rows go out as they come.
 */
void
cow_table_writer_flush (CowTableWriter *writer)
{
  if (writer->started)
    return;
  writer->started = TRUE;
  write_row (writer, (const char *const *)writer->titles, writer->color ? HEADER_ON : "",
             writer->color ? HEADER_OFF : "");
  for (guint i = 0; i < writer->held->len; i++)
    write_row (writer, g_ptr_array_index (writer->held, i), "", "");
  g_clear_pointer (&writer->held, g_ptr_array_unref);
}

/**
 * cow_table_writer_row:
 * @cells: n_columns cells of clean UTF-8 (cow_text_clean())
 *
 * Complexity: O(bytes of the row)
 */
void
cow_table_writer_row (CowTableWriter *writer, const char *const *cells)
{
  measure_row (writer, cells);
  if (writer->started)
    {
      write_row (writer, cells, "", "");
      return;
    }
  char **copy = g_new0 (char *, writer->n_columns + 1);
  for (guint i = 0; i < writer->n_columns; i++)
    copy[i] = g_strdup (cells[i]);
  g_ptr_array_add (writer->held, copy);
  if (writer->held->len >= HELD_ROWS)
    cow_table_writer_flush (writer);
}

void
cow_table_writer_free (CowTableWriter *writer)
{
  if (!writer)
    return;
  cow_table_writer_flush (writer);
  g_strfreev (writer->titles);
  g_free (writer->right);
  g_free (writer->widths);
  g_string_free (writer->out, TRUE);
  g_free (writer);
}
