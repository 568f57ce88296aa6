/* board.h - the shared page on which workers claim tasks and show what they do; the session samples it.
 *
 * No lock anywhere: a task is claimed by one fetch-and-add, every other word has one writer. What stands here is
 * shown to users and helps the session; nothing that it must be right about rests on a worker's word alone, for a
 * worker may be killed between any two instructions (and may scribble). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define COW_BOARD_IDLE G_MAXUINT64
#define COW_BOARD_BATCH_MAX 256u

/* One worker. The first line is written by the session and read in hot loops, the rest is the worker's. */
typedef struct
{
  _Alignas (64) guint32 stop; /* non-zero: leave the task soon */

  _Alignas (64) guint64 units; /* advanced by this process so far */
  guint64 units_before;        /* units when the present task began */
  guint64 announced;           /* units of the present task, 0: unknown */
  guint64 announced_before;    /* of all tasks that ended */
  guint64 task;                /* COW_BOARD_IDLE between tasks */
  guint64 begin, end;          /* tasks claimed last */
  gint64 started_ns;           /* of the present task, when there is a task timeout */

  _Alignas (64) guint64 tasks_done;
  guint64 scratch_bytes;
  guint64 flushes;        /* frames written so far */
  guint32 pending;        /* bytes wait in the worker's frame */
  guint32 left;           /* the worker leaves of its own */
  guint32 outside_signal; /* the signal that another process sent, and that killed the worker */
  gint32 outside_pid;
} CowBoardSlot;

typedef struct
{
  _Alignas (64) guint64 next; /* first task that nobody claimed; may run past n_tasks */
  _Alignas (64) guint64 n_tasks;
  guint32 n_slots;
  guint32 cancel; /* everybody: leave */
  gsize mapped_bytes;
  CowBoardSlot slots[];
} CowBoard;

/* Zeroed memory that is shared with every child forked later. Errors: COW_POOL_ERROR_SYSTEM. */
CowBoard *cow_board_new (guint64 n_tasks, guint n_slots, GError **error);
void cow_board_free (CowBoard *board);

/* Session: make a slot ready for a new process. */
void cow_board_clear_slot (CowBoard *board, guint slot);

/* Worker: take up to want tasks, [*begin, *end). Fewer near the end, so that the last tasks spread over the workers.
 * Returns: FALSE when none is left. */
gboolean cow_board_claim (CowBoard *board, CowBoardSlot *slot, guint want, guint64 *begin, guint64 *end);

/* Session: the range that a dead worker had claimed last; empty when it was killed while noting it. */
void cow_board_claimed (const CowBoard *board, guint slot, guint64 *begin, guint64 *end);

#define cow_load(address) __atomic_load_n ((address), __ATOMIC_RELAXED)
#define cow_store(address, value) __atomic_store_n ((address), (value), __ATOMIC_RELAXED)

G_END_DECLS
