/* criteria.c - label setting with several costs, aimed at the target: a label is a way that no other way to its vertex beats, and waits in the order of
 * its costs plus the least that is left of each, one after the other.
 *
 * One search backwards per criterion tells what is left at least, so ways that can no longer keep a limit, or no longer beat an answer, are
 * dropped when they are made. Labels of one vertex are settled in the order of their first cost. Whoever comes later cannot beat it there: of two
 * settled labels where one is no worse in the other criteria, the first may leave the list that newcomers are compared with. With two criteria that list has one
 * label, and a comparison is one look.
 *
 * Sums of reals along different ways round differently, so that order may fail by the last bits. Comparisons therefore look at the first cost too,
 * bounds have slack, and answers are only handed over when nothing below them can come. Then costs are exact: the least sums, from the source on. */
#include "graph/path/criteria.h"

#include "graph/path/entry-heap.h"
#include "graph/path/label-pool.h"
#include "graph/path/spur.h"

typedef struct
{
  guint64 estimate, second; /* in the first two criteria */
  guint32 appearance, label;
} Entry;

static inline gboolean comes_before (gconstpointer heap, const Entry *a, const Entry *b);
COW_DEFINE_HEAP (Heap, Entry, comes_before)

struct _CowCriteria
{
  guint n;
  CowGoal *goals[COW_CRITERIA_MOST];
  CowCellKind kinds[COW_CRITERIA_MOST];
  gboolean any_real;
  guint32 *settled; /* [n]: list of labels per vertex */
  gsize settled_bytes;
  CowLabelPool pool;
  Heap heap;
  GArray *answers;  /* of guint32: labels at the target */
  GArray *vertices; /* of guint32: a path, for who takes it */
  GArray *arcs;     /* of guint64 */
};

typedef struct
{
  CowCriteria *criteria;
  const CowCriteriaQuery *query;
  guint64 limits[COW_CRITERIA_MOST]; /* exact */
  guint64 bounds[COW_CRITERIA_MOST]; /* with slack */
  guint64 best;                      /* CHEAPEST: least cost of an answer; COW_LABEL_NONE: none yet */
  guint32 best_label;
  gboolean overflow;
  CowCriteriaFunc found;
  gpointer user;
  CowSearchCounts *counts;
  CowProgress *progress;
} Run;

/* What a label comes to at least, in one criterion. */
static inline guint64
estimate_of (const CowCriteria *criteria, const CowPathLabel *label, guint k)
{
  return cow_label_sum (label->values[k], cow_goal_label (criteria->goals[k], label->vertex), criteria->kinds[k]);
}

/* By the estimates, one criterion after the other: whatever becomes of a label comes after it in this order, so that of two answers who beats comes
 * before who is beaten. Then by who has come further. */
static inline gboolean
comes_before (gconstpointer heap, const Entry *a, const Entry *b)
{
  const CowCriteria *criteria = ((const Heap *)heap)->context;

  if (a->estimate != b->estimate)
    return a->estimate < b->estimate;
  if (a->second != b->second)
    return a->second < b->second;
  const CowPathLabel *left = cow_label_pool_at (&criteria->pool, a->label), *right = cow_label_pool_at (&criteria->pool, b->label);
  for (guint k = 2; k < criteria->n; k++)
    {
      guint64 left_least = estimate_of (criteria, left, k), right_least = estimate_of (criteria, right, k);

      if (left_least != right_least)
        return left_least < right_least;
    }
  if (left->values[0] != right->values[0])
    return left->values[0] > right->values[0];
  return a->appearance != b->appearance ? a->appearance < b->appearance : a->label < b->label;
}

guint64
cow_criteria_scratch_bytes (const CowView *const *views, guint n_views)
{
  guint64 bytes = (guint64)views[0]->out.n * sizeof (guint32);

  for (guint k = 0; k < n_views; k++)
    bytes += cow_goal_scratch_bytes (views[k]);
  return bytes;
}

static gboolean
make_goals (CowCriteria *criteria, const CowView *const *views, guint n_views, guint *wrong, GError **error)
{
  for (guint k = 0; k < n_views; k++, criteria->n++)
    {
      if (wrong)
        *wrong = k;
      if (views[k]->out.n != views[0]->out.n || views[k]->out.n_arcs != views[0]->out.n_arcs)
        g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN, "criteria over different arcs");
      else
        criteria->goals[k] = cow_goal_new (views[k], error);
      if (!criteria->goals[k])
        return FALSE;
      criteria->kinds[k] = cow_goal_kind (criteria->goals[k]);
      criteria->any_real |= criteria->kinds[k] == COW_CELL_REAL;
    }
  return TRUE;
}

CowCriteria *
cow_criteria_new (const CowView *const *views, guint n_views, guint *wrong, GError **error)
{
  CowCriteria *criteria = g_new0 (CowCriteria, 1);

  g_assert (n_views >= 1 && n_views <= COW_CRITERIA_MOST);
  cow_label_pool_init (&criteria->pool, n_views);
  criteria->heap.context = criteria;
  criteria->answers = g_array_new (FALSE, FALSE, sizeof (guint32));
  criteria->vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  criteria->arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  criteria->settled_bytes = (gsize)views[0]->out.n * sizeof *criteria->settled;
  if (make_goals (criteria, views, n_views, wrong, error) && (criteria->settled = cow_scratch_map (criteria->settled_bytes, error)))
    return criteria;
  cow_criteria_free (criteria);
  return NULL;
}

void
cow_criteria_free (CowCriteria *criteria)
{
  if (!criteria)
    return;
  for (guint k = 0; k < COW_CRITERIA_MOST; k++)
    cow_goal_free (criteria->goals[k]);
  cow_scratch_unmap (criteria->settled, criteria->settled_bytes);
  cow_label_pool_clear (&criteria->pool);
  g_free (criteria->heap.entries);
  g_array_unref (criteria->answers);
  g_array_unref (criteria->vertices);
  g_array_unref (criteria->arcs);
  g_free (criteria);
}

/* ---- who beats whom ---- */

static gboolean
is_no_worse (const CowCriteria *criteria, const guint64 *left, const guint64 *right, guint first)
{
  for (guint k = first; k < criteria->n; k++)
    if (left[k] > right[k])
      return FALSE;
  return TRUE;
}

static gboolean
is_beaten_at (const CowCriteria *criteria, guint32 vertex, const guint64 *values)
{
  for (guint32 at = criteria->settled[vertex]; at != COW_LABEL_POOL_NONE;)
    {
      const CowPathLabel *label = cow_label_pool_at (&criteria->pool, at);

      if (is_no_worse (criteria, label->values, values, 0))
        return TRUE;
      at = label->next;
    }
  return FALSE;
}

/* Can a way that comes to no less than `least` still be an answer? Reals: the sums of `least` may be too large by rounding. */
static gboolean
is_beaten_by_answer (const Run *run, const guint64 *least)
{
  const CowCriteria *criteria = run->criteria;

  if (run->query->wish == COW_CRITERIA_CHEAPEST)
    return run->best != COW_LABEL_NONE
           && (criteria->kinds[0] == COW_CELL_REAL ? least[0] > cow_label_with_slack (run->best, COW_CELL_REAL) : least[0] >= run->best);
  for (guint32 at = criteria->settled[run->query->target]; at != COW_LABEL_POOL_NONE;)
    {
      const CowPathLabel *label = cow_label_pool_at (&criteria->pool, at);
      guint k = 0;

      while (k < criteria->n && cow_label_with_slack (label->values[k], criteria->kinds[k]) <= least[k])
        k++;
      if (k == criteria->n)
        return TRUE;
      at = label->next;
    }
  return FALSE;
}

/* Puts a label into the list of its vertex, and takes out those that it makes superfluous. */
static void
settle (Run *run, guint32 number)
{
  CowCriteria *criteria = run->criteria;
  CowPathLabel *label = cow_label_pool_at (&criteria->pool, number);
  guint32 *at = &criteria->settled[label->vertex];
  /* Answers of reals are compared once more, at the end. */
  gboolean keep = criteria->any_real && label->vertex == run->query->target;

  while (!keep && *at != COW_LABEL_POOL_NONE)
    {
      CowPathLabel *other = cow_label_pool_at (&criteria->pool, *at);

      if (is_no_worse (criteria, label->values, other->values, 1))
        *at = other->next;
      else
        at = &other->next;
    }
  label->next = criteria->settled[label->vertex];
  criteria->settled[label->vertex] = number;
}

/* ---- the search ---- */

static gboolean
push_label (Run *run, guint32 vertex, guint64 arc, guint32 parent, const guint64 *values, const guint64 *least, GError **error)
{
  CowCriteria *criteria = run->criteria;
  const CowView *view = &criteria->goals[0]->view;
  guint32 number = cow_label_pool_take (&criteria->pool, error);
  CowPathLabel *label;

  if (number == COW_LABEL_POOL_NONE)
    return FALSE;
  label = cow_label_pool_at (&criteria->pool, number);
  label->arc = arc;
  label->vertex = vertex;
  label->parent = parent;
  label->next = COW_LABEL_POOL_NONE;
  label->hops = parent == COW_LABEL_POOL_NONE ? 0 : cow_label_pool_at (&criteria->pool, parent)->hops + 1;
  memcpy (label->values, values, criteria->n * sizeof *values);
  run->counts->labels_made++;
  run->counts->queue_peak = MAX (run->counts->queue_peak, criteria->pool.alive);
  return heap_push (&criteria->heap, (Entry){ least[0], criteria->n > 1 ? least[1] : 0, cow_graph_appearance (view->graph, vertex), number }, error);
}

/* What a way comes to at least. FALSE: it does not lead to the target, or not within the limits. */
static gboolean
estimate (Run *run, guint32 vertex, const guint64 *values, guint64 *least)
{
  const CowCriteria *criteria = run->criteria;

  for (guint k = 0; k < criteria->n; k++)
    {
      guint64 rest = cow_goal_label (criteria->goals[k], vertex);

      if (rest == COW_LABEL_NONE)
        {
          run->counts->pruned += criteria->goals[k]->has_cutoff;
          return FALSE;
        }
      least[k] = cow_label_sum (values[k], rest, criteria->kinds[k]);
      if (least[k] <= run->bounds[k] && (vertex != run->query->target || values[k] <= run->limits[k]))
        continue;
      run->overflow |= criteria->kinds[k] != COW_CELL_REAL && run->limits[k] == G_MAXINT64;
      run->counts->pruned++;
      return FALSE;
    }
  return TRUE;
}

static gboolean
relax (Run *run, guint32 number, GError **error)
{
  CowCriteria *criteria = run->criteria;
  const CowPathLabel *label = cow_label_pool_at (&criteria->pool, number);
  const CowCsr *out = &criteria->goals[0]->view.out;
  guint64 values[COW_CRITERIA_MOST], least[COW_CRITERIA_MOST];

  for (guint64 arc = out->offsets[label->vertex]; arc < out->offsets[label->vertex + 1]; arc++)
    {
      guint32 to = cow_csr_target (out, arc);

      for (guint k = 0; k < criteria->n; k++)
        {
          const CowCsr *weights = &criteria->goals[k]->view.out;

          values[k] = cow_label_add (label->values[k], weights, arc, criteria->kinds[k], weights->kind);
        }
      if (!estimate (run, to, values, least))
        continue;
      if (is_beaten_by_answer (run, least) || is_beaten_at (criteria, to, values))
        run->counts->labels_dropped++;
      else if (!push_label (run, to, arc, number, values, least, error))
        return FALSE;
    }
  run->counts->settled++;
  run->counts->relaxed += cow_csr_degree (out, label->vertex);
  if (!run->progress || !cow_progress_step (run->progress, cow_csr_degree (out, label->vertex) * criteria->n))
    return TRUE;
  cow_search_set_cancelled (error);
  return FALSE;
}

static gboolean
hand_over (Run *run, guint32 number)
{
  CowCriteria *criteria = run->criteria;
  const CowPathLabel *label = cow_label_pool_at (&criteria->pool, number);
  CowFoundPath path = { .cost = cow_label_cost (label->values[0], criteria->kinds[0]), .hops = label->hops };
  CowCost values[COW_CRITERIA_MOST];

  for (guint k = 0; k < criteria->n; k++)
    values[k] = cow_label_cost (label->values[k], criteria->kinds[k]);
  g_array_set_size (criteria->vertices, label->hops + 1);
  g_array_set_size (criteria->arcs, label->hops);
  for (guint32 i = label->hops;; i--)
    {
      g_array_index (criteria->vertices, guint32, i) = label->vertex;
      if (i == 0)
        break;
      g_array_index (criteria->arcs, guint64, i - 1) = label->arc;
      label = cow_label_pool_at (&criteria->pool, label->parent);
    }
  path.vertices = (const guint32 *)(void *)criteria->vertices->data;
  path.arcs = (const guint64 *)(void *)criteria->arcs->data;
  return run->found (&path, values, run->user);
}

static gint
compare_answers (gconstpointer a, gconstpointer b, gpointer user)
{
  const CowCriteria *criteria = user;
  guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;
  const guint64 *left_values = cow_label_pool_at (&criteria->pool, left)->values, *right_values = cow_label_pool_at (&criteria->pool, right)->values;

  for (guint k = 0; k < criteria->n; k++)
    if (left_values[k] != right_values[k])
      return left_values[k] < right_values[k] ? -1 : 1;
  return (left > right) - (left < right);
}

/* A label has reached the target. Returns: there may be more to find. */
static gboolean
take_answer (Run *run, guint32 number)
{
  CowCriteria *criteria = run->criteria;

  if (run->query->wish == COW_CRITERIA_CHEAPEST)
    {
      if (run->best_label == COW_LABEL_POOL_NONE || compare_answers (&number, &run->best_label, criteria) < 0)
        {
          run->best = cow_label_pool_at (&criteria->pool, number)->values[0];
          run->best_label = number;
        }
      return criteria->kinds[0] == COW_CELL_REAL;
    }
  if (!criteria->any_real)
    return hand_over (run, number);
  g_array_append_val (criteria->answers, number);
  return TRUE;
}

/* FALSE: error. */
static gboolean
search (Run *run, gboolean *enough, GError **error)
{
  CowCriteria *criteria = run->criteria;
  const guint64 nothing[COW_CRITERIA_MOST] = { 0 };
  guint64 least[COW_CRITERIA_MOST];

  *enough = FALSE;
  if (!push_label (run, run->query->source, COW_ARC_NONE, COW_LABEL_POOL_NONE, nothing, nothing, error))
    return FALSE;
  while (!*enough && criteria->heap.n > 0)
    {
      guint32 number = heap_pop (&criteria->heap).label;
      const CowPathLabel *label = cow_label_pool_at (&criteria->pool, number);

      for (guint k = 0; k < criteria->n; k++)
        least[k] = estimate_of (criteria, label, k);
      if (is_beaten_at (criteria, label->vertex, label->values) || is_beaten_by_answer (run, least))
        {
          run->counts->labels_dropped++;
          cow_label_pool_give_back (&criteria->pool, number);
          continue;
        }
      settle (run, number);
      if (label->vertex == run->query->target)
        *enough = !take_answer (run, number);
      else if (!relax (run, number, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- answers of reals ---- */

/* In order now: is answer i beaten by one just before it? Those further off were compared when i was settled. */
static gboolean
is_superfluous (const CowCriteria *criteria, guint i)
{
  const guint64 *values = cow_label_pool_at (&criteria->pool, g_array_index (criteria->answers, guint32, i))->values;

  for (guint j = i; j > 0; j--)
    {
      const guint64 *before = cow_label_pool_at (&criteria->pool, g_array_index (criteria->answers, guint32, j - 1))->values;

      if (cow_label_with_slack (before[0], criteria->kinds[0]) < values[0])
        return FALSE;
      if (is_no_worse (criteria, before, values, 0))
        return TRUE;
    }
  return FALSE;
}

static void
hand_over_answers (Run *run)
{
  CowCriteria *criteria = run->criteria;

  g_array_sort_with_data (criteria->answers, compare_answers, criteria);
  for (guint i = 0; i < criteria->answers->len; i++)
    if (!is_superfluous (criteria, i) && !hand_over (run, g_array_index (criteria->answers, guint32, i)))
      return;
}

/* ---- a query ---- */

/* FALSE: nothing keeps these limits. */
static gboolean
set_limits (Run *run)
{
  const CowCriteria *criteria = run->criteria;

  for (guint k = 0; k < criteria->n; k++)
    {
      gboolean limited = run->query->limits && run->query->limits[k].kind != COW_COST_UNREACHABLE;

      if (!cow_label_limit (criteria->kinds[k], limited, limited ? run->query->limits[k] : cow_cost_unreachable (), &run->limits[k]))
        return FALSE;
      if (criteria->kinds[k] != COW_CELL_REAL)
        run->limits[k] = MIN (run->limits[k], (guint64)G_MAXINT64);
      run->bounds[k] = cow_label_with_slack (run->limits[k], criteria->kinds[k]);
    }
  return TRUE;
}

static void
forget (CowCriteria *criteria)
{
  for (guint32 number = 1; number <= criteria->pool.n; number++)
    criteria->settled[cow_label_pool_at (&criteria->pool, number)->vertex] = COW_LABEL_POOL_NONE;
  cow_label_pool_reset (&criteria->pool);
  criteria->heap.n = 0;
  g_array_set_size (criteria->answers, 0);
}

gboolean
cow_criteria_run (CowCriteria *criteria, const CowCriteriaQuery *query, CowCriteriaFunc found, gpointer user, CowSearchCounts *counts,
                  CowProgress *progress, GError **error)
{
  CowSearchCounts nobody_looks;
  Run run = { .criteria = criteria, .query = query, .best = COW_LABEL_NONE, .found = found, .user = user, .progress = progress };
  const CowView *view = &criteria->goals[0]->view;
  gboolean enough, ok;

  run.counts = counts ? counts : &nobody_looks;
  *run.counts = (CowSearchCounts){ .algorithm = "label setting" };
  if (!cow_search_check_vertex (view, query->source, error) || !cow_search_check_vertex (view, query->target, error))
    return FALSE;
  if (!set_limits (&run))
    return TRUE;
  for (guint k = 0; k < criteria->n; k++)
    cow_goal_bound (criteria->goals[k], query->limits ? query->limits[k] : cow_cost_unreachable ());
  for (guint k = 0; k < criteria->n && query->source != query->target; k++)
    if (!cow_goal_run (criteria->goals[k], query->target, query->avoid, progress, error))
      return FALSE;
  ok = search (&run, &enough, error);
  if (ok && run.best_label != COW_LABEL_POOL_NONE)
    hand_over (&run, run.best_label);
  else if (ok)
    hand_over_answers (&run);
  if (ok && run.overflow && !enough && run.best_label == COW_LABEL_POOL_NONE)
    {
      cow_search_set_overflow (view, query->target, error);
      ok = FALSE;
    }
  forget (criteria);
  return ok;
}
