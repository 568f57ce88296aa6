/* fuzz-matrix-market.c - any bytes as a Matrix Market file. */
#include "config.h"

#include "tests/fuzz-format.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  return fuzz_format ("matrixmarket", data, size);
}
