/* show.c - all that is known of one vertex, or of one edge and those parallel to it. */
#include <string.h>

#include "app/job.h"
#include "app/selection.h"
#include "graph/edge-scan.h"
#include "graph/input.h"

typedef struct
{
  CowSelection *place; /* ~LAT,LON: known when its child is gone; else NULL */
  guint32 vertex;      /* or COW_VERTEX_NONE: an edge */
  gint64 edge;         /* e:N, or -1: by its ends */
  guint32 from, to;
  gboolean both;
  char *word;
} Plan;

static const CowResultColumn columns[] = {
  { "key", COW_CELL_TEXT, "what" },
  { "value", COW_CELL_VALUE, "its value" },
  { NULL },
};

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_free (plan->word);
  g_free (plan);
}

static void
begin (CowRows *rows, const char *key)
{
  cow_rows_begin (rows);
  cow_rows_text (rows, key, -1);
}

static void
add_vertex (CowRows *rows, const char *key, guint32 vertex)
{
  begin (rows, key);
  cow_rows_vertex (rows, vertex);
  cow_rows_end (rows);
}

static void
add_int (CowRows *rows, const char *key, guint64 value)
{
  begin (rows, key);
  cow_rows_int (rows, (gint64)value);
  cow_rows_end (rows);
}

static void
add_text (CowRows *rows, const char *key, const char *prefix, guint64 number)
{
  g_autofree char *text = g_strdup_printf ("%s%" G_GUINT64_FORMAT, prefix, number);

  begin (rows, key);
  cow_rows_text (rows, text, -1);
  cow_rows_end (rows);
}

static void
add_real (CowRows *rows, const char *key, double value)
{
  begin (rows, key);
  if (isnan (value))
    cow_rows_null (rows);
  else
    cow_rows_real (rows, value);
  cow_rows_end (rows);
}

static void
add_attributes (CowRows *rows, const CowGraph *graph, gboolean on_vertex, guint64 row)
{
  for (guint i = 0; i < graph->columns->len; i++)
    {
      const CowColumn *column = g_ptr_array_index (graph->columns, i);

      if (!column->on_vertex != !on_vertex)
        continue;
      CowValue value = cow_column_value (column, row);
      begin (rows, column->name);
      cow_rows_value (rows, &value);
      cow_rows_end (rows);
    }
}

/* ---- a vertex ---- */

static gboolean
count_in (CowWork *work, guint32 vertex, guint64 *degree, GError **error)
{
  const CowGraph *graph = work->job->entry->graph;
  const CowCsr *out = &graph->out;

  *degree = 0;
  if (graph->in.offsets)
    {
      *degree = cow_csr_degree (&graph->in, vertex);
      return TRUE;
    }
  for (guint64 arc = 0; arc < out->n_arcs;)
    {
      guint64 end = MIN (arc + 65536, out->n_arcs), step = end - arc;

      for (; arc < end; arc++)
        *degree += cow_csr_target (out, arc) == vertex;
      if (cow_progress_step (&work->progress, step))
        {
          g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
          return FALSE;
        }
    }
  return TRUE;
}

/* An undirected loop touches its vertex twice, as in expressions. */
static guint64
count_degree (const CowGraph *graph, guint32 vertex)
{
  guint64 degree = cow_csr_degree (&graph->out, vertex);

  for (guint64 arc = graph->out.offsets[vertex]; graph->meta->n_loops && arc < graph->out.offsets[vertex + 1]; arc++)
    degree += cow_csr_target (&graph->out, arc) == vertex;
  return degree;
}

static gboolean
show_vertex (CowWork *work, guint32 vertex, GError **error)
{
  const CowGraph *graph = work->job->entry->graph;
  CowRows *rows = work->rows;
  guint64 in_degree;

  add_vertex (rows, "vertex", vertex);
  add_text (rows, "appearance", ":", cow_graph_appearance (graph, vertex));
  if (!graph->directed)
    add_int (rows, "degree", count_degree (graph, vertex));
  else
    {
      if (!count_in (work, vertex, &in_degree, error))
        return FALSE;
      add_int (rows, "out_degree", cow_csr_degree (&graph->out, vertex));
      add_int (rows, "in_degree", in_degree);
    }
  add_attributes (rows, graph, TRUE, vertex);
  if (graph->coordinates)
    {
      add_real (rows, "x", graph->coordinates[2 * (gsize)vertex]);
      add_real (rows, "y", graph->coordinates[2 * (gsize)vertex + 1]);
    }
  return TRUE;
}

/* ---- edges ---- */

typedef struct
{
  const Plan *plan;
  gboolean directed;
  GArray *edges; /* of CowEdge */
} Gathering;

static gboolean
is_wanted (const Gathering *gathering, const CowEdge *edge)
{
  const Plan *plan = gathering->plan;

  if (plan->edge >= 0)
    return edge->edge == plan->edge;
  return (edge->source == plan->from && edge->target == plan->to)
         || ((plan->both || !gathering->directed) && edge->source == plan->to && edge->target == plan->from);
}

static gboolean
gather_edge (const CowEdge *edge, gpointer user)
{
  Gathering *gathering = user;

  if (is_wanted (gathering, edge))
    g_array_append_val (gathering->edges, *edge);
  return gathering->plan->edge < 0 || !gathering->edges->len;
}

/* Arcs with a table know their edge: two lists are enough to look at. */
static void
gather_from (Gathering *gathering, const CowGraph *graph, guint32 from)
{
  for (guint64 arc = graph->out.offsets[from]; arc < graph->out.offsets[from + 1]; arc++)
    {
      CowEdge edge = { .source = from, .target = cow_csr_target (&graph->out, arc), .arc = arc };

      edge.edge = graph->edge_of_arc[arc];
      if (!graph->directed && cow_graph_appearance (graph, from) > cow_graph_appearance (graph, edge.target))
        continue;
      if (is_wanted (gathering, &edge))
        g_array_append_val (gathering->edges, edge);
    }
}

static int
compare_edges (gconstpointer left, gconstpointer right)
{
  guint32 a = ((const CowEdge *)left)->edge, b = ((const CowEdge *)right)->edge;

  return (a > b) - (a < b);
}

static gboolean
gather (CowWork *work, Gathering *gathering, GError **error)
{
  const Plan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  CowEdge edge = { .edge = (guint32)plan->edge };

  if (plan->edge >= 0)
    {
      if (cow_graph_edge_ends (graph, edge.edge, &edge.source, &edge.target, &edge.arc))
        g_array_append_val (gathering->edges, edge);
      return TRUE;
    }
  if (!graph->edge_of_arc)
    {
      if (!cow_edge_scan (graph, gather_edge, gathering, &work->progress, error))
        return FALSE;
    }
  else
    {
      gather_from (gathering, graph, plan->from);
      if ((plan->both || !graph->directed) && plan->from != plan->to)
        gather_from (gathering, graph, plan->to);
    }
  g_array_sort (gathering->edges, compare_edges);
  return TRUE;
}

static gboolean
show_edges (CowWork *work, GError **error)
{
  const Plan *plan = work->plan;
  const CowGraph *graph = work->job->entry->graph;
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (CowEdge));
  Gathering gathering = { plan, graph->directed, edges };

  if (!gather (work, &gathering, error))
    return FALSE;
  if (!edges->len)
    return cow_fail (error, COW_STATUS_USAGE, "no edge \"%s\"", plan->word);
  for (guint i = 0; i < edges->len; i++)
    {
      const CowEdge *edge = &g_array_index (edges, CowEdge, i);

      add_text (work->rows, "edge", "e:", edge->edge);
      add_vertex (work->rows, "from", edge->source);
      add_vertex (work->rows, "to", edge->target);
      if (graph->out.kind != COW_WEIGHT_NONE)
        {
          begin (work->rows, cow_graph_weight_name (graph));
          cow_rows_cost (work->rows, cow_csr_weight (&graph->out, edge->arc));
          cow_rows_end (work->rows);
        }
      add_attributes (work->rows, graph, FALSE, edge->edge);
    }
  return TRUE;
}

/* ---- the question ---- */

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;

  (void)task;
  if (plan->place)
    return show_vertex (work, cow_selection_get (plan->place, work->job->entry->graph, 0), error);
  return plan->vertex != COW_VERTEX_NONE ? show_vertex (work, plan->vertex, error) : show_edges (work, error);
}

static gboolean
fork_task (CowJob *job, gpointer data, GError **error)
{
  CowTasks tasks = { .n_tasks = 1, .run = run };

  (void)data;
  return cow_job_fork_tasks (job, &tasks, error);
}

/* A word that names a vertex is one, whatever it looks like. */
static gboolean
resolve (CowJob *job, Plan *plan, GError **error)
{
  const char *word = plan->word;
  const CowGraph *graph = job->entry->graph;

  plan->vertex = COW_VERTEX_NONE;
  plan->edge = -1;
  if (cow_select_vertex (job->entry, word, &plan->vertex, NULL))
    return TRUE;
  plan->vertex = COW_VERTEX_NONE;
  if (word[0] == '~')
    return (plan->place = cow_job_select (job, word, FALSE, error)) != NULL;
  if (g_str_has_prefix (word, "e:") && cow_number_parse_int (word + 2, strlen (word + 2), &plan->edge))
    {
      if (plan->edge < 0 || (guint64)plan->edge >= graph->m)
        return cow_fail (error, COW_STATUS_USAGE, "no edge \"%s\": the graph has %" G_GUINT64_FORMAT, word, graph->m);
      return TRUE;
    }
  if (cow_select_ends (job->entry, word, &plan->from, &plan->to, &plan->both))
    return TRUE;
  return cow_select_vertex (job->entry, word, &plan->vertex, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  CowJob *job = cow_job_new (call, plan, plan_free);

  plan->word = g_strdup (cow_call_operand (call, 0));
  if (!resolve (job, plan, error))
    return FALSE;
  cow_job_then (job, fork_task, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "VERTEX|EDGE", COW_ARG_VERTEX_OR_EDGE, "a vertex, or an edge as FROM->TO, FROM--TO or e:N" },
  { NULL },
};

static const CowOptionSpec *const options[] = { COW_JOB_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "show a" }, "a vertex: its degree and attributes" },
  { { "show 'a->b'" }, "an edge: its number, weight and attributes" },
  { { "show e:0" }, "the first edge" },
  { { NULL } },
};

const CowCommand cow_command_show = {
  .name = "show",
  .group = "graph",
  .summary = "all that is known of a vertex or an edge",
  .details = "A word that is the name of a vertex means the vertex. Of parallel edges each has its rows, in order of appearance; FROM--TO "
             "takes the edges of both directions. An undirected edge is shown from the end that appeared first.",
  .operands = operands,
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
