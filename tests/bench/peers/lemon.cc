/* lemon.cc - full and point-to-point searches with LEMON's static graph. Dijkstra runs with a binary and with a 4-ary heap; the faster
 * of the two is the answer. */
#include <lemon/bfs.h>
#include <lemon/bin_heap.h>
#include <lemon/dijkstra.h>
#include <lemon/quad_heap.h>
#include <lemon/static_graph.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "edges.h"

using Graph = lemon::StaticDigraph;
using Weights = Graph::ArcMap<long long>;
using CrossReference = Graph::NodeMap<int>;

struct Answer
{
  double seconds, sum;
  uint64_t reached;
};

template <typename Search>
static Answer
ask (Search &search, const Graph &graph, const Question &question)
{
  bool pair = question.task == TASK_P2P;
  Graph::Node source = Graph::node ((int) question.source), target = Graph::node ((int) question.target);
  double start = now_seconds ();
  if (pair)
    search.run (source, target);
  else
    search.run (source);
  Answer answer = { now_seconds () - start, 0, 0 };
  for (int v = 0; v < (pair ? 1 : graph.nodeNum ()); v++)
    {
      Graph::Node node = pair ? target : Graph::node (v);
      if (search.reached (node))
        {
          answer.sum += (double) search.dist (node);
          answer.reached++;
        }
    }
  return answer;
}

template <typename Heap> struct Dijkstra
{
  using Search = typename lemon::Dijkstra<Graph, Weights>::template SetHeap<Heap, CrossReference>::Create;
  CrossReference reference;
  Heap heap;
  Search search;
  Dijkstra (const Graph &graph, const Weights &weights) : reference (graph), heap (reference), search (graph, weights)
  {
    search.heap (heap, reference);
  }
};

int
main (int argc, char **argv)
{
  Arguments a = read_arguments (argc, argv);
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
  print_loaded ("lemon", now_seconds () - start);
  Dijkstra<lemon::BinHeap<long long, CrossReference>> binary (graph, *weights);
  Dijkstra<lemon::QuadHeap<long long, CrossReference>> quad (graph, *weights);
  lemon::Bfs<Graph> breadth (graph);
  Question question;
  while (read_question (&question))
    {
      Answer answer = question.task == TASK_BFS ? ask (breadth, graph, question) : ask (binary.search, graph, question);
      if (question.task != TASK_BFS)
        answer.seconds = std::min (answer.seconds, ask (quad.search, graph, question).seconds);
      print_answer (answer.seconds, answer.sum, answer.reached);
    }
  return 0;
}
