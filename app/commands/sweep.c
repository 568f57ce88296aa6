/* sweep.c - what if each of these was gone: a question asked again without one edge or vertex after the other; a table of the damage.
 *
 * A task is one source and one removal, or some of them when there are very many. A worker searches once for each source that it comes to and keeps the tree; a removal then mends, in memory of the
 * worker's own, the part of the tree that hung on what is gone. So the graph is what it was, for this worker too, and whoever takes away what no path leads over
 * has nothing to search. */
#include <string.h>

#include "app/explain.h"
#include "app/removals.h"
#include "app/search-plan.h"
#include "graph/path/repair.h"

enum
{
  MOST_TASKS = 65536 /* from here on a task is more than one removal */
};

typedef struct
{
  CowSearchPlan base; /* first: the plan of the shared steps */
  gboolean of_edges;
  CowSelection *vertices; /* to take away; or */
  CowRemovals edges;
  guint64 per_task;   /* removals; the last task of a source may have fewer */
  gboolean changed_only;
  gboolean reached_only; /* with TO all: rows of those that are reached */
} Plan;

typedef struct
{
  CowRepair *repair;
  guint64 *avoid;
  GArray *targets;    /* of guint32; NULL: all */
  GArray *hung;       /* of guint32: vertices, by appearance */
  guint64 rooted;     /* which source the tree is of; G_MAXUINT64: none yet */
  gboolean any_reached; /* target of it */
  CowSearchSummary summary;
} Scratch;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  cow_removals_clear (&plan->edges);
  g_free (plan);
}

static guint64
count_removals (const Plan *plan)
{
  return plan->of_edges ? plan->edges.n : plan->vertices->n;
}

/* ---- rows ---- */

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target; not when the costs of a source are summed up" },
  { "vertex", COW_CELL_VERTEX, "taken away; when vertices are" },
  { "source", COW_CELL_VERTEX, "where the edge begins that is taken away; when edges are" },
  { "target", COW_CELL_VERTEX, "where it ends; when edges are" },
  { "edge", COW_CELL_INT, "its number, N of e:N; null for one that an overlay adds; when edges are" },
  { "before", COW_CELL_COST, "with everything there; inf without a path" },
  { "after", COW_CELL_COST, "without what is taken away" },
  { "change", COW_CELL_COST, "after less before; inf where there is no path any more" },
  { "lost", COW_CELL_INT, "targets that are no longer reached" },
  { NULL },
};

static gboolean
set_columns (CowJob *job, const Plan *plan, GError **error)
{
  CowResultColumn chosen[G_N_ELEMENTS (columns)];
  guint n = 0;

  for (guint i = 0; columns[i].name; i++)
    {
      gboolean of_edge = i >= 3 && i <= 5;

      if ((i == 1 && !plan->base.to) || (i == 2 && plan->of_edges) || (of_edge && !plan->of_edges))
        continue;
      chosen[n++] = columns[i];
    }
  return cow_job_set_columns (job, chosen, n, error);
}

typedef struct
{
  CowWork *work;
  guint32 from;
  guint64 removal;
} Row;

static gboolean
add_row (const Row *row, guint32 to, CowCost before, CowCost after, CowCost change, gint64 lost)
{
  const Plan *plan = row->work->plan;
  CowRows *rows = row->work->rows;

  if (plan->changed_only && !lost && cow_cost_as_double (change) == 0)
    return TRUE;
  cow_rows_begin (rows);
  cow_rows_vertex (rows, row->from);
  if (plan->base.to)
    cow_rows_vertex (rows, to);
  if (plan->of_edges)
    {
      const CowRemoval *removal = &plan->edges.removals[row->removal];

      cow_rows_vertex (rows, removal->source);
      cow_rows_vertex (rows, removal->target);
      if (removal->edge == COW_EDGE_NONE)
        cow_rows_null (rows);
      else
        cow_rows_int (rows, removal->edge);
    }
  else
    cow_rows_vertex (rows, cow_selection_get (plan->vertices, row->work->job->entry->graph, row->removal));
  cow_rows_cost (rows, before);
  cow_rows_cost (rows, after);
  cow_rows_cost (rows, change);
  cow_rows_int (rows, lost);
  return cow_rows_end (rows);
}

/* How much more, both reached. */
static CowCost
growth (CowCost before, CowCost after)
{
  if (before.kind == COW_COST_INT && after.kind == COW_COST_INT)
    return cow_cost_int (after.integer - before.integer);
  return cow_cost_real (cow_cost_as_double (after) - cow_cost_as_double (before));
}

static gboolean
add_pair (const Row *row, guint32 to)
{
  const Scratch *scratch = row->work->scratch;
  CowCost before = cow_repair_before (scratch->repair, to), after = before;

  if (cow_repair_has_hung (scratch->repair, to))
    after = cow_repair_after (scratch->repair, to);
  if (before.kind == COW_COST_UNREACHABLE)
    return add_row (row, to, before, after, cow_cost_int (0), 0);
  if (after.kind == COW_COST_UNREACHABLE)
    return add_row (row, to, before, after, after, 1);
  return add_row (row, to, before, after, growth (before, after), 0);
}

static gint
compare_appearances (gconstpointer a, gconstpointer b, gpointer graph)
{
  guint32 left = cow_graph_appearance (graph, *(const guint32 *)a), right = cow_graph_appearance (graph, *(const guint32 *)b);

  return (left > right) - (left < right);
}

/* To all that is reached; when only changes are wanted, to what hung on the removal. */
static void
add_all_pairs (const Row *row, guint32 n_hung)
{
  const CowGraph *graph = row->work->job->entry->graph;
  const Plan *plan = row->work->plan;
  Scratch *scratch = row->work->scratch;

  if (plan->changed_only)
    {
      g_array_set_size (scratch->hung, 0);
      for (guint32 i = 0; i < n_hung; i++)
        {
          guint32 vertex = cow_repair_hung (scratch->repair, i);

          g_array_append_val (scratch->hung, vertex);
        }
      g_array_sort_with_data (scratch->hung, compare_appearances, (gpointer)graph);
      for (guint i = 0; i < scratch->hung->len; i++)
        if (!add_pair (row, g_array_index (scratch->hung, guint32, i)))
          return;
      return;
    }
  for (guint64 i = 0; i < plan->base.to->n; i++)
    {
      guint32 to = cow_selection_get (plan->base.to, graph, i);

      if (cow_repair_before (scratch->repair, to).kind != COW_COST_UNREACHABLE && !add_pair (row, to))
        return;
    }
}

/* The sums of what is reached both before and after: they differ by what the others cost more. FALSE: overflow. */
static gboolean
add_sums (const Row *row, guint32 n_hung, GError **error)
{
  const Plan *plan = row->work->plan;
  Scratch *scratch = row->work->scratch;
  CowCost sum = scratch->summary.sum;
  __int128 integers = 0, more_integers = 0;
  long double reals = 0, more_reals = 0;
  gint64 lost = 0;

  for (guint32 i = 0; i < n_hung; i++)
    {
      guint32 vertex = cow_repair_hung (scratch->repair, i);
      CowCost before = cow_repair_before (scratch->repair, vertex), after = cow_repair_after (scratch->repair, vertex);
      gboolean is_lost = after.kind == COW_COST_UNREACHABLE;

      lost += is_lost && (i > 0 || plan->of_edges);
      if (is_lost && sum.kind == COW_COST_INT)
        integers += before.integer;
      else if (is_lost)
        reals += before.real;
      else if (sum.kind == COW_COST_INT)
        more_integers += after.integer - before.integer;
      else
        more_reals += growth (before, after).real;
    }
  if (sum.kind != COW_COST_INT)
    {
      reals = sum.real - reals;
      add_row (row, COW_VERTEX_NONE, cow_cost_real ((double)reals), cow_cost_real ((double)(reals + more_reals)), cow_cost_real ((double)more_reals), lost);
      return TRUE;
    }
  integers = sum.integer - integers;
  if (integers + more_integers > G_MAXINT64)
    return cow_fail (error, COW_STATUS_USAGE, "cost overflow: the costs sum up to more than %" G_GINT64_FORMAT, G_MAXINT64);
  add_row (row, COW_VERTEX_NONE, cow_cost_int ((gint64)integers), cow_cost_int ((gint64)(integers + more_integers)), cow_cost_int ((gint64)more_integers),
           lost);
  return TRUE;
}

/* ---- in a worker ---- */

static guint64
tasks_per_source (const Plan *plan)
{
  return (count_removals (plan) + plan->per_task - 1) / plan->per_task;
}

static gpointer
set_up (CowWork *work, GError **error)
{
  const CowView *view = &work->job->view->view;
  const Plan *plan = work->plan;
  Scratch *scratch = g_new0 (Scratch, 1);

  if (!cow_work_avoid (work, &scratch->avoid, error))
    return NULL;
  scratch->targets = cow_search_targets (plan->base.to, view->graph);
  scratch->hung = g_array_new (FALSE, FALSE, sizeof (guint32));
  scratch->rooted = G_MAXUINT64;
  scratch->repair = cow_repair_new (view, error);
  return scratch->repair ? scratch : NULL;
}

static void
count (CowWork *work)
{
  CowSearchCounts counts;

  cow_repair_counts (((Scratch *)work->scratch)->repair, &counts);
  cow_work_count (work, &counts);
}

static gboolean
is_any_reached (const CowWork *work)
{
  const Plan *plan = work->plan;
  const Scratch *scratch = work->scratch;

  if (!scratch->targets)
    return !plan->base.has_cutoff || cow_cost_as_double (plan->base.cutoff) >= 0;
  for (guint i = 0; i < scratch->targets->len; i++)
    if (cow_repair_before (scratch->repair, g_array_index (scratch->targets, guint32, i)).kind != COW_COST_UNREACHABLE)
      return TRUE;
  return FALSE;
}

/* The tree of this source, if it is not the one at hand. */
static gboolean
search_source (CowWork *work, guint64 number, guint32 source, GError **error)
{
  const Plan *plan = work->plan;
  Scratch *scratch = work->scratch;
  CowSearchQuery query = { .sources = &source, .n_sources = 1, .avoid = scratch->avoid, .has_cutoff = plan->base.has_cutoff, .cutoff = plan->base.cutoff };

  if (scratch->rooted == number)
    return TRUE;
  scratch->rooted = G_MAXUINT64;
  if (!cow_repair_root (scratch->repair, &query, &work->progress, error)
      || (!plan->base.to && !cow_repair_summarize (scratch->repair, &scratch->summary, error)))
    return FALSE;
  count (work);
  scratch->rooted = number;
  scratch->any_reached = is_any_reached (work);
  return TRUE;
}

static guint32
cut (const Plan *plan, CowRepair *repair, const CowGraph *graph, guint64 removal)
{
  if (!plan->of_edges)
    return cow_repair_cut_vertex (repair, cow_selection_get (plan->vertices, graph, removal));
  return cow_repair_cut_edge (repair, plan->edges.removals[removal].arcs[0], plan->edges.removals[removal].arcs[1]);
}

/* Mends what is asked for, if it hung on the removal at all. */
static gboolean
mend (CowWork *work, guint32 n_hung, GError **error)
{
  Scratch *scratch = work->scratch;
  const guint32 *targets = scratch->targets ? (const guint32 *)(void *)scratch->targets->data : NULL;
  gsize n_targets = scratch->targets ? scratch->targets->len : 0;
  gboolean needed = n_hung > 0 && !targets;

  for (gsize i = 0; i < n_targets && n_hung > 0 && !needed; i++)
    needed = cow_repair_has_hung (scratch->repair, targets[i]);
  if (!needed)
    return TRUE;
  if (!cow_repair_mend (scratch->repair, targets, n_targets, &work->progress, error))
    return FALSE;
  count (work);
  return TRUE;
}

static gboolean
run_removal (const Row *row, GError **error)
{
  const Plan *plan = row->work->plan;
  const CowGraph *graph = row->work->job->entry->graph;
  Scratch *scratch = row->work->scratch;
  guint32 n_hung = cut (plan, scratch->repair, graph, row->removal);

  if (!mend (row->work, n_hung, error))
    return FALSE;
  if (!plan->base.to)
    return add_sums (row, n_hung, error);
  if (plan->base.to->all && plan->reached_only)
    {
      add_all_pairs (row, n_hung);
      return TRUE;
    }
  for (guint64 i = 0; i < plan->base.to->n; i++)
    if (!add_pair (row, cow_selection_get (plan->base.to, graph, i)))
      break;
  return TRUE;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  const Scratch *scratch = work->scratch;
  guint64 number = task / tasks_per_source (plan), first = task % tasks_per_source (plan) * plan->per_task;
  Row row = { work, cow_selection_get (plan->base.from, work->job->entry->graph, number), first };

  if (!search_source (work, number, row.from, error))
    return FALSE;
  if (!scratch->any_reached)
    cow_pool_worker_set_negative (work->worker);
  for (; row.removal < MIN (first + plan->per_task, count_removals (plan)); row.removal++)
    if (!run_removal (&row, error) || !cow_progress_go_on (&work->progress, 1, error))
      return FALSE;
  return TRUE;
}

/* ---- starting ---- */

static char *
describe (CowJob *job, guint64 task)
{
  const Plan *plan = job->plan;
  g_autofree char *source = cow_search_describe (job, task / tasks_per_source (plan));
  guint64 first = task % tasks_per_source (plan) * plan->per_task, more = MIN (plan->per_task, count_removals (plan) - first) - 1;
  const CowGraph *graph = job->entry->graph;
  GString *text = g_string_new (source);

  if (!plan->of_edges)
    g_string_append_printf (text, " without :%u", cow_graph_appearance (graph, cow_selection_get (plan->vertices, graph, first)));
  else if (plan->edges.removals[first].edge != COW_EDGE_NONE)
    g_string_append_printf (text, " without e:%u", plan->edges.removals[first].edge);
  else
    g_string_append_printf (text, " without the added edge :%u -> :%u", cow_graph_appearance (graph, plan->edges.removals[first].source),
                            cow_graph_appearance (graph, plan->edges.removals[first].target));
  if (more)
    g_string_append_printf (text, " or one of the %" G_GUINT64_FORMAT " after it", more);
  return g_string_free (text, FALSE);
}

/* A task costs more than a removal that changes nothing. */
static guint64
choose_per_task (const CowJob *job, const Plan *plan)
{
  guint64 n_tasks = plan->base.from->n * count_removals (plan);

  /* Users count tasks then. */
  if (n_tasks <= MOST_TASKS || cow_call_option (job->call, "shard") || cow_call_option (job->call, "timeout"))
    return 1;
  return MIN ((n_tasks + MOST_TASKS - 1) / MOST_TASKS, count_removals (plan));
}

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  Plan *plan = job->plan;
  const CowView *view = &job->view->view;
  CowTasks tasks;

  (void)data;
  cow_search_tasks (job, &tasks);
  plan->per_task = choose_per_task (job, plan);
  tasks.n_tasks = plan->base.from->n * tasks_per_source (plan);
  tasks.setup = set_up;
  tasks.run = run;
  tasks.describe = describe;
  tasks.units_per_task = 0;
  tasks.bulk = count_removals (plan) > 1000 || (plan->base.to && plan->base.to->all);
  tasks.scratch_bytes = cow_repair_scratch_bytes (view) + cow_job_avoid_bytes (job);
  cow_job_explain_why (job, "costs with one thing gone differ only below it in the tree of shortest paths");
  return cow_job_fork_tasks (job, &tasks, error);
}

/* Options that say which question it is may stand before -- and behind it; all others are the sweep's own. */
static gboolean
check_options (const CowCall *call, const CowCall *question, GError **error)
{
  static const char *const taken[] = { "weight", "direction", "where", "avoid", "block", "overlay", "cutoff", NULL };
  GHashTableIter options;
  gpointer name;

  g_hash_table_iter_init (&options, question->options);
  while (g_hash_table_iter_next (&options, &name, NULL))
    {
      if (g_strv_contains (taken, name) && !cow_call_has (call, name))
        continue;
      if (g_strv_contains (taken, name))
        return cow_fail (error, COW_STATUS_USAGE, "--%s stands before -- and behind it", (char *)name);
      if (cow_command_find_option (call->command, name, FALSE, NULL))
        return cow_fail (error, COW_STATUS_USAGE, "--%s is for sweep: write it before --", (char *)name);
      return cow_fail (error, COW_STATUS_USAGE, "under sweep, %s takes no --%s", question->command->name, (char *)name);
    }
  return TRUE;
}

/* The command behind "--". (transfer full) */
static CowCall *
read_question (const CowCall *call, GError **error)
{
  g_autoptr (CowLine) line = cow_line_parse (call->text, error);
  g_autoptr (CowCall) question = NULL;

  if (!line)
    return NULL;
  /* Its words are the last operands. */
  guint first = line->words->len + 1 - cow_call_n_operands (call);
  if (!g_str_equal (g_ptr_array_index (line->words, first - 1), "--"))
    {
      cow_fail (error, COW_STATUS_USAGE, "sweep wants one selector, --, and the command to ask again: sweep WHAT -- path FROM TO");
      return NULL;
    }
  question = cow_call_new (call->session, line, first, call->text, call->where == NULL, error);
  if (!question)
    return NULL;
  if (!g_str_equal (question->command->name, "path") && !g_str_equal (question->command->name, "distances"))
    {
      cow_fail (error, COW_STATUS_USAGE, "sweep asks path or distances again, not \"%s\"", question->command->name);
      return NULL;
    }
  return check_options (call, question, error) ? g_steal_pointer (&question) : NULL;
}

static gboolean
find_kind (const CowCall *call, const char *what, gboolean *of_edges, GError **error)
{
  const char *of = cow_call_option (call, "of");

  *of_edges = of ? !g_str_equal (of, "vertices") : g_str_equal (what, "*");
  return of || *of_edges || cow_select_kind (call->session->graphs->current, what, of_edges, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  g_autoptr (CowCall) question = read_question (call, error);
  g_autofree char *what = g_strdup (cow_call_operand (call, 0));
  CowViewWish wish = { .need_in = TRUE };
  gboolean of_edges;
  CowJob *job;
  Plan *plan;

  if (!question || !find_kind (call, what, &of_edges, error))
    return FALSE;
  wish.need_arcs = of_edges;
  cow_call_adopt (call, question);
  job = cow_search_job_new (call, &wish, error);
  if (!job)
    return FALSE;
  plan = cow_search_plan_extend (job, sizeof *plan, plan_free);
  plan->changed_only = cow_call_has (call, "changed");
  plan->reached_only = g_str_equal (question->command->name, "distances");
  plan->of_edges = of_edges;
  if (!of_edges && !(plan->vertices = cow_job_select (job, what, FALSE, error)))
    return FALSE;
  if (of_edges && !cow_removals_select (&plan->edges, job, what, g_strcmp0 (cow_call_option (call, "of"), "added") == 0, error))
    return FALSE;
  if (!set_columns (job, plan, error))
    return FALSE;
  if (of_edges)
    cow_job_then (job, cow_removals_fork, &plan->edges);
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "WHAT", COW_ARG_VERTEX_OR_EDGE, "what to take away: edges or vertices, by any selector; '*' for every edge" },
  { "-- COMMAND", COW_ARG_COMMAND, "path or distances, with its operands and options" },
  { NULL },
};

static const CowOptionSpec option_remove = {
  .name = "remove", .kind = COW_ARG_CHOICE, .value = "HOW", .choices = "each", .fallback = "each", .summary = "one after the other, everything else there"
};
static const CowOptionSpec option_of = {
  .name = "of", .kind = COW_ARG_CHOICE, .value = "KIND", .choices = "edges|vertices|added", .summary = "what '*' or an expression stands for, where it could be either; added: edges that overlays add, and no others"
};
static const CowOptionSpec option_changed = { .name = "changed", .kind = COW_ARG_FLAG, .summary = "only rows where a cost changes or a target is lost" };
static const CowOptionSpec *const options[] = { &option_remove, &option_of, &option_changed, &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "sweep --remove=each '*' -- path a d" }, "what each edge is worth to one pair" },
  { { "sweep '*' --of=vertices --changed -- distances a d" }, "vertices that the cheapest path needs" },
  { { "set @two = b + c", "sweep @two -- distances a --weight=none" }, "how much all that is reached from a suffers" },
  { { "overlay new short", "edge add a d 2 --overlay=short", "sweep '*' --of=added --overlay=short -- path a d" }, "what an added edge is worth" },
  { { "sweep '*' --top=2 -- path '*' d --where='weight < 5'" }, "the two edges without which most is lost" },
  { { NULL } },
};

const CowCommand cow_command_sweep = {
  .name = "sweep",
  .group = "paths",
  .summary = "ask again with each edge or vertex taken away: a table of the damage",
  .details
  = "The command behind -- is asked once as things are, and then once for each edge (or vertex) of WHAT without it. It is path or distances, of which only costs are told, with "
    "the options that say what is asked: --weight, --direction, --where, --avoid, --block, --overlay, --cutoff; these may stand before -- as well. All other options are those of the sweep and stand before --.\n\n"
    "path and distances with targets have a row for every source, every removal and every target: the cost before and after, the change, and whether the target is lost. A removal that no "
    "cheapest path needs has change 0; --changed leaves such rows out. Without TO, distances has a row for every source and removal: the costs of all "
    "that is reached with and without it are summed up, and lost counts what is reached no more, the vertex that was taken away aside.\n\n"
    "For edges stand sets of edges, '*', e:N, FROM->TO, FROM--TO, and expressions that can only be read over edges; anything else stands for vertices. --of decides. An edge that the options leave out "
    "anyway changes nothing.\n\nWith an overlay, '*', FROM->TO and FROM--TO stand for the edges that it adds as well, behind those of the graph; sets, e:N and expressions know those of the graph "
    "only. --of=added leaves the graph's out: what each cached edge is worth. Taking away a reweighted edge takes away the edge.\n\nA task is one source and one removal, or some of them when there would be more than 65536 tasks. Costs after a removal differ only where the "
    "tree of shortest paths hung on what is gone, so a worker searches once for each source and then mends such a piece of its own tree for each removal. The graph is not written, and nothing of it is copied. "
    "With --top=N and no --sort the removals come first that lose most. The status is 1 when no pair has a path to begin with.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
