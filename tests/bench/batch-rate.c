/* batch-rate.c - how fast batches of searches are against the same searches one by one.
 *
 *   batch-rate GRAPH [SOURCES] [SEED]
 *     GRAPH    grid1000 (rows = columns, 3 % of the edges dropped), rmat20 (scale; edge factor 16), er20 (log2 of the
 *              vertices; degree 16), path100000; made by the models of `generate`. With a w behind it weights are 1..255 (rmat)
 *              or 1..1000, and 16 or 32 sources go side by side; without, every edge costs the same, and each source is a bit
 *     SOURCES  default 512
 * One line per width and instruction set; reached and sums are added up, and must agree. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "graph/builder.h"
#include "graph/generate.h"
#include "graph/path/batch.h"

static double
now_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static void
check (GError *error)
{
  if (error == NULL)
    return;
  fprintf (stderr, "batch-rate: %s\n", error->message);
  exit (1);
}

static CowGraph *
finish (CowBuilder *builder)
{
  CowImageMapping mapping = { 0 };
  GError *error = NULL;
  guint64 bytes = 0;
  CowImageWriter *writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, &error);

  check (error);
  cow_builder_finish (builder, writer, NULL, &error);
  check (error);
  cow_image_writer_finish (writer, FALSE, &bytes, &error);
  check (error);
  CowArena *arena = cow_arena_new (bytes, &error);
  check (error);
  memcpy (cow_arena_base (arena), mapping.base, bytes);
  cow_image_mapping_clear (&mapping);
  CowGraph *graph = cow_graph_open (arena, &error);
  check (error);
  return graph;
}

static CowGraph *
make_graph (const char *name, guint64 seed)
{
  guint64 size = g_ascii_strtoull (name + strcspn (name, "0123456789"), NULL, 10);
  g_autofree char *model = g_strndup (name, strcspn (name, "0123456789"));
  g_autofree char *first = NULL, *second = NULL;
  GError *error = NULL;

  if (g_str_equal (model, "grid"))
    {
      first = g_strdup_printf ("rows=%" G_GUINT64_FORMAT, size);
      second = g_strdup_printf ("cols=%" G_GUINT64_FORMAT, size);
    }
  else if (g_str_equal (model, "rmat"))
    first = g_strdup_printf ("scale=%" G_GUINT64_FORMAT, size);
  else
    first = g_strdup_printf ("n=%" G_GUINT64_FORMAT, g_str_equal (model, "er") ? (guint64)1 << size : size);
  const char *third = g_str_equal (model, "grid") ? "drop=0.03" : g_str_equal (model, "er") ? "degree=16" : NULL;
  if (g_str_equal (model, "rmat"))
    third = "edgefactor=16";
  const char *weights = !g_str_has_suffix (name, "w") ? "weights=1..1" : g_str_equal (model, "rmat") ? "weights=1..255" : "weights=1..1000";
  const char *parameters[5] = { weights, first, second != NULL ? second : third, second != NULL ? third : NULL, NULL };
  CowGenerator *generator = cow_generator_new (model, parameters, seed, &error);
  check (error);
  CowBuilderOptions options = { .directed = FALSE, .reorder = COW_REORDER_AUTO, .format = model };
  CowBuilder *builder = cow_builder_new (&options);
  cow_generator_run (generator, builder, NULL, &error);
  check (error);
  cow_generator_free (generator);
  CowGraph *graph = finish (builder);
  cow_builder_free (builder);
  return graph;
}

static void
report (const char *what, double ms, guint count, guint64 reached, double sum, guint64 scratch_bytes)
{
  printf ("%-40s %9.3f ms a source  %9.1f /s  reached %" G_GUINT64_FORMAT "  sum %.0f  scratch %" G_GUINT64_FORMAT " MB\n",
          what, ms / count, count / ms * 1e3, reached, sum, scratch_bytes >> 20);
  fflush (stdout);
}

static void
measure_single (const CowView *view, const guint32 *sources, guint count)
{
  GError *error = NULL;
  g_autoptr (CowSearch) search = cow_search_new (view, COW_SEARCH_AUTO, &error);
  CowProgress progress = { 0 };
  CowSearchCounts counts;
  guint64 reached = 0;
  double sum = 0, start = now_ms ();

  check (error);
  for (guint i = 0; i < count; i++)
    {
      CowSearchSummary summary;
      cow_search_run (search, &(CowSearchQuery){ .sources = &sources[i], .n_sources = 1 }, &progress, &error);
      check (error);
      cow_search_summarize (search, &summary, &error);
      check (error);
      reached += summary.reached;
      sum += cow_cost_as_double (summary.sum);
    }
  cow_search_counts (search, &counts);
  report (counts.algorithm, now_ms () - start, count, reached, sum, counts.scratch_bytes);
}

static void
measure_batch (const CowView *view, const guint32 *sources, guint count, guint lanes, CowBatchWant want, CowVectors vectors,
               const char *how)
{
  CowBatchShape shape = { .kind = lanes <= 32 ? COW_BATCH_LANES : COW_BATCH_BITS, .lanes = lanes, .want = want, .vectors = vectors };
  GError *error = NULL;
  g_autoptr (CowBatch) batch = cow_batch_new (view, &shape, &error);
  CowProgress progress = { 0 };
  CowSearchCounts counts;
  guint64 reached = 0;
  double sum = 0, start = now_ms ();

  check (error);
  for (guint first = 0; first < count; first += lanes)
    {
      guint n = MIN (lanes, count - first);
      cow_batch_run (batch, &(CowBatchQuery){ .sources = sources + first, .n_sources = n }, &progress, &error);
      check (error);
      for (guint lane = 0; lane < n; lane++)
        {
          CowSearchSummary summary;
          cow_batch_summarize (batch, lane, &summary, &error);
          check (error);
          reached += summary.reached;
          sum += cow_cost_as_double (summary.sum);
        }
    }
  cow_batch_counts (batch, &counts);
  g_autofree char *what = g_strdup_printf ("%s, %s", counts.algorithm, how);
  report (what, now_ms () - start, count, reached, sum, counts.scratch_bytes);
}

int
main (int argc, char *argv[])
{
  const char *name = argc > 1 ? argv[1] : "rmat20";
  guint count = argc > 2 ? (guint)MAX (atoi (argv[2]), 1) : 512;
  guint64 seed = argc > 3 ? g_ascii_strtoull (argv[3], NULL, 10) : 1;
  g_autoptr (CowGraph) graph = make_graph (name, seed);
  GRand *random = g_rand_new_with_seed ((guint32)seed);
  g_autofree guint32 *sources = g_new (guint32, count);
  gboolean weighted = g_str_has_suffix (name, "w");
  CowViewSpec spec = { .unweighted = !weighted, .need_in = TRUE };
  CowView view;

  cow_view_direct (graph, &spec, &view, NULL);
  for (guint i = 0; i < count;)
    {
      guint32 vertex = (guint32)g_rand_double_range (random, 0, graph->n);
      if (cow_csr_degree (&view.out, vertex) > 0)
        sources[i++] = vertex;
    }
  g_rand_free (random);
  printf ("%s: %u vertices, %" G_GUINT64_FORMAT " arcs, %u sources, %s\n", name, graph->n, view.out.n_arcs, count,
          cow_batch_is_shallow (&view) ? "shallow" : "deep");
  measure_single (&view, sources, MIN (count, 64));
  if (weighted)
    {
      measure_batch (&view, sources, MIN (count, 64), 16, COW_BATCH_COSTS, COW_VECTORS_PORTABLE, "the same sources");
      measure_batch (&view, sources, count, 16, COW_BATCH_COSTS, COW_VECTORS_AVX2, "all sources");
      measure_batch (&view, sources, count, 16, COW_BATCH_COSTS, COW_VECTORS_AVX512, "all sources");
      measure_batch (&view, sources, MIN (count, 64), 32, COW_BATCH_COSTS, COW_VECTORS_PORTABLE, "the same sources");
      measure_batch (&view, sources, count, 32, COW_BATCH_COSTS, COW_VECTORS_AVX2, "all sources");
      measure_batch (&view, sources, count, 32, COW_BATCH_COSTS, COW_VECTORS_AVX512, "all sources");
      return 0;
    }
  measure_batch (&view, sources, MIN (count, 64), 64, COW_BATCH_SUMMARIES, COW_VECTORS_PORTABLE, "the same sources");
  measure_batch (&view, sources, count, 64, COW_BATCH_SUMMARIES, COW_VECTORS_PORTABLE, "portable");
  measure_batch (&view, sources, count, 256, COW_BATCH_SUMMARIES, COW_VECTORS_PORTABLE, "portable");
  measure_batch (&view, sources, count, 256, COW_BATCH_SUMMARIES, COW_VECTORS_AVX2, "AVX2");
  measure_batch (&view, sources, count, 512, COW_BATCH_SUMMARIES, COW_VECTORS_PORTABLE, "portable");
  measure_batch (&view, sources, count, 512, COW_BATCH_SUMMARIES, COW_VECTORS_AVX512, "AVX-512");
  measure_batch (&view, sources, MIN (count, 64), 64, COW_BATCH_COSTS, COW_VECTORS_PORTABLE, "with costs");
  return 0;
}
