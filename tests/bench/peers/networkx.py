#!/usr/bin/python3
"""networkx.py - `u v w` text by networkx's own reader, and one full search; prints the same line of result as the other peers.

usage: networkx.py sssp GRAPH SOURCES
"""
import json
import resource
import sys
import time

# This file's folder must not be searched for modules: the file is named as the package it drives.
sys.path.pop(0)

import networkx  # noqa: E402


def main():
    if len(sys.argv) != 4 or sys.argv[1] != "sssp":
        sys.exit("usage: networkx.py sssp GRAPH SOURCES")
    start = time.perf_counter()
    graph = networkx.read_weighted_edgelist(sys.argv[2], nodetype=int)
    load_seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with open(sys.argv[3], encoding="ascii") as file:
        sources = [int(line) for line in file]
    seconds, total, reached = [], 0, 0
    for source in sources:
        start = time.perf_counter()
        distances = networkx.single_source_dijkstra_path_length(graph, source)
        seconds.append(time.perf_counter() - start)
        total += int(sum(distances.values()))
        reached += len(distances)
    print(json.dumps({"peer": "networkx", "task": "sssp", "graph": sys.argv[2], "load_seconds": load_seconds,
                      "median_seconds": sorted(seconds)[len(seconds) // 2], "sources": len(sources), "reached": reached,
                      "sum_of_distances": total, "peak_rss_bytes": peak}))


if __name__ == "__main__":
    main()
