#!/bin/sh
# cli-allshortest.t - allshortest: rows and their order, counts of any size, zero weights, limits, what is refused.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 's a 1\ns b 1\na t 1\nb t 1\na b 0\ns t 2\ns t 2\nx y 1\n' >g.txt
ask () { cow -q g.txt "$@"; }
rows () { ask "$@" | tail -n +2; }

is "$(ask -c 'allshortest s t')" "from	to	rank	cost	hops	path
s	t	1	2	2	[\"s\",\"a\",\"t\"]
s	t	2	2	3	[\"s\",\"a\",\"b\",\"t\"]
s	t	3	2	2	[\"s\",\"b\",\"t\"]
s	t	4	2	1	[\"s\",\"t\"]
s	t	5	2	1	[\"s\",\"t\"]" 'all of them, by the order of edges, parallel edges apart'
is "$(rows -c 'allshortest s t --limit=2' | cut -f3 | tr '\n' ' ')" '1 2 ' '--limit is per pair'
is "$(rows -c 'allshortest s t --limit=0' -c 'echo on' | wc -l)" 1 '… and may be 0'
is "$(rows -c 'allshortest s "*" --count')" "s	s	0	1
s	a	1	1
s	b	1	2
s	t	2	5
s	x	inf	0
s	y	inf	0" 'counts'
is "$(ask -c 'allshortest s x --count --format=jsonl')" '{"from":"s","to":"x","cost":null,"count":0}' 'no path in JSON'
is "$(cow -q -c 'load g.txt --undirected' -c 'allshortest s t' | tail -n +2 | cut -f6 | tr '\n' ' ')" \
  '["s","a","t"] ["s","a","b","t"] ["s","b","t"] ["s","b","a","t"] ["s","t"] ["s","t"] ' 'an undirected edge of weight 0 is taken either way, once'
is "$(cow -q -c 'load g.txt --undirected' -c 'allshortest s t --count' | tail -1)" "s	t	2	6" '… and counted so'
is "$(rows -c 'allshortest s t --weight=none' | wc -l)" 2 '--weight=none'
is "$(rows -c 'allshortest s t --avoid=a' | wc -l)" 3 '--avoid'
is "$(rows -c 'allshortest s t --block=s--t' -c 'echo on' | wc -l)" 4 '--block'
is "$(rows -c 'allshortest t s --direction=in --count')" "t	s	2	5" '--direction=in'
is "$(rows -c 'allshortest s t --cutoff=2' | wc -l)" 5 '--cutoff is inclusive'
status 1 'beyond the cutoff there is none' cow -q g.txt -c 'allshortest s t --cutoff=1'
status 1 'no pair has a path' cow -q g.txt -c 'allshortest s x'
status 1 '… with --count too' cow -q g.txt -c 'allshortest s x --count'
status 0 'one pair has' cow -q g.txt -c 'allshortest s @{name =~ "[ax]"}'
is "$(rows -c 'allshortest a a')" "a	a	1	0	0	[\"a\"]" 'from a vertex to itself'

# 2^70 paths.
awk 'BEGIN { for (i = 0; i < 70; i++) for (j = 0; j < 2; j++) print i, i + 1, 1 }' >chain.txt
is "$(cow -q chain.txt -c 'allshortest 0 70 --count' | tail -1)" "0	70	70	1180591620717411303424" 'a count beyond 64 bits'
is "$(cow -q chain.txt -c 'allshortest 0 70 --count --format=jsonl')" '{"from":"0","to":"70","cost":70,"count":1180591620717411303424}' '… is a number in JSON'
is "$(cow -q chain.txt -c 'allshortest 0 "*" --count --sort=count:desc' | sed -n '2p;3p;$p' | cut -f2 | tr '\n' ' ')" '70 69 0 ' '… sorts as a number'
is "$(cow -q chain.txt -c 'allshortest 0 70 --count' -c 'assert count > 1e21' -c 'echo yes' | tail -1)" yes '… and is one in assert'
is "$(cow -q chain.txt -c 'allshortest 0 70 --limit=3' | wc -l)" 4 'a limit ends what would not end'

printf 'a b 1\nb c -1\n' >negative.txt
status 2 'negative weights are refused' cow -q negative.txt -c 'allshortest a c'
like "$(cat err 2>/dev/null || cat "$scratch/err")" 'negative weight -1 on edge b -> c' '… naming the edge'
status 2 'TO is wanted' cow -q g.txt -c 'allshortest s'

# Fractions: the sums must be equal to the bit, and the count says the same as the rows.
printf 's a 0.1\na b 0.2\nb t 0.3\ns c 0.3\nc t 0.3\ns d 0.3\nd t 0.3\n' >real.txt
is "$(cow -q real.txt -c 'allshortest s t --count' | tail -1 | cut -f4)" "$(cow -q real.txt -c 'allshortest s t' | tail -n +2 | wc -l)" 'fractions'
done_testing
