/* dot.h - what the two halves of the DOT format share. */
#pragma once

#include "graph/format.h"

G_BEGIN_DECLS

gboolean cow_dot_write (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error);

G_END_DECLS
