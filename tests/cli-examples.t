#!/bin/sh
# cli-examples.t - the examples that the manual gives of every command that asks about graphs print the same, to the byte, with 1, 2 and 5 workers: on
# the graph of the examples, and on one with more vertices and the same names.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
# Of these it depends on the workers, on time, or on what was done before: they tell about the session, or change it.
telling=' load save generate graphs use close info index estimate explain '
commands=$(cow -c help | sed '/^Structure/,$d; /^Jobs/,$d' | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p')
ok 'there are commands' test "$(echo "$commands" | wc -l)" -gt 30
: >asked
for command in $commands; do
  case $telling in *" $command "*) continue ;; esac
  echo "$command" >>asked
  echo LOAD >>lines # whatever the commands before did to the graph that was there
  cow -c "help $command" | sed -n '/^Examples/,$p' | awk -v name="$command" '
    /^    / { print "echo ==", name, ++n; print substr ($0, 5) }' >>lines
done
ok 'there are examples' test "$(grep -c '^echo ==' lines)" -gt 80

printf 'a\tb\t1\nb\tc\t2\nc\td\t3\na\td\t10\n' >small.txt
awk 'BEGIN {
  n = split ("a b c d", first, " ")
  for (i = 0; i < 26; i++) { state = (state * 16807 + 11) % 2147483647; from = int (state / 7) % 12; state = (state * 16807 + 11) % 2147483647
    to = int (state / 7) % 12; print (from < n ? first[from + 1] : "n" from) "\t" (to < n ? first[to + 1] : "n" to) "\t" 1 + i * 7 % 12 } }' >large.txt
grep -q '^a' large.txt && grep -q '	d	' large.txt || fail 'the names of the examples are in the large graph'
for load in 'load small.txt' 'load small.txt --undirected' 'load large.txt' 'load large.txt --undirected'; do
  { echo 'on-error continue'; sed "s/^LOAD\$/$load/; s/^index build.*/& > index.tsv/" lines; } >script # rows of an index have seconds
  for workers in 1 2 5; do
    cow -q -w $workers -f script >"rows-$workers" 2>"messages-$workers"
  done
  for workers in 2 5; do
    ok "$load: $workers workers, the same rows" cmp rows-1 rows-$workers
    ok "$load: $workers workers, the same messages" cmp messages-1 messages-$workers
    cmp -s rows-1 rows-$workers || note "$(diff rows-1 rows-$workers | head -n 6)"
  done
  cat rows-1 >>all
done
# Whoever answers with rows must have had some.
awk '/^== / { name = $2; head = 1; next } head { head = 0; next } { rows[name]++ } END { for (name in rows) if (rows[name] > 1) print name }' all | sort >answered
for command in $(cat asked); do
  case ' set unset attr overlay edge ' in *" $command "*) continue ;; esac
  ok "there are rows of: $command" grep -qx -e "$command" answered
done
# The list of that test is written by hand; nobody may be forgotten there.
for command in $(cow -c help | sed -n '/^Paths/,/^$/p' | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'); do
  case $telling in *" $command "*) continue ;; esac
  ok "workers.sh asks $command" grep -qE "^$command " "$top_srcdir/tests/workers.sh"
done
done_testing
