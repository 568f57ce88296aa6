#!/bin/sh
# cli-batches.t - costs to targets from many sources at once: the rows of one source after the other, from any number of workers.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
# A few vertices hang on an edge of their own: not reached by the others.
fixture cow -q -c 'generate er n=3000 degree=10 weights=1..99 --seed=5' -c 'save g.txt --output=edgelist'
printf 'lost\tfound\t3\n' >>g.txt
set -- -q -c 'load g.txt --undirected' -c 'sample 90 --seed=1 into @s' -c 'set @t = 5 + 7 + 11 + 13 + lost + 17'
for question in 'distances @s @t' "distances @s '*'" 'distances @s @t --weight=none' 'distances @s @t --cutoff=60' 'distances @s @t --weight=none --cutoff=3' \
  'distances @s @t --avoid=5' 'distances @s'; do
  cow "$@" -c "$question --shard=1/1 --workers=1" >alone
  for workers in 1 2 5; do
    cow "$@" -c "$question --workers=$workers" >batches
    ok "$question, $workers workers" cmp -s alone batches
  done
done
why () { cow -q -F tsv -c 'load g.txt --undirected' -c 'sample 90 --seed=1 into @s' -c 'set @t = 5 + 7 + 11 + 13' -c "explain $1" | awk -F'\t' '$1 == "why" { print $2 }'; }
like "$(why 'distances @s @t --weight=none --workers=1')" 'sources at once' 'hops to targets: a batch'
unlike "$(why 'distances @s 5 --weight=none --workers=1')" 'sources at once' '… not to one'
unlike "$(why "distances @s '*' --weight=none --workers=1")" 'sources at once' '… nor to all'
case $(why 'distances @s --workers=1') in
  *'at once'*) like "$(why 'distances @s @t --workers=1')" 'sources at once' 'costs to targets: a batch' ;;
  *) skip 'costs to targets: a batch' 'this processor has no vectors' ;;
esac
status 1 'no target is reached from any source' cow -q -c 'load g.txt --undirected' -c 'sample 90 --seed=1 into @s' -c 'set @u = lost + found' \
  -c 'set @v = @s - @u' -c 'distances @v @u --workers=1'
done_testing
