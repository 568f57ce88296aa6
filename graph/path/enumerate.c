/* enumerate.c - simple paths by depth-first search with an explicit stack, which turns back where the target cannot be reached within the bounds.
 *
 * Distances to the target, found once, bound what a way can come to. They do not know the way itself: behind a vertex that cuts off the target, such
 * a search may try everything there is. So when many steps have brought no path, every further step is first tried by a search that keeps off
 * the way at hand, until a path is found: then dead ends are not entered at all.
 *
 * Such a search need not go to the target each time. What an earlier one found is a chain of vertices that leads there and keeps off the way: it
 * stays one until the way enters it, and then what is behind that vertex does. A few arcs are mostly enough to come from anywhere to the chain.
 *
 * Source: the check before each step is that of Birmele et al., "Optimal listing of cycles and st-paths in undirected graphs", 2013, made
 * only when it is needed. */
#include "graph/path/enumerate.h"

#include "graph/path/spur.h"

enum
{
  PATIENCE = 4096 /* steps without a path */
};

/* A link of the chain: the next one towards the target stands before it. */
typedef struct
{
  guint64 rest; /* label: what it costs to the target along the chain */
  guint32 vertex;
} Link;

/* A vertex that the search for the chain came to. */
typedef struct
{
  guint64 arc;
  guint32 vertex, from; /* from: its place in the queue */
} Seen;

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
  GArray *chain;    /* of Link, the target first */
  guint32 *places;  /* [n]: in the chain, from 1 on; 0: not in it */
  guint32 *rounds;  /* [n]: the last search that saw it */
  gsize places_bytes;
  guint32 round;
  GArray *queue;    /* of Seen */
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
  guint64 bytes = cow_goal_scratch_bytes (view) + cow_spur_scratch_bytes (view) + view->out.n / 8 + (guint64)view->out.n * 2 * sizeof (guint32);

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
  enumeration->chain = g_array_new (FALSE, FALSE, sizeof (Link));
  enumeration->queue = g_array_new (FALSE, FALSE, sizeof (Seen));
  enumeration->places_bytes = ((gsize)view->out.n + 1) * sizeof (guint32);
  enumeration->on_way_bytes = ((gsize)view->out.n / 64 + 1) * sizeof (guint64);
  if ((enumeration->cost = cow_goal_new (view, error)) && (enumeration->cost_spur = cow_spur_new (enumeration->cost, error))
      && (!hops || (enumeration->hops = cow_goal_new (&plain, error)))
      && (!hops || (enumeration->hops_spur = cow_spur_new (enumeration->hops, error)))
      && (enumeration->places = cow_scratch_map (enumeration->places_bytes, error))
      && (enumeration->rounds = cow_scratch_map (enumeration->places_bytes, error))
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
  g_array_unref (enumeration->chain);
  g_array_unref (enumeration->queue);
  cow_scratch_unmap (enumeration->places, enumeration->places_bytes);
  cow_scratch_unmap (enumeration->rounds, enumeration->places_bytes);
  g_free (enumeration);
}

static gboolean
is_on_way (const CowEnumeration *enumeration, guint32 vertex)
{
  return enumeration->on_way[vertex / 64] >> (vertex % 64) & 1;
}

/* ---- the chain ---- */

/* Keeps so many links. */
static void
cut_chain (CowEnumeration *enumeration, guint n)
{
  for (guint i = n; i < enumeration->chain->len; i++)
    enumeration->places[g_array_index (enumeration->chain, Link, i).vertex] = 0;
  g_array_set_size (enumeration->chain, n);
}

static void
append_link (CowEnumeration *enumeration, guint32 vertex, guint64 rest)
{
  Link link = { rest, vertex };

  g_array_append_val (enumeration->chain, link);
  enumeration->places[vertex] = enumeration->chain->len;
}

/* From its link on, a way to here may come to the target within the bounds. */
static gboolean
is_within (const Run *run, guint64 cost, guint64 hops, guint place)
{
  const Link *link = &g_array_index (run->enumeration->chain, Link, place - 1);

  return cow_label_sum (cost, link->rest, run->kind) <= run->limit_with_slack
         && (run->query->max_hops == G_MAXUINT64 || hops + place - 1 <= run->query->max_hops);
}

/* The way to the vertex that was seen last, whose end is in the chain, becomes its new end. */
static void
lengthen_chain (Run *run)
{
  CowEnumeration *enumeration = run->enumeration;
  const CowCsr *out = &enumeration->cost->view.out;
  guint32 at = enumeration->queue->len - 1;

  cut_chain (enumeration, enumeration->places[g_array_index (enumeration->queue, Seen, at).vertex]);
  while (at != 0)
    {
      Seen seen = g_array_index (enumeration->queue, Seen, at);
      guint64 rest = g_array_index (enumeration->chain, Link, enumeration->chain->len - 1).rest;

      rest = cow_label_sum (rest, cow_label_add (0, out, seen.arc, run->kind, out->kind), run->kind);
      append_link (enumeration, g_array_index (enumeration->queue, Seen, seen.from).vertex, rest);
      at = seen.from;
    }
}

static void
see (CowEnumeration *enumeration, guint32 vertex, guint64 arc, guint32 from)
{
  Seen seen = { arc, vertex, from };

  enumeration->rounds[vertex] = enumeration->round;
  g_array_append_val (enumeration->queue, seen);
}

/* Breadth-first from `start`, off the way, to the chain, which then begins there. FOUND: it does; NONE: nothing leads to the target. */
static CowSpurResult
find_chain (Run *run, guint32 start, GError **error)
{
  CowEnumeration *enumeration = run->enumeration;
  const CowCsr *out = &enumeration->cost->view.out;

  g_array_set_size (enumeration->queue, 0);
  if (++enumeration->round == 0)
    {
      memset (enumeration->rounds, 0, enumeration->places_bytes);
      enumeration->round = 1;
    }
  see (enumeration, start, COW_ARC_NONE, 0);
  for (guint32 i = 0; i < enumeration->queue->len; i++)
    {
      guint32 from = g_array_index (enumeration->queue, Seen, i).vertex;

      for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
        {
          guint32 to = cow_csr_target (out, arc);

          if (enumeration->rounds[to] == enumeration->round || is_on_way (enumeration, to) || cow_goal_label (enumeration->cost, to) == COW_LABEL_NONE)
            continue;
          see (enumeration, to, arc, i);
          if (!enumeration->places[to])
            continue;
          lengthen_chain (run);
          return COW_SPUR_FOUND;
        }
      enumeration->cost->counts.relaxed += cow_csr_degree (out, from);
      if (run->progress && cow_progress_step (run->progress, cow_csr_degree (out, from)))
        {
          cow_search_set_cancelled (error);
          return COW_SPUR_FAILED;
        }
    }
  return COW_SPUR_NONE;
}

/* ---- the way ---- */

static void
enter (CowEnumeration *enumeration, guint32 vertex, guint64 cost)
{
  Level level = { .next = enumeration->cost->view.out.offsets[vertex], .cost = cost, .vertex = vertex };

  enumeration->on_way[vertex / 64] |= (guint64)1 << (vertex % 64);
  if (enumeration->places[vertex] > 1) /* the target is always there */
    cut_chain (enumeration, enumeration->places[vertex] - 1);
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

/* The same, knowing the way, where the chain is too long: is there a path from `to` that keeps off it, within the cutoff, and one within the hops? */
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

  if (run->steps < (run->query->patience ? run->query->patience : PATIENCE))
    return COW_SPUR_FOUND;
  result = enumeration->places[to] ? COW_SPUR_FOUND : find_chain (run, to, error);
  if (result != COW_SPUR_FOUND || is_within (run, cost, hops, enumeration->places[to]))
    return result;
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
  cut_chain (enumeration, 0);
  append_link (enumeration, query->target, 0);
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
