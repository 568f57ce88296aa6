/* pajek.h - what the two halves of the Pajek format share. */
#pragma once

#include "graph/format.h"

G_BEGIN_DECLS

gboolean cow_pajek_write (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error);

G_END_DECLS
