/* ch-rate.c - how fast a contraction hierarchy is built and asked: seconds, arcs, pairs and sources per second.
 *
 *   cowpath -c 'generate grid rows=1000 cols=1000 drop=0.03 weights=1..1000' -c 'save grid.cow'
 *   ch-rate grid.cow [THREADS [SOURCES]]
 * An index that is in the image is used, else one is built here. Times are of the processor. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "graph/path/ch-private.h"

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

static CowGraph *
open_graph (const char *file)
{
  GError *error = NULL;
  int fd = open (file, O_RDONLY);
  CowArena *arena = cow_arena_map_file (fd, &error);
  CowGraph *graph = arena ? cow_graph_open (arena, &error) : NULL;

  if (!graph)
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
  return 0;
}
