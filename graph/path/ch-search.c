/* ch-search.c - one pair by a contraction hierarchy: two searches upward meet; the path by the rule of all searches.
 *
 * The path is unpacked where the index has what that takes (ch-unpack.c). Else it is walked back from the target like that of any other
 * search, over tight arcs of the view, so that ties end the same way. For that the costs of the few vertices beside it are made on demand: the cost of a vertex is
 * the least of its label and of the cost of a vertex above plus the arc down, and the vertices above are few and shared. */
#include "graph/path/ch-private.h"

struct _CowChSearch
{
  CowView view;
  CowCh ch;
  CowChSide forward, backward;
  guint32 source, target;
  guint64 best;   /* COW_LABEL_NONE: not reached */
  guint64 *made;  /* [n], by place: ~cost of what was made on demand; 0: not yet; 1: not reached */
  gsize made_bytes;
  GArray *made_places; /* of guint32 */
  GArray *stack;       /* of Frame */
  CowChUnpack *unpack; /* NULL: paths are walked */
  gboolean unpacked;   /* was the last path? */
  CowSearchCounts counts;
};

#define MADE_UNREACHED 1

/* A place whose cost is being made: the least so far, and which arc from above is next. */
typedef struct
{
  guint64 arc, cost;
  guint32 place;
} Frame;

guint64
cow_ch_search_scratch_bytes (const CowIndex *index)
{
  return 3 * MAX (index->data.header->n, 1) * sizeof (guint64);
}

CowChSearch *
cow_ch_search_new (const CowIndex *index, const CowView *view, GError **error)
{
  CowChSearch *search = g_new0 (CowChSearch, 1);

  search->view = *view;
  cow_ch_open (index, &search->ch);
  search->best = COW_LABEL_NONE;
  search->made_bytes = MAX (search->ch.n, 1) * sizeof *search->made;
  search->made_places = g_array_new (FALSE, FALSE, sizeof (guint32));
  search->stack = g_array_new (FALSE, FALSE, sizeof (Frame));
  if (!cow_ch_side_init (&search->forward, search->ch.n, error) || !cow_ch_side_init (&search->backward, search->ch.n, error)
      || !(search->made = cow_scratch_map (search->made_bytes, error)))
    {
      cow_ch_search_free (search);
      return NULL;
    }
  if (search->ch.unpacks)
    search->unpack = cow_ch_unpack_new (&search->ch, search->made, search->made_places);
  return search;
}

void
cow_ch_search_free (CowChSearch *search)
{
  if (!search)
    return;
  cow_ch_side_clear (&search->forward);
  cow_ch_side_clear (&search->backward);
  if (search->made)
    cow_scratch_unmap (search->made, search->made_bytes);
  g_array_unref (search->made_places);
  g_array_unref (search->stack);
  cow_ch_unpack_free (search->unpack);
  g_free (search);
}

static void
forget_made (CowChSearch *search)
{
  for (guint i = 0; i < search->made_places->len; i++)
    search->made[g_array_index (search->made_places, guint32, i)] = 0;
  g_array_set_size (search->made_places, 0);
}

static void
begin (CowChSearch *search, guint32 source, guint32 target)
{
  forget_made (search);
  search->source = source;
  search->target = target;
  search->best = COW_LABEL_NONE;
  search->forward.n_settled = search->backward.n_settled = 0;
  search->forward.n_relaxed = search->backward.n_relaxed = 0;
  cow_ch_side_begin (&search->forward, search->ch.place_of[source]);
  cow_ch_side_begin (&search->backward, search->ch.place_of[target]);
}

/* The searches go on while one of them may still find a shorter way. */
static gboolean
meet (CowChSearch *search, guint64 limit, CowProgress *progress)
{
  for (;;)
    {
      guint64 ahead = cow_ch_side_next (&search->forward), behind = cow_ch_side_next (&search->backward);
      gboolean backward = behind < ahead;
      CowChSide *side = backward ? &search->backward : &search->forward;
      const CowChSide *other = backward ? &search->forward : &search->backward;
      guint64 label, met;
      guint32 place;

      if (MIN (ahead, behind) >= search->best || MIN (ahead, behind) > limit)
        return TRUE;
      if (!cow_ch_side_step (side, &search->ch, backward, &place))
        continue;
      label = cow_ch_side_label (side, place);
      met = cow_ch_side_label (other, place);
      if (met != COW_LABEL_NONE)
        search->best = MIN (search->best, label + met);
      if (cow_progress_step (progress, 4))
        return FALSE;
    }
}

gboolean
cow_ch_search_run (CowChSearch *search, guint32 source, guint32 target, gboolean has_cutoff, CowCost cutoff, CowProgress *progress,
                   GError **error)
{
  CowProgress nobody = { 0 };
  guint64 limit;

  if (!cow_search_check_vertex (&search->view, source, error) || !cow_search_check_vertex (&search->view, target, error))
    return FALSE;
  begin (search, source, target);
  if (!cow_label_limit (COW_CELL_WIDE, has_cutoff, cutoff, &limit))
    return TRUE;
  if (!meet (search, limit, progress ? progress : &nobody))
    {
      cow_search_set_cancelled (error);
      return FALSE;
    }
  if (search->best > limit)
    search->best = COW_LABEL_NONE;
  return TRUE;
}

CowCost
cow_ch_search_cost (const CowChSearch *search)
{
  return cow_label_cost (search->best, COW_CELL_WIDE);
}

/* ---- costs on demand ---- */

static void
push_frame (CowChSearch *search, guint32 place)
{
  Frame frame = { .arc = search->ch.in.offsets[place], .cost = cow_ch_side_label (&search->forward, place), .place = place };

  g_array_append_val (search->stack, frame);
}

/* Goes along what is above the last frame. FALSE: something there is not made yet, and has a frame now. */
static gboolean
look_above (CowChSearch *search, gboolean wide)
{
  const CowChRows *in = &search->ch.in;
  Frame *frame = &g_array_index (search->stack, Frame, search->stack->len - 1);

  for (guint64 end = in->offsets[frame->place + 1]; frame->arc < end; frame->arc++)
    {
      guint32 above = cow_ch_target (in, frame->arc, wide);
      guint64 made = search->made[above];

      if (!made)
        {
          push_frame (search, above);
          return FALSE;
        }
      if (made != MADE_UNREACHED)
        frame->cost = MIN (frame->cost, ~made + cow_ch_weight (in, frame->arc, wide));
    }
  return TRUE;
}

static guint64
make_cost (gpointer user, guint32 vertex)
{
  CowChSearch *search = user;
  guint32 place = search->ch.place_of[vertex];

  if (!search->made[place])
    push_frame (search, place);
  while (search->stack->len > 0)
    {
      const Frame *frame;

      if (!(search->ch.wide ? look_above (search, TRUE) : look_above (search, FALSE)))
        continue;
      frame = &g_array_index (search->stack, Frame, search->stack->len - 1);
      search->made[frame->place] = frame->cost < COW_CH_LIMIT ? ~frame->cost : MADE_UNREACHED;
      g_array_append_val (search->made_places, frame->place);
      g_array_set_size (search->stack, search->stack->len - 1);
    }
  return search->made[place] == MADE_UNREACHED ? COW_LABEL_NONE : ~search->made[place];
}

/* The arcs between the vertices: of parallel ones the first of the cheapest. */
static void
find_arcs (const CowCsr *out, const GArray *vertices, GArray *arcs)
{
  for (guint i = 0; i + 1 < vertices->len; i++)
    {
      guint32 from = g_array_index (vertices, guint32, i), to = g_array_index (vertices, guint32, i + 1);
      guint64 best = COW_ARC_NONE;

      for (guint64 arc = out->offsets[from]; arc < out->offsets[from + 1]; arc++)
        if (cow_csr_target (out, arc) == to
            && (best == COW_ARC_NONE || cow_csr_weight (out, arc).integer < cow_csr_weight (out, best).integer))
          best = arc;
      g_array_append_val (arcs, best);
    }
}

gboolean
cow_ch_search_path (CowChSearch *search, GArray *vertices, GArray *arcs, GError **error)
{
  const guint32 *place_of = search->ch.place_of;
  CowChPair pair = { &search->forward, &search->backward, place_of[search->source], place_of[search->target], search->best };
  guint32 place;

  g_array_set_size (vertices, 0);
  if (arcs)
    g_array_set_size (arcs, 0);
  if (search->best == COW_LABEL_NONE)
    return FALSE;
  forget_made (search);
  search->unpacked = search->unpack && cow_ch_unpack_path (search->unpack, &search->view, &pair, vertices);
  if (search->unpacked)
    {
      if (arcs)
        find_arcs (&search->view.out, vertices, arcs);
      return TRUE;
    }
  forget_made (search);
  /* Labels are right up to the cost of the target once all up to it are settled. */
  while (cow_ch_side_next (&search->forward) <= search->best)
    cow_ch_side_step (&search->forward, &search->ch, FALSE, &place);
  return cow_labels_walk_by (&search->view, make_cost, search, search->best, search->source, search->target, vertices, arcs, error);
}

gboolean
cow_ch_search_unpacked (const CowChSearch *search)
{
  return search->unpacked;
}

void
cow_ch_search_counts (const CowChSearch *search, CowSearchCounts *counts)
{
  *counts = (CowSearchCounts){ .algorithm = "contraction hierarchy, two searches upward",
                               .settled = search->forward.n_settled + search->backward.n_settled,
                               .relaxed = search->forward.n_relaxed + search->backward.n_relaxed,
                               .scratch_bytes = 3 * search->made_bytes };
}
