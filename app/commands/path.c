/* path.c - one shortest path for every pair of FROM and TO. Few targets: a task is a pair, searched from both ends. Many: a
 * task is a source, searched once. With a bound on what is left to go (A*) a task is a pair too; the bound is made once, by a
 * child, and shared. */
#include "app/explain.h"
#include "app/pair-rows.h"
#include "app/search-index.h"
#include "graph/path/aim.h"
#include "graph/path/ch.h"
#include "graph/path/landmarks.h"

enum
{
  MOST_PAIRS_PER_SOURCE = 4,
  MOST_PAIRS_BY_LANDMARKS = 8, /* on networks where they help at all a pair takes a tenth of a search */
  MOST_PAIRS_BY_INDEX = 64 /* a pair with its path takes a hundredth of a search */
};

typedef struct
{
  CowSearchPlan base; /* first: the plan of the shared steps */
  gboolean aimed;     /* A* */
  gboolean by_index;  /* job->index, a contraction hierarchy */
  gboolean landmarks; /* by the index alt */
  CowExpr *expr;      /* of --bound; NULL: by the coordinates */
  CowArena *arena;    /* of the bound */
  CowBound bound;
} Plan;

typedef struct
{
  CowAim *aim;
  guint64 *avoid;
  GArray *vertices, *arcs; /* of a path; arcs only where an overlay wants them counted */
} AimScratch;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_clear_pointer (&plan->expr, cow_expr_free);
  g_clear_pointer (&plan->arena, cow_arena_free);
  g_free (plan);
}

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "cost", COW_CELL_COST, "of the path; inf without one" },
  { "hops", COW_CELL_INT, "edges of the path; null without one" },
  { "path", COW_CELL_PATH, "its vertices, both ends included" },
  { NULL },
};

static gboolean
add_row (CowRows *rows, guint32 from, guint32 to, CowCost cost, const GArray *vertices)
{
  gboolean found = cost.kind != COW_COST_UNREACHABLE;

  cow_rows_begin (rows);
  cow_rows_vertex (rows, from);
  cow_rows_vertex (rows, to);
  cow_rows_cost (rows, cost);
  if (found)
    cow_rows_int (rows, (gint64)vertices->len - 1);
  else
    cow_rows_null (rows);
  cow_rows_path (rows, (const guint32 *)(void *)vertices->data, found ? vertices->len : 0);
  return cow_rows_end (rows);
}

static gboolean
run_pair (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  CowSearchScratch *scratch = work->scratch;
  guint32 from = cow_selection_get (plan->from, graph, task / plan->to->n);
  guint32 to = cow_selection_get (plan->to, graph, task % plan->to->n);
  CowSearchCounts counts;
  CowCost cost;

  if (!cow_bidirectional_run (scratch->bidirectional, from, to, scratch->avoid, plan->has_cutoff, plan->cutoff, &work->progress, error))
    return FALSE;
  cow_bidirectional_counts (scratch->bidirectional, &counts);
  cow_work_count (work, &counts);
  cost = cow_bidirectional_cost (scratch->bidirectional);
  g_array_set_size (scratch->vertices, 0);
  if (cost.kind == COW_COST_UNREACHABLE)
    cow_pool_worker_set_negative (work->worker);
  else if (!cow_bidirectional_path (scratch->bidirectional, scratch->vertices, scratch->arcs, error))
    return FALSE;
  else if (scratch->arcs)
    cow_work_count_hits (work, (const guint64 *)(void *)scratch->arcs->data, scratch->arcs->len);
  add_row (work->rows, from, to, cost, scratch->vertices);
  return TRUE;
}

static gboolean
run_source (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  CowSearchScratch *scratch = work->scratch;
  guint32 from = cow_selection_get (plan->from, graph, task);
  gboolean found = FALSE;

  if (!cow_search_from (work, from, TRUE, error))
    return FALSE;
  for (guint64 i = 0; i < plan->to->n; i++)
    {
      guint32 to = cow_selection_get (plan->to, graph, i);
      CowCost cost = cow_search_found_cost (scratch, to);

      g_array_set_size (scratch->vertices, 0);
      if (cost.kind != COW_COST_UNREACHABLE)
        {
          found = TRUE;
          if (!cow_search_found_path (work, to, error))
            return FALSE;
        }
      if (!add_row (work->rows, from, to, cost, scratch->vertices))
        break;
    }
  if (!found)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

/* ---- led by a bound ---- */

static gboolean
write_bound (CowWork *work, CowImageWriter *writer, GError **error)
{
  const CowView *view = &work->job->view->view;
  const Plan *plan = work->plan;

  return plan->expr ? cow_bound_write_values (view, plan->expr, writer, &work->progress, error)
                    : cow_bound_write_places (view, writer, &work->progress, error);
}

static gboolean
take_bound (CowJob *job, CowArena *arena, GError **error)
{
  Plan *plan = job->plan;

  plan->arena = arena;
  if (!cow_bound_open (&job->view->view, cow_arena_base (arena), &plan->bound, error))
    return FALSE;
  if (!plan->expr && !(plan->bound.facts.scale > 0))
    cow_session_warn (job->session, "astar: an edge that leads away costs nothing: distances bound no costs");
  return TRUE;
}

static gboolean
take_landmarks (CowJob *job, GError **error)
{
  Plan *plan = job->plan;

  if (job->view->view.negative_arc != COW_ARC_NONE)
    return cow_fail (error, COW_STATUS_USAGE, "alt wants weights that are not negative");
  /* Landmarks bound the costs of every view with fewer arcs. */
  if (!cow_job_take_wider_index (job, "alt") || !cow_landmarks_open (&job->view->view, &job->index->data, &plan->bound))
    return cow_fail (error, COW_STATUS_USAGE, "no landmarks for these weights and this direction: index build alt makes them");
  return TRUE;
}

/* auto: landmarks that are there lead better than a search from both ends, unless all vertices are few edges apart; a hierarchy is better
 * still. */
static void
choose_landmarks (CowJob *job)
{
  Plan *plan = job->plan;
  const CowView *view = &job->view->view;

  if (!g_str_equal (cow_call_option (job->call, "algorithm"), "auto") || plan->base.to->n > MOST_PAIRS_BY_LANDMARKS
      || view->negative_arc != COW_ARC_NONE || cow_job_take_index (job, "ch") || !cow_job_take_wider_index (job, "alt"))
    return;
  if (cow_batch_is_shallow (view) || !cow_landmarks_open (view, &job->index->data, &plan->bound))
    return;
  plan->landmarks = plan->aimed = TRUE;
  cow_job_explain_why (job, "the index \"alt\" bounds the costs of this view, and there are many levels");
}

static gboolean
fork_bound (CowJob *job, gpointer data, GError **error)
{
  CowImageChild child = { .write = write_bound, .done = take_bound, .what = "preparing bounds" };
  Plan *plan = job->plan;

  (void)data;
  if (!plan->aimed)
    {
      choose_landmarks (job);
      return TRUE;
    }
  if (plan->landmarks)
    return take_landmarks (job, error);
  return cow_job_fork_image (job, &child, error);
}

static gpointer
set_up_aim (CowWork *work, GError **error)
{
  const CowView *view = &work->job->view->view;
  const Plan *plan = work->plan;
  AimScratch *scratch = g_new0 (AimScratch, 1);

  if (!cow_work_avoid (work, &scratch->avoid, error))
    return NULL;
  scratch->vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (view->n_touched)
    scratch->arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  scratch->aim = cow_aim_new (view, &plan->bound, error);
  return scratch->aim ? scratch : NULL;
}

static gboolean
run_aim (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  const CowSearchPlan *base = &plan->base;
  const CowGraph *graph = work->job->entry->graph;
  AimScratch *scratch = work->scratch;
  CowSearchCounts counts;
  guint32 from = cow_selection_get (base->from, graph, task / base->to->n);
  guint32 to = cow_selection_get (base->to, graph, task % base->to->n);
  CowCost cost;

  if (!cow_aim_run (scratch->aim, from, to, scratch->avoid, base->has_cutoff, base->cutoff, &work->progress, error))
    return FALSE;
  cow_aim_counts (scratch->aim, &counts);
  cow_work_count (work, &counts);
  cost = cow_aim_cost (scratch->aim);
  g_array_set_size (scratch->vertices, 0);
  if (cost.kind == COW_COST_UNREACHABLE)
    cow_pool_worker_set_negative (work->worker);
  else if (!cow_aim_path (scratch->aim, scratch->vertices, scratch->arcs, error))
    return FALSE;
  else if (scratch->arcs)
    cow_work_count_hits (work, (const guint64 *)(void *)scratch->arcs->data, scratch->arcs->len);
  add_row (work->rows, from, to, cost, scratch->vertices);
  return TRUE;
}

/* ---- by a contraction hierarchy ---- */

typedef struct
{
  CowChSearch *search;
  GArray *vertices; /* a path */
} IndexScratch;

static gpointer
set_up_index (CowWork *work, GError **error)
{
  IndexScratch *scratch = g_new0 (IndexScratch, 1);

  scratch->vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  scratch->search = cow_ch_search_new (work->job->index, &work->job->view->view, error);
  return scratch->search ? scratch : NULL;
}

static gboolean
run_index (CowWork *work, guint64 task, GError **error)
{
  IndexScratch *scratch = work->scratch;
  CowPairRows pair = cow_pair_rows (work, task);
  CowCost cost;

  if (!cow_search_pair_by_index (work, scratch->search, pair.from, pair.to, &cost, error))
    return FALSE;
  g_array_set_size (scratch->vertices, 0);
  if (cost.kind != COW_COST_UNREACHABLE && !cow_ch_search_path (scratch->search, scratch->vertices, NULL, error))
    return FALSE;
  add_row (work->rows, pair.from, pair.to, cost, scratch->vertices);
  return TRUE;
}

/* Is it answered by the index? With --algorithm=ch it must be: FALSE with error then. */
static gboolean
choose_index (CowJob *job, gboolean *by_index, GError **error)
{
  const CowSearchPlan *base = job->plan;
  const char *algorithm = cow_call_option (job->call, "algorithm");
  gboolean wanted = g_str_equal (algorithm, "ch");

  *by_index = (wanted || (g_str_equal (algorithm, "auto") && base->to->n <= MOST_PAIRS_BY_INDEX))
              && cow_search_take_index (job, wanted, error);
  return *by_index || !wanted;
}

/* ---- starting ---- */

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  Plan *plan = job->plan;
  CowSearchPlan *base = &plan->base;
  const CowView *view = &job->view->view;
  const char *algorithm = cow_call_option (job->call, "algorithm");
  CowTasks tasks;

  (void)data;
  if (!plan->aimed && !choose_index (job, &plan->by_index, error))
    return FALSE;
  base->pairs = plan->aimed || plan->by_index
                || (!cow_search_choose_signed (job)
                    && (g_str_equal (algorithm, "bidirectional")
                        || (g_str_equal (algorithm, "auto") && base->to->n <= MOST_PAIRS_PER_SOURCE && cow_bidirectional_pays (view))));
  if (plan->by_index)
    cow_job_explain_why (job, "the index \"ch\" is of this view");
  else if (base->pairs && !plan->aimed && g_str_equal (algorithm, "auto"))
    cow_job_explain_why (job, "no weight is negative, %" G_GUINT64_FORMAT " target%s for each source: a search from both ends", base->to->n,
                         base->to->n == 1 ? "" : "s");
  if (!plan->aimed && !plan->by_index)
    cow_search_advise_index (job, base->pairs);
  cow_search_tasks (job, &tasks);
  tasks.run = plan->aimed ? run_aim : plan->by_index ? run_index : base->pairs ? run_pair : run_source;
  if (plan->aimed)
    {
      tasks.setup = set_up_aim;
      if (!plan->landmarks)
        cow_job_explain_why (job, "%s bounds what is left to go to the target", cow_call_has (job->call, "bound") ? "--bound" : "the distance of coordinates");
      tasks.index = plan->landmarks ? "alt" : NULL;
      tasks.scratch_bytes = cow_aim_scratch_bytes (view) + cow_job_avoid_bytes (job);
    }
  if (plan->by_index)
    {
      tasks.setup = set_up_index;
      tasks.scratch_bytes = cow_ch_search_scratch_bytes (job->index);
      tasks.index = "ch";
    }
  return cow_job_fork_tasks (job, &tasks, error);
}

/* Is it A*, and by what? FALSE with error. */
static gboolean
read_bound (CowJob *job, Plan *plan, GError **error)
{
  const char *algorithm = cow_call_option (job->call, "algorithm"), *bound = cow_call_option (job->call, "bound");

  plan->landmarks = g_str_equal (algorithm, "alt");
  plan->aimed = plan->landmarks || g_str_equal (algorithm, "astar") || (bound && g_str_equal (algorithm, "auto"));
  if (bound && (!plan->aimed || plan->landmarks))
    return cow_fail (error, COW_STATUS_USAGE, "--bound leads --algorithm=astar, not %s", algorithm);
  if (!plan->aimed || plan->landmarks)
    return TRUE;
  if (!bound && !job->entry->graph->coordinates)
    return cow_fail (error, COW_STATUS_USAGE, "astar needs coordinates, which the graph has not, or --bound=EXPR");
  if (bound && !(plan->expr = cow_expr_new (bound, COW_SCOPE_VERTEX, job->entry->graph, error)))
    {
      g_prefix_error (error, "--bound: ");
      return FALSE;
    }
  return TRUE;
}

static gboolean
start (CowCall *call, GError **error)
{
  CowViewWish wish = { .need_in = TRUE };
  CowJob *job = cow_search_job_new (call, &wish, error);
  Plan *plan;

  if (!job)
    return FALSE;
  plan = cow_search_plan_extend (job, sizeof *plan, plan_free);
  if (!read_bound (job, plan, error))
    return FALSE;
  cow_job_then (job, fork_bound, NULL);
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { "TO", COW_ARG_VERTICES, "targets" },
  { NULL },
};

static const CowOptionSpec option_algorithm = {
  .name = "algorithm",
  .kind = COW_ARG_CHOICE,
  .value = "NAME",
  .choices = "auto|bfs|dijkstra|heap|bidirectional|astar|alt|ch|bellmanford|dag",
  .fallback = "auto",
  .summary = "how to search: auto picks by the graph, the weights and the number of targets; bfs wants edges that cost 1 each; heap is "
             "Dijkstra's algorithm with a plain heap; bidirectional goes from both ends; astar is led by coordinates or by --bound, alt by "
             "landmarks and ch by a contraction hierarchy (see index); bellmanford takes negative weights, dag too where there is no cycle",
};
static const CowOptionSpec option_bound = {
  .name = "bound",
  .kind = COW_ARG_EXPR,
  .value = "EXPR",
  .summary = "leads astar: an attribute or expression of vertices that never falls by more than the weight along an edge",
};
static const CowOptionSpec *const options[] = { &option_algorithm, &option_bound, &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "path a d" }, "a cheapest path" },
  { { "path a d --weight=none" }, "a path with the fewest edges" },
  { { "path a d --avoid=b" }, "a cheapest path that does not pass through b" },
  { { "index build ch", "path a d --algorithm=ch" }, "by an index" },
  { { "path a d --bound=0" }, "led by a bound, here one that says nothing" },
  { { NULL } },
};

const CowCommand cow_command_path = {
  .name = "path",
  .group = "paths",
  .summary = "a shortest path for every pair",
  .details = "Every pair of a source and a target has a row. Among paths of the same cost one is chosen by a fixed rule, the same for every "
             "algorithm: seen from the target, the predecessor that appeared first in the input. A pair without a path has cost inf, no "
             "hops and an empty path; the status is 1 when no pair at all has one.\n\nWhere a weight is negative, auto searches with the "
             "Bellman-Ford algorithm; a negative cycle that the source reaches is an error that prints it. dag takes negative weights too, in one pass "
             "over what is reached, where there is no cycle at all. The other algorithms refuse "
             "negative weights.\n\nastar looks first where cost and a lower bound on the rest are least together. Without --bound that is "
             "the distance of the coordinates, along the sphere when all are degrees, times the least weight that an edge has for its "
             "length: so it never exceeds a cost, whatever the weights mean. With --bound the values may only fall along an "
             "edge by as much as it costs, which is checked (the first edge that breaks it is an error); the value of a vertex less that of the "
             "target is then a lower bound, for every target. alt takes its bounds from the index of that name, which was built for the same --weight and "
             "--direction; with --where, --block, --avoid and overlays that only block edges they hold too. Costs and paths are those of the other algorithms."
             "\n\nch asks a contraction hierarchy, which index build ch makes for the same --weight, --direction and --where; auto does too "
             "when there is one and there are few targets. Else auto asks landmarks that are there, for few targets, where a network has far ends. The answers are the same.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
