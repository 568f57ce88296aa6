#!/usr/bin/env python3
"""ny-scipy.py - costs of shortest paths in a PACE graph (p tw), by the program and by SciPy: every pair must be equal.

usage: ny-scipy.py PROGRAM GRAPH.gr.xz SOURCES [WEIGHTED.txt]

With WEIGHTED.txt the edges get weights, are written there, and the program reads that file.
"""
import lzma
import subprocess
import sys

import numpy
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

program, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with lzma.open(path, 'rb') as file:
    header, body = file.read().split(b'\n', 1)
assert header.startswith(b'p tw ')
n, m = map(int, header.split()[2:4])
edges = numpy.array(body.split(), dtype=numpy.int64).reshape(-1, 2)
assert len(edges) == m
# SciPy would add parallel edges up.
assert len(numpy.unique(numpy.sort(edges, axis=1), axis=0)) == m
weights = numpy.ones(m, dtype=numpy.int64)
load = "load '%s'" % path
if len(sys.argv) > 4:
    weights = (edges[:, 0] * 7919 + edges[:, 1] * 104729) % 1000 + 1
    numpy.savetxt(sys.argv[4], numpy.column_stack((edges, weights)), fmt='%d')
    load = "load '%s' --undirected" % sys.argv[4]
both = numpy.concatenate((edges, edges[:, ::-1])) - 1
matrix = csr_matrix((numpy.concatenate((weights, weights)).astype(float), (both[:, 0], both[:, 1])), shape=(n, n))
sources = sorted({1 + i * (n - 1) // (count - 1) for i in range(count)})
assert len(sources) == count

child = subprocess.Popen([program, '-n', '-q', '-F', 'tsv', '-c', load, '-c', "distances @- '*'"],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdin.write(''.join('%d\n' % source for source in sources).encode())
child.stdin.close()
assert child.stdout.readline() == b'from\tto\tcost\n'
equal = 0
for source in sources:
    wanted = dijkstra(matrix, indices=source - 1, unweighted=len(sys.argv) <= 4)
    reached = int(numpy.isfinite(wanted).sum())
    text = b''.join(child.stdout.readline() for i in range(reached))
    rows = numpy.array(text.split(), dtype=numpy.float64).reshape(-1, 3)
    assert len(rows) == reached and (rows[:, 0] == source).all(), 'source %d: not %d rows' % (source, reached)
    mine = numpy.full(n, numpy.inf)
    mine[rows[:, 1].astype(numpy.int64) - 1] = rows[:, 2]
    wrong = numpy.flatnonzero(mine != wanted)
    if len(wrong):
        sys.exit('source %d: %d pairs differ, the first at %d: %r, SciPy %r'
                 % (source, len(wrong), wrong[0] + 1, mine[wrong[0]], wanted[wrong[0]]))
    equal += n
assert child.stdout.read() == b'' and child.wait() == 0
print('%d sources, %d pairs equal' % (len(sources), equal))
