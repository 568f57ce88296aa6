/* plain-edges.h - lines of plain numbers, which is what large edge lists are made of, read without a call per edge.
 *
 * A block is some text of whole lines and the edges that were read from it. The scanner stops at any line that is not of the
 * plain shape; the reader of the format takes that line its own way and goes on behind it. */
#pragma once

#include <glib.h>

#include "graph/input.h"
#include "graph/types.h"

G_BEGIN_DECLS

#define COW_PLAIN_SLACK 16          /* readable bytes behind the end of a text */
#define COW_PLAIN_LARGEST 4294967294u /* beyond, names are kept as text */

typedef struct _CowRowShape CowRowShape; /* edge-rows.h */

/* What lines look like. */
typedef struct
{
  char letter;       /* a line begins with it and one blank; 0: with the first number */
  char delimiter;    /* between the numbers; ' ': any number of blanks and tabs */
  gboolean bare;     /* lines of two numbers */
  guint32 smallest, largest; /* names outside are not plain; at most COW_PLAIN_LARGEST */
  gboolean weighted; /* lines of three, the last of which may be negative or a fraction */
  const CowRowShape *rows; /* for cow_edge_rows_scan: lines are not plain but such rows; else NULL */
} CowPlainShape;

/* All weights of a block are of one kind, those of a builder (graph/builder.h): a line without weighs 1. */
typedef struct
{
  guint count, capacity;
  guint32 *from, *to;
  CowWeightKind kind;
  union
  {
    guint32 *u32;
    gint64 *i64;
    double *f64;
    void *data;
  } weights; /* room for 8 bytes each */
} CowPlainEdges;

/* How many edges at a time: `most`, or all that a small file can hold. */
guint cow_plain_edges_fit (const CowInput *input, guint most);
/* FALSE: no memory. */
gboolean cow_plain_edges_init (CowPlainEdges *edges, guint capacity);
void cow_plain_edges_clear (CowPlainEdges *edges);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CowPlainEdges, cow_plain_edges_clear)

/* The weight of edge number `count`, before it is counted; UNREACHABLE: it has none. FALSE: it cannot stand among the others. */
gboolean cow_plain_edges_weigh (CowPlainEdges *edges, CowCost weight);

/* Appends the edges of the lines from `at` on, up to a line that is not plain, the end, or a full block; returns where it
 * stopped, at the start of a line. The text ends in \n, and COW_PLAIN_SLACK bytes behind it may be read.
 * Complexity: O(bytes). Thread-safe, allocates nothing. */
const char *cow_plain_edges_scan (CowPlainEdges *edges, const CowPlainShape *shape, const char *at, const char *end);

G_END_DECLS
