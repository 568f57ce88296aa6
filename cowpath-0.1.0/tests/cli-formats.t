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
facts_of () { cow -q -c "load $*" -c 'info' | awk -F'\t' '/^(vertices|edges|directed|weighted|weight_m|loops|parallel)/ { print $1, $2 }'; }
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

cat >small.gr <<'END'
p sp 4 4
a 1 2 3
a 2 3 4
a 1 3 9
a 3 1 1
END
same small.gr

# Written by each writer, found again by ending and by content.
written_attributes='gml graphml json jsonl adj.json'
for format in $written_attributes; do
  status 0 "save: $format" cow -q small.graphml -c "save out.$format"
  same_attributes "out.$format"
  cp "out.$format" unnamed
  is "$(schema_of unnamed)" "$(printf '%s\n' "$schema" | sort)" "$format is known by its content"
done

done_testing
