#!/bin/sh
# cli-workers-more.t - as cli-workers.t, on 780 random graphs more: both ways, with weights that are reals, zero or parts of one.
. "${top_srcdir:-$(dirname "$0")/..}/tests/workers.sh"

same whole --undirected
same real
same real --undirected
same zero
same zero --undirected
same part
had_rows
done_testing
