/* edges.h - what the peers in C and C++ share: reading `u v w` text, the list of sources, the clock, the line of result.
 *
 * The whole file is read at once and numbers are parsed by hand, so that "load" of a peer without a reader of its own measures the
 * building of its graph and not the C library. Errors end the program: these are measuring tools. */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

typedef struct
{
  uint32_t source, target, weight;
} Edge;

typedef struct
{
  Edge *edges;
  size_t count;
  uint32_t vertices; /* the highest id plus one */
} EdgeList;

typedef struct
{
  uint32_t source, target; /* target: only when pairs are read */
} Query;

typedef struct
{
  Query *queries;
  size_t count;
} QueryList;

static inline double
now_seconds (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static inline void
stop (const char *what, const char *subject)
{
  fprintf (stderr, "%s: %s\n", subject, what);
  exit (2);
}

static inline char *
read_text (const char *path)
{
  FILE *file = fopen (path, "rb");
  if (!file || fseek (file, 0, SEEK_END) != 0)
    stop ("cannot be read", path);
  size_t size = (size_t) ftell (file);
  rewind (file);
  char *text = (char *) malloc (size + 1);
  if (!text || fread (text, 1, size, file) != size)
    stop ("cannot be read", path);
  text[size] = 0;
  fclose (file);
  return text;
}

/* The next number of the line at *at, or -1 at its end. */
static inline int64_t
next_number (const char **at)
{
  const char *p = *at;
  while (*p == ' ' || *p == '\t' || *p == ',' || *p == ';' || *p == '\r')
    p++;
  int64_t value = -1;
  if (*p >= '0' && *p <= '9')
    for (value = 0; *p >= '0' && *p <= '9'; p++)
      value = 10 * value + (*p - '0');
  *at = p;
  return value;
}

/* Lines that do not begin with a digit (comments, a header) are skipped; without a third column each edge costs 1. */
static inline EdgeList
read_edges (const char *path)
{
  EdgeList list = { NULL, 0, 0 };
  size_t room = 1 << 20;
  char *text = read_text (path);
  list.edges = (Edge *) malloc (room * sizeof (Edge));
  for (const char *p = text; *p;)
    {
      int64_t u = next_number (&p), v = next_number (&p), w = next_number (&p);
      if (u >= 0 && v < 0)
        stop ("a line with one field", path);
      if (u >= 0)
        {
          if (list.count == room)
            list.edges = (Edge *) realloc (list.edges, (room *= 2) * sizeof (Edge));
          if (!list.edges)
            stop ("not enough memory", path);
          Edge edge = { (uint32_t) u, (uint32_t) v, w < 0 ? 1 : (uint32_t) w };
          list.edges[list.count++] = edge;
          if (edge.source >= list.vertices)
            list.vertices = edge.source + 1;
          if (edge.target >= list.vertices)
            list.vertices = edge.target + 1;
        }
      while (*p && *p++ != '\n')
        ;
    }
  free (text);
  return list;
}

/* One source, or with pairs one source and one target, a line. */
static inline QueryList
read_queries (const char *path, int pairs)
{
  QueryList list = { NULL, 0 };
  char *text = read_text (path);
  list.queries = (Query *) malloc ((strlen (text) / 2 + 1) * sizeof (Query));
  for (const char *p = text; *p;)
    {
      int64_t s = next_number (&p), t = next_number (&p);
      if (s >= 0 && pairs && t < 0)
        stop ("a line without a target", path);
      if (s >= 0)
        {
          Query query = { (uint32_t) s, (uint32_t) (t < 0 ? 0 : t) };
          list.queries[list.count++] = query;
        }
      while (*p && *p++ != '\n')
        ;
    }
  free (text);
  return list;
}

typedef struct
{
  const char *task, *graph, *queries;
  int directed;
} Arguments;

static inline Arguments
read_arguments (int argc, char **argv)
{
  Arguments a = { NULL, NULL, NULL, 0 };
  if (argc == 5 && strcmp (argv[1], "--directed") == 0)
    a.directed = 1;
  else if (argc != 4)
    stop ("usage: [--directed] sssp|bfs|p2p GRAPH SOURCES", argv[0]);
  a.task = argv[argc - 3];
  a.graph = argv[argc - 2];
  a.queries = argv[argc - 1];
  if (strcmp (a.task, "sssp") != 0 && strcmp (a.task, "bfs") != 0 && strcmp (a.task, "p2p") != 0)
    stop ("unknown task", a.task);
  return a;
}

static inline int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* reached counts the pairs with a path, each source itself among them when all targets are asked for. */
static inline void
print_result (const char *peer, const Arguments *a, double load_seconds, double *seconds, size_t count, double sum, uint64_t reached)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  qsort (seconds, count, sizeof (double), compare_doubles);
  double median = count ? (seconds[(count - 1) / 2] + seconds[count / 2]) / 2 : 0;
  printf ("{\"peer\": \"%s\", \"task\": \"%s\", \"graph\": \"%s\", \"load_seconds\": %.6f, \"median_seconds\": %.9f, "
          "\"sources\": %zu, \"reached\": %llu, \"sum_of_distances\": %.0f, \"peak_rss_bytes\": %lld}\n",
          peer, a->task, a->graph, load_seconds, median, count, (unsigned long long) reached, sum,
          (long long) usage.ru_maxrss * 1024);
  fflush (stdout);
}
