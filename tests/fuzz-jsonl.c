/* fuzz-jsonl.c - any bytes as JSON (jsonl); see fuzz-format.h. The first byte chooses the options. */
#include "config.h"

#include "tests/fuzz-format.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  return fuzz_format ("jsonl", data, size);
}
