/* team-buckets.c - shortest paths by a team: every member has a queue of buckets of its own that only it pushes to, and the chunks that
 * all of them have in the present bucket are what the pieces are made of.
 *
 * Labels are made smaller by compare-and-swap, and who succeeds queues the vertex. Between two phases nobody writes, so the leader may
 * look into all queues: it finds the next bucket and takes its chunks off.
 *
 * Source: Meyer, Sanders, "Delta-stepping: a parallelizable shortest path algorithm", 2003. */
#include "graph/path/team-private.h"

#define PIECES_A_MEMBER 6
#define PIECE_CHUNKS 16 /* at most */

gboolean
cow_team_buckets_piece (CowTeam *team, const CowPhase *phase, guint64 piece, guint member, CowProgress *progress)
{
  guint64 begin = phase->from + piece * phase->piece, end = MIN (begin + phase->piece, phase->to);
  CowSearchCounts counts = { 0 };
  CowBucketPass pass = { .buckets = &team->queues[member],
                         .csr = &team->view->out,
                         .labels = &team->labels,
                         .weights = COW_WEIGHT_U32,
                         .limit = team->run.limit,
                         .weight_max = team->weight_max,
                         .progress = progress,
                         .counts = &counts,
                         .vectors = cow_buckets_can_relax_vectors (&team->labels) };
  CowBucketEntry entries[PIECE_CHUNKS * COW_CHUNK_ENTRIES];
  guint n_entries = 0;

  /* Side by side, so that what is ahead is known beyond the ends of chunks. */
  for (guint64 i = begin; i < end; i++)
    {
      const CowBucketEntry *list = team->lists[i], *first = cow_bucket_chunk_of_end (team->lists[i])->entries;
      if (i + 1 < end)
        __builtin_prefetch (cow_bucket_chunk_of_end (team->lists[i + 1]));
      memcpy (entries + n_entries, first, (gsize)(list - first) * sizeof *entries);
      n_entries += (guint)(list - first);
    }
  gboolean goes_on = cow_buckets_drain_shared (&pass, entries, n_entries);
  __atomic_fetch_add (&team->settled, counts.settled, __ATOMIC_RELAXED);
  __atomic_fetch_add (&team->relaxed, counts.relaxed, __ATOMIC_RELAXED);
  return goes_on;
}

/* The next bucket in which any member has entries. FALSE: there is none. */
static gboolean
find_bucket (CowTeam *team)
{
  CowBuckets *queues = team->queues;
  guint64 now = queues[0].now;

  for (guint64 ahead = 0; ahead < queues[0].n_slots; ahead++)
    for (guint i = 0; i < team->n_members; i++)
      if (queues[i].write[(now + ahead) & queues[i].mask] != NULL)
        {
          for (guint j = 0; j < team->n_members; j++)
            queues[j].now = now + ahead;
          return TRUE;
        }
  return FALSE;
}

/* Takes the chunks of the present bucket off all queues. */
static void
take_lists (CowTeam *team)
{
  guint64 count = 0;

  for (guint i = 0; i < team->n_members; i++)
    {
      CowBuckets *queue = &team->queues[i];
      CowBucketEntry *end = queue->write[queue->now & queue->mask];
      queue->write[queue->now & queue->mask] = NULL;
      team->list_starts[i] = count;
      while (end != NULL)
        {
          team->lists[count++] = end;
          queue->live -= (guint64)(end - cow_bucket_chunk_of_end (end)->entries);
          end = cow_bucket_end_of_full (cow_bucket_chunk_of_end (end)->previous);
        }
    }
  team->list_starts[team->n_members] = count;
}

static void
free_lists (CowTeam *team)
{
  for (guint i = 0; i < team->n_members; i++)
    for (guint64 j = team->list_starts[i]; j < team->list_starts[i + 1]; j++)
      cow_bucket_free_chunk (&team->queues[i], cow_bucket_chunk_of_end (team->lists[j]));
}

static void
start (CowTeam *team, const CowSearchRun *run)
{
  if (run->avoid != NULL)
    cow_labels_close (&team->labels, run->avoid);
  for (guint i = 0; i < run->n_sources; i++)
    {
      cow_label_set (&team->labels, run->sources[i], 0);
      cow_buckets_push (&team->queues[0], run->sources[i], 0);
    }
}

static void
finish (CowTeam *team, const CowSearchRun *run)
{
  if (run->avoid == NULL)
    return;
  cow_labels_open (&team->labels, run->avoid);
  for (guint i = 0; i < run->n_sources; i++)
    cow_label_set (&team->labels, run->sources[i], 0);
}

static guint64
count_live (const CowTeam *team)
{
  guint64 live = 0;

  for (guint i = 0; i < team->n_members; i++)
    live += team->queues[i].live;
  return live;
}

CowSearchStop
cow_team_buckets_run (CowTeam *team, CowSearchRun *run)
{
  CowSearchStop stop = COW_STOP_DONE;

  start (team, run);
  while (stop == COW_STOP_DONE && find_bucket (team))
    {
      if (cow_buckets_last (team->queues) + team->weight_max > G_MAXUINT32 - 1)
        return COW_STOP_NARROW;
      run->counts->queue_peak = MAX (run->counts->queue_peak, count_live (team));
      take_lists (team);
      guint64 n_chunks = team->list_starts[team->n_members];
      CowPhase phase = { .kind = COW_PHASE_DRAIN,
                         .to = n_chunks,
                         .piece = CLAMP (n_chunks / (team->n_members * PIECES_A_MEMBER), 1, PIECE_CHUNKS) };
      stop = cow_team_phase (team, &phase);
      free_lists (team);
    }
  run->radius = COW_LABEL_NONE - 1;
  finish (team, run);
  return stop;
}
