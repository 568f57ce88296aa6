/* team-private.h - the shared memory of a team, and the phases in which its leader gives out work. */
#pragma once

#include <pthread.h>

#include "graph/path/buckets-private.h"
#include "graph/path/team.h"

G_BEGIN_DECLS

typedef enum
{
  COW_PHASE_TOP_DOWN,  /* pieces of the queue: [from, to) of order */
  COW_PHASE_BOTTOM_UP, /* pieces of the bitmaps, in words */
  COW_PHASE_DRAIN,     /* pieces of the chunks of a bucket */
} CowPhaseKind;

/* Written by the leader while nobody can claim. */
typedef struct
{
  CowPhaseKind kind;
  guint32 level;   /* of the vertices being found */
  guint64 from, to;
  guint64 piece;   /* how much of it is one */
} CowPhase;

typedef enum
{
  COW_TEAM_NEW,
  COW_TEAM_OPEN,
  COW_TEAM_OVER,
} CowTeamState;

struct _CowTeam
{
  /* The number of the phase, and of the next piece of it: one word, so that no piece is claimed for a phase that is past. */
  _Alignas (64) guint64 claim;
  _Alignas (64) guint64 done; /* pieces of this phase */
  _Alignas (64) CowPhase phase;
  guint32 n_pieces;
  guint32 state;
  guint32 n_joined;               /* helpers that came */
  guint32 present[COW_TEAM_MAX];  /* holds its life */
  pthread_mutex_t lives[COW_TEAM_MAX]; /* held by a member for as long as it works; the kernel tells when it died */
  guint n_members;
  gsize mapped_bytes;
  const CowView *view;
  gboolean is_breadth;
  CowLabels labels;
  CowSearchRun run; /* of the leader: limit */
  /* Breadth-first */
  guint32 *order;
  guint64 *visited, *frontier, *next;
  gsize words;
  /* Buckets: a queue for each member, emptied by all. */
  CowBuckets *queues;
  CowBucketEntry **lists; /* ends of the chunks being emptied */
  guint64 list_starts[COW_TEAM_MAX + 1];
  guint64 weight_max;
  _Alignas (64) guint64 tail;    /* of order */
  _Alignas (64) guint64 found;   /* by bottom-up */
  _Alignas (64) guint64 settled, relaxed;
  char name[96];
};

/* Gives out a phase, works along, and waits for the pieces that others have. */
CowSearchStop cow_team_phase (CowTeam *team, const CowPhase *phase);
/* One piece; in any member. FALSE: cancelled. */
gboolean cow_team_breadth_piece (CowTeam *team, const CowPhase *phase, guint64 piece, CowProgress *progress);
gboolean cow_team_buckets_piece (CowTeam *team, const CowPhase *phase, guint64 piece, guint member, CowProgress *progress);
/* What a leader does between the phases. */
CowSearchStop cow_team_breadth_run (CowTeam *team, CowSearchRun *run);
CowSearchStop cow_team_buckets_run (CowTeam *team, CowSearchRun *run);

/* For search.c: the whole run in the team's labels. COW_STOP_LOST: a helper died. FALSE from begin: the team was used before. */
gboolean cow_team_begin (CowTeam *team);
CowSearchStop cow_team_run (CowTeam *team, CowSearchRun *run);
/* "bucket queue (width 16), 2 workers on one source": what ran, once it is over. */
const char *cow_team_name (CowTeam *team, const char *algorithm);

G_END_DECLS
