#!/bin/sh
# cli-save.t - saving: old or new and never torn, whatever happens to the session, and nothing left beside it.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"
cd "$scratch" || exit 99
mkdir here || exit 99

# Two graphs that take turns under one name, so that at any moment some save is on its way.
fixture cow -q -c 'generate path n=30000 weights=1..9' -c 'save one.txt' -c 'generate star n=20000' -c 'save two.txt'
ok 'two graphs' test -s one.txt -a -s two.txt
{
  echo 'load one.txt --undirected'
  echo 'load two.txt --undirected'
  echo 'use one'
  echo 'save here/f.txt'
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    printf 'use two\nsave here/f.txt\nuse one\nsave here/f.txt\n'
  done
} >turns
status 0 'they take turns' cow -q -f turns
ok '… the last one stays' cmp -s here/f.txt one.txt
is "$(ls -A here)" f.txt '… and nothing else'

# The session is killed at moments that lie a little further each time, counted in steps of the shell, not in time.
kills=${COW_LONG:+200}
kills=${kills:-12}
torn=0 left=0 hits=0
for kill in $(seq 1 "$kills"); do
  "$COWPATH" -n -q -f turns >/dev/null 2>&1 & # not by a function: that would be a shell between
  pid=$!
  # the first file tells that saving has begun
  rm -f here/f.txt
  while kill -0 $pid 2>/dev/null && ! [ -e here/f.txt ]; do :; done
  step=0
  while [ $step -lt $((kill * 37 % 2000)) ]; do step=$((step + 1)); done
  kill -s KILL $pid 2>/dev/null && hits=$((hits + 1))
  wait $pid 2>/dev/null
  cmp -s here/f.txt one.txt || cmp -s here/f.txt two.txt || torn=$((torn + 1))
  # a worker that is renaming goes on without its session
  polls=0
  while [ "$(ls -A here)" != f.txt ] && [ $polls -lt 200 ]; do polls=$((polls + 1)); sleep 0.01; done
  [ "$(ls -A here)" = f.txt ] || left=$((left + 1))
done
note "$hits sessions killed"
ok 'sessions were killed while they saved' test "$hits" -gt $((kills / 2))
is "$torn" 0 'SIGKILL: the file is one or the other, whole'
is "$left" 0 'SIGKILL: nothing is left'
: >here/.f.txt.cow-save
status 0 'the next save' cow -q -c 'load one.txt' -c 'save here/f.txt'
is "$(ls -A here)" f.txt '… takes away what a killed one may have left'

rm -rf here; mkdir here
status 3 'a folder that is not there' cow -q -c 'load one.txt' -c 'save nowhere/f.txt'
like "$(cat err)" 'cannot write "nowhere/f.txt": No such file' '… is named'
(umask 077; cow -q -c 'generate path n=3' -c 'save here/secret.txt' 2>err); is "$(cat err)" 'edgelist: that edges have no direction is not written: load it --undirected' 'what is not written is told, also with -q'
is "$(ls -l here/secret.txt | cut -c1-10)" '-rw-------' 'a new file obeys the umask'
echo old >here/target; ln -s target here/link
status 0 'a link' cow -q -c 'generate path n=3' -c 'save here/link'
is "$(cat here/target)" old '… is replaced, what it led to stays'
done_testing
