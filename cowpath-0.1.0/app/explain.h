/* explain.h - what a job did, for `explain`: how its tasks searched and what they looked at.
 *
 * A page that the session and the workers of one job share: each task adds its counts when it ends. The work of a task that was lost
 * and run again counts twice, since it was done twice. */
#pragma once

#include "app/job.h"
#include "graph/path/search.h"

G_BEGIN_DECLS

typedef struct _CowExplainPage CowExplainPage;

/* Before the fork. NULL: no memory for it; then nothing is counted. */
CowExplainPage *cow_explain_page_new (void);
void cow_explain_page_free (CowExplainPage *page);

/* In a worker, after a search: adds its counts. Does nothing unless the job is explained. */
void cow_work_count (CowWork *work, const CowSearchCounts *counts);
/* In the session, from a step: why the algorithm was chosen, in words. The last one counts. */
void cow_job_explain_why (CowJob *job, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The rows of `explain`, when the tasks of the job are over. Errors: the output cannot be written. */
gboolean cow_job_explain_report (CowJob *job, GError **error);

G_END_DECLS
