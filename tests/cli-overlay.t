#!/bin/sh
# cli-overlay.t - overlays and edges of them as users see them.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'a\tb\t1\nb\tc\t2\nc\td\t3\na\td\t10\n' >g.txt
printf 'a d 4\nb d 1\na b 7\n' >known.txt
gzip -k known.txt
ask () { cow -q g.txt "$@"; }
# cost COMMAND...: the cost in the last row
cost () { ask "$@" | tail -1 | cut -f3; }

# ---- edits ----
is "$(cost -c 'overlay new x' -c 'edge block b->c' -c 'path a d --overlay=x')" 10 'a blocked edge is not taken'
is "$(cost -c 'overlay new x' -c 'edge block b->c' -c 'path a d')" 6 'without the overlay nothing is different'
is "$(cost -c 'overlay new x' -c 'edge block b->c' -c 'overlay use x' -c 'path a d')" 10 'overlay use'
is "$(cost -c 'overlay new x' -c 'edge block b->c' -c 'overlay use x' -c 'path a d --overlay=none')" 6 '--overlay=none'
is "$(cost -c 'overlay new x' -c 'edge block b->c' -c 'overlay use x' -c 'overlay use none' -c 'path a d')" 6 'overlay use none'
is "$(cost -c 'overlay new x' -c 'edge block b->c a->d' -c 'edge unblock e:1' -c 'path a d --overlay=x')" 6 'edge unblock, by number'
is "$(cost -c 'overlay new x' -c 'edge add a d 2' -c 'path a d --overlay=x')" 2 'edge add'
is "$(cost -c 'overlay new x' -c 'edge add d b' -c 'path d c --overlay=x')" 3 'an added edge without a weight costs 1'
is "$(cost -c 'overlay new x' -c "edge reweight '@{weight > 5}' 5" -c 'path a d --overlay=x')" 5 'edge reweight, edges by an expression'
is "$(cost -c 'overlay new x' -c 'edge reweight a->d 0.5' -c 'path a d --overlay=x')" 0.5 'a weight that is a fraction'
is "$(cost -c 'overlay new x' -c 'edge add a d 2' -c 'edge reweight a->d 3' -c 'path a d --overlay=x')" 3 'U->V names added edges too'
is "$(cost -c 'overlay new x' -c 'edge add b d 2' -c 'edge block b->d' -c 'path a d --overlay=x')" 6 '… and block takes them out'
is "$(cost -c 'overlay new x' -c 'edge add a d 2' -c 'path a d --overlay=x --weight=none')" 1 '--weight=none: every edge costs 1'
is "$(cost -c 'overlay new x' -c 'edge add a d 2' -c 'path a d --overlay=x --where=weight>5')" 2 '--where speaks of the edges of the graph'
is "$(cost -c 'overlay new x' -c 'edge reweight a->b 7' -c 'path a b --overlay=x --weight=weight*100')" 7 'the weight of an overlay stands in place of --weight'
is "$(cost -c 'overlay new x' -c 'edge add d a 2' -c 'path a d --overlay=x --direction=in')" 2 '--direction=in'
is "$(cost -c 'overlay new x' -c 'edge add a d 2' -c 'path d a --overlay=x --direction=any')" 2 '--direction=any'
is "$(cost -c 'overlay new x' -c 'edge add a d 2' -c 'path a d --overlay=x --block=a->d')" 2 '--block too'
is "$(ask -c 'overlay new x' -c 'edge add d a -30' -c 'path a c --overlay=x' 2>&1 | grep -c 'negative cycle')" 1 'a negative weight is one'

printf 'src\tdst\tweight\tkind\tlen\na\tb\t1\tr\t5\nb\tc\t2\tr\t6\nc\td\t3\ts\t7\n' >attributes.tsv
is "$(cow -q attributes.tsv -c 'overlay new x' -c 'edge reweight a->b 9' -c 'constrained a d --max=len:18 --overlay=x' | tail -1)" 'a	d	14	3	["a","b","c","d"]	18' 'overlays weigh the weight, not a resource'
status 2 'a resource that an added edge does not have' cow -q attributes.tsv -c 'overlay new x' -c 'edge add a d 9' -c 'constrained a d --max=len:18 --overlay=x'
like "$(cat err)" '"len" is null for edge a -> d' '… is an error that names the edge'
is "$(cow -q attributes.tsv -c 'overlay new x' -c 'edge add b d 9' -c "match a d 'r .' --attr=kind --overlay=x" | tail -1 | cut -f3)" 10 'match: an added edge has a label like no other'
is "$(ask -c 'overlay new x' -c 'edge block b->c' -c 'reach b --overlay=x' | sed 1d)" 'b	b' 'reach'
is "$(ask -c 'overlay new x' -c 'edge block b->c' -c 'pareto a d --weights=weight,1 --overlay=x' | sed 1d)" 'a	d	1	10	1	1	["a","d"]' 'pareto'

# ---- stacks ----
is "$(cost -c 'overlay new x' -c 'edge block b->c' -c 'overlay new y' -c 'edge block a->d' -c 'path a d --overlay=x,y')" inf 'two overlays'
is "$(cost -c 'overlay new x' -c 'edge reweight a->d 3' -c 'overlay new y' -c 'edge reweight a->d 2' -c 'path a d --overlay=x --overlay=y')" 2 'later over earlier'
is "$(cost -c 'overlay new x' -c 'edge reweight a->d 3' -c 'overlay new y' -c 'edge reweight a->d 2' -c 'path a d --overlay=y,x')" 3 '… in the order given'
is "$(cost -c 'overlay new x' -c 'overlay new y' -c 'overlay use y,x' -c 'edge reweight a->d 2' -c 'path a d --overlay=x')" 2 'the last of those in use is edited'
is "$(cost -c 'overlay new x' -c 'overlay new y' -c 'edge reweight a->d 2 --overlay=x' -c 'path a d --overlay=x')" 2 '… or the one that is named'

# ---- files ----
is "$(cost -c 'overlay attach known.txt' -c 'path a d --overlay=known')" 4 'attach: a dictionary of known costs'
is "$(ask -c 'overlay attach known.txt.gz --as=k' -c 'overlay diff k')" "$(printf 'from\tto\twas\tnow\tkind\na\tb\t1\t7\treweighted\na\td\t10\t4\treweighted\nb\td\t\t1\tadded')" 'diff: what it changes; compressed'
is "$(ask -c 'overlay attach known.txt --mode=add' -c 'overlay list' | tail -1)" 'known	3	0	0	0' '--mode=add'
is "$(ask -c 'overlay attach known.txt --mode=override --unknown=skip' -c 'overlay list' 2>/dev/null | tail -1)" 'known	0	0	2	0' '--mode=override'
status 3 'override: a pair without an edge' cow g.txt -c 'overlay attach known.txt --mode=override'
like "$(cat err)" 'known.txt:2: no edge "b" -> "d"' '… is named with file and line'
printf 'u,v,cost\na,d,1\na,zz,2\n' >unknown.csv
status 3 'an unknown vertex' cow g.txt -c 'overlay attach unknown.csv'
like "$(cat err)" 'unknown.csv:3: unknown vertex "zz"' '… is named with file and line'
status 0 '--unknown=skip leaves it out' cow g.txt -c 'overlay attach unknown.csv --unknown=skip' -c 'overlay list'
is "$(tail -1 out)" 'unknown	0	0	1	0' '… and takes the others'
like "$(cat err)" '1 line skipped' '… and counts it'
status 3 'a file that is not there' cow g.txt -c 'overlay attach absent.txt'
status 3 'a folder' cow g.txt -c 'overlay attach .  --as=x'
head -c 40 known.txt.gz >cut.gz
status 3 'a file that is cut' cow g.txt -c 'overlay attach cut.gz --as=x'

# ---- hits, price ----
is "$(ask -c 'overlay attach known.txt --as=k' -c 'path * d --overlay=k' -c 'overlay list' | tail -1)" 'k	1	0	2	2' 'hits: edges of the overlay on paths that were answered'
printf 'a b road 1\nb c road 2\na d road 10\nb d road 1\n' >typed.txt
for question in 'longest a d' longest 'path a d --algorithm=dag' 'path a d --bound=0' 'widest a d' 'bellmanford a d' "match a d 'road*'" 'constrained a d --max=weight:900' \
  'pareto a d --weights=weight'; do
  weight=0.5; case $question in longest*|widest*) weight=50 ;; esac
  is "$(cow -q -c 'load typed.txt --directed --columns=src,dst,type,weight' -c 'overlay new o' -c "edge reweight a->d $weight" -c "$question --overlay=o >/dev/null" \
    -c 'overlay list' | tail -1)" 'o	0	0	1	1' "hits: $question"
done
is "$(ask -c 'overlay attach known.txt --as=k' -c 'ksp a d --k=5 --overlay=k' -c 'overlay list' | tail -1)" 'k	1	0	2	4' '… of ksp too'
is "$(ask -c 'overlay attach known.txt --as=k' -c 'path a d --overlay=none' -c 'overlay list' | tail -1)" 'k	1	0	2	0' '… none without it'
for workers in 1 2 5; do
  cow -q -w $workers g.txt -c 'overlay attach known.txt --as=k' -c 'overlay use k' -c "path '*' '*'" -c "distances '*' '*'" -c "ksp '*' '*' --k=9" -c 'overlay list' \
    -c 'overlay diff k' >with-$workers
done
ok 'the same bytes from 2 workers' cmp with-1 with-2
ok 'the same bytes from 5 workers' cmp with-1 with-5
cow g.txt -c 'overlay new x' -c 'edge block b->c' -c 'path a d --overlay=x' -c 'distances a d --overlay=x' -c 'path b c --overlay=x' >out 2>err
is "$(grep -c '^overlay x: a view of .* written in .* s' err)" 2 'the price is said once for each view'
cow -q g.txt -c 'overlay new x' -c 'edge block b->c' -c 'overlay use x' -c 'path a d' -c info >out
like "$(cat out)" '^overlay_in_use	x' 'info says what is in use'
like "$(cat out)" '^view_bytes	[1-9]' '… and what views take'
is "$(ask -c 'overlay new x' -c 'edge block b->c' -c 'path a d --overlay=x' -c 'edge unblock b->c' -c 'edge add a c 1' -c 'path a d --overlay=x' | tail -1 | cut -f3)" 4 'a view is written anew after an edit'
status 0 'memory --verify with views of overlays' cow g.txt -c 'overlay new x' -c 'edge block b->c' -c 'path a d --overlay=x' -c 'memory --verify'

# ---- undirected, without weights, in the background ----
printf 'a b\nb c\nc d\n' >u.txt
is "$(cow -q -c 'load u.txt --undirected' -c 'overlay new x' -c 'edge add d a 5' -c 'path a d --overlay=x' | tail -1 | cut -f3)" 3 'other edges of a graph without weights cost 1'
is "$(cow -q -c 'load u.txt --undirected' -c 'overlay new x' -c 'edge add d a' -c 'path a d --overlay=x' | tail -1 | cut -f3)" 1 'an undirected edge goes both ways'
is "$(cow -q -c 'load u.txt --undirected' -c 'overlay new x' -c 'edge block c--b' -c 'path a d --overlay=x' | tail -1 | cut -f3)" inf '… and is blocked both ways'
cow -q g.txt -c 'overlay new x' -c 'edge reweight a->d 4' -c 'path a d --overlay=x --name=j > j.tsv &' -c 'edge reweight a->d 5' -c 'overlay drop x' -c 'wait' 2>err
is "$(tail -1 j.tsv | cut -f3)" 4 'a job sees the overlay as it was when it began'

# ---- wrong things ----
status 2 'edge without an overlay' cow g.txt -c 'edge block a->b'
status 2 'an unknown overlay' cow g.txt -c 'overlay new plan' -c 'path a d --overlay=plam'
like "$(cat err)" 'unknown overlay "plam" \(did you mean "plan"\?\)' '… is named, with a near one'
status 2 'overlay use of one that is not there' cow g.txt -c 'overlay use x'
status 2 'an overlay that is there already' cow g.txt -c 'overlay new x' -c 'overlay new x'
status 2 'a name that is none' cow g.txt -c 'overlay new a,b'
status 2 'none is no name' cow g.txt -c 'overlay new none'
status 2 'an action that is none' cow g.txt -c 'overlay frob x'
status 2 'an action of edge that is none' cow g.txt -c 'overlay new x' -c 'edge frob a->b'
status 2 'an edge that is not there' cow g.txt -c 'overlay new x' -c 'edge block a->b d->a'
like "$(cat err)" 'no edge "d->a"' '… is named'
is "$(ask -c 'on-error continue' -c 'overlay new x' -c 'edge block a->b d->a' -c 'overlay list' 2>/dev/null | tail -1)" 'x	0	0	0	0' '… and nothing is changed'
status 2 'a weight that is none' cow g.txt -c 'overlay new x' -c 'edge add a b nan'
status 2 'reweight without a weight' cow g.txt -c 'overlay new x' -c 'edge reweight a->b'
status 2 'a sum that overflows' cow g.txt -c 'overlay new x' -c 'edge reweight a->b 9223372036854775807' -c 'path a c --overlay=x --block=a->d'
status 2 'overlay new prints no rows' cow g.txt -c 'overlay new x > f.tsv'
ok '… and leaves no file' test ! -e f.tsv
done_testing
