#!/bin/sh
# cli-longest.t - longest paths, slack and --algorithm=dag through the program: rows to the byte, statuses, what they say when asked wrong.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

# ask GRAPH COMMAND...: rows of all commands, blanks for tabs, one line, without headers
ask () {
  { printf 'load %s\n' "$1"; shift; printf '%s\n' "$@"; } | cow -q 2>"$scratch/err" | grep -v '^from' | tr '\t' ' ' | tr '\n' ';'
}
# fails STATUS NAME REGEX GRAPH COMMAND...
fails () {
  fails_status=$1 fails_name=$2 fails_regex=$3
  shift 3
  { printf 'load %s\n' "$1"; shift; printf '%s\n' "$@"; } >"$scratch/script"
  status "$fails_status" "$fails_name: status" cow -q -f "$scratch/script"
  like "$(cat "$scratch/err")" "$fails_regex" "$fails_name: message"
}

# A plan: what must be done before what, and how long it takes.
printf 'start dig 0\ndig found 3\nfound walls 5\nstart order 0\norder windows 9\nwalls windows 2\nwindows end 1\nwalls roof 4\nroof end 2\n' >"$scratch/plan.txt"
printf 'a b 2\nb c -5\na c -4\nc d 1\na d -3\nx d 7\n' >"$scratch/n.txt"
printf 'a b 1\nb c 2\nc b 3\nd a 1\nd e 1\nf f 1\n' >"$scratch/c.txt"
p=$scratch/plan.txt n=$scratch/n.txt c=$scratch/c.txt

is "$(ask "$p" longest)" 'start end 14 5 ["start","dig","found","walls","roof","end"];' 'longest: of all'
is "$(ask "$p" 'longest found end')" 'found end 11 3 ["found","walls","roof","end"];' 'longest: a pair'
is "$(ask "$n" 'longest a')" 'a a 0 0 ["a"];a b 2 1 ["a","b"];a c -3 2 ["a","b","c"];a d -2 3 ["a","b","c","d"];' 'longest: negative weights'
is "$(ask "$n" "longest a '*'")" "$(ask "$n" 'longest a')" "longest: '*' is the same"
is "$(ask "$n" 'set @s = x + b' 'longest a @s')" 'a b 2 1 ["a","b"];a x inf  [];' 'longest: a pair without a path'
is "$(ask "$n" longest)" 'x d 7 1 ["x","d"];' 'longest: begins anywhere'
is "$(ask "$n" 'longest --weight=-abs(weight)')" 'a a 0 0 ["a"];' 'longest: nothing above 0 is a single vertex'
is "$(ask "$n" 'longest a --cutoff=-2')" 'a a 0 0 ["a"];a b 2 1 ["a","b"];a d -2 3 ["a","b","c","d"];' 'longest: what costs enough'
is "$(ask "$n" 'longest d a --direction=in')" 'd a -2 3 ["d","c","b","a"];' 'longest: against the edges'
is "$(ask "$n" 'longest a d --avoid=b')" 'a d -3 1 ["a","d"];' 'longest: without a vertex, the first predecessor of equally long ways'
is "$(ask "$n" 'longest a d --block=b->c --weight=none')" 'a d 2 2 ["a","c","d"];' 'longest: by edges, without one'
is "$(ask "$p" 'longest --slack')" '  start 0 0 0;  dig 0 0 0;  found 3 3 0;  walls 8 8 0;  order 0 4 4;  windows 10 13 3;  end 14 14 0;  roof 12 12 0;' \
  'longest: slack'
is "$(ask "$p" 'longest start windows --slack')" \
  'start windows start 0 0 0;start windows dig 0 0 0;start windows found 3 3 0;start windows walls 8 8 0;start windows order 0 1 1;start windows windows 10 10 0;' \
  'longest: slack between two'
is "$(ask "$p" "longest --slack --weight=weight/8 --top=1 --sort=slack:desc")" '  order 0 0.5 0.5;' 'longest: slack of reals'
is "$(ask "$p" "longest --slack --weight=weight*0.1" | tr ';' '\n' | grep -c ' 0$')" 6 'longest: what rounding leaves is no slack'
is "$(ask "$p" 'set @s = dig + order' 'longest @s roof --slack --limit=2')" 'dig roof dig 0 0 0;dig roof found 3 3 0;' 'longest: slack, some rows'
is "$(ask "$c" 'longest d --where=weight==1')" 'd a 1 1 ["d","a"];d b 2 2 ["d","a","b"];d d 0 0 ["d"];d e 1 1 ["d","e"];' 'longest: cycles elsewhere do not matter'
fails 2 'longest: a cycle' 'cycle b -> c -> b$' "$c" 'longest d'
fails 2 'longest: a cycle anywhere' 'cycle ' "$c" longest
fails 2 'longest: a loop' 'cycle f -> f$' "$c" 'longest f'
fails 2 'longest: undirected' 'cycle start -- dig -- start: an undirected edge is one by itself' "$p --undirected" longest
fails 2 'longest: both ways' 'cycle start -> dig -> start$' "$p" 'longest --direction=any'
fails 2 'longest: slack and a cutoff' 'do not go together' "$p" 'longest --slack --cutoff=3'
fails 2 'longest: overflow' 'cost overflow: the way to "c"' "$n" 'longest --weight=9000000000000000000'
fails 1 'longest: no way' '^$' "$n" 'longest d a'
fails 1 'longest: no slack without a way' '^$' "$n" 'longest d a --slack'

is "$(ask "$n" 'path a d --algorithm=dag')" 'a d -3 1 ["a","d"];' 'path by topological order'
for query in 'path @s @t' "path @s '*'" "distances @s '*'" 'distances @s'; do
  for weight in weight weight-5 weight/8; do
    one=$(cow -q -c 'generate er n=60 degree=3 directed=yes weights=0..9 --seed=5' -c 'sample 9 --seed=1 into @s' -c 'sample 9 --seed=2 into @t' \
      -c "$query --where='src.appearance < dst.appearance' --weight=$weight --algorithm=dag")
    other=$(cow -q -c 'generate er n=60 degree=3 directed=yes weights=0..9 --seed=5' -c 'sample 9 --seed=1 into @s' -c 'sample 9 --seed=2 into @t' \
      -c "$query --where='src.appearance < dst.appearance' --weight=$weight --algorithm=bellmanford")
    is "$one" "$other" "$query: as by bellmanford, $weight"
  done
done
like "$one" '^[0-9].*' '… and there was something to compare'
fails 2 'path by topological order: a cycle' 'cycle b -> c -> b' "$c" 'path d e --algorithm=dag'
fails 2 'distances by topological order: a cycle' 'cycle b -> c -> b' "$c" 'distances d --algorithm=dag'
done_testing
