/* ba.c - Barabási and Albert: every new vertex ties itself to m others, each chosen by its degree.
 *
 * All ends of all edges stand in one array: a random entry of it is a vertex chosen by degree. */
#include "graph/generate/model.h"

static gboolean
prepare_ba (CowModelRun *run, GError **error)
{
  guint64 m = (guint64)run->values[1].integer;

  run->n = (guint64)run->values[0].integer;
  if (m < 1 || m >= MAX (run->n, 1))
    return cow_model_out_of_range (error, "m %" G_GUINT64_FORMAT " is not from 1 to n - 1", m);
  run->expected = (double)(run->n - m) * (double)m;
  return TRUE;
}

/* The first m vertices and the one behind them are a star, so that every degree is above 0. */
static gboolean
run_ba (CowModelRun *run, GError **error)
{
  guint64 m = (guint64)run->values[1].integer, bytes = 8 * (guint64)run->expected + 4 * run->n, count = 0;
  g_autofree guint32 *ends = g_try_new (guint32, 2 * (guint64)run->expected);
  g_autofree guint32 *chosen_by = g_try_new0 (guint32, run->n); /* the newest vertex that chose it, plus 1 */

  if (ends == NULL || chosen_by == NULL)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "no memory for %" G_GUINT64_FORMAT " bytes to choose by degree",
                   bytes);
      return FALSE;
    }
  for (guint64 v = m; v < run->n; v++)
    {
      guint64 known = count;

      for (guint64 k = 0; k < m; k++)
        {
          guint32 other = (guint32)k;

          if (v > m)
            do
              other = ends[cow_random_below (&run->random, known)];
            while (chosen_by[other] == v + 1);
          chosen_by[other] = (guint32)(v + 1);
          ends[count++] = (guint32)v;
          ends[count++] = other;
          if (!cow_model_edge (run, (guint32)v, other, error))
            return FALSE;
        }
    }
  return TRUE;
}

const CowModelClass cow_model_ba = {
  .model = {
    .name = "ba",
    .summary = "every new vertex ties itself to m older ones, chosen by degree: m * (n - m) edges",
    .parameters = (const CowGraphModelParameter[]) {
      { "n", "vertices", NULL },
      { "m", "edges of a new vertex", NULL },
      { 0 },
    },
    .source = "Barabási and Albert, Emergence of scaling in random networks, 1999",
  },
  .kinds = (const CowParameterKind[]) { COW_PARAMETER_COUNT, COW_PARAMETER_COUNT },
  .prepare = prepare_ba,
  .run = run_ba,
};
