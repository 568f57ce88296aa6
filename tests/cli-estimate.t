#!/bin/sh
# cli-estimate.t - what a command would take, before it runs.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"
cd "$scratch" || exit 99

# near GOT WANTED PERCENT NAME
near () { ok "$4 ($1, in fact $2)" awk -v got="$1" -v wanted="$2" -v most="$3" 'BEGIN { d = got - wanted; if (d < 0) d = -d; exit d * 100 > wanted * most }'; }

printf 'a b 1\nb c 2\nc a 3\n' >small.txt
status 0 'a small file' cow -c 'estimate load small.txt'
is "$(head -1 out)" "$(printf 'scratch_per_worker\tworkers\ttotal\tavailable\tvertices\tedges\tresident\tseconds')" 'the columns'
is "$(tail -1 out | cut -f2,5,6)" "$(printf '1\t3\t3')" '… is read whole: exact'
cow -q -c 'load small.txt' -c 'info' >info
is "$(tail -1 out | cut -f7)" "$(awk '$1 == "bytes" { print $2 }' info)" '… to the byte'
status 2 'no graph is loaded by it' cow -c 'estimate load small.txt' -c 'info'

# larger than the sample; in order, and in none
fixture cow -q -c 'generate grid rows=550 cols=550 weights=1..1000' -c 'save sorted.txt'
fixture cow -q -c 'generate er n=150000 degree=8 weights=1..1000' -c 'save random.txt'
gzip -k sorted.txt
for file in sorted.txt random.txt sorted.txt.gz; do
  cow -q -c "load $file --undirected" -c 'info' | awk '{ print $1 "=" $2 }' | grep -E '^(vertices|edges|bytes)=' >facts
  . ./facts
  status 0 "$file" cow -c "estimate load $file --undirected"
  tail -1 out | tr '\t' ' ' >row
  read -r private workers total available n m resident seconds <row
  near "$m" "$edges" 10 "$file: edges"
  near "$n" "$vertices" 50 "$file: vertices"
  near "$resident" "$bytes" 40 "$file: bytes"
  ok "$file: the peak is more than the graph" test "$private" -gt "$resident" -a "$total" -ge "$private"
done
fixture cow -q -c 'load sorted.txt' -c 'save image.cow'
status 0 'an image' cow -c 'estimate load image.cow'
cow -q -c 'load image.cow' -c 'info' >info
is "$(tail -1 out | cut -f5,6)" "$(awk '$1 == "vertices" || $1 == "edges" { print $2 }' info | paste -s)" '… says it itself'

status 3 'a file that is not there' cow -c 'estimate load nowhere.txt'
status 3 'a file that is none' cow -c 'estimate load /dev/null'
printf 'a b 1\nb\n' >bad.txt
status 3 'a malformed file' cow -c 'estimate load bad.txt'
like "$(cat err)" 'bad.txt:2:' '… with its line'

cow -q -w 2 -c 'generate grid rows=20 cols=20' -c "estimate distances '*'" >out 2>err
is "$(tail -1 out | cut -f2)" 2 'a job: as many workers as it may have'
is "$(tail -1 out | awk -F '\t' '{ print $3 - 2 * $1 }')" 0 '… times what one takes'
is "$(cow -q -w 4 -c 'generate path n=9' -c 'estimate path 0 8' | tail -1 | cut -f2)" 1 'one task: one worker'
status 0 'the row can be asserted' cow -q -w 3 -c 'generate path n=9' -c "estimate distances '*'" -c 'assert workers == 3' -c 'assert total > 0'
status 2 'what answers at once' cow -q -c 'generate path n=9' -c 'estimate info'
status 2 'what changes' cow -q -c 'generate path n=9' -c 'estimate save x.txt'
ok '… does not' test ! -e x.txt
status 2 'nothing' cow -q -c 'estimate'
status 0 'into a file' cow -q -c 'generate path n=9' -c 'estimate path 0 8 > e.csv'
is "$(head -1 e.csv | cut -d, -f1)" scratch_per_worker '… as csv'
done_testing
