/* batch-lanes.h - the state of a batch of 16 or 32 weighted searches, and the loop that empties a bucket of its queue: what
 * batch-lanes-pass.h is compiled with for each instruction set. */
#pragma once

#include "graph/path/batch-private.h"
#include "graph/path/buckets-private.h"

G_BEGIN_DECLS

#define COW_LANES 16        /* of 32-bit costs in a row, which is a cache line; */
#define COW_NARROW_LANES 32 /* … of 16-bit costs */
#define COW_LANES_FAR 0xc0000000u    /* costs are below it; a weight more does not wrap */
#define COW_LANES_WEIGHT 0x3fffffffu /* weights are not above it */

typedef struct
{
  CowView view;
  gpointer costs;       /* [n][COW_LANES] of guint32 or [n][COW_NARROW_LANES] of guint16 */
  guint32 edge;         /* 16-bit costs from it on, G_MAXUINT16 apart, may be too much with one weight more; G_MAXUINT16: none is */
  gboolean overflowed;  /* a drain met one of those, and ended */
  CowLabels pending;    /* a vertex: the least cost of a lane that was not passed on yet; not reached: there is none */
  CowBuckets *buckets;  /* by `pending` */
  const guint64 *avoid;
  CowProgress *progress;
  guint64 settled, relaxed, step;
} CowLanes;

typedef gboolean (*CowLanesDrain) (CowLanes *lanes); /* FALSE: cancelled, or overflowed */

G_END_DECLS
