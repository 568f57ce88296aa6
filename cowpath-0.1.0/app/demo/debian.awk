# debian.awk - turns `apt-cache dumpavail` into the dependency graph of a Debian archive.
#
# usage: apt-cache dumpavail | awk -v edges=FILE -v vertices=FILE -f debian.awk
#
# edges:    source target type        (type: depends, pre-depends, recommends, suggests, enhances, provided-by)
# vertices: name section size version (size: bytes to download)
#
# Version constraints, architecture and build profile qualifiers are dropped; each alternative of `a | b` is an edge of its own.
# A virtual package is a vertex without attributes; an edge `provided-by` leads from it to each package that provides it,
# so that a path can go on through it. Of several versions of a package the latest counts, by dpkg's rules.
# Plain awk: runs in mawk, gawk and busybox. One pass; only the edges of each package are held, to be able to replace them.

BEGIN {
  FS = ": "
  type["Depends"] = "depends"
  type["Pre-Depends"] = "pre-depends"
  type["Recommends"] = "recommends"
  type["Suggests"] = "suggests"
  type["Enhances"] = "enhances"
  type["Provides"] = "provided-by"
  digits = "0123456789"
  for (i = 33; i < 127; i++) {
    c = sprintf ("%c", i)
    # dpkg's order inside a version: ~ before the end of the part, then letters, then all other characters
    rank[c] = c == "~" ? -1 : c ~ /[A-Za-z]/ ? i : i + 256
  }
}

# -1, 0 or 1: the order of two upstream or revision parts
function compare_parts(a, b,    x, y) {
  while (a != "" || b != "") {
    while ((a != "" && a !~ /^[0-9]/) || (b != "" && b !~ /^[0-9]/)) {
      x = a == "" || a ~ /^[0-9]/ ? 0 : rank[substr (a, 1, 1)]
      y = b == "" || b ~ /^[0-9]/ ? 0 : rank[substr (b, 1, 1)]
      if (x != y)
        return x < y ? -1 : 1
      a = substr (a, 2)
      b = substr (b, 2)
    }
    sub (/^0+/, "", a)
    sub (/^0+/, "", b)
    x = match (a, /^[0-9]+/) ? substr (a, 1, RLENGTH) : ""
    y = match (b, /^[0-9]+/) ? substr (b, 1, RLENGTH) : ""
    if (length (x) != length (y))
      return length (x) < length (y) ? -1 : 1
    if (x "" != y "")
      return x "" < y "" ? -1 : 1
    a = substr (a, length (x) + 1)
    b = substr (b, length (y) + 1)
  }
  return 0
}

# -1, 0 or 1: the order of two versions [epoch:]upstream[-revision]
function compare_versions(a, b,    e, f, r, s, at, sign) {
  e = match (a, /^[0-9]+:/) ? substr (a, 1, RLENGTH - 1) + 0 : 0
  if (RLENGTH > 0)
    a = substr (a, RLENGTH + 1)
  f = match (b, /^[0-9]+:/) ? substr (b, 1, RLENGTH - 1) + 0 : 0
  if (RLENGTH > 0)
    b = substr (b, RLENGTH + 1)
  if (e != f)
    return e < f ? -1 : 1
  r = s = ""
  if ((at = match (a, /-[^-]*$/)) > 0) {
    r = substr (a, at + 1)
    a = substr (a, 1, at - 1)
  }
  if ((at = match (b, /-[^-]*$/)) > 0) {
    s = substr (b, at + 1)
    b = substr (b, 1, at - 1)
  }
  sign = compare_parts(a, b)
  return sign != 0 ? sign : compare_parts(r, s)
}

# The lines of edges that one relation field stands for
function read_relation(kind, text,    count, i, target, word, lines) {
  gsub (/\([^)]*\)|\[[^]]*\]|<[^>]*>|[ \t]/, "", text)
  count = split (text, word, /[,|]/)
  lines = ""
  for (i = 1; i <= count; i++) {
    target = word[i]
    sub (/:.*/, "", target)
    if (target == "" || target == name || (kind, target) in seen)
      continue
    seen[kind, target] = 1
    if (kind == "provided-by")
      lines = lines target "\t" name "\t" kind "\n"
    else
      lines = lines name "\t" target "\t" kind "\n"
  }
  return lines
}

# The end of a stanza: keeps it unless a later version of the package is known
function finish_stanza(    lines, kind) {
  if (name != "" && (!(name in latest) || compare_versions(latest[name], version) < 0)) {
    if (!(name in latest))
      order[++packages] = name
    latest[name] = version
    attributes[name] = section "\t" size
    lines = ""
    for (kind in relation)
      lines = lines read_relation(kind, relation[kind])
    edges_of[name] = lines
  }
  if (name != "") {
    split ("", relation)
    split ("", seen)
  }
  name = section = size = version = field = ""
}

/^$/ { finish_stanza(); next }
/^[ \t]/ { if (field in type) relation[type[field]] = relation[type[field]] $0; next }
{
  field = $1
  sub (/:.*/, "", field)
  if (field in type)
    relation[type[field]] = substr ($0, length (field) + 2)
  else if (field == "Package")
    name = $2
  else if (field == "Version")
    version = $2
  else if (field == "Section")
    section = $2
  else if (field == "Size")
    size = $2
}

END {
  finish_stanza()
  print "source\ttarget\ttype" > edges
  print "name\tsection\tsize\tversion" > vertices
  for (i = 1; i <= packages; i++) {
    name = order[i]
    printf "%s", edges_of[name] > edges
    print name "\t" attributes[name] "\t" latest[name] > vertices
  }
  if (close (edges) != 0 || close (vertices) != 0)
    exit 1
  if (packages == 0)
    exit 1
}
