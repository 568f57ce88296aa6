/* preflow.c - see preflow.h. Of the vertices that hold something the highest is emptied first, to vertices one lower; one that cannot is
 * raised. Heights are distances to the target at first and again each time raising has cost as much as finding them out (global
 * relabeling); when nobody is left at a height, who is higher has lost its way to the target and is out (gap). max-flow.c calls it.
 *
 * Who is out holds what it could not pass on. Giving that back to the source would change nothing at the cut nearest to the target, so
 * it is left undone. */
#include "graph/path/preflow.h"

#include "graph/path/search-private.h"

/* Work that a raise stands for, and how much of it is done between two global relabelings. */
#define RAISE_WORK 12
#define WORK_PER_VERTEX 48
#define WORK_PER_ARC 8

typedef unsigned __int128 Amount; /* many capacities of 63 bits */

typedef struct
{
  const CowPreflowQuery *query;
  guint32 n;
  Amount *excess;  /* [n]: what a vertex holds */
  guint32 *height; /* [n]: n: out, or not found yet */
  guint32 *next;   /* [n]: arcs that were tried */
  /* All that are in, by height: lists with both ends; those of them that hold something: stacks. */
  guint32 *first, *after, *before; /* [n + 1], [n], [n] */
  guint32 *top, *below;            /* [n + 1], [n] */
  guint32 *queue;                  /* [n] */
  guint32 highest, highest_full;   /* no list, no stack is higher */
  guint64 work;
  gsize word_bytes; /* of an array of guint32 */
  void *scratch;    /* all of them in one piece */
} Preflow;

guint64
cow_preflow_scratch_bytes (guint64 n)
{
  return n * sizeof (Amount) + 8 * (n + 1) * sizeof (guint32) + 4096;
}

static gboolean
preflow_init (Preflow *flow, const CowPreflowQuery *query, GError **error)
{
  *flow = (Preflow){ .query = query, .n = query->network->n };
  guint32 **const arrays[] = { &flow->height, &flow->next, &flow->first, &flow->after, &flow->before, &flow->top, &flow->below, &flow->queue };

  flow->word_bytes = ((gsize)flow->n + 1) * sizeof (guint32);
  flow->scratch = cow_scratch_map (cow_preflow_scratch_bytes (flow->n), error);
  if (!flow->scratch)
    return FALSE;
  flow->excess = flow->scratch;
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    *arrays[i] = (guint32 *)(void *)(flow->excess + flow->n) + i * ((gsize)flow->n + 1);
  return TRUE;
}

static gboolean
step (const Preflow *flow, guint64 arcs, GError **error)
{
  if (!flow->query->progress || !cow_progress_step (flow->query->progress, arcs))
    return TRUE;
  cow_search_set_cancelled (error);
  return FALSE;
}

/* ---- heights ---- */

static void
stack (Preflow *flow, guint32 vertex)
{
  guint32 height = flow->height[vertex];

  flow->below[vertex] = flow->top[height];
  flow->top[height] = vertex;
  flow->highest_full = MAX (flow->highest_full, height);
}

static void
enter (Preflow *flow, guint32 vertex, guint32 height)
{
  guint32 after = flow->first[height];

  flow->height[vertex] = height;
  flow->next[vertex] = 0;
  flow->before[vertex] = COW_VERTEX_NONE;
  flow->after[vertex] = after;
  if (after != COW_VERTEX_NONE)
    flow->before[after] = vertex;
  flow->first[height] = vertex;
  flow->highest = MAX (flow->highest, height);
}

static void
leave (Preflow *flow, guint32 vertex)
{
  guint32 before = flow->before[vertex], after = flow->after[vertex];

  if (before == COW_VERTEX_NONE)
    flow->first[flow->height[vertex]] = after;
  else
    flow->after[before] = after;
  if (after != COW_VERTEX_NONE)
    flow->before[after] = before;
}

static gboolean
may_enter (const Preflow *flow, guint32 vertex)
{
  const guint64 *avoid = flow->query->avoid;

  return flow->height[vertex] == flow->n && vertex != flow->query->source && !(avoid && avoid[vertex / 64] >> (vertex % 64) & 1);
}

/* Exact distances to the target over what is left. FALSE: cancelled. */
static gboolean
find_heights (Preflow *flow, GError **error)
{
  const CowFlowNetwork *network = flow->query->network;
  guint64 n_found = 0;

  for (guint32 vertex = 0; vertex < flow->n; vertex++)
    flow->height[vertex] = flow->n;
  memset (flow->first, 0xff, flow->word_bytes);
  memset (flow->top, 0xff, flow->word_bytes);
  flow->highest = flow->highest_full = 0;
  flow->work = 0;
  enter (flow, flow->query->target, 0);
  flow->queue[n_found++] = flow->query->target;
  for (guint64 i = 0; i < n_found; i++)
    {
      guint32 to = flow->queue[i];

      for (guint64 arc = network->offsets[to]; arc < network->offsets[to + 1]; arc++)
        {
          guint32 from = network->arcs[arc].head;

          if (!may_enter (flow, from) || !flow->query->left[network->arcs[arc].twin])
            continue;
          enter (flow, from, flow->height[to] + 1);
          if (flow->excess[from])
            stack (flow, from);
          flow->queue[n_found++] = from;
        }
      if (!step (flow, network->offsets[to + 1] - network->offsets[to], error))
        return FALSE;
    }
  return TRUE;
}

/* Nobody is at this height any more: who is higher is out. */
static void
cut_off_above (Preflow *flow, guint32 height)
{
  for (guint32 above = height + 1; above <= flow->highest; above++)
    {
      for (guint32 vertex = flow->first[above]; vertex != COW_VERTEX_NONE; vertex = flow->after[vertex])
        flow->height[vertex] = flow->n;
      flow->first[above] = flow->top[above] = COW_VERTEX_NONE;
    }
  flow->highest = height;
  flow->highest_full = MIN (flow->highest_full, height);
}

/* ---- pushing ---- */

static void
push (Preflow *flow, guint64 arc, guint32 from, guint32 to, Amount amount)
{
  guint64 twin = flow->query->network->arcs[arc].twin;

  flow->query->left[arc] -= (guint64)amount;
  flow->query->left[twin] += (guint64)amount;
  flow->query->touched[arc >> flow->query->touched_bits] = flow->query->touched[twin >> flow->query->touched_bits] = 1;
  if (!flow->excess[to] && to != flow->query->target)
    stack (flow, to);
  flow->excess[to] += amount;
  if (from != flow->query->source)
    flow->excess[from] -= amount;
}

static void
push_from_source (Preflow *flow)
{
  const CowFlowNetwork *network = flow->query->network;
  guint32 source = flow->query->source;

  for (guint64 arc = network->offsets[source]; arc < network->offsets[source + 1]; arc++)
    if (flow->query->left[arc] && flow->height[network->arcs[arc].head] < flow->n)
      push (flow, arc, source, network->arcs[arc].head, flow->query->left[arc]);
}

/* One higher than the lowest that it could push to. */
static void
raise_vertex (Preflow *flow, guint32 vertex)
{
  const CowFlowNetwork *network = flow->query->network;
  guint64 first = network->offsets[vertex], end = network->offsets[vertex + 1];
  guint32 old = flow->height[vertex], lowest = flow->n, next = 0;

  for (guint64 arc = first; arc < end; arc++)
    if (flow->query->left[arc] && flow->height[network->arcs[arc].head] < lowest)
      {
        lowest = flow->height[network->arcs[arc].head];
        next = (guint32)(arc - first);
      }
  flow->work += RAISE_WORK + (end - first);
  leave (flow, vertex);
  flow->height[vertex] = flow->n;
  if (flow->first[old] == COW_VERTEX_NONE)
    cut_off_above (flow, old);
  else if (lowest + 1 < flow->n)
    {
      enter (flow, vertex, lowest + 1);
      flow->next[vertex] = next;
    }
}

/* Empties a vertex, or puts it out. */
static gboolean
discharge (Preflow *flow, guint32 vertex, GError **error)
{
  const CowFlowNetwork *network = flow->query->network;
  guint64 first = network->offsets[vertex], end = network->offsets[vertex + 1], looked_at = 0;

  while (flow->height[vertex] < flow->n)
    {
      guint64 arc = first + flow->next[vertex];

      for (; arc < end; arc++, looked_at++)
        {
          guint32 to = network->arcs[arc].head;
          guint64 left = flow->query->left[arc];

          if (!left || flow->height[to] + 1 != flow->height[vertex])
            continue;
          push (flow, arc, vertex, to, MIN (flow->excess[vertex], (Amount)left));
          if (!flow->excess[vertex])
            break;
        }
      if (arc < end)
        {
          flow->next[vertex] = (guint32)(arc - first);
          break;
        }
      raise_vertex (flow, vertex);
      looked_at += end - first;
    }
  flow->work += looked_at;
  return step (flow, looked_at, error);
}

/* FALSE: cancelled. */
static gboolean
empty_all (Preflow *flow, GError **error)
{
  guint64 most_work = (guint64)flow->n * WORK_PER_VERTEX + flow->query->network->n_arcs * WORK_PER_ARC;

  for (;;)
    {
      guint32 vertex;

      while (flow->highest_full > 0 && flow->top[flow->highest_full] == COW_VERTEX_NONE)
        flow->highest_full--;
      if (flow->highest_full == 0)
        return TRUE;
      vertex = flow->top[flow->highest_full];
      flow->top[flow->highest_full] = flow->below[vertex];
      if (!discharge (flow, vertex, error))
        return FALSE;
      if (flow->work > most_work && !find_heights (flow, error))
        return FALSE;
    }
}

gboolean
cow_preflow_run (const CowPreflowQuery *query, GError **error)
{
  Preflow flow;
  gboolean ok = preflow_init (&flow, query, error) && find_heights (&flow, error);

  if (ok)
    {
      push_from_source (&flow);
      ok = empty_all (&flow, error);
    }
  cow_scratch_unmap (flow.scratch, cow_preflow_scratch_bytes (flow.n));
  return ok;
}
