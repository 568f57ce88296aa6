#!/bin/sh
# debian.t - app/demo/debian.awk on a small archive with every turn of the format.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

convert () { awk -v edges="$scratch/edges" -v vertices="$scratch/vertices" -f "$top_srcdir/app/demo/debian.awk" "$1"; }
tab=$(printf '\t')

cat >"$scratch/available" <<'END'
Package: alpha
Version: 1.0-1
Architecture: amd64
Depends: beta (>= 2.0~), beta (<< 3), gamma:any | delta [amd64] <!nocheck>, alpha
Pre-Depends: libc6
Suggests: epsilon,
 zeta | eta
Conflicts: mallory
Description: about: alpha
Section: web
Size: 1234

Package: beta
Version: 1:2.0-1
Section: libs
Provides: mail-agent (= 2), delta
Enhances: alpha
Size: 5

Package: alpha
Version: 1.0~rc1-9
Depends: old
Section: old
Size: 1

Package: beta
Version: 1:2.0-1+b1
Recommends: gamma
Section: libs
Size: 6
END
ok 'reads an archive' convert "$scratch/available"
is "$(head -n 1 "$scratch/edges")" "source${tab}target${tab}type" 'edges have a header'
is "$(cat "$scratch/vertices")" "name${tab}section${tab}size${tab}version
alpha${tab}web${tab}1234${tab}1.0-1
beta${tab}libs${tab}6${tab}1:2.0-1+b1" 'vertices: one row a package, its latest version'
is "$(sed 1d "$scratch/edges" | tr '\t' ' ' | sort)" 'alpha beta depends
alpha delta depends
alpha epsilon suggests
alpha eta suggests
alpha gamma depends
alpha libc6 pre-depends
alpha zeta suggests
beta gamma recommends' 'edges: constraints and qualifiers dropped, alternatives apart, no doubles, none of the older version'

printf 'Package: p\nVersion: 1\nProvides: v (= 1), w\n' >"$scratch/provides"
convert "$scratch/provides"
is "$(sed 1d "$scratch/edges" | tr '\t' ' ' | sort)" 'v p provided-by
w p provided-by' 'virtual packages lead to those that provide them'

# Each pair in ascending order, as dpkg has it; both orders of appearance must keep the second.
while read -r low high; do
  for pair in "$low $high" "$high $low"; do
    set -- $pair
    printf 'Package: p\nVersion: %s\nSection: s\n\nPackage: p\nVersion: %s\nSection: s\n' "$1" "$2" >"$scratch/two"
    convert "$scratch/two"
    is "$(sed -n '2s/.*\t//p' "$scratch/vertices")" "$high" "of $1 and $2 the later is kept"
  done
  if command -v dpkg >/dev/null; then
    ok "dpkg agrees: $low < $high" dpkg --compare-versions "$low" lt "$high"
  fi
done <<'END'
1.9 1.10
1.0~rc1 1.0
1.0~~ 1.0~
9 1:1
1.0-1 1.0-1+b1
1.0-1 1.0-1.1
1.0-9 1.0-10
1.0 1.0a
1.0a 1.0+
1.2-1 1.2.1-1
1.0-1~bpo1 1.0-1
2-a-1 2-b-1
099 100
END

: >"$scratch/nothing"
ok 'an empty list is a failure' sh -c '! awk -v edges=/dev/null -v vertices=/dev/null -f "$1" "$2"' - \
  "$top_srcdir/app/demo/debian.awk" "$scratch/nothing"
done_testing
