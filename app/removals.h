/* removals.h - edges to take away one after the other: which they are, and where they lie in the view of the job. A child looks them up, all
 * workers share them. */
#pragma once

#include "app/job.h"
#include "app/selection.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 source, target; /* as the graph has it; without direction the end that appeared first */
  guint32 edge;           /* COW_EDGE_NONE: an overlay added it */
  guint64 arcs[2];        /* of view.out; COW_ARC_NONE: not in the view */
} CowRemoval;

/* Those of the graph come first, as the selector has them, then those that overlays add, in that order. */
typedef struct
{
  char *word;              /* the selector */
  CowSelection *selection; /* of edges of the graph; NULL: none of them */
  gboolean has_ends, both; /* of overlays, the edges between these; else all, or none */
  gboolean all_added;
  guint32 from, to;
  CowArena *arena;
  const CowRemoval *removals;
  guint64 n;
} CowRemovals;

/* After the view is asked for. added_only: no edges of the graph. Errors: those of the selector. */
gboolean cow_removals_select (CowRemovals *removals, CowJob *job, const char *word, gboolean added_only, GError **error);
/* A step that looks them up; data: the CowRemovals. Errors: no such edge. */
gboolean cow_removals_fork (CowJob *job, gpointer data, GError **error);
void cow_removals_clear (CowRemovals *removals);

G_END_DECLS
