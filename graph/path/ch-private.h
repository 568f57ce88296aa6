/* ch-private.h - the parts of the contraction hierarchy: the graph that shrinks while it is built, witness searches, and the
 * arrays of the finished index as queries read them. */
#pragma once

#include "graph/grow.h"
#include "graph/path/ch.h"
#include "graph/path/search-private.h"

G_BEGIN_DECLS

/* All costs are below this, or the build refuses: sums of a cost and a weight cannot wrap. */
#define COW_CH_LIMIT (G_GUINT64_CONSTANT (1) << 52)
#define COW_CH_FAR G_MAXINT32 /* narrow cells: not reached; weights are less, so a sum does not wrap either */

/* ---- the graph that shrinks (ch-graph.c) ---- */

typedef struct
{
  guint32 target;
  guint32 middle;       /* the vertex that a shortcut leads by; COW_VERTEX_NONE: an arc of the view */
  guint64 weight : 52;
  guint64 hops : 12;    /* arcs of the view that it stands for, about */
} CowChArc;
#define COW_CH_MOST_HOPS 4095

typedef struct
{
  guint32 from, to, hops;
  gboolean is_tie; /* not needed: another way is as short */
  guint64 weight;
} CowChShortcut;

/* Another way from one vertex to the other, by a third, as short as the one that the graph kept. */
typedef struct
{
  guint32 from, to, middle;
} CowChTie;

typedef struct
{
  guint64 start; /* in the pool */
  guint32 length, room;
} CowChList;

/* Lists of arcs that grow and shrink, all in one pool. Between vertices that are not contracted yet `out` and `in` mirror each
 * other; the lists of a contracted vertex stay as they were: these are its arcs upward. */
typedef struct
{
  guint32 n;
  gboolean symmetric; /* undirected: in is out */
  gboolean is_shallow; /* all vertices are few arcs apart, as far as a look from some tells */
  CowChList *out, *in;
  CowMemory memory;
  CowGrow lists_out, lists_in, pool;
  guint64 pool_end;
  guint64 free_blocks[33]; /* by log2 of the room; 0: none; the next stands in the first arc */
  guint64 n_arcs;          /* in lists of vertices that are not contracted; an undirected one counts twice */
  guint64 n_upward;        /* in lists of contracted ones */
  GArray *ties;            /* of CowChTie; NULL: too many, or a weight is 0, and paths are not unpacked */
} CowChGraph;

/* Parallel arcs become the cheapest, loops go. Errors: COW_GRAPH_ERROR_MEMORY; _RANGE: weights that are reals, negative or too
 * large in sum. */
gboolean cow_ch_graph_init (CowChGraph *graph, const CowView *view, GError **error);
void cow_ch_graph_clear (CowChGraph *graph);

static inline const CowChArc *
cow_ch_arcs (const CowChGraph *graph, const CowChList *list)
{
  return (const CowChArc *)graph->pool.data + list->start;
}

/* Makes the shortcut, or an existing arc cheaper; notes a tie with it. */
gboolean cow_ch_graph_add (CowChGraph *graph, guint32 middle, const CowChShortcut *shortcut, GError **error);
/* Takes a vertex out of the lists of its neighbors. Its own stay. */
void cow_ch_graph_remove (CowChGraph *graph, guint32 vertex);

/* ---- witnesses (ch-witness.c) ---- */

/* What contracting a vertex would cost. */
typedef struct
{
  guint32 n_added, n_removed;
  guint64 hops_added, hops_removed;
} CowChPrice;

/* The scratch of one thread. */
typedef struct _CowChWitness CowChWitness;
CowChWitness *cow_ch_witness_new (const CowChGraph *graph, GError **error);
void cow_ch_witness_free (CowChWitness *witness);
/* The shortcuts without which contracting `vertex` would make a way longer, and ties, appended to `shortcuts` (NULL: only priced). skip (a
 * byte per vertex, NULL: none) are vertices that are about to go too: no witness leads through them. settle_limit: of each
 * search; a search that gives up adds shortcuts too many, never too few. */
void cow_ch_witness_run (CowChWitness *witness, guint32 vertex, const guint8 *skip, guint settle_limit, CowChPrice *price,
                         GArray *shortcuts);

/* ---- contraction (ch-contract.c) ---- */

/* Contracts all vertices. Complexity: depends on how little of a center the graph has; of a road network about n log n.
 * Errors: COW_GRAPH_ERROR_RANGE when arcs grow out of hand, _MEMORY, _CANCELLED. */
gboolean cow_ch_contract (CowChGraph *graph, guint n_threads, CowProgress *progress, GError **error);

/* ---- the finished index ---- */

/* One direction of arcs upward: rows by place. Narrow: arcs are pairs {place, weight}; wide: {place, 0, weight low, weight high},
 * which is a guint64 at [2]. */
typedef struct
{
  const guint64 *offsets; /* [n + 1] */
  const guint32 *arcs;
  const guint32 *middles; /* NULL: paths are not unpacked */
} CowChRows;

/* A way between two places by a third that is as short as the one that the hierarchy has, as one end sees it. */
typedef struct
{
  guint32 at, other, middle;
  guint32 is_end; /* 1: the way leads from `other` to `at`; else, and undirected, from `at` */
} CowChPlacedTie;

struct _CowCh
{
  guint32 n;
  gboolean wide, unpacks;
  guint64 max_weight;
  const guint32 *place_of; /* vertex -> place: all upward arcs lead to lower places */
  const guint32 *vertex_at;
  CowChRows out, in;       /* undirected: the same */
  const CowChPlacedTie *ties; /* by `at` */
  guint64 n_ties;
  const guint64 *tied; /* a bit for each place that has some */
};

void cow_ch_open (const CowIndex *index, CowCh *ch); /* ch-index.c */

COW_INLINE guint32
cow_ch_target (const CowChRows *rows, guint64 arc, gboolean wide)
{
  return rows->arcs[arc * (wide ? 4 : 2)];
}

COW_INLINE guint64
cow_ch_weight (const CowChRows *rows, guint64 arc, gboolean wide)
{
  return wide ? rows->arcs[arc * 4 + 2] | (guint64)rows->arcs[arc * 4 + 3] << 32 : rows->arcs[arc * 2 + 1];
}

/* ---- a search upward (ch-side.c) ---- */

typedef struct
{
  guint64 cost;
  guint32 place;
} CowChEntry;

typedef struct
{
  guint64 *cells; /* [n], by place: ~cost, 0: not reached */
  gsize cells_bytes;
  guint32 *touched;    /* places of the cells that are not 0 */
  guint32 *order;      /* places that were searched from, in this order */
  CowChEntry *heap;
  guint n_touched, n_order, heap_length;
  guint64 touched_room, order_room, heap_room;
  gboolean stalled; /* was the vertex that was settled last? */
  guint64 n_settled, n_relaxed;
} CowChSide;

gboolean cow_ch_side_init (CowChSide *side, guint32 n, GError **error);
void cow_ch_side_clear (CowChSide *side);
void cow_ch_side_begin (CowChSide *side, guint32 place); /* Complexity: O(what the last search touched) */
/* Takes the next entry of the queue, which is not empty. FALSE: it was an old one. */
gboolean cow_ch_side_step (CowChSide *side, const CowCh *ch, gboolean backward, guint32 *place);

static inline guint64
cow_ch_side_label (const CowChSide *side, guint32 place)
{
  return ~side->cells[place]; /* of 0: COW_LABEL_NONE */
}

/* The least cost in the queue; COW_LABEL_NONE: it is empty. */
static inline guint64
cow_ch_side_next (const CowChSide *side)
{
  return side->heap_length ? side->heap[0].cost : COW_LABEL_NONE;
}

/* ---- paths (ch-unpack.c) ---- */

gboolean cow_ch_search_unpacked (const CowChSearch *search); /* was the last path, or was it walked? */

/* A pair that two searches answered; source, target: places. */
typedef struct
{
  const CowChSide *forward, *backward;
  guint32 source, target;
  guint64 cost;
} CowChPair;

typedef struct _CowChUnpack CowChUnpack;
/* made: u64[n], zero but at made_places, on which the unpacking leaves what it makes. ch must have what unpacks. */
CowChUnpack *cow_ch_unpack_new (const CowCh *ch, guint64 *made, GArray *made_places);
void cow_ch_unpack_free (CowChUnpack *unpack);
/* The path that the rule of walk.c names. Complexity: O(its arcs), and of other ways as short. FALSE: the index does not have it. */
gboolean cow_ch_unpack_path (CowChUnpack *unpack, const CowView *view, const CowChPair *pair, GArray *vertices);

G_END_DECLS
