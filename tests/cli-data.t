#!/bin/sh
# cli-data.t - files of others: published cases, the roads of New York against SciPy, files that break readers.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

[ -d "$COW_SHARED/data" ] || skip_all 'no shared data here'
cd "$scratch" || exit 99
COW_SHARED=$(cd "$COW_SHARED" && pwd)
# The Python that has Debian's packages, if another one stands before it.
python3=python3
for candidate in python3 /usr/bin/python3; do
  "$candidate" -c 'import scipy' 2>/dev/null && { python3=$candidate; break; }
done
command -v "$python3" >/dev/null 2>&1 && python=yes || python=no

# ---- cases whose answers are published ----
if [ $python = yes ] && [ -x "$COW_SHARED/check-cases" ]; then
  "$python3" - "$COW_SHARED/data/cases_shared.jsonl" >cases.jsonl <<'P'
import json, sys
wanted = {'path', 'sssp', 'bfs', 'within', 'multisource'}
for line in open(sys.argv[1]):
    if line.strip() and json.loads(line).get('op') in wanted:
        print(line, end='')
P
  ln -s "$COW_SHARED/data/graphs" graphs
  timeout 900 "$COW_SHARED/check-cases" --program "$COWPATH" cases.jsonl >cases.out 2>&1 && got=0 || got=$?
  is $got 0 'published cases: nothing failed'
  [ $got -eq 0 ] || note "$(grep -iE 'fail' cases.out | head -20)"
  like "$(tail -1 cases.out)" '^[1-9][0-9]* passed, 0 failed' '… and many passed'
  note "$(tail -1 cases.out)"
else
  skip 'published cases' 'no python3 or no check-cases'
fi

# ---- the roads of New York ----
if [ $python = yes ] && "$python3" -c 'import scipy' 2>/dev/null && [ -f "$COW_SHARED/data/graphs/NY.gr.xz" ]; then
  is "$(timeout 900 "$python3" "$top_srcdir/tests/ny-scipy.py" "$COWPATH" "$COW_SHARED/data/graphs/NY.gr.xz" 64 2>&1 | tail -1)" \
    '64 sources, 16918144 pairs equal' 'distances from 64 sources in New York are those of SciPy'
  is "$(timeout 900 "$python3" "$top_srcdir/tests/ny-scipy.py" "$COWPATH" "$COW_SHARED/data/graphs/NY.gr.xz" 16 ny.txt 2>&1 | tail -1)" \
    '16 sources, 4229536 pairs equal' '… with weights too'
else
  skip 'distances in New York' 'no SciPy or no NY.gr.xz'
fi

# ---- files that break readers ----
nasty=$COW_SHARED/data/nasty
# Formats that this version does not read are skipped by the ending.
for file in "$nasty"/*; do
  name=${file##*/}
  case $name in MANIFEST.tsv) continue ;; esac
  timeout 20 "$COWPATH" -n -c "load '$file'" -c info -c "distances '*' '*' --limit=100" >out 2>err && got=0 || got=$?
  if [ $got -le 3 ] && { [ $got -ne 3 ] || grep -q "$name" err; }; then pass "$name: status $got, no crash"; else
    fail "$name: status $got"
    note "$(cat err)"
  fi
  is "$(LC_ALL=C grep -c "$(printf '[\001-\010\013-\037]')" err)" 0 "$name: clean messages"
done
distance () { cow -q "$nasty/$1" -c "distances $2" 2>/dev/null | tail -1 | cut -f3; }
value () { cow -q "$nasty/$1" -c info 2>/dev/null | sed -n "s/^$2	//p"; }
refused () {
  status 3 "$1 is refused" cow "$nasty/$1"
  like "$(cat err)" "$1:$2" '… at the line'
}
refused mixed_columns.txt 4:
refused bad_header.gr '[0-9]+:'
refused zero_node.gr 2:
refused two_problem_lines.gr 2:
refused unclosed_quote.csv 2:
status 3 'empty.txt is refused' cow "$nasty/empty.txt"
is "$(value crlf.txt edges)" 3 'crlf.txt has 3 edges'
is "$(cow -q "$nasty/crlf.txt" -c "find '*'" | tr -d '\n' | grep -c "$(printf '\r')\|\\\\")" 0 '… and names without \r'
status 0 'bom_utf8.txt: the first name is 1' cow -q "$nasty/bom_utf8.txt" -c 'show 1'
is "$(value huge_ids.txt vertices)" 4 'huge_ids.txt has 4 vertices'
is "$(cow -q "$nasty/hex_ids.txt" -c 'find *' 2>/dev/null | tr '\n' ' ')" 'vertex 0x10 16 1e3 1000 ' 'hex_ids.txt: names are texts, all different'
is "$(cow -q -c "load $nasty/duplicate_edges.txt --undirected" -c 'distances a b' | tail -1 | cut -f3)" 3 'duplicate_edges.txt: a-b costs 3'
is "$(cow -q "$nasty/negative_zero.txt" -c "distances '*' '*'" 2>/dev/null | grep -c -e '-0')" 0 'negative_zero.txt: no -0'
is "$(distance tiny_and_huge.txt 'a d')" 1 'tiny_and_huge.txt: a-d costs 1'
cow "$nasty/count_mismatch.gr" -c info >out 2>err
like "$(cat err)" '[0-9].*[0-9]' 'count_mismatch.gr: both numbers are told'
cow -q "$nasty/comments_mixed.txt" -c 'path c dimacs' >out 2>err && got=0 || got=$?
ok 'comments_mixed.txt: no edge from c to dimacs' test $got -ne 0
done_testing
