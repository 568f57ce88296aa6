/* batch-bfs.h - the state of a bit-parallel breadth-first search, for batch-bfs.c and its passes (batch-bfs-pass.h). */
#pragma once

#include "graph/path/batch.h"
#include "graph/path/search-private.h"

G_BEGIN_DECLS

#define COW_BITS_MAX_WORDS (COW_BATCH_MAX_LANES / 64)
#define COW_BITS_PLANES 8
#define COW_BITS_PENDING ((1u << COW_BITS_PLANES) - 1)
#define COW_BITS_STEP_ARCS 4096

typedef struct _CowBits CowBits;

/* A row is `words` words: bit l of row v belongs to lane l at vertex v. */
struct _CowBits
{
  CowView view;
  guint words;
  gsize row_bytes; /* of all rows of one kind */
  guint64 *seen;   /* [n][words]: lanes that have reached the vertex */
  guint64 *visit;  /* [n][words]: those that did in the level before; empty rows but for the frontier */
  guint64 *next;   /* [n][words]: those that do now; all empty between two steps */
  guint32 *frontier, *found; /* [n] vertices with a row in visit, in next */
  guint64 n_frontier, n_found;
  guint64 open_arcs;                 /* into vertices that some lane has not reached yet */
  guint64 all[COW_BITS_MAX_WORDS];   /* the lanes in use */
  guint64 planes[COW_BITS_PLANES][COW_BITS_MAX_WORDS]; /* bit p of how many rows had the lane, since the last flush */
  guint pending;
  guint64 counts[COW_BATCH_MAX_LANES]; /* lane -> vertices of the present level */
  CowProgress *progress;
  guint64 step, relaxed;
};

/* One level. FALSE: cancelled. */
typedef gboolean (*CowBitsPass) (CowBits *bits);
typedef struct
{
  CowBitsPass top_down, bottom_up;
} CowBitsPasses;

void cow_bits_flush (CowBits *bits); /* planes into counts */

COW_INLINE gboolean
cow_bits_advance (CowBits *bits, guint64 arcs)
{
  bits->relaxed += arcs;
  bits->step += arcs + 1;
  if (G_LIKELY (bits->step < COW_BITS_STEP_ARCS))
    return FALSE;
  gboolean stop = bits->progress != NULL && cow_progress_step (bits->progress, bits->step);
  bits->step = 0;
  return stop;
}

G_END_DECLS
