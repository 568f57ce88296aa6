#!/bin/sh
# cli-sweep.t - sweep through the program: rows to the byte, against the same question asked with --block and --avoid, statuses, what it says when
# asked wrong, any number of workers.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

# ask COMMAND...: rows of all commands, blanks for tabs, one line, without headers
ask () {
  { printf 'load %s\n' "$scratch/g.txt"; printf '%s\n' "$@"; } | cow -q 2>"$scratch/err" | grep -v '^from' | tr '\t' ' ' | tr '\n' ';'
}
# fails NAME REGEX COMMAND...: status 2
fails () {
  fails_name=$1 fails_regex=$2
  shift 2
  { printf 'load %s\n' "$scratch/g.txt"; printf '%s\n' "$@"; } >"$scratch/script"
  status 2 "$fails_name: status" cow -q -f "$scratch/script"
  like "$(cat "$scratch/err")" "$fails_regex" "$fails_name: message"
}

printf 'a b 1\nb c 2\nc d 3\na d 10\na d 12\n' >"$scratch/g.txt"

is "$(ask "sweep --remove=each '*' -- path a d")" \
  'a d a b 0 6 10 4 0;a d b c 1 6 10 4 0;a d c d 2 6 10 4 0;a d a d 3 6 6 0 0;a d a d 4 6 6 0 0;' 'each edge'
is "$(ask "sweep --changed '*' -- path a d")" 'a d a b 0 6 10 4 0;a d b c 1 6 10 4 0;a d c d 2 6 10 4 0;' '--changed: only the damage'
is "$(ask "sweep --of=vertices '*' -- path a d")" 'a d a 6 inf inf 1;a d b 6 10 4 0;a d c 6 10 4 0;a d d 6 inf inf 1;' 'each vertex, the ends too'
is "$(ask 'sweep a->d -- path a d --block=b->c')" 'a d a d 3 10 12 2 0;a d a d 4 10 10 0 0;' 'parallel edges, one gone'
is "$(ask 'sweep e:3 -- path a d --block=e:3 --avoid=b')" 'a d a d 3 12 12 0 0;' 'what is left out anyway'
is "$(ask 'sweep b -- distances a d --cutoff=9')" 'a d b 6 inf inf 1;' 'what is left is beyond the cutoff'
is "$(ask 'sweep b -- distances a d --cutoff=5')" 'a d b inf inf 0 0;' '… and was before'
is "$(ask 'sweep b -- distances a')" 'a b 6 10 4 1;' 'sums: of what is reached both before and after'
is "$(ask 'sweep a->b -- distances a' 'sweep c -- distances a --weight=weight/2')" 'a a b 0 6 10 4 2;a c 3.5 5.5 2 0;' 'sums: what is lost is counted'
is "$(ask "sweep b -- distances a '*'" "sweep b --changed -- distances c '*' --direction=in")" \
  'a a b 0 0 0 0;a b b 1 inf inf 1;a c b 3 inf inf 1;a d b 6 10 4 0;c a b 3 inf inf 1;c b b 2 inf inf 1;' 'all that is reached'
is "$(ask "sweep b -- path c '*'")" 'c a b inf inf 0 0;c b b inf inf 0 0;c c b 0 0 0 0;c d b 3 3 0 0;' 'path: all, reached or not'
is "$(ask 'sweep @{weight==2} -- path a d' 'sweep --of=edges @{1<2} --limit=1 -- path a d' 'sweep @{1<2} --limit=1 -- path a d')" \
  'a d b c 1 6 10 4 0;a d a b 0 6 10 4 0;a d a 6 inf inf 1;' 'expressions'
is "$(ask 'set @e = e:0 + e:2' 'set @v = b + c' 'sweep @e -- path a d' 'sweep @v -- path a c')" 'a d a b 0 6 10 4 0;a d c d 2 6 10 4 0;a c b 3 inf inf 1;a c c 3 inf inf 1;' 'sets'
is "$(ask "sweep '*' --top=2 --sort=change:desc -- path a d")" 'a d a b 0 6 10 4 0;a d b c 1 6 10 4 0;' 'the worst first'
is "$(ask "sweep '*' --of=vertices --top=2 -- path a d")" 'a d a 6 inf inf 1;a d d 6 inf inf 1;' '--top alone: those that lose most'
is "$(ask "sweep '*' --limit=1 -- path a d")" 'a d a b 0 6 10 4 0;' '--limit counts rows'
is "$(ask 'overlay new x' 'overlay use x' 'edge add a d 7' 'edge block b->c' 'sweep a->d -- path a d' "sweep --of=vertices '*' --changed -- path a d --overlay=none")" \
  'a d a d 3 7 7 0 0;a d a d 4 7 7 0 0;a d a d  7 10 3 0;a d a 6 inf inf 1;a d b 6 10 4 0;a d c 6 10 4 0;a d d 6 inf inf 1;' 'overlays'
printf 'load %s --undirected\nsweep c--b -- path d a\nsweep c->d --changed -- distances @{name in ("b","d")} a --direction=any\n' "$scratch/g.txt" >"$scratch/script"
is "$(cow -q -f "$scratch/script" | grep -v '^from' | tr '\t' ' ' | tr '\n' ';')" 'd a b c 1 6 10 4 0;d a c d 2 6 10 4 0;' 'without direction'
printf 'b a 1\na c 5\n' >"$scratch/turned.txt"
is "$(cow -q -c "load $scratch/turned.txt --undirected" -c "sweep '*' -- path c b" | tail -n +2 | tr '\t' ' ' | tr '\n' ';')" 'c b b a 0 6 inf inf 1;c b a c 1 6 inf inf 1;' \
  'an edge is written from the end that appeared first'

status 0 'status: a pair has a path' cow -q "$scratch/g.txt" -c "sweep a -- path '*' d"
status 1 'status: no pair has one to begin with' cow -q "$scratch/g.txt" -c 'sweep a -- path d a'
fails 'no --' 'sweep wants one selector, --, and the command' "sweep '*' path a d"
fails 'two selectors' 'sweep wants one selector, --, and the command' "sweep a b -- path a d"
fails 'nothing to ask' 'wants -- COMMAND' "sweep '*' --"
fails 'another command' 'asks path or distances again, not "ksp"' "sweep '*' -- ksp a d --k=2"
fails 'no command' 'unknown command "frob"' "sweep '*' -- frob a d"
fails 'an operand that is missing' '"path" wants TO' "sweep '*' -- path a"
fails 'an option at the wrong place' '--workers is for sweep: write it before --' "sweep '*' -- path a d --workers=2"
fails 'an option that is none of the question' 'under sweep, path takes no --algorithm' "sweep '*' -- path a d --algorithm=bfs"
fails 'an option of the question twice' '--where stands before -- and behind it' "sweep '*' --where=true -- path a d --where=true"
is "$(ask 'sweep a->d --block=b->c --cutoff=11 -- path a d')" 'a d a d 3 10 inf inf 1;a d a d 4 10 10 0 0;' 'options of the question may stand before it'
fails 'no overlay' '--of=added wants an overlay' "sweep '*' --of=added -- path a d"
fails 'a number of an added edge' 'told by its ends: "e:1"' 'overlay new x' 'edge add a d 7 --overlay=x' "sweep e:1 --of=added --overlay=x -- path a d"
fails 'no such added edge' 'no edge "b->d" that an overlay adds' 'overlay new x' 'edge add a d 7 --overlay=x' "sweep b->d --of=added --overlay=x -- path a d"
fails 'neither' 'no edge "b->d"' 'overlay new x' 'edge add a d 7 --overlay=x' "sweep b->d --overlay=x -- path a d"
fails 'an unknown vertex' 'unknown vertex "zz"' 'sweep zz -- path a d'
fails 'an unknown set' 'unknown set @zz' 'sweep @zz -- path a d'
fails 'an unknown edge' 'no edge "d"->"a"' 'sweep d->a -- path a d'
fails 'a set of the other kind' 'is a set of vertices, edges are wanted' 'set @v = a' 'sweep @v --of=edges -- path a d'
fails 'another way to remove' '--remove must be one of each' "sweep --remove=all '*' -- path a d"
fails 'negative weights' 'negative weight -1 on edge a -> b' "sweep '*' -- path a d --weight=weight-2"
like "$(cow -q "$scratch/g.txt" -c "explain sweep '*' -- path a d" -F tsv)" '^algorithm	repair of a tree of shortest paths$' 'explain'

# The same costs as the question asked anew without each edge, each vertex. A vertex that is gone is not asked for.
cow -q -c 'generate er n=25 degree=3 weights=0..9 directed=yes --seed=3' -c 'set @s = :1 + :2' -c 'set @t = :3 + :5 + :8' \
  -c "sweep '*' -- path @s @t" >"$scratch/rows"
{ echo 'set @s = :1 + :2'; echo 'set @t = :3 + :5 + :8'; cut -f5 "$scratch/rows" | sed 1d | sort -nu | sed 's/.*/distances @s @t --block=e:&/'; } >"$scratch/script"
ok 'without each edge: the graph has some' test "$(wc -l <"$scratch/script")" -gt 30
cow -q -c 'generate er n=25 degree=3 weights=0..9 directed=yes --seed=3' -f "$scratch/script" | grep -v '^from' >"$scratch/anew"
sed 1d "$scratch/rows" | sort -s -t '	' -k5,5n | cut -f1,2,7 >"$scratch/swept"
ok 'without each edge: the same costs' cmp "$scratch/swept" "$scratch/anew"
ok '… and some change' test "$(awk -F '\t' 'NR > 1 && $8 != 0' "$scratch/rows" | wc -l)" -gt 5
cow -q -c 'generate er n=25 degree=3 weights=0..9 directed=no --seed=3' -c 'sweep @{appearance>8} -- distances @{appearance<2} @{appearance<9}' >"$scratch/rows"
for vertex in $(seq 9 24); do echo "distances @{appearance<2} @{appearance<9} --avoid=:$vertex"; done >"$scratch/script"
cow -q -c 'generate er n=25 degree=3 weights=0..9 directed=no --seed=3' -f "$scratch/script" | grep -v '^from' >"$scratch/anew"
sed 1d "$scratch/rows" | sort -s -t '	' -k3,3n | cut -f1,2,5 >"$scratch/swept"
ok 'without each vertex: the same costs' cmp "$scratch/swept" "$scratch/anew"

# The same costs as with the added edge left out of the overlay, and in any direction; two overlays, one of them of known costs that cover each other.
awk 'BEGIN { for (i = 0; i < 12; i++) print (i * 7 + 1) % 25, (i * 11 + 3) % 25, i % 4 }' >"$scratch/added"
printf '4 9 1\n9 4 2\n4 9 0\n20 2 1\n' >"$scratch/known"
for kind in 'directed=yes out' 'directed=yes in' 'directed=yes any' 'directed=no out'; do
  graph="generate er n=25 degree=2 weights=2..9 ${kind% *} --seed=3"
  question="distances @{appearance<4} @{appearance>20} --direction=${kind#* }"
  cow -q -c "$graph" -c "overlay attach $scratch/added --mode=add --as=a" -c "overlay attach $scratch/known --mode=lookup --as=k" \
    -c "sweep '*' --of=added --overlay=a,k -- $question" >"$scratch/rows"
  cut -f3-5 "$scratch/rows" | sed 1d | sort -u >"$scratch/edges"
  # The weights of the 12 edges are in the order of the rows; between their ends some stand twice, so each is left out by its line.
  for line in 1 2 3 4 5 6 7 8 9 10 11 12; do sed "${line}d" "$scratch/added" >"$scratch/added-$line"; done
  { for line in 1 2 3 4 5 6 7 8 9 10 11 12; do
      echo "overlay attach $scratch/added-$line --mode=add --as=a"; echo "$question --overlay=a,k"; echo 'overlay drop a'
    done; } >"$scratch/script"
  cow -q -c "$graph" -c "overlay attach $scratch/known --mode=lookup --as=k" -f "$scratch/script" | grep -v '^from' | sort >"$scratch/anew"
  # Rows of the edges of the first overlay: the first 12 removals of each source.
  sed 1d "$scratch/rows" | awk -F '\t' -v OFS='\t' '$1 != source { source = $1; n = 0 } n++ < 12 * 4 { print $1, $2, $7 }' | sort >"$scratch/swept"
  ok "without each added edge, $kind: the same costs" cmp "$scratch/swept" "$scratch/anew"
  ok '… and some change' test "$(awk -F '\t' 'NR > 1 && $8 != 0' "$scratch/rows" | wc -l)" -gt 2
  is "$(awk -F '\t' 'NR > 1 && $5 != ""' "$scratch/rows" | wc -l)" 0 '… none has a number'
done

# Any number of workers, to the byte; more removals than tasks too.
cat >"$scratch/script" <<'END'
sample 5 --seed=3 into @s
sweep '*' -- path @s @s --where=id%3!=0
sweep '*' --of=vertices -- distances @s --avoid=:7
sweep '*' --changed -- distances '*' '*' --direction=any --cutoff=20
overlay new x
edge add 1 2 0 --overlay=x
edge add 2 9 1 --overlay=x
sweep '*' --overlay=x -- path @s @s
sweep '*' --of=added -- distances '*' --direction=any --overlay=x
END
for workers in 1 2 5; do
  cow -q -w $workers -c 'generate er n=300 degree=2 weights=0..9 directed=yes --seed=5' -f "$scratch/script" >"$scratch/rows-$workers" 2>"$scratch/err" || note "$(cat "$scratch/err")"
done
ok 'many rows' test "$(wc -l <"$scratch/rows-1")" -gt 5000
ok '2 workers' cmp "$scratch/rows-1" "$scratch/rows-2"
ok '5 workers' cmp "$scratch/rows-1" "$scratch/rows-5"
status 0 'memory is shared all the same' cow -q "$scratch/g.txt" -c "sweep '*' -- path a d" -c 'memory --verify'
done_testing
