#!/bin/sh
# cli-criteria.t - constrained and pareto: rows, limits, expressions, what is refused, the note about labels.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
cat >g.txt <<'END'
source,target,weight,toll,km
s,a,1,5,1.5
a,t,1,5,1.5
s,b,2,1,2
b,t,2,1,2
s,t,9,0,9
a,b,0,0,0.5
END
{ cat g.txt; echo x,s,1,,1; } >null.txt
load='load g.txt --header=yes'
ask () { cow -q -c "$load" "$@"; }
rows () { ask "$@" | tail -n +2; }

is "$(ask -c 'constrained s t --max=toll:6')" "from	to	cost	hops	path	toll
s	t	3	3	[\"s\",\"a\",\"b\",\"t\"]	6" 'the cheapest within the limit'
is "$(ask -c 'constrained s t --max=toll:100')" "from	to	cost	hops	path	toll
s	t	2	2	[\"s\",\"a\",\"t\"]	10" 'a limit that does not matter'
is "$(rows -c 'constrained s t --max=toll:5')" "s	t	4	2	[\"s\",\"b\",\"t\"]	2" 'less'
is "$(rows -c 'constrained s t --max=toll:0')" "s	t	9	1	[\"s\",\"t\"]	0" 'none at all'
is "$(ask -c 'constrained s t --max=toll:6 --max=1:2 --max=km:4')" "from	to	cost	hops	path	toll	1	km
s	t	4	2	[\"s\",\"b\",\"t\"]	2	2	4" 'three limits, one of them hops, one with fractions'
is "$(rows -c 'constrained s t --max=km:3.9 --max=toll:6')" "s	t	inf		[]		" 'nothing keeps both'
status 1 '… and that is the status' cow -q -c "$load" -c 'constrained s t --max=km:3.9 --max=toll:6'
is "$(ask -c 'constrained s t --max=km:3.9 --max=toll:6 --format=jsonl')" '{"from":"s","to":"t","cost":null,"hops":null,"path":[],"km":null,"toll":null}' '… null in JSON'
is "$(rows -c 'constrained s s --max=toll:0')" "s	s	0	0	[\"s\"]	0" 'from a vertex to itself'
is "$(rows -c 'constrained s @{name in ("t","a","b")} --max=toll:4' | cut -f2,3 | tr '\n\t' ' =')" 'a=inf t=4 b=2 ' 'every pair has a row'
is "$(rows -c 'constrained t s --max=toll:4 --direction=in' | cut -f3)" 4 '--direction=in'
is "$(rows -c 'constrained b a --max=toll:4 --direction=any' | cut -f3)" 0 '--direction=any'
is "$(rows -c 'constrained s t --max=toll:6 --avoid=b' | cut -f3)" 9 '--avoid'
is "$(rows -c 'constrained s t --max=toll:6 --block=a->b' | cut -f3)" 4 '--block'
is "$(rows -c 'constrained s t --max=toll:6 --where=weight!=0' | cut -f3)" 4 '--where'
is "$(rows -c 'constrained s t --max=toll:6 --weight=km' | cut -f3)" 4 '--weight'
is "$(rows -c 'constrained s t --max=weight:4 --weight=toll' | cut -f3,6)" '2	4' 'the weight as a limit'
is "$(rows -c "constrained s t --max='if(km > 1.5, 1, 0):1'" | cut -f3)" 2 'an expression'
is "$(rows -c 'constrained s t --max=toll:5 --cutoff=4' | cut -f3)" 4 '--cutoff is inclusive'
is "$(rows -c 'constrained s t --max=toll:5 --cutoff=3.9')" "s	t	inf		[]	" '… and a limit of its own'
is "$(rows -c 'constrained s t --max=toll:5 --cutoff=-1' | cut -f3)" inf '… of which nothing is left below 0'
is "$(rows -c 'constrained s t --max=toll:5 --cutoff=inf' | cut -f3)" 4 '… and inf is none'
is "$(rows -c 'constrained s "*" --max=toll:6 --sort=toll:desc' | head -1 | cut -f2)" t 'rows sort by what is used up'

status 2 'a missing value is an error' cow -q -c 'load null.txt --header=yes' -c 'constrained x t --max=toll:6'
like "$(cat "$scratch/err")" 'weight "toll" is null for edge x -> s' '… that names the edge'
is "$(cow -q -c 'load null.txt --header=yes' -c "constrained x t --max='if(toll == null, 0, toll):6'" | tail -1 | cut -f3)" 4 '… and may be given one'
status 2 'a negative value is an error' cow -q -c "$load" -c 'constrained s t --max=toll-3:6'
like "$(cat "$scratch/err")" '"toll-3": negative weight -2 on edge s -> b' '… that names attribute and edge'
for wrong in 'constrained s t' 'constrained s t --max=toll' 'constrained s t --max=:3' 'constrained s t --max=toll:x' 'constrained s t --max=toll:-1' \
  'constrained s t --max=toll:nan' 'constrained s t --max=tolls:3' 'constrained s t --max=toll:3 --max=toll:4' 'constrained s t --max=cost:4' \
  'constrained s --max=toll:3' 'pareto s t' 'pareto s t --weights=' 'pareto s t --weights=toll,,km' 'pareto s t --weights=toll,toll' 'pareto s t --weights=nothing' \
  'pareto s t --weights=toll,from' 'pareto s t --weights=toll,km --cutoff=1,2,3' 'pareto s t --weights=toll --cutoff=x' \
  'pareto s t --weights=toll --cutoff=nan' 'pareto s t --weights=toll --weight=km' 'constrained s t --max=toll:3 --cutoff=x'; do
  status 2 "refused: $wrong" cow -q -c "$load" -c "$wrong"
done
like "$(cow -q -c "$load" -c 'constrained s t --max=tolls:3' 2>&1)" '"tolls": column 1: unknown edge attribute "tolls" \(did you mean "toll"' 'the place of what is wrong'

is "$(ask -c 'pareto s t --weights=weight,toll')" "from	to	rank	weight	toll	hops	path
s	t	1	2	10	2	[\"s\",\"a\",\"t\"]
s	t	2	3	6	3	[\"s\",\"a\",\"b\",\"t\"]
s	t	3	4	2	2	[\"s\",\"b\",\"t\"]
s	t	4	9	0	1	[\"s\",\"t\"]" 'all choices between two weights'
is "$(rows -c 'pareto s t --weights=toll,weight' | cut -f4,5 | tr '\n\t' ' =')" '0=9 2=4 6=3 10=2 ' 'the other way round'
is "$(rows -c 'pareto s t --weights=weight,toll --limit=2' | wc -l)" 2 '--limit is per pair'
is "$(rows -c 'pareto s t --weights=weight,toll --cutoff=4' | cut -f4,5 | tr '\n\t' ' =')" '2=10 3=6 4=2 ' '--cutoff bounds the first weight'
is "$(rows -c 'pareto s t --weights=weight,toll --cutoff=4,6' | cut -f4,5 | tr '\n\t' ' =')" '3=6 4=2 ' '… and the second'
is "$(rows -c 'pareto s t --weights=weight,toll --cutoff=,2.5' | cut -f4,5 | tr '\n\t' ' =')" '4=2 9=0 ' '… or that alone'
is "$(rows -c 'pareto s t --weights=weight,toll --cutoff=inf,0' | cut -f4,5 | tr '\n\t' ' =')" '9=0 ' '… or inf before it'
status 1 '… nothing within it' cow -q -c "$load" -c 'pareto s t --weights=weight,toll --cutoff=1'
is "$(ask -c "pareto s t --weights='max(weight, km), 1, toll'" | cut -f4-7)" "max(weight, km)	1	toll	hops
3	2	10	2
4	2	2	2
9	1	0	1" 'expressions with commas'
is "$(rows -c 'pareto s t --weights=km' | cut -f4)" 3 'one weight'
is "$(rows -c 'pareto s s --weights=weight,km')" "s	s	1	0	0	0	[\"s\"]" 'from a vertex to itself'
is "$(ask -c 'pareto t s --weights=weight,km' | wc -l)" 1 'no path, no row'
status 1 '… and that is the status' cow -q -c "$load" -c 'pareto t s --weights=weight,km'
is "$(rows -c 'pareto t s --direction=any --weights=weight,toll' | cut -f4,5 | tr '\n\t' ' =')" '2=10 3=6 4=2 9=0 ' '--direction=any'
printf 's a 1\ns a 1\na b 0\nb a 0\n' >same.txt
is "$(cow -q same.txt -c 'pareto s b --weights=weight,1' | tail -n +2)" "s	b	1	1	2	2	[\"s\",\"a\",\"b\"]" 'one row for the same sums'

like "$(cow -c "$load" -c 'constrained s t --max=toll:6' 2>&1 >/dev/null)" '^constrained: [0-9]+ labels made, [0-9]+ dropped \(no better than others\), [0-9]+ ways cut off' 'labels are told'
is "$(ask -c 'constrained s t --max=toll:6' 2>&1 >/dev/null)" '' '… but with -q'
is "$(ask -c 'constrained s t --max=toll:6 into @s' -c 'sets' 2>/dev/null | tail -1 | cut -f1-3)" '@s	vertices	1' 'into a set'
done_testing
