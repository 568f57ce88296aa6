/* search.c - shortest path searches from a set of sources: which form a view needs, checks of a query, what
 * is asked after it.
 *
 * Forms: breadth-first when all arcs cost the same, else a queue of buckets over 32-bit labels, over 64-bit
 * labels when costs may outgrow those (found out on the way: then the query is run again and the labels stay
 * wide), or the heap. */
#include "graph/path/buckets-private.h"
#include "graph/path/team-private.h"

#include <stdlib.h>

typedef enum
{
  FORM_BREADTH,
  FORM_BUCKETS,
  FORM_HEAP,
  FORM_WIDEST,
} Form;

struct _CowSearch
{
  CowView view;
  CowSearchKind kind;
  Form form;
  CowLabels labels;
  CowBreadth *breadth;
  CowBuckets *buckets;
  CowHeap *heap;
  CowWidest *widest;
  gint64 unit; /* BREADTH: what an arc costs */
  double unit_real;
  CowWeightKind weights; /* how arcs were weighed: NONE in labels of BREADTH */
  GArray *sources;       /* of the last run, ascending, each once */
  guint64 end;           /* labels below it are reached; 0: the last run failed */
  gboolean only_sums;    /* BREADTH: the last run made no labels */
  CowSearchCounts counts;
  CowTeam *team;         /* that the next run is made with; borrowed */
  CowLabels own_labels;  /* while labels are those of a team */
  CowTeam *together;     /* that made the last run, or NULL; borrowed */
};

/* --- Views --- */

guint64
cow_view_weight_max (const CowView *view)
{
  if (view->out.kind == COW_WEIGHT_NONE || view->out.n_arcs == 0 || view->weight_max_int < 1)
    return 1;
  return (guint64)view->weight_max_int;
}

/* provable: narrow labels hold every cost, whatever the graph. Without that they are tried where single
 * weights are small. */
CowCellKind
cow_view_cell_kind (const CowView *view, gboolean *provable)
{
  guint64 largest = cow_view_weight_max (view);

  *provable = FALSE;
  if (view->out.kind == COW_WEIGHT_F64)
    return COW_CELL_REAL;
  *provable = largest < G_MAXUINT32 && largest * ((guint64)view->out.n + 1) < G_MAXUINT32 / 2;
  return largest < (1u << 28) ? COW_CELL_NARROW : COW_CELL_WIDE;
}

gboolean
cow_view_unit (const CowView *view, gint64 *unit, double *unit_real)
{
  *unit = 1;
  *unit_real = view->out.kind == COW_WEIGHT_F64 ? 1.0 : 0.0;
  if (view->out.kind == COW_WEIGHT_NONE || view->out.n_arcs == 0)
    return TRUE;
  if (view->out.kind == COW_WEIGHT_F64)
    {
      int exponent;
      double scaled = ldexp (frexp (view->weight_min_real, &exponent), 20);
      *unit_real = view->weight_min_real;
      return view->weight_min_real == view->weight_max_real && *unit_real >= G_MINDOUBLE
             && *unit_real * (double)view->out.n <= G_MAXDOUBLE && scaled == floor (scaled);
    }
  *unit = view->weight_min_int;
  return *unit == view->weight_max_int && *unit >= 1 && *unit <= G_MAXINT64 / MAX ((gint64)view->out.n, 1);
}

gboolean
cow_search_check_view (const CowView *view, GError **error)
{
  g_autofree char *arc = NULL;

  if (view->negative_arc == COW_ARC_NONE || view->out.kind == COW_WEIGHT_NONE)
    return TRUE;
  arc = cow_view_arc_text (view, view->negative_arc);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "negative weight %s", arc);
  return FALSE;
}

gboolean
cow_search_check_vertex (const CowView *view, guint32 vertex, GError **error)
{
  if (vertex < view->out.n)
    return TRUE;
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN,
               "no vertex number %u in a graph of %u vertices", vertex, view->out.n);
  return FALSE;
}

void
cow_search_set_overflow (const CowView *view, guint32 vertex, GError **error)
{
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (view->graph, vertex, buffer, &length);

  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
               "cost overflow: the way %s \"%.*s\" costs more than %" G_GINT64_FORMAT, view->turned ? "from" : "to",
               (int)MIN (length, 200), name, G_MAXINT64);
}

void
cow_search_set_cancelled (GError **error)
{
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
}

/* --- Making --- */

static Form
choose_form (const CowView *view, CowSearchKind kind, gint64 *unit, double *unit_real)
{
  if (kind == COW_SEARCH_WIDEST)
    return FORM_WIDEST;
  if (kind == COW_SEARCH_HEAP || kind == COW_SEARCH_RELIABLE)
    return FORM_HEAP;
  gboolean same = cow_view_unit (view, unit, unit_real);
  if (kind == COW_SEARCH_BFS || (kind == COW_SEARCH_AUTO && same))
    return FORM_BREADTH;
  return FORM_BUCKETS;
}

static guint64
form_bytes (const CowView *view, Form form)
{
  guint32 n = view->out.n;
  gboolean provable;
  CowCellKind cell = cow_view_cell_kind (view, &provable);
  guint64 wide = cow_labels_bytes (n, COW_CELL_WIDE), narrow = cow_labels_bytes (n, COW_CELL_NARROW);

  if (form == FORM_BREADTH)
    return narrow + cow_breadth_bytes (n);
  if (form == FORM_WIDEST)
    return wide + cow_widest_bytes (n);
  if (form == FORM_HEAP)
    return wide + cow_heap_bytes (n);
  if (cell == COW_CELL_REAL)
    return wide + MAX (cow_heap_bytes (n), cow_buckets_bytes (n));
  return (cell == COW_CELL_NARROW && provable ? narrow : wide) + cow_buckets_bytes (n);
}

guint64
cow_search_scratch_bytes (const CowView *view, CowSearchKind kind)
{
  gint64 unit;
  double unit_real;

  return form_bytes (view, choose_form (view, kind, &unit, &unit_real));
}

static gboolean
prepare (CowSearch *search, GError **error)
{
  gboolean provable;
  guint32 n = search->view.out.n;
  CowCellKind cell = cow_view_cell_kind (&search->view, &provable);

  if (search->form == FORM_BUCKETS && !cow_buckets_suit (&search->view))
    search->form = FORM_HEAP;
  if (search->form == FORM_BREADTH)
    cell = COW_CELL_NARROW;
  else if (search->form == FORM_WIDEST)
    cell = cell == COW_CELL_REAL ? COW_CELL_WIDTH_REAL : COW_CELL_WIDTH;
  else if (search->kind == COW_SEARCH_RELIABLE)
    cell = COW_CELL_CHANCE;
  else if (search->form == FORM_HEAP && cell == COW_CELL_NARROW)
    cell = COW_CELL_WIDE;
  search->weights = search->form == FORM_BREADTH ? COW_WEIGHT_NONE : search->view.out.kind;
  if (!cow_labels_init (&search->labels, n, cell, error))
    return FALSE;
  switch (search->form)
    {
    case FORM_BREADTH:
      search->breadth = cow_breadth_new (n, error);
      return search->breadth != NULL;
    case FORM_WIDEST:
      search->widest = cow_widest_new (n, error);
      return search->widest != NULL;
    case FORM_HEAP:
      search->heap = cow_heap_new (n, error);
      return search->heap != NULL;
    case FORM_BUCKETS:
    default:
      search->buckets = cow_buckets_new (&search->view, &search->view.out, &search->labels, 0, error);
      return search->buckets != NULL;
    }
}

static gboolean
check_view (const CowView *view, CowSearchKind kind, GError **error)
{
  if (kind == COW_SEARCH_WIDEST)
    return cow_widest_check_view (view, error);
  return kind == COW_SEARCH_RELIABLE ? cow_reliable_check_view (view, error) : cow_search_check_view (view, error);
}

CowSearch *
cow_search_new (const CowView *view, CowSearchKind kind, GError **error)
{
  gint64 unit = 1;
  double unit_real = 0.0;

  if (!check_view (view, kind, error))
    return NULL;
  if (kind == COW_SEARCH_BFS && !cow_view_unit (view, &unit, &unit_real))
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                           "weights differ: breadth-first search needs arcs that all cost the same");
      return NULL;
    }
  CowSearch *search = g_new0 (CowSearch, 1);
  search->view = *view;
  search->kind = kind;
  search->form = choose_form (view, kind, &unit, &unit_real);
  search->unit = unit;
  search->unit_real = unit_real;
  search->sources = g_array_new (FALSE, FALSE, sizeof (guint32));
  search->counts.scratch_bytes = form_bytes (view, search->form);
  if (prepare (search, error))
    return search;
  cow_search_free (search);
  return NULL;
}

/* The labels are this search's own again. */
static void
leave_team (CowSearch *search)
{
  if (search->own_labels.cells != NULL)
    search->labels = search->own_labels;
  search->own_labels.cells = NULL;
  search->together = NULL;
}

void
cow_search_join (CowSearch *search, CowTeam *team)
{
  search->team = team;
}

void
cow_search_free (CowSearch *search)
{
  if (search == NULL)
    return;
  cow_breadth_free (search->breadth);
  cow_buckets_free (search->buckets);
  cow_heap_free (search->heap);
  cow_widest_free (search->widest);
  leave_team (search);
  cow_labels_clear (&search->labels);
  g_array_free (search->sources, TRUE);
  g_free (search);
}

/* --- Running --- */

static int
compare_vertices (const void *a, const void *b)
{
  guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;
  return (left > right) - (left < right);
}

static gboolean
take_sources (CowSearch *search, const CowSearchQuery *query, GError **error)
{
  guint kept = 0;

  for (guint i = 0; i < query->n_sources; i++)
    if (!cow_search_check_vertex (&search->view, query->sources[i], error))
      return FALSE;
  for (guint i = 0; i < query->n_targets && query->targets != NULL; i++)
    if (!cow_search_check_vertex (&search->view, query->targets[i], error))
      return FALSE;
  g_array_set_size (search->sources, 0);
  g_array_append_vals (search->sources, query->sources, query->n_sources);
  guint32 *sources = (guint32 *)(void *)search->sources->data;
  if (query->n_sources > 1)
    qsort (sources, query->n_sources, sizeof *sources, compare_vertices);
  for (guint i = 0; i < query->n_sources; i++)
    if (i == 0 || sources[i] != sources[kept - 1])
      sources[kept++] = sources[i];
  g_array_set_size (search->sources, kept);
  return TRUE;
}

gboolean
cow_level_limit (gint64 unit, double unit_real, gboolean has_cutoff, CowCost cutoff, guint64 *limit)
{
  if (!cow_label_limit (unit_real > 0.0 ? COW_CELL_REAL : COW_CELL_NARROW, has_cutoff, cutoff, limit))
    return FALSE;
  if (!(unit_real > 0.0))
    {
      *limit /= (guint64)unit;
      return TRUE;
    }
  /* Levels whose cost is within the limit: the division rounds, the products compared here do not. */
  double most = cow_real_of_bits (*limit), levels = floor (MIN (most / unit_real, 0x1p32));
  while (levels * unit_real > most)
    levels -= 1.0;
  if ((levels + 1.0) * unit_real <= most)
    levels += 1.0;
  *limit = (guint64)levels;
  return TRUE;
}

/* The largest label of the query in the units of the cells. FALSE: nothing is within the cutoff. */
static gboolean
find_limit (const CowSearch *search, const CowSearchQuery *query, guint64 *limit)
{
  if (search->form == FORM_BREADTH)
    return cow_level_limit (search->unit, search->unit_real, query->has_cutoff, query->cutoff, limit);
  return cow_label_limit (search->labels.kind, query->has_cutoff, query->cutoff, limit);
}

static CowSearchStop
run_form (CowSearch *search, CowSearchRun *run, guint32 *overflow)
{
  if (search->form == FORM_BREADTH)
    return cow_breadth_run (search->breadth, run); /* sets its sources and keeps off the avoided by itself */
  for (guint i = 0; i < run->n_sources; i++)
    cow_label_set (run->labels, run->sources[i], 0);
  if (run->avoid != NULL)
    cow_labels_close (run->labels, run->avoid);
  CowSearchStop stop = search->form == FORM_HEAP     ? cow_heap_run (search->heap, run, overflow)
                       : search->form == FORM_WIDEST ? cow_widest_run (search->widest, run)
                                                     : cow_buckets_run (search->buckets, run, search->weights, overflow);
  if (run->avoid == NULL)
    return stop;
  cow_labels_open (run->labels, run->avoid);
  for (guint i = 0; i < run->n_sources; i++)
    cow_label_set (run->labels, run->sources[i], 0);
  return stop;
}

/* With the team that waits for this run, if it was not used before and nobody who helps dies. FALSE: it is to be made alone. */
static gboolean
run_together (CowSearch *search, CowSearchRun *run, CowSearchStop *stop)
{
  CowTeam *team = search->team;

  search->team = NULL;
  if (team == NULL || run->targets != NULL || !cow_team_begin (team))
    return FALSE;
  search->own_labels = search->labels;
  search->labels = team->labels;
  *stop = cow_team_run (team, run);
  search->together = team;
  if (*stop == COW_STOP_DONE || *stop == COW_STOP_CANCELLED)
    return TRUE;
  leave_team (search);
  return FALSE;
}

/* Costs outgrew 32 bits: the labels become wide for good. */
static gboolean
widen (CowSearch *search, GError **error)
{
  guint32 n = search->labels.n;

  cow_labels_clear (&search->labels);
  if (!cow_labels_init (&search->labels, n, COW_CELL_WIDE, error))
    return FALSE;
  cow_buckets_rebind (search->buckets, &search->labels);
  return TRUE;
}

gboolean
cow_search_run (CowSearch *search, const CowSearchQuery *query, CowProgress *progress, GError **error)
{
  CowSearchRun run = { .view = &search->view,
                       .labels = &search->labels,
                       .targets = query->targets,
                       .n_targets = query->targets != NULL ? query->n_targets : 0,
                       .avoid = query->avoid,
                       .progress = progress,
                       .counts = &search->counts };
  guint64 scratch_bytes = search->counts.scratch_bytes;
  guint32 overflow = 0;
  CowSearchStop stop;

  search->end = 0;
  if (search->labels.cells == NULL)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
                           "not enough memory: an earlier run lost its scratch");
      return FALSE;
    }
  search->counts = (CowSearchCounts){ .scratch_bytes = scratch_bytes };
  leave_team (search);
  cow_labels_reset (&search->labels);
  if (!take_sources (search, query, error))
    return FALSE;
  if (!find_limit (search, query, &run.limit))
    return TRUE;
  run.sources = (const guint32 *)(const void *)search->sources->data;
  run.n_sources = search->sources->len;
  /* Reals are summed up one by one: a product would be rounded otherwise. */
  run.only_sums = query->only_summary && search->form == FORM_BREADTH && !(search->unit_real > 0.0) && run.targets == NULL;
  search->only_sums = FALSE;
  if (!run_together (search, &run, &stop))
    {
      search->only_sums = run.only_sums;
      stop = run_form (search, &run, &overflow);
    }
  if (stop == COW_STOP_NARROW)
    {
      if (!widen (search, error))
        return FALSE;
      stop = run_form (search, &run, &overflow);
    }
  switch (stop)
    {
    case COW_STOP_CANCELLED:
      cow_search_set_cancelled (error);
      return FALSE;
    case COW_STOP_OVERFLOW:
    case COW_STOP_NARROW:
    case COW_STOP_LOST:
      cow_search_set_overflow (&search->view, overflow, error);
      return FALSE;
    case COW_STOP_DONE:
    default:
      search->end = MIN (run.radius, run.limit) + 1;
      return TRUE;
    }
}

/* --- Asking --- */

static CowCost
cost_of_label (const CowSearch *search, guint64 label)
{
  if (search->form != FORM_BREADTH)
    return cow_label_cost (label, search->labels.kind);
  if (search->unit_real > 0.0)
    return cow_cost_real ((double)label * search->unit_real);
  return cow_cost_int ((gint64)label * search->unit);
}

static gboolean
is_source (const CowSearch *search, guint32 vertex)
{
  return bsearch (&vertex, search->sources->data, search->sources->len, sizeof vertex, compare_vertices) != NULL;
}

CowCost
cow_search_cost (const CowSearch *search, guint32 vertex)
{
  if (search->end == 0 || vertex >= search->labels.n)
    return cow_cost_unreachable ();
  guint64 label = cow_label_get (&search->labels, vertex);
  /* Nothing is as wide as a source, but an arc of 2^63 - 1 has the same label. */
  if (label == 0 && search->form == FORM_WIDEST && is_source (search, vertex))
    return cow_cost_real (INFINITY);
  return label < search->end ? cost_of_label (search, label) : cow_cost_unreachable ();
}

/* Sums that do not depend on how vertices are numbered: integers in 128 bits, reals with what rounding lost
 * (Neumaier). */
typedef struct
{
  __int128 integers;
  double reals, lost;
  guint64 max_label;
} Sums;

static void
add_vertex (const CowSearch *search, guint32 vertex, guint64 label, CowSearchSummary *summary, Sums *sums)
{
  CowCost cost = cost_of_label (search, label);

  if (cost.kind == COW_COST_INT)
    sums->integers += cost.integer;
  else
    {
      double sum = sums->reals + cost.real;
      sums->lost += sums->reals >= cost.real ? sums->reals - sum + cost.real : cost.real - sum + sums->reals;
      sums->reals = sum;
    }
  if (summary->reached == 0 || label > sums->max_label
      || (label == sums->max_label
          && cow_graph_appearance (search->view.graph, vertex)
                 < cow_graph_appearance (search->view.graph, summary->farthest)))
    {
      sums->max_label = label;
      summary->farthest = vertex;
    }
  summary->reached++;
}

/* The sums without the vertices, when there are no labels. */
static void
take_breadth_sums (const CowSearch *search, CowSearchSummary *summary, Sums *sums)
{
  CowBreadthSums levels = cow_breadth_sums (search->breadth, search->view.graph);

  summary->reached = levels.reached;
  summary->farthest = levels.farthest;
  sums->max_label = levels.last;
  sums->integers = (__int128)levels.levels * search->unit;
}

static void
add_labels (const CowSearch *search, CowSearchSummary *summary, Sums *sums)
{
  const CowLabels *labels = &search->labels;

  for (gsize block = 0; block < labels->dirty_bytes; block++)
    {
      guint64 from = (guint64)block << COW_LABEL_BLOCK_BITS;
      guint64 to = MIN (from + (1u << COW_LABEL_BLOCK_BITS), labels->n);
      for (guint64 vertex = from; labels->dirty[block] && vertex < to; vertex++)
        {
          guint64 label = cow_label_get (labels, (guint32)vertex);
          if (label < search->end)
            add_vertex (search, (guint32)vertex, label, summary, sums);
        }
    }
}

gboolean
cow_search_summarize (const CowSearch *search, CowSearchSummary *summary, GError **error)
{
  Sums sums = { 0 };

  *summary = (CowSearchSummary){ .farthest = COW_VERTEX_NONE,
                                 .max = cow_cost_unreachable (),
                                 .sum = cow_cost_int (0) };
  if (search->end != 0 && search->only_sums)
    take_breadth_sums (search, summary, &sums);
  else if (search->end != 0)
    add_labels (search, summary, &sums);
  if (summary->reached == 0)
    return TRUE;
  summary->max = cost_of_label (search, sums.max_label);
  if (summary->max.kind == COW_COST_REAL)
    {
      double sum = sums.reals + sums.lost;
      summary->sum = cow_cost_real (isfinite (sum) ? sum : sums.reals);
      summary->mean = summary->sum.real / (double)summary->reached;
      return TRUE;
    }
  if (sums.integers > G_MAXINT64)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                   "cost overflow: the costs of %" G_GUINT64_FORMAT
                   " vertices sum up to more than %" G_GINT64_FORMAT,
                   summary->reached, G_MAXINT64);
      return FALSE;
    }
  summary->sum = cow_cost_int ((gint64)sums.integers);
  summary->mean = (double)summary->sum.integer / (double)summary->reached;
  return TRUE;
}

gboolean
cow_search_path (CowSearch *search, guint32 target, GArray *vertices, GArray *arcs, GError **error)
{
  g_array_set_size (vertices, 0);
  if (arcs != NULL)
    g_array_set_size (arcs, 0);
  if (search->end == 0)
    return FALSE;
  return cow_labels_walk (&search->view, &search->labels, search->weights, search->end - 1,
                          (const guint32 *)(const void *)search->sources->data, search->sources->len, target,
                          vertices, arcs, error);
}

gboolean
cow_search_findings (const CowSearch *search, CowSearchFindings *findings)
{
  *findings = (CowSearchFindings){ .view = &search->view,
                                   .labels = &search->labels,
                                   .weights = search->weights,
                                   .limit = search->end - 1,
                                   .sources = (const guint32 *)(const void *)search->sources->data,
                                   .n_sources = search->sources->len };
  return search->end != 0;
}

void
cow_search_counts_add (CowSearchCounts *sum, const CowSearchCounts *more)
{
  sum->settled += more->settled;
  sum->relaxed += more->relaxed;
  sum->pruned += more->pruned;
  sum->labels_made += more->labels_made;
  sum->labels_dropped += more->labels_dropped;
  sum->queue_peak = MAX (sum->queue_peak, more->queue_peak);
}

void
cow_search_counts (const CowSearch *search, CowSearchCounts *counts)
{
  *counts = search->counts;
  switch (search->form)
    {
    case FORM_BREADTH:
      counts->algorithm = cow_breadth_name (&search->view);
      break;
    case FORM_WIDEST:
      counts->algorithm = "flood by width, 4-ary heap";
      break;
    case FORM_HEAP:
      counts->algorithm = "4-ary heap";
      break;
    case FORM_BUCKETS:
    default:
      counts->algorithm = search->buckets->name;
      break;
    }
  if (search->together)
    counts->algorithm = cow_team_name (search->together, counts->algorithm);
}
