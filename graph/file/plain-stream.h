/* plain-stream.h - an input as blocks of whole lines, whose edges threads have read already (plain-edges.h, edge-rows.h).
 *
 * Whoever is idle fetches the next piece of text, one at a time, and reads it beside the others; blocks are taken in order. So
 * a file is parsed by all threads and yet its edges and its errors come as if one had read it. */
#pragma once

#include "graph/file/edge-rows.h"
#include "graph/input.h"

G_BEGIN_DECLS

typedef struct
{
  const char *text, *end; /* whole lines */
  const char *at;         /* the first line that is not among the edges; end: all are */
  CowPlainEdges edges;
  CowEdgeRows rows;         /* when the shape has some */
  const CowRowShape *shape; /* by which they were read; NULL: plain */
} CowPlainBlock;

typedef struct _CowPlainStream CowPlainStream;

/* Takes the input over until it is closed. piece_bytes: of text at a time, 0: as much as suits the machine. n_threads: that of the caller
 * included. Errors: COW_GRAPH_ERROR_MEMORY. */
CowPlainStream *cow_plain_stream_new (CowInput *input, const CowPlainShape *shape, gsize piece_bytes, guint n_threads, GError **error);
/* The next block, valid until the next call; places in it are places of the input for error messages. NULL: the end, or an
 * error. Threads that have nothing to do help the caller wait: it reads a block itself. */
CowPlainBlock *cow_plain_stream_next (CowPlainStream *stream, GError **error);
/* Blocks that were read before keep to the old shape, whose rows are used until the stream is closed. */
void cow_plain_stream_set_shape (CowPlainStream *stream, const CowPlainShape *shape);
/* Frees the stream. What lies behind `from`, a place in the last block, is given back to the input (NULL: nothing).
 * Errors: COW_GRAPH_ERROR_MEMORY. */
gboolean cow_plain_stream_close (CowPlainStream *stream, const char *from, GError **error);

G_END_DECLS
