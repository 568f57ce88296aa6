/* ch-unpack.c - a path from the arcs of two searches upward: shortcuts become the two arcs that they stand for until none is left.
 *
 * Which of several shortest paths is named is a rule that looks at all of them (walk.c), and a hierarchy keeps one. So its build notes each
 * way that was as short as what it kept; here those whose two ends lie on the path as far apart as the way is long are
 * unpacked too, and those that this brings. What comes together is every shortest path. Only the spans of cost in which there are
 * several are walked by the rule, over these vertices alone; ends of spans are on all paths.
 *
 * A generation of shortcuts is replaced at a time: that makes their rows independent of each other, and the next ones are asked for ahead. */
#include "graph/path/ch-private.h"

#define AHEAD 6 /* legs whose rows are asked for */

/* An arc of the hierarchy on a shortest path, by places. */
typedef struct
{
  guint32 from, to;
  guint32 middle;  /* COW_VERTEX_NONE: an arc of the view */
  gboolean is_other; /* not of the path that is taken first */
  guint64 cost, weight; /* of `from`; of the arc */
} Leg;

/* From cost to cost there are several ways. */
typedef struct
{
  guint64 low, high;
} Span;

struct _CowChUnpack
{
  CowCh ch;
  GArray *up, *down;       /* of Leg: what the two searches went along, from the top on */
  GArray *legs, *next;     /* of Leg: what is being unpacked */
  GArray *path, *costs;    /* of guint32, guint64: places and their costs */
  GArray *needed;          /* of guint32: places whose way is looked for */
  guint8 may_need[256];    /* by the lowest bits of the place */
  guint64 *made;           /* [n], by place: ~cost of what is on a shortest path; 0: what is not known to be */
  GArray *made_places;     /* of guint32, in the order of their coming */
  GArray *spans, *piece;   /* of Span; of guint32: vertices */
  guint64 n_unpacked, base; /* base: cost that the walk counts from */
};

CowChUnpack *
cow_ch_unpack_new (const CowCh *ch, guint64 *made, GArray *made_places)
{
  CowChUnpack *unpack = g_new0 (CowChUnpack, 1);

  unpack->ch = *ch;
  unpack->made = made;
  unpack->made_places = made_places;
  unpack->up = g_array_new (FALSE, FALSE, sizeof (Leg));
  unpack->down = g_array_new (FALSE, FALSE, sizeof (Leg));
  unpack->legs = g_array_new (FALSE, FALSE, sizeof (Leg));
  unpack->next = g_array_new (FALSE, FALSE, sizeof (Leg));
  unpack->path = g_array_new (FALSE, FALSE, sizeof (guint32));
  unpack->costs = g_array_new (FALSE, FALSE, sizeof (guint64));
  unpack->needed = g_array_new (FALSE, FALSE, sizeof (guint32));
  unpack->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  unpack->piece = g_array_new (FALSE, FALSE, sizeof (guint32));
  return unpack;
}

void
cow_ch_unpack_free (CowChUnpack *unpack)
{
  if (!unpack)
    return;
  g_array_unref (unpack->up);
  g_array_unref (unpack->down);
  g_array_unref (unpack->legs);
  g_array_unref (unpack->next);
  g_array_unref (unpack->path);
  g_array_unref (unpack->costs);
  g_array_unref (unpack->needed);
  g_array_unref (unpack->spans);
  g_array_unref (unpack->piece);
  g_free (unpack);
}

/* ---- what the searches went along ---- */

static gboolean
is_needed (const CowChUnpack *unpack, guint32 place)
{
  const guint32 *needed = (const guint32 *)(void *)unpack->needed->data;

  if (!unpack->may_need[place & 255])
    return FALSE;
  for (guint i = 0; i < unpack->needed->len; i++)
    if (needed[i] == place)
      return TRUE;
  return FALSE;
}

static void
need (CowChUnpack *unpack, guint32 place)
{
  if (is_needed (unpack, place))
    return;
  g_array_append_val (unpack->needed, place);
  unpack->may_need[place & 255] = 1;
}

/* The places where the two searches meet on a shortest path. */
static void
need_tops (CowChUnpack *unpack, const CowChPair *pair)
{
  memset (unpack->may_need, 0, sizeof unpack->may_need);
  g_array_set_size (unpack->needed, 0);
  for (guint i = 0; i < pair->backward->n_order; i++)
    {
      guint32 place = pair->backward->order[i];

      if (cow_ch_side_label (pair->forward, place) != COW_LABEL_NONE
          && cow_ch_side_label (pair->forward, place) + cow_ch_side_label (pair->backward, place) == pair->cost)
        need (unpack, place);
    }
  if (cow_ch_side_label (pair->backward, pair->source) == pair->cost)
    need (unpack, pair->source);
}

/* Down from the tops: along whatever leads to a needed place at its cost. Vertices were searched from in the order of their costs,
 * so backwards in this order whoever is needed is known to be when its turn comes. */
COW_INLINE void
gather_as (CowChUnpack *unpack, const CowChPair *pair, gboolean backward, gboolean wide)
{
  const CowChRows *along = backward ? &unpack->ch.in : &unpack->ch.out;
  const CowChSide *side = backward ? pair->backward : pair->forward;
  GArray *legs = backward ? unpack->down : unpack->up;

  g_array_set_size (legs, 0);
  for (guint i = side->n_order; i > 0; i--)
    {
      guint32 place = side->order[i - 1];
      guint64 label = cow_ch_side_label (side, place);

      for (guint64 arc = along->offsets[place]; arc < along->offsets[place + 1]; arc++)
        {
          guint32 above = cow_ch_target (along, arc, wide);
          guint64 weight = cow_ch_weight (along, arc, wide);
          Leg leg = { .from = backward ? above : place,
                      .to = backward ? place : above,
                      .middle = along->middles[arc],
                      .cost = backward ? pair->cost - label - weight : label,
                      .weight = weight };

          if (label + weight != cow_ch_side_label (side, above) || !is_needed (unpack, above))
            continue;
          g_array_append_val (legs, leg);
          need (unpack, place);
        }
    }
}

static void
gather (CowChUnpack *unpack, const CowChPair *pair, gboolean backward)
{
  if (unpack->ch.wide)
    gather_as (unpack, pair, backward, TRUE);
  else
    gather_as (unpack, pair, backward, FALSE);
}

/* One way among the legs of a side: the first leg at each place. What hangs at a place stands behind what the place hangs on. */
static gboolean
choose_way (GArray *legs, guint32 top, guint32 end, gboolean backward)
{
  guint32 at = top;

  for (guint i = 0; i < legs->len; i++)
    {
      Leg *leg = &g_array_index (legs, Leg, i);

      leg->is_other = at == end || (backward ? leg->from : leg->to) != at;
      if (!leg->is_other)
        at = backward ? leg->to : leg->from;
    }
  return at == end;
}

/* legs: those of the one path in its order, then the others. */
static gboolean
gather_legs (CowChUnpack *unpack, const CowChPair *pair)
{
  guint32 top;

  need_tops (unpack, pair);
  if (unpack->needed->len == 0)
    return FALSE;
  top = g_array_index (unpack->needed, guint32, 0);
  gather (unpack, pair, FALSE);
  need_tops (unpack, pair);
  gather (unpack, pair, TRUE);
  if (!choose_way (unpack->up, top, pair->source, FALSE) || !choose_way (unpack->down, top, pair->target, TRUE))
    return FALSE;
  g_array_set_size (unpack->legs, 0);
  for (guint i = unpack->up->len; i > 0; i--)
    if (!g_array_index (unpack->up, Leg, i - 1).is_other)
      g_array_append_val (unpack->legs, g_array_index (unpack->up, Leg, i - 1));
  for (guint i = 0; i < unpack->down->len; i++)
    if (!g_array_index (unpack->down, Leg, i).is_other)
      g_array_append_val (unpack->legs, g_array_index (unpack->down, Leg, i));
  return TRUE;
}

/* ---- unpacking ---- */

/* The arc of a row that leads to a place; COW_ARC_NONE: none. */
COW_INLINE guint64
find_arc (const CowChRows *rows, guint32 place, guint32 target, gboolean wide)
{
  guint64 arc = rows->offsets[place], end = rows->offsets[place + 1];

  while (arc < end && cow_ch_target (rows, arc, wide) != target)
    arc++;
  return arc < end ? arc : COW_ARC_NONE;
}

/* The two legs by way of a place below both ends. FALSE: there are none. */
COW_INLINE gboolean
split (const CowChUnpack *unpack, const Leg *leg, guint32 middle, Leg *halves, gboolean wide)
{
  const CowChRows *in = &unpack->ch.in, *out = &unpack->ch.out;
  guint64 first, second;

  if (middle <= leg->from || middle <= leg->to)
    return FALSE;
  first = find_arc (in, middle, leg->from, wide);
  second = find_arc (out, middle, leg->to, wide);
  if (first == COW_ARC_NONE || second == COW_ARC_NONE)
    return FALSE;
  halves[0] = (Leg){ leg->from, middle, in->middles[first], leg->is_other, leg->cost, cow_ch_weight (in, first, wide) };
  halves[1] = (Leg){ middle, leg->to, out->middles[second], leg->is_other, leg->cost + halves[0].weight, cow_ch_weight (out, second, wide) };
  return TRUE;
}

/* What will be read of a leg soon: first where its rows are, nearer to its turn the rows. */
COW_INLINE void
prefetch (const CowChUnpack *unpack, const Leg *legs, guint i, guint n, gboolean wide)
{
  const CowChRows *out = &unpack->ch.out;

  if (i + 2 * AHEAD < n && legs[i + 2 * AHEAD].middle != COW_VERTEX_NONE)
    __builtin_prefetch (out->offsets + legs[i + 2 * AHEAD].middle);
  if (i + AHEAD < n && legs[i + AHEAD].middle != COW_VERTEX_NONE)
    {
      guint64 arc = out->offsets[legs[i + AHEAD].middle];

      __builtin_prefetch (out->arcs + arc * (wide ? 4 : 2));
      __builtin_prefetch (out->middles + arc);
    }
}

/* A generation of `legs` becomes the next one. *goes_on: shortcuts are left. FALSE: these are no shortcuts of the hierarchy. */
COW_INLINE gboolean
replace_as (CowChUnpack *unpack, gboolean *goes_on, gboolean wide)
{
  const Leg *legs = (const Leg *)(void *)unpack->legs->data;
  guint n = unpack->legs->len, n_next = 0;
  Leg *next;

  g_array_set_size (unpack->next, 2 * n);
  next = (Leg *)(void *)unpack->next->data;
  *goes_on = FALSE;
  for (guint i = 0; i < n; i++)
    {
      prefetch (unpack, legs, i, n, wide);
      if (legs[i].middle == COW_VERTEX_NONE)
        {
          next[n_next++] = legs[i];
          continue;
        }
      if (!split (unpack, &legs[i], legs[i].middle, next + n_next, wide) || next[n_next].weight + next[n_next + 1].weight != legs[i].weight)
        return FALSE;
      *goes_on |= next[n_next].middle != COW_VERTEX_NONE || next[n_next + 1].middle != COW_VERTEX_NONE;
      n_next += 2;
      unpack->n_unpacked++;
    }
  g_array_set_size (unpack->next, n_next);
  return TRUE;
}

/* All of `legs`. FALSE: the index does not fit itself, which a foreign file may bring about. */
static gboolean
replace_all (CowChUnpack *unpack)
{
  gboolean goes_on = TRUE;

  while (goes_on)
    {
      GArray *next = unpack->next;

      if (!(unpack->ch.wide ? replace_as (unpack, &goes_on, TRUE) : replace_as (unpack, &goes_on, FALSE))
          || unpack->n_unpacked > 4 * (guint64)unpack->ch.n)
        return FALSE;
      unpack->next = unpack->legs;
      unpack->legs = next;
    }
  return TRUE;
}

static gboolean
take_path (CowChUnpack *unpack, const CowChPair *pair)
{
  const Leg *legs;
  guint32 *path;
  guint64 *costs;
  guint n;

  if (!replace_all (unpack))
    return FALSE;
  n = unpack->legs->len;
  legs = (const Leg *)(void *)unpack->legs->data;
  g_array_set_size (unpack->path, n + 1);
  g_array_set_size (unpack->costs, n + 1);
  path = (guint32 *)(void *)unpack->path->data;
  costs = (guint64 *)(void *)unpack->costs->data;
  path[0] = pair->source;
  costs[0] = 0;
  for (guint i = 0; i < n; i++)
    {
      path[i + 1] = legs[i].to;
      costs[i + 1] = legs[i].cost + legs[i].weight;
    }
  return n < unpack->ch.n && path[n] == pair->target && costs[n] == pair->cost;
}

/* ---- ways that are as short ---- */

static gboolean
is_tied (const CowChUnpack *unpack, guint32 place)
{
  return unpack->ch.tied[place / 64] >> (place % 64) & 1;
}

static gboolean
has_others (const CowChUnpack *unpack)
{
  for (guint i = 0; i < unpack->up->len; i++)
    if (g_array_index (unpack->up, Leg, i).is_other)
      return TRUE;
  for (guint i = 0; i < unpack->down->len; i++)
    if (g_array_index (unpack->down, Leg, i).is_other)
      return TRUE;
  for (guint i = 0; i < unpack->path->len; i++)
    if (is_tied (unpack, g_array_index (unpack->path, guint32, i)))
      return TRUE;
  return FALSE;
}

/* A place is on a shortest path, at this cost. */
static gboolean
make (CowChUnpack *unpack, guint32 place, guint64 cost)
{
  if (unpack->made[place] == 0)
    {
      unpack->made[place] = ~cost;
      g_array_append_val (unpack->made_places, place);
    }
  return unpack->made[place] == ~cost;
}

/* Unpacks legs beside the path. */
static gboolean
add_ways (CowChUnpack *unpack, const Leg *legs, guint n_legs)
{
  Span span = { legs[0].cost, legs[n_legs - 1].cost + legs[n_legs - 1].weight };

  g_array_append_val (unpack->spans, span);
  g_array_set_size (unpack->legs, 0);
  g_array_append_vals (unpack->legs, legs, n_legs);
  if (!replace_all (unpack))
    return FALSE;
  for (guint i = 0; i < unpack->legs->len; i++)
    {
      const Leg *leg = &g_array_index (unpack->legs, Leg, i);

      if (!make (unpack, leg->from, leg->cost) || !make (unpack, leg->to, leg->cost + leg->weight))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_others (CowChUnpack *unpack, GArray *legs)
{
  for (guint i = 0; i < legs->len; i++)
    if (g_array_index (legs, Leg, i).is_other && !add_ways (unpack, &g_array_index (legs, Leg, i), 1))
      return FALSE;
  return TRUE;
}

/* Does the way of a tie lie between two places that are on shortest paths, and is it as long as they are apart? */
static gboolean
try_tie (CowChUnpack *unpack, const CowChPlacedTie *tie)
{
  gboolean symmetric = unpack->ch.in.arcs == unpack->ch.out.arcs;
  guint64 at = ~unpack->made[tie->at], other = ~unpack->made[tie->other];
  gboolean ends = symmetric ? other < at : tie->is_end == 1;
  Leg leg = { .from = ends ? tie->other : tie->at, .to = ends ? tie->at : tie->other, .is_other = TRUE, .cost = ends ? other : at }, halves[2];

  if (unpack->made[tie->other] == 0 || !(unpack->ch.wide ? split (unpack, &leg, tie->middle, halves, TRUE) : split (unpack, &leg, tie->middle, halves, FALSE))
      || halves[1].cost + halves[1].weight != (ends ? at : other))
    return TRUE;
  return add_ways (unpack, halves, 2);
}

static gboolean
try_ties (CowChUnpack *unpack, guint32 place)
{
  const CowCh *ch = &unpack->ch;
  guint64 low = 0, high = ch->n_ties;

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;

      if (ch->ties[middle].at < place)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < ch->n_ties && ch->ties[low].at == place; low++)
    if (!try_tie (unpack, &ch->ties[low]))
      return FALSE;
  return TRUE;
}

/* All vertices of all shortest paths. */
static gboolean
make_all (CowChUnpack *unpack)
{
  for (guint i = 0; i < unpack->path->len; i++)
    if (!make (unpack, g_array_index (unpack->path, guint32, i), g_array_index (unpack->costs, guint64, i)))
      return FALSE;
  if (!add_others (unpack, unpack->up) || !add_others (unpack, unpack->down))
    return FALSE;
  for (guint i = 0; i < unpack->made_places->len; i++)
    {
      guint32 place = g_array_index (unpack->made_places, guint32, i);

      if (is_tied (unpack, place) && !try_ties (unpack, place))
        return FALSE;
    }
  return TRUE;
}

/* ---- the path of the rule ---- */

static gint
compare_spans (gconstpointer left, gconstpointer right)
{
  const Span *a = left, *b = right;

  return (a->low > b->low) - (a->low < b->low);
}

/* Spans that touch become one. */
static void
merge_spans (CowChUnpack *unpack)
{
  GArray *spans = unpack->spans;
  guint n = 0;

  g_array_sort (spans, compare_spans);
  for (guint i = 0; i < spans->len; i++)
    {
      Span span = g_array_index (spans, Span, i);
      Span *last = n ? &g_array_index (spans, Span, n - 1) : NULL;

      if (last && span.low <= last->high)
        last->high = MAX (last->high, span.high);
      else
        g_array_index (spans, Span, n++) = span;
    }
  g_array_set_size (spans, n);
}

static guint64
get_made (gpointer user, guint32 vertex)
{
  const CowChUnpack *unpack = user;
  guint64 made = unpack->made[unpack->ch.place_of[vertex]];

  return made == 0 || ~made < unpack->base ? COW_LABEL_NONE : ~made - unpack->base;
}

/* From *i on the path, which is at the low end of a span, to its high end. */
static gboolean
walk_span (CowChUnpack *unpack, const CowView *view, const Span *span, guint *i, GArray *vertices)
{
  const CowCh *ch = &unpack->ch;
  guint32 source = ch->vertex_at[g_array_index (unpack->path, guint32, *i)];

  unpack->base = span->low;
  while (*i + 1 < unpack->path->len && g_array_index (unpack->costs, guint64, *i) < span->high)
    ++*i;
  if (!cow_labels_walk_by (view, get_made, unpack, span->high - span->low, source, ch->vertex_at[g_array_index (unpack->path, guint32, *i)],
                           unpack->piece, NULL, NULL))
    return FALSE;
  g_array_append_vals (vertices, unpack->piece->data, unpack->piece->len);
  return TRUE;
}

static gboolean
name_path (CowChUnpack *unpack, const CowView *view, GArray *vertices)
{
  const guint32 *path = (const guint32 *)(void *)unpack->path->data;
  const guint64 *costs = (const guint64 *)(void *)unpack->costs->data;
  guint n = unpack->path->len, at = 0;

  for (guint i = 0; i < n; i++)
    {
      const Span *span = at < unpack->spans->len ? &g_array_index (unpack->spans, Span, at) : NULL;

      if (i + 2 * AHEAD < n)
        __builtin_prefetch (unpack->ch.vertex_at + path[i + 2 * AHEAD]);
      if (!span || costs[i] < span->low)
        {
          guint32 vertex = unpack->ch.vertex_at[path[i]];

          g_array_append_val (vertices, vertex);
        }
      else if (costs[i] > span->low || !walk_span (unpack, view, span, &i, vertices))
        return FALSE;
      else
        at++;
    }
  return TRUE;
}

gboolean
cow_ch_unpack_path (CowChUnpack *unpack, const CowView *view, const CowChPair *pair, GArray *vertices)
{
  gboolean done;

  g_array_set_size (vertices, 0);
  g_array_set_size (unpack->spans, 0);
  unpack->n_unpacked = 0;
  done = gather_legs (unpack, pair) && take_path (unpack, pair);
  if (done && has_others (unpack))
    {
      done = make_all (unpack);
      merge_spans (unpack);
    }
  return done && name_path (unpack, view, vertices);
}
