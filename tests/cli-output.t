#!/bin/sh
# cli-output.t - rows in every format, to every place: hostile names, files whole or absent, pipes, sets, devices that are full.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'a\tb\t1\nb\tc\t2\nc\td\t3\na\td\t10\n' >g.txt
tab=$(printf '\t')

# ---- formats ----
is "$(cow -q -F tsv g.txt -c 'path a d')" "$(printf 'from\tto\tcost\thops\tpath\na\td\t6\t3\t["a","b","c","d"]')" 'tsv'
is "$(cow -q -F csv g.txt -c 'path a d')" "$(printf 'from,to,cost,hops,path\na,d,6,3,"[""a"",""b"",""c"",""d""]"')" 'csv'
is "$(cow -q -F jsonl g.txt -c 'path a d')" '{"from":"a","to":"d","cost":6,"hops":3,"path":["a","b","c","d"]}' 'jsonl'
is "$(cow -q -F json g.txt -c 'path a d' | tr -d ' \n')" '[{"from":"a","to":"d","cost":6,"hops":3,"path":["a","b","c","d"]}]' 'json'
like "$(cow -q -F table g.txt -c 'path a d')" '^a +d +6 +3 +a → b → c → d$' 'table'
like "$(cow -q -F table --color=always g.txt -c 'path a d' | head -1)" "^$(printf '\033')\[1m" '--color=always colors a pipe'
is "$(cow -q g.txt -c 'path a d')" "$(cow -q -F tsv g.txt -c 'path a d')" 'tsv is the format of a pipe'
is "$(cow -q g.txt -F tsv -c 'path a d --format=csv' | head -1)" from,to,cost,hops,path '--format is stronger than -F'
is "$(cow -q g.txt -c 'option format=csv' -c 'path a d' | head -1)" from,to,cost,hops,path 'option format'
is "$(cow -q -F tsv g.txt -c 'path d a' | tail -1)" "d${tab}a${tab}inf${tab}${tab}[]" 'no path in tsv: inf and []'
is "$(cow -q -F jsonl g.txt -c 'path d a')" '{"from":"d","to":"a","cost":null,"hops":null,"path":[]}' 'no path in JSON: null and []'
is "$(cow -q -F json g.txt -c "distances @{false}" | tr -d ' \n')" '[]' 'no rows in JSON: an empty list'
is "$(cow -q -F csv g.txt -c "distances @{false} '*'")" from,to,cost 'no rows in csv: the header'
is "$(cow -q g.txt -c 'path a d --weight=1/weight' | tail -1 | cut -f3)" 0.1 'a cost reads back to the same double'
is "$(cow -q g.txt -c 'path a d --weight=weight/2+0.5' | tail -1 | cut -f3)" 4.5 'halves'
is "$(cow -q g.txt -c 'path a b --weight=weight*1e15' | tail -1 | cut -f3)" 1000000000000000 'an integer is printed as one'

# ---- hostile names ----
hostile='tab\there|new\nline|quo"te|back\\slash|esc\033[31mred|bidi\342\200\256X|bad\377\376byte|c1\302\233m|comma,name| lead|\342\201\246iso|\007bel'
{
  echo src,dst,weight
  printf "$hostile" | sed 's/"/""/g' | awk -v RS='|' '{ printf "hub,\"%s\",1\n", $0 }'
} >host.csv
is "$(cow -q host.csv -c info | grep ^edges | cut -f2)" 12 'a csv with hostile names'
cow -q -F tsv host.csv -c "distances hub '*'" >host.tsv
is "$(awk -F'\t' 'NF != 3' host.tsv | wc -l)" 0 'tsv: three fields in every line'
is "$(wc -l <host.tsv)" 14 'tsv: one line a row'
is "$(grep -cF 'tab\there' host.tsv; grep -cF 'new\nline' host.tsv; grep -cF 'back\\slash' host.tsv)" "$(printf '1\n1\n1')" 'tsv: tab, newline and backslash are escaped'
if command -v python3 >/dev/null 2>&1; then
  cat >check.py <<'P'
import csv, io, json, re, subprocess, sys
program, = sys.argv[1:]
rows = list(csv.reader(io.StringIO(open('host.csv', encoding='utf8', errors='surrogateescape', newline='').read())))
names = ['hub'] + [r[1] for r in rows[1:]]
replaced = [n.encode('utf8', 'surrogateescape').decode('utf8', 'replace') for n in names]

def run(form, command):
    return subprocess.run([program, '-n', '-q', '-F', form, 'host.csv', '-c', command], stdout=subprocess.PIPE, check=True).stdout

got = json.loads(run('json', "distances hub '*'").decode('utf8'))
print('json', [r['to'] for r in got] == replaced)
got = [json.loads(line) for line in run('jsonl', "path hub '*'").decode('utf8').splitlines()]
print('jsonl', [r['path'][-1] for r in got] == replaced)
text = run('csv', "path hub '*'").decode('utf8', 'surrogateescape')
got = list(csv.reader(io.StringIO(text, newline='')))[1:]
print('csv', [r[1] for r in got] == names, [json.loads(r[4])[-1] for r in got] == replaced)
text = run('tsv', "path hub '*'").decode('utf8', 'surrogateescape')
undo = lambda s: re.sub(r'\\(.)', lambda m: {'t': '\t', 'n': '\n', '\\': '\\'}[m.group(1)], s)
got = [[undo(c) for c in line.split('\t')] for line in text.split('\n')[1:-1]]
print('tsv', [r[1] for r in got] == names, [json.loads(r[4])[-1] for r in got] == replaced)
P
  is "$(python3 check.py "$COWPATH" 2>&1)" "$(printf 'json True\njsonl True\ncsv True True\ntsv True True')" 'python reads the same names back from all formats'
else
  skip 'python reads the same names back from all formats' 'no python3'
fi
cow -F table host.csv -c "path hub '*'" -c "path hub '$(printf 'a\033[5mb')'" >out 2>err
is "$(tr -d '\n' <out | LC_ALL=C grep -cE "$(printf '[\001-\037\177]')")" 0 'table: no control characters'
is "$(tr -d '\n' <err | LC_ALL=C grep -cE "$(printf '[\001-\037\177]')")" 0 'messages: no control characters'
like "$(cat out)" 'esc\\x1b\[31mred' 'table: they are shown as \xNN'

# ---- a terminal sees only our own sequences ----
if command -v script >/dev/null 2>&1 && script -qec true /dev/null >/dev/null 2>&1; then
  on_tty () { timeout 20 script -qec "'$COWPATH' --no-rc $*" /dev/null </dev/null | tr -d '\r\n'; }
  control=$(printf '[\001-\037\177]')
  for form in table tsv csv json jsonl; do
    text=$(on_tty "--color=never -F $form host.csv -c \"path hub '*'\" -c \"find '*'\" -c 'show :5' -c \"bog\$(printf '\\033[5m')us\"")
    tabs_gone=$(printf '%s' "$text" | tr -d '\t')
    like "$text" 'hub' "$form on a terminal has the rows"
    is "$(printf '%s' "$tabs_gone" | LC_ALL=C grep -c "$control")" 0 "$form on a terminal: no control characters from names"
    is "$(printf '%s' "$text" | LC_ALL=C grep -c "$(printf '\342\200\256\\|\302\233\\|\342\201\246')")" 0 "$form on a terminal: no bidi and no C1"
  done
  text=$(on_tty "host.csv -c \"path hub '*'\"" | sed "s/$(printf '\033')\[[01]*m//g")
  is "$(printf '%s' "$text" | LC_ALL=C grep -c "$(printf '\033')")" 0 'with colors: no ESC but those of ours'
  if [ -f "$COW_SHARED/data/nasty/escape_names.tsv" ]; then
    text=$(on_tty "--color=never '$COW_SHARED/data/nasty/escape_names.tsv' -c \"find '*'\" -c \"distances '*' '*'\"")
    is "$(printf '%s' "$text" | LC_ALL=C grep -c "$control")" 0 'escape_names.tsv on a terminal: no control characters'
  else
    skip 'escape_names.tsv on a terminal' 'no shared data'
  fi
else
  skip 'what a terminal sees' 'no script(1)'
fi

# ---- > and >> ----
cow -q g.txt -c "distances a '*' > o.csv" -c "distances a '*' > o.jsonl" -c "distances a '*' > o.json" -c "distances a '*' > o.tsv" >out
is "$(cat out)" '' '> leaves stdout alone'
is "$(head -1 o.csv)" from,to,cost '> takes csv from the ending'
is "$(head -1 o.jsonl)" '{"from":"a","to":"a","cost":0}' '> takes jsonl from the ending'
is "$(head -c1 o.json)" '[' '> takes json from the ending'
is "$(head -1 o.tsv)" "from${tab}to${tab}cost" '> takes tsv from the ending'
cow -q g.txt -c "distances a '*' --format=tsv > o2.csv"
is "$(head -1 o2.csv)" "from${tab}to${tab}cost" '--format is stronger than the ending'
is "$(ls -A | grep -c '^o.*\.[A-Za-z0-9]\{6\}$')" 0 'no temporary file stays'
cow -q g.txt -c "distances a '*' >> o.csv"
is "$(grep -c ^from o.csv; wc -l <o.csv)" "$(printf '1\n9')" '>> appends without a second header'
cow -q g.txt -c "distances a >> new.csv"
is "$(head -1 new.csv)" from,reached,farthest,max,mean,sum '>> into a new file writes the header'
umask 027
cow -q g.txt -c 'distances a > mode.tsv'
is "$(stat -c %a mode.tsv)" 640 'a file has the mode that umask leaves'
umask 022
status 3 'a folder that is not there' cow g.txt -c 'distances a > absent/o.tsv'
like "$(cat err)" '"absent/o.tsv"' '… the message names the file'
echo old >keep.tsv
status 2 'a command that fails' cow g.txt -c 'path a zz > keep.tsv'
is "$(cat keep.tsv)" old '… leaves the file as it was'
status 2 'an option that is wrong' cow g.txt -c 'distances a --shard=9/3 > keep.tsv'
is "$(cat keep.tsv)" old '… leaves the file as it was'
status 2 'a wrong option without >' cow g.txt -c 'distances a --shard=9/3'
is "$(cat out)" '' '… prints no header'
# Databases: a table called as the command; read back by the reader of databases.
status 0 'a database is written' cow g.txt -c "distances a '*' > o.db" -c "distances b '*' >> o.db" -c "path a '*' >> o.db" -c 'info > i.sqlite3'
is "$(cow -q -c 'load o.db --table=distances' -c 'info' | awk '/^(vertices|edges|weighted)/ { print $2 }' | paste -sd' ')" \
  "$(cow g.txt -q -c "distances a '*' > 1.tsv" -c "distances b '*' > 2.tsv"; cat 1.tsv 2.tsv | awk -F'\t' '$1 != "from" { v[$1] = v[$2] = 1; m++ } END { for (k in v) n++; print n, m, "true" }')" \
  'its rows are those of both commands'
ok 'other tables are kept' cow -q -c 'load o.db --table=path'
if python3 -c 'import sqlite3' 2>/dev/null; then
  is "$(python3 -c '
import sqlite3
d = sqlite3.connect ("o.db")
print (d.execute ("SELECT typeof (\"from\"), typeof (cost), typeof (hops), typeof (path), json_array_length (path) = hops + 1 FROM path LIMIT 1").fetchone ())
d = sqlite3.connect ("i.sqlite3")
print (d.execute ("SELECT group_concat (DISTINCT typeof (value)) LIKE \"%integer%\" FROM info").fetchone ())
')" "('text', 'integer', 'integer', 'text', 1)
(1,)" 'cells have their types'
else
  skip 'cells have their types' 'no python3 here'
fi
cp o.db before.db
status 0 'a database is replaced' cow g.txt -c 'distances a a > o.db'
like "$(cow -q -c 'load o.db --table=path' 2>&1)" 'no such table: path' '… as a whole'
status 3 'a folder that is not there' cow g.txt -c 'distances a a > nowhere/o.db'
printf 'this is not a database, whatever its name is\n' >text.db
status 3 'rows are not appended to what is no database' cow g.txt -c 'distances a a >> text.db'
is "$(cat text.db)" 'this is not a database, whatever its name is' '… which stays as it is'
is "$(ls | grep -c 'o.db\.')" 0 'nothing is left behind'
status 0 'text may have such a name' cow g.txt -c 'distances a a --format=csv > t.db'
is "$(cat t.db)" "$(cow g.txt -q -c 'distances a a --format=csv')" '… when it is asked for'

start_big () {
  exec env --default-signal=INT "$COWPATH" -n -q -w 2 -c 'generate grid rows=300 cols=300 weights=1..99' \
    -c "distances '*' '*' --deadline=10s > big.tsv" 2>err
}

# a cancelled job leaves FILE.partial; a deadline too
for signal in INT TERM; do
  rm -f big.tsv big.tsv.*
  "$COWPATH" -n -q -w 2 -c 'generate grid rows=300 cols=300 weights=1..99' -c "distances '*' '*' > big.tsv" 2>err &
  pid=$!
  tries=300
  until ls -s big.tsv.?????? 2>/dev/null | grep -qv '^0 ' || [ $tries -eq 0 ]; do tries=$((tries - 1)); sleep 0.02; done
  kill -s "$signal" $pid
  wait $pid && got=0 || got=$?
  ok "SIG$signal: no complete file is claimed" test ! -e big.tsv
  is $got $([ $signal = INT ] && echo 130 || echo 143) "SIG$signal: the status"
  ok "SIG$signal: the rows so far are in FILE.partial" test -s big.tsv.partial
  like "$(cat err)" 'big\.tsv\.partial' '… the message says so'
  is "$(awk -F'\t' 'NF != 3' big.tsv.partial | wc -l)" 0 '… and its rows are whole'
  is "$(ls big.tsv.?????? 2>/dev/null | grep -v partial)" '' "SIG$signal: no temporary file stays"
done
rm -f big.tsv*
echo old >big.tsv
status 5 'a deadline' cow -q -w 2 -c 'generate grid rows=300 cols=300 weights=1..99' -c "distances '*' '*' --deadline=150ms > big.tsv"
is "$(cat big.tsv)" old '… leaves the file as it was'
ok '… and the rows so far in FILE.partial' test -f big.tsv.partial
rm -f big.tsv*

# ---- devices and closed pipes ----
if [ -c /dev/full ]; then
  cow -q g.txt -c 'distances a' -c 'echo never' >/dev/full 2>err && got=0 || got=$?
  is $got 3 'stdout on a full disk: status 3'
  like "$(cat err)" 'No space left' '… and why'
  status 3 '> /dev/full: status 3' cow -q g.txt -c 'distances a > /dev/full'
  status 0 '> /dev/null is written in place' cow -q g.txt -c 'distances a > /dev/null'
  ok '… it is still a device' test -c /dev/null
fi
cow -q g.txt -c 'distances a' >&- 2>err && got=0 || got=$?
is $got 3 'stdout closed: status 3'
like "$(cat err)" 'stdout: Bad file' '… and why'
cow -q g.txt -c 'distances a' >out 2>&- && got=0 || got=$?
is "$got $(wc -l <out)" '0 2' 'stderr closed does no harm'
cow -q g.txt -c 'distances a' <&- >out && got=0 || got=$?
is "$got $(wc -l <out)" '0 2' 'stdin closed does no harm'
{ cow -q -c 'generate path n=300000' -c "distances 0 '*'" 2>err; echo $? >got; } | head -1 >out
is "$(cat out)" "from${tab}to${tab}cost" 'head -1 outside: the rows before are valid'
is "$(cat got)" 3 '… the status says that rows were lost'

# ---- | ----
is "$(cow -q g.txt -c "distances a '*' | wc -l")" 5 '| gives the rows to a command'
is "$(cow -q g.txt -c "distances a '*' | cut -f2 | sort -r | head -1")" to '| takes a pipeline of the shell'
status 0 '| head -1 is no error' cow -q -c 'generate path n=300000' -c "distances 0 '*' | head -1" -c 'echo on'
is "$(cat out)" "$(printf 'from\tto\tcost\non')" '… and the batch goes on'
status 3 'a command that is not there' cow -q g.txt -c 'distances a | absent-command-x'

# ---- into ----
is "$(cow -q g.txt -c "distances b '*' into @S" -c sets | tail -1)" "@S${tab}vertices${tab}3" 'into @S takes the column to'
is "$(cow -q g.txt -c "distances '*' into @S" -c 'unset @S' -c "tree b into @T" -c 'distances @T d' | cut -f1 | tr '\n' ' ')" 'from b c d ' 'into @T takes the column vertex'
is "$(cow -q g.txt -c "neighbors a --depth=2 into @E" -c 'sets' -c 'path a d --block=@E' | tail -1 | cut -f3)" inf 'rows of edges make a set of edges'
like "$(cow g.txt -c 'find a into @A' 2>&1)" '@A: 1 vertex' 'into says the size'
status 2 'rows without vertices cannot go into a set' cow g.txt -c 'info into @S'

# ---- limit, top, sort, order, shards, workers ----
is "$(cow -q g.txt -c "distances '*' '*' --limit=3" | wc -l)" 4 '--limit'
status 0 '--limit is not partial' cow -q g.txt -c "distances '*' '*' --limit=1"
is "$(cow -q g.txt -c "distances '*' --top=2 --sort=sum:desc" | cut -f1 | tr '\n' ' ')" 'from a b ' '--top --sort=COLUMN:desc'
is "$(cow -q g.txt -c "distances '*' --sort=sum" | cut -f1 | tr '\n' ' ')" 'from d c b a ' '--sort'
is "$(cow -q g.txt -c "distances '*' b --sort=cost" | cut -f3 | tr '\n' ' ')" 'cost 0 1 inf inf ' '--sort: unreachable comes last'
is "$(cow -q g.txt -c "distances '*' b --sort=cost:desc" | cut -f3 | tr '\n' ' ')" 'cost 1 0 inf inf ' '… also downwards'
status 2 '--sort of a column that is not there' cow g.txt -c "distances '*' --sort=bogus"
make_graph='generate er n=2000 degree=6 weights=1..100 --seed=5'
for workers in 1 2 5; do
  cow -q -c "$make_graph" -c 'sample 40 --seed=3 into @s' -c "distances @s '*' --order=input --workers=$workers" >"w$workers"
done
ok 'rows for the workers' test "$(wc -l <w1)" -gt 10000
ok '--order=input: 1 and 2 workers give the same bytes' cmp -s w1 w2
ok '--order=input: 1 and 5 workers give the same bytes' cmp -s w1 w5
cow -q -c "$make_graph" -c 'sample 40 --seed=3 into @s' -c "distances @s '*' --order=completed --workers=5" | sort >wc
sort w1 | cmp -s - wc && pass '--order=completed: the same rows' || fail '--order=completed: the same rows'
for shard in 1 2 3; do
  cow -q -c "$make_graph" -c 'sample 40 --seed=3 into @s' -c "distances @s '*' --shard=$shard/3" | tail -n +2 >"s$shard"
done
sort s1 s2 s3 >whole
tail -n +2 w1 | sort | cmp -s - whole && pass 'the union of the shards is the whole' || fail 'the union of the shards is the whole'
ok '… and each has a part' test -s s1 -a -s s2 -a -s s3
is "$(cow -q g.txt -c "distances '*' --shard=5/5")" "$(printf 'from\treached\tfarthest\tmax\tmean\tsum')" 'a shard may be empty'
status 2 'a shard beyond the last' cow g.txt -c "distances '*' --shard=6/5"
done_testing
