/* search-index.c - see search-index.h. */
#include "app/search-index.h"

#include "app/explain.h"

enum
{
  LEAST_SOURCES = 2 /* a sweep takes less than a search, but its rows must be made first */
};

gboolean
cow_search_take_index (CowJob *job, gboolean wanted, GError **error)
{
  const char *words = cow_job_view_words (job);

  if (cow_job_take_index (job, "ch"))
    return TRUE;
  if (!wanted)
    return FALSE;
  if (!words || job->avoid)
    cow_fail (error, COW_STATUS_USAGE, "ch answers over a whole graph: not with --avoid, --block or an overlay");
  else
    cow_fail (error, COW_STATUS_USAGE, "there is no such index: \"index build ch%s%s\" makes it", words[0] ? " " : "", words);
  return FALSE;
}

static guint
count_workers (CowJob *job)
{
  gint64 workers = cow_settings_workers (&job->session->settings);

  cow_call_int (job->call, "workers", &workers);
  return (guint)CLAMP (workers, 1, 1024);
}

static gboolean
has_room (CowJob *job)
{
  guint64 memory = 0;

  if (!cow_call_size (job->call, "memory", &memory))
    memory = cow_memory_available () / count_workers (job);
  return cow_phast_scratch_bytes (job->index, &job->view->view) <= memory / 2;
}

/* Where users count tasks, a task stays one source. */
static guint
choose_lanes (CowJob *job)
{
  const CowSearchPlan *plan = job->plan;
  guint64 a_round = (guint64)COW_PHAST_LANES * count_workers (job), rounds;

  if (cow_call_option (job->call, "shard") || cow_call_option (job->call, "timeout") || plan->from->n == 0)
    return 1;
  /* As many sweeps for each worker, of about the same size. */
  rounds = (plan->from->n + a_round - 1) / a_round;
  a_round = rounds * count_workers (job);
  return (guint)((plan->from->n + a_round - 1) / a_round);
}

gboolean
cow_search_choose_index (CowJob *job, GError **error)
{
  CowSearchPlan *plan = job->plan;
  const char *name = cow_call_option (job->call, "algorithm");
  gboolean wanted = g_str_equal (name, "ch") || g_str_equal (name, "phast"), is_auto = g_str_equal (name, "auto");
  guint lanes;

  if (!wanted && (!is_auto || plan->bellman_ford || plan->has_cutoff || plan->from->n < LEAST_SOURCES))
    return TRUE;
  /* A bit per source is faster still, where it serves. */
  if (!wanted && !plan->to && job->view->view.out.kind == COW_WEIGHT_NONE && cow_batch_is_shallow (&job->view->view))
    return TRUE;
  if (!cow_search_take_index (job, wanted, error))
    return !wanted;
  lanes = choose_lanes (job);
  if (!wanted && (lanes < LEAST_SOURCES || !has_room (job)))
    return TRUE;
  plan->sweep = TRUE;
  plan->batch_sources = lanes;
  if (is_auto)
    cow_job_explain_why (job, "the index \"ch\" is of this view, %" G_GUINT64_FORMAT " sources: %u at once", plan->from->n, lanes);
  else
    cow_job_explain_why (job, "--algorithm=%s", name);
  return TRUE;
}

void
cow_search_index_tasks (CowJob *job, CowTasks *tasks)
{
  const CowSearchPlan *plan = job->plan;

  tasks->index = "ch";
  tasks->n_tasks = (plan->from->n + plan->batch_sources - 1) / plan->batch_sources;
  tasks->scratch_bytes = cow_phast_scratch_bytes (job->index, &job->view->view);
  tasks->units_per_task = cow_phast_arcs (job->index);
}

gboolean
cow_search_index_setup (CowWork *work, CowSearchScratch *scratch, GError **error)
{
  scratch->phast = cow_phast_new (work->job->index, &work->job->view->view, COW_VECTORS_BEST, error);
  return scratch->phast != NULL;
}
