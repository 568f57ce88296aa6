/* edges.h - what the peers in C and C++ share: reading `u v w` text, questions from stdin, the clock, the lines of result.
 *
 * A peer loads its graph, says so in a line of JSON, and then answers a question a line until there are no more: so that the programs
 * that are compared can take turns.
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

typedef enum
{
  TASK_SSSP, /* all distances from the source */
  TASK_BFS,  /* the same in hops */
  TASK_P2P,  /* the distance to the target */
  TASK_KSP,  /* the sum of the `paths` shortest simple paths */
} Task;

typedef struct
{
  Task task;
  uint32_t source, target, paths;
} Question;

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

typedef struct
{
  const char *graph;
  int directed;
} Arguments;

static inline Arguments
read_arguments (int argc, char **argv)
{
  Arguments a = { NULL, 0 };
  if (argc == 3 && strcmp (argv[1], "--directed") == 0)
    a.directed = 1;
  else if (argc != 2)
    stop ("usage: [--directed] GRAPH", argv[0]);
  a.graph = argv[argc - 1];
  return a;
}

/* `sssp S`, `bfs S`, `p2p S T` or `ksp S T K`. 0: there are no more. */
static inline int
read_question (Question *question)
{
  static const char *const names[] = { "sssp", "bfs", "p2p", "ksp" };
  char line[128], word[16];
  if (!fgets (line, sizeof line, stdin))
    return 0;
  *question = (Question){ TASK_SSSP, 0, 0, 0 };
  int fields = sscanf (line, "%15s %u %u %u", word, &question->source, &question->target, &question->paths);
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
    if (fields >= 2 && strcmp (word, names[i]) == 0)
      {
        question->task = (Task) i;
        return 1;
      }
  stop ("unknown question", line);
  return 0;
}

static inline void
print_loaded (const char *peer, double load_seconds)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  printf ("{\"peer\": \"%s\", \"load_seconds\": %.6f, \"peak_rss_bytes\": %lld}\n", peer, load_seconds, (long long) usage.ru_maxrss * 1024);
  fflush (stdout);
}

/* reached counts the vertices with a path, the source among them when all are asked for. */
static inline void
print_answer (double seconds, double sum, uint64_t reached)
{
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  printf ("{\"seconds\": %.9f, \"reached\": %llu, \"sum_of_distances\": %.0f, \"peak_rss_bytes\": %lld}\n", seconds,
          (unsigned long long) reached, sum, (long long) usage.ru_maxrss * 1024);
  fflush (stdout);
}
