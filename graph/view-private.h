/* view-private.h - a view that is being written: what its two passes (view-write.c) and the decisions before them (view-plan.c)
 * share. */
#pragma once

#include "graph/overlay-stack.h"
#include "graph/view.h"

G_BEGIN_DECLS

typedef struct
{
  const CowGraph *graph;
  const CowViewSpec *spec;
  CowProgress *progress;
  CowExpr *where, *weight;     /* weight NULL: the inline one */
  const guint32 *edge_of_arc;  /* NULL: the same number */
  guint32 *own_edge_of_arc;
  guint64 *kept;               /* bitmap over out-arcs of the graph */
  guint64 *barred;             /* the same: kept only to be marked; NULL: nothing is */
  gboolean reversed, both;     /* what a kept arc becomes: itself, the other way, or both */
  guint8 mark_there, mark_back; /* of every arc that goes as its edge does; of every other one */
  CowWeightKind kind;
  guint64 n_edges, n_arcs;
  gint64 min_int, max_int;
  double min_real, max_real;
  guint64 *offsets;            /* the sections, once all are laid out */
  guint32 *arcs;
  gint64 *weights_i64;
  double *weights_f64;
  guint64 *view_arc;
  guint8 *marks;
  guint32 negative_edge;
  guint64 negative_arc;
  CowOverlayStack *stack;      /* NULL: no overlays */
  guint64 next_added;          /* arcs of the stack before it are placed */
  guint64 n_touched;           /* arcs of the view; counted, then placed */
  CowViewTouched *touched;
} CowViewWriting;

/* Which kind the weights have before they are looked at; are the types of the expressions those of weights and filters? */
gboolean cow_view_plan_weights (CowViewWriting *writing, GError **error);
/* Which edge is each arc? Directed graphs need no table when edges are numbered by vertex. */
gboolean cow_view_plan_edges (CowViewWriting *writing, GError **error);
void cow_view_plan_meta (const CowViewWriting *writing, CowImageMeta *meta); /* when all is placed */
gpointer cow_view_try_array (guint64 n, gsize each, GError **error);         /* zeroed */

G_END_DECLS
