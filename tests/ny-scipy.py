#!/usr/bin/env python3
"""ny-scipy.py - costs of shortest paths in a DIMACS graph, by the program and by SciPy: every pair must be equal.

usage: ny-scipy.py PROGRAM GRAPH.gr.xz SOURCES
"""
import lzma
import subprocess
import sys

import numpy
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

program, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with lzma.open(path, 'rb') as file:
    lines = [line for line in file.read().split(b'\n') if line]
n = int(next(line for line in lines if line.startswith(b'p ')).split()[2])
arcs = numpy.array(b' '.join(line[2:] for line in lines if line.startswith(b'a ')).split(), dtype=numpy.int64).reshape(-1, 3)
# Parallel arcs: SciPy would add them up.
arcs = arcs[numpy.lexsort((arcs[:, 2], arcs[:, 1], arcs[:, 0]))]
keep = numpy.ones(len(arcs), dtype=bool)
keep[1:] = (arcs[1:, :2] != arcs[:-1, :2]).any(axis=1)
arcs = arcs[keep]
matrix = csr_matrix((arcs[:, 2].astype(float), (arcs[:, 0] - 1, arcs[:, 1] - 1)), shape=(n, n))
sources = sorted({1 + i * (n - 1) // (count - 1) for i in range(count)})
assert len(sources) == count

child = subprocess.Popen([program, '-n', '-q', '-F', 'tsv', '-c', "load '%s'" % path, '-c', "distances @- '*'"],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdin.write(''.join('%d\n' % source for source in sources).encode())
child.stdin.close()
assert child.stdout.readline() == b'from\tto\tcost\n'
got = numpy.array(child.stdout.read().split(), dtype=numpy.float64).reshape(-1, 3)
assert child.wait() == 0

equal = 0
for source in sources:
    wanted = dijkstra(matrix, indices=source - 1)
    mine = numpy.full(n, numpy.inf)
    rows = got[got[:, 0] == source]
    mine[rows[:, 1].astype(numpy.int64) - 1] = rows[:, 2]
    assert len(rows) == numpy.isfinite(wanted).sum(), 'source %d: %d rows' % (source, len(rows))
    wrong = numpy.flatnonzero(mine != wanted)
    if len(wrong):
        sys.exit('source %d: %d pairs differ, the first at %d: %r, SciPy %r'
                 % (source, len(wrong), wrong[0] + 1, mine[wrong[0]], wanted[wrong[0]]))
    equal += n
print('%d sources, %d pairs equal' % (len(sources), equal))
