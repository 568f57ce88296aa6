/* pair-rows.h - the rows of a pair in commands that list paths: from to rank cost hops path. */
#pragma once

#include "app/search-plan.h"
#include "graph/path/found.h"

G_BEGIN_DECLS

typedef struct
{
  CowWork *work;
  guint32 from, to;
  guint64 rank; /* of the last row */
  guint64 most; /* rows of this pair */
} CowPairRows;

/* For the pair of a task; as many rows as the plan allows. */
CowPairRows cow_pair_rows (CowWork *work, guint64 task);
/* A CowFoundFunc: user is a CowPairRows. */
gboolean cow_pair_rows_add (const CowFoundPath *path, gpointer user);

G_END_DECLS
