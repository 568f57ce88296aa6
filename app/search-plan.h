/* search-plan.h - what commands that ask for shortest paths share: FROM, TO, --cutoff, --avoid, and a worker's scratch. */
#pragma once

#include "app/job.h"
#include "app/selection.h"
#include "graph/path/batch.h"
#include "graph/path/bellman-ford.h"
#include "graph/path/ch-many.h"
#include "graph/path/dag.h"
#include "graph/path/johnson.h"
#include "graph/path/phast.h"
#include "graph/path/search.h"
#include "graph/path/team.h"

G_BEGIN_DECLS

/* What stands for the cost of a pair without a path. */
typedef enum
{
  COW_NO_WAY_INF,
  COW_NO_WAY_NULL,
  COW_NO_WAY_ZERO,
} CowNoWay;

typedef struct
{
  CowSelection *from, *to; /* NULL when the command was asked without */
  gboolean has_cutoff;
  CowCost cutoff;
  CowSearchKind kind;
  gboolean pairs;          /* a task is one pair, searched from both ends */
  gboolean bellman_ford;   /* weights may be negative; set by cow_search_choose_signed */
  CowDagAim dag;           /* not NONE: in topological order; set by cow_search_choose_signed or the command */
  const CowJohnson *johnson; /* not NULL: over the weights it made; set by the command */
  CowBatchShape batch;     /* kind not NONE: a task is a batch of sources; set by cow_search_choose_batch */
  gboolean sweep;          /* a task is a batch too, answered by job->index; set by cow_search_choose_index */
  gboolean by_hierarchy;   /* a task is a pair, answered by job->index alone; set by cow_search_choose_index */
  gboolean bucketed;       /* a task is a source, answered by job->index and `buckets`; set by cow_search_choose_index */
  CowChBuckets buckets;    /* of TO */
  guint64 batch_sources;   /* of each task, the last may have fewer; 0: a task is no batch */
  struct _CowTeams *teams; /* of each task one: several workers on one source; set by cow_search_choose_teams */
  guint64 limit;           /* rows of a pair */
  gboolean only_summary;   /* of each source, no single cost */
  gboolean trees;          /* the paths to all vertices at once; not with bellman_ford */
  CowNoWay no_way;
} CowSearchPlan;

/* The job with its plan, FROM (operand 0), TO (operand 1, when given), the cutoff, --algorithm and the view.
 * The caller adds the step that forks, and starts. Errors: then the job is not started. */
CowJob *cow_search_job_new (CowCall *call, const CowViewWish *wish, GError **error);
/* A plan of so many bytes instead, of the caller's type, which begins with a CowSearchPlan: that is kept, what follows is zero. free: of
 * the whole plan. */
gpointer cow_search_plan_extend (CowJob *job, gsize bytes, GDestroyNotify free);
/* For commands that answer over negative weights too; from a step, when the view is there, before cow_search_tasks. TRUE: in
 * topological order, because --algorithm says dag; or by Bellman-Ford, because it says so, or says auto and a weight is negative. */
gboolean cow_search_choose_signed (CowJob *job);
/* For commands that only want a summary per source; from a step, as above and after it. TRUE: a task is a batch of sources, to
 * be run by cow_search_batch. Not where users count tasks: with --shard and --timeout a task stays one source. */
gboolean cow_search_choose_batch (CowJob *job);
/* For commands that search the whole graph from each FROM, after the two above: with --together=yes and fewer sources than workers, those
 * without a source help the others. */
gboolean cow_search_choose_teams (CowJob *job, GError **error);
extern const CowOptionSpec cow_option_together;
/* Tasks that are one search from each FROM, or a batch of them. */
void cow_search_tasks (CowJob *job, CowTasks *tasks);

/* What a worker keeps. */
typedef struct
{
  CowSearch *search;
  CowBidirectional *bidirectional; /* instead, when the plan has pairs */
  CowBellmanFord *bellman_ford;    /* instead, when the plan says so */
  CowDag *dag;                     /* instead, when the plan says so */
  CowJohnsonSearch *johnson;       /* instead, when the plan has one */
  CowBatch *batch;                 /* instead, when a task is a batch */
  CowPhast *phast;                 /* instead, when the plan has a sweep */
  CowChSearch *hierarchy;          /* instead, when the plan asks a hierarchy for pairs */
  CowChManySearch *many;           /* instead, when the plan has buckets */
  guint64 *avoid;
  GArray *targets;  /* of guint32: TO as vertices, NULL: all */
  GArray *vertices; /* a path */
  guint32 *parents, *hops; /* of all paths, when the plan has trees; as cow_search_parents gives them */
  GArray *arcs;     /* of guint64: its arcs, when somebody counts hits; else NULL */
} CowSearchScratch;

/* TO as vertices (of guint32), for CowSearchQuery; NULL: all. (transfer full) */
GArray *cow_search_targets (const CowSelection *to, const CowGraph *graph);
gpointer cow_search_setup (CowWork *work, GError **error); /* CowTasks.setup: a CowSearchScratch */
char *cow_search_describe (CowJob *job, guint64 task);     /* CowTasks.describe: from "a" */
void cow_search_help (CowWork *work); /* CowTasks.help, when there are teams */
void cow_search_join_team (CowWork *work, guint64 task); /* before cow_search_from of this task, when there are teams */
/* Search from a source; COW_VERTEX_NONE: from all (a DAG only). to_targets: stop once TO is settled. */
gboolean cow_search_from (CowWork *work, guint32 source, gboolean to_targets, GError **error);

/* Searches from the sources of a task that is a batch: lane i is sources[i]. (transfer full) sources: g_free. */
gboolean cow_search_batch (CowWork *work, guint64 task, guint32 **sources, guint *n_sources, GError **error);
gboolean cow_search_lane_summary (const CowSearchScratch *scratch, guint lane, CowSearchSummary *summary, GError **error);

/* What was found by cow_search_from, whatever searched. */
CowCost cow_search_found_cost (const CowSearchScratch *scratch, guint32 target);
gboolean cow_search_found_path (CowWork *work, guint32 target, GError **error); /* into scratch->vertices; counts its hits */
gboolean cow_search_found_summary (const CowSearchScratch *scratch, CowSearchSummary *summary, GError **error);

/* search-rows.c: rows from, to, cost, hops, path of one search from each source: of all TO, or of all that is reached. tasks: as
 * cow_search_tasks gives them, with run and what else that takes. */
void cow_search_rows_tasks (CowJob *job, CowTasks *tasks);

G_END_DECLS
