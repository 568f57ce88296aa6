/* view.h - the graph as one command wants it: direction, weights, filters. What path algorithms take.
 *
 * Most views are free: they point at the graph's own arrays. A weight expression, a filter or direction=any on a directed
 * graph, or an overlay, is written out once, by a child, as an image with OUT_* (and IN_*) sections over the same vertices, and
 * shared by all workers: algorithms meet plain CSR and no per-arc test. Sources to avoid are not in the view, see CowSearchQuery.
 *
 * --where and --block choose among the edges of the graph; what an overlay adds is there whatever they say.
 *
 * Who wants to know why there is no way takes a view that keeps everything: what the options leave out is in it, marked. */
#pragma once

#include "graph/expr.h"
#include "graph/graph.h"
#include "graph/overlay.h"
#include "graph/progress.h"

G_BEGIN_DECLS

typedef enum
{
  COW_DIRECTION_OUT,
  COW_DIRECTION_IN,
  COW_DIRECTION_ANY,
} CowDirection;

/* An arc of `out` that an overlay added or weighed; layer: which of the overlays. */
typedef struct
{
  guint64 arc;
  guint32 layer;
  guint32 added; /* 0 or 1 */
} CowViewTouched;

/* Of an arc of a view that keeps what is barred. */
typedef enum
{
  COW_MARK_BARRED = 1 << 0,   /* --where, --block or an overlay leaves its edge out */
  COW_MARK_TURNED = 1 << 1,   /* it goes against the direction that is asked for */
  COW_MARK_WEIGHTLESS = 1 << 2, /* barred, and without a weight that could count (null, negative, an error): here it costs 0 */
} CowViewMark;

typedef struct
{
  const CowGraph *graph; /* names and appearances */
  CowCsr out;            /* what a search from a source follows */
  CowCsr in;             /* its reverse; offsets NULL when the caller did not ask for it */
  const guint64 *out_arc; /* arc of `out` -> out-arc of the graph; NULL: the same number, or direction IN (then graph->in_out_arc).
                          * graph->n_arcs and above: an edge that an overlay added, counted from there; it has no edge number */
  gint64 weight_min_int, weight_max_int;   /* of the arcs, NONE: 1 */
  double weight_min_real, weight_max_real;
  guint64 negative_arc;  /* an arc of `out` with a negative weight (the first edge by appearance), or COW_ARC_NONE */
  const CowViewTouched *touched; /* ascending; NULL without overlays */
  guint64 n_touched;
  const guint8 *marks;           /* [arcs of out]: CowViewMark together; NULL: no arc has any */
  gboolean turned;               /* out and in have changed places: what is said of a way to a vertex is one from it */
} CowView;

/* What is wanted. where and weight are compiled expressions (borrowed), NULL: none / the inline weight. */
typedef struct
{
  CowDirection direction;
  gboolean unweighted;         /* --weight=none */
  const CowExpr *weight;
  const CowExpr *where;
  const guint64 *blocked_edges; /* bitmap over edges, or NULL */
  CowOverlay *const *overlays;  /* later ones over earlier ones */
  guint n_overlays;
  gboolean overlays_keep_weights; /* they block and add, all weights are those of the expression; the attributes of an added edge are null */
  gboolean need_in;            /* the algorithm walks backwards */
  gboolean need_arcs;          /* a written view also says which arc of the graph each of its arcs is (8 bytes an arc) */
  gboolean keep_barred;        /* all arcs, in both directions, with marks (1 byte an arc); without marks, those of `in` are the turned ones */
} CowViewSpec;

/* Can the graph's own arrays serve (O(1))? Fills view and returns TRUE; FALSE: an image must be written first, or the
 * transpose attached (missing_transpose tells which). */
gboolean cow_view_direct (const CowGraph *graph, const CowViewSpec *spec, CowView *view, gboolean *missing_transpose);
/* In a child: writes the view's arrays as an image. Errors: those of the expressions (naming the edge), NaN weights. */
gboolean cow_view_write (const CowGraph *graph, const CowViewSpec *spec, CowImageWriter *writer, CowProgress *progress, GError **error);
/* The overlay that added or weighed an arc of view->out, or COW_LAYER_NONE. O(log touched). */
#define COW_LAYER_NONE G_MAXUINT32
guint32 cow_view_layer (const CowView *view, guint64 arc);
/* A view over such an image (in an arena, which the caller keeps). */
gboolean cow_view_open (const CowGraph *graph, CowArena *arena, CowView *view, GError **error);

/* Where the arc of view.out begins (view-arc.c). O(log n). */
guint32 cow_view_arc_source (const CowView *view, guint64 arc);
/* For messages (view-arc.c). "-3 on edge a -> b": weight and ends of an arc of view.out. (transfer full) */
char *cow_view_arc_text (const CowView *view, guint64 arc);
/* The arc of view.out of the edge that appeared first among those with a weight below `least` or above `most`; COW_ARC_NONE: there is
 * none. A written view must have been made with need_arcs. Complexity: O(arcs). */
guint64 cow_view_first_arc_outside (const CowView *view, double least, double most);

G_END_DECLS
