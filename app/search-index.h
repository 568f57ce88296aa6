/* search-index.h - commands that answer by a contraction hierarchy: is there one, does it pay, and the tasks over it. */
#pragma once

#include "app/search-plan.h"

G_BEGIN_DECLS

/* Is every task answered by job->index? */
gboolean cow_search_by_index (const CowSearchPlan *plan);
/* From a step, when the view is there. TRUE: job->index is the hierarchy of this view. Errors, only when it is wanted: there is none, or what the
 * call asks for leaves something out. */
gboolean cow_search_take_index (CowJob *job, gboolean wanted, GError **error);
/* For commands that want costs of targets, or sums, from each source; from a step of its own, after cow_search_choose_signed; the next
 * step may call cow_search_tasks. Sets what the plan says of the index, when --algorithm asks for it (phast: a sweep; ch: what suits),
 * or when auto finds that it pays. FALSE with error: it is asked for and cannot be. */
gboolean cow_search_choose_index (CowJob *job, GError **error);

/* From a step, when no index was taken: a note when building one first would take less than half of what it saves. is_pairs: every
 * pair is a task, else every source. */
void cow_search_advise_index (CowJob *job, gboolean is_pairs);

/* For cow_search_tasks and cow_search_setup, when the plan says so. */
void cow_search_index_tasks (CowJob *job, CowTasks *tasks);
gboolean cow_search_index_setup (CowWork *work, CowSearchScratch *scratch, GError **error);
/* One pair by searches up from both ends; counts, and says when there is no path. */
gboolean cow_search_pair_by_index (CowWork *work, CowChSearch *search, guint32 from, guint32 to, CowCost *cost, GError **error);

G_END_DECLS
