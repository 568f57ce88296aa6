/* fuzz-pajek.c - any bytes as a Pajek network. */
#include "config.h"

#include "tests/fuzz-numbered.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  return fuzz_numbered ("pajek", data, size, FALSE);
}
