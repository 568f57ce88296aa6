/* team-breadth.c - breadth-first search by a team, level by level, in the cheaper of two directions as in bfs.c.
 *
 * Top-down, who sets the bit of a vertex first owns it: it writes the level and queues the vertex. Bottom-up, a piece is a range of words of
 * the bitmaps, written by nobody else. Levels are the same whoever was first. */
#include "graph/path/team-private.h"

#define ALPHA 15 /* as in bfs.c */
#define BETA 18
#define AHEAD_OFFSETS 16
#define AHEAD_ARCS 8
#define BATCH 1024         /* found vertices before they go to the queue */
#define PIECE_VERTICES 256 /* of the queue, at most */
#define PIECE_WORDS 64     /* of the bitmaps */

typedef struct
{
  CowTeam *team;
  guint32 count;
  guint32 found[BATCH];
} Batch;

static void
queue_batch (Batch *batch)
{
  guint64 at = __atomic_fetch_add (&batch->team->tail, batch->count, __ATOMIC_RELAXED);

  memcpy (batch->team->order + at, batch->found, batch->count * sizeof *batch->found);
  batch->count = 0;
}

COW_INLINE guint64
follow_arcs (Batch *batch, guint32 vertex, guint32 cell, gsize stride)
{
  CowTeam *team = batch->team;
  const CowCsr *csr = &team->view->out;
  guint64 first = csr->offsets[vertex], last = csr->offsets[vertex + 1];

  for (guint64 arc = first; arc < last; arc++)
    {
      guint32 to = csr->targets[arc * stride];
      guint64 bit = (guint64)1 << (to & 63), *word = &team->visited[to >> 6];
      if ((__atomic_load_n (word, __ATOMIC_RELAXED) & bit) != 0 || (__atomic_fetch_or (word, bit, __ATOMIC_RELAXED) & bit) != 0)
        continue;
      ((guint32 *)team->labels.cells)[to] = cell;
      batch->found[batch->count++] = to;
      if (batch->count == BATCH)
        queue_batch (batch);
    }
  return last - first;
}

COW_INLINE guint64
go_down (CowTeam *team, const CowPhase *phase, guint64 begin, guint64 end, gsize stride)
{
  const CowCsr *csr = &team->view->out;
  const guint32 *order = team->order;
  Batch batch = { .team = team };
  guint64 arcs = 0;

  for (guint64 i = begin; i < end; i++)
    {
      if (i + AHEAD_OFFSETS < end)
        __builtin_prefetch (&csr->offsets[order[i + AHEAD_OFFSETS]]);
      if (i + AHEAD_ARCS < end)
        __builtin_prefetch (&csr->targets[csr->offsets[order[i + AHEAD_ARCS]] * stride]);
      arcs += follow_arcs (&batch, order[i], ~phase->level, stride);
    }
  if (batch.count > 0)
    queue_batch (&batch);
  return arcs;
}

COW_INLINE guint64
go_up (CowTeam *team, const CowPhase *phase, guint64 begin, guint64 end, gsize stride)
{
  const CowCsr *in = &team->view->in;
  guint32 *cells = team->labels.cells;
  guint64 n_found = 0, looked = 0;

  for (guint64 word = begin; word < end; word++)
    {
      guint64 open = ~team->visited[word], found = 0;
      if (word == team->words - 1 && (in->n & 63) != 0)
        open &= ((guint64)1 << (in->n & 63)) - 1;
      for (; open != 0; open &= open - 1)
        {
          guint32 vertex = (guint32)(word * 64) + (guint32)__builtin_ctzll (open);
          for (guint64 arc = in->offsets[vertex]; arc < in->offsets[vertex + 1]; arc++)
            {
              guint32 from = in->targets[arc * stride];
              looked++;
              if ((team->frontier[from >> 6] >> (from & 63) & 1) == 0)
                continue;
              found |= open & -open;
              cells[vertex] = ~phase->level;
              n_found++;
              break;
            }
        }
      team->visited[word] |= found;
      team->next[word] = found;
    }
  __atomic_fetch_add (&team->found, n_found, __ATOMIC_RELAXED);
  return looked;
}

gboolean
cow_team_breadth_piece (CowTeam *team, const CowPhase *phase, guint64 piece, CowProgress *progress)
{
  guint64 begin = phase->from + piece * phase->piece, end = MIN (begin + phase->piece, phase->to), arcs;

  if (phase->kind == COW_PHASE_TOP_DOWN)
    arcs = team->view->out.stride == 2 ? go_down (team, phase, begin, end, 2) : go_down (team, phase, begin, end, 1);
  else
    arcs = team->view->in.stride == 2 ? go_up (team, phase, begin, end, 2) : go_up (team, phase, begin, end, 1);
  __atomic_fetch_add (&team->relaxed, arcs, __ATOMIC_RELAXED);
  return progress == NULL || !cow_progress_step (progress, arcs + 1);
}

/* --- The leader --- */

/* The frontier is order[head, tail), or after a step from below the bits of `frontier`. */
typedef struct
{
  guint64 head, width, before;
  gboolean bottom_up, as_bits;
} Front;

static void
start (CowTeam *team, const CowSearchRun *run)
{
  if (run->avoid != NULL)
    memcpy (team->visited, run->avoid, team->words * sizeof *team->visited);
  for (guint i = 0; i < run->n_sources; i++)
    {
      guint32 source = run->sources[i];
      team->visited[source >> 6] |= (guint64)1 << (source & 63);
      team->order[team->tail++] = source;
      ((guint32 *)team->labels.cells)[source] = ~(guint32)0;
    }
  team->settled = team->tail;
}

static guint64
frontier_arcs (const CowTeam *team, const Front *front)
{
  const CowCsr *csr = &team->view->out;
  guint64 arcs = 0;

  for (guint64 i = front->head; i < front->head + front->width; i++)
    {
      if (i + AHEAD_OFFSETS < front->head + front->width)
        __builtin_prefetch (&csr->offsets[team->order[i + AHEAD_OFFSETS]]);
      arcs += cow_csr_degree (csr, team->order[i]);
    }
  return arcs;
}

static gboolean
choose_bottom_up (const CowTeam *team, const Front *front)
{
  const CowCsr *csr = &team->view->out;

  if (team->view->in.offsets == NULL)
    return FALSE;
  if (front->bottom_up)
    return front->width >= csr->n / BETA;
  if (front->width < front->before || front->width <= csr->n / 1024)
    return FALSE;
  return frontier_arcs (team, front) > (csr->n_arcs - MIN (team->relaxed, csr->n_arcs)) / ALPHA;
}

static void
list_to_bits (CowTeam *team, const Front *front)
{
  memset (team->frontier, 0, team->words * sizeof *team->frontier);
  for (guint64 i = front->head; i < front->head + front->width; i++)
    team->frontier[team->order[i] >> 6] |= (guint64)1 << (team->order[i] & 63);
}

static void
bits_to_list (CowTeam *team, Front *front)
{
  guint64 tail = 0;

  for (gsize word = 0; word < team->words; word++)
    for (guint64 bits = team->frontier[word]; bits != 0; bits &= bits - 1)
      team->order[tail++] = (guint32)(word * 64) + (guint32)__builtin_ctzll (bits);
  front->head = 0;
  team->tail = tail;
}

static CowSearchStop
step (CowTeam *team, Front *front, guint32 level)
{
  CowPhase phase = { .level = level };
  CowSearchStop stop;

  if (front->bottom_up && !front->as_bits)
    list_to_bits (team, front);
  else if (!front->bottom_up && front->as_bits)
    bits_to_list (team, front);
  front->as_bits = front->bottom_up;
  if (front->bottom_up)
    {
      guint64 *bits = team->frontier;
      phase.kind = COW_PHASE_BOTTOM_UP;
      phase.to = team->words;
      phase.piece = PIECE_WORDS;
      team->found = 0;
      stop = cow_team_phase (team, &phase);
      team->frontier = team->next;
      team->next = bits;
      front->width = team->found;
    }
  else
    {
      phase.kind = COW_PHASE_TOP_DOWN;
      phase.from = front->head;
      phase.to = front->head + front->width;
      phase.piece = CLAMP (front->width / (team->n_members * 8), 16, PIECE_VERTICES);
      stop = cow_team_phase (team, &phase);
      front->head += front->width;
      front->width = team->tail - front->head;
    }
  team->settled += front->width;
  return stop;
}

CowSearchStop
cow_team_breadth_run (CowTeam *team, CowSearchRun *run)
{
  Front front = { 0 };
  CowSearchStop stop;

  start (team, run);
  front.width = team->tail;
  for (guint32 level = 0; front.width > 0; level++)
    {
      run->radius = level;
      run->counts->queue_peak = MAX (run->counts->queue_peak, front.width);
      if (level >= run->limit)
        return COW_STOP_DONE;
      front.bottom_up = choose_bottom_up (team, &front);
      front.before = front.width;
      if ((stop = step (team, &front, level + 1)) != COW_STOP_DONE)
        return stop;
    }
  run->radius = COW_LABEL_NONE - 1;
  return COW_STOP_DONE;
}
