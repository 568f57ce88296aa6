/* team.c - see team.h: the shared memory of a team, how pieces are claimed, and how members learn that one of them died.
 *
 * A member holds a robust mutex while it works. The kernel releases it when its holder dies, however that was, and says so to whoever
 * tries it next: which a member does now and then while it waits. */
#include "graph/path/team-private.h"

#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <time.h>

#define SPINS 4000         /* looks before a waiting member gives up its processor */
#define NAP_NS 50000       /* between looks later on */
#define LOOK_EVERY 64      /* naps or yields between two looks at who lives */
#define PATIENCE_NS G_GINT64_CONSTANT (1000000000) /* for a leader that does not come */

#define load(address) __atomic_load_n ((address), __ATOMIC_ACQUIRE)
#define store(address, value) __atomic_store_n ((address), (value), __ATOMIC_RELEASE)

/* --- Memory --- */

static gboolean
is_breadth (const CowView *view, CowSearchKind kind)
{
  gint64 unit;
  double unit_real;

  return kind == COW_SEARCH_BFS || (kind == COW_SEARCH_AUTO && cow_view_unit (view, &unit, &unit_real));
}

gboolean
cow_team_suits (const CowView *view, CowSearchKind kind)
{
  gboolean provable;

  if ((kind != COW_SEARCH_AUTO && kind != COW_SEARCH_BFS && kind != COW_SEARCH_DIJKSTRA) || view->negative_arc != COW_ARC_NONE)
    return FALSE;
  if (is_breadth (view, kind))
    return TRUE;
  return view->out.kind == COW_WEIGHT_U32 && cow_view_cell_kind (view, &provable) == COW_CELL_NARROW && cow_buckets_fit_circle (view);
}

static void *
map_shared (gsize bytes, GError **error)
{
  void *memory = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  if (memory != MAP_FAILED)
    return memory;
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
               "not enough memory for a search by several workers: %" G_GSIZE_FORMAT " bytes wanted: %s", bytes, g_strerror (errno));
  return NULL;
}

guint32 *
cow_team_counter_new (GError **error)
{
  return map_shared (sizeof (guint32), error);
}

void
cow_team_counter_free (guint32 *counter)
{
  munmap (counter, sizeof *counter);
}

/* Where the next array stands; *bytes: the end of those before it. */
static gsize
take_room (gsize *bytes, gsize wanted)
{
  gsize at = *bytes;

  *bytes += (wanted + 4095) & ~(gsize)4095;
  return at;
}

typedef struct
{
  gsize cells, dirty, order, bitmaps, queues, pools, lists, bytes;
  gsize words;
  guint64 n_chunks; /* of a member */
} Layout;

static void
lay_out (const CowView *view, gboolean breadth, guint n_members, Layout *layout)
{
  guint32 n = view->out.n;

  *layout = (Layout){ .words = ((gsize)n + 63) / 64, .n_chunks = 2 * cow_buckets_chunks (n) };
  take_room (&layout->bytes, sizeof (CowTeam));
  layout->cells = take_room (&layout->bytes, (gsize)n * sizeof (guint32));
  layout->dirty = take_room (&layout->bytes, ((gsize)n >> COW_LABEL_BLOCK_BITS) + 1);
  if (breadth)
    {
      layout->order = take_room (&layout->bytes, (gsize)n * sizeof (guint32));
      layout->bitmaps = take_room (&layout->bytes, 3 * layout->words * sizeof (guint64));
      return;
    }
  layout->queues = take_room (&layout->bytes, n_members * sizeof (CowBuckets));
  layout->pools = take_room (&layout->bytes, n_members * layout->n_chunks * COW_CHUNK_BYTES);
  layout->lists = take_room (&layout->bytes, n_members * layout->n_chunks * sizeof (CowBucketEntry *));
}

guint64
cow_team_bytes (const CowView *view, CowSearchKind kind, guint n_members)
{
  Layout layout;

  lay_out (view, is_breadth (view, kind), n_members, &layout);
  return layout.bytes;
}

static void
place_arrays (CowTeam *team, const Layout *layout)
{
  char *base = (char *)team;
  const CowView *view = team->view;
  guint32 n = view->out.n;

  team->labels = (CowLabels){ .kind = COW_CELL_NARROW,
                              .n = n,
                              .cells = base + layout->cells,
                              .dirty = (guint8 *)base + layout->dirty,
                              .cells_bytes = (gsize)n * sizeof (guint32),
                              .dirty_bytes = ((gsize)n >> COW_LABEL_BLOCK_BITS) + 1 };
  team->words = layout->words;
  if (team->is_breadth)
    {
      team->order = (guint32 *)(void *)(base + layout->order);
      team->visited = (guint64 *)(void *)(base + layout->bitmaps);
      team->frontier = team->visited + team->words;
      team->next = team->frontier + team->words;
      return;
    }
  team->queues = (CowBuckets *)(void *)(base + layout->queues);
  team->lists = (CowBucketEntry **)(void *)(base + layout->lists);
  team->weight_max = cow_view_weight_max (view);
  for (guint i = 0; i < team->n_members; i++)
    cow_buckets_place (&team->queues[i], view, &team->labels,
                       (CowBucketChunk *)(void *)(base + layout->pools + i * layout->n_chunks * COW_CHUNK_BYTES), layout->n_chunks);
}

static void
make_lives (CowTeam *team)
{
  pthread_mutexattr_t attributes;

  pthread_mutexattr_init (&attributes);
  pthread_mutexattr_setpshared (&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust (&attributes, PTHREAD_MUTEX_ROBUST);
  for (guint i = 0; i < team->n_members; i++)
    pthread_mutex_init (&team->lives[i], &attributes);
  pthread_mutexattr_destroy (&attributes);
}

CowTeam *
cow_team_new (const CowView *view, CowSearchKind kind, guint n_members, GError **error)
{
  Layout layout;

  g_return_val_if_fail (cow_team_suits (view, kind), NULL);
  n_members = CLAMP (n_members, 1, COW_TEAM_MAX);
  lay_out (view, is_breadth (view, kind), n_members, &layout);
  CowTeam *team = map_shared (layout.bytes, error);
  if (team == NULL)
    return NULL;
  madvise (team, layout.bytes, MADV_HUGEPAGE); /* most kernels have none for shared memory */
  team->view = view;
  team->is_breadth = is_breadth (view, kind);
  team->n_members = n_members;
  team->mapped_bytes = layout.bytes;
  team->claim = G_MAXUINT32;
  make_lives (team);
  place_arrays (team, &layout);
  return team;
}

void
cow_team_free (CowTeam *team)
{
  if (team != NULL)
    munmap (team, team->mapped_bytes);
}

/* --- Who is there --- */

/* Has this member gone, whichever way? Not to be asked by itself. */
static gboolean
has_left (CowTeam *team, guint member)
{
  int got = pthread_mutex_trylock (&team->lives[member]);

  if (got == EOWNERDEAD)
    pthread_mutex_consistent (&team->lives[member]);
  if (got == 0 || got == EOWNERDEAD)
    pthread_mutex_unlock (&team->lives[member]);
  return got != EBUSY;
}

static gboolean
is_helper_lost (CowTeam *team)
{
  guint n = MIN (load (&team->n_joined) + 1, team->n_members);

  for (guint i = 1; i < n; i++)
    if (load (&team->present[i]) && has_left (team, i))
      return TRUE;
  return FALSE;
}

static gboolean
is_stopped (const CowProgress *progress)
{
  return progress != NULL && progress->stop != NULL && __atomic_load_n (progress->stop, __ATOMIC_RELAXED) != 0;
}

/* Waits a little, the longer the more often it was called. TRUE: time to look whether the others live. */
static gboolean
wait_a_little (guint *looks)
{
  ++*looks;
  if (*looks < SPINS)
    {
#if defined(__x86_64__)
      __builtin_ia32_pause ();
#endif
      return FALSE;
    }
  if (*looks < 2 * SPINS)
    sched_yield ();
  else
    nanosleep (&(struct timespec){ .tv_nsec = NAP_NS }, NULL);
  return *looks % LOOK_EVERY == 0;
}

/* --- Pieces --- */

static gboolean
claim_piece (CowTeam *team, CowPhase *phase, guint64 *piece)
{
  guint64 word = load (&team->claim);

  for (;;)
    {
      guint32 next = (guint32)word;
      if (next >= load (&team->n_pieces))
        return FALSE;
      *phase = team->phase;
      /* While the word is the same, so is the phase that was read. */
      if (__atomic_compare_exchange_n (&team->claim, &word, word + 1, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        {
          *piece = next;
          return TRUE;
        }
    }
}

static gboolean
do_piece (CowTeam *team, const CowPhase *phase, guint64 piece, guint member, CowProgress *progress)
{
  return phase->kind == COW_PHASE_DRAIN ? cow_team_buckets_piece (team, phase, piece, member, progress)
                                        : cow_team_breadth_piece (team, phase, piece, progress);
}

/* Everything, while nobody else is there or it is too little to be given out. */
static CowSearchStop
do_alone (CowTeam *team, const CowPhase *phase, guint64 n_pieces)
{
  for (guint64 piece = 0; piece < n_pieces; piece++)
    if (!do_piece (team, phase, piece, 0, team->run.progress))
      return COW_STOP_CANCELLED;
  return COW_STOP_DONE;
}

CowSearchStop
cow_team_phase (CowTeam *team, const CowPhase *phase)
{
  guint64 n_pieces = (phase->to - phase->from + phase->piece - 1) / phase->piece, number = (team->claim >> 32) + 1, piece;
  CowPhase claimed;
  guint looks = 0;

  if (n_pieces <= 1 || n_pieces >= G_MAXUINT32 || load (&team->n_joined) == 0)
    return do_alone (team, phase, n_pieces);
  store (&team->claim, number << 32 | G_MAXUINT32); /* nobody claims any more */
  team->phase = *phase;
  store (&team->n_pieces, (guint32)n_pieces);
  store (&team->done, 0);
  store (&team->claim, number << 32);
  while (claim_piece (team, &claimed, &piece))
    {
      if (!do_piece (team, &claimed, piece, 0, team->run.progress))
        return COW_STOP_CANCELLED;
      __atomic_fetch_add (&team->done, 1, __ATOMIC_RELEASE);
    }
  while (load (&team->done) < n_pieces)
    if (wait_a_little (&looks))
      {
        if (is_stopped (team->run.progress))
          return COW_STOP_CANCELLED;
        if (is_helper_lost (team) && load (&team->done) < n_pieces)
          return COW_STOP_LOST;
      }
  return COW_STOP_DONE;
}

/* --- Leading and helping --- */

gboolean
cow_team_begin (CowTeam *team)
{
  guint32 expected = COW_TEAM_NEW;

  if (load (&team->state) != COW_TEAM_NEW || pthread_mutex_trylock (&team->lives[0]) != 0)
    return FALSE;
  if (__atomic_compare_exchange_n (&team->state, &expected, COW_TEAM_OPEN, FALSE, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return TRUE;
  pthread_mutex_unlock (&team->lives[0]);
  return FALSE;
}

CowSearchStop
cow_team_run (CowTeam *team, CowSearchRun *run)
{
  team->run = *run;
  CowSearchStop stop = team->is_breadth ? cow_team_breadth_run (team, run) : cow_team_buckets_run (team, run);
  run->counts->settled = load (&team->settled);
  run->counts->relaxed = load (&team->relaxed);
  memset (team->labels.dirty, 1, team->labels.dirty_bytes);
  store (&team->state, COW_TEAM_OVER);
  pthread_mutex_unlock (&team->lives[0]);
  return stop;
}

/* FALSE: nobody led. */
static gboolean
await_leader (CowTeam *team, const CowProgress *progress)
{
  gint64 began_ns = g_get_monotonic_time () * 1000;
  guint looks = 0;

  while (load (&team->state) == COW_TEAM_NEW)
    if (wait_a_little (&looks) && (is_stopped (progress) || g_get_monotonic_time () * 1000 - began_ns > PATIENCE_NS))
      return FALSE;
  return load (&team->state) == COW_TEAM_OPEN;
}

void
cow_team_help (CowTeam *team, CowProgress *progress)
{
  guint looks = 0;
  CowPhase phase;
  guint64 piece;

  if (!await_leader (team, progress))
    return;
  guint member = __atomic_fetch_add (&team->n_joined, 1, __ATOMIC_ACQ_REL) + 1;
  if (member >= team->n_members || pthread_mutex_trylock (&team->lives[member]) != 0)
    return;
  store (&team->present[member], 1);
  while (load (&team->state) == COW_TEAM_OPEN)
    if (claim_piece (team, &phase, &piece))
      {
        looks = 0;
        if (!do_piece (team, &phase, piece, member, progress))
          break;
        __atomic_fetch_add (&team->done, 1, __ATOMIC_RELEASE);
      }
    else if (wait_a_little (&looks) && (is_stopped (progress) || has_left (team, 0)))
      break;
  pthread_mutex_unlock (&team->lives[member]);
}

const char *
cow_team_name (CowTeam *team, const char *algorithm)
{
  g_snprintf (team->name, sizeof team->name, "%s, %u workers on one source", algorithm, MIN (load (&team->n_joined) + 1, team->n_members));
  return team->name;
}
