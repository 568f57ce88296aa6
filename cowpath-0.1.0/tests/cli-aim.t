#!/bin/sh
# cli-aim.t - path --algorithm=astar: by coordinates and by --bound; ~LAT,LON; what is refused; the answers of the other algorithms.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'berlin leipzig 190\nleipzig nuremberg 280\nnuremberg munich 170\nberlin hanover 290\nhanover frankfurt 350\nfrankfurt munich 390\nberlin nuremberg 440\n' >roads
printf 'name\tlat\tlon\th\nberlin\t52.52\t13.40\t600\nleipzig\t51.34\t12.37\t420\nnuremberg\t49.45\t11.08\t170\nmunich\t48.14\t11.58\t0\nhanover\t52.37\t9.73\t700\nfrankfurt\t50.11\t8.68\t390\n' >towns.tsv
ask () { cow -q -c 'load roads --undirected --vertices=towns.tsv' "$@"; }
wanted='berlin	munich	610	2	["berlin","nuremberg","munich"]'

is "$(ask -c 'path berlin munich --algorithm=astar' | tail -1)" "$wanted" 'by coordinates'
is "$(ask -c 'path berlin munich --bound=h' | tail -1)" "$wanted" 'by an attribute'
is "$(ask -c 'path berlin munich --bound=h/2+7 --algorithm=astar' | tail -1)" "$wanted" 'by an expression: only its differences count'
is "$(ask -c 'path munich berlin --bound=-h' | tail -1 | cut -f3)" 610 '… for any target'
is "$(ask -c 'path berlin munich --algorithm=astar --weight=weight/8' | tail -1 | cut -f3)" 76.25 'weights that are fractions'
is "$(ask -c 'path berlin munich --algorithm=astar --avoid=nuremberg' | tail -1 | cut -f3)" 1030 '--avoid'
is "$(ask -c 'path berlin munich --algorithm=astar --cutoff=610' | tail -1 | cut -f3)" 610 '--cutoff is inclusive'
status 1 '--cutoff below the cost' cow -q -c 'load roads --undirected --vertices=towns.tsv' -c 'path berlin munich --algorithm=astar --cutoff=609'
is "$(ask -c 'path berlin berlin --algorithm=astar' | tail -1)" 'berlin	berlin	0	0	["berlin"]' 'from a vertex to itself'
is "$(ask -c 'path ~52.5,13.3 ~48,11.6 --algorithm=astar' | tail -1)" "$wanted" '~LAT,LON is the nearest vertex'
is "$(ask -c 'distances ~49.9,8.5 ~-10,-170' | tail -1 | cut -f1)" frankfurt '… of any command'
printf 'east west 5\nwest mid 5\n' >date.txt
printf 'name\tlat\tlon\neast\t0\t179.9\nwest\t0\t-170\nmid\t0\t0\n' >date.tsv
is "$(cow -q -c 'load date.txt --vertices=date.tsv' -c 'distances ~0,-179.9 mid' | tail -1 | cut -f1)" east '… across the date line'
printf 'name\tx\ty\neast\t0\t60\nwest\t12\t60\nmid\t500\t0\n' >plane.tsv
is "$(cow -q -c 'load date.txt --vertices=plane.tsv' -c 'distances ~70,11 mid' | tail -1 | cut -f1)" west '… in the plane when not all are degrees'
status 2 'a place that is none' cow -q -c 'load roads --undirected --vertices=towns.tsv' -c 'path ~x,1 munich'
like "$(cat err)" '"~x,1" is no place' '… is named'

status 2 'a bound that falls too far' cow -q -c 'load roads --undirected --vertices=towns.tsv' -c 'path berlin munich --bound=h*2'
like "$(cat err)" '"h\*2" is no lower bound: from "(nuremberg|frankfurt|berlin)" to "[a-z]+" it falls by more than the weight' '… is an error that names the edge'
status 2 'a bound that is no number' cow -q -c 'load roads --vertices=towns.tsv' -c 'path berlin munich --bound=name'
like "$(cat err)" 'bound "name" is of type string' '… names its type'
status 2 'a bound of an unknown attribute' cow -q -c 'load roads --vertices=towns.tsv' -c 'path berlin munich --bound=nonsense'
like "$(cat err)" '--bound: .*nonsense' '… is named'
status 2 'a bound for another algorithm' cow -q -c 'load roads --vertices=towns.tsv' -c 'path berlin munich --bound=h --algorithm=dijkstra'
status 2 'no coordinates' cow -q roads -c 'path berlin munich --algorithm=astar'
like "$(cat err)" 'astar needs coordinates' '… says so'
status 2 'no coordinates for ~LAT,LON' cow -q roads -c 'path ~1,2 munich'
grep -v nuremberg towns.tsv >some.tsv
status 2 'one vertex has no coordinates' cow -q -c 'load roads --undirected --vertices=some.tsv' -c 'path berlin munich --algorithm=astar'
like "$(cat err)" 'no coordinates for vertex "nuremberg"' '… is named'
status 2 'the attribute is null for one vertex' cow -q -c 'load roads --undirected --vertices=some.tsv' -c 'path berlin munich --bound=h'
like "$(cat err)" 'null for vertex "nuremberg"' '… is named'
status 2 'negative weights' cow -q -c 'load roads --undirected --vertices=towns.tsv' -c 'path berlin munich --algorithm=astar --weight=weight-200'
like "$(cat err)" 'negative weight -10 on edge berlin -- leipzig' '… are refused'

# ---- the answers of the others, with any number of workers ----
length='sqrt((src.x-dst.x)*(src.x-dst.x)+(src.y-dst.y)*(src.y-dst.y))'
for weight in weight "$length" 'round(weight*'"$length"'*1000)' none; do
  for way in 'dijkstra -w2' 'astar -w1' 'astar -w2' 'astar -w5'; do
    cow -q "--workers=${way#*-w}" -c 'generate geometric n=400 radius=0.08 weights=1..9' -c 'sample 30 into @s' \
      -c "path @s @s --algorithm=${way% *} --weight='$weight' > $(echo "$way" | tr -d ' ').tsv"
  done
  for way in astar-w1 astar-w2 astar-w5; do
    ok "$way --weight=$weight: the rows of dijkstra" cmp dijkstra-w2.tsv "$way.tsv"
  done
done
is "$(wc -l <dijkstra-w2.tsv)" 901 '… all of them'
done_testing
