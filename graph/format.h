/* format.h - the registry of file formats: one constant each, sniffed by content and ending. */
#pragma once

#include "graph/builder.h"
#include "graph/graph.h"
#include "graph/input.h"

G_BEGIN_DECLS

typedef enum
{
  COW_HEADER_AUTO,
  COW_HEADER_YES,
  COW_HEADER_NO,
} CowHeader;

/* What `load` may say about a file. */
typedef struct
{
  const char *name;       /* for messages; never opened by a reader */
  int directed;           /* 1, 0, or -1: as the format says */
  const char *columns;    /* "src,dst,name:type,…" or NULL */
  char delimiter;         /* 0: found from the first lines; ' ' means blanks */
  CowHeader header;
  gboolean skip_bad_lines;
  gboolean by_line;       /* an edge list is read without any short cut: what tests compare with */
  gsize piece_bytes;      /* of text that a thread takes at a time; 0: the usual. Tests choose small ones */
  const char *table, *query; /* of a database; at most one of them */
  void (*warn) (const char *message, gpointer user); /* one line; may be NULL */
  gpointer warn_user;
} CowReadOptions;

/* One warning, `NAME: message`. */
void cow_read_warn (const CowReadOptions *options, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* What a format has no place for. */
typedef enum
{
  COW_LOSES_NAMES = 1 << 0,           /* vertices are numbered from 1 */
  COW_LOSES_EDGE_COLUMNS = 1 << 1,
  COW_LOSES_VERTEX_COLUMNS = 1 << 2,
  COW_LOSES_COORDINATES = 1 << 3,
  COW_LOSES_TYPES = 1 << 4,           /* found again from the cells, as those of an edge list */
  COW_LOSES_ISOLATED = 1 << 5,
  COW_LOSES_DIRECTION = 1 << 6,       /* read back as directed */
  COW_LOSES_EMPTY_COLUMNS = 1 << 7,   /* attributes without any value */
} CowLosses;

typedef struct
{
  const char *name;      /* edgelist, dimacs, … as --input= and --output= say it */
  const char *endings;   /* ".gr .col", blank-separated */
  const char *summary;
  const char *details;   /* grammar and limits, for the manual */
  /* How sure is it, from the first bytes: 0 no … 100 certain. */
  guint (*sniff) (const char *bytes, gsize length);
  gboolean (*read) (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error);
  /* NULL: cannot be written. out: append-only stream. */
  gboolean (*write) (const CowGraph *graph, struct _CowOutput *out, CowProgress *progress, GError **error);
  guint loses;           /* CowLosses of write; 0: nothing */
  gboolean skips_bad_lines; /* what options.skip_bad_lines asks for; else a bad line is always an error */
  const char *carries;   /* attributes it has a place for all the same, blank-separated: NAME, NAME_2 … */
} CowFormat;

const CowFormat *const *cow_formats (void); /* NULL-ended */
const CowFormat *cow_format_by_name (const char *name);
/* By first bytes and file name (without .gz and the like); never NULL: an edge list when nothing else fits. */
const CowFormat *cow_format_guess (const char *name, const char *bytes, gsize length);
const CowFormat *cow_format_by_ending (const char *name); /* NULL: none */

/* Writing this graph: what of it will be missing in the file, a line each. Complexity: O(n + columns). */
void cow_format_tell_losses (const CowFormat *format, const CowGraph *graph, void (*tell) (const char *message, gpointer user),
                             gpointer user);
/* Are the names first to first + n - 1, in order of appearance? Complexity: O(n), or O(1) when they are kept so. */
gboolean cow_graph_is_numbered (const CowGraph *graph, guint64 first);
/* Would a reader that finds types from the cells find another one? */
gboolean cow_column_needs_type (const CowColumn *column);

/* A table of vertices: header line, first column the name, further columns typed attributes (columns x/y or lon/lat become
 * coordinates as well). */
gboolean cow_read_vertices (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error);
/* 9th DIMACS challenge coordinates: `v ID X Y` lines (integers, microdegrees when |x| > 360 …): a --vertices file too. */

G_END_DECLS
