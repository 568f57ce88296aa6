/* shapes.c - models without chance in their edges but for a grid's holes: grid, path, star, complete. */
#include "graph/generate/model.h"

static gboolean
prepare_grid (CowModelRun *run, GError **error)
{
  guint64 rows = (guint64)run->values[0].integer, columns = (guint64)run->values[1].integer;
  double drop = run->values[2].real;

  if (drop < 0 || drop > 1)
    return cow_model_out_of_range (error, "drop is not from 0 to 1");
  run->n = rows * columns; /* both are below 2^32 */
  if (rows > 0 && columns > 0)
    run->expected = (2.0 * (double)rows * (double)columns - (double)rows - (double)columns) * (1 - drop) * (run->directed ? 2 : 1);
  return TRUE;
}

/* Every edge is asked for, dropped or not, so a seed drops the same ones whatever else is asked. */
static gboolean
maybe_edge (CowModelRun *run, guint64 drop, guint64 u, guint64 v, GError **error)
{
  if (drop == 0 || !cow_random_chance (&run->random, drop))
    if (!cow_model_edge (run, (guint32)u, (guint32)v, error))
      return FALSE;
  if (!run->directed)
    return TRUE;
  return (drop != 0 && cow_random_chance (&run->random, drop)) || cow_model_edge (run, (guint32)v, (guint32)u, error);
}

static gboolean
run_grid (CowModelRun *run, GError **error)
{
  guint64 rows = (guint64)run->values[0].integer, columns = (guint64)run->values[1].integer;
  guint64 drop = cow_random_threshold (run->values[2].real);

  for (guint64 row = 0; row < rows; row++)
    for (guint64 column = 0; column < columns; column++)
      {
        guint64 here = row * columns + column;

        if (column + 1 < columns && !maybe_edge (run, drop, here, here + 1, error))
          return FALSE;
        if (row + 1 < rows && !maybe_edge (run, drop, here, here + columns, error))
          return FALSE;
        if (cow_model_stopped (run, 0, error))
          return FALSE;
      }
  return TRUE;
}

const CowModelClass cow_model_grid = {
  .model = {
    .name = "grid",
    .summary = "rows times columns, each vertex tied to its four neighbors; rows follow each other",
    .parameters = (const CowGraphModelParameter[]) {
      { "rows", "rows of the grid", NULL },
      { "cols", "columns of the grid", NULL },
      { "drop", "probability that an edge is left out", "0.03" },
      { 0 },
    },
  },
  .kinds = (const CowParameterKind[]) { COW_PARAMETER_COUNT, COW_PARAMETER_COUNT, COW_PARAMETER_REAL },
  .prepare = prepare_grid,
  .run = run_grid,
};

static gboolean
prepare_line (CowModelRun *run, GError **error)
{
  (void)error;
  run->n = (guint64)run->values[0].integer;
  run->expected = run->n > 0 ? (double)run->n - 1 : 0;
  return TRUE;
}

static gboolean
run_path (CowModelRun *run, GError **error)
{
  for (guint64 v = 1; v < run->n; v++)
    if (!cow_model_edge (run, (guint32)(v - 1), (guint32)v, error))
      return FALSE;
  return TRUE;
}

static gboolean
run_star (CowModelRun *run, GError **error)
{
  for (guint64 v = 1; v < run->n; v++)
    if (!cow_model_edge (run, 0, (guint32)v, error))
      return FALSE;
  return TRUE;
}

static gboolean
prepare_complete (CowModelRun *run, GError **error)
{
  (void)error;
  run->n = (guint64)run->values[0].integer;
  run->expected = (double)run->n * (run->n > 0 ? (double)run->n - 1 : 0) / (run->directed ? 1 : 2);
  return TRUE;
}

static gboolean
run_complete (CowModelRun *run, GError **error)
{
  for (guint64 u = 0; u < run->n; u++)
    for (guint64 v = run->directed ? 0 : u + 1; v < run->n; v++)
      if (u != v && !cow_model_edge (run, (guint32)u, (guint32)v, error))
        return FALSE;
  return TRUE;
}

static const CowGraphModelParameter vertices_only[] = { { "n", "vertices", NULL }, { 0 } };
static const CowParameterKind one_count[] = { COW_PARAMETER_COUNT };

const CowModelClass cow_model_path = {
  .model = { .name = "path", .summary = "each vertex tied to the next", .parameters = vertices_only },
  .kinds = one_count,
  .prepare = prepare_line,
  .run = run_path,
};

const CowModelClass cow_model_star = {
  .model = { .name = "star", .summary = "vertex 0 tied to all others", .parameters = vertices_only },
  .kinds = one_count,
  .prepare = prepare_line,
  .run = run_star,
};

const CowModelClass cow_model_complete = {
  .model = { .name = "complete", .summary = "every vertex tied to every other", .parameters = vertices_only },
  .kinds = one_count,
  .prepare = prepare_complete,
  .run = run_complete,
};
