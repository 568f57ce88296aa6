/* random-graph.c - er and rmat: random pairs as keys, sorted and merged, so that the edges come in order.
 *
 * er has exactly the edges asked for: what merging takes away is drawn again. Above a quarter of all pairs it walks
 * through them instead and takes each with the probability that is left. */
#include "graph/generate/edge-keys.h"

#include <math.h>

static double
count_pairs (const CowModelRun *run)
{
  return run->n < 2 ? 0 : (double)run->n * ((double)run->n - 1) / (run->directed ? 1 : 2);
}

static gboolean
prepare_er (CowModelRun *run, GError **error)
{
  double degree = run->values[1].real;

  run->n = (guint64)run->values[0].integer;
  run->expected = floor ((double)run->n * degree / (run->directed ? 1 : 2) + 0.5);
  if (degree < 0)
    return cow_model_out_of_range (error, "degree is negative");
  if (run->expected > count_pairs (run))
    return cow_model_out_of_range (error, "%.0f edges are more than the %.0f pairs of vertices", run->expected, count_pairs (run));
  return TRUE;
}

/* Source: Knuth, The Art of Computer Programming 2, algorithm S. */
static gboolean
select_pairs (CowModelRun *run, guint64 wanted, GError **error)
{
  guint64 left = run->n * (run->n - 1) / (run->directed ? 1 : 2);

  for (guint64 u = 0; u < run->n && wanted > 0; u++)
    for (guint64 v = run->directed ? 0 : u + 1; v < run->n; v++)
      {
        if (u == v)
          continue;
        if (cow_random_below (&run->random, left--) < wanted)
          {
            wanted--;
            if (!cow_model_edge (run, (guint32)u, (guint32)v, error))
              return FALSE;
          }
      }
  return TRUE;
}

static gboolean
run_er (CowModelRun *run, GError **error)
{
  guint64 wanted = (guint64)run->expected;
  g_auto (CowEdgeKeys) keys = { 0 };

  if (wanted == 0)
    return TRUE;
  if (run->expected * 4 > count_pairs (run))
    return select_pairs (run, wanted, error);
  if (!cow_edge_keys_init (&keys, wanted, run->n, error))
    return FALSE;
  while (keys.count < wanted)
    {
      while (keys.count < wanted)
        {
          guint64 u = cow_random_below (&run->random, run->n), v = cow_random_below (&run->random, run->n);

          cow_edge_keys_add (&keys, u, v, run->directed);
          if (cow_model_stopped (run, 0, error))
            return FALSE;
        }
      cow_edge_keys_merge (&keys);
    }
  return cow_edge_keys_emit (&keys, run, error);
}

const CowModelClass cow_model_er = {
  .model = {
    .name = "er",
    .summary = "n * degree / 2 edges (directed: n * degree) between random pairs, all different",
    .parameters = (const CowGraphModelParameter[]) {
      { "n", "vertices", NULL },
      { "degree", "mean degree; directed: edges out of a vertex", NULL },
      { 0 },
    },
    .source = "Erdős and Rényi, On random graphs, 1959",
  },
  .kinds = (const CowParameterKind[]) { COW_PARAMETER_COUNT, COW_PARAMETER_REAL },
  .prepare = prepare_er,
  .run = run_er,
};

enum
{
  RMAT_SCALE,
  RMAT_EDGEFACTOR,
  RMAT_A,
  RMAT_B,
  RMAT_C,
  RMAT_PERMUTE,
};

static gboolean
prepare_rmat (CowModelRun *run, GError **error)
{
  const CowModelValue *values = run->values;

  if (values[RMAT_SCALE].integer > 31)
    return cow_model_out_of_range (error, "scale %d is not from 0 to 31", (int)values[RMAT_SCALE].integer);
  if (values[RMAT_EDGEFACTOR].real < 0)
    return cow_model_out_of_range (error, "edgefactor is negative");
  if (values[RMAT_A].real < 0 || values[RMAT_B].real < 0 || values[RMAT_C].real < 0
      || values[RMAT_A].real + values[RMAT_B].real + values[RMAT_C].real > 1)
    return cow_model_out_of_range (error, "a, b and c are not probabilities that leave room for the fourth");
  run->n = G_GUINT64_CONSTANT (1) << values[RMAT_SCALE].integer;
  run->expected = floor ((double)run->n * values[RMAT_EDGEFACTOR].real + 0.5);
  return TRUE;
}

/* The ends of one edge, a bit of each a level: two levels from one random number. */
typedef struct
{
  guint32 a, ab, abc; /* thresholds of the quadrants */
  guint scale;
} Quadrants;

static inline guint32
scale_probability (double probability)
{
  return probability >= 1 ? G_MAXUINT32 : (guint32)(probability * 0x1p32);
}

static inline void
draw_pair (CowRandom *random, const Quadrants *quadrants, guint64 *u, guint64 *v)
{
  guint64 bits = 0, source = 0, target = 0;

  for (guint level = 0; level < quadrants->scale; level++)
    {
      bits = level % 2 == 0 ? cow_random_next (random) : bits >> 32;
      guint32 draw = (guint32)bits;
      guint a = draw >= quadrants->a, ab = draw >= quadrants->ab, abc = draw >= quadrants->abc;

      source = source << 1 | ab;
      target = target << 1 | (a ^ ab ^ abc);
    }
  *u = source;
  *v = target;
}

/* A random permutation, or NULL with error. */
static guint32 *
permute_vertices (CowModelRun *run, GError **error)
{
  guint32 *places = g_try_new (guint32, run->n);

  if (places == NULL)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "no memory for %" G_GUINT64_FORMAT " bytes to permute vertices",
                   4 * run->n);
      return NULL;
    }
  for (guint64 v = 0; v < run->n; v++)
    {
      guint64 other = cow_random_below (&run->random, v + 1);

      places[v] = places[other];
      places[other] = (guint32)v;
    }
  return places;
}

static gboolean
run_rmat (CowModelRun *run, GError **error)
{
  const CowModelValue *values = run->values;
  guint64 draws = (guint64)run->expected;
  g_auto (CowEdgeKeys) keys = { 0 };
  g_autofree guint32 *places = NULL;
  Quadrants quadrants = {
    .a = scale_probability (values[RMAT_A].real),
    .ab = scale_probability (values[RMAT_A].real + values[RMAT_B].real),
    .abc = scale_probability (values[RMAT_A].real + values[RMAT_B].real + values[RMAT_C].real),
    .scale = (guint)values[RMAT_SCALE].integer,
  };

  if (!cow_edge_keys_init (&keys, draws, run->n, error))
    return FALSE;
  if (values[RMAT_PERMUTE].integer && (places = permute_vertices (run, error)) == NULL)
    return FALSE;
  for (guint64 i = 0; i < draws; i++)
    {
      guint64 u, v;

      draw_pair (&run->random, &quadrants, &u, &v);
      if (places != NULL)
        {
          u = places[u];
          v = places[v];
        }
      cow_edge_keys_add (&keys, u, v, run->directed);
      if (cow_model_stopped (run, 0, error))
        return FALSE;
    }
  g_clear_pointer (&places, g_free);
  cow_edge_keys_merge (&keys);
  return cow_edge_keys_emit (&keys, run, error);
}

const CowModelClass cow_model_rmat = {
  .model = {
    .name = "rmat",
    .summary = "2^scale vertices, edgefactor times as many draws in the quadrants of the matrix; duplicates and loops are merged away",
    .parameters = (const CowGraphModelParameter[]) {
      { "scale", "logarithm of the number of vertices", NULL },
      { "edgefactor", "draws a vertex", "16" },
      { "a", "probability of the first quadrant", "0.57" },
      { "b", "of the second", "0.19" },
      { "c", "of the third", "0.19" },
      { "permute", "shuffle the vertices: yes or no", "no" },
      { 0 },
    },
    .source = "Chakrabarti, Zhan and Faloutsos, R-MAT: a recursive model for graph mining, 2004; Graph500",
  },
  .kinds = (const CowParameterKind[]) { COW_PARAMETER_COUNT, COW_PARAMETER_REAL, COW_PARAMETER_REAL, COW_PARAMETER_REAL,
                                        COW_PARAMETER_REAL, COW_PARAMETER_SWITCH },
  .prepare = prepare_rmat,
  .run = run_rmat,
};
