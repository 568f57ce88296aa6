/* image.h - the bytes of a graph: a header, a table of sections, flat arrays. In memory, between processes and on disk.
 *
 * The loader writes an image into a memfd, the session copies it into the arena, `.cow` files hold the same bytes. All
 * places are offsets from the start; every section begins at a multiple of 64. Little-endian. An image may hold only some
 * sections: a graph has OUT_OFFSETS and OUT_ARCS, a transpose IN_*, a view VIEW_*, a column its own. */
#pragma once

#include <glib.h>

#include "graph/types.h"

G_BEGIN_DECLS

#define COW_IMAGE_MAGIC "COWPATH\n"
#define COW_IMAGE_VERSION 1
#define COW_IMAGE_MAX_SECTIONS 1024

typedef enum
{
  COW_SECTION_META = 1,          /* CowImageMeta */
  COW_SECTION_OUT_OFFSETS,       /* guint64[n + 1]: arcs of vertex v are [offsets[v], offsets[v + 1]) */
  COW_SECTION_OUT_ARCS,          /* U32: {guint32 target, guint32 weight}[arcs]; else guint32 target[arcs] */
  COW_SECTION_OUT_WEIGHTS,       /* I64: gint64[arcs]; F64: double[arcs]; absent for NONE and U32 */
  COW_SECTION_IN_OFFSETS,        /* the transpose, same shapes; absent when undirected */
  COW_SECTION_IN_ARCS,
  COW_SECTION_IN_WEIGHTS,
  COW_SECTION_IN_EDGES,          /* guint64[arcs]: in-arc -> out-arc, only when asked for */
  COW_SECTION_APPEARANCE,        /* guint32[n]: vertex -> appearance; absent: identity */
  COW_SECTION_VERTEX_AT,         /* guint32[n]: appearance -> vertex; absent: identity */
  COW_SECTION_EDGE_OF_ARC,       /* guint32[arcs]: out-arc -> edge; absent: see cow_graph_edge_of_arc_table */
  COW_SECTION_NAME_NUMBER,       /* NUMBER names: guint32[n]: vertex -> number */
  COW_SECTION_NAME_INDEX,        /* NUMBER names: guint32[largest + 1]: number -> vertex, COW_VERTEX_NONE where none */
  COW_SECTION_NAME_OFFSETS,      /* TEXT names: guint64[n + 1], by vertex */
  COW_SECTION_NAME_BYTES,        /* TEXT names */
  COW_SECTION_NAME_HASH,         /* TEXT names: guint32[power of two]: open addressing, COW_VERTEX_NONE: free */
  COW_SECTION_NAME_SORTED,       /* TEXT names: guint32[n]: vertices in byte order of their names */
  COW_SECTION_COLUMN,            /* CowImageColumn; its arrays follow as sections with the same index */
  COW_SECTION_COLUMN_CELLS,      /* INT gint64, REAL double, BOOL guint8, STRING guint32 code: [rows] */
  COW_SECTION_COLUMN_VALID,      /* guint64[(rows + 63) / 64]: bit set: not null; absent: no nulls */
  COW_SECTION_COLUMN_TEXT_OFFSETS, /* STRING: guint64[codes + 1] */
  COW_SECTION_COLUMN_TEXT_BYTES,   /* STRING */
  COW_SECTION_BITMAP,            /* guint64[]: a set that a worker computed */
  COW_SECTION_COORDINATES,       /* double[2 n]: x (longitude), y (latitude), by vertex; NaN where unknown */
  COW_SECTION_VIEW_ARC,          /* a view: guint64[arcs]: out-arc of the view -> out-arc of the graph */
  COW_SECTION_VIEW_TOUCHED,      /* a view with overlays: CowViewTouched[], ascending */
  COW_SECTION_OVERLAY_ADDED,     /* an overlay: CowOverlayEdge[] */
  COW_SECTION_OVERLAY_CHANGES,   /* an overlay: CowOverlayChange[] */
  COW_SECTION_VIEW_MARKS,        /* a view that keeps what is barred: guint8[arcs], CowViewMark */
  COW_SECTION_PRIVATE = 128,     /* and 63 above: what a child made for one job; never saved, each documents its own */
  COW_SECTION_INDEX = 256,       /* an index: CowImageIndex (graph/index.h); kinds above are its arrays, with the same index */
} CowSectionKind;
#define COW_IMAGE_PRIVATE_KINDS 64

typedef struct
{
  char magic[8];
  guint32 version;
  guint32 n_sections;
  guint64 bytes;    /* of the whole image */
  guint64 checksum; /* of the section table */
} CowImageHeader;

typedef struct
{
  guint32 kind;
  guint32 index; /* tells columns apart: edge and vertex columns in one numbering */
  guint64 offset, bytes;
  guint64 checksum; /* of the bytes in a file; 0 in memory */
} CowImageSection;

/* How names are kept. */
typedef enum
{
  COW_NAMES_SEQUENCE, /* name = first_number + appearance */
  COW_NAMES_NUMBER,   /* canonical decimal numbers, dense enough for a table */
  COW_NAMES_TEXT,
} CowNamesKind;

typedef enum
{
  COW_ORDER_INPUT, /* as they appeared */
  COW_ORDER_NUMBER, /* by their number, when names are numbers */
  COW_ORDER_BFS,
  COW_ORDER_DEGREE,
  COW_ORDER_SPACE, /* along a space-filling curve */
} CowOrderKind;

/* The facts of a graph; all that costs a pass over the arrays is computed once, by the builder. */
typedef struct
{
  guint64 n, m, n_arcs;     /* vertices, edges, arcs (undirected: 2 m - loops) */
  guint32 directed;         /* 0 or 1 */
  guint32 weight_kind;      /* CowWeightKind of the inline weight */
  guint32 names_kind;       /* CowNamesKind */
  guint32 order_kind;       /* CowOrderKind */
  guint64 first_number;     /* COW_NAMES_SEQUENCE */
  guint64 n_loops, n_parallel; /* self-loops; edges beyond the first between the same (ordered) pair */
  guint64 max_out_degree;
  gint64 weight_min_int, weight_max_int;   /* U32, I64 */
  double weight_min_real, weight_max_real; /* any kind but NONE */
  guint64 negative_edge;    /* first edge with a negative weight, or G_MAXUINT64 */
  char weight_name[64];     /* "weight" unless the input says otherwise; empty: no weight */
  char format[32];          /* what it was read from */
} CowImageMeta;

typedef struct
{
  char name[128];
  guint32 type; /* CowType */
  guint32 on_vertex; /* 1: rows are vertices (by vertex), 0: rows are edges (by edge) */
  guint64 rows;
  guint64 n_null;
  guint64 n_codes; /* STRING: dictionary entries */
} CowImageColumn;

/* Writing, in the child: sections are laid out first, then filled in place. The destination grows through a callback
 * so that graph/ need not know memfds. */
typedef struct _CowImageWriter CowImageWriter;
/* grow: makes the file at least `bytes` long and returns its base address (it may move), or NULL with error. */
typedef void *(*CowImageGrow) (guint64 bytes, gpointer user, GError **error);
CowImageWriter *cow_image_writer_new (CowImageGrow grow, gpointer user, GError **error);
/* Adds a section and returns where to write it; the address is valid until the next add. */
void *cow_image_writer_add (CowImageWriter *writer, CowSectionKind kind, guint32 index, guint64 bytes, GError **error);
/* Where a section added before is now: for sections that are filled side by side. NULL: not added. */
void *cow_image_writer_section (CowImageWriter *writer, CowSectionKind kind, guint32 index);
/* Writes header and table (checksums of sections too when checksums is TRUE). The image is then complete. */
gboolean cow_image_writer_finish (CowImageWriter *writer, gboolean checksums, guint64 *bytes, GError **error);
void cow_image_writer_free (CowImageWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowImageWriter, cow_image_writer_free)
/* A writer into memory of this process: for tests and generators. (transfer full): cow_image_mapping_clear when done. */
gpointer cow_image_grow_anonymous (guint64 bytes, gpointer mapping, GError **error);
typedef struct
{
  void *base;
  gsize bytes;
} CowImageMapping; /* what cow_image_grow_anonymous takes as user */
void cow_image_mapping_clear (CowImageMapping *mapping);

/* Checks magic, version, table, bounds, alignment, and that the sizes of sections fit each other: O(sections²) of at most
 * 1024. base is the whole image, aligned to 8. Errors: COW_GRAPH_ERROR_FILE. */
gboolean cow_image_check (const void *base, guint64 bytes, GError **error);
/* Checks the contents of one slice of the bytes (targets < n, offsets ascending …) as the session copies it: what later code
 * relies on without looking. [from, to) in bytes of the image; call with ascending slices that cover it (any cut will do).
 * base is the whole image, which cow_image_check has passed: an element is compared with others outside of the slice. */
gboolean cow_image_check_slice (const void *base, guint64 from, guint64 to, GError **error);
const void *cow_image_section (const void *base, CowSectionKind kind, guint32 index, guint64 *bytes); /* NULL: absent */
/* The sum of a section in a file is taken with seed 0. */
guint64 cow_image_checksum (const void *bytes, gsize length, guint64 seed);

G_END_DECLS
