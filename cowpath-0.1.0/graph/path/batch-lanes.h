/* batch-lanes.h - the state of a batch of 16 weighted searches, and the loop that empties a bucket of its queue: what
 * batch-lanes-pass.h is compiled with for each instruction set. */
#pragma once

#include "graph/path/batch-private.h"
#include "graph/path/buckets-private.h"

G_BEGIN_DECLS

#define COW_LANES 16
#define COW_LANES_FAR 0xc0000000u    /* costs are below it; a weight more does not wrap */
#define COW_LANES_WEIGHT 0x3fffffffu /* weights are not above it */

typedef struct
{
  CowView view;
  guint32 *costs;       /* [n][COW_LANES]: filler where a lane has not come */
  guint32 filler;       /* COW_LANES_FAR, or one more than the cutoff */
  CowLabels pending;    /* a vertex: the least cost of a lane that was not passed on yet; not reached: there is none */
  CowBuckets *buckets;  /* by `pending` */
  const guint64 *avoid;
  CowProgress *progress;
  guint64 settled, relaxed, step;
} CowLanes;

typedef gboolean (*CowLanesDrain) (CowLanes *lanes); /* FALSE: cancelled */

G_END_DECLS
