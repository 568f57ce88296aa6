/* fuzz-pajek.c - any bytes as a Pajek network. */
#include "config.h"

#include "tests/fuzz-format.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  return fuzz_format ("pajek", data, size);
}
