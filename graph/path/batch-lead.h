/* batch-lead.h - when each lane of a batch of weighted searches sets out, so that all of them come to most vertices at about the same cost. */
#pragma once

#include "graph/view.h"

G_BEGIN_DECLS

/* leads: [n_sources], the cost that each source begins with. All arrive together where most arcs are: a source that needs longer to get among
 * them has a smaller lead, one has 0, none has more than `longest`. Any leads give right costs. Weights of 32 bits, beside their targets.
 *
 * Complexity: O(a log a) per source, a = 8192 arcs. Errors: memory. */
gboolean cow_batch_find_leads (const CowView *view, const guint32 *sources, guint n_sources, guint32 longest, guint32 *leads, GError **error);

G_END_DECLS
