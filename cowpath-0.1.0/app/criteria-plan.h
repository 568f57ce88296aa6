/* criteria-plan.h - what commands with several costs share: a view per criterion, a worker's labels, the note about them. */
#pragma once

#include "app/search-plan.h"
#include "app/tally.h"
#include "graph/path/criteria.h"

G_BEGIN_DECLS

typedef struct
{
  CowSearchPlan base; /* first: the plan of the shared steps */
  CowCriteriaWish wish;
  GPtrArray *names;   /* of char*: expressions, as many as criteria; NULL: what --weight says */
  CowCost limits[COW_CRITERIA_MOST];
  CowTally *tally;
  gboolean (*run) (CowWork *work, guint64 task, GError **error);
} CowCriteriaPlan;

/* Splits "a,f(b,c)" at the commas that stand in no brackets and no quotes. (transfer full): of char*, trimmed. */
GPtrArray *cow_criteria_split (const char *text);

/* The job with its plan (takes names and limits), its views and columns: `before`, then one per name from first_named on, then `after`.
 * Errors: then the job is not started. */
CowJob *cow_criteria_job_new (CowCall *call, CowCriteriaWish wish, GPtrArray *names, const CowCost *limits, guint first_named,
                              const CowResultColumn *before, guint n_before, const CowResultColumn *after, guint n_after, GError **error);
/* Adds the steps that run a task per pair and tell about labels, and starts. run: as CowTasks.run. */
gboolean cow_criteria_job_start (CowJob *job, gboolean (*run) (CowWork *work, guint64 task, GError **error), GError **error);

/* In a worker: the answers for the pair of a task. */
gboolean cow_criteria_search (CowWork *work, guint64 task, CowCriteriaFunc found, gpointer user, GError **error);

G_END_DECLS
