#!/usr/bin/python3
"""networkx-pool.py - the program cowpath was asked to replace, as its author wrote it, with a meter added.

A networkx graph is built once from `u v w` text, beside it a dict of cached edges; a ProcessPoolExecutor forks workers that share both
copy-on-write, in theory; each task is one single_source_dijkstra_path_length. One JSON line a run says how many sources a second
that gives and how much memory each worker came to own (Private_Dirty of its smaps_rollup, the highest seen).
"""
import argparse
import itertools
import json
import multiprocessing
import os
import sys
import time
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait

import networkx

GRAPH = None
CACHED_EDGES = {}


def load(path, directed, cached):
    graph = networkx.DiGraph() if directed else networkx.Graph()
    edges = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            fields = line.split()
            if not fields or not fields[0].isdigit():
                continue
            u, v = int(fields[0]), int(fields[1])
            w = int(fields[2]) if len(fields) > 2 else 1
            # networkx keeps one edge between two vertices; the lightest of parallel edges is the one a path would take.
            known = graph.get_edge_data(u, v)
            if known is None or known["weight"] > w:
                graph.add_edge(u, v, weight=w)
            if len(edges) < cached:
                edges[u, v] = w
    return graph, edges


def task(source):
    distances = networkx.single_source_dijkstra_path_length(GRAPH, source)
    # A cached edge can never beat the distance it was computed from.
    beaten = sum(1 for (u, v), w in CACHED_EDGES.items() if u in distances and distances[v] > distances[u] + w)
    return source, len(distances), sum(distances.values()), beaten


def memory(pid, *fields):
    """The named fields of smaps_rollup in bytes; zeros when the process has gone."""
    found = dict.fromkeys(fields, 0)
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            for line in file:
                name, _, rest = line.partition(":")
                if name in found:
                    found[name] = int(rest.split()[0]) * 1024
    except OSError:
        pass
    return [found[field] for field in fields]


def main():
    global GRAPH, CACHED_EDGES
    parser = argparse.ArgumentParser(description="Distances from many sources by networkx in a pool of forked processes.")
    parser.add_argument("graph", help="edges, 'u v w' a line")
    parser.add_argument("sources", help="sources, one a line")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--directed", action="store_true")
    parser.add_argument("--cached-edges", type=int, default=1000, help="size of the dict of cached edges")
    parser.add_argument("--limit", type=int, default=None, help="take only the first N sources")
    parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks at the memory")
    options = parser.parse_args()

    with open(options.sources, encoding="utf-8") as file:
        sources = [int(line) for line in itertools.islice((line for line in file if line.strip()), options.limit)]
    start = time.perf_counter()
    GRAPH, CACHED_EDGES = load(options.graph, options.directed, options.cached_edges)
    load_seconds = time.perf_counter() - start
    (parent_rss,) = memory(os.getpid(), "Rss")

    private, pss, reached, total, beaten = {}, 0, 0, 0, 0
    start = time.perf_counter()
    with ProcessPoolExecutor(options.workers, mp_context=multiprocessing.get_context("fork")) as pool:
        pending = {pool.submit(task, source) for source in sources}
        while pending:
            done, pending = wait(pending, timeout=options.interval, return_when=FIRST_COMPLETED)
            for future in done:
                _, count, length, wrong = future.result()
                reached, total, beaten = reached + count, total + length, beaten + wrong
            together = memory(os.getpid(), "Pss")[0]
            for pid in list(pool._processes):
                dirty, share = memory(pid, "Private_Dirty", "Pss")
                private[pid] = max(private.get(pid, 0), dirty)
                together += share
            pss = max(pss, together)
        seconds = time.perf_counter() - start
    if beaten:
        sys.exit("a cached edge is shorter than a shortest path")
    print(json.dumps({
        "program": "networkx", "version": networkx.__version__, "task": "sssp", "graph": options.graph, "vertices": len(GRAPH),
        "edges": GRAPH.number_of_edges(), "workers": options.workers, "sources": len(sources), "load_seconds": round(load_seconds, 3),
        "seconds": round(seconds, 3), "sources_per_second": round(len(sources) / seconds, 4), "parent_rss_bytes": parent_rss,
        "private_bytes_per_worker": max(private.values(), default=0), "pss_bytes": pss, "reached": reached,
        "sum_of_distances": total,
    }))


if __name__ == "__main__":
    main()
