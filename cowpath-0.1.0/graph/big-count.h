/* big-count.h - a count that may outgrow 64 bits: as many words as it takes. */
#pragma once

#include "graph/types.h"

G_BEGIN_DECLS

/* All zero is the count 0. */
typedef struct
{
  guint64 *words; /* the lowest first, the last is not 0 */
  guint n, room;
} CowBigCount;

void cow_big_count_clear (CowBigCount *count); /* 0 again, its memory given back */
gboolean cow_big_count_is_zero (const CowBigCount *count);

/* count += other * times. They differ. Complexity: O(words of both). Errors: COW_GRAPH_ERROR_MEMORY. */
gboolean cow_big_count_add (CowBigCount *count, const CowBigCount *other, guint64 times, GError **error);
gboolean cow_big_count_set (CowBigCount *count, guint64 value, GError **error);

/* TRUE when it fits. */
gboolean cow_big_count_small (const CowBigCount *count, gint64 *value);
/* In decimal; (transfer full). Complexity: O(words^2). Errors: COW_GRAPH_ERROR_MEMORY. */
char *cow_big_count_text (const CowBigCount *count, GError **error);

G_END_DECLS
