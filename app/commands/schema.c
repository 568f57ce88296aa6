/* schema.c - what attributes there are, and what their values look like. A task is one attribute; distinct values are counted
 * exactly, in a table of bit patterns that grows with them, strings by the codes they are kept as. */
#include <string.h>

#include "app/job.h"

typedef enum
{
  SOURCE_WEIGHT, /* that stands in the arcs */
  SOURCE_COLUMN,
  SOURCE_X,
  SOURCE_Y,
} Source;

typedef struct
{
  Source source;
  const CowColumn *column;
} Attribute;

static const CowResultColumn columns[] = {
  { "on", COW_CELL_TEXT, "vertex or edge" },
  { "attribute", COW_CELL_TEXT, "its name" },
  { "type", COW_CELL_TEXT, "bool, int, real or string" },
  { "count", COW_CELL_INT, "how many have a value" },
  { "nulls", COW_CELL_INT, "how many have none" },
  { "min", COW_CELL_VALUE, "least value; strings by their bytes" },
  { "max", COW_CELL_VALUE, "largest value" },
  { "distinct", COW_CELL_INT, "how many different values" },
  { NULL },
};

/* ---- distinct numbers ---- */

/* Open addressing by bit patterns; a free place holds 0, so the value 0 is noted apart. */
typedef struct
{
  guint64 *places;
  guint64 mask, used;
  gboolean has_zero;
  guint64 last; /* runs of one value are common */
} Distinct;

static guint64 *
find_place (const Distinct *distinct, guint64 bits)
{
  guint64 place = (bits * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 20;

  for (place &= distinct->mask; distinct->places[place] && distinct->places[place] != bits;)
    place = (place + 1) & distinct->mask;
  return &distinct->places[place];
}

static gboolean
grow (Distinct *distinct, GError **error)
{
  guint64 size = distinct->places ? 2 * (distinct->mask + 1) : 1024;
  Distinct larger = { .places = g_try_new0 (guint64, size), .mask = size - 1 };

  if (!larger.places)
    return cow_fail (error, COW_STATUS_MEMORY, "not enough memory to count distinct values: %" G_GUINT64_FORMAT " bytes wanted", size * 8);
  for (guint64 i = 0; distinct->places && i <= distinct->mask; i++)
    if (distinct->places[i])
      *find_place (&larger, distinct->places[i]) = distinct->places[i];
  g_free (distinct->places);
  distinct->places = larger.places;
  distinct->mask = larger.mask;
  return TRUE;
}

static gboolean
add_distinct (Distinct *distinct, guint64 bits, GError **error)
{
  guint64 *place;

  if (bits == 0)
    distinct->has_zero = TRUE;
  if (bits == 0 || bits == distinct->last)
    return TRUE;
  distinct->last = bits;
  if ((!distinct->places || distinct->used > distinct->mask / 2) && !grow (distinct, error))
    return FALSE;
  place = find_place (distinct, bits);
  distinct->used += *place == 0;
  *place = bits;
  return TRUE;
}

/* ---- one attribute ---- */

typedef struct
{
  guint64 rows, count;
  CowType type;
  CowValue min, max; /* NULL type: no values */
  Distinct distinct;
  guint64 *codes; /* bitmap: strings that occur */
} Tally;

static int
compare_values (const CowValue *left, const CowValue *right)
{
  switch (left->type)
    {
    case COW_TYPE_REAL:
      return (left->real > right->real) - (left->real < right->real);
    case COW_TYPE_STRING:
      {
        gsize shared = MIN (left->length, right->length);
        int order = shared ? memcmp (left->text, right->text, shared) : 0;

        return order ? order : (left->length > right->length) - (left->length < right->length);
      }
    case COW_TYPE_BOOL:
      return (left->boolean != 0) - (right->boolean != 0);
    case COW_TYPE_INT:
    case COW_TYPE_NULL:
    default:
      return (left->integer > right->integer) - (left->integer < right->integer);
    }
}

static void
widen (Tally *tally, const CowValue *value)
{
  if (tally->min.type == COW_TYPE_NULL || compare_values (value, &tally->min) < 0)
    tally->min = *value;
  if (tally->max.type == COW_TYPE_NULL || compare_values (value, &tally->max) > 0)
    tally->max = *value;
}

static gboolean
add_value (Tally *tally, const CowValue *value, GError **error)
{
  guint64 bits = 0;
  double real;

  tally->count++;
  widen (tally, value);
  switch (value->type)
    {
    case COW_TYPE_REAL:
      real = value->real == 0.0 ? 0.0 : value->real;
      memcpy (&bits, &real, sizeof bits);
      break;
    case COW_TYPE_BOOL:
      bits = value->boolean != 0;
      break;
    case COW_TYPE_INT:
    case COW_TYPE_STRING:
    case COW_TYPE_NULL:
    default:
      bits = (guint64)value->integer;
    }
  return add_distinct (&tally->distinct, bits, error);
}

/* Strings are kept once each: it is enough to mark which of them occur, and to look at those. */
static gboolean
note_string (Tally *tally, const CowColumn *column, guint64 row, GError **error)
{
  guint32 code = ((const guint32 *)column->cells)[row];

  if (!tally->codes && !(tally->codes = g_try_new0 (guint64, column->n_codes / 64 + 1)))
    return cow_fail (error, COW_STATUS_MEMORY, "not enough memory to count distinct strings: %" G_GUINT64_FORMAT " bytes wanted", column->n_codes / 8);
  tally->count++;
  if (tally->codes[code >> 6] >> (code & 63) & 1)
    return TRUE;
  tally->codes[code >> 6] |= G_GUINT64_CONSTANT (1) << (code & 63);
  tally->distinct.used++;
  CowValue value = cow_column_value (column, row);
  widen (tally, &value);
  return TRUE;
}

/* The value of row `row`, or null. Weights are by arc. */
static CowValue
get_value (const CowGraph *graph, const Attribute *attribute, guint64 row)
{
  CowValue value = { .type = COW_TYPE_NULL };

  if (attribute->source == SOURCE_COLUMN)
    return cow_column_value (attribute->column, row);
  if (attribute->source == SOURCE_WEIGHT)
    {
      CowCost weight = cow_csr_weight (&graph->out, row);

      return weight.kind == COW_COST_INT ? (CowValue){ .type = COW_TYPE_INT, .integer = weight.integer }
                                         : (CowValue){ .type = COW_TYPE_REAL, .real = weight.real };
    }
  value.real = graph->coordinates[2 * row + (attribute->source == SOURCE_Y)];
  value.type = isnan (value.real) ? COW_TYPE_NULL : COW_TYPE_REAL;
  return value;
}

static gboolean
tally_rows (CowWork *work, const Attribute *attribute, Tally *tally, GError **error)
{
  const CowGraph *graph = work->job->entry->graph;
  guint64 n = attribute->source == SOURCE_WEIGHT ? graph->n_arcs : tally->rows;

  cow_pool_worker_announce (work->worker, n);
  for (guint64 row = 0; row < n; row++)
    {
      CowValue value = get_value (graph, attribute, row);

      if (value.type == COW_TYPE_STRING ? !note_string (tally, attribute->column, row, error)
                                        : value.type != COW_TYPE_NULL && !add_value (tally, &value, error))
        return FALSE;
      if (cow_progress_step (&work->progress, 1))
        {
          g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
          return FALSE;
        }
    }
  /* An undirected edge stands in two arcs, and every edge has a weight. */
  if (attribute->source == SOURCE_WEIGHT)
    tally->count = tally->rows;
  return TRUE;
}

static const char *
name_of (const CowGraph *graph, const Attribute *attribute)
{
  switch (attribute->source)
    {
    case SOURCE_WEIGHT:
      return cow_graph_weight_name (graph);
    case SOURCE_X:
      return "x";
    case SOURCE_Y:
      return "y";
    case SOURCE_COLUMN:
    default:
      return attribute->column->name;
    }
}

static gboolean
is_on_vertex (const Attribute *attribute)
{
  return attribute->source == SOURCE_COLUMN ? attribute->column->on_vertex : attribute->source != SOURCE_WEIGHT;
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const GArray *attributes = work->plan;
  const Attribute *attribute = &g_array_index (attributes, Attribute, task);
  const CowGraph *graph = work->job->entry->graph;
  gboolean on_vertex = is_on_vertex (attribute);
  Tally tally = { .rows = on_vertex ? graph->n : graph->m, .type = COW_TYPE_REAL };
  CowRows *rows = work->rows;

  if (attribute->source == SOURCE_COLUMN)
    tally.type = attribute->column->type;
  else if (attribute->source == SOURCE_WEIGHT && graph->out.kind != COW_WEIGHT_F64)
    tally.type = COW_TYPE_INT;
  if (!tally_rows (work, attribute, &tally, error))
    return FALSE;
  cow_rows_begin (rows);
  cow_rows_text (rows, on_vertex ? "vertex" : "edge", -1);
  cow_rows_text (rows, name_of (graph, attribute), -1);
  cow_rows_text (rows, cow_type_name (tally.type), -1);
  cow_rows_int (rows, (gint64)tally.count);
  cow_rows_int (rows, (gint64)(tally.rows - tally.count));
  cow_rows_value (rows, &tally.min);
  cow_rows_value (rows, &tally.max);
  cow_rows_int (rows, (gint64)(tally.distinct.used + tally.distinct.has_zero));
  cow_rows_end (rows);
  g_free (tally.distinct.places);
  g_free (tally.codes);
  return TRUE;
}

/* ---- the question ---- */

static void
add_attribute (GArray *attributes, Source source, const CowColumn *column)
{
  Attribute attribute = { source, column };

  g_array_append_val (attributes, attribute);
}

static void
add_columns (GArray *attributes, const CowGraph *graph, gboolean on_vertex)
{
  for (guint i = 0; i < graph->columns->len; i++)
    {
      const CowColumn *column = g_ptr_array_index (graph->columns, i);

      if (!column->on_vertex == !on_vertex)
        add_attribute (attributes, SOURCE_COLUMN, column);
    }
}

/* In the step that forks: columns may be replaced by a job that ends before. */
static gboolean
fork_tasks (CowJob *job, gpointer data, GError **error)
{
  const CowGraph *graph = job->entry->graph;
  GArray *attributes = job->plan;
  CowTasks tasks = { .run = run };

  (void)data;
  if (graph->out.kind != COW_WEIGHT_NONE)
    add_attribute (attributes, SOURCE_WEIGHT, NULL);
  add_columns (attributes, graph, FALSE);
  add_columns (attributes, graph, TRUE);
  if (graph->coordinates)
    {
      add_attribute (attributes, SOURCE_X, NULL);
      add_attribute (attributes, SOURCE_Y, NULL);
    }
  tasks.n_tasks = attributes->len;
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  CowJob *job = cow_job_new (call, g_array_new (FALSE, FALSE, sizeof (Attribute)), (GDestroyNotify)g_array_unref);

  cow_job_then (job, fork_tasks, NULL);
  return cow_job_start (job, error);
}

static const CowOptionSpec *const options[] = { COW_JOB_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "schema" }, "one row per attribute" },
  { { NULL } },
};

const CowCommand cow_command_schema = {
  .name = "schema",
  .group = "graph",
  .summary = "the attributes of vertices and edges",
  .details = "One row per attribute: the weight that edges carry, attributes of edges, of vertices, and the coordinates x and y. All numbers "
             "are exact; each attribute is a task of its own.",
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
