#!/bin/sh
# faults.t - workers that crash, stall, leave and write where they must not: needs a program built with --enable-faults.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

COWPATH=${COWPATH_FAULTS:-$COWPATH}
cow -q -c 'generate path n=2' -c 'fault none --tasks=1' >/dev/null 2>&1 || skip_all 'the program was built without --enable-faults'
cd "$scratch" || exit 99
fault () { cow -q -w 3 -c 'generate path n=10' -c "fault $*"; }
seq 0 999 >all
grep -v '99$' all >others

fault none --tasks=1000 | tail -n +2 >rows
ok 'no fault: every task has its row' cmp -s rows all
for kind in segv abort exit fail graph; do
  status 4 "$kind: status 4" fault $kind --tasks=1000 --every=100
  tail -n +2 out >rows
  ok "$kind: the rows of the others are there, in order" cmp -s rows others
  is "$(grep -c '^task [0-9]*99: ' err)" 10 "$kind: the failures are named"
  like "$(tail -1 err)" '^10 of 1000 tasks failed' "$kind: and counted"
done
fault segv --tasks=1000 --every=100 >out 2>err
like "$(cat err)" 'died of SIGSEGV in task 99' 'an obituary names the signal and the task'
is "$(grep -c 'died of SIGSEGV in task 99\b' err)" 3 'a task that kills its worker is tried twice'
fault segv --tasks=200 --every=100 --retry=0 >out 2>err
is "$(grep -c '^job .* task 99\b' err)" 1 '--retry=0: once'
fault graph --tasks=200 --every=100 >out 2>err
like "$(cat err)" 'SIGSEGV .*protected memory' 'the graph cannot be written'
status 5 'a task that does not stop: the timeout' fault spin --tasks=30 --every=10 --timeout=100ms
is "$(tail -n +2 out | wc -l)" 27 '… the others have their rows'
status 5 'a job that does not stop: the deadline' fault spin --tasks=30 --every=10 --deadline=300ms
status 4 'after faults the session goes on' cow -q -c 'generate path n=10' -c 'on-error continue' -c 'echo on' -c 'fault segv --tasks=100 --every=10'
is "$(head -1 out)" on '… it said so'
cow -q -c 'generate path n=10' -c 'on-error continue' -c 'fault segv --tasks=100 --every=10 > f.tsv' -c 'path 0 3' >out 2>err
is "$(tail -1 out | cut -f3)" 3 'the next command works'
ok 'rows of the others are in the file' test -s f.tsv -o -s f.tsv.partial
status 0 'memory --verify of clean pages' cow -q -c 'generate path n=10' -c 'memory --verify'
status 1 'memory --verify sees a page that was written' cow -q -c 'generate path n=10' -c 'fault scribble --tasks=1' -c 'memory --verify'

# a reader that was taken over: the load fails with a message, the graph that was there stays, the next load works
printf '1 2\n2 3\n' >small.txt
load () { status "$1" "load: $3" cow -q -w 2 -c 'on-error continue' -c 'generate path n=10' -c "load small.txt --as=bad --input=fault-$2 $5" -c 'graphs' -c 'load small.txt' -c 'load small.txt --input=fault-'"$2 $5"
  like "$(cat err)" "$4" '… it says so'
  is "$(cut -f1,2 out | tr '\t\n' '  ')" 'graph vertices path 10 ' '… the graph stays'; }
load 3 segv 'a crash' 'loading failed: .*died of SIGSEGV'
load 3 thread 'a crash in a thread' 'loading failed: .*died of SIGSEGV'
load 3 open 'opens a file' 'forbidden system call open'
load 3 write 'writes a file' 'forbidden system call open'
load 3 socket 'opens a socket' 'forbidden system call socket'
load 3 exec 'runs a program' 'forbidden system call execve'
load 3 kill 'kills the session' 'forbidden system call getppid'
load 5 loop 'an endless loop' 'loading took longer than it may' --timeout=100ms
load 3 eat 'eats memory' 'no more memory' --memory=64M
ok 'nothing was written' test ! -e fault-was-here
status 5 'option load-timeout is the default of --timeout' cow -q -c 'option load-timeout=100ms' -c 'load small.txt --input=fault-loop'
status 3 'without a sandbox the fault gets through' cow -q -c 'option sandbox=no' -c 'load small.txt --input=fault-socket'
like "$(cat err)" 'let through' '… so the sandbox it was'

# kill -9 of random workers while a job of 1000 slow tasks runs
"$COWPATH" -n -q -w 4 -c 'generate path n=10' -c 'fault slow --tasks=1000 --retry=100' >out 2>err &
pid=$!
hits=0
while kill -0 $pid 2>/dev/null && [ $hits -lt 200 ]; do
  for kid in $(ps --ppid $pid -o pid=); do
    kill -s KILL "$kid" 2>/dev/null && hits=$((hits + 1))
  done
done
wait $pid && got=0 || got=$?
tail -n +2 out >rows
if [ $got -eq 0 ] && cmp -s rows all; then pass 'workers killed at random: same rows'; else fail 'workers killed at random: same rows'; note "status $got"; fi
ok '… and they were hit' test "$(grep -c 'killed by SIGKILL' err)" -ge 10
note "$hits signals, $(grep -c 'killed by SIGKILL' err) obituaries"
done_testing
