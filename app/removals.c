/* removals.c - see removals.h: one pass over the arcs of the graph for the ends of edges, one over those of the view for where they are. The edges
 * that overlays add have no numbers; they are counted by the same rule as in the view. */
#include "app/removals.h"

#include <string.h>

#include "graph/overlay-stack.h"

enum
{
  SECTION_COUNT = COW_SECTION_PRIVATE,       /* guint64 */
  SECTION_REMOVALS = COW_SECTION_PRIVATE + 1 /* CowRemoval[count] */
};

/* What the child works on. index_of: edge, behind those of the graph the added ones -> removal, COW_EDGE_NONE for most. */
typedef struct
{
  const CowGraph *graph;
  const CowView *view;
  const CowOverlayStack *stack;
  guint32 *index_of;
  const guint32 *edge_of_arc;
  CowRemoval *removals;
  CowProgress *progress;
} Lookup;

gboolean
cow_removals_select (CowRemovals *removals, CowJob *job, const char *word, gboolean added_only, GError **error)
{
  gboolean layered = job->layers && job->layers->len > 0;

  *removals = (CowRemovals){ .word = g_strdup (word), .all_added = g_str_equal (word, "*") };
  removals->has_ends = !removals->all_added && word[0] != '@' && cow_select_ends (job->entry, word, &removals->from, &removals->to, &removals->both);
  if (added_only && !layered)
    return cow_fail (error, COW_STATUS_USAGE, "--of=added wants an overlay: --overlay=NAME");
  if (added_only && !removals->all_added && !removals->has_ends)
    return cow_fail (error, COW_STATUS_USAGE, "an edge that an overlay adds is told by its ends: \"%s\" is neither FROM->TO, FROM--TO nor *", word);
  if (added_only)
    return TRUE;
  removals->selection = cow_job_select (job, word, TRUE, error);
  if (!removals->selection)
    return FALSE;
  removals->selection->may_be_empty = layered && removals->has_ends;
  return TRUE;
}

void
cow_removals_clear (CowRemovals *removals)
{
  g_clear_pointer (&removals->arena, cow_arena_free);
  g_free (removals->word);
}

/* ---- in a child ---- */

static gboolean
is_wanted (const CowRemovals *removals, const CowStackArc *arc)
{
  if (!removals->has_ends)
    return removals->all_added;
  /* Both arcs of an undirected edge are looked at. */
  return (arc->source == removals->from && arc->target == removals->to)
         || (removals->both && arc->source == removals->to && arc->target == removals->from);
}

/* Numbers the removals. Returns how many there are. */
static guint64
number_removals (const CowRemovals *removals, Lookup *lookup)
{
  guint64 n = 0, m = lookup->graph->m;

  memset (lookup->index_of, 0xff, (m + lookup->stack->n_added) * sizeof *lookup->index_of);
  for (guint64 i = 0; removals->selection && i < removals->selection->n; i++)
    lookup->index_of[cow_selection_get (removals->selection, NULL, i)] = (guint32)n++;
  for (guint64 i = 0; i < lookup->stack->n_arcs; i++)
    if (is_wanted (removals, &lookup->stack->arcs[i]))
      lookup->index_of[m + lookup->stack->arcs[i].number] = 0;
  for (guint64 i = 0; i < lookup->stack->n_added; i++)
    if (lookup->index_of[m + i] != COW_EDGE_NONE)
      lookup->index_of[m + i] = (guint32)n++;
  return n;
}

static void
note_edge (const Lookup *lookup, guint32 index, guint32 edge, guint32 source, guint32 target)
{
  const CowGraph *graph = lookup->graph;
  gboolean turn = !graph->directed && cow_graph_appearance (graph, target) < cow_graph_appearance (graph, source);

  if (index == COW_EDGE_NONE)
    return;
  lookup->removals[index].source = turn ? target : source;
  lookup->removals[index].target = turn ? source : target;
  lookup->removals[index].edge = edge;
}

static gboolean
note_edges (const Lookup *lookup, GError **error)
{
  const CowGraph *graph = lookup->graph;
  const CowOverlayStack *stack = lookup->stack;

  for (guint32 source = 0; source < graph->n; source++)
    {
      for (guint64 arc = graph->out.offsets[source]; arc < graph->out.offsets[source + 1]; arc++)
        {
          guint32 edge = lookup->edge_of_arc[arc];

          note_edge (lookup, lookup->index_of[edge], edge, source, cow_csr_target (&graph->out, arc));
        }
      if (!cow_progress_go_on (lookup->progress, cow_csr_degree (&graph->out, source), error))
        return FALSE;
    }
  for (guint64 i = 0; i < stack->n_arcs; i++)
    note_edge (lookup, lookup->index_of[graph->m + stack->arcs[i].number], COW_EDGE_NONE, stack->arcs[i].source, stack->arcs[i].target);
  return TRUE;
}

static gboolean
note_arcs (const Lookup *lookup, GError **error)
{
  const CowView *view = lookup->view;
  const CowGraph *graph = lookup->graph;

  for (guint64 arc = 0; arc < view->out.n_arcs; arc++)
    {
      guint64 own = view->out_arc ? view->out_arc[arc] : arc;
      guint32 index = lookup->index_of[own < graph->n_arcs ? lookup->edge_of_arc[own] : graph->m + (own - graph->n_arcs)];

      if (index != COW_EDGE_NONE)
        lookup->removals[index].arcs[lookup->removals[index].arcs[0] != COW_ARC_NONE] = arc;
      if (!cow_progress_go_on (lookup->progress, 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
lay_out (Lookup *lookup, const CowRemovals *removals, CowImageWriter *writer, GError **error)
{
  guint64 n = number_removals (removals, lookup), *count;

  if (n == 0 && removals->has_ends)
    return cow_fail (error, COW_STATUS_USAGE, "no edge \"%s\"%s", removals->word, removals->selection ? "" : " that an overlay adds");
  if (!cow_image_writer_add (writer, (CowSectionKind)SECTION_COUNT, 0, sizeof n, error)
      || !cow_image_writer_add (writer, (CowSectionKind)SECTION_REMOVALS, 0, MAX (n, 1) * sizeof *lookup->removals, error))
    return FALSE;
  count = cow_image_writer_section (writer, (CowSectionKind)SECTION_COUNT, 0);
  lookup->removals = cow_image_writer_section (writer, (CowSectionKind)SECTION_REMOVALS, 0);
  *count = n;
  for (guint64 i = 0; i < n; i++)
    lookup->removals[i] = (CowRemoval){ COW_VERTEX_NONE, COW_VERTEX_NONE, COW_EDGE_NONE, { COW_ARC_NONE, COW_ARC_NONE } };
  return TRUE;
}

static gboolean
write_removals (CowWork *work, CowImageWriter *writer, GError **error)
{
  const CowRemovals *removals = work->job->image.user;
  const CowGraph *graph = work->job->entry->graph;
  guint n_overlays;
  CowOverlay *const *overlays = cow_job_overlays (work->job, &n_overlays);
  g_autoptr (CowOverlayStack) stack = cow_overlay_stack_new (graph, overlays, n_overlays, FALSE, error);
  Lookup lookup = { .graph = graph, .view = &work->job->view->view, .stack = stack, .edge_of_arc = graph->edge_of_arc, .progress = &work->progress };
  g_autofree guint32 *index_of = NULL, *own_table = NULL;

  if (!stack)
    return FALSE;
  lookup.index_of = index_of = g_try_new (guint32, MAX (graph->m + stack->n_added, 1));
  if (!index_of)
    return cow_fail (error, COW_STATUS_MEMORY, "not enough memory for a table of %" G_GUINT64_FORMAT " edges", graph->m + stack->n_added);
  if (!graph->edge_of_arc)
    {
      lookup.edge_of_arc = own_table = g_try_new (guint32, MAX (graph->n_arcs, 1));
      if (!own_table || !cow_graph_edge_of_arc_table (graph, own_table))
        return cow_fail (error, COW_STATUS_MEMORY, "not enough memory to number the edges");
    }
  return lay_out (&lookup, removals, writer, error) && note_edges (&lookup, error) && note_arcs (&lookup, error);
}

/* ---- in the session ---- */

static gboolean
take_removals (CowJob *job, CowArena *arena, GError **error)
{
  CowRemovals *removals = job->image.user;
  const guint64 *count;
  guint64 bytes;

  removals->arena = arena;
  count = cow_image_section (cow_arena_base (arena), (CowSectionKind)SECTION_COUNT, 0, &bytes);
  if (count && bytes >= sizeof *count)
    removals->n = *count;
  removals->removals = cow_image_section (cow_arena_base (arena), (CowSectionKind)SECTION_REMOVALS, 0, &bytes);
  if (!count || !removals->removals || bytes / sizeof *removals->removals < removals->n)
    return cow_fail (error, COW_STATUS_FAILED, "the child sent no edges");
  return TRUE;
}

gboolean
cow_removals_fork (CowJob *job, gpointer data, GError **error)
{
  CowImageChild child = { .write = write_removals, .done = take_removals, .what = "looking up the edges", .user = data };

  return cow_job_fork_image (job, &child, error);
}
