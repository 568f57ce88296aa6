/* sample.c - some vertices or edges at random: Floyd's algorithm on a bitmap, then a walk over its bits in order. */
#include <string.h>

#include "app/job.h"
#include "graph/edge-scan.h"
#include "graph/generate/random.h"
#include "graph/input.h"
#include "graph/set.h"

typedef struct
{
  gint64 wanted, seed;
  gboolean of_edges;
} Plan;

static const CowResultColumn vertex_columns[] = {
  { "vertex", COW_CELL_VERTEX, "a vertex (--of=vertices)" },
  { NULL },
};

static const CowResultColumn edge_columns[] = {
  { "from", COW_CELL_VERTEX, "source of an edge" },
  { "to", COW_CELL_VERTEX, "its target" },
};

/* `wanted` distinct members, every choice of them equally likely. Source: Bentley and Floyd, "A sample of brilliance", 1987. */
static CowSet *
choose (const Plan *plan, guint64 universe, GError **error)
{
  CowSet *set = cow_set_new (plan->of_edges, universe, error);
  guint64 wanted = MIN ((guint64)plan->wanted, universe);
  CowRandom random;

  if (!set)
    return NULL;
  cow_random_init (&random, (guint64)plan->seed, plan->of_edges);
  for (guint64 last = universe - wanted; last < universe; last++)
    {
      guint64 member = cow_random_below (&random, last + 1);

      cow_set_add (set, cow_set_has (set, member) ? last : member);
    }
  return set;
}

static void
write_vertices (CowRows *rows, const CowGraph *graph, const CowSet *set)
{
  for (guint64 i = cow_set_next (set, 0); i < set->universe; i = cow_set_next (set, i + 1))
    {
      cow_rows_begin (rows);
      cow_rows_vertex (rows, cow_graph_vertex_at (graph, (guint32)i));
      if (!cow_rows_end (rows))
        return;
    }
}

/* The chosen edges in order, and room for their ends. */
typedef struct
{
  const CowSet *set;
  guint64 n, found;
  guint32 *edges, *ends; /* [n], [2 n] */
} Ends;

static gboolean
take_ends (const CowEdge *edge, gpointer user)
{
  Ends *ends = user;
  guint64 low = 0, high = ends->n;

  if (!cow_set_has (ends->set, edge->edge))
    return TRUE;
  while (high - low > 1)
    {
      guint64 middle = low + (high - low) / 2;

      if (ends->edges[middle] <= edge->edge)
        low = middle;
      else
        high = middle;
    }
  ends->ends[2 * low] = edge->source;
  ends->ends[2 * low + 1] = edge->target;
  return ++ends->found < ends->n;
}

static gboolean
write_edges (CowWork *work, const CowSet *set, GError **error)
{
  Ends ends = { .set = set, .n = set->size };
  guint64 n = 0;

  ends.edges = g_try_new (guint32, MAX (3 * ends.n, 1));
  if (!ends.edges)
    return cow_fail (error, COW_STATUS_MEMORY, "not enough memory for a sample: %" G_GUINT64_FORMAT " bytes wanted", ends.n * 12);
  ends.ends = ends.edges + ends.n;
  for (guint64 i = cow_set_next (set, 0); i < set->universe; i = cow_set_next (set, i + 1))
    ends.edges[n++] = (guint32)i;
  if (n && !cow_edge_scan (work->job->entry->graph, take_ends, &ends, &work->progress, error))
    return FALSE;
  for (guint64 i = 0; i < n; i++)
    {
      cow_rows_begin (work->rows);
      cow_rows_vertex (work->rows, ends.ends[2 * i]);
      cow_rows_vertex (work->rows, ends.ends[2 * i + 1]);
      if (!cow_rows_end (work->rows))
        break;
    }
  g_free (ends.edges);
  return TRUE;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  g_autoptr (CowSet) set = choose (plan, plan->of_edges ? graph->m : graph->n, error);

  (void)task;
  if (!set)
    return FALSE;
  if (plan->of_edges)
    return write_edges (work, set, error);
  write_vertices (work->rows, graph, set);
  return TRUE;
}

static gboolean
fork_task (CowJob *job, gpointer data, GError **error)
{
  const Plan *plan = job->plan;
  const CowGraph *graph = job->entry->graph;
  guint64 universe = plan->of_edges ? graph->m : graph->n, n = MIN ((guint64)plan->wanted, universe);
  CowTasks tasks = { .n_tasks = 1, .run = run, .bulk = n > 1000 };

  (void)data;
  tasks.algorithm = "random draws without replacement";
  tasks.scratch_bytes = universe / 8 + (plan->of_edges ? 3 * sizeof (guint32) * n : 0);
  tasks.units_per_task = plan->of_edges ? graph->n_arcs : 0;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  CowJob *job = cow_job_new (call, plan, g_free);
  const char *wanted = cow_call_operand (call, 0);

  cow_call_int (call, "seed", &plan->seed);
  plan->of_edges = g_str_equal (cow_call_option (call, "of"), "edges");
  if (!cow_number_parse_int (wanted, strlen (wanted), &plan->wanted) || plan->wanted < 0)
    return cow_fail (error, COW_STATUS_USAGE, "N must be a whole number, not \"%s\"", wanted);
  if (plan->of_edges && !cow_job_set_columns (job, edge_columns, G_N_ELEMENTS (edge_columns), error))
    return FALSE;
  cow_job_then (job, fork_task, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "N", COW_ARG_INT, "how many; all when there are not so many" },
  { NULL },
};

static const CowOptionSpec option_of
    = { .name = "of", .kind = COW_ARG_CHOICE, .value = "WHAT", .choices = "vertices|edges", .fallback = "vertices", .summary = "what to choose from" };
static const CowOptionSpec *const options[] = { &option_of, &cow_option_seed, COW_JOB_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "sample 2" }, "two vertices" },
  { { "sample 1 --of=edges --seed=7" }, "an edge, by another seed" },
  { { "sample 3 into @s", "distances @s" }, "sources for a job" },
  { { NULL } },
};

const CowCommand cow_command_sample = {
  .name = "sample",
  .group = "graph",
  .summary = "vertices or edges chosen at random",
  .details = "Each choice of N different ones is equally likely; the same seed gives the same choice. Rows are vertex, or from and to with "
             "--of=edges, in order of first appearance.",
  .operands = operands,
  .options = options,
  .columns = vertex_columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_EDGES,
  .start = start,
};
