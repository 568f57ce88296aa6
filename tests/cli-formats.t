#!/bin/sh
# cli-formats.t - one small graph in every format: the same vertices, edges, distances, and attributes where the format has them.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
# What every format must say, names by order of appearance; then what those with names and attributes say too.
facts='vertices 4
edges 4
directed true
weighted true
weight_min 1
weight_max 9
loops 0
parallel_edges 0'
distances=':0 :0 0
:0 :1 3
:0 :2 7
:1 :0 5
:1 :1 0
:1 :2 4
:2 :0 1
:2 :1 4
:2 :2 0
:3 :3 0'
schema='edge weight int 4 0 1 9
edge kind string 3 1 lane road
vertex size real 3 1 -2 2.5
vertex open bool 4 0 false true
vertex title string 4 0 A D'

# facts_of FILE [OPTION...]; distances_of FILE: ends as :N, whatever their names are
facts_of () { cow -q -c "load $*" -c 'info' 2>/dev/null | awk -F'\t' '/^(vertices|edges|directed|weighted|weight_m|loops|parallel)/ { print $1, $2 }'; }
distances_of ()
{
  for source in 0 1 2 3; do
    for target in 0 1 2 3; do
      cow -q -c "load $*" -c "distances :$source :$target" 2>/dev/null \
        | awk -F'\t' -v s=":$source" -v t=":$target" 'NR > 1 && $3 != "inf" { print s, t, $3 }'
    done
  done
}
schema_of () { cow -q -c "load $*" -c schema | awk -F'\t' 'NR > 1 { print $1, $2, $3, $4, $5, $6, $7 }' | sort; }

# same FILE [OPTION...]: the facts and the distances; same_attributes: the schema too
same ()
{
  is "$(facts_of "$*")" "$facts" "$*: info"
  is "$(distances_of "$*")" "$distances" "$*: distances"
}
same_attributes ()
{
  same "$*"
  is "$(schema_of "$*")" "$(printf '%s\n' "$schema" | sort)" "$*: schema"
}

cat >small.graphml <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="s" for="node" attr.name="size" attr.type="double"/>
  <key id="o" for="node" attr.name="open" attr.type="boolean"><default>true</default></key>
  <key id="l" for="node" attr.name="title" attr.type="string"/>
  <key id="w" for="edge" attr.name="weight" attr.type="int"/>
  <key id="k" for="edge" attr.name="kind" attr.type="string"/>
  <graph edgedefault="directed">
    <node id="a"><data key="s">1</data><data key="l">A</data></node>
    <node id="b"><data key="s">2.5</data><data key="l">B</data></node>
    <node id="c"><data key="o">false</data><data key="l">C</data></node>
    <node id="d"><data key="s">-2</data><data key="l">D</data></node>
    <edge source="a" target="b"><data key="w">3</data><data key="k">road</data></edge>
    <edge source="b" target="c"><data key="w">4</data><data key="k">lane</data></edge>
    <edge source="a" target="c"><data key="w">9</data></edge>
    <edge source="c" target="a"><data key="w">1</data><data key="k">road</data></edge>
  </graph>
</graphml>
END
same_attributes small.graphml

cat >small.gml <<'END'
# open is 1 where it is true, and size of c is not known
# cowpath vertex open bool
Creator "by hand"
graph [
  directed 1
  node [ id 10 label "a" size 1.0 open 1 title "A" ]
  node [ id 11 label "b" size 2.5 open 1 title "B" ]
  node [ id 12 label "c" open 0 title "C" ]
  node [ id 13 label "d" size -2.0 open 1 title "D" ]
  edge [ source 10 target 11 weight 3 kind "road" ]
  edge [ source 11 target 12 weight 4 kind "lane" ]
  edge [ source 10 target 12 weight 9 ]
  edge [ source 12 target 10 weight 1 kind "road" ]
]
END
same_attributes small.gml

cat >small.gexf <<'END'
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3"><graph defaultedgetype="directed">
<attributes class="node"><attribute id="0" title="size" type="float"/><attribute id="1" title="open" type="boolean"><default>true</default></attribute>
  <attribute id="t" title="title" type="string"/></attributes>
<attributes class="edge" mode="static"><attribute id="0" title="kind" type="string"/></attributes>
<nodes count="4">
  <node id="a"><attvalues><attvalue for="0" value="1"/><attvalue for="t" value="A"/></attvalues></node>
  <node id="b"><attvalues><attvalue for="0" value="2.5"/><attvalue for="t" value="B"/></attvalues><viz:size value="3"/></node>
  <node id="c"><attvalues><attvalue for="1" value="false"/><attvalue for="t" value="C"/></attvalues></node>
  <node id="d"><attvalues><attvalue for="0" value="-2.0"/><attvalue for="t" value="D"/></attvalues></node>
</nodes>
<edges>
  <edge id="0" source="a" target="b" weight="3"><attvalues><attvalue for="0" value="road"/></attvalues></edge>
  <edge id="1" source="b" target="c" weight="4.0"><attvalues><attvalue for="0" value="lane"/></attvalues></edge>
  <edge id="2" source="a" target="c" weight="9" type="directed"/>
  <edge id="3" source="c" target="a"><attvalues><attvalue for="0" value="road"/></attvalues></edge>
</edges></graph></gexf>
END
same_attributes small.gexf

cat >small.json <<'END'
{"directed": true, "multigraph": false, "graph": {},
 "nodes": [{"id": "a", "size": 1.0, "open": true, "title": "A"}, {"id": "b", "size": 2.5, "open": true, "title": "B"},
           {"id": "c", "size": null, "open": false, "title": "C"}, {"id": "d", "size": -2, "open": true, "title": "D"}],
 "edges": [{"source": "a", "target": "b", "weight": 3, "kind": "road"}, {"kind": "lane", "weight": 4, "source": "b", "target": "c"},
           {"source": "a", "target": "c", "weight": 9}, {"source": "c", "target": "a", "weight": 1, "kind": "road"}]}
END
same_attributes small.json

cat >small.adj.json <<'END'
{"directed": true, "multigraph": false, "graph": [],
 "nodes": [{"size": 1.0, "open": true, "title": "A", "id": "a"}, {"size": 2.5, "open": true, "title": "B", "id": "b"},
           {"open": false, "title": "C", "id": "c"}, {"size": -2.0, "open": true, "title": "D", "id": "d"}],
 "adjacency": [[{"weight": 3, "kind": "road", "id": "b"}, {"weight": 9, "id": "c"}], [{"weight": 4, "kind": "lane", "id": "c"}],
               [{"weight": 1, "kind": "road", "id": "a"}], []]}
END
same_attributes small.adj.json

cat >small.jsonl <<'END'
{"id": "a", "size": 1.0, "open": true, "title": "A"}
{"from": "a", "to": "b", "weight": 3, "kind": "road"}
{"id": "b", "size": 2.5, "open": true, "title": "B"}
{"vertex": "c", "open": false, "title": "C"}
{"id": "d", "size": -2, "open": true, "title": "D"}

{"weight": 4, "source": "b", "target": "c", "kind": "lane"}
{"src": "a", "dst": "c", "weight": 9}
{"source": "c", "target": "a", "weight": 1, "kind": "road"}
END
same_attributes small.jsonl

if python3 -c 'import sqlite3' 2>/dev/null; then
  python3 - <<'END'
import sqlite3
d = sqlite3.connect ('small.sqlite')
d.executescript ("""
  CREATE TABLE edges (a, b, cost INTEGER, kind TEXT);
  INSERT INTO edges VALUES ('a', 'b', 3, 'road'), ('b', 'c', 4, 'lane'), ('a', 'c', 9, NULL), ('c', 'a', 1, 'road');
  CREATE TABLE other (x, y);
  CREATE VIEW turned AS SELECT b AS source, a AS target FROM edges;
""")
END
  printf 'name\tsize:real\topen:bool\ttitle\na\t1\ttrue\tA\nb\t2.5\ttrue\tB\nc\t\tfalse\tC\nd\t-2\ttrue\tD\n' >vertices.tsv
  same_attributes small.sqlite --vertices=vertices.tsv
  same_attributes small.sqlite --vertices=vertices.tsv --query="'SELECT kind, b AS target, cost AS weight, a AS source FROM edges'"
  is "$(cow -q -c 'load small.sqlite --table=turned' -c 'neighbors b')" "$(printf 'from\tto\tdepth\tweight\nb\ta\t1\t1')" 'a view'
  for refused in '--table=none:no such table: none' '--table=a --query=b:exclude each other' "--query='DELETE FROM edges':not authorized" \
      "--query='SELECT a FROM edges':1 column: an edge needs two" "--query='SELECT 1,2; SELECT 3,4':more than one query" \
      "--query='ATTACH \"x.db\" AS x':not authorized" "--query='SELECT load_extension(1), 2':not authorized"; do
    like "$(cow -q -c "load small.sqlite ${refused%%:*}" 2>&1)" "${refused#*:}" "refused: ${refused%%:*}"
  done
  like "$(cow -q -c 'load small.gml --table=edges' 2>&1)" '--table is for SQLite databases' '--table of what is no database'
  is "$(cow small.sqlite -c 'load small.sqlite --query="WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x AS a, -x FROM c" --deadline=300ms' 2>&1 >out | tail -1)" \
    'partial: the deadline passed after 0 of 0 tasks' 'a query without end is stopped'
else
  skip 'a database' 'no python3 here'
fi

cat >small.gr <<'END'
p sp 4 4
a 1 2 3
a 2 3 4
a 1 3 9
a 3 1 1
END
same small.gr

cat >small.graph <<'END'
% directed, as the GAP benchmark writes it
4 4 001
2 3 3 9
3 4
1 1

END
same small.graph --directed

cat >small.mtx <<'END'
%%MatrixMarket matrix coordinate integer general
4 4 4
1 2 3
2 3 4
1 3 9
3 1 1
END
same small.mtx

# a byte: directed; arcs, vertices; offsets; ends and weights; the same once more by their targets
number () { printf "\\$(printf %03o "$1")\\000\\000\\000"; }
numbers () { for number; do number "$number"; done; }
long () { for number; do number "$number"; number 0; done; }
{ printf '\001'; long 4 4 0 2 3 4 4; numbers 1 3 2 9 2 4 0 1; long 0 1 2 4 4; numbers 2 1 0 3 0 9 1 4; } >small.wsg
same small.wsg

cat >small.max <<'END'
p max 4 4
n 1 s
n 3 t
a 1 2 3
a 2 3 4
a 1 3 9
a 3 1 1
END
is "$(cow -q -c 'load small.max' 2>&1)" 'small.max: flow from 1 to 3: the attribute terminal says so' 'a flow has its ends told'
same small.max

cat >small.dot <<'END'
digraph small { // size of c is not known
  node [open=true]
  a [size="1.0", title=A]; b [size=2.5, title=B]; c [open=false, title=C]; d [size=-2, title="D"]
  subgraph roads { edge [kind=road] a -> b [weight=3] }
  b -> c [weight=4, kind=lane]
  a -> c [weight=9]
  c -> a [kind=road, weight=1]
}
END
same_attributes small.dot

cat >small.net <<'END'
*Vertices 4
1 "a" size 1.0 open true title A
2 "b" size 2.5 open true title B
3 "c" open false title C
4 "d" size -2 open true title D
*Arcs
1 2 3 kind road
2 3 4 kind lane
1 3 9
3 1 1 kind road
END
same_attributes small.net

# Text tables: edges, and vertices in a file of their own.
cat >small.csv <<'END'
source,target,weight,kind
a,b,3,road
b,c,4,"lane"
a,c,9,
c,a,1,road
END
cat >small-vertices.csv <<'END'
name,size:real,open,title
a,1,true,A
b,2.5,true,B
c,,false,C
d,-2,true,D
END
tr ',' '\t' <small.csv | tr -d '"' >small.tsv
same_attributes small.csv --vertices=small-vertices.csv
same_attributes small.tsv --vertices=small-vertices.csv
# bare: no header, no names; the ids of a GAP edge list are all that are to the largest
printf '0 1 3\n1 2 4\n0 2 9\n2 0 1\n' >small.txt
printf 'name\n3\n' >more.csv
same small.txt --vertices=more.csv
same small.txt --vertices=more.csv --input=el
cow -q small.graphml -c 'save small.cow'
same_attributes small.cow

# Written by each writer, found again by ending and by content.
written_attributes='dot gml graphml json jsonl adj.json net'
for format in $written_attributes; do
  status 0 "save: $format" cow -q small.graphml -c "save out.$format"
  same_attributes "out.$format"
  cp "out.$format" unnamed
  is "$(schema_of unnamed)" "$(printf '%s\n' "$schema" | sort)" "$format is known by its content"
done

# Written, but for names and attributes, which a warning tells.
for format in tsv el; do
  status 0 "save: $format" cow -q small.graphml -c "save out.$format"
  like "$(cat "$scratch/err")" "vertex attributes not written: size, open, title" "$format: vertices have no place in it"
  same_attributes "out.$format" --vertices=small-vertices.csv
done
for format in mtx gr; do
  status 0 "save: $format" cow -q small.graphml -c "save out.$format"
  like "$(cat "$scratch/err")" "names are not kept" "$format: names are told to be lost"
  like "$(cat "$scratch/err")" "vertex attributes not written: size, open, title" "$format: so are attributes"
  same "out.$format"
done
status 2 'METIS has no arcs' cow -q small.graphml -c 'save out.graph'
status 0 '… but edges' cow -q -c 'load small.graphml --undirected' -c 'save out.graph' -c 'load out.graph' -c "distances :0 :2"
is "$(tail -1 "$scratch/out" | cut -f3)" 1 '… and they are read back'

# An attribute without any value has no place in formats that write values only.
printf 'src,dst,empty:int,kind\n1,2,,a\n' >empty.csv
for format in net dot; do
  status 0 "save: $format, an attribute without values" cow -q empty.csv -c "save out.$format"
  like "$(cat err)" 'edge attribute without any value not written: empty' "$format: it is told to be lost"
done
for format in gml graphml json jsonl adj.json tsv; do
  status 0 "save: $format, an attribute without values" cow -q empty.csv -c "save out.$format" -c "load out.$format" -c schema
  like "$(cat out)" '^edge	empty	int	0	1' "$format: it is kept"
done

# --bad-lines=skip where lines stand for themselves; where they do not it is told.
printf 'p edge 2 2\ne 1 2\ne 1 7\n' >bad.gr
printf '1 2 3\nalone\n' >bad.txt
for file in bad.gr bad.txt; do
  status 3 "$file: a bad line" cow -q "load $file"
  status 0 "$file: is left out" cow -q -c "load $file --bad-lines=skip" -c info
  like "$(cat err)" '1 bad line skipped' "$file: and counted"
done
printf '2 1\n2\n7\n' >bad.graph
printf '*Vertices 2\n*Edges\n1 7\n' >bad.net
printf '%%%%MatrixMarket matrix coordinate pattern general\n2 2 1\n1 7\n' >bad.mtx
printf 'digraph {\na -> ;\n}\n' >bad.dot
for file in bad.graph bad.net bad.mtx bad.dot; do
  status 3 "$file: a bad line is an error all the same" cow -q -c "load $file --bad-lines=skip"
  like "$(cat err)" "^$file: --bad-lines=skip changes nothing" "$file: and that is told"
done

# Whatever packed it.
for packer in gzip bzip2 xz zstd lz4; do
  if command -v $packer >/dev/null 2>&1; then
    $packer -c small.net >packed && same_attributes packed
  else
    skip "$packer: a packed file" "no $packer here"
  fi
done

done_testing
