#!/bin/sh
# cli-osm.t - roads of a map through the program: lengths, times, one-ways, the ways to pack it, what is refused.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
cat >town.osm <<'END'
<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
 <node id="1" lat="0" lon="0"/><node id="2" lat="0" lon="0.001"/><node id="3" lat="0" lon="0.002"/>
 <node id="9000000004" lat="0.001" lon="0.002"/><node id="5" lat="0.001" lon="0"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/><tag k="name" v="Main Street"/><tag k="maxspeed" v="36"/></way>
 <way id="11"><nd ref="3"/><nd ref="9000000004"/><nd ref="5"/><tag k="highway" v="residential"/><tag k="oneway" v="-1"/></way>
 <way id="12"><nd ref="1"/><nd ref="5"/><tag k="highway" v="motorway"/></way>
 <way id="13"><nd ref="1"/><nd ref="9000000004"/><tag k="highway" v="footway"/></way>
</osm>
END
rows () { cow -q "$@" | sed 1d; }

is "$(rows -c 'load town.osm' -c 'neighbors *')" "1	3	1	222.39
1	5	1	111.195
3	1	1	222.39
5	3	1	333.585" 'junctions and ends are vertices, edges metres'
is "$(rows -c 'load town.osm' -c 'path 1 3')" "1	3	222.39	1	[\"1\",\"3\"]" 'the length is the weight'
is "$(rows -c 'load town.osm' -c 'path 1 3 --weight=seconds')" "1	3	22.239	1	[\"1\",\"3\"]" '36 km/h are 10 metres a second'
is "$(rows -c 'load town.osm' -c 'path 5 1 --weight=length')" "$(rows -c 'load town.osm' -c 'path 5 1 --weight=weight')" 'it is called length, and weight as well'
like "$(rows -c 'load town.osm' -c 'path 5 1 --algorithm=astar' | cut -f3)" '^555\.97' 'A* has places to aim by'
is "$(rows -c 'load town.osm' -c 'path 3 5 --where="highway != \"primary\""' | cut -f3)" inf 'no way against a one-way'
is "$(rows -c 'load town.osm --undirected' -c 'path 3 5 --where="highway != \"primary\""' | cut -f3)" 333.585 '… but for those who walk'
like "$(cow -q -c 'load town.osm' -c schema)" '^edge	length	real	4	0	111.195	333.585' 'schema names the weight'
like "$(cow -q -c 'load town.osm' -c 'show e:0')" '^name	Main Street' 'show knows the street'
is "$(rows -c 'load town.osm' -c 'show 3' | tail -2 | tr '\n\t' '; ')" 'x 0.002;y 0;' 'a vertex has its place'

expected=$(cow -q -c 'load town.osm' -c 'neighbors *')
for packer in gzip bzip2 xz; do
  $packer -c town.osm >town.osm.packed && is "$(cow -q -c 'load town.osm.packed' -c 'neighbors *')" "$expected" "$packer"
done
is "$(cow -q -c 'load town.osm' -c 'save town.cow' -c 'load town.cow' -c 'show e:0')" "$(cow -q -c 'load town.osm' -c 'show e:0')" 'an image keeps it all'

# The seeds of the fuzzer are maps behind a byte of options.
seed=$top_srcdir/tests/corpus/osm-pbf
tail -c +2 "$seed/packed" >town.osm.pbf
tail -c +2 "$seed/nodes" >unnamed
is "$(rows -c 'load town.osm.pbf' -c 'neighbors *')" "1	2	1	111.195
2	1	1	111.195" 'PBF'
is "$(rows -c 'load unnamed' -c 'neighbors *')" "1	2	1	111.195
2	1	1	111.195" '… known by its content'
mkfifo pipe
cat town.osm.pbf >pipe &
is "$(rows -c 'load pipe' -c 'neighbors *')" "1	2	1	111.195
2	1	1	111.195" '… from a pipe, in one pass'
gzip -c town.osm.pbf >town.osm.pbf.gz
is "$(rows -c 'load town.osm.pbf.gz' -c 'info' | grep ^format)" 'format	osm-pbf' '… compressed once more'

head -c 100 town.osm.pbf >cut.osm.pbf
status 3 'a map that was cut' cow -c 'load cut.osm.pbf'
like "$(cat err)" 'cut.osm.pbf: byte [0-9]+: the file ends in a blob$' '… is told where'
sed 's/lat="0.001" lon="0"/lat="95" lon="0"/' town.osm >bad.osm
status 3 'a place that is not on the earth' cow -c 'load bad.osm'
like "$(cat err)" 'bad.osm:4: lat "95" is not between -90 and 90' '… is told where'
printf '<osm><way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="road"/></way></osm>' >hole.osm
status 0 'roads that leave the map' cow -c 'load hole.osm'
like "$(cat err)" '^hole.osm: 2 of 2 nodes of roads are not in the file' '… are told'
done_testing
