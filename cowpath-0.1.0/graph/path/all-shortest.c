/* all-shortest.c - the arcs that are tight for the costs of one search hold all shortest paths; those from which the target is reached are marked,
 * then followed one by one, or summed up.
 *
 * Where weights are positive they have no cycle: every step taken leads to the target, and the count is a sum in topological order. Arcs of weight
 * zero may make cycles among vertices of the same cost. A path passes such a strongly connected set once, so only the ways
 * through it have to be listed to count; the sums run from set to set. Counts are thrown away as soon as they are passed on: only
 * the front of the sum is in memory.
 *
 * Source: sets by Tarjan, "Depth-first search and linear graph algorithms", 1972. */
#include "graph/path/all-shortest.h"

#include "graph/path/search-private.h"

enum
{
  PATIENCE = 4096 /* dead ends without a path in between, before steps are checked for them */
};

#define NOT_SEEN 0u

typedef struct
{
  guint64 next; /* arc to try */
  guint32 vertex;
  gboolean led; /* to a path at least */
} Level;

struct _CowAllShortest
{
  CowView view;
  CowSearch *search;
  CowSearchFindings findings;
  CowCellKind kind;
  guint32 source;
  gboolean found;    /* findings hold something */
  guint32 *number;   /* [n]: place in members + 1; 0: on no shortest path to the target */
  gsize number_bytes;
  GArray *members;   /* of guint32: the target first */
  GArray *levels;    /* of Level */
  GArray *vertices;  /* of guint32: the way, for who takes it */
  GArray *arcs;      /* of guint64 */
  guint8 *on_way;    /* [members] */
  guint32 *stamps;   /* [members]: of the searches for dead ends */
  guint32 stamp;
  GArray *queue;     /* of guint32: theirs */
};

guint64
cow_all_shortest_scratch_bytes (const CowView *view)
{
  return cow_search_scratch_bytes (view, COW_SEARCH_AUTO) + (guint64)view->out.n * sizeof (guint32);
}

CowAllShortest *
cow_all_shortest_new (const CowView *view, GError **error)
{
  CowAllShortest *all = g_new0 (CowAllShortest, 1);

  all->view = *view;
  all->number_bytes = (gsize)view->out.n * sizeof *all->number;
  all->members = g_array_new (FALSE, FALSE, sizeof (guint32));
  all->levels = g_array_new (FALSE, FALSE, sizeof (Level));
  all->vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  all->arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  all->queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (!view->in.offsets)
    g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN, "no arcs to walk back on: the view has no reverse");
  else if ((all->search = cow_search_new (view, COW_SEARCH_AUTO, error)) && (all->number = cow_scratch_map (all->number_bytes, error)))
    return all;
  cow_all_shortest_free (all);
  return NULL;
}

void
cow_all_shortest_free (CowAllShortest *all)
{
  if (!all)
    return;
  cow_search_free (all->search);
  cow_scratch_unmap (all->number, all->number_bytes);
  g_array_unref (all->members);
  g_array_unref (all->levels);
  g_array_unref (all->vertices);
  g_array_unref (all->arcs);
  g_array_unref (all->queue);
  g_free (all->on_way);
  g_free (all->stamps);
  g_free (all);
}

gboolean
cow_all_shortest_run (CowAllShortest *all, const CowSearchQuery *query, CowProgress *progress, GError **error)
{
  all->found = FALSE;
  if (!cow_search_run (all->search, query, progress, error))
    return FALSE;
  all->source = query->sources[0];
  all->found = cow_search_findings (all->search, &all->findings);
  if (all->found)
    all->kind = all->findings.labels->kind;
  return TRUE;
}

CowCost
cow_all_shortest_cost (const CowAllShortest *all, guint32 target)
{
  return cow_search_cost (all->search, target);
}

/* ---- the vertices from which the target is reached over tight arcs ---- */

static guint64
label_of (const CowAllShortest *all, guint32 vertex)
{
  guint64 label = cow_label_get (all->findings.labels, vertex);

  return label <= all->findings.limit ? label : COW_LABEL_NONE;
}

static gboolean
is_tight (const CowAllShortest *all, const CowCsr *csr, guint64 arc, guint64 from, guint64 to)
{
  return from != COW_LABEL_NONE && cow_label_add (from, csr, arc, all->kind, all->findings.weights) == to;
}

static gboolean
stop (CowProgress *progress, guint64 units, GError **error)
{
  if (!progress || !cow_progress_step (progress, units))
    return FALSE;
  cow_search_set_cancelled (error);
  return TRUE;
}

static void
add_member (CowAllShortest *all, guint32 vertex)
{
  g_array_append_val (all->members, vertex);
  all->number[vertex] = all->members->len;
}

static guint32
member_at (const CowAllShortest *all, guint32 number)
{
  return g_array_index (all->members, guint32, number - 1);
}

static void
forget_members (CowAllShortest *all)
{
  for (guint i = 0; i < all->members->len; i++)
    all->number[g_array_index (all->members, guint32, i)] = NOT_SEEN;
  g_array_set_size (all->members, 0);
  g_clear_pointer (&all->on_way, g_free);
  g_clear_pointer (&all->stamps, g_free);
}

static gboolean
find_members (CowAllShortest *all, guint32 target, CowProgress *progress, GError **error)
{
  const CowCsr *in = &all->view.in;

  add_member (all, target);
  for (guint i = 0; i < all->members->len; i++)
    {
      guint32 vertex = g_array_index (all->members, guint32, i);
      guint64 label = label_of (all, vertex);

      /* A path that comes back to its source is none. */
      for (guint64 arc = in->offsets[vertex]; vertex != all->source && arc < in->offsets[vertex + 1]; arc++)
        {
          guint32 from = cow_csr_target (in, arc);

          if (all->number[from] == NOT_SEEN && is_tight (all, in, arc, label_of (all, from), label))
            add_member (all, from);
        }
      if (stop (progress, cow_csr_degree (in, vertex), error))
        return FALSE;
    }
  return TRUE;
}

/* The number of the end of an arc that a shortest path may take, or NOT_SEEN. */
static guint32
follow (const CowAllShortest *all, guint32 vertex, guint64 label, guint64 arc)
{
  guint32 to = cow_csr_target (&all->view.out, arc);

  return to != vertex && all->number[to] != NOT_SEEN && is_tight (all, &all->view.out, arc, label, label_of (all, to)) ? all->number[to] : NOT_SEEN;
}

static gpointer
try_array (guint64 n, gsize each, GError **error)
{
  gpointer array = g_try_malloc0 (n * each);

  if (!array)
    g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
                 "not enough memory for shortest paths over %" G_GUINT64_FORMAT " vertices: %" G_GUINT64_FORMAT " bytes wanted", n, n * each);
  return array;
}

/* ---- one by one ---- */

typedef struct
{
  CowAllShortest *all;
  guint32 target;
  guint64 dead_ends; /* since the last path */
  CowProgress *progress;
} Run;

static void
enter (CowAllShortest *all, guint32 vertex)
{
  Level level = { .next = all->view.out.offsets[vertex], .vertex = vertex };

  all->on_way[all->number[vertex] - 1] = TRUE;
  g_array_append_val (all->levels, level);
  g_array_append_val (all->vertices, vertex);
}

static void
leave (CowAllShortest *all)
{
  guint last = all->levels->len - 1;

  all->on_way[all->number[g_array_index (all->vertices, guint32, last)] - 1] = FALSE;
  g_array_set_size (all->levels, last);
  g_array_set_size (all->vertices, last);
  if (all->arcs->len > 0)
    g_array_set_size (all->arcs, all->arcs->len - 1);
}

/* Is there a way from `number` to the target that keeps off the way at hand? */
static gboolean
leads_on (Run *run, guint32 number, gboolean *leads, GError **error)
{
  CowAllShortest *all = run->all;
  const CowCsr *out = &all->view.out;

  if (++all->stamp == 0)
    {
      memset (all->stamps, 0, all->members->len * sizeof *all->stamps);
      all->stamp = 1;
    }
  g_array_set_size (all->queue, 0);
  g_array_append_val (all->queue, number);
  all->stamps[number - 1] = all->stamp;
  *leads = FALSE;
  for (guint i = 0; i < all->queue->len; i++)
    {
      guint32 vertex = member_at (all, g_array_index (all->queue, guint32, i));
      guint64 label = label_of (all, vertex);

      if (vertex == run->target)
        {
          *leads = TRUE;
          return TRUE;
        }
      for (guint64 arc = out->offsets[vertex]; arc < out->offsets[vertex + 1]; arc++)
        {
          guint32 to = follow (all, vertex, label, arc);

          if (to == NOT_SEEN || all->on_way[to - 1] || all->stamps[to - 1] == all->stamp)
            continue;
          all->stamps[to - 1] = all->stamp;
          g_array_append_val (all->queue, to);
        }
      if (stop (run->progress, cow_csr_degree (out, vertex), error))
        return FALSE;
    }
  return TRUE;
}

/* Takes the next arc of the last level that leads on, or leaves the level. */
static gboolean
step (Run *run, GError **error)
{
  CowAllShortest *all = run->all;
  const CowCsr *out = &all->view.out;
  Level *level = &g_array_index (all->levels, Level, all->levels->len - 1);
  guint64 label = label_of (all, level->vertex), first = level->next;

  while (level->next < out->offsets[level->vertex + 1])
    {
      guint64 arc = level->next++;
      guint32 to = follow (all, level->vertex, label, arc);
      gboolean leads = TRUE;

      if (to == NOT_SEEN || all->on_way[to - 1])
        continue;
      if (run->dead_ends > PATIENCE && !leads_on (run, to, &leads, error))
        return FALSE;
      if (!leads)
        continue;
      guint64 looked_at = level->next - first;
      enter (all, member_at (all, to));
      g_array_append_val (all->arcs, arc);
      return !stop (run->progress, looked_at, error);
    }
  guint64 looked_at = level->next - first;
  gboolean led = level->led;
  leave (all);
  if (!led)
    run->dead_ends++;
  else if (all->levels->len > 0)
    g_array_index (all->levels, Level, all->levels->len - 1).led = TRUE;
  return !stop (run->progress, looked_at, error);
}

static gboolean
enumerate (Run *run, CowFoundFunc found, gpointer user, GError **error)
{
  CowAllShortest *all = run->all;
  gboolean more = TRUE;

  enter (all, all->source);
  while (more && all->levels->len > 0)
    {
      if (g_array_index (all->levels, Level, all->levels->len - 1).vertex != run->target)
        {
          if (!step (run, error))
            return FALSE;
          continue;
        }
      CowFoundPath path = { .cost = cow_all_shortest_cost (all, run->target), .hops = all->arcs->len };

      path.vertices = (const guint32 *)(void *)all->vertices->data;
      path.arcs = (const guint64 *)(void *)all->arcs->data;
      run->dead_ends = 0;
      more = found (&path, user);
      leave (all);
      if (all->levels->len > 0)
        g_array_index (all->levels, Level, all->levels->len - 1).led = TRUE;
    }
  return TRUE;
}

gboolean
cow_all_shortest_paths (CowAllShortest *all, guint32 target, CowFoundFunc found, gpointer user, CowProgress *progress, GError **error)
{
  Run run = { .all = all, .target = target, .progress = progress };
  gboolean ok;

  if (!cow_search_check_vertex (&all->view, target, error))
    return FALSE;
  if (!all->found || label_of (all, target) == COW_LABEL_NONE)
    return TRUE;
  ok = find_members (all, target, progress, error) && (all->on_way = try_array (all->members->len, sizeof *all->on_way, error))
       && (all->stamps = try_array (all->members->len, sizeof *all->stamps, error)) && enumerate (&run, found, user, error);
  g_array_set_size (all->levels, 0);
  g_array_set_size (all->vertices, 0);
  g_array_set_size (all->arcs, 0);
  all->stamp = 0;
  forget_members (all);
  return ok;
}

/* ---- how many ---- */

typedef struct
{
  CowAllShortest *all;
  guint32 target;
  guint32 *index, *low; /* [members]: Tarjan's; 0: not seen */
  guint32 *set;         /* [members]: number of the set + 1, later sets come earlier on paths; 0: not settled */
  guint32 *order;       /* [members]: numbers, set by set */
  guint64 *ways;        /* [members]: through the set, from one entry */
  CowBigCount *counts;  /* [members]: of paths from the source */
  guint32 n_indexes, n_sets, n_ordered;
  CowProgress *progress;
} Sum;

static void
close_set (Sum *sum, GArray *stack, guint32 root)
{
  guint32 number;

  sum->n_sets++;
  do
    {
      number = g_array_index (stack, guint32, stack->len - 1);
      g_array_set_size (stack, stack->len - 1);
      sum->set[number - 1] = sum->n_sets;
      sum->order[sum->n_ordered++] = number;
    }
  while (number != root);
}

static void
open_vertex (Sum *sum, GArray *stack, guint32 number)
{
  Level level = { .vertex = member_at (sum->all, number) };

  level.next = sum->all->view.out.offsets[level.vertex];
  sum->index[number - 1] = sum->low[number - 1] = ++sum->n_indexes;
  g_array_append_val (stack, number);
  g_array_append_val (sum->all->levels, level);
}

/* The arcs of the vertex on top that are still to look at. TRUE: one led to a vertex not seen before, which is on top now. */
static gboolean
descend (Sum *sum, GArray *stack)
{
  CowAllShortest *all = sum->all;
  Level *level = &g_array_index (all->levels, Level, all->levels->len - 1);
  guint32 number = all->number[level->vertex];
  guint64 label = label_of (all, level->vertex);

  while (level->vertex != sum->target && level->next < all->view.out.offsets[level->vertex + 1])
    {
      guint32 to = follow (all, level->vertex, label, level->next++);

      if (to == NOT_SEEN || sum->set[to - 1])
        continue;
      if (!sum->index[to - 1])
        {
          open_vertex (sum, stack, to);
          return TRUE;
        }
      sum->low[number - 1] = MIN (sum->low[number - 1], sum->index[to - 1]);
    }
  return FALSE;
}

static gboolean
find_sets (Sum *sum, GError **error)
{
  CowAllShortest *all = sum->all;
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));

  open_vertex (sum, stack, all->number[all->source]);
  while (all->levels->len > 0)
    {
      guint32 vertex = g_array_index (all->levels, Level, all->levels->len - 1).vertex, number = all->number[vertex];

      if (descend (sum, stack))
        continue;
      if (sum->low[number - 1] == sum->index[number - 1])
        close_set (sum, stack, number);
      g_array_set_size (all->levels, all->levels->len - 1);
      if (all->levels->len > 0)
        {
          guint32 above = all->number[g_array_index (all->levels, Level, all->levels->len - 1).vertex];

          sum->low[above - 1] = MIN (sum->low[above - 1], sum->low[number - 1]);
        }
      if (stop (sum->progress, cow_csr_degree (&all->view.out, vertex), error))
        return FALSE;
    }
  return TRUE;
}

/* The simple ways from `entry` to every vertex of its set, inside it. */
static gboolean
count_ways (Sum *sum, guint32 entry, GError **error)
{
  CowAllShortest *all = sum->all;
  const CowCsr *out = &all->view.out;
  guint32 set = sum->set[entry - 1];

  g_array_set_size (all->levels, 0);
  g_array_set_size (all->vertices, 0);
  enter (all, member_at (all, entry));
  sum->ways[entry - 1] = 1;
  while (all->levels->len > 0)
    {
      Level *level = &g_array_index (all->levels, Level, all->levels->len - 1);
      guint64 label = label_of (all, level->vertex), first = level->next;
      guint32 to = NOT_SEEN;

      while (to == NOT_SEEN && level->vertex != sum->target && level->next < out->offsets[level->vertex + 1])
        {
          to = follow (all, level->vertex, label, level->next++);
          if (to != NOT_SEEN && (sum->set[to - 1] != set || all->on_way[to - 1]))
            to = NOT_SEEN;
        }
      guint64 looked_at = level->next - first;
      if (to == NOT_SEEN)
        leave (all);
      else
        {
          sum->ways[to - 1]++;
          enter (all, member_at (all, to));
        }
      if (stop (sum->progress, looked_at + 1, error))
        return FALSE;
    }
  return TRUE;
}

/* Counts at the vertices of a set are of paths that enter it there; they become counts of paths that reach them. */
static gboolean
cross_set (Sum *sum, const guint32 *numbers, guint32 n, GError **error)
{
  g_autofree CowBigCount *reached = try_array (n, sizeof *reached, error);
  gboolean ok = reached != NULL;

  for (guint32 i = 0; ok && i < n; i++)
    {
      CowBigCount *entering = &sum->counts[numbers[i] - 1];

      if (cow_big_count_is_zero (entering))
        continue;
      ok = count_ways (sum, numbers[i], error);
      for (guint32 j = 0; j < n; j++)
        {
          ok = ok && cow_big_count_add (&reached[j], entering, sum->ways[numbers[j] - 1], error);
          sum->ways[numbers[j] - 1] = 0;
        }
    }
  for (guint32 i = 0; reached && i < n; i++)
    {
      cow_big_count_clear (&sum->counts[numbers[i] - 1]);
      sum->counts[numbers[i] - 1] = reached[i];
    }
  return ok;
}

/* Hands the count of a vertex on to those after it in other sets. */
static gboolean
pass_on (Sum *sum, guint32 number, GError **error)
{
  CowAllShortest *all = sum->all;
  const CowCsr *out = &all->view.out;
  guint32 vertex = member_at (all, number);
  guint64 label = label_of (all, vertex), words = sum->counts[number - 1].n;

  if (vertex == sum->target)
    return TRUE;
  for (guint64 arc = out->offsets[vertex]; arc < out->offsets[vertex + 1]; arc++)
    {
      guint32 to = follow (all, vertex, label, arc);

      if (to != NOT_SEEN && sum->set[to - 1] != sum->set[number - 1]
          && !cow_big_count_add (&sum->counts[to - 1], &sum->counts[number - 1], 1, error))
        return FALSE;
    }
  cow_big_count_clear (&sum->counts[number - 1]);
  return !stop (sum->progress, cow_csr_degree (out, vertex) * (1 + words), error);
}

static gboolean
add_up (Sum *sum, GError **error)
{
  guint32 end = sum->n_ordered, first;

  for (; end > 0; end = first)
    {
      for (first = end - 1; first > 0 && sum->set[sum->order[first - 1] - 1] == sum->set[sum->order[end - 1] - 1];)
        first--;
      if (end - first > 1 && !cross_set (sum, &sum->order[first], end - first, error))
        return FALSE;
      for (guint32 i = first; i < end; i++)
        if (!pass_on (sum, sum->order[i], error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
sum_up (Sum *sum, CowBigCount *count, GError **error)
{
  CowAllShortest *all = sum->all;
  guint n = all->members->len;
  gboolean ok = (sum->index = try_array (n, sizeof *sum->index, error)) && (sum->low = try_array (n, sizeof *sum->low, error))
                && (sum->set = try_array (n, sizeof *sum->set, error)) && (sum->order = try_array (n, sizeof *sum->order, error))
                && (sum->ways = try_array (n, sizeof *sum->ways, error)) && (sum->counts = try_array (n, sizeof *sum->counts, error))
                && (all->on_way = try_array (n, sizeof *all->on_way, error)) && find_sets (sum, error)
                && cow_big_count_set (&sum->counts[all->number[all->source] - 1], 1, error) && add_up (sum, error);

  if (ok)
    {
      /* The target is the first member. */
      *count = sum->counts[0];
      sum->counts[0] = (CowBigCount){ 0 };
    }
  for (guint i = 0; sum->counts && i < n; i++)
    cow_big_count_clear (&sum->counts[i]);
  return ok;
}

gboolean
cow_all_shortest_count (CowAllShortest *all, guint32 target, CowBigCount *count, CowProgress *progress, GError **error)
{
  Sum sum = { .all = all, .target = target, .progress = progress };
  gboolean ok;

  cow_big_count_clear (count);
  if (!cow_search_check_vertex (&all->view, target, error))
    return FALSE;
  if (!all->found || label_of (all, target) == COW_LABEL_NONE)
    return TRUE;
  ok = find_members (all, target, progress, error) && sum_up (&sum, count, error);
  g_free (sum.index);
  g_free (sum.low);
  g_free (sum.set);
  g_free (sum.order);
  g_free (sum.ways);
  g_free (sum.counts);
  g_array_set_size (all->levels, 0);
  g_array_set_size (all->vertices, 0);
  g_array_set_size (all->arcs, 0);
  forget_members (all);
  return ok;
}
