#!/bin/sh
# cli-hostile.t - files that are made to hurt, through the program: each costs an error message and little memory. So does a file that
# somebody cuts or lengthens while it is loaded, and a mapped image that is cut later.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99

# refuses FILE REGEX: an error (status 3), found by processes that may have 256 MB of data each
refuses ()
{
  (is_sanitized || ulimit -d 262144; cow -q -c "load $1") >out 2>err
  is "$?" 3 "$1: refused"
  like "$(cat err)" "$2" '… with the reason'
}
# repeat TEXT BYTES: without line ends
repeat () { yes "$1" | tr -d '\n' | head -c "$2"; }

{ echo '1000000 1'; yes '' | head -c 60000000; } | gzip -9 >bomb.graph.gz
refuses bomb.graph.gz 'bomb\.graph\.gz: expands to more than 250 times its size, as only a bomb does'
yes '0 1' | head -c 60000000 | gzip -9 >bomb.txt.gz
refuses bomb.txt.gz 'bomb\.txt\.gz: expands to more than 250 times its size'
# The packing has to be poor enough for a line that is no bomb: beyond 64 MiB it is refused, however long it goes on.
head -c 70000000 /dev/zero | tr '\0' a | gzip -1 >line.txt.gz
refuses line.txt.gz 'line\.txt\.gz:1: a line of more than 64 MiB'

printf '*Vertices 9e18\n*Edges\n1 2\n' >claim.net
refuses claim.net 'claim\.net:1: "9e18" is no number of vertices'
printf '*Vertices 9000000000000000000\n*Edges\n1 2\n' >count.net
refuses count.net 'count\.net:1: 9000000000000000000 vertices: at most 4294967294'
printf '*Vertices 4294967294\n*Edges\n1 2\n' >most.net
(is_sanitized || ulimit -d 262144; cow -q -c 'load most.net') >out 2>err
is "$?" 6 'four billion vertices: not enough memory'
like "$(cat err)" 'not enough memory' '… and said so'
status 6 'more than --memory allows: not enough memory' cow -q -c 'load most.net --memory=100M'
like "$(cat err)" '[0-9]+ bytes wanted, [0-9]{1,9} available' '… what is available is of the limit'

{
  printf '<!DOCTYPE graphml [<!ENTITY a "aaaaaaaaaa">'
  before=a
  for entity in b c d e f g h i j; do
    printf '<!ENTITY %s "' "$entity"; repeat "&$before;" 30; printf '">'
    before=$entity
  done
  printf ']>\n<graphml><graph edgedefault="directed"><node id="&j;"/></graph></graphml>\n'
} >entities.graphml
refuses entities.graphml 'entities\.graphml:[12]: entities are declared: they are refused'
sed 's/graphml/gexf/g' entities.graphml >entities.gexf
refuses entities.gexf 'entities\.gexf:[12]: entities are declared: they are refused'

{ printf '<graphml>'; repeat '<a>' 3000000; echo; } >deep.graphml
refuses deep.graphml 'deep\.graphml:1: nesting too deep'
{ printf '<gexf>'; repeat '<a>' 3000000; echo; } >deep.gexf
refuses deep.gexf 'deep\.gexf:1: nesting too deep'
{ printf '{"a":'; repeat '[' 3000000; echo; } >deep.json
refuses deep.json 'deep\.json:1: nesting too deep'
{ printf 'graph ['; repeat ' a [' 3000000; echo; } >deep.gml
refuses deep.gml 'deep\.gml:1: nesting too deep'
{ printf 'digraph '; repeat '{' 3000000; echo; } >deep.dot
refuses deep.dot 'deep\.dot:1: nesting too deep'

# meddle COMMAND...: loads 60 MB of comments and runs the command on them once the loader has read a part. When the loader was too quick
# the load succeeds or says that the file is another one: tried again, for it is the crash that must not happen, and the error that must.
yes '# a comment that is read and passed over' | head -c 60000000 >whole.txt
meddle ()
{
  for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    cp whole.txt changing.txt
    "$COWPATH" --no-rc -q -c 'load changing.txt' >out 2>err &
    pid=$!
    at=0
    while [ "$at" -eq 0 ] && kill -0 "$pid" 2>/dev/null; do
      for child in $(cat "/proc/$pid/task/$pid/children" 2>/dev/null); do
        for fd in "/proc/$child/fd"/*; do
          case $(readlink "$fd") in
            */changing.txt) at=$(sed -n 's/^pos:[[:space:]]*//p' "/proc/$child/fdinfo/${fd##*/}" 2>/dev/null); at=${at:-0} ;;
          esac
        done
      done
    done
    "$@"
    wait "$pid"
    status=$?
    [ "$status" -eq 0 ] || return 0
  done
}
# changed REGEX NAME: on a machine so busy that the loader always was the quicker one, nothing is known
changed ()
{
  if [ "$status" -eq 0 ]; then
    pass "$2 # SKIP the loader was quicker, twenty times"
  else
    is "$status" 3 "$2"
    like "$(cat err)" "$1" '… and said so'
  fi
}
meddle truncate -s 1000000 changing.txt
changed 'changing\.txt: cannot be read: it was truncated while it was read' 'a file cut while it loads: an error'
meddle truncate -s +100 changing.txt
changed 'changing\.txt: cannot be read: it has grown while it was read' 'a file that grows while it loads: an error'

# An image in use by mapping is checked before each command that uses it. The session says when it has it.
cow -q -c 'generate grid rows=100 cols=100' -c 'save image.cow'
mkfifo commands
"$COWPATH" --no-rc -q <commands >out 2>err &
pid=$!
exec 3>commands
printf 'option image=map\nload image.cow\ninfo\necho ready\n' >&3
until grep -q ready out || ! kill -0 "$pid" 2>/dev/null; do :; done
like "$(cat out)" '^vertices.10000$' 'a mapped image is used'
truncate -s 4096 image.cow
printf 'distances 0 9999\n' >&3
exec 3>&-
wait "$pid"
is "$?" 3 'a mapped image that was cut: an error'
like "$(cat err)" 'is mapped from "image\.cow", which has been truncated: load it again' '… that says so'

done_testing
