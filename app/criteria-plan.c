/* criteria-plan.c - see criteria-plan.h. */
#include "app/criteria-plan.h"

#include <string.h>

#include "app/explain.h"

typedef struct
{
  CowCriteria *criteria;
  guint64 *avoid;
} Scratch;

static void
plan_free (gpointer data)
{
  CowCriteriaPlan *plan = data;

  g_ptr_array_unref (plan->names);
  g_free (plan);
}

GPtrArray *
cow_criteria_split (const char *text)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  const char *start = text;
  int depth = 0;
  char quote = 0;

  for (const char *at = text;; at++)
    {
      if (!*at || (*at == ',' && depth <= 0 && !quote))
        {
          g_ptr_array_add (parts, g_strstrip (g_strndup (start, (gsize)(at - start))));
          start = at + 1;
        }
      if (!*at)
        return parts;
      if (quote)
        {
          if (*at == '\\' && at[1])
            at++;
          else if (*at == quote)
            quote = 0;
        }
      else if (strchr ("'\"`", *at))
        quote = *at;
      else if (strchr ("([", *at))
        depth++;
      else if (strchr (")]", *at))
        depth--;
    }
}

static gboolean
check_names (const GPtrArray *columns, GError **error)
{
  for (guint i = 0; i < columns->len; i++)
    for (guint j = 0; j < i; j++)
      {
        const CowResultColumn *column = columns->pdata[i], *other = columns->pdata[j];

        if (g_str_equal (column->name, other->name))
          return cow_fail (error, COW_STATUS_USAGE, "two columns would be named \"%s\": an attribute of that name can be written e.%s", column->name, column->name);
      }
  return TRUE;
}

static gboolean
set_columns (CowJob *job, guint first_named, const CowResultColumn *before, guint n_before, const CowResultColumn *after, guint n_after, GError **error)
{
  const CowCriteriaPlan *plan = job->plan;
  guint n_named = plan->names->len - first_named, n = n_before + n_named + n_after;
  g_autofree CowResultColumn *columns = g_new0 (CowResultColumn, n);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  memcpy (columns, before, n_before * sizeof *columns);
  for (guint i = 0; i < n_named; i++)
    columns[n_before + i] = (CowResultColumn){ plan->names->pdata[first_named + i], COW_CELL_COST, "its sum along the path" };
  if (n_after)
    memcpy (columns + n_before + n_named, after, n_after * sizeof *columns);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (all, &columns[i]);
  return check_names (all, error) && cow_job_set_columns (job, columns, n, error);
}

CowJob *
cow_criteria_job_new (CowCall *call, CowCriteriaWish wish, GPtrArray *names, const CowCost *limits, guint first_named,
                      const CowResultColumn *before, guint n_before, const CowResultColumn *after, guint n_after, GError **error)
{
  CowViewWish view_wish = { .need_in = TRUE, .weight = names->pdata[0] };
  CowJob *job = cow_search_job_new (call, &view_wish, error);
  CowCriteriaPlan *plan;

  if (!job)
    {
      g_ptr_array_unref (names);
      return NULL;
    }
  plan = cow_search_plan_extend (job, sizeof *plan, plan_free);
  plan->base.pairs = TRUE;
  plan->wish = wish;
  plan->names = names;
  memcpy (plan->limits, limits, names->len * sizeof *limits);
  if (plan->base.has_cutoff)
    plan->limits[0] = plan->base.cutoff;
  for (guint i = 1; i < names->len; i++)
    {
      view_wish.weight = names->pdata[i];
      if (!cow_job_want_another_view (job, &view_wish, error))
        return NULL;
    }
  return set_columns (job, first_named, before, n_before, after, n_after, error) ? job : NULL;
}

static const CowView **
list_views (const CowJob *job)
{
  const CowCriteriaPlan *plan = job->plan;
  const CowView **views = g_new (const CowView *, plan->names->len);

  views[0] = &job->view->view;
  for (guint i = 1; i < plan->names->len; i++)
    views[i] = &((CowSharedView *)job->more_views->pdata[i - 1])->view;
  return views;
}

static gpointer
set_up (CowWork *work, GError **error)
{
  const CowCriteriaPlan *plan = work->plan;
  g_autofree const CowView **views = list_views (work->job);
  Scratch *scratch = g_new0 (Scratch, 1);
  guint wrong = 0;

  if (!cow_work_avoid (work, &scratch->avoid, error))
    return NULL;
  scratch->criteria = cow_criteria_new (views, plan->names->len, &wrong, error);
  if (scratch->criteria)
    return scratch;
  if (plan->names->pdata[wrong])
    g_prefix_error (error, "\"%s\": ", (const char *)plan->names->pdata[wrong]);
  return NULL;
}

gboolean
cow_criteria_search (CowWork *work, guint64 task, CowCriteriaFunc found, gpointer user, GError **error)
{
  const CowCriteriaPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  const Scratch *scratch = work->scratch;
  CowSearchCounts counts = { 0 };
  CowCriteriaQuery query = { .source = cow_selection_get (plan->base.from, graph, task / plan->base.to->n),
                             .target = cow_selection_get (plan->base.to, graph, task % plan->base.to->n),
                             .avoid = scratch->avoid,
                             .limits = plan->limits,
                             .wish = plan->wish };
  gboolean ok = cow_criteria_run (scratch->criteria, &query, found, user, &counts, &work->progress, error);

  counts.scratch_bytes = work->job->tasks.scratch_bytes;
  cow_work_count (work, &counts);
  return ok;
}

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  const CowCriteriaPlan *plan = job->plan;
  g_autofree const CowView **views = list_views (job);
  CowTasks tasks;

  (void)data;
  cow_search_tasks (job, &tasks);
  cow_job_explain_why (job, "several sums at once: labels in order of cost, those that another beats are dropped");
  tasks.setup = set_up;
  tasks.run = plan->run;
  tasks.scratch_bytes = cow_criteria_scratch_bytes (views, plan->names->len) + cow_job_avoid_bytes (job);
  tasks.units_per_task = 0;
  cow_job_keep_counts (job);
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
tell (CowJob *job, gpointer data, GError **error)
{
  CowSearchCounts counts;

  (void)data;
  (void)error;
  cow_job_counts (job, &counts);
  cow_session_note (job->session,
                    "%s: %" G_GUINT64_FORMAT " labels made, %" G_GUINT64_FORMAT " dropped (no better than others), %" G_GUINT64_FORMAT
                    " ways cut off (beyond the limits); at most %" G_GUINT64_FORMAT " labels at once for a pair",
                    job->call->command->name, counts.labels_made, counts.labels_dropped, counts.pruned, counts.queue_peak);
  return TRUE;
}

gboolean
cow_criteria_job_start (CowJob *job, gboolean (*run) (CowWork *work, guint64 task, GError **error), GError **error)
{
  CowCriteriaPlan *plan = job->plan;

  plan->run = run;
  cow_job_then (job, fork_searches, NULL);
  cow_job_then (job, tell, NULL);
  return cow_job_start (job, error);
}
