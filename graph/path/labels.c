/* labels.c - the cost of every vertex in one flat array, wiped between queries only where it was written.
 *
 * A byte per 256 cells says which blocks were written: a query that stays near its source costs what it
 * touched. */
#include "graph/path/search-private.h"

#include <errno.h>
#include <sys/mman.h>

#include "graph/huge.h"

static gsize
page_round (gsize bytes)
{
  return (bytes + 4095) & ~(gsize)4095;
}

gsize
cow_scratch_round (gsize bytes)
{
  gsize rest = bytes & (COW_HUGE_BYTES - 1);

  return rest >= COW_HUGE_BYTES / 2 ? bytes - rest + COW_HUGE_BYTES : bytes;
}

void *
cow_scratch_map (gsize bytes, GError **error)
{
  gsize wanted = page_round (MAX (bytes, 1));
  void *memory = cow_huge_map (wanted, PROT_READ | PROT_WRITE, 0);

  if (!memory)
    g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY,
                 "not enough memory for the scratch of a search: %" G_GSIZE_FORMAT " bytes wanted: %s", wanted, g_strerror (errno));
  return memory;
}

void
cow_scratch_unmap (void *memory, gsize bytes)
{
  if (memory != NULL)
    munmap (memory, page_round (MAX (bytes, 1)));
}

static gsize
blocks_of (guint32 n)
{
  return ((gsize)n >> COW_LABEL_BLOCK_BITS) + 1;
}

static gsize
cells_of (guint32 n, CowCellKind kind)
{
  return (gsize)n * (kind == COW_CELL_NARROW ? sizeof (guint32) : sizeof (guint64));
}

static gsize
cells_bytes_of (guint32 n, CowCellKind kind)
{
  return cow_scratch_round (MAX (cells_of (n, kind), 1));
}

guint64
cow_labels_bytes (guint32 n, CowCellKind kind)
{
  return page_round (cells_bytes_of (n, kind)) + page_round (blocks_of (n));
}

gboolean
cow_labels_init (CowLabels *labels, guint32 n, CowCellKind kind, GError **error)
{
  *labels
      = (CowLabels){ .kind = kind, .n = n, .cells_bytes = cells_bytes_of (n, kind), .dirty_bytes = blocks_of (n) };
  labels->cells = cow_scratch_map (labels->cells_bytes, error);
  if (labels->cells == NULL)
    return FALSE;
  labels->dirty = cow_scratch_map (labels->dirty_bytes, error);
  if (labels->dirty != NULL)
    return TRUE;
  cow_labels_clear (labels);
  return FALSE;
}

void
cow_labels_clear (CowLabels *labels)
{
  cow_scratch_unmap (labels->cells, labels->cells_bytes);
  cow_scratch_unmap (labels->dirty, labels->dirty_bytes);
  labels->cells = NULL;
  labels->dirty = NULL;
}

void
cow_labels_touch_all (CowLabels *labels)
{
  memset (labels->dirty, 1, labels->dirty_bytes);
}

void
cow_labels_reset (CowLabels *labels)
{
  gsize block_bytes = cells_of (1u << COW_LABEL_BLOCK_BITS, labels->kind), blocks = labels->dirty_bytes,
        block = 0;

  while (block < blocks)
    {
      const guint8 *first = memchr (labels->dirty + block, 1, blocks - block);
      if (first == NULL)
        break;
      block = (gsize)(first - labels->dirty);
      gsize end = block;
      while (end < blocks && labels->dirty[end])
        end++;
      gsize from = block * block_bytes, to = MIN (end * block_bytes, labels->cells_bytes);
      if (to > from)
        memset ((char *)labels->cells + from, 0, to - from);
      memset (labels->dirty + block, 0, end - block);
      block = end;
    }
}

static void
fill_avoided (CowLabels *labels, const guint64 *avoid, guint64 cost)
{
  gsize words = ((gsize)labels->n + 63) / 64;

  for (gsize word = 0; word < words; word++)
    for (guint64 bits = avoid[word]; bits != 0; bits &= bits - 1)
      {
        gsize vertex = word * 64 + (gsize)__builtin_ctzll (bits);
        if (vertex < labels->n)
          cow_label_set (labels, (guint32)vertex, cost);
      }
}

void
cow_labels_close (CowLabels *labels, const guint64 *avoid)
{
  fill_avoided (labels, avoid, 0);
}

void
cow_labels_open (CowLabels *labels, const guint64 *avoid)
{
  fill_avoided (labels, avoid, COW_LABEL_NONE);
}

static gboolean
integer_limit (CowCost cutoff, guint64 *limit)
{
  if (cutoff.kind == COW_COST_INT)
    {
      *limit = (guint64)cutoff.integer;
      return cutoff.integer >= 0;
    }
  if (!(cutoff.real >= 0.0))
    return FALSE;
  if (cutoff.real < 9223372036854775807.0)
    *limit = (guint64)cutoff.real;
  return TRUE;
}

/* The cutoff is the least width: the sources, beyond all widths, stay. */
static guint64
width_limit (CowCellKind kind, gboolean has_cutoff, CowCost cutoff)
{
  guint64 all = COW_LABEL_NONE - 1;

  if (!has_cutoff || cutoff.kind == COW_COST_UNREACHABLE)
    return all;
  if (kind == COW_CELL_WIDTH_REAL)
    return MIN (cow_width_of_real (cow_cost_as_double (cutoff)), all);
  if (cutoff.kind == COW_COST_INT)
    return MIN ((guint64)G_MAXINT64 - (guint64)cutoff.integer, all);
  if (cutoff.real > 9223372036854775807.0)
    return 0;
  return cutoff.real < -9223372036854775807.0 ? all : (guint64)G_MAXINT64 - (guint64)(gint64)ceil (cutoff.real);
}

/* The cutoff is the least probability; what has none at all is never reached. */
static gboolean
chance_limit (gboolean has_cutoff, CowCost cutoff, guint64 *limit)
{
  double least = has_cutoff ? cow_cost_as_double (cutoff) : 0.0;

  *limit = COW_CHANCE_ONE - 1;
  if (least > 0.0 && least <= 1.0)
    *limit = COW_CHANCE_ONE - cow_bits_of_real (least);
  return least <= 1.0;
}

gboolean
cow_label_limit (CowCellKind kind, gboolean has_cutoff, CowCost cutoff, guint64 *limit)
{
  guint64 finite = cow_bits_of_real (G_MAXDOUBLE);

  if (kind == COW_CELL_CHANCE)
    return chance_limit (has_cutoff, cutoff, limit);
  if (kind == COW_CELL_WIDTH || kind == COW_CELL_WIDTH_REAL)
    {
      *limit = width_limit (kind, has_cutoff, cutoff);
      return TRUE;
    }
  *limit = kind == COW_CELL_REAL ? finite : COW_LABEL_NONE - 1;
  if (!has_cutoff || cutoff.kind == COW_COST_UNREACHABLE)
    return TRUE;
  if (kind != COW_CELL_REAL)
    return integer_limit (cutoff, limit);
  double real = cow_cost_as_double (cutoff);
  if (!(real >= 0.0))
    return FALSE;
  *limit = MIN (cow_bits_of_real (real == 0.0 ? 0.0 : real), finite);
  return TRUE;
}

CowCost
cow_label_cost (guint64 label, CowCellKind kind)
{
  if (label == COW_LABEL_NONE)
    return cow_cost_unreachable ();
  if (kind == COW_CELL_CHANCE)
    return cow_cost_real (cow_real_of_bits (COW_CHANCE_ONE - label));
  if (kind == COW_CELL_WIDTH)
    return cow_cost_int ((gint64)((guint64)G_MAXINT64 - label));
  if (kind == COW_CELL_WIDTH_REAL)
    return cow_cost_real (cow_real_of_bits (label > G_MAXINT64 ? label : G_MAXINT64 - label));
  return kind == COW_CELL_REAL ? cow_cost_real (cow_real_of_bits (label)) : cow_cost_int ((gint64)label);
}
