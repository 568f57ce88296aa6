#!/bin/sh
# cli-start.t - how the program starts, in which order it runs its scripts, and with which status it ends.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'a\tb\t1\nb\tc\t2\nc\td\t3\na\td\t10\n' >g.txt

# ---- order ----
echo 'echo from file' >one.cow
is "$(cow -c 'echo 1' -f one.cow -c 'echo 2' </dev/null)" "$(printf '1\nfrom file\n2')" '-c and -f run in the order given'
is "$(echo 'echo piped' | cow)" piped 'without -c and -f stdin is a command file'
is "$(echo 'echo piped' | cow -c 'echo 1' -f - -c 'echo 2')" "$(printf '1\npiped\n2')" "'-f -' is stdin"
is "$(echo 'echo piped' | cow -c 'echo only')" only 'with -c stdin is not read'
is "$(cow -q g.txt -c 'path a b' | tail -1)" 'a	b	1	1	["a","b"]' 'GRAPH is loaded first'
is "$(printf 'load g.txt\npath a b\n' | cow -q)" "$(cow -q -c 'load g.txt' -c 'path a b')" 'stdin and -c do the same'
printf 'load g.txt\npath a b\n' >two.cow
is "$(cow -q -f two.cow)" "$(cow -q -c 'source two.cow')" '-f and source do the same'
is "$(cow -c "$(printf 'echo one\necho two')")" "$(printf 'one\ntwo')" 'a -c of two lines'
is "$(printf 'echo crlf\r\n' | cow)" crlf 'lines may end in CRLF'
is "$(printf 'echo no newline' | cow)" 'no newline' 'the last line needs no newline'
is "$(: | cow; echo $?)" 0 'an empty stdin is an empty script'
mkdir -p "$scratch/home/.config/cowpath" && echo 'echo start-up' >"$scratch/home/.config/cowpath/rc"
is "$("$COWPATH" -c 'echo after')" "$(printf 'start-up\nafter')" 'the start-up file runs first'
is "$(cow -c 'echo after')" after '--no-rc leaves it out'
rm -r "$scratch/home/.config"

# ---- options ----
like "$(cow --version)" '^cowpath [0-9]' '--version'
like "$(cow --help)" '^Usage:' '--help'
status 2 'an unknown option of the program' cow --bogus
status 2 'two graphs' cow g.txt g.txt
status 2 'an unknown format' cow -F xml -c echo
like "$(cat err)" 'unknown format "xml"' '… is named'
status 2 'workers that are no number' cow -w many -c echo
status 3 'a command file that is not there' cow -f absent.cow
like "$(cat err)" '"absent.cow"' '… is named'
is "$(cow -c 'load g.txt' 2>&1 >/dev/null | wc -l)" 1 'a command that changes the session says one line on stderr'
is "$(cow -c 'load g.txt' 2>/dev/null)" '' '… and nothing on stdout'
is "$(cow -q -c 'load g.txt' -c 'set @s = a' 2>&1)" '' '-q is silent'
is "$(cow -q -w 3 -c 'workers 2' -c 'option workers' 2>&1 | tail -1 | cut -f2)" 2 'workers N sets the workers'

# ---- rows on stdout, the rest on stderr ----
cow g.txt -c 'path a d' -c 'bogus' >out 2>err
is "$(wc -l <out)" 2 'rows go to stdout'
like "$(cat err)" 'unknown command "bogus"' 'messages go to stderr'
is "$(grep -c bogus out)" 0 '… only'

# ---- statuses ----
status 0 'status 0: done' cow g.txt -c 'path a d'
status 1 'status 1: no pair has a path' cow g.txt -c 'path d a'
status 0 'one pair of two has a path' cow g.txt -c 'set @s = a + d' -c 'path @s b'
status 1 'status 1: a false assert' cow g.txt -c "assert '1 > 2'" -c 'echo never'
is "$(cat out)" '' 'a false assert stops a batch'
like "$(cat err)" 'assert.*1 > 2' '… and says what is false'
status 0 'a true assert goes on' cow g.txt -c "assert '2 > 1'" -c 'echo on'
is "$(cat out)" on '… to the next command'
status 0 'a path that is not there does not stop a batch' cow g.txt -c 'path d a' -c 'echo on'
is "$(tail -1 out)" on '… and the last command gives the status'
status 1 'the status is that of the last command' cow g.txt -c 'path a d' -c 'path d a'
status 2 'status 2: an unknown command' cow -c bogus
status 2 'status 2: an unknown option' cow g.txt -c 'path a d --bogus'
status 2 'status 2: an operand too few' cow g.txt -c 'path a'
like "$(cat err)" 'wants TO' '… is named'
status 2 'status 2: an operand too many' cow g.txt -c 'path a b c'
status 2 'status 2: an unknown vertex' cow g.txt -c 'path a zz'
like "$(cat err)" 'unknown vertex "zz"' '… is named'
status 2 'status 2: an unknown set' cow g.txt -c 'distances @zz'
status 2 'status 2: a bad expression' cow g.txt -c 'path a d --where=weight<'
status 2 'status 2: a type error in an expression' cow g.txt -c "path a d --where='weight == \"x\"'"
like "$(cat err)" 'weight' '… names the attribute'
status 2 'status 2: no graph is loaded' cow -c 'path a b'
status 2 'status 2: an unknown algorithm' cow g.txt -c 'path a d --algorithm=magic'
status 3 'status 3: a file that is not there' cow absent.txt
like "$(cat err)" '"?absent.txt"?' '… is named'
printf 'a b 1\nb c 2\nlone\n' >bad.txt
status 3 'status 3: a malformed file' cow bad.txt
like "$(cat err)" 'bad\.txt:3: ' '… with its line'
status 3 'status 3: a folder is no file' cow -c 'load .'
status 5 'status 5: the deadline' cow -q -w 2 -c 'generate grid rows=300 cols=300 weights=1..9' -c "distances '*' --deadline=100ms"
like "$(cat err)" 'deadline' '… is named'
status 5 'status 5: a timeout of one task' cow -q -c 'generate grid rows=600 cols=600 weights=1..9' -c 'distances 0 --timeout=1ms'
status 6 'status 6: not enough memory' cow -q g.txt -c 'distances a --memory=1K'
like "$(cat err)" 'memory' '… is said'

# ---- stop and go on ----
printf 'echo one\n# two\necho \\\n  three\nbogus\necho never\n' >stop.cow
status 2 'a batch stops at the first failing command' cow -f stop.cow
is "$(cat out)" "$(printf 'one\nthree')" '… what follows is not run'
like "$(cat err)" '^stop\.cow:5: ' '… and the message has file and line'
status 2 'source stops too' cow -c 'source stop.cow' -c 'echo never'
is "$(grep -c never out)" 0 '… with all that waits'
like "$(cat err)" '^stop\.cow:5: ' '… the message names the file that is sourced'
status 0 'on-error continue goes on' cow -c 'on-error continue' -f stop.cow
is "$(tail -1 out)" never '… to the end'
status 2 '… the status is that of the last command' cow -c 'on-error continue' -c 'echo on' -c bogus
status 2 'on-error stop stops again' cow -c 'on-error continue' -c bogus -c 'on-error stop' -c bogus -c 'echo never'
is "$(cat out)" '' '… at once'
echo 'source self.cow' >self.cow
status 2 'a file that sources itself comes to an end' cow -c 'source self.cow'
like "$(cat err)" 'too deep' '… with a message'
status 0 'quit leaves at once' cow -c 'echo one' -c quit -c 'echo never'
is "$(cat out)" one '… what follows is not run'

# ---- near names ----
like "$(cow -c lod 2>&1)" 'did you mean "load"' 'a near name of a command'
like "$(cow g.txt -c 'path a d --wieght=1' 2>&1)" 'did you mean "--weight"' 'a near name of an option'
status 2 'a prefix of a command is for the prompt only' cow g.txt -c 'dist a'
status 2 'a prefix of an option is for the prompt only' cow g.txt -c 'path a d --weigh=none'

# ---- the prompt ----
is "$(echo 'echo typed' | cow --plain -i -q -c 'echo first')" "$(printf 'first\ntyped')" '-i without a terminal reads on from stdin'
if command -v script >/dev/null 2>&1 && script -qec true /dev/null >/dev/null 2>&1; then
  # prompt OPTIONS LINES: what a terminal shows when the lines are typed at the prompt
  prompt () { { printf "$2"; printf 'quit\n'; } | TERM=dumb timeout 20 script -qec "'$COWPATH' --no-rc --plain -q g.txt $1" /dev/null | tr -d '\r'; }
  text=$(prompt '' 'dist a --form=csv\nbogus\npath a zz\necho al""ive\n')
  like "$text" '^a,4,d,6,' 'a prompt takes prefixes of commands and options'
  like "$text" 'unknown command "bogus"' 'a prompt shows what is wrong'
  like "$text" '^alive' 'a prompt goes on after errors'
  unlike "$text" '^[^>]*:[0-9]+: unknown' '… without file and line'
  like "$(prompt '' 's a\n')" '"s"' 'a prefix of several commands is refused'
  like "$(prompt "-i -c 'echo first'" 'echo ty""ped\n')" '^typed' '-i goes on with a prompt after -c'
  like "$(prompt "-i -c 'echo fir\"\"st'" '')" '^first' '… and runs -c before'
  prompt '' 'bogus\n' >out; is $? 0 'leaving a prompt is status 0'
else
  skip 'the prompt' 'no script(1)'
fi

# ---- words ----
is "$(cow -c "echo 'a  b' \"c  d\" e\\ f")" 'a  b c  d e f' 'quotes as in the shell'
is "$(cow -c 'echo a#b # comment')" 'a#b' '# begins a comment where a word could begin'
is "$(cow -c "echo '#' \\#")" '# #' 'a quoted # does not'
is "$(cow -c '   # nothing but a comment' -c '' -c 'echo on')" on 'empty lines are nothing'
status 2 'an open quote' cow -c "echo 'open"
status 2 'a | without a command' cow g.txt -c 'path a d |'
status 2 'a > without a file' cow g.txt -c 'path a d >'
is "$(cow -q g.txt -c 'path a d --weight none')" "$(cow -q g.txt -c 'path --weight=none a d')" '--opt value is --opt=value, and options stand anywhere'
printf -- '--odd x\n' >odd.txt
is "$(cow -q odd.txt -c 'path -- --odd x' | tail -1 | cut -f1)" --odd "'--' ends the options"
is "$(cow -q g.txt -c 'let x = b' -c 'distances $x d' | tail -1)" 'b	d	5' 'let names a value'
is "$(cow -c 'let x = b' -c "echo '\$x' \\\$x")" '$x $x' '… single quotes and a backslash keep the dollar'

# ---- numbers are those of the C locale ----
for locale in de_DE.UTF-8 de_DE fr_FR.UTF-8; do
  locale -a 2>/dev/null | grep -qix "$(echo $locale | sed 's/UTF-8/utf8/')" && break
  locale=
done
if [ -n "$locale" ]; then
  is "$(LC_ALL=$locale cow -q g.txt -c 'path a d --weight=1/weight' | tail -1 | cut -f3)" 0.1 "numbers do not depend on LC_NUMERIC=$locale"
else
  skip 'numbers do not depend on LC_NUMERIC' 'no locale with a decimal comma here'
fi
done_testing
