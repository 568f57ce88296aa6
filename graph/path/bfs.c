/* bfs.c - breadth-first search, level by level, in the cheaper of two directions.
 *
 * While the frontier is small its arcs are followed; when it has most of the arcs that are left, the vertices
 * not yet visited look for any predecessor in the frontier instead and stop at the first. Visited vertices
 * are one bit each, so what the inner loops look up at random stays in the cache; the cells of the levels are
 * written once. They are not written at all for a summary: the vertices of a level are counted, and the farthest
 * is among the last. Memory that was never touched has to be made and cleared, which costs more than the search.
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
  guint32 *order;   /* [n] vertices found top-down, or listed for that, by level: the queue */
  guint64 *visited; /* bitmaps over vertices */
  guint64 *frontier;
  guint64 *next;
  guint64 head, tail;   /* order[head, tail): the frontier, the last level that has vertices; new ones go to tail */
  gboolean is_bitmap;   /* or else it is the bitmap */
  CowBreadthSums sums;
};

typedef struct
{
  CowBreadth *breadth;
  CowSearchRun *run;
  guint64 width;    /* of the frontier */
  guint64 found;    /* vertices of the next level */
  gboolean is_wide; /* not all that was reached is in the queue */
  guint32 level;    /* of the vertices being found */
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
step_top_down (Level *level, gsize stride, gboolean keeps_levels)
{
  CowBreadth *breadth = level->breadth;
  const CowCsr *csr = &level->run->view->out;
  guint32 *order = breadth->order;
  guint64 *visited = breadth->visited, end = breadth->tail, tail = end;

  for (guint64 i = breadth->head; i < end; i++)
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
          if (keeps_levels)
            set_level (level, to);
        }
      level->run->counts->relaxed += last - first;
      if (G_UNLIKELY (advance (level, last - first + 1)))
        return FALSE;
    }
  level->found = tail - end;
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
step_bottom_up (Level *level, gsize stride, gboolean keeps_levels)
{
  CowBreadth *breadth = level->breadth;
  const CowCsr *in = &level->run->view->in;
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
          if (keeps_levels)
            set_level (level, vertex);
        }
      breadth->visited[word] |= found;
      breadth->next[word] = found;
      level->found += (guint)__builtin_popcountll (found);
      level->run->counts->relaxed += looked;
      if (G_UNLIKELY (advance (level, looked + 1)))
        return FALSE;
    }
  return TRUE;
}

/* From the queue into the bitmap. */
static void
fill_frontier (CowBreadth *breadth)
{
  memset (breadth->frontier, 0, breadth->bitmap_bytes);
  for (guint64 i = breadth->head; i < breadth->tail; i++)
    breadth->frontier[breadth->order[i] >> 6] |= (guint64)1 << (breadth->order[i] & 63);
  breadth->is_bitmap = TRUE;
}

/* From the bitmap into the queue. */
static void
list_frontier (CowBreadth *breadth)
{
  breadth->head = breadth->tail;
  for (gsize word = 0; word < breadth->bitmap_bytes / sizeof (guint64); word++)
    for (guint64 bits = breadth->frontier[word]; bits != 0; bits &= bits - 1)
      breadth->order[breadth->tail++] = (guint32)(word * 64) + (guint32)__builtin_ctzll (bits);
  breadth->is_bitmap = FALSE;
}

static guint64
frontier_arcs (const Level *level)
{
  const CowBreadth *breadth = level->breadth;
  const CowCsr *csr = &level->run->view->out;
  const guint32 *order = breadth->order;
  guint64 arcs = 0;

  for (guint64 i = breadth->head; i < breadth->tail; i++)
    {
      if (i + AHEAD_OFFSETS < breadth->tail)
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

  breadth->head = breadth->tail = 0;
  breadth->is_bitmap = FALSE;
  breadth->sums = (CowBreadthSums){ .reached = run->n_sources };
  level->width = run->n_sources;
  if (run->avoid != NULL)
    memcpy (breadth->visited, run->avoid, breadth->bitmap_bytes);
  for (guint i = 0; i < run->n_sources; i++)
    {
      breadth->visited[run->sources[i] >> 6] |= (guint64)1 << (run->sources[i] & 63);
      breadth->order[breadth->tail++] = run->sources[i];
      if (!run->only_sums)
        set_level (level, run->sources[i]);
    }
}

/* Says which labels were written and wipes the visited bits, both by the shorter way. */
static void
finish (Level *level)
{
  CowBreadth *breadth = level->breadth;
  CowSearchRun *run = level->run;
  gboolean is_all = level->is_wide || breadth->tail >= breadth->n / FEW;

  run->counts->settled = breadth->sums.reached;
  if (is_all && !run->only_sums)
    cow_labels_touch_all (run->labels);
  else if (!run->only_sums)
    for (guint64 i = 0; i < breadth->tail; i++)
      run->labels->dirty[breadth->order[i] >> COW_LABEL_BLOCK_BITS] = 1;
  if (is_all || run->avoid != NULL)
    memset (breadth->visited, 0, breadth->bitmap_bytes);
  else
    for (guint64 i = 0; i < breadth->tail; i++)
      breadth->visited[breadth->order[i] >> 6] = 0;
}

static gboolean
step_up (Level *level)
{
  gsize stride = level->run->view->in.stride;

  if (level->run->only_sums)
    return stride == 2 ? step_bottom_up (level, 2, FALSE) : step_bottom_up (level, 1, FALSE);
  return stride == 2 ? step_bottom_up (level, 2, TRUE) : step_bottom_up (level, 1, TRUE);
}

static gboolean
step_down (Level *level)
{
  gsize stride = level->run->view->out.stride;

  if (level->run->only_sums)
    return stride == 2 ? step_top_down (level, 2, FALSE) : step_top_down (level, 1, FALSE);
  return stride == 2 ? step_top_down (level, 2, TRUE) : step_top_down (level, 1, TRUE);
}

/* Should the next step be bottom-up? before: width of the frontier before this one. */
static gboolean
choose_bottom_up (const Level *level, guint64 before)
{
  const CowView *view = level->run->view;

  if (view->in.offsets == NULL)
    return FALSE;
  if (level->breadth->is_bitmap)
    return level->width >= level->breadth->n / BETA;
  /* The arcs of a narrow frontier need not be counted: it is far from the switch. */
  if (level->width < before || level->width <= level->breadth->n / 1024)
    return FALSE;
  return frontier_arcs (level)
         > (view->out.n_arcs - MIN (level->run->counts->relaxed, view->out.n_arcs)) / ALPHA;
}

/* FALSE: cancelled. */
static gboolean
step (Level *level, gboolean bottom_up)
{
  CowBreadth *breadth = level->breadth;

  if (bottom_up && !breadth->is_bitmap)
    fill_frontier (breadth);
  if (!bottom_up && breadth->is_bitmap)
    list_frontier (breadth);
  level->found = 0;
  level->level++;
  level->is_wide |= bottom_up;
  return bottom_up ? step_up (level) : step_down (level);
}

/* What was found is the frontier. */
static void
take_found (Level *level)
{
  CowBreadth *breadth = level->breadth;

  if (breadth->is_bitmap)
    {
      guint64 *found = breadth->next;
      breadth->next = breadth->frontier;
      breadth->frontier = found;
    }
  else
    {
      breadth->head = breadth->tail;
      breadth->tail += level->found;
    }
  level->width = level->found;
  breadth->sums.reached += level->found;
  breadth->sums.levels += level->found * level->level;
  breadth->sums.last = level->level;
}

static CowSearchStop
search (Level *level)
{
  CowSearchRun *run = level->run;
  guint64 before = 0;
  guint next_target = 0;

  while (level->width > 0)
    {
      run->radius = level->level;
      run->counts->queue_peak = MAX (run->counts->queue_peak, level->width);
      if ((run->targets != NULL && cow_search_targets_done (run, &next_target, run->radius))
          || level->level >= run->limit)
        return COW_STOP_DONE;
      gboolean bottom_up = choose_bottom_up (level, before);
      before = level->width;
      if (!step (level, bottom_up))
        {
          level->is_wide = TRUE;
          return COW_STOP_CANCELLED;
        }
      if (level->found == 0)
        break;
      take_found (level);
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

static void
keep_first (const CowGraph *graph, guint32 vertex, guint32 *first)
{
  if (*first == COW_VERTEX_NONE || cow_graph_appearance (graph, vertex) < cow_graph_appearance (graph, *first))
    *first = vertex;
}

CowBreadthSums
cow_breadth_sums (const CowBreadth *breadth, const CowGraph *graph)
{
  CowBreadthSums sums = breadth->sums;

  sums.farthest = COW_VERTEX_NONE;
  if (!breadth->is_bitmap)
    for (guint64 i = breadth->head; i < breadth->tail; i++)
      keep_first (graph, breadth->order[i], &sums.farthest);
  for (gsize word = 0; breadth->is_bitmap && word < breadth->bitmap_bytes / sizeof (guint64); word++)
    for (guint64 bits = breadth->frontier[word]; bits != 0; bits &= bits - 1)
      keep_first (graph, (guint32)(word * 64) + (guint32)__builtin_ctzll (bits), &sums.farthest);
  return sums;
}
