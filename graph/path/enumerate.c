/* enumerate.c - simple paths by depth-first search with an explicit stack, which turns back where the target cannot be reached within the bounds.
 *
 * Distances to the target, found once, bound what a way can come to. They do not know the way itself: behind a vertex that cuts off the target, such
 * a search may try everything there is. So when many steps have brought no path, every further step is first tried by a search that keeps off
 * the way at hand, until a path is found: then dead ends are not entered at all.
 *
 * Source: the check before each step is that of Birmele et al., "Optimal listing of cycles and st-paths in undirected graphs", 2013, made
 * only when it is needed. */
#include "graph/path/enumerate.h"

#include "graph/path/spur.h"

enum
{
  PATIENCE = 4096 /* steps without a path */
};

typedef struct
{
  guint64 next;  /* arc to try */
  guint64 cost;  /* label, of the way to here */
  guint32 vertex;
} Level;

struct _CowEnumeration
{
  CowGoal *cost;
  CowSpur *cost_spur;
  CowGoal *hops; /* NULL: no query has max_hops */
  CowSpur *hops_spur;
  guint64 *on_way; /* bitmap [n] */
  gsize on_way_bytes;
  GArray *levels;   /* of Level */
  GArray *vertices; /* of guint32 */
  GArray *arcs;     /* of guint64 */
  GArray *scrap;    /* of guint64: the ways of checks */
};

typedef struct
{
  CowEnumeration *enumeration;
  const CowEnumerationQuery *query;
  CowCellKind kind;
  guint64 limit, limit_with_slack;
  guint64 steps; /* since the last path */
  gboolean overflow; /* ways were left out because they cost more than 2^63 - 1 */
  CowProgress *progress;
} Run;

static CowView
unweighted (const CowView *view)
{
  CowView plain = *view;

  plain.out.kind = plain.in.kind = COW_WEIGHT_NONE;
  plain.weight_min_int = plain.weight_max_int = 1;
  plain.negative_arc = COW_ARC_NONE;
  return plain;
}

guint64
cow_enumeration_scratch_bytes (const CowView *view, gboolean hops)
{
  CowView plain = unweighted (view);
  guint64 bytes = cow_goal_scratch_bytes (view) + cow_spur_scratch_bytes (view) + view->out.n / 8;

  return hops ? bytes + cow_goal_scratch_bytes (&plain) + cow_spur_scratch_bytes (&plain) : bytes;
}

CowEnumeration *
cow_enumeration_new (const CowView *view, gboolean hops, GError **error)
{
  CowEnumeration *enumeration = g_new0 (CowEnumeration, 1);
  CowView plain = unweighted (view);

  enumeration->levels = g_array_new (FALSE, FALSE, sizeof (Level));
  enumeration->vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  enumeration->arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  enumeration->scrap = g_array_new (FALSE, FALSE, sizeof (guint64));
  enumeration->on_way_bytes = ((gsize)view->out.n / 64 + 1) * sizeof (guint64);
  if ((enumeration->cost = cow_goal_new (view, error)) && (enumeration->cost_spur = cow_spur_new (enumeration->cost, error))
      && (!hops || (enumeration->hops = cow_goal_new (&plain, error)))
      && (!hops || (enumeration->hops_spur = cow_spur_new (enumeration->hops, error)))
      && (enumeration->on_way = cow_scratch_map (enumeration->on_way_bytes, error)))
    return enumeration;
  cow_enumeration_free (enumeration);
  return NULL;
}

void
cow_enumeration_free (CowEnumeration *enumeration)
{
  if (!enumeration)
    return;
  cow_spur_free (enumeration->cost_spur);
  cow_spur_free (enumeration->hops_spur);
  cow_goal_free (enumeration->cost);
  cow_goal_free (enumeration->hops);
  cow_scratch_unmap (enumeration->on_way, enumeration->on_way_bytes);
  g_array_unref (enumeration->levels);
  g_array_unref (enumeration->vertices);
  g_array_unref (enumeration->arcs);
  g_array_unref (enumeration->scrap);
  g_free (enumeration);
}

static gboolean
is_on_way (const CowEnumeration *enumeration, guint32 vertex)
{
  return enumeration->on_way[vertex / 64] >> (vertex % 64) & 1;
}

static void
enter (CowEnumeration *enumeration, guint32 vertex, guint64 cost)
{
  Level level = { .next = enumeration->cost->view.out.offsets[vertex], .cost = cost, .vertex = vertex };

  enumeration->on_way[vertex / 64] |= (guint64)1 << (vertex % 64);
  cow_spur_close (enumeration->cost_spur, vertex);
  if (enumeration->hops_spur)
    cow_spur_close (enumeration->hops_spur, vertex);
  g_array_append_val (enumeration->levels, level);
  g_array_append_val (enumeration->vertices, vertex);
}

static void
leave (CowEnumeration *enumeration)
{
  guint last = enumeration->vertices->len - 1;
  guint32 vertex = g_array_index (enumeration->vertices, guint32, last);

  enumeration->on_way[vertex / 64] &= ~((guint64)1 << (vertex % 64));
  cow_spur_open (enumeration->cost_spur, vertex);
  if (enumeration->hops_spur)
    cow_spur_open (enumeration->hops_spur, vertex);
  g_array_set_size (enumeration->levels, last);
  g_array_set_size (enumeration->vertices, last);
  if (last > 0)
    g_array_set_size (enumeration->arcs, last - 1);
}

/* By the distances alone: may a path go on at `to`, reached at this cost over so many hops? */
static gboolean
may_enter (Run *run, guint32 to, guint64 cost, guint64 hops)
{
  const CowEnumeration *enumeration = run->enumeration;
  guint64 rest = cow_goal_label (enumeration->cost, to), whole;

  if (rest == COW_LABEL_NONE || is_on_way (enumeration, to))
    return FALSE;
  whole = cow_label_sum (cost, rest, run->kind);
  if (whole > run->limit_with_slack)
    {
      run->overflow |= run->kind != COW_CELL_REAL && whole > G_MAXINT64;
      return FALSE;
    }
  return run->query->max_hops == G_MAXUINT64 || hops + cow_goal_label (enumeration->hops, to) <= run->query->max_hops;
}

/* The same, knowing the way: is there a path from `to` that keeps off it, within the cutoff, and one within the hops? */
static CowSpurResult
check_ahead (Run *run, CowSpur *spur, guint32 to, guint64 cost, guint64 limit, GError **error)
{
  CowEnumeration *enumeration = run->enumeration;
  CowSpurQuery query = { .start = to, .cost = cost, .limit = limit };
  gboolean overflow = FALSE;
  guint64 found;

  g_array_set_size (enumeration->scrap, 0);
  return cow_spur_run (spur, &query, &found, enumeration->scrap, &overflow, run->progress, error);
}

static CowSpurResult
check_step (Run *run, guint32 to, guint64 cost, guint64 hops, GError **error)
{
  CowEnumeration *enumeration = run->enumeration;
  CowSpurResult result;

  if (run->steps < PATIENCE)
    return COW_SPUR_FOUND;
  result = check_ahead (run, enumeration->cost_spur, to, cost, run->limit_with_slack, error);
  if (result == COW_SPUR_FOUND && run->query->max_hops != G_MAXUINT64)
    result = check_ahead (run, enumeration->hops_spur, to, hops, run->query->max_hops, error);
  return result;
}

/* Takes the next arc of the last level that may lead on. TRUE: it was entered, or there is none and the level was left. */
static gboolean
step (Run *run, GError **error)
{
  CowEnumeration *enumeration = run->enumeration;
  const CowCsr *out = &enumeration->cost->view.out;
  Level *level = &g_array_index (enumeration->levels, Level, enumeration->levels->len - 1);
  guint64 hops = enumeration->levels->len, looked_at = 0;

  while (level->next < out->offsets[level->vertex + 1])
    {
      guint64 arc = level->next++, cost = cow_label_add (level->cost, out, arc, run->kind, out->kind);
      guint32 to = cow_csr_target (out, arc);

      looked_at++;
      if (!may_enter (run, to, cost, hops))
        {
          enumeration->cost->counts.pruned++;
          continue;
        }
      run->steps++;
      CowSpurResult result = check_step (run, to, cost, hops, error);
      if (result == COW_SPUR_FAILED)
        return FALSE;
      if (result == COW_SPUR_NONE)
        {
          enumeration->cost->counts.pruned++;
          continue;
        }
      enumeration->cost->counts.settled++;
      enter (enumeration, to, cost);
      g_array_append_val (enumeration->arcs, arc);
      break;
    }
  enumeration->cost->counts.relaxed += looked_at;
  if (enumeration->levels->len < hops + 1)
    leave (enumeration);
  if (!run->progress || !cow_progress_step (run->progress, looked_at))
    return TRUE;
  cow_search_set_cancelled (error);
  return FALSE;
}

static gboolean
hand_over (Run *run, guint64 cost, CowFoundFunc found, gpointer user)
{
  CowEnumeration *enumeration = run->enumeration;
  CowFoundPath path = { .cost = cow_label_cost (cost, run->kind), .hops = enumeration->arcs->len };

  path.vertices = (const guint32 *)(void *)enumeration->vertices->data;
  path.arcs = (const guint64 *)(void *)enumeration->arcs->data;
  return found (&path, user);
}

/* FALSE without error: no more are wanted. */
static gboolean
enumerate (Run *run, CowFoundFunc found, gpointer user, GError **error)
{
  CowEnumeration *enumeration = run->enumeration;
  gboolean more = TRUE;

  enter (enumeration, run->query->source, 0);
  while (more && enumeration->levels->len > 0)
    {
      const Level *level = &g_array_index (enumeration->levels, Level, enumeration->levels->len - 1);

      if (level->vertex != run->query->target)
        more = step (run, error);
      else
        {
          guint64 hops = enumeration->arcs->len, cost = level->cost;

          if (hops >= run->query->min_hops && hops <= run->query->max_hops && cost <= run->limit)
            {
              run->steps = 0;
              more = hand_over (run, cost, found, user);
            }
          leave (enumeration);
        }
    }
  while (enumeration->levels->len > 0)
    leave (enumeration);
  return more;
}

gboolean
cow_enumeration_run (CowEnumeration *enumeration, const CowEnumerationQuery *query, CowFoundFunc found, gpointer user,
                     CowProgress *progress, GError **error)
{
  const CowView *view = &enumeration->cost->view;
  Run run = { .enumeration = enumeration, .query = query, .kind = cow_goal_kind (enumeration->cost), .progress = progress };
  GError *failure = NULL;

  if (!cow_search_check_vertex (view, query->source, error) || !cow_search_check_vertex (view, query->target, error))
    return FALSE;
  if (query->max_hops != G_MAXUINT64 && !enumeration->hops)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN, "no distances in edges: made without them");
      return FALSE;
    }
  if (!cow_label_limit (run.kind, query->has_cutoff, query->cutoff, &run.limit))
    return TRUE;
  if (run.kind != COW_CELL_REAL)
    run.limit = MIN (run.limit, (guint64)G_MAXINT64);
  run.limit_with_slack = cow_label_with_slack (run.limit, run.kind);
  if (query->source != query->target
      && (!cow_goal_run (enumeration->cost, query->target, query->avoid, progress, error)
          || (query->max_hops != G_MAXUINT64 && !cow_goal_run (enumeration->hops, query->target, query->avoid, progress, error))))
    return FALSE;
  if (enumerate (&run, found, user, &failure) && run.overflow && !query->has_cutoff)
    cow_search_set_overflow (view, query->target, &failure);
  if (!failure)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

void
cow_enumeration_take_counts (CowEnumeration *enumeration, CowSearchCounts *counts)
{
  CowSearchCounts hops;

  cow_goal_take_counts (enumeration->cost, counts);
  if (!enumeration->hops)
    return;
  cow_goal_take_counts (enumeration->hops, &hops);
  cow_search_counts_add (counts, &hops);
}
