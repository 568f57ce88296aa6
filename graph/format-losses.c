/* format-losses.c - what a format has no place for, told before it is written: nothing of a graph is lost silently. */
#include "graph/format.h"

#include <string.h>

gboolean
cow_graph_is_numbered (const CowGraph *graph, guint64 first)
{
  char buffer[24], wanted[24];

  if (graph->n > 0 && graph->meta->names_kind == COW_NAMES_SEQUENCE)
    return graph->meta->first_number == first;
  for (guint32 appearance = 0; appearance < graph->n; appearance++)
    {
      gsize length;
      const char *name = cow_graph_name (graph, cow_graph_vertex_at (graph, appearance), buffer, &length);

      if (cow_number_format_int ((gint64)(first + appearance), wanted) != length || memcmp (name, wanted, length) != 0)
        return FALSE;
    }
  return TRUE;
}

/* What only a string can hold. */
static gboolean
is_plain_text (const char *text, gsize length)
{
  double number;

  return !cow_number_parse_real (text, length, &number) && !(length == 4 && g_ascii_strncasecmp (text, "true", 4) == 0)
         && !(length == 5 && g_ascii_strncasecmp (text, "false", 5) == 0);
}

gboolean
cow_column_needs_type (const CowColumn *column)
{
  if (column->n_null == column->rows)
    return TRUE;
  if (column->type != COW_TYPE_STRING)
    return column->type == COW_TYPE_REAL;
  for (guint64 code = 0; code < column->n_codes; code++)
    {
      guint64 offset = column->text_offsets[code], length = column->text_offsets[code + 1] - offset;

      if (is_plain_text (column->text_bytes + offset, (gsize)length))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_carried (const CowFormat *format, const char *name)
{
  g_auto (GStrv) words = g_strsplit (format->carries != NULL ? format->carries : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize length = strlen (words[i]);

      if (length > 0 && strncmp (name, words[i], length) == 0
          && (name[length] == '\0' || (name[length] == '_' && g_ascii_isdigit (name[length + 1]))))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_empty (const CowFormat *format, const CowColumn *column)
{
  return (format->loses & COW_LOSES_EMPTY_COLUMNS) && column->n_null == column->rows;
}

static gboolean
is_lost (const CowFormat *format, const CowColumn *column)
{
  return !is_carried (format, column->name) && (format->loses & (column->on_vertex ? COW_LOSES_VERTEX_COLUMNS : COW_LOSES_EDGE_COLUMNS));
}

/* Reals are written so that they are found to be reals. */
static gboolean
changes_type (const CowFormat *format, const CowColumn *column)
{
  return (format->loses & COW_LOSES_TYPES) && !is_lost (format, column) && !is_empty (format, column)
         && (column->type != COW_TYPE_REAL || column->n_null == column->rows) && cow_column_needs_type (column);
}

typedef struct
{
  const CowFormat *format;
  const CowGraph *graph;
  void (*tell) (const char *message, gpointer user);
  gpointer user;
} Teller;

static void
tell (const Teller *teller, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
tell (const Teller *teller, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_autofree char *whole = g_strdup_printf ("%s: %s", teller->format->name, message);
  teller->tell (whole, teller->user);
}

/* The columns of one side for which `test` holds, in one message. */
static void
tell_columns (const Teller *teller, gboolean on_vertex, gboolean (*test) (const CowFormat *format, const CowColumn *column),
              const char *what)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint count = 0;

  for (guint i = 0; teller->graph->columns != NULL && i < teller->graph->columns->len; i++)
    {
      const CowColumn *column = teller->graph->columns->pdata[i];

      if (!column->on_vertex != !on_vertex || !test (teller->format, column))
        continue;
      if (++count <= 5)
        g_string_append_printf (names, "%s%.60s", count > 1 ? ", " : "", column->name);
    }
  if (count > 5)
    g_string_append_printf (names, " and %u more", count - 5);
  if (count > 0)
    tell (teller, "%s attribute%s %s: %s", on_vertex ? "vertex" : "edge", count == 1 ? "" : "s", what, names->str);
}

static guint32
count_isolated (const CowGraph *graph)
{
  guint32 count = 0;

  g_autofree guint8 *touched = g_try_malloc0 ((gsize)graph->n + 1);
  for (guint32 vertex = 0; touched != NULL && vertex < graph->n; vertex++)
    for (guint64 arc = graph->out.offsets[vertex]; arc < graph->out.offsets[vertex + 1]; arc++)
      touched[vertex] = touched[cow_csr_target (&graph->out, arc)] = 1;
  for (guint32 vertex = 0; touched != NULL && vertex < graph->n; vertex++)
    count += !touched[vertex];
  return count;
}

void
cow_format_tell_losses (const CowFormat *format, const CowGraph *graph, void (*say) (const char *message, gpointer user),
                        gpointer user)
{
  const Teller teller = { format, graph, say, user };
  guint32 isolated = format->loses & COW_LOSES_ISOLATED ? count_isolated (graph) : 0;

  if ((format->loses & COW_LOSES_NAMES) && !cow_graph_is_numbered (graph, 1))
    tell (&teller, "names are not kept: vertices are numbered from 1, in order of appearance");
  tell_columns (&teller, TRUE, is_lost, "not written");
  tell_columns (&teller, FALSE, is_lost, "not written");
  if ((format->loses & COW_LOSES_COORDINATES) && graph->coordinates != NULL)
    tell (&teller, "coordinates are not written");
  tell_columns (&teller, TRUE, is_empty, "without any value not written");
  tell_columns (&teller, FALSE, is_empty, "without any value not written");
  tell_columns (&teller, TRUE, changes_type, "that may come back as of another type");
  tell_columns (&teller, FALSE, changes_type, "that may come back as of another type");
  if ((format->loses & COW_LOSES_DIRECTION) && !graph->directed)
    tell (&teller, "that edges have no direction is not written: load it --undirected");
  if (isolated > 0)
    tell (&teller, "%u vert%s without edges not written", isolated, isolated == 1 ? "ex" : "ices");
}
