/* grow.c - see grow.h: small arrays on the heap, large ones moved by mremap between aligned places, one account for all. */
#include "graph/grow.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "graph/huge.h"

#define MAPPED_BYTES ((gsize)64 << 10) /* from here on a mapping of its own; most columns and tests need no more */
#define HEAP_UNIT ((gsize)64)

gboolean
cow_memory_refuse (guint64 wanted_bytes, guint64 available_bytes, GError **error)
{
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
               "not enough memory: %" G_GUINT64_FORMAT " bytes wanted, %" G_GUINT64_FORMAT " available",
               wanted_bytes, available_bytes);
  return FALSE;
}

static guint64
count_left (const CowMemory *memory)
{
  if (!memory->limit_bytes)
    return G_MAXUINT64;
  return memory->limit_bytes > memory->used_bytes ? memory->limit_bytes - memory->used_bytes : 0;
}

gboolean
cow_memory_check (const CowMemory *memory, guint64 bytes, GError **error)
{
  guint64 left = count_left (memory);

  return bytes <= left || cow_memory_refuse (bytes, left, error);
}

static guint64
round_up (guint64 bytes)
{
  guint64 unit = bytes >= COW_HUGE_BYTES ? COW_HUGE_BYTES : bytes > MAPPED_BYTES - HEAP_UNIT ? MAPPED_BYTES : HEAP_UNIT;

  return (bytes + unit - 1) / unit * unit;
}

static gboolean
resize_heap (CowGrow *grow, gsize bytes)
{
  guint8 *place = g_try_realloc (grow->data, bytes);

  if (!place)
    return FALSE;
  memset (place + grow->bytes, 0, bytes - grow->bytes);
  grow->data = place;
  grow->bytes = bytes;
  return TRUE;
}

static void
release (CowGrow *grow)
{
  if (grow->bytes < MAPPED_BYTES)
    g_free (grow->data);
  else
    munmap (grow->data, grow->bytes);
}

/* Off the heap; and what is behind a mapping may be taken by another thread in the moment in which it is free. */
static void *
move_by_copy (CowGrow *grow, gsize bytes)
{
  void *place = cow_huge_map (bytes, PROT_READ | PROT_WRITE, MAP_NORESERVE);

  if (place)
    {
      memcpy (place, grow->data, grow->bytes);
      release (grow);
    }
  return place;
}

static gboolean
resize_mapping (CowGrow *grow, gsize bytes)
{
  void *place;

  if (!grow->data)
    {
      if (!(place = cow_huge_map (bytes, PROT_READ | PROT_WRITE, MAP_NORESERVE)))
        return FALSE;
    }
  else if (grow->bytes < MAPPED_BYTES)
    {
      if (!(place = move_by_copy (grow, bytes)))
        return FALSE;
    }
  else if (bytes < COW_HUGE_BYTES)
    {
      /* Alignment is for huge pages. */
      place = mremap (grow->data, grow->bytes, bytes, MREMAP_MAYMOVE);
      if (place == MAP_FAILED)
        return FALSE;
    }
  else
    {
      void *target = cow_huge_map (bytes, PROT_NONE, MAP_NORESERVE);

      if (!target)
        return FALSE;
      /* Moved first, then grown where room was kept for it: memcheck loses track of a mapping that does both at once. */
      place = mremap (grow->data, grow->bytes, grow->bytes, MREMAP_MAYMOVE | MREMAP_FIXED, target);
      if (place == MAP_FAILED)
        {
          munmap (target, bytes);
          return FALSE;
        }
      grow->data = place;
      munmap ((char *)place + grow->bytes, bytes - grow->bytes);
      place = mremap (place, grow->bytes, bytes, 0);
      if (place == MAP_FAILED && !(place = move_by_copy (grow, bytes)))
        return FALSE;
    }
  if (bytes >= COW_HUGE_BYTES)
    (void)madvise (place, bytes, MADV_HUGEPAGE); /* slower without, not wrong */
  grow->data = place;
  grow->bytes = bytes;
  return TRUE;
}

static gboolean
grow_to (CowGrow *grow, CowMemory *memory, guint64 wanted_bytes, guint64 bytes, GError **error)
{
  guint64 left = count_left (memory), more = bytes - grow->bytes;

  if (wanted_bytes > (guint64)1 << 46 || more > left)
    return cow_memory_refuse (wanted_bytes, left, error);
  if (!(bytes < MAPPED_BYTES ? resize_heap (grow, (gsize)bytes) : resize_mapping (grow, (gsize)bytes)))
    return cow_memory_refuse (wanted_bytes, left == G_MAXUINT64 ? 0 : left, error);
  memory->used_bytes += more;
  return TRUE;
}

gboolean
cow_grow_reserve_slow (CowGrow *grow, CowMemory *memory, guint64 bytes, GError **error)
{
  guint64 generous, left = count_left (memory);

  if (bytes > (guint64)1 << 46)
    return cow_memory_refuse (bytes, left, error);
  /* Untouched pages cost nothing, so double; near the limit in small steps. */
  generous = round_up (MAX (bytes, (guint64)grow->bytes * 2));
  if (generous - grow->bytes > left / 2)
    generous = round_up (MAX (bytes, (guint64)grow->bytes + grow->bytes / 16));
  return grow_to (grow, memory, bytes, generous, error);
}

gboolean
cow_grow_extend (CowGrow *grow, CowMemory *memory, guint64 bytes, GError **error)
{
  if (bytes <= grow->bytes)
    return TRUE;
  if (bytes > (guint64)1 << 46)
    return cow_memory_refuse (bytes, count_left (memory), error);
  return grow_to (grow, memory, bytes, round_up (bytes), error);
}

gboolean
cow_grow_exact (CowGrow *grow, CowMemory *memory, guint64 bytes, GError **error)
{
  g_assert (!grow->data);
  if (bytes > (guint64)1 << 46)
    return cow_memory_refuse (bytes, count_left (memory), error);
  return grow_to (grow, memory, bytes, round_up (MAX (bytes, 1)), error);
}

void
cow_grow_clear (CowGrow *grow, CowMemory *memory)
{
  if (grow->data)
    {
      release (grow);
      memory->used_bytes -= grow->bytes;
    }
  grow->data = NULL;
  grow->bytes = 0;
}
