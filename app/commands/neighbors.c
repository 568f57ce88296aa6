/* neighbors.c - edges of a breadth-first exploration from a vertex. What it keeps grows with what it finds, not with the graph:
 * a table from vertex to its place in the list of those found. */
#include "app/job.h"
#include "app/selection.h"

typedef struct
{
  CowSelection *from;
  gint64 depth;
} Plan;

typedef struct
{
  guint32 from, to;
  CowCost weight;
} Found;

typedef struct
{
  const CowCsr *csr;
  guint64 *avoid;
  GArray *found;     /* of Found, the start, then in order of discovery: the queue as well */
  GHashTable *place; /* vertex -> place in found */
} Exploration;

static const CowResultColumn columns[] = {
  { "from", COW_CELL_VERTEX, "the vertex it was found from" },
  { "to", COW_CELL_VERTEX, "the neighbor" },
  { "depth", COW_CELL_INT, "edges from the start" },
  { "weight", COW_CELL_COST, "of the edge, the least of parallel ones; 1 without weights" },
  { NULL },
};

static gboolean
is_lighter (CowCost left, CowCost right)
{
  return left.kind == COW_COST_INT ? left.integer < right.integer : left.real < right.real;
}

static void
add_arc (Exploration *exploration, guint32 from, guint64 arc)
{
  guint32 to = cow_csr_target (exploration->csr, arc);
  CowCost weight = cow_csr_weight (exploration->csr, arc);
  gpointer place;

  if (!g_hash_table_lookup_extended (exploration->place, GUINT_TO_POINTER (to), NULL, &place))
    {
      Found found = { from, to, weight };

      if (exploration->avoid && (exploration->avoid[to >> 6] >> (to & 63) & 1))
        return;
      g_hash_table_insert (exploration->place, GUINT_TO_POINTER (to), GUINT_TO_POINTER (exploration->found->len));
      g_array_append_val (exploration->found, found);
    }
  else
    {
      Found *known = &g_array_index (exploration->found, Found, GPOINTER_TO_UINT (place));

      if (known->from == from && is_lighter (weight, known->weight))
        known->weight = weight;
    }
}

static gboolean
write_rows (CowRows *rows, const Exploration *exploration, guint first, gint64 depth)
{
  for (guint i = first; i < exploration->found->len; i++)
    {
      const Found *found = &g_array_index (exploration->found, Found, i);

      cow_rows_begin (rows);
      cow_rows_vertex (rows, found->from);
      cow_rows_vertex (rows, found->to);
      cow_rows_int (rows, depth);
      cow_rows_cost (rows, found->weight);
      if (!cow_rows_end (rows))
        return FALSE;
    }
  return TRUE;
}

/* Level by level; `end` is where the level being expanded ends in the list. */
static gboolean
explore (CowWork *work, Exploration *exploration, guint32 start, GError **error)
{
  const Plan *plan = work->plan;
  const CowCsr *csr = exploration->csr;
  GArray *list = exploration->found;
  Found root = { .from = COW_VERTEX_NONE, .to = start };
  guint next = 0;

  g_array_append_val (list, root);
  g_hash_table_insert (exploration->place, GUINT_TO_POINTER (start), NULL);
  for (gint64 depth = 1; depth <= plan->depth && next < list->len; depth++)
    for (guint end = list->len; next < end; next++)
      {
        guint32 from = g_array_index (list, Found, next).to;
        guint first = list->len;

        for (guint64 arc = csr->offsets[from]; arc < csr->offsets[from + 1]; arc++)
          add_arc (exploration, from, arc);
        if (!write_rows (work->rows, exploration, first, depth))
          return TRUE;
        if (cow_progress_step (&work->progress, cow_csr_degree (csr, from)))
          {
            g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
            return FALSE;
          }
      }
  return TRUE;
}

static gpointer
set_up (CowWork *work, GError **error)
{
  Exploration *exploration = g_new0 (Exploration, 1);

  exploration->csr = &work->job->view->view.out;
  if (!cow_work_avoid (work, &exploration->avoid, error))
    return NULL;
  exploration->found = g_array_new (FALSE, FALSE, sizeof (Found));
  exploration->place = g_hash_table_new (NULL, NULL);
  return exploration;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  Exploration *exploration = work->scratch;

  g_array_set_size (exploration->found, 0);
  g_hash_table_remove_all (exploration->place);
  return explore (work, exploration, cow_selection_get (plan->from, work->job->entry->graph, task), error);
}

static gboolean
fork_tasks (CowJob *job, gpointer data, GError **error)
{
  const Plan *plan = job->plan;
  CowTasks tasks = { .n_tasks = plan->from->n, .setup = set_up, .run = run, .algorithm = "breadth-first", .bulk = plan->from->n > 1000,
                     .scratch_bytes = cow_job_avoid_bytes (job) };

  (void)data;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  CowJob *job = cow_job_new (call, plan, g_free);
  CowViewWish wish = { .need_in = FALSE };

  cow_call_int (call, "depth", &plan->depth);
  plan->from = cow_job_select (job, cow_call_operand (call, 0), FALSE, error);
  if (!plan->from || !cow_job_want_view (job, &wish, error))
    return FALSE;
  cow_job_then (job, fork_tasks, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "V", COW_ARG_VERTICES, "where to start; each of several is explored by itself" },
  { NULL },
};

static const CowOptionSpec option_depth
    = { .name = "depth", .kind = COW_ARG_INT, .value = "N", .fallback = "1", .summary = "how many edges to go" };
static const CowOptionSpec *const options[] = { &option_depth, COW_VIEW_OPTIONS, NULL };

static const CowRefusal refusals[] = { { "cutoff", "--depth=N says how far it goes" }, { NULL } };

static const CowExample examples[] = {
  { { "neighbors a" }, "where the edges of a lead" },
  { { "neighbors b --direction=in" }, "where edges to b come from" },
  { { "neighbors a --depth=2 into @near" }, "the edges of a breadth-first exploration, kept as a set" },
  { { NULL } },
};

const CowCommand cow_command_neighbors = {
  .name = "neighbors",
  .group = "graph",
  .summary = "what is next to a vertex",
  .details = "Every vertex within --depth edges has one row, with the edge by which it was found first; the start has none. Rows come by "
             "depth, then in the order in which the vertices before were found, then in the order of their edges; against the direction of "
             "edges, by the appearance of the vertices they come from. Of parallel edges the least weight is shown.",
  .operands = operands,
  .options = options,
  .refusals = refusals,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_EDGES,
  .start = start,
};
