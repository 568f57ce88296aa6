/* turns.h - the records of many tasks, whole, though the tasks send bytes cut anywhere and all at once: as they come, or one task after
 * another in the order of their numbers. Used by answer.c. */
#pragma once

#include "app/row.h"

G_BEGIN_DECLS

typedef struct _CowTurns CowTurns;

/* func gets each record. in_order: task 0 first. What is sent before its turn waits in memory and, when it is much, in an unlinked file. */
CowTurns *cow_turns_new (gboolean in_order, CowRecordFunc func, gpointer user);
void cow_turns_free (CowTurns *turns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowTurns, cow_turns_free)

/* FALSE: what waited in the file could not be read again. */
gboolean cow_turns_bytes (CowTurns *turns, guint64 task, const guint8 *bytes, gsize length);
gboolean cow_turns_task_ended (CowTurns *turns, guint64 task);
/* No more bytes come: what waits for tasks that never ended is valid, and goes out in order. */
gboolean cow_turns_end (CowTurns *turns);
/* In order: no records of the tasks behind this one are wanted any more, said before it is said to have ended; of several the first decides. TRUE:
 * this task and all before it have ended; always when they are not in order. */
gboolean cow_turns_end_at (CowTurns *turns, guint64 task);
/* Called by func: no more records are wanted. */
void cow_turns_stop (CowTurns *turns);

G_END_DECLS
