#!/bin/sh
# cli-workers.t - the same rows, to the byte, from 1, 2 and 5 workers: every path command on 260 random graphs; cli-workers-more.t has other kinds.
. "${top_srcdir:-$(dirname "$0")/..}/tests/workers.sh"

same whole
same part --undirected
had_rows
done_testing
