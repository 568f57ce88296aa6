/* ch-contract.c - takes vertices out of the graph, the least important first, until none is left.
 *
 * In rounds: threads look for the shortcuts of all vertices that are less important than their neighbors, and only read the
 * graph; one thread then takes these vertices out; threads price their neighbors anew. Only where something changed can a vertex
 * have become the least of its neighbors, so a round looks at nothing else. The order does not depend on the number of threads.
 *
 * Source: Geisberger, Sanders, Schultes, Delling, "Contraction hierarchies", 2008; Vetter, "Parallel time-dependent contraction
 * hierarchies", 2009 (independent sets). */
#include "graph/parallel.h"
#include "graph/path/ch-private.h"

#define CHUNK 64        /* vertices that a thread takes at a time, at most */
#define FEWEST 8        /* from here on a thread more is worth its start */
#define LEVEL 1000      /* importance of one level… */
#define ADDED 4000      /* …of as many arcs added as removed… */
#define HOPS 2000       /* …and of as many hops */
#define MOST_WAYS 65536 /* through a vertex that is priced by searching: a hub is only guessed, its turn is far off */
#define DENSE_DEGREE 96 /* mean degree of what is left at which contraction is hopeless… */
#define DENSE_REST 4096 /* …when so many vertices are left: the centers of road networks are as dense, but smaller */
#define EARLY_DEGREE 20 /* the same while an eighth of the vertices is left… */
#define SHALLOW_DEGREE 12 /* …and where all vertices are few arcs apart, which without a hierarchy is an expander… */
#define SMALL_GRAPH 1024  /* …but not of so few, which take no long time */
#define MOST_LEFT (G_GUINT64_CONSTANT (100) << 20) /* ways through what is left: beyond, the center is too large as well as too dense */

typedef struct _Contraction Contraction;

/* A thread, and the shortcuts that it found in this round. */
typedef struct
{
  Contraction *contraction;
  CowChWitness *witness;
  GArray *shortcuts; /* of CowChShortcut */
} Worker;

/* Which shortcuts a vertex needs: [first, end) of those of a worker. */
typedef struct
{
  guint worker, first, end;
} Need;

struct _Contraction
{
  CowChGraph *graph;
  guint32 *level;       /* [n]: one more than of any vertex below */
  guint32 *price;       /* [n]: importance without the level */
  guint8 *going;        /* [n]: in this round, or went before */
  guint32 *noticed;     /* [n]: round in which it was put into `changed` */
  GArray *changed;      /* of guint32: what has another importance now, or a neighbor that has */
  GArray *neighbors;    /* of guint32: of those that went */
  GArray *least, *needs; /* of guint32, Need: what goes in this round */
  guint32 round, n_left;
  guint settle_limit;
  Worker *workers;
  guint n_workers;
  const GArray *items;  /* of what the threads do now */
  gint next_item, chunk;
  void (*work) (Worker *worker, guint item);
  CowProgress *progress;
};

/* ---- threads ---- */

static gboolean
should_stop (const Contraction *contraction)
{
  const guint32 *stop = contraction->progress->stop;

  return stop && *(volatile const guint32 *)stop != 0;
}

/* Works on items until none is left. */
static void
take_items (guint part, gpointer user)
{
  Contraction *contraction = user;
  gint n = (gint)contraction->items->len;

  while (!should_stop (contraction))
    {
      gint first = g_atomic_int_add (&contraction->next_item, contraction->chunk);

      if (first >= n)
        break;
      for (gint i = first; i < MIN (first + contraction->chunk, n); i++)
        contraction->work (&contraction->workers[part], (guint)i);
    }
}

/* work on every item of an array, by all threads when there is enough to do. */
static void
share (Contraction *contraction, const GArray *items, void (*work) (Worker *worker, guint item))
{
  contraction->items = items;
  contraction->next_item = 0;
  contraction->chunk = CLAMP ((gint)(items->len / (4 * contraction->n_workers)), 1, CHUNK);
  contraction->work = work;
  cow_parallel_run (MIN (contraction->n_workers, 1 + items->len / FEWEST), take_items, contraction);
}

/* ---- importance ---- */

static inline guint32
scramble (guint32 vertex)
{
  guint32 mixed = vertex * 0x9e3779b1u;

  return mixed ^ mixed >> 15;
}

static inline guint64
importance (const Contraction *contraction, guint32 vertex)
{
  guint64 rank = (guint64)contraction->level[vertex] * LEVEL + contraction->price[vertex];

  return rank << 32 | scramble (vertex);
}

static gboolean
is_least_in (const Contraction *contraction, guint32 vertex, const CowChList *list)
{
  const CowChArc *arcs = cow_ch_arcs (contraction->graph, list);
  guint64 own = importance (contraction, vertex);

  for (guint32 i = 0; i < list->length; i++)
    {
      guint64 other = importance (contraction, arcs[i].target);

      if (other < own || (other == own && arcs[i].target < vertex))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_least (const Contraction *contraction, guint32 vertex)
{
  const CowChGraph *graph = contraction->graph;

  return is_least_in (contraction, vertex, &graph->out[vertex])
         && (graph->symmetric || is_least_in (contraction, vertex, &graph->in[vertex]));
}

static void
price_vertex (Worker *worker, guint item)
{
  Contraction *contraction = worker->contraction;
  guint32 vertex = g_array_index (contraction->items, guint32, item);
  const CowChList *in = &contraction->graph->in[vertex], *out = &contraction->graph->out[vertex];
  guint64 value = 0, ways = (guint64)in->length * out->length;
  CowChPrice price;

  if (ways > MOST_WAYS)
    {
      contraction->price[vertex] = (guint32)MIN (ADDED * (ways / (in->length + out->length)), G_MAXINT32);
      return;
    }
  cow_ch_witness_run (worker->witness, vertex, NULL, contraction->settle_limit, &price, NULL);
  if (price.n_removed)
    value = ADDED * (guint64)price.n_added / price.n_removed + HOPS * price.hops_added / MAX (price.hops_removed, 1);
  contraction->price[vertex] = (guint32)MIN (value, G_MAXINT32);
}

/* ---- a round ---- */

/* Puts a vertex into an array of those that are noticed in this round, once. */
static void
notice (Contraction *contraction, GArray *array, guint32 vertex)
{
  if (contraction->noticed[vertex] == contraction->round)
    return;
  contraction->noticed[vertex] = contraction->round;
  g_array_append_val (array, vertex);
}

static void
notice_neighbors (Contraction *contraction, GArray *array, guint32 vertex)
{
  const CowChGraph *graph = contraction->graph;
  const CowChList *out = &graph->out[vertex], *in = &graph->in[vertex];

  for (guint32 i = 0; i < out->length; i++)
    notice (contraction, array, cow_ch_arcs (graph, out)[i].target);
  for (guint32 i = 0; i < in->length && !graph->symmetric; i++)
    notice (contraction, array, cow_ch_arcs (graph, in)[i].target);
}

static void
mark_least (Worker *worker, guint item)
{
  Contraction *contraction = worker->contraction;
  guint32 vertex = g_array_index (contraction->items, guint32, item);

  contraction->going[vertex] = is_least (contraction, vertex) ? 1 : 0;
}

/* Of the vertices around which something changed, those that are the least of their neighbors. */
static void
choose_least (Contraction *contraction)
{
  share (contraction, contraction->changed, mark_least);
  g_array_set_size (contraction->least, 0);
  for (guint i = 0; i < contraction->changed->len; i++)
    {
      guint32 vertex = g_array_index (contraction->changed, guint32, i);

      if (contraction->going[vertex])
        g_array_append_val (contraction->least, vertex);
    }
  g_array_set_size (contraction->needs, contraction->least->len);
  for (guint i = 0; i < contraction->n_workers; i++)
    g_array_set_size (contraction->workers[i].shortcuts, 0);
}

static void
find_shortcuts (Worker *worker, guint item)
{
  Contraction *contraction = worker->contraction;
  guint32 vertex = g_array_index (contraction->least, guint32, item);
  Need *need = &g_array_index (contraction->needs, Need, item);
  CowChPrice price;

  need->worker = (guint)(worker - contraction->workers);
  need->first = worker->shortcuts->len;
  cow_ch_witness_run (worker->witness, vertex, contraction->going, contraction->settle_limit, &price, worker->shortcuts);
  need->end = worker->shortcuts->len;
}

static void
raise_levels (Contraction *contraction, guint32 vertex, const CowChList *list)
{
  guint32 above = contraction->level[vertex] + 1;

  for (guint32 i = 0; i < list->length; i++)
    {
      guint32 *level = &contraction->level[cow_ch_arcs (contraction->graph, list)[i].target];

      *level = MAX (*level, above);
    }
}

static gboolean
take_out (Contraction *contraction, guint32 vertex, const Need *need, GError **error)
{
  const GArray *shortcuts = contraction->workers[need->worker].shortcuts;
  CowChGraph *graph = contraction->graph;

  contraction->n_left--;
  cow_ch_graph_remove (graph, vertex);
  raise_levels (contraction, vertex, &graph->out[vertex]);
  if (!graph->symmetric)
    raise_levels (contraction, vertex, &graph->in[vertex]);
  notice_neighbors (contraction, contraction->neighbors, vertex);
  for (guint i = need->first; i < need->end; i++)
    if (!cow_ch_graph_add (graph, vertex, &g_array_index (shortcuts, CowChShortcut, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
take_all_out (Contraction *contraction, GError **error)
{
  contraction->round++;
  g_array_set_size (contraction->neighbors, 0);
  for (guint i = 0; i < contraction->least->len; i++)
    {
      guint32 vertex = g_array_index (contraction->least, guint32, i);

      if (!take_out (contraction, vertex, &g_array_index (contraction->needs, Need, i), error))
        return FALSE;
      cow_progress_step (contraction->progress, 1);
    }
  return TRUE;
}

/* What may be the least of its neighbors now: those whose importance changed, and their neighbors. */
static void
spread_change (Contraction *contraction)
{
  g_array_set_size (contraction->changed, 0);
  g_array_append_vals (contraction->changed, contraction->neighbors->data, contraction->neighbors->len);
  for (guint i = 0; i < contraction->neighbors->len; i++)
    notice_neighbors (contraction, contraction->changed, g_array_index (contraction->neighbors, guint32, i));
}

/* The denser what is left, the more a shortcut costs, and the farther it pays to look for a witness. */
static void
adapt_limit (Contraction *contraction)
{
  guint64 degree = contraction->graph->n_arcs / MAX (contraction->n_left, 1);

  contraction->settle_limit = (guint)CLAMP (degree * 20, 50, 500);
}

static gboolean
check_density (const Contraction *contraction, GError **error)
{
  guint64 degree = contraction->graph->n_arcs / MAX (contraction->n_left, 1) / (contraction->graph->symmetric ? 1 : 2);
  guint64 early = contraction->graph->is_shallow ? SHALLOW_DEGREE : EARLY_DEGREE;
  gboolean is_early = contraction->n_left >= contraction->graph->n / 8 && contraction->graph->n >= SMALL_GRAPH;

  if (!(is_early && degree >= early) && !(degree >= DENSE_DEGREE && contraction->n_left >= DENSE_REST)
      && contraction->n_left * degree * degree < MOST_LEFT)
    return TRUE;
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
               "this graph has no hierarchy: with %u of its %u vertices left each has %" G_GUINT64_FORMAT
               " neighbors; this index is for graphs like road networks",
               contraction->n_left, contraction->graph->n, degree);
  return FALSE;
}

static gboolean
is_stopped (const Contraction *contraction, GError **error)
{
  if (!should_stop (contraction))
    return FALSE;
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
  return TRUE;
}

static gboolean
run_rounds (Contraction *contraction, GError **error)
{
  if (!check_density (contraction, error))
    return FALSE;
  adapt_limit (contraction);
  for (guint32 vertex = 0; vertex < contraction->graph->n; vertex++)
    g_array_append_val (contraction->changed, vertex);
  share (contraction, contraction->changed, price_vertex);
  while (contraction->n_left > 0)
    {
      choose_least (contraction);
      share (contraction, contraction->least, find_shortcuts);
      if (is_stopped (contraction, error) || !take_all_out (contraction, error) || !check_density (contraction, error))
        return FALSE;
      adapt_limit (contraction);
      share (contraction, contraction->neighbors, price_vertex);
      spread_change (contraction);
    }
  return !is_stopped (contraction, error);
}

/* ---- around it ---- */

static gboolean
init (Contraction *contraction, CowChGraph *graph, guint n_threads, CowProgress *progress, GError **error)
{
  guint32 n = MAX (graph->n, 1);

  *contraction = (Contraction){ .graph = graph, .progress = progress, .n_left = graph->n, .round = 1 };
  contraction->level = g_try_new0 (guint32, n);
  contraction->price = g_try_new0 (guint32, n);
  contraction->going = g_try_new0 (guint8, n);
  contraction->noticed = g_try_new0 (guint32, n);
  contraction->changed = g_array_new (FALSE, FALSE, sizeof (guint32));
  contraction->neighbors = g_array_new (FALSE, FALSE, sizeof (guint32));
  contraction->least = g_array_new (FALSE, FALSE, sizeof (guint32));
  contraction->needs = g_array_new (FALSE, TRUE, sizeof (Need));
  contraction->n_workers = CLAMP (n_threads, 1, COW_PARALLEL_MOST);
  contraction->workers = g_new0 (Worker, contraction->n_workers);
  for (guint i = 0; i < contraction->n_workers; i++)
    contraction->workers[i]
        = (Worker){ .contraction = contraction, .shortcuts = g_array_new (FALSE, FALSE, sizeof (CowChShortcut)) };
  if (!contraction->level || !contraction->price || !contraction->going || !contraction->noticed)
    return cow_memory_refuse (n * (guint64)14, 0, error);
  for (guint i = 0; i < contraction->n_workers; i++)
    if (!(contraction->workers[i].witness = cow_ch_witness_new (graph, error)))
      return FALSE;
  return TRUE;
}

static void
clear (Contraction *contraction)
{
  g_free (contraction->level);
  g_free (contraction->price);
  g_free (contraction->going);
  g_free (contraction->noticed);
  g_array_unref (contraction->changed);
  g_array_unref (contraction->neighbors);
  g_array_unref (contraction->least);
  g_array_unref (contraction->needs);
  for (guint i = 0; i < contraction->n_workers; i++)
    {
      cow_ch_witness_free (contraction->workers[i].witness);
      g_array_unref (contraction->workers[i].shortcuts);
    }
  g_free (contraction->workers);
}

gboolean
cow_ch_contract (CowChGraph *graph, guint n_threads, CowProgress *progress, GError **error)
{
  Contraction contraction;
  gboolean done = init (&contraction, graph, n_threads, progress, error) && run_rounds (&contraction, error);

  clear (&contraction);
  return done;
}
