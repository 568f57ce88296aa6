#!/bin/sh
# cli-explain.t - explain: a command runs, its rows are counted, and how it was answered is told.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'a\tb\t1\nb\tc\t2\nc\td\t3\na\td\t10\n' >g.txt
# tell KEY COMMAND: the value of a key
tell () { key=$1; shift; cow -q g.txt -c "explain $*" -F tsv | awk -F'\t' -v key="$key" '$1 == key { print $2 }'; }

is "$(cow -q g.txt -c 'explain path a d' -F tsv | head -1)" 'key	value' 'rows of keys and values'
is "$(tell command path a d)" 'path a d' 'the command'
is "$(tell rows distances a "'*'")" 4 'rows are counted'
is "$(cow -q g.txt -c "explain distances a '*'" -F tsv | grep -c inf)" 0 '… and not printed'
is "$(tell settled distances a)" 4 'vertices settled'
is "$(tell relaxed distances a)" 4 'edges relaxed'
is "$(tell tasks distances @./names 2>/dev/null)" '' 'a wrong command is an error, not an explanation'
like "$(tell algorithm distances a)" 'bucket queue' 'the algorithm'
like "$(tell algorithm distances a --algorithm=heap)" 'heap' '… that was asked for'
is "$(tell why distances a --algorithm=heap)" '--algorithm=heap' '… and that it was'
like "$(tell why path a d)" 'both ends' 'why it was chosen'
like "$(tell algorithm distances a --weight=none)" 'breadth-first' 'edges that cost the same'
like "$(tell algorithm path a d --weight=none)" 'breadth-first' '… and a pair, where vertices have few'
cow -q -c 'generate complete n=20' -c 'explain path 0 1' -F tsv >told
like "$(cat told)" '^algorithm	bidirectional' '… and where they have many'
is "$(tell index path a d)" none 'no index'
for command in 'path a d' 'path a d --algorithm=bellmanford' 'path a d --bound=0' 'distances a' "distances '*' '*' --algorithm=johnson" 'ksp a d --k=2' \
  'simplepaths a d' 'simplepaths a d --max-hops=2' 'disjoint a d' 'tree a' 'tree a --algorithm=dfs' 'nearest a d' "nearest '*' d" 'reach a' 'isochrone a --cutoff=3' \
  'allshortest a d' 'constrained a d --max=1:3' 'pareto a d --weights=weight,1' 'match a d --attr=weight .*' 'widest a' 'reliable a --weight=0.5' 'longest' \
  'bellmanford a' 'maxflow a d' 'mincut a d' 'whynot a d' "sweep '*' -- path a d" 'walk a --length=2'; do
  cow -q g.txt -c "explain $command" -F tsv >told
  for key in algorithm why scratch_bytes; do like "$(cat told)" "^$key	.+" "$key of: $command"; done
  case $command in walk*) like "$(cat told)" '^steps	[1-9]' 'a walk has steps'; continue ;; esac
  for key in settled relaxed; do like "$(cat told)" "^$key	[1-9]" "$key by: $command"; done
  case $command in maxflow* | mincut*) continue ;; esac
  like "$(cat told)" '^queue_peak	[1-9]' "queue_peak of: $command"
done
is "$(tell labels_made constrained a d --max=1:3)" 5 'labels made'
is "$(tell labels_dropped constrained a d --max=1:3)" 0 '… and dropped, none here'
is "$(tell labels_made pareto a d --weights=weight,weight*1)" 5 'labels made where one sum is as good as the other'
is "$(tell settled disjoint a d)" "$(tell settled disjoint a d --workers=2)" 'counts do not depend on the workers'
cow -q g.txt -c 'explain distances a > out.json'
ok '> FILE takes the explanation' python3 -c 'import json; rows = json.load (open ("out.json")); assert {r["key"]: r["value"] for r in rows}["settled"] == 4'
is "$(cow -q g.txt -c 'explain distances a --format=jsonl' | grep -c '"key":"settled","value":4')" 1 '--format applies to it'
status 2 'a command that changes the session' cow g.txt -c 'explain load g.txt'
status 2 'a command that needs no workers' cow g.txt -c 'explain info'
status 2 'a command that asks no graph' cow g.txt -c 'explain echo a'
status 2 'a wrong operand' cow g.txt -c 'explain path a nowhere'
status 1 'the status is that of the command' cow -q g.txt -c 'explain path d a'
done_testing
