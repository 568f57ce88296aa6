/* batch-lanes-pass.h - empties the present bucket of a batch of weighted searches; included by batch-lanes.c once per instruction
 * set and width of a cost, with SUFFIX, TARGET (the attribute that names the set: clang has no pragma for it), COST, the type of
 * a cost, WIDTH, the lanes of a row of them, RELAX (from, weight, row): lowers the costs in a row to those of `from` plus the
 * weight, and gives the least that got lower, or G_MAXUINT32, and OVERFLOWS (from, edge): whether a weight may be too much for a
 * cost in the row. */

#define PASTE_(name, suffix) name##_##suffix
#define PASTE(name, suffix) PASTE_ (name, suffix)
#define NAME(name) PASTE (name, SUFFIX)

/* FALSE: a cost would not fit its type. */
TARGET static gboolean
NAME (pass_on) (CowLanes *lanes, guint32 vertex, guint64 base)
{
  const CowCsr *csr = &lanes->view.out;
  CowBuckets *buckets = lanes->buckets;
  guint64 first = csr->offsets[vertex], end = csr->offsets[vertex + 1];
  COST *costs = lanes->costs;
  const COST *from = costs + (gsize)vertex * WIDTH;

  if (OVERFLOWS (from, lanes->edge))
    return FALSE;

  for (guint64 arc = first; arc < end; arc++)
    {
      if (arc + AHEAD_ARCS < end)
        __builtin_prefetch (costs + (gsize)csr->targets[(arc + AHEAD_ARCS) * 2] * WIDTH, 1);
      guint32 to = csr->targets[arc * 2], weight = csr->targets[arc * 2 + 1];
      if (lanes->avoid != NULL && (lanes->avoid[to / 64] >> (to % 64) & 1))
        continue;
      guint64 key = RELAX (from, weight, costs + (gsize)to * WIDTH);
      if (key == G_MAXUINT32)
        continue;
      key = MAX (key, base);
      if (key >= cow_label_get_as (&lanes->pending, to, COW_CELL_NARROW))
        continue;
      cow_label_set_as (&lanes->pending, to, key, COW_CELL_NARROW);
      cow_bucket_put (buckets, cow_bucket_list (buckets, key >> buckets->shift),
                      (CowBucketEntry){ .vertex = to, .check = (guint32)key });
      buckets->live++;
    }
  lanes->settled++;
  lanes->relaxed += end - first;
  lanes->step += (end - first) * 2 + 1;
  return TRUE;
}

TARGET static gboolean
NAME (drain_chunk) (CowLanes *lanes, const CowBucketEntry *entries, guint count, guint64 base)
{
  const CowCsr *csr = &lanes->view.out;

  for (guint i = 0; i < count; i++)
    {
      if (i + AHEAD_ENTRIES < count)
        {
          guint32 later = entries[i + AHEAD_ENTRIES].vertex;
          __builtin_prefetch ((const COST *)lanes->costs + (gsize)later * WIDTH);
          __builtin_prefetch (&csr->offsets[later]);
          __builtin_prefetch ((const guint32 *)lanes->pending.cells + later);
        }
      if (i + AHEAD_ENTRIES / 2 < count)
        __builtin_prefetch (&csr->targets[csr->offsets[entries[i + AHEAD_ENTRIES / 2].vertex] * 2]);
      guint32 vertex = entries[i].vertex;
      if ((guint32)cow_label_get_as (&lanes->pending, vertex, COW_CELL_NARROW) != entries[i].check)
        continue;
      ((guint32 *)lanes->pending.cells)[vertex] = 0;
      if (!NAME (pass_on) (lanes, vertex, base))
        {
          lanes->overflowed = TRUE;
          return FALSE;
        }
      if (G_UNLIKELY (lanes->step >= STEP_ARCS))
        {
          if (lanes->progress != NULL && cow_progress_step (lanes->progress, lanes->step))
            return FALSE;
          lanes->step = 0;
        }
    }
  return TRUE;
}

TARGET static gboolean
NAME (drain) (CowLanes *lanes)
{
  CowBuckets *buckets = lanes->buckets;
  CowBucketEntry **write = &buckets->write[buckets->now & buckets->mask];
  guint64 base = cow_buckets_base (buckets);
  gboolean goes_on = TRUE;

  while (*write != NULL && goes_on)
    {
      buckets->taken = *write;
      *write = NULL;
      while (buckets->taken != NULL && goes_on)
        {
          CowBucketEntry *end = buckets->taken;
          CowBucketChunk *chunk = cow_bucket_chunk_of_end (end);
          guint count = (guint)(end - chunk->entries);

          buckets->taken = cow_bucket_end_of_full (chunk->previous);
          buckets->live -= count;
          goes_on = NAME (drain_chunk) (lanes, chunk->entries, count, base);
          cow_bucket_free_chunk (buckets, chunk);
        }
    }
  return goes_on;
}

#undef COST
#undef NAME
#undef OVERFLOWS
#undef PASTE
#undef PASTE_
#undef RELAX
#undef SUFFIX
#undef TARGET
#undef WIDTH
