#!/bin/sh
# cli-jobs.t - jobs in the background, signals, and that no worker outlives its session.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'a\tb\t1\nb\tc\t2\nc\td\t3\na\td\t10\n' >g.txt
slow='generate grid rows=300 cols=300 weights=1..99'

# ---- & ----
is "$(cow -q g.txt -c 'distances a d > o.tsv &' -c wait -c 'echo on'; cat o.tsv)" "$(printf 'on\nfrom\tto\tcost\na\td\t6')" '& and wait'
cow -q g.txt -c 'distances a d > late.tsv &'
is "$(tail -1 late.tsv)" 'a	d	6' 'a batch waits for its jobs in the background'
is "$(cow -q g.txt -c 'distances a d &' -c 'wait %1' -c 'results %1')" "$(printf 'from\tto\tcost\na\td\t6')" 'results prints the rows again'
is "$(cow -q g.txt -c "distances a '*' &" -c wait -c 'results %1 --where=cost>1 --sort=cost:desc' | cut -f3 | tr '\n' ' ')" 'cost 6 3 ' 'results --where --sort'
is "$(cow -q g.txt -c "distances a '*' &" -c wait -c 'results %1 --top=1 --sort=cost:desc' | tail -1 | cut -f3)" 6 'results --top'
is "$(cow -q g.txt -c 'distances a &' -c 'wait %%' -c jobs | tail -1 | cut -f1,2)" '%1	done' '%% is the last job'
is "$(cow -q g.txt -c 'distances a --name=mine &' -c wait -c 'forget %1' -c jobs | wc -l)" 1 'forget drops a job'
is "$(cow -q g.txt -c "distances '*' &" -c 'pause %1' -c 'jobs --format=tsv' -c 'resume %1' -c wait -c 'results %1' | cut -f1,2 | tr '\t\n' '  ')" \
  "$(printf 'job state %%1 paused from reached a 4 b 3 c 2 d 1 ')" 'a job is paused before it has workers, and goes on'
status 2 'nothing to pause' cow g.txt -c 'distances a &' -c wait -c 'pause %1'
like "$(cat err)" 'is over' '… says why'
status 2 'an unknown job' cow g.txt -c 'results %7'
like "$(cat err)" '%7' '… is named'
status 2 'rows that were forgotten' cow g.txt -c 'distances a &' -c wait -c 'forget %1' -c 'results %1'
cow -q -w 2 -c "$slow" -c "distances '*' > c.tsv &" -c 'cancel %1' -c 'wait' -c jobs >out 2>err && got=0 || got=$?
is "$(tail -1 out | cut -f1,2)" '%1	cancelled' 'cancel stops a job'
ok '… its file is not claimed to be whole' test ! -e c.tsv
status 0 'wait with no job' cow g.txt -c wait
is "$(cow -q g.txt -c 'distances a d' -c 'retry %1' -c jobs | tail -1 | cut -f1,2)" '%2	done' 'retry runs a command once more'
status 0 'memory --verify: no worker wrote to the graph' cow -q g.txt -c 'memory --verify'
like "$(cat out)" '^verify' '… it looked at a worker'
like "$(cow -q g.txt -c 'time distances a d' 2>&1 >/dev/null)" 'time: [0-9.]+ s' 'time says how long'
is "$(cow -q g.txt -c 'time distances a d' 2>/dev/null | tail -1)" 'a	d	6' '… and lets the rows pass'

# ---- signals ----
alive () { for pid in $1; do case $(cut -d' ' -f3 "/proc/$pid/stat" 2>/dev/null) in '' | Z | X) ;; *) echo "$pid" ;; esac; done; }
gone () {
  tries=50 # of 20 ms: a second
  while [ $tries -gt 0 ]; do
    [ -z "$(alive "$1")" ] && return 0
    tries=$((tries - 1)); sleep 0.02
  done
  return 1
}
start_slow () {
  exec env --default-signal=INT,QUIT "$COWPATH" -n -q -w 3 -c "$slow" -c "distances '*' --deadline=20s" >out 2>err
}
# run_until_workers: pid is the session's, kids are its workers
run_until_workers () {
  start_slow &
  pid=$!
  tries=250
  while [ $tries -gt 0 ]; do
    kids=$(ps --ppid $pid -o pid= | tr '\n' ' ')
    [ "$(echo $kids | wc -w)" -ge 3 ] && [ -s out ] && return
    tries=$((tries - 1)); sleep 0.02
  done
}
for signal in INT:130 TERM:143 HUP:129; do
  run_until_workers
  kill -s ${signal%:*} $pid
  wait $pid && got=0 || got=$?
  is $got ${signal#*:} "SIG${signal%:*}: status ${signal#*:}"
  ok "SIG${signal%:*}: no worker is left" gone "$kids"
done
lost=0
for round in 1 2 3 4 5 6 7 8 9 10; do
  run_until_workers
  [ "$(echo $kids | wc -w)" -ge 3 ] || lost=$((lost + 100))
  kill -s KILL $pid
  wait $pid 2>/dev/null
  gone "$kids" || lost=$((lost + 1))
done
is $lost 0 'a session killed 10 times: no worker outlives it by a second'

# a worker may die: the rows are those of an undisturbed run
task='sample 1000 --seed=2 into @s'
grid='generate grid rows=60 cols=60 weights=1..99 --seed=4'
cow -q -w 3 -c "$grid" -c "$task" -c 'distances @s' >undisturbed
is "$(wc -l <undisturbed)" 1001 'a job of 1000 tasks'
for signal in KILL SEGV ABRT BUS; do
  "$COWPATH" -n -q -w 3 -c "$grid" -c "$task" -c 'distances @s --retry=100' >disturbed 2>err &
  pid=$!
  hits=0
  while kill -0 $pid 2>/dev/null && [ $hits -lt 12 ]; do
    for kid in $(ps --ppid $pid -o pid=); do
      kill -s $signal "$kid" 2>/dev/null && hits=$((hits + 1))
      break
    done
  done
  wait $pid && got=0 || got=$?
  if cmp -s undisturbed disturbed && [ $got -eq 0 ]; then
    pass "SIG$signal to workers: same rows"
  else
    fail "SIG$signal to workers: same rows"
    note "status $got after $hits signals: $(tail -5 err)"
  fi
  note "$hits signals, $(grep -c 'died\|killed\|signal' err) obituaries"
done
done_testing
