/* algorithms.c - the algorithms of paths, one constant each: who asks for it and with which parameters, what it takes, who found it. The topic `algorithms` of
 * help and of the manual is made from them. */
#include "app/help.h"

typedef struct
{
  const char *file;       /* in graph/path */
  const char *name;
  const char *asked;      /* commands and options that set its parameters */
  const char *complexity;
  const char *memory;     /* of a worker, beside the graph that all share */
  const char *source;
} CowAlgorithm;

static const CowAlgorithm algorithms[] = {
  { "bfs.c", "Breadth-first search, from above or below", "path, distances, tree, reach where every edge costs the same; --algorithm=bfs", "O(n + m)", "9 n bytes",
    "Beamer, Asanovic, Patterson, \"Direction-optimizing breadth-first search\", 2012" },
  { "depth-first.c", "Depth-first search", "tree --algorithm=dfs", "O(n + m)", "24 n bytes at most",
    "Tarjan, \"Depth-first search and linear graph algorithms\", 1972" },
  { "buckets.c", "Dijkstra's algorithm with buckets (delta-stepping)", "path, distances, tree, nearest, isochrone, allshortest; --algorithm=dijkstra or delta, --cutoff",
    "mostly near O(m)", "14 to 20 n bytes",
    "Dial, \"Algorithm 360\", 1969; Cherkassky, Goldberg, Radzik, \"Shortest paths algorithms\", 1996; Meyer, Sanders, \"Delta-stepping\", 2003" },
  { "horizon.c", "Dijkstra's algorithm with buckets, leaving out arcs that lead too far", "the same over integer weights where vertices have many arcs",
    "the lengths of all arcs in order, the ends of few", "14 n bytes",
    "Chakaravarthy, Checconi, Petrini, Sabharwal, \"Scalable single source shortest path algorithms for massively parallel systems\", 2014" },
  { "heap.c", "Dijkstra's algorithm with a heap", "reals of too different sizes; --algorithm=heap", "O(m log n)", "28 n bytes",
    "Johnson, \"Priority queues with update and finding minimum spanning trees\", 1975" },
  { "bidirectional.c", "Search from both ends", "path; --algorithm=bidirectional", "O(m + n log n) at worst, much less where degrees are large", "40 n bytes",
    "Pohl, \"Bi-directional search\", 1971; Goldberg, Harrelson, 2005 (stopping)" },
  { "aim.c", "A*", "path --algorithm=astar, --bound=EXPR or coordinates; landmarks lead it too", "O(m log n) at worst", "14 n bytes; all workers share the bound",
    "Hart, Nilsson, Raphael, \"A formal basis for the heuristic determination of minimum cost paths\", 1968" },
  { "landmarks.c", "Landmarks (ALT)", "index build alt --landmarks=N, then path", "a search from each landmark, then as A*", "14 n bytes; the index 4 or 8 n bytes a landmark",
    "Goldberg, Harrelson, \"Computing the shortest path: A* search meets graph theory\", 2005" },
  { "ch-contract.c", "Contraction hierarchy", "index build ch, then path and distances; --algorithm=ch", "a road network: about n log n to build, a few hundred vertices a pair",
    "24 n bytes", "Geisberger, Sanders, Schultes, Delling, \"Contraction hierarchies\", 2008" },
  { "ch-many.c", "Many sources to some targets by buckets", "distances with an index ch; --algorithm=ch", "a search upwards from each source and each target", "8 n bytes",
    "Knopp, Sanders, Schultes, Schulz, Wagner, \"Computing many-to-many shortest paths using highway hierarchies\", 2007" },
  { "phast.c", "Sweep of a hierarchy for 16 sources", "distances with an index ch; --algorithm=phast", "O(n + m of the hierarchy) for 16 sources", "72 to 136 n bytes",
    "Delling, Goldberg, Nowatzyk, Werneck, \"PHAST: hardware-accelerated shortest path trees\", 2011" },
  { "batch-bfs.c", "64 to 512 sources as bits", "distances from many sources where every edge costs the same", "O(n + m) words for each level", "8 n bytes and 3/8 n for each source",
    "Then et al., \"The more the merrier: efficient multi-source graph traversal\", 2014" },
  { "batch-lanes.c", "16 or 32 sources side by side", "distances from many sources over integers", "that of one search, where vertices are few edges apart", "74 to 140 n bytes",
    "Kaufmann, Then et al., \"Parallel array-based single- and multi-source breadth first searches on large dense graphs\", 2017" },
  { "team-buckets.c", "One source by several workers", "distances --together=yes", "that of the search, shared out", "labels and queues that the workers share",
    "Meyer, Sanders, \"Delta-stepping: a parallelizable shortest path algorithm\", 2003" },
  { "bellman-ford.c", "Bellman-Ford with subtree disassembly", "bellmanford; path and distances where a weight is negative; --algorithm=bellmanford", "O(n m), mostly near O(m)", "29 n bytes",
    "Bellman, \"On a routing problem\", 1958; Tarjan, \"Shortest paths\", 1981; Cherkassky, Goldberg, \"Negative-cycle detection algorithms\", 1999" },
  { "johnson.c", "Johnson's algorithm", "distances from four sources on where a weight is negative; --algorithm=johnson", "one Bellman-Ford, then a Dijkstra for each source", "20 n bytes",
    "Johnson, \"Efficient algorithms for shortest paths in sparse networks\", 1977" },
  { "dag.c", "Topological order, slack", "longest, --slack; path and distances --algorithm=dag", "O(n + m)", "21 n bytes",
    "Kahn, \"Topological sorting of large networks\", 1962; Kelley, Walker, \"Critical-path planning and scheduling\", 1959" },
  { "owners.c", "The closest of many targets", "nearest, --k=N", "one search backwards from all targets, or one from each source", "28 n bytes",
    "Erwig, \"The graph Voronoi diagram with applications\", 2000" },
  { "isochrone.c", "Bands of cost", "isochrone --cutoff=A,B,C", "a search, and O(m) over what is reached", "20 n bytes", "Dijkstra, \"A note on two problems in connexion with graphs\", 1959" },
  { "all-shortest.c", "All shortest paths and their number", "allshortest, --count", "a search, then what the paths are long", "24 n bytes",
    "Tarjan, \"Depth-first search and linear graph algorithms\", 1972 (cycles of zero weight)" },
  { "ksp.c", "k shortest simple paths", "ksp --k=N", "a search to the target, then for each path at most as many small ones as it has hops", "58 n bytes, and N paths",
    "Yen, \"Finding the k shortest loopless paths in a network\", 1971; Lawler, \"A procedure for computing the k best solutions\", 1972" },
  { "enumerate.c", "Every simple path", "simplepaths, --max-hops=N --min-hops=N --cutoff=X --limit=N", "a search to the target, then mostly what the paths are long", "66 n bytes, 124 with --max-hops",
    "Birmele et al., \"Optimal listing of cycles and st-paths in undirected graphs\", 2013 (the check before each step)" },
  { "disjoint.c", "Disjoint paths", "disjoint, --k=N --by=edge|vertex", "a search for each path", "76 n bytes, 128 by vertices",
    "Suurballe, \"Disjoint paths in a network\", 1974; Bhandari, \"Survivable Networks\", 1999" },
  { "criteria.c", "Several sums at once", "constrained --max=ATTR:VALUE, pareto --weights=A,B", "exponential at worst: what the labels are many", "20 n bytes for each sum, and the labels",
    "Martins, \"On a multicriteria shortest path problem\", 1984; Mandow, Perez de la Cruz, \"Multiobjective A* search with consistent heuristics\", 2010" },
  { "widest.c", "Widest paths", "widest", "O(m log n)", "40 n bytes", "Pollack, \"The maximum capacity through a network\", 1960" },
  { "reliable.c", "Most probable paths", "reliable", "O(m log n)", "36 n bytes", "Dijkstra, \"A note on two problems in connexion with graphs\", 1959, with the product for the sum" },
  { "random-walk.c", "Random walks", "walk --length=N, --count=N --restart=P --seed=N", "O(1) a step while weights are of similar size", "4 bytes a step",
    "von Neumann, \"Various techniques used in connection with random digits\", 1951 (rejection)" },
  { "match.c", "Walks by the types of their edges", "match --attr=ATTR PATTERN", "O(s m log (s n)), s states of the pattern", "about 30 s n bytes",
    "Mendelzon and Wood, \"Finding regular simple paths in graph databases\", 1995; Thompson, \"Regular expression search algorithm\", 1968" },
  { "max-flow.c", "Flow by levels", "maxflow, mincut", "O(n^2 m), mostly a few searches", "8 to 16 m bytes and 16 n, 72 n for integers",
    "Dinitz, \"Algorithm for solution of a problem of maximum flow in networks with power estimation\", 1970" },
  { "preflow.c", "Flow by push-relabel", "maxflow, mincut over integers, after a few rounds", "O(n^2 sqrt (m))", "within that of maxflow",
    "Cherkassky, Goldberg, \"On implementing the push-relabel method for the maximum flow problem\", 1997" },
  { "repair.c", "Costs when something is gone", "sweep", "O((vertices that hung on it and their edges) log n) for each removal", "48 n bytes",
    "Ramalingam, Reps, \"An incremental algorithm for a generalization of the shortest-path problem\", 1996" },
  { "whynot.c", "The fewest edges to open", "whynot", "O(m log m)", "44 n bytes", "Dijkstra, \"A note on two problems in connexion with graphs\", 1959, over triples in order" },
};

char *
cow_topic_algorithms (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      const CowAlgorithm *algorithm = &algorithms[i];

      g_string_append_printf (text, "%s%s (graph/path/%s). Asked for by: %s. Takes %s. Memory of a worker: %s. Source: %s.", i ? "\n\n" : "", algorithm->name,
                              algorithm->file, algorithm->asked, algorithm->complexity, algorithm->memory, algorithm->source);
    }
  return g_string_free (text, FALSE);
}
