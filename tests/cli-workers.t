#!/bin/sh
# cli-workers.t - the same rows, to the byte, from 1, 2 and 5 workers: every path command on random graphs of every kind.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

# One command a line; @s and @t are a few vertices, n0 is one. Each must have rows on one graph at least.
cat >"$scratch/commands" <<'END'
allshortest @s @t --limit=9
allshortest @s @t --count
bellmanford @s
bellmanford @s @t --where=weight>1
constrained @s @t --max=1:3
constrained @s @t --max=weight*3%7:6 --max=1:4 --weight=none
disjoint @s @t
disjoint @s @t --k=3 --by=vertex
distances '*'
distances @s '*'
distances @s @t
distances @s @t --algorithm=delta
distances @s @t --avoid=n0
isochrone @s --cutoff=3,6.5,12
isochrone @s --cutoff=4,8 --members --direction=any
ksp @s @t --k=4
longest --where=src.appearance<dst.appearance
longest --where=src.appearance<dst.appearance --slack
longest @s --where=src.appearance<dst.appearance
longest @s @t --where=src.appearance<dst.appearance --slack
match @s @t --attr=round(weight)%3 '(0 | 1)+ .?'
match @s @t --attr=round(weight) --weight=none '. (2|3|5)* .{1,2}'
maxflow @s @t
maxflow @s '*' --weight=none --direction=any
mincut @s @t
mincut @s @t --weight=weight*0.5 --avoid=n0
nearest '*' @s
nearest '*' @s --k=2
nearest '*' @s --avoid=@t
pareto @s @t --weights=weight,1
pareto @s @t --weights=weight*3%7,weight,1 --limit=5
path '*' @t
path @s @t --algorithm=bidirectional
path @s @t --weight=none
path @s '*' --where=src.appearance<dst.appearance --weight=5-weight --algorithm=dag
path @s '*' --direction=in
path @s '*' --direction=any --cutoff=9
reach @s
reach @s --cutoff=3
reliable @s
reliable @s @t --weight=1/(1+weight) --direction=any
simplepaths @s @t --limit=5
sweep '*' -- path @s @t --where=weight>2
sweep '*' --of=vertices --changed -- distances @s '*' --direction=in --cutoff=9
sweep @t -- distances @s --avoid=n0
tree @s
tree @s --algorithm=dfs
tree '*' --algorithm=dfs --weight=none --direction=any
tree @s --block=@{weight>8}
walk @s --length=7 --count=300
walk '*' --length=5 --restart=0.2 --avoid=@t
whynot @s @t --where=weight>2 --avoid=n0
whynot @s '*' --block=@{weight>8} --direction=in --cutoff=9
widest '*' @t
widest @s
widest @s @t --weight=5-weight --avoid=n0
END

# graph FILE SEED VERTICES EDGES WEIGHTS: parallel edges and loops happen, and with few edges it falls apart
graph () {
  awk -v state="$2" -v n="$3" -v m="$4" -v kind="$5" '
    function draw (below) { state = (state * 16807) % 2147483647; return int (state / 7) % below }
    BEGIN {
      draw (1)
      for (i = 0; i < m; i++)
        {
          from = draw (n); to = draw (9) ? draw (n) : from
          w = kind == "real" ? (1 + draw (200)) / 10 : kind == "zero" ? draw (3) : kind == "part" ? draw (101) / 100 : 1 + draw (20)
          print "n" from, "n" to, w
          if (!draw (6)) print "n" from, "n" to, (kind == "part" ? w : w + draw (2))
        }
    }' >"$1"
  { echo name; seq -f 'n%g' 0 "$(($3 - 1))"; } >"$1.names"
}

# ask WORKERS: all commands, each line of the answers after the number of its command
ask () {
  awk -v load="$load" 'BEGIN {
      print load; print "sample 7 --seed=1 into @s"; print "sample 4 --seed=2 into @t"; print "on-error continue"
    } { print "echo ==", NR; print }' "$scratch/commands" >"$scratch/script"
  cow -q -w "$1" -f "$scratch/script" 2>/dev/null | awk '/^== [0-9]+$/ { n = $2 } { print n ": " $0 }'
}

number=0
: >"$scratch/all"
while read -r vertices edges weights options; do
  number=$((number + 1))
  graph "$scratch/$number.txt" "$((number * 7919))" "$vertices" "$edges" "$weights"
  load="load $scratch/$number.txt --vertices=$scratch/$number.txt.names $options"
  ask 1 >"$scratch/one"
  cat "$scratch/one" >>"$scratch/all"
  for workers in 2 5; do
    ask $workers >"$scratch/many"
    ok "$vertices vertices, $edges edges, $weights $options: $workers workers" cmp -s "$scratch/one" "$scratch/many"
    cmp -s "$scratch/one" "$scratch/many" || note "$(diff "$scratch/one" "$scratch/many" | head -n 6)"
  done
done <<'END'
60 150 whole
60 90 whole --undirected
50 110 real
40 70 zero --undirected
40 160 part
2 5 whole
END

graphs=$number # each gives the line of its number and at most a header
number=0
while read -r command; do
  number=$((number + 1))
  ok "there are rows of: $command" test "$(grep -c "^$number: " "$scratch/all")" -gt $((2 * graphs))
done <"$scratch/commands"
done_testing
