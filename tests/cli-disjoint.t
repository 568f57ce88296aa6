#!/bin/sh
# cli-disjoint.t - disjoint: how many paths, what no two share, what they may cost together, what is refused; walk beside it.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'a b 3\na c 2\nb c 5\nb d 2\nc d 3\na d 10\nd e 1\n' >g.txt
ask () { cow -q g.txt "$@"; }
rows () { ask "$@" | tail -n +2; }

is "$(ask -c 'disjoint a d')" 'from	to	rank	cost	hops	path
a	d	1	5	2	["a","b","d"]
a	d	2	5	2	["a","c","d"]' 'two paths'
is "$(rows -c 'disjoint a d --k=9' | cut -f4 | tr '\n' ' ')" '5 5 10 ' 'as many as there are'
is "$(rows -c 'disjoint a e --k=9' | wc -l)" 1 'one where one edge carries all'
is "$(rows -c 'disjoint a e --k=9 --by=vertex' | wc -l)" 1 '… and by vertices'
is "$(rows -c 'disjoint a a' | cut -f4-)" '0	0	["a"]' 'from a vertex to itself'

# ---- what all of them cost together ----
for test in '20=5 5 10 ' '19=5 5 ' '10=5 5 ' '9=5 ' '9.9=5 ' '5=5 ' '4=' 'inf=5 5 10 ' '-1='; do
  is "$(rows -c "disjoint a d --k=9 --cutoff=${test%%=*}" | cut -f4 | tr '\n' ' ')" "${test#*=}" "--cutoff=${test%%=*}"
  is "$(rows -c "disjoint a d --k=9 --weight=weight*0.5 --cutoff=$(echo "${test%%=*}" | awk '{ print $1 == "inf" ? $1 : $1 / 2 }')" | wc -l)" \
    "$(echo "${test#*=}" | wc -w)" '… and with fractions'
done
is "$(rows -c 'disjoint a d --cutoff=5 --k=1')" "$(rows -c 'path a d --cutoff=5' | awk -F'\t' -v OFS='\t' '{ print $1, $2, 1, $3, $4, $5 }')" \
  'with --k=1 it is the cutoff of path'
status 1 'no path within it' cow -q g.txt -c 'disjoint a d --cutoff=4'
is "$(rows -c 'disjoint a "*" --cutoff=5 --k=1' | cut -f2,4 | tr '\n\t' ' =')" 'a=0 b=3 c=2 d=5 ' 'pairs beyond it have no row'

for wrong in 'disjoint a' 'disjoint a d --k=0' 'disjoint a d --k=x' 'disjoint a d --by=arc' 'disjoint a d --cutoff=x' 'disjoint a zz' \
  'disjoint a d --seed=1' 'walk a --length=3 --cutoff=4' 'walk a'; do
  status 2 "refused: $wrong" cow -q g.txt -c "$wrong"
done
status 2 'a walk has no cost' cow -q g.txt -c 'walk a --length=3 --cutoff=4'
like "$(cat err)" 'walk takes no --cutoff: a weight is how probable an edge is, not what it costs; --length=N bounds a walk' '… and says so'
like "$(cow -c 'help walk')" '^ +--cutoff +a weight is how probable' '… in its help as well'
for workers in 2 5; do
  is "$(cow -q -w $workers g.txt -c 'disjoint "*" "*" --k=3 --cutoff=10')" "$(cow -q -w 1 g.txt -c 'disjoint "*" "*" --k=3 --cutoff=10')" "the same rows with $workers workers"
done
done_testing
