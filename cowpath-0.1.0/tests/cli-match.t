#!/bin/sh
# cli-match.t - match: patterns over text, numbers, truth and expressions, walks, filters, what is refused and where.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
cat >g.txt <<'END'
source,target,weight,type,lanes,toll
a,b,1,depends,1,true
b,c,1,depends,2,false
c,d,1,recommends,2,false
a,d,1,suggests,3,true
b,d,9,depends,1,false
d,a,1,recommends,1,false
d,e,1,,4,true
e,f,1,build depends,4,false
END
load='load g.txt --header=yes'
ask () { cow -q -c "$load" "$@"; }
rows () { ask "$@" | tail -n +2; }

is "$(ask -c "match a d 'depends+ recommends?'")" "from	to	cost	hops	path
a	d	3	3	[\"a\",\"b\",\"c\",\"d\"]" 'labels one after the other'
is "$(rows -c "match a d 'depends+'")" "a	d	10	2	[\"a\",\"b\",\"d\"]" 'one kind only'
is "$(rows -c "match a d '.'" | cut -f3)" 1 'any label'
is "$(rows -c "match a d 'suggests | depends'" | cut -f3)" 1 'either'
is "$(rows -c "match a d 'recommends'")" "a	d	inf		[]" 'none'
status 1 '… and that is the status' cow -q -c "$load" -c 'match a d recommends'
is "$(ask -c 'match a d recommends --format=jsonl')" '{"from":"a","to":"d","cost":null,"hops":null,"path":[]}' '… in JSON'
is "$(rows -c "match a e 'suggests .'" | cut -f3)" 2 'an edge without a label is matched by the dot'
is "$(rows -c "match d f '. \"build depends\"'" | cut -f3)" 2 'a label with a blank'
is "$(rows -c "match d f \". build\\\\ depends\"" | cut -f3)" 2 '… after a backslash'
is "$(rows -c "match a a 'depends*'")" "a	a	0	0	[\"a\"]" 'from a vertex to itself: no edges, when the pattern says so'
is "$(rows -c "match a a 'suggests recommends'")" "a	a	2	2	[\"a\",\"d\",\"a\"]" '… else a round trip'
is "$(rows -c "match a d '.{7}'" | cut -f4)" 7 'a walk may go round'
is "$(rows -c "match a '*' 'depends+'" | cut -f2,3 | tr '\n\t' ' =')" 'a=inf b=1 c=2 d=10 e=inf f=inf ' 'every pair has a row'
is "$(rows -c "match d a 'suggests' --direction=in" | cut -f3)" 1 '--direction=in'
is "$(rows -c "match d b 'suggests depends' --direction=any" | cut -f5)" '["d","a","b"]' '--direction=any'
is "$(rows -c "match a d 'depends+ recommends?' --weight=none" | cut -f3)" 2 '--weight=none'
is "$(rows -c "match a d 'depends+ recommends?' --avoid=c" | cut -f3)" 10 '--avoid'
is "$(rows -c "match a d 'depends+ recommends?' --block=b->c" | cut -f3)" 10 '--block'
is "$(rows -c "match a d 'depends+ recommends?' --where=lanes<2" | cut -f3)" 10 '--where'
is "$(rows -c "match a d 'depends+ recommends?' --cutoff=3" | cut -f3)" 3 '--cutoff is inclusive'
is "$(rows -c "match a d 'depends+ recommends?' --cutoff=2.5" | cut -f3)" inf '… and cuts'
is "$(rows -c "match a d '1 2 2' --attr=lanes" | cut -f3)" 3 'labels that are numbers'
is "$(rows -c "match a d 'true false*' --attr=toll" | cut -f3)" 1 'labels that are true or false'
is "$(rows -c "match a d 'many+' --attr='if(lanes > 2, \"many\", \"few\")'" | cut -f3)" 1 'an expression'
is "$(rows -c "match a d 'DEPENDS+ .' --attr='upper(type)'" | cut -f3)" 3 '… with a function'

wrong () { status 2 "refused: $1" cow -q -c "$load" -c "$1"; like "$(cat "$scratch/err")" "$2" "… $2"; }
wrong "match a d 'depends+ (recommends'" 'column 10: this "\(" is not closed'
wrong "match a d '| depends'" 'column 1: a label is missing before "\|"'
wrong "match a d ''" 'column 1: the pattern is empty'
wrong "match a d '1 two' --attr=lanes" 'column 3: "two" is no int'
wrong "match a d '1' --attr=lane" '--attr: column 1: unknown edge attribute "lane" \(did you mean "lanes"'
wrong 'match a d' 'PATTERN'
wrong "match a nobody 'depends'" 'nobody'
printf 'a b -1\n' >negative.txt
status 2 'negative weights are refused' cow -q negative.txt -c "match a b . --attr=weight"
status 2 'there must be such an attribute' cow -q negative.txt -c "match a b ."
like "$(cat "$scratch/err")" '--attr: .*"type"' '… and the message says so'

# Many labels at once: an expression of as many parts.
awk 'BEGIN { print "source,target,type"; for (i = 0; i < 240; i++) print "v" i ",v" i + 1 ",t" i }' >many.txt
is "$(cow -q -c 'load many.txt --header=yes' -c "match v0 v240 '$(seq -f 't%g' 0 239 | tr '\n' ' ')'" | tail -1 | cut -f3)" 240 '240 labels'
done_testing
