/* estimate.h - what a file would become, from a part of it: read a sample as the whole would be read, and extrapolate. */
#pragma once

#include "graph/format.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean whole;          /* the sample was the file: n, m and resident are exact */
  double n, m;
  double resident_bytes;   /* the graph in the session */
  double peak_bytes;       /* of the loader, at its peak; the session takes no more than the loader gives back */
  double seconds;
} CowEstimate;

/* fd: the file, at its start. scratch_fd: an empty file that may be written, since a sandbox opens none. format NULL: found from the file.
 * Complexity: O(sample), a few MB. Errors: those of reading, when not one edge could be read. */
gboolean cow_estimate_load (int fd, int scratch_fd, const CowFormat *format, const CowReadOptions *read, const CowBuilderOptions *build,
                            CowEstimate *estimate, GError **error);

G_END_DECLS
