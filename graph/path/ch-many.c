/* ch-many.c - see ch-many.h.
 *
 * A table by hash holds only the places that a search met, so buckets of a few targets are small whatever the graph. Stalled vertices
 * leave nothing and look for nothing: no shortest path has its top there. */
#include "graph/path/ch-private.h"

#include "graph/path/ch-many.h"

#define COW_SECTION_CH_SLOTS (COW_SECTION_PRIVATE + 24) /* CowChSlot[] */
#define COW_SECTION_CH_MET (COW_SECTION_PRIVATE + 25)   /* CowChMet[] */

struct _CowChSlot
{
  guint32 place; /* COW_VERTEX_NONE: empty */
  guint32 n;
  guint64 first;
};

struct _CowChMet
{
  guint64 cost;   /* from the place to the target */
  guint32 target; /* its number */
  guint32 place;
};

static guint64
find_slot (const CowChSlot *slots, guint64 n_slots, guint32 place)
{
  guint64 at = (place * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 32 & (n_slots - 1);

  while (slots[at].place != place && slots[at].place != COW_VERTEX_NONE)
    at = (at + 1) & (n_slots - 1);
  return at;
}

/* ---- writing ---- */

typedef struct
{
  CowCh ch;
  CowChSide side;
  CowMemory memory;
  CowGrow met; /* of CowChMet, by target */
  guint64 n_met;
} Collection;

static gboolean
collect (Collection *all, guint32 vertex, guint32 target, CowProgress *progress, GError **error)
{
  guint32 place;

  cow_ch_side_begin (&all->side, all->ch.place_of[vertex]);
  while (cow_ch_side_next (&all->side) != COW_LABEL_NONE)
    {
      if (!cow_ch_side_step (&all->side, &all->ch, TRUE, &place) || all->side.stalled)
        continue;
      if (!cow_grow_reserve (&all->met, &all->memory, (all->n_met + 1) * sizeof (CowChMet), error))
        return FALSE;
      ((CowChMet *)all->met.data)[all->n_met++]
          = (CowChMet){ .cost = cow_ch_side_label (&all->side, place), .target = target, .place = place };
      if (!cow_progress_go_on (progress, 4, error))
        return FALSE;
    }
  return TRUE;
}

/* Counts what every place has, in a table large enough for all. */
static void
count_places (const Collection *all, CowChSlot *slots, guint64 n_slots)
{
  const CowChMet *met = all->met.data;
  guint64 first = 0;

  for (guint64 i = 0; i < n_slots; i++)
    slots[i] = (CowChSlot){ .place = COW_VERTEX_NONE };
  for (guint64 i = 0; i < all->n_met; i++)
    {
      CowChSlot *slot = &slots[find_slot (slots, n_slots, met[i].place)];

      slot->place = met[i].place;
      slot->n++;
    }
  for (guint64 i = 0; i < n_slots; i++)
    {
      slots[i].first = first;
      first += slots[i].n;
    }
}

static gboolean
write_collection (const Collection *all, CowImageWriter *writer, GError **error)
{
  const CowChMet *met = all->met.data;
  guint64 n_slots = 2;
  CowChSlot *slots;
  CowChMet *sorted;

  while (n_slots < 2 * MIN (all->n_met, all->ch.n))
    n_slots *= 2;
  if (!cow_image_writer_add (writer, COW_SECTION_CH_SLOTS, 0, n_slots * sizeof *slots, error)
      || !cow_image_writer_add (writer, COW_SECTION_CH_MET, 0, all->n_met * sizeof *met, error))
    return FALSE;
  slots = cow_image_writer_section (writer, COW_SECTION_CH_SLOTS, 0);
  sorted = cow_image_writer_section (writer, COW_SECTION_CH_MET, 0);
  count_places (all, slots, n_slots);
  for (guint64 i = 0; i < all->n_met; i++)
    sorted[slots[find_slot (slots, n_slots, met[i].place)].first++] = met[i];
  for (guint64 i = 0; i < n_slots; i++)
    slots[i].first -= slots[i].n;
  return TRUE;
}

gboolean
cow_ch_buckets_write (const CowIndex *index, const CowView *view, const guint32 *targets, guint32 n_targets, CowImageWriter *writer,
                      CowProgress *progress, GError **error)
{
  Collection all = { .n_met = 0 };
  gboolean done;

  cow_ch_open (index, &all.ch);
  done = cow_ch_side_init (&all.side, all.ch.n, error);
  for (guint32 i = 0; i < n_targets && done; i++)
    done = cow_search_check_vertex (view, targets[i], error) && collect (&all, targets[i], i, progress, error);
  done = done && write_collection (&all, writer, error);
  cow_ch_side_clear (&all.side);
  cow_grow_clear (&all.met, &all.memory);
  return done;
}

gboolean
cow_ch_buckets_open (const void *image, guint32 n_targets, CowChBuckets *buckets, GError **error)
{
  guint64 slots_bytes = 0, met_bytes = 0;

  *buckets = (CowChBuckets){ .n_targets = n_targets };
  buckets->slots = cow_image_section (image, COW_SECTION_CH_SLOTS, 0, &slots_bytes);
  buckets->met = cow_image_section (image, COW_SECTION_CH_MET, 0, &met_bytes);
  buckets->n_slots = slots_bytes / sizeof *buckets->slots;
  if (buckets->n_slots > 0 && (buckets->n_slots & (buckets->n_slots - 1)) == 0)
    return TRUE;
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "image does not hold the buckets of targets");
  return FALSE;
}

/* ---- asking ---- */

struct _CowChManySearch
{
  CowView view;
  CowCh ch;
  CowChBuckets buckets;
  CowChSide side;
  guint64 *best; /* [n_targets]; COW_LABEL_NONE: not reached */
  guint64 n_looked;
};

guint64
cow_ch_many_search_scratch_bytes (const CowIndex *index, guint32 n_targets)
{
  return (MAX (index->data.header->n, 1) + n_targets) * sizeof (guint64);
}

CowChManySearch *
cow_ch_many_search_new (const CowIndex *index, const CowView *view, const CowChBuckets *buckets, GError **error)
{
  CowChManySearch *search = g_new0 (CowChManySearch, 1);
  gsize best_bytes = MAX (buckets->n_targets, 1) * sizeof *search->best;

  search->view = *view;
  search->buckets = *buckets;
  cow_ch_open (index, &search->ch);
  if (!cow_ch_side_init (&search->side, search->ch.n, error) || !(search->best = cow_scratch_map (best_bytes, error)))
    {
      cow_ch_many_search_free (search);
      return NULL;
    }
  memset (search->best, 0xff, best_bytes);
  return search;
}

void
cow_ch_many_search_free (CowChManySearch *search)
{
  if (!search)
    return;
  cow_ch_side_clear (&search->side);
  if (search->best)
    cow_scratch_unmap (search->best, MAX (search->buckets.n_targets, 1) * sizeof *search->best);
  g_free (search);
}

/* Looks at what the targets left at a place. */
static void
look (CowChManySearch *search, guint32 place)
{
  const CowChSlot *slot = &search->buckets.slots[find_slot (search->buckets.slots, search->buckets.n_slots, place)];
  const CowChMet *met = search->buckets.met + slot->first;
  guint64 label = cow_ch_side_label (&search->side, place);

  for (guint32 i = 0; i < slot->n; i++)
    search->best[met[i].target] = MIN (search->best[met[i].target], label + met[i].cost);
  search->n_looked += slot->n;
}

gboolean
cow_ch_many_search_run (CowChManySearch *search, guint32 source, gboolean has_cutoff, CowCost cutoff, CowProgress *progress,
                        GError **error)
{
  guint64 limit, looked;
  guint32 place;

  search->n_looked = search->side.n_settled = search->side.n_relaxed = 0;
  memset (search->best, 0xff, search->buckets.n_targets * sizeof *search->best);
  if (!cow_search_check_vertex (&search->view, source, error))
    return FALSE;
  if (!cow_label_limit (COW_CELL_WIDE, has_cutoff, cutoff, &limit))
    return TRUE;
  cow_ch_side_begin (&search->side, search->ch.place_of[source]);
  while (cow_ch_side_next (&search->side) <= limit)
    {
      if (!cow_ch_side_step (&search->side, &search->ch, FALSE, &place) || search->side.stalled)
        continue;
      looked = search->n_looked;
      look (search, place);
      if (!cow_progress_go_on (progress, 4 + search->n_looked - looked, error))
        return FALSE;
    }
  for (guint32 i = 0; i < search->buckets.n_targets; i++)
    if (search->best[i] > limit)
      search->best[i] = COW_LABEL_NONE;
  return TRUE;
}

CowCost
cow_ch_many_search_cost (const CowChManySearch *search, guint32 target)
{
  return cow_label_cost (search->best[target], COW_CELL_WIDE);
}

void
cow_ch_many_search_counts (const CowChManySearch *search, CowSearchCounts *counts)
{
  *counts = (CowSearchCounts){ .algorithm = "contraction hierarchy, buckets of targets",
                               .settled = search->side.n_settled,
                               .relaxed = search->side.n_relaxed + search->n_looked,
                               .scratch_bytes = search->side.cells_bytes + search->buckets.n_targets * sizeof *search->best };
}
