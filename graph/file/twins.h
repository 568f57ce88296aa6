/* twins.h - is every undirected edge listed at both of its ends? For formats that write adjacency lists.
 *
 * One sum a vertex: an edge adds its hash to its later end when the earlier one lists it, and takes it away when the later one
 * does. When the list of the later end is over, all its edges to earlier vertices are, and the sum is zero. */
#pragma once

#include <glib.h>

#include "graph/types.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 *sums; /* [n] */
  guint64 end;   /* no sum from here on was ever touched, so that vertices without edges cost no memory */
} CowTwins;

/* Memory: 8 bytes a vertex, up to the last that has an edge. */
static inline gboolean
cow_twins_init (CowTwins *twins, guint64 n, GError **error)
{
  twins->end = 0;
  twins->sums = g_try_new0 (guint64, n + 1);
  if (twins->sums != NULL)
    return TRUE;
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "no memory for %" G_GUINT64_FORMAT " bytes to compare both ends of edges",
               8 * n);
  return FALSE;
}

static inline void
cow_twins_clear (CowTwins *twins)
{
  g_clear_pointer (&twins->sums, g_free);
}

static inline guint64
cow_twins_mix (guint64 value)
{
  value = (value ^ value >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  value = (value ^ value >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return value ^ value >> 31;
}

static inline guint64
cow_twins_hash (guint32 source, guint32 target, CowCost weight)
{
  guint64 bits = weight.kind == COW_COST_UNREACHABLE ? 0 : (guint64)weight.integer + weight.kind;

  /* 3.0 is 3. */
  if (weight.kind == COW_COST_REAL && fabs (weight.real) < 1e15 && weight.real == trunc (weight.real))
    bits = (guint64)(gint64)weight.real + COW_COST_INT;

  return cow_twins_mix (cow_twins_mix ((guint64)source << 32 | target) + bits);
}

/* The list of `owner` names `other`; not for loops. */
static inline void
cow_twins_add (CowTwins *twins, guint32 owner, guint32 other, CowCost weight)
{
  if (other > owner)
    twins->sums[other] += cow_twins_hash (owner, other, weight);
  else
    twins->sums[owner] -= cow_twins_hash (other, owner, weight);
  twins->end = MAX (twins->end, (guint64)MAX (owner, other) + 1);
}

/* Behind the list of a vertex, lists coming in order of vertices. */
static inline gboolean
cow_twins_fit (const CowTwins *twins, guint32 vertex)
{
  return vertex >= twins->end || twins->sums[vertex] == 0;
}

G_END_DECLS
