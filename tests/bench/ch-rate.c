/* ch-rate.c - how fast a contraction hierarchy is built and asked: seconds, arcs, pairs and sources per second.
 *
 *   cowpath -c 'generate grid rows=1000 cols=1000 drop=0.03 weights=1..1000' -c 'save grid.cow'
 *   ch-rate grid.cow [THREADS [SOURCES]]
 * An index that is in the image is used, else one is built here. Times are of the processor. SOURCES (default 64) are drawn with a
 * fixed seed; each set of instructions makes all sums from them in batches of 16, as many pairs are asked one by one, and a few of
 * the same sources by the plain search: the sums must agree. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "graph/path/ch-many.h"
#include "graph/path/ch-private.h"
#include "graph/path/phast.h"

static double
now_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static void
fail (const GError *error)
{
  fprintf (stderr, "ch-rate: %s\n", error->message);
  exit (6);
}

/* Into memory of its own, with huge pages, as the program does. */
static CowGraph *
open_graph (const char *file)
{
  GError *error = NULL;
  int fd = open (file, O_RDONLY);
  g_autoptr (CowArena) mapped = cow_arena_map_file (fd, &error);
  gsize length = mapped ? ((const CowImageHeader *)cow_arena_base (mapped))->bytes : 0;
  CowArena *arena = mapped ? cow_arena_new (length, &error) : NULL;
  CowGraph *graph = NULL;

  if (arena)
    memcpy (cow_arena_base (arena), cow_arena_base (mapped), length);
  if (!arena || !(graph = cow_graph_open (arena, &error)))
    fail (error);
  return graph;
}

static CowIndex *
build (const CowView *view, guint n_threads)
{
  static CowImageMapping mapping;
  CowIndexBuild wish = { .view = view, .n_threads = n_threads };
  CowProgress progress = { .budget = COW_PROGRESS_BUDGET };
  GError *error = NULL;
  CowImageWriter *writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, &error);
  double start = now_ms ();

  wish.progress = &progress;
  if (!writer || !cow_index_write (&cow_index_kind_ch, &wish, "", writer, &error)
      || !cow_image_writer_finish (writer, FALSE, NULL, &error))
    fail (error);
  printf ("built with %u threads: %.2f s of processor\n", n_threads, (now_ms () - start) / 1e3);
  return cow_index_open (mapping.base, 0);
}

static guint32 *
draw (guint32 n, guint k, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  guint32 *vertices = g_new (guint32, k);

  for (guint i = 0; i < k; i++)
    vertices[i] = (guint32)(g_rand_double (random) * n);
  return vertices;
}

static void
measure_sweeps (const CowIndex *index, const CowView *view, const guint32 *sources, guint n_sources)
{
  static const CowVectors vectors[] = { COW_VECTORS_PORTABLE, COW_VECTORS_AVX2, COW_VECTORS_AVX512 };

  for (guint v = 0; v < G_N_ELEMENTS (vectors); v++)
    {
      GError *error = NULL;
      g_autoptr (CowPhast) phast = cow_phast_new (index, view, vectors[v], &error);
      double start, least = 1e300;
      gint64 sum = 0;
      CowSearchCounts counts;

      if (!phast)
        fail (error);
      for (guint first = 0; first < n_sources; first += COW_PHAST_LANES)
        {
          CowBatchQuery query = { .sources = sources + first, .n_sources = MIN (n_sources - first, COW_PHAST_LANES) };

          start = now_ms ();
          if (!cow_phast_run (phast, &query, NULL, &error))
            fail (error);
          least = MIN (least, (now_ms () - start) / query.n_sources);
          for (guint lane = 0; lane < query.n_sources; lane++)
            {
              CowSearchSummary summary;

              if (!cow_phast_summarize (phast, lane, &summary, &error))
                fail (error);
              sum += summary.sum.integer;
            }
        }
      cow_phast_counts (phast, &counts);
      printf ("%s: %.2f ms a source at best, sum %" G_GINT64_FORMAT "\n", counts.algorithm, least, sum);
    }
}

static void
measure_plain (const CowView *view, const guint32 *sources, guint n_sources)
{
  GError *error = NULL;
  g_autoptr (CowSearch) search = cow_search_new (view, COW_SEARCH_AUTO, &error);
  double least = 1e300;
  gint64 sum = 0;

  if (!search)
    fail (error);
  for (guint i = 0; i < n_sources; i++)
    {
      CowSearchSummary summary;
      double start = now_ms ();

      if (!cow_search_run (search, &(CowSearchQuery){ .sources = &sources[i], .n_sources = 1 }, NULL, &error)
          || !cow_search_summarize (search, &summary, &error))
        fail (error);
      least = MIN (least, now_ms () - start);
      sum += summary.sum.integer;
    }
  printf ("one by one: %.1f ms a source at best, sum %" G_GINT64_FORMAT "\n", least, sum);
}

#define REPEATS 5

/* The least of several rounds over the same pairs. */
static void
measure_pairs (const CowIndex *index, const CowView *view, const guint32 *ends, guint n_pairs)
{
  GError *error = NULL;
  g_autoptr (CowChSearch) search = cow_ch_search_new (index, view, &error);
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (guint32));
  double least[2] = { 1e300, 1e300 };
  guint64 n_settled = 0, n_relaxed = 0;
  CowSearchCounts counts;

  if (!search)
    fail (error);
  for (guint round = 0; round < 2 * REPEATS; round++)
    {
      double start = now_ms ();

      n_settled = n_relaxed = 0;
      for (guint i = 0; i < n_pairs; i++)
        {
          if (!cow_ch_search_run (search, ends[i], ends[n_pairs + i], FALSE, cow_cost_unreachable (), NULL, &error)
              || (round % 2 && !cow_ch_search_path (search, path, NULL, &error) && error))
            fail (error);
          cow_ch_search_counts (search, &counts);
          n_settled += counts.settled;
          n_relaxed += counts.relaxed;
        }
      least[round % 2] = MIN (least[round % 2], (now_ms () - start) / n_pairs);
    }
  printf ("%u pairs: %.4f ms each, %.4f with the path; with that %.0f settled, %.0f arcs relaxed\n", n_pairs, least[0], least[1],
          (double)n_settled / n_pairs, (double)n_relaxed / n_pairs);
}

/* To a tenth, and all, of the ends. */
static void
measure_buckets (const CowIndex *index, const CowView *view, const guint32 *ends, guint n_ends)
{
  for (guint n_targets = MAX (n_ends / 10, 1);; n_targets = n_ends)
    {
      CowImageMapping mapping = { 0 };
      CowProgress progress = { .budget = COW_PROGRESS_BUDGET };
      GError *error = NULL;
      CowImageWriter *writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, &error);
      CowChBuckets buckets;
      double start = now_ms (), built;
      guint64 sum = 0, bytes;

      if (!writer || !cow_ch_buckets_write (index, view, ends, n_targets, writer, &progress, &error)
          || !cow_image_writer_finish (writer, FALSE, &bytes, &error) || !cow_ch_buckets_open (mapping.base, n_targets, &buckets, &error))
        fail (error);
      built = now_ms ();
      g_autoptr (CowChManySearch) search = cow_ch_many_search_new (index, view, &buckets, &error);
      for (guint i = 0; i < 200; i++)
        {
          if (!search || !cow_ch_many_search_run (search, ends[i], FALSE, cow_cost_unreachable (), &progress, &error))
            fail (error);
          for (guint t = 0; t < n_targets; t++)
            sum += (guint64)cow_ch_many_search_cost (search, t).integer;
        }
      printf ("buckets of %u targets: %.4f ms a target to fill, %.0f bytes each; %.4f ms a source, sum %" G_GUINT64_FORMAT "\n", n_targets,
              (built - start) / n_targets, (double)bytes / n_targets, (now_ms () - built) / 200, sum);
      cow_image_mapping_clear (&mapping);
      if (n_targets == n_ends)
        break;
    }
}

int
main (int argc, char **argv)
{
  if (argc < 2)
    return 2;
  CowGraph *graph = open_graph (argv[1]);
  guint n_threads = argc > 2 ? (guint)atoi (argv[2]) : 1;
  CowViewSpec spec = { .need_in = TRUE };
  CowView view;
  CowCh ch;

  if (!cow_view_direct (graph, &spec, &view, NULL))
    return 2;
  CowIndex *index = cow_graph_index (graph, "ch", "");
  if (!index)
    index = build (&view, n_threads);
  cow_ch_open (index, &ch);
  printf ("%u vertices, %.2f arcs upward each, %.1f MB%s\n", ch.n, (double)ch.out.offsets[ch.n] / MAX (ch.n, 1),
          (double)index->bytes / 1e6, ch.wide ? ", wide" : "");
  g_autofree guint32 *ends = draw (ch.n, 2000, 1);
  measure_sweeps (index, &view, ends, argc > 3 ? MIN ((guint)atoi (argv[3]), 2000) : 64);
  measure_plain (&view, ends, argc > 3 ? MIN ((guint)atoi (argv[3]), 2000) : 64);
  measure_pairs (index, &view, ends, 1000);
  measure_buckets (index, &view, ends, 2000);
  return 0;
}
