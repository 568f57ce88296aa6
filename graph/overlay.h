/* overlay.h - what a what-if changes: edges added, edges blocked, weights replaced; a sorted delta beside a graph that is
 * never written.
 *
 * An overlay is edited by the session that owns it and handed to view writers (overlay-stack.h), which make a view of the
 * graph with it. Who holds a reference sees no later edit: an edit of an overlay that others hold is made on a copy. */
#pragma once

#include "graph/graph.h"

G_BEGIN_DECLS

/* An edge that the graph does not have. known: it came from a table of known costs; the same ends in the table of a later
 * overlay replace it. */
typedef struct
{
  guint32 source, target;
  gboolean known;
  CowCost weight; /* never unreachable */
} CowOverlayEdge;

/* What becomes of an edge of the graph. */
typedef struct
{
  guint32 edge;
  gboolean blocked;
  CowCost weight; /* unreachable: the one it has */
} CowOverlayChange;

typedef struct
{
  guint references;
  CowOverlayEdge *added; /* in the order in which they were added */
  guint64 n_added, added_room;
  CowOverlayChange *changes; /* ascending by edge, each once, none that changes nothing */
  guint64 n_changes, changes_room;
} CowOverlay;

CowOverlay *cow_overlay_new (void);
CowOverlay *cow_overlay_ref (CowOverlay *overlay);
void cow_overlay_unref (CowOverlay *overlay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowOverlay, cow_overlay_unref)
/* The overlay itself when nobody else holds it, else a copy in its place. FALSE: not enough memory, nothing changed. */
gboolean cow_overlay_own (CowOverlay **overlay, GError **error);

/* Edits. Errors: COW_GRAPH_ERROR_MEMORY, then nothing changed. Edges in any order, each as often as you like.
 * Complexity: O(changes + n log n). */
gboolean cow_overlay_add (CowOverlay *overlay, const CowOverlayEdge *edge, GError **error);
gboolean cow_overlay_block (CowOverlay *overlay, const guint32 *edges, guint64 n, GError **error);
gboolean cow_overlay_unblock (CowOverlay *overlay, const guint32 *edges, guint64 n, GError **error);
gboolean cow_overlay_reweight (CowOverlay *overlay, const guint32 *edges, guint64 n, CowCost weight, GError **error);
/* Several changes at once, on top of those that stand; of the same edge they must be equal in what they change. */
gboolean cow_overlay_change (CowOverlay *overlay, const CowOverlayChange *changes, guint64 n, GError **error);
/* The same for edges that the overlay added, by their ends (both: in either direction). Return: how many there were. */
gboolean cow_overlay_has_added (const CowOverlay *overlay, guint32 source, guint32 target, gboolean both);
guint64 cow_overlay_drop_added (CowOverlay *overlay, guint32 source, guint32 target, gboolean both);
guint64 cow_overlay_reweight_added (CowOverlay *overlay, guint32 source, guint32 target, gboolean both, CowCost weight);

gboolean cow_overlay_is_empty (const CowOverlay *overlay);
gboolean cow_overlay_blocks (const CowOverlay *overlay, guint32 edge); /* O(log changes) */
void cow_overlay_count (const CowOverlay *overlay, guint64 *n_blocked, guint64 *n_reweighted); /* O(changes) */
guint64 cow_overlay_bytes (const CowOverlay *overlay);

/* As sections of an image, from the child that read a file; and back, checked against the graph.
 * Errors of the second: COW_GRAPH_ERROR_FILE, _MEMORY. */
gboolean cow_overlay_write (const CowOverlay *overlay, CowImageWriter *writer, GError **error);
CowOverlay *cow_overlay_from_image (const void *base, const CowGraph *graph, GError **error);

G_END_DECLS
