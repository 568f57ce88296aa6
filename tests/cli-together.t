#!/bin/sh
# cli-together.t - several workers on one source: the same bytes as alone, said by explain, and whoever is killed, the answer comes.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
! is_sanitized || export ASAN_OPTIONS=detect_leaks=0
er='generate er n=20000 degree=12 weights=1..255 --seed=3'
grid='generate grid rows=150 cols=150 drop=0.03 weights=1..1000 --seed=4'

for graph in "$er" "$grid"; do
  for question in 'distances 7' 'distances 7 --weight=none' "distances 7 '*'" 'distances 7 --cutoff=300' 'distances 7 --avoid=8' 'distances @s'; do
    cow -q -c "$graph" -c 'set @s = 7 + 77' -c "$question --together=no --workers=1" >alone
    for workers in 1 2 5; do
      cow -q -c "$graph" -c 'set @s = 7 + 77' -c "$question --together=yes --workers=$workers" >together
      ok "$question, $workers workers, ${graph#* }" cmp -s alone together
    done
  done
done

tell () { cow -q -F tsv -c "$er" -c "explain $1" | awk -F'\t' -v key="$2" '$1 == key { print $2 }'; }
like "$(tell 'distances 7 --together=yes --workers=2' why)" '2 workers on one source' 'explain says so'
unlike "$(tell 'distances 7 --workers=2' why)" 'on one source' 'only when asked for'
unlike "$(tell 'distances 7 --together=yes --workers=1' why)" 'on one source' '… nor alone'
unlike "$(tell 'distances 7 8 --together=yes --workers=2' why)" 'on one source' '… nor to one target'
unlike "$(tell 'distances 7 --together=yes --workers=2 --timeout=1h' why)" 'on one source' '… nor where tasks are counted'
unlike "$(tell 'distances 7 --together=yes --workers=2 --algorithm=heap' why)" 'on one source' '… nor with a heap'
is "$(tell 'distances 7 --together=yes --workers=3' tasks)" 1 'a task is a source'
status 2 '--together wants yes or no' cow -c "$er" -c 'distances 7 --together=maybe'

# Leaders and helpers are killed.
cow -q -c 'generate grid rows=300 cols=300 drop=0.03 weights=1..1000 --seed=4' -c 'save big.cow'
cow -q big.cow -c 'distances 7' >alone
for signal in KILL SEGV; do
  set -- -n -q big.cow
  : >wanted
  for turn in $(seq 12); do
    set -- "$@" -c 'distances 7 --together=yes --workers=3 --retry=100'
    cat alone >>wanted
  done
  "$COWPATH" "$@" >together 2>err &
  pid=$!
  hits=0
  while kill -0 $pid 2>/dev/null; do
    for kid in $(ps --ppid $pid -o pid= | sort -n | sed -n "$((hits % 3 + 1))p"); do
      kill -s $signal "$kid" 2>/dev/null && hits=$((hits + 1))
    done
  done
  wait $pid && got=0 || got=$?
  if cmp -s wanted together && [ $got -eq 0 ]; then
    pass "SIG$signal to leaders and helpers: the same answers"
  else
    fail "SIG$signal to leaders and helpers: the same answers"
    note "status $got after $hits signals: $(tail -5 err)"
  fi
  note "$hits signals, $(grep -c 'died\|killed\|signal' err) obituaries"
done
done_testing
