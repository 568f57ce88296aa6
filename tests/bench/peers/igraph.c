/* igraph.c - full and point-to-point searches and k shortest paths with igraph, read by its own reader of `u v w` text (NCOL).
 *
 * That reader numbers vertices by first appearance; the names it keeps lead from the sources to its ids. */
#include <igraph/igraph.h>

#include "edges.h"

static uint32_t
find_highest (const igraph_t *graph)
{
  uint32_t highest = 0;
  for (igraph_integer_t v = 0; v < igraph_vcount (graph); v++)
    {
      uint32_t id = (uint32_t) atoll (VAS (graph, "name", v));
      if (id > highest)
        highest = id;
    }
  return highest;
}

/* The sum of the costs of the `paths` shortest simple paths. */
static double
sum_paths (const igraph_t *graph, const igraph_vector_t *weights, igraph_integer_t from, igraph_integer_t to, uint32_t paths, uint64_t *reached)
{
  igraph_vector_int_list_t edges;
  double sum = 0;
  igraph_vector_int_list_init (&edges, 0);
  if (igraph_get_k_shortest_paths (graph, weights, NULL, &edges, paths, from, to, IGRAPH_OUT) != IGRAPH_SUCCESS)
    stop ("igraph failed", "ksp");
  *reached = (uint64_t) igraph_vector_int_list_size (&edges);
  for (igraph_integer_t i = 0; i < (igraph_integer_t) *reached; i++)
    {
      const igraph_vector_int_t *path = igraph_vector_int_list_get_ptr (&edges, i);
      for (igraph_integer_t j = 0; j < igraph_vector_int_size (path); j++)
        sum += VECTOR (*weights)[VECTOR (*path)[j]];
    }
  igraph_vector_int_list_destroy (&edges);
  return sum;
}

int
main (int argc, char **argv)
{
  Arguments a = read_arguments (argc, argv);
  igraph_set_attribute_table (&igraph_cattribute_table);

  igraph_t graph;
  double start = now_seconds ();
  FILE *file = fopen (a.graph, "r");
  if (!file)
    stop ("cannot be read", a.graph);
  if (igraph_read_graph_ncol (&graph, file, NULL, 1, IGRAPH_ADD_WEIGHTS_IF_PRESENT, a.directed) != IGRAPH_SUCCESS)
    stop ("cannot be read by igraph", a.graph);
  fclose (file);
  igraph_vector_t weights;
  igraph_vector_init (&weights, 0);
  int weighted = igraph_cattribute_has_attr (&graph, IGRAPH_ATTRIBUTE_EDGE, "weight");
  if (weighted)
    EANV (&graph, "weight", &weights);
  print_loaded ("igraph", now_seconds () - start);

  uint32_t highest = find_highest (&graph);
  igraph_integer_t *id_of = (igraph_integer_t *) malloc (((size_t) highest + 1) * sizeof *id_of);
  for (uint32_t i = 0; i <= highest; i++)
    id_of[i] = -1;
  for (igraph_integer_t v = 0; v < igraph_vcount (&graph); v++)
    id_of[atoll (VAS (&graph, "name", v))] = v;

  igraph_matrix_t distances;
  igraph_matrix_init (&distances, 0, 0);
  Question question;
  while (read_question (&question))
    {
      int pair = question.task == TASK_P2P || question.task == TASK_KSP;
      if (question.source > highest || id_of[question.source] < 0 || (pair && (question.target > highest || id_of[question.target] < 0)))
        stop ("a source or target is not in the graph", a.graph);
      igraph_integer_t source = id_of[question.source];
      igraph_vs_t targets = pair ? igraph_vss_1 (id_of[question.target]) : igraph_vss_all ();
      double sum = 0;
      uint64_t reached = 0;
      start = now_seconds ();
      if (question.task == TASK_KSP)
        {
          sum = sum_paths (&graph, &weights, source, id_of[question.target], question.paths, &reached);
          print_answer (now_seconds () - start, sum, reached);
          continue;
        }
      igraph_error_t error = question.task == TASK_BFS || !weighted
                                 ? igraph_distances (&graph, &distances, igraph_vss_1 (source), targets, IGRAPH_OUT)
                                 : igraph_distances_dijkstra (&graph, &distances, igraph_vss_1 (source), targets, &weights, IGRAPH_OUT);
      double seconds = now_seconds () - start;
      if (error != IGRAPH_SUCCESS)
        stop ("igraph failed", a.graph);
      for (igraph_integer_t v = 0; v < igraph_matrix_ncol (&distances); v++)
        {
          double d = MATRIX (distances, 0, v);
          if (d < IGRAPH_INFINITY)
            {
              sum += d;
              reached++;
            }
        }
      print_answer (seconds, sum, reached);
    }
  return 0;
}
