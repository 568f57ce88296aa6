#!/bin/sh
# cli-johnson.t - distances of many sources over negative weights: the costs of Bellman-Ford, cycles, what auto does.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

cd "$scratch" || exit 99
printf 'a b 4\na c 2\nb d -3\nc b -1\nd e 2\ne c 3\nx y -5\ny x 4\n' >g.txt
ask () { cow -q g.txt "$@"; }

is "$(ask -c 'distances a d --algorithm=johnson' | tail -1)" 'a	d	-2' 'one source'
is "$(ask -c 'set @s = a + b + c + d + e' -c "distances @s '*' --algorithm=johnson" | tail -n +2 | md5sum)" \
  "$(ask -c 'set @s = a + b + c + d + e' -c "distances @s '*' --algorithm=bellmanford" | tail -n +2 | md5sum)" 'the costs of bellmanford'
is "$(ask -c 'set @s = a + b + c + d + e' -c 'distances @s' | tail -n +2 | md5sum)" \
  "$(ask -c 'set @s = a + b + c + d + e' -c 'distances @s --algorithm=bellmanford' | tail -n +2 | md5sum)" 'auto with five sources: the same summary'
is "$(ask -c 'distances a d --algorithm=johnson --weight=weight*0.5' | tail -1)" 'a	d	-1' 'fractions'
is "$(ask -c 'distances a d --algorithm=johnson --weight=abs(weight)' | tail -1)" 'a	d	6' 'no weight is negative: nothing to make'
is "$(ask -c 'distances a e --algorithm=johnson --cutoff=-1' | tail -1)" 'a	e	inf' '--cutoff'
is "$(ask -c 'distances a d --algorithm=johnson --avoid=c' | tail -1)" 'a	d	1' '--avoid'
is "$(ask -c 'distances e b --algorithm=johnson --direction=in' 2>&1 | tail -1)" 'e	b	-1' '--direction=in'

status 2 'a negative cycle that a source reaches' cow -q g.txt -c 'set @s = a + x' -c 'distances @s d --algorithm=johnson'
like "$(cat err)" 'negative cycle .*cost -1' '… is printed'
status 0 'a negative cycle that none reaches' cow -q g.txt -c 'distances a d --algorithm=johnson'
status 2 'auto: the same' cow -q g.txt -c 'set @s = a + b + c + d + x' -c 'distances @s d'
like "$(cat err)" 'negative cycle .*cost -1' '… printed too'
printf 'a b -4611686018427387904\nb c -1\nc d 9223372036854775807\n' >large.txt
status 2 'weights too large for it' cow -q large.txt -c 'distances a d --algorithm=johnson'
like "$(cat err)" 'too large for Johnson' '… is said'
is "$(cow -q large.txt -c 'set @s = a + b + c + d' -c 'distances @s d' | sed -n 2p)" 'a	d	4611686018427387902' '… auto does without'
status 2 'not for path' cow -q g.txt -c 'path a d --algorithm=johnson'

# A larger one: a random graph whose weights fall and rise by a height, so that no cycle is negative.
awk 'BEGIN { srand(7); for (i = 0; i < 300; i++) h[i] = int(rand() * 200)
  for (i = 0; i < 1500; i++) { u = int(rand() * 300); v = int(rand() * 300); print u, v, int(rand() * 50) + h[u] - h[v] } }' >big.txt
for workers in 1 2 5; do
  cow -q -w $workers big.txt -c "distances '*' '*' > johnson.$workers"
done
cow -q -w 2 big.txt -c "distances '*' '*' --algorithm=bellmanford > wanted"
for workers in 1 2 5; do
  ok "all pairs, $workers workers: the rows of bellmanford" cmp wanted johnson.$workers
done
ok '… they are many' test "$(wc -l <wanted)" -gt 50000
done_testing
