/* edgelist.h - what the two halves of the edge list format share. */
#pragma once

#include "graph/format.h"

G_BEGIN_DECLS

gboolean cow_edgelist_write (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error);

G_END_DECLS
