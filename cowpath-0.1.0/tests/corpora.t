#!/bin/sh
# corpora.t - each fuzzer over the files of its corpus: what once was a finding, and seeds of each kind of input.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

for folder in "$top_srcdir"/tests/corpus/*/; do
  name=$(basename "$folder")
  if [ -x "$builddir/tests/bin/fuzz-$name" ]; then
    status 0 "$name: $(ls "$folder" | wc -l) files" "$builddir/tests/bin/fuzz-$name" "$folder"
  else
    fail "$name: a corpus without a fuzzer"
  fi
done
for fuzzer in "$top_srcdir"/tests/fuzz-*.c; do
  name=$(basename "$fuzzer" .c)
  name=${name#fuzz-}
  [ "$name" = main ] || [ -d "$top_srcdir/tests/corpus/$name" ] || fail "$name has no corpus"
done
done_testing
