/* tally.c - a shared page of counters without locks. */
#include "app/tally.h"

#include <sys/mman.h>

struct _CowTally
{
  gsize bytes;
  guint64 cells[];
};

CowTally *
cow_tally_new (guint n)
{
  gsize bytes = sizeof (CowTally) + n * sizeof (guint64);
  CowTally *tally = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  if (tally == MAP_FAILED)
    return NULL;
  tally->bytes = bytes;
  return tally;
}

void
cow_tally_free (CowTally *tally)
{
  if (tally)
    munmap (tally, tally->bytes);
}

void
cow_tally_add (CowTally *tally, guint index, guint64 amount)
{
  if (tally)
    __atomic_fetch_add (&tally->cells[index], amount, __ATOMIC_RELAXED);
}

void
cow_tally_raise (CowTally *tally, guint index, guint64 amount)
{
  guint64 seen;

  if (!tally)
    return;
  seen = __atomic_load_n (&tally->cells[index], __ATOMIC_RELAXED);
  while (seen < amount && !__atomic_compare_exchange_n (&tally->cells[index], &seen, amount, FALSE, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    ;
}

guint64
cow_tally_get (const CowTally *tally, guint index)
{
  return tally ? __atomic_load_n (&tally->cells[index], __ATOMIC_RELAXED) : 0;
}
