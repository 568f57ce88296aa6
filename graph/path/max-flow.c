/* max-flow.c - see max-flow.h. Levels are searched from the target back, so every arc that goes down a level leads to it; paths
 * are then followed down from the source until none is left, and levels are searched again. That answers most pairs at once: what bounds
 * them is near an end. Where it takes many rounds, what flows so far is handed to preflow.c (integers only: reals would round there).
 *
 * The last search, which does not meet the source, has found all that can still send something to the target: its rim is the
 * least cut nearest to the target, one and the same whatever flow was found. The value is read off that rim and not added up
 * along the way, so that reals do not show the rounding of the augmentations. Every augmentation takes exactly all that is left of
 * some arc, of reals too (x - x is 0): there are at most as many in a round as there are arcs, and at most n rounds. */
#include "graph/path/max-flow.h"

#include "graph/grow.h"
#include "graph/path/preflow.h"
#include "graph/path/search-private.h"

#define PATIENCE 4 /* arcs that may be looked at in rounds, per arc of the network */
#define BLOCK_BITS 9 /* arcs that get their capacity back together */

struct _CowMaxFlow
{
  const CowView *view;
  const CowFlowNetwork *network;
  gboolean is_real;
  guint64 *left;   /* [arcs]: what may still flow; integers, or bits of doubles, none of them negative */
  guint8 *touched; /* [blocks of arcs]: left was changed */
  guint32 *level;  /* [n]: 1 the target, 0 not found */
  guint32 *next;   /* [n]: arcs of a vertex that were tried in this round */
  guint32 *queue;  /* [n]: vertices found */
  guint32 *path;   /* [n + 1] */
  gsize left_bytes, touched_bytes, vertex_bytes;
  guint64 n_found;
  CowMemory memory;
  CowGrow cut; /* of CowCutEdge */
  gsize n_cut;
  guint64 looked_at; /* arcs, in all rounds */
  CowSearchCounts counts;
};

/* ---- making ---- */

static gsize
blocks_of (guint64 n_arcs)
{
  return (gsize)(n_arcs >> BLOCK_BITS) + 1;
}

guint64
cow_max_flow_scratch_bytes (const CowView *view)
{
  guint64 arcs = view->in.offsets == view->out.offsets ? view->out.n_arcs : 2 * view->out.n_arcs;

  return arcs * sizeof (guint64) + blocks_of (arcs) + 4 * ((guint64)view->out.n + 1) * sizeof (guint32) + 6 * 4096
         + (view->out.kind == COW_WEIGHT_F64 ? 0 : cow_preflow_scratch_bytes (view->out.n));
}

static gboolean
map_scratch (CowMaxFlow *flow, GError **error)
{
  flow->left_bytes = flow->network->n_arcs * sizeof *flow->left;
  flow->touched_bytes = blocks_of (flow->network->n_arcs);
  flow->vertex_bytes = ((gsize)flow->network->n + 1) * sizeof (guint32);
  return (flow->left = cow_scratch_map (flow->left_bytes, error)) && (flow->touched = cow_scratch_map (flow->touched_bytes, error))
         && (flow->level = cow_scratch_map (flow->vertex_bytes, error)) && (flow->next = cow_scratch_map (flow->vertex_bytes, error))
         && (flow->queue = cow_scratch_map (flow->vertex_bytes, error)) && (flow->path = cow_scratch_map (flow->vertex_bytes, error));
}

CowMaxFlow *
cow_max_flow_new (const CowView *view, const CowFlowNetwork *network, GError **error)
{
  g_autoptr (CowMaxFlow) flow = NULL;

  if (!cow_search_check_view (view, error))
    return NULL;
  if (!view->in.offsets)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN, "no arcs to search back on: the view has no reverse");
      return NULL;
    }
  flow = g_new0 (CowMaxFlow, 1);
  flow->view = view;
  flow->network = network;
  flow->is_real = view->out.kind == COW_WEIGHT_F64;
  if (!map_scratch (flow, error))
    return NULL;
  memset (flow->touched, 1, flow->touched_bytes);
  return g_steal_pointer (&flow);
}

void
cow_max_flow_free (CowMaxFlow *flow)
{
  if (!flow)
    return;
  cow_scratch_unmap (flow->left, flow->left_bytes);
  cow_scratch_unmap (flow->touched, flow->touched_bytes);
  cow_scratch_unmap (flow->level, flow->vertex_bytes);
  cow_scratch_unmap (flow->next, flow->vertex_bytes);
  cow_scratch_unmap (flow->queue, flow->vertex_bytes);
  cow_scratch_unmap (flow->path, flow->vertex_bytes);
  cow_grow_clear (&flow->cut, &flow->memory);
  g_free (flow);
}

/* ---- levels ---- */

static gboolean
is_avoided (const CowMaxFlowQuery *query, guint32 vertex)
{
  return query->avoid && vertex != query->source && query->avoid[vertex / 64] >> (vertex % 64) & 1;
}

static void
forget_levels (CowMaxFlow *flow)
{
  for (guint64 i = 0; i < flow->n_found; i++)
    flow->level[flow->queue[i]] = 0;
  flow->n_found = 0;
}

static void
find (CowMaxFlow *flow, guint32 vertex, guint32 level)
{
  flow->level[vertex] = level;
  flow->next[vertex] = 0;
  flow->queue[flow->n_found++] = vertex;
}

static void
restore_capacities (CowMaxFlow *flow)
{
  guint64 n_arcs = flow->network->n_arcs;

  for (gsize block = 0; block < flow->touched_bytes; block++)
    {
      guint64 first = (guint64)block << BLOCK_BITS, n = MIN (n_arcs - first, (guint64)1 << BLOCK_BITS);

      if (!flow->touched[block])
        continue;
      memcpy (flow->left + first, flow->network->capacities + first, n * sizeof *flow->left);
      flow->touched[block] = 0;
    }
}

/* Back from the target over arcs that have something left, until the source is found. FALSE: cancelled. */
static gboolean
search_levels (CowMaxFlow *flow, const CowMaxFlowQuery *query, CowProgress *progress, GError **error)
{
  const CowFlowNetwork *network = flow->network;

  forget_levels (flow);
  find (flow, query->target, 1);
  for (guint64 i = 0; i < flow->n_found && !flow->level[query->source]; i++)
    {
      guint32 to = flow->queue[i];

      for (guint64 arc = network->offsets[to]; arc < network->offsets[to + 1]; arc++)
        {
          guint32 from = network->arcs[arc].head;

          if (!flow->level[from] && flow->left[network->arcs[arc].twin] && !is_avoided (query, from))
            find (flow, from, flow->level[to] + 1);
        }
      flow->counts.settled++;
      flow->counts.relaxed += network->offsets[to + 1] - network->offsets[to];
      if (progress && cow_progress_step (progress, network->offsets[to + 1] - network->offsets[to]))
        {
          cow_search_set_cancelled (error);
          return FALSE;
        }
    }
  return TRUE;
}

/* ---- paths ---- */

static guint64
taken_from (const CowMaxFlow *flow, guint64 left, guint64 amount)
{
  return flow->is_real ? cow_bits_of_real (cow_real_of_bits (left) - cow_real_of_bits (amount)) : left - amount;
}

/* No integer overflows: both arcs of an edge together never have more than twice its capacity. */
static guint64
given_to (const CowMaxFlow *flow, guint64 left, guint64 amount)
{
  double sum;

  if (!flow->is_real)
    return left + amount;
  sum = cow_real_of_bits (left) + cow_real_of_bits (amount);
  if (sum > G_MAXDOUBLE && cow_real_of_bits (left) <= G_MAXDOUBLE)
    sum = G_MAXDOUBLE;
  return cow_bits_of_real (sum);
}

static guint64
path_arc (const CowMaxFlow *flow, guint64 i)
{
  return flow->network->offsets[flow->path[i]] + flow->next[flow->path[i]];
}

/* path[0 … length - 1] lead to the target. Returns how much of it still stands: up to the first arc that is used up. */
static guint64
augment (CowMaxFlow *flow, guint64 length)
{
  guint64 amount = G_MAXUINT64, kept = length;

  for (guint64 i = 0; i < length; i++)
    amount = MIN (amount, flow->left[path_arc (flow, i)]);
  for (guint64 i = length; i > 0; i--)
    {
      guint64 arc = path_arc (flow, i - 1), twin = flow->network->arcs[arc].twin;

      flow->left[arc] = taken_from (flow, flow->left[arc], amount);
      flow->left[twin] = given_to (flow, flow->left[twin], amount);
      flow->touched[arc >> BLOCK_BITS] = flow->touched[twin >> BLOCK_BITS] = 1;
      if (!flow->left[arc])
        kept = i - 1;
    }
  return kept;
}

/* Moves on to the next arc of `vertex` that has something left and goes down a level. FALSE: there is none. */
static gboolean
advance (CowMaxFlow *flow, guint32 vertex)
{
  const CowFlowNetwork *network = flow->network;
  guint64 first = network->offsets[vertex], end = network->offsets[vertex + 1];

  for (guint64 arc = first + flow->next[vertex]; arc < end; arc++)
    if (flow->left[arc] && flow->level[network->arcs[arc].head] == flow->level[vertex] - 1)
      {
        flow->next[vertex] = (guint32)(arc - first);
        return TRUE;
      }
  flow->next[vertex] = (guint32)(end - first);
  return FALSE;
}

/* All the paths of this round. FALSE: cancelled. */
static gboolean
push_paths (CowMaxFlow *flow, const CowMaxFlowQuery *query, CowProgress *progress, GError **error)
{
  guint32 vertex = query->source;
  guint64 length = 0;

  for (;;)
    {
      guint32 tried = flow->next[vertex];
      guint64 steps = 1;

      if (vertex == query->target)
        {
          steps = length;
          length = augment (flow, length);
          vertex = flow->path[length];
        }
      else if (advance (flow, vertex))
        {
          steps += flow->next[vertex] - tried;
          flow->path[length++] = vertex;
          vertex = flow->network->arcs[path_arc (flow, length - 1)].head;
        }
      else if (length == 0)
        return TRUE;
      else
        {
          steps += flow->next[vertex] - tried;
          vertex = flow->path[--length];
          flow->next[vertex]++;
        }
      flow->looked_at += steps;
      if (progress && cow_progress_step (progress, steps))
        {
          cow_search_set_cancelled (error);
          return FALSE;
        }
    }
}

/* Has it taken so long that another way is shorter? */
static gboolean
is_hard (const CowMaxFlow *flow)
{
  return !flow->is_real && flow->looked_at + flow->counts.relaxed > PATIENCE * flow->network->n_arcs;
}

static gboolean
push_all (CowMaxFlow *flow, const CowMaxFlowQuery *query, CowProgress *progress, GError **error)
{
  CowPreflowQuery rest = { .network = flow->network,
                           .left = flow->left,
                           .touched = flow->touched,
                           .touched_bits = BLOCK_BITS,
                           .source = query->source,
                           .target = query->target,
                           .avoid = query->avoid,
                           .progress = progress };

  flow->counts.algorithm = "Dinic, then push-relabel from the highest vertex";
  return cow_preflow_run (&rest, error);
}

/* ---- edges without bounds ---- */

/* Do edges of infinite capacity lead from the source to the target? FALSE: cancelled. */
static gboolean
search_unbounded (CowMaxFlow *flow, const CowMaxFlowQuery *query, gboolean *unbounded, CowProgress *progress, GError **error)
{
  const CowCsr *in = &flow->view->in;

  *unbounded = FALSE;
  if (!flow->is_real || flow->view->weight_max_real <= G_MAXDOUBLE)
    return TRUE;
  forget_levels (flow);
  find (flow, query->target, 1);
  for (guint64 i = 0; i < flow->n_found && !flow->level[query->source]; i++)
    {
      guint32 to = flow->queue[i];

      for (guint64 arc = in->offsets[to]; arc < in->offsets[to + 1]; arc++)
        {
          guint32 from = cow_csr_target (in, arc);

          if (in->weights_f64[arc] > G_MAXDOUBLE && !flow->level[from] && !is_avoided (query, from))
            find (flow, from, 1);
        }
      if (progress && cow_progress_step (progress, cow_csr_degree (in, to)))
        {
          cow_search_set_cancelled (error);
          return FALSE;
        }
    }
  *unbounded = flow->level[query->source] != 0;
  return TRUE;
}

/* ---- the cut ---- */

static int
compare_cut_edges (gconstpointer a, gconstpointer b, gpointer user)
{
  const CowCutEdge *left = a, *right = b;
  guint32 left_from = cow_graph_appearance (user, left->from), right_from = cow_graph_appearance (user, right->from);
  guint32 left_to = cow_graph_appearance (user, left->to), right_to = cow_graph_appearance (user, right->to);

  if (left_from != right_from)
    return left_from < right_from ? -1 : 1;
  return (left_to > right_to) - (left_to < right_to);
}

/* The edges into what the last search found. The sort is stable: parallel ones stay in the order of their arcs. */
static gboolean
collect_cut (CowMaxFlow *flow, const CowMaxFlowQuery *query, GError **error)
{
  const CowCsr *in = &flow->view->in;

  for (guint64 i = 0; i < flow->n_found; i++)
    {
      guint32 to = flow->queue[i];

      for (guint64 arc = in->offsets[to]; arc < in->offsets[to + 1]; arc++)
        {
          CowCutEdge edge = { .from = cow_csr_target (in, arc), .to = to };

          if (flow->level[edge.from] || is_avoided (query, edge.from))
            continue;
          edge.weight = cow_csr_weight (in, arc);
          if (!cow_grow_reserve (&flow->cut, &flow->memory, (flow->n_cut + 1) * sizeof edge, error))
            return FALSE;
          ((CowCutEdge *)flow->cut.data)[flow->n_cut++] = edge;
        }
    }
  if (flow->n_cut > G_MAXINT)
    return cow_memory_refuse (flow->n_cut * sizeof (CowCutEdge), G_MAXINT * sizeof (CowCutEdge), error);
  if (flow->n_cut > 1)
    g_qsort_with_data (flow->cut.data, (gint)flow->n_cut, sizeof (CowCutEdge), compare_cut_edges, (gpointer)flow->view->graph);
  return TRUE;
}

static gboolean
set_too_large (const CowMaxFlow *flow, const CowMaxFlowQuery *query, GError **error)
{
  char from_buffer[24], to_buffer[24];
  gsize from_length, to_length;
  const char *from = cow_graph_name (flow->view->graph, query->source, from_buffer, &from_length);
  const char *to = cow_graph_name (flow->view->graph, query->target, to_buffer, &to_length);

  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "flow overflow: from \"%.*s\" to \"%.*s\" flows more than the largest number",
               (int)MIN (from_length, 200), from, (int)MIN (to_length, 200), to);
  return FALSE;
}

static gboolean
sum_up_cut (const CowMaxFlow *flow, const CowMaxFlowQuery *query, CowCost *value, GError **error)
{
  unsigned __int128 integers = 0;
  double sum = 0, lost = 0;

  for (gsize i = 0; i < flow->n_cut; i++)
    {
      CowCost weight = ((const CowCutEdge *)flow->cut.data)[i].weight;

      if (weight.kind == COW_COST_INT)
        {
          integers += (guint64)weight.integer;
          continue;
        }
      double next = sum + weight.real;
      lost += sum >= weight.real ? sum - next + weight.real : weight.real - next + sum;
      sum = next;
    }
  if (integers > G_MAXINT64 || !isfinite (sum))
    return set_too_large (flow, query, error);
  *value = flow->is_real ? cow_cost_real (sum + lost) : cow_cost_int ((gint64)integers);
  return TRUE;
}

/* ---- running ---- */

gboolean
cow_max_flow_run (CowMaxFlow *flow, const CowMaxFlowQuery *query, CowCost *value, CowProgress *progress, GError **error)
{
  gboolean unbounded;

  flow->n_cut = 0;
  flow->looked_at = 0;
  flow->counts = (CowSearchCounts){ .algorithm = "Dinic, levels from the target", .scratch_bytes = cow_max_flow_scratch_bytes (flow->view) };
  *value = cow_cost_unreachable ();
  if (!cow_search_check_vertex (flow->view, query->source, error) || !cow_search_check_vertex (flow->view, query->target, error))
    return FALSE;
  if (query->source == query->target)
    return TRUE;
  *value = flow->is_real ? cow_cost_real (0.0) : cow_cost_int (0);
  if (is_avoided (query, query->target))
    return TRUE;
  if (!search_unbounded (flow, query, &unbounded, progress, error))
    return FALSE;
  if (unbounded)
    {
      *value = cow_cost_unreachable ();
      return TRUE;
    }
  restore_capacities (flow);
  do
    {
      if (!search_levels (flow, query, progress, error))
        return FALSE;
      if (flow->level[query->source] && !(is_hard (flow) ? push_all : push_paths) (flow, query, progress, error))
        return FALSE;
    }
  while (flow->level[query->source]);
  return collect_cut (flow, query, error) && sum_up_cut (flow, query, value, error);
}

const CowCutEdge *
cow_max_flow_cut (const CowMaxFlow *flow, gsize *n)
{
  *n = flow->n_cut;
  return flow->cut.data;
}

void
cow_max_flow_counts (const CowMaxFlow *flow, CowSearchCounts *counts)
{
  *counts = flow->counts;
}
