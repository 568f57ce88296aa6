/* builder.h - edges in any order become an image: names interned, vertices renumbered for locality, CSR by counting.
 *
 * Runs in the loader child (or in a test). A reader declares columns, then adds vertices and edges as they come; finish lays
 * out the image. Everything private is freed or reused so that the peak stays below three times the resident graph. */
#pragma once

#include <glib.h>

#include "graph/image.h"
#include "graph/progress.h"

G_BEGIN_DECLS

typedef struct _CowBuilder CowBuilder;

typedef enum
{
  COW_DUPLICATES_KEEP,
  COW_DUPLICATES_MIN,
  COW_DUPLICATES_MAX,
  COW_DUPLICATES_SUM,
  COW_DUPLICATES_FIRST,
} CowDuplicates;

typedef enum
{
  COW_REORDER_AUTO, /* look at the graph: keep the input order when it is local, else degree or breadth-first */
  COW_REORDER_NONE,
  COW_REORDER_BFS,
  COW_REORDER_DEGREE,
  COW_REORDER_SPACE,
} CowReorder;

/* A text in the input, and the half of its hash by which tables know it (text-table.h). */
typedef struct
{
  const char *text;
  guint32 length, tag;
} CowTextRef;

typedef struct
{
  guint count;
  const guint32 *from, *to; /* numbers that are names; or appearances: */
  gboolean found;           /* appearances, but COW_VERTEX_NONE where the next of `unknown`, in order of appearance, is the name */
  const CowTextRef *unknown;
  CowWeightKind kind;
  union
  {
    const guint32 *u32;
    const gint64 *i64;
    const double *f64; /* with a fraction or not */
    const void *data;
  } weights;
} CowEdgeBatch;

typedef struct
{
  gboolean directed;
  CowDuplicates duplicates; /* which of parallel edges stay; "sum" of their weights; attributes of the first one kept */
  gboolean drop_loops;
  CowReorder reorder;
  const char *format;      /* for CowImageMeta */
  guint threads;           /* most that read and build, this one included; 0: one. Never in the session */
  guint64 part_edges;      /* a thread more is worth it for so many edges; 0: a good guess */
  guint64 memory_bytes;    /* most to map, the image included; 0: as much as mmap gives (cow_memory_available, before a sandbox) */
} CowBuilderOptions;

CowBuilder *cow_builder_new (const CowBuilderOptions *options);
void cow_builder_free (CowBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowBuilder, cow_builder_free)
void cow_builder_set_directed (CowBuilder *builder, gboolean directed); /* a format may learn it late; before finish */

/* Vertices; return the appearance. A name that is a canonical decimal number (no sign, no leading zero) up to 2^32 - 2 is kept as a number as
 * long as all are. Errors: COW_GRAPH_ERROR_MEMORY, or more than 2^32 - 2 vertices. */
gboolean cow_builder_vertex (CowBuilder *builder, const char *name, gsize length, guint32 *appearance, GError **error);
gboolean cow_builder_vertex_number (CowBuilder *builder, guint64 number, guint32 *appearance, GError **error);
/* Declares first .. first + count - 1 at once, in this order (DIMACS, METIS, Matrix Market, generators); before any other. */
gboolean cow_builder_sequence (CowBuilder *builder, guint64 first, guint64 count, GError **error);
/* Other names for all vertices, if no two are the same: name gives that of an appearance, in buffer or elsewhere. *distinct FALSE: the
 * names stay as they were. Complexity: O(bytes of names). Errors: COW_GRAPH_ERROR_MEMORY. */
gboolean cow_builder_rename (CowBuilder *builder,
                             const char *(*name) (guint32 appearance, char buffer[24], gsize *length, gpointer user), gpointer user,
                             gboolean *distinct, GError **error);
/* When all names are canonical numbers, 0 among them, and the largest is below 4 n + 1024: declares those below the largest that
 * are missing, ascending, behind the others. *added: how many. Complexity: O(largest). */
gboolean cow_builder_fill_numbers (CowBuilder *builder, guint64 *added, GError **error);
guint64 cow_builder_n_vertices (const CowBuilder *builder);
guint64 cow_builder_n_edges (const CowBuilder *builder);
guint cow_builder_n_threads (const CowBuilder *builder); /* that a reader may use, its own included */

/* Is there a double of this value? Up to 2^53 always. */
static inline gboolean
cow_builder_is_exact (gint64 integer)
{
  double real = (double)integer;

  return real < 0x1p63 && (gint64)real == integer;
}

/* Edges by appearance of their ends; the weight of the last added edge follows, at most once. Integers stay exact, a first
 * fraction turns all into doubles (integers that are none are refused then). NaN is refused by the reader. An edge without weight
 * in a weighted graph weighs 1. */
gboolean cow_builder_edge (CowBuilder *builder, guint32 source, guint32 target, GError **error);
gboolean cow_builder_weight_int (CowBuilder *builder, gint64 weight, GError **error);
gboolean cow_builder_weight_real (CowBuilder *builder, double weight, GError **error);
/* Many edges at once between numbers below 2^32 - 1, or between names looked up before: as cow_builder_vertex_number or cow_builder_vertex
 * (from, then to), cow_builder_edge and the weight would add them one by one; weights of kind NONE: none. *done: how many were added, also before an error. */
gboolean cow_builder_edges (CowBuilder *builder, const CowEdgeBatch *batch, guint *done, GError **error);
void cow_builder_set_weight_name (CowBuilder *builder, const char *name); /* default "weight" once a weight is set */

/* Attribute columns. type COW_TYPE_NULL: found from the cells (bool < int < real < string; a mix becomes the wider one). A
 * column may be declared at any time; missing cells are null. row: the last added edge, or a vertex appearance. */
guint cow_builder_column (CowBuilder *builder, gboolean on_vertex, const char *name, CowType type);
gboolean cow_builder_cell (CowBuilder *builder, guint column, guint64 row, const CowValue *value, GError **error);
/* A cell as text, typed by the column (or by guessing when the column is of type NULL). Empty text: null. */
gboolean cow_builder_cell_text (CowBuilder *builder, guint column, guint64 row, const char *text, gsize length, GError **error);
/* What cow_builder_cell_text takes a text for in a column whose type is found from the cells. Thread-safe. */
CowValue cow_builder_guess_cell (const char *text, gsize length);
/* A cell on its way into a column. */
typedef struct
{
  guint32 type;    /* CowType of the value; NULL: no cell */
  guint32 length;  /* of the text */
  const char *text;
  union
  {
    gint64 integer; /* also of a bool */
    double real;
    struct
    {
      guint32 code, tag; /* STRING; COW_CODE_NONE: not known yet */
    } string;
  };
} CowTextCell;
#define COW_CODE_NONE G_MAXUINT32
/* The cells of one column in rows first_row … first_row + count - 1 (edges that were added), `stride` apart, as cow_builder_cell
 * (column declared) or cow_builder_cell_text (type found) would set them one by one. *done: how many were set, also before an error. */
gboolean cow_builder_cells (CowBuilder *builder, guint column, guint64 first_row, guint count, const CowTextCell *cells, guint stride,
                            guint *done, GError **error);

/* For threads that look names and texts up while the first one, alone, adds to them. Texts are where they are between hold and
 * release; hold them briefly. NULL: names are numbers so far; the column holds no strings so far. A table, once there, stays. */
struct _CowTextTable;
const struct _CowTextTable *cow_builder_name_table (const CowBuilder *builder);
const struct _CowTextTable *cow_builder_cell_table (const CowBuilder *builder, guint column);
void cow_builder_hold_texts (CowBuilder *builder);
void cow_builder_release_texts (CowBuilder *builder);
gboolean cow_builder_coordinates (CowBuilder *builder, guint32 appearance, double x, double y, GError **error);
/* The column of vertices becomes their names when every vertex has a text and no two the same; else nothing happens and *distinct says
 * whether it was only that some have none. Columns behind it move up by one. Complexity: O(n). Errors: COW_GRAPH_ERROR_MEMORY. */
gboolean cow_builder_take_names (CowBuilder *builder, guint column, gboolean *taken, gboolean *distinct, GError **error);

/* Lays out the image. The builder is used up. units of progress: edges. */
gboolean cow_builder_finish (CowBuilder *builder, CowImageWriter *writer, CowProgress *progress, GError **error);

G_END_DECLS
