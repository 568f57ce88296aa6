/* search-teams.c - several workers on one source: when, whose memory, and what a worker without a source does.
 *
 * The teams are mapped before the fork, so that leaders and helpers find them at the same place. A helper goes to the team that has the
 * fewest so far; who is late finds the search over and leaves. */
#include "app/explain.h"
#include "app/search-plan.h"

typedef struct _CowTeams CowTeams;
struct _CowTeams
{
  guint n;
  guint32 *n_helpers; /* shared: how many came so far, of all teams */
  CowTeam *teams[];
};

static void
teams_free (gpointer data)
{
  CowTeams *teams = data;

  for (guint i = 0; i < teams->n; i++)
    cow_team_free (teams->teams[i]);
  g_clear_pointer (&teams->n_helpers, cow_team_counter_free);
  g_free (teams);
}

/* Workers of each source. 1: alone. */
static guint
count_members (const CowJob *job)
{
  const CowSearchPlan *plan = job->plan;
  const CowView *view = &job->view->view;
  guint64 n = plan->from->n;

  if (plan->bellman_ford || plan->dag || plan->johnson || plan->batch.kind != COW_BATCH_NONE || n == 0
      || g_strcmp0 (cow_call_option (job->call, "together"), "yes") != 0
      || cow_call_option (job->call, "shard") || cow_call_option (job->call, "timeout") || (plan->to && !plan->to->all))
    return 1;
  if (!cow_team_suits (view, plan->kind))
    return 1;
  return (guint)MIN (cow_job_workers (job) / n, COW_TEAM_MAX);
}

gboolean
cow_search_choose_teams (CowJob *job, GError **error)
{
  CowSearchPlan *plan = job->plan;
  guint n_members = count_members (job);

  if (n_members < 2)
    return TRUE;
  CowTeams *teams = g_malloc0 (sizeof *teams + plan->from->n * sizeof *teams->teams);
  cow_job_keep (job, teams, teams_free);
  if (!(teams->n_helpers = cow_team_counter_new (error)))
    return FALSE;
  for (; teams->n < plan->from->n; teams->n++)
    if (!(teams->teams[teams->n] = cow_team_new (&job->view->view, plan->kind, n_members, error)))
      return FALSE;
  plan->teams = teams;
  cow_job_explain_why (job, "fewer sources than workers: %u workers on one source", n_members);
  return TRUE;
}

void
cow_search_join_team (CowWork *work, guint64 task)
{
  const CowSearchPlan *plan = work->plan;
  CowSearchScratch *scratch = work->scratch;

  if (plan->teams)
    cow_search_join (scratch->search, plan->teams->teams[task]);
}

void
cow_search_help (CowWork *work)
{
  const CowSearchPlan *plan = work->plan;
  guint32 helper = __atomic_fetch_add (plan->teams->n_helpers, 1, __ATOMIC_RELAXED);

  cow_team_help (plan->teams->teams[helper % plan->teams->n], &work->progress);
  cow_progress_flush (&work->progress);
}

const CowOptionSpec cow_option_together = {
  .name = "together",
  .kind = COW_ARG_CHOICE,
  .value = "YES",
  .choices = "yes|no",
  .fallback = "no",
  .summary = "whether workers without a source of their own help those that have one",
};
