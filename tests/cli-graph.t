#!/bin/sh
# cli-graph.t - the commands that look at the graph: their rows to the byte, their statuses, what they say when asked wrong.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

tab=$(printf '\t')

# rows COMMAND...: tsv without header, blanks for tabs, one line
rows () { cow -q "$@" 2>"$scratch/err" | tail -n +2 | tr '\t' ' ' | tr '\n' ';'; }
# ask GRAPH COMMAND...: rows of the last command
ask () {
  ask_graph=$1
  shift
  set -- "$@"
  ask_lines=
  for ask_line; do ask_lines="$ask_lines$ask_line
"; done
  printf 'load %s\n%s' "$ask_graph" "$ask_lines" | rows
}
# fails STATUS NAME REGEX GRAPH COMMAND...: what stderr says
fails () {
  fails_status=$1 fails_name=$2 fails_regex=$3 fails_graph=$4
  shift 4
  { printf 'load %s\n' "$fails_graph"; printf '%s\n' "$@"; } >"$scratch/script"
  status "$fails_status" "$fails_name: status" cow -q -f "$scratch/script"
  like "$(cat "$scratch/err")" "$fails_regex" "$fails_name: message"
}

printf 'a b 1\nb c 2\nc d 3\na d 10\n' >"$scratch/g.txt"
# parallel edges, a loop, a cycle, names that look like edges
printf 'a b 5\na b 2\nb a 7\na a 1\nb c 4\na->b x 9\n' >"$scratch/p.txt"
printf 'a b 5\nb c 2\nc c 1\nb a 3\n' >"$scratch/u.txt"
printf 'src,dst,weight,kind,fast\na,b,1.5,road,true\nb,c,2,rail,false\nc,a,-0.5,road,\n' >"$scratch/e.csv"
printf 'name,city,age\na,Ulm,3\nb,Bonn,\nc,Ulm,5\nz,,7\n' >"$scratch/v.csv"
g="$scratch/g.txt" p="$scratch/p.txt" u="$scratch/u.txt --undirected"
e="$scratch/e.csv --vertices=$scratch/v.csv"

# memory by part: 4 vertices, 4 arcs; 3 vertices, 3 edges with columns
is "$(ask "$g" 'memory --parts' | tr ';' '\n' | sed 's/^g //' | head -3 | tr '\n' ';')" 'offsets  40 10;arcs  16 4;weights  16 4;' 'memory --parts: offsets, arcs, weights'
like "$(ask "$e" 'memory --parts')" ';e edge_column kind [0-9]+ [0-9.]+;e edge_column fast .*;e vertex_column city .*;e vertex_column age .*;e other ' '… and each column'
is "$(ask "$e" 'memory --parts' | tr ';' '\n' | awk '{ sum += $(NF - 1) } END { print sum }')" "$(ask "$e" info | tr ';' '\n' | sed -n 's/^bytes //p')" '… which are all there is'
is "$(ask "$g" info | tr ';' '\n' | sed -n 's/^arcs_bytes //p')" 16 'info has them too'
fails 2 'memory: one thing or the other' 'exclude each other' "$g" 'memory --parts --verify'

# neighbors
is "$(ask "$g" 'neighbors a')" 'a b 1 1;a d 1 10;' 'neighbors of a vertex, in the order of its edges'
is "$(ask "$g" 'neighbors a --depth=2')" 'a b 1 1;a d 1 10;b c 2 2;' 'neighbors by depth; what was found is not found again'
is "$(ask "$g" 'neighbors a --depth=99')" 'a b 1 1;a d 1 10;b c 2 2;' 'neighbors to the end'
is "$(ask "$g" 'neighbors d --direction=in')" 'd a 1 10;d c 1 3;' 'neighbors against the edges'
is "$(ask "$g" 'neighbors b --direction=any')" 'b a 1 1;b c 1 2;' 'neighbors both ways'
is "$(ask "$g" 'neighbors a --weight=none')" 'a b 1 1;a d 1 1;' 'neighbors without weights'
is "$(ask "$g" 'neighbors a --where=weight<5')" 'a b 1 1;' 'neighbors over some edges'
is "$(ask "$g" 'neighbors a --depth=3 --avoid=b')" 'a d 1 10;' 'neighbors without some vertices'
is "$(ask "$g" 'neighbors a --depth=2 --block=a--b')" 'a d 1 10;' 'neighbors without some edges'
is "$(ask "$p" 'neighbors a --depth=3')" 'a b 1 2;b c 2 4;' 'neighbors: the least of parallel edges; loops and the way back do not count'
is "$(ask "$p" 'neighbors b --depth=0')" '' 'neighbors within no edges'
is "$(ask "$g" 'set @s = d + a' 'neighbors @s')" 'a b 1 1;a d 1 10;' 'neighbors of a set, one task each'
is "$(ask "$g" 'neighbors a --depth=9 --limit=2')" 'a b 1 1;a d 1 10;' 'neighbors: a limit'
is "$(ask "$p" 'neighbors a into @e' 'sets')" '@e edges 2;' 'neighbors make a set of edges, parallel ones with it'
is "$(ask "$g" 'neighbors d --direction=in into @e' 'show e:2' | cut -d ';' -f 1)" 'edge e:2' 'neighbors against the edges into a set'
is "$(printf 'generate er n=300 degree=3 directed=yes\nneighbors 1 into @e\nsample 9 --of=edges into @f\nsample 9 into @g\nsets\n' | rows | cut -d ';' -f 2,3)" \
  '@f edges 9;@g vertices 9' 'sets of edges of a generated graph'
is "$(ask "$u" 'neighbors b')" 'b a 1 3;b c 1 2;' 'neighbors in an undirected graph'

# find
is "$(ask "$e" 'find a')" 'a;' 'find by prefix'
is "$(ask "$e" "find '?'")" 'a;b;c;z;' 'find: one character'
is "$(ask "$e" "find '*'")" 'a;b;c;z;' 'find: any'
is "$(ask "$e" "find '/[bz]/'")" 'b;z;' 'find by a regular expression'
is "$(ask "$e" 'find Ulm --attr=city')" 'a;c;' 'find by an attribute'
is "$(ask "$e" "find '*n*' --attr=city")" 'b;' 'find by an attribute and a pattern'
is "$(ask "$e" "find '/ULM/i' --attr=city")" 'a;c;' 'find: case ignored'
is "$(ask "$p" "find 'a-?b'")" 'a->b;' 'find names with odd characters'
is "$(ask "$e" "find '/[abc]/' --limit=2")" 'a;b;' 'find: a limit'
printf 'generate path n=200000\nfind 19999\n' | cow -q 2>/dev/null | tail -n +2 >"$scratch/many"
is "$(tr '\n' ' ' <"$scratch/many")" '19999 199990 199991 199992 199993 199994 199995 199996 199997 199998 199999 ' 'find: many tasks keep the order'
fails 1 'find nothing' '^$' "$e" 'find nobody'
fails 2 'find: a number' 'attribute "age" is of type int' "$e" 'find 3 --attr=age'
fails 2 'find: no such attribute' 'unknown vertex attribute "cty" \(did you mean "city"' "$e" 'find U --attr=cty'
fails 2 'find: a bad expression' 'bad regular expression' "$e" "find '/[/'"

# sample
is "$(ask "$g" 'sample 9')" 'a;b;c;d;' 'sample: all when there are not so many'
is "$(ask "$g" 'sample 9 --of=edges')" 'a b;b c;c d;a d;' 'sample: all edges in order'
is "$(ask "$u" 'sample 9 --of=edges')" 'a b;b c;c c;a b;' 'sample: undirected edges, each once'
is "$(ask "$g" 'sample 0')" '' 'sample: none'
is "$(ask "$g" 'sample 2 --seed=5')" "$(ask "$g" 'sample 2 --seed=5 --workers=1')" 'sample: the same seed, the same choice'
is "$(ask "$g" 'sample 2 into @s' 'sets')" '@s vertices 2;' 'sample into a set'
is "$(ask "$g" 'sample 2 --of=edges into @s' 'sets')" '@s edges 2;' 'sample of edges into a set'
for seed in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24; do
  printf 'sample 1 --seed=%s\nsample 1 --of=edges --seed=%s\n' "$seed" "$seed"
done >"$scratch/samples"
{ printf 'load %s\n' "$g"; cat "$scratch/samples"; } | cow -q >"$scratch/out" 2>/dev/null
is "$(grep -cE '^[abcd]$' "$scratch/out")" 24 'sample: one vertex each time'
is "$(grep -E '^[abcd]$' "$scratch/out" | sort -u | tr -d '\n')" abcd 'sample: every vertex has its turn'
is "$(grep -E "^.$tab.\$" "$scratch/out" | sort -u | wc -l)" 4 'sample: every edge has its turn'
is "$(printf 'generate er n=1000 degree=4\nsample 500\n' | rows | tr ';' '\n' | sort -u | wc -l)" 500 'sample: all different'
fails 2 'sample: no number' 'N must be a whole number, not "x"' "$g" 'sample x'

# the edges of a sample, of show and of a set have the same numbers, with a table of edges and without
for model in 'er n=40 degree=6' 'er n=40 degree=6 directed=yes' 'rmat scale=5 edgefactor=4' 'ba n=60 m=3'; do
  { printf 'generate %s --seed=2\nsample 9999 --of=edges > %s/edges.tsv\n' "$model" "$scratch"
    for edge in 0 1 7 23 40 59; do printf 'show e:%s\n' "$edge"; done
    printf 'neighbors 1 into @n\nsample 9999 --of=edges > %s/again.tsv\n' "$scratch" # numbers the edges
    for edge in 0 1 7 23 40 59; do printf 'show e:%s\n' "$edge"; done
  } | cow -q 2>"$scratch/err" | sed -n "s/^edge${tab}e://p; s/^from$tab//p; s/^to$tab//p" | paste - - - >"$scratch/shown"
  tail -n +2 "$scratch/edges.tsv" | awk -F'\t' -v OFS='\t' '{ n = NR - 1 } n == 0 || n == 1 || n == 7 || n == 23 || n == 40 || n == 59 { print n, $0 }' >"$scratch/wanted"
  is "$(cat "$scratch/shown")" "$(cat "$scratch/wanted" "$scratch/wanted")" "numbers of edges: $model"
  ok "numbers of edges: the same with a table: $model" cmp -s "$scratch/edges.tsv" "$scratch/again.tsv"
done

# set, sets, unset
is "$(ask "$g" 'set @s = a + c + a' 'sets')" '@s vertices 2;' 'set: union'
is "$(ask "$g" "set @s = '*' - b - :0" 'neighbors @s')" 'c d 1 3;' 'set: difference'
is "$(ask "$g" 'set @s = a + b & '"'@{degree == 2}'" 'neighbors @s')" 'a b 1 1;a d 1 10;' 'set: from left to right'
is "$(ask "$g" 'set @s = a + b & c + d' 'sets')" '@s vertices 1;' 'set: no precedence'
is "$(ask "$g" 'set @s = a' 'set @s = @s + b' 'sets')" '@s vertices 2;' 'set: of itself'
is "$(ask "$g" 'set @s = e:0 + b->c' 'sets')" '@s edges 2;' 'set of edges'
is "$(ask "$g" "set @s = '@{weight > 2}'" 'set @t = @s & c->d' "set @u = @s - '*'" 'sets')" '@s edges 2;@t edges 1;@u edges 0;' 'set of edges by an expression'
is "$(ask "$g" "set @s = 'a->b'" 'path a b --block=@s')" 'a b inf  [];' 'set of edges: blocked'
is "$(ask "$p" "set @s = 'a->b'" 'sets')" '@s vertices 1;' 'set: the name of a vertex wins over an edge'
is "$(ask "$p" "set @s = a--b" 'sets')" '@s edges 3;' 'set: edges both ways'
is "$(ask "$g" 'set @a-b_1 = a' 'set @z = b' 'unset @a-b_1' 'sets')" '@z vertices 1;' 'unset'
printf 'load %s\nset @s = a\nset @s = a + b\nset @e = e:0\n' "$g" | cow >"$scratch/out" 2>"$scratch/err"
like "$(cat "$scratch/err")" '^@s: 1 vertex$' 'set says how many: one'
like "$(cat "$scratch/err")" '^@s: 2 vertices$' 'set says how many: two'
like "$(cat "$scratch/err")" '^@e: 1 edge$' 'set says how many: edges'
is "$(cat "$scratch/out")" '' 'set prints no rows'
fails 2 'set: mixed kinds' '"e:1" stands for edges, but @s began with vertices' "$g" 'set @s = a + e:1'
fails 2 'set: mixed kinds the other way' '"a" stands for vertices, but @s began with edges' "$g" 'set @s = e:1 + a'
fails 2 'set: no such vertex' 'unknown vertex "q"' "$g" 'set @s = q'
fails 2 'set: no such set' 'unknown set @t' "$g" 'set @s = @t'
fails 2 'set: no name' 'is no name of a set' "$g" 'set s = a'
fails 2 'set: a name like a file' 'is no name of a set' "$g" 'set @./s = a'
fails 2 'set: no =' 'where = was expected' "$g" 'set @s a b'
fails 2 'set: no operator' 'where \+, - or & was expected' "$g" 'set @s = a b c'
fails 2 'set: a missing selector' 'a selector was expected after "\+"' "$g" 'set @s = a +'
fails 2 'set: an expression that is neither' 'unknown .*attribute "wait"' "$g" "set @s = '@{wait > 1}'"
fails 2 'unset: no such set' 'unknown set @shop \(did you mean @shops' "$g" 'set @shops = a' 'unset @shop'

# schema
is "$(ask "$g" schema)" 'edge weight int 4 0 1 10 4;' 'schema: the weight'
is "$(ask "$u" schema)" 'edge weight int 4 0 1 5 4;' 'schema: undirected edges count once'
is "$(ask "$e" schema)" 'edge weight real 3 0 -0.5 2 3;edge kind string 3 0 rail road 2;edge fast bool 2 1 false true 2;vertex city string 3 1 Bonn Ulm 2;vertex age int 3 1 3 7 3;' 'schema: all kinds of attributes'
printf 'a b\nb c\n' >"$scratch/n.txt"
is "$(ask "$scratch/n.txt" schema)" '' 'schema: none'
is "$(printf 'generate grid rows=30 cols=30 weights=1..7 drop=0\nschema\n' | rows)" 'edge weight int 1740 0 1 7 7;' 'schema of a generated graph'

# show
is "$(ask "$g" 'show a')" 'vertex a;appearance :0;out_degree 2;in_degree 0;' 'show a vertex'
is "$(ask "$g" 'show d')" 'vertex d;appearance :3;out_degree 0;in_degree 2;' 'show: edges into it'
is "$(ask "$g" 'tree d --direction=in into @s' 'show d')" 'vertex d;appearance :3;out_degree 0;in_degree 2;' 'show: the same with a transpose'
is "$(ask "$u" 'show c')" 'vertex c;appearance :2;degree 3;' 'show: a loop counts twice'
is "$(ask "$e" 'show b')" 'vertex b;appearance :1;out_degree 1;in_degree 1;city Bonn;age ;' 'show: attributes'
is "$(ask "$g" 'show a->d')" 'edge e:3;from a;to d;weight 10;' 'show an edge by its ends'
is "$(ask "$g" 'show e:1')" 'edge e:1;from b;to c;weight 2;' 'show an edge by its number'
is "$(ask "$p" 'show b->a')" 'edge e:2;from b;to a;weight 7;' 'show: one direction'
is "$(ask "$p" 'show a--b')" 'edge e:0;from a;to b;weight 5;edge e:1;from a;to b;weight 2;edge e:2;from b;to a;weight 7;' 'show: both directions, parallel edges in order'
is "$(ask "$p" 'show a->a')" 'edge e:3;from a;to a;weight 1;' 'show: a loop'
is "$(ask "$p" "show 'a->b'")" 'vertex a->b;appearance :3;out_degree 1;in_degree 0;' 'show: the name of a vertex wins'
is "$(ask "$u" 'show b->a')" 'edge e:0;from a;to b;weight 5;edge e:3;from a;to b;weight 3;' 'show: undirected edges'
is "$(ask "$e" 'show c->a')" 'edge e:2;from c;to a;weight -0.5;kind road;fast ;' 'show: attributes of an edge'
fails 2 'show: no vertex' 'unknown vertex "q"' "$g" 'show q'
fails 2 'show: no edge' 'no edge "b->a"' "$g" "show 'b->a'"
fails 2 'show: no such number' 'no edge "e:4": the graph has 4' "$g" 'show e:4'

# reach
is "$(ask "$g" 'reach b')" 'b b;b c;b d;' 'reach: the source and what it leads to'
is "$(ask "$g" 'reach c --direction=in')" 'c a;c b;c c;' 'reach: in order of appearance'
is "$(ask "$g" 'reach a --cutoff=1')" 'a a;a b;a d;' 'reach: a cutoff counts edges'
is "$(ask "$g" 'reach a --avoid=b')" 'a a;a d;' 'reach without some vertices'
is "$(ask "$g" 'reach d into @s' 'sets')" '@s vertices 1;' 'reach into a set'
is "$(ask "$e" 'reach a')" 'a a;a b;a c;' 'reach: negative weights do not matter'

# tree
is "$(ask "$g" 'tree a')" 'a a 0 0 ;a b 1 1 a;a c 3 2 b;a d 6 3 c;' 'tree'
is "$(ask "$g" 'tree a --weight=none')" 'a a 0 0 ;a b 1 1 a;a c 2 2 b;a d 1 1 a;' 'tree by edges'
is "$(ask "$g" 'tree d --direction=in')" 'd a 6 3 b;d b 5 2 c;d c 3 1 d;d d 0 0 ;' 'tree against the edges'
is "$(ask "$g" 'tree a --cutoff=3')" 'a a 0 0 ;a b 1 1 a;a c 3 2 b;' 'tree: a cutoff is inclusive'
is "$(ask "$g" 'set @s = d + c' 'tree @s')" 'c c 0 0 ;c d 3 1 c;d d 0 0 ;' 'tree of several sources'
is "$(ask "$g" 'tree a --avoid=c')" 'a a 0 0 ;a b 1 1 a;a d 10 1 a;' 'tree without some vertices'
is "$(ask "$g" 'tree a --algorithm=dfs')" 'a a 0 0 ;a b 1 1 a;a c 3 2 b;a d 6 3 c;' 'tree: depth-first'
is "$(ask "$g" 'tree b --algorithm=dfs --direction=any')" 'b b 0 0 ;b a 1 1 b;b d 11 2 a;b c 14 3 d;' 'tree: depth-first, in the order of entering'
is "$(ask "$g" 'tree b --algorithm=dfs --direction=any --cutoff=10')" 'b b 0 0 ;b a 1 1 b;b c 2 1 b;b d 5 2 c;' 'tree: depth-first within a cutoff'
is "$(ask "$g" 'tree a --algorithm=dfs --avoid=c')" 'a a 0 0 ;a b 1 1 a;a d 10 1 a;' 'tree: depth-first without some vertices'
fails 2 'tree: depth-first, negative weights' 'negative weight' "$e" 'tree a --algorithm=dfs'
fails 2 'tree: negative weights' 'negative weight' "$e" 'tree a'
# a field of zero weights: the parent agrees with the command path
printf 's p 1\ns q 1\nq r 0\np t 0\nt r 0\nr p 0\nr w 0\nw v 0\nv w 0\nq v 0\nv x 2\nw x 2\n' >"$scratch/z.txt"
printf 'load %s\ntree s --format=tsv\n' "$scratch/z.txt" | cow -q 2>/dev/null | tail -n +2 | cut -f 2,4,5 >"$scratch/tree"
printf "load %s\npath s '*' --format=tsv\n" "$scratch/z.txt" | cow -q 2>/dev/null | tail -n +2 | cut -f 2,4,5 \
  | sed 's/\[.*"\([^"]*\)","[^"]*"\]$/\1/; s/\["[^"]*"\]$//' >"$scratch/paths"
is "$(cat "$scratch/tree")" "$(cat "$scratch/paths")" 'tree: the same as path, zero weights too'
is "$(wc -l <"$scratch/tree")" 8 'tree: all are there'

# nearest
is "$(ask "$g" 'set @s = b + d' 'nearest a @s')" 'a b 1 1;' 'nearest target'
is "$(ask "$g" 'set @s = b + d' "nearest '*' @s")" 'a b 1 1;b b 0 1;c d 3 1;d d 0 1;' 'nearest target of all'
is "$(ask "$g" 'set @s = b + d' "nearest '*' @s --direction=in")" 'b b 0 1;c b 2 1;d d 0 1;' 'nearest, against the edges'
is "$(ask "$g" "nearest a '*' --k=3")" 'a a 0 1;a b 1 2;a c 3 3;' 'nearest: several'
is "$(ask "$g" "nearest a '*' --k=99")" 'a a 0 1;a b 1 2;a c 3 3;a d 6 4;' 'nearest: more than there are'
is "$(ask "$g" "nearest '*' d --cutoff=5")" 'b d 5 1;c d 3 1;d d 0 1;' 'nearest: a cutoff'
is "$(ask "$g" "nearest '*' c --k=2")" 'a c 3 1;b c 2 1;c c 0 1;' 'nearest: sources without target have no row'
is "$(ask "$g" "nearest '*' d --avoid=c")" 'a d 10 1;c d 3 1;d d 0 1;' 'nearest without some vertices'
is "$(ask "$g" "nearest '*' d --avoid=d")" 'd d 0 1;' 'nearest: a target to avoid is not entered'
fails 1 'nearest: none' '^$' "$g" 'nearest d a'
fails 1 'nearest: none for any' '^$' "$g" 'set @s = c + d' 'nearest @s a'
fails 2 'nearest: k' '--k must be' "$g" 'nearest a b --k=0'
fails 2 'nearest: negative weights' 'negative weight' "$e" "nearest '*' a"
# together and one by one agree, ties too
for weights in 0..2 1..1 1..1000; do
  printf "generate er n=300 degree=3 directed=yes weights=%s --seed=3\nsample 20 --seed=4 into @t\nnearest '*' @t\n" "$weights" | rows >"$scratch/together"
  printf "generate er n=300 degree=3 directed=yes weights=%s --seed=3\nsample 20 --seed=4 into @t\nnearest '*' @t --k=2 > %s/two.tsv\n" \
    "$weights" "$scratch" | cow -q 2>/dev/null
  awk -F'\t' 'NR > 1 && $4 == 1' "$scratch/two.tsv" | tr '\t' ' ' | tr '\n' ';' >"$scratch/each"
  ok "nearest: together and one by one are the same (weights $weights)" cmp -s "$scratch/together" "$scratch/each"
done
ok 'nearest: there was something to compare' test -s "$scratch/each"

done_testing
