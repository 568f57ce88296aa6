#!/bin/sh
# cli-attr.t - attr through the program: computed attributes in weights, filters, schema, files; names that are refused; quotes.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

# ask COMMAND...: rows of all commands, blanks for tabs, one line, without headers
ask () {
  { printf 'load %s\n' "$scratch/g.txt"; printf '%s\n' "$@"; } | cow -q 2>"$scratch/err" | grep -v '^\(from\|on\)	' | tr '\t' ' ' | tr '\n' ';'
}
# fails NAME REGEX COMMAND...: status 2
fails () {
  fails_name=$1 fails_regex=$2
  shift 2
  { printf 'load %s\n' "$scratch/g.txt"; printf '%s\n' "$@"; } >"$scratch/script"
  status 2 "$fails_name: status" cow -q -f "$scratch/script"
  like "$(cat "$scratch/err")" "$fails_regex" "$fails_name: message"
}

printf 'a b 1\nb c 2\nc d 3\na d 10\n' >"$scratch/g.txt"

is "$(ask 'attr toll = if(weight > 2, 1, 0)' 'distances a d --weight=toll')" 'a d 1;' 'a weight'
is "$(ask 'attr dear = weight>2' "attr hub = degree > 1 --on=vertex" "path a d --where='not dear or src.hub'")" 'a d 10 1 ["a","d"];' 'conditions of edges and vertices'
is "$(ask 'attr kind = if(weight > 2, "dear", "cheap")' "distances a '*' --where='kind == \"cheap\"'")" 'a a 0;a b 1;a c 3;' 'a text, quotes as they were written'
is "$(ask "attr kind = 'if(weight > 2, \"dear\", \"cheap\")'" 'schema')" 'edge weight int 4 0 1 10 4;edge kind string 4 0 cheap dear 2;' 'one quoted word'
is "$(ask 'attr --on=edge k = 2' 'attr k = 1 --on vertex' 'schema')" 'edge weight int 4 0 1 10 4;edge k int 4 0 2 2 1;vertex k int 4 0 1 1 1;' '--on stands anywhere'
is "$(ask 'attr k = degree' 'set @s = @{k==2}' 'sets')" 'set kind size;@s vertices 1;' 'vertices when it can be read over them only'
is "$(ask 'attr x = weight * 2' 'distances a d --weight=x' 'attr x = x + 1' 'distances a d --weight=x' 'attr x = 7' 'distances a d --weight=x --where=x==7')" 'a d 12;a d 15;a d 7;' \
  'an attribute that is replaced: nothing remembers the old one'
is "$(ask 'attr x = if(weight == 2, null, weight)' 'schema' 'distances a d --weight=x --where=x!=null')" 'edge weight int 4 0 1 10 4;edge x int 3 1 1 10 3;a d 10;' 'nulls'
is "$(ask 'set @s = @{weight>2}' 'attr x = weight' 'set @t = @{x>2}' 'sets')" 'set kind size;@s edges 2;@t edges 2;' 'sets by an attribute'
printf 'a b\nb c\na c\n' >"$scratch/plain.txt"
is "$(cow -q "$scratch/plain.txt" -c 'distances a c' -c 'attr weight = if(src.name == "a" and dst.name == "c", 9, 2)' -c 'distances a c' | grep -v from | tr '\t\n' ' ;')" 'a c 1;a c 4;' \
  'where there is no weight, the attribute of that name is it'
cow -q "$scratch/g.txt" -c 'attr x = weight / 4' -c 'attr far = appearance > 1 --on=vertex' -c "save $scratch/g.cow" -c "save $scratch/g.graphml" 2>"$scratch/err"
for file in g.cow g.graphml; do
  is "$(cow -q "$scratch/$file" -c schema | sed 1d | tr '\t\n' ' ;')" 'edge weight int 4 0 1 10 4;edge x real 4 0 0.25 2.5 4;vertex far bool 4 0 false true 2;' "saved and loaded: $file"
done
is "$(cow "$scratch/g.txt" -c 'attr x = if(weight > 2, 1, null)' 2>&1 | tail -1)" 'x: int of 4 edges, 2 null' 'what it says'
is "$(cow -q "$scratch/g.txt" --undirected -c schema 2>/dev/null; cow -q -c "load $scratch/g.txt --undirected" -c 'attr x = src.appearance * 10 + dst.appearance' -c 'show c--b' | grep '^x' | tr '\t' ' ')" 'x 12' \
  'without direction: src appeared first'
status 0 'memory is shared all the same' cow -q "$scratch/g.txt" -c 'attr x = weight' -c 'memory --verify'

fails 'the weight of the edges' 'is the weight that the edges have' 'attr weight = 3'
fails 'a built-in name' '"id" has a meaning in expressions' 'attr id = 3'
fails '… of a vertex' '"degree" has a meaning in expressions' 'attr degree = 3 --on=vertex'
fails 'a word of the language' '"not" is no name' 'attr not = 1'
fails 'a number' '"2x" is no name' 'attr 2x = 1'
fails 'no blanks' 'wants =' 'attr x=3'
fails 'another sign' 'where = was expected' 'attr x == 3'
fails 'nothing' 'wants EXPR' 'attr x ='
fails 'an unknown attribute' 'column 1: unknown edge attribute "foo"' 'attr x = foo'
fails 'an unknown attribute of vertices' '"weight" is an attribute of edges, not of vertices' 'attr x = weight --on=vertex'
fails 'a row that fails' 'division by zero.*edge a -> b' 'attr x = 1/(weight-1)'
fails 'always null' 'is always null' 'attr x = null'
fails 'where it goes' '--on must be one of' 'attr x = 1 --on=graph'
done_testing
