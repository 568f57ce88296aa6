#!/bin/sh
# cli-best.t - widest and reliable through the program: rows to the byte, statuses, what they say when asked wrong.
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

printf 'a b 4\nb c 7\na c 3\na c 2\nc d -1\nd d 9\ne a 8\n' >"$scratch/w.txt"
printf 'a b 0.5\nb c 0.5\na c 0.25\nc d 1\nd e 0\na f 0.1\n' >"$scratch/p.txt"
w=$scratch/w.txt p=$scratch/p.txt

is "$(ask "$w" 'widest a c')" 'a c 4 2 ["a","b","c"];' 'widest: a pair'
is "$(ask "$w" 'widest a')" 'a a inf 0 ["a"];a b 4 1 ["a","b"];a c 4 2 ["a","b","c"];a d -1 3 ["a","b","c","d"];' 'widest: all that is reached, negative weights too'
is "$(ask "$w" "widest a '*'")" "$(ask "$w" 'widest a')" "widest: '*' is the same"
is "$(ask "$w" 'set @s = e + d' 'widest a @s')" 'a d -1 3 ["a","b","c","d"];a e   [];' 'widest: a pair without a path has no width'
is "$(ask "$w" 'widest a c --block=a->b')" 'a c 3 1 ["a","c"];' 'widest: of parallel edges the wider one'
is "$(ask "$w" 'widest a c --avoid=b')" 'a c 3 1 ["a","c"];' 'widest: without a vertex'
is "$(ask "$w" 'widest a --where=weight<4')" 'a a inf 0 ["a"];a c 3 1 ["a","c"];a d -1 2 ["a","c","d"];' 'widest: over some edges'
is "$(ask "$w" 'widest c --direction=in')" 'c a 4 2 ["c","b","a"];c b 7 1 ["c","b"];c c inf 0 ["c"];c e 4 3 ["c","b","a","e"];' 'widest: against the edges'
is "$(ask "$w" 'widest d e --direction=any')" 'd e -1 3 ["d","c","a","e"];' 'widest: both ways'
is "$(ask "$w" 'widest a --cutoff=4')" 'a a inf 0 ["a"];a b 4 1 ["a","b"];a c 4 2 ["a","b","c"];' 'widest: what is wide enough'
is "$(ask "$w" 'widest a --cutoff=3.5 --limit=2')" 'a a inf 0 ["a"];a b 4 1 ["a","b"];' 'widest: a cutoff between integers, some rows'
is "$(ask "$w" 'widest a c --weight=weight/2')" 'a c 2 2 ["a","b","c"];' 'widest: an expression'
is "$(ask "$w" 'widest a c --weight=none')" 'a c 1 1 ["a","c"];' 'widest: without weights'
is "$(ask "$w" 'widest a --format=json' | tr -d '\n' | grep -o '"width":[^,]*' | tr '\n' ' ')" '"width":null "width":4 "width":4 "width":-1 ' 'widest: json'
fails 1 'widest: no way' '^$' "$w" 'widest d a'
fails 2 'widest: who?' 'unknown vertex "zz"' "$w" 'widest zz'

is "$(ask "$p" 'reliable a c')" 'a c 0.25 1 ["a","c"];' 'reliable: of equal ways the predecessor that appeared first'
is "$(ask "$p" 'reliable a')" 'a a 1 0 ["a"];a b 0.5 1 ["a","b"];a c 0.25 1 ["a","c"];a d 0.25 2 ["a","c","d"];a f 0.1 1 ["a","f"];' 'reliable: probability 0 is no way'
is "$(ask "$p" 'set @s = e + f' 'reliable a @s')" 'a e 0  [];a f 0.1 1 ["a","f"];' 'reliable: a pair without a path'
is "$(ask "$p" 'reliable a --cutoff=0.25')" 'a a 1 0 ["a"];a b 0.5 1 ["a","b"];a c 0.25 1 ["a","c"];a d 0.25 2 ["a","c","d"];' 'reliable: what is probable enough'
is "$(ask "$p" 'reliable a d --block=a->c')" 'a d 0.25 3 ["a","b","c","d"];' 'reliable: without an edge'
is "$(ask "$w" 'reliable a d --weight=1/(2+weight*weight)')" 'a d 0.05555555555555555 2 ["a","c","d"];' 'reliable: an expression'
is "$(ask "$w" 'reliable a d --weight=none')" 'a d 1 2 ["a","c","d"];' 'reliable: without weights all is sure'
fails 1 'reliable: no way' '^$' "$p" 'reliable e a'
fails 1 'reliable: nothing is more than sure' '^$' "$p" 'reliable a --cutoff=1.5'
fails 2 'reliable: no probabilities' 'no probability: weight 4 on edge a -> b is not' "$w" 'reliable a'
fails 2 '… of an expression, the first edge' 'no probability: weight 2 on edge a -> c is not' "$w" "reliable a --weight='if(src.name == \"a\" and weight < 4, 2, 0.5)'"
fails 2 '… seen backwards' 'no probability: weight 4 on edge a -> b is not' "$w" 'reliable a --direction=in'
fails 2 '… seen backwards, some edges' 'no probability: weight 7 on edge . -> . is not' "$w" 'reliable a --direction=in --where=weight==7'
fails 2 '… negative' 'no probability: weight -1 on edge c -> d is not' "$w" 'reliable a --where=weight<0'
fails 2 '… negative, not the first' 'no probability: weight 3 on edge a -> c is not' "$w" 'reliable a --where=weight<4'
done_testing
