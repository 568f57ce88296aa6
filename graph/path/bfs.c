/* bfs.c - breadth-first search, level by level, in the cheaper of two directions.
 *
 * While the frontier is small its arcs are followed; when it has most of the arcs that are left, the vertices
 * not yet visited look for any predecessor in the frontier instead and stop at the first. Visited vertices
 * are one bit each, so what the inner loops look up at random stays in the cache; the cells of the levels are
 * written once.
 *
 * Complexity: O(n + arcs).
 *
 * Source: Beamer, Asanovic, Patterson, "Direction-optimizing breadth-first search", 2012. */
#include "graph/path/search-private.h"

#define ALPHA 15 /* bottom-up when the frontier has more than 1 / ALPHA of the arcs not yet seen */
#define BETA 18  /* top-down again when it has fewer than 1 / BETA of the vertices */
#define AHEAD_OFFSETS 16
#define AHEAD_ARCS 8
#define STEP_ARCS 4096
#define FEW 64 /* a search that reached fewer than 1 / FEW of the vertices wipes only what it touched */

struct _CowBreadth
{
  guint32 n;
  gsize order_bytes, bitmap_bytes;
  guint32 *order;   /* [n] reached vertices, by level: the queue */
  guint64 *visited; /* bitmaps over vertices */
  guint64 *frontier;
  guint64 *next;
};

typedef struct
{
  CowBreadth *breadth;
  CowSearchRun *run;
  guint64 head, tail; /* order[head, tail): the frontier; new vertices go to tail */
  guint32 level;      /* of the vertices being found */
  guint64 step;
} Level;

static gsize
bitmap_bytes_for (guint32 n)
{
  return (((gsize)n + 63) / 64) * sizeof (guint64);
}

static gsize
order_bytes_for (guint32 n)
{
  return cow_scratch_round ((gsize)n * sizeof (guint32));
}

guint64
cow_breadth_bytes (guint32 n)
{
  return order_bytes_for (n) + 3 * bitmap_bytes_for (n) + sizeof (CowBreadth) + 4 * 4096;
}

CowBreadth *
cow_breadth_new (guint32 n, GError **error)
{
  CowBreadth *breadth = g_new0 (CowBreadth, 1);

  breadth->n = n;
  breadth->order_bytes = order_bytes_for (n);
  breadth->bitmap_bytes = bitmap_bytes_for (n);
  breadth->order = cow_scratch_map (breadth->order_bytes, error);
  if (breadth->order != NULL)
    breadth->visited = cow_scratch_map (breadth->bitmap_bytes, error);
  if (breadth->visited != NULL)
    breadth->frontier = cow_scratch_map (breadth->bitmap_bytes, error);
  if (breadth->frontier != NULL)
    breadth->next = cow_scratch_map (breadth->bitmap_bytes, error);
  if (breadth->next != NULL)
    return breadth;
  cow_breadth_free (breadth);
  return NULL;
}

void
cow_breadth_free (CowBreadth *breadth)
{
  if (breadth == NULL)
    return;
  cow_scratch_unmap (breadth->order, breadth->order_bytes);
  cow_scratch_unmap (breadth->visited, breadth->bitmap_bytes);
  cow_scratch_unmap (breadth->frontier, breadth->bitmap_bytes);
  cow_scratch_unmap (breadth->next, breadth->bitmap_bytes);
  g_free (breadth);
}

const char *
cow_breadth_name (const CowView *view)
{
  return view->in.offsets != NULL ? "breadth-first (direction-optimizing)" : "breadth-first";
}

COW_INLINE void
set_level (Level *level, guint32 vertex)
{
  ((guint32 *)level->run->labels->cells)[vertex] = ~level->level;
}

/* TRUE: stop. */
COW_INLINE gboolean
advance (Level *level, guint64 arcs)
{
  level->step += arcs;
  if (G_LIKELY (level->step < STEP_ARCS))
    return FALSE;
  gboolean stop = level->run->progress != NULL && cow_progress_step (level->run->progress, level->step);
  level->step = 0;
  return stop;
}

COW_INLINE gboolean
step_top_down (Level *level, gsize stride)
{
  CowBreadth *breadth = level->breadth;
  const CowCsr *csr = &level->run->view->out;
  guint32 *order = breadth->order;
  guint64 *visited = breadth->visited, tail = level->tail, end = level->tail;

  for (guint64 i = level->head; i < end; i++)
    {
      if (i + AHEAD_OFFSETS < end)
        __builtin_prefetch (&csr->offsets[order[i + AHEAD_OFFSETS]]);
      if (i + AHEAD_ARCS < end)
        __builtin_prefetch (&csr->targets[csr->offsets[order[i + AHEAD_ARCS]] * stride]);
      guint64 first = csr->offsets[order[i]], last = csr->offsets[order[i] + 1];
      for (guint64 arc = first; arc < last; arc++)
        {
          guint32 to = csr->targets[arc * stride];
          guint64 bit = (guint64)1 << (to & 63);
          if ((visited[to >> 6] & bit) != 0)
            continue;
          visited[to >> 6] |= bit;
          order[tail++] = to;
          set_level (level, to);
        }
      level->run->counts->relaxed += last - first;
      if (G_UNLIKELY (advance (level, last - first + 1)))
        {
          level->tail = tail;
          return FALSE;
        }
    }
  level->head = end;
  level->tail = tail;
  return TRUE;
}

/* A predecessor of `vertex` in the frontier? looked: arcs until it was found. */
COW_INLINE gboolean
has_parent (const CowCsr *in, const guint64 *frontier, guint32 vertex, gsize stride, guint64 *looked)
{
  guint64 first = in->offsets[vertex], last = in->offsets[vertex + 1];

  for (guint64 arc = first; arc < last; arc++)
    {
      guint32 from = in->targets[arc * stride];
      if ((frontier[from >> 6] >> (from & 63) & 1) != 0)
        {
          *looked += arc - first + 1;
          return TRUE;
        }
    }
  *looked += last - first;
  return FALSE;
}

COW_INLINE gboolean
step_bottom_up (Level *level, gsize stride)
{
  CowBreadth *breadth = level->breadth;
  const CowCsr *in = &level->run->view->in;
  guint64 end = level->tail, tail = level->tail;
  gsize words = breadth->bitmap_bytes / sizeof (guint64);

  for (gsize word = 0; word < words; word++)
    {
      guint64 found = 0, looked = 0;
      guint64 open = ~breadth->visited[word];
      if (word == words - 1 && (breadth->n & 63) != 0)
        open &= ((guint64)1 << (breadth->n & 63)) - 1;
      for (; open != 0; open &= open - 1)
        {
          guint32 vertex = (guint32)(word * 64) + (guint32)__builtin_ctzll (open);
          if (!has_parent (in, breadth->frontier, vertex, stride, &looked))
            continue;
          found |= open & -open;
          breadth->order[tail++] = vertex;
          set_level (level, vertex);
        }
      breadth->visited[word] |= found;
      breadth->next[word] = found;
      level->run->counts->relaxed += looked;
      if (G_UNLIKELY (advance (level, looked + 1)))
        {
          level->tail = tail;
          return FALSE;
        }
    }
  level->head = end;
  level->tail = tail;
  return TRUE;
}

static void
fill_frontier (Level *level)
{
  CowBreadth *breadth = level->breadth;

  memset (breadth->frontier, 0, breadth->bitmap_bytes);
  for (guint64 i = level->head; i < level->tail; i++)
    breadth->frontier[breadth->order[i] >> 6] |= (guint64)1 << (breadth->order[i] & 63);
}

static guint64
frontier_arcs (const Level *level)
{
  const CowCsr *csr = &level->run->view->out;
  const guint32 *order = level->breadth->order;
  guint64 arcs = 0;

  for (guint64 i = level->head; i < level->tail; i++)
    {
      if (i + AHEAD_OFFSETS < level->tail)
        __builtin_prefetch (&csr->offsets[order[i + AHEAD_OFFSETS]]);
      arcs += cow_csr_degree (csr, order[i]);
    }
  return arcs;
}

static void
start (Level *level)
{
  CowBreadth *breadth = level->breadth;
  CowSearchRun *run = level->run;

  if (run->avoid != NULL)
    memcpy (breadth->visited, run->avoid, breadth->bitmap_bytes);
  for (guint i = 0; i < run->n_sources; i++)
    {
      breadth->visited[run->sources[i] >> 6] |= (guint64)1 << (run->sources[i] & 63);
      breadth->order[level->tail++] = run->sources[i];
      set_level (level, run->sources[i]);
    }
}

/* Says which labels were written and wipes the visited bits, both by the shorter way. */
static void
finish (Level *level)
{
  CowBreadth *breadth = level->breadth;
  CowSearchRun *run = level->run;

  run->counts->settled = level->tail;
  if (level->tail >= breadth->n / FEW)
    cow_labels_touch_all (run->labels);
  else
    for (guint64 i = 0; i < level->tail; i++)
      run->labels->dirty[breadth->order[i] >> COW_LABEL_BLOCK_BITS] = 1;
  if (level->tail >= breadth->n / FEW || run->avoid != NULL)
    memset (breadth->visited, 0, breadth->bitmap_bytes);
  else
    for (guint64 i = 0; i < level->tail; i++)
      breadth->visited[breadth->order[i] >> 6] = 0;
}

static gboolean
step (Level *level, gboolean bottom_up)
{
  const CowView *view = level->run->view;

  if (bottom_up)
    return view->in.stride == 2 ? step_bottom_up (level, 2) : step_bottom_up (level, 1);
  return view->out.stride == 2 ? step_top_down (level, 2) : step_top_down (level, 1);
}

/* Should the next step be bottom-up? before: width of the frontier before this one. */
static gboolean
choose_bottom_up (const Level *level, gboolean bottom_up, guint64 before)
{
  const CowView *view = level->run->view;
  guint64 width = level->tail - level->head;

  if (view->in.offsets == NULL)
    return FALSE;
  if (bottom_up)
    return width >= level->breadth->n / BETA;
  /* The arcs of a narrow frontier need not be counted: it is far from the switch. */
  if (width < before || width <= level->breadth->n / 1024)
    return FALSE;
  return frontier_arcs (level)
         > (view->out.n_arcs - MIN (level->run->counts->relaxed, view->out.n_arcs)) / ALPHA;
}

static CowSearchStop
search (Level *level)
{
  CowBreadth *breadth = level->breadth;
  CowSearchRun *run = level->run;
  gboolean bottom_up = FALSE, has_frontier = FALSE;
  guint64 before = 0;
  guint next_target = 0;

  while (level->head < level->tail)
    {
      guint64 width = level->tail - level->head;
      run->radius = level->level;
      run->counts->queue_peak = MAX (run->counts->queue_peak, width);
      if ((run->targets != NULL && cow_search_targets_done (run, &next_target, run->radius))
          || level->level >= run->limit)
        return COW_STOP_DONE;
      bottom_up = choose_bottom_up (level, bottom_up, before);
      before = width;
      if (bottom_up && !has_frontier)
        fill_frontier (level);
      level->level++;
      if (!step (level, bottom_up))
        return COW_STOP_CANCELLED;
      has_frontier = bottom_up;
      if (bottom_up)
        {
          guint64 *found = breadth->next;
          breadth->next = breadth->frontier;
          breadth->frontier = found;
        }
    }
  run->radius = COW_LABEL_NONE - 1;
  if (level->step > 0 && run->progress != NULL && cow_progress_step (run->progress, level->step))
    return COW_STOP_CANCELLED;
  return COW_STOP_DONE;
}

CowSearchStop
cow_breadth_run (CowBreadth *breadth, CowSearchRun *run)
{
  Level level = { .breadth = breadth, .run = run };

  start (&level);
  CowSearchStop stop = search (&level);
  finish (&level);
  return stop;
}
