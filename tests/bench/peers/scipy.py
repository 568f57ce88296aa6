#!/usr/bin/python3
"""scipy.py - full searches with SciPy's csgraph on `u v w` text; answers the same questions as the peers in C.

csgraph has no search for one target: the task p2p asks for a full search and looks at one cell.
Building a sparse matrix adds up parallel edges, so the lightest of each bundle is picked out first.
"""
import json
import resource
import sys
import time

# This file's folder must not be searched for modules: the file is named as the package it drives.
sys.path.pop(0)

import numpy as np  # noqa: E402
from scipy.sparse import csr_matrix  # noqa: E402
from scipy.sparse.csgraph import breadth_first_order, dijkstra  # noqa: E402


def read_table(path):
    """The numbers of a file of equally long lines; comment lines and a header before the data are skipped."""
    skip = 0
    with open(path, "rb") as file:
        first = file.readline()
        while first and not first.lstrip()[:1].isdigit():
            skip += len(first)
            first = file.readline()
    columns = len(first.replace(b",", b" ").split())
    with open(path, "rb") as file:
        file.seek(skip)
        table = np.fromfile(file, dtype=np.int64, sep=" ")
    return table.reshape(-1, columns)


def load(path, directed):
    table = read_table(path)
    u, v = table[:, 0], table[:, 1]
    w = table[:, 2].astype(np.float64) if table.shape[1] > 2 else np.ones(len(table))
    n = int(max(u.max(), v.max())) + 1
    if not directed:
        u, v, w = np.concatenate((u, v)), np.concatenate((v, u)), np.concatenate((w, w))
    matrix = csr_matrix((w, (u, v)), shape=(n, n))
    if matrix.nnz != len(u):
        order = np.lexsort((w, v, u))
        u, v, w = u[order], v[order], w[order]
        first = np.ones(len(u), dtype=bool)
        first[1:] = (u[1:] != u[:-1]) | (v[1:] != v[:-1])
        matrix = csr_matrix((w[first], (u[first], v[first])), shape=(n, n))
    return matrix


def count_hops(matrix, source):
    order, before = breadth_first_order(matrix, source, directed=True, return_predecessors=True)
    return order, before


def sum_hops(order, before):
    """The sum of depths, from parents in breadth-first order; not part of the measured time."""
    depth = np.zeros(len(before), dtype=np.int64)
    for vertex in order[1:].tolist():
        depth[vertex] = depth[before[vertex]] + 1
    return int(depth.sum())


def say(**what):
    what["peak_rss_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(what), flush=True)


def main():
    arguments = sys.argv[1:]
    directed = arguments[:1] == ["--directed"]
    if len(arguments) != 1 + directed:
        sys.exit("usage: scipy.py [--directed] GRAPH")
    start = time.perf_counter()
    matrix = load(arguments[-1], directed)
    say(peer="scipy", load_seconds=time.perf_counter() - start)
    for line in sys.stdin:
        task, *query = line.split()
        source, *target = map(int, query)
        start = time.perf_counter()
        if task == "bfs":
            order, before = count_hops(matrix, source)
            seconds = time.perf_counter() - start
            say(seconds=seconds, reached=len(order), sum_of_distances=sum_hops(order, before))
            continue
        row = dijkstra(matrix, directed=True, indices=source)
        seconds = time.perf_counter() - start
        if task == "p2p":
            row = row[target[0] : target[0] + 1]
        finite = row[np.isfinite(row)]
        say(seconds=seconds, reached=len(finite), sum_of_distances=int(finite.sum()))


if __name__ == "__main__":
    main()
