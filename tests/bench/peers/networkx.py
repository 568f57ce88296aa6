#!/usr/bin/python3
"""networkx.py - `u v w` text by networkx's own reader, searches and k shortest paths; answers the same questions as the peers in C.

usage: networkx.py GRAPH
"""
import itertools
import json
import resource
import sys
import time

# This file's folder must not be searched for modules: the file is named as the package it drives.
sys.path.pop(0)

import networkx  # noqa: E402


def say(**what):
    what["peak_rss_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(what), flush=True)


def answer(graph, task, source, target=None, paths=None):
    if task == "sssp":
        return networkx.single_source_dijkstra_path_length(graph, source).values()
    if task == "bfs":
        return networkx.single_source_shortest_path_length(graph, source).values()
    if task == "p2p":
        return [networkx.bidirectional_dijkstra(graph, source, target)[0]]
    found = networkx.shortest_simple_paths(graph, source, target, weight="weight")
    return [networkx.path_weight(graph, path, "weight") for path in itertools.islice(found, paths)]


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: networkx.py GRAPH")
    start = time.perf_counter()
    graph = networkx.read_weighted_edgelist(sys.argv[1], nodetype=int)
    say(peer="networkx", load_seconds=time.perf_counter() - start)
    for line in sys.stdin:
        task, *query = line.split()
        start = time.perf_counter()
        costs = answer(graph, task, *map(int, query))
        seconds = time.perf_counter() - start
        say(seconds=seconds, reached=len(costs), sum_of_distances=int(sum(costs)))


if __name__ == "__main__":
    main()
