#!/bin/sh
# cli-flow.t - maxflow and mincut: rows, sets of cut edges, bounds, what is refused, the same for any number of workers.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'a b 3\na c 2\nb c 5\nb d 2\nc d 3\nd a 1\nx y 4\n' >f.txt
ask () { cow -q f.txt "$@"; }

is "$(ask -c 'maxflow a d')" 'from	to	value
a	d	5' 'the value'
is "$(ask -c 'mincut a d')" 'from	to	value	weight
a	d	5	
b	d		2
c	d		3' 'the pair, then the edges of the cut'
is "$(ask -c 'mincut a d --format=jsonl' | tail -1)" '{"from":"c","to":"d","value":null,"weight":3}' '… in JSON'
is "$(ask -c 'mincut a d into @cut' -c 'path a d --block=@cut' 2>/dev/null | tail -1)" 'a	d	inf		[]' 'without the edges of the cut there is no path'
is "$(ask -c 'mincut a d into @cut' -c sets | tail -1)" '@cut	edges	2' '… only they are in the set'
is "$(ask -c 'mincut c a into @cut' -c sets | tail -1)" '@cut	edges	1' 'the row of the pair puts no edge into the set'
is "$(ask -c 'maxflow a d --weight=none' | tail -1)" 'a	d	2' '--weight=none counts ways without a common edge'
is "$(ask -c 'maxflow d a --direction=in' | tail -1)" 'd	a	5' '--direction=in'
is "$(ask -c 'maxflow d a --direction=any' | tail -1)" 'd	a	6' '--direction=any'
is "$(ask -c 'maxflow a d --where=weight<4' | tail -1)" 'a	d	4' '--where'
is "$(ask -c 'maxflow a d --avoid=b' | tail -1)" 'a	d	2' '--avoid'
is "$(ask -c 'maxflow a d --avoid=a' | tail -1)" 'a	d	5' '… the source may be one of them'
is "$(ask -c 'mincut a d --avoid=d' | tail -1)" 'a	d	0	' '… the target not'
is "$(ask -c 'maxflow a d --block=c->d' | tail -1)" 'a	d	2' '--block'
is "$(ask -c 'maxflow a d --weight=weight*0.5' | tail -1)" 'a	d	2.5' 'capacities that are fractions'
is "$(ask -c 'maxflow a a' | tail -1)" 'a	a	inf' 'from a vertex to itself'
is "$(ask -c 'mincut a a --format=jsonl')" '{"from":"a","to":"a","value":null,"weight":null}' '… is null in JSON, and has no cut'
is "$(cow -q -c 'load f.txt --undirected' -c 'maxflow d a' | tail -1)" 'd	a	6' 'undirected edges carry either way'

status 1 'nothing flows' cow -q f.txt -c 'maxflow a x'
is "$(tail -1 out)" 'a	x	0' '… the value is 0'
status 0 'something flows for one pair' cow -q f.txt -c 'set @s = a + y' -c 'maxflow @s d'

printf 'a b 9223372036854775807\nb c 9223372036854775807\n' >large.txt
is "$(cow -q large.txt -c 'maxflow a c' | tail -1)" 'a	c	9223372036854775807' 'the largest integer'
printf 'a b 9223372036854775807\na b 1\n' >over.txt
status 2 'one more is an error' cow -q over.txt -c 'maxflow a b'
like "$(cat err)" 'flow overflow: from "a" to "b"' '… that names the pair'
printf 'a b 1\nb c -2\n' >negative.txt
status 2 'a negative capacity' cow -q negative.txt -c 'maxflow a b'
like "$(cat err)" 'negative weight -2 on edge b -> c' '… is named'
is "$(ask -c 'maxflow a d --weight=1/0' 2>&1 | grep -c 'value')" 0 'a capacity that is an error'
status 2 'an infinite capacity' cow -q f.txt -c 'maxflow a d --weight=exp(1000)'
like "$(cat err)" 'inf' '… is refused'
status 2 'a vertex that is not there' cow -q f.txt -c 'maxflow a zz'
status 2 'one operand' cow -q f.txt -c 'maxflow a'
status 2 '--cutoff means nothing here' cow -q f.txt -c 'maxflow a d --cutoff=3'
like "$(cat err)" 'maxflow takes no --cutoff: a weight is how much an edge carries' '… and why is said'

cow -q -w 1 -c 'generate er n=60 degree=6 weights=1..9 directed=yes' -c 'mincut * *' >one
for workers in 2 5; do
  cow -q -w $workers -c 'generate er n=60 degree=6 weights=1..9 directed=yes' -c 'mincut * *' >many
  ok "the same rows with $workers workers" cmp one many
done
is "$(awk -F'\t' 'NR > 1 && $3 != "" { if (value != "inf" && sum != value) bad++; value = $3; sum = 0 } NR > 1 { sum += $4 } END { print bad + 0 }' one)" 0 'the edges of a cut weigh its value'

# ---- a wide network: paths one by one would take hundreds of rounds ----
awk 'BEGIN { n = 60; for (y = 0; y < n; y++) { print "s", y * n, 9999; print y * n + n - 1, "t", 9999
  for (x = 0; x < n; x++) { i = y * n + x; if (x + 1 < n) print i, i + 1, 1 + i * 7919 % 1000; if (y + 1 < n) print i, i + n, 1 + i * 104729 % 997 } } }' >wide.txt
like "$(cow -q -c 'load wide.txt --undirected' -c 'explain maxflow s t' | grep algorithm)" 'push-relabel' 'a wide network is pushed through'
cow -q -c 'load wide.txt --undirected' -c 'mincut s t' -c 'mincut t s' >wide-1
is "$(cow -q -c 'load wide.txt --undirected' -c 'maxflow s t --weight=weight*0.5' 2>/dev/null | tail -1 | cut -f3)" \
  "$(awk -F'\t' 'NR == 2 { print $3 / 2 }' wide-1)" '… as path by path, with reals'
is "$(awk -F'\t' '$4 != "" && $1 != "from" { sum += $4 } $3 != "" && $1 != "from" { value += $3 } END { print sum - value }' wide-1)" 0 'the cuts weigh what flows'
for workers in 2 5; do
  cow -q -w $workers -c 'load wide.txt --undirected' -c 'mincut s t' -c 'mincut t s' >wide-$workers
  ok "$workers workers: the same" cmp wide-1 wide-$workers
done
done_testing
