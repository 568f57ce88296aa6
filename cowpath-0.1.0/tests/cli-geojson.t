#!/bin/sh
# cli-geojson.t - rows as features: lines, points, what has no place; valid JSON always, numbers that read back, any number of workers.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'a b 1\nb c 2.5\nc d 3\nd "e\\x" 1\n' >g.txt
printf 'name\tlon\tlat\na\t13.4\t52.52\nb\t0.1\t0.3333333333333333\nc\t-180\t90\nx\t1e-7\t-0.5\n' >places.tsv
ask () { cow -q -c 'load g.txt --vertices=places.tsv' "$@"; }
begin='{"type":"FeatureCollection","features":['

is "$(ask -c 'path a c --output=geojson')" "$begin"'
 {"type":"Feature","geometry":{"type":"LineString","coordinates":[[13.4,52.52],[0.1,0.3333333333333333],[-180,90]]},"properties":{"from":"a","to":"c","cost":3.5,"hops":2,"path":["a","b","c"]}}
]}' 'a path is a line'
is "$(ask -c 'path a c --format=geojson')" "$(ask -c 'path a c --output=geojson')" '--format=geojson says the same'
is "$(cow -q -F geojson -c 'load g.txt --vertices=places.tsv' -c 'path a c')" "$(ask -c 'path a c --output=geojson')" '… and so does -F'
like "$(ask -c 'path a a --output=geojson')" '"geometry":\{"type":"Point","coordinates":\[13.4,52.52\]\},' 'a path of one vertex is a point'
like "$(ask -c 'path c a --output=geojson')" '"geometry":null,"properties":\{"from":"c","to":"a","cost":null,"hops":null,"path":\[\]\}' 'no path has no geometry'
like "$(ask -c 'path a d --output=geojson')" '"coordinates":\[\[13.4,52.52\],\[0.1,0.3333333333333333\],\[-180,90\]\]' 'vertices without coordinates are left out'
like "$(ask -c 'path c d --output=geojson')" '"geometry":null' '… until it is no line'
like "$(ask -c 'tree a --output=geojson')" 'Point.*-180,90.*"vertex":"c"' 'a column of vertices makes points'
like "$(ask -c 'neighbors a --format=geojson')" 'LineString.*13.4,52.52.*"from":"a","to":"b"' 'from and to make a line'
like "$(ask -c 'find x --format=geojson')" '"coordinates":\[1e-7,-0.5\]' 'find'
is "$(ask -c 'find zz* --format=geojson')" "$begin]}" 'no rows: an empty collection'
like "$(ask -c 'info --format=geojson')" '"geometry":null,"properties":\{"key":"graph"' 'rows without vertices'

ask -c 'path a c > paths.geojson'
is "$(cat paths.geojson)" "$(ask -c 'path a c --output=geojson')" '> FILE.geojson'
ask -c 'path a c --format=tsv > odd.geojson'
is "$(head -1 odd.geojson)" 'from	to	cost	hops	path' '… unless --format says'
status 2 '>> cannot go on in one' cow -q -c 'load g.txt --vertices=places.tsv' -c 'path a c >> paths.geojson'
like "$(cat err)" 'cannot append' '… is said'
status 2 'a graph without coordinates' cow -q g.txt -c 'path a c --output=geojson'
like "$(cat err)" 'geojson needs coordinates' '… is said'
is "$(cat out)" '' '… and nothing is printed'
status 2 'another --output' cow -q g.txt -c 'path a c --output=shape'
like "$(ask -c 'path a c &' -c 'wait' -c 'results %% --format=geojson')" '"type":"LineString"' 'results of a job'

if command -v python3 >/dev/null; then
  cat >read.py <<'P'
import json, sys
d = json.load(open(sys.argv[1]))
assert d["type"] == "FeatureCollection"
for f in d["features"]:
    assert f["type"] == "Feature" and set(f) == {"type", "geometry", "properties"}
    g = f["geometry"]
    if g is None: continue
    c = g["coordinates"]
    assert g["type"] in ("Point", "LineString")
    for p in (c if g["type"] == "LineString" else [c]):
        assert len(p) == 2 and all(isinstance(x, (int, float)) for x in p)
    assert g["type"] == "Point" or len(c) >= 2
print(len(d["features"]))
P
  for file in 'generate geometric n=300 radius=0.1 weights=1..9:path * *' 'generate geometric n=300 radius=0.1:tree :0'; do
    question=${file#*:}
    for workers in 1 2 5; do
      cow -q -w $workers -c "${file%%:*}" -c "$question > w$workers.geojson"
    done
    is "$(python3 read.py w1.geojson)" "$(cow -q -c "${file%%:*}" -c "$question" | tail -n +2 | wc -l)" "python3 reads $question"
    ok '… the same with 2 workers' cmp w1.geojson w2.geojson
    ok '… and with 5' cmp w1.geojson w5.geojson
  done
  python3 - <<'P'
import random
random.seed(4)
names = ['"q"', "b\\\\s", "\u202e", "\x7f", "plain"] + ["v%d" % i for i in range(200)]
with open("odd.tsv", "wb") as table, open("odd.txt", "wb") as edges:
    table.write(b"name\tx\ty\n")
    for name in [n.encode() for n in names] + [b"\303\050"]:
        table.write(name.replace(b"\\\\", b"\\\\") + b"\t%r\t%r\n" % (random.uniform(-1, 1) * 10 ** random.randint(-9, 9), random.gauss(0, 50)))
        edges.write(b"plain\t" + name + b"\n")
P
  cow -q -c 'load odd.txt --vertices=odd.tsv --input=edgelist' -c 'find * > odd.geojson' -c 'tree plain > tree.geojson'
  is "$(python3 read.py odd.geojson)" "$(cow -q -c 'load odd.txt --vertices=odd.tsv --input=edgelist' -c 'find *' | tail -n +2 | wc -l)" 'names of all kinds'
  ok '… in trees' test "$(python3 read.py tree.geojson)" -gt 200
  if python3 - <<'P'
import json
wanted = {line.split("\t")[0]: [float(x) for x in line.split("\t")[1:]] for line in open("odd.tsv", errors="replace").read().split("\n")[1:] if line}
got = {f["properties"]["vertex"]: f["geometry"]["coordinates"] for f in json.load(open("odd.geojson"))["features"] if f["geometry"]}
same = [name for name in wanted if name in got]
assert len(same) >= 200 and all(got[name] == wanted[name] for name in same)
P
  then pass 'numbers read back to the same double'; else fail 'numbers read back to the same double'; fi
else
  skip 'python3 reads it' 'there is no python3'
fi
done_testing
