#!/bin/sh
# cli-alt.t - landmarks: built, listed, saved, dropped; path --algorithm=alt over them gives the rows of the other algorithms.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'a b 1\nb c 2\nc d 3\na d 10\n' >g.txt
ask () { cow -q g.txt "$@"; }

is "$(ask -c 'index build alt' -c 'path a d --algorithm=alt' | tail -1)" 'a	d	6	3	["a","b","c","d"]' 'a path'
like "$(ask -c 'index build alt')" '^alt	alt	[0-9]+	[0-9.e-]+$' 'build answers with its row'
is "$(ask -c 'index build alt' -c 'index list' | tail -1 | cut -f1,2)" 'alt	alt' 'list'
is "$(ask -c 'index build alt' -c 'index drop alt' -c 'index list' | wc -l)" 5 'drop'
status 2 'no index' cow -q g.txt -c 'path a d --algorithm=alt'
like "$(cat err)" 'index build alt' '… says what makes one'
status 2 'an index of other weights' cow -q g.txt -c 'index build alt' -c 'path a d --algorithm=alt --weight=none'
status 2 'an index of the other direction' cow -q g.txt -c 'index build alt' -c 'path d a --algorithm=alt --direction=in'
is "$(ask -c 'index build alt --weight=none' -c 'path a d --algorithm=alt --weight=none' | tail -1 | cut -f3)" 1 '--weight=none'
is "$(ask -c 'index build alt --direction=in' -c 'path d a --algorithm=alt --direction=in' | tail -1 | cut -f3)" 6 '--direction=in'
is "$(ask -c 'index build alt --weight=weight*0.5' -c 'path a d --algorithm=alt --weight=weight*0.5' | tail -1 | cut -f3)" 3 'fractions'
is "$(ask -c 'index build alt' -c 'path a d --algorithm=alt --where=weight!=2' | tail -1 | cut -f3)" 10 '--where: the bounds hold'
is "$(ask -c 'index build alt' -c 'path a d --algorithm=alt --block=c->d' | tail -1 | cut -f3)" 10 '--block'
is "$(ask -c 'index build alt' -c 'path a d --algorithm=alt --avoid=c' | tail -1 | cut -f3)" 10 '--avoid'
is "$(ask -c 'index build alt' -c 'path a d --algorithm=alt --cutoff=5' 2>/dev/null | tail -1)" 'a	d	inf		[]' '--cutoff'
status 1 'no path' cow -q g.txt -c 'index build alt' -c 'path d a --algorithm=alt'
for n in 0 257; do
  status 2 "--landmarks=$n" cow -q g.txt -c "index build alt --landmarks=$n"
done
is "$(ask -c 'index build alt --landmarks=256' -c 'path a d --algorithm=alt' | tail -1 | cut -f3)" 6 'more landmarks than vertices'
status 2 'negative weights' cow -q g.txt -c 'index build alt --weight=weight-2'
status 2 'another kind' cow -q g.txt -c 'index build nonsense'
like "$(ask -c 'index build alt' -c 'explain path a d --algorithm=alt')" '^index	alt' 'explain tells the index'

ask -c 'index build alt' -c 'index build alt --weight=none' -c 'save g.cow' >/dev/null
is "$(cow -q g.cow -c 'path a d --algorithm=alt' -c 'path a d --algorithm=alt --weight=none' | grep -v from | cut -f3 | tr '\n' ' ')" '6 1 ' 'a native image keeps it'
is "$(cow -q g.cow -c 'index list' | wc -l)" 3 '… both of them'

# ---- overlays: what only blocks leaves bounds right, anything else may not ----
is "$(ask -c 'index build alt >/dev/null' -c 'overlay new o' -c 'edge block c->d --overlay=o' -c 'path a d --algorithm=alt --overlay=o' | tail -1)" \
  'a	d	10	1	["a","d"]' 'an overlay that only blocks'
for edit in 'edge reweight a->d 2' 'edge reweight a->d 20' 'edge add a c 1' 'edge add a c 1 --overlay=p'; do
  status 2 "$edit: no index" cow -q g.txt -c 'index build alt >/dev/null' -c 'overlay new p' -c 'overlay new o' -c "$edit" \
    -c 'path a d --algorithm=alt --overlay=p,o'
done
is "$(ask -c 'index build alt >/dev/null' -c 'overlay new o' -c 'edge add a d 1' -c 'overlay use o' -c 'path a d' -c 'overlay use none' -c 'path a d --algorithm=alt' | cut -f3 | grep -v cost | tr '\n' ' ')" \
  '1 6 ' 'without it the index serves'
for action in build drop; do
  status 2 "index $action while an overlay is in use" cow -q g.txt -c 'index build alt >/dev/null' -c 'overlay new o' -c 'edge add a d 1' -c 'overlay use o' -c "index $action alt"
  like "$(cat err)" 'overlay use none' '… says what to do'
done
is "$(ask -c 'overlay new o' -c 'edge add a d 0.5' -c 'path a d --bound=0 --overlay=o >/dev/null' -c 'overlay list' | tail -1 | cut -f5)" 1 'astar counts hits'

# ---- the answers of the others, with any number of workers ----
for graph in 'generate grid rows=30 cols=30 weights=1..20' 'generate er n=500 degree=4 weights=0..9 directed=yes' 'generate geometric n=400 radius=0.07'; do
  cow -q --workers=2 -c "$graph" -c 'sample 25 into @s' -c 'path @s @s --algorithm=dijkstra > wanted'
  for workers in 1 2 5; do
    cow -q --workers=$workers -c "$graph" -c 'sample 25 into @s' -c 'index build alt --landmarks=7 > /dev/null' -c 'path @s @s --algorithm=alt > got'
    ok "$graph, $workers workers: the rows of dijkstra" cmp wanted got
  done
done
is "$(wc -l <wanted)" 626 '… all of them'

# ---- auto takes landmarks that are there where they pay, and the better index when there is one ----
chosen () { cow -q "$@" | sed -n 's/^index	//p'; }
grid='generate grid rows=60 cols=60 weights=1..20'
is "$(chosen -c "$grid" -c 'index build alt >/dev/null' -c 'explain path :3 :3500')" alt 'auto asks landmarks on a grid'
is "$(chosen -c "$grid" -c 'explain path :3 :3500')" none '… if there are some'
is "$(chosen -c "$grid" -c 'index build alt >/dev/null' -c 'index build ch >/dev/null' -c 'explain path :3 :3500')" ch '… not where there is a hierarchy'
is "$(chosen -c "$grid" -c 'index build alt >/dev/null' -c 'explain path :3 :3500 --weight=none')" none '… of other weights'
is "$(chosen -c "$grid" -c 'index build alt >/dev/null' -c 'sample 20 into @t' -c 'explain path :3 @t')" none '… not for many targets'
is "$(chosen -c 'generate er n=2000 degree=8 weights=1..9' -c 'index build alt >/dev/null' -c 'explain path :3 :1500')" none '… not where all is near'
is "$(chosen -c "$grid" -c 'index build alt >/dev/null' -c 'explain path :3 :3500 --avoid=:40')" alt '… around a vertex'
cow -q -c "$grid" -c 'sample 9 into @s' -c 'set @t = :7 + :3599' -c 'path @s @t > wanted' -c 'index build alt >/dev/null' -c 'path @s @t > got' \
  -c 'path @s @t --avoid=:1800 > around' -c 'index drop alt >/dev/null' -c 'path @s @t --avoid=:1800 > around-wanted'
ok 'with the same rows' cmp wanted got
ok '… around a vertex too' cmp around around-wanted
done_testing
