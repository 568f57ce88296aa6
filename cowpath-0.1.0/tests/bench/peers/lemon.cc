/* lemon.cc - full and point-to-point searches with LEMON's static graph; binary and 4-ary heap, one result line each. */
#include <lemon/bfs.h>
#include <lemon/bin_heap.h>
#include <lemon/dijkstra.h>
#include <lemon/quad_heap.h>
#include <lemon/static_graph.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "edges.h"

using Graph = lemon::StaticDigraph;
using Weights = Graph::ArcMap<long long>;
using CrossReference = Graph::NodeMap<int>;

struct Tally
{
  std::vector<double> seconds;
  double sum = 0;
  uint64_t reached = 0;
};

template <typename Search>
static Tally
ask (Search &search, const Graph &graph, const QueryList &list, bool pairs)
{
  Tally tally;
  for (size_t i = 0; i < list.count; i++)
    {
      Graph::Node source = Graph::node ((int) list.queries[i].source), target = Graph::node ((int) list.queries[i].target);
      double start = now_seconds ();
      if (pairs)
        search.run (source, target);
      else
        search.run (source);
      tally.seconds.push_back (now_seconds () - start);
      for (int v = 0; v < (pairs ? 1 : graph.nodeNum ()); v++)
        {
          Graph::Node node = pairs ? target : Graph::node (v);
          if (search.reached (node))
            {
              tally.sum += (double) search.dist (node);
              tally.reached++;
            }
        }
    }
  return tally;
}

template <typename Heap>
static void
run_dijkstra (const char *peer, const Graph &graph, const Weights &weights, const Arguments &a, const QueryList &list, double load)
{
  using Search = typename lemon::Dijkstra<Graph, Weights>::template SetHeap<Heap, CrossReference>::Create;
  CrossReference reference (graph);
  Heap heap (reference);
  Search search (graph, weights);
  search.heap (heap, reference);
  Tally tally = ask (search, graph, list, std::string (a.task) == "p2p");
  print_result (peer, &a, load, tally.seconds.data (), tally.seconds.size (), tally.sum, tally.reached);
}

int
main (int argc, char **argv)
{
  Arguments a = read_arguments (argc, argv);
  QueryList list = read_queries (a.queries, std::string (a.task) == "p2p");
  double start = now_seconds ();
  Graph graph;
  std::unique_ptr<Weights> weights;
  {
    EdgeList edges = read_edges (a.graph);
    std::vector<Edge> arcs (edges.edges, edges.edges + edges.count);
    free (edges.edges);
    if (!a.directed)
      {
        arcs.reserve (2 * arcs.size ());
        for (size_t i = 0; i < edges.count; i++)
          arcs.push_back ({ arcs[i].target, arcs[i].source, arcs[i].weight });
      }
    std::stable_sort (arcs.begin (), arcs.end (), [] (const Edge &x, const Edge &y) { return x.source < y.source; });
    std::vector<std::pair<int, int>> ends;
    ends.reserve (arcs.size ());
    for (const Edge &arc : arcs)
      ends.emplace_back ((int) arc.source, (int) arc.target);
    graph.build ((int) edges.vertices, ends.begin (), ends.end ());
    weights = std::make_unique<Weights> (graph);
    for (size_t i = 0; i < arcs.size (); i++)
      (*weights)[Graph::arc ((int) i)] = arcs[i].weight;
  }
  double load = now_seconds () - start;
  if (std::string (a.task) == "bfs")
    {
      lemon::Bfs<Graph> search (graph);
      Tally tally = ask (search, graph, list, false);
      print_result ("lemon", &a, load, tally.seconds.data (), tally.seconds.size (), tally.sum, tally.reached);
      return 0;
    }
  run_dijkstra<lemon::BinHeap<long long, CrossReference>> ("lemon-binary", graph, *weights, a, list, load);
  run_dijkstra<lemon::QuadHeap<long long, CrossReference>> ("lemon-4ary", graph, *weights, a, list, load);
  return 0;
}
