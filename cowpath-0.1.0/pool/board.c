/* board.c - the shared page: mapping, slots, claims.
 *
 * The trick is the order in which a claim is noted: the beginning first, which makes the old range empty, then the
 * end. Whoever reads it after a kill sees the old range, an empty one or the new one, never somebody else's tasks. */
#include "pool/board.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "pool/pool.h"

CowBoard *
cow_board_new (guint64 n_tasks, guint n_slots, GError **error)
{
  gsize bytes = sizeof (CowBoard) + n_slots * sizeof (CowBoardSlot);
  CowBoard *board = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (board == MAP_FAILED)
    {
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "cannot map the board of a job, %zu bytes: %s", bytes,
                   g_strerror (errno));
      return NULL;
    }
  board->n_tasks = n_tasks;
  board->n_slots = n_slots;
  board->mapped_bytes = bytes;
  for (guint i = 0; i < n_slots; i++)
    cow_board_clear_slot (board, i);
  return board;
}

void
cow_board_free (CowBoard *board)
{
  if (board != NULL)
    munmap (board, board->mapped_bytes);
}

void
cow_board_clear_slot (CowBoard *board, guint slot)
{
  memset (&board->slots[slot], 0, sizeof (CowBoardSlot));
  board->slots[slot].task = COW_BOARD_IDLE;
}

gboolean
cow_board_claim (CowBoard *board, CowBoardSlot *slot, guint want, guint64 *begin, guint64 *end)
{
  guint64 next = cow_load (&board->next);
  if (next >= board->n_tasks)
    return FALSE;
  guint64 share = (board->n_tasks - next) / (4 * (guint64)board->n_slots);
  guint64 batch = CLAMP (MIN (share, want), 1, COW_BOARD_BATCH_MAX);

  next = __atomic_fetch_add (&board->next, batch, __ATOMIC_RELAXED);
  if (next >= board->n_tasks)
    return FALSE;
  *begin = next;
  *end = MIN (next + batch, board->n_tasks);
  __atomic_store_n (&slot->begin, *begin, __ATOMIC_RELEASE);
  __atomic_store_n (&slot->end, *end, __ATOMIC_RELEASE);
  return TRUE;
}

void
cow_board_claimed (const CowBoard *board, guint slot, guint64 *begin, guint64 *end)
{
  *begin = __atomic_load_n (&board->slots[slot].begin, __ATOMIC_ACQUIRE);
  *end = __atomic_load_n (&board->slots[slot].end, __ATOMIC_ACQUIRE);
  if (*end > board->n_tasks || *begin > *end || *end - *begin > COW_BOARD_BATCH_MAX)
    *begin = *end = 0;
}
