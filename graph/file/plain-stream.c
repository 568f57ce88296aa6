/* plain-stream.c - a ring of blocks between threads that read text and the one that takes the edges.
 *
 * One lock guards the ring; text is fetched and parsed without it, fetched by one thread at a time (`fetching`), because the
 * input is a stream, and perhaps has to be decompressed. */
#include "graph/file/plain-stream.h"

#include <string.h>

#include "graph/parallel.h"

#define USUAL_PIECE ((gsize)256 << 10) /* bytes: text and edges of a piece fit a second-level cache */
#define MOST_THREADS 16

typedef struct
{
  CowPlainBlock public;
  char *buffer;
  gsize capacity;
  gboolean ready;
} Block;

struct _CowPlainStream
{
  GMutex lock;
  GCond changed;
  CowInput *input;
  CowPlainShape shape;
  gsize piece_bytes;
  guint n_threads, n_blocks;
  CowParallelThread threads[MOST_THREADS];
  Block *blocks;
  guint64 n_fetched, n_taken; /* blocks, ever; the last that was taken is still in use while `taken` */
  gboolean taken, fetching, ended, stopping;
  GError *error;              /* behind the last block */
  guint64 line_number;        /* lines before the next block that is taken */
  const char *chunk, *chunk_end; /* text of the input that no block has yet */
};

/* The next piece of text, cut behind a line. *length 0: the end. */
static gboolean
next_piece (CowPlainStream *stream, const char **piece, gsize *length, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  const char *newline;

  *length = 0;
  if (stream->chunk == stream->chunk_end)
    {
      gsize bytes;

      if (!cow_input_lines (stream->input, &stream->chunk, &bytes, &wrong))
        {
          stream->chunk_end = stream->chunk = NULL;
          if (wrong)
            g_propagate_error (error, g_steal_pointer (&wrong));
          return !(error && *error);
        }
      stream->chunk_end = stream->chunk + bytes;
    }
  *piece = stream->chunk;
  *length = (gsize)(stream->chunk_end - stream->chunk);
  if (*length > stream->piece_bytes)
    {
      newline = memrchr (*piece, '\n', stream->piece_bytes);
      if (!newline)
        newline = memchr (*piece + stream->piece_bytes, '\n', *length - stream->piece_bytes);
      *length = (gsize)(newline - *piece) + 1;
    }
  stream->chunk += *length;
  return TRUE;
}

/* *length 0: the end. */
static gboolean
fetch (CowPlainStream *stream, Block *block, gsize *length, GError **error)
{
  const char *piece;

  if (!next_piece (stream, &piece, length, error) || *length == 0)
    return FALSE;
  if (*length > block->capacity)
    {
      g_free (block->buffer);
      block->capacity = MAX (*length, stream->piece_bytes);
      block->buffer = g_try_malloc (block->capacity + COW_PLAIN_SLACK);
      if (!block->buffer)
        {
          block->capacity = 0;
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "no memory for a line of %" G_GSIZE_FORMAT " bytes", *length);
          return FALSE;
        }
    }
  memcpy (block->buffer, piece, *length);
  memset (block->buffer + *length, 0, COW_PLAIN_SLACK);
  block->public.text = block->buffer;
  block->public.end = block->buffer + *length;
  return TRUE;
}

static gboolean
can_fetch (const CowPlainStream *stream)
{
  return !stream->fetching && !stream->ended && !stream->stopping && stream->n_fetched - stream->n_taken < stream->n_blocks;
}

/* With the lock held, which is released in between. */
static void
read_block (CowPlainStream *stream)
{
  Block *block = &stream->blocks[stream->n_fetched % stream->n_blocks];
  CowPlainShape shape;
  GError *error = NULL;
  gboolean fetched;
  gsize length;

  stream->fetching = TRUE;
  g_mutex_unlock (&stream->lock);
  fetched = fetch (stream, block, &length, &error);
  g_mutex_lock (&stream->lock);
  stream->fetching = FALSE;
  g_cond_broadcast (&stream->changed);
  if (!fetched)
    {
      stream->ended = TRUE;
      stream->error = error;
      return;
    }
  stream->n_fetched++;
  shape = stream->shape;
  g_mutex_unlock (&stream->lock);
  block->public.shape = shape.rows;
  block->public.at = cow_edge_rows_scan (&block->public.rows, &block->public.edges, &shape, block->public.text, block->public.end);
  g_mutex_lock (&stream->lock);
  block->ready = TRUE;
  g_cond_broadcast (&stream->changed);
}

static void
help (guint part, gpointer user)
{
  CowPlainStream *stream = user;

  (void)part;
  g_mutex_lock (&stream->lock);
  while (!stream->stopping && !stream->ended)
    if (can_fetch (stream))
      read_block (stream);
    else
      g_cond_wait (&stream->changed, &stream->lock);
  g_mutex_unlock (&stream->lock);
}

static void
stop_threads (CowPlainStream *stream)
{
  g_mutex_lock (&stream->lock);
  stream->stopping = TRUE;
  g_cond_broadcast (&stream->changed);
  g_mutex_unlock (&stream->lock);
  for (guint i = 0; i < MOST_THREADS; i++)
    cow_parallel_join (&stream->threads[i]);
}

static void
clear_stream (CowPlainStream *stream)
{
  for (guint i = 0; i < stream->n_blocks; i++)
    {
      cow_plain_edges_clear (&stream->blocks[i].public.edges);
      cow_edge_rows_clear (&stream->blocks[i].public.rows);
      g_free (stream->blocks[i].buffer);
    }
  cow_input_look_at (stream->input, NULL, 0);
  g_clear_error (&stream->error);
  g_free (stream->blocks);
  g_mutex_clear (&stream->lock);
  g_cond_clear (&stream->changed);
  g_free (stream);
}

CowPlainStream *
cow_plain_stream_new (CowInput *input, const CowPlainShape *shape, gsize piece_bytes, guint n_threads, GError **error)
{
  CowPlainStream *stream = g_new0 (CowPlainStream, 1);

  n_threads = CLAMP (n_threads, 1, MOST_THREADS);
  g_mutex_init (&stream->lock);
  g_cond_init (&stream->changed);
  stream->input = input;
  stream->shape = *shape;
  stream->piece_bytes = piece_bytes ? piece_bytes : USUAL_PIECE;
  stream->n_blocks = 2 * n_threads + 2;
  stream->blocks = g_new0 (Block, stream->n_blocks);
  stream->line_number = cow_input_line_number (input);
  guint n_edges = cow_plain_edges_fit (input, (guint)(stream->piece_bytes / 4) + 1);
  for (guint i = 0; i < stream->n_blocks; i++)
    if (!cow_plain_edges_init (&stream->blocks[i].public.edges, n_edges))
      {
        clear_stream (stream);
        g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "no memory for threads");
        return NULL;
      }
  for (guint i = 1; i < n_threads; i++)
    {
      stream->threads[i] = (CowParallelThread){ .run = help, .part = i, .user = stream };
      if (!cow_parallel_start (&stream->threads[i]))
        break; /* the caller reads what nobody else does */
    }
  return stream;
}

static guint64
count_lines (const char *at, const char *end)
{
  guint64 count = 0;

  for (; (at = memchr (at, '\n', (gsize)(end - at))) != NULL; at++)
    count++;
  return count;
}

/* The lock is held. */
static void
give_back_block (CowPlainStream *stream)
{
  Block *block = &stream->blocks[stream->n_taken % stream->n_blocks];
  const CowPlainBlock *read = &block->public;

  /* A plain line is an edge. */
  stream->line_number += read->at == read->end && !read->shape ? read->edges.count : count_lines (read->text, read->end);
  block->ready = FALSE;
  stream->n_taken++;
  stream->taken = FALSE;
  g_cond_broadcast (&stream->changed);
}

CowPlainBlock *
cow_plain_stream_next (CowPlainStream *stream, GError **error)
{
  CowPlainBlock *next = NULL;

  g_mutex_lock (&stream->lock);
  if (stream->taken)
    give_back_block (stream);
  for (;;)
    {
      Block *block = &stream->blocks[stream->n_taken % stream->n_blocks];

      if (stream->n_taken < stream->n_fetched && block->ready)
        {
          next = &block->public;
          stream->taken = TRUE;
          cow_input_look_at (stream->input, next->text, stream->line_number);
          break;
        }
      if (stream->ended && stream->n_taken == stream->n_fetched)
        {
          if (stream->error)
            g_propagate_error (error, g_steal_pointer (&stream->error));
          break;
        }
      if (can_fetch (stream))
        read_block (stream);
      else
        g_cond_wait (&stream->changed, &stream->lock);
    }
  g_mutex_unlock (&stream->lock);
  return next;
}

void
cow_plain_stream_set_shape (CowPlainStream *stream, const CowPlainShape *shape)
{
  g_mutex_lock (&stream->lock);
  stream->shape = *shape;
  g_mutex_unlock (&stream->lock);
}

gboolean
cow_plain_stream_close (CowPlainStream *stream, const char *from, GError **error)
{
  g_autoptr (GByteArray) rest = g_byte_array_new ();
  gboolean done = TRUE;

  stop_threads (stream);
  if (from)
    {
      for (guint64 i = stream->n_taken; i < stream->n_fetched; i++)
        {
          const CowPlainBlock *block = &stream->blocks[i % stream->n_blocks].public;
          const char *text = i == stream->n_taken ? from : block->text;

          g_byte_array_append (rest, (const guint8 *)text, (guint)(block->end - text));
        }
      cow_input_keep (stream->input, (gsize)(stream->chunk_end - stream->chunk));
      done = cow_input_prepend (stream->input, (const char *)rest->data, rest->len, error);
    }
  clear_stream (stream);
  return done;
}
