/* fuzz-adjacency.c - any bytes as JSON (adjacency); see fuzz-format.h. The first byte chooses the options. */
#include "config.h"

#include "tests/fuzz-format.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  return fuzz_format ("adjacency", data, size);
}
