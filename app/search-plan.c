/* search-plan.c - see search-plan.h. */
#include "app/search-plan.h"

#include <string.h>

#include "app/explain.h"
#include "app/search-index.h"
#include "graph/input.h"

enum
{
  FEWEST_BATCH_TARGETS = 4
};

static gboolean
read_cutoff (CowCall *call, CowSearchPlan *plan)
{
  const char *text = cow_call_option (call, "cutoff");
  gint64 whole;
  double real;

  if (!text)
    return TRUE;
  if (cow_number_parse_int (text, strlen (text), &whole))
    {
      plan->cutoff = cow_cost_int (whole);
      plan->has_cutoff = TRUE;
    }
  else if (cow_number_parse_real (text, strlen (text), &real) && real < INFINITY)
    {
      plan->cutoff = cow_cost_real (real);
      plan->has_cutoff = TRUE;
    }
  return TRUE;
}

static CowSearchKind
read_algorithm (CowCall *call)
{
  const char *name = cow_call_option (call, "algorithm");

  if (!name)
    return COW_SEARCH_AUTO;
  return g_str_equal (name, "bfs")        ? COW_SEARCH_BFS
         : g_str_equal (name, "dijkstra") ? COW_SEARCH_DIJKSTRA
         : g_str_equal (name, "delta")    ? COW_SEARCH_DIJKSTRA
         : g_str_equal (name, "heap")     ? COW_SEARCH_HEAP
                                          : COW_SEARCH_AUTO;
}

CowJob *
cow_search_job_new (CowCall *call, const CowViewWish *wish, GError **error)
{
  CowSearchPlan *plan = g_new0 (CowSearchPlan, 1);
  CowJob *job = cow_job_new (call, plan, g_free);
  CowViewWish all = *wish;
  gint64 limit;

  plan->limit = cow_call_int (call, "limit", &limit) ? (guint64)limit : G_MAXUINT64;
  plan->kind = read_algorithm (call);
  read_cutoff (call, plan);
  if (cow_call_operand (call, 0) && !(plan->from = cow_job_select (job, cow_call_operand (call, 0), FALSE, error)))
    return NULL;
  if (cow_call_operand (call, 1) && !(plan->to = cow_job_select (job, cow_call_operand (call, 1), FALSE, error)))
    return NULL;
  /* To name a cycle, and paths. */
  all.need_in |= g_strcmp0 (cow_call_option (call, "algorithm"), "dag") == 0;
  return cow_job_want_view (job, &all, error) ? job : NULL;
}

gpointer
cow_search_plan_extend (CowJob *job, gsize bytes, GDestroyNotify free)
{
  char *plan = g_realloc (job->plan, bytes);

  memset (plan + sizeof (CowSearchPlan), 0, bytes - sizeof (CowSearchPlan));
  job->plan = plan;
  job->plan_free = free;
  return plan;
}

static void
explain_weights (CowJob *job)
{
  cow_job_explain_why (job, "%s, no weight is negative: one search from each source",
                       job->view->view.out.kind == COW_WEIGHT_NONE ? "every edge costs the same" : "edges have weights");
}

gboolean
cow_search_choose_signed (CowJob *job)
{
  CowSearchPlan *plan = job->plan;
  const char *name = cow_call_option (job->call, "algorithm");

  plan->bellman_ford = g_strcmp0 (name, "bellmanford") == 0
                       || (g_strcmp0 (name, "auto") == 0 && job->view->view.negative_arc != COW_ARC_NONE);
  if (g_strcmp0 (name, "dag") == 0)
    plan->dag = COW_DAG_SHORTEST;
  if (g_strcmp0 (name, "auto") != 0 && name)
    cow_job_explain_why (job, "--algorithm=%s", name);
  else if (plan->bellman_ford)
    cow_job_explain_why (job, "a weight is negative");
  else
    explain_weights (job);
  return plan->bellman_ford || plan->dag;
}

/* A search that stops at its last target does not go through all of the graph when there are few. Over bits a look at each target follows
 * each level. */
static gboolean
batch_suits_targets (const CowJob *job)
{
  const CowSearchPlan *plan = job->plan;

  if (plan->batch.kind == COW_BATCH_BITS)
    return !plan->to->all && plan->to->n >= FEWEST_BATCH_TARGETS && plan->to->n <= job->view->view.out.n / 16;
  return plan->to->n >= FEWEST_BATCH_TARGETS;
}

gboolean
cow_search_choose_batch (CowJob *job)
{
  CowSearchPlan *plan = job->plan;
  guint64 workers = cow_job_workers (job), n = plan->from->n;

  if (plan->bellman_ford || plan->dag || (plan->kind != COW_SEARCH_AUTO && plan->kind != COW_SEARCH_BFS) || cow_call_option (job->call, "shard")
      || cow_call_option (job->call, "timeout"))
    return FALSE;
  plan->batch = cow_batch_choose (&job->view->view, n, (guint)workers, plan->to ? COW_BATCH_TARGETS : COW_BATCH_SUMMARIES, cow_job_worker_memory (job) / 2);
  if (plan->to && !batch_suits_targets (job))
    plan->batch.kind = COW_BATCH_NONE;
  if (plan->batch.kind == COW_BATCH_NONE)
    return FALSE;
  plan->batch.n_targets = plan->to && !plan->to->all ? (guint32)plan->to->n : 0;
  /* As many batches for each worker, of about the same size. */
  cow_job_explain_why (job, "%s, %" G_GUINT64_FORMAT " sources, few levels: %u sources at once",
                       plan->batch.kind == COW_BATCH_LANES ? "32-bit weights" : "every edge costs the same", n, plan->batch.lanes);
  guint64 rounds = (n + plan->batch.lanes * workers - 1) / (plan->batch.lanes * workers);
  plan->batch_sources = (n + rounds * workers - 1) / (rounds * workers);
  return TRUE;
}

void
cow_search_tasks (CowJob *job, CowTasks *tasks)
{
  const CowSearchPlan *plan = job->plan;
  const CowView *view = &job->view->view;

  *tasks = (CowTasks){ .setup = cow_search_setup, .describe = cow_search_describe };
  if (!job->why)
    explain_weights (job);
  tasks->n_tasks = !plan->from ? 1 : plan->pairs ? plan->from->n * plan->to->n : plan->from->n;
  tasks->scratch_bytes = plan->dag          ? cow_dag_scratch_bytes (view, FALSE)
                         : plan->bellman_ford ? cow_bellman_ford_scratch_bytes (view)
                         : plan->johnson    ? cow_johnson_scratch_bytes (plan->johnson)
                         : plan->pairs      ? cow_bidirectional_scratch_bytes (view)
                                            : cow_search_scratch_bytes (view, plan->kind);
  if (cow_search_by_index (plan))
    {
      cow_search_index_tasks (job, tasks);
      return;
    }
  if (plan->batch.kind != COW_BATCH_NONE)
    {
      tasks->n_tasks = (plan->from->n + plan->batch_sources - 1) / plan->batch_sources;
      tasks->scratch_bytes = cow_batch_scratch_bytes (view, &plan->batch);
    }
  if (plan->teams)
    {
      /* A worker that has to go on alone takes its own scratch. */
      tasks->help = cow_search_help;
      tasks->scratch_bytes += cow_team_bytes (view, plan->kind, 2);
    }
  tasks->scratch_bytes += cow_job_avoid_bytes (job);
  if (plan->trees)
    tasks->scratch_bytes += (guint64)view->out.n * 2 * sizeof (guint32);
  if (plan->to && !plan->to->all)
    tasks->scratch_bytes += plan->to->n * sizeof (guint32);
  if (!plan->pairs && plan->batch.kind == COW_BATCH_NONE && !plan->has_cutoff && (!plan->to || plan->to->all))
    tasks->units_per_task = view->out.n_arcs;
}

static gboolean
make_trees (CowSearchScratch *scratch, guint32 n, GError **error)
{
  scratch->parents = g_try_new (guint32, MAX (n, 1));
  scratch->hops = g_try_new (guint32, MAX (n, 1));
  if (scratch->parents && scratch->hops)
    return TRUE;
  return cow_fail (error, COW_STATUS_MEMORY, "not enough memory for a tree: %" G_GUINT64_FORMAT " bytes wanted", (guint64)n * 8);
}

GArray *
cow_search_targets (const CowSelection *to, const CowGraph *graph)
{
  GArray *targets;

  if (!to || to->all)
    return NULL;
  targets = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint)to->n);
  for (guint64 i = 0; i < to->n; i++)
    {
      guint32 target = cow_selection_get (to, graph, i);

      g_array_append_val (targets, target);
    }
  return targets;
}

gpointer
cow_search_setup (CowWork *work, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowView *view = &work->job->view->view;
  CowSearchScratch *scratch = g_new0 (CowSearchScratch, 1);

  if (!cow_work_avoid (work, &scratch->avoid, error))
    return NULL;
  scratch->vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (view->n_touched)
    scratch->arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  if (cow_search_by_index (plan))
    return cow_search_index_setup (work, scratch, error) ? scratch : NULL;
  if (plan->pairs)
    {
      scratch->bidirectional = cow_bidirectional_new (view, error);
      return scratch->bidirectional ? scratch : NULL;
    }
  scratch->targets = cow_search_targets (plan->to, view->graph);
  if (plan->dag)
    {
      scratch->dag = cow_dag_new (view, plan->dag, error);
      return scratch->dag ? scratch : NULL;
    }
  if (plan->bellman_ford)
    {
      scratch->bellman_ford = cow_bellman_ford_new (view, error);
      return scratch->bellman_ford ? scratch : NULL;
    }
  if (plan->johnson)
    {
      scratch->johnson = cow_johnson_search_new (plan->johnson, error);
      return scratch->johnson ? scratch : NULL;
    }
  if (plan->batch.kind != COW_BATCH_NONE)
    {
      scratch->batch = cow_batch_new (view, &plan->batch, error);
      return scratch->batch ? scratch : NULL;
    }
  if (plan->trees && !make_trees (scratch, view->out.n, error))
    return NULL;
  scratch->search = cow_search_new (view, plan->kind, error);
  return scratch->search ? scratch : NULL;
}

static void
append_name (GString *out, const CowGraph *graph, guint32 vertex)
{
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (graph, vertex, buffer, &length);

  g_string_append_c (out, '"');
  g_string_append_len (out, name, (gssize)MIN (length, 100));
  g_string_append_c (out, '"');
}

char *
cow_search_describe (CowJob *job, guint64 task)
{
  const CowSearchPlan *plan = job->plan;
  GString *text = g_string_new ("from ");

  if (!plan->from)
    {
      g_string_append (text, "everywhere");
      return g_string_free (text, FALSE);
    }
  if (plan->batch_sources > 1)
    {
      guint64 first = task * plan->batch_sources, last = MIN (first + plan->batch_sources, plan->from->n) - 1;

      append_name (text, job->entry->graph, cow_selection_get (plan->from, job->entry->graph, first));
      g_string_append_printf (text, " and the %" G_GUINT64_FORMAT " after it", last - first);
      return g_string_free (text, FALSE);
    }
  append_name (text, job->entry->graph, cow_selection_get (plan->from, job->entry->graph, plan->pairs ? task / plan->to->n : task));
  if (plan->pairs)
    {
      g_string_append (text, " to ");
      append_name (text, job->entry->graph, cow_selection_get (plan->to, job->entry->graph, task % plan->to->n));
    }
  return g_string_free (text, FALSE);
}

gboolean
cow_search_from (CowWork *work, guint32 source, gboolean to_targets, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  CowSearchScratch *scratch = work->scratch;
  CowSearchCounts counts;
  CowSearchQuery query = { .sources = &source,
                           .n_sources = source != COW_VERTEX_NONE,
                           .avoid = scratch->avoid,
                           .has_cutoff = plan->has_cutoff,
                           .cutoff = plan->cutoff,
                           .only_summary = plan->only_summary };

  if (scratch->many)
    {
      if (!cow_ch_many_search_run (scratch->many, source, plan->has_cutoff, plan->cutoff, &work->progress, error))
        return FALSE;
      cow_ch_many_search_counts (scratch->many, &counts);
      cow_work_count (work, &counts);
      return TRUE;
    }
  if (scratch->dag)
    {
      if (!cow_dag_run (scratch->dag, &query, &work->progress, error))
        return FALSE;
      cow_dag_counts (scratch->dag, &counts);
      cow_work_count (work, &counts);
      return TRUE;
    }
  if (scratch->bellman_ford)
    {
      if (!cow_bellman_ford_run (scratch->bellman_ford, &query, &work->progress, error))
        return FALSE;
      cow_bellman_ford_counts (scratch->bellman_ford, &counts);
      cow_work_count (work, &counts);
      return TRUE;
    }
  if (to_targets && scratch->targets)
    {
      query.targets = (const guint32 *)(void *)scratch->targets->data;
      query.n_targets = scratch->targets->len;
    }
  if (scratch->johnson)
    {
      if (!cow_johnson_search_run (scratch->johnson, &query, &work->progress, error))
        return FALSE;
      cow_johnson_search_counts (scratch->johnson, &counts);
      cow_work_count (work, &counts);
      return TRUE;
    }
  if (!cow_search_run (scratch->search, &query, &work->progress, error))
    return FALSE;
  cow_search_counts (scratch->search, &counts);
  cow_work_count (work, &counts);
  return !plan->trees || cow_search_parents (scratch->search, scratch->parents, scratch->hops, &work->progress, error);
}

gboolean
cow_search_batch (CowWork *work, guint64 task, guint32 **sources, guint *n_sources, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  CowSearchScratch *scratch = work->scratch;
  guint64 first = task * plan->batch_sources;

  *n_sources = (guint)MIN (plan->batch_sources, plan->from->n - first);
  *sources = g_new (guint32, *n_sources);
  for (guint i = 0; i < *n_sources; i++)
    (*sources)[i] = cow_selection_get (plan->from, work->job->entry->graph, first + i);
  CowBatchQuery query = { .sources = *sources, .n_sources = *n_sources, .avoid = scratch->avoid, .has_cutoff = plan->has_cutoff, .cutoff = plan->cutoff };
  if (scratch->targets)
    {
      query.targets = (const guint32 *)(void *)scratch->targets->data;
      query.n_targets = scratch->targets->len;
    }
  CowSearchCounts counts;
  if (scratch->phast)
    {
      if (!cow_phast_run (scratch->phast, &query, &work->progress, error))
        return FALSE;
      cow_phast_counts (scratch->phast, &counts);
    }
  else
    {
      if (!cow_batch_run (scratch->batch, &query, &work->progress, error))
        return FALSE;
      cow_batch_counts (scratch->batch, &counts);
    }
  cow_work_count (work, &counts);
  return TRUE;
}

gboolean
cow_search_lane_summary (const CowSearchScratch *scratch, guint lane, CowSearchSummary *summary, GError **error)
{
  return scratch->phast ? cow_phast_summarize (scratch->phast, lane, summary, error)
                        : cow_batch_summarize (scratch->batch, lane, summary, error);
}

CowCost
cow_search_found_cost (const CowSearchScratch *scratch, guint32 target)
{
  if (scratch->dag)
    return cow_dag_cost (scratch->dag, target);
  return scratch->bellman_ford ? cow_bellman_ford_cost (scratch->bellman_ford, target)
         : scratch->johnson    ? cow_johnson_search_cost (scratch->johnson, target)
                               : cow_search_cost (scratch->search, target);
}

/* Upwards, from the target's place in the path. */
static void
follow_parents (CowSearchScratch *scratch, guint32 target)
{
  guint32 at = target;

  g_array_set_size (scratch->vertices, scratch->hops[target] + 1);
  for (guint i = scratch->vertices->len; i > 0; i--, at = scratch->parents[at])
    g_array_index (scratch->vertices, guint32, i - 1) = at;
}

static gboolean
is_better (CowCost a, CowCost b, gboolean longest)
{
  if (a.kind == COW_COST_INT)
    return longest ? a.integer > b.integer : a.integer < b.integer;
  return longest ? a.real > b.real : a.real < b.real;
}

/* A path without cycles says its vertices only: of parallel arcs it took the best, the first of those. */
static void
count_dag_hits (CowWork *work)
{
  const CowCsr *out = &work->job->view->view.out;
  const CowSearchScratch *scratch = work->scratch;
  gboolean longest = ((const CowSearchPlan *)work->plan)->dag == COW_DAG_LONGEST;

  for (guint i = 0; i + 1 < scratch->vertices->len; i++)
    {
      guint32 from = g_array_index (scratch->vertices, guint32, i), to = g_array_index (scratch->vertices, guint32, i + 1);
      guint64 best = COW_ARC_NONE;

      for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
        if (cow_csr_target (out, arc) == to
            && (best == COW_ARC_NONE || is_better (cow_csr_weight (out, arc), cow_csr_weight (out, best), longest)))
          best = arc;
      if (best != COW_ARC_NONE)
        cow_work_count_hits (work, &best, 1);
    }
}

gboolean
cow_search_found_path (CowWork *work, guint32 target, GError **error)
{
  CowSearchScratch *scratch = work->scratch;

  /* A tree of parents does not tell which of parallel arcs it took. */
  if (scratch->parents && !scratch->arcs)
    {
      follow_parents (scratch, target);
      return TRUE;
    }
  if (scratch->dag)
    {
      if (!cow_dag_path (scratch->dag, target, scratch->vertices, error))
        return FALSE;
      if (work->job->view->view.n_touched)
        count_dag_hits (work);
      return TRUE;
    }
  if (!(scratch->bellman_ford ? cow_bellman_ford_path (scratch->bellman_ford, target, scratch->vertices, scratch->arcs, error)
                              : cow_search_path (scratch->search, target, scratch->vertices, scratch->arcs, error)))
    return FALSE;
  if (scratch->arcs)
    cow_work_count_hits (work, (const guint64 *)(void *)scratch->arcs->data, scratch->arcs->len);
  return TRUE;
}

gboolean
cow_search_found_summary (const CowSearchScratch *scratch, CowSearchSummary *summary, GError **error)
{
  if (scratch->dag)
    return cow_dag_summarize (scratch->dag, summary, error);
  return scratch->bellman_ford ? cow_bellman_ford_summarize (scratch->bellman_ford, summary, error)
         : scratch->johnson    ? cow_johnson_search_summarize (scratch->johnson, summary, error)
                               : cow_search_summarize (scratch->search, summary, error);
}
