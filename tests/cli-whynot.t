#!/bin/sh
# cli-whynot.t - whynot through the program: rows to the byte, statuses, what it says when asked wrong, any number of workers.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

# ask COMMAND...: rows of all commands, blanks for tabs, one line, without headers
ask () {
  { printf 'load %s\n' "$scratch/g.txt"; printf '%s\n' "$@"; } | cow -q 2>"$scratch/err" | grep -v '^from' | tr '\t' ' ' | tr '\n' ';'
}
# fails STATUS NAME REGEX COMMAND...
fails () {
  fails_status=$1 fails_name=$2 fails_regex=$3
  shift 3
  { printf 'load %s\n' "$scratch/g.txt"; printf '%s\n' "$@"; } >"$scratch/script"
  status "$fails_status" "$fails_name: status" cow -q -f "$scratch/script"
  like "$(cat "$scratch/err")" "$fails_regex" "$fails_name: message"
}

printf 'a b 1\nb c 2\nc d 3\na d 10\ne f 1\n' >"$scratch/g.txt"

is "$(ask 'whynot a d')" 'a d path 6 0    ["a","b","c","d"];' 'there is a path'
is "$(ask 'whynot a a --where=false')" 'a a path 0 0    ["a"];' 'to itself'
is "$(ask 'whynot a d --cutoff=6')" 'a d path 6 0    ["a","b","c","d"];' 'a cutoff is inclusive'
is "$(ask 'whynot a d --cutoff=5.5')" 'a d cutoff 6 0    ["a","b","c","d"];' 'beyond the cutoff'
is "$(ask 'whynot d a')" 'd a direction 10 1 a d direction ["d","a"];' 'against the direction: the fewest edges'
is "$(ask 'whynot d a --direction=in')" 'd a path 6 0    ["d","c","b","a"];' 'the other direction'
is "$(ask 'whynot a d --direction=in')" 'a d direction 10 1 a d direction ["a","d"];' 'against the other direction'
is "$(ask 'whynot a e')" 'a e component inf     [];' 'another component'
is "$(ask "whynot a d --where='weight<3'")" 'a d blocked 6 1 c d where ["a","b","c","d"];' 'of two single edges that of the cheaper path'
is "$(ask 'whynot a d --where=weight<3 --block=c->d')" 'a d blocked 6 1 c d where, block ["a","b","c","d"];' 'closed twice is one edge'
is "$(ask 'whynot a d --where=false')" 'a d blocked 10 1 a d where ["a","d"];' 'one edge rather than three'
is "$(ask 'whynot a c --where=false')" 'a c blocked 3 2 a b where ["a","b","c"];a c blocked 3 2 b c where ;' 'two edges, two rows'
is "$(ask 'whynot a d --where=false --limit=0' 'whynot a c --where=false --limit=1')" 'a c blocked 3 2 a b where ["a","b","c"];' '--limit counts rows'
is "$(ask 'whynot c b --where=false')" 'c b direction 2 1 b c direction, where ["c","b"];' 'turned and opened at once'
is "$(ask 'whynot a c --avoid=b')" 'a c blocked 3 1 a b avoid ["a","b","c"];' 'a vertex to avoid'
is "$(ask 'whynot a c --avoid=a --avoid=c')" 'a c blocked 3 1 b c avoid ["a","b","c"];' 'a source is never avoided, a target is'
is "$(ask 'whynot a c --avoid=b --block=a->b')" 'a c blocked 3 1 a b block, avoid ["a","b","c"];' 'blocked and avoided'
is "$(ask 'whynot a c --weight=none --block=b->c')" 'a c blocked 2 1 b c block ["a","b","c"];' 'without weights'
is "$(ask 'whynot a c --weight=weight/2 --block=b->c')" 'a c blocked 1.5 1 b c block ["a","b","c"];' 'an expression'
is "$(ask "whynot a c --weight='if(weight==2,null,weight)' --where=weight!=2")" 'a c blocked  1 b c where ["a","b","c"];' 'a closed edge without a weight'
is "$(ask "whynot a c --weight='3-2*weight' --where=weight==1")" 'a c blocked  1 b c where ["a","b","c"];' '… with a negative one'
is "$(ask 'overlay new x' 'overlay new y' 'edge block a->d --overlay=x' 'edge block c->d --overlay=x' 'edge block c->d --overlay=y' \
  'whynot a d --overlay=x,y' 'whynot a d --overlay=x')" \
  'a d blocked 6 1 c d overlay x, overlay y ["a","b","c","d"];a d blocked 6 1 c d overlay x ["a","b","c","d"];' 'overlays by name, all that block an edge'
is "$(ask 'overlay new x' 'overlay use x' 'edge add d e 1' 'whynot a f' 'whynot a f --avoid=e' 'whynot f a --block=@{true}')" \
  'a f path 8 0    ["a","b","c","d","e","f"];a f blocked 8 1 d e avoid ["a","b","c","d","e","f"];f a direction 12 3 e f direction, block ["f","e","d","a"];f a direction 12 3 d e direction ;f a direction 12 3 a d direction, block ;' \
  'edges that an overlay adds'
is "$(ask 'overlay new x' 'overlay use x' 'edge add d e 1' 'whynot f a --direction=in --avoid=d')" 'f a blocked 8 1 d e avoid ["f","e","d","c","b","a"];' '… seen backwards'
is "$(ask 'set @two = c + e' 'whynot a @two --block=@{weight==2}')" 'a c blocked 3 1 b c block ["a","b","c"];a e component inf     [];' 'several targets'
printf 'load %s --undirected\nwhynot d a --where=weight>3\nwhynot d b --where=weight>3\nwhynot d b --avoid=a\n' "$scratch/g.txt" >"$scratch/script"
is "$(cow -q -f "$scratch/script" | grep -v '^from' | tr '\t' ' ' | tr '\n' ';')" \
  'd a path 10 0    ["d","a"];d b blocked 11 1 a b where ["d","a","b"];d b path 5 0    ["d","c","b"];' 'without direction'
is "$(ask 'whynot a e --format=json' | tr -d '\n;')" '[ {"from":"a","to":"e","reason":"component","cost":null,"opens":null,"source":null,"target":null,"by":null,"path":[]}]' 'json'

status 0 'status: one pair has a path' cow -q "$scratch/g.txt" -c "whynot a '*'"
status 1 'status: no pair has one' cow -q "$scratch/g.txt" -c 'whynot a e'
status 1 'status: none within the cutoff' cow -q "$scratch/g.txt" -c 'whynot a d --cutoff=1'
status 1 'status: none without opening' cow -q "$scratch/g.txt" -c 'whynot a d --where=false'
fails 2 'who?' 'unknown vertex "zz"' 'whynot a zz'
fails 2 'no target' 'wants TO' 'whynot a'
fails 2 'a filter that is none' '"weight" is an int: it must be true or false' 'whynot a d --where=weight'
fails 2 'a filter that fails' 'division by zero' 'whynot a d --where=1/(weight-2)>0'
fails 2 'a negative weight that counts' 'negative weight -2 on edge a -> b' 'whynot a d --weight=weight-3'
fails 2 'a weight that is missing and counts' 'is null for edge b -> c' "whynot a d --weight='if(weight==2,null,weight)'"
fails 2 'no such option' 'algorithm' 'whynot a d --algorithm=bfs'
like "$(cow -q "$scratch/g.txt" -c "explain whynot a '*' --where=false" -F tsv)" '^algorithm	Dijkstra by arcs turned, arcs opened, cost$' 'explain'

# Any number of workers, to the byte.
printf 'sample 9 --seed=3 into @s\nwhynot @s %s --where=id%%3!=0 --block=@{id%%5==0} --avoid=:7\n' "'*'" >"$scratch/script"
for graph in 'directed=yes' 'directed=no'; do
  for workers in 1 2 5; do
    cow -q -w $workers -c "generate er n=60 degree=2 weights=0..9 $graph --seed=5" -f "$scratch/script" >"$scratch/rows-$workers" 2>"$scratch/err" || note "$(cat "$scratch/err")"
  done
  ok "$graph: rows of every kind" test "$(cut -f3 "$scratch/rows-1" | sort -u | wc -l)" -ge 4
  ok "$graph: 2 workers" cmp "$scratch/rows-1" "$scratch/rows-2"
  ok "$graph: 5 workers" cmp "$scratch/rows-1" "$scratch/rows-5"
done
done_testing
