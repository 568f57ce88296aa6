/* progress.h - how a long computation says how far it is and learns that it should stop.
 *
 * Two words that somebody else owns: the pool's board in a worker, two locals in a test. A hot loop calls
 * cow_progress_step once per settled vertex with the edges it looked at; only every COW_PROGRESS_BUDGET edges are the
 * shared words touched. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define COW_PROGRESS_BUDGET 65536

typedef struct
{
  const guint32 *stop; /* non-zero: stop; NULL: never */
  guint64 *units;      /* advanced by what was done; NULL: nobody looks */
  gint64 budget;       /* private countdown */
  guint64 pending;     /* private: not yet on *units */
} CowProgress;

gboolean cow_progress_flush (CowProgress *progress); /* publishes, reads the flag: TRUE: stop */

/* After work that nobody counts, because it is not what was announced. TRUE: stop. */
static inline gboolean
cow_progress_look (CowProgress *progress, guint64 work)
{
  if (G_LIKELY ((progress->budget -= (gint64)work + 1) > 0))
    return FALSE;
  return cow_progress_flush (progress);
}

/* units: what this step did, e.g. edges relaxed (a unit is one edge unless the caller announced another).
 * Returns TRUE when the computation should stop and return COW_GRAPH_ERROR_CANCELLED. */
static inline gboolean
cow_progress_step (CowProgress *progress, guint64 units)
{
  progress->pending += units;
  return cow_progress_look (progress, units);
}

/* The same for those who return a gboolean. progress may be NULL: nobody asks. FALSE: COW_GRAPH_ERROR_CANCELLED is set. */
gboolean cow_progress_go_on (CowProgress *progress, guint64 units, GError **error);

G_END_DECLS
