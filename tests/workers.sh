# workers.sh - sourced by cli-workers.t and cli-workers-more.t: every path command on files of 130 random graphs, with 1, 2 and 5 workers. The graphs
# of a file stand side by side, each a component or several of its own, so that one question asks about all of them.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

# One command a line; @s and @t are a vertex of each graph, @few some of @s; the overlay ring leads from graph to graph. Each must have rows on one
# file at least.
cat >"$scratch/commands" <<'END'
allshortest @s @t --limit=9
allshortest @s @t --count
bellmanford @s
bellmanford @s @t --where=weight>1
bellmanford @s @t --weight=weight+src.appearance-dst.appearance
constrained @s @t --max=1:3
constrained @s @t --max=weight*3%7:6 --max=1:4 --weight=none
disjoint @s @t
disjoint @s @t --k=3 --by=vertex
distances '*'
distances '*' --weight=none
distances @s '*'
distances @s @t
distances @s @t --algorithm=delta
distances @s @t --algorithm=heap --avoid=0_0
distances @s @t --algorithm=johnson --weight=weight+src.appearance-dst.appearance
distances @few @t --overlay=ring
distances 3_0 --together=yes --overlay=ring
isochrone @s --cutoff=3,6.5,12
isochrone @s --cutoff=4,8 --members --direction=any
ksp @s @t --k=4
ksp @s @t --k=9 --weight=none --direction=any
longest --where=src.appearance<dst.appearance
longest --where=src.appearance<dst.appearance --slack
longest @s --where=src.appearance<dst.appearance
longest @s @t --where=src.appearance<dst.appearance --slack
match @s @t --attr=round(weight)%3 '(0 | 1)+ .?'
match @s @t --attr=round(weight) --weight=none '. (2|3|5)* .{1,2}'
maxflow @s @t
maxflow @few '*' --weight=none --direction=any
mincut @s @t
mincut @s @t --weight=weight*0.5 --avoid=0_0
nearest '*' @s
nearest @s '*' --k=4
nearest '*' @s --avoid=@t
pareto @s @t --weights=weight,1
pareto @s @t --weights=weight*3%7,weight,1 --limit=5
path @s @t
path @few @t --overlay=ring
path @s @t --algorithm=bidirectional
path @s @t --algorithm=astar --weight=weight+abs(src.appearance-dst.appearance) --bound=appearance
path @s @t --weight=none
path @few '*' --where=src.appearance<dst.appearance --weight=5-weight --algorithm=dag
path @few '*' --direction=in
path @few '*' --direction=any --cutoff=9
reach @s
reach @s --cutoff=3
reliable @s
reliable @s @t --weight=1/(1+weight) --direction=any
simplepaths @s @t --limit=5
simplepaths @s @t --max-hops=3 --min-hops=2 --limit=20
sweep '*' --changed -- path @few @t --where=weight>2
sweep @few --changed -- distances @few '*' --direction=in --cutoff=9
sweep @t --changed -- distances @few --avoid=0_0
sweep '*' --of=added -- path @few @few --overlay=ring
tree @s
tree @s --algorithm=dfs
tree '*' --algorithm=dfs --weight=none --direction=any --limit=5000
tree @s --block=@{weight>8}
walk @s --length=7 --count=30
walk '*' --length=5 --restart=0.2 --avoid=@t
whynot @s @t --where=weight>2 --avoid=0_0
whynot @few '*' --block=@{weight>8} --direction=in --cutoff=9
widest @few '*'
widest @s
widest @s @t --weight=5-weight --avoid=0_0
index build alt --landmarks=4 > index.tsv
path @s @t --algorithm=alt
index build ch > index.tsv
path @s @t --algorithm=ch
distances @s @t --algorithm=ch
distances @s --algorithm=phast
END

# graphs NAME SEED KIND: NAME.txt, all vertices in NAME.names, one of each graph in NAME.from and NAME.to. Parallel edges and loops happen, and
# with few edges a graph falls apart.
graphs () {
  awk -v name="$1" -v state="$2" -v kind="$3" '
    function draw (below) { state = (state * 16807) % 2147483647; return int (state / 7) % below }
    function weight () { return kind == "real" ? (1 + draw (200)) / 10 : kind == "zero" ? draw (3) : kind == "part" ? draw (101) / 100 : 1 + draw (20) }
    BEGIN {
      draw (1)
      print "name" >(name ".names")
      for (g = 0; g < 130; g++)
        {
          n = 1 + draw (60); m = n * draw (4) + draw (3)
          for (v = 0; v < n; v++) print g "_" v >(name ".names")
          print g "_" draw (n) >(name ".from")
          print g "_" draw (n) >(name ".to")
          print g "_" draw (n), (g + 1) % 130 "_0", weight () >(name ".ring")
          for (i = 0; i < m; i++)
            {
              from = draw (n); to = draw (9) ? draw (n) : from
              w = weight ()
              print g "_" from, g "_" to, w >(name ".txt")
              if (!draw (6)) print g "_" from, g "_" to, (kind == "part" ? w : w + draw (2)) >(name ".txt")
            }
        }
    }'
}

# ask WORKERS: all commands, each line of the answers after the number of its command
ask () {
  awk -v load="$load" -v name="$name" 'BEGIN {
      print load; print "set @s = @./" name ".from"; print "set @t = @./" name ".to"; print "set @few = @./" name ".few"
      print "overlay attach ./" name ".ring --as=ring"; print "on-error continue"
    } { print "echo ==", NR; print }' "$scratch/commands" >"$scratch/script"
  (cd "$scratch" && cow -q -w "$1" -f script 2>said) | awk '/^== [0-9]+$/ { n = $2 } { print n ": " $0 }'
  cat "$scratch/said"
}

# rows COMMAND: of the answers of one worker, without the line of its number and the header
rows () { sed -n "s/^$(grep -nxF -e "$1" "$scratch/commands" | cut -d: -f1): //p" "$scratch/one" | sed 1,2d; }

name=0
tab=$(printf '\t')
: >"$scratch/had"

# same KIND OPTION...: a file of graphs of this kind of weights, loaded with these options
same () {
  weights=$1
  shift
  name=$((name + 1))
  (cd "$scratch" && graphs $name $((name * 7919 + $#)) "$weights" && head -n 4 $name.from >$name.few)
  load="load ./$name.txt --vertices=./$name.names $*"
  ask 1 >"$scratch/one"
  awk -F: '++lines[$1] == 3 { print $1 }' "$scratch/one" >>"$scratch/had" # after the line of the number and the header
  for workers in 2 5; do
    ask $workers >"$scratch/many"
    ok "130 graphs, $weights $*: $workers workers" cmp -s "$scratch/one" "$scratch/many"
    cmp -s "$scratch/one" "$scratch/many" || note "$(diff "$scratch/one" "$scratch/many" | head -n 6 | cut -c 1-200)"
  done
  # The closest are those of least cost, of equals the first to appear.
  rows "distances @s '*'" | sort -s -t"$tab" -k1,1 -k3,3g | awk -F'\t' -v OFS='\t' '$1 != from { from = $1; k = 0 } ++k <= 4 { print $1, $2, $3, k }' \
    >"$scratch/wanted"
  rows "nearest @s '*' --k=4" | sort -s -t"$tab" -k1,1 >"$scratch/got"
  ok "130 graphs, $weights $*: the closest" cmp -s "$scratch/wanted" "$scratch/got"
  cmp -s "$scratch/wanted" "$scratch/got" || note "$(diff "$scratch/wanted" "$scratch/got" | head -n 6)"
}

# Each command had rows from one file at least.
had_rows () {
  number=0
  while read -r command; do
    number=$((number + 1))
    case $command in index*) continue ;; esac
    ok "there are rows of: $command" grep -qx $number "$scratch/had"
  done <"$scratch/commands"
}
