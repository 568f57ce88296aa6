#!/bin/sh
# cli-help.t - help and manual speak of every command, and every example that they give works.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'a\tb\t1\nb\tc\t2\nc\td\t3\na\td\t10\n' >g.txt
cow -c help >help.txt
# Commands stand in groups, topics last.
commands=$(sed '/^Topics/,$d' help.txt | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p')
ok 'help lists commands' test "$(echo "$commands" | wc -l)" -gt 35
for command in load save generate info schema show neighbors find sample path distances tree nearest reach set sets unset jobs cancel wait results \
  forget workers memory option source echo time assert on-error history help man quit; do
  echo "$commands" | grep -qx -e "$command" || { fail "help lists $command"; continue; }
done
cow --manual=commands | sed 's/\\\\-/-/g' >manual.txt 2>err
for command in $commands; do
  cow -c "help $command" >one.txt 2>err && got=0 || got=$?
  if [ $got -eq 0 ] && head -1 one.txt | grep -q "^$command" && [ "$(wc -l <one.txt)" -ge 3 ]; then pass "help $command"; else fail "help $command"; fi
  ok "the manual has $command" grep -qF ".Ss \"\\&$command\"" manual.txt
  # An example is a block of lines that begin with four blanks, below the word that says what it does.
  sed -n '/^Examples/,/^[A-DF-Z]/p' one.txt | awk '
    /^    / { print substr ($0, 5) > (sprintf ("example-%02d", n)); next }
    /^  / { n++ }'
  for example in example-*; do
    [ -f "$example" ] || continue
    cow -q g.txt -f "$example" >out 2>err && got=0 || got=$?
    # Status 1 is an answer too.
    ok "an example of $command: $(tr '\n' ';' <"$example")" test $got -le 1
    [ $got -le 1 ] || note "$(cat err)"
    rm -f "$example"
  done
done
topics=$(sed -n '/^Topics/,$p' help.txt | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p')
for topic in $topics; do
  ok "help $topic" test "$(cow -c "help $topic" | wc -l)" -ge 3
done
for command in path distances tree; do COLUMNS=10000 cow -c "help $command" >"help-$command"; done
# Each algorithm is a file that is there, and says who found it.
COLUMNS=10000 cow -c 'help algorithms' | tr '\n' ' ' >algorithms.txt
files=$(grep -o 'graph/path/[a-z-]*\.c' algorithms.txt)
ok 'algorithms are listed' test "$(echo "$files" | wc -l)" -ge 30
for file in $files; do ok "$file" test -f "$top_srcdir/$file"; done
# What it is asked for by is a choice of some command.
for name in $(grep -o -e '--algorithm=[a-z]*\( or [a-z]*\)\?' algorithms.txt | sed 's/.*=//; s/ or / /' | tr ' ' '\n' | sort -u); do
  ok "--algorithm=$name is there" sh -c "cat help-* | grep -qE '[(|]$name[|)]'"
done
for word in 'Asked for by:' 'Takes ' 'Memory of a worker:' 'Source:'; do
  is "$(grep -o "$word" algorithms.txt | wc -l)" "$(echo "$files" | wc -l)" "each algorithm has: $word"
done
status 2 'help on what is not there' cow -c 'help nonsense'
done_testing
