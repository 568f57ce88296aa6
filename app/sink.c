/* sink.c - see sink.h. Text goes through one buffer; a FILE is a temporary beside it, renamed when complete. */
#include "app/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "app/database.h"
#include "pool/spawn.h"
#include "ui/table.h"

enum
{
  FLUSH_BYTES = 1 << 18
};

struct _CowSink
{
  CowSession *session;
  CowOutKind kind;
  CowRowFormat format;
  CowRowContext context; /* borrowed members */
  const CowCommand *command;
  CowGraphEntry *entry;
  char *target, *temporary;
  int fd; /* -1: the session's listener prints */
  pid_t pid;
  CowDatabase *database; /* NULL: text */
  GString *text;
  CowTableWriter *table;
  GString *cell_text;
  guint64 rows;
  gboolean opened; /* header or bracket is out */
  int failed_errno;
  /* into: */
  CowSet *set;
  int vertex_column, from_column, to_column, weight_column;
};

static void
write_out (CowSink *sink)
{
  gsize done = 0;

  if (sink->fd < 0)
    {
      if (sink->text->len)
        sink->session->listener.print (sink->text->str, sink->text->len, sink->session->listener.user);
    }
  else
    while (done < sink->text->len && !sink->failed_errno)
      {
        gssize n = write (sink->fd, sink->text->str + done, sink->text->len - done);

        if (n < 0 && errno == EINTR)
          continue;
        if (n < 0)
          sink->failed_errno = errno;
        else
          done += (gsize)n;
      }
  g_string_truncate (sink->text, 0);
}

static void
take_table_text (const char *text, gsize length, gpointer user)
{
  CowSink *sink = user;

  g_string_append_len (sink->text, text, (gssize)length);
  if (sink->text->len >= FLUSH_BYTES)
    write_out (sink);
}

static gboolean
open_file (CowSink *sink, GError **error)
{
  gboolean append = sink->kind == COW_OUT_APPEND;
  struct stat status;

  /* A device or a pipe (/dev/stdout, /dev/full) cannot be replaced by a rename: it is written in place. */
  if (append || (stat (sink->target, &status) == 0 && !S_ISREG (status.st_mode)))
    {
      sink->fd = open (sink->target, O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : 0), 0666);
      if (sink->fd < 0)
        return cow_fail (error, COW_STATUS_FILE, "cannot write \"%s\": %s", sink->target, g_strerror (errno));
      /* A header in the middle of a table helps nobody. */
      if (append && fstat (sink->fd, &status) == 0 && status.st_size > 0)
        sink->opened = sink->format == COW_FORMAT_TSV || sink->format == COW_FORMAT_CSV;
      return TRUE;
    }
  sink->temporary = g_strdup_printf ("%s.XXXXXX", sink->target);
  sink->fd = g_mkstemp_full (sink->temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (sink->fd < 0)
    {
      int saved = errno;

      g_clear_pointer (&sink->temporary, g_free);
      return cow_fail (error, COW_STATUS_FILE, "cannot write \"%s\": %s", sink->target, g_strerror (saved));
    }
  return TRUE;
}

/* In the temporary that open_file made; more rows go into the database itself, in one transaction. */
static gboolean
open_database (CowSink *sink, GError **error)
{
  gboolean append = sink->kind == COW_OUT_APPEND;
  struct stat status;

  if (stat (sink->target, &status) == 0 && !S_ISREG (status.st_mode))
    return cow_fail (error, COW_STATUS_FILE, "cannot write \"%s\": a database is a regular file", sink->target);
  if (!append && !open_file (sink, error))
    return FALSE;
  sink->database = cow_database_open (sink->target, append ? NULL : sink->temporary, sink->command->name, &sink->context, error);
  return sink->database != NULL;
}

static gboolean
open_set (CowSink *sink, GError **error)
{
  const CowRowContext *context = &sink->context;

  sink->vertex_column = sink->from_column = sink->to_column = sink->weight_column = -1;
  for (guint i = 0; i < context->n_columns; i++)
    {
      const char *name = context->columns[i].name;

      if (g_str_equal (name, "weight"))
        sink->weight_column = (int)i;
      if (context->columns[i].kind != COW_CELL_VERTEX)
        continue;
      if (g_str_equal (name, "from"))
        sink->from_column = (int)i;
      if (g_str_equal (name, "to"))
        sink->to_column = (int)i;
      if (g_str_equal (name, "vertex"))
        sink->vertex_column = (int)i;
    }
  if (sink->vertex_column < 0 && !(sink->command->flags & COW_COMMAND_EDGES))
    sink->vertex_column = sink->to_column;
  for (guint i = 0; i < context->n_columns && sink->vertex_column < 0 && !(sink->command->flags & COW_COMMAND_EDGES); i++)
    if (context->columns[i].kind == COW_CELL_VERTEX)
      sink->vertex_column = (int)i;
  if (!sink->entry || (sink->vertex_column < 0 && (sink->from_column < 0 || sink->to_column < 0)))
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" has no column of vertices to put into %s", sink->command->name, sink->target);
  sink->set = cow_set_new (sink->vertex_column < 0, sink->vertex_column < 0 ? sink->entry->graph->m : sink->entry->graph->n, error);
  return sink->set != NULL;
}

static gboolean
open_table (CowSink *sink)
{
  g_autofree CowTableColumn *columns = g_new0 (CowTableColumn, sink->context.n_columns);
  const CowSession *session = sink->session;
  /* The panes have attributes of their own; a file and a program get none unless asked for. */
  gboolean colored = session->mode != COW_MODE_PANES && sink->kind == COW_OUT_NONE
                     && (session->settings.color == 1 || (session->settings.color == 0 && session->terminal));

  for (guint i = 0; i < sink->context.n_columns; i++)
    {
      CowCellKind kind = sink->context.columns[i].kind;

      columns[i].title = sink->context.columns[i].name;
      columns[i].right = kind == COW_CELL_INT || kind == COW_CELL_REAL || kind == COW_CELL_COST;
    }
  sink->table = cow_table_writer_new (columns, sink->context.n_columns, 0, colored,
                                      take_table_text, sink);
  return TRUE;
}

CowSink *
cow_sink_new (CowCall *call, CowGraphEntry *entry, CowRowFormat format, const CowRowContext *context, GError **error)
{
  g_autoptr (CowSink) sink = g_new0 (CowSink, 1);
  gboolean ok = TRUE;

  sink->session = call->session;
  sink->kind = call->out;
  sink->format = format;
  sink->context = *context;
  sink->command = call->command;
  sink->entry = entry ? cow_graph_entry_ref (entry) : NULL;
  sink->target = g_strdup (call->out_target);
  sink->fd = -1;
  sink->text = g_string_new (NULL);
  sink->cell_text = g_string_new (NULL);
  switch (call->out)
    {
    case COW_OUT_NONE:
    case COW_OUT_NOWHERE:
      break;
    case COW_OUT_FILE:
    case COW_OUT_APPEND:
      ok = format == COW_FORMAT_SQLITE ? open_database (sink, error) : open_file (sink, error);
      break;
    case COW_OUT_SHELL:
      sink->pid = cow_spawn_program (sink->target, &sink->fd, error);
      ok = sink->pid > 0;
      break;
    case COW_OUT_INTO:
      ok = open_set (sink, error);
      break;
    }
  if (!ok)
    return NULL;
  if (format == COW_FORMAT_TABLE && call->out != COW_OUT_INTO)
    open_table (sink);
  return g_steal_pointer (&sink);
}

CowRowFormat
cow_sink_format (const CowSink *sink)
{
  return sink->format;
}

gboolean
cow_sink_takes_text (const CowSink *sink)
{
  return !sink->set && (sink->format == COW_FORMAT_TSV || sink->format == COW_FORMAT_CSV || sink->format == COW_FORMAT_JSONL);
}

static void
open_text (CowSink *sink)
{
  if (sink->opened)
    return;
  sink->opened = TRUE;
  if (sink->format == COW_FORMAT_JSON)
    g_string_append (sink->text, "[");
  else if (sink->format == COW_FORMAT_GEOJSON)
    g_string_append (sink->text, "{\"type\":\"FeatureCollection\",\"features\":[");
  else
    cow_row_format_header (sink->text, sink->format, &sink->context);
}

/* All parallel edges between the two: rows do not tell them apart. The job saw to edge_of_arc. FALSE: there is none. */
static gboolean
add_edges_to_set (CowSink *sink, const CowGraph *graph, guint32 from, guint32 to)
{
  gboolean found = FALSE;

  for (guint64 arc = graph->out.offsets[from]; graph->edge_of_arc && arc < graph->out.offsets[from + 1]; arc++)
    if (cow_csr_target (&graph->out, arc) == to)
      {
        cow_set_add (sink->set, graph->edge_of_arc[arc]);
        found = TRUE;
      }
  return found;
}

static void
add_to_set (CowSink *sink, const guint8 *payload, gsize length)
{
  const guint8 *at = payload, *end = payload + length;
  guint32 from = COW_VERTEX_NONE, to = COW_VERTEX_NONE;
  const CowGraph *graph = sink->entry->graph;
  CowCell cell;

  for (int i = 0; cow_cell_next (&at, end, &cell); i++)
    {
      /* A row about a pair among rows of edges (mincut). */
      if (i == sink->weight_column && cell.tag == COW_CELL_IS_NULL && sink->vertex_column < 0)
        return;
      if (cell.tag != COW_CELL_IS_VERTEX)
        continue;
      if (i == sink->vertex_column)
        cow_set_add (sink->set, cow_graph_appearance (graph, cell.vertex));
      if (i == sink->from_column)
        from = cell.vertex;
      if (i == sink->to_column)
        to = cell.vertex;
    }
  /* Rows of a search against the edges have the ends the other way round. */
  if (sink->vertex_column < 0 && from != COW_VERTEX_NONE && to != COW_VERTEX_NONE && !add_edges_to_set (sink, graph, from, to))
    add_edges_to_set (sink, graph, to, from);
  sink->rows++;
}

static void
add_table_row (CowSink *sink, const guint8 *payload, gsize length)
{
  guint n = sink->context.n_columns;
  g_autofree gsize *starts = g_new (gsize, n);
  g_autofree const char **cells = g_new (const char *, n);
  const guint8 *at = payload, *end = payload + length;
  CowCell cell;

  g_string_truncate (sink->cell_text, 0);
  for (guint i = 0; i < n; i++)
    {
      starts[i] = sink->cell_text->len;
      if (cow_cell_next (&at, end, &cell))
        cow_cell_format (sink->cell_text, &cell, COW_FORMAT_TABLE, &sink->context);
      g_string_append_c (sink->cell_text, '\0');
    }
  for (guint i = 0; i < n; i++)
    cells[i] = sink->cell_text->str + starts[i];
  cow_table_writer_row (sink->table, cells);
}

gboolean
cow_sink_lines (CowSink *sink, const char *lines, gsize length, guint n)
{
  open_text (sink);
  g_string_append_len (sink->text, lines, (gssize)length);
  sink->rows += n;
  if (sink->text->len >= FLUSH_BYTES)
    write_out (sink);
  return sink->failed_errno == 0;
}

gboolean
cow_sink_record (CowSink *sink, const guint8 *payload, gsize length)
{
  if (sink->set)
    add_to_set (sink, payload, length);
  else if (sink->database)
    return cow_database_row (sink->database, payload, length);
  else if (sink->table)
    add_table_row (sink, payload, length);
  else
    {
      open_text (sink);
      if (sink->format == COW_FORMAT_JSON || sink->format == COW_FORMAT_GEOJSON)
        g_string_append (sink->text, sink->rows ? ",\n " : "\n ");
      cow_row_format_record (sink->text, payload, length, sink->format, &sink->context);
      sink->rows++;
      if (sink->text->len >= FLUSH_BYTES)
        write_out (sink);
    }
  return sink->failed_errno == 0;
}

void
cow_sink_flush (CowSink *sink)
{
  if (sink->text->len)
    write_out (sink);
}

static gboolean
close_file (CowSink *sink, gboolean complete, GError **error)
{
  g_autofree char *final = NULL;
  mode_t mask = umask (0);
  int saved = sink->failed_errno;

  umask (mask);
  if (!saved && sink->temporary && (fchmod (sink->fd, 0666 & ~mask) != 0 || fsync (sink->fd) != 0))
    saved = errno;
  if (close (sink->fd) != 0 && !saved)
    saved = errno;
  sink->fd = -1;
  if (saved)
    {
      if (sink->temporary)
        g_unlink (sink->temporary);
      g_clear_pointer (&sink->temporary, g_free);
      return cow_fail (error, COW_STATUS_FILE, "cannot write \"%s\": %s", sink->target, g_strerror (saved));
    }
  if (!sink->temporary)
    return TRUE;
  final = complete ? g_strdup (sink->target) : g_strdup_printf ("%s.partial", sink->target);
  if (g_rename (sink->temporary, final) != 0)
    {
      saved = errno;
      g_unlink (sink->temporary);
      g_clear_pointer (&sink->temporary, g_free);
      return cow_fail (error, COW_STATUS_FILE, "cannot rename the result to \"%s\": %s", final, g_strerror (saved));
    }
  g_clear_pointer (&sink->temporary, g_free);
  if (!complete)
    cow_session_warn (sink->session, "the rows so far are in \"%s\"", final);
  return TRUE;
}

static gboolean
close_database (CowSink *sink, gboolean complete, GError **error)
{
  if (!cow_database_close (g_steal_pointer (&sink->database), error))
    return FALSE;
  return sink->kind == COW_OUT_APPEND || close_file (sink, complete, error);
}

static gboolean
close_program (CowSink *sink, GError **error)
{
  int status = 0;

  close (sink->fd);
  sink->fd = -1;
  while (waitpid (sink->pid, &status, 0) < 0 && errno == EINTR)
    ;
  sink->pid = 0;
  /* A program that stops reading early (head) is not an error; one that fails is. */
  if (WIFEXITED (status) && WEXITSTATUS (status) == 127)
    return cow_fail (error, COW_STATUS_FILE, "the shell could not run \"%s\"", sink->target);
  if (sink->failed_errno && sink->failed_errno != EPIPE)
    return cow_fail (error, COW_STATUS_FILE, "cannot write to \"%s\": %s", sink->target, g_strerror (sink->failed_errno));
  return TRUE;
}

gboolean
cow_sink_close (CowSink *sink, gboolean complete, GError **error)
{
  gboolean ok = TRUE;

  if (sink->set)
    {
      CowSet *set = g_steal_pointer (&sink->set);
      char *name = g_strdup (sink->target[0] == '@' ? sink->target + 1 : sink->target);

      cow_set_recount (set);
      cow_session_note (sink->session, "@%s: %" G_GUINT64_FORMAT " %s%s", name, set->size, set->of_edges ? "edge" : "vert",
                        set->of_edges ? (set->size == 1 ? "" : "s") : (set->size == 1 ? "ex" : "ices"));
      g_hash_table_replace (sink->entry->sets, name, set);
      return TRUE;
    }
  if (sink->database)
    return close_database (sink, complete, error);
  if (sink->table)
    g_clear_pointer (&sink->table, cow_table_writer_free);
  else if (complete || sink->opened)
    {
      open_text (sink);
      if (sink->format == COW_FORMAT_JSON)
        g_string_append (sink->text, sink->rows ? "\n]\n" : "]\n");
      else if (sink->format == COW_FORMAT_GEOJSON)
        g_string_append (sink->text, sink->rows ? "\n]}\n" : "]}\n");
    }
  write_out (sink);
  if (sink->kind == COW_OUT_FILE || sink->kind == COW_OUT_APPEND)
    ok = close_file (sink, complete, error);
  else if (sink->kind == COW_OUT_SHELL)
    ok = close_program (sink, error);
  return ok;
}

void
cow_sink_free (CowSink *sink)
{
  if (!sink)
    return;
  g_clear_pointer (&sink->table, cow_table_writer_free);
  g_clear_pointer (&sink->database, cow_database_free);
  if (sink->fd >= 0)
    close (sink->fd);
  if (sink->temporary)
    g_unlink (sink->temporary);
  if (sink->pid > 0)
    waitpid (sink->pid, NULL, 0);
  g_clear_pointer (&sink->set, cow_set_free);
  g_clear_pointer (&sink->entry, cow_graph_entry_unref);
  g_string_free (sink->text, TRUE);
  g_string_free (sink->cell_text, TRUE);
  g_free (sink->temporary);
  g_free (sink->target);
  g_free (sink);
}
