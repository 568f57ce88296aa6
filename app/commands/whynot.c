/* whynot.c - why there is no path, for every pair: what would have to open for one. A task is a source, searched once over a view in which what the
 * options leave out is kept and marked. */
#include "app/explain.h"
#include "app/search-plan.h"
#include "graph/path/whynot.h"

typedef struct
{
  CowWhyNot *whynot;
  guint64 *avoid;
  GArray *targets; /* of guint32; NULL: all */
  GArray *vertices, *arcs;
  GString *bars;
} Scratch;

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the source" },
  { "to", COW_CELL_VERTEX, "the target" },
  { "reason", COW_CELL_TEXT, "path, cutoff, blocked, direction or component" },
  { "cost", COW_CELL_COST, "of the path, as if all was open that must open; inf when nothing helps; null when an edge to open has no weight" },
  { "opens", COW_CELL_INT, "edges that would have to open, or be walked against their direction; null when nothing helps" },
  { "source", COW_CELL_VERTEX, "where the edge to open begins; null when there is none" },
  { "target", COW_CELL_VERTEX, "where it ends" },
  { "by", COW_CELL_TEXT, "what keeps it closed: direction, where, block, overlay NAME, avoid; several with commas" },
  { "path", COW_CELL_PATH, "the path, all open; null in further rows of the pair" },
  { NULL },
};

static gpointer
set_up (CowWork *work, GError **error)
{
  const CowView *view = &work->job->view->view;
  const CowSearchPlan *plan = work->plan;
  Scratch *scratch = g_new0 (Scratch, 1);

  if (!cow_work_avoid (work, &scratch->avoid, error))
    return NULL;
  scratch->targets = cow_search_targets (plan->to, view->graph);
  scratch->vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  scratch->arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  scratch->bars = g_string_new (NULL);
  scratch->whynot = cow_whynot_new (view, error);
  return scratch->whynot ? scratch : NULL;
}

/* ---- rows ---- */

typedef struct
{
  guint32 from, to;
  const char *reason;
  CowWhyNotWay way;
} Answer;

static gboolean
is_avoided (const Scratch *scratch, guint32 vertex)
{
  return scratch->avoid && (scratch->avoid[vertex >> 6] >> (vertex & 63)) & 1;
}

static void
begin_row (CowRows *rows, const Answer *answer, guint opens)
{
  cow_rows_begin (rows);
  cow_rows_vertex (rows, answer->from);
  cow_rows_vertex (rows, answer->to);
  cow_rows_text (rows, answer->reason, -1);
  if (answer->way.weightless)
    cow_rows_null (rows);
  else
    cow_rows_cost (rows, answer->way.cost);
  cow_rows_int (rows, opens);
}

static void
add_path (CowRows *rows, const Scratch *scratch)
{
  cow_rows_path (rows, (const guint32 *)(void *)scratch->vertices->data, scratch->vertices->len);
}

static gboolean
add_component (CowRows *rows, const Answer *answer)
{
  cow_rows_begin (rows);
  cow_rows_vertex (rows, answer->from);
  cow_rows_vertex (rows, answer->to);
  cow_rows_text (rows, answer->reason, -1);
  cow_rows_cost (rows, cow_cost_unreachable ());
  for (guint i = 0; i < 4; i++)
    cow_rows_null (rows);
  cow_rows_path (rows, NULL, 0);
  return cow_rows_end (rows);
}

static gboolean
add_open_way (CowRows *rows, const Answer *answer, const Scratch *scratch)
{
  begin_row (rows, answer, 0);
  for (guint i = 0; i < 3; i++)
    cow_rows_null (rows);
  add_path (rows, scratch);
  return cow_rows_end (rows);
}

/* The arc behind vertex `i` of the way. */
static gboolean
is_closed (const CowView *view, const Scratch *scratch, guint i)
{
  guint64 arc = g_array_index (scratch->arcs, guint64, i);

  return (view->marks && view->marks[arc]) || cow_whynot_is_turned (scratch->whynot, arc)
         || is_avoided (scratch, g_array_index (scratch->vertices, guint32, i + 1));
}

/* The edge of that arc, and what keeps it closed. */
static gboolean
tell_bars (CowWork *work, guint i, guint32 *source, guint32 *target, GError **error)
{
  const CowView *view = &work->job->view->view;
  const Scratch *scratch = work->scratch;
  guint64 arc = g_array_index (scratch->arcs, guint64, i);
  const guint32 *ends = &g_array_index (scratch->vertices, guint32, i);

  g_string_truncate (scratch->bars, 0);
  if (arc < view->out.n_arcs)
    {
      if (!cow_work_tell_bars (work, arc, source, target, scratch->bars, error))
        return FALSE;
    }
  else
    {
      /* Nothing but its direction: where more bars edges, the view has marks and all arcs are its own. */
      gboolean back = view->out.targets == view->graph->out.targets;

      *source = ends[back];
      *target = ends[!back];
      g_string_append (scratch->bars, "direction");
    }
  if (is_avoided (scratch, ends[1]))
    g_string_append (scratch->bars, scratch->bars->len ? ", avoid" : "avoid");
  return TRUE;
}

/* One row an edge that is to open. wanted: more rows are. */
static gboolean
add_closed_way (CowWork *work, const Answer *answer, gboolean *wanted, GError **error)
{
  const CowView *view = &work->job->view->view;
  const Scratch *scratch = work->scratch;
  guint opens = 0, told = 0;

  for (guint i = 0; i < scratch->arcs->len; i++)
    opens += is_closed (view, scratch, i);
  for (guint i = 0; i < scratch->arcs->len && *wanted; i++)
    {
      guint32 source, target;

      if (!is_closed (view, scratch, i))
        continue;
      if (!tell_bars (work, i, &source, &target, error))
        return FALSE;
      begin_row (work->rows, answer, opens);
      cow_rows_vertex (work->rows, source);
      cow_rows_vertex (work->rows, target);
      cow_rows_text (work->rows, scratch->bars->str, (gssize)scratch->bars->len);
      if (told++)
        cow_rows_null (work->rows);
      else
        add_path (work->rows, scratch);
      *wanted = cow_rows_end (work->rows);
    }
  return TRUE;
}

static gboolean
is_within (const CowSearchPlan *plan, CowCost cost)
{
  if (!plan->has_cutoff)
    return TRUE;
  if (plan->cutoff.kind == COW_COST_INT && cost.kind == COW_COST_INT)
    return cost.integer <= plan->cutoff.integer;
  return cow_cost_as_double (cost) <= cow_cost_as_double (plan->cutoff);
}

/* FALSE: error. */
static gboolean
add_pair (CowWork *work, guint32 from, guint32 to, gboolean *found, gboolean *wanted, GError **error)
{
  Scratch *scratch = work->scratch;
  Answer answer = { .from = from, .to = to };

  if (!cow_whynot_way (scratch->whynot, to, &answer.way, scratch->vertices, scratch->arcs))
    {
      answer.reason = "component";
      *wanted = add_component (work->rows, &answer);
      return TRUE;
    }
  if (answer.way.turned || answer.way.opened)
    {
      answer.reason = answer.way.turned ? "direction" : "blocked";
      return add_closed_way (work, &answer, wanted, error);
    }
  answer.reason = is_within (work->plan, answer.way.cost) ? "path" : "cutoff";
  *found |= answer.reason[0] == 'p';
  *wanted = add_open_way (work->rows, &answer, scratch);
  return TRUE;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const CowSearchPlan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  const Scratch *scratch = work->scratch;
  guint32 from = cow_selection_get (plan->from, graph, task);
  CowSearchQuery query = { .sources = &from, .n_sources = 1, .avoid = scratch->avoid };
  gboolean found = FALSE, wanted = TRUE;
  CowSearchCounts counts;

  if (scratch->targets)
    {
      query.targets = (const guint32 *)(void *)scratch->targets->data;
      query.n_targets = scratch->targets->len;
    }
  if (!cow_whynot_run (scratch->whynot, &query, &work->progress, error))
    return FALSE;
  cow_whynot_counts (scratch->whynot, &counts);
  cow_work_count (work, &counts);
  for (guint64 i = 0; i < plan->to->n && wanted; i++)
    if (!add_pair (work, from, cow_selection_get (plan->to, graph, i), &found, &wanted, error))
      return FALSE;
  if (!found)
    cow_pool_worker_set_negative (work->worker);
  return TRUE;
}

/* ---- starting ---- */

static gboolean
fork_searches (CowJob *job, gpointer data, GError **error)
{
  const CowView *view = &job->view->view;
  CowTasks tasks;

  (void)data;
  cow_search_tasks (job, &tasks);
  tasks.setup = set_up;
  tasks.run = run;
  tasks.scratch_bytes = cow_whynot_scratch_bytes (view) + cow_job_avoid_bytes (job);
  tasks.units_per_task = 0;
  cow_job_explain_why (job, view->marks ? "one search from each source over all edges, those that are closed last" : "one search from each source over all edges");
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  CowViewWish wish = { .need_arcs = TRUE, .keep_barred = TRUE };
  CowJob *job = cow_search_job_new (call, &wish, error);

  if (!job)
    return FALSE;
  /* To tell what bars an edge. */
  if (cow_call_has (call, "where") || cow_call_has (call, "block") || job->layers->len)
    cow_job_want_edge_table (job);
  cow_job_then (job, fork_searches, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FROM", COW_ARG_VERTICES, "sources" },
  { "TO", COW_ARG_VERTICES, "targets" },
  { NULL },
};

static const CowOptionSpec *const options[] = { &cow_option_cutoff, COW_VIEW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "whynot d a" }, "from d no edge leads on: one would have to be walked against its direction" },
  { { "whynot a d --where='weight < 3'" }, "one edge of weight 3 would have to open" },
  { { "set @roads = a->d + c->d", "whynot a d --block=@roads --avoid=b" }, "the fewest edges, whatever closes them" },
  { { "whynot a d --cutoff=5" }, "there is a path, but it costs more" },
  { { NULL } },
};

const CowCommand cow_command_whynot = {
  .name = "whynot",
  .group = "paths",
  .summary = "why there is no path, and what would have to open for one",
  .details
  = "With the options of a question that found no path, whynot says for every pair what stands in the way. The reason is path, when there is one after all; cutoff, "
    "when the cheapest one costs more than --cutoff; blocked, when there is one once some edges open; direction, when some edges must be walked against "
    "their direction; component, when not even that helps: the two are not connected.\n\nEdges are closed by --where, by --block, by an overlay, or "
    "because they lead to a vertex of --avoid. The rows of a pair name a smallest set of edges to open: no path has fewer closed edges. Where a path must go against the direction of "
    "edges, the fewest edges that will do are walked so, then the fewest opened. Among sets of the same size that of the cheapest path is named, and among equally cheap paths the one that "
    "path would choose if all was open.\n\nOne row stands for each edge to open, in the order of the path; the path itself is in the first of them. An edge that several "
    "things close is one edge, and opens only when all of them give way. An edge that is closed may have no weight, or a negative one: then the cost of the path is null. "
    "What is blocked may cost more than --cutoff once it is open.\n\nThe status is that of path: 1 when no pair at all has a path.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
