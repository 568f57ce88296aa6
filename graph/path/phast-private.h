/* phast-private.h - the scratch of a sweep, shared by what prepares it (phast.c) and what goes down (phast-sweep.c). */
#pragma once

#include "graph/path/ch-private.h"
#include "graph/path/phast.h"

G_BEGIN_DECLS

#define COW_PHAST_FAR_WIDE (G_GUINT64_CONSTANT (1) << 62)

/* One value per lane: 32 bits wide while costs fit in 31, else 64. */
typedef union
{
  guint32 narrow[COW_PHAST_LANES];
  guint64 wide[COW_PHAST_LANES];
} CowPhastRow;

typedef gboolean (*CowPhastSweep) (CowPhast *phast, CowProgress *progress); /* FALSE: cancelled */

struct _CowPhast
{
  CowView view;
  CowCh ch;
  CowPhastSweep sweep;
  char name[64];
  gboolean wide;   /* for good, once costs outgrew the narrow cells */
  guint8 *cells;   /* [n] rows by place, of narrow or wide costs: filler where a lane has not come */
  gsize cells_bytes;
  guint64 *marked; /* [n] bits, by place: the row holds labels of searches up */
  gsize marked_bytes;
  CowChSide side;
  GArray *marked_places; /* of guint32 */
  guint64 filler;        /* one more than what counts as a cost */
  gboolean outgrown;     /* a label does not fit in a narrow cell */
  guint n_lanes;
  /* Of the sweep, by lane. */
  guint64 reached[COW_PHAST_LANES], sums[COW_PHAST_LANES];
  CowPhastRow most __attribute__ ((aligned (64)));
  guint32 farthest[COW_PHAST_LANES]; /* COW_VERTEX_NONE: none yet */
  guint64 n_settled, n_relaxed, n_runs;
};

static inline gsize
cow_phast_row_bytes (gboolean wide)
{
  return COW_PHAST_LANES * (wide ? sizeof (guint64) : sizeof (guint32));
}

static inline guint64
cow_phast_lane (const void *row, guint lane, gboolean wide)
{
  return wide ? ((const guint64 *)row)[lane] : ((const guint32 *)row)[lane];
}

/* phast-sweep.c. name: of the instructions. */
CowPhastSweep cow_phast_choose_sweep (CowVectors vectors, const char **name);

G_END_DECLS
