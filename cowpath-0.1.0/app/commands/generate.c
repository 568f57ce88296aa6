/* generate.c - a graph from a model and a seed, made in a child. */
#include <string.h>

#include "app/job.h"
#include "graph/generate.h"
#include "graph/input.h"

typedef struct
{
  CowGenerator *generator;
  char *name, *origin;
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_clear_pointer (&plan->generator, cow_generator_free);
  g_free (plan->name);
  g_free (plan->origin);
  g_free (plan);
}

static gboolean
make_graph (CowWork *work, CowImageWriter *writer, GError **error)
{
  Plan *plan = work->plan;
  CowBuilderOptions options = { .directed = cow_generator_directed (plan->generator), .format = "generated",
                                .threads = cow_settings_workers (&work->job->session->settings) };
  g_autoptr (CowBuilder) builder = NULL;

  options.memory_bytes = cow_memory_available ();
  builder = cow_builder_new (&options);
  cow_pool_worker_announce (work->worker, 2 * cow_generator_expected_edges (plan->generator));
  return cow_generator_run (plan->generator, builder, &work->progress, error)
         && cow_builder_finish (builder, writer, &work->progress, error);
}

static gboolean
take_graph (CowJob *job, CowArena *arena, GError **error)
{
  Plan *plan = job->plan;
  CowGraph *graph = cow_graph_open (arena, error);
  CowGraphEntry *entry;

  if (!graph)
    return FALSE;
  entry = cow_graph_entry_new (plan->name, plan->origin, graph);
  entry->load_seconds = cow_job_seconds (job);
  cow_graphs_put (job->session->graphs, entry);
  cow_session_note (job->session, "%s: %u vertices, %" G_GUINT64_FORMAT " edges, %s, %.3f s", plan->name, graph->n, graph->m,
                    graph->directed ? "directed" : "undirected", entry->load_seconds);
  return TRUE;
}

static gboolean
fork_generator (CowJob *job, gpointer data, GError **error)
{
  CowImageChild child = { .write = make_graph, .done = take_graph, .what = "generating" };

  (void)data;
  return cow_job_fork_image (job, &child, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  CowJob *job = cow_job_new (call, plan, plan_free);
  const char *model = cow_call_operand (call, 0), *as = cow_call_option (call, "as");
  g_autoptr (GPtrArray) parameters = g_ptr_array_new ();
  gint64 seed = 1;

  cow_call_int (call, "seed", &seed);
  for (guint i = 1; i < cow_call_n_operands (call); i++)
    g_ptr_array_add (parameters, (char *)cow_call_operand (call, i));
  g_ptr_array_add (parameters, NULL);
  plan->generator = cow_generator_new (model, (const char *const *)parameters->pdata, (guint64)seed, error);
  if (!plan->generator)
    return FALSE;
  plan->name = g_strdup (as ? as : model);
  plan->origin = g_strdup (call->text);
  cow_job_then (job, fork_generator, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "MODEL", COW_ARG_TEXT, "grid, rmat, er, ba, geometric, path, star or complete" },
  { "KEY=VALUE", COW_ARG_TEXT, "parameters of the model", .optional = TRUE, .repeated = TRUE },
  { NULL },
};

static const CowOptionSpec option_as = { .name = "as", .kind = COW_ARG_TEXT, .value = "G", .summary = "name of the graph; default: that of the model" };
static const CowOptionSpec *const options[] = { &cow_option_seed, &option_as, &cow_option_deadline, NULL };

static const CowExample examples[] = {
  { { "generate grid rows=20 cols=30 weights=1..9 --seed=7", "info" }, "a grid with 3 % of its edges removed and random weights" },
  { { NULL } },
};

const CowCommand cow_command_generate = {
  .name = "generate",
  .group = "graph",
  .summary = "make a graph from a model",
  .details = "The same model, parameters and seed give the same graph on every machine. Models: grid rows= cols= drop=0.03; rmat scale= "
             "edgefactor=; er n= degree=; ba n= m=; geometric n= radius=; path n=; star n=; complete n=. All take weights=LOW..HIGH and "
             "directed=yes.",
  .operands = operands,
  .options = options,
  .examples = examples,
  .flags = COW_COMMAND_CHANGES,
  .start = start,
};
