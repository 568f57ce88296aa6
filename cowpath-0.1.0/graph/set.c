/* set.c - sets of vertices or edges as bitmaps: 64 members a word, the algebra is the processor's.
 *
 * Called by the session for `set` and the selectors, and by a worker that fills a set from an expression. */
#include "config.h"

#include <string.h>

#include "graph/set.h"

#define AHEAD 16 /* arcs between asking for a cell and using it */

static guint64
count_words (guint64 universe)
{
  return (universe + 63) / 64;
}

CowSet *
cow_set_new (gboolean of_edges, guint64 universe, GError **error)
{
  CowSet *set = g_new0 (CowSet, 1);

  set->of_edges = of_edges;
  set->universe = universe;
  set->bits = g_try_malloc0_n (MAX (count_words (universe), 1), sizeof *set->bits);
  if (!set->bits)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
                   "not enough memory for a set: %" G_GUINT64_FORMAT " bytes wanted, %" G_GUINT64_FORMAT " available",
                   count_words (universe) * 8, cow_memory_available ());
      g_free (set);
      return NULL;
    }
  return set;
}

CowSet *
cow_set_copy (const CowSet *set, GError **error)
{
  CowSet *copy = cow_set_new (set->of_edges, set->universe, error);

  if (!copy)
    return NULL;
  memcpy (copy->bits, set->bits, count_words (set->universe) * sizeof *set->bits);
  copy->size = set->size;
  return copy;
}

CowSet *
cow_set_from_image (const void *base, gboolean of_edges, guint64 universe, GError **error)
{
  guint64 bytes;
  const guint64 *bits = cow_image_section (base, COW_SECTION_BITMAP, 0, &bytes);

  if (!bits || bytes / sizeof *bits < count_words (universe))
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "image does not hold a set of this graph");
      return NULL;
    }
  CowSet *set = cow_set_new (of_edges, universe, error);
  if (!set)
    return NULL;
  memcpy (set->bits, bits, count_words (universe) * sizeof *bits);
  if (universe & 63)
    set->bits[universe >> 6] &= (G_GUINT64_CONSTANT (1) << (universe & 63)) - 1;
  cow_set_recount (set);
  return set;
}

void
cow_set_free (CowSet *set)
{
  if (!set)
    return;
  g_free (set->bits);
  g_free (set);
}

void
cow_set_add (CowSet *set, guint64 member)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << (member & 63);

  set->size += !(set->bits[member >> 6] & bit);
  set->bits[member >> 6] |= bit;
}

void
cow_set_remove (CowSet *set, guint64 member)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << (member & 63);

  set->size -= !!(set->bits[member >> 6] & bit);
  set->bits[member >> 6] &= ~bit;
}

guint64
cow_set_next (const CowSet *set, guint64 from)
{
  if (from >= set->universe)
    return set->universe;
  guint64 word = from >> 6, bits = set->bits[word] >> (from & 63) << (from & 63);
  while (!bits)
    {
      if (++word >= count_words (set->universe))
        return set->universe;
      bits = set->bits[word];
    }
  return MIN (word * 64 + (guint64)__builtin_ctzll (bits), set->universe);
}

void
cow_set_combine (CowSet *left, CowSetOperation operation, const CowSet *right)
{
  guint64 words = count_words (left->universe);

  g_return_if_fail (left->of_edges == right->of_edges && left->universe == right->universe);
  for (guint64 i = 0; i < words; i++)
    switch (operation)
      {
      case COW_SET_UNION:
        left->bits[i] |= right->bits[i];
        break;
      case COW_SET_DIFFERENCE:
        left->bits[i] &= ~right->bits[i];
        break;
      case COW_SET_INTERSECTION:
        left->bits[i] &= right->bits[i];
        break;
      }
  cow_set_recount (left);
}

void
cow_set_recount (CowSet *set)
{
  set->size = 0;
  for (guint64 i = 0; i < count_words (set->universe); i++)
    set->size += (guint64)__builtin_popcountll (set->bits[i]);
}

static gboolean
test_row (CowExpr *expr, const CowRow *row, guint64 *bits, guint64 member, GError **error)
{
  gboolean wanted;

  if (!cow_expr_test (expr, row, &wanted, error))
    return FALSE;
  bits[member >> 6] |= (guint64)(wanted != 0) << (member & 63);
  return TRUE;
}

static gboolean
fail_cancelled (GError **error)
{
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

static gboolean
match_vertices (const CowGraph *graph, CowExpr *expr, guint64 *bits, CowProgress *progress, GError **error)
{
  for (guint32 v = 0; v < graph->n; v++)
    {
      CowRow row = { .vertex = v };
      if (!test_row (expr, &row, bits, cow_graph_appearance (graph, v), error))
        return FALSE;
      if (progress && cow_progress_step (progress, 1))
        return fail_cancelled (error);
    }
  return TRUE;
}

/* Each edge once: an undirected one at its arc from the end of lower rank, which also numbers the edges when there is no table.
 * Its src is the end that appeared first. */
static gboolean
match_edges (const CowGraph *graph, CowExpr *expr, guint64 *bits, CowProgress *progress, GError **error)
{
  guint32 numbered = 0;

  for (guint64 rank = 0; rank < cow_graph_n_ranks (graph); rank++)
    {
      guint32 v = cow_graph_at_rank (graph, rank);
      if (v == COW_VERTEX_NONE)
        continue;
      for (guint64 arc = graph->out.offsets[v]; arc < graph->out.offsets[v + 1]; arc++)
        {
          CowRow row = { .source = v, .target = cow_csr_target (&graph->out, arc), .arc = arc };
          if (graph->edge_of_arc && arc + AHEAD < graph->n_arcs)
            cow_expr_prefetch (expr, &(CowRow){ .edge = graph->edge_of_arc[arc + AHEAD], .source = v, .target = row.target });
          if (!graph->directed && cow_graph_rank (graph, row.target) < cow_graph_rank (graph, v))
            continue;
          row.edge = graph->edge_of_arc ? graph->edge_of_arc[arc] : numbered++;
          if (!graph->directed && cow_graph_appearance (graph, row.target) < cow_graph_appearance (graph, v))
            {
              row.source = row.target;
              row.target = v;
            }
          if (!test_row (expr, &row, bits, row.edge, error))
            return FALSE;
        }
      if (progress && cow_progress_step (progress, cow_csr_degree (&graph->out, v)))
        return fail_cancelled (error);
    }
  return TRUE;
}

gboolean
cow_set_write_matching (const CowGraph *graph, CowExpr *expr, CowScope scope, CowImageWriter *writer, CowProgress *progress, GError **error)
{
  gboolean edges = scope == COW_SCOPE_EDGE;
  guint64 bytes = count_words (edges ? graph->m : graph->n) * sizeof (guint64);
  CowType type = cow_expr_type (expr);

  if (type != COW_TYPE_BOOL && type != COW_TYPE_NULL)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE, "condition \"%s\" is %s %s: it must be true or false",
                   cow_expr_text (expr), type == COW_TYPE_INT ? "an" : "a", cow_type_name (type));
      return FALSE;
    }
  guint64 *bits = cow_image_writer_add (writer, COW_SECTION_BITMAP, 0, bytes, error);
  if (!bits)
    return FALSE;
  memset (bits, 0, bytes);
  return edges ? match_edges (graph, expr, bits, progress, error) : match_vertices (graph, expr, bits, progress, error);
}
