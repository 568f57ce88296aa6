/* search-rate.c - how fast the searches are: sources per second and nanoseconds per arc, on graphs made here from a seed.
 *
 *   search-rate GRAPH [ORDER] [SOURCES]
 *     GRAPH    grid (1000 x 1000, 3 % of the edges dropped, weights 1..1000), rmat (scale 20, edge factor 16, 1..255),
 *              er (2^20 vertices, degree 16, 1..255); a number after the name scales it: grid300, rmat16, er16
 *     ORDER    input (default), shuffle, bfs (shuffled first, then numbered breadth-first), degree
 *     SOURCES  default 8
 * One line per algorithm; costs are summed so that two programs, or two algorithms, can be compared. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "graph/path/search-private.h"

typedef struct
{
  guint32 n;
  guint64 m;
  guint32 *source, *target, *weight;
} Edges;

typedef struct
{
  CowImageMeta meta;
  CowGraph graph;
  CowView view;
} Bench;

static guint64 state = 88172645463325252u;

static guint64
draw (void)
{
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state * 0x2545f4914f6cdd1du >> 16;
}

static double
now_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static void *
map (gsize bytes)
{
  GError *error = NULL;
  void *memory = cow_scratch_map (bytes, &error);

  if (memory == NULL)
    {
      fprintf (stderr, "search-rate: %s\n", error->message);
      exit (6);
    }
  return memory;
}

static void
add_edge (Edges *edges, guint32 source, guint32 target, guint32 weight_max)
{
  edges->source[edges->m] = source;
  edges->target[edges->m] = target;
  edges->weight[edges->m++] = 1 + (guint32)(draw () % weight_max);
}

static Edges
make_edges (guint32 n, guint64 room)
{
  return (Edges){ .n = n, .source = map (room * 4), .target = map (room * 4), .weight = map (room * 4) };
}

static Edges
make_grid (guint32 side)
{
  Edges edges = make_edges (side * side, (guint64)side * side * 2);

  for (guint32 v = 0; v < edges.n; v++)
    {
      if ((v + 1) % side != 0 && draw () % 100 >= 3)
        add_edge (&edges, v, v + 1, 1000);
      if (v + side < edges.n && draw () % 100 >= 3)
        add_edge (&edges, v, v + side, 1000);
    }
  return edges;
}

static Edges
make_rmat (guint scale)
{
  Edges edges = make_edges ((guint32)1 << scale, (guint64)16 << scale);

  for (guint64 i = 0; i < (guint64)16 << scale; i++)
    {
      guint32 source = 0, target = 0;
      for (guint bit = 0; bit < scale; bit++)
        {
          guint32 r = (guint32)(draw () % 100);
          source = source << 1 | (r >= 76);
          target = target << 1 | ((r >= 57 && r < 76) || r >= 95);
        }
      if (source != target)
        add_edge (&edges, source, target, 255);
    }
  return edges;
}

static Edges
make_er (guint scale)
{
  Edges edges = make_edges ((guint32)1 << scale, (guint64)8 << scale);

  for (guint64 i = 0; i < (guint64)8 << scale; i++)
    {
      guint32 source = (guint32)(draw () % edges.n), target = (guint32)(draw () % edges.n);
      if (source != target)
        add_edge (&edges, source, target, 255);
    }
  return edges;
}

static void
build (Bench *bench, const Edges *edges)
{
  guint64 *offsets = map (((gsize)edges->n + 2) * sizeof *offsets);
  guint32 *arcs = map (edges->m * 16);

  for (guint64 i = 0; i < edges->m; i++)
    {
      offsets[edges->source[i] + 2 < edges->n + 2 ? edges->source[i] + 2 : 0]++;
      offsets[edges->target[i] + 2 < edges->n + 2 ? edges->target[i] + 2 : 0]++;
    }
  for (guint32 v = 1; v < edges->n; v++)
    offsets[v + 1] += offsets[v];
  for (guint64 i = 0; i < edges->m * 2; i++)
    {
      guint32 from = i % 2 ? edges->target[i / 2] : edges->source[i / 2];
      guint64 arc = offsets[from + 1]++;
      arcs[arc * 2] = i % 2 ? edges->source[i / 2] : edges->target[i / 2];
      arcs[arc * 2 + 1] = edges->weight[i / 2];
    }
  bench->view.out = (CowCsr){ .n = edges->n, .stride = 2, .n_arcs = edges->m * 2, .offsets = offsets, .targets = arcs,
                              .kind = COW_WEIGHT_U32 };
}

static int
compare_arcs (const void *a, const void *b)
{
  guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;
  return (left > right) - (left < right);
}

/* new_number[old] -> a renumbered graph, arcs of a vertex ascending. */
static void
renumber (Bench *bench, const guint32 *new_number)
{
  CowCsr *out = &bench->view.out;
  guint64 *offsets = map (((gsize)out->n + 2) * sizeof *offsets);
  guint32 *arcs = map (out->n_arcs * 8), *old_number = map ((gsize)out->n * 4);

  for (guint32 v = 0; v < out->n; v++)
    old_number[new_number[v]] = v;
  for (guint32 v = 0; v < out->n; v++)
    {
      guint64 from = out->offsets[old_number[v]], degree = out->offsets[old_number[v] + 1] - from;
      offsets[v + 1] = offsets[v] + degree;
      for (guint64 i = 0; i < degree; i++)
        {
          arcs[(offsets[v] + i) * 2] = new_number[out->targets[(from + i) * 2]];
          arcs[(offsets[v] + i) * 2 + 1] = out->targets[(from + i) * 2 + 1];
        }
      qsort (arcs + offsets[v] * 2, degree, 8, compare_arcs);
    }
  cow_scratch_unmap (old_number, (gsize)out->n * 4);
  cow_scratch_unmap ((void *)out->targets, out->n_arcs * 8);
  out->offsets = offsets;
  out->targets = arcs;
}

static void
order_shuffled (const CowCsr *csr, guint32 *number)
{
  for (guint32 i = 0; i < csr->n; i++)
    {
      guint32 j = (guint32)(draw () % (i + 1));
      number[i] = number[j];
      number[j] = i;
    }
}

static void
order_breadth_first (const CowCsr *csr, guint32 *number)
{
  guint32 *queue = map ((gsize)csr->n * 4), head = 0, tail = 0;

  memset (number, 0xff, (gsize)csr->n * 4);
  for (guint32 root = 0; root < csr->n; root++)
    {
      if (number[root] == G_MAXUINT32)
        {
          number[root] = tail;
          queue[tail++] = root;
        }
      for (; head < tail; head++)
        for (guint64 arc = csr->offsets[queue[head]]; arc < csr->offsets[queue[head] + 1]; arc++)
          if (number[csr->targets[arc * 2]] == G_MAXUINT32)
            {
              number[csr->targets[arc * 2]] = tail;
              queue[tail++] = csr->targets[arc * 2];
            }
    }
  cow_scratch_unmap (queue, (gsize)csr->n * 4);
}

static void
order_by_degree (const CowCsr *csr, guint32 *number)
{
  guint64 largest = 0;

  for (guint32 v = 0; v < csr->n; v++)
    largest = MAX (largest, cow_csr_degree (csr, v));
  g_autofree guint32 *next = g_new0 (guint32, largest + 2);
  for (guint32 v = 0; v < csr->n; v++)
    next[largest - cow_csr_degree (csr, v) + 1]++;
  for (guint64 d = 0; d <= largest; d++)
    next[d + 1] += next[d];
  for (guint32 v = 0; v < csr->n; v++)
    number[v] = next[largest - cow_csr_degree (csr, v)]++;
}

static void
reorder (Bench *bench, const char *order)
{
  guint32 *number = map ((gsize)bench->view.out.n * 4);

  if (g_str_equal (order, "shuffle") || g_str_equal (order, "bfs"))
    {
      order_shuffled (&bench->view.out, number);
      renumber (bench, number);
    }
  if (g_str_equal (order, "bfs"))
    order_breadth_first (&bench->view.out, number);
  if (g_str_equal (order, "degree"))
    order_by_degree (&bench->view.out, number);
  if (g_str_equal (order, "bfs") || g_str_equal (order, "degree"))
    renumber (bench, number);
  cow_scratch_unmap (number, (gsize)bench->view.out.n * 4);
}

static int
compare_times (const void *a, const void *b)
{
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static void
report (const char *what, double *times, guint count, const CowView *view, const CowSearchCounts *counts, double check)
{
  qsort (times, count, sizeof *times, compare_times);
  double median = times[count / 2];
  printf ("%-28s %9.3f ms  %8.2f /s  %7.2f ns/arc  settled %9lu relaxed %10lu queue %8lu scratch %4lu MB  sum %.0f\n", what,
          median, 1e3 / median, median * 1e6 / (double)view->out.n_arcs, (gulong)counts->settled, (gulong)counts->relaxed,
          (gulong)counts->queue_peak, (gulong)(counts->scratch_bytes >> 20), check);
  fflush (stdout);
}

static void
measure_search (const CowView *view, CowSearchKind kind, const guint32 *sources, guint count, gboolean to_target)
{
  GError *error = NULL;
  g_autoptr (CowSearch) search = cow_search_new (view, kind, &error);
  g_autofree double *times = g_new (double, count);
  CowSearchCounts counts = { 0 };
  CowProgress progress = { 0 };
  double check = 0;

  for (guint i = 0; i < count; i++)
    {
      const guint32 *target = to_target ? &sources[count + i] : NULL;
      double start = now_ms ();
      cow_search_run (search,
                      &(CowSearchQuery){ .sources = &sources[i], .n_sources = 1, .targets = target, .n_targets = to_target },
                      &progress, &error);
      times[i] = now_ms () - start;
      CowSearchSummary summary;
      if (to_target)
        check += MIN (cow_cost_as_double (cow_search_cost (search, *target)), 1e15);
      else if (cow_search_summarize (search, &summary, &error))
        check += cow_cost_as_double (summary.sum);
    }
  cow_search_counts (search, &counts);
  g_autofree char *what = g_strdup_printf ("%s%s", counts.algorithm, to_target ? ", pair" : "");
  report (what, times, count, view, &counts, check);
}

static void
measure_pairs (const CowView *view, const guint32 *sources, guint count)
{
  GError *error = NULL;
  g_autoptr (CowBidirectional) search = cow_bidirectional_new (view, &error);
  g_autofree double *times = g_new (double, count);
  CowSearchCounts counts = { 0 };
  CowProgress progress = { 0 };
  double check = 0;

  for (guint i = 0; i < count; i++)
    {
      double start = now_ms ();
      cow_bidirectional_run (search, sources[i], sources[count + i], NULL, FALSE, cow_cost_unreachable (), &progress, &error);
      times[i] = now_ms () - start;
      check += MIN (cow_cost_as_double (cow_bidirectional_cost (search)), 1e15);
    }
  cow_bidirectional_counts (search, &counts);
  report (counts.algorithm, times, count, view, &counts, check);
}

static void
finish_view (Bench *bench, guint32 weight_max)
{
  bench->graph = (CowGraph){ .meta = &bench->meta, .n = bench->view.out.n };
  bench->view.graph = &bench->graph;
  bench->view.in = bench->view.out;
  bench->view.weight_min_int = 1;
  bench->view.weight_max_int = weight_max;
  bench->view.weight_min_real = 1;
  bench->view.weight_max_real = weight_max;
  bench->view.negative_arc = COW_ARC_NONE;
}

int
main (int argc, char *argv[])
{
  const char *name = argc > 1 ? argv[1] : "grid", *order = argc > 2 ? argv[2] : "input";
  guint count = argc > 3 ? (guint)atoi (argv[3]) : 8, pairs = count * 8;
  guint size = (guint)atoi (name + strcspn (name, "0123456789"));
  Bench bench = { 0 };
  Edges edges;

  if (g_str_has_prefix (name, "grid"))
    edges = make_grid (size ? size : 1000);
  else if (g_str_has_prefix (name, "rmat"))
    edges = make_rmat (size ? size : 20);
  else
    edges = make_er (size ? size : 20);
  build (&bench, &edges);
  reorder (&bench, order);
  finish_view (&bench, g_str_has_prefix (name, "grid") ? 1000 : 255);
  printf ("%s, order %s: %u vertices, %lu arcs\n", name, order, bench.view.out.n, (gulong)bench.view.out.n_arcs);

  g_autofree guint32 *sources = g_new (guint32, pairs * 2);
  for (guint i = 0; i < pairs * 2;)
    {
      guint32 vertex = (guint32)(draw () % bench.view.out.n);
      if (cow_csr_degree (&bench.view.out, vertex) > 0)
        sources[i++] = vertex;
    }
  measure_search (&bench.view, COW_SEARCH_DIJKSTRA, sources, count, FALSE);
  measure_search (&bench.view, COW_SEARCH_HEAP, sources, MIN (count, 4), FALSE);
  measure_search (&bench.view, COW_SEARCH_DIJKSTRA, sources, pairs / 4, TRUE);
  measure_pairs (&bench.view, sources, pairs);
  CowView unweighted = bench.view;
  unweighted.out.kind = unweighted.in.kind = COW_WEIGHT_NONE;
  unweighted.weight_max_int = 1;
  measure_search (&unweighted, COW_SEARCH_BFS, sources, count, FALSE);
  unweighted.in.offsets = NULL;
  measure_search (&unweighted, COW_SEARCH_BFS, sources, count, FALSE);
  return 0;
}
