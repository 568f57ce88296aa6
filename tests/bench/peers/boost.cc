/* boost.cc - full and point-to-point searches with Boost's compressed sparse row graph.
 *
 * Dijkstra without a color map, the fastest form Boost has; a search for one target is left by an exception, as its manual advises. */
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dijkstra_shortest_paths_no_color_map.hpp>
#include <boost/graph/two_bit_color_map.hpp>

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "edges.h"

using Distance = long long;
struct Road
{
  Distance weight;
};
using Graph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, Road, boost::no_property, uint32_t, uint32_t>;
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;

static const Distance unreached = std::numeric_limits<Distance>::max ();

struct Arrived
{
};

struct StopAt : boost::dijkstra_visitor<>
{
  Vertex target;
  explicit StopAt (Vertex v) : target (v) {}
  void
  examine_vertex (Vertex v, const Graph &) const
  {
    if (v == target)
      throw Arrived ();
  }
};

struct CountHops : boost::bfs_visitor<>
{
  Distance *distance;
  explicit CountHops (Distance *d) : distance (d) {}
  void
  tree_edge (boost::graph_traits<Graph>::edge_descriptor e, const Graph &g) const
  {
    distance[boost::target (e, g)] = distance[boost::source (e, g)] + 1;
  }
};

static Graph
load_graph (const Arguments &a)
{
  EdgeList edges = read_edges (a.graph);
  std::vector<std::pair<uint32_t, uint32_t>> ends;
  std::vector<Road> roads;
  ends.reserve (edges.count * (a.directed ? 1 : 2));
  roads.reserve (edges.count * (a.directed ? 1 : 2));
  for (size_t i = 0; i < edges.count; i++)
    {
      ends.emplace_back (edges.edges[i].source, edges.edges[i].target);
      roads.push_back ({ edges.edges[i].weight });
      if (!a.directed)
        {
          ends.emplace_back (edges.edges[i].target, edges.edges[i].source);
          roads.push_back ({ edges.edges[i].weight });
        }
    }
  free (edges.edges);
  return Graph (boost::edges_are_unsorted_multi_pass, ends.begin (), ends.end (), roads.begin (), edges.vertices);
}

static void
search (const Graph &graph, const Question &query, std::vector<Distance> &distance)
{
  auto index = boost::get (boost::vertex_index, graph);
  auto map = boost::make_iterator_property_map (distance.begin (), index);
  if (query.task == TASK_BFS)
    {
      std::fill (distance.begin (), distance.end (), unreached);
      distance[query.source] = 0;
      auto colors = boost::make_two_bit_color_map (boost::num_vertices (graph), index);
      boost::breadth_first_search (graph, query.source, boost::visitor (CountHops (distance.data ())).color_map (colors));
      return;
    }
  auto weight = boost::get (&Road::weight, graph);
  auto common = boost::distance_map (map).weight_map (weight).vertex_index_map (index).distance_inf (unreached);
  if (query.task == TASK_SSSP)
    boost::dijkstra_shortest_paths_no_color_map (graph, query.source, common);
  else
    try
      {
        boost::dijkstra_shortest_paths_no_color_map (graph, query.source, common.visitor (StopAt (query.target)));
      }
    catch (const Arrived &)
      {
      }
}

int
main (int argc, char **argv)
{
  Arguments a = read_arguments (argc, argv);
  double start = now_seconds ();
  Graph graph = load_graph (a);
  print_loaded ("boost", now_seconds () - start);
  std::vector<Distance> distance (boost::num_vertices (graph));
  Question question;
  while (read_question (&question))
    {
      bool pair = question.task == TASK_P2P;
      start = now_seconds ();
      search (graph, question, distance);
      double seconds = now_seconds () - start, sum = 0;
      uint64_t reached = 0;
      for (size_t v = 0; v < (pair ? 1 : distance.size ()); v++)
        {
          Distance d = distance[pair ? question.target : v];
          if (d != unreached)
            {
              sum += (double) d;
              reached++;
            }
        }
      print_answer (seconds, sum, reached);
    }
  return 0;
}
