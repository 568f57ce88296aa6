/* overlay.c - see overlay.h: two arrays that grow, one in the order of the edits, one in the order of the edges. */
#include "config.h"

#include "graph/overlay.h"

#include <stdlib.h>
#include <string.h>

/* Room for `wanted` items, at least half as many again as there was. */
static gboolean
reserve (gpointer array, guint64 *room, guint64 wanted, gsize each, GError **error)
{
  gpointer *at = array, grown;
  guint64 n = MAX (wanted, MAX (16, *room + *room / 2));

  if (wanted <= *room)
    return TRUE;
  grown = n > G_MAXSSIZE / each ? NULL : g_try_realloc (*at, n * each);
  if (!grown)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
                   "not enough memory for an overlay: %" G_GUINT64_FORMAT " bytes wanted", n * each);
      return FALSE;
    }
  *at = grown;
  *room = n;
  return TRUE;
}

CowOverlay *
cow_overlay_new (void)
{
  CowOverlay *overlay = g_new0 (CowOverlay, 1);

  overlay->references = 1;
  return overlay;
}

CowOverlay *
cow_overlay_ref (CowOverlay *overlay)
{
  overlay->references++;
  return overlay;
}

void
cow_overlay_unref (CowOverlay *overlay)
{
  if (!overlay || --overlay->references > 0)
    return;
  g_free (overlay->added);
  g_free (overlay->changes);
  g_free (overlay);
}

gboolean
cow_overlay_own (CowOverlay **overlay, GError **error)
{
  g_autoptr (CowOverlay) copy = NULL;
  const CowOverlay *shared = *overlay;

  if (shared->references == 1)
    return TRUE;
  copy = cow_overlay_new ();
  if (!reserve (&copy->added, &copy->added_room, shared->n_added, sizeof *copy->added, error)
      || !reserve (&copy->changes, &copy->changes_room, shared->n_changes, sizeof *copy->changes, error))
    return FALSE;
  copy->n_added = shared->n_added;
  copy->n_changes = shared->n_changes;
  if (copy->n_added)
    memcpy (copy->added, shared->added, copy->n_added * sizeof *copy->added);
  if (copy->n_changes)
    memcpy (copy->changes, shared->changes, copy->n_changes * sizeof *copy->changes);
  cow_overlay_unref (*overlay);
  *overlay = g_steal_pointer (&copy);
  return TRUE;
}

gboolean
cow_overlay_add (CowOverlay *overlay, const CowOverlayEdge *edge, GError **error)
{
  if (!reserve (&overlay->added, &overlay->added_room, overlay->n_added + 1, sizeof *overlay->added, error))
    return FALSE;
  overlay->added[overlay->n_added++] = *edge;
  return TRUE;
}

/* ---- changes of edges of the graph ---- */

static int
compare_edges (gconstpointer left, gconstpointer right)
{
  const CowOverlayChange *a = left, *b = right;

  return (a->edge > b->edge) - (a->edge < b->edge);
}

static gboolean
changes_nothing (const CowOverlayChange *change)
{
  return !change->blocked && change->weight.kind == COW_COST_UNREACHABLE;
}

static void
apply (CowOverlayChange *change, const CowOverlayChange *wanted)
{
  if (wanted->weight.kind != COW_COST_UNREACHABLE)
    change->weight = wanted->weight;
  else
    change->blocked = wanted->blocked;
}

/* Merged into a new array. */
gboolean
cow_overlay_change (CowOverlay *overlay, const CowOverlayChange *wanted, guint64 n, GError **error)
{
  g_autofree CowOverlayChange *sorted = NULL, *merged = NULL;
  guint64 sorted_room = 0, merged_room = 0, n_merged = 0, read = 0;

  if (!reserve (&sorted, &sorted_room, n, sizeof *sorted, error)
      || !reserve (&merged, &merged_room, overlay->n_changes + n, sizeof *merged, error))
    return FALSE;
  if (n)
    {
      memcpy (sorted, wanted, n * sizeof *sorted);
      qsort (sorted, n, sizeof *sorted, compare_edges);
    }
  for (guint64 i = 0; i < n; i++)
    {
      CowOverlayChange change = { .edge = sorted[i].edge, .weight = cow_cost_unreachable () };

      if (i > 0 && sorted[i].edge == sorted[i - 1].edge)
        continue;
      while (read < overlay->n_changes && overlay->changes[read].edge < change.edge)
        merged[n_merged++] = overlay->changes[read++];
      if (read < overlay->n_changes && overlay->changes[read].edge == change.edge)
        change = overlay->changes[read++];
      apply (&change, &sorted[i]);
      if (!changes_nothing (&change))
        merged[n_merged++] = change;
    }
  while (read < overlay->n_changes)
    merged[n_merged++] = overlay->changes[read++];
  g_free (overlay->changes);
  overlay->changes = g_steal_pointer (&merged);
  overlay->n_changes = n_merged;
  overlay->changes_room = merged_room;
  return TRUE;
}

/* The same for all of the edges. */
static gboolean
change_edges (CowOverlay *overlay, const guint32 *edges, guint64 n, const CowOverlayChange *wanted, GError **error)
{
  g_autofree CowOverlayChange *changes = NULL;
  guint64 room = 0;

  if (!reserve (&changes, &room, n, sizeof *changes, error))
    return FALSE;
  for (guint64 i = 0; i < n; i++)
    {
      changes[i] = *wanted;
      changes[i].edge = edges[i];
    }
  return cow_overlay_change (overlay, changes, n, error);
}

gboolean
cow_overlay_block (CowOverlay *overlay, const guint32 *edges, guint64 n, GError **error)
{
  CowOverlayChange wanted = { .blocked = TRUE, .weight = cow_cost_unreachable () };

  return change_edges (overlay, edges, n, &wanted, error);
}

gboolean
cow_overlay_unblock (CowOverlay *overlay, const guint32 *edges, guint64 n, GError **error)
{
  CowOverlayChange wanted = { .blocked = FALSE, .weight = cow_cost_unreachable () };

  return change_edges (overlay, edges, n, &wanted, error);
}

gboolean
cow_overlay_reweight (CowOverlay *overlay, const guint32 *edges, guint64 n, CowCost weight, GError **error)
{
  CowOverlayChange wanted = { .weight = weight };

  return change_edges (overlay, edges, n, &wanted, error);
}

/* ---- what was added ---- */

static gboolean
joins (const CowOverlayEdge *edge, guint32 source, guint32 target, gboolean both)
{
  return (edge->source == source && edge->target == target) || (both && edge->source == target && edge->target == source);
}

gboolean
cow_overlay_has_added (const CowOverlay *overlay, guint32 source, guint32 target, gboolean both)
{
  for (guint64 i = 0; i < overlay->n_added; i++)
    if (joins (&overlay->added[i], source, target, both))
      return TRUE;
  return FALSE;
}

guint64
cow_overlay_drop_added (CowOverlay *overlay, guint32 source, guint32 target, gboolean both)
{
  guint64 kept = 0, n = overlay->n_added;

  for (guint64 i = 0; i < n; i++)
    if (!joins (&overlay->added[i], source, target, both))
      overlay->added[kept++] = overlay->added[i];
  overlay->n_added = kept;
  return n - kept;
}

guint64
cow_overlay_reweight_added (CowOverlay *overlay, guint32 source, guint32 target, gboolean both, CowCost weight)
{
  guint64 n = 0;

  for (guint64 i = 0; i < overlay->n_added; i++)
    if (joins (&overlay->added[i], source, target, both))
      {
        overlay->added[i].weight = weight;
        n++;
      }
  return n;
}

/* ---- figures ---- */

gboolean
cow_overlay_is_empty (const CowOverlay *overlay)
{
  return overlay->n_added == 0 && overlay->n_changes == 0;
}

gboolean
cow_overlay_blocks (const CowOverlay *overlay, guint32 edge)
{
  CowOverlayChange wanted = { .edge = edge };
  const CowOverlayChange *change = overlay->n_changes ? bsearch (&wanted, overlay->changes, overlay->n_changes, sizeof wanted, compare_edges) : NULL;

  return change && change->blocked;
}

void
cow_overlay_count (const CowOverlay *overlay, guint64 *n_blocked, guint64 *n_reweighted)
{
  *n_blocked = *n_reweighted = 0;
  for (guint64 i = 0; i < overlay->n_changes; i++)
    {
      *n_blocked += overlay->changes[i].blocked;
      *n_reweighted += overlay->changes[i].weight.kind != COW_COST_UNREACHABLE;
    }
}

guint64
cow_overlay_bytes (const CowOverlay *overlay)
{
  return sizeof *overlay + overlay->added_room * sizeof *overlay->added + overlay->changes_room * sizeof *overlay->changes;
}

/* ---- between processes ---- */

gboolean
cow_overlay_write (const CowOverlay *overlay, CowImageWriter *writer, GError **error)
{
  guint64 added_bytes = overlay->n_added * sizeof *overlay->added, changes_bytes = overlay->n_changes * sizeof *overlay->changes;
  void *section = cow_image_writer_add (writer, COW_SECTION_OVERLAY_ADDED, 0, added_bytes, error);

  if (!section)
    return FALSE;
  if (added_bytes)
    memcpy (section, overlay->added, added_bytes);
  section = cow_image_writer_add (writer, COW_SECTION_OVERLAY_CHANGES, 0, changes_bytes, error);
  if (section && changes_bytes)
    memcpy (section, overlay->changes, changes_bytes);
  return section != NULL;
}

static gboolean
is_cost (CowCost cost)
{
  return cost.kind == COW_COST_INT || (cost.kind == COW_COST_REAL && isfinite (cost.real));
}

/* The child parsed what nobody vouches for. */
static gboolean
is_sound (const CowOverlay *overlay, const CowGraph *graph)
{
  for (guint64 i = 0; i < overlay->n_added; i++)
    {
      const CowOverlayEdge *edge = &overlay->added[i];

      if (edge->source >= graph->n || edge->target >= graph->n || !is_cost (edge->weight))
        return FALSE;
    }
  for (guint64 i = 0; i < overlay->n_changes; i++)
    {
      const CowOverlayChange *change = &overlay->changes[i];

      if (change->edge >= graph->m || (i > 0 && change->edge <= change[-1].edge)
          || (change->weight.kind != COW_COST_UNREACHABLE && !is_cost (change->weight)) || changes_nothing (change))
        return FALSE;
    }
  return TRUE;
}

CowOverlay *
cow_overlay_from_image (const void *base, const CowGraph *graph, GError **error)
{
  g_autoptr (CowOverlay) overlay = cow_overlay_new ();
  guint64 added_bytes = 0, changes_bytes = 0;
  const void *added = cow_image_section (base, COW_SECTION_OVERLAY_ADDED, 0, &added_bytes);
  const void *changes = cow_image_section (base, COW_SECTION_OVERLAY_CHANGES, 0, &changes_bytes);

  if (!added || !changes)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "image does not hold an overlay");
      return NULL;
    }
  overlay->n_added = added_bytes / sizeof *overlay->added;
  overlay->n_changes = changes_bytes / sizeof *overlay->changes;
  if (!reserve (&overlay->added, &overlay->added_room, overlay->n_added, sizeof *overlay->added, error)
      || !reserve (&overlay->changes, &overlay->changes_room, overlay->n_changes, sizeof *overlay->changes, error))
    return NULL;
  if (overlay->n_added)
    memcpy (overlay->added, added, overlay->n_added * sizeof *overlay->added);
  if (overlay->n_changes)
    memcpy (overlay->changes, changes, overlay->n_changes * sizeof *overlay->changes);
  if (!is_sound (overlay, graph))
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "image does not hold an overlay of this graph");
      return NULL;
    }
  return g_steal_pointer (&overlay);
}
