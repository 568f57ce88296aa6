/* read-fixture.h - a text as a file that readers and the builder turn into a graph, with its warnings and its error. */
#pragma once

#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/graph-fixture.h"
#include "graph/format.h"
#include "graph/input.h"

typedef struct
{
  int fd; /* fixture_close */
  CowInput *input;
  CowGraph *graph; /* NULL when there is an error */
  GError *error;
  GString *warnings; /* one a line */
} Reading;

/* Files that were closed, for the next ones: a fuzzer reads thousands a second. */
static G_GNUC_UNUSED int fixture_spare[4];
static G_GNUC_UNUSED guint fixture_n_spare;

static G_GNUC_UNUSED void
fixture_close (int fd)
{
  if (fixture_n_spare < G_N_ELEMENTS (fixture_spare))
    fixture_spare[fixture_n_spare++] = fd;
  else
    close (fd);
}

static G_GNUC_UNUSED int
fixture_file (const void *bytes, gsize length)
{
  int fd = fixture_n_spare > 0 ? fixture_spare[--fixture_n_spare] : memfd_create ("file", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  for (gsize done = 0; done < length;)
    {
      gssize now = pwrite (fd, (const char *)bytes + done, length - done, (off_t)done);

      g_assert_cmpint (now, >, 0);
      done += (gsize)now;
    }
  g_assert_cmpint (ftruncate (fd, (off_t)length), ==, 0);
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  return fd;
}

static G_GNUC_UNUSED void
fixture_warn (const char *message, gpointer user)
{
  g_string_append_printf (user, "%s\n", message);
}

static G_GNUC_UNUSED guint64 fixture_memory_bytes = 0; /* the limit of what is read into; 0: none */
static G_GNUC_UNUSED gboolean fixture_only_reads = FALSE; /* no graph is made of what was read */

/* Reads with a format, NULL: the one guessed. vertices: a second text, or NULL. */
static G_GNUC_UNUSED Reading
fixture_read_bytes (const CowFormat *format, const char *bytes, gsize length, const CowReadOptions *options, const char *vertices)
{
  Reading reading = { .fd = fixture_file (bytes, length), .warnings = g_string_new (NULL) };
  CowReadOptions own = options != NULL ? *options : (CowReadOptions){ .directed = -1 };
  CowBuilderOptions building = { .directed = TRUE, .threads = fixture_threads, .part_edges = 1, .memory_bytes = fixture_memory_bytes };
  CowBuilder *builder;
  gsize peeked;

  if (own.name == NULL)
    own.name = "x.txt";
  own.warn = fixture_warn;
  own.warn_user = reading.warnings;
  reading.input = cow_input_new (reading.fd, own.name, 0, &reading.error);
  if (reading.input == NULL)
    return reading;
  builder = cow_builder_new (&building);
  const char *first = cow_input_peek (reading.input, &peeked);
  if (format == NULL)
    format = cow_format_guess (own.name, first, peeked);
  gboolean read = format->read (reading.input, &own, builder, NULL, &reading.error);
  if (read && vertices != NULL)
    {
      int fd = fixture_file (vertices, strlen (vertices));
      g_autoptr (CowInput) table = cow_input_new (fd, "vertices", 0, NULL);

      read = cow_read_vertices (table, &own, builder, NULL, &reading.error);
      fixture_close (fd);
    }
  g_assert_cmpint (read, ==, reading.error == NULL);
  if (!read || fixture_only_reads)
    cow_builder_free (builder);
  else if (fixture_memory_bytes == 0)
    reading.graph = fixture_finish (builder);
  else
    reading.graph = fixture_try_finish (builder, &reading.error);
  return reading;
}

static G_GNUC_UNUSED Reading
fixture_read (const char *format, const char *text, const CowReadOptions *options)
{
  return fixture_read_bytes (format != NULL ? cow_format_by_name (format) : NULL, text, strlen (text), options, NULL);
}

static G_GNUC_UNUSED void
fixture_read_clear (Reading *reading)
{
  g_clear_error (&reading->error);
  g_clear_pointer (&reading->graph, cow_graph_free);
  g_clear_pointer (&reading->input, cow_input_free);
  g_string_free (reading->warnings, TRUE);
  fixture_close (reading->fd);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, fixture_read_clear)

/* The edges in order of appearance as `u>v:w` (`u-v:w` undirected), separated by blanks. */
static G_GNUC_UNUSED char *
fixture_edges (const CowGraph *graph)
{
  GString *text = g_string_new (NULL);

  for (guint32 edge = 0; edge < graph->m; edge++)
    {
      guint32 source, target;
      guint64 arc;
      char from[24], to[24], number[32];
      gsize from_length, to_length;

      g_assert_true (cow_graph_edge_ends (graph, edge, &source, &target, &arc));
      if (!graph->directed && cow_graph_appearance (graph, target) < cow_graph_appearance (graph, source))
        {
          guint32 swap = source;

          source = target;
          target = swap;
        }
      const char *u = cow_graph_name (graph, source, from, &from_length);
      const char *v = cow_graph_name (graph, target, to, &to_length);
      g_string_append_printf (text, "%s%.*s%c%.*s", edge > 0 ? " " : "", (int)from_length, u, graph->directed ? '>' : '-',
                              (int)to_length, v);
      if (graph->out.kind != COW_WEIGHT_NONE)
        {
          CowCost weight = cow_csr_weight (&graph->out, arc);

          if (weight.kind == COW_COST_INT)
            cow_number_format_int (weight.integer, number);
          else
            cow_number_format_real (weight.real, number);
          g_string_append_printf (text, ":%s", number);
        }
    }
  return g_string_free (text, FALSE);
}

/* The column as text, cells separated by |, nulls as nothing; by edge or by order of appearance. NULL: no such column. */
static G_GNUC_UNUSED char *
fixture_column (const CowGraph *graph, gboolean on_vertex, const char *name)
{
  const CowColumn *column = cow_graph_column (graph, on_vertex, name);
  GString *text;
  char number[32];

  if (column == NULL)
    return NULL;
  text = g_string_new (cow_type_name (column->type));
  for (guint64 row = 0; row < column->rows; row++)
    {
      CowValue value = cow_column_value (column, on_vertex ? cow_graph_vertex_at (graph, (guint32)row) : row);

      g_string_append_c (text, '|');
      if (value.type == COW_TYPE_BOOL)
        g_string_append (text, value.boolean ? "true" : "false");
      else if (value.type == COW_TYPE_INT)
        g_string_append_len (text, number, (gssize)cow_number_format_int (value.integer, number));
      else if (value.type == COW_TYPE_REAL)
        g_string_append_len (text, number, (gssize)cow_number_format_real (value.real, number));
      else if (value.type == COW_TYPE_STRING)
        g_string_append_len (text, value.text, (gssize)value.length);
    }
  return g_string_free (text, FALSE);
}

/* (transfer full): what a format writes of a graph; NULL: it refuses. */
static G_GNUC_UNUSED char *
fixture_try_write (const CowGraph *graph, const char *format, gsize *length)
{
  int fd = fixture_file ("", 0);
  CowOutput *out = cow_output_new (fd);
  g_autoptr (GError) refused = NULL, error = NULL;
  gboolean written = cow_format_by_name (format)->write (graph, out, NULL, &refused);

  g_assert_cmpint (written, ==, refused == NULL);
  g_assert_true (cow_output_finish (out, &error));
  g_assert_no_error (error);
  gsize bytes = (gsize)lseek (fd, 0, SEEK_END);
  char *text = g_malloc0 (bytes + 1);
  g_assert_cmpint (pread (fd, text, bytes, 0), ==, (gssize)bytes);
  fixture_close (fd);
  if (length != NULL)
    *length = bytes;
  if (!written)
    g_clear_pointer (&text, g_free);
  return text;
}

static G_GNUC_UNUSED char *
fixture_write (const CowGraph *graph, const char *format, gsize *length)
{
  char *text = fixture_try_write (graph, format, length);

  g_assert_nonnull (text);
  return text;
}

#define assert_edges(reading, expected) \
  G_STMT_START \
  { \
    g_assert_no_error ((reading).error); \
    g_autofree char *edges_ = fixture_edges ((reading).graph); \
    g_assert_cmpstr (edges_, ==, expected); \
  } \
  G_STMT_END

#define assert_column(reading, on_vertex, name, expected) \
  G_STMT_START \
  { \
    g_assert_no_error ((reading).error); \
    g_autofree char *cells_ = fixture_column ((reading).graph, on_vertex, name); \
    g_assert_cmpstr (cells_, ==, expected); \
  } \
  G_STMT_END

/* The same image, byte by byte: names, order, arcs, weights, columns; or the same error; and the same warnings. */
static G_GNUC_UNUSED void
assert_same_reading (const Reading *left, const Reading *right)
{
  g_assert_cmpstr (left->error ? left->error->message : NULL, ==, right->error ? right->error->message : NULL);
  g_assert_cmpstr (left->warnings->str, ==, right->warnings->str);
  g_assert_cmpint (left->graph == NULL, ==, right->graph == NULL);
  if (!left->graph)
    return;
  g_assert_cmpuint (cow_graph_bytes (left->graph), ==, cow_graph_bytes (right->graph));
  CowArena *left_arena = left->graph->arenas->pdata[0], *right_arena = right->graph->arenas->pdata[0];
  g_assert_cmpint (memcmp (cow_arena_base (left_arena), cow_arena_base (right_arena), cow_graph_bytes (left->graph)), ==, 0);
}

/* The message begins with what is expected. */
#define assert_refused(reading, expected) \
  G_STMT_START \
  { \
    g_assert_error ((reading).error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE); \
    if (!g_str_has_prefix ((reading).error->message, expected)) \
      g_assert_cmpstr ((reading).error->message, ==, expected); \
  } \
  G_STMT_END
