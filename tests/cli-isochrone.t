#!/bin/sh
# cli-isochrone.t - isochrone and walk through the program: rows to the byte, statuses, what they say when asked wrong.
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

printf 'a b 1\nb c 2\nc d 3\na d 10\n' >"$scratch/g.txt"
printf 'a b 4\nb c 8\na a 2\na b 0\n' >"$scratch/p.txt"
printf 'a b 1\nb b 5\nb c 0\nd e 2\n' >"$scratch/w.txt"
g=$scratch/g.txt p=$scratch/p.txt w=$scratch/w.txt

is "$(ask "$g" 'isochrone a --cutoff=2,4,8')" 'a 2 2 1.7;a 4 1 1.0333333333333334;a 8 1 1.0666666666666667;' 'isochrone: directed'
is "$(ask "$g" 'isochrone a --cutoff=8,2,4,2')" "$(ask "$g" 'isochrone a --cutoff=2,4,8')" '… limits in any order, twice'
is "$(ask "$g" 'isochrone a --cutoff=100')" 'a 100 4 4;' '… all'
is "$(ask "$g" 'isochrone a --cutoff=0.5,inf')" 'a 0.5 1 0.55;a inf 3 3.45;' '… to the end'
is "$(ask "$g --undirected" 'isochrone d --cutoff=5,8')" 'd 5 3 2.5;d 8 1 1.5;' 'isochrone: undirected, parts meet'
is "$(ask "$g" 'isochrone d --cutoff=5,8 --direction=any')" 'd 5 3 2.5;d 8 1 1.5;' '… the same both ways'
is "$(ask "$g" 'isochrone d --cutoff=5 --direction=in')" 'd 5 3 2.5;' 'isochrone: against the edges'
is "$(ask "$p" 'isochrone a --cutoff=1,9')" 'a 1 2 1.875;a 9 1 2.125;' 'isochrone: parallel edges, a loop, weight 0'
is "$(ask "$p --undirected" 'isochrone a --cutoff=1')" 'a 1 2 2.625;' '… from both ends'
is "$(ask "$g" 'isochrone a --cutoff=8 --avoid=b')" 'a 8 1 0.8;' 'isochrone: edges to a vertex to avoid are not entered'
is "$(ask "$g" 'isochrone a --cutoff=4 --weight=none --where=weight<9')" 'a 4 4 3;' 'isochrone: some edges, without weights'
is "$(ask "$g" 'isochrone a --cutoff=4,2 --members')" 'a a 0 2;a b 1 2;a c 3 4;' 'isochrone: members'
is "$(ask "$g" 'set @s = b + d' 'isochrone @s --cutoff=1,5 --limit=3')" 'b 1 1 0.5;b 5 2 1.5;d 1 1 0;' 'isochrone: several sources, some rows'
for option in 'isochrone a --cutoff=x' 'isochrone a --cutoff=1,,2' 'isochrone a --cutoff=-1' 'isochrone a --cutoff=nan' 'isochrone a --cutoff=' 'isochrone a'; do
  fails 2 "$option" '--cutoff' "$g" "$option"
done
fails 2 'isochrone: negative weights' 'negative weight' "$g" 'isochrone a --cutoff=3 --weight=weight-2'
# Sums over bands do not depend on how the bands are cut.
cow -q -c 'generate er n=200 degree=6 weights=1..100 --seed=4' -c 'isochrone :0 --cutoff=40,90,140' -c 'isochrone :0 --cutoff=140' \
  -c 'distances :0 --cutoff=140' >"$scratch/sums" 2>/dev/null
is "$(awk 'NR > 1 && NR < 5 { n += $3; e += $4 } NR == 6 { d = e - $4; print n - $3, (d < 1e-9 && d > -1e-9) } NR == 8 { print n - $2 }' "$scratch/sums" | tr '\n' ' ')" \
  '0 1 0 ' 'isochrone: bands sum up, vertices are those of distances'

is "$(ask "$w" 'walk a --length=0')" 'a 1 ["a"];' 'walk: no step'
is "$(ask "$w" 'walk a --length=3 --count=2')" 'a 1 ["a","b","b","b"];a 2 ["a","b","b","b"];' 'walk: loops are taken, weight 0 never'
is "$(ask "$w" "walk '*' --length=2 --where=src.name!=dst.name")" 'a 1 ["a","b"];b 1 ["b"];c 1 ["c"];d 1 ["d","e"];e 1 ["e"];' 'walk: ends where no edge leaves'
is "$(ask "$w" 'walk d --length=3 --restart=1')" 'd 1 ["d","d","d","d"];' 'walk: always back'
is "$(ask "$w" 'walk a --length=4 --avoid=b')" 'a 1 ["a"];' 'walk: not into a vertex to avoid'
is "$(ask "$w" 'walk c --length=2 --direction=in --block=e:1')" 'c 1 ["c"];' 'walk: against the edges'
many="generate er n=300 degree=4 weights=0..5 --seed=2"
walks () { cow -q "$@" -c "$many" -c 'sample 40 --seed=3 into @s' -c "$walks_line" 2>/dev/null; }
walks_line='walk @s --length=9 --count=700 --restart=0.1'
walks -w 1 >"$scratch/one"
is "$(wc -l <"$scratch/one")" 28001 'walk: many walks'
for workers in 2 5; do
  walks -w $workers >"$scratch/many"
  ok "walk: the same by $workers workers" cmp -s "$scratch/one" "$scratch/many"
done
walks_line='walk @s --length=9 --count=700 --restart=0.1 --seed=2'
walks -w 2 >"$scratch/many"
ok 'walk: another seed, other walks' test "$(sort "$scratch/one" "$scratch/many" | uniq -d | wc -l)" -lt 2500
walks_line='walk @s --length=9 --count=300 --restart=0.1'
walks -w 2 >"$scratch/many"
is "$(awk -F '\t' 'NR == 1 || $2 <= 300' "$scratch/one" | cmp - "$scratch/many")" '' 'walk: fewer walks are the first ones'
source=$(sed -n 2p "$scratch/one" | cut -f 1)
walks_line="walk $source --length=9 --count=300 --restart=0.1"
walks -w 2 | tail -n +2 >"$scratch/many"
is "$(awk -F '\t' -v source="$source" '$1 == source && $2 <= 300' "$scratch/one" | cmp - "$scratch/many")" '' 'walk: other sources do not matter'
for option in 'walk a' 'walk a --length=-1' 'walk a --length=9999999999' 'walk a --length=2 --count=0' 'walk a --length=2 --restart=1.5' \
  'walk a --length=2 --restart=nan'; do
  fails 2 "$option" '--(length|count|restart)' "$w" "$option"
done
fails 2 'walk: negative weights' 'negative weight' "$w" 'walk a --length=2 --weight=weight-2'
done_testing
