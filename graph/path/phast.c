/* phast.c - see phast.h: searches up from each source put labels into the rows of a few places; the sweep does the rest.
 *
 * Cells are 32 bits wide until a cost could have outgrown them: an arc is at most the largest weight, so while no cost came that close to
 * the end, no sum was cut. Else they become 64 bits wide for good, and the run is made again. */
#include "graph/path/phast-private.h"

#include "graph/path/cost-summary.h"

/* No cost and no sum can outgrow a narrow cell. */
static gboolean
is_provable (const CowCh *ch, const CowView *view)
{
  guint64 weight = view->out.kind == COW_WEIGHT_NONE ? 1 : (guint64)MAX (view->weight_max_int, 0);

  return !ch->wide && weight < COW_CH_FAR && weight * ch->n + ch->max_weight < COW_CH_FAR;
}

static gsize
count_marked_bytes (guint32 n)
{
  return ((gsize)n / 64 + 1) * sizeof (guint64);
}

guint64
cow_phast_scratch_bytes (const CowIndex *index, const CowView *view)
{
  CowCh ch;

  cow_ch_open (index, &ch);
  return ch.n * (cow_phast_row_bytes (!is_provable (&ch, view)) + sizeof (guint64)) + count_marked_bytes (ch.n);
}

guint64
cow_phast_arcs (const CowIndex *index)
{
  CowCh ch;

  cow_ch_open (index, &ch);
  return ch.in.offsets[ch.n];
}

static gboolean
map_cells (CowPhast *phast, gboolean wide, GError **error)
{
  phast->wide = wide;
  phast->cells_bytes = MAX (phast->ch.n, 1) * cow_phast_row_bytes (wide);
  phast->cells = cow_scratch_map (phast->cells_bytes, error);
  return phast->cells != NULL;
}

CowPhast *
cow_phast_new (const CowIndex *index, const CowView *view, CowVectors vectors, GError **error)
{
  CowPhast *phast = g_aligned_alloc0 (1, sizeof *phast, 64);
  const char *name;

  phast->view = *view;
  cow_ch_open (index, &phast->ch);
  phast->sweep = cow_phast_choose_sweep (vectors, &name);
  g_snprintf (phast->name, sizeof phast->name, "contraction hierarchy, 16 sources a sweep (%s)", name);
  phast->marked_places = g_array_new (FALSE, FALSE, sizeof (guint32));
  phast->marked_bytes = count_marked_bytes (phast->ch.n);
  if (!map_cells (phast, phast->ch.wide, error) || !cow_ch_side_init (&phast->side, phast->ch.n, error)
      || !(phast->marked = cow_scratch_map (phast->marked_bytes, error)))
    g_clear_pointer (&phast, cow_phast_free);
  return phast;
}

void
cow_phast_free (CowPhast *phast)
{
  if (!phast)
    return;
  if (phast->cells)
    cow_scratch_unmap (phast->cells, phast->cells_bytes);
  if (phast->marked)
    cow_scratch_unmap (phast->marked, phast->marked_bytes);
  cow_ch_side_clear (&phast->side);
  g_array_unref (phast->marked_places);
  g_aligned_free (phast);
}

/* ---- a run ---- */

static void
put_label (CowPhast *phast, guint32 place, guint lane, guint64 label)
{
  guint8 *row = phast->cells + place * cow_phast_row_bytes (phast->wide);
  guint64 bit = G_GUINT64_CONSTANT (1) << (place % 64);

  if (!(phast->marked[place / 64] & bit))
    {
      phast->marked[place / 64] |= bit;
      g_array_append_val (phast->marked_places, place);
      for (guint i = 0; i < COW_PHAST_LANES; i++)
        if (phast->wide)
          ((guint64 *)(void *)row)[i] = phast->filler;
        else
          ((guint32 *)(void *)row)[i] = (guint32)phast->filler;
    }
  phast->outgrown |= !phast->wide && phast->filler == COW_CH_FAR && label >= COW_CH_FAR;
  label = MIN (label, phast->filler);
  if (phast->wide)
    ((guint64 *)(void *)row)[lane] = label;
  else
    ((guint32 *)(void *)row)[lane] = (guint32)label;
}

static gboolean
search_up (CowPhast *phast, guint32 source, guint lane, CowProgress *progress)
{
  CowChSide *side = &phast->side;
  guint64 relaxed = side->n_relaxed;
  guint32 place;

  cow_ch_side_begin (side, phast->ch.place_of[source]);
  while (cow_ch_side_next (side) < phast->filler)
    cow_ch_side_step (side, &phast->ch, FALSE, &place);
  for (guint i = 0; i < side->n_touched; i++)
    {
      place = side->touched[i];
      put_label (phast, place, lane, cow_ch_side_label (side, place));
    }
  return !cow_progress_step (progress, side->n_relaxed - relaxed);
}

static void
wipe (CowPhast *phast)
{
  for (guint i = 0; i < phast->marked_places->len; i++)
    phast->marked[g_array_index (phast->marked_places, guint32, i) / 64] = 0;
  g_array_set_size (phast->marked_places, 0);
  memset (&phast->most, 0, sizeof phast->most);
  for (guint lane = 0; lane < COW_PHAST_LANES; lane++)
    phast->farthest[lane] = COW_VERTEX_NONE;
  phast->outgrown = FALSE;
}

/* FALSE: cancelled. */
static gboolean
run_once (CowPhast *phast, const CowBatchQuery *query, guint64 limit, CowProgress *progress)
{
  wipe (phast);
  phast->filler = MIN (limit, (phast->wide ? COW_PHAST_FAR_WIDE : COW_CH_FAR) - 1) + 1;
  for (guint lane = 0; lane < query->n_sources; lane++)
    if (!search_up (phast, query->sources[lane], lane, progress))
      return FALSE;
  if (phast->outgrown)
    return TRUE;
  phast->n_runs++;
  if (!phast->sweep (phast, progress))
    return FALSE;
  for (guint lane = 0; lane < query->n_sources; lane++)
    phast->outgrown |= !phast->wide && phast->filler == COW_CH_FAR && phast->most.narrow[lane] + phast->ch.max_weight >= COW_CH_FAR;
  return TRUE;
}

static gboolean
widen (CowPhast *phast, GError **error)
{
  cow_scratch_unmap (phast->cells, phast->cells_bytes);
  return map_cells (phast, TRUE, error);
}

gboolean
cow_phast_run (CowPhast *phast, const CowBatchQuery *query, CowProgress *progress, GError **error)
{
  CowProgress nobody = { .budget = COW_PROGRESS_BUDGET };
  guint64 limit;

  g_return_val_if_fail (query->n_sources <= COW_PHAST_LANES && !query->avoid, FALSE);
  phast->n_lanes = 0;
  phast->n_runs = phast->side.n_settled = phast->side.n_relaxed = 0;
  for (guint lane = 0; lane < query->n_sources; lane++)
    if (!cow_search_check_vertex (&phast->view, query->sources[lane], error))
      return FALSE;
  if (!cow_label_limit (COW_CELL_WIDE, query->has_cutoff, query->cutoff, &limit))
    return TRUE;
  phast->outgrown = FALSE;
  do
    {
      if (phast->outgrown && !widen (phast, error))
        return FALSE;
      if (run_once (phast, query, limit, progress ? progress : &nobody))
        continue;
      cow_search_set_cancelled (error);
      return FALSE;
    }
  while (phast->outgrown);
  phast->n_lanes = query->n_sources;
  return TRUE;
}

/* ---- asking ---- */

CowCost
cow_phast_cost (const CowPhast *phast, guint lane, guint32 vertex)
{
  const guint8 *row;
  guint64 cost;

  if (lane >= phast->n_lanes || vertex >= phast->ch.n)
    return cow_cost_unreachable ();
  row = phast->cells + phast->ch.place_of[vertex] * cow_phast_row_bytes (phast->wide);
  cost = cow_phast_lane (row, lane, phast->wide);
  return cost < phast->filler ? cow_cost_int ((gint64)cost) : cow_cost_unreachable ();
}

typedef struct
{
  const CowPhast *phast;
  guint lane;
} Lane;

static CowCost
get_cost (guint32 vertex, gconstpointer user)
{
  const Lane *lane = user;

  return cow_phast_cost (lane->phast, lane->lane, vertex);
}

gboolean
cow_phast_summarize (const CowPhast *phast, guint lane, CowSearchSummary *summary, GError **error)
{
  guint64 most;

  *summary = (CowSearchSummary){ .farthest = COW_VERTEX_NONE, .max = cow_cost_unreachable (), .sum = cow_cost_int (0) };
  if (lane >= phast->n_lanes)
    return TRUE;
  most = cow_phast_lane (&phast->most, lane, phast->wide);
  if (most > (guint64)G_MAXINT64 / phast->reached[lane])
    return cow_cost_summarize (phast->view.graph, get_cost, &(Lane){ phast, lane }, summary, error);
  summary->reached = phast->reached[lane];
  summary->farthest = phast->farthest[lane];
  summary->max = cow_cost_int ((gint64)most);
  summary->sum = cow_cost_int ((gint64)phast->sums[lane]);
  summary->mean = (double)phast->sums[lane] / (double)phast->reached[lane];
  return TRUE;
}

void
cow_phast_counts (const CowPhast *phast, CowSearchCounts *counts)
{
  *counts = (CowSearchCounts){ .algorithm = phast->name,
                               .settled = phast->side.n_settled + phast->n_runs * phast->ch.n,
                               .relaxed = phast->side.n_relaxed + phast->n_runs * phast->ch.in.offsets[phast->ch.n],
                               .scratch_bytes = phast->cells_bytes + phast->side.cells_bytes + phast->marked_bytes };
}
