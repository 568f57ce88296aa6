/* search-index.c - see search-index.h. */
#include "app/search-index.h"

#include <math.h>

#include "app/explain.h"

enum
{
  FEW_PAIRS = 16,    /* they take less time than the child that would search from the targets */
  /* As many arcs of a sweep as take the time of: */
  UP_ARCS = 16,   /* a search up, times the root of all arcs: a network is cut in two by about so many vertices */
  MEET_ARCS = 32, /* what a target left where a source comes */
};

gboolean
cow_search_by_index (const CowSearchPlan *plan)
{
  return plan->sweep || plan->bucketed || plan->by_hierarchy;
}

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

static gboolean
has_room (const CowJob *job)
{
  return cow_phast_scratch_bytes (job->index, &job->view->view) <= cow_job_worker_memory (job) / 2;
}

/* Where users count tasks, a task stays one source. */
static guint
choose_lanes (CowJob *job)
{
  const CowSearchPlan *plan = job->plan;
  guint64 a_round = (guint64)COW_PHAST_LANES * cow_job_workers (job), rounds;

  if (cow_call_option (job->call, "shard") || cow_call_option (job->call, "timeout") || plan->from->n == 0)
    return 1;
  /* As many sweeps for each worker, of about the same size. */
  rounds = (plan->from->n + a_round - 1) / a_round;
  a_round = rounds * cow_job_workers (job);
  return (guint)((plan->from->n + a_round - 1) / a_round);
}

/* ---- buckets of the targets: made by a child ---- */

static gboolean
write_buckets (CowWork *work, CowImageWriter *writer, GError **error)
{
  const CowJob *job = work->job;
  const CowSearchPlan *plan = work->plan;
  g_autoptr (GArray) targets = cow_search_targets (plan->to, job->entry->graph);

  return cow_ch_buckets_write (job->index, &job->view->view, (const guint32 *)(void *)targets->data, targets->len, writer,
                               &work->progress, error);
}

static gboolean
take_buckets (CowJob *job, CowArena *arena, GError **error)
{
  CowSearchPlan *plan = job->plan;

  cow_job_keep (job, arena, (GDestroyNotify)cow_arena_free);
  return cow_ch_buckets_open (cow_arena_base (arena), (guint32)plan->to->n, &plan->buckets, error);
}

/* Is it less work to search up from each target too than to sweep over everything? */
static gboolean
suits_buckets (const CowJob *job)
{
  const CowSearchPlan *plan = job->plan;
  double n_arcs = (double)cow_phast_arcs (job->index), n_from = (double)plan->from->n, n_to;

  if (!plan->to || plan->to->all || plan->to->n > job->view->view.out.n)
    return FALSE;
  n_to = (double)plan->to->n;
  return (n_from + n_to) * UP_ARCS * sqrt (n_arcs) + n_from * n_to * MEET_ARCS < ceil (n_from / COW_PHAST_LANES) * n_arcs;
}

static gboolean
fork_buckets (CowJob *job, GError **error)
{
  CowImageChild child = { .write = write_buckets, .done = take_buckets, .what = "searching up from the targets" };
  CowSearchPlan *plan = job->plan;

  plan->bucketed = TRUE;
  return cow_job_fork_image (job, &child, error);
}

/* ---- the choice ---- */

gboolean
cow_search_choose_index (CowJob *job, GError **error)
{
  CowSearchPlan *plan = job->plan;
  const char *name = cow_call_option (job->call, "algorithm");
  gboolean must_sweep = g_str_equal (name, "phast"), wanted = must_sweep || g_str_equal (name, "ch");

  if (!wanted && (!g_str_equal (name, "auto") || plan->bellman_ford))
    return TRUE;
  if (!cow_search_take_index (job, wanted, error))
    return !wanted;
  /* A bit per source is faster still, where it serves. */
  if (!wanted && !plan->to && job->view->view.out.kind == COW_WEIGHT_NONE && cow_batch_is_shallow (&job->view->view))
    {
      g_clear_pointer (&job->index, cow_index_unref);
      return TRUE;
    }
  if (!must_sweep && plan->to && !plan->to->all && plan->to->n == 1 && plan->from->n <= FEW_PAIRS)
    {
      if (!wanted)
        cow_job_explain_why (job, "the index \"ch\" is of this view, few pairs: searches up from both ends");
      plan->by_hierarchy = plan->pairs = TRUE;
      return TRUE;
    }
  if (!must_sweep && suits_buckets (job))
    {
      if (!wanted)
        cow_job_explain_why (job, "the index \"ch\" is of this view, %" G_GUINT64_FORMAT " sources, %" G_GUINT64_FORMAT " targets: searches up from both",
                             plan->from->n, plan->to->n);
      return fork_buckets (job, error);
    }
  plan->batch_sources = choose_lanes (job);
  plan->sweep = wanted || (!plan->has_cutoff && (plan->batch_sources > 1 || plan->from->n == 1) && has_room (job));
  if (!plan->sweep)
    plan->batch_sources = 0;
  else if (!wanted)
    cow_job_explain_why (job, "the index \"ch\" is of this view, %" G_GUINT64_FORMAT " sources: %" G_GUINT64_FORMAT " at once", plan->from->n,
                         plan->batch_sources);
  return TRUE;
}

/* ---- advice ---- */

/* Seconds of one core; of the machine that the figures of graph/path/README.md are from. */
#define SEARCH_S_PER_ARC 12e-9
#define PAIR_S_PER_ARC 4e-9
#define SWEEP_S_PER_ARC 0.3e-9
#define BUILD_S_PER_VERTEX 45e-6 /* in a grid; a sparser network takes less */
#define ADVICE_PAYS 2.0          /* what is saved, in builds */
#define ADVICE_LEAST_S 10.0      /* no word about less */
#define ADVICE_DEGREE 8          /* mean one, beyond which a hierarchy is unlikely */

static gboolean
may_have_hierarchy (const CowJob *job)
{
  const CowView *view = &job->view->view;
  const char *words = cow_job_view_words (job);

  return words && !job->avoid && view->negative_arc == COW_ARC_NONE && view->out.kind != COW_WEIGHT_F64 && view->out.n > 0
         && view->out.n_arcs / view->out.n < ADVICE_DEGREE && !cow_batch_is_shallow (view);
}

void
cow_search_advise_index (CowJob *job, gboolean is_pairs)
{
  const CowSearchPlan *plan = job->plan;
  const CowView *view = &job->view->view;
  double n_arcs = (double)view->out.n_arcs, n = (double)plan->from->n, degree = n_arcs / MAX (view->out.n, 1), without, with, build;
  const char *name = cow_call_option (job->call, "algorithm");

  if (!g_str_equal (name, "auto") || plan->has_cutoff || plan->bellman_ford)
    return;
  if (is_pairs)
    n *= (double)plan->to->n;
  without = n * n_arcs * (is_pairs ? PAIR_S_PER_ARC : SEARCH_S_PER_ARC);
  with = n * n_arcs * SWEEP_S_PER_ARC;
  build = BUILD_S_PER_VERTEX * (double)view->out.n * degree * degree / 16;
  if (without < ADVICE_LEAST_S || without - with < ADVICE_PAYS * build || !may_have_hierarchy (job))
    return;
  cow_session_note (job->session,
                    "this is about %.0f s of work for one core; \"index build ch%s%s\" is about %.0f s of it once, and this about %.0f s then", without,
                    cow_job_view_words (job)[0] ? " " : "", cow_job_view_words (job), build, with);
}

/* ---- tasks ---- */

void
cow_search_index_tasks (CowJob *job, CowTasks *tasks)
{
  const CowSearchPlan *plan = job->plan;

  tasks->index = "ch";
  if (plan->by_hierarchy)
    {
      tasks->scratch_bytes = cow_ch_search_scratch_bytes (job->index);
      return;
    }
  if (plan->bucketed)
    {
      tasks->scratch_bytes = cow_ch_many_search_scratch_bytes (job->index, plan->buckets.n_targets);
      return;
    }
  tasks->n_tasks = (plan->from->n + plan->batch_sources - 1) / plan->batch_sources;
  tasks->scratch_bytes = cow_phast_scratch_bytes (job->index, &job->view->view);
  tasks->units_per_task = cow_phast_arcs (job->index);
}

gboolean
cow_search_index_setup (CowWork *work, CowSearchScratch *scratch, GError **error)
{
  const CowSearchPlan *plan = work->plan;

  if (plan->by_hierarchy)
    {
      scratch->hierarchy = cow_ch_search_new (work->job->index, &work->job->view->view, error);
      return scratch->hierarchy != NULL;
    }
  if (plan->bucketed)
    {
      scratch->many = cow_ch_many_search_new (work->job->index, &work->job->view->view, &plan->buckets, error);
      return scratch->many != NULL;
    }
  scratch->phast = cow_phast_new (work->job->index, &work->job->view->view, COW_VECTORS_BEST, error);
  return scratch->phast != NULL;
}

gboolean
cow_search_pair_by_index (CowWork *work, CowChSearch *search, guint32 from, guint32 to, CowCost *cost, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  CowSearchCounts counts;

  if (!cow_ch_search_run (search, from, to, plan->has_cutoff, plan->cutoff, &work->progress, error))
    return FALSE;
  cow_ch_search_counts (search, &counts);
  cow_work_count (work, &counts);
  *cost = cow_ch_search_cost (search);
  if (cost->kind == COW_COST_UNREACHABLE)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}
