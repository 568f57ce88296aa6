/* fuzz-dot.c - any bytes as a DOT file. */
#include "config.h"

#include "tests/fuzz-attributed.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  return fuzz_attributed ("dot", data, size);
}
