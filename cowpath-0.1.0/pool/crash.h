/* crash.h - a worker's last words: what killed it, and whether it was somebody else. */
#pragma once

#include <glib.h>

#include "pool/board.h"

G_BEGIN_DECLS

/* Worker: catch faults. A signal that another process sent is noted in the slot; a fault of one's own goes to stderr
 * with its address. Either way the worker then dies of it. */
void cow_crash_watch (CowBoardSlot *slot);

/* Worker: append the decimal digits of value to text. Returns: the new length. Safe in a signal handler. */
gsize cow_crash_put_number (char *text, gsize length, guint64 value, guint base);

G_END_DECLS
