#!/bin/sh
# cli-select.t - selectors of vertices and edges, what the options of a search mean, graphs of no and of one vertex.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'a\tb\t1\nb\tc\t2\nc\td\t3\na\td\t10\n' >g.txt
ask () { cow -q g.txt "$@"; }
# cost LINE: the cost in the last row
cost () { ask -c "$1" | tail -1 | cut -f3; }
# first COMMAND...: the first column without the header
first () { ask "$@" | tail -n +2 | cut -f1 | tr '\n' ' '; }

# ---- vertices ----
is "$(ask -c 'distances :1 :3' | tail -1)" 'b	d	5' ':N counts by appearance from 0'
status 2 ':N beyond the last' cow g.txt -c 'distances :4'
like "$(cat err)" ':4|4 vertices' '… is named'
printf '@odd -5\n-5 *\n* :0\n:0 @odd\n>x |y\n' >odd.txt
is "$(cow -q odd.txt -c "distances =@odd '=*'" | tail -1 | cut -f3)" 2 '=TEXT is a name whatever it looks like'
is "$(cow -q odd.txt -c 'distances =-5 =:0' | tail -1)" '-5	:0	2' '=-5 and =:0'
is "$(cow -q odd.txt -c "distances '=>x' '=|y'" | tail -1 | cut -f3)" 1 'quoted signs of the grammar are names'
is "$(ask -c 'set @s = a + c' -c 'distances @s d' | tail -n +2 | cut -f1 | tr '\n' ' ')" 'a c ' '@set'
is "$(ask -c 'set @s = a + c' -c 'set @t = @s + b - a' -c 'find * into @all' -c 'set @u = @all & @t - b' -c 'distances @u d' | tail -1)" 'c	d	3' 'sets: + - & from left to right'
is "$(first -c "distances '@{name == \"c\" or name == \"a\"}' d")" 'a c ' '@{EXPR}'
is "$(first -c "distances '*' d")" 'a b c d ' "'*' is every vertex"
is "$(first -c 'distances * d')" 'a b c d ' '… without quotes too: there is no globbing'
printf 'c\na\n' >names
is "$(first -c 'distances @./names d')" 'c a ' '@./file: names in the order of the file'
is "$(first -c "distances @$scratch/names d")" 'c a ' '@/file'
is "$(ask -c 'distances @- d' <names | tail -n +2 | cut -f1 | tr '\n' ' ')" 'c a ' '@- reads names from stdin'
printf 'c\nzz\n' >wrong
status 2 'a name in a file that is no vertex' cow g.txt -c 'distances @./wrong d'
like "$(cat err)" 'wrong:2: .*"zz"' '… is named with file and line'
status 3 'a file of names that is not there' cow g.txt -c 'distances @./absent d'
status 2 'an unknown set' cow g.txt -c 'distances @absent d'
like "$(cat err)" '@?absent' '… is named'
status 2 'an expression that is wrong' cow g.txt -c 'distances @{nonsense} d'
like "$(cat err)" 'nonsense' '… names the attribute'
status 2 'an expression that is no condition' cow g.txt -c 'distances @{1+1} d'

# ---- edges ----
is "$(cost 'path a d --block=b->c')" 10 'u->v'
is "$(cost 'path a d --block=b--c')" 10 'u--v'
is "$(cost 'path a d --block=e:1')" 10 'e:N counts by appearance from 0'
is "$(cost "path a d --block='@{weight == 2}'")" 10 'edges by an expression'
is "$(ask -c 'set @x = b->c + a->d' -c 'path a d --block=@x' | tail -1 | cut -f3)" inf 'edges by a set'
status 2 'an edge that is not there' cow g.txt -c 'path a d --block=d->a'
like "$(cat err)" 'edge "d"->"a"' '… is named'
status 2 'e:N beyond the last' cow g.txt -c 'path a d --block=e:4'
is "$(ask -c 'show e:3' | tail -1)" 'weight	10' 'show of an edge'
status 2 'a vertex is no edge' cow g.txt -c 'path a d --block=b'

# ---- options of a search ----
is "$(cost 'path a d --avoid=b')" 10 '--avoid of a vertex'
is "$(ask -c 'set @s = b + c' -c 'path a d --avoid=@s' | tail -1 | cut -f5)" '["a","d"]' '--avoid of a set'
is "$(cost 'path d a --direction=in')" 6 '--direction=in'
is "$(cost 'path d a --direction=any')" 6 '--direction=any'
is "$(cost 'path b d --direction=any --avoid=c')" 11 '--direction=any goes both ways'
is "$(cost 'path a d --where=weight>1')" 10 '--where leaves edges out'
is "$(cost 'path a d --weight=none')" 1 '--weight=none: every edge costs 1'
is "$(cost 'path a d --weight=weight*2+1')" 15 '--weight of an expression'
is "$(cost "path a d --weight='if(weight > 5, 0, weight)'")" 0 '--weight with if()'
is "$(cost 'path a d --cutoff=6')" 6 '--cutoff is inclusive'
is "$(cost 'path a d --cutoff=5')" inf '--cutoff leaves out what costs more'
is "$(ask -c "distances a '*' --cutoff=3" | wc -l)" 4 '--cutoff of distances'
for command in 'path a d --algorithm=dijkstra' 'distances a d --algorithm=dijkstra' 'path a d --algorithm=bidirectional' 'tree a' 'nearest a d'; do
  status 2 "a negative weight: $command" cow g.txt -c "$command --weight=weight-2"
  like "$(cat err)" 'negative weight -1 on edge a -> b' '… is an error that names the first such edge'
done
is "$(cost 'path a a')" 0 'from a vertex to itself: 0'
is "$(ask -c 'path a a' | tail -1)" 'a	a	0	0	["a"]' '… no hops, that vertex'
for algorithm in auto dijkstra heap bidirectional; do
  is "$(cost "path a d --algorithm=$algorithm")" 6 "--algorithm=$algorithm"
done
is "$(cost 'path a d --algorithm=bfs --weight=none')" 1 '--algorithm=bfs'
status 2 'bfs of edges with weights' cow g.txt -c 'path a d --algorithm=bfs'
status 2 'a weight that is no number' cow g.txt -c 'path a d --weight=1/(weight-1)'
like "$(cat err)" 'division by zero.*edge a -> b' '… is an error that names the edge'

# ---- options of load ----
cow -q -c 'load g.txt --undirected' -c 'distances d a' >out; is "$(tail -1 out)" 'd	a	6' 'load --undirected'
is "$(cow -q -c 'load g.txt --undirected' -c info | grep -E '^(edges|arcs)	' | cut -f2 | tr '\n' ' ')" '4 8 ' '… an undirected edge is one edge'
is "$(cow -q -c 'load g.txt --as=other' -c graphs | tail -1 | cut -f1)" other 'load --as'
printf 'x,y,weight\np,q,2\nq,r,5\np,q,1\nr,r,9\n' >h.csv
edges () { cow -q -c "load h.csv $1" -c info | grep ^edges | cut -f2; }
is "$(edges '')" 4 'load of a csv with a header'
is "$(edges '--header=no')" 5 '--header=no'
is "$(edges '--loops=drop')" 3 '--loops=drop'
is "$(edges '--duplicates=min')" 3 '--duplicates=min'
for how in min:1 max:2 sum:3 first:2 keep:1; do
  is "$(cow -q -c "load h.csv --duplicates=${how%:*}" -c 'distances p q' | tail -1 | cut -f3)" "${how#*:}" "--duplicates=${how%:*}"
done
is "$(cow -q -c 'load h.csv --columns=src,dst,len:int' -c 'path p r --weight=len' | tail -1 | cut -f3)" 6 '--columns names and types'
printf 'one|two|3\n' >bar.txt
is "$(cow -q -c "load bar.txt --delimiter='|'" -c 'distances one two' | tail -1 | cut -f3)" 3 '--delimiter'
printf 'name\tcolor\nlone\tred\np\tblue\n' >v.tsv
is "$(cow -q -c 'load h.csv --vertices=v.tsv' -c "find red --attr=color" | tail -1)" lone '--vertices declares vertices and attributes'
printf 'a b 1\nlone\nb c 1\n' >bad.txt
status 0 '--bad-lines=skip' cow -c 'load bad.txt --bad-lines=skip' -c info
like "$(cat err)" '1 (bad )?line' '… counts them'
is "$(grep ^edges out | cut -f2)" 2 '… and leaves them out'
status 3 '--bad-lines=stop' cow -c 'load bad.txt --bad-lines=stop'
status 2 'an unknown format' cow -c 'load g.txt --input=nonsense'
status 3 'a failed load' cow -c 'load g.txt' -c 'on-error continue' -c 'load bad.txt'
cow -q -c 'load g.txt' -c 'on-error continue' -c 'load bad.txt' -c 'distances a d' >out 2>err
is "$(tail -1 out)" 'a	d	6' '… leaves the graph that was there'
fixture cow -q g.txt -c 'save s.txt' -c 'save s.gr'
for f in s.txt s.gr; do
  is "$(cow -q $f -c 'distances :0 :3' | tail -1 | cut -f3)" 6 "$f reads back"
done

# ---- graphs of no and of one vertex ----
: >empty.txt
status 3 'an empty file' cow empty.txt
like "$(cat err)" 'empty file' '… is said'
printf '\n' >newline.txt
cow -q newline.txt -c info >out 2>err && got=0 || got=$?
ok 'a file of one newline: no crash' test $got -le 3
for command in "distances '*'" "distances '*' '*'" "path '*' '*'" "tree '*'" "nearest '*' '*'" "reach '*'" "find '*'" 'sample 1' 'schema' 'info' "neighbors '*'"; do
  cow -q -c 'generate path n=0' -c "$command" >out 2>err && got=0 || got=$?
  ok "no vertices: $command" test $got -le 2
done
for command in "distances '*'" "distances '*' '*'" "path '*' '*'" "tree '*'" "nearest '*' '*'" "reach '*'" "find '*'" 'sample 1' 'schema' 'info' 'show :0' 'neighbors :0'; do
  status 0 "one vertex: $command" cow -q -c 'generate path n=1' -c "$command"
done
printf 'a a 5\n' >loop.txt
is "$(cow -q loop.txt -c 'path a a' | tail -1 | cut -f3,4)" '0	0' 'a self-loop never helps'
done_testing
