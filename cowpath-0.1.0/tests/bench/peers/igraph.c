/* igraph.c - full and point-to-point searches with igraph, read by its own reader of `u v w` text (NCOL).
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

int
main (int argc, char **argv)
{
  Arguments a = read_arguments (argc, argv);
  int pairs = strcmp (a.task, "p2p") == 0;
  int hops = strcmp (a.task, "bfs") == 0;
  QueryList list = read_queries (a.queries, pairs);
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
  double load = now_seconds () - start;

  uint32_t highest = find_highest (&graph);
  igraph_integer_t *id_of = (igraph_integer_t *) malloc (((size_t) highest + 1) * sizeof *id_of);
  for (uint32_t i = 0; i <= highest; i++)
    id_of[i] = -1;
  for (igraph_integer_t v = 0; v < igraph_vcount (&graph); v++)
    id_of[atoll (VAS (&graph, "name", v))] = v;

  double *seconds = (double *) malloc ((list.count + 1) * sizeof *seconds), sum = 0;
  uint64_t reached = 0;
  igraph_matrix_t distances;
  igraph_matrix_init (&distances, 0, 0);
  for (size_t i = 0; i < list.count; i++)
    {
      Query query = list.queries[i];
      if (query.source > highest || id_of[query.source] < 0 || (pairs && (query.target > highest || id_of[query.target] < 0)))
        stop ("a source or target is not in the graph", a.queries);
      igraph_vs_t targets = pairs ? igraph_vss_1 (id_of[query.target]) : igraph_vss_all ();
      start = now_seconds ();
      igraph_error_t error = hops || !weighted
                                 ? igraph_distances (&graph, &distances, igraph_vss_1 (id_of[query.source]), targets, IGRAPH_OUT)
                                 : igraph_distances_dijkstra (&graph, &distances, igraph_vss_1 (id_of[query.source]), targets,
                                                              &weights, IGRAPH_OUT);
      seconds[i] = now_seconds () - start;
      if (error != IGRAPH_SUCCESS)
        stop ("igraph failed", a.task);
      for (igraph_integer_t v = 0; v < igraph_matrix_ncol (&distances); v++)
        {
          double d = MATRIX (distances, 0, v);
          if (d < IGRAPH_INFINITY)
            {
              sum += d;
              reached++;
            }
        }
    }
  print_result ("igraph", &a, load, seconds, list.count, sum, reached);
  return 0;
}
