/* match.c - Dijkstra's algorithm over pairs of a vertex and a state of the pattern's automaton. The pairs are never written down as a graph: a cell each, of
 * which only those touched are real memory.
 *
 * Costs are compared together with the number of edges, so every step makes a pair larger, also over weights of zero: walks cannot go round for
 * nothing, and ties are broken by length first. Cells carry the number of the run that wrote them, so that nothing is wiped between two.
 *
 * Source: Mendelzon, Wood, "Finding regular simple paths in graph databases", 1995 (walks, by the product with the automaton). */
#include "graph/path/match.h"

#include "graph/path/entry-heap.h"
#include "graph/path/search-private.h"

typedef struct
{
  guint64 cost;
  guint64 arc;  /* by which it was reached, COW_ARC_NONE at the source */
  guint32 hops;
  guint32 round;
  guint32 from, from_state;
} Cell;

typedef struct
{
  guint64 cost;
  guint32 hops, appearance, vertex, state;
} Entry;

static inline gboolean
comes_before (gconstpointer heap, const Entry *a, const Entry *b)
{
  (void)heap;
  if (a->cost != b->cost)
    return a->cost < b->cost;
  if (a->hops != b->hops)
    return a->hops < b->hops;
  return a->appearance != b->appearance ? a->appearance < b->appearance : a->state < b->state;
}

COW_DEFINE_HEAP (Heap, Entry, comes_before)

struct _CowMatch
{
  CowView view;
  CowCsr symbols;
  const CowPattern *pattern;
  CowCellKind kind;
  Cell *cells;     /* [n * states] */
  guint64 *wanted; /* bitmap over vertices: targets that are still to come */
  gsize cells_bytes, wanted_bytes;
  guint32 round;
  Heap heap;
  GArray *vertices; /* of guint32: a path */
  GArray *arcs;     /* of guint64 */
  CowSearchCounts counts;
};

typedef struct
{
  CowMatch *match;
  const CowSearchQuery *query;
  guint64 limit;
  guint n_wanted; /* G_MAXUINT: all */
  CowProgress *progress;
} Run;

static gsize
cells_bytes (const CowView *view, const CowPattern *pattern)
{
  return (gsize)view->out.n * pattern->n_states * sizeof (Cell);
}

guint64
cow_match_scratch_bytes (const CowView *view, const CowPattern *pattern)
{
  /* The queue holds what is reached and not left, rarely more than a part of the pairs. */
  return cells_bytes (view, pattern) + (guint64)view->out.n * pattern->n_states / 4 * sizeof (Entry) + view->out.n / 8;
}

CowMatch *
cow_match_new (const CowView *view, const CowView *symbols, const CowPattern *pattern, GError **error)
{
  CowMatch *match;

  if (!cow_search_check_view (view, error))
    return NULL;
  if (symbols->out.n != view->out.n || symbols->out.n_arcs != view->out.n_arcs || symbols->out.kind == COW_WEIGHT_F64
      || symbols->weight_min_int < 0 || (symbols->out.n_arcs && symbols->weight_max_int >= pattern->n_symbols))
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN, "the labels are not those of these arcs");
      return NULL;
    }
  match = g_new0 (CowMatch, 1);
  match->view = *view;
  match->symbols = symbols->out;
  match->pattern = pattern;
  match->kind = view->out.kind == COW_WEIGHT_F64 ? COW_CELL_REAL : COW_CELL_WIDE;
  match->cells_bytes = cells_bytes (view, pattern);
  match->wanted_bytes = ((gsize)view->out.n / 64 + 1) * sizeof (guint64);
  match->vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  match->arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  match->counts = (CowSearchCounts){ .algorithm = "Dijkstra over vertices and states", .scratch_bytes = cow_match_scratch_bytes (view, pattern) };
  if ((match->cells = cow_scratch_map (match->cells_bytes, error)) && (match->wanted = cow_scratch_map (match->wanted_bytes, error)))
    return match;
  cow_match_free (match);
  return NULL;
}

void
cow_match_free (CowMatch *match)
{
  if (!match)
    return;
  cow_scratch_unmap (match->cells, match->cells_bytes);
  cow_scratch_unmap (match->wanted, match->wanted_bytes);
  g_free (match->heap.entries);
  g_array_unref (match->vertices);
  g_array_unref (match->arcs);
  g_free (match);
}

void
cow_match_counts (const CowMatch *match, CowSearchCounts *counts)
{
  *counts = match->counts;
}

static Cell *
cell_of (const CowMatch *match, guint32 vertex, guint32 state)
{
  return &match->cells[(gsize)vertex * match->pattern->n_states + state];
}

static gboolean
reach (Run *run, guint32 vertex, guint32 state, const Cell *how, GError **error)
{
  CowMatch *match = run->match;
  Cell *cell = cell_of (match, vertex, state);

  if (cell->round == match->round && (cell->cost != how->cost ? cell->cost < how->cost : cell->hops <= how->hops))
    return TRUE;
  *cell = *how;
  if (!heap_push (&match->heap, (Entry){ how->cost, how->hops, cow_graph_appearance (match->view.graph, vertex), vertex, state }, error))
    return FALSE;
  match->counts.queue_peak = MAX (match->counts.queue_peak, match->heap.n);
  return TRUE;
}

static gboolean
relax (Run *run, const Entry *entry, GError **error)
{
  CowMatch *match = run->match;
  const CowCsr *out = &match->view.out;
  const guint64 *avoid = run->query->avoid;

  for (guint64 arc = out->offsets[entry->vertex]; arc < out->offsets[entry->vertex + 1]; arc++)
    {
      guint symbol = (guint)cow_label_add (0, &match->symbols, arc, COW_CELL_WIDE, match->symbols.kind);
      guint32 state = cow_pattern_step (match->pattern, entry->state, symbol), to = cow_csr_target (out, arc);
      Cell how = { .arc = arc, .hops = entry->hops + 1, .round = match->round, .from = entry->vertex, .from_state = entry->state };

      if (state == COW_PATTERN_DEAD || (avoid && avoid[to / 64] >> (to % 64) & 1))
        continue;
      how.cost = cow_label_add (entry->cost, out, arc, match->kind, out->kind);
      if (how.cost <= run->limit && !reach (run, to, state, &how, error))
        return FALSE;
    }
  match->counts.settled++;
  match->counts.relaxed += cow_csr_degree (out, entry->vertex);
  if (!run->progress || !cow_progress_step (run->progress, cow_csr_degree (out, entry->vertex)))
    return TRUE;
  cow_search_set_cancelled (error);
  return FALSE;
}

/* The pair is as cheap as it gets. Returns: this was the last target. */
static gboolean
take_target (Run *run, const Entry *entry)
{
  guint64 *word = &run->match->wanted[entry->vertex / 64], bit = (guint64)1 << (entry->vertex % 64);

  if (!run->match->pattern->accepts[entry->state] || !(*word & bit))
    return FALSE;
  *word &= ~bit;
  return --run->n_wanted == 0;
}

static gboolean
search (Run *run, GError **error)
{
  CowMatch *match = run->match;
  const Cell start = { .arc = COW_ARC_NONE, .round = match->round };

  if (!reach (run, run->query->sources[0], 0, &start, error))
    return FALSE;
  while (match->heap.n > 0)
    {
      Entry entry = heap_pop (&match->heap);
      const Cell *cell = cell_of (match, entry.vertex, entry.state);

      if (cell->cost != entry.cost || cell->hops != entry.hops)
        continue;
      if (match->kind == COW_CELL_WIDE && entry.cost > G_MAXINT64)
        {
          cow_search_set_overflow (&match->view, entry.vertex, error);
          return FALSE;
        }
      if (take_target (run, &entry))
        return TRUE;
      if (!relax (run, &entry, error))
        return FALSE;
    }
  return TRUE;
}

static void
begin_round (CowMatch *match)
{
  match->heap.n = 0;
  if (++match->round != 0)
    return;
  memset (match->cells, 0, match->cells_bytes);
  match->round = 1;
}

gboolean
cow_match_run (CowMatch *match, const CowSearchQuery *query, CowProgress *progress, GError **error)
{
  Run run = { .match = match, .query = query, .n_wanted = G_MAXUINT, .progress = progress };
  gboolean ok;

  begin_round (match);
  if (!cow_search_check_vertex (&match->view, query->sources[0], error))
    return FALSE;
  for (guint i = 0; query->targets && i < query->n_targets; i++)
    if (!cow_search_check_vertex (&match->view, query->targets[i], error))
      return FALSE;
  if (!cow_label_limit (match->kind, query->has_cutoff, query->cutoff, &run.limit) || (query->targets && query->n_targets == 0))
    return TRUE;
  if (query->targets)
    run.n_wanted = 0;
  for (guint i = 0; query->targets && i < query->n_targets; i++)
    {
      guint64 *word = &match->wanted[query->targets[i] / 64], bit = (guint64)1 << (query->targets[i] % 64);

      run.n_wanted += !(*word & bit);
      *word |= bit;
    }
  ok = search (&run, error);
  for (guint i = 0; query->targets && i < query->n_targets; i++)
    match->wanted[query->targets[i] / 64] = 0;
  return ok;
}

/* The state in which a walk to the target is best; DEAD: in none. */
static guint32
best_state (const CowMatch *match, guint32 target)
{
  guint32 best = COW_PATTERN_DEAD;

  for (guint32 state = 0; state < match->pattern->n_states; state++)
    {
      const Cell *cell = cell_of (match, target, state), *kept = best == COW_PATTERN_DEAD ? NULL : cell_of (match, target, best);

      if (match->pattern->accepts[state] && cell->round == match->round
          && (!kept || cell->cost < kept->cost || (cell->cost == kept->cost && cell->hops < kept->hops)))
        best = state;
    }
  return best;
}

gboolean
cow_match_path (CowMatch *match, guint32 target, CowFoundPath *path)
{
  guint32 state = best_state (match, target), vertex = target;
  const Cell *cell;

  if (state == COW_PATTERN_DEAD)
    return FALSE;
  cell = cell_of (match, target, state);
  *path = (CowFoundPath){ .cost = cow_label_cost (cell->cost, match->kind), .hops = cell->hops };
  g_array_set_size (match->vertices, cell->hops + 1);
  g_array_set_size (match->arcs, cell->hops);
  for (guint32 i = cell->hops;; i--)
    {
      g_array_index (match->vertices, guint32, i) = vertex;
      if (i == 0)
        break;
      g_array_index (match->arcs, guint64, i - 1) = cell->arc;
      vertex = cell->from;
      cell = cell_of (match, cell->from, cell->from_state);
    }
  path->vertices = (const guint32 *)(void *)match->vertices->data;
  path->arcs = (const guint64 *)(void *)match->arcs->data;
  return TRUE;
}
