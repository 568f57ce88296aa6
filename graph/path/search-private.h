/* search-private.h - what the searches share: labels (the cost of every vertex), the form a search takes, the
 * path walk.
 *
 * The trick of the labels: they are kept upside down. A cell holds ~cost, so the zero pages the kernel hands
 * out mean "not reached", nothing has to be filled in before the first query, and 0xff… means "settled at the
 * least cost of all", which keeps a vertex that must not be entered out of the hot loop without a test. Real
 * costs are kept as their bits: of doubles that are not negative, these compare like the doubles. */
#pragma once

#include <string.h>

#include "graph/path/search.h"

G_BEGIN_DECLS

#define COW_INLINE static inline __attribute__ ((always_inline))

#define COW_LABEL_NONE G_MAXUINT64 /* the cost of a vertex that is not reached */
#define COW_LABEL_BLOCK_BITS 8     /* 256 cells: what is wiped together between two queries */

/* How a cost is kept in a cell. */
typedef enum
{
  COW_CELL_NARROW, /* 32-bit integer */
  COW_CELL_WIDE,   /* 64-bit integer, of which costs use 63 */
  COW_CELL_REAL,   /* bits of a double */
  /* 64 bits of searches that do not add but look for the best of another kind; 0 is best there as well. */
  COW_CELL_WIDTH,      /* integer widths, from 2^63 - 1 down */
  COW_CELL_WIDTH_REAL, /* the same of doubles, from infinity down */
  COW_CELL_CHANCE,     /* probabilities: how far their bits are below those of 1 */
} CowCellKind;

typedef struct
{
  CowCellKind kind;
  guint32 n;
  void *cells;       /* [n], upside down */
  guint8 *dirty;     /* [blocks of cells]: written since the last reset */
  gsize cells_bytes; /* mapped */
  gsize dirty_bytes;
} CowLabels;

/* Memory sized by the graph: zeroed, in huge pages when it is large. Errors: COW_GRAPH_ERROR_MEMORY. */
void *cow_scratch_map (gsize bytes, GError **error);
/* As many bytes, or those of whole huge pages, when that is less than 1 MB more: what is asked for all of an array that is used all. */
gsize cow_scratch_round (gsize bytes);
void cow_scratch_unmap (void *memory, gsize bytes);

guint64 cow_labels_bytes (guint32 n, CowCellKind kind);
gboolean cow_labels_init (CowLabels *labels, guint32 n, CowCellKind kind, GError **error);
void cow_labels_clear (CowLabels *labels);
void cow_labels_reset (CowLabels *labels); /* Complexity: O(n / 256 + cells of the blocks touched) */
void cow_labels_touch_all (CowLabels *labels);
/* Closes the vertices of the bitmap to the search, and opens them again afterwards: then they are not
 * reached. */
void cow_labels_close (CowLabels *labels, const guint64 *avoid);
void cow_labels_open (CowLabels *labels, const guint64 *avoid);

COW_INLINE guint64
cow_label_get_as (const CowLabels *labels, guint32 vertex, CowCellKind kind)
{
  if (kind == COW_CELL_NARROW)
    {
      guint32 cell = ((const guint32 *)labels->cells)[vertex];
      return cell ? (guint32)~cell : COW_LABEL_NONE;
    }
  return ~((const guint64 *)labels->cells)[vertex];
}

static inline guint64
cow_label_get (const CowLabels *labels, guint32 vertex)
{
  return labels->kind == COW_CELL_NARROW ? cow_label_get_as (labels, vertex, COW_CELL_NARROW)
                                         : cow_label_get_as (labels, vertex, COW_CELL_WIDE);
}

COW_INLINE void
cow_label_set_as (const CowLabels *labels, guint32 vertex, guint64 cost, CowCellKind kind)
{
  if (kind == COW_CELL_NARROW)
    ((guint32 *)labels->cells)[vertex] = ~(guint32)cost;
  else
    ((guint64 *)labels->cells)[vertex] = ~cost;
  labels->dirty[vertex >> COW_LABEL_BLOCK_BITS] = 1;
}

static inline void
cow_label_set (const CowLabels *labels, guint32 vertex, guint64 cost)
{
  cow_label_set_as (labels, vertex, cost, labels->kind == COW_CELL_NARROW ? COW_CELL_NARROW : COW_CELL_WIDE);
}

COW_INLINE guint64
cow_bits_of_real (double value)
{
  guint64 bits;
  memcpy (&bits, &value, sizeof bits);
  return bits;
}

COW_INLINE double
cow_real_of_bits (guint64 bits)
{
  double value;
  memcpy (&value, &bits, sizeof value);
  return value;
}

#define COW_CHANCE_ONE G_GUINT64_CONSTANT (0x3ff0000000000000) /* the bits of 1.0 */

/* Doubles from infinity down as integers from near 0 up. */
COW_INLINE guint64
cow_width_of_real (double value)
{
  guint64 bits = cow_bits_of_real (value + 0.0); /* never -0 */
  return bits > G_MAXINT64 ? bits : G_MAXINT64 - bits;
}

/* How much narrower an arc is than anything can be. */
COW_INLINE guint64
cow_width_of_arc (const CowCsr *csr, guint64 arc, CowWeightKind weights)
{
  switch (weights)
    {
    case COW_WEIGHT_U32:
      return (guint64)G_MAXINT64 - csr->targets[arc * 2 + 1];
    case COW_WEIGHT_I64:
      return (guint64)G_MAXINT64 - (guint64)csr->weights_i64[arc];
    case COW_WEIGHT_F64:
      return cow_width_of_real (csr->weights_f64[arc]);
    case COW_WEIGHT_NONE:
    default:
      return (guint64)G_MAXINT64 - 1;
    }
}

/* The product of a probability and that of one more arc. Rounding keeps the order of products, and none is larger than its factors:
 * so the best is found as a shortest path is, with products of doubles taken from the source on. */
COW_INLINE guint64
cow_chance_times (guint64 label, const CowCsr *csr, guint64 arc, CowWeightKind weights)
{
  double weight = 1.0;

  if (weights == COW_WEIGHT_F64)
    weight = csr->weights_f64[arc];
  else if (weights == COW_WEIGHT_U32)
    weight = csr->targets[arc * 2 + 1];
  else if (weights == COW_WEIGHT_I64)
    weight = (double)csr->weights_i64[arc];
  return COW_CHANCE_ONE - cow_bits_of_real (cow_real_of_bits (COW_CHANCE_ONE - label) * weight + 0.0);
}

/* Cost of a path with one more arc. `kind` and `weights` are constants where it matters. WIDE: no wrap below
 * 2^63. */
COW_INLINE guint64
cow_label_add (guint64 cost, const CowCsr *csr, guint64 arc, CowCellKind kind, CowWeightKind weights)
{
  if (kind == COW_CELL_CHANCE)
    return cow_chance_times (cost, csr, arc, weights);
  if (kind == COW_CELL_WIDTH || kind == COW_CELL_WIDTH_REAL)
    return MAX (cost, cow_width_of_arc (csr, arc, weights));
  if (kind == COW_CELL_REAL)
    {
      double weight = weights == COW_WEIGHT_NONE ? 1.0 : csr->weights_f64[arc];
      return cow_bits_of_real (cow_real_of_bits (cost) + weight);
    }
  switch (weights)
    {
    case COW_WEIGHT_U32:
      return cost + csr->targets[arc * 2 + 1];
    case COW_WEIGHT_I64:
      return cost + (guint64)csr->weights_i64[arc];
    case COW_WEIGHT_NONE:
    case COW_WEIGHT_F64:
    default:
      return cost + 1;
    }
}

/* The sum of two labels; COW_LABEL_NONE when one of them is that, or when it does not fit. */
COW_INLINE guint64
cow_label_sum (guint64 a, guint64 b, CowCellKind kind)
{
  if (kind != COW_CELL_REAL)
    return a > G_MAXUINT64 - b ? COW_LABEL_NONE : a + b;
  if (a == COW_LABEL_NONE || b == COW_LABEL_NONE)
    return COW_LABEL_NONE;
  return cow_bits_of_real (cow_real_of_bits (a) + cow_real_of_bits (b));
}

/* The largest label that may be settled: everything finite, or the cutoff. FALSE: not even the sources (a
 * negative cutoff). Reals: a sum that overflows to infinity, or an infinite weight, is no way at all. */
gboolean cow_label_limit (CowCellKind kind, gboolean has_cutoff, CowCost cutoff, guint64 *limit);
CowCost cow_label_cost (guint64 label, CowCellKind kind);

/* What each arc costs, when all cost the same and a number of arcs times that is exact: breadth-first search
 * will do. unit_real > 0: costs are reals. */
gboolean cow_view_unit (const CowView *view, gint64 *unit, double *unit_real);
/* The last level within the cutoff. FALSE: not even the sources. */
gboolean cow_level_limit (gint64 unit, double unit_real, gboolean has_cutoff, CowCost cutoff, guint64 *limit);

/* Checks shared by the two searches. */
gboolean cow_search_check_view (const CowView *view, GError **error); /* no negative arc */
gboolean cow_widest_check_view (const CowView *view, GError **error); /* no arc of -2^63 */
gboolean cow_reliable_check_view (const CowView *view, GError **error); /* all arcs from 0 to 1 */
gboolean cow_search_check_vertex (const CowView *view, guint32 vertex, GError **error);
void cow_search_set_overflow (const CowView *view, guint32 vertex, GError **error);
void cow_search_set_cancelled (GError **error);
guint64 cow_view_weight_max (const CowView *view); /* integers; at least 1 */
CowCellKind cow_view_cell_kind (const CowView *view, gboolean *provable);

/* The walk back from a target over tight arcs (walk.c). Cost labels <= limit are those reached; `weights` is
 * how the search weighed arcs (NONE: 1). sources: ascending. FALSE: target not reached. Complexity:
 * O(in-degrees along the path). */
gboolean cow_labels_walk (const CowView *view, const CowLabels *labels, CowWeightKind weights, guint64 limit,
                          const guint32 *sources, guint n_sources, guint32 target, GArray *vertices,
                          GArray *arcs, GError **error);
/* The same from one source over integer costs that are asked for one by one: of the vertices on the path and those before them. */
typedef guint64 (*CowLabelOf) (gpointer user, guint32 vertex);
gboolean cow_labels_walk_by (const CowView *view, CowLabelOf get, gpointer user, guint64 limit, guint32 source,
                             guint32 target, GArray *vertices, GArray *arcs, GError **error);

/* One run of a search over labels that are reset, with its sources set. What it starts from and what comes
 * out. */
typedef struct
{
  const CowView *view;
  CowLabels *labels;
  const guint32 *sources;
  guint n_sources;
  const guint32 *targets; /* NULL: to the end */
  guint n_targets;
  const guint64 *avoid;
  guint64 limit; /* labels beyond it are not made */
  gboolean only_sums; /* breadth-first: no labels are made, cow_breadth_sums tells what is wanted */
  CowProgress *progress;
  CowSearchCounts *counts;
  guint64 radius; /* out: labels <= radius are final; COW_LABEL_NONE - 1 when all are */
} CowSearchRun;

/* What a search found, for those who look at all labels at once (parents.c, owners.c). Labels <= limit are
 * reached. FALSE: nothing is. Borrowed until the next run. */
typedef struct
{
  const CowView *view;
  const CowLabels *labels;
  CowWeightKind weights; /* how arcs were weighed */
  guint64 limit;
  const guint32 *sources; /* ascending, each once */
  guint n_sources;
} CowSearchFindings;
gboolean cow_search_findings (const CowSearch *search, CowSearchFindings *findings);

typedef enum
{
  COW_STOP_DONE,
  COW_STOP_CANCELLED,
  COW_STOP_NARROW,   /* costs outgrow 32-bit cells: again with 64 */
  COW_STOP_OVERFLOW, /* `overflow` costs more than 2^63 - 1 */
  COW_STOP_LOST,     /* of a team: one who helped died */
} CowSearchStop;

/* TRUE when all targets from *next on have final labels; moves *next to the first that has not. */
COW_INLINE gboolean
cow_search_targets_done (const CowSearchRun *run, guint *next, guint64 radius)
{
  while (*next < run->n_targets && cow_label_get (run->labels, run->targets[*next]) <= radius)
    (*next)++;
  return *next == run->n_targets;
}

/* Breadth-first (bfs.c). */
typedef struct _CowBreadth CowBreadth;
guint64 cow_breadth_bytes (guint32 n);
CowBreadth *cow_breadth_new (guint32 n, GError **error);
void cow_breadth_free (CowBreadth *breadth);
CowSearchStop cow_breadth_run (CowBreadth *breadth, CowSearchRun *run);
/* Of the last run, which ended: vertices reached, the sum of their levels (fewer than 2^32 of at most 2^32), the last level and of its
 * vertices the one that appeared first. Complexity: O(n / 64 + vertices of the last level). */
typedef struct
{
  guint64 reached, levels, last;
  guint32 farthest;
} CowBreadthSums;
CowBreadthSums cow_breadth_sums (const CowBreadth *breadth, const CowGraph *graph);
const char *cow_breadth_name (const CowView *view);

/* The plain form: one 4-ary heap (heap.c). */
typedef struct _CowHeap CowHeap;
guint64 cow_heap_bytes (guint32 n);
CowHeap *cow_heap_new (guint32 n, GError **error);
void cow_heap_free (CowHeap *heap);
CowSearchStop cow_heap_run (CowHeap *heap, CowSearchRun *run, guint32 *overflow);

/* The path whose narrowest arc is widest (widest.c). */
typedef struct _CowWidest CowWidest;
guint64 cow_widest_bytes (guint32 n);
CowWidest *cow_widest_new (guint32 n, GError **error);
void cow_widest_free (CowWidest *widest);
CowSearchStop cow_widest_run (CowWidest *widest, CowSearchRun *run);

G_END_DECLS
