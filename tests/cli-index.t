#!/bin/sh
# cli-index.t - indexes through the program: built, listed, used, saved, dropped; the same answers with and without.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
for directed in no yes; do
  cow -q -c "generate grid rows=30 cols=30 weights=0..5 directed=$directed --seed=4" -c 'save plain.cow' -c 'index build ch' \
    -c 'save indexed.cow' >built.txt 2>err
  is "$(cut -f 1,2 built.txt)" "$(printf 'index\tkind\nch\tch')" "a row for what was built, directed=$directed"
  cow -q plain.cow -c 'sample 40 into @s' -c 'path @s :899 --algorithm=heap' >plain.txt 2>err
  cow -q plain.cow -c 'sample 40 into @s' -c 'distances @s --algorithm=heap' -c 'distances @s "*" --algorithm=heap' >sums.txt 2>err
  for workers in 1 2 5; do
    # Few targets go through buckets.
    for targets in :899 @t; do
      cow -q plain.cow -c 'sample 40 into @s' -c 'set @t = :7 + :899' -c "distances @s $targets --algorithm=heap" \
        -c "distances :899 $targets --cutoff=9 --algorithm=heap" -c "distances :3 $targets --algorithm=heap" >few.txt 2>err
      for algorithm in auto ch phast; do
        cow -q -w $workers indexed.cow -c 'sample 40 into @s' -c 'set @t = :7 + :899' \
          -c "distances @s $targets --algorithm=$algorithm" -c "distances :899 $targets --cutoff=9 --algorithm=$algorithm" \
          -c "distances :3 $targets --algorithm=$algorithm" >bucketed.txt 2>err
        ok "the same costs to $targets by $algorithm, $workers workers, directed=$directed" cmp -s few.txt bucketed.txt
      done
    done
    for algorithm in auto ch phast; do
      cow -q -w $workers indexed.cow -c 'sample 40 into @s' -c "distances @s --algorithm=$algorithm" -c "distances @s '*' --algorithm=$algorithm" \
        >swept.txt 2>err
      ok "the same sums and costs by $algorithm, $workers workers, directed=$directed" cmp -s sums.txt swept.txt
    done
    cow -q -w $workers plain.cow -c 'index build ch > ch.txt' -c 'sample 40 into @s' -c 'path @s :899 --algorithm=ch' >ch.out 2>err
    ok "the same paths from $workers workers, directed=$directed" cmp -s plain.txt ch.out
  done
  cow -q indexed.cow -c 'index list' -c 'sample 40 into @s' -c 'path @s :899 --algorithm=ch' >loaded.txt 2>err
  like "$(sed -n 2p loaded.txt)" '^ch	ch	[1-9][0-9]*	' "the index is in the image, directed=$directed"
  is "$(tail -n +3 loaded.txt)" "$(cat plain.txt)" "and answers the same, directed=$directed"
done
head -c 60000 indexed.cow >cut.cow
status 3 'an image that ends in an index' cow cut.cow -c info
like "$(cow -q indexed.cow -c info)" '^index_bytes	[1-9]' 'info tells its bytes'
like "$(cow -q plain.cow -c info)" '^index_bytes	0' 'or that there is none'
is "$(cow -q indexed.cow -c 'index drop ch' -c 'index list' | cut -f 1 | tr '\n' ' ')" 'index ch index ' 'drop tells what is gone'
# A target and a few sources: each pair from both ends.
for algorithm in heap auto ch; do
  cow -q indexed.cow -c 'sample 5 into @s' -c "distances @s :899 --algorithm=$algorithm" -c "distances :4 :899 --algorithm=$algorithm" \
    -c "distances @s :7 --cutoff=20 --algorithm=$algorithm" -c "distances :3 :3 --algorithm=$algorithm" >pair-$algorithm.txt 2>err
done
ok 'the same costs of a few pairs, chosen' cmp -s pair-heap.txt pair-auto.txt
ok '… and asked for' cmp -s pair-heap.txt pair-ch.txt
like "$(cow -q indexed.cow -c 'explain distances :4 :899' | sed -n 's/^algorithm	//p')" 'two searches upward' '… without buckets'
like "$(cow -q indexed.cow -c 'sample 30 into @s' -c 'explain distances @s :899' | sed -n 's/^algorithm	//p')" 'sources a sweep' '… many sources share a sweep of so small a graph'
status 2 'ch without an index' cow -q plain.cow -c 'path :0 :5 --algorithm=ch'
like "$(cat err "$scratch/err")" 'index build ch' 'the message says how to make one'
status 2 'ch over other weights' cow -q indexed.cow -c 'path :0 :5 --algorithm=ch --weight=none'
like "$(cat "$scratch/err")" 'index build ch --weight=none' 'the message names the options'
status 2 'ch around a vertex' cow -q indexed.cow -c 'path :0 :5 --algorithm=ch --avoid=:7'
status 0 'auto around a vertex' cow -q indexed.cow -c 'path :0 :5 --avoid=:40'
status 2 'drop of what is not there' cow -q plain.cow -c 'index drop ch'
status 2 'no such kind' cow -q plain.cow -c 'index build cch'
like "$(cat "$scratch/err")" 'there is .*ch' 'the kinds are named'
status 2 'no such action' cow -q plain.cow -c 'index make ch'
status 2 'build of nothing' cow -q plain.cow -c 'index build'
cow -q plain.cow -c 'index build ch > a.txt' -c 'index build ch --weight="weight * 2" > a.txt' -c 'index list' \
  -c 'path :0 :5 --weight="weight * 2" --algorithm=ch' >views.txt 2>err
is "$(cut -f 1 views.txt | sed -n 2,3p)" "$(printf "ch\nch --weight='weight * 2'")" 'an index for each view'

# Whatever changes the graph is answered as without an index; auto uses one where there is one, and says so.
tell () { sed -n "s/^$1	//p" explained.txt; }
same () { # what, options, [lines before…]
  what=$1 options=$2
  shift 2
  cow -q plain.cow "$@" -c 'sample 40 into @s' -c "path @s :899 $options --algorithm=heap" >without.txt 2>err
  cow -q indexed.cow "$@" -c 'sample 40 into @s' -c "path @s :899 $options" >with.txt 2>err
  ok "an index has no say with $what" cmp -s without.txt with.txt
  cow -q indexed.cow "$@" -c "explain path :3 :899 $options" >explained.txt 2>err
  is "$(tell index)" none "nor is it used with $what"
}
same 'another weight' '--weight="weight + 1"'
same 'no weight' --weight=none
same 'a filter' '--where="weight > 0"'
same 'another direction' --direction=in
same 'a vertex to avoid' --avoid=:450
same 'an edge to block' '--block=e:17'
same 'an overlay that adds' --overlay=fix -c 'overlay new fix' -c 'edge add :3 :899 1'
same 'an overlay that blocks' --overlay=fix -c 'overlay new fix' -c 'edge block e:17'
same 'an overlay that weighs' --overlay=fix -c 'overlay new fix' -c 'edge reweight e:17 77'
same 'an overlay in use' '' -c 'overlay new fix' -c 'edge add :3 :899 1' -c 'overlay use fix'
cow -q indexed.cow -c 'explain path :3 :899' >explained.txt 2>err
is "$(tell index)" ch 'auto asks the index of the whole graph'
like "$(tell why)" 'index "ch"' 'and tells why'
cow -q indexed.cow -c 'sample 40 into @s' -c 'explain distances @s --workers=2' >explained.txt 2>err
is "$(tell index)" ch 'auto asks it for sums'
is "$(tell tasks)" 4 'in batches that are shared out evenly'
cow -q indexed.cow -c 'explain distances :3' >explained.txt 2>err
like "$(tell algorithm)" 'sweep' 'auto sweeps for one source too'
cow -q indexed.cow -c 'explain distances :3 --cutoff=100' >explained.txt 2>err
is "$(tell index)" none '… but not to a cutoff'
cow -q indexed.cow -c 'set @t = :7 + :899' -c 'explain distances :3 @t' >explained.txt 2>err
like "$(tell algorithm)" 'buckets' 'few targets leave what they found in buckets'
cow -q indexed.cow -c 'sample 40 into @s' -c 'explain distances @s @s' >explained.txt 2>err
like "$(tell algorithm)" 'sweep' 'many are swept over'
cow -q indexed.cow -c 'sample 40 into @s' -c 'explain distances @s --shard=1/1' >explained.txt 2>err
is "$(tell index)" none 'not where users count tasks'
cow -q indexed.cow -c 'sample 40 into @s' -c 'distances @s --algorithm=phast --shard=2/2' >shard.txt 2>err
cow -q plain.cow -c 'sample 40 into @s' -c 'distances @s --shard=2/2' >wanted.txt 2>err
ok 'unless they ask for it' cmp -s shard.txt wanted.txt
cow -q indexed.cow -c 'sample 40 into @s' -c 'distances @s --cutoff=3 --algorithm=phast' -c 'distances @s @s --cutoff=3 --algorithm=phast' >with.txt 2>err
cow -q plain.cow -c 'sample 40 into @s' -c 'distances @s --cutoff=3' -c 'distances @s @s --cutoff=3' >without.txt 2>err
ok 'a sweep with a cutoff' cmp -s with.txt without.txt
status 2 'a sweep without an index' cow -q plain.cow -c 'distances :0 --algorithm=phast'
status 2 'a sweep around a vertex' cow -q indexed.cow -c 'distances :0 --algorithm=phast --avoid=:3'
cow -q indexed.cow -c 'overlay new empty' -c 'overlay use empty' -c 'explain path :3 :899' >explained.txt 2>err
is "$(tell index)" ch 'an empty overlay changes nothing'
cow -q plain.cow -c 'index build ch --where="weight > 1" > a.txt' -c 'index build ch --direction=in > a.txt' -c 'save views.cow' 2>err
cow -q views.cow -c 'path :0 :899 --where="weight > 1" --algorithm=ch' -c 'path :899 :0 --direction=in --algorithm=ch' >with.txt 2>err
cow -q plain.cow -c 'path :0 :899 --where="weight > 1"' -c 'path :899 :0 --direction=in' >without.txt 2>err
ok 'indexes of views are kept too' cmp -s with.txt without.txt
status 0 'a cutoff' cow -q indexed.cow -c 'path :3 :4 --cutoff=1000 --algorithm=ch'
status 1 'a cutoff too small' cow -q indexed.cow -c 'path :0 :899 --cutoff=1 --algorithm=ch'
status 2 'a graph without a hierarchy' cow -q -c 'generate rmat scale=13 edgefactor=40 weights=1..9 --seed=1' -c 'index build ch'
like "$(cat "$scratch/err")" 'no hierarchy: with' 'the message says how far it came'
printf 'a a\n' >one.txt
is "$(cow -q one.txt -c 'index build ch > x.tsv' -c 'path a a --algorithm=ch' | tail -1)" 'a	a	0	0	["a"]' 'a graph of one vertex and a loop'
status 2 'negative weights' sh -c "printf 'a b -1\n' >negative.txt; exec $COWPATH -q negative.txt -c 'index build ch'"

cow -c 'generate grid rows=200 cols=200 weights=1..9 --seed=1' -c "estimate distances '*' --where='weight > 2'" >/dev/null 2>err
like "$(cat err)" '"index build ch --where=.weight > 2." is about [0-9]* s' 'a job for which an index would pay says so'
cow -c 'generate grid rows=200 cols=200 weights=1..9 --seed=1' -c 'sample 100 into @s' -c 'estimate distances @s' >/dev/null 2>err
is "$(grep -c 'index build' err)" 0 'a job for which it would not does not'
cow -c 'generate rmat scale=14 weights=1..9 --seed=1' -c "estimate distances '*'" >/dev/null 2>err
is "$(grep -c 'index build' err)" 0 'nor one over a graph without a hierarchy'

printf 'a b 0.5\nb c 1.5\n' >real.txt
status 2 'weights that are reals' cow -q real.txt -c 'index build ch'
like "$(cat "$scratch/err")" 'round' 'the message shows a way out'
status 0 'unless an expression makes integers' cow -q real.txt -c "index build ch --weight='round(weight * 10)'"
done_testing
