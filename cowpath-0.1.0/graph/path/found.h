/* found.h - a path that an algorithm hands over, and who takes it: algorithms that enumerate do not keep what they found. */
#pragma once

#include "graph/types.h"

G_BEGIN_DECLS

/* Borrowed until the function returns. */
typedef struct
{
  CowCost cost;
  guint32 hops;
  const guint32 *vertices; /* [hops + 1], both ends included */
  const guint64 *arcs;     /* [hops], of view.out */
} CowFoundPath;

/* FALSE: no more are wanted. */
typedef gboolean (*CowFoundFunc) (const CowFoundPath *path, gpointer user);

G_END_DECLS
