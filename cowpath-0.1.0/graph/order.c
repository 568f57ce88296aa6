/* order.c - measure how local an order is by a sample of edges, and make a better one when it is not.
 *
 * All orders but breadth-first are one stable sort by a 32-bit key of the vertex: its number, its degree
 * upside down, its place on a Hilbert curve. */
#include "graph/order.h"

#include "graph/builder-private.h"

#define N_SAMPLES 65536
#define NEAR 32768       /* vertices whose state fits a second-level cache */
#define LOCAL_RATIO 0.75 /* of the edges are near: the order is good */
#define MUCH_BETTER 3.0  /* powers of two between mean distances */
#define SKEWED 32        /* largest degree over the mean */
#define BALL_STEPS 6     /* a ball that soon swallows BALL_SHARE of the graph: no order helps */
#define BALL_SHARE 16

typedef struct
{
  double near_ratio; /* of the edges */
  double mean_log2;  /* of the distance */
} Locality;

/* label: what stands for a vertex, NULL: itself; spread: how far labels lie apart on average. */
static Locality
measure_locality (const CowOrderInput *input, const guint32 *label, double spread)
{
  guint64 step = MAX (input->m / N_SAMPLES, 1), n_samples = 0, n_near = 0;
  double window = NEAR * spread, sum = 0;

  for (guint64 edge = 0; edge < input->m; edge += step)
    {
      guint32 source = input->source[edge], target = input->target[edge], distance;

      if (label)
        {
          source = label[source];
          target = label[target];
        }
      distance = source > target ? source - target : target - source;
      n_near += distance <= window;
      sum += distance ? 32 - __builtin_clz (distance) : 0;
      n_samples++;
    }
  if (n_samples == 0)
    return (Locality){ .near_ratio = 1 };
  return (Locality){ .near_ratio = (double)n_near / (double)n_samples,
                     .mean_log2 = sum / (double)n_samples - log2 (spread) };
}

/* Stable radix sort, 11 bits a pass, by the upper half of each item. Returns the array that holds the result.
 */
static guint64 *
sort_items (guint64 *items, guint64 *spare, guint32 n)
{
  static const guint shifts[3] = { 32, 43, 54 };
  guint32 counts[3][2048] = { 0 };

  for (guint32 i = 0; i < n; i++)
    for (guint pass = 0; pass < 3; pass++)
      counts[pass][items[i] >> shifts[pass] & 2047]++;
  for (guint pass = 0; pass < 3; pass++)
    {
      guint32 sum = 0, *count = counts[pass];
      guint64 *swap = items;

      if (n > 0 && count[items[0] >> shifts[pass] & 2047] == n)
        continue; /* all the same */
      for (guint i = 0; i < 2048; i++)
        {
          guint32 here = count[i];

          count[i] = sum;
          sum += here;
        }
      for (guint32 i = 0; i < n; i++)
        spare[count[items[i] >> shifts[pass] & 2047]++] = items[i];
      items = spare;
      spare = swap;
    }
  return items;
}

/* The order by key; ties by appearance. Identity: vertex_at stays empty. */
static gboolean
order_by_key (const CowOrderInput *input, const guint32 *keys, CowMemory *memory, CowGrow *vertex_at,
              GError **error)
{
  CowGrow items = { 0 }, spare = { 0 };
  guint64 bytes = (guint64)input->n * sizeof (guint64), *sorted;
  gboolean identity = TRUE, done;

  done = cow_grow_exact (&items, memory, bytes, error) && cow_grow_exact (&spare, memory, bytes, error);
  if (done)
    {
      for (guint32 i = 0; i < input->n; i++)
        items.u64[i] = (guint64)keys[i] << 32 | i;
      sorted = sort_items (items.u64, spare.u64, input->n);
      for (guint32 i = 0; i < input->n && identity; i++)
        identity = (guint32)sorted[i] == i;
      done = identity || cow_grow_exact (vertex_at, memory, (guint64)input->n * sizeof (guint32), error);
      for (guint32 i = 0; i < input->n && done && !identity; i++)
        vertex_at->u32[(guint32)sorted[i]] = i;
    }
  cow_grow_clear (&items, memory);
  cow_grow_clear (&spare, memory);
  return done;
}

typedef struct
{
  const CowOrderInput *input;
  guint n_parts;
  CowGrow tables[COW_PARALLEL_MOST];
} Degrees;

static inline void
count_end (guint32 *degree)
{
  *degree += *degree != G_MAXUINT32;
}

static void
count_part (guint part, gpointer user)
{
  Degrees *degrees = user;
  const CowOrderInput *input = degrees->input;
  guint32 *table = degrees->tables[part].u32;
  guint64 end = cow_parallel_begin (input->m, part + 1, degrees->n_parts);

  for (guint64 edge = cow_parallel_begin (input->m, part, degrees->n_parts); edge < end; edge++)
    {
      if (!input->degrees)
        count_end (&table[input->source[edge]]);
      count_end (&table[input->target[edge]]);
    }
}

/* Degrees over both directions, saturating. */
static gboolean
count_degrees (const CowOrderInput *input, CowMemory *memory, CowGrow *degrees, GError **error)
{
  Degrees parts = { .input = input, .n_parts = CLAMP (input->n_threads, 1, COW_PARALLEL_MOST) };
  guint64 bytes = (guint64)input->n * sizeof (guint32);
  gboolean done = TRUE;

  if (input->degrees && input->both_sides)
    {
      if (!cow_grow_exact (degrees, memory, bytes, error))
        return FALSE;
      memcpy (degrees->data, input->degrees, bytes);
      return TRUE;
    }
  for (guint part = 0; part < parts.n_parts && done; part++)
    done = cow_grow_exact (&parts.tables[part], memory, bytes, error);
  if (done)
    {
      cow_parallel_run (parts.n_parts, count_part, &parts);
      for (guint32 i = 0; i < input->n; i++)
        {
          guint64 sum = input->degrees ? input->degrees[i] : 0;

          for (guint part = 0; part < parts.n_parts; part++)
            sum += parts.tables[part].u32[i];
          parts.tables[0].u32[i] = (guint32)MIN (sum, G_MAXUINT32);
        }
      *degrees = parts.tables[0];
      parts.tables[0] = (CowGrow){ 0 };
    }
  for (guint part = 0; part < parts.n_parts; part++)
    cow_grow_clear (&parts.tables[part], memory);
  return done;
}

static gboolean
is_skewed (const CowOrderInput *input, const guint32 *degrees)
{
  guint32 largest = 0;

  for (guint32 i = 0; i < input->n; i++)
    largest = MAX (largest, degrees[i]);
  return largest > SKEWED * 2.0 * (double)input->m / MAX (input->n, 1);
}

/* Does a ball of few steps around an edge hold a good part of all vertices? Then the graph has no far sides
 * that an order could keep apart, and a search would be wasted. One pass over the edges for each step, with a
 * bitmap for the ball. */
static gboolean
is_expander (const CowOrderInput *input, CowMemory *memory, gboolean *answer, GError **error)
{
  CowGrow inside = { 0 };
  guint64 n_inside = 2, n_before = 0;

  *answer = FALSE;
  if (input->m == 0)
    return TRUE;
  if (!cow_grow_exact (&inside, memory, input->n, error))
    return FALSE;
  inside.u8[input->source[input->m / 2]] = inside.u8[input->target[input->m / 2]] = 1;
  for (guint8 step = 1; step <= BALL_STEPS && n_inside > n_before && !*answer; step++)
    {
      n_before = n_inside;
      for (guint64 edge = 0; edge < input->m; edge++)
        {
          guint8 *source = &inside.u8[input->source[edge]], *target = &inside.u8[input->target[edge]];

          /* In this step only what was inside before it counts: marks are the step + 1. */
          if ((*source == 0) == (*target == 0))
            continue;
          if (MAX (*source, *target) <= step)
            {
              *(*source ? target : source) = (guint8)(step + 1);
              n_inside++;
            }
        }
      *answer = n_inside > input->n / BALL_SHARE;
    }
  cow_grow_clear (&inside, memory);
  return TRUE;
}

static gboolean
order_by_degree (const CowOrderInput *input, CowGrow *degrees, CowMemory *memory, CowGrow *vertex_at,
                 GError **error)
{
  for (guint32 i = 0; i < input->n; i++)
    degrees->u32[i] = ~degrees->u32[i];
  return order_by_key (input, degrees->u32, memory, vertex_at, error);
}

/* Place on the Hilbert curve through a square of 2^16 by 2^16 cells. */
static guint32
hilbert_place (guint32 x, guint32 y)
{
  guint32 place = 0;

  for (guint32 side = 32768; side > 0; side /= 2)
    {
      guint32 right = (x & side) != 0, up = (y & side) != 0;

      place += side * side * ((3 * right) ^ up);
      if (!up)
        {
          guint32 swap = x;

          if (right)
            {
              swap = 65535 - x;
              x = 65535 - y;
            }
          else
            x = y;
          y = swap;
        }
    }
  return place;
}

typedef struct
{
  double low, high;
} Extent;

static Extent
measure_extent (const CowOrderInput *input, guint axis)
{
  Extent extent = { INFINITY, -INFINITY };

  for (guint64 i = 0; i < input->n; i++)
    {
      double at = input->coordinates[2 * i + axis];

      if (!isnan (at))
        extent = (Extent){ MIN (extent.low, at), MAX (extent.high, at) };
    }
  return extent;
}

static guint32
scale_to_cell (double at, Extent x, Extent y, double low)
{
  /* One scale for both axes; halves keep the largest doubles from overflowing. */
  double side = MAX (x.high / 2 - x.low / 2, y.high / 2 - y.low / 2);

  return side > 0 ? (guint32)((at / 2 - low / 2) / side * 65535.0) : 0;
}

static gboolean
order_by_space (const CowOrderInput *input, CowMemory *memory, CowGrow *vertex_at, GError **error)
{
  Extent x = measure_extent (input, 0), y = measure_extent (input, 1);
  CowGrow keys = { 0 };
  gboolean done;

  if (!cow_grow_exact (&keys, memory, (guint64)input->n * sizeof (guint32), error))
    return FALSE;
  for (guint64 i = 0; i < input->n; i++)
    {
      double at_x = input->coordinates[2 * i], at_y = input->coordinates[2 * i + 1];

      keys.u32[i] = G_MAXUINT32; /* nowhere: at the end */
      if (!isnan (at_x) && !isnan (at_y))
        keys.u32[i] = hilbert_place (scale_to_cell (at_x, x, y, x.low), scale_to_cell (at_y, x, y, y.low));
    }
  done = order_by_key (input, keys.u32, memory, vertex_at, error);
  cow_grow_clear (&keys, memory);
  return done;
}

/* Breadth-first over the undirected structure. */
typedef struct
{
  guint32 n;
  guint64 *offsets;   /* [n + 1] */
  guint32 *neighbors; /* [2 m] */
  guint32 *queue;     /* [n]: appearances in the order found */
  guint32 *found;     /* [n]: appearance -> place in the queue, or COW_VERTEX_NONE */
} Search;

static gboolean
list_neighbors (const CowOrderInput *input, Search *search, CowProgress *progress, GError **error)
{
  guint64 *ends = search->offsets + 1, before = 0;

  for (guint64 edge = 0; edge < input->m; edge++)
    {
      ends[input->source[edge]]++;
      ends[input->target[edge]]++;
    }
  for (guint32 i = 0; i < input->n; i++)
    {
      guint64 count = ends[i];

      ends[i] = before;
      before += count;
    }
  for (guint64 edge = 0; edge < input->m; edge++)
    {
      guint32 source = input->source[edge], target = input->target[edge];

      search->neighbors[ends[source]++] = target;
      search->neighbors[ends[target]++] = source;
      if (!cow_builder_go_on (progress, 0, error))
        return FALSE;
    }
  return TRUE;
}

/* Fills the queue from place `begin` with all that can be reached; returns where it ends. */
static guint32
search_component (Search *search, guint32 begin, guint32 start)
{
  guint32 end = begin;

  search->found[start] = end;
  search->queue[end++] = start;
  for (guint32 place = begin; place < end; place++)
    {
      guint32 at = search->queue[place];

      for (guint64 i = search->offsets[at]; i < search->offsets[at + 1]; i++)
        {
          guint32 neighbor = search->neighbors[i];

          if (search->found[neighbor] != COW_VERTEX_NONE)
            continue;
          search->found[neighbor] = end;
          search->queue[end++] = neighbor;
        }
    }
  return end;
}

/* Each component is searched twice: what is found last lies at its rim, and from there the layers are narrow.
 */
static gboolean
search_all (Search *search, CowProgress *progress, GError **error)
{
  guint32 done = 0;

  for (guint32 start = 0; start < search->n; start++)
    {
      guint32 end, rim;

      if (search->found[start] != COW_VERTEX_NONE)
        continue;
      end = search_component (search, done, start);
      rim = search->queue[end - 1];
      for (guint32 place = done; place < end && rim != start; place++)
        search->found[search->queue[place]] = COW_VERTEX_NONE;
      if (rim != start)
        search_component (search, done, rim);
      done = end;
      if (!cow_builder_go_on (progress, 0, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
order_by_search (const CowOrderInput *input, CowMemory *memory, CowProgress *progress, CowGrow *vertex_at,
                 GError **error)
{
  CowGrow offsets = { 0 }, neighbors = { 0 }, queue = { 0 };
  guint64 n = input->n;
  gboolean done;

  done = cow_grow_exact (&offsets, memory, (n + 1) * sizeof (guint64), error)
         && cow_grow_exact (&neighbors, memory, input->m * 2 * sizeof (guint32), error)
         && cow_grow_exact (&queue, memory, n * sizeof (guint32), error)
         && cow_grow_exact (vertex_at, memory, n * sizeof (guint32), error);
  if (done)
    {
      Search search = { input->n, offsets.u64, neighbors.u32, queue.u32, vertex_at->u32 };

      memset (vertex_at->data, 0xff, n * sizeof (guint32));
      done = list_neighbors (input, &search, progress, error) && search_all (&search, progress, error);
    }
  cow_grow_clear (&offsets, memory);
  cow_grow_clear (&neighbors, memory);
  cow_grow_clear (&queue, memory);
  if (!done)
    cow_grow_clear (vertex_at, memory);
  return done;
}

/* The order of appearance or of numbers, when one of them is local. */
static gboolean
is_local (const CowOrderInput *input, CowOrderKind *kind)
{
  Locality appearance = measure_locality (input, NULL, 1), number = { 0 };
  double spread = input->n > 0 ? MAX (1.0, ((double)input->largest_number + 1) / input->n) : 1.0;

  if (input->numbers)
    number = measure_locality (input, input->numbers, spread);
  *kind = COW_ORDER_INPUT;
  if (number.near_ratio >= LOCAL_RATIO
      && (appearance.near_ratio < LOCAL_RATIO || appearance.mean_log2 > number.mean_log2 + MUCH_BETTER))
    *kind = COW_ORDER_NUMBER;
  return *kind == COW_ORDER_NUMBER || appearance.near_ratio >= LOCAL_RATIO;
}

static gboolean
choose_kind (const CowOrderInput *input, CowMemory *memory, CowGrow *degrees, CowOrderKind *kind,
             GError **error)
{
  gboolean expander;

  switch (input->reorder)
    {
    case COW_REORDER_NONE:
      *kind = COW_ORDER_INPUT;
      return TRUE;
    case COW_REORDER_BFS:
      *kind = COW_ORDER_BFS;
      return TRUE;
    case COW_REORDER_DEGREE:
      *kind = COW_ORDER_DEGREE;
      return count_degrees (input, memory, degrees, error);
    case COW_REORDER_SPACE:
    case COW_REORDER_AUTO:
      break;
    }
  if (input->coordinates && input->reorder == COW_REORDER_SPACE)
    {
      *kind = COW_ORDER_SPACE;
      return TRUE;
    }
  if (is_local (input, kind))
    return TRUE;
  if (input->coordinates)
    {
      *kind = COW_ORDER_SPACE;
      return TRUE;
    }
  if (!count_degrees (input, memory, degrees, error))
    return FALSE;
  *kind = COW_ORDER_DEGREE;
  if (is_skewed (input, degrees->u32))
    return TRUE;
  if (!is_expander (input, memory, &expander, error))
    return FALSE;
  *kind = expander ? COW_ORDER_INPUT : COW_ORDER_BFS;
  return TRUE;
}

static gboolean
make_order (const CowOrderInput *input, CowOrderKind kind, CowGrow *degrees, CowMemory *memory,
            CowProgress *progress, CowGrow *vertex_at, GError **error)
{
  switch (kind)
    {
    case COW_ORDER_NUMBER:
      return order_by_key (input, input->numbers, memory, vertex_at, error);
    case COW_ORDER_BFS:
      return order_by_search (input, memory, progress, vertex_at, error);
    case COW_ORDER_DEGREE:
      return order_by_degree (input, degrees, memory, vertex_at, error);
    case COW_ORDER_SPACE:
      return order_by_space (input, memory, vertex_at, error);
    case COW_ORDER_INPUT:
      break;
    }
  return TRUE;
}

gboolean
cow_order_choose (const CowOrderInput *input, CowMemory *memory, CowProgress *progress, CowOrderKind *kind,
                  CowGrow *vertex_at, GError **error)
{
  CowGrow degrees = { 0 };
  gboolean done = choose_kind (input, memory, &degrees, kind, error);

  if (done && *kind != COW_ORDER_DEGREE)
    cow_grow_clear (&degrees, memory);
  done = done && make_order (input, *kind, &degrees, memory, progress, vertex_at, error);
  cow_grow_clear (&degrees, memory);
  return done;
}
