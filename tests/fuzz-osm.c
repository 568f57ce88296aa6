/* fuzz-osm.c - any bytes as OpenStreetMap XML; see fuzz-attributed.h. The first byte chooses the options. */
#include "config.h"

#include "tests/fuzz-attributed.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  return fuzz_attributed ("osm", data, size);
}
