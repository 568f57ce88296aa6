/* disjoint.c - disjoint paths as a flow of least cost: each search may take back arcs of the paths before it, at minus what they cost.
 *
 * Costs to the target are the first potentials, so no arc ever looks negative, and a search ends at the target: only what it settled gets another
 * potential. By vertices, a vertex is two nodes, entered and left, with room for one path between them. Undirected edges are two arcs; a flow that
 * uses both ways between two vertices (it can where they cost nothing) is made smaller by both.
 *
 * Source: Suurballe, "Disjoint paths in a network", 1974; Bhandari, "Survivable Networks", 1999 (vertices). */
#include "graph/path/disjoint.h"

#include "graph/path/entry-heap.h"
#include "graph/path/goal.h"
#include "graph/path/spur.h"

#define INTERNAL COW_ARC_NONE /* the step between the two nodes of a vertex */
#define NO_FLOW 0             /* in Node.incoming: positions in the list of flows are one more */

typedef struct
{
  guint64 cost;  /* reduced */
  guint64 arc;   /* by which it was reached, or INTERNAL */
  guint64 shift; /* what the potential has fallen by since the query began: a number, or the bits of a real */
  guint32 from;  /* node */
  guint32 round;
  guint32 shift_query; /* of the shift */
  guint8 backwards;    /* the arc was taken back */
} Node;

typedef struct
{
  guint64 arc; /* COW_ARC_NONE: taken back */
  guint32 from, to;
  guint32 next; /* into the same vertex: its position + 1, NO_FLOW at the end */
} Flow;

typedef struct
{
  guint64 key;
  guint32 appearance, node;
} Entry;

static inline gboolean
comes_before (gconstpointer heap, const Entry *a, const Entry *b)
{
  (void)heap;
  return a->key != b->key ? a->key < b->key : a->appearance != b->appearance ? a->appearance < b->appearance : a->node < b->node;
}

COW_DEFINE_HEAP (Heap, Entry, comes_before)

struct _CowDisjoint
{
  CowGoal *goal;
  CowDisjointBy by;
  CowCellKind kind;
  Node *nodes;       /* [n], or [2 n]: entered, left */
  guint32 *incoming; /* [n]: position + 1 of the first flow into it */
  gsize nodes_bytes, incoming_bytes;
  guint32 round, query;
  GArray *flows;     /* of Flow */
  GArray *settled;   /* of guint32: nodes */
  Heap heap;
};

typedef struct
{
  CowDisjoint *disjoint;
  const CowDisjointQuery *query;
  guint64 source_label; /* cost from the source, which may be one to avoid */
  guint32 end;          /* node */
  guint64 limit;        /* label: all paths together cost at most that */
  guint64 most;         /* label: the path that is looked for costs at most that much more than the one before; with slack */
  CowProgress *progress;
} Run;

static gsize
count_nodes (const CowView *view, CowDisjointBy by)
{
  return (gsize)view->out.n * (by == COW_DISJOINT_VERTICES ? 2 : 1);
}

guint64
cow_disjoint_scratch_bytes (const CowView *view, CowDisjointBy by)
{
  return cow_goal_scratch_bytes (view) + count_nodes (view, by) * (sizeof (Node) + sizeof (Entry) / 2 + sizeof (guint32))
         + (guint64)view->out.n * sizeof (guint32);
}

CowDisjoint *
cow_disjoint_new (const CowView *view, CowDisjointBy by, GError **error)
{
  CowDisjoint *disjoint = g_new0 (CowDisjoint, 1);

  disjoint->by = by;
  disjoint->nodes_bytes = count_nodes (view, by) * sizeof (Node);
  disjoint->incoming_bytes = (gsize)view->out.n * sizeof (guint32);
  disjoint->flows = g_array_new (FALSE, FALSE, sizeof (Flow));
  disjoint->settled = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (view->out.n > G_MAXINT32 && by == COW_DISJOINT_VERTICES)
    g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "too many vertices for paths without common vertices: %u", view->out.n);
  else if ((disjoint->goal = cow_goal_new (view, error)) && (disjoint->nodes = cow_scratch_map (disjoint->nodes_bytes, error))
           && (disjoint->incoming = cow_scratch_map (disjoint->incoming_bytes, error)))
    {
      disjoint->kind = cow_goal_kind (disjoint->goal);
      return disjoint;
    }
  cow_disjoint_free (disjoint);
  return NULL;
}

void
cow_disjoint_free (CowDisjoint *disjoint)
{
  if (!disjoint)
    return;
  cow_goal_free (disjoint->goal);
  cow_scratch_unmap (disjoint->nodes, disjoint->nodes_bytes);
  cow_scratch_unmap (disjoint->incoming, disjoint->incoming_bytes);
  g_array_unref (disjoint->flows);
  g_array_unref (disjoint->settled);
  g_free (disjoint->heap.entries);
  g_free (disjoint);
}

/* ---- nodes ---- */

static guint32
vertex_of (const CowDisjoint *disjoint, guint32 node)
{
  return disjoint->by == COW_DISJOINT_VERTICES ? node / 2 : node;
}

static guint32
node_entered (const CowDisjoint *disjoint, guint32 vertex)
{
  return disjoint->by == COW_DISJOINT_VERTICES ? vertex * 2 : vertex;
}

static guint32
node_left (const CowDisjoint *disjoint, guint32 vertex)
{
  return disjoint->by == COW_DISJOINT_VERTICES ? vertex * 2 + 1 : vertex;
}

static guint64
label_of (const Run *run, guint32 vertex)
{
  return vertex == run->query->source ? run->source_label : cow_goal_label (run->disjoint->goal, vertex);
}

static guint64
shift_of (const CowDisjoint *disjoint, guint32 node)
{
  const Node *at = &disjoint->nodes[node];

  return at->shift_query == disjoint->query ? at->shift : 0;
}

/* weight + rest (to) - rest (from), where what is left to go has grown by the shifts. Integers: modulo 2^64, exact since the result is not
 * negative. Reals: rounding may leave a little less than nothing. */
static guint64
reduce (const Run *run, guint64 weight, gboolean backwards, guint32 from, guint32 to)
{
  const CowDisjoint *disjoint = run->disjoint;
  guint64 rest_from = label_of (run, vertex_of (disjoint, from)), rest_to = label_of (run, vertex_of (disjoint, to));
  guint64 shift_from = shift_of (disjoint, from), shift_to = shift_of (disjoint, to);
  double real;

  if (disjoint->kind != COW_CELL_REAL)
    return (backwards ? -weight : weight) + (rest_to + shift_to) - (rest_from + shift_from);
  real = cow_real_of_bits (weight);
  real = (backwards ? -real : real) + (cow_real_of_bits (rest_to) + cow_real_of_bits (shift_to))
         - (cow_real_of_bits (rest_from) + cow_real_of_bits (shift_from));
  return cow_bits_of_real (real > 0 ? real : 0.0);
}

/* ---- the search ---- */

static gboolean
relax (Run *run, guint32 from, guint32 to, guint64 arc, gboolean backwards, GError **error)
{
  CowDisjoint *disjoint = run->disjoint;
  const CowCsr *out = &disjoint->goal->view.out;
  guint64 weight = arc == INTERNAL ? 0 : cow_label_add (0, out, arc, disjoint->kind, out->kind), cost;
  guint32 vertex = vertex_of (disjoint, to);
  Node *node = &disjoint->nodes[to];

  if (vertex == run->query->source || label_of (run, vertex) == COW_LABEL_NONE)
    return TRUE;
  cost = cow_label_sum (disjoint->nodes[from].cost, reduce (run, weight, backwards, from, to), disjoint->kind);
  if (cost == COW_LABEL_NONE || (node->round == disjoint->round && node->cost <= cost))
    return TRUE;
  node->cost = cost;
  node->arc = arc;
  node->from = from;
  node->round = disjoint->round;
  node->backwards = (guint8)backwards;
  return heap_push (&disjoint->heap, (Entry){ cost, cow_graph_appearance (disjoint->goal->view.graph, vertex), to }, error);
}

static gboolean
has_flow (const CowDisjoint *disjoint, guint32 from, guint32 to, guint64 arc)
{
  for (guint32 at = disjoint->incoming[to]; at != NO_FLOW; at = g_array_index (disjoint->flows, Flow, at - 1).next)
    {
      const Flow *flow = &g_array_index (disjoint->flows, Flow, at - 1);

      if (flow->arc == arc && flow->from == from)
        return TRUE;
    }
  return FALSE;
}

static gboolean
relax_arcs (Run *run, guint32 node, GError **error)
{
  CowDisjoint *disjoint = run->disjoint;
  const CowCsr *out = &disjoint->goal->view.out;
  guint32 vertex = vertex_of (disjoint, node);

  for (guint64 arc = out->offsets[vertex]; arc < out->offsets[vertex + 1]; arc++)
    {
      guint32 to = cow_csr_target (out, arc);

      if (to != vertex && !has_flow (disjoint, vertex, to, arc) && !relax (run, node, node_entered (disjoint, to), arc, FALSE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
relax_flows (Run *run, guint32 node, GError **error)
{
  CowDisjoint *disjoint = run->disjoint;

  for (guint32 at = disjoint->incoming[vertex_of (disjoint, node)]; at != NO_FLOW; at = g_array_index (disjoint->flows, Flow, at - 1).next)
    {
      const Flow *flow = &g_array_index (disjoint->flows, Flow, at - 1);

      if (!relax (run, node, node_left (disjoint, flow->from), flow->arc, TRUE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
relax_node (Run *run, guint32 node, GError **error)
{
  CowDisjoint *disjoint = run->disjoint;
  guint32 vertex = vertex_of (disjoint, node);
  gboolean used;

  if (disjoint->by == COW_DISJOINT_EDGES)
    return relax_arcs (run, node, error) && relax_flows (run, node, error);
  used = vertex != run->query->source && disjoint->incoming[vertex] != NO_FLOW;
  if (node % 2)
    return relax_arcs (run, node, error) && (!used || relax (run, node, vertex * 2, INTERNAL, TRUE, error));
  return (used || relax (run, node, vertex * 2 + 1, INTERNAL, FALSE, error)) && relax_flows (run, node, error);
}

static void
begin_round (CowDisjoint *disjoint, guint32 start)
{
  gsize n = disjoint->nodes_bytes / sizeof (Node);

  disjoint->heap.n = 0;
  g_array_set_size (disjoint->settled, 0);
  if (++disjoint->round == 0)
    {
      for (gsize i = 0; i < n; i++)
        disjoint->nodes[i].round = 0;
      disjoint->round = 1;
    }
  disjoint->nodes[start].cost = 0;
  disjoint->nodes[start].round = disjoint->round;
}

/* All that is settled is as far from the end as the last one now: it has used up the rest of the distance. */
static void
shift_potentials (CowDisjoint *disjoint, guint64 cost)
{
  for (guint i = 0; i < disjoint->settled->len; i++)
    {
      guint32 node = g_array_index (disjoint->settled, guint32, i);
      Node *at = &disjoint->nodes[node];
      guint64 shift = shift_of (disjoint, node);

      if (disjoint->kind == COW_CELL_REAL)
        shift = cow_bits_of_real (cow_real_of_bits (shift) + (cow_real_of_bits (cost) - cow_real_of_bits (at->cost)));
      else
        shift += cost - at->cost;
      at->shift = shift;
      at->shift_query = disjoint->query;
    }
}

/* reached: whether there is a way to the end. FALSE: error. */
static gboolean
search (Run *run, gboolean *reached, GError **error)
{
  CowDisjoint *disjoint = run->disjoint;
  guint32 node = node_left (disjoint, run->query->source);
  Entry entry;

  begin_round (disjoint, node);
  for (;;)
    {
      *reached = node == run->end;
      if (*reached)
        {
          shift_potentials (disjoint, disjoint->nodes[node].cost);
          return TRUE;
        }
      g_array_append_val (disjoint->settled, node);
      if (!relax_node (run, node, error))
        return FALSE;
      disjoint->goal->counts.settled++;
      disjoint->goal->counts.relaxed += cow_csr_degree (&disjoint->goal->view.out, vertex_of (disjoint, node));
      disjoint->goal->counts.queue_peak = MAX (disjoint->goal->counts.queue_peak, disjoint->heap.n);
      if (run->progress && cow_progress_step (run->progress, cow_csr_degree (&disjoint->goal->view.out, vertex_of (disjoint, node))))
        {
          cow_search_set_cancelled (error);
          return FALSE;
        }
      do
        {
          if (disjoint->heap.n == 0)
            return TRUE;
          entry = heap_pop (&disjoint->heap);
          node = entry.node;
        }
      while (disjoint->nodes[node].cost != entry.key);
      if (entry.key > run->most)
        return TRUE;
    }
}

/* ---- the flow ---- */

static void
add_flow (CowDisjoint *disjoint, guint64 arc, guint32 from, guint32 to)
{
  Flow flow = { .arc = arc, .from = from, .to = to, .next = disjoint->incoming[to] };

  g_array_append_val (disjoint->flows, flow);
  disjoint->incoming[to] = disjoint->flows->len;
}

/* The flow from -> to over this arc, or over any when it is COW_ARC_NONE. FALSE: there is none. */
static gboolean
take_flow_back (CowDisjoint *disjoint, guint64 arc, guint32 from, guint32 to)
{
  for (guint32 *at = &disjoint->incoming[to]; *at != NO_FLOW; at = &g_array_index (disjoint->flows, Flow, *at - 1).next)
    {
      Flow *flow = &g_array_index (disjoint->flows, Flow, *at - 1);

      if (flow->from != from || (arc != COW_ARC_NONE && flow->arc != arc))
        continue;
      *at = flow->next;
      flow->arc = COW_ARC_NONE;
      return TRUE;
    }
  return FALSE;
}

static void
augment (Run *run)
{
  CowDisjoint *disjoint = run->disjoint;
  guint32 start = node_left (disjoint, run->query->source);

  for (guint32 node = run->end; node != start; node = disjoint->nodes[node].from)
    {
      const Node *at = &disjoint->nodes[node];
      guint32 from = vertex_of (disjoint, at->from), to = vertex_of (disjoint, node);

      if (at->arc == INTERNAL)
        continue;
      if (at->backwards)
        take_flow_back (disjoint, at->arc, to, from);
      else
        add_flow (disjoint, at->arc, from, to);
    }
  for (guint i = 0; i < disjoint->flows->len; i++)
    {
      Flow flow = g_array_index (disjoint->flows, Flow, i);

      if (flow.arc != COW_ARC_NONE && take_flow_back (disjoint, COW_ARC_NONE, flow.to, flow.from))
        take_flow_back (disjoint, flow.arc, flow.from, flow.to);
    }
}

/* What all flows cost together, as a label. */
static guint64
sum_flows (const CowDisjoint *disjoint)
{
  const CowCsr *out = &disjoint->goal->view.out;
  guint64 sum = 0;

  for (guint i = 0; i < disjoint->flows->len && sum != COW_LABEL_NONE; i++)
    {
      guint64 arc = g_array_index (disjoint->flows, Flow, i).arc;

      if (arc != COW_ARC_NONE)
        sum = cow_label_sum (sum, cow_label_add (0, out, arc, disjoint->kind, out->kind), disjoint->kind);
    }
  return sum;
}

static void
clear_incoming (CowDisjoint *disjoint)
{
  for (guint i = 0; i < disjoint->flows->len; i++)
    disjoint->incoming[g_array_index (disjoint->flows, Flow, i).to] = NO_FLOW;
}

static void
forget_flows (CowDisjoint *disjoint)
{
  clear_incoming (disjoint);
  g_array_set_size (disjoint->flows, 0);
  if (++disjoint->query != 0)
    return;
  for (gsize i = 0; i < disjoint->nodes_bytes / sizeof (Node); i++)
    disjoint->nodes[i].shift_query = 0;
  disjoint->query = 1;
}

/* ---- from the flow to paths ---- */

typedef struct
{
  guint64 cost;
  guint first; /* of its arcs */
  guint32 hops;
} Path;

static int
compare_flows (gconstpointer a, gconstpointer b)
{
  guint64 left = ((const Flow *)a)->arc, right = ((const Flow *)b)->arc;

  return (left > right) - (left < right);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  const Path *left = a, *right = b;

  if (left->cost != right->cost)
    return left->cost < right->cost ? -1 : 1;
  return (left->first > right->first) - (left->first < right->first);
}

/* The flow out of `vertex` that is not used up; flows are ascending by arc, so those of a vertex stand together. */
static Flow *
next_flow (const CowDisjoint *disjoint, guint32 vertex)
{
  const guint64 *offsets = disjoint->goal->view.out.offsets;
  guint low = 0, high = disjoint->flows->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (disjoint->flows, Flow, middle).arc < offsets[vertex])
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < disjoint->flows->len && g_array_index (disjoint->flows, Flow, low).arc < offsets[vertex + 1]; low++)
    if (g_array_index (disjoint->flows, Flow, low).next != G_MAXUINT32)
      return &g_array_index (disjoint->flows, Flow, low);
  return NULL;
}

/* Follows the flow from the source to the target and leaves out loops, which cost nothing. */
static Path
follow (const Run *run, GArray *arcs)
{
  CowDisjoint *disjoint = run->disjoint;
  const CowCsr *out = &disjoint->goal->view.out;
  Path path = { .first = arcs->len };
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL); /* vertex -> how many arcs lead to it, + 1 */
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 vertex = run->query->source;

  for (;;)
    {
      guint before = GPOINTER_TO_UINT (g_hash_table_lookup (seen, GUINT_TO_POINTER (vertex)));

      if (before)
        {
          for (guint i = before; i < vertices->len; i++)
            g_hash_table_remove (seen, GUINT_TO_POINTER (g_array_index (vertices, guint32, i)));
          g_array_set_size (vertices, before);
          g_array_set_size (arcs, path.first + before - 1);
        }
      else
        {
          g_array_append_val (vertices, vertex);
          g_hash_table_insert (seen, GUINT_TO_POINTER (vertex), GUINT_TO_POINTER (vertices->len));
        }
      Flow *flow = vertex == run->query->target ? NULL : next_flow (disjoint, vertex);
      if (!flow)
        break;
      flow->next = G_MAXUINT32;
      g_array_append_val (arcs, flow->arc);
      vertex = flow->to;
    }
  path.hops = arcs->len - path.first;
  for (guint i = 0; i < path.hops; i++)
    path.cost = cow_label_add (path.cost, out, g_array_index (arcs, guint64, path.first + i), disjoint->kind, out->kind);
  return path;
}

static void
hand_over (const Run *run, const GArray *paths, const GArray *arcs, CowFoundFunc found, gpointer user)
{
  const CowCsr *out = &run->disjoint->goal->view.out;
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < paths->len; i++)
    {
      const Path *path = &g_array_index (paths, Path, i);
      CowFoundPath one = { .cost = cow_label_cost (path->cost, run->disjoint->kind), .hops = path->hops };

      one.arcs = &g_array_index (arcs, guint64, path->first);
      g_array_set_size (vertices, 0);
      g_array_append_val (vertices, run->query->source);
      for (guint32 hop = 0; hop < path->hops; hop++)
        {
          guint32 vertex = cow_csr_target (out, one.arcs[hop]);

          g_array_append_val (vertices, vertex);
        }
      one.vertices = (const guint32 *)(void *)vertices->data;
      if (!found (&one, user))
        return;
    }
}

static gboolean
make_paths (const Run *run, guint64 n, CowFoundFunc found, gpointer user, GError **error)
{
  CowDisjoint *disjoint = run->disjoint;
  g_autoptr (GArray) arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) paths = g_array_new (FALSE, FALSE, sizeof (Path));

  for (guint i = 0; i < disjoint->flows->len; i++)
    g_array_index (disjoint->flows, Flow, i).next = NO_FLOW;
  g_array_sort (disjoint->flows, compare_flows);
  for (guint64 i = 0; i < n; i++)
    {
      Path path = follow (run, arcs);

      if (disjoint->kind != COW_CELL_REAL && path.cost > G_MAXINT64)
        {
          cow_search_set_overflow (&disjoint->goal->view, run->query->target, error);
          return FALSE;
        }
      g_array_append_val (paths, path);
    }
  g_array_sort (paths, compare_paths);
  hand_over (run, paths, arcs, found, user);
  return TRUE;
}

/* The source may be one to avoid; then the search to the target does not know it. */
static guint64
find_source_label (const CowDisjoint *disjoint, guint32 source)
{
  const CowCsr *out = &disjoint->goal->view.out;
  guint64 least = cow_goal_label (disjoint->goal, source);

  if (least != COW_LABEL_NONE)
    return least;
  for (guint64 arc = out->offsets[source]; arc < out->offsets[source + 1]; arc++)
    {
      guint64 weight = cow_label_add (0, out, arc, disjoint->kind, out->kind);

      least = MIN (least, cow_label_sum (weight, cow_goal_label (disjoint->goal, cow_csr_target (out, arc)), disjoint->kind));
    }
  return least;
}

/* How much dearer than the last path the next one may be: that one cost `rest`, of which potentials tell, and all so far `sum`. FALSE: there
 * is no room for it. */
static gboolean
find_most (Run *run, guint64 sum)
{
  const CowDisjoint *disjoint = run->disjoint;
  guint32 source = run->query->source;
  guint64 limit = cow_label_with_slack (run->limit, disjoint->kind), shift = shift_of (disjoint, node_left (disjoint, source)), rest;
  double left;

  if (!run->query->has_cutoff)
    return TRUE;
  if (disjoint->kind != COW_CELL_REAL)
    {
      rest = run->source_label + shift;
      run->most = limit - sum - rest;
      return sum <= limit && rest <= limit - sum;
    }
  left = cow_real_of_bits (limit) - cow_real_of_bits (sum) - (cow_real_of_bits (run->source_label) + cow_real_of_bits (shift));
  /* What rounding left over of two sums of that size. */
  left += cow_real_of_bits (limit) * 1e-9;
  run->most = cow_bits_of_real (MAX (left, 0.0));
  return left >= 0;
}

/* Looks for paths until there are k, or no more, or they would cost too much. n: how many there are. */
static gboolean
find_flows (Run *run, guint64 *n, GError **error)
{
  CowDisjoint *disjoint = run->disjoint;
  g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (Flow));
  guint64 sum = 0;
  gboolean reached;

  for (*n = 0; *n < run->query->k && find_most (run, sum); ++*n)
    {
      if (!search (run, &reached, error))
        return FALSE;
      if (!reached)
        return TRUE;
      if (run->query->has_cutoff)
        {
          g_array_set_size (before, 0);
          g_array_append_vals (before, disjoint->flows->data, disjoint->flows->len);
        }
      augment (run);
      if (!run->query->has_cutoff || (sum = sum_flows (disjoint)) <= run->limit)
        continue;
      clear_incoming (disjoint);
      g_array_set_size (disjoint->flows, 0);
      g_array_append_vals (disjoint->flows, before->data, before->len);
      return TRUE;
    }
  return TRUE;
}

gboolean
cow_disjoint_run (CowDisjoint *disjoint, const CowDisjointQuery *query, CowFoundFunc found, gpointer user, CowProgress *progress,
                  GError **error)
{
  const CowView *view = &disjoint->goal->view;
  Run run = { .disjoint = disjoint, .query = query, .most = COW_LABEL_NONE, .progress = progress };
  gboolean ok;
  guint64 n;

  if (!cow_search_check_vertex (view, query->source, error) || !cow_search_check_vertex (view, query->target, error))
    return FALSE;
  if (query->k == 0 || !cow_label_limit (disjoint->kind, query->has_cutoff, query->cutoff, &run.limit))
    return TRUE;
  if (query->source == query->target)
    {
      CowFoundPath path = { .cost = cow_label_cost (0, disjoint->kind), .vertices = &query->source };

      found (&path, user);
      return TRUE;
    }
  cow_goal_bound (disjoint->goal, query->has_cutoff ? query->cutoff : cow_cost_unreachable ());
  if (!cow_goal_run (disjoint->goal, query->target, query->avoid, progress, error))
    return FALSE;
  run.source_label = find_source_label (disjoint, query->source);
  run.end = node_entered (disjoint, query->target);
  if (run.source_label == COW_LABEL_NONE)
    return TRUE;
  forget_flows (disjoint);
  ok = find_flows (&run, &n, error) && make_paths (&run, n, found, user, error);
  forget_flows (disjoint);
  return ok;
}

void
cow_disjoint_take_counts (CowDisjoint *disjoint, CowSearchCounts *counts)
{
  cow_goal_take_counts (disjoint->goal, counts);
}
